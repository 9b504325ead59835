#!/usr/bin/env python3
"""Impact ratios are what pandas and scipy compute from the same rows, whatever the table's format; a record repeats documents exactly."""
import csv
import hashlib
import itertools
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

import _assay
from _intervals import near, p_value, wilson

SEXES, RACES = ["Female", "Male", "X, \"other\""], ["Asian", "Black", "Hispanic", "White", "=NHPI"]


def people(rng, count):
    race = rng.choice([*RACES, None], count, p=[.25, .25, .2, .22, .01, .07])
    sex = rng.choice([*SEXES, None], count, p=[.47, .47, .03, .03])
    score = np.round(rng.normal(60, 8, count) - 4 * (race == "Black"), 1)  # many ties
    score[rng.random(count) < .01] = np.nan
    return pd.DataFrame({"sex": sex, "race": race, "score": score, "hired": (score > 62).astype(int)})


def audit(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "impact", file, "--sex", "sex", "--race", "race", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} {flags} is audited")
    return json.loads(stdout)


def expected(frame, by, excluded):
    """{category: (k, n)}, its highest, and {category: ratio}; `frame` has a column `yes`."""
    known = frame.dropna(subset=by)
    grouped = known.groupby(by)["yes"].agg(["sum", "count"])
    values = [sorted(frame[column].dropna().unique()) for column in by]
    shares = {}
    for category in itertools.product(*values):
        key = category if len(by) > 1 else category[0]
        shares[category] = tuple(int(x) for x in grouped.loc[key]) if key in grouped.index else (0, 0)
    rates = {c: k / n for c, (k, n) in shares.items() if n and c not in excluded}
    best = max(rates, key=lambda c: (rates[c], shares[c][1]))
    return shares, best, {c: rate / rates[best] for c, rate in rates.items()}, len(frame) - len(known)


def compare(checks, frame, document, excluded=()):
    tests, found = [], []
    for grouping in document["groupings"]:
        by = grouping["by"]
        shares, best, ratios, unknown = expected(frame, by, excluded)
        checks.equal((grouping["unknown"], tuple(grouping["highest"])), (unknown, best), f"{by}: unknown, highest")
        checks.equal([tuple(one["category"]) for one in grouping["categories"]], sorted(shares), f"{by}: all categories")
        for one in grouping["categories"]:
            category = tuple(one["category"])
            k, n = shares[category]
            checks.equal((one["k"], one["n"]), (k, n), f"{category}: counts")
            checks.that(near(one["impact_ratio"], ratios.get(category)), f"{category}: ratio {one['impact_ratio']}")
            low, high = wilson(k, n) if n else (None, None)
            checks.that(near(one["low"], low) and near(one["high"], high), f"{category}: interval of the rate")
            a, b = (k, n), shares[best]
            if category != best and category in ratios and 0 < k < n and 0 < b[0] < b[1]:
                half = stats.norm.ppf(.975) * np.sqrt(1 / k - 1 / n + 1 / b[0] - 1 / b[1])
                checks.that(near(one["ratio_low"], ratios[category] * np.exp(-half)), f"{category}: interval of the ratio")
        included = [c for c in sorted(shares) if c not in excluded]
        for a, b in itertools.combinations(included, 2):
            both = shares[a][1] and shares[b][1]
            tests.append(p_value(shares[a], shares[b])[1] if both else 1.0)
            if both and best in (a, b):
                other = a if b == best else b
                said = next(one for one in grouping["categories"] if tuple(one["category"]) == other)
                found.append((said, len(tests) - 1))
    q = stats.false_discovery_control(tests, method="bh")
    checks.equal(document["family"]["tests"], len(tests), "the family is all pairs")
    checks.that(len(found) > 5 and all(near(one["p"], tests[at]) and near(one["q"], q[at]) for one, at in found), "p and q are scipy's")


def numbers_of(document):
    """[(metric, slice, k, n, value, low, high, q)] that a record has to repeat of a document."""
    rows = []
    for grouping in document["groupings"]:
        for one in grouping.get("categories", []):
            name = one["category"], one["k"], one["n"]
            rows.append(("rate", *name, one["rate"], one["low"], one["high"], None))
            low, high = one["ratio_low"], one["ratio_high"]
            rows.append(("impact_ratio", *name, one["impact_ratio"], low, high, one["q"]))
        for group in grouping.get("groups", []):
            if "share" in group:
                rows.append(("share", group["group"], group["k"], document["n"], group["share"], group["low"], group["high"], None))
            rows += [(one["metric"], group["group"], one["k"], one["n"], one["value"], one["low"], one["high"], one["q"])
                     for one in group.get("metrics", []) if one["metric"] in document["family"]["metrics"]]
    return rows


