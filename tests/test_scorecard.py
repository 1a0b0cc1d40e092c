"""Belgium's card as of three years, from the shipped evidence, with arithmetic a reader can redo."""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore.errors import (
    InvalidRequestError,
    UnknownCountryError,
    UnknownObjectiveError,
    UnknownProfileError,
)
from gcmscore.scorecard import INDICATOR_COLUMNS, OBJECTIVE_COLUMNS

YEARS = (2018, 2020, 2026)
# What the evidence says of Belgium as of each of these years: a score, or the status and its reason. This is
# the one place that changes with a level. On the other eight objectives nothing is on record that scores.
RESULTS = {
    1: ("insufficient coverage", "insufficient coverage", "insufficient coverage"),
    2: (62.4, 65.9, "insufficient coverage"),
    3: ("insufficient coverage", "insufficient coverage", "insufficient coverage"),
    4: ("insufficient law_only", "insufficient law_only", 41.7),
    5: (25.0, 50.0, "insufficient law_only"),
    7: ("insufficient law_only", 40.0, 40.0),
    9: ("insufficient coverage", "insufficient coverage", "not_assessed stale"),
    10: ("insufficient coverage", "insufficient coverage", "not_assessed stale"),
    12: (33.3, 33.3, "insufficient law_only"),
    13: (25.0, 25.0, 31.3),
    15: (41.7, 50.0, 50.0),
    16: (31.4, 29.6, 32.6),
    19: ("insufficient law_only", "insufficient law_only", "insufficient law_only"),
    20: ("insufficient coverage", 27.8, "not_assessed stale"),
    21: (45.8, 41.7, "insufficient law_only"),
}


@pytest.fixture(scope="module")
def cards(shelf):
    return {year: shelf.card(f"BEL-{year}") for year in YEARS}


def row(card, indicator):
    return card.indicators.loc[("BEL", card.year, indicator)]


def objective(card, number):
    return card.objectives.loc[("BEL", card.year, number)]


def statuses(card, number):
    frame = card.indicators
    return frame[frame["objective"] == number]["status"].droplevel(["country", "year"]).to_dict()


