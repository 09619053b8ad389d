"""Writes the recordings as files, through ffmpeg, so that the same input gives the same bytes."""

import subprocess

import numpy as np
import soundfile

from script import DISPATCH, FRAMES_PER_SECOND, RATE, WORLD_ZERO_CLOCK

QUIET = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]
EXACT = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]


def write_wav(path, samples, rate):
    soundfile.write(path, samples, rate, subtype="PCM_16")


def write_camera(camera, samples, frames, size, out, scratch):
    """H.264 and AAC in MP4. `frames` yields RGB bytes, one a picture."""
    wav = scratch / f"{camera.id}.wav"
    write_wav(wav, samples, RATE)
    layout = {
        "faststart": ["-movflags", "+faststart"],
        "moov at the end": [],
        "fragmented": ["-movflags", "+frag_keyframe+delay_moov+default_base_moof"],
    }[camera.container]
    # Camera 1 with pictures that refer to later ones, the others without: both orders occur in the wild. (Where a
    # fragmented file has no edit list, ffmpeg 5.1 writes sound and reordered pictures apart by the reordering delay.)
    reorder = ["-bf", "2", "-profile:v", "high"] if camera.id == "camera-1" else ["-bf", "0", "-profile:v", "main"]
    command = [
        *QUIET, "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(FRAMES_PER_SECOND),
        "-i", "-", "-i", str(wav), "-map", "0:v", "-map", "1:a",
        "-c:v", "libx264", "-preset", "slow", "-tune", "animation", "-crf", "37", "-pix_fmt", "yuv420p", *reorder,
        "-g", str(2 * FRAMES_PER_SECOND), "-keyint_min", str(FRAMES_PER_SECOND), "-sc_threshold", "0", "-threads", "1",
        "-c:a", "aac", "-b:a", str(camera.bitrate), "-ac", "1", *EXACT,
        "-metadata", f"creation_time={_claimed_start(camera)}", *layout, str(out),
    ]
    ffmpeg = subprocess.Popen(command, stdin=subprocess.PIPE)
    for frame in frames:
        ffmpeg.stdin.write(frame)
    ffmpeg.stdin.close()
    if ffmpeg.wait() != 0:
        raise SystemExit(f"ffmpeg could not write {out.name}")


def write_dispatch(samples, out, scratch):
    """WAV, mu-law, 8 kHz: what many logging recorders export."""
    wav = scratch / "dispatch.wav"
    write_wav(wav, samples, DISPATCH.rate)
    subprocess.run([*QUIET, "-i", str(wav), "-c:a", "pcm_mulaw", *EXACT, str(out)], check=True)


def decode(path, rate):
    """What ffmpeg presents: samples from the first presented picture on (edit lists honoured), as 16 bit."""
    start = first_picture(path)
    raw = subprocess.run(
        [*QUIET, "-copyts", "-i", str(path), "-map", "0:a", "-af", f"aresample=async=1:first_pts={int(round(start * rate))}",
         "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, dtype="<i2")


def first_picture(path):
    """Presentation time of the first picture, s; 0 where there is none."""
    text = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-read_intervals", "%+#8", "-show_entries", "packet=pts_time",
         "-of", "csv=p=0", str(path)], check=True, capture_output=True, text=True).stdout
    times = [float(t.strip(",")) for t in text.split() if t.strip(",") not in ("", "N/A")]
    return min((t for t in times), default=0.0)


def _claimed_start(camera):
    from datetime import datetime, timedelta
    # The offset of UTC from the yard's summer time is seven hours.
    start = datetime(*WORLD_ZERO_CLOCK) + timedelta(hours=7, seconds=round(camera.start + camera.clock_error))
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")
