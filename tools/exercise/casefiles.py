"""Writes the files of the case that follow from the script and from the recordings' bytes.

`truth.toml` (for tests alone: no case has one), the transcripts and the dispatch log in evidence/, `evidence.toml`,
`custody.jsonl` and `marks.jsonl`. Marks are placed around the true times as a person would place them, from the
last picture or sound without to the first with; how wide each is stands below.
"""

import hashlib
import json
import math
from datetime import datetime, timedelta

from script import (AID_BEGUN, AID_HIDDEN, CAMERAS, CONFERRING, DISPATCH, LINES, RATE, SHOTS, SLAMS, SOUND_SPEED,
                    WORLD_ZERO, WORLD_ZERO_CLOCK, place, recording_time, world_time)
from sound import NEAREST, distance

RECORDINGS = [*CAMERAS, DISPATCH]
LINE = {line.id: line for line in LINES}


def write_all(case, spoken):
    evidence = case / "evidence"
    cues = {camera.id: transcript(camera) for camera in CAMERAS[:2]}
    write(evidence / "camera-1.vtt", webvtt(cues["camera-1"]))
    write(evidence / "camera-2.vtt", webvtt(cues["camera-2"]))
    write(evidence / "dispatch-log.csv", dispatch_log())
    write(case / "evidence.toml", evidence_toml(case))
    write(case / "custody.jsonl", custody(case))
    write(case / "marks.jsonl", marks(cues))
    write(case / "truth.toml", truth())


def write(path, text):
    path.write_bytes(text.encode())


# --- when a sound reaches a recording -----------------------------------------------------------------------


def silent_at(rec, tau):
    sound_ends = getattr(rec, "sound", rec.duration)
    zeros = getattr(rec, "zeros", [])
    return not 0 <= tau < sound_ends or any(a / RATE <= tau < b / RATE for a, b, _ in zeros)


def arrives(rec, world, who, on_radio=False):
    """The time on a recording at which the start of a person's sound reaches it first; None where it has no sound."""
    if rec is DISPATCH:
        tau = recording_time(rec, world)
        return tau if on_radio and 0 <= tau < rec.duration else None
    here = place(rec.wearer, world)
    there = place(who, world)
    ways = [distance(there, here)] if there else []
    if on_radio and who != rec.wearer:
        ways.append(NEAREST)
    tau = recording_time(rec, world + min(ways) / SOUND_SPEED)
    return None if silent_at(rec, tau) else tau


# Events that are words: (event, kind, line, subject)
SPOKEN = [
    ("order-1", "order.given", "o-1", "officer-1"),
    ("order-2", "order.given", "o-2", "officer-2"),
    ("order-3", "order.given", "o-3", "officer-1"),
    ("bag-not-clear", "danger.declared", "b-1", "officer-2"),
    ("medic-call", "aid.requested", "q-1", "officer-1"),
    ("end", "activity.ended", "e-1", "controller"),
]


def spoken_on(rec, line_id):
    line = LINE[line_id]
    return arrives(rec, line.at, line.who, line.on_radio)


# --- truth.toml ---------------------------------------------------------------------------------------------


