"""Which value counts: for figures, for assessments and for treaty status; and why the others do not."""

from __future__ import annotations

from datetime import date

import pytest

import gcmscore as gcm


def result(card, indicator=None):
    items = [item for objective in card.results for item in objective.indicators]
    return next(item for item in items if indicator in (None, item.id))


def passed_over(card, indicator=None):
    """Why each figure that did not count did not, by its value."""
    return {item.record.value: item.reason for item in result(card, indicator).selection.passed_over}


def reasons(card):
    return [item.reason for item in result(card).selection.passed_over]


# Periods


def test_the_latest_period_counts(make):
    card = make.card([make.measure()], [make.figure("pupils", 40, "2018"), make.figure("pupils", 60, "2019")])
    assert result(card).value == 60
    assert passed_over(card) == {40: "older_period"}


def test_a_period_that_ends_after_the_card_does_not_count(make):
    card = make.card([make.measure()], [make.figure("pupils", 40, "2020"), make.figure("pupils", 60, "2021")])
    assert result(card).value == 40
    assert passed_over(card) == {60: "later_period"}


def test_a_period_that_has_begun_and_not_ended_does_not_count(make):
    card = make.card([make.measure()], [make.figure("pupils", 60, "2020-07/2021-06")])
    assert result(card).status == "not_assessed"


def test_of_two_periods_that_end_together_the_longer_one_counts(make):
    card = make.card(
        [make.measure()], [make.figure("pupils", 40, "2020-Q4"), make.figure("pupils", 60, "2020")]
    )
    assert result(card).value == 60


def test_age_is_the_year_of_the_card_less_the_year_of_the_period(make):
    card = make.card([make.measure()], [make.figure("pupils", 40, "2018-08/2019-04")], year=2021)
    assert result(card).selection.age == 2021 - 2019


def test_a_value_of_exactly_the_permitted_age_counts(make):
    card = make.card([make.measure(max_age=3)], [make.figure("pupils", 40, "2017")], year=2017 + 3)
    assert result(card).value == 40


def test_a_value_one_year_older_than_permitted_is_stale(make):
    card = make.card([make.measure(max_age=3)], [make.figure("pupils", 40, "2017")], year=2017 + 4)
    assert result(card).status == "stale"
    assert result(card).value is None


def test_another_country_does_not_count(make):
    card = make.card([make.measure()], [make.figure("pupils", 40, country="NLD")])
    assert result(card).status == "not_assessed"


def test_a_region_does_not_count_as_its_country(make):
    card = make.card([make.measure()], [make.figure("pupils", 40, country="BE-VLG")])
    assert result(card).status == "not_assessed"


# Rank within one period


def test_the_series_listed_first_counts_whatever_the_order_of_the_records(make):
    indicator = make.measure(series=[{"id": "own_count", "title": "A"}, {"id": "as_cited", "title": "B"}])
    records = [
        make.figure("pupils", 40, series="as_cited", sources=["review"]),
        make.figure("pupils", 60, series="own_count"),
    ]
    for order in (records, records[::-1]):
        card = make.card([indicator], order)
        assert result(card).value == 60
        assert passed_over(card) == {40: "lower_series"}


def test_a_figure_without_a_series_ranks_behind_every_series(make):
    indicator = make.measure(series=[{"id": "own_count", "title": "A"}])
    records = [make.figure("pupils", 40, sources=["review"]), make.figure("pupils", 60, series="own_count")]
    assert result(make.card([indicator], records)).value == 60


def test_the_later_edition_counts(make):
    records = [
        make.figure("pupils", 40, edition="2021-03", sources=["first"]),
        make.figure("pupils", 60, edition="2021-09", sources=["second"]),
    ]
    card = make.card([make.measure()], records)
    assert result(card).value == 60
    assert passed_over(card) == {40: "older_edition"}


