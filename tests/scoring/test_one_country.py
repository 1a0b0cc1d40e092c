"""One country as of one day: every result with its working, reckoned by hand."""

from __future__ import annotations

import dataclasses
import math

import pytest

from gcmscore.scoring.engine import Engine
from gcmscore.scoring.method import Method

NAN = math.nan
FRACTION = {"value": 60, "source": "A plan"}


@pytest.fixture(scope="module")
def framework(make):
    """Two objectives that are scored, and a third under which only the number of people is asked."""
    return make.compact(
        make.measure("pupils", target=FRACTION, weight=2.0, profiles=["core"]),
        make.measure("schools", also=[2]),
        make.treaty_status("treaties"),
        make.measure("waiting", 100, 0, target={"value": 20, "source": "A plan"}, objective=2, max_age=1),
        make.rubric("rights", objective=2, profiles=["core"]),
        make.measure("people", role="context", target=FRACTION, objective=3),
        objectives=3,
    )


@pytest.fixture(scope="module")
def known(make):
    return make.evidence(
        make.source("survey", kind="academic"),
        make.figure("pupils", 40, "2014"),
        make.figure("pupils", 45, "2016"),
        make.figure("pupils", 50, "2020"),
        make.figure("schools", 80, "2018", sources=["survey"]),
        make.treaty("convention", "party", "2020-03"),
        make.figure("waiting", 30, "2019"),
        make.level(since="2019", law=3, practice=2),
        make.figure("people", 7, "2019"),
    )


def results(framework, known, year=2020, profile="full", method=None, only=None):
    rules = method or Method()
    return Engine(framework, known, "BEL", year, profile, rules, only).results()


def table(found, *names):
    """Return what is said of each indicator, NaN as None."""
    cells = ([getattr(item, name) for name in names] for result in found for item in result.indicators)
    return [tuple(None if value != value else value for value in row) for row in cells]


def test_every_indicator_has_its_score_band_and_confidence(framework, known):
    assert table(results(framework, known), "status", "value", "score", "band", "confidence") == [
        ("scored", 50, 50, "yellow", "high"),
        ("scored", 80, 80, "green", "low"),  # no primary source, and two of three years old
        ("scored", 1, 100, "green", "high"),
        ("scored", 30, 70, "yellow", "medium"),  # one of one year old
        ("scored", 2, 50, "yellow", "high"),
        ("context", 7, None, None, "high"),
    ]


def test_every_indicator_has_its_weight_share_and_contribution(framework, known):
    found = results(framework, known)
    assert table(found, "weight", "effective_weight", "contribution") == [
        (2, 0.5, 25), (1, 0.25, 20), (1, 0.25, 25), (1, 0.5, 35), (1, 0.5, 25), (0, 0, 0),
    ]  # fmt: skip
    assert [result.score for result in found[:2]] == [25 + 20 + 25, 35 + 25]


def test_a_gap_is_what_is_missing_to_the_target(framework, known):
    # Less waiting is better; whether more people are is not said, so that more is missing to more.
    assert table(results(framework, known), "gap") == [
        (60 - 50,), (None,), (None,), (30 - 20,), (None,), (60 - 7,),
    ]  # fmt: skip


def test_a_trend_has_its_two_ends_and_every_figure_between(framework, known):
    pupils, schools, *_ = results(framework, known)[0].indicators
    # From 45 to green at 75 in 14 years are 8.6 in four.
    assert (pupils.ends, pupils.trend) == ((45, 50, 2016, 2020), "moderately_improving")
    assert pupils.observed == ((2016, 45), (2020, 50))
    assert all(math.isnan(end) for end in schools.ends)
    assert (schools.trend, schools.observed) == (None, ())


def test_a_trend_is_judged_beyond_the_goalposts(make):
    # From −20 to 75 in 15 years are 38 in six; from 0 they would be 30, and 18 little more than half of it.
    records = [make.figure("pupils", -20, "2015"), make.figure("pupils", 18, "2021")]
    found = results(make.compact(make.measure()), make.evidence(*records), 2021)
    assert found[0].indicators[0].trend == "on_track"
    later = results(
        make.compact(make.measure()), make.evidence(*records), 2021, method=Method(trend_deadline=2028)
    )
    assert later[0].indicators[0].trend == "moderately_improving"


