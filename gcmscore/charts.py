"""Real figures with matplotlib: every function takes ``ax=`` and returns it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gcmscore._rounding import rounded

if TYPE_CHECKING:
    from gcmscore.scorecard import Card

COLOURS = {"green": "#1d7a46", "yellow": "#c79a00", "orange": "#d4620a", "red": "#b3261e"}
MARKERS = {"green": "o", "yellow": "^", "orange": "D", "red": "s"}
GREY = "#7a8695"


def objectives(card: Card, ax: Axes | None = None, *, all_objectives: bool = False) -> Axes:
    """Draw a card's objectives from 0 to 100: score, band and what missing evidence leaves open.

    Parameters
    ----------
    card : Card
        The scored country.
    ax : Axes, optional
        Where to draw; a new figure otherwise.
    all_objectives : bool
        Also show objectives without any value, as an empty line.

    Returns
    -------
    Axes
        A dot (its shape tells the band) for a score, a hollow one for a partial mean that is no score, and a
        grey line between the bounds.

    Examples
    --------
    >>> import gcmscore
    >>> ax = objectives(gcmscore.score("BEL", 2020))
    >>> [label.get_text() for label in ax.get_yticklabels()][-1]
    '1  Data'
    """
    shown = [item for item in card.results if item.n or all_objectives]
    shown.reverse()
    if ax is None:
        ax = Figure(figsize=(8, 0.9 + 0.34 * max(len(shown), 1)), layout="constrained").subplots()
    for place, item in enumerate(shown):
        if item.n:
            ax.plot([item.bound_low, item.bound_high], [place, place], color=GREY, linewidth=4, alpha=0.45)
        if not math.isnan(item.score):
            colour = COLOURS[item.band or "red"]
            ax.plot([item.score], [place], MARKERS[item.band or "red"], color=colour, markersize=9)
            ax.annotate(
                f"{rounded(item.score, 1)} {item.band}",
                (item.score, place),
                (0, 8),
                textcoords="offset points",
                ha="center",
            )
        elif not math.isnan(item.indicative):
            ax.plot([item.indicative], [place], "o", markerfacecolor="white", color=GREY, markersize=8)
    ax.set_yticks(
        range(len(shown)), [f"{item.objective.number}  {item.objective.short_name}" for item in shown]
    )
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.6, len(shown) - 0.2)
    ax.set_xlabel("score; grey: from missing at 0 to missing at 100")
    ax.set_title(f"{card.country.name()} {card.year}, profile {card.profile}", loc="left")
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax
