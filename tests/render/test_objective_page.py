"""The report on an objective: who is ranked on which values, who is not and why, and the map."""

from __future__ import annotations

import re

import numpy as np
import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore.charts.projection import areas
from gcmscore.charts.style import FILLS
from gcmscore.cli import main
from gcmscore.render.locators import Locators
from gcmscore.render.objective import objective_view
from gcmscore.render.text import Wording
from gcmscore.render.world import _ring, world_map

CODES = ["BEL", "NLD", "FRA", "KEN", "GHA", "SEN"]


@pytest.fixture(scope="module")
def indicators(make):
    return [
        make.measure("pupils", caveat="It counts heads.", series=[{"id": "census", "title": "A census"}],
                     target={"value": 95, "by": 2030, "source": "A plan"}),
        make.measure("books"),
        make.measure("rare"),
        make.treaty_status("treaties", "convention"),
        make.measure("elsewhere", objective=2),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def records(make):
    known = {"BEL": (60, 40), "NLD": (80, 40), "FRA": (60, 40), "KEN": (20, None), "GHA": (None, None)}
    figures = [
        make.figure(name, value, country=country, series="census" if name == "pupils" else None)
        for country, values in known.items()
        for name, value in zip(("pupils", "books"), values, strict=True)
        if value is not None
    ]
    return [
        make.source("yearbook", "2020", title="A yearbook", publisher="An office"),
        *figures,
        make.figure("books", 50, "2010", country="KEN"),
        make.figure("rare", 10, country="BEL"),
        make.treaty("convention", "party", "2000", country="BEL"),
    ]


@pytest.fixture(scope="module")
def panel(make, indicators, records):
    compact = make.compact(*indicators, objectives=2)
    return gcm.score_panel(
        [2019, 2020], CODES, compact=compact, evidence=make.evidence(*records), profile="full"
    )


@pytest.fixture(scope="module")
def report(panel):
    return panel.report(1, 2020)


@pytest.fixture(scope="module")
def view(report):
    return objective_view(report, Wording("en"))


@pytest.fixture(scope="module")
def tree(report, read_page):
    return read_page(report.to_html())


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]


# Which report


def test_a_report_is_of_one_objective_and_year(report):
    assert repr(report) == "<ObjectiveReport 1, 2020, profile full: 3 of 6 countries ranked>"


def test_the_last_year_is_meant_unless_one_is_named(panel):
    assert panel.report(1).year == 2020


@pytest.mark.parametrize(("objective", "year"), [(9, 2020), (1, 2015)])
def test_a_report_on_what_is_not_there_is_refused(panel, objective, year):
    with pytest.raises(gcm.GcmscoreError, match=r"unknown objective 9|2015 is not in this panel"):
        panel.report(objective, year)


def test_the_head_names_objective_year_and_what_it_asks(tree):
    assert [item.text for item in tree.all("title")] == ["Objective 1: Aim, 2020"]
    assert [item.text for item in tree.all("h1")] == ["1 Aim 2020"]
    (head,) = tree.all("header")
    assert all(text in head.text for text in ("Aim 1", "To do it.", "As of 31 December 2020", "Full · test"))


# Who is ranked


def test_ranks_scores_and_how_firmly_they_hold(view):
    # On pupils and books alone: (80 + 40) / 2 and twice (60 + 40) / 2.
    assert [(rung.label, rung.rank, rung.ranks, rung.score, rung.ahead) for rung in view.ladder.rungs] == [
        ("Netherlands (Kingdom of the)", "1", "", "60.0", "in 100% of runs"),
        ("Belgium", "2", "", "50.0", "equal"),
        ("France", "2", "", "50.0", ""),
    ]
    assert view.headline == "3 of 6 countries are ranked; questions in common: 2."


def test_the_band_beside_a_rank_is_that_of_the_common_questions(panel, view):
    # Belgium's own evidence has a question with 10 and a treaty besides.
    assert panel.card("BEL").objective(1).score != pytest.approx(50)
    assert {rung.label: rung.band.code for rung in view.ladder.rungs} == {
        "Netherlands (Kingdom of the)": "yellow", "Belgium": "yellow", "France": "yellow",
    }  # fmt: skip


