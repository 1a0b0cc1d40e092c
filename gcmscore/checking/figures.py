"""Rules of figures: neighbours in time ten times apart, publishers that disagree, and what has grown old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from gcmscore._consistency import published_on
from gcmscore.checking.advice import Advice, Body, figure_advice
from gcmscore.observations import DIMENSIONS, SUBJECT, shared_rows
from gcmscore.periods import period_bounds

TENFOLD = 10.0
# Beyond this a change of any size is no surprise.
NEIGHBOUR_YEARS = 5
# Two series may define a thing differently; from here on one has to know how.
SERIES_APART = 0.1
_DAYS_A_MONTH = 30.4
_LINE = ["indicator", "country", *DIMENSIONS, "series"]
Row = Mapping[Any, Any]


def figure_rules(body: Body) -> Iterator[Advice]:
    """Return what is to be said of the figures.

    Parameters
    ----------
    body : Body
        What was read.
    """
    yield from _jumps(body)
    yield from _disagreements(body)
    # A newer figure, or the parts of a total, may stand in what could not be read.
    if body.whole:
        yield from _stale(body)
        yield from _totals_alone(body)


def _jumps(body: Body) -> Iterator[Advice]:
    frame = _with_true_zero(body)
    if frame.empty:
        return
    months = {text: _months(text) for text in frame["period"].unique()}
    # A month's figure is compared with a month's, a year's with a year's.
    lines = frame.assign(months=frame["period"].map(months)).sort_values("end", kind="stable")
    keys = [*_LINE, "months"]
    lines = lines.drop_duplicates([*keys, "end"])
    sizes = lines["value"].abs()
    before = sizes.groupby([lines[key] for key in keys], dropna=False, sort=False).shift()
    far = (sizes >= TENFOLD * before) | (before >= TENFOLD * sizes)
    for rows in _grouped(lines[_same_line(lines, keys, far)], keys):
        yield from _jumps_of(body, rows)


def _grouped(frame: pd.DataFrame, names: Sequence[str]) -> Iterable[list[Row]]:
    """Return a table's rows in groups of the same values in some columns; missing equals missing."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in frame.to_dict("records"):
        groups.setdefault(tuple(None if pd.isna(row[name]) else row[name] for name in names), []).append(row)
    return groups.values()


def _with_true_zero(body: Body) -> pd.DataFrame:
    """Return the figures of which one can be a multiple of another."""
    units = body.compact.units
    counted = [name for name, item in body.compact.indicators.items() if units[item.unit].minimum == 0]
    frame = body.figures
    return frame[(frame["value"] > 0) & frame["indicator"].isin(counted)]


def _same_line(lines: pd.DataFrame, keys: Sequence[str], far: pd.Series) -> pd.Series:
    """Tell for each row whether any of its line is meant."""
    numbers = lines.groupby(list(keys), dropna=False, sort=False).ngroup()
    return numbers.isin(numbers[far].unique())


def _jumps_of(body: Body, rows: Sequence[Row]) -> Iterator[Advice]:
    by_hand = not any(row["path"] in body.tables for row in rows)
    place = 1
    while place < len(rows):
        row, before = rows[place], rows[place - 1]
        after = rows[place + 1] if place + 1 < len(rows) else None
        if _far(before, row):
            spike = after is not None and _far(row, after) and not _far(before, after)
            if (spike or by_hand) and not _confirmed(body, row):
                yield _jump(body, row, before, *([after] if spike and after else []))
            place += int(spike)
        place += 1


def _far(one: Row, other: Row) -> bool:
    low, high = sorted((one["value"], other["value"]))
    # A figure of few digits is tenfold another by rounding or by chance.
    few = low < TENFOLD * 10.0 ** -max(_decimals(low), _decimals(high))
    apart = abs(one["end"] - other["end"]).days
    return bool(high >= TENFOLD * low and not few and apart <= NEIGHBOUR_YEARS * 366)


