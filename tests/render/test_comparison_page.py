"""The report of a comparison: what stands side by side, how firmly an order holds, and what changed why."""

from __future__ import annotations

import dataclasses
import re

import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore.cli import main
from gcmscore.render.changes import worded_points
from gcmscore.render.comparison import comparison_view
from gcmscore.render.html import comparison_fragment
from gcmscore.render.ladders import worded_ladder, worded_runs
from gcmscore.render.questions import worded_answer, worded_heading, worded_lacks
from gcmscore.render.text import Wording

COLOURS = {"green", "yellow", "orange", "red"}


def compared(make, indicators, records, cards, **more) -> gcm.Comparison:
    objectives = max(indicator.objective for indicator in indicators)
    compact, evidence = make.compact(*indicators, objectives=objectives), make.evidence(*records)
    return gcm.compare(cards, compact=compact, evidence=evidence, **{"profile": "full"} | more)


@pytest.fixture(scope="module")
def indicators(make):
    return [
        make.measure("pupils"),
        make.measure("books"),
        make.rubric(),
        make.treaty_status(),
        make.measure("one", objective=2),
        make.measure("two", objective=3),
    ]


@pytest.fixture(scope="module")
def records(make):
    return [
        make.source(
            "survey", "2020-03", title="A survey", publisher="The survey office", url="https://example.org/s"
        ),
        make.source("act", "2019", title="An act", publisher="The official journal", kind="law"),
        make.figure("pupils", 40, "2017"),
        make.figure("pupils", 60, "2019", sources=["survey"]),
        make.figure("books", 30, "2018"),
        make.level(since="2015", until="2018", law=1, practice=1),
        make.level(since="2019", law=3, practice=2, findings=["new-law"], sources=["act"]),
        make.treaty("convention", "signed", "2000"),
        make.treaty("convention", "party", "2019-05", as_of="2020"),
        make.finding("new-law", "2019-02", statement="The law changed.", stance="advance", sources=["act"]),
        make.finding("plan", "2020-02", statement="A plan.", stage="announced", jurisdiction="BE-VLG"),
        make.finding("long-ago", "2016", statement="Long ago."),
        make.figure("pupils", 80, country="NLD"),
        make.figure("books", 70, country="NLD"),
        make.figure("one", 10, "2018", country="NLD"),
        make.reply(text="A reply."),
    ]


@pytest.fixture(scope="module")
def years(make, indicators, records):
    return compared(make, indicators, records, ["BEL@2018", "BEL@2020"])


@pytest.fixture(scope="module")
def countries(make, indicators, records):
    return compared(make, indicators, records, ["BEL@2020", "NLD@2020"])


@pytest.fixture(scope="module")
def years_tree(years, read_page):
    return read_page(years.to_html())


@pytest.fixture(scope="module")
def countries_tree(countries, read_page):
    return read_page(countries.to_html())


@pytest.fixture(scope="module")
def years_view(years):
    return comparison_view(years, Wording("en"))


@pytest.fixture(scope="module")
def countries_view(countries):
    return comparison_view(countries, Wording("en"))


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]


def changed_objective(tree):
    (found,) = [item for item in tree.all("article") if "objective" in item.attributes["class"]]
    return found


# The head


def test_countries_of_one_year_are_named_before_the_year(countries_tree):
    assert [item.text for item in countries_tree.all("h1", "title")] == [
        "Belgium and Netherlands (Kingdom of the): 2020"
    ] * 2


def test_years_of_one_country_are_named_after_the_country(years_tree):
    assert [item.text for item in years_tree.all("h1", "title")] == ["Belgium: 2018 and 2020"] * 2


def test_cards_that_differ_in_both_are_named_whole(make, indicators, records):
    view = comparison_view(compared(make, indicators, records, ["BEL@2018", "NLD@2020"]), Wording("en"))
    assert (view.title, *view.glance.labels) == (
        "Belgium 2018, Netherlands (Kingdom of the) 2020",
        "Belgium 2018",
        "Netherlands (Kingdom of the) 2020",
    )
    assert (view.glance.kind, view.as_of) == ("Card", "As of 31 December of 2018 and 2020")