def result(card, number):
    """Return an objective's score as it is shown, or its status and reason."""
    found = objective(card, number)
    if found["status"] == "scored":
        return float(Decimal(str(found["score"])).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return f"{found['status']} {found['reason']}"


# Belgium, objective by objective


@pytest.mark.parametrize("number", RESULTS)
def test_belgium_has_the_results_that_are_written_down(cards, number):
    assert tuple(result(cards[year], number) for year in YEARS) == RESULTS[number]


def test_every_objective_with_evidence_is_written_down(cards):
    answered = {number for card in cards.values() for number in objectives_with_evidence(card)}
    assert answered == set(RESULTS)


def objectives_with_evidence(card):
    spoken = card.objectives[card.objectives["reason"] != "no_evidence"]
    return set(spoken.index.get_level_values("objective"))


# Objective 2: development assistance


def test_aid_of_0_47831_percent_of_income_is_a_score_of_68_33(cards):
    aid = row(cards[2020], "oda_gni_share")
    assert aid["value"] == 0.47831
    assert aid["score"] == pytest.approx(100 * 0.47831 / 0.7)
    assert round(aid["score"], 2) == 68.33


def test_aid_of_0_43024_percent_of_income_is_a_score_of_61_46(cards):
    aid = row(cards[2018], "oda_gni_share")
    assert aid["value"] == 0.43024
    assert aid["score"] == pytest.approx(100 * 0.43024 / 0.7)
    assert round(aid["score"], 2) == 61.46


def test_aid_of_0_47831_percent_of_income_is_orange_because_yellow_begins_halfway_at_0_525(cards):
    assert 0.35 < 0.47831 < (0.35 + 0.7) / 2
    assert row(cards[2020], "oda_gni_share")["band"] == "orange"


def test_aid_is_0_22_points_short_of_its_target(cards):
    assert row(cards[2020], "oda_gni_share")["gap"] == pytest.approx(0.7 - 0.47831)
    assert round(0.7 - 0.47831, 2) == 0.22


def test_the_aid_of_2018_is_the_oecds_0_43024_the_bureaus_0_44_is_on_record_and_passed_over(cards):
    aid = cards[2018].objective(2).indicators[0].selection
    (counted,) = aid.basis
    assert (counted.value, counted.series) == (0.43024, "oecd_dac_grant_equivalent")
    others = {
        (passed.record.series, passed.record.value): passed.reason
        for passed in aid.passed_over
        if passed.record.period == "2018"
    }
    assert others == {
        ("unsd_grant_equivalent", 0.43024): "lower_series",
        ("national_statistics", 0.44): "lower_series",
    }


def test_the_bureaus_0_44_counts_where_it_is_all_there_is(make):
    bureau = make.figure("oda_gni_share", 0.44, "2018", unit="percent_of_gni", series="national_statistics")
    aid = row(gcm.score("BEL", 2018, evidence=make.evidence(bureau)), "oda_gni_share")
    assert aid["score"] == pytest.approx(100 * 0.44 / 0.7)
    assert round(aid["score"], 2) == 62.86


def test_the_share_for_the_poorest_countries_is_the_bureaus_31_7_not_the_37_1_cited_by_another(cards):
    share = row(cards[2020], "oda_ldc_share_of_oda")
    assert share["value"] == 31.7
    assert share["score"] == pytest.approx(100 * 31.7 / 50)


def test_objective_2_is_the_mean_of_its_two_indicators_that_have_a_value(cards):
    drivers = objective(cards[2020], 2)
    assert drivers["score"] == pytest.approx((100 * 0.47831 / 0.7 + 100 * 31.7 / 50) / 2)
    assert drivers["coverage"] == pytest.approx(2 / 4)
    assert drivers["n"] == 2


def test_the_bounds_of_objective_2_put_its_two_missing_indicators_at_0_and_at_100(cards):
    drivers = objective(cards[2020], 2)
    assert drivers["bound_low"] == pytest.approx((100 * 0.47831 / 0.7 + 100 * 31.7 / 50 + 0 + 0) / 4)
    assert drivers["bound_high"] == pytest.approx((100 * 0.47831 / 0.7 + 100 * 31.7 / 50 + 100 + 100) / 4)


def test_objective_2_of_2026_has_a_partial_mean_of_one_answer_in_four_and_no_score(cards):
    drivers = objective(cards[2026], 2)
    assert drivers["indicative"] == pytest.approx(100 * 0.36995 / 0.7)
    assert drivers["coverage"] == 1 / 4
    assert statuses(cards[2026], 2)["oda_ldc_share_of_oda"] == "stale"


# Objective 20: remittances


def test_the_cost_of_sending_is_the_unweighted_mean_of_four_corridors(cards):
    cost = row(cards[2020], "remittance_cost_sending")
    assert cost["value"] == pytest.approx((10.08 + 8.87 + 5.05 + 7.94) / 4)
    assert cost["value"] == pytest.approx(7.985)


def test_a_cost_of_7_985_percent_is_a_score_of_58_46(cards):
    cost = row(cards[2020], "remittance_cost_sending")
    assert cost["score"] == pytest.approx(100 * (15 - 7.985) / (15 - 3))
    assert round(cost["score"], 2) == 58.46
    assert cost["gap"] == pytest.approx(7.985 - 3)


def test_four_of_four_corridors_above_5_percent_are_a_score_of_0_and_not_of_minus_0(cards):
    above = row(cards[2020], "remittance_corridors_above_5")
    assert above["value"] == 100 * 4 / 4
    assert above["score"] == 0.0
    assert math.copysign(1, above["score"]) == 1


def test_objective_20_is_the_mean_of_three_of_its_four_indicators_in_2020(cards):
    remittances = objective(cards[2020], 20)
    sending, above_5, market = 100 * (15 - 7.985) / (15 - 3), 0, 25 * 1
    assert remittances["score"] == pytest.approx((sending + above_5 + market) / 3)
    assert remittances["coverage"] == 3 / 4
    assert remittances["band"] == "red"


# Objective 13: detention


def test_objective_13_is_the_mean_of_its_five_indicators_in_2020(cards):
    detention = objective(cards[2020], 13)
    children, last_resort, alternatives, figures = 25 * min(2, 2), 25 * min(1, 1), 25 * min(1, 0), 25 * 1
    treaty = 100 * 0.25
    assert detention["score"] == (children + last_resort + alternatives + figures + treaty) / 5
    assert detention["coverage"] == 1


def test_detention_scores_31_25_in_2026_without_the_figures_that_are_out_of_date(cards):
    children, last_resort, alternatives, treaty = 25 * min(3, 2), 25 * min(1, 1), 25 * min(1, 2), 100 * 0.25
    assert (
        objective(cards[2026], 13)["score"] == (children + last_resort + alternatives + treaty) / 4 == 31.25
    )
    assert statuses(cards[2026], 13)["detention_data_published"] == "stale"


def test_the_detention_of_children_follows_the_court_and_the_law(cards):
    levels = {
        year: tuple(row(card, "child_immigration_detention")[["law", "practice"]])
        for year, card in cards.items()
    }
    assert levels == {2018: (1, 1), 2020: (2, 2), 2026: (3, 2)}


def test_a_rubric_counts_the_lower_of_law_and_practice(cards):
    children = row(cards[2026], "child_immigration_detention")
    assert (children["law"], children["practice"], children["level"]) == (3, 2, 2)
    assert children["score"] == 25 * min(3, 2)


def test_a_treaty_that_is_signed_and_not_ratified_counts_a_quarter(cards):
    treaty = row(cards[2020], "opcat")
    assert treaty["value"] == 0.25
    assert treaty["score"] == 100 * 0.25
    assert treaty["band"] == "orange"


# Overall


def test_belgium_has_no_overall_score_in_any_year_and_the_card_says_why(cards):
    for place, year in enumerate(YEARS):
        scored = sum(isinstance(results[place], float) for results in RESULTS.values())
        assert cards[year].overall is None
        assert cards[year].overall_reason == f"{scored} of 23 objectives scored, at least 12 needed"


def test_the_coverage_of_a_card_is_the_mean_over_all_its_objectives(make):
    indicators = [
        make.measure(name, objective=number) for name, number in zip("abcd", (1, 1, 2, 3), strict=True)
    ]
    card = make.card(indicators, [make.figure("a", 50), make.figure("c", 50)])
    assert card.coverage == pytest.approx((1 / 2 + 1 + 0) / 3)


def test_objectives_that_are_not_covered_yet_count_in_the_coverage_of_a_card(cards):
    for card in cards.values():
        assert card.coverage == pytest.approx(card.objectives["coverage"].sum() / 23)


def test_what_nobody_has_looked_at_is_not_assessed_and_has_no_score(cards):
    for year, card in cards.items():
        others = card.objectives.drop(index=sorted(RESULTS), level="objective")
        assert len(others) == 23 - 15 == 8, year
        assert set(others["status"]) == {"not_assessed"}, year
        assert set(others["reason"]) == {"no_evidence"}, year
        assert others[["score", "indicative"]].isna().all(axis=None), year
        assert list(others["bound_low"].unique()) == [0.0], year
        assert list(others["bound_high"].unique()) == [100.0], year


# The same evidence as of several years


def test_fewer_than_half_of_the_answers_make_no_score_and_their_mean_is_indicative(make):
    measures = [make.measure(name) for name in "abcde"]
    found = objective(make.card(measures, [make.figure("a", 20), make.figure("b", 30)]), 1)
    assert found["coverage"] == pytest.approx(2 / 5)
    assert found["indicative"] == (20 + 30) / 2
    assert math.isnan(found["score"])


def test_an_indicative_mean_has_no_colour(make):
    found = objective(make.card([make.measure("a"), make.measure("b")], [make.figure("a", 20)]), 1)
    assert (found["indicative"], found.isna()["band"]) == (20, True)


def test_what_happened_later_does_not_exist_yet(make):
    indicators = [make.measure(), make.rubric(), make.treaty_status()]
    records = [
        make.figure("pupils", 50, "2020"),
        make.level(since="2020", law=2),
        make.treaty("convention", "party", "2019"),
    ]
    told = {year: statuses(make.card(indicators, records, year), 1) for year in (2018, 2020)}
    assert told == {
        2018: {"pupils": "not_assessed", "rights": "not_assessed", "treaties": "not_assessed"},
        2020: {"pupils": "scored", "rights": "scored", "treaties": "scored"},
    }


def test_who_signed_later_was_neither_party_nor_signatory_and_who_joined_may_have_signed(make):
    told = {
        status: make.card([make.treaty_status()], [make.treaty("convention", status, "2019")], 2018)
        for status in ("signed", "party")
    }
    assert row(told["signed"], "treaties")["value"] == 0
    assert row(told["party"], "treaties")["status"] == "not_assessed"


def test_a_figure_counts_until_it_is_older_than_its_indicator_allows(make):
    cards = {
        year: make.card([make.measure(max_age=3)], [make.figure("pupils", 50, "2018")], year)
        for year in YEARS
    }
    told = {year: tuple(row(card, "pupils")[["status", "age"]]) for year, card in cards.items()}
    assert told == {2018: ("scored", 0), 2020: ("scored", 2020 - 2018), 2026: ("stale", 2026 - 2018)}


def test_a_stale_figure_has_a_period_and_no_value(make):
    found = row(make.card([make.measure()], [make.figure("pupils", 50, "2010")]), "pupils")
    assert found["period"] == "2010"
    assert found[["value", "score", "gap", "band"]].isna().all()


def test_findings_dated_after_the_card_are_not_on_it(cards):
    for year, card in cards.items():
        later = [item.id for result in card.results for item in result.findings if int(item.date[:4]) > year]
        assert later == [], year


def test_a_finding_about_a_region_stands_on_the_card_of_its_country(cards):
    ids = [item.id for item in cards[2020].objective(2).findings]
    assert "be-02-flanders-sdg-commitment-2019" in ids


# known_by


def test_known_by_drops_what_rests_only_on_later_sources(make):
    records = [make.source(date="2020-10-22"), make.figure("pupils", 50, "2019")]
    known = {
        day: row(make.card([make.measure()], records, known_by=day), "pupils")["status"]
        for day in ("2020-09-30", "2020-10-31")
    }
    assert known == {"2020-09-30": "not_assessed", "2020-10-31": "scored"}


def test_what_was_known_of_aid_in_october_2020_is_the_united_nations_figure_of_2019():
    aid = row(gcm.score("BEL", 2020, known_by="2020-10"), "oda_gni_share")
    assert (aid["value"], aid["period"], aid["source_id"]) == (0.4157, "2019", "unsd-sdg-2020-10")
    assert aid["score"] == pytest.approx(100 * 0.4157 / 0.7)


def test_known_by_a_month_means_its_last_day():
    assert gcm.score("BEL", 2020, known_by="2020-10").known_by == date(2020, 10, 31)


def test_known_by_takes_a_date_and_a_timestamp_too():
    expected = gcm.score("BEL", 2020, known_by="2020-10-31").coverage
    assert gcm.score("BEL", 2020, known_by=date(2020, 10, 31)).coverage == expected
    assert gcm.score("BEL", 2020, known_by=pd.Timestamp("2020-10-31")).coverage == expected


@pytest.mark.parametrize("day", ["2018-12-31", "2019-12-31", "2020-10-31"])
def test_a_card_known_by_a_day_can_explain_every_objective(day):
    card = gcm.score("BEL", 2020, known_by=day)
    assert all(str(card.explain(number)) for number in card.compact.objectives)


def test_known_by_that_is_no_date_is_refused():
    with pytest.raises(InvalidRequestError, match="known_by: 'soon' is not a date"):
        gcm.score("BEL", 2020, known_by="soon")


# Other countries, profiles and methods


def test_a_country_without_evidence_has_a_card_and_no_score(make):
    card = gcm.score("NLD", 2020, evidence=make.evidence())
    assert card.overall is None
    assert card.coverage == 0
    assert set(card.objectives["status"]) == {"not_assessed"}


def test_a_country_that_gives_no_aid_is_not_asked_how_much():
    card = gcm.score("MLI", 2020)
    asked = card.indicators.loc[("MLI", 2020)].query("objective == 2")["status"].to_dict()
    assert asked.pop("disaster_displacement_planning") == "not_assessed"
    assert set(asked.values()) == {"not_applicable"}


def test_an_objective_of_which_nothing_applies_is_not_applicable_and_has_no_bounds():
    result = gcm.score("MLI", 2020).objectives.loc[("MLI", 2020, 5)]
    assert result["status"] == "not_applicable"
    assert result[["score", "bound_low", "bound_high"]].isna().all()


def test_a_country_of_few_migrants_is_not_asked_what_sending_money_costs():
    card = gcm.score("MLI", 2020)
    assert card.indicators.loc[("MLI", 2020, "remittance_cost_sending"), "status"] == "not_applicable"


def test_the_default_profile_is_core():
    assert gcm.score("BEL", 2020).profile == "core"


def test_the_full_profile_asks_more_and_so_covers_less(make):
    compact = make.compact(make.measure("one", profiles=["core"]), make.measure("two"))
    evidence = make.evidence(make.figure("one", 50))
    core, full = (
        gcm.score("BEL", 2020, compact=compact, evidence=evidence, profile=name) for name in ("core", "full")
    )
    assert objective(core, 1)["coverage"] == 1
    assert objective(full, 1)["coverage"] == objective(core, 1)["coverage_full"] == 1 / 2


def test_context_indicators_are_shown_and_have_no_score(make):
    weather = row(
        make.card([make.measure("weather", role="context")], [make.figure("weather", 20)]), "weather"
    )
    assert (weather["status"], weather["value"]) == ("context", 20)
    assert math.isnan(weather["score"])
    assert weather["weight"] == 0


def test_what_is_not_published_is_told_apart_from_what_nobody_looked_for(make):
    card = make.card(
        [make.measure("one"), make.measure("two")],
        [make.figure("one", None, "2019", missing="not_published")],
    )
    assert statuses(card, 1) == {"one": "not_published", "two": "not_assessed"}


def test_the_exploratory_method_scores_what_the_default_holds_back(make):
    indicators = [make.rubric(name, ("law",)) for name in "abc"]
    default, exploratory = (
        make.card(indicators, [make.level("a", law=1)], method=method)
        for method in (gcm.Method(), gcm.Method.exploratory())
    )
    assert objective(default, 1)["status"] == "insufficient"
    assert objective(exploratory, 1)["score"] == objective(default, 1)["indicative"] == 25 * 1


def test_the_exploratory_method_is_named_in_the_output():
    card = gcm.score("BEL", 2018, method=gcm.Method.exploratory())
    assert card.to_dict()["method"] == {
        "coverage_floor": 0.0,
        "minimum_indicators": 1,
        "practice_required": False,
    }
    assert gcm.score("BEL", 2018).to_dict()["method"] == {}


# Requests that make no sense


@pytest.mark.parametrize(
    ("code", "nearest"), [("BLE", "BEL"), ("Belgum", "BEL"), ("bel", "BEL"), ("Marocco", "MAR")]
)
def test_an_unknown_country_names_the_nearest(code, nearest):
    with pytest.raises(UnknownCountryError, match=rf"unknown country '{code}'; did you mean .*{nearest} \("):
        gcm.score(code, 2020)


def test_an_unknown_country_is_a_lookup_error():
    with pytest.raises(LookupError, match="Belgium"):
        gcm.score("Belgum", 2020)


def test_an_unknown_profile_names_the_nearest():
    with pytest.raises(UnknownProfileError, match="unknown profile 'coer'; did you mean core"):
        gcm.score("BEL", 2020, profile="coer")


def test_an_unknown_objective_of_a_card_is_refused(cards):
    with pytest.raises(UnknownObjectiveError, match="unknown objective 24"):
        cards[2020].explain(24)


@pytest.mark.parametrize("year", [1899, 2101, 2020.0, "2020", None])
def test_what_is_no_year_is_refused(year):
    with pytest.raises(InvalidRequestError, match=r"is not a year; give a whole number such as 2020"):
        gcm.score("BEL", year)


def test_a_year_out_of_a_table_is_a_year():
    assert gcm.score("BEL", np.int64(2020)).year == 2020


# Frames and plain values


def test_the_frame_of_objectives_has_the_agreed_columns_and_index(cards):
    frame = cards[2020].objectives
    assert tuple(frame.columns) == OBJECTIVE_COLUMNS
    assert frame.index.names == ["country", "year", "objective"]
    assert list(frame.index.get_level_values("objective")) == list(range(1, 24))


def test_the_frame_of_indicators_has_the_agreed_columns_and_index(cards):
    frame = cards[2020].indicators
    assert tuple(frame.columns) == INDICATOR_COLUMNS
    assert frame.index.names == ["country", "year", "indicator"]
    assert frame.index.is_unique


def test_columns_of_numbers_are_numbers_even_where_all_are_missing():
    card = gcm.score("NLD", 2020)
    assert card.objectives["score"].dtype == "float64"
    assert card.indicators["value"].dtype == "float64"


def test_contributions_add_up_to_the_score(cards):
    for card in cards.values():
        for result in card.results:
            if result.status == "scored":
                total = sum(item.contribution for item in result.indicators)
                assert total == pytest.approx(result.score), (card.year, result.objective.number)


def test_changing_a_frame_does_not_change_the_card(cards):
    frame = cards[2020].objectives
    frame.loc[("BEL", 2020, 2), "score"] = 100.0
    assert objective(cards[2020], 2)["score"] < 100


def test_a_card_cannot_be_changed(cards):
    with pytest.raises(AttributeError, match="cannot assign to field 'year'"):
        cards[2020].year = 2021


def test_a_card_as_plain_values_is_strict_json(cards):
    for card in cards.values():
        text = json.dumps(card.to_dict(), allow_nan=False)
        assert json.loads(text)["country"] == "BEL"


def test_the_same_request_gives_the_same_card(cards):
    assert gcm.score("BEL", 2020).to_dict() == cards[2020].to_dict()
