"""Holds what the program said against the truth.

A span whose delay is not known may have no part that is certainly silent (`start_s` is null or not before `end_s`): it
counts as found where its bounds hold the true edges. A reported span must lie inside a true one, its edges near, the true edges between its bounds. Each true span that must
be found has exactly one. What a codec itself turned into zeros (a very quiet bed in MP3, by ffmpeg's decoder)
is zeros in the file: it is counted apart, and is no false span. For AAC there is no such excuse.
"""
import json
import math

# Printed times may be rounded; MP4 counts edits in milliseconds.
ROUNDING = 0.0006


def judge(truth, lines, mode):
    """`mode` is 0 for the default, 1 for --thorough. Gives counts, errors in seconds, and what is wrong in words."""
    wrong, spans = [], []
    kinds = {"recording": 0, "span": 0, "fault": 0, "end": 0}
    for line in lines:
        if line.get("type") not in kinds:
            wrong.append(f"a line of type {line.get('type')!r}")
            continue
        kinds[line["type"]] += 1
        if line["type"] == "span":
            missing = [k for k in ("file", "track", "channel", "class", "start_s", "end_s", "start_bounds_s", "end_bounds_s", "method") if k not in line]
            if missing:
                wrong.append(f"a span without {', '.join(missing)}")
            elif line["class"] != "low_level":
                spans.append(line)
    if kinds["end"] != 1 or lines[-1].get("type") != "end":
        wrong.append("the last line is not `end`")
    if kinds["recording"] != 1:
        wrong.append(f"{kinds['recording']} recordings, not 1")
    out = dict(spans=len(spans), true=len(truth["spans"]), found=0, must=0, must_found=0, false=0, false_s=0.0, codec_zeros=0, far_edges=0, starts=[], ends=[], holes=[],
               missed=[], wrong=wrong)
    left = list(spans)
    # What is certainly silent; where nothing is, what may be.
    certain = lambda s: s["start_s"] is not None and s["end_s"] is not None and s["start_s"] < s["end_s"]
    reach = lambda s: (s["start_s"], s["end_s"]) if certain(s) else (s["start_bounds_s"][0], s["end_bounds_s"][1])
    for t in truth["spans"]:
        a, b = t["start_s"], t["end_s"]
        # A silent channel is a span of its own; a span of all channels covers it as well.
        hits = [s for s in left if reach(s)[0] < b and reach(s)[1] > a and (s["channel"] == t["channel"] or s["channel"] is None)]
        must = t["must"][mode]
        out["must"] += must
        words = f"{t['class']} {a:.3f}..{b:.3f} s"
        if not hits:
            out["missed"].append(round(b - a, 3))
            if must:
                wrong.append(f"not found: {words}")
            continue
        out["found"] += 1
        out["must_found"] += must
        for s in hits:
            left.remove(s)
        if len(hits) > 1:
            wrong.append(f"in {len(hits)} pieces: {words}")
        # A silent first stretch of one channel is called either.
        same = {t["class"]} if t["channel"] is None else {t["class"], "digital_silence"}
        if any(s["class"] not in same for s in hits):
            wrong.append(f"{words} is called {hits[0]['class']}")
        first, last = hits[0], hits[-1]
        if a == 0:
            # Before a lead-in there is nothing but what the encoder put in front.
            first = dict(first, start_s=max(0.0, first["start_s"] or 0.0), start_bounds_s=[max(0.0, x) for x in first["start_bounds_s"]])
        slack = truth["frame_s"] + 0.001 if t["hole"] else ROUNDING
        sure = certain(first) and certain(last)
        start, end = (first["start_s"] - a, b - last["end_s"]) if sure else (0.0, 0.0)
        if not sure and truth["priming_known"]:
            wrong.append(f"no part of {words} is certain, though the delay is known")
        if start < -slack or end < -slack:
            wrong.append(f"reaches outside: {words} is said to be {first['start_s']:.4f}..{last['end_s']:.4f} s")
        for name, true, (low, high) in (("start", a, first["start_bounds_s"]), ("end", b, last["end_bounds_s"])):
            if not low - slack <= true <= high + slack:
                wrong.append(f"the true {name} of {words} is not within {low:.4f}..{high:.4f} s")
        if t["hole"]:
            # Without the encoder's delay the sound of a packet may lie earlier than the packet: the bounds must hold the
            # true edges and be no wider than that delay and the overlap of two packets.
            bounds = ((a, first["start_bounds_s"]), (b, last["end_bounds_s"]))
            beyond = max(max(low - t, t - high, 0.0) for t, (low, high) in bounds)
            out["holes"].append(max(abs(start), abs(end)) if truth["priming_known"] else beyond)
            if not truth["priming_known"] and max(high - low for _, (low, high) in bounds) > 6 * truth["frame_s"]:
                wrong.append(f"bounds of {words} are wider than six packets")
            if out["holes"][-1] > slack:
                wrong.append(f"{words} is {out['holes'][-1] * 1e3:.1f} ms off")
        elif sure:
            out["starts"].append(start)
            out["ends"].append(end)
            if truth["priming_known"] and max(start, end) > truth["edge_s"] + ROUNDING:
                out["far_edges"] += 1
                wrong.append(f"{words}: edges {start * 1e3:.1f} and {end * 1e3:.1f} ms inside, more than {truth['edge_s'] * 1e3:.0f}")
    for s in left:
        begins, ends = reach(s)
        if any(t["start_s"] - ROUNDING <= begins and ends <= t["end_s"] + ROUNDING for t in truth["spans"] if t["channel"] is None):
            continue  # one channel of a span that is on all of them
        if any(a - 0.003 <= begins and ends <= b + 0.003 for a, b in truth["codec_zeros"]):
            out["codec_zeros"] += 1
            continue
        out["false"] += 1
        out["false_s"] += ends - begins
        where = next((f"in the bed of {d['dbfs']} dBFS" for d in truth["beds"] if d["start_s"] <= begins < d["end_s"]), "in live sound")
        wrong.append(f"false: {s['class']} {begins:.3f}..{ends:.3f} s {where}")
    return out


