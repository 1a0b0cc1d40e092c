"""Which way an indicator and an objective move: the words and their borders, and which two figures count."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.scoring.trend import TRENDS, measures_facts, objective_trend, trend

GREEN = 75
NAN = math.nan
scores = st.integers(-40, 140)


def word(first, last, first_year=2015, last_year=2021, green=GREEN, **more):
    return trend(first, last, first_year, last_year, green, **more).item()


# From 50 in 2015 to green at 75 in 2030 a score has to grow by 25 / 15 a year: by 10 in six years.


def test_a_score_that_fell_is_decreasing():
    assert word(50, 49) == "decreasing"


def test_less_than_half_of_the_pace_is_stagnating():
    assert word(50, 54.9) == "stagnating"


def test_exactly_half_of_the_pace_is_moderate():
    assert word(50, 55) == "moderately_improving"


def test_less_than_the_pace_is_moderate():
    assert word(50, 59.9) == "moderately_improving"


def test_exactly_the_pace_is_on_track():
    assert word(50, 60) == "on_track"


@pytest.mark.parametrize("first", range(0, 75, 4))
@pytest.mark.parametrize("years", [3, 4, 7, 9])
def test_no_rounding_moves_a_border(first, years):
    half = (GREEN - first) / 2 / 15 * years
    assert word(first, first + half, 2015, 2015 + years) == "moderately_improving"
    assert word(first, first + 2 * half, 2015, 2015 + years) == "on_track"


def test_no_change_below_green_is_stagnating():
    assert word(50, 50) == "stagnating"


def test_no_change_at_green_is_on_track():
    assert word(75, 75) == "on_track"


def test_a_last_score_at_green_is_on_track_however_slow_or_fallen():
    assert word(74.9, 75) == "on_track"
    assert word(100, 75) == "on_track"


@pytest.mark.parametrize("first", [75, 90])
def test_a_first_score_at_green_and_a_last_one_below_it_is_decreasing(first):
    assert word(first, 74.9) == "decreasing"


def test_scores_beyond_the_goalposts_are_taken_as_they_are():
    # From −20 to 75 in 15 years are 6.33 a year, 38 in six; from 0 they are 5 a year, 30 in six.
    assert word(-20, 17) == "moderately_improving"
    assert word(-20, 18) == "on_track"
    assert word(0, 29) == "moderately_improving"
    assert word(0, 30) == "on_track"


def test_a_score_missing_at_either_end_has_no_trend():
    assert word(NAN, 50) is None
    assert word(50, NAN) is None


@pytest.mark.parametrize("last_year", [2015, 2014])
def test_years_that_are_equal_or_not_in_order_have_no_trend(last_year):
    assert word(50, 80, 2015, last_year) is None


def test_the_year_of_the_deadline_still_has_a_trend_and_the_next_none():
    # 25 in eight years are needed; 20 are more than half.
    assert word(50, 70, 2022, 2030) == "moderately_improving"
    assert word(50, 70, 2022, 2031) is None
    assert word(50, 80, 2022, 2031) is None


def test_another_deadline_asks_for_another_pace():
    assert word(50, 55, deadline=2027) == "stagnating"
    assert word(50, 60, deadline=2027) == "moderately_improving"
    assert word(50, 80, deadline=2020) is None


def test_a_lower_green_asks_for_less():
    assert word(50, 55, green=76) == "stagnating"
    assert word(50, 55, green=75) == "moderately_improving"
    assert word(50, 55, green=62.5) == "on_track"


def test_many_are_judged_at_once_and_in_their_shape():
    first = np.array([[50.0, 50.0], [50.0, NAN]])
    found = trend(first, [[49, 50], [55, 60]], 2015, 2021, GREEN)
    assert found.tolist() == [["decreasing", "stagnating"], ["moderately_improving", None]]


@given(scores, scores, st.integers(1, 60), st.integers(2015, 2026), st.integers(1, 10), st.integers(1, 100))
def test_a_better_last_score_never_has_a_worse_word(first, last, more, first_year, years, green):
    assume(first_year + years <= 2030)
    before, after = (word(first, end, first_year, first_year + years, green) for end in (last, last + more))
    assert TRENDS.index(after) >= TRENDS.index(before)


@given(scores, scores, st.integers(2015, 2026), st.integers(1, 10), st.integers(1, 100))
def test_only_a_fallen_score_below_green_is_decreasing(first, last, first_year, years, green):
    assume(first_year + years <= 2030)
    found = word(first, last, first_year, first_year + years, green)
    assert (found == "decreasing") == (last < first and last < green)


# Objectives


def of_objective(firsts, lasts, starts=2015, ends=2021, weights=None, share=0.75, green=GREEN, **more):
    sides = np.broadcast_arrays(*(np.array(item, dtype=float) for item in (firsts, lasts, starts, ends)))
    known = ~np.isnan(sides[0])
    sides = tuple(np.where(known, side, np.nan) for side in sides)
    weights = np.ones(len(firsts)) if weights is None else np.array(weights, dtype=float)
    return objective_trend(sides, np.broadcast_to(green, weights.shape), weights, share, **more).item()


def test_an_objective_moves_as_the_mean_of_its_indicators():
    # From 40 to 45 where 75 is green: 5 in six years, where 14 would be needed: less than half.
    assert of_objective([50, 30], [60, 30]) == "stagnating"
    assert of_objective([50, 30], [64, 30]) == "moderately_improving"
    assert of_objective([50, 30], [60, 48]) == "on_track"


def test_the_mean_is_weighted():
    assert of_objective([50, 50], [60, 50], weights=[3, 1]) == "moderately_improving"
    assert of_objective([50, 50], [60, 50], weights=[1, 3]) == "stagnating"


def test_an_objective_has_scores_clipped_to_the_goalposts():
    # From −20 to 5 would be more than half of the 38 that are needed; from 0 to 5 is less than half of 30.
    assert word(-20, 5) == "moderately_improving"
    assert of_objective([-20], [5]) == "stagnating"
    # The mean of 0 and 150 would be green; that of 0 and 100 has not moved.
    assert of_objective([0, 100], [0, 150]) == "stagnating"


def test_an_objective_rests_on_the_mean_of_years():
    # 2016 to 2020: 25 · 4 / 14 = 7.14 are needed, half of it 3.57.
    ends = {"starts": [2015, 2017], "ends": [2021, 2019]}
    assert of_objective([50, 50], [53.5, 53.5], **ends) == "stagnating"
    assert of_objective([50, 50], [53.6, 53.6], **ends) == "moderately_improving"
    assert of_objective([50, 50], [57.1, 57.1], **ends) == "moderately_improving"
    assert of_objective([50, 50], [57.2, 57.2], **ends) == "on_track"


def test_each_indicator_has_a_green_of_its_own():
    assert of_objective([50, 50], [60, 60], green=[75, 75]) == "on_track"
    assert of_objective([50, 50], [60, 60], green=[75, 95]) == "moderately_improving"


def test_greens_and_years_have_the_weights_of_their_indicators():
    # Green at 80: 30 · 6 / 15 = 12 are needed. From 2016: 25 · 5 / 14 = 8.9. Until 2020: 25 · 5 / 15 = 8.3.
    more = {"weights": [3, 1]}
    assert of_objective([50, 50], [62, 62], green=[75, 95], **more) == "on_track"
    assert of_objective([50, 50], [58.5, 58.5], starts=[2015, 2019], **more) == "moderately_improving"
    assert of_objective([50, 50], [58, 58], ends=[2021, 2017], **more) == "moderately_improving"


def test_an_objective_may_move_as_another_mean():
    # Of 20 and 80 the geometric mean is 40, of 40 and 78.4 it is 56; 35 · 6 / 15 = 14 are needed. The
    # arithmetic one rises by 9.2 of 10.
    assert of_objective([20, 80], [40, 78.4]) == "moderately_improving"
    assert of_objective([20, 80], [40, 78.4], how="geometric") == "on_track"
    # Green is at √(50 · 98) = 70, not at 74: 8 are needed, not 9.6.
    assert of_objective([50, 50], [58.5, 58.5], green=[50, 98]) == "moderately_improving"
    assert of_objective([50, 50], [58.5, 58.5], green=[50, 98], how="geometric") == "on_track"


def test_the_ends_of_the_goalposts_are_0_and_100():
    # 15 is half of the 30 that are needed from 0. A mean that rises from 60 to 62.5 falls short of half of 6.
    assert of_objective([-20], [15]) == "moderately_improving"
    assert of_objective([100, 20], [150, 25]) == "stagnating"


def test_an_objective_has_a_deadline_too():
    # 25 · 6 / 12 = 12.5 are needed until 2027.
    assert of_objective([50], [60]) == "on_track"
    assert of_objective([50], [60], deadline=2027) == "moderately_improving"


def test_each_of_several_objectives_needs_its_own_share():
    first = np.array([[50, 50], [50, NAN]])
    ends = tuple(first + more for more in (0, 10, 1965, 1971))
    assert objective_trend(ends, GREEN, [1, 1], 0.75).tolist() == ["on_track", None]


def test_three_quarters_of_the_weight_are_enough():
    assert of_objective([50, 50, 50, NAN], [60, 60, 60, NAN]) == "on_track"
    assert of_objective([50, NAN], [60, NAN], weights=[3, 1]) == "on_track"


def test_less_than_three_quarters_of_the_weight_are_not():
    assert of_objective([50, 50, NAN], [60, 60, NAN]) is None
    assert of_objective([50, NAN], [60, NAN], weights=[2.9, 1]) is None


def test_three_quarters_that_are_missed_by_rounding_alone_are_three_quarters():
    weights = [0.1, 0.4, 0.1, 0.2]
    assert sum(weights[:3]) < 0.75 * sum(weights)
    assert of_objective([50, 50, 50, NAN], [60, 60, 60, NAN], weights=weights) == "on_track"


def test_what_does_not_apply_has_no_weight_and_asks_for_nothing():
    assert of_objective([50, NAN], [60, NAN], weights=[1, 0]) == "on_track"


def test_nothing_to_follow_has_no_trend_whatever_the_share():
    assert of_objective([NAN, NAN], [NAN, NAN], share=0.0) is None
    assert of_objective([50, 50], [60, 60], weights=[0, 0], share=0.0) is None


@pytest.mark.parametrize(("aspect", "moves"), [
    ("law", False), ("policy", False), ("practice", True), ("outcome", True),
])  # fmt: skip
def test_what_changes_by_decision_has_no_pace(make, aspect, moves):
    assert measures_facts(make.measure(aspects=[aspect])) is moves
    assert measures_facts(make.measure(aspects=["law", aspect])) is moves


# Which two figures count. Every case is looked at on a card and on a panel.


@pytest.fixture(scope="module")
def followed(make):
    """Return the two ends of an indicator's trend as (year, value), and hold card and panel together."""

    def found(records, year=2020, method=None, **parts):
        compact, evidence = make.compact(make.measure("pupils", **parts)), make.evidence(*records)
        rules = {"compact": compact, "evidence": evidence, "profile": "full", "method": method}
        card = gcm.score("BEL", year, **rules)
        panel = gcm.score_panel([year - 1, year], ["NLD", "BEL"], **rules)
        (item,) = card.objective(1).indicators
        assert panel.indicators.loc[("BEL", year, "pupils"), "trend"] == item.trend or item.trend is None
        assert panel.indicators["trend"].isna().loc[("BEL", year, "pupils")] == (item.trend is None)
        first, last, start, end = item.ends
        return None if item.trend is None else ((start, first), (end, last))

    return found


