"""Reads tables of figures in which all is well, many rows at a time.

A table that is not plain (a mistake, a line break in a cell, a row without a value) is left to the careful
reading in ``_table_check``, which says what is wrong. Both give the same figures.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gcmscore._table_check import OPTIONAL, REQUIRED, parses
from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.observations import DIMENSIONS, assembled, objects
from gcmscore.periods import first_day, period_bounds

Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]
_NUMERIC = ("value", "low", "high")
# Texts are looked up by code; the rest is made of them.
_CODED = ("indicator", "country", "period", "unit", "series", "edition", *DIMENSIONS, "override")
_TEXTS = (*_CODED, "source", "locator", "note")
_KNOWN = {*REQUIRED, *OPTIONAL} - {"missing"}
_OF_NUMBERS = "0123456789.+-eE\n"


class _NotPlainError(ValueError):
    """The table needs the careful reading."""


class _Vocabulary:
    """The distinct texts of one column over all tables, each looked at once."""

    def __init__(self, accepts: Callable[[str], Any], optional: bool) -> None:
        self.accepts = accepts
        self.codes: dict[str, int] = {"": 0} if optional else {}
        self.texts: list[str | None] = [None]

    def encode(self, cells: Sequence[str]) -> Codes:
        for text in set(cells).difference(self.codes):
            if not text or not self.accepts(text):
                raise _NotPlainError
            self.codes[text] = len(self.texts)
            self.texts.append(text)
        return np.fromiter(map(self.codes.__getitem__, cells), np.int32, len(cells))

    def decode(self, codes: Codes) -> npt.NDArray[np.object_]:
        return objects(self.texts).take(codes)


@dataclass(frozen=True)
class _Cells:
    """The cells of one table: the columns up to the value row by row, the others where they differ."""

    names: list[str]
    by_row: list[tuple[str, ...]]
    distinct: list[tuple[str, ...]]
    places: npt.NDArray[np.intp]

    @property
    def rows(self) -> int:
        return len(self.places)

    def column(self, name: str) -> tuple[Sequence[str], npt.NDArray[np.intp] | None]:
        """Return the cells of a column, and for each row its place among them when they are not by row."""
        position = self.names.index(name)
        if position < len(self.by_row):
            return self.by_row[position], None
        return self.distinct[position - len(self.by_row)], self.places


class PlainTables:
    """Takes tables one after the other, and makes one table of observations of them.

    Parameters
    ----------
    compact : Compact
        The framework whose indicators they may be of.
    country_table : CountryTable
        The countries they may name.
    sources : collection of str
        The source ids they may cite.
    """

    def __init__(self, compact: Compact, country_table: CountryTable, sources: Collection[str]) -> None:
        self.compact = compact
        rules: dict[str, Callable[[str], Any]] = {
            "indicator": self._has_figures,
            "country": country_table.has_code,
            "period": parses(period_bounds),
            "edition": parses(first_day),
            "source": sources.__contains__,
            "corridor": country_table.has_code,
        }
        self._words = {name: _Vocabulary(rules.get(name, bool), name not in REQUIRED) for name in _TEXTS}
        self._taken: list[tuple[str, dict[str, Codes], dict[str, Numbers]]] = []

    def _has_figures(self, name: str) -> bool:
        return name in self.compact.indicators and self.compact.indicators[name].unobserved is None

    def take(self, text: str, path: str) -> bool:
        """Take a table when all is well with it.

        Parameters
        ----------
        text : str
            What the file holds.
        path : str
            The file; its name is the indicator where no column says it.

        Returns
        -------
        bool
            False when it was not taken: the careful reading says why, or reads it.
        """
        try:
            cells = _cells(text)
            numbers = {name: _numbers(cells, name) for name in _NUMERIC if name in cells.names}
            codes = {name: self._codes(cells, name) for name in _TEXTS if name in cells.names}
            if "indicator" not in codes:
                stem = [PurePosixPath(path).stem]
                codes["indicator"] = self._words["indicator"].encode(stem).repeat(cells.rows)
            self._check_rows(codes, numbers)
        except (_NotPlainError, ValueError, csv.Error):
            return False
        self._taken.append((path, codes, numbers))
        return True

    def _codes(self, cells: _Cells, name: str) -> Codes:
        texts, places = cells.column(name)
        codes = self._words[name].encode(texts)
        return codes if places is None else codes.take(places)

    def _check_rows(self, codes: dict[str, Codes], numbers: dict[str, Numbers]) -> None:
        value = numbers["value"]
        low, high = numbers.get("low", value), numbers.get("high", value)
        if np.isnan(value).any() or (low > value).any() or (value > high).any():
            raise _NotPlainError
        for code in set(codes["indicator"].tolist()):
            rows = codes["indicator"] == code
            indicator = self.compact.indicators[str(self._words["indicator"].texts[code])]
            series = {None, *(item.id for item in indicator.series)}
            scale = self.compact.units[indicator.unit]
            sound = (
                self._texts("unit", codes, rows) == {indicator.unit}
                and ("series" not in codes or self._texts("series", codes, rows) <= series)
                and scale.contains(value[rows].min())
                and scale.contains(value[rows].max())
            )
            if not sound:
                raise _NotPlainError

    def _texts(self, name: str, codes: dict[str, Codes], rows: npt.NDArray[np.bool_]) -> set[str | None]:
        texts = self._words[name].texts
        return {texts[code] for code in np.unique(codes[name][rows])}

    def frames(self) -> list[pd.DataFrame]:
        """Return the observations of the tables taken since the last time, in their order; none without."""
        taken, self._taken = self._taken, []
        if not taken:
            return []
        lengths = [len(codes["indicator"]) for _, codes, _ in taken]
        columns: dict[str, Any] = {name: self._joined(name, taken, lengths) for name in _CODED}
        columns["end"] = self._ends(_stacked("period", taken, lengths))
        columns |= self._cited(_stacked("source", taken, lengths), _stacked("locator", taken, lengths))
        columns["note"] = self._joined("note", taken, lengths)
        columns |= {name: _stacked_numbers(name, taken, lengths) for name in _NUMERIC}
        paths = objects([path for path, _, _ in taken])
        columns["path"] = paths.repeat(lengths)
        columns["line"] = np.concatenate([np.arange(2, length + 2, dtype=np.int64) for length in lengths])
        columns["pack"] = np.zeros(sum(lengths), dtype=np.int64)
        columns["missing"] = np.full(sum(lengths), None, dtype=object)
        return [assembled(columns)]

    def _joined(self, name: str, taken: Any, lengths: list[int]) -> npt.NDArray[np.object_]:
        return self._words[name].decode(_stacked(name, taken, lengths))

    def _ends(self, periods: Codes) -> Any:
        ends = [None, *(period_bounds(str(text))[1] for text in self._words["period"].texts[1:])]
        return pd.to_datetime(pd.Series(ends, dtype="object")).take(periods).to_numpy()

    def _cited(self, sources: Codes, locators: Codes) -> dict[str, npt.NDArray[np.object_]]:
        pairs, places = np.unique(
            sources.astype(np.int64) * len(self._words["locator"].texts) + locators, return_inverse=True
        )
        names, words = self._words["source"].texts, self._words["locator"].texts
        found = [(names[pair // len(words)], words[pair % len(words)]) for pair in pairs.tolist()]
        return {
            "source_id": objects([source for source, _ in found]).take(places),
            "locator": objects([locator for _, locator in found]).take(places),
            "citations": objects([(pair,) for pair in found]).take(places),
        }


def _cells(text: str) -> _Cells:
    """Split a table into cells; the columns behind the value, often the same in many rows, only once each."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    (header,) = csv.reader(lines[:1], strict=True)
    names = [name.strip() for name in header]
    if not set(REQUIRED) <= set(names) <= _KNOWN or len(set(names)) < len(names) or len(lines) < 2:
        raise _NotPlainError
    width = names.index("value") + 1
    by_row = list(zip(*[line.split(",", width) for line in lines[1:]], strict=True))
    if len(by_row) != width + (width < len(names)):
        raise _NotPlainError
    # A quote in front of the value may begin a cell that holds a comma.
    if any('"' in "".join(column) for column in by_row[:width]):
        raise _NotPlainError
    rest = by_row.pop() if width < len(names) else ("",) * len(by_row[0])
    positions = {text: position for position, text in enumerate(dict.fromkeys(rest))}
    distinct = _distinct(list(positions), len(names) - width)
    places = np.fromiter(map(positions.__getitem__, rest), np.intp, len(rest))
    return _Cells(names, by_row, distinct, places)


def _distinct(texts: list[str], width: int) -> list[tuple[str, ...]]:
    if not width:
        return []
    rows = list(csv.reader(texts, strict=True))
    # A line break within quotes would make one row of two.
    if len(rows) != len(texts):
        raise _NotPlainError
    columns = list(zip(*rows, strict=True))
    if len(columns) != width:
        raise _NotPlainError
    return columns


def _numbers(cells: _Cells, name: str) -> Numbers:
    texts, places = cells.column(name)
    if "\n".join(texts).strip(_OF_NUMBERS):
        raise _NotPlainError
    numbers = np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
    if np.isinf(numbers).any():
        raise _NotPlainError
    return numbers if places is None else numbers.take(places)


def _stacked(name: str, taken: Any, lengths: list[int]) -> Codes:
    parts = zip(taken, lengths, strict=True)
    return np.concatenate(
        [codes[name] if name in codes else np.zeros(length, np.int32) for (_, codes, _), length in parts]
    )


def _stacked_numbers(name: str, taken: Any, lengths: list[int]) -> Numbers:
    parts = zip(taken, lengths, strict=True)
    return np.concatenate(
        [numbers[name] if name in numbers else np.full(length, np.nan) for (_, _, numbers), length in parts]
    )
