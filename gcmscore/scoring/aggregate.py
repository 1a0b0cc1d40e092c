"""From several scores to one: how much of the weight they carry, and the points each one adds."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Floats

MEANS: dict[str, float] = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
# What a score below it counts as where a mean would fall to 0 with it.
LEAST = 1.0
# Two means this close, as a share, are far too close for the quotient of their differences to be exact.
_CLOSE = 1e-5


def aggregate(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    how: str = "arithmetic",
    *,
    power: float | None = None,
    coverage_floor: float = 0.0,
) -> Floats:
    """Return the weighted mean of scores over the last axis; missing scores give their weight to the others.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        Scores from 0 to 100; NaN is missing.
    weights : array_like of float, shape (..., n), optional
        Not negative, broadcast against ``scores``; equal when absent.
    how : {"arithmetic", "geometric", "harmonic", "power"}
        Which mean. The geometric, the harmonic and those of a negative power lift scores below 1 to 1, so
        that one zero does not erase the rest.
    power : float, optional
        With ``how="power"``, and only with it: 1 is the arithmetic mean, 0 the geometric, −1 the harmonic;
        the lower it is, the less a high score makes up for a low one.
    coverage_floor : float
        Share (0–1) of the weight that must have a score for there to be a mean.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN where no score with a positive weight is there, or where they carry less than the floor.

    Raises
    ------
    ValueError
        If a weight is negative or NaN, ``how`` is unknown, ``power`` does not go with it or is not finite, or
        a score is negative under a power that has no value for it.

    Notes
    -----
    ``(Σ w xᵖ / Σ w)^(1/p)``; at p = 0 its limit ``exp(Σ w ln x / Σ w)``: OECD/JRC Handbook on Constructing
    Composite Indicators (2008), step 6, ISBN 978-92-64-04345-9; SDG Index, Detailed Methodological Paper
    (2018), section 2.5.4, where −p is called ρ.

    Examples
    --------
    >>> float(aggregate([60.0, 40.0, float("nan")], weights=[1, 3, 5]))
    45.0
    >>> float(aggregate([60.0, 40.0, float("nan")], weights=[1, 3, 5], coverage_floor=0.5))
    nan
    >>> [float(aggregate([20, 80], how=how).round(9)) for how in ("arithmetic", "geometric", "harmonic")]
    [50.0, 40.0, 32.0]
    """
    exponent = _exponent(how, power)
    mean = restored(_inner(*_present(scores, weights), exponent), exponent)
    if not coverage_floor:
        return mean
    covered = coverage(scores, 1.0 if weights is None else weights)
    return np.asarray(np.where(np.round(covered - coverage_floor, 9) >= 0, mean, np.nan))


def contributions(scores: ArrayLike, weights: ArrayLike | None = None, how: str = "arithmetic") -> Floats:
    """Return the points that each score adds to the mean over the last axis; they add up to it.

    Parameters
    ----------
    scores, weights, how
        As in :func:`aggregate`.

    Returns
    -------
    ndarray of float64, shape (..., n)
        Points, at least 0; 0 for a missing score, NaN where there is no mean. Under the arithmetic mean share
        times score. Under the others a score at the floor of 1 adds nothing, unless all lie there.

    Raises
    ------
    ValueError
        As :func:`aggregate`.

    Notes
    -----
    ``eᵢ · (f(xᵢ) − f₀) · M / (f(M) − f₀)`` with shares e and mean M; f is x, ln x or 1 / x, and f₀ its value
    at the lowest score. It adds up since ``f(M) = Σ eᵢ f(xᵢ)``, the definition of these means.

    Examples
    --------
    >>> contributions([60, 40], weights=[1, 3]).tolist()
    [15.0, 30.0]
    >>> contributions([10, 1000], how="geometric").round(9).tolist()
    [25.0, 75.0]
    """
    exponent = _exponent(how)
    values, given = _present(scores, weights)
    mean = restored(_inner(values, given, exponent), exponent)[..., None]
    shares = _shares(given)
    parts = shares * (transformed(values, exponent) - transformed(np.zeros(()), exponent))
    inner = parts.sum(axis=-1, keepdims=True)
    flat = inner == 0
    return np.asarray(np.where(flat, shares * mean, parts * (mean / np.where(flat, 1.0, inner))))


def change_contributions(
    before: ArrayLike,
    after: ArrayLike,
    weights_before: ArrayLike | None = None,
    weights_after: ArrayLike | None = None,
    how: str = "arithmetic",
    *,
    around: ArrayLike | None = None,
) -> Floats:
    """Return the points by which each score moved the mean over the last axis; they add up to its change.

    Parameters
    ----------
    before, after : array_like of float, shape (..., n)
        Scores from 0 to 100; NaN is missing. What is missing on one side only was gained or lost.
    weights_before, weights_after : array_like of float, shape (..., n), optional
        As in :func:`aggregate`, on each side.
    how : {"arithmetic", "geometric", "harmonic"}
        Which mean.
    around : array_like of float, shape (...), optional
        The score against which a changed share counts: more weight on one that lies above it is a gain. By
        default midway between the two means, so that the way back has the same points with the other sign.

    Returns
    -------
    ndarray of float64, shape (..., n)
        Points; 0 where neither score nor share changed, NaN where one of the means does not exist.

    Raises
    ------
    ValueError
        As :func:`aggregate`.

    Notes
    -----
    ``(M₁ − M₀) / (f(M₁) − f(M₀)) · (e₁ (f(x₁) − c) − e₀ (f(x₀) − c))`` with shares e, means M, f as in
    :func:`contributions` and c = f(``around``); where both means are equal, ``1 / f′(M)`` before the dot.

    Examples
    --------
    >>> change_contributions([60, 40], [80, 40]).tolist()
    [10.0, 0.0]
    >>> change_contributions([60, 40], [60, float("nan")], around=60).tolist()
    [0.0, 10.0]
    """
    exponent = _exponent(how)
    sides = _present(before, weights_before), _present(after, weights_after)
    start, end = (_inner(*side, exponent) for side in sides)
    centre = (start + end) / 2 if around is None else transformed(np.asarray(around, np.float64), exponent)
    old, new = (
        _shares(given) * (transformed(values, exponent) - centre[..., None]) for values, given in sides
    )
    return np.asarray(_rate(start, end, exponent)[..., None] * (new - old))


def _rate(start: Floats, end: Floats, exponent: float) -> Floats:
    """Return the change of a mean per change of the inner mean from start to end; at no change its slope."""
    first, last = restored(start, exponent), restored(end, exponent)
    between = (first + last) / 2
    slope = between ** (1.0 - exponent) / (exponent or 1.0)
    alike = np.abs(last - first) <= _CLOSE * between
    return np.asarray(np.where(alike, slope, (last - first) / np.where(alike, 1.0, end - start)))


def _exponent(how: str, power: float | None = None) -> float:
    if (how == "power") != (power is not None):
        raise ValueError("power= goes with how='power', and only with it; give a number such as power=0.5")
    if power is not None:
        if not np.isfinite(power):
            raise ValueError(f"power={power!r} is not finite; give a number such as 0.5")
        return float(power)
    if how not in MEANS:
        raise ValueError(f"how={how!r} is unknown; one of {', '.join(map(repr, (*MEANS, 'power')))}")
    return MEANS[how]


def _present(scores: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    """Return scores, and the weights of those that are there; what is missing is 0 of weight 0."""
    values = np.asarray(scores, dtype=np.float64)
    given = np.broadcast_to(np.asarray(1.0 if weights is None else weights, dtype=np.float64), values.shape)
    if not (given >= 0).all():
        raise ValueError("weights must be numbers of at least 0")
    missing = np.isnan(values)
    return np.where(missing, 0.0, values), np.where(missing, 0.0, given)


def _shares(weights: Floats) -> Floats:
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, np.nan))


def _inner(values: Floats, weights: Floats, exponent: float) -> Floats:
    """Return the arithmetic mean of the transformed scores; NaN where none has weight."""
    total = weights.sum(axis=-1)
    return np.asarray(
        (weights * transformed(values, exponent)).sum(axis=-1) / np.where(total > 0, total, np.nan)
    )


def transformed(values: Floats, exponent: float) -> Floats:
    """Return what a power mean averages: ``x`` to the exponent, logarithms for 0; floored at 1 up to 0."""
    if exponent == 1.0:
        return values
    if exponent > 0:
        if (values < 0).any():
            raise ValueError(f"power={exponent:g} has no mean of a negative score; give scores from 0 to 100")
        return np.asarray(values**exponent)
    floored = np.maximum(values, LEAST)
    return np.asarray(np.log(floored) if exponent == 0 else floored**exponent)


def restored(inner: Floats, exponent: float) -> Floats:
    """Return the power mean whose average of transformed scores is given."""
    if exponent == 1.0:
        return inner
    return np.asarray(np.exp(inner) if exponent == 0 else inner ** (1.0 / exponent))


def capped_weights(weights: ArrayLike, capped: ArrayLike, share: float) -> Floats:
    """Scale some weights down so that together they carry at most a share of the total.

    Parameters
    ----------
    weights : array_like of float, shape (..., n)
        Not negative; 0 for what does not apply.
    capped : array_like of bool, shape (..., n)
        Which weights are limited (treaty status, which says nothing about practice).
    share : float
        Largest share of the total, from 0 to 1; 1 is no limit.

    Returns
    -------
    ndarray of float64, shape (..., n)
        The weights, unchanged where the limit holds or where nothing else has weight.

    Examples
    --------
    >>> capped_weights([1, 1, 1], [False, True, True], 0.25).round(3).tolist()
    [1.0, 0.167, 0.167]
    """
    given = np.asarray(weights, dtype=np.float64)
    limited = np.broadcast_to(np.asarray(capped, dtype=bool), given.shape)
    if share == 1:
        return given
    inside = np.where(limited, given, 0.0).sum(axis=-1, keepdims=True)
    outside = np.where(limited, 0.0, given).sum(axis=-1, keepdims=True)
    allowed = outside * share / (1.0 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where((outside > 0) & (inside > allowed), allowed / inside, 1.0)
    return np.asarray(np.where(limited, given * factor, given))


def coverage(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the share of the weight that has a score, over the last axis.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        NaN is missing.
    weights : array_like of float, shape (..., n)
        Weights of what applies.

    Returns
    -------
    ndarray of float64, shape (...)
        From 0 to 1; NaN where nothing has weight.

    Examples
    --------
    >>> float(coverage([60.0, float("nan")], [3, 1]))
    0.75
    """
    shares = np.asarray(weights, dtype=np.float64)
    present = np.where(np.isnan(np.asarray(scores, dtype=np.float64)), 0.0, shares)
    total = np.broadcast_to(shares, present.shape).sum(axis=-1)
    return np.asarray(present.sum(axis=-1) / np.where(total > 0, total, np.nan))


def bounds(scores: ArrayLike, weights: ArrayLike, how: str = "arithmetic") -> tuple[Floats, Floats]:
    """Return the means if every missing score were 0, and if every one were 100.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        NaN is missing.
    weights : array_like of float, shape (..., n)
        Weights of what applies.
    how : {"arithmetic", "geometric", "harmonic"}
        Which mean.

    Returns
    -------
    tuple of ndarray of float64, shape (...)
        Lower and upper bound, 0 to 100. Nothing but missing data widens them: they are no error margin.

    Examples
    --------
    >>> [float(bound) for bound in bounds([60.0, float("nan")], [1, 1])]
    [30.0, 80.0]
    """
    values = np.asarray(scores, dtype=np.float64)
    return (
        aggregate(np.where(np.isnan(values), 0.0, values), weights, how),
        aggregate(np.where(np.isnan(values), 100.0, values), weights, how),
    )
