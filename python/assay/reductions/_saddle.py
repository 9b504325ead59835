"""The game of a reduction: one player fits classifiers, the other one prices what they violate.

Source: Agarwal et al. 2018, algorithm 1. Its mixture is the average of all classifiers that were fitted; ours is the best
mixture of them, by a linear programme, which is never worse, and its dual prices ask for the next classifier besides
(Dantzig and Wolfe, "Decomposition principle for linear programs", Operations Research 8, 1960). So the gap closes in few rounds.
"""
import copy
import hashlib
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from assay.reductions._moments import predictions


_ROUNDING = 1e-9  # of the linear programme


class Constant:
    """Says the same of everybody."""

    def __init__(self, value):
        self.value = value

    def predict(self, X):
        return np.full(len(X), self.value)


class Pool:
    """All classifiers that were fitted on one set of rows, with their errors and rates. Bounds may differ between its users."""

    def __init__(self, estimator, X, moments, sample_weight_name):
        self.estimator, self.X, self.moments, self.sample_weight_name = estimator, X, moments, sample_weight_name
        self.predictors, self.errors, self.rates = [], [], []
        self.calls = self.fits = 0
        self._by_costs, self._by_predictions = {}, {}

    def best(self, prices):
        """The place of the classifier that the estimator finds for the prices of cells: a call of the oracle.

        Labels say whether predicting 1 is the cheaper answer, weights by how much; they sum to n. A question that was asked
        before is not asked again; one whose cheaper answer is the same for all rows needs no fit.
        """
        self.calls += 1
        costs = self.moments.costs(prices)
        question = hashlib.sha256(costs.tobytes()).digest()
        if question not in self._by_costs:
            self._by_costs[question] = self._fit(costs)
        return self._by_costs[question]

    def _fit(self, costs):
        wanted, weights = (costs < 0).astype(np.int64), np.abs(costs)
        if wanted.min() == wanted.max():
            return self._keep(Constant(int(wanted[0])))
        self.fits += 1
        fitted = copy.deepcopy(self.estimator)
        fitted.fit(self.X, wanted, **{self.sample_weight_name: weights * (len(wanted) / weights.sum())})
        return self._keep(fitted)

    def _keep(self, predictor):
        said = predictions(predictor, self.X, self.moments.n)
        key = hashlib.sha256(np.packbits(said > 0).tobytes()).digest()
        if key not in self._by_predictions:
            self._by_predictions[key] = len(self.predictors)
            self.predictors.append(predictor)
            self.errors.append(self.moments.error(said))
            self.rates.append(self.moments.rates(said))
        return self._by_predictions[key]

    def violations(self):
        """M mu(h) of each: (classifiers, constraints)."""
        return np.array(self.rates) @ self.moments.differences.T


@dataclass
class Mixture:
    """The best mixture of a pool for one bound."""

    weights: np.ndarray  # (classifiers,), sums to 1
    multipliers: np.ndarray  # (constraints,): its prices
    value: float  # error, and what is paid for violations


def best_mixture(errors, excess, bound_of_prices):
    """Minimises error + bound_of_prices * the largest excess above 0, over mixtures of classifiers.

    Shapes: errors (classifiers,), excess (classifiers, constraints). Cost: a linear programme of these sizes.
    """
    several, constraints = excess.shape
    found = linprog(np.append(errors, bound_of_prices), A_ub=np.hstack([excess.T, -np.ones((constraints, 1))]),
                    b_ub=np.zeros(constraints), A_eq=np.append(np.ones(several), 0)[None], b_eq=[1], method="highs")
    if found.x is None:
        raise RuntimeError(f"the linear programme of the mixture was not solved: {found.message}")
    weights = np.clip(found.x[:-1], 0, None)
    return Mixture(weights / weights.sum(), -found.ineqlin.marginals, found.fun)


@dataclass
class Solution:
    """What a game has ended with."""

    mixture: Mixture
    gaps: list  # after each round: how far the mixture's value is from the best that any could have
    tolerance: float
    rounds: int

    @property
    def converged(self):
        return self.gaps[-1] <= self.tolerance


def solve(pool, bound, settings):
    """Plays until the gap is within `settings.nu`, from `settings.min_rounds` to `settings.max_rounds`: three calls of the oracle a round.

    A price that was tried tells how low a value can be at all, as far as the estimator finds the best classifier for it;
    the gap is between the greatest of these and the mixture's value.
    """
    limit, differences = settings.multiplier_bound, pool.moments.differences
    exponents = np.zeros(len(differences))
    tried, gaps, tolerance = [], [], settings.nu
    least = settings.min_rounds or max(8, 3 * len(pool.moments.cells) // 2)
    for _ in range(settings.max_rounds):
        scale = max(0.0, exponents.max())
        powers = np.exp(exponents - scale)
        tried.append(limit * powers / (np.exp(-scale) + powers.sum()))
        newest = pool.best(tried[-1] @ differences)
        if tolerance is None:
            error = pool.errors[newest]
            tolerance = 0.5 * np.sqrt(error * (1 - error) / pool.moments.n)
        mixture = best_mixture(np.array(pool.errors), pool.violations() - bound, limit)
        tried.append(mixture.multipliers)
        for times in (1, 2):  # an estimator that misses the best for a price often finds it for a higher one
            pool.best(times * mixture.multipliers @ differences)
        violations = pool.violations()
        values = np.array(pool.errors)[:, None] + (violations - bound) @ np.array(tried).T
        gaps.append(max(0.0, float(mixture.value - values.min(axis=0).max()) - _ROUNDING))
        if gaps[-1] <= tolerance and len(gaps) >= least:
            break
        exponents += settings.eta / limit * (violations[newest] - bound)
    mixture.weights = np.append(mixture.weights, np.zeros(len(pool.errors) - len(mixture.weights)))
    return Solution(mixture, gaps, float(tolerance), len(gaps))
