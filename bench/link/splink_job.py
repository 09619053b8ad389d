#!/usr/bin/env python3
"""One job for Splink on DuckDB, in a process of its own: run.py starts it and reads the JSON that it prints.

    splink_job.py police CSV PAIRS [--cluster]       rows of several lists, as `bench-link police --export` writes them
    splink_job.py historical CSV                     splink's historical_figures_with_errors_50k
    splink_job.py persons CSV                        what `bench-link make` makes

The models: for the lists the one that facts/record.md measured; for historical_50k comparisons and rules after Splink's
own demonstration; for made persons the same comparisons and blocking rules as models/persons.toml.
"""

import json
import logging
import resource
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.disable(logging.WARNING)
BEGUN = time.time()
CLOCK = {}


def lap(name, since):
    CLOCK[name] = round(time.time() - since, 3)
    return time.time()


def usage():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_s": own.ru_utime + own.ru_stime, "peak_mb": own.ru_maxrss / 1024, "wall_s": time.time() - BEGUN}


def date_levels(column, steps):
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[cll.NullLevel(column), cll.ExactMatchLevel(column)]
        + [cll.CustomLevel(f"abs(date_diff('day', {column}_l, {column}_r)) <= {s}", f"within {s}") for s in steps]
        + [cll.ElseLevel()],
    )


def number_levels(column, steps):
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[cll.NullLevel(column), cll.ExactMatchLevel(column)]
        + [cll.CustomLevel(f"abs({column}_l - {column}_r) <= {s}", f"within {s}") for s in steps]
        + [cll.ElseLevel()],
    )


def frequent(comparison):
    return comparison.configure(term_frequency_adjustments=True)


def police(path, pairs_path, cluster):
    con = duckdb.connect()
    con.execute(f"create table rows as select * from read_csv('{path}', all_varchar=true)")
    con.execute(
        "create table typed as select unique_id, source_dataset, nullif(first_name,'') first_name,"
        " nullif(last_name,'') last_name, try_cast(date as date) as date, nullif(month,'') as month,"
        " nullif(city,'') city, nullif(state,'') state, try_cast(age as double) age, nullif(race,'') race,"
        " nullif(gender,'') gender from rows"
    )
    names = [r[0] for r in con.execute("select distinct source_dataset from typed order by 1").fetchall()]
    for name in names:
        con.execute(f"create table \"{name}\" as select * exclude source_dataset from typed where source_dataset='{name}'")
    api = DuckDBAPI(con)
    rules = [
        block_on("date", "state"),
        block_on("last_name", "state"),
        block_on("first_name", "last_name"),
        block_on("month", "city"),
        block_on("date", "last_name"),
        block_on("date", "first_name"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            frequent(cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8])),
            frequent(cl.JaroWinklerAtThresholds("last_name", [0.92, 0.8])),
            date_levels("date", [1, 7, 60]),
            frequent(cl.JaroWinklerAtThresholds("city", [0.9])),
            frequent(cl.ExactMatch("state")),
            number_levels("age", [1, 5]),
            cl.ExactMatch("race"),
            cl.ExactMatch("gender"),
        ],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=1.6e-4,
    )
    tables = [api.register(name, dataset_display_name=f"{name}") for name in names]
    linker = Linker(tables, settings)
    t = time.time()
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date", "state"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "last_name"))
    t = lap("train", t)
    predicted = linker.inference.predict(threshold_match_probability=0.001)
    t = lap("predict", t)
    out = {}
    if cluster:
        clusters = linker.clustering.cluster_using_single_best_links(
            predicted, duplicate_free_datasets=names, threshold_match_probability=0.9
        )
        clusters.as_record_list(limit=1)
        lap("cluster", t)
    out.update(usage())
    columns = "source_dataset_l, unique_id_l, source_dataset_r, unique_id_r, match_weight"
    api_con = con
    api_con.execute(f"copy (select {columns} from {predicted.physical_name}) to '{pairs_path}' (header)")
    out["pairs"] = api_con.execute(f"select count(*) from {predicted.physical_name}").fetchall()[0][0]
    return out


def grouped(con, predicted, linker, thresholds, truth):
    """Pairwise and clustered precision, recall, F1 at each threshold."""
    true_pairs = con.execute(
        f"select sum(n*(n-1)/2) from (select count(*) n from {truth} group by cluster)"
    ).fetchall()[0][0]
    found = {"true_pairs": int(true_pairs), "pairwise": {}, "clustered": {}}
    name = predicted.physical_name

    def score(tp, n):
        p, r = tp / max(n, 1), tp / true_pairs
        return {"precision": p, "recall": r, "f1": 2 * p * r / max(p + r, 1e-12), "pairs": int(n)}

    for th in (0.5, 0.9, 0.95):
        n, tp = con.execute(
            f"select count(*), sum((a.cluster=b.cluster)::int) from {name} p join {truth} a on a.unique_id=p.unique_id_l"
            f" join {truth} b on b.unique_id=p.unique_id_r where match_probability >= {th}"
        ).fetchall()[0]
        found["pairwise"][th] = score(tp or 0, n)
    curve = con.execute(
        f"select floor(match_weight*4)/4 w, count(*), sum((a.cluster=b.cluster)::int) from {name} p"
        f" join {truth} a on a.unique_id=p.unique_id_l join {truth} b on b.unique_id=p.unique_id_r group by 1 order by 1 desc"
    ).fetchall()
    total, tp, found["curve"] = 0, 0, []
    for w, n, hits in curve:
        total, tp = total + n, tp + hits
        found["curve"].append([w, tp / total, tp / true_pairs])
    for th in thresholds:
        t = time.time()
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=th)
        lap(f"cluster_{th}", t)
        c = clusters.physical_name
        n = con.execute(f"select sum(n*(n-1)/2) from (select count(*) n from {c} group by cluster_id)").fetchall()[0][0]
        both = con.execute(
            f"select sum(n*(n-1)/2) from (select count(*) n from {c} c join {truth} t using (unique_id)"
            f" group by c.cluster_id, t.cluster)"
        ).fetchall()[0][0]
        found["clustered"][th] = score(both, n)
    return found


