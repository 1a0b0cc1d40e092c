"""JSON by a published schema, and tables: what programs read is what the frames say."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import gcmscore as gcm
from gcmscore._result_models import ComparisonPart, Scorecard
from gcmscore.cli import main
from gcmscore.errors import InvalidRequestError, MissingExtraError
from gcmscore.render.tables import neutral
from gcmscore.schemas import schema

CARDS = ["BEL-2018", "BEL-2020", "BEL-2026", "KEN-2024"]
JUDGE = {name: Draft202012Validator(schema(name)) for name in ("scorecard", "comparison")}


@pytest.fixture(scope="module")
def told(shelf):
    return cache(lambda name: json.loads(shelf.card(name).to_json()))


@pytest.fixture(scope="module")
def comparison() -> gcm.Comparison:
    return gcm.compare(["BEL@2018", "BEL@2020"])


# JSON


@pytest.mark.parametrize("name", CARDS)
def test_a_shipped_card_fits_the_schema(name, told):
    assert [error.message for error in JUDGE["scorecard"].iter_errors(told(name))] == []


@pytest.mark.parametrize("name", CARDS)
def test_it_says_all_that_the_card_says_as_plain_values(name, told, shelf):
    plain = json.loads(json.dumps(shelf.card(name).to_dict(), allow_nan=False))
    assert {key: told(name)[key] for key in plain} == plain


def test_keys_stand_in_the_order_of_the_schema(told):
    card = told("BEL-2020")
    expected = [field.alias or name for name, field in Scorecard.model_fields.items()]
    assert sorted(card) == sorted(expected)
    assert list(card)[:4] == ["schema", "generator", "digests", "limits"]


def test_the_working_is_that_of_explain(told, card):
    working = json.loads(json.dumps(card.explain(13).to_dict(), allow_nan=False))
    assert told("BEL-2020")["working"][12] == working


def test_every_source_and_unit_that_is_named_is_there(told):
    card = told("BEL-2020")
    cited = {source["id"] for item in card["findings"] for source in item["sources"]}
    for item in card["working"]:
        for indicator in item["indicators"]:
            for record in (*indicator["basis"], *indicator["passed_over"]):
                cited |= {source["id"] for source in record["sources"]}
    assert cited <= set(card["sources"])
    assert {row["unit"] for row in card["indicators"]} <= set(card["units"])


def test_a_comparison_fits_its_schema(comparison):
    made = json.loads(comparison.to_json())
    assert [error.message for error in JUDGE["comparison"].iter_errors(made)] == []
    assert sorted(made) == sorted(field.alias or name for name, field in ComparisonPart.model_fields.items())


def changed(path: list, value: object):
    def change(card: dict) -> None:
        for key in path[:-1]:
            card = card[key]
        card[path[-1]] = value

    return change


def removed(*path: object):
    def change(card: dict) -> None:
        for key in path[:-1]:
            card = card[key]
        del card[path[-1]]

    return change


@pytest.mark.parametrize("change", [
    changed(["schema"], "scorecard/2"),
    changed(["country"], "Belgium"),
    changed(["as_of"], "31 December 2020"),
    changed(["coverage"], 44),
    changed(["overall"], 0.0 - 1),
    changed(["overal"], None),
    changed(["objectives", 1, "score"], "62.4"),
    changed(["objectives", 1, "score"], 101),
    changed(["objectives", 1, "status"], "passed"),
    changed(["objectives", 1, "band"], "blue"),
    changed(["indicators", 0, "reason"], "unknown"),
    changed(["indicators", 0, "score"], False),
    changed(["working", 3, "indicators", 0, "basis", 0, "kind"], "rumour"),
    changed(["findings", 0, "stance"], "neutral"),
    changed(["units", "level"], "level"),
    removed("schema"),
    removed("limits"),
    removed("objectives", 0, "status"),
    removed("working", 1, "indicators", 0, "basis", 0, "value"),
    removed("findings", 0, "sources"),
], ids=lambda change: change.__qualname__.split(".")[0])  # fmt: skip
def test_the_schema_refuses_what_is_wrong(change, told):
    card = copy.deepcopy(told("BEL-2020"))
    change(card)
    assert list(JUDGE["scorecard"].iter_errors(card)) != []


@pytest.mark.parametrize("name", CARDS)
def test_there_is_no_number_that_json_does_not_know(name, shelf):
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(shelf.card(name).to_json(), parse_constant=refuse)


def test_words_are_kept_as_they_were_written_half_a_character_too(make):
    finding = make.finding(statement="=1+1\x00\u202e").model_copy(update={"note": "half \ud800"})
    text = make.card([make.measure()], [finding]).to_json()
    read = json.loads(text.encode())["findings"][0]
    assert (read["statement"], read["note"]) == ("=1+1\x00\u202e", "half \ud800")


def test_the_same_card_gives_the_same_text_and_file(card, tmp_path):
    assert card.to_json(tmp_path / "bel.json").read_text(encoding="utf-8") == card.to_json()


# Tables


SHOWN = {
    "card": lambda: gcm.score("BEL", 2020),
    "comparison": lambda: gcm.compare(["KEN", "GHA"], 2024, profile="global"),
    "panel": lambda: gcm.score_panel([2020, 2023], ["BEL", "KEN", "NLD"]),
}


@pytest.fixture(scope="module", params=SHOWN)
def tabled(request):
    return SHOWN[request.param]()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["objectives", "indicators"])
def test_a_table_read_back_is_the_frame(name, kind, tabled, tmp_path):
    tabled.to_tables(tmp_path, kind)
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[kind](tmp_path / f"{name}.{kind}")
    frame = getattr(tabled, name).reset_index()
    assert set(read.columns) - set(frame.columns) <= {"name", "in_common"}
    assert read["name"].notna().all()
    for column in frame.columns:
        wanted, found = frame[column], read[column]
        if pd.api.types.is_numeric_dtype(wanted):
            pd.testing.assert_series_equal(
                found.astype("float64"), wanted.astype("float64"), check_exact=True
            )
        else:
            assert found.astype("string").tolist() == wanted.astype("string").tolist()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_same_thing_gives_the_same_files(kind, tabled, tmp_path):
    first = [path.read_bytes() for path in tabled.to_tables(tmp_path / "a", kind)]
    assert first == [path.read_bytes() for path in tabled.to_tables(tmp_path / "b" / "c", kind)]


def test_tables_say_what_they_are_tables_of(tabled, tmp_path):
    first = tabled.to_tables(tmp_path)[0]
    about = pd.read_csv(first, dtype=str).set_index("key")["value"]
    assert first.name == "about.csv"
    assert about["edition"] == gcm.load_compact().edition and about["profile"] in ("core", "global")


def test_every_record_of_a_card_cites_a_source_that_is_there(tmp_path):
    files = {path.stem: pd.read_csv(path) for path in gcm.score("BEL", 2020).to_tables(tmp_path)}
    cited = files["citations"]
    assert set(cited["source_id"]) == set(files["sources"]["id"])
    kinds = ["observations", "assessments", "treaties", "findings", "replies"]
    assert set(cited["record"]) == {name for kind in kinds for name in files[kind]["record"]}


def test_a_column_without_any_text_is_of_text_all_the_same(make, tmp_path):
    make.card([make.measure()], []).to_tables(tmp_path, "parquet")
    read = pd.read_parquet(tmp_path / "findings.parquet")
    assert read.empty and pd.api.types.is_string_dtype(read["statement"])


@pytest.mark.parametrize(("said", "written"), [
    ("=1+1", "'=1+1"),
    ("+1+1", "'+1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("-1+1", "'-1+1"),
    ("＝1+1", "'＝1+1"),
    ("-5", "-5"),
    ("+3.5", "+3.5"),
    ("5 = 5", "5 = 5"),
    ("It's", "It's"),
    ("'=1+1", "''=1+1"),
])  # fmt: skip
def test_text_that_could_be_run_gets_an_apostrophe_and_a_number_none(said, written, make, tmp_path):
    make.card([make.measure()], [make.finding(statement=said)]).to_tables(tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["statement"] == written


SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(st.text() | st.text(alphabet="'=+-@ 15.,\t＝"))
def test_who_takes_off_one_apostrophe_has_the_text_as_it_was(said):
    written = neutral(said)
    marked = written.startswith("'") and written.lstrip("' ").startswith(SIGNS)
    assert (written[1:] if marked else written) == said
    assert not written.startswith(SIGNS) or re.fullmatch(r"[+-]\d+([.,]\d+)?", written, re.ASCII)


def test_no_cell_of_hostile_words_begins_as_a_formula(make, tmp_path):
    records = [
        make.source("yearbook", title="=1+1", publisher="@x", url="https://example.org/"),
        make.finding(statement="-1+1", note='=cmd|" /C calc"!A0'),
        make.figure("pupils", -5.5, note="+1+1"),
    ]
    card = make.card([make.measure("pupils", worst=-100)], records)
    for path in card.to_tables(tmp_path):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "@")) or cell[:2] == "-1"]
    assert "-5.5" in (tmp_path / "observations.csv").read_text(encoding="utf-8")


def test_an_unknown_format_names_the_known_ones(small, tmp_path):
    with pytest.raises(InvalidRequestError, match="format='xls' is unknown; one of 'csv', 'parquet'"):
        small.to_tables(tmp_path, "xls")
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_a_word_says_what_to_install(small, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"gcmscore\[parquet\]"):
        small.to_tables(tmp_path, "parquet")


# The command


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="gcmscore")


def test_the_command_writes_what_the_card_gives(tmp_path, card):
    done = run("report", "BEL", "--year", 2020, "--out", tmp_path, "--format", "xlsx", "--format", "json",
               "--format", "docx", "--format", "csv")  # fmt: skip
    names = ["BEL-2020.xlsx", "BEL-2020.json", "BEL-2020.docx", "BEL-2020-csv"]
    assert (done.exit_code, done.stdout.splitlines()) == (0, [str(tmp_path / name) for name in names])
    assert (tmp_path / "BEL-2020.xlsx").read_bytes() == card.to_excel()
    assert (tmp_path / "BEL-2020.json").read_text(encoding="utf-8") == card.to_json()
    assert (tmp_path / "BEL-2020.docx").read_bytes() == card.to_word()
    files = card.to_tables(tmp_path / "again")
    assert [path.name for path in files] == sorted(
        (path.name for path in (tmp_path / "BEL-2020-csv").iterdir()),
        key=[path.name for path in files].index,
    )


def test_tables_of_several_countries_are_those_of_a_panel(tmp_path):
    wanted = ["--format", "csv", "--format", "parquet"]
    done = run("report", "KEN", "GHA", "--year", 2024, "--profile", "global", "--out", tmp_path, *wanted)
    folders = [tmp_path / "panel-2024-csv", tmp_path / "panel-2024-parquet"]
    assert (done.exit_code, done.stdout.splitlines()) == (0, [str(folder) for folder in folders])
    assert sorted(tmp_path.iterdir()) == folders
    panel = gcm.score_panel([2024], ["KEN", "GHA"], profile="global")
    for path in panel.to_tables(tmp_path / "again"):
        assert (folders[0] / path.name).read_bytes() == path.read_bytes()
    overall = pd.read_parquet(folders[1] / "overall.parquet")
    assert sorted(overall["country"]) == ["GHA", "KEN"]


def test_the_command_refuses_what_there_is_not_of_an_objective(tmp_path):
    done = run("report", "--objective", "20", "--year", 2024, "--out", tmp_path, "--format", "xlsx")
    assert done.exit_code == 2
    assert "--format xlsx is for scorecards; with --objective there are html" in done.stderr
    assert list(Path(tmp_path).iterdir()) == []
