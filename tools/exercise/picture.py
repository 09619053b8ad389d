"""What each camera sees: a drawn yard, a running clock, and in words that it is an exercise.

A simple pinhole camera at chest height on the wearer's path; people are plain figures, so that places and times in
the picture agree with the sound. The clock shows the wall time as that camera believes it.
"""

from datetime import datetime, timedelta
from math import atan2, cos, hypot, sin

from PIL import Image, ImageDraw, ImageFont

from script import (AID_HIDDEN, BAG, FRAMES_PER_SECOND, LOOKS, SHOTS, SITS_AT, UTC_OFFSET, WORLD_ZERO_CLOCK,
                    along, place, world_time)

SIZE = (640, 360)
TOP, BOTTOM = 46, 30  # strips for the clock and the notice, px
FOCAL = 430.0  # px
HORIZON = 168  # px from the top
EYE, KNEELING_EYE = 1.3, 0.95  # m
KNEELS_AT = 161.4  # world s, officer 3
SKY, GROUND, LINES_ON_GROUND = (186, 196, 203), (122, 124, 119), (164, 164, 152)
CONTAINER, CONTAINER_RIB, FENCE = (62, 98, 104), (54, 88, 94), (98, 104, 104)
VAN, VAN_DARK, BAG_COLOUR, INK, PAPER = (214, 214, 206), (70, 78, 86), (60, 52, 44), (18, 21, 24), (240, 240, 234)
COATS = {
    "officer-1": (36, 52, 84), "officer-2": (36, 52, 84), "officer-3": (36, 52, 84),
    "role-player": (186, 110, 40), "controller": (204, 196, 72),
}
LABELS = {"officer-1": "OFFICER 1", "officer-2": "OFFICER 2", "officer-3": "OFFICER 3", "role-player": "ROLE PLAYER",
          "controller": "SAFETY"}


def font(name, size):
    return ImageFont.truetype(f"DejaVu{name}.ttf", size)


CLOCK, NAME, NOTICE, SMALL = font("SansMono-Bold", 25), font("Sans-Bold", 15), font("Sans-Bold", 17), font("Sans", 11)


class View:
    """From places on the yard to places on the picture."""

    def __init__(self, wearer, t):
        self.at = place(wearer, t)
        self.eye = KNEELING_EYE if wearer == "officer-3" and t >= KNEELS_AT else EYE
        look = along(LOOKS[wearer], t)
        heading = atan2(look[1] - self.at[1], look[0] - self.at[0])
        self.ahead, self.side = (cos(heading), sin(heading)), (sin(heading), -cos(heading))
        ax, ay = place(wearer, t - 0.2)
        bx, by = place(wearer, t + 0.2)
        walking = hypot(bx - ax, by - ay) > 0.1
        self.sway = (round(3 * sin(6.2 * t)), round(2 * sin(12.4 * t))) if walking else (0, 0)

    def depth(self, x, y):
        dx, dy = x - self.at[0], y - self.at[1]
        return dx * self.ahead[0] + dy * self.ahead[1]

    def point(self, x, y, height):
        """Pixel of a point, None where it is behind or too near."""
        dx, dy = x - self.at[0], y - self.at[1]
        z = dx * self.ahead[0] + dy * self.ahead[1]
        if z < 0.25:
            return None
        across = dx * self.side[0] + dy * self.side[1]
        return (SIZE[0] / 2 + FOCAL * across / z + self.sway[0], HORIZON + FOCAL * (self.eye - height) / z + self.sway[1])


def panel(draw, view, a, b, low, high, fill):
    """An upright rectangle from ground point a to b."""
    corners = [view.point(*a, low), view.point(*b, low), view.point(*b, high), view.point(*a, high)]
    if all(corners):
        draw.polygon(corners, fill=fill)


def wall(draw, view, a, b, high, fill, rib=None, parts=24, low=0.0):
    """A long panel in parts, so that what reaches behind the camera is left out and the rest is drawn."""
    for k in range(parts):
        p = tuple(a[i] + (b[i] - a[i]) * k / parts for i in (0, 1))
        q = tuple(a[i] + (b[i] - a[i]) * (k + 1) / parts for i in (0, 1))
        panel(draw, view, p, q, low, high, rib if rib and k % 2 else fill)


