#!/usr/bin/env python3
"""Runs `unmuted align` on scenes with known clocks, and other tools on the same pairs, and checks every answer.

    cargo build --release
    python3 ../shared/exam/scenes.py make SCENES --seeds 3
    python3 bench/align/run.py SCENES --out R.json --md R.md
    python3 bench/align/run.py SCENES --peers all --peer-pairs 1 --python PYTHON_WITH_THE_PEERS
    python3 bench/align/run.py --six                  # what make_long.py made: six recordings of 12 minutes

The program runs as a user runs it, once for each scene, with decoding; CPU time is that of the process and its children,
from the kernel. Everything is judged from the JSON that it prints. Prints Markdown. The exit status is 1 if something is
placed wrongly or a figure that was measured is not reached (`--no-limits`: only if something is placed wrongly).
"""
import argparse, json, os, subprocess, sys
import peer, process, rivals, score, tables, totals
from exact import median
from truth import scenes

HERE = os.path.dirname(os.path.abspath(__file__))
SIX_S, TIMES_LESS, MEMORY = 4.0, 20, 400e6
# What speed.json of the Rust harness must say of these sets: times real time of both lengths.
AFTER_DECODING = {"pair-9m": 2000, "pair-120m": 1000}


def align(program, folder, truth, extra=(), **env):
    """One run on all recordings of a folder; its cost, its document, and what is wrong in words."""
    files = [c["file"] for c in truth["cams"]]
    for f in files:
        process.warm(os.path.join(folder, f))
    r = process.run([program, "align", *files, "--json", *extra], folder=folder, **env)
    row = dict(scene=truth["scene"], cls=truth["cls"], cpu=r.cpu, wall=r.wall, peak=r.peak, status=r.status, sound_s=sum(c["dur"] for c in truth["cams"]), recordings=len(files))
    wrong = []
    if os.path.abspath(folder) in r.out:
        wrong.append("an absolute path is printed")
    try:
        document = json.loads(r.out)
    except ValueError:
        return row, None, [f"ended with {r.status}, and printed no JSON: {r.err.strip()[:300]}"]
    one = {x.get("group") for x in document["recordings"]}
    want = 0 if all(x["placed"] for x in document["recordings"]) and len(one) == 1 else 1
    if r.status != want:
        wrong.append(f"exit status {r.status}, not {want}")
    return row, document, wrong


def run_scenes(a, say):
    out = dict(runs=[], pairs=[], recordings=[], peers=[], wrong=[], methods=[])
    for folder, truth in scenes(a.scenes, a.classes):
        say(truth["scene"])
        row, document, wrong = align(a.unmuted, folder, truth)
        if document:
            found = score.scene(truth, document)
            wrong += found["wrong"]
            out["pairs"] += found["pairs"]
            out["recordings"] += found["recordings"]
            if document.get("method") not in out["methods"]:
                out["methods"].append(document.get("method"))
        out["runs"].append(row)
        out["wrong"] += [f"{truth['scene']}: {w}" for w in wrong]
        if a.peers:
            out["peers"] += rivals.scene(a.unmuted, a.harness, a.python, a.peers, folder, truth, a.peer_pairs, a.limit, say)
    if not out["runs"]:
        sys.exit(f"no scene in {a.scenes}: python3 ../shared/exam/scenes.py make {a.scenes}")
    for p in out["pairs"]:
        name = f"{p['scene']} {p['a']} {p['b']}"
        if p.get("wrong"):
            out["wrong"].append(f"{name}: placed {p['clock_s']:+.3f} s off")
        if p["placed"] and not p["same"]:
            out["wrong"].append(f"{name}: two incidents are placed together")
    out["wrong"] += [f"{r['scene']} {r['id']}: placed with recordings that it shares no sound with" for r in out["recordings"] if r.get("alone")]
    return out


