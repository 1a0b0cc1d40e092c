"""Writes evidence/countries.csv and evidence/world from tools/raw, and says what was left out and why."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from world.conversions import LeftOut, corridor_cost, plain_number
from world.periods import PRICE_YEARS
from world.raw import RAW, Corridor, corridors, figures, read_csv
from world.recipe import SENDING_MEANS, VDEM, Recipe
from world.recipes import RECIPES
from world.treaties import TREATIES, Treaty

COUNTRY_COLUMNS = (
    *("iso3", "iso2", "m49", "name_en", "name_fr", "name_nl"),
    *("un_region", "un_subregion", "un_intermediate_region"),
    *("un_member", "lldc", "sids", "wb_income"),
)
FIGURE_COLUMNS = (
    *("country", "period", "value", "unit", "series", "corridor", "category"),
    *("source", "locator", "note"),
)
ORDER = ("country", "period", "series", "source", "corridor", "category")
OPTIONAL = ("series", "corridor", "category", "note")
TREATY_COLUMNS = ("country", "status", "date", "status_as_of", "source", "locator")
# Where the evidence of a publisher may only be passed on under its own terms, it has a folder of its own.
FOLDERS = {VDEM: "world/vdem"}
Row = Mapping[str, str]
# (indicator or treaty, reason) → how many published values were left out for it.
Summary = Counter[tuple[str, str]]


def country_rows() -> list[Row]:
    """Return the rows of evidence/countries.csv, sorted by ISO3 code, with unknowns left empty."""
    regions = {row["iso3"]: row["intermediate_region"] for row in read_csv(RAW / "intermediate_regions.csv")}
    names = {
        row["iso3"]: {name: text for name, text in row.items() if text}
        for row in read_csv(RAW / "un_names.csv")
    }
    rows = []
    for raw in read_csv(RAW / "countries.csv"):
        row = {**raw, **names.get(raw["iso3"], {}), "wb_income": raw["wb_income_fy26"]}
        row["un_intermediate_region"] = regions.get(raw["iso3"], "")
        rows.append({name: "" if row[name] == "nan" else row[name] for name in COUNTRY_COLUMNS})
    return sorted(rows, key=lambda row: row["iso3"])


def figure_rows(recipe: Recipe, known: set[str], left_out: Summary) -> Iterator[Row]:
    """Yield the rows a recipe makes; what it does not write is counted by reason."""
    tables = [figures()[raw, recipe.source] for raw in recipe.raw]
    for country, year in sorted({place for table in tables for place in table}):
        values = [table.get((country, year)) for table in tables]
        try:
            if country not in known:
                raise LeftOut("not a country of the table, such as an aggregate")
            if country in recipe.apart:
                raise LeftOut(recipe.apart[country])
            if not recipe.years[0] <= int(year) <= recipe.years[1]:
                raise LeftOut(recipe.outside)
            value = plain_number(recipe.convert(values), recipe.unit)
        except LeftOut as reason:
            left_out[recipe.indicator, str(reason)] += 1
            continue
        yield {
            "country": country,
            "period": recipe.periods.get(year, year),
            "value": value,
            "unit": recipe.unit,
            "series": recipe.series,
            "category": recipe.category,
            "source": recipe.source,
            "locator": recipe.locator,
            "note": recipe.notes.get(year, recipe.note),
        }


def corridor_rows(known: set[str], left_out: Summary) -> Iterator[Row]:
    """Yield the prices by corridor of the countries all of whose corridors are in the collection."""
    indicator = "remittance_cost_sending"
    senders = {country for country, _ in figures()[SENDING_MEANS]}
    for corridor in corridors():
        try:
            if corridor.sender not in senders:
                raise LeftOut("some corridors of the sending country are not in the collection")
            if not {corridor.sender, corridor.receiver} <= known:
                raise LeftOut("not a country of the table, such as an aggregate")
            value = plain_number(corridor_cost([corridor.cost]), "percent_of_amount")
        except LeftOut as reason:
            left_out[indicator, str(reason)] += 1
            continue
        yield {
            "country": corridor.sender,
            "period": PRICE_YEARS.get(corridor.year, corridor.year),
            "value": value,
            "unit": "percent_of_amount",
            "series": "rpw_corridor_year",
            "corridor": corridor.receiver,
            "source": SENDING_MEANS[1],
            "locator": "mean of all services over the quarters of the year, by corridor",
            "note": corridor_note(corridor),
        }


def corridor_note(corridor: Corridor) -> str:
    """Return what a reader must know of a price: few quarters or few quotes.

    Examples
    --------
    >>> corridor_note(Corridor("PAK", "AFG", "2022", "7.795", 2, 4))
    '2 of 4 quarters; 4 quotes'
    """
    quarters = {"2016": 3, "2025": 1}.get(corridor.year, 4)
    parts = [f"{corridor.quarters} of {quarters} quarters"] if corridor.quarters < quarters else []
    # Fewer than three services a quarter are named, because one of them can move the mean by a third.
    if corridor.quotes < 3 * corridor.quarters:
        parts.append(f"{corridor.quotes} quote{'s' if corridor.quotes > 1 else ''}")
    return "; ".join(parts)


def treaty_rows(treaty: Treaty, known: set[str], left_out: Summary) -> Iterator[Row]:
    """Yield the States of a treaty's list."""
    apart = dict(treaty.apart)
    for raw, status in treaty.raw:
        for (country, _), date in figures()[raw, treaty.source].items():
            reason = apart.get(country) or ("" if country in known else "not a country of the table")
            if reason:
                left_out[treaty.instrument, reason] += 1
                continue
            yield {
                "country": country,
                "status": status,
                "date": date,
                "status_as_of": treaty.status_as_of,
                "source": treaty.source,
                "locator": treaty.locator,
            }


