"""Scorecards and comparisons as Word documents, from the same views as their pages and PDFs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from gcmscore._printed import Edited
from gcmscore.comparison import Comparison
from gcmscore.render.comparison_paper import comparison_paper
from gcmscore.render.comparison_view import ComparisonView
from gcmscore.render.paper import Paper, Piece, Rows
from gcmscore.render.paper_styles import BANDS
from gcmscore.render.pieces import fact_pieces, source_pieces
from gcmscore.render.text import MISSING, Wording, wording_in
from gcmscore.render.view import (
    Fact,
    FindingRow,
    IndicatorRow,
    RegionalRow,
    ScorecardView,
    Section,
    Tile,
    Timeline,
)
from gcmscore.render.views import view_of
from gcmscore.scorecard import Card


def word(printed: Edited, language: str) -> bytes:
    """Return a card or a comparison as a Word document.

    Parameters
    ----------
    printed : Card or Comparison
        The scored country, or several.
    language : str
        Of the interface.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    UnknownLanguageError
        If there is no catalogue for the language.
    TypeError
        If there is no document of such a thing.
    """
    if not isinstance(printed, Card | Comparison):
        raise TypeError(f"there is no Word document of {type(printed).__name__}")
    wording = wording_in(language)
    _, view = view_of(printed, wording)
    if isinstance(view, ComparisonView):
        return comparison_paper(view, wording).written()
    assert isinstance(view, ScorecardView) and isinstance(printed, Card)  # that is what a card has
    return _Writer(printed, view, wording).written()


class _Writer:
    def __init__(self, card: Card, view: ScorecardView, wording: Wording) -> None:
        self.card, self.view, self.wording, self.t = card, view, wording, wording.text
        self.paper = Paper(view.title, view.title, wording.language, view.year)

    def written(self) -> bytes:
        self._first_page()
        self._glance()
        self.paper.heading(self.t("heading.sections"), 1, new_page=True)
        if not self.view.sections:
            self.paper.paragraph(self.t("heading.no_sections"))
        for section in self.view.sections:
            self._section(section)
        self._recommendations()
        self._unassessed()
        self.paper.heading(self.t("heading.method"), 1)
        self.paper.bullets(self.view.method)
        self._sources()
        self.paper.paragraph(self.view.reproducibility, style="Small")
        return self.paper.written()

    def _first_page(self) -> None:
        view, paper = self.view, self.paper
        paper.heading(view.title, 0)
        paper.paragraph(view.subtitle, style="Subtitle")
        paper.paragraph(view.as_of, style="Lead")
        paper.paragraph(view.headline)
        paper.bullets(self._fact(fact) for fact in view.summary)
        paper.heading(self.t("heading.limits"), 1)
        paper.bullets(view.limits)
        # What the words and colours of the next page mean stands before them.
        paper.heading(self.t("heading.legend"), 1)
        paper.bullets(self._reading())
        paper.bullets([band, self.t("sign.colon"), self.t(f"meaning.{band.code}")] for band in view.legend)

    def _fact(self, fact: Fact) -> list[Piece]:
        return fact_pieces(fact, self.wording)

    def _glance(self) -> None:
        view, paper, t = self.view, self.paper, self.t
        # A page of its own holds the whole table.
        paper.heading(t("heading.glance", total=len(view.tiles)), 1, new_page=True)
        heads = [t("column.number"), t("table.objective"), t("table.result"), t("table.score")]
        heads += [t("table.interval"), t("table.trend"), t("table.coverage")]
        rows = (self._tile(tile) for tile in view.tiles)
        paper.table(heads, [5, 27, 26, 8, 11, 11, 12], rows, optional=(3, 4, 5))
        for standout in view.standouts:
            named = [f"{item.number} {item.name}{t('sign.colon')}{item.text}" for item in standout.objectives]
            told = self.wording.joined([standout.text, *named], t("sign.semicolon"))
            paper.paragraph(*self._fact(Fact(standout.label, told)))

    def _reading(self) -> tuple[str, ...]:
        # The second line is about lines and bars, which a table has not.
        low, high = self.card.method.interval
        scale, _, *more = self.view.reading
        return (scale, self.t("reading.interval_words", share=self.wording.percent(high - low)), *more)

    def _tile(self, tile: Tile) -> list[Sequence[Piece] | str]:
        lack = [f" ({said})" for said in (tile.lack, tile.note) if said]
        return [
            str(tile.number),
            [("inner", tile.name, tile.anchor)],
            [tile.band, *lack],
            tile.score,
            tile.interval,
            tile.trend.word if tile.trend else "",
            tile.coverage,
        ]

    def _section(self, section: Section) -> None:
        paper, t = self.paper, self.t
        paper.heading(self.wording.joined((f"{section.number}. ", section.title), ""), 2, section.anchor)
        if section.commitment:
            paper.paragraph(section.commitment, style="Quote")
        # Without a band the sentence itself says why there is none.
        band: list[Piece] = [section.band, " "] if section.band.code in BANDS else []
        paper.paragraph(*band, section.headline)
        paper.bullets(self._fact(fact) for fact in section.facts)
        for name, rows in (("heading.indicators", section.rows), ("heading.context", section.context)):
            if rows:
                paper.heading(t(name), 3)
                self._indicators(rows)
        self._working(section.rows + section.context)
        if section.timelines:
            paper.heading(t("heading.findings"), 3)
            paper.paragraph(section.counts, ". ", t("timeline.not_scored"), style="Above Table")
            for timeline in section.timelines:
                self._timeline(timeline)
        self._replies(section)

    def _indicators(self, rows: Iterable[IndicatorRow]) -> None:
        t = self.t
        heads = [t("table.indicator"), t("table.value"), t("table.period"), t("table.target")]
        heads += [t("table.law_practice"), t("table.score"), t("table.band")]
        told = [self._indicator(row) for row in rows]
        if all(len(row) == 2 for row in told):
            self.paper.table([t("table.indicator"), t("column.status")], [32, 77], told)
            return
        # Target, law and practice are asked of some indicators only.
        self.paper.table(heads, [32, 17, 12, 14, 12, 9, 13], told, optional=(2, 3, 4))

    def _indicator(self, row: IndicatorRow) -> list[Sequence[Piece] | str]:
        elsewhere: list[Piece] = []
        if row.elsewhere is not None:
            elsewhere = ["\n", ("inner", row.elsewhere.text, row.elsewhere.anchor)]
        if row.score == row.value == row.median == MISSING:
            # One cell for all that it has not, beside its name.
            period = f" ({row.period})" if row.period != MISSING else ""
            asked: list[Piece] = [row.band, f"{period}. ", row.question, *row.notes]
            return [[("strong", row.name, None)], asked + elsewhere]
        levels = [f"{side.name} {side.level}" for side in row.sides]
        target = [item for item in (row.target, row.gap) if item]
        name: list[Piece] = [("strong", row.name, None), "\n", row.question, *row.notes]
        peers = [f"\n{self.t('table.peers')} {row.median} ({row.peers})"] if row.peers else []
        return [
            name + elsewhere,
            [row.value, *peers],
            row.period,
            self.wording.joined(target, "\n"),
            self.wording.joined(levels, "\n"),
            row.score,
            [row.band],
        ]

    def _working(self, rows: Iterable[IndicatorRow]) -> None:
        told = [row for row in rows if row.working or row.regional]
        if told:
            self.paper.heading(self.t("heading.working"), 3)
        for row in told:
            self.paper.heading(row.name, 4)
            self.paper.bullets(self._fact(fact) for fact in row.working)
            for region in row.regional:
                self._region(region)

    def _region(self, region: RegionalRow) -> None:
        beside = self.t("regional.beside")
        levels = ", ".join(f"{side.name} {side.level}" for side in region.sides)
        said = self.wording.joined([item for item in (region.value, levels, region.period) if item])
        self.paper.bullets([[("strong", f"{region.place} ({beside})", None), self.t("sign.colon"), said]])
        self.paper.bullets(self._fact(fact) for fact in region.working)

    def _timeline(self, timeline: Timeline) -> None:
        t = self.t
        self.paper.heading(timeline.title, 4)
        heads = [t("column.dated"), t("column.stance"), t("timeline.legend"), t("column.said")]
        self.paper.table(heads, [14, 15, 15, 62], (self._finding(row) for row in timeline.rows))

    def _finding(self, row: FindingRow) -> list[Sequence[Piece] | str]:
        said: list[Piece] = [("bookmark", row.statement, row.anchor) if row.anchor else row.statement]
        if row.elsewhere is not None:
            said += [" (", ("inner", row.elsewhere.text, row.elsewhere.anchor), ")"]
        said += row.notes
        said += chain.from_iterable(("\n", item) for item in (row.note, row.recommendation) if item)
        stage = self.wording.joined([item for item in (row.stage.word, row.superseded) if item])
        return [row.date, row.stance.word, stage, said]

    def _replies(self, section: Section) -> None:
        if not section.replies:
            return
        t = self.t
        self.paper.heading(t("heading.replies"), 3)
        self.paper.paragraph(t("reply.moves_nothing"), style="Above Table")
        heads = [t("column.who"), t("column.dated"), t("column.kind"), t("column.said")]
        rows: Rows = (
            [item.who, item.date, item.reason, [item.text, *item.notes]] for item in section.replies
        )
        self.paper.table(heads, [20, 15, 15, 56], rows)

    def _recommendations(self) -> None:
        t = self.t
        if not self.view.recommendations:
            return
        self.paper.heading(t("heading.recommendations"), 1)
        self.paper.paragraph(t("heading.recommendations_text"))
        heads = [t("column.dated"), t("column.recommendation"), t("column.who"), t("table.objective")]
        for item in self.view.recommendations:
            self.paper.heading(item.addressee, 2)
            rows: Rows = (
                [
                    row.date,
                    [row.text, *row.notes],
                    row.by or "",
                    [
                        piece
                        for number, anchor in row.objectives
                        for piece in (("inner", str(number), anchor), " ")
                    ],
                ]
                for row in item.rows
            )
            self.paper.table(heads, [15, 55, 22, 14], rows)

    def _unassessed(self) -> None:
        t = self.t
        if not self.view.unassessed:
            return
        self.paper.heading(t("heading.unassessed"), 1, "not-assessed")
        self.paper.paragraph(t("heading.unassessed_text"))
        heads = [t("column.number"), t("table.objective"), t("table.title"), t("table.why")]
        rows: Rows = ([str(item.number), item.name, item.title, item.reason] for item in self.view.unassessed)
        self.paper.table(heads, [6, 28, 46, 26], rows)

    def _sources(self) -> None:
        self.paper.heading(self.t("heading.sources"), 1)
        self.paper.paragraph(self.t("heading.sources_text"))
        for entry in self.view.sources:
            self.paper.paragraph(*source_pieces(entry, self.wording), style="Source", anchor=entry.anchor)