def test_without_an_edition_the_date_of_the_source_tells_which_is_later(make):
    records = [
        make.source("first", "2021-03"),
        make.source("second", "2021-09"),
        make.figure("pupils", 40, sources=["first"]),
        make.figure("pupils", 60, sources=["second"]),
    ]
    assert result(make.card([make.measure()], records)).value == 60


def test_a_figure_with_an_earlier_and_a_later_source_is_dated_by_those_that_are_known(make):
    records = [
        make.source("first", "2021-03"),
        make.source("second", "2021-09"),
        make.figure("pupils", 40, sources=["first", "second"]),
    ]
    card = make.card([make.measure()], records, known_by="2021-06-30")
    assert result(card).value == 40
    assert "The first" in str(card.explain(1))


def test_two_values_that_nothing_tells_apart_are_a_conflict(make):
    records = [make.figure("pupils", 40, sources=["one"]), make.figure("pupils", 60, sources=["other"])]
    card = make.card([make.measure()], records)
    assert result(card).status == "conflict"
    assert result(card).value is None
    assert {figure.value for figure in result(card).selection.basis} == {40, 60}


def test_the_same_value_twice_is_no_conflict(make):
    records = [make.figure("pupils", 40, sources=["one"]), make.figure("pupils", 40, sources=["other"])]
    card = make.card([make.measure()], records)
    assert result(card).value == 40
    assert reasons(card) == ["same_value"]


def test_a_conflict_in_an_earlier_period_does_not_matter(make):
    records = [
        make.figure("pupils", 40, "2018", sources=["one"]),
        make.figure("pupils", 60, "2018", sources=["other"]),
        make.figure("pupils", 50, "2019"),
    ]
    assert result(make.card([make.measure()], records)).value == 50


def test_an_override_beats_a_later_period_and_a_better_series(make):
    indicator = make.measure(series=[{"id": "own_count", "title": "A"}])
    records = [
        make.figure(
            "pupils", 40, "2018", override="The later count is known to be wrong.", sources=["review"]
        ),
        make.figure("pupils", 60, "2019", series="own_count"),
    ]
    card = make.card([indicator], records)
    assert result(card).value == 40
    assert passed_over(card) == {60: "overridden"}


def test_an_override_of_a_later_year_does_not_reach_an_earlier_card(make):
    records = [make.figure("pupils", 40, "2019"), make.figure("pupils", 60, "2021", override="A correction.")]
    assert result(make.card([make.measure()], records, year=2020)).value == 40


def test_a_conflict_is_shown_with_the_period_and_age_of_its_first_figure(make):
    records = [
        make.figure("pupils", 40, "2019", sources=["one"]),
        make.figure("pupils", 60, "2019-01/2019-12", sources=["other"]),
        make.figure("pupils", 50, "2018"),
    ]
    chosen = result(make.card([make.measure()], records)).selection
    assert (chosen.status, chosen.period, chosen.age) == ("conflict", "2019", 1)
    assert [figure.value for figure in chosen.basis] == [40, 60]


# Not published


def test_a_figure_known_not_to_be_published_is_told_apart(make):
    card = make.card([make.measure()], [make.figure("pupils", None, "2019", missing="not_published")])
    assert result(card).status == "not_published"
    assert (result(card).selection.period, result(card).selection.age) == ("2019", 2020 - 2019)


def test_an_earlier_figure_that_is_not_stale_counts_although_the_latest_is_not_published(make):
    records = [
        make.figure("pupils", 40, "2018"),
        make.figure("pupils", None, "2019", missing="not_published"),
    ]
    assert result(make.card([make.measure()], records)).value == 40


def test_a_stale_figure_followed_by_silence_is_not_published_as_of_the_year_of_the_silence(make):
    records = [
        make.figure("pupils", 40, "2010"),
        make.figure("pupils", None, "2019", missing="not_published"),
    ]
    card = make.card([make.measure(max_age=3)], records, year=2020)
    assert result(card).status == "not_published"
    assert (result(card).selection.period, result(card).selection.age) == ("2019", 2020 - 2019)
    assert passed_over(card) == {40: "stale"}


