"""When the mean of an objective's indicators stands as its score, told from arrays alone."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring.judgement import Judgement, Ratings, judge, unasked
from gcmscore.scoring.method import Method

NAN = math.nan
DEFAULT = Method()


def ratings(scores, weights=None, **more):
    """Return ratings of one objective: measures of practice that all apply, unless a test says otherwise."""
    scores = np.array(scores, dtype=float)
    there = ~np.isnan(scores)
    weights = np.ones(len(scores)) if weights is None else np.array(weights, dtype=float)
    carried = np.where(there, weights, 0.0)
    parts = {
        "asked": np.ones(len(scores), dtype=bool),
        "scores": scores,
        "weights": weights,
        "shares": carried / (carried.sum() or 1.0),
        "points": np.where(there, 1.5, NAN),
        "bands": np.where(there, "yellow", None).astype(object),
        "instruments": np.zeros(len(scores), dtype=bool),
        "confidence": np.full(len(scores), 2),
        "rules": np.zeros(len(scores), dtype=bool),
        "facts": there,
        "stale": np.zeros(len(scores), dtype=bool),
        "not_compared": np.zeros(len(scores), dtype=bool),
    }
    return Ratings(**parts | {name: np.array(values) for name, values in more.items()})


def judged(scores, weights=None, method=DEFAULT, **more):
    """Return what is judged of one objective as plain values."""
    found = judge(ratings(scores, weights, **more), method)
    return Judgement(**{item.name: getattr(found, item.name).item() for item in dataclasses.fields(found)})


def outcome(*given_ratings, **more):
    found = judged(*given_ratings, **more)
    return found.status, found.reason


# Enough, or not


def test_enough_values_are_a_score():
    found = judged([40, 80], [3, 1])
    assert (found.status, found.reason) == ("scored", None)
    assert found.score == pytest.approx((3 * 40 + 1 * 80) / 4)
    assert math.isnan(found.indicative)


def test_exactly_half_of_the_weight_is_enough():
    assert outcome([40, 80, NAN, NAN]) == ("scored", None)
    assert outcome([40, 80, NAN], [1, 1, 2]) == ("scored", None)


def test_a_little_less_than_half_is_too_little_coverage():
    assert outcome([40, 80, NAN], [1, 1, 2.001]) == ("insufficient", "coverage")


def test_half_that_is_missed_by_rounding_alone_is_half():
    weights = [0.1, 0.7, 0.2, 0.6]
    assert (0.1 + 0.7) / sum(weights) < 0.5
    assert outcome([40, 80, NAN, NAN], weights) == ("scored", None)


def test_the_method_says_how_much_coverage_is_enough():
    assert outcome([40, 80, NAN, NAN], method=Method(coverage_floor=0.51)) == ("insufficient", "coverage")
    assert outcome([40, 80, NAN, NAN, NAN], method=Method(coverage_floor=0.4)) == ("scored", None)


def test_one_value_is_not_enough_whatever_it_weighs():
    assert outcome([40, NAN], [9, 1]) == ("insufficient", "single_indicator")


def test_the_method_says_how_many_values_are_enough():
    assert outcome([40, 80], method=Method(minimum_indicators=3)) == ("insufficient", "single_indicator")
    assert outcome([40, NAN], method=Method(minimum_indicators=1)) == ("scored", None)


def test_values_that_speak_of_law_alone_are_not_enough():
    assert outcome([40, 80], facts=[False, False]) == ("insufficient", "law_only")
    assert outcome([40, 80], facts=[False, True]) == ("scored", None)


def test_the_method_may_take_law_alone():
    assert outcome([40, 80], facts=[False, False], method=Method(practice_required=False)) == ("scored", None)


def test_what_has_no_value_shows_no_practice():
    assert outcome([40, 80, NAN], facts=[False, False, True]) == ("insufficient", "law_only")


def test_what_has_no_weight_is_not_counted():
    assert outcome([40, 80], [1, 0]) == ("insufficient", "single_indicator")
    assert judged([40, 80], [1, 0]).n == 1


def test_of_several_reasons_the_first_is_given():
    law = {"facts": [False] * 3}
    assert outcome([40, NAN, NAN], **law) == ("insufficient", "coverage")
    assert outcome([40, NAN, NAN], [2, 1, 1], **law) == ("insufficient", "single_indicator")
    assert outcome([40, 80, NAN], **law) == ("insufficient", "law_only")


def test_too_little_is_a_mean_to_look_at_and_no_score():
    found = judged([40, 80, NAN, NAN, NAN])
    assert math.isnan(found.score)
    assert found.indicative == 60
    assert found.band is None
    assert found.confidence == "low"


# Nothing


def test_without_any_value_nothing_is_assessed():
    found = judged([NAN, NAN])
    assert (found.status, found.reason, found.n, found.coverage) == ("not_assessed", "no_evidence", 0, 0)
    assert (found.bound_low, found.bound_high) == (0, 100)
    assert math.isnan(found.score)
    assert math.isnan(found.indicative)
    assert (found.band, found.confidence) == (None, None)


def test_one_value_too_old_is_why_nothing_is_assessed():
    assert outcome([NAN, NAN], stale=[False, True]) == ("not_assessed", "stale")


def test_one_question_not_compared_comes_before_one_too_old():
    found = outcome([NAN, NAN], stale=[True, False], not_compared=[False, True])
    assert found == ("not_assessed", "not_common")


def test_what_is_not_asked_is_no_reason():
    found = outcome([NAN, NAN], asked=[True, False], stale=[False, True], not_compared=[False, True])
    assert found == ("not_assessed", "no_evidence")


def test_too_old_values_are_no_reason_where_another_value_counts():
    assert outcome([40, NAN, NAN], stale=[False, True, True]) == ("insufficient", "coverage")


def test_where_nothing_is_asked_the_objective_does_not_apply():
    found = judged([NAN, NAN], [0, 0], asked=[False, False])
    assert (found.status, found.reason, found.n, found.coverage) == ("not_applicable", None, 0, 0)
    assert math.isnan(found.bound_low)
    assert math.isnan(found.bound_high)


def test_an_objective_without_indicators_could_be_anything():
    found = unasked((2, 3))
    assert found.status.tolist() == [["not_assessed"] * 3] * 2
    assert found.reason.tolist() == [["no_indicator"] * 3] * 2
    assert (found.bound_low == 0).all()
    assert (found.bound_high == 100).all()
    assert np.isnan(found.score).all()
    assert (found.n == 0).all()


# Bounds and coverage


def test_bounds_put_what_is_missing_at_either_end():
    found = judged([40, 80, NAN], [1, 2, 1])
    assert found.coverage == 3 / 4
    assert found.bound_low == (40 + 2 * 80) / 4
    assert found.bound_high == (40 + 2 * 80 + 100) / 4


def test_what_does_not_apply_widens_no_bounds():
    found = judged([40, 80, NAN], [1, 1, 0], asked=[True, True, False])
    assert (found.coverage, found.bound_low, found.bound_high) == (1, 60, 60)


# Bands


def band(points, own=None, method=DEFAULT, **more):
    own = own or ["yellow"] * len(points)
    words = np.array(own, dtype=object)
    found = judged([50] * len(points), points=points, bands=words, method=method, **more)
    return found.band, found.stepped_down


@pytest.mark.parametrize(
    ("points", "expected"),
    [(2.0, "green"), (1.99, "yellow"), (1.5, "yellow"), (1.49, "orange"), (1.0, "orange"), (0.99, "red")],
)
def test_the_mean_of_points_is_cut_at_2_at_one_and_a_half_and_at_1(points, expected):
    assert band([points, points]) == (expected, False)
    assert band([points - 0.5, points + 0.5]) == (expected, False)


def test_the_mean_of_points_is_weighted():
    found = judged([50, 50], [3, 1], points=[2.5, 0.5])
    assert found.band == "green"


@pytest.mark.parametrize(
    ("points", "expected"), [(3.0, "yellow"), (1.6, "orange"), (1.2, "red"), (0.5, "red")]
)
def test_a_red_indicator_takes_the_objective_one_band_down_and_none_below_red(points, expected):
    found = band([points, points], ["green", "red"])
    assert found == (expected, points >= 1)


def test_two_red_indicators_take_it_down_once():
    assert band([2.5, 2.5], ["red", "red"]) == ("yellow", True)


def test_red_treaty_status_takes_nothing_down():
    assert band([2.5, 2.5], ["green", "red"], instruments=[False, True]) == ("green", False)


def test_the_method_may_leave_the_step_out():
    assert band([2.5, 2.5], ["green", "red"], method=Method(red_steps_down=False)) == ("green", False)


def test_the_method_may_cut_elsewhere():
    assert band([2.0, 2.0], method=Method(band_cuts=(2.5, 2.0, 1.0))) == ("yellow", False)


@pytest.mark.parametrize("own", ["green", "yellow", "orange", "red"])
def test_a_single_indicator_keeps_its_own_band(own):
    one = Method(minimum_indicators=1, coverage_floor=0.0)
    found = judged([NAN, 50], bands=np.array([None, own], dtype=object), points=[NAN, 1.2], method=one)
    assert (found.band, found.stepped_down) == (own, False)


# Confidence


def test_confidence_falls_when_rules_or_facts_are_not_covered():
    assert judged([40, 80], rules=[True, False], facts=[False, True]).confidence == "high"
    assert judged([40, 80], rules=[False, False], facts=[True, True]).confidence == "medium"


def test_confidence_falls_with_low_coverage():
    both = {"rules": [True] * 4, "facts": [True] * 4}
    assert judged([40, 80, 60, NAN], **both).confidence == "high"
    assert judged([40, 80, NAN, NAN], **both).confidence == "medium"


# Many at once


cases = st.fixed_dictionaries(
    {
        "scores": st.sampled_from([NAN, 0.0, 40.0, 75.0, 100.0]),
        "weights": st.sampled_from([0.0, 0.1, 0.7, 1.0, 3.0]),
        "shares": st.sampled_from([0.1, 0.25, 0.5]),
        "points": st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0]),
        "bands": st.sampled_from(["green", "yellow", "orange", "red"]),
        "confidence": st.sampled_from([0, 1, 2]),
        **dict.fromkeys(("asked", "instruments", "rules", "facts", "stale", "not_compared"), st.booleans()),
    }
)
objectives = st.lists(st.lists(cases, min_size=3, max_size=3), min_size=4, max_size=4)


def arrays(items, shape):
    """Return the cases as arrays of a shape whose last axis is the indicators."""
    types = {"bands": object, "confidence": np.int64}
    found = {}
    for field in dataclasses.fields(Ratings):
        values = np.array([[case[field.name] for case in row] for row in items], dtype=types.get(field.name))
        found[field.name] = values.reshape(shape)
    return Ratings(**found)


@given(objectives)
def test_many_are_judged_as_each_alone(items):
    together = judge(arrays(items, (2, 2, 3)), DEFAULT)
    for place, row in enumerate(items):
        alone = judge(arrays([row], (3,)), DEFAULT)
        for field in dataclasses.fields(alone):
            one = getattr(alone, field.name).item()
            same = getattr(together, field.name).reshape(-1)[place]
            assert same == one or (one is not None and math.isnan(one) and math.isnan(same)), field.name


@given(objectives)
def test_a_score_has_a_band_and_what_is_insufficient_has_a_mean_only_to_look_at(items):
    found = judge(arrays(items, (2, 2, 3)), DEFAULT)
    scored, insufficient = (found.status == status for status in ("scored", "insufficient"))
    assert (~np.isnan(found.score) == scored).all()
    assert (~np.isnan(found.indicative) == insufficient).all()
    assert [word is not None for word in found.band.flat] == scored.ravel().tolist()
    assert [word is None for word in found.reason[scored | insufficient]] == scored[
        scored | insufficient
    ].tolist()