def test_an_objective_that_is_scored_has_a_trend_and_one_that_is_not_has_none(make):
    records = [
        make.figure(name, value, year)
        for name in ("one", "two") for value, year in ((50, "2015"), (60, "2021"))
    ]  # fmt: skip
    compact = make.compact(
        make.measure("one"), make.measure("two"), make.measure("three", objective=2), objectives=2
    )
    evidence = make.evidence(*records, make.figure("three", 50, "2015"), make.figure("three", 60, "2021"))
    assert [(item.status, item.trend) for item in results(compact, evidence, 2021)] == [
        ("scored", "on_track"), ("insufficient", None),
    ]  # fmt: skip


def test_an_objective_under_which_nothing_is_scored_says_so(framework, known):
    third = results(framework, known)[2]
    assert (third.status, third.reason) == ("not_assessed", "no_indicator")
    assert (third.bound_low, third.bound_high, third.coverage_full) == (0, 100, 0)
    assert [item.indicator.id for item in third.indicators] == ["people"]


def test_what_also_speaks_of_another_objective_is_shown_there_too(framework, known):
    assert [[item.indicator.id for item in result.also] for result in results(framework, known)] == [
        [], ["schools"], [],
    ]  # fmt: skip


def test_the_coverage_of_all_indicators_is_told_beside_that_of_the_profile(framework, known):
    found = results(framework, known, year=2019, profile="core")
    # Of pupils, schools and treaties nobody knows in 2019 who had signed what was joined in 2020.
    assert [[item.indicator.id for item in result.indicators] for result in found] == [
        ["pupils"],
        ["rights"],
        [],
    ]
    assert [result.coverage_full for result in found] == pytest.approx([(2 + 1) / 4, 1, 0])


def test_a_treaty_that_did_not_exist_does_not_apply(framework, known):
    young = framework.instruments["convention"].model_copy(update={"adopted": "2020-12-31"})
    framework = dataclasses.replace(framework, instruments={"convention": young})
    statuses = [results(framework, known, year)[0].indicators[2].status for year in (2019, 2020)]
    assert statuses == ["not_applicable", "scored"]


def test_another_mean_has_other_contributions_that_add_up_to_it(make):
    compact = make.compact(make.measure("one"), make.measure("two"))
    evidence = make.evidence(make.figure("one", 20), make.figure("two", 80))
    (found,) = results(compact, evidence, method=Method(objective_mean="geometric"))
    assert found.score == pytest.approx(40)
    assert sum(item.contribution for item in found.indicators) == pytest.approx(40)
    assert found.indicators[0].contribution != pytest.approx(10)


@pytest.mark.parametrize(("aspects", "confidence"), [
    (("law", "outcome"), "high"), (("policy", "practice"), "high"), (("outcome", "practice"), "medium"),
    (("law", "policy"), "medium"),
])  # fmt: skip
def test_confidence_asks_for_values_on_the_rules_and_on_the_facts(make, aspects, confidence):
    indicators = [make.measure(aspect, aspects=[aspect]) for aspect in aspects]
    evidence = make.evidence(*(make.figure(aspect, 50) for aspect in aspects))
    (found,) = results(make.compact(*indicators), evidence, method=Method(practice_required=False))
    assert (found.status, found.confidence) == ("scored", confidence)


def test_where_every_value_is_too_old_that_is_the_reason(make):
    evidence = make.evidence(make.figure("one", 50, "2010"))
    (found,) = results(make.compact(make.measure("one"), make.measure("two")), evidence)
    assert (found.status, found.reason) == ("not_assessed", "stale")
    assert [item.status for item in found.indicators] == ["stale", "not_assessed"]


def test_an_objective_moves_as_its_indicators_by_weight_green_and_mean(make):
    def word(*pairs, greens=(75, 75), weights=(1.0, 1.0), **rules):
        indicators = [
            make.measure(f"count_{place}", weight=weight, bands={"red": 10, "green": green})
            for place, (weight, green) in enumerate(zip(weights, greens, strict=True))
        ]
        records = [
            make.figure(f"count_{place}", value, year)
            for place, pair in enumerate(pairs) for value, year in zip(pair, ("2015", "2021"), strict=True)
        ]  # fmt: skip
        (found,) = results(make.compact(*indicators), make.evidence(*records), 2021, method=Method(**rules))
        return found.trend

    # From a mean of 50 to 75 in 15 years are 10 in six; to 85 they are 14; to 75 until 2027 12.5.
    assert word((40, 50), (60, 70)) == "on_track"
    assert word((40, 50), (60, 70), greens=(75, 95)) == "moderately_improving"
    assert word((40, 50), (60, 70), trend_deadline=2027) == "moderately_improving"
    assert word((50, 65), (50, 50)) == "moderately_improving"
    assert word((50, 65), (50, 50), weights=(3.0, 1.0)) == "on_track"
    # The geometric mean of 20 and 80 is 40, of 40 and 78.4 it is 56: more than the 14 that are needed.
    assert word((20, 40), (80, 78.4)) == "moderately_improving"
    assert word((20, 40), (80, 78.4), objective_mean="geometric") == "on_track"