def test_the_latest_of_several_silences_is_the_one_that_counts(make):
    silences = [
        make.figure("pupils", None, period, missing="not_published") for period in ("2018", "2019", "2017")
    ]
    for before in ([], [make.figure("pupils", 40, "2010")]):
        chosen = result(make.card([make.measure()], [*before, *silences])).selection
        assert (chosen.status, chosen.period, chosen.age) == ("not_published", "2019", 1)


def test_silence_about_the_very_period_of_a_stale_figure_does_not_replace_it(make):
    records = [
        make.figure("pupils", 40, "2016"),
        make.figure("pupils", None, "2016", missing="not_published", sources=["other"]),
    ]
    chosen = result(make.card([make.measure()], records)).selection
    assert (chosen.status, chosen.value, chosen.age, chosen.passed_over) == ("stale", 40, 4, ())


# Totals and parts


def test_an_indicator_of_totals_passes_parts_over(make):
    records = [
        make.figure("pupils", 60, "2018"),
        make.figure("pupils", 40, "2019", disaggregation={"sex": "women"}),
    ]
    card = make.card([make.measure()], records)
    assert result(card).value == 60
    assert passed_over(card) == {40: "not_total"}


def test_an_indicator_of_parts_passes_totals_over(make):
    rule = {"how": "mean", "by": "sex"}
    records = [
        make.figure("pupils", 90, "2020"),
        make.figure("pupils", 60, "2019", disaggregation={"sex": "women"}),
        make.figure("pupils", 40, "2019", disaggregation={"sex": "men"}),
    ]
    card = make.card([make.measure(values=rule)], records)
    assert result(card).value == (60 + 40) / 2
    assert passed_over(card) == {90: "not_by_sex"}


def test_parts_by_two_dimensions_are_not_parts_by_one(make):
    rule = {"how": "mean", "by": "sex"}
    records = [
        make.figure("pupils", 60, disaggregation={"sex": "women"}),
        make.figure("pupils", 40, disaggregation={"sex": "women", "age": "under 18"}),
    ]
    assert result(make.card([make.measure(values=rule)], records)).value == 60


def test_the_mean_takes_parts_of_one_period_only(make):
    rule = {"how": "mean", "by": "corridor"}
    records = [
        make.figure("pupils", 10, "2019", disaggregation={"corridor": "MAR"}),
        make.figure("pupils", 40, "2020", disaggregation={"corridor": "MAR"}),
        make.figure("pupils", 60, "2020", disaggregation={"corridor": "TUR"}),
    ]
    card = make.card([make.measure(values=rule)], records)
    assert result(card).value == (40 + 60) / 2
    assert passed_over(card) == {10: "older_period"}


def test_a_period_with_too_few_parts_gives_way_to_an_earlier_one_with_enough(make):
    rule = {"how": "mean", "by": "corridor", "minimum": 2}
    records = [
        make.figure("pupils", 40, "2019", disaggregation={"corridor": "MAR"}),
        make.figure("pupils", 60, "2019", disaggregation={"corridor": "TUR"}),
        make.figure("pupils", 90, "2020", disaggregation={"corridor": "MAR"}),
    ]
    card = make.card([make.measure(values=rule)], records)
    assert result(card).value == (40 + 60) / 2
    assert passed_over(card) == {90: "too_few_parts"}


def test_too_few_parts_in_every_period_are_no_value(make):
    rule = {"how": "mean", "by": "corridor", "minimum": 3}
    records = [make.figure("pupils", 40, disaggregation={"corridor": name}) for name in ("MAR", "TUR")]
    card = make.card([make.measure(values=rule)], records)
    assert result(card).status == "not_assessed"
    assert reasons(card) == ["too_few_parts", "too_few_parts"]


