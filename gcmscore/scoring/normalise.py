"""From raw units to the 0–100 scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Floats


def normalise(values: ArrayLike, worst: ArrayLike, best: ArrayLike, *, clip: bool = True) -> Floats:
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

    Returns
    -------
    ndarray of float64
        Scores from 0 to 100 (beyond, if not clipped), NaN where a value is missing.

    Raises
    ------
    ValueError
        If a pair of goalposts is equal or not finite.

    Notes
    -----
    ``100 · clip((x − worst) / (best − worst), 0, 1)``: min–max with fixed goalposts, OECD/JRC Handbook on
    Constructing Composite Indicators (2008), step 5, ISBN 978-92-64-04345-9.

    Examples
    --------
    >>> float(normalise(0.44, worst=0, best=0.7).round(2))
    62.86
    >>> float(normalise(7.985, worst=15, best=3).round(2))
    58.46
    """
    low, high = np.asarray(worst, dtype=np.float64), np.asarray(best, dtype=np.float64)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError("goalposts must be finite numbers")
    if (low == high).any():
        raise ValueError("worst and best must differ")
    share = (np.asarray(values, dtype=np.float64) - low) / (high - low)
    if clip:
        share = np.clip(share, 0.0, 1.0)
    # Adding 0.0 turns the minus zero of falling goalposts into the zero people print.
    return np.asarray(100.0 * share + 0.0, dtype=np.float64)
