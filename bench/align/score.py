"""Holds what `unmuted align --json` said of one scene against the scene's truth. The words are those of `truth.py`.

Everything is judged from the printed document alone: incident seconds = t0_s + local seconds x (1 + drift_ppm x 1e-6),
and the intervals that are printed beside it. Where a document has no 95 % interval, the recording's bound of 99.9 % is
taken in its place and the row says `"interval": "bound"`.
"""
import truth as known
from truth import local, world


def incident(recording, at):
    return recording["t0_s"] + at * (1 + recording["drift_ppm"] * 1e-6)


def half(interval):
    """Half-width of [low, high]; None without."""
    return None if not interval else (interval[1] - interval[0]) / 2


def drift_half(recording):
    """Half-width of the drift's 95 % interval as a share; the bound's where there is none."""
    found = half(recording.get("drift_interval_ppm"))
    return (found if found is not None else recording.get("drift_bound_ppm") or 0.0) * 1e-6


def first_of(*values):
    return next((v for v in values if v is not None), None)


def seconds(record, key):
    """`key_s`, or `key_ns` of a document that counts in nanoseconds."""
    if record.get(key + "_s") is not None:
        return record[key + "_s"]
    return None if record.get(key + "_ns") is None else record[key + "_ns"] / 1e9


def scene(truth, document):
    """Rows of pairs and of recordings of one scene."""
    said = {r["file"]: r for r in document["recordings"]}
    unread = [r["file"] for r in document["recordings"] if r.get("error")]
    cameras = {c["id"]: c for c in truth["cams"]}
    missing = [c["file"] for c in truth["cams"] if c["file"] not in said]
    pairs = [pair(truth, p, cameras, said, document) for p in truth["pairs"] if cameras[p["a"]]["file"] in said and cameras[p["b"]]["file"] in said]
    recordings = [r for r in (recording(truth, c, said) for c in truth["cams"] if c["file"] in said)]
    return dict(pairs=pairs, recordings=recordings, wrong=[f"not in the document: {f}" for f in missing] + [f"could not be read: {f}" for f in unread])


def together(a, b):
    return bool(a["placed"] and b["placed"] and a.get("group") is not None and a["group"] == b["group"])


def pair(truth, p, cameras, said, document):
    """One pair: placed on one clock or not, and how far off. `clock_s` is the offset (start of B minus start of A) that the
    document gives in the middle of the common audible time, minus the true one: positive where B is placed too late."""
    ca, cb = cameras[p["a"]], cameras[p["b"]]
    a, b = said[ca["file"]], said[cb["file"]]
    row = dict(scene=truth["scene"], cls=truth["cls"], a=p["a"], b=p["b"], same=p["same"], overlap_s=p.get("overlap", 0.0), placed=together(a, b))
    row["asked"] = row["same"] and row["overlap_s"] >= known.ENOUGH_S
    if not row["placed"] or not row["same"]:
        return row
    at = known.middle(ca, cb)
    at_a, at_b = local(ca, at), local(cb, at)
    error = incident(b, at_b) - incident(a, at_a)
    row["clock_s"] = error
    if row["overlap_s"] > 0:
        row["lock_s"] = known.lock_error(p, error)
        # Against what is heard: the middle one of the sources' delays is added to the true offset.
        row["heard_s"] = error - p["tdoa"][2]
    row["wrong"] = row["lock_s"] > known.WRONG_S if row["asked"] else abs(error) > known.WRONG_WITHOUT_SOUND_S
    row["true_drift_ppm"] = cb["ppm"] - ca["ppm"]
    row["drift_ppm"] = b["drift_ppm"] - a["drift_ppm"] - row["true_drift_ppm"]
    row.update(width(document, ca["file"], cb["file"], a, b, at_a, at_b))
    return row


def width(document, file_a, file_b, a, b, at_a, at_b):
    """Half-widths of a pair in the middle: the estimator's, and sound's travel time on top."""
    found = next((x for x in document["pairs"] if {x["a"], x["b"]} == {file_a, file_b}), {})
    between = found.get("between")
    if between:
        # Away from its place, the interval grows by what the drifts leave open.
        own, at = (at_a, seconds(between, "at_a")) if found["a"] == file_a else (at_b, seconds(between, "at_a"))
        estimator = seconds(between, "estimator_95") + abs(own - at) * (drift_half(a) + drift_half(b))
        return dict(estimator_s=estimator, travel_s=seconds(between, "travel_bound"), interval="between")
    # Without: what the two recordings say of themselves, added.
    each = [own_width(r, at) for r, at in ((a, at_a), (b, at_b))]
    return dict(estimator_s=sum(e for e, _, _ in each), travel_s=sum(t for _, t, _ in each), interval="bound" if any(k == "bound" for _, _, k in each) else "recordings")


def own_width(r, at):
    """Half-widths of one recording's place at its second `at`: estimator, travel, and which interval it was."""
    best = seconds(r, "estimator_95")
    kind = "recordings" if best is not None else "bound"
    best = first_of(best, seconds(r, "estimator_bound"), 0.0)
    pivot = first_of(seconds(r, "pivot"), at)
    return best + abs(at - pivot) * drift_half(r), first_of(seconds(r, "travel_bound"), 0.0), kind


def recording(truth, camera, said):
    """One recording against its group's reference, whose clock the group's is."""
    own = said[camera["file"]]
    row = dict(scene=truth["scene"], cls=truth["cls"], id=camera["id"], placed=bool(own["placed"]), grade=own.get("grade"))
    if not row["placed"]:
        return row
    mates = [c for c in truth["cams"] if c is not camera and c["file"] in said and together(own, said[c["file"]])]
    # A place that rests on nothing: no other recording of the group has a quarter of a second of sound in common with it.
    row["alone"] = bool(mates) and not any(c["world"] == camera["world"] and known.both_hear(camera, c) for c in mates)
    reference = next((c for c in mates if said[c["file"]].get("grade") == "reference"), None)
    if reference is None or reference["world"] != camera["world"]:
        return row
    theirs = said[reference["file"]]

    def off(at):
        return incident(own, at) - incident(theirs, local(reference, world(camera, at)))

    pivot = first_of(seconds(own, "pivot"), camera["dur"] / 2)
    estimator, travel, kind = own_width(own, pivot)
    row.update(clock_s=off(pivot), estimator_s=estimator, travel_s=travel, interval=kind)
    inside = [abs(off(t)) - own_width(own, t)[0] for t in range(int(camera["dur"]))]
    row.update(seconds=len(inside), seconds_in_estimator=sum(x <= 0 for x in inside), seconds_in_both=sum(x <= travel for x in inside))
    if own.get("t0_interval_s"):
        low, high = own["t0_interval_s"]
        true = own["t0_s"] - off(0.0)
        row.update(t0_in_interval=low <= true <= high, t0_in_both=low - travel <= true <= high + travel)
    if own.get("drift_interval_ppm"):
        low, high = own["drift_interval_ppm"]
        row["drift_in_interval"] = low <= own["drift_ppm"] - ((own["drift_ppm"] - theirs["drift_ppm"]) - (camera["ppm"] - reference["ppm"])) <= high
    return row
