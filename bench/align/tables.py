"""Results as Markdown."""
from exact import median, quantile
from totals import ms, of_class, percent


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(c) for c in r) + " |" for r in rows]) + "\n"


def two(spread):
    return "-" if not spread["n"] else f"{spread['median'] * 1e3:.1f} / {spread['p95'] * 1e3:.1f} ms"


def bound(k, n, upper):
    return "-" if not n else f"{k} (at most {upper * 100:.1f} %)"


def by_class(pairs, notes):
    out = []
    for cls in [*sorted({p["cls"] for p in pairs}), "all"]:
        c = of_class([p for p in pairs if cls in ("all", p["cls"])])
        out.append([f"{cls} {notes.get(cls, '')}".strip(), c["pairs"], c["placed"], bound(c["wrong"], c["placed"], c["wrong_upper"]), two(c["clock"]), two(c["lock"]),
                    percent(c["estimator"]["share"]), percent(c["both"]["share"]), ms(c["half_width"]), bound(c["unrelated_placed"], c["unrelated"], c["unrelated_upper"]),
                    f"{c['little_wrong']} of {c['little_placed']} of {c['little']}" if c["little"] else "-"])
    return table(["class", "pairs with 15 s or more in common", "placed", "wrong (upper bound)", "clock error median / 95 %", "beyond the acoustics median / 95 %",
                  "95 % interval holds", "with travel", "half-width", "unrelated placed (upper bound)", "little in common: wrong of placed of all"], out)


def asked(figures):
    word = {True: "kept", False: "**not kept**", None: "not measured"}
    return table(["figure", "asked", "measured", ""], [[f["name"], f["asked"], f["measured"], word[f["kept"]]] for f in figures])


def more(t):
    """What is not asked, and helps to understand what is."""
    r, lines = t["recordings"], []

    def line(words, s):
        if s["n"]:
            low, high = s["interval"]
            lines.append(f"- {words}: {s['k']} of {s['n']}, {percent(s['share'])} ({low * 100:.1f} to {high * 100:.1f} %)")

    line("a recording's `t0_interval_s` holds its true start", r["t0"])
    line("with the travel bound", r["t0_both"])
    line("a recording's `drift_interval_ppm` holds its true drift against the reference", r["drift"])
    if r["seconds"]:
        lines.append(f"- seconds of recordings within the estimator's interval: {percent(r['seconds_in_estimator'] / r['seconds'])} of {r['seconds']}; with travel: {percent(r['seconds_in_both'] / r['seconds'])}")
    if t["drift_without"]["n"]:
        lines.append(f"- if drift were ignored, it would be off by {t['drift_without']['median']:.1f} ppm (median) and {t['drift_without']['most']:.1f} ppm (largest)")
    if t["estimator_half_width"] is not None:
        lines.append(f"- median half-width of the estimator alone, pairs: {ms(t['estimator_half_width'])}")
    return "\n".join(lines) + "\n" if lines else ""


def peers(summary, names):
    out = []
    for name in names:
        s = summary[name]
        out.append([name, s["pairs"], s["answered"], f"{s['failed']} of {s['related']}", two(s["clock_right"]), f"{s['unrelated_answered']} of {s['unrelated']}", f"{s['cpu']:.1f}",
                    f"{s['real_time']:.0f}" if s["real_time"] else "-", f"{s['peak'] / 1e6:.0f}", *((f"**{s['times']:.0f}**", f"{s['times_least']:.0f}", f"{s['times_without_start']:.0f}", f"{s['times_after_decoding']:.0f}" if s["times_after_decoding"] else "-") if s["times"] else ["-"] * 4)])
    return table(["tool", "pairs", "answered", "failed (over 50 ms beyond the acoustics, or none)", "clock error when right, median / 95 %", "unrelated pairs placed", "CPU s", "x real time", "MB at most",
                  "x our CPU", "least of a pair", "its loading left out", "decoding left out of both too"], out)


def whole(rows):
    out = [[r["set"], r["recordings"], f"{r['sound_s'] / 60:.0f}", f"{median(r['wall']):.2f}", f"{median(r['cpu']):.2f}", f"{r['peak'] / 1e6:.0f}", f"{r['placed']} of {r['recordings']}",
            ms(r["worst_s"])] for r in rows]
    return table(["set", "recordings", "minutes of sound", "wall s", "CPU s", "MB at most", "placed", "largest clock error of a pair"], out)


def speed(document):
    parts = []
    if rows := document.get("speed"):
        parts.append(table(["after decoding, one thread", "minutes of sound", "features s", "pairs s", "solving s", "x real time", "placed", "largest clock error"],
                           [[r["set"], f"{r['sound_s'] / 60:.0f}", f"{r['features_s']:.3f}", f"{r['pairs_s']:.3f}", f"{r['solve_s']:.4f}", f"**{r['real_time']:.0f}**", f"{r['placed']} of {r['recordings']}", ms(r["worst_s"])] for r in rows]))
    if rows := document.get("growth"):
        parts.append(table(["growth, after decoding", "recordings", "minutes each", "wall s", "CPU s", "MB at most", "MB of it sound", "x real time", "placed", "largest clock error"],
                           [[r["set"], r["recordings"], f"{r['minutes']:.0f}", f"{r['wall_s']:.2f}", f"{r['cpu_s']:.2f}", f"{r['peak'] / 1e6:.0f}", f"{r['samples_bytes'] / 1e6:.0f}", f"{r['real_time']:.0f}", f"{r['placed']} of {r['recordings']}",
                             ms(r["worst_s"])] for r in rows]))
    return "\n".join(parts)


def cost(runs):
    """What the program itself cost over the scenes."""
    sound, cpu = sum(r["sound_s"] for r in runs), sum(r["cpu"] for r in runs)
    return (f"The program with decoding, {len(runs)} scenes, {sound / 3600:.1f} hours of sound: {cpu:.1f} s of CPU ({sound / cpu:.0f} times real time), "
            f"{quantile([r['peak'] for r in runs], 1) / 1e6:.0f} MB at most.\n")
