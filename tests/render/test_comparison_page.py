"""The page of a comparison: what stands side by side, what can be compared, and what changed why."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

import gcmscore as gcm
from gcmscore.render.html import comparison_fragment, comparison_html

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


@pytest.fixture(scope="module", params=["years", "countries", "empty", "own"])
def any_tree(request, make, indicators, records, read_page):
    cards = ["BEL@2020", "NLD@2020"] if request.param in ("countries", "own") else ["BEL@2018", "BEL@2020"]
    basis = "own" if request.param == "own" else "common"
    kept = [] if request.param == "empty" else records
    return read_page(compared(make, indicators, kept, cards, basis=basis).to_html())


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]


def steps(tree) -> list:
    return [item for item in tree.all("article") if "objective" in item.attributes["class"]]


# Side by side


def test_the_heading_and_the_columns_name_the_cards(countries_tree):
    assert [item.text for item in countries_tree.all("h1", "title")] == ["Belgium 2020, Netherlands 2020"] * 2
    for table in countries_tree.with_class("side-by-side"):
        assert cells(table)[0] == ["Objective", "Belgium 2020", "Netherlands 2020"]


def test_each_card_is_shown_on_its_own_evidence_first(countries_tree, countries):
    own = cells(countries_tree.with_class("side-by-side")[0])
    # Belgium has 60, 30, 25 · 2 and a treaty of a quarter of the weight; the Netherlands 80 and 70 alone.
    scores = [card.objective(1).score for card in countries.cards]
    assert scores == pytest.approx([0.25 * 60 + 0.25 * 30 + 0.25 * 50 + 0.25 * 100, (80 + 70) / 2])
    assert own[1] == ["1 Aim", "60.0 yellow100% covered", "75.0 green50% covered"]
    assert own[2] == ["2 Aim", "not assessed", "too little evidencetoo few values"]
    assert own[-1] == ["Overall", "–", "–"]


def test_objectives_of_which_nothing_is_known_are_counted_and_not_listed(countries_tree):
    assert "1 other objective: not assessed, and nothing on record." in countries_tree.text
    assert "3 Aim" not in countries_tree.text


def test_the_common_questions_are_listed_by_name(countries_tree):
    assert "2 of 6 questions have a value on every card." in countries_tree.text
    assert {"Pupils", "Books"} <= {item.text for item in countries_tree.all("li")}


def test_scores_on_the_common_questions_stand_in_a_table_of_their_own(countries_tree):
    assert cells(countries_tree.with_class("side-by-side")[1])[1:] == [
        ["1 Aim", "45.0", "75.0"],
        ["Mean over these objectives", "45.0", "75.0"],
    ]


def test_where_nothing_is_shared_there_is_no_such_table_and_the_reason_is_said(make, read_page):
    indicators = [make.measure("one"), make.measure("two")]
    records = [make.figure("one", 10), make.figure("two", 20, country="NLD")]
    tree = read_page(compared(make, indicators, records, ["BEL@2020", "NLD@2020"]).to_html())
    assert len(tree.with_class("side-by-side")) == 1
    assert "On these alone no objective can be scored for all, so nothing is ranked." in tree.text


def test_scores_on_different_questions_are_not_called_common(make, indicators, records, read_page):
    comparison = compared(make, indicators, records, ["BEL@2020", "NLD@2020"], basis="own")
    tree = read_page(comparison.to_html())
    assert len(tree.with_class("side-by-side")) == 1
    assert "Scored on these alone" not in tree.text
    assert "Scored on these alone" not in comparison_fragment(comparison)


def test_what_the_comparison_does_not_say_is_said(any_tree):
    notice = any_tree.with_class("notice")[0]
    assert "Scores side by side can rest on different questions" in notice.text
    assert "What is not assessed is not failed" in notice.text


def test_nobody_is_ranked_on_the_page(countries_tree):
    assert re.search(r"\brank(ed)?\b", countries_tree.text) is None


# What changed


def test_a_step_is_named_by_country_and_years(years_tree, countries_tree):
    assert "Belgium: from 2018 to 2020" in [item.text for item in years_tree.all("h2")]
    assert [item.text for item in countries_tree.all("h2") if "from" in item.text] == []


def test_a_step_shows_the_result_on_either_card(years_tree):
    (article,) = steps(years_tree)
    # 2018: 40, 30, 25 and a signature of 25; 2020: 60, 30, 50 and a party of 100.
    assert next(article.all("h3")).text == "1 Aim: 30.0 orange (100% covered) → 60.0 yellow (100% covered)"


def test_each_change_has_its_values_reason_and_source(years_tree):
    (article,) = steps(years_tree)
    said = [re.sub(r" \[\d+[a-z]\]", " [·]", item.text) for item in article.all("p")]
    assert said[:2] == [
        "Pupils: 40 units (2017) → 60 units (2019). A later figure counts. [·]",
        "Rights: level 1 (law 1, practice 1) → level 2 (law 3, practice 2). Another assessment holds. [·]",
    ]
    assert (said[2].startswith("Treaties: "), said[2].endswith("The treaty status changed. [·]")) == (
        True,
        True,
    )
    labels = [[mark.attributes["title"] for mark in item.with_class("mark")] for item in article.all("p")]
    assert labels[0] == ["The survey office, A survey: page 1"]
    assert labels[1] == ["The official journal, An act: page 1"]


def test_a_treaty_is_shown_by_its_status_and_not_as_a_number(years, years_tree):
    assert "Treaty: signed, not party → Treaty: party" in years_tree.text
    assert "0.25" not in str(years)


def test_a_fact_stands_below_the_change_that_rests_on_it_and_nowhere_else(years_tree):
    (article,) = steps(years_tree)
    because, also = article.with_class("timeline")
    assert ["The law changed." in item.text for item in (because, also)] == [True, False]
    assert ["A plan." in item.text for item in (because, also)] == [False, True]
    assert [item.text for item in article.all("h4")] == ["Also on record since, moving no level by itself"]


def test_a_fact_has_its_date_stage_stance_place_and_source(years_tree):
    (article,) = steps(years_tree)
    told = [item.text for item in article.with_class("timeline")[1].all("li")]
    assert [re.sub(r" \[\d+[a-z]\]", " [·]", text) for text in told] == [
        "February 2020 announced − challenge FlandersA plan. [·]"
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
    assert [article.text.count("It happened.") for article in steps(tree)] == [1, 1]


# Self-contained


def test_the_policy_forbids_everything_but_the_style_sheet_of_the_page(years, years_tree):
    (policy,) = [
        item
        for item in years_tree.all("meta")
        if item.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search("<style>(.*?)</style>", years.to_html(), re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_there_is_no_script_no_frame_no_picture_and_no_style_of_an_element(any_tree):
    names = ("script", "iframe", "object", "embed", "form", "link", "base", "img")
    assert list(any_tree.all(*names)) == []
    assert len(list(any_tree.all("style"))) == 1
    attributes = {name for item in any_tree.all() for name in item.attributes}
    assert {
        name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")
    } == set()


def test_only_links_lead_elsewhere_and_only_to_web_addresses(years_tree):
    outward = [item for item in years_tree.all() if not item.attributes.get("href", "#").startswith("#")]
    assert {(item.tag, item.attributes["href"], item.attributes["rel"]) for item in outward} == {
        ("a", "https://example.org/s", "noreferrer noopener")
    }


def test_every_mark_leads_to_one_place_in_the_list_of_sources(any_tree):
    ids = [item.attributes["id"] for item in any_tree.all() if "id" in item.attributes]
    assert len(set(ids)) == len(ids)
    assert {item.attributes["href"][1:] for item in any_tree.with_class("mark")} <= set(ids)


def test_every_source_listed_is_cited(years_tree):
    (listed,) = years_tree.with_class("sources")
    places = [
        item.attributes["id"] for item in listed.all("li") if re.search("-[a-z]+$", item.attributes["id"])
    ]
    assert places
    assert set(places) == {item.attributes["href"][1:] for item in years_tree.with_class("mark")}


def test_a_comparison_of_countries_cites_nothing_and_lists_no_source(countries_tree):
    assert countries_tree.with_class("sources") == countries_tree.with_class("mark") == []


# Reading it


def test_no_heading_level_is_skipped_and_the_first_is_the_only_one_of_its_level(any_tree):
    levels = [int(item.tag[1]) for item in any_tree.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_no_heading_and_no_list_is_empty(any_tree):
    empty = [
        item for item in any_tree.all("h1", "h2", "h3", "h4", "p", "ul", "ol", "th", "a") if not item.text
    ]
    assert [(item.tag, item.attributes) for item in empty] == []


def test_every_table_says_what_its_columns_and_rows_are(any_tree):
    for table in any_tree.all("table"):
        head, *body = [list(row.all("th", "td")) for row in table.all("tr")]
        assert {item.attributes.get("scope") for item in head} == {"col"}
        assert [row[0].attributes.get("scope") for row in body] == ["row"] * len(body)
        assert {len(row) for row in body} == {len(head)}


def test_a_colour_stands_beside_a_shape_and_its_own_word(any_tree):
    bands = any_tree.with_class("band")
    for item in bands:
        (shape,) = item.with_class("shape")
        assert COLOURS & set(shape.attributes["class"].split()) == COLOURS & set(item.text.split())


def test_a_picture_is_described_or_hidden_from_those_who_cannot_see_it(any_tree):
    for picture in any_tree.all("svg"):
        assert picture.attributes.get("aria-hidden") == "true" or picture.attributes.get("aria-label")


def test_a_table_that_scrolls_can_be_reached_and_named_without_a_mouse(any_tree):
    for box in any_tree.with_class("scroll"):
        assert (box.attributes["tabindex"], box.attributes["role"]) == ("0", "region")
        assert box.attributes["aria-label"]


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


def test_an_unknown_language_is_refused(years):
    with pytest.raises(gcm.GcmscoreError, match="unknown language 'xx'"):
        years.to_html(lang="xx")


def test_a_text_that_falls_back_to_english_says_so(years, french, read_page):
    tree = read_page(comparison_html(years, "fr"))
    marked = [item.text for item in tree.all("span") if item.attributes.get("lang") == "en"]
    assert "On the questions that all answer" in marked
    assert [item.text for item in tree.all("h1")] == ["Belgique 2018, Belgique 2020"]
    values = [value or "" for item in tree.all() for value in item.attributes.values()]
    assert [value for value in values if "<" in value] == []


# In a notebook


def test_a_comparison_shows_itself_in_a_notebook_as_a_fragment_without_style_and_script(countries, read_page):
    shown = read_page(countries._repr_html_())
    assert countries._repr_html_() == comparison_fragment(countries, "en")
    assert not {item.tag for item in shown.all()} & {"html", "head", "body", "style", "script", "a"}
    assert cells(next(shown.all("table")))[:2] == [
        ["Objective", "Belgium 2020", "Netherlands 2020"],
        ["1 Aim", "60.0 yellow", "75.0 green"],
    ]
    assert "2 of 6 questions have a value on every card." in shown.text
