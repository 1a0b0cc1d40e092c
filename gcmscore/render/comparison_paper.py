"""A comparison as a Word document, from the same view as its page and its PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcmscore.render.comparison_view import (
    Answer,
    Cell,
    Change,
    ComparisonView,
    Event,
    Ladder,
    ObjectiveChange,
    Questions,
    Rung,
    Step,
)
from gcmscore.render.paper import Paper, Piece, Rows
from gcmscore.render.pieces import fact_pieces, source_pieces
from gcmscore.render.text import MISSING, Wording

# So many columns of answers fit on a page that stands upright.
_UPRIGHT = 4

_Row = list[Sequence[Piece] | str]


def comparison_paper(view: ComparisonView, wording: Wording) -> Paper:
    """Return a comparison as a Word document.

    Parameters
    ----------
    view : ComparisonView
        What it shows.
    wording : Wording
        The language.
    """
    wide = len(view.glance.labels) > _UPRIGHT
    paper = Paper(view.title, view.title, wording.language, view.year, wide=wide)
    _Writer(view, wording, paper).write()
    return paper


class _Writer:
    def __init__(self, view: ComparisonView, wording: Wording, paper: Paper) -> None:
        self.view, self.wording, self.t, self.paper = view, wording, wording.text, paper

    def write(self) -> None:
        self._first_page()
        self._in_common()
        self._side_by_side()
        for step in self.view.steps:
            self._step(step)
        if self.view.questions:
            self.paper.heading(self.t("compare.questions"), 1)
        for group in self.view.questions:
            self._questions(group)
        self.paper.heading(self.t("heading.method"), 1)
        self.paper.bullets(self.view.method)
        self.paper.heading(self.t("heading.sources"), 1)
        for entry in self.view.sources:
            self.paper.paragraph(*source_pieces(entry, self.wording), style="Source", anchor=entry.anchor)
        self.paper.paragraph(self.view.reproducibility, style="Small")

    def _first_page(self) -> None:
        view, paper = self.view, self.paper
        paper.heading(view.title, 0)
        paper.paragraph(view.subtitle, style="Subtitle")
        paper.paragraph(view.as_of, style="Lead")
        paper.bullets(fact_pieces(fact, self.wording) for fact in view.facts)
        paper.heading(self.t("compare.limits"), 1)
        paper.bullets(view.limits)

    def _in_common(self) -> None:
        view, paper = self.view, self.paper
        paper.heading(self.t("compare.in_common"), 1)
        paper.paragraph(view.glance.common, " ", view.glance.shared)
        for ladder in (view.mean, *view.ladders):
            if ladder is not None:
                self._ladder(ladder)
        if view.fell:
            paper.paragraph(view.fell)
        if view.runs is not None:
            paper.paragraph(view.runs.interval, style="Small")
            paper.bullets(view.runs.varied)
            paper.paragraph(view.runs.fixed, style="Small")

    def _ladder(self, ladder: Ladder) -> None:
        t = self.t
        self.paper.heading(self._numbered(ladder.number, ladder.name), 2)
        last = t("compare.ahead" if ladder.ranked else "compare.higher")
        heads = [self.view.glance.kind, t("table.score"), t("table.interval"), last]
        widths = [30, 18, 18, 22]
        if ladder.ranked:
            heads, widths = [t("compare.rank"), *heads], [12, *widths]
        self.paper.table(heads, widths, (self._rung(rung, ladder.ranked) for rung in ladder.rungs))

    def _rung(self, rung: Rung, ranked: bool) -> _Row:
        score: list[Piece] = [("strong", rung.score, None)]
        if rung.band:
            score += [" ", rung.band]
        cells: _Row = [rung.label, score, rung.interval or MISSING, rung.ahead or MISSING]
        place = f"{rung.rank} ({rung.ranks})" if rung.ranks else rung.rank
        return [place, *cells] if ranked else cells

    def _side_by_side(self) -> None:
        glance, paper, t = self.view.glance, self.paper, self.t
        paper.heading(t("compare.own"), 1)
        rows: list[_Row] = [
            [self._numbered(row.number, row.name), *(self._cell(cell) for cell in row.cells)]
            for row in glance.rows
        ]
        totals = (f"{total.score}\n{total.scored}" for total in glance.totals)
        rows.append([[("strong", t("overall.label"), None)], *totals])
        covered = (total.coverage for total in glance.totals)
        rows.append([[("strong", t("summary.coverage"), None)], *covered])
        paper.table([t("table.objective"), *glance.labels], self._widths(), rows)
        paper.heading(t("heading.legend"), 2)
        paper.bullets([band, t("sign.colon"), t(f"meaning.{band.code}")] for band in glance.legend)
        if glance.unscored:
            paper.heading(t("compare.unscored"), 2)
            paper.bullets(
                f"{self._numbered(item.number, item.name)} ({item.why})" for item in glance.unscored
            )
        if glance.silent:
            paper.paragraph(glance.silent, style="Small")

    def _cell(self, cell: Cell) -> list[Piece]:
        score: list[Piece] = [("strong", cell.score, None), " "] if cell.score else []
        beside = (text for item in (cell.interval, cell.footing) if item for text in ("\n", item))
        return [*score, cell.band, *beside]

    def _step(self, step: Step) -> None:
        paper, t = self.paper, self.t
        paper.heading(step.title, 1)
        paper.paragraph(step.overall)
        if not step.objectives:
            paper.paragraph(t("compare.nothing_changed"))
            return
        heads = [t("table.objective"), step.before, step.after, t("compare.change"), t("compare.because")]
        moved = [item for item in step.objectives if item.before.score or item.after.score]
        if moved:
            paper.table(heads, [26, 18, 18, 10, 34], map(self._moved, moved))
            for line in self.view.points:
                paper.paragraph(line, style="Small")
        for item in step.objectives:
            if item.anchor:
                self._changes(item)

    def _moved(self, item: ObjectiveChange) -> _Row:
        name = self._numbered(item.number, item.name)
        linked: list[Piece] = [("inner", name, item.anchor) if item.anchor else name]
        ends = (self._cell(cell) for cell in (item.before, item.after))
        return [linked, *ends, item.points or MISSING, item.causes or MISSING]

    def _changes(self, item: ObjectiveChange) -> None:
        self.paper.heading(self._numbered(item.number, item.name), 2, item.anchor)
        for change in item.changes:
            self.paper.paragraph(*self._change(change))
            self.paper.bullets(map(self._event, change.events))
        if item.events:
            self.paper.heading(self.t("compare.also"), 3)
            self.paper.bullets(map(self._event, item.events))

    def _change(self, change: Change) -> Iterator[Piece]:
        if change.points:
            yield ("strong", f"{change.points}  ", None)
        yield ("strong", change.name, None)
        yield self.t("sign.colon")
        yield self.t("compare.from_to", before=change.before, after=change.after)
        yield ". "
        yield change.reason
        yield from change.notes

    def _event(self, event: Event) -> list[Piece]:
        marked = self.wording.joined([event.date, event.stage.word, event.stance.word])
        place = [f"{event.place}: "] if event.place else []
        return [("strong", f"{marked}{self.t('sign.colon')}", None), *place, event.statement, *event.notes]

    def _questions(self, group: Questions) -> None:
        t = self.t
        self.paper.heading(f"{self._numbered(group.number, group.name)} ({group.count})", 2)
        if group.common:
            rows: Rows = ([item.name, *map(self._answer, item.answers)] for item in group.common)
            self.paper.table([t("compare.question"), *self.view.glance.labels], self._widths(), rows)
        self.paper.bullets(f"{item.name} ({item.why})" for item in group.omitted)

    def _answer(self, answer: Answer) -> list[Piece]:
        return [answer.value, *([f"\n{answer.period}"] if answer.period else []), *answer.notes]

    def _widths(self) -> list[float]:
        return [1.6, *[1.0] * len(self.view.glance.labels)]

    def _numbered(self, number: int | None, name: str) -> str:
        return name if number is None else self.wording.joined((f"{number}. ", name), "")
