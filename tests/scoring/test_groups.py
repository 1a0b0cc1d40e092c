"""Who belongs to a group and who is asked, by country and year; and what only some questions come to."""

from __future__ import annotations

import numpy as np
import pytest

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method

LISTED = {"title": "A group", "sources": [{"id": "yearbook", "locator": "list"}]}
BELGIUM, BOTH = ("BEL",), ("BEL", "NLD")


def engine_of(
    make, indicators, records=(), groups=None, codes=BOTH, years=(2020,), profile="full", method=None
):
    evidence = make.evidence(
        *records, groups={name: LISTED | group for name, group in (groups or {}).items()}
    )
    objectives = max(item.objective for item in indicators)
    grid = Grid.of(evidence, codes, years)
    return ManyEngine(
        make.compact(*indicators, objectives=objectives), evidence, grid, profile, method or Method()
    )


def test_members_belong_from_their_first_to_their_last_day(make):
    members = [
        {"country": "BEL", "until": "2018"}, {"country": "NLD", "from": "2018-12-31", "until": "2020-12-30"},
        {"country": "NLD", "from": "2022"}, {"country": "FRA"},
    ]  # fmt: skip
    years = tuple(range(2017, 2023))
    engine = engine_of(make, [make.measure()], groups={"club": {"members": members}}, years=years)
    assert engine.belongs("club").tolist() == [[1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1]]


def test_before_a_group_is_known_nobody_is_known_to_be_outside(make):
    club = {"members": [{"country": "BEL", "from": "2016"}], "known_from": "2018-12-31"}
    engine = engine_of(make, [make.measure()], groups={"club": club}, years=(2015, 2016, 2017, 2018))
    assert engine.belongs("club").tolist() == [[-1, 1, 1, 1], [-1, -1, -1, 0]]


@pytest.mark.parametrize(("size", "wealth", "belongs"), [
    (50, None, 1), (49, 50, 1), (49, 49, 0), (49, None, -1), (None, 49, -1), (None, 50, 1), (None, None, -1),
])  # fmt: skip
def test_a_group_by_figures_is_left_only_by_who_misses_every_mark(make, size, wealth, belongs):
    marks = [{"indicator": name, "at_least": 50} for name in ("size", "wealth")]
    context = [make.measure(name, role="context", profiles=["core"]) for name in ("size", "wealth")]
    records = [
        make.figure(name, value) for name, value in (("size", size), ("wealth", wealth)) if value is not None
    ]
    indicators = [*context, make.measure(applies_to=["large"])]
    engine = engine_of(make, indicators, records, {"large": {"any_of": marks}}, BELGIUM)
    assert engine.belongs("large").item() == belongs
    assert engine.applies[0, 0].tolist() == [True, True, belongs != 0]


def test_a_group_by_what_no_framework_has_is_not_known(make):
    marks = [{"indicator": "nowhere", "at_least": 50}]
    assert engine_of(make, [make.measure()], (), {"odd": {"any_of": marks}}).belongs("odd").tolist() == [
        [-1],
        [-1],
    ]


def test_a_question_is_asked_of_who_is_in_one_of_its_groups(make):
    groups = {name: {"members": [{"country": code}]} for name, code in (("low", "BEL"), ("high", "NLD"))}
    indicators = [
        make.measure("one", applies_to=["low"]), make.measure("two", applies_to=["low", "high"]),
        make.measure("three"), make.measure("four", applies_to=["low"]),
    ]  # fmt: skip
    engine = engine_of(make, indicators, (), groups)
    assert engine.applies[:, 0].tolist() == [[True] * 4, [False, True, True, False]]
    assert [count.tolist() for count in engine.answers] == [[[0], [0]], [[4], [2]]]


def test_a_group_nobody_defined_is_named_with_those_that_are(make):
    groups = {"low": {"members": []}, "high": {"members": []}}
    engine = engine_of(make, [make.measure(applies_to=["lost"])], (), groups)
    with pytest.raises(
        InvalidRequestError, match=r"^there is no country group 'lost'; defined are "
    ) as error:
        _ = engine.applies
    assert str(error.value).endswith("low, high")


def test_what_decides_on_groups_is_looked_up_although_no_profile_shows_it(make):
    marks = {"large": {"any_of": [{"indicator": "size", "at_least": 50}]}}
    indicators = [
        make.measure("size", role="context"), make.measure("unused", role="context"),
        make.measure("pupils", applies_to=["large"], profiles=["core"]), make.measure("other"),
    ]  # fmt: skip
    engine = engine_of(make, indicators, [make.figure("size", 60)], marks, BELGIUM, profile="core")
    assert [item.id for item in engine.indicators] == ["size", "pupils", "other"]
    assert engine.belongs("large").tolist() == [[1]]
    # Nobody answered the one question of the profile, and the other is none of its questions.
    assert [count.item() for count in engine.answers] == [0, 1]


