"""Two more ways to read a series: compound growth against what is needed, and a line with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, pick

PROGRESS = (
    "deterioration", "limited_progress", "moderate_progress", "substantial_progress", "target_achieved",
)  # fmt: skip
# What stands for a value of 0, from which nothing can grow.
_ALMOST_NOTHING = 0.001
_TOWARDS_TARGET = (0.6, 0.95)
_WITHOUT_TARGET = (0.005, 0.015)
_LIMIT_POWER = 4.44
FEWEST_OBSERVATIONS = 3


@dataclass(frozen=True, eq=False)
class Growth:
    """How a value grew, and whether that is enough.

    Attributes
    ----------
    observed, needed : ndarray of float64
        Compound growth a year, and that from the first value to the target; NaN without.
    progress : ndarray of float64
        Growth in the right direction: as a share of what is needed, or a year where there is no target.
    score : ndarray of float64
        From -5 to 5; 5 once the target is met.
    word : ndarray of object
        One of ``PROGRESS``, None where nothing can be said.
    """

    observed: Floats
    needed: Floats
    progress: Floats
    score: Floats
    word: Words


def compound_growth(
    first: ArrayLike,
    last: ArrayLike,
    first_year: ArrayLike,
    last_year: ArrayLike,
    target: ArrayLike | None = None,
    target_year: ArrayLike = 2030.0,
    *,
    less_is_better: ArrayLike = False,
    limit: ArrayLike | None = None,
) -> Growth:
    """Judge compound growth against the growth needed to reach a target, or against fixed marks without one.

    Parameters
    ----------
    first, last : array_like of float
        Raw values at both ends; NaN is missing, 0 at the first counts as 0.001.
    first_year, last_year : array_like of float
        Their years.
    target : array_like of float, optional
        What is to be reached; NaN for none, 0 counts as 0.001.
    target_year : array_like of float
        By when.
    less_is_better : array_like of bool
        Whether the value is to fall.
    limit : array_like of float, optional
        The most, or least, that is possible: near to it, less growth is asked for. NaN for none; of no effect
        with a target.

    Returns
    -------
    Growth
        NaN and None where a value is missing, the years are not in order, or values and target differ in
        sign; a target that is met counts as met all the same.

    Notes
    -----
    ``g = (last / first)^(1 / years) − 1``. With a target, g over the growth needed: substantial from 0.95,
    moderate from 0.6, limited from 0. Without one, g: from 1.5 %, 0.5 % and 0 a year, the marks times
    ``1 − (b / L)^4.44`` for a first value b up to the limit L, ``1 − ((2L − b) / L)^4.44`` up to 2L. Method,
    marks and scores of Statistics Canada, as in the progress measure of sdg-build, the code behind Open SDG.

    Examples
    --------
    >>> halved = compound_growth(40, 20, 2015, 2020, target=10, less_is_better=True)
    >>> float(halved.observed.round(4)), float(halved.needed.round(4)), halved.word.item()
    (-0.1294, -0.0883, 'substantial_progress')
    """
    v0, v1, y0, y1, aim, by, falls, most = np.broadcast_arrays(
        *(np.asarray(item, dtype=np.float64) for item in (first, last, first_year, last_year)),
        np.asarray(np.nan if target is None else target, dtype=np.float64),
        np.asarray(target_year, dtype=np.float64),
        np.asarray(less_is_better, dtype=bool),
        np.asarray(np.nan if limit is None else limit, dtype=np.float64),
    )
    aimed, base = ~np.isnan(aim), np.where(v0 == 0, _ALMOST_NOTHING, v0)
    goal, way = np.where(aim == 0, _ALMOST_NOTHING, aim), np.where(falls, -1.0, 1.0)
    observed = _rate(base, v1, y1 - y0)
    needed = np.where(aimed, _rate(base, goal, by - y0), np.nan)
    directed = np.where(base < 0, -1.0, 1.0) * way * observed
    with np.errstate(divide="ignore", invalid="ignore"):
        progress = np.asarray(np.round(np.where(aimed, directed / np.abs(needed), directed), 9), np.float64)
    met = aimed & ~np.isnan(v0) & ~np.isnan(v1) & (np.round(way * (v1 - goal), 9) >= 0)
    ease = np.where(aimed, 1.0, _ease(np.abs(v0), np.abs(most)))
    middle, high = (
        np.round(np.where(aimed, a, ease * b), 9)
        for a, b in zip(_TOWARDS_TARGET, _WITHOUT_TARGET, strict=True)
    )
    rank = np.select([met, progress >= high, progress >= middle, progress >= 0], [4, 3, 2, 1], default=0)
    score = np.where(aimed, _towards(progress), _without(progress, ease, np.asarray(rank)))
    words = pick(met | ~np.isnan(progress), np.asarray(PROGRESS, dtype=object)[rank], None)
    return Growth(observed, needed, progress, np.where(met, 5.0, score), words)


def _rate(start: Floats, end: Floats, years: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = end / start
        rate = np.where((ratio >= 0) & (years > 0), ratio, np.nan) ** (1.0 / np.where(years > 0, years, 1.0))
    return np.asarray(rate - 1.0)


def _ease(base: Floats, limit: Floats) -> Floats:
    """Return by what the marks are multiplied near a natural limit; 1 far from it or without one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(base <= limit, base / limit, (2.0 * limit - base) / limit)
    far = np.isnan(limit) | (base >= 2.0 * limit)
    return np.where(far, 1.0, 1.0 - np.where(far, 0.0, near) ** _LIMIT_POWER)


