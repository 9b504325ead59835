#!/usr/bin/env python3
"""Monitors and scorers of the wheel: the answers of the program over the same rows, however they came.

    python_monitor.py [--fast]
"""
import argparse
import copy
import json
import sys
import tempfile
from pathlib import Path

import _assay
import _wheel
import numpy as np

SEED = 1
DAY = "2026-01-15"
POLICY = {"fairness": {"model": {"label": "label", "prediction": "prediction"},
                       "family": {"attributes": ["sex", "age"], "intersections": 2, "metrics": ["tpr", "selection_rate"]},
                       "gates": [{"id": "recall", "metric": "tpr", "by": ["sex", "sex*age"], "max_difference": 0.2}],
                       "on_insufficient": "warn"}}


def changed(model=None, **members):
    """The policy with another model or other members."""
    policy = copy.deepcopy(POLICY)
    policy["fairness"].update(members)
    policy["fairness"]["model"] = model or policy["fairness"]["model"]
    return policy


def rows(count, seed=SEED, unfair=0.3):
    """A data frame of label, prediction, score, sex, age; some of each missing."""
    import pandas
    rng = np.random.default_rng(seed)
    sex = rng.choice(["men", "women"], count)
    label = rng.integers(0, 2, count)
    score = np.clip(0.5 * label + rng.random(count) * 0.6 - unfair * (sex == "women"), 0, 1).astype(np.float32)
    missing = rng.random((4, count)) < 0.02
    score[missing[0]] = np.nan
    frame = pandas.DataFrame({"label": np.where(missing[1], np.nan, label), "score": score,
                              "prediction": np.where(np.isnan(score), np.nan, score >= np.float32(0.45)),
                              "sex": np.where(missing[2], None, sex), "age": rng.choice(["old", "young"], count)})
    frame.loc[missing[3], "age"] = None
    return frame


def by_the_program(work, command, frame, *flags, policy=None):
    """(exit code, the document without what only the program knows) of the same rows in a file."""
    frame.to_csv(work / "t.csv", index=False)
    if policy:
        (work / "policy.yaml").write_text(json.dumps(policy))
    code, stdout, stderr = _assay.run("fairness", command, *([work / "policy.yaml"] if policy else []), work / "t.csv", "--json", *flags)
    if stderr:
        sys.exit(stderr)
    document = json.loads(stdout)
    document.pop("table")
    if policy:
        document.pop("date")
    return code, document


def filled(monitor, frame, batch, said="prediction"):
    for at in range(0, len(frame), batch):
        part = frame.iloc[at:at + batch]
        monitor.update(part["label"].to_numpy(), part[said].to_numpy(), part[["sex", "age"]])
    return monitor


def answers_as_the_program_does(checks, monitor_module, work, count):
    frame = rows(count)
    groups = ("--group", "sex", "--group", "age")
    monitor = filled(monitor_module.FairnessMonitor(["sex", "age"]), frame, 97)
    _, theirs = by_the_program(work, "model", frame, "--label", "label", "--prediction", "prediction", *groups, "--intersections", "2")
    checks.equal(monitor.compute(intersections=2), theirs, "the audit")
    checks.equal(monitor.rows, count, "rows")
    for limit in (0.2, 0.9):
        policy = changed(gates=[{**POLICY["fairness"]["gates"][0], "max_difference": limit}])
        code, theirs = by_the_program(work, "gate", frame, "--date", DAY, policy=policy)
        result = monitor.gate(policy, date=DAY)
        checks.equal((result.document, bool(result)), (theirs, code == 0), f"the gate at {limit}")
    scored = filled(monitor_module.FairnessMonitor(["sex", "age"], threshold=0.45, prediction="score"), frame, 97, "score")
    _, theirs = by_the_program(work, "model", frame, "--label", "label", "--score", "score", "--threshold", "0.45", *groups)
    theirs.pop("scores")  # of the scores themselves: counts do not keep them
    checks.equal(scored.compute(), theirs, "the audit of scores")
    policy = changed({"label": "label", "score": "score", "threshold": 0.45})
    code, theirs = by_the_program(work, "gate", frame, "--date", DAY, policy=policy)
    checks.equal(scored.gate(policy, date=DAY).document, theirs, "the gate of scores")


