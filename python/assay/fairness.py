"""Counts, shares and how sure they are, of groups of people. Numbers are those of `assay fairness`, bit for bit.

Intervals are pairs (low, high). What has no denominator has no value: None, never 0. Bad arguments raise ValueError.
"""
import datetime
import json
import math
from dataclasses import dataclass

from assay import _native, _tables

__all__ = ["GateResult", "audit_detection", "audit_model", "audit_ranking", "audit_regression", "audit_scores", "benjamini_hochberg",
           "clopper_pearson", "count", "equal_shares", "find_slices", "fisher_exact", "gate", "log_ratio",
           "miettinen_nurminen_difference", "newcombe_difference", "two_proportion_z", "wilson"]


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
    said, threshold = _said(prediction, score, threshold)
    question = {"label": label, "prediction": said, "threshold": threshold, "positive": _text(positive), "weight": weight,
                **_grouping(groups, references, intersections), **_draws(bootstrap, seed),
                "metrics": None if metrics is None else list(metrics), "suppress": bool(suppress)}
    columns = [label, said, *question["groups"], *([weight] if weight else [])]
    return json.loads(_native.audit_model(_tables.source(table, columns, threshold), json.dumps(question)))


def audit_scores(table, *, label, score, groups, threshold=0.5, positive=None, weight=None, references=None, intersections=1,
                 metrics=None, bins=10, cluster=None, bootstrap=None, seed=0):
    """What a model's scores are worth to each group: the document of `assay fairness model --score --json`, with `scores`.

    As `audit_model`, and areas under curves, calibration and reliability, in so many `bins`. `metrics` may also name "auc" and
    "calibration". `bootstrap` draws rows, or the values of `cluster`. It reads every row: 24 bytes of memory each.
    """
    question = {"label": label, "prediction": score, "threshold": finite(threshold), "positive": _text(positive),
                "weight": weight, **_grouping(groups, references, intersections), **_draws(bootstrap, seed),
                "metrics": None if metrics is None else list(metrics), "bins": bins, "cluster": cluster}
    return _audit(_native.audit_scores, table, [label, score, *question["groups"], weight, cluster], question)


def audit_regression(table, *, label, prediction, groups, weight=None, references=None, intersections=1, cluster=None,
                     bootstrap=None, seed=0):
    """How predictions of a number err by group: the document of `assay fairness regression --json`.

    `bootstrap` draws rows, or the values of `cluster`.
    """
    question = {"label": label, "prediction": prediction, "weight": weight, "cluster": cluster,
                **_grouping(groups, references, intersections), **_draws(bootstrap, seed)}
    return _audit(_native.audit_regression, table, [label, prediction, *question["groups"], weight, cluster], question)


def audit_ranking(table, *, query, groups, score=None, rank=None, relevance=None, intersections=1, top=10, bootstrap=None,
                  seed=0):
    """Whether groups get the places and the attention that their share would give: the document of `assay fairness ranking --json`.

    A row is a candidate of a `query`; the highest `score`, or the lowest `rank`, comes first. `bootstrap` draws queries.
    """
    if (score is None) == (rank is None):
        raise ValueError("name either a score or a rank")
    question = {"query": query, "score": score, "rank": rank, "relevance": relevance, "top": top,
                **_grouping(groups, None, intersections), **_draws(bootstrap, seed)}
    return _audit(_native.audit_ranking, table, [query, score, rank, relevance, *question["groups"]], question)


def find_slices(table, *, label, groups, prediction=None, score=None, threshold=0.5, metric="accuracy", depth=2, least_rows=30,
                positive=None, replicates=1000, seed=0):
    """For whom a model does worst, of all groups of up to `depth` values: the document of `assay fairness slices --json`.

    `replicates` tables in which all are alike, drawn from `seed`, say what chance would do.
    """
    said, threshold = _said(prediction, score, threshold)
    question = {"label": label, "prediction": said, "threshold": threshold, "positive": _text(positive), "groups": list(groups),
                "metric": metric, "depth": depth, "least_rows": least_rows, "replicates": replicates, "seed": seed}
    source = _tables.source(table, [label, said, *question["groups"]], threshold)
    return json.loads(_native.find_slices(source, json.dumps(question)))


def audit_detection(truth, detections, *, image, box, score, groups=(), picture_groups=(), pictures=None, class_name=None,
                    ignore=None, cluster=None, ious=(0.5,), min_score=None, references=None, intersections=1, bootstrap=None,
                    seed=0):
    """Whom a detector misses, and where it sees what is not there: the document of `assay fairness detection --json`.

    `truth` and `detections` have a row a box, with the columns `image` and the four of `box` (xmin, ymin, xmax, ymax); `pictures`
    a row a picture, also those without a box. `groups` are columns of the truth, `picture_groups` and `cluster` of `pictures`,
    or else of the truth. `bootstrap` draws pictures, or clusters of them.
    """
    question = {"image": image, "box": list(box), "score": score, "class_name": class_name, "ignore": ignore, "cluster": cluster,
                "picture_groups": list(picture_groups), "ious": list(ious), "min_score": finite(min_score, "min_score"),
                **_grouping(groups, references, intersections), **_draws(bootstrap, seed)}
    if not question["groups"] and not question["picture_groups"]:
        raise ValueError("name groups of boxes or picture_groups")
    if cluster and not bootstrap:
        raise ValueError("clusters are drawn: a cluster needs a bootstrap")
    boxes, of_pictures = [image, *question["box"], class_name], [cluster, *question["picture_groups"]]
    own = _stream(pictures, [image, *of_pictures]) if pictures is not None else None
    return json.loads(_native.audit_detection(
        _stream(truth, [*boxes, ignore, *question["groups"], *(of_pictures if own is None else [])]),
        _stream(detections, [*boxes, score]), own, json.dumps(question)))


def _audit(native, table, columns, question):
    return json.loads(native(_stream(table, columns), json.dumps(question)))


def _stream(table, columns):
    return _tables.stream(table, [column for column in columns if column])


def _said(prediction, score, threshold):
    """The column of what a model said, and the threshold of its scores."""
    if (prediction is None) == (score is None):
        raise ValueError("name either a prediction or a score")
    return (prediction, None) if score is None else (score, finite(threshold))


def _grouping(groups, references, intersections):
    return {"groups": list(groups), "references": {column: _text(value) for column, value in (references or {}).items()},
            "intersections": intersections}


def _draws(bootstrap, seed):
    return {"bootstrap": bootstrap, "seed": seed}


def finite(value, name="threshold"):
    """As a float, or None. ValueError for what is no finite number: no score would be at or over it."""
    if value is None:
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} is {number}, and must be a finite number")
    return number


def _text(value):
    """A value of a column as the core writes it, or None."""
    return value if value is None else str(value).lower() if isinstance(value, bool) else str(value)


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
