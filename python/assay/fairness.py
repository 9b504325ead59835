"""Counts, shares and how sure they are, of groups of people. Numbers are those of `assay fairness`, bit for bit.

Intervals are pairs (low, high). What has no denominator has no value: None, never 0. Bad arguments raise ValueError.
"""
from assay import _native, _tables

__all__ = ["benjamini_hochberg", "clopper_pearson", "count", "equal_shares", "fisher_exact", "log_ratio",
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
    """p of equal shares: Fisher's where a denominator is under 200 or an expected cell under 5, else z."""
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
