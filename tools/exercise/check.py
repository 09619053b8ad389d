#!/usr/bin/env python3
"""Checks cases/exercise against its own truth, with ffmpeg as an independent reader.

    python3 tools/exercise/check.py           digests, custody chain, silence, texts, times of marks and anchors
    python3 tools/exercise/check.py --sound   also speaks the script again and compares it with the decoded sound
    python3 tools/exercise/check.py --shared  also measures how much shared sound each pair of recordings has

Prints one line for each thing checked and exits with 1 where something is wrong.
"""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from datetime import datetime

import numpy as np

import media
from make import CASE
from script import CAMERAS, DISPATCH, FRAMES_PER_SECOND, RATE, WORLD_ZERO

MEDIA_LIMIT = 8_000_000  # bytes
SHORTEST_RUN = 0.1  # s of exact zeros that count as silence
# Sound near a cut leaks into the frames on both sides of it: two frames of 1024 samples each.
LOSSY = 2 * 1024 / RATE
WRONG = []


def report(ok, text):
    print(("ok     " if ok else "WRONG  ") + text)
    if not ok:
        WRONG.append(text)


def main():
    truth = tomllib.loads((CASE / "truth.toml").read_text())
    case = {name: tomllib.loads((CASE / f"{name}.toml").read_text())
            for name in ("case", "evidence", "statements", "rules", "attributes", "outcomes", "expected")}
    print("ok     every TOML file parses")
    check_digests(case["evidence"])
    check_custody(case["evidence"])
    check_silence(truth)
    check_pictures()
    check_marks(truth, case)
    check_anchors(truth, case["case"])
    check_texts(case)
    if "--sound" in sys.argv[1:]:
        check_sound(truth)
    if "--shared" in sys.argv[1:]:
        check_shared(truth)
    print(f"{len(WRONG)} wrong")
    return 1 if WRONG else 0


def check_digests(evidence):
    total = 0
    for source in evidence["source"]:
        data = (CASE / source["file"]).read_bytes()
        same = hashlib.sha256(data).hexdigest() == source["sha256"] and len(data) == source["size"]
        report(same, f"{source['file']}: digest and size")
        total += len(data) if source["kind"] == "recording" else 0
    report(total < MEDIA_LIMIT, f"recordings together {total} bytes, under {MEDIA_LIMIT}")


def check_custody(evidence):
    previous, taken_in = "0" * 64, {}
    for n, line in enumerate((CASE / "custody.jsonl").read_bytes().splitlines(), 1):
        entry = json.loads(line)
        if entry["previous"] != previous or entry["n"] != n:
            report(False, f"custody line {n} does not follow from the one before")
        previous = hashlib.sha256(line).hexdigest()
        taken_in[entry["source"]] = entry["sha256"]
    listed = {s["id"]: s["sha256"] for s in evidence["source"]}
    report(taken_in == listed, f"custody chain of {len(taken_in)} lines, head {previous[:16]}")