def test_a_trend_needs_its_share_of_the_weight(make):
    records = [make.figure("one", 50, "2015"), make.figure("one", 60, "2021"), make.figure("two", 50, "2021")]
    compact, evidence = make.compact(make.measure("one"), make.measure("two")), make.evidence(*records)
    assert results(compact, evidence, 2021)[0].trend is None
    assert results(compact, evidence, 2021, method=Method(trend_share=0.5))[0].trend == "on_track"


# Who is asked


def test_before_a_group_is_known_everybody_is_asked(make):
    source = [{"id": "yearbook", "locator": "list"}]
    club = {"title": "A club", "members": [{"country": "NLD"}], "known_from": "2020-12-31", "sources": source}
    compact, evidence = make.compact(make.measure(applies_to=["club"])), make.evidence(groups={"club": club})
    statuses = [results(compact, evidence, year)[0].indicators[0].status for year in (2019, 2020)]
    assert statuses == ["not_assessed", "not_applicable"]


def test_absence_from_a_list_says_something_of_states_alone(make):
    compact, evidence = (
        make.compact(make.treaty_status()),
        make.evidence(make.whole_list("convention", "2020")),
    )
    for country, status in (("BEL", "scored"), ("MAC", "not_assessed")):
        (found,) = Engine(compact, evidence, country, 2020, "full", Method()).results()
        assert found.indicators[0].status == status


# In a comparison, where only what all have in common counts


def test_only_what_is_common_counts_and_nothing_else_is_missing(framework, known):
    first, second, third = results(framework, known, only=frozenset({"pupils", "treaties"}))
    assert table([first, second, third], "status") == [
        ("scored",), ("not_compared",), ("scored",), ("not_compared",), ("not_compared",), ("context",),
    ]  # fmt: skip
    # Beside pupils alone the treaties would carry a third; they are held to a quarter.
    assert [item.effective_weight for item in first.indicators] == pytest.approx([0.75, 0, 0.25])
    assert first.score == pytest.approx(0.75 * 50 + 0.25 * 100)
    assert (first.bound_low, first.bound_high) == (first.score, first.score)
    assert first.indicators[1].selection.value == 80
    assert first.indicators[1].indicator.id == "schools"
    assert (second.n, second.bound_low, second.bound_high) == (0, 0, 100)


def test_a_common_mean_that_may_not_stand_as_a_score_is_its_own_bounds(framework, known):
    second = results(framework, known, only=frozenset({"rights"}))[1]
    assert (second.status, second.n) == ("insufficient", 1)
    assert math.isnan(second.score)
    assert (second.indicative, second.bound_low, second.bound_high) == (50, 50, 50)


# What stands beside the results


def test_the_overall_score_counts_objectives_and_answers(framework, known):
    engine = Engine(framework, known, "BEL", 2020, "full", Method())
    total = engine.overall(engine.results())
    assert (total.score, total.scored, total.needed, total.total) == ((70 + 60) / 2, 2, 2, 3)
    assert (total.answered, total.asked, total.imputed) == (5, 5, 0)
    assert total.coverage == pytest.approx((1 + 1 + 0) / 3)
    assert total.bound_low == pytest.approx((70 + 60 + 0) / 3)
    assert total.bound_high == pytest.approx((70 + 60 + 100) / 3)
    core = Engine(framework, known, "BEL", 2020, "core", Method())
    total = core.overall(core.results())
    assert (total.score, total.reason, total.answered, total.asked) == (None, "too_few_objectives", 2, 2)


def test_findings_and_replies_stand_under_their_objectives_from_their_day_on(make):
    last, next_day = "2020-12-31", "2021-01-01"
    records = [
        make.finding("both", "2019", objectives=[1, 2]), make.finding("last", last, objectives=[2]),
        make.finding("late", next_day, objectives=[1]),
        make.reply(last, objective=2, text="Last."), make.reply(next_day, objective=2, text="Late."),
        make.reply("2019", objective=1, text="First."),
    ]  # fmt: skip
    compact = make.compact(make.measure(), make.measure("other", objective=2), objectives=2)
    first, second = results(compact, make.evidence(*records))
    assert [item.id for item in first.findings] == ["both"]
    assert [item.id for item in second.findings] == ["both", "last"]
    assert [item.text for item in (*first.replies, *second.replies)] == ["First.", "Last."]
    assert (first.status, first.reason) == ("not_assessed", "no_evidence")
