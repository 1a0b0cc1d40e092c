"""A comparison in words, for a terminal: each card's own scores, the common ones, and what changed."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from gcmscore._rounding import rounded
from gcmscore.differences import REASONS, Difference, ObjectiveDifference
from gcmscore.explain import shown
from gcmscore.records import Finding
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

if TYPE_CHECKING:
    from gcmscore.comparison import Comparison

_WIDTH, _NAME, _COLUMN = 100, 36, 20
# Why there is no score, short enough for a column.
LACKS = {
    "coverage": "too little known",
    "single_indicator": "too few values",
    "law_only": "law only",
    "stale": "out of date",
}


def lines(comparison: Comparison, *, brief: bool = False) -> Iterator[str]:
    """Yield the comparison line by line.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    brief : bool
        Leave out what changed from one card to the next.
    """
    first = comparison.cards[0]
    yield f"{', '.join(comparison.labels)}; profile {first.profile}, edition {first.compact.edition}"
    yield ""
    yield from _own(comparison)
    yield ""
    yield from _common(comparison)
    for before, after, changed in () if brief else comparison.differences():
        yield ""
        yield f"{before.country.name()}, from {before.year} to {after.year}"
        for item in changed:
            yield from _objective(item, after)


def _own(comparison: Comparison) -> Iterator[str]:
    yield "Each card on all its own evidence"
    yield f"{'':>3} {'objective':<{_NAME}}" + "".join(f"{label:>{_COLUMN}}" for label in comparison.labels)
    spoken = [group for group in comparison.by_objective if any(item.has_something for item in group)]
    for results in spoken:
        objective = results[0].objective
        cells = "".join(f"{_cell(item):>{_COLUMN}}" for item in results)
        yield f"{objective.number:>3} {objective.short_name:<{_NAME}}{cells}"
    silent = len(comparison.by_objective) - len(spoken)
    if silent:
        yield f"    {silent} other objective{'' if silent == 1 else 's'}: not assessed, and nothing on record"
    overall = "".join(
        f"{'–' if card.overall is None else str(rounded(card.overall, 1)):>{_COLUMN}}"
        for card in comparison.cards
    )
    yield f"    {'overall':<{_NAME}}{overall}"
    if any(item.stepped_down for card in comparison.cards for item in card.results):
        yield "    * one band down, because an indicator is red"


def _cell(item: ObjectiveResult) -> str:
    if item.status == "scored":
        return f"{rounded(item.score, 1)} {item.band}{'*' if item.stepped_down else ''}"
    if item.status == "insufficient" or item.reason == "stale":
        return LACKS[item.reason or ""]
    return item.status.replace("_", " ")


def _covered(item: ObjectiveResult) -> str:
    return f"{_cell(item)} ({rounded(100 * item.coverage, 0)}% covered)" if item.n else _cell(item)


def _common(comparison: Comparison) -> Iterator[str]:
    common, asked, shared = comparison.common, comparison.asked, comparison.shared
    yield f"In common: {len(common)} of {len(asked)} questions have a value on every card"
    if common:
        yield from textwrap.wrap(", ".join(common), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if comparison.basis == "own":
        yield "Each card keeps its own questions: nothing is ranked."
        return
    if not shared:
        yield "On these alone no objective can be scored for all: nothing is ranked."
        return
    yield f"{'':>3} {'on these alone':<{_NAME}}" + "".join(f"{name:>{_COLUMN}}" for name in comparison.labels)
    # Years of one country are not competitors.
    ranked = len({card.country.iso3 for card in comparison.cards}) > 1
    for number in shared:
        results = [card.objective(number) for card in comparison.counted]
        places = _ranks(comparison, number) if ranked else [""] * len(results)
        cells = [f"{rounded(item.score, 1)}{place}" for item, place in zip(results, places, strict=True)]
        name = results[0].objective.short_name
        yield f"{number:>3} {name:<{_NAME}}" + "".join(f"{cell:>{_COLUMN}}" for cell in cells)
    short = [item for item in comparison.counted[0].results if item.reason != "not_common" and item.n]
    fell = [str(item.objective.number) for item in short if item.objective.number not in shared]
    if fell:
        why = "short of questions or of practice on some card"
        yield f"    no score on these alone: {', '.join(fell)} ({why})"
    means = "".join(f"{rounded(value, 1)!s:>{_COLUMN}}" for value in comparison.mean)
    yield f"    {comparison.mean.name!s:<{_NAME}}{means}"
    yield from _order(comparison) if ranked else ()


def _ranks(comparison: Comparison, number: int) -> list[str]:
    """Return the rank of each card, with its interval where it has a width."""
    table = comparison.uncertainty(number).table[["rank", "rank_low", "rank_high"]].astype(int)
    return [
        f" (rank {rank})" if low == high else f" (rank {rank}, {low}–{high})"
        for rank, low, high in table.itertuples(index=False)
    ]


def _order(comparison: Comparison) -> Iterator[str]:
    """Say of each card and the next one on the mean in how many runs their order holds."""
    found = comparison.uncertainty()
    ahead, order = found.ahead(), found.table.sort_values("rank", kind="stable").index
    for first, second in pairwise(order):
        share = rounded(100 * float(ahead.loc[first, second]), 0)
        yield f"    {first} is ahead of {second} in {share}% of {len(found.runs.scores)} runs of this mean"


def _objective(item: ObjectiveDifference, after: Card) -> Iterator[str]:
    objective = item.after.objective
    yield f"{objective.number}. {objective.short_name}: {_covered(item.before)} → {_covered(item.after)}"
    for change in item.indicators:
        yield from _change(change, after)
    told = {finding.id for change in item.indicators for finding in change.findings}
    others = Counter(finding.stage for finding in item.events if finding.id not in told)
    if others:
        listed = ", ".join(f"{number} {stage.replace('_', ' ')}" for stage, number in others.items())
        yield f"   also on record since, moving no level by itself: {listed}"


def _change(change: Difference, after: Card) -> Iterator[str]:
    yield f"   {change.after.indicator.name}: {answer(change.before)} → {answer(change.after)}"
    yield f"      {REASONS[change.reason]}"
    if change.findings:
        for finding in change.findings:
            yield from _finding(finding, after)
        return
    for name, locator in change.citations:
        yield f"      source: {_source(name, after)}, {locator}"


def answer(item: IndicatorResult) -> str:
    """Return the answer to a question in words: a value with its period, levels, treaty status, or none."""
    if item.value is None:
        return item.status.replace("_", " ")
    if item.selection.treaties:
        return ", ".join(f"{name} {status}" for name, status in item.selection.treaties)
    if item.indicator.kind == "rubric":
        sides = {"law": item.selection.law, "practice": item.selection.practice}
        told = ", ".join(f"{name} {shown(level)}" for name, level in sides.items() if level is not None)
        return f"level {shown(item.value)} ({told})"
    return f"{shown(item.value)} ({item.selection.period or 'undated'})"


def _finding(finding: Finding, after: Card) -> Iterator[str]:
    place = f", {after.evidence.country_table.region_name(finding.region)}" if finding.region else ""
    head = f"{finding.date} [{finding.stage.replace('_', ' ')}, {finding.stance}{place}] "
    yield from textwrap.wrap(
        head + finding.statement, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 8
    )
    for citation in finding.sources:
        yield f"        source: {_source(citation.id, after)}, {citation.locator}"


def _source(name: str, card: Card) -> str:
    source = card.evidence.pack.sources[name]
    return f"{source.publisher} ({source.date})"
