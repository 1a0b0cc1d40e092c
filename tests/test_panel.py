"""Many countries beside each other: who is ranked and on what, how far from target and best, the peers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore._tables import INDICATOR_COLUMNS, OBJECTIVE_COLUMNS
from gcmscore.errors import InvalidRequestError, UnknownNameError

COUNT = 5
NAMES = [f"count_{number}" for number in range(COUNT)]
NINE = ("BEL", "NLD", "FRA", "DEU", "LUX", "ESP", "PRT", "ITA", "AUT")
TITLE = {"title": "A group", "sources": [{"id": "yearbook", "locator": "list"}]}
# Each example scores a panel several times, so fewer are tried.
of_panels = settings(max_examples=15)


@pytest.fixture(scope="module")
def panel_of(make):
    """Return a panel of countries by what each answers to questions of one objective; None is no answer."""

    def found(values, indicators=None, count=COUNT, codes=None, groups=None, records=(), **more):
        indicators = indicators or [make.measure(name) for name in NAMES[:count]]
        figures = [
            make.figure(item.id, value, country=code)
            for code, row in values.items()
            for item, value in zip(indicators, row, strict=False)
            if value is not None
        ]
        compact = make.compact(*indicators, objectives=max(item.objective for item in indicators))
        evidence = make.evidence(*figures, *records, groups=groups)
        rules = {"compact": compact, "evidence": evidence, "profile": "full", **more}
        years = rules.pop("years", [2020])
        return gcm.score_panel(years, list(codes or values), **rules)

    return found


@pytest.fixture(scope="module")
def europe():
    return gcm.score_panel([2019, 2020], ["GBR", "BEL", "NGA", "NPL"])


def column(frame, name):
    return {code: None if pd.isna(value) else value for code, value in frame[name].items()}


def refused(call, *given_arguments, error=InvalidRequestError, **more):
    with pytest.raises(error) as caught:
        call(*given_arguments, **more)
    return str(caught.value)


# Ranks on one objective


def test_the_higher_score_has_the_better_rank_and_stands_first(panel_of):
    found = panel_of({"BEL": [10, 20], "NLD": [50, 60], "FRA": [30, 40]}, count=2).ranks(1)
    assert list(found.index) == ["NLD", "FRA", "BEL"]
    assert column(found, "rank") == {"NLD": 1, "FRA": 2, "BEL": 3}
    assert column(found, "score") == {"NLD": (50 + 60) / 2, "FRA": (30 + 40) / 2, "BEL": (10 + 20) / 2}


def test_the_gap_is_what_the_best_has_more(panel_of):
    found = panel_of({"BEL": [10, 20], "NLD": [50, 60], "FRA": [30, 40]}, count=2).ranks(1)
    assert column(found, "gap") == {"NLD": 0, "FRA": 55 - 35, "BEL": 55 - 15}


def test_equals_share_a_rank_and_the_next_one_is_left_out(panel_of):
    found = panel_of({"BEL": [10, 20], "NLD": [20, 10], "FRA": [30, 40], "DEU": [0, 0]}, count=2).ranks(1)
    assert column(found, "rank") == {"FRA": 1, "BEL": 2, "NLD": 2, "DEU": 4}
    assert list(found.index) == ["FRA", "BEL", "NLD", "DEU"]


def test_scores_that_differ_in_their_last_bit_alone_are_equal(panel_of):
    assert 0.1 + 0.2 != 0.3
    found = panel_of({"BEL": [0.1 + 0.2, 5], "NLD": [0.3, 5]}, count=2).ranks(1)
    assert column(found, "rank") == {"BEL": 1, "NLD": 1}
    assert column(found, "gap") == {"BEL": 0, "NLD": 0}


def test_scores_are_recomputed_on_the_questions_of_at_least_half(panel_of):
    # The third question is answered by one of three: it is left out for all.
    found = panel_of({"BEL": [10, 20, 90], "NLD": [50, 60], "FRA": [30, 40]}, count=3).ranks(1)
    assert found.attrs["questions"] == ["count_0", "count_1"]
    assert column(found, "score")["BEL"] == (10 + 20) / 2


def test_a_question_that_exactly_half_answer_counts(panel_of):
    found = panel_of({"BEL": [10, 20, 90], "NLD": [50, 60]}, count=3).ranks(1)
    assert found.attrs["questions"] == NAMES[:3]
    assert column(found, "note") == {"BEL": "", "NLD": "not ranked: 2 of 3"}


def test_who_answers_nothing_has_no_say_in_the_questions(panel_of):
    values = {"BEL": [10, 20, 90], "NLD": [50, 60]}
    found = panel_of(values, count=3, codes=NINE).ranks(1)
    assert found.attrs["questions"] == NAMES[:3]
    assert column(found, "n")["FRA"] == 0
    assert column(found, "note")["FRA"] == "not ranked: 0 of 3"


def test_who_answers_too_few_is_not_ranked_and_told_how_many(panel_of):
    found = panel_of({"BEL": [10, 20, 30], "NLD": [1, 2, 3], "FRA": [99, 99]}, count=3).ranks(1)
    last = found.loc["FRA"]
    assert list(found.index)[-1] == "FRA"
    assert (last["n"], last["of"], last["note"]) == (2, 3, "not ranked: 2 of 3")
    assert last[["rank", "score", "gap", "percentile"]].isna().all()


def test_four_of_five_questions_are_enough_to_be_placed(panel_of):
    values = {"BEL": [10, 20, 30, 40, 100], "NLD": [10, 20, 30, 50, 0], "FRA": [90, 5, 9, 0]}
    found = panel_of(values).ranks(1)
    # On the four that France answers it has 26, Belgium 25 and the Netherlands 27.5.
    assert column(found, "score")["FRA"] == 26
    assert column(found, "rank") == {"BEL": 1, "FRA": 2, "NLD": 2}
    assert column(found, "gap")["FRA"] == 27.5 - 26
    assert column(found, "note") == {"BEL": "", "NLD": "", "FRA": "placed on 4 of 5 questions"}


def test_one_who_is_placed_is_named_behind_those_who_answer_all(panel_of):
    values = {"NLD": [10, 20, 30, 50, 0], "AUT": [90, 5, 9, 0], "BEL": [10, 20, 30, 40, 100]}
    assert list(panel_of(values).ranks(1).index) == ["BEL", "NLD", "AUT"]


def test_one_who_is_placed_moves_nobody(panel_of):
    values = {"BEL": [10, 20, 30, 40, 100], "NLD": [10, 20, 30, 50, 0]}
    before = panel_of(values).ranks(1)
    after = panel_of(values | {"FRA": [90, 90, 90, 90]}).ranks(1)
    kept = ["rank", "score", "gap"]
    pd.testing.assert_frame_equal(after.loc[before.index, kept], before[kept])
    assert after.loc["FRA", "rank"] == 1
    assert after.loc["FRA", "gap"] == 0


def test_the_method_says_how_many_questions_are_enough_to_be_placed(panel_of):
    values = {"BEL": [10, 20, 30, 40, 100], "NLD": [10, 20, 30, 50, 0], "FRA": [90, 5, 9]}
    assert column(panel_of(values).ranks(1), "note")["FRA"] == "not ranked: 3 of 5"
    found = panel_of(values, method=gcm.Method(rank_floor=0.6)).ranks(1)
    assert column(found, "note")["FRA"] == "placed on 3 of 5 questions"


def test_questions_can_be_named(panel_of):
    values = {"BEL": [10, 20, 90], "NLD": [50, 60, 5], "FRA": [30, 40]}
    found = panel_of(values, count=3).ranks(1, on=["count_1", "count_2"])
    assert found.attrs["questions"] == ["count_1", "count_2"]
    assert column(found, "score") == {"BEL": (20 + 90) / 2, "NLD": (60 + 5) / 2, "FRA": None}
    assert column(found, "note")["FRA"] == "not ranked: 1 of 2"


def test_one_question_ranks_nobody(panel_of):
    found = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, count=2).ranks(1, on=["count_0"])
    assert found["rank"].isna().all()
    assert set(found["note"]) == {"not ranked: one question is too few (count_0)"}


def test_one_question_can_be_named_by_itself(panel_of):
    panel = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, count=2, method=gcm.Method.exploratory())
    pd.testing.assert_frame_equal(panel.ranks(1, on="count_0"), panel.ranks(1, on=["count_0"]))
    assert column(panel.ranks(1, on="count_0"), "rank") == {"NLD": 1, "BEL": 2}


def test_questions_of_too_little_weight_rank_nobody(panel_of):
    found = panel_of({"BEL": [10, 20], "NLD": [50, 60]}).ranks(1, on=["count_0", "count_1"])
    why = "not ranked: the common questions carry too little of what applies (count_0, count_1)"
    assert set(found["note"]) == {why}


def test_questions_on_law_alone_rank_nobody(panel_of, make):
    indicators = [make.measure(name, aspects=["law"]) for name in NAMES[:2]]
    found = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, indicators).ranks(1)
    assert set(found["note"]) == {"not ranked: no question on practice (count_0, count_1)"}


def test_where_nobody_answers_anything_nobody_is_ranked(panel_of):
    found = panel_of({"BEL": [], "NLD": []}).ranks(1)
    assert found["rank"].isna().all()
    assert found["of"].tolist() == [0, 0]
    assert set(found["note"]) == {"not ranked: no question that enough countries answer"}


def test_a_question_that_does_not_apply_is_not_answered(panel_of, make):
    indicators = [make.measure(name) for name in NAMES[:2]]
    indicators.append(make.measure(NAMES[2], applies_to=["givers"]))
    groups = {"givers": {**TITLE, "members": [{"country": "BEL"}, {"country": "NLD"}]}}
    values = {"BEL": [10, 20, 30], "NLD": [40, 50, 60], "FRA": [70, 80, 90]}
    found = panel_of(values, indicators, groups=groups).ranks(1)
    assert column(found, "note") == {"BEL": "", "NLD": "", "FRA": "not ranked: 2 of 3"}


def test_who_is_asked_none_of_the_questions_is_told_so(panel_of, make):
    indicators = [make.measure(name, applies_to=["givers"]) for name in NAMES[:2]]
    groups = {"givers": {**TITLE, "members": [{"country": "BEL"}, {"country": "NLD"}]}}
    found = panel_of({"BEL": [10, 20], "NLD": [40, 50], "FRA": [70, 80]}, indicators, groups=groups).ranks(1)
    assert column(found, "rank") == {"NLD": 1, "BEL": 2, "FRA": None}
    assert column(found, "note")["FRA"] == "not asked: the questions are for other countries"


@pytest.mark.parametrize(("complete", "questions"), [(True, [*NAMES[:2], "treaties"]), (False, NAMES[:2])])
def test_treaties_of_which_only_parties_are_listed_are_no_question(panel_of, make, complete, questions):
    indicators = [*(make.measure(name) for name in NAMES[:2]), make.treaty_status()]
    records = [
        make.whole_list("convention", "2020", complete),
        *(make.treaty("convention", "party", "2000", country=code) for code in ("BEL", "NLD")),
    ]
    panel = panel_of({"BEL": [10, 20], "NLD": [40, 50]}, indicators, records=records)
    assert panel.ranks(1).attrs["questions"] == questions
    for found in (panel.gaps(), panel.peers("BEL")):
        assert ("treaties" in found.index.get_level_values("indicator")) == complete


def test_a_rank_names_the_age_of_the_oldest_value_it_rests_on(panel_of, make):
    records = [make.figure("count_1", 20, "2018", country="BEL")]
    found = panel_of({"BEL": [10], "NLD": [40, 50]}, count=2, records=records, codes=["BEL", "NLD", "FRA"])
    assert column(found.ranks(1), "oldest") == {"NLD": 0, "BEL": 2, "FRA": None}


def test_context_is_no_question(panel_of, make):
    indicators = [*(make.measure(name) for name in NAMES[:2]), make.measure("size", role="context")]
    found = panel_of({"BEL": [10, 20, 30], "NLD": [40, 50, 60]}, indicators).ranks(1)
    assert found.attrs["questions"] == NAMES[:2]


def test_ranks_are_of_the_last_year_unless_another_is_named(panel_of, make):
    records = [make.figure(name, 80, "2018", country="BEL") for name in NAMES[:2]]
    panel = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, count=2, records=records, years=[2018, 2020])
    assert panel.ranks(1).attrs["year"] == 2020
    assert column(panel.ranks(1), "rank") == {"NLD": 1, "BEL": 2}
    assert panel.ranks(1, 2018).attrs["year"] == 2018
    assert column(panel.ranks(1, 2018), "rank") == {"BEL": 1, "NLD": None}


def test_only_those_named_are_ranked(panel_of):
    panel = panel_of({"BEL": [10, 20], "NLD": [50, 60], "FRA": [30, 40]}, count=2)
    assert column(panel.ranks(1, among=["FRA", "BEL"]), "rank") == {"FRA": 1, "BEL": 2}


def test_only_those_who_satisfy_a_rule_are_ranked(panel_of):
    panel = panel_of({"BEL": [10, 20], "NLD": [50, 60], "NGA": [30, 40]}, count=2)
    found = panel.ranks(1, among="continent == 'Europe'")
    assert column(found, "rank") == {"NLD": 1, "BEL": 2}


def test_a_table_of_ranks_says_of_what_it_is(panel_of):
    attributes = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, count=2).ranks(1).attrs
    assert attributes == {
        "edition": "test", "profile": "full", "year": 2020, "objective": 1, "questions": NAMES[:2],
    }  # fmt: skip


# Percentiles


def grades(count):
    return {code: [10 * place, 10 * place] for place, code in enumerate(NINE[:count])}


def test_among_fewer_than_eight_there_is_no_percentile(panel_of):
    assert panel_of(grades(7), count=2).ranks(1)["percentile"].isna().all()


def test_the_percentile_is_the_share_of_the_others_that_stand_lower(panel_of):
    found = column(panel_of(grades(8), count=2).ranks(1), "percentile")
    assert found == {code: pytest.approx(100 * place / 7) for place, code in enumerate(NINE[:8])}


def test_equals_have_one_percentile(panel_of):
    values = grades(8) | {NINE[6]: [70, 70]}
    found = column(panel_of(values, count=2).ranks(1), "percentile")
    # Six of the seven others stand lower, and half of the one that shares the rank is counted in.
    assert found[NINE[6]] == found[NINE[7]] == pytest.approx(100 * (6 + 1 / 2) / 7)


def test_where_all_are_equal_all_stand_in_the_middle(panel_of):
    found = panel_of({code: [50, 50] for code in NINE}, count=2).ranks(1)
    assert (found["percentile"] == 50).all()


def test_who_is_not_ranked_on_all_questions_has_no_percentile_and_is_not_counted(panel_of):
    values = grades(8) | {"AUT": [50]}
    found = column(panel_of(values, count=2).ranks(1), "percentile")
    assert found["AUT"] is None
    assert found[NINE[7]] == 100


def test_the_method_says_among_how_many_there_is_a_percentile(panel_of):
    found = panel_of(grades(3), count=2, method=gcm.Method(percentile_minimum=3)).ranks(1)
    assert column(found, "percentile") == {"BEL": 0, "NLD": 50, "FRA": 100}


# Ranks on the mean


@pytest.fixture(scope="module")
def two_aims(make, panel_of):
    """Two objectives of two questions each; on the second France answers only one."""
    indicators = [make.measure(name, objective=1 + place // 2) for place, name in enumerate(NAMES[:4])]
    return panel_of({"BEL": [10, 20, 90, 80], "NLD": [50, 60, 0, 10], "FRA": [30, 40, 70]}, indicators)


def test_without_an_objective_the_mean_over_those_all_share_is_ranked(two_aims):
    found = two_aims.ranks(among=["BEL", "NLD"])
    assert column(found, "score") == {"BEL": (15 + 85) / 2, "NLD": (55 + 5) / 2}
    assert column(found, "rank") == {"BEL": 1, "NLD": 2}
    assert column(found, "gap") == {"BEL": 0, "NLD": 50 - 30}
    assert set(found["note"]) == {"mean of 2 of 2 objectives"}
    assert found.attrs["objectives"] == [1, 2]


def test_an_objective_that_one_has_not_answered_in_full_is_no_part_of_the_mean(two_aims):
    found = two_aims.ranks()
    assert found.attrs["objectives"] == [1]
    assert column(found, "score") == {"NLD": 55, "FRA": 35, "BEL": 15}
    assert set(found["note"]) == {"mean of 1 of 2 objectives"}
    assert (found["n"] == 1).all()
    assert (found["of"] == 2).all()


def test_an_objective_on_which_one_is_only_placed_is_no_part_of_the_mean(panel_of):
    values = {"BEL": [10, 20, 30, 40, 100], "NLD": [10, 20, 30, 50, 0], "FRA": [90, 5, 9, 0]}
    panel = panel_of(values)
    assert panel.ranks(1)["rank"].notna().all()
    assert refused(panel.ranks).startswith("no objective is scored for all 3 countries")


def test_where_no_objective_is_shared_there_is_no_mean_and_no_rank(panel_of):
    message = refused(panel_of({"BEL": [10, 20], "NLD": []}, count=2).ranks)
    assert message == (
        "no objective is scored for all 2 countries on questions that all answer; rank fewer countries, "
        "or one objective"
    )


def test_the_mean_has_a_percentile_among_eight(panel_of):
    assert panel_of(grades(7), count=2).ranks()["percentile"].isna().all()
    assert column(panel_of(grades(8), count=2).ranks(), "percentile")[NINE[7]] == 100


# What holds for any numbers


answers = st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=COUNT, max_size=COUNT)
fields = st.lists(answers, min_size=3, max_size=5)


@of_panels
@given(fields, st.randoms(use_true_random=False))
def test_the_order_of_countries_does_not_matter(panel_of, rows, random):
    values = dict(zip(NINE, rows, strict=False))
    shuffled = list(values)
    random.shuffle(shuffled)
    one, other = panel_of(values), panel_of(values, codes=shuffled)
    pd.testing.assert_frame_equal(one.ranks(1), other.ranks(1))
    pd.testing.assert_frame_equal(one.gaps().sort_index(), other.gaps().sort_index())
    pd.testing.assert_frame_equal(one.peers("BEL"), other.peers("BEL"))
    pd.testing.assert_frame_equal(one.peers("BEL", by="objective"), other.peers("BEL", by="objective"))


@of_panels
@given(fields, answers)
def test_another_country_that_is_not_ranked_moves_nobody(panel_of, rows, another):
    values = dict(zip(NINE, rows, strict=False))
    panel = panel_of(values | {"AUT": another})
    on = NAMES[:3]
    with_it, without_it = panel.ranks(1, on=on), panel.ranks(1, on=on, among=list(values))
    if with_it["n"]["AUT"] < len(on):
        kept = with_it.drop("AUT")
        kept.attrs = without_it.attrs
        pd.testing.assert_frame_equal(kept, without_it)


@of_panels
@given(fields)
def test_who_is_ranked_better_scores_no_less_on_the_same_questions(panel_of, rows):
    found = panel_of(dict(zip(NINE, rows, strict=False))).ranks(1)
    full = found[(found["n"] == found["of"]) & found["rank"].notna()]
    assert full["score"].is_monotonic_decreasing
    assert (full["rank"] == full["score"].rank(ascending=False, method="min")).all()
    assert not len(full) or full["gap"].min() == 0


@of_panels
@given(fields)
def test_on_the_same_questions_a_rank_rests_on_the_score_of_a_comparison(panel_of, rows):
    values = dict(zip(NINE, rows, strict=False))
    panel = panel_of(values)
    cards = [f"{code}@2020" for code in values]
    compared = gcm.compare(cards, compact=panel.compact, evidence=panel.evidence, profile="full")
    found = panel.ranks(1, on=compared.common)["score"]
    expected = {card.country.iso3: card.objective(1).score for card in compared.counted}
    assert found.to_dict() == pytest.approx(expected, nan_ok=True)


@of_panels
@given(fields)
def test_whoever_is_not_ranked_is_told_why(panel_of, rows):
    found = panel_of(dict(zip(NINE, rows, strict=False))).ranks(1)
    told = found["note"].str.startswith("not ranked: ")
    assert (told == found["rank"].isna()).all()
    assert found["score"].isna().eq(found["rank"].isna()).all()


# Gaps


@pytest.fixture(scope="module")
def spread(make, panel_of):
    """A question where more is better, one where less is, one without a target, and one of context."""
    indicators = [
        make.measure("more", 0, 100, target={"value": 60, "source": "A plan"}),
        make.measure("less", 20, 0, target={"value": 3, "source": "A plan"}),
        make.measure("free", 0, 100),
        make.measure("size", role="context", target={"value": 1, "source": "A plan"}),
    ]
    values = {"BEL": [50, 5, 30, 7], "NLD": [70, 2, None, 8], "FRA": [40, 9, 20, 9]}
    return panel_of(values, indicators)


def test_a_gap_is_what_is_missing_to_the_target(spread):
    found = spread.gaps()
    assert found.loc[("BEL", "more"), "gap"] == 60 - 50
    assert found.loc[("BEL", "less"), "gap"] == 5 - 3


def test_a_gap_is_negative_beyond_the_target(spread):
    found = spread.gaps()
    assert found.loc[("NLD", "more"), "gap"] == 60 - 70
    assert found.loc[("NLD", "less"), "gap"] == 2 - 3


def test_without_a_target_there_is_no_gap_to_it(spread):
    assert spread.gaps().loc[("BEL", "free"), ["target", "gap"]].isna().all()


def test_the_best_peer_is_the_one_nearest_to_the_best_mark(spread):
    found = spread.gaps()
    assert found.loc[("BEL", "more"), ["best", "best_country", "gap_to_best"]].tolist() == [70, "NLD", 20]
    assert found.loc[("BEL", "less"), ["best", "best_country", "gap_to_best"]].tolist() == [2, "NLD", 3]
    assert found.loc[("NLD", "less"), "gap_to_best"] == 0


def test_the_best_peer_is_one_of_those_compared(spread):
    found = spread.gaps(among=["BEL", "FRA"])
    assert set(found.index.get_level_values("country")) == {"BEL", "FRA"}
    assert found.loc[("FRA", "more"), ["best", "best_country", "gap_to_best"]].tolist() == [50, "BEL", 10]


def test_only_scored_indicators_with_a_value_have_gaps(spread):
    found = spread.gaps()
    assert "size" not in found.index.get_level_values("indicator")
    assert ("NLD", "free") not in found.index
    assert found["value"].notna().all()


def test_where_several_share_the_best_value_none_is_named(panel_of):
    found = panel_of({"BEL": [50], "NLD": [50], "AUT": [40]}, count=1).gaps()
    assert found["best_country"].isna().all()
    assert found["gap_to_best"].tolist() == [0, 0, 10]


def test_a_gap_names_the_period_of_its_value_and_its_age(panel_of, make):
    records = [make.figure("count_0", 80, "2018", country="NLD")]
    found = panel_of({"BEL": [50]}, count=1, codes=["BEL", "NLD"], records=records).gaps()
    assert found["period"].tolist() == ["2020", "2018"]
    assert found["age"].tolist() == [0, 2]


def test_gaps_are_of_the_year_that_is_named(panel_of, make):
    records = [make.figure("count_0", 80, "2018", country="BEL")]
    panel = panel_of({"BEL": [50]}, count=1, records=records, years=[2018, 2020])
    assert panel.gaps()["value"].tolist() == [50]
    assert panel.gaps(2018)["value"].tolist() == [80]


def test_gaps_have_ordinary_types(spread):
    found = spread.gaps()
    numbers = ["value", "target", "gap", "best", "gap_to_best"]
    assert (found[numbers].dtypes == "float64").all()
    assert found[["objective", "age"]].dtypes.astype(str).tolist() == ["int64", "Int64"]
    assert found.index.names == ["country", "indicator"]


# Peers


def test_a_value_stands_beside_the_median_of_the_others(panel_of):
    values = {"BEL": [10, 20], "NLD": [50, 60], "FRA": [30, None], "DEU": [40, 90]}
    found = panel_of(values, count=2).peers("BEL")
    assert found.loc["count_0", ["value", "median", "n"]].tolist() == [10, 40, 3]
    assert found.loc["count_1", ["value", "median", "n"]].tolist() == [20, (60 + 90) / 2, 2]


def test_a_country_is_none_of_its_own_peers(panel_of):
    panel = panel_of({"BEL": [10, 20], "NLD": [50, 60]}, count=2)
    assert panel.peers("BEL", among=["BEL", "NLD"]).equals(panel.peers("BEL", among=["NLD"]))


def test_peers_may_leave_the_country_out(panel_of):
    panel = panel_of({"BEL": [10], "NGA": [50], "GHA": [60]}, count=1)
    found = panel.peers("BEL", among="region == 'Western Africa'")
    assert found.loc["count_0", ["value", "median", "n"]].tolist() == [10, 55, 2]


def test_without_peers_there_is_no_median(panel_of):
    found = panel_of({"BEL": [10], "NLD": []}, count=1).peers("BEL")
    assert found.loc["count_0", "n"] == 0
    assert math.isnan(found.loc["count_0", "median"])


def test_a_country_without_a_value_still_sees_the_median(panel_of):
    found = panel_of({"BEL": [], "NLD": [50]}, count=1).peers("BEL")
    assert math.isnan(found.loc["count_0", "value"])
    assert found.loc["count_0", ["median", "n"]].tolist() == [50, 1]


def test_peers_have_a_percentile_from_eight_values_on(panel_of):
    nine = {code: [10 * place] for place, code in enumerate(NINE)}
    assert panel_of(nine, count=1).peers("AUT").loc["count_0", "percentile"] == 100
    assert panel_of(nine, count=1).peers("BEL").loc["count_0", "percentile"] == 0
    assert panel_of(nine, count=1).peers("DEU").loc["count_0", "percentile"] == 100 * 3 / 8
    equal = panel_of(nine | {"FRA": [30]}, count=1).peers("DEU")
    assert equal.loc["count_0", "percentile"] == 100 * (2 + 1 / 2) / 8
    assert panel_of(nine, count=1, codes=NINE[:8]).peers("BEL")["percentile"].isna().all()


def test_where_less_is_better_the_lower_value_has_the_higher_percentile(panel_of, make):
    nine = {code: [place] for place, code in enumerate(NINE)}
    assert panel_of(nine, [make.measure("less", 20, 0)]).peers("BEL").loc["less", "percentile"] == 100


def test_context_has_a_median_and_no_percentile(panel_of, make):
    nine = {code: [place] for place, code in enumerate(NINE)}
    found = panel_of(nine, [make.measure("size", role="context")]).peers("BEL")
    assert found.loc["size", ["value", "median", "n"]].tolist() == [0, 4.5, 8]
    assert math.isnan(found.loc["size", "percentile"])


def test_by_objective_scores_are_compared_on_the_common_questions(panel_of):
    # The third question, which one of four answers, is left out.
    values = {"BEL": [10, 20, 90], "NLD": [50, 60], "FRA": [30, 40], "DEU": [0, 10]}
    found = panel_of(values, count=3).peers("BEL", by="objective")
    assert found.loc[1, ["score", "median", "n", "note"]].tolist() == [15, 35, 3, ""]


def test_by_objective_only_peers_that_answer_all_questions_count(panel_of):
    values = {"BEL": [10, 20, 90], "NLD": [50, 60, 70], "FRA": [99, 99]}
    found = panel_of(values, count=3).peers("BEL", by="objective")
    assert found.loc[1, ["score", "median", "n"]].tolist() == [40, 60, 1]
    own = panel_of(values, count=3).peers("FRA", by="objective")
    assert math.isnan(own.loc[1, "score"])
    assert own.loc[1, ["n", "note"]].tolist() == [2, "not ranked: 2 of 3"]


def test_by_objective_a_peer_that_is_only_placed_is_not_counted(panel_of):
    values = {"BEL": [10, 20, 30, 40, 100], "NLD": [10, 20, 30, 50, 0], "FRA": [90, 5, 9, 0]}
    found = panel_of(values).peers("BEL", by="objective")
    assert found.loc[1, ["score", "median", "n"]].tolist() == [40, 22, 1]


# Tables


def test_the_tables_have_the_columns_of_a_card_and_a_row_for_everything(europe):
    for frame, names, level, count in (
        (europe.objectives, OBJECTIVE_COLUMNS, "objective", len(europe.compact.objectives)),
        (europe.indicators, INDICATOR_COLUMNS, "indicator", len(europe.compact.members("global"))),
    ):
        assert tuple(frame.columns) == names
        assert frame.index.names == ["country", "year", level]
        assert len(frame) == len(europe.codes) * len(europe.years) * count
        assert frame.index.is_unique
        assert frame.attrs == {"edition": europe.compact.edition, "profile": "global"}


def test_a_table_can_be_changed_without_changing_the_panel(europe):
    for name, field in (("objectives", "status"), ("indicators", "status"), ("overall", "coverage")):
        before, changed = getattr(europe, name), getattr(europe, name)
        changed[field] = None
        pd.testing.assert_frame_equal(getattr(europe, name), before)


def test_wide_has_a_column_an_objective(europe):
    found = europe.wide("coverage")
    assert list(found.columns) == [*europe.compact.objectives]
    assert found.index.names == ["country", "year"]
    assert found.loc[("BEL", 2020), 2] == europe.objectives.loc[("BEL", 2020, 2), "coverage"]


def test_wide_gives_scores_unless_told_otherwise(europe):
    pd.testing.assert_frame_equal(europe.wide(), europe.wide("score"))
    assert europe.wide("status").loc[("BEL", 2020), 2] == "scored"


def test_the_overall_score_is_missing_where_too_few_objectives_are_scored(two_aims):
    found = two_aims.overall
    assert found.loc[("BEL", 2020), "score"] == (15 + 85) / 2
    # France has one of two objectives, and one is half.
    assert found.loc[("FRA", 2020), ["score", "scored", "needed", "total"]].tolist() == [35, 1, 1, 2]
    assert found.loc[("FRA", 2020), "coverage"] == (1 + 1 / 2) / 2


def test_too_few_objectives_have_no_overall_score(two_aims):
    panel = gcm.score_panel(
        [2020], ["BEL", "FRA"], compact=two_aims.compact, evidence=two_aims.evidence, profile="full",
        method=gcm.Method(overall_floor=0.6),
    )  # fmt: skip
    assert panel.overall["score"].notna().tolist() == [True, False]
    assert panel.overall.attrs == panel.objectives.attrs


def test_a_panel_gives_the_card_of_a_country_and_year(europe):
    card = europe.card("BEL", 2019)
    assert (card.country.iso3, card.year, card.profile) == ("BEL", 2019, "global")
    assert europe.card("BEL").year == 2020
    pd.testing.assert_frame_equal(card.indicators, gcm.score("BEL", 2019, profile="global").indicators)


def test_a_panel_says_what_it_is(europe, two_aims):
    edition = europe.compact.edition
    assert repr(europe) == f"<Panel 4 countries, 2019 to 2020, profile global, edition {edition}>"
    assert repr(two_aims) == "<Panel 3 countries, 2020, profile full, edition test>"


# Countries and groups


def test_countries_are_described_in_the_order_of_the_panel(europe):
    found = europe.countries
    assert list(found.index) == ["GBR", "BEL", "NGA", "NPL"]
    assert found.loc["NGA", ["continent", "region"]].tolist() == ["Africa", "Western Africa"]
    assert found.loc["BEL", ["subregion", "region", "income"]].tolist() == ["Western Europe"] * 2 + ["H"]
    assert found.loc["NPL", ["lldc", "ldc"]].tolist() == [True, True]
    groups = set(europe.evidence.groups) - {"gcm_champion"}  # of which nothing is known that early
    assert groups <= set(found.columns)
    assert (found[sorted(groups)].dtypes == "bool").all()


def test_groups_are_as_of_the_last_year(europe):
    assert europe.countries["eu"].to_dict() == {"GBR": False, "BEL": True, "NGA": False, "NPL": False}


def test_a_rule_may_be_asked_of_another_year(europe):
    assert europe.where("eu").codes == ("BEL",)
    assert europe.where("eu", 2020).codes == ("BEL",)
    assert europe.where("eu", 2019).codes == ("GBR", "BEL")


@pytest.mark.parametrize(("year", "expected"), [(2019, True), (2020, False)])
def test_the_united_kingdom_was_in_the_union_until_january_2020(year, expected):
    assert ("GBR" in gcm.score_panel([year], "eu").codes) == expected


def test_those_that_satisfy_a_rule_keep_their_rows(europe):
    part = europe.where("continent == 'Europe' and not donor or ldc")
    assert part.codes == ("NPL",)
    pd.testing.assert_frame_equal(part.objectives, europe.objectives.loc[["NPL"]])
    assert (part.years, part.profile) == (europe.years, europe.profile)


def test_a_group_by_figures_leaves_out_whoever_has_none(panel_of, make):
    indicators = [make.measure("size", role="context"), make.measure("more")]
    groups = {"large": {**TITLE, "any_of": [{"indicator": "size", "at_least": 50}]}}
    panel = panel_of({"BEL": [50, 1], "NLD": [49, 1], "FRA": [None, 1]}, indicators, groups=groups)
    assert panel.countries["large"].to_dict() == {"BEL": True, "NLD": False, "FRA": False}
    assert panel.where("large").codes == ("BEL",)


def test_the_members_of_the_united_nations_are_scored_unless_others_are_named():
    panel = gcm.score_panel([2020])
    assert len(panel.codes) == 193
    assert panel.countries["un_member"].all()


def test_years_are_put_in_order_and_each_taken_once():
    panel = gcm.score_panel(np.array([2020, 2018, 2020]), ["BEL"])
    assert panel.years == (2018, 2020)


# Errors


def test_an_unknown_country_is_named_with_the_nearest():
    message = refused(gcm.score_panel, [2020], ["BLE"], error=UnknownNameError)
    assert message.startswith("unknown country 'BLE'; did you mean BEL (Belgium)")


def test_an_unknown_profile_is_named_with_the_nearest():
    message = refused(gcm.score_panel, [2020], ["BEL"], profile="gobal", error=UnknownNameError)
    assert message == "unknown profile 'gobal'; did you mean global?"


@pytest.mark.parametrize("codes", [["BEL", "BEL"], []])
def test_countries_are_named_once_and_at_least_one(codes):
    assert refused(gcm.score_panel, [2020], codes) == "name each country once, and at least one"


def test_one_year_is_not_several():
    assert refused(gcm.score_panel, 2020) == "years=2020 is one year; give several, such as [2020]"


def test_no_year_is_too_few():
    assert refused(gcm.score_panel, []) == "no year is given; name at least one, such as [2020]"


def test_what_is_no_year_is_refused():
    assert refused(gcm.score_panel, [20]) == "20 is not a year; give a whole number such as 2020"


def test_a_rule_of_which_no_country_is_meant_is_refused(europe):
    assert refused(europe.where, "sids") == "no country of this panel satisfies 'sids'"


def test_an_unknown_group_is_named_with_the_nearest(europe):
    assert "there is no group or column 'donors'; did you mean donor" in refused(europe.where, "donors")


def test_a_country_that_is_not_in_the_panel_is_refused(europe):
    expected = "FRA (France) is not in this panel"
    for call in (europe.card, europe.peers):
        assert refused(call, "FRA") == expected
    for call in (europe.ranks, europe.gaps):
        assert refused(call, among=["BEL", "FRA"]) == expected
    assert refused(europe.peers, "BEL", among=["FRA"]) == expected


def test_a_country_that_is_nowhere_is_named_with_the_nearest(europe):
    for call in (europe.card, europe.peers):
        assert "did you mean BEL (Belgium)" in refused(call, "BLE", error=UnknownNameError)
    assert "did you mean BEL (Belgium)" in refused(europe.gaps, among=["BLE"], error=UnknownNameError)


def test_a_year_that_is_not_in_the_panel_is_refused(europe):
    expected = "2021 is not in this panel; it has 2019 to 2020"
    assert refused(europe.card, "BEL", 2021) == expected
    assert refused(europe.ranks, 2, 2021) == expected
    assert refused(europe.gaps, 2021) == expected
    assert refused(europe.peers, "BEL", 2021) == expected
    assert refused(europe.where, "eu", 2021) == expected


def test_an_unknown_column_is_answered_with_those_there_are(europe):
    message = refused(europe.wide, "socre")
    assert message == f"there is no column 'socre'; one of {', '.join(OBJECTIVE_COLUMNS)}"


def test_an_unknown_objective_is_refused(europe):
    assert refused(europe.ranks, 24, error=UnknownNameError) == "unknown objective 24; there are 1 to 23"


def test_an_objective_of_which_the_profile_scores_nothing_has_no_ranks(panel_of, make):
    indicators = [make.measure("count_0", profiles=["core"]), make.measure("count_1", objective=2)]
    panel = panel_of({"BEL": [10, 20]}, indicators, profile="core")
    assert refused(panel.ranks, 2).startswith("the profile 'core' scores nothing under objective 2; ")


def test_an_unknown_question_is_answered_with_those_there_are(two_aims):
    message = refused(two_aims.ranks, 1, on=["count_0", "count_2"])
    assert message == "objective 1 has no question 'count_2' here; it has count_0, count_1"


def test_questions_go_with_an_objective(two_aims):
    assert refused(two_aims.ranks, on=["count_0"]) == "on= goes with one objective; name it"


def test_peers_are_by_indicator_or_by_objective(two_aims):
    message = refused(two_aims.peers, "BEL", by="country")
    assert message == "by='country' is unknown; one of 'indicator', 'objective'"


@pytest.mark.parametrize("among", [["BEL", "BEL", "NLD"], []])
def test_among_names_each_country_once_and_at_least_one(two_aims, among):
    expected = "among= names each country once, and at least one"
    assert refused(two_aims.ranks, among=among) == expected
    assert refused(two_aims.gaps, among=among) == expected
    assert refused(two_aims.peers, "FRA", among=among) == expected


def test_a_question_named_twice_is_one(two_aims):
    twice = ["count_0", "count_1", "count_1"]
    pd.testing.assert_frame_equal(two_aims.ranks(1, on=twice), two_aims.ranks(1, on=twice[:2]))


def test_a_list_that_does_not_go_back_so_far_calls_nobody_outside():
    early, late = (gcm.score_panel([year]) for year in (2022, 2023))
    assert "gcm_champion" not in early.countries
    assert "there is no group or column 'gcm_champion'" in refused(early.where, "gcm_champion")
    assert {"MAR", "BGD"} <= set(late.where("gcm_champion").codes)


def test_who_is_in_such_a_list_earlier_belongs_and_of_the_others_it_is_not_known():
    belongs = gcm.score_panel([2022], ["BGD", "MAR"]).engine.belongs("gcm_champion")
    assert belongs[:, 0].tolist() == [1, -1]
