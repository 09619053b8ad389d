"""Shows that the scorer tells each kind of wrong answer, and counts nothing that is right as wrong: python3 -m unittest."""
import unittest
import exact, score, totals, truth

CAMS = [dict(id="a", file="a.wav", t0=10.0, ppm=20.0, dur=900.0, muted=[[100.0, 200.0]], world=0), dict(id="b", file="b.wav", t0=40.0, ppm=-30.0, dur=900.0, muted=[], world=0),
        dict(id="c", file="c.wav", t0=905.0, ppm=0.0, dur=300.0, muted=[], world=0), dict(id="x", file="x.wav", t0=12.0, ppm=0.0, dur=900.0, muted=[], world=1)]
TDOA = [-0.010, 0.020, 0.004]


def make_truth():
    pairs = []
    for i, a in enumerate(CAMS):
        for b in CAMS[i + 1:]:
            pair = dict(a=a["id"], b=b["id"], same=a["world"] == b["world"])
            both = truth.both_hear(a, b) if pair["same"] else []
            pair["overlap"] = len(both) / 4
            if both:
                offsets = sorted(truth.local(a, t) - truth.local(b, t) for t in both)
                pair.update(off_mid=exact.median(offsets), off_min=offsets[0], off_max=offsets[-1], t_lo=both[0], t_hi=both[-1], tdoa=TDOA)
            pairs.append(pair)
    return dict(scene="T1", cls="B", cams=CAMS, pairs=pairs)


def make_document():
    """A perfect answer, on the clock of `a`, that starts at 0."""
    def of(c, grade):
        rate = (1 + c["ppm"] * 1e-6) / (1 + CAMS[0]["ppm"] * 1e-6)
        ppm = (rate - 1) * 1e6
        t0 = (c["t0"] - CAMS[0]["t0"]) / (1 + CAMS[0]["ppm"] * 1e-6)
        return dict(file=c["file"], placed=True, group=1, t0_s=t0, t0_interval_s=[t0 - 0.01, t0 + 0.01], drift_ppm=ppm, drift_interval_ppm=[ppm - 5, ppm + 5], sigma_s=0.002, pivot_s=400.0,
                    estimator_95_s=0.004, travel_bound_s=0.044, grade=grade, supported_by=[], error="")
    cams = [of(CAMS[0], "reference"), of(CAMS[1], "confirmed_by_loop"), of(CAMS[2], "single_pair"), dict(file="x.wav", placed=False, group=None, t0_s=None, drift_ppm=None, grade="not_placed")]
    pair = dict(a="a.wav", b="b.wav", accepted=True, between=dict(at_a_s=465.0, at_b_s=435.0, estimator_95_s=0.004, travel_bound_s=0.044))
    return dict(recordings=cams, pairs=[pair], cycles=[])


def scored(change=None):
    document = make_document()
    if change:
        change(document)
    return score.scene(make_truth(), document)


def row(found, a, b):
    return next(p for p in found["pairs"] if (p["a"], p["b"]) == (a, b))


def moved(index, secs):
    def change(document):
        document["recordings"][index]["t0_s"] += secs
    return change


