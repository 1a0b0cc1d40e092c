"""Observations as one table, checked by column, and as objects for the score of one country."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import pandas as pd

from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.definitions import Dimension
from gcmscore.errors import Problem, nearest_names
from gcmscore.periods import DATE_FORMS, PERIOD_FORMS, first_day, period_bounds
from gcmscore.records import Observation

DIMENSIONS: tuple[str, ...] = get_args(Dimension)
COLUMNS = (
    "indicator", "country", "period", "end", "value", "unit", "low", "high", "series", "edition",
    *DIMENSIONS, "missing", "override", "source_id", "locator", "citations", "note", "pack", "path", "line",
)  # fmt: skip
REQUIRED = ("country", "period", "value", "unit", "source", "locator")
OPTIONAL = ("indicator", "low", "high", "series", "edition", *DIMENSIONS, "note")
_KEY = ["indicator", "country", "period", *DIMENSIONS, "source_id"]
_NUMERIC = {"value": "float64", "low": "float64", "high": "float64", "pack": "int64", "line": "int64"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation of one country, ready to be weighed against others.

    ``citations`` holds (source id, locator) pairs; ``parts`` the disaggregation as (dimension, value) pairs;
    ``pack`` is 0 for the evidence that ranks first.
    """

    indicator: str
    country: str
    period: str
    end: date
    value: float | None
    unit: str
    low: float | None
    high: float | None
    series: str | None
    edition: str | None
    parts: tuple[tuple[str, str], ...]
    missing: str | None
    override: str | None
    citations: tuple[tuple[str, str], ...]
    note: str | None
    pack: int


def empty_frame() -> pd.DataFrame:
    """Return a table of observations without any."""
    return _typed(pd.DataFrame(columns=list(COLUMNS)))


def frame_of(observations: Iterable[tuple[Observation, str, int]]) -> pd.DataFrame:
    """Return a table of observations that were read as records, with the file and line of each."""
    rows = []
    for item, path, line in observations:
        citations = tuple((citation.id, citation.locator) for citation in item.sources)
        rows.append(
            {
                **{name: getattr(item, name) for name in ("indicator", "country", "period", "value", "unit")},
                **{name: getattr(item, name) for name in ("low", "high", "series", "edition", "missing")},
                **{name: item.disaggregation.get(name) for name in DIMENSIONS},  # type: ignore[call-overload]
                "override": item.override,
                "end": period_bounds(item.period)[1],
                "source_id": citations[0][0],
                "locator": citations[0][1],
                "citations": citations,
                "note": item.note,
                "pack": 0,
                "path": path,
                "line": line,
            }
        )
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    text = {name: "object" for name in COLUMNS if name not in _NUMERIC and name != "end"}
    frame = frame.astype({**text, **_NUMERIC})
    frame["end"] = pd.to_datetime(frame["end"])
    return frame.reset_index(drop=True)


