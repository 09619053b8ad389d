"""How the exercise sounds at each microphone.

Every sound has a place; it reaches a microphone after distance / 343 m/s, directly, from the ground and from the
container's wall (image sources), weaker with distance. Then come the camera's own parts: its rate, its tone, its
noise, its gain control, and the stretches in which it keeps no sound.
"""

import numpy as np
from scipy.signal import butter, resample_poly, sosfilt, sosfiltfilt

from script import (CAMERAS, DISPATCH, LINES, MURMURS, PATHS, RATE, SEED, SHOTS, SLAMS, SOUND_SPEED, TALK, place,
                    recording_time)
from voices import murmur

BEGIN, END = -6.0, 199.0  # world seconds that are rendered
WALL_Y = 12.0  # the container's wall runs along y = 12
MOUTH, CHEST = 1.6, 1.3  # heights, m
NEAREST = 0.3  # m from a mouth or a shoulder to the camera on the same chest


def amplitude(db):
    return 10 ** (db / 20)


def band(samples, low, high, order=2, rate=RATE):
    sos = butter(order, [low, high], "bandpass", fs=rate, output="sos")
    return sosfilt(sos, samples)


# --- sounds at one metre ------------------------------------------------------------------------------------


def radio_sound(speech):
    """Speech as a radio channel carries it: 300 to 3400 Hz, pressed, a click when keyed, a tail of noise after."""
    rng = np.random.default_rng([SEED, len(speech)])
    voice = np.tanh(1.6 * band(speech, 300, 3400, 4)) / 1.1
    tail = 0.5 * band(rng.normal(size=int(0.09 * RATE)), 400, 3200)
    click = 0.7 * band(rng.normal(size=int(0.012 * RATE)), 500, 2500) * np.hanning(int(0.012 * RATE))
    return np.concatenate([voice, np.zeros(int(0.03 * RATE)), tail, click])


def bang(rng):
    """A blank at one metre: a fast rise, a pulse that dies away within milliseconds, a low thump, a short tail."""
    t = np.arange(int(0.35 * RATE)) / RATE
    noise = rng.normal(size=len(t))
    body = noise * np.exp(-t / 0.004) * (1 - np.exp(-t / 0.0002))
    pulse = (1 - t / 0.0025) * np.exp(-t / 0.0018)
    thump = np.sin(2 * np.pi * 85 * t) * np.exp(-t / 0.03)
    tail = band(rng.normal(size=len(t)), 150, 2500) * np.exp(-t / 0.07) * 0.05
    out = 0.8 * body + 1.3 * pulse + 0.35 * thump + tail
    return out / np.abs(out).max()


def slam(rng):
    """A van's sliding door: a rumble of half a second, then a dull knock."""
    t = np.arange(int(0.9 * RATE)) / RATE
    roll = band(rng.normal(size=len(t)), 120, 900) * np.clip(t / 0.5, 0, 1) * (t < 0.5) * 0.06
    k = np.clip(t - 0.5, 0, None)
    knock = (t >= 0.5) * (np.sin(2 * np.pi * 70 * k) + 0.6 * np.sin(2 * np.pi * 173 * k)) * np.exp(-k / 0.05)
    knock += (t >= 0.5) * rng.normal(size=len(t)) * np.exp(-k / 0.012) * 0.3
    return roll + knock


# --- from a place to a microphone ---------------------------------------------------------------------------


def distance(a, b):
    return max(NEAREST, float(np.hypot(a[0] - b[0], a[1] - b[1])))


def add(track, samples, world, gain):
    at = int(round((world - BEGIN) * RATE))
    end = min(len(track), at + len(samples))
    track[at:end] += gain * samples[: end - at]


def heard_at(track, samples, world, level, source, microphone):
    """Adds a sound made at `source` from world time `world`, `level` dBFS at one metre."""
    direct = distance(source, microphone)
    add(track, samples, world + direct / SOUND_SPEED, amplitude(level) / direct)
    ground = float(np.hypot(direct, MOUTH + CHEST))
    dull = sosfilt(butter(1, 2500, fs=RATE, output="sos"), samples)
    add(track, dull, world + ground / SOUND_SPEED, 0.35 * amplitude(level) / ground)
    if source[1] < WALL_Y:
        wall = distance((source[0], 2 * WALL_Y - source[1]), microphone)
        add(track, dull, world + wall / SOUND_SPEED, 0.45 * amplitude(level) / wall)


RADIO_LEVEL = -40.0  # dBFS at one metre from a shoulder's loudspeaker


def world_at(wearer, spoken):
    """All that happens in the world, as it arrives at one wearer's chest; world time, RATE."""
    track = np.zeros(int((END - BEGIN) * RATE))
    for line in LINES:
        samples = spoken[line.id]
        middle = line.at + line.duration / 2
        mic = place(wearer, middle)
        source = place(line.who, middle)
        if source is not None:
            heard_at(track, samples, line.at, line.level, source, mic)
        if line.on_radio:
            on_air = radio_sound(samples)
            for other in ("officer-1", "officer-2", "officer-3"):
                if other != line.who:  # one's own radio is quiet while one talks
                    heard_at(track, on_air, line.at, RADIO_LEVEL, place(other, middle), mic)
    rng = np.random.default_rng([SEED, 11])
    for start, end, who in MURMURS:
        samples = murmur(rng, end - start, spoken, who)
        heard_at(track, samples, start, TALK - 6, place(who, start), place(wearer, start))
    rng = np.random.default_rng([SEED, 12])
    for _, at, who in SHOTS:
        x, y = place(who, at)
        # Arm's length in front of the chest.
        heard_at(track, bang(rng), at, 9.0, (x + 0.1, y + 0.7), place(wearer, at))
    for at, x, y in SLAMS:
        heard_at(track, slam(rng), at, -6.0, (x, y), place(wearer, at))
    return track


