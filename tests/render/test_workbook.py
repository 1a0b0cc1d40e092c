"""The workbook: typed cells, words beside colours, links that lead somewhere, nothing that runs."""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import gcmscore as gcm
from gcmscore._clean import clean
from gcmscore.errors import MissingExtraError, UnknownLanguageError
from gcmscore.render.build import scorecard_view
from gcmscore.render.sheets import Book, Cell, Column, Sheet, day, measured
from gcmscore.render.templates import load_templates
from gcmscore.render.text import Wording
from gcmscore.render.workbook import FORMULA_SIGNS, fitting, workbook

SHEETS = ["objectives", "indicators", "evidence", "sources", "method"]
INTERVAL = {"Score": "score", "Interval from": "low", "Interval to": "high"}
OF_OBJECTIVES = INTERVAL | {
    "No.": "objective",
    "Coverage, this profile": "coverage",
    "Coverage, all indicators": "coverage_full",
    "Indicators with a value": "n",
    "If the rest were 0": "bound_low",
    "If the rest were 100": "bound_high",
    "Mean shown for information": "indicative",
}
OF_INDICATORS = INTERVAL | {
    "No.": "objective",
    "Value": "value",
    "Law, 0 to 4": "law",
    "Practice, 0 to 4": "practice",
    "Target": "target",
    "Missing to the target": "gap",
    "Age in years": "age",
    "Weight": "weight",
    "Share of the result": "effective_weight",
    "Id": "indicator",
}


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(book: openpyxl.Workbook, name: str) -> list[dict]:
    """Return the cells of a sheet, each row by the heads of its columns."""
    heads, *others = book[name].iter_rows()
    return [dict(zip([cell.value for cell in heads], row, strict=True)) for row in others]


def written_parts(content: bytes, folder: str) -> list[str]:
    with ZipFile(io.BytesIO(content)) as file:
        return [file.read(name).decode() for name in file.namelist() if name.startswith(folder)]


def known(value: object) -> object:
    """Return a value as a cell has it: none where it is missing, and a number to its sixteenth digit."""
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) == "<NA>":
        return None
    return pytest.approx(value, rel=1e-15) if isinstance(value, float) else value


@pytest.fixture(scope="module")
def content(card) -> bytes:
    return card.to_excel()


@pytest.fixture(scope="module")
def book(content) -> openpyxl.Workbook:
    return opened(content)


# What it holds


def test_it_has_the_five_sheets(book):
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", ["BEL-2018", "BEL-2020", "KEN-2024"])
def test_the_numbers_of_objectives_are_those_of_the_frame(name, shelf):
    card = shelf.card(name)
    frame = card.objectives.reset_index().to_dict("records")
    for row, wanted in zip(rows(opened(card.to_excel()), "objectives"), frame, strict=True):
        assert {head: row[head].value for head in OF_OBJECTIVES} == {
            head: known(wanted[column]) for head, column in OF_OBJECTIVES.items()
        }


@pytest.mark.parametrize("name", ["BEL-2018", "BEL-2020", "KEN-2024"])
def test_the_numbers_of_indicators_are_those_of_the_frame(name, shelf):
    card = shelf.card(name)
    frame = card.indicators.reset_index().to_dict("records")
    for row, wanted in zip(rows(opened(card.to_excel()), "indicators"), frame, strict=True):
        assert {head: row[head].value for head in OF_INDICATORS} == {
            head: known(wanted[column]) for head, column in OF_INDICATORS.items()
        }


def test_the_words_of_bands_stand_on_their_colours(book, card):
    colours = load_templates().theme.colours.light
    bands = card.objectives["band"].tolist()
    for row, band in zip(rows(book, "objectives"), bands, strict=True):
        if not known(band):
            assert row["Band"].value is None
        else:
            assert row["Band"].value == band
            assert row["Band"].fill.fgColor.rgb == "00" + getattr(colours, band).lstrip("#")


def test_what_is_missing_is_an_empty_cell_with_its_status_beside(book):
    missing = [row for row in rows(book, "objectives") if row["Score"].value is None]
    assert {row["Result"].value for row in missing} == {"too little evidence", "not assessed"}
    assert all(row["Why"].value for row in missing)
    silent = [row for row in rows(book, "indicators") if row["Value"].value is None]
    assert silent and all(row["Status"].value for row in silent)