def test_one_who_answers_most_is_placed_without_an_interval(make):
    names = ["a", "b", "c", "d", "e"]
    asked = [make.measure(name) for name in names]
    answers = {"BEL": 60, "NLD": 40, "FRA": 80}
    records = [make.figure(name, value, country=country) for country, value in answers.items()
               for name in names if (country, name) != ("FRA", "e")]  # fmt: skip
    panel = gcm.score_panel(
        [2020], list(answers), compact=make.compact(*asked), evidence=make.evidence(*records), profile="full"
    )
    view = objective_view(panel.report(1), Wording("en"))
    assert [(rung.label, rung.rank, rung.score, rung.interval == "") for rung in view.ladder.rungs] == [
        ("Belgium", "1", "60.0", False),
        ("France (placed on 4 of 5 questions)", "1", "80.0", True),
        ("Netherlands (Kingdom of the)", "2", "40.0", False),
    ]
    assert [rung.ahead for rung in view.ladder.rungs] == ["in 100% of runs", "", ""]
    assert view.partial.startswith("Who answers at least 80% of the questions")


def test_where_nobody_is_ranked_the_page_says_who_is_not_and_why(make, read_page):
    panel = gcm.score_panel(
        [2020], ["BEL", "NLD"], compact=make.compact(make.measure(), make.measure("books")),
        evidence=make.evidence(make.finding()), profile="full",
    )  # fmt: skip
    tree = read_page(panel.report(1).to_html())
    assert tree.with_class("ladder") == tree.with_class("values") == []
    assert "No country is ranked: too few of them answer enough of the same questions." in tree.text
    assert tree.with_class("world") == []
    (listed,) = tree.with_class("unranked")
    assert (
        listed.text
        == "No question that enough countries answer (2 countries)Belgium, Netherlands (Kingdom of the)"
    )


# Who is not


def test_who_is_not_ranked_is_grouped_by_what_is_lacking(view):
    assert [(group.reason, group.count, group.countries) for group in view.unranked] == [
        (
            "0 of 2 questions answered. Why not ranked: Pupils: not assessed; Books: not assessed",
            "2 countries",
            "Ghana, Senegal",
        ),
        ("1 of 2 questions answered. Why not ranked: Books: out of date", "1 country", "Kenya"),
    ]


def test_countries_that_are_not_asked_are_told_apart(make):
    asked = [make.measure(name, applies_to=["coast"]) for name in ("pupils", "books")]
    records = [make.figure(name, 50, country="BEL") for name in ("pupils", "books")]
    coast = {"title": "Coastal States", "members": [{"country": "BEL"}],
             "sources": [{"id": "yearbook", "locator": "p"}]}  # fmt: skip
    panel = gcm.score_panel(
        [2020], ["BEL", "NLD"], compact=make.compact(*asked), profile="full",
        evidence=make.evidence(*records, groups={"coast": coast}),
    )  # fmt: skip
    view = objective_view(panel.report(1), Wording("en"))
    assert [(group.reason, group.countries) for group in view.unranked] == [
        ("The questions are for other countries", "Netherlands (Kingdom of the)")
    ]
    facts = {fact.label: fact.text for fact in view.asked[0].facts}
    assert (facts["Answered by"], facts["Asked of"]) == ("1 of 1 countries asked", "Coastal States")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            ("rights", "duties"),
            "2 of 2 questions answered. Why not ranked: no question speaks of practice or outcome",
        ),
        (("rights",), "1 of 1 questions answered. Why not ranked: one question is too few"),
    ],
)
def test_values_that_carry_no_score_are_not_ranked_and_say_so(make, asked, why):
    rubrics = [make.rubric(name, sides=("law",)) for name in asked]
    records = [make.level(name, law=2, country=country) for name in asked for country in ("BEL", "NLD")]
    panel = gcm.score_panel(
        [2020],
        ["BEL", "NLD"],
        compact=make.compact(*rubrics),
        evidence=make.evidence(*records),
        profile="full",
    )
    view = objective_view(panel.report(1), Wording("en"))
    assert [group.reason for group in view.unranked] == [why]
    values = [[answer.value for answer in row.answers] for row in view.values]
    assert values == [["level 2 (law 2)"] * len(asked)] * 2


def test_common_questions_that_carry_too_little_rank_nobody(make):
    answered = [make.measure("a"), make.measure("b")]
    silent = [make.measure(name, weight=2.0) for name in ("c", "d")]
    records = [make.figure(item.id, 50, country=country) for item in answered for country in ("BEL", "NLD")]
    panel = gcm.score_panel(
        [2020], ["BEL", "NLD"], compact=make.compact(*answered, *silent),
        evidence=make.evidence(*records), profile="full",
    )  # fmt: skip
    view = objective_view(panel.report(1), Wording("en"))
    assert [group.reason for group in view.unranked] == [
        "2 of 2 questions answered. Why not ranked: "
        "the common questions carry too little of the weight that applies"
    ]


def test_names_with_an_accent_stand_beside_those_without():
    view = objective_view(gcm.score_panel([2024], ["EGY", "ESP", "FRA", "ZMB"]).report(2), Wording("fr"))
    names = [group.countries for group in view.unranked]
    assert "Égypte, Zambie" in names


