"""Evidence in workbooks: read like YAML, and whatever a cell could hide is named with sheet and cell."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import gcmscore as gcm
from gcmscore import _workbook_parts as parts
from gcmscore._workbook_fields import fields_of
from gcmscore._workbook_parts import WorkbookError, column_name, sheets_of
from gcmscore.records import SECTIONS

SOURCE = {
    "id": "yearbook", "title": "Yearbook", "publisher": "Office", "date": "2021-05", "kind": "statistic",
    "language": "en",
}  # fmt: skip
FIGURE = {
    "country": "KEN", "indicator": "oda_gni_share", "period": "2020", "value": 0.44, "unit": "percent_of_gni",
    "source": "yearbook", "locator": "table 3",
}  # fmt: skip
FINDING = {
    "country": "KEN", "id": "ken-law-2021", "date": "2021-03", "statement": "A law ends it.",
    "stage": "adopted", "stance": "advance", "objectives": "13; 14", "actions": "13h",
    "recommendation.text": "Apply it.", "recommendation.addressee": "The ministry",
    "sources.1.id": "yearbook", "sources.1.locator": "page 4",
    "sources.2.id": "yearbook", "sources.2.locator": "page 5",
}  # fmt: skip


def book(**sheets):
    """A workbook in memory: for each sheet its rows, given as mappings of one column set."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    return made


@pytest.fixture
def lay(tmp_path):
    """Lay a workbook into a folder and return its path."""

    def save(made, name="pack.xlsx"):
        made.save(tmp_path / name)
        return tmp_path

    return save


def told(folder):
    return [str(problem) for problem in gcm.validate(folder)]


def whole(**changed):
    return book(**{"sources": [SOURCE], "observations": [FIGURE], "findings": [FINDING], **changed})


# What is read


def test_a_workbook_gives_the_same_evidence_as_yaml(lay, tmp_path):
    folder = lay(whole())
    assert told(folder) == []
    evidence = gcm.load_evidence(folder)
    (figure,) = evidence.observations.to_dict("records")
    assert (figure["value"], figure["period"], figure["source_id"]) == (0.44, "2020", "yearbook")
    (finding,) = evidence.pack.findings
    assert finding.objectives == (13, 14)
    assert finding.actions == ("13h",)
    assert finding.recommendation.addressee == "The ministry"
    assert [citation.locator for citation in finding.sources] == ["page 4", "page 5"]


def test_every_field_of_every_record_has_a_column():
    for section, model in SECTIONS.items():
        tops = {item.path[0] for item in fields_of(section)}
        names = {info.alias or name for name, info in model.model_fields.items()}
        assert tops == names - {"sources"}


def test_workbooks_yaml_and_tables_lie_in_one_folder_at_any_depth(lay, tmp_path):
    folder = lay(book(sources=[SOURCE]))
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "oda_gni_share.csv").write_text(
        "country,period,value,unit,source,locator\nKEN,2020,0.4,percent_of_gni,yearbook,row 1\n", "utf-8"
    )
    (folder / "a.yaml").write_text(
        "country: KEN\nfindings:\n  - {id: f, date: 2020, statement: S., objectives: [13], stance: mixed,\n"
        "     stage: practice, sources: [{id: yearbook, locator: p. 1}]}\n",
        "utf-8",
    )
    assert told(folder) == []
    evidence = gcm.load_evidence(folder)
    assert (len(evidence.observations), len(evidence.findings)) == (1, 1)


@pytest.mark.parametrize(
    ("field", "cell", "read"),
    [
        ("period", 2020, "2020"),
        ("period", 2020.0, "2020"),
        ("period", date(2020, 10, 22), "2020-10-22"),
        ("period", datetime(2020, 10, 22), "2020-10-22"),
        ("period", "2018-08/2019-04", "2018-08/2019-04"),
        ("value", "0.5", 0.5),
        ("value", 1, 1.0),
        ("locator", 12, "12"),
        ("note", " two\nlines ", "two\nlines"),
        ("note", "_x0041_", "A"),
    ],
)
def test_what_a_cell_holds_is_read_as_the_field_asks(lay, field, cell, read):
    source = SOURCE | {"date": 2022}
    folder = lay(book(sources=[source], observations=[{"note": None} | FIGURE | {field: cell}]))
    assert told(folder) == []
    assert gcm.load_evidence(folder).observations[field].tolist() == [read]


