#!/usr/bin/env python3
"""Reductions and frontiers of the wheel, beside exact solutions: linear programmes over all classifiers there are.

    python_reductions.py [--fast]
"""
import argparse
import itertools
import math
import pickle
import sys
import warnings

import _assay
import _wheel
import numpy as np
from scipy.optimize import linprog
from scipy.stats import binomtest

SEED = 1


class Majority:
    """The weighted majority of each value of the only feature: the best of all 2^k classifiers, so an exact oracle."""

    def fit(self, X, y, sample_weight):
        value = np.asarray(X)[:, 0].astype(int)
        self.says = np.bincount(value, sample_weight * (2 * y - 1), minlength=32) > 0
        return self

    def predict(self, X):
        return self.says[np.asarray(X)[:, 0].astype(int)].astype(int)


def problem(values, groups, rows, seed):
    """Rows of a feature with few values, labels and groups that hang together."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, rows)
    feature = np.clip(rng.integers(0, values, rows) + group, 0, values - 1)
    y = (rng.random(rows) < 0.15 + 0.6 * feature / values + 0.1 * (group == 0)).astype(int)
    return feature[:, None].astype(float), y, np.array([f"g{i}" for i in group])


def events(constraint, y):
    """[(rows, whether errors are counted)]: written apart from the wheel's."""
    return {"demographic_parity": [(y >= 0, False)], "equalized_odds": [(y == 1, False), (y == 0, False)],
            "true_positive_rate_parity": [(y == 1, False)], "false_positive_rate_parity": [(y == 0, False)],
            "error_rate_parity": [(y >= 0, True)]}[constraint]


def differences(constraint, compare, h, y, group):
    """All signed differences of one classifier or of chances, by loops."""
    found = []
    for rows, is_error in events(constraint, y):
        said = np.where(y == 1, 1 - h, h) if is_error else h
        rates = [said[rows & (group == one)].mean() for one in np.unique(group)]
        others = rates if compare == "pairs" else [said[rows].mean()]
        found += [a - b for a in rates for b in others] + [b - a for a in rates for b in others]
    return found


def exactly(X, y, group, constraint, compare, bound):
    """The least error of any mixture of all 2^k classifiers under the bound."""
    values = X[:, 0].astype(int)
    every = [np.array(says)[values] for says in itertools.product((0, 1), repeat=values.max() + 1)]
    errors = [np.mean(h != y) for h in every]
    rows = np.array([differences(constraint, compare, h, y, group) for h in every]).T
    return linprog(errors, A_ub=rows, b_ub=np.full(len(rows), bound), A_eq=np.ones((1, len(every))), b_eq=[1]).fun


def reaches_the_exact_optimum(checks, reductions, fast):
    for constraint, compare, groups in itertools.product(reductions.CONSTRAINTS, ("pairs", "overall"), (2, 3)):
        X, y, group = problem(6, groups, 400, SEED + groups)
        for bound in (0.02,) if fast else (0.0, 0.02, 0.1):
            what = f"{constraint}, {compare}, {groups} groups, {bound}"
            one = reductions.ExponentiatedGradient(Majority(), constraint, bound, compare=compare, nu=1e-6, max_rounds=200)
            one.fit(X, y, groups=group)
            best = exactly(X, y, group, constraint, compare, bound)
            checks.that(one.converged_ and math.isclose(one.error_, best, abs_tol=2e-6), f"{what}: error {one.error_} of {best}")
            chances = one.expectation(X)
            widest = max(differences(constraint, compare, chances, y, group))
            checks.that(math.isclose(widest, one.difference_, abs_tol=1e-9), f"{what}: the difference that it tells")
            checks.that(widest <= bound + 1e-6, f"{what}: within its bound: {widest}")
            error = np.mean(np.where(y == 1, 1 - chances, chances))
            checks.that(math.isclose(error, one.error_, abs_tol=1e-9), f"{what}: the error that it tells")
            checks.that(one.n_fits_ <= one.n_oracle_calls_ == 3 * one.n_rounds_, f"{what}: calls are counted")


