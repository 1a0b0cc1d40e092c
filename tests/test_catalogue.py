"""What a terminal and a notebook show of a framework, an objective and an indicator."""

from __future__ import annotations

import dataclasses
import re

import pytest

import gcmscore as gcm
from gcmscore.catalogue import (
    describe_compact,
    describe_indicator,
    describe_objective,
    found,
    list_indicators,
    list_objectives,
    text_lines,
)


def said(description) -> str:
    """Return a description as one line of text, whatever the width it is wrapped to."""
    return " ".join(" ".join(text_lines(description, 100)).split())


def every_text(value) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in every_text(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in every_text(part)]
    return [value] if isinstance(value, str) and " " in value else []


def test_an_indicator_is_shown_whole(compact):
    lacking = {
        item.id: missing
        for item in compact.indicators.values()
        if (missing := unsaid(item, compact, said(describe_indicator(item, compact))))
    }
    assert lacking == {}


def unsaid(indicator, compact, shown) -> list[str]:
    # Only the notes of series are left to the file.
    texts = every_text(indicator.model_dump(exclude={"series"}))
    return [text for text in texts if " ".join(text.split()) not in shown]


def test_an_objective_is_shown_whole_with_its_indicators(compact):
    for number, objective in compact.objectives.items():
        shown = said(describe_objective(objective, compact))
        assert [text for text in every_text(objective.model_dump()) if text not in shown] == []
        assert [item.id for item in compact.members("full", number) if item.id not in shown] == []


@pytest.mark.parametrize(("name", "expected"), [
    ("remittance_cost_sending", "green up to 3, red above 7"),
    ("oda_gni_share", "green from 0.7, red below 0.35"),
    ("remittance_corridors_above_5", "the share of the parts by corridor above 5, all of one period"),
    ("remittance_corridors_above_5", "from the figures of remittance_cost_sending"),
    ("opcat", "treaty status: party counts 1, signed a part of it, neither 0; scored"),
    ("opcat", "target none given"),
    ("oda_gni_share", "the undivided figure; figures of parts never take its place"),
    ("oda_gni_share", "asked of members of donor"),
    ("opcat", "asked of all"),
    ("immigrant_stock", "a published figure; context: shown, never scored"),
    ("local_authorities_involved", "United Nations' list corresponds to an entry of it"),
])  # fmt: skip
def test_what_a_field_means_is_said_in_words(compact, name, expected):
    assert expected in said(describe_indicator(compact.indicators[name], compact))


def test_a_framework_is_shown_with_its_legal_nature_and_every_objective(compact):
    shown = said(describe_compact(compact))
    assert compact.framework.legal_nature in shown
    assert [item.short_name for item in compact.objectives.values() if item.short_name not in shown] == []


def test_the_address_of_a_framework_without_a_symbol_is_shown(compact):
    unnumbered = compact.framework.model_copy(update={"symbol": None})
    assert compact.framework.url in said(describe_compact(dataclasses.replace(compact, framework=unnumbered)))


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_terminal(compact, width):
    lines = [
        *list_objectives(compact, width),
        *list_indicators(compact.indicators.values(), compact, width),
        *(
            line
            for item in compact.indicators.values()
            for line in text_lines(describe_indicator(item, compact), width)
        ),
    ]
    # An address stays whole, so that it can be copied.
    assert [line for line in lines if len(line) > width and "://" not in line] == []


def test_every_word_of_a_search_must_stand_in_the_definition(compact):
    everything = compact.indicators.values()
    assert "child_immigration_detention" in [item.id for item in found(everything, "children DETENTION")]
    assert [item.id for item in found(everything, "SI_RMT_COST_SND")] == ["remittance_cost_sending"]
    assert found(everything, "unicorn") == []
    assert found(everything, "") == list(everything)


def test_names_of_fields_are_not_searched(compact):
    assert len(found(compact.indicators.values(), "un_gcm")) == 0


@pytest.mark.parametrize("item", ["compact", "objective", "indicator"])
def test_a_notebook_shows_definitions_and_nothing_in_them_is_markup(compact, item):
    shown = {
        "compact": compact,
        "objective": compact.objectives[13],
        "indicator": compact.indicators["opcat"].model_copy(update={"caveat": "<script>alert(1)</script>"}),
    }[item]._repr_html_()
    assert "<table>" in shown and "<script>" not in shown
    assert not re.search(r"\b(?:None|Frozen)\b", shown)


def test_nothing_in_a_definition_steers_the_terminal(compact):
    sly = compact.indicators["opcat"].model_copy(update={"caveat": "\x1b[31mred\u202e", "name": "\x1b[2J"})
    shown = "\n".join([*text_lines(describe_indicator(sly, compact)), *list_indicators([sly], compact)])
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_framework_without_actions_or_crosswalks_can_be_shown(data):
    plan = gcm.load_compact(data / "frameworks" / "three_objectives")
    assert "Objective 1" in said(describe_objective(plan.objectives[1], plan))
    assert plan._repr_html_()
