"""Findings by place and date, each with its stage, and recommendations by addressee, in both formats."""

from __future__ import annotations

import re
from typing import get_args

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from gcmscore.records import Stage, Stance
from gcmscore.render.build import scorecard_view
from gcmscore.render.pdf import _source
from gcmscore.render.text import Wording

ENGLISH = Wording("en")
STAGES, STANCES = get_args(Stage), get_args(Stance)
ASKED = {"text": "Pass the law.", "addressee": "Parliament"}


@pytest.fixture(scope="module")
def everything(make):
    """Return a card with findings of each stage in three places, recommendations and regional levels."""
    records = [
        make.source("report", "2020-11", title="A report", publisher="A monitor"),
        *[
            make.finding(
                f"stage-{stage.replace('_', '-')}",
                f"201{place}",
                stage=stage,
                stance="mixed",
                statement=f"Stage {stage}.",
            )
            for place, stage in enumerate(STAGES)
        ],
        make.finding("flemish", "2018-03", jurisdiction="BE-VLG", statement="In Flanders.", stance="advance"),
        make.finding("flemish-too", "2017", country="BE-VLG", statement="Earlier in Flanders."),
        make.finding("walloon", "2009", jurisdiction="BE-WAL", statement="In Wallonia."),
        make.finding(
            "asked",
            "2020-06-15",
            statement="A monitor asked.",
            recommendation={**ASKED, "by": "The monitor"},
            objectives=[1, 2],
            sources=["report"],
        ),
        make.finding(
            "asked-before",
            "2019-02",
            statement="A body asked.",
            recommendation={**ASKED, "text": "Draft the law."},
        ),
        make.finding(
            "asked-others",
            "2016",
            statement="Another asked.",
            recommendation={"text": "Count.", "addressee": "Agencies"},
        ),
        make.level(law=2, practice=2),
        make.level(
            country="BE-VLG", law=3, practice=None, rationale="Flanders has a decree.", sources=["report"]
        ),
        make.level(country="BE-WAL", since="2010", law=1, practice=1, rationale="An old reading."),
        make.figure("pupils", 50),
    ]
    return make.card([make.measure(), make.rubric(max_age=3), make.measure("books", objective=2)], records)


@pytest.fixture(scope="module")
def seen(everything):
    return scorecard_view(everything, ENGLISH)


@pytest.fixture(scope="module")
def page_tree(everything, read_page):
    return read_page(everything.to_html())


@pytest.fixture(scope="module")
def document(everything, read_pdf):
    return read_pdf(everything.to_pdf())


def timelines(card, number=1):
    (section,) = [item for item in scorecard_view(card, ENGLISH).sections if item.number == number]
    return {line.title: [row.statement for row in line.rows] for line in section.timelines}


# Places and dates


def test_the_country_as_a_whole_comes_first_and_then_each_region_by_its_code(seen):
    lines = seen.sections[0].timelines
    assert [(line.title, line.regional) for line in lines] == [
        ("Belgium as a whole", False),
        ("Flanders", True),
        ("Wallonia", True),
    ]


def test_a_finding_stands_in_the_region_it_is_about_whether_by_country_or_by_jurisdiction(seen):
    _, flanders, wallonia = seen.sections[0].timelines
    assert [row.statement for row in flanders.rows] == ["Earlier in Flanders.", "In Flanders."]
    assert [row.statement for row in wallonia.rows] == ["In Wallonia."]


def test_a_finding_whose_jurisdiction_is_the_country_is_about_the_country(make):
    card = make.card([make.measure()], [make.finding(jurisdiction="BEL")])
    assert timelines(card) == {"Belgium": ["It happened."]}


def test_a_country_without_regions_is_called_by_its_name_alone(make):
    assert list(timelines(make.card([make.measure()], [make.finding()]))) == ["Belgium"]


