#!/usr/bin/env python3
"""Where silence begins and ends, at random places: cuts and fades through sound of every loudness, coded by AAC.

    cargo build --release && python3 bench/listen/cuts.py [--cuts 600] [--seed 1] [--json FILE]

Each file is a minute of pieces of sound (pink noise, white noise, a tone, syllables; -75 to -8 dBFS) with mutes of 0.3
to 1.2 s between them whose two edges lie on any sample: cut off, or faded out and in over 20 to 500 ms, evenly in
amplitude or in decibels. The truth is counted in the 16-bit samples that the encoder is given: a mute reaches from behind the last sample that is not zero to
the next one. `unmuted listen --thorough --json` is asked of each file, and measured are

- how far inside the true silence each reported edge lies, and whether one lies outside;
- the *held* samples: how far the window of the first proven packet reaches into the sound before, and that of the last
  one into the sound after. `crates/unmuted-media/src/survey/ends.rs` allows 320 where the window rises from its first
  sample, and 704 beside short windows, where the first 448 are multiplied by zero;
- of fades, how much sooner than the source fell silent a span begins, and how much later it ends.

Needs numpy and ffmpeg. Two encoders that were measured before are not in Debian's ffmpeg and are left out with a word:
FDK, and voaacenc, whose delay is in no file. The exit status is 1 if a cut (not a fade) lies outside its span's bounds
or holds more than is allowed.
"""
import argparse, functools, json, os, subprocess, sys, tempfile, wave
import numpy as np
import sound

HERE = os.path.dirname(os.path.abspath(__file__))
# name: (rate, channels, what ffmpeg is told)
SETTINGS = {
    "64k": (48_000, 1, ["-b:a", "64k"]),
    "128k": (48_000, 1, ["-b:a", "128k"]),
    "24k": (48_000, 1, ["-b:a", "24k"]),
    "64k fast": (48_000, 1, ["-b:a", "64k", "-aac_coder", "fast"]),
    "VBR 1": (48_000, 1, ["-q:a", "1"]),
    "96k stereo, 44.1 kHz": (44_100, 2, ["-b:a", "96k"]),
    "32k, 16 kHz": (16_000, 1, ["-b:a", "32k"]),
}
SKIPPED = ["FDK (libfdk_aac)", "VisualOn (voaacenc)"]
KINDS = ["pink", "white", "tone", "syllables"]
FADES_MS = [20, 50, 100, 200, 500]
ALLOWED = {"long": 320, "short": 704}
PACKET, WINDOW = 1024, 2048
# Printed times are rounded to microseconds or better, and to the container's tick.
ROUNDING_S = 0.0006


def piece(kind, n, rate, rng, said):
    """A piece of sound of RMS 1."""
    if kind == "white":
        x = rng.normal(0, 1, n)
    elif kind == "tone":
        x = np.sin(2 * np.pi * rng.uniform(100, 4_000) * np.arange(n) / rate + rng.uniform(0, 6))
    elif kind == "pink":
        spectrum = np.fft.rfft(rng.normal(0, 1, n))
        spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
        spectrum[0] = 0
        x = np.fft.irfft(spectrum, n)
    else:
        x = np.take(said[int(rng.integers(len(said)))], np.arange(n) + int(rng.integers(rate)), mode="wrap")
    return x / max(np.sqrt(np.mean(x * x)), 1e-9)


phrases = functools.cache(lambda rate: sound.phrases(rate, 1))


def fade(n, evenly):
    """From full to nothing: by as much amplitude with each sample, or by as many decibels, over 96 of them."""
    return np.linspace(1, 0, n) if evenly else 10 ** (-np.linspace(0, 96, n) / 20)