def backdrop(draw, view):
    draw.rectangle((0, 0, SIZE[0], HORIZON + view.sway[1]), fill=SKY)
    draw.rectangle((0, HORIZON + view.sway[1], *SIZE), fill=GROUND)
    for x in range(-12, 15, 3):
        for y in range(-6, 12):
            a, b = view.point(x, y + 0.1, 0), view.point(x, y + 0.7, 0)
            if a and b:
                draw.line((a, b), fill=LINES_ON_GROUND, width=2)
    for a, b in (((-16, -10), (-16, 20)), ((-16, 20), (18, 20)), ((18, 20), (18, -10)), ((18, -10), (-16, -10))):
        wall(draw, view, a, b, 1.8, FENCE, parts=40, low=1.74)
        wall(draw, view, a, b, 0.95, FENCE, parts=40, low=0.9)


def container(draw, view):
    wall(draw, view, (-6, 12), (6, 12), 2.6, CONTAINER, CONTAINER_RIB, 40)
    wall(draw, view, (6, 12), (6, 14.4), 2.6, CONTAINER_RIB, CONTAINER, 8)
    wall(draw, view, (-6, 14.4), (-6, 12), 2.6, CONTAINER_RIB, CONTAINER, 8)


def van(draw, view):
    for a, b in (((-11.4, -4.4), (-9.5, -4.4)), ((-9.5, -4.4), (-9.5, 0.4)), ((-11.4, 0.4), (-9.5, 0.4))):
        wall(draw, view, a, b, 2.1, VAN, parts=10)
        wall(draw, view, a, b, 1.8, VAN_DARK, parts=10, low=1.3)


def bag(draw, view):
    x, y = BAG
    p, q = view.point(x - 0.3, y, 0), view.point(x + 0.3, y, 0.32)
    if p and q:
        draw.rectangle((min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])), fill=BAG_COLOUR)


def figure(draw, view, who, t):
    x, y = place(who, t)
    seated = who == "role-player" and t >= SITS_AT
    kneeling = who == "officer-3" and t >= KNEELS_AT
    tall = 0.95 if seated else 1.25 if kneeling else 1.76
    foot, head = view.point(x, y, 0), view.point(x, y, tall)
    if not foot or not head:
        return
    unit = (foot[1] - head[1]) / tall  # px for a metre
    cx, coat = foot[0], COATS[who]
    dark = tuple(int(c * 0.6) for c in coat)
    hip = foot[1] - unit * (0.25 if seated else 0.4 if kneeling else 0.85)
    if seated:
        draw.rounded_rectangle((cx - 0.55 * unit, foot[1] - 0.25 * unit, cx + 0.55 * unit, foot[1]), 0.1 * unit, fill=dark)
    else:
        for s in (-1, 1):
            draw.rectangle((cx + s * 0.12 * unit - 0.08 * unit, hip, cx + s * 0.12 * unit + 0.08 * unit, foot[1]), fill=dark)
    draw.rounded_rectangle((cx - 0.25 * unit, head[1] + 0.24 * unit, cx + 0.25 * unit, hip + 0.05 * unit), 0.1 * unit, fill=coat)
    draw.ellipse((cx - 0.11 * unit, head[1], cx + 0.11 * unit, head[1] + 0.26 * unit), fill=(150, 118, 96))
    # What is in the role player's right hand until the officers fire.
    if who == "role-player" and 60 < t < SITS_AT:
        draw.rectangle((cx + 0.24 * unit, hip - 0.1 * unit, cx + 0.34 * unit, hip + 0.12 * unit), fill=INK)
    for event, at, shooter in SHOTS:
        if shooter == who and 0 <= t - at < 0.13:
            star(draw, cx, head[1] + 0.5 * unit, 0.35 * unit)
    label = LABELS[who]
    width = draw.textlength(label, font=SMALL)
    top = max(TOP + 2, head[1] - 16)
    draw.rectangle((cx - width / 2 - 3, top - 1, cx + width / 2 + 3, top + 13), fill=PAPER)
    draw.text((cx - width / 2, top), label, font=SMALL, fill=INK)