class Elsewhere:
    """Only `__dlpack__`, as an array of a library that is not NumPy's."""

    def __init__(self, values):
        self.values = np.ascontiguousarray(values)

    def __dlpack__(self, **options):
        return self.values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.values.__dlpack_device__()


class Tensor:
    """The manners of a tensor on an accelerator, with a gradient."""

    def __init__(self, values, place="gpu, graph", dtype="float32"):
        self.values, self.place, self.dtype = values, place, dtype

    def detach(self):
        return Tensor(self.values, self.place.replace(", graph", ""), self.dtype)

    def cpu(self):
        return Tensor(self.values, "cpu" if "graph" not in self.place else self.place, self.dtype)

    def float(self):
        return Tensor(self.values, self.place, "float32")

    def __array__(self, dtype=None, copy=None):
        if self.place != "cpu" or self.dtype != "float32":
            raise TypeError(f"no conversion from {self.place}, {self.dtype}")
        return self.values


def kinds_of_arrays():
    kinds = {"NumPy": np.asarray, "lists": lambda values: values.tolist(), "(n, 1)": lambda values: values[:, None],
             "DLPack": Elsewhere, "a tensor elsewhere": Tensor, "bfloat16": lambda values: Tensor(values, dtype="torch.bfloat16")}
    try:
        import torch
        kinds |= {"torch": torch.tensor, "torch, a graph": lambda values: torch.tensor(values, dtype=torch.float64, requires_grad=True),
                  "torch, bfloat16": lambda values: torch.tensor(values).bfloat16()}
        if torch.cuda.is_available():
            kinds["torch, cuda"] = lambda values: torch.tensor(values, device="cuda")
    except ImportError:
        pass
    return kinds


def takes_every_kind_of_array(checks, FairnessMonitor):
    rng = np.random.default_rng(SEED)
    label, said, sex, age = (rng.integers(0, 2, 500) for _ in range(4))
    score = rng.choice([0.25, 0.5, 0.75, np.nan], 500)
    names = {"sex": ["men", "women"], "age": ["old", "young"]}
    by_name = {name: np.array(names[name])[codes] for name, codes in (("sex", sex), ("age", age))}
    wanted = FairnessMonitor(["sex", "age"], threshold=0.5).update(label, score, by_name).compute()
    plain = FairnessMonitor(["sex", "age"]).update(label, said, by_name).compute()
    kinds = kinds_of_arrays()
    if "torch" not in kinds:
        checks.skip("no torch here: what it has in common with others was tried")
    for name, kind in kinds.items():
        whole = name not in ("torch, a graph", "torch, bfloat16", "torch, cuda")
        codes = {"sex": kind(sex), "age": kind(age)} if whole else by_name
        one = FairnessMonitor(names if whole else list(names), threshold=0.5).update(kind(label), kind(score), codes)
        checks.equal(one.compute(), wanted, f"{name}: scores")
        if whole:
            checks.equal(FairnessMonitor(names).update(kind(label), kind(said), codes).compute(), plain, f"{name}: predictions")
    stacked = FairnessMonitor(names).update(label, said, np.stack([sex, age], axis=1))
    checks.equal(stacked.compute(), plain, "groups as one array")
    masked = FairnessMonitor(["sex", "age"]).update(label == 1, np.ma.array(said, mask=score == 0.25), by_name)
    left_out = sum(group["left_out"] for group in masked.compute()["groupings"][0]["groups"])
    checks.equal(left_out, int((score == 0.25).sum()), "masked values are none")
    many = FairnessMonitor({"site": [f"site {i}" for i in range(256)]}).update([1, 0], [1, 1], np.array([0, 255], np.uint8))
    checks.equal([values[2] for values, _ in many.state_dict()["counts"]], ["site 255", "site 0"], "the last of 256 codes")
    import pandas
    nullable = FairnessMonitor(["sex", "age"], threshold=0.5).update(label, pandas.array(score, dtype="Float64"), by_name)
    checks.equal(nullable.compute(), wanted, "scores with pandas' NA")
    unknown = FairnessMonitor({"sex": ["men", "women"]}).update(label, said, np.where(age == 0, sex, -1))
    checks.equal([group["group"] for group in unknown.compute()["groupings"][0]["groups"]], [["men"], ["unknown"], ["women"]],
                 "-1 is unknown")


