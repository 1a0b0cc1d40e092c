"""The PDF is tagged, says what the page says, and every mark in it leads somewhere."""

from __future__ import annotations

import dataclasses
import re
import warnings
from collections import Counter
from datetime import UTC, datetime

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.errors import RenderError
from gcmscore.render import pdf as module
from gcmscore.render.build import scorecard_view
from gcmscore.render.text import Wording


@pytest.fixture(scope="module")
def view(card):
    return scorecard_view(card, Wording("en"))


@pytest.fixture(scope="module")
def root(pdf):
    return pdf.reader.trailer["/Root"]


def sentences(view) -> list[str]:
    """Return what a reader must find in the PDF: every text of the card that says something of its own."""
    found = [view.as_of, view.headline, view.reproducibility, *view.limits, *view.method]
    found += [fact.text for fact in view.summary]
    for section in view.sections:
        found += [section.title, section.commitment, section.headline]
        found += [row.name for row in section.rows]
        found += [fact.text for row in section.rows for fact in row.working]
        found += [row.statement for line in section.timelines for row in line.rows]
        found += [row.recommendation for line in section.timelines for row in line.rows if row.recommendation]
        found += [line.title for line in section.timelines if len(section.timelines) > 1]
    for group in view.recommendations:
        found += [group.addressee, *(row.text for row in group.rows)]
        found += [row.by for row in group.rows if row.by]
    for source in view.sources:
        found += [source.title, source.publisher, *(place.locator for place in source.places)]
    return found


def test_every_sentence_of_the_card_is_in_the_pdf(view, pdf, unspaced):
    assert [text for text in sentences(view) if not pdf.holds(unspaced(text))] == []


@pytest.mark.parametrize("year", [2018, 2020, 2026])
def test_no_text_is_squeezed_to_one_word_a_line(year, documents):
    lines = "\n".join(documents(f"BEL-{year}").pages)
    assert re.findall(r"(?:^[A-Za-z-]+ ?\n){4,}", lines, re.MULTILINE) == []


def test_the_first_page_tells_the_result_and_its_reason(pdf, card):
    first = pdf.pages[0]
    scored = sum(item.status == "scored" for item in card.results)
    said = [
        "Belgium 2020",
        "As of 31 December 2020",
        "no score",
        f"No overall score: {scored} of 23 objectives are scored",
    ]
    assert [text for text in said if text not in first] == []


def test_the_first_page_shows_every_objective(pdf, card, unspaced):
    first = unspaced(pdf.pages[0])
    missing = [
        item.objective.short_name for item in card.results if unspaced(item.objective.short_name) not in first
    ]
    assert missing == []


def test_the_pdf_has_a_title_and_a_language(pdf, root):
    assert pdf.reader.metadata.title == "Belgium 2020: GCM scorecard"
    assert root["/Lang"] == "en"


def test_a_viewer_shows_the_title_and_not_the_name_of_the_file(root):
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_the_pdf_is_tagged(root):
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]


def test_the_pdf_declares_the_accessibility_standard(pdf):
    metadata = pdf.reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_the_outline_begins_with_the_country_and_has_every_assessed_objective(pdf, view):
    def titles(entries):
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title.strip()]

    found = list(titles(pdf.reader.outline))
    assert found[0] == "Belgium 2020"
    assert [section.title for section in view.sections if section.title not in found] == []


def test_the_pdf_carries_no_date_but_that_of_the_card(pdf):
    assert {str(pdf.reader.metadata["/CreationDate"]), str(pdf.reader.metadata["/ModDate"])} == {
        "D:20201231000000Z"
    }


def test_every_font_is_in_the_file(pdf):
    fonts = {
        font.get_object()["/BaseFont"]
        for page in pdf.reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {re.sub(r"^/[A-Z]{6}\+", "", name) for name in fonts} <= {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "NotoSansArabic-Regular",
    }
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts)


