"""Types of arrays, and two steps that several formulas take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Words = NDArray[np.object_]


def pick(holds: Bools, yes: Words | str | None, no: Words | str | None) -> Words:
    """Return one word where a condition holds and another where it does not; None is no word.

    Examples
    --------
    >>> pick(np.array([True, False]), "scored", None).tolist()
    ['scored', None]
    """
    return np.where(holds, np.asarray(yes, dtype=object), np.asarray(no, dtype=object))


def any_along(holds: Bools, axis: int = -1) -> Bools:
    """Tell along an axis, by default the last, whether a condition holds anywhere.

    Examples
    --------
    >>> any_along(np.array([[True, False], [False, False]])).tolist()
    [True, False]
    """
    return np.asarray(holds.any(axis=axis))