def test_the_head_says_the_day_the_basis_the_profile_and_what_was_known(make, indicators, records):
    comparison = compared(make, indicators, records, ["BEL@2020", "NLD@2020"], known_by="2020-06-30")
    view = comparison_view(comparison, Wording("en"))
    assert view.as_of == "As of 31 December 2020"
    assert [(fact.label, fact.text) for fact in view.facts] == [
        ("Basis", "the questions that have a value on every card; beside them each card on its own"),
        ("Profile and edition", "Full · test"),
        ("Only sources dated by", "30 June 2020"),
    ]


# Side by side


def test_each_card_is_shown_on_its_own_evidence(countries_tree, countries):
    own = cells(countries_tree.with_class("matrix")[0])
    # Belgium has 60, 30, 25 · 2 and a treaty of a quarter of the weight; the Netherlands 80 and 70 alone.
    scores = [card.objective(1).score for card in countries.cards]
    assert scores == pytest.approx([0.25 * 60 + 0.25 * 30 + 0.25 * 50 + 0.25 * 100, (80 + 70) / 2])
    ends = [card.intervals[1] for card in countries.cards]
    said = [f"{low:.1f}–{high:.1f}" for low, high in ends]
    assert own[:2] == [
        ["Objective", "Belgium", "Netherlands (Kingdom of the)"],
        ["1 Aim", f"60.0 yellow {said[0]} 100% covered", f"75.0 green {said[1]} 50% covered"],
    ]
    assert own[2:] == [
        ["Overall", "– 1 of 3 objectives scored", "– 1 of 3 objectives scored"],
        ["Coverage", "33%", "50%"],
    ]


def test_objectives_without_a_score_on_any_card_are_listed_with_the_reason_of_each(countries_view):
    (item,) = countries_view.glance.unscored
    assert (item.number, item.why) == (
        2,
        "not assessed: Belgium; too few values: Netherlands (Kingdom of the)",
    )


def test_objectives_of_which_nothing_is_known_are_counted_and_not_listed(countries_tree):
    assert "1 other objective: not assessed, and nothing on record." in countries_tree.text
    assert "3 Aim" not in countries_tree.text.partition("The questions")[0]


def test_what_all_lack_is_said_once():
    wording = Wording("en")
    assert worded_lacks(["law only", "law only"], ["A", "B"], wording) == "law only on every card"
    assert worded_lacks(["law only", None, "old"], ["A", "B", "C"], wording) == "law only: A; old: C"
    assert worded_lacks([None, None], ["A", "B"], wording) == ""


@pytest.mark.parametrize(("number", "many"), [(6, False), (7, True)])
def test_many_cards_are_set_smaller(make, read_page, number, many):
    records = [make.figure("pupils", 50, "2020"), make.figure("books", 50, "2020")]
    cards = [f"BEL@{2020 + place}" for place in range(number)]
    measures = [make.measure(name, max_age=20) for name in ("pupils", "books")]
    tree = read_page(compared(make, measures, records, cards).to_html())
    assert [bool(item.with_class("many")) for item in (tree,)] == [many]


def test_more_cards_than_can_be_read_are_refused_and_the_way_out_is_named(make):
    cards = [f"BEL@{2000 + place}" for place in range(13)]
    comparison = compared(make, [make.measure()], [make.figure("pupils", 1)], cards)
    with pytest.raises(gcm.GcmscoreError) as caught:
        comparison.to_html()
    assert str(caught.value) == (
        "a comparison report shows 2 to 12 cards, and this comparison has 13; compare fewer, or take the "
        "report on one objective: gcmscore.score_panel([2024]).report(20)"
    )
    assert "BEL" in str(comparison)
    assert "Belgium 2012" in comparison._repr_html_()


# On common questions


