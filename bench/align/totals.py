"""Adds the rows of `score.py` up: by class, and against each figure that is asked."""
from exact import interval, median, quantile, upper
from truth import DRIFT_S

# What is asked. Nothing of the first three may happen at all.
MOST_UNPLACED = 0.05
ALWAYS_PLACED = "ABH"
CLOCK_MEDIAN_S, CLOCK_95_S = 0.004, 0.040
DRIFT_PPM = 10
COVERED, COVERED_WITH_TRAVEL = (0.93, 0.97), 0.99
HALF_WIDTH_S = 0.060
PAIRS = 300


def spread(values):
    values = [abs(v) for v in values]
    return dict(n=len(values), median=median(values), p95=quantile(values, 0.95), most=max(values, default=None))


def of_class(pairs):
    asked = [p for p in pairs if p["asked"]]
    placed = [p for p in asked if p["placed"]]
    unrelated = [p for p in pairs if not p["same"]]
    little = [p for p in pairs if p["same"] and not p["asked"]]
    wrong = [p for p in placed if p["wrong"]]
    return dict(
        pairs=len(asked), placed=len(placed), wrong=len(wrong), wrong_upper=upper(len(wrong), len(placed)),
        failed=len(asked) - len(placed) + len(wrong),
        unrelated=len(unrelated), unrelated_placed=sum(p["placed"] for p in unrelated), unrelated_upper=upper(sum(p["placed"] for p in unrelated), len(unrelated)),
        little=len(little), little_placed=sum(p["placed"] for p in little), little_wrong=sum(p.get("wrong", False) for p in little),
        clock=spread(p["clock_s"] for p in placed), lock=spread(p["lock_s"] for p in placed),
        estimator=share(placed, lambda p: abs(p["clock_s"]) <= p["estimator_s"]),
        both=share(placed, lambda p: abs(p["clock_s"]) <= p["estimator_s"] + p["travel_s"]),
        half_width=median(p["estimator_s"] + p["travel_s"] for p in placed),
    )


def share(rows, holds):
    k, n = sum(bool(holds(r)) for r in rows), len(rows)
    return dict(k=k, n=n, share=k / n if n else None, interval=interval(k, n))


def totals(pairs, recordings):
    """Everything over all scenes; classes A to I are those of one incident."""
    every = of_class(pairs)
    placed = [p for p in pairs if p["placed"] and p["same"]]
    judged = [p for p in placed if p["asked"]]
    long = [p for p in judged if p["overlap_s"] >= DRIFT_S]
    own = [r for r in recordings if "clock_s" in r]
    every.update(
        drift=spread(p["drift_ppm"] for p in long), drift_within=share(long, lambda p: abs(p["drift_ppm"]) <= DRIFT_PPM),
        drift_without=spread(p["true_drift_ppm"] for p in long if "true_drift_ppm" in p),
        # Of every pair that is placed, also those placed through others.
        every_estimator=share(placed, lambda p: abs(p["clock_s"]) <= p["estimator_s"]),
        every_both=share(placed, lambda p: abs(p["clock_s"]) <= p["estimator_s"] + p["travel_s"]),
        every_half_width=median(p["estimator_s"] + p["travel_s"] for p in placed),
        estimator_half_width=median(p["estimator_s"] for p in placed),
        intervals=sorted({p["interval"] for p in placed}),
        alone=sum(r.get("alone", False) for r in recordings), recordings_placed=sum(r["placed"] for r in recordings),
        recordings=dict(
            n=len(own), clock=spread(r["clock_s"] for r in own),
            estimator=share(own, lambda r: abs(r["clock_s"]) <= r["estimator_s"]),
            both=share(own, lambda r: abs(r["clock_s"]) <= r["estimator_s"] + r["travel_s"]),
            half_width=median(r["estimator_s"] + r["travel_s"] for r in own),
            seconds=sum(r["seconds"] for r in own), seconds_in_estimator=sum(r["seconds_in_estimator"] for r in own), seconds_in_both=sum(r["seconds_in_both"] for r in own),
            t0=share([r for r in own if "t0_in_interval" in r], lambda r: r["t0_in_interval"]),
            t0_both=share([r for r in own if "t0_in_both" in r], lambda r: r["t0_in_both"]),
            drift=share([r for r in own if "drift_in_interval" in r], lambda r: r["drift_in_interval"]),
        ),
    )
    return every