def run_long(a, say):
    """The whole program on what make_long.py made."""
    rows = []
    for folder, truth in scenes(a.long):
        if a.sets and truth["scene"] not in a.sets:
            continue
        runs = []
        for k in range(a.reps):
            say(f"{truth['scene']}, run {k + 1}")
            runs.append(align(a.unmuted, folder, truth, ("--jobs", "2"), RAYON_NUM_THREADS="2"))
        row, document, wrong = runs[0]
        found = score.scene(truth, document) if document else dict(pairs=[], recordings=[], wrong=[])
        if any(d != document for _, d, _ in runs):
            wrong.append("two runs printed different documents")
        wrong += found["wrong"] + [f"{p['a']} {p['b']}: placed {p['clock_s']:+.3f} s off" for p in found["pairs"] if p.get("wrong")]
        rows.append(dict(set=truth["scene"], recordings=row["recordings"], sound_s=row["sound_s"], wall=[r["wall"] for r, _, _ in runs], cpu=[r["cpu"] for r, _, _ in runs],
                         peak=max(r["peak"] for r, _, _ in runs), placed=sum(r["placed"] for r in found["recordings"]), worst_s=max((abs(p["clock_s"]) for p in found["pairs"] if "clock_s" in p), default=None),
                         wrong=[f"{truth['scene']}: {w}" for w in wrong]))
    if not rows:
        sys.exit(f"nothing in {a.long}: python3 bench/align/make_long.py")
    return rows


def cost_figures(result):
    """The figures about cost, from the parts that were run."""
    out = []
    if s := result.get("peer_summary"):
        answering = {n: x for n, x in s.items() if x["times"]}
        if answering:
            # Both readings are shown: as a user pays for it, and what the methods themselves take.
            for words, key in (("whole processes, with decoding", "times"), ("after loading and decoding", "times_after_decoding")):
                known = {n: x[key] for n, x in answering.items() if x[key]}
                if known:
                    name = min(known, key=known.get)
                    out.append(totals.figure(f"CPU of the fastest tool that answers, against ours on the same pairs, {words}", f"{TIMES_LESS} times at least", f"{known[name]:.1f} times ({name})", known[name] >= TIMES_LESS))
    rows = result.get("whole", [])
    for r in rows:
        if r["set"] == "six-12m":
            out.append(totals.figure("six recordings of 12 minutes with decoding, two threads", f"under {SIX_S:g} s", f"{median(r['wall']):.2f} s ({median(r['cpu']):.2f} s of CPU)", median(r["wall"]) < SIX_S))
    if rows:
        placed, of = sum(r["placed"] for r in rows), sum(r["recordings"] for r in rows)
        out.append(totals.figure("recordings of the long sets placed", "all", f"{placed} of {of}", placed == of))
    peaks = [r["peak"] for r in rows + result.get("runs", [])]
    if peaks:
        out.append(totals.figure("memory of the whole program", f"under {MEMORY / 1e6:.0f} MB", f"{max(peaks) / 1e6:.0f} MB", max(peaks) < MEMORY))
    for r in result.get("harness", {}).get("speed", []):
        if least := AFTER_DECODING.get(r["set"]):
            out.append(totals.figure(f"{r['set']}, after decoding, one thread", f"{least} times real time at least", f"{r['real_time']:.0f} times", r["real_time"] >= least))
    return out


