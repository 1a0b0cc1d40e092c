"""The world's figures: equal to a fresh build, and every value equal to what its publisher says."""

from __future__ import annotations

import doctest
import gzip
import importlib
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.countries import is_member

sys.path.insert(0, str(DATA_ROOT / "tools"))
builder = importlib.import_module("world.build")
conversions = importlib.import_module("world.conversions")

RAW = DATA_ROOT / "tools" / "raw"
ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = DATA_ROOT / "evidence"
UNSD = "unsd-sdg-2020-10"
WHOLE_YEAR = re.compile(r"\d{4}")
PARTIAL_PRICE_YEARS = {"2016-Q2/2016-Q4": "2016", "2025-Q1": "2025"}
PARTIAL_DEATH_YEARS = {"2024-01-01/2024-07-28": "2024", "2025-01-01/2025-09-08": "2025"}

# Written without looking at the recipes: (indicator, source, series) → the raw series it must equal.
UNCHANGED: Mapping[tuple[str, str, str], str] = {
    ("immigrant_stock", "undesa-migrant-stock-2024", ""): "DESA_IMMIGRANT_STOCK",
    ("immigrant_stock_share", "undesa-migrant-stock-2024", ""): "DESA_IMMIGRANT_STOCK_PCT",
    ("emigrant_stock", "undesa-migrant-stock-2024", ""): "DESA_EMIGRANT_STOCK",
    ("emigrant_stock_share", "undesa-migrant-stock-2024", ""): "DESA_EMIGRANT_STOCK_PCT",
    ("population_census", UNSD, "unsd_17_19_2_census"): "SDG_17.19.2_SG_REG_CENSUSN",
    ("statistical_legislation", UNSD, "unsd_17_18_2"): "SDG_17.18.2_SG_STT_FPOS",
    ("oda_gni_share", "oecd-dac-dac1", "oecd_dac_net_flows"): "ODA_PCT_GNI_ONE_DAC1",
    ("oda_gni_share", "oecd-dac-dac1", "oecd_dac_grant_equivalent"): "ODA_PCT_GNI_ONE_DAC1",
    ("oda_gni_share", UNSD, "unsd_net_flows"): "SDG_17.2.1_DC_ODA_TOTG",
    ("oda_gni_share", UNSD, "unsd_grant_equivalent"): "SDG_17.2.1_DC_ODA_TOTGGE",
    ("oda_ldc_gni_share", UNSD, "with_imputed_multilateral"): "SDG_17.2.1_DC_ODA_LDCG",
    ("oda_in_donor_refugee_share", "oecd-dac-refugee-costs-2025", "oecd_dac"): "ODA_IDRC_SHARE",
    ("birth_registration_rate", UNSD, "unsd_16_9_1"): "SDG_16.9.1_SG_REG_BRTH",
    ("resettlement_arrivals", "unhcr-population-2026", "unhcr"): "UNHCR_RESETTLEMENT",
    ("refugees_hosted", "unhcr-population-2026", "unhcr"): "UNHCR_REFUGEES_HOSTED",
    ("migration_policy_class", UNSD, "unsd_all_domains"): "SDG_10.7.2_SG_CPA_MIGRS__ALLDOMAINS",
    ("migration_policy_class", "owid-sdg-10-7-2-2024", "as_cited"): "SDG_10.7.2_SG_CPA_MIGRS__ALLDOMAINS",
    ("freedom_to_leave", "vdem-v14-2024", "vdem_v14"): "VDEM14_v2clfmove",
    ("access_to_justice", "vdem-v14-2024", "vdem_v14"): "VDEM14_v2xcl_acjst",
    ("freedom_from_forced_labour", "vdem-v14-2024", "vdem_v14"): "VDEM14_v2xcl_slave",
    ("labour_rights_compliance", UNSD, "unsd_8_8_2"): "SDG_8.8.2_SL_LBR_NTLCPL",
    ("migrant_deaths_recorded", UNSD, "unsd_10_7_3"): "SDG_10.7.3_SM_DTH_MIGR",
    ("migrant_deaths_recorded", "iom-missing-migrants-2025", "iom_mmp"): "IOM_MMP_DEATHS",
    ("trafficking_tier", "us-tip-report-2025", "us_tip_report"): "US_TIP_TIER",
    ("trafficking_tier", "us-tip-reports-2015", "us_tip_report"): "US_TIP_TIER",
    ("detected_trafficking_victims", UNSD, "unsd_detected"): "SDG_16.2.2_VC_HTF_DETV",
    ("entry_refusals", "eurostat-migr-eirfs-2025", "eurostat"): "ESTAT_REFUSED_ENTRY",
    ("universal_health_coverage", UNSD, "unsd_3_8_1"): "SDG_3.8.1_SH_ACS_UNHC",
    ("unemployment_gap", "eurostat-lfsa-urgacob-2026", "eurostat_lfs"): "EUROSTAT_UNEMP_GAP_NON_EU_NATIVE",
    ("naturalisation_rate", "eurostat-migr-acqs-2026", "eurostat"): "EUROSTAT_NATURALISATION_RATE",
    ("naturalisation_residence_years", "globalcit-v3-1", "globalcit"): "GLOBALCIT_A06a_RESIDENCE_YEARS",
    ("remittance_cost_receiving", UNSD, "unsd_receiving"): "SDG_10.c.1_SI_RMT_COST",
    ("remittance_cost_receiving", "world-bank-rpw-2025", "rpw_receiving"): "RPW_COST200_RECV",
    ("remittance_cost_receiving_wdi", "world-bank-wdi-2026", "wdi_inbound"): "WDI_SI.RMT.COST.IB.ZS",
    ("remittance_cost_receiving_wdi", "world-bank-wdi-2026", "wdi_inbound_to_2017"): "WDI_SI.RMT.COST.IB.ZS",
    ("account_ownership", "world-bank-findex-2025", "findex"): "FINDEX_ACCOUNT",
    ("account_ownership", UNSD, "unsd_8_10_2"): "SDG_8.10.2_FB_BNK_ACCSS",
    ("remittance_inflow_gdp", UNSD, "unsd_17_3_2"): "SDG_17.3.2_BX_TRF_PWKR",
    ("returns_carried_out", "eurostat-migr-eirtn-2024", "eurostat"): "ESTAT_RETURNED_3RD_COUNTRY",
    ("returns_carried_out", "eurostat-migr-eirtn-2018", "eurostat"): "ESTAT_RETURNED_3RD_COUNTRY_2016",
    ("population_social_protection", "ilo-social-protection-2025", "ilo_wspdb"): "SDG_1.3.1_SI_COV_BENFTS",
    ("population_social_protection", UNSD, "unsd"): "SDG_1.3.1_SI_COV_BENFTS",
    ("compact_vote_2018", "voeten-unga-votes", "unga_roll_call"): "UNGA_RES_73_195_VOTE",
} | {
    (indicator, source, f"unsd_domain_{number}"): f"SDG_10.7.2_SG_CPA_MIGRS__DOMAIN{number}"
    for source in (UNSD, "unsd-sdg-10-7-2-nordic-2021")
    for number, indicator in enumerate(
        (
            "equal_services_domain",
            "whole_of_government_domain",
            "cooperation_domain",
            "wellbeing_domain",
            "crisis_mobility_domain",
            "orderly_migration_domain",
        ),
        start=1,
    )
}
CONVERTED = {
    "civil_registration_completeness",
    "nationality_law_provisions",
    "women_documents_travel",
    "permanent_inflows",
    "temporary_inflows",
    "fatal_injury_migrant_ratio",
    "participation_gap",
    "dual_citizenship",
    "remittance_cost_sending",
}
PERMANENT = {
    "work": "WO",
    "accompanying_family": "AC",
    "family": "FA",
    "humanitarian": "HU",
    "free_movement": "FR",
    "other": "OT",
}
TEMPORARY = {
    "students": "STU",
    "seasonal": "SEAS",
    "intra_company": "INTRA",
    "trainees": "TRA",
    "working_holiday": "WHM",
    "other": "OTH",
}


