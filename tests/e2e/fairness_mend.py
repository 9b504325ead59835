#!/usr/bin/env python3
"""What mends a gap does what numpy and scipy say of the same rows, whatever the table's format.

    fairness_mend.py [--fast]

Tables are made with groups of all sizes, missing values and several labels. Weights must be those of the formula within 1e-12, in the
order of the rows; the parity difference that numpy finds in the weighted rows must be 0 within 1e-12. Thresholds by group must reach the
optimum of a linear programme over all draws between thresholds, and keep the constraint on the rows they were fitted to.
"""
import argparse
import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scipy import optimize

import _assay

ENDINGS = ("csv", "jsonl", "parquet")


def table_of(rng, count, labels):
    """Group columns, a label that depends on them, weights and a key; None where there is no value."""
    sex = rng.choice(["f", "m", "x", None], count, p=[.45, .45, .05, .05])
    age = rng.choice([1, 2], count)
    label = (rng.random(count) * labels + 0.7 * (sex == "m")).astype(int) % labels
    return pd.DataFrame({"key": [f"k,{i}" for i in range(count)], "sex": sex, "age": age,
                         "y": [None if rng.random() < 0.01 else f"c{one}" for one in label],
                         "w": np.round(rng.gamma(2, 1, count), 3)})


def write(frame, folder, ending):
    file = folder / f"t.{ending}"
    if ending == "csv":
        frame.to_csv(file, index=False)
    elif ending == "jsonl":
        frame.to_json(file, orient="records", lines=True)
    else:
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file)
    return file


def factors(frame, weight):
    """P(g) P(y) / P(g, y) of each labelled row, as numpy sums it."""
    group = frame["sex"].fillna("unknown").astype(str) + "|" + frame["age"].astype(str)
    known = frame["y"].notna().to_numpy()
    sums = lambda *keys: weight[known].groupby([key[known] for key in keys]).transform("sum")
    factor = sums(group) / weight[known].sum() * sums(frame["y"]) / sums(group, frame["y"])
    return group, known, factor


def parity(group, label, weight):
    """The widest gap of any label's weighted share between groups."""
    shares = weight.groupby([label, group]).sum() / weight.groupby(group).sum()
    return max(float(one.max() - one.min()) for _, one in shares.groupby(level=0))


def read(file, ending):
    return pd.read_csv(file) if ending == "csv" else pq.read_table(file).to_pandas()


def reweigh(checks, file, *flags):
    code, stdout, stderr = _assay.run("fairness", "reweigh", file, "--label", "y", "--group", "sex", "--group", "age", "--json", *flags)
    checks.equal((code, stderr), (0, ""), f"{file.name} is weighed: {flags}")
    return json.loads(stdout) if code == 0 else None


def weights_are_numpys(checks, frame, folder, ending, weighted):
    file = write(frame, folder, ending)
    weight = frame["w"] if weighted else pd.Series(1.0, frame.index)
    group, known, factor = factors(frame, weight)
    flags = ["--weight", "w"] if weighted else []
    out = folder / ("rows.csv" if ending == "csv" else "rows.parquet")
    document = reweigh(checks, file, *flags, "--rows", "--key", "key", "--out", out)
    rows = read(out, out.suffix[1:])
    where = f"{len(frame)} rows of {ending}{', weighted' if weighted else ''}"
    checks.equal(list(rows["key"]), list(frame["key"]), f"{where}: the rows are in their order")
    checks.equal(list(rows["weight"].isna()), list(~known), f"{where}: what has no label has no weight")
    mine = rows["weight"][known]
    checks.that(np.allclose(mine, factor * weight[known], rtol=1e-12, atol=0), f"{where}: the weights are the formula's")
    checks.that(parity(group[known], frame["y"][known], mine) < 1e-12, f"{where}: weighted, no label depends on the group")
    gaps = [one["before"] for one in document["parity_difference"]]
    checks.that(math.isclose(max(gaps), parity(group[known], frame["y"][known], weight[known]), rel_tol=1e-9), f"{where}: parity before")
    checks.that(all(one["weighted"] < 1e-12 for one in document["parity_difference"]), f"{where}: parity after, as it says itself")
    kish = float(mine.sum() ** 2 / (mine ** 2).sum())
    checks.that(math.isclose(document["effective_rows"]["after"], kish, rel_tol=1e-9), f"{where}: effective rows")


def copies_are_the_cells(checks, frame, folder):
    file = write(frame, folder, "parquet")
    document = reweigh(checks, file, "--rows", "--resample", "--seed", "5", "--out", folder / "copies.parquet")
    copies = pq.read_table(folder / "copies.parquet").to_pandas()["copies"]
    group, known, _ = factors(frame, pd.Series(1.0, frame.index))
    checks.equal(int(copies[~known].sum()), 0, "what has no label is not copied")
    said = {("|".join(one["group"][:2]), cell["label"]): cell["copies"] for one in document["groups"] for cell in one["cells"]}
    checks.equal(copies[known].groupby([group[known], frame["y"][known]]).sum().to_dict(), said, "each cell has its copies")
    spread = copies[known].groupby([group[known], frame["y"][known]]).agg(lambda one: one.max() - one.min())
    checks.that(spread.max() <= 1, "rows of a cell differ by one copy at most")
    after = parity(group[known], frame["y"][known], copies[known].astype(float))
    checks.that(math.isclose(max(one["resampled"] for one in document["parity_difference"]), after, rel_tol=1e-9, abs_tol=1e-15),
                "parity of the copies is what it says")