def record_repeats(checks, folder):
    documents = {"impact": ["impact", "--sex", "sex", "--race", "race", "--score", "score"],
                 "dataset": ["dataset", "--attribute", "sex", "--attribute", "race"],
                 "model": ["model", "--label", "hired", "--prediction", "hired", "--group", "sex", "--group", "race"]}
    (folder / "evidence").mkdir()
    for name, (command, *flags) in documents.items():
        code, stdout, stderr = _assay.run("fairness", command, folder / "t.parquet", *flags, "--json")
        checks.equal((code, stderr), (0, ""), f"{name} is written")
        (folder / "evidence" / f"{name}.json").write_text(stdout)
    (folder / "record.yaml").write_text("record: {system: scorer, version: '1'}\n")
    table = "sha256:" + hashlib.sha256((folder / "t.parquet").read_bytes()).hexdigest()
    outs = []
    for out in ("one", "two"):
        code, _, stderr = _assay.run("fairness", "record", folder / "record.yaml", "--evidence", folder / "evidence", "--date",
                                     _assay.DATE, "--out", folder / out)
        checks.equal((code, stderr), (1, ""), "a record that states nothing misses something")
        outs.append({file.name: file.read_bytes() for file in (folder / out).iterdir()})
    checks.equal(outs[0], outs[1], "a record is written again byte by byte")
    for one in json.loads(outs[0]["record.json"])["evidence"]:
        text = (folder / "evidence" / one["file"]).read_bytes()
        checks.equal((one["digest"], one["data"]), ("sha256:" + hashlib.sha256(text).hexdigest(), table), f"{one['file']}: digests")
        rows = [(row["metric"], row["slice"], row["k"], row["n"], row["value"], row["low"], row["high"], row["q"]) for row in one["rows"]]
        checks.that(len(rows) > 5 and rows == numbers_of(json.loads(text)), f"{one['file']}: its numbers are repeated")


def main():
    checks, rng = _assay.Checks(), np.random.default_rng(144)
    with tempfile.TemporaryDirectory(prefix="impact.") as name:
        folder = Path(name)
        for count in (301, 5000):  # an odd and an even number of scores, with ties
            frame = people(rng, count)
            frame.to_csv(folder / "t.csv", index=False)
            frame.to_parquet(folder / "t.parquet", index=False)
            frame.to_json(folder / "t.jsonl", orient="records", lines=True)
            scored = frame.dropna(subset=["score"]).copy()
            median = scored["score"].median()
            scored["yes"] = scored["score"] > median
            documents = [audit(checks, folder / f"t.{ending}", "--score", "score") for ending in ("csv", "parquet", "jsonl")]
            for document in documents:
                said = document["median"]
                checks.that(near(said["score"], float(median)), f"the median is pandas': {said}")
                checks.equal((said["above"], document["assessed"], document["left_out"]),
                             (int(scored["yes"].sum()), len(scored), len(frame) - len(scored)), "above, assessed, left out")
                compare(checks, scored, document)
            selected = frame.assign(yes=frame["hired"] == 1)
            compare(checks, selected, audit(checks, folder / "t.csv", "--selected", "hired"))
        record_repeats(checks, folder)
        reason = "race==NHPI: so few, \"that\" nothing follows"
        excluded = audit(checks, folder / "t.csv", "--score", "score", "--exclude", reason, "--out", folder / "out")
        compare(checks, scored, excluded, excluded=[("=NHPI",)])
        with (folder / "out" / "impact.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        flat = [one for grouping in excluded["groupings"] for one in grouping["categories"]]
        checks.equal([(int(row["n"]), int(row["k"])) for row in rows], [(one["n"], one["k"]) for one in flat], "impact.csv is the document")
        checks.that(any(row["race"] == "'=NHPI" and row["state"] == "excluded" and row["exclusion"] for row in rows),
                    "an excluded category stays listed, and runs no formula")
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
