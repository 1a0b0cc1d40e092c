"""Whatever stands in a file, checking it ends in a list of problems and never in a crash."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore._yaml import read_yaml
from gcmscore.compact import framework_problems

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3000), st.floats(), st.text(max_size=8),
    st.sampled_from(["BEL", "2020", "2020-13", "9999-12-31", "0001", "NO", "opcat", "1e999", "13h", ""]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.integers(0, 5), inner, max_size=3)
    ),
    max_leaves=5,
)
CITED = [{"id": "report", "locator": "page 1"}]
GOOD = {
    "country": "BEL",
    "sources": [
        {
            "id": "report",
            "title": "T",
            "publisher": "P",
            "date": "2020-10",
            "kind": "official",
            "language": "en",
        }
    ],
    "observations": [
        {
            "indicator": "oda_gni_share",
            "period": "2018",
            "value": 0.44,
            "unit": "percent_of_gni",
            "sources": CITED,
        }
    ],
    "assessments": [
        {
            "indicator": "child_immigration_detention",
            "law": 1,
            "practice": 2,
            "from": "2018-08-11",
            "until": "2019-04-03",
            "rationale": "R.",
            "findings": ["fact"],
            "would_change": "W.",
            "coder": "A",
            "second_coder": {"coder": "B", "law": 2},
            "sources": CITED,
        }
    ],
    "ratifications": [
        {"instrument": "opcat", "status": "signed", "date": "2005", "status_as_of": "2020", "sources": CITED}
    ],
    "ratification_lists": [
        {"instrument": "opcat", "status_as_of": "2020", "complete": True, "sources": CITED}
    ],
    "findings": [
        {
            "id": "fact",
            "date": "2019",
            "statement": "S.",
            "objectives": [13],
            "actions": ["13h"],
            "stance": "mixed",
            "stage": "practice",
            "sources": CITED,
        }
    ],
    "replies": [
        {"who": "M", "date": "2021", "reason": "context", "text": "T.", "objective": 13, "sources": CITED}
    ],
}


def places(content, path=()):
    """Every place of a nested structure, the top left out."""
    items = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def put(content, place, value):
    changed = copy.deepcopy(content)
    target = changed
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    return changed


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    # What JSON says YAML says too, and it is written many times faster.
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def assert_told(problems):
    lines = [str(problem) for problem in problems]
    assert lines == [line for line in lines if "\n" not in line and line.strip()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mine")


def test_the_evidence_that_is_changed_below_is_good(folder):
    write(folder / "file.yaml", GOOD)
    assert [str(problem) for problem in gcm.validate(folder)] == []


@given(place=st.sampled_from(list(places(GOOD))), value=VALUES)
@settings(max_examples=40)
def test_evidence_with_anything_in_any_place_is_checked_without_a_crash(folder, place, value):
    write(folder / "file.yaml", put(GOOD, place, value))
    assert_told(gcm.validate(folder))


@given(content=VALUES)
def test_a_file_with_any_content_is_checked_without_a_crash(folder, content):
    write(folder / "file.yaml", content)
    assert_told(gcm.validate(folder))


@given(data=st.data())
@settings(max_examples=40)
def test_a_framework_with_anything_in_any_place_is_checked_without_a_crash(
    tmp_path_factory, data, plan_files
):
    root = tmp_path_factory.getbasetemp() / "framework"
    name = data.draw(st.sampled_from(sorted(plan_files)))
    for path, content in plan_files.items():
        write(root / path, content)
    place = data.draw(st.sampled_from(list(places(plan_files[name]))))
    write(root / name, put(plan_files[name], place, data.draw(VALUES)))
    assert_told(framework_problems(root))


@pytest.fixture(scope="module")
def plan_files(data):
    """The files of the little framework, by path, as plain values."""
    root = data / "frameworks" / "three_objectives"
    files = [root / "indicators.yaml", *sorted((root / "objectives").glob("*.yaml"))]
    return {path.relative_to(root).as_posix(): read_yaml(path).data for path in files}


@given(
    header=st.lists(
        st.sampled_from(
            ["country", "period", "value", "unit", "source", "locator", "low", "series", "corridor", "x", ""]
        ),
        max_size=8,
    ),
    rows=st.lists(
        st.lists(
            st.sampled_from(
                ["BEL", "2018", "0.44", "percent_of_gni", "report", "t", "", '"', "inf", "1e999", "é", "NA"]
            ),
            max_size=8,
        ),
        max_size=4,
    ),
)
@settings(max_examples=40)
def test_a_table_with_any_cells_is_checked_without_a_crash(tmp_path_factory, header, rows):
    root = tmp_path_factory.getbasetemp() / "tables"
    write(root / "sources.yaml", {"sources": GOOD["sources"]})
    text = "\n".join(",".join(row) for row in [header, *rows])
    (root / "oda_gni_share.csv").write_text(text, encoding="utf-8")
    assert_told(gcm.validate(root))


@given(content=st.binary(max_size=80))
def test_a_table_of_any_bytes_is_checked_without_a_crash(tmp_path_factory, content):
    root = tmp_path_factory.getbasetemp() / "bytes"
    root.mkdir(exist_ok=True)
    (root / "oda_gni_share.csv").write_bytes(content)
    assert_told(gcm.validate(root))