def judge_level(truth, lines):
    """Low levels, a lead and no proof: how many of the true ones are touched, and how many touch none."""
    spans = [l for l in lines if l.get("type") == "span" and l.get("class") == "low_level"]
    true = truth.get("low_level", [])
    touches = lambda s, t: s["start_bounds_s"][0] < t["end_s"] and s["end_bounds_s"][1] > t["start_s"]
    return dict(true=len(true), found=sum(any(touches(s, t) for s in spans) for t in true),
                false=sum(not any(touches(s, t) for t in true) for s in spans))


def judge_rival(truth, found):
    """The same questions to silencedetect's list of (start, end)."""
    true = [(t["start_s"], t["end_s"]) for t in truth["spans"]]
    hit = lambda a, b: any(s < b - 0.02 and e > a + 0.02 for s, e in found)
    false = [f for f in found if not any(f[0] < b and f[1] > a for a, b in true)]
    return dict(true=len(true), found=sum(hit(a, b) for a, b in true), false=len(false), false_s=sum(e - s for s, e in false))


def upper_95(failures, of):
    """The exact one-sided upper 95 % bound on a share, of which `failures` of `of` were seen (Clopper and Pearson 1934)."""
    if of == 0 or failures >= of:
        return 1.0
    low, high = failures / of, 1.0
    for _ in range(60):
        p = (low + high) / 2
        at_most = sum(math.exp(math.lgamma(of + 1) - math.lgamma(i + 1) - math.lgamma(of - i + 1) + i * math.log(p) + (of - i) * math.log1p(-p))
                      for i in range(failures + 1))
        low, high = (p, high) if at_most > 0.05 else (low, p)
    return high


def lines_of(text):
    """One object a line; a line that is none is an error of the program."""
    return [json.loads(l) for l in text.splitlines() if l.strip()]