def test_empty_rows_and_our_own_sheets_are_passed_over(lay):
    made = whole()
    made["findings"].insert_rows(2)
    made.create_sheet("read me")["A1"] = "Anything"
    made.create_sheet("lists")["C3"] = "=1+1"
    made.create_sheet("Sheet1")
    folder = lay(made)
    assert told(folder) == []
    assert len(gcm.load_evidence(folder).findings) == 1


def test_a_workbook_that_is_open_in_excel_is_read_and_its_lock_is_not(lay):
    folder = lay(whole())
    (folder / "~$pack.xlsx").write_bytes(b"\x05Somebody")
    assert told(folder) == []


def test_kept_evidence_knows_that_a_workbook_has_changed(lay, tmp_path):
    folder = lay(whole())
    kept = tmp_path / "kept"
    assert gcm.load_evidence(folder, cache=kept).observations["value"].tolist() == [0.44]
    lay(whole(observations=[FIGURE | {"value": 0.5}]))
    assert gcm.load_evidence(folder, cache=kept).observations["value"].tolist() == [0.5]


# What is refused, at its cell


def percent(sheet):
    sheet["D2"].number_format = "0.00%"


def merge(sheet):
    sheet.merge_cells("A2:B2")


def hide_row(sheet):
    sheet.row_dimensions[2].hidden = True


def hide_column(sheet):
    sheet.column_dimensions["D"].hidden = True


