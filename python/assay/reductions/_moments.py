"""What a constraint asks of a classifier: rates of groups, linear in its predictions, that may differ by so much."""
import numpy as np

from assay import _arrays

CONSTRAINTS = ("demographic_parity", "equalized_odds", "true_positive_rate_parity", "false_positive_rate_parity",
               "error_rate_parity")
_MOST_ENTRIES = 10_000_000  # of the matrix of constraints: 80 MB


def labels(y):
    """y as floats 0 and 1, shape (n,). ValueError for anything else."""
    found = _arrays.column(y, "y")
    try:
        numbers = found.astype(np.float64)
    except (TypeError, ValueError):
        numbers = np.array([np.nan])
    if len(found) == 0 or not np.isin(numbers, (0, 1)).all():
        raise ValueError("y needs rows, and holds 0 and 1 only")
    return numbers


def predictions(estimator, X, n):
    """What it predicts of the n rows of X: zeros and ones, shape (n,)."""
    said = _arrays.column(estimator.predict(X), "predict(X)").astype(np.float64)
    if said.shape != (n,) or not np.isin(said, (0, 1)).all():
        raise ValueError(f"{type(estimator).__name__}.predict does not give 0 or 1 for each row")
    return said


def group_codes(groups):
    """(place of each row's group, names): names are "women", or "sex=women, age=old" of several columns, in order of their values."""
    columns = _arrays.named(groups)
    _arrays.same_length(columns)
    of_row, combinations, _ = _arrays.combinations([_known(values) for values in columns.values()])
    order = sorted(range(len(combinations)), key=combinations.__getitem__)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    names = [combinations[i][0] if len(columns) == 1 else ", ".join(map("=".join, zip(columns, combinations[i]))) for i in order]
    return place[of_row], names


def _known(values):
    """Codes and texts of a column, in which nothing, "" and NaN are the one group "unknown"."""
    codes, texts = _arrays.coded(values)
    distinct = {}
    places = [distinct.setdefault("unknown" if text is None or text.lower() in ("", "nan") else text, len(distinct))
              for text in texts]
    return np.array(places, np.int64)[codes], list(distinct)


def events_of(constraint, y):
    """[(rate, rows that it is taken of)]: what has to be alike, by the paper's events."""
    every = np.ones(len(y), bool)
    events = {"demographic_parity": [("selection_rate", every)],
              "true_positive_rate_parity": [("tpr", y == 1)],
              "false_positive_rate_parity": [("fpr", y == 0)],
              "equalized_odds": [("fpr", y == 0), ("tpr", y == 1)],
              "error_rate_parity": [("error_rate", every)]}
    if constraint not in events:
        raise ValueError(f"no constraint '{constraint}'; there are: {', '.join(CONSTRAINTS)}")
    return events[constraint]


class Moments:
    """Rates of one constraint on one set of rows, and how far apart they are.

    A cell is an event and a group that has rows in it. The rate of a cell is the mean over its rows of base + slope * h, h the
    prediction. `differences` (constraints, cells) holds both signs of each: the upper half, then the lower.
    Source: Agarwal et al. 2018, section 2: M mu(h) <= c.
    """

    def __init__(self, y, groups, constraint, compare):
        codes, self.groups = group_codes(groups)
        if len(codes) != len(y):
            raise ValueError(f"{len(codes)} rows of groups for {len(y)} labels")
        self.y, self.n = y, len(y)
        is_error = constraint == "error_rate_parity"
        self.base = y if is_error else np.zeros(self.n)
        self.slope = 1 - 2 * y if is_error else np.ones(self.n)
        events = events_of(constraint, y)
        cell = np.full(self.n, -1)
        for i, (_, rows) in enumerate(events):
            cell[rows] = i * len(self.groups) + codes[rows]
        sizes = np.bincount(cell[cell >= 0], minlength=len(events) * len(self.groups))
        names = [(rate, group) for rate, _ in events for group in self.groups]
        self.undefined = [name for name, size in zip(names, sizes) if size == 0]
        self.cells = [name for name, size in zip(names, sizes) if size]
        self.sizes = sizes[sizes > 0]
        self._in_cell = cell >= 0
        self._cell = np.searchsorted(np.flatnonzero(sizes), cell[self._in_cell])
        self._events = [[j for j, (rate, _) in enumerate(self.cells) if rate == event] for event, _ in events]
        if not any(len(places) > 1 for places in self._events):
            raise ValueError(f"{constraint} compares groups, and fewer than two have rows to compare")
        rows = sum(len(places) * (len(places) - 1) // 2 if compare == "pairs" else len(places) for places in self._events)
        if 2 * rows * len(self.cells) > _MOST_ENTRIES:
            raise ValueError(f"{len(self.groups)} groups are too many" + (
                " for all pairs: compare='overall' takes each with all rows" if compare == "pairs" else ""))
        upper = self._pairs() if compare == "pairs" else self.to_overall()
        self.differences = np.concatenate([upper, -upper])

    def to_overall(self):
        """Each cell less its event's rate over all groups: (cells of events with several groups, cells)."""
        rows = []
        for places in self._events:
            share = np.zeros(len(self.cells))
            share[places] = self.sizes[places] / self.sizes[places].sum()
            rows += [np.eye(len(self.cells))[j] - share for j in places if len(places) > 1]
        return np.array(rows)

    def _pairs(self):
        """Each cell less each later one of its event."""
        pairs = [(a, b) for places in self._events for i, a in enumerate(places) for b in places[i + 1:]]
        matrix = np.zeros((len(pairs), len(self.cells)))
        matrix[np.arange(len(pairs)), [a for a, _ in pairs]] = 1
        matrix[np.arange(len(pairs)), [b for _, b in pairs]] = -1
        return matrix

    def basis(self):
        """Differences that span all: of each event every group to overall but the last, (dimensions, cells)."""
        several = [places for places in self._events if len(places) > 1]
        is_last = [j == places[-1] for places in several for j in places]
        return self.to_overall()[~np.array(is_last)]

    def rates(self, h):
        """Shape (cells,)."""
        said = (self.base + self.slope * h)[self._in_cell]
        return np.bincount(self._cell, weights=said, minlength=len(self.cells)) / self.sizes

    def error(self, h):
        return float(np.abs(h - self.y).mean())

    def costs(self, prices):
        """What predicting 1 costs more than predicting 0, each row: (n,); prices (cells,) are multipliers @ differences.

        Source: as above, section 3.2.
        """
        costs = (1 - 2 * self.y) / self.n
        costs[self._in_cell] += self.slope[self._in_cell] * (prices / self.sizes)[self._cell]
        return costs

    def counts(self, h):
        """[(rate, group, k, n)] of each cell, for predictions of 0 and 1."""
        return [(rate, group, round(value * n), n)
                for (rate, group), value, n in zip(self.cells, self.rates(h), self.sizes.tolist())]
