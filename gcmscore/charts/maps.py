"""The world: one objective or indicator, every member of the United Nations visible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch

from gcmscore.charts.classes import Shade, Shades, classes_of
from gcmscore.charts.projection import areas, dots, members, sphere
from gcmscore.charts.style import (
    FILLS,
    GREY,
    HATCHES,
    PALE,
    REASONS,
    beneath,
    new_axes,
    rows_at,
    short_names,
    swatch,
    title,
    year_of,
)
from gcmscore.errors import InvalidRequestError

if TYPE_CHECKING:
    from gcmscore.definitions import Indicator
    from gcmscore.panel import Panel

BORDERS = (
    "Borders as in Natural Earth 1:110m, which draws who controls an area on the ground; "
    "they express no opinion on the status of any territory."
)
ABSENT = "absent"
"""The class of what the panel does not hold."""


def world(
    panel: Panel,
    what: int | str,
    year: int | None = None,
    *,
    values: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a map of an objective's or an indicator's band, or of an indicator's values.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    what : int or str
        Number of an objective, or id of an indicator.
    year : int, optional
        The panel's last year unless named.
    values : bool
        Draw an indicator's values, in its unit, instead of its bands; always done for an indicator that is
        not scored. Classes are equally wide, or powers of ten where nine in ten values would be in the
        lowest; up to five different values are a class each.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        The worse the band, or the larger the value, the darker the area; the legend counts the countries of
        each class. Small countries are dots, so that every member of the United Nations shows. Hatched: no
        data; dotted: insufficient; blank: does not apply.

    Raises
    ------
    UnknownObjectiveError, UnknownIndicatorError, InvalidRequestError
        If the framework has no such objective or indicator, or the panel does not hold it or the year.

    Notes
    -----
    Natural Earth, public domain, on the Equal Earth projection, which keeps areas. The borders follow control
    on the ground, as the note under the map says. So an area can have the colour of a State that other States
    or the General Assembly do not consider it part of: Crimea is drawn with the Russian Federation, most of
    Western Sahara with Morocco. An area without an ISO code is in no panel.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> world(panel, 20).get_title(loc="left")
    'Objective 20: Remittances, 2020, profile global'
    """
    year = year_of(panel, year)
    if isinstance(what, str):
        heading, classes, shades = _of_indicator(panel, what, year, values)
    else:
        heading, classes, shades = _of_objective(panel, int(what), year)
    ax = new_axes(ax, 11.0, 6.0)
    ax.add_patch(PathPatch(sphere(), facecolor="none", edgecolor=PALE, linewidth=0.8, zorder=0))
    shown = classes.to_dict()
    for name, shade in shades.items():
        _draw_class(ax, shade, name, shown)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(-2.75, 2.75)
    ax.set_ylim(-1.13, 1.33)
    title(ax, f"{heading}, {year}, profile {panel.profile}")
    mapped = set(dots()) | {code for code, _ in areas()}
    nowhere = sorted(str(code) for code in set(shown) - mapped)
    notes = [BORDERS] + ([f"Not on the map: {', '.join(nowhere)}."] if nowhere else [])
    beneath(ax, _legend(shades, classes), notes, start=4)
    return ax


def _legend(shades: Shades, classes: pd.Series) -> list[Artist]:
    """Return an entry a class that has countries, and one for what the panel does not hold."""
    counts = classes.value_counts()
    handles = [
        swatch(f"{shade.words} ({counts[name]})", shade.fill, shade.hatch, GREY)
        for name, shade in shades.items()
        if name in counts.index
    ]
    drawn = members() | {code for code, _ in areas()}
    if drawn - set(classes.index):
        handles.append(swatch(shades[ABSENT].words, shades[ABSENT].fill))
    return handles


def _of_objective(panel: Panel, number: int, year: int) -> tuple[str, pd.Series, Shades]:
    """Return a title, the class of each country and how each class is drawn."""
    name = short_names(panel.compact)[panel.compact.objective(number).number]
    rows = rows_at(panel.objectives, year, "objective", number)
    found = rows["band"].dropna().astype(object)
    return f"Objective {number}: {name}", *_with_missing(rows, found, _bands())


def _of_indicator(panel: Panel, name: str, year: int, values: bool) -> tuple[str, pd.Series, Shades]:
    """Return a title, the class of each country and how each class is drawn."""
    indicator = panel.compact.indicator(name)
    table = panel.indicators
    if name not in table.index.get_level_values("indicator"):
        held = f"{name} is not in the profile {panel.profile}"
        raise InvalidRequestError(f"{held}; it is in a panel with profile='full'")
    rows = rows_at(table, year, "indicator", name)
    if not values and indicator.role == "scored":
        found = rows["band"].dropna().astype(object)
        return indicator.name, *_with_missing(rows, found, _bands())
    found, shades = classes_of(rows["value"].dropna(), _treaty_words(panel, indicator))
    symbol = panel.compact.units[indicator.unit].symbol.strip("()")
    heading = indicator.name if indicator.kind == "instrument" else f"{indicator.name} ({symbol})"
    return heading, *_with_missing(rows, found, shades)


def _treaty_words(panel: Panel, indicator: Indicator) -> dict[float, str]:
    """Return what the values of a single treaty mean."""
    if indicator.kind != "instrument" or len(indicator.instruments) > 1:
        return {}
    return {0.0: "neither party nor signatory", panel.method.signed_credit: "signed", 1.0: "party"}


def _bands() -> Shades:
    return {band: Shade(band, fill) for band, fill in FILLS.items()}


def _with_missing(rows: pd.DataFrame, found: pd.Series, shades: Shades) -> tuple[pd.Series, Shades]:
    """Add the classes of those without a value: by status where it is one of its own, else no data."""
    status = rows["status"].astype(object)
    missing = status.where(status.isin(list(REASONS)), "not_assessed")
    classes = found.reindex(rows.index).where(rows.index.isin(found.index), missing)
    blanks = {name: Shade(words, hatch=HATCHES[name]) for name, words in REASONS.items()}
    return classes, {**shades, **blanks, ABSENT: Shade("not in this panel", "#f5f6f7", line=PALE)}


def _draw_class(ax: Axes, shade: Shade, name: Any, shown: Mapping[Any, Any]) -> None:
    """Draw areas and dots of one class."""
    paths = [path for code, path in areas() if shown.get(code, ABSENT) == name]
    # The colour of a hatch is that of the edge, so a border of another colour is drawn on top.
    inside = PathCollection(paths, facecolor=shade.fill, edgecolor=PALE, hatch=shade.hatch, linewidth=0)
    ax.add_collection(inside, autolim=False)
    border = PathCollection(paths, facecolor="none", edgecolor=shade.line, linewidth=0.35)
    ax.add_collection(border, autolim=False)
    small = [
        place
        for code, place in dots().items()
        if (code in members() or code in shown) and shown.get(code, ABSENT) == name
    ]
    x, y = np.array(small).reshape(-1, 2).T
    edge = PALE if name == ABSENT else GREY if name in REASONS else "black"
    ax.scatter(x, y, s=17, facecolor=shade.fill, edgecolor=edge, linewidth=0.7, zorder=3)
    if name == "insufficient":
        ax.scatter(x, y, s=3, color=GREY, linewidth=0, zorder=4)