def run(make, values, **more):
    """Return one figure a year."""
    return [make.figure("pupils", value, str(year), **more) for year, value in values.items()]


def named(*names):
    return [{"id": name, "title": name} for name in names]


def test_the_first_and_the_last_figure_count_and_none_between(make, followed):
    records = run(make, {2015: 10, 2016: 90, 2018: 0, 2020: 20})
    assert followed(records) == ((2015, 10), (2020, 20))


def test_a_figure_keeps_its_year_when_it_counts_in_a_later_one(make, followed):
    assert followed(run(make, {2015: 10, 2018: 20}), year=2020) == ((2015, 10), (2018, 20))


def test_what_was_published_later_does_not_count_yet(make, followed):
    assert followed(run(make, {2015: 10, 2019: 20, 2021: 30}), year=2020) == ((2015, 10), (2019, 20))


def test_a_trend_does_not_begin_before_2015(make, followed):
    assert followed(run(make, {2012: 10, 2014: 11, 2016: 12, 2020: 20})) == ((2016, 12), (2020, 20))


def test_a_trend_of_a_period_begins_with_the_year_in_which_it_ends(make, followed):
    records = [make.figure("pupils", 10, "2014-07/2015-06"), *run(make, {2020: 20})]
    assert followed(records) == ((2015, 10), (2020, 20))


