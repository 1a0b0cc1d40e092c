"""Which choice moves the result: shares of its variance, and what leaving one part out does to ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats
from gcmscore.scoring.robustness import quantiles, ranks

# An outcome that varies by no more than this is constant: scores are equal to nine decimals.
_EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class SobolSamples:
    """Where in the ranges of its factors a model is to be run: twice at random, and once a factor exchanged.

    Attributes
    ----------
    a, b : ndarray of float64, shape (runs, factors)
        Two independent sets of points, each coordinate from 0 to below 1.
    a_with_b : ndarray of float64, shape (factors, runs, factors)
        The points of ``a``; in table i the coordinate of factor i is that of ``b``.
    """

    a: Floats
    b: Floats
    a_with_b: Floats

    @property
    def points(self) -> Floats:
        """All points below one another, in this order: shape (runs · (factors + 2), factors)."""
        return np.concatenate([self.a, self.b, self.a_with_b.reshape(-1, self.a.shape[1])])

    def split(self, outcomes: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Return the outcomes at :attr:`points`, shape (..., points), as :func:`sobol_indices` takes them."""
        found = np.asarray(outcomes, dtype=np.float64)
        runs, factors = self.a.shape
        exchanged = found[..., 2 * runs :].reshape(*found.shape[:-1], factors, runs)
        return found[..., :runs], found[..., runs : 2 * runs], exchanged


