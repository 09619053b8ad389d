#!/usr/bin/env python3
"""Times `unmuted review` on a case of four 30-minute recordings, and checks its answers.

    cargo build --release
    python3 bench/review/run.py [--minutes 30] [--recordings 4] [--keep DIR]

Needs ffmpeg and numpy. Makes about 3.7 GB in a temporary folder: 1280x720 H.264 at 4 Mbit/s with AAC, each
recording with its own start, drift and noise and one silent span, all hearing the same bursts of coloured noise.
Reports wall and CPU seconds, peak memory and bytes read for the first review and for one with nothing changed,
and fails if a silent span is off by more than 50 ms or a recording by more than 20 ms.
"""
import argparse, json, os, resource, shutil, subprocess, sys, tempfile, threading, time
import numpy as np

RATE = 48_000
HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "..", "target")), "release", "unmuted")


def world(seconds, rng):
    """What everybody hears, at 16 kHz: bursts of coloured noise of 0.1 to 0.6 s with pauses, like talk."""
    rate = 16_000
    out = np.zeros(int(seconds * rate), np.float32)
    t = 0.5
    while t < seconds - 1:
        n = int(rng.uniform(0.1, 0.6) * rate)
        burst = np.convolve(rng.normal(0, 1, n), np.hanning(int(rng.integers(3, 12))), "same") * np.hanning(n)
        at = int(t * rate)
        out[at : at + n] += (burst * rng.uniform(0.1, 1.0)).astype(np.float32)
        t += n / rate + rng.exponential(0.5)
    return out / np.abs(out).max() * 0.5


def recording(shared, start, ppm, seconds, silent, rng, path, picture):
    """One recording: the shared sound from `start` on, its clock `ppm` fast, its own noise, one silent span."""
    local = np.arange(int(seconds * RATE)) / RATE
    heard = np.interp((start + local * (1 + ppm * 1e-6)) * 16_000, np.arange(len(shared)), shared)
    heard = heard + rng.normal(0, 0.01, len(heard))
    heard[int(silent[0] * RATE) : int(silent[1] * RATE)] = 0
    pcm = (np.clip(heard, -1, 1) * 32767).astype("<i2").tobytes()
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", picture, "-f", "s16le", "-ar", str(RATE), "-ac", "1",
         "-i", "pipe:0", "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "64k", "-t", str(seconds), path],
        input=pcm, check=True)


def run(args):
    """Runs the program; gives wall s, CPU s, peak MB, MB read, its exit status."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seen = {"read": 0, "peak": 0}

    def watch():
        while child.poll() is None:
            try:
                io = dict(l.split(": ") for l in open(f"/proc/{child.pid}/io").read().splitlines())
                seen["read"] = int(io["rchar"])
                for l in open(f"/proc/{child.pid}/status"):
                    if l.startswith("VmHWM"):
                        seen["peak"] = int(l.split()[1]) / 1024
            except (OSError, ValueError):
                pass
            time.sleep(0.01)

    thread = threading.Thread(target=watch)
    thread.start()
    said = child.stderr.read().decode()
    status = child.wait()
    thread.join()
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if status not in (0, 1):
        sys.exit(f"the review ended with {status}: {said}")
    return wall, cpu, seen["peak"], seen["read"] / 1e6


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minutes", type=float, default=30)
    ap.add_argument("--recordings", type=int, default=4)
    ap.add_argument("--keep", help="make the case here and keep it")
    a = ap.parse_args()
    rng = np.random.default_rng(7)
    top = a.keep or tempfile.mkdtemp(prefix="unmuted-bench-")
    case, length = os.path.join(top, "case"), a.minutes * 60
    truth = []
    if not os.path.exists(case):
        os.makedirs(top, exist_ok=True)
        picture = os.path.join(top, "picture.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30,noise=alls=20:allf=t", "-t", "20",
                        "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-maxrate", "4M", "-bufsize", "4M", "-g", "30", "-pix_fmt", "yuv420p", picture], check=True)
        shared = world(length + 120, rng)
        subprocess.run([PROGRAM, "new", case, "--title", "Benchmark"], check=True, stdout=subprocess.DEVNULL)
        for i in range(a.recordings):
            start, ppm = float(rng.uniform(0, 60)), float(rng.uniform(-30, 30))
            at = float(rng.uniform(0.3, 0.6)) * length
            silent = (at, at + 45.0)
            path = os.path.join(top, f"camera-{i + 1}.mp4")
            recording(shared, start, ppm, length, silent, rng, path, picture)
            truth.append({"id": f"camera-{i + 1}", "start": start, "ppm": ppm, "silent": silent})
            subprocess.run([PROGRAM, "add", case, path, "--by", "bench"], check=True, stdout=subprocess.DEVNULL)
            os.remove(path)
        json.dump(truth, open(os.path.join(top, "truth.json"), "w"))
    truth = json.load(open(os.path.join(top, "truth.json")))
    for derived in (".unmuted", "report"):
        shutil.rmtree(os.path.join(case, derived), ignore_errors=True)
    size = sum(os.path.getsize(os.path.join(case, "evidence", f)) for f in os.listdir(os.path.join(case, "evidence"))) / 1e6
    print(f"{a.recordings} recordings of {a.minutes:g} min, {size:.0f} MB")
    for name in ("first", "nothing changed"):
        wall, cpu, peak, read = run([PROGRAM, "--quiet", "review", case])
        print(f"{name:16} wall {wall:6.2f} s  CPU {cpu:6.2f} s  peak {peak:5.0f} MB  read {read:7.0f} MB ({read / size:.2f} x)")
    review = json.load(open(os.path.join(case, "report", "review.json")))
    wrong = []
    by_id = {r["id"]: r for r in review["recordings"]}
    reference = by_id[truth[0]["id"]]["placement"]["offset_ns"] / 1e9 - truth[0]["start"]
    for t in truth:
        r = by_id[t["id"]]
        found = [s for s in r["silences"]]
        if len(found) != 1 or any(abs(b / 1e9 - e) > 0.05 for b, e in zip((found[0]["start_ns"][1], found[0]["end_ns"][0]), t["silent"])):
            wrong.append(f"{t['id']}: silent spans {found}")
        off = r["placement"]["offset_ns"] / 1e9 - t["start"] - reference
        if not r["placement"]["placed"] or abs(off) > 0.02:
            wrong.append(f"{t['id']}: {off:+.4f} s off, placed {r['placement']['placed']}")
        else:
            print(f"{t['id']}: start {off * 1e3:+.1f} ms, drift {r['placement']['drift_ppb'] / 1e3:+.1f} ppm, made with {t['ppm']:+.1f}")
    if not a.keep:
        shutil.rmtree(top)
    if wrong:
        sys.exit("WRONG ANSWERS\n" + "\n".join(wrong))


main()
