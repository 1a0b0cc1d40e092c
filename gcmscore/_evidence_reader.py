"""Reads a folder of evidence and checks its records against the framework, the sources and each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from gcmscore._collector import collector_paused
from gcmscore._consistency import TABLES, Consistency, Entry, contradictory_rows, early_rows
from gcmscore._evidence_files import ACCEPTED, WRITING, EvidenceFiles
from gcmscore._packs import Pack
from gcmscore._parquet_tables import parquet_table
from gcmscore._partial_records import sound_part
from gcmscore._plain_tables import PlainTables
from gcmscore._record_check import RecordCheck, country_hint
from gcmscore._rejected import Citable, Rejected
from gcmscore._table_check import check_frame, parsed_table
from gcmscore._treaty_tables import TableDocument, TreatyTables
from gcmscore._validation import validate
from gcmscore._workbook_fields import SAID_ONCE
from gcmscore._workbook_records import WorkbookDocument, read_workbook
from gcmscore._yaml import Document, Location, as_mapping, decoded, parse_yaml
from gcmscore.compact import Compact
from gcmscore.countries import GROUP_FILE, CountryTable, countries, groups_of, shipped_groups
from gcmscore.errors import Problem, nearest_names
from gcmscore.observations import SUBJECT, duplicate_rows, empty_frame, frame_of, shared_rows
from gcmscore.records import (
    SECTIONS,
    Assessment,
    CountryCode,
    Finding,
    Group,
    Language,
    Observation,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
)

Checked = TypeVar("Checked", bound=Record)
Kind = TypeVar("Kind", bound=Document)


# Marks a record that broke its form, whatever of it is sound.
NOT_READ = ""
# What must be known of a figure to hold it against others.
_OF_FIGURES = (
    *("country", "indicator", "period", "value", "unit", "disaggregation", "sources"),
    *("series", "edition", "override", "missing"),
)


class _Head(Record):
    """What a file may say once for all of its records."""

    country: CountryCode | None = None
    language: Language | None = None


class EvidenceReader:
    """Reads one folder; ``problems`` holds whatever is wrong with it.

    Parameters
    ----------
    files : EvidenceFiles
        What the folder holds.
    compact : Compact
        The framework whose objectives, indicators and units the evidence must fit.
    """

    def __init__(self, files: EvidenceFiles, compact: Compact) -> None:
        self.files = files
        self.compact = compact
        self.documents: list[Document] = []
        self.country_table: CountryTable = countries()
        self.own_groups: Mapping[str, Group] = {}
        self._group_file = Document(GROUP_FILE)
        # Records that broke their form are looked at as far as they are sound, and used for nothing.
        self.looked_at: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
        self._rejected = Rejected()
        self._headed: dict[str, list[Location]] = {}
        self._table_problems: list[Problem] = []

    @property
    def entries(self) -> dict[str, list[Entry]]:
        """The records that can be used, by section, in the order read."""
        return {name: [item for item in found if not item.broken] for name, found in self.looked_at.items()}

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong in any file."""
        told = [*self._table_problems, *(item for document in self.documents for item in document.problems)]
        return [located(problem) for problem in told]

    @property
    def digest(self) -> str:
        """Fingerprint (SHA-256) of every file that was read."""
        return self.files.digest

    def read(self) -> Pack:
        """Read and check every file of the folder."""
        with collector_paused():
            return self._read()

    def _read(self) -> Pack:
        self._read_groups()
        self.read_records()
        self._check_unread()
        sources = {source.id: source for source in self._records("sources", Source)}
        named = {**self._dated_sources(), **sources}
        ids = [cast(Source, item.record).id for item in self.looked_at["sources"] if item.sound("id")]
        checks = RecordCheck(self.looked_at, self._rejected, ids, self.compact, self.country_table)
        self._check_groups(checks)
        frames = self._read_tables(Citable(ids, self._rejected))
        self._check_heads()
        checks.check()
        Consistency(self.looked_at, named, self.compact.instruments, self.country_table).check()
        if not self.documents:
            problem = Problem(".", 0, "", "holds no evidence", ACCEPTED, "empty")
            self._table_problems.append(problem)
        return self._pack(frames, sources, named)

    def _check_unread(self) -> None:
        for name in self.files.changed_tables():
            remedy = "leave it out: the shipped table counts"
            self._table_problems.append(Problem(name, 0, "", "is not read", remedy, "unread"))
        for path in self.files.unread():
            document = self._document(path)
            document.problem((), "is not read", ACCEPTED, "unread")
        if self.files.unfinished:
            remedy = (
                f"wait until that is done; if no program is running, it was cut off: delete {WRITING} and "
                "convert the workbook again"
            )
            self._table_problems.append(Problem(".", 0, "", "is being written", remedy, "unfinished"))
        for path, message in self.files.stray:
            problem = Problem(
                self.files.name(path), 0, "", message, "copy what it means into the folder", "link"
            )
            self._table_problems.append(problem)

    def _document(self, path: Path) -> Document:
        return self._taken_up(Document(self.files.name(path)))

    def _taken_up(self, document: Kind) -> Kind:
        self.documents.append(document)
        return document

    def read_records(self) -> None:
        """Read the records of YAML files and workbooks, each checked for itself only."""
        self.read_yaml_records()
        for path in self.files.ending_in(".xlsx"):
            self.read_workbook_records(path)

    def read_yaml_records(self) -> None:
        """Read the records of YAML files, each checked for itself only."""
        for path in self.files.ending_in(".yaml"):
            document = self._document(path)
            self.read_yaml(self.files.content(path, document), document)

    def read_yaml(self, content: bytes | None, document: Document) -> None:
        """Read the records of one YAML file, each checked for itself only."""
        parse_yaml(content, document)
        if document.data is None and document.problems:
            self._rejected.add_file(content)
        self._read_records(document)

    def read_workbook_records(self, path: Path) -> None:
        """Read the records of a workbook, each checked for itself only."""
        workbook = self._taken_up(WorkbookDocument(self.files.name(path)))
        read_workbook(self.files.content(path, workbook), workbook)
        self._rejected.anything |= workbook.data is None
        self._rejected.mentioned |= workbook.unread
        self._read_records(workbook)

    def _read_groups(self) -> None:
        # A folder of one's own need not repeat the world's groups: the shipped ones serve unless it has some.
        path = self.files.root / GROUP_FILE
        if self.files.holds(GROUP_FILE):
            self._group_file = self._document(path)
            parse_yaml(self.files.content(path, self._group_file), self._group_file)
            self.own_groups = groups_of(self._group_file, self.country_table)

    def _check_groups(self, checks: RecordCheck) -> None:
        for name, group in self.own_groups.items():
            checks.check_citations(group.sources, ("groups", name), self._group_file)
            for position, rule in enumerate(group.any_of or ()):
                if rule.indicator not in self.compact.indicators:
                    place = ("groups", name, "any_of", position, "indicator")
                    message = f"{rule.indicator!r} is not defined"
                    self._group_file.problem(place, message, "an indicator's id", "unknown_reference")
        for indicator in self.compact.indicators.values():
            for name in indicator.applies_to:
                if name not in self.own_groups and name not in shipped_groups():
                    message = f"no country group is called {name!r}"
                    groups = {**shipped_groups(), **self.own_groups}
                    remedy = f"define it in {GROUP_FILE}, or take one of {', '.join(groups)}"
                    self._group_file.problem(("applies_to", indicator.id), message, remedy, "unknown_group")
                    if self._group_file not in self.documents:
                        self.documents.append(self._group_file)

    def _read_records(self, document: Document) -> None:
        parts = as_mapping(document, "an evidence file")
        head = {key: parts[key] for key in SAID_ONCE if parts.get(key) is not None}
        validate(_Head, head, document, ())
        for section, entries in parts.items():
            if section in SAID_ONCE:
                continue
            model_of = self._section(section, document)
            if not isinstance(entries, list):
                if model_of == section:
                    document.problem((section,), "must be a list of records", "- id: …", "type")
                self._rejected.add_entries(entries)
            elif model_of is None:
                self._rejected.add_entries(entries)
            else:
                self._read_section(model_of, (section,), head, document)

    def _section(self, written: str, document: Document) -> str | None:
        """Return the section that a key names, or nearly names; None with a problem when it is none."""
        if written in SECTIONS:
            return written
        names = (*SAID_ONCE, *SECTIONS)
        nearest = nearest_names(str(written), names, limit=1)
        hint = f"did you mean {nearest[0]!r}? " if nearest else ""
        remedy = f"{hint}accepted are {', '.join(names)}"
        document.problem((written,), "unknown key", remedy, "unknown_key")
        return nearest[0] if nearest and nearest[0] in SECTIONS else None

    def _read_section(
        self, section: str, written: Location, head: Mapping[str, Any], document: Document
    ) -> None:
        model, entries = SECTIONS[section], document.data[written[0]]
        shared = {key: value for key, value in head.items() if issubclass(model, SAID_ONCE[key])}
        for position, entry in enumerate(entries):
            place = (*written, position)
            if isinstance(entry, dict):
                self._take_head(document, place, [key for key in shared if key not in entry])
                entry = {**shared, **entry}
            record = validate(model, entry, document, place)
            if record is not None:
                self.looked_at[section].append(Entry(record, document, place))
            elif isinstance(entry, dict):
                # What is wrong with it is said once; whoever cites it makes no mistake of her own.
                self._rejected.add_record(section, entry)
                part, broken = sound_part(model, entry, document, place)
                self.looked_at[section].append(Entry(part, document, place, broken | {NOT_READ}))

    def _take_head(self, document: Document, place: Location, keys: list[str]) -> None:
        """Remember what a record takes from the head of its file, where it is found fault with once."""
        wrong = {problem.field for problem in document.problems}
        document.refused |= {(*place, key) for key in keys if key in wrong}
        if "country" in keys:
            self._headed.setdefault(document.path, []).append((*place, "country"))

    def _check_heads(self) -> None:
        for document in self.documents:
            code = document.data.get("country") if isinstance(document.data, dict) else None
            wrong = any(problem.field == "country" for problem in document.problems)
            if isinstance(code, str) and not wrong and not self.country_table.has_code(code):
                remedy = country_hint(code, self.country_table)
                document.problem(("country",), f"{code!r} is not in the country table", remedy, "country")
                document.refused.update(self._headed.get(document.path, ()))

    def _dated_sources(self) -> dict[str, Source]:
        """Return the sources that broke their form, as far as what they are dated is known."""
        found = (entry for entry in self.looked_at["sources"] if entry.sound("id", "date", "kind"))
        return {source.id: source for source in (cast(Source, entry.record) for entry in found)}

    def _records(self, section: str, model: type[Checked]) -> list[Checked]:
        return [cast(Checked, entry.record) for entry in self.entries[section]]

    def _read_tables(self, sources: Citable) -> list[pd.DataFrame]:
        """Return the figures of every table, and take up the treaty status of the others."""
        treaties = TreatyTables(self.compact, self.country_table, sources)
        plain = PlainTables(self.compact, self.country_table, sources)
        frames: list[pd.DataFrame] = []
        for path in self.files.ending_in(".csv"):
            document = self._taken_up(TableDocument(self.files.name(path)))
            content = self.files.content(path, document)
            text = None if content is None else decoded(content, document)
            if text is None or plain.take(text, document.path):
                continue
            if (status := treaties.take(text, document, path.stem)) is not None:
                self.looked_at["ratifications"] += status
                continue
            table = parsed_table(text, document)
            # A row of another length is left out; without a header nothing can be told.
            if len(table.columns) > 1 and table.columns.is_unique:
                # in the order of the files
                frames += [*plain.frames(), *self._figures(table, document, path.stem, treaties)]
        frames += plain.frames()
        for path in self.files.ending_in(".parquet"):
            document = self._taken_up(TableDocument(self.files.name(path)))
            content = self.files.content(path, document)
            if content is not None and (found := parquet_table(content, document)) is not None:
                frames += self._figures(found, document, path.stem, treaties)
        self._table_problems += treaties.problems
        return frames

    def _figures(
        self, table: pd.DataFrame, document: Document, stem: str, treaties: TreatyTables
    ) -> list[pd.DataFrame]:
        """Return the figures of a table, none when it is about treaties, whose records are taken up."""
        if treaties.holds(table, stem):
            self.looked_at["ratifications"] += treaties.read(table, document, stem)
            return []
        table = table if "indicator" in table else table.assign(indicator=stem)
        figures, problems = check_frame(
            table, document.path, self.compact, self.country_table, treaties.sources
        )
        self._table_problems += problems
        return [figures]

    def _pack(
        self, tables: list[pd.DataFrame], sources: Mapping[str, Source], named: Mapping[str, Source]
    ) -> Pack:
        observations = _joined(_figures_of(self.entries["observations"]), *tables)
        partly = (item for item in self.looked_at["observations"] if item.broken and item.sound(*_OF_FIGURES))
        every = _joined(observations, *([_figures_of(some)] if (some := list(partly)) else []))
        shared = every[shared_rows(every, SUBJECT)]
        # Two in YAML are already reported by id.
        twice = [problem for problem in duplicate_rows(shared) if problem.path.endswith(TABLES)]
        across = [*contradictory_rows(shared, named), *early_rows(observations, named)]
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


def _figures_of(entries: Iterable[Entry]) -> pd.DataFrame:
    return frame_of(
        (cast(Observation, entry.record), entry.document.path, entry.document.line_of(entry.place))
        for entry in entries
    )


def _joined(*frames: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if len(filled) < 2:
        return filled[0].reset_index(drop=True) if filled else empty_frame()
    return pd.concat(filled, ignore_index=True)


def located(problem: Problem) -> Problem:
    """Return a problem with its place in words where a file has no lines."""
    if problem.cell or not problem.line or not problem.path.endswith((".xlsx", ".parquet")):
        return problem
    # What is wrong with a column is wrong in no row.
    whole = problem.code in ("missing_key", "unknown_key") or problem.path.endswith(".xlsx")
    cell = f"observations!A{problem.line}" if problem.path.endswith(".xlsx") and problem.line > 1 else ""
    return replace(problem, cell=cell if whole else f"row {problem.line}")
