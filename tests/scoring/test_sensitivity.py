"""Which factor moves an outcome: against formulas, against SALib, and by leaving parts out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gcmscore.scoring import aggregate
from gcmscore.scoring.sensitivity import (
    means_without,
    rank_shift,
    sobol_indices,
    sobol_samples,
)

NAN = math.nan
A, B = 7.0, 0.1


def ishigami(points):
    """Ishigami and Homma (1990): three factors from −π to π; the third acts only through the first."""
    first, second, third = np.moveaxis(np.pi * (2 * points - 1), -1, 0)
    return np.sin(first) + A * np.sin(second) ** 2 + B * third**4 * np.sin(first)


def indices_of(model, factors, runs, **more):
    samples = sobol_samples(factors, runs, seed=1)
    return sobol_indices(*samples.split(model(samples.points)), **more)


# Samples


def test_the_two_sets_differ_and_each_table_has_one_factor_exchanged():
    samples = sobol_samples(factors=3, runs=4, seed=1)
    assert (samples.a != samples.b).all()
    for exchanged, table in enumerate(samples.a_with_b):
        for factor in range(3):
            source = samples.b if factor == exchanged else samples.a
            assert (table[:, factor] == source[:, factor]).all()


def test_outcomes_are_split_in_the_order_of_the_points():
    samples = sobol_samples(factors=3, runs=4, seed=1)
    for factor in range(3):
        a, b, exchanged = samples.split(samples.points[:, factor])
        assert (a == samples.a[:, factor]).all()
        assert (b == samples.b[:, factor]).all()
        assert (exchanged == samples.a_with_b[:, :, factor]).all()


def test_a_seed_gives_the_same_points_again_and_another_one_others():
    first, again, other = (sobol_samples(2, 5, seed).points for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).all()


@pytest.mark.parametrize(("factors", "runs"), [(0, 10), (3, 1)])
def test_a_design_without_factors_or_with_a_single_run_is_refused(factors, runs):
    with pytest.raises(ValueError, match=f"factors={factors} must be at least 1 and runs={runs} at least 2"):
        sobol_samples(factors, runs, seed=1)


# Indices


def test_four_runs_by_hand():
    # The mean of all twelve is 2, and V = (4·1 + 4·1) / 8 = 1.
    y_a, y_b, y_ab = [1, 1, 3, 3], [1, 3, 1, 3], [[1, 3, 1, 3]]
    found = sobol_indices(y_a, y_b, y_ab)
    # y_b · (y_ab − y_a) = (−1)·0 + 1·2 + (−1)·(−2) + 1·0 = 4, and (y_ab − y_a)² = 0 + 4 + 4 + 0 = 8.
    assert found.variance == 1
    assert found.first.tolist() == [4 / 4]
    assert found.total.tolist() == [8 / 4 / 2]


def test_the_ishigami_function_has_the_indices_of_its_formula():
    found = indices_of(ishigami, 3, 2**14, resamples=10)
    parts = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0])
    together = 8 * B**2 * np.pi**8 / 225
    whole = parts.sum() + together
    assert found.variance == pytest.approx(whole, rel=0.02)
    assert found.first == pytest.approx(parts / whole, abs=0.02)
    assert found.total == pytest.approx((parts + together * np.array([1, 0, 1])) / whole, abs=0.02)


def test_salib_finds_the_same_indices():
    from SALib.analyze import sobol

    samples = sobol_samples(factors=3, runs=128, seed=1)
    y_a, y_b, y_ab = samples.split(ishigami(samples.points))
    found = sobol_indices(y_a, y_b, y_ab, resamples=2000)
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    # SALib takes a run at a time: a, each table with one factor exchanged, b.
    rows = np.column_stack([y_a, y_ab.T, y_b]).ravel()
    theirs = sobol.analyze(problem, rows, calc_second_order=False, num_resamples=2000, conf_level=0.9, seed=1)
    assert found.first == pytest.approx(theirs["S1"], abs=1e-12)
    assert found.total == pytest.approx(theirs["ST"], abs=1e-12)
    # Theirs is half the width of a band taken to be normal, ours lies between two percentiles.
    assert (found.first_high - found.first_low) / 2 == pytest.approx(theirs["S1_conf"], rel=0.1)
    assert (found.total_high - found.total_low) / 2 == pytest.approx(theirs["ST_conf"], rel=0.1)


def test_nine_bands_of_ten_hold_the_true_share():
    # Of 2 x + y the first factor moves 4 / 5 of the variance; 200 analyses of 100 runs each.
    held = []
    for seed in range(200):
        samples = sobol_samples(2, 100, seed)
        found = sobol_indices(*samples.split(samples.points @ [2, 1]), resamples=200, seed=seed)
        held.append((found.total_low[0] <= 0.8) & (found.total_high[0] >= 0.8))
    assert 0.84 <= np.mean(held) <= 0.96


def test_the_bands_contain_the_estimates_and_are_narrower_with_more_runs():
    few, many = indices_of(ishigami, 3, 100), indices_of(ishigami, 3, 2500)
    assert (few.first_low <= few.first).all() and (few.first <= few.first_high).all()
    assert (few.total_low <= few.total).all() and (few.total <= few.total_high).all()
    assert (many.total_high - many.total_low < (few.total_high - few.total_low) / 3).all()


def test_bands_of_a_seed_are_the_same_again():
    one, again, other = (indices_of(ishigami, 3, 50, seed=seed) for seed in (1, 1, 2))
    assert (one.first_low == again.first_low).all()
    assert (one.first_low != other.first_low).all()
    assert (one.first == other.first).all()


def test_a_factor_that_does_nothing_has_no_share():
    found = indices_of(lambda points: points[:, 0], 2, 50)
    assert found.total[1] == found.total_high[1] == found.first[1] == 0


def test_adding_a_number_to_the_outcome_or_scaling_it_changes_no_share():
    plain, other = indices_of(ishigami, 3, 100), indices_of(lambda at: 1000 - 3 * ishigami(at), 3, 100)
    assert other.first == pytest.approx(plain.first)
    assert other.total_low == pytest.approx(plain.total_low)
    assert other.variance == pytest.approx(9 * plain.variance)


def test_a_constant_outcome_is_said_to_be_one_and_has_no_shares():
    found = indices_of(lambda points: 62.5 + 1e-12 * points[:, 0], 2, 20)
    assert found.constant
    assert np.isnan([found.first, found.total, found.first_low, found.total_high]).all()


def test_several_outcomes_are_analysed_at_once_and_a_gap_stays_with_its_own():
    samples = sobol_samples(3, 64, seed=1)
    outcome = ishigami(samples.points)
    found = sobol_indices(*samples.split([outcome, np.where(outcome > 10, NAN, outcome), 0 * outcome]))
    alone = sobol_indices(*samples.split(outcome))
    assert found.first.shape == found.total_high.shape == (3, 3)
    assert found.first[0] == pytest.approx(alone.first)
    assert found.total_low[0] == pytest.approx(alone.total_low)
    assert np.isnan(found.first[1:]).all()
    assert found.constant.tolist() == [False, False, True]


def test_outcomes_that_do_not_fit_each_other_are_refused():
    with pytest.raises(ValueError, match=r"y_a \(4,\), y_b \(4,\) and y_ab \(4, 2\) do not fit"):
        sobol_indices(np.zeros(4), np.zeros(4), np.zeros((4, 2)))


# Leaving parts out


def test_two_of_three_units_that_change_places_are_two_thirds_of_a_rank():
    assert rank_shift([90, 60, 50], [90, 50, 60]) == (0 + 1 + 1) / 3


def test_a_unit_that_loses_its_score_moves_nobody():
    # Without the first the others are first and second before and after.
    assert rank_shift([90, 60, 50], [NAN, 60, 50]) == 0
    assert rank_shift([NAN, 60, 50], [90, 50, 60]) == 1


def test_without_a_common_unit_there_is_no_shift():
    assert np.isnan(rank_shift([NAN, 60], [50, NAN]))


def test_the_means_without_each_part():
    assert means_without([[10, 20, 60], [NAN, 0, 100]]).tolist() == [[40, 50], [35, 100], [15, 0]]


def test_a_unit_with_no_other_part_has_no_mean_left():
    np.testing.assert_array_equal(means_without([[NAN, 30], [10, 20]]), [[30, 20], [NAN, 10]])


def test_the_others_keep_their_weights():
    assert means_without([10, 20, 60], weights=[1, 3, 1])[0] == (3 * 20 + 60) / 4


def leave_one_out(scores, **rules):
    return rank_shift(aggregate(scores, **rules), means_without(scores, **rules))


def test_leaving_out_the_part_that_decides_moves_the_ranks():
    # 240, 225 and 180 points: without the third part 150, 125, 100; without the first 160, 165, 140.
    scores = [[80, 70, 90], [60, 65, 100], [40, 60, 80]]
    assert leave_one_out(scores).tolist() == [2 / 3, 0, 0]


def test_leaving_out_follows_the_mean_that_is_used():
    scores = [[1, 100, 50], [40, 50, 30]]
    # Arithmetic sums 151 and 120; products 5,000 and 60,000, without the first 5,000 and 1,500.
    assert leave_one_out(scores).tolist() == [0, 1, 0]
    assert leave_one_out(scores, how="geometric").tolist() == [1, 0, 0]


@given(arrays(np.float64, (5, 4), elements=st.one_of(st.integers(0, 100), st.just(NAN))))
def test_the_part_taken_out_no_longer_matters(scores):
    without = means_without(scores)
    for part in range(4):
        other = scores.copy()
        other[:, part] = 7
        np.testing.assert_array_equal(means_without(other)[part], without[part])
        np.testing.assert_array_equal(aggregate(np.delete(scores, part, axis=1)), without[part])
