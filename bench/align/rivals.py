"""The other tools on the same pairs of recordings, in the same run, each pair in a process of its own."""
import json, os, random, sys
import process, score
from exact import quantile
from totals import spread
from truth import WRONG_S, lock_error

HERE = os.path.dirname(os.path.abspath(__file__))
# One thread each: what their libraries' idle threads burn is not counted against them.
ONE_THREAD = {k: "1" for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}


def chosen(truth, most):
    """Up to `most` pairs of a scene: those that can be judged (enough in common, or unrelated), drawn by the scene's name."""
    pairs = [p for p in truth["pairs"] if not p["same"] or p.get("overlap", 0) >= 15]
    return sorted(random.Random(truth["scene"]).sample(pairs, min(most, len(pairs))), key=lambda p: (p["a"], p["b"]))


def ask(python, name, folder, files, limit):
    """One tool's answer, and what it cost."""
    r = process.run([python, os.path.join(HERE, "peer.py"), name, *files], folder=folder, limit=limit, **ONE_THREAD)
    row = dict(cpu=r.cpu, wall=r.wall, peak=r.peak, status=r.status, offset_s=None, confidence=None)
    if r.status == 0 and files:
        row.update(json.loads(r.out.strip().splitlines()[-1]))
    elif r.status:
        said = r.err.strip().splitlines()
        row["error"] = f"no answer in {limit} s" if r.status < 0 and r.wall >= limit else said[-1] if said else f"ended with {r.status}"
    return row


def loading(python, names):
    """CPU seconds that each tool takes to be loaded, the least of three; ends the run with a word if one cannot be."""
    out = {}
    for name in names:
        rows = [ask(python, name, None, [], 300) for _ in range(3)]
        if bad := next((r for r in rows if r["status"]), None):
            sys.exit(f"{name} cannot be loaded by {os.path.basename(python)}: {bad['error']}\npip install -r bench/align/requirements-peers.txt, and name that Python with --python")
        out[name] = min(r["cpu"] for r in rows)
    return out


def compared(harness, folder, a, b):
    """CPU seconds of the method itself on a pair, after decoding, on one thread; None without the harness."""
    if not harness:
        return None
    r = process.run([harness, "pair", folder, a, b])
    if r.status:
        sys.exit(f"{os.path.basename(harness)} pair: {r.err.strip()}")
    return json.loads(r.out)["cpu_s"]


def scene(program, harness, python, names, folder, truth, most, limit, say):
    """Rows of all tools, and of the program, on some pairs of one scene."""
    rows, cameras = [], {c["id"]: c for c in truth["cams"]}
    for p in chosen(truth, most):
        a, b = cameras[p["a"]], cameras[p["b"]]
        files = [a["file"], b["file"]]
        for f in files:
            process.warm(os.path.join(folder, f))
        common = dict(scene=truth["scene"], cls=truth["cls"], a=p["a"], b=p["b"], same=p["same"], overlap_s=p.get("overlap", 0.0), sound_s=a["dur"] + b["dur"])
        r = process.run([program, "align", *files, "--json"], folder=folder, limit=limit)
        ours = dict(tool="unmuted", cpu=r.cpu, wall=r.wall, peak=r.peak, status=r.status, offset_s=None)
        if r.status in (0, 1):
            document = json.loads(r.out)
            judged = score.pair(truth, p, cameras, {x["file"]: x for x in document["recordings"]}, document)
            ours["placed"] = judged["placed"]
            if "clock_s" in judged:
                ours.update(clock_s=judged["clock_s"], lock_s=judged["lock_s"])
        ours["compare_cpu_s"] = compared(harness, folder, p["a"], p["b"])
        rows.append({**common, **ours})
        for name in names:
            row = dict(common, tool=name, **ask(python, name, folder, files, limit))
            row["placed"] = row["offset_s"] is not None
            if row["placed"] and p["same"]:
                row["clock_s"] = row["offset_s"] - p["off_mid"]
                row["lock_s"] = lock_error(p, row["clock_s"])
            rows.append(row)
            say(f"  {p['a']} {p['b']} {name}: {row['cpu']:.1f} s of CPU, " + (f"{row['lock_s'] * 1e3:.0f} ms beyond the acoustics" if "lock_s" in row else "placed" if row["placed"] else row.get("error", "no answer")))
    return rows


def summary(rows, names, load):
    """Of each tool: failures, errors, cost; and how many times our CPU it takes on the pairs that it answered."""
    ours = {(r["scene"], r["a"], r["b"]): r for r in rows if r["tool"] == "unmuted"}
    out = {}
    for name in ("unmuted", *names):
        own = [r for r in rows if r["tool"] == name]
        related, answered = [r for r in own if r["same"]], [r for r in own if r["placed"]]
        right = [r for r in related if r.get("lock_s", 1) <= WRONG_S]
        cpu, sound = sum(r["cpu"] for r in own), sum(r["sound_s"] for r in own)
        key = lambda r: (r["scene"], r["a"], r["b"])
        mine = sum(ours[key(r)]["cpu"] for r in answered)
        s = dict(pairs=len(own), answered=len(answered), related=len(related), failed=len(related) - len(right), clock_right=spread(r["clock_s"] for r in right),
                 unrelated=sum(not r["same"] for r in own), unrelated_answered=sum(r["placed"] and not r["same"] for r in own),
                 cpu=cpu, real_time=sound / cpu if cpu else None, peak=max((r["peak"] for r in own), default=0), loading=load.get(name), times=None)
        if name != "unmuted" and mine:
            s["times"] = sum(r["cpu"] for r in answered) / mine
            s["times_least"] = min(r["cpu"] / ours[key(r)]["cpu"] for r in answered)
            s["times_median"] = quantile([r["cpu"] / ours[key(r)]["cpu"] for r in answered], 0.5)
            s["times_after_decoding"] = None
            if all(ours[key(r)]["compare_cpu_s"] for r in answered):
                s["times_after_decoding"] = sum(r["compare_cpu_s"] for r in answered) / sum(ours[key(r)]["compare_cpu_s"] for r in answered)
            s["times_without_start"] = sum(r["cpu"] - load[name] for r in answered) / mine
        out[name] = s
    return out
