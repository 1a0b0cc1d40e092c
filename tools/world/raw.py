"""Reads the raw tables in tools/raw."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

RAW = Path(__file__).resolve().parent.parent / "raw"
# The second table stands apart because its licence is share-alike.
FIGURE_TABLES = {"figures.csv.gz": False, "vdem.csv.gz": True}
# The price table's code for Kosovo is not the one of the country table.
CODES = {"KSV": "XKX"}
# (series, source) → (country, year) → value as published.
Figures = Mapping[tuple[str, str], Mapping[tuple[str, str], str]]


class Corridor(NamedTuple):
    """The mean price of sending 200 US dollars along a corridor in a year."""

    sender: str
    receiver: str
    year: str
    cost: str
    quarters: int
    quotes: int


def read_csv(path: Path) -> Sequence[Mapping[str, str]]:
    """Return the rows of a CSV, compressed when its name ends in .gz."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


@lru_cache(maxsize=1)
def figures() -> Figures:
    """Return every raw figure.

    Raises
    ------
    ValueError
        If a series gives two values for one country and year.
    """
    found: dict[tuple[str, str], dict[tuple[str, str], str]] = defaultdict(dict)
    for name in FIGURE_TABLES:
        for row in read_csv(RAW / name):
            series, place = (row["series"], row["source"]), (row["country"], row["year"])
            if place in found[series]:
                raise ValueError(f"{series[0]} has two values for {place[0]} {place[1]}")
            found[series][place] = row["value"]
    return found


@lru_cache(maxsize=1)
def corridors() -> Sequence[Corridor]:
    """Return the mean prices by corridor and year."""
    return [
        Corridor(
            CODES.get(row["source_code"], row["source_code"]),
            CODES.get(row["destination_code"], row["destination_code"]),
            row["year"],
            row["cost200"],
            int(row["quarters"]),
            int(row["quotes"]),
        )
        for row in read_csv(RAW / "remittance_corridors.csv.gz")
    ]