def historical(path):
    con = duckdb.connect()
    con.execute(f"create table truth as select unique_id, cluster from read_csv('{path}', all_varchar=true)")
    con.execute(
        "create table people as select unique_id, full_name, first_name, surname, nullif(first_and_surname,'')"
        " first_and_surname, dob, substr(dob,1,4) as year, birth_place, postcode_fake, substr(postcode_fake,1,4) as pc4,"
        f" gender, occupation from read_csv('{path}', all_varchar=true)"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.CustomComparison(
                output_column_name="dob",
                comparison_levels=[
                    cll.NullLevel("dob"),
                    cll.ExactMatchLevel("dob", term_frequency_adjustments=True),
                    cll.DamerauLevenshteinLevel("dob", 1),
                    cll.DamerauLevenshteinLevel("dob", 2),
                    cll.CustomLevel("substr(dob_l,1,4)=substr(dob_r,1,4)", "year"),
                    cll.ElseLevel(),
                ],
            ),
            cl.CustomComparison(
                output_column_name="postcode_fake",
                comparison_levels=[
                    cll.NullLevel("postcode_fake"),
                    cll.ExactMatchLevel("postcode_fake", term_frequency_adjustments=True),
                    cll.LevenshteinLevel("postcode_fake", 1),
                    cll.LevenshteinLevel("postcode_fake", 2),
                    cll.CustomLevel("pc4_l=pc4_r", "start"),
                    cll.CustomLevel("substr(postcode_fake_l,1,2)=substr(postcode_fake_r,1,2)", "area"),
                    cll.ElseLevel(),
                ],
            ),
            frequent(cl.JaroWinklerAtThresholds("birth_place", [0.9])),
            cl.ExactMatch("gender"),
            frequent(cl.ExactMatch("occupation")),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("surname", "postcode_fake"),
            block_on("first_name", "postcode_fake"),
            block_on("dob", "postcode_fake"),
            block_on("dob", "birth_place"),
            block_on("postcode_fake", "birth_place"),
            block_on("surname", "birth_place"),
            block_on("first_name", "birth_place"),
            block_on("surname", "year"),
            block_on("first_name", "year"),
            block_on("dob", "occupation"),
            block_on("surname", "pc4"),
            block_on("first_name", "pc4"),
        ],
        retain_intermediate_calculation_columns=False,
        additional_columns_to_retain=["year"],
    )
    return dedupe(con, "people", settings, 304_000 / (50_578 * 50_577 / 2),
                  [block_on("first_name", "surname"), block_on("dob")], 0.01, (0.5, 0.9, 0.95))


def persons(path):
    con = duckdb.connect()
    con.execute(f"create table truth as select unique_id, cluster from read_csv('{path}', all_varchar=true)")
    con.execute(
        "create table people as select unique_id, first_name, surname, dob, city, email"
        f" from read_csv('{path}', all_varchar=true)"
    )
    n = con.execute("select count(*) from people").fetchall()[0][0]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            frequent(cl.JaroWinklerAtThresholds("first_name", [0.92, 0.8])),
            frequent(cl.JaroWinklerAtThresholds("surname", [0.92, 0.8])),
            cl.DamerauLevenshteinAtThresholds("dob", [1, 2]),
            frequent(cl.ExactMatch("city")),
            frequent(cl.DamerauLevenshteinAtThresholds("email", [2])),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("email"),
        ],
    )
    return dedupe(con, "people", settings, 0.4 / n, [block_on("first_name", "surname"), block_on("dob", "email")], 0.01, (0.5, 0.9, 0.95))


def dedupe(con, table, settings, prior, sessions, least, thresholds):
    settings.probability_two_random_records_match = prior
    api = DuckDBAPI(con)
    linker = Linker(api.register(table, dataset_display_name="input"), settings)
    t = time.time()
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 if table == "people" else 5e6, seed=1)
    for rule in sessions:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    t = lap("train", t)
    predicted = linker.inference.predict(threshold_match_probability=least)
    t = lap("predict", t)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=thresholds[-1])
    clusters.as_record_list(limit=1)
    lap("cluster", t)
    out = usage()
    out.update(grouped(con, predicted, linker, thresholds, "truth"))
    return out


def main():
    job, path, *rest = sys.argv[1:]
    if job == "police":
        out = police(path, rest[0], "--cluster" in rest)
    elif job == "historical":
        out = historical(path)
    else:
        out = persons(path)
    out["laps"] = CLOCK
    json.dump(out, sys.stdout)


main()
