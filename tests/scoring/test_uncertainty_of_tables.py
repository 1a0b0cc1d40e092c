"""A table of numbers scored many times: names, groups, missing values, ranges and what cannot fit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring import uncertainty
from gcmscore.scoring.method import Method

VALUES = np.array([[40.0, 60, 10], [50, 47, 90], [20, math.nan, 30], [math.nan] * 3])
MARKS = {"worst": [0, 0, 100], "best": [80, 100, 0], "method": Method(draws=50)}
NAMED = {"units": ["a", "b", "c", "d"], "items": ["x", "y", "z"], "groups": ["one", "one", "two"]}


def test_one_draw_without_anything_varied_is_the_published_score():
    found = uncertainty(VALUES, **MARKS, groups=NAMED["groups"], low=VALUES - 1, high=VALUES + 1, vary=[])
    # Unit 0: the mean of 50 and 60, and 90; unit 2: 25 alone, and 70.
    assert found.scores[0] == pytest.approx(
        [(55 + 90) / 2, ((62.5 + 47) / 2 + 10) / 2, (25 + 70) / 2, math.nan], nan_ok=True
    )
    assert np.ptp(found.scores[:, :3]) > 0 and np.ptp(found.scores[:, :3], axis=0) == pytest.approx([0, 0, 0])
    assert found.plan.varied == ()


def test_random_numbers_belong_to_names_whatever_their_order():
    found = uncertainty(VALUES, **MARKS, **NAMED)
    turned = {"units": NAMED["units"][::-1], "items": ["z", "x", "y"], "groups": ["two", "one", "one"]}
    marks = {name: [MARKS[name][place] for place in (2, 0, 1)] for name in ("worst", "best")}
    other = uncertainty(VALUES[::-1][:, [2, 0, 1]], **marks, **turned, method=MARKS["method"])
    assert other.scores[:, ::-1] == pytest.approx(found.scores, nan_ok=True)


def test_a_range_is_taken_where_it_is_given_and_nowhere_else():
    low = np.full(VALUES.shape, math.nan)
    low[0, 0] = 30
    found = uncertainty(VALUES, **MARKS, low=low, vary=["evidence"])
    spread = np.ptp(found.scores, axis=0)
    assert spread[0] > 0 and spread[1] == spread[2] == 0
    assert found.scores[:, 0].max() <= (50 + 60 + 90) / 3 + 1e-9
    assert found.scores[:, 0].min() >= (37.5 + 60 + 90) / 3 - 1e-9


def test_no_goalpost_goes_beyond_what_is_possible():
    found = uncertainty([[100.0], [50.0]], [0], [100], least=0, most=100, vary=["goalposts"])
    assert found.ends[0] == pytest.approx([100, 44.444444444])  # the worst goalpost nearer: (50 − 10) / 90
    assert found.ends[1] == pytest.approx([100, 55.555555556])  # the best nearer: 50 / 90


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"vary": ["evidence"]}, "vary='evidence' has nothing to vary: no value here has a range"),
        ({"vary": ["colour"]}, "vary='colour' is unknown; one of weights, goalposts, means, evidence"),
        ({"worst": [0, 0]}, "worst has the shape (2,); it must fit (3,)"),
        ({"best": [0, 0]}, "best has the shape (2,); it must fit (3,)"),
        ({"least": [0, 0]}, "least has the shape (2,); it must fit (3,)"),
        ({"most": [0, 0]}, "most has the shape (2,); it must fit (3,)"),
        ({"weights": [1, 1]}, "weights has the shape (2,); it must fit (4, 3)"),
        ({"low": VALUES.T}, "low has the shape (3, 4); it must fit (4, 3)"),
        ({"high": VALUES.T}, "high has the shape (3, 4); it must fit (4, 3)"),
        ({"units": ["a"]}, "units= has 1 different names; there are 4 units"),
        ({"units": ["a", "b", "b", "c"]}, "units= has 3 different names; there are 4 units"),
        ({"items": ["a", "b"]}, "items= has 2 different names; there are 3 items"),
        ({"groups": ["one", "one", "two", "two"]}, "groups names 4; there are 3 items"),
        ({"weights": [1, -1, 1]}, "weights must be numbers of at least 0"),
        ({"weights": [1, math.nan, 1]}, "weights must be numbers of at least 0"),
        ({"low": VALUES + 1}, "low, value and high must be in rising order"),
        ({"high": VALUES - 1}, "low, value and high must be in rising order"),
        ({"least": 100, "most": 0}, "least must not be above most"),
        ({"values": [1.0, 2, 3]}, "values has the shape (3,); it must be a table of units and items"),
        ({"values": [[math.inf, 0, 0]]}, "values must be finite; NaN is missing"),
        ({"best": [0, 100, 0]}, "worst and best must differ"),
    ],
)
def test_what_does_not_fit_is_said(wrong, message):
    with pytest.raises((InvalidRequestError, ValueError)) as error:
        uncertainty(**{"values": VALUES} | MARKS | wrong)
    assert str(error.value) == message


def test_an_item_without_weight_does_not_count_and_half_a_weight_counts_half():
    found = uncertainty([[40.0, 60, 90]], [0] * 3, [100] * 3, weights=[1, 0.5, 0], vary=[])
    assert found.scores[0] == pytest.approx([(40 + 60 / 2) / 1.5])


def test_a_range_upwards_only_raises():
    found = uncertainty([[40.0]], [0], [100], high=[[60.0]], vary=["evidence"])
    assert found.scores.min() == pytest.approx(40) and 55 < found.scores.max() <= 60


@pytest.mark.parametrize(("table", "varied"), [
    ({"values": [[20.0, 80]], "groups": ["one", "one"]}, "weights"),
    ({"values": [[20.0, 80]], "groups": ["one", "two"]}, "weights"),
    ({"values": [[20.0, 80]], "low": [[10.0, 80]]}, "evidence"),
])  # fmt: skip
def test_another_seed_gives_other_numbers(table, varied):
    first, again, other = (
        uncertainty(**table, worst=[0, 0], best=[100, 100], vary=[varied], method=Method(draws=9, seed=seed))
        for seed in (1, 1, 2)
    )
    assert (first.scores == again.scores).all()
    assert (first.scores != other.scores).any()


def test_a_mean_over_one_item_is_the_item_under_every_mean():
    found = uncertainty([[0.0], [0.5]], [0], [100], least=0, most=100, vary=["goalposts"])
    assert found.scores[:, 0].max() == 0  # no floor of 1 lifts it
    assert "means" in found.plan.held


def test_a_group_of_one_item_is_the_item_beside_other_groups():
    # Under the geometric mean across groups 0 counts as 1; within the group alone it stays 0.
    found = uncertainty([[0.0, 50, 50]], [0] * 3, [100] * 3, groups=["one", "two", "two"], vary=["means"])
    assert sorted(set(found.scores[:, 0].round(6))) == pytest.approx([50**0.5, 25])


def test_a_group_of_one_item_at_0_is_0_under_the_harmonic_mean_too():
    method = Method(draws=24, objective_mean="harmonic")
    found = uncertainty(
        [[0.0, 50, 50]], [0] * 3, [100] * 3, groups=["one", "two", "two"], method=method, vary=[]
    )
    assert found.scores[:, 0] == pytest.approx([25] * 24)
