"""When an objective has a score and when not, how its weights are set, and when a framework has one."""

from __future__ import annotations

import math

import pytest

import gcmscore as gcm


def objective(card, number=1):
    return card.objective(number)


def outcome(card, number=1):
    found = card.objective(number)
    return found.status, found.reason


def measures(make, count, **more):
    return [make.measure(f"count_{number}", **more) for number in range(count)]


def figures(make, *values, **more):
    return [make.figure(f"count_{number}", value, **more) for number, value in enumerate(values)]


# Enough, or not


def test_the_score_is_the_weighted_mean(make):
    indicators = [make.measure("count_0", weight=3), make.measure("count_1", weight=1)]
    card = make.card(indicators, figures(make, 40, 80))
    assert objective(card).score == pytest.approx((3 * 40 + 1 * 80) / (3 + 1))


def test_a_missing_value_leaves_its_weight_to_the_others(make):
    indicators = [make.measure("count_0", weight=3), make.measure("count_1"), make.measure("count_2")]
    card = make.card(indicators, figures(make, 40, 80))
    assert objective(card).score == pytest.approx((3 * 40 + 1 * 80) / (3 + 1))
    assert objective(card).coverage == pytest.approx((3 + 1) / (3 + 1 + 1))


def test_half_of_the_weight_is_enough(make):
    card = make.card(measures(make, 4), figures(make, 40, 80))
    assert outcome(card) == ("scored", None)


def test_less_than_half_of_the_weight_is_not(make):
    card = make.card(measures(make, 5), figures(make, 40, 80))
    assert outcome(card) == ("insufficient", "coverage")


def test_coverage_is_counted_by_weight_and_not_by_number(make):
    indicators = [
        make.measure("count_0", weight=2),
        make.measure("count_1", weight=2),
        *measures(make, 5)[2:],
    ]
    card = make.card(indicators, figures(make, 40, 80))
    assert objective(card).coverage == pytest.approx((2 + 2) / (2 + 2 + 1 + 1 + 1))
    assert outcome(card) == ("scored", None)


def test_half_of_the_weight_that_is_missed_by_rounding_alone_is_half(make):
    weights = [0.1, 0.7, 0.2, 0.6]
    assert (0.1 + 0.7) / sum(weights) < 0.5
    indicators = [make.measure(f"count_{number}", weight=weight) for number, weight in enumerate(weights)]
    assert outcome(make.card(indicators, figures(make, 40, 80))) == ("scored", None)


def test_one_value_is_not_enough_however_much_weight_it_has(make):
    card = make.card(measures(make, 2), figures(make, 40))
    assert objective(card).coverage == 1 / 2
    assert outcome(card) == ("insufficient", "single_indicator")


def test_one_value_is_not_enough_even_where_one_is_all_that_is_asked(make):
    assert outcome(make.card(measures(make, 1), figures(make, 40))) == ("insufficient", "single_indicator")


def test_law_alone_is_not_enough(make):
    indicators = [make.rubric("rights", ("law",)), make.measure("days", aspects=["law"])]
    card = make.card(indicators, [make.level(law=3), make.figure("days", 40)])
    assert outcome(card) == ("insufficient", "law_only")


def test_a_policy_is_not_practice(make):
    indicators = measures(make, 2, aspects=["policy"])
    assert outcome(make.card(indicators, figures(make, 40, 80))) == ("insufficient", "law_only")


def test_a_rubric_of_which_only_law_was_coded_is_not_practice(make):
    indicators = [make.rubric("rights"), make.rubric("duties")]
    records = [make.level("rights", law=3), make.level("duties", law=2)]
    assert outcome(make.card(indicators, records)) == ("insufficient", "law_only")
    records[1] = make.level("duties", practice=2)
    assert outcome(make.card(indicators, records)) == ("scored", None)


@pytest.mark.parametrize("aspect", ["practice", "outcome"])
def test_one_value_about_practice_or_outcome_suffices(make, aspect):
    indicators = [make.rubric("rights", ("law",)), make.measure("days", aspects=[aspect])]
    card = make.card(indicators, [make.level(law=3), make.figure("days", 40)])
    assert outcome(card) == ("scored", None)


