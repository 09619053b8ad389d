"""Speech by espeak-ng, as samples at the common rate, cut to where the voice starts and ends."""

import io
import subprocess
from math import gcd

import numpy as np
import soundfile
from scipy.signal import resample_poly

from script import LINES, RATE, VOICES


def speak(who, text):
    """Samples at RATE with active level 1 (root mean square of the louder half of its 20 ms stretches)."""
    voice, speed, pitch = VOICES[who]
    wav = subprocess.run(
        ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "-g", "1", "--stdout", text],
        check=True, capture_output=True).stdout
    # espeak-ng writes to a pipe and so cannot fill in the lengths in the header: take what follows it.
    samples, rate = soundfile.read(io.BytesIO(_with_lengths(wav)), dtype="float64")
    g = gcd(RATE, rate)
    samples = resample_poly(samples, RATE // g, rate // g)
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[loud[0]: loud[-1] + 1]
    frame = RATE // 50
    power = np.sort((samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(1))
    return samples / np.sqrt(power[len(power) // 2:].mean())


def _with_lengths(wav):
    data = wav.index(b"data")
    body = wav[data + 8:]
    body = body[: len(body) // 2 * 2]
    head = wav[:4] + (data + 8 + len(body) - 8).to_bytes(4, "little") + wav[8: data + 4]
    return head + len(body).to_bytes(4, "little") + body


def speak_all():
    """Every line of the script; sets each line's duration."""
    spoken = {}
    for line in LINES:
        spoken[line.id] = speak(line.who, line.text)
        line.duration = len(spoken[line.id]) / RATE
    return spoken


def murmur(rng, seconds, spoken, who):
    """The sound of a voice without words: syllables of that voice, shuffled and reversed."""
    pool = np.concatenate([spoken[l.id] for l in LINES if l.who == who])
    syllable = RATE // 6
    out = np.zeros(int(seconds * RATE))
    window = np.hanning(syllable)
    for start in range(0, len(out) - syllable, syllable // 2):
        at = rng.integers(0, len(pool) - syllable)
        out[start: start + syllable] += pool[at: at + syllable][::-1] * window
    return out
