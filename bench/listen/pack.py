"""How the sound is packed: encoders and containers. Every function makes one file from another."""
import os, shutil, subprocess
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BARE = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
FRAGMENTS = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]
FRAGMENTS_WITH_EDITS = ["-movflags", "+frag_keyframe+delay_moov+default_base_moof"]


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-y", *map(str, args)], check=True)


def ffmpeg_audio(wav, out, *how):
    ffmpeg("-i", wav, "-vn", *how, *BARE, out)


def fdk_program():
    """The small program in `fdk`, built when it is first asked for."""
    target = os.environ.get("CARGO_TARGET_DIR")
    target = os.path.join(target, "fdk") if target else os.path.join(HERE, "fdk", "target")
    program = os.path.join(target, "release", "fdk")
    if not os.path.exists(program):
        subprocess.run(["cargo", "build", "--release", "--quiet", "--manifest-path", os.path.join(HERE, "fdk", "Cargo.toml"),
                        "--target-dir", target], check=True)
    return program


def fdk(wav, out, setting, edit_list, rate):
    """FDK's packets in MP4. With `edit_list` the encoder's delay is written as one, else nothing in the file says it."""
    delay = int(subprocess.run([fdk_program(), wav, out + ".aac", setting], check=True, capture_output=True, text=True).stdout)
    early = ["-itsoffset", f"{-delay / rate:.9f}"] if edit_list else []
    ffmpeg(*early, "-i", out + ".aac", "-c", "copy", "-avoid_negative_ts", "disabled", *BARE, out)
    os.remove(out + ".aac")
    return delay


def voaacenc(wav, out, bits=64_000):
    if not shutil.which("gst-launch-1.0"):
        raise FileNotFoundError("gst-launch-1.0 (Debian: gstreamer1.0-tools, gstreamer1.0-plugins-good, gstreamer1.0-plugins-bad)")
    subprocess.run(["gst-launch-1.0", "-q", "filesrc", f"location={wav}", "!", "wavparse", "!", "audioconvert", "!", "voaacenc",
                    f"bitrate={bits}", "!", "mp4mux", "!", "filesink", f"location={out}"], check=True, stdout=subprocess.DEVNULL)


def picture(out, secs=20):
    """1280x720, 30 pictures a second, about 4.1 Mbit/s: what is repeated under the sound."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30,noise=alls=20:allf=t", "-t", secs, "-c:v", "libx264", "-preset", "ultrafast",
           "-b:v", "4100k", "-minrate", "4100k", "-maxrate", "4100k", "-bufsize", "2050k", "-nal-hrd", "cbr", "-g", "30", "-bf", "2", "-pix_fmt", "yuv420p", *BARE, out)


def with_picture(segment, audio, out, secs, *how, audio_args=()):
    """Whole repetitions of the segment, counted in pictures: cut by time, the last would lack some of its pictures."""
    ffmpeg("-stream_loop", "-1", "-i", segment, *audio_args, "-i", audio, "-map", "0:v", "-map", "1:a", "-c", "copy",
           "-frames:v", 30 * secs, "-t", secs, *BARE, *how, out)


def packet_times(path):
    """When each audio packet is presented and how long it lasts, in seconds, as ffprobe reads it: not our own reader."""
    said = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", path],
                          check=True, capture_output=True, text=True).stdout
    rows = [l.split(",")[:2] for l in said.splitlines() if l]
    number = lambda text: 0.0 if text == "N/A" else float(text)
    return np.array([[float(a), number(b)] for a, b in rows if a != "N/A"])


def pictures(path):
    """When the first picture is presented, the instant from which the program counts, and when the last one ends. Seconds, by ffprobe."""
    said = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time,duration_time", "-of", "csv=p=0", path],
                          check=True, capture_output=True, text=True).stdout
    rows = [l.split(",")[:2] for l in said.split() if not l.startswith("N/A")]
    return min(float(a) for a, _ in rows), max(float(a) + float(b) for a, b in rows)


def length(path):
    first, last = pictures(path)
    return last - first


def zero_runs(path, channels, rate, least=0.05):
    """Runs of at least `least` seconds in which ffmpeg's decoder gives less than half of a 16-bit step: on all
    channels at once, and on each. Seconds. A second opinion about what a codec made of the sound."""
    child = subprocess.Popen(["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-vn", "-f", "f32le", "-ar", str(rate), "-ac", str(channels), "-"],
                             stdout=subprocess.PIPE)
    open_at, out, at = [None] * (channels + 1), [[] for _ in range(channels + 1)], 0
    while True:
        raw = child.stdout.read(4 * channels * rate * 10)
        if not raw:
            break
        quiet = np.abs(np.frombuffer(raw, "<f4").reshape(-1, channels)) < 0.5 / 32768
        for i, q in enumerate([quiet.all(1), *quiet.T]):
            edge = np.flatnonzero(np.diff(q.astype(np.int8), prepend=np.int8(open_at[i] is not None)))
            for e in edge:
                if open_at[i] is None:
                    open_at[i] = at + e
                else:
                    if at + e - open_at[i] >= least * rate:
                        out[i].append((open_at[i] / rate, (at + e) / rate))
                    open_at[i] = None
        at += len(quiet)
    for i, o in enumerate(open_at):
        if o is not None and at - o >= least * rate:
            out[i].append((o / rate, at / rate))
    if child.wait():
        raise SystemExit(f"ffmpeg does not decode {os.path.basename(path)}")
    return out[0], out[1:]
