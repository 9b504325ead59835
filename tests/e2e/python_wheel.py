#!/usr/bin/env python3
"""The Python wheel: built, imported, and its numbers against SciPy's and pandas'.

    python_wheel.py [--fast]
"""
import argparse
import math
import random
import subprocess
import sys
from collections import Counter

import _assay
import _wheel

SEED = 1


def stands_alone(checks, site):
    """The wheel needs no library of ours beside it, and reads no files by itself."""
    native = next((site / "assay").glob("_native*.so"))
    listed = subprocess.run(["readelf", "-d", str(native)], capture_output=True, text=True, check=True).stdout
    checks.that("libstdc++" in listed and "duckdb" not in listed, "no DuckDB in the wheel")


def agrees_with_scipy(checks, fairness, trials):
    from scipy import stats
    rng = random.Random(SEED)
    for _ in range(trials):
        n1, n2 = rng.choice([3, 40, 900]), rng.choice([5, 60, 4000])
        k1, k2 = rng.randint(0, n1), rng.randint(0, n2)
        table = [[k1, n1 - k1], [k2, n2 - k2]]
        wanted = stats.fisher_exact(table)[1]
        checks.that(math.isclose(fairness.fisher_exact(k1, n1, k2, n2), wanted, rel_tol=1e-9, abs_tol=1e-300),
                    f"Fisher's p of {table}")
        for method, interval in (("wilson", fairness.wilson), ("exact", fairness.clopper_pearson)):
            low, high = interval(k1, n1)
            other = stats.binomtest(k1, n1).proportion_ci(0.95, method)
            checks.that(math.isclose(low, other.low, abs_tol=1e-12) and math.isclose(high, other.high, abs_tol=1e-12),
                        f"{method} of {k1} of {n1}")
    p_values = [rng.random() ** 3 for _ in range(trials)]
    for ours, theirs in zip(fairness.benjamini_hochberg(p_values), stats.false_discovery_control(p_values)):
        checks.that(math.isclose(ours, theirs, rel_tol=1e-12), "q of Benjamini and Hochberg")


def counts_every_kind_of_table(checks, fairness, rows):
    import pandas
    import polars
    import pyarrow
    rng = random.Random(SEED)
    groups = ["a", "b", "a group with a longer name", "", None]
    data = {"group": [rng.choice(groups) for _ in range(rows)],
            "label": [rng.randint(0, 1) for _ in range(rows)],
            "score": [rng.choice([0.25, 1.0, float("nan")]) for _ in range(rows)],
            "is_new": [rng.random() < 0.3 for _ in range(rows)],
            "weight": [rng.choice([0.5, 2]) for _ in range(rows)]}
    columns = ["group", "label", "score", "is_new"]

    def text(value):
        if value is None or value != value:
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    wanted, weights = Counter(), Counter()
    for row in zip(*(data[column] for column in columns), data["weight"]):
        key = tuple(map(text, row[:-1]))
        wanted[key] += 1
        weights[key] += row[-1]
    frame = pandas.DataFrame(data)
    arrow = pyarrow.table(data)
    tables = {"pandas": frame, "pandas, categories": frame.assign(group=frame["group"].astype("category")),
              "polars": polars.DataFrame(data, strict=False),
              "polars, categories": polars.DataFrame(data, strict=False).with_columns(
                  polars.col("group").cast(polars.Categorical)),
              "pyarrow": arrow, "pyarrow, in pieces": pyarrow.concat_tables([arrow.slice(0, 77), arrow.slice(77)]),
              "pyarrow, a stream": pyarrow.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(100)),
              "pyarrow, large text": arrow.set_column(0, "group", arrow["group"].cast(pyarrow.large_string()))}
    for name, table in tables.items():
        counted = fairness.count(table, columns, weight="weight")
        checks.equal({tuple(values): n for values, n, _ in counted}, dict(wanted), f"{name}: rows")
        checks.equal({tuple(values): w for values, _, w in counted}, dict(weights), f"{name}: weights")


def says_what_is_wrong(checks, fairness):
    import datetime

    import pandas
    frame = pandas.DataFrame({"label": [1, 0], "w": [1.0, -2.0], "day": [datetime.date(2026, 1, 1)] * 2})
    twice = pandas.DataFrame([[1, 2]], columns=["label", "label"])

    def problem(function, *arguments, **options):
        try:
            function(*arguments, **options)
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return "nothing"

    checks.equal(problem(fairness.count, frame, ["labl"]), "ValueError: no column 'labl'; did you mean 'label'?", "a name")
    checks.equal(problem(fairness.count, frame, ["label"], weight="w"),
                 "ValueError: row 2: '-2' in column 'w' is no weight: weights are finite and not negative", "a weight")
    checks.that("column 'day' has the Arrow type" in problem(fairness.count, frame, ["day"]), "a type")
    checks.that("ValueError" in problem(fairness.count, twice, ["label"]), "a name twice")
    checks.that(problem(fairness.count, [1, 2], ["label"]).startswith("TypeError: list is no table"), "no table")
    checks.that("ValueError" in problem(fairness.wilson, 3, 2), "more than all")
    checks.that("ValueError" in problem(fairness.wilson, 1, 2, 1.0), "certainty")
    checks.that("ValueError" in problem(fairness.benjamini_hochberg, [0.5, float("nan")]), "no p value")
    checks.equal(fairness.wilson(0, 0), None, "nothing of nothing")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="fewer trials")
    args = parser.parse_args()
    checks = _assay.Checks()
    site = _wheel.install()
    from assay import fairness
    stands_alone(checks, site)
    agrees_with_scipy(checks, fairness, 50 if args.fast else 500)
    counts_every_kind_of_table(checks, fairness, 1_000 if args.fast else 50_000)
    says_what_is_wrong(checks, fairness)
    sys.exit(checks.finish())


if __name__ == "__main__":
    main()
