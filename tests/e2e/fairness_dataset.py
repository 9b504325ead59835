#!/usr/bin/env python3
"""An audit of a data set says what numpy and scipy say of the same rows, whatever the table's format.

    fairness_dataset.py [--fast]

Rows have missing values in every form and come in any order. Counts must be equal, statistics within 1e-9. The row of a table may
stand for many, a population may be shares or a table, and groups that only it has must be there.
"""
import argparse
import csv
import itertools
import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

import _assay
from _intervals import near, p_value, wilson

BY = [["race"], ["sex"], ["race", "sex"]]
SHARES = {"race": {"a": 0.4, "b": 0.25, "c, \"d\"": 0.1, "é": 0.15, "nobody": 0.1}, "sex": {"1.5": 0.5, "2.5": 0.5}}


def rows_of(rng, count):
    """Dictionaries of race, sex and label; None where there is no value."""
    races, labels = ["a", "b", "c, \"d\"", "é", None], ["cat", "dog", "x\ny", None]
    race = rng.choice(len(races), count, p=[.5, .3, .12, .05, .03])
    label = np.minimum(rng.poisson(0.5 + 0.3 * race), 3)
    sex = rng.choice(3, count, p=[.1, .6, .3])
    return [{"race": races[race[i]], "sex": [None, 1.5, 2.5][sex[i]], "label": labels[label[i]]} for i in range(count)]