def table(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def raw():
    """Every raw figure: series, source, country, year, value."""
    return pd.concat([table(RAW / "figures.csv.gz"), table(RAW / "vdem.csv.gz")], ignore_index=True)


@pytest.fixture(scope="module")
def world():
    """Every shipped figure of the world files, as text."""
    paths = [path for path in sorted((EVIDENCE / "world").rglob("*.csv")) if path.parent.name != "treaties"]
    frames = [table(path).assign(indicator=path.stem) for path in paths]
    return pd.concat(frames, ignore_index=True).fillna("")


@pytest.fixture(scope="module")
def rebuilt():
    return builder.build()


@pytest.fixture(scope="module")
def country_table():
    return table(EVIDENCE / "countries.csv")


def years_of(periods):
    """Return the year in the raw table that a period stands for."""
    part = PARTIAL_PRICE_YEARS | PARTIAL_DEATH_YEARS | {"2018-12-19": "2018", "2025-09-29": "2025"}
    return periods.map(lambda period: part.get(period, period.removesuffix("-01-01")))


def published(raw, series, source=None):
    """Return a raw series as numbers by country and year."""
    rows = raw[(raw["series"] == series) & ((raw["source"] == source) if source else True)]
    return pd.to_numeric(rows.set_index(["country", "year"])["value"])


def shipped_values(world, indicator, **where):
    rows = world[world["indicator"] == indicator]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return pd.to_numeric(rows.assign(year=years_of(rows["period"])).set_index(["country", "year"])["value"])


def one(world, indicator, country, period, **where):
    rows = world[(world["indicator"] == indicator) & (world["country"] == country)]
    rows = rows[rows["period"] == period]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    (value,) = pd.to_numeric(rows["value"])
    return value


# A fresh build


def test_the_shipped_files_are_a_fresh_build_byte_for_byte(rebuilt):
    files, _ = rebuilt
    different = [name for name, text in files.items() if (EVIDENCE / name).read_bytes() != text.encode()]
    assert different == [], "run: make world"


def test_nothing_lies_beside_the_built_files(rebuilt):
    files, _ = rebuilt
    found = {
        path.relative_to(EVIDENCE).as_posix() for path in (EVIDENCE / "world").rglob("*") if path.is_file()
    }
    apart = {f"world/{folder}sources.yaml" for folder in ("", "vdem/")}
    assert found - set(files) == apart


def test_what_is_left_out_is_counted_by_reason(rebuilt):
    _, left_out = rebuilt
    two_series = "one of the series it is made of has no value"
    zero = "zero, which in this table may mean not recorded or not told apart"
    negative = "negative cost, where official and market exchange rates part"
    above = "cost above the amount sent, where official and market exchange rates part"
    aggregate = "not a country of the table, such as an aggregate"
    elsewhere = "stands with more detail in the country's own folder"
    west_bank = "the figures are those of the West Bank alone"
    assert dict(left_out) == {
        ("access_to_justice", west_bank): 14,
        ("freedom_from_forced_labour", west_bank): 14,
        ("freedom_to_leave", west_bank): 14,
        ("civil_registration_completeness", two_series): 34,
        ("fatal_injury_migrant_ratio", two_series): 156,
        ("fatal_injury_migrant_ratio", "one of the two rates is zero, which gives no ratio to read"): 6,
        ("migrant_deaths_recorded", zero): 1106,
        (
            "migration_policy_class",
            "the round of 2019, which is a copy of the figures of the SDG database",
        ): 110,
        ("naturalisation_rate", aggregate): 11,
        ("oda_gni_share", "counted in grant equivalents from 2018 on: written as another series"): 264,
        ("oda_gni_share", "counted in net flows to 2017: written as another series"): 566,
        ("permanent_inflows", two_series): 36,
        ("permanent_inflows", zero): 317,
        ("remittance_cost_receiving_wdi", negative): 3,
        ("remittance_cost_receiving_wdi", "cost of exactly zero, which is no price"): 2,
        ("remittance_cost_receiving_wdi", "after the break of 2017: written as another series"): 569,
        ("remittance_cost_receiving_wdi", "before the break of 2017: written as another series"): 197,
        ("remittance_cost_sending", above): 1,
        ("remittance_cost_sending", negative): 4,
        ("remittance_cost_sending", "some corridors of the sending country are not in the collection"): 646,
        ("remittance_inflow_gdp", "year outside the run that is shipped"): 1293,
        ("stateless_persons_1954", elsewhere): 1,
        ("stateless_persons_1954", "denounced, which the copy of the list does not show"): 1,
        ("statelessness_1961", elsewhere): 1,
        ("temporary_inflows", two_series): 26,
        ("temporary_inflows", zero): 779,
        ("unemployment_gap", aggregate): 4,
    }


def test_every_published_value_is_either_written_or_counted(raw, world, rebuilt):
    _, left_out = rebuilt
    # The one raw series that becomes two is left out of each where it is written to the other.
    unchanged = {name for name, _, _ in UNCHANGED} - {"oda_gni_share"}
    for indicator in sorted(unchanged):
        series = [(code, source) for (name, source, _), code in UNCHANGED.items() if name == indicator]
        taken = sum(len(published(raw, code, source)) for code, source in series)
        dropped = sum(count for (name, _), count in left_out.items() if name == indicator)
        assert taken == (world["indicator"] == indicator).sum() + dropped, indicator


def test_the_examples_of_the_conversions_hold():
    for module in ("build", "collect", "conversions", "periods", "raw", "recipe"):
        assert doctest.testmod(importlib.import_module(f"world.{module}")).failed == 0


def test_raw_tables_are_written_with_the_same_bytes_each_time(tmp_path):
    collect = importlib.import_module("world.collect")
    rows = [("B", "two"), ("A", "é")]
    for name in ("one.csv.gz", "two.csv.gz"):
        collect.write_table(tmp_path / name, ("key", "text"), rows)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()) == "key,text\nB,two\nA,é\n".encode()


