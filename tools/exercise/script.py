"""What happens in the exercise: who stands where, who says what when, which cameras record it.

Everything else in this folder only renders what stands here. World time is in seconds from `WORLD_ZERO`;
places are metres on the yard (x to the east, y to the north). Nothing here happened: the exercise, its place
and its people are fiction.
"""

from dataclasses import dataclass, field

WORLD_ZERO = "2026-04-23T10:41:00-07:00"  # wall time at world time 0
WORLD_ZERO_CLOCK = (2026, 4, 23, 10, 41, 0)
UTC_OFFSET = "-07:00"
SOUND_SPEED = 343.0  # m/s, dry air at 20 degrees Celsius
RATE = 48_000  # Hz, of everything but the dispatch recording
SEED = 7


# --- people -------------------------------------------------------------------------------------------------

# Places over time: (world seconds, x, y); straight lines between them, standing still before and after.
PATHS = {
    "officer-1": [(0, -7.0, -2.5), (40, -3.0, 0.0), (52, -1.2, 3.6), (80, -1.2, 3.2), (99, -1.0, 2.8),
                  (119, -1.6, 2.2), (127, -8.2, -2.2), (163, -8.2, -2.2), (171, -1.4, 6.2), (196, -1.4, 5.8)],
    "officer-2": [(0, -6.0, -4.0), (42, -0.5, -0.5), (54, 1.9, 3.2), (82, 1.9, 2.9), (99, 2.2, 2.6),
                  (120, 1.6, 2.0), (129, -7.4, -0.9), (158, -7.4, -0.9), (167, 0.6, 5.6), (196, 0.4, 5.4)],
    "officer-3": [(0, 13.0, 9.0), (46, 10.5, 7.6), (70, 8.0, 6.0), (86, 7.2, 5.6), (108, 7.2, 5.6),
                  (124, 1.4, 6.4), (141, 1.5, 6.5), (145, 2.6, 7.1), (158, 2.6, 7.1), (161, 1.9, 6.65), (196, 1.9, 6.65)],
    "role-player": [(0, 0.6, 9.6), (60, 0.4, 8.6), (84, 0.2, 9.4), (97, 0.2, 8.2), (196, 0.2, 8.2)],
    "controller": [(0, 5.5, -3.5), (196, 5.5, -3.5)],
}
# Where each body camera points over time: (world seconds, x, y) of what is in the middle of its picture.
LOOKS = {
    "officer-1": [(0, 2.0, 4.0), (30, 0.6, 9.0), (99, 0.2, 8.6), (119, 0.3, 8.4), (124, -8.0, 0.0), (128, -7.0, -0.6),
                  (162, -7.2, -0.6), (165, 0.3, 8.4), (196, 0.3, 8.4)],
    "officer-2": [(0, 3.0, 4.0), (30, 0.6, 9.0), (99, 0.2, 8.6), (120, 0.3, 8.4), (126, -9.0, -1.0), (130, -8.6, -2.6),
                  (157, -8.6, -2.6), (160, 0.3, 8.4), (196, 0.3, 8.4)],
    "officer-3": [(0, 2.0, 5.0), (60, 0.4, 7.0), (80, 0.0, 5.6), (104, 0.0, 5.6), (112, 0.2, 8.4), (140, 0.2, 8.0), (143, 2.9, 8.4), (156, 2.9, 8.4),
                  (159, 0.3, 8.0), (196, 0.3, 8.0)],
}
# When the role player sits down after the last blank.
SITS_AT = 96.4
# The role player's bag, and the torch beside it.
BAG = (2.9, 8.3)

# espeak-ng voice, words a minute, pitch 0..99
VOICES = {
    "officer-1": ("en-us+m3", 168, 38),
    "officer-2": ("en-us+f3", 172, 48),
    "officer-3": ("en-gb+m7", 160, 52),
    "control": ("en-us+f4", 165, 60),
    "role-player": ("en-gb-scotland+m1", 158, 58),
    "controller": ("en-gb-x-rp+m5", 150, 30),
    "unit-nine": ("en-029+m2", 165, 45),
    "medic-one": ("en-gb-x-gbcwmd+f2", 165, 50),
}

# --- what is said -------------------------------------------------------------------------------------------

# How loud, as the level of active speech at one metre, dBFS of a camera's microphone.
TALK, RAISED, SHOUT, LOUDSPEAKER = -31.0, -27.0, -20.0, -12.0


@dataclass
class Line:
    """One utterance. `on_radio`: keyed into a radio; it is then also heard at every other shoulder."""

    id: str
    at: float
    who: str
    text: str
    level: float = TALK
    on_radio: bool = False
    words: str = ""  # as a person would write it, where that differs from what the synthesiser is given
    duration: float = field(default=0.0, compare=False)  # filled in when it has been spoken

    @property
    def written(self):
        return self.words or self.text