def counts_are_all_it_keeps(checks, FairnessMonitor, count):
    import pickle
    frame = rows(count)
    whole = filled(FairnessMonitor(["sex", "age"]), frame, count)
    checks.equal(filled(FairnessMonitor(["sex", "age"]), frame, 13).compute(), whole.compute(), "batches of any size")
    backwards = filled(FairnessMonitor(["sex", "age"]), frame.iloc[::-1], 50)
    checks.equal(backwards.compute(), whole.compute(), "rows in any order")
    size = len(pickle.dumps(whole))
    filled(whole, frame, 500)
    checks.that(len(pickle.dumps(whole)) < size + 1000 and whole.rows == 2 * count, "twice the rows need no more memory")
    halves = [filled(FairnessMonitor(["sex", "age"]), part, 50) for part in (frame.iloc[:count // 3], frame.iloc[count // 3:])]
    whole.reset()
    checks.equal(whole.rows, 0, "reset")
    checks.equal(halves[0].merge(pickle.loads(pickle.dumps(halves[1]))).compute(), backwards.compute(), "merged")
    other = FairnessMonitor(["sex", "age"])
    other.load_state_dict(json.loads(json.dumps(halves[0].state_dict())))
    checks.equal((other.compute(), other.state_dict()), (backwards.compute(), halves[0].state_dict()), "loaded from JSON")


def ends_of_epochs(checks, FairnessMonitor):
    fair, unfair, few = rows(6000, unfair=0), rows(6000), rows(40)
    monitor = FairnessMonitor(["sex", "age"])
    told = []
    for frame in (fair, unfair, few, unfair, unfair):
        end = filled(monitor, frame, 500).on_epoch_end(POLICY, patience=2, date=DAY)
        told.append((end.verdict, end.stop))
        checks.equal(monitor.rows, 0, "the next epoch begins anew")
        resumed = FairnessMonitor(["sex", "age"])
        resumed.load_state_dict(monitor.state_dict())
        monitor = resumed
    checks.equal(told, [("pass", False), ("fail", False), ("insufficient", False), ("fail", False), ("fail", True)],
                 "two fails in a row stop it, also over a checkpoint")
    end = filled(FairnessMonitor(["sex", "age"]), fair, 500).on_epoch_end(POLICY, stop_on="pass", date=DAY)
    checks.that(end.stop and end.gate.counts is not None, "or a pass")


def says_what_is_wrong(checks, fairness, FairnessMonitor, scoring):
    monitor = FairnessMonitor({"sex": ["men", "women"]}, threshold=0.5)
    monitor.update([1, 0], [0.7, 0.2], [0, 1])

    def message(function, *arguments, **options):
        try:
            function(*arguments, **options)
        except (TypeError, ValueError) as error:
            return str(error)
        return "nothing"

    before = monitor.state_dict()
    checks.that("columns of different lengths" in message(monitor.update, [1, 0], [0.7], [0, 1]), "lengths")
    checks.that("from -1 to 1" in message(monitor.update, [1], [0.7], [2]), "a code without a name")
    checks.that("from -1 to 1" in message(monitor.update, [1], [0.7], ["men"]), "a name for a code")
    checks.that("shape (1, 2)" in message(monitor.update, [1], [[0.7, 0.3]], [0]), "two scores a row")
    checks.that("no group column 'sex'" in message(monitor.update, [1], [0.7], {"age": [1]}), "a column")
    checks.that("not counted" in message(monitor.update, [b"x"], [0.7], [0]), "bytes")
    checks.that("convert" in message(monitor.update, [1], ["high"], [0]), "a word for a score")
    checks.equal(monitor.state_dict(), before, "what is refused counts nothing")
    checks.equal(monitor.update([], [], []).state_dict(), before, "an empty batch")
    policy = {"fairness": {"model": {"label": "label", "score": "prediction", "threshold": 0.6},
                           "family": {"attributes": ["sex"], "metrics": ["tpr"]},
                           "gates": [{"id": "a", "metric": "tpr", "by": "sex", "max_difference": 0.1}]}}
    checks.that("asked for 0.6" in message(monitor.gate, policy), "another threshold")
    policy["fairness"]["model"] = {"label": "y", "score": "prediction", "threshold": 0.5}
    checks.that("counts no 'y'" in message(monitor.gate, policy), "another label")
    checks.that("can be merged" in message(monitor.merge, FairnessMonitor(["sex"])), "another monitor")
    checks.that("of other columns" in message(monitor.load_state_dict, FairnessMonitor(["sex"]).state_dict()), "another's state")
    for counts in ([[["1", "1"], 2]], [[["1", "1", "men"], -2]], [[["1", 1, "men"], 2]]):
        checks.that("else than counts" in message(monitor.load_state_dict, {**before, "counts": counts}), f"a state of {counts}")
    for streak in ("x", -1, None, True):
        checks.that("'streak'" in message(monitor.load_state_dict, {**before, "streak": streak}), f"a streak of {streak}")
    checks.that("threshold is nan" in message(FairnessMonitor, ["sex"], threshold=float("nan")), "no threshold")
    checks.that("threshold is inf" in message(fairness.audit_model, {}, label="a", score="b", threshold=float("inf"), groups=["c"]),
                "nor this")
    checks.equal(monitor.state_dict(), before, "it keeps its own")
    checks.that("names that differ" in message(FairnessMonitor, ["label"]), "a name twice")
    checks.that("no key 'gats'" in message(scoring.gate_scorer, {"fairness": {"gats": 1}}), "a policy")
    checks.that("more than 1000000" in message(
        FairnessMonitor("sex").update, np.arange(1_000_001), np.zeros(1_000_001), np.zeros(1_000_001)), "scores without a threshold")
    for counts in ([(("1", "1"), 1)], [(("1", "1", "a"), -1)], [(("1", "1", "a"), 2**53), (("0", "1", "a"), 1)]):
        counted = type("Counted", (), {"__assay_counts__": lambda self, columns, threshold, counts=counts: counts})()
        checks.that("no counts of these" in message(fairness.audit_model, counted, label="a", prediction="b", groups=["c"]),
                    f"counts {counts}")


def scores_as_the_program_does(checks, scoring, work, count):
    """cross_validate and GridSearchCV over a gate, beside the program on the rows of each fold."""
    import pandas
    import polars
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, KFold, cross_validate
    rng = np.random.default_rng(SEED)
    frame = pandas.DataFrame({"x": rng.normal(size=count), "sex": rng.integers(0, 2, count), "age": rng.integers(0, 2, count)})
    frame["other"] = frame["x"] + 1.5 * frame["sex"]
    y = (frame["x"] + rng.normal(size=count) > 0).astype(int)

    class Only(LogisticRegression):
        """Looks at some columns."""

        def __init__(self, columns=("x",), C=1.0):
            super().__init__(C=C)
            self.columns = columns

        def fit(self, X, y):
            return super().fit(self.seen(X), y)

        def predict(self, X):
            return super().predict(self.seen(X))

        def predict_proba(self, X):
            return super().predict_proba(self.seen(X))

        def seen(self, X):
            return np.column_stack([np.asarray(X[name]) for name in self.columns])

    words = y.map({1: "yes", 0: "no"})
    of_words = {"label": "label", "score": "score", "threshold": 0.5, "positive": "yes"}
    folds = KFold(3, shuffle=True, random_state=SEED)
    told = set()
    for truth, policy in ((y, POLICY), (words, changed(of_words)), (y, changed(on_insufficient="fail"))):
        for columns in (("x",), ("other",)):
            for size in (count, 150):
                X, labels = frame.iloc[:size], truth.iloc[:size]
                scorer = scoring.gate_scorer(policy, date=DAY)
                found = cross_validate(Only(columns), X, labels, cv=folds, scoring={"gate": scorer, "accuracy": "accuracy"},
                                       return_estimator=True, return_indices=True, error_score="raise")
                for score, fitted, rows_ in zip(found["test_gate"], found["estimator"], found["indices"]["test"]):
                    part = X.iloc[rows_]
                    said = {"prediction": fitted.predict(part)} if truth is y else {"score": fitted.predict_proba(part)[:, 1]}
                    code, document = by_the_program(work, "gate", part.assign(label=labels.iloc[rows_], **said), "--date", DAY,
                                                    policy=policy)
                    wanted = 0.0 if code else {"pass": 1.0, "insufficient": 0.5}[document["verdict"]]
                    checks.equal(score, wanted, f"{columns} of {size}: the score is the program's answer")
                    own = scoring.gate_model(fitted, part, labels.iloc[rows_], policy=policy, date=DAY)
                    checks.equal(own.document, document, f"{columns} of {size}: and so is the document")
                    told.add(score)
    checks.equal(told, {0.0, 0.5, 1.0}, "all three answers were seen")
    search = GridSearchCV(Only(), {"columns": [("x",), ("other",)]}, cv=folds, scoring=scoring.gate_scorer(POLICY, date=DAY), n_jobs=2)
    checks.equal(search.fit(frame, y).best_params_, {"columns": ("x",)}, "a search finds what passes")
    aside = frame[["sex", "age"]]
    fitted = Only().fit(frame, y)
    wanted = scoring.gate_model(fitted, frame, y, policy=POLICY, date=DAY).document
    for name, X, groups in (("a table aside", frame[["x"]].iloc[::-1], aside), ("a function", frame, lambda X: {
            "sex": X["sex"], "age": X["age"]}), ("polars", polars.DataFrame(frame), None)):
        labels = y.iloc[::-1] if name == "a table aside" else y
        checks.equal(scoring.gate_model(fitted, X, labels, policy=POLICY, groups=groups, date=DAY).document, wanted, name)
    for groups, X, words in ((None, frame[["x"]], "no column 'sex'"), (aside.to_numpy(), frame, "a function of X"),
                             (pandas.concat([aside, aside]), frame, "not unique")):
        try:
            scoring.gate_model(fitted, X, y, policy=POLICY, groups=groups)
            checks.that(False, words)
        except ValueError as error:
            checks.that(words in str(error), f"{words}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="fewer rows")
    args = parser.parse_args()
    checks = _assay.Checks()
    _wheel.install()
    from assay import fairness, monitor, scoring
    count = 6000 if args.fast else 20_000
    with tempfile.TemporaryDirectory(prefix="assay.") as name:
        answers_as_the_program_does(checks, monitor, Path(name), count)
        scores_as_the_program_does(checks, scoring, Path(name), count)
    takes_every_kind_of_array(checks, monitor.FairnessMonitor)
    counts_are_all_it_keeps(checks, monitor.FairnessMonitor, count)
    ends_of_epochs(checks, monitor.FairnessMonitor)
    says_what_is_wrong(checks, fairness, monitor.FairnessMonitor, scoring)
    sys.exit(checks.finish())


if __name__ == "__main__":
    main()
