"""What all pictures share: colours, shapes, letters, and where titles, notes and legends stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from gcmscore._clean import clean as cleaned
from gcmscore.errors import InvalidRequestError, UnknownCountryError
from gcmscore.panel import Panel
from gcmscore.scorecard import Card
from gcmscore.scoring.method import Method

COLOURS = {"green": "#1d7a46", "yellow": "#c79a00", "orange": "#d4620a", "red": "#b3261e"}
MARKERS = {"green": "o", "yellow": "^", "orange": "D", "red": "s"}
LETTERS = {"green": "G", "yellow": "Y", "orange": "O", "red": "R"}
FILLS = {"green": "#b4e0c2", "yellow": "#dcb13a", "orange": "#c15f24", "red": "#7d1712"}
"""Areas of a band: the worse, the darker, so that the order can be told without colour."""
INKS = {"green": "black", "yellow": "black", "orange": "black", "red": "white"}
GREY = "#7a8695"
SOFT = "#56616d"
"""Words of less weight, with a contrast of 6 to 1 on white."""
PALE = "#c2c8cf"
HATCH = "#a6afba"
GRID = "#e4e7ea"
INK = "#3c4650"
BLUE = "#2b5c8a"

HATCHES = {"not_assessed": "////", "insufficient": "...", "stale": "\\\\\\\\", "not_applicable": ""}
REASONS = {
    "not_assessed": "not assessed: no data",
    "insufficient": "insufficient: too little for a score",
    "stale": "too old to count",
    "not_applicable": "does not apply",
}

_NOTE_SIZE = 8.0
_MEASURED = 8  # so many of the longest names decide how wide their column is
_LINE = 11.5  # points from one line of a note to the next


def new_axes(ax: Axes | None, width: float, height: float, *, settled: bool = False) -> Axes:
    """Return the Axes to draw on: the given one, or one of a new figure of this size in inches.

    A figure that is ``settled`` is laid out once by :func:`settle`, another whenever it is drawn.
    """
    if ax is not None:
        return ax
    return Figure(figsize=(width, height), layout=None if settled else "constrained").subplots()


def settle(ax: Axes) -> None:
    """Place the parts of a new figure once, so that drawing need not measure the names of all rows again."""
    names = ax.get_yticklabels()
    longest = sorted(names, key=lambda name: len(name.get_text()))[-_MEASURED:]
    for name in names:
        name.set_visible(name in longest)
    if isinstance(ax.figure, Figure):
        ConstrainedLayoutEngine().execute(ax.figure)
    for name in names:
        name.set_visible(True)


def need_panel(panel: object) -> None:
    """Raise for what is no panel, naming the way to one.

    Raises
    ------
    InvalidRequestError
        If it is a card, a frame or anything else.
    """
    if not isinstance(panel, Panel):
        drawn = "; objectives(card) and profile(card) draw a card" if isinstance(panel, Card) else ""
        raise InvalidRequestError(
            f"this picture takes a Panel, not {type(panel).__name__}; score_panel(…) makes one{drawn}"
        )


def year_of(panel: Panel, year: int | None) -> int:
    """Return the year to draw: the panel's last unless one is named.

    Raises
    ------
    InvalidRequestError
        If it is no panel, or does not hold the year.
    """
    need_panel(panel)
    years = [int(known) for known in panel.years]
    if year is None:
        return years[-1]
    if year not in years:
        raise InvalidRequestError(f"the panel has no year {year}; it has {', '.join(map(str, years))}")
    return int(year)


def names_of(panel: Panel) -> dict[str, str]:
    """Return code → name of the panel's countries: in its order, by name where that is the order of codes."""
    names = {code: panel.evidence.country_table[code].name() for code in panel.codes}
    return dict(sorted(names.items(), key=lambda item: item[1])) if list(names) == sorted(names) else names


def name_in(panel: Panel, country: str | None) -> str:
    """Return the name of a country of the panel.

    Raises
    ------
    UnknownCountryError, InvalidRequestError
        If the panel does not hold it, none is named, or it is no panel.
    """
    need_panel(panel)
    if country is None:
        raise InvalidRequestError(f"name a country of the panel, such as {panel.codes[0]!r}")
    names = names_of(panel)
    if country not in names:
        error = UnknownCountryError(country, ())
        error.nearest = panel.evidence.country_table.nearest(str(country))
        raise error
    return names[str(country)]