def test_a_region_alone_is_named(make, read_page):
    card = make.card([make.measure()], [make.finding(country="BE-BRU")])
    assert list(timelines(card)) == ["Brussels-Capital Region"]
    assert "Brussels-Capital Region" in [item.text for item in read_page(card.to_html()).all("h5")]


def test_a_region_without_a_name_is_called_by_its_code(make):
    assert list(timelines(make.card([make.measure()], [make.finding(country="BE-WBR")]))) == ["BE-WBR"]


dated = st.lists(
    st.tuples(st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from(["BEL", "BE-VLG", "BE-WAL"])),
    max_size=6,
)


@settings(max_examples=20)
@given(dated)
def test_each_finding_stands_in_one_timeline_and_each_timeline_is_in_order(make, items):
    records = [
        make.finding(
            f"fact-{number:02}",
            f"{1950 + day.year % 70}{day.isoformat()[4:]}"[:length],
            country=country,
            statement=str(number),
        )
        for number, (day, length, country) in enumerate(items)
    ]
    dates = {record.statement: record.date for record in records}
    found = timelines(make.card([make.measure()], records)) if records else {}
    assert sorted(said for line in found.values() for said in line) == sorted(dates)
    for line in found.values():
        first_days = [(dates[said] + "-01-01")[:10] for said in line]
        assert first_days == sorted(first_days)


def test_the_page_names_the_places_above_their_findings(page_tree):
    titles = [item.text for item in next(page_tree.all("article")).all("h5")]
    assert titles == ["Belgium as a whole", "Flanders", "Wallonia"]


def test_a_country_without_regions_needs_no_title_of_its_own(make, read_page):
    tree = read_page(make.card([make.measure()], [make.finding()]).to_html())
    assert list(tree.all("h5")) == []


def test_the_pdf_says_the_same_in_the_same_order(document, unspaced):
    said = [
        "Belgium as a whole",
        "Stage announced.",
        "Stage withdrawn.",
        "Flanders",
        "Earlier in Flanders.",
        "In Flanders.",
        "Wallonia",
        "In Wallonia.",
    ]
    places = [document.plain.find(unspaced(text), document.plain.find("Belgiumasawhole")) for text in said]
    assert min(places) >= 0
    assert places == sorted(places)


def test_a_date_is_as_precise_as_it_is_known(page_tree):
    shown = {
        list(item.all("p"))[1].text.partition(" [")[0]: item.with_class("when")[0].inside[0]
        for item in page_tree.with_class("timeline")[0].all("li")
    }
    assert (shown["A monitor asked."], shown["A body asked."], shown["Another asked."]) == (
        "15 June 2020",
        "February 2019",
        "2016",
    )


# Stages and stances


def rules_of(tree, name: str) -> list[str]:
    """Return what the style sheet says of what stands before a word of this class."""
    style = next(tree.all("style")).text
    found = re.findall(r"([^{}]*)\{([^{}]*)\}", style)
    return [what for which, what in found if re.search(rf"\.{name}\b[^,]*::before", which)]


def test_each_stage_has_a_sign_and_a_word_of_its_own(page_tree):
    shown = {item.attributes["class"].split()[1]: item.text for item in page_tree.all("b")}
    assert shown == {stage: stage.replace("_", " ") for stage in STAGES}
    # "in force" and "scored" share a disc, and stand in different places.
    assert len({tuple(rules_of(page_tree, stage)) for stage in STAGES}) == len(STAGES)


def test_each_stance_has_a_sign_and_a_word_of_its_own(page_tree):
    assert {item.text for item in page_tree.all("i")} == set(STANCES)
    signs = {name: " ".join(rules_of(page_tree, name)) for name in ("when", *STANCES)}
    assert all(mark in signs[name] for name, mark in (("advance", "+"), ("challenge", "−"), ("when", "±")))


