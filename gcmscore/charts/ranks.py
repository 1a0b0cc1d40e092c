"""Countries ranked on one objective, each a dot with what is uncertain about it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from gcmscore._rounding import rounded
from gcmscore.charts.style import (
    COLOURS,
    GREY,
    GRID,
    INK,
    MARKERS,
    PALE,
    SOFT,
    basis,
    beneath,
    beside,
    clean,
    counted,
    interval_words,
    mark,
    names_of,
    new_axes,
    row_height,
    rows_at,
    settle,
    short_names,
    stroke,
    text_size,
    title,
    year_of,
)

if TYPE_CHECKING:
    from gcmscore.panel import Panel

LISTED = 10
"""At most so many countries that are not ranked are named under the ranking."""
VALUED = 60
"""Up to so many rows, each score is also written as a number."""
SCROLLED = 40
"""Above so many rows, the scale is written above them too."""


def ranking(
    panel: Panel,
    objective: int,
    year: int | None = None,
    among: str | Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw the countries ranked on an objective, each a dot with its interval or bounds.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    objective : int
        Its number.
    year : int, optional
        The panel's last year unless named.
    among : str or sequence of str, optional
        Only these countries, by code or by rule, as in ``panel.ranks``.
    ax : Axes, optional
        Where to draw; a new figure, the taller the more countries, otherwise.

    Returns
    -------
    Axes
        Best first. The shape of a dot tells the band; equal scores share a rank, marked ``=``. A thick line
        is the interval of the score, and up to sixty rows that of the rank is written beside it. A thin line
        is the bounds, with everything missing at 0 and at 100; bounds and band only where all of a country's
        score is what is ranked. Who is not ranked stands below in grey with the reason, ten by name and the
        others counted.

    Raises
    ------
    UnknownObjectiveError, InvalidRequestError
        If there is no such objective, the profile scores nothing under it, the panel has no such year,
        or it is no panel.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD", "KEN"])
    >>> ranking(panel, 4).get_xlabel()
    'score'
    """
    year = year_of(panel, year)
    name = short_names(panel.compact)[panel.compact.objective(objective).number]
    ranked, left, questions = _tables(panel, objective, year, among)
    rows = len(ranked) + min(len(left), LISTED + 1)
    given, ax = ax, new_axes(ax, 8.5, 1.6 + row_height(rows) * rows, settled=True)
    size = text_size(ax, rows)
    handles = _draw_ranked(ax, ranked, interval_words(panel.method), valued=rows <= VALUED)
    labels = _rank_labels(ranked) + _draw_left(ax, left, len(ranked), size)
    ax.set_yticks(range(len(labels)), labels, fontsize=size)
    for place, label in enumerate(ax.get_yticklabels()):
        label.set_color("black" if place < len(ranked) else SOFT)
    ax.set_ylim(max(rows, 1) - 0.4, -0.6)
    ax.set_xlim(-1, 101)
    ax.set_xlabel("score" if len(ranked) else "")
    several = counted(len(ranked), len(ranked) + len(left))
    title(ax, f"Objective {objective}: {name}, {year}", f"{several} ranked, {basis(panel)}")
    clean(ax)
    if len(ranked):
        for score in range(0, 101, 20):
            ax.plot([score, score], [-0.6, len(ranked) - 0.5], color=GRID, linewidth=0.6, zorder=0)
        ax.tick_params(axis="x", labeltop=rows > SCROLLED)
    else:
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
    asked = f"{'Ranked on' if len(ranked) else 'Asked'}: {', '.join(questions) or 'no question in common'}"
    notes = [*textwrap.wrap(asked, 105), *_rest(left)]
    beneath(ax, handles, notes, start=34 if len(ranked) else 8)
    if given is None:
        settle(ax)
    return ax