def figure(name, asked, measured, kept, n=None):
    """One line of "asked / measured". `kept` is None where nothing was measured."""
    return dict(name=name, asked=asked, measured=measured, kept=kept if n is None or n > 0 else None)


def of_n(k, n, bound):
    return f"{k} of {n} (at most {bound * 100:.1f} %)"


def percent(x):
    return "-" if x is None else f"{x * 100:.1f} %"


def ms(x):
    return "-" if x is None else f"{x * 1e3:.1f} ms"


def figures(pairs, recordings):
    t = totals(pairs, recordings)
    a_to_i = of_class([p for p in pairs if p["cls"] != "J"])
    always = of_class([p for p in pairs if p["cls"] in ALWAYS_PLACED])
    unplaced, open_always = a_to_i["pairs"] - a_to_i["placed"], always["pairs"] - always["placed"]
    out = [
        figure("pairs measured", f"{PAIRS} or more", str(t["pairs"] + t["unrelated"] + t["little"]), t["pairs"] + t["unrelated"] + t["little"] >= PAIRS),
        figure("placed wrongly (more than 50 ms beyond the acoustics)", "0", of_n(t["wrong"], t["placed"], t["wrong_upper"]), t["wrong"] == 0, t["placed"]),
        figure("unrelated placed together", "0", of_n(t["unrelated_placed"], t["unrelated"], t["unrelated_upper"]), t["unrelated_placed"] == 0, t["unrelated"]),
        figure("of one incident, under 15 s in common: placed, and wrong by more than 200 ms", "0", f"{of_n(t['little_wrong'], t['little'], upper(t['little_wrong'], t['little']))}; {t['little_placed']} placed", t["little_wrong"] == 0, t["little"]),
        figure("recordings placed that share no sound with any of their group", "0", of_n(t["alone"], t["recordings_placed"], upper(t["alone"], t["recordings_placed"])), t["alone"] == 0, t["recordings_placed"]),
        figure("left unplaced, classes A to I, 15 s or more in common", "5 % at most", f"{unplaced} of {a_to_i['pairs']} ({percent(unplaced / max(1, a_to_i['pairs']))})", unplaced <= MOST_UNPLACED * a_to_i["pairs"], a_to_i["pairs"]),
        figure("left unplaced, classes A, B and H", "0", of_n(open_always, always["pairs"], upper(open_always, always["pairs"])), open_always == 0, always["pairs"]),
        figure("clock error, median", "4 ms or less", ms(t["clock"]["median"]), t["placed"] > 0 and t["clock"]["median"] <= CLOCK_MEDIAN_S, t["placed"]),
        figure("clock error, 95th percentile", "40 ms or less", ms(t["clock"]["p95"]), t["placed"] > 0 and t["clock"]["p95"] <= CLOCK_95_S, t["placed"]),
        figure("relative drift on ten minutes or more in common", "within 10 ppm", f"{t['drift_within']['k']} of {t['drift']['n']}; " + ("-" if not t["drift"]["n"] else f"median {t['drift']['median']:.1f}, largest {t['drift']['most']:.1f} ppm"), t["drift_within"]["k"] == t["drift"]["n"], t["drift"]["n"]),
        coverage("the estimator's 95 % interval holds the true clock, pairs", "93 to 97 %", t["every_estimator"], lambda s: COVERED[0] <= s <= COVERED[1]),
        coverage("with the travel bound, pairs", "99 % at least", t["every_both"], lambda s: s >= COVERED_WITH_TRAVEL),
        coverage("the same of recordings against their reference, estimator alone", "93 to 97 %", t["recordings"]["estimator"], lambda s: COVERED[0] <= s <= COVERED[1]),
        coverage("with the travel bound, recordings", "99 % at least", t["recordings"]["both"], lambda s: s >= COVERED_WITH_TRAVEL),
        figure("median half-width (estimator and travel), pairs", "60 ms or less", ms(t["every_half_width"]), (t["every_half_width"] or 0) <= HALF_WIDTH_S, t["placed"]),
        figure("median half-width, recordings", "60 ms or less", ms(t["recordings"]["half_width"]), (t["recordings"]["half_width"] or 0) <= HALF_WIDTH_S, t["recordings"]["n"]),
    ]
    return t, out


def coverage(name, asked, s, kept):
    if not s["n"]:
        return figure(name, asked, "-", None)
    low, high = s["interval"]
    return figure(name, asked, f"{percent(s['share'])} ({s['k']} of {s['n']}; {low * 100:.1f} to {high * 100:.1f} %)", kept(s["share"]))
