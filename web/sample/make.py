"""Makes a plausible report to develop the page against, and to test what the shipped exercise does not contain.

Everything in it is invented: tones stand for voices, clicks for shots, a drawn clock for a picture. The times of
the sound, of the drawn clock and of the data agree, so that a player out of step can be seen and heard.
Needs ffmpeg and numpy. Writes sample/out/ (not kept): evidence/ with media, report/ as the program writes it.
"""

import base64
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "out"
PAGE = HERE.parent.parent / "crates/unmuted/assets/page"
RATE = 16000
S = 1_000_000_000


def ns(seconds):
    return round(seconds * S)


# name, start on the incident clock, end, drift in parts per billion, silent spans on the incident clock
RECORDINGS = {
    "dispatch": ("Dispatch", "audio", "", 0.0, 192.0, 0, []),
    "camera-1": ("Camera 1", "video", "officer-1", 4.0, 188.0, 0,
                 [("pre_event", 4, 34), ("digital_silence", 118.6, 160.2)]),
    "camera-2": ("Camera 2", "video", "officer-2", 12.0, 186.0, 11_000,
                 [("pre_event", 12, 42), ("dropped", 96.2, 99.9), ("digital_silence", 124.3, 147.0)]),
    "camera-3": ("Camera 3", "video", "officer-3", 58.0, 190.0, -60_000,
                 [("pre_event", 58, 88), ("track_ends_early", 171.4, 190)]),
    "camera-4": ("Camera 4", "video", "officer-4", None, 60.0, 0, [("low_level", 20, 26)]),
}
WORDS = {
    "pre_event": "pre-event buffer", "digital_silence": "digital silence", "dropped": "dropped",
    "track_ends_early": "track ends early", "track_absent": "no audio track",
    "low_level": "low level, cause unknown", "unknown": "no sound, class unknown",
}
CAUSES = {
    "pre_event": ["a pre-event buffer that keeps no sound", "a wearer's switch", "a setting of the device or the agency"],
    "digital_silence": ["a wearer's switch", "a setting of the device or the agency", "a device fault",
                        "a redaction before release", "a conversion or an export"],
    "dropped": ["a device fault", "damage to the file", "a redaction before release"],
    "track_ends_early": ["a device fault", "a wearer's switch", "damage to the file"],
    "low_level": ["a quiet place", "a covered microphone", "a device fault"],
}
SHOTS = [84.60, 84.99, 85.37, 85.78, 86.28, 86.34, 87.02, 88.14]
SAID = [
    (20.3, 23.0, "dispatch", "Control", "Fourteen oh two twenty. Units twelve and fourteen, north gate."),
    (46.0, 48.1, "camera-2", "Officer 2", "Coming round the left side."),
    (71.3, 73.0, "camera-1", "Officer 1", "Police! Show me your hands!"),
    (78.2, 79.0, "camera-1", "Officer 1", "Drop it!"),
    (80.1, 81.3, "camera-2", "Officer 2", "Drop it, drop it!"),
    (82.6, 83.6, "camera-1", "Officer 1", "Drop it now!"),
    (90.4, 91.7, "camera-2", "Officer 2", "Hold, hold, hold."),
    (97.1, 98.0, "camera-3", "Officer 3", "Where is he?"),
    (112.4, 115.1, "camera-2", "Officer 2", "Control, medics to north gate, medics to north gate."),
    (113.9, 116.6, "dispatch", "Control", "Medics to north gate, fourteen oh three fifty-four."),
    (117.2, 118.2, "camera-1", "Officer 1", "Sound off a second."),
    (122.6, 124.0, "camera-2", "Officer 2", "Muting, tactical talk."),
    (128.0, 130.6, "camera-3", "Officer 3", "Stay where you are. Don’t move him yet."),
    (133.6, 135.2, "camera-3", "", "(unclear) gloves"),
    (141.0, 142.0, "camera-3", "Officer 3", "Kit’s here."),
    (150.2, 152.0, "camera-2", "Officer 2", "Pressure here, hold that."),
    (184.2, 187.4, "dispatch", "Control", "Fourteen oh five oh four. End of exercise, end of exercise."),
]


def local(rec, t):
    _, _, _, start, _, ppb, _ = RECORDINGS[rec]
    return (t - (start or 0)) / (1 + ppb / 1e9)