def test_a_trend_is_at_most_ten_years_long(make, followed):
    values = {2015: 10, 2016: 11, 2020: 12, 2026: 20}
    assert followed(run(make, values), year=2026) == ((2016, 11), (2026, 20))


def test_a_trend_is_at_least_three_years_long(make, followed):
    assert followed(run(make, {2017: 10, 2020: 20})) == ((2017, 10), (2020, 20))
    assert followed(run(make, {2018: 10, 2020: 20})) is None


def test_a_first_figure_that_is_too_early_does_not_serve_for_one_that_is_too_late(make, followed):
    assert followed(run(make, {2014: 10, 2018: 15, 2020: 20})) is None


def test_one_figure_has_no_trend(make, followed):
    assert followed(run(make, {2020: 20})) is None


def test_a_last_figure_that_is_too_old_to_count_has_no_trend(make, followed):
    records = run(make, {2015: 10, 2018: 20})
    assert followed(records, year=2021, max_age=3) is not None
    assert followed(records, year=2022, max_age=3) is None


def test_a_trend_does_not_cross_from_one_series_to_another(make, followed):
    records = [*run(make, {2015: 10, 2017: 12}, series="a"), *run(make, {2018: 13, 2020: 20}, series="b")]
    assert followed(records, series=named("a", "b")) is None


