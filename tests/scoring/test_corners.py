"""Cases at the edge of a rule, each of which once had a wrong answer."""

from __future__ import annotations

import pandas as pd
import pytest

import gcmscore as gcm


def statuses(card):
    return card.indicators["status"].droplevel(["country", "year"]).to_dict()


def test_nobody_is_asked_about_a_treaty_that_does_not_exist_yet():
    assert statuses(gcm.score("BEL", 2001))["opcat"] == "not_applicable"
    assert statuses(gcm.score("BEL", 2005))["opcat"] == "scored"


def test_a_later_withdrawal_says_nothing_of_the_time_before(make):
    card = make.card([make.treaty_status()], [make.treaty("convention", "none", "2022", as_of="2023")])
    assert statuses(card) == {"treaties": "not_assessed"}


def test_absence_from_a_complete_list_is_traced_to_that_list(make):
    card = make.card([make.treaty_status()], [make.whole_list("convention", "2020")])
    (result,) = card.results[0].indicators
    assert (result.score, result.citations) == (0.0, (("yearbook", "list"),))


def test_an_accession_in_the_year_of_signature_counts_as_accession(make):
    records = [make.treaty("convention", "signed", "2005-10-24"), make.treaty("convention", "party", "2005")]
    card = make.card([make.treaty_status()], records)
    assert card.results[0].indicators[0].value == 1.0


def test_a_group_by_figures_looks_at_totals_only(make):
    groups = {
        "large": {
            "title": "Large",
            "any_of": [{"indicator": "people", "at_least": 100}],
            "sources": [{"id": "yearbook", "locator": "list"}],
        }
    }
    indicators = [make.measure("people", role="context"), make.measure("cost", applies_to=["large"])]
    women = make.figure("people", 50, disaggregation={"sex": "female"})
    card = make.card(indicators, [make.figure("people", 120), women], groups=groups)
    assert statuses(card)["cost"] == "not_assessed"


def test_a_floor_of_a_third_is_met_by_a_third(make):
    indicators = [make.measure(name) for name in ("one", "two", "three")]
    method = gcm.Method.exploratory().replace(coverage_floor=1 / 3)
    card = make.card(indicators, [make.figure("one", 50)], method=method)
    assert card.results[0].status == "scored"


def test_an_instrument_without_any_weight_is_not_available(make):
    method = gcm.Method.exploratory().replace(instrument_share=0.0)
    records = [make.treaty("convention", "party", "2005")]
    card = make.card([make.treaty_status(), make.measure("cost")], records, method=method)
    assert card.results[0].status == "not_assessed"


def test_a_reply_about_a_region_is_shown_with_its_country(make):
    card = make.card([make.measure("cost")], [make.reply(country="BE-VLG")])
    assert [reply.text for reply in card.results[0].replies] == ["No."]


def test_two_replies_of_one_day_to_two_indicators_are_two(make):
    first, second = (make.reply(indicator=name) for name in ("one", "two"))
    assert first.id != second.id


def test_a_red_indicator_is_named_as_the_reason_for_a_lower_band(make):
    indicators = [make.measure(name, bands={"green": 80, "red": 20}) for name in ("one", "two")]
    good, mixed = (
        make.card(indicators, [make.figure("one", 100), make.figure("two", low)]) for low in (80, 0)
    )
    assert (good.results[0].band, good.results[0].stepped_down) == ("green", False)
    assert (mixed.results[0].band, mixed.results[0].stepped_down) == ("orange", True)


def test_an_indicator_is_shown_where_it_matters_too_and_counts_where_it_is_scored(make):
    indicators = [make.measure(objective=1, also=[2]), make.measure("books", objective=2)]
    card = make.card(indicators, [make.figure("pupils", 50)])
    assert [(item.id, item.value) for item in card.objective(2).also] == [("pupils", 50)]
    assert (card.objective(2).status, card.objective(2).n, card.objective(1).n) == ("not_assessed", 0, 1)


def test_another_framework_is_not_scored_on_the_shipped_evidence(make):
    with pytest.raises(gcm.GcmscoreError, match="the shipped evidence speaks of another framework"):
        gcm.score("BEL", 2020, compact=make.compact(make.measure("cost")))


@pytest.mark.parametrize(
    "rule", [{"practice_required": "no"}, {"minimum_indicators": 1.5}, {"coverage_floor": "0.5"}]
)
def test_a_rule_of_another_type_is_refused(rule):
    (name,) = rule
    with pytest.raises(gcm.GcmscoreError, match=f"{name}=.* is not a"):
        gcm.Method().replace(**rule)


@pytest.mark.parametrize("country", [None, 56, ["BEL"]])
def test_what_is_no_code_is_an_unknown_country(country):
    with pytest.raises(gcm.GcmscoreError, match="unknown country"):
        gcm.score(country, 2020)


def test_a_code_of_two_letters_leads_to_the_one_of_three():
    with pytest.raises(gcm.GcmscoreError, match=r"did you mean NLD \(Netherlands \(Kingdom of the\)\)"):
        gcm.score("NL", 2020)


def test_missing_and_override_can_be_said_in_a_table():
    source = {"id": "mine", "title": "T", "publisher": "P", "date": "2021", "kind": "ngo", "language": "en"}
    table = pd.DataFrame(
        {
            "indicator": ["oda_gni_share", "oda_gni_share"],
            "country": ["BEL", "BEL"],
            "period": [2018, 2019],
            "value": [0.3, None],
            "unit": ["percent_of_gni"] * 2,
            "missing": [None, "not_published"],
            "override": ["the figure of the court of auditors", None],
        }
    )
    mine = gcm.Evidence.from_frame(table, source=source)
    card = gcm.score("BEL", 2020, evidence=gcm.load_evidence() | mine)
    assert card.indicators.loc[("BEL", 2020, "oda_gni_share"), "value"] == 0.3
