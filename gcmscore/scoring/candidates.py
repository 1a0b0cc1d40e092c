"""Every value that measures could take, as sorted arrays in which that of any country and year is looked up.

The rules are those of ``select_figures``, which keeps the working of one country: the latest period, then
series, pack and edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gcmscore.definitions import Indicator
from gcmscore.evidence import Evidence
from gcmscore.observations import DIMENSIONS
from gcmscore.periods import first_day, period_bounds
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words
from gcmscore.scoring.confidence import is_primary

Arrays = TypeVar("Arrays", "Rows", "Groups")
# More than the number of any day, so that one number orders by cell first and by day then.
SPAN = 10_000_000


@dataclass(frozen=True, eq=False)
class Rows:
    """Observations as arrays, one place a figure; texts as numbers wherever only their order matters."""

    indicator: Words
    country: Words
    period: Words
    source_id: Words
    series: Words
    end: Ints
    year: Ints
    days: Ints
    value: Floats
    low: Floats  # the value itself where its publisher gives no range
    high: Floats
    parts: Ints  # a column a dimension, -1 where the figure is not divided by it
    line: Ints  # publisher's series, or the source when none is named
    older: Ints  # grows with the age of the edition
    pack: Ints
    missing: Bools
    override: Bools
    primary: Bools
    preliminary: Bools


@dataclass(frozen=True, eq=False)
class Groups:
    """Figures of one period taken together by their indicator's rule, one place a group."""

    cell: Ints
    layer: Ints
    line: Ints
    parts: Ints
    end: Ints
    year: Ints
    value: Floats
    low: Floats
    high: Floats
    period: Words
    source_id: Words
    primary: Bools
    conflict: Bools


@dataclass(frozen=True, eq=False)
class Candidates:
    """The values of measures by cell, which is a measure and a country.

    Attributes
    ----------
    chosen : Groups
        What may count, by rising ``keys``: (2 · cell + layer) · SPAN + last day; layer 1 overrides the rest.
    lines : ndarray of int64
        The unbroken series each belongs to; -1 for none.
    observed : Groups
        Every observation of the unbroken series, by rising ``observed_keys``: line · SPAN + last day.
    overridden : ndarray of int64
        By cell, the first day from which something overrides the rest.
    silent : Rows
        Published statements that there is no figure, by rising ``silent_keys``: cell · SPAN + last day.
    """

    chosen: Groups
    keys: Ints
    lines: Ints
    observed: Groups
    observed_keys: Ints
    overridden: Ints
    silent: Rows
    silent_keys: Ints


_ROWS: WeakKeyDictionary[Evidence, Rows] = WeakKeyDictionary()


def rows_of(evidence: Evidence) -> Rows:
    """Return the observations of a body of evidence as arrays; they are made once.

    Examples
    --------
    >>> from gcmscore import load_evidence
    >>> rows_of(load_evidence()) is rows_of(load_evidence())
    True
    """
    if evidence not in _ROWS:
        _ROWS[evidence] = _rows(evidence)
    return _ROWS[evidence]


def _rows(evidence: Evidence) -> Rows:
    table = evidence.pack.observations
    series, source = (table[name].to_numpy(dtype=object) for name in ("series", "source_id"))
    named = table["series"].notna().to_numpy()
    lengths = {text: _length(text) for text in table["period"].unique()}
    older, primary = _published(table, evidence)
    return Rows(
        **{name: table[name].to_numpy(dtype=object) for name in ("indicator", "country", "period")},
        source_id=source,
        series=np.where(named, series, ""),
        end=table["end"].to_numpy().astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal(),
        year=table["end"].dt.year.to_numpy().astype(np.int64),
        days=table["period"].map(lengths).to_numpy().astype(np.int64),
        value=table["value"].to_numpy(dtype=np.float64),
        **{name: table[name].fillna(table["value"]).to_numpy(dtype=np.float64) for name in ("low", "high")},
        parts=np.stack([_sorted_codes(table[name]) for name in DIMENSIONS], axis=1),
        line=pd.factorize(np.where(named, series, source + " alone"))[0],
        older=older,
        pack=table["pack"].to_numpy(dtype=np.int64),
        missing=table["missing"].notna().to_numpy(),
        override=table["override"].notna().to_numpy(),
        primary=primary,
        preliminary=(table["note"] == "preliminary").to_numpy(dtype=bool),
    )


def _length(period: str) -> int:
    start, end = period_bounds(period)
    return (end - start).days


def _sorted_codes(column: pd.Series[Any]) -> Ints:
    codes, _ = pd.factorize(column.to_numpy(dtype=object), sort=True)
    return np.asarray(codes, dtype=np.int64)


