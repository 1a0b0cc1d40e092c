"""What a recipe is, and the forms in which the recipes of one source repeat."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from world.conversions import (
    Conversion,
    above_zero,
    as_published,
    cost,
    policy_class,
    tier,
    total,
)
from world.periods import law_of_january

FIRST_YEAR = 2000
UNSD, OECD, GLOBALCIT, UNHCR, VDEM = (
    "unsd-sdg-2020-10",
    "oecd-dac-dac1",
    "globalcit-v3-1",
    "unhcr-population-2026",
    "vdem-v14-2024",
)
NOTHING: Mapping[str, str] = MappingProxyType({})
# V-Dem codes the West Bank and Gaza as two units, and its figures under PSE are those of the first.
WEST_BANK: Mapping[str, str] = MappingProxyType({"PSE": "the figures are those of the West Bank alone"})
# Prices are shipped by corridor; only for senders with a mean here does the collection hold every corridor.
SENDING_MEANS = ("RPW_COST200_SEND", "world-bank-rpw-2025")


class Recipe(NamedTuple):
    """One or more raw series of one source, and how they are written as an indicator.

    ``years`` are the first and last of those taken; ``periods`` and ``notes`` hold what a year of the table
    stands for, where it is not the whole year, and what must be said of it. ``apart`` are the countries left
    out, with reason.
    """

    indicator: str
    raw: tuple[str, ...]
    source: str
    unit: str
    series: str
    locator: str
    convert: Conversion = as_published
    years: tuple[int, int] = (FIRST_YEAR, 9999)
    outside: str = "year outside the run that is shipped"
    periods: Mapping[str, str] = NOTHING
    notes: Mapping[str, str] = NOTHING
    category: str = ""
    note: str = ""
    apart: Mapping[str, str] = NOTHING


def stock(raw: str, indicator: str, unit: str, where: str) -> Recipe:
    """Return the recipe of a migrant stock, taken with all its years because groups rest on it."""
    locator = f"country of {where} and year"
    return Recipe(indicator, (raw,), "undesa-migrant-stock-2024", unit, "", locator, years=(1990, 9999))


def domains(number: int, indicator: str) -> tuple[Recipe, Recipe]:
    """Return the recipes of a policy domain of SDG 10.7.2: the round of 2019, and five countries of 2021."""
    raw, series = f"SDG_10.7.2_SG_CPA_MIGRS__DOMAIN{number}", f"unsd_domain_{number}"
    locator = f"indicator 10.7.2, SG_CPA_MIGRS, policy domain {number}, country and year"
    nordic = "unsd-sdg-10-7-2-nordic-2021"
    return (
        Recipe(indicator, (raw,), UNSD, "policy_class", series, locator, policy_class),
        Recipe(indicator, (raw,), nordic, "policy_class", series, locator, policy_class),
    )


def inflows(indicator: str, prefix: str, source: str, series: str, parts: Mapping[str, str]) -> list[Recipe]:
    """Return the recipes of an inflow: its total, then its categories."""
    codes = [f"{prefix}{code}" for code in parts]
    summed = "sum of the six categories by this project"
    recipes = [Recipe(indicator, tuple(codes), source, "persons", series, summed, total)]
    for code, category in zip(codes, parts.values(), strict=True):
        locator = f"category {category.replace('_', ' ')}, country of destination and year"
        recipe = Recipe(indicator, (code,), source, "persons", series, locator, above_zero, category=category)
        recipes.append(recipe)
    return recipes


def unsd(
    indicator: str, raw: str, unit: str, series: str, goal: str, convert: Conversion = as_published
) -> Recipe:
    """Return the recipe of a series of the SDG database; the raw series is named after its code."""
    code = raw.split("_", 2)[2].partition("__")[0]
    locator = f"indicator {goal}, series {code}, country and year"
    return Recipe(indicator, (raw,), UNSD, unit, series, locator, convert)


def vdem(indicator: str, variable: str, unit: str) -> Recipe:
    """Return the recipe of a variable of V-Dem."""
    locator = f"variable {variable}, country and year"
    return Recipe(indicator, (f"VDEM14_{variable}",), VDEM, unit, "vdem_v14", locator, apart=WEST_BANK)


def citizenship(
    indicator: str,
    modes: tuple[str, ...],
    unit: str,
    series: str,
    locator: str,
    convert: Conversion = as_published,
) -> Recipe:
    """Return the recipe of modes of GLOBALCIT, each coded from the law in force on 1 January."""
    raw = tuple(f"GLOBALCIT_{mode}" for mode in modes)
    days = law_of_january(range(FIRST_YEAR, 2025))
    return Recipe(indicator, raw, GLOBALCIT, unit, series, locator, convert, periods=days)


def tiers(source: str, periods: Mapping[str, str] = NOTHING) -> Recipe:
    """Return the recipe of the tiers of one source."""
    locator = "tier placements, country and report"
    raw, unit = ("US_TIP_TIER",), "trafficking_tier"
    return Recipe("trafficking_tier", raw, source, unit, "us_tip_report", locator, tier, periods=periods)


def price(
    indicator: str, raw: str, source: str, series: str, locator: str, years: Mapping[str, str]
) -> Recipe:
    """Return the recipe of the cost of sending money to a country."""
    unit = "percent_of_amount"
    return Recipe(indicator, (raw,), source, unit, series, locator, cost, periods=years)