def test_no_colour_tells_a_stage_or_a_stance(page_tree):
    said = " ".join(" ".join(rules_of(page_tree, word)) for word in (*STAGES, *STANCES))
    assert re.findall(r"var\(--(?:green|yellow|orange|red)\)|#[0-9a-f]{6}", said) == []


def test_the_sign_is_silent_for_those_who_hear_the_word(page_tree):
    for word in (*STAGES, *STANCES):
        for rule in rules_of(page_tree, word):
            # Text after the slash is what is read aloud: nothing.
            assert "content" not in rule or '/ ""' in rule


def test_the_legend_explains_each_stage_that_is_shown_and_no_other(make, seen, page_tree, read_page):
    assert [item.code for item in seen.stages] == list(STAGES)
    legend = page_tree.with_class("legend")[1]
    assert [item.text for item in legend.all("li")] == [
        f"{stage.replace('_', ' ')} {ENGLISH.text(f'stage_meaning.{stage}')}" for stage in STAGES
    ]
    little = read_page(make.card([make.measure()], [make.finding(stage="suspended")]).to_html())
    assert [item.text for item in little.with_class("legend")[1].all("li")] == [
        "suspended does not apply for now"
    ]


def test_a_card_without_findings_has_no_legend_of_stages(make, read_page):
    assert len(read_page(make.card([make.measure()], []).to_html()).with_class("legend")) == 1


def test_the_pdf_has_every_stage_with_its_meaning(document, unspaced):
    for stage in STAGES:
        said = f"{stage.replace('_', ' ')} {ENGLISH.text(f'stage_meaning.{stage}')}"
        assert unspaced(said) in document.plain


def test_the_pdf_draws_each_stage_otherwise_and_in_one_ink(seen, tmp_path):
    source, definitions = _source(seen, ENGLISH), ""
    for name in ("ink", "pen", "stroked", "sign", "stage-shape"):
        several = r"[^\n]*\{\n(?:[ ][^\n]*\n)*\}\)*"
        definitions += re.search(rf"^#let {name}\b(?:{several}|[^\n]*)\n", source, re.MULTILINE).group()
    path = tmp_path / "stages.typ"
    pages = "".join(
        f'#page(width: 9pt, height: 9pt, margin: 1pt, stage-shape("{stage}"))\n' for stage in STAGES
    )
    path.write_text(definitions + pages, encoding="utf-8")
    drawn = [page.decode() for page in typst.compile(str(path), format="svg")]
    assert len(set(drawn)) == len(STAGES)
    colours = {colour for page in drawn for colour in re.findall(r"#[0-9a-f]{6}", page)} - {"#ffffff"}
    assert len(colours) == 1


def test_findings_are_counted_by_stance_and_said_to_move_no_score(seen, page_tree):
    assert seen.sections[0].counts == "1 advance · 5 challenges · 7 mixed"
    assert "Findings are facts; only an assessment that points at them moves a score." in page_tree.text


def test_a_finding_that_was_overtaken_says_when(make, read_page):
    records = [
        make.finding("old", "2018"),
        make.finding("new", "2019-04", supersedes=["old"], statement="New."),
    ]
    tree = read_page(make.card([make.measure()], records).to_html())
    assert [item.text.count("overtaken, April 2019") for item in tree.with_class("overtaken")] == [1]


# Recommendations


def test_recommendations_stand_by_addressee_and_by_date(seen):
    assert [(group.addressee, [row.text for row in group.rows]) for group in seen.recommendations] == [
        ("Agencies", ["Count."]),
        ("Parliament", ["Draft the law.", "Pass the law."]),
    ]


def test_a_recommendation_to_two_objectives_stands_once_and_leads_to_both(seen, page_tree):
    (row,) = [row for group in seen.recommendations for row in group.rows if row.text == "Pass the law."]
    assert row.objectives == ((1, "objective-1"), (2, "objective-2"))
    section = page_tree.by_id("recommendations")
    (shown,) = [item for item in section.all("li") if "Pass the law." in item.text]
    links = {item.text: item.attributes["href"] for item in shown.all("a") if "Objective" in item.text}
    assert links == {"Objective 1": "#objective-1", "Objective 2": "#objective-2"}


