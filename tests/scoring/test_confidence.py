"""High, medium or low, by a rule that can be redone by hand."""

from __future__ import annotations

import pytest

from gcmscore.scoring.confidence import LEVELS, indicator_confidence, is_primary, objective_confidence

BOTH = ([True, False], [False, True])  # one value on the rules, one on the facts


def sources(make, *kinds):
    return {kind: make.source(kind, kind=kind) for kind in kinds}


def confidence(make, kinds, age=0, max_age=4):
    primary = is_primary([(kind, "page 1") for kind in kinds], sources(make, *kinds))
    return LEVELS[int(indicator_confidence(primary, age, max_age))]


def of_objective(shares, levels, sides, coverage):
    places = [LEVELS.index(level) for level in levels]
    return LEVELS[int(objective_confidence(shares, places, *sides, coverage))]


@pytest.mark.parametrize("kind", ["statistic", "law", "ruling", "official", "monitor"])
def test_a_recent_value_from_a_primary_source_is_high(make, kind):
    assert confidence(make, [kind]) == "high"


@pytest.mark.parametrize("kind", ["academic", "ngo", "media"])
def test_a_value_without_a_primary_source_loses_a_step(make, kind):
    assert confidence(make, [kind]) == "medium"


def test_one_primary_source_among_several_is_enough(make):
    assert confidence(make, ["media", "ruling"]) == "high"


@pytest.mark.parametrize(("age", "level"), [(2, "high"), (3, "medium")])
def test_a_value_past_half_its_permitted_age_loses_a_step(make, age, level):
    assert confidence(make, ["statistic"], age=age, max_age=4) == level


def test_an_old_value_from_a_secondary_source_is_low(make):
    assert confidence(make, ["ngo"], age=4) == "low"


def test_sources_that_are_unknown_are_not_primary(make):
    assert not is_primary([("lost", "page 1")], {})


@pytest.mark.parametrize(("levels", "expected"), [
    (["high", "high"], "high"),
    (["high", "medium"], "medium"),  # (2 + 1) / 2 = 1.5, a half goes down
    (["high", "low"], "medium"),  # (2 + 0) / 2 = 1
    (["medium", "low"], "low"),  # (1 + 0) / 2 = 0.5, a half goes down
    (["low", "low"], "low"),
])  # fmt: skip
def test_an_objective_starts_from_the_mean_of_its_values(levels, expected):
    assert of_objective([0.5, 0.5], levels, BOTH, coverage=1) == expected


def test_values_count_by_their_share_of_the_score():
    assert of_objective([0.8, 0.2], ["high", "low"], BOTH, coverage=1) == "high"  # 0.8 · 2 = 1.6
    assert of_objective([0.2, 0.8], ["high", "low"], BOTH, coverage=1) == "low"  # 0.2 · 2 = 0.4


@pytest.mark.parametrize(("coverage", "expected"), [(0.75, "high"), (0.74, "medium")])
def test_coverage_below_three_quarters_loses_a_step(coverage, expected):
    assert of_objective([0.5, 0.5], ["high", "high"], BOTH, coverage) == expected


@pytest.mark.parametrize("sides", [([True, True], [False, False]), ([False, False], [True, True])])
def test_rules_without_facts_and_facts_without_rules_lose_a_step(sides):
    assert of_objective([0.5, 0.5], ["high", "high"], sides, coverage=1) == "medium"


def test_a_value_that_does_not_move_the_score_covers_no_side():
    assert of_objective([1, 0], ["high", "high"], BOTH, coverage=1) == "medium"


def test_only_how_shares_compare_matters():
    assert of_objective([2, 2], ["high", "low"], BOTH, coverage=1) == "medium"


def test_objectives_are_looked_at_side_by_side():
    # A mean of 2 on both sides; the same on one side only; a mean of 0.25 · 2; nothing at all.
    shares = [[0.5, 0.5], [0.5, 0.5], [0.25, 0.75], [0, 0]]
    rules = [[True, False], [True, True], [True, False], [False, False]]
    facts = [[False, True], [False, False], [False, True], [False, False]]
    found = objective_confidence(shares, [[2, 2], [2, 2], [2, 0], [2, 2]], rules, facts, [1, 1, 1, 1])
    assert [LEVELS[place] for place in found] == ["high", "medium", "low", "low"]


def test_nothing_is_below_low():
    assert of_objective([1], ["low"], ([True], [False]), coverage=0.5) == "low"


def test_an_insufficient_objective_is_of_low_confidence(make):
    indicators = [make.measure(name) for name in ("one", "two")]
    card = make.card(indicators, [make.figure("one", 40)])
    assert card.objective(1).confidence == "low"


def test_what_is_not_assessed_has_no_confidence(make):
    assert make.card([make.measure()], []).objective(1).confidence is None
