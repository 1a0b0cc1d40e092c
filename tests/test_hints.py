"""What somebody who wrote a value in another form is told that they may have meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import gcmscore as gcm
from gcmscore._hints import meant
from gcmscore.errors import Problem

STAGES = ["announced", "adopted", "in_force"]


@pytest.mark.parametrize(
    ("written", "kind", "told"),
    [
        ("31/12/2024", "date", "'2024-12-31'"),
        ("12/31/2024", "date", "'2024-12-31'"),
        ("03/04/2024", "date", "'2024-04-03' or '2024-03-04'"),
        ("3.4.2024", "date", "'2024-04-03'"),
        ("2024/5/1", "date", "'2024-05-01'"),
        ("2024-5", "date", "'2024-05'"),
        ("12 Nov 2026", "date", "'2026-11-12'"),
        ("November 12, 2026", "date", "'2026-11-12'"),
        ("November 2026", "date", "'2026-11'"),
        ("2025 Q1", "period", "'2025-Q1'"),
        ("q1 2025", "period", "'2025-Q1'"),
        ("2018 – 2019", "period", "'2018/2019'"),
        ("12,5", "number", "12.5"),
        ("12,500", "number", "12.500 or 12500"),
        ("12.5 %", "number", "12.5"),
        ("12,5%", "number", "12.5"),
        ("gha", "code", "'GHA'"),
        ("be-vlg", "code", "'BE-VLG'"),
        ("www.example.org/page", "address", "'https://www.example.org/page'"),
        ("in force", "word", "'in_force'"),
        ("In force", "word", "'in_force'"),
    ],
)
def test_another_form_is_told_in_the_accepted_one(written, kind, told):
    assert meant(written, kind, STAGES) == f"did you mean {told}? "


@pytest.mark.parametrize(
    ("written", "kind"),
    [("31/02/2024", "date"), ("today", "date"), ("2019-2018", "period"), ("twelve", "number"),
     ("Ghana", "code"), ("zzz", "word"), (12, "number"), (None, "date"), ("1" * 99, "number")],
)  # fmt: skip
def test_nothing_is_told_where_nothing_is_known(written, kind):
    assert meant(written, kind, STAGES) == ""


@given(st.text(max_size=30), st.sampled_from(["date", "period", "number", "code", "address", "word"]))
def test_any_text_is_borne(written, kind):
    told = meant(written, kind, STAGES)
    assert told == "" or told.startswith("did you mean ")


def problems(folder, **sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "pack.xlsx")
    return [str(item) for item in gcm.validate(folder)]


def test_a_renamed_sheet_is_known_by_its_columns(tmp_path):
    header = ["country", "who", "date", "reason", "text", "objective"]
    (told,) = problems(tmp_path, Comments=[header])
    assert "unknown sheet; its columns are those of 'replies': call it so" in told


def test_a_column_of_remarks_is_told_where_remarks_go(tmp_path):
    (told,) = problems(tmp_path, sources=[["id", "our own words on it"]])
    assert "unknown column; delete it, or write what it says under 'note'" in told


def test_numbers_apart_by_commas_are_shown_with_semicolons(tmp_path):
    header = ["country", "id", "date", "statement", "objectives", "stance", "stage", "source", "locator"]
    row = ["GHA", "gh-law", "2020", "A law.", "13, 14", "advance", "in force", "gone", "page 1"]
    told = problems(tmp_path, findings=[header, row])
    assert "'13, 14' has a comma; several numbers stand apart by semicolons: 13; 14" in told[0]
    assert "did you mean 'in_force'?" in told[1]


def test_a_row_that_was_copied_twice_is_told_as_the_same_record(tmp_path):
    source = [["id", "title", "publisher", "date", "kind", "language"],
              ["ours", "Ours", "We", "2020", "ngo", "en"]]  # fmt: skip
    header = ["country", "indicator", "period", "value", "unit", "source", "locator"]
    row = ["GHA", "oda_gni_share", "2018", 1, "percent_of_gni", "ours", "page 1"]
    (told,) = problems(tmp_path, sources=source, observations=[header, row, row])
    assert told.endswith("the same record twice: delete one, or correct what they have in common")


def test_problems_of_a_workbook_come_sheet_by_sheet_and_row_by_row():
    cells = ["b!A2", "a!AA3", "a!C3", "a!D2"]
    found = [Problem("p.xlsx", int(cell[-1]), "", "is wrong", "", "x", cell=cell) for cell in cells]
    assert [item.cell for item in sorted(found)] == ["a!D2", "a!C3", "a!AA3", "b!A2"]
