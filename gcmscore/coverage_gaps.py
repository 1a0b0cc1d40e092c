"""What is missing on a country's card, what it would add, and where such data is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from gcmscore._ageing import Ageing, ageing_of, ended_on, outdated_on
from gcmscore._gap_search import Forecast, WhatIf, together, why
from gcmscore.definitions import Indicator, Objective
from gcmscore.scorecard import Card, score
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

if TYPE_CHECKING:
    from gcmscore.compact import Compact
    from gcmscore.evidence import Evidence
    from gcmscore.scoring.method import Method

WHY = {
    "not_assessed": "nothing is on record",
    "stale": "what is on record is too old to count",
    "not_published": "a source says that no figure is published",
    "conflict": "the records contradict each other",
    "practice_missing": "the law is assessed, practice is not",
}


@dataclass(frozen=True, eq=False)
class Gap:
    """One indicator without a usable value, and what its answer would do for its objective.

    Attributes
    ----------
    item : IndicatorResult
        The indicator as it stands on the card.
    why : str
        One of ``WHY``. ``practice_missing`` has a value, which speaks of the law alone.
    weight : float
        Its share (0–1) of the objective's applicable weight.
    now, then : Forecast
        The objective as it is, and as it would be with this answer.
    since : date or None
        For what is too old, and for an assessment that ended, the first day on which it no longer counted.
    together : tuple of str
        Other indicators that the same figures would answer; ``then`` counts them.
    """

    item: IndicatorResult
    why: str
    weight: float
    now: Forecast
    then: Forecast
    since: date | None = None
    together: tuple[str, ...] = ()

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.item.indicator

    @property
    def gain(self) -> float:
        """By how much the coverage of its objective would rise, 0 to 1."""
        return self.then.coverage - self.now.coverage

    @property
    def makes_scored(self) -> bool:
        """Whether the objective, which has no score, would have one with this answer alone."""
        return self.then.status == "scored" != self.now.status


@dataclass(frozen=True, eq=False)
class Unscored:
    """An objective without a score, and the smallest sets of answers that would give it one.

    Attributes
    ----------
    result : ObjectiveResult
        The objective as it stands on the card.
    sets : tuple of tuple of str
        Some of the smallest sets, each the ids of its indicators; none where the profile has no such set.
    number : int
        How many sets of that size there are.
    answers : int
        How many answers one of them takes; figures that answer several indicators are one.
    all_counted : bool
        Whether all sets were counted; otherwise there are more than ``number``.
    missing : int
        How many answers the objective lacks in all.
    """

    result: ObjectiveResult
    sets: tuple[tuple[str, ...], ...]
    number: int
    answers: int
    all_counted: bool = True
    missing: int = 0

    @property
    def objective(self) -> Objective:
        """The objective."""
        return self.result.objective


@dataclass(frozen=True)
class OverallGap:
    """How far a card is from an overall score.

    Attributes
    ----------
    scored, needed, total : int
        Objectives that are scored, that must be, and all of the framework.
    objectives : tuple of int
        Those that lack the fewest answers, as many as are lacking; empty when enough are scored, or when the
        profile has not enough that could be.
    answers : int
        How many answers these take.
    """

    scored: int
    needed: int
    total: int
    objectives: tuple[int, ...]
    answers: int

    @property
    def lacking(self) -> int:
        """How many more objectives must be scored."""
        return max(0, self.needed - self.scored)


@dataclass(frozen=True, eq=False, repr=False)
class Gaps:
    """What is missing on a card; ``str()`` tells it, ``text(width)`` for a terminal.

    A gap is a gap of the evidence that was read: it says nothing of the State.

    Attributes
    ----------
    card : Card
        The card.
    items : tuple of Gap
        First those that alone make an objective scored, then by how much they raise coverage.
    ageing : tuple of Ageing
        Values that the card of the next year no longer counts: too old, or of an assessment that ends.
    unscored : tuple of Unscored
        The objectives without a score to which the country is subject.
    objective : int or None
        The objective that was asked for; None for all.

    Examples
    --------
    >>> found = gaps("BEL", 2026)
    >>> found.overall.scored, found.overall.lacking, found.items[0].makes_scored
    (5, 7, True)
    """

    card: Card
    items: tuple[Gap, ...]
    ageing: tuple[Ageing, ...]
    unscored: tuple[Unscored, ...]
    objective: int | None = None

    @property
    def best(self) -> dict[int, tuple[tuple[str, ...], ...]]:
        """For each objective without a score, the smallest sets of answers that would give it one."""
        return {item.objective.number: item.sets for item in self.unscored}

    @cached_property
    def overall(self) -> OverallGap:
        """What would bring the overall score; of all objectives, whichever were asked for."""
        total = self.card.total
        whole = self.unscored if self.objective is None else tuple(_unscored(self.card, None))
        near = sorted((item.answers, item.objective.number) for item in whole if item.sets)
        lacking = max(0, total.needed - total.scored)
        chosen = near[:lacking] if len(near) >= lacking else []
        return OverallGap(
            total.scored, total.needed, total.total, tuple(sorted(number for _, number in chosen)),
            sum(answers for answers, _ in chosen),
        )  # fmt: skip

    def to_frame(self) -> pd.DataFrame:
        """Return the gaps as a table, one row an indicator, in their order."""
        rows = [_row(item) for item in self.items]
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        frame.attrs = {"edition": self.card.compact.edition, "profile": self.card.profile}
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return the gaps as plain values, ready for JSON, with where such data is published."""
        from gcmscore._gap_text import told

        return {
            "country": self.card.country.iso3,
            "year": self.card.year,
            "profile": self.card.profile,
            "edition": self.card.compact.edition,
            "overall": {
                **{name: getattr(self.overall, name) for name in ("scored", "needed", "total", "lacking")},
                "objectives": list(self.overall.objectives),
                "answers": self.overall.answers,
            },
            "gaps": [{**_row(item), **told(item, self.card)} for item in self.items],
            "unscored": [_unscored_row(item) for item in self.unscored],
            "ageing": [item.to_dict() for item in self.ageing],
        }

    def text(self, width: int | None = 80) -> str:
        """Return the gaps in words.

        Parameters
        ----------
        width : int, optional
            Columns of the terminal; None for lines that are not wrapped.
        """
        from gcmscore._gap_text import lines

        return "\n".join(lines(self, width))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        card = self.card
        return f"<Gaps {card.country.iso3} {card.year}, profile {card.profile}: {len(self.items)} gaps>"