# --- the camera ---------------------------------------------------------------------------------------------


def read_at(track, rec, rate):
    """The track on the recording's own clock: cubic interpolation (Catmull and Rom 1974) at its sample times."""
    count = int(round(rec.duration * rate))
    p = (rec.start + np.arange(count) / rate * (1 + rec.ppm * 1e-6) - BEGIN) * RATE
    i = np.floor(p).astype(np.int64)
    f = p - i
    a, b, c, d = (track[i + k] for k in (-1, 0, 1, 2))
    return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))


def pink(rng, count):
    """Noise that falls by 3 dB an octave from 60 Hz on, level 1."""
    spectrum = np.fft.rfft(rng.normal(size=count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum /= np.sqrt(np.maximum(hertz, 60))
    spectrum[hertz < 30] = 0
    noise = np.fft.irfft(spectrum, count)
    return noise / noise.std()


def own_noise(rng, camera, count):
    """Steady noise, slow wind, and the wearer's steps where the wearer walks."""
    out = amplitude(camera.noise_db) * pink(rng, count)
    breeze = np.interp(np.arange(count) / RATE, np.arange(0, count / RATE + 4, 4), rng.uniform(0.5, 1.4, int(count / RATE / 4) + 2))
    out *= breeze
    path = PATHS[camera.wearer]
    for (t0, x0, y0), (t1, x1, y1) in zip(path, path[1:]):
        length = np.hypot(x1 - x0, y1 - y0)
        if length < 0.8:
            continue
        for step in np.arange(t0, t1, max(0.48, 0.75 * (t1 - t0) / length)):
            at = int(recording_time(camera, step + rng.uniform(-0.03, 0.03)) * RATE)
            if 0 <= at < count - RATE // 4:
                t = np.arange(RATE // 8) / RATE
                foot = band(rng.normal(size=len(t)), 90, 1800) * np.exp(-t / 0.025) * (1 - np.exp(-t / 0.002))
                out[at: at + len(t)] += amplitude(-38 + rng.uniform(-4, 3)) * foot
    return out


def gain_control(samples):
    """Brings far talk up and near shouts down: half of the distance from -19 dBFS, at most 9 dB either way."""
    frame = RATE // 500
    level = np.sqrt((samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(1)) + 1e-9
    attack, release = np.exp(-1 / (0.005 * 500)), np.exp(-1 / (0.5 * 500))
    smooth = np.empty_like(level)
    now = level[0]
    for k, x in enumerate(level):
        now = x + (attack if x > now else release) * (now - x)
        smooth[k] = now
    gain = np.clip(0.5 * (-19.0 - 20 * np.log10(smooth)), -9.0, 9.0)
    at = (np.arange(len(level)) + 0.5) * frame
    return samples * amplitude(np.interp(np.arange(len(samples)), at, gain))


def camera_sound(camera, spoken):
    """16-bit samples of one camera, exact zeros where it keeps no sound."""
    rng = np.random.default_rng([SEED, 100 + CAMERAS.index(camera)])
    sound = read_at(world_at(camera.wearer, spoken), camera, RATE)
    sound += own_noise(rng, camera, len(sound))
    low, high, presence = camera.tone
    sound = sosfilt(butter(2, low, "highpass", fs=RATE, output="sos"), sound)
    sound = sosfiltfilt(butter(1, high, fs=RATE, output="sos"), sound)
    if presence:
        sound += (amplitude(presence) - 1) * sosfiltfilt(butter(1, [2000, 4500], "bandpass", fs=RATE, output="sos"), sound)
    sound = np.tanh(gain_control(sound) * 1.05) / 1.05
    samples = np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)
    for start, end, _ in camera.zeros:
        samples[start:end] = 0
    return samples[: int(round(camera.sound * RATE))]


def dispatch_sound(spoken):
    """16-bit samples of the dispatch recording at its own rate: radio traffic and line noise, nothing of the yard."""
    rng = np.random.default_rng([SEED, 200])
    track = np.zeros(int((END - BEGIN) * RATE))
    for line in LINES:
        if line.on_radio:
            add(track, radio_sound(spoken[line.id]), line.at, amplitude(-19.0))
    sound = resample_poly(read_at(track, DISPATCH, RATE), 1, RATE // DISPATCH.rate)
    hum = np.sin(2 * np.pi * 60 * np.arange(len(sound)) / DISPATCH.rate)
    line_noise = band(rng.normal(size=len(sound)), 80, 3600, rate=DISPATCH.rate)
    sound += amplitude(DISPATCH.noise_db) * line_noise / line_noise.std() + amplitude(-60) * hum
    return np.clip(np.round(sound * 32767), -32768, 32767).astype(np.int16)
