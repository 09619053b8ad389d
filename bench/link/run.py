#!/usr/bin/env python3
"""Links tables with known answers by `unmuted-record` and by Splink in the same run, and checks what came out.

    cargo build --release --manifest-path bench/link/Cargo.toml
    python3 bench/link/run.py --out OUT                       # needs ../shared/data
    python3 bench/link/run.py --out OUT --python PEERS/bin/python   # with Splink (requirements-peers.txt)
    python3 bench/link/run.py --out OUT --only police,persons --rows 1000000

Writes OUT/results.json, OUT/results.md, and for each comparison a curve as CSV and SVG. The exit status is 1 if a figure
that was measured is not reached (`--no-limits`: always 0).

Both tools read the same rows with the same words in them (`bench-link police --export`), and at equal blocking: Splink's
six rules. Our own rules and the model as shipped are measured beside that. Walls are of whole processes; CPU seconds are
user and system time of the process, which another load on the machine does not change.
"""

import argparse
import csv
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import score

HERE = pathlib.Path(__file__).resolve().parent
SPANS = {
    "two": ("wapo,mpv", "2015-01-01", "2021-04-21"),
    "three": ("wapo,mpv,fe", "2015-01-01", "2020-06-05"),
    "five": ("wapo,mpv,fe,counted,kbp", "2015-01-01", "2016-12-31"),
    "five, all years": ("wapo,mpv,fe,counted,kbp", "2013-01-01", "2024-12-31"),
}
EQUAL = """
[[block]]
on = ["date", "state"]
[[block]]
on = ["last", "state"]
[[block]]
on = ["first", "last"]
[[block]]
on = ["date month", "city"]
[[block]]
on = ["date", "last"]
[[block]]
on = ["date", "first"]
"""
PERSONS = "first_name:text,surname:text,dob:date,city:text,email:text"
HISTORICAL = "full_name:name,dob:text,postcode_fake:text,birth_place:text,gender:text,occupation:text"
FEBRL = "given_name+surname:name,date_of_birth:date,soc_sec_id:text,postcode:text,address_1:text,suburb:text"


