"""The tables of a card's workbook: numbers from its frames, words from its view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gcmscore.observations import Figure
from gcmscore.records import Assessment, Finding, Ratification, Reply, Source
from gcmscore.render.build import numbered_view
from gcmscore.render.heads import (
    EVIDENCE,
    EVIDENCE_ASIDE,
    INDICATORS,
    INDICATORS_ASIDE,
    METHOD,
    OBJECTIVES,
    SOURCES,
    SOURCES_ASIDE,
    headed,
)
from gcmscore.render.notes import Notes
from gcmscore.render.resting import Use, uses
from gcmscore.render.rows import worded_band, worded_footing
from gcmscore.render.sheets import (
    SHARE,
    WHOLE,
    Book,
    Cell,
    Sheet,
    day,
    measured,
    number,
    text,
)
from gcmscore.render.text import Text, Wording
from gcmscore.render.view import IndicatorRow, Note, ScorecardView, SourceEntry
from gcmscore.scorecard import Card
from gcmscore.scoring.results import ObjectiveResult

_SHOWN = ("http://", "https://")
Cells = tuple[Cell, ...]


def card_book(card: Card, wording: Wording) -> Book:
    """Return the tables of a card, worded in one language.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    """
    view, notes = numbered_view(card, wording)
    rows = CardRows(card, wording, notes)
    evidence = tuple(rows.evidence(use) for use in uses(card))
    t = wording.text
    return Book(
        title=view.title,
        short_title=f"{card.country.iso3} {card.year}",
        lang=wording.language,
        direction=wording.direction,
        year=card.year,
        cut=t("sheet.cut"),
        sheets=(
            Sheet("objectives", t("sheet.objectives"), headed(wording, OBJECTIVES), rows.objectives()),
            Sheet(
                "indicators",
                t("sheet.indicators"),
                headed(wording, INDICATORS, INDICATORS_ASIDE),
                rows.indicators(view),
            ),
            Sheet("evidence", t("sheet.evidence"), headed(wording, EVIDENCE, EVIDENCE_ASIDE), evidence),
            # Last, so that it lists what the evidence alone cites.
            source_sheet(notes, wording),
            method_sheet(wording, (*_told(view, wording), *_facts(card, view, wording)), view.limits, view),
        ),
    )


class CardRows:
    """The rows of one card.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    notes : Notes
        Numbers the sources.
    """

    def __init__(self, card: Card, wording: Wording, notes: Notes) -> None:
        self.card = card
        self.wording = wording
        self.t = wording.text
        self.notes = notes

    def objectives(self) -> tuple[Cells, ...]:
        """Return one row an objective."""
        frame = self.card.objectives.to_dict("records")
        return tuple(self._objective(*pair) for pair in zip(self.card.results, frame, strict=True))

    def _objective(self, item: ObjectiveResult, row: Mapping[Any, Any]) -> Cells:
        said, objective = self.wording.content, item.objective
        return (
            number(objective.number, WHOLE),
            text(said(objective.short_name)),
            text(said(objective.title)),
            text(self.t(f"status.{item.status}")),
            text(self._why(item)),
            *(number(row[name]) for name in ("score", "low", "high")),
            self._band(item.band),
            self._word("trend", item.trend),
            self._word("confidence", item.confidence),
            *(number(row[name], SHARE) for name in ("coverage", "coverage_full")),
            number(row["n"], WHOLE),
            *(number(row[name]) for name in ("bound_low", "bound_high", "indicative")),
        )

    def _why(self, item: ObjectiveResult) -> str:
        if item.status == "insufficient":
            return worded_footing(self.wording, item)
        if item.reason is not None:
            return self.t(f"reason.{item.reason}")
        return self.t("tile.down") if item.stepped_down else ""

    def _band(self, band: str | None) -> Cell:
        return Cell(None) if band is None else Cell(worded_band(self.wording, band, "").word, band=band)

    def _word(self, kind: str, code: str | None) -> Cell:
        return text(None if code is None else self.t(f"{kind}.{code}"))

    def indicators(self, view: ScorecardView) -> tuple[Cells, ...]:
        """Return one row an indicator of the profile."""
        worded = {
            row.id: row
            for section in view.sections
            for row in (*section.rows, *section.context)
            if row.elsewhere is None
        }
        frame = self.card.indicators.reset_index().to_dict("records")
        return tuple(self._indicator(row, worded.get(row["indicator"])) for row in frame)

    def _indicator(self, row: Mapping[Any, Any], worded: IndicatorRow | None) -> Cells:
        indicator = self.card.compact.indicators[row["indicator"]]
        unit, said = self.card.compact.units[indicator.unit], self.wording.content
        known = {name: None if value != value else value for name, value in row.items()}
        has_value = known["value"] is not None
        return (
            number(row["objective"], WHOLE),
            text(said(indicator.name)),
            text(said(indicator.question)),
            text(self.t(f"status.{row['status']}")),
            *(number(row[name]) for name in ("score", "low", "high")),
            self._band(known["band"]),
            measured(row["value"], unit.decimals),
            text(said(unit.symbol) if has_value else None),
            text(worded.value if worded is not None and has_value else None),
            *(measured(row[name], 1) for name in ("law", "practice")),
            day(known["period"]),
            *(measured(row[name], unit.decimals) for name in ("target", "gap")),
            self._word("trend", known["trend"]),
            *self.marks(self._cited(row["objective"], row["indicator"])),
            number(None if known["age"] is None else int(known["age"]), WHOLE),
            number(indicator.target.by if indicator.target else None, WHOLE),
            self._word("confidence", known["confidence"]),
            number(row["weight"], "0.00"),
            number(row["effective_weight"], SHARE),
            text(row["indicator"]),
        )

    def _cited(self, objective: int, name: str) -> tuple[tuple[str, str], ...]:
        items = self.card.objective(objective).indicators
        return next(item.citations for item in items if item.id == name)

    def marks(self, citations: Iterable[tuple[str, str]]) -> Cells:
        """Return the mark of the first source, leading to it, and those of the others."""
        found: tuple[Note, ...] = self.notes.pairs(citations)
        if not found:
            return Cell(None), Cell(None)
        first = Cell(found[0].mark, source=self.notes.number(found[0]))
        return first, text(", ".join(note.mark for note in found[1:]))

    def evidence(self, use: Use) -> Cells:
        """Return the row of one record."""
        record, indicator = use.record, self.card.compact.indicators.get(use.indicator or "")
        numbers = use.objectives
        since, until, confirmed = self._days(record)
        return (
            text(self.t(f"record.{use.kind}")),
            number(numbers[0], WHOLE) if len(numbers) == 1 else text(", ".join(map(str, numbers))),
            text(self.wording.content(indicator.name) if indicator else None),
            text(self._place(record)),
            since,
            text(self._said(record)),
            *self._standing(record),
            *self._amounts(record),
            text(self._use(use)),
            *self.marks(use.citations),
            text("; ".join(locator for _, locator in use.citations)),
            until,
            confirmed,
            text(getattr(record, "language", None)),
            text(self._asked(record)),
            text(record.would_change if isinstance(record, Assessment) else None),
            text(getattr(record, "note", None)),
            text(self._who(record)),
            text(use.id),
        )

    def _use(self, use: Use) -> str:
        if use.use == "beside":
            return self.t("regional.beside")
        known = use.use in ("counts", "stands")
        return self.t(f"use.{use.use}" if known else f"status.{use.use}")

    def _place(self, record: Any) -> str:
        own = self.card.country.iso3
        code = str(getattr(record, "region", None) or getattr(record, "country", own))
        table = self.card.evidence.country_table
        return self.wording.country(table[code]) if code in table else self.wording.region(table, code)

    @staticmethod
    def _days(record: Any) -> Cells:
        """Return when it is of or from, until when it holds, and when it was last confirmed."""
        if isinstance(record, Figure):
            return day(record.period), Cell(None), Cell(None)
        if isinstance(record, Assessment):
            return day(record.since), day(record.until), day(record.confirmed)
        if isinstance(record, Finding | Reply):
            return day(record.date), Cell(None), Cell(None)
        return day(getattr(record, "date", None)), Cell(None), day(record.status_as_of)

    def _standing(self, record: Any) -> Cells:
        if isinstance(record, Finding):
            return self._word("stance", record.stance), self._word("stage", record.stage)
        return Cell(None), Cell(None)

    def _amounts(self, record: Any) -> Cells:
        """Return value and unit of a figure, law and practice of an assessment."""
        if isinstance(record, Figure):
            unit = self.card.compact.units[record.unit]
            shown = self.wording.content(unit.symbol) if record.value is not None else None
            return measured(record.value, unit.decimals), text(shown), Cell(None), Cell(None)
        if isinstance(record, Assessment):
            return Cell(None), Cell(None), number(record.law, WHOLE), number(record.practice, WHOLE)
        return (Cell(None),) * 4

    def _said(self, record: Any) -> str:
        if isinstance(record, Finding):
            return Text(record.statement, record.language)
        if isinstance(record, Assessment):
            return Text(record.rationale, record.language)
        if isinstance(record, Reply):
            reason = self.t(f"reply.{record.reason}")
            return Text(self.wording.labelled(reason, record.text), record.language)
        if isinstance(record, Figure):
            parts = ", ".join(f"{name}: {value}" for name, value in record.parts)
            return parts or ("" if record.missing is None else self.t(f"status.{record.missing}"))
        return self._treaty(record)

    def _treaty(self, record: Any) -> str:
        known = self.card.compact.instruments[record.instrument]
        status = record.status if isinstance(record, Ratification) else "none"
        return self.wording.labelled(self.wording.content(known.short_name), self.t(f"treaty.{status}"))

    def _asked(self, record: Any) -> str | None:
        asked = record.recommendation if isinstance(record, Finding) else None
        if asked is None:
            return None
        return self.t("finding.recommendation", addressee=asked.addressee, text=asked.text)

    @staticmethod
    def _who(record: Any) -> str | None:
        if isinstance(record, Finding):
            return record.recommendation.by if record.recommendation else None
        return record.coder if isinstance(record, Assessment) else getattr(record, "who", None)


def source_sheet(notes: Notes, wording: Wording) -> Sheet:
    """Return the numbered sources, those last cited last.

    Parameters
    ----------
    notes : Notes
        What numbered them.
    wording : Wording
        The language.
    """
    t = wording.text
    heads = headed(wording, SOURCES, SOURCES_ASIDE)
    rows = tuple(
        _source(entry, name, notes.sources[name])
        for name, entry in zip(notes.ids, notes.entries(), strict=True)
    )
    return Sheet("sources", t("sheet.sources"), heads, rows)


def _source(entry: SourceEntry, name: str, record: Source) -> Cells:
    known = entry.url if entry.url and entry.url.startswith(_SHOWN) else None
    return (
        number(entry.number, WHOLE),
        text(entry.title),
        text(entry.publisher),
        day(record.date),
        text(entry.kind),
        text(entry.language),
        text("\n".join(f"{entry.number}{place.letter} {place.locator}" for place in entry.places)),
        Cell(entry.url, address=known),
        day(record.accessed),
        text(entry.licence),
        text(name),
    )


def method_sheet(wording: Wording, facts: Iterable[Cells], limits: Iterable[str], view: Any) -> Sheet:
    """Return what the numbers do not say, before the rules by which they were made.

    Parameters
    ----------
    wording : Wording
        The language.
    facts : iterable of tuple of Cell
        What is said of the whole: its rows.
    limits : iterable of str
        What it does not say.
    view : ScorecardView or ComparisonView
        Rules and the line that makes it again.
    """
    t = wording.text
    kept = [(text(t("heading.limits")), text(line), Cell(None)) for line in limits]
    rules = [(text(t("heading.method")), text(line), Cell(None)) for line in view.method]
    made = (text(t("heading.method")), text(view.reproducibility), Cell(None))
    heads = headed(wording, METHOD)
    return Sheet("method", t("sheet.method"), heads, (*kept, *facts, *rules, made))


def _told(view: ScorecardView, wording: Wording) -> Iterable[Cells]:
    about = text(wording.text("heading.facts"))
    yield about, text(view.title), Cell(None)
    yield about, text(view.subtitle), Cell(None)


def _facts(card: Card, view: ScorecardView, wording: Wording) -> Iterable[Cells]:
    about = text(wording.text("heading.facts"))
    yield about, text(view.as_of), day(card.as_of)
    yield about, text(view.headline), number(card.overall)
    for fact in view.summary:
        share = number(card.coverage, SHARE) if fact is view.summary[0] else Cell(None)
        yield about, text(wording.labelled(fact.label, fact.text)), share
