"""The world: one objective or indicator, every member of the United Nations visible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from gcmscore.charts.classes import Shade, Shades, classes_of
from gcmscore.charts.projection import areas, dots, members, sphere
from gcmscore.charts.style import (
    FILLS,
    GREY,
    HATCH,
    HATCHES,
    PALE,
    REASONS,
    basis,
    beneath,
    counted,
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
    "Hatched crosswise, in no State's colour: areas whose status is disputed, or that are no State of this "
    "table.\nBorders after Natural Earth 1:110m. Neither borders nor hatches express an opinion on the legal "
    "status of any\ncountry, territory or area, or on where its frontiers run."
)
ABSENT = "absent"
"""The class of what the panel does not hold."""
DISPUTED = "disputed"
"""The class of areas that are shown without the colour of a State."""
UNSETTLED = frozenset({"", "ESH", "FLK", "XKX"})
"""Areas without a code (Abyei, Crimea, Jammu and Kashmir, Northern Cyprus, Somaliland), Western Sahara, the
Falkland Islands (Malvinas) and Kosovo: hatched as disputed unless the panel has a value for their code."""
_WIDTH, _MARGIN, _TITLE = 11.0, 0.12, 0.62  # inches
_BELOW = 6.0  # points from the map to the note
_WORDS = "status disputed: not coloured"
_INSIDE: dict[str, tuple[Any, float]] = {
    "insufficient": ("o", 3), "not_assessed": ((2, 2, -45), 16), "stale": ((2, 2, 45), 16),
}  # fmt: skip
"""Shape and size of what stands in the dot of a small country, in the place of a hatch."""


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
        data; dotted: insufficient; blank: does not apply; hatched crosswise: disputed.

    Raises
    ------
    UnknownObjectiveError, UnknownIndicatorError, InvalidRequestError
        If the framework has no such objective or indicator, the panel does not hold it or the year,
        or it is no panel.

    Notes
    -----
    Natural Earth, public domain, on the Equal Earth projection, which keeps areas. Natural Earth draws who
    controls an area on the ground; some areas are therefore shown apart, hatched, and never in a State's
    colour: Crimea (A/RES/68/262), Western Sahara up to 27°40' north (a Non-Self-Governing Territory, ESH),
    Jammu and Kashmir with Aksai Chin, Abyei, the Falkland Islands (Malvinas), Kosovo, Northern Cyprus and
    Somaliland. Those with a code are coloured as themselves where a panel has a value for it. Palestine and
    Taiwan are areas of their own as well, drawn like others that a panel does not hold. French Guiana has the
    colour of France, of which it is part. ``tools/build_map.py`` names the sources.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> print(world(panel, 20).get_title(loc="left"))
    Objective 20: Remittances, 2020
    0 of 3 countries scored, profile global, edition 2026.4
    """
    year = year_of(panel, year)
    if isinstance(what, str):
        heading, classes, shades = _of_indicator(panel, what, year, values)
    else:
        heading, classes, shades = _of_objective(panel, int(what), year)
    valued = int((~classes.isin([*REASONS])).sum())
    said = f"{counted(valued, len(classes))} {'with a value' if isinstance(what, str) else 'scored'}"
    classes = classes[~(classes.index.isin(UNSETTLED) & classes.isin([*REASONS]))]
    given, ax = ax, new_axes(ax, _WIDTH, 6.0, settled=True)
    ax.add_patch(PathPatch(sphere(), facecolor="none", edgecolor=PALE, linewidth=0.8, zorder=0))
    shown = classes.to_dict()
    for name, shade in shades.items():
        _draw_class(ax, shade, name, shown)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(-2.75, 2.75)
    ax.set_ylim(-1.13, 1.33)
    title(ax, f"{heading}, {year}", f"{said}, {basis(panel)}")
    mapped = set(dots()) | {code for code, _ in areas()}
    nowhere = sorted(str(code) for code in set(shown) - mapped)
    notes = [BORDERS] + ([f"Not on the map: {', '.join(nowhere)}."] if nowhere else [])
    handles = _legend(shades, classes)
    columns = 5 if len(handles) == 5 or len(handles) > 8 else 4
    beneath(ax, handles, notes, start=_BELOW, columns=columns)
    if given is None:
        _place(ax, sum(note.count("\n") + 1 for note in notes), math.ceil(len(handles) / columns))
    return ax


def _place(ax: Axes, lines: int, rows: int) -> None:
    """Make a new figure as high as the map and the lines of the note and rows of the legend under it need."""
    across, up = (abs(end - start) for start, end in (ax.get_xlim(), ax.get_ylim()))
    high = (_WIDTH - 2 * _MARGIN) * up / across
    below = (_BELOW + 11.5 * lines + 15 * rows) / 72 + _MARGIN
    whole = high + below + _TITLE
    if isinstance(ax.figure, Figure):
        ax.figure.set_size_inches(_WIDTH, whole)
    ax.set_position((_MARGIN / _WIDTH, below / whole, 1 - 2 * _MARGIN / _WIDTH, high / whole))


def _class_of(code: str, shown: Mapping[Any, Any]) -> Any:
    """Return the class of an area or a dot, given those of the panel's countries."""
    return shown.get(code, DISPUTED if code in UNSETTLED else ABSENT)


def _legend(shades: Shades, classes: pd.Series) -> list[Artist]:
    """Return an entry a class that has countries, and one for what the panel does not hold."""
    counts = classes.value_counts()
    handles = [
        swatch(f"{shade.words} ({counts[name]})", shade.fill, shade.hatch)
        for name, shade in shades.items()
        if name in counts.index
    ]
    drawn = members() | {code for code, _ in areas()}
    others = {_class_of(code, {}) for code in drawn - set(classes.index)}
    for name in sorted(others):
        handles.append(swatch(shades[name].words, shades[name].fill, shades[name].hatch, _hatch_of(name)))
    return handles


def _hatch_of(name: Any) -> str:
    """Return the colour of a hatch: darker for disputed areas, which are small."""
    return GREY if name == DISPUTED else HATCH


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
    absent = Shade("not in this panel", "#eceef0", line=PALE)
    return classes, {**shades, **blanks, ABSENT: absent, DISPUTED: Shade(_WORDS, hatch="xxxxx", line=GREY)}


def _draw_class(ax: Axes, shade: Shade, name: Any, shown: Mapping[Any, Any]) -> None:
    """Draw areas and dots of one class."""
    paths = [path for code, path in areas() if _class_of(code, shown) == name]
    above = 1.5 if name == DISPUTED else 1
    # The colour of a hatch is that of the edge, so a border of another colour is drawn on top.
    lines = _hatch_of(name)
    inside = PathCollection(paths, facecolor=shade.fill, edgecolor=lines, hatch=shade.hatch, linewidth=0)
    border = PathCollection(paths, facecolor="none", edgecolor=shade.line, linewidth=0.35)
    for drawn in (inside, border):
        drawn.set_zorder(above)
        ax.add_collection(drawn, autolim=False)
    small = [
        place
        for code, place in dots().items()
        if (code in members() or code in shown) and _class_of(code, shown) == name
    ]
    x, y = np.array(small).reshape(-1, 2).T
    edge = PALE if name == ABSENT else GREY if name in REASONS else "black"
    ax.scatter(x, y, s=17, facecolor=shade.fill, edgecolor=edge, linewidth=0.7, zorder=3)
    if name in _INSIDE:
        marker, size = _INSIDE[name]
        ax.scatter(x, y, s=size, marker=marker, color=GREY, linewidth=0.7, zorder=4)