def test_a_share_counts_the_parts_above_a_value_and_not_those_on_it(make):
    rule = {"how": "share_above", "by": "corridor", "above": 5}
    values = {"MAR": 5, "TUR": 5.01, "COD": 8.87, "DZA": 4}
    records = [
        make.figure("pupils", value, disaggregation={"corridor": name}) for name, value in values.items()
    ]
    assert result(make.card([make.measure(values=rule)], records)).value == 100 * 2 / 4


def test_a_share_can_be_computed_from_another_indicators_figures(make):
    prices = make.measure("prices", values={"how": "mean", "by": "corridor"})
    dear = make.measure("dear", values={"how": "share_above", "by": "corridor", "above": 5, "of": "prices"})
    values = {"MAR": 4, "TUR": 8}
    records = [
        make.figure("prices", value, disaggregation={"corridor": name}) for name, value in values.items()
    ]
    card = make.card([prices, dear], records)
    assert result(card, "prices").value == (4 + 8) / 2
    assert result(card, "dear").value == 100 * 1 / 2


def test_the_working_names_every_part_with_its_figure(make):
    records = [
        make.figure("pupils", value, disaggregation={"corridor": name})
        for name, value in (("MAR", 4), ("TUR", 8.5))
    ]
    mean = {"how": "mean", "by": "corridor"}
    above = {"how": "share_above", "by": "corridor", "above": 5}
    for rule, working in (
        (mean, "unweighted mean of 2 by corridor: MAR 4, TUR 8.5"),
        (above, "1 of 2 above 5 by corridor: MAR 4, TUR 8.5"),
    ):
        assert result(make.card([make.measure(values=rule)], records)).selection.working == working
    assert result(make.card([make.measure()], [make.figure("pupils", 4)])).selection.working == ""


def test_a_conflict_about_one_part_is_a_conflict(make):
    rule = {"how": "mean", "by": "corridor"}
    records = [
        make.figure("pupils", 40, disaggregation={"corridor": "MAR"}, sources=["one"]),
        make.figure("pupils", 60, disaggregation={"corridor": "MAR"}, sources=["other"]),
        make.figure("pupils", 50, disaggregation={"corridor": "TUR"}),
    ]
    assert result(make.card([make.measure(values=rule)], records)).status == "conflict"


# Packs


def test_figures_of_the_right_side_rank_before_those_of_the_left(make):
    compact = make.compact(make.measure())
    left = make.evidence(make.figure("pupils", 40, edition="2030", sources=["one"]))
    right = make.evidence(make.figure("pupils", 60, sources=["other"]))
    card = gcm.score("BEL", 2020, compact=compact, evidence=left | right, profile="full")
    assert result(card).value == 60
    assert passed_over(card) == {40: "lower_pack"}


def test_a_better_series_of_the_left_side_beats_a_worse_one_of_the_right(make):
    series = [{"id": "own_count", "title": "A"}, {"id": "as_cited", "title": "B"}]
    compact = make.compact(make.measure(series=series))
    left = make.evidence(make.figure("pupils", 40, series="own_count", sources=["one"]))
    right = make.evidence(make.figure("pupils", 60, series="as_cited", sources=["other"]))
    card = gcm.score("BEL", 2020, compact=compact, evidence=left | right, profile="full")
    assert result(card).value == 40


def test_of_three_bodies_of_evidence_the_last_ranks_first(make):
    compact = make.compact(make.measure())
    bodies = [make.evidence(make.figure("pupils", value, sources=[f"of-{value}"])) for value in (40, 50, 60)]
    for joined in ((bodies[0] | bodies[1]) | bodies[2], bodies[0] | (bodies[1] | bodies[2])):
        card = gcm.score("BEL", 2020, compact=compact, evidence=joined, profile="full")
        assert result(card).value == 60
        assert [item.record.value for item in result(card).selection.passed_over] == [50, 40]


# Assessments


