"""The sound of the benchmark: what is in it is decided here, sample by sample, from a seed.

A microphone that is on never rests: pink noise whose level wanders between -62 and -35 dBFS, and speech on top of it.
Into that go *mutes* (exact zeros between two samples that no packet's edge falls on) and *beds* (a quiet room: white
noise of -65 to -90 dBFS that fades in and out, and is no mute). Levels in dBFS are RMS against a full scale of 32768.
"""
import os, shutil, subprocess, tempfile, wave
from dataclasses import dataclass, field
import numpy as np

# An hour's mutes in seconds, in the order in which they come. The first starts with the recording, as a pre-event
# buffer without sound does.
HOUR = [30, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 45, 120, 600, 3, 60, 300, 7]
BED_DBFS = [-65, -70, -75, -80, -85, -90]
# Length in minutes: its mutes, and how long a bed is.
LENGTHS = {
    1: ([5, 0.1, 0.25, 0.5, 1, 2, 2.5, 3, 5], 3.0),
    10: ([30, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 45, 3, 60, 7], 15.0),
    60: (HOUR, 40.0),
    240: (HOUR + HOUR * 3, 40.0),
}
PHRASES = [
    "Show me your hands.", "Step out of the vehicle, please.", "Dispatch, we are at the corner of Fifth and Main.",
    "Is anybody hurt?", "He went over the fence behind the house.", "Stay where you are, help is on the way.",
    "Copy that, one more unit is coming.", "Can you tell me what happened here?",
]
BLOCK_SECS = 10


@dataclass
class Layout:
    """Where what is, in samples."""
    seconds: int
    rate: int
    seed: int
    mutes: list = field(default_factory=list)   # (from, to)
    beds: list = field(default_factory=list)    # (from, to, dBFS)