def hide(sheet):
    sheet.sheet_state = "hidden"


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("D2", "3,5", "D2: value: '3,5' has a comma; did you mean 3.5? "
         "a number with a decimal point, such as 3.5"),
        ("D2", "1 234,5", "D2: value: '1 234,5' has a comma; a number with a decimal point, such as 3.5"),
        ("D2", "much", "D2: value: 'much' is not accepted; a plain number such as 0.44"),
        ("D2", "#N/A", "D2: value: shows the error #N/A; the value, or an empty cell"),
        ("D2", True, "D2: value: is the truth value TRUE; "
         "format the cell as text and write it as it is to be read"),
        ("D2", "=0.4+0.04", "D2: value: is a formula; "
         "write the value itself, which is what its source shows"),
        ("C2", datetime(2020, 10, 22, 9), "C2: period: is a time, or a date with a time of day; "
         "format the cell as text and write it as 2020, 2020-10 or 2020-10-22"),
        ("C2", 2020.1, "C2: period: 2020.1 is not accepted; "
         "write 2020, 2020-Q3, 2020-10, 2020-10-22 or 2018-08/2019-04"),
        ("C2", "22/10/2020", "C2: period: '22' is not a period; did you mean '2020-10-22'? "
         "write 2020, 2020-Q3, 2020-10, 2020-10-22 or 2018-08/2019-04"),
        ("A2", "KNE", "A2: country: 'KNE' is not in the country table"),
        ("B2", "oda_gni_shares", "B2: indicator: 'oda_gni_shares' is not defined; did you mean oda_gni"),
        ("B2", date(2020, 1, 1), "B2: indicator: is kept as the date 2020-01-01; "
         "format the cell as text and write it as it is to be read"),
        ("F2", "yearbok", "F2: sources.1.id: no source has the id 'yearbok'; did you mean 'yearbook'?"),
        ("G2", 12.5, "G2: sources.1.locator: is the number 12.5; "
         "format the cell as text and write it as it is to be read"),
        ("E1", "units", "E1: units: unknown column; did you mean 'unit'? accepted are country, note"),
        ("E1", "value", "E1: value: the column is there twice; one column a field"),
        ("H2", "stray", "H2: stands under no name; name the column in row 1"),
        ("E2", None, "E2: unit: is missing; add 'unit'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_sheet_and_cell(lay, cell, value, said):
    made = whole()
    made["observations"][cell] = value
    if value is True:
        made["observations"][cell].data_type = "b"
    assert any(line.startswith(f"pack.xlsx!observations!{said}") for line in told(lay(made)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (percent, "D2: value: is shown as a percentage (0.44 or 44?); "
         "format the cell as a number and write the figure in the indicator's unit"),
        (merge, "A2: A2:B2 are merged into one cell; undo it, and write each value in its own cell"),
        (hide_row, "A2: the row is hidden; show it, or delete it"),
        (hide_column, "D1: value: the column is hidden; show it, or delete it"),
        (hide, "A1: the sheet is hidden; show it, or delete it"),
    ],
)  # fmt: skip
def test_what_a_sheet_hides_is_named(lay, change, said):
    made = whole()
    change(made["observations"])
    assert f"pack.xlsx!observations!{said}" in told(lay(made))


def test_a_month_that_excel_made_a_day_of_is_not_taken_for_that_day(lay):
    made = whole()
    made["observations"]["C2"] = date(2020, 10, 1)
    made["observations"]["C2"].number_format = "mmm-yy"
    assert told(lay(made)) == [
        "pack.xlsx!observations!C2: period: is kept as 2020-10-01 and shown without the day; "
        "format the cell as text and write it as 2020, 2020-10 or 2020-10-22"
    ]


def test_a_renamed_sheet_is_named_with_the_nearest_name(lay):
    made = whole()
    made["findings"].title = "Findings (2)"
    assert told(lay(made)) == [
        "pack.xlsx!Findings (2)!A1: unknown sheet; did you mean 'findings'? accepted are sources, "
        "observations, assessments, ratifications, ratification_lists, findings, replies, read me, lists"
    ]


def test_a_header_that_is_not_in_the_first_row_is_asked_for(lay):
    made = whole()
    made["findings"].insert_rows(1)
    assert told(lay(made)) == ["pack.xlsx!findings!A1: is empty; the names of the fields in row 1"]


def test_a_gap_between_the_columns_of_sources_shifts_no_cell(lay):
    finding = {key: value for key, value in FINDING.items() if not key.startswith("sources.1")}
    finding |= {"sources.1.id": None, "sources.1.locator": None, "sources.2.id": "nobody"}
    lines = told(lay(book(sources=[SOURCE], findings=[finding])))
    column = column_name(list(finding).index("sources.2.id") + 1)
    assert lines == [
        f"pack.xlsx!findings!{column}2: sources.1.id: no source has the id 'nobody'; "
        "add it under sources: in this folder"
    ]


def test_what_stands_twice_is_named_with_its_cell_in_the_workbook_and_its_line_in_yaml(lay, tmp_path):
    folder = lay(whole())
    text = "sources:\n- {id: yearbook, title: T, publisher: P, date: 2020, kind: law, language: en}\n"
    (folder / "own.yaml").write_text(text, "utf-8")
    assert told(folder) == [
        "pack.xlsx!sources!A2: id: 'yearbook' is already used at own.yaml:2; one record an id"
    ]


def test_a_contradiction_between_two_rows_is_named_with_its_cell(lay):
    other = FIGURE | {"value": 0.5, "locator": "table 4", "source": "review"}
    sources = [SOURCE, SOURCE | {"id": "review"}]
    (problem,) = gcm.validate(lay(book(sources=sources, observations=[FIGURE, other])))
    assert (problem.where, problem.cell) == ("pack.xlsx!observations!A3", "observations!A3")


def test_a_problem_of_a_workbook_has_its_cell_for_a_machine(lay):
    made = whole()
    made["observations"]["D2"] = "3,5"
    (problem,) = gcm.validate(lay(made))
    assert (problem.to_dict()["cell"], problem.to_dict()["line"]) == ("observations!D2", 2)


# Files that are no workbook, or want to be more than one


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(name, content):
    """A good workbook, one part of which is replaced."""
    made, other = io.BytesIO(), io.BytesIO()
    whole().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return other.getvalue()


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"
ROW = '<worksheet><sheetData><row r="{0}"><c r="{1}" {2}/></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("make_content", "said"),
    [
        (lambda: b"", "is damaged or no Excel workbook (File is not a zip file)"),
        (lambda: b"id,title\n", "is damaged or no Excel workbook (File is not a zip file)"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
         "is protected by a password, or in the form of Excel 97 to 2003"),
        (lambda: zipped(a="b"), "is damaged or no Excel workbook ("),
        (lambda: zipped(**{"_rels/.rels": "<Relationships/>"}), "is no Excel workbook"),
        (lambda: zipped(**{f"part{number}": "" for number in range(2001)}), "has 2,001 parts; at most 2,000"),
        (lambda: zipped(**{"xl/a.xml": bytes(101_000_000)}),
         "has 101,000,000 bytes when unpacked; at most 100"),
        (lambda: zipped(**{"xl/a.xml": bytes(9_000_000)}), "times its size; at most 200 times"),
        (lambda: changed(SHEET, LAUGHS), f"declares a document type in {SHEET}"),
        (lambda: changed(SHEET, b"<a>" * 60 + b"</a>" * 60),
         "has more or deeper marks than a workbook of evidence"),
        (lambda: changed(SHEET, b"<worksheet>"), "is damaged or no Excel workbook (no element found"),
        (lambda: changed(SHEET, ROW.format(9_999_999, "A1", "").encode()), "has a row of the number 9999999"),
        (lambda: changed(SHEET, ROW.format(1, "ZZZ1", "").encode()), "has a column of the number 18278"),
        (lambda: changed(SHEET, ROW.format(1, "../A1", "").encode()), "has a cell called '../A1'"),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_no_workbook_or_a_bomb_is_refused_with_a_word(tmp_path, make_content, said):
    (tmp_path / "pack.xlsx").write_bytes(make_content())
    (line,) = told(tmp_path)
    assert line.startswith("pack.xlsx:1: ")
    assert said in line


def test_a_merge_of_the_whole_sheet_and_one_cell_far_away_cost_nothing(lay):
    made = whole()
    made["observations"]["XFD1048576"] = "far"
    folder = lay(made)
    path = folder / "pack.xlsx"
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet2.xml"
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    content[name] = content[name].replace(b"</worksheet>", merged)
    path.write_bytes(zipped(**content))
    assert {
        "pack.xlsx!observations!A1: A1:XFD1048576 are merged into one cell; "
        "undo it, and write each value in its own cell",
        "pack.xlsx!observations!XFD1048576: stands under no name; name the column in row 1",
    } <= set(told(folder))


def test_a_workbook_with_too_many_cells_is_refused_before_it_is_read(lay, monkeypatch):
    monkeypatch.setattr(parts, "MAXIMUM_MARKS", 50)
    assert told(lay(whole())) == [
        "pack.xlsx:1: has more or deeper marks than a workbook of evidence; split it by country"
    ]


def test_one_long_text_that_many_cells_mean_is_counted_each_time(lay, monkeypatch):
    rows = [FIGURE | {"locator": "x" * 20_000, "period": str(year)} for year in range(2000, 2020)]
    monkeypatch.setattr(parts, "MAXIMUM_TEXT", 200_000)
    assert told(lay(book(sources=[SOURCE], observations=rows))) == [
        "pack.xlsx:1: has more text than a workbook of evidence; split it by country"
    ]


def test_a_protected_part_is_refused():
    made = io.BytesIO()
    whole().save(made)
    content = bytearray(made.getvalue())
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    with pytest.raises(WorkbookError) as caught:
        sheets_of(bytes(content))
    assert caught.value.told[0] == "is protected by a password"


@given(place=st.integers(0, 100_000), bytes_=st.binary(min_size=1, max_size=8), whole_file=st.booleans())
@settings(max_examples=30)
def test_a_damaged_workbook_is_refused_or_read_and_never_a_crash(place, bytes_, whole_file):
    content = GOOD if whole_file else PLAIN_SHEET
    place %= len(content)
    spoilt = content[:place] + bytes_ + content[place + len(bytes_) :]
    try:
        sheets_of(spoilt if whole_file else changed(SHEET, spoilt))
    except WorkbookError as error:
        assert error.told[0]


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3000), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(min_value=date(1901, 1, 1)), st.datetimes(min_value=datetime(1901, 1, 1)),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(["BEL", "2020-13", "=1", "#REF!", "3,5", "13;14", ";", "sources.99.id", "since", "file"]),
)  # fmt: skip


