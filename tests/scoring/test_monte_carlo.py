"""Scores in a thousand runs, held against a slow program that takes one draw of one unit at a time."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import pytest

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring import monte_carlo
from gcmscore.scoring.method import Method
from gcmscore.scoring.monte_carlo import group_ends, item_ends, run, run_at
from gcmscore.scoring.plans import VARIED, Matrix, planned
from gcmscore.scoring.scenarios import scenarios
from gcmscore.scoring.streams import crossed, keys_of, uniforms

NAN = math.nan
MEANS = ("arithmetic", "geometric", "harmonic")
# The goalposts of item 1 fall; item 2 cannot leave 0 to 50; those of item 4 are a definition.
WORST, BEST = (0, 80, 0, 10, 0), (100, 20, 50, 60, 4)
MOVABLE, LIMITS = (
    (True, True, True, True, False),
    [[-math.inf, 0, 0, -math.inf, 0], [math.inf, 99, 50, 100, 4]],
)
GROUPS = (0, 1, 0, 1, 0)
VALUES = [[40, 30, 25, 70, 3], [NAN, 50, 0, 10, 1], [90, NAN, 40, NAN, 2], [10, 75, NAN, 35, NAN]]
# Nobody is sure of the first unit's first value, of the levels, nor of one figure above its best.
LOW = [[30, 30, 25, 60, 2.5], [NAN, 50, 0, 10, 0.5], [90, NAN, 40, NAN, 2], [10, 70, NAN, 35, NAN]]
HIGH = [[45, 30, 25, 95, 4], [NAN, 50, 0, 10, 1.5], [90, NAN, 40, NAN, 2], [10, 75, NAN, 50, NAN]]
WEIGHTS = [[0.5, 1, 0.25, 3, 0.25], [1, 1, 1, 1, 1], [1, 1, 2, 1, 0.5], [1, 2, 1, 1, 1]]


def made(values=VALUES, low=None, high=None, groups=GROUPS, seed=23, **more):
    """Return what is scored; goalposts 0 and 100, movable without limits, and equal weights unless given."""
    table = np.asarray(values, dtype=float)
    units, items = table.shape
    count = max(groups) + 1
    parts = {
        "values": table,
        "low": table if low is None else np.asarray(low, dtype=float),
        "high": table if high is None else np.asarray(high, dtype=float),
        "worst": np.zeros(items),
        "best": np.full(items, 100.0),
        "movable": np.ones(items, dtype=bool),
        "limits": np.array([[-np.inf] * items, [np.inf] * items]),
        "weights": np.ones((units, items)),
        "groups": np.array(groups),
        "unit_keys": keys_of([f"unit {number}" for number in range(units)], seed),
        "item_keys": keys_of([f"item {number}" for number in range(items)], seed),
        "group_keys": keys_of([f"group {number}" for number in range(count)], seed),
    }
    return Matrix(**parts | {name: np.asarray(value) for name, value in more.items()})


def example(**more):
    given = {"worst": np.array(WORST, dtype=float), "best": np.array(BEST, dtype=float)}
    given |= {"movable": MOVABLE, "limits": LIMITS, "weights": WEIGHTS, "low": LOW, "high": HIGH}
    return made(**given | more)


@pytest.fixture
def large():
    """150 units, 9 items in 4 groups of which one is empty; a seventh is missing, half has a range."""
    random = np.random.default_rng(3)
    values = np.where(random.random((150, 9)) < 1 / 7, NAN, random.uniform(-10, 110, (150, 9)))
    unsure = random.random(values.shape) < 0.5
    return made(
        values, np.where(unsure, values - 5, values), np.where(unsure, values + 9, values),
        (0, 0, 3, 1, 1, 3, 1, 0, 0), weights=random.choice([0.5, 1.0, 2.0], values.shape),
    )  # fmt: skip


def permuted(matrix, units, items):
    """Return the same with units and items in another order."""
    tables = {name: getattr(matrix, name)[units][:, items] for name in ("values", "low", "high", "weights")}
    by_item = {
        name: getattr(matrix, name)[items] for name in ("worst", "best", "movable", "groups", "item_keys")
    }
    return replace(
        matrix, **tables, **by_item, limits=matrix.limits[:, items], unit_keys=matrix.unit_keys[units]
    )


# The slow program


def slow_mean(pairs, how):
    """Return the weighted mean of (score, weight) pairs."""
    total = sum(weight for _, weight in pairs)
    lifted = [(max(score, 1.0), weight) for score, weight in pairs]
    if how == "arithmetic":
        return sum(score * weight for score, weight in pairs) / total
    if how == "geometric":
        return math.exp(sum(math.log(score) * weight for score, weight in lifted) / total)
    return total / sum(weight / score for score, weight in lifted)


def slow_goalpost(matrix, item, scenario, shift):
    worst, best = float(matrix.worst[item]), float(matrix.best[item])
    if not matrix.movable[item]:
        return worst, best
    step, (least, most) = shift * (best - worst), matrix.limits[:, item]
    ends = []
    for given, end in ((worst, worst + scenario.worst * step), (best, best - scenario.best * step)):
        ends.append(min(max(end, min(least, given)), max(most, given)))
    return ends


def slow_factor(key, draw, spread):
    return 1 + spread * (2 * float(uniforms(np.array([key]), np.array([draw]))[0, 0]) - 1)


def slow_value(matrix, unit, item, draw):
    low, value, high = (float(side[unit, item]) for side in (matrix.low, matrix.values, matrix.high))
    key = crossed(matrix.unit_keys[[unit]], matrix.item_keys[[item]])
    at = float(uniforms(key, np.array([draw]))[0, 0])
    return low + 2 * at * (value - low) if at < 0.5 else value + (2 * at - 1) * (high - value)


def slow_score(matrix, unit, item, scenario, method, varied, draw):
    worst, best = slow_goalpost(matrix, item, scenario, method.goalpost_shift)
    value = slow_value(matrix, unit, item, draw) if "evidence" in varied else matrix.values[unit, item]
    return 100 * min(max((value - worst) / (best - worst), 0), 1)


def slow_run(matrix, method, varied, overall=True):
    """Return the scores of each draw, unit by unit and item by item; or those of the only group there is."""
    ways = scenarios(goalposts="goalposts" in varied, means="means" in varied)
    spread = method.weight_spread if "weights" in varied else 0
    table = []
    for draw in range(method.draws):
        scenario = ways[draw % len(ways)]
        hows = [method.objective_mean, method.overall_mean]
        if scenario.other_mean:
            hows = ["geometric" if how == "arithmetic" else "arithmetic" for how in hows]
        row = []
        for unit in range(len(matrix.values)):
            parts = []
            for group, group_key in enumerate(matrix.group_keys):
                pairs = [
                    (
                        slow_score(matrix, unit, item, scenario, method, varied, draw),
                        matrix.weights[unit, item] * slow_factor(matrix.item_keys[item], draw, spread),
                    )
                    for item in np.flatnonzero(matrix.groups == group)
                    if not math.isnan(matrix.values[unit, item]) and matrix.weights[unit, item] > 0
                ]
                if pairs:
                    parts.append((slow_mean(pairs, hows[0]), slow_factor(group_key, draw, spread)))
            whole = parts and (slow_mean(parts, hows[1]) if overall else parts[0][0])
            row.append(whole if parts else NAN)
        table.append(row)
    return np.array(table)


def agrees(matrix, method, vary=None):
    plan = planned(matrix, method, vary)
    np.testing.assert_allclose(
        run(matrix, plan).scores, slow_run(matrix, method, plan.varied), rtol=0, atol=1e-9
    )


@pytest.mark.parametrize("within", MEANS)
@pytest.mark.parametrize("across", MEANS)
def test_every_mean_comes_out_as_in_the_slow_program(within, across):
    agrees(example(), Method(draws=24, objective_mean=within, overall_mean=across))


@pytest.mark.parametrize("vary", [*VARIED, ("weights", "evidence"), ("means", "goalposts"), ()])
def test_what_varies_alone_comes_out_as_in_the_slow_program(vary):
    agrees(example(), Method(draws=13), vary)


def test_other_ranges_come_out_as_in_the_slow_program():
    agrees(example(), Method(draws=24, weight_spread=0.9, goalpost_shift=0.45))


def test_weights_of_0_count_as_missing():
    weights = np.array(WEIGHTS)
    weights[0, [0, 3]] = weights[1] = 0
    matrix = example(weights=weights)
    agrees(matrix, Method(draws=24))
    assert np.isnan(run(matrix, planned(matrix, Method(draws=12))).scores[:, 1]).all()


def test_a_group_without_items_counts_for_nothing():
    apart = [0, 2, 0, 2, 0]
    agrees(example(groups=apart), Method(draws=24))
    agrees(example(groups=apart), Method(draws=24, overall_mean="harmonic"))


def test_a_unit_without_any_value_has_no_score_and_disturbs_nobody():
    values = [*VALUES, [NAN] * 5]
    more = {"low": [*LOW, [NAN] * 5], "high": [*HIGH, [NAN] * 5], "weights": [*WEIGHTS, [1] * 5]}
    matrix = example(values=values, **more)
    runs = run(matrix, planned(matrix, Method(draws=24)))
    assert np.isnan(runs.scores[:, 4]).all()
    assert np.isnan([side[4] for side in (*runs.ends, *runs.rank_ends)]).all()
    np.testing.assert_allclose(
        runs.scores[:, :4], run(example(), planned(example(), Method(draws=24))).scores, atol=1e-12
    )


def test_one_number_by_hand():
    # Published goalposts, own mean, weights and values as they are: (40 + 2 · 70) / 3 and 20 in equal parts.
    matrix = made([[40, 70, 20]], groups=(0, 0, 1), weights=[[1, 2, 1]])
    assert run(matrix, planned(matrix, Method(draws=1), ())).scores.item() == pytest.approx((60 + 20) / 2)


# What changes nothing


def close(found, expected):
    np.testing.assert_allclose(found.scores, expected.scores, rtol=0, atol=1e-10)
    np.testing.assert_array_equal(found.ranks, expected.ranks)


def runs_of(matrix, **rules):
    return run(matrix, planned(matrix, Method(**{"draws": 130} | rules)))


def test_how_many_draws_and_units_are_taken_at_once_changes_nothing(large, monkeypatch):
    whole = runs_of(large)
    monkeypatch.setattr(monte_carlo, "_BLOCK", 7)
    monkeypatch.setattr(monte_carlo, "_TILE", 1)
    close(runs_of(large), whole)


def test_more_draws_keep_those_there_were(large):
    np.testing.assert_allclose(
        runs_of(large).scores[:50], runs_of(large, draws=50).scores, rtol=0, atol=1e-10
    )


def test_units_and_items_in_another_order_have_the_same_scores(large):
    random = np.random.default_rng(5)
    units, items = random.permutation(150), random.permutation(9)
    found, expected = runs_of(permuted(large, units, items)), runs_of(large)
    np.testing.assert_allclose(found.scores, expected.scores[:, units], rtol=0, atol=1e-10)
    np.testing.assert_array_equal(found.ranks, expected.ranks[:, units])


def test_a_unit_is_scored_alone_as_among_others(large):
    few = permuted(large, np.array([3, 77]), np.arange(9))
    np.testing.assert_allclose(runs_of(few).scores, runs_of(large).scores[:, [3, 77]], rtol=0, atol=1e-10)


def test_other_keys_give_other_numbers(large):
    parts = large.values, large.low, large.high, tuple(large.groups)
    found = runs_of(made(*parts, seed=24, weights=large.weights)).scores
    assert np.isclose(found, runs_of(large).scores).mean() < 0.001


def test_the_same_is_the_same_to_the_last_bit(large):
    assert (runs_of(large).scores == runs_of(large).scores).all()


def test_scaling_the_weights_of_a_unit_changes_nothing(large):
    scaled = replace(large, weights=large.weights * np.linspace(0.1, 10, 150)[:, None])
    close(runs_of(scaled), runs_of(large))


# Chosen points


def test_points_can_be_chosen_one_by_one(large):
    plan, whole = planned(large, Method(draws=36)), runs_of(large, draws=36).scores
    draws = np.array([35, 2, 17, 2])
    np.testing.assert_allclose(run_at(large, plan, draws % 12, draws, draws), whole[draws], atol=1e-10)


def test_each_choice_is_a_number_of_its_own():
    matrix = example()
    plan = planned(matrix, Method(draws=12))
    numbers, weights, evidence = (np.array(item) for item in ([0, 6, 0, 0], [3, 3, 4, 3], [5, 5, 5, 6]))
    found = run_at(matrix, plan, numbers, weights, evidence)
    assert (np.abs(found[1:] - found[0]) > 1e-6).any(axis=1).all()


# Values within their range


def test_half_of_the_draws_lie_below_the_published_value_and_half_above():
    matrix = made([[50.0, 10.0]], [[20.0, 10.0]], [[60.0, 10.0]], groups=(0, 1))
    plan = planned(matrix, Method(draws=4000), "evidence")
    drawn = 2 * run(matrix, plan).scores[:, 0] - 10
    assert 20 <= drawn.min() < 20.1
    assert 59.9 < drawn.max() <= 60
    assert abs((drawn < 50).mean() - 0.5) < 0.02
    # Evenly on either side: 30 long below, 10 long above.
    for low, high in ((20, 35), (35, 50), (50, 55), (55, 60)):
        assert abs(((low <= drawn) & (drawn < high)).mean() - 0.25) < 0.02


def test_a_range_on_one_side_leaves_the_other_half_at_the_value():
    matrix = made([[50.0, 0.0]], [[50.0, 0.0]], [[60.0, 0.0]], groups=(0, 1))
    drawn = 2 * run(matrix, planned(matrix, Method(draws=2000), "evidence")).scores[:, 0]
    assert drawn.min() == 50
    assert abs((drawn == 50).mean() - 0.5) < 0.03


def test_a_range_of_what_is_missing_is_no_value():
    matrix = made([[NAN, 40.0]], [[10.0, 40.0]], [[20.0, 40.0]], groups=(0, 0))
    assert not matrix.uncertain.any()
    assert runs_of(matrix, draws=12, goalpost_shift=0.0).scores.round(9).tolist() == [[40.0]] * 12


# Intervals and ranks


def test_the_ends_are_runs_and_hold_nine_tenths_of_them(large):
    runs = runs_of(large, draws=200)
    for unit in range(150):
        column = np.sort(runs.scores[:, unit])
        low, high = (side[unit] for side in runs.ends)
        # Numbers 0.05 · 199 = 9.95 and 0.95 · 199 = 189.05 of the sorted runs, the wider neighbour of each.
        assert (low, high) == (round(column[9], 9), round(column[190], 9))


def test_ranks_have_ends_too():
    matrix = made([[80, 80], [50, 52], [52, 50], [NAN, NAN]], groups=(0, 0))
    runs = run(matrix, planned(matrix, Method(draws=400), "weights"))
    low, high = runs.rank_ends
    np.testing.assert_array_equal(low, [1, 2, 2, NAN])
    np.testing.assert_array_equal(high, [1, 3, 3, NAN])
    assert np.nanmax(runs.ranks) == 3


def test_the_interval_is_the_method_s():
    matrix = example()
    narrow, wide = (runs_of(matrix, interval=ends).ends for ends in ((0.25, 0.75), (0, 1)))
    whole = runs_of(matrix).scores
    np.testing.assert_array_equal(wide, [whole.min(axis=0).round(9), whole.max(axis=0).round(9)])
    assert (wide[0] < narrow[0]).all()
    assert (narrow[1] < wide[1]).all()


def ends_of(runs):
    """Return number 0.05 · (n − 1) and 0.95 · (n − 1) of the sorted runs, and of two neighbours the wider."""
    ordered, last = sorted(runs), len(runs) - 1
    return ordered[math.floor(round(0.05 * last, 9))], ordered[math.ceil(round(0.95 * last, 9))]


@pytest.mark.parametrize("held", [1, 10**6])
def test_the_ends_of_groups_come_out_as_in_the_slow_program(held, monkeypatch):
    monkeypatch.setattr(monte_carlo, "_HELD", held)
    matrix, method = example(), Method(draws=60, objective_mean="harmonic")
    found = group_ends(matrix, planned(matrix, method))
    assert found.shape == (2, 4, 2)
    # The third unit has no value in the second group.
    assert np.isnan(found).tolist() == [[[False, False], [False, False], [False, True], [False, False]]] * 2
    for group in (0, 1):
        alone = permuted(matrix, np.arange(4), np.flatnonzero(matrix.groups == group))
        runs = slow_run(alone, method, VARIED, overall=False)
        for unit in np.flatnonzero(~np.isnan(found[0, :, group])):
            assert found[:, unit, group] == pytest.approx(ends_of(runs[:, unit]), abs=1e-8)
    assert (found[:, ~np.isnan(found[0])] == found[:, ~np.isnan(found[0])].round(9)).all()


def test_the_ends_of_a_value_are_those_of_its_scenarios():
    # 50 of 100 with one mark moved by 10, each twice: 44.44, 45.45, 50, 50, 54.55 and 55.56.
    low, high = item_ends(
        made([[50, NAN]], groups=(0, 0)), planned(made([[50, NAN]], groups=(0, 0)), Method())
    )
    np.testing.assert_allclose(low, [[100 * 40 / 90, NAN]], atol=1e-9)
    np.testing.assert_allclose(high, [[100 * 50 / 90, NAN]], atol=1e-9)


def test_the_ends_of_a_value_follow_the_interval():
    # The twelve sorted: 44.44 twice, 45.45 twice, 50 four times, 54.55 twice, 55.56 twice.
    matrix = made([[50, 50]], groups=(0, 0))
    low, high = item_ends(matrix, planned(matrix, Method(interval=(0.25, 0.75))))
    np.testing.assert_allclose(low, [[100 * 50 / 110] * 2], atol=1e-9)
    np.testing.assert_allclose(high, [[100 * 60 / 110] * 2], atol=1e-9)


@pytest.mark.parametrize("vary", [None, "evidence", ("evidence", "goalposts"), "weights"])
def test_the_ends_of_values_come_out_as_in_the_slow_program(vary):
    matrix, method = example(), Method(draws=60)
    plan = planned(matrix, method, vary)
    found = item_ends(matrix, plan)
    for unit, item in zip(*np.nonzero(~np.isnan(matrix.values)), strict=True):
        runs = sorted(
            slow_score(
                matrix, unit, item, plan.scenarios[draw % len(plan.scenarios)], method, plan.varied, draw
            )
            for draw in range(60)
        )
        if not matrix.uncertain[unit, item]:
            runs = runs[:: 60 // len(plan.scenarios)] if len(plan.scenarios) > 1 else runs[:1]
        assert found[:, unit, item] == pytest.approx(ends_of(runs), abs=1e-8)
    assert np.isnan(found[:, np.isnan(matrix.values)]).all()


# What a run varies


def test_everything_that_can_vary_does():
    plan = planned(example(), Method())
    assert (plan.varied, dict(plan.held), len(plan.scenarios)) == (VARIED, {}, 12)


def test_what_was_not_asked_for_is_held_and_said():
    plan = planned(example(), Method(), "weights")
    assert plan.varied == ("weights",)
    assert plan.held == dict.fromkeys(("goalposts", "means", "evidence"), "not asked to vary")
    assert len(plan.scenarios) == 1


def test_the_order_in_which_things_are_named_does_not_matter():
    first, second = (
        planned(example(), Method(), vary) for vary in (["means", "weights"], ("weights", "means"))
    )
    assert first.varied == second.varied == ("weights", "means")


NOTHING = {
    "weights": ("weights", {}, {"weight_spread": 0.0}, "weight_spread is 0"),
    "goalposts": ("goalposts", {}, {"goalpost_shift": 0.0}, "goalpost_shift is 0"),
    "defined": (
        "goalposts", {"movable": [False] * 5}, {},
        "they define what is asked: rubric levels, treaty status",
    ),
    "evidence": ("evidence", {"low": VALUES, "high": VALUES}, {}, "no value here has a range"),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING)
def test_what_has_nothing_to_vary_is_held_and_an_error_when_asked_for(case):
    name, given, rules, reason = NOTHING[case]
    matrix, method = example(**given), Method(**rules)
    plan = planned(matrix, method)
    assert dict(plan.held) == {name: reason}
    assert plan.varied == tuple(item for item in VARIED if item != name)
    with pytest.raises(InvalidRequestError, match=rf"^vary='{name}' has nothing to vary: {reason}$"):
        planned(matrix, method, [name])


@pytest.mark.parametrize("name", ["weights", "means"])
def test_one_item_has_nothing_to_be_weighed_against(name):
    matrix = made([[40.0], [60.0]], [[30.0], [60.0]], [[45.0], [60.0]], groups=(0,))
    assert planned(matrix, Method()).varied == ("goalposts", "evidence")
    reason = "there is one item, and nothing to weigh it against"
    with pytest.raises(InvalidRequestError, match=f"^vary='{name}' has nothing to vary: {reason}$"):
        planned(matrix, Method(), name)


def test_what_is_scored_is_as_large_as_its_tables():
    # Four tables of six numbers, three rows of three, two of limits, keys of 2 + 3 + 1; and three truths.
    small, numbers = made([[40.0, 50, 60]] * 2, groups=(0, 0, 0)), 4 * 6 + 3 * 3 + 2 * 3 + 2 + 3 + 1
    assert numbers * 8 + 3 <= sys.getsizeof(small) <= numbers * 8 + 3 + 200


def test_two_items_are_enough_to_be_weighed():
    assert planned(made([[40.0, NAN]], groups=(0, 0)), Method()).varied == ("weights", "goalposts", "means")


def test_an_unknown_name_is_an_error_that_lists_the_known():
    with pytest.raises(
        InvalidRequestError, match=r"^vary='sources' is unknown; one of weights, goalposts, means, evidence$"
    ):
        planned(example(), Method(), ["weights", "sources"])


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"draws": 0}, "draws must be at least 1 and seed at least 0"),
        ({"seed": -1}, "draws must be at least 1 and seed at least 0"),
        ({"draws": 10.5}, "draws=10.5 is not a int, like 1000"),
        ({"weight_spread": 1.0}, "weight_spread is a share below 1"),
        ({"weight_spread": -0.1}, "weight_spread is a share below 1"),
        ({"goalpost_shift": 0.5}, "goalpost_shift below 0.5"),
        ({"goalpost_shift": -0.1}, "goalpost_shift below 0.5"),
        ({"level_spread": -0.5}, "level_spread at least 0"),
        ({"level_spread": NAN}, "level_spread at least 0"),
        ({"interval": (0.95, 0.05)}, "interval is two rising shares of the runs, such as"),
        ({"interval": (0.5, 0.5)}, "interval is two rising shares"),
        ({"interval": (-0.1, 0.5)}, "interval is two rising shares"),
        ({"interval": (0.1, 1.1)}, "interval is two rising shares"),
        ({"interval": (0.05, 0.5, 0.95)}, "interval is two rising shares"),
    ],
)
def test_a_rule_of_runs_that_cannot_be_is_an_error(rules, message):
    with pytest.raises(InvalidRequestError, match=message):
        Method(**rules)


def test_the_last_accepted_rules_are_accepted():
    method = Method(draws=1, seed=0, weight_spread=0.0, goalpost_shift=0.0, level_spread=0.0, interval=(0, 1))
    assert planned(example(), method).varied == ("means", "evidence")
