"""Why a score moved, step by step from one card to the other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from gcmscore._rounding import rounded
from gcmscore.bridges import CAUSES, Bridge, Contribution
from gcmscore.charts.style import (
    BLUE,
    COLOURS,
    GRID,
    INK,
    SOFT,
    basis,
    beneath,
    beside,
    clean,
    drawn,
    new_axes,
    swatch,
    title,
)
from gcmscore.errors import InvalidRequestError

MOST = 12
"""So many bars at most; the smallest beyond are joined in one."""
_LABEL = 44  # characters of a name before it goes on in the next line
_RAISES, _LOWERS = BLUE, COLOURS["orange"]
_LEAST_SPAN = 10  # points of an axis at least, so that a small change does not look large


class _Bar(NamedTuple):
    label: str
    points: float


def bridge(found: Bridge, objective: int | None = None, *, ax: Axes | None = None) -> Axes:
    """Draw what moved a score from one card to the other, a bar for each contribution.

    Parameters
    ----------
    found : Bridge
        What moved the scores of a country.
    objective : int, optional
        Its number; without it the overall score, a bar a cause.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        From top to bottom the earlier score (a dot), a bar for each contribution from the score before it to
        the score after it, and the later score. Bars that lower the score are hatched. At the right the
        points, and in brackets the score that they lead to. What moved nothing is counted below.

    Raises
    ------
    UnknownObjectiveError, InvalidRequestError
        If there is no such objective, it is scored on one card only or nothing moved it, or it is no Bridge.

    Examples
    --------
    >>> import gcmscore
    >>> found = gcmscore.bridge(gcmscore.score("BEL", 2018), gcmscore.score("BEL", 2020))
    >>> [text.get_text() for text in bridge(found, 15).texts][:3]
    ['41.7', '+8.3 (50.0)', '50.0']
    """
    if not isinstance(found, Bridge):
        raise InvalidRequestError(
            f"this picture takes a Bridge, not {type(found).__name__}; bridge(before, after) makes one"
        )
    heading, start, bars, still = _overall(found) if objective is None else _objective(found, objective)
    levels = list(accumulate((bar.points for bar in bars), initial=start))
    ax = new_axes(ax, 9.0, 1.9 + 0.42 * (len(bars) + 2))
    _draw(ax, bars, levels)
    names = [f"before, {found.before.year}", *(bar.label for bar in bars), f"after, {found.after.year}"]
    ax.set_yticks(range(len(names)), map(drawn, names))
    ax.set_ylim(len(names) - 0.4, -0.6)
    _limit(ax, levels)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:g}"))
    clean(ax, GRID)
    places = f"{found.before.year} to {found.after.year}"
    editions = [card.compact.edition for card in (found.before, found.after)]
    earlier = "" if editions[0] == editions[1] else f" (before: edition {editions[0]})"
    title(ax, f"{found.after.country.name()}, {places}: {heading}", basis(found.after) + earlier)
    handles = [swatch("raises the score", _RAISES), swatch("lowers the score", _LOWERS, "////", "white")]
    beneath(ax, handles, _notes(still), start=36)
    return ax


def _overall(found: Bridge) -> tuple[str, float, list[_Bar], int]:
    if found.overall_reason is not None:
        known = [str(part.number) for part in found.parts if part.turned_by is None]
        raise InvalidRequestError(
            f"the overall score has no points ({found.overall_reason}); name an objective"
            + (f", one of {', '.join(known)}" if known else "")
        )
    points = found.overall[list(CAUSES)].sum()
    bars = [_Bar(CAUSES[str(cause)], float(value)) for cause, value in points.items() if value]
    return "overall score", found.before.overall or 0.0, bars, 0


def _objective(found: Bridge, objective: int) -> tuple[str, float, list[_Bar], int]:
    definition = found.after.compact.objective(objective)
    part = next((item for item in found.parts if item.number == definition.number), None)
    if part is None:
        raise InvalidRequestError(f"nothing moved objective {objective}, or it has no score on either card")
    if part.turned_by is not None:
        raise InvalidRequestError(f"objective {objective} has a score on one card only; there are no points")
    moved = [item for item in part.contributions if rounded(item.points, 9)]
    bars = _joined([_Bar(_label(item), item.points) for item in moved])
    still = len(part.contributions) - len(moved)
    return f"{objective}  {definition.short_name}", part.scores[0], bars, still


def _label(item: Contribution) -> str:
    if item.item is None:
        return CAUSES[item.cause]
    name = textwrap.shorten(item.item.indicator.name, 2 * _LABEL, placeholder=" …")
    return "\n".join([*textwrap.wrap(name, _LABEL), f"({CAUSES[item.cause]})"])


def _joined(bars: Sequence[_Bar]) -> list[_Bar]:
    """Return at most so many bars, the smallest joined at the end."""
    if len(bars) <= MOST:
        return list(bars)
    least = sorted(bars, key=lambda bar: abs(bar.points))[: len(bars) - MOST + 1]
    kept = [bar for bar in bars if bar not in least]
    return [*kept, _Bar(f"{len(least)} smaller ones", sum(bar.points for bar in least))]


def _draw(ax: Axes, bars: Sequence[_Bar], levels: Sequence[float]) -> None:
    last = len(bars) + 1
    for row, (bar, (left, right)) in enumerate(zip(bars, pairwise(levels), strict=True), start=1):
        raises = bar.points >= 0
        ax.barh(
            row, right - left, left=left, height=0.56, color=_RAISES if raises else _LOWERS,
            hatch="" if raises else "////", edgecolor="white", linewidth=0,
        )  # fmt: skip
    # Each level is drawn from the row that leads to it down to the row that begins with it.
    for row, level in enumerate(levels):
        ax.plot([level, level], [row, row + 1], color=SOFT, linewidth=0.8, zorder=3)
    for row, level in ((0, levels[0]), (last, levels[-1])):
        ax.plot([level], [row], "o", color=INK, markersize=9, clip_on=False, zorder=4)
    beside(ax, 0, str(rounded(levels[0], 1)))
    for row, (bar, level) in enumerate(zip(bars, levels[1:], strict=True), start=1):
        sign = "+" if rounded(bar.points, 1) > 0 else ""
        beside(ax, row, f"{sign}{rounded(bar.points, 1)} ({rounded(level, 1)})".replace("-", "−"))
    beside(ax, last, str(rounded(levels[-1], 1)))


def _limit(ax: Axes, levels: Sequence[float]) -> None:
    """Show the part of the scale on which the score moved, and never so little that a point fills it."""
    low, high = min(levels), max(levels)
    more = max((_LEAST_SPAN - (high - low)) / 2, (high - low) / 12)
    ax.set_xlim(low - more, high + more)
    ax.set_xlabel("score, a part of the scale from 0 to 100")


def _notes(still: int) -> list[str]:
    notes = ["Points are rounded one by one; before rounding they add up exactly."]
    if still:
        notes.append(
            f"Not shown: {still} {'change that moves' if still == 1 else 'changes that move'} no point."
        )
    return notes
