"""Words one line of an indicator table: its value, its working and what was published beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gcmscore.compact import Compact
from gcmscore.definitions import Indicator
from gcmscore.observations import Figure
from gcmscore.records import Assessment
from gcmscore.render.notes import Notes
from gcmscore.render.text import MISSING, Wording
from gcmscore.render.view import Band, Fact, IndicatorRow, LevelRow, RegionalRow, Strip
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.scoring.select import Selection

# What lost on rank or edition is a disagreement the reader must see; a mere other year is not.
DISAGREEMENTS = ("lower_series", "lower_pack", "older_edition")


def worded_band(wording: Wording, band: str | None, status: str) -> Band:
    """Return the band with its word, or the status where there is no band."""
    if band is not None:
        return Band(band, wording.text(f"band.{band}"))
    return Band(status, wording.text(f"status.{status}"))


def worded_strip(wording: Wording, score: float, low: float = math.nan, high: float = math.nan) -> Strip:
    """Return positions on the 0–100 scale, with the words that say the same."""
    known = [None if math.isnan(value) else round(value, 2) for value in (score, low, high)]
    values = [wording.number(value) for value in known]
    if known[0] is None:
        alternative = wording.text("strip.no_score", low=values[1], high=values[2])
    elif known[1] is None or known[1] == known[2]:
        alternative = wording.text("strip.score", score=values[0])
    else:
        alternative = wording.text("strip.score_bounds", score=values[0], low=values[1], high=values[2])
    return Strip(known[0], known[1], known[2], alternative)


def worded_footing(wording: Wording, item: ObjectiveResult) -> str:
    """Return in a few words what an objective's result stands on, or what it lacks; empty when nothing is."""
    share = wording.percent(item.coverage)
    if item.status == "scored":
        return wording.text("tile.stepped_down" if item.stepped_down else "tile.coverage", share=share)
    if item.status == "insufficient" or item.reason == "stale":
        return wording.text(f"lack.{item.reason}", share=share)
    return ""


def worded_treaties(wording: Wording, compact: Compact, item: IndicatorResult) -> str:
    """Return the status of each treaty of an indicator; empty for another kind."""
    return ", ".join(
        f"{compact.instruments[name].short_name}: {wording.text('treaty.' + status)}"
        for name, status in item.selection.treaties
    )


