"""Countries × objectives: what the score is, and how much of each question is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from gcmscore._rounding import rounded
from gcmscore.charts.style import (
    BLUE,
    FILLS,
    GRID,
    HATCH,
    HATCHES,
    INKS,
    LETTERS,
    REASONS,
    basis,
    beneath,
    counted,
    names_of,
    new_axes,
    row_height,
    settle,
    short_names,
    swatch,
    text_size,
    title,
    year_of,
)
from gcmscore.errors import InvalidRequestError

if TYPE_CHECKING:
    from gcmscore.panel import Panel

SHARES = ((0.0, "white"), (0.25, "#d9e6f2"), (0.5, "#a9c8e3"), (0.75, "#6b9dc8"), (1.0, BLUE))
"""Upper end and colour of each class of coverage; the more is covered, the darker."""
GROUPED = 60
"""Above so many countries, coverage is drawn by region unless the caller says otherwise."""
SMALLEST = 5.0
"""Letters in cells are left out below so many points: nobody could read them."""
_NAMES, _COLUMN = 3.2, 0.47  # inches
_SQUARE = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def heatmap(panel: Panel, year: int | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw countries × objectives: score and letter of the band in each cell, or why there is none.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    year : int, optional
        The panel's last year unless named.
    ax : Axes, optional
        Where to draw; a new figure, the taller the more countries, otherwise.

    Returns
    -------
    Axes
        One row a country. ``62 Y`` is a score of 62 in the yellow band; the worse the band, the darker the
        cell. Hatched: not assessed; dotted: insufficient; blank: does not apply.

    Raises
    ------
    InvalidRequestError
        If it is no panel, or does not hold the year.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> sorted(label.get_text() for label in heatmap(panel).get_yticklabels())
    ['Belgium', 'Kenya', 'Netherlands (Kingdom of the)']
    """
    year = year_of(panel, year)
    names = names_of(panel)
    frame = panel.objectives.xs(year, level="year")
    numbers = frame["score"].unstack("objective").reindex(list(names))
    scores = numbers.to_numpy(dtype=float)
    bands, status = (
        frame[column].astype(object).unstack("objective").reindex(list(names)).to_numpy()
        for column in ("band", "status")
    )
    given, ax = ax, _grid(panel, list(names.values()), numbers.columns, ax)
    size = text_size(ax, len(names), largest=7.5)
    for band, fill in FILLS.items():
        _fill(ax, bands == band, fill)
    for reason in ("not_assessed", "insufficient"):
        _fill(ax, status == reason, "white", HATCHES[reason])
    for row, column in np.argwhere(~np.isnan(scores)) if size >= SMALLEST else ():
        band = str(bands[row, column])
        words = f"{rounded(float(scores[row, column]), 0)} {LETTERS[band]}"
        _write(ax, column, row, words, size, INKS[band])
    title(ax, f"Score and band, {year}: {counted(len(names))}, {basis(panel)}")
    handles = [swatch(f"{letter}  {band}", FILLS[band], line="black") for band, letter in LETTERS.items()]
    for reason in ("not_assessed", "insufficient", "not_applicable"):
        handles.append(swatch(REASONS[reason], hatch=HATCHES[reason]))
    beneath(ax, handles, start=20, columns=7)
    if given is None:
        settle(ax)
    return ax