def test_an_insufficient_objective_has_an_indicative_mean_and_neither_score_nor_band(make):
    found = objective(make.card(measures(make, 5), figures(make, 40, 80)))
    assert found.indicative == (40 + 80) / 2
    assert math.isnan(found.score)
    assert found.band is None


def test_an_insufficient_objective_still_has_bounds(make):
    found = objective(make.card(measures(make, 5), figures(make, 40, 80)))
    assert found.bound_low == pytest.approx((40 + 80 + 3 * 0) / 5)
    assert found.bound_high == pytest.approx((40 + 80 + 3 * 100) / 5)


def test_nothing_known_is_not_assessed_and_not_a_zero(make):
    found = objective(make.card(measures(make, 2), []))
    assert (found.status, found.reason) == ("not_assessed", "no_evidence")
    assert math.isnan(found.score)
    assert (found.bound_low, found.bound_high) == (0, 100)


def test_only_outdated_values_are_not_assessed_because_stale(make):
    card = make.card(measures(make, 2), figures(make, 40, 80, period="2010"))
    assert outcome(card) == ("not_assessed", "stale")


def test_an_objective_without_indicators_is_not_assessed_and_says_so(make):
    card = make.card([make.measure("count_0", objective=2)], [])
    assert outcome(card, 1) == ("not_assessed", "no_indicator")


def test_context_alone_is_no_indicator(make):
    indicators = [make.measure("size", role="context")]
    assert outcome(make.card(indicators, [make.figure("size", 40)])) == ("not_assessed", "no_indicator")


def test_context_that_does_not_apply_does_not_make_the_objective_inapplicable(make):
    group = {
        "title": "Islands",
        "members": [{"country": "ISL"}],
        "sources": [{"id": "yearbook", "locator": "list"}],
    }
    indicators = [make.measure("size", role="context", applies_to=["islands"])]
    card = make.card(indicators, [], groups={"islands": group})
    assert outcome(card) == ("not_assessed", "no_indicator")


def test_context_does_not_move_the_score(make):
    without = make.card(measures(make, 2), figures(make, 40, 80))
    indicators = [*measures(make, 2), make.measure("size", role="context")]
    with_context = make.card(indicators, [*figures(make, 40, 80), make.figure("size", 5)])
    assert objective(with_context).score == objective(without).score
    assert objective(with_context).coverage == objective(without).coverage


def test_findings_do_not_move_the_score(make):
    records = figures(make, 40, 80)
    with_findings = [*records, make.finding("bad-news"), make.finding("worse-news")]
    assert (
        objective(make.card(measures(make, 2), with_findings)).score
        == objective(make.card(measures(make, 2), records)).score
    )


def test_a_reply_is_shown_and_does_not_move_the_score(make):
    found = objective(make.card(measures(make, 2), [*figures(make, 40, 80), make.reply()]))
    assert [reply.text for reply in found.replies] == ["No."]
    assert found.score == (40 + 80) / 2


def test_a_reply_of_a_later_year_is_not_shown(make):
    found = objective(make.card(measures(make, 2), [make.reply("2021")], year=2020))
    assert found.replies == ()


def test_findings_stand_in_the_order_of_their_dates(make):
    records = [make.finding("b", "2019-05"), make.finding("c", "2018"), make.finding("a", "2019-05")]
    assert [item.id for item in objective(make.card([], records)).findings] == ["c", "a", "b"]


# Rules of the method


@pytest.mark.parametrize(("changes", "status"), [
    ({}, "insufficient"),
    ({"coverage_floor": 0.4}, "scored"),
    ({"coverage_floor": 0.41}, "insufficient"),
])  # fmt: skip
def test_the_share_of_weight_that_is_needed_can_be_set(make, changes, status):
    card = make.card(measures(make, 5), figures(make, 40, 80), method=gcm.Method(**changes))
    assert objective(card).status == status


def test_the_exploratory_method_scores_one_value_about_law_alone(make):
    indicators = [make.rubric("rights", ("law",)), *measures(make, 4)]
    card = make.card(indicators, [make.level(law=3)], method=gcm.Method.exploratory())
    assert outcome(card) == ("scored", None)
    assert objective(card).score == 25 * 3


