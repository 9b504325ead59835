"""Classifiers that treat groups alike, made of any that knows sample weights; and what that costs.

A reduction trains a given estimator again and again, with other labels and weights each time, and mixes or chooses what it
gives, so that rates of groups differ by no more than a bound. What it promises it promises of the rows that it was trained on:
`frontier` measures on others, with intervals, and `assay.fairness.gate` judges.

Groups are needed to train, not to predict. A missing group (None, NaN) is the group "unknown", constrained as any other.
Needs NumPy and SciPy.

Source: Agarwal, Beygelzimer, Dudik, Langford and Wallach, "A reductions approach to fair classification", ICML 2018.
"""
from assay.reductions._estimators import ExponentiatedGradient, GridSearch
from assay.reductions._frontier import FrontierPoint, frontier
from assay.reductions._moments import CONSTRAINTS

__all__ = ["CONSTRAINTS", "ExponentiatedGradient", "FrontierPoint", "GridSearch", "frontier"]
