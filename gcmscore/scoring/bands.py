"""Green, yellow, orange, red: for one indicator in raw units, and for an objective."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, pick

BANDS = ("red", "orange", "yellow", "green")


def bands(values: ArrayLike, green: ArrayLike, red: ArrayLike) -> Words:
    """Return the band of raw values; a value on a border takes the better band.

    Parameters
    ----------
    values : array_like of float
        Raw values; NaN is missing.
    green, red : array_like of float
        Where green and red begin, in the same unit; ``red`` is the larger when less is better.

    Returns
    -------
    ndarray of object
        ``"green"``, ``"yellow"``, ``"orange"``, ``"red"``, or None where the value is missing.

    Notes
    -----
    Yellow meets orange halfway between the two thresholds: SDG Index, Detailed Methodological Paper (2018),
    section 1.5.2 and annex 4.

    Examples
    --------
    >>> bands([0.7, 0.44, 8.0], green=[0.7, 0.7, 3], red=[0.35, 0.35, 7]).tolist()
    ['green', 'orange', 'red']
    """
    value, top, bottom = np.broadcast_arrays(
        *(np.asarray(item, dtype=np.float64) for item in (values, green, red))
    )
    sign = np.where(bottom > top, -1.0, 1.0)
    marks = [sign * bottom, sign * (top + bottom) / 2.0, sign * top]
    rank = sum((np.round(sign * value - mark, 9) >= 0).astype(np.int64) for mark in marks)
    return _words(np.asarray(rank), np.isnan(value))


def band_points(
    values: ArrayLike, worst: ArrayLike, red: ArrayLike, green: ArrayLike, best: ArrayLike
) -> Floats:
    """Rescale raw values piecewise so that worst, red, green and best become 0, 1, 2 and 3.

    Parameters
    ----------
    values : array_like of float
        Raw values; NaN is missing.
    worst, red, green, best : array_like of float
        Rising or falling in this order, broadcast against ``values``.

    Returns
    -------
    ndarray of float64
        From 0 to 3, NaN where the value is missing. On a segment without width the upper value is taken.

    Notes
    -----
    SDG Index, Detailed Methodological Paper (2018), annex 4.

    Examples
    --------
    >>> band_points([0.0, 0.35, 0.525, 0.7], 0, 0.35, 0.7, 0.7).tolist()
    [0.0, 1.0, 1.5, 3.0]
    """
    marks = [np.asarray(mark, dtype=np.float64) for mark in (worst, red, green, best)]
    value = np.asarray(values, dtype=np.float64)
    sign = np.where(marks[0] > marks[-1], -1.0, 1.0)
    points = np.zeros(np.broadcast_shapes(value.shape, *(mark.shape for mark in marks)))
    for low, high in pairwise(marks):
        width = sign * (high - low)
        distance = np.round(sign * (value - low), 9)
        sloped = np.clip(distance / np.where(width > 0, width, 1.0), 0.0, 1.0)
        points = points + np.where(width > 0, sloped, distance >= 0)
    return np.asarray(np.where(np.isnan(value), np.nan, points))


def objective_bands(
    points: ArrayLike,
    weights: ArrayLike,
    red: ArrayLike,
    cuts: tuple[float, float, float] = (2.0, 1.5, 1.0),
    red_steps_down: bool = True,
) -> Words:
    """Return the band of an objective from its indicators' band points, over the last axis.

    Parameters
    ----------
    points : array_like of float, shape (..., n)
        Band points 0–3 of the indicators; NaN is missing.
    weights : array_like of float, shape (..., n)
        Their weights.
    red : array_like of bool, shape (..., n)
        Indicators that are red and are no instrument.
    cuts : tuple of float
        Where the weighted mean turns green, yellow and orange.
    red_steps_down : bool
        Whether any of ``red`` takes the result one band down.

    Returns
    -------
    ndarray of object, shape (...)
        A band's name, or None where no indicator has points.

    Examples
    --------
    >>> str(objective_bands([3.0, 3.0, 0.5], [1, 1, 1], [False, False, True]))
    'yellow'
    """
    mean = aggregate(points, weights)
    rank = sum((np.round(mean - cut, 9) >= 0).astype(np.int64) for cut in cuts)
    if red_steps_down:
        rank = np.maximum(rank - np.asarray(red, dtype=bool).any(axis=-1), 0)
    return _words(np.asarray(rank), np.isnan(mean))


def two_worst(points: ArrayLike) -> Words:
    """Return the band of an objective from its two worst indicators, over the last axis.

    Parameters
    ----------
    points : array_like of float, shape (..., n)
        Band points 0–3 of the indicators; NaN is missing.

    Returns
    -------
    ndarray of object, shape (...)
        ``"green"`` when both have at least 2 points, ``"red"`` when both have less than 1, else ``"yellow"``
        from a mean of 1.5 and ``"orange"`` below; a single indicator keeps its own band, and without any it
        is None.

    Notes
    -----
    SDG Index, Detailed Methodological Paper (2018), annex 4. Nothing hides behind a mean: the more indicators
    there are, the worse the two worst.

    Examples
    --------
    >>> two_worst([[3, 3, 0.5], [3, 2, 2.5], [0.9, 0, 3], [2.5, 0.4, 3]]).tolist()
    ['yellow', 'green', 'red', 'orange']
    """
    given = np.asarray(points, dtype=np.float64)
    unknown = np.full((*given.shape[:-1], 2), np.nan)
    worst = np.sort(np.concatenate([given, unknown], axis=-1), axis=-1)
    first, second = worst[..., 0], np.where(np.isnan(worst[..., 1]), worst[..., 0], worst[..., 1])
    low, high, mean = (np.round(item, 9) for item in (first, second, (first + second) / 2))
    rank = np.select([low >= 2, high < 1, mean >= 1.5], [3, 0, 2], default=1)
    return _words(rank, np.isnan(first))


def _words(rank: Ints, missing: Bools) -> Words:
    return pick(missing, None, np.asarray(BANDS, dtype=object)[rank])