def test_a_trend_follows_the_series_that_counts(make, followed):
    records = [
        *run(make, {2016: 10, 2020: 20}, series="a"),
        *run(make, {2015: 50, 2020: 60}, series="b", sources=["survey"]),
    ]
    assert followed(records, series=named("a", "b")) == ((2016, 10), (2020, 20))
    assert followed(records, series=named("b", "a")) == ((2015, 50), (2020, 60))


def test_a_trend_begins_with_its_series_where_another_one_counted(make, followed):
    records = [
        *run(make, {2015: 10, 2017: 11}, series="a"),
        *run(make, {2015: 50, 2017: 51, 2020: 60}, series="b", sources=["survey"]),
    ]
    assert followed(records, series=named("a", "b")) == ((2015, 50), (2020, 60))


def test_one_series_may_have_been_published_in_two_places(make, followed):
    records = [*run(make, {2015: 10}, series="a"), *run(make, {2020: 20}, series="a", sources=["survey"])]
    assert followed(records, series=named("a")) == ((2015, 10), (2020, 20))


def test_without_a_series_the_source_is_one(make, followed):
    records = run(make, {2015: 10, 2020: 20})
    assert followed(records) == ((2015, 10), (2020, 20))
    assert followed([records[0], *run(make, {2020: 20}, sources=["survey"])]) is None


def test_the_first_figure_is_the_newest_edition_of_its_year(make, followed):
    records = [
        *run(make, {2015: 10}, series="a", edition="2016"),
        *run(make, {2015: 12}, series="a", edition="2019", sources=["survey"]),
        *run(make, {2020: 20}, series="a"),
    ]
    assert followed(records, series=named("a")) == ((2015, 12), (2020, 20))