def truth():
    out = [
        "# The true times of the exercise, for tests. Written by tools/exercise/make.py; no real case has such a file.",
        "#",
        "# World time is in seconds from `world_zero`. A recording's own time tau (seconds from its first presented",
        "# picture; from its first sound for the dispatch recording) is world time start_world_s + tau * (1 + ppm * 1e-6).",
        "# A silent span holds samples that were exactly zero before encoding; both ends are exact. Sound travels at",
        "# 343 m/s: `on` gives, for each recording that hears an event, when its first sound arrives there, on that",
        "# recording's own clock. Radio has no delay. A wearer's camera is 0.3 m from the wearer's mouth and radio.",
        "",
        f'world_zero = "{WORLD_ZERO}"',
        f"sound_speed_m_per_s = {SOUND_SPEED}",
    ]
    for rec in RECORDINGS:
        out += ["", "[[recording]]", f'id = "{rec.id}"', f"start_world_s = {rec.start}", f"ppm = {rec.ppm}",
                f"duration_s = {rec.duration}"]
        if rec is not DISPATCH:
            out += [f"sound_ends_s = {rec.sound}", f"clock_ahead_s = {rec.clock_error}  # its drawn clock, against the wall",
                    f'container = "{rec.container}"']
            spans = [(a / RATE, b / RATE, c, f"samples {a} to {b} at {RATE} Hz") for a, b, c in rec.zeros]
            if rec.sound < rec.duration:
                spans.append((rec.sound, rec.duration, "track_ends_early", "the picture goes on"))
            for a, b, what, note in spans:
                out += ["", "[[recording.silence]]", f'class = "{what}"', f"from_s = {a:.6f}", f"to_s = {b:.6f}  # {note}"]
    for event, at, who in SHOTS:
        out += event_toml(event, "shot", at, who, {r.id: arrives_shot(r, at, who) for r in CAMERAS})
    for event, kind, line_id, who in SPOKEN:
        out += event_toml(event, kind, LINE[line_id].at, who, {r.id: spoken_on(r, line_id) for r in RECORDINGS})
    third = CAMERAS[2]
    out += event_toml("aid", "aid.begun", AID_BEGUN, "officer-3", {third.id: recording_time(third, AID_BEGUN)})
    out += [f"# A kit bag hides it on camera 3 from {clock(recording_time(third, AID_HIDDEN[0]))} to {clock(recording_time(third, AID_HIDDEN[1]))}."]
    out += ["", "[[event]]", 'id = "conference"', 'kind = "officers.conferring"', f"world_s = {CONFERRING[0]}", f"world_end_s = {CONFERRING[1]}",
            "# What was said in the stretch in which cameras 1 and 2 both have no sound is not in the script: two voices",
            "# without words. No recording and no truth decides whether the shots were talked about there."]
    for at, x, y in SLAMS:
        out += ["", "[[distractor]]", 'what = "a van door, no shot"', f"world_s = {at + 0.5}"]
    out += ["", "# Every line of the script.", ""]
    for line in LINES:
        out += ["[[line]]", f'id = "{line.id}"', f'who = "{line.who}"', f"world_s = {line.at}", f"world_end_s = {line.at + line.duration:.3f}",
                f"radio = {str(line.on_radio).lower()}", f"words = {json.dumps(line.written)}", ""]
    return "\n".join(out).rstrip() + "\n"


def arrives_shot(camera, at, who):
    # As in sound.world_at: at arm's length in front of the chest.
    x, y = place(who, at)
    tau = recording_time(camera, at + distance((x + 0.1, y + 0.7), place(camera.wearer, at)) / SOUND_SPEED)
    return None if silent_at(camera, tau) else tau


def event_toml(event, kind, at, who, on):
    heard = ", ".join(f'{rec} = {tau:.4f}' for rec, tau in on.items() if tau is not None)
    return ["", "[[event]]", f'id = "{event}"', f'kind = "{kind}"', f"world_s = {at}", f'subject = "{who}"', f"on = {{ {heard} }}"]


# --- transcripts and the log --------------------------------------------------------------------------------

SHOWN = {"officer-1": "Officer 1", "officer-2": "Officer 2", "officer-3": "Officer 3", "control": "Control", "role-player": "Role player",
         "controller": "Safety controller", "unit-nine": "Unit 9", "medic-one": "Medic 1"}
# What the transcribing software got wrong.
MISHEARD = {
    ("camera-1", "o-2"): "Please. Put it down!",
    ("camera-1", "r-5"): "Unit six, received. Medic one is standing by, if needed.",
    ("camera-1", "t-6"): "I'd rather not. I've done nothing wrong.",
    ("camera-2", "r-1"): "Control, unit four. We are in the yard. One person buying the container.",
    ("camera-2", "t-4"): "Work things. My tools and a porch.",
    ("camera-2", "r-11"): "Unit nine, control. Open the north gate for medic won.",
}
# Words that the software found where there were none: (camera, world time from, to, words)
INVENTED = [("camera-1", SLAMS[0][0] + 0.45, SLAMS[0][0] + 0.95, "Stop.")]


def transcript(camera):
    """Cues (start, end, speaker, text, line id), as transcribing software writes them, on the camera's clock."""
    cues = []
    for line in LINES:
        start, end = spoken_on(camera, line.id), recording_time(camera, line.at + line.duration)
        if start is None or silent_at(camera, end):
            continue
        near = line.who == camera.wearer or line.on_radio or distance(place(line.who, line.at), place(camera.wearer, line.at)) < 9
        if near or line.who == "controller":
            text = MISHEARD.get((camera.id, line.id), line.written)
            cues.append((start - 0.11, end + 0.14, SHOWN[line.who], text, line.id))
    for where, start, end, text in INVENTED:
        if where == camera.id:
            cues.append((recording_time(camera, start), recording_time(camera, end), None, text, "invented"))
    cues.sort()
    # Such software gives one speaker one line at a time: a line ends where the speaker's next one begins.
    for i, (start, end, speaker, text, line) in enumerate(cues):
        following = [c[0] for c in cues[i + 1 :] if c[2] == speaker]
        cues[i] = (start, min([end, *following]), speaker, text, line)
    return cues