def gaps(
    country: str,
    year: int,
    *,
    evidence: Evidence | None = None,
    compact: Compact | None = None,
    profile: str = "core",
    method: Method | None = None,
    known_by: str | date | None = None,
    objective: int | None = None,
) -> Gaps:
    """Return what is missing for a country's score, what each answer would add, and where to look.

    Parameters
    ----------
    country, year, evidence, compact, profile, method, known_by
        As in :func:`gcmscore.score`.
    objective : int, optional
        Only the gaps of this objective.

    Returns
    -------
    Gaps
        Frozen. Coverage and status are those that the engine gives when the answer is there, whatever it is.

    Raises
    ------
    UnknownCountryError, UnknownProfileError, UnknownObjectiveError
        With the nearest known names.

    Examples
    --------
    >>> gaps("BEL", 2026, objective=13).to_frame()[["indicator", "why"]].values.tolist()
    [['detention_data_published', 'stale']]
    """
    card = score(
        country, year, evidence=evidence, compact=compact, profile=profile, method=method, known_by=known_by
    )
    if objective is not None:
        card.compact.objective(objective)
    found = [item for what in _asked(card, objective) for item in _gaps_of(what, card.year)]
    ordered = sorted(
        found,
        key=lambda item: (
            not item.makes_scored, -round(item.gain, 9), item.indicator.objective, item.indicator.id
        ),
    )  # fmt: skip
    ageing = [item for what in _asked(card, objective) for item in ageing_of(what, card.year)]
    return Gaps(card, tuple(ordered), tuple(ageing), tuple(_unscored(card, objective)), objective)


def _asked(card: Card, objective: int | None) -> Iterator[WhatIf]:
    for result in card.results:
        if objective in (None, result.objective.number):
            yield WhatIf(result, card.method)


def _gaps_of(what: WhatIf, year: int) -> Iterator[Gap]:
    now = what.forecast()
    asked = [item.indicator for item in what.missing]
    for item in what.missing:
        reason = why(item)
        assert reason is not None  # that is what makes it missing
        others = together(item.indicator, asked)
        since = {"not_assessed": ended_on(item), "stale": outdated_on(item, year)}.get(reason)
        then = what.forecast({item.id, *others})
        yield Gap(item, reason, item.weight / what.weight, now, then, since, others)


def _unscored(card: Card, objective: int | None) -> Iterator[Unscored]:
    for what in _asked(card, objective):
        if what.result.status in ("insufficient", "not_assessed"):
            found = what.smallest_sets()
            yield Unscored(
                what.result, found.sets, found.number, found.answers, found.all_counted, len(what.units())
            )


_COLUMNS = (
    "objective", "indicator", "name", "kind", "why", "since", "period", "weight", "coverage",
    "coverage_with", "gain", "status", "reason", "status_with", "reason_with", "makes_scored", "together",
    "custodian", "access",
)  # fmt: skip


def _row(item: Gap) -> dict[str, Any]:
    asked = item.indicator
    return {
        **{name: getattr(asked, name) for name in ("objective", "name", "kind", "custodian", "access")},
        "indicator": asked.id,
        "why": item.why,
        "since": None if item.since is None else item.since.isoformat(),
        "period": item.item.selection.period,
        "weight": item.weight,
        "coverage": item.now.coverage,
        "coverage_with": item.then.coverage,
        "gain": item.gain,
        "status": item.now.status,
        "reason": item.now.reason,
        "status_with": item.then.status,
        "reason_with": item.then.reason,
        "makes_scored": item.makes_scored,
        "together": list(item.together),
    }


def _unscored_row(item: Unscored) -> dict[str, Any]:
    return {
        "objective": item.objective.number,
        "status": item.result.status,
        "reason": item.result.reason,
        "coverage": item.result.coverage,
        "answers": item.answers,
        "sets": [list(names) for names in item.sets],
        "number_of_sets": item.number,
        "all_sets_counted": item.all_counted,
    }
