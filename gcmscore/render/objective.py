"""Words the report on one objective: what it asks, who is ranked on which values, and who is not and why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from gcmscore._panel_ranks import comparable
from gcmscore.definitions import Indicator
from gcmscore.objective_report import ObjectiveReport
from gcmscore.render.comparison_view import Answer, Ladder, Rung
from gcmscore.render.ladders import worded_ladder, worded_runs
from gcmscore.render.locators import Locators
from gcmscore.render.notes import Notes
from gcmscore.render.objective_view import Asked, ObjectiveView, Unranked, Values, WorldMap
from gcmscore.render.questions import worded_answer, worded_heading
from gcmscore.render.reproducibility import listed, reproducibility, worded_framework
from gcmscore.render.rows import worded_band, worded_strip
from gcmscore.render.text import Text, Wording, alphabetical
from gcmscore.render.view import Band, Fact
from gcmscore.scoring.judgement import Judgement

Row = Mapping[str, Any]
_LIMITS = (
    "limit.alignment",
    "limit.menu",
    "limit.ranked",
    "compare.order",
    "limit.years",
    "limit.selection",
)


def objective_view(report: ObjectiveReport, wording: Wording) -> ObjectiveView:
    """Return everything that the report on an objective shows, worded in one language.

    Parameters
    ----------
    report : ObjectiveReport
        The ranking.
    wording : Wording
        The language.
    """
    return _Builder(report, wording).build()


def _rows(frame: pd.DataFrame) -> Mapping[str, Row]:
    """Return the rows of a table by country, as plain values."""
    columns = [str(name) for name in frame.columns]
    rows = frame.astype(object).where(frame.notna(), None).itertuples(name=None)
    return {str(code): dict(zip(columns, values, strict=True)) for code, *values in rows}


class _Builder:
    def __init__(self, report: ObjectiveReport, wording: Wording) -> None:
        self.report, self.wording, self.t = report, wording, wording.text
        self.panel, self.table = report.panel, report.table
        self.compact, self.objective = report.compact, report.compact.objective(report.objective)
        self.notes = Notes(report.evidence.pack.sources, wording)
        self.members = [self.compact.indicators[name] for name in report.questions]
        self.rows = dict(sorted(_rows(report.table).items(), key=lambda item: self._place(*item)))

    def build(self) -> ObjectiveView:
        report, wording, name = self.report, self.wording, self.wording.content(self.objective.short_name)
        values = tuple(self._values())
        return ObjectiveView(
            lang=wording.language,
            direction=wording.direction,
            title=self.t("ranking.title", number=report.objective, name=name, year=report.year),
            subtitle=wording.content(self.compact.framework.title),
            year=report.year,
            number=report.objective,
            name=name,
            objective=wording.content(self.objective.title),
            commitment=wording.content(self.objective.commitment) if self.objective.commitment else None,
            as_of=self.t("card.as_of", day=wording.day(date(report.year, 12, 31))),
            headline=self._headline(),
            facts=tuple(self._facts()),
            world=self._world(),
            ladder=self._ladder(),
            partial=self._partial(),
            runs=worded_runs(report.uncertainty, wording) if report.uncertainty else None,
            unranked=tuple(self._unranked()),
            asked=tuple(self._asked(item) for item in self._scored),
            questions=tuple(worded_heading(wording, self.compact, item) for item in self.members),
            values=values,
            limits=tuple(self.t(key) for key in _LIMITS),
            method=self._method(),
            sources=self.notes.entries(),
            reproducibility=self._reproducibility(),
        )

    def _world(self) -> WorldMap | None:
        """Return the map; none where it would be empty."""
        from gcmscore.render.world import world_map  # with it comes matplotlib, which no scorecard needs

        if self.table["rank"].isna().all():
            return None
        return world_map(self.panel, self.report.objective, self.report.year, self.wording)

    @property
    def _scored(self) -> list[Indicator]:
        return self.panel.engine.scored_members(self.report.objective)

    @cached_property
    def _names(self) -> Mapping[str, Text]:
        listed = self.report.evidence.country_table
        return {code: self.wording.country(listed[code]) for code in self.panel.codes}

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, Row]]:
        """What is known of each indicator in each country."""
        found = self.panel.indicators.reset_index()
        found = found[found["year"] == self.report.year].set_index("country")
        return {item.id: _rows(found[found["indicator"] == item.id]) for item in self._scored}

    def _place(self, code: str, row: Row) -> tuple[float, int, str]:
        rank = math.inf if row["rank"] is None else float(row["rank"])
        return rank, -row["n"], alphabetical(self._names[code])

    def _headline(self) -> Text:
        ranked, total = int(self.table["rank"].notna().sum()), len(self.table)
        if not ranked:
            return self.t("ranking.nobody")
        return self.t("ranking.headline", ranked=ranked, total=total, questions=len(self.members))

    def _facts(self) -> Iterator[Fact]:
        profile = self.wording.content(self.compact.profiles[self.report.profile].title)
        yield Fact(self.t("summary.profile"), self.wording.joined([profile, self.compact.edition], " · "))
        if self.report.known_by is not None:
            yield Fact(self.t("summary.known_by"), self.wording.day(self.report.known_by))

    # Who is ranked

    def _ladder(self) -> Ladder | None:
        found = self.report.uncertainty
        if found is None:
            return None
        ladder = worded_ladder(found, self._names, self._bands, self.wording, (None, ""), True)
        rungs = iter(ladder.rungs)
        placed = (
            self._placed(code, row) if row["rank_low"] is None else next(rungs)
            for code, row in self.rows.items()
            if row["rank"] is not None
        )
        return Ladder(None, "", True, tuple(placed))

    def _placed(self, code: str, row: Row) -> Rung:
        """Word one who answers fewer questions than the others, and so has no interval."""
        return Rung(
            label=self.wording.joined(
                [self._names[code], self.t("ranking.placed", n=row["n"], of=row["of"])], " "
            ),
            rank=str(row["rank"]),
            ranks="",
            score=self.wording.number(row["score"]),
            interval="",
            strip=worded_strip(self.wording, row["score"]),
            band=None,
            ahead="",
        )

    def _partial(self) -> Text:
        placed = self.table["rank"].notna() & self.table["rank_low"].isna()
        share = self.wording.percent(self.report.method.rank_floor)
        return self.t("ranking.partial", share=share) if placed.any() else Text("", self.wording.language)

    @cached_property
    def _judged(self) -> Judgement:
        """The objective on the common questions alone."""
        return self.panel.engine.judgement(self.report.objective, self.report.questions)

    @cached_property
    def _bands(self) -> Mapping[str, Band]:
        year, judged = self.panel.years.index(self.report.year), self._judged
        bands = zip(self.panel.codes, judged.band[:, year], judged.status[:, year], strict=True)
        return {code: worded_band(self.wording, band, status) for code, band, status in bands}

    # Who is not, and why

    def _unranked(self) -> Iterator[Unranked]:
        groups: dict[Text, list[Text]] = {}
        for code, row in self.rows.items():
            if row["rank"] is None:
                groups.setdefault(self._reason(code), []).append(self._names[code])
        for reason, names in sorted(groups.items(), key=lambda item: -len(item[1])):
            count = self.t("ranking.countries", len(names))
            yield Unranked(reason, count, self.wording.joined(sorted(names, key=alphabetical)))

    def _reason(self, code: str) -> Text:
        if not self.members:
            return self.t("ranking.no_question")
        statuses = [self._known[item.id][code]["status"] for item in self.members]
        if set(statuses) == {"not_applicable"}:
            return self.t("ranking.not_asked")
        lacks = [
            self.wording.labelled(self.wording.content(item.name), self.t(f"status.{status}"))
            for item, status in zip(self.members, statuses, strict=True)
            if status != "scored"
        ]
        said = self.t("ranking.answered", n=statuses.count("scored"), of=len(statuses))
        if self._enough(statuses):
            place = self.panel.engine.grid.place[code], self.panel.years.index(self.report.year)
            return self.wording.joined([said, self.t(f"ranking.{self._judged.reason[place]}")], " ")
        return self.wording.joined([said, self.wording.joined(lacks, self.t("sign.semicolon"))], " ")

    def _enough(self, statuses: list[str]) -> bool:
        return statuses.count("scored") >= self.report.method.rank_floor * len(statuses) - 1e-9

    # On which values

    def _values(self) -> Iterator[Values]:
        locators = Locators(self.report.evidence, self.members)
        for code, row in self.rows.items():
            if row["n"]:
                answers = tuple(self._answer(code, item, locators) for item in self.members)
                rank = "" if row["rank"] is None else str(row["rank"])
                yield Values(self._names[code], rank, answers)

    def _answer(self, code: str, indicator: Indicator, locators: Locators) -> Answer:
        row = self._known[indicator.id][code]
        if row["status"] != "scored":
            return Answer(self.t(f"status.{row['status']}"), "", ())
        period = self.wording.period(row["period"]) if row["period"] else ""
        if indicator.kind == "measure":
            value = self.wording.amount(row["value"], self.compact.units[indicator.unit].decimals)
        else:
            period = self.t("table.since", date=period) if period else ""
            value = worded_answer(self.wording, indicator, row["value"], row["law"], row["practice"])
        places = locators.of(code, indicator.id, row["source_id"], row["period"])
        return Answer(value, period, self.notes.pairs(places))

    # What is asked

    def _asked(self, indicator: Indicator) -> Asked:
        return Asked(
            name=self.wording.content(indicator.name),
            question=self.wording.content(indicator.question),
            ranked=self._counts(indicator),
            facts=tuple(self._about(indicator)),
        )

    def _counts(self, indicator: Indicator) -> Text:
        if indicator.id in self.report.questions:
            return self.t("ranking.counts")
        known = comparable(self.panel.engine, indicator)
        return self.t("ranking.too_few" if known else "ranking.parties_only")

    def _about(self, indicator: Indicator) -> Iterator[Fact]:
        t, statuses = self.t, [row["status"] for row in self._known[indicator.id].values()]
        asked, answered = len(statuses) - statuses.count("not_applicable"), statuses.count("scored")
        yield Fact(t("asked.answered"), t("asked.answered_text", answered=answered, asked=asked))
        if indicator.applies_to:
            groups = self.report.evidence.groups
            titles = [self.wording.content(groups[name].title) for name in indicator.applies_to]
            yield Fact(t("asked.of"), self.wording.joined(titles, t("sign.semicolon")))
        worst, best = (self._amount(indicator, mark) for mark in indicator.scale)
        yield Fact(t("asked.scale"), t("asked.scale_text", worst=worst, best=best))
        if indicator.bands is not None:
            green, red = (
                self._amount(indicator, mark) for mark in (indicator.bands.green, indicator.bands.red)
            )
            yield Fact(t("table.band"), t("asked.bands_text", green=green, red=red))
        if indicator.target is not None:
            yield Fact(t("table.target"), self._target(indicator))
        if indicator.series:
            titles = [self.wording.content(item.title) for item in indicator.series]
            yield Fact(t("asked.series"), self.wording.joined(titles, t("sign.semicolon")))
        yield Fact(t("asked.age"), t("asked.age_text", indicator.max_age))
        if indicator.caveat:
            yield Fact(t("working.caveat"), self.wording.content(indicator.caveat))

    def _target(self, indicator: Indicator) -> Text:
        assert indicator.target is not None  # asked before
        value = self._amount(indicator, indicator.target.value)
        if indicator.target.by is None:
            return value
        return self.wording.joined([value, self.t("table.by", year=indicator.target.by)], ", ")

    def _amount(self, indicator: Indicator, value: float) -> Text:
        if indicator.kind != "measure":
            return worded_answer(self.wording, indicator, value)
        unit = self.compact.units[indicator.unit]
        return self.wording.joined(
            [self.wording.quantity(value, unit.decimals, self.wording.content(unit.symbol))]
        )

    def _method(self) -> tuple[Text, ...]:
        percent, method = self.wording.percent, self.report.method
        drawn = self.table["rank"].notna().any()
        return (
            self.t("ranking.method_questions"),
            self.t("ranking.method_placed", share=percent(method.rank_floor)),
            *([self.t("ranking.method_map")] if drawn else []),
            self.t("method.bands"),
            *worded_framework(self.compact, self.wording),
        )

    def _reproducibility(self) -> Text:
        arguments = [f"[{self.report.year}]", *listed(self.panel)]
        return reproducibility(
            self.report, self.wording, "score_panel", arguments, then=f".report({self.report.objective})"
        )
