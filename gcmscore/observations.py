"""Observations as one table, and as objects for the score of one country."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from gcmscore.definitions import Dimension
from gcmscore.errors import Problem
from gcmscore.periods import period_bounds
from gcmscore.records import Observation

DIMENSIONS: tuple[str, ...] = get_args(Dimension)
COLUMNS = (
    "indicator", "country", "period", "end", "value", "unit", "low", "high", "series", "edition",
    *DIMENSIONS, "missing", "override", "source_id", "locator", "citations", "note", "pack", "path", "line",
)  # fmt: skip
# What a figure is about; several may say it, of different series or sources.
SUBJECT = ["indicator", "country", "period", *DIMENSIONS]
_KEY = [*SUBJECT, "source_id"]
# Combinations of columns are numbered; beyond this the numbers are made small again.
_MOST_KINDS = 2**62
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


# What stands in a column under its own name.
_ROW = tuple(item.name for item in fields(Figure) if item.name not in ("end", "parts"))


def empty_frame() -> pd.DataFrame:
    """Return a table of observations without any."""
    return typed(pd.DataFrame(columns=list(COLUMNS)))


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
    return typed(pd.DataFrame(rows, columns=list(COLUMNS), dtype="object"))


def assembled(columns: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Return a table of observations made of whole columns, each of the type that it has."""
    # As series of their own type: pandas would look through objects for a narrower one.
    series = {name: pd.Series(columns[name], dtype=columns[name].dtype, copy=False) for name in COLUMNS}
    return pd.DataFrame(series, copy=False)


def objects(values: Iterable[Any]) -> npt.NDArray[Any]:
    """Return values of any kind, tuples too, as an array of one dimension."""
    return np.fromiter(values, dtype=object)


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the type of each column set, so that empty ones join with others."""
    types = {name: _NUMERIC.get(name, "object") for name in COLUMNS if name != "end"}
    frame = frame.astype({name: kind for name, kind in types.items() if frame[name].dtype != kind})
    frame["end"] = pd.to_datetime(frame["end"])
    return frame.reset_index(drop=True)


def without_replaced(mine: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Join two tables; rows of the right one replace equal keys and its packs rank first."""
    behind = int(theirs["pack"].max()) + 1 if len(theirs) else 0
    both = pd.concat([theirs, mine.assign(pack=mine["pack"] + behind)], ignore_index=True)
    return typed(both.drop_duplicates(_KEY, keep="first"))


def with_citations(frame: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return a table with the citations of known sources only, without the rows that have none left."""
    places, cited = pd.factorize(frame["citations"])
    left = objects(tuple(pair for pair in citations if pair[0] in known) for citations in cited)
    resting = np.array([bool(pairs) for pairs in left], dtype=bool)[places]
    kept = frame[resting].copy()
    pairs = left.take(places[resting])
    kept["citations"] = pd.Series(pairs, index=kept.index, dtype="object")
    kept["source_id"] = pd.Series([item[0][0] for item in pairs], index=kept.index, dtype="object")
    kept["locator"] = pd.Series([item[0][1] for item in pairs], index=kept.index, dtype="object")
    return kept.reset_index(drop=True)


def shared_rows(frame: pd.DataFrame, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell for each row whether another one has the same values in these columns; missing equals missing."""
    kinds, count = np.zeros(len(frame), dtype=np.int64), 1
    for name in names:
        codes, known = pd.factorize(frame[name])
        count *= len(known) + 1
        if count > _MOST_KINDS:
            kinds, found = pd.factorize(kinds)
            count = len(found) * (len(known) + 1)
        kinds = kinds * (len(known) + 1) + codes + 1
    return pd.Series(kinds).duplicated(keep=False).to_numpy()


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


def fingerprint(frame: pd.DataFrame) -> str:
    """Return the fingerprint (SHA-256) of a table of observations, the same with every pandas."""
    total = hashlib.sha256()
    for name in COLUMNS:
        column = frame[name]
        if name == "end":
            codes = column.to_numpy().astype("datetime64[D]").astype("<i8")
        else:
            codes, known = pd.factorize(column)
            total.update(json.dumps([name, known.tolist()], default=str).encode())
        total.update(codes.astype("<i8").tobytes())
    return total.hexdigest()


def figures_of(frame: pd.DataFrame) -> tuple[Figure, ...]:
    """Return rows as objects, in the table's order."""
    # By columns: as dicts of a row each, a large table takes three times as long.
    columns = [_known(frame[name]) for name in _ROW]
    parts = zip(*(_known(frame[name]) for name in DIMENSIONS), strict=True)
    ends = [end.date() for end in frame["end"].tolist()]
    return tuple(
        Figure(
            **dict(zip(_ROW, row, strict=True)),
            end=end,
            parts=tuple(
                (name, value) for name, value in zip(DIMENSIONS, part, strict=True) if value is not None
            ),
        )
        for row, part, end in zip(zip(*columns, strict=True), parts, ends, strict=True)
    )


def _known(column: pd.Series[Any]) -> list[Any]:
    """Return the values of a column, None where one is missing."""
    values = column.tolist()
    missing = column.isna().tolist()
    return [None if gone else value for value, gone in zip(values, missing, strict=True)]
