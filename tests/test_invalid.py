"""Every folder under ``data/invalid`` has one mistake, and ``expected.txt`` what is said of it.

To add a mistake, add a folder: evidence, or a framework when it has an ``objectives`` folder or is named so.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import gcmscore as gcm
from gcmscore.compact import framework_problems

FOLDERS = sorted((Path(__file__).parent / "data" / "invalid").iterdir())
FRAMEWORKS = [folder for folder in FOLDERS if folder.name.startswith("framework-")]
BODIES_OF_EVIDENCE = [folder for folder in FOLDERS if folder not in FRAMEWORKS]


@cache
def problems(folder: Path) -> list[str]:
    found = framework_problems(folder) if folder in FRAMEWORKS else gcm.validate(folder)
    return [str(problem) for problem in found]


def expected(folder: Path) -> list[str]:
    return (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_mistake_is_named_with_its_file_its_line_and_what_is_accepted(folder):
    assert problems(folder) == expected(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_problem_is_one_line(folder):
    assert [line for line in problems(folder) if "\n" in line] == []


@pytest.mark.parametrize("folder", BODIES_OF_EVIDENCE, ids=lambda folder: folder.name)
def test_evidence_with_a_mistake_does_not_load(folder):
    with pytest.raises(gcm.InvalidDataError, match=r"^\d+ problems? found:\n") as caught:
        gcm.load_evidence(folder)
    assert sorted(map(str, caught.value.problems)) == sorted(expected(folder))


@pytest.mark.parametrize("folder", FRAMEWORKS, ids=lambda folder: folder.name)
def test_a_framework_with_a_mistake_does_not_load(folder):
    with pytest.raises(gcm.InvalidDataError, match=r"^\d+ problems? found:\n"):
        gcm.load_compact(folder)


def test_the_error_is_also_a_value_error():
    with pytest.raises(ValueError, match="1 problem found"):
        gcm.load_evidence(FOLDERS[0].parent / "duplicate-key")


def test_a_folder_that_does_not_exist_is_named():
    with pytest.raises(gcm.GcmscoreError, match="nowhere is not a folder of evidence"):
        gcm.validate("nowhere")


def test_a_problem_can_be_read_by_a_machine():
    (problem,) = gcm.validate(FOLDERS[0].parent / "duplicate-key")
    assert problem.to_dict() == {
        "path": "BEL/evidence.yaml",
        "line": 13,
        "field": "observations.0.value",
        "message": "the key is already used in line 12",
        "remedy": "keep one of the two",
        "code": "duplicate_key",
        "severity": "error",
        "cell": "",
    }
