"""The two ways to find a classifier under a constraint, with the manners of scikit-learn, which they do not need."""
import hashlib
import warnings

import numpy as np

from assay import _arrays
from assay.reductions import _moments, _saddle

try:
    from sklearn.base import BaseEstimator, ClassifierMixin
except ImportError:  # any estimator with fit and predict will do
    class BaseEstimator:
        """Nothing to inherit."""

    class ClassifierMixin:
        """Nothing to inherit."""


class _Reduction(ClassifierMixin, BaseEstimator):
    """What both have: the estimator, the constraint, and what they know of their training rows."""

    def _check(self):
        if self.compare not in ("pairs", "overall"):
            raise ValueError("compare is 'pairs' or 'overall'")
        if not 0 <= self.difference_bound <= 1:
            raise ValueError("difference_bound lies from 0 to 1")

    def _prepared(self, X, y, groups):
        self._check()
        y = _moments.labels(y)
        if len(X) != len(y):
            raise ValueError(f"{len(X)} rows of X for {len(y)} labels")
        self.classes_ = np.array([0, 1])
        moments = _moments.Moments(y, groups, self.constraint, self.compare)
        self.undefined_ = [f"{rate} of {group}" for rate, group in moments.undefined]
        return _saddle.Pool(self.estimator, X, moments, self.sample_weight_name)

    def _tell(self, pool, rates, error):
        """Notes error, rates and the widest difference on the training rows."""
        moments = pool.moments
        self.n_oracle_calls_, self.n_fits_ = pool.calls, pool.fits
        self.error_, self.difference_ = float(error), float((moments.differences @ rates).max())
        self.rates_ = {}
        for (rate, group), value in zip(moments.cells, rates):
            self.rates_.setdefault(rate, {})[group] = float(value)


class ExponentiatedGradient(_Reduction):
    """A randomised classifier: of all mixtures of what the estimator can learn, that with the least error under a constraint.

    Parameters
    ----------
    estimator : has fit(X, y, sample_weight=) and predict(X); copied for each fit, never fitted itself.
    constraint : which rates of groups have to be alike: "demographic_parity" (selection rate), "true_positive_rate_parity",
        "false_positive_rate_parity", "equalized_odds" (both), "error_rate_parity".
    difference_bound : how far apart these rates may be.
    compare : "pairs": any two groups, which is what audits call the difference and gates hold to `max_difference`. "overall":
        each group and all rows, as in the paper and in Fairlearn; two groups may then be up to twice as far apart.
    multiplier_bound : B of the paper: the most that a unit of violation costs in error. Of what the bound allows, the mixture
        exceeds at most (1 + 2 * best_gap_) / B, where the bound can be met at all.
    nu : the gap at which it has converged; None: half a standard error of the first classifier's error.
    eta : prices learn at the rate eta / multiplier_bound.
    min_rounds, max_rounds : at least and at most so many, of three calls of the oracle each. Few estimators find the best
        classifier for weighted labels, so a small gap is no proof, and more rounds often find a better mixture; None: three for
        each two rates that are constrained, 8 at least.
    random_state : the seed of `predict`.
    sample_weight_name : what fit calls the weights; of a pipeline "logisticregression__sample_weight".

    Known after fit, of the training rows: `error_`, `difference_` (the widest that was constrained; compare it with the bound),
    `rates_` {rate: {group: value}}, `undefined_` (rates without a denominator, which constrain nothing); `predictors_` and their
    `weights_`, `best_gap_`, `gaps_` of the rounds, `nu_`, `converged_`, `n_rounds_`, `n_oracle_calls_`, `n_fits_` (calls that
    needed a fit), `multipliers_` (the price of each difference: where it is above 0, the bound costs accuracy).

    Source: Agarwal et al., "A reductions approach to fair classification", ICML 2018, algorithm 1.
    """

    def __init__(self, estimator, constraint="demographic_parity", difference_bound=0.01, *, compare="pairs",
                 multiplier_bound=100.0, nu=None, eta=5.0, min_rounds=None,
                 max_rounds=50, random_state=0, sample_weight_name="sample_weight"):
        self.estimator = estimator
        self.constraint = constraint
        self.difference_bound = difference_bound
        self.compare = compare
        self.multiplier_bound = multiplier_bound
        self.nu = nu
        self.eta = eta
        self.min_rounds = min_rounds
        self.max_rounds = max_rounds
        self.random_state = random_state
        self.sample_weight_name = sample_weight_name

    def fit(self, X, y, *, groups):
        """Shapes: X whatever the estimator takes, of n rows; y (n,) of 0 and 1; groups (n,), a table, a mapping of columns, or
        an array (n, columns); rows belong together by their places.
        Errors: ValueError for other labels and lengths, for fewer than two groups, and for bounds out of their range.
            Warns where it has not converged.
        Cost:   `n_fits_` fits, at most 3 * max_rounds; memory for as many classifiers.
        """
        return self._fit_in(self._prepared(X, y, groups))

    def _fit_in(self, pool):
        if not self.multiplier_bound > 0 or self.max_rounds < 1:
            raise ValueError("multiplier_bound and max_rounds are above 0")
        pool.calls = pool.fits = 0  # of the last user
        solution = _saddle.solve(pool, self.difference_bound, self)
        weights = solution.mixture.weights
        used = np.flatnonzero(weights)
        self.predictors_, self.weights_ = [pool.predictors[i] for i in used], weights[used]
        self.multipliers_ = solution.mixture.multipliers
        self.gaps_, self.best_gap_, self.nu_ = solution.gaps, solution.gaps[-1], solution.tolerance
        self.n_rounds_, self.converged_ = solution.rounds, solution.converged
        self._tell(pool, weights @ np.array(pool.rates), weights @ np.array(pool.errors))
        if not self.converged_:
            warnings.warn(f"not converged in {self.n_rounds_} rounds: the gap is {self.best_gap_:.3g}, nu {self.nu_:.3g}",
                          stacklevel=3)
        return self

    def expectation(self, X):
        """How likely `predict` says 1 of each row: (n,). No probability of the label, which is why it is no predict_proba."""
        return sum(weight * _moments.predictions(one, X, len(X)) for one, weight in zip(self.predictors_, self.weights_))

    def predict(self, X, *, random_state=None, keys=None):
        """0 or 1 of each row, drawn with the chances of `expectation`.

        The same seed (`random_state`, else the estimator's) and rows give the same answers. The draw belongs to the row's place,
        so who predicts row by row needs `keys`: (n,), what names each row. Then the draw belongs to seed and key: the same
        person has the same answer in any order, batch and process.
        """
        seed = self.random_state if random_state is None else random_state
        chances = self.expectation(X)
        if keys is None:
            draws = np.random.default_rng(seed).random(len(chances))
        else:
            draws = np.array([_draw(seed, key) for key in _arrays.column(keys, "keys").tolist()])
            if draws.shape != chances.shape:
                raise ValueError(f"{len(draws)} keys for {len(chances)} rows")
        return (draws < chances).astype(np.int64)


