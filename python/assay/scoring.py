"""A gate as a scorer of scikit-learn: for cross_validate, GridSearchCV and their kind. Needs NumPy.

The answer is that of `fairness.gate`, and so of the program, on the rows of each fold.
"""
import functools

from assay import _arrays, _native, fairness
from assay.monitor import FairnessMonitor

__all__ = ["gate_model", "gate_scorer"]


def gate_model(estimator, X, y, *, policy, groups=None, against=None, date=None):
    """Holds what a fitted estimator says of X to a policy: the `fairness.GateResult`.

    A policy with a `score` asks `predict_proba` for its positive class, else `predict` is asked. `groups` are the policy's
    attributes: None where they are columns of X, a function that makes a table or mapping of them from X, or a pandas table
    that has a row for each of X's index.
    Errors: ValueError as `fairness.gate`, and for groups that do not fit X.
    """
    label, prediction, attributes, threshold = _columns_of(policy)
    monitor = FairnessMonitor(attributes, label=label, prediction=prediction, threshold=threshold)
    said = estimator.predict(X) if threshold is None else _score(estimator, X, policy["fairness"]["model"].get("positive"))
    return monitor.update(y, said, _groups_of(X, groups, attributes)).gate(policy, against=against, date=date)


def gate_scorer(policy, groups=None, *, against=None, date=None):
    """A scorer `f(estimator, X, y)`: 1 where the gate passes, 0 where the model may not pass, 0.5 where there is too little
    to say and the policy lets that pass (`on_insufficient: warn`, which small folds make likely).

    Above 0 is exit code 0 of the program. Arguments as of `gate_model`; it can be pickled where `groups` can.
    """
    _columns_of(policy)  # what is wrong with it should be said now, not in each fold
    return functools.partial(_scored, policy=policy, groups=groups, against=against, date=date)


def _scored(estimator, X, y, **options):
    result = gate_model(estimator, X, y, **options)
    return 0.0 if not result else 1.0 if result.verdict == "pass" else 0.5


def _columns_of(policy):
    (label, prediction, *attributes), threshold = _native.gate_columns(fairness.policy_text(policy))
    return label, prediction, attributes, threshold


def _score(estimator, X, positive):
    """P(positive): of the class that the policy names, or the second one."""
    classes = [_arrays.text(value) for value in estimator.classes_.tolist()]
    positive = classes[-1] if positive is None else _arrays.text(positive)
    if len(classes) != 2 or positive not in classes:
        raise ValueError(f"the classes are {classes}, of which a policy's `positive` names one of two")
    return estimator.predict_proba(X)[:, classes.index(positive)]


def _groups_of(X, groups, attributes):
    if groups is None:
        columns = [str(name) for name in getattr(X, "columns", [])]
        if missing := [name for name in attributes if name not in columns]:
            raise ValueError(f"X has no column '{missing[0]}' of groups: give `groups`")
        return {name: X[name] for name in attributes}
    if callable(groups):
        return groups(X)
    if not (hasattr(groups, "loc") and hasattr(X, "index")):
        raise ValueError("groups are a function of X, or a pandas table with the index of X")
    if not groups.index.is_unique:
        raise ValueError("the index of the groups is not unique")
    return groups.loc[X.index]
