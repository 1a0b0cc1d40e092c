"""The working of a score, from the objective down to the paragraph of a source."""

from __future__ import annotations

import json

import pytest

import gcmscore as gcm
from gcmscore.explain import PASSED, REASONS


@pytest.fixture(scope="module")
def card(shelf):
    return shelf.card("BEL-2020")


@pytest.fixture(scope="module")
def remittances(card):
    return card.explain(20)


def indicator(working, name):
    return next(item for item in working.to_dict()["indicators"] if item["id"] == name)


def test_it_begins_with_the_country_the_day_and_the_objective(remittances):
    lines = str(remittances).splitlines()
    assert lines[0] == "Belgium, 31 December 2020: objective 20"
    assert "profile core" in lines[2] and f"edition {gcm.load_compact().edition}" in lines[2]


@pytest.mark.parametrize(("objective", "formula"), [
    (2, "100 · (0.44 − 0) / (0.7 − 0) = 62.86"),
    (2, "100 · (31.7 − 0) / (50 − 0) = 63.40"),
    (13, "100 · (2 − 0) / (4 − 0) = 50.00"),
    (20, "100 · (7.985 − 15) / (3 − 15) = 58.46"),
    (20, "100 · (100 − 100) / (0 − 100) = 0.00"),
])  # fmt: skip
def test_it_writes_the_formula_with_its_numbers(card, objective, formula):
    assert formula in str(card.explain(objective))


def test_it_lists_the_parts_of_a_mean(remittances):
    working = indicator(remittances, "remittance_cost_sending")["working"]
    assert working.startswith("unweighted mean of 4 by corridor: ")
    assert all(part in working for part in ("DZA 10.08", "COD 8.87", "MAR 5.05", "TUR 7.94"))


def test_it_counts_the_parts_of_a_share(remittances):
    assert indicator(remittances, "remittance_corridors_above_5")["working"].startswith(
        "4 of 4 above 5 by corridor: "
    )


def test_it_says_which_side_of_a_rubric_counts(card):
    detention = card.explain(13)
    assert indicator(detention, "child_immigration_detention")["working"].startswith(
        "the lower of law and practice"
    )
    assert indicator(detention, "detention_data_published")["working"].startswith("practice alone")


def test_every_value_leads_to_a_source_with_a_locator(card):
    for number in (2, 13, 20):
        for item in card.explain(number).to_dict()["indicators"]:
            if item["score"] is not None:
                sources = [source for record in item["basis"] for source in record["sources"]]
                assert sources and all(source["locator"] and source["title"] for source in sources), item[
                    "id"
                ]


def test_a_score_can_be_followed_to_the_notice_of_a_court_ruling(card):
    text = str(card.explain(13))
    assert "notice of 4 April 2019" in text
    assert "notice of 1 October 2020" in text


def test_contributions_add_up_to_the_score(card):
    for number in (2, 13, 20):
        working = card.explain(number).to_dict()
        assert sum(item["contribution"] for item in working["indicators"]) == pytest.approx(
            working["score"]
        ), number


def test_what_was_passed_over_stands_with_its_reason(card):
    (passed,) = [
        item
        for item in indicator(card.explain(2), "oda_ldc_share_of_oda")["passed_over"]
        if item["value"] == 37.1
    ]
    assert passed["reason"] == "lower_series"
    assert passed["reason_text"] == "another series ranks first"
    assert passed["sources"][0]["id"] == "be-gcm-review-2020"


def test_what_is_passed_over_is_printed_too(card):
    assert "passed over, another series ranks first: figure 37.1 for 2018" in str(card.explain(2))


def test_an_assessment_comes_with_its_reasons_and_what_would_change_it(card):
    (record,) = indicator(card.explain(13), "alternatives_to_detention")["basis"]
    assert record["rationale"].startswith("Law 1: ")
    assert record["would_change"]
    assert "be-13-return-homes-2020" in record["findings"]


def test_an_insufficient_objective_says_why_and_shows_no_score(make):
    measures = [make.measure(name) for name in "abcde"]
    working = make.card(measures, [make.figure("a", 20), make.figure("b", 30)]).explain(1)
    assert working.to_dict()["score"] is None
    assert working.reason_text == "the available indicators carry less than 50% of the applicable weight"
    assert working.reason_text in str(working)
    assert "25.0" in str(working)


