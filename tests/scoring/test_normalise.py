"""From raw units to 0–100."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gcmscore.scoring import distance_to_target, normalise, percentile_goalposts, rank_scores, z_scores

NAN = math.nan


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


# Other scales


def test_on_a_log_scale_equal_factors_count_alike():
    assert normalise([1, 10, 100, 1000], 1, 1000, scale="log") == pytest.approx([0, 100 / 3, 200 / 3, 100])


def test_the_income_of_the_human_development_index():
    expected = 100 * (math.log(20_000) - math.log(100)) / (math.log(75_000) - math.log(100))
    assert float(normalise(20_000, 100, 75_000, scale="log")) == pytest.approx(expected)


def test_nothing_and_less_lie_beyond_the_smaller_goalpost_of_a_log_scale():
    assert normalise([0, -5], 1, 100, scale="log").tolist() == [0, 0]
    assert normalise([0, -5], 100, 1, scale="log").tolist() == [100, 100]
    assert np.isnan(normalise([0, -5], 1, 100, scale="log", clip=False)).all()


def test_each_item_may_have_a_scale_of_its_own():
    found = normalise([[10, 10]], [1, 0], [100, 100], scale=["log", "linear"])
    assert found == pytest.approx(np.array([[50, 10]]))


@pytest.mark.parametrize("goalposts", [(0, 1), (-1, 1), (1, 0)])
def test_a_goalpost_of_a_log_scale_lies_above_0(goalposts):
    with pytest.raises(ValueError, match="goalposts on a log scale must lie above 0"):
        normalise(1, *goalposts, scale="log")


def test_an_unknown_scale_is_refused():
    with pytest.raises(ValueError, match="scale='square' is unknown; one of 'linear', 'log'"):
        normalise(1, 0, 1, scale="square")


# Beside the other units


def test_goalposts_may_be_percentiles_of_the_units():
    worst, best = percentile_goalposts([[0, 8], [1, 9], [2, NAN], [3, 7], [4, NAN]], 25, 75)
    assert worst.tolist() == [1, 7.5]
    assert best.tolist() == [3, 8.5]


def test_where_less_is_better_the_high_percentile_is_the_worst():
    worst, best = percentile_goalposts([[0, 0], [10, 10]], 0, 100, less_is_better=[False, True])
    assert (worst.tolist(), best.tolist()) == ([0, 10], [10, 0])


def test_percentiles_of_nothing_are_missing():
    assert np.isnan(percentile_goalposts([[NAN], [NAN]])).all()


@pytest.mark.parametrize(("low", "high"), [(97.5, 2.5), (50, 50), (-1, 50), (50, 101)])
def test_percentiles_rise_within_the_hundred(low, high):
    with pytest.raises(ValueError, match="must be rising percentiles from 0 to 100"):
        percentile_goalposts([[1], [2]], low, high)


def test_a_z_score_counts_deviations_from_the_mean():
    # Mean 5; the squares of −3, −1, 2 and 2 are 18 in all, a third of which is 6.
    assert z_scores([2, 4, 7, NAN, 7])[:2] == pytest.approx([-3 / math.sqrt(6), -1 / math.sqrt(6)])


@pytest.mark.parametrize("values", [[3, NAN], [0.1, 0.1, 0.1], [NAN, NAN]])
def test_without_differences_there_are_no_z_scores(values):
    assert np.isnan(z_scores(values)).all()


def test_rank_scores_keep_the_order_and_no_distance():
    assert rank_scores([1, 1000, 2, NAN]).tolist()[:3] == [0, 100, 50]
    assert rank_scores([1, 1000, 2], less_is_better=True).tolist() == [100, 0, 50]
    assert rank_scores([[1, 5], [1, NAN]]).tolist()[0][0] == 50
    assert np.isnan(rank_scores([[1, 5], [1, NAN]])[:, 1]).all()


def test_distance_to_a_target_is_measured_from_the_worst_unit():
    assert distance_to_target([10, 40, 70, NAN], target=50).tolist()[:3] == [0, 100 * (40 - 10) / 40, 100]
    assert distance_to_target([10, 70], target=50, clip=False).tolist() == [0, 100 * 60 / 40]
    assert distance_to_target([10, 5], target=0, less_is_better=True).tolist() == [0, 50]


def test_where_nobody_falls_short_there_is_no_distance():
    assert np.isnan(distance_to_target([60, 70], target=50)).all()