def test_common_scores_stand_on_a_ladder_with_rank_and_how_often_one_is_ahead(countries, countries_view):
    (ladder,) = countries_view.ladders
    # On pupils and books alone: (60 + 30) / 2 and (80 + 70) / 2; 75 is ahead whatever the weights.
    draws = countries.uncertainty(1).runs.scores
    assert (draws[:, 1] > draws[:, 0]).all()
    assert [(rung.label, rung.rank, rung.ranks, rung.score, rung.ahead) for rung in ladder.rungs] == [
        ("Netherlands (Kingdom of the)", "1", "", "75.0", "in 100% of runs"),
        ("Belgium", "2", "", "45.0", ""),
    ]
    assert (ladder.ranked, ladder.number, countries_view.glance.kind) == (True, 1, "Country")


def test_an_order_that_does_not_hold_shows_in_rank_intervals_and_runs(make):
    measures = [make.measure("pupils"), make.measure("books")]
    # Apart from 45 to 44 under equal weights, the order follows the weights alone.
    figures = {"BEL": (80, 10), "NLD": (20, 68)}
    records = [
        make.figure(name, value, country=country)
        for country, values in figures.items()
        for name, value in zip(("pupils", "books"), values, strict=True)
    ]
    comparison = compared(make, measures, records, ["BEL@2020", "NLD@2020"])
    first, second = comparison_view(comparison, Wording("en")).ladders[0].rungs
    draws = comparison.uncertainty(1).runs.scores
    share = (draws[:, 0] > draws[:, 1]).mean() + (draws[:, 0] == draws[:, 1]).mean() / 2
    assert 0.2 < share < 0.8
    assert (first.label, first.rank, first.ranks, first.ahead) == (
        "Belgium",
        "1",
        "1–2",
        f"in {share:.0%} of runs",
    )
    assert (second.label, second.rank, second.ranks, second.ahead) == (
        "Netherlands (Kingdom of the)",
        "2",
        "1–2",
        "",
    )


def test_scores_that_are_the_same_in_every_run_are_called_equal(make):
    measures = [make.measure("pupils"), make.measure("books")]
    records = [make.figure(m.id, 50, country=country) for m in measures for country in ("BEL", "NLD")]
    view = comparison_view(compared(make, measures, records, ["BEL@2020", "NLD@2020"]), Wording("en"))
    assert [(rung.rank, rung.ahead) for rung in view.ladders[0].rungs] == [("1", "equal"), ("1", "")]


def test_years_of_a_country_are_no_competitors_and_stand_in_their_order(years, years_view):
    (ladder,) = years_view.ladders
    draws = years.uncertainty(1).runs.scores
    higher = (draws[:, 1] > draws[:, 0]).mean()
    assert [(rung.label, rung.rank, rung.score, rung.ahead) for rung in ladder.rungs] == [
        ("2018", "", "30.0", ""),
        ("2020", "", "60.0", f"in {higher:.0%} of runs"),
    ]


def test_years_that_are_named_in_another_order_are_compared_with_the_year_before(
    make, indicators, records, years
):
    turned = compared(make, indicators, records, ["BEL@2020", "BEL@2018"])
    (ladder,) = comparison_view(turned, Wording("en")).ladders
    assert ladder == comparison_view(years, Wording("en")).ladders[0]


def test_nobody_is_ranked_among_years(years_tree):
    heads = [row[0] for row in map(cells, years_tree.with_class("ladder"))]
    assert {tuple(head[:2]) for head in heads} == {("Year", "Score")}
    assert "Rank" not in years_tree.text


def test_the_mean_names_over_how_many_objectives_it_is_taken(countries_view):
    assert countries_view.mean.name == "Mean of 1 of 3 objectives"
    assert [rung.score for rung in countries_view.mean.rungs] == ["75.0", "45.0"]
    assert countries_view.mean.rungs[0].band is None


def test_the_band_on_a_ladder_is_that_of_the_common_questions(countries, countries_view):
    # 45 on common questions is orange; on all its own evidence Belgium's 60 is yellow.
    assert countries.cards[0].objective(1).band == "yellow"
    assert [rung.band.code for rung in countries_view.ladders[0].rungs] == ["green", "orange"]


