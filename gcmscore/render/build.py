"""Builds the view of a scorecard from a card: wording, numbering of sources, order of findings."""

from __future__ import annotations

import math
from dataclasses import replace

from gcmscore.render.notes import Notes
from gcmscore.render.reproducibility import reproducibility
from gcmscore.render.rows import IndicatorRows, worded_band, worded_footing, worded_strip
from gcmscore.render.text import Wording
from gcmscore.render.timeline import Timelines
from gcmscore.render.view import (
    Band,
    Fact,
    IndicatorRow,
    ReplyRow,
    ScorecardView,
    Section,
    Tile,
    Unassessed,
)
from gcmscore.scorecard import Card
from gcmscore.scoring.bands import BANDS
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
    return _Builder(card, wording).build()


class _Builder:
    def __init__(self, card: Card, wording: Wording) -> None:
        self.card = card
        self.wording = wording
        self.t = wording.text
        self.notes = Notes(card.evidence.pack.sources, wording)
        self.rows = IndicatorRows(card, wording, self.notes)
        self.timelines = Timelines(card, wording, self.notes)

    def build(self) -> ScorecardView:
        card, t = self.card, self.t
        country = card.country.name(self.wording.language)
        shown = [item for item in card.results if item.has_something]
        sections = tuple(self._section(item) for item in shown)
        total, name = card.total, card.compact.framework.short_name
        overall = math.nan if total.score is None else total.score
        return ScorecardView(
            lang=self.wording.language,
            direction=self.wording.direction,
            title=t("card.title", country=country, year=card.year, framework=name),
            country=country,
            year=card.year,
            subtitle=card.compact.framework.title,
            as_of=t("card.as_of", day=self.wording.day(card.as_of)),
            headline=self._headline(),
            score=self.wording.number(total.score),
            band=worded_band(self.wording, None, "scored" if total.score is not None else "insufficient"),
            strip=worded_strip(self.wording, overall, total.bound_low, total.bound_high),
            summary=self._summary(),
            tiles=tuple(self._tile(item, item in shown) for item in card.results),
            legend=self._legend(),
            stages=self.timelines.stages(shown),
            sections=sections,
            recommendations=self.timelines.recommendations(shown),
            unassessed=tuple(self._unassessed(item) for item in card.results if item not in shown),
            limits=tuple(t(f"limit.{name}") for name in LIMITS),
            method=self._method(),
            sources=self.notes.entries(),
            reproducibility=reproducibility(card, self.wording, "score", self._arguments()),
        )

    def _arguments(self) -> tuple[str, str]:
        return f'"{self.card.country.iso3}"', str(self.card.year)

    def _legend(self) -> tuple[Band, ...]:
        statuses = ["insufficient", "not_assessed"]
        if any(item.status == "not_applicable" for item in self.card.results):
            statuses.append("not_applicable")
        colours = [worded_band(self.wording, code, "scored") for code in reversed(BANDS)]
        return (*colours, *(worded_band(self.wording, None, status) for status in statuses))

    def _unassessed(self, item: ObjectiveResult) -> Unassessed:
        return Unassessed(item.objective.number, item.objective.title, self.t(f"reason.{item.reason}"))

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

    def _tile(self, item: ObjectiveResult, linked: bool) -> Tile:
        number = item.objective.number
        return Tile(
            number=number,
            name=item.objective.short_name,
            anchor=f"objective-{number}" if linked else "not-assessed",
            band=worded_band(self.wording, item.band, item.status),
            score=self.wording.number(item.score) if item.status == "scored" else "",
            footing=worded_footing(self.wording, item),
        )

    def _section(self, item: ObjectiveResult) -> Section:
        objective = item.objective
        rows = [self.rows.row(entry) for entry in item.indicators if entry.indicator.role == "scored"]
        beside = [entry for entry in item.indicators if entry.indicator.role == "context"]
        context = [self.rows.row(entry) for entry in beside] + [self._also(entry) for entry in item.also]
        return Section(
            number=objective.number,
            anchor=f"objective-{objective.number}",
            title=objective.title,
            name=objective.short_name,
            commitment=objective.commitment,
            band=worded_band(self.wording, item.band, item.status),
            score=self.wording.number(item.score),
            strip=worded_strip(self.wording, item.score, item.bound_low, item.bound_high),
            headline=self._section_headline(item),
            facts=self._section_facts(item),
            rows=tuple(rows),
            context=tuple(context),
            counts=self.timelines.counts(item.findings),
            timelines=self.timelines.timelines(item.findings),
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

    def _also(self, item: IndicatorResult) -> IndicatorRow:
        """Word an indicator that is scored under another objective, where its working stands."""
        place = self.card.compact.objectives[item.indicator.objective]
        where = self.t("working.elsewhere", number=place.number, name=place.short_name)
        row = self.rows.row(item)
        return replace(row, working=(Fact(self.t("working.score"), where),), regional=(), levels=())

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
        if item.stepped_down:
            facts.append(Fact(t("fact.band"), t("fact.stepped_down")))
        if item.status == "scored" and item.confidence:
            facts.append(Fact(t("fact.confidence"), t(f"confidence.{item.confidence}")))
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
        return (*lines, self.card.compact.framework.legal_nature)