def _published(table: pd.DataFrame, evidence: Evidence) -> tuple[Ints, Bools]:
    """Return by figure how old its edition is, as a number, and whether a primary source is cited."""
    sources = evidence.pack.sources
    codes, cited = pd.factorize(table["citations"].to_numpy(dtype=object))
    dated = [max(first_day(sources[name].date).toordinal() for name, _ in item) for item in cited]
    primary = [is_primary(item, sources) for item in cited]
    editions = {text: first_day(text).toordinal() for text in table["edition"].dropna().unique()}
    day = table["edition"].map(editions).to_numpy(dtype=np.float64)
    day = np.where(np.isnan(day), np.array(dated, dtype=np.float64)[codes], day) if len(table) else day
    return -day.astype(np.int64), np.array(primary, dtype=bool)[codes]


def _take(arrays: Arrays, places: NDArray[Any]) -> Arrays:
    return type(arrays)(**{item.name: getattr(arrays, item.name)[places] for item in fields(arrays)})


def candidates(evidence: Evidence, measures: Sequence[Indicator], codes: Sequence[str]) -> Candidates:
    """Arrange observations so that the value of any measure, country and day can be looked up.

    Parameters
    ----------
    evidence : Evidence
        Where the observations come from.
    measures : sequence of Indicator
        Cells are numbered by measure first: ``place · len(codes) + country``.
    codes : sequence of str
        ISO3 codes.
    """
    rows, measure, cell = _of_cells(rows_of(evidence), measures, codes)
    silent = np.flatnonzero(rows.missing)
    silent = silent[np.lexsort((-silent, rows.days[silent], rows.end[silent], cell[silent]))]
    by = np.array([-1 if item.values.by is None else DIMENSIONS.index(item.values.by) for item in measures])
    part, fits = _parts(rows, by[measure] if len(measure) else measure)
    valued = np.flatnonzero(fits & ~rows.missing)
    known = _Valued(_take(rows, valued), measure[valued], cell[valued], part[valued], measures)
    chosen, observed = known.groups(by_line=False), known.groups(by_line=True)
    observed = _take(observed, ~observed.conflict)
    numbers = _line_numbers(chosen, observed)
    keys = numbers[len(chosen.cell) :] * SPAN + observed.end
    order = np.argsort(keys, kind="stable")
    return Candidates(
        chosen=chosen,
        keys=(2 * chosen.cell + chosen.layer) * SPAN + chosen.end,
        lines=np.where(chosen.conflict | (chosen.line < 0), -1, numbers[: len(chosen.cell)]),
        observed=_take(observed, order),
        observed_keys=keys[order],
        overridden=known.overridden(len(measures) * len(codes)),
        silent=_take(rows, silent),
        silent_keys=cell[silent] * SPAN + rows.end[silent],
    )


def _of_cells(rows: Rows, measures: Sequence[Indicator], codes: Sequence[str]) -> tuple[Rows, Ints, Ints]:
    """Return the figures of measures and countries with their cells; what two measures read stands twice."""
    country = pd.Index(codes).get_indexer(rows.country)  # type: ignore[arg-type]  # any array of labels will do
    here = np.flatnonzero(country >= 0)
    readers: dict[str, list[int]] = {}
    for place, item in enumerate(measures):
        readers.setdefault(item.observed_as, []).append(place)
    names = list(readers)
    observed = pd.Index(names, dtype=object).get_indexer(rows.indicator[here])  # type: ignore[arg-type]
    found = [(here[observed == names.index(name)], place)
             for name, places in readers.items() if len(places) > 1 for place in places[1:]]  # fmt: skip
    first = np.array([places[0] for places in readers.values()], dtype=np.int64)
    read = observed >= 0
    places = np.concatenate([here[read], *(where for where, _ in found)])
    measure = np.concatenate([first[observed[read]], *(np.full(len(where), at) for where, at in found)])
    return _take(rows, places), measure, measure * len(codes) + country[places]


def _parts(rows: Rows, by: Ints) -> tuple[Ints, Bools]:
    """Return the part each figure is of, and whether its indicator's rule takes it: totals, or parts."""
    divided = rows.parts >= 0
    own = rows.parts[np.arange(len(by)), by]
    fits = np.where(by < 0, ~divided.any(axis=1), (own >= 0) & (divided.sum(axis=1) == 1))
    return np.where(by < 0, 0, own), fits


def _line_numbers(*groups: Groups) -> Ints:
    """Give each unbroken series a number: one cell, one publisher's series, the same parts throughout."""
    names = ("cell", "layer", "line", "parts")
    columns = [np.concatenate([getattr(item, name) for item in groups]) for name in names]
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        key = key * (column.max(initial=0) + 2) + column + 1
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return key