def test_the_page_says_what_the_runs_varied_and_what_they_held(countries):
    runs = worded_runs(countries.uncertainty(1), Wording("en"))
    assert runs.interval.startswith("Intervals of scores and ranks hold 90% of 1,000 runs.")
    assert runs.varied == (
        "each weight moves by up to ±25%",
        "goalposts of figures stay as published or move by 10% of their range",
        "the mean is the published one, or the other of arithmetic and geometric",
    )
    assert runs.fixed.startswith("No value here has a range of its own")


def test_what_was_not_varied_is_not_said_to_be(countries):
    runs = worded_runs(countries.uncertainty(1, vary=["weights"]), Wording("en"))
    assert len(runs.varied) == 1


def test_a_ladder_of_more_than_two_compares_neighbours_alone(make):
    records = [make.figure("pupils", value, country=country) for country, value in
               (("BEL", 30), ("NLD", 20), ("FRA", 10))]  # fmt: skip
    records += [make.figure("books", 0, country=country) for country in ("BEL", "NLD", "FRA")]
    found = compared(
        make, [make.measure("pupils"), make.measure("books")], records, ["BEL@2020", "NLD@2020", "FRA@2020"]
    ).uncertainty(1)
    names = {label: label[:3] for label in found.labels}
    ladder = worded_ladder(found, names, {}, Wording("en"), (1, "Aim"), True)
    assert [(rung.label, rung.ahead) for rung in ladder.rungs] == [
        ("BEL", "in 100% of runs"),
        ("NLD", "in 100% of runs"),
        ("FRA", ""),
    ]


def test_where_nothing_is_shared_there_is_no_ladder_and_the_reason_is_said(make, read_page):
    indicators = [make.measure("one"), make.measure("two")]
    records = [make.figure("one", 10), make.figure("two", 20, country="NLD")]
    tree = read_page(compared(make, indicators, records, ["BEL@2020", "NLD@2020"]).to_html())
    assert tree.with_class("ladder") == []
    assert "On these alone no objective can be scored for all, so nothing is ranked." in tree.text


def test_scores_on_different_questions_are_not_called_common(make, indicators, records, read_page):
    comparison = compared(make, indicators, records, ["BEL@2020", "NLD@2020"], basis="own")
    tree = read_page(comparison.to_html())
    assert tree.with_class("ladder") == []
    assert "Each card keeps its own questions here, so nothing is ranked." in tree.text
    assert "Scored on these alone" not in tree.text
    assert "Scored on these alone" not in comparison_fragment(comparison)


def test_objectives_that_the_common_questions_cannot_carry_are_named(make):
    measures = [make.measure("pupils"), make.measure("books"), make.measure("one", objective=2)]
    records = [make.figure(m.id, 50, country=country) for m in measures for country in ("BEL", "NLD")]
    view = comparison_view(compared(make, measures, records, ["BEL@2020", "NLD@2020"]), Wording("en"))
    assert view.fell.endswith("on some card: objectives 2.")


# The questions


def test_every_question_is_in_common_or_says_on_which_card_it_lacks_what(countries_view):
    assert [(group.number, group.count) for group in countries_view.questions] == [
        (1, "2 of 4 in common"),
        (2, "0 of 1 in common"),
        (3, "0 of 1 in common"),
    ]
    first = countries_view.questions[0]
    assert [item.name for item in first.common] == ["Pupils (units)", "Books (units)"]
    assert [(item.name, item.why) for item in first.omitted] == [
        ("Rights", "not assessed: Netherlands (Kingdom of the)"),
        ("Treaties", "not assessed: Netherlands (Kingdom of the)"),
    ]
    assert countries_view.questions[2].omitted[0].why == "not assessed on every card"


def test_a_common_question_shows_value_period_and_source_of_each_card(countries_tree):
    (answers,) = countries_tree.with_class("answers")
    assert [re.sub(r"\[\d+[a-z]\]", "[·]", text) for text in cells(answers)[1]] == [
        "Pupils (units)",
        "60 2019 [·]",
        "80 2020 [·]",
    ]


