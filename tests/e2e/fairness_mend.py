#!/usr/bin/env python3
"""Weights make a label independent of the group, and copies nearly so, as numpy says of the same rows, whatever the table's format.

    fairness_mend.py [--fast]

Tables are made with groups of all sizes, missing values and several labels. Weights must be those of the formula within 1e-12, in the
order of the rows; the parity difference that numpy finds in the weighted rows must be 0 within 1e-12.
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
    return checks.finish()


if __name__ == "__main__":
    raise SystemExit(main())