def write(rows, folder):
    """The rows as CSV, JSON Lines and Parquet, and one row a combination with its count."""
    def line(row, i):
        return [["", "NaN", " ", "unknown" if key != "label" else "nan"][i % 4] if value is None else value
                for key, value in row.items()]
    with (folder / "t.csv").open("w", newline="") as file:
        csv.writer(file).writerows([list(rows[0])] + [line(row, i) for i, row in enumerate(rows)])
    with (folder / "t.jsonl").open("w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    pq.write_table(pa.table({key: [row[key] for row in rows] for key in rows[0]}), folder / "t.parquet")
    distinct = {}
    for row in rows:
        distinct[tuple(row.values())] = distinct.get(tuple(row.values()), 0) + 1
    pq.write_table(pa.table({**{key: [one[i] for one in distinct] for i, key in enumerate(rows[0])},
                             "n": pa.array([float(n) for n in distinct.values()])}), folder / "counted.parquet")


def group_of(row, by):
    return tuple("unknown" if row[key] is None else str(row[key]) for key in by)


def balance_agrees(checks, rows, grouping, extra):
    """Counts, shares, evenness; `extra` are values that only the population has."""
    by, where = grouping["by"], f"by {grouping['by']}"
    counts = {}
    for row in rows:
        counts[group_of(row, by)] = counts.get(group_of(row, by), 0) + 1
    values = [sorted({group_of(row, [key])[0] for row in rows if row[key] is not None} | set(extra.get(key, []))) for key in by]
    for group in itertools.product(*values):
        counts.setdefault(group, 0)
    found = {tuple(group["group"]): group["k"] for group in grouping["groups"]}
    checks.equal(found, counts, f"{where}: every combination of values is a group")
    known = [k for group, k in counts.items() if "unknown" not in group]
    checks.equal((grouping["unknown"], grouping["empty"], sum(found.values())),
                 (len(rows) - sum(known), known.count(0), len(rows)), f"{where}: totals reconcile")
    checks.that(near(grouping["evenness"], float(stats.entropy(known) / math.log(len(known)))), f"{where}: evenness")
    checks.that(near(grouping["max_min_ratio"], max(known) / min(known) if min(known) else "Infinity"), f"{where}: max over min")
    for group in grouping["groups"]:
        low, high = wilson(group["k"], len(rows))
        checks.that(near(group["low"], low) and near(group["high"], high), f"{where}: Wilson of {group['group']}")


def population_agrees(checks, grouping, shares):
    """Gives the p value. `shares` by group: of one that they lack 0."""
    known = [group for group in grouping["groups"] if "unknown" not in group["group"]]
    compared = sum(group["k"] for group in known)
    where, weights = f"by {grouping['by']}", np.array([shares.get(tuple(group["group"]), 0) for group in known])
    checks.equal(grouping["population"]["compared"], compared, f"{where}: rows compared")
    for group, share in zip(known, weights):
        low, high = wilson(group["k"], compared)
        expected = (group["k"] / compared / share, low / share, high / share) if share else (None, None, None)
        names = ("representation", "representation_low", "representation_high")
        same = all(group[name] == value if value is None else near(group[name], float(value)) for name, value in zip(names, expected))
        checks.that(same and near(group["population_share"], float(share)), f"{where}: {group['group']}")
    said = grouping["population"]["chi_square"]
    if any(group["k"] and not share for group, share in zip(known, weights)):
        checks.equal((said["statistic"], said["p"]), ("Infinity", 0), f"{where}: what the population rules out")
        return 0.0
    counts = np.array([group["k"] for group in known])[weights > 0]
    test = stats.chisquare(counts, weights[weights > 0] / weights.sum() * compared)
    checks.that(near(said["statistic"], float(test.statistic)) and near(said["p"], float(test.pvalue)), f"{where}: chi-square is scipy's")
    return float(test.pvalue)


def labels_agree(checks, rows, grouping, labels, reference):
    """Gives (p, q) of each test, one that could not be made as p = 1. Without a reference: against the rest."""
    by, wrong, tests = grouping["by"], [], []
    counts = {}
    for row in rows:
        if row["label"] is not None:
            mine = counts.setdefault(group_of(row, by), dict.fromkeys(labels, 0))
            mine[row["label"]] += 1
    total = np.array([sum(mine[label] for mine in counts.values()) for label in labels])
    for group in grouping["groups"]:
        mine = np.array(list(counts.get(tuple(group["group"]), dict.fromkeys(labels, 0)).values()))
        other = total - mine if reference is None else np.array(list(counts[reference].values()))
        said, n, other_n = group["labels"], int(mine.sum()), int(other.sum())
        is_reference = tuple(group["group"]) == reference
        checks.equal((said["n"], said["other_n"], said["without_label"]), (n, other_n, group["k"] - n), f"labels of {group['group']}")
        if n and other_n and not is_reference:
            p, q = mine / n, other / other_n
            kl = float(stats.entropy(p, q)) if not np.any((q == 0) & (p > 0)) else "Infinity"
            middle = (p + q) / 2
            expected = {"kl": kl, "js": float(stats.entropy(p, middle) + stats.entropy(q, middle)) / 2,
                        "total_variation": float(abs(p - q).sum() / 2), "l2": float(np.linalg.norm(p - q)),
                        "largest_gap": float(abs(p - q).max())}
            checks.that(all(near(said["distance"][name], value) for name, value in expected.items()), f"distances of {group['group']}")
        for i, one in enumerate(said["shares"]):
            checks.equal((one["label"], one["k"], one["other_k"]), (labels[i], int(mine[i]), int(other[i])), "counts of a label")
            if n and total[i]:
                together = mine[i] / total.sum()
                npmi = math.log(together / (n / total.sum() * total[i] / total.sum())) / -math.log(together) if mine[i] else -1.0
                checks.that(near(one["npmi"], npmi), f"nPMI: {one}")
            if is_reference:
                continue
            tests.append((1.0 if one["p"] is None else one["p"], one["q"]))
            if not (n and other_n):
                checks.that(one["p"] is None and one["difference"] is None, "nobody to compare with: undefined")
                continue
            a, b, (l1, u1), (l2, u2) = mine[i] / n, other[i] / other_n, wilson(int(mine[i]), n), wilson(int(other[i]), other_n)
            expected = {"difference": a - b, "difference_low": a - b - math.hypot(a - l1, u2 - b),
                        "difference_high": a - b + math.hypot(u1 - a, b - l2)}
            name, expected["p"] = p_value((mine[i], n), (other[i], other_n))
            checks.equal(one["test"], name, "the test that is told")
            if mine[i] and other[i]:
                ratio = stats.contingency.relative_risk(int(mine[i]), n, int(other[i]), other_n)
                low, high = ratio.confidence_interval(0.95)
                expected |= {"risk_ratio": ratio.relative_risk, "risk_ratio_low": low, "risk_ratio_high": high}
            wrong += [(one, name, value) for name, value in expected.items() if not near(one[name], float(value))]
    checks.that(not wrong, f"by {by}: differences, ratios and tests are scipy's: {wrong[:1]}")
    return tests


def rates_agree(checks, rows, document):
    """Columns of yes and no, made of the labels: how often a group has one, beside the rest."""
    tests = []
    for grouping in document["groupings"]:
        for group in grouping["groups"]:
            for one, label in zip(group["rates"], ("cat", "dog")):
                known = [row for row in rows if row["label"] is not None]
                mine = [row["label"] == label for row in known if group_of(row, grouping["by"]) == tuple(group["group"])]
                k, n, other_k, other_n = sum(mine), len(mine), sum(row["label"] == label for row in known), len(known)
                other_k, other_n = other_k - k, other_n - n
                checks.equal((one["k"], one["n"], one["other_k"], one["other_n"], one["without"]),
                             (k, n, other_k, other_n, group["k"] - n), f"rate {label} of {group['group']}")
                tests.append((1.0 if one["p"] is None else one["p"], one["q"]))
                if n and other_n:
                    checks.that(near(one["p"], float(p_value((k, n), (other_k, other_n))[1])), f"test of {one}")
                    checks.that(near(one["difference"], k / n - other_k / other_n), f"difference of {one}")
    q_agrees(checks, tests, document, "rates")


def rates_of(checks, rows, folder):
    with (folder / "rates.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["race", "sex", "is cat", "is dog"]] + [
            [row["race"] or "", "" if row["sex"] is None else row["sex"]] +
            ["" if row["label"] is None else str(row["label"] == label) for label in ("cat", "dog")] for row in rows])
    rates_agree(checks, rows, audit(checks, folder / "rates.csv", "--rate", "is cat", "--rate", "is dog"))


