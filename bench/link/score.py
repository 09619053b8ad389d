"""Scores links against labels; curves; exact bounds. Nothing here knows which tool made the pairs."""

import csv
import math


def labels(path, other, ids):
    """Labelled links of MPV with one other list, by status, between rows that are there."""
    found = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["other_list"] == other and row["mpv_row"] in ids["mpv"] and row["other_id"] in ids[other]:
                found.setdefault(row["status"], []).append((row["mpv_row"], row["other_id"]))
    return found


def pairs(path, other):
    """Scored pairs of MPV with one other list: (weight, mpv row, other id), the surest first."""
    found = []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            left, right = row["source_dataset_l"], row["source_dataset_r"]
            weight = float(row["match_weight"])
            if (left, right) == ("mpv", other):
                found.append((weight, row["unique_id_l"], row["unique_id_r"]))
            elif (left, right) == (other, "mpv"):
                found.append((weight, row["unique_id_r"], row["unique_id_l"]))
    # Ties by ids, so that a run is like another.
    return sorted(found, key=lambda p: (-p[0], p[1], p[2]))


def one_to_one(found):
    """The surest first, each row once."""
    left, right, kept = set(), set(), []
    for weight, a, b in found:
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            kept.append((weight, a, b))
    return kept


def curve(kept, ok):
    """(weight, recall, closed precision, wrong) after each pair that the labels can judge."""
    truth = set(ok)
    left, right = {a for a, _ in ok}, {b for _, b in ok}
    tp = wrong = 0
    points = []
    for weight, a, b in kept:
        if (a, b) in truth:
            tp += 1
        elif a in left or b in right:
            wrong += 1
        else:
            continue
        points.append((weight, tp / len(ok), tp / (tp + wrong), wrong))
    return points


def at(points, weight):
    """The last point of a curve at or above a weight."""
    above = [p for p in points if p[0] >= weight]
    return above[-1] if above else (weight, 0.0, 1.0, 0)


def upper(k, n, beyond=0.05):
    """The largest share that k of n leaves possible (Clopper and Pearson, one-sided, 95 %)."""
    if n == 0 or k >= n:
        return 1.0

    def tail(p):
        logs = [
            math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p)
            for i in range(k + 1)
        ]
        top = max(logs)
        return math.exp(top) * sum(math.exp(v - top) for v in logs)

    low, high = 1e-12, 1 - 1e-12
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle) > beyond else (low, middle)
    return high


def svg(path, title, lines, x_from, y_from):
    """Precision by recall, one line a tool, as an SVG of its own."""
    wide, high, left, top = 640, 400, 60, 40
    inner_w, inner_h = wide - left - 30, high - top - 60
    colours = ["#1f4e79", "#b5532a", "#5b7f3a", "#7a4b86"]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" aria-label="{title}">',
        "<style>text{font:13px sans-serif;fill:#222}.g{stroke:#ddd}</style>",
        f'<rect width="{wide}" height="{high}" fill="#fff"/><text x="{left}" y="16" font-weight="600">{title}</text>',
    ]
    x = lambda r: left + inner_w * (max(r, x_from) - x_from) / (1 - x_from)
    y = lambda p: top + inner_h * (1 - (max(p, y_from) - y_from) / (1 - y_from))
    for i in range(6):
        r, p = x_from + (1 - x_from) * i / 5, y_from + (1 - y_from) * i / 5
        out.append(f'<line class="g" x1="{x(r):.1f}" y1="{top}" x2="{x(r):.1f}" y2="{top + inner_h}"/>')
        out.append(f'<line class="g" x1="{left}" y1="{y(p):.1f}" x2="{left + inner_w}" y2="{y(p):.1f}"/>')
        out.append(f'<text x="{x(r):.1f}" y="{top + inner_h + 18}" text-anchor="middle">{r:.4g}</text>')
        out.append(f'<text x="{left - 6}" y="{y(p) + 4:.1f}" text-anchor="end">{p:.4g}</text>')
    out.append(f'<text x="{left + inner_w / 2}" y="{high - 24}" text-anchor="middle">recall</text>')
    out.append(f'<text x="{left}" y="{top - 8}">precision</text>')
    for i, (name, points) in enumerate(lines):
        colour = colours[i % len(colours)]
        shown = [f"{x(r):.1f},{y(p):.1f}" for r, p in points if r >= x_from]
        # A curve of thousands of points looks the same with some hundred.
        step = max(1, len(shown) // 400)
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(shown[::step] + shown[-1:])}"/>')
        at_x = left + 10 + 190 * i
        out.append(f'<line x1="{at_x}" y1="{high - 8}" x2="{at_x + 22}" y2="{high - 8}" stroke="{colour}" stroke-width="3"/>')
        out.append(f'<text x="{at_x + 28}" y="{high - 4}">{name}</text>')
    out.append("</svg>\n")
    with open(path, "w") as file:
        file.write("\n".join(out))