def test_the_exploratory_method_does_not_make_a_score_out_of_nothing(make):
    card = make.card(measures(make, 2), [], method=gcm.Method.exploratory())
    assert outcome(card) == ("not_assessed", "no_evidence")


def test_a_method_is_changed_by_name():
    assert gcm.Method().replace(coverage_floor=0.6).changes() == {"coverage_floor": 0.6}


def test_the_default_method_is_not_changed():
    assert gcm.Method().is_default
    assert gcm.Method().changes() == {}


def test_a_rule_that_does_not_exist_names_those_that_do():
    with pytest.raises(gcm.GcmscoreError, match=r"Method has no rule 'floor'; rules are coverage_floor, "):
        gcm.Method().replace(floor=0.6)


@pytest.mark.parametrize(("changes", "message"), [
    ({"coverage_floor": 1.5}, r"coverage_floor=1\.5 is out of range"),
    ({"overall_floor": -0.1}, r"overall_floor=-0\.1 is out of range"),
    ({"signed_credit": math.nan}, r"signed_credit=nan is out of range"),
    ({"objective_mean": "median"}, r"objective_mean='median' is unknown; one of arithmetic, geometric"),
    ({"band_rule": "worst"}, r"band_rule='worst' is unknown; one of mean, two_worst"),
    ({"objective_imputation": "group"}, r"objective_imputation='group' is unknown; one of none, region"),
    ({"minimum_indicators": 0}, r"minimum_indicators must be at least 1"),
    ({"band_cuts": (1.0, 1.5, 2.0)}, r"band_cuts are three falling numbers"),
])  # fmt: skip
def test_a_rule_out_of_range_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        gcm.Method(**changes)


def test_a_method_cannot_be_changed_in_place():
    with pytest.raises(AttributeError, match="cannot assign to field"):
        gcm.Method().coverage_floor = 0.1


# Weights of treaties


def weights(card):
    return {item.id: item.weight for item in objective(card).indicators}


def test_treaties_beside_other_indicators_carry_at_most_a_quarter_of_the_weight(make):
    indicators = [*measures(make, 1), make.treaty_status("treaty_a"), make.treaty_status("treaty_b")]
    found = weights(make.card(indicators, []))
    assert (found["treaty_a"] + found["treaty_b"]) / sum(found.values()) == pytest.approx(0.25)
    assert found["treaty_a"] == found["treaty_b"] == pytest.approx(1 * (0.25 / 0.75) / 2)


def test_treaties_that_carry_less_than_a_quarter_keep_their_weight(make):
    indicators = [*measures(make, 4), make.treaty_status()]
    assert weights(make.card(indicators, []))["treaties"] == 1


def test_the_weight_of_treaties_does_not_depend_on_which_values_exist(make):
    indicators = [*measures(make, 2), make.treaty_status()]
    nothing = weights(make.card(indicators, []))
    something = weights(make.card(indicators, [make.treaty("convention", "party", "1990")]))
    assert nothing == something


def test_where_there_are_only_treaties_they_carry_all(make):
    indicators = [make.treaty_status("treaty_a"), make.treaty_status("treaty_b")]
    assert weights(make.card(indicators, [])) == {"treaty_a": 1, "treaty_b": 1}


def test_treaties_do_not_carry_an_objective_of_which_nothing_else_is_known(make):
    indicators = [*measures(make, 1), make.treaty_status("treaty_a"), make.treaty_status("treaty_b")]
    card = make.card(indicators, [make.treaty("convention", "party", "1990")])
    assert objective(card).coverage == pytest.approx(0.25)
    assert outcome(card) == ("insufficient", "coverage")


def test_a_capped_treaty_moves_the_score_by_its_capped_weight(make):
    indicators = [*measures(make, 1), make.treaty_status("treaty_a"), make.treaty_status("treaty_b")]
    card = make.card(indicators, [*figures(make, 40), make.treaty("convention", "party", "1990")])
    assert objective(card).score == pytest.approx(0.75 * 40 + 0.25 * 100)