def _confirmed(body: Body, row: Row) -> bool:
    """Tell whether another source gives nearly the same."""
    frame = body.figures
    same = (frame["indicator"] == row["indicator"]) & (frame["country"] == row["country"])
    others = frame[same & (frame["period"] == row["period"]) & (frame["source_id"] != row["source_id"])]
    near = (others["value"] - row["value"]).abs() <= SERIES_APART * row["value"]
    return any(_parts(other) == _parts(row) for other in others[near].to_dict("records"))


def _jump(body: Body, row: Row, *neighbours: Row) -> Advice:
    told = " and ".join(f"{item['value']:g} in {item['period']}" for item in neighbours)
    direction = "at least ten times" if row["value"] > neighbours[0]["value"] else "a tenth or less of"
    message = (
        f"{_name(row)}: {row['value']:g} is {direction} its neighbour{'s' * (len(neighbours) > 1)}, {told}"
    )
    return figure_advice(body, row, "value", message, "look at the source, and at the unit", "jump")


def _disagreements(body: Body) -> Iterator[Advice]:
    frame = body.figures
    shared = frame[frame["value"].notna().to_numpy() & shared_rows(frame, SUBJECT)]
    found: dict[tuple[Any, ...], list[_Pair]] = {}
    for rows in _grouped(shared, SUBJECT):
        # Where one was marked to win, somebody has looked at the others.
        if any(isinstance(row["override"], str) for row in rows):
            continue
        for one, other in combinations(rows, 2):
            pair = _Pair(later=other, earlier=one)
            if (code := _disagreement(body, pair)) is not None:
                found.setdefault((code, *pair.kind(body)), []).append(pair)
    for (code, *_), pairs in found.items():
        worst = max(pairs, key=lambda pair: pair.apart)
        yield _told(body, worst, len(pairs) - 1, code)


@dataclass(frozen=True)
class _Pair:
    """Two figures of one thing."""

    later: Row
    earlier: Row

    @property
    def apart(self) -> float:
        """The difference as a share of the larger one."""
        values = [abs(row["value"]) for row in (self.later, self.earlier)]
        return float(abs(self.later["value"] - self.earlier["value"]) / max(values))

    @property
    def explained(self) -> bool:
        """Whether rounding, or the margins the publishers give, account for the difference."""
        one, other = self.later, self.earlier
        places = min(_decimals(one["value"]), _decimals(other["value"]))
        (low, high), (other_low, other_high) = map(_margin, (one, other))
        overlap = low <= other_high and other_low <= high and (low < high or other_low < other_high)
        return bool(overlap) or bool(round(one["value"], places) == round(other["value"], places))

    @property
    def few(self) -> bool:
        """Whether one of them has so few digits that a tenth says nothing."""
        places = min(_decimals(row["value"]) for row in (self.later, self.earlier))
        smaller = min(abs(row["value"]) for row in (self.later, self.earlier))
        return bool(smaller < TENFOLD * 10.0**-places)

    def kind(self, body: Body) -> tuple[Any, ...]:
        """Return what other pairs may have in common with it: indicator, series, publishers and files."""
        rows = (self.later, self.earlier)
        return (rows[0]["indicator"], *((_series(row), _publisher(body, row), row["path"]) for row in rows))


def _disagreement(body: Body, pair: _Pair) -> str | None:
    if pair.later["value"] == pair.earlier["value"] or pair.explained:
        return None
    if _series(pair.later) != _series(pair.earlier):
        return "series_differ" if pair.apart >= SERIES_APART and not pair.few else None
    # A publisher revises its figures, and the latest edition counts; two of one day are an error.
    revised = _publisher(body, pair.later) == _publisher(body, pair.earlier)
    same_day = len({_published(body, row) for row in (pair.later, pair.earlier)}) == 1
    return None if revised or same_day else "sources_differ"


