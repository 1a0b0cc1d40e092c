"""Hostile words wherever any text is taken, in workbook, document, JSON and tables: they stay words."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from unicodedata import category
from zipfile import ZipFile

import docx
import openpyxl
import pytest
import yaml
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator
from lxml import etree

from gcmscore._clean import clean
from gcmscore.schemas import schema

PLAIN = "in plain words"
WORDS = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "hostile_words.yaml").read_text(encoding="utf-8")
)
WORDS["formulas"] = ["=1+1", "@SUM(A1)", "+1", "-1+1", "＝1", '=HYPERLINK("http://evil.test";"x")', "_x0041_"]
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HIDDEN_KEPT = set("\n\t\r\u200c\u200d")


@pytest.fixture(scope="module", params=WORDS)
def kind(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def said(kind) -> str:
    return " ".join(WORDS[kind])


@pytest.fixture(scope="module")
def hostile(everything, said):
    """One of everything in which each text begins with hostile words."""
    return everything(lambda place: f"{said} {place}")


@pytest.fixture(scope="module")
def plain(everything):
    return everything(lambda place: f"{PLAIN} {place}")


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def tags(content: bytes) -> list[str]:
    return [element.tag for element in etree.fromstring(content).iter() if isinstance(element.tag, str)]


def hidden(text: str) -> set[str]:
    return {sign for sign in set(text) if category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - HIDDEN_KEPT


@pytest.mark.parametrize("name", ["card", "countries"])
def test_a_workbook_holds_hostile_words_as_words(name, hostile, plain, said):
    content, usual = (getattr(one, name).to_excel() for one in (hostile, plain))
    book, other = (openpyxl.load_workbook(io.BytesIO(file)) for file in (content, usual))
    for sheet, wanted in zip(book.worksheets, other.worksheets, strict=True):
        assert sheet.dimensions == wanted.dimensions
        for cell, like in zip(*map(flat, (sheet, wanted)), strict=True):
            assert cell.data_type == like.data_type and cell.data_type != "f"
            if isinstance(cell.value, str):
                assert hidden(cell.value) == set()
                assert cell.quotePrefix == cell.value.startswith(SIGNS)
    assert clean(said).replace("_x0041_", "_x005F_x0041_").strip() in " ".join(
        str(cell.value) for sheet in book.worksheets for cell in flat(sheet)
    )
    assert {cell.hyperlink.target for cell in flat(book.worksheets[-2]) if cell.hyperlink} == {
        "https://example.org/"
    }


def flat(sheet) -> list:
    return [cell for row in sheet.iter_rows() for cell in row]


def test_a_workbook_of_hostile_words_has_no_formula_and_no_outward_part(hostile):
    files = parts(hostile.card.to_excel())
    for name, content in files.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            assert not [tag for tag in tags(content) if tag.endswith("}f")]
        if name.endswith(".rels"):
            targets = re.findall(r'Target="([^"]+)"[^>]*TargetMode="External"', content.decode())
            assert set(targets) <= {"https://example.org/"}
    assert not [name for name in files if "vba" in name or "external" in name.lower() or "media" in name]


@pytest.mark.parametrize("name", ["card", "countries", "years"])
def test_a_document_of_hostile_words_has_the_elements_of_one_in_plain_words(name, hostile, plain, said):
    content, usual = (getattr(one, name).to_word() for one in (hostile, plain))
    wanted, found = (
        set(tags(parts(file)["word/document.xml"])) - {qn("w:br"), qn("w:tab")} for file in (content, usual)
    )
    assert wanted == found
    document = docx.Document(io.BytesIO(content))
    told = "".join(item.text or "" for item in document.element.body.iter(qn("w:t")))
    assert hidden(told) == set()
    assert re.sub(r"\s", "", clean(said)) in re.sub(r"\s", "", told)
    links = re.findall(
        r'Target="([^"]+)" TargetMode', parts(content)["word/_rels/document.xml.rels"].decode()
    )
    assert set(links) == {"https://example.org/"}


def test_json_keeps_hostile_words_as_they_were_written_and_fits_its_schema(hostile, said):
    told = json.loads(hostile.card.to_json().encode())
    assert list(Draft202012Validator(schema("scorecard")).iter_errors(told)) == []
    first = told["working"][0]["indicators"][0]
    assert said.strip() in first["name"] and said.strip() in first["basis"][0]["sources"][0]["title"]


def test_tables_of_hostile_words_have_as_many_rows_and_no_formula(hostile, plain, tmp_path):
    found = hostile.card.to_tables(tmp_path / "hostile")
    usual = plain.card.to_tables(tmp_path / "plain")
    for one, other in zip(found, usual, strict=True):
        rows, wanted = (
            list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))) for path in (one, other)
        )
        assert [len(row) for row in rows] == [len(row) for row in wanted]
        cells = [cell for row in rows for cell in row]
        assert not [
            cell for cell in cells if cell.startswith(SIGNS) and not re.fullmatch(r"-?[\d.e-]+", cell)
        ]
        assert set().union(*map(hidden, cells)) == set()


def test_parquet_takes_hostile_words(hostile, tmp_path):
    assert all(path.stat().st_size for path in hostile.card.to_tables(tmp_path, "parquet"))


@pytest.mark.parametrize("write", ["to_excel", "to_word", "to_json"])
def test_hostile_words_give_the_same_bytes_twice(write, hostile):
    assert getattr(hostile.card, write)() == getattr(hostile.card, write)()
