"""One country: its objectives from 0 to 100, alone or beside the median of others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gcmscore._rounding import rounded
from gcmscore.charts.style import (
    COLOURS,
    GREY,
    INK,
    LETTERS,
    MARKERS,
    SOFT,
    basis,
    beneath,
    beside,
    clean,
    drawn,
    interval_words,
    mark,
    name_in,
    new_axes,
    short_names,
    stroke,
    title,
    year_of,
)
from gcmscore.errors import InvalidRequestError
from gcmscore.panel import Panel
from gcmscore.scorecard import Card

if TYPE_CHECKING:
    from gcmscore.scoring.results import ObjectiveResult


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
        A dot (its shape tells the band) for a score, a hollow one for a partial mean that is no score, a dark
        line for the score's interval and a grey one between the bounds.

    Raises
    ------
    InvalidRequestError
        If it is no card.

    Examples
    --------
    >>> import gcmscore
    >>> ax = objectives(gcmscore.score("BEL", 2020))
    >>> [label.get_text() for label in ax.get_yticklabels()][-1]
    '1  Data'
    """
    if not isinstance(card, Card):
        raise InvalidRequestError(
            f"this picture takes a Card, not {type(card).__name__}; score(…) or panel.card(…) makes one"
        )
    shown = [item for item in card.results if item.n or all_objectives]
    shown.reverse()
    if ax is None:
        ax = Figure(figsize=(8, 0.9 + 0.34 * max(len(shown), 1)), layout="constrained").subplots()
    for place, item in enumerate(shown):
        if item.n:
            ax.plot([item.bound_low, item.bound_high], [place, place], color=GREY, linewidth=4, alpha=0.45)
        if item.objective.number in card.intervals:
            ax.plot(card.intervals[item.objective.number], [place, place], color=INK, linewidth=1.6)
        _draw_result(ax, place, item)
    ax.set_yticks(
        range(len(shown)), [f"{item.objective.number}  {drawn(item.objective.short_name)}" for item in shown]
    )
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.6, len(shown) - 0.2)
    interval = f"dark: {interval_words(card.method)}; grey: from missing at 0 to missing at 100"
    ax.set_xlabel(f"score; hollow: partial mean, no score\n{interval}")
    title(ax, f"{card.country.name()} {card.year}", basis(card))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def _draw_result(ax: Axes, place: int, item: ObjectiveResult) -> None:
    """Draw a score with its band in words, or the partial mean where there is no score."""
    if not math.isnan(item.score):
        band = item.band or "red"
        ax.plot([item.score], [place], MARKERS[band], color=COLOURS[band], markersize=9, clip_on=False)
        words, above = f"{rounded(item.score, 1)} {item.band}", (0, 8)
        ax.annotate(words, (item.score, place), above, textcoords="offset points", ha="center")
    elif not math.isnan(item.indicative):
        hollow: dict[str, Any] = {"markerfacecolor": "white", "color": GREY, "markersize": 8}
        ax.plot([item.indicative], [place], "o", clip_on=False, **hollow)


def profile(
    source: Card | Panel, country: str | None = None, year: int | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw every objective of a country: score, band, bounds, what is missing, and the others' median.

    Parameters
    ----------
    source : Card or Panel
        A scored country, or many: then the median of the others is marked, as in ``panel.peers``: on each
        objective over those who answer its common questions.
    country : str, optional
        ISO3 code; needed with a panel.
    year : int, optional
        The panel's last year unless named.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        One row an objective, 0 to 100. An objective without a score has its status in words; its partial
        mean, which is no score, is a hollow dot.

    Raises
    ------
    UnknownCountryError, InvalidRequestError
        If a panel is given without a country, or with a country or year that it does not hold, or if
        something else is given.

    Examples
    --------
    >>> import gcmscore
    >>> ax = profile(gcmscore.score("BEL", 2020))
    >>> len(ax.get_yticks())
    23
    """
    table, heading = _country_table(source, country, year)
    names = short_names(source.compact)
    ax = new_axes(ax, 9.5 if "median" in table else 8.5, 1.3 + 0.29 * len(table))
    for place, row in enumerate(table.to_dict("records")):
        _draw_objective(ax, place, row)
    ax.set_yticks(range(len(table)), [f"{number}  {names[number]}" for number in table.index])
    ax.set_ylim(len(table) - 0.4, -0.7)
    ax.set_xlim(-2, 102)
    title(ax, heading)
    clean(ax)
    handles = [mark(f"{band} {LETTERS[band]}", MARKERS[band], COLOURS[band]) for band in COLOURS]
    handles.append(mark("partial mean, no score", "o", GREY, markerfacecolor="white"))
    handles.append(stroke("missing at 0 / at 100", 1.2))
    if table["low"].notna().any():
        handles.append(stroke(interval_words(source.method), 3, INK))
    if "median" in table:
        handles.append(mark("median of the others (n)", "|", "black", markersize=11, markeredgewidth=1.8))
    beneath(ax, handles, start=20)
    return ax


def _country_table(source: Card | Panel, country: str | None, year: int | None) -> tuple[pd.DataFrame, str]:
    """Return the objectives of a country, with the others' median where there are others, and a title."""
    if isinstance(source, Card):
        frame = source.objectives.droplevel(["country", "year"])
        return frame, f"{source.country.name()} {source.year}, {basis(source)}"
    if not isinstance(source, Panel):
        raise InvalidRequestError(f"this picture takes a Card or a Panel, not {type(source).__name__}")
    year, name = year_of(source, year), name_in(source, country)
    keys = source.objectives.index
    mine = (keys.get_level_values("country") == country) & (keys.get_level_values("year") == year)
    frame = source.objectives[mine].droplevel(["country", "year"])
    peers = source.peers(str(country), year, by="objective")
    return frame.assign(median=peers["median"], others=peers["n"]), f"{name} {year}, {basis(source)}"


def _draw_objective(ax: Axes, place: int, row: dict[Any, Any]) -> None:
    """Draw one row: lines, median and dot, and at the right the score or why there is none."""
    if row["n"] and row["bound_high"] > row["bound_low"]:
        ax.plot([row["bound_low"], row["bound_high"]], [place, place], color=GREY, linewidth=1.2)
    if pd.notna(row["low"]):
        ax.plot([row["low"], row["high"]], [place, place], color=INK, linewidth=3, alpha=0.5)
    words, scored = str(row["status"]).replace("_", " "), pd.notna(row["score"])
    peers = ""
    if pd.notna(row.get("median")):
        ax.plot([row["median"]], [place], "|", color="black", markersize=11, markeredgewidth=1.8)
        peers = f"   median {rounded(row['median'], 1)} (n {row['others']:.0f})"
    if scored:
        band = str(row["band"])
        ax.plot([row["score"]], [place], MARKERS[band], color=COLOURS[band], markersize=8, clip_on=False)
        words = f"{rounded(row['score'], 1)} {LETTERS[band]}"
    elif pd.notna(row["indicative"]):
        hollow: dict[str, Any] = {"markerfacecolor": "white", "color": GREY, "markersize": 7}
        ax.plot([row["indicative"]], [place], "o", clip_on=False, **hollow)
    beside(ax, place, words + peers, "black" if scored else SOFT)