def make(rate, channels, seed):
    """A minute as 16-bit samples, and its mutes: (from, to, kind and dBFS before, kind and dBFS after, fade or 0)."""
    rng = np.random.default_rng(seed)
    said = phrases(rate)
    parts = []
    while sum(len(p[0]) for p in parts) < 60 * rate:
        kind, dbfs = KINDS[int(rng.integers(len(KINDS)))], float(rng.uniform(-75, -8))
        fade_ms = int(rng.choice(FADES_MS)) if rng.random() < 0.25 else 0
        x = piece(kind, int(rng.uniform(0.7, 1.5) * rate), rate, rng, said) * 10 ** (dbfs / 20) * 32_768
        parts.append((x, kind, dbfs, fade_ms, int(rng.uniform(0.3, 1.2) * rate)))
    out = []
    for (x, *_, fade_ms, mute), follows in zip(parts, parts[1:] + parts[:1]):
        # The fade around a mute is one on both of its sides.
        n = fade_ms * rate // 1_000
        if n:
            shape = fade(n, rng.random() < 0.5)
            x[-n:] *= shape
            follows[0][:n] *= shape[::-1]
    places, at = [], 0
    for (x, kind, dbfs, fade_ms, mute), (_, next_kind, next_dbfs, *_) in zip(parts, parts[1:]):
        at += len(x)
        out += [x, np.zeros(mute)]
        places.append((at, at + mute, (kind, dbfs), (next_kind, next_dbfs), fade_ms))
        at += mute
    out.append(parts[-1][0])
    mono = np.clip(np.rint(np.concatenate(out)), -32_768, 32_767).astype("<i2")
    mutes = []
    for a, b, *rest in places:
        sounds_before, sounds_after = np.flatnonzero(mono[:a]), np.flatnonzero(mono[b:])
        mutes.append((int(sounds_before[-1]) + 1, b + int(sounds_after[0]), *rest))
    return np.repeat(mono[:, None], channels, 1), mutes


def listen(program, path):
    """Spans of all channels, and the encoder's delay in samples."""
    out = subprocess.run([program, "listen", "--thorough", "--json", path], capture_output=True, text=True)
    lines = [json.loads(l) for l in out.stdout.splitlines() if l.strip()]
    words = next(l for l in lines if l["type"] == "recording")["tracks"][0]["encoder"]
    delay = int(words.rsplit("priming edit ", 1)[1].split()[0])
    return [l for l in lines if l["type"] == "span" and l["channel"] is None], delay


def beside_short(packet, at_end):
    """Whether a packet's window is zero for 448 samples at its beginning, or at its end: from its first bytes, which hold
    `single_channel_element` or `channel_pair_element` and `ics_info` (ISO/IEC 14496-3, tables 4.4 to 4.6)."""
    bits = bin(int("1" + packet["begins_with"], 16))[3:]
    # Identifier and tag are 7 bits; then, in a pair, whether there is one window for both; then, if not, the gain.
    pair = bits[:3] == "001"
    at = (8 if bits[7] == "1" else 16) if pair else 15
    sequence = int(bits[at + 1:at + 3], 2)
    return sequence in ((1, 2) if at_end else (2, 3))


def measure(spans, mutes, rate, delay):
    """One line for each true mute."""
    for a, b, before, after, fade_ms in mutes:
        hit = [s for s in spans if s["start_s"] is not None and s["start_s"] * rate < b and s["end_s"] * rate > a]
        row = dict(mute_s=(b - a) / rate, before=before, after=after, fade_ms=fade_ms, found=len(hit) == 1)
        if row["found"]:
            s = hit[0]
            packets = s["evidence"]["first_bytes"]
            row.update(
                start=s["start_s"] - a / rate, end=b / rate - s["end_s"],
                inside=s["start_bounds_s"][0] - ROUNDING_S <= a / rate <= s["start_bounds_s"][1] + ROUNDING_S
                and s["end_bounds_s"][0] - ROUNDING_S <= b / rate <= s["end_bounds_s"][1] + ROUNDING_S)
            if packets:
                # A packet's window begins with its own time: what it holds of the sound before, and of that after.
                held = (a - (packets[0]["packet"] * PACKET - delay), packets[-1]["packet"] * PACKET - delay + WINDOW - b)
                short = (beside_short(packets[0], False), beside_short(packets[-1], True))
                row.update(held=[(h, "short" if s else "long", *of) for h, s, of in zip(held, short, (before, after))])
        yield row


