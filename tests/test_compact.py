"""Loading a framework: the built-in one, and any folder of the same shape."""

from __future__ import annotations

import shutil

import pytest

import gcmscore as gcm
from gcmscore.compact import framework_problems
from gcmscore.errors import UnknownIndicatorError, UnknownObjectiveError, UnknownProfileError


@pytest.fixture(scope="module")
def little(data):
    return data / "frameworks" / "three_objectives"


@pytest.fixture(scope="module")
def plan(little):
    return gcm.load_compact(little)


@pytest.fixture(scope="module")
def plan_evidence(little, plan):
    return gcm.load_evidence(little / "evidence", compact=plan)


def test_the_built_in_framework_is_read_once(compact):
    assert gcm.load_compact() is compact


def test_an_unknown_indicator_names_the_nearest(compact):
    with pytest.raises(
        UnknownIndicatorError, match="unknown indicator 'oda_gni_shar'; did you mean oda_gni_share"
    ):
        compact.indicator("oda_gni_shar")


def test_an_indicator_unlike_any_other_names_none(compact):
    with pytest.raises(UnknownIndicatorError, match=r"unknown indicator 'zzz'$"):
        compact.indicator("zzz")


def test_an_unknown_objective_is_refused(compact):
    with pytest.raises(UnknownObjectiveError, match="unknown objective 24"):
        compact.objective(24)


def test_an_unknown_profile_names_the_nearest(compact):
    with pytest.raises(UnknownProfileError, match="unknown profile 'globl'; did you mean global"):
        compact.members("globl")


def test_full_holds_every_indicator_without_being_written(compact):
    assert [item.id for item in compact.members("full")] == list(compact.indicators)


def test_members_can_be_those_of_one_objective(compact):
    assert {item.objective for item in compact.members("full", 13)} == {13}


def test_a_framework_cannot_be_changed(compact):
    with pytest.raises(TypeError, match="does not support item assignment"):
        compact.indicators["mine"] = compact.indicators["opcat"]
    with pytest.raises(ValueError, match="frozen"):
        compact.indicators["opcat"].weight = 5


# A framework of one's own


def test_a_national_plan_of_three_objectives_loads(plan):
    assert plan.framework.short_name == "Newcomers' plan"
    assert list(plan.objectives) == [1, 2, 3]
    assert len(plan.indicators) == 7


def test_a_plan_is_read_again_when_its_files_change(little, tmp_path):
    mine = tmp_path / "plan"
    shutil.copytree(little, mine)
    before = gcm.load_compact(mine)
    path = mine / "indicators.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('edition: "1"', 'edition: "2"'), encoding="utf-8"
    )
    after = gcm.load_compact(mine)
    assert (before.edition, after.edition) == ("1", "2")
    assert before.digest != after.digest


def test_the_same_files_have_the_same_fingerprint_wherever_they_lie(little, plan, tmp_path):
    shutil.copytree(little, tmp_path / "elsewhere")
    assert gcm.load_compact(tmp_path / "elsewhere").digest == plan.digest


def test_a_good_framework_has_no_problems(little):
    assert framework_problems(little) == []


def test_a_plan_is_scored_end_to_end_and_reaches_an_overall_score(plan, plan_evidence):
    card = gcm.score("BEL", 2021, compact=plan, evidence=plan_evidence)
    # Language: two measures. 300 hours of 400; 62 % reach the level, from 20 to 90.
    hours = 100 * (300 - 0) / (400 - 0)
    level = 100 * (62 - 20) / (90 - 20)
    language = (hours + level) / 2
    # Work: waiting time, where less is better, counts double beside a rubric of law 3 and practice 2.
    waiting = 100 * (180 - 45) / (180 - 0)
    permits = 25 * min(3, 2)
    work = (2 * waiting + 1 * permits) / (2 + 1)
    # Neighbours: a survey by sex, and two conventions that are capped at a quarter of the weight.
    belonging = (70 + 64) / 2
    treaties = 100 * (1 + 0.25) / 2
    neighbours = 0.75 * belonging + 0.25 * treaties
    assert card.objective(1).score == pytest.approx(language)
    assert card.objective(2).score == pytest.approx(work)
    assert card.objective(3).score == pytest.approx(neighbours)
    assert card.overall == pytest.approx((language + work + neighbours) / 3)
    assert card.overall_reason is None
    assert card.coverage == 1


def test_a_plan_loses_its_overall_score_when_two_of_three_objectives_grow_stale(plan, plan_evidence):
    card = gcm.score("BEL", 2024, compact=plan, evidence=plan_evidence)
    assert card.overall is None
    assert card.overall_reason == "1 of 3 objectives scored, at least 2 needed"


def test_a_plan_explains_itself(plan, plan_evidence):
    text = str(gcm.score("BEL", 2021, compact=plan, evidence=plan_evidence).explain(2))
    assert "100 · (45 − 180) / (0 − 180) = 75.00" in text


def test_evidence_of_a_plan_is_not_evidence_of_the_compact(little):
    with pytest.raises(gcm.InvalidDataError, match="'course_hours' is not defined"):
        gcm.load_evidence(little / "evidence")


def test_a_misspelt_file_that_is_added_later_is_seen(little, tmp_path):
    folder = tmp_path / "plan"
    shutil.copytree(little, folder)
    assert framework_problems(folder) == []
    (folder / "crosswalk.yaml").write_text("goals: {}\n", encoding="utf-8")
    (problem,) = framework_problems(folder)
    assert str(problem) == "crosswalk.yaml:1: is not read; name it crosswalks.yaml"


def test_members_of_an_unknown_objective_are_refused(compact):
    with pytest.raises(UnknownObjectiveError, match="unknown objective 99; there are 1 to 23"):
        compact.members("core", 99)


def test_definitions_name_themselves_in_one_line(compact):
    assert repr(compact.objectives[13]) == "<Objective 13: Alternatives to detention>"
    assert repr(compact.indicators["opcat"]).startswith("<Indicator opcat: ")