def rows_at(frame: pd.DataFrame, year: int, level: str, key: int | str) -> pd.DataFrame:
    """Return the rows of one year and one objective or indicator, index country."""
    levels = frame.index
    wanted = (levels.get_level_values("year") == year) & (levels.get_level_values(level) == key)
    return frame[wanted].droplevel(["year", level])


def short_names(compact: Any) -> Mapping[int, str]:
    """Return number → short name of a framework's objectives."""
    return {number: drawn(item.short_name or item.title) for number, item in compact.objectives.items()}


def drawn(text: str) -> str:
    r"""Return a text as it can be drawn: a dollar sign begins no formula, and nothing in it is invisible.

    Examples
    --------
    >>> print(drawn("US$ per head, or $"))
    US\$ per head, or \$
    """
    return re.sub(r"(?<!\\)\$", r"\\$", cleaned(text))


def text_size(ax: Axes, rows: int, largest: float = 10.0) -> float:
    """Return the size of letters in points at which this many rows fit the height of the Axes."""
    height = ax.bbox.height / ax.figure.dpi * 72
    return min(largest, max(3.5, 0.78 * height / max(rows, 1)))


def row_height(rows: int) -> float:
    """Return inches a row: less when there are many, never so little that its name cannot be read."""
    return 0.27 if rows <= 40 else 0.19 if rows <= 90 else 0.15


def basis(source: Any) -> str:
    """Return the profile and the edition that a card or a panel rests on, for a title."""
    return f"profile {source.profile}, edition {source.compact.edition}"


def counted(number: int, of: int | None = None) -> str:
    """Return a number of countries in words.

    Examples
    --------
    >>> counted(1), counted(3, 5)
    ('1 country', '3 of 5 countries')
    """
    among = "" if of is None else f"of {of} "
    return f"{number} {among}{'country' if (number if of is None else of) == 1 else 'countries'}"


def title(ax: Axes, *lines: str) -> None:
    """Write the lines of a title at the left."""
    ax.set_title(drawn("\n".join(lines)), loc="left", fontsize=11)


def clean(ax: Axes, grid: str | None = None) -> None:
    """Take away the frame and the tick marks of an axis of names; draw pale lines across the other."""
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    if grid:
        ax.grid(axis="x", color=grid, linewidth=0.6)
        ax.set_axisbelow(True)


def beside(ax: Axes, row: float, words: str, colour: str = "black", size: float = 8.5) -> None:
    """Write at the right of the Axes, at the height of a row."""
    ax.annotate(
        words, (1, row), (6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        va="center", fontsize=size, color=colour, annotation_clip=False,
    )  # fmt: skip


def interval_words(method: Method) -> str:
    """Return what an interval is, for a legend.

    Examples
    --------
    >>> interval_words(Method())
    '90 % of runs'
    """
    low, high = method.interval
    return f"{100 * (high - low):g} % of runs"


def swatch(label: str, face: str = "white", hatch: str = "", line: str = HATCH) -> Artist:
    """Return an area for a legend."""
    return Patch(facecolor=face, edgecolor=line, hatch=hatch, linewidth=0.6, label=label)


def mark(label: str, marker: str, colour: str, **more: Any) -> Artist:
    """Return a dot for a legend."""
    return Line2D([], [], linestyle="none", marker=marker, color=colour, label=label, **more)


def stroke(label: str, width: float, colour: str = GREY) -> Artist:
    """Return a line for a legend."""
    return Line2D([], [], linewidth=width, color=colour, label=label)


def beneath(
    ax: Axes,
    handles: Sequence[Artist] = (),
    notes: Sequence[str] = (),
    *,
    start: float = 34,
    columns: int = 4,
) -> None:
    """Write notes and then a legend under the Axes, beginning ``start`` points below it."""
    if notes:
        ax.annotate(
            "\n".join(notes), (0, 0), (0, -start), xycoords="axes fraction", textcoords="offset points",
            va="top", fontsize=_NOTE_SIZE, color=INK, annotation_clip=False,
        )  # fmt: skip
    if handles:
        below = start + sum(note.count("\n") + 1 for note in notes) * _LINE
        down = ScaledTranslation(0, -below / 72, ax.figure.dpi_scale_trans)
        ax.legend(
            # A legend fills its columns one after the other, and is read line by line.
            handles=[handle for column in range(columns) for handle in handles[column::columns]],
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=ax.transAxes + down,
            borderaxespad=0.2,
            borderpad=0,
            frameon=False,
            fontsize=_NOTE_SIZE,
            ncols=min(columns, len(handles)),
        )