def test_a_first_year_on_which_two_figures_contradict_each_other_is_passed_over(make, followed):
    records = [
        *run(make, {2015: 10, 2016: 11, 2020: 20}, series="a"),
        *run(make, {2015: 90}, series="a", sources=["survey"]),
    ]
    assert followed(records, series=named("a")) == ((2016, 11), (2020, 20))


def test_a_last_year_on_which_two_figures_contradict_each_other_has_no_trend(make, followed):
    records = [
        *run(make, {2015: 10, 2020: 20}, series="a"),
        *run(make, {2020: 90}, series="a", sources=["survey"]),
    ]
    assert followed(records, series=named("a")) is None


MEAN = {"values": {"how": "mean", "by": "corridor"}}


def corridors(make, year, **values):
    return [
        make.figure("pupils", value, str(year), disaggregation={"corridor": code})
        for code, value in values.items()
    ]


def test_a_mean_over_the_same_corridors_has_a_trend(make, followed):
    records = [*corridors(make, 2015, DEU=10, MAR=20), *corridors(make, 2020, DEU=20, MAR=40)]
    assert followed(records, **MEAN) == ((2015, 15), (2020, 30))


def test_a_mean_over_other_corridors_has_none(make, followed):
    records = [*corridors(make, 2015, DEU=10, MAR=20), *corridors(make, 2020, DEU=20, TUR=40)]
    assert followed(records, **MEAN) is None


def test_a_mean_over_more_corridors_has_none(make, followed):
    records = [*corridors(make, 2015, DEU=10), *corridors(make, 2020, DEU=20, TUR=40)]
    assert followed(records, **MEAN) is None


def test_the_first_year_with_the_same_corridors_begins_the_trend(make, followed):
    records = [
        *corridors(make, 2015, DEU=10),
        *corridors(make, 2016, DEU=10, MAR=20),
        *corridors(make, 2020, DEU=20, MAR=40),
    ]
    assert followed(records, **MEAN) == ((2016, 15), (2020, 30))


def test_a_mean_over_corridors_of_two_publishers_has_no_trend(make, followed):
    records = [*corridors(make, 2015, DEU=10, MAR=20), *corridors(make, 2020, DEU=20)]
    records += [make.figure("pupils", 40, "2020", disaggregation={"corridor": "MAR"}, sources=["survey"])]
    assert followed(records, **MEAN) is None


def test_what_does_not_apply_has_no_trend(make):
    nobody = {"title": "Nobody", "members": [], "sources": [{"id": "yearbook", "locator": "list"}]}
    compact = make.compact(make.measure("pupils", applies_to=["nobody"]))
    evidence = make.evidence(*run(make, {2015: 10, 2020: 20}), groups={"nobody": nobody})
    rules = {"compact": compact, "evidence": evidence, "profile": "full"}
    assert gcm.score("BEL", 2020, **rules).indicators["trend"].isna().all()
    assert gcm.score_panel([2020], ["BEL"], **rules).indicators["trend"].isna().all()


def test_context_levels_and_treaty_status_have_no_trend(make):
    indicators = [make.measure("size", role="context"), make.rubric(), make.treaty_status()]
    records = [
        *(make.figure("size", value, str(year)) for year, value in ((2015, 10), (2020, 20))),
        make.level(since="2015", until="2017", law=1, practice=1),
        make.level(since="2018", law=3, practice=3),
        make.treaty("convention", "party", "2018", as_of="2020"),
    ]
    card = make.card(indicators, records)
    assert card.indicators["value"].notna().all()
    assert card.indicators["trend"].isna().all()


def test_the_method_says_where_a_trend_may_begin_and_how_long_it_may_be(make, followed):
    records = run(make, {2012: 10, 2016: 12, 2018: 15, 2020: 20})
    assert followed(records, method=gcm.Method(trend_start=2012)) == ((2012, 10), (2020, 20))
    assert followed(records, method=gcm.Method(trend_start=2018)) is None
    assert followed(records, method=gcm.Method(trend_years=(2, 3))) == ((2018, 15), (2020, 20))
    assert followed(records, method=gcm.Method(trend_years=(5, 10))) is None


