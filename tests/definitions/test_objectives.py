"""The 23 objectives as they ship."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gcmscore._resources import DATA_ROOT

FILES = sorted((DATA_ROOT / "objectives").glob("*.yaml"))


def test_the_compact_has_23_objectives_numbered_from_1_to_23(compact):
    assert list(compact.objectives) == list(range(1, 24))


# Lettered actions under each objective, that is in paragraphs 17 to 39 of the resolution.
ACTIONS = {
    1: 11, 2: 12, 3: 5, 4: 7, 5: 10, 6: 12, 7: 12, 8: 6, 9: 6, 10: 10, 11: 7, 12: 5,
    13: 8, 14: 6, 15: 6, 16: 9, 17: 7, 18: 12, 19: 10, 20: 9, 21: 9, 22: 3, 23: 5,
}  # fmt: skip


def test_every_objective_has_its_number_of_actions_187_in_all(compact):
    assert {number: len(objective.actions) for number, objective in compact.objectives.items()} == ACTIONS
    assert sum(ACTIONS.values()) == 187


def test_the_actions_of_an_objective_are_lettered_from_a_without_a_gap(compact):
    wrong = {
        number: list(objective.actions)
        for number, objective in compact.objectives.items()
        if list(objective.actions) != [chr(ord("a") + place) for place in range(len(objective.actions))]
    }
    assert wrong == {}


@pytest.mark.parametrize("field", ["title", "short_name", "commitment"])
def test_every_objective_has_its_texts(compact, field):
    empty = [
        number for number, objective in compact.objectives.items() if not getattr(objective, field).strip()
    ]
    assert empty == []


@pytest.mark.parametrize("field", ["id", "title", "short_name", "commitment"])
def test_no_two_objectives_share_a_text(compact, field):
    counts = Counter(getattr(objective, field) for objective in compact.objectives.values())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_two_actions_share_a_text(compact):
    counts = Counter(text for objective in compact.objectives.values() for text in objective.actions.values())
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("number", "words"), [
    (2, "Minimize the adverse drivers and structural factors"),
    (8, "Save lives"),
    (13, "Use immigration detention only as a measure of last resort and work towards alternatives"),
    (20, "remittances"),
    (23, "Strengthen international cooperation and global partnerships"),
])  # fmt: skip
def test_official_titles_stand_under_their_number(compact, number, words):
    assert words in compact.objectives[number].title


def test_objective_n_is_paragraph_16_plus_n_of_the_resolution(compact):
    wrong = {
        number: item.paragraph for number, item in compact.objectives.items() if item.paragraph != 16 + number
    }
    assert wrong == {}


def test_every_objective_belongs_to_one_of_four_round_tables(compact):
    strange = {
        number: item.round_table
        for number, item in compact.objectives.items()
        if item.round_table not in (1, 2, 3, 4)
    }
    assert strange == {}


def test_every_file_is_named_after_its_objective(compact):
    expected = [f"{item.number:02d}-{item.id.replace('_', '-')}.yaml" for item in compact.objectives.values()]
    assert [path.name for path in FILES] == expected


def test_the_framework_says_that_the_compact_does_not_bind(compact):
    assert "not legally binding" in compact.framework.legal_nature
    assert compact.framework.symbol == "A/RES/73/195"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_are_utf_8_with_plain_line_ends_and_no_trailing_space(path: Path):
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize(
    "path",
    [*FILES, DATA_ROOT / "indicators.yaml", DATA_ROOT / "evidence" / "groups.yaml"],
    ids=lambda p: p.name,
)
def test_what_is_unverified_is_said_as_a_status_and_not_as_a_story(path):
    said = " ".join(path.read_text(encoding="utf-8").split())
    stories = (
        "general knowledge",
        "could not be",
        "was not seen",
        "not seen in",
        "yet compared",
        "seen in print",
    )
    assert [story for story in stories if story in said] == []