@pytest.mark.parametrize(
    ("indicator", "answer", "said"),
    [
        ("rubric", (2.0, 3.0, 2.0), "level 2 (law 3, practice 2)"),
        ("rubric", (2.0, 2.0, float("nan")), "level 2 (law 2)"),
        ("rubric", (0.0,), "level 0"),
        ("one treaty", (1.0,), "party"),
        ("one treaty", (0.25,), "signed, not party"),
        ("one treaty", (0.0,), "not signed"),
        ("two treaties", (0.625,), "63%"),
    ],
)
def test_levels_and_treaties_are_answered_in_words(make, indicator, answer, said):
    made = {
        "rubric": make.rubric(),
        "one treaty": make.treaty_status(),
        "two treaties": make.treaty_status("treaties", "one", "two"),
    }[indicator]
    assert worded_answer(Wording("en"), made, *answer) == said


def test_a_unit_in_brackets_gets_no_second_pair(make):
    measure = make.measure()
    plain = make.compact(measure)
    bracketed = plain.units["amount"].model_copy(update={"symbol": "(0 to 10)"})
    other = dataclasses.replace(plain, units=dict(plain.units) | {"amount": bracketed})
    assert worded_heading(Wording("en"), plain, measure) == "Pupils (units)"
    assert worded_heading(Wording("en"), other, measure) == "Pupils (0 to 10)"


# What changed


def test_a_step_is_named_by_country_and_years(years_tree, countries_tree):
    assert "Belgium: from 2018 to 2020" in [item.text for item in years_tree.all("h2")]
    assert countries_tree.with_class("steps") == []


def test_the_points_of_a_step_are_those_of_its_objective_and_of_each_cause(years_tree, years):
    before, after = (card.objective(1).score for card in years.cards)
    # A quarter each: pupils 40 to 60, rights 25 to 50, a signature of 25 to a party of 100.
    points = [(60 - 40) / 4, (50 - 25) / 4, (100 - 25) / 4]
    assert after - before == pytest.approx(sum(points)) == pytest.approx(30)
    (table,) = years_tree.with_class("steps")
    assert cells(table)[1] == [
        "1 Aim",
        "30.0 orange",
        "60.0 yellow",
        "+30.0",
        "figures of another period +5.0; another assessment or treaty status +25.0",
    ]


def test_each_change_has_its_values_points_reason_and_source(years_tree):
    article = changed_objective(years_tree)
    said = [
        re.sub(r" \[\d+[a-z]\]", " [·]", item.text)
        for item in article.with_class("changes")[0].all("p")
        if list(item.all("strong"))
    ]
    assert said == [
        "Pupils: 40 units (2017) → 60 units (2019). A later figure counts. [·]",
        "Rights: level 1 (law 1, practice 1) → level 2 (law 3, practice 2). Another assessment holds. [·]",
        "Treaties: signed, not party → party. The treaty status changed. [·]",
    ]
    assert [item.text for item in article.with_class("by")] == ["+5.0", "+6.3", "+18.8"]


def test_the_largest_points_fill_the_bar_and_the_others_their_share_of_it(years_view):
    (item,) = years_view.steps[0].objectives
    assert [change.share for change in item.changes] == [round(5 / 18.75, 3), round(6.25 / 18.75, 3), 1.0]


def test_a_shift_of_weights_is_told_of_the_question_whose_answer_stands(make):
    asked = [make.measure("pupils"), make.treaty_status(), make.measure("later", applies_to=["coast"])]
    records = [make.figure("pupils", 80, "2018"), make.figure("later", 40, "2018")]
    records.append(make.treaty("convention", "signed", "2000", as_of="2018"))
    members = [{"country": "BEL", "from": "2019"}]
    coast = {"title": "Coast", "members": members, "sources": [{"id": "yearbook", "locator": "p"}]}
    given = {"compact": make.compact(*asked), "evidence": make.evidence(*records, groups={"coast": coast})}
    comparison = gcm.compare(["BEL@2018", "BEL@2020"], profile="full", **given)
    # A treaty carries a quarter, whatever else is asked: of one other question, then of two.
    before, after = 0.75 * 80 + 0.25 * 25, 0.375 * (80 + 40) + 0.25 * 25
    assert [card.objective(1).score for card in comparison.cards] == pytest.approx([before, after])
    (item,) = comparison_view(comparison, Wording("en")).steps[0].objectives
    told = {change.name: change for change in item.changes}
    assert told.keys() == {"Later", "Pupils", "Treaties"}
    assert told["Treaties"].reason.startswith("Its share of the weight is another")
    assert told["Treaties"].before == told["Treaties"].after == "signed, not party"
    points = [float(change.points.replace("−", "-")) for change in item.changes]
    assert sum(points) == pytest.approx(after - before, abs=0.1)