def measures_agree(checks, rows, folder, rng):
    """A number of each row: scipy's Welch, numpy's mean, median and deviation."""
    for row in rows:
        row["blur"] = None if rng.random() < .1 else float(rng.normal(100, 3) + (5 if row["race"] == "b" else 0))
    with (folder / "measures.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["race", "sex", "blur"]] + [
            ["" if row[key] is None else repr(row[key]) if key == "blur" else row[key] for key in ("race", "sex", "blur")] for row in rows])
    document, tests = audit(checks, folder / "measures.csv", "--measure", "blur"), []
    for grouping in document["groupings"]:
        numbers = {}
        for row in rows:
            if row["blur"] is not None:
                numbers.setdefault(group_of(row, grouping["by"]), []).append(row["blur"])
        for group in grouping["groups"]:
            said, mine = group["measures"][0], numbers.get(tuple(group["group"]), [])
            other = [x for key, those in numbers.items() if key != tuple(group["group"]) for x in those]
            checks.equal((said["n"], said["without"], said["other_n"]), (len(mine), group["k"] - len(mine), len(other)), f"{group['group']}")
            tests.append((1.0 if said["p"] is None else said["p"], said["q"]))
            if len(mine) < 2 or len(other) < 2:
                checks.that(said["p"] is None, f"too few for a test: {said}")
                continue
            test = stats.ttest_ind(mine, other, equal_var=False)
            low, high = test.confidence_interval(0.95)
            wanted = {"mean": np.mean(mine), "median": np.median(mine), "deviation": np.std(mine, ddof=1), "other_mean": np.mean(other),
                      "difference": np.mean(mine) - np.mean(other), "difference_low": low, "difference_high": high, "p": test.pvalue}
            checks.that(all(math.isclose(said[name], value, rel_tol=1e-8, abs_tol=1e-9) for name, value in wanted.items()),
                        f"Welch of {group['group']}: {said} {wanted}")
    q_agrees(checks, tests, document, "measures")


def boxes_agree(checks, rng, folder):
    """Open Images' boxes: bands and flags counted by pandas."""
    count = 4000
    edges = np.sort(rng.random((count, 2, 2)), axis=2).round(4) ** rng.choice([1, 4], (count, 1, 1))
    table = pd.DataFrame({"ImageID": [f"{i % 900:016x}" for i in range(count)], "LabelName": rng.choice(["/m/1", "/m/2"], count),
                          "XMin": edges[:, 0, 0], "XMax": edges[:, 0, 1], "YMin": edges[:, 1, 0], "YMax": edges[:, 1, 1],
                          "IsOccluded": rng.choice([-1, 0, 1], count)})
    table.to_parquet(folder / "boxes.parquet")
    code, stdout, stderr = _assay.run("fairness", "dataset", folder / "boxes.parquet", "--layout", "openimages", "--intersections", "2",
                                      "--json")
    checks.equal((code, stderr), (0, ""), "boxes are audited")
    document = json.loads(stdout)
    area = ((table.XMax - table.XMin) * (table.YMax - table.YMin)).map("{:.6g}".format).astype(float)
    distance = np.hypot((table.XMin + table.XMax) / 2 - .5, (table.YMin + table.YMax) / 2 - .5).map("{:.6g}".format).astype(float)
    bands = document["source"]["bands"]
    small, medium = bands["box_area"]["small"]["below"], bands["box_area"]["medium"]["below"]
    centre, between = bands["box_centre_distance"]["centre"]["below"], bands["box_centre_distance"]["between"]["below"]
    frame = pd.DataFrame({
        "category": table.LabelName, "occluded": table.IsOccluded.map({-1: "unknown", 0: "no", 1: "yes"}),
        "box_area": np.select([area < small, area < medium], ["small", "medium"], "large"),
        "box_centre_distance": np.select([distance < centre, distance < between], ["centre", "between"], "edge")})
    checks.equal((document["n"], document["unit"]), (count, "region"), "every box is a region")
    checks.equal(len(document["groupings"]), 10, "four attributes and six pairs")
    for grouping in document["groupings"]:
        found = {tuple(group["group"]): group["k"] for group in grouping["groups"] if group["k"]}
        wanted = frame.groupby(grouping["by"]).size()
        wanted = {key if isinstance(key, tuple) else (key,): int(n) for key, n in wanted.items()}
        checks.equal(found, wanted, f"boxes by {grouping['by']}")


