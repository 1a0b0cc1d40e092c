"""What an objective would be with answers it lacks, by the rules that judge the answers it has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations, islice, product, takewhile
from math import comb, nan, prod

from gcmscore._smallest_sets import Alike, Lack, smallest_choices
from gcmscore.definitions import Indicator
from gcmscore.scoring.engine import ratings_of
from gcmscore.scoring.judgement import judge
from gcmscore.scoring.method import Method
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.scoring.select import Selection

MISSING = ("not_assessed", "stale", "not_published", "conflict")
# Of many sets that do equally well, so many are named.
SETS_NAMED = 5
# Kinds of sets that are counted; an objective with many indicators of unlike weight has billions.
KINDS_COUNTED = 1000
_Unit = tuple[str, ...]
_SOME_SCORE, _SOME_POINTS, _SOME_LEVEL = 50.0, 1.5, 2.0


@dataclass(frozen=True)
class Forecast:
    """What an objective would be: share of its weight with a value, status, and why it has no score."""

    coverage: float
    status: str
    reason: str | None


@dataclass(frozen=True)
class SmallestSets:
    """The smallest sets of answers that give an objective a score; none where no set does.

    Attributes
    ----------
    sets : tuple of tuple of str
        Some of them, each the ids of its indicators.
    answers : int
        How many answers one of them takes.
    number : int
        How many there are; at least so many unless ``all_counted``.
    all_counted : bool
        Whether all were counted.
    """

    sets: tuple[tuple[str, ...], ...] = ()
    answers: int = 0
    number: int = 0
    all_counted: bool = True


@dataclass(frozen=True, eq=False)
class WhatIf:
    """One objective of a card, and the method by which it was judged."""

    result: ObjectiveResult
    method: Method

    @cached_property
    def _items(self) -> tuple[IndicatorResult, ...]:
        return tuple(item for item in self.result.indicators if item.indicator.role == "scored")

    @cached_property
    def missing(self) -> tuple[IndicatorResult, ...]:
        """The applicable indicators without a usable value, and rubrics of which practice is not assessed."""
        return tuple(item for item in self._items if why(item) is not None)

    @cached_property
    def weight(self) -> float:
        """The applicable weight of the objective."""
        return sum(item.weight for item in self._items)

    def forecast(self, filled: Collection[str] = (), emptied: Collection[str] = ()) -> Forecast:
        """Return what the objective would be with some answers more, or some fewer.

        Parameters
        ----------
        filled, emptied : collection of str
            Ids of indicators that would have a value, whichever it is, and of those that would have none.
        """
        if not self._items:
            return Forecast(self.result.coverage, self.result.status, self.result.reason)
        items = [
            _filled(item) if item.id in filled else _emptied(item) if item.id in emptied else item
            for item in self._items
        ]
        verdict = judge(ratings_of(items), self.method)
        return Forecast(verdict.coverage.item(), verdict.status.item(), verdict.reason.item())

    def units(self) -> tuple[_Unit, ...]:
        """Return the missing indicators, those that the same figures would answer together."""
        found: dict[tuple[str, ...], list[str]] = {}
        for item in self.missing:
            found.setdefault(_same_figures(item.indicator), []).append(item.id)
        return tuple(tuple(names) for names in found.values())

    def smallest_sets(self) -> SmallestSets:
        """Return the smallest sets of answers with which the objective would be scored.

        What the same figures answer counts as one answer. At most ``SETS_NAMED`` are named, and at most
        ``KINDS_COUNTED`` kinds of sets are counted.
        """
        units = self.units()
        if not units or self.forecast({name for unit in units for name in unit}).status != "scored":
            return SmallestSets()
        alike = self._alike(units)
        choices = smallest_choices([self._worth(group) for group in alike], self._lack)
        first = next(choices)
        alike_large = takewhile(lambda picked: sum(picked) == sum(first), chain([first], choices))
        tried = list(islice(alike_large, KINDS_COUNTED + 1))
        return _named(alike, tried[:KINDS_COUNTED], all_counted=len(tried) <= KINDS_COUNTED)

    @cached_property
    def _lack(self) -> Lack:
        there = [item for item in self._items if item.status == "scored" and item.weight > 0]
        practice = self.method.practice_required and not any(item.shows_practice for item in there)
        floor = self.method.coverage_floor - self.forecast().coverage
        return Lack(floor, max(0, self.method.minimum_indicators - len(there)), practice)

    def _worth(self, units: Sequence[_Unit]) -> Alike:
        items = [item for item in self.missing if item.id in units[0]]
        return Alike(
            len(units),
            self.forecast(set(units[0])).coverage - self.forecast().coverage,
            sum(item.status != "scored" for item in items),
            any(map(_shows_practice, items)),
        )

    def _alike(self, units: Sequence[_Unit]) -> list[list[_Unit]]:
        """Return units in groups of the same weights and aspects, of which any does as well as another."""
        by_id = {item.id: item for item in self.missing}
        groups: dict[tuple[object, ...], list[_Unit]] = {}
        for unit in units:
            items = [by_id[name] for name in unit]
            marks = sorted((round(item.weight, 9), _shows_practice(item), why(item) or "") for item in items)
            half = any(mark[2] == "practice_missing" for mark in marks)
            groups.setdefault((*((mark[0], mark[1]) for mark in marks), half), []).append(unit)
        return list(groups.values())


def why(item: IndicatorResult) -> str | None:
    """Return why an applicable, scored indicator lacks something; None when it lacks nothing.

    Parameters
    ----------
    item : IndicatorResult
        One that is scored by definition.
    """
    if item.status in MISSING and item.weight > 0:
        return item.status
    half = item.status == "scored" and item.indicator.kind == "rubric" and not item.shows_practice
    return "practice_missing" if half and _shows_practice(item) else None


def together(item: Indicator, others: Collection[Indicator]) -> tuple[str, ...]:
    """Return the ids of those indicators that the figures of one would answer too."""
    return tuple(
        other.id for other in others if other.id != item.id and _same_figures(other) == _same_figures(item)
    )


def _same_figures(item: Indicator) -> tuple[str, ...]:
    if item.kind != "measure":
        return (item.id,)
    return (item.observed_as, item.values.by or "total")


def _shows_practice(item: IndicatorResult) -> bool:
    return _filled(item).shows_practice


def _filled(item: IndicatorResult) -> IndicatorResult:
    """Return an indicator as if all that it asks were answered; status and coverage depend on no value."""
    law, practice = (
        _SOME_LEVEL if has else None for has in (item.indicator.has_law, item.indicator.has_practice)
    )
    return replace(
        item, status="scored", score=_SOME_SCORE, points=_SOME_POINTS, band="yellow", confidence="high",
        selection=Selection("available", _SOME_LEVEL, law=law, practice=practice),
    )  # fmt: skip


def _emptied(item: IndicatorResult) -> IndicatorResult:
    return replace(item, status="stale", score=nan, points=nan, band=None, selection=Selection("stale"))


def _named(
    alike: Sequence[Sequence[_Unit]], fitting: Sequence[Sequence[int]], *, all_counted: bool
) -> SmallestSets:
    sets = (found for picked in fitting for found in _expanded(alike, picked))
    ways = (prod(map(comb, map(len, alike), picked)) for picked in fitting)
    return SmallestSets(tuple(islice(sets, SETS_NAMED)), sum(fitting[0]), sum(ways), all_counted)


def _expanded(alike: Sequence[Sequence[_Unit]], picked: Sequence[int]) -> Iterator[tuple[str, ...]]:
    choices = (
        islice(combinations(group, count), SETS_NAMED) for group, count in zip(alike, picked, strict=True)
    )
    for parts in product(*choices):
        yield tuple(name for units in parts for unit in units for name in unit)
