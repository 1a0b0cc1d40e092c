"""Take from a folder of collected tables what the world files use, and write it to tools/raw.

Only needed for a new release of the collection. The folder holds ``figures.csv.gz`` and
``figures_2.csv.gz`` (series, country, year, value, unit, source), ``series.csv`` and ``series_2.csv``,
``remittance_corridors.csv``, ``vote_73_195.csv``, ``countries.csv``, and ``concordance.csv`` of the package
bblocks-places.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from world.raw import FIGURE_TABLES, RAW, read_csv
from world.recipe import SENDING_MEANS
from world.recipes import RECIPES
from world.treaties import TREATIES

COLLECTED = (("figures.csv.gz", "series.csv"), ("figures_2.csv.gz", "series_2.csv"))
COLUMNS = ("series", "source", "country", "year", "value")
# The beginning of what a collected table says of its origin → the id of the source in the evidence.
ORIGINS = {
    "UN SDG Global Database (UNSD), snapshot 2020-10-19": "unsd-sdg-2020-10",
    "UN SDG database (data.un.org)": "unsd-sdg-10-7-2-nordic-2021",
    "UN DESA/IOM Inquiry via UN SDG database": "owid-sdg-10-7-2-2024",
    "OECD DAC1 via ONE Data (ODA dashboard": "oecd-dac-dac1",
    "OECD DAC1 via ONE Data (ukraine_oda_tracker)": "oecd-dac-refugee-costs-2025",
    "World Bank WDI": "world-bank-wdi-2026",
    "World Bank RPW, corridor-quarter means": "world-bank-rpw-2025",
    "World Bank Global Findex": "world-bank-findex-2025",
    "World Bank, Women, Business and the Law": "world-bank-wbl-2023",
    "UNHCR Refugee Population Statistics": "unhcr-population-2026",
    "IOM Missing Migrants Project": "iom-missing-migrants-2025",
    "UN DESA International Migrant Stock 2024": "undesa-migrant-stock-2024",
    "UN General Assembly voting data": "voeten-unga-votes",
    "UN Treaty Collection via zmjones": "un-treaty-collection-2015-03",
    "UN Treaty Collection, ch. IV": "un-treaty-collection-2026-02",
    "Eurostat migr_eirfs": "eurostat-migr-eirfs-2025",
    "Eurostat migr_eirtn (c_dest": "eurostat-migr-eirtn-2024",
    "Eurostat migr_eirtn via DW": "eurostat-migr-eirtn-2018",
    "Eurostat lfsa_urgacob": "eurostat-lfsa-urgacob-2026",
    "Eurostat migr_acqs": "eurostat-migr-acqs-2026",
    "OECD International Migration Database, labour market": "oecd-migration-participation-2026",
    "OECD standardised permanent": "oecd-migration-permanent-2026",
    "OECD standardised temporary": "oecd-migration-temporary-2026",
    "GLOBALCIT Citizenship Law Dataset v3.1": "globalcit-v3-1",
    "V-Dem Country-Year v14": "vdem-v14-2024",
    "US Department of State, 2025": "us-tip-report-2025",
    "US Department of State TIP Report, via Heiss": "us-tip-reports-2015",
    "ILO World Social Protection": "ilo-social-protection-2025",
}


def origin(text: str) -> str | None:
    """Return the id of the source that a collected table names, None when the evidence has none for it.

    Examples
    --------
    >>> origin("Eurostat migr_eirfs, extracted 2025-03")
    'eurostat-migr-eirfs-2025'
    """
    return next((source for start, source in ORIGINS.items() if text.startswith(start)), None)


def used_series() -> set[tuple[str, str]]:
    """Return each raw series with its source that a recipe or a treaty list takes."""
    used = {(raw, recipe.source) for recipe in RECIPES for raw in recipe.raw}
    used |= {(raw, treaty.source) for treaty in TREATIES for raw, _ in treaty.raw}
    return used | {SENDING_MEANS}


def collected_figures(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the figures of the series that are used."""
    used = used_series()
    for figures, _ in COLLECTED:
        for row in read_csv(folder / figures):
            source = origin(row["source"])
            if source is not None and (row["series"], source) in used:
                yield row["series"], source, row["country"], row["year"], row["value"]


def collected_series(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield what the collection says of each series that is used: unit, licence, whether it may ship."""
    used = used_series()
    for _, listing in COLLECTED:
        for row in read_csv(folder / listing):
            source = origin(row["source"])
            if source is not None and (row["series"], source) in used:
                # The first collection has no column for it: all of its licences permit shipping.
                yield row["series"], source, row["unit"], row["licence"], row.get("ship", "yes")


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV, compressed when its name ends in .gz, undated so that the bytes depend on the rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def intermediate_regions(folder: Path) -> list[tuple[str, str]]:
    """Return the M49 intermediate region of each country that has one."""
    rows = read_csv(folder / "concordance.csv")
    return sorted(
        (row["iso3_code"], row["intermediate_region"]) for row in rows if row["intermediate_region"]
    )


def collect(folder: Path) -> None:
    """Write tools/raw from a folder of collected tables."""
    figures = sorted(collected_figures(folder))
    for name, apart in FIGURE_TABLES.items():
        rows = [row for row in figures if row[0].startswith("VDEM") == apart]
        write_table(RAW / name, COLUMNS, rows)
    listing = sorted(collected_series(folder))
    write_table(RAW / "series.csv", ("series", "source", "unit", "licence", "ship"), listing)
    for name in ("remittance_corridors.csv", "countries.csv", "vote_73_195.csv"):
        target = RAW / (f"{name}.gz" if name.startswith("remittance") else name)
        cells = list(read_csv(folder / name))
        write_table(target, tuple(cells[0]), [tuple(row.values()) for row in cells])
    write_table(
        RAW / "intermediate_regions.csv", ("iso3", "intermediate_region"), intermediate_regions(folder)
    )