def _towards(progress: Floats) -> Floats:
    return np.where(
        progress >= _TOWARDS_TARGET[0],
        np.minimum(7.1429 * progress - 4.2857, 5.0),
        np.maximum(4.1667 * progress - 2.5, -5.0),
    )


def _without(progress: Floats, ease: Floats, rank: Ints) -> Floats:
    even = progress / np.where(ease > 0, ease, 1.0)
    slopes = [
        np.maximum(125.0 * progress - 2.5, -5.0),
        500.0 * even - 2.5,
        250.0 * even - 1.25,
        np.where(ease > 0, np.minimum(500.0 * even - 5.0, 5.0), 5.0),
    ]
    return np.where(np.isnan(progress), np.nan, np.select([rank == place for place in range(4)], slopes))


@dataclass(frozen=True, eq=False)
class Projection:
    """Where a line fitted through observations leads, and between what the next value should lie."""

    value: Floats
    low: Floats
    high: Floats


def projection(years: ArrayLike, values: ArrayLike, at: float, level: float = 0.9) -> Projection:
    """Draw the line of least squares through observations on to a year, with its prediction interval.

    Parameters
    ----------
    years, values : array_like of float, shape (..., n)
        Observations; a NaN in either is none.
    at : float
        The year asked for.
    level : float
        Probability (0–1) with which the interval is to hold the value of that year.

    Returns
    -------
    Projection
        Three arrays of shape (...), in the unit of the values and not held within what is possible; NaN with
        fewer than three observations, or when all are of one year.

    Raises
    ------
    ValueError
        If ``level`` does not lie between 0 and 1.

    Notes
    -----
    ``ŷ ± t · s · √(1 + 1/n + (x − x̄)² / Σ(xᵢ − x̄)²)`` with s² = residual sum of squares / (n − 2) and the
    quantile t of Student's distribution with n − 2 degrees of freedom: Draper and Smith, Applied Regression
    Analysis (3rd ed. 1998), section 1.4. It holds if the course stays straight and the deviations are alike
    and independent; of yearly figures that is often too much to ask.

    Examples
    --------
    >>> line = projection([2016, 2017, 2018, 2019], [10, 12, 13, 15], at=2030)
    >>> [float(item.round(1)) for item in (line.value, line.low, line.high)]
    [32.5, 27.2, 37.8]
    """
    if not 0 < level < 1:
        raise ValueError(f"level={level!r} must lie between 0 and 1, such as 0.9")
    x, y = np.broadcast_arrays(np.asarray(years, dtype=np.float64), np.asarray(values, dtype=np.float64))
    known = ~(np.isnan(x) | np.isnan(y))
    n = known.sum(axis=-1)
    middle_x, from_x = _centred(x, known, n)
    middle_y, from_y = _centred(y, known, n)
    spread = (from_x**2).sum(axis=-1)
    enough = (n >= FEWEST_OBSERVATIONS) & (spread > 0)
    spread = np.where(enough, spread, np.nan)
    slope = (from_x * from_y).sum(axis=-1) / spread
    freedom = np.where(enough, n - 2, 1)
    residual = np.sqrt(((from_y - slope[..., None] * from_x) ** 2).sum(axis=-1) / freedom)
    ahead = at - middle_x
    half = _student(level, freedom) * residual * np.sqrt(1.0 + 1.0 / (freedom + 2) + ahead**2 / spread)
    value = middle_y + slope * ahead
    return Projection(value, value - half, value + half)


def _centred(values: Floats, known: Bools, n: Ints) -> tuple[Floats, Floats]:
    """Return the mean of what is known, and how far each lies from it; 0 for what is not."""
    mean = np.where(known, values, 0.0).sum(axis=-1) / np.maximum(n, 1)
    return mean, np.where(known, values - mean[..., None], 0.0)


def _student(level: float, freedom: Ints) -> Floats:
    found, places = np.unique(freedom, return_inverse=True)
    quantiles = np.array([_quantile(level, int(n)) for n in found], dtype=np.float64)
    return quantiles[places].reshape(np.shape(freedom))


@cache
def _quantile(level: float, freedom: int) -> float:
    """Return within what distance of 0 Student's t lies with a probability, by halving the angle's range."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _within(angle, freedom) < level else (low, angle)
    return math.sqrt(freedom) * math.tan(low)


def _within(angle: float, freedom: int) -> float:
    """Return P(|T| ≤ √n tan θ), a finite sum for whole n: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    sine, cosine = math.sin(angle), math.cos(angle)
    exponent = freedom % 2
    term, total = cosine**exponent, 0.0
    for step in range(exponent, freedom - 1, 2):
        total += term
        term *= cosine**2 * (step + 1) / (step + 2)
    return 2.0 / math.pi * (angle + sine * total) if exponent else sine * total
