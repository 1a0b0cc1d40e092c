"""How far scores and ranks hold when they are computed a thousand times over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Floats

# Scores are equal when they round to the same step: sums in another order differ in their last digits.
_STEPS = 1e9
# Numbers of one table that fit the fast memory of a processor.
_TILE = 2**15


def ranks(scores: ArrayLike) -> Floats:
    """Return the rank of each score over the last axis, 1 for the highest; equal ones share the better rank.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        Scores of n units, of any range; rounded here to nine decimals. NaN is missing.

    Returns
    -------
    ndarray of float64, shape (..., n)
        From 1 to the number of scores that are there; NaN where the score is missing.

    Raises
    ------
    ValueError
        If a score is infinite, or too large for nine decimals of it to be told apart.

    Notes
    -----
    Standard competition ranking: two first places are followed by a third.

    Examples
    --------
    >>> ranks([40.0, 70.0, float("nan"), 70.0]).tolist()
    [3.0, 1.0, nan, 1.0]
    """
    given = np.asarray(scores, dtype=np.float64)
    size = given.shape[-1]
    found = np.empty((given.size // max(1, size), size))
    rows = given.reshape(found.shape)
    height = max(1, _TILE // max(1, size))
    for start in range(0, len(rows), height):
        found[start : start + height] = _ranks(rows[start : start + height])
    return found.reshape(given.shape)


def _ranks(rows: Floats) -> Floats:
    """Rank each row: score and place are packed into one whole number, and processors sort those fastest."""
    size = rows.shape[-1]
    bits = max(1, (size - 1).bit_length())
    places, limit = np.arange(size), 2.0 ** min(51, 61 - bits)
    keys = rows * -_STEPS
    np.rint(keys, out=keys)
    missing = np.isnan(keys)
    if (np.abs(keys) >= limit).any():
        raise ValueError(f"ranks to nine decimals need scores between ±{limit / _STEPS:.0f}")
    # What is missing comes last, and no two of them are equal.
    np.copyto(keys, limit + places, where=missing)
    packed = keys.astype(np.int64)
    packed <<= bits
    packed |= places
    packed.sort(axis=-1)
    order = packed & ((1 << bits) - 1)
    packed >>= bits
    equal = packed[:, 1:] == packed[:, :-1]
    found = np.empty(rows.shape)
    if equal.any():
        first = np.zeros(rows.shape, dtype=np.int64)
        first[:, 1:] = np.where(equal, 0, places[1:])
        np.put_along_axis(found, order, np.maximum.accumulate(first, axis=-1) + 1.0, axis=-1)
    else:
        np.put_along_axis(found, order, np.broadcast_to(places + 1.0, rows.shape), axis=-1)
    found[missing] = np.nan
    return found


def quantiles(draws: ArrayLike, shares: Sequence[float] = (0.05, 0.5, 0.95), axis: int = 0) -> Floats:
    """Return values below which given shares of the draws lie; each is a value that was drawn.

    Parameters
    ----------
    draws : array_like of float
        Scores or ranks; NaN is a draw without a value and is left out.
    shares : sequence of float
        From 0 to 1.
    axis : int
        Along which the draws lie.

    Returns
    -------
    ndarray of float64, shape (number of shares, ...)
        The other axes follow; NaN where no draw has a value.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, or there is no draw.

    Notes
    -----
    Order statistics: of m sorted values number ``share · (m − 1)`` from 0, and between two of them the lower
    for shares up to one half and the higher beyond. An interval is thus never narrower than its name says,
    and no rank of 3.5 is invented. Hyndman and Fan (1996, doi 10.2307/2684934) number the same positions
    from 1 in their definition 7, which would interpolate.

    Examples
    --------
    >>> quantiles([4, 1, 3, 2], (0.1, 0.5, 0.9)).tolist()
    [1.0, 2.0, 4.0]
    """
    wanted = np.asarray(shares, dtype=np.float64)
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError(f"shares={tuple(shares)} must lie between 0 and 1")
    table = np.moveaxis(np.asarray(draws, dtype=np.float64), axis, -1)
    if not table.shape[-1]:
        raise ValueError("there is no draw to take quantiles of")
    table = np.array(table, order="C")
    table.sort(axis=-1)
    last = np.maximum((~np.isnan(table)).sum(axis=-1), 1) - 1
    # Without rounding 0.07 of 100 steps would be a little more than 7.
    position = np.round(last[..., None] * wanted, 9)
    place = np.where(wanted <= 0.5, np.floor(position), np.ceil(position)).astype(np.int64)
    return np.moveaxis(np.take_along_axis(table, place, axis=-1), -1, 0)


def rank_intervals(draws: ArrayLike, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
    """Return between which ranks the units lie in given shares of the draws.

    Parameters
    ----------
    draws : array_like of float, shape (draws, n)
        Scores of n units in each draw; NaN is missing.
    shares : sequence of float
        From 0 to 1: the low end (the better rank), the middle, the high end.

    Returns
    -------
    ndarray of float64, shape (number of shares, n)
        Ranks; NaN for a unit that has no score in any draw.

    Notes
    -----
    :func:`quantiles` of :func:`ranks` within each draw: OECD/JRC Handbook (2008), step 7.

    Examples
    --------
    >>> rank_intervals([[50, 60], [50, 40], [50, 70]], (0.0, 0.5, 1.0)).tolist()
    [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0]]
    """
    return quantiles(ranks(draws), shares, axis=0)


def holding(ends: tuple[Floats, Floats] | Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the ends of intervals, widened where they leave out the published value."""
    return np.fmin(ends[0], values), np.fmax(ends[1], values)


def ahead(first: ArrayLike, second: ArrayLike, axis: int = 0) -> Floats:
    """Return the share of draws in which the first is ahead of the second; a tie counts half.

    Parameters
    ----------
    first, second : array_like of float
        Scores in the same draws, broadcast against each other; rounded here to nine decimals. A draw in
        which one of them is NaN is left out.
    axis : int
        Along which the draws lie.

    Returns
    -------
    ndarray of float64
        From 0 to 1; NaN where no draw has both.

    Examples
    --------
    >>> float(ahead([61, 55, 58, 60], [57, 56, 57, 60]))
    0.625
    """
    sides = (np.rint(np.asarray(side, dtype=np.float64) * _STEPS) for side in (first, second))
    one, other = (np.moveaxis(side, axis, 0) for side in np.broadcast_arrays(*sides))
    won, both = np.zeros(one.shape[1:]), np.zeros(one.shape[1:])
    # Of 200 units against each other, all draws at once would fill a third of a gigabyte.
    height = max(1, _TILE // max(1, won.size))
    for start in range(0, len(one), height):
        lead = one[start : start + height] - other[start : start + height]
        won += (lead > 0).sum(axis=0) + (lead == 0).sum(axis=0) / 2
        both += (~np.isnan(lead)).sum(axis=0)
    return np.asarray(won / np.where(both > 0, both, np.nan))
