"""From raw units to 0–100."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gcmscore.scoring import normalise


@pytest.mark.parametrize(("value", "worst", "best", "score"), [
    (0.44, 0, 0.7, 100 * 0.44 / 0.7),
    (7.985, 15, 3, 100 * (15 - 7.985) / (15 - 3)),
    (0, 0, 0.7, 0),
    (0.7, 0, 0.7, 100),
    (-5, -10, 10, 100 * (-5 - -10) / (10 - -10)),
])  # fmt: skip
def test_a_value_is_its_place_between_worst_and_best(value, worst, best, score):
    assert float(normalise(value, worst, best)) == pytest.approx(score)


def test_the_two_figures_of_belgium_in_2020():
    assert round(float(normalise(0.44, worst=0, best=0.7)), 2) == 62.86
    assert round(float(normalise(7.985, worst=15, best=3)), 2) == 58.46


def test_values_beyond_a_goalpost_are_clipped():
    assert normalise([-1, 2], 0, 1).tolist() == [0, 100]
    assert normalise([20, 1], 15, 3).tolist() == [0, 100]


@pytest.mark.parametrize(
    ("value", "worst", "best"), [(100, 100, 0), (0, 0, 100), (-0.0, 0, 100), (150, 100, 0)]
)
def test_the_lowest_score_is_0_and_never_minus_0(value, worst, best):
    score = float(normalise(value, worst, best))
    assert score == 0
    assert math.copysign(1, score) == 1


def test_a_missing_value_stays_missing():
    assert np.isnan(normalise([math.nan, 1], 0, 1)).tolist() == [True, False]


def test_the_shape_is_kept_and_goalposts_are_broadcast():
    values = [[1, 2, 3], [4, 5, 6]]
    scores = normalise(values, worst=[0, 0, 6], best=[10, 5, 0])
    assert scores.tolist() == [[100 * 1 / 10, 100 * 2 / 5, 100 * 3 / 6], [100 * 4 / 10, 100, 0]]


def test_one_number_gives_one_number():
    assert normalise(1, 0, 2).shape == ()


def test_nothing_gives_nothing():
    assert normalise([], 0, 1).tolist() == []


def test_equal_goalposts_are_refused():
    with pytest.raises(ValueError, match="worst and best must differ"):
        normalise([1, 2], [0, 3], [1, 3])


@pytest.mark.parametrize("goalpost", [math.nan, math.inf, -math.inf])
def test_goalposts_that_are_no_numbers_are_refused(goalpost):
    with pytest.raises(ValueError, match="goalposts must be finite numbers"):
        normalise(1, 0, goalpost)


def test_the_values_given_are_not_changed():
    values = np.array([1.0, 200.0])
    normalise(values, 0, 100)
    assert values.tolist() == [1.0, 200.0]
