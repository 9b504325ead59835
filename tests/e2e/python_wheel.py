#!/usr/bin/env python3
"""The Python wheel: built, imported, and its numbers against SciPy's and pandas'.

    python_wheel.py [--fast]
"""
import argparse
import json
import math
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

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


HIRING = {("men", "old"): (90, 22, 16, 112), ("men", "young"): (50, 10, 10, 50), ("women", "old"): (60, 14, 40, 106),
          ("women", "young"): (3, 0, 4, 9)}


def hiring():
    """Rows of sex, age, label, prediction."""
    for (sex, age), counts in HIRING.items():
        for count, label, prediction in zip(counts, (1, 0, 1, 0), (1, 1, 0, 0)):
            yield from [(sex, age, label, prediction)] * count


def answers_as_the_program_does(checks, fairness, work):
    """The same documents from a file by the program and from a data frame by the wheel."""
    import pandas
    frame = pandas.DataFrame(list(hiring()), columns=["sex", "age", "y", "p"])
    table = work / "t.csv"
    frame.to_csv(table, index=False)
    code, stdout, stderr = _assay.run("fairness", "model", table, "--label", "y", "--prediction", "p", "--group", "sex", "--group",
                                      "age", "--intersections", "2", "--reference", "sex=men", "--json")
    checks.equal((code, stderr), (0, ""), "the program audits")
    theirs = json.loads(stdout)
    theirs.pop("table")
    checks.equal(fairness.audit_model(frame, label="y", prediction="p", groups=["sex", "age"], intersections=2,
                                      references={"sex": "men"}), theirs, "the audit of a model")
    policy = {"fairness": {"model": {"label": "y", "prediction": "p"},
                           "family": {"attributes": ["sex", "age"], "intersections": 2, "metrics": ["tpr", "fpr"]},
                           "gates": [{"id": "one", "metric": "tpr", "by": ["sex", "sex*age"], "max_difference": 0.05}],
                           "on_insufficient": "collect", "regression": {"max_worsening": 0.1}}}
    (work / "policy.yaml").write_text(json.dumps(policy))
    loose = json.loads(json.dumps(policy))
    loose["fairness"]["gates"][0]["max_difference"] = 1
    del loose["fairness"]["regression"]
    first = fairness.gate(loose, frame, date="2026-01-15")
    (work / "last.json").write_text(json.dumps(first.counts))
    code, stdout, stderr = _assay.run("fairness", "gate", work / "policy.yaml", table, "--date", "2026-01-15", "--against",
                                      work / "last.json", "--markdown", work / "s.md", "--freeze", work / "counts.json", "--json")
    checks.that(not (work / "counts.json").exists(), "what fails is no baseline")
    (work / "loose.yaml").write_text(json.dumps(loose))
    _assay.run("fairness", "gate", work / "loose.yaml", table, "--date", "2026-01-15", "--freeze", work / "counts.json")
    theirs = json.loads(stdout)
    checks.equal(theirs.pop("date"), "2026-01-15", "the day")
    theirs.pop("table")
    ours = fairness.gate(policy, frame, against=first.counts, date="2026-01-15")
    checks.equal(ours.document, theirs, "the gate")
    checks.equal(bool(ours), code == 0, "whether it passes")
    checks.equal(ours.markdown, (work / "s.md").read_text(), "the summary")
    checks.equal(first.counts, json.loads((work / "counts.json").read_text()), "the counts")
    checks.equal(ours.counts, None, "the counts of what fails")
    checks.equal(ours.verdict, "fail", "the verdict")


