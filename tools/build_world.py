"""Write evidence/countries.csv and evidence/world/*.csv from a folder of raw tables.

The folder holds ``countries.csv`` (a row per country) and ``figures.csv.gz`` (series, country, year, value).
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

EVIDENCE = Path(__file__).resolve().parent.parent / "evidence"
SOURCE = "undesa-migrant-stock-2024"
FIGURE_COLUMNS = ("country", "period", "value", "unit", "source", "locator")
COUNTRY_COLUMNS = (
    *("iso3", "iso2", "m49", "name_en", "name_fr", "name_nl"),
    *("un_region", "un_subregion", "un_member", "lldc", "sids", "wb_income"),
)
RAW_NAMES = {"wb_income": "wb_income_fy26"}


class WorldSeries(NamedTuple):
    """One raw series, and how it is written as an indicator."""

    raw: str
    indicator: str
    unit: str
    locator: str


WORLD_SERIES = (
    WorldSeries("DESA_IMMIGRANT_STOCK", "immigrant_stock", "persons", "country of destination and year"),
    WorldSeries(
        "DESA_IMMIGRANT_STOCK_PCT",
        "immigrant_stock_share",
        "percent_of_population",
        "country of destination and year",
    ),
    WorldSeries("DESA_EMIGRANT_STOCK", "emigrant_stock", "persons", "country of origin and year"),
    WorldSeries(
        "DESA_EMIGRANT_STOCK_PCT",
        "emigrant_stock_share",
        "percent_of_population",
        "country of origin and year",
    ),
)


def country_rows(raw: Iterable[Mapping[str, str]]) -> list[list[str]]:
    """Return the rows of evidence/countries.csv, sorted by ISO3 code, with unknowns left empty."""
    cells = ([row[RAW_NAMES.get(column, column)] for column in COUNTRY_COLUMNS] for row in raw)
    return sorted(["" if cell == "nan" else cell for cell in row] for row in cells)


def plain_number(text: str, unit: str) -> str:
    """Return a figure in plain decimal, a count of persons as a whole number.

    Examples
    --------
    >>> plain_number("2349032.0", "persons"), plain_number("20.01", "percent_of_population")
    ('2349032', '20.01')
    """
    number = Decimal(text)
    if unit == "persons":
        if number != number.to_integral_value():
            raise ValueError(f"{text!r} is not a whole number of persons")
        number = number.to_integral_value()
    return format(number, "f")


def figure_rows(
    series: WorldSeries, figures: Iterable[Mapping[str, str]], known: set[str]
) -> list[list[str]]:
    """Return the rows of one world file, sorted by country and then period."""
    rows = []
    for row in figures:
        if row["series"] == series.raw and row["country"] in known:
            value = plain_number(row["value"], series.unit)
            rows.append([row["country"], row["year"], value, series.unit, SOURCE, series.locator])
    return sorted(rows)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table as UTF-8 CSV with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> None:
    """Read the raw folder named on the command line and write the evidence files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("raw", type=Path, help="folder with countries.csv and figures.csv.gz")
    raw: Path = parser.parse_args().raw
    with (raw / "countries.csv").open(encoding="utf-8", newline="") as stream:
        countries = country_rows(csv.DictReader(stream))
    with gzip.open(raw / "figures.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        figures = list(csv.DictReader(stream))
    write_table(EVIDENCE / "countries.csv", COUNTRY_COLUMNS, countries)
    known = {row[0] for row in countries}
    for series in WORLD_SERIES:
        rows = figure_rows(series, figures, known)
        write_table(EVIDENCE / "world" / f"{series.indicator}.csv", FIGURE_COLUMNS, rows)


if __name__ == "__main__":
    main()