def webvtt(cues):
    def stamp(s):
        ms = round(s * 1000)
        return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"

    out = ["WEBVTT", "", "NOTE", "Transcribed by software. Not checked. Training exercise, fictional.", ""]
    for n, (start, end, speaker, text, _) in enumerate(cues, 1):
        out += [str(n), f"{stamp(start)} --> {stamp(end)}", f"<v {speaker}>{text}" if speaker else text, ""]
    return "\n".join(out)


# What control typed: (world time, unit, entry). The log's own clock is three seconds ahead and keeps minutes.
LOG = [
    (0.0, "Control", "Exercise 7 opened. All traffic on this channel is exercise traffic."),
    (9.0, "Unit 4", "At the south gate with unit 5."),
    (29.0, "Unit 9", "North gate closed."),
    (47.0, "Unit 4", "In the yard. One person by the container."),
    (70.0, "Unit 6", "On scene from the north gate."),
    (109.0, "Unit 4", "Shots fired, exercise."),
    (118.0, "Unit 4", "Medic requested to the north gate."),
    (139.0, "Unit 9", "North gate open."),
    (170.0, "Unit 5", "First aid started."),
    (176.0, "Medic 1", "At the north gate."),
    (190.0, "Unit 5", "Weapon clear."),
    (193.0, "Control", "Exercise 7 ended."),
]
LOG_AHEAD = 3.0


def dispatch_log():
    out = ["Time,Unit,Entry"]
    for world, unit, entry in LOG:
        typed = datetime(*WORLD_ZERO_CLOCK) + timedelta(seconds=world + LOG_AHEAD)
        out.append(f'{typed.strftime("%H:%M")},{unit},"{entry}"')
    return "\r\n".join(out) + "\r\n"


# --- evidence.toml and custody.jsonl ------------------------------------------------------------------------

UNIT = "Millbrook Training Unit (fictional)"
STICK = f'{{ from = "{UNIT}", at = "2026-05-18", how = "on a memory stick" }}'
MAIL = f'{{ from = "{UNIT}", at = "2026-05-19", how = "by mail" }}'


def sources():
    """(id, name, kind, file, further lines), in the order in which they were taken in."""
    for camera in CAMERAS:
        n = camera.id[-1]
        note = "as exported by the docking station"
        if camera.id == "camera-3":
            note += "; its drawn clock shows about a minute more than the others'"
        yield camera.id, f"Camera {n}", "recording", f"{camera.id}.mp4", [
            f'device = "{camera.device}"', f'wearer = "{camera.wearer}"', f"received = {STICK}", 'redacted = "no"', f'note = "{note}"']
    yield DISPATCH.id, "Dispatch recording", "recording", "dispatch.wav", [
        'device = "Logging recorder, channel 7"', f"received = {MAIL}", 'note = "radio traffic of the exercise channel"']
    yield "dispatch-log", "Dispatch log", "dispatch_log", "dispatch-log.csv", [
        f"received = {MAIL}", 'columns = { time = "Time", unit = "Unit", text = "Entry" }', 'precision = "minute"',
        'plus_minus = "10 s"', 'note = "typed by control; the recorder and the log have different clocks"']
    for camera in CAMERAS[:2]:
        n = camera.id[-1]
        yield f"transcript-{n}", f"Transcript of camera {n}", "transcript", f"{camera.id}.vtt", [
            f'of = "{camera.id}"', f"received = {STICK}", 'note = "by transcribing software, not checked by the sender"']
    yield "interviews", "Interviews after the exercise", "document", "interviews.txt", [f"received = {STICK}", 'redacted = "no"']
    yield "standard", "Millbrook Training Standard", "document", "standard.txt", [f"received = {STICK}", 'redacted = "no"']
    yield "press-note", "Press note", "document", "press-note.txt", [
        f'received = {{ from = "{UNIT}", at = "2026-04-27", how = "published" }}', 'redacted = "no"']
    yield "range-sheet", "Range sheet 7", "document", "range-sheet.txt", [f"received = {STICK}", 'redacted = "no"']


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def evidence_toml(case):
    out = ["# What was received. `unmuted add` writes such entries; a person completes them.", "format = 1"]
    for source, name, kind, file, further in sources():
        path = case / "evidence" / file
        out += ["", "[[source]]", f'id = "{source}"', f'name = "{name}"', f'kind = "{kind}"', f'file = "evidence/{file}"',
                f'sha256 = "{digest(path)}"', f"size = {path.stat().st_size}", *further]
    return "\n".join(out) + "\n"


