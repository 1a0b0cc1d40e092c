"""Countries placed by their scores on two objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from gcmscore.charts.style import BLUE, GRID, basis, beneath, counted, new_axes, short_names, title, year_of
from gcmscore.errors import InvalidRequestError

if TYPE_CHECKING:
    from gcmscore.panel import Panel

LABELLED = 12
"""At most so many points are named."""


def scatter(panel: Panel, x: int, y: int, year: int | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw the countries by their scores on two objectives, the outermost ones named.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    x, y : int
        Numbers of two objectives.
    year : int, optional
        The panel's last year unless named.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        A dot for the countries scored on both, the larger the more share the place; n in the title, those
        that lack one of the two counted below. Each score rests on what its country answers.

    Raises
    ------
    UnknownObjectiveError, InvalidRequestError
        If there is no such objective, both are the same, the panel does not hold the year, or it is no
        panel.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> scatter(panel, 2, 20).get_xlabel()
    'score, objective 2  Minimize adverse drivers'
    """
    year = year_of(panel, year)
    if x == y:
        raise InvalidRequestError(f"objective {x} is named twice; name two objectives")
    x, y = panel.compact.objective(x).number, panel.compact.objective(y).number
    pairs = panel.objectives["score"].xs(year, level="year").unstack("objective")[[x, y]]
    pairs.columns = pd.Index(["x", "y"])
    both = pairs.dropna()
    ax = new_axes(ax, 7.5, 7.0)
    most = _draw_spots(ax, both)
    _name_outermost(ax, both.sort_index())
    names = short_names(panel.compact)
    ax.set_xlabel(f"score, objective {x}  {names[x]}")
    ax.set_ylabel(f"score, objective {y}  {names[y]}")
    title(ax, f"{counted(len(both))} scored on both objectives, {year}", basis(panel))
    lacks_x, lacks_y = pairs["x"].isna(), pairs["y"].isna()
    notes = [
        f"Not shown: {(lacks_x & ~lacks_y).sum()} without a score on {x} only, "
        f"{(lacks_y & ~lacks_x).sum()} on {y} only, {(lacks_x & lacks_y).sum()} on both."
    ]
    if most > 1:
        notes.append(f"The larger a dot, the more countries have these two scores (up to {most}).")
    beneath(ax, notes=notes, start=36)
    return ax


def _draw_spots(ax: Axes, both: pd.DataFrame) -> int:
    """Draw a dot at each place; return the largest number of countries at one."""
    spots = both.round(6).groupby(["x", "y"], sort=True).size().reset_index(name="n")
    sizes = 26 + 16 * (spots["n"] - 1) ** 0.7
    ax.scatter(
        spots["x"], spots["y"], s=sizes, color=BLUE, alpha=0.55, edgecolor="black", linewidth=0.5, zorder=3
    )
    ax.set_xlim(-4, 104)
    ax.set_ylim(-4, 104)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=GRID, linewidth=0.6)
    return int(spots["n"].max()) if len(spots) else 0


def _name_outermost(ax: Axes, both: pd.DataFrame) -> None:
    """Write codes at the points farthest from the medians, leaving out what would cover another code."""
    far = (both - both.median()).abs().max(axis=1)
    taken: list[tuple[float, float]] = []
    for code in far.sort_values(ascending=False, kind="stable").index:
        across, up = float(both.loc[code, "x"]), float(both.loc[code, "y"])
        right = across <= 92
        left = across if right else across - 8  # where the code begins; it is about 8 wide and 3 high
        if len(taken) < LABELLED and all(abs(left - a) > 8 or abs(up - b) > 3 for a, b in taken):
            ax.annotate(
                str(code), (across, up), (6 if right else -6, 5), textcoords="offset points",
                ha="left" if right else "right", fontsize=8,
            )  # fmt: skip
            taken.append((left, up))
