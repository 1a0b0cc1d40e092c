"""An audit says how far ranks hold, what moves them and what belongs together, and nothing that is not so."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import gcmscore as gcm
from gcmscore import charts
from gcmscore._audit_tables import _points, parts, strictly_ahead
from gcmscore._audit_text import _factor, _neighbours, _positions, _widths
from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.consistency import parent_correlations
from gcmscore.scoring.monte_carlo import run_at

NINE = ("AUT", "BEL", "DEU", "ESP", "FRA", "ITA", "LUX", "NLD", "PRT")
QUICK = gcm.Method(draws=100)
STILL = QUICK.replace(weight_spread=0.0, goalpost_shift=0.0, level_spread=0.0)


@pytest.fixture(scope="module")
def panel_of(make):
    """Return a panel by what each country answers to questions a, b, …; two of them make an objective."""

    def found(values, method=QUICK, per_objective=2, records=(), indicators=None):
        count = len(next(iter(values.values())))
        asked = indicators or [
            make.measure("abcdefgh"[place], objective=1 + place // per_objective) for place in range(count)
        ]
        figures = [
            make.figure(item.id, value, country=code)
            for code, row in values.items()
            for item, value in zip(asked, row, strict=False)
            if value is not None
        ]
        compact = make.compact(*asked, objectives=max(item.objective for item in asked))
        evidence = make.evidence(*figures, *records)
        rules = {"compact": compact, "evidence": evidence, "profile": "full", "method": method}
        return gcm.score_panel([2020], list(values), **rules)

    return found


@pytest.fixture(scope="module")
def stairs(panel_of):
    """Return nine countries of which each is better than the next one on every question, and by far."""
    return gcm.audit(panel_of({code: [90 - 10 * place] * 2 for place, code in enumerate(NINE)}), 1)


@pytest.fixture(scope="module")
def swap(panel_of):
    """Return three countries, of which one is good on one question alone."""
    return panel_of({"NLD": [90, 10], "FRA": [40, 50], "BEL": [30, 30]})


@pytest.fixture(scope="module")
def world():
    return gcm.audit(gcm.score_panel([2024], method=gcm.Method(draws=120)))


def refused(call, *given, **more):
    with pytest.raises(InvalidRequestError) as caught:
        call(*given, **more)
    return str(caught.value)


def told(found, start):
    """Return the sentences that begin with a word."""
    return [sentence for sentence in found.summary if sentence.startswith(start)]


# How far ranks hold


def test_scores_ranks_and_their_ends_are_those_of_the_panel(swap):
    found = gcm.audit(swap, 1)
    expected = swap.uncertainty(1)
    pd.testing.assert_frame_equal(
        found.intervals.loc[1, list(expected.table)], expected.table, check_names=False
    )
    pd.testing.assert_frame_equal(found.ahead.loc[1], expected.ahead(), check_names=False)


def test_who_is_better_on_every_question_is_surely_in_its_part(stairs):
    shown = stairs.intervals.loc[1]
    assert list(shown.index) == list(NINE)
    assert shown["top_third"].tolist() == [1.0] * 3 + [0.0] * 6
    assert shown["better_half"].tolist() == [1.0] * 4 + [0.0] * 5
    assert shown["worse_half"].tolist() == [0.0] * 5 + [1.0] * 4
    assert shown["bottom_third"].tolist() == [0.0] * 6 + [1.0] * 3


def test_the_summary_names_who_is_surely_where(stairs):
    assert told(stairs, "In the top") == ["In the top third: Austria, Belgium, Germany (3 for 3 places)."]
    assert told(stairs, "In the bottom") == [
        "In the bottom third: Luxembourg, Netherlands (Kingdom of the), Portugal (3 for 3 places)."
    ]
    assert told(stairs, "Ahead") == [
        "Ahead of the median: Austria, Belgium, Germany, Spain (4 for 4 places)."
    ]
    behind = "Italy, Luxembourg, Netherlands (Kingdom of the), Portugal (4 for 4 places)."
    assert told(stairs, "Behind")[0].endswith(behind)
    assert told(stairs, "0 of 8 pairs of neighbours")


def test_equals_are_in_a_part_when_it_has_room_for_all_of_them():
    found = parts(np.array([[70.0, 70, 60, 50, 50, 50], [70.0, 70, 70, 50, 40, 30]]))
    assert found["top_third"].tolist() == [[True, True] + [False] * 4, [False] * 6]
    assert found["better_half"].tolist() == [[True] * 3 + [False] * 3] * 2
    assert found["worse_half"].tolist() == [[False] * 3 + [True] * 3] * 2
    assert found["bottom_third"].tolist() == [[False] * 6, [False] * 4 + [True] * 2]


def test_what_holds_in_the_runs_and_not_as_published_is_not_stated(stairs):
    (ranking,) = stairs.rankings
    said = list(_positions(ranking, stairs.intervals.loc[1].assign(top_third=1.0)))
    assert said[0] == "In the top third: Austria, Belgium, Germany (3 for 3 places)."


def test_what_holds_as_published_and_not_in_the_runs_is_not_stated(panel_of):
    """The first has a mean of 43 to 40 for all others, and by the geometric mean √85 = 9."""
    found = gcm.audit(panel_of({code: [40, 40] for code in NINE[1:]} | {"AUT": [1, 85]}), 1)
    share = found.intervals.loc[(1, "AUT"), "top_third"]
    assert found.intervals.loc[(1, "AUT"), "rank"] == 1
    assert 0 < share < 0.95
    assert told(found, "In the top") == ["In the top third: nobody for sure (0 for 3 places)."]


def test_among_few_countries_nothing_is_said_about_thirds(swap):
    found = gcm.audit(swap, 1)
    assert told(found, "Among") == ["Among fewer than 8 countries nothing is said about thirds and halves."]
    assert told(found, "In the top") == []


def test_neighbours_whose_order_turns_in_some_runs_are_named(swap):
    """By the geometric mean NLD has 30 and FRA 44.7, so that their order holds in half of the runs."""
    found = gcm.audit(swap, 1)
    assert found.ahead.loc[(1, "NLD"), "FRA"] < 0.95
    assert told(found, "1 of 2 pairs") == [
        "1 of 2 pairs of neighbours in rank cannot be told apart: their order does not hold in 95 % of the "
        "runs: Netherlands (Kingdom of the) and France."
    ]


def test_from_how_many_ranks_apart_on_an_order_holds_is_told(panel_of):
    values = {"NLD": [90, 10], "FRA": [40, 50], "BEL": [40, 49], "DEU": [5, 5]}
    found = gcm.audit(panel_of(values), 1)
    ahead = found.ahead.loc[1]
    assert ahead.loc["NLD", "BEL"] < 0.95 <= ahead.loc["NLD", "DEU"]
    assert told(found, "Any two") == ["Any two countries that lie 3 or more ranks apart can be told apart."]


def test_who_shares_a_rank_is_a_neighbour_of_all_at_the_next_one_and_not_of_each_other(panel_of):
    """Ranks 1, 1, 3, 3, 3: two by three pairs."""
    rows = {"NLD": [90, 90], "FRA": [90, 90]} | {code: [50, 50] for code in ("BEL", "DEU", "AUT")}
    found = gcm.audit(panel_of(rows), 1)
    assert told(found, "5 of 5 countries share their rank with another.")
    assert told(found, "0 of 6 pairs")


@pytest.mark.parametrize("equal", [("AUT", "NLD"), ("NLD", "AUT")])
def test_neighbours_do_not_hang_on_the_alphabet(panel_of, equal):
    """Both are rated 50; by the geometric mean the one with 10 and 90 falls to 30, behind 45."""
    rows = {equal[0]: [10, 90], equal[1]: [50, 50], "FRA": [45, 45]}
    found = gcm.audit(panel_of(rows, STILL), 1)
    assert told(found, "1 of 2 pairs")


def test_a_tie_is_no_order():
    """In the first run the first two are equal to nine decimals."""
    assert strictly_ahead(np.array([[50, 50 + 1e-12, 40], [50, 40, 60]])).tolist() == [
        [0, 0.5, 0.5],
        [0, 0, 0.5],
        [0.5, 0.5, 0],
    ]


def test_when_all_are_equal_there_is_no_order_to_tell(panel_of):
    found = gcm.audit(panel_of({"NLD": [50, 50], "FRA": [50, 50]}), 1)
    assert told(found, "2 of 2 countries share")
    assert [sentence for sentence in found.summary if "neighbours" in sentence] == []


def test_neighbours_who_tie_in_some_runs_are_told_apart_only_by_the_others(swap):
    """Of 100 runs the first is ahead in 92 and ties in 8: with half of these it would be 96."""
    (ranking,) = gcm.audit(swap, 1, among=["NLD", "FRA"]).rankings
    draws = np.tile([60.0, 50.0], (100, 1))
    draws[:8] = 50.0
    vars(ranking)["uncertainty"] = SimpleNamespace(runs=SimpleNamespace(scores=draws))
    (said,) = _neighbours(ranking, pd.Series([1, 2], index=["NLD", "FRA"]))
    assert said.startswith("1 of 1 pairs")


def test_narrow_ranks_are_counted_where_a_rank_could_be_wide(stairs, panel_of):
    assert [sentence for sentence in stairs.summary if "under 10 places" in sentence] == []
    codes = [*NINE, "DNK", "SWE", "FIN"]
    wide = panel_of({code: [90 - 7 * place] * 2 for place, code in enumerate(codes)})
    (said,) = told(gcm.audit(wide, 1), "12 of 12 countries")
    assert said == "12 of 12 countries (100 %) have a rank interval (90 % of the runs) under 10 places."


def test_places_are_counted_with_both_ends():
    """From 1 to 9 are nine places, from 2 to 11 ten."""
    shown = pd.DataFrame({"rank_low": [1] * 5 + [2] * 5, "rank_high": [9] * 5 + [11] * 5})
    (said,) = _widths(shown, (0.1, 0.95))
    assert said == "5 of 10 countries (50 %) have a rank interval (85 % of the runs) under 10 places."


# What moves ranks


def test_a_factor_is_listed_only_if_it_can_vary(swap, panel_of):
    assert list(gcm.audit(swap, 1).sensitivity.loc[1].index) == ["weights", "goalposts", "means"]
    still = panel_of({"NLD": [90, 10], "FRA": [40, 50]}, QUICK.replace(weight_spread=0.0))
    found = gcm.audit(still, 1)
    assert list(found.sensitivity.loc[1].index) == ["goalposts", "means"]
    assert "weights (weight_spread is 0)" in found.summary[-1]


def test_levels_of_rubrics_vary_and_their_goalposts_do_not(panel_of, make):
    asked = [make.rubric("a"), make.rubric("b")]
    levels = {"NLD": (4, 1), "FRA": (2, 3), "BEL": (1, 2)}
    records = [
        make.level(name, country=code, law=level, practice=level)
        for code, row in levels.items()
        for name, level in zip("ab", row, strict=True)
    ]
    panel = panel_of({code: [] for code in levels}, records=records, indicators=asked)
    found = gcm.audit(panel, 1)
    assert list(found.sensitivity.loc[1].index) == ["weights", "means", "evidence"]
    assert (found.sensitivity["alone"] > 0).all()


def test_a_choice_that_turns_two_countries_in_half_of_the_runs_shifts_half_a_rank_alone(panel_of):
    """As published 50 to 45; by the geometric mean √(10 · 90) = 30 to 45."""
    found = gcm.audit(panel_of({"NLD": [10, 90], "FRA": [45, 45]}, STILL), 1)
    only = found.sensitivity.loc[(1, "means")]
    assert only["alone"] == 0.5
    assert only[["S1", "ST"]].tolist() == pytest.approx([1, 1], abs=0.25)
    assert told(found, "Only") == ["Only the choice of mean could vary."]


def test_where_no_rank_ever_moves_there_is_no_index(stairs):
    table = stairs.sensitivity
    assert table[["S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high"]].isna().all(axis=None)
    assert table["alone"].tolist() == [0.0] * len(table)
    assert told(stairs, "The average shift of ranks is the same in all runs: no choice explains it.")


def test_where_nothing_can_vary_there_is_no_factor(panel_of):
    still = gcm.Method.exploratory().replace(draws=100, goalpost_shift=0)
    panel = panel_of({"NLD": [10], "FRA": [45]}, still)
    found = gcm.audit(panel, 1)
    assert found.sensitivity.empty
    assert found.summary[-2] == "Varied: nothing."


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({"weights": (0.2, 0.1, 0.3), "means": (0.8, 0.7, 0.9)}, "explained best by the choice of mean"),
        ({"weights": (0.5, 0.3, 0.7), "means": (0.8, 0.7, 0.9)}, "No one choice explains best"),
        ({"weights": (1.0, 0.9, 1.1)}, "Only the weights could vary."),
    ],
    ids=["clear", "touching", "alone"],
)
def test_a_choice_is_named_only_if_its_band_is_clear_of_the_others(rows, sentence):
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["ST", "ST_low", "ST_high"])
    (said,) = _factor(table)
    assert sentence in said


def test_runs_and_points_are_computed_by_the_same_rules(swap):
    (ranking,) = gcm.audit(swap, 1).rankings
    plan, draws = ranking.plan, np.arange(QUICK.draws)
    found = run_at(ranking.matrix, plan, draws % len(plan.scenarios), draws, draws)
    assert (found == ranking.uncertainty.runs.scores).all()


def test_each_factor_has_a_coordinate_of_its_own(swap):
    """Coordinates of weights, goalposts (six settings) and means (two)."""
    (ranking,) = gcm.audit(swap, 1).rankings
    points = np.array([[0.1, 0.0, 0.0], [0.2, 0.99, 0.99], [0.2, 0.2, 0.5]])
    numbers, weights, evidence = _points(ranking.plan, points)
    assert [ranking.plan.scenarios[number].name for number in numbers] == [
        "goalposts as published, own mean",
        "both nearer, other mean",
        "best nearer, other mean",
    ]
    assert weights[0] != weights[1] == weights[2]
    assert evidence.tolist() == [0, 0, 0]


# Leaving one out


def test_a_question_left_out_turns_the_ranks_that_rest_on_it(swap):
    """On the first alone 90, 40, 30: nobody moves. On the second 10, 50, 30: places 3, 1, 2."""
    found = gcm.audit(swap, 1)
    table = found.leave_one_out.loc[1]
    assert table["kind"].tolist() == ["indicator"] * 2
    assert table["mean_shift"].tolist() == [(2 + 1 + 1) / 3, 0]
    assert table["largest_shift"].tolist() == [2, 0]
    assert table.loc["a", "moves_most"] == "NLD"
    assert told(found, "By the published means") == [
        "By the published means, were fewer questions enough, ranks rest most on a: without it countries "
        "shift by 1.3 ranks on average."
    ]
    assert pd.isna(table.loc["b", "moves_most"])


def test_in_a_mean_an_objective_is_left_out_too(panel_of):
    """Means 50 and 40 give NLD, FRA; without the first objective 10 and 80 turn them."""
    found = gcm.audit(panel_of({"NLD": [90, 90, 10, 10], "FRA": [0, 0, 80, 80]}))
    table = found.leave_one_out.loc["mean"]
    assert list(table.index) == ["a", "b", "c", "d", "objective 1", "objective 2"]
    assert table["mean_shift"].tolist() == [0, 0, 0, 0, 1, 0]
    (said,) = told(found, "By the published means")
    assert "ranks rest most on objective 1: without it" in said


@pytest.mark.parametrize("row", [[90, 90, 90], [50, 50, 0]], ids=["nobody shifts", "a and b alike"])
def test_no_question_is_named_when_none_or_several_carry_the_ranks(panel_of, row):
    """Against 20, 20, 50 the row 50, 50, 0 is ahead, and behind without its first or its second answer."""
    found = gcm.audit(panel_of({"NLD": row, "FRA": [20, 20, 50]}, per_objective=3), 1)
    assert told(found, "By the published means") == []


def test_treaties_carry_no_more_than_their_share_when_another_question_is_left_out(panel_of, make):
    asked = [make.measure("a"), make.measure("b"), make.treaty_status("c")]
    treaties = [make.treaty("convention", "party", "2000", country=code) for code in ("NLD", "FRA")]
    records = [*treaties, make.whole_list("convention", "2020")]
    panel = panel_of({"NLD": [90, 10], "FRA": [40, 50]}, records=records, indicators=asked)
    (ranking,) = gcm.audit(panel, 1, on=["a", "b", "c"]).rankings
    assert ranking.items(1)[1][0].round(9).tolist() == [0.375, 0.375, 0.25]
    assert ranking.items(1, left_out="a")[1][0].round(9).tolist() == [0, 0.75, 0.25]


def test_without_its_only_question_an_objective_has_no_ranks(panel_of):
    panel = panel_of({"NLD": [10], "FRA": [45]}, gcm.Method.exploratory().replace(draws=100))
    found = gcm.audit(panel, 1)
    assert found.leave_one_out.loc[1, ["mean_shift", "largest_shift"]].isna().all(axis=None)
    assert found.consistency["reason"].tolist() == ["single"]
    assert "nothing is left without it" in refused(charts.leave_one_out, found)


# What belongs together


def answers(count):
    """Return countries whose answers a and b rise together and whose c falls with them."""
    table = gcm.load_evidence().country_table
    codes = [code for code, item in table.items() if item.un_member][:count]
    return {code: [4 * place, 2 * place + 10, 90 - 4 * place] for place, code in enumerate(codes)}


def test_items_that_repeat_or_contradict_the_others_are_named(panel_of):
    found = gcm.audit(panel_of(answers(20), per_objective=3), 1)
    table = found.consistency.loc[1]
    assert table["n"].tolist() == [20] * 3
    assert table.loc["c", "flag"] == "negative"
    assert table.loc["a", "redundant_with"] == "b"
    assert pd.isna(table.loc["c", "redundant_with"])
    assert told(found, "c runs against the rest of objective 1: correlation −1.00.")
    assert told(found, "a says nearly the same as b: correlation above 0.9.")


def test_alpha_stands_beside_each_item_of_its_parent(panel_of):
    """Two equal items: 2 · (1 − 2 v / 4 v) = 1."""
    same = {code: [row[0], row[0]] for code, row in answers(20).items()}
    table = gcm.audit(panel_of(same), 1).consistency
    assert table["alpha"].tolist() == pytest.approx([1, 1])
    assert table["alpha_reason"].isna().all()


def test_among_too_few_countries_it_is_said_that_coherence_cannot_be_judged(panel_of):
    found = gcm.audit(panel_of(answers(19), per_objective=3), 1)
    assert found.consistency["correlation"].isna().all()
    assert found.consistency["alpha_reason"].tolist() == ["too_few"] * 3
    assert told(found, "Whether a, b, c fit where they stand cannot be said: it takes 20 countries.")
    assert told(found, "No item") == []


def test_in_a_mean_objectives_are_items_too(panel_of):
    values = {code: [row[0]] * 4 for code, row in answers(20).items()}
    table = gcm.audit(panel_of(values)).consistency.loc["mean"]
    assert table["parent"].tolist() == ["objective 1"] * 2 + ["objective 2"] * 2 + ["mean"] * 2
    assert list(table.index[-2:]) == ["objective 1", "objective 2"]
    assert table["correlation"].tolist() == pytest.approx([1] * 6)


@pytest.mark.parametrize("rule", ["objective_mean", "overall_mean"])
def test_items_are_compared_with_the_mean_that_the_rules_take(panel_of, rule):
    rows = {code: [row[0], row[1], 90 - row[1]] for code, row in answers(20).items()}
    given = np.array(list(rows.values()), dtype=float)
    method = gcm.Method.exploratory().replace(draws=100, overall_floor=0.0, **{rule: "geometric"})
    within = rule == "objective_mean"
    panel = panel_of(rows, method, per_objective=3 if within else 1)
    found = gcm.audit(panel, 1 if within else None).consistency
    expected = parent_correlations(given, how="geometric").values
    assert sorted(found["correlation"].dropna()) == pytest.approx(sorted(expected))
    assert sorted(expected) != pytest.approx(sorted(parent_correlations(given).values))


def test_where_every_item_fits_that_is_said(world):
    assert told(world, "No item works against, hardly moves with, or repeats another of what it is part of.")


# Which rankings


def test_without_an_objective_the_mean_over_those_that_all_share_is_audited(panel_of):
    found = gcm.audit(panel_of({"NLD": [90, 90, 10, 10], "FRA": [0, 0, 80, 80]}))
    assert [ranking.key for ranking in found.rankings] == ["mean"]
    assert found.intervals.loc["mean", "score"].to_dict() == {"NLD": 50, "FRA": 40}
    assert found.summary[0].startswith("Mean of objectives 1, 2, 2020: 2 of 2 countries are ranked")


def test_where_no_objective_is_shared_each_that_ranks_anybody_is_audited(panel_of):
    rows = {"NLD": [9, 9, None, None], "FRA": [0, 0, 8, 8], "BEL": [None, None, 5, 5], "DEU": [None] * 4}
    found = gcm.audit(panel_of(rows))
    assert [(ranking.key, len(ranking.placed), ranking.compared) for ranking in found.rankings] == [
        (1, 2, 4),
        (2, 2, 4),
    ]
    assert len(told(found, "Not varied")) == 2


def test_the_shipped_evidence_is_audited_objective_by_objective(world):
    assert [ranking.key for ranking in world.rankings] == [4, 20]
    assert repr(world).startswith("<Audit of objective 4 (")


def test_who_is_placed_beside_the_ranked_is_left_out(panel_of):
    rows = {"NLD": [9, 9, 9, 9, 9], "FRA": [1, 1, 1, 1, 1], "BEL": [5, 5, 5, 5, None]}
    panel = panel_of(rows, per_objective=5)
    assert panel.ranks(1).loc["BEL", "rank"] == 2
    assert list(gcm.audit(panel, 1).intervals.loc[1].index) == ["NLD", "FRA"]


def test_questions_and_countries_can_be_chosen(swap):
    (ranking,) = gcm.audit(swap, 1, 2020, among=["NLD", "FRA"], on=["a", "b"]).rankings
    assert (ranking.placed, ranking.questions, ranking.compared) == (("NLD", "FRA"), ("a", "b"), 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"objective": 1, "year": 2019}, "2019 is not in this panel"),
        ({"on": ["a"]}, "on= goes with one objective"),
        ({"among": ["NLD"]}, "fewer than two countries"),
        ({"objective": 1, "on": ["a"]}, "fewer than two countries"),
        ({"year": 2019}, "2019 is not in this panel"),
    ],
    ids=["year", "on alone", "one country", "one question", "year of all"],
)
def test_an_audit_that_cannot_be_made_is_refused_with_the_reason(swap, arguments, message):
    assert message in refused(gcm.audit, swap, **arguments)


def test_fewer_than_a_hundred_draws_are_refused(panel_of):
    rows = {"NLD": [90, 10], "FRA": [40, 50]}
    said = refused(gcm.audit, panel_of(rows, QUICK.replace(draws=99)), 1)
    assert "at least 100 draws, this panel has 99: score it with method=Method(draws=…), at least 100" in said
    assert gcm.audit(panel_of(rows), 1).rankings


def test_what_is_no_panel_is_refused():
    assert "an audit takes a Panel, not Card" in refused(gcm.audit, gcm.score("BEL", 2020))


# As a whole


def test_the_order_of_countries_changes_nothing(panel_of):
    rows = {"NLD": [90, 10, 30], "FRA": [40, 50, 60], "BEL": [30, 30, 70], "DEU": [5, 80, 41]}
    one = gcm.audit(panel_of(rows, per_objective=3), 1)
    other = gcm.audit(panel_of(dict(reversed(rows.items())), per_objective=3), 1)
    assert one.summary == other.summary
    for name in ("intervals", "ahead", "sensitivity", "leave_one_out", "consistency"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_what_did_not_vary_is_always_told_and_comes_last(stairs):
    assert stairs.summary[-1].startswith("Not varied: evidence (no value here has a range); which indicators")
    assert stairs.summary[-1].endswith("missing values (the bounds show what they could do); who is ranked.")


def test_the_text_is_the_summary_in_lines_of_a_hundred_letters(world):
    text = str(world)
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("\n- Not varied: ") == 2
    assert " ".join(world.summary) == " ".join(text.replace("\n- ", " ").split())


def test_a_table_that_is_changed_changes_no_audit(swap):
    found = gcm.audit(swap, 1)
    table = found.intervals
    table["score"] = 0.0
    assert found.intervals["score"].tolist() == [50, 45, 30]


# Pictures

PICTURES = {
    "rank_intervals": charts.rank_intervals,
    "sensitivity": charts.sensitivity,
    "leave_one_out": charts.leave_one_out,
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_on_the_axes_it_is_given(name, world):
    given = Figure().subplots()
    assert PICTURES[name](world, 20, ax=given) is given


@pytest.mark.parametrize("objective", [4, 20])
@pytest.mark.parametrize("name", PICTURES)
def test_nothing_that_is_written_is_cut_off(name, objective, world):
    figure = PICTURES[name](world, objective).figure
    figure.draw_without_rendering()
    (ax,) = figure.axes
    texts = [*ax.texts, ax._left_title, ax.xaxis.label, *ax.get_yticklabels(), *ax.get_legend().get_texts()]
    frame = figure.bbox.padded(2)
    cut = [text.get_text() for text in texts if not frame.contains(*text.get_window_extent().min)]
    cut += [text.get_text() for text in texts if not frame.contains(*text.get_window_extent().max)]
    assert cut == []


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_wants_an_audit_and_a_ranking_of_it(name, world):
    assert "takes an Audit, not dict" in refused(PICTURES[name], {})
    assert "name what to draw; audited were 4, 20" in refused(PICTURES[name], world)
    assert "13 was not audited; audited were 4, 20" in refused(PICTURES[name], world, 13)


def test_ranks_are_drawn_best_first_with_their_intervals(swap):
    found = gcm.audit(swap, 1)
    ax = charts.rank_intervals(found)
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "Netherlands (Kingdom of the)",
        "France",
        "Belgium",
    ]
    (lines,) = ax.collections
    ends = [[int(x) for x in line[:, 0]] for line in lines.get_segments()]
    assert ends == found.intervals[["rank_low", "rank_high"]].to_numpy().tolist()
    assert [text.get_text() for text in ax.texts][:2] == [
        f"{place}  ({low} to {high})" for place, (low, high) in enumerate(ends[:2], start=1)
    ]


def test_the_picture_of_ranks_tells_what_did_not_vary(swap):
    note = charts.rank_intervals(gcm.audit(swap, 1)).texts[-1].get_text()
    assert " ".join(note.split()).startswith("Not varied: evidence (no value here has a range);")


def test_total_and_first_order_indices_differ_in_pattern_and_show_their_bands(world):
    ax = charts.sensitivity(world, 20)
    table = world.sensitivity.loc[20]
    total, first = ax.containers
    assert [bar.get_width() for bar in total] == table["ST"].tolist()
    assert [bar.get_width() for bar in first] == table["S1"].tolist()
    assert {bar.get_hatch() for bar in total} == {"////"}
    assert {bar.get_hatch() for bar in first} == {""}
    bands = [line[:, 0].tolist() for line in ax.collections[0].get_segments()]
    assert bands == table[["ST_low", "ST_high"]].to_numpy().tolist()


def test_where_no_choice_moves_ranks_there_is_nothing_to_draw(stairs):
    assert "no choice makes ranks shift more" in refused(charts.sensitivity, stairs)


def test_objectives_left_out_are_hatched_and_the_largest_mean_shift_stands_first(panel_of):
    found = gcm.audit(panel_of({"NLD": [90, 90, 10, 10], "FRA": [0, 0, 80, 80]}))
    ax = charts.leave_one_out(found)
    assert ax.get_yticklabels()[0].get_text() == "objective 1"
    questions, objectives = ax.containers
    assert {bar.get_hatch() for bar in questions} == {""}
    assert [bar.get_width() for bar in objectives] == [1, 0]
    assert {bar.get_hatch() for bar in objectives} == {"////"}
    assert ax.texts[0].get_text() == "1.0, at most 1 (several)"
    assert ax.texts[1].get_text() == "0.0, at most none"
