"""The Word document: headings, tables and lists that are real, for those who go on writing in it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from datetime import datetime
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

import gcmscore as gcm
from gcmscore._clean import clean
from gcmscore.errors import MissingExtraError, UnknownLanguageError
from gcmscore.render.build import scorecard_view
from gcmscore.render.comparison import comparison_view
from gcmscore.render.text import Wording


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


def headed(document, level: int) -> list[str]:
    return [item.text for item in document.paragraphs if item.style.name == f"Heading {level}"]


def said(document) -> str:
    """Return all words, those of links and tables too, a paragraph a line."""
    lines = []
    for paragraph in document.element.body.iter(qn("w:p")):
        pieces = paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        lines.append("".join(item.text if item.tag == qn("w:t") else " " for item in pieces))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def content(card) -> bytes:
    return card.to_word()


@pytest.fixture(scope="module")
def document(content):
    return opened(content)


@pytest.fixture(scope="module")
def view(card):
    return scorecard_view(card, Wording("en"))


# What it holds


def test_it_begins_with_country_day_and_limits(document, view):
    first = [item.text for item in document.paragraphs[:4]]
    assert first == [view.title, view.subtitle, view.as_of, view.headline]
    assert headed(document, 1)[0] == "What this scorecard does not say"
    start = next(place for place, item in enumerate(document.paragraphs) if item.style.name == "Heading 1")
    limits = document.paragraphs[start + 1 : start + 1 + len(view.limits)]
    assert [item.text for item in limits] == list(view.limits)
    assert {item.style.name for item in limits} == {"List Bullet"}


def test_the_objectives_at_a_glance_are_those_of_the_frame(document, card):
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells[:4]] == ["No.", "Objective", "Result", "Score"]
    wording = Wording("en")
    for row, item in zip(table.rows[1:], card.results, strict=True):
        scored = wording.number(item.score) if item.status == "scored" else ""
        assert (row.cells[0].text, row.cells[3].text) == (str(item.objective.number), scored)
        shown = item.band or wording.text(f"status.{item.status}")
        assert row.cells[2].text.strip("\N{NO-BREAK SPACE}").startswith(shown)


def test_every_objective_with_evidence_has_a_heading(document, view):
    numbered = [f"{section.number}. {section.title}" for section in view.sections]
    assert [text for text in headed(document, 2) if re.match(r"\d+\. ", text)] == numbered


def test_every_statement_rationale_and_source_is_in_it(document, view):
    told = said(document)
    for section in view.sections:
        for row in section.rows:
            assert row.name in told and all(fact.text in told for fact in row.working)
        for timeline in section.timelines:
            assert all(clean(row.statement) in told for row in timeline.rows)
    assert all(f"{entry.number}. {clean(entry.title)}. " in told for entry in view.sources)
    assert view.reproducibility in told


@pytest.mark.parametrize(("language", "first"), [
    ("en", "What this scorecard does not say"),
    ("fr", "Ce que cette fiche ne dit pas"),
    ("nl", "Wat deze scorekaart niet zegt"),
])  # fmt: skip
def test_headings_speak_the_language_asked_for(language, first, card):
    content = card.to_word(lang=language)
    assert headed(opened(content), 1)[0] == first
    regions = {"en": "en-GB", "fr": "fr-FR", "nl": "nl-NL"}
    assert f'w:lang w:val="{regions[language]}"' in part(content, "word/styles.xml")


# How it is made


def test_every_table_repeats_its_heads(document):
    assert len(document.tables) > 20
    for table in document.tables:
        look = table.rows[0]._tr.trPr
        assert look is not None and look.find(qn("w:tblHeader")) is not None
        assert table.style.name == "Scorecard Table"
        assert all(cell.text for cell in table.rows[0].cells)


def test_headings_go_down_one_level_at_a_time(document):
    levels = [
        int(item.style.name[-1]) for item in document.paragraphs if item.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", ["content", "compared"])
def test_no_empty_paragraph_makes_room(name, request):
    document = opened(request.getfixturevalue(name))
    told = [part for part in document.element.body.iterchildren(qn("w:p")) if not list(part.iter(qn("w:t")))]
    assert not told


@pytest.mark.parametrize("name", ["content", "compared"])
def test_what_stands_above_a_table_stays_with_it(name, request):
    document = opened(request.getfixturevalue(name))
    kept = {style.name for style in document.styles if getattr(style, "paragraph_format", None)
            and style.paragraph_format.keep_with_next}  # fmt: skip
    assert {"Heading 1", "Heading 4", "Above Table", "Table Head"} <= kept
    names = {style.style_id: style.name for style in document.styles}
    for table in document.tables:
        above = table._tbl.getprevious().pPr
        assert names[above.pStyle.val] in kept or above.keepNext is not None


def test_a_column_in_which_nothing_stands_is_left_out(make):
    card = make.card([make.measure(), make.measure("teachers")], [make.figure("pupils", 50)])
    glance, indicators = opened(card.to_word()).tables[:2]
    assert "Trend" not in [cell.text for cell in glance.rows[0].cells]
    heads = [cell.text for cell in indicators.rows[0].cells]
    assert heads == ["Indicator", "Value", "Period", "Score", "Band"]
    assert indicators.rows[1].cells[1].text.startswith("50")


def test_indicators_none_of_which_has_anything_have_no_heads_of_values(make):
    indicators = make.measure(), make.measure("teachers")
    table = opened(make.card(indicators, [make.finding()]).to_word()).tables[1]
    assert [[cell.text for cell in row.cells][:2] for row in table.rows] == [
        ["Indicator", "Status"],
        ["Pupils", "not assessed. How many pupils?"],
        ["Teachers", "not assessed. How many teachers?"],
    ]


def test_columns_left_out_leave_their_place_to_the_one_before(content, make):
    card = make.card([make.measure()], [make.figure("pupils", 50)])
    for document in (opened(content), opened(card.to_word())):
        firsts = {table.columns[0].width for table in document.tables
                  if table.rows[0].cells[0].text == "Indicator"}  # fmt: skip
        assert len(firsts) == 1


def test_every_style_that_is_used_is_defined(content):
    used = set(
        re.findall(r'w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', part(content, "word/document.xml"))
    )
    defined = set(re.findall(r'w:styleId="([^"]+)"', part(content, "word/styles.xml")))
    assert used and used <= defined


def test_there_is_no_picture_no_box_and_no_look_outside_the_styles(content):
    names = set(re.findall(r"<(w:\w+)", part(content, "word/document.xml")))
    assert (
        names & {"w:drawing", "w:pict", "w:object", "w:txbxContent", "w:rFonts", "w:sz", "w:color"} == set()
    )


def test_fonts_are_named_in_the_styles_and_not_by_a_theme(content):
    styles = part(content, "word/styles.xml")
    assert 'w:ascii="Calibri"' in styles and "asciiTheme" not in styles


def test_marks_lead_to_the_place_in_their_source(document, content):
    body = part(content, "word/document.xml")
    places = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert len(set(places)) == len(places)
    assert set(re.findall(r'w:anchor="([^"]+)"', body)) <= set(places)
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in places)


def test_outward_links_are_addresses_of_sources(content, view):
    targets = re.findall(
        r'Target="([^"]+)" TargetMode="External"', part(content, "word/_rels/document.xml.rels")
    )
    assert set(targets) == {entry.url.replace("&", "&amp;") for entry in view.sources if entry.url}


def test_what_is_in_another_language_says_so(make):
    records = [
        make.finding(statement="De wet trad in werking.", language="nl"),
        make.finding("b-fact", statement="صدر القانون", language="ar"),
    ]
    body = part(make.card([make.measure()], records).to_word(), "word/document.xml")
    assert re.search(r'w:lang w:val="nl"[^>]*/></w:rPr><w:t[^>]*>De wet trad in werking\.', body)
    assert re.search(r'<w:rtl/><w:lang w:bidi="ar"/></w:rPr><w:t[^>]*>صدر القانون', body)


def test_it_names_its_title_and_nobody_as_its_author(document, content):
    core = document.core_properties
    assert (core.title, core.author, core.last_modified_by, core.comments) == (
        *("Belgium 2020: GCM scorecard", "", ""),
        "",
    )
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == datetime(2020, 12, 31)
    assert "thumbnail" not in str(ZipFile(io.BytesIO(content)).namelist())


def test_the_same_card_gives_the_same_bytes(card, content):
    assert card.to_word() == content


def test_a_file_is_written_where_asked_and_its_place_returned(card, content, tmp_path):
    assert card.to_word(tmp_path / "new" / "bel.docx").read_bytes() == content


def test_an_unknown_language_is_named(small):
    with pytest.raises(UnknownLanguageError, match="xx"):
        small.to_word(lang="xx")


def test_without_the_library_a_word_says_what_to_install(small, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "docx"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"gcmscore\[word\]"):
        small.to_word()


# What could go wrong


def test_lines_and_tabs_stay_and_control_characters_go(make):
    statement = "one\ntwo\tthree\x00\x0b\u202e four"
    document = opened(make.card([make.measure()], [make.finding(statement=statement)]).to_word())
    assert "one two three four" in said(document)


@pytest.mark.parametrize("words", ["word " * 200_000 + "end", "x" * 999_997 + "end"], ids=["words", "word"])
def test_a_statement_of_a_million_characters_is_whole(words, make):
    assert words in said(opened(make.card([make.measure()], [make.finding(statement=words)]).to_word()))


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.large)])
def test_thousands_of_findings_are_all_in_the_document(count, make):
    facts = [make.finding(f"fact-{number}", statement=f"Fact {number}.") for number in range(count)]
    told = said(opened(make.card([make.measure()], facts).to_word()))
    assert len(re.findall(r"Fact \d+\.", told)) == count


def test_a_card_without_anything_says_so(make):
    told = said(opened(make.card([make.measure()], []).to_word()))
    assert "Nothing is on record for this country and day." in told


# Comparisons


@pytest.fixture(scope="module")
def years():
    return gcm.compare(["BEL@2018", "BEL@2020"], profile="core")


@pytest.fixture(scope="module")
def compared(years):
    return years.to_word()


def cells(table) -> list[list[str]]:
    return [[cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells] for row in table.rows]


def test_a_comparison_begins_with_its_limits_and_ends_with_its_sources(compared, years):
    document, view = opened(compared), comparison_view(years, Wording("en"))
    first = headed(document, 1)
    assert first[:3] == [
        "What this comparison does not say",
        "On the questions that all answer",
        "Side by side, each card on all its own evidence",
    ]
    assert first[3] == view.steps[0].title and first[-1] == "Sources"
    told = said(document)
    assert all(line in told for line in (*view.limits, *view.method, view.reproducibility))
    assert all(f"{entry.number}. {clean(entry.title)}. " in told for entry in view.sources)


def test_a_comparison_has_the_scores_of_its_cards_and_those_in_common(compared, years):
    document, wording = opened(compared), Wording("en")
    own = next(table for table in document.tables if cells(table)[0] == ["Objective", "2018", "2020"])
    shown = {row[0]: row[1:] for row in cells(own)[1:]}
    for results in years.by_objective:
        if any(item.status == "scored" for item in results):
            name = f"{results[0].objective.number}. {results[0].objective.short_name}"
            for item, text in zip(results, shown[name], strict=True):
                assert text.startswith(f"{wording.number(item.score)} ") == (item.status == "scored")
    means = cells(document.tables[0])[1:]
    assert [row[0] for row in means] == ["2018", "2020"]
    assert [row[1] for row in means] == [wording.number(mean) for mean in years.mean]


def test_a_comparison_names_every_change_and_every_question(compared, years):
    view, told = comparison_view(years, Wording("en")), said(opened(compared))
    changes = [change for step in view.steps for item in step.objectives for change in item.changes]
    assert changes and all(change.name in told and change.reason in told for change in changes)
    questions = [item.name for group in view.questions for item in (*group.common, *group.omitted)]
    assert questions and all(name in told for name in questions)


def test_marks_of_a_comparison_lead_to_the_place_in_their_source(compared):
    body = part(compared, "word/document.xml")
    places = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body)
    assert len(set(places)) == len(places)
    assert set(re.findall(r'w:anchor="([^"]+)"', body)) <= set(places)


@pytest.mark.parametrize(("count", "wide"), [(4, False), (5, True), (12, True)])
def test_many_countries_are_set_on_wide_pages(count, wide, make):
    codes = ["BEL", "NLD", "FRA", "DEU", "ITA", "ESP", "PRT", "AUT", "LUX", "SWE", "FIN", "DNK"][:count]
    figures = [make.figure("pupils", 50 + place, country=code) for place, code in enumerate(codes)]
    evidence, compact = make.evidence(*figures), make.compact(make.measure())
    compared = gcm.compare(codes, 2020, evidence=evidence, compact=compact, profile="full")
    document = opened(compared.to_word())
    section = document.sections[0]
    assert (section.page_width > section.page_height) == wide
    told = said(document)
    assert all(card.country.name() in told for card in compared.cards)
    assert len(section.footer.paragraphs[0].text) < 130
    dense = {(len(table.columns) > 8, table.style.name) for table in document.tables}
    assert dense <= {(True, "Scorecard Table Dense"), (False, "Scorecard Table")}
    assert ((True, "Scorecard Table Dense") in dense) == (count == 12)
    for table in document.tables:
        room = section.page_width - section.left_margin - section.right_margin
        assert abs(sum(cell.width for cell in table.rows[0].cells) - room) < Mm(1)


def test_what_an_indicator_lacks_is_one_cell_beside_its_name(make):
    card = make.card([make.measure(), make.measure("teachers")], [make.figure("pupils", 50)])
    document = opened(card.to_word())
    rows = [row for table in document.tables for row in table.rows if row.cells[0].text == "Teachers"]
    assert len(rows[0]._tr.tc_lst) == 2
    assert rows[0].cells[1].text == "not assessed. How many teachers?"


def test_a_comparison_in_french_speaks_french(years):
    assert headed(opened(years.to_word(lang="fr")), 1)[0] == "Ce que cette comparaison ne dit pas"


def test_libreoffice_sets_it(small, tmp_path, read_pdf):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is missing; apt-get install libreoffice-calc-nogui libreoffice-writer-nogui")
    path = small.to_word(tmp_path / "small.docx")
    profile = (tmp_path / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0 and "Error" not in done.stderr, done.stderr
    read = read_pdf((tmp_path / "small.pdf").read_bytes())
    assert "It happened." in read.text and "What this scorecard does not say" in read.text
