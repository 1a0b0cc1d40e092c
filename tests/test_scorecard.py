"""Belgium's card as of three years, from the shipped evidence, with arithmetic a reader can redo."""

from __future__ import annotations

import json
import math
from datetime import date

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


@pytest.fixture(scope="module")
def cards():
    return {year: gcm.score("BEL", year) for year in YEARS}


def row(card, indicator):
    return card.indicators.loc[("BEL", card.year, indicator)]


def objective(card, number):
    return card.objectives.loc[("BEL", card.year, number)]


def statuses(card, number):
    frame = card.indicators
    return frame[frame["objective"] == number]["status"].droplevel(["country", "year"]).to_dict()


# Objective 2: development assistance


def test_aid_of_0_44_percent_of_income_is_a_score_of_62_86(cards):
    aid = row(cards[2020], "oda_gni_share")
    assert aid["value"] == 0.44
    assert aid["score"] == pytest.approx(100 * 0.44 / 0.7)
    assert round(aid["score"], 2) == 62.86


def test_aid_of_0_44_percent_of_income_is_orange_because_yellow_begins_halfway_at_0_525(cards):
    assert 0.35 < 0.44 < (0.35 + 0.7) / 2
    assert row(cards[2020], "oda_gni_share")["band"] == "orange"


def test_aid_is_0_26_points_short_of_its_target(cards):
    assert row(cards[2020], "oda_gni_share")["gap"] == pytest.approx(0.7 - 0.44)


def test_the_share_for_the_poorest_countries_is_the_bureaus_31_7_not_the_37_1_cited_by_another(cards):
    share = row(cards[2020], "oda_ldc_share_of_oda")
    assert share["value"] == 31.7
    assert share["score"] == pytest.approx(100 * 31.7 / 50)


def test_objective_2_is_the_mean_of_its_two_indicators_that_have_a_value(cards):
    drivers = objective(cards[2020], 2)
    assert drivers["score"] == pytest.approx((100 * 0.44 / 0.7 + 100 * 31.7 / 50) / 2)
    assert drivers["coverage"] == pytest.approx(2 / 3)
    assert drivers["n"] == 2


def test_the_bounds_of_objective_2_put_its_missing_third_indicator_at_0_and_at_100(cards):
    drivers = objective(cards[2020], 2)
    assert drivers["bound_low"] == pytest.approx((100 * 0.44 / 0.7 + 100 * 31.7 / 50 + 0) / 3)
    assert drivers["bound_high"] == pytest.approx((100 * 0.44 / 0.7 + 100 * 31.7 / 50 + 100) / 3)


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


def test_objective_20_is_scored_at_exactly_half_of_its_weight(cards):
    remittances = objective(cards[2020], 20)
    assert remittances["coverage"] == 2 / 4
    assert remittances["status"] == "scored"
    assert remittances["score"] == pytest.approx((100 * (15 - 7.985) / (15 - 3) + 0) / 2)
    assert remittances["band"] == "red"


# Objective 13: detention


def test_objective_13_is_the_mean_of_four_indicators_in_2020(cards):
    detention = objective(cards[2020], 13)
    children, alternatives, figures, treaty = 25 * min(2, 2), 25 * min(1, 0), 25 * 1, 100 * 0.25
    assert detention["score"] == pytest.approx((children + alternatives + figures + treaty) / 4)
    assert detention["coverage"] == pytest.approx(4 / 5)


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


def test_belgium_has_no_overall_score_in_2020_and_the_card_says_why():
    card = gcm.score("BEL", 2020)
    assert card.overall is None
    assert card.overall_reason == "3 of 23 objectives scored, at least 12 needed"


def test_the_coverage_of_a_card_is_the_mean_over_all_23_objectives(cards):
    assert cards[2020].coverage == pytest.approx((2 / 3 + 4 / 5 + 2 / 4) / 23)


def test_what_is_not_covered_yet_is_not_assessed_and_has_no_score(cards, compact):
    covered = {item.objective for item in compact.members("core") if item.role == "scored"}
    assert covered < set(compact.objectives)
    for year, card in cards.items():
        others = card.objectives.drop(index=sorted(covered), level="objective")
        assert set(others["status"]) == {"not_assessed"}, year
        assert set(others["reason"]) == {"no_indicator"}, year
        assert others[["score", "indicative"]].isna().all(axis=None), year
        assert list(others["bound_low"].unique()) == [0.0], year
        assert list(others["bound_high"].unique()) == [100.0], year


# The same evidence as of three years


def test_the_cards_of_2018_2020_and_2026_differ_in_what_is_scored_and_why(cards):
    told = {
        year: {
            number: (objective(card, number)["status"], objective(card, number).fillna("")["reason"])
            for number in (2, 13, 20)
        }
        for year, card in cards.items()
    }
    assert told == {
        2018: {2: ("scored", ""), 13: ("insufficient", "coverage"), 20: ("not_assessed", "no_evidence")},
        2020: {2: ("scored", ""), 13: ("scored", ""), 20: ("scored", "")},
        2026: {2: ("not_assessed", "stale"), 13: ("scored", ""), 20: ("not_assessed", "stale")},
    }