def the_grid_is_the_best_of_its_points(checks, reductions):
    X, y, group = problem(6, 2, 400, SEED)
    grid = reductions.GridSearch(Majority(), "demographic_parity", 0.1, grid_size=41).fit(X, y, groups=group)
    checks.equal(len(grid.predictors_), 41, "the whole grid")
    own = [(np.mean(one.predict(X) != y), max(differences("demographic_parity", "pairs", one.predict(X), y, group)))
           for one in grid.predictors_]
    checks.that(np.allclose(own, np.c_[grid.errors_, grid.differences_]), "errors and differences of the points")
    checks.equal(grid.error_, min(error for error, widest in own if widest <= 0.1), "the least error within the bound")
    checks.that(grid.holds_ and np.array_equal(grid.predict(X), grid.predictors_[grid.best_index_].predict(X)), "it predicts")
    checks.that(np.array_equal(grid.multipliers_, -grid.multipliers_[::-1]), "as far to both sides")
    free = Majority().fit(X, y, np.ones(len(y)))
    checks.equal(grid.errors_[20], np.mean(free.predict(X) != y), "its middle is the classifier without prices")
    tight = reductions.GridSearch(Majority(), "demographic_parity", 0.0, grid_size=3).fit(X, y, groups=group)
    checks.equal((tight.holds_, tight.difference_), (False, min(tight.differences_)), "else the nearest to the bound")
    X, y, group = problem(6, 3, 400, SEED)
    two = reductions.GridSearch(Majority(), "equalized_odds", 0.1, grid_size=9).fit(X, y, groups=group)
    checks.equal(two.multipliers_.shape, (9, 4), "a grid of four dimensions and one step")


def takes_every_kind_of_groups(checks, reductions):
    import pandas
    import polars
    X, y, group = problem(6, 3, 400, SEED)
    age = np.where(np.arange(400) % 3 > 0, "old", "young")
    object_with_none = np.where(group == "g2", None, group)

    def found(groups, X=X, y=y):
        one = reductions.ExponentiatedGradient(Majority(), difference_bound=0.05).fit(X, y, groups=groups)
        return one.rates_["selection_rate"], one.error_

    wanted = found(group)
    checks.equal(sorted(wanted[0]), ["g0", "g1", "g2"], "names of groups")
    frame, other = pandas.DataFrame({"g": group, "age": age}), polars.DataFrame({"g": group, "age": age})
    for name, groups in {"a list": group.tolist(), "pandas": frame["g"], "categories": frame["g"].astype("category"), "polars":
                         other["g"], "a table": frame[["g"]], "polars, a table": other.select("g"), "a mapping": {"g": group},
                         "(n, 1)": group[:, None]}.items():
        checks.equal(found(groups), wanted, name)
    checks.equal(found(group, pandas.DataFrame(X), pandas.Series(y, index=range(7, 407))), wanted, "X and y of pandas")
    checks.equal(found(group, polars.DataFrame(X), polars.Series(y)), wanted, "X and y of polars")
    checks.equal(found(group, X, y == 1), wanted, "labels that are booleans")
    both = found(frame)
    checks.equal(sorted(both[0])[:2], ["g=g0, age=old", "g=g0, age=young"], "groups of two columns")
    checks.equal(found(other), both, "the same of polars")
    for name, values in {"None": object_with_none, "NaN": pandas.Series(object_with_none).replace({None: float("nan")}),
                         "pandas.NA": pandas.array(object_with_none, dtype="string"), "null": polars.Series(object_with_none.tolist()),
                         "numbers": np.where(group == "g2", np.nan, np.where(group == "g0", 0.0, 1.0))}.items():
        rates = found(values)[0]
        checks.that("unknown" in rates and len(rates) == 3, f"{name} is unknown")


