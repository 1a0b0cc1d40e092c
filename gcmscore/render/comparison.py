"""Words a comparison: cards side by side, what they have in common, what changed and on which evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from babel.lists import format_list

from gcmscore.comparison import Comparison
from gcmscore.errors import InvalidRequestError
from gcmscore.render.changes import Changes
from gcmscore.render.comparison_view import Cell, ComparisonView, Glance, Ladder, Row, Total, Unscored
from gcmscore.render.ladders import worded_ladder, worded_runs
from gcmscore.render.notes import Notes
from gcmscore.render.questions import worded_lacks, worded_questions
from gcmscore.render.reproducibility import reproducibility, worded_framework
from gcmscore.render.rows import worded_band, worded_footing, worded_interval
from gcmscore.render.text import MISSING, Text, Wording
from gcmscore.render.view import Band, Fact
from gcmscore.scorecard import Card
from gcmscore.scoring.bands import BANDS
from gcmscore.scoring.results import ObjectiveResult

MOST = 12
"""More cards than this cannot be read side by side, neither on a page nor on paper."""
LIMITS = ("limit.alignment", "limit.missing", "compare.basis", "compare.order", "limit.selection")


def comparison_view(comparison: Comparison, wording: Wording) -> ComparisonView:
    """Return everything a comparison shows, worded in one language.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    wording : Wording
        The language.

    Raises
    ------
    InvalidRequestError
        If there are more than twelve cards.
    """
    return numbered_comparison(comparison, wording)[0]


def numbered_comparison(comparison: Comparison, wording: Wording) -> tuple[ComparisonView, Notes]:
    """Return the view, and what numbered its sources: more can be numbered after those it shows.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    wording : Wording
        The language.

    Raises
    ------
    InvalidRequestError
        If there are more than twelve cards.
    """
    number = len(comparison.cards)
    if number > MOST:
        raise InvalidRequestError(
            f"a comparison report shows 2 to {MOST} cards, and this comparison has {number}; compare fewer, "
            "or take the report on one objective: gcmscore.score_panel([2024]).report(20)"
        )
    builder = _Builder(comparison, wording)
    return builder.build(), builder.notes


def comparison_glance(comparison: Comparison, wording: Wording) -> Glance:
    """Return the cards side by side, as a notebook shows them.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    wording : Wording
        The language.
    """
    return _Builder(comparison, wording).glance(whole_labels=True)


class _Builder:
    def __init__(self, comparison: Comparison, wording: Wording) -> None:
        self.comparison = comparison
        self.wording = wording
        self.t = wording.text
        self.first = comparison.cards[0]
        self.notes = Notes(self.first.evidence.pack.sources, wording)

    def build(self) -> ComparisonView:
        comparison = self.comparison
        changes = Changes(self.wording, self.notes, self._cell)
        return ComparisonView(
            lang=self.wording.language,
            direction=self.wording.direction,
            title=self._title(),
            subtitle=self.wording.content(self.first.compact.framework.title),
            year=max(card.year for card in comparison.cards),
            as_of=self._as_of(),
            facts=tuple(self._facts()),
            glance=self.glance(),
            mean=self._ladder(None) if self._compared else None,
            ladders=tuple(self._ladder(number) for number in self._compared),
            fell=self._fell(),
            runs=worded_runs(comparison.uncertainty(), self.wording) if self._compared else None,
            questions=worded_questions(comparison, self._labels, self.wording, self.notes),
            limits=tuple(self.t(key) for key in LIMITS),
            steps=tuple(changes.step(*step) for step in comparison.differences()),
            points=(self.t("compare.points"), self.t("compare.points_order")),
            method=self._method(),
            sources=self.notes.entries(),
            reproducibility=self._reproducibility(),
        )

    @property
    def _compared(self) -> tuple[int, ...]:
        # Scores on each card's own questions could be taken for something to compare.
        return () if self.comparison.basis == "own" else self.comparison.shared

    @cached_property
    def _countries(self) -> tuple[str, ...]:
        cards = {card.country.iso3: card for card in self.comparison.cards}
        return tuple(self.wording.country(card.country) for card in cards.values())

    @cached_property
    def _years(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(card.year) for card in self.comparison.cards))

    def _listed(self, items: Sequence[str]) -> str:
        return format_list(items, locale=self.wording.locale)

    def _title(self) -> Text:
        if len(self._countries) == 1:
            return self.t("compare.years", country=self._countries[0], years=self._listed(self._years))
        if len(self._years) == 1:
            return self.t("compare.countries", countries=self._listed(self._countries), year=self._years[0])
        return self.wording.joined(self._whole_labels)

    def _as_of(self) -> Text:
        if len(self._years) == 1:
            return self.t("card.as_of", day=self.wording.day(self.first.as_of))
        return self.t("compare.as_of", years=self._listed(sorted(self._years)))

    def _facts(self) -> list[Fact]:
        profile = self.wording.content(self.first.compact.profiles[self.first.profile].title)
        edition = self.wording.joined([profile, self.first.compact.edition], " · ")
        facts = [
            Fact(self.t("compare.basis_label"), self.t(f"compare.basis_{self.comparison.basis}")),
            Fact(self.t("summary.profile"), edition),
        ]
        if self.first.known_by is not None:
            facts.append(Fact(self.t("summary.known_by"), self.wording.day(self.first.known_by)))
        return facts

    @property
    def _whole_labels(self) -> tuple[str, ...]:
        return tuple(
            self.wording.joined([self.wording.country(card.country), str(card.year)], " ")
            for card in self.comparison.cards
        )

    @cached_property
    def _labels(self) -> tuple[str, ...]:
        """What tells the cards apart: the title says the rest."""
        if len(self._countries) == 1:
            return self._years
        return self._countries if len(self._years) == 1 else self._whole_labels

    @property
    def _kind(self) -> Text:
        if len(self._countries) == 1:
            return self.t("compare.year")
        return self.t("compare.country" if len(self._years) == 1 else "compare.card")

    def glance(self, *, whole_labels: bool = False) -> Glance:
        comparison = self.comparison
        groups = comparison.by_objective
        shown = [group for group in groups if any(item.has_something for item in group)]
        silent = len(groups) - len(shown)
        labels = self._whole_labels if whole_labels else self._labels
        scored = [group for group in shown if any(item.status == "scored" for item in group)]
        rows = tuple(self._row(group) for group in scored)
        return Glance(
            lang=self.wording.language,
            kind=self._kind,
            labels=labels,
            rows=rows,
            unscored=tuple(self._unscored(group, labels) for group in shown if group not in scored),
            totals=tuple(self._total(card) for card in comparison.cards),
            silent=self.t("compare.silent", silent) if silent else "",
            legend=self._legend(rows),
            common=self.t("compare.common", common=len(comparison.common), asked=len(comparison.asked)),
            shared=self._shared(),
        )

    def _shared(self) -> Text:
        if self.comparison.basis == "own":
            return self.t("compare.own_basis")
        shared, total = self.comparison.shared, len(self.first.results)
        return (
            self.t("compare.shared", shared=len(shared), total=total)
            if shared
            else self.t("compare.none_shared")
        )

    def _row(self, group: tuple[ObjectiveResult, ...]) -> Row:
        objective = group[0].objective
        cells = zip(group, self.comparison.cards, strict=True)
        name = self.wording.content(objective.short_name)
        return Row(objective.number, name, tuple(self._cell(item, card) for item, card in cells))

    def _unscored(self, group: tuple[ObjectiveResult, ...], labels: Sequence[str]) -> Unscored:
        objective = group[0].objective
        lacks = [worded_footing(self.wording, item) or self.t(f"status.{item.status}") for item in group]
        why = worded_lacks(lacks, labels, self.wording)
        return Unscored(objective.number, self.wording.content(objective.short_name), why)

    def _cell(self, item: ObjectiveResult, card: Card) -> Cell:
        scored = item.status == "scored"
        return Cell(
            score=self.wording.number(item.score) if scored else "",
            interval=worded_interval(self.wording, card.intervals.get(item.objective.number)),
            band=worded_band(self.wording, item.band, item.status),
            footing=worded_footing(self.wording, item),
        )

    def _total(self, card: Card) -> Total:
        scored = self.t("compare.scored", scored=card.total.scored, total=card.total.total)
        score = MISSING if card.overall is None else self.wording.number(card.overall)
        return Total(score, scored, self.wording.percent(card.coverage))

    def _legend(self, rows: Sequence[Row]) -> tuple[Band, ...]:
        statuses = {cell.band.code: cell.band for row in rows for cell in row.cells if not cell.score}
        colours = (worded_band(self.wording, code, "scored") for code in reversed(BANDS))
        return (*colours, *(statuses[code] for code in sorted(statuses)))

    def _ladder(self, number: int | None) -> Ladder:
        comparison, total = self.comparison, len(self.first.results)
        if number is None:
            name = self.t("compare.mean_of", shared=len(comparison.shared), total=total)
        else:
            name = self.wording.content(self.first.compact.objective(number).short_name)
        names = dict(zip(comparison.labels, self._labels, strict=True))
        bands = {} if number is None else dict(zip(comparison.labels, self._bands(number), strict=True))
        found = comparison.uncertainty(number)
        return worded_ladder(found, names, bands, self.wording, (number, name), len(self._countries) > 1)

    def _bands(self, number: int) -> tuple[Band, ...]:
        results = (card.objective(number) for card in self.comparison.counted)
        return tuple(worded_band(self.wording, item.band, item.status) for item in results)

    def _fell(self) -> str:
        if self.comparison.basis == "own":
            return ""
        short = [
            item for item in self.comparison.counted[0].results if item.reason != "not_common" and item.n
        ]
        numbers = [item.objective.number for item in short if item.objective.number not in self._compared]
        return self.t("compare.fell", objectives=self._listed(list(map(str, numbers)))) if numbers else ""

    def _method(self) -> tuple[str, ...]:
        keys = ["compare.method_own", "compare.method_common", "compare.method_mean", "method.bands"]
        return (*(self.t(key) for key in keys), *worded_framework(self.first.compact, self.wording))

    def _reproducibility(self) -> Text:
        comparison = self.comparison
        names = ", ".join(f'"{card.country.iso3}@{card.year}"' for card in comparison.cards)
        arguments = [f"[{names}]", f'basis="{comparison.basis}"']
        return reproducibility(self.first, self.wording, "compare", arguments)