def test_the_raw_tables_are_small():
    own = [path for path in RAW.iterdir() if path.suffix != ".topojson"]
    assert sum(path.stat().st_size for path in own) < 1_200_000


def test_two_values_for_one_place_are_refused(monkeypatch):
    reader = importlib.import_module("world.raw")
    row = {"series": "A", "source": "b", "country": "BEL", "year": "2020", "value": "1"}
    monkeypatch.setattr(reader, "read_csv", lambda path: [row, row])
    reader.figures.cache_clear()
    try:
        with pytest.raises(ValueError, match="A has two values for BEL 2020"):
            reader.figures()
    finally:
        reader.figures.cache_clear()


@pytest.mark.parametrize(
    ("convert", "values"),
    [("policy_class", ["5"]), ("both_freedoms", ["4.0"]), ("tier", ["4"]), ("yes_counted", ["2"])],
)
def test_a_code_that_is_not_in_the_codebook_stops_the_build(convert, values):
    with pytest.raises(ValueError, match=r"not one of the codes|no tier|not answers"):
        getattr(conversions, convert)(values)


def test_half_a_person_stops_the_build():
    with pytest.raises(ValueError, match="not a whole number of persons"):
        conversions.plain_number(conversions.Decimal("1.5"), "persons")


# Every value is its publisher's


def test_every_shipped_series_is_checked_against_its_raw_table(world):
    series = {
        (row.indicator, row.source, row.series)
        for row in world[["indicator", "source", "series"]].drop_duplicates().itertuples()
    }
    assert {key for key in series if key[0] not in CONVERTED} == set(UNCHANGED)
    assert {key[0] for key in series} >= CONVERTED


@pytest.mark.parametrize("key", UNCHANGED, ids=lambda key: "-".join(part for part in key if part))
def test_a_figure_is_the_published_one(raw, world, key):
    indicator, source, series = key
    shipped = shipped_values(world, indicator, source=source, series=series)
    expected = published(raw, UNCHANGED[key], source)
    assert len(shipped) > 0 and shipped.index.is_unique
    # Equality over the shipped places: one that the publisher does not have would be missing here.
    assert (shipped == expected.reindex(shipped.index)).all()


def test_yes_and_no_are_counted_where_both_questions_are_answered(raw, world):
    births = published(raw, "SDG_17.19.2_SG_REG_BRTH90N")
    deaths = published(raw, "SDG_17.19.2_SG_REG_DETH75N")
    expected = (births + deaths).dropna()
    shipped = shipped_values(world, "civil_registration_completeness")
    assert shipped.sort_index().equals(expected.sort_index().astype("int64"))


def test_provisions_of_nationality_law_are_counted_from_five_codes(raw, world):
    codes = {
        name: published(raw, f"GLOBALCIT_{name}")
        for name in (
            "A01a_DESCENT_BORN_IN_COUNTRY",
            "A01b_DESCENT_BORN_ABROAD",
            "A02a_BIRTH_IN_COUNTRY",
            "A03a_FOUNDLINGS",
            "A03b_STATELESS_AT_BIRTH",
        )
    }
    at_home, abroad, birth, foundlings, stateless = codes.values()
    mothers = ((at_home != 4) & (abroad != 4)).astype(int)
    found, born = (foundlings == 1) | (birth == 1), (stateless == 1) | (birth == 1)
    expected = mothers + found.astype(int) + born.astype(int)
    shipped = shipped_values(world, "nationality_law_provisions")
    assert shipped.sort_index().equals(expected.sort_index())
    assert [one(world, "nationality_law_provisions", code, "2024-01-01") for code in ("BRA", "USA")] == [3, 3]


