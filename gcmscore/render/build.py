"""Builds the view of a scorecard from a card: wording, numbering of sources, order of findings."""

from __future__ import annotations

import math

from gcmscore.records import Reply
from gcmscore.render.glance import Glance
from gcmscore.render.notes import Notes
from gcmscore.render.reproducibility import reproducibility, worded_framework
from gcmscore.render.rows import IndicatorRows, worded_band, worded_interval, worded_strip, worded_trend
from gcmscore.render.text import Text, Wording
from gcmscore.render.timeline import Timelines
from gcmscore.render.view import (
    Fact,
    IndicatorRow,
    Named,
    ReplyRow,
    ScorecardView,
    Section,
    Strip,
    Unassessed,
)
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

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
    return numbered_view(card, wording)[0]


def numbered_view(card: Card, wording: Wording) -> tuple[ScorecardView, Notes]:
    """Return the view, and what numbered its sources: more can be numbered after those it shows.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    """
    builder = _Builder(card, wording)
    return builder.build(), builder.notes


class _Builder:
    def __init__(self, card: Card, wording: Wording) -> None:
        self.card = card
        self.wording = wording
        self.t = wording.text
        self.notes = Notes(card.evidence.pack.sources, wording)
        self.rows = IndicatorRows(card, wording, self.notes)
        self.timelines = Timelines(card, wording, self.notes)
        self.glance = Glance(card, wording)

    def build(self) -> ScorecardView:
        card, total = self.card, self.card.total
        shown = [item for item in card.results if item.has_something]
        return ScorecardView(
            lang=self.wording.language,
            direction=self.wording.direction,
            title=self._title(),
            country=self.wording.country(card.country),
            year=card.year,
            subtitle=self.wording.content(card.compact.framework.title),
            as_of=self.t("card.as_of", day=self.wording.day(card.as_of)),
            headline=self._headline(),
            score=self.wording.number(total.score),
            band=worded_band(self.wording, None, "scored" if total.score is not None else "insufficient"),
            strip=self._strip(),
            summary=self._summary(),
            tiles=tuple(self.glance.tile(item, item in shown) for item in card.results),
            legend=self.glance.legend(),
            trends=self.glance.trends(),
            reading=self.glance.reading(),
            standouts=self.glance.standouts(),
            stages=self.timelines.stages(shown),
            sections=tuple(self._section(item) for item in shown),
            recommendations=self.timelines.recommendations(shown),
            unassessed=tuple(self._unassessed(item) for item in card.results if item not in shown),
            limits=tuple(self.t(f"limit.{name}") for name in LIMITS),
            method=self._method(),
            sources=self.notes.entries(),
            reproducibility=reproducibility(card, self.wording, "score", self._arguments()),
        )

    def _title(self) -> Text:
        card, wording = self.card, self.wording
        name = wording.content(card.compact.framework.short_name)
        return self.t("card.title", country=wording.country(card.country), year=card.year, framework=name)

    def _strip(self) -> Strip:
        total = self.card.total
        score = math.nan if total.score is None else total.score
        bounds = (total.bound_low, total.bound_high)
        return worded_strip(self.wording, score, self.card.intervals.get(None), bounds)

    def _arguments(self) -> tuple[str, str]:
        return f'"{self.card.country.iso3}"', str(self.card.year)

    def _unassessed(self, item: ObjectiveResult) -> Unassessed:
        objective, said = item.objective, self.wording.content
        reason = self.t(f"reason.{item.reason}")
        return Unassessed(objective.number, said(objective.short_name), said(objective.title), reason)

    def _headline(self) -> str:
        total = self.card.total
        if total.score is not None:
            return self.t("overall.scored", score=self.wording.number(total.score), **total.counts)
        if total.reason == "too_few_indicators":
            return self.t("overall.few", answered=total.answered, asked=total.asked)
        return self.t("overall.none", **total.counts)

    def _summary(self) -> tuple[Fact, ...]:
        total, t = self.card.total, self.t
        low, high = self.wording.number(total.bound_low), self.wording.number(total.bound_high)
        compact = self.card.compact
        profile = self.wording.content(compact.profiles[self.card.profile].title)
        facts = [
            Fact(
                t("summary.coverage"), t("summary.coverage_text", share=self.wording.percent(total.coverage))
            ),
            Fact(t("summary.bounds"), t("summary.bounds_text", low=low, high=high)),
            Fact(t("summary.profile"), self.wording.joined((profile, compact.edition), " · ")),
        ]
        if self.card.known_by is not None:
            facts.append(Fact(t("summary.known_by"), self.wording.day(self.card.known_by)))
        return tuple(facts)

    def _section(self, item: ObjectiveResult) -> Section:
        objective, said = item.objective, self.wording.content
        interval = self.card.intervals.get(objective.number)
        rows = [self.rows.row(entry) for entry in item.indicators if entry.indicator.role == "scored"]
        beside = [entry for entry in item.indicators if entry.indicator.role == "context"]
        context = [self.rows.row(entry) for entry in beside] + [self._also(entry) for entry in item.also]
        return Section(
            number=objective.number,
            anchor=f"objective-{objective.number}",
            title=said(objective.title),
            name=said(objective.short_name),
            commitment=said(objective.commitment) if objective.commitment else None,
            band=worded_band(self.wording, item.band, item.status),
            score=self.wording.number(item.score),
            strip=worded_strip(self.wording, item.score, interval, (item.bound_low, item.bound_high)),
            headline=self._section_headline(item),
            facts=self._section_facts(item),
            rows=tuple(rows),
            context=tuple(context),
            counts=self.timelines.counts(item.findings),
            timelines=self.timelines.timelines(item),
            replies=tuple(self._reply(reply) for reply in item.replies),
        )

    def _reply(self, reply: Reply) -> ReplyRow:
        day = self.wording.partial_date(reply.date)
        text = Text(reply.text, reply.language)
        return ReplyRow(
            reply.who, day, self.t(f"reply.{reply.reason}"), text, self.notes.marks(reply.sources)
        )

    def _also(self, item: IndicatorResult) -> IndicatorRow:
        """Word an indicator that is scored under another objective, where its working stands."""
        place = self.card.compact.objectives[item.indicator.objective]
        name = self.wording.content(place.short_name)
        text = self.t("working.elsewhere", number=place.number, name=name)
        known = self.card.objective(place.number).has_something
        anchor = f"objective-{place.number}" if known else "not-assessed"
        return self.rows.row(item, Named(place.number, name, text, anchor))

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
        interval = self.card.intervals.get(item.objective.number)
        if interval is not None:
            facts.append(Fact(t("fact.interval"), worded_interval(wording, interval)))
        if item.n and item.bound_low != item.bound_high:
            low, high = wording.number(item.bound_low), wording.number(item.bound_high)
            facts.append(Fact(t("fact.bounds"), t("fact.bounds_text", low=low, high=high)))
        if item.stepped_down:
            facts.append(Fact(t("fact.band"), t("fact.stepped_down")))
        if item.status == "scored" and item.confidence:
            facts.append(Fact(t("fact.confidence"), t(f"confidence.{item.confidence}")))
            trend = worded_trend(wording, item.trend)
            facts.append(Fact(t("fact.trend"), trend.word if trend else t("trend.none")))
        return tuple(facts)

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
        return (*lines, *worded_framework(self.card.compact, self.wording))
