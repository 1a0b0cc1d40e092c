"""Green, yellow, orange, red."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring import band_points, bands, objective_bands, two_worst

NAN = math.nan


@pytest.mark.parametrize(("value", "band"), [
    (0.8, "green"), (0.7, "green"),
    (0.69, "yellow"), ((0.35 + 0.7) / 2, "yellow"),
    (0.52, "orange"), (0.35, "orange"),
    (0.34, "red"), (0, "red"),
])  # fmt: skip
def test_where_more_is_better_a_value_on_a_border_takes_the_better_band(value, band):
    assert bands(value, green=0.7, red=0.35).item() == band


@pytest.mark.parametrize(("value", "band"), [
    (2, "green"), (3, "green"),
    (3.01, "yellow"), ((3 + 7) / 2, "yellow"),
    (5.01, "orange"), (7, "orange"),
    (7.01, "red"), (15, "red"),
])  # fmt: skip
def test_where_less_is_better_a_value_on_a_border_takes_the_better_band(value, band):
    assert bands(value, green=3, red=7).item() == band


def test_a_border_that_is_missed_by_rounding_alone_is_reached():
    assert 0.1 + 0.2 != 0.3
    assert bands(0.7 - 1e-12, green=0.7, red=0.35).item() == "green"
    assert bands(0.1 + 0.2, green=0.3, red=0.6).item() == "green"


def test_a_missing_value_has_no_band():
    assert bands([0.8, NAN], 0.7, 0.35).tolist() == ["green", None]


def test_yes_is_green_and_no_is_red():
    assert bands([1, 0], green=1, red=0.5).tolist() == ["green", "red"]


@pytest.mark.parametrize(("value", "points"), [
    (0, 0), (10, 10 / 20), (20, 1), (40, 1 + (40 - 20) / (60 - 20)), (60, 2),
    (80, 2 + (80 - 60) / (100 - 60)), (100, 3),
])  # fmt: skip
def test_points_rise_piece_by_piece_from_worst_through_red_and_green_to_best(value, points):
    assert float(band_points(value, worst=0, red=20, green=60, best=100)) == pytest.approx(points)


def test_points_rise_where_less_is_better_too():
    assert band_points([15, 11, 7, 5, 3], 15, 7, 3, 3).tolist() == pytest.approx(
        [0, (15 - 11) / (15 - 7), 1, 1 + (7 - 5) / (7 - 3), 3]
    )


def test_points_rise_over_narrow_segments_as_over_wide_ones():
    assert band_points([0.05, 0.15, 0.25], 0, 0.1, 0.2, 0.3).round(9).tolist() == [0.5, 1.5, 2.5]


def test_a_segment_without_width_that_is_missed_by_rounding_alone_is_reached():
    assert band_points([0.7 - 4e-10, 0.7 - 6e-10], 0, 0.35, 0.7, 0.7).round(6).tolist() == [3, 2]


def test_many_marks_and_many_values_are_put_side_by_side():
    assert band_points([1, 2, 3], 0, 1, 2, 3).shape == (3,)
    assert band_points(1, [0, 0], [1, 1], [2, 2], [3, 3]).tolist() == [1, 1]


def test_points_stop_at_0_and_at_3():
    assert band_points([-50, 500], 0, 20, 60, 100).tolist() == [0, 3]


def test_on_a_segment_without_width_the_upper_value_is_taken():
    assert float(band_points(0.7, worst=0, red=0.35, green=0.7, best=0.7)) == 3
    assert float(band_points(0, worst=0, red=0, green=60, best=100)) == 1


def test_a_missing_value_has_no_points():
    assert math.isnan(band_points(NAN, 0, 20, 60, 100))


@pytest.mark.parametrize(("points", "band"), [
    (3, "green"), (2, "green"), (1.99, "yellow"), (1.5, "yellow"),
    (1.49, "orange"), (1, "orange"), (0.99, "red"), (0, "red"),
])  # fmt: skip
def test_an_objective_is_cut_at_2_and_1_and_a_half_and_1(points, band):
    assert objective_bands([points], [1], [False]).item() == band


def test_an_objective_takes_the_weighted_mean_of_points():
    assert (3 * 2.5 + 1 * 0.5) / (3 + 1) == 2
    assert objective_bands([2.5, 0.5], [3, 1], [False, False]).item() == "green"


@pytest.mark.parametrize(("points", "band"), [(3, "yellow"), (1.7, "orange"), (1.2, "red"), (0.5, "red")])
def test_any_red_takes_an_objective_one_step_down_and_not_below_red(points, band):
    assert objective_bands([points], [1], [True]).item() == band


def test_two_reds_take_it_down_no_further_than_one():
    assert objective_bands([3, 3], [1, 1], [True, True]).item() == "yellow"


def test_the_step_down_is_an_option():
    assert objective_bands([3], [1], [True], red_steps_down=False).item() == "green"


def test_an_objective_without_points_has_no_band():
    assert objective_bands([NAN, NAN], [1, 1], [False, False]).item() is None


def test_many_objectives_at_once():
    found = objective_bands(
        [[3, 3], [1, 1], [NAN, NAN]], [1, 1], [[False, True], [False, False], [False, False]]
    )
    assert found.tolist() == ["yellow", "orange", None]


# The two worst


@pytest.mark.parametrize(("points", "band"), [
    ([2, 2, 3], "green"),
    ([1.999, 3, 3], "yellow"),
    ([0.999, 0.999, 3], "red"),
    ([0.999, 1, 3], "orange"),
    ([0, 3, 3], "yellow"),
    ([1.4, 1.6, 3], "yellow"),
    ([1.4, 1.599, 3], "orange"),
    ([NAN, 1.4, NAN, 1.6], "yellow"),
    # Missed by rounding alone, and not.
    ([2 - 4e-10, 3, 3], "green"),
    ([2 - 6e-10, 3, 3], "yellow"),
    ([1 - 4e-10, 1 - 4e-10, 3], "orange"),
])  # fmt: skip
def test_the_two_worst_decide(points, band):
    assert two_worst(points).item() == band


def test_without_points_the_two_worst_have_no_band():
    assert two_worst([[NAN, NAN], [NAN, 3]]).tolist() == [None, "green"]
    assert two_worst(np.zeros((1, 0))).tolist() == [None]


@given(st.floats(-20, 120))
def test_a_single_indicator_keeps_its_own_band(value):
    points = band_points([value], worst=0, red=30, green=70, best=100)
    assert two_worst(points).item() == bands(value, green=70, red=30).item()


@given(st.lists(st.floats(0, 3), min_size=2, max_size=6), st.integers(0, 5), st.floats(0, 3))
def test_more_points_never_make_the_band_worse(points, place, more):
    better = list(points)
    better[place % len(points)] += more
    order = [None, "red", "orange", "yellow", "green"]
    assert order.index(two_worst(better).item()) >= order.index(two_worst(points).item())
