"""Means, coverage, bounds and the cap on treaties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring import (
    aggregate,
    bounds,
    capped_weights,
    change_contributions,
    contributions,
    coverage,
)

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
    with pytest.raises(ValueError, match=r"how='median' is unknown; one of 'arithmetic', 'geometric'"):
        aggregate([60, 40], how="median")


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


# Other means


@pytest.mark.parametrize(("how", "mean"), [
    ("geometric", math.sqrt(20 * 80)),
    ("harmonic", 2 / (1 / 20 + 1 / 80)),
    ("arithmetic", (20 + 80) / 2),
])  # fmt: skip
def test_each_mean_of_two_scores(how, mean):
    assert float(aggregate([20, 80], how=how)) == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize(("power", "how"), [(1, "arithmetic"), (0, "geometric"), (-1, "harmonic")])
def test_the_three_means_are_powers(power, how):
    scores, weights = [[20, 80, NAN], [0, 50, 100]], [1, 2, 3]
    found = aggregate(scores, weights, "power", power=power)
    np.testing.assert_allclose(found, aggregate(scores, weights, how), rtol=1e-12)


def test_a_power_of_its_own():
    # The root of the mean square: (36 + 64) / 2 = 50.
    assert float(aggregate([6, 8], how="power", power=2)) == pytest.approx(math.sqrt(50))


def test_a_zero_pulls_down_and_does_not_erase():
    assert float(aggregate([0, 100], how="geometric")) == pytest.approx(math.sqrt(1 * 100))
    assert float(aggregate([0, 100], how="harmonic")) == pytest.approx(2 / (1 / 1 + 1 / 100))
    assert float(aggregate([0, 100], how="power", power=0.5)) == pytest.approx(((0 + 10) / 2) ** 2)


@pytest.mark.parametrize(("how", "power", "message"), [
    ("power", None, r"power= goes with how='power', and only with it"),
    ("geometric", 2, r"power= goes with how='power', and only with it"),
    ("power", math.inf, r"power=inf is not finite; give a number such as 0.5"),
])  # fmt: skip
def test_a_power_that_is_missing_or_too_much_is_refused(how, power, message):
    with pytest.raises(ValueError, match=message):
        aggregate([60, 40], how=how, power=power)


def test_a_power_of_a_negative_score_is_refused():
    with pytest.raises(ValueError, match=r"power=0.5 has no mean of a negative score"):
        aggregate([60, -1], how="power", power=0.5)


scores_or_none = st.lists(st.one_of(st.floats(0, 100), st.just(NAN)), min_size=1, max_size=6)
hows = st.sampled_from(["arithmetic", "geometric", "harmonic"])


@given(scores_or_none)
def test_the_means_stand_in_their_order(scores):
    floored = np.maximum(scores, 1)
    means = [float(aggregate(floored, how=how)) for how in ("harmonic", "geometric", "arithmetic")]
    assert all(math.isnan(mean) for mean in means) or means[0] <= means[1] + 1e-9 <= means[2] + 2e-9


@given(scores_or_none, hows)
def test_bounds_contain_every_mean(scores, how):
    low, high = bounds(scores, np.ones(len(scores)), how)
    mean = float(aggregate(scores, how=how))
    assert math.isnan(mean) or low - 1e-9 <= mean <= high + 1e-9


# Contributions


def test_contributions_to_an_arithmetic_mean_are_share_times_score():
    assert contributions([60, NAN, 40], [1, 5, 3]).tolist() == [15, 0, 30]


def test_contributions_to_a_geometric_mean_are_by_orders_of_magnitude():
    # ln 100 is twice ln 10; the mean of 10 and 100 is 10^1.5.
    assert contributions([10, 100], how="geometric") == pytest.approx([10**1.5 / 3, 2 * 10**1.5 / 3])


def test_a_score_at_the_floor_adds_nothing_unless_all_lie_there():
    assert contributions([0, 100], how="harmonic")[0] == 0
    assert contributions([0, 1, NAN], how="geometric").tolist() == [0.5, 0.5, 0]


def test_nothing_contributes_where_there_is_no_mean():
    assert np.isnan(contributions([NAN, 5], [1, 0])).all()


@given(scores_or_none, hows, st.data())
def test_contributions_add_up_to_the_mean(scores, how, data):
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=len(scores), max_size=len(scores)))
    mean = float(aggregate(scores, weights, how))
    parts = contributions(scores, weights, how)
    assert math.isnan(mean) or (parts.sum() == pytest.approx(mean, abs=1e-9) and (parts >= 0).all())


def test_a_changed_score_moves_the_mean_by_its_share():
    assert change_contributions([60, 40], [80, 40], [1, 3], [1, 3]).tolist() == [5, 0]


def test_a_lost_score_takes_what_it_added_above_the_others():
    # 70 of 70 and 40: the mean falls from 55 to 40, all by the loss, measured against what stays.
    assert change_contributions([70, 40], [NAN, 40], around=40).tolist() == [-15, 0]


def test_a_changed_geometric_mean_is_shared_out_by_logarithms():
    moved = change_contributions([10, 10], [100, 1000], how="geometric")
    change = math.sqrt(100 * 1000) - 10
    assert moved == pytest.approx([change / 3, 2 * change / 3])


def test_scores_that_move_against_each_other_add_up_to_nothing():
    moved = change_contributions([50, 50], [100, 25], how="geometric")
    assert moved == pytest.approx([25 * math.log(2), -25 * math.log(2)])


@given(scores_or_none, hows, st.data())
def test_changes_add_up_and_turn_their_sign_on_the_way_back(scores, how, data):
    n = len(scores)
    after = data.draw(st.lists(st.one_of(st.floats(0, 100), st.just(NAN)), min_size=n, max_size=n))
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=n, max_size=n))
    moved = change_contributions(scores, after, weights, weights, how)
    change = float(aggregate(after, weights, how) - aggregate(scores, weights, how))
    if math.isnan(change):
        assert np.isnan(moved).all()
        return
    assert moved.sum() == pytest.approx(change, abs=1e-9)
    back = change_contributions(after, scores, weights, weights, how)
    np.testing.assert_allclose(back, -moved, atol=1e-9)


@pytest.mark.parametrize(("floor", "expected"), [(0.0, 45), (4 / 9, 45), (0.45, math.nan)])
def test_below_the_coverage_floor_there_is_no_mean(floor, expected):
    # 60 · 1 and 40 · 3 over 4; they carry 4 of 9.
    assert aggregate([60, 40, math.nan], [1, 3, 5], coverage_floor=floor) == pytest.approx(
        expected, nan_ok=True
    )


def test_the_coverage_floor_takes_equal_weights_where_none_are_given():
    assert aggregate([[60, math.nan], [60, 40]], coverage_floor=0.6) == pytest.approx(
        [math.nan, 50], nan_ok=True
    )


def test_scores_that_change_places_move_a_mean_that_stays_by_its_slope():
    # Geometric: 40 · ln(80 / 20) / 2. Harmonic: the mean is 32, and 32² · (1/20 − 1/80) / 2 = 19.2.
    for how, points in (("arithmetic", 30), ("geometric", 20 * math.log(4)), ("harmonic", 19.2)):
        assert change_contributions([20, 80], [80, 20], how=how) == pytest.approx([points, -points])


def test_contributions_are_told_side_by_side():
    found = contributions([[20, 80], [50, 100]], [[1, 1], [3, 1]], "geometric")
    assert found.sum(axis=-1) == pytest.approx([40, (50**3 * 100) ** 0.25])
    for row, scores, weights in ((0, [20, 80], [1, 1]), (1, [50, 100], [3, 1])):
        assert found[row] == pytest.approx(contributions(scores, weights, "geometric"))


@pytest.mark.parametrize(("rules", "message"), [
    ({"how": "power"}, "power= goes with how='power', and only with it; give a number such as power=0.5"),
    ({"how": "median"}, "how='median' is unknown; one of 'arithmetic', 'geometric', 'harmonic', 'power'"),
])  # fmt: skip
def test_a_mean_that_does_not_exist_is_told_from_those_that_do(rules, message):
    with pytest.raises(ValueError) as error:
        aggregate([60, 40], **rules)
    assert str(error.value) == message