def test_the_cap_is_a_rule_of_the_method(make):
    indicators = [*measures(make, 1), make.treaty_status()]
    card = make.card(indicators, [], method=gcm.Method(instrument_share=0.1))
    found = weights(card)
    assert found["treaties"] / sum(found.values()) == pytest.approx(0.1)


# Who is asked

GIVERS = {"title": "Givers", "members": [{"country": "BEL", "from": 2000, "until": 2015}]}


def givers():
    return {"givers": {**GIVERS, "sources": [{"id": "yearbook", "locator": "list"}]}}


@pytest.mark.parametrize(("year", "status"), [
    (1999, "not_applicable"), (2000, "not_assessed"), (2015, "not_assessed"), (2016, "not_applicable"),
])  # fmt: skip
def test_a_question_applies_from_the_day_a_country_joins_to_the_day_it_leaves(make, year, status):
    indicators = [*measures(make, 1), make.measure("aid", applies_to=["givers"])]
    card = make.card(indicators, [], year=year, groups=givers())
    assert objective(card).indicators[1].status == status


def test_what_does_not_apply_has_no_weight(make):
    indicators = [*measures(make, 2), make.measure("aid", applies_to=["givers"])]
    card = make.card(indicators, figures(make, 40, 80), year=2020, groups=givers())
    assert weights(card)["aid"] == 0
    assert objective(card).coverage == 1


def test_an_objective_of_which_nothing_applies_does_not_apply(make):
    indicators = [make.measure("aid", applies_to=["givers"])]
    card = make.card(indicators, [], year=2020, groups=givers())
    assert outcome(card) == ("not_applicable", None)


def by_figure(at_least):
    rule = [{"indicator": "size", "at_least": at_least}]
    return {"large": {"title": "Large", "any_of": rule, "sources": [{"id": "yearbook", "locator": "list"}]}}


@pytest.mark.parametrize(("value", "status"), [(3, "not_assessed"), (2.9, "not_applicable")])
def test_a_group_can_be_a_figure_of_at_least_so_much(make, value, status):
    indicators = [make.measure("size", role="context"), make.measure("aid", applies_to=["large"])]
    card = make.card(indicators, [make.figure("size", value)], groups=by_figure(3))
    assert objective(card).indicators[1].status == status


def test_where_no_figure_says_whether_a_question_applies_it_stays_asked(make):
    indicators = [make.measure("size", role="context"), make.measure("aid", applies_to=["large"])]
    card = make.card(indicators, [], groups=by_figure(3))
    assert objective(card).indicators[1].status == "not_assessed"


def test_a_figure_after_the_day_of_the_card_does_not_decide_who_is_asked(make):
    indicators = [make.measure("size", role="context"), make.measure("aid", applies_to=["large"])]
    records = [make.figure("size", 5, "2015"), make.figure("size", 1, "2024")]
    card = make.card(indicators, records, year=2020, groups=by_figure(3))
    assert objective(card).indicators[1].status == "not_assessed"


def test_one_group_of_several_is_enough(make):
    indicators = [make.measure("size", role="context"), make.measure("aid", applies_to=["givers", "large"])]
    card = make.card(indicators, [make.figure("size", 5)], year=2020, groups=givers() | by_figure(3))
    assert objective(card).indicators[1].status == "not_assessed"


def test_a_group_nobody_defined_is_named_with_those_that_are(make):
    with pytest.raises(gcm.GcmscoreError, match=r"there is no country group 'islands'; defined are .*givers"):
        make.card([make.measure("aid", applies_to=["islands"])], [], groups=givers())


# Overall