def sound(rec, seed):
    """The recording's sound on its own clock."""
    name, _, _, start, end, ppb, gaps = RECORDINGS[rec]
    length = local(rec, end)
    n = int(length * RATE)
    rng = np.random.default_rng(seed)
    own = np.arange(n) / RATE
    t = own * (1 + ppb / 1e9) + (start or 0)
    bed = 0.003 if rec == "dispatch" else 0.009
    x = rng.normal(0, bed, n) * (1 + 0.6 * np.sin(t * 0.23 + seed) ** 2)
    if start is not None:
        for a, b, on, _, _ in SAID:
            near = 0.22 if on == rec else (0.004 if "dispatch" in (on, rec) else 0.05)
            m = (t >= a) & (t < b)
            x[m] += near * np.abs(np.sin(9 * t[m] + a)) * np.sin(2 * np.pi * (160 + 40 * seed) * t[m])
        if rec != "dispatch":
            for shot in SHOTS:
                m = t >= shot
                x[m] += 0.9 * np.exp(-(t[m] - shot) * 14) * rng.normal(0, 0.5, int(m.sum()))
    for _, a, b in gaps:
        x[(t >= a) & (t < b)] = 0
    return np.clip(x, -1, 1)


def pyramid(rec, x):
    bins = 100
    size = RATE // bins
    x = x[: len(x) // size * size].reshape(-1, size)
    peak, power = np.abs(x).max(1), (x**2).mean(1)
    levels = []
    while True:
        byte = lambda v: np.where(v <= 0, 0, np.clip(np.round(1 + (20 * np.log10(np.maximum(v, 1e-9)) + 96) / 96 * 254), 1, 255))
        levels.append({k: base64.b64encode(byte(v).astype(np.uint8).tobytes()).decode()
                       for k, v in (("peak", peak), ("rms", np.sqrt(power)))})
        if len(peak) < 256:
            break
        pad = -len(peak) % 4
        peak = np.pad(peak, (0, pad)).reshape(-1, 4).max(1)
        power = np.pad(power, (0, pad)).reshape(-1, 4).mean(1)
    return {"recording": rec, "bins_per_second": bins, "start_ns": 0, "levels": levels}


def media(rec, x, folder):
    name, shows, _, _, end, _, _ = RECORDINGS[rec]
    wav = folder / f"{rec}.wav"
    (x * 32767).astype("<i2").tofile(folder / "raw.pcm")
    run = lambda *a: subprocess.run(["ffmpeg", "-v", "error", "-y", *a], check=True)
    raw = ("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(folder / "raw.pcm"))
    if shows == "audio":
        run(*raw, str(wav))
        (folder / "raw.pcm").unlink()
        return wav
    target = folder / f"{rec}.mp4"
    drawn = (f"drawtext=text='{name}  %{{pts\\:hms}}':x=24:y=h-60:fontsize=30:fontcolor=0xd8dbd9,"
             f"drawbox=x='mod(t*40,640)':y=150:w=26:h=60:color=0xa9b2b8:t=fill")
    # a key picture every two seconds, so that a seek is as slow as on a camera's own file
    run("-f", "lavfi", "-i", f"color=c=0x3a4147:s=640x360:r=25:d={len(x) / RATE}", *raw, "-vf", drawn, "-c:v", "libx264",
        "-preset", "ultrafast", "-crf", "34", "-g", "50", "-c:a", "aac", "-b:a", "48k", "-shortest", str(target))
    (folder / "raw.pcm").unlink()
    return target


def finding(**given):
    base = {"reading": "", "answer": "", "reasons": [], "would_change": [], "margin": "", "undetermined_by": "", "bound": "worst case",
            "number_line": None, "coverage": [], "asked_ns": None, "evidence": [], "leads": [], "as_if": ""}
    return base | given


def at(rec, a, b=None, role="", id=""):
    b = a if b is None else b
    for k, (_, x, _) in enumerate(RECORDINGS[rec][6]):
        if x == a:
            id = f"{rec}/silence-{k + 1}"
    return {"id": id or f"{rec}-{a}", "source": rec, "sha256": hashlib.sha256(rec.encode()).hexdigest(), "page": "", "role": role, "says": "", "local_ns": [ns(local(rec, a)), ns(local(rec, b))],
            "incident_ns": [ns(a), ns(b)]}


def cites(id, source, role, says, page="", held=True):
    return {"id": id, "source": source, "sha256": hashlib.sha256(source.encode()).hexdigest() if held else "", "page": page, "role": role,
            "says": says, "local_ns": None, "incident_ns": None}


def coverage(recs, a, b):
    rows = []
    for rec in recs:
        _, _, _, start, end, _, gaps = RECORDINGS[rec]
        lo, hi = max(a, start), min(b, end)
        silent = [(c, max(x, lo), min(y, hi)) for c, x, y in gaps if x < hi and y > lo]
        covered, at_ = [], lo
        for _, x, y in silent:
            if x > at_:
                covered.append([ns(at_), ns(x)])
            at_ = y
        if at_ < hi:
            covered.append([ns(at_), ns(hi)])
        rows.append({"recording": rec, "covered_ns": covered,
                     "silent": [{"class": c, "span_ns": [ns(x), ns(y)]} for c, x, y in silent]})
    return rows


def statement(id, by, name, quote, setting, watched, sentence, verdict, words, test, reply=""):
    return {"id": id, "by": by, "by_name": name, "quote": quote, "said": "2026-05-15", "setting": setting,
            "found_source": "interviews", "found_page": "3", "watched_video_first": watched, "sentence": sentence,
            "verdict": verdict, "verdict_words": words, "finding": test, "reply": reply}


def rule(id, title, wording, citation, since, sentence, verdict, words, test, exceptions=(), **more):
    return {"id": id, "title": title, "wording": wording, "citation": citation, "jurisdiction": "Harborview (fictional)",
            "binds": "every officer present", "status": "policy", "in_force_from": since, "in_force_to": "",
            "source": "standard", "sentence": sentence, "verdict": verdict, "verdict_words": words, "finding": test,
            "exceptions": list(exceptions), "series": "", "wording_is": "quoted", "checked": "read", "checked_note": "", "leaves_open": [],
            "parameters": [], "from_library": False, "in_force_then": None, "as_if_verdict": "", "as_if_words": ""} | more


def recordings(files):
    made = []
    for i, (rec, (name, shows, wearer, start, end, ppb, gaps)) in enumerate(RECORDINGS.items()):
        file = files[rec]
        placed = start is not None
        length = ns(local(rec, end))
        silences = []
        for k, (cls, a, b) in enumerate(gaps):
            a, b = ns(local(rec, a)), ns(local(rec, b))
            slack = ns(0.011) if cls != "low_level" else ns(0.6)
            silences.append({
                "id": f"{rec}/silence-{k + 1}", "class": cls, "words": WORDS[cls],
                "start_ns": [max(0, a - slack), a + slack], "end_ns": [b - slack, min(length, b + slack)],
                "method": "silence 1", "evidence": "every decoded sample is zero", "possible_causes": CAUSES[cls],
                "cause": "Muting was announced: “Muting, tactical talk.” (marked by reviewer A)"
                if rec == "camera-2" and cls == "digital_silence" else "", "device_log": []})
        audible, at_ = [], 0
        for s in silences:
            if s["start_ns"][0] > at_:
                audible.append([at_, s["start_ns"][0]])
            at_ = s["end_ns"][1]
        if at_ < length:
            audible.append([at_, length])
        words = {"dispatch": "+0.000 s ±0.03", "camera-1": "reference", "camera-2": "+8.000 s ±0.02, drift +11 ppm",
                 "camera-3": "+54.000 s ±0.03, drift −60 ppm", "camera-4": "12 s of shared sound, 15 needed"}[rec]
        made.append({
            "id": rec, "name": name, "file": file.name, "media": f"../evidence/{file.name}" if rec != "camera-4" else None,
            "media_is_proxy": rec == "camera-3", "shows": shows, "device": "body camera" if wearer else "recorder",
            "wearer": wearer, "received": "18 May 2026, from the drill ground, by download", "redacted": "no",
            "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "size": file.stat().st_size,
            "media_words": "MP4, H.264 640x360, AAC-LC 16 kHz mono" if shows == "video" else "WAV, 16 kHz mono",
            "start_ns": 0, "end_ns": length,
            "placement": {"placed": placed, "group": 1 if placed else None, "words": words,
                          "grade": "strong" if placed else "none", "offset_ns": ns(start or 0), "drift_ppb": ppb,
                          "drift_bound_ppb": 3000, "pivot_ns": ns(60), "drift_95_ppb": 1800, "estimator_95_ns": ns(0.003), "estimator_bound_ns": ns(0.005),
                          "travel_bound_ns": ns(0.02), "supported_by": ["camera-1"] if placed else []},
            "silences": silences, "device_logs": [], "audible_ns": audible, "audible_total_ns": sum(b - a for a, b in audible),
            "examined": rec != "camera-3", "not_examined": "sound after 2:10.00: a packet could not be decoded" if rec == "camera-3" else "",
            "faults": [], "claims": ["creation time 2026-05-14T14:01:58Z"] if rec == "camera-1" else []})
    return made


def event(id, kind, words, source, start, end, standing="confirmed", by="reviewer-a", text="", tie="", subject=""):
    (a, b), (c, d) = start, end
    return {"id": id, "kind": kind, "kind_words": words, "source": source, "standing": standing, "by": by,
            "at": "2026-11-17T10:00:00Z", "subject": subject, "words": text, "event": tie,
            "local_start_ns": [ns(local(source, a)), ns(local(source, b))],
            "local_end_ns": [ns(local(source, c)), ns(local(source, d))],
            "start_ns": [ns(a), ns(b)], "end_ns": [ns(c), ns(d)]}


def events():
    made = []
    for i, shot in enumerate(SHOTS):
        for rec, delay in (("camera-1", 0), ("camera-2", 0.021)):
            a, b = shot + delay, shot + delay + 0.05
            made.append(event(f"m-{rec[-1]}{i + 1}", "shot", "a shot", rec, (a, b), (a, b),
                              "lead" if i == 5 else "confirmed", tie=f"shot-{i + 1}"))
    made += [
        event("m-20", "aid.requested", "aid requested", "camera-2", (112.4, 112.6), (114.9, 115.1)),
        event("m-21", "aid.begun", "aid begun", "camera-3", (146.5, 149.0), (146.5, 149.0), text="first hands-on contact"),
        event("m-22", "officers.conferring", "officers confer", "camera-3", (118.0, 119.0), (146.0, 147.5)),
        event("m-23", "aid.begun", "aid begun", "camera-1", (130.0, 130.4), (130.0, 130.4), "superseded"),
        event("m-24", "handed-over", "handed over", "camera-1", (163.0, 164.5), (163.0, 164.5), by="reviewer-b"),
    ]
    return sorted(made, key=lambda e: e["start_ns"][0])


def review(files):
    recs = recordings(files)
    cameras = ["camera-1", "camera-2", "camera-3"]
    kinds = [("shot", "a shot", "instant", "sound"), ("aid.requested", "aid requested", "span", "sound"),
             ("aid.begun", "aid begun", "instant", "picture"), ("officers.conferring", "officers confer", "span", "either"),
             ("handed-over", "handed over", "instant", "picture"), ("speech", "speech", "span", "sound")]
    minute = {"unit": "s", "comparison": "<=", "claimed": 60, "measured_low": 58.3, "measured_high": 60.9}
    statements = [
        statement("s1", "officer-1", "Officer 1", "I told him to drop it, at least twice, before any shot.", "interview", "no",
                  "count of speech matching /drop it/i before first shot >= 2", "supported", "Supported",
                  finding(reading="Before the first shot, speech that matches /drop it/i is heard two times or more.",
                          answer="Heard four times, in three utterances, on cameras 1 and 2.", margin="two more than stated",
                          coverage=coverage(cameras, 60, 98), asked_ns=[ns(60), ns(98)],
                          evidence=[at("camera-1", 78.2, 79, "speech"), at("camera-2", 80.1, 81.3, "speech"), at("camera-1", 82.6, 83.6, "speech")],
                          would_change=["Three of the four being mistranscribed. Both reviewers listened to all four."])),
        statement("s2", "agency", "Harborview Drill Ground", "Audio ran throughout on all three cameras.", "press note", "not stated",
                  "no silence on any camera between first shot and end", "contradicted", "Contradicted",
                  finding(reading="Between the first shot and the end, no camera is silent.",
                          answer="86.6 s of silence on cameras 1, 2 and 3. Other explanations stay open: a wearer’s switch, a device fault, a later redaction. These files cannot tell them apart.",
                          margin="86.6 s", coverage=coverage(cameras, 84.6, 192), asked_ns=[ns(84.6), ns(192)],
                          evidence=[at("camera-1", 118.6, 160.2, "digital silence"), at("camera-2", 124.3, 147, "digital silence"),
                                    at("camera-2", 96.2, 99.9, "dropped"), at("camera-3", 171.4, 190, "track ends early")],
                          would_change=["An original file whose audio is not zero in these spans. Only exported copies were received."]),
                  reply="Invited on 2 November 2026; none received by 20 November 2026."),
        statement("s3", "role-player", "Role player", "Nobody touched me for over a minute.", "interview", "no",
                  "time from last shot to first aid.begun > 60 s", "undetermined", "Undetermined",
                  finding(reading="From the last shot to the first aid begun, more than 60 s pass.",
                          answer="Between 58.3 and 60.9 s: from 1.7 s under to 0.9 s over a minute.",
                          reasons=["The first contact lies somewhere in 2.5 s that no picture shows."],
                          undetermined_by="0.9 s", number_line=minute | {"comparison": ">"},
                          evidence=[at("camera-1", 88.14, 88.19, "last shot"), at("camera-3", 146.5, 149, "aid begun")],
                          would_change=["A view of 14:04:26.5 to 14:04:29.0 from another side.", "Camera 2’s picture there, if its lens cover lifts in the original."])),
        statement("s4", "officer-2", "Officer 2", "He turned and came at us before the first shot.", "interview", "yes",
                  "subject.facing = \"officers\" at first shot", "undetermined", "Undetermined",
                  finding(reading="At the first shot, the subject faces the officers.", answer="Four sources give four answers.",
                          reasons=["The values of subject.facing are disputed."],
                          evidence=[at("camera-1", 84.4, 84.6, "first shot"), cites("attribute-3", "interviews", "subject.facing", "officers", "3")],
                          would_change=["Any view of 14:03:20 to 14:03:24.6 that shows both shoulders."])),
        statement("s5", "safety", "Safety controller", "I counted seven.", "interview", "no", "count of shot = 7", "undetermined", "Undetermined",
                  finding(reading="There are exactly seven shots.", answer="Seven or eight.", reasons=["One possible shot is not confirmed."],
                          number_line={"unit": "shots", "comparison": "=", "claimed": 7, "measured_low": 7, "measured_high": 8},
                          evidence=[at("camera-1", 84.6, 84.65, "first shot")], leads=[at("camera-1", 86.34, 86.39, "a shot, not confirmed")],
                          would_change=["A person’s mark that confirms or rejects impulse 6."])),
        statement("s6", "officer-1", "Officer 1", "I believed he was about to fire.", "interview", "no", "", "not_testable", "Not testable",
                  finding(answer="No recording measures a belief. It stands in the record as said.", bound="")),
    ]
    rules = [
        rule("r1", "Warning", "Identify as police before force where feasible.", "Standard 2.1", "2019-01-01",
             "some speech matching /\\bpolice\\b/i before first shot", "met", "Met",
             finding(reading="Before the first shot, speech that matches /\\bpolice\\b/i is heard.",
                     answer="“Police! Show me your hands!”, 13.3 s before the first shot, on camera 1.", coverage=coverage(cameras[:2], 60, 98),
                     asked_ns=[ns(60), ns(98)], evidence=[at("camera-1", 71.3, 73, "speech")], would_change=["A mistranscription. Both reviewers listened."])),
        rule("r2", "Request aid", "Request medical help by radio within 30 seconds of the last shot.", "Standard 6.2", "2022-01-01",
             "time from last shot to first aid.requested <= 30 s", "met", "Met",
             finding(reading="From the last shot to the first aid requested, at most 30 s pass.", answer="24.2 to 24.5 s.", margin="5.5 s",
                     number_line=minute | {"claimed": 30, "measured_low": 24.2, "measured_high": 24.46},
                     evidence=[at("camera-1", 88.14, 88.19, "last shot"), at("camera-2", 112.4, 112.6, "aid requested")],
                     would_change=["A last shot more than 5.5 s earlier."])),
        rule("r3", "Begin aid", "Begin aid within 60 seconds of the last shot unless it is unsafe.", "Standard 6.1", "2022-01-01",
             "time from last shot to first aid.begun <= 60 s", "undetermined", "Undetermined",
             finding(reading="From the last shot to the first aid begun, at most 60 s pass.", answer="Between 58.3 and 60.9 s.",
                     reasons=["The first contact lies somewhere in 2.5 s that no picture shows."], number_line=minute,
                     evidence=[at("camera-3", 146.5, 149, "aid begun")], would_change=["As for the role player’s statement above."]),
             [{"name": "safety", "wording": "unless it is unsafe", "claimed_by": "", "verdict": "", "verdict_words": "", "finding": None}]),
        rule("r4", "No muting", "Audio is not muted while activity continues, except for tactical talk approved by a supervisor.", "Standard 4.2", "2025-01-01",
             "no silence on any camera between first shot and end", "exception_claimed", "Exception claimed",
             finding(reading="Between the first shot and the end, no camera is silent.", answer="64.3 s of digital silence fall inside the activity.",
                     coverage=coverage(cameras[:2], 40, 166), asked_ns=[ns(40), ns(166)], evidence=[at("camera-1", 118.6, 160.2, "digital silence")],
                     would_change=["The supervisor’s channel, which was not received."]),
             [{"name": "approved tactical talk", "wording": "except for tactical talk approved by a supervisor", "claimed_by": "Officer 2",
               "verdict": "undetermined", "verdict_words": "Undetermined",
               "finding": finding(reading="Within 60 s before the silence, approving words are heard.", answer="No approving words are heard where there is sound.",
                                  reasons=["For 3.7 s camera 2 has no sound."], evidence=[at("camera-2", 96.2, 99.9, "dropped")],
                                  would_change=["The supervisor’s channel, which was not received."])}]),
        rule("r5", "Sound in the buffer", "The pre-event buffer includes sound.", "Standard 4.7", "2027-03-01", "no silence on any camera before first shot",
             "not_in_force", "Not in force", finding(answer="90.0 s of silence before the first shot.", as_if="Does not bind this exercise. It binds from 2027-03-01, after 2026-05-14.",
                                                     coverage=coverage(cameras, 4, 88), asked_ns=[ns(4), ns(88)]),
             series="buffer", in_force_then={"id": "r5-old", "title": "The buffer of 2022", "citation": "Standard 4.6", "in_force_from": "2022-01-01", "in_force_to": "2027-03-01"},
             as_if_verdict="not_met", as_if_words="Not met"),
        rule("r6", "Aid is requested promptly", "Medical help is requested promptly.", "Standard 6.3", "2024-01-01", "time from last shot to first aid.requested <= {limit}",
             "met", "Met", finding(reading="From the last shot to the first aid requested, at most 45 s pass.", answer="24.2 to 24.5 s.", margin="20.5 s",
                                   number_line=minute | {"claimed": 45, "measured_low": 24.2, "measured_high": 24.46}, evidence=[at("camera-2", 112.4, 112.6, "aid requested")]),
             wording_is="paraphrase", checked="not verified", checked_note="Known from a newsletter.", from_library=True,
             leaves_open=["Whether a call to a colleague is a request."],
             parameters=[{"name": "limit", "wording": "promptly", "value": "45 s", "is_default": False, "note": "", "published": [
                 {"value": "30 s", "who": "Standard 6.2"}, {"value": "1 to 2 min", "who": "a survey of eight drill grounds (invented)"}]}]),
    ]
    counted = iter(range(1, 99))
    value = lambda v, basis, by, note, source, page="", unit="", at="", repeats="": {
        "id": f"attribute-{next(counted)}", "value": v, "unit": unit, "source": source, "page": page, "by": by, "basis": basis, "at": at, "repeats": repeats, "note": note}
    doc = lambda id, name, kind: {"held": True, "publisher": "", "published": "", "repeats": "", "id": id, "name": name, "kind": kind, "file": f"{id}.pdf", "sha256": hashlib.sha256(id.encode()).hexdigest(),
                                  "size": 48211, "received": "20 May 2026, from control", "redacted": "not stated", "note": ""}
    transcript = [{
        "id": f"transcript-1#{i + 1}", "source": "transcript-1", "recording": r, "speaker": who, "text": text,
        "standing": "lead" if i == 13 else "confirmed", "by": [] if i == 13 else ["reviewer-a", "reviewer-b"],
        "local_ns": [ns(local(r, a)), ns(local(r, b))], "incident_ns": [ns(a), ns(b)]} for i, (a, b, r, who, text) in enumerate(SAID)]
    lines = [("14:02:20", 20, 21, "C1", "units sent"), ("14:03", 60, 120, "C1", "shots reported"),
             ("14:03:54", 114, 115, "C1", "medics requested"), ("14:04", 120, 180, "C2", "aid started")]
    anchors = [(20.3, 0.1), (113.9, -0.2), (184.2, 0.1)]
    outcome = lambda id, kind, what, date, days, limit=None, src="", last=None: {
        "id": id, "kind": kind, "what": what, "date": date, "date_last": last, "as_of": "2026-11-20", "days": days, "limit_days": limit, "limit_source": src,
        "source": "standard", "page": "", "note": ""}
    outcomes = [outcome("interviews", "interviews", "Officers interviewed", "2026-05-15", 1), outcome("release", "release of video", "Recordings given to those taking part", "2026-05-26", 12, 30, "Standard 9.1"),
                outcome("findings", "administrative finding", "Findings published", "2026-08-18", 96, 90, "Standard 9.3"),
                outcome("change", "policy change", "Standard changed", "2026-10-02", 141, last="2026-10-09"), outcome("change-2", "policy change", "Standard printed", "2026-10-20", 159),
                outcome("finding-on-sound", "administrative finding", "A finding on the silent spans", None, 190), outcome("retraining", "training", "Retraining", None, 190, 180, "Standard 9.5")]

    def step(kind, state, words, low=None, high=None, open_days=None, limit=None):
        return {"kind": kind, "state": state, "words": words, "outcomes": [o["id"] for o in outcomes if o["kind"] == kind], "days_low": low,
                "days_high": low if high is None else high, "open_days": open_days, "as_of": "2026-11-20", "limit": limit}

    within = lambda days, citation, state, rule="": {"days": days, "counted_in": "calendar", "rule": rule, "citation": citation, "state": state}
    nowhere = "not recorded in the sources held"
    accountability = [
        step("aid", "not_recorded", nowhere), step("release of video", "done", "done after 12 days", 12, limit=within(30, "Standard 9.1", "within")),
        step("interviews", "done", "done after 1 day", 1), step("administrative finding", "done", "done after 96 days", 96, limit=within(90, "Standard 9.3", "past")),
        step("discipline", "not_recorded", nowhere), step("policy change", "done", "done after 141 to 148 days", 141, 148),
        step("training", "open", "open for 190 days", open_days=190, limit=within(180, "Standard 9.5", "past")), step("settlement", "not_recorded", nowhere)]
    return {
        "format": "unmuted-review", "version": 1,
        "made_by": {"program": "unmuted", "version": "0.1.0", "methods": [
            {"name": "silence", "version": 1, "parameters": "zero run 20 ms", "error": "Measured on the shipped exercise: 7 of 7 spans, both ends within 50 ms. Not validated on body-worn cameras."},
            {"name": "align", "version": 1, "parameters": "windows of 8 s, 15 s of shared sound needed", "error": "Not validated on body-worn cameras."}]},
        "case": {"id": "exercise-12", "title": "Exercise 12, Harborview Drill Ground", "place": "Harborview Drill Ground, north gate", "time_zone": "Etc/UTC",
                 "date": "2026-05-14", "agency": "Harborview Drill Ground (fictional)",
                 "fictional": "Training exercise. Fictional. Blank ammunition, role players, simulated injuries. Nobody was harmed. People appear by role.",
                 "summary": "Three body cameras and the dispatch recording, placed on one clock from their sound.", "as_of": "2026-11-20", "as_of_given": True,
                 "people": [{"id": f"officer-{i}", "role": "officer", "name": f"Officer {i}"} for i in range(1, 5)],
                 "kinds": [{"kind": k, "words": w, "is": i, "sense": s} for k, w, i, s in kinds], "reviewers": ["reviewer-a", "reviewer-b"]},
        "clock": {"main_group": 1, "groups": [{"number": 1, "reference": "camera-1", "recordings": ["dispatch", *cameras]}],
                  "start_ns": 0, "end_ns": ns(192), "scope_ns": [0, ns(192)],
                  "wall": {"at_zero": "2026-05-14T14:02:00+00:00", "at_zero_unix_ms": 1778767320000, "utc_offset_minutes": 0, "plus_minus_ns": ns(0.4)},
                  "anchors": [{"id": f"a-{i + 1}", "source": "dispatch", "local_ns": [ns(t - 0.4), ns(t + 0.4)], "incident_ns": [ns(t - 0.4), ns(t + 0.4)],
                               "wall": "2026-05-14T14:02:20Z", "plus_minus_ns": ns(0.5), "residual_ns": ns(r), "agrees": True,
                               "basis": "time spoken by control", "by": "reviewer-a"} for i, (t, r) in enumerate(anchors)],
                  "pairs": [{"a": "camera-1", "b": b, "accepted": b != "camera-4", "words": w, "offset_ns": ns(o), "windows": n, "scatter_ns": ns(0.004), "odds_log10": m * 2, "rest_log10": m, "margin": m, "second_place": False, "shared_s": s,
                             "rival_offset_ns": None, "residual_ns": ns(0.002) if b != "camera-4" else None, "estimator_95_ns": ns(0.01) if b != "camera-4" else None,
                             "travel_bound_ns": ns(0.044) if b != "camera-4" else None, "loops": 0, "looked_at": [], "between": None}
                            for b, w, o, n, m, s in [("camera-2", "23 windows agree", 8, 23, 4.1, 118.0), ("camera-3", "14 windows agree", 54, 14, 2.8, 71.5),
                                                     ("dispatch", "9 windows agree", -4, 9, 1.9, 112.4), ("camera-4", "12 s of shared sound, 15 needed", 31, 2, 1.05, 12.0)]],
                  "by_hand": [], "claimed": [], "claimed_ties": [],
                  "cycles": [{"recordings": ["camera-1", "camera-2", "camera-3"], "residual_ns": ns(0.006), "estimator_95_ns": ns(0.02), "travel_bound_ns": ns(0.044)}], "widest_ns": ns(0.03)},
        "recordings": recs,
        "documents": [doc("dispatch-log", "Dispatch log", "dispatch-log"), doc("interviews", "Interviews", "document"), doc("standard", "Training Standard", "policy")],
        "events": events(),
        "reviewed": [{"id": "v-1", "by": "reviewer-a", "source": "camera-1", "local_ns": [0, ns(184)], "incident_ns": [ns(4), ns(188)], "kinds": ["shot", "speech"]},
                     {"id": "v-2", "by": "reviewer-b", "source": "camera-1", "local_ns": [ns(56), ns(120)], "incident_ns": [ns(60), ns(124)], "kinds": ["shot"]},
                     {"id": "v-3", "by": "reviewer-a", "source": "camera-2", "local_ns": [0, ns(174)], "incident_ns": [ns(12), ns(186)], "kinds": ["shot"]}],
        "log": [{"id": f"dispatch-log#{i + 1}", "source": "dispatch-log", "typed": t, "unit": u, "text": x, "incident_ns": [ns(a), ns(b)]}
                for i, (t, a, b, u, x) in enumerate(lines)],
        "transcript": transcript, "statements": statements, "rules": rules,
        "attributes": [
            {"name": "subject.facing", "disputed": True, "origins": 4, "values": [
                value("away from the officers", "measured", "reviewer-a", "Shoulder line seen for four frames.", "camera-1"),
                value("cannot be told", "measured", "reviewer-b", "An arm covers the lens in the same frames.", "camera-1"),
                value("officers", "statement", "Officer 2", "After watching own camera.", "interviews", "3", at="at first shot"),
                value("side on", "statement", "role player", "", "interviews", "7")]},
            {"name": "wounds.entered", "disputed": False, "origins": 1, "values": [value("0", "document", "medic", "Simulated injuries only.", "standard", "2", "wounds")]}],
        "outcomes": outcomes, "accountability": accountability,
        "agreement": [{"kind": "shot", "kind_words": "a shot", "recording": "camera-1", "a": "reviewer-a", "b": "reviewer-b", "reviewed_s": 64.0, "both": 7, "only_a": 1, "only_b": 0,
                       "positive": 14 / 15, "kappa": None, "words": "7 shots of both, 1 of reviewer-a alone"}],
        "tested": {"as_if": True, "by": [], "confirmed_only": False},
        "problems": [{"file": "evidence/camera-3.mp4", "place": "byte 1,203,712", "what": "A sound packet could not be decoded.", "remedy": "Ask for the file again.", "kind": "unread"},
                     {"file": "marks.jsonl", "place": "line 31", "what": "The mark names camera-5, which the case does not have.", "remedy": "Name one of camera-1 to camera-4.", "kind": "doubt"}],
        "totals": {"recordings": 5, "placed": 4, "silences": 8, "statements": [1, 1, 3, 1], "rules": [3, 0, 1, 1, 1], "unread": 1, "privileged_left_out": 2},
    }


def main():
    evidence, report = OUT / "evidence", OUT / "report"
    keep = "--keep-media" in sys.argv
    if not keep and OUT.exists():
        shutil.rmtree(OUT)
    for folder in (evidence, report / "data", report / "assets", report / "captions"):
        folder.mkdir(parents=True, exist_ok=True)
    files, waves = {}, []
    for i, (rec, row) in enumerate(RECORDINGS.items()):
        x = sound(rec, i + 1)
        there = evidence / f"{rec}.{'wav' if row[1] == 'audio' else 'mp4'}"
        files[rec] = there if keep and there.exists() else media(rec, x, evidence)
        waves.append(pyramid(rec, x))
    made = review(files)
    text = lambda value: json.dumps(value, ensure_ascii=False)
    (report / "data/review.js").write_text(f"window.UNMUTED_REVIEW = {text(made)};\n")
    (report / "data/waveforms.js").write_text(f"window.UNMUTED_WAVEFORMS = {text(waves)};\n")
    (report / "review.json").write_text(text(made))
    shell = (PAGE / "index.html").read_text().replace("{{lang}}", "en").replace("{{title}}", made["case"]["title"] + " · unmuted")
    (report / "index.html").write_text(shell)
    for name in ("page.js", "page.css"):
        shutil.copy(PAGE / name, report / "assets" / name)


main()