def _tables(
    panel: Panel, objective: int, year: int, among: str | Sequence[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the ranked countries, best first, the others, the best known first, and the questions."""
    table = panel.ranks(objective, year=year, among=among)
    questions = list(table.attrs["questions"])
    own = rows_at(panel.objectives, year, "objective", objective)
    names = names_of(panel)
    table = table.assign(name=[names[str(code)] for code in table.index])
    own = own.rename(columns={"score": "own_score"})
    table = table.join(own[["own_score", "band", "bound_low", "bound_high"]])
    known = table["rank"].notna()
    left = table[~known].sort_values(["n", "name"], ascending=[False, True])
    return table[known].sort_values(["rank", "name"]), left, questions


def _rank_labels(ranked: pd.DataFrame) -> list[str]:
    tied = ranked["rank"].duplicated(keep=False)
    rows = zip(ranked["name"], ranked["rank"], tied, strict=True)
    return [f"{name}  {int(rank)}{'=' if shared else '  '}" for name, rank, shared in rows]


def _draw_ranked(ax: Axes, ranked: pd.DataFrame, runs: str, valued: bool) -> list[Artist]:
    """Draw lines and dots; return what the legend must explain."""
    ranked = ranked.assign(place=np.arange(len(ranked)))
    # Bounds and band belong to a country's own score: on fewer questions they would say too much.
    own = np.isclose(ranked["score"], ranked["own_score"], rtol=0, atol=1e-9)
    bounded = own & (ranked["bound_high"] > ranked["bound_low"])
    handles = []
    for rows, ends, width, words in (
        (ranked[bounded], ["bound_low", "bound_high"], 0.9, "missing at 0 / at 100"),
        (ranked[ranked["low"].notna()], ["low", "high"], 3.2, runs),
    ):
        if len(rows):
            ax.hlines(rows["place"], rows[ends[0]], rows[ends[1]], color=GREY, linewidth=width)
            handles.append(stroke(words, width))
    bands = ranked["band"].astype(object).where(own, None)
    for band, colour in COLOURS.items():
        rows = ranked[bands == band]
        if len(rows):
            ax.plot(rows["score"], rows["place"], MARKERS[band], color=colour, markersize=6, clip_on=False)
            handles.append(mark(band, MARKERS[band], colour))
    rows = ranked[bands.isna()]
    if len(rows):
        hollow: dict[str, Any] = {"markerfacecolor": "white", "color": INK, "markersize": 6}
        ax.plot(rows["score"], rows["place"], "o", clip_on=False, **hollow)
        handles.append(mark("on the common questions, no band", "o", INK, markerfacecolor="white"))
    if valued:
        _write_scores(ax, ranked)
    return handles


def _write_scores(ax: Axes, ranked: pd.DataFrame) -> None:
    """Write each score with the interval of its rank, or on how few questions it rests."""
    for row in ranked.to_dict("records"):
        ends = sorted({row["rank_low"], row["rank_high"]} - {pd.NA})
        more = f"rank {' to '.join(map(str, ends))}" if ends else f"on {row['n']} of {row['of']} questions"
        beside(ax, row["place"], f"{rounded(row['score'], 1)}  {more}", size=8)


def _draw_left(ax: Axes, left: pd.DataFrame, first: int, size: float) -> list[str]:
    """Write who is not ranked and why; return the names."""
    shown = left if len(left) <= LISTED + 1 else left.iloc[:LISTED]
    labels = [f"{name}   " for name in shown["name"]]
    reasons = [_reason(note) for note in shown["note"]]
    if len(shown) < len(left):
        labels.append(f"and {len(left) - LISTED} more   ")
        reasons.append("counted below")
    for place, reason in enumerate(reasons, start=first):
        ax.text(0, place, reason, va="center", fontsize=size, color=SOFT).set_in_layout(False)
    if len(left) and first:
        ax.axhline(first - 0.5, color=PALE, linewidth=0.8)
    return labels


def _reason(note: str) -> str:
    """Return why there is no rank, without the questions: they stand below."""
    return note.split(" (")[0]


def _rest(left: pd.DataFrame) -> list[str]:
    """Return lines that count, by reason, who is not named."""
    if len(left) <= LISTED + 1:
        return []
    counts = left["note"].iloc[LISTED:].map(_reason).value_counts().to_dict()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = "; ".join(f"{count} {reason}" for reason, count in ordered)
    return textwrap.wrap(f"The {len(left) - LISTED} more: {words}", 105)