def custody(case):
    previous, out = "0" * 64, []
    for n, (source, _, _, file, _) in enumerate(sources(), 1):
        path = case / "evidence" / file
        taken_in = datetime(2026, 5, 19, 16, 0) + timedelta(seconds=7 * n)
        entry = {"n": n, "at": taken_in.strftime("%Y-%m-%dT%H:%M:%SZ"), "by": "reviewer-a", "action": "add", "source": source,
                 "file": f"evidence/{file}", "sha256": digest(path), "size": path.stat().st_size, "original_name": file,
                 "program": "unmuted 0.1.0", "previous": previous}
        line = json.dumps(entry, separators=(",", ":"))
        previous = hashlib.sha256(line.encode()).hexdigest()
        out.append(line + "\n")
    return "".join(out)


# --- marks.jsonl --------------------------------------------------------------------------------------------


def clock(tau, places=2):
    """A time on a recording as people write it: 1:24.60."""
    unit = 10 ** places
    whole = round(tau * unit)
    return f"{whole // (60 * unit)}:{whole % (60 * unit) // unit:02}.{whole % unit:0{places}}"


class Marks:
    def __init__(self):
        self.lines = []
        self.next_at = {"reviewer-a": datetime(2026, 5, 20, 9, 30), "reviewer-b": datetime(2026, 5, 21, 9, 0)}

    def add(self, do, by, **rest):
        at = self.next_at[by]
        self.next_at[by] = at + timedelta(seconds=95)
        entry = {"id": f"m{len(self.lines) + 1}", "do": do, "by": by, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), **rest}
        self.lines.append(json.dumps(entry, separators=(",", ":"), ensure_ascii=False) + "\n")
        return entry["id"]

    def instant(self, by, rec, kind, tau, width, **rest):
        """An interval that holds the moment, `width` = (s before, s after), to hundredths."""
        low, high = math.floor((tau - width[0]) * 100) / 100, math.ceil((tau + width[1]) * 100) / 100
        return self.add("mark", by, source=rec.id, kind=kind, span=[clock(low), clock(high)], **rest)


