#!/usr/bin/env python3
"""An audit of predictions says what numpy and scipy say of the same rows, whatever the table's format.

    fairness_model.py [--fast]

Tables are made with groups of all sizes, missing values in every form, several types of columns and rows in any order. Counts
must be equal, statistics within 1e-9. Where the published COMPAS table is at hand, its published numbers must come out.
"""
import argparse
import csv
import itertools
import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import special, stats

import _assay
from _intervals import near, p_value, wilson

CELLS = {"selection_rate": ("tp fp", "tp fp fn tn"), "accuracy": ("tp tn", "tp fp fn tn"), "tpr": ("tp", "tp fn"),
         "fnr": ("fn", "tp fn"), "fpr": ("fp", "fp tn"), "tnr": ("tn", "fp tn"), "ppv": ("tp", "tp fp"),
         "fdr": ("fp", "tp fp"), "npv": ("tn", "fn tn"), "for": ("fn", "fn tn"), "prevalence": ("tp fn", "tp fp fn tn"),
         "error_rate": ("fp fn", "tp fp fn tn")}
FAMILY = ["selection_rate", "tpr", "fpr", "ppv"]
SHARED = _assay.ROOT.parent / "shared" / "data" / "fairness" / "tables"


def rows_of(rng, count):
    """Dictionaries of label, prediction, score, weight, race and sex; None where there is no value."""
    races = ["a", "b", "c, \"d\"", "é", "f\ng", None]
    race = rng.choice(len(races), count, p=[.5, .25, .15, .05, .03, .02])
    label = rng.random(count) < 0.3 + 0.1 * (race % 3)
    score = np.round(np.clip(0.25 + 0.3 * label + rng.normal(0, 0.2, count), 0, 1), 3)
    sex = rng.choice(3, count)
    weight = np.round(rng.gamma(2, 1, count), 2)
    known = rng.random((2, count)) > 0.02
    return [{"label": int(label[i]) if known[0, i] else None, "score": float(score[i]) if known[1, i] else None,
             "prediction": bool(score[i] >= 0.7) if known[1, i] else None, "weight": float(weight[i]),
             "race": races[race[i]], "sex": [None, 1.5, 2.5][sex[i]]} for i in range(count)]