R = {"on_radio": True}
LINES = [
    # Before any camera keeps sound: dispatch alone hears this.
    Line("d-1", -1.5, "control", "Control to units four, five and six. Exercise seven, Millbrook Training Ground. Everything on this channel is exercise traffic.", **R),
    Line("d-2", 8.6, "officer-1", "Unit four, received. Two of us at the south gate.", **R),
    Line("d-3", 14.0, "control", "Unit four, a man in the yard with a dark object in his hand. Role player, blank ammunition only.", **R),
    Line("d-4", 23.0, "officer-2", "Unit five, received. I am with unit four.", **R),
    Line("d-5", 27.0, "unit-nine", "Control, unit nine. North gate is closed.", **R),
    # Both cameras come on.
    Line("s-1", 32.9, "controller", "Safety controller. Exercise seven starts now. All weapons carry blanks. If I say stop, everything stops.", LOUDSPEAKER),
    Line("r-1", 41.8, "officer-1", "Control, unit four. We are in the yard. One person by the container.", RAISED, **R),
    Line("r-2", 46.6, "control", "Unit four, understood.", **R),
    Line("t-1", 48.9, "officer-1", "Good morning. Police. We are from the Millbrook unit. May I have a word?", RAISED),
    Line("t-2", 53.9, "role-player", "Morning. I am only waiting for a lift.", RAISED),
    Line("r-3", 56.6, "control", "All units, control. Time check. Ten forty two.", words="All units, control. Time check. Ten forty-two.", **R),
    Line("t-3", 62.0, "officer-2", "What have you got in the bag?", RAISED),
    Line("t-4", 63.6, "role-player", "Work things. My tools, and a torch.", RAISED),
    Line("r-4", 66.5, "officer-3", "Control, unit six. On scene, coming in from the north gate.", RAISED, **R),
    Line("r-5", 71.1, "control", "Unit six, received. Medic one is standing by if you need it.", **R),
    Line("t-5", 75.9, "officer-1", "Would you step away from the container, please?", RAISED),
    Line("t-6", 78.7, "role-player", "I would rather not. I have done nothing wrong.", RAISED),
    Line("r-6", 81.7, "unit-nine", "Unit nine, road is clear.", **R),
    Line("t-7", 84.0, "officer-2", "Show me your hands.", SHOUT),
    Line("o-1", 85.9, "officer-1", "Put it down.", SHOUT),
    Line("o-2", 87.6, "officer-2", "Police! Put it down!", SHOUT),
    Line("o-3", 90.2, "officer-1", "Put it down now!", SHOUT),
    Line("t-8", 96.7, "officer-2", "Cease fire. Cease fire.", SHOUT),
    Line("t-9", 99.6, "officer-2", "Hold there.", SHOUT),
    Line("b-1", 101.0, "officer-2", "The bag is not clear. Stay back.", SHOUT),
    Line("r-7", 104.2, "officer-1", "Control, unit four. Shots fired, exercise, shots fired.", RAISED, **R),
    Line("r-8", 109.0, "control", "Unit four, shots fired, understood. What do you need?", **R),
    Line("r-9", 113.4, "officer-1", "One person down, simulated.", RAISED, **R),
    Line("q-1", 115.5, "officer-1", "Send the medic to the north gate.", RAISED, **R),
    Line("r-10", 117.6, "control", "Unit four, medic one is on the way.", **R),
    Line("m-1", 120.5, "officer-1", "I am muting for a talk with my partner.", RAISED, words="I'm muting for a talk with my partner."),
    # Camera 1 has no sound from here. Officers 1 and 2 stand by the van.
    Line("t-10", 124.6, "officer-3", "Can you hear me? Stay where you are. Help is coming.", RAISED),
    Line("v-1", 128.3, "officer-1", "Over here by the van. We keep that lane free for the medic.", RAISED),
    Line("r-11", 132.2, "control", "Unit nine, control. Open the north gate for medic one.", **R),
    # Camera 2 has no sound from here. What the two say is a murmur without words: the script has none.
    Line("r-12", 136.8, "unit-nine", "Unit nine. North gate is open.", **R),
    Line("t-11", 139.4, "role-player", "I can hear you. My leg, simulated.", RAISED, words="I can hear you. My leg. Simulated."),
    Line("t-12", 142.4, "officer-3", "I have to look into the bag first.", RAISED),
    Line("r-13", 146.0, "medic-one", "Control, medic one. We are at the outer road.", **R),
    Line("r-14", 149.6, "control", "Medic one, control. The gate is open.", **R),
    Line("t-13", 153.0, "officer-3", "Tools and a torch. The bag is clear.", SHOUT),
    Line("t-14", 156.3, "role-player", "Could somebody come to me now, please?", RAISED),
    # Camera 2 has sound again, then camera 1.
    Line("t-15", 159.2, "officer-2", "Gloves on. I will hold the light.", RAISED),
    Line("t-16", 161.9, "officer-3", "I am with you now. I will put a bandage on.", RAISED),
    Line("r-15", 166.9, "officer-2", "Control, unit five. First aid has started.", RAISED, **R),
    Line("r-16", 170.4, "control", "Unit five, first aid started, understood.", **R),
    Line("r-17", 173.8, "medic-one", "Medic one is at the north gate.", **R),
    Line("t-17", 175.9, "officer-1", "Keep the pressure on. How do you feel?", RAISED),
    Line("t-18", 178.5, "role-player", "I am all right. It is cold.", RAISED),
    Line("s-2", 180.7, "controller", "Safety controller. Stop, stop, stop.", LOUDSPEAKER),
    Line("e-1", 184.4, "controller", "Exercise seven is over. Make safe.", LOUDSPEAKER),
    Line("r-18", 187.6, "officer-2", "Unit five, weapon clear.", RAISED, **R),
    Line("r-19", 189.6, "control", "All units, control. Exercise seven ended.", **R),
]

