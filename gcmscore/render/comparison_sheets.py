"""The tables of a comparison's workbook: the cards side by side, and what each answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcmscore.comparison import Comparison
from gcmscore.render.card_sheets import CardRows, Cells, method_sheet, source_sheet
from gcmscore.render.comparison import numbered_comparison
from gcmscore.render.comparison_view import ComparisonView
from gcmscore.render.heads import headed
from gcmscore.render.notes import Notes
from gcmscore.render.rows import worded_band
from gcmscore.render.sheets import WHOLE, Book, Cell, Column, Sheet, day, measured, number, text
from gcmscore.render.text import Wording
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult


def comparison_book(comparison: Comparison, wording: Wording) -> Book:
    """Return the tables of a comparison, worded in one language.

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
    view, notes = numbered_comparison(comparison, wording)
    rows, t = _Rows(comparison, wording, notes), wording.text
    scores = Sheet("scores", t("sheet.scores"), rows.score_heads(), tuple(rows.scores()))
    answers = Sheet("indicators", t("sheet.indicators"), rows.answer_heads(), tuple(rows.answers()))
    return Book(
        title=view.title,
        short_title=", ".join(comparison.labels[:4]),
        lang=wording.language,
        direction=wording.direction,
        year=view.year,
        cut=t("sheet.cut"),
        sheets=(
            scores,
            answers,
            # Last, so that it lists what the answers alone cite.
            source_sheet(notes, wording),
            method_sheet(wording, tuple(_facts(comparison, view, wording)), view.limits, view),
        ),
    )


def _facts(comparison: Comparison, view: ComparisonView, wording: Wording) -> Iterator[Cells]:
    about = text(wording.text("heading.facts"))
    for line in (view.title, view.subtitle, view.as_of):
        yield about, text(line), Cell(None)
    for fact in view.facts:
        yield about, text(wording.labelled(fact.label, fact.text)), Cell(None)
    if comparison.basis == "common" and comparison.shared:
        named = wording.text(
            "compare.mean_of", shared=len(comparison.shared), total=len(comparison.by_objective)
        )
        for label, mean in comparison.mean.items():
            yield text(named), text(str(label)), number(float(mean))


class _Rows:
    def __init__(self, comparison: Comparison, wording: Wording, notes: Notes) -> None:
        self.comparison, self.wording, self.notes = comparison, wording, notes
        self.t = wording.text
        self.cards = [CardRows(card, wording, notes) for card in comparison.cards]
        # Without a score on the common questions alone, their columns would be empty.
        self.common = comparison.basis == "common" and bool(comparison.wide().notna().to_numpy().any())

    def score_heads(self) -> tuple[Column, ...]:
        t, labels = self.t, self.comparison.labels
        heads = [*headed(self.wording, (("column.number", 6), ("table.objective", 32)))]
        for label in labels:
            heads.append(Column(f"{label}\n{t('table.score')}", 11))
            heads.append(Column(f"{label}\n{t('table.result')}", 18))
        common = [Column(f"{label}\n{t('column.common')}", 14) for label in labels]
        return (*heads, *(common if self.common else ()))

    def scores(self) -> Iterator[Cells]:
        wide = self.comparison.wide().to_dict("index")
        for results in self.comparison.by_objective:
            objective = results[0].objective
            row = [number(objective.number, WHOLE), text(self.wording.content(objective.short_name))]
            for item in results:
                row += [number(item.score), self._result(item)]
            if self.common:
                row += [number(score) for score in wide[objective.number].values()]
            yield tuple(row)

    def _result(self, item: ObjectiveResult) -> Cell:
        shown = worded_band(self.wording, item.band, item.status)
        return Cell(shown.word, band=item.band)

    def answer_heads(self) -> tuple[Column, ...]:
        asked = ("column.number", 6), ("table.indicator", 36), ("column.common", 15), ("column.unit", 16)
        answer = ("table.value", 12), ("column.status", 15), ("table.period", 12), ("column.source", 10)
        told = (
            Column(f"{label}\n{self.t(key)}", width)
            for label in self.comparison.labels
            for key, width in answer
        )
        return (*headed(self.wording, asked), *told, *headed(self.wording, (), (("column.id", 32),)))

    def answers(self) -> Iterator[Cells]:
        for results in self.comparison.by_objective:
            for items in zip(*(result.indicators for result in results), strict=True):
                yield self._answers(items)

    def _answers(self, items: Sequence[IndicatorResult]) -> Cells:
        indicator = items[0].indicator
        unit = self.cards[0].card.compact.units[indicator.unit]
        common = "answer.yes" if indicator.id in self.comparison.common else "answer.no"
        row = [number(indicator.objective, WHOLE), text(self.wording.content(indicator.name))]
        row += [text(self.t(common)), text(self.wording.content(unit.symbol))]
        for item, rows in zip(items, self.cards, strict=True):
            row += [measured(item.value, unit.decimals), text(self.t(f"status.{item.status}"))]
            row += [day(item.selection.period), rows.marks(item.citations)[0]]
        return (*row, text(indicator.id))