def coverage(panel: Panel, year: int | None = None, by: str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw countries × objectives: the share of the applicable weight that has a value.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    year : int, optional
        The panel's last year unless named.
    by : str, optional
        A column of ``panel.countries``, such as ``"region"``: one row a group, with the mean of those of its
        countries to which the objective applies. ``"country"``: one row a country, which is the default up to
        60 countries; for more it is ``"region"``.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        Percent, the darker the more, up to 60 rows also as a number; hatched where nothing is known, blank
        where an objective does not apply.

    Raises
    ------
    InvalidRequestError
        If it is no panel, does not hold the year, or ``by`` is no column of the countries.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> len(coverage(panel, by="region").get_yticklabels())
    2
    """
    year = year_of(panel, year)
    names = names_of(panel)
    frame = panel.objectives.xs(year, level="year")
    known = frame["coverage"].where(frame["status"] != "not_applicable")
    share, labels = known.unstack("objective").reindex(list(names)), list(names.values())
    rows = counted(len(names))
    by = by or ("region" if len(names) > GROUPED else "country")
    if by != "country":
        share, labels = _grouped(panel.countries, share, by)
        rows = f"mean of the countries of each {by}, {rows} in all"
    given, ax = ax, _grid(panel, labels, share.columns, ax)
    _draw_shares(ax, share.to_numpy(dtype=float))
    title(ax, f"Share of the applicable weight with a value (%), {year}", f"{rows}, {basis(panel)}")
    handles = [swatch(f"up to {upper:.0%}", fill, line="black") for upper, fill in SHARES[1:]]
    handles += [swatch("nothing known", hatch=HATCHES["not_assessed"]), swatch(REASONS["not_applicable"])]
    beneath(ax, handles, start=20, columns=6)
    if given is None:
        settle(ax)
    return ax


def _grouped(countries: pd.DataFrame, share: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the mean of each group of countries, and its name with the number of countries."""
    if by not in countries:
        known = ", ".join(map(str, countries.columns))
        raise InvalidRequestError(f"by={by!r} is no column of the countries; one of {known}")
    named = countries[by].astype(object).where(countries[by].notna(), "none")
    groups = named.reindex(share.index).astype(str)
    sizes = groups.value_counts()
    means = share.groupby(groups).mean()
    return means, [f"{name} ({sizes[name]})" for name in means.index]


def _draw_shares(ax: Axes, shares: NDArray[np.float64]) -> None:
    lower = -np.inf
    for upper, fill in SHARES:
        inside = (shares > lower + 1e-9) & (shares <= upper + 1e-9)
        _fill(ax, inside, fill, "" if upper else HATCHES["not_assessed"])
        lower = upper
    size = text_size(ax, len(shares), largest=7.5)
    written = size >= SMALLEST and len(shares) <= GROUPED
    for row, column in np.argwhere(np.nan_to_num(shares) > 0) if written else ():
        ink = "white" if shares[row, column] > SHARES[-2][0] + 1e-9 else "black"
        _write(ax, column, row, str(rounded(float(shares[row, column]) * 100, 0)), size, ink)


def _grid(panel: Panel, rows: Sequence[str], columns: pd.Index[Any], ax: Axes | None) -> Axes:
    """Prepare an empty table: names of rows at the left, of objectives above, their numbers also below."""
    ax = new_axes(ax, _NAMES + _COLUMN * len(columns), 3.1 + row_height(len(rows)) * len(rows), settled=True)
    short = short_names(panel.compact)
    places, high = range(len(columns)), len(rows) - 0.5
    names = [f"{number}  {short[number]}" for number in columns]
    ax.set_xticks(places, names, rotation=55, ha="left", rotation_mode="anchor", fontsize=8.5)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(rows)), rows, fontsize=text_size(ax, len(rows), largest=9))
    for place, number in zip(places, columns, strict=True):
        ax.annotate(
            str(number), (place, high), (0, -3), textcoords="offset points", va="top", ha="center",
            fontsize=8, annotation_clip=False,
        )  # fmt: skip
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(high, -0.5)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.hlines(np.arange(len(rows) + 1) - 0.5, -0.5, len(columns) - 0.5, color=GRID, linewidth=0.5, zorder=0)
    ax.vlines(np.arange(len(columns) + 1) - 0.5, -0.5, high, color=GRID, linewidth=0.5, zorder=0)
    return ax


def _fill(ax: Axes, where: NDArray[Any], fill: str, hatch: str = "") -> None:
    """Fill the cells of a table where a mask is true."""
    squares = np.argwhere(where)[:, None, ::-1] + _SQUARE[None]
    if len(squares):
        # One path for all of them: a hatch is drawn once, not once a cell.
        cells = Outline.make_compound_path_from_polys(squares)
        line = HATCH if hatch else "white"
        # Not by add_patch, which would look at every corner to find limits that are known.
        ax.add_artist(PathPatch(cells, facecolor=fill, edgecolor=line, hatch=hatch, linewidth=0.5))


def _write(ax: Axes, column: int, row: int, words: str, size: float, ink: str) -> None:
    """Write in the middle of a cell; the layout need not measure what stays inside."""
    ax.text(column, row, words, ha="center", va="center", fontsize=size, color=ink).set_in_layout(False)