# Only what several have in common


@pytest.fixture(scope="module")
def compared(make):
    indicators = [make.measure("one", weight=2.0), make.measure("two"), make.treaty_status("treaties")]
    records = [
        make.figure("one", 40), make.figure("two", 80), make.treaty("convention", "party", "2000"),
        make.figure("one", 60, country="NLD"), make.treaty("convention", "none", country="NLD"),
    ]  # fmt: skip
    return engine_of(make, [*indicators, make.measure("three", objective=2)], records)


def test_only_what_is_named_counts(compared):
    found = compared.judgement(1, {"one", "treaties"})
    # Treaties would carry a third beside the first measure; they are held to a quarter.
    assert found.score.ravel().tolist() == pytest.approx([0.75 * 40 + 0.25 * 100, 0.75 * 60])
    whole = compared.judgement(1)
    assert whole.score.ravel().tolist() == pytest.approx([(2 * 40 + 80 + 100) / 4, (2 * 60 + 0) / 3])
    assert compared.judgement(1) is whole


def test_what_is_asked_and_not_named_is_not_compared(compared):
    members = compared.scored_members(1)
    found = compared.ratings(members, {"one"})
    assert found.not_compared[0, 0].tolist() == [False, True, True]
    assert found.shares[0, 0].tolist() == [1, 0, 0]
    assert (
        np.isnan(found.scores[0, 0]).tolist() == np.isnan(found.points[0, 0]).tolist() == [False, True, True]
    )
    whole = compared.ratings(members)
    assert not whole.not_compared.any()
    assert whole.instruments[0, 0].tolist() == [False, False, True]
    assert whole.shares[1, 0].tolist() == pytest.approx([2 / 3, 0, 1 / 3])


def test_weights_however_small_share_the_whole_score(make):
    indicators = [make.measure(name, weight=0.25) for name in ("one", "two", "three")]
    engine = engine_of(make, indicators, [make.figure("one", 40), make.figure("two", 80)], codes=BELGIUM)
    found = engine.ratings(engine.scored_members(1))
    assert found.shares[0, 0].tolist() == [0.5, 0.5, 0]


def test_where_nothing_could_be_common_there_is_nothing(make):
    indicators = [make.measure("one"), make.measure("size", role="context", objective=2)]
    engine = engine_of(make, indicators, [make.figure("one", 40)])
    found = engine.judgement(2, {"one"})
    assert found.reason.tolist() == [["no_indicator"], ["no_indicator"]]


def test_an_objective_of_which_nothing_is_named_has_nothing(compared):
    assert compared.judgement(2, {"one"}).status.ravel().tolist() == ["not_assessed"] * 2
    assert compared.judgement(2).n.ravel().tolist() == [0, 0]


def test_rules_and_facts_are_told_apart_by_the_sides_that_are_coded(make):
    indicators = [
        make.rubric("rights"), make.rubric("duties"), make.rubric("powers"),
        make.measure("rules", aspects=["policy"]), make.measure("deeds", aspects=["practice"]),
        make.measure("silent"),
    ]  # fmt: skip
    records = [
        make.level("rights", law=1, practice=2), make.level("duties", law=1),
        make.level("powers", practice=1), make.figure("rules", 10), make.figure("deeds", 10),
    ]  # fmt: skip
    engine = engine_of(make, indicators, records, codes=BELGIUM)
    found = engine.ratings(engine.scored_members(1))
    assert found.rules[0, 0].tolist() == [True, True, False, True, False, False]
    assert found.facts[0, 0].tolist() == [True, False, True, False, True, False]


def test_the_coverage_of_all_indicators_does_not_look_at_the_profile(make):
    indicators = [
        make.measure("one", weight=3.0, profiles=["core"]), make.measure("two"),
        make.measure("size", role="context", objective=2), make.measure("three", objective=2),
    ]  # fmt: skip
    engine = engine_of(make, indicators, [make.figure("two", 40), make.figure("size", 4)], profile="core")
    assert engine.coverage_full(1).tolist() == [[1 / 4], [0]]
    assert engine.coverage_full(2).tolist() == [[0], [0]]
    assert engine.rated(2) is None
    assert engine.judgement(2).reason.ravel().tolist() == ["no_indicator"] * 2
    assert engine.objective_trend(2).tolist() == [[None], [None]]
