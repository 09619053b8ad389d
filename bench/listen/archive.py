#!/usr/bin/env python3
"""Measures `unmuted scan` on an archive of 20,000 recordings, and checks every row.

    cargo build --release && python3 bench/listen/archive.py [--into DIR]

A few hundred distinct recordings (20 to 120 s, seven kinds of device, a small picture) are made once; the archive is
hard links to them in folders by device and day, so that it fits in memory as a store's index would. Two of them are
broken. Reports files a second (warm), CPU time and peak memory at 1,000, 5,000 and 20,000, and a second run over the
same archive; the rival is a shell loop of ffmpeg's silencedetect over 200 of them, scaled. The exit status is 1 if a
row is wrong or a limit is not kept.
"""
import argparse, datetime, glob, json, os, shutil, sqlite3, statistics, subprocess, sys, tempfile, wave
import numpy as np
import pack, sound
from measure import machine, run, warm

# Kind of device: sample rate, channels, how it packs, and the shortest silence that a scan must find.
KINDS = {
    "index-last": (48_000, 1, 0.25), "index-first": (48_000, 1, 0.25), "fragmented": (48_000, 1, 0.25), "stereo": (48_000, 2, 0.25),
    "narrow": (16_000, 1, 0.5), "fdk": (48_000, 1, 0.5), "matroska": (48_000, 1, 0.25),
}
LEAST_FILES_A_SECOND, MOST_GROWTH = 2_000, 1.25


def base_sound(rate, channels, seed):
    lay = sound.Layout(300, rate, seed)
    return np.concatenate(list(sound.blocks(lay, channels=channels)))