def test_the_level_is_the_lower_of_law_and_practice(make):
    for law, practice in ((3, 1), (1, 3)):
        card = make.card([make.rubric()], [make.level(law=law, practice=practice)])
        assert result(card).value == min(law, practice)
        assert result(card).score == 25 * min(law, practice)


@pytest.mark.parametrize("level", range(5))
def test_a_level_is_worth_25_points(make, level):
    assert result(make.card([make.rubric()], [make.level(law=level)])).score == 25 * level


@pytest.mark.parametrize(("since", "until", "counts"), [
    ("2020-12-31", None, True),
    ("2021", None, False),
    ("2020", "2020-12-31", True),
    ("2020", "2020-12-30", False),
    ("2020", "2020-12", True),
])  # fmt: skip
def test_an_assessment_counts_while_it_is_in_force(make, since, until, counts):
    card = make.card([make.rubric()], [make.level(since=since, until=until, law=2)], year=2020)
    assert (result(card).status == "scored") is counts


def test_an_assessment_ages_from_its_last_confirmation(make):
    for confirmed, status in ((None, "stale"), ("2017", "scored")):
        level = make.level(since="2010", confirmed=confirmed, law=2)
        assert result(make.card([make.rubric(max_age=3)], [level], year=2020)).status == status


def test_a_confirmation_after_the_card_makes_no_negative_age(make):
    level = make.level(since="2010", confirmed="2025", law=2)
    assert result(make.card([make.rubric()], [level], year=2020)).selection.age == 0


def test_why_an_assessment_does_not_count_is_kept(make):
    levels = [
        make.level(since="2018", until="2018", law=1),
        make.level(since="2019", until="2020", law=2),
        make.level(since="2021", law=3),
    ]
    assert reasons(make.card([make.rubric()], levels, year=2020)) == ["no_longer_in_force", "later_period"]


def test_two_coders_one_level_apart_count_with_their_mean(make):
    level = make.level(practice=2, second_coder={"coder": "B", "practice": 3})
    card = make.card([make.rubric()], [level])
    assert result(card).value == (2 + 3) / 2
    assert result(card).score == 25 * (2 + 3) / 2


def test_two_coders_two_levels_apart_are_a_conflict(make):
    level = make.level(practice=1, second_coder={"coder": "B", "practice": 3})
    card = make.card([make.rubric()], [level])
    assert result(card).status == "conflict"
    assert result(card).value is None


def test_coders_in_conflict_about_law_are_in_conflict_although_practice_is_lower(make):
    level = make.level(law=2, practice=0, second_coder={"coder": "B", "law": 4, "practice": 0})
    assert result(make.card([make.rubric()], [level])).status == "conflict"


def test_the_adjudicated_level_counts_for_two_coders(make):
    level = make.level(
        practice=0,
        second_coder={"coder": "B", "practice": 4},
        adjudicated={"by": "C", "reason": "The report was read again.", "practice": 3},
    )
    assert result(make.card([make.rubric()], [level])).value == 3


def test_how_far_apart_coders_may_be_is_a_rule_of_the_method(make):
    level = make.level(practice=1, second_coder={"coder": "B", "practice": 3})
    card = make.card([make.rubric()], [level], method=gcm.Method(coder_tolerance=2))
    assert result(card).value == (1 + 3) / 2


def test_a_second_coder_of_law_alone_leaves_practice_to_the_first(make):
    level = make.level(law=4, practice=2, second_coder={"coder": "B", "law": 3})
    chosen = result(make.card([make.rubric()], [level])).selection
    assert (chosen.law, chosen.practice, chosen.value) == ((4 + 3) / 2, 2, 2)


def test_an_assessment_of_the_right_side_counts_before_one_of_the_left(make):
    compact = make.compact(make.rubric())
    left, right = (
        make.evidence(make.level(since="2018", law=1)),
        make.evidence(make.level(since="2019", law=3)),
    )
    card = gcm.score("BEL", 2020, compact=compact, evidence=left | right, profile="full")
    assert result(card).value == 3
    assert reasons(card) == ["lower_pack"]