# On which values


def test_each_value_has_its_period_and_its_source(tree):
    (table,) = tree.with_class("values")
    rows = [[re.sub(r"\[\d+[a-z]\]", "[·]", text) for text in row] for row in cells(table)]
    assert rows == [
        ["Country", "Rank", "Pupils (units)", "Books (units)"],
        ["Netherlands (Kingdom of the)", "1", "80 2020 [·]", "40 2020 [·]"],
        ["Belgium", "2", "60 2020 [·]", "40 2020 [·]"],
        ["France", "2", "60 2020 [·]", "40 2020 [·]"],
        ["Kenya", "–", "20 2020 [·]", "out of date"],
    ]
    (listed,) = tree.with_class("sources")
    assert "An office, A yearbook" in listed.text


def test_a_place_is_that_of_the_figure_of_the_period(make):
    measure = make.measure()
    figures = [
        make.figure("pupils", 1, year).model_copy(update={"sources": (citation,)})
        for year in ("2018", "2019")
        for citation in make.figure("pupils", 1).sources
    ]
    older, later = (
        item.model_copy(
            update={"sources": tuple(one.model_copy(update={"locator": year}) for one in item.sources)}
        )
        for item, year in zip(figures, ("table 1", "table 2"), strict=True)
    )
    locators = Locators(make.evidence(older, later), [measure])
    assert locators.of("BEL", "pupils", "yearbook", "2019") == (("yearbook", "table 2"),)
    assert locators.of("BEL", "pupils", "yearbook", "2017") == ()
    assert locators.of("BEL", "pupils", None, "2019") == ()


def test_who_is_missing_in_a_whole_list_rests_on_the_list(make):
    evidence = make.evidence(make.whole_list("convention", "2020"), make.source())
    locators = Locators(evidence, [make.treaty_status()])
    assert locators.of("BEL", "treaties", "yearbook", None) == (("yearbook", "list"),)


def test_a_level_has_the_place_of_its_assessment(make):
    evidence = make.evidence(make.level(law=1, practice=1))
    assert Locators(evidence, [make.rubric()]).of("BEL", "rights", "yearbook", "2020") == (
        ("yearbook", "page 1"),
    )


# What is asked


def test_each_indicator_says_what_it_asks_and_how_an_answer_counts(view):
    asked = {item.name: item for item in view.asked}
    assert asked.keys() == {"Pupils", "Books", "Rare", "Treaties"}
    assert asked["Pupils"].question == "How many pupils?"
    assert {fact.label: fact.text for fact in asked["Pupils"].facts} == {
        "Answered by": "4 of 6 countries asked",
        "0 and 100": "0\N{NO-BREAK SPACE}units counts 0; 100\N{NO-BREAK SPACE}units counts 100",
        "Band": "green at 75\N{NO-BREAK SPACE}units or better; red when worse than 25\N{NO-BREAK SPACE}units",
        "Target": "95\N{NO-BREAK SPACE}units, by 2030",
        "Figures, in order of rank": "A census",
        "Counts for": "3 years",
        "What it cannot say": "It counts heads.",
    }


def test_each_indicator_says_whether_it_counts_in_the_ranking(view):
    assert {item.name: item.ranked for item in view.asked} == {
        "Pupils": "counts in the ranking",
        "Books": "counts in the ranking",
        "Rare": "does not count in the ranking: fewer than half of the countries with any answer have one to "
        "it",
        "Treaties": "does not count in the ranking: the list names parties only",
    }


# The map


def test_the_map_counts_the_countries_of_each_class(panel):
    shown = world_map(panel, 1, 2020, Wording("en"))
    assert {land.code: land.count for land in shown.lands if land.count} == {
        "yellow": 2, "orange": 1, "insufficient": 1, "not_assessed": 2,
    }  # fmt: skip
    assert shown.alternative == (
        "Map of the world. Countries by band: yellow 2, orange 1, not assessed 2, too little evidence 1. "
        "The tables name each country."
    )


def test_every_area_is_drawn_once_and_the_rest_of_the_world_as_not_in_the_table(panel):
    shown = world_map(panel, 1, 2020, Wording("en"))
    rings = sum(land.outline.count("M") for land in shown.lands)
    # Rings smaller than a step of the picture vanish; nearly all stay.
    known = sum((outline.codes == outline.MOVETO).sum() for _, outline in areas())
    assert 0.9 * known < rings <= known
    (absent,) = [land for land in shown.lands if land.code == "absent"]
    assert (absent.count, absent.word) == (None, "not in this table")


