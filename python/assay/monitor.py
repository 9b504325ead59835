"""Fairness while a model is trained, or while it serves: counts of what went by, batch for batch.

It keeps counts and no rows: memory grows with the combinations of label, prediction and groups, never with the rows. Its
audits and gates are those of `assay.fairness`, and so of the program, over the same rows. Needs NumPy; PyTorch, JAX and
others may bring the batches.
"""
from collections import Counter
from dataclasses import dataclass

import numpy as np

from assay import _arrays, fairness

__all__ = ["EpochEnd", "FairnessMonitor"]

MOST_COMBINATIONS = 1_000_000  # as the core's own limit
_STATE = "assay.fairness.monitor/1"


@dataclass(frozen=True)
class EpochEnd:
    """What a gate says of an epoch, and whether training should go on."""

    stop: bool
    gate: fairness.GateResult

    @property
    def verdict(self):
        """pass, fail or insufficient"""
        return self.gate.verdict


class FairnessMonitor:
    """Counts labels, predictions and groups of batches.

    `groups` names the columns of groups; a mapping gives each the names of its codes, where batches hold codes:
    {"sex": ["men", "women"]} means 0 and 1, and -1 an unknown one. With `threshold` predictions are scores, positive from
    there on, in the precision that they have; NaN is none. `label` and `prediction` are what a policy calls them.

    Usable as a table of `fairness.audit_model` and `fairness.gate`. Not for several threads at once; one for each
    process, then `merge`.
    """

    def __init__(self, groups, *, threshold=None, label="label", prediction="prediction"):
        if isinstance(groups, str):
            groups = [groups]
        self.groups = [str(name) for name in groups]
        self.label, self.prediction = label, prediction
        self.threshold = fairness.finite(threshold)
        self._names = {str(name): [str(value) for value in groups[name]] for name in groups} if hasattr(groups, "keys") else {}
        columns = [label, prediction, *self.groups]
        if not self.groups or len(set(columns)) != len(columns):
            raise ValueError("a monitor needs columns of groups, and names that differ from each other")
        self._counts = Counter()
        self._streak = 0

    def update(self, labels, predictions, groups):
        """Counts a batch; gives itself.

        Shapes: labels and predictions (n,) or (n, 1); groups a mapping or a table with a column for each name, or an array
        (n, columns), (n,) for one. NumPy, PyTorch on any device, what has `__array__` or `__dlpack__`, or lists.
        Errors: ValueError for other shapes, codes without a name, and over a million combinations; TypeError for values
        that are no text, number or boolean. A batch that is refused has counted nothing.
        Cost:   O(n log n); a copy from the accelerator's memory, which waits for it.
        """
        groups = _arrays.named(groups, self.groups)
        columns = {self.label: _arrays.column(labels, self.label),
                   self.prediction: _arrays.column(predictions, self.prediction), **groups}
        if _arrays.same_length(columns) == 0:
            return self
        coded = [self._coded(name, values) for name, values in columns.items()]
        _, texts, rows = _arrays.combinations(coded)
        self._add(zip(texts, rows))
        return self

    def _coded(self, name, values):
        if name == self.prediction and self.threshold is not None:
            scores = values if values.dtype.kind in "biuf" else np.array(
                [np.nan if _arrays.text(value) is None else value for value in values.astype(object)], np.float64)
            return np.where(np.isnan(scores), 0, 1 + (scores >= self.threshold)), [None, "0", "1"]
        if name not in self._names:
            return _arrays.coded(values)
        names = self._names[name]
        if values.dtype.kind not in "iu" or values.min() < -1 or values.max() >= len(names):
            raise ValueError(f"'{name}' holds something else than whole numbers from -1 to {len(names) - 1}")
        return values.astype(np.int64) + 1, [None, *names]

    def _add(self, counts):
        """All of [(values, rows)], or nothing."""
        more = Counter()
        for values, n in counts:
            more[values] += n
        if len(self._counts) + sum(values not in self._counts for values in more) > MOST_COMBINATIONS:
            raise ValueError(f"more than {MOST_COMBINATIONS} combinations of labels, predictions and groups: name a "
                             "threshold for scores, or fewer groups")
        self._counts.update(more)

    @property
    def rows(self):
        """How many rows were counted."""
        return sum(self._counts.values())

    def __assay_counts__(self, columns, threshold):
        """[(values, rows)] of some of its columns: what `assay.fairness` reads of a monitor."""
        if threshold != self.threshold:
            raise ValueError(f"the monitor has counted with the threshold {self.threshold}, and is asked for {threshold}")
        own = [self.label, self.prediction, *self.groups]
        if missing := [name for name in columns if name not in own]:
            raise ValueError(f"the monitor counts no '{missing[0]}'; it counts {', '.join(own)}")
        places = [own.index(name) for name in columns]
        chosen = Counter()
        for values, n in self._counts.items():
            chosen[tuple(values[i] for i in places)] += n
        return list(chosen.items())

    def compute(self, **options):
        """The audit of all that was counted: `fairness.audit_model`, whose options it takes."""
        said = {"prediction": self.prediction} if self.threshold is None else {"score": self.prediction,
                                                                                "threshold": self.threshold}
        return fairness.audit_model(self, label=self.label, groups=self.groups, **said, **options)

    def gate(self, policy, *, against=None, date=None):
        """`fairness.gate` on all that was counted."""
        return fairness.gate(policy, self, against=against, date=date)

    def on_epoch_end(self, policy, *, stop_on="fail", patience=1, against=None, date=None):
        """Gates what the epoch has counted, forgets it, and says whether to stop.

        It stops when `patience` epochs in a row had the verdict `stop_on`, "fail" or "pass"; "insufficient" (too few rows
        to say) is neither, and the next epoch begins to count anew.
        """
        if stop_on not in ("fail", "pass") or patience < 1:
            raise ValueError("stop_on is 'fail' or 'pass', patience at least 1")
        result = self.gate(policy, against=against, date=date)
        self._streak = self._streak + 1 if result.verdict == stop_on else 0
        self._counts = Counter()
        return EpochEnd(self._streak >= patience, result)

    def reset(self):
        """Forgets what was counted."""
        self._counts, self._streak = Counter(), 0

    def merge(self, other):
        """Adds the counts of another monitor of the same columns, as of another process; gives itself."""
        if other._key() != self._key():
            raise ValueError("only monitors of the same columns, threshold and names can be merged")
        self._add(other._counts.items())
        return self

    def _key(self):
        return {"label": self.label, "prediction": self.prediction, "threshold": self.threshold, "groups": self.groups,
                "names": self._names}

    def state_dict(self):
        """All that it knows, as plain lists, numbers and texts: for a checkpoint, also as JSON."""
        return {"schema": _STATE, **self._key(), "streak": self._streak,
                "counts": [[list(values), n] for values, n in self._counts.items()]}

    def load_state_dict(self, state):
        """Goes on from `state_dict()` of a monitor of the same columns. ValueError for another's, and for what is none."""
        if {name: state.get(name) for name in ("schema", *self._key())} != {"schema": _STATE, **self._key()}:
            raise ValueError("the state is of a monitor of other columns, threshold or names")
        width = 2 + len(self.groups)
        counts, streak = state.get("counts"), state.get("streak")
        if type(streak) is not int or streak < 0:
            raise ValueError("the state's 'streak' is no whole number from 0")
        if not isinstance(counts, list):
            raise ValueError("the state holds something else than counts")
        for one in counts:
            if not isinstance(one, (list, tuple)) or len(one) != 2 or not isinstance(one[0], (list, tuple)) \
                    or len(one[0]) != width or not all(value is None or isinstance(value, str) for value in one[0]) \
                    or type(one[1]) is not int or one[1] < 0:
                raise ValueError("the state holds something else than counts")
        before, self._counts = self._counts, Counter()
        try:
            self._add((tuple(values), n) for values, n in counts)
        except ValueError:
            self._counts = before
            raise
        self._streak = streak
