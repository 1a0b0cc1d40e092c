"""Twelve stated ways to score, with goalposts worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring.scenarios import moved, other_mean, scenarios

ANY = np.array([[-np.inf], [np.inf]])
# Between 0 and 100, and the other way round, at a shift of a tenth: where worst and best then lie.
STATED = {
    "goalposts as published": (0, 100),
    "best nearer": (0, 90),
    "best further": (0, 110),
    "worst nearer": (10, 100),
    "worst further": (-10, 100),
    "both nearer": (10, 90),
}


def named(name):
    return next(item for item in scenarios() if item.name == f"{name}, own mean")


def goalposts(name, worst, best, shift=0.1, movable=True, limits=ANY):
    low, high = moved([worst], [best], named(name), shift, np.array([movable]), np.asarray(limits, float))
    return low.item(), high.item()


def test_there_are_six_ways_to_set_goalposts_and_each_goes_with_two_means():
    assert [item.name for item in scenarios()] == [
        f"{name}, {mean} mean" for name in STATED for mean in ("own", "other")
    ]
    assert [item.other_mean for item in scenarios()] == [False, True] * 6


def test_the_published_rules_come_first():
    first = scenarios()[0]
    assert (first.worst, first.best, first.other_mean) == (0, 0, False)


@pytest.mark.parametrize(
    ("goals", "means", "found"),
    [
        (False, True, ["goalposts as published, own mean", "goalposts as published, other mean"]),
        (True, False, [f"{name}, own mean" for name in STATED]),
        (False, False, ["goalposts as published, own mean"]),
    ],
)
def test_what_does_not_vary_stays_as_published(goals, means, found):
    assert [item.name for item in scenarios(goalposts=goals, means=means)] == found


@pytest.mark.parametrize("name", STATED)
def test_goalposts_move_by_a_share_of_their_range(name):
    assert goalposts(name, 0, 100) == STATED[name]


@pytest.mark.parametrize("name", STATED)
def test_falling_goalposts_move_towards_each_other_and_apart_just_so(name):
    worst, best = STATED[name]
    assert goalposts(name, 100, 0) == (100 - worst, 100 - best)


@pytest.mark.parametrize("name", STATED)
def test_goalposts_that_define_what_is_asked_stay(name):
    assert goalposts(name, 0, 4, movable=False) == (0, 4)


@pytest.mark.parametrize("name", STATED)
def test_no_goalpost_leaves_what_is_possible(name):
    worst, best = STATED[name]
    assert goalposts(name, 0, 100, limits=[[0], [100]]) == (max(worst, 0), min(best, 100))
    assert goalposts(name, 100, 0, limits=[[0], [100]]) == (min(100 - worst, 100), max(100 - best, 0))


def test_a_goalpost_published_beyond_the_possible_stays_where_it_is():
    assert goalposts("best further", 0, 120, limits=[[5], [100]]) == (0, 120)
    assert goalposts("worst further", 0, 120, limits=[[5], [100]]) == (0, 120)
    assert goalposts("best nearer", 0, 120, limits=[[5], [100]]) == (0, 108)


def test_each_goalpost_has_limits_and_a_choice_of_its_own():
    limits = np.array([[0.0, -np.inf], [50.0, np.inf]])
    low, high = moved([0, 0], [50, 10], named("best further"), 0.2, np.array([True, True]), limits)
    assert (low.tolist(), high.tolist()) == ([0, 0], [50, 12])


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.floats(0, 0.49), st.sampled_from(scenarios()))
def test_goalposts_never_change_sides(worst, best, shift, scenario):
    low, high = moved([worst], [best], scenario, shift, np.array([True]), ANY)
    assert np.sign(high - low) == np.sign(best - worst) or abs(best - worst) < 1e-9


@pytest.mark.parametrize(
    ("own", "other"), [("arithmetic", "geometric"), ("geometric", "arithmetic"), ("harmonic", "arithmetic")]
)
def test_the_other_mean_is_the_one_somebody_else_would_take(own, other):
    assert other_mean(own) == other
