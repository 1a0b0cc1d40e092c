"""What each indicator takes as its value, for all countries and years at once.

``select`` does the same for one country and keeps the working; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gcmscore._indicator_rules import RUBRIC_BEST, RUBRIC_WORST
from gcmscore.evidence import Evidence
from gcmscore.periods import first_day, last_day
from gcmscore.records import Assessment, Ratification, RatificationList, Source
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, any_along
from gcmscore.scoring.candidates import SPAN, Candidates
from gcmscore.scoring.confidence import is_primary
from gcmscore.scoring.method import Method
from gcmscore.scoring.select import side_level

STATUSES = ("available", "not_applicable", "not_assessed", "not_published", "stale", "conflict")
SIDES: tuple[Literal["law"], Literal["practice"]] = ("law", "practice")
AVAILABLE, NOT_APPLICABLE, NOT_ASSESSED, NOT_PUBLISHED, STALE, CONFLICT = range(len(STATUSES))


@dataclass(frozen=True, eq=False)
class Choices:
    """What was chosen: arrays of shape (countries, years, indicators).

    Attributes
    ----------
    status : ndarray of int64
        Place in ``STATUSES``.
    value, age, law, practice : ndarray of float64
        Raw value, its age in years and a rubric's sides; NaN where there is none.
    low, high : ndarray of float64
        Between what the value can lie, as its publisher or its coders say; NaN where nobody says it.
    period, source_id : ndarray of object
        Of what it rests on; None without.
    primary : ndarray of bool
        Whether a primary source is cited.
    ends : tuple of four ndarrays of float64
        First and last value of a trend, and their years; NaN where there is none.
    """

    status: Ints
    value: Floats
    age: Floats
    law: Floats
    practice: Floats
    low: Floats
    high: Floats
    period: Words
    source_id: Words
    primary: Bools
    ends: tuple[Floats, Floats, Floats, Floats]

    @classmethod
    def empty(cls, shape: tuple[int, int, int]) -> Choices:
        """Return arrays in which nothing is assessed, to be filled."""

        def numbers() -> Floats:
            return np.full(shape, np.nan)

        return cls(
            status=np.full(shape, NOT_ASSESSED),
            value=numbers(),
            age=numbers(),
            law=numbers(),
            practice=numbers(),
            low=numbers(),
            high=numbers(),
            period=np.full(shape, None, dtype=object),
            source_id=np.full(shape, None, dtype=object),
            primary=np.zeros(shape, dtype=bool),
            ends=(numbers(), numbers(), numbers(), numbers()),
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """The countries and years that are scored together; ``states`` are those that can join a treaty."""

    codes: tuple[str, ...]
    years: tuple[int, ...]
    states: frozenset[str] = frozenset()

    @classmethod
    def of(cls, evidence: Evidence, codes: Sequence[str], years: Sequence[int]) -> Grid:
        """Return the grid of some countries and years, with which of them are members of the UN."""
        listed = evidence.country_table
        return cls(tuple(codes), tuple(years), frozenset(code for code in codes if listed[code].un_member))

    @property
    def days(self) -> Ints:
        """31 December of each year, as a number."""
        return np.array([date(year, 12, 31).toordinal() for year in self.years], dtype=np.int64)

    @property
    def place(self) -> Mapping[str, int]:
        """Position by country code."""
        return {code: position for position, code in enumerate(self.codes)}


def choose_measures(
    into: Choices, places: Ints, known: Candidates, max_age: Ints, grid: Grid, method: Method
) -> None:
    """Fill in the values of measures.

    Parameters
    ----------
    into : Choices
        Filled at ``places`` of its last axis.
    places : ndarray of int64
        Positions of the measures in the order in which ``known`` numbers them.
    known : Candidates
        What there is.
    max_age : ndarray of int64
        Of each measure, in years.
    grid : Grid
        Countries and years.
    method : Method
        Says where a trend may begin and how long it may be.
    """
    at = standing(known, len(places), grid)
    silent = _latest(known.silent_keys, _cells(len(places), grid), grid.days)
    years, limit = np.array(grid.years), max_age[:, None, None]
    age = np.where(at >= 0, years - _take(known.chosen.year, at), 0)
    conflict = (at >= 0) & _take(known.chosen.conflict, at).astype(bool)
    stale = (at >= 0) & ~conflict & (age > limit)
    later = _day(known.silent_keys, silent) > _day(known.keys, at)
    quiet = (silent >= 0) & ((at < 0) | (stale & later))
    quiet_age, found = np.where(quiet, years - _take(known.silent.year, silent), 0), (at >= 0) & ~quiet
    status = np.select(
        [quiet & (quiet_age > limit), quiet, conflict, stale, found],
        [STALE, NOT_PUBLISHED, CONFLICT, STALE, AVAILABLE],
        default=NOT_ASSESSED,
    )
    filled = {
        "status": status,
        **{
            name: np.where(found & ~conflict, _take(getattr(known.chosen, name), at), np.nan)
            for name in ("value", "low", "high")
        },
        "age": np.where(quiet, quiet_age, np.where(found, age, np.nan)),
        "period": _words("period", known, at, found, silent, quiet),
        "source_id": _words("source_id", known, at, found, silent, quiet),
        "primary": found & _take(known.chosen.primary, at).astype(bool),
    }
    for name, values in filled.items():
        getattr(into, name)[..., places] = np.moveaxis(values, 0, -1)
    ends = _ends(known, np.where(status == AVAILABLE, at, -1), method)
    for side, values in zip(into.ends, ends, strict=True):
        side[..., places] = np.moveaxis(values, 0, -1)


def standing(known: Candidates, measures: int, grid: Grid) -> Ints:
    """Return which candidate stands for each measure, country and year, -1 where there is none.

    Parameters
    ----------
    known : Candidates
        What there is.
    measures : int
        How many measures ``known`` has.
    grid : Grid
        Countries and years.
    """
    cells = _cells(measures, grid)
    layer = (grid.days >= known.overridden[cells]).astype(np.int64)
    return _latest(known.keys, 2 * cells + layer, grid.days)


def _cells(measures: int, grid: Grid) -> Ints:
    return np.arange(measures * len(grid.codes)).reshape(measures, len(grid.codes), 1)


def course(known: Candidates, at: int, since: int) -> tuple[tuple[int, float], ...]:
    """Return the year and value of every observation of an unbroken series, up to the one that stands.

    Parameters
    ----------
    known : Candidates
        What there is.
    at : int
        Position of the one that stands; it belongs to a series.
    since : int
        The first year.
    """
    line = known.lines[at] * SPAN
    first = np.searchsorted(known.observed_keys, line + date(since, 1, 1).toordinal(), side="left")
    last = np.searchsorted(known.observed_keys, line + known.chosen.end[at], side="right")
    years, values = known.observed.year[first:last], known.observed.value[first:last]
    return tuple(zip(years.tolist(), values.tolist(), strict=True))


def _latest(keys: Ints, cells: Ints, days: Ints) -> Ints:
    """Return the position of the last key of each cell up to a day, -1 where there is none."""
    at = np.searchsorted(keys, cells * SPAN + days, side="right") - 1
    right = (at >= 0) & (_take(keys, at) // SPAN == cells)
    return np.where(right, at, -1)


def _take(values: Floats | Ints | Bools, at: Ints) -> Floats:
    """Return values by position; what stands at -1 is never looked at."""
    return values[at] if len(values) else np.zeros(at.shape, dtype=values.dtype)  # type: ignore[return-value]


def _day(keys: Ints, at: Ints) -> Ints:
    return np.where(at >= 0, _take(keys, at) % SPAN, -1).astype(np.int64)


def _words(name: str, known: Candidates, at: Ints, there: Bools, silent: Ints, quiet: Bools) -> Words:
    words: Words = np.full(at.shape, None, dtype=object)
    words[there] = getattr(known.chosen, name)[at[there]]
    words[quiet] = getattr(known.silent, name)[silent[quiet]]
    return words


def _ends(known: Candidates, at: Ints, method: Method) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the first and last value of each unbroken series and their years, NaN where they are none."""
    line = np.where(at >= 0, _take(known.lines, at), -1).astype(np.int64)
    last_year = _take(known.chosen.year, at).astype(np.int64)
    fewest, most = method.trend_years
    begin = np.maximum(method.trend_start, last_year - most)
    # NumPy counts years and days from 1970 on, dates from the year 1.
    new_year = (np.clip(begin, 1, 9998) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    day = new_year.astype(np.int64) + date(1970, 1, 1).toordinal()
    start = np.searchsorted(known.observed_keys, line * SPAN + day, side="left")
    start = np.minimum(start, len(known.observed_keys) - 1)
    there = (line >= 0) & (start >= 0) & (_take(known.observed_keys, start) // SPAN == line)
    first_year = _take(known.observed.year, start)
    there &= last_year - first_year >= fewest
    pairs = (_take(known.observed.value, start), _take(known.chosen.value, at), first_year, last_year)
    first, last, y0, y1 = (np.where(there, side, np.nan) for side in pairs)
    return first, last, y0, y1


def choose_assessments(
    into: Choices, rubrics: Mapping[str, tuple[int, int]], records: Sequence[Assessment],
    sources: Mapping[str, Source], grid: Grid, method: Method,
) -> None:  # fmt: skip
    """Fill in the levels of rubrics, from whichever assessment is in force and ranks first.

    Parameters
    ----------
    into : Choices
        Filled at the positions ``rubrics`` gives.
    rubrics : mapping
        Position and maximum age of each rubric, by id.
    records : sequence of Assessment
        Best-ranking first.
    sources : mapping
        Sources by id.
    grid : Grid
        Countries and years.
    method : Method
        Says how far two coders may be apart.
    """
    where = grid.place
    kept = [item for item in records if item.indicator in rubrics and item.country in where]
    if not kept:
        return
    since = ordinals([first_day(item.since) for item in kept])
    until = ordinals([last_day(item.until) if item.until is not None else date.max for item in kept])
    record, year = np.nonzero((since[:, None] <= grid.days) & (grid.days <= until[:, None]))
    country = np.array([where[item.country] for item in kept])[record]
    indicator, limit = (np.array([rubrics[item.indicator][side] for item in kept])[record] for side in (0, 1))
    # The first in the order of the records counts where two bodies of evidence speak of one day.
    order = np.unique(np.stack([country, year, indicator]), axis=1, return_index=True)[1]
    cells, record, limit = (country[order], year[order], indicator[order]), record[order], limit[order]
    seen = np.array([last_day(item.confirmed or item.since).year for item in kept])[record]
    age = np.maximum(np.array(grid.years)[cells[1]] - seen, 0).astype(np.float64)
    shown = _levels(kept, method)
    into.status[cells] = np.where(
        shown["conflict"][record], CONFLICT, np.where(age > limit, STALE, AVAILABLE)
    )
    into.age[cells] = age
    for name in ("value", "law", "practice", "low", "high"):
        getattr(into, name)[cells] = shown[name][record]
    into.period[cells] = objects([item.since for item in kept])[record]
    into.source_id[cells] = objects([item.sources[0].id for item in kept])[record]
    into.primary[cells] = np.array([cites_primary(item, sources) for item in kept])[record]


def _levels(records: Sequence[Assessment], method: Method) -> dict[str, NDArray[Any]]:
    """Return the level for law, for practice, the lower of them and its range; NaN where there is none."""
    sides = [[side_level(item, side, method) for item in records] for side in SIDES]
    conflict = any_along(np.array([[level == "conflict" for level in side] for side in sides]), 0)
    law, practice = (
        np.where(conflict, np.nan, [np.nan if level in (None, "conflict") else level for level in side])
        .astype(np.float64)
        for side in sides
    )  # fmt: skip
    found = {"conflict": conflict, "law": law, "practice": practice, "value": np.fmin(law, practice)}
    for end, place in (("low", 0), ("high", 1)):
        ranges = [[side_range(item, side, method)[place] for item in records] for side in SIDES]
        found[end] = np.where(conflict, np.nan, np.fmin(*np.array(ranges)))
    return found


def side_range(record: Assessment, side: Literal["law", "practice"], method: Method) -> tuple[float, float]:
    """Return between what the level of one side can lie: so far off as coders may be, or as two of them were.

    Parameters
    ----------
    record : Assessment
        Its levels, and those of a second coder.
    side : {"law", "practice"}
        Which side.
    method : Method
        Says how far a coder may be off.

    Returns
    -------
    tuple of float
        Rubric levels, low and high; NaN where the side has no level.
    """
    level = side_level(record, side, method)
    if level is None or level == "conflict":
        return np.nan, np.nan
    second = None if record.second_coder is None else getattr(record.second_coder, side)
    given = [level, *(item for item in (getattr(record, side), second) if item is not None)]
    low, high = min([level - method.level_spread, *given]), max([level + method.level_spread, *given])
    return max(low, RUBRIC_WORST), min(high, RUBRIC_BEST)


def ordinals(days: Sequence[date]) -> Ints:
    """Return days as numbers.

    Examples
    --------
    >>> ordinals([date(1, 1, 2)]).tolist()
    [2]
    """
    return np.array([day.toordinal() for day in days], dtype=np.int64)


def objects(values: Sequence[str | None]) -> Words:
    """Return texts as an array of objects.

    Examples
    --------
    >>> objects(["2020", None]).tolist()
    ['2020', None]
    """
    words: Words = np.empty(len(values), dtype=object)
    words[:] = values
    return words


def cites_primary(
    record: Assessment | Ratification | RatificationList, sources: Mapping[str, Source]
) -> bool:
    """Tell whether a record cites a primary source."""
    return is_primary(((item.id, item.locator) for item in record.sources), sources)
