"""Sorts values into the classes of a map: each of its own where they are few, else of equal width."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from gcmscore.charts.style import INK

CLASSES = 5
LOWEST = 0.9
"""Share of the values in the lowest of equally wide classes above which classes are powers of ten."""


class Shade(NamedTuple):
    """How one class is drawn, and what the legend says of it."""

    words: str
    fill: str = "white"
    hatch: str = ""
    line: str = INK


Shades = dict[Any, Shade]


def classes_of(found: pd.Series, named: dict[float, str] | None = None) -> tuple[pd.Series, Shades]:
    """Return the class of each value, and the classes from the smallest values to the largest.

    Parameters
    ----------
    found : Series of float
        Values without missing ones.
    named : dict, optional
        Words for single values, used when there are no others.
    """
    values = found.to_numpy(dtype=float)
    distinct = np.unique(values)
    if len(distinct) <= CLASSES:
        edges, spoken = distinct, named or {}
        words = [spoken.get(float(value), f"{value:g}") for value in distinct]
    else:
        ends = class_ends(values)
        words = [f"{_short(low)} to {_short(high)}" for low, high in pairwise(ends)]
        edges = ends[:-1]
    colours = mpl.colormaps["cividis_r"](np.linspace(0.03, 0.97, max(len(edges), 2)))
    # The upper end of the last class belongs to it, that of any other to the next.
    places = np.searchsorted(edges, values, side="right") - 1
    shades: Shades = {place: Shade(text, to_hex(colours[place])) for place, text in enumerate(words)}
    return pd.Series(places, index=found.index, dtype=object), shades


def class_ends(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where classes begin and the last one ends: equally far apart, or powers of ten from 0 on.

    Parameters
    ----------
    values : ndarray of float
        Values without missing ones, at least two different.

    Examples
    --------
    >>> class_ends(np.array([0.0, 0.3, 0.95])).tolist()
    [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    >>> class_ends(np.array([0.0] * 8 + [700.0] * 8 + [52000.0])).tolist()
    [0.0, 100.0, 1000.0, 10000.0, 100000.0]
    """
    equal = MaxNLocator(CLASSES, steps=[1, 2, 2.5, 5, 10]).tick_values(values.min(), values.max())
    ends = np.asarray(equal, dtype=float).round(12)
    positive = values[values > 0]
    if values.min() < 0 or (values < ends[1]).mean() <= LOWEST or not len(positive):
        return ends
    high = np.ceil(np.log10(values.max()))
    low = max(np.floor(np.log10(positive.min())), high - CLASSES)
    powers = 10.0 ** np.arange(low, high + 1)
    return powers if values.min() >= powers[0] else np.concatenate([[0.0], powers])


def _short(number: float) -> str:
    """Return a number for a legend.

    Examples
    --------
    >>> _short(2500000.0), _short(0.2), _short(25000.0)
    ('2.5 million', '0.2', '25,000')
    """
    if abs(number) >= 1e6:
        return f"{number / 1e6:,g} million"
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:g}"