@pytest.mark.parametrize(("sides", "level", "working"), [
    ({"law": 3, "practice": 1}, 1, "the lower of law and practice"),
    ({"law": 3}, 3, "law alone"),
    ({"practice": 2}, 2, "practice alone"),
])  # fmt: skip
def test_an_assessment_is_shown_with_its_sides_day_and_working(make, sides, level, working):
    record = make.level(since="2018-05", **sides)
    found = result(make.card([make.rubric()], [record, make.level(since="2022", law=4)])).selection
    law, practice = sides.get("law"), sides.get("practice")
    assert (found.status, found.value, found.law, found.practice) == ("available", level, law, practice)
    assert (found.basis, found.period, found.age, found.working) == ((record,), "2018-05", 2, working)
    assert [item.reason for item in found.passed_over] == ["later_period"]


def test_coders_in_conflict_are_shown_with_the_day_and_what_was_passed_over(make):
    record = make.level(since="2018-05", law=1, second_coder={"coder": "B", "law": 4})
    found = result(make.card([make.rubric()], [record, make.level(since="2022", law=4)])).selection
    assert (found.status, found.value, found.law, found.practice) == ("conflict", None, None, None)
    assert (found.basis, found.period, found.age, found.working) == ((record,), "2018-05", 2, "")
    assert [item.reason for item in found.passed_over] == ["later_period"]


# Treaty status


@pytest.mark.parametrize(("status", "credit"), [("party", 1), ("signed", 0.25)])
def test_a_party_counts_in_full_and_a_signature_a_quarter(make, status, credit):
    card = make.card([make.treaty_status()], [make.treaty("convention", status, "1990")])
    assert result(card).score == 100 * credit


def test_the_credit_of_a_signature_is_a_rule_of_the_method(make):
    records = [make.treaty("convention", "signed", "1990")]
    card = make.card([make.treaty_status()], records, method=gcm.Method(signed_credit=0.1))
    assert result(card).score == pytest.approx(100 * 0.1)


def test_several_treaties_count_as_their_share(make):
    records = [
        make.treaty("convention", "party", "1990"),
        make.treaty("protocol", "signed", "1995"),
        make.treaty("charter", "none"),
    ]
    card = make.card([make.treaty_status("treaties", "convention", "protocol", "charter")], records)
    assert result(card).value == pytest.approx((1 + 0.25 + 0) / 3)


def test_a_signature_followed_by_ratification_counts_as_party_from_that_day(make):
    records = [make.treaty("convention", "signed", "1990"), make.treaty("convention", "party", "2015-06-01")]
    for year, score in ((2014, 25), (2015, 100), (2020, 100)):
        assert result(make.card([make.treaty_status()], records, year=year)).score == score


def test_a_state_that_has_withdrawn_is_no_party_from_that_day(make):
    records = [make.treaty("convention", "party", "1990"), make.treaty("convention", "none", "2015-06-01")]
    for year, score in ((2014, 100), (2015, 0), (2020, 0)):
        assert result(make.card([make.treaty_status()], records, year=year)).score == score


def test_a_status_stated_anew_by_the_right_side_replaces_all_that_the_left_says(make):
    compact = make.compact(make.treaty_status())
    left = make.evidence(
        make.treaty("convention", "signed", "1990"), make.treaty("convention", "party", "1995")
    )
    right = make.evidence(make.treaty("convention", "signed", "1990"))
    card = gcm.score("BEL", 2020, compact=compact, evidence=left | right, profile="full")
    assert result(card).score == 25


def test_before_its_signature_a_state_has_no_status(make):
    card = make.card([make.treaty_status()], [make.treaty("convention", "signed", "1990")], year=1989)
    assert result(card).score == 0
    assert reasons(card) == ["later_period"]