def marks(cues):
    one, two, three = CAMERAS
    m, a, b = Marks(), "reviewer-a", "reviewer-b"
    target = lambda camera, line: f"transcript-{camera.id[-1]}#{[c[4] for c in cues[camera.id]].index(line) + 1}"

    # Reviewer A works through camera 1, then camera 3.
    for event, at, who in SHOTS:
        tau = arrives_shot(one, at, who)
        if event == "shot-2":
            first_try = m.instant(a, one, "shot", tau, (0.31, 0.22), event=event, subject=who, words="second of three, roughly placed")
        elif who == one.wearer:
            m.instant(a, one, "shot", tau, (0.03, 0.03), event=event, subject=who, words="flash in this camera's own picture")
        else:
            m.instant(a, one, "shot", tau, (0.03, 0.04), event=event, words="heard from the right; not this wearer's")
    m.instant(a, one, "shot", arrives_shot(one, SHOTS[1][1], SHOTS[1][2]), (0.03, 0.03), event="shot-2", subject="officer-1",
              words="flash in this camera's own picture", supersedes=first_try)
    asked = m.instant(a, one, "order.given", spoken_on(one, "t-5"), (0.15, 0.2), event="order-0", subject="officer-1",
                      words="Would you step away from the container, please?")
    for event, kind, line, who in SPOKEN:
        tau = spoken_on(one, line)
        if tau is not None:
            m.instant(a, one, kind, tau, (0.15, 0.15), event=event, subject=who, words=LINE[line].written)
    start, end, _ = one.zeros[1]
    muted = m.add("mark", a, source=one.id, kind="muted", span=[clock(start / RATE), clock(end / RATE)], plus_minus="0.2 s", event="muting-1",
                  subject="officer-1", words="Officer 1 says “I'm muting for a talk with my partner”; the sound stops 1.4 s after the words")
    m.add("mark", a, source=one.id, kind="officers.conferring", span=[clock(recording_time(one, CONFERRING[0]), 1), clock(recording_time(one, CONFERRING[1]), 1)],
          plus_minus="1 s", event="conference", words="Officer 1 and officer 2 face to face by the van")
    heard_and_seen = ["shot", "order.given", "danger.declared", "aid.requested", "aid.begun", "officers.conferring", "event.discussed",
                      "muted", "activity.ended"]
    m.add("reviewed", a, source=one.id, span=["0:31", "3:10"], kinds=heard_and_seen)
    for event, at, who in SHOTS:
        m.instant(a, three, "shot", arrives_shot(three, at, who), (0.04, 0.04), event=event, subject=who, words="flash at the shooter in the picture, then the bang")
    for event in ("bag-not-clear", "medic-call"):
        _, kind, line, who = next(s for s in SPOKEN if s[0] == event)
        m.instant(a, three, kind, spoken_on(three, line), (0.2, 0.2), event=event, subject=who, words=LINE[line].written)
    aid = m.add("mark", a, source=three.id, kind="aid.begun", event="aid", subject="officer-3",
                span=[clock(math.floor(recording_time(three, AID_HIDDEN[0]) * 100) / 100), clock(math.ceil(recording_time(three, AID_HIDDEN[1]) * 100) / 100)],
                words="From the last picture before the kit bag covers it to the first in which both hands hold the bandage")
    m.instant(a, three, "event.discussed", recording_time(three, 146.2), (6.5, 7.0), sure=False,
              words="Two low voices from the van, 13 m away; no word understood")
    m.add("reviewed", a, source=three.id, span=["0:00", "2:25"],
          kinds=["shot", "danger.declared", "aid.requested", "aid.begun", "officers.conferring", "activity.ended"])
    for line in ("t-1", "o-1", "o-3"):
        m.add("confirm", a, target=target(one, line))
    m.add("confirm", a, target=target(one, "o-2"), words=LINE["o-2"].written)
    m.add("reject", a, target=target(one, "invented"), words="A van door. Nobody speaks.")

    # Reviewer B works through camera 2 and the dispatch recording alone, then reads what reviewer A has marked.
    for event, at, who in SHOTS:
        tau = arrives_shot(two, at, who)
        if who == two.wearer:
            m.instant(b, two, "shot", tau, (0.04, 0.03), event=event, subject=who, words="flash in this camera's own picture")
        else:
            m.instant(b, two, "shot", tau, (0.04, 0.03), event=event, words="heard from the left; not this wearer's")
    for event, kind, line, who in SPOKEN:
        tau = spoken_on(two, line)
        if tau is not None:
            m.instant(b, two, kind, tau, (0.2, 0.15), event=event, subject=who, words=LINE[line].written)
    m.add("mark", b, source=two.id, kind="officers.conferring", span=[clock(recording_time(two, CONFERRING[0] + 0.6), 1), clock(recording_time(two, CONFERRING[1] - 0.4), 1)],
          plus_minus="1.5 s", event="conference", words="Officer 1 in front of this camera, by the van")
    m.instant(b, DISPATCH, "aid.requested", spoken_on(DISPATCH, "q-1"), (0.1, 0.1), event="medic-call", subject="officer-1", words=LINE["q-1"].written)
    # Orders are not looked for on camera 2 after the exercise's turning point: left open on purpose.
    m.add("reviewed", b, source=two.id, span=["0:30.5", "3:01"],
          kinds=["shot", "danger.declared", "aid.requested", "aid.begun", "officers.conferring", "event.discussed", "activity.ended"])
    m.add("reviewed", b, source=two.id, span=["0:30.5", "1:50"], kinds=["order.given"])
    m.add("reviewed", b, source=DISPATCH.id, span=["0:00", "3:17"], kinds=["aid.requested"])
    for line in ("o-2", "t-9", "b-1"):
        m.add("confirm", b, target=target(two, line))
    m.add("confirm", b, target=target(one, "m-1"))
    m.add("confirm", b, target=muted)
    m.add("confirm", b, target=aid)
    m.add("reject", b, target=asked, words="A request to step away from the container, not an order to put something down")
    return "".join(m.lines)
