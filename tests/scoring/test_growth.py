"""Compound growth against what is needed, and lines through observations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring import compound_growth, projection

NAN = math.nan


def grown(first, last, years=1, target=None, target_years=15, **more):
    """Return one case: from 2015 over some years, to a target so many years after 2015."""
    return compound_growth(first, last, 2015, 2015 + years, target, 2015 + target_years, **more)


# With a target: needed is 100 % in one year, from 100 to 200.


@pytest.mark.parametrize(("last", "word", "score"), [
    (200, "target_achieved", 5),
    (199.6, "substantial_progress", 7.1429 * 0.996 - 4.2857),
    (195, "substantial_progress", 7.1429 * 0.95 - 4.2857),
    (194.9, "moderate_progress", 7.1429 * 0.949 - 4.2857),
    (160, "moderate_progress", 7.1429 * 0.6 - 4.2857),
    (159.9, "limited_progress", 4.1667 * 0.599 - 2.5),
    (100, "limited_progress", -2.5),
    (99.9, "deterioration", 4.1667 * -0.001 - 2.5),
    (20, "deterioration", -5),
])  # fmt: skip
def test_growth_towards_a_target_is_a_share_of_what_is_needed(last, word, score):
    found = grown(100, last, target=200, target_years=1)
    assert float(found.needed) == 1
    assert found.word.item() == word
    assert float(found.score) == pytest.approx(score)


def test_where_less_is_better_a_fall_is_progress():
    found = grown(100, 50, target=25, target_years=2, less_is_better=True)
    assert (float(found.observed), float(found.needed), float(found.progress)) == (-0.5, -0.5, 1)
    assert found.word.item() == "substantial_progress"
    assert grown(100, 50, target=25, target_years=2).word.item() == "target_achieved"


def test_a_target_is_to_be_reached_by_2030_unless_another_year_is_said():
    # Doubled in the 15 years from 2015, or in the five to 2020.
    assert float(compound_growth(100, 100, 2015, 2016, 200).needed) == pytest.approx(2 ** (1 / 15) - 1)
    assert float(compound_growth(100, 100, 2015, 2016, 200, 2020).needed) == pytest.approx(2 ** (1 / 5) - 1)


def test_growth_faster_than_needed_scores_5_and_no_more():
    # 50 % a year, where 41 % suffice to double in two years, 3.5 % to double in twenty.
    assert float(grown(100, 150, target=200, target_years=2).score) < 5
    found = grown(100, 150, target=200, target_years=20)
    assert (found.word.item(), float(found.score)) == ("substantial_progress", 5)


def test_where_the_first_value_is_the_target_it_is_held_or_lost():
    kept, lost = grown(100, 100, target=100), grown(100, 90, target=100)
    assert (kept.word.item(), float(kept.score)) == ("target_achieved", 5)
    assert (lost.word.item(), float(lost.score)) == ("deterioration", -5)


# Without one


@pytest.mark.parametrize(("last", "word", "score"), [
    (102, "substantial_progress", 500 * 0.02 - 5),
    (101.5, "substantial_progress", 500 * 0.015 - 5),
    (101, "moderate_progress", 250 * 0.01 - 1.25),
    (100.5, "moderate_progress", 250 * 0.005 - 1.25),
    (100.4, "limited_progress", 500 * 0.004 - 2.5),
    (100, "limited_progress", -2.5),
    (99, "deterioration", 125 * -0.01 - 2.5),
    (50, "deterioration", -5),
    (0, "deterioration", -5),
    (150, "substantial_progress", 5),
])  # fmt: skip
def test_without_a_target_growth_is_held_against_fixed_marks(last, word, score):
    found = grown(100, last)
    assert found.word.item() == word
    assert float(found.score) == pytest.approx(score)


def test_what_falls_to_nothing_falls_by_all_of_it():
    assert float(grown(100, 0).observed) == -1


def test_less_than_a_year_counts_as_the_part_that_it_is():
    # 21 % in two years are 10 % a year, in half a year they are 1.21² − 1.
    assert float(grown(100, 121, years=2).observed) == pytest.approx(0.1)
    assert float(grown(100, 121, years=0.5).observed) == pytest.approx(0.4641)


def test_a_small_positive_value_that_grows_is_progress():
    found = grown(0.5, 0.51)
    assert (found.word.item(), float(found.progress)) == ("substantial_progress", 0.02)


def test_near_a_natural_limit_less_growth_is_asked_for():
    # At 90 of 100 the marks are multiplied by 1 − 0.9^4.44.
    ease = 1 - 0.9**4.44
    assert grown(90, 90 * (1 + 0.0151 * ease), limit=100).word.item() == "substantial_progress"
    assert grown(90, 90 * (1 + 0.0149 * ease), limit=100).word.item() == "moderate_progress"
    assert grown(90, 90 * (1 + 0.0149 * ease)).word.item() == "moderate_progress"
    assert grown(100, 100, limit=100).word.item() == "substantial_progress"
    assert float(grown(100, 100, limit=100).score) == 5


def test_the_score_near_a_limit_is_that_of_growth_held_against_the_marks_there():
    # 1 % of growth scores 250 · 0.01 − 1.25; at 90 of 100 so does 1 % times what the marks are multiplied by.
    ease = 1 - 0.9**4.44
    assert float(grown(100, 101).score) == pytest.approx(1.25)
    assert float(grown(90, 90 * (1 + 0.01 * ease), limit=100).score) == pytest.approx(1.25)


def test_between_the_limit_and_twice_it_the_marks_grow_back():
    ease = 1 - ((2 * 10 - 15) / 10) ** 4.44
    found = grown(15, 15 * (1 - 0.0151 * ease), limit=10, less_is_better=True)
    assert found.word.item() == "substantial_progress"
    slower = grown(15, 15 * (1 - 0.0149 * ease), limit=10, less_is_better=True)
    assert slower.word.item() == "moderate_progress"


@pytest.mark.parametrize("first", [20, 25, 40])
def test_from_twice_the_limit_on_the_marks_are_whole(first):
    words = [grown(first, first * (1 - fall), limit=10, less_is_better=True).word.item()
             for fall in (0.0149, 0.0151)]  # fmt: skip
    assert words == ["moderate_progress", "substantial_progress"]


def test_a_limit_of_0_is_far_from_every_value():
    assert grown(10, 10.1, limit=0).word.item() == grown(10, 10.1).word.item() == "moderate_progress"
    assert grown(0, 0.002, limit=0).word.item() == "substantial_progress"


@pytest.mark.parametrize(("first", "last", "years", "target"), [
    (NAN, 5, 1, None), (5, NAN, 1, 10), (5, -5, 1, None), (5, 6, 0, None), (-5, -4, 1, 10),
])  # fmt: skip
def test_where_nothing_can_be_said_there_is_no_word(first, last, years, target):
    found = grown(first, last, years, target)
    assert found.word.item() is None
    assert math.isnan(float(found.progress)) and math.isnan(float(found.score))


def test_nothing_counts_as_almost_nothing():
    assert float(grown(0, 0.002).observed) == pytest.approx(1)
    assert float(grown(0.004, 0.002, target=0, target_years=2, less_is_better=True).needed) == -0.5


def test_a_negative_value_that_comes_nearer_to_0_grows():
    found = grown(-10, -9, target=-5, target_years=1)
    assert found.word.item() == "limited_progress"
    # A tenth nearer, where half is needed.
    assert float(found.progress) == pytest.approx(0.2)
    assert grown(-10, -11).word.item() == "deterioration"


def test_cases_are_judged_side_by_side():
    found = compound_growth([100, 100], [150, 150], 2015, 2016, [200, NAN], 2016)
    assert found.word.tolist() == ["limited_progress", "substantial_progress"]


# Projections


def test_a_perfect_line_leads_on_without_doubt():
    line = projection([2015, 2016, 2018], [10, 12, 16], at=2030)
    assert [float(item) for item in (line.value, line.low, line.high)] == pytest.approx([40, 40, 40])


def test_the_interval_is_that_of_the_textbook():
    # Slope 1.6 from (2017.5, 12.5); residuals −0.1, 0.3, −0.3 and 0.1; t of 2 degrees at 95 % is 2.91999.
    line = projection([2016, 2017, 2018, 2019], [10, 12, 13, 15], at=2030)
    half = 2.919985580 * math.sqrt(0.2 / 2) * math.sqrt(1 + 1 / 4 + 12.5**2 / 5)
    assert float(line.value) == pytest.approx(12.5 + 1.6 * 12.5)
    assert float(line.high - line.value) == pytest.approx(half) == float(line.value - line.low)


def test_half_years_are_years_too():
    line = projection([2015, 2015.5, 2016], [10, 11, 12], at=2017)
    assert [float(item) for item in (line.value, line.low, line.high)] == pytest.approx([14, 14, 14])


def test_series_are_drawn_on_side_by_side_as_each_alone():
    years = [2015, 2016, 2018, 2019]
    tables = [[[10, 12, 13, 15], [4, NAN, 2, 3]], [[0, 7, 1, 9], [1, NAN, NAN, 2]]]
    many = projection(years, tables, at=2021)
    assert many.value.shape == (2, 2)
    for place in np.ndindex(2, 2):
        alone = projection(years, tables[place[0]][place[1]], at=2021)
        for name in ("value", "low", "high"):
            assert getattr(many, name)[place] == pytest.approx(float(getattr(alone, name)), nan_ok=True)


@pytest.mark.parametrize(("n", "level", "quantile"), [
    (3, 0.9, 6.313752), (4, 0.95, 4.302653), (5, 0.9, 2.353363), (8, 0.99, 3.707428), (13, 0.95, 2.200985),
    (42, 0.9, 1.683851),
])  # fmt: skip
def test_the_quantile_is_that_of_the_tables(n, level, quantile):
    years = np.arange(n, dtype=float)
    values = np.where(np.arange(n) % 2, 1.0, -1.0)
    line = projection(years, values, years.mean(), level)
    middle = years - years.mean()
    slope = (middle * values).sum() / (middle**2).sum()
    spread = math.sqrt(((values - values.mean() - slope * middle) ** 2).sum() / (n - 2) * (1 + 1 / n))
    assert float(line.high - line.value) == pytest.approx(quantile * spread, rel=1e-6)


def test_missing_observations_are_left_out():
    whole = projection([2015, 2016, 2018], [10, 12, 13], at=2020)
    gaps = projection([2015, NAN, 2016, 2017, 2018], [10, 99, 12, NAN, 13], at=2020)
    assert float(gaps.low) == pytest.approx(float(whole.low))


@pytest.mark.parametrize(("years", "values"), [
    ([2015, 2016], [1, 2]), ([2015, 2016, 2017], [1, NAN, 2]), ([2015, 2015, 2015], [1, 2, 3]), ([], []),
])  # fmt: skip
def test_too_few_observations_give_no_line(years, values):
    line = projection(years, values, at=2030)
    assert all(math.isnan(float(item)) for item in (line.value, line.low, line.high))


@pytest.mark.parametrize("level", [0, 1, 90])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ValueError, match=r"must lie between 0 and 1, such as 0\.9"):
        projection([1, 2, 3], [1, 2, 3], at=4, level=level)


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=8), st.floats(-50, 50), st.floats(0.1, 10))
def test_another_unit_gives_the_same_line_in_that_unit(values, shift, factor):
    years = np.arange(len(values)) + 2010
    line, other = (
        projection(years, moved, 2030) for moved in (np.array(values), np.array(values) * factor + shift)
    )
    np.testing.assert_allclose(other.low, line.low * factor + shift, atol=1e-6)
    np.testing.assert_allclose(other.value, line.value * factor + shift, atol=1e-6)