class IndicatorRows:
    """Words the indicators of a card.

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
        self.notes = notes
        self.t = wording.text

    def row(self, item: IndicatorResult) -> IndicatorRow:
        """Return one indicator, worded."""
        chosen, target, wording = item.selection, item.indicator.target, self.wording
        has_value = item.value is not None
        by = f" ({self.t('table.by', year=target.by)})" if target is not None and target.by else ""
        return IndicatorRow(
            id=item.id,
            name=item.indicator.name,
            question=item.indicator.question,
            band=worded_band(wording, item.band, item.status),
            value=self._treaties(item) or self._quantity(item.indicator, item.value)
            if has_value
            else MISSING,
            period=self._period(item),
            target=self._quantity(item.indicator, target.value) + by if target else MISSING,
            gap=self._gap(item),
            score=wording.number(item.score),
            strip=worded_strip(wording, item.score),
            law=wording.amount(chosen.law) if has_value and chosen.law is not None else None,
            practice=wording.amount(chosen.practice) if has_value and chosen.practice is not None else None,
            confidence=self.t(f"confidence.{item.confidence}") if item.confidence else MISSING,
            working=tuple(self._working(item)),
            notes=self.notes.pairs(item.citations),
            regional=tuple(self._regional(item, region) for region in item.regional),
            levels=self._scale(item),
        )

    def _scale(self, item: IndicatorResult) -> tuple[LevelRow, ...]:
        # The reasons for a level speak of the conditions of the scale; without a level it says nothing.
        levels = item.indicator.levels or {}
        if not (item.selection.basis or item.regional):
            return ()
        return tuple(
            LevelRow(str(level), levels[level].law, levels[level].practice) for level in sorted(levels)
        )

    def _regional(self, item: IndicatorResult, region: str) -> RegionalRow:
        chosen, wording = item.regional[region], self.wording
        table = self.card.evidence.country_table
        current = chosen.status == "available"
        sides = (chosen.law, chosen.practice) if current else (None, None)
        law, practice = (None if level is None else wording.amount(level) for level in sides)
        return RegionalRow(
            place=table.region_name(region, wording.language),
            value=self._quantity(item.indicator, chosen.value)
            if current
            else self.t(f"status.{chosen.status}"),
            period=self.t("table.since", date=wording.period(chosen.period or "")),
            law=law,
            practice=practice,
            working=tuple(self._reasons(chosen)),
        )

    def _reasons(self, chosen: Selection) -> Iterable[Fact]:
        for record in chosen.basis:
            if isinstance(record, Assessment):
                yield Fact(self.t("working.rationale"), record.rationale, self.notes.marks(record.sources))
                yield Fact(self.t("working.would_change"), record.would_change)

    def _quantity(self, indicator: Indicator, value: float | None) -> str:
        if value is None or math.isnan(value):
            return MISSING
        if indicator.kind == "rubric":
            return self.t("table.level", level=self.wording.amount(value, 1))
        unit = self.card.compact.units[indicator.unit]
        return self.wording.quantity(value, unit.decimals, unit.symbol)

    def _period(self, item: IndicatorResult) -> str:
        if not item.selection.period:
            return MISSING
        period = self.wording.period(item.selection.period)
        return period if item.indicator.kind == "measure" else self.t("table.since", date=period)

    def _gap(self, item: IndicatorResult) -> str:
        if math.isnan(item.gap):
            return ""
        amount = self.wording.amount(abs(item.gap), self.card.compact.units[item.indicator.unit].decimals)
        return self.t(
            "gap.short" if item.gap > 0 else "gap.beyond" if item.gap < 0 else "gap.met", amount=amount
        )

    def _treaties(self, item: IndicatorResult) -> str:
        return worded_treaties(self.wording, self.card.compact, item)

    def _working(self, item: IndicatorResult) -> Iterable[Fact]:
        t, chosen, wording = self.t, item.selection, self.wording
        if item.status == "scored" and item.value is not None:
            worst, best = (wording.amount(mark, 2) for mark in item.indicator.scale)
            values = {"value": wording.amount(item.value, 4), "worst": worst, "best": best}
            share = wording.percent(item.effective_weight)
            score, points = wording.number(item.score, 2), wording.number(item.contribution, 2)
            yield Fact(
                t("working.score"), t("working.formula", score=score, share=share, points=points, **values)
            )
            if chosen.working:
                yield Fact(t("working.value"), self._value_working(item))
        elif chosen.status in ("stale", "not_published", "conflict") and chosen.period:
            # A statement that nothing is published can be out of date too, and then has no value to show.
            silent = chosen.status == "stale" and chosen.value is None
            key = "not_published" if silent else chosen.status
            yield Fact(t("working.value"), t(f"working.{key}", **self._latest(item)))
        yield from self._reasons(chosen)
        for record in chosen.basis:
            if isinstance(record, Figure) and record.note and not record.parts:
                yield Fact(t("working.note"), record.note)
        yield from self._passed_over(item)
        if item.indicator.caveat and item.value is not None:
            yield Fact(t("working.caveat"), item.indicator.caveat)

    def _value_working(self, item: IndicatorResult) -> str:
        rule = item.indicator.values
        figures = [one for one in item.selection.basis if isinstance(one, Figure)]
        if rule.by is None:
            return self.t(f"working.{item.indicator.kind}", detail=self._levels(item))
        listed = ", ".join(
            f"{self._part(figure)} {self.wording.amount(figure.value, 2)}" for figure in figures
        )
        above = self.wording.amount(rule.above, 2) if rule.above is not None else ""
        return self.t(f"working.{rule.how}", len(figures), listed=listed, above=above)

    def _levels(self, item: IndicatorResult) -> str:
        if item.indicator.kind == "instrument":
            return self._treaties(item)
        names = {"law": item.selection.law, "practice": item.selection.practice}
        return ", ".join(
            f"{self.t('table.' + name)} {level:g}" for name, level in names.items() if level is not None
        )

    def _part(self, figure: Figure) -> str:
        code = figure.parts[0][1]
        table = self.card.evidence.country_table
        return table[code].name(self.wording.language) if code in table else code

    def _latest(self, item: IndicatorResult) -> dict[str, Any]:
        chosen = item.selection
        return {
            "value": self._quantity(item.indicator, chosen.value),
            "period": self.wording.period(chosen.period or ""),
            "age": chosen.age,
            "limit": item.indicator.max_age,
        }

    def _passed_over(self, item: IndicatorResult) -> Iterable[Fact]:
        for passed in item.selection.passed_over:
            record = passed.record
            if isinstance(record, Figure) and passed.reason in DISAGREEMENTS:
                part = f"{self._part(record)} " if record.parts else ""
                value = part + self._quantity(item.indicator, record.value)
                publisher = self.card.evidence.pack.sources[record.citations[0][0]].publisher
                note = f" {record.note}" if record.note else ""
                why = self.t(f"passed.{passed.reason}")
                text = self.t("working.other_value", value=value, publisher=publisher, why=why)
                marks = self.notes.pairs(record.citations)
                yield Fact(self.t("working.also_published"), text + note, marks)
