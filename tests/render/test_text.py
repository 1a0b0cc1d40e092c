"""Texts, numbers and dates in a language; what has no translation comes in English and says so."""

from __future__ import annotations

import math
import re
from datetime import date
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from gcmscore import __version__
from gcmscore._resources import DATA_ROOT
from gcmscore.errors import UnknownLanguageError
from gcmscore.render.text import MISSING, Wording, languages


@pytest.fixture
def english() -> Wording:
    return Wording("en")


def test_english_is_always_there():
    assert "en" in languages()


@pytest.mark.parametrize("language", ["xx", "", "EN", "../en", "en-GB"])
def test_a_language_without_a_catalogue_is_refused_by_name(language):
    with pytest.raises(UnknownLanguageError, match=re.escape(f"unknown language {language!r}")):
        Wording(language)


def test_a_language_gives_its_direction(english):
    assert english.direction == "ltr"


# Texts


def test_a_text_has_its_values_filled_in_and_knows_its_language(english):
    said = english.text("card.as_of", day="today")
    assert (said, said.lang) == ("As of today", "en")


def test_a_value_is_never_read_as_a_pattern(english):
    assert english.text("card.as_of", day="{day} {0} {x!r}") == "As of {day} {0} {x!r}"


def test_an_unknown_key_is_a_mistake_of_the_program(english):
    with pytest.raises(KeyError, match=r"no text for 'card\.nothing'"):
        english.text("card.nothing")


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 value: A 3."), (2, "Unweighted mean of 2: A 3."), (0, "Unweighted mean of 0: A 3.")],
)
def test_a_count_takes_its_plural(english, count, said):
    assert english.text("working.mean", count, listed="A 3") == said


def test_a_new_language_is_a_new_file(french):
    assert "fr" in languages()
    assert french.text("card.as_of", day="31 décembre") == "Au 31 décembre"


@pytest.mark.parametrize("key", ["card.skip", "overall.no_score", "heading.sources"])
def test_what_is_missing_doubtful_or_empty_in_a_language_comes_in_english_and_says_so(french, key):
    said = french.text(key)
    assert (said, said.lang) == (Wording("en").text(key), "en")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 valeur : x."), (1, "1 valeur : x."), (2, "Moyenne de 2 valeurs : x.")]
)
def test_a_language_counts_by_its_own_rule(french, count, said):
    assert french.text("working.mean", count, listed="x") == said


def test_a_language_writes_numbers_and_dates_in_its_own_way(french):
    assert french.number(1234.5) == "1\u202f234,5"
    assert french.day(date(2020, 12, 31)) == "31 décembre 2020"
    assert french.percent(0.5) in ("50\u202f%", "50\u00a0%")
    assert french.partial_date("2019-04") == "avril 2019"


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (62.857, 1, "62.9"),
        (0.0, 1, "0.0"),
        (100, 1, "100.0"),
        (1234.5, 0, "1,235"),
        (7.985, 3, "7.985"),
        (math.nan, 1, MISSING),
        (None, 1, MISSING),
    ],
)
def test_a_number_has_a_fixed_count_of_decimals_or_is_a_dash(english, value, decimals, said):
    assert english.number(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "decimals", "symbol", "said"),
    [
        (0.44, 2, "% of GNI", "0.44\u00a0% of GNI"),
        (20.0, 0, "children", "20\u00a0children"),
        (100.0, 1, "%", "100\u00a0%"),
        (1234567.0, 0, "persons", "1,234,567\u00a0persons"),
        (math.nan, 1, "%", MISSING),
        (None, 1, "%", MISSING),
    ],
)
def test_a_quantity_has_no_more_decimals_than_it_needs_and_stays_with_its_unit(
    english, value, decimals, symbol, said
):
    assert english.quantity(value, decimals, symbol) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.5, "50%"), (2 / 3, "67%"), (1, "100%"), (math.nan, MISSING), (None, MISSING)],
)
def test_a_share_is_whole_percent(english, share, said):
    assert english.percent(share) == said


# Dates


@pytest.mark.parametrize(
    ("written", "said"),
    [("2020", "2020"), ("2020-04", "April 2020"), ("2020-04-01", "1 April 2020"), ("0987", "987")],
)
def test_a_date_is_as_precise_as_it_was_written(english, written, said):
    assert english.partial_date(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2018", "2018"),
        ("2020-Q3", "Q3 2020"),
        ("2020-10", "October 2020"),
        ("2020-10-02", "2 October 2020"),
        ("2018-08/2019-04", "August 2018–April 2019"),
        ("2018/2020", "2018–2020"),
    ],
)
def test_a_period_is_as_precise_as_it_was_written(english, written, said):
    assert english.period(written) == said


# The catalogues themselves


def messages(language: str) -> dict[str, list[str]]:
    with (DATA_ROOT / "locale" / language / "interface.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    pairs = [(item.id, item.string) for item in catalogue if item.id]
    return {
        key if isinstance(key, str) else key[0]: [said] if isinstance(said, str) else list(said)
        for key, said in pairs
    }


def fields(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name is not None}


@pytest.mark.parametrize("language", languages())
def test_every_text_of_a_catalogue_says_something_and_can_be_filled_in(language):
    assert [
        key
        for key, said in messages(language).items()
        if not all(said) or any("" in fields(one) for one in said)
    ] == []


@pytest.mark.parametrize("language", languages())
def test_a_translation_asks_for_the_same_values_as_the_english(language):
    english = messages("en")
    wrong = [
        key
        for key, said in messages(language).items()
        if key in english
        and set().union(*map(fields, said)) - {"count"} != set().union(*map(fields, english[key])) - {"count"}
    ]
    assert wrong == []


def test_every_key_is_used_and_every_key_that_is_used_is_there():
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (DATA_ROOT / "gcmscore" / "render").glob("*.py")
    )
    templates = (DATA_ROOT / "reports" / "templates").rglob("*.j2")
    code += "\n".join(path.read_text(encoding="utf-8") for path in templates)
    used = set(re.findall(r"""\bt(?:ext)?\(\s*["']([a-z]+\.[a-z_]+)["']""", code))
    known = set(messages("en"))
    # What a name is made from: f"status.{code}", "table." + name, f"compare.basis_{basis}".
    begun = tuple(re.findall(r"""["']([a-z_]+\.[a-z_]*)(?:\{|["'] ?[~+])""", code))
    spelled = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", code))
    assert sorted(used - known) == []
    assert sorted(key for key in known - spelled if not key.startswith(begun)) == []


def test_the_version_of_the_package_is_the_one_of_the_project():
    project = (DATA_ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{__version__}"' in project