def framework_of(make, count):
    return [make.measure(f"count_{number}", objective=1 + number // 2) for number in range(2 * count)]


def test_the_overall_score_is_the_mean_of_the_scored_objectives(make):
    card = make.card(framework_of(make, 4), figures(make, 40, 40, 70, 90))
    assert card.overall == pytest.approx((40 + (70 + 90) / 2) / 2)
    assert card.overall_reason is None


def test_less_than_half_of_the_objectives_make_no_overall_score(make):
    card = make.card(framework_of(make, 4), figures(make, 40, 40))
    assert card.overall is None
    assert card.overall_reason == "1 of 4 objectives scored, at least 2 needed"


def test_half_of_an_odd_number_of_objectives_is_rounded_up(make):
    card = make.card(framework_of(make, 3), figures(make, 40, 40))
    assert card.overall_reason == "1 of 3 objectives scored, at least 2 needed"


def test_every_objective_counts_the_same_however_many_indicators_it_has(make):
    indicators = [
        *framework_of(make, 1),
        *[make.measure(f"more_{number}", objective=2) for number in range(6)],
    ]
    records = [*figures(make, 40, 40), *[make.figure(f"more_{number}", 80) for number in range(6)]]
    assert make.card(indicators, records).overall == (40 + 80) / 2


def test_an_insufficient_objective_is_not_averaged(make):
    card = make.card(framework_of(make, 2), figures(make, 40, 40, 90))
    assert objective(card, 2).status == "insufficient"
    assert card.overall == 40


def test_the_overall_bounds_put_what_is_missing_at_0_and_at_100(make):
    card = make.card(framework_of(make, 2), figures(make, 40, 40, 90))
    assert card.total.bound_low == pytest.approx(((40 + 40) / 2 + (90 + 0) / 2) / 2)
    assert card.total.bound_high == pytest.approx(((40 + 40) / 2 + (90 + 100) / 2) / 2)


def test_an_overall_score_can_lie_outside_bounds_that_know_of_an_objective_without_score(make):
    three = [make.measure(f"more_{number}", objective=2) for number in range(3)]
    card = make.card([*framework_of(make, 1), *three], [*figures(make, 90, 90), make.figure("more_0", 0)])
    assert card.overall == 90
    assert card.total.bound_low == pytest.approx((90 + 0) / 2)
    assert card.total.bound_high == pytest.approx((90 + (0 + 100 + 100) / 3) / 2)


def test_an_objective_that_does_not_apply_is_left_out_of_mean_coverage_and_bounds(make):
    indicators = [*framework_of(make, 1), make.measure("aid", objective=2, applies_to=["givers"])]
    card = make.card(indicators, figures(make, 40, 60), year=2020, groups=givers())
    assert card.overall == (40 + 60) / 2
    assert card.coverage == 1
    assert (card.total.bound_low, card.total.bound_high) == (50, 50)


def test_half_means_half_of_the_frameworks_objectives_whether_they_apply_or_not(make):
    indicators = [
        *framework_of(make, 1),
        make.measure("aid", objective=2, applies_to=["givers"]),
        make.measure("more_aid", objective=3, applies_to=["givers"]),
    ]
    card = make.card(indicators, figures(make, 40, 60), year=2020, groups=givers())
    assert card.overall_reason == "1 of 3 objectives scored, at least 2 needed"


def test_no_objective_at_all_makes_no_overall_score_even_when_none_is_needed(make):
    card = make.card(framework_of(make, 2), [], method=gcm.Method(overall_floor=0))
    assert card.overall is None


# Bands of an objective


def test_an_objective_takes_the_band_of_its_mean_and_one_red_takes_it_a_step_down(make):
    # Red begins at 25 and green at 75: 80 is a fifth of the way from green (2) to best (3), 20 is 20/25 of
    # the way to red (1).
    good = make.card(measures(make, 3), figures(make, 80, 80, 80))
    mixed = make.card(measures(make, 3), figures(make, 80, 80, 20))
    assert objective(good).band == "green"
    points = (2.2 + 2.2 + 20 / 25) / 3
    assert 1.5 <= points < 2
    assert objective(mixed).band == "orange"


def test_a_treaty_that_is_red_takes_no_step_down(make):
    indicators = [*measures(make, 3), make.treaty_status()]
    records = [*figures(make, 100, 100, 100), make.treaty("convention", "none")]
    assert objective(make.card(indicators, records)).band == "green"


def test_with_one_value_an_objective_takes_its_band(make):
    card = make.card(measures(make, 1), figures(make, 60), method=gcm.Method.exploratory())
    assert objective(card).band == objective(card).indicators[0].band == "yellow"