def test_every_finding_stands_in_the_evidence_once(book, card):
    told = {
        row["Id"].value: row for row in rows(book, "evidence") if row["Kind of record"].value == "finding"
    }
    findings = {item.id: item for result in card.results for item in result.findings}
    assert told.keys() == findings.keys()
    for name, item in findings.items():
        assert told[name]["What it says"].value == clean(item.statement)
        assert told[name]["Language"].value == item.language
        places = "; ".join(citation.locator for citation in item.sources)
        assert told[name]["Place in the source"].value == clean(places)


def test_every_value_rests_on_a_record_of_the_evidence(book, card):
    counted = [
        row for row in rows(book, "evidence") if row["What it is used for"].value == "counts in the score"
    ]
    names = {row["Indicator"].value for row in counted}
    scored = [item for result in card.results for item in result.indicators if item.status == "scored"]
    assert names == {item.indicator.name for item in scored}
    assert {row["Kind of record"].value for row in counted} == {"figure", "assessment", "treaty status"}


def test_sources_have_the_numbers_that_they_have_on_the_page(book, card):
    shown = {row["No."].value: row["Title"].value for row in rows(book, "sources")}
    for entry in scorecard_view(card, Wording("en")).sources:
        assert shown[entry.number] == clean(entry.title)


def test_days_are_days_years_are_numbers_and_the_rest_is_as_written():
    assert (day("2020-10-22").value, day("2020").value) == (date(2020, 10, 22), 2020)
    assert [day(said).value for said in ("2020-10", "2018-08/2019-04", "2020-Q3", "1899-05-01", None)] == [
        *("2020-10", "2018-08/2019-04", "2020-Q3", "1899-05-01"),
        None,
    ]


def test_a_day_of_the_evidence_is_a_date_in_the_file(book):
    dates = [row["Date or period"] for row in rows(book, "evidence")]
    found = [cell for cell in dates if isinstance(cell.value, datetime)]
    assert found and {cell.number_format for cell in found} == {"yyyy-mm-dd"}


def test_a_number_is_shown_with_its_decimals_where_it_has_any():
    assert [measured(value, 2).form for value in (0.48, 3, 1200.0, 0.001)] == [
        *("#,##0.00", "#,##0", "#,##0"),
        "#,##0.00",
    ]


def test_what_the_scorecard_does_not_say_comes_first_in_the_method(book, card):
    said = rows(book, "method")
    limits = scorecard_view(card, Wording("en")).limits
    assert [row["What it says"].value for row in said[: len(limits)]] == list(limits)
    assert "To make it again" in said[-1]["What it says"].value


# How it looks and where it leads


@pytest.mark.parametrize("name", SHEETS)
def test_heads_stay_in_sight_filter_and_come_again_on_paper(name, book):
    sheet = book[name]
    assert sheet.freeze_panes in ("A2", "C2")
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    heads = next(sheet.iter_rows(max_row=1))
    assert all(cell.value and cell.font.bold for cell in heads)
    assert len({cell.value for cell in heads}) == len(heads)


def test_the_first_screen_of_the_evidence_has_what_a_record_says(book):
    heads = [cell.value for cell in book["evidence"][1]]
    shown = book["evidence"].column_dimensions
    before = heads[: heads.index("What it says") + 1]
    assert sum(shown[get_column_letter(place)].width for place in range(1, len(before) + 1)) < 150


@pytest.mark.parametrize(("columns", "pages"), [(3, 1), (12, 1), (13, 2), (30, 3)])
def test_a_wide_table_goes_over_pages_beside_each_other_with_its_names(columns, pages):
    heads = tuple(Column(f"Column {place}", 30) for place in range(columns))
    sheet = Sheet("scores", "scores", heads, (tuple(Cell("x") for _ in heads),))
    page = opened(workbook(Book("Title", "T", "en", "ltr", 2020, "…", (sheet,))))["scores"]
    assert page.page_setup.fitToWidth == pages
    assert page.print_title_cols == ("$A:$B" if pages > 1 else None)


def test_a_head_leaves_room_for_the_button_of_its_filter():
    narrow = Sheet(
        "scores", "scores", (Column("abcdef", 10), Column("b", 10)), ((Cell("abcdefgh"), Cell("b")),)
    )
    page = opened(workbook(Book("Title", "T", "en", "ltr", 2020, "…", (narrow,))))["scores"]
    assert [page.row_dimensions[row].height for row in (1, 2)] == [16, 16]
    longer = Sheet("scores", "scores", (Column("abcdefgh", 10),), ((Cell("abcdefgh"),),))
    page = opened(workbook(Book("Title", "T", "en", "ltr", 2020, "…", (longer,))))["scores"]
    assert [page.row_dimensions[row].height for row in (1, 2)] == [31, 16]


