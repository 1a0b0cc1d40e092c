"""Reads a folder of evidence and checks its records against the framework, the sources and each other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from gcmscore._consistency import Consistency, Entry, contradictory_rows, early_rows
from gcmscore._resources import DATA_ROOT
from gcmscore._table_check import check_frame, parsed_table
from gcmscore._validation import validate
from gcmscore._yaml import Document, Location, as_mapping, read_text, read_yaml
from gcmscore.compact import Compact
from gcmscore.countries import (
    COUNTRY_FILE,
    GROUP_FILE,
    REGION_FILE,
    CountryTable,
    countries,
    read_groups,
    shipped_groups,
)
from gcmscore.definitions import Indicator
from gcmscore.errors import InvalidRequestError, Problem, nearest_names
from gcmscore.observations import duplicate_rows, empty_frame, frame_of
from gcmscore.records import (
    SECTIONS,
    Assessment,
    Citation,
    Cited,
    Finding,
    Group,
    Observation,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
)

Checked = TypeVar("Checked", bound=Record)
_NEITHER_COUNTRY = ("sources", "ratification_lists")
_SHIPPED = DATA_ROOT / "evidence"
_TABLES = (COUNTRY_FILE, REGION_FILE)
# What somebody may take for evidence and this reader does not read; silence would drop her work.
_UNREAD = (".yml", ".json", ".tsv", ".xls", ".xlsx", ".ods", ".parquet")


@dataclass(frozen=True)
class Pack:
    """The records of one body of evidence, best-ranking first."""

    observations: pd.DataFrame = field(default_factory=empty_frame)
    assessments: tuple[Assessment, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    ratification_lists: tuple[RatificationList, ...] = ()
    findings: tuple[Finding, ...] = ()
    replies: tuple[Reply, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


class EvidenceReader:
    """Reads one folder; ``problems`` holds whatever is wrong with it.

    Parameters
    ----------
    root : Path
        The folder.
    compact : Compact
        The framework whose objectives, indicators and units the evidence must fit.
    """

    def __init__(self, root: Path, compact: Compact) -> None:
        if not root.is_dir():
            raise InvalidRequestError(f"{root} is not a folder of evidence")
        self.root = root.resolve()
        self.compact = compact
        self.documents: list[Document] = []
        self.country_table: CountryTable = countries()
        self.own_groups: Mapping[str, Group] = {}
        self._group_file = Document(GROUP_FILE)
        self._entries: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
        self._rejected: set[tuple[str, str]] = set()
        self._table_problems: list[Problem] = []

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong in any file."""
        return [*self._table_problems, *(item for document in self.documents for item in document.problems)]

    def read(self) -> Pack:
        """Read and check every file of the folder."""
        self._read_groups()
        for path in self._files(".yaml"):
            self._read_records(path)
        self._check_unread()
        sources = {source.id: source for source in self._records("sources", Source)}
        self._check_groups(sources)
        tables = [self._read_table(path, sources) for path in self._files(".csv")]
        self._check_all(sources)
        if not self.documents:
            problem = Problem(".", 0, "", "holds no evidence", "YAML in *.yaml, tables in *.csv", "empty")
            self._table_problems.append(problem)
        return self._pack(tables, sources)

    @property
    def digest(self) -> str:
        """Fingerprint (SHA-256) of every file that was read."""
        total = hashlib.sha256()
        for path in sorted(self.root.rglob("*")):
            if path.suffix in (".yaml", ".csv") and path.is_file():
                total.update(path.relative_to(self.root).as_posix().encode())
                total.update(path.read_bytes())
        return total.hexdigest()

    def _files(self, suffix: str) -> list[Path]:
        apart = [self.root / name for name in (GROUP_FILE, *_TABLES)]
        return [path for path in sorted(self.root.rglob(f"*{suffix}")) if path not in apart]

    def _check_unread(self) -> None:
        for name in _TABLES:
            table = self.root / name
            if table.is_file() and table.read_bytes() != (_SHIPPED / name).read_bytes():
                problem = Problem(
                    name, 0, "", "is not read", "leave it out: the shipped table counts", "unread"
                )
                self._table_problems.append(problem)
        for path in sorted(self.root.rglob("*")):
            ending = path.suffix.lower()
            if ending in _UNREAD or (ending in (".yaml", ".csv") and path.suffix != ending):
                document = Document(self._name(path))
                self.documents.append(document)
                document.problem((), "is not read", "YAML in *.yaml, tables in *.csv", "unread")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _read_groups(self) -> None:
        # A folder of one's own need not repeat the world's groups: the shipped ones serve unless it has some.
        path = self.root / GROUP_FILE
        if path.is_file():
            self.own_groups, self._group_file = read_groups(path, self.country_table)
            self.documents.append(self._group_file)

    def _check_groups(self, sources: Mapping[str, Source]) -> None:
        for name, group in self.own_groups.items():
            self._check_citations(group.sources, ("groups", name), self._group_file, sources)
            for position, rule in enumerate(group.any_of or ()):
                if rule.indicator not in self.compact.indicators:
                    place = ("groups", name, "any_of", position, "indicator")
                    message = f"{rule.indicator!r} is not defined"
                    self._group_file.problem(place, message, "an indicator's id", "unknown_reference")
        groups = {**shipped_groups(), **self.own_groups}
        for indicator in self.compact.indicators.values():
            for name in indicator.applies_to:
                if name not in groups:
                    message = f"no country group is called {name!r}"
                    remedy = f"define it in {GROUP_FILE}, or take one of {', '.join(groups)}"
                    self._group_file.problem(("applies_to", indicator.id), message, remedy, "unknown_group")
                    if self._group_file not in self.documents:
                        self.documents.append(self._group_file)

    def _read_records(self, path: Path) -> None:
        document = read_yaml(path, self._name(path))
        self.documents.append(document)
        parts = as_mapping(document, "an evidence file")
        country = parts.get("country")
        for section, entries in parts.items():
            if section == "country":
                continue
            if section not in SECTIONS:
                names = ("country", *SECTIONS)
                nearest = nearest_names(str(section), names, limit=1)
                hint = f"did you mean {nearest[0]!r}? " if nearest else ""
                remedy = f"{hint}accepted are {', '.join(names)}"
                document.problem((section,), "unknown key", remedy, "unknown_key")
            elif not isinstance(entries, list):
                document.problem((section,), "must be a list of records", "- id: …", "type")
            else:
                self._read_section(section, entries, country, document)

    def _read_section(self, section: str, entries: list[Any], country: object, document: Document) -> None:
        for position, entry in enumerate(entries):
            if isinstance(entry, dict) and country is not None and section not in _NEITHER_COUNTRY:
                entry = {"country": country, **entry}
            place = (section, position)
            record = validate(SECTIONS[section], entry, document, place)
            if record is not None:
                self._entries[section].append(Entry(record, document, place))
            elif isinstance(entry, dict):
                # What is wrong with it is said once; whoever cites it makes no mistake of her own.
                self._rejected.add((section, str(entry.get("id"))))

    def _records(self, section: str, model: type[Checked]) -> list[Checked]:
        return [cast(Checked, entry.record) for entry in self._entries[section]]

    def _read_table(self, path: Path, sources: Mapping[str, Source]) -> pd.DataFrame:
        document = Document(self._name(path))
        self.documents.append(document)
        text = read_text(path, document)
        if text is None:
            return empty_frame()
        table = parsed_table(text, document)
        if document.problems:
            return empty_frame()
        if "indicator" not in table:
            table = table.assign(indicator=path.stem)
        frame, problems = check_frame(table, self._name(path), self.compact, self.country_table, sources)
        self._table_problems.extend(problems)
        return frame

    def _check_all(self, sources: Mapping[str, Source]) -> None:
        for section, entries in self._entries.items():
            self._check_unique(section, entries)
            for entry in entries:
                if isinstance(entry.record, Cited | RatificationList):
                    self._check_citations(entry.record.sources, entry.place, entry.document, sources)
                if isinstance(entry.record, Cited):
                    self._check_country(entry, entry.record)
        findings = {finding.id for finding in self._records("findings", Finding)}
        findings |= {name for section, name in self._rejected if section == "findings"}
        for entry in self._entries["observations"]:
            self._check_observation(entry, cast(Observation, entry.record))
        for entry in self._entries["assessments"]:
            self._check_assessment(entry, cast(Assessment, entry.record), findings)
        for entry in (*self._entries["ratifications"], *self._entries["ratification_lists"]):
            self._check_instrument(entry, cast(Ratification, entry.record))
        for entry in self._entries["findings"]:
            self._check_finding(entry, cast(Finding, entry.record), findings)
        for entry in self._entries["replies"]:
            self._check_reply(entry, cast(Reply, entry.record))
        Consistency(self._entries, sources, self.compact.instruments, self.country_table).check()

    def _check_unique(self, section: str, entries: list[Entry]) -> None:
        if section == "assessments":
            return  # two that begin together overlap, which is the clearer thing to say
        seen: dict[str, Entry] = {}
        for entry in entries:
            name = str(entry.record.id)  # type: ignore[attr-defined]  # every section's model has an id
            if name in seen:
                message = f"{name!r} is already used at {seen[name].where}"
                entry.problem("id", message, "one record an id", "duplicate")
            seen.setdefault(name, entry)

    def _check_citations(
        self, cited: Iterable[Citation], place: Location, document: Document, sources: Mapping[str, Source]
    ) -> None:
        for position, citation in enumerate(cited):
            if citation.id not in sources and ("sources", citation.id) not in self._rejected:
                nearest = nearest_names(citation.id, list(sources), limit=1)
                remedy = (
                    f"did you mean {nearest[0]!r}?" if nearest else "add it under sources: in this folder"
                )
                message = f"no source has the id {citation.id!r}"
                document.problem((*place, "sources", position, "id"), message, remedy, "unknown_source")

    def _check_country(self, entry: Entry, record: Cited) -> None:
        codes = {"country": record.country}
        if isinstance(record, Finding) and record.jurisdiction is not None:
            codes["jurisdiction"] = record.jurisdiction
        for name, code in codes.items():
            if not self.country_table.has_code(code):
                nearest = () if "-" in code else self.country_table.nearest(code)
                remedy = (
                    f"did you mean {' or '.join(nearest)}?" if nearest else "an ISO 3166 code such as BEL"
                )
                entry.problem(name, f"{code!r} is not in the country table", remedy, "country")

    def _check_known(self, name: str, values: Iterable[Any], known: Iterable[Any], entry: Entry) -> bool:
        accepted = [str(item) for item in known]
        unknown = [value for value in values if str(value) not in accepted]
        for value in unknown:
            nearest = nearest_names(str(value), accepted, limit=3)
            few = f"one of {', '.join(accepted)}" if accepted else "none is defined"
            listed = few if len(accepted) <= 12 else "one that is defined"
            remedy = f"did you mean {' or '.join(nearest)}?" if nearest else listed
            entry.problem(name, f"{value!r} is not defined", remedy, "unknown_reference")
        return not unknown

    def _check_observation(self, entry: Entry, record: Observation) -> None:
        if not self._check_known("indicator", [record.indicator], self.compact.indicators, entry):
            return
        indicator = self.compact.indicators[record.indicator]
        unit = self.compact.units[indicator.unit]
        if indicator.unobserved is not None:
            entry.problem("indicator", indicator.unobserved, "file figures of a measure", "kind")
        if record.unit != indicator.unit:
            entry.problem(
                "unit",
                f"{record.unit!r} is not the unit of {indicator.id}",
                f"write {indicator.unit!r}",
                "unit",
            )
        elif record.value is not None and not unit.contains(record.value):
            entry.problem("value", f"{record.value:g} {unit.symbol} cannot be", unit.range_text, "range")
        names = [series.id for series in indicator.series]
        if record.series is not None:
            self._check_known("series", [record.series], names, entry)
        corridor = record.disaggregation.get("corridor")
        if corridor is not None and not self.country_table.has_code(corridor):
            entry.problem(
                "disaggregation", f"{corridor!r} is not in the country table", "an ISO3 code", "country"
            )

    def _check_assessment(self, entry: Entry, record: Assessment, findings: set[str]) -> None:
        self._check_known("findings", record.findings, findings, entry)
        if not self._check_known("indicator", [record.indicator], self.compact.indicators, entry):
            return
        indicator = self.compact.indicators[record.indicator]
        if indicator.kind != "rubric":
            entry.problem(
                "indicator", f"{indicator.id} is a {indicator.kind}", "assess a rubric indicator", "kind"
            )
            return
        self._check_levels(entry, record, indicator)

    def _check_levels(self, entry: Entry, record: Assessment, indicator: Indicator) -> None:
        judgements = (record, record.second_coder, record.adjudicated)
        for side, anchored in (("law", indicator.has_law), ("practice", indicator.has_practice)):
            if not anchored and any(getattr(item, side, None) is not None for item in judgements):
                message = f"{indicator.id} has no anchors for {side}"
                entry.problem(side, message, f"leave {side} out", "no_anchor")

    def _check_instrument(self, entry: Entry, record: Ratification | RatificationList) -> None:
        self._check_known("instrument", [record.instrument], self.compact.instruments, entry)

    def _check_finding(self, entry: Entry, record: Finding, findings: set[str]) -> None:
        self._check_known("objectives", record.objectives, self.compact.objectives, entry)
        self._check_known("supersedes", record.supersedes, findings, entry)
        actions = [
            f"{item.number}{letter}" for item in self.compact.objectives.values() for letter in item.actions
        ]
        self._check_known("actions", record.actions, actions, entry)

    def _check_reply(self, entry: Entry, record: Reply) -> None:
        self._check_known("objective", [record.objective], self.compact.objectives, entry)
        if record.indicator is not None:
            self._check_known("indicator", [record.indicator], self.compact.indicators, entry)

    def _pack(self, tables: list[pd.DataFrame], sources: Mapping[str, Source]) -> Pack:
        own = frame_of(
            (cast(Observation, entry.record), entry.document.path, entry.document.line_of(entry.place))
            for entry in self._entries["observations"]
        )
        frames = [frame for frame in (own, *tables) if len(frame)]
        observations = pd.concat(frames, ignore_index=True) if frames else empty_frame()
        # Two in YAML are already reported by id.
        twice = [problem for problem in duplicate_rows(observations) if problem.path.endswith(".csv")]
        across = [*contradictory_rows(observations, sources), *early_rows(observations, sources)]
        self._table_problems.extend([*twice, *across])
        return Pack(
            observations=observations,
            assessments=tuple(self._records("assessments", Assessment)),
            ratifications=tuple(self._records("ratifications", Ratification)),
            ratification_lists=tuple(self._records("ratification_lists", RatificationList)),
            findings=tuple(self._records("findings", Finding)),
            replies=tuple(self._records("replies", Reply)),
            sources=dict(sources),
        )
