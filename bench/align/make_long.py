#!/usr/bin/env python3
"""Makes long recordings with a known clock, for speed and growth, each set a folder with a truth.json as scenes.py writes it.

    python3 bench/align/make_long.py [--sets pair-9m,pair-120m,six-12m,forty-10m] [--into DIR] [--seed 1] [--minutes-scale 1]

Each recording hears the same talk (about 30 % of the time, from people who stand within 6 m) through its own echoes and
its own street noise 5 dB below the talk, on a clock of up to ±30 ppm, and is AAC of 64 kbit/s. The sounds are real
ones from ../shared/audio; without that folder, noise shaped like syllables and like traffic. Needs numpy, scipy, ffmpeg,
and soundfile where ../shared/audio is there. What is there already is kept. About ten minutes
and 350 MB; bench-align keeps 700 MB of decoded sound beside it.
"""
import argparse, glob, json, math, os, subprocess
import numpy as np
from scipy.signal import butter, oaconvolve, resample_poly, sosfilt

RATE = 16_000
SOUND_M_S = 343.0
HERE = os.path.dirname(os.path.abspath(__file__))
AUDIO = os.path.join(HERE, "..", "..", "..", "shared", "audio")
TALK, SNR_DB, PPM, AREA_M = 0.30, 5.0, 30.0, 6.0
# name: (recordings, minutes each)
SETS = {"pair-9m": (2, 9), "pair-120m": (2, 120), "six-12m": (6, 12), "forty-10m": (40, 10)}
BLOCK_S = 30


def load(path):
    import soundfile
    sound, rate = soundfile.read(path, dtype="float32")
    if sound.ndim > 1:
        sound = sound.mean(1)
    if rate != RATE:
        shared = math.gcd(RATE, rate)
        sound = resample_poly(sound, RATE // shared, rate // shared).astype(np.float32)
    return sound / np.sqrt(np.mean(sound**2) + 1e-12)


def material(seed):
    """Talk and street sounds, each of level 1."""
    rng = np.random.default_rng([seed, 1])
    if os.path.isdir(AUDIO):
        talk = [load(f) for f in sorted(glob.glob(os.path.join(AUDIO, "speech", "*"))) if not f.endswith(".md")]
        street = [load(f) for f in sorted(glob.glob(os.path.join(AUDIO, "env", "*.ogg"))) if any(w in os.path.basename(f) for w in ("background", "city", "wind", "night"))]
        return [t for t in talk if len(t) > 2.5 * RATE], street
    return [syllables(rng, 8.0) for _ in range(40)], [traffic(rng, 20.0) for _ in range(6)]


def syllables(rng, secs):
    """Noise through one resonance for each syllable of 0.12 to 0.28 s."""
    out = np.zeros(int(secs * RATE), np.float32)
    at = 0
    while at < len(out):
        n = min(int(rng.uniform(0.12, 0.28) * RATE), len(out) - at)
        centre = rng.uniform(250, 2800)
        sound = sosfilt(butter(1, [centre * 0.9, centre * 1.1], "band", fs=RATE, output="sos"), rng.normal(0, 1, n)) * np.hanning(n)
        out[at : at + n] = sound / (np.abs(sound).max() + 1e-9) * rng.uniform(0.3, 1.0)
        at += n
    return out / np.sqrt(np.mean(out**2))


def traffic(rng, secs):
    n = int(secs * RATE)
    sound = sosfilt(butter(1, 400, fs=RATE, output="sos"), rng.normal(0, 1, n)) + 0.1 * rng.normal(0, 1, n)
    level = np.exp(rng.normal(0, 0.5, int(secs) + 2))
    sound = (sound * np.interp(np.arange(n) / RATE, np.arange(len(level)), level)).astype(np.float32)
    return sound / np.sqrt(np.mean(sound**2))


def utterances(rng, talk, end):
    """Who says what when: start in world seconds, sound, place. About TALK of the time."""
    people = rng.uniform(-AREA_M, AREA_M, (5, 2))
    out, t = [], float(rng.uniform(0, 2))
    while t < end:
        sound = talk[int(rng.integers(len(talk)))]
        n = int(min(rng.uniform(1.2, 5.0) * RATE, len(sound) - 1))
        at = int(rng.integers(0, len(sound) - n))
        # Another speed each time, so that the same words do not come twice.
        speed = rng.uniform(0.85, 1.15)
        said = np.interp(np.arange(0, n - 1, speed), np.arange(n), sound[at : at + n]).astype(np.float32)
        fade = min(400, len(said) // 4)
        said[:fade] *= np.linspace(0, 1, fade)
        said[-fade:] *= np.linspace(1, 0, fade)
        out.append((t, said * 10 ** (rng.normal(0, 3) / 20), people[int(rng.integers(len(people)))]))
        secs = len(said) / RATE
        t += secs + float(rng.exponential(secs * (1 - TALK) / TALK))
    return out


def cubic(sound, at):
    """Catmull-Rom read at fractional places, 0 outside."""
    i = np.floor(at).astype(np.int64)
    f = (at - i).astype(np.float32)
    ok = (i >= 1) & (i < len(sound) - 2)
    i = np.where(ok, i, 1)
    a, b, c, d = sound[i - 1], sound[i], sound[i + 1], sound[i + 2]
    return np.where(ok, b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a))), 0).astype(np.float32)


