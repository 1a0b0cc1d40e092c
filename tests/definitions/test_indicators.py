"""The indicators as they ship."""

from __future__ import annotations

import pytest

from gcmscore.scoring import bands


@pytest.fixture(scope="module")
def indicators(compact):
    return list(compact.indicators.values())


@pytest.fixture(scope="module")
def scored(indicators):
    return [item for item in indicators if item.role == "scored"]


def names(items):
    return [item.id for item in items]


def test_the_edition_is_named(compact):
    assert compact.edition == "2026.2"


def test_profiles_are_full_core_and_global(compact):
    assert set(compact.profiles) == {"full", "core", "global"}


def test_indicators_are_sorted_by_objective(indicators):
    numbers = [item.objective for item in indicators]
    assert numbers == sorted(numbers)


def test_an_objective_in_the_core_profile_has_at_least_three_scored_indicators_there(compact):
    few = {
        number: names(members)
        for number in compact.objectives
        if (members := [item for item in compact.members("core", number) if item.role == "scored"])
        and len(members) < 3
    }
    assert few == {}


def test_an_objective_in_the_core_profile_asks_about_practice_or_outcome(compact):
    silent = [
        number
        for number in compact.objectives
        if (members := compact.members("core", number))
        and not any({"practice", "outcome"} & set(item.aspects) for item in members)
    ]
    assert silent == []


def test_context_indicators_are_in_no_profile_but_full(indicators):
    assert names(item for item in indicators if item.role == "context" and item.profiles) == []


def test_the_global_profile_has_figures_and_treaties_and_no_rubric(compact):
    assert names(item for item in compact.members("global") if item.kind == "rubric") == []


def test_every_action_an_indicator_names_is_one_of_its_objective_or_of_those_it_is_also_shown_under(
    indicators,
):
    strange = {
        item.id: reference
        for item in indicators
        for reference in item.actions
        if int(reference[:-1]) not in (item.objective, *item.also)
    }
    assert strange == {}


def test_every_scored_indicator_answers_to_an_action(scored):
    assert names(item for item in scored if not item.actions) == []


def test_an_indicator_is_not_also_shown_under_its_own_objective(indicators):
    assert names(item for item in indicators if item.objective in item.also) == []


def test_every_group_a_question_applies_to_is_defined(indicators, shipped):
    strange = {item.id: name for item in indicators for name in item.applies_to if name not in shipped.groups}
    assert strange == {}


def test_every_question_ends_with_a_question_mark(indicators):
    assert names(item for item in indicators if not item.question.endswith("?")) == []


def test_every_indicator_says_what_it_does_not_show(indicators):
    assert names(item for item in indicators if not item.caveat) == []


def test_every_goalpost_lies_within_its_unit(compact, scored):
    outside = [
        item.id for item in scored for mark in item.scale if not compact.units[item.unit].contains(mark)
    ]
    assert outside == []


def test_every_target_lies_within_its_unit(compact, indicators):
    outside = [
        item.id
        for item in indicators
        if item.target and not compact.units[item.unit].contains(item.target.value)
    ]
    assert outside == []


def test_the_best_value_is_green_and_the_worst_is_not(scored):
    wrong = {
        item.id: found
        for item in scored
        if (found := bands(item.scale, item.bands.green, item.bands.red).tolist())[1] != "green"
        or found[0] == "green"
    }
    assert wrong == {}


def test_goalposts_and_bands_say_why(scored):
    assert names(item for item in scored if not item.bands.reason) == []


def test_rubrics_have_five_levels_and_every_anchor_is_its_own(indicators):
    repeated = {
        item.id: side
        for item in indicators
        if item.levels
        for side in ("law", "practice")
        if len({anchor for level in item.levels.values() if (anchor := getattr(level, side))}) not in (0, 5)
    }
    assert repeated == {}


def test_the_aspects_of_a_rubric_fit_the_sides_it_has(indicators):
    wrong = {
        item.id: item.aspects
        for item in indicators
        if item.kind == "rubric"
        and (
            item.has_practice != ("practice" in item.aspects)
            or item.has_law != bool({"law", "policy"} & set(item.aspects))
        )
    }
    assert wrong == {}


def test_treaty_status_speaks_of_law_alone(indicators):
    assert names(item for item in indicators if item.kind == "instrument" and item.aspects != ("law",)) == []


def test_rubrics_and_treaties_are_counted_in_levels_and_shares(indicators):
    expected = {"rubric": "level", "instrument": "share"}
    wrong = {item.id: item.unit for item in indicators if item.unit != expected.get(item.kind, item.unit)}
    assert wrong == {}


def test_what_is_computed_from_another_indicators_figures_reads_them_by_the_same_parts(compact, indicators):
    wrong = [
        item.id
        for item in indicators
        if item.values.of and item.values.by != compact.indicators[item.values.of].values.by
    ]
    assert wrong == []


def test_series_of_an_indicator_are_told_apart(indicators):
    repeated = [item.id for item in indicators if len({one.id for one in item.series}) != len(item.series)]
    assert repeated == []


def test_every_unit_and_every_treaty_is_used(compact, indicators):
    assert sorted(set(compact.units) - {item.unit for item in indicators}) == []
    assert sorted(set(compact.instruments) - {name for item in indicators for name in item.instruments}) == []