def test_cells_of_one_look_have_it_all(book):
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None):
            assert cell.alignment.wrap_text and cell.alignment.vertical == "top"
            assert cell.quotePrefix == (isinstance(cell.value, str) and cell.value.startswith(FORMULA_SIGNS))


def test_a_mark_leads_to_the_row_of_its_source(book):
    numbers = [cell.value for cell in book["sources"]["A"]]
    links = [cell for name in ("indicators", "evidence") for row in book[name].iter_rows() for cell in row]
    links = [cell for cell in links if cell.hyperlink is not None]
    assert len(links) > 200
    for cell in links:
        place = int(re.fullmatch(r"'sources'!A(\d+)", cell.hyperlink.location)[1])
        assert f"{numbers[place - 1]}" == cell.value.rstrip("abcdefghijklmnopqrstuvwxyz")


def test_addresses_of_sources_are_linked_as_they_are_written(book):
    linked = {cell.value: cell.hyperlink.target for cell in book["sources"]["H"][1:] if cell.hyperlink}
    assert linked and all(shown == target for shown, target in linked.items())
    assert all(target.startswith(("http://", "https://")) for target in linked.values())


def test_it_names_its_title_and_nobody_as_its_author(book, content):
    properties = book.properties
    assert properties.title == "Belgium 2020: GCM scorecard"
    assert properties.created == properties.modified == datetime(2020, 12, 31)
    (core,) = written_parts(content, "docProps/core.xml")
    assert "creator" not in core and "lastModifiedBy" not in core


def test_the_same_card_gives_the_same_bytes(card, content):
    assert card.to_excel() == content


@pytest.mark.parametrize(("language", "first"), [("fr", "objectifs"), ("nl", "doelstellingen")])
def test_heads_and_sheets_speak_the_language_asked_for(language, first, card):
    book = opened(card.to_excel(lang=language))
    assert book.sheetnames[0] == first
    assert "Score" in [cell.value for cell in book[first][1]]
    links = [
        cell.hyperlink.location for row in book.worksheets[1].iter_rows() for cell in row if cell.hyperlink
    ]
    assert links and all(f"'{book.sheetnames[3]}'!" in link for link in links)


def test_a_file_is_written_where_asked_and_its_place_returned(card, content, tmp_path):
    assert card.to_excel(tmp_path / "new" / "bel.xlsx").read_bytes() == content


def test_an_unknown_language_is_named(card):
    with pytest.raises(UnknownLanguageError, match="xx"):
        card.to_excel(lang="xx")


def test_without_the_library_a_word_says_what_to_install(small, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"gcmscore\[excel\]"):
        small.to_excel()


# What could go wrong


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.test")']


@pytest.mark.parametrize("said", [*FORMULAS, "#N/A", "#REF!", "1e5", "TRUE", "2020-01-01"])
def test_a_text_stays_a_text_whatever_it_looks_like(said, make):
    content = make.card([make.measure()], [make.finding(statement=said)]).to_excel()
    (row,) = rows(opened(content), "evidence")
    assert (row["What it says"].value, row["What it says"].data_type) == (said, "s")
    assert row["What it says"].quotePrefix == said.startswith(("=", "+", "-", "@", "＝"))
    assert not any("<f>" in part or "<f " in part for part in written_parts(content, "xl/worksheets/"))


def test_a_statement_too_long_for_a_cell_is_cut_where_it_says_so(make):
    content = make.card([make.measure()], [make.finding(statement="word " * 200_000 + "end")]).to_excel()
    (row,) = rows(opened(content), "evidence")
    assert len(row["What it says"].value) == 32_767
    assert row["What it says"].value.endswith("the page and the JSON have the whole text]")


@pytest.mark.parametrize("sign", ["x", "\N{GRINNING FACE}", "é"])
def test_letters_beyond_the_first_plane_count_twice(sign):
    kept = fitting(sign * 40_000, "…")
    assert len(kept.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert set(kept) == {sign, "…"}


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.large)])
def test_thousands_of_findings_are_all_in_the_workbook(count, make):
    said = [make.finding(f"fact-{number}", statement=f"Fact {number}.") for number in range(count)]
    book = opened(make.card([make.measure()], said).to_excel())
    assert book["evidence"].max_row == count + 1