def echoes(rng):
    n = int(0.45 * RATE)
    out = np.zeros(n, np.float32)
    out[0] = 1
    for _ in range(int(rng.integers(3, 9))):
        out[int(rng.uniform(0.008, 0.25) * RATE)] += rng.choice([-1, 1]) * 10 ** (-rng.uniform(6, 20) / 20)
    return out + (rng.normal(0, 1, n) * np.exp(-np.arange(n) / RATE / rng.uniform(0.04, 0.12)) * 0.02).astype(np.float32)


def record(rng, camera, said, street, path):
    """Writes one recording, block by block; gives the delay of each utterance that it hears, seconds."""
    samples = int(camera["dur"] * RATE)
    echo = echoes(rng)
    bed = np.roll(street[int(rng.integers(len(street)))], int(rng.integers(RATE))), np.roll(street[int(rng.integers(len(street)))], int(rng.integers(RATE)))
    rate = 1 + camera["ppm"] * 1e-6
    arrives = []
    for k, (t, sound, place) in enumerate(said):
        distance = max(1.0, float(np.hypot(*(np.asarray(camera["place"]) - place))))
        first = ((t + distance / SOUND_M_S) - camera["t0"]) / rate * RATE
        arrives.append((first, sound, distance, k, distance / SOUND_M_S))
    delays = {k: delay for first, sound, _, k, delay in arrives if first + len(sound) > 0 and first < samples}
    # Level of talk from the middle one of the distances; the bed lies SNR_DB below it.
    level, usual = 0.08, float(np.median([distance for _, _, distance, _, _ in arrives]))
    noise = level * 10 ** (-SNR_DB / 20) / math.sqrt(1.5)
    encoder = subprocess.Popen(["ffmpeg", "-v", "error", "-y", "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "pipe:0", "-ar", "48000", "-c:a", "aac", "-b:a", "64k", path], stdin=subprocess.PIPE)
    carry, block, waiting = np.zeros(0, np.float32), BLOCK_S * RATE, sorted(arrives, key=lambda x: x[0])
    for start in range(0, samples, block):
        n = min(block, samples - start)
        out = np.zeros(max(n + 12 * RATE, len(carry)), np.float32)
        out[: len(carry)] += carry
        while waiting and waiting[0][0] < start + n:
            first, sound, distance, _, _ = waiting.pop(0)
            # On this camera's clock, to a fraction of a sample; what began before the recording is cut.
            from_sample = max(math.ceil(first), start)
            at = (np.arange(from_sample, math.ceil(first + len(sound) / rate)) - first) * rate
            if len(at):
                heard = oaconvolve(cubic(sound, at), echo).astype(np.float32) * (level * usual / distance)
                begin = from_sample - start
                out[begin : begin + len(heard)] += heard[: len(out) - begin]
        carry = out[n:].copy()
        index = np.arange(start, start + n)
        block_of_bed = bed[0][index % len(bed[0])] + 0.7 * bed[1][index % len(bed[1])]
        sound = out[:n] + noise * block_of_bed + 0.1 * noise * rng.normal(0, 1, n).astype(np.float32)
        encoder.stdin.write((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    encoder.stdin.close()
    if encoder.wait():
        raise SystemExit("ffmpeg failed")
    return delays


def pair_truth(a, b, heard, said):
    """As scenes.py writes it: offsets over the common time, and the range of the sources' delays (to A minus to B)."""
    start = max(a["t0"], b["t0"])
    end = min(c["t0"] + c["dur"] * (1 + c["ppm"] * 1e-6) for c in (a, b))
    t = np.arange(math.ceil(start * 4), math.floor(end * 4)) / 4
    offset = (t - a["t0"]) / (1 + a["ppm"] * 1e-6) - (t - b["t0"]) / (1 + b["ppm"] * 1e-6)
    delays = [heard[a["id"]][k] - heard[b["id"]][k] for k in heard[a["id"]] if k in heard[b["id"]] and start <= said[k][0] < end]
    delays = delays or [0.0]
    return dict(a=a["id"], b=b["id"], same=True, overlap=len(t) / 4, off_mid=float(np.median(offset)), off_min=float(offset.min()), off_max=float(offset.max()),
                t_lo=float(t[0]), t_hi=float(t[-1]), events=len(delays), tdoa=[float(min(delays)), float(max(delays)), float(np.median(delays))])


def make(name, into, seed, scale, sounds):
    count, minutes = SETS[name]
    folder = os.path.join(into, name)
    wanted = os.path.join(folder, "truth.json")
    settings = dict(seed=seed, scale=scale, real=os.path.isdir(AUDIO))
    if os.path.exists(wanted):
        with open(wanted) as f:
            if json.load(f).get("made") == settings:
                return print(f"{name} is there", flush=True)
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):  # also what was decoded from them
        if old.endswith((".m4a", ".s16le")):
            os.remove(os.path.join(folder, old))
    talk, street = sounds
    rng = np.random.default_rng([seed, sorted(SETS).index(name)])
    secs = minutes * 60 * scale
    late = min(60.0, 0.1 * secs)
    cams = [dict(id=f"cam{i + 1:02}", file=f"cam{i + 1:02}.m4a", t0=float(rng.uniform(0, late)), ppm=float(rng.uniform(-PPM, PPM)), dur=int(secs * RATE) / RATE, snr=SNR_DB, muted=[], world=0, codec="aac",
                 place=[float(x) for x in rng.uniform(-AREA_M, AREA_M, 2)]) for i in range(count)]
    said = utterances(rng, talk, secs + late + 2)
    heard = {}
    for i, c in enumerate(cams):
        heard[c["id"]] = record(np.random.default_rng([seed, sorted(SETS).index(name), i]), c, said, street, os.path.join(folder, c["file"]))
        print(f"{name}: {c['file']}", flush=True)
    pairs = [pair_truth(a, b, heard, said) for i, a in enumerate(cams) for b in cams[i + 1 :]]
    share = sum(len(s) for _, s, _ in said) / RATE / said[-1][0]
    truth = dict(scene=name, cls="L", seed=seed, note=f"{count} recordings of {minutes * scale:g} minutes, talk {share:.0%} of the time", fs=RATE, cams=cams, pairs=pairs, shots=[], made=settings)
    with open(wanted, "w") as f:
        json.dump(truth, f, indent=1)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--sets", default=",".join(SETS), help="which, with commas between")
    ap.add_argument("--into", default=os.path.join(HERE, "made"), help="folder for what is made (default bench/align/made)")
    ap.add_argument("--seed", type=int, default=1, help="another seed is another sound, with other clocks")
    ap.add_argument("--minutes-scale", type=float, default=1.0, help="shorter or longer by this factor, to try the benchmark itself")
    a = ap.parse_args()
    names = [n for n in a.sets.split(",") if n]
    if unknown := [n for n in names if n not in SETS]:
        ap.error(f"there is no set {unknown[0]!r}: {', '.join(SETS)}")
    sounds = material(a.seed)
    for name in names:
        make(name, a.into, a.seed, a.minutes_scale, sounds)


if __name__ == "__main__":
    main()