def star(draw, x, y, r):
    points = []
    for k in range(12):
        a, d = k * 3.14159 / 6, r if k % 2 == 0 else r * 0.45
        points.append((x + d * cos(a), y + d * sin(a)))
    draw.polygon(points, fill=(250, 236, 150))


def own_hands(draw, wearer, t):
    """What the wearer holds into the picture."""
    for _, at, shooter in SHOTS:
        if shooter == wearer and 0 <= t - at < 0.13:
            star(draw, 330, 236, 34)
    armed = {"officer-1": (83.5, 98.5), "officer-2": (83.5, 98.5)}.get(wearer)
    if armed and armed[0] <= t < armed[1]:
        draw.polygon(((306, 330), (354, 330), (342, 246), (318, 246)), fill=(52, 56, 62))
        draw.rectangle((318, 238, 342, 250), fill=(204, 150, 40))  # the orange muzzle of a training weapon
    if wearer == "officer-3":
        if AID_HIDDEN[0] <= t < AID_HIDDEN[1]:
            draw.rounded_rectangle((90, 150, 560, 340), 24, fill=BAG_COLOUR)
            draw.rectangle((90, 196, 560, 204), fill=(92, 80, 68))
            draw.text((262, 222), "first-aid kit", font=NAME, fill=PAPER)
        elif t >= AID_HIDDEN[1]:
            s = round(4 * sin(2.2 * t))
            for x in (232 + s, 372 - s):
                draw.rounded_rectangle((x, 290, x + 46, 332), 14, fill=(92, 128, 168))  # gloves
            draw.rounded_rectangle((262 + s, 296, 392 - s, 320), 8, fill=(236, 234, 226))  # bandage


def overlay(draw, camera, tau):
    draw.rectangle((0, 0, SIZE[0], TOP), fill=INK)
    draw.rectangle((0, SIZE[1] - BOTTOM, SIZE[0], SIZE[1]), fill=INK)
    shown = datetime(*WORLD_ZERO_CLOCK) + timedelta(seconds=camera.start + camera.clock_error + tau + 1e-6)
    text = shown.strftime("%Y-%m-%d  %H:%M:%S.") + str(shown.microsecond // 100_000)
    draw.text((14, 8), text, font=CLOCK, fill=PAPER)
    draw.text((14 + draw.textlength(text, font=CLOCK) + 8, 17), UTC_OFFSET, font=SMALL, fill=PAPER)
    name = f"{camera.id.replace('-', ' ').upper()}, {LABELS[camera.wearer]}"
    draw.text((SIZE[0] - 14 - draw.textlength(name, font=NAME), 14), name, font=NAME, fill=PAPER)
    notice = "TRAINING EXERCISE, FICTIONAL"
    draw.text(((SIZE[0] - draw.textlength(notice, font=NOTICE)) / 2, SIZE[1] - BOTTOM + 5), notice, font=NOTICE, fill=PAPER)


def frame(camera, tau):
    t = world_time(camera, tau)
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    view = View(camera.wearer, t)
    backdrop(draw, view)
    things = [(view.depth(0, 12), container), (view.depth(-10.4, -2.0), van), (view.depth(*BAG), bag)]
    for who in COATS:
        if who != camera.wearer:
            things.append((view.depth(*place(who, t)), lambda d, v, w=who: figure(d, v, w, t)))
    for _, paint in sorted(things, key=lambda thing: -thing[0]):
        paint(draw, view)
    own_hands(draw, camera.wearer, t)
    overlay(draw, camera, tau)
    return image


def frames(camera):
    """Every picture of a camera, as RGB bytes."""
    for k in range(int(round(camera.duration * FRAMES_PER_SECOND))):
        yield frame(camera, k / FRAMES_PER_SECOND).tobytes()
