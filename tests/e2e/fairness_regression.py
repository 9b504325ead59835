#!/usr/bin/env python3
"""An audit of predicted numbers says what numpy and scipy say of the same rows, whatever the table's format.

    fairness_regression.py
"""
import itertools
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import _assay
from _intervals import near


def table_of(rng, count):
    frame = pd.DataFrame({"group": rng.choice(["a", "b", "c, d", None], count, p=[.5, .3, .17, .03]),
                          "age": rng.choice(["old", "young"], count), "label": rng.normal(1e3, 200, count).round(2),
                          "weight": rng.gamma(2, 1, count).round(2), "person": rng.integers(0, max(2, count // 5), count)})
    frame["prediction"] = (frame.label * 0.9 + 100 + rng.normal(0, 50, count) + 20 * (frame.group == "b")).round(2)
    frame.loc[rng.random(count) < 0.03, "label"] = np.nan
    frame.loc[rng.random(count) < 0.03, "prediction"] = np.nan
    return frame


def write(frame, folder):
    frame.to_csv(folder / "t.csv", index=False)
    frame.to_json(folder / "t.jsonl", orient="records", lines=True)
    frame.to_parquet(folder / "t.parquet", index=False)


def interval(values):
    if len(values) < 2:
        return None, None
    return tuple(map(float, stats.ttest_1samp(values, 0).confidence_interval(0.95)))


def measure_of(mine, theirs, weights, their_weights, is_reference, weighted):
    said = dict.fromkeys(["value", "low", "high", "difference", "difference_low", "difference_high", "p"])
    if not len(mine):
        return said
    said["value"] = np.average(mine, weights=weights)
    if not weighted:
        said["low"], said["high"] = interval(mine)
    if is_reference or not len(theirs):
        return said
    said["difference"] = said["value"] - np.average(theirs, weights=their_weights)
    if not weighted and min(len(mine), len(theirs)) > 1:
        test = stats.ttest_ind(mine, theirs, equal_var=False)
        said["p"], (said["difference_low"], said["difference_high"]) = test.pvalue, test.confidence_interval(0.95)
    return said


def audit(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "regression", file, "--label", "label", "--prediction", "prediction", "--group",
                                      "group", "--group", "age", "--intersections", "2", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} {flags} is audited")
    return json.loads(stdout) if code == 0 else None


def compare(checks, frame, document, where, weighted=False):
    named = frame.assign(group=frame.group.fillna("unknown"))
    known = named.dropna(subset=["label", "prediction"])
    known = known.assign(error=known.prediction - known.label, mass=known.weight if weighted else 1.0)
    tests, wrong = [], []
    for grouping in document["groupings"]:
        by, reference = grouping["by"], tuple(grouping["reference"]["group"])
        expected = list(itertools.product(*(sorted(named[column].unique()) for column in by)))
        checks.equal([tuple(one["group"]) for one in grouping["groups"]], expected, f"{where}: every combination of {by}")
        rows = {name: known[np.logical_and.reduce([known[c] == v for c, v in zip(by, name)])] for name in expected}
        for said in grouping["groups"]:
            name = tuple(said["group"])
            mine, theirs = rows[name], rows[reference]
            checks.equal(said["n"], len(mine), f"{where}: n of {name}")
            for key, change in (("mean_error", lambda e: e), ("mae", np.abs)):
                want = measure_of(change(mine.error.to_numpy()), change(theirs.error.to_numpy()), mine.mass, theirs.mass,
                                  name == reference, weighted)
                wrong += [(name, key, k, said[key][k], v) for k, v in want.items()
                          if not near(said[key][k], None if v is None else float(v))]
                if said[key]["q"] is not None:
                    tests.append((said[key]["p"], said[key]["q"]))
            squared = np.average(mine.error ** 2, weights=mine.mass)
            spread = np.average((mine.label - np.average(mine.label, weights=mine.mass)) ** 2, weights=mine.mass)
            checks.that(near(said["rmse"], float(np.sqrt(squared))) and near(said["r2"], float(1 - squared / spread)),
                        f"{where}: RMSE and R2 of {name}")
    checks.that(not wrong, f"{where}: means are numpy's and scipy's: {wrong[:2]}")
    checks.equal(document["family"]["tests"], len(tests), f"{where}: the family is counted")
    if tests:
        adjusted = stats.false_discovery_control([1.0 if p is None else p for p, _ in tests], method="bh")
        checks.that(all(near(q, float(mine)) for (_, q), mine in zip(tests, adjusted)), f"{where}: q is scipy's")


def draws(checks, rng, frame, folder):
    document = audit(checks, folder / "t.parquet", "--bootstrap", "1000", "--cluster", "person", "--seed", "5")
    known = frame.dropna(subset=["label", "prediction"])
    sums = (known.prediction - known.label).groupby(known.person).agg(["sum", "size"]).to_numpy()
    drawn = rng.integers(0, len(sums), (1000, len(sums)))
    low, high = np.percentile(sums[drawn, 0].sum(axis=1) / sums[drawn, 1].sum(axis=1), [2.5, 97.5])
    said = document["overall"]["mean_error"]["bootstrap"]
    checks.that(max(abs(said["low"] - low), abs(said["high"] - high)) < 0.1 * (high - low), f"draws: {said} against {low} {high}")
    checks.equal(document["bootstrap"]["units"], len(sums), "clusters are counted")


def main():
    checks, rng = _assay.Checks(), np.random.default_rng(22)
    with tempfile.TemporaryDirectory(prefix="fairness.") as name:
        folder = Path(name)
        for count in (300, 5000):
            frame = table_of(rng, count)
            write(frame, folder)
            documents = [audit(checks, folder / f"t.{ending}") for ending in ("csv", "jsonl", "parquet")]
            checks.that(all(one["groupings"] == documents[0]["groupings"] for one in documents), "all formats say the same")
            compare(checks, frame, documents[0], f"{count} rows")
        compare(checks, frame, audit(checks, folder / "t.csv", "--weight", "weight"), "weighted", weighted=True)
        draws(checks, rng, frame, folder)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
