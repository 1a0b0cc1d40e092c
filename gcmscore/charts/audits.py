"""What an audit found: how far ranks hold, which choice moves them, and what leaving out a question does."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from gcmscore._audit_tables import Ranking
from gcmscore._audit_text import not_varied, subject
from gcmscore._rounding import rounded
from gcmscore.audits import Audit
from gcmscore.charts.style import (
    BLUE,
    GREY,
    GRID,
    HATCH,
    INK,
    SOFT,
    basis,
    beneath,
    beside,
    clean,
    interval_words,
    mark,
    names_of,
    new_axes,
    row_height,
    settle,
    stroke,
    swatch,
    text_size,
    title,
)
from gcmscore.errors import InvalidRequestError

_FACTORS = {
    "weights": "weights",
    "goalposts": "goalposts",
    "means": "choice of mean",
    "evidence": "ranges of evidence",
}
_VALUED = 60
# Light enough for the line of a band to be seen on it.
_TINT = "#9fb9d3"
_HALF = 0.19  # how far the two bars of a factor lie from the middle of its row


def rank_intervals(found: Audit, objective: int | str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw the rank of each country with its interval.

    Parameters
    ----------
    found : Audit
        What was found.
    objective : int or str, optional
        Number of an objective, or ``mean``; may be left out when one ranking was audited.
    ax : Axes, optional
        Where to draw; a new figure, the taller the more countries, otherwise.

    Returns
    -------
    Axes
        Best first. The dot is the published rank, the thick line the interval; broken lines divide the
        countries in thirds. The note says what did not vary.

    Raises
    ------
    InvalidRequestError
        If that was not audited, or it is no Audit.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel([2024], "region == 'Western Africa'")
    >>> rank_intervals(gcmscore.audit(panel, 20)).get_xlabel()
    'rank, 1 the best'
    """
    ranking, frame = _chosen(found, "intervals", objective)
    rows, count = np.arange(len(frame)), len(frame)
    given, ax = ax, new_axes(ax, 8.5, 1.8 + row_height(count) * count, settled=True)
    ax.hlines(rows, frame["rank_low"], frame["rank_high"], color=GREY, linewidth=3.2)
    ax.plot(frame["rank"], rows, "o", color=INK, markersize=5, clip_on=False)
    if count <= _VALUED:
        for row, line in enumerate(frame.to_dict("records")):
            beside(ax, row, f"{line['rank']}  ({line['rank_low']} to {line['rank_high']})", size=8)
    for share in (1, 2):
        ax.axvline(0.5 + count * share / 3, color=HATCH, linewidth=1, linestyle="--", zorder=0)
    names = names_of(ranking.panel)
    ax.set_yticks(rows, [names[str(code)] for code in frame.index], fontsize=text_size(ax, count))
    ax.set_ylim(count - 0.4, -0.6)
    ax.set_xlim(0.5, count + 0.5)
    ax.set_xlabel("rank, 1 the best")
    _dress(ax, ranking, "how far ranks hold")
    words = f"{interval_words(ranking.plan.method)}, {ranking.plan.method.draws} runs"
    thirds = Line2D([], [], linewidth=1, linestyle="--", color=HATCH, label="borders of the thirds")
    handles = [mark("as published", "o", INK), stroke(words, 3.2), thirds]
    beneath(ax, handles, textwrap.wrap(not_varied(ranking), 105), start=36)
    if given is None:
        settle(ax)
    return ax