def figures(rows):
    """What the tables say of some rows."""
    cuts, fades = [r for r in rows if not r["fade_ms"]], [r for r in rows if r["fade_ms"]]
    ms = lambda rows, key: [1e3 * r[key] for r in rows if r["found"]]
    held = {w: [h for r in cuts for h in r.get("held", []) if h[1] == w] for w in ALLOWED}
    early = [-x for key in ("start", "end") for x in ms(fades, key)]
    return dict(cuts=len(cuts), found=sum(r["found"] for r in cuts), missed_s=sorted(round(r["mute_s"], 2) for r in cuts if not r["found"]),
                starts_ms=[min(ms(cuts, "start"), default=0), max(ms(cuts, "start"), default=0)],
                ends_ms=[min(ms(cuts, "end"), default=0), max(ms(cuts, "end"), default=0)],
                outside=sum(not r["inside"] for r in cuts if r["found"]),
                edges={w: len(h) for w, h in held.items()}, held={w: max([(0,), *h]) for w, h in held.items()},
                fades=len(fades), fades_found=sum(r["found"] for r in fades), fade_early_ms=max(early, default=0))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cuts", type=int, default=600, help="about how many mutes in all")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--program", default=os.path.join(HERE, "../../target/release/unmuted"))
    p.add_argument("--json", help="write every mute and the figures here")
    args = p.parse_args()
    print("left out: " + ", ".join(SKIPPED), file=sys.stderr)
    rows, seed = {name: [] for name in SETTINGS}, args.seed
    with tempfile.TemporaryDirectory() as folder:
        while sum(map(len, rows.values())) < args.cuts:
            for name, (rate, channels, how) in SETTINGS.items():
                samples, mutes = make(rate, channels, [seed, *name.encode()])
                wav, m4a = os.path.join(folder, "sound.wav"), os.path.join(folder, "sound.m4a")
                with wave.open(wav, "wb") as w:
                    w.setnchannels(channels), w.setsampwidth(2), w.setframerate(rate)
                    w.writeframes(samples.tobytes())
                subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", wav, "-c:a", "aac", *how, m4a], check=True)
                spans, delay = listen(args.program, m4a)
                rows[name] += measure(spans, mutes, rate, delay)
            seed += 1
    by_name = {name: figures(r) for name, r in rows.items()}
    by_name["all"] = figures([r for all_of_one in rows.values() for r in all_of_one])
    print("| ffmpeg's AAC | cuts found | starts, ms inside | ends, ms inside | outside their bounds | edges at long windows: most samples held | at short ones | fades found | edge of a fade, ms outside |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, f in by_name.items():
        span = lambda key: f"{f[key][0]:.1f}..{f[key][1]:.1f}"
        held = [f"{f['edges'][w]}: {f['held'][w][0]}" + (f" ({f['held'][w][2]}, {f['held'][w][3]:.0f} dBFS)" if f["held"][w][0] else "") for w in ALLOWED]
        print(f"| {name} | {f['found']} of {f['cuts']} | {span('starts_ms')} | {span('ends_ms')} | {f['outside']} | {held[0]} | {held[1]} | {f['fades_found']} of {f['fades']} | {max(0.0, f['fade_early_ms']):.1f} |")
    if args.json:
        with open(args.json, "w") as out:
            json.dump(dict(seed=args.seed, skipped=SKIPPED, figures=by_name, mutes=rows), out, indent=1)
    all_ = by_name["all"]
    return 1 if all_["outside"] or any(all_["held"][w][0] > most for w, most in ALLOWED.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
