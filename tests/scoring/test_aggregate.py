"""Means, coverage, bounds and the cap on treaties."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gcmscore.scoring import aggregate, bounds, capped_weights, coverage

NAN = math.nan


def test_without_weights_it_is_the_plain_mean():
    assert float(aggregate([60, 40, 20])) == (60 + 40 + 20) / 3


def test_weights_count_as_often_as_they_say():
    assert float(aggregate([60, 40], [1, 3])) == (1 * 60 + 3 * 40) / (1 + 3)


def test_a_missing_score_takes_no_part():
    assert float(aggregate([60, 40, NAN], [1, 3, 5])) == (1 * 60 + 3 * 40) / (1 + 3)


def test_nothing_at_all_has_no_mean():
    assert math.isnan(aggregate([NAN, NAN], [1, 1]))
    assert math.isnan(aggregate([], []))


def test_scores_without_weight_have_no_mean():
    assert math.isnan(aggregate([60, 40], [0, 0]))


def test_the_mean_runs_over_the_last_axis():
    assert aggregate([[60, 40], [20, NAN]], [1, 3]).tolist() == [(60 + 3 * 40) / 4, 20]


def test_the_geometric_mean_is_the_root_of_the_product():
    assert float(aggregate([40, 90], how="geometric")) == pytest.approx(math.sqrt(40 * 90))
    assert float(aggregate([40, 90], [1, 2], "geometric")) == pytest.approx((40 * 90**2) ** (1 / 3))


def test_the_geometric_mean_lifts_what_is_below_1_to_1():
    assert float(aggregate([0, 100], how="geometric")) == pytest.approx(math.sqrt(1 * 100))


def test_the_geometric_mean_leaves_out_what_is_missing():
    assert float(aggregate([40, NAN, 90], how="geometric")) == pytest.approx(math.sqrt(40 * 90))


def test_the_geometric_mean_rewards_evenness():
    assert aggregate([10, 90], how="geometric") < aggregate([50, 50], how="geometric")
    assert aggregate([10, 90]) == aggregate([50, 50])


@pytest.mark.parametrize("weights", [[1, -1], [1, NAN]])
def test_a_weight_below_0_or_missing_is_refused(weights):
    with pytest.raises(ValueError, match="weights must be numbers of at least 0"):
        aggregate([60, 40], weights)


def test_an_unknown_mean_is_refused():
    with pytest.raises(ValueError, match=r"how='harmonic' is unknown; one of 'arithmetic', 'geometric'"):
        aggregate([60, 40], how="harmonic")


def test_coverage_is_the_share_of_the_weight_that_has_a_score():
    assert float(coverage([60, NAN], [3, 1])) == 3 / (3 + 1)


def test_coverage_of_nothing_is_not_a_number():
    assert math.isnan(coverage([60, NAN], [0, 0]))


def test_coverage_runs_over_the_last_axis_with_weights_in_common():
    assert coverage([[60, NAN], [NAN, NAN], [1, 2]], [3, 1]).tolist() == [3 / 4, 0, 1]


def test_bounds_put_the_missing_at_0_and_at_100():
    low, high = bounds([60, NAN], [3, 1])
    assert float(low) == (3 * 60 + 1 * 0) / 4
    assert float(high) == (3 * 60 + 1 * 100) / 4


def test_without_a_missing_score_both_bounds_are_the_score():
    assert [float(bound) for bound in bounds([60, 40], [3, 1])] == [(3 * 60 + 40) / 4] * 2


def test_capped_weights_carry_the_share_together_and_keep_their_proportions():
    weights = capped_weights([3, 2, 4], [False, True, True], 0.25)
    assert weights[0] == 3
    assert weights[1:].sum() / weights.sum() == pytest.approx(0.25)
    assert weights[2] / weights[1] == pytest.approx(4 / 2)


def test_weights_within_the_share_are_left_alone():
    assert capped_weights([3, 1], [False, True], 0.25).tolist() == [3, 1]
    assert capped_weights([9, 1], [False, True], 0.25).tolist() == [9, 1]


def test_where_all_weights_are_capped_none_is_changed():
    assert capped_weights([2, 4], [True, True], 0.25).tolist() == [2, 4]


def test_a_share_of_0_leaves_them_nothing():
    assert capped_weights([1, 1], [False, True], 0).tolist() == [1, 0]


def test_the_cap_works_row_by_row():
    weights = capped_weights([[1, 1], [0, 1]], [False, True], 0.25)
    assert np.allclose(weights, [[1, 1 / 3], [0, 1]])
