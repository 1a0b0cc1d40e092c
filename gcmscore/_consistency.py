"""What single records cannot show: loops, contradictions, and dates that come before what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from gcmscore._yaml import Document, Location
from gcmscore.countries import CountryTable
from gcmscore.definitions import Instrument
from gcmscore.errors import Problem
from gcmscore.observations import SUBJECT, shared_rows
from gcmscore.periods import first_day, last_day, period_bounds
from gcmscore.records import Assessment, Citation, Finding, Observation, Ratification, Record, Source

Kind = TypeVar("Kind", bound=Record)
# The endings of files with figures one a row, whose rows are no records of their own.
TABLES = (".csv", ".parquet")
NEWER_LAST = "the newer one supersedes the older"


@dataclass(frozen=True)
class Entry:
    """A checked record with the place it was read from.

    Attributes
    ----------
    record : Record
        What it says; of a record that broke its form, what is sound of it.
    document : Document
        The file it was read from.
    place : tuple
        Where in the file it stands.
    broken : frozenset of str
        The names of the fields that broke their form; none of a record that can be used.
    """

    record: Record
    document: Document
    place: Location
    broken: frozenset[str] = frozenset()

    def sound(self, *names: str) -> bool:
        """Tell whether none of these fields broke its form."""
        return self.broken.isdisjoint(names)

    @property
    def where(self) -> str:
        """File and line, or cell, to name it in a message about another."""
        return self.document.where(self.place)

    def problem(self, field_name: str, message: str, remedy: str, code: str) -> None:
        """Record a problem at one of its fields."""
        self.document.problem((*self.place, field_name), message, remedy, code)


@dataclass(frozen=True)
class Consistency:
    """Checks the records of one folder against each other.

    Parameters
    ----------
    entries : mapping
        Section name → its entries, in the order read.
    sources : mapping
        Source id → source.
    instruments : mapping
        Treaty id → treaty.
    country_table : CountryTable
        The countries, by which a region is told to be one of them.
    """

    entries: Mapping[str, Sequence[Entry]]
    sources: Mapping[str, Source]
    instruments: Mapping[str, Instrument]
    country_table: CountryTable

    def check(self) -> None:
        """Record every problem at the entry that has to change."""
        self._check_supersession()
        for entry, finding in self._of("findings", Finding):
            self._check_finding(entry, finding)
            if entry.sound("country", "jurisdiction"):
                self._check_jurisdiction(entry, finding)
        for entry, figure in self._of("observations", Observation, "period"):
            end = period_bounds(figure.period)[1]
            self._check_seen(entry, "period", figure.sources, end, f"the end of {figure.period}")
        self._check_assessments()
        self._check_ratifications()

    def _of(self, section: str, model: type[Kind], *needed: str) -> Iterator[tuple[Entry, Kind]]:
        found = (entry for entry in self.entries[section] if entry.sound(*needed))
        return ((entry, cast(Kind, entry.record)) for entry in found)

    def _check_seen(
        self, entry: Entry, name: str, cited: Sequence[Citation], seen: date, called: str
    ) -> None:
        """Record a problem when every cited source is older than what it is cited for."""
        # A source of which nothing is known may be the newest.
        if not cited or any(item.id not in self.sources for item in cited):
            return
        dates = [self.sources[item.id].date for item in cited]
        if max(last_day(text) for text in dates) < seen:
            newest = max(dates, key=last_day)
            message = f"no source cited is as late as {called}; the newest is of {newest}"
            entry.problem(name, message, "cite the one that shows it, or correct the date", "source_too_old")

    def _check_finding(self, entry: Entry, finding: Finding) -> None:
        kinds = {self.sources[item.id].kind for item in finding.sources if item.id in self.sources}
        # A law is published before it enters into force, and says itself when.
        own_law = "law" in kinds and (not entry.sound("stage") or finding.stage == "in_force")
        if entry.sound("date") and not own_law:
            self._check_seen(entry, "date", finding.sources, first_day(finding.date), finding.date)

    def _check_jurisdiction(self, entry: Entry, finding: Finding) -> None:
        place = self.country_table.of_region(finding.jurisdiction or finding.country)
        country = self.country_table.of_region(finding.country)
        if place is not None and country is not None and place != country:
            message = f"{finding.jurisdiction!r} does not lie in {country.iso3}"
            entry.problem("jurisdiction", message, self._regional_code(country.iso3), "country")

    def _regional_code(self, country: str) -> str:
        place = self.country_table.of_region(country)
        return f"an ISO 3166-2 code that begins with {place.iso2}-" if place else "an ISO 3166-2 code"

    def _check_supersession(self) -> None:
        found = {finding.id: (entry, finding) for entry, finding in self._of("findings", Finding, "id")}
        for loop in _loops({name: finding.supersedes for name, (_, finding) in found.items()}):
            message = f"comes back to itself: {' → '.join((*loop, loop[0]))}"
            remedy = NEWER_LAST if len(loop) > 1 else "name the finding that it overtakes"
            found[loop[0]][0].problem("supersedes", message, remedy, "supersession_loop")
        dated = {name: pair for name, pair in found.items() if pair[0].sound("date")}
        for entry, finding in dated.values():
            for older in finding.supersedes:
                if older in dated and first_day(dated[older][1].date) > last_day(finding.date):
                    message = f"{older!r} is of {dated[older][1].date}, later than {finding.date}"
                    entry.problem("supersedes", message, NEWER_LAST, "supersession_order")

    def _check_assessments(self) -> None:
        findings = {finding.id: finding for _, finding in self._of("findings", Finding, "id", "date")}
        by_key: dict[tuple[str, str], list[Entry]] = {}
        for entry, record in self._of("assessments", Assessment):
            if entry.sound("country", "indicator", "since", "until"):
                by_key.setdefault((record.country, record.indicator), []).append(entry)
            self._check_beginning(entry, record)
            for name in record.findings if entry.sound("until") else ():
                self._check_time(entry, record, findings.get(name))
        for (_, indicator), entries in by_key.items():
            ordered = sorted(entries, key=lambda entry: first_day(cast(Assessment, entry.record).since))
            for earlier, later in pairwise(ordered):
                _check_overlap(earlier, later)
            for entry in entries:
                self._check_regions(entry, cast(Assessment, entry.record), by_key, indicator)

    def _check_beginning(self, entry: Entry, record: Assessment) -> None:
        name = "confirmed" if record.confirmed else "from"
        if entry.sound("confirmed", *(() if record.confirmed else ("since",))):
            seen = record.confirmed or record.since
            self._check_seen(entry, name, record.sources, first_day(seen), seen)

    def _is_unclear(self, code: str, indicator: str) -> bool:
        """Tell whether a broken assessment may be the one of a region."""
        return any(
            not entry.sound("country", "indicator", "since", "until")
            and (not entry.sound("country") or record.country == code)
            and (not entry.sound("indicator") or record.indicator == indicator)
            for entry, record in self._of("assessments", Assessment)
        )

    def _check_time(self, entry: Entry, record: Assessment, finding: Finding | None) -> None:
        if finding is None or record.until is None or first_day(finding.date) <= last_day(record.until):
            return
        message = f"{finding.id!r} is of {finding.date}, after the assessment ended on {record.until}"
        entry.problem("findings", message, "rest on findings of its time", "finding_too_late")

    def _check_regions(
        self,
        entry: Entry,
        record: Assessment,
        by_key: Mapping[tuple[str, str], Sequence[Entry]],
        indicator: str,
    ) -> None:
        known = self.country_table.has_code(record.country)
        for code in record.regions if known else ():
            place = self.country_table.of_region(code)
            if "-" not in code or place is None or place.iso3 != record.country:
                message = f"{code!r} is no region of {record.country}"
                entry.problem("regions", message, self._regional_code(record.country), "country")
                continue
            others = [cast(Assessment, item.record) for item in by_key.get((code, indicator), ())]
            in_force = any(_in_force(item, first_day(record.since)) for item in others)
            if not in_force and not self._is_unclear(code, indicator):
                message = f"{code} has no assessment of {indicator} in force on {record.since}"
                entry.problem("regions", message, "assess the region, or leave it out", "region")
            of_its_time = [item for item in others if _overlap(item, record)]
            for side in ("law", "practice"):
                self._check_lower(entry, side, record, of_its_time)

    def _check_lower(self, entry: Entry, side: str, record: Assessment, others: Sequence[Assessment]) -> None:
        # What a resident can count on everywhere is what the least generous region grants (design rule 2).
        level: int | None = getattr(record, side)
        levels = [getattr(item, side) for item in others if getattr(item, side) is not None]
        if level is not None and levels and level > min(levels):
            message = f"{level} is above the level {min(levels)} of {others[0].country}"
            entry.problem(side, message, "a country takes the lower level of its regions", "region")

    def _check_ratifications(self) -> None:
        said: dict[tuple[str, str], list[tuple[Entry, Ratification]]] = {}
        for entry, record in self._of("ratifications", Ratification):
            self._check_treaty_dates(entry, record)
            if not entry.sound("country", "instrument", "status", "date"):
                continue
            same = said.setdefault((record.country, record.instrument), [])
            for other, earlier in same:
                if earlier.status == record.status and earlier.date != record.date:
                    message = f"contradicts {other.where}: {earlier.status} since {earlier.date}"
                    entry.problem("date", message, "keep the date that its source shows", "contradiction")
                _check_order(*sorted(((other, earlier), (entry, record)), key=lambda pair: pair[1].status))
            same.append((entry, record))

    def _check_treaty_dates(self, entry: Entry, record: Ratification) -> None:
        if not entry.sound("date") or record.date is None:
            return
        treaty = self.instruments.get(record.instrument) if entry.sound("instrument") else None
        if treaty is not None and last_day(record.date) < first_day(treaty.adopted):
            message = f"{record.date} is before {treaty.short_name} was adopted ({treaty.adopted})"
            entry.problem("date", message, "the day of signature, ratification or accession", "date_order")
        if entry.sound("status_as_of") and last_day(record.status_as_of) < first_day(record.date):
            message = f"the status was read on {record.status_as_of}, before {record.date}"
            entry.problem("status_as_of", message, "the day of the list that was read", "date_order")
        self._check_seen(entry, "date", record.sources, first_day(record.date), record.date)


def contradictory_rows(frame: pd.DataFrame, sources: Mapping[str, Source]) -> list[Problem]:
    """Return a problem for each figure that differs from another of its period, series and edition.

    Nothing could tell which of the two counts. Figures of different series or editions may differ: both are
    kept, and the order of series and editions decides.
    """
    about = [*SUBJECT, "series"]
    # Most figures are the only one of their kind; only the others need a closer look.
    valued = frame[frame["value"].notna().to_numpy() & shared_rows(frame, about)]
    published = [
        published_on(edition, citations, sources)
        for edition, citations in zip(valued["edition"], valued["citations"], strict=True)
    ]
    # A figure that is marked to win contradicts only another one so marked.
    valued = valued.assign(published=published, marked=valued["override"].notna())
    keys = [*about, "published", "marked"]
    groups = valued[valued.duplicated(keys, keep=False)]
    problems = []
    for _, group in groups.groupby(keys, dropna=False, sort=False):
        first, *others = group.to_dict("records")
        problems += [_contradiction(row, first) for row in others if row["value"] != first["value"]]
    return problems


def early_rows(frame: pd.DataFrame, sources: Mapping[str, Source]) -> list[Problem]:
    """Return a problem for each row of a table whose source is older than the end of its period."""
    names, cited = pd.factorize(frame["source_id"])
    paths, files = pd.factorize(frame["path"])
    latest = [last_day(sources[name].date) if name in sources else date.max for name in cited]
    in_table = [str(path).endswith(TABLES) for path in files]
    ends = frame["end"].to_numpy().astype("datetime64[D]")
    early = np.array(in_table, dtype=bool)[paths] & (np.array(latest, dtype="datetime64[D]")[names] < ends)
    return [
        Problem(
            row["path"],
            row["line"],
            "period",
            f"the source {row['source_id']!r} is of {sources[row['source_id']].date}, before the end of "
            f"{row['period']}",
            "cite the one that shows it, or correct the period",
            "source_too_old",
        )
        for row in frame.loc[early].to_dict("records")
    ]


def published_on(edition: object, citations: Sequence[tuple[str, str]], sources: Mapping[str, Source]) -> str:
    """Return the day on which a figure was published, as the choice between figures takes it."""
    if isinstance(edition, str):
        return first_day(edition).isoformat()
    # A source that cannot be read was published on a day of its own.
    days = [
        first_day(sources[name].date).isoformat() if name in sources else f"?{name}" for name, _ in citations
    ]
    return max(days, default="")


def _contradiction(row: Mapping[Any, Any], first: Mapping[Any, Any]) -> Problem:
    message = (
        f"{row['indicator']} of {row['country']} for {row['period']}: {row['value']:g} contradicts "
        f"{first['value']:g} at {first['path']}:{first['line']}"
    )
    remedy = "give each its series or edition, or mark the right one with override"
    return Problem(row["path"], row["line"], "value", message, remedy, "contradiction")


def _check_order(party: tuple[Entry, Ratification], signed: tuple[Entry, Ratification]) -> None:
    if (party[1].status, signed[1].status) != ("party", "signed"):
        return
    joined, signature = party[1].date or "9999", signed[1].date or "1000"
    if first_day(signature) > last_day(joined):
        message = f"signed on {signature}, after becoming party on {joined}"
        signed[0].problem("date", message, "a State signs before it becomes party", "date_order")


def _loops(supersedes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the loops among findings, each from the one that is written first; no finding is in two."""
    left = {name: [older for older in olders if older in supersedes] for name, olders in supersedes.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # The error goes from the older to the newer and names the first again at the end.
            loop = error.args[1][:0:-1]
            first = min(range(len(loop)), key=lambda place: list(left).index(loop[place]))
            yield (*loop[first:], *loop[:first])
            left = {
                name: [older for older in olders if older not in loop]
                for name, olders in left.items()
                if name not in loop
            }
        else:
            return


def _in_force(record: Assessment, day: date) -> bool:
    return first_day(record.since) <= day and (record.until is None or day <= last_day(record.until))


def _overlap(one: Assessment, other: Assessment) -> bool:
    begin = max(first_day(one.since), first_day(other.since))
    return all(item.until is None or begin <= last_day(item.until) for item in (one, other))


def _check_overlap(earlier: Entry, later: Entry) -> None:
    first, second = cast(Assessment, earlier.record), cast(Assessment, later.record)
    if first.until is None or last_day(first.until) >= first_day(second.since):
        message = f"overlaps the assessment of {second.indicator} at {earlier.where}"
        later.problem("from", message, f"end that one before {second.since}", "overlap")
