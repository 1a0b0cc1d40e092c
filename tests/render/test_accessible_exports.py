"""Workbooks and documents can be read aloud, by keyboard and without seeing colours, in every language."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from gcmscore.render.workbook import broken

REGIONS = {"en": "en-GB", "fr": "fr-FR", "nl": "nl-NL"}


@pytest.fixture(scope="module", params=["card", "years", "countries"])
def exported(request, plain):
    return getattr(plain, request.param)


@pytest.fixture(scope="module")
def made():
    """Writes a workbook or a document of a thing in a language, once."""
    return cache(lambda shown, kind, language: getattr(shown, f"to_{kind}")(lang=language))


@pytest.fixture
def document(made, exported, language):
    return docx.Document(io.BytesIO(made(exported, "word", language)))


@pytest.fixture
def book(made, exported, language):
    return openpyxl.load_workbook(io.BytesIO(made(exported, "excel", language)))


def words(element) -> str:
    return "".join(item.text or "" for item in element.iter(qn("w:t"))).strip()


# Documents


def test_a_document_names_its_title_and_its_language(document, language):
    assert document.core_properties.title == document.paragraphs[0].text
    assert document.core_properties.language == language
    spoken = {item.get(qn("w:val")) for item in document.styles.element.iter(qn("w:lang"))}
    assert spoken == {REGIONS[language]}


def test_headings_of_a_document_begin_with_its_title_and_leave_no_level_out(document):
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1 and styles[0] == "Title"
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_document_has_no_empty_paragraph_for_space(document):
    blocks = list(document.element.body)
    assert all(words(block) for block in blocks if block.tag == qn("w:p"))
    assert qn("w:br") not in {item.tag for item in document.element.iter() if item.get(qn("w:type"))}


def test_two_tables_of_a_document_never_touch(document):
    tags = [block.tag for block in document.element.body]
    assert all({earlier, later} != {qn("w:tbl")} for earlier, later in pairwise(tags))


def test_a_table_of_a_document_has_one_row_of_heads_with_words_and_whole_rows(document):
    assert document.tables
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not [row for row in others if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert all(words(cell) for cell in first.tc_lst)
        assert {sum(cell.grid_span for cell in row.tc_lst) for row in table._tbl.tr_lst} == {
            len(table.columns)
        }


def test_colours_and_links_of_a_document_have_words(document):
    styled = [run for run in document.element.iter(qn("w:r")) if run.style and run.style.startswith("Band")]
    assert styled and all(words(run) for run in styled)
    assert all(words(link) for link in document.element.iter(qn("w:hyperlink")))


def test_no_heading_of_a_document_stands_alone_at_the_foot_of_a_page(document):
    for name in ("Title", *(f"Heading {level}" for level in range(1, 5)), "Table Head"):
        assert document.styles[name].paragraph_format.keep_with_next, name


def test_no_row_and_no_source_of_a_document_is_cut_by_the_end_of_a_page(document):
    assert document.styles["Source"].paragraph_format.keep_together
    rows = [row for table in document.tables for row in table._tbl.tr_lst]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


# Workbooks


def test_a_workbook_names_its_title_and_its_language(book, language):
    assert book.properties.title and book.properties.language == language


def test_names_of_sheets_are_words_that_every_program_takes(book):
    names = [name.casefold() for name in book.sheetnames]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[^\[\]:*?/\\']{1,31}", name) for name in names)


def test_a_workbook_opens_at_the_first_cell_of_its_first_sheet(book):
    assert book.active is book.worksheets[0]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True] + [None] * (
        len(book.worksheets) - 1
    )
    assert all(sheet.sheet_view.zoomScale in (None, 100) for sheet in book.worksheets)
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}


def test_every_sheet_is_one_table_whose_heads_stay_in_sight_and_come_again_on_paper(book):
    for sheet in book.worksheets:
        assert not sheet.merged_cells.ranges
        assert all(cell.value for cell in sheet[1])
        assert re.fullmatch(r"[A-Z]+2", sheet.freeze_panes)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_colours_and_links_of_a_workbook_have_words(book):
    coloured = 0
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            if cell.fill.fill_type or cell.hyperlink:
                assert isinstance(cell.value, str) and cell.value.strip()
                coloured += bool(cell.fill.fill_type)
    assert coloured


def test_a_row_of_a_workbook_is_as_high_as_its_words_need(book):
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            texts = [cell for cell in row if isinstance(cell.value, str)]
            lines = max(sum(1 for _ in cell.value.split("\n")) for cell in texts)
            assert 15 * lines < sheet.row_dimensions[row[0].row].height <= 409


@pytest.mark.parametrize(("line", "room", "lines"), [
    ("", 5, 1),
    ("one two", 7, 1),
    ("one two", 6, 2),
    ("one two three", 7, 2),
    ("https://example.org/a", 10, 3),
    ("a https://example.org", 10, 3),
    ("日本語", 4, 2),
    ("words", 0, 5),
])  # fmt: skip
def test_words_break_where_the_next_does_not_fit(line, room, lines):
    assert broken(line, room) == lines


def test_counting_lines_of_a_text_without_end_ends():
    assert broken("word " * 200_000, 10) > 27
    assert broken("x" * 1_000_000, 10) > 27


# What their libraries leave


def test_a_document_has_nothing_of_the_template_it_began_as(made, exported):
    with ZipFile(io.BytesIO(made(exported, "word", "en"))) as file:
        names = file.namelist()
        styles, settings = (file.read(f"word/{name}.xml").decode() for name in ("styles", "settings"))
    assert not [name for name in names if re.search("thumbnail|customXml|WithEffects|app.xml", name)]
    assert set(re.findall(r'w:type="table"[^>]*w:styleId="(\w+)"', styles)) == {
        *("TableNormal", "TableGrid", "ScorecardTable", "ScorecardTableDense"),
    }
    assert "proofState" not in settings and "rsid" not in settings


def test_a_document_opens_as_one_of_today_and_in_its_language(document, language):
    settings = document.settings.element
    modes = [
        item.get(qn("w:val"))
        for item in settings.iter(qn("w:compatSetting"))
        if item.get(qn("w:name")) == "compatibilityMode"
    ]
    assert modes == ["15"]
    assert settings.find(qn("w:zoom")).get(qn("w:percent")) == "100"
    assert settings.find(qn("w:themeFontLang")).get(qn("w:val")) == REGIONS[language]
