"""A table of one's own, scored a thousand times over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Floats
from gcmscore.scoring.method import Method
from gcmscore.scoring.monte_carlo import Runs, run
from gcmscore.scoring.plans import Matrix, planned
from gcmscore.scoring.streams import Keys, keys_of


def uncertainty(
    values: ArrayLike, worst: ArrayLike, best: ArrayLike, *,
    weights: ArrayLike | None = None, groups: Sequence[str] | None = None,
    low: ArrayLike | None = None, high: ArrayLike | None = None,
    least: ArrayLike = -np.inf, most: ArrayLike = np.inf,
    units: Sequence[str] | None = None, items: Sequence[str] | None = None,
    vary: Collection[str] | None = None, method: Method | None = None,
) -> Runs:  # fmt: skip
    """Score a table many times, under other weights, goalposts, means and values.

    Parameters
    ----------
    values : array_like of float, shape (units, items)
        Raw values; NaN is missing, and gives its weight to the rest of its group.
    worst, best : array_like of float, shape (items,)
        Goalposts, in the same units; ``worst`` is the larger one when less is better.
    weights : array_like of float, shape (items,) or (units, items), optional
        Within the group, not negative; equal when absent.
    groups : sequence of str, optional
        The group of each item; scores are means of means of groups. One group when absent.
    low, high : array_like of float, shape (units, items), optional
        Between what each value can lie; NaN where nothing says so.
    least, most : array_like of float, shape (items,)
        What is possible at all: no goalpost is moved beyond.
    units, items : sequence of str, optional
        Names that random numbers belong to, so that order does not matter; by default their positions.
    vary : collection of str, optional
        Among ``weights``, ``goalposts``, ``means`` and ``evidence``; all that can vary by default.
    method : Method, optional
        Draws, seed, ranges, means and the ends of intervals.

    Returns
    -------
    Runs
        ``scores`` and ``ranks`` (draws, units), ``ends`` and ``rank_ends``; ``plan`` says what was varied.

    Raises
    ------
    InvalidRequestError
        If ``vary`` names what is not there to be varied.
    ValueError
        If shapes do not fit, names are too few, too many or the same, a weight is negative, ends are not in
        order, or a pair of goalposts is equal or not finite.

    Notes
    -----
    OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7; METHODOLOGY, section 20.

    Examples
    --------
    >>> runs = uncertainty([[40, 60], [50, 47], [20, 30]], worst=[0, 0], best=[80, 100])
    >>> [end.tolist() for end in runs.rank_ends]
    [[1.0, 1.0, 3.0], [2.0, 2.0, 3.0]]
    """
    rules, table = method or Method(), np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"values has the shape {table.shape}; it must be a table of units and items")
    count, width = table.shape
    names = list(groups) if groups is not None else [""] * width
    order = list(dict.fromkeys(names))
    matrix = Matrix(
        values=table,
        low=_filled("low", low, table),
        high=_filled("high", high, table),
        worst=_broadcast("worst", worst, (width,)),
        best=_broadcast("best", best, (width,)),
        movable=np.ones(width, dtype=bool),
        limits=np.stack([_broadcast("least", least, (width,)), _broadcast("most", most, (width,))]),
        weights=_broadcast("weights", 1.0 if weights is None else weights, (count, width)),
        groups=np.array([order.index(name) for name in names], dtype=np.int64),
        unit_keys=_keys("unit", units, count, rules.seed),
        item_keys=_keys("item", items, width, rules.seed),
        group_keys=keys_of((f"group {name}" for name in order), rules.seed),
    )
    _check(matrix, names)
    return run(matrix, planned(matrix, rules, vary))


def _check(matrix: Matrix, groups: Sequence[str]) -> None:
    if len(groups) != matrix.values.shape[1]:
        raise ValueError(f"groups names {len(groups)}; there are {matrix.values.shape[1]} items")
    if not (matrix.weights >= 0).all():
        raise ValueError("weights must be numbers of at least 0")
    if np.isinf(matrix.values).any():
        raise ValueError("values must be finite; NaN is missing")
    if ((matrix.low > matrix.values) | (matrix.values > matrix.high)).any():
        raise ValueError("low, value and high must be in rising order")
    if not (matrix.limits[0] <= matrix.limits[1]).all():
        raise ValueError("least must not be above most")


def _keys(what: str, names: Sequence[str] | None, count: int, seed: int) -> Keys:
    given = [str(place) for place in range(count)] if names is None else [str(name) for name in names]
    if len(given) != count or len(set(given)) < count:
        raise ValueError(f"{what}s= has {len(set(given))} different names; there are {count} {what}s")
    return keys_of((f"{what} {name}" for name in given), seed)


def _broadcast(name: str, given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    table = np.asarray(given, dtype=np.float64)
    try:
        return np.broadcast_to(table, shape)
    except ValueError:
        raise ValueError(f"{name} has the shape {table.shape}; it must fit {shape}") from None


def _filled(name: str, ends: ArrayLike | None, values: Floats) -> Floats:
    given = _broadcast(name, np.nan if ends is None else ends, values.shape)
    return np.where(np.isnan(given), values, given)