def without_replaced(mine: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Join two tables; rows of the right one replace equal keys and its packs rank first."""
    behind = int(theirs["pack"].max()) + 1 if len(theirs) else 0
    both = pd.concat([theirs, mine.assign(pack=mine["pack"] + behind)], ignore_index=True)
    return _typed(both.drop_duplicates(_KEY, keep="first"))


def with_citations(frame: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return a table with the citations of known sources only, without the rows that have none left."""
    left = [tuple(pair for pair in citations if pair[0] in known) for citations in frame["citations"]]
    kept = frame[pd.Series([bool(pairs) for pairs in left], index=frame.index, dtype=bool)].copy()
    pairs = [item for item in left if item]
    kept["citations"] = pd.Series(pairs, index=kept.index, dtype="object")
    kept["source_id"] = pd.Series([item[0][0] for item in pairs], index=kept.index, dtype="object")
    kept["locator"] = pd.Series([item[0][1] for item in pairs], index=kept.index, dtype="object")
    return kept.reset_index(drop=True)


def duplicate_rows(frame: pd.DataFrame) -> list[Problem]:
    """Return a problem for each row whose indicator, country, period, parts and source an earlier row has."""
    return [
        Problem(
            row["path"],
            row["line"],
            "",
            f"{row['indicator']} of {row['country']} for {row['period']} is there twice",
            "one row a key and source",
            "duplicate",
        )
        for row in frame[frame.duplicated(_KEY, keep="first")].to_dict("records")
    ]


def figures_of(frame: pd.DataFrame, country: str) -> tuple[Figure, ...]:
    """Return the rows of one country as objects, in the table's order."""
    rows = frame[frame["country"] == country]
    return tuple(_figure(row) for row in rows.to_dict("records"))


def _figure(row: Mapping[Any, Any]) -> Figure:
    def known(name: str) -> Any:
        value = row[name]
        return None if value is None or value != value else value  # NaN is the only value unlike itself

    return Figure(
        **{name: row[name] for name in ("indicator", "country", "period", "unit", "citations")},
        **{name: known(name) for name in ("value", "low", "high", "series", "edition")},
        **{name: known(name) for name in ("missing", "override", "note")},
        end=row["end"].date(),
        parts=tuple((name, row[name]) for name in DIMENSIONS if known(name) is not None),
        pack=int(row["pack"]),
    )


def check_frame(
    table: pd.DataFrame, path: str, compact: Compact, countries: CountryTable, sources: Iterable[str]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Check a table of figures column by column, with the same rules as single records.

    Parameters
    ----------
    table : DataFrame
        Columns ``indicator``, ``country``, ``period``, ``value``, ``unit``, ``source``, ``locator`` and
        any of the optional ones. Empty cells are missing.
    path : str
        The file, for problems.
    compact, countries, sources
        What indicators, country codes and source ids may be.

    Returns
    -------
    DataFrame, list of Problem
        The table in the form of ``Evidence.observations``, and everything wrong; line 2 is the first row.
    """
    checker = _Checker(table.reset_index(drop=True), path)
    if not checker.has_columns():
        return empty_frame(), checker.problems
    source_ids = list(sources)
    checker.each(
        "indicator", lambda name: name in compact.indicators, "is not defined", _hint(compact.indicators)
    )
    checker.each("country", countries.has_code, "is not in the country table", "an ISO 3166 code")
    checker.each("period", _parses(period_bounds), "is not a period", PERIOD_FORMS)
    checker.each("edition", _parses(first_day), "is not a date", DATE_FORMS, optional=True)
    checker.each("source", lambda name: name in source_ids, "is not defined", _hint(source_ids))
    checker.each("locator", bool, "is missing", "page, table or row")
    checker.each("corridor", countries.has_code, "is not in the country table", "an ISO3 code", optional=True)
    for name in ("value", "low", "high"):
        checker.numbers(name, optional=name != "value")
    checker.units(compact)
    checker.series(compact)
    checker.intervals()
    if checker.problems:
        return empty_frame(), checker.problems
    return checker.frame(), checker.problems


def _parses(parser: Callable[[str], object]) -> Callable[[str], bool]:
    def accepts(text: str) -> bool:
        try:
            parser(text)
        except ValueError:
            return False
        return True

    return accepts


def _hint(known: Iterable[str]) -> Callable[[str], str]:
    names = list(known)

    def remedy(name: str) -> str:
        nearest = nearest_names(name, names, limit=1)
        return f"did you mean {nearest[0]!r}?" if nearest else "define it first"

    return remedy


class _Checker:
    """Checks one table; each distinct value of a column is looked at once."""

    def __init__(self, table: pd.DataFrame, path: str) -> None:
        self.table = table
        self.path = path
        self.problems: list[Problem] = []
        for name in table.columns.intersection(
            ["indicator", "country", "period", "unit", "edition", *DIMENSIONS]
        ):
            self.table[name] = [_text(value) for value in table[name]]

    def has_columns(self) -> bool:
        needed = REQUIRED if "indicator" in self.table else ("indicator", *REQUIRED)
        for name in needed:
            if name not in self.table:
                remedy = f"needed are {', '.join(needed)}"
                self._add(1, name, "the column is missing", remedy, "missing_key")
        for name in map(str, self.table.columns):
            if name not in (*REQUIRED, *OPTIONAL):
                self._add(1, name, "unknown column", f"optional are {', '.join(OPTIONAL)}", "unknown_key")
        return not self.problems

    def each(
        self,
        name: str,
        accepts: Callable[[str], Any],
        message: str,
        remedy: str | Callable[[str], str],
        optional: bool = False,
    ) -> None:
        if name not in self.table:
            return
        column = self.table[name]
        for value in column.unique():
            empty = pd.isna(value)
            if (empty and optional) or (not empty and accepts(str(value))):
                continue
            shown = "an empty cell" if empty else repr(value)
            hint = remedy if isinstance(remedy, str) else remedy(str(value))
            rows = column.isna() if empty else column == value
            self._add_rows(rows, name, f"{shown} {message}", hint, name)

    def numbers(self, name: str, optional: bool) -> None:
        if name not in self.table:
            return
        given = self.table[name]
        numbers = pd.to_numeric(given, errors="coerce").astype("float64")
        wrong = numbers.isna() & (given.notna() if optional else True) | numbers.isin(
            [float("inf"), -float("inf")]
        )
        for value in given[wrong].unique():
            rows = wrong & (given.isna() if pd.isna(value) else given == value)
            shown = "an empty cell" if pd.isna(value) else repr(value)
            self._add_rows(rows, name, f"{shown} is not a number", "a plain number such as 0.44", "number")
        self.table[name] = numbers.mask(wrong)

    def units(self, compact: Compact) -> None:
        for (indicator, unit), rows in self.table.groupby(["indicator", "unit"], sort=False):
            if indicator not in compact.indicators:
                continue
            expected = compact.indicators[str(indicator)].unit
            if unit != expected:
                self._add_rows(rows.index, "unit", f"{unit!r} is not its unit", f"write {expected!r}", "unit")
                continue
            scale = compact.units[expected]
            for index, value in zip(rows.index, rows["value"], strict=True):
                if not pd.isna(value) and not scale.contains(value):
                    message = f"{value:g} {scale.symbol} cannot be"
                    self._add_rows([index], "value", message, scale.range_text, "range")

    def series(self, compact: Compact) -> None:
        if "series" not in self.table:
            return
        for (indicator, name), rows in self.table.groupby(["indicator", "series"], sort=False):
            if indicator not in compact.indicators:
                continue
            known = [item.id for item in compact.indicators[str(indicator)].series]
            if name not in known:
                remedy = _hint(known)(str(name))
                self._add_rows(rows.index, "series", f"{name!r} is not defined", remedy, "unknown_reference")

    def intervals(self) -> None:
        values = self.table["value"]
        low, high = (
            self.table[name].fillna(values) if name in self.table else values for name in ("low", "high")
        )
        for index in self.table.index[(low > values) | (values > high)]:
            self._add_rows([index], "", "low, value and high must be in rising order", "", "rule")

    def frame(self) -> pd.DataFrame:
        table = self.table.rename(columns={"source": "source_id"})
        for name in COLUMNS:
            if name not in table:
                table[name] = None
        table["end"] = [period_bounds(period)[1] for period in table["period"]]
        cited = zip(table["source_id"], table["locator"], strict=True)
        table["citations"] = pd.Series([(pair,) for pair in cited], index=table.index, dtype="object")
        table = table.assign(pack=0, path=self.path, line=range(2, len(table) + 2))
        return _typed(table[list(COLUMNS)])

    def _add_rows(self, rows: Any, name: str, message: str, remedy: str, code: str) -> None:
        indices = list(self.table.index[rows]) if isinstance(rows, pd.Series) else list(rows)
        more = f" (and in {len(indices) - 1} more rows)" if len(indices) > 1 else ""
        self._add(int(indices[0]) + 2, name, message + more, remedy, code)

    def _add(self, line: int, name: str, message: str, remedy: str, code: str) -> None:
        self.problems.append(Problem(self.path, line, name, message, remedy, code))


def _text(value: Any) -> Any:
    if pd.isna(value):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
