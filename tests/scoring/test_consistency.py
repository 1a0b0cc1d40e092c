"""Cronbach's alpha, correlations with the parent and between items, and what they warn of."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gcmscore.scoring import aggregate
from gcmscore.scoring.consistency import (
    FEWEST_UNITS,
    correlations,
    cronbach_alpha,
    flags,
    parent_correlations,
    redundant_pairs,
)

NAN = math.nan
RISING = np.arange(20.0)
# Each of four values five times, and crossed with it, so that the two have no correlation at all.
CROSSED = np.repeat(np.arange(5.0), 4), np.tile(np.arange(4.0), 5)
# One value in twenty is missing, so that most pairs still rest on enough units.
cells = st.integers(-5, 100).map(lambda score: NAN if score < 0 else float(score))
tables = arrays(np.float64, (24, 3), elements=cells, fill=st.nothing())


def columns(*items):
    return np.column_stack([np.asarray(item, dtype=float) for item in items])


# Alpha


def test_items_that_rise_together_have_an_alpha_of_one():
    assert cronbach_alpha(columns(RISING, RISING + 5, RISING - 3)).values == pytest.approx(1)


def test_items_without_any_correlation_have_an_alpha_of_zero():
    assert cronbach_alpha(columns(*CROSSED)).values == pytest.approx(0)


def test_alpha_by_hand():
    # Squares of each item add up to 24, of the sum to 9 · 4 + 9 · 4 = 72: alpha is 2 · (1 − 48 / 72).
    both = columns([1] * 12 + [-1] * 12, [1] * 9 + [-1] * 3 + [-1] * 9 + [1] * 3)
    assert cronbach_alpha(both).values == pytest.approx(2 / 3)


def test_items_that_work_against_each_other_have_a_negative_alpha():
    # In variances of the first item: 1 and 4, and 1 of their sum: 2 · (1 − 5 / 1).
    assert cronbach_alpha(columns(RISING, -2 * RISING)).values == pytest.approx(-8)


def test_only_units_with_every_item_count():
    gaps = columns(RISING, RISING)
    gaps[3, 0], gaps[7, 1] = NAN, NAN
    more = np.vstack([gaps, columns([30, 31, 32], [30, 31, 32])])
    found = cronbach_alpha(more)
    assert (found.units, found.values, found.reasons.item()) == (21, pytest.approx(1), None)


@pytest.mark.parametrize(
    ("scores", "units", "reason"),
    [
        (columns(RISING, RISING)[:-1], 19, "too_few"),
        (columns(RISING, RISING)[:1], 1, "too_few"),
        (columns(RISING), 20, "single"),
        (columns(RISING, -RISING), 20, "constant"),
        (columns(0 * RISING + 0.1, 0 * RISING + 0.2), 20, "constant"),
    ],
    ids=["19 units", "one unit", "one item", "a sum that is constant", "items that are constant"],
)
def test_without_a_basis_there_is_no_alpha_and_the_reason_is_said(scores, units, reason):
    found = cronbach_alpha(scores)
    assert np.isnan(found.values)
    assert (found.units, found.reasons.item()) == (units, reason)


@settings(max_examples=30)
@given(tables)
def test_alpha_is_at_most_one_and_the_order_of_items_changes_nothing(scores):
    found, turned = cronbach_alpha(scores), cronbach_alpha(scores[:, ::-1])
    assert found.reasons == turned.reasons
    assert np.isnan(found.values) or found.values <= 1 + 1e-9
    np.testing.assert_allclose(found.values, turned.values, atol=1e-6)


# Correlations


def test_correlations_by_hand():
    # Deviations of each are 12 times 1 and 12 times −1; 18 products are 1 and 6 are −1.
    first, second = [1] * 12 + [-1] * 12, [1] * 9 + [-1] * 3 + [-1] * 9 + [1] * 3
    assert correlations(columns(first), columns(second)).values == pytest.approx(12 / 24)


def test_the_table_of_correlations_has_the_rows_of_one_side_and_the_columns_of_the_other():
    found = correlations(columns(*CROSSED), columns(RISING, *CROSSED))
    assert found.values.shape == found.units.shape == found.reasons.shape == (2, 3)
    assert found.values[:, 1:] == pytest.approx(np.eye(2))


def test_a_pair_rests_on_the_units_that_have_both():
    first, second = columns(RISING, RISING), columns(np.where(RISING < 2, NAN, -RISING), RISING)
    long = np.vstack([first, first + 20]), np.vstack([second, second - 20])
    found = correlations(*long)
    assert found.units.tolist() == [[36, 40], [36, 40]]
    assert found.values[:, 0] == pytest.approx(-1)


def test_a_pair_with_gaps_is_the_pair_of_the_rows_that_are_complete():
    scores = np.random.default_rng(1).normal(50, 20, (40, 2))
    scores[:8, 0], scores[30:, 1] = NAN, NAN
    expected = np.corrcoef(scores[8:30].T)[0, 1]
    assert correlations(scores[:, :1], scores[:, 1:]).values == pytest.approx(expected)


def test_what_lies_where_the_other_is_missing_does_not_count():
    wild = columns([1e6, *RISING])
    other = columns([NAN, *RISING])
    assert correlations(wild, other).values == pytest.approx(1)


@pytest.mark.parametrize("shift", [0, 1e6])
def test_a_column_that_is_constant_where_both_are_there_has_no_correlation(shift):
    almost = columns([5, *([0.1 + shift] * 20)])
    found = correlations(almost, columns([NAN, *RISING]))
    assert (found.units.item(), found.reasons.item()) == (20, "constant")
    assert np.isnan(found.values)


def test_nineteen_units_are_too_few():
    found = correlations(columns(RISING[:-1]), columns(RISING[:-1]))
    assert (found.units.item(), found.reasons.item()) == (FEWEST_UNITS - 1, "too_few")
    assert np.isnan(found.values)


@settings(max_examples=30)
@given(tables)
def test_pandas_finds_the_same_correlations(scores):
    found = correlations(scores, scores)
    theirs = pd.DataFrame(scores).corr(min_periods=FEWEST_UNITS).to_numpy()
    here = ~np.isnan(found.values)
    np.testing.assert_allclose(found.values[here], theirs[here], atol=1e-9)
    assert (here == (np.equal(found.reasons, None))).all()
    assert (np.abs(found.values[here]) <= 1).all()


# With the parent


def test_an_item_is_compared_with_the_mean_of_the_others():
    scores = columns(RISING, *CROSSED)
    found = parent_correlations(scores).values
    others = [np.delete(scores, item, axis=1).mean(axis=1) for item in range(3)]
    expected = [np.corrcoef(scores[:, item], others[item])[0, 1] for item in range(3)]
    assert found == pytest.approx(expected)


def test_an_item_that_has_nothing_to_do_with_the_others_is_seen_only_when_it_is_taken_out():
    scores = columns(*CROSSED)
    assert parent_correlations(scores).values == pytest.approx([0, 0])
    # Variances 2 and 1.25: of the sum 3.25, and each item's share in it is its own variance.
    with_itself = parent_correlations(scores, corrected=False).values
    assert with_itself == pytest.approx([math.sqrt(2 / 3.25), math.sqrt(1.25 / 3.25)])


def test_the_weights_are_those_of_the_parent():
    scores, weights = columns(RISING, *CROSSED), [5, 1, 3]
    others = (CROSSED[0] + 3 * CROSSED[1]) / 4
    found = parent_correlations(scores, weights)
    assert found.values[0] == pytest.approx(np.corrcoef(RISING, others)[0, 1])
    whole = aggregate(scores, weights)
    assert parent_correlations(scores, weights, corrected=False).values[0] == pytest.approx(
        np.corrcoef(RISING, whole)[0, 1]
    )


@pytest.mark.parametrize("corrected", [True, False])
def test_the_mean_is_that_of_the_parent(corrected):
    scores = columns(RISING + 1, *(item + 1 for item in CROSSED))
    kept = scores[:, 1:] if corrected else scores
    parent = np.exp(np.log(kept).mean(axis=1))
    found = parent_correlations(scores, how="geometric", corrected=corrected)
    assert found.values[0] == pytest.approx(np.corrcoef(RISING, parent)[0, 1])
    assert found.values[0] != pytest.approx(parent_correlations(scores, corrected=corrected).values[0])


def test_a_unit_needs_the_item_and_one_other():
    scores = np.vstack([columns(RISING, RISING, RISING), [[50, NAN, NAN], [NAN, 60, 70], [80, 90, NAN]]])
    for corrected in (True, False):
        assert parent_correlations(scores, corrected=corrected).units.tolist() == [21, 22, 21]


def test_an_only_item_has_nothing_to_be_compared_with():
    found = parent_correlations(columns(RISING))
    assert (found.units.tolist(), found.reasons.tolist()) == ([0], ["single"])


@settings(max_examples=30)
@given(tables, st.floats(0.1, 10), st.integers(-50, 50))
def test_another_scale_of_an_item_does_not_change_its_own_correlation(scores, factor, shift):
    other = scores.copy()
    other[:, 0] = other[:, 0] * factor + shift
    found, changed = parent_correlations(scores), parent_correlations(other)
    np.testing.assert_allclose(found.values[0], changed.values[0], atol=1e-6)
    assert (found.units == changed.units).all()


# Warnings


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-1, "negative"), (-0.4, "negative"), (-0.39, "silent"), (0, "silent"), (0.3, "silent"),
        (0.31, None), (1, None), (NAN, None),
    ],
)  # fmt: skip
def test_a_flag_follows_its_limits(value, word):
    assert flags([value]).tolist() == [word]


def test_pairs_above_nine_tenths_are_redundant_and_named_once():
    table = [[1, 0.95, 0.9, NAN], [0.95, 1, 0.2, 0.91], [0.9, 0.2, 1, -0.99], [NAN, 0.91, -0.99, 1]]
    assert redundant_pairs(table).tolist() == [[0, 1], [1, 3]]