def sobol_samples(factors: int, runs: int, seed: int) -> SobolSamples:
    """Return the points at which a model of several factors is run for its Sobol indices.

    Parameters
    ----------
    factors : int
        How many uncertain choices there are, at least 1.
    runs : int
        Points in each set, at least 2; the model is run ``runs · (factors + 2)`` times.
    seed : int
        Where the random numbers begin.

    Returns
    -------
    SobolSamples
        Plain random numbers, not a low-discrepancy sequence: among 80 factors the latter gains little, and
        the bands of :func:`sobol_indices` hold only for independent points.

    Raises
    ------
    ValueError
        If there is no factor or there are fewer than two runs.

    Notes
    -----
    Scheme of Saltelli et al. (2010), doi 10.1016/j.cpc.2009.09.018.

    Examples
    --------
    >>> samples = sobol_samples(factors=3, runs=100, seed=1)
    >>> samples.points.shape
    (500, 3)
    """
    if factors < 1 or runs < 2:
        raise ValueError(f"factors={factors} must be at least 1 and runs={runs} at least 2")
    a, b = np.random.default_rng(seed).random((2, runs, factors))
    return SobolSamples(a, b, np.where(np.eye(factors, dtype=bool)[:, None, :], b, a))


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Shares of an outcome's variance, each with a band; NaN where there is no variance to share.

    Attributes
    ----------
    first, first_low, first_high : ndarray of float64, shape (..., factors)
        What a factor moves by itself. Estimates lie between 0 and 1 up to their error and are not cut there.
    total, total_low, total_high : ndarray of float64, shape (..., factors)
        What it moves with all others together; 1 minus this is what would be left if it were fixed.
    variance : ndarray of float64, shape (...)
        Of the outcome over both random sets.
    constant : ndarray of bool, shape (...)
        Whether the outcome never varied by more than 1e-9, so that no factor can be said to move it.
    """

    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    variance: Floats
    constant: Bools


def sobol_indices(
    y_a: ArrayLike,
    y_b: ArrayLike,
    y_ab: ArrayLike,
    *,
    resamples: int = 1000,
    seed: int = 0,
    interval: tuple[float, float] = (0.05, 0.95),
) -> SobolIndices:
    """Return the first-order and total Sobol indices of the factors behind an outcome.

    Parameters
    ----------
    y_a, y_b : array_like of float, shape (..., runs)
        Outcomes at the two random sets of :func:`sobol_samples`.
    y_ab : array_like of float, shape (..., factors, runs)
        Outcomes with one factor exchanged.
    resamples : int
        How often runs are drawn anew, with replacement, for the bands.
    seed : int
        Where the random numbers of the bands begin.
    interval : tuple of float
        Shares (0–1) of the resamples below the low and the high end of a band.

    Returns
    -------
    SobolIndices
        NaN where an outcome is constant or missing in a run.

    Raises
    ------
    ValueError
        If the shapes do not fit each other.

    Notes
    -----
    ``S = mean(y_b (y_ab − y_a)) / V`` (Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018, table 2, b) and
    ``T = mean((y_a − y_ab)²) / 2V`` (Jansen 1999, doi 10.1016/S0010-4655(98)00154-4), with V the variance of
    ``y_a`` and ``y_b`` together, outcomes measured from their mean. Bands by bootstrap over runs (Archer,
    Saltelli and Sobol' 1997, doi 10.1080/00949659708811825).

    Examples
    --------
    The first factor moves four times as much of the variance of ``2 x + y`` as the second:

    >>> samples = sobol_samples(factors=2, runs=2000, seed=1)
    >>> found = sobol_indices(*samples.split(samples.points @ [2, 1]))
    >>> found.total.round(1).tolist()
    [0.8, 0.2]
    """
    a, b, ab = (np.asarray(side, dtype=np.float64) for side in (y_a, y_b, y_ab))
    if a.shape != b.shape or ab.shape[:-2] + ab.shape[-1:] != a.shape:
        shapes = f"y_a {a.shape}, y_b {b.shape} and y_ab {ab.shape}"
        raise ValueError(f"{shapes} do not fit: (..., runs) twice and (..., factors, runs)")
    factors, runs = ab.shape[-2:]
    constant = np.asarray(np.ptp(np.concatenate([a, b], axis=-1), axis=-1) <= _EQUAL)
    middle = (a.sum(axis=-1) + b.sum(axis=-1) + ab.sum(axis=(-2, -1))) / (runs * (factors + 2))
    a, b, ab = a - middle[..., None], b - middle[..., None], ab - middle[..., None, None]
    exchanged = ab - a[..., None, :]
    terms = np.stack([b[..., None, :] * exchanged, exchanged**2 / 2], axis=0)
    drawn = np.random.default_rng(seed).multinomial(runs, np.full(runs, 1 / runs), size=resamples)
    # All runs once, then the resamples: how often each has every run.
    weights = np.concatenate([np.ones((1, runs)), drawn]).T / runs
    variance = (a**2 + b**2) @ weights / 2 - ((a + b) @ weights / 2) ** 2
    safe = np.where((variance > 0) & ~constant[..., None], variance, np.nan)
    shares = terms @ weights / safe[..., None, :]
    (first, total), (low, high) = shares[..., 0], quantiles(shares[..., 1:], interval, axis=-1)
    return SobolIndices(first, low[0], high[0], total, low[1], high[1], variance[..., 0], constant)


def rank_shift(scores: ArrayLike, changed: ArrayLike) -> Floats:
    """Return by how many ranks units move on average, one way or the other, when scores change.

    Parameters
    ----------
    scores : array_like of float, shape (n,)
        Scores of n units as published; NaN is missing.
    changed : array_like of float, shape (..., n)
        Scores of the same units computed otherwise.

    Returns
    -------
    ndarray of float64, shape (...)
        Mean of ``|rank − rank as published|``, both among the units that have both scores; NaN without any.

    Notes
    -----
    Average shift in ranking: OECD/JRC Handbook (2008), step 7; Saisana, Saltelli and Tarantola (2005),
    doi 10.1111/j.1467-985X.2005.00350.x.

    Examples
    --------
    Two of three units change places:

    >>> rank_shift([90, 60, 50], [[90, 50, 60], [95, 70, 10]]).round(2).tolist()
    [0.67, 0.0]
    """
    published, other = np.broadcast_arrays(
        np.asarray(scores, dtype=np.float64), np.asarray(changed, dtype=np.float64)
    )
    both = ~np.isnan(published) & ~np.isnan(other)
    moved = np.abs(ranks(np.where(both, other, np.nan)) - ranks(np.where(both, published, np.nan)))
    count = both.sum(axis=-1)
    return np.asarray(np.where(both, moved, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan))


def means_without(scores: ArrayLike, weights: ArrayLike | None = None, how: str = "arithmetic") -> Floats:
    """Return the means that are left when one part after the other is taken out.

    Parameters
    ----------
    scores : array_like of float, shape (..., parts)
        Scores of the parts; NaN is missing.
    weights : array_like of float, optional
        Broadcast against ``scores``; equal when absent. The other parts share that of the one taken out.
    how : {"arithmetic", "geometric", "harmonic"}
        Which mean, as :func:`gcmscore.scoring.aggregate` takes it.

    Returns
    -------
    ndarray of float64, shape (parts, ...)
        NaN where nothing is left; unchanged where the part is missing.

    Examples
    --------
    >>> means_without([10, 20, 60]).tolist()
    [40.0, 35.0, 15.0]

    What leaving out each of three parts does to the ranks of three units:

    >>> scores = [[80, 70, 90], [60, 65, 100], [40, 60, 80]]
    >>> rank_shift(aggregate(scores), means_without(scores)).round(2).tolist()
    [0.67, 0.0, 0.0]
    """
    given = np.asarray(scores, dtype=np.float64)
    found = np.empty((given.shape[-1], *given.shape[:-1]))
    # One part after the other: all at once would take as much memory again for each.
    for part in range(len(found)):
        rest = given.copy()
        rest[..., part] = np.nan
        found[part] = aggregate(rest, weights, how)
    return found