# Two people talking low, without words, while neither of their cameras has sound: world (start, end, who).
MURMURS = [(138.0, 140.6, "officer-2"), (141.2, 144.0, "officer-1"), (145.1, 147.3, "officer-2"),
           (148.2, 151.4, "officer-1"), (153.0, 155.2, "officer-2")]

# --- what bangs ---------------------------------------------------------------------------------------------

# Blank shots: (event, world time, who)
SHOTS = [("shot-1", 92.30, "officer-1"), ("shot-2", 92.71, "officer-1"), ("shot-3", 93.46, "officer-2"), ("shot-4", 95.20, "officer-1")]
# The van's sliding door, (world time, x, y): loud, sudden and no shot.
SLAMS = [(73.9, -9.5, -2.0)]

# First hands on the role player. A kit bag is in front of camera 3 from the first to the last of these world times.
AID_HIDDEN = (163.60, 166.50)
AID_BEGUN = 164.80
# Officers 1 and 2 stand together by the van.
CONFERRING = (127.6, 158.6)

# --- recordings ---------------------------------------------------------------------------------------------


@dataclass
class Camera:
    """A recording's time tau, in seconds from its first picture, is world time start + tau * (1 + ppm * 1e-6)."""

    id: str
    wearer: str
    start: float  # world time of its first picture and its first sound
    ppm: float
    duration: float  # s of picture, on its own clock
    sound: float  # s of sound, on its own clock
    zeros: list  # samples without sound, [from, to), at RATE, on its own clock, with the class of silence
    clock_error: float  # s by which its drawn clock is ahead of the wall
    device: str
    container: str  # how the MP4 is laid out
    bitrate: int  # of AAC, bit/s
    noise_db: float  # dBFS of its own steady noise, before its gain control
    tone: tuple  # high-pass Hz, low-pass Hz, dB of presence around 3 kHz


CAMERAS = [
    Camera("camera-1", "officer-1", 2.137, 0.0, 190.5, 190.5,
           [(0, 1_440_000, "pre_event"), (5_853_217, 7_752_493, "digital_silence")],
           0.4, "Body camera A-12", "faststart", 64_000, -49.5, (110, 9000, 3.0)),
    Camera("camera-2", "officer-2", 8.604, 18.0, 182.0, 182.0,
           [(0, 1_440_000, "pre_event"), (6_068_611, 7_172_904, "digital_silence")],
           -1.3, "Body camera A-15", "moov at the end", 48_000, -49.0, (90, 7000, 0.0)),
    Camera("camera-3", "officer-3", 41.482, -25.0, 146.0, 127.25, [],
           61.2, "Body camera A-21", "fragmented", 48_000, -49.0, (150, 8000, 1.5)),
]


@dataclass
class Dispatch:
    """The recorder at control: radio traffic and its own line noise. Same clock model as a camera's."""

    id: str = "dispatch"
    start: float = -3.871
    ppm: float = 9.0
    duration: float = 198.0
    rate: int = 8_000
    noise_db: float = -50.0


DISPATCH = Dispatch()
FRAMES_PER_SECOND = 12


def recording_time(rec, world):
    """The time on a recording's own clock at a world time, s."""
    return (world - rec.start) / (1 + rec.ppm * 1e-6)


def world_time(rec, tau):
    """The world time at a time on a recording's own clock, s."""
    return rec.start + tau * (1 + rec.ppm * 1e-6)


def along(path, t):
    """Place on a path at world time t."""
    if t <= path[0][0]:
        return path[0][1:]
    for (t0, x0, y0), (t1, x1, y1) in zip(path, path[1:]):
        if t < t1:
            k = (t - t0) / (t1 - t0)
            return (x0 + k * (x1 - x0), y0 + k * (y1 - y0))
    return path[-1][1:]


def place(who, t):
    """Where a person is at world time t; None for those who are only on the radio."""
    return along(PATHS[who], t) if who in PATHS else None
