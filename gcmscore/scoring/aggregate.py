"""From several scores to one, and how much of the weight they carry."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Floats

GEOMETRIC_FLOOR = 1.0


def aggregate(
    scores: ArrayLike,
    weights: ArrayLike | None = None,
    how: Literal["arithmetic", "geometric"] = "arithmetic",
) -> Floats:
    """Return the weighted mean of scores over the last axis; missing scores give their weight to the others.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        Scores from 0 to 100; NaN is missing.
    weights : array_like of float, shape (..., n), optional
        Not negative, broadcast against ``scores``; equal when absent.
    how : {"arithmetic", "geometric"}
        Which mean. The geometric one lifts scores below 1 to 1, so that one zero does not erase the rest.

    Returns
    -------
    ndarray of float64, shape (...)
        NaN where no score with a positive weight is there.

    Raises
    ------
    ValueError
        If a weight is negative or NaN, or ``how`` is unknown.

    Notes
    -----
    Arithmetic ``Σ w x / Σ w``; geometric ``exp(Σ w ln max(x, 1) / Σ w)``; OECD/JRC Handbook (2008), step 6.

    Examples
    --------
    >>> float(aggregate([60.0, 40.0, float("nan")], weights=[1, 3, 5]))
    45.0
    """
    values = np.asarray(scores, dtype=np.float64)
    shares = np.broadcast_to(np.asarray(1.0 if weights is None else weights, dtype=np.float64), values.shape)
    if not (shares >= 0).all():
        raise ValueError("weights must be numbers of at least 0")
    present = np.where(np.isnan(values), 0.0, shares)
    total = present.sum(axis=-1)
    safe = np.where(total > 0, total, np.nan)
    if how == "arithmetic":
        return np.asarray((present * np.nan_to_num(values)).sum(axis=-1) / safe)
    if how == "geometric":
        logs = np.log(np.maximum(np.where(np.isnan(values), GEOMETRIC_FLOOR, values), GEOMETRIC_FLOOR))
        return np.asarray(np.exp((present * logs).sum(axis=-1) / safe))
    raise ValueError(f"how={how!r} is unknown; one of 'arithmetic', 'geometric'")


def capped_weights(weights: ArrayLike, capped: ArrayLike, share: float) -> Floats:
    """Scale some weights down so that together they carry at most a share of the total.

    Parameters
    ----------
    weights : array_like of float, shape (..., n)
        Not negative; 0 for what does not apply.
    capped : array_like of bool, shape (..., n)
        Which weights are limited (treaty status, which says nothing about practice).
    share : float
        Largest share of the total, from 0 to below 1.

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


def bounds(scores: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    """Return the means if every missing score were 0, and if every one were 100.

    Parameters
    ----------
    scores : array_like of float, shape (..., n)
        NaN is missing.
    weights : array_like of float, shape (..., n)
        Weights of what applies.

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
        aggregate(np.where(np.isnan(values), 0.0, values), weights),
        aggregate(np.where(np.isnan(values), 100.0, values), weights),
    )
