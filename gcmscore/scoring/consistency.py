"""Whether the items of one parent belong together: reliability, correlations, and what they warn of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, pick
from gcmscore.scoring.sensitivity import means_without

# With 20 units a correlation nearer to zero than 0.44 may be chance (at 5 %); with fewer, most may be.
FEWEST_UNITS = 20
# The limits of COINr's plot_corr and get_corr_flags (Becker et al. 2022, doi 10.21105/joss.04567).
NEGATIVE, WEAK, REDUNDANT = -0.4, 0.3, 0.9
# Share of a sum of squares that rounding can leave of no variance at all.
_ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Coefficients, each with the number of units it rests on.

    Attributes
    ----------
    values : ndarray of float64
        NaN where ``reasons`` has a word.
    units : ndarray of int64
        Number of units that have everything the coefficient needs.
    reasons : ndarray of object
        ``"single"`` (there is nothing to compare with), ``"too_few"`` (fewer than ``FEWEST_UNITS`` units),
        ``"constant"`` (one side is the same for all units), or None.
    """

    values: Floats
    units: Ints
    reasons: Words


def _coefficients(values: Floats, units: Ints, constant: Bools, single: bool = False) -> Coefficients:
    few, alone = np.asarray(units < FEWEST_UNITS), np.full(units.shape, single)
    reasons = pick(alone, "single", pick(few, "too_few", pick(constant, "constant", None)))
    return Coefficients(np.where(alone | few | constant, np.nan, values), units, reasons)


def cronbach_alpha(scores: ArrayLike) -> Coefficients:
    """Return Cronbach's alpha: how far the items of one parent vary together, as if they measured one thing.

    Parameters
    ----------
    scores : array_like of float, shape (units, items)
        Scores, higher being better for every item; NaN is missing.

    Returns
    -------
    Coefficients
        One value: at most 1, negative when items work against each other, by custom acceptable above 0.7.
        Only units that have every item count; of covariances from different units it could exceed 1.

    Notes
    -----
    ``k / (k − 1) · (1 − Σ var(item) / var(Σ item))`` with k items: Cronbach (1951), doi 10.1007/BF02310555;
    OECD/JRC Handbook on Constructing Composite Indicators (2008), step 4. Items chosen because they differ
    need not measure one thing: a low alpha asks for a look and is no fault by itself.

    Examples
    --------
    >>> import numpy as np
    >>> first = np.arange(20.0)
    >>> float(cronbach_alpha(np.column_stack([first, first])).values)
    1.0
    """
    given = np.asarray(scores, dtype=np.float64)
    complete = given[~np.isnan(given).any(axis=1)]
    units, items = complete.shape
    single, sums = items < 2, complete.sum(axis=1)
    if units < 2 or single:
        return _coefficients(np.asarray(np.nan), np.asarray(units), np.asarray(False), single)
    whole = sums.var(ddof=1)
    constant = whole <= _ROUNDING * (sums**2).sum()
    alpha = items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / (1.0 if constant else whole))
    return _coefficients(np.asarray(alpha), np.asarray(units), np.asarray(constant))


def correlations(first: ArrayLike, second: ArrayLike) -> Coefficients:
    """Return Pearson's correlation of each column of one table with each column of another.

    Parameters
    ----------
    first : array_like of float, shape (units, k)
        Scores; NaN is missing.
    second : array_like of float, shape (units, m)
        Scores of the same units.

    Returns
    -------
    Coefficients
        Shape (k, m), from −1 to 1. Each rests on the units that have both columns.

    Notes
    -----
    ``cov(x, y) / √(var(x) var(y))`` over pairwise complete units, as COINr and R's ``cor`` take it.

    Examples
    --------
    >>> import numpy as np
    >>> rising = np.arange(20.0)[:, None]
    >>> found = correlations(rising, np.hstack([2 * rising, -rising, 0 * rising]))
    >>> found.values.round(9).tolist(), found.reasons.tolist()
    ([[1.0, -1.0, nan]], [[None, None, 'constant']])
    """
    x, there_x = _centred(np.asarray(first, dtype=np.float64))
    y, there_y = _centred(np.asarray(second, dtype=np.float64))
    units = there_x.T @ there_y
    count = np.maximum(units, 1)
    sum_x, sum_y, square_x, square_y = x.T @ there_y, there_x.T @ y, (x**2).T @ there_y, there_x.T @ y**2
    spread_x, spread_y = square_x - sum_x**2 / count, square_y - sum_y**2 / count
    constant = (spread_x <= _ROUNDING * square_x) | (spread_y <= _ROUNDING * square_y)
    spread = np.sqrt(np.where(constant, 1.0, spread_x * spread_y))
    values = np.clip((x.T @ y - sum_x * sum_y / count) / spread, -1.0, 1.0)
    return _coefficients(values, units.astype(np.int64), constant)