def _told(body: Body, pair: _Pair, more: int, code: str) -> Advice:
    one, other = pair.later, pair.earlier
    where = f"{other['path']}:{other['line']}"
    which = [_series(row) if code == "series_differ" else row["source_id"] for row in (one, other)]
    message = (
        f"{_name(one)}: {one['value']:g} ({which[0] or 'no series'}) and {other['value']:g} "
        f"({which[1] or 'no series'}) at {where} are {100 * pair.apart:.0f} % apart"
        f"{_more(more, 'pair', 'pairs')}"
    )
    remedy = "see whether both count the same thing, and which of them measured it"
    return figure_advice(body, one, "value", message, remedy, code)


def _stale(body: Body) -> Iterator[Advice]:
    frame = body.figures
    ends = frame.groupby(["indicator", "country"], sort=False)["end"].transform("max")
    newest = frame[frame["end"] == ends].drop_duplicates(["indicator", "country"])
    limits = newest["indicator"].map({name: item.max_age for name, item in body.compact.indicators.items()})
    old = newest[body.today.year - newest["end"].dt.year > limits]
    for _, group in old.groupby(["path", "indicator"], sort=False):
        first, *others = group.to_dict("records")
        limit = body.compact.indicators[first["indicator"]].max_age
        more = _more(len(others), "country", "countries")
        counts = f"counts for {limit} year{'' if limit == 1 else 's'}{more}"
        message = f"the newest figure of {first['country']} is of {first['period']} and {counts}"
        yield figure_advice(body, first, "period", message, "look for a newer one", "stale_evidence")


def _totals_alone(body: Body) -> Iterator[Advice]:
    """Yield totals of what is only counted by a breakdown, where a country has nothing else."""
    asked: dict[str, set[str | None]] = {}
    for item in body.compact.indicators.values():
        if item.kind == "measure":
            asked.setdefault(item.observed_as, set()).add(item.values.by)
    for name, ways in asked.items():
        frame = body.figures[body.figures["indicator"] == name]
        if frame.empty or None in ways:
            continue
        by = " or ".join(sorted(str(way) for way in ways))
        whole = frame[list(DIMENSIONS)].isna().all(axis=1)
        alone = frame[whole.groupby(frame["country"]).transform("all")]
        for _, group in alone.groupby("path", sort=False):
            first, *others = group.drop_duplicates("country").to_dict("records")
            more = _more(len(others), "country", "countries")
            message = (
                f"{name} is counted by {by}, and the figures of {first['country']} are not told apart{more}"
            )
            remedy = f"give each figure its {by} under disaggregation, as the source lists them"
            yield figure_advice(body, first, "disaggregation", message, remedy, "total_alone")


def _more(count: int, one: str, many: str) -> str:
    return f" (and {count} more {one if count == 1 else many})" if count else ""


def _name(row: Row) -> str:
    parts = [text for text in _parts(row) if text is not None]
    return f"{row['indicator']} of {row['country']} for {', '.join([row['period'], *parts])}"


def _parts(row: Row) -> list[str | None]:
    return [row[name] if isinstance(row[name], str) else None for name in DIMENSIONS]


def _publisher(body: Body, row: Row) -> str:
    source = body.sources.get(row["source_id"])
    return "" if source is None else source.publisher.casefold()


def _published(body: Body, row: Row) -> str:
    return published_on(row["edition"], row["citations"], body.sources)


def _series(row: Row) -> str | None:
    return row["series"] if isinstance(row["series"], str) else None


def _margin(row: Row) -> tuple[float, ...]:
    value: float = row["value"]
    return tuple(value if pd.isna(row[name]) else row[name] for name in ("low", "high"))


def _decimals(value: float) -> int:
    digits = f"{value:.10f}".rstrip("0")
    return len(digits) - digits.index(".") - 1


def _months(period: str) -> int:
    first, last = period_bounds(period)
    return round(((last - first).days + 1) / _DAYS_A_MONTH)