def test_the_counts_of_nationality_law_are_those_that_the_indicator_names(raw, world, compact):
    codes = raw[raw["series"].str.startswith("GLOBALCIT_A0") & (raw["year"] == "2024")]
    wide = codes.pivot(index="country", columns="series", values="value").astype(float)
    wide = wide.dropna(subset="GLOBALCIT_A02a_BIRTH_IN_COUNTRY")
    birth = wide["GLOBALCIT_A02a_BIRTH_IN_COUNTRY"] == 1
    found, born = wide["GLOBALCIT_A03a_FOUNDLINGS"] == 1, wide["GLOBALCIT_A03b_STATELESS_AT_BIRTH"] == 1
    totals = shipped_values(world, "nationality_law_provisions").xs("2024", level="year").value_counts()
    text = compact.indicators["nationality_law_provisions"].verified
    assert f"In {birth.sum()} everyone born in the country is a national" in text
    assert f"{(birth & ~(found & born)).sum()} of these have a code 0" in text
    assert f"foundlings ({(birth & ~found).sum()})" in text and f"stateless ({(birth & ~born).sum()})" in text
    assert f"{(~birth & ~found).sum()} protect foundlings neither" in text
    assert f"and {(~birth & ~born).sum()} children born stateless" in text
    assert f"{totals[3]} have all three, {totals[2]} two, {totals[1]} one and one none" in text
    assert totals[0] == 1


def test_law_coded_on_1_january_is_dated_by_that_day(world):
    for indicator in ("nationality_law_provisions", "dual_citizenship", "naturalisation_residence_years"):
        assert set(world["period"][world["indicator"] == indicator].str[4:]) == {"-01-01"}
    # In force from 27 June 2024 on, which no figure coded on 1 January 2024 can know.
    assert one(world, "dual_citizenship", "DEU", "2024-01-01") == 0


def test_womens_rights_are_dated_by_the_day_of_the_law(raw, world):
    equal = published(raw, "WBL_PASSPORT_EQUAL") + published(raw, "WBL_TRAVEL_ABROAD_EQUAL")
    rows = world[world["indicator"] == "women_documents_travel"]
    assert set(rows["period"].str[4:]) == {"-10-01"}
    report_years = (rows["period"].str[:4].astype(int) + 1).astype(str)
    shipped = pd.to_numeric(rows.assign(year=report_years).set_index(["country", "year"])["value"])
    assert shipped.sort_index().equals(equal.sort_index().astype("int64"))
    assert one(world, "women_documents_travel", "SAU", "2018-10-01") == 0
    assert one(world, "women_documents_travel", "SAU", "2019-10-01") == 2


@pytest.mark.parametrize(
    ("indicator", "prefix", "parts"),
    [
        ("permanent_inflows", "OECD_PERM_INFLOW_", PERMANENT),
        ("temporary_inflows", "OECD_TEMP_INFLOW_", TEMPORARY),
    ],
)
def test_an_inflow_has_a_total_only_where_all_categories_are_published(raw, world, indicator, prefix, parts):
    wide = pd.DataFrame({name: published(raw, prefix + code) for name, code in parts.items()})
    totals = wide.dropna().sum(axis=1)
    shipped = shipped_values(world, indicator, category="")
    assert shipped.sort_index().equals(totals.sort_index().astype("int64"))
    for name in parts:
        known = wide[name][wide[name] > 0]
        part = shipped_values(world, indicator, category=name)
        assert part.sort_index().equals(known.sort_index().astype("int64"))


def test_the_ratio_of_injury_rates_is_only_where_both_are_above_zero(raw, world):
    migrants = published(raw, "SDG_8.8.1_SL_EMP_FTLINJUR__MIGPER")
    others = published(raw, "SDG_8.8.1_SL_EMP_FTLINJUR__NONMIG")
    ratio = (migrants / others)[(migrants > 0) & (others > 0)].dropna()
    shipped = shipped_values(world, "fatal_injury_migrant_ratio")
    assert set(shipped.index) == set(ratio.index)
    assert (shipped - ratio).abs().max() <= 0.00005
    assert sorted(set(shipped.index.get_level_values("country"))) == ["ARG", "ESP", "PAN", "TUR"]


def test_the_participation_gap_is_natives_minus_foreign_born(raw, world):
    turned = -published(raw, "OECD_LFP_GAP_FB_NB")
    shipped = shipped_values(world, "participation_gap")
    assert (shipped == turned.reindex(shipped.index)).all() and len(shipped) == len(turned)
    assert one(world, "participation_gap", "BEL", "2024") == 3.2
    assert one(world, "participation_gap", "USA", "2024") < 0


def test_dual_citizenship_counts_freedoms_from_the_code(raw, world):
    codes = published(raw, "GLOBALCIT_DUALCIT")
    freedoms = codes.map({0.0: 0, 1.0: 1, 2.0: 1, 3.0: 2})
    shipped = shipped_values(world, "dual_citizenship")
    assert shipped.sort_index().equals(freedoms.sort_index())


# Prices


@pytest.fixture(scope="module")
def corridors():
    prices = table(RAW / "remittance_corridors.csv.gz").replace({"KSV": "XKX"})
    return prices.astype({"cost200": float, "quarters": int, "quotes": int})


