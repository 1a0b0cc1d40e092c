"""A bridge in words, for a terminal: sentences that can be read aloud."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gcmscore._bridge_path import CAUSES, Contribution
from gcmscore._rounding import rounded
from gcmscore.differences import REASONS
from gcmscore.explain import REASONS as LACKING
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.side_by_side import answer

if TYPE_CHECKING:
    from gcmscore.bridges import Bridge, ObjectiveBridge

USUAL_WIDTH = 100
_POINTS = 7
_INDENT = " " * (_POINTS + 2)
WORDS = {
    **REASONS,
    "value_again": "an answer counts, where the earlier one did not",
    "first_value": "answered for the first time",
    "later_figure": "the figure of another period counts",
    "out_of_date": "its latest answer is older than allowed and no longer counts",
    "no_value": "no answer holds any more",
    "applicability": "it began or ceased to apply",
    "added": "this edition asks it anew",
    "removed": "this edition asks it no longer",
    "redefined": "this edition asks it otherwise",
    "goalpost": "its goalposts are others in this edition",
    "weight": "its share of the weight is another in this edition",
    "share": "its share of the weight is another, since others began or ceased to apply",
    "method": "other rules of scoring, on the same evidence",
    "edition": "this edition counts otherwise, on the same evidence",
}
"""What happened, by the ``reason`` of a contribution."""
_OF_OBJECTIVE = re.compile(r"[0-9]+\. ")
_ORDER = (
    "How the points are divided: first the rules are changed, then the edition, then the evidence; of the "
    "evidence first the answers that were lost, then weights that shifted because a question began or ceased "
    "to apply, then answers that changed, then those gained. An answer lost or gained counts by how far it "
    "lies from the mean of the questions answered on both cards. In another order the same sum would be "
    "divided otherwise. The points tell what the score rests on, and not what caused it."
)
_ROUNDED = "Printed points are rounded one by one; they add up before rounding."
# Scores are sums of floats: what differs by less is the same.
_SAME = 1e-9


def lines(bridge: Bridge, width: int = USUAL_WIDTH) -> Iterator[str]:
    """Yield a bridge line by line, none wider than asked but for what cannot be broken.

    Parameters
    ----------
    bridge : Bridge
        What moved the score of a country.
    width : int
        Columns of the terminal.
    """
    for line in _said(bridge):
        indent = _INDENT if line.startswith(" ") or _OF_OBJECTIVE.match(line) else ""
        yield from textwrap.wrap(line, width, subsequent_indent=indent, drop_whitespace=True) or [""]


def _said(bridge: Bridge) -> Iterator[str]:
    yield from _heading(bridge.before, bridge.after)
    if not bridge.parts:
        yield "Nothing changed in any objective that has a score."
        return
    yield ""
    yield from _overall(bridge)
    measured = [part for part in bridge.parts if part.turned_by is None]
    turned = [part for part in bridge.parts if part.turned_by is not None]
    for part in measured:
        yield ""
        yield from _measured(part, bridge)
    if turned:
        yield ""
        yield "With a score on one card only: there is nothing to subtract, so no points are given"
    for part in turned:
        yield ""
        yield from _turned(part, bridge)
    yield from _foot(bool(measured), bridge.overall_reason is None)


def _foot(measured: bool, overall: bool) -> Iterator[str]:
    """Yield how points are to be read, where there are any."""
    if measured or overall:
        yield ""
        yield _ROUNDED
    if measured:
        yield _ORDER


def _heading(before: Card, after: Card) -> Iterator[str]:
    years = (
        f"from {before.year} to {after.year}"
        if before.year != after.year
        else f"between two cards of {after.year}"
    )
    yield f"{after.country.name()}: why the score moved {years}"
    yield f"profile {after.profile}, edition {_either(before.compact.edition, after.compact.edition)}"
    if before.known_by != after.known_by:
        yield f"what was known by {_either(*(str(card.known_by or 'now') for card in (before, after)))}"
    if before.method != after.method:
        rules = (
            ", ".join(f"{name}={value!r}" for name, value in card.method.changes().items()) or "default rules"
            for card in (before, after)
        )
        yield f"rules: {_either(*rules)}"


def _either(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _overall(bridge: Bridge) -> Iterator[str]:
    if bridge.overall_reason is not None:
        yield f"Overall: no points. {bridge.overall_reason}"
        return
    yield f"Overall: {_moved(bridge.before.overall or 0.0, bridge.after.overall or 0.0)}"
    for cause, points in bridge.overall[list(CAUSES)].items():
        gains, losses = points.clip(lower=0).sum(), points.clip(upper=0).sum()
        if gains - losses > _SAME:
            both = min(gains, -losses) > _SAME
            more = f" (gains {_signed(gains)}, losses {_signed(losses)})" if both else ""
            yield f"{_signed(gains + losses):>{_POINTS}}  {CAUSES[str(cause)]}{more}"


def _measured(part: ObjectiveBridge, bridge: Bridge) -> Iterator[str]:
    yield f"{part.number}. {_title(part)}: {_moved(*part.scores)}"
    for item in part.contributions:
        yield from _contribution(item, bridge)


def _turned(part: ObjectiveBridge, bridge: Bridge) -> Iterator[str]:
    states = [
        f"{card.year} {_state(result, card)}"
        for result, card in ((part.before, bridge.before), (part.after, bridge.after))
    ]
    yield f"{part.number}. {_title(part)}: {'; '.join(states)}. What decided: {CAUSES[part.turned_by or '']}"
    for item in part.contributions:
        if item.item is not None:
            yield from _contribution(item, bridge)


def _title(part: ObjectiveBridge) -> str:
    result = part.after or part.before
    return "" if result is None else result.objective.short_name


def _state(result: ObjectiveResult | None, card: Card) -> str:
    if result is None:
        return "not in the edition"
    if result.status == "scored":
        return str(rounded(result.score, 1))
    if result.reason is None:
        return "does not apply"
    floor, minimum = card.method.coverage_floor, card.method.minimum_indicators
    return f"no score, since {LACKING[result.reason].format(floor=floor, minimum=minimum)}"


def _contribution(item: Contribution, bridge: Bridge) -> Iterator[str]:
    points = "" if math.isnan(item.points) else _signed(item.points)
    first = f"{points:>{_POINTS}}  "
    if item.item is None:
        yield f"{first}{WORDS[item.reason]}"
        return
    yield f"{first}{item.item.indicator.name}: {_answers(item)}"
    text = "; ".join(text for text in (WORDS[item.reason] + _beside(item), _source(item, bridge)) if text)
    yield f"{_INDENT}{text}"


def _answers(item: Contribution) -> str:
    sides = [side for side in (item.before, item.after) if side is not None]
    told = list(dict.fromkeys(answer(side) for side in sides))
    scores = list(dict.fromkeys(str(rounded(side.score, 1)) for side in sides if not math.isnan(side.score)))
    return f"{' → '.join(told)}; score {' → '.join(scores)}" if scores else " → ".join(told)


def _beside(item: Contribution) -> str:
    """Return where an answer that was lost or gained stood: this decides whether the mean rose or fell."""
    before, after = (side is not None and not math.isnan(side.score) for side in (item.before, item.after))
    if item.reason == "goalpost" and item.before is not None and item.after is not None:
        ends = [
            f"{side.indicator.scale[0]:g} to {side.indicator.scale[1]:g}"
            for side in (item.before, item.after)
        ]
        return f": {' → '.join(ends)}"
    if math.isnan(item.points) or before == after:
        return ""
    place = "at" if _signed(item.points) == "0.0" else "above" if (item.points > 0) == after else "below"
    return f", {place} the mean of the questions answered on both cards"


def _source(item: Contribution, bridge: Bridge) -> str:
    """Return the source of an answer; of another figure of the same period both, where they differ."""
    cards = (bridge.after, bridge.before)
    cited = [
        found
        for side, own, other in zip((item.after, item.before), cards, cards[::-1], strict=True)
        if side is not None
        for found in _cited(side, own, other)
    ]
    now = [f"source: {', '.join(cited[0])}"] if cited else []
    another = item.reason == "revised_figure" and len({source for source, _ in cited}) > 1
    return "; ".join([*now, *([f"before: {', '.join(cited[1])}"] if another else [])])


def _cited(side: IndicatorResult, own: Card, other: Card) -> list[tuple[str, str]]:
    """Return source and locator of the first thing that an answer rests on."""
    known = {**other.evidence.pack.sources, **own.evidence.pack.sources}
    return [
        (f"{known[name].publisher} ({known[name].date})", locator) for name, locator in side.citations[:1]
    ]


def _moved(before: float, after: float) -> str:
    change = after - before
    told = f"{_signed(change)} points"
    if abs(change) <= _SAME:
        told = "no change"
    elif not rounded(change, 1):
        told = f"{'up' if change > 0 else 'down'} by less than 0.05 points"
    return f"{rounded(before, 1)} → {rounded(after, 1)}, {told}"


def _signed(points: float) -> str:
    """Return points with their sign; a minus as it is printed, nothing before 0.0."""
    number = rounded(points, 1)
    return f"+{number}" if number > 0 else str(number).replace("-", "−")
