"""Assay in Python: what its C++ core computes, on tables that are in memory.

`assay.fairness` audits predictions and data sets for groups of people. Tables are pandas, Polars and PyArrow ones, and
anything else that has `__arrow_c_stream__`: columns are read where they lie.

Imported by themselves, as they need NumPy: `assay.reductions` trains classifiers under a constraint, `assay.monitor` counts while
others train, `assay.scoring` makes a gate a scorer of scikit-learn.
"""
from assay import fairness

__version__ = "0.1.0"
__all__ = ["fairness"]
