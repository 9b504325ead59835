#!/usr/bin/env python3
"""An audit of scores says what numpy and scipy say of the same rows, whatever the table's format.

    fairness_scores.py [--fast]

Areas by ranks, DeLong's variance as the paper defines it, calibration by scipy's t tests, reliability by numpy. Tables have many
ties, missing values in every form, weights and clusters. Everything must agree within 1e-9; draws are held against numpy's own.
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
from scipy import stats

import _assay
from _intervals import near, wilson

Z = stats.norm.ppf(0.975)


def rows_of(rng, count, digits):
    """Arrays; NaN where there is no label or score, "" where there is no group."""
    group = rng.choice(["a", "b", "c, \"d\"", "é", ""], count, p=[.5, .3, .12, .06, .02])
    label = (rng.random(count) < 0.25 + 0.2 * (group == "b")).astype(float)
    score = np.clip(0.3 + 0.25 * label + rng.normal(0, 0.2, count), 0, 1).round(digits)
    label[rng.random(count) < 0.02] = np.nan
    score[rng.random(count) < 0.02] = np.nan
    return {"group": group, "age": rng.choice(["old", "young"], count), "label": label, "score": score,
            "weight": rng.gamma(2, 1, count).round(2), "person": rng.integers(0, max(2, count // 4), count)}


def write(rows, folder, name):
    def cell(value, i):
        if isinstance(value, float) and math.isnan(value):
            return ["", "NaN", " ", "nan"][i % 4]
        return str(value)
    count = len(rows["label"])
    with (folder / f"{name}.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(rows)
        out.writerows([cell(rows[key][i].item(), i) for key in rows] for i in range(count))
    with (folder / f"{name}.jsonl").open("w") as file:
        for i in range(count):
            row = {key: rows[key][i].item() for key in rows}
            file.write(json.dumps({key: None if value != value else value for key, value in row.items()}) + "\n")
    table = {key: pa.array(values, from_pandas=key == "label") for key, values in rows.items()}
    pq.write_table(pa.table(table), folder / f"{name}.parquet", row_group_size=max(1, count // 3))


def delong(x, y):
    """The area and its variance from the components of the paper, pair by pair; the variance None where it says nothing."""
    if not len(x) or not len(y):
        return None, None
    psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
    if len(x) < 2 or len(y) < 2:
        return psi.mean(), None
    variance = psi.mean(axis=1).var(ddof=1) / len(x) + psi.mean(axis=0).var(ddof=1) / len(y)
    return psi.mean(), variance or None


def area_by_ranks(label, score):
    m = label.sum()
    return (stats.rankdata(score)[label == 1].sum() - m * (m + 1) / 2) / (m * (len(label) - m))


def curve(label, score, weight, bins):
    """[(rows of a bin)]: a score is in bin floor(bins * mass of lower scores / mass)."""
    order = np.argsort(score, kind="stable")
    label, score, weight = label[order], score[order], weight[order]
    first = np.searchsorted(score, score, side="left")
    below = np.concatenate([[0], np.cumsum(weight)])[first]
    number = np.floor(bins * below / weight.sum())
    return [(label[number == i], score[number == i], weight[number == i]) for i in np.unique(number)]


def t_interval(values):
    if len(values) < 2 or np.ptp(values) == 0:
        return None, None
    low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    return float(low), float(high)


def facts(label, score, weight, weighted, bins):
    """Everything that the document says of a group by itself."""
    if not len(label):
        return None
    off = score - label
    x, y = score[label == 1], score[label == 0]
    said = {"base_rate": np.average(label, weights=weight), "mean_score": np.average(score, weights=weight),
            "calibration": np.average(off, weights=weight), "brier": np.average(off ** 2, weights=weight), "off": off}
    parts = curve(label, score, weight, bins)
    said["ece"] = sum(w.sum() * abs(np.average(k, weights=w) - np.average(s, weights=w)) for k, s, w in parts) / weight.sum()
    said["bins"] = [(len(k), int(k.sum()), s.min(), s.max()) for k, s, _ in parts]
    said["auc"], said["variance"] = delong(x, y)
    if weighted and said["auc"] is not None:
        pairs = weight[label == 1][:, None] * weight[label == 0][None, :]
        psi = (x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :])
        said["auc"] = (pairs * psi).sum() / pairs.sum()
    return said


def all_near(found, expected):
    wrong = {name: (found[name], value) for name, value in expected.items()
             if not near(found[name], None if value is None else float(value))}
    return wrong


def clip(value, half, least):
    return max(least, value - half), min(1, value + half)


def expected_of(mine, reference, is_reference):
    """(auc members, calibration members), without q."""
    auc = dict.fromkeys(["value", "low", "high", "difference", "difference_low", "difference_high", "p"])
    mean = dict(auc)
    if mine is None:
        return auc, mean
    auc["value"], mean["value"] = mine["auc"], mine["calibration"]
    mean["low"], mean["high"] = t_interval(mine["off"])
    if mine["variance"]:
        auc["low"], auc["high"] = clip(mine["auc"], Z * math.sqrt(mine["variance"]), 0)
    if is_reference or reference is None:
        return auc, mean
    if mine["auc"] is not None and reference["auc"] is not None:
        auc["difference"] = mine["auc"] - reference["auc"]
        if mine["variance"] and reference["variance"]:
            error = math.sqrt(mine["variance"] + reference["variance"])
            auc["difference_low"], auc["difference_high"] = clip(auc["difference"], Z * error, -1)
            auc["p"] = 2 * stats.norm.sf(abs(auc["difference"]) / error)
    mean["difference"] = mine["calibration"] - reference["calibration"]
    if all(len(one["off"]) > 1 and np.ptp(one["off"]) > 0 for one in (mine, reference)):
        test = stats.ttest_ind(mine["off"], reference["off"], equal_var=False)
        mean["p"], (mean["difference_low"], mean["difference_high"]) = test.pvalue, test.confidence_interval(0.95)
    return auc, mean


def masks(rows, by):
    """{values: rows with label and score}"""
    known = ~np.isnan(rows["label"]) & ~np.isnan(rows["score"])
    named = {key: np.where(rows[key] == "", "unknown", rows[key]) for key in by}
    values = [sorted(set(named[key]), key=lambda v: v.encode()) for key in by]
    return {group: known & np.logical_and.reduce([named[key] == value for key, value in zip(by, group)])
            for group in itertools.product(*values)}


def audit(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "model", file, "--label", "label", "--score", "score", "--group", "group",
                                      "--group", "age", "--intersections", "2", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} {flags} is audited")
    return json.loads(stdout) if code == 0 else None


def compare(checks, rows, document, where, weighted=False, bins=10):
    """Gives the (p, q) of tested scores."""
    tests, wrong = [], []
    for grouping, counted in zip(document["scores"]["groupings"], document["groupings"]):
        checks.equal((grouping["by"], grouping["reference"]), (counted["by"], counted["reference"]), f"{where}: same groups")
        chosen = masks(rows, grouping["by"])
        checks.equal([tuple(one["group"]) for one in grouping["groups"]], list(chosen), f"{where}: every combination")
        weight = rows["weight"] if weighted else np.ones(len(rows["label"]))
        of = {name: facts(rows["label"][m], rows["score"][m], weight[m], weighted, bins) for name, m in chosen.items()}
        reference = tuple(grouping["reference"]["group"])
        for said, rates in zip(grouping["groups"], counted["groups"]):
            name = tuple(said["group"])
            mine = of[name]
            checks.equal(said["n"], rates["n"], f"{where}: n of {name}")
            auc, mean = expected_of(mine, of[reference], name == reference)
            if weighted:
                keep = ("value", "difference")
                auc, mean = ({key: value if key in keep else None for key, value in one.items()} for one in (auc, mean))
            wrong += [(name, kind, one) for kind, one in (("auc", all_near(said["auc"], auc)), ("mean", all_near(said["calibration"], mean)))
                      if one]
            if mine:
                wrong += [(name, one) for one in [all_near(said, {k: mine[k] for k in ("base_rate", "mean_score", "brier", "ece")})] if one]
                checks.equal([(b["n"], b["k"], b["from"], b["to"]) for b in said["reliability"]], mine["bins"], f"{where}: bins of {name}")
                if not weighted:
                    checks.that(all(near(b["low"], wilson(b["k"], b["n"])[0]) for b in said["reliability"]), f"{where}: Wilson of {name}")
            tests += [(one["p"], one["q"]) for one in (said["auc"], said["calibration"]) if one["q"] is not None]
    checks.that(not wrong, f"{where}: scores are numpy's and scipy's: {wrong[:2]}")
    return tests


def formats_agree(checks, rng, folder, count, digits):
    rows = rows_of(rng, count, digits)
    write(rows, folder, "t")
    flags = ("--metric", "tpr", "--metric", "auc", "--metric", "calibration")
    documents = [audit(checks, folder / f"t.{ending}", *flags) for ending in ("csv", "jsonl", "parquet")]
    checks.that(all(one["scores"] == documents[0]["scores"] for one in documents), f"{count} rows: all formats say the same")
    document = documents[0]
    known = ~np.isnan(rows["label"]) & ~np.isnan(rows["score"])
    checks.that(near(document["scores"]["overall"]["auc"]["value"], float(area_by_ranks(rows["label"][known], rows["score"][known]))),
                f"{count} rows: the area is that of ranks")
    tests = compare(checks, rows, document, f"{count} rows")
    tests += [(one["p"], one["q"]) for grouping in document["groupings"] for group in grouping["groups"]
              for one in group["metrics"] if one["q"] is not None]
    checks.equal(document["family"]["tests"], len(tests), f"{count} rows: one family")
    adjusted = stats.false_discovery_control([1.0 if p is None else p for p, _ in tests], method="bh")
    checks.that(all(near(q, float(mine)) for (_, q), mine in zip(tests, adjusted)), f"{count} rows: q is scipy's")
    order = rng.permutation(count)
    write({key: values[order] for key, values in rows.items()}, folder, "shuffled")
    checks.equal(audit(checks, folder / "shuffled.csv", *flags)["scores"], document["scores"], "the order of rows does not matter")
    checks.equal([g["group"] for g in audit(checks, folder / "t.csv")["groupings"][0]["groups"]],
                 [g["group"] for g in document["groupings"][0]["groups"]], "default family")
    return rows


def weights_and_bins(checks, rows, folder):
    document = audit(checks, folder / "t.parquet", "--weight", "weight", "--bins", "7", "--out", folder / "out")
    compare(checks, rows, document, "weighted", weighted=True, bins=7)
    table = _assay.parquet(folder / "out" / "metrics.parquet")
    flat = [(grouping["by"], group["group"], metric, group[metric]["value"], group[metric]["difference"])
            for grouping in document["scores"]["groupings"] for group in grouping["groups"] for metric in ("auc", "calibration")]
    checks.equal([(row["by"], row["group"], row["metric"], row["value"], row["difference"]) for row in table
                  if row["metric"] in ("auc", "calibration")], flat, "metrics.parquet has the scores")


def draws(checks, rng, rows, folder):
    """Percentiles of clusters drawn by numpy; both are random, so within a tenth of the interval."""
    flags = ("--bootstrap", "1000", "--seed", "3", "--cluster", "person")
    document = audit(checks, folder / "t.parquet", *flags)
    checks.equal(document, audit(checks, folder / "t.parquet", *flags), "the same seed draws the same")
    known = ~np.isnan(rows["label"]) & ~np.isnan(rows["score"])
    label, score, person = rows["label"][known], rows["score"][known], rows["person"][known]
    names, at = np.unique(person, return_inverse=True)
    checks.equal(document["scores"]["bootstrap"]["units"], len(names), "clusters are counted")
    found = []
    for _ in range(1000):
        times = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))[at]
        drawn = np.repeat(np.arange(len(label)), times)
        found.append(area_by_ranks(label[drawn], score[drawn]))
    said, (low, high) = document["scores"]["overall"]["auc"]["bootstrap"], np.percentile(found, [2.5, 97.5])
    checks.that(max(abs(said["low"] - low), abs(said["high"] - high)) < 0.1 * (high - low), f"draws: {said} against {low} {high}")
    rates = document["groupings"][0]["groups"][0]["metrics"]
    checks.that(all(one["low"] is None and one["p"] is None for one in rates), "of clusters no rate claims an interval")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="smaller tables")
    args = parser.parse_args()
    checks, rng = _assay.Checks(), np.random.default_rng(21)
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        folder = Path(name)
        for count, digits in ((70, 1), (2000, 2)) if args.fast else ((70, 1), (2000, 2), (9000, 17)):
            rows = formats_agree(checks, rng, folder, count, digits)
        weights_and_bins(checks, rows, folder)
        draws(checks, rng, rows, folder)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
