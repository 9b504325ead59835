"""Intervals and tests of shares, as scipy has them."""
import math

import numpy as np
from scipy import stats


def near(a, b):
    """Both missing, both infinite, or equal within 1e-9."""
    if "Infinity" in (a, b):
        return a == b
    return (a is None) == (b is None) and (a is None or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12))


def wilson(k, n):
    low, high = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    return float(low), float(high)


def p_value(a, b):
    """Fisher's exact test where numbers are small, else z."""
    table = np.array([[a[0], a[1] - a[0]], [b[0], b[1] - b[0]]])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    if min(a[1], b[1]) < 2000 or expected.min() < 5:
        return "fisher", stats.fisher_exact(table)[1]
    return "z", stats.chi2_contingency(table, correction=False)[1]