def people(rng, rows):
    """Rows of what an audit of scores, numbers, rankings or slices asks for; some lack something."""
    for i in range(rows):
        sex, label = rng.choice(["men", "women", None]), rng.randint(0, 1)
        score = round(min(1, max(0, 0.3 + 0.4 * label + rng.gauss(0, 0.2))), 2)
        price = rng.uniform(1, 900)
        yield {"sex": sex, "age": rng.choice([1, 2, 3]), "person": f"p{i // 3}", "query": f"q{i // 12}", "y": label,
               "p": int(score >= 0.5), "s": rng.choice([score, score, score, None]), "price": price,
               "guess": price + rng.gauss(0, 40) + 10 * (sex == "men"), "w": rng.choice([0.5, 1.0, 2.25]),
               "rank": rng.randint(1, 9), "worth": rng.choice([0.0, 1.0, 0.1])}


def boxes(rng, pictures, scored):
    for i in range(pictures):
        for _ in range(rng.randint(0 if scored else 1, 3)):
            x, y = rng.choice([0, 10, 20]) + 0.5, rng.choice([0, 10.25])
            yield {"image": f"i{i}", "a": x, "b": y, "c": x + 8, "d": y + rng.choice([8, 5]), "kind": rng.choice(["cat", "dog"]),
                   **({"s": rng.random()} if scored else {"sex": rng.choice(["m", "f"]), "crowd": int(rng.random() < 0.1)})}


def audits_as_the_program_does(checks, fairness, work):
    """Every audit's document, from a file by the program and from each kind of table by the wheel."""
    import pandas
    import polars
    import pyarrow
    rng = random.Random(SEED)
    group, by = ["--group", "sex", "--group", "age"], {"groups": ["sex", "age"]}
    pairs, drawn = {**by, "intersections": 2}, {"bootstrap": 50, "seed": 3}
    draws = ["--bootstrap", "50", "--seed", "3"]
    frames = {"people": pandas.DataFrame(list(people(rng, 720))).astype({"sex": object}),
              "truth": pandas.DataFrame(list(boxes(rng, 60, scored=False))),
              "detections": pandas.DataFrame(list(boxes(rng, 60, scored=True))),
              "pictures": pandas.DataFrame([{"image": f"i{i}", "video": f"v{i // 2}", "light": "day" if i % 3 else "night"}
                                            for i in range(60)])}
    for name, frame in frames.items():
        frame.to_csv(work / f"{name}.csv", index=False)
    tables = [("pandas", lambda frame: frame), ("polars", polars.from_pandas),
              ("pyarrow", lambda frame: pyarrow.Table.from_pandas(frame, preserve_index=False))]
    edges = {"image": "image", "box": ["a", "b", "c", "d"], "score": "s"}
    asked = [
        (fairness.audit_scores, "model", ["people"], {"label": "y", "score": "s", **pairs, **drawn, "metrics": ["tpr", "auc"],
                                                      "bins": 5, "references": {"age": 2}},
         ["--label", "y", "--score", "s", *group, "--intersections", "2", *draws, "--metric", "tpr", "--metric", "auc", "--bins", "5",
          "--reference", "age=2"]),
        (fairness.audit_scores, "model", ["people"], {"label": "y", "score": "s", "threshold": 0.7, "weight": "w", **by, **drawn,
                                                      "cluster": "person", "positive": 0},
         ["--label", "y", "--score", "s", "--threshold", "0.7", "--weight", "w", *group, *draws, "--cluster", "person", "--positive", "0"]),
        (fairness.audit_regression, "regression", ["people"], {"label": "price", "prediction": "guess", **pairs,
                                                               "references": {"sex": "women"}},
         ["--label", "price", "--prediction", "guess", *group, "--intersections", "2", "--reference", "sex=women"]),
        (fairness.audit_regression, "regression", ["people"], {"label": "price", "prediction": "guess", "weight": "w",
                                                               "cluster": "person", **by, **drawn},
         ["--label", "price", "--prediction", "guess", "--weight", "w", "--cluster", "person", *group, *draws]),
        (fairness.audit_ranking, "ranking", ["people"], {"query": "query", "score": "s", "relevance": "worth", "top": 3, **pairs},
         ["--query", "query", "--score", "s", "--relevance", "worth", "--top", "3", *group, "--intersections", "2"]),
        (fairness.audit_ranking, "ranking", ["people"], {"query": "query", "rank": "rank", **by, **drawn},
         ["--query", "query", "--rank", "rank", *group, *draws]),
        (fairness.find_slices, "slices", ["people"], {"label": "y", "score": "s", "metric": "fpr", **by, "depth": 1, "least_rows": 10,
                                                      "replicates": 99, "seed": 2},
         ["--label", "y", "--score", "s", "--metric", "fpr", *group, "--depth", "1", "--least-rows", "10", "--replicates", "99",
          "--seed", "2"]),
        (fairness.audit_detection, "detection", ["truth", "detections"], {**edges, "groups": ["sex"], "class_name": "kind",
                                                                          "ignore": "crowd", "ious": [0.5, 0.9], "min_score": 0.1},
         ["--image", "image", "--box", "a,b,c,d", "--score", "s", "--group", "sex", "--class", "kind", "--ignore", "crowd", "--iou",
          "0.5", "--iou", "0.9", "--min-score", "0.1"]),
        (fairness.audit_detection, "detection", ["truth", "detections", "pictures"],
         {**edges, "picture_groups": ["light"], "cluster": "video", **drawn, "references": {"light": "night"}},
         ["--image", "image", "--box", "a,b,c,d", "--score", "s", "--picture-group", "light", "--cluster", "video", *draws,
          "--reference", "night"])]
    for function, command, names, options, flags in asked:
        files = [work / f"{name}.csv" for name in names]
        pictures = ["--pictures", files.pop()] if len(files) == 3 else []
        code, stdout, stderr = _assay.run("fairness", command, *files, *pictures, *flags, "--json")
        checks.equal((code, stderr), (0, ""), f"assay fairness {command} {' '.join(flags)}")
        theirs = json.loads(stdout or "{}")
        for name in ("table", "truth", "detections", "pictures"):
            theirs.pop(name, None)
        for kind, made in tables:
            mine = [made(frames[name]) for name in names]
            more = {"pictures": mine.pop()} if len(mine) == 3 else {}
            checks.equal(function(*mine, **more, **options), theirs, f"{kind}: {function.__name__} {options}")


