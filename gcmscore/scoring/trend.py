"""Whether an indicator or objective moves towards what was agreed, and fast enough (design rule 8)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.definitions import Indicator
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Floats, Words, pick

NO_ENDS = (math.nan, math.nan, math.nan, math.nan)
TRENDS = ("decreasing", "stagnating", "moderately_improving", "on_track")


def measures_facts(indicator: Indicator) -> bool:
    """Tell whether an indicator can have a trend: law and policy change by decision, not at a pace.

    Parameters
    ----------
    indicator : Indicator
        Its aspects say what it speaks of.

    Examples
    --------
    >>> from gcmscore import load_compact
    >>> measures_facts(load_compact().indicators["dual_citizenship"])
    False
    """
    return bool({"practice", "outcome"} & set(indicator.aspects))


def trend(
    first: ArrayLike,
    last: ArrayLike,
    first_year: ArrayLike,
    last_year: ArrayLike,
    green: ArrayLike,
    deadline: float = 2030.0,
) -> Words:
    """Return the direction from a first to a last score, judged by the pace still needed.

    Parameters
    ----------
    first, last : array_like of float
        Scores of two actual observations, not clipped to 0–100; NaN is missing.
    first_year, last_year : array_like of float
        Their years, the last after the first.
    green : array_like of float
        Score at which green begins.
    deadline : float
        Year by which green is to be reached.

    Returns
    -------
    ndarray of object
        ``"on_track"`` at green or when the yearly growth is all that is needed, ``"moderately_improving"``
        from half of it, ``"stagnating"`` below, ``"decreasing"`` when the score fell; None where a score is
        missing, the years are not in order or the last one is past the deadline.

    Notes
    -----
    ``need = (green − first) / (deadline − first_year)``, ``growth = (last − first) / (last_year −
    first_year)``: SDG Index, Detailed Methodological Paper (2018), section 1.5.3, figure 1.

    Examples
    --------
    >>> trend([40, 40, 40, 40], [39, 42, 46, 52], 2015, 2020, green=75).tolist()
    ['decreasing', 'stagnating', 'moderately_improving', 'on_track']
    """
    s0, s1, y0, y1, goal = np.broadcast_arrays(
        *(np.asarray(item, dtype=np.float64) for item in (first, last, first_year, last_year, green))
    )
    words: Words = np.full(s0.shape, None, dtype=object)
    known = ~np.isnan(s0) & ~np.isnan(s1) & (y1 > y0) & (y1 <= deadline)
    s0, s1, y0, y1, goal = (item[known] for item in (s0, s1, y0, y1, goal))
    growth = np.round((s1 - s0) / (y1 - y0), 9)
    with np.errstate(divide="ignore", invalid="ignore"):
        # In one fraction: each rounded alone, growth at exactly half of the need would fall short of it.
        pace = np.round((s1 - s0) * (deadline - y0) / ((goal - s0) * (y1 - y0)), 9)
    arrived = np.round(s1 - goal, 9) >= 0
    # A first score at green and a last one below it has fallen, whatever its pace.
    place = np.select([arrived, growth < 0, pace < 0.5, pace < 1.0], [3, 0, 1, 2], default=3)
    words[known] = np.asarray(TRENDS, dtype=object)[place]
    return words


def objective_trend(
    ends: tuple[Floats, Floats, Floats, Floats],
    green: ArrayLike,
    weights: ArrayLike,
    share: float,
    deadline: float = 2030.0,
    how: str = "arithmetic",
) -> Words:
    """Return the direction of objectives from that of their indicators, over the last axis.

    Parameters
    ----------
    ends : tuple of four ndarrays of float64, shape (..., n)
        First score, last score, first year and last year of each indicator; NaN where it has no trend.
        Scores are clipped to 0–100 here.
    green : array_like of float, shape (..., n)
        Score at which each one's green begins.
    weights : array_like of float, shape (..., n)
        Weights of what applies.
    share : float
        Share of the weight (0–1) that must have a trend.
    deadline : float
        Year by which green is to be reached.
    how : {"arithmetic", "geometric", "harmonic"}
        Which mean of the scores, as in :func:`gcmscore.scoring.aggregate`; that of years is arithmetic.

    Returns
    -------
    ndarray of object, shape (...)
        As :func:`trend` gives for the weighted means of scores, years and green; None below ``share``.

    Examples
    --------
    >>> import numpy as np
    >>> ends = tuple(np.array(pair, dtype=float) for pair in ([40, 20], [50, 20], [2015, 2015], [2020, 2020]))
    >>> objective_trend(ends, [75, 75], [1, 1], share=0.75).item()
    'stagnating'
    """
    known = ~np.isnan(ends[0])
    given = np.broadcast_to(np.asarray(weights, dtype=np.float64), known.shape)
    total = given.sum(axis=-1)
    carried = np.where(known, given, 0.0)
    enough = np.round(carried.sum(axis=-1) - share * total, 9) >= 0
    first, last = (aggregate(np.clip(side, 0.0, 100.0), carried, how) for side in ends[:2])
    goal = aggregate(np.broadcast_to(np.asarray(green, dtype=np.float64), known.shape), carried, how)
    words = trend(first, last, aggregate(ends[2], carried), aggregate(ends[3], carried), goal, deadline)
    return pick(np.asarray(enough & (total > 0)), words, None)