def make_distinct(into, count, seed):
    """Makes the distinct recordings and writes what is in each."""
    folder = os.path.join(into, "distinct")
    listed = os.path.join(folder, "truth.json")
    if os.path.exists(listed):
        return json.load(open(listed))
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(seed)
    kinds = dict(KINDS)
    try:
        pack.fdk_program()
    except (FileNotFoundError, subprocess.CalledProcessError):
        print("without cargo there is no FDK: its devices are left out", flush=True)
        del kinds["fdk"]
    small = os.path.join(folder, "picture.mp4")
    pack.ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x48:r=30", "-t", 20, "-c:v", "libx264", "-crf", "40", "-g", "30", "-bf", "2", *pack.BARE, small)
    base = {k: base_sound(*k, seed) for k in sorted({v[:2] for v in kinds.values()})}
    truth = []
    for i in range(count):
        kind = list(kinds)[i % len(kinds)]
        rate, channels, least = kinds[kind]
        secs = int(rng.integers(20, 121))
        at = int(rng.integers(0, (300 - secs) * rate))
        x = base[rate, channels][at:at + secs * rate].copy()
        spans, t = [], 0.0
        if secs >= 50 and rng.random() < 0.7:
            # A pre-event buffer without sound.
            t = sound.unaligned(30 * rate) / rate
            spans.append(["pre_event", 0.0, t])
        for _ in range(int(rng.integers(0, 4))):
            length = float(rng.choice([0.5, 1, 2, 3, 5, 8, 12]))
            a = sound.unaligned((t + rng.uniform(1.5, 6)) * rate) / rate
            b = sound.unaligned((a + length) * rate) / rate
            if b > secs - 2:
                break
            spans.append(["digital_silence", a, b])
            t = b
        for _, a, b in spans:
            x[round(a * rate):round(b * rate)] = 0
        hole = rng.random()
        ends = int(secs * rng.uniform(0.6, 0.9)) if hole < 0.03 and not spans else None
        name = f"{i:04}.{'mkv' if kind == 'matroska' else 'mp4'}"
        path = os.path.join(folder, name)
        with tempfile.TemporaryDirectory() as work:
            wav, m4a = os.path.join(work, "a.wav"), os.path.join(work, "a.m4a")
            with wave.open(wav, "wb") as w:
                w.setnchannels(channels)
                w.setsampwidth(2)
                w.setframerate(rate)
                w.writeframes(x[:(ends or secs) * rate].tobytes())
            if kind == "fdk":
                pack.fdk(wav, m4a, "cbr:64000", True, rate)
            else:
                pack.ffmpeg_audio(wav, m4a, "-c:a", "aac", "-b:a", {"stereo": "128k", "narrow": "32k"}.get(kind, "64k"))
            how = {"index-first": ["-movflags", "+faststart"], "fragmented": pack.FRAGMENTS}.get(kind, [])
            if 0.03 <= hole < 0.05 and kind != "fragmented":
                pack.ffmpeg("-stream_loop", "-1", "-i", small, "-c", "copy", "-frames:v", 30 * secs, *pack.BARE, *how, path)
                spans = [["track_absent", 0.0, float(secs)]]
            else:
                pack.with_picture(small, m4a, path, secs, *how)
                if ends:
                    spans = [["track_ends_early", float(ends), float(secs)]]
        truth.append(dict(file=name, kind=kind, secs=secs, least=least, spans=spans, broken=False, frame_s=1024 / rate))
    whole = open(os.path.join(folder, truth[0]["file"]), "rb").read()
    for name, content in (("cut.mp4", whole[:len(whole) // 2]), ("empty.mp4", b"")):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(content)
        truth.append(dict(file=name, kind="broken", secs=0, least=0, spans=[], broken=True, frame_s=0))
    json.dump(truth, open(listed, "w"), indent=1)
    return truth


def make_tree(into, truth, count, seed):
    """`count` hard links in folders by device and day; gives which path is which distinct recording."""
    tree = os.path.join(into, f"archive-{count}")
    listed = tree + ".json"
    if os.path.exists(listed):
        return tree, json.load(open(listed))
    shutil.rmtree(tree, ignore_errors=True)
    rng = np.random.default_rng([seed, count])
    good = [i for i, t in enumerate(truth) if not t["broken"]]
    bad = [i for i, t in enumerate(truth) if t["broken"]]
    devices, out = {}, {}
    for k in range(count):
        i = bad[k // 500 % len(bad)] if k % 500 == 499 else int(rng.choice(good))
        kind = truth[i]["kind"]
        device = f"{kind}-{int(rng.integers(1, 7)):02}"
        when = devices.get(device, datetime.datetime(2026, 3, 1, 6)) + datetime.timedelta(seconds=truth[i]["secs"] + int(rng.integers(60, 3600)))
        devices[device] = when
        path = f"{device}/{when:%Y-%m-%d}/{device}_{when:%Y%m%dT%H%M%S}{os.path.splitext(truth[i]['file'])[1]}"
        os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
        os.link(os.path.join(into, "distinct", truth[i]["file"]), os.path.join(tree, path))
        out[path] = i
    json.dump(out, open(listed, "w"))
    return tree, out


def check_rows(out, truth, paths):
    """Every recording has one row; every true span that must be found is there, under its class, and no other span is."""
    wrong = []
    files = glob.glob(os.path.join(out, "*.sqlite"))
    if len(files) != 1:
        return [f"{len(files)} SQLite files in the output, not 1"], 0
    db = sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True)
    rows = {p: (i, state) for i, p, state in db.execute("SELECT id, path, state FROM recordings")}
    if set(rows) != set(paths):
        wrong.append(f"{len(rows)} recordings are listed, not {len(paths)}: {sorted(set(rows) ^ set(paths))[:3]}")
    spans = {}
    for rec, kind, channel, a, b, low, high in db.execute(
            "SELECT recording, class, channel, start_s, end_s, start_earliest_s, end_latest_s FROM spans ORDER BY recording, start_s"):
        if channel is None:
            spans.setdefault(rec, []).append((kind, a, b, low, high))
    found = 0
    for path, which in paths.items():
        t = truth[which]
        if path not in rows:
            continue
        rec, state = rows[path]
        if (state == "unreadable") != t["broken"]:
            wrong.append(f"{path}: {state}, though it is {'broken' if t['broken'] else 'whole'}")
        left = list(spans.get(rec, []))
        for kind, a, b in t["spans"]:
            hits = [s for s in left if s[3] < b and s[4] > a]
            left = [s for s in left if s not in hits]
            if not hits and b - a >= t["least"]:
                wrong.append(f"{path}: not found: {kind} {a:.3f}..{b:.3f} s")
            # A packet for what a hole's edge may be off.
            slack = 0.0006 if kind in ("pre_event", "digital_silence") else t["frame_s"] + 0.001
            for s in hits:
                found += 1
                if s[0] != kind:
                    wrong.append(f"{path}: {kind} {a:.3f}..{b:.3f} s is called {s[0]}")
                if s[1] < s[2] and (max(s[1], 0) < a - slack or s[2] > b + slack):
                    wrong.append(f"{path}: {kind} {a:.3f}..{b:.3f} s is said to be {s[1]:.3f}..{s[2]:.3f} s")
            if len(hits) > 1:
                wrong.append(f"{path}: {len(hits)} spans for {kind} {a:.3f}..{b:.3f} s")
        for s in left:
            wrong.append(f"{path}: false: {s[0]} {s[1]:.3f}..{s[2]:.3f} s")
    return wrong, found


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--program", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(pack.HERE, "..", "..", "target")), "release", "unmuted"))
    ap.add_argument("--into", default=os.path.join(pack.HERE, "made", "archive"), help="folder for what is made (default bench/listen/made/archive)")
    ap.add_argument("--distinct", type=int, default=300)
    ap.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000, 20_000])
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--reps", type=int, default=3)
    ap.add_argument("--rival-sample", type=int, default=200)
    ap.add_argument("--make-only", action="store_true")
    ap.add_argument("--no-limits", action="store_true", help="check the rows only")
    ap.add_argument("--args", default="", help="more arguments for scan, with spaces between")
    ap.add_argument("--json", help="write the figures to this file")
    a = ap.parse_args()
    os.makedirs(a.into, exist_ok=True)
    truth = make_distinct(a.into, a.distinct, a.seed)
    trees = [make_tree(a.into, truth, n, a.seed) for n in a.sizes]
    if a.make_only:
        return
    if not os.path.exists(a.program):
        sys.exit(f"there is no {a.program}: cargo build --release, or --program PATH")
    for t in truth:
        warm(os.path.join(a.into, "distinct", t["file"]))
    wrong, rows = [], []
    for (tree, paths), n in zip(trees, a.sizes):
        print(f"{n} recordings", file=sys.stderr, flush=True)
        out = os.path.join(a.into, f"out-{n}")
        runs = []
        for _ in range(a.reps + 1):  # the first only warms
            shutil.rmtree(out, ignore_errors=True)
            runs.append(run([a.program, "scan", tree, "--out", out, *a.args.split()]))
        want = 3 if any(truth[i]["broken"] for i in paths.values()) else 1
        if runs[-1].status != want:
            wrong.append(f"{n}: ended with {runs[-1].status}, not {want}: {runs[-1].err.strip()[-300:]}")
        said, found = check_rows(out, truth, paths)
        wrong += [f"{n}: {w}" for w in said]
        again = run([a.program, "scan", tree, "--out", out, *a.args.split()])
        said, _ = check_rows(out, truth, paths)
        wrong += [f"{n}, second run: {w}" for w in said]
        runs = runs[1:]
        wall, cpu = (statistics.median(getattr(r, k) for r in runs) for k in ("wall", "cpu"))
        rows.append(dict(files=n, hours=sum(truth[i]["secs"] for i in paths.values()) / 3600, wall=wall, cpu=cpu, a_second=n / wall, peak=max(r.peak for r in runs),
                         read=statistics.median(r.read for r in runs), spans=found, again_wall=again.wall, again_cpu=again.cpu))
    tree, paths = trees[-1]
    sample = [os.path.join(tree, p) for p in sorted(paths)[::max(1, len(paths) // a.rival_sample)] if not truth[paths[p]]["broken"]][:a.rival_sample]
    loop = 'for f in "$@"; do ffmpeg -nostdin -hide_banner -i "$f" -vn -af silencedetect=noise=-90dB:d=0.25 -f null - 2>/dev/null; done'
    rival = min((run(["sh", "-c", loop, "sh", *sample]) for _ in range(2)), key=lambda r: r.cpu)
    biggest = rows[-1]
    print(f"{machine()}; median of {a.reps}, files in memory; {len(truth)} distinct recordings\n")
    print("| recordings | hours | wall s | files a second | CPU s | CPU ms a file | peak MB | MB read | spans | second run, wall s |\n|---|---|---|---|---|---|---|---|---|---|")
    for r in rows:
        print(f"| {r['files']:,} | {r['hours']:.0f} | {r['wall']:.2f} | **{r['a_second']:,.0f}** | {r['cpu']:.2f} | {r['cpu'] / r['files'] * 1e3:.3f} | {r['peak'] / 1e6:.0f} | {r['read'] / 1e6:.0f} | {r['spans']:,} | {r['again_wall']:.2f} |")
    scale = biggest["files"] / len(sample)
    print(f"\nA loop of silencedetect over {len(sample)} of them: {rival.wall:.1f} s, {rival.cpu:.1f} s CPU; for {biggest['files']:,} that is {rival.wall * scale:,.0f} s and {rival.cpu * scale:,.0f} s CPU: "
          f"**{rival.cpu * scale / biggest['cpu']:.0f} times** the CPU of the scan.\n")
    if not a.no_limits:
        if biggest["a_second"] < LEAST_FILES_A_SECOND:
            wrong.append(f"{biggest['a_second']:.0f} files a second, not {LEAST_FILES_A_SECOND}")
        for what, per in (("peak memory", lambda r: r["peak"]), ("CPU time of a file", lambda r: r["cpu"] / r["files"])):
            if per(biggest) > MOST_GROWTH * per(rows[0]):
                wrong.append(f"{what} grows {per(biggest) / per(rows[0]):.2f} times from {rows[0]['files']} to {biggest['files']} recordings")
    if a.json:
        json.dump(dict(rows=rows, rival=dict(files=len(sample), wall=rival.wall, cpu=rival.cpu)), open(a.json, "w"), indent=1)
    if wrong:
        print("WRONG\n" + "\n".join(wrong[:50]) + (f"\nand {len(wrong) - 50} more" if len(wrong) > 50 else ""))
        sys.exit(1)
    print("every row is right")


if __name__ == "__main__":
    main()
