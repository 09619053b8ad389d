"""The truth of a scene, as `scenes.py` and `make_long.py` write it beside the recordings.

Three clocks. World seconds are the scene's own; a camera's local second `t` is world `t0 + t x (1 + ppm x 1e-6)`.
The program's incident seconds are `t0_s + local seconds x (1 + drift_ppm x 1e-6)`, where zero and rate are its own
choice, so only differences between two recordings can be judged.

What audio can see is not the clock alone: a sound reaches two cameras at different times. `tdoa` of a pair is the
range of these differences over its sources (delay to A minus delay to B, seconds), and an offset inside of
clock range and delay range together is as right as any method on audio can be.
"""
import glob, json, os

# Seconds of common audible sound from which a pair is asked to be placed.
ENOUGH_S = 15
# How far an offset may lie beyond what the acoustics allow, seconds.
WRONG_S = 0.05
# The same for recordings of one incident that share less sound than ENOUGH_S: placed through others, or not.
WRONG_WITHOUT_SOUND_S = 0.2
# Common audible seconds from which the drift is asked for.
DRIFT_S = 600


def scenes(folder, classes=""):
    """Folders with a truth.json below `folder`, in order of name; of `classes` only, where given."""
    found = []
    for path in sorted(glob.glob(os.path.join(folder, "*", "truth.json"))):
        with open(path) as f:
            truth = json.load(f)
        if not classes or truth["cls"] in classes:
            found.append((os.path.dirname(path), truth))
    return found


def local(camera, world):
    return (world - camera["t0"]) / (1 + camera["ppm"] * 1e-6)


def world(camera, at):
    return camera["t0"] + at * (1 + camera["ppm"] * 1e-6)


def hears(camera, at):
    """Whether the camera has sound at its own second `at`."""
    return 0 <= at < camera["dur"] and not any(a <= at < b for a, b in camera["muted"])


def both_hear(a, b):
    """World times, every 0.25 s, at which both have sound: the grid of scenes.py."""
    start = max(a["t0"], b["t0"])
    end = min(world(a, a["dur"]), world(b, b["dur"]))
    grid = range(max(0, int(start * 4)), int(end * 4) + 2)
    return [q / 4 for q in grid if hears(a, local(a, q / 4)) and hears(b, local(b, q / 4))]


def middle(a, b):
    """The world time at which a pair is judged: the middle of what both hear; without any, between their nearest ends."""
    both = both_hear(a, b)
    if both:
        return both[len(both) // 2]
    return (max(a["t0"], b["t0"]) + min(world(a, a["dur"]), world(b, b["dur"]))) / 2


def lock_error(pair, error):
    """How far an offset lies beyond what audio can see, seconds. `error` is the offset (start of B minus start of A) minus the
    true one in the middle. The definition is that of scenes.py."""
    offset = pair["off_mid"] + error
    lowest = pair["off_min"] + min(pair["tdoa"][0], 0)
    highest = pair["off_max"] + max(pair["tdoa"][1], 0)
    return max(0.0, lowest - offset, offset - highest)