def test_prices_by_corridor_are_those_of_countries_all_of_whose_corridors_are_known(raw, world, corridors):
    senders = set(raw["country"][raw["series"] == "RPW_COST200_SEND"])
    kept = corridors[corridors["source_code"].isin(senders) & corridors["cost200"].between(0, 100)]
    expected = kept.set_index(["source_code", "destination_code", "year"])["cost200"]
    rows = world[world["indicator"] == "remittance_cost_sending"]
    assert set(rows["country"]) == senders and len(senders) == 26
    shipped = pd.to_numeric(
        rows.assign(year=years_of(rows["period"])).set_index(["country", "corridor", "year"])["value"]
    )
    assert (shipped == expected.reindex(shipped.index)).all() and len(shipped) == len(expected)


def test_the_mean_of_the_corridors_is_the_mean_that_was_computed_for_the_country(raw, corridors):
    means = published(raw, "RPW_COST200_SEND")
    rows = corridors[corridors["source_code"].isin(means.index.get_level_values("country"))]
    weighted = rows.assign(sum=rows["cost200"] * rows["quarters"]).groupby(["source_code", "year"])
    own = weighted["sum"].sum() / weighted["quarters"].sum()
    assert (own.rename_axis(["country", "year"]) - means).abs().max() < 0.0001


def test_a_year_of_prices_that_is_not_whole_is_not_called_a_year(world):
    for indicator, source in (
        ("remittance_cost_sending", "world-bank-rpw-2025"),
        ("remittance_cost_receiving", "world-bank-rpw-2025"),
    ):
        rows = world[(world["indicator"] == indicator) & (world["source"] == source)]
        assert not {"2016", "2025"} & set(rows["period"])
        assert set(PARTIAL_PRICE_YEARS) < set(rows["period"])


def test_the_break_of_2016_in_the_older_sending_costs_is_not_shipped(raw, world):
    assert "WDI_SI.RMT.COST.OB.ZS" not in set(raw["series"])
    rows = world[world["indicator"] == "remittance_cost_sending"]
    assert set(rows["series"]) == {"rpw_corridor_year"}


def test_costs_of_the_wdi_run_below_those_of_all_services_and_are_another_indicator(world):
    smart = shipped_values(world, "remittance_cost_receiving_wdi")
    simple = shipped_values(world, "remittance_cost_receiving", series="rpw_receiving")
    both = pd.concat([smart, simple], axis=1, keys=["smart", "simple"]).dropna()
    assert 1 < (both["simple"] - both["smart"]).median() < 3
    series = set(world["series"][world["indicator"] == "remittance_cost_receiving"])
    assert series == {"rpw_receiving", "unsd_receiving"}


def test_the_break_in_costs_of_the_wdi_divides_two_series(world):
    rows = world[world["indicator"] == "remittance_cost_receiving_wdi"]
    spans = rows.groupby("series")["period"].agg(["min", "max"])
    assert spans.loc["wdi_inbound_to_2017"].tolist() == ["2016", "2017"]
    assert spans.loc["wdi_inbound"].tolist() == ["2018", "2023"]


def test_costs_of_the_wdi_have_no_trend_because_the_series_drifts(compact, world):
    series = compact.indicators["remittance_cost_receiving_wdi"].series
    assert [(item.id, item.continuous) for item in series] == [
        ("wdi_inbound", False),
        ("wdi_inbound_to_2017", False),
    ]
    panel = gcm.score_panel([2021, 2023, 2024], ["PHL", "KEN", "SLV"])
    costs = panel.indicators.xs("remittance_cost_receiving_wdi", level="indicator")
    assert costs["value"].notna().any() and costs["trend"].isna().all()
    wdi = shipped_values(world, "remittance_cost_receiving_wdi", series="wdi_inbound")
    simple = shipped_values(world, "remittance_cost_receiving", series="rpw_receiving")
    gap = (simple - wdi).unstack()[[str(year) for year in range(2018, 2024)]].dropna()
    first, last = gap.median()["2018"], gap.median()["2023"]
    text = compact.indicators["remittance_cost_receiving_wdi"].series[0].note
    assert f"from {first:.1f} points in 2018 to {last:.1f} in 2023" in text
    assert f"median of {len(gap)} countries" in text


def test_no_shipped_cost_is_negative_and_those_that_are_published_so_are_missing(world):
    costs = world[world["unit"] == "percent_of_amount"]
    assert pd.to_numeric(costs["value"]).between(0, 100).all()
    wdi = shipped_values(world, "remittance_cost_receiving_wdi").index
    assert not {("MMR", "2022"), ("MWI", "2022"), ("MWI", "2023")} & set(wdi)


def test_no_shipped_cost_is_exactly_zero(world):
    assert (pd.to_numeric(world["value"][world["unit"] == "percent_of_amount"]) > 0).all()
    wdi = shipped_values(world, "remittance_cost_receiving_wdi").index
    assert not {("SLV", "2020"), ("SLV", "2022")} & set(wdi) and ("SLV", "2021") in wdi


def test_few_quotes_and_missing_quarters_are_said(world):
    rows = world[(world["indicator"] == "remittance_cost_sending") & (world["country"] == "PAK")]
    notes = rows[rows["period"] == "2022"].set_index("corridor")["note"].to_dict()
    assert notes == {"AFG": "2 of 4 quarters; 4 quotes", "BGD": "1 of 4 quarters; 1 quote"}


# Spot values and totals


def test_aid_of_belgium_in_2018_stands_with_both_publishers_and_in_the_seed(world, shipped):
    oecd = one(world, "oda_gni_share", "BEL", "2018", series="oecd_dac_grant_equivalent")
    unsd = one(world, "oda_gni_share", "BEL", "2018", series="unsd_grant_equivalent")
    assert (round(oecd, 2), round(unsd, 2)) == (0.43, 0.43)
    frame = shipped.observations
    seed = frame[(frame["indicator"] == "oda_gni_share") & (frame["country"] == "BEL")]
    assert 0.44 in set(seed["value"][seed["series"] == "national_statistics"])