def test_the_reason_names_the_floor_that_was_asked_for(make):
    measures = [make.measure(name) for name in "abcd"]
    records = [make.figure("a", 20), make.figure("b", 30)]
    card = make.card(measures, records, method=gcm.Method(coverage_floor=0.6))
    assert (
        card.explain(1).reason_text == "the available indicators carry less than 60% of the applicable weight"
    )


def test_an_objective_with_outdated_values_shows_them_and_says_so(make):
    working = make.card([make.measure()], [make.figure("pupils", 0.44, "2010")]).explain(1)
    assert working.to_dict()["reason"] == "stale"
    assert "older than its indicator allows" in str(working)
    assert "stale: 0.44" in str(working)


def test_a_clipped_value_says_so(make):
    card = make.card([make.measure()], [make.figure("pupils", 120)])
    assert "= 100.00, clipped at the goalpost" in str(card.explain(1))


def test_every_objective_can_be_explained(card):
    assert [number for number in card.compact.objectives if not str(card.explain(number)).strip()] == []


def test_as_plain_values_it_is_strict_json(card):
    for number in card.compact.objectives:
        json.dumps(card.explain(number).to_dict(), allow_nan=False)


# Every reason has its words


def reasons_of(make, cards):
    return {
        item.reason
        for card in cards
        for result in card.results
        for one in result.indicators
        for item in one.selection.passed_over
    }


def test_every_reason_for_passing_a_record_over_has_words(make):
    mean = {"how": "mean", "by": "corridor", "minimum": 2}
    part = {"disaggregation": {"corridor": "MAR"}}
    silent = make.figure("pupils", None, "2019", missing="not_published")
    series = make.measure(series=[{"id": "own_count", "title": "A"}])
    by = {name: {"how": "mean", "by": name} for name in ("corridor", "sex", "age", "migration_status")}
    cards = [
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, "2019"), make.figure("pupils", 2), make.figure("pupils", 3, "2021")],
        ),
        make.card([make.measure()], [make.figure("pupils", 1, **part), make.figure("pupils", 2)]),
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, override="So."), make.figure("pupils", 2, sources=["b"])],
        ),
        make.card([make.measure(values=mean)], [make.figure("pupils", 1, **part)]),
        make.card(
            [series], [make.figure("pupils", 1, series="own_count"), make.figure("pupils", 2, sources=["b"])]
        ),
        make.card([make.measure()], [make.figure("pupils", 1), make.figure("pupils", 1, sources=["b"])]),
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, edition="2021"), make.figure("pupils", 2, sources=["b"])],
        ),
        make.card([make.measure()], [make.figure("pupils", 1, "2010"), silent]),
        make.card([make.rubric()], [make.level(since="2018", until="2019", law=1)]),
        make.card([make.rubric()], [make.level(since="2018", law=1), make.level(since="2019", law=2)]),
        *[make.card([make.measure(values=rule)], [make.figure("pupils", 1)]) for rule in by.values()],
    ]
    assert reasons_of(make, cards) == set(PASSED)
    assert all(str(card.explain(1)) for card in cards)


def not_common(make):
    """Return Belgium on the questions that it and the Netherlands answer: none."""
    records = [make.figure("pupils", 1), make.figure("teachers", 1, country="NLD")]
    compact = make.compact(make.measure("pupils"), make.measure("teachers"))
    compared = gcm.compare(
        ["BEL", "NLD"], 2020, compact=compact, evidence=make.evidence(*records), profile="full"
    )
    return compared.counted[0]


def test_every_reason_for_having_no_score_has_words(make):
    law = [make.rubric(f"rights_{number}", ("law",)) for number in range(2)]
    pair = [make.measure("one"), make.measure("two")]
    cards = {
        "coverage": make.card([*pair, make.measure("three")], [make.figure("one", 1)]),
        "single_indicator": make.card(pair, [make.figure("one", 1)]),
        "law_only": make.card(law, [make.level(f"rights_{number}", law=1) for number in range(2)]),
        "no_evidence": make.card(pair, []),
        "stale": make.card(pair, [make.figure("one", 1, "2010")]),
        "not_common": not_common(make),
        "no_indicator": make.card([make.measure("size", role="context")], []),
    }
    assert {name: card.explain(1).result.reason for name, card in cards.items()} == {
        name: name for name in cards
    }
    assert set(cards) == set(REASONS)
    assert all(card.explain(1).reason_text for card in cards.values())