def sensitivity(found: Audit, objective: int | str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw which choice explains why ranks shift more in one run than in another.

    Parameters
    ----------
    found : Audit
        What was found.
    objective : int or str, optional
        Number of an objective, or ``mean``; may be left out when one ranking was audited.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        For each choice the total index (hatched) over the first-order index (full), with their bootstrap
        bands; at the right by how many ranks countries shift on average when it alone varies.

    Raises
    ------
    InvalidRequestError
        If that was not audited, nothing could vary or no rank moves differently, or it is no Audit.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel([2024], "region == 'Western Africa'")
    >>> sensitivity(gcmscore.audit(panel, 20)).get_xlabel()
    'share of the variance of the average shift in rank'
    """
    ranking, frame = _chosen(found, "sensitivity", objective)
    if frame.empty or frame["ST"].isna().all():
        raise InvalidRequestError(
            "no choice makes ranks shift more in one run than in another; nothing to draw"
        )
    ax = new_axes(ax, 8.5, 2.2 + 0.62 * len(frame))
    rows = np.arange(len(frame))
    for index, shift, face, hatch in (("ST", -_HALF, "white", "////"), ("S1", _HALF, _TINT, "")):
        ax.barh(rows + shift, frame[index], height=2 * _HALF, color=face, hatch=hatch, edgecolor=BLUE)
        ends = frame[f"{index}_low"], frame[f"{index}_high"]
        ax.hlines(rows + shift, *ends, color=INK, linewidth=1.4, zorder=3)
        ax.plot(np.array(ends), [rows + shift] * 2, "|", color=INK, markersize=6, zorder=3)
    for row, alone in enumerate(frame["alone"]):
        beside(ax, row, f"{rounded(alone, 1)} ranks")
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_yticks(rows, [_FACTORS[str(name)] for name in frame.index])
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.set_xlim(min(0.0, frame["S1_low"].min() * 1.05), max(1.0, frame["ST_high"].max() * 1.02))
    ax.set_xlabel("share of the variance of the average shift in rank")
    _dress(ax, ranking, "what moves ranks")
    handles = [
        swatch("with all others together (total index)", "white", "////", BLUE),
        swatch("by itself (first-order index)", _TINT, "", BLUE),
        stroke("5th to 95th percentile of the estimate", 1.4, INK),
    ]
    notes = ["At the right: average shift in rank when this choice alone varies."]
    beneath(ax, handles, notes, start=36, columns=2)
    return ax


def leave_one_out(found: Audit, objective: int | str | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw by how many ranks countries shift when a question, or an objective of a mean, is left out.

    Parameters
    ----------
    found : Audit
        What was found.
    objective : int or str, optional
        Number of an objective, or ``mean``; may be left out when one ranking was audited.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        A bar for the mean shift, a mark for the largest, and who moves most; the largest mean first. A bar of
        an objective is hatched.

    Raises
    ------
    InvalidRequestError
        If that was not audited, nothing can be left out, or it is no Audit.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel([2024], "region == 'Western Africa'")
    >>> leave_one_out(gcmscore.audit(panel, 20)).get_xlabel()
    'shift in rank, up or down'
    """
    ranking, frame = _chosen(found, "leave_one_out", objective)
    frame = frame.dropna(subset=["mean_shift"]).sort_values("mean_shift", ascending=False, kind="stable")
    if frame.empty:
        raise InvalidRequestError("there is one question and nothing is left without it; nothing to draw")
    ax = new_axes(ax, 9.0, 1.9 + 0.34 * len(frame))
    rows, whole = np.arange(len(frame)), frame["kind"].to_numpy() == "objective"
    for these, face, hatch in ((~whole, BLUE, ""), (whole, "white", "////")):
        shown = frame[these]
        ax.barh(rows[these], shown["mean_shift"], height=0.56, color=face, hatch=hatch, edgecolor=BLUE)
    ax.plot(frame["largest_shift"], rows, "D", color=INK, markersize=5, clip_on=False, zorder=3)
    names = names_of(ranking.panel)
    for row, line in enumerate(frame.to_dict("records")):
        who = "several" if pd.isna(line["moves_most"]) else names[line["moves_most"]]
        largest = f"{line['largest_shift']:.0f} ({who})" if line["largest_shift"] else "none"
        beside(ax, row, f"{rounded(line['mean_shift'], 1)}, at most {largest}", size=8)
    ax.set_yticks(rows, list(frame.index))
    ax.set_ylim(len(frame) - 0.4, -0.6)
    ax.set_xlim(0, max(1.0, frame["largest_shift"].max() * 1.02))
    ax.set_xlabel("shift in rank, up or down")
    _dress(ax, ranking, "each left out in turn")
    handles = [swatch("mean over countries, a question left out", BLUE, "", BLUE)]
    if whole.any():
        handles.append(swatch("an objective left out", "white", "////", BLUE))
    beneath(ax, [*handles, mark("largest", "D", INK)], start=36)
    return ax


def _chosen(found: Audit, table: str, objective: int | str | None) -> tuple[Ranking, pd.DataFrame]:
    """Return one ranking of an audit and one of its tables."""
    if not isinstance(found, Audit):
        raise InvalidRequestError(
            f"this picture takes an Audit, not {type(found).__name__}; audit(panel) makes one"
        )
    keys = [ranking.key for ranking in found.rankings]
    if objective is None and len(keys) == 1:
        objective = keys[0]
    if objective not in keys:
        asked = "name what to draw" if objective is None else f"{objective!r} was not audited"
        raise InvalidRequestError(f"{asked}; audited were {', '.join(map(repr, keys))}")
    return found.rankings[keys.index(objective)], getattr(found, table).loc[objective]


def _dress(ax: Axes, ranking: Ranking, words: str) -> None:
    """Write the title and take away what no picture needs."""
    title(ax, f"{subject(ranking)}: {words}", f"{len(ranking.placed)} countries, {basis(ranking.panel)}")
    clean(ax, GRID)
