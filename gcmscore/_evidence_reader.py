"""Reads a folder of evidence and checks its records against the framework, the sources and each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from gcmscore._collector import collector_paused
from gcmscore._consistency import Consistency, Entry, contradictory_rows, early_rows
from gcmscore._evidence_files import EvidenceFiles
from gcmscore._packs import Pack
from gcmscore._plain_tables import PlainTables
from gcmscore._record_check import RecordCheck
from gcmscore._table_check import check_frame, parsed_table
from gcmscore._treaty_tables import TableDocument, TreatyTables
from gcmscore._validation import validate
from gcmscore._yaml import Document, as_mapping, decoded, parse_yaml
from gcmscore.compact import Compact
from gcmscore.countries import GROUP_FILE, CountryTable, countries, groups_of, shipped_groups
from gcmscore.errors import Problem, nearest_names
from gcmscore.observations import SUBJECT, duplicate_rows, empty_frame, frame_of, shared_rows
from gcmscore.records import (
    SECTIONS,
    Assessment,
    Cited,
    Finding,
    Group,
    Observation,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
    Worded,
)

Checked = TypeVar("Checked", bound=Record)
# What a file may say once for all of its records of a kind.
_SAID_ONCE = {"country": Cited, "language": Worded}


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
        self._entries: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
        self._rejected: set[tuple[str, str]] = set()
        self._table_problems: list[Problem] = []

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong in any file."""
        return [*self._table_problems, *(item for document in self.documents for item in document.problems)]

    @property
    def entries(self) -> Mapping[str, Sequence[Entry]]:
        """The records that could be read, by section, each with its place."""
        return self._entries

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
        for path in self.files.ending_in(".yaml"):
            self._read_records(path)
        self._check_unread()
        sources = {source.id: source for source in self._records("sources", Source)}
        checks = RecordCheck(self._entries, self._rejected, sources, self.compact, self.country_table)
        self._check_groups(checks)
        frames = self._read_tables(sources)
        checks.check()
        Consistency(self._entries, sources, self.compact.instruments, self.country_table).check()
        if not self.documents:
            problem = Problem(".", 0, "", "holds no evidence", "YAML in *.yaml, tables in *.csv", "empty")
            self._table_problems.append(problem)
        return self._pack(frames, sources)

    def _check_unread(self) -> None:
        for name in self.files.changed_tables():
            remedy = "leave it out: the shipped table counts"
            self._table_problems.append(Problem(name, 0, "", "is not read", remedy, "unread"))
        for path in self.files.unread():
            document = self._document(path)
            document.problem((), "is not read", "YAML in *.yaml, tables in *.csv", "unread")

    def _document(self, path: Path) -> Document:
        document = Document(self.files.name(path))
        self.documents.append(document)
        return document

    def _read_groups(self) -> None:
        # A folder of one's own need not repeat the world's groups: the shipped ones serve unless it has some.
        path = self.files.root / GROUP_FILE
        if path.is_file():
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

    def _read_records(self, path: Path) -> None:
        document = self._document(path)
        parse_yaml(self.files.content(path, document), document)
        parts = as_mapping(document, "an evidence file")
        for section, entries in parts.items():
            if section in _SAID_ONCE:
                continue
            if section not in SECTIONS:
                names = (*_SAID_ONCE, *SECTIONS)
                nearest = nearest_names(str(section), names, limit=1)
                hint = f"did you mean {nearest[0]!r}? " if nearest else ""
                remedy = f"{hint}accepted are {', '.join(names)}"
                document.problem((section,), "unknown key", remedy, "unknown_key")
            elif not isinstance(entries, list):
                document.problem((section,), "must be a list of records", "- id: …", "type")
            else:
                self._read_section(section, entries, parts, document)

    def _read_section(
        self, section: str, entries: list[Any], parts: Mapping[str, Any], document: Document
    ) -> None:
        model = SECTIONS[section]
        shared = {
            key: parts[key]
            for key, base in _SAID_ONCE.items()
            if parts.get(key) is not None and issubclass(model, base)
        }
        for position, entry in enumerate(entries):
            if isinstance(entry, dict):
                entry = {**shared, **entry}
            place = (section, position)
            record = validate(model, entry, document, place)
            if record is not None:
                self._entries[section].append(Entry(record, document, place))
            elif isinstance(entry, dict):
                # What is wrong with it is said once; whoever cites it makes no mistake of her own.
                self._rejected.add((section, str(entry.get("id"))))

    def _records(self, section: str, model: type[Checked]) -> list[Checked]:
        return [cast(Checked, entry.record) for entry in self._entries[section]]

    def _read_tables(self, sources: Mapping[str, Source]) -> list[pd.DataFrame]:
        """Return the figures of every table, and take up the treaty status of the others."""
        treaties = TreatyTables(self.compact, self.country_table, sources)
        plain = PlainTables(self.compact, self.country_table, sources)
        frames: list[pd.DataFrame] = []
        for path in self.files.ending_in(".csv"):
            document = TableDocument(self.files.name(path))
            self.documents.append(document)
            content = self.files.content(path, document)
            text = None if content is None else decoded(content, document)
            if text is None or plain.take(text, document.path):
                continue
            if (status := treaties.take(text, document, path.stem)) is not None:
                self._entries["ratifications"] += status
                continue
            table = parsed_table(text, document)
            if document.problems:
                continue
            if treaties.holds(table, path.stem):
                self._entries["ratifications"] += treaties.read(table, document, path.stem)
                continue
            table = table if "indicator" in table else table.assign(indicator=path.stem)
            figures = check_frame(table, document.path, self.compact, self.country_table, sources)
            self._table_problems += figures[1]
            frames += [*plain.frames(), figures[0]]  # in the order of the files
        self._table_problems += treaties.problems
        return [*frames, *plain.frames()]

    def _pack(self, tables: list[pd.DataFrame], sources: Mapping[str, Source]) -> Pack:
        own = frame_of(
            (cast(Observation, entry.record), entry.document.path, entry.document.line_of(entry.place))
            for entry in self._entries["observations"]
        )
        frames = [frame for frame in (own, *tables) if len(frame)]
        observations = pd.concat(frames, ignore_index=True) if frames else empty_frame()
        shared = observations[shared_rows(observations, SUBJECT)]
        # Two in YAML are already reported by id.
        twice = [problem for problem in duplicate_rows(shared) if problem.path.endswith(".csv")]
        across = [*contradictory_rows(shared, sources), *early_rows(observations, sources)]
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