def test_the_pdf_runs_nothing_and_holds_no_other_file(root, pdf):
    assert {"/OpenAction", "/AA", "/AcroForm"} & set(root) == set()
    assert set(root.get("/Names", {})) & {"/JavaScript", "/EmbeddedFiles"} == set()
    actions = {link["/A"]["/S"] for link in pdf.links if "/A" in link}
    assert actions == {"/URI"}


def test_every_link_leads_to_a_place_in_the_pdf_or_to_a_web_address(pdf):
    pages = {page.indirect_reference.idnum for page in pdf.reader.pages}
    for link in pdf.links:
        if "/A" in link:
            assert re.match("https?://", link["/A"]["/URI"])
        else:
            goal = link["/Dest"].get_object()
            assert goal[0].idnum in pages


def test_there_is_a_link_for_every_mark_and_every_tile(pdf, view):
    rows = [row for section in view.sections for row in (*section.rows, *section.context)]
    rows += [row for section in view.sections for line in section.timelines for row in line.rows]
    rows += [row for group in view.recommendations for row in group.rows]
    inner = [link for link in pdf.links if "/A" not in link]
    assert len(inner) >= len(view.tiles) + sum(len(row.notes) for row in rows)


def test_a_source_is_linked_by_its_address_letter_by_letter(pdf, view):
    assert set(pdf.addresses) == {source.url for source in view.sources if source.url}


def test_every_link_says_what_it_is_for(pdf):
    assert [link for link in pdf.links if not link.get("/Contents")] == []


def test_every_heading_of_the_page_is_in_the_pdf(pdf, tree, unspaced):
    missing = [
        item.text for item in tree.all("h1", "h2", "h3", "h4", "h5") if unspaced(item.text) not in pdf.plain
    ]
    assert missing == []


def test_marks_are_the_same_in_both_formats(pdf, tree):
    in_page = Counter(item.text for item in tree.all("a") if re.fullmatch(r"\[\d+[a-z]+\]", item.text))
    in_pdf = Counter(re.findall(r"\[\d+[a-z]+\]", pdf.text))
    del in_pdf["[2b]"]  # the example in the explanation of marks
    del in_page["[2b]"]
    assert in_pdf == in_page


def test_the_same_card_gives_the_same_bytes(small):
    assert small.to_pdf() == small.to_pdf()


def test_the_same_request_gives_the_same_bytes(documents):
    # Belgium's are compared by the installed package, in another process.
    assert gcm.score("FRA", 2020).to_pdf() == documents("FRA-2020").content


def test_a_pdf_is_written_to_a_file_as_it_is_returned(small, tmp_path):
    assert small.to_pdf(tmp_path / "small.pdf").read_bytes() == small.to_pdf()


@pytest.mark.parametrize("name", ["BEL-2018", "BEL-2026", "FRA-2020", "CIV-2010"])
def test_any_country_and_year_makes_a_pdf_with_its_name(name, shelf, documents):
    card = shelf.card(name)
    assert f"{card.country.name()} {card.year}" in documents(name).pages[0]


@pytest.mark.parametrize("profile", ["full", "global"])
def test_any_profile_makes_a_pdf(profile, documents):
    assert len(documents(f"BEL-2020-{profile}").reader.pages) > 0


def test_the_number_of_a_source_has_its_full_stop(pdf, view, unspaced):
    entries = [unspaced(f"{source.number}.{source.publisher}") for source in view.sources]
    assert [entry for entry in entries if entry not in pdf.plain] == []


def test_a_text_that_falls_back_to_english_says_so(small, french, read_pdf):
    source = module._source(scorecard_view(small, french), french)
    assert '== #(text(lang: "en", "Sources"))' in source
    assert '#text(fill: soft, "Au 31 décembre 2020")' in source
    assert read_pdf(small.to_pdf(lang="fr")).reader.trailer["/Root"]["/Lang"] == "fr"


def test_a_document_in_one_language_marks_nothing_but_sources(view, card):
    languages = re.findall(r"text\(lang: [^)]*", module._source(view, Wording("en")))
    assert len(languages) == len(view.sources)


