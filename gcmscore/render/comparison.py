"""Words a comparison: cards side by side, what they have in common, what changed and on which evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gcmscore.comparison import Comparison
from gcmscore.differences import Difference, ObjectiveDifference
from gcmscore.records import Finding
from gcmscore.render.notes import Notes
from gcmscore.render.reproducibility import reproducibility
from gcmscore.render.rows import worded_band, worded_footing, worded_treaties
from gcmscore.render.text import MISSING, Wording
from gcmscore.render.timeline import worded_stage, worded_stance
from gcmscore.render.view import Band, Note, SourceEntry, Stage
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult


@dataclass(frozen=True)
class Cell:
    """One objective on one card."""

    score: str
    band: Band
    footing: str


@dataclass(frozen=True)
class Row:
    """One objective on all cards: on their own evidence, and on the common questions."""

    number: int
    name: str
    cells: tuple[Cell, ...]
    common: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A finding that a change rests on, or that happened in between."""

    date: str
    stage: Stage
    stance: Stage
    statement: str
    place: str | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Change:
    """One indicator that stands otherwise."""

    name: str
    before: str
    after: str
    reason: str
    events: tuple[Event, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class ObjectiveChange:
    """One objective that stands otherwise, or in which something happened."""

    number: int
    name: str
    before: Cell
    after: Cell
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Step:
    """From one card to the next of the same country."""

    title: str
    objectives: tuple[ObjectiveChange, ...]


@dataclass(frozen=True)
class ComparisonView:
    """A comparison, ready to be laid out."""

    lang: str
    direction: str
    title: str
    subtitle: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    silent: str
    overall: tuple[str, ...]
    common: str
    common_names: tuple[str, ...]
    shared: str
    means: tuple[str, ...]
    limits: tuple[str, ...]
    steps: tuple[Step, ...]
    sources: tuple[SourceEntry, ...]
    reproducibility: str


def comparison_view(comparison: Comparison, wording: Wording) -> ComparisonView:
    """Return everything a comparison shows, worded in one language.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    wording : Wording
        The language.
    """
    return _Builder(comparison, wording).build()


class _Builder:
    def __init__(self, comparison: Comparison, wording: Wording) -> None:
        self.comparison = comparison
        self.wording = wording
        self.t = wording.text
        self.notes = Notes(comparison.cards[0].evidence.pack.sources, wording)

    def build(self) -> ComparisonView:
        comparison, t = self.comparison, self.t
        first = comparison.cards[0]
        groups = comparison.by_objective
        shown = [group for group in groups if any(item.has_something for item in group)]
        total = len(groups)
        limits = ["limit.alignment", "limit.missing", "compare.basis"]
        labels = self._labels()
        return ComparisonView(
            lang=self.wording.language,
            direction=self.wording.direction,
            title=", ".join(labels),
            subtitle=f"{first.compact.framework.title} · {first.profile} · {first.compact.edition}",
            labels=labels,
            rows=tuple(self._row(group) for group in shown),
            silent=t("compare.silent", total - len(shown)) if len(shown) < total else "",
            overall=tuple(self.wording.number(card.overall) for card in comparison.cards),
            common=t("compare.common", common=len(comparison.common), asked=len(comparison.asked)),
            common_names=tuple(first.compact.indicators[name].name for name in comparison.common),
            shared=self._shared(),
            means=self._means(),
            limits=tuple(t(key) for key in limits),
            steps=tuple(self._step(old, new, items) for old, new, items in comparison.differences()),
            sources=self.notes.entries(),
            reproducibility=self._reproducibility(),
        )

    def _reproducibility(self) -> str:
        comparison = self.comparison
        names = ", ".join(f'"{card.country.iso3}@{card.year}"' for card in comparison.cards)
        arguments = [f"[{names}]", f'basis="{comparison.basis}"']
        return reproducibility(comparison.cards[0], self.wording, "compare", arguments)

    def _shared(self) -> str:
        comparison = self.comparison
        if comparison.basis == "own":
            return self.t("compare.own_basis")
        total = len(comparison.cards[0].results)
        if not comparison.shared:
            return self.t("compare.none_shared")
        return self.t("compare.shared", shared=len(comparison.shared), total=total)

    def _means(self) -> tuple[str, ...]:
        # Means of scores on each card's own questions could be taken for something to compare.
        if self.comparison.basis == "own" or not self.comparison.shared:
            return ()
        return tuple(self.wording.number(value) for value in self.comparison.mean)

    def _labels(self) -> tuple[str, ...]:
        language = self.wording.language
        return tuple(f"{card.country.name(language)} {card.year}" for card in self.comparison.cards)

    def _row(self, group: tuple[ObjectiveResult, ...]) -> Row:
        objective = group[0].objective
        shared = objective.number in self.comparison.shared
        counted = [card.objective(objective.number) for card in self.comparison.counted]
        return Row(
            objective.number,
            objective.short_name,
            tuple(self._cell(item) for item in group),
            tuple(self.wording.number(item.score) if shared else MISSING for item in counted),
        )

    def _cell(self, item: ObjectiveResult) -> Cell:
        score = self.wording.number(item.score) if item.status == "scored" else ""
        band = worded_band(self.wording, item.band, item.status)
        return Cell(score, band, worded_footing(self.wording, item))

    def _step(self, before: Card, after: Card, items: Iterable[ObjectiveDifference]) -> Step:
        country = before.country.name(self.wording.language)
        title = self.t("compare.step", country=country, before=before.year, after=after.year)
        return Step(title, tuple(self._objective(item, after) for item in items))

    def _objective(self, item: ObjectiveDifference, card: Card) -> ObjectiveChange:
        told = {finding.id for change in item.indicators for finding in change.findings}
        objective = item.after.objective
        return ObjectiveChange(
            objective.number,
            objective.short_name,
            self._cell(item.before),
            self._cell(item.after),
            tuple(self._change(change, card) for change in item.indicators),
            tuple(self._event(finding, card) for finding in item.events if finding.id not in told),
        )

    def _change(self, change: Difference, card: Card) -> Change:
        return Change(
            change.after.indicator.name,
            self._state(change.before, card),
            self._state(change.after, card),
            self.t(f"change.{change.reason}"),
            tuple(self._event(finding, card) for finding in change.findings),
            self.notes.pairs(change.citations),
        )

    def _state(self, item: IndicatorResult, card: Card) -> str:
        if item.value is None:
            return self.t(f"status.{item.status}")
        if item.selection.treaties:
            return worded_treaties(self.wording, card.compact, item)
        if item.indicator.kind == "rubric":
            sides = {"law": item.selection.law, "practice": item.selection.practice}
            told = ", ".join(
                f"{self.t(f'table.{name}')} {self.wording.amount(level)}"
                for name, level in sides.items()
                if level is not None
            )
            return f"{self.t('table.level', level=self.wording.amount(item.value))} ({told})"
        unit = card.compact.units[item.indicator.unit]
        period = self.wording.period(item.selection.period) if item.selection.period else MISSING
        return f"{self.wording.quantity(item.value, unit.decimals, unit.symbol)} ({period})"

    def _event(self, finding: Finding, card: Card) -> Event:
        table = card.evidence.country_table
        return Event(
            self.wording.partial_date(finding.date),
            worded_stage(self.wording, finding.stage),
            worded_stance(self.wording, finding.stance),
            finding.statement,
            table.region_name(finding.region, self.wording.language) if finding.region else None,
            self.notes.marks(finding.sources),
        )
