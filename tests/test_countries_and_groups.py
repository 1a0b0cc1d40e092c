"""What must hold of the country table, the groups and the world figures, whatever reads them."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gcmscore import _yaml as strict
from gcmscore.countries import countries as country_table
from gcmscore.countries import read_countries
from gcmscore.periods import first_day, last_day
from gcmscore.records import Group, Source

EVIDENCE = Path(__file__).resolve().parent.parent / "evidence"
WORLD_UNITS = {
    "immigrant_stock": "persons",
    "immigrant_stock_share": "percent_of_population",
    "emigrant_stock": "persons",
    "emigrant_stock_share": "percent_of_population",
}


def read_table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_yaml(path):
    return strict.read_yaml(path).data


@pytest.fixture(scope="module")
def countries():
    return read_table(EVIDENCE / "countries.csv")


@pytest.fixture(scope="module")
def groups():
    raw = read_yaml(EVIDENCE / "groups.yaml")["groups"]
    return {name: Group.model_validate(group) for name, group in raw.items()}


@pytest.fixture(scope="module")
def sources():
    raw = read_yaml(EVIDENCE / "world" / "sources.yaml")["sources"]
    return [Source.model_validate(source) for source in raw]


def members_on(group, day):
    return {
        member.country
        for member in group.members
        if (member.since is None or first_day(member.since) <= day)
        and (member.until is None or day <= last_day(member.until))
    }


def test_the_table_has_every_country_once(countries):
    codes = [row["iso3"] for row in countries]
    assert len(codes) == 249 + 1
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)
    assert "XKX" in codes


def test_every_country_has_two_letters_of_its_own_and_a_name_in_three_languages(countries):
    assert len({row["iso2"] for row in countries}) == len(countries)
    for row in countries:
        assert len(row["iso2"]) == 2
        assert row["name_en"] and row["name_fr"] and row["name_nl"]
    assert {row["iso3"]: row["iso2"] for row in countries}["NAM"] == "NA"


def test_columns_hold_only_their_own_values(countries):
    assert sum(row["un_member"] == "True" for row in countries) == 193
    assert {row["wb_income"] for row in countries} == {"", "L", "LM", "UM", "H"}
    for column in ("un_member", "lldc", "sids"):
        assert {row[column] for row in countries} == {"True", "False"}


def test_every_member_is_in_the_country_table(countries, groups):
    known = {row["iso3"] for row in countries}
    for name, group in groups.items():
        for member in group.members or ():
            assert member.country in known, name


def test_no_membership_overlaps_another_of_the_same_country(groups):
    for name, group in groups.items():
        spans = {}
        for member in group.members or ():
            start = first_day(member.since) if member.since else date.min
            end = last_day(member.until) if member.until else date.max
            assert start <= end, (name, member)
            for other_start, other_end in spans.setdefault(member.country, []):
                assert end < other_start or other_end < start, (name, member)
            spans[member.country].append((start, end))


@pytest.mark.parametrize(
    ("name", "day", "count"),
    [
        ("donor", date(2020, 6, 30), 29),
        ("donor", date(2026, 1, 1), 33),
        ("eu", date(1958, 1, 1), 6),
        ("eu", date(2004, 5, 1), 25),
        ("eu", date(2013, 7, 1), 28),
        ("eu", date(2026, 1, 1), 27),
        ("ldc", date(2012, 12, 31), 49),
        ("ldc", date(2021, 1, 1), 46),
        ("ldc", date(2026, 1, 1), 44),
        ("oecd", date(1961, 9, 30), 17),
        ("oecd", date(1962, 3, 29), 20),
        ("oecd", date(2026, 1, 1), 38),
    ],
)
def test_groups_have_their_known_size(groups, name, day, count):
    assert len(members_on(groups[name], day)) == count


def test_the_united_kingdom_was_in_the_union_up_to_and_including_31_january_2020(groups):
    assert "GBR" in members_on(groups["eu"], date(2020, 1, 31))
    assert "GBR" not in members_on(groups["eu"], date(2020, 2, 1))


def test_portugal_was_no_donor_between_1975_and_1990(groups):
    for year, is_in in [(1973, True), (1975, False), (1990, False), (1991, True)]:
        assert ("PRT" in members_on(groups["donor"], date(year, 12, 31))) is is_in


def test_a_graduated_country_leaves_on_the_day(groups):
    assert "BTN" in members_on(groups["ldc"], date(2023, 12, 12))
    assert "BTN" not in members_on(groups["ldc"], date(2023, 12, 13))


def test_votes_on_the_compact_are_those_of_the_record(countries, groups):
    votes = {
        name: members_on(groups[f"gcm_{name}"], date(2018, 12, 19))
        for name in ("in_favour", "against", "abstained", "did_not_vote")
    }
    assert {name: len(members) for name, members in votes.items()} == {
        "in_favour": 152,
        "against": 5,
        "abstained": 12,
        "did_not_vote": 24,
    }
    assert votes["against"] == {"CZE", "HUN", "ISR", "POL", "USA"}
    counted = Counter(country for members in votes.values() for country in members)
    assert counted == Counter(row["iso3"] for row in countries if row["un_member"] == "True")


def test_rules_name_indicators_that_have_a_world_file(groups):
    for name in ("destination", "origin"):
        for threshold in groups[name].any_of:
            assert (EVIDENCE / "world" / f"{threshold.indicator}.csv").is_file()


def test_every_source_is_named_once_and_used(groups, sources):
    ids = [source.id for source in sources]
    assert len(set(ids)) == len(ids)
    used = {citation.id for group in groups.values() for citation in group.sources}
    used |= {row["source"] for path in (EVIDENCE / "world").glob("*.csv") for row in read_table(path)}
    assert used == set(ids)


@pytest.mark.parametrize("name", WORLD_UNITS)
def test_world_files_are_sorted_and_hold_one_figure_a_country_and_year(name, countries, sources):
    path = EVIDENCE / "world" / f"{name}.csv"
    assert b"\r" not in path.read_bytes()
    rows = read_table(path)
    assert list(rows[0]) == ["country", "period", "value", "unit", "source", "locator"]
    keys = [(row["country"], row["period"]) for row in rows]
    assert keys == sorted(set(keys))
    assert {row["country"] for row in rows} <= {row["iso3"] for row in countries}
    assert {row["unit"] for row in rows} == {WORLD_UNITS[name]}
    assert {row["source"] for row in rows} <= {source.id for source in sources}
    assert all(row["locator"] for row in rows)
    assert all(Decimal(row["value"]) >= 0 for row in rows)
    if WORLD_UNITS[name] == "persons":
        assert all(row["value"].isdecimal() for row in rows)


@pytest.mark.parametrize(
    ("name", "country", "value"),
    [
        ("immigrant_stock", "BEL", "2349032"),
        ("immigrant_stock_share", "BEL", "20.01"),
        ("emigrant_stock", "BEL", "521884"),
        ("immigrant_stock", "USA", "52375047"),
    ],
)
def test_published_figures_of_2024(name, country, value):
    rows = read_table(EVIDENCE / "world" / f"{name}.csv")
    assert [row["value"] for row in rows if (row["country"], row["period"]) == (country, "2024")] == [value]


# Regions


def test_every_region_belongs_to_a_country_and_has_a_name_in_each_language_of_the_table(countries):
    rows = read_table(EVIDENCE / "regions.csv")
    assert [row["code"] for row in rows] == sorted({row["code"] for row in rows})
    assert {row["code"].split("-")[0] for row in rows} <= {row["iso2"] for row in countries}
    assert all(row[name].strip() for row in rows for name in row)


@pytest.mark.parametrize(
    ("code", "language", "said"),
    [
        ("BE-VLG", "en", "Flanders"),
        ("BE-VLG", "nl", "Vlaanderen"),
        ("BE-WAL", "fr", "Wallonie"),
        ("BE-BRU", "xx", "Brussels-Capital Region"),
        ("BE-XYZ", "en", "BE-XYZ"),
        ("BEL", "en", "BEL"),
    ],
)
def test_a_region_is_called_by_its_name_in_a_language_else_in_english_else_by_its_code(code, language, said):
    assert country_table().region_name(code, language) == said


@pytest.mark.parametrize(
    ("code", "country"), [("BE-VLG", "BEL"), ("NL-NH", "NLD"), ("BEL", "BEL"), ("XX-AB", None), ("XXX", None)]
)
def test_a_region_is_found_to_belong_to_its_country(code, country):
    place = country_table().of_region(code)
    assert (place and place.iso3) == country


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("SEN", ("Africa", "Sub-Saharan Africa", "Western Africa")),
        ("BRA", ("Americas", "Latin America and the Caribbean", "South America")),
        ("BEL", ("Europe", "Western Europe", "")),
    ],
)
def test_a_country_lies_in_up_to_three_regions_of_the_m49_standard(code, places):
    country = country_table()[code]
    assert (country.region, country.subregion, country.intermediate_region) == places


@pytest.mark.parametrize(
    ("code", "income", "member", "landlocked", "island"),
    [("TCD", "L", True, True, False), ("BRB", "H", True, False, True), ("ABW", "H", False, False, True)],
)
def test_what_the_table_says_of_a_country_is_read(code, income, member, landlocked, island):
    country = country_table()[code]
    assert (country.income, country.un_member, country.lldc, country.sids) == (
        income,
        member,
        landlocked,
        island,
    )


def test_the_fields_of_every_country_are_those_of_the_file():
    for row in read_table(EVIDENCE / "countries.csv"):
        country = country_table()[row["iso3"]]
        fields = (country.region, country.subregion, country.intermediate_region, country.income)
        assert fields == (
            row["un_region"],
            row["un_subregion"],
            row["un_intermediate_region"],
            row["wb_income"],
        )
        assert (str(country.un_member), str(country.lldc), str(country.sids)) == (
            row["un_member"],
            row["lldc"],
            row["sids"],
        )


def test_a_member_of_the_united_nations_has_the_name_they_give_it():
    named = {code: country_table()[code].names for code in ("COD", "KOR", "MMR", "PSE", "TUR", "VAT")}
    assert {code: (names["en"], names["fr"]) for code, names in named.items()} == {
        "COD": ("Democratic Republic of the Congo", "République démocratique du Congo"),
        "KOR": ("Republic of Korea", "République de Corée"),
        "MMR": ("Myanmar", "Myanmar"),
        "PSE": ("State of Palestine", "État de Palestine"),
        "TUR": ("Türkiye", "Türkiye"),
        "VAT": ("Holy See", "Saint-Siège"),
    }
    assert (named["COD"]["nl"], named["MMR"]["nl"]) == ("Democratische Republiek Congo", "Myanmar")


def test_no_member_of_the_united_nations_is_called_by_a_sign_a_capital_or_a_former_name(countries):
    shown = [row[name] for row in countries if row["un_member"] == "True" for name in ("name_en", "name_fr")]
    assert [name for name in shown if "&" in name or "St. " in name or " - " in name or "Burma" in name] == []


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_a_name_that_the_table_no_longer_gives_leads_to_its_country_first(language):
    for row in read_table(EVIDENCE.parent / "tools" / "raw" / "countries.csv"):
        assert country_table().nearest(row[f"name_{language}"])[0].startswith(f"{row['iso3']} ("), row


def test_a_name_that_two_states_share_leads_to_both():
    assert country_table().nearest("Congo")[:2] == (
        "COG (Congo)",
        "COD (Democratic Republic of the Congo)",
    )


def test_a_table_with_codes_and_names_alone_will_do(tmp_path):
    (tmp_path / "countries.csv").write_text("iso3,iso2,name_en,un_region\nBEL,BE,Belgium,Europe\n", "utf-8")
    (tmp_path / "regions.csv").write_text("code,name_en\nBE-VLG,Flanders\n", "utf-8")
    table = read_countries(tmp_path / "countries.csv", tmp_path / "regions.csv")
    assert (table["BEL"].income, table["BEL"].un_member) == ("", False)
    assert table.region_name("BE-VLG") == "Flanders"
