"""Pages in the languages that ship: translated throughout, and whatever stays in another language says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.countries import countries
from gcmscore.render import pdf
from gcmscore.render.text import Wording
from gcmscore.render.views import view_of

# Identifiers, addresses and the names and titles of sources are the same in every language.
NAMES = {"code", "a", "cite", "style", "title"}


def said(element, language: str) -> Iterator[str]:
    """Return the pieces of text that a page gives as being in a language, without names."""
    for item in element.inside:
        if isinstance(item, str):
            yield " ".join(item.split())
        elif item.tag not in NAMES and item.attributes.get("lang", language) == language:
            yield from said(item, language)


def without_publishers(page):
    for entry in page.with_class("sources"):
        for item in entry.all("li"):
            item.inside = [inner for inner in item.inside if getattr(inner, "tag", "") != "bdi"]
    return page


@pytest.fixture(scope="module")
def english(read_page, shelf):
    return set(said(read_page(shelf.page("BEL-2020")), "en"))


@pytest.fixture(scope="module", params=["fr", "nl"])
def translated(request, read_page, card):
    return request.param, without_publishers(read_page(card.to_html(lang=request.param)))


def test_no_english_stands_unmarked_on_a_page_in_another_language(translated, english):
    language, page = translated
    both = english & set(said(page, language))
    # A word can be the same in two languages (score, orange); a phrase is not.
    assert [text for text in both if len(re.findall(r"[^\W\d_]{2,}", text)) > 1] == []


def test_a_page_in_another_language_has_the_titles_of_its_language(translated, squeezed):
    language, page = translated
    wording, shown = Wording(language), page.text
    titles = [squeezed(wording.content(item.title)) for item in gcm.load_compact().objectives.values()]
    assert [title for title in titles if title not in shown] == []


def test_evidence_stays_in_its_language_and_is_marked(translated, card, squeezed):
    _, page = translated
    statements = {squeezed(item.statement) for result in card.results for item in result.findings}
    marked = {item.text for item in page.all() if item.attributes.get("lang") == "en"}
    assert len(statements) > 100
    assert statements <= marked


@pytest.mark.parametrize(("language", "marked"), [("en", "fr"), ("nl", "fr"), ("fr", None)])
def test_evidence_says_its_language_where_that_is_not_the_page_s(make, read_page, language, marked):
    said = "La règle est entrée en vigueur."
    fact = make.finding(statement=said, language="fr")
    card = make.card([make.measure()], [make.figure("pupils", 50), fact])
    page = read_page(card.to_html(lang=language))
    (shown,) = [item for item in page.all() if any(said in str(inner) for inner in item.inside[:1])]
    assert shown.attributes.get("lang") == marked


# Numbers and dates


@pytest.mark.parametrize(
    ("language", "number", "share", "day", "first", "month", "quarter"),
    [
        ("en", "1,234.5", "62%", "31 December 2020", "1 April 2019", "April 2019", "Q3 2020"),
        ("fr", "1 234,5", "62 %", "31 décembre 2020", "1er avril 2019", "avril 2019", "T3 2020"),
        ("nl", "1.234,5", "62%", "31 december 2020", "1 april 2019", "april 2019", "K3 2020"),
    ],
)
def test_a_language_writes_numbers_and_dates_in_its_way(
    squeezed, language, number, share, day, first, month, quarter
):
    wording = Wording(language)
    written = (
        wording.number(1234.5),
        wording.percent(0.62),
        wording.day(date(2020, 12, 31)),
        wording.partial_date("2019-04-01"),
        wording.period("2019-04"),
        wording.period("2020-Q3"),
    )
    assert tuple(map(squeezed, written)) == (number, share, day, first, month, quarter)


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", ["0 advances", "1 advance", "2 advances"]),
        ("fr", ["0 avancée", "1 avancée", "2 avancées"]),
        ("nl", ["0 verbeteringen", "1 verbetering", "2 verbeteringen"]),
    ],
)
def test_a_language_counts_in_its_way(language, counts):
    assert [Wording(language).text("stances.advance", number) for number in range(3)] == counts


# Names of places


@pytest.mark.parametrize(
    ("language", "name", "lang"),
    [("fr", "Belgique", "fr"), ("nl", "België", "nl"), ("de", "Belgien", "de")],
)
def test_a_country_has_its_name_in_any_language_that_unicode_knows(locale, language, name, lang):
    folder = locale / language
    folder.mkdir()
    (folder / "interface.po").write_bytes((locale / "en" / "interface.po").read_bytes())
    said = Wording(language).country(countries()["BEL"])
    assert (said, said.lang) == (name, lang)


# Pages of one of everything, whose framework and evidence are in English


def test_whatever_is_not_translated_is_marked_wherever_it_stands(plain, read_page, own_page):
    page = without_publishers(read_page(plain.page(own_page, "fr")))
    assert "in plain words" in page.text
    unmarked = [text for text in said(page, "fr") if "in plain words" in text]
    # The assessments of that evidence are in French; who replied is a name.
    assert {text for text in unmarked if not text.startswith(("Assessment", "Reply who"))} == set()


def test_the_fonts_of_the_pdf_have_every_character_of_a_language(language):
    files = sorted((DATA_ROOT / "locale" / language).iterdir())
    words = {character for file in files for character in file.read_text(encoding="utf-8")}
    assert sorted(character for character in words if not pdf.covered(character)) == []


MARKED = re.compile(r'text\(lang: "\w+", (?:[a-z]+: "\w+", )*$')


def test_whatever_is_not_translated_is_marked_in_the_document_too(plain, printed):
    wording = Wording("fr")
    name, view = view_of(plain.report(printed), wording)
    source = pdf._source(view, wording, name)
    kinds = "Finding|Observation|Indicator|Citation|Level|Instrument"
    found = list(re.finditer(rf'"(?:{kinds}) [^"]* in plain words"', source))
    assert found
    assert [item[0] for item in found if not MARKED.search(source[: item.start()][-80:])] == []
