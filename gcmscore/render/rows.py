"""Words one line of an indicator table: its value, its working and what was published beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gcmscore.compact import Compact
from gcmscore.definitions import Indicator
from gcmscore.observations import Figure
from gcmscore.records import Assessment
from gcmscore.render.notes import Notes
from gcmscore.render.standing import peers_of
from gcmscore.render.text import FALLBACK, MISSING, Text, Wording
from gcmscore.render.view import Band, Fact, IndicatorRow, Named, RegionalRow, Side, Sign, Strip
from gcmscore.scorecard import Card
from gcmscore.scoring.normalise import normalise, scale_of
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.scoring.select import Selection

# What lost on rank or edition is a disagreement the reader must see; a mere other year is not.
DISAGREEMENTS = ("lower_series", "lower_pack", "older_edition")


def worded_band(wording: Wording, band: str | None, status: str) -> Band:
    """Return the band with its word, or the status where there is no band."""
    if band is not None:
        return Band(band, wording.text(f"band.{band}"))
    return Band(status, wording.text(f"status.{status}"))


def worded_interval(wording: Wording, interval: tuple[float, float] | None) -> str:
    """Return both ends of an interval; empty when there is none."""
    return "" if interval is None else "–".join(wording.number(end) for end in interval)


def worded_strip(
    wording: Wording,
    score: float,
    interval: tuple[float, float] | None = None,
    bounds: tuple[float, float] = (math.nan, math.nan),
) -> Strip:
    """Return positions on the 0–100 scale, with the words that say the same."""
    ends = interval or (math.nan, math.nan)
    known = [None if math.isnan(value) else round(value, 1) for value in (score, *ends, *bounds)]
    # Said as they are elsewhere: rounded once, not from what is drawn.
    values = [wording.number(value) for value in (score, *ends, *bounds)]
    if known[0] is None:
        alternative = wording.text("strip.no_score", low=values[3], high=values[4])
    elif interval is not None:
        alternative = wording.text("strip.score_interval", score=values[0], low=values[1], high=values[2])
    else:
        alternative = wording.text("strip.score", score=values[0])
    return Strip(known[0], alternative, *known[1:])


def worded_trend(wording: Wording, trend: str | None) -> Sign | None:
    """Return the direction of a result with its word; None where there is no trend."""
    return None if trend is None else Sign(trend, wording.text(f"trend.{trend}"))


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
    return wording.joined(
        wording.labelled(
            wording.content(compact.instruments[name].short_name), wording.text(f"treaty.{status}")
        )
        for name, status in item.selection.treaties
    )


def _silence(chosen: Selection) -> str:
    if chosen.status != "stale":
        return chosen.status
    # A statement that nothing is published can be out of date too, and then has no value to show.
    if chosen.value is None:
        return "not_published"
    # Of treaties it is the list that is old, not the day of the ratification.
    return "stale_treaties" if chosen.treaties else "stale"


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
        self.peers = peers_of(card)

    def row(self, item: IndicatorResult, elsewhere: Named | None = None) -> IndicatorRow:
        """Return one indicator, worded; its working only where it is scored, and its sources once."""
        chosen, wording = item.selection, self.wording
        has_value = item.value is not None
        median, others = self.peers.medians.get(item.id, (None, 0))
        working = () if elsewhere else tuple(self._working(item))
        told = {note for fact in working for note in fact.notes}
        return IndicatorRow(
            id=item.id,
            name=wording.content(item.indicator.name),
            question=wording.content(item.indicator.question),
            band=worded_band(wording, item.band, item.status),
            value=self._treaties(item) or self._quantity(item.indicator, item.value)
            if has_value
            else MISSING,
            period=self._period(item),
            target=self._target(item.indicator),
            gap=self._gap(item),
            score=wording.number(item.score),
            strip=self._strip(item, median),
            trend=worded_trend(wording, item.trend),
            sides=self._sides(item.indicator, chosen.law, chosen.practice) if has_value else (),
            median=self._quantity(item.indicator, median),
            peers=self.t("table.peers_n", n=others) if others else "",
            confidence=self.t(f"confidence.{item.confidence}") if item.confidence else MISSING,
            working=working,
            notes=tuple(note for note in self.notes.pairs(item.citations) if note not in told),
            regional=() if elsewhere else tuple(self._regional(item, region) for region in item.regional),
            elsewhere=elsewhere,
        )

    def _target(self, indicator: Indicator) -> str:
        target = indicator.target
        if target is None:
            return MISSING
        by = f" ({self.t('table.by', year=target.by)})" if target.by else ""
        return self.wording.joined((self._quantity(indicator, target.value), by), "")

    def _strip(self, item: IndicatorResult, median: float | None) -> Strip:
        wanted = item.indicator.target.value if item.indicator.target else None
        target = self._place(item.indicator, wanted if item.indicator.kind == "measure" else None)
        strip = worded_strip(self.wording, item.score, self.card.intervals.get(item.id))
        return replace(strip, median=self._place(item.indicator, median), target=target)

    @staticmethod
    def _place(indicator: Indicator, value: float | None) -> float | None:
        if value is None or math.isnan(value):
            return None
        return round(float(normalise(value, *indicator.scale, scale=scale_of(indicator))), 1)

    def _sides(self, indicator: Indicator, law: float | None, practice: float | None) -> tuple[Side, ...]:
        known = {"law": law, "practice": practice}
        return tuple(
            Side(
                self.t(f"table.{name}"),
                self.wording.amount(level),
                level,
                self._anchor(indicator, name, level),
            )
            for name, level in known.items()
            if level is not None
        )

    def _anchor(self, indicator: Indicator, name: str, level: float) -> str | None:
        # Two coders one apart give half a level, which no condition describes.
        reached = (indicator.levels or {}).get(int(level)) if level == int(level) else None
        anchor = getattr(reached, name) if reached else None
        return self.wording.content(anchor) if anchor else None

    def _regional(self, item: IndicatorResult, region: str) -> RegionalRow:
        chosen, wording = item.regional[region], self.wording
        table = self.card.evidence.country_table
        current = chosen.status == "available"
        sides = (chosen.law, chosen.practice) if current else (None, None)
        return RegionalRow(
            place=wording.region(table, region),
            value=self._quantity(item.indicator, chosen.value)
            if current
            else self.t(f"status.{chosen.status}"),
            period=self.t("table.since", date=wording.period(chosen.period or "")),
            sides=self._sides(item.indicator, *sides),
            working=tuple(self._reasons(chosen)),
        )

    def _reasons(self, chosen: Selection) -> Iterable[Fact]:
        for record in chosen.basis:
            if isinstance(record, Assessment):
                rationale, moving = (
                    Text(said, record.language) for said in (record.rationale, record.would_change)
                )
                yield Fact(self.t("working.rationale"), rationale, self.notes.marks(record.sources))
                yield Fact(self.t("working.would_change"), moving)

    def _quantity(self, indicator: Indicator, value: float | None) -> str:
        if value is None or math.isnan(value):
            return MISSING
        if indicator.kind == "rubric":
            return self.t("table.level", level=self.wording.amount(value, 1))
        unit = self.card.compact.units[indicator.unit]
        return self.wording.quantity(value, unit.decimals, self.wording.content(unit.symbol))

    def _period(self, item: IndicatorResult) -> str:
        if not item.selection.period:
            return MISSING
        period = self.wording.period(item.selection.period)
        # What is out of date is no longer known to hold.
        return (
            period
            if item.indicator.kind == "measure" or item.status == "stale"
            else self.t("table.since", date=period)
        )

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
            yield Fact(t("working.value"), t(f"working.{_silence(chosen)}", **self._latest(item)))
        yield from self._reasons(chosen)
        for record in chosen.basis:
            if isinstance(record, Figure) and record.note and not record.parts:
                yield Fact(t("working.note"), Text(record.note, FALLBACK))
        yield from self._passed_over(item)
        if item.indicator.caveat and item.value is not None:
            yield Fact(t("working.caveat"), wording.content(item.indicator.caveat))

    def _value_working(self, item: IndicatorResult) -> str:
        rule = item.indicator.values
        figures = [one for one in item.selection.basis if isinstance(one, Figure)]
        if rule.by is None:
            return self.t(f"working.{item.indicator.kind}", detail=self._levels(item))
        listed = self.wording.joined(
            self.wording.joined((self._part(figure), self.wording.amount(figure.value, 2)), " ")
            for figure in figures
        )
        above = self.wording.amount(rule.above, 2) if rule.above is not None else ""
        return self.t(f"working.{rule.how}", len(figures), listed=listed, above=above)

    def _levels(self, item: IndicatorResult) -> str:
        if item.indicator.kind == "instrument":
            return self._treaties(item)
        names = {"law": item.selection.law, "practice": item.selection.practice}
        return ", ".join(
            f"{self.t('table.' + name)} {self.wording.amount(level)}"
            for name, level in names.items()
            if level is not None
        )

    def _part(self, figure: Figure) -> str:
        code = figure.parts[0][1]
        table = self.card.evidence.country_table
        return self.wording.country(table[code]) if code in table else Text(code, FALLBACK)

    def _latest(self, item: IndicatorResult) -> dict[str, Any]:
        chosen = item.selection
        return {
            "value": self._quantity(item.indicator, chosen.value),
            "period": self.wording.period(chosen.period or ""),
            "age": chosen.age,
            "limit": item.indicator.max_age,
            "detail": self._treaties(item),
        }

    def _passed_over(self, item: IndicatorResult) -> Iterable[Fact]:
        for passed in item.selection.passed_over:
            record = passed.record
            if isinstance(record, Figure) and passed.reason in DISAGREEMENTS:
                part = (self._part(record),) if record.parts else ()
                value = self.wording.joined((*part, self._quantity(item.indicator, record.value)), " ")
                publisher = self.card.evidence.pack.sources[record.citations[0][0]].publisher
                note = (Text(record.note, FALLBACK),) if record.note else ()
                why = self.t(f"passed.{passed.reason}")
                text = self.t("working.other_value", value=value, publisher=publisher, why=why)
                marks = self.notes.pairs(record.citations)
                yield Fact(self.t("working.also_published"), self.wording.joined((text, *note), " "), marks)