def layout(minutes, seed, rate=48_000, mutes=None, bed_secs=None, keep_free=()):
    """Spreads mutes and beds over a recording with random pauses. `keep_free` are stretches of seconds without any."""
    rng = np.random.default_rng([seed, 1])
    default_mutes, default_bed = LENGTHS.get(minutes, (HOUR, 40.0))
    mutes = default_mutes if mutes is None else mutes
    bed_secs = default_bed if bed_secs is None else bed_secs
    parts = [("mute", m, None) for m in mutes[1:]]
    for db in BED_DBFS * (max(1, minutes // 60) if bed_secs else 0):
        parts.insert(int(rng.integers(0, len(parts) + 1)), ("bed", bed_secs, db))
    total, least = minutes * 60, 0.35 if minutes < 10 else 1.5
    for attempt in range(10_000):
        free = total - mutes[0] - sum(p[1] for p in parts) - least * (len(parts) + 1)
        if free <= 0:
            raise SystemExit(f"{minutes} minutes do not hold these mutes")
        pauses = least + rng.dirichlet(np.ones(len(parts) + 1)) * free
        out, t = Layout(total, rate, seed), float(mutes[0])
        if mutes[0]:
            out.mutes.append((0, unaligned(mutes[0] * rate)))
        for (kind, secs, db), pause in zip(parts, pauses):
            t += pause
            a = unaligned(t * rate)
            if kind == "mute":
                out.mutes.append((a, unaligned(a + secs * rate)))
            else:
                out.beds.append((a, a + round(secs * rate), db))
            t = (a + secs * rate) / rate
        busy = [(m[0] / rate, m[1] / rate) for m in out.mutes + out.beds]
        if all(b <= f or a >= g for a, b in busy for f, g in keep_free):
            return out
    raise SystemExit("the stretches to keep free leave no room")


def unaligned(sample):
    """A sample near this one on which no packet of 1024, 1152, 960 or 4096 samples begins."""
    sample = round(sample)
    while any(sample % n < 8 for n in (960, 1024, 1152)):
        sample += 11
    return sample


def phrases(rate, seed):
    """Speech by espeak-ng; where it is not installed, bursts of noise with the rhythm of syllables."""
    if shutil.which("espeak-ng"):
        out = []
        for i, words in enumerate(PHRASES):
            with tempfile.NamedTemporaryFile(suffix=".wav") as f:
                voice = ["en-us+m3", "en-us+f2", "en-us+m7"][i % 3]
                subprocess.run(["espeak-ng", "-v", voice, "-s", str(150 + 8 * i), "-w", f.name, words], check=True)
                with wave.open(f.name) as w:
                    x = np.frombuffer(w.readframes(w.getnframes()), "<i2").astype(np.float32)
                    of = w.getframerate()
            t = np.arange(int(len(x) * rate / of)) * (of / rate)
            x = np.interp(t, np.arange(len(x)), x).astype(np.float32)
            out.append(x / np.abs(x).max())
        return out
    print("espeak-ng is not installed: bursts of noise instead of speech", flush=True)
    rng, out = np.random.default_rng([seed, 2]), []
    for words in PHRASES:
        x = np.concatenate([np.convolve(rng.normal(0, 1, n), np.hanning(rate // 2000), "same") * np.hanning(n)
                            for n in (rng.uniform(0.08, 0.25, len(words) // 2) * rate).astype(int)])
        out.append((x / np.abs(x).max()).astype(np.float32))
    return out


def pink_loop(rate, seed, secs=61):
    """Pink noise of RMS 1 that joins its own beginning. Its length is no multiple of a packet's."""
    n = secs * rate + 1
    spectrum = np.fft.rfft(np.random.default_rng([seed, 3]).normal(0, 1, n))
    f = np.arange(len(spectrum), dtype=float)
    f[0] = 1
    spectrum[0] = 0
    x = np.fft.irfft(spectrum / np.sqrt(f), n)
    return (x / x.std()).astype(np.float32)


def blocks(lay, channels=1, only_channel=None, mute_dbfs=None):
    """The sound as blocks of 16-bit samples (samples x channels). With `only_channel`, the mutes are on that channel
    alone; with `mute_dbfs`, they are white noise of that level and not zeros."""
    rate, total = lay.rate, lay.seconds * lay.rate
    rng = np.random.default_rng([lay.seed, 4])
    # The level every tenth of a second, kept between the two ends by reflection.
    steps = np.cumsum(rng.normal(0, 0.5, lay.seconds * 10 + 2)) + 15
    level = np.abs((steps % 54) - 27) - 62  # a triangle of 27 dB: -62 to -35
    loops = [pink_loop(rate, lay.seed + c) for c in range(channels)]
    said = phrases(rate, lay.seed)
    talk, t = [], float(rng.uniform(0, 3))
    while t < lay.seconds:
        x = said[int(rng.integers(len(said)))]
        talk.append((int(t * rate), x, 10 ** (rng.uniform(-30, -6) / 20)))
        t += len(x) / rate + rng.exponential(3.0)
    noise, open_talk = np.random.default_rng([lay.seed, 5]), 0
    for begin in range(0, total, BLOCK_SECS * rate):
        n = min(BLOCK_SECS * rate, total - begin)
        at = np.arange(begin, begin + n)
        gain = (10 ** (np.interp(at / rate * 10, np.arange(len(level)), level) / 20)).astype(np.float32)
        x = np.stack([np.take(p, at, mode="wrap") * gain for p in loops], 1)
        while open_talk < len(talk) and talk[open_talk][0] + len(talk[open_talk][1]) <= begin:
            open_talk += 1
        for start, wave_, g in talk[open_talk:]:
            if start >= begin + n:
                break
            a, b = max(start, begin), min(start + len(wave_), begin + n)
            if a < b:
                for c in range(channels):
                    x[a - begin:b - begin, c] += wave_[a - start:b - start] * (g * (1 - 0.3 * c))
        for a, b, db in lay.beds:
            if a < begin + n and b > begin:
                # Everything else fades out over a tenth of the bed, and in again: a room that falls quiet.
                fade = 0.1 * (b - a)
                inside = slice(max(a - begin, 0), min(b - begin, n))
                k = at[inside]
                keep = np.clip(np.maximum((a + fade - k) / fade, (k - b + fade) / fade), 0, 1) ** 4
                bed = noise.normal(0, 10 ** (db / 20), (len(k), channels))
                x[inside] = x[inside] * keep[:, None] + bed
        y = np.clip(np.rint(x * 32768), -32768, 32767).astype("<i2")
        for a, b in lay.mutes:
            if a < begin + n and b > begin:
                inside = slice(max(a - begin, 0), min(b - begin, n))
                of = slice(None) if only_channel is None else slice(only_channel, only_channel + 1)
                if mute_dbfs is None:
                    y[inside, of] = 0
                else:
                    y[inside, of] = np.rint(noise.normal(0, 32768 * 10 ** (mute_dbfs / 20), y[inside, of].shape))
        yield y


def write_wav(path, lay, **how):
    """Writes the sound, first beside its place and then into it, so that a half-made file is never taken for one."""
    part = path + ".part"
    with wave.open(part, "wb") as w:
        w.setnchannels(how.get("channels", 1))
        w.setsampwidth(2)
        w.setframerate(lay.rate)
        for block in blocks(lay, **how):
            w.writeframes(block.tobytes())
    os.replace(part, path)
