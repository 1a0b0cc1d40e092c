"""Reads a table of figures and checks it column by column, with the same rules as single records."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from gcmscore._yaml import Document
from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.errors import Problem, nearest_names
from gcmscore.observations import COLUMNS, DIMENSIONS, empty_frame, typed
from gcmscore.periods import DATE_FORMS, PERIOD_FORMS, first_day, period_bounds

REQUIRED = ("country", "period", "value", "unit", "source", "locator")
OPTIONAL = ("indicator", "low", "high", "series", "edition", *DIMENSIONS, "missing", "override", "note")
# Looking for the nearest names is slow; a column with more mistakes than this has a mistake of another kind.
_MOST_HINTS = 20


def parsed_table(text: str, document: Document) -> pd.DataFrame:
    """Return a CSV's cells as text, indexed by the line each row begins in; empty cells are None."""
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    header: list[str] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        line = reader.line_num + 1
        for row in reader:
            if len(row) != len(header) and any(row):
                message = f"has {len(row)} cells, the header {len(header)}"
                _table_problem(document, line, message, "quote text that holds commas")
            elif any(row):
                rows.append([cell or None for cell in row])
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        _table_problem(document, reader.line_num, f"is not a table ({error})", "comma-separated rows")
    if not header:
        _table_problem(document, 1, "is empty", "a header and comma-separated rows under it")
    elif len(header) < 2:
        document.problems.clear()
        _table_problem(document, 1, "has one column only", "separate the cells with commas")
    if len(set(header)) < len(header):
        _table_problem(document, 1, "has two columns of one name", "one name a column")
    return pd.DataFrame(rows, columns=header, index=lines, dtype="object")


def _table_problem(document: Document, line: int, message: str, remedy: str) -> None:
    document.problems.append(Problem(document.path, line, "", message, remedy, "csv"))