def q_agrees(checks, tests, document, where):
    checks.equal(document["family"]["tests"], len(tests), f"{where}: the family is counted")
    adjusted = stats.false_discovery_control([p for p, _ in tests], method="bh")
    checks.that(all(near(q, float(mine)) for (_, q), mine in zip(tests, adjusted) if q is not None), f"{where}: q is scipy's")


def audit(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "dataset", file, "--attribute", "race", "--attribute", "sex",
                                      "--intersections", "2", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} is audited")
    return json.loads(stdout)


def shares_are_a_population(checks, rows, folder):
    with (folder / "shares.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["attribute", "value", "share"]] + [
            [name, value, share] for name, shares in SHARES.items() for value, share in shares.items()])
    document = audit(checks, folder / "t.csv", "--population", folder / "shares.csv", "--out", folder / "out")
    tests = []
    for grouping in document["groupings"]:
        balance_agrees(checks, rows, grouping, SHARES)
        if len(grouping["by"]) > 1:
            checks.equal(grouping["population"], None, "shares say nothing of intersections")
            continue
        p = population_agrees(checks, grouping, {(value,): share for value, share in SHARES[grouping["by"][0]].items()})
        tests.append((p, grouping["population"]["chi_square"]["q"]))
    q_agrees(checks, tests, document, "shares")
    names = ["k", "share", "low", "high", "population_share", "representation", "representation_low", "representation_high"]
    flat = [{"by": grouping["by"], "group": group["group"], "n": document["n"], **{name: group[name] for name in names}}
            for grouping in document["groupings"] for group in grouping["groups"]]
    checks.equal(_assay.parquet(folder / "out" / "balance.parquet"), flat, "balance.parquet is the document")
    checks.equal(json.loads((folder / "out" / "dataset.json").read_text()), document, "dataset.json is what is printed")


def a_table_is_a_population(checks, rows, folder, rng):
    people = rows_of(rng, 500)
    (folder / "people").mkdir(exist_ok=True)
    write(people, folder / "people")
    document = audit(checks, folder / "t.csv", "--population-table", folder / "people" / "t.jsonl")
    tests = []
    for grouping in document["groupings"]:
        known = [group_of(row, grouping["by"]) for row in people if all(row[key] is not None for key in grouping["by"])]
        shares = {group: known.count(group) / len(known) for group in set(known)}
        tests.append((population_agrees(checks, grouping, shares), grouping["population"]["chi_square"]["q"]))
    q_agrees(checks, tests, document, "table")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="smaller tables")
    args = parser.parse_args()
    checks, rng = _assay.Checks(), np.random.default_rng(31)
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        folder = Path(name)
        boxes_agree(checks, rng, folder)
        for count in (60, 3000) if args.fast else (60, 3000, 50_000):
            rows = rows_of(rng, count)
            write(rows, folder)
            files = [folder / f"t.{ending}" for ending in ("csv", "jsonl", "parquet")]
            documents = [audit(checks, file, "--label", "label") for file in files]
            documents.append(audit(checks, folder / "counted.parquet", "--label", "label", "--count", "n"))
            checks.that(all(one["groupings"] == documents[0]["groupings"] for one in documents), f"{count} rows: all formats say the same")
            labels = sorted({row["label"] for row in rows} - {None})
            named = audit(checks, files[0], "--label", "label", "--reference", "race=a", "--reference", "sex=1.5")
            for document, reference in ((documents[0], None), (named, {"race": "a", "sex": "1.5"})):
                tests = []
                for grouping, by in zip(document["groupings"], BY):
                    checks.equal(grouping["by"], by, "attributes, then their pairs")
                    balance_agrees(checks, rows, grouping, {})
                    tests += labels_agree(checks, rows, grouping, labels, reference and tuple(reference[key] for key in by))
                q_agrees(checks, tests, document, f"{count} rows")
            rates_of(checks, rows, folder)
            if count <= 3000:
                measures_agree(checks, [dict(row) for row in rows], folder, rng)
            shares_are_a_population(checks, rows, folder)
            a_table_is_a_population(checks, rows, folder, rng)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