class Scorer(unittest.TestCase):
    def test_right_is_right(self):
        found = scored()
        self.assertEqual(found["wrong"], [])
        ab = row(found, "a", "b")
        self.assertTrue(ab["placed"] and ab["asked"] and not ab["wrong"])
        self.assertAlmostEqual(ab["clock_s"], 0, places=4)
        self.assertAlmostEqual(ab["drift_ppm"], 0, places=2)
        self.assertEqual(ab["interval"], "between")
        self.assertFalse(row(found, "a", "x")["placed"])
        for r in found["recordings"]:
            if "seconds" in r:
                self.assertEqual((r["seconds_in_both"], r["seconds_in_estimator"]), (r["seconds"], r["seconds"]))
                self.assertTrue(r["t0_in_interval"] and r["drift_in_interval"])

    def test_sign_is_positive_where_the_second_is_placed_too_late(self):
        self.assertAlmostEqual(row(scored(moved(1, 0.03)), "a", "b")["clock_s"], 0.03, places=4)

    def test_beyond_the_acoustics_only_what_is_beyond_them(self):
        # 20 ms of travel and half of the drift's span (50 ppm over nearly 15 minutes) may be seen as offset.
        ab = row(scored(moved(1, 0.08)), "a", "b")
        pair = make_truth()["pairs"][0]
        self.assertAlmostEqual(ab["lock_s"], 0.08 - 0.020 - (pair["off_max"] - pair["off_mid"]), places=4)
        self.assertFalse(ab["wrong"])
        self.assertTrue(row(scored(moved(1, 0.2)), "a", "b")["wrong"])
        self.assertTrue(row(scored(moved(1, -0.2)), "a", "b")["wrong"])

    def test_little_in_common_is_judged_by_200_ms(self):
        ac = row(scored(), "a", "c")
        self.assertTrue(ac["placed"] and not ac["asked"] and not ac["wrong"])
        self.assertFalse(row(scored(moved(2, 0.19)), "a", "c")["wrong"])
        self.assertTrue(row(scored(moved(2, 0.21)), "a", "c")["wrong"])

    def test_unrelated_and_alone(self):
        def place(document):
            document["recordings"][3] = dict(document["recordings"][1], file="x.wav")
        found = scored(place)
        self.assertTrue(row(found, "a", "x")["placed"])
        self.assertTrue(next(r for r in found["recordings"] if r["id"] == "x")["alone"])
        self.assertEqual(totals.of_class(found["pairs"])["unrelated_placed"], 3)
        kept = {f["name"]: f["kept"] for f in totals.figures(found["pairs"], found["recordings"])[1]}
        self.assertFalse(kept["unrelated placed together"])
        self.assertFalse(kept["recordings placed that share no sound with any of their group"])

    def test_other_groups_are_not_together(self):
        def part(document):
            document["recordings"][1]["group"] = 2
        self.assertFalse(row(scored(part), "a", "b")["placed"])

    def test_interval_grows_away_from_its_place(self):
        def early(document):
            document["pairs"][0]["between"].update(at_a_s=65.0, at_b_s=35.0)
        near, far = row(scored(), "a", "b")["estimator_s"], row(scored(early), "a", "b")["estimator_s"]
        at_a = truth.local(CAMS[0], truth.middle(CAMS[0], CAMS[1]))
        self.assertAlmostEqual(far - near, (abs(at_a - 65) - abs(at_a - 465)) * 10e-6, places=9)

    def test_order_of_a_pair_does_not_matter(self):
        def turned(document):
            document["pairs"][0] = dict(a="b.wav", b="a.wav", between=dict(at_a_s=435.0, at_b_s=465.0, estimator_95_s=0.004, travel_bound_s=0.044))
        self.assertAlmostEqual(row(scored(turned), "a", "b")["estimator_s"], row(scored(), "a", "b")["estimator_s"], places=3)

    def test_a_document_without_95_percent_falls_back(self):
        def old(document):
            document["pairs"][0].pop("between")
            for r in document["recordings"][:3]:
                for key in ("estimator_95_s", "pivot_s", "t0_interval_s", "drift_interval_ppm"):
                    r.pop(key)
                r.update(estimator_bound_s=0.006, drift_bound_ppm=10.0)
        ab = row(scored(old), "a", "b")
        self.assertEqual(ab["interval"], "bound")
        self.assertAlmostEqual(ab["estimator_s"], 0.012)

    def test_what_is_missing_or_unread_is_wrong(self):
        def lose(document):
            document["recordings"].pop(2)
            document["recordings"][1]["error"] = "no sound"
        self.assertEqual(len(scored(lose)["wrong"]), 2)

    def test_figures_name_what_is_not_reached(self):
        found = scored(moved(1, 0.2))
        kept = {f["name"]: f["kept"] for f in totals.figures(found["pairs"], found["recordings"])[1]}
        self.assertFalse(kept["placed wrongly (more than 50 ms beyond the acoustics)"])
        self.assertFalse(kept["clock error, median"])
        self.assertTrue(kept["unrelated placed together"])
        self.assertFalse(kept["pairs measured"])


class Exact(unittest.TestCase):
    def test_known_bounds(self):
        self.assertAlmostEqual(exact.upper(0, 106), 1 - 0.05 ** (1 / 106), places=9)
        self.assertAlmostEqual(exact.interval(7, 10)[0], 0.34755, places=4)
        self.assertAlmostEqual(exact.interval(7, 10)[1], 0.93326, places=4)
        self.assertEqual(exact.interval(10, 10)[1], 1.0)
        self.assertEqual(exact.quantile([1, 2, 3, 4], 0.5), 2.5)


if __name__ == "__main__":
    unittest.main()
