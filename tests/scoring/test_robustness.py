"""Ranks, intervals made of drawn values, and who is ahead of whom."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from gcmscore.scoring import robustness
from gcmscore.scoring.robustness import ahead, quantiles, rank_intervals, ranks

NAN = math.nan
# Whole and tenth scores, so that ties come up, and gaps.
scores = st.one_of(st.integers(-1000, 1000).map(lambda tenths: tenths / 10), st.just(NAN))
tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9), elements=scores)


def by_hand(row):
    """Count for each score how many are better, one by one."""
    return [NAN if math.isnan(one) else 1.0 + sum(other > one for other in row) for one in row]


# Ranks


def test_the_highest_score_is_first():
    assert ranks([40, 70, 55]).tolist() == [3, 1, 2]


def test_equal_scores_share_the_better_rank_and_the_next_one_is_left_out():
    assert ranks([70, 40, 70, 90, 40]).tolist() == [2, 4, 2, 1, 4]


def test_a_missing_score_has_no_rank_and_takes_none():
    np.testing.assert_array_equal(ranks([NAN, 70, NAN, 90]), [NAN, 2, NAN, 1])


def test_scores_below_zero_are_ranked_as_well():
    assert ranks([-5, 0, -5.5, 2]).tolist() == [3, 2, 4, 1]


def test_minus_zero_equals_zero():
    assert ranks([-0.0, 0.0, -1]).tolist() == [1, 1, 3]


@pytest.mark.parametrize(("difference", "expected"), [(1e-10, [1, 1]), (1e-9, [2, 1])])
def test_scores_are_equal_when_nine_decimals_are(difference, expected):
    assert ranks([50, 50 + difference]).tolist() == expected


def test_the_sum_of_a_third_and_two_thirds_ties_with_one():
    assert ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3), (1,), (2, 1, 4)])
def test_ranks_have_the_shape_of_the_scores(shape):
    assert ranks(np.zeros(shape)).tolist() == np.ones(shape).tolist()


@pytest.mark.parametrize("size", [255, 256, 257, 40_000])
def test_a_long_table_is_ranked_like_a_short_one(size):
    rising = np.arange(size) / 8
    expected = np.arange(size, 0, -1)
    assert (ranks(np.stack([rising, rising[::-1], rising])) == [expected, expected[::-1], expected]).all()


@pytest.mark.parametrize("score", [math.inf, -math.inf, 1e7])
def test_a_score_too_large_for_nine_decimals_is_refused(score):
    with pytest.raises(ValueError, match=r"ranks to nine decimals need scores between ±2251800$"):
        ranks([50.0, NAN, score])


def test_among_many_units_scores_that_can_be_told_apart_lie_nearer_to_zero():
    # 16 of 61 bits number 40,000 units; 45 are left for the score: 2 ** 45 / 1e9 = 35184.
    scores = np.zeros(40_000)
    scores[:2] = 35_184.1, 35_184
    assert ranks(scores)[:3].tolist() == [1, 2, 3]
    scores[0] = -35_185
    with pytest.raises(ValueError, match=r"between ±35184$"):
        ranks(scores)


@given(tables)
def test_a_rank_is_one_more_than_the_number_of_better_scores(table):
    np.testing.assert_array_equal(ranks(table), [by_hand(row) for row in table])


@given(tables, st.randoms())
def test_the_order_of_units_changes_no_rank(table, random):
    order = random.sample(range(table.shape[1]), table.shape[1])
    np.testing.assert_array_equal(ranks(table[:, order]), ranks(table)[:, order])


# Quantiles


def test_an_end_of_an_interval_is_a_value_that_was_drawn():
    # Of 21 values number 1 and 19 lie at 5 and 95 %; of 20 it is 0.95 and 18.05: down to 0, up to 19.
    assert quantiles(np.arange(21)).tolist() == [1, 10, 19]
    assert quantiles(np.arange(20)).tolist() == [0, 9, 19]


def test_no_rounding_moves_an_end_by_one_value():
    # 0.07 · 100 is 7.000000000000001, and 0.93 · 100 is 93.00000000000001.
    assert quantiles(np.arange(101), (0.07, 0.93)).tolist() == [7, 93]


def test_the_smallest_and_the_largest_value_lie_at_zero_and_one():
    assert quantiles([3, 1, 2], (0, 1)).tolist() == [1, 3]


def test_a_draw_without_a_value_is_left_out():
    draws = np.array([[NAN, 5], [2, NAN], [NAN, 1], [4, 3], [3, NAN]])
    assert quantiles(draws, (0, 0.5, 1)).tolist() == [[2, 1], [3, 3], [4, 5]]


def test_no_value_at_all_has_no_quantile():
    assert np.isnan(quantiles([NAN, NAN])).all()


def test_the_draws_lie_along_the_axis_that_is_named():
    table = np.arange(24.0).reshape(2, 3, 4)
    for axis in (0, 1, 2, -1):
        found = quantiles(table, (0, 1), axis=axis)
        np.testing.assert_array_equal(found, [table.min(axis=axis), table.max(axis=axis)])


def test_quantiles_leave_the_draws_in_their_order():
    draws = np.array([3.0, 1.0, 2.0])
    quantiles(draws)
    assert draws.tolist() == [3, 1, 2]


@pytest.mark.parametrize("share", [-0.1, 1.1, NAN])
def test_a_share_beyond_zero_to_one_is_refused(share):
    with pytest.raises(ValueError, match=rf"shares=\(0.5, {share}\) must lie between 0 and 1"):
        quantiles([1, 2], (0.5, share))


def test_no_draw_is_refused():
    with pytest.raises(ValueError, match="there is no draw"):
        quantiles(np.empty((0, 3)))


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(0, 50))
def test_an_interval_holds_at_least_the_share_it_names(values, percent):
    low, high = quantiles(values, (percent / 100, 1 - percent / 100))
    # Of m values the two ends leave out at most percent · (m − 1) / 100 on either side.
    left_out = percent * (len(values) - 1) / 100 + 1e-9
    assert {low, high} <= set(values)
    assert sum(value < low for value in values) <= left_out
    assert sum(value > high for value in values) <= left_out


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60), st.integers(0, 49))
def test_an_interval_turned_around_is_the_interval_of_the_values_turned_around(values, percent):
    low, high = quantiles(values, (percent / 100, 1 - percent / 100))
    assert quantiles(-np.array(values), (percent / 100, 1 - percent / 100)).tolist() == [-high, -low]


# Intervals of ranks, and who is ahead


def test_a_unit_that_never_has_a_score_has_no_interval_of_ranks():
    draws = [[50, NAN, 60], [70, NAN, 60], [65, NAN, 60]]
    np.testing.assert_array_equal(rank_intervals(draws, (0, 0.5, 1)), [[1, NAN, 1], [1, NAN, 2], [2, NAN, 2]])


def test_the_middle_rank_is_a_rank():
    assert rank_intervals([[50, 60], [70, 60]])[1].tolist() == [1, 1]


def test_rank_intervals_take_the_shares_that_are_asked_for():
    # Behind in one draw of five. Of ranks 1 1 1 1 2 number 0.75 · 4 is 1, and the next after 0.8 · 4 is 2.
    draws = [[50, 60]] + [[60, 50]] * 4
    assert rank_intervals(draws, (0.75,))[:, 0].tolist() == [1]
    assert rank_intervals(draws, (0.8,))[:, 0].tolist() == [2]
    assert rank_intervals(draws).shape == (3, 2)


def test_a_draw_that_ties_counts_half():
    # Ahead in two of four draws, level in one.
    assert ahead([61, 58, 50, 40], [60, 57, 50, 45]) == (2 + 0.5) / 4


def test_a_draw_without_one_of_them_is_left_out():
    assert ahead([61, NAN, 50], [60, 57, NAN]) == 1


def test_without_a_common_draw_nobody_is_ahead():
    assert np.isnan(ahead([NAN, 1], [1, NAN]))


def test_one_unit_can_be_set_against_all_others_at_once():
    draws = np.array([[50, 60, 40], [50, 45, 40]])
    assert ahead(draws[:, :1], draws).tolist() == [0.5, 0.5, 1]


def test_every_unit_against_every_other_over_many_draws():
    draws = np.random.default_rng(1).integers(0, 50, (60, 70)).astype(float)
    found = ahead(draws[:, :, None], draws[:, None, :])
    one, other = draws[:, 3], draws[:, 8]
    assert found.shape == (70, 70)
    assert found[3, 8] == pytest.approx(np.mean(one > other) + np.mean(one == other) / 2)
    assert found + found.T == pytest.approx(1)


@given(arrays(np.float64, (7, 2), elements=scores))
def test_the_shares_of_both_add_up_to_one(draws):
    one, other = ahead(draws[:, 0], draws[:, 1]), ahead(draws[:, 1], draws[:, 0])
    assert np.isnan(one) == np.isnan(other)
    assert np.isnan(one) or one + other == pytest.approx(1)


@given(arrays(np.float64, (1, 2), elements=st.floats(0, 1e-8)))
def test_ranks_and_who_is_ahead_agree_to_the_last_decimal(draws):
    first, second = ranks(draws)[0]
    assert ahead(draws[:, 0], draws[:, 1]) == (1.0 if first < second else 0.5 if first == second else 0.0)


def test_how_many_rows_are_taken_at_a_time_changes_no_rank(monkeypatch):
    draws = np.random.default_rng(2).uniform(0, 100, (50, 3)).round(0)
    whole, share = ranks(draws), ahead(draws[:, 0], draws[:, 1])
    monkeypatch.setattr(robustness, "_TILE", 12)
    np.testing.assert_array_equal(ranks(draws), whole)
    assert ahead(draws[:, 0], draws[:, 1]) == share
