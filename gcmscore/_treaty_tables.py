"""Reads tables of treaty status: one row a State, each a record like those in YAML."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

import pandas as pd
from pydantic import ValidationError

from gcmscore._consistency import Entry
from gcmscore._table_check import ColumnCheck, nearest_hint, parses
from gcmscore._validation import validate
from gcmscore._yaml import Document
from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.errors import Problem
from gcmscore.periods import DATE_FORMS, first_day
from gcmscore.records import Ratification

REQUIRED = ("country", "status", "date", "status_as_of", "source", "locator")
OPTIONAL = ("instrument", "note")
STATUSES: tuple[str, ...] = get_args(Ratification.model_fields["status"].annotation)
_OWN_KEYS = ("country", "instrument", "status", "date", "status_as_of", "note")


class TableDocument(Document):
    """A table, whose problems name the column and not the place in a list."""

    @staticmethod
    def place_name(location: Iterable[str | int]) -> str:
        """Return the column of a location; empty for the row as a whole."""
        names = [str(part) for part in location][1:]
        if names[:1] == ["sources"]:
            return "locator" if names[-1] == "locator" else "source"
        return "" if names == ["id"] else ".".join(names)


@dataclass
class TreatyTables:
    """Turns tables into records of treaty status.

    Parameters
    ----------
    compact : Compact
        The framework whose treaties they may be of.
    country_table : CountryTable
        The countries they may name.
    sources : collection of str
        The source ids they may cite.
    problems : list of Problem
        Whatever is wrong with the tables read.
    """

    compact: Compact
    country_table: CountryTable
    sources: Collection[str]
    problems: list[Problem] = field(default_factory=list)

    def holds(self, columns: Iterable[object], stem: str) -> bool:
        """Tell whether a table is about treaties, by its columns or else by the name of its file."""
        names = set(columns)
        if "instrument" in names or "indicator" in names:
            return "instrument" in names
        # A treaty may have an indicator of its own name.
        if "value" in names and "status" not in names:
            return False
        return stem in self.compact.instruments or "status" in names

    def take(self, text: str, document: Document, stem: str) -> list[Entry] | None:
        """Return the records of a table in which all is well, None when it needs the careful ``read``."""
        plain = _plain_rows(text)
        if plain is None or not set(REQUIRED) <= set(plain[0]) <= {*REQUIRED, *OPTIONAL}:
            return None
        header, rows = plain
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        columns.setdefault("instrument", (stem,) * len(rows))
        if len(set(header)) < len(header) or not all(map(self._accepts, columns, columns.values())):
            return None
        cited = {pair: [{"id": pair[0], "locator": pair[1]}] for pair in _pairs(columns)}
        names = [name for name in _OWN_KEYS if name in columns]
        cells = zip(*(columns[name] for name in names), strict=True)
        given = [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in cells]
        try:
            records = [
                Ratification.model_validate({**own, "sources": cited[pair]})
                for own, pair in zip(given, _pairs(columns), strict=True)
            ]
        except ValidationError:
            return None
        document.lines.update({(position,): position + 2 for position in range(len(rows))})
        return [Entry(record, document, (position,)) for position, record in enumerate(records)]

    def _accepts(self, name: str, cells: Collection[str]) -> bool:
        known: Mapping[str, Collection[str]] = {
            "instrument": self.compact.instruments,
            "status": STATUSES,
            "source": self.sources,
        }
        if name == "country":
            return all(map(self.country_table.has_code, set(cells)))
        return name not in known or all(cell in known[name] for cell in set(cells))

    def read(self, table: pd.DataFrame, document: Document, stem: str) -> list[Entry]:
        """Return the records of the rows without a problem, none when a column is missing or unknown.

        Parameters
        ----------
        table : DataFrame
            Cells as text, indexed by the lines of the file; empty cells are None.
        document : Document
            The file, for the problems of its records.
        stem : str
            The treaty they are of, unless a column ``instrument`` says it.
        """
        if "indicator" in table:
            message = "has the columns 'indicator' and 'instrument' at once"
            remedy = "figures in one file, treaty status in another"
            self.problems.append(Problem(document.path, 1, "", message, remedy, "rule"))
            return []
        table = table if "instrument" in table else table.assign(instrument=stem)
        check = ColumnCheck(table, document.path)
        whole = check.has_columns("instrument", REQUIRED, OPTIONAL)
        self._check_columns(check)
        self.problems += check.problems
        return _records(check.sound, document) if whole else []

    def _check_columns(self, check: ColumnCheck) -> None:
        treaties, place = self.compact.instruments, "is not in the country table"
        choices = f"one of {', '.join(map(repr, STATUSES[:-1]))} or {STATUSES[-1]!r}"
        check.each("instrument", treaties.__contains__, "is not defined", nearest_hint(treaties))
        check.each("country", self.country_table.has_code, place, "an ISO 3166 code")
        check.each("status", STATUSES.__contains__, "is not accepted", choices)
        check.each("date", parses(first_day), "is not a date", DATE_FORMS, optional=True)
        check.each("status_as_of", parses(first_day), "is not a date", DATE_FORMS)
        check.each("source", self.sources.__contains__, "is not defined", nearest_hint(self.sources))
        check.each("locator", bool, "is missing", "page, table or row")
        if {"status", "date"} <= set(check.table):
            dated = check.table["status"].isin([status for status in STATUSES if status != "none"])
            remedy = "the day of signature, ratification or accession"
            check.rows(dated & check.table["date"].isna(), "date", "is missing", remedy, "rule")


def _pairs(columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return zip(columns["source"], columns["locator"], strict=True)


def _records(table: pd.DataFrame, document: Document) -> list[Entry]:
    own = [name for name in _OWN_KEYS if name in table]
    found = []
    for position, (line, row) in enumerate(zip(table.index, table.to_dict("records"), strict=True)):
        document.lines[position,] = int(line)
        given = {name: row[name] for name in own if row[name] is not None}
        sources = [{"id": row["source"], "locator": row["locator"]}]
        record = validate(Ratification, {**given, "sources": sources}, document, (position,))
        if record is not None:
            found.append(Entry(record, document, (position,)))
    return found


def _plain_rows(text: str) -> tuple[list[str], list[list[str]]] | None:
    """Return header and rows when each row is one line of the file and as long as the header."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header, *rows = reader
    except (csv.Error, ValueError):
        return None
    whole = {len(header)} == set(map(len, rows)) and reader.line_num == len(rows) + 1
    return ([name.strip() for name in header], rows) if whole else None
