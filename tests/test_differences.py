"""What changed from one card of a country to the next, and the evidence that changed it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.definitions import Instrument
from gcmscore.differences import REASONS, differences
from gcmscore.render.text import Wording

GIVERS = {
    "title": "Givers",
    "members": [{"country": "BEL", "from": "2019"}],
    "sources": [{"id": "yearbook", "locator": "list"}],
}


@pytest.fixture(scope="module")
def step(make):
    """Return what changed in Belgium between the ends of two years."""

    def call(indicators, records, before=2018, after=2020, **more):
        return differences(*(make.card(indicators, records, year, **more) for year in (before, after)))

    return call


@pytest.fixture(scope="module")
def only(step):
    """Return the one indicator that stands otherwise."""

    def call(indicators, records, before=2018, after=2020, **more):
        (objective,) = step(indicators, records, before, after, **more)
        (change,) = objective.indicators
        return change

    return call


def told(change):
    return change.reason, change.before.value, change.after.value


# Why an indicator stands otherwise


def test_a_first_figure_is_a_first_value(make, only):
    assert told(only([make.measure()], [make.figure("pupils", 5, "2019")])) == ("first_value", None, 5)


def test_a_figure_of_a_later_period_is_a_later_figure(make, only):
    records = [make.figure("pupils", 5, "2017"), make.figure("pupils", 7, "2019")]
    assert told(only([make.measure()], records)) == ("later_figure", 5, 7)


def test_a_later_figure_counts_as_a_change_even_when_it_says_the_same(make, only):
    records = [make.figure("pupils", 5, "2017"), make.figure("pupils", 5, "2019")]
    assert told(only([make.measure()], records)) == ("later_figure", 5, 5)


def test_another_figure_of_the_same_period_is_a_revision(make):
    first = [make.figure("pupils", 5, "2017")]
    later = [*first, make.figure("pupils", 6, "2017", edition="2019-05")]
    before, after = make.card([make.measure()], first, 2018), make.card([make.measure()], later, 2020)
    (objective,) = differences(before, after)
    assert told(objective.indicators[0]) == ("revised_figure", 5, 6)


def test_another_assessment_at_the_same_levels_changes_nothing(make, step):
    records = [make.level(since="2015", until="2018", law=2), make.level(since="2019", law=2)]
    assert step([make.rubric()], records) == ()


def test_levels_that_trade_places_are_a_reassessment_although_the_lower_is_the_same(make, only):
    records = [
        make.level(since="2015", until="2018", law=2, practice=3),
        make.level(since="2019", law=3, practice=2),
    ]
    assert told(only([make.rubric()], records)) == ("reassessed", 2, 2)


def test_joining_a_treaty_changes_its_status(make, only):
    records = [make.treaty("convention", "signed", "2000"), make.treaty("convention", "party", "2019-03")]
    assert told(only([make.treaty_status()], records)) == ("treaty_status", 0.25, 1)


def test_a_newer_reading_of_the_same_status_changes_nothing(make, step):
    records = [make.treaty("convention", "party", "2000", as_of=year) for year in ("2018", "2020")]
    assert step([make.treaty_status()], records) == ()


def test_a_value_older_than_its_indicator_allows_is_out_of_date(make, only):
    records = [make.figure("pupils", 5, "2016")]
    change = only([make.measure(max_age=3)], records)
    assert (*told(change), change.after.status) == ("out_of_date", 5, None, "stale")


def test_an_assessment_that_ended_without_another_leaves_no_value(make, only):
    assert told(only([make.rubric()], [make.level(since="2015", until="2019", law=2)])) == (
        "no_value",
        2,
        None,
    )


def test_coders_who_cannot_agree_any_more_leave_no_value(make, only):
    records = [
        make.level(since="2015", until="2018", law=2),
        make.level(since="2019", law=1, second_coder={"coder": "B", "law": 4}),
    ]
    change = only([make.rubric()], records)
    assert (*told(change), change.after.status) == ("no_value", 2, None, "conflict")


def test_a_question_that_begins_to_apply_has_changed_and_so_has_one_that_ceases(make, only):
    indicator, records = make.measure(applies_to=["givers"]), [make.figure("pupils", 5, "2017")]
    begun = only([indicator], records, 2018, 2019, groups={"givers": GIVERS})
    assert (begun.reason, begun.before.status, begun.after.status) == (
        "applicability",
        "not_applicable",
        "scored",
    )
    left = {**GIVERS, "members": [{"country": "BEL", "until": "2018"}]}
    ceased = only([indicator], records, 2018, 2019, groups={"givers": left})
    assert (ceased.reason, ceased.before.status, ceased.after.status) == (
        "applicability",
        "scored",
        "not_applicable",
    )


def test_a_question_that_applies_in_neither_year_has_not_changed(make, step):
    indicator, records = make.measure(applies_to=["givers"]), [make.figure("pupils", 5, "2016")]
    assert step([indicator], records, 2017, 2018, groups={"givers": GIVERS}) == ()


def test_a_treaty_that_did_not_exist_before_begins_to_apply(make):
    indicator = make.treaty_status()
    young = Instrument.model_validate({"title": "A treaty", "short_name": "Treaty", "adopted": "2019"})
    compact = make.compact(indicator)
    compact.instruments["convention"] = young
    evidence = make.evidence(make.treaty("convention", "party", "2019-06"))
    cards = [
        gcm.score("BEL", year, compact=compact, evidence=evidence, profile="full") for year in (2018, 2020)
    ]
    (objective,) = differences(*cards)
    assert [change.reason for change in objective.indicators] == ["applicability"]


@pytest.mark.parametrize("year", [2018, 2019, 2020])
def test_a_value_that_still_counts_is_no_change(make, step, year):
    records = [make.figure("pupils", 5, "2017"), make.level(since="2016", confirmed="2018", law=2)]
    assert step([make.measure(), make.rubric()], records, 2018, year) == ()


def test_a_value_that_was_out_of_date_and_stays_so_is_no_change(make, step):
    assert step([make.measure(max_age=1)], [make.figure("pupils", 5, "2010")]) == ()


def test_a_value_after_one_that_was_out_of_date_is_not_called_the_first(make, only):
    records = [make.figure("pupils", 5, "2014"), make.figure("pupils", 7, "2020")]
    change = only([make.measure(max_age=1)], records)
    assert change.before.status == "stale"
    assert change.reason != "first_value"


# On which evidence


def test_a_reassessment_names_the_facts_it_newly_rests_on_by_date(make, only):
    records = [
        make.level(since="2015", until="2018", law=1, findings=["old"]),
        make.level(since="2019", law=2, findings=["late", "old", "early"]),
        make.finding("old", "2014"),
        make.finding("late", "2019-06"),
        make.finding("early", "2019-01"),
        make.finding("unrelated", "2019-03"),
    ]
    assert [item.id for item in only([make.rubric()], records).findings] == ["early", "late"]


def test_a_first_assessment_names_every_fact_it_rests_on(make, only):
    records = [
        make.level(since="2019", law=2, findings=["a", "b"]),
        make.finding("b", "2001"),
        make.finding("a", "2002"),
    ]
    assert [item.id for item in only([make.rubric()], records).findings] == ["b", "a"]


def test_a_fact_of_after_the_later_card_is_not_named(make, only):
    records = [
        make.level(since="2019", law=2, findings=["a", "b"]),
        make.finding("a", "2019"),
        make.finding("b", "2021"),
    ]
    assert [item.id for item in only([make.rubric()], records).findings] == ["a"]


def test_an_assessment_that_went_out_of_date_names_no_fact(make, only):
    records = [make.level(since="2016", law=2, findings=["a"]), make.finding("a", "2016")]
    change = only([make.rubric(max_age=3)], records)
    assert (change.reason, change.findings) == ("out_of_date", ())


def test_a_figure_names_its_source_and_no_fact(make, only):
    records = [make.figure("pupils", 5, "2019"), make.finding("a", "2019")]
    change = only([make.measure()], records)
    assert (change.citations, change.findings) == ((("yearbook", "page 1"),), ())


def test_where_no_value_is_left_the_sources_are_those_of_the_value_that_was(make, only):
    change = only([make.rubric()], [make.level(since="2015", until="2019", law=2, sources=["act"])])
    assert change.citations == (("act", "page 1"),)


# What happened in between


@pytest.mark.parametrize(
    ("day", "between"),
    [
        ("2018-12-31", False),
        ("2019-01-01", True),
        ("2020-12-31", True),
        ("2021-01-01", False),
        ("2019", True),
    ],
)
def test_what_happened_after_the_earlier_card_and_up_to_the_later_is_an_event(make, step, day, between):
    found = step([make.measure()], [make.finding("a", day)])
    assert [item.id for objective in found for item in objective.events] == (["a"] if between else [])


def test_an_event_alone_changes_no_indicator(make, step):
    (objective,) = step([make.measure()], [make.finding("a", "2019")])
    assert (objective.indicators, objective.before.status, objective.after.status) == (
        (),
        "not_assessed",
        "not_assessed",
    )


def test_what_happens_in_a_region_is_an_event_of_the_country_and_another_country_s_is_not(make, step):
    records = [make.finding("a", "2019", country="BE-VLG"), make.finding("b", "2019", country="NLD")]
    (objective,) = step([make.measure()], records)
    assert [item.id for item in objective.events] == ["a"]


def test_a_region_s_assessment_changes_no_indicator_of_the_country(make, step):
    assert step([make.rubric()], [make.level(since="2019", country="BE-VLG", law=2)]) == ()


def test_objectives_without_a_change_are_left_out_and_the_others_keep_their_order(make, step):
    names = {"one": 1, "two": 2, "three": 3}
    indicators = [make.measure(name, objective=number) for name, number in names.items()]
    records = [make.figure("three", 5, "2019"), make.figure("one", 5, "2019"), make.figure("two", 5, "2017")]
    assert [item.after.objective.number for item in step(indicators, records)] == [1, 3]


def test_an_objective_is_told_with_its_result_on_either_card(make, step):
    records = [make.figure(name, 40, year) for name, year in (("one", "2017"), ("two", "2019"))]
    (found,) = step([make.measure("one"), make.measure("two")], records)
    assert (found.before.status, found.before.reason, found.after.status) == (
        "insufficient",
        "single_indicator",
        "scored",
    )
    assert found.after.score == 40


# As plain values and in words


def test_as_plain_values_it_has_no_number_that_is_none(make, step):
    records = [make.figure("pupils", 5, "2019"), make.finding("a", "2019")]
    (found,) = step([make.measure()], records)
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert (plain["objective"], plain["status_before"], plain["score_after"]) == (1, "not_assessed", None)
    assert plain["events"] == ["a"]
    assert plain["indicators"] == [
        {
            "indicator": "pupils",
            "reason": "first_value",
            "reason_text": REASONS["first_value"],
            "status_before": "not_assessed",
            "value_before": None,
            "score_before": None,
            "status_after": "scored",
            "value_after": 5,
            "score_after": 5,
            "findings": [],
            "sources": [{"id": "yearbook", "locator": "page 1"}],
        }
    ]


def test_every_reason_has_words_in_the_interface():
    wording = Wording("en")
    assert [reason for reason in REASONS if not wording.text(f"change.{reason}")] == []


def test_the_text_tells_the_step_its_reason_and_its_evidence(make):
    indicators = [make.measure(), make.rubric()]
    records = [
        make.figure("pupils", 40, "2017"),
        make.figure("pupils", 60, "2019", sources=["survey"]),
        make.source("survey", "2020", publisher="The survey office"),
        make.level(since="2015", until="2018", law=1, practice=1),
        make.level(since="2019", law=3, practice=2, findings=["new-law"]),
        make.finding("new-law", "2019-02", statement="The law changed.", stance="advance", stage="in_force"),
        make.finding("other", "2020-02", statement="Elsewhere.", stage="announced"),
    ]
    compact, evidence = make.compact(*indicators), make.evidence(*records)
    text = str(gcm.compare(["BEL@2018", "BEL@2020"], compact=compact, evidence=evidence, profile="full"))
    lines = [line.strip() for line in text.partition("Belgium, from 2018 to 2020")[2].splitlines() if line]
    # 40 and 25 · 1 make 32.5; 60 and 25 · 2 make 55. Rubric levels are the lower of law and practice.
    assert lines == [
        "1. Aim: 32.5 orange (100% covered) → 55.0 yellow (100% covered)",
        "Pupils: 40 (2017) → 60 (2019)",
        "a later figure counts",
        "source: The survey office (2020), page 1",
        "Rights: level 1 (law 1, practice 1) → level 2 (law 3, practice 2)",
        "another assessment holds",
        "2019-02 [in force, advance] The law changed.",
        "source: An office (2000), page 1",
        "also on record since, moving no level by itself: 1 announced",
    ]


def test_the_text_counts_what_else_happened_by_stage(make):
    records = [
        make.finding(f"fact-{n}", "2019", stage=stage)
        for n, stage in enumerate(["adopted", "in_force", "adopted"])
    ]
    compact, evidence = make.compact(make.measure()), make.evidence(*records)
    text = str(gcm.compare(["BEL@2018", "BEL@2020"], compact=compact, evidence=evidence, profile="full"))
    assert "also on record since, moving no level by itself: 2 adopted, 1 in force" in text


# Laws

known = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(0, 100), st.integers(2012, 2022))), min_size=3, max_size=3
)


@settings(max_examples=10)
@given(known, st.integers(2014, 2022), st.integers(0, 4))
def test_what_differs_is_exactly_what_has_another_value_or_rests_on_another_record(make, known, year, later):
    names = ["one", "two", "three"]
    indicators = [make.measure(name) for name in names]
    records = [
        make.figure(name, item[0], str(item[1]))
        for name, item in zip(names, known, strict=True)
        if item is not None
    ]
    before, after = (make.card(indicators, records, number) for number in (year, year + later))
    told_of = {change.after.id: change for found in differences(before, after) for change in found.indicators}
    for name in names:
        values = [card.indicators.loc[("BEL", card.year, name), "value"] for card in (before, after)]
        same = values[0] == values[1] or (values[0] != values[0] and values[1] != values[1])
        assert (name in told_of) == (not same)


@settings(max_examples=10)
@given(known, st.integers(2014, 2022))
def test_a_card_differs_in_nothing_from_itself(make, known, year):
    names = ["one", "two", "three"]
    records = [
        make.figure(name, item[0], str(item[1]))
        for name, item in zip(names, known, strict=True)
        if item is not None
    ]
    card = make.card([make.measure(name) for name in names], [*records, make.finding()], year)
    assert differences(card, card) == ()
