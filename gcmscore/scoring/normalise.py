"""From raw units to a common scale: between two goalposts, or beside the other units."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.definitions import Indicator
from gcmscore.scoring.arrays import Bools, Floats

SCALES = ("linear", "log")


def normalise(
    values: ArrayLike, worst: ArrayLike, best: ArrayLike, *, clip: bool = True, scale: ArrayLike = "linear"
) -> Floats:
    """Put raw values on a scale where 0 is the worst goalpost and 100 the best.

    Parameters
    ----------
    values : array_like of float
        Raw values, any shape; NaN is missing.
    worst, best : array_like of float
        Goalposts in the same unit, broadcast against ``values``. ``worst`` may be the larger one, when less
        is better.
    clip : bool
        Whether values beyond a goalpost stop at it; a trend looks at where they really lie.
    scale : array_like of {"linear", "log"}
        Whether equal steps or equal factors count alike, broadcast against ``values``. With ``"log"`` a value
        of 0 or less lies beyond the smaller goalpost; not clipped it has no place, which is NaN.

    Returns
    -------
    ndarray of float64
        Scores from 0 to 100 (beyond, if not clipped), NaN where a value is missing.

    Raises
    ------
    ValueError
        If a pair of goalposts is equal or not finite, a goalpost on a log scale is not above 0, or the scale
        is unknown.

    Notes
    -----
    ``100 · clip((x − worst) / (best − worst), 0, 1)``, or the same of the logarithms: min–max with fixed
    goalposts, OECD/JRC Handbook on Constructing Composite Indicators (2008), step 5, ISBN 978-92-64-04345-9;
    with logarithms as for income in UNDP's Human Development Index, technical note 1.

    Examples
    --------
    >>> float(normalise(0.44, worst=0, best=0.7).round(2))
    62.86
    >>> float(normalise(7.985, worst=15, best=3).round(2))
    58.46
    >>> normalise([100, 1_000, 10_000], worst=100, best=10_000, scale="log").round(6).tolist()
    [0.0, 50.0, 100.0]
    """
    low, high = np.asarray(worst, dtype=np.float64), np.asarray(best, dtype=np.float64)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError("goalposts must be finite numbers")
    if (low == high).any():
        raise ValueError("worst and best must differ")
    value = np.asarray(values, dtype=np.float64)
    if (in_factors := _in_factors(scale)).any():
        if (in_factors & ((low <= 0) | (high <= 0))).any():
            raise ValueError("goalposts on a log scale must lie above 0")
        value, low, high = (_logarithms(item, in_factors) for item in (value, low, high))
        if not clip:
            value = np.where(np.isinf(value), np.nan, value)
    share = (value - low) / (high - low)
    if clip:
        share = np.clip(share, 0.0, 1.0)
    # Adding 0.0 turns the minus zero of falling goalposts into the zero people print.
    return np.asarray(100.0 * share + 0.0, dtype=np.float64)


def scale_of(indicator: Indicator) -> str:
    """Return whether equal steps or equal factors count alike between the goalposts of an indicator.

    Examples
    --------
    >>> from gcmscore import load_compact
    >>> scale_of(load_compact().indicators["oda_gni_share"])
    'linear'
    """
    return "linear" if indicator.goalposts is None else indicator.goalposts.scale


def _in_factors(scale: ArrayLike) -> Bools:
    named = np.asarray(scale)
    if not np.isin(named, SCALES).all():
        raise ValueError(f"scale={scale!r} is unknown; one of 'linear', 'log'")
    return np.asarray(named == "log")


def _logarithms(marks: Floats, where: Bools) -> Floats:
    shape = np.broadcast_shapes(marks.shape, where.shape)
    there, given = np.broadcast_to(where, shape), np.broadcast_to(marks, shape)
    logarithms = np.log(given, out=np.full(shape, -np.inf), where=there & (given > 0))
    return np.where(there & ~np.isnan(given), logarithms, given)


def percentile_goalposts(
    values: ArrayLike, low: float = 2.5, high: float = 97.5, *, less_is_better: ArrayLike = False
) -> tuple[Floats, Floats]:
    """Take goalposts from the data themselves, so that a few extreme units do not stretch the scale.

    Parameters
    ----------
    values : array_like of float, shape (units, ...)
        Raw values; NaN is left out.
    low, high : float
        Percentiles (0–100) of the units, ``low`` below ``high``.
    less_is_better : array_like of bool, shape (...)
        For which items the high percentile is the worst.

    Returns
    -------
    tuple of ndarray of float64, shape (...)
        Worst and best, for :func:`normalise`; NaN where no unit has a value.

    Raises
    ------
    ValueError
        If the percentiles are not in order within 0–100.

    Notes
    -----
    Linear interpolation between the order statistics. SDG Index, Detailed Methodological Paper (2018),
    section 1.6, takes the 2.5th percentile as the worst value. Goalposts from the data move when a unit
    joins: a score then says where a unit stands among these, and not how far it came.

    Examples
    --------
    >>> worst, best = percentile_goalposts([[0.0], [10.0], [20.0], [30.0], [40.0]], 25, 75)
    >>> worst.tolist(), best.tolist()
    ([10.0], [30.0])
    """
    if not 0 <= low < high <= 100:
        raise ValueError(f"low={low!r} and high={high!r} must be rising percentiles from 0 to 100")
    given = np.asarray(values, dtype=np.float64)
    ordered, known = np.sort(given, axis=0), (~np.isnan(given)).sum(axis=0)
    first, last = (_order_statistic(ordered, known, share / 100.0) for share in (low, high))
    falls = np.asarray(less_is_better, dtype=bool)
    return np.where(falls, last, first), np.where(falls, first, last)


def _order_statistic(ordered: Floats, known: ArrayLike, share: float) -> Floats:
    """Return a quantile of the known values, which stand first in each column; NaN where there are none."""
    place = share * np.maximum(np.asarray(known) - 1, 0)
    below = np.floor(place).astype(np.int64)
    pair = [
        np.take_along_axis(ordered, step[None], axis=0)[0] for step in (below, np.ceil(place).astype(int))
    ]
    return np.asarray(pair[0] + (place - below) * (pair[1] - pair[0]))


def z_scores(values: ArrayLike) -> Floats:
    """Return how many standard deviations each unit lies above the mean of all.

    Parameters
    ----------
    values : array_like of float, shape (units, ...)
        Raw values; NaN is missing and left out of mean and deviation.

    Returns
    -------
    ndarray of float64, shape (units, ...)
        NaN where a value is missing, or where fewer than two units or none but equal ones have one.

    Notes
    -----
    ``(x − mean) / s`` with the standard deviation of a sample (n − 1): OECD/JRC Handbook (2008), step 5.

    Examples
    --------
    >>> z_scores([1.0, 2.0, 3.0, float("nan")]).tolist()
    [-1.0, 0.0, 1.0, nan]
    """
    given = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(given)
    n = known.sum(axis=0)
    away = given - np.where(known, given, 0.0).sum(axis=0) / np.maximum(n, 1)
    variance = np.where(known, away**2, 0.0).sum(axis=0) / np.maximum(n - 1, 1)
    differ = np.where(known, given, -np.inf).max(axis=0) > np.where(known, given, np.inf).min(axis=0)
    return np.asarray(away / np.sqrt(np.where(differ, variance, np.nan)))


def rank_scores(values: ArrayLike, *, less_is_better: ArrayLike = False) -> Floats:
    """Return the share of the other units, in percent, that stand lower; equals count half.

    Parameters
    ----------
    values : array_like of float, shape (units, ...)
        Raw values; NaN is missing and not compared.
    less_is_better : array_like of bool, shape (...)
        For which items a low value stands high.

    Returns
    -------
    ndarray of float64, shape (units, ...)
        From 0, the lowest, to 100, the highest; NaN where a value is missing or no other unit has one.

    Notes
    -----
    ``100 · (lower + equal / 2) / (n − 1)``. Ranking: OECD/JRC Handbook (2008), step 5. It needs no goalpost
    and keeps no distance.

    Examples
    --------
    >>> rank_scores([5.0, 1.0, 5.0, float("nan"), 9.0]).round(3).tolist()
    [50.0, 0.0, 50.0, nan, 100.0]
    """
    given = np.asarray(values, dtype=np.float64)
    merit = np.where(np.asarray(less_is_better, dtype=bool), -given, given)
    columns = merit.reshape(len(merit), -1)
    scores = [_standing(columns[:, item]) for item in range(columns.shape[1])]
    return np.stack(scores, axis=-1).reshape(merit.shape) if scores else merit


def _standing(merit: Floats) -> Floats:
    known = np.sort(merit[~np.isnan(merit)])
    if len(known) < 2:
        return np.full(len(merit), np.nan)
    lower, up_to = (np.searchsorted(known, merit, side=side) for side in ("left", "right"))
    standing = 100.0 * (lower + (up_to - lower - 1) / 2.0) / (len(known) - 1)
    return np.where(np.isnan(merit), np.nan, standing)


def distance_to_target(
    values: ArrayLike, target: ArrayLike, *, less_is_better: ArrayLike = False, clip: bool = True
) -> Floats:
    """Return how much of the way from the worst unit to a target each unit has gone, in percent.

    Parameters
    ----------
    values : array_like of float, shape (units, ...)
        Raw values; NaN is missing.
    target : array_like of float, shape (...)
        In the same unit as the values.
    less_is_better : array_like of bool, shape (...)
        For which items the largest value is the worst.
    clip : bool
        Whether 100 is the most, for those that are past the target.

    Returns
    -------
    ndarray of float64, shape (units, ...)
        0 for the worst unit, 100 at the target; NaN where a value is missing, or where no unit falls short.

    Notes
    -----
    ``100 · (x − worst) / (target − worst)``, worst of all units: distance to a reference, OECD/JRC Handbook
    (2008), step 5.

    Examples
    --------
    >>> distance_to_target([10.0, 40.0, 70.0], target=50).tolist()
    [0.0, 75.0, 100.0]
    """
    given = np.asarray(values, dtype=np.float64)
    sign = np.where(np.asarray(less_is_better, dtype=bool), -1.0, 1.0)
    merit, aim = sign * given, sign * np.asarray(target, dtype=np.float64)
    worst = np.where(np.isnan(merit), np.inf, merit).min(axis=0)
    way = 100.0 * (merit - worst) / np.where(worst < aim, aim - worst, np.nan)
    return np.asarray(np.minimum(way, 100.0) if clip else way)