def test_a_score_on_one_card_only_has_no_points_and_says_what_decided(make):
    measures = [make.measure("pupils"), make.measure("books")]
    records = [
        make.figure("pupils", 50, "2018"),
        make.figure("pupils", 50, "2020"),
        make.figure("books", 50, "2020"),
    ]
    view = comparison_view(compared(make, measures, records, ["BEL@2018", "BEL@2020"]), Wording("en"))
    (item,) = view.steps[0].objectives
    assert (item.points, item.causes) == (
        "",
        "a score on one card only, so nothing to subtract; decided by: answers gained",
    )
    assert {change.share for change in item.changes} == {None}


def test_overall_scores_move_in_points_only_where_both_cards_have_one(make, years_view):
    assert years_view.steps[0].overall == "No points of an overall score: 2018 and 2020 do not both have one."
    measures = [make.measure("pupils"), make.measure("books")]
    records = [
        make.figure(m.id, value, year) for m in measures for value, year in ((50, "2018"), (40, "2020"))
    ]
    view = comparison_view(compared(make, measures, records, ["BEL@2018", "BEL@2020"]), Wording("en"))
    assert view.steps[0].overall == "Overall from 50.0 to 40.0, −10.0 points."


@pytest.mark.parametrize(
    ("points", "said"), [(3.42, "+3.4"), (-3.42, "−3.4"), (0.01, "0.0"), (-0.0, "0.0"), (float("nan"), "")]
)
def test_points_have_a_sign_unless_there_are_none(points, said):
    assert worded_points(Wording("en"), points) == said


def test_a_fact_stands_below_the_change_that_rests_on_it_and_nowhere_else(years_tree):
    because, also = changed_objective(years_tree).with_class("timeline")
    assert ["The law changed." in item.text for item in (because, also)] == [True, False]
    assert ["A plan." in item.text for item in (because, also)] == [False, True]
    assert [item.text for item in changed_objective(years_tree).all("h4")] == [
        "Also on record since, moving no level by itself"
    ]


def test_a_fact_has_its_date_stage_stance_place_and_source(years_tree):
    told = [item.text for item in changed_objective(years_tree).with_class("timeline")[1].all("li")]
    assert [re.sub(r" \[\d+[a-z]\]", " [·]", text) for text in told] == [
        "February 2020announced challengeFlanders: A plan. [·]"
    ]


def test_a_fact_filed_under_a_region_names_its_place(make, read_page):
    records = [make.finding("a", "2019", country="BE-VLG")]
    tree = read_page(compared(make, [make.measure()], records, ["BEL@2018", "BEL@2020"]).to_html())
    assert "Flanders" in tree.with_class("timeline")[0].text


def test_what_was_before_the_earlier_card_is_not_told(years_tree):
    assert "Long ago." not in years_tree.text


def test_a_fact_of_two_objectives_is_told_under_both(make, read_page):
    indicators = [make.measure("one"), make.measure("two", objective=2)]
    records = [make.finding("a", "2019", objectives=[1, 2])]
    tree = read_page(compared(make, indicators, records, ["BEL@2018", "BEL@2020"]).to_html())
    assert [article.text.count("It happened.") for article in tree.all("article")] == [1, 1]


def test_years_in_which_nothing_changed_say_so(make, read_page):
    records = [make.figure("pupils", 50, "2018"), make.figure("books", 50, "2018")]
    measures = [make.measure("pupils"), make.measure("books")]
    tree = read_page(compared(make, measures, records, ["BEL@2018", "BEL@2020"]).to_html())
    assert "Nothing changed and nothing happened on record." in tree.text


# Sources, and how to make it again