def test_a_disputed_area_has_the_colour_of_no_state(panel):
    shown = world_map(panel, 1, 2020, Wording("en"))
    (disputed,) = [land for land in shown.lands if land.code == "disputed"]
    assert disputed.outline.count("M") >= 8
    assert disputed.fill is None
    assert "express an opinion on the legal status" in shown.borders


def test_bands_are_filled_and_what_is_missing_is_hatched(panel, tree):
    for land in world_map(panel, 1, 2020, Wording("en")).lands:
        assert land.fill == FILLS.get(land.code)
    (picture,) = tree.with_class("world")
    patterns = {f"url(#{item.attributes['id']})" for item in picture.all("pattern")}
    used = {item.attributes["fill"] for item in picture.all("path", "circle")}
    assert {"url(#w-not_assessed)", "url(#w-insufficient)", "url(#w-disputed)"} <= used & patterns
    assert {name for name in used if name.startswith("url")} <= patterns


def test_a_ring_is_drawn_in_steps_from_its_first_corner():
    assert _ring(np.array([[5, 5], [8, 5], [8, 5], [8, 1], [5, 5]])) == "M5 5l3 0 0-4-3 4z"
    assert _ring(np.array([[5, 5], [5, 5], [6, 5]])) == ""


def test_the_map_is_told_in_words_to_those_who_cannot_see_it(tree):
    (picture,) = tree.with_class("world")
    assert picture.attributes["role"] == "img"
    assert picture.attributes["aria-label"].startswith("Map of the world.")


# The whole page


def test_the_page_says_what_a_ranking_does_not(tree):
    (notice,) = tree.with_class("notice")
    assert "Not ranked is not last" in notice.text
    assert "Values are of different years." in notice.text


def test_the_call_that_the_page_names_makes_it_again():
    page = gcm.score_panel([2020], ["BEL", "SWE", "DEU"], known_by="2024-06-30").report(2).to_html()
    call = re.search(r"gcmscore\.score_panel\(.*?\)\.report\(2\)", page).group().replace("&#34;", '"')
    assert eval(call, {"gcmscore": gcm}).to_html() == page


def test_all_countries_need_not_be_named_to_make_it_again(read_page):
    report = gcm.score_panel([2024]).report(20)
    page = report.to_html()
    (footer,) = read_page(page).all("footer")
    assert 'gcmscore.score_panel([2024], profile="global").report(20)' in footer.text
    assert len(page.encode()) < 300_000


def test_evidence_of_ones_own_is_named(report, tree):
    (footer,) = tree.all("footer")
    assert "evidence=…, compact=…" in footer.text


def test_the_same_report_gives_the_same_bytes_and_is_written_as_it_is_returned(report, tmp_path):
    path = report.to_html(tmp_path / "new" / "aim.html")
    assert path.read_bytes() == report.to_html().encode()


def test_names_of_a_hostile_framework_stay_text(make, read_page):
    wicked = "<script>alert(1)</script>{{ 7*7 }}"
    asked = [
        make.measure(name).model_copy(update={"name": f"{wicked} {name}", "caveat": wicked}) for name in "ab"
    ]
    records = [make.figure(name, 50, country=country) for name in "ab" for country in ("BEL", "NLD")]
    panel = gcm.score_panel(
        [2020], ["BEL", "NLD"], compact=make.compact(*asked), evidence=make.evidence(*records), profile="full"
    )
    tree = read_page(panel.report(1).to_html())
    assert list(tree.all("script")) == []
    assert f"{wicked} a" in tree.text


# On the command line


@pytest.mark.parametrize("named", ["20", "remittances"])
def test_the_command_writes_the_report_of_an_objective(tmp_path, named):
    asked = ["report", "KEN", "GHA", "SEN", "--objective", named, "--year", "2024", "--format", "html"]
    done = CliRunner().invoke(main, [*asked, "--out", str(tmp_path)])
    assert (done.exit_code, done.output.strip()) == (0, str(tmp_path / "objective-20-2024.html"))
    made = gcm.score_panel([2024], ["KEN", "GHA", "SEN"], profile="global").report(20).to_html()
    assert (tmp_path / "objective-20-2024.html").read_text(encoding="utf-8") == made


def test_a_profile_that_is_named_is_used(tmp_path):
    asked = [
        "report",
        "KEN",
        "GHA",
        "--objective",
        "20",
        "--year",
        "2024",
        "--profile",
        "core",
        "--format",
        "html",
    ]
    done = CliRunner().invoke(main, [*asked, "--out", str(tmp_path)])
    assert done.exit_code == 0
    assert 'profile="core"' in (tmp_path / "objective-20-2024.html").read_text(encoding="utf-8").replace(
        "&#34;", '"'
    )