def scores_of(rng, count, groups):
    """Labels, scores that tell more of some groups than of others, and a mark of what is held out."""
    group = rng.choice(groups, count)
    label = rng.random(count) < 0.3 + 0.1 * group
    score = np.clip(0.5 + (label - 0.5) * (0.5 - 0.1 * group) - 0.05 * group + rng.normal(0, 0.15, count), 0, 1)
    return pd.DataFrame({"group": [f"g{one}" for one in group], "label": label.astype(int), "score": np.round(score, 2),
                         "test": rng.random(count) < 0.4})


RATES = {"demographic_parity": ["selected"], "equalized_odds": ["tpr", "fpr"], "equal_opportunity": ["tpr"], "fpr_parity": ["fpr"]}


def points_of(rows):
    """Every threshold of a group: what it selects, and how many of each label."""
    thresholds = [math.inf, *sorted(rows["score"].unique())]
    tp, fp = (np.array([(rows["score"][rows["label"] == label] >= one).sum() for one in thresholds]) for label in (1, 0))
    return {"tp": tp, "fp": fp, "tpr": tp / (rows["label"] == 1).sum(), "fpr": fp / (rows["label"] == 0).sum(),
            "selected": (tp + fp) / len(rows)}


def optimum(groups, rates, positives, negatives, balanced):
    """The best objective of all draws between thresholds that keep the rates equal."""
    points = [points_of(rows) for rows in groups]
    sizes = [len(one["tp"]) for one in points]
    per_tp, per_fp = (0.5 / positives, 0.5 / negatives) if balanced else (1 / (positives + negatives),) * 2
    gain = np.concatenate([per_tp * one["tp"] - per_fp * one["fp"] for one in points])
    begin = np.cumsum([0, *sizes])
    lines, wanted = [], []
    for g in range(len(points)):
        line = np.zeros(begin[-1])
        line[begin[g]:begin[g + 1]] = 1
        lines.append(line)
        wanted.append(1)
        for rate in rates if g else []:
            line = np.zeros(begin[-1])
            line[:begin[1]] = -points[0][rate]
            line[begin[g]:begin[g + 1]] = points[g][rate]
            lines.append(line)
            wanted.append(0)
    found = optimize.linprog(-gain, A_eq=np.array(lines), b_eq=wanted, method="highs")
    return (0.5 if balanced else negatives / (positives + negatives)) - found.fun


def chance_of_yes(rule, score):
    by_score = sum(part["chance"] * (score >= float(part["threshold"])) for part in rule["thresholds"])
    return rule["lot"] * rule["lot_yes"] + (1 - rule["lot"]) * by_score


def thresholds_are_optimal(checks, frame, file, constraint, objective):
    code, stdout, stderr = _assay.run("fairness", "thresholds", file, "--label", "label", "--score", "score", "--group", "group",
                                      "--constraint", constraint, "--objective", objective, "--holdout", "test", "--json")
    checks.equal((code, stderr), (0, ""), f"{file.name}: {constraint} is tried")
    document, where = json.loads(stdout), f"{file.name}: {constraint}, {objective}"
    fitted, held = frame[~frame["test"]], frame[frame["test"]]
    checks.equal(document["rows"], {"fitted": len(fitted), "held_out": len(held), "left_out": 0}, f"{where}: rows")
    groups = [fitted[fitted["group"] == one["group"][0]] for one in document["groups"]]
    positives = int(fitted["label"].sum())
    best = optimum(groups, RATES[constraint], positives, len(fitted) - positives, objective == "balanced_accuracy")
    checks.that(math.isclose(document["fit"]["objective"], best, abs_tol=1e-9), f"{where}: {document['fit']} against {best}")
    for rate in RATES[constraint]:
        values = []
        for rows, one in zip(groups, document["groups"]):
            yes = chance_of_yes(one["rule"], rows["score"].to_numpy())
            who = {"tpr": rows["label"] == 1, "fpr": rows["label"] == 0, "selected": rows["label"] >= 0}[rate]
            values.append(yes[who.to_numpy()].mean())
        checks.that(np.ptp(values) < 1e-9, f"{where}: {rate} of all groups is one: {values}")
    plain = held["score"] >= document["threshold"]
    accuracy = document["plain"]["overall"]["metrics"][1]
    checks.equal((accuracy["metric"], accuracy["k"]), ("accuracy", int((plain == held["label"]).sum())), f"{where}: one threshold")
    for one, said in zip(document["groups"], document["by_group"]["groups"]):
        rows = held[held["group"] == one["group"][0]]
        yes = chance_of_yes(one["rule"], rows["score"].to_numpy())
        off = said["metrics"][0]["k"] - yes.sum()
        checks.that(abs(off) <= 6 * math.sqrt((yes * (1 - yes)).sum()) + 1e-9, f"{where}: the lots of {one['group']} are off by {off}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="smaller tables")
    args = parser.parse_args()
    checks, rng = _assay.Checks(), np.random.default_rng(8)
    with tempfile.TemporaryDirectory(prefix="mend.") as name:
        for count, labels in ((400, 2), (3000, 3)) if args.fast else ((400, 2), (3000, 3), (200_000, 2)):
            frame = table_of(rng, count, labels)
            for ending in ENDINGS:
                for weighted in (False, True):
                    weights_are_numpys(checks, frame, Path(name), ending, weighted)
            copies_are_the_cells(checks, frame, Path(name))
        for count, groups in ((600, 2), (4000, 4)):
            frame = scores_of(rng, count, groups)
            for ending in ENDINGS:
                file = write(frame, Path(name), ending)
                for constraint in RATES:
                    for objective in ("accuracy", "balanced_accuracy"):
                        thresholds_are_optimal(checks, frame, file, constraint, objective)
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
