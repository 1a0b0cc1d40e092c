"""Why a score moved: points that add up, by cause, whatever changed between two cards."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore import charts
from gcmscore.bridges import CAUSES, bridge
from gcmscore.cli import main
from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.aggregate import MEANS

GROUP = {"title": "Givers", "sources": [{"id": "yearbook", "locator": "list"}]}
LOOSE = gcm.Method.exploratory().replace(overall_floor=0.0)

# Worlds: two editions of six questions under two objectives, and two bodies of evidence

KINDS = ("measure", "measure", "rubric", "treaty", "measure", "rubric")
value = st.integers(-10, 110)
question = st.fixed_dictionaries(
    {
        "asked": st.sampled_from([True] * 5 + [False]),
        "weight": st.sampled_from([1.0, 1.0, 2.0]),
        "best": st.sampled_from([100, 100, 80]),
        "grouped": st.sampled_from([False, False, True]),
        "max_age": st.sampled_from([3, 3, 1]),
        "unit": st.sampled_from(["amount", "amount", "share"]),
    }
)
answer = st.one_of(*[st.tuples(value, st.integers(2017, 2020))] * 4, st.none())
means = st.sampled_from(list(MEANS))
methods = st.builds(
    lambda objective, overall, share, credit, tolerance, enough: LOOSE.replace(
        objective_mean=objective, overall_mean=overall, instrument_share=share, signed_credit=credit,
        coder_tolerance=tolerance, minimum_indicators=enough,
    ),
    means, means, st.sampled_from([0.25, 0.5]), st.sampled_from([0.25, 0.6]), st.sampled_from([0, 1]),
    st.sampled_from([1, 1, 2]),
)  # fmt: skip
sides = st.fixed_dictionaries(
    {
        "questions": st.lists(question, min_size=len(KINDS), max_size=len(KINDS)),
        "answers": st.lists(answer, min_size=len(KINDS), max_size=len(KINDS)),
        "year": st.integers(2018, 2020),
        "since": st.sampled_from(["2000", "2019", "2030"]),
        "method": methods,
    }
)
# What the two sides have in common; often much, so that one thing moves a score at a time.
alike = st.sets(st.sampled_from(["questions", "answers", "year", "since", "method"]), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def world(make):
    """Return the card of one side."""

    def card(side):
        indicators = [
            made
            for place, (kind, parts) in enumerate(zip(KINDS, side["questions"], strict=True))
            if (made := _indicator(make, place, kind, parts)) is not None
        ]
        records = [
            record
            for place, (kind, given_) in enumerate(zip(KINDS, side["answers"], strict=True))
            if given_ is not None
            for record in _records(make, place, kind, given_)
        ]
        groups = {"givers": {**GROUP, "members": [{"country": "BEL", "from": side["since"]}]}}
        compact = make.compact(*indicators, objectives=2)
        evidence = make.evidence(*records, groups=groups)
        return gcm.score(
            "BEL", side["year"], compact=compact, evidence=evidence, profile="full", method=side["method"]
        )

    return card


def _indicator(make, place, kind, parts):
    if not parts["asked"]:
        return None
    common = {"objective": 1 + place // 4, "weight": parts["weight"], "max_age": parts["max_age"]}
    common["applies_to"] = ["givers"] if parts["grouped"] else []
    if kind == "rubric":
        return make.rubric(f"q{place}", **common)
    if kind == "treaty":
        return make.treaty_status(f"q{place}", **common)
    return make.measure(f"q{place}", best=parts["best"], unit=parts["unit"], **common)


def _records(make, place, kind, given_):
    number, year = given_
    if kind == "measure":
        return [make.figure(f"q{place}", number, str(year))]
    if kind == "treaty":
        status = ("none", "signed", "party")[number % 3]
        return [make.treaty("convention", status, None if status == "none" else "2000", as_of=str(year))]
    second = {"coder": "B", "law": min(4, number % 5 + 1)} if number % 2 else None
    return [make.level(f"q{place}", str(year), law=number % 5, practice=2, second_coder=second)]


def parts_of(found):
    return {part.number: part for part in found.parts}


@settings(max_examples=40)
@given(before=sides, after=sides, shared=alike)
def test_the_points_of_every_objective_and_of_the_overall_add_up(world, before, after, shared):
    one, other = world(before), world({**after, **{name: before[name] for name in shared}})
    found = bridge(one, other)
    known = parts_of(found)
    for old, new in zip(one.results, other.results, strict=True):
        part = known.get(old.objective.number)
        if old.status == new.status == "scored":
            points = [item.points for item in part.contributions] if part else []
            assert math.fsum(points) == pytest.approx(new.score - old.score, abs=1e-9)
        elif "scored" in (old.status, new.status):
            assert part is not None and part.turned_by in CAUSES
            assert all(math.isnan(item.points) for item in part.contributions)
        else:
            assert part is None
    overall = found.overall
    if one.overall is None or other.overall is None:
        assert overall.empty
    else:
        assert overall["change"].sum() == pytest.approx(other.overall - one.overall, abs=1e-9)
        assert overall[list(CAUSES)].sum(axis=1).to_list() == pytest.approx(overall["change"].to_list())


@settings(max_examples=15)
@given(side=sides)
def test_from_a_card_to_itself_nothing_moved(world, side):
    found = bridge(world(side), world(side))
    assert found.parts == ()
    assert found.objectives.empty and found.indicators.empty and found.overall.empty


@settings(max_examples=15)
@given(before=sides, after=sides, shared=alike)
def test_the_way_back_takes_the_points_back(world, before, after, shared):
    one, other = world(before), world({**after, **{name: before[name] for name in shared}})
    there, back = bridge(one, other).objectives["change"], bridge(other, one).objectives["change"]
    assert there.index.equals(back.index)
    assert there.to_list() == pytest.approx((-back).to_list(), abs=1e-9, nan_ok=True)


# Each cause, with arithmetic


@pytest.fixture(scope="module")
def moved(make):
    """Return the one objective that moved between two cards, and its causes that are not 0."""

    def call(before, after):
        (part,) = bridge(before, after).parts
        causes = {cause: points for cause, points in part.causes.items() if points}
        return part, causes

    return call


@pytest.fixture(scope="module")
def counts(make):
    """Return a card of measures that have these values, one figure each."""

    def call(*values, year=2020, period="2020", method=LOOSE, weights=(1.0, 1.0, 1.0), **parts):
        indicators = [
            make.measure(f"q{place}", weight=weight, **parts)
            for place, (weight, _) in enumerate(zip(weights, values, strict=False))
        ]
        records = [
            make.figure(f"q{place}", number, period)
            for place, number in enumerate(values)
            if number is not None
        ]
        return make.card(indicators, records, year, method=method)

    return call


def reasons(part):
    return {item.item.id: item.reason for item in part.contributions}


def test_a_later_figure_is_new_data(counts, moved):
    part, causes = moved(counts(10, 20, year=2019, period="2019"), counts(30, 20))
    assert causes == {"new_data": pytest.approx((30 - 10) / 2)}
    assert part.scores == (15, 25)


def test_a_later_figure_that_says_the_same_is_listed_and_moves_nothing(counts):
    found = bridge(counts(10, 20, year=2019, period="2019"), counts(30, 20))
    assert found.indicators["points"].to_list() == [10, 0]


def test_another_figure_of_the_same_period_is_revised_data(counts, moved):
    assert moved(counts(10, 20), counts(30, 20))[1] == {"revised_data": pytest.approx((30 - 10) / 2)}


def test_what_became_known_later_of_the_same_year_is_revised_data(make, moved):
    records = [
        make.source("first", "2020-02"),
        make.source("second", "2021-06"),
        make.figure("q0", 10, "2019", sources=["first"], edition="2020-02"),
        make.figure("q0", 30, "2019", sources=["second"], edition="2021-06"),
    ]
    cards = [make.card([make.measure("q0")], records, method=LOOSE, known_by=day) for day in ("2020", None)]
    assert moved(*cards)[1] == {"revised_data": pytest.approx(20)}


def test_evidence_put_in_front_of_other_evidence_moves_the_score(make, moved):
    indicators = [make.measure("q0"), make.measure("q1")]
    compact = make.compact(*indicators)
    mine = make.evidence(make.figure("q0", 10), make.figure("q1", 20))
    yours = make.evidence(make.figure("q1", 60), make.source("yearbook"))
    cards = [
        gcm.score("BEL", 2020, compact=compact, evidence=body, profile="full", method=LOOSE)
        for body in (mine, mine | yours)
    ]
    assert moved(*cards)[1] == {"revised_data": pytest.approx((60 - 20) / 2)}


def test_another_assessment_and_another_treaty_status_are_new_evidence(make, moved):
    indicators = [make.rubric("rights"), make.measure("pupils"), make.treaty_status("treaties")]
    records = [
        make.level("rights", "2015", until="2018", law=1),
        make.level("rights", "2019", law=3),
        make.figure("pupils", 50, "2018"),
        make.treaty("convention", "signed", "2000"),
        make.treaty("convention", "party", "2019-03"),
    ]
    part, causes = moved(*(make.card(indicators, records, year, method=LOOSE) for year in (2018, 2020)))
    # The treaty carries a quarter of the weight, the others three eighths each.
    assert causes == {"new_evidence": pytest.approx((75 - 25) * 3 / 8 + (100 - 25) / 4)}
    assert reasons(part) == {"rights": "reassessed", "treaties": "treaty_status"}


def test_an_answer_that_is_lost_counts_by_its_distance_from_those_that_stay(counts, moved):
    part, causes = moved(counts(60, 60, 30), counts(60, 60, None))
    assert causes == {"coverage_lost": pytest.approx(-(30 - 60) / 3)}
    assert part.change == pytest.approx(60 - 50)


def test_an_answer_that_is_gained_counts_by_its_distance_from_those_that_were_there(counts, moved):
    assert moved(counts(60, 60, None), counts(60, 60, 30))[1] == {
        "coverage_gained": pytest.approx((30 - 60) / 3)
    }


def test_where_no_question_stays_half_the_way_is_lost_and_half_is_gained(counts, moved):
    assert moved(counts(20, None), counts(None, 60))[1] == {"coverage_lost": 20, "coverage_gained": 20}


@pytest.fixture(scope="module")
def capped(make):
    """Return the card of two measures, one of them asked of a group until 2018 only, and a treaty."""
    group = {"givers": {**GROUP, "members": [{"country": "BEL", "until": "2018"}]}}
    indicators = [
        make.measure("pupils"),
        make.measure("gifts", applies_to=["givers"]),
        make.treaty_status("treaties"),
    ]
    records = [make.figure("pupils", 100, "2018"), make.figure("gifts", 50, "2018")]
    records.append(make.treaty("convention", "none"))
    return lambda year: make.card(indicators, records, year, method=LOOSE, groups=group)


def test_a_question_that_ceases_to_apply_shifts_the_weight_of_treaties(capped, moved):
    # Shares 3/8, 3/8 and 1/4: 56.25. Without the second question 3/5 and 2/5: 60. Capped anew 3/4, 1/4: 75.
    part, causes = moved(capped(2018), capped(2019))
    assert part.scores == pytest.approx((56.25, 75))
    assert causes == {"applicability": pytest.approx(18.75)}
    points = {(item.item.id, item.reason): item.points for item in part.contributions}
    assert points["gifts", "applicability"] == pytest.approx(60 - 56.25)
    assert points["pupils", "share"] + points["treaties", "share"] == pytest.approx(75 - 60)


def test_a_treaty_that_was_adopted_since_is_another_question(make, moved):
    indicators = [make.treaty_status("treaties", "convention", "protocol"), make.measure()]
    records = [make.figure("pupils", 50, "2018"), make.treaty("convention", "party", "2000")]
    records.append(make.treaty("protocol", "none"))
    compact = make.compact(*indicators)
    late = compact.instruments["protocol"].model_copy(update={"adopted": "2019"})
    compact = dataclasses.replace(compact, instruments={**compact.instruments, "protocol": late})
    cards = [
        gcm.score(
            "BEL", year, compact=compact, evidence=make.evidence(*records), profile="full", method=LOOSE
        )
        for year in (2018, 2019)
    ]
    assert moved(*cards)[1] == {"applicability": pytest.approx((50 - 100) / 4)}


def test_another_goalpost_is_told_from_another_figure(counts, moved):
    # 40 of 100 scores 40, 40 of 80 scores 50, 60 of 80 scores 75; the second question counts as much.
    part, causes = moved(
        counts(40, 0, year=2019, period="2019"), counts(60, 0, best=80, bands={"red": 20, "green": 60})
    )
    assert causes == {"goalpost": pytest.approx((50 - 40) / 2), "new_data": pytest.approx((75 - 50) / 2)}
    assert part.change == pytest.approx(75 / 2 - 40 / 2)


def test_another_weight_moves_the_mean_towards_the_question(counts, moved):
    assert moved(counts(20, 80), counts(20, 80, weights=(3.0, 1.0)))[1] == {
        "weight": pytest.approx((3 * 20 + 80) / 4 - 50)
    }


def test_scaling_all_weights_moves_nothing(counts):
    assert bridge(counts(20, 80), counts(20, 80, weights=(2.0, 2.0))).parts == ()


def test_questions_added_and_removed_are_the_edition(make, moved):
    records = [make.figure(name, number) for name, number in (("old", 20), ("both", 40), ("new", 90))]
    before = make.card([make.measure("old"), make.measure("both")], records, method=LOOSE)
    after = make.card([make.measure("both"), make.measure("new")], records, method=LOOSE)
    part, causes = moved(before, after)
    assert causes == {"edition": pytest.approx(-(20 - 40) / 2 + (90 - 40) / 2)}
    assert reasons(part) == {"old": "removed", "new": "added"}


def test_an_added_question_is_the_edition_although_only_the_later_evidence_answers_it(make, moved):
    before = make.card([make.measure("both")], [make.figure("both", 40)], method=LOOSE)
    records = [make.figure("both", 40), make.figure("new", 90)]
    after = make.card([make.measure("both"), make.measure("new")], records, method=LOOSE)
    part, causes = moved(before, after)
    assert causes == {"edition": pytest.approx((90 - 40) / 2)}
    assert reasons(part) == {"new": "added"}


def test_values_in_another_unit_are_never_scored_by_the_new_goalposts(make, moved):
    before = make.card([make.measure("rate")], [make.figure("rate", 50)], method=LOOSE)
    changed = make.measure("rate", best=1, unit="share")
    after = make.card([changed], [make.figure("rate", 0.75, unit="share")], method=LOOSE)
    part, causes = moved(before, after)
    assert causes == {"edition": pytest.approx(75 - 50)}
    assert reasons(part) == {"rate": "redefined"}


def test_another_mean_is_the_method(counts, moved):
    after = counts(20, 80, method=LOOSE.replace(objective_mean="geometric"))
    assert moved(counts(20, 80), after)[1] == {"method": pytest.approx(40 - 50)}


def test_under_a_geometric_mean_a_lower_answer_moves_more_points(counts):
    rules = LOOSE.replace(objective_mean="geometric")
    found = bridge(counts(16, 81, method=rules), counts(20, 90, method=rules))
    low, high = found.indicators["points"]
    # Each counts by the change of its logarithm: ln(20/16) against ln(90/81).
    assert low / high == pytest.approx(math.log(20 / 16) / math.log(90 / 81))
    assert low + high == pytest.approx(math.sqrt(20 * 90) - math.sqrt(16 * 81))


# What is scored on one card only


def test_an_objective_without_a_score_before_has_no_points_and_says_what_made_it_scored(counts):
    rules = gcm.Method()
    found = bridge(counts(60, None, method=rules), counts(60, 40, method=rules))
    (part,) = found.parts
    assert part.turned_by == "coverage_gained"
    assert math.isnan(part.change) and all(math.isnan(points) for points in part.causes.values())
    assert found.indicators[["indicator", "cause"]].to_numpy().tolist() == [["q1", "coverage_gained"]]
    assert found.indicators["points"].isna().all()
    assert "2020 no score, since fewer than 2 indicators have a value; 2020 50.0" in str(found)


def test_a_missing_answer_that_is_no_longer_asked_for_can_make_a_score(make):
    group = {"givers": {**GROUP, "members": [{"country": "BEL", "until": "2018"}]}}
    indicators = [
        make.measure("a"),
        *(make.measure(name, applies_to=["givers"]) for name in ("b", "c")),
        make.measure("d"),
    ]
    records = [make.figure("a", 60, "2018"), make.figure("d", 40, "2018")]
    rules = gcm.Method(coverage_floor=0.6)
    before, after = (
        make.card(indicators, records, year, groups=group, method=rules) for year in (2018, 2019)
    )
    (part,) = bridge(before, after).parts
    assert (part.turned_by, reasons(part)) == ("applicability", {"b": "applicability", "c": "applicability"})


@pytest.mark.parametrize(
    ("changed", "cause"),
    [({"method": gcm.Method(minimum_indicators=3)}, "method"), ({"max_age": 0, "year": 2021}, "edition")],
)
def test_a_rule_or_an_edition_can_take_a_score_away(counts, changed, cause):
    usual = {"method": gcm.Method(), "year": changed.get("year", 2020)}
    (part,) = bridge(counts(60, 40, **usual), counts(60, 40, **{**usual, **changed})).parts
    assert part.turned_by == cause


def test_law_alone_is_no_score_and_what_lost_it_is_the_other_reading(make):
    indicators = [make.rubric(name, max_age=9) for name in ("a", "b")]
    records = [
        make.level("a", "2015", law=2),
        make.level("b", "2015", until="2018", law=2, practice=2),
        make.level("b", "2019", law=2),
    ]
    rules = gcm.Method()
    cards = [
        make.card(
            [item.model_copy(update={"max_age": 9}) for item in indicators], records, year, method=rules
        )
        for year in (2018, 2019)
    ]
    (part,) = bridge(*cards).parts
    assert part.turned_by == "new_evidence"


# The overall score


@pytest.fixture(scope="module")
def plan(make):
    """Return the card of a framework with one measure an objective."""

    def call(*values, method=LOOSE, period="2020", year=2020):
        indicators = [make.measure(f"q{place}", objective=place) for place in range(1, len(values) + 1)]
        records = [
            make.figure(f"q{place}", number, period)
            for place, number in enumerate(values, start=1)
            if number is not None
        ]
        return make.card(indicators, records, year, method=method)

    return call


def test_an_objective_moves_the_overall_by_its_part_of_the_mean(plan):
    overall = bridge(plan(20, 40), plan(50, 30)).overall
    assert overall["change"].to_dict() == {1: (50 - 20) / 2, 2: (30 - 40) / 2}
    assert overall["revised_data"].to_list() == [15, -5]


def test_an_objective_that_lost_its_score_moves_the_overall_by_its_distance_from_the_others(plan):
    overall = bridge(plan(60, 30), plan(60, None)).overall
    assert overall.loc[2, ["change", "coverage_lost"]].to_list() == [15, 15]
    assert overall.index.to_list() == [2]


def test_another_mean_over_objectives_is_a_row_of_its_own(plan):
    overall = bridge(plan(20, 80), plan(20, 80, method=LOOSE.replace(overall_mean="geometric"))).overall
    assert overall.loc["mean", ["change", "method"]].to_list() == pytest.approx([40 - 50] * 2)


def test_causes_that_cancel_out_within_an_objective_do_so_in_the_overall(make):
    indicators = [make.measure("q1"), make.measure("q2"), make.measure("q3", objective=2)]
    before, after = (
        make.card(
            indicators,
            [make.figure("q1", one, "2019"), make.figure("q2", two, period), make.figure("q3", 50, "2019")],
            method=LOOSE,
        )
        for one, two, period in ((40, 60, "2019"), (60, 40, "2020"))
    )
    overall = bridge(before, after).overall
    assert overall.loc[1, ["change", "revised_data", "new_data"]].to_list() == [0, 5, -5]


def test_without_an_overall_score_on_both_cards_there_are_no_points(shelf):
    found = bridge(shelf.card("BEL-2018"), shelf.card("BEL-2020"))
    assert found.overall.empty
    assert list(found.overall.columns) == list(found.objectives.columns)
    assert found.overall_reason == "; ".join(
        f"{year}: {number} of 23 objectives scored, at least 12 needed"
        for year, number in ((2018, 7), (2020, 9))
    )


def test_an_overall_score_that_rests_on_other_countries_has_no_points(make):
    indicators = [make.measure("q1"), make.measure("q2", objective=2)]
    records = [
        *(make.figure("q1", number, "2019", country=code) for code, number in (("BEL", 20), ("FRA", 40))),
        make.figure("q2", 80, "2019", country="FRA"),
    ]
    panel = gcm.score_panel(
        [2019, 2020], ["BEL", "FRA"], compact=make.compact(*indicators, objectives=2),
        evidence=make.evidence(*records), profile="full", method=LOOSE.replace(objective_imputation="region"),
    )  # fmt: skip
    found = bridge(panel.card("BEL", 2019), panel.card("BEL", 2020))
    assert panel.card("BEL", 2020).overall == (20 + 80) / 2
    assert found.overall.empty
    assert "2020: it rests on scores of other countries" in found.overall_reason


# The shipped evidence


@pytest.mark.parametrize(("before", "after"), [("BEL-2018", "BEL-2020"), ("BEL-2020", "BEL-2026")])
def test_belgiums_points_add_up(shelf, before, after):
    found = bridge(shelf.card(before), shelf.card(after))
    measured = found.objectives.dropna(subset="change")
    assert len(measured) >= 3
    assert measured[list(CAUSES)].sum(axis=1).to_list() == pytest.approx(measured["change"].to_list())
    expected = measured["after"] - measured["before"]
    assert measured["change"].to_list() == pytest.approx(expected.to_list(), abs=1e-9)
    for number, points in found.indicators.groupby("objective")["points"]:
        if number in measured.index:
            assert math.fsum(points) == pytest.approx(measured.loc[number, "change"], abs=1e-9)


def test_belgiums_aid_of_2020_moved_objective_2(shelf):
    found = bridge(shelf.card("BEL-2018"), shelf.card("BEL-2020"))
    # Two equal weights; 100 means 0.7 % of national income.
    assert found.objectives.loc[2, "new_data"] == pytest.approx(100 * (0.47831 - 0.43024) / 0.7 / 2)


def test_one_goalpost_of_belgiums_is_told_from_the_evidence(shelf, compact):
    changed = compact.indicators["oda_gni_share"]
    goalposts = changed.goalposts.model_copy(update={"best": 1.0})
    indicators = {
        **compact.indicators,
        changed.id: changed.model_copy(update={"goalposts": goalposts}),
    }
    edition = dataclasses.replace(compact, indicators=indicators, edition="next", digest="next")
    after = gcm.score("BEL", 2020, compact=edition, evidence=gcm.load_evidence())
    row = bridge(shelf.card("BEL-2018"), after).objectives.loc[2]
    assert row["goalpost"] == pytest.approx(100 * 0.43024 * (1 / 1 - 1 / 0.7) / 2)
    assert row["new_data"] == pytest.approx(100 * (0.47831 - 0.43024) / 1 / 2)
    assert row["goalpost"] + row["new_data"] == pytest.approx(row["change"])


def test_another_rule_for_belgium_is_the_method_alone(shelf):
    before = shelf.card("BEL-2020")
    after = gcm.score("BEL", 2020, method=gcm.Method(objective_mean="geometric"))
    found = bridge(before, after)
    assert set(found.indicators["cause"]) == {"method"}
    assert found.objectives["change"].le(0).all()


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("profile", ["core", "full", "global"])
def test_what_explain_shows_adds_up_to_every_score_of_belgium(profile, mean):
    for year in range(2014, 2027, 2):
        card = gcm.score("BEL", year, profile=profile, method=gcm.Method(objective_mean=mean))
        for item in card.results:
            if item.status == "scored":
                shown = [
                    one["contribution"] for one in card.explain(item.objective.number).to_dict()["indicators"]
                ]
                assert math.fsum(shown) == pytest.approx(item.score, abs=1e-9)


@pytest.mark.parametrize("profile", ["core", "full", "global"])
def test_shares_times_scores_add_up_to_every_score_of_the_world(profile):
    panel = gcm.score_panel(years=[2013, 2017, 2021, 2025], profile=profile)
    indicators, scores = panel.indicators, panel.objectives["score"].dropna()
    points = (indicators["score"] * indicators["effective_weight"]).fillna(0)
    added = points.groupby([indicators.index.get_level_values(name) for name in ("country", "year")]
                           + [indicators["objective"]]).sum()  # fmt: skip
    assert len(scores) >= 10
    assert added.loc[scores.index].to_list() == pytest.approx(scores.to_list(), abs=1e-9)


# What is asked for wrongly


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        (lambda shelf: (shelf.card("BEL-2018"), 2020), "joins two Cards, not int"),
        (lambda shelf: (shelf.card("BEL-2020"), shelf.card("NLD-2020")), "one country, these are of 'BEL'"),
        (lambda shelf: (shelf.card("BEL-2020"), shelf.card("BEL-2020-full")), "score both with one profile="),
        (lambda shelf: gcm.compare(["BEL@2018", "BEL@2020"]).counted, "take comparison.cards instead"),
    ],
    ids=["no card", "two countries", "two profiles", "common questions"],
)
def test_cards_that_cannot_be_joined_are_refused(shelf, cards, said):
    with pytest.raises(InvalidRequestError, match=said):
        bridge(*cards(shelf))


def test_two_frameworks_are_refused(make, shelf):
    other = make.card([make.measure()], [make.figure("pupils", 50)])
    with pytest.raises(InvalidRequestError, match="one framework, these are of 'gcm' and 'plan'"):
        bridge(shelf.card("BEL-2020"), other)


# What it shows


@pytest.fixture(scope="module")
def belgium(shelf):
    return bridge(shelf.card("BEL-2018"), shelf.card("BEL-2020"))


def test_a_bridge_as_plain_values_goes_through_json(belgium):
    plain = json.loads(json.dumps(belgium.to_dict()), parse_constant=pytest.fail)
    assert [item["objective"] for item in plain["objectives"]] == belgium.objectives.index.to_list()
    assert sum(len(item["contributions"]) for item in plain["objectives"]) == len(belgium.indicators)
    assert plain["before"]["year"] == 2018
    assert list(plain["causes"]) == list(CAUSES)


def test_a_bridge_in_words_names_the_source_of_what_moved_a_score(belgium):
    told = " ".join(str(belgium).split())
    assert "2. Minimize adverse drivers: 62.4 → 65.9, +3.4 points" in told
    assert "0.4302 (2018) → 0.4783 (2020); score 61.5 → 68.3 the figure of another period counts" in told
    assert "source: Organisation for Economic Co-operation and Development (2026-04)" in told
    assert "7. Reduce vulnerabilities: 2018 no score" in told
    assert max(map(len, str(belgium).splitlines())) <= 100


def test_a_bridge_in_words_says_which_rules_and_which_edition_differ(counts):
    told = str(bridge(counts(20, 80), counts(20, 80, method=LOOSE.replace(objective_mean="geometric"))))
    assert "objective_mean='geometric'" in told
    assert "−10.0  other rules of scoring, on the same evidence" in told


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (20, "20.0 → 20.0, no change"),
        (20.02, "20.0 → 20.0, up by less than 0.05 points"),
        (19.96, "20.0 → 20.0, down by less than 0.05 points"),
        (20.06, "20.0 → 20.1, +0.1 points"),
    ],
)
def test_a_change_that_rounds_to_nothing_is_told_from_none(plan, number, said):
    told = str(bridge(plan(20, 40, period="2019"), plan(number, 40)))
    assert f": {said}\n" in told


def test_points_are_said_once_to_be_rounded_one_by_one(belgium, shelf):
    line = "Printed points are rounded one by one; they add up before rounding."
    assert str(belgium).count(line) == 1
    assert line not in str(bridge(shelf.card("BEL-2020"), shelf.card("BEL-2020")))


def test_gains_and_losses_that_cancel_in_the_overall_are_both_shown(plan):
    """Of two objectives one gains 30 points and one loses 30: half of it each."""
    told = str(bridge(plan(20, 50, period="2019"), plan(50, 20)))
    assert "Overall: 35.0 → 35.0, no change\n" in told
    assert "    0.0  figures of another period (gains +15.0, losses −15.0)\n" in told
    assert "  +15.0  figures of another period\n" in str(bridge(plan(20, 50, period="2019"), plan(50, 50)))


@pytest.mark.parametrize(
    ("later", "period", "said"),
    [
        ("second", "2019", "source: An office (2021-06), page 1; before: An office (2020-02), page 1"),
        ("first", "2019", "counts, revised or from another source; source: An office (2020-02), page 1"),
        ("second", "2020", "period counts; source: An office (2021-06), page 1"),
    ],
    ids=["another source", "the same one", "another period"],
)
def test_another_figure_of_the_same_period_names_both_sources_where_they_differ(make, later, period, said):
    sources = [make.source("first", "2020-02"), make.source("second", "2021-06")]
    figures = (
        make.figure("q0", 10, "2019", sources=["first"]),
        make.figure("q0", 30, period, sources=[later]),
    )
    cards = [make.card([make.measure("q0")], [*sources, figure], method=LOOSE) for figure in figures]
    told = " ".join(str(bridge(*cards)).split())
    assert f"{said} Printed points" in told


def test_a_bridge_on_which_nothing_moved_says_so(shelf):
    found = bridge(shelf.card("BEL-2020"), shelf.card("BEL-2020"))
    assert str(found).endswith("Nothing changed in any objective that has a score.")
    assert repr(found) == "<Bridge BEL 2020 to 2020, profile core: 0 objectives>"


def test_every_reason_has_words_and_every_cause_too(make):
    from gcmscore._bridge_path import _CAUSE_OF
    from gcmscore._bridge_text import WORDS
    from gcmscore.differences import REASONS

    assert set(_CAUSE_OF) == set(REASONS)
    assert set(_CAUSE_OF.values()) <= set(CAUSES)
    assert set(WORDS) >= {*REASONS, "added", "removed", "redefined"}
    assert set(WORDS) >= {"goalpost", "weight", "share", "method", "edition"}


def test_the_command_prints_the_bridge():
    shown = CliRunner().invoke(main, ["bridge", "BEL", "2018", "2020"])
    assert shown.stdout.rstrip("\n") == str(bridge(gcm.score("BEL", 2018), gcm.score("BEL", 2020)))


def test_the_command_prints_json():
    shown = CliRunner().invoke(main, ["bridge", "BEL", "2018", "2020", "--json"])
    assert json.loads(shown.stdout, parse_constant=pytest.fail)["country"] == "BEL"


def test_the_command_names_the_nearest_country():
    shown = CliRunner().invoke(main, ["bridge", "BLE", "2018", "2020"])
    assert (shown.exit_code, "did you mean BEL" in shown.stderr) == (2, True)


# Its picture


@pytest.fixture(scope="module")
def drawn(belgium):
    return charts.bridge(belgium, 13)


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_the_picture_begins_at_one_score_and_ends_at_the_other(belgium, drawn):
    bars = [patch.get_bbox() for patch in drawn.patches]
    part = next(item for item in belgium.parts if item.number == 13)
    # 25, then a level more of one question in five, then a level less of another.
    assert [(bar.x0, bar.x1) for bar in bars] == [pytest.approx((25, 30)), pytest.approx((30, 25))]
    assert words(drawn)[:4] == ["25.0", "+5.0 (30.0)", "−5.0 (25.0)", "25.0"]
    assert part.scores == (25, 25)


def test_the_picture_can_be_read_without_colour(drawn):
    assert [patch.get_hatch() for patch in drawn.patches] == ["", "////"]
    assert [text.get_text() for text in drawn.get_legend().get_texts()] == [
        "raises the score",
        "lowers the score",
    ]


def test_the_picture_counts_what_moved_no_point(drawn):
    assert "Not shown: 1 change that moves no point." in words(drawn)[-1]


def test_nothing_of_the_picture_is_cut_off_or_covered(drawn):
    drawn.figure.draw_without_rendering()
    texts = [*drawn.texts, drawn.xaxis.label, *drawn.get_yticklabels(), *drawn.get_legend().get_texts()]
    boxes = [text.get_window_extent() for text in texts if text.get_text()]
    frame = drawn.figure.bbox.padded(2)
    assert [box for box in boxes if not (frame.contains(*box.min) and frame.contains(*box.max))] == []
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[:place]]
    assert [pair for pair in pairs if pair[0].overlaps(pair[1])] == []


def test_the_picture_of_the_overall_score_has_a_bar_a_cause(plan):
    ax = charts.bridge(bridge(plan(60, 30, 20), plan(60, None, 50)))
    # Without the 30 the mean of 110 / 3 becomes 40; then 20 becomes 50 on one of two.
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "before, 2020", "answers lost", "figures revised or from another source", "after, 2020",
    ]  # fmt: skip
    assert words(ax)[:4] == ["36.7", "+3.3 (40.0)", "+15.0 (55.0)", "55.0"]


def test_the_smallest_of_many_bars_are_joined(make):
    names = [f"q{place}" for place in range(15)]
    indicators = [make.measure(name) for name in names]
    before, after = (
        make.card(
            indicators,
            [make.figure(name, 50 + step * place) for place, name in enumerate(names)],
            method=LOOSE,
        )
        for step in (0, 3)
    )
    ax = charts.bridge(bridge(before, after), 1)
    assert len(ax.patches) == 12
    # Fourteen moved, by 3, 6, 9 … points of fifteen questions; the three smallest are one bar.
    assert words(ax)[12] == f"+{(3 + 6 + 9) / 15:.1f} ({50 + 3 * 7:.1f})"
    assert ax.get_yticklabels()[12].get_text() == "3 smaller ones"


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        (None, "overall score has no points .*; name an objective, one of 2, 5, 13"),
        (7, "objective 7 has a score on one card only"),
        (23, "nothing moved objective 23, or it has no score"),
        (99, "99"),
    ],
)
def test_a_picture_without_points_is_refused(belgium, objective, said):
    with pytest.raises((InvalidRequestError, LookupError), match=said):
        charts.bridge(belgium, objective)


def test_a_picture_of_what_is_no_bridge_is_refused(shelf):
    with pytest.raises(InvalidRequestError, match="takes a Bridge, not Card"):
        charts.bridge(shelf.card("BEL-2020"))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_a_bridge_is_wider_than_asked(width):
    found = gcm.bridge(gcm.score("BEL", 2018), gcm.score("BEL", 2020))
    assert all(len(line) <= width for line in found.text(width).splitlines())
    # Words of a hyphen may be cut there.
    assert "".join(found.text(width).split()) == "".join(str(found).split())
