"""What the rules of good evidence look at, and how they say what they found."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from gcmscore._consistency import Entry
from gcmscore._evidence_reader import located
from gcmscore._packs import record_id
from gcmscore.checking.rules import RULES
from gcmscore.compact import Compact
from gcmscore.errors import Problem
from gcmscore.observations import DIMENSIONS
from gcmscore.records import Group, Record, Source

Kind = TypeVar("Kind", bound=Record)
# Nobody types a table of so many countries: it comes from a publisher, by a program.
MANY_COUNTRIES = 10


@dataclass(frozen=True)
class Advice:
    """A problem that a rule found, and the id of the record it is about, by which it can be silenced."""

    problem: Problem
    record: str


@dataclass(frozen=True)
class Body:
    """A folder of evidence, read.

    Attributes
    ----------
    entries : mapping
        Section name → its records, with the place each was read from.
    observations : DataFrame
        The figures of records and tables.
    sources : mapping
        Source id → source.
    groups : mapping
        The folder's own groups of countries.
    compact : Compact
        The framework the evidence speaks of.
    root : Path
        The folder.
    today : date
        The day as of which evidence is old, or in the future.
    whole : bool
        Whether every record could be read: else nothing is concluded from what is not there.
    """

    entries: Mapping[str, Sequence[Entry]]
    observations: pd.DataFrame
    sources: Mapping[str, Source]
    groups: Mapping[str, Group]
    compact: Compact
    root: Path
    today: date
    whole: bool = True

    def of(self, section: str, model: type[Kind]) -> Iterator[tuple[Entry, Kind]]:
        """Return the records of a section, each with its place."""
        return ((entry, cast(Kind, entry.record)) for entry in self.entries[section])

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures, each with its place in the table: records come first, in the order they were read."""
        return self.observations.assign(place=range(len(self.observations)))

    def typed(self, row: Mapping[Any, Any]) -> Entry | None:
        """Return the record that a figure was read from, None when it is a row of a table."""
        records = self.entries["observations"]
        return records[row["place"]] if row["place"] < len(records) else None

    @cached_property
    def tables(self) -> frozenset[str]:
        """The files that hold figures of many countries."""
        counts = self.observations.groupby("path")["country"].nunique()
        return frozenset(map(str, counts.index[counts >= MANY_COUNTRIES]))


def advice(entry: Entry, field: str, message: str, remedy: str, code: str) -> Advice:
    """Return what a rule says about a field of a record.

    Parameters
    ----------
    entry : Entry
        The record and its place.
    field : str
        The key that should be looked at; empty for the record as a whole.
    message, remedy, code : str
        What was found, what would be right, and the rule.
    """
    # A copy of the document knows where things stand as the document does, be it YAML or a workbook.
    document = copy.copy(entry.document)
    document.problems, document.refused = [], set()
    document.problem((*entry.place, field) if field else entry.place, message, remedy, code)
    (problem,) = document.problems
    return Advice(replace(problem, severity=RULES[code].severity), record_id(entry.record))


def figure_advice(
    body: Body, row: Mapping[Any, Any], field: str, message: str, remedy: str, code: str
) -> Advice:
    """Return what a rule says about a figure: a record's, or a row's of a table.

    Parameters
    ----------
    body : Body
        What was read.
    row : mapping
        The figure's row in the table of observations.
    field : str
        The key or column that should be looked at.
    message, remedy, code : str
        What was found, what would be right, and the rule.
    """
    if (entry := body.typed(row)) is not None:
        return advice(entry, field, message, remedy, code)
    keys = ("country", "indicator", "period", *DIMENSIONS, "source_id")
    name = ".".join(row[key] for key in keys if isinstance(row[key], str)).lower()
    severity = RULES[code].severity
    problem = Problem(row["path"], int(row["line"]), field, message, remedy, code, severity)
    return Advice(located(problem), name)