def test_the_method_says_until_when_green_is_to_be_reached(make, followed):
    records = run(make, {2015: 10, 2020: 20})
    assert followed(records, method=gcm.Method(trend_deadline=2020)) is not None
    assert followed(records, method=gcm.Method(trend_deadline=2019)) is None


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (10.1, "decreasing"),
        (10, "stagnating"),
        (9.1, "stagnating"),
        (9, "moderately_improving"),
        (8.1, "moderately_improving"),
        (8, "on_track"),
        (4, "on_track"),
    ],
)
def test_where_less_is_better_a_falling_value_improves(make, last, expected):
    # From 20 (score 0) to 0 (score 100), green at 5: 10 in 2015 is a score of 50, and 8 in 2021 one of 60.
    records = run(make, {2015: 10, 2021: last})
    card = make.card([make.measure("pupils", 20, 0)], records, year=2021)
    assert card.indicators["trend"].tolist() == [expected]


# Objectives of cards and panels


def objective_word(make, values, weights=None, **more):
    """Return the direction of an objective whose measures have these values in 2015 and 2021."""
    weights = weights or [1.0] * len(values)
    names = [f"count_{number}" for number in range(len(values))]
    indicators = [make.measure(name, weight=weight) for name, weight in zip(names, weights, strict=True)]
    records = [
        make.figure(name, value, year)
        for name, pair in zip(names, values, strict=True)
        for value, year in zip(pair, ("2015", "2021"), strict=True)
        if value is not None
    ]
    compact, evidence = make.compact(*indicators), make.evidence(*records)
    rules = {"compact": compact, "evidence": evidence, "profile": "full", **more}
    card = gcm.score("BEL", 2021, **rules)
    panel = gcm.score_panel([2021], ["BEL"], **rules)
    (found,) = panel.objectives["trend"].astype(object).where(panel.objectives["trend"].notna(), None)
    assert found == card.objective(1).trend
    return found


def test_an_objective_with_a_trend_of_every_indicator_has_one(make):
    assert objective_word(make, [(50, 60), (50, 60)]) == "on_track"


def test_a_value_without_a_trend_counts_against_the_share(make):
    assert objective_word(make, [(50, 60), (None, 60)]) is None
    assert objective_word(make, [(50, 60), (None, 60)], weights=[3.0, 1.0]) == "on_track"


def test_a_missing_value_counts_against_the_share(make):
    assert objective_word(make, [(50, 60), (50, 60), (None, None)]) is None
    assert objective_word(make, [(50, 60), (50, 60), (None, None)], weights=[2.0, 1.0, 1.0]) == "on_track"


def test_the_method_says_how_much_of_the_weight_must_have_a_trend(make):
    half = gcm.Method(trend_share=0.5)
    assert objective_word(make, [(50, 60), (None, 60)], method=half) == "on_track"


def test_an_objective_that_is_not_scored_has_no_trend(make):
    assert objective_word(make, [(50, 60)]) is None
    assert objective_word(make, [(50, 60)], method=gcm.Method.exploratory()) == "on_track"


def test_an_indicator_is_followed_beyond_its_goalposts_and_its_objective_is_not(make):
    card = make.card(
        [make.measure("count_0"), make.measure("count_1")],
        [
            make.figure(name, value, year)
            for name in ("count_0", "count_1")
            for value, year in ((-20, "2015"), (10, "2021"))
        ],
        year=2021,
    )
    # From −20 to 10 are 5 a year of 6.33 that are needed; clipped, from 0 to 10, they are 1.67 of 5.
    assert card.indicators["trend"].tolist() == ["moderately_improving"] * 2
    assert card.objective(1).trend == "stagnating"


def test_no_trend_rests_on_a_preliminary_figure(make):
    years = [make.figure("pupils", value, year) for value, year in ((40, "2016"), (60, "2020"))]
    last = make.figure("pupils", 60, "2020", note="preliminary")
    for figures, word in ((years, "on_track"), ([years[0], last], None)):
        card = make.card([make.measure()], figures, 2020)
        assert card.objective(1).indicators[0].trend == word