def check_frame(
    table: pd.DataFrame, path: str, compact: Compact, countries: CountryTable, sources: Iterable[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Check a table of figures and return it in the form of ``Evidence.observations``.

    Parameters
    ----------
    table : DataFrame
        Columns ``indicator``, ``country``, ``period``, ``value``, ``unit``, ``source``, ``locator`` and
        any of the optional ones; its index holds the lines of the file. Empty cells are missing.
    path : str
        The file, for problems.
    compact, countries, sources
        What indicators, country codes and source ids may be.

    Returns
    -------
    DataFrame, list of Problem
        The rows without a problem, none when a column is missing or unknown, and everything wrong.
    """
    checker = _FigureCheck(table, path)
    whole = checker.has_columns("indicator", REQUIRED, OPTIONAL)
    known = set(sources)
    place = "is not in the country table"
    checker.each(
        "indicator", compact.indicators.__contains__, "is not defined", nearest_hint(compact.indicators)
    )
    checker.each("country", countries.has_code, place, "an ISO 3166 code")
    checker.each("period", parses(period_bounds), "is not a period", PERIOD_FORMS)
    checker.each("unit", bool, "is no unit", "the indicator's unit")
    checker.each("edition", parses(first_day), "is not a date", DATE_FORMS, optional=True)
    checker.each("source", known.__contains__, "is not defined", nearest_hint(known))
    checker.each("locator", bool, "is missing", "page, table or row")
    checker.each("corridor", countries.has_code, place, "an ISO3 code", optional=True)
    checker.each("missing", "not_published".__eq__, "is not accepted", "not_published", optional=True)
    for name in ("value", "low", "high"):
        checker.numbers(name)
    checker.values_or_reasons()
    checker.units(compact)
    checker.series(compact)
    checker.intervals()
    return (checker.frame() if whole else empty_frame()), checker.problems


def parses(parser: Callable[[str], object]) -> Callable[[str], bool]:
    """Return a test whether a parser accepts a text."""

    def accepts(text: str) -> bool:
        try:
            parser(text)
        except ValueError:
            return False
        return True

    return accepts


def nearest_hint(known: Iterable[str]) -> Callable[[str], str]:
    """Return a remedy for an unknown name: the nearest known one."""
    names = list(known)

    def remedy(name: str) -> str:
        nearest = nearest_names(name, names, limit=1)
        return f"did you mean {nearest[0]!r}?" if nearest else "define it first"

    return remedy


class ColumnCheck:
    """Checks one table column by column; each distinct value is looked at once.

    Parameters
    ----------
    table : DataFrame
        Cells by column, its index the lines of the file; empty cells are missing.
    path : str
        The file, for problems.
    """

    def __init__(self, table: pd.DataFrame, path: str) -> None:
        self.table = table.copy()
        self.path = path
        self.problems: list[Problem] = []
        self._wrong: set[Any] = set()

    def has_columns(self, key: str, required: Sequence[str], optional: Sequence[str]) -> bool:
        """Record what columns are missing or unknown; ``key`` says what a row is about."""
        needed = required if key in self.table else (key, *required)
        for name in needed:
            if name not in self.table:
                self._add(1, name, "the column is missing", f"needed are {', '.join(needed)}", "missing_key")
        for name in map(str, self.table.columns):
            if name not in (*required, *optional):
                remedy = f"optional are {', '.join(optional)}"
                self._add(1, " ".join(name.split()), "unknown column", remedy, "unknown_key")
        return not self.problems

    def each(
        self,
        name: str,
        accepts: Callable[[str], Any],
        message: str,
        remedy: str | Callable[[str], str],
        optional: bool = False,
    ) -> None:
        """Record every value of a column that is not accepted; an empty cell is when it is optional."""
        if name not in self.table:
            return
        column, hints = self.table[name], 0
        for value in column.unique():
            empty = pd.isna(value)
            if (empty and optional) or (not empty and accepts(str(value))):
                continue
            shown = "an empty cell" if empty else repr(value)
            hints += 1
            hint = remedy if isinstance(remedy, str) else remedy(str(value)) if hints <= _MOST_HINTS else ""
            self.rows(column.isna() if empty else column == value, name, f"{shown} {message}", hint, name)

    @property
    def sound(self) -> pd.DataFrame:
        """The rows in which nothing is wrong."""
        return self.table.drop(index=list(self._wrong)) if self._wrong else self.table

    def rows(self, rows: Any, name: str, message: str, remedy: str, code: str) -> None:
        """Record one problem for all rows that share it, at the first of them."""
        lines = list(self.table.index[rows]) if isinstance(rows, pd.Series) else list(rows)
        self._wrong.update(lines)
        if lines:
            more = f" (and in {len(lines) - 1} more rows)" if len(lines) > 1 else ""
            self._add(int(lines[0]), name, message + more, remedy, code)

    def _add(self, line: int, name: str, message: str, remedy: str, code: str) -> None:
        self.problems.append(Problem(self.path, line, name, message, remedy, code))


class _FigureCheck(ColumnCheck):
    """Checks a table of figures."""

    def __init__(self, table: pd.DataFrame, path: str) -> None:
        super().__init__(table, path)
        named = ["indicator", "country", "period", "unit", "edition", "missing", *DIMENSIONS]
        for name in table.columns.intersection(named):
            self.table[name] = pd.Series(_texts(table[name]), index=table.index, dtype="object")

    def numbers(self, name: str) -> None:
        if name not in self.table:
            return
        given = self.table[name]
        numbers = pd.to_numeric(given, errors="coerce").astype("float64")
        wrong = (numbers.isna() & given.notna()) | numbers.isin([float("inf"), -float("inf")])
        for value in given[wrong].unique():
            remedy = "a plain number such as 0.44"
            self.rows(wrong & (given == value), name, f"{value!r} is not a number", remedy, "number")
        self.table[name] = numbers.mask(wrong)
        self.table[f"_{name}"] = given.notna()

    def values_or_reasons(self) -> None:
        if "value" not in self.table:
            return
        given = self.table["_value"]
        silent = self.table["missing"].notna() if "missing" in self.table else ~given & False
        remedy = "a plain number such as 0.44"
        self.rows(~given & ~silent, "value", "an empty cell is not a number", remedy, "number")
        message = "has a value and 'missing' at once"
        self.rows(given & silent, "missing", message, "one of the two", "rule")

    def units(self, compact: Compact) -> None:
        if not {"indicator", "unit"} <= set(self.table):
            return
        for (indicator, unit), rows in self.table.groupby(["indicator", "unit"], sort=False):
            if indicator not in compact.indicators:
                continue
            definition = compact.indicators[str(indicator)]
            if (reason := definition.unobserved) is not None:
                self.rows(rows.index, "indicator", reason, "file figures of a measure", "kind")
            if unit != definition.unit:
                remedy = f"write {definition.unit!r}"
                self.rows(rows.index, "unit", f"{unit!r} is not its unit", remedy, "unit")
            if unit != definition.unit or "value" not in rows:
                continue
            scale = compact.units[definition.unit]
            values = rows["value"]
            possible = values.between(
                -math.inf if scale.minimum is None else scale.minimum,
                math.inf if scale.maximum is None else scale.maximum,
            )
            for line, value in values[values.notna() & ~possible].items():
                message = f"{value:g} {scale.symbol} cannot be"
                self.rows([line], "value", message, scale.range_text, "range")

    def series(self, compact: Compact) -> None:
        if not {"indicator", "series"} <= set(self.table):
            return
        for (indicator, name), rows in self.table.groupby(["indicator", "series"], sort=False):
            if indicator not in compact.indicators:
                continue
            known = [item.id for item in compact.indicators[str(indicator)].series]
            if name not in known:
                remedy = nearest_hint(known)(str(name))
                self.rows(rows.index, "series", f"{name!r} is not defined", remedy, "unknown_reference")

    def intervals(self) -> None:
        if "value" not in self.table:
            return
        values = self.table["value"]
        low, high = (
            self.table[name].fillna(values) if name in self.table else values for name in ("low", "high")
        )
        for line in self.table.index[(low > values) | (values > high)]:
            self.rows([line], "", "low, value and high must be in rising order", "", "rule")

    def frame(self) -> pd.DataFrame:
        table = self.sound.rename(columns={"source": "source_id"})
        for name in COLUMNS:
            if name not in table:
                table[name] = None
        table["end"] = table["period"].map(
            {text: period_bounds(text)[1] for text in table["period"].unique()}
        )
        cited = zip(table["source_id"].tolist(), table["locator"].tolist(), strict=True)
        # Equal citations are one object: a table of a hundred thousand rows has few.
        known: dict[tuple[Any, Any], tuple[tuple[Any, Any]]] = {}
        citations = [known.setdefault(pair, (pair,)) for pair in cited]
        table["citations"] = pd.Series(citations, index=table.index, dtype="object")
        return typed(table.assign(pack=0, path=self.path, line=table.index)[list(COLUMNS)])


def _texts(column: pd.Series) -> list[Any]:
    if pd.api.types.infer_dtype(column, skipna=True) == "string":
        return column.astype("object").where(column.notna(), None).tolist()
    if pd.api.types.is_numeric_dtype(column.dtype):
        places, known = pd.factorize(column)
        texts = [*map(_text, known), None]  # the last, -1, is missing
        return [texts[place] for place in places]
    return [_text(value) for value in column]


def _text(value: Any) -> Any:
    if pd.isna(value):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