def test_an_act_of_the_last_day_of_the_year_counts_and_one_of_the_next_does_not(make):
    for day, score in (("2020-12-31", 25), ("2021-01-01", 0)):
        card = make.card([make.treaty_status()], [make.treaty("convention", "signed", day)])
        assert result(card).score == score


def test_treaty_status_is_shown_treaty_by_treaty_with_the_first_day(make):
    records = [
        make.treaty("convention", "party", "1995", as_of="2019"),
        make.treaty("convention", "none", "2021", as_of="2022"),
        make.treaty("protocol", "signed", "1990", as_of="2018"),
        make.treaty("protocol", "party", "2022", as_of="2023"),
        make.treaty("charter", "none", as_of="2018"),
    ]
    card = make.card([make.treaty_status("treaties", "convention", "protocol", "charter")], records)
    found = result(card).selection
    assert found.treaties == (("convention", "party"), ("protocol", "signed"), ("charter", "none"))
    assert found.working == "convention party, protocol signed, charter none"
    assert (found.status, found.period, found.age) == ("available", "1990", 2)
    assert found.basis == (records[0], records[2], records[4])
    assert [(item.record, item.reason) for item in found.passed_over] == [
        (records[1], "later_period"), (records[3], "later_period"),
    ]  # fmt: skip


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_lists_the_newest_shows_who_is_absent(make, order):
    lists = [make.whole_list("convention", as_of) for as_of in ("2018", "2019")]
    found = result(make.card([make.treaty_status()], lists[::order])).selection
    assert (found.basis, found.age, found.period) == ((lists[1],), 1, None)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_records_of_one_later_signature_the_one_that_ends_last_shows_it(make, order):
    # Both begin on 1 January 2022; of the one that says no more than the year the last day is in December.
    days = ["2022-01-01", "2022"]
    records = [make.treaty("convention", "signed", day, as_of="2023") for day in days][::order]
    found = result(make.card([make.treaty_status()], records)).selection
    assert (found.value, found.basis[0].date) == (0, "2022")


def test_a_treaty_nobody_looked_up_is_not_assessed(make):
    assert result(make.card([make.treaty_status()], [])).status == "not_assessed"


def test_one_treaty_nobody_looked_up_leaves_the_whole_indicator_not_assessed(make):
    records = [make.treaty("convention", "party", "1990")]
    assert (
        result(make.card([make.treaty_status("treaties", "convention", "protocol")], records)).status
        == "not_assessed"
    )


def test_absence_from_a_complete_list_means_none(make):
    card = make.card([make.treaty_status()], [make.whole_list("convention", "2019")])
    assert (result(card).status, result(card).score) == ("scored", 0)


def test_absence_from_an_incomplete_list_means_nothing(make):
    card = make.card([make.treaty_status()], [make.whole_list("convention", "2019", complete=False)])
    assert result(card).status == "not_assessed"


@pytest.mark.parametrize(("year", "status"), [(2019, "scored"), (2022, "scored"), (2023, "stale")])
def test_absence_from_a_list_is_stale_after_its_date_and_the_permitted_age(make, year, status):
    card = make.card([make.treaty_status(max_age=3)], [make.whole_list("convention", "2019")], year=year)
    assert result(card).status == status


def test_after_that_a_party_is_stale_too(make):
    records = [
        make.treaty("convention", "party", "1990", as_of="2019"),
        make.whole_list("convention", "2019"),
    ]
    assert result(make.card([make.treaty_status(max_age=3)], records, year=2023)).status == "stale"


def test_a_status_that_is_corrected_by_the_right_side_counts_as_corrected(make):
    compact = make.compact(make.treaty_status())
    left = make.evidence(make.treaty("convention", "party", "1990"))
    right = make.evidence(make.treaty("convention", "signed", "1990"))
    card = gcm.score("BEL", 2020, compact=compact, evidence=left | right, profile="full")
    assert result(card).score == 25


# Days


def test_the_day_that_counts_is_the_last_of_the_year(make):
    assert make.card([make.measure()], []).as_of == date(2020, 12, 31)
