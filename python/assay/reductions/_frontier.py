"""What a constraint costs: accuracy and disparity at each level of it, on rows that were not trained on."""
import copy
from dataclasses import asdict, dataclass, field, replace
from itertools import combinations

import numpy as np

from assay import fairness
from assay.reductions import _moments, _saddle
from assay.reductions._estimators import ExponentiatedGradient, GridSearch

__all__ = ["FrontierPoint", "frontier"]

LEAST_ROWS = 30  # as in audits: what rests on fewer is "insufficient"


@dataclass(frozen=True)
class Accuracy:
    """k of n held-out rows are right, with Wilson's interval."""

    k: int
    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Disparity:
    """The widest difference of a constrained rate between two groups: that of `high_group` less that of `low_group`.

    The interval (Newcombe's) is at level `confidence`, 1 - alpha / m over the m pairs of groups and rates, so that those of all
    pairs hold at once: the widest may be looked at after the fact. `state` is "insufficient" where a group has fewer than 30 rows.
    """

    rate: str
    high_group: str
    low_group: str
    value: float
    low: float
    high: float
    confidence: float
    state: str


@dataclass(frozen=True)
class FrontierPoint:
    """One classifier, as it does on the held-out rows."""

    level: float | None  # the difference_bound; None: without a constraint, and of a grid
    multipliers: tuple | None  # the point of a grid
    accuracy: Accuracy
    disparity: Disparity | None  # None: no two groups have rows to compare
    undefined: tuple  # rates without a denominator, "tpr of women"
    train_error: float  # expected, of the training rows
    train_difference: float
    fits: int
    predictor: object = field(repr=False, compare=False)
    dominated: bool | None = None  # whether another point is at least as good in both values, and better in one

    def to_dict(self):
        """Without the predictor."""
        return asdict(replace(self, predictor=None)) | {"predictor": type(self.predictor).__name__}


def frontier(reduction, X, y, groups, held_out, *, levels=(0.0, 0.01, 0.02, 0.05, 0.1, 0.2), confidence=0.95):
    """The points of an `ExponentiatedGradient`, one for each level of its difference_bound and one without a constraint; or of
    a `GridSearch`, one for each point of its grid.

    Shapes: X, y, groups as of fit; `held_out` = (X, y, groups) of other rows, which is what the points tell of. Randomised
    predictors predict with their seed. All levels draw on the classifiers of all others, so few of them need new fits.
    Errors: ValueError as of fit, and for held-out rows of other shapes or labels.
    Cost: the fits of the levels; predictions of the held-out rows for each point.
    Who chooses a point by what the held-out rows say, audits it on yet others: the best of many looks better than it is.
    """
    X_test, y_test, groups_test = held_out
    y_test = _moments.labels(y_test)
    if len(X_test) != len(y_test):
        raise ValueError(f"{len(X_test)} held-out rows of X for {len(y_test)} labels")
    measured = _moments.Moments(y_test, groups_test, reduction.constraint, "overall")
    if isinstance(reduction, ExponentiatedGradient):
        fitted = _of_levels(reduction, X, y, groups, levels)
    elif isinstance(reduction, GridSearch):
        fitted = _of_grid(reduction, X, y, groups)
    else:
        raise TypeError("a frontier is of an ExponentiatedGradient or a GridSearch")
    points = []
    for predictor, known in fitted:
        said = _moments.predictions(predictor, X_test, len(y_test))
        points.append(FrontierPoint(accuracy=_accuracy(said, y_test, confidence), predictor=predictor,
                                    disparity=_disparity(measured.counts(said), confidence),
                                    undefined=tuple(f"{rate} of {group}" for rate, group in measured.undefined), **known))
    return [replace(point, dominated=_is_dominated(point, points)) for point in points]


def _of_levels(reduction, X, y, groups, levels):
    """(predictor, what is known of it), first of the estimator as it is."""
    template = copy.copy(reduction)
    pool = template._prepared(X, y, groups)
    plain = pool.best(np.zeros(len(pool.moments.cells)))
    yield pool.predictors[plain], {"level": None, "multipliers": None, "train_error": pool.errors[plain],
                                   "train_difference": float(pool.violations()[plain].max()), "fits": pool.fits}
    for level in levels:
        one = copy.copy(template)
        one.difference_bound = float(level)
        one._check()
        one._fit_in(pool)
        yield one, {"level": float(level), "multipliers": None, "train_error": one.error_,
                    "train_difference": one.difference_, "fits": one.n_fits_}


def _of_grid(reduction, X, y, groups):
    fitted = copy.copy(reduction).fit(X, y, groups=groups)
    for point, predictor, error, difference in zip(fitted.multipliers_, fitted.predictors_, fitted.errors_, fitted.differences_):
        yield predictor, {"level": None, "multipliers": tuple(point.tolist()), "train_error": float(error),
                          "train_difference": float(difference),
                          "fits": int(not isinstance(predictor, _saddle.Constant))}


def _accuracy(said, y, confidence):
    k, n = int((said == y).sum()), len(y)
    return Accuracy(k, n, k / n, *fairness.wilson(k, n, confidence))


def _disparity(counts, confidence):
    """The widest of all pairs of groups in one rate."""
    pairs = [(a, b) for a, b in combinations(counts, 2) if a[0] == b[0]]
    if not pairs:
        return None
    level = 1 - (1 - confidence) / len(pairs)
    a, b = max(pairs, key=lambda pair: abs(_share(pair[0]) - _share(pair[1])))
    if _share(a) < _share(b):
        a, b = b, a
    low, high = fairness.newcombe_difference(*a[2:], *b[2:], level)
    state = "ok" if min(a[3], b[3]) >= LEAST_ROWS else "insufficient"
    return Disparity(a[0], a[1], b[1], _share(a) - _share(b), low, high, level, state)


def _share(cell):
    return cell[2] / cell[3]


def _is_dominated(point, points):
    if point.disparity is None:
        return None
    own = (-point.accuracy.value, point.disparity.value)
    others = [(-one.accuracy.value, one.disparity.value) for one in points if one.disparity is not None]
    return any(other != own and other[0] <= own[0] and other[1] <= own[1] for other in others)