def _centred(table: Floats) -> tuple[Floats, Floats]:
    """Return columns measured from their means, 0 where missing, and 1 where a value is there."""
    there = ~np.isnan(table)
    means = np.where(there, table, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return np.where(there, table - means, 0.0), there.astype(np.float64)


def parent_correlations(
    scores: ArrayLike, weights: ArrayLike | None = None, how: str = "arithmetic", *, corrected: bool = True
) -> Coefficients:
    """Return the correlation of each item with the mean that is made of them.

    Parameters
    ----------
    scores : array_like of float, shape (units, items)
        Scores of the items of one parent; NaN is missing.
    weights : array_like of float, optional
        Broadcast against ``scores``; equal when absent.
    how : {"arithmetic", "geometric", "harmonic"}
        Which mean the parent is, as :func:`gcmscore.scoring.aggregate` takes it.
    corrected : bool
        Whether the parent is taken without the item. With it, the item is correlated with itself in part:
        one of five unrelated items still reaches 1 / √5 = 0.45 and would never be seen to be silent.

    Returns
    -------
    Coefficients
        Shape (items,). Each rests on the units that have the item and at least one other.

    Notes
    -----
    Corrected item–total correlation: Nunnally and Bernstein, Psychometric Theory (1994), ISBN
    978-0-07-047849-7; the uncorrected one is COINr's.

    Examples
    --------
    >>> import numpy as np
    >>> rising = np.arange(20.0)
    >>> parent_correlations(np.column_stack([rising, 2 * rising, -rising])).values.round(9).tolist()
    [1.0, nan, -1.0]
    """
    given = np.asarray(scores, dtype=np.float64)
    others = means_without(given, weights, how).T
    whole = aggregate(given, weights, how)[:, None]
    parents = others if corrected else np.where(np.isnan(others), np.nan, whole)
    found = correlations(given, parents)
    own = np.arange(given.shape[1])
    constant = np.asarray(found.reasons[own, own] == "constant")
    return _coefficients(found.values[own, own], found.units[own, own], constant, single=len(own) < 2)


def flags(values: ArrayLike) -> Words:
    """Return what the correlation of an item with its parent warns of.

    Parameters
    ----------
    values : array_like of float
        Of :func:`parent_correlations`; NaN is unknown.

    Returns
    -------
    ndarray of object
        ``"negative"`` up to −0.4: units that do well on it do badly on the rest. ``"silent"`` from there up
        to 0.3: the parent hardly shows it. None above, or where unknown.

    Notes
    -----
    The limits of COINr's ``plot_corr``. COINr leaves the item in its parent; corrected values are lower, so
    that more items are flagged here.

    Examples
    --------
    >>> flags([-0.5, 0.1, 0.6, float("nan")]).tolist()
    ['negative', 'silent', None, None]
    """
    given = np.asarray(values, dtype=np.float64)
    return pick(given <= NEGATIVE, "negative", pick(given <= WEAK, "silent", None))


def redundant_pairs(values: ArrayLike) -> Ints:
    """Return the pairs of items so alike that one of them counts twice: correlations above 0.9.

    Parameters
    ----------
    values : array_like of float, shape (items, items)
        :func:`correlations` of the items of one parent with each other; NaN is unknown.

    Returns
    -------
    ndarray of int64, shape (pairs, 2)
        Numbers of the two items, from 0, the smaller first.

    Notes
    -----
    The limit of COINr's ``get_corr_flags``, within one parent as there.

    Examples
    --------
    >>> redundant_pairs([[1, 0.95, 0.2], [0.95, 1, 0.3], [0.2, 0.3, 1]]).tolist()
    [[0, 1]]
    """
    return np.argwhere(np.triu(np.asarray(values, dtype=np.float64) > REDUNDANT, 1))