def zero_runs(samples, rate):
    """Spans (s) of at least SHORTEST_RUN in which every decoded sample is zero."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], samples == 0, [0]]).astype(np.int8)))
    runs = edges.reshape(-1, 2) / rate
    return [(a, b) for a, b in runs if b - a >= SHORTEST_RUN]


def path_of(recording):
    return CASE / "evidence" / (f"{recording['id']}.wav" if recording["id"] == DISPATCH.id else f"{recording['id']}.mp4")


def check_silence(truth):
    for recording in truth["recording"]:
        rate = DISPATCH.rate if recording["id"] == DISPATCH.id else RATE
        samples = media.decode(path_of(recording), rate)
        runs = zero_runs(samples, rate)
        true = [(s["from_s"], s["to_s"]) for s in recording.get("silence", []) if s["class"] != "track_ends_early"]
        near = len(runs) == len(true) and all(0 <= r[0] - t[0] <= LOSSY and 0 <= t[1] - r[1] <= LOSSY for r, t in zip(runs, true))
        found = ", ".join(f"{a:.4f} to {b:.4f}" for a, b in runs) or "none"
        report(near, f"{recording['id']}: zero runs {found}")
        ends = recording.get("sound_ends_s", recording["duration_s"])
        report(abs(len(samples) / rate - ends) < 0.03, f"{recording['id']}: sound ends at {len(samples) / rate:.4f}, true {ends}")
        outside = np.ones(len(samples), bool)
        for a, b in true:
            outside[int((a - 0.05) * rate) if a else 0: int((b + 0.05) * rate)] = False
        frame = rate // 10
        kept = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(float)
        kept = kept[outside[: len(kept) * frame].reshape(-1, frame).all(1)]
        level = 20 * np.log10(np.sqrt((kept ** 2).mean(1)) / 32768 + 1e-9)
        report(level.min() > -70, f"{recording['id']}: level outside silence, tenths of a second: least {level.min():.1f}, "
               f"median {np.median(level):.1f}, loudest {level.max():.1f} dBFS")


def check_pictures():
    """What a browser needs to play and to scrub, and where each MP4 keeps its index."""
    for camera in CAMERAS:
        path = path_of({"id": camera.id})
        text = subprocess.run(
            ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
             "stream=codec_name,profile,pix_fmt,width,height:packet=pts_time,flags", "-of", "json", str(path)],
            check=True, capture_output=True, text=True).stdout
        found = json.loads(text)
        stream, packets = found["streams"][0], found["packets"]
        times = sorted(float(p["pts_time"]) for p in packets)
        keys = sorted(float(p["pts_time"]) for p in packets if "K" in p["flags"])
        whole = len(times) == round(camera.duration * FRAMES_PER_SECOND) and times[0] == 0.0
        plays = stream["codec_name"] == "h264" and stream["pix_fmt"] == "yuv420p" and stream["profile"] in ("Main", "High")
        gap = max(b - a for a, b in zip(keys, keys[1:]))
        report(whole and plays and gap <= 2.001, f"{camera.id}: {len(times)} pictures from {times[0]}, {stream['width']}x{stream['height']}, "
               f"H.264 {stream['profile']}, {stream['pix_fmt']}, a key picture every {gap:.1f} s")
        boxes = boxes_of(path.read_bytes())
        layout = "fragmented" if "moof" in boxes else "faststart" if boxes.index("moov") < boxes.index("mdat") else "moov at the end"
        report(layout == camera.container, f"{camera.id}: {layout}")


def boxes_of(data):
    at, found = 0, []
    while at + 8 <= len(data):
        size = int.from_bytes(data[at: at + 4], "big")
        found.append(data[at + 4: at + 8].decode("latin-1"))
        at += size or len(data)
    return found


def seconds(text):
    parts = [float(p) for p in text.removesuffix(" s").split(":")]
    return sum(p * 60 ** k for k, p in enumerate(reversed(parts)))


def check_marks(truth, case):
    events = {e["id"]: e for e in truth["event"]}
    entries = [json.loads(line) for line in (CASE / "marks.jsonl").read_text().splitlines()]
    ids = [e["id"] for e in entries]
    report(len(set(ids)) == len(ids), f"{len(ids)} marks, each with an id of its own")
    kinds = set(case["case"]["kinds"]) | {"silence", "muted", "impulse", "speech"}
    people = {p["id"] for p in case["case"]["people"]}
    recordings = {r["id"]: r for r in truth["recording"]}
    held, cues = 0, {f"transcript-{n}": cue_count(n) for n in (1, 2)}
    for e in entries:
        if e["do"] in ("confirm", "reject"):
            source, _, line = e["target"].partition("#")
            known = e["target"] in ids or (line and 1 <= int(line) <= cues[source])
            if not known:
                report(False, f"{e['id']} has no target {e['target']}")
            continue
        low, high = map(seconds, e["span"])
        named = {e["kind"]} if e["do"] == "mark" else set(e["kinds"])
        fits = 0 <= low < high <= recordings[e["source"]]["duration_s"] and named <= kinds and e.get("subject", "control") in people
        if not fits:
            report(False, f"{e['id']} does not fit the case")
        true = events.get(e.get("event"), {}).get("on", {}).get(e["source"])
        if true is not None:
            held += 1
            if not low <= true <= high:
                report(False, f"{e['id']}: {e['event']} is at {true} on {e['source']}, outside {low} to {high}")
    report(True, f"{held} marks hold the true moment")


def cue_count(n):
    return (CASE / "evidence" / f"camera-{n}.vtt").read_text().count("-->")


def check_anchors(truth, case):
    recordings = {r["id"]: r for r in truth["recording"]}
    zero = datetime.fromisoformat(WORLD_ZERO)
    for anchor in case["anchors"]:
        at = anchor["at"] if isinstance(anchor["at"], list) else [anchor["at"]] * 2
        r = recordings[anchor["source"]]
        true = [r["start_world_s"] + seconds(t) * (1 + r["ppm"] * 1e-6) for t in at]
        wall = (datetime.fromisoformat(anchor["wall"]) - zero).total_seconds()
        bound = seconds(anchor["plus_minus"])
        off = wall - sum(true) / 2
        report(wall - bound <= true[0] and true[1] <= wall + bound, f"{anchor['id']}: {off:+.2f} s from the truth, stated within {bound} s")


def check_texts(case):
    pages = {}
    for source in case["evidence"]["source"]:
        if source["kind"] == "document":
            text = (CASE / source["file"]).read_text()
            for number, page in re.findall(r"^Page (\d+)\n(.*?)(?=^Page |\Z)", text, re.S | re.M):
                pages[source["id"], number] = " ".join(page.split())
            report("fictional" in text.lower(), f"{source['file']}: says that it is fictional")
    for s in case["statements"]["statement"]:
        stands = s["quote"] in pages[s["found"]["source"], s["found"]["page"]]
        report(stands, f"{s['id']}: quote stands in {s['found']['source']}, page {s['found']['page']}")
    standard = pages["standard", "1"] + " " + pages["standard", "2"]
    for r in case["rules"]["rule"]:
        report(r["wording"] in standard, f"{r['id']}: wording stands in the standard")
    for what, key in (("statements", "statement"), ("rules", "rule")):
        wanted = [x["id"] for x in case[what][key]]
        report(wanted == [x["id"] for x in case["expected"][key]], f"{len(wanted)} {what}, each with an expected verdict")
    for what in ("statements", "rules"):
        sentences = [x["asserts"] for x in case[what][what[:-1]] if "asserts" in x]
        kinds = set(case["case"]["kinds"]) | {"silence", "muted", "impulse", "speech"}
        for sentence in sentences:
            used = re.findall(r"\b[a-z]+\.[a-z]+\b", re.sub(r"/.*?/|\".*?\"", "", sentence))
            if not set(used) <= kinds:
                report(False, f"unknown kind in: {sentence}")


def check_sound(truth):
    """The decoded sound lies where the script's own rendering says, to a fraction of a millisecond."""
    import sound
    from voices import speak_all

    spoken = speak_all()
    for rec in [*CAMERAS, DISPATCH]:
        rate = DISPATCH.rate if rec is DISPATCH else RATE
        source = sound.dispatch_sound(spoken) if rec is DISPATCH else sound.camera_sound(rec, spoken)
        decoded = media.decode(path_of({"id": rec.id}), rate)
        lags = []
        for start in np.arange(35, len(source) / rate - 6, 10):
            a = source[int(start * rate): int((start + 5) * rate)].astype(float)
            b = decoded[int(start * rate): int((start + 5) * rate)].astype(float)
            if a.std() < 30 or len(a) != len(b) or (a == 0).mean() > 0.2:
                continue
            n = 2 * len(a)
            c = np.fft.irfft(np.fft.rfft(b, n) * np.conj(np.fft.rfft(a, n)), n)
            k = int(np.argmax(c))
            lags.append((k if k < n // 2 else k - n) / rate * 1000)
        report(max(map(abs, lags)) < 0.2, f"{rec.id}: decoded against rendered, {len(lags)} stretches, lag {min(lags):+.3f} to {max(lags):+.3f} ms")


def check_shared(truth):
    """Stretches of 5 s in which two recordings have a common peak of correlation near the true offset."""
    starts = {r["id"]: r for r in truth["recording"]}
    rate = 8000
    sounds = {i: media.decode(path_of({"id": i}), rate).astype(float) for i in starts}
    ids = list(starts)
    for i, a in enumerate(ids):
        for b in ids[i + 1:]:
            lags, seen = [], 0
            for world in np.arange(0, 195, 5.0):
                cut = []
                for who in (a, b):
                    r = starts[who]
                    tau = (world - r["start_world_s"]) / (1 + r["ppm"] * 1e-6)
                    at = int(round(tau * rate))
                    piece = sounds[who][at: at + 5 * rate] if at >= 0 else np.empty(0)
                    cut.append((piece, tau * rate - at))
                (x, fx), (y, fy) = cut
                if len(x) < 5 * rate or len(y) < 5 * rate or (x == 0).mean() > 0.2 or (y == 0).mean() > 0.2:
                    continue
                seen += 1
                n = 16 * rate
                X, Y = np.fft.rfft(x, n), np.fft.rfft(y, n)
                f = np.fft.rfftfreq(n, 1 / rate)
                G = Y * np.conj(X)
                G /= np.abs(G) + 1e-9
                G[(f < 200) | (f > 3600)] = 0
                c = np.fft.irfft(G, n)
                c = np.concatenate([c[-rate // 4:], c[: rate // 4]])
                k = int(np.argmax(c))
                if c[k] > 8 * c.std():
                    lags.append((k - rate // 4 + fx - fy) / rate * 1000)
            good = [l for l in lags if abs(l) < 60]
            report(len(good) >= 5, f"{a} and {b}: {seen} stretches with sound in both, {len(good)} with a clear common peak, "
                   f"median {np.median(good):+.1f} ms, spread {np.percentile(good, 10):+.1f} to {np.percentile(good, 90):+.1f} ms, {len(lags) - len(good)} elsewhere")


if __name__ == "__main__":
    sys.exit(main())
