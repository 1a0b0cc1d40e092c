"""What a card rests on: each record once, with what it is used for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gcmscore.observations import Figure
from gcmscore.records import Assessment, Finding, Ratification, RatificationList, Reply
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult

Rested = Figure | Assessment | Ratification | RatificationList | Finding | Reply


@dataclass(frozen=True)
class Use:
    """A record and what it does on a card.

    Attributes
    ----------
    record : Figure, Assessment, Ratification, RatificationList, Finding or Reply
        The record.
    objectives : tuple of int
        The objectives it stands under.
    indicator : str, optional
        The indicator it answers.
    use : str
        ``counts`` in the score; ``beside`` it, as a region's level or context; ``stands`` with an objective,
        as findings and replies do; or why the value does not count: ``stale``, ``conflict``,
        ``not_published``.
    """

    record: Rested
    objectives: tuple[int, ...]
    indicator: str | None
    use: str

    @property
    def kind(self) -> str:
        """``figure``, ``assessment``, ``treaty``, ``finding`` or ``reply``."""
        name = type(self.record).__name__.lower()
        return "treaty" if name.startswith("ratification") else name

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """(source id, locator) pairs."""
        if isinstance(self.record, Figure):
            return self.record.citations
        return tuple((citation.id, citation.locator) for citation in self.record.sources)

    @property
    def id(self) -> str:
        """The record's key in one word."""
        record: Any = self.record
        if not isinstance(record, Figure):
            return str(record.id)
        parts = [record.country, record.indicator, record.period, *(value for _, value in record.parts)]
        return ".".join([*parts, record.citations[0][0]]).lower()


def uses(card: Card) -> tuple[Use, ...]:
    """Return every record that a card rests on or shows, by objective.

    Parameters
    ----------
    card : Card
        The scored country.
    """
    answers = [use for result in card.results for item in result.indicators for use in _answers(item)]
    told: dict[tuple[str, str], tuple[Finding | Reply, list[int]]] = {}
    for kind in ("findings", "replies"):
        for result in card.results:
            for record in getattr(result, kind):
                told.setdefault((kind, record.id), (record, []))[1].append(result.objective.number)
    stands = [
        Use(record, tuple(numbers), getattr(record, "indicator", None), "stands")
        for record, numbers in told.values()
    ]
    return (*answers, *stands)


def _answers(item: IndicatorResult) -> Iterator[Use]:
    place, name = (item.indicator.objective,), item.id
    use = {"scored": "counts", "context": "beside"}.get(item.status, item.status)
    for record in item.selection.basis:
        yield Use(record, place, name, use)
    for chosen in item.regional.values():
        for record in chosen.basis:
            yield Use(record, place, name, "beside")
