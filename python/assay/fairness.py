"""Counts, shares and how sure they are, of groups of people. Numbers are those of `assay fairness`, bit for bit.

Intervals are pairs (low, high). What has no denominator has no value: None, never 0. Bad arguments raise ValueError.
"""
import datetime
import json
import math
from dataclasses import dataclass

from assay import _native, _tables

__all__ = ["GateResult", "audit_model", "benjamini_hochberg", "clopper_pearson", "count", "equal_shares", "fisher_exact",
           "gate", "log_ratio", "miettinen_nurminen_difference", "newcombe_difference", "two_proportion_z", "wilson"]


def wilson(k, n, confidence=0.95):
    """The score interval of k of n: what to display (Wilson 1927)."""
    return _native.wilson(k, n, confidence)


def clopper_pearson(k, n, confidence=0.95):
    """The exact interval of k of n, which is never too narrow (Clopper and Pearson 1934)."""
    return _native.clopper_pearson(k, n, confidence)


def newcombe_difference(k1, n1, k2, n2, confidence=0.95):
    """Interval of k1/n1 - k2/n2 from Wilson's (Newcombe 1998, method 10)."""
    return _native.newcombe_difference(k1, n1, k2, n2, confidence)


def miettinen_nurminen_difference(k1, n1, k2, n2, confidence=0.95):
    """Interval of k1/n1 - k2/n2 by inverting the score test (Miettinen and Nurminen 1985)."""
    return _native.miettinen_nurminen_difference(k1, n1, k2, n2, confidence)


def log_ratio(k1, n1, k2, n2, confidence=0.95):
    """Interval of (k1/n1) / (k2/n2) on the scale of its logarithm (Katz et al. 1978); None where a count is 0."""
    return _native.log_ratio(k1, n1, k2, n2, confidence)


def fisher_exact(k1, n1, k2, n2):
    """p of equal shares, two-sided and exact: the sum of all tables that are no more likely."""
    return _native.fisher_exact(k1, n1, k2, n2)


def two_proportion_z(k1, n1, k2, n2):
    """p of equal shares, two-sided, by the z test with pooled variance."""
    return _native.two_proportion_z(k1, n1, k2, n2)


def equal_shares(k1, n1, k2, n2):
    """p of equal shares: Fisher's where a denominator is under 2,000 or an expected cell under 5, else z."""
    return _native.equal_shares(k1, n1, k2, n2)


def benjamini_hochberg(p_values):
    """q of each p, in their order; None (a test that could not be made) counts as p = 1."""
    return _native.benjamini_hochberg(list(p_values))


def count(table, columns, weight=None):
    """How often each combination of values of `columns` stands in the table.

    A list of (values, rows, sum of weights) in order of appearance. Values are text; None, NaN and null are None. Memory
    for the combinations alone; at most a million of them.
    """
    columns = list(columns)
    wanted = columns + ([weight] if weight else [])
    return _native.count(_tables.stream(table, wanted), columns, weight or "")


def audit_model(table, *, label, groups, prediction=None, score=None, threshold=0.5, positive=None, weight=None,
                references=None, intersections=1, metrics=None, bootstrap=None, seed=0, suppress=False):
    """How a model's yes and no differ between groups: the document of `assay fairness model --json`, as a dict, but for `scores`.

    `groups` are columns; `references` maps some of them to the value that others are compared with, else the largest group
    is. `prediction` or `score` (with `threshold`) is what the model said. `metrics` are those that are tested together. `bootstrap`
    is how often the counts are drawn anew, from `seed`, for intervals of the gaps; not with weights. `suppress` hides groups that
    rest on few people, for publication.
    """
    if (prediction is None) == (score is None):
        raise ValueError("name either a prediction or a score")
    question = {"label": label, "prediction": score if prediction is None else prediction, "weight": weight or "",
                "threshold": None if score is None else finite_threshold(threshold), "groups": list(groups),
                "positive": None if positive is None else _text(positive),
                "references": {column: _text(value) for column, value in (references or {}).items()},
                "intersections": intersections, "metrics": None if metrics is None else list(metrics),
                "bootstrap": bootstrap, "seed": seed, "suppress": bool(suppress)}
    columns = [label, question["prediction"], *question["groups"], *([weight] if weight else [])]
    return json.loads(_native.audit_model(_tables.source(table, columns, question["threshold"]), json.dumps(question)))


def finite_threshold(threshold):
    """As a float, or None. ValueError for what is no finite number: no score would be at or over it."""
    if threshold is None:
        return None
    number = float(threshold)
    if not math.isfinite(number):
        raise ValueError(f"threshold is {number}, and must be a finite number")
    return number


def _text(value):
    """A value of a column as the core writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class GateResult:
    """What a gate says. True where the model may pass."""

    document: dict  # as of `assay fairness gate --json`
    markdown: str
    counts: dict | None  # for the next release's `against`; of what does not pass None

    @property
    def verdict(self):
        """pass, fail or insufficient"""
        return self.document["verdict"]

    def __bool__(self):
        return self.document["passes"]


def policy_text(policy):
    """A policy as the core reads it."""
    return json.dumps(policy, default=str)  # YAML's days are dates


def gate(policy, table, *, against=None, date=None):
    """Holds predictions to a policy, as `assay fairness gate` does: the same answer from the same counts.

    `policy` is what its YAML file holds, as a dict with the key "fairness"; `against` the counts of the last release;
    `date` the day (ISO) that waivers are held against, today (UTC) if none.
    """
    text = policy_text(policy)
    document, markdown, counts = _native.gate(
        _tables.source(table, *_native.gate_columns(text)), text, None if against is None else json.dumps(against),
        str(date or datetime.datetime.now(datetime.timezone.utc).date()))
    result = json.loads(document)
    return GateResult(result, markdown, json.loads(counts) if result["passes"] else None)
