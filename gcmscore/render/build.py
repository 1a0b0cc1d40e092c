"""Builds the view of a scorecard from a card: wording, numbering of sources, order of findings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gcmscore import __version__
from gcmscore.definitions import Indicator
from gcmscore.observations import Figure
from gcmscore.records import Assessment, Finding, Ratification
from gcmscore.render.notes import Notes
from gcmscore.render.text import MISSING, Wording
from gcmscore.render.view import (
    Band,
    Fact,
    FindingGroup,
    FindingRow,
    IndicatorRow,
    ReplyRow,
    ScorecardView,
    Section,
    Strip,
    Tile,
    Unassessed,
)
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

STANCES = ("advance", "challenge", "mixed")
LIMITS = ("alignment", "menu", "missing", "law_practice", "announcements", "selection", "comparison")


def scorecard_view(card: Card, wording: Wording) -> ScorecardView:
    """Return everything a scorecard shows, worded in one language.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    """
    return _Builder(card, wording).build()


class _Builder:
    def __init__(self, card: Card, wording: Wording) -> None:
        self.card = card
        self.wording = wording
        self.t = wording.text
        self.notes = Notes(card.evidence.pack.sources, wording)
        self.superseded = {
            name: finding for finding in card.evidence.pack.findings for name in finding.supersedes
        }

    def build(self) -> ScorecardView:
        card, t = self.card, self.t
        country = card.country.name(self.wording.language)
        shown = [item for item in card.results if item.status != "not_assessed" or item.findings]
        sections = tuple(self._section(item) for item in shown)
        total = card.total
        return ScorecardView(
            lang=self.wording.language,
            direction=self.wording.direction,
            title=t(
                "card.title", country=country, year=card.year, framework=card.compact.framework.short_name
            ),
            country=country,
            year=card.year,
            subtitle=card.compact.framework.title,
            as_of=t("card.as_of", day=self.wording.day(card.as_of)),
            headline=self._headline(),
            score=self.wording.number(total.score),
            band=self._band(None, "scored" if total.score is not None else "insufficient"),
            strip=self._strip(total.score or math.nan, total.bound_low, total.bound_high),
            summary=self._summary(),
            counts=self._counts(),
            tiles=tuple(self._tile(item, item in shown) for item in card.results),
            legend=tuple(self._band(code, "scored") for code in ("green", "yellow", "orange", "red"))
            + tuple(self._band(None, code) for code in ("insufficient", "not_assessed")),
            sections=sections,
            unassessed=tuple(
                Unassessed(item.objective.number, item.objective.title, t(f"reason.{item.reason}"))
                for item in card.results
                if item not in shown
            ),
            limits=tuple(t(f"limit.{name}") for name in LIMITS),
            method=self._method(),
            sources=self.notes.entries(),
            reproducibility=self._reproducibility(),
        )

    def _headline(self) -> str:
        total = self.card.total
        if total.score is not None:
            return self.t("overall.scored", score=self.wording.number(total.score), **total.counts)
        return self.t("overall.none", **total.counts)

    def _summary(self) -> tuple[Fact, ...]:
        total, t = self.card.total, self.t
        low, high = self.wording.number(total.bound_low), self.wording.number(total.bound_high)
        compact = self.card.compact
        facts = [
            Fact(
                t("summary.coverage"), t("summary.coverage_text", share=self.wording.percent(total.coverage))
            ),
            Fact(t("summary.bounds"), t("summary.bounds_text", low=low, high=high)),
            Fact(t("summary.profile"), f"{compact.profiles[self.card.profile].title} · {compact.edition}"),
        ]
        if self.card.known_by is not None:
            facts.append(Fact(t("summary.known_by"), self.wording.day(self.card.known_by)))
        return tuple(facts)

    def _counts(self) -> tuple[Fact, ...]:
        found = [item.status for item in self.card.results]
        statuses = ("scored", "insufficient", "not_assessed", "not_applicable")
        return tuple(
            Fact(self.t(f"status.{name}"), str(found.count(name))) for name in statuses if name in found
        )

    def _band(self, band: str | None, status: str) -> Band:
        if band is not None:
            return Band(band, self.t(f"band.{band}"))
        return Band(status, self.t(f"status.{status}"))

    def _strip(self, score: float, low: float, high: float) -> Strip:
        known = [None if math.isnan(value) else round(value, 2) for value in (score, low, high)]
        values = [self.wording.number(value) for value in known]
        if known[0] is None:
            alternative = self.t("strip.no_score", low=values[1], high=values[2])
        elif known[1] is None or known[1] == known[2]:
            alternative = self.t("strip.score", score=values[0])
        else:
            alternative = self.t("strip.score_bounds", score=values[0], low=values[1], high=values[2])
        return Strip(known[0], known[1], known[2], alternative)

    def _tile(self, item: ObjectiveResult, linked: bool) -> Tile:
        band = self._band(item.band, item.status)
        number = item.objective.number
        score = self.wording.number(item.score) if item.status == "scored" else ""
        return Tile(
            number=number,
            name=item.objective.short_name,
            anchor=f"objective-{number}" if linked else "not-assessed",
            band=band,
            score=score,
            coverage=self.t("tile.coverage", share=self.wording.percent(item.coverage)) if item.n else "",
            strip=self._strip(item.score, item.bound_low, item.bound_high),
            label=self.t(
                "tile.label", number=number, name=item.objective.short_name, result=f"{score} {band.word}"
            ),
        )

    def _section(self, item: ObjectiveResult) -> Section:
        objective = item.objective
        rows = [self._indicator(entry) for entry in item.indicators if entry.indicator.role == "scored"]
        context = [self._indicator(entry) for entry in item.indicators if entry.indicator.role == "context"]
        return Section(
            number=objective.number,
            anchor=f"objective-{objective.number}",
            title=objective.title,
            name=objective.short_name,
            commitment=objective.commitment,
            band=self._band(item.band, item.status),
            score=self.wording.number(item.score),
            strip=self._strip(item.score, item.bound_low, item.bound_high),
            headline=self._section_headline(item),
            facts=self._section_facts(item),
            rows=tuple(rows),
            context=tuple(context),
            findings=self._findings(item.findings),
            replies=tuple(
                ReplyRow(
                    reply.who,
                    self.wording.partial_date(reply.date),
                    self.t(f"reply.{reply.reason}"),
                    reply.text,
                    self.notes.marks(reply.sources),
                )
                for reply in item.replies
            ),
        )

    def _section_headline(self, item: ObjectiveResult) -> str:
        values = {
            "n": item.n,
            "total": len(item.scored_indicators),
            "share": self.wording.percent(item.coverage),
            "floor": self.wording.percent(self.card.method.coverage_floor),
            "minimum": self.card.method.minimum_indicators,
            "score": self.wording.number(item.score),
            "mean": self.wording.number(item.indicative),
        }
        if item.status == "scored":
            return self.t("objective.scored", **values)
        return self.t(f"objective.{item.reason or item.status}", **values)

    def _section_facts(self, item: ObjectiveResult) -> tuple[Fact, ...]:
        t, wording = self.t, self.wording
        facts = [
            Fact(t("fact.coverage"), wording.percent(item.coverage)),
            Fact(t("fact.coverage_full"), wording.percent(item.coverage_full)),
        ]
        if item.n and item.bound_low != item.bound_high:
            low, high = wording.number(item.bound_low), wording.number(item.bound_high)
            facts.append(Fact(t("fact.bounds"), t("fact.bounds_text", low=low, high=high)))
        if item.status == "scored" and item.confidence:
            facts.append(Fact(t("fact.confidence"), t(f"confidence.{item.confidence}")))
        return tuple(facts)

    def _indicator(self, item: IndicatorResult) -> IndicatorRow:
        unit = self.card.compact.units[item.indicator.unit]
        chosen, target, wording = item.selection, item.indicator.target, self.wording
        has_value = item.value is not None
        by = f" ({self.t('table.by', year=target.by)})" if target is not None and target.by else ""
        return IndicatorRow(
            name=item.indicator.name,
            question=item.indicator.question,
            band=self._band(item.band, item.status),
            value=self._treaties(item) or self._quantity(item.indicator, item.value)
            if has_value
            else MISSING,
            period=wording.period(chosen.period) if chosen.period else MISSING,
            target=self._quantity(item.indicator, target.value) + by if target else MISSING,
            gap=wording.number(item.gap, unit.decimals),
            score=wording.number(item.score),
            strip=self._strip(item.score, math.nan, math.nan),
            law=wording.quantity(chosen.law, 1, "").strip() if has_value and chosen.law is not None else None,
            practice=wording.quantity(chosen.practice, 1, "").strip()
            if has_value and chosen.practice is not None
            else None,
            confidence=self.t(f"confidence.{item.confidence}") if item.confidence else MISSING,
            working=tuple(self._working(item)),
            notes=self.notes.pairs(item.citations),
        )

    def _quantity(self, indicator: Indicator, value: float | None) -> str:
        if value is None or math.isnan(value):
            return MISSING
        if indicator.kind == "rubric":
            return self.t("table.level", level=self.wording.quantity(value, 1, "").strip())
        unit = self.card.compact.units[indicator.unit]
        return self.wording.quantity(value, unit.decimals, unit.symbol)

    def _treaties(self, item: IndicatorResult) -> str:
        names = self.card.compact.instruments
        words = [
            f"{names[record.instrument].short_name}: {self.t('treaty.' + record.status)}"
            for record in item.selection.basis
            if isinstance(record, Ratification)
        ]
        return ", ".join(words)

    def _working(self, item: IndicatorResult) -> Iterable[Fact]:
        t, chosen, wording = self.t, item.selection, self.wording
        if item.status == "scored" and item.value is not None:
            worst, best = (wording.quantity(mark, 2, "").strip() for mark in item.indicator.scale)
            values = {"value": wording.quantity(item.value, 4, "").strip(), "worst": worst, "best": best}
            share = wording.percent(item.effective_weight)
            score, points = wording.number(item.score, 2), wording.number(item.contribution, 2)
            yield Fact(
                t("working.score"), t("working.formula", score=score, share=share, points=points, **values)
            )
            if chosen.working:
                yield Fact(t("working.value"), self._value_working(item))
        elif chosen.status in ("stale", "not_published", "conflict") and chosen.period:
            yield Fact(t("working.value"), t(f"working.{chosen.status}", **self._latest(item)))
        for record in chosen.basis:
            if isinstance(record, Assessment):
                yield Fact(t("working.rationale"), record.rationale)
                yield Fact(t("working.would_change"), record.would_change)
            elif isinstance(record, Figure) and record.note and not record.parts:
                yield Fact(t("working.note"), record.note)
        yield from self._passed_over(item)
        if item.indicator.caveat and item.value is not None:
            yield Fact(t("working.caveat"), item.indicator.caveat)

    def _value_working(self, item: IndicatorResult) -> str:
        rule, figures = (
            item.indicator.values,
            [one for one in item.selection.basis if isinstance(one, Figure)],
        )
        if rule.by is None:
            return self.t(f"working.{item.indicator.kind}", detail=self._levels(item))
        listed = ", ".join(
            f"{self._part(figure)} {self.wording.quantity(figure.value, 2, '').strip()}" for figure in figures
        )
        above = self.wording.quantity(rule.above, 2, "").strip() if rule.above is not None else ""
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
            # What lost on rank or edition is a disagreement the reader must see; a mere other year is not.
            if isinstance(record, Figure) and passed.reason in (
                "lower_series",
                "lower_pack",
                "older_edition",
            ):
                value = self._quantity(item.indicator, record.value)
                publisher = self.card.evidence.pack.sources[record.citations[0][0]].publisher
                note = f" {record.note}" if record.note else ""
                why = self.t(f"passed.{passed.reason}")
                marks = " ".join(f"[{note_.mark}]" for note_ in self.notes.pairs(record.citations))
                text = self.t("working.other_value", value=value, publisher=publisher, why=why)
                yield Fact(self.t("working.also_published"), f"{text}{note} {marks}")

    def _findings(self, findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
        groups = []
        for stance in STANCES:
            rows = tuple(self._finding(item) for item in findings if item.stance == stance)
            if rows:
                groups.append(FindingGroup(stance, self.t(f"stance.{stance}"), rows))
        return tuple(groups)

    def _finding(self, finding: Finding) -> FindingRow:
        later = self.superseded.get(finding.id)
        shown = later if later is not None and later.date <= f"{self.card.year}-12-31" else None
        asked = finding.recommendation
        place = finding.jurisdiction
        return FindingRow(
            date=self.wording.partial_date(finding.date),
            stage_code=finding.stage,
            stage=self.t(f"stage.{finding.stage}"),
            statement=finding.statement + (f" {finding.note}" if finding.note else ""),
            place=None if place is None or "-" not in place else place,
            recommendation=asked.text if asked else None,
            addressee=asked.addressee if asked else None,
            superseded=self.t("finding.superseded", date=self.wording.partial_date(shown.date))
            if shown
            else None,
            notes=self.notes.marks(finding.sources),
        )

    def _method(self) -> tuple[str, ...]:
        method, t, percent = self.card.method, self.t, self.wording.percent
        values = {
            "floor": percent(method.coverage_floor),
            "minimum": method.minimum_indicators,
            "share": percent(method.instrument_share),
            "signed": percent(method.signed_credit),
            "needed": self.card.total.needed,
            "total": self.card.total.total,
        }
        lines = [
            t(f"method.{name}", **values)
            for name in ("scale", "objective", "overall", "bounds", "bands", "confidence")
        ]
        if not method.is_default:
            changed = ", ".join(f"{name} = {value}" for name, value in method.changes().items())
            lines.insert(0, t("method.changed", changed=changed))
        return (*lines, self.card.compact.framework.legal_nature)

    def _reproducibility(self) -> str:
        card = self.card
        return self.t(
            "card.reproducibility",
            version=__version__,
            edition=card.compact.edition,
            profile=card.profile,
            method=self.t("method.default") if card.method.is_default else repr(card.method.changes()),
            framework=card.compact.digest[:12],
            evidence=card.evidence.digest[:12],
            call=f'gcmscore.score("{card.country.iso3}", {card.year}, profile="{card.profile}")',
        )
