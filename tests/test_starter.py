"""A starter pack says what to fill in, explains every field, and is never written over what is there."""

from __future__ import annotations

import re
import shutil
import subprocess

import openpyxl
import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore._workbook_fields import citation_fields, cites, fields_of
from gcmscore.cli import main
from gcmscore.records import SECTIONS

FILES = ["sources", "observations", "findings", "assessments", "ratifications", "replies"]
SOURCE = {"title": "A yearbook", "publisher": "Bureau of Statistics", "date": "2024", "kind": "statistic"}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh")
    gcm.new_evidence("KEN", folder / "yaml", year=2025)
    gcm.new_evidence("KEN", folder / "xlsx", year=2025, format="xlsx")
    return folder


@pytest.fixture
def yaml(fresh, tmp_path):
    return shutil.copytree(fresh / "yaml", tmp_path / "mine")


@pytest.fixture
def book(fresh):
    return openpyxl.load_workbook(fresh / "xlsx" / "KEN.xlsx")


def told(folder):
    return [str(problem) for problem in gcm.validate(folder)]


def fill(folder, name, values):
    """Fill in keys that are empty, as somebody would in an editor."""
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    for key, value in values.items():
        text = re.sub(rf"^( +(- )?){key}:$", rf"\g<1>{key}: {value}", text, count=1, flags=re.MULTILINE)
    path.write_text(text, "utf-8")


def uncomment(folder, name):
    path = folder / f"{name}.yaml"
    head, *lines = path.read_text("utf-8").split("\n")
    end = next((place for place, line in enumerate(lines) if line.startswith("# Questions")), len(lines))
    record = [line.removeprefix("# ").removeprefix("#") for line in lines[2:end]]
    path.write_text("\n".join([head, *lines[:2], *record]) + "\n", "utf-8")


# YAML


def test_checking_a_fresh_pack_says_what_to_fill_in(yaml):
    assert [line.split(": ", 2)[1:] for line in told(yaml)] == [
        ["sources.0.title", "is empty; text"],
        ["sources.0.publisher", "is empty; text"],
        ["sources.0.date", "is empty; write 2020, 2020-10 or 2020-10-22"],
        ["sources.0.kind", "is empty; one of 'statistic', 'law', 'ruling', 'official', 'monitor', "
         "'academic', 'ngo' or 'media'"],
    ]  # fmt: skip
    result = CliRunner().invoke(main, ["check", str(yaml)])
    assert result.exit_code == 1


def test_with_its_source_filled_in_a_pack_loads(yaml):
    fill(yaml, "sources", SOURCE)
    assert told(yaml) == []
    assert list(gcm.load_evidence(yaml).sources.index) == ["my-first-source"]


def test_every_file_is_about_the_country_and_has_the_questions_of_its_kind(yaml, compact):
    kinds = {"observations": "measure", "assessments": "rubric", "ratifications": "instrument"}
    for name in FILES:
        text = (yaml / f"{name}.yaml").read_text("utf-8")
        assert text.startswith(f"# Kenya: {name}. ")
        assert ("\ncountry: KEN\n" in text) == (name != "sources")
        asked = re.findall(r"^#   (\w+)(?: \(.*\))?: objective \d+$", text, re.MULTILINE)
        assert {compact.indicators[item].kind for item in asked} <= {kinds.get(name)}
        assert bool(asked) == (name in kinds)


def test_the_questions_are_those_without_an_answer(yaml, compact):
    card = gcm.score("KEN", 2025)
    asked = {
        item
        for path in yaml.iterdir()
        for item in re.findall(r"^#   (\w+)(?: \(.*\))?: objective", path.read_text("utf-8"), re.MULTILINE)
    }
    status = card.indicators["status"].droplevel([0, 1])
    assert asked == set(status.index[status.isin(["not_assessed", "stale", "conflict", "not_published"])])
    assert status["oda_gni_share"] == "not_applicable"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_has_a_line_that_says_what_it_is_and_what_is_accepted(yaml, section):
    texts = [path.read_text("utf-8") for path in yaml.iterdir()]
    lines = " ".join(line.strip(" #") for text in texts for line in text.split("\n"))
    for field in [item for item in fields_of(section) if item.name != "country"]:
        assert field.about or field.accepted != "text", field.name
        assert " ".join(field.help.split()) in lines, field.name
    assert cites(section) == (section != "sources")


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("findings", {"id": "ken-1", "date": 2024, "statement": "It was.", "objectives": "[13]",
                      "stance": "mixed", "stage": "practice"}),
        ("replies", {"who": "A", "date": 2024, "reason": "context", "text": "B.", "objective": 13}),
        ("observations", {"period": 2020}),
        ("assessments", {"from": 2024, "rationale": "R.", "would_change": "W.", "coder": "A"}),
    ],
)  # fmt: skip
def test_an_example_that_is_uncommented_and_filled_in_is_a_record(yaml, name, answers):
    fill(yaml, "sources", SOURCE)
    uncomment(yaml, name)
    path = yaml / f"{name}.yaml"
    empty = told(yaml)
    assert all("is empty" in line or "needs" in line for line in empty if "locator" not in line), empty
    fill(yaml, name, answers)
    text = path.read_text("utf-8").replace('locator: ""', "locator: page 1")
    text = text.replace("    # value:", "    value: 3").replace("    # practice:", "    practice: 2", 1)
    path.write_text(text, "utf-8")
    assert told(yaml) == []
    assert len(getattr(gcm.load_evidence(yaml), name)) == 1