class _Valued:
    """Figures that have a value and fit their indicators' rules."""

    def __init__(
        self, rows: Rows, measure: Ints, cell: Ints, part: Ints, measures: Sequence[Indicator]
    ) -> None:
        self.rows, self.measure, self.cell, self.part = rows, measure, cell, part
        self.layer = rows.override.astype(np.int64)
        self.place, carries = _series_places(measure, rows.series, measures)
        # Figures that their publisher will change begin and end no trend.
        self.line = np.where(carries & ~rows.preliminary, rows.line, -1)
        self.how = np.array([item.values.how for item in measures], dtype=object)
        self.above = np.array([item.values.above for item in measures], dtype=np.float64)
        self.minimum = np.array([item.values.minimum for item in measures], dtype=np.int64)

    def overridden(self, cells: int) -> Ints:
        first = np.full(cells, SPAN - 1)
        layered = self.rows.override
        np.minimum.at(first, self.cell[layered], self.rows.end[layered])
        return first

    def groups(self, *, by_line: bool) -> Groups:
        """Return the figures of each period taken together, the best of each part; too few parts are none."""
        rows = self.rows
        keys = [self.cell, self.layer, *([self.line] if by_line else []), rows.end, rows.days]
        standing = [self.place, rows.pack, rows.older]
        order = np.lexsort([*reversed([*keys, self.part, *standing])])
        starts = _changes([key[order] for key in keys])
        best = _changes([key[order] for key in [*keys, self.part]])
        at, value, measure = np.flatnonzero(starts), rows.value[order], self.measure[order]
        winner = np.maximum.accumulate(np.where(best, np.arange(len(order)), 0))
        equal = np.all([key[order] == key[order][winner] for key in standing], axis=0)
        tied = equal & (value != value[winner])
        conflict = _reduced(np.logical_or, tied, at)
        first = np.where(conflict, _reduced(np.minimum, np.where(tied, winner, len(order)), at), at)
        count = _reduced(np.add, best.astype(np.int64), at)
        shown, line = order[first], self.line[order]
        same = ~_reduced(np.logical_or, best & (line != np.repeat(line[at], np.diff([*at, len(line)]))), at)
        found = Groups(
            cell=self.cell[shown], layer=self.layer[shown], line=np.where(same, self.line[shown], -1),
            parts=_held(self.part[order], best, at, count), end=rows.end[shown], year=rows.year[shown],
            value=self._combined(value, best, measure, at, count),
            low=self._combined(rows.low[order], best, measure, at, count),
            high=self._combined(rows.high[order], best, measure, at, count), period=rows.period[shown],
            source_id=rows.source_id[shown], conflict=conflict,
            primary=_reduced(np.logical_or, best & rows.primary[order], at),
        )  # fmt: skip
        return _take(found, conflict | (count >= self.minimum[measure[at]]))

    def _combined(self, value: Floats, best: Bools, measure: Ints, at: Ints, count: Ints) -> Floats:
        total = _reduced(np.add, np.where(best, value, 0.0), at)
        over = _reduced(np.add, (best & (value > self.above[measure])).astype(np.float64), at)
        how = self.how[measure[at]]
        share = np.where(how == "share_above", 100.0 * over / np.maximum(count, 1), value[at])
        return np.where(how == "mean", total / np.maximum(count, 1), share)


def _series_places(measure: Ints, series: Words, measures: Sequence[Indicator]) -> tuple[Ints, Bools]:
    """Return the place of each figure's series in its indicator's order, and whether it may carry a trend.

    A series that is not named comes last.
    """
    codes, names = pd.factorize(series)
    ordered = [[item.id for item in measure.series] for measure in measures]
    broken = [{item.id for item in measure.series if not item.continuous} for measure in measures]
    shape = (len(measures), len(names))
    places = [[ids.index(name) if name in ids else len(ids) for name in names] for ids in ordered]
    carries = [[name not in ids for name in names] for ids in broken]
    return (
        np.array(places, dtype=np.int64).reshape(shape)[measure, codes],
        np.array(carries, dtype=bool).reshape(shape)[measure, codes],
    )


def _changes(keys: Sequence[Ints]) -> Bools:
    """Return where one of the keys differs from the place before; at the first place it always does."""
    if not len(keys[0]):
        return np.zeros(0, dtype=bool)
    return np.concatenate([[True], np.any([key[1:] != key[:-1] for key in keys], axis=0)])


def _reduced(how: np.ufunc, values: NDArray[Any], at: Ints) -> NDArray[Any]:
    return how.reduceat(values, at) if len(at) else values[:0]


def _held(part: Ints, best: Bools, at: Ints, count: Ints) -> Ints:
    """Give each set of parts a number, so that a mean over other parts is not taken for the same series."""
    held = part[at].copy()
    numbers: dict[tuple[int, ...], int] = {}
    beyond = int(part.max(initial=0)) + 1
    for place in np.flatnonzero(count > 1):
        rows = slice(at[place], at[place + 1] if place + 1 < len(at) else None)
        names = tuple(part[rows][best[rows]].tolist())
        held[place] = beyond + numbers.setdefault(names, len(numbers))
    return held