def the_guide_is_true(checks):
    """Its blocks of Python run, one after the other."""
    guide = (_assay.ROOT / "docs" / "guide" / "fairness-in-python.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    names = {}
    for block in blocks:
        exec(compile(block, "fairness-in-python.md", "exec"), names)
    checks.that(len(blocks) >= 2, "the guide has Python")


def says_what_is_wrong(checks, fairness):
    import datetime

    import pandas
    import pyarrow
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
                 "ValueError: row 2: '-2' in column 'w' is no weight: a weight is a number from 0 to 1e100", "a weight")
    checks.that("column 'day' has the Arrow type" in problem(fairness.count, frame, ["day"]), "a type")
    checks.that("ValueError" in problem(fairness.count, twice, ["label"]), "a name twice")
    checks.that(problem(fairness.count, [1, 2], ["label"]).startswith("TypeError: list is no table"), "no table")
    checks.that("ValueError" in problem(fairness.wilson, 3, 2), "more than all")
    checks.that("ValueError" in problem(fairness.wilson, 1, 2, 1.0), "certainty")
    checks.that("ValueError" in problem(fairness.benjamini_hochberg, [0.5, float("nan")]), "no p value")
    checks.equal(fairness.wilson(0, 0), None, "nothing of nothing")
    frame["p"] = ["yes", "no"]
    checks.that("name the positive value" in problem(fairness.audit_model, frame, label="label", prediction="p", groups=["w"]),
                "words")
    checks.equal(problem(fairness.audit_model, frame, label="label", groups=["w"]),
                 "ValueError: name either a prediction or a score", "neither")
    checks.that(problem(fairness.audit_model, frame, label="label", prediction="label", groups=["w"], metrics=[1])
                .startswith("ValueError: 'metrics'"), "a type")
    for name, value in (("bootstrap", 2**32 + 5), ("bootstrap", 5.9), ("seed", -1), ("seed", 2**70), ("intersections", 1.9)):
        options = {"bootstrap": 5, name: value}
        checks.that(problem(fairness.audit_model, frame, label="label", prediction="label", groups=["w"], **options)
                    == f"ValueError: '{name}' is no such number", f"{name}={value}")
    frame["n"] = [0.5, float("inf")]
    checks.equal(problem(fairness.audit_regression, frame, label="label", prediction="n", groups=["w"]),
                 "ValueError: row 2: 'inf' in column 'n' is no finite number", "a number")
    checks.equal(problem(fairness.audit_ranking, frame, query="label", groups=["w"]), "ValueError: name either a score or a rank",
                 "no order")
    checks.that("TypeError: list is no table" in problem(fairness.audit_regression, [], label="a", prediction="b", groups=["c"]), "rows")
    checks.equal(problem(fairness.audit_scores, frame, label="label", score="n", groups=["w"], bins=0),
                 "ValueError: reliability is of 1 to 1000 bins", "no bins")
    checks.equal(problem(fairness.audit_scores, frame, label="label", score="n", groups=["w"], metrics=["acu"]),
                 "ValueError: no metric 'acu'; did you mean 'auc'?", "a metric")
    checks.equal(problem(fairness.find_slices, frame, label="label", prediction="label", groups=["w"], metric="auc"),
                 problem(fairness.audit_model, frame, label="label", prediction="label", groups=["w"], metrics=["auc"]),
                 "a metric of scores")
    checks.equal(problem(fairness.audit_detection, frame, frame, image="label", box=["w"] * 3, score="n", groups=["p"]),
                 "ValueError: box names four columns: xmin, ymin, xmax, ymax", "three edges")
    checks.that(problem(fairness.audit_detection, frame, frame, image="label", box=["w"] * 4, score="n", groups=["p"])
                .startswith("ValueError: truth: row 1: a box from x 1 to 1"), "what row of what")
    checks.equal(problem(fairness.audit_detection, frame, frame, image="label", box=["w"] * 4, score="n"),
                 "ValueError: name groups of boxes or picture_groups", "no groups")
    checks.equal(problem(fairness.wilson, 2**62, 2**62),
                 "ValueError: a proportion is k of n with 0 <= k <= n <= 2^53", "more than can be counted")
    used = pyarrow.table({"a": ["x"]}).__arrow_c_stream__()
    pyarrow.RecordBatchReader._import_from_c_capsule(used)
    checks.equal(problem(fairness.count, type("Used", (), {"__arrow_c_stream__": lambda self: used})(), ["a"]),
                 "ValueError: the Arrow stream was used up before", "a stream that was read")
    odd = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0, 10**9]), pyarrow.array(["a", "b"]), safe=False)
    checks.that("has an index that its dictionary" in problem(fairness.count, pyarrow.table({"a": odd}), ["a"]), "an index")
    latin = pyarrow.table({"a": pyarrow.array([b"\xff"]).view(pyarrow.string())})
    checks.that("not UTF-8" in problem(fairness.count, latin, ["a"]), "Latin-1")
    checks.equal(problem(fairness.gate, {"fairness": {"gats": 1}}, frame),
                 "ValueError: fairness: no key 'gats'; did you mean 'gates'?", "a policy")


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
    with tempfile.TemporaryDirectory(prefix="assay.") as name:
        answers_as_the_program_does(checks, fairness, Path(name))
        audits_as_the_program_does(checks, fairness, Path(name))
    the_guide_is_true(checks)
    says_what_is_wrong(checks, fairness)
    sys.exit(checks.finish())


if __name__ == "__main__":
    main()