def test_the_templates_are_read_once_for_all_documents(view, monkeypatch):
    module._source(view, Wording("en"))
    monkeypatch.setattr(module.Templates, "environment", None)
    assert module._source(view, Wording("en"))


def test_what_one_document_lost_is_not_listed_in_the_next(view):
    first = module._source(dataclasses.replace(view, headline="移"), Wording("en"))
    assert "U+79FB" in first
    assert "U+79FB" not in module._source(view, Wording("en"))


# From values to literals


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (None, "none"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (-2.5, "-2.5"),
        ("plain", '"plain"'),
        ('a "quoted" word', '"a \\"quoted\\" word"'),
        ("back\\slash", '"back\\\\slash"'),
        ("two\nlines\tand a tab", '"two\\nlines and a tab"'),
        ("#panic()", '"#panic()"'),
        ("a\u202eb\x00c", '"abc"'),
        ("é", '"é"'),
    ],
)
def test_a_value_becomes_a_literal(value, literal):
    assert module._literal(value, {}) == literal


def test_what_is_no_plain_value_is_refused_with_its_type():
    with pytest.raises(RenderError, match="a template prints a list; print its fields instead"):
        module._literal(["a"], {})


def test_a_character_without_a_glyph_is_replaced_and_noted():
    lost: dict[str, None] = {}
    assert module._literal("a → b 移", lost) == '"a \N{REPLACEMENT CHARACTER} b \N{REPLACEMENT CHARACTER}"'
    assert sorted(lost) == ["→", "移"]


def test_a_long_word_gets_places_to_break_and_loses_nothing():
    literal = module._literal("x" * 300, {})
    assert literal.replace("\u200b", "") == f'"{"x" * 300}"'
    assert max(len(part) for part in literal.strip('"').split("\u200b")) <= module.LONGEST_TOKEN


def test_the_replacement_itself_is_in_the_fonts():
    assert module.covered("\N{REPLACEMENT CHARACTER}")


def test_every_character_of_the_interface_is_in_the_fonts():
    catalogue = (module.TEMPLATES.parents[1] / "locale" / "en" / "interface.po").read_text(encoding="utf-8")
    assert sorted(character for character in set(catalogue) if not module.covered(character)) == []


def test_every_character_of_the_compact_is_in_the_fonts(compact):
    words = [
        text
        for item in compact.objectives.values()
        for text in (item.title, item.short_name, item.commitment)
    ]
    words += [
        text for item in compact.indicators.values() for text in (item.name, item.question, item.caveat or "")
    ]
    assert sorted(character for character in set("".join(words)) if not module.covered(character)) == []


@given(st.text(max_size=200))
def test_any_text_at_all_becomes_a_literal_that_the_engine_reads_as_one_text(text):
    literal = str(module._literal(text, {}))
    content = literal[1:-1].replace("\\\\", "").replace('\\"', "").replace("\\n", "")
    assert literal[0] == literal[-1] == '"'
    assert '"' not in content
    assert "\\" not in content
    assert "\n" not in content


def test_the_engine_gives_back_every_character_of_a_literal(tmp_path):
    said = 'all of " \\ # $ { } [ ] < > @ ` * _ ~ / // /* */ \\u{0} \\n {{ }} {% %} – é \n end'
    source = f"#metadata({module._literal(said, {})}) <said>"
    path = tmp_path / "said.typ"
    path.write_text(source, encoding="utf-8")
    assert eval(typst.query(str(path), "<said>", field="value", one=True)) == said


def test_a_document_that_the_engine_refuses_is_an_error_of_the_library():
    with pytest.raises(RenderError, match="the PDF engine refused the document"):
        module._compile('#panic("no")', datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "source", ['#import "@preview/tablex:0.0.1": *', '#read("/etc/hostname")', '#image("../x.png")']
)
def test_a_document_can_read_no_file_and_fetch_no_package(source):
    with pytest.raises(RenderError), warnings.catch_warnings():
        module._compile(source, datetime(2020, 1, 1, tzinfo=UTC))