class Bench:
    def __init__(self, args):
        self.args = args
        self.out = pathlib.Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.work = self.out / "work"
        self.work.mkdir(exist_ok=True)
        self.data = pathlib.Path(args.data)
        self.results = {"load": os.getloadavg(), "cores": os.cpu_count()}
        self.lines = []
        self.missed = []
        target = os.environ.get("CARGO_TARGET_DIR", str(HERE / "target"))
        self.program = args.program or f"{target}/release/bench-link"

    def say(self, line=""):
        self.lines.append(line)
        print(line, flush=True)

    def limit(self, name, holds, found):
        self.say(f"- {'reached' if holds else '**not reached**'}: {name} ({found})")
        if not holds:
            self.missed.append(name)

    def run(self, *command, times=1):
        best = None
        for _ in range(times):
            begun = time.time()
            done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
            wall = time.time() - begun
            if done.returncode != 0:
                sys.exit(f"{' '.join(map(str, command))}\n{done.stderr[-3000:]}")
            found = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout[:1] != "{" else json.loads(done.stdout)
            found["process_s"] = wall
            if best is None or wall < best["process_s"]:
                best = found
        return best

    def splink(self, *command):
        return self.run(self.args.python, HERE / "splink_job.py", *command) if self.args.python else None

    # The lists.

    def police(self):
        shipped = (HERE / "../../lists/link/model.toml").resolve()
        text = shipped.read_text()
        equal = self.work / "equal.toml"
        equal.write_text(re.sub(r"\[\[block\]\]\non = .*\n", "", text) + EQUAL)
        self.results["police"] = {}
        for name, (lists, first, last) in SPANS.items():
            common = [f"--data={self.data}", f"--lists={lists}", f"--from={first}", f"--to={last}"]
            rows = self.work / f"{name}.csv"
            subprocess.run([self.program, "police", *common, f"--export={rows}"], check=True)
            ours = self.run(self.program, "police", *common, f"--model={shipped}", f"--pairs={self.work}/ours.csv", times=3)
            same = self.run(self.program, "police", *common, f"--model={equal}", f"--pairs={self.work}/equal.csv", times=3)
            peers = self.splink("police", rows, self.work / "splink.csv", *(["--cluster"] if name.startswith("five") else []))
            result = self.results["police"][name] = {"ours": ours, "equal": same, "splink": peers}
            self.say(f"\n## Lists, {name}: {', '.join(f'{n} {r:,}' for n, r in ours['lists'])}\n")
            self.say("| | wall of the process, s | CPU, s | peak, MB | pairs compared |")
            self.say("|---|---|---|---|---|")
            for tool, r in (("ours, as shipped", ours), ("ours, equal blocking", same)):
                self.say(f"| {tool} | {r['process_s']:.2f} | {r['cpu_s']:.2f} | {r['peak_mb']:.0f} | {r['compared']:,} |")
            if peers:
                self.say(f"| Splink | {peers['process_s']:.2f} | {peers['cpu_s']:.2f} | {peers['peak_mb']:.0f} | ({peers['pairs']:,} kept) |")
            for other in ("wapo", "fe"):
                if other in lists.split(","):
                    result[other] = self.against(name, other, rows, peers is not None)
            incidents = ours["truth"] or {}
            for other, t in sorted(incidents.items()):
                self.say(
                    f"\nIncidents, {other}-MPV: {t['tp']:,} of {t['labels']:,} labelled links ({t['recall']:.4%}),"
                    f" {t['wrong']} wrong, {t['wrong_but_duplicate']} more with a row that is a duplicate inside its list."
                    f" At most {score.upper(t['labels'] - t['tp'], t['labels']):.3%} missed,"
                    f" {score.upper(t['wrong'], t['tp'] + t['wrong']):.3%} wrong (95 %)."
                )
                c = t["check"]
                self.say(
                    f"Asserted ids: {c['flagged_suspect']} of {c['suspect']} suspect ones flagged, {c['flagged_dup_id']} of"
                    f" {c['dup_id']} that are asserted twice, {c['flagged_ok']} others."
                )
            if name == "three":
                self.limit("three lists in under 1 s and 200 MB", ours["process_s"] < 1 and ours["peak_mb"] < 200,
                           f"{ours['process_s']:.2f} s, {ours['cpu_s']:.2f} CPU s, {ours['peak_mb']:.0f} MB")
            if name.startswith("five"):
                self.limit(f"{name}: one-to-one in under 2 s", ours["process_s"] < 2,
                           f"{ours['process_s']:.2f} s, {ours['cpu_s']:.2f} CPU s")
            if name in ("two", "three"):
                for other, t in sorted(incidents.items()):
                    self.limit(f"{name}, {other}-MPV: recall at least 0.998 at closed precision 0.9995",
                               t["recall"] >= 0.998 and t["closed_precision"] >= 0.9995,
                               f"{t['recall']:.4f}, {t['closed_precision']:.5f}")
            if name == "five, all years":
                flagged = sum(t["check"]["flagged_suspect"] for t in incidents.values())
                wanted = sum(t["check"]["suspect"] for t in incidents.values())
                others = sum(t["check"]["flagged_ok"] + t["check"]["flagged_dup_id"] for t in incidents.values())
                self.limit("suspect labels flagged with at most 10 others", flagged == wanted and others <= 10,
                           f"{flagged} of {wanted}, {others} others")

    def against(self, name, other, rows, peers):
        ids = {}
        with open(rows, newline="") as file:
            for row in csv.DictReader(file):
                ids.setdefault(row["source_dataset"], set()).add(row["unique_id"])
        ok = score.labels(self.data / "links-truth.csv", other, ids).get("ok", [])
        if len(ok) < 1000:
            return None
        tools = [("ours, as shipped", "ours.csv"), ("ours, equal blocking", "equal.csv")] + ([("Splink", "splink.csv")] if peers else [])
        found, lines = {}, []
        self.say(f"\n{other}-MPV, pairs taken the surest first and each row once; {len(ok):,} labels:\n")
        self.say("| | recall at even odds | closed precision | recall at 0.9 | closed precision |")
        self.say("|---|---|---|---|---|")
        stem = re.sub(r"\W+", "-", f"{name}-{other}")
        with open(self.out / f"curve-{stem}.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["tool", "weight_bits", "recall", "closed_precision", "wrong"])
            for tool, pairs in tools:
                points = score.curve(score.one_to_one(score.pairs(self.work / pairs, other)), ok)
                table.writerows([[tool, f"{w:.3f}", f"{r:.6f}", f"{p:.6f}", n] for w, r, p, n in points])
                lines.append((tool, [(r, p) for _, r, p, _ in points]))
                even, sure = score.at(points, 0.0), score.at(points, 3.17)
                found[tool] = {"even": even, "p90": sure}
                self.say(f"| {tool} | {even[1]:.4f} | {even[2]:.5f} | {sure[1]:.4f} | {sure[2]:.5f} |")
        score.svg(self.out / f"curve-{stem}.svg", f"{other}-MPV, {name} lists", lines, 0.98, 0.995)
        return found

    # Other tables.

    def table(self, name, ours, peers, goal=None):
        self.results[name] = {"ours": ours, "splink": peers}
        self.say(f"\n## {name}: {ours['rows']:,} rows, {ours['true_pairs']:,} true pairs\n")
        self.say("| | wall, s | CPU, s | peak, MB | pairs F1 at 0.5, 0.95 | clustered P, R, F1 |")
        self.say("|---|---|---|---|---|---|")
        c = ours["clustered"]
        self.say(f"| ours | {ours['process_s']:.1f} | {ours['cpu_s']:.1f} | {ours['peak_mb']:.0f} | {ours['pairwise_50']['f1']:.4f},"
                 f" {ours['pairwise_95']['f1']:.4f} | {c['precision']:.4f}, {c['recall']:.4f}, {c['f1']:.4f} |")
        if peers:
            th, c = max(peers["clustered"].items(), key=lambda kv: kv[1]["f1"])
            self.say(f"| Splink (clusters at {th}, its best of 0.5, 0.9, 0.95) | {peers['wall_s']:.1f} | {peers['cpu_s']:.1f} | {peers['peak_mb']:.0f} |"
                     f" {peers['pairwise']['0.5']['f1']:.4f}, {peers['pairwise']['0.95']['f1']:.4f} |"
                     f" {c['precision']:.4f}, {c['recall']:.4f}, {c['f1']:.4f} |")
            self.say(f"\nRatios: wall {peers['wall_s'] / ours['seconds']['all']:.1f}, CPU {peers['cpu_s'] / ours['cpu_s']:.1f}.")
        stem = re.sub(r"\W+", "-", name)
        lines = [("ours", [(r, p) for _, p, r in ours["curve"]])] if ours.get("curve") else []
        if peers:
            lines.append(("Splink", [(r, p) for _, p, r in peers["curve"]]))
        with open(self.out / f"curve-{stem}.csv", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["tool", "weight_bits", "recall", "precision"])
            for tool, points in (("ours", ours.get("curve") or []), ("splink", peers["curve"] if peers else [])):
                table.writerows([[tool, w, f"{r:.6f}", f"{p:.6f}"] for w, p, r in points])
        score.svg(self.out / f"curve-{stem}.svg", f"{name}: pairs", lines, 0.5, 0.9)
        if goal:
            self.limit(*goal(ours, peers))

    def bench_persons(self, files, model, columns, truth):
        return self.run(self.program, "persons", *files, f"--model={HERE}/models/{model}", f"--columns={columns}",
                        f"--truth={truth}", "--curve")

    def small(self):
        bench = self.data / "linkage-bench"
        self.table("fake_1000", self.bench_persons([bench / "splink-fake-1000.csv"], "fake-1000.toml",
                   "first_name+surname:name,dob:date,city:text,email:text", "cluster"), None)
        self.table("febrl4", self.bench_persons([bench / "febrl4a.csv", bench / "febrl4b.csv"], "febrl4.toml", FEBRL, "rec_id"), None)

    def historical(self):
        path = self.work / "historical-50k.csv"
        with gzip.open(self.data / "linkage-bench/splink-historical-50k.csv.gz") as packed, open(path, "wb") as out:
            shutil.copyfileobj(packed, out)
        ours = self.bench_persons([path], "historical-50k.toml", HISTORICAL, "cluster")
        self.table("historical_50k", ours, self.splink("historical", path), lambda o, p: (
            "historical_50k: clustered F1 at least 0.85", o["clustered"]["f1"] >= 0.85, f"{o['clustered']['f1']:.4f}"))

    def persons(self):
        path = self.work / f"persons-{self.args.rows}.csv"
        subprocess.run([self.program, "make", str(self.args.rows), path], check=True)
        ours = self.bench_persons([path], "persons.toml", PERSONS, "cluster")

        def goal(o, p):
            name = "made persons at equal blocking: 5 times faster than Splink, F1 at least as high"
            if not p:
                return name, True, "Splink was not run"
            best = max(c["f1"] for c in p["clustered"].values())
            ratio = p["cpu_s"] / o["cpu_s"]
            return name, ratio >= 5 and o["clustered"]["f1"] >= best, (
                f"CPU {ratio:.1f}, wall {p['wall_s'] / o['seconds']['all']:.1f}; F1 {o['clustered']['f1']:.4f} and {best:.4f}")

        self.table(f"made persons, {self.args.rows:,}", ours, self.splink("persons", path), goal)

    def large(self):
        path = self.work / "persons-10m.csv"
        if not path.exists():
            subprocess.run([self.program, "make", "10000000", path], check=True)
        self.table("made persons, ten million", self.bench_persons([path], "persons.toml", PERSONS, "cluster"), None)

    def close(self):
        (self.out / "results.json").write_text(json.dumps(self.results, indent=1))
        (self.out / "results.md").write_text("\n".join(self.lines) + "\n")
        if self.missed and not self.args.no_limits:
            sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=str(HERE / "../../../shared/data"), help="the folder of the lists")
    parser.add_argument("--out", required=True)
    parser.add_argument("--python", help="a Python that has Splink")
    parser.add_argument("--program", help="bench-link, where it is not in bench/link/target")
    parser.add_argument("--only", default="police,small,historical,persons")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-limits", action="store_true")
    bench = Bench(parser.parse_args())
    for part in bench.args.only.split(","):
        getattr(bench, part)()
    bench.close()


main()