def list_text() -> str:
    """Return treaties/lists.yaml, which says which lists are whole."""
    lines = [
        "# yaml-language-server: $schema=../../../schemas/evidence.json",
        "# complete: a State that is not in the treaty's table has neither joined nor signed.",
        "ratification_lists:",
    ]
    for treaty in TREATIES:
        lines += [
            f"  - instrument: {treaty.instrument}",
            f"    status_as_of: {treaty.status_as_of}",
            f"    complete: {str(treaty.complete).lower()}",
            "    sources:",
            f'      - {{id: {treaty.source}, locator: "{treaty.locator}"}}',
        ]
    return "\n".join(lines) + "\n"


def _csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _figure_text(rows: Sequence[Row]) -> str:
    empty = {name for name in OPTIONAL if not any(row.get(name) for row in rows)}
    columns = [name for name in FIGURE_COLUMNS if name not in empty]
    kept = [{name: row.get(name, "") for name in columns} for row in rows]
    return _csv_text(columns, sorted(kept, key=lambda row: [row.get(name, "") for name in ORDER]))


def build() -> tuple[dict[str, str], Summary]:
    """Return every file, by its path below evidence/, and what was left out."""
    left_out: Summary = Counter()
    countries = country_rows()
    known = {row["iso3"] for row in countries}
    rows: dict[str, list[Row]] = defaultdict(list)
    for recipe in RECIPES:
        path = f"{FOLDERS.get(recipe.source, 'world')}/{recipe.indicator}.csv"
        rows[path].extend(figure_rows(recipe, known, left_out))
    rows["world/remittance_cost_sending.csv"].extend(corridor_rows(known, left_out))
    files = {"countries.csv": _csv_text(COUNTRY_COLUMNS, countries)}
    files |= {path: _figure_text(found) for path, found in sorted(rows.items())}
    for treaty in TREATIES:
        states = sorted(treaty_rows(treaty, known, left_out), key=lambda row: (row["country"], row["status"]))
        files[f"world/treaties/{treaty.instrument}.csv"] = _csv_text(TREATY_COLUMNS, states)
    files["world/treaties/lists.yaml"] = list_text()
    return files, left_out


def write(root: Path, files: Mapping[str, str], left_out: Summary) -> None:
    """Write the files below a folder and print how much went into each and what was left out."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    tables = {name: text for name, text in files.items() if name.endswith(".csv")}
    count = {name: text.count("\n") - 1 for name, text in tables.items()}
    show = partial(print, sep="  ")
    for name, rows in sorted(count.items()):
        show(f"{rows:6d}", name)
    show(f"{sum(count.values()):6d}", "rows in all; left out:")
    for (what, reason), values in sorted(left_out.items()):
        show(f"{values:6d}", f"{what}: {reason}")
