"""What moved the score of one objective, each cause with its points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from gcmscore._bridge_steps import NOBODY, State, Step, split, way
from gcmscore.differences import reason_of
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.scoring.select import Selection

CAUSES = {
    "method": "other rules of scoring",
    "edition": "questions added, removed or redefined",
    "weight": "other weights of the questions",
    "goalpost": "other goalposts",
    "coverage_lost": "answers lost",
    "applicability": "questions that began or ceased to apply",
    "new_data": "figures of another period",
    "revised_data": "figures revised or from another source",
    "new_evidence": "another assessment or treaty status",
    "coverage_gained": "answers gained",
}
"""Why a score moves: first the rules, then the edition, then the evidence."""

_CAUSE_OF = {
    "first_value": "coverage_gained",
    "value_again": "coverage_gained",
    "later_figure": "new_data",
    "revised_figure": "revised_data",
    "reassessed": "new_evidence",
    "treaty_status": "new_evidence",
    "treaty_adopted": "applicability",
    "out_of_date": "coverage_lost",
    "no_value": "coverage_lost",
    "applicability": "applicability",
}
_RULE_STEPS = ("method", "edition")
# Shares are sums of floats: points below this are rounding, and no change.
_ROUNDING = 1e-12

Items = Mapping[str, IndicatorResult]
# From a kind of step and an indicator on either side of it to cause and reason; None where nothing happened.
_Words = Callable[[str, IndicatorResult | None, IndicatorResult | None], tuple[str, str] | None]


@dataclass(frozen=True)
class Contribution:
    """Points by which one thing moved the score of an objective.

    Attributes
    ----------
    cause : str
        One of ``CAUSES``.
    reason : str
        What happened, more closely: one of ``differences.REASONS``, or ``added``, ``removed``, ``redefined``,
        ``goalpost``, ``weight``, ``share``, ``method``, ``edition``.
    points : float
        NaN where the objective is scored on one card only.
    before, after : IndicatorResult or None
        The indicator on either side of the step; None for what concerns the objective as a whole, and where
        it is not asked.
    """

    cause: str
    reason: str
    points: float = math.nan
    before: IndicatorResult | None = None
    after: IndicatorResult | None = None

    @property
    def item(self) -> IndicatorResult | None:
        """The indicator it is about; None for what concerns the objective as a whole."""
        return self.after or self.before

    @property
    def shows_practice(self) -> bool:
        """Whether its answer on either side speaks of practice or outcome."""
        sides = (self.before, self.after)
        return any(side is not None and side.value is not None and side.shows_practice for side in sides)


class Stages(NamedTuple):
    """One objective on its way: as it was, under the later rules, in the later edition, and as it is."""

    before: ObjectiveResult | None
    ruled: ObjectiveResult | None
    framed: ObjectiveResult | None
    after: ObjectiveResult | None

    @property
    def scored(self) -> tuple[bool, ...]:
        """Whether it has a score, at each stage."""
        return tuple(item is not None and item.status == "scored" for item in self)


def turning_point(stages: Stages, found: Sequence[Contribution]) -> str | None:
    """Return the cause by which an objective gained or lost its score; None when it has one on both cards.

    Parameters
    ----------
    stages : Stages
        The objective on its way; scored at one end at least.
    found : sequence of Contribution
        What changed.

    Returns
    -------
    str or None
        One of ``CAUSES``, by the last step in which it turned. Of the evidence, it is answers lost or gained,
        or what applies; for want of practice only those that speak of it. Where none did, it was read anew.
    """
    if stages.scored[0] == stages.scored[-1]:
        return None
    last = max(place for place, (one, other) in enumerate(pairwise(stages.scored)) if one != other)
    if last < len(_RULE_STEPS):
        return _RULE_STEPS[last]
    silent, moved = (
        (stages.before, "coverage_gained") if stages.scored[-1] else (stages.after, "coverage_lost")
    )
    law_only = silent is not None and silent.reason == "law_only"
    there = {item.cause for item in found if item.shows_practice or not law_only}
    return next((cause for cause in (moved, "applicability") if cause in there), "new_evidence")


def contributions(
    stages: Stages, means: tuple[str, str], redefined: frozenset[str]
) -> tuple[Contribution, ...]:
    """Return what moved an objective.

    Parameters
    ----------
    stages : Stages
        The objective, scored at one end at least.
    means : tuple of str
        How the mean over indicators is taken before and after.
    redefined : frozenset of str
        Indicators whose values in the two editions cannot be set side by side.

    Returns
    -------
    tuple of Contribution
        In the order of the steps. The points add up to the change when both ends are scored; otherwise there
        are none.
    """
    sides = _Sides(stages, redefined)
    if not (stages.scored[0] and stages.scored[-1]):
        return tuple(sides.without_points())
    ruled, framed, after = (_state(items) for items in (sides.ruled, sides.framed, sides.after))
    states = [*way(ruled, framed), *way(framed, after)[1:]]
    rules, steps = split(_state(_answered(stages.before)), states, means)
    found = [Contribution("method", "method", rules)] if abs(rules) > _ROUNDING else []
    return (*found, *sides.of_edition(steps[:4]), *sides.of_evidence(steps[4:]))


class _Sides:
    """The answers of an objective at each stage, and in words what happened to each."""

    def __init__(self, stages: Stages, redefined: frozenset[str]) -> None:
        self.stages, self.redefined = stages, redefined
        self.asked = _asked(stages.ruled)
        self.ruled, self.after = _answered(stages.ruled), _answered(stages.after)
        self.framed_all = {
            name: self._as_before(item) if name in redefined else item
            for name, item in _asked(stages.framed).items()
        }
        self.framed = {name: item for name, item in self.framed_all.items() if _counts(item)}

    def _as_before(self, item: IndicatorResult) -> IndicatorResult:
        """Return a redefined question with its old score: its old value says nothing in the new edition."""
        old = self.ruled.get(item.id)
        if item.status == "not_applicable":
            return item
        if old is None:
            return replace(item, status="not_assessed", selection=Selection("not_assessed"), score=math.nan)
        return replace(item, status="scored", selection=old.selection, score=old.score)

    def of_edition(self, steps: list[Step]) -> Iterator[Contribution]:
        yield from _named(steps, self.asked, self.framed_all, self._edition)

    def of_evidence(self, steps: list[Step]) -> Iterator[Contribution]:
        yield from _named(steps, self.framed_all, _asked(self.stages.after), self._evidence)

    def without_points(self) -> Iterator[Contribution]:
        """Yield what changed, where there is no score on one side to take points from."""
        scored = self.stages.scored
        if scored[0] != scored[1]:
            yield Contribution("method", "method")
        steps = [
            Step(kind, dict.fromkeys(names, math.nan))
            for kind, names in (
                ("lost", [name for name in self.ruled if name not in self.framed]),
                ("value", [name for name in self.ruled if name in self.framed]),
                ("gained", [name for name in self.framed if name not in self.ruled]),
            )
        ]
        edition = list(self.of_edition(steps))
        if scored[1] != scored[2] and not edition:
            yield Contribution("edition", "edition")
        yield from edition
        yield from self.of_evidence([Step("value", dict.fromkeys(_asked(self.stages.after), math.nan))])

    def _edition(
        self, kind: str, old: IndicatorResult | None, new: IndicatorResult | None
    ) -> tuple[str, str] | None:
        if kind == "share":
            return "weight", "weight"
        if old is None or new is None:
            return "edition", "added" if old is None else "removed"
        if kind != "value" or old.value != new.value:
            return "edition", "redefined"
        return None if old.score == new.score else ("goalpost", "goalpost")

    def _evidence(
        self, kind: str, old: IndicatorResult | None, new: IndicatorResult | None
    ) -> tuple[str, str] | None:
        if kind == "share":
            return "applicability", "share"
        assert old is not None and new is not None  # one edition asks the same of both
        if new.value is not None and new.id in self.redefined and old.score != new.score:
            return "edition", "redefined"
        reason = reason_of(old, new)
        if reason is None or (reason == "revised_figure" and old.value == new.value):
            return None
        if new.value is not None and new.id not in self.asked:
            return "edition", "added"
        return _CAUSE_OF[reason], reason


def _named(steps: list[Step], old: Items, new: Items, words: _Words) -> Iterator[Contribution]:
    for step in steps:
        for name, points in step.points.items():
            if name == NOBODY or (step.kind == "share" and abs(points) <= _ROUNDING):
                continue
            before, after = old.get(name), new.get(name)
            said = words(step.kind, before, after)
            if said is not None:
                yield Contribution(*said, points + 0.0, before, after)


def _asked(result: ObjectiveResult | None) -> Items:
    if result is None:
        return {}
    return {item.id: item for item in result.indicators if item.indicator.role == "scored"}


def _answered(result: ObjectiveResult | None) -> Items:
    return {name: item for name, item in _asked(result).items() if _counts(item)}


def _counts(item: IndicatorResult) -> bool:
    return item.weight > 0 and not math.isnan(item.score)


def _state(items: Items) -> State:
    return {name: (item.score, item.weight) for name, item in items.items()}