def says_what_is_wrong(checks, reductions):
    X, y, group = problem(6, 2, 60, SEED)

    def message(*, X=X, y=y, groups=group, fit=True, kind=reductions.ExponentiatedGradient, estimator=None, **options):
        try:
            kind(estimator or Majority(), **options).fit(X, y, groups=groups)
        except (TypeError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return "nothing"

    class Half(Majority):
        def predict(self, X):
            return np.full(len(X), 0.5)

    checks.that("holds 0 and 1 only" in message(y=y + 1), "labels")
    checks.that("holds 0 and 1 only" in message(y=np.where(y == 1, "yes", "no")), "words")
    checks.that("59 labels" in message(y=y[:59]), "lengths")
    checks.that("fewer than two" in message(groups=np.zeros(60)), "one group")
    checks.that("fewer than two" in message(constraint="true_positive_rate_parity", y=np.where(group == "g0", 0, y)),
                "one group with positives")
    checks.that("no constraint 'parity'" in message(constraint="parity"), "a constraint")
    checks.that("from 0 to 1" in message(difference_bound=float("nan")), "a bound")
    checks.that("'pairs' or 'overall'" in message(compare="all"), "what is compared")
    checks.that("Half.predict does not give 0 or 1" in message(estimator=Half()), "predictions")
    checks.that("grid_size of 3 at least" in message(kind=reductions.GridSearch, grid_size=2), "a grid")
    many = np.arange(20_000) % 2_500
    checks.that("too many for all pairs" in message(X=np.zeros((20_000, 1)), y=many % 3 == 0, groups=many), "too many pairs")
    checks.that("TypeError" in message(groups=np.array([b"x", b"y"] * 30)), "bytes")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        one = reductions.ExponentiatedGradient(Majority(), difference_bound=0, nu=0.0, min_rounds=1, max_rounds=1)
        one.fit(*problem(6, 3, 400, SEED)[:2], groups=problem(6, 3, 400, SEED)[2])
    checks.that(not one.converged_ and "not converged in 1 rounds" in str(told[0].message), "no convergence is told")
    undefined = reductions.ExponentiatedGradient(Majority(), "true_positive_rate_parity", 0.1)
    X, y, group = problem(6, 3, 400, SEED)
    undefined.fit(X, np.where(group == "g1", 0, y), groups=group)
    checks.equal((undefined.undefined_, sorted(undefined.rates_["tpr"])), (["tpr of g1"], ["g0", "g2"]), "no denominator")


def randomness_is_the_callers(checks, reductions):
    X, y, group = problem(6, 2, 20_000, SEED)
    one = reductions.ExponentiatedGradient(Majority(), difference_bound=0.02).fit(X, y, groups=group)
    chances = one.expectation(X)
    checks.that(((chances > 0.05) & (chances < 0.95)).any(), "it is a mixture")
    said, keys = one.predict(X), [f"person {i}" for i in range(len(X))]
    checks.that(np.array_equal(said, one.predict(X)), "the same seed, the same answers")
    checks.that(not np.array_equal(said, one.predict(X, random_state=7)), "another seed, others")
    by_key = one.predict(X, keys=keys)
    backwards = one.predict(X[::-1], keys=keys[::-1])[::-1]
    singly = [one.predict(X[i:i + 1], keys=keys[i:i + 1])[0] for i in range(50)]
    checks.that(np.array_equal(by_key, backwards) and np.array_equal(by_key[:50], singly), "a key's answer in any order and batch")
    for name, answers in (("place", said), ("key", by_key)):
        for chance in np.unique(chances):
            rows = chances == chance
            p = binomtest(int(answers[rows].sum()), int(rows.sum()), min(max(chance, 0), 1)).pvalue
            checks.that(p > 1e-4, f"drawn by {name} with chance {chance}")
    try:
        one.predict(X[:2], keys=["a", None])
        checks.that(False, "a missing key is refused")
    except ValueError as error:
        checks.that("a key is missing" in str(error), "a missing key is refused")
    again = pickle.loads(pickle.dumps(one))
    checks.that(np.array_equal(again.predict(X), said), "pickled")


def frontiers_have_intervals(checks, reductions, fairness):
    X, y, group = problem(8, 3, 3000, SEED)
    X_test, y_test, group_test = problem(8, 3, 1500, SEED + 1)
    template = reductions.ExponentiatedGradient(Majority(), "equalized_odds")
    levels = (0.0, 0.02, 0.05, 0.1, 0.3)
    points = reductions.frontier(template, X, y, group, (X_test, y_test, group_test), levels=levels)
    checks.equal([point.level for point in points], [None, *levels], "a point a level, and one without")
    checks.that(not hasattr(template, "predictors_"), "the template is left alone")
    checks.equal(points[1].predictor.undefined_, [], "a point's predictor knows what one by itself knows")
    for point in points:
        said = point.predictor.predict(X_test)
        k = int((said == y_test).sum())
        shown = (point.accuracy.k, point.accuracy.n, point.accuracy.low, point.accuracy.high)
        checks.equal(shown, (k, 1500, *fairness.wilson(k, 1500)), f"{point.level}: accuracy")
        cells = [(rate, one, int(said[rows].sum()), int(rows.sum())) for rate, label in (("tpr", 1), ("fpr", 0))
                 for one in ("g0", "g1", "g2") for rows in [(y_test == label) & (group_test == one)]]
        value, rate, high, low = max((a[2] / a[3] - b[2] / b[3], a[0], a, b) for a in cells for b in cells if a[0] == b[0])
        level = 1 - 0.05 / 6
        checks.that(math.isclose(point.disparity.value, value) and point.disparity.rate == rate, f"{point.level}: the worst pair")
        checks.equal((point.disparity.low, point.disparity.high), fairness.newcombe_difference(*high[2:], *low[2:], level),
                     f"{point.level}: its interval holds with those of all pairs")
        better = [one for one in points if one.accuracy.k >= k and one.disparity.value <= point.disparity.value
                  and (one.accuracy.k, one.disparity.value) != (k, point.disparity.value)]
        checks.equal(point.dominated, bool(better), f"{point.level}: whether it is dominated")
    for one, other in zip(points[1:], points[2:]):
        checks.that(other.train_error <= one.train_error + 1e-9, "a looser level is no worse on the training rows")
    cold = sum(reductions.ExponentiatedGradient(Majority(), "equalized_odds", level).fit(X, y, groups=group).n_fits_ for level in levels)
    checks.that(sum(point.fits for point in points) < cold, "levels share their classifiers")
    grid = reductions.frontier(reductions.GridSearch(Majority(), "demographic_parity", grid_size=13), X, y, group,
                               (X_test, y_test, group_test))
    checks.equal([len(point.multipliers) for point in grid], [2] * 13, "a grid's points name their multipliers")
    checks.that(any(not point.dominated for point in grid) and math.isclose(grid[0].disparity.confidence, 1 - 0.05 / 3),
                "a grid's points too")
    checks.equal(grid[6].to_dict()["predictor"], "Majority", "a point as a dict")
    few = reductions.frontier(template, X, y, group, (X_test[:40], y_test[:40], np.where(np.arange(40) < 1, "g0", "g1")), levels=())
    checks.equal((few[0].disparity.state, len(few[0].undefined)), ("insufficient", 1), "small groups are named, empty rates too")


def works_with_scikit_learn(checks, reductions):
    import pandas
    from sklearn.base import clone
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_validate
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    X, y, group = problem(8, 2, 2000, SEED)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    one = reductions.ExponentiatedGradient(pipeline, difference_bound=0.03, sample_weight_name="logisticregression__sample_weight")
    copied = clone(one).fit(pandas.DataFrame(X, columns=["x"]), y, groups=group)
    checks.that(copied.difference_ <= 0.03 + 1e-6 and copied.converged_, "a pipeline, cloned")
    free = LogisticRegression().fit(X, y)
    checks.that(copied.error_ >= np.mean(free.predict(X) != y) - copied.nu_, "a constraint costs")
    told = cross_validate(one, X, y, params={"groups": group}, cv=3, error_score="raise")
    checks.equal(len(told["test_score"]), 3, "cross-validated with its groups")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="one bound of each constraint")
    args = parser.parse_args()
    checks = _assay.Checks()
    _wheel.install()
    from assay import fairness, reductions
    reaches_the_exact_optimum(checks, reductions, args.fast)
    the_grid_is_the_best_of_its_points(checks, reductions)
    takes_every_kind_of_groups(checks, reductions)
    says_what_is_wrong(checks, reductions)
    randomness_is_the_callers(checks, reductions)
    frontiers_have_intervals(checks, reductions, fairness)
    works_with_scikit_learn(checks, reductions)
    sys.exit(checks.finish())


if __name__ == "__main__":
    main()