def test_net_flows_end_in_2017_and_grant_equivalents_begin_in_2018(world):
    rows = world[world["indicator"] == "oda_gni_share"]
    years = {name: (min(group), max(group)) for name, group in rows.groupby("series")["period"]}
    assert years == {
        "oecd_dac_net_flows": ("2000", "2017"),
        "oecd_dac_grant_equivalent": ("2018", "2025"),
        "unsd_net_flows": ("2000", "2017"),
        "unsd_grant_equivalent": ("2018", "2019"),
    }
    noted = rows[rows["note"] == "preliminary"]
    assert set(noted["period"]) == {"2025"} and (rows["period"] == "2025").sum() == len(noted) == 33


@pytest.mark.parametrize(
    ("indicator", "country", "period", "where", "value"),
    [
        ("oda_gni_share", "BEL", "2023", {"source": "oecd-dac-dac1"}, 0.43615),
        ("oda_gni_share", "SWE", "2023", {"source": "oecd-dac-dac1"}, 0.93),
        ("account_ownership", "KEN", "2021", {"series": "findex"}, 79.2),
        ("account_ownership", "BEL", "2021", {"series": "findex"}, 99.01),
        ("account_ownership", "BEL", "2017", {"series": "unsd_8_10_2"}, 98.64),
        ("immigrant_stock", "BEL", "2024", {}, 2_349_032),
        ("immigrant_stock", "USA", "2024", {}, 52_375_047),
        ("refugees_hosted", "TUR", "2023", {}, 3_251_127),
        ("oda_ldc_gni_share", "BEL", "2018", {}, 0.138),
        ("remittance_inflow_gdp", "TJK", "2018", {}, 29.0),
        ("population_social_protection", "KEN", "2020", {"series": "ilo_wspdb"}, 10.1),
        ("naturalisation_rate", "SWE", "2024", {}, 7.55),
        ("naturalisation_residence_years", "ITA", "2024-01-01", {}, 10),
        ("permanent_inflows", "CAN", "2023", {"category": ""}, 471_700),
        ("permanent_inflows", "DEU", "2022", {"category": ""}, 668_962),
        ("temporary_inflows", "USA", "2022", {"category": "seasonal"}, 421_833),
        ("trafficking_tier", "KHM", "2025-09-29", {}, 3),
        ("trafficking_tier", "MYS", "2015", {}, 2.5),
        ("freedom_to_leave", "CUB", "2014", {}, -0.5),
        ("migration_policy_class", "DNK", "2021", {}, 2),
        ("compact_vote_2018", "HUN", "2018-12-19", {}, -1),
    ],
)
def test_a_figure_that_is_known_from_elsewhere(world, indicator, country, period, where, value):
    # Known figures are rounded; so is the comparison, to half a unit of their last digit.
    digits = len(str(value).partition(".")[2]) if isinstance(value, float) else 0
    assert round(one(world, indicator, country, period, **where), digits) == value


def test_deaths_add_up_to_the_published_totals_of_complete_years(world):
    deaths = shipped_values(world, "migrant_deaths_recorded", series="iom_mmp").groupby("year").sum()
    assert (deaths["2016"], deaths["2023"]) == (8_084, 8_606)


def test_incomplete_years_of_deaths_are_flagged_and_dated(world):
    rows = world[(world["indicator"] == "migrant_deaths_recorded") & (world["series"] == "iom_mmp")]
    partial = rows[~rows["period"].str.fullmatch(WHOLE_YEAR)]
    assert set(partial["period"]) == set(PARTIAL_DEATH_YEARS)
    assert partial["note"].str.startswith("incomplete: incidents to").all()
    assert set(rows["period"][rows["note"] == ""]) == {str(year) for year in range(2014, 2024)}


def test_no_recorded_death_is_not_shipped_as_zero(world):
    assert (shipped_values(world, "migrant_deaths_recorded") > 0).all()


def test_the_vote_is_the_roll_call(world, country_table):
    votes = shipped_values(world, "compact_vote_2018")
    assert votes.value_counts().to_dict() == {1: 152, 0: 12, -1: 5}
    roll = table(RAW / "vote_73_195.csv").set_index("country_iso3")["vote"]
    silent = set(roll.index[roll == "did_not_vote"])
    members = set(country_table["iso3"][country_table["un_member"] == "True"])
    assert len(silent) == 24 and silent == members - set(votes.index.get_level_values("country"))
    codes = roll.drop(sorted(silent)).map({"yes": 1, "no": -1, "abstain": 0})
    assert votes.droplevel("year").sort_index().to_dict() == codes.sort_index().to_dict()


def test_asylum_figures_that_mix_persons_and_cases_are_not_shipped(raw):
    assert not [name for name in set(raw["series"]) if "ASYLUM" in name or "PROTECTION_RATE" in name]


def test_no_series_that_may_not_ship_is_in_the_raw_tables(raw):
    listing = table(RAW / "series.csv")
    assert listing["ship"].str.startswith("yes").all()
    named = set(zip(listing["series"], listing["source"], strict=True))
    assert set(zip(raw["series"], raw["source"], strict=True)) == named
    assert not [name for name in set(raw["series"]) if name.startswith(("BLA", "MIPEX", "CITRIX"))]


def test_codes_are_classes_units_and_ranges_hold(world, compact):
    classes = pd.to_numeric(world["value"][world["unit"] == "policy_class"])
    assert set(classes) <= {1, 2, 3, 4}
    assert set(pd.to_numeric(world["value"][world["indicator"] == "trafficking_tier"])) == {1, 2, 2.5, 3}
    for (indicator, unit), rows in world.groupby(["indicator", "unit"]):
        assert compact.indicators[indicator].unit == unit
        assert pd.to_numeric(rows["value"]).map(compact.units[unit].contains).all(), indicator