def _draw(seed, key):
    """A number from 0 to below 1 that follows from seed and key."""
    if (name := _arrays.text(key)) is None:
        raise ValueError("a key is missing: all without one would have the same answer")
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


class GridSearch(_Reduction):
    """One classifier, not random: of those that a grid of prices gives, the one with the least error among those that hold the
    bound, else the one that is nearest to it.

    For few groups: the grid has a dimension for each rate and group but the last. Parameters as of `ExponentiatedGradient`, and
    grid_size : at most so many fits; as many as a symmetric grid can have of them.
    grid_limit : the greatest sum of prices.

    Known after fit: as there `error_`, `difference_`, `rates_`, `undefined_`, `n_fits_`, of the chosen one; `holds_`: whether it
    holds the bound; of all points `predictors_`, `multipliers_` (points, dimensions), `errors_`, `differences_`, and `best_index_`.

    Source: Agarwal et al. 2018, section 3.4.
    """

    def __init__(self, estimator, constraint="demographic_parity", difference_bound=0.01, *, compare="pairs", grid_size=11,
                 grid_limit=2.0, sample_weight_name="sample_weight"):
        self.estimator = estimator
        self.constraint = constraint
        self.difference_bound = difference_bound
        self.compare = compare
        self.grid_size = grid_size
        self.grid_limit = grid_limit
        self.sample_weight_name = sample_weight_name

    def fit(self, X, y, *, groups):
        """Shapes, errors: as of `ExponentiatedGradient.fit`; ValueError too where grid_size is too small for its dimensions.
        Cost: at most grid_size fits, and memory for as many classifiers."""
        pool = self._prepared(X, y, groups)
        basis = pool.moments.basis()
        self.multipliers_ = self.grid_limit * lattice(len(basis), self.grid_size)
        points = [pool.best(point @ basis) for point in self.multipliers_]
        self.predictors_ = [pool.predictors[i] for i in points]
        self.errors_ = np.array(pool.errors)[points]
        self.differences_ = pool.violations().max(axis=1)[points]
        excess = np.maximum(self.differences_ - self.difference_bound, 0)
        self.best_index_ = int(np.lexsort((self.errors_, excess))[0])
        self.holds_ = bool(excess[self.best_index_] == 0)
        best = points[self.best_index_]
        self._tell(pool, pool.rates[best], pool.errors[best])
        return self

    def predict(self, X):
        """0 or 1 of each row, by the chosen classifier."""
        return _moments.predictions(self.predictors_[self.best_index_], X, len(X)).astype(np.int64)


def lattice(dimensions, most):
    """The points with whole coordinates and a sum of magnitudes up to u, over u, for the greatest u that has at most `most`."""
    points, units = None, 1
    while True:
        finer = _within(dimensions, units, most)
        if len(finer) > most:
            break
        points, units = np.array(finer) / units, units + 1
    if points is None:
        raise ValueError(f"a grid of {dimensions} dimensions needs a grid_size of {2 * dimensions + 1} at least; for many groups "
                         "there is ExponentiatedGradient")
    return points


def _within(dimensions, units, most):
    """Such points, unscaled; some of them where there are more than `most`."""
    points = [()]
    for _ in range(dimensions):
        points = [(*point, value) for point in points for value in range(-units, units + 1)
                  if sum(map(abs, point)) + abs(value) <= units]
        if len(points) > most:
            break
    return points