@given(
    sheet=st.sampled_from(["sources", "observations", "findings"]),
    row=st.integers(1, 4),
    column=st.integers(1, 16),
    value=ANYTHING,
)
@settings(max_examples=30)
def test_anything_in_any_cell_is_checked_without_a_crash(tmp_path_factory, sheet, row, column, value):
    folder = tmp_path_factory.mktemp("any")
    made = whole()
    made[sheet].cell(row, column).value = value
    made.save(folder / "pack.xlsx")
    lines = told(folder)
    assert lines == [line for line in lines if line.startswith("pack.xlsx") and "\n" not in line]


def _good():
    made = io.BytesIO()
    whole().save(made)
    return made.getvalue()


GOOD = _good()
with zipfile.ZipFile(io.BytesIO(GOOD)) as archive_:
    PLAIN_SHEET = archive_.read(SHEET)


# The folder


@pytest.mark.parametrize("name", ["old.xls", "table.ods", "macros.xlsm", "records.yml", "PACK.XLSX"])
def test_a_form_that_is_not_read_is_named(lay, name):
    folder = lay(whole())
    (folder / name).write_bytes(b"anything")
    assert told(folder) == [
        f"{name}:1: is not read; YAML in *.yaml, workbooks in *.xlsx, tables in *.csv or *.parquet"
    ]


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("out.yaml", "../outside.yaml", "is a link that leads out of the folder"),
        ("groups.yaml", "../outside.yaml", "is a link that leads out of the folder"),
        ("more", "..", "is a link to a folder that it stands in"),
        ("again", ".", "is a link to a folder that it stands in"),
        ("loop.yaml", "loop.yaml", "is a link that leads nowhere or in a circle"),
        ("lost.csv", "nowhere.csv", "is a link that leads nowhere or in a circle"),
    ],
)
def test_a_link_that_leaves_the_folder_or_turns_in_a_circle_is_not_followed(tmp_path, name, target, said):
    (tmp_path / "outside.yaml").write_text("not: evidence\n", "utf-8")
    folder = tmp_path / "mine"
    folder.mkdir()
    whole().save(folder / "pack.xlsx")
    (folder / name).symlink_to(target)
    assert told(folder) == [f"{name}: {said}; copy what it means into the folder"]
    with pytest.raises(gcm.InvalidDataError, match="is a link"):
        gcm.load_evidence(folder, cache=tmp_path / "kept")


def test_a_link_within_the_folder_is_no_mistake(lay):
    folder = lay(whole())
    (folder / "sub").mkdir()
    (folder / "again").symlink_to("sub")
    assert told(folder) == []


def test_a_pipe_is_not_waited_for(lay):
    folder = lay(whole())
    os.mkfifo(folder / "pipe.yaml")
    assert told(folder) == ["pipe.yaml:1: is no ordinary file; a readable file"]


@pytest.mark.parametrize("name", ["figures.csv", "records.yaml", "pack.xlsx", "figures.parquet"])
def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path, name):
    with (tmp_path / name).open("wb") as file:
        file.truncate(200_000_000)  # without a byte on the disk
    assert told(tmp_path) == [
        f"{name}:1: the file has 200,000,000 bytes; at most 20,000,000"
    ] or name.endswith(".parquet")
    with pytest.raises(gcm.InvalidDataError, match="200,000,000 bytes; at most 20,000,000"):
        gcm.load_evidence(tmp_path, cache=tmp_path / "kept")
