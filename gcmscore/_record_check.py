"""Checks each record of a folder against the framework, the country table and the sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from gcmscore._consistency import Entry
from gcmscore._partial_records import KEY_FIELDS
from gcmscore._rejected import Rejected
from gcmscore._yaml import Document, Location
from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.definitions import Indicator
from gcmscore.errors import nearest_names
from gcmscore.records import (
    Assessment,
    Citation,
    Cited,
    Finding,
    Observation,
    Ratification,
    RatificationList,
    Record,
    Reply,
)

Kind = TypeVar("Kind", bound=Record)


@dataclass(frozen=True)
class RecordCheck:
    """Checks the records of one folder, each for itself.

    Parameters
    ----------
    entries : mapping
        Section name → its entries, in the order read.
    rejected : Rejected
        What could not be read: whoever cites it makes no mistake of hers.
    sources : collection of str
        The ids of the sources that there are, those that broke their form among them.
    compact : Compact
        The framework whose objectives, indicators and units they must fit.
    country_table : CountryTable
        The countries they may be about.
    """

    entries: Mapping[str, Sequence[Entry]]
    rejected: Rejected
    sources: Collection[str]
    compact: Compact
    country_table: CountryTable

    def check(self) -> None:
        """Record every problem at the entry that has to change."""
        for section, entries in self.entries.items():
            _check_unique(section, entries)
            for entry in entries:
                if isinstance(entry.record, Cited | RatificationList):
                    self.check_citations(entry.record.sources, entry.place, entry.document)
                if isinstance(entry.record, Cited):
                    self._check_country(entry, entry.record)
        for entry, figure in self._of("observations", Observation):
            self._check_observation(entry, figure)
        for entry, assessment in self._of("assessments", Assessment):
            self._check_assessment(entry, assessment)
        for entry, status in self._of("ratifications", Ratification, "instrument"):
            self._check_known("instrument", [status.instrument], self.compact.instruments, entry)
        for entry, whole in self._of("ratification_lists", RatificationList, "instrument"):
            self._check_known("instrument", [whole.instrument], self.compact.instruments, entry)
        for entry, finding in self._of("findings", Finding):
            self._check_finding(entry, finding)
        for entry, reply in self._of("replies", Reply):
            self._check_reply(entry, reply)

    def _of(self, section: str, model: type[Kind], *needed: str) -> Iterator[tuple[Entry, Kind]]:
        found = (entry for entry in self.entries[section] if entry.sound(*needed))
        return ((entry, cast(Kind, entry.record)) for entry in found)

    @cached_property
    def _findings(self) -> set[str]:
        return {finding.id for _, finding in self._of("findings", Finding, "id")}

    @cached_property
    def _actions(self) -> dict[str, None]:
        objectives = self.compact.objectives.values()
        return dict.fromkeys(f"{item.number}{letter}" for item in objectives for letter in item.actions)

    def check_citations(self, cited: Iterable[Citation], place: Location, document: Document) -> None:
        """Record a problem for each citation of a source that the folder lacks."""
        for position, citation in enumerate(cited):
            # An id that broke its form is empty.
            known = citation.id in self.sources or ("sources", citation.id) in self.rejected
            if citation.id and not known:
                nearest = nearest_names(citation.id, list(self.sources), limit=1)
                remedy = (
                    f"did you mean {nearest[0]!r}?" if nearest else "add it under sources: in this folder"
                )
                message = f"no source has the id {citation.id!r}"
                document.problem((*place, "sources", position, "id"), message, remedy, "unknown_source")

    def _check_country(self, entry: Entry, record: Cited) -> None:
        codes = {"country": record.country} if entry.sound("country") else {}
        if isinstance(record, Finding) and entry.sound("jurisdiction") and record.jurisdiction is not None:
            codes["jurisdiction"] = record.jurisdiction
        for name, code in codes.items():
            if not self.country_table.has_code(code):
                remedy = country_hint(code, self.country_table)
                entry.problem(name, f"{code!r} is not in the country table", remedy, "country")

    def _check_known(self, name: str, values: Iterable[Any], known: Collection[Any], entry: Entry) -> bool:
        unknown = [value for value in values if value not in known]
        accepted = [str(item) for item in known] if unknown else []
        for value in unknown:
            nearest = nearest_names(str(value), accepted, limit=3)
            few = f"one of {', '.join(accepted)}" if accepted else "none is defined"
            listed = few if len(accepted) <= 12 else "one that is defined"
            remedy = f"did you mean {' or '.join(nearest)}?" if nearest else listed
            entry.problem(name, f"{value!r} is not defined", remedy, "unknown_reference")
        return not unknown

    def _check_observation(self, entry: Entry, record: Observation) -> None:
        corridor = record.disaggregation.get("corridor")
        if corridor is not None and not self.country_table.has_code(corridor):
            entry.problem(
                "disaggregation", f"{corridor!r} is not in the country table", "an ISO3 code", "country"
            )
        if (indicator := self._indicator(entry, record)) is None:
            return
        if indicator.unobserved is not None:
            entry.problem("indicator", indicator.unobserved, "file figures of a measure", "kind")
        if entry.sound("unit"):
            self._check_unit(entry, record, indicator)
        if entry.sound("series") and record.series is not None:
            self._check_known("series", [record.series], [series.id for series in indicator.series], entry)

    def _check_unit(self, entry: Entry, record: Observation, indicator: Indicator) -> None:
        unit = self.compact.units[indicator.unit]
        if record.unit != indicator.unit:
            message = f"{record.unit!r} is not the unit of {indicator.id}"
            entry.problem("unit", message, f"write {indicator.unit!r}", "unit")
        elif entry.sound("value") and record.value is not None and not unit.contains(record.value):
            entry.problem("value", f"{record.value:g} {unit.symbol} cannot be", unit.range_text, "range")

    def _indicator(self, entry: Entry, record: Observation | Assessment) -> Indicator | None:
        """Return the indicator of a record, None with a problem when there is none of this id."""
        if not entry.sound("indicator"):
            return None
        known = self._check_known("indicator", [record.indicator], self.compact.indicators, entry)
        return self.compact.indicators[record.indicator] if known else None

    def _check_assessment(self, entry: Entry, record: Assessment) -> None:
        self._check_findings("findings", record.findings, entry)
        if (indicator := self._indicator(entry, record)) is None:
            return
        if indicator.kind != "rubric":
            entry.problem("indicator", f"{indicator.id} is no rubric", "assess a rubric indicator", "kind")
            return
        _check_levels(entry, record, indicator)

    def _check_findings(self, name: str, named: Iterable[str], entry: Entry) -> None:
        missing = [item for item in named if ("findings", item) not in self.rejected]
        self._check_known(name, missing, self._findings, entry)

    def _check_finding(self, entry: Entry, record: Finding) -> None:
        self._check_known("objectives", record.objectives, self.compact.objectives, entry)
        self._check_findings("supersedes", record.supersedes, entry)
        self._check_known("actions", record.actions, self._actions, entry)

    def _check_reply(self, entry: Entry, record: Reply) -> None:
        if entry.sound("objective"):
            self._check_known("objective", [record.objective], self.compact.objectives, entry)
        if entry.sound("indicator") and record.indicator is not None:
            self._check_known("indicator", [record.indicator], self.compact.indicators, entry)


def country_hint(code: str, country_table: CountryTable) -> str:
    """Return what may be meant by a code that is no country's.

    Parameters
    ----------
    code : str
        What was written.
    country_table : CountryTable
        The countries that there are.
    """
    nearest = () if "-" in code else country_table.nearest(code)
    return f"did you mean {' or '.join(nearest)}?" if nearest else "an ISO 3166 code such as BEL"


def _check_unique(section: str, entries: Sequence[Entry]) -> None:
    if section == "assessments":
        return  # two that begin together overlap, which is the clearer thing to say
    seen: dict[str, Entry] = {}
    for entry in (item for item in entries if item.sound(*KEY_FIELDS[section])):
        name = str(entry.record.id)  # type: ignore[attr-defined]  # every section's model has an id
        if name in seen:
            message = f"{name!r} is already used at {seen[name].where}"
            # Of what has an id only by its key, nobody wrote the id that is there twice.
            derived = section in ("observations", "ratifications", "ratification_lists", "replies")
            remedy = (
                "the same record twice: delete one, or correct what they have in common"
                if derived
                else "one record an id"
            )
            entry.problem("id", message, remedy, "duplicate")
        seen.setdefault(name, entry)


def _check_levels(entry: Entry, record: Assessment, indicator: Indicator) -> None:
    judgements = (record, record.second_coder, record.adjudicated)
    for side, anchored in (("law", indicator.has_law), ("practice", indicator.has_practice)):
        if not anchored and any(getattr(item, side, None) is not None for item in judgements):
            message = f"{indicator.id} has no anchors for {side}"
            entry.problem(side, message, f"leave {side} out", "no_anchor")