def test_experts_figures_of_the_west_bank_are_not_called_those_of_palestine(raw, world):
    published_for = set(raw["country"][raw["series"].str.startswith("VDEM")])
    shipped_for = set(world["country"][world["source"] == "vdem-v14-2024"])
    assert published_for - shipped_for == {"PSE"}


def test_figures_under_the_share_alike_licence_stand_apart_and_move_no_score(compact, shipped):
    frame = shipped.observations
    rows = frame[frame["source_id"] == "vdem-v14-2024"]
    assert rows["path"].str.startswith("world/vdem/").all()
    assert set(frame["source_id"][frame["path"].str.startswith("world/vdem/")]) == {"vdem-v14-2024"}
    assert {compact.indicators[name].role for name in set(rows["indicator"])} == {"context"}
    assert shipped.sources.loc["vdem-v14-2024", "licence"] == "CC BY-SA 4.0"


def test_every_source_of_the_world_files_is_named_under_the_licences():
    text = (EVIDENCE / "LICENSES.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([a-z0-9-]+?)(?:-…)?`", text)
    files = re.findall(r"`world/([a-z0-9_*/]+)(?:\.csv)?`", text)
    for path in sorted((EVIDENCE / "world").rglob("*.csv")):
        by_file = any(path.relative_to(EVIDENCE / "world").match(f"{name}*") for name in files)
        folder = any(name.endswith("/") and path.parent.name == name.strip("/") for name in files)
        sources = set() if by_file or folder else set(table(path)["source"])
        assert [name for name in sources if not name.startswith(tuple(listed))] == [], path


# Treaties


@pytest.fixture(scope="module")
def treaties():
    frames = [
        table(path).assign(instrument=path.stem) for path in (EVIDENCE / "world" / "treaties").glob("*.csv")
    ]
    return pd.concat(frames, ignore_index=True)


def test_parties_and_signatories_are_those_of_the_lists(raw, treaties):
    same = ("cat", "ced", "iccpr", "icescr", "cedaw", "crc", "crpd")
    codes = {"icrmw": "CMW", "opcat": "CAT_OP", "icerd": "CERD"} | {name: name.upper() for name in same}
    for instrument, code in codes.items():
        for status, name in (("party", "PARTY_SINCE"), ("signed", "SIGNED_ONLY")):
            rows = treaties[(treaties["instrument"] == instrument) & (treaties["status"] == status)]
            listed = raw[raw["series"] == f"UNTC_{code}_{name}"]
            assert dict(zip(rows["country"], rows["date"], strict=True)) == dict(
                zip(listed["country"], listed["value"], strict=True)
            )


def test_treaty_totals_are_the_known_ones(treaties):
    parties = treaties[treaties["status"] == "party"].groupby("instrument").size().to_dict()
    assert parties == {
        "icrmw": 60,
        "opcat": 96,
        "cat": 175,
        "ced": 78,
        "icerd": 182,
        "iccpr": 175,
        "icescr": 173,
        "cedaw": 189,
        "crc": 196,
        "crpd": 192,
        "trafficking_protocol": 158,
        "smuggling_protocol": 137,
        "stateless_persons_1954": 84,  # 85 with Belgium, whose own folder gives the day
        "statelessness_1961": 62,  # 63 with Belgium
    }


def test_a_state_that_denounced_a_treaty_is_not_listed_as_its_party(treaties):
    listed = treaties["country"][treaties["instrument"] == "stateless_persons_1954"]
    assert "MDG" not in set(listed)


def test_an_undated_list_is_held_good_to_the_latest_year_in_it(treaties):
    parties = treaties[treaties["source"] == "un-treaty-collection-2015-03"]
    latest = parties.groupby("instrument")["date"].max().to_dict()
    assert parties.groupby("instrument")["status_as_of"].first().to_dict() == latest
    assert latest == {
        "trafficking_protocol": "2013",
        "smuggling_protocol": "2013",
        "stateless_persons_1954": "2015",
        "statelessness_1961": "2014",
    }


def test_no_list_of_the_labour_organization_ships_until_its_own_is_read(treaties):
    assert not [name for name in set(treaties["instrument"]) if name.startswith("ilo_")]


def test_a_list_is_complete_only_where_it_shows_every_state(treaties):
    text = (EVIDENCE / "world" / "treaties" / "lists.yaml").read_text(encoding="utf-8")
    lists = {item["instrument"]: item for item in yaml.safe_load(text)["ratification_lists"]}
    assert set(lists) == set(treaties["instrument"])
    complete = {name for name, item in lists.items() if item["complete"]}
    assert complete == set(lists) - {
        "trafficking_protocol",
        "smuggling_protocol",
        "stateless_persons_1954",
        "statelessness_1961",
    }
    dates = treaties.groupby("instrument")["status_as_of"].unique().map(list).to_dict()
    assert dates == {name: [str(item["status_as_of"])] for name, item in lists.items()}
    assert "none" not in set(treaties["status"])


def test_a_state_missing_from_a_list_of_2015_is_not_called_unbound(treaties):
    # Whether it joined later, that list cannot say.
    listed = set(treaties["country"][treaties["instrument"] == "smuggling_protocol"])
    assert "KOR" not in listed
    row = gcm.score("KOR", 2024, profile="global").indicators.loc[("KOR", 2024, "smuggling_protocol")]
    assert row["status"] == "not_assessed"


# Countries