def test_a_recommendation_names_who_makes_it_when_that_is_known(seen):
    assert {row.text: row.by for group in seen.recommendations for row in group.rows} == {
        "Count.": None,
        "Draft the law.": None,
        "Pass the law.": "The monitor",
    }


def test_a_recommendation_has_its_date_and_its_source(seen):
    for group in seen.recommendations:
        assert [row.text for row in group.rows if not row.date or not row.notes] == []


def test_both_formats_show_the_recommendations_and_that_the_project_makes_none(page_tree, document, unspaced):
    section = page_tree.by_id("recommendations")
    assert [item.text for item in section.all("h3")] == ["Agencies", "Parliament"]
    for text in ("Pass the law.", "The monitor", "The project itself recommends nothing."):
        assert text in section.text
        assert unspaced(text) in document.plain


def test_a_card_without_recommendations_has_no_such_heading(make, read_page):
    tree = read_page(make.card([make.measure()], [make.finding()]).to_html())
    assert [item for item in tree.all() if item.attributes.get("id") == "recommendations"] == []


def test_a_recommendation_of_after_the_year_is_not_shown(make):
    card = make.card([make.measure()], [make.finding(date="2021", recommendation=ASKED)])
    assert scorecard_view(card, ENGLISH).recommendations == ()


# Regional levels


def test_a_region_stands_below_its_indicator_and_has_no_score_of_its_own(seen):
    (row,) = [row for row in seen.sections[0].rows if row.name == "Rights"]
    flanders, wallonia = row.regional
    assert (flanders.place, flanders.value) == ("Flanders", "level 3")
    assert [(side.name, side.level) for side in flanders.sides] == [("law", "3")]
    assert (wallonia.place, wallonia.value, wallonia.sides) == ("Wallonia", "out of date", ())
    assert (row.value, row.score) == ("level 2", "50.0")


def test_the_page_says_of_a_region_that_it_is_not_counted(page_tree):
    rows = [[cell.text for cell in row.all("td", "th")] for row in page_tree.with_class("regional")]
    assert rows == [
        ["Flanders shown beside, not counted", "law 3 since 2020", ""],
        ["Wallonia shown beside, not counted", "out of date since 2010", ""],
    ]


def test_every_row_of_a_table_has_a_cell_a_column(page_tree):
    for table in page_tree.with_class("rows"):
        columns = len(list(next(table.all("thead")).all("th")))
        for row in next(table.all("tbody")).all("tr"):
            cells = row.all("td", "th")
            assert sum(int(item.attributes.get("colspan") or 1) for item in cells) == columns


def test_the_reasons_of_a_region_stand_in_the_working_with_their_source(page_tree):
    (reason,) = [item for item in page_tree.all("dd") if "Flanders has a decree." in item.text]
    (mark,) = reason.all("a")
    place = page_tree.by_id(mark.attributes["href"][1:])
    assert place.text.endswith("page 1")
    assert "A monitor, A report" in place.parent.parent.text


def test_the_pdf_shows_the_regions_too(document, unspaced):
    for text in ("shown beside, not counted", "Flanders has a decree.", "An old reading."):
        assert unspaced(text) in document.plain


def test_every_heading_of_the_page_is_in_the_pdf(page_tree, document, unspaced):
    headings = [item.text for item in page_tree.all("h1", "h2", "h3", "h4", "h5")]
    assert [text for text in headings if unspaced(text) not in document.plain] == []


def test_a_region_has_its_name_in_the_language_of_the_page(everything, french, read_page):
    tree = read_page(everything.to_html(lang="fr"))
    assert {item.text for item in tree.all("h5")} >= {"Flandre", "Wallonie"}