def test_in_2018_detention_has_only_two_of_five_answers_and_shows_their_mean_as_indicative(cards):
    detention = objective(cards[2018], 13)
    assert detention["coverage"] == pytest.approx(2 / 5)
    assert detention["indicative"] == pytest.approx((25 * min(1, 1) + 100 * 0.25) / 2)
    assert math.isnan(detention["score"])


def test_an_indicative_mean_has_no_colour(cards):
    assert objective(cards[2018], 13).isna()["band"]


def test_in_2018_the_prices_of_2020_do_not_exist_yet(cards):
    assert statuses(cards[2018], 20) == {
        "remittance_cost_sending": "not_assessed",
        "remittance_corridors_above_5": "not_assessed",
        "remittance_cost_receiving": "not_assessed",
        "remittance_market_openness": "not_assessed",
    }


def test_in_2026_figures_of_2018_and_2020_are_stale(cards):
    assert statuses(cards[2026], 2) == {
        "oda_gni_share": "stale",
        "oda_ldc_share_of_oda": "stale",
        "aid_not_tied_to_migration_control": "not_assessed",
    }
    assert statuses(cards[2026], 20)["remittance_cost_sending"] == "stale"
    assert row(cards[2026], "oda_gni_share")["age"] == 2026 - 2018


def test_a_stale_figure_has_a_period_and_no_value(cards):
    aid = row(cards[2026], "oda_gni_share")
    assert aid["period"] == "2018"
    assert aid[["value", "score", "gap", "band"]].isna().all()


def test_the_detention_of_children_follows_the_court_and_the_law(cards):
    levels = {
        year: tuple(row(card, "child_immigration_detention")[["law", "practice"]])
        for year, card in cards.items()
    }
    assert levels == {2018: (1, 1), 2020: (2, 2), 2026: (3, 2)}


def test_detention_scores_31_25_in_2026(cards):
    children, last_resort, alternatives, treaty = 25 * min(3, 2), 25 * 1, 25 * min(1, 1), 100 * 0.25
    expected = (children + last_resort + alternatives + treaty) / 4
    assert expected == 31.25
    assert objective(cards[2026], 13)["score"] == pytest.approx(expected)


def test_findings_dated_after_the_card_are_not_on_it(cards):
    for year, card in cards.items():
        later = [item.id for result in card.results for item in result.findings if int(item.date[:4]) > year]
        assert later == [], year


def test_a_finding_about_a_region_stands_on_the_card_of_its_country(cards):
    ids = [item.id for item in cards[2020].objective(2).findings]
    assert "be-02-flanders-sdg-commitment-2019" in ids


# known_by


def test_known_by_drops_what_rests_only_on_later_sources():
    card = gcm.score("BEL", 2020, known_by="2020-09-30")
    assert statuses(card, 20)["remittance_cost_sending"] == "not_assessed"
    assert statuses(gcm.score("BEL", 2020, known_by="2020-10-31"), 20)["remittance_cost_sending"] == "scored"


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
    result = card.objectives.loc[("MLI", 2020, 2)]
    assert result["status"] == "not_applicable"
    assert result[["score", "bound_low", "bound_high"]].isna().all()


def test_a_country_of_few_migrants_is_not_asked_what_sending_money_costs():
    card = gcm.score("MLI", 2020)
    assert card.indicators.loc[("MLI", 2020, "remittance_cost_sending"), "status"] == "not_applicable"


def test_the_default_profile_is_core():
    assert gcm.score("BEL", 2020).profile == "core"


def test_the_full_profile_asks_more_and_so_covers_less(cards):
    full = gcm.score("BEL", 2020, profile="full")
    assert objective(full, 2)["coverage"] == objective(cards[2020], 2)["coverage_full"]
    assert objective(full, 2)["coverage"] == pytest.approx(3 / 5)


def test_context_indicators_are_shown_and_have_no_score():
    card = gcm.score("BEL", 2020, profile="full")
    children = row(card, "child_immigration_detention_count")
    assert (children["status"], children["value"]) == ("context", 20)
    assert math.isnan(children["score"])
    assert children["weight"] == 0


def test_what_is_not_published_is_told_apart_from_what_nobody_looked_for():
    detention = statuses(gcm.score("BEL", 2020, profile="full"), 13)
    assert detention["alternatives_share"] == "not_published"
    assert detention["detention_max_days"] == "not_assessed"


def test_the_exploratory_method_scores_what_the_default_holds_back(cards):
    card = gcm.score("BEL", 2018, method=gcm.Method.exploratory())
    assert objective(card, 13)["score"] == objective(cards[2018], 13)["indicative"]


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