def test_intermediate_regions_are_those_of_the_united_nations(country_table):
    sizes = country_table["un_intermediate_region"].value_counts().to_dict()
    assert sizes == {
        "": 145,
        "Caribbean": 28,
        "Eastern Africa": 22,
        "Western Africa": 17,
        "South America": 16,
        "Middle Africa": 9,
        "Central America": 8,
        "Southern Africa": 5,
    }
    western = set(country_table["iso3"][country_table["un_intermediate_region"] == "Western Africa"])
    assert {"SHN", "NGA", "SEN"} < western
    inside = country_table[country_table["un_intermediate_region"] != ""]
    assert set(inside["un_subregion"]) == {"Sub-Saharan Africa", "Latin America and the Caribbean"}


# What the profile of the world can answer


@pytest.fixture(scope="module")
def world_profile(compact):
    return [item for item in compact.indicators.values() if "global" in item.profiles]


def members_of(group, shipped):
    """Return who belongs to a group at the end of 2024."""
    if group.members is not None:
        day = date(2024, 12, 31)
        return {item.country for item in group.members if is_member(group.members, item.country, day)}
    frame = shipped.observations
    found = set()
    for rule in group.any_of:
        rows = frame[(frame["indicator"] == rule.indicator) & frame["value"].notna()].sort_values("end")
        latest = rows.groupby("country")["value"].last()
        found |= set(latest.index[latest >= rule.at_least])
    return found


def test_a_figure_of_the_world_profile_is_known_of_a_hundred_countries_or_half_of_its_group(
    world_profile, shipped
):
    frame = shipped.observations
    short = {}
    for indicator in world_profile:
        if indicator.kind != "measure":
            continue
        known = set(frame["country"][(frame["indicator"] == indicator.id) & frame["value"].notna()])
        asked = set().union(*(members_of(shipped.groups[name], shipped) for name in indicator.applies_to))
        if len(known) < 100 and len(known & asked) * 2 < max(len(asked), 1):
            short[indicator.id] = (len(known), len(known & asked), len(asked))
    assert short == {}


def test_of_each_treaty_in_the_world_profile_the_status_of_a_hundred_states_is_known(
    world_profile, shipped, country_table
):
    members = set(country_table["iso3"][country_table["un_member"] == "True"])
    listed = shipped.ratifications
    text = (EVIDENCE / "world" / "treaties" / "lists.yaml").read_text(encoding="utf-8")
    lists = yaml.safe_load(text)["ratification_lists"]
    complete = {item["instrument"] for item in lists if item["complete"]}
    few = {}
    for indicator in world_profile:
        if indicator.kind != "instrument":
            continue
        known = members
        for name in indicator.instruments:
            if name not in complete:
                known = known & set(listed["country"][listed["instrument"] == name])
        if len(known) < 100:
            few[indicator.id] = len(known)
    assert few == {}


def test_donors_are_scored_from_2013_to_2021_and_from_2022_belgium_alone():
    panel = gcm.score_panel(years=range(2012, 2026), profile="global")
    scored = panel.objectives.query("objective == 2 and status == 'scored'").reset_index()
    countries = scored.groupby("year")["country"].agg(set)
    sizes = {year: len(found) for year, found in countries.items()}
    assert sizes == {2012: 23} | dict.fromkeys(range(2013, 2016), 28) | dict.fromkeys(
        range(2016, 2022), 29
    ) | dict.fromkeys(range(2022, 2026), 1)
    assert countries[2022] == countries[2025] == {"BEL"}
    assert panel.ranks(2, 2022, among="donor")["rank"].isna().all()


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2016, {2: 29, 4: 119, 20: 77}),
        (2020, {2: 29, 4: 161, 20: 73}),
        # From 2022 Belgium alone has a figure of aid to least developed countries that is new enough.
        (2024, {2: 1, 4: 124, 20: 73}),
        (2025, {2: 1, 4: 77, 20: 68}),
    ],
)
def test_what_the_world_profile_scores(country_table, compact, year, expected):
    members = sorted(country_table["iso3"][country_table["un_member"] == "True"])
    panel = gcm.score_panel(years=[year], countries=members, profile="global")
    status = panel.objectives["status"].droplevel("year").groupby("objective").value_counts()
    counts = status.unstack(fill_value=0)
    print(counts.to_string())
    assert len(members) == 193 and set(counts.sum(axis=1)) == {193}
    scored = counts["scored"]
    assert scored[scored > 0].to_dict() == expected
    # One treaty alone, or the law alone, is no score; on the rest nothing of the world is known.
    # The lists of the protocols (9, 10) show nobody after 2013, and ten years on they are stale.
    treaties_or_law = {7, 13, 19, 21} | ({9, 10} if year <= 2023 else set())
    assert set(counts.index[(counts["insufficient"] > 0) & (scored == 0)]) == treaties_or_law
    nothing = set(compact.objectives) - treaties_or_law - {2, 4, 20}
    assert (counts.loc[sorted(nothing), "not_assessed"] == 193).all()


def test_the_methodology_says_which_objectives_the_world_has_practice_for(compact):
    kinds = {"practice": [], "law": [], "treaties": [], "nothing": []}
    for number in compact.objectives:
        asked = [item for item in compact.members("global", number) if item.role == "scored"]
        aspects = {aspect for item in asked for aspect in item.aspects}
        treaties = {item.kind for item in asked} == {"instrument"}
        kind = "practice" if {"practice", "outcome"} & aspects else "treaties" if treaties else "law"
        kinds[kind if asked else "nothing"].append(str(number))
    text = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
    rows = {name: re.findall(rf"^\| {', '.join(numbers)} \|", text, re.M) for name, numbers in kinds.items()}
    single = [number for number in kinds["practice"] if not re.search(rf"^\| {number} \|", text, re.M)]
    assert single == []
    assert {name: len(found) for name, found in rows.items() if name != "practice"} == {
        "law": 1,
        "treaties": 1,
        "nothing": 1,
    }
