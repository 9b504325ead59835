"""Reductions by Fairlearn and by us, on the same rows with the same estimators, for bench/reductions_vs_fairlearn.py.

    _reductions_peers.py ROWS SEED [COMPAS.csv]

Prints JSON: a list of what both found. Errors and violations are those of the mixture on its training rows, computed here, by one
function for both, from the chances that each gives every row.
"""
import json
import math
import sys
import time
import warnings

import fairlearn.reductions as theirs
import numpy as np
import pandas
from assay import reductions as ours
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

CONSTRAINTS = {"demographic_parity": theirs.DemographicParity, "equalized_odds": theirs.EqualizedOdds,
               "true_positive_rate_parity": theirs.TruePositiveRateParity,
               "false_positive_rate_parity": theirs.FalsePositiveRateParity, "error_rate_parity": theirs.ErrorRateParity}
LEVELS = (0.0, 0.01, 0.02, 0.05, 0.1)
ESTIMATORS = {"logistic": lambda: LogisticRegression(max_iter=500),
              "tree": lambda: DecisionTreeClassifier(max_depth=4, min_samples_leaf=20, random_state=0)}


def synthetic(rows, seed):
    rng = np.random.default_rng(seed)
    group = rng.choice(3, rows, p=[0.5, 0.3, 0.2])
    X = rng.normal(size=(rows, 5)) + group[:, None] * [0.6, 0, -0.3, 0, 0.1]
    y = (X[:, 0] + 0.5 * X[:, 1] + 0.4 * group + rng.normal(size=rows) > 0.8).astype(int)
    two = np.where(group == 0, "a", "b")
    first = np.argsort(two != "a", kind="stable")  # its last group is then ours: a grid has no dimension for that
    X, y, group, two = np.c_[X, group == 1, group == 2][first], y[first], np.array(["a", "b", "c"])[group][first], two[first]
    return {"several": (X, y, group), "two": (X, y, two)}


def compas(file):
    table = pandas.read_csv(file).sort_values("sex", kind="stable")
    y = table["label_value"].to_numpy()
    X = pandas.get_dummies(table[["score", "race", "sex", "age_cat"]], dtype=float).to_numpy()
    return {"several": (X, y, table["race"].to_numpy()), "two": (X, y, table["sex"].to_numpy())}


def measured(chances, y, group, constraint):
    """Expected error, and the widest difference of a group's rate to that of all rows."""
    events = {"equalized_odds": [y == 0, y == 1], "true_positive_rate_parity": [y == 1],
              "false_positive_rate_parity": [y == 0]}.get(constraint, [y >= 0])
    wrong = np.where(y == 1, 1 - chances, chances)
    rate = wrong if constraint == "error_rate_parity" else chances
    gaps = [abs(rate[rows & (group == one)].mean() - rate[rows].mean()) for rows in events for one in np.unique(group[rows])]
    return {"error": float(wrong.mean()), "violation": float(max(gaps))}


def timed(fit):
    start = time.process_time()
    return fit(), time.process_time() - start


def mixtures(data):
    """Each constraint and level, by both."""
    X, y, group = data
    for name, constraint in ((name, constraint) for name in ESTIMATORS for constraint in CONSTRAINTS):
        for level in LEVELS:
            one = ours.ExponentiatedGradient(ESTIMATORS[name](), constraint, level, compare="overall")
            other = theirs.ExponentiatedGradient(ESTIMATORS[name](), CONSTRAINTS[constraint](difference_bound=level))
            _, own_s = timed(lambda: one.fit(X, y, groups=group))
            _, other_s = timed(lambda: other.fit(X, y, sensitive_features=group))
            yield {"estimator": name, "constraint": constraint, "level": level, "nu": one.nu_, "ours": {
                **measured(one.expectation(X), y, group, constraint), "fits": one.n_fits_, "gap": one.best_gap_, "cpu_s": own_s},
                "fairlearn": {**measured(other._pmf_predict(X)[:, 1], y, group, constraint), "cpu_s": other_s,
                              "fits": other.n_oracle_calls_ - other.n_oracle_calls_dummy_returned_, "gap": other.best_gap_}}


def grids(data):
    """The same 21 multipliers of two groups: errors of all points. Weights are scaled otherwise, which no tree minds."""
    X, y, group = data
    for constraint in ("demographic_parity", "true_positive_rate_parity", "false_positive_rate_parity", "error_rate_parity"):
        one = ours.GridSearch(ESTIMATORS["tree"](), constraint, compare="overall", grid_size=21).fit(X, y, groups=group)
        other = theirs.GridSearch(ESTIMATORS["tree"](), CONSTRAINTS[constraint](), grid_size=21)
        other.fit(X, y, sensitive_features=group)
        both = [measured(found.predict(X), y, group, constraint) for found in other.predictors_]
        equal = sum(math.isclose(error, found["error"], abs_tol=1e-12) and math.isclose(gap, found["violation"], abs_tol=1e-12)
                    for error, gap, found in zip(one.errors_, one.differences_, both))
        yield {"constraint": constraint, "points": len(both), "equal": equal}


def frontiers(data):
    """Fits of all levels together: ours share their classifiers."""
    X, y, group = data
    for name, constraint in ((name, constraint) for name in ESTIMATORS for constraint in CONSTRAINTS):
        template = ours.ExponentiatedGradient(ESTIMATORS[name](), constraint, compare="overall")
        points = ours.frontier(template, X, y, group, (X, y, group), levels=LEVELS)
        yield {"estimator": name, "constraint": constraint, "fits": sum(point.fits for point in points),
               "errors": [point.train_error for point in points[1:]]}


def main():
    warnings.simplefilter("ignore")
    rows, seed, *files = sys.argv[1:]
    tables = {"synthetic": synthetic(int(rows), int(seed)), **({"COMPAS": compas(files[0])} if files else {})}
    print(json.dumps({name: {"rows": len(data["several"][1]), "mixtures": list(mixtures(data["several"])),
                             "grids": list(grids(data["two"])), "frontiers": list(frontiers(data["several"]))}
                      for name, data in tables.items()}))


if __name__ == "__main__":
    main()