def test_a_card_without_anything_has_its_sheets(make):
    book = opened(make.card([make.measure()], []).to_excel())
    assert [sheet.max_row for sheet in book.worksheets[:4]] == [2, 2, 1, 1]


# Comparisons


@pytest.fixture(scope="module")
def comparison() -> gcm.Comparison:
    return gcm.compare(["KEN", "GHA"], 2024, profile="global")


def test_a_comparison_has_both_bases_side_by_side(comparison):
    book = opened(comparison.to_excel())
    assert book.sheetnames == ["side by side", "indicators", "sources", "method"]
    wide = comparison.wide().to_dict("index")
    for row in rows(book, "side by side"):
        common = [row[f"{label}\nIn common"].value for label in comparison.labels]
        assert common == [known(score) for score in wide[row["No."].value].values()]
        own = [row[f"{label}\nScore"].value for label in comparison.labels]
        scores = [card.objectives["score"].iloc[row["No."].value - 1] for card in comparison.cards]
        assert own == [known(score) for score in scores]


def test_a_comparison_says_which_questions_are_in_common(comparison):
    told = rows(opened(comparison.to_excel()), "indicators")
    assert {row["Id"].value for row in told if row["In common"].value == "yes"} == set(comparison.common)


def test_a_comparison_on_own_questions_sets_nothing_against_each_other():
    book = opened(gcm.compare(["KEN", "GHA"], 2024, basis="own", profile="global").to_excel())
    assert not [cell.value for cell in book["side by side"][1] if "In common" in cell.value]


def test_without_a_score_in_common_there_is_no_column_of_them(make):
    figures = [make.figure("pupils", 50), make.figure("teachers", 60, country="NLD")]
    evidence, compact = make.evidence(*figures), make.compact(make.measure(), make.measure("teachers"))
    compared = gcm.compare(["BEL", "NLD"], 2020, evidence=evidence, compact=compact, profile="full")
    heads = [cell.value for cell in opened(compared.to_excel())["side by side"][1]]
    assert "BEL 2020\nScore" in heads and not [head for head in heads if head.endswith("In common")]


def test_the_same_comparison_gives_the_same_bytes(comparison):
    assert comparison.to_excel() == comparison.to_excel(lang="en")


# LibreOffice opens it


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Converts a file with LibreOffice, in a profile of its own, and returns what was written."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is missing; apt-get install libreoffice-calc-nogui libreoffice-writer-nogui")
    profile = tmp_path_factory.mktemp("profile")

    def convert(path, kind):
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", kind, "--outdir", str(path.parent), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0 and "Error" not in done.stderr, done.stderr
        return sorted(found for found in path.parent.iterdir() if found != path)

    return convert


# Commas, quotes, UTF-8, from the first line, text as it is shown, every sheet into a file of its own.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def test_libreoffice_reads_every_cell_as_it_was_written(card, book, office, tmp_path):
    path = card.to_excel(tmp_path / "bel.xlsx")
    files = {found.stem.rpartition("-")[2]: found for found in office(path, EVERY_SHEET)}
    assert set(files) == set(SHEETS)
    for name, file in files.items():
        with file.open(encoding="utf-8", newline="") as lines:
            read = list(csv.reader(lines))
        cells = [[cell.value for cell in row] for row in book[name].iter_rows()]
        assert len(read) == len(cells)
        for found, wanted in zip(read, cells, strict=True):
            for shown, value in zip(found, wanted, strict=True):
                if value is None or isinstance(value, str):
                    assert shown == (value or "")
                else:
                    assert shown != ""


def test_libreoffice_runs_nothing_of_it(make, office, tmp_path):
    # The last is the format's way of writing the letter A, unless it is written as words are.
    statements = [*FORMULAS, "_x0041_"]
    said = [make.finding(f"fact-{place}", statement=said) for place, said in enumerate(statements)]
    path = make.card([make.measure()], said).to_excel(tmp_path / "hostile.xlsx")
    (file,) = [found for found in office(path, EVERY_SHEET) if "evidence" in found.name]
    with file.open(encoding="utf-8", newline="") as lines:
        heads, *read = list(csv.reader(lines))
    assert {row[heads.index("What it says")] for row in read} == set(statements)
