"""The working of one objective: from its score to the paragraph each value rests on."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gcmscore._clean import clean
from gcmscore._rounding import rounded
from gcmscore.observations import Figure
from gcmscore.records import Assessment, Ratification
from gcmscore.scoring.growth import projection
from gcmscore.scoring.normalise import scale_of
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult
from gcmscore.scoring.select import Evidenced, PassedOver, Selection

if TYPE_CHECKING:
    from gcmscore.scorecard import Card

REASONS = {
    "coverage": "the available indicators carry less than {floor:.0%} of the applicable weight",
    "single_indicator": "fewer than {minimum} indicators have a value",
    "law_only": "no available indicator speaks of practice or outcome",
    "no_evidence": "no indicator of the profile has a value",
    "stale": "every value on record is older than its indicator allows",
    "not_common": "no question of it is answered on every card compared",
    "no_indicator": "this profile of the edition has no scored indicator for it",
}
PASSED = {
    "later_period": "begins or ends after the day of the card",
    "older_period": "a later period counts",
    "not_total": "a part; this indicator takes totals",
    "overridden": "another value is marked to win",
    "too_few_parts": "too few parts were measured in this period",
    "lower_series": "another series ranks first",
    "lower_pack": "other evidence ranks first",
    "older_edition": "a later edition counts",
    "same_value": "the same value from another source",
    "no_longer_in_force": "ended before the day of the card",
    "stale": "older than the indicator allows",
    "not_by_corridor": "not by corridor; this indicator takes corridors",
    "not_by_sex": "not by sex; this indicator takes values by sex",
    "not_by_age": "not by age; this indicator takes values by age",
    "not_by_migration_status": "not by migration status; this indicator takes values by status",
    "not_by_category": "not by category; this indicator takes values by category",
}
# Probability with which the interval of a projection is to hold the value of its year.
PROJECTION_LEVEL = 0.9
TRENDS = {
    "on_track": "on track",
    "moderately_improving": "moderately improving",
    "stagnating": "stagnating",
    "decreasing": "decreasing",
}


@dataclass(frozen=True, eq=False, repr=False)
class Explanation:
    """How one objective of a card came about; ``str()`` prints it, ``to_dict()`` gives plain values.

    Parameters
    ----------
    card : Card
        The card.
    result : ObjectiveResult
        The objective's result on it.
    """

    card: Card
    result: ObjectiveResult

    def to_dict(self) -> dict[str, Any]:
        """Return the working as nested plain values; NaN becomes None."""
        result = self.result
        return {
            "country": self.card.country.iso3,
            "year": self.card.year,
            "profile": self.card.profile,
            "edition": self.card.compact.edition,
            "objective": result.objective.number,
            "title": result.objective.title,
            "status": result.status,
            "reason": result.reason,
            "reason_text": self.reason_text,
            **self._numbers(),
            "n": result.n,
            "band": result.band,
            "trend": result.trend,
            "confidence": result.confidence,
            "indicators": [self._indicator(item) for item in result.indicators],
            "findings": [
                {
                    "id": item.id,
                    "date": item.date,
                    "statement": item.statement,
                    "sources": self._sources(item),
                }
                for item in result.findings
            ],
        }

    def _numbers(self) -> dict[str, float | None]:
        names = ("score", "indicative", "bound_low", "bound_high", "coverage", "coverage_full")
        found = {name: _number(getattr(self.result, name)) for name in names}
        low, high = self.card.intervals.get(self.result.objective.number, (None, None))
        return {**found, "low": low, "high": high}

    @property
    def reason_text(self) -> str | None:
        """Why there is no score, in words."""
        if self.result.reason is None:
            return None
        method = self.card.method
        return REASONS[self.result.reason].format(
            floor=method.coverage_floor, minimum=method.minimum_indicators
        )

    def _indicator(self, item: IndicatorResult) -> dict[str, Any]:
        chosen = item.selection
        return {
            "id": item.id,
            "name": item.indicator.name,
            "status": item.status,
            "value": chosen.value,
            "unit": self.card.compact.units[item.indicator.unit].symbol,
            "period": chosen.period,
            "age": chosen.age,
            "law": chosen.law,
            "practice": chosen.practice,
            "goalposts": list(item.indicator.scale) if item.indicator.role == "scored" else None,
            "score": _number(item.score),
            "weight": item.weight,
            "effective_weight": item.effective_weight,
            "contribution": item.contribution,
            "trend": self._trend(item),
            "working": self._working(item),
            "basis": [self._record(record) for record in chosen.basis],
            "passed_over": [self._passed(record) for record in chosen.passed_over],
            "regional": [self._region(region, beside) for region, beside in item.regional.items()],
        }

    def _trend(self, item: IndicatorResult) -> dict[str, Any] | None:
        if item.trend is None:
            return None
        first, last, start, end = item.ends
        words = {"word": item.trend, "first": first, "last": last, "from": int(start), "to": int(end)}
        return {**words, "projection": self._projection(item)}

    def _projection(self, item: IndicatorResult) -> dict[str, Any] | None:
        """Return where a line through the observations leads, held within what the unit allows."""
        by = self.card.method.trend_deadline
        years, values = zip(*item.observed, strict=True)
        line = projection(years, values, by, PROJECTION_LEVEL)
        if math.isnan(line.value):
            return None
        unit = self.card.compact.units[item.indicator.unit]
        least = -math.inf if unit.minimum is None else unit.minimum
        most = math.inf if unit.maximum is None else unit.maximum
        found = {"year": by, "level": PROJECTION_LEVEL, "observations": len(years)}
        found |= {"value": float(line.value), "possible": bool(least <= line.value <= most)}
        # Points on one line, as rounded figures can be, have no scatter that could say how far it holds.
        scattered = line.high - line.low > 1e-9
        ends = (max(least, float(line.low)), min(most, float(line.high))) if scattered else (None, None)
        return {**found, "low": ends[0], "high": ends[1]}

    def _region(self, region: str, chosen: Selection) -> dict[str, Any]:
        return {
            "region": region,
            "name": self.card.evidence.country_table.region_name(region),
            "status": chosen.status,
            "law": chosen.law,
            "practice": chosen.practice,
            "basis": [self._record(record) for record in chosen.basis],
        }

    def _working(self, item: IndicatorResult) -> str:
        if item.status != "scored" or item.value is None:
            return item.selection.working
        worst, best = item.indicator.scale
        mark = "ln " if scale_of(item.indicator) == "log" else ""
        value, low, high = (f"{mark}{text}" for text in (shown(item.value), f"{worst:g}", f"{best:g}"))
        formula = f"100 · ({value} − {low}) / ({high} − {low}) = {rounded(item.score, 2)}"
        clipped = not min(worst, best) <= item.value <= max(worst, best)
        note = ", clipped at the goalpost" if clipped else ""
        return f"{item.selection.working}; {formula}{note}" if item.selection.working else formula + note

    def _record(self, record: Evidenced) -> dict[str, Any]:
        entry: dict[str, Any] = {"kind": type(record).__name__.lower(), "sources": self._sources(record)}
        if isinstance(record, Figure):
            entry |= {
                "period": record.period,
                "value": record.value,
                "series": record.series,
                "parts": dict(record.parts),
                "note": record.note,
            }
        elif isinstance(record, Assessment):
            entry |= {
                "from": record.since,
                "until": record.until,
                "confirmed": record.confirmed,
                "rationale": record.rationale,
                "would_change": record.would_change,
                "coder": record.coder,
                "law": record.law,
                "practice": record.practice,
                "findings": list(record.findings),
            }
        elif isinstance(record, Ratification):
            entry |= {"instrument": record.instrument, "treaty_status": record.status, "date": record.date}
        else:
            status = f"not in the complete list of {record.status_as_of}"
            entry |= {"instrument": record.instrument, "treaty_status": status, "date": None}
        return entry

    def _passed(self, passed: PassedOver) -> dict[str, Any]:
        return {**self._record(passed.record), "reason": passed.reason, "reason_text": PASSED[passed.reason]}

    def _sources(self, record: Any) -> list[dict[str, Any]]:
        pairs = (
            record.citations
            if isinstance(record, Figure)
            else [(item.id, item.locator) for item in record.sources]
        )
        known = self.card.evidence.pack.sources
        return [
            {
                "id": name,
                "locator": locator,
                "title": known[name].title,
                "publisher": known[name].publisher,
                "date": known[name].date,
                "licence": known[name].licence,
                "url": known[name].url,
            }
            for name, locator in pairs
        ]

    def text(self, width: int = 80) -> str:
        """Return the working for a terminal: shorter than ``str()``, wrapped, with the sources at the end.

        Parameters
        ----------
        width : int
            Columns of the terminal.

        Examples
        --------
        >>> from gcmscore import score
        >>> score("BEL", 2020).explain(20).text(60).splitlines()[0]
        'Belgium, 31 December 2020'
        """
        from gcmscore._explain_text import lines

        return "\n".join(lines(self, width))

    def __str__(self) -> str:
        return clean("\n".join(self._lines()))

    def __repr__(self) -> str:
        card = self.card
        return f"<Explanation {card.country.iso3} {card.year}, objective {self.result.objective.number}>"

    def _lines(self) -> Iterator[str]:
        working, card = self.to_dict(), self.card
        yield f"{card.country.name()}, {card.as_of:%d %B %Y}: objective {working['objective']}"
        yield working["title"]
        yield f"profile {card.profile}, edition {card.compact.edition}"
        yield ""
        yield from textwrap.wrap(self._headline(working), 110)
        for position, item in enumerate(working["indicators"], start=1):
            yield ""
            yield from self._indicator_lines(position, item)

    def _headline(self, working: dict[str, Any]) -> str:
        covered = f"coverage {rounded(100 * working['coverage'], 0)}%, {working['n']} with a value"
        if working["score"] is not None:
            names = ("score", "bound_low", "bound_high", "low", "high")
            score, least, most, low, high = (rounded(working[name], 1) for name in names)
            first, last = self.card.method.interval
            trend = f", {TRENDS[working['trend']]}" if working["trend"] else ""
            band = working["band"] or "no band: coverage"
            return (
                f"Score {score} ({band}{trend}), confidence {working['confidence']}; {low} to {high} in "
                f"{last - first:.0%} of the runs under other weights, goalposts and levels; {covered}; "
                f"{least} or {most} if what is missing were 0 or 100"
            )
        status = working["status"].replace("_", " ").capitalize()
        mean = working["indicative"]
        partial = "" if mean is None else f" (partial mean {rounded(mean, 1)}, not a score)"
        return f"{status}: {working['reason_text'] or 'does not apply'}{partial}; {covered}"

    def _value(self, item: dict[str, Any]) -> str:
        if self.card.compact.indicators[item["id"]].kind == "rubric":
            return f"level {shown(item['value'])}"
        return f"{shown(item['value'])} {item['unit']}"

    def _indicator_lines(self, position: int, item: dict[str, Any]) -> Iterator[str]:
        yield f"{position}. {item['name']} [{item['id']}]"
        value = "" if item["value"] is None else self._value(item)
        years = "1 year" if item["age"] == 1 else f"{item['age']} years"
        dated = f" ({item['period']}, {years} old)" if item["period"] else ""
        if item["score"] is None:
            yield f"   {item['status'].replace('_', ' ')}{': ' + value if value else ''}{dated}"
        else:
            yield f"   {value}{dated} → {rounded(item['score'], 2)}"
            yield f"   {item['working']}"
            share = rounded(100 * item["effective_weight"], 1)
            whole = "score" if self.result.status == "scored" else "partial mean"
            yield f"   {share}% of the {whole}, {rounded(item['contribution'], 2)} points"
            if (trend := item["trend"]) is not None:
                ends = (
                    f"{shown(trend[end])} ({trend[year]})"
                    for end, year in (("first", "from"), ("last", "to"))
                )
                yield f"   trend: {TRENDS[trend['word']]}, from {' to '.join(ends)}"
                yield from _projection_lines(trend["projection"])
        yield from _record_lines(item["basis"], "rests on")
        for reason in dict.fromkeys(record["reason_text"] for record in item["passed_over"]):
            records = [record for record in item["passed_over"] if record["reason_text"] == reason]
            yield from _record_lines(records, f"passed over, {reason}")
        for region in item["regional"]:
            sides = {name: region[name] for name in ("law", "practice") if region[name] is not None}
            levels = ", ".join(f"{name} {shown(level)}" for name, level in sides.items())
            told = levels if region["status"] == "available" else region["status"].replace("_", " ")
            beside = f"beside it, {region['name']} ({region['region']}), {told}"
            yield from _record_lines(region["basis"], f"{beside}, not counted")


def _projection_lines(line: dict[str, Any] | None) -> Iterator[str]:
    if line is not None:
        head = f"   a straight line through its {line['observations']} observations"
        if not line["possible"]:
            yield f"{head} leaves what is possible before {line['year']}: the course cannot stay straight"
            return
        ends = "without an interval, since all lie on it,"
        if line["low"] is not None:
            ends = f"{shown(line['low'])} to {shown(line['high'])} at {line['level']:.0%}"
        value = f"{shown(line['value'])} in {line['year']}"
        yield f"{head} leads to {value}, {ends} if the course stays straight"


def _record_lines(records: list[dict[str, Any]], heading: str) -> Iterator[str]:
    """Print records; those with the same series, note and sources are printed together."""
    alike: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        alike.setdefault(repr([record.get(name) for name in ("series", "note", "sources")]), []).append(
            record
        )
    for group in alike.values():
        first = group[0]
        text = f"{heading}: {'; '.join(_described(record) for record in group)}"
        yield from textwrap.wrap(text, 110, initial_indent=" " * 3, subsequent_indent=" " * 6)
        for name in ("rationale", "would_change", "note"):
            if first.get(name):
                text = f"{name.replace('_', ' ')}: {first[name]}"
                yield from textwrap.wrap(text, 96, initial_indent=" " * 6, subsequent_indent=" " * 8)
        if first.get("series"):
            yield f"      series: {first['series']}"
        for source in first["sources"]:
            title = f"{source['publisher']}, {source['title']} ({source['date']})"
            yield f"      source: {title}, {source['locator']}"
            if "-SA" in (source["licence"] or ""):
                yield f"        licence: {source['licence']}, which binds whoever passes the figure on"
            if source["url"]:
                yield f"        {source['url']}"


def _described(record: dict[str, Any]) -> str:
    if record["kind"] == "figure":
        parts = "".join(f", {name} {value}" for name, value in record["parts"].items())
        figure = "not published" if record["value"] is None else shown(record["value"])
        return f"figure {figure} for {record['period']}{parts}"
    if record["kind"] == "assessment":
        until = f" until {record['until']}" if record["until"] else ""
        confirmed = f", confirmed {record['confirmed']}" if record["confirmed"] else ""
        return f"assessment from {record['from']}{until}{confirmed}, coded by {record['coder']}"
    return f"treaty {record['instrument']}: {record['treaty_status']} {record['date'] or ''}".rstrip()


def shown(value: float) -> str:
    """Return a number without an exponent and without zeros behind the point."""
    return f"{rounded(value, 4):f}".rstrip("0").rstrip(".")


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