def test_what_is_there_is_never_written_over(yaml):
    before = {path.name: path.read_bytes() for path in yaml.iterdir()}
    (yaml / "sources.yaml").unlink()
    with pytest.raises(gcm.GcmscoreError, match=r"has observations\.yaml, .* already; nothing was written"):
        gcm.new_evidence("KEN", yaml)
    del before["sources.yaml"]
    assert {path.name: path.read_bytes() for path in yaml.iterdir()} == before


def test_a_mistake_in_the_call_is_told(tmp_path):
    with pytest.raises(gcm.GcmscoreError, match="unknown country 'KNE'; did you mean"):
        gcm.new_evidence("KNE", tmp_path)
    with pytest.raises(gcm.GcmscoreError, match="format='csv' is not known; one of yaml, xlsx"):
        gcm.new_evidence("KEN", tmp_path, format="csv")
    assert list(tmp_path.iterdir()) == []


def test_a_framework_of_ones_own_asks_its_own_questions(make, tmp_path):
    compact = make.compact(make.measure("pupils"), make.rubric("rights"))
    gcm.new_evidence("KEN", tmp_path, compact=compact)
    assert "#   pupils (amount): objective 1\n" in (tmp_path / "observations.yaml").read_text("utf-8")


def test_the_command_says_what_it_wrote_and_what_comes_next(tmp_path):
    arguments = ["new", "evidence", "KEN", "--dir", str(tmp_path / "mine")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0
    assert result.stdout.split() == [str(tmp_path / "mine" / f"{name}.yaml") for name in FILES]
    assert result.stderr == f"to see what to fill in: gcmscore check {tmp_path / 'mine'}\n"
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, "already; nothing was written" in again.stderr) == (2, True)


# Workbook


def test_a_fresh_workbook_says_what_to_fill_in(fresh):
    assert sorted(told(fresh / "xlsx")) == [
        "KEN.xlsx!sources!B2: title: is missing; add 'title'",
        "KEN.xlsx!sources!C2: publisher: is missing; add 'publisher'",
        "KEN.xlsx!sources!D2: date: is missing; add 'date'",
        "KEN.xlsx!sources!F2: kind: is missing; add 'kind', one of statistic, law, ruling, official, "
        "monitor, academic, ngo, media",
    ]


def test_each_column_has_its_name_its_help_and_the_form_of_text_where_excel_would_guess(book):
    for section in SECTIONS:
        sheet = book[section]
        assert sheet.freeze_panes == "A2"
        columns = {cell.value: cell for cell in sheet[1]}
        assert {item.name for item in fields_of(section)} <= columns.keys()
        for field in fields_of(section):
            cell = columns[field.name]
            assert cell.comment.text.startswith(field.help)
            guessed = field.kind not in ("number", "whole", "flag")
            assert (sheet.column_dimensions[cell.column_letter].number_format == "@") == guessed
        if cites(section):
            assert {f"sources.2.{item.name}" for item in citation_fields()} <= columns.keys()


def test_what_can_be_chosen_is_offered(book, compact):
    offered = {
        (
            section,
            book[section].cell(1, openpyxl.utils.range_boundaries(str(rule.sqref))[0]).value,
        ): rule.formula1
        for section in SECTIONS
        for rule in book[section].data_validations.dataValidation
    }
    assert offered["findings", "stance"] == '"advance,challenge,mixed"'
    assert offered["assessments", "law"] == '"0,1,2,3,4"'
    assert offered["ratification_lists", "complete"] == '"TRUE,FALSE"'
    assert offered["findings", "sources.1.id"] == "sources!$A$2:$A$10000"
    for name in ("indicator", "unit"):
        sheet, cells = offered["observations", name].split("!")
        values = [cell.value for row in book[sheet][cells.replace("$", "")] for cell in row]
        assert values == list({"indicator": compact.indicators, "unit": compact.units}[name])
    assert max(map(len, offered.values())) <= 255


def test_the_open_questions_stand_on_the_first_sheet(book):
    asked = {row[0].value: row[2].value for row in book["read me"].rows if row[2].value}
    assert asked["migration_data_body"] == "assessments"
    assert "oda_gni_share" not in asked


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_it_and_what_it_saves_is_read_the_same(fresh, tmp_path):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    form = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    done = subprocess.run(
        ["soffice", profile, *form, str(fresh / "xlsx" / "KEN.xlsx")], capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert told(tmp_path / "saved") == told(fresh / "xlsx")
    saved = openpyxl.load_workbook(tmp_path / "saved" / "KEN.xlsx")
    assert saved["findings"].data_validations.count > 3
