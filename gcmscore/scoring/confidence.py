"""How far a score can be relied on, by a rule that can be recomputed by hand (METHODOLOGY.md, Confidence)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.records import Source
from gcmscore.scoring.arrays import Ints

LEVELS = ("low", "medium", "high")
PRIMARY_KINDS = frozenset({"statistic", "law", "ruling", "official", "monitor"})
COVERAGE_WANTED = 0.75


def is_primary(citations: Iterable[tuple[str, str]], sources: Mapping[str, Source]) -> bool:
    """Tell whether one of the sources cited is primary: a statistic, law, ruling, official text or monitor.

    Parameters
    ----------
    citations : iterable of (source id, locator)
        What a value rests on.
    sources : mapping
        Sources by id; an unknown one is not primary.

    Examples
    --------
    >>> is_primary([("lost", "page 1")], {})
    False
    """
    return any(sources[name].kind in PRIMARY_KINDS for name, _ in citations if name in sources)


def indicator_confidence(primary: ArrayLike, age: ArrayLike, max_age: ArrayLike) -> Ints:
    """Return the confidence in values from their sources and ages, as a place in ``LEVELS``.

    Parameters
    ----------
    primary : array_like of bool
        Whether a primary source is cited.
    age, max_age : array_like of float
        Age of the value and the age at which it turns stale, in years.

    Returns
    -------
    ndarray of int64
        2 is high. One step is lost when no source is primary, one when the value is past half its permitted
        age.

    Examples
    --------
    >>> LEVELS[int(indicator_confidence(True, age=3, max_age=3))]
    'medium'
    """
    late = 2.0 * np.asarray(age, dtype=np.float64) > np.asarray(max_age, dtype=np.float64)
    return np.asarray(2 - (~np.asarray(primary, dtype=bool)).astype(np.int64) - late)


def objective_confidence(
    shares: ArrayLike, levels: ArrayLike, rules: ArrayLike, facts: ArrayLike, coverage: ArrayLike
) -> Ints:
    """Return the confidence in scored objectives, as a place in ``LEVELS``; the last axis is the indicators.

    Parameters
    ----------
    shares : array_like of float, shape (..., n)
        Effective weights; 0 for what has no value.
    levels : array_like of int, shape (..., n)
        Confidence in each value, as a place in ``LEVELS``.
    rules, facts : array_like of bool, shape (..., n)
        Whether a value speaks of rules (law, policy), and of facts (practice, outcome).
    coverage : array_like of float, shape (...)
        Share of the applicable weight with a value.

    Returns
    -------
    ndarray of int64, shape (...)
        It starts from the weighted mean of the indicators' confidence (rounded to the nearest, a half
        downwards). One step is lost when the coverage is below 0.75, one when either the rules or the facts
        are not covered at all. 0 where nothing has a value.

    Examples
    --------
    >>> LEVELS[int(objective_confidence([0.5, 0.5], [2, 2], [True, False], [False, True], 0.8))]
    'high'
    """
    given = np.asarray(shares, dtype=np.float64)
    total = given.sum(axis=-1)
    mean = (given * np.asarray(levels)).sum(axis=-1) / np.where(total > 0, total, np.nan)
    mean = np.round(np.nan_to_num(mean), 9)
    start = (mean > 0.5).astype(np.int64) + (mean > 1.5)
    sides = [(np.asarray(side, dtype=bool) & (given > 0)).any(axis=-1) for side in (rules, facts)]
    thin = np.round(np.asarray(coverage, dtype=np.float64) - COVERAGE_WANTED, 9) < 0
    return np.asarray(np.maximum(start - thin - ~(sides[0] & sides[1]), 0))