def markdown(a, result):
    version = subprocess.run([a.unmuted, "--version"], capture_output=True, text=True).stdout.strip()
    parts = [f"{version} (method {', '.join(result.get('methods', [])) or '-'}); {process.machine()}\n"]
    if result.get("runs"):
        notes = {t["cls"]: t.get("note", "") for _, t in scenes(a.scenes, a.classes)}
        parts += [tables.by_class(result["pairs"], notes), tables.cost(result["runs"])]
        intervals = result["totals"]["intervals"]
        if intervals and intervals != ["between"]:
            parts.append(f"Intervals are those printed as: {', '.join(intervals)}. Where that is `bound`, the document has no 95 % interval and its bounds of 99.9 % stand in.\n")
    if result.get("peer_summary"):
        parts.append(tables.peers(result["peer_summary"], ["unmuted", *a.peers]))
    if result.get("whole"):
        parts.append(tables.whole(result["whole"]))
    if result.get("harness"):
        parts.append(tables.speed(result["harness"]))
    parts.append(tables.asked(result["figures"]))
    if result.get("totals"):
        parts.append(tables.more(result["totals"]))
    if result["wrong"]:
        parts.append("WRONG\n\n" + "\n".join(f"- {w}" for w in result["wrong"]) + "\n")
    return "\n".join(parts)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("scenes", nargs="?", help="folder of scenes, as scenes.py makes them")
    ap.add_argument("--classes", default="", help="only these classes, as letters")
    ap.add_argument("--unmuted", help="the program (default: the release build)")
    ap.add_argument("--peers", default="", help=f"tools to run on the same pairs, with commas between, or `all`: {', '.join(peer.PEERS)}")
    ap.add_argument("--peer-pairs", type=int, default=1, help="pairs of each scene that they run on (default 1)")
    ap.add_argument("--limit", type=float, default=300, help="seconds that one tool has for one pair (default 300)")
    ap.add_argument("--python", default=sys.executable, help="a Python that has them (default: this one)")
    ap.add_argument("--harness", help="bench-align, which times the method after decoding on the same pairs (default: its release build, where there is one)")
    ap.add_argument("--six", action="store_true", help="time six recordings of 12 minutes, with decoding")
    ap.add_argument("--whole", action="store_true", help="the same of every set that make_long.py made")
    ap.add_argument("--long", default=os.path.join(HERE, "made"), help="where make_long.py put its sets (default bench/align/made)")
    ap.add_argument("--reps", type=int, default=3, help="runs of --six and --whole (default 3; the median counts)")
    ap.add_argument("--speed", nargs="+", default=[], metavar="FILE", help="what `bench-align speed` and `growth` wrote with --out, to be shown and checked with the rest")
    ap.add_argument("--no-limits", action="store_true", help="check the answers only")
    ap.add_argument("--out", help="write everything to this file, as JSON")
    ap.add_argument("--md", help="write the tables to this file too")
    ap.add_argument("--quiet", action="store_true", help="no progress")
    a = ap.parse_args()
    a.unmuted = process.program(a.unmuted)
    built = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "target")), "release", "bench-align")
    a.harness = os.path.abspath(a.harness) if a.harness else built if os.path.exists(built) else None
    a.peers = list(peer.PEERS) if a.peers == "all" else [n for n in a.peers.split(",") if n]
    a.sets = None if a.whole else ["six-12m"]
    if unknown := [n for n in a.peers if n not in peer.PEERS]:
        ap.error(f"there is no tool {unknown[0]!r}: {', '.join(peer.PEERS)}")
    if not (a.scenes or a.six or a.whole or a.speed):
        ap.error("nothing to do: name a folder of scenes, or --six, --whole or --speed")

    def say(words):
        if not a.quiet:
            print(words, file=sys.stderr, flush=True)

    load = rivals.loading(a.python, a.peers) if a.peers else {}
    result = run_scenes(a, say) if a.scenes else dict(wrong=[])
    result["machine"] = process.machine()
    result["figures"] = []
    if a.scenes:
        result["totals"], result["figures"] = totals.figures(result["pairs"], result["recordings"])
        if a.peers:
            result["peer_summary"] = rivals.summary(result["peers"], a.peers, load)
    if a.six or a.whole:
        result["whole"] = run_long(a, say)
        result["wrong"] += [w for r in result["whole"] for w in r["wrong"]]
    if a.speed:
        result["harness"] = {}
        for path in a.speed:
            with open(path) as f:
                part = json.load(f)
            result["wrong"] += part.pop("wrong", [])
            result["harness"].update(part)
    result["figures"] += cost_figures(result)
    text = markdown(a, result)
    print(text)
    for path, content in ((a.out, json.dumps(result, indent=1)), (a.md, text)):
        if path:
            with open(path, "w") as f:
                f.write(content)
    if result["wrong"] or not a.no_limits and any(f["kept"] is False for f in result["figures"]):
        sys.exit(1)


if __name__ == "__main__":
    main()