def write(rows, folder, name):
    """The rows as CSV, JSON Lines and Parquet; missing values take every form that a format has."""
    def cell(value, i):
        if value is None:
            return ["", "NaN", " ", "nan"][i % 4]
        return str(value)
    with (folder / f"{name}.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(rows[0])
        out.writerows([cell(value, i) for value in row.values()] for i, row in enumerate(rows))
    with (folder / f"{name}.jsonl").open("w") as file:
        for i, row in enumerate(rows):
            said = row if i % 2 else {key: value for key, value in row.items() if value is not None}
            file.write(json.dumps(said) + "\n")
    column = {key: [row[key] for row in rows] for key in rows[0]}
    column["sex"] = [math.nan if value is None and i % 2 else value for i, value in enumerate(column["sex"])]
    table = pa.table({"label": pa.array(column["label"], pa.int8()), "score": pa.array(column["score"], pa.float32()),
                      "prediction": pa.array(column["prediction"], pa.bool_()), "weight": pa.array(column["weight"], pa.float64()),
                      "race": pa.array(column["race"]).dictionary_encode(), "sex": pa.array(column["sex"], pa.float64()),
                      "nested": [[{"race": "x"}]] * len(rows)})
    pq.write_table(table, folder / f"{name}.parquet", row_group_size=max(1, len(rows) // 3))


def counts_of(rows, by):
    """{values: {tp, fp, fn, tn, left_out}}, every combination of values being there."""
    text = lambda value: "unknown" if value is None else str(value)
    values = [sorted({text(row[key]) for row in rows}, key=lambda v: v.encode()) for key in by]
    counts = {group: dict.fromkeys(["tp", "fp", "fn", "tn", "left_out"], 0) for group in itertools.product(*values)}
    for row in rows:
        label, prediction = row["label"], row["prediction"]
        cell = "left_out" if label is None or prediction is None else \
            {(1, 1): "tp", (0, 1): "fp", (1, 0): "fn", (0, 0): "tn"}[int(label), int(prediction)]
        counts[tuple(text(row[key]) for key in by)][cell] += 1
    return counts


def share(counts, metric):
    return tuple(sum(counts[cell] for cell in cells.split()) for cells in CELLS[metric])


def expected_of(counts, reference, metric):
    """What a document says of one metric of one group, without q."""
    (k, n), (k0, n0) = share(counts, metric), share(reference, metric)
    said = dict.fromkeys(["value", "low", "high", "difference", "difference_low", "difference_high", "ratio"])
    if n:
        said["value"], (said["low"], said["high"]) = k / n, wilson(k, n)
    if n and n0 and counts is not reference:
        a, b, (l1, u1), (l2, u2) = k / n, k0 / n0, wilson(k, n), wilson(k0, n0)
        said["difference"] = a - b
        said["difference_low"] = a - b - math.hypot(a - l1, u2 - b)
        said["difference_high"] = a - b + math.hypot(u1 - a, b - l2)
        said["ratio"] = a / b if b else None
    return k, n, said


def entropy(benefits):
    """Of one benefit a row: the index of alpha 2 and Theil's."""
    ratio = benefits / benefits.mean()
    return {"generalized_entropy": float(np.mean(ratio ** 2 - 1) / 2), "theil": float(np.mean(special.xlogy(ratio, ratio))),
            "coefficient_of_variation": float(benefits.std() / benefits.mean())}


def compare_inequality(checks, rows, grouping, counts, where):
    """The part between groups, row by row; differential fairness over all pairs of groups; mean differences."""
    text = lambda value: "unknown" if value is None else str(value)
    used = [row for row in rows if row["label"] is not None and row["prediction"] is not None]
    group = np.array(["|".join(text(row[key]) for key in grouping["by"]) for row in used])
    benefit = np.array([row["prediction"] - row["label"] + 1.0 for row in used])
    means = {name: benefit[group == name].mean() for name in set(group)}
    expected = entropy(np.array([means[name] for name in group]))
    checks.that(all(near(grouping["inequality"][key], value) for key, value in expected.items()), f"{where}: {grouping['inequality']}")
    for outcome in ("label", "prediction"):
        yes = np.array([bool(row[outcome]) for row in used])
        rates = [(yes[group == name].sum() + .5) / ((group == name).sum() + 1) for name in means]
        widest = max(max(math.log(a / b), math.log((1 - a) / (1 - b))) for a in rates for b in rates)
        checks.that(near(grouping["differential_fairness"][outcome]["epsilon"], widest), f"{where}: epsilon of {outcome}")
    reference = counts[tuple(grouping["reference"]["group"])]
    for said in grouping["groups"]:
        mine = counts[tuple(said["group"])]
        if mine is reference:
            continue
        for name, metrics in (("average_odds", ("tpr", "fpr")), ("average_predictive_value", ("ppv", "for"))):
            gaps = [expected_of(mine, reference, metric)[2]["difference"] for metric in metrics]
            whole = None not in gaps
            checks.that(near(said[name]["difference"], sum(gaps) / 2 if whole else None)
                        and near(said[name]["abs_difference"], sum(map(abs, gaps)) / 2 if whole else None), f"{where}: {name} {said}")


def compare_grouping(checks, rows, grouping, where):
    """Gives (p, q) of the family, a test that could not be made as p = 1."""
    counts = counts_of(rows, grouping["by"])
    checks.equal([tuple(group["group"]) for group in grouping["groups"]], sorted(counts, key=lambda v: [x.encode() for x in v]),
                 f"{where}: every combination of values is a group")
    reference = counts[tuple(grouping["reference"]["group"])]
    tests, wrong = [], []
    for group in grouping["groups"]:
        mine = counts[tuple(group["group"])]
        found = {**group["counts"], "left_out": group["left_out"]}
        checks.equal(found, mine, f"{where}: counts of {group['group']}")
        for said in group["metrics"]:
            metric = said["metric"]
            k, n, expected = expected_of(mine, reference, metric)
            if (said["k"], said["n"]) != (k, n) or not all(near(said[key], value) for key, value in expected.items()):
                wrong.append((group["group"], said, expected))
            if metric not in FAMILY or mine is reference:
                continue
            if said["p"] is None:
                checks.that(n == 0 or share(reference, metric)[1] == 0, f"{where}: a test is missing: {said}")
            else:
                name, p = p_value((k, n), share(reference, metric))
                checks.that(said["test"] == name and near(said["p"], p), f"{where}: {said} against {name} {p}")
            tests.append((1.0 if said["p"] is None else said["p"], said["q"]))
    checks.that(not wrong, f"{where}: rates and intervals are scipy's: {wrong[:1]}")
    compare_inequality(checks, rows, grouping, counts, where)
    return tests


def audit(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "model", file, "--label", "label", "--group", "race", "--group", "sex",
                                      "--intersections", "2", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} is audited")
    return json.loads(stdout) if code == 0 else None


def without_table(document):
    return {key: value for key, value in document.items() if key not in ("table", "positive", "negative")}


def formats_agree(checks, rng, folder, count):
    rows = rows_of(rng, count)
    write(rows, folder, f"t{count}")
    documents = [audit(checks, folder / f"t{count}.{ending}", "--prediction", "prediction")
                 for ending in ("csv", "jsonl", "parquet")]
    checks.that(all(without_table(one) == without_table(documents[0]) for one in documents), f"{count} rows: all formats say the same")
    tests = [test for grouping in documents[0]["groupings"]
             for test in compare_grouping(checks, rows, grouping, f"{count} rows by {grouping['by']}")]
    checks.equal(documents[0]["family"]["tests"], len(tests), "the family is counted")
    adjusted = stats.false_discovery_control([p for p, _ in tests], method="bh")
    checks.that(all(near(q, mine) for (_, q), mine in zip(tests, adjusted)), f"{count} rows: q is scipy's")
    scored = audit(checks, folder / f"t{count}.parquet", "--score", "score", "--threshold", "0.7")
    checks.equal(scored["groupings"], documents[0]["groupings"], "a score with its threshold is the prediction")
    write([rows[i] for i in rng.permutation(count)], folder, "shuffled")
    for ending in ("csv", "parquet"):
        shuffled = audit(checks, folder / f"shuffled.{ending}", "--prediction", "prediction")
        checks.equal(without_table(shuffled), without_table(documents[0]), f"{ending}: the order of rows does not matter")
    return rows


def weights_are_sums(checks, rows, file, folder):
    document = audit(checks, file, "--prediction", "prediction", "--weight", "weight", "--out", folder / "out")
    used = [row for row in rows if row["label"] is not None and row["prediction"] is not None]
    for group in document["groupings"][0]["groups"]:
        mine = [row for row in used if (row["race"] or "unknown") == group["group"][0]]
        weights = np.array([row["weight"] for row in mine])
        selected = np.array([row["prediction"] for row in mine], bool)
        said = group["metrics"][0]
        checks.that(near(said["value"], float(weights[selected].sum() / weights.sum())), f"weighted: {group['group']}")
        checks.that(near(said["effective_rows"], float(weights.sum() ** 2 / (weights ** 2).sum())), f"Kish: {group['group']}")
        checks.that(said["low"] is None and said["p"] is None, "weights claim no interval")
    table = _assay.parquet(folder / "out" / "metrics.parquet")
    flat = [{"by": grouping["by"], "group": group["group"], "reference": grouping["reference"]["group"], **metric}
            for grouping in document["groupings"] for group in grouping["groups"] for metric in group["metrics"]]
    checks.equal(table, flat, "metrics.parquet is the document")
    checks.equal(json.loads((folder / "out" / "fairness.json").read_text()), document, "fairness.json is what is printed")


def names_that_are_twice(checks, folder):
    """Parquet allows two columns of one name, and names that differ in case."""
    ones, words = pa.array([1, 0, 1, 0]), pa.array(["a", "b", "a", "b"])
    pq.write_table(pa.table([ones, ones, words, words], names=["y", "p", "g", "g"]), folder / "twice.parquet")
    flags = ("fairness", "model", folder / "twice.parquet", "--label", "y", "--prediction", "p", "--group", "g")
    code, _, stderr = _assay.run(*flags)
    checks.that(code == 2 and "two columns are named 'g'" in stderr, f"a name that is twice is refused: {stderr}")
    pq.write_table(pa.table([ones, ones, words, ones], names=["y", "p", "g", "G"]), folder / "twice.parquet")
    code, stdout, stderr = _assay.run(*flags, "--json")
    checks.that(code == 0 and json.loads(stdout)["groupings"][0]["groups"][0]["group"] == ["a"], f"case tells names apart: {stderr}")


def compas(checks):
    file = SHARED / "compas_for_aequitas.csv"
    if not file.is_file():
        checks.skip("no COMPAS table beside this checkout")
        return
    published = json.loads((SHARED / "expected.json").read_text())[file.name]
    code, stdout, stderr = _assay.run("fairness", "model", file, "--label", "label_value", "--prediction", "score", "--group", "race",
                                      "--reference", "Caucasian", "--metric", "fpr", "--json")
    checks.equal((code, stderr), (0, ""), "COMPAS is audited")
    race = json.loads(stdout)["groupings"][0]
    gaps = {one["disparity"]: one["value"] for one in race["disparities"]}
    for name, value in published["fairlearn"].items():
        checks.that(abs(gaps[name] - value) < 5e-10, f"COMPAS: {name} {gaps[name]}")
    for group in race["groups"]:
        name, counts = group["group"][0], published["counts"][group["group"][0]]
        checks.equal({"n": group["n"], **group["counts"]}, counts, f"COMPAS: counts of {name}")
        fpr = next(one for one in group["metrics"] if one["metric"] == "fpr")
        if fpr["test"] == "fisher":
            checks.that(abs(fpr["p"] - published["fisher_fpr_vs_caucasian"][name]) < 5e-5, f"COMPAS: p of {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="smaller tables")
    args = parser.parse_args()
    checks, rng = _assay.Checks(), np.random.default_rng(20)
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        folder = Path(name)
        for count in (60, 3000) if args.fast else (60, 3000, 50_000):
            rows = formats_agree(checks, rng, folder, count)
        weights_are_sums(checks, rows, folder / f"t{count}.csv", folder)
        names_that_are_twice(checks, folder)
    compas(checks)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