def test_every_mark_leads_to_a_place_that_is_listed_and_every_place_is_cited(years_tree, countries_tree):
    for tree in (years_tree, countries_tree):
        (listed,) = tree.with_class("sources")
        marks = [item for item in tree.all("a") if re.fullmatch(r"\[\d+[a-z]+\]", item.text)]
        targets = {item.attributes["href"][1:] for item in marks}
        places = {name for name in listed.anchored if name[-1].isalpha()}
        assert places == targets != set()


def test_a_link_within_the_page_leads_somewhere(years_tree, countries_tree):
    for tree in (years_tree, countries_tree):
        anchors = [
            item.attributes["href"][1:] for item in tree.all("a") if item.attributes["href"].startswith("#")
        ]
        assert [anchor for anchor in anchors if len(tree.anchored.get(anchor, ())) != 1] == []


def test_what_the_comparison_does_not_say_is_said(years_tree, countries_tree):
    for tree in (years_tree, countries_tree):
        (notice,) = tree.with_class("notice")
        assert "Scores side by side can rest on different questions" in notice.text
        assert "What is not assessed is not failed" in notice.text
        assert "An order that does not hold in nearly all runs is no order" in notice.text


def test_the_page_says_how_to_make_it_again(years_tree):
    (footer,) = years_tree.all("footer")
    assert 'gcmscore.compare(["BEL@2018", "BEL@2020"], basis="common", profile="full"' in footer.text


def test_the_call_that_the_page_names_makes_it_again():
    comparison = gcm.compare(["BEL", "FRA@2018"], 2020, profile="global", known_by="2021-06-30")
    page = comparison.to_html()
    call = re.search(r"gcmscore\.compare\(.*?\)<", page).group()[:-1].replace("&#34;", '"')
    assert eval(call, {"gcmscore": gcm}).to_html() == page


def test_the_same_comparison_gives_the_same_bytes_and_is_written_as_it_is_returned(years, tmp_path):
    path = years.to_html(tmp_path / "new" / "compared.html")
    assert path.read_bytes() == years.to_html().encode()


def test_a_text_that_falls_back_to_english_says_so(years, french, read_page):
    tree = read_page(years.to_html(lang="fr"))
    marked = [item.text for item in tree.all("span") if item.attributes.get("lang") == "en"]
    assert "On the questions that all answer" in marked
    values = [value or "" for item in tree.all() for value in item.attributes.values()]
    assert [value for value in values if "<" in value] == []


# In a notebook


def test_a_comparison_shows_itself_in_a_notebook_as_a_fragment_without_style_and_script(countries, read_page):
    shown = read_page(countries._repr_html_())
    assert countries._repr_html_() == comparison_fragment(countries, "en")
    assert not {item.tag for item in shown.all()} & {"html", "head", "body", "style", "script", "a"}
    assert cells(next(shown.all("table")))[:2] == [
        ["Objective", "Belgium 2020", "Netherlands (Kingdom of the) 2020"],
        ["1 Aim", "60.0 yellow", "75.0 green"],
    ]
    assert "2 of 6 questions have a value on every card." in shown.text
    assert "Without a score on any card: 2 Aim" in shown.text


# On the command line


def test_the_command_writes_page_and_document_in_a_language(tmp_path):
    page, document = tmp_path / "pair.html", tmp_path / "pair.pdf"
    asked = ["compare", "KEN", "GHA", "--year", "2024", "--profile", "global", "--lang", "nl"]
    done = CliRunner().invoke(main, [*asked, "--html", str(page), "--pdf", str(document)])
    assert done.exit_code == 0
    pair = gcm.compare(["KEN", "GHA"], 2024, profile="global")
    assert page.read_text(encoding="utf-8") == pair.to_html(lang="nl")
    assert document.read_bytes() == pair.to_pdf(lang="nl")


def test_a_language_without_a_page_or_document_is_refused():
    done = CliRunner().invoke(main, ["compare", "KEN", "GHA", "--year", "2024", "--lang", "nl"])
    assert done.exit_code == 2
    assert "--lang is the language of what --html, --pdf, --xlsx and --docx write" in " ".join(
        done.output.split()
    )
