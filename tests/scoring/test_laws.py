"""What holds for any numbers, tried on many."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.scoring import aggregate, band_points, bands, bounds, capped_weights, coverage, normalise

COUNT = 4
BANDS = ["red", "orange", "yellow", "green"]
values = st.floats(-1e6, 1e6, allow_nan=False)
scores = st.one_of(st.floats(0, 100), st.just(math.nan))
weights = st.floats(0.01, 100)
rows = st.lists(st.tuples(scores, weights), min_size=1, max_size=8)
known_rows = st.lists(st.tuples(st.floats(0, 100), weights), min_size=1, max_size=8)
# What is known of each of four indicators in one country: nothing, or a value of some year.
answers = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(-20, 120), st.integers(2015, 2022))),
    min_size=COUNT,
    max_size=COUNT,
)
weight_lists = st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=COUNT, max_size=COUNT)

# Scoring a whole country takes longer than a formula, so fewer are tried.
of_an_objective = settings(max_examples=15)


@pytest.fixture(scope="module")
def judge(make):
    """Score four indicators, three measures and a treaty status, from what is known of each."""

    def judged(
        known, weight_list=(1.0,) * COUNT, factor=1.0, country="BEL", others=(), order=None, method=None
    ):
        heavy = [weight * factor for weight in weight_list]
        names = [f"count_{number}" for number in range(COUNT - 1)]
        indicators = [make.measure(name, weight=weight) for name, weight in zip(names, heavy, strict=False)]
        indicators.append(make.treaty_status("treaty", weight=heavy[-1]))
        records = [
            *of_country(make, names, known, country),
            *(record for code, more in others for record in of_country(make, names, more, code)),
        ]
        if order is not None:
            order.shuffle(records)
        evidence = make.evidence(*records)
        compact = make.compact(*indicators)
        card = gcm.score(country, 2020, compact=compact, evidence=evidence, profile="full", method=method)
        return card.objective(1)

    return judged


def of_country(make, names, known, country):
    for name, answer in zip(names, known, strict=False):
        if answer is not None:
            yield make.figure(name, answer[0], str(answer[1]), country=country)
    if known[-1] is not None:
        status = ["none", "signed", "party"][known[-1][0] % 3]
        date = None if status == "none" else "2000"
        yield make.treaty("convention", status, date, as_of=str(known[-1][1]), country=country)


def same(left, right):
    return left == pytest.approx(right, nan_ok=True)


# Formulas


@given(value=values, worst=values, best=values)
def test_a_normalised_value_lies_between_0_and_100(value, worst, best):
    assume(abs(worst - best) > 1e-6)
    assert 0 <= normalise(value, worst, best) <= 100


@given(value=values, more=st.floats(0, 1e6), worst=values, best=values)
def test_a_value_closer_to_the_best_never_scores_less(value, more, worst, best):
    assume(abs(worst - best) > 1e-6)
    better = value + math.copysign(more, best - worst)
    assert normalise(better, worst, best) >= normalise(value, worst, best)


@given(value=values, worst=values, best=values)
def test_turning_the_goalposts_round_turns_the_score_round(value, worst, best):
    assume(abs(worst - best) > 1e-6)
    assert float(normalise(value, best, worst)) == pytest.approx(
        100 - float(normalise(value, worst, best)), abs=1e-6
    )


@given(
    score=st.floats(1, 100),
    shares=st.lists(weights, min_size=1, max_size=8),
    how=st.sampled_from(["arithmetic", "geometric"]),
)
def test_the_mean_of_equal_scores_is_that_score(score, shares, how):
    assert float(aggregate([score] * len(shares), shares, how)) == pytest.approx(score)


@given(known_rows)
def test_a_mean_lies_between_the_lowest_and_the_highest(items):
    found, shares = zip(*items, strict=True)
    assert min(found) - 1e-9 <= aggregate(found, shares) <= max(found) + 1e-9


@given(known_rows)
def test_the_geometric_mean_is_never_above_the_arithmetic_of_scores_of_at_least_1(items):
    found, shares = zip(*items, strict=True)
    lifted = np.maximum(found, 1)
    assert aggregate(lifted, shares, "geometric") <= aggregate(lifted, shares) + 1e-9


@given(rows, st.floats(0.01, 100))
def test_weights_are_proportions(items, factor):
    found, shares = zip(*items, strict=True)
    scaled = np.multiply(shares, factor)
    assert same(float(aggregate(found, scaled)), float(aggregate(found, shares)))
    assert same(float(coverage(found, scaled)), float(coverage(found, shares)))


@given(rows)
def test_bounds_contain_the_mean(items):
    found, shares = zip(*items, strict=True)
    low, high = bounds(found, shares)
    mean = aggregate(found, shares)
    assert 0 <= low <= high <= 100 + 1e-9
    assert math.isnan(mean) or low - 1e-9 <= mean <= high + 1e-9


@given(rows)
def test_the_width_of_the_bounds_is_what_is_not_covered(items):
    found, shares = zip(*items, strict=True)
    low, high = bounds(found, shares)
    assert float(high - low) == pytest.approx(100 * (1 - float(coverage(found, shares))), abs=1e-9)


@given(items=st.lists(st.tuples(weights, st.booleans()), min_size=1, max_size=8), share=st.floats(0.05, 0.95))
def test_capped_weights_hold_the_cap_and_never_grow(items, share):
    given_weights, capped = (np.array(column) for column in zip(*items, strict=True))
    found = capped_weights(given_weights, capped, share)
    assert (found <= given_weights).all()
    assert (found[~capped] == given_weights[~capped]).all()
    assert capped.all() or found[capped].sum() <= share * found.sum() + 1e-9


@given(
    value=st.floats(-50, 150),
    more=st.floats(0, 100),
    marks=st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True),
)
def test_a_better_value_never_has_fewer_points_nor_a_worse_band(value, more, marks):
    worst, red, green, best = sorted(marks)
    assert band_points(value + more, worst, red, green, best) >= band_points(value, worst, red, green, best)
    before, after = (BANDS.index(bands(item, green, red).item()) for item in (value, value + more))
    assert after >= before


# An objective


@of_an_objective
@given(answers, weight_lists)
def test_a_score_lies_between_0_and_100_and_within_its_bounds(judge, known, weight_list):
    found = judge(known, weight_list)
    mean = found.score if found.status == "scored" else found.indicative
    assert 0 <= found.bound_low <= found.bound_high <= 100 + 1e-9
    assert math.isnan(mean) or found.bound_low - 1e-9 <= mean <= found.bound_high + 1e-9


@of_an_objective
@given(answers)
def test_a_score_and_an_indicative_mean_never_stand_together(judge, known):
    found = judge(known)
    assert (found.status == "scored") == (not math.isnan(found.score))
    assert (found.status == "insufficient") == (not math.isnan(found.indicative))
    assert (found.reason is None) == (found.status == "scored")
    assert (found.band is None) == (found.status != "scored")


@of_an_objective
@given(answers, st.integers(0, COUNT - 1), st.integers(0, 100), weight_lists)
def test_adding_evidence_never_lowers_coverage(judge, known, place, value, weight_list):
    more = [(value, 2020) if number == place else answer for number, answer in enumerate(known)]
    assert judge(more, weight_list).coverage >= judge(known, weight_list).coverage - 1e-12


@of_an_objective
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(judge, known, random):
    before, after = judge(known), judge(known, order=random)
    assert same((before.score, before.indicative), (after.score, after.indicative))
    assert (before.status, before.reason, before.band) == (after.status, after.reason, after.band)


@of_an_objective
@given(answers, answers)
def test_what_is_known_of_other_countries_does_not_matter(judge, known, elsewhere):
    alone, among_others = judge(known), judge(known, others=[("NLD", elsewhere), ("FRA", elsewhere[::-1])])
    assert same((alone.score, alone.coverage), (among_others.score, among_others.coverage))


@of_an_objective
@given(answers)
def test_a_country_is_scored_by_its_evidence_and_not_by_its_name(judge, known):
    assert same(judge(known, country="BEL").score, judge(known, country="NLD").score)


@of_an_objective
@given(answers, weight_lists, st.sampled_from([0.1, 3.0, 10.0]))
def test_scaling_all_weights_changes_nothing(judge, known, weight_list, factor):
    before, after = judge(known, weight_list), judge(known, weight_list, factor)
    assert same((before.score, before.coverage), (after.score, after.coverage))
    assert (before.status, before.reason, before.band) == (after.status, after.reason, after.band)


@of_an_objective
@given(answers, st.integers(0, COUNT - 2), st.integers(0, 50), weight_lists)
def test_a_better_value_never_lowers_the_score(judge, known, place, more, weight_list):
    assume(known[place] is not None)
    value, year = known[place]
    better = [(value + more, year) if number == place else answer for number, answer in enumerate(known)]
    before, after = judge(known, weight_list), judge(better, weight_list)
    assert math.isnan(before.score) == math.isnan(after.score)
    assert math.isnan(before.score) or after.score >= before.score - 1e-9


@of_an_objective
@given(answers, weight_lists)
def test_shares_of_the_score_add_up_to_1_and_contributions_to_the_score(judge, known, weight_list):
    found = judge(known, weight_list)
    assume(found.n > 0)
    mean = found.score if found.status == "scored" else found.indicative
    assert sum(item.effective_weight for item in found.indicators) == pytest.approx(1)
    assert sum(item.contribution for item in found.indicators) == pytest.approx(mean)


@of_an_objective
@given(answers, weight_lists)
def test_weights_do_not_depend_on_which_values_exist(judge, known, weight_list):
    nothing = judge([None] * COUNT, weight_list)
    assert [item.weight for item in judge(known, weight_list).indicators] == [
        item.weight for item in nothing.indicators
    ]


@of_an_objective
@given(answers, st.floats(0, 1), st.floats(0, 1))
def test_a_lower_floor_never_takes_a_score_away(judge, known, one, other):
    low, high = sorted((one, other))
    strict, lenient = (judge(known, method=gcm.Method(coverage_floor=floor)) for floor in (high, low))
    assert strict.status != "scored" or lenient.status == "scored"
