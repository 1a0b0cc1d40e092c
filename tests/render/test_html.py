"""The page needs nothing but itself, can be read by ear, and leads from each statement to its source."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise

import pytest

import gcmscore as gcm
from gcmscore.render.html import card_fragment

BANDS = {"green", "yellow", "orange", "red"}
# What makes a browser fetch something.
FETCHING = (
    "src",
    "srcset",
    "poster",
    "data",
    "background",
    "cite",
    "action",
    "formaction",
    "ping",
    "xlink:href",
)


@pytest.fixture(
    scope="module",
    params=["BEL-2020", "BEL-2018", "BEL-2026", "FRA-2020", "BEL-2020-full", "BEL-2020-global"],
)
def any_tree(request, trees):
    return trees(request.param)


def marks_in(place) -> list:
    return [item for item in place.all("a") if re.fullmatch(r"\[\d+[a-z]+\]", item.text)]


def places(tree) -> Counter[str]:
    return Counter(item.attributes["id"] for item in tree.all() if "id" in item.attributes)


# Self-contained


def test_no_element_fetches_anything(any_tree):
    found = {(item.tag, name) for item in any_tree.all() for name in FETCHING if name in item.attributes}
    assert found == set()


def test_only_links_lead_elsewhere_and_only_to_web_addresses(any_tree):
    outward = [item for item in any_tree.all() if not item.attributes.get("href", "#").startswith("#")]
    assert {item.tag for item in outward} <= {"a"}
    assert all(re.match("https?://", item.attributes["href"]) for item in outward)


def test_a_link_that_leads_elsewhere_tells_nothing_about_the_reader(any_tree):
    (rule,) = [item for item in any_tree.all("meta") if item.attributes.get("name") == "referrer"]
    assert rule.attributes["content"] == "no-referrer"
    # A page opened in another window could reach back to this one.
    assert [item for item in any_tree.all("a") if "target" in item.attributes] == []


def test_the_style_sheet_names_no_other_file(tree):
    (style,) = tree.all("style")
    assert re.findall(r"url\(|@import|@font-face|expression\(", style.text) == []


def test_there_is_no_script_and_no_attribute_that_runs_one(any_tree):
    assert list(any_tree.all("script", "iframe", "object", "embed", "form", "link", "base")) == []
    assert {name for item in any_tree.all() for name in item.attributes if name.startswith("on")} == set()


def test_no_element_carries_its_own_style_because_the_policy_would_drop_it(any_tree):
    assert [item.tag for item in any_tree.all() if "style" in item.attributes] == []


def test_the_policy_forbids_everything_but_the_style_sheet_of_the_page(page, tree):
    (policy,) = [
        item for item in tree.all("meta") if item.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search("<style>(.*?)</style>", page, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.attributes["content"].split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_policy_and_the_character_set_come_before_the_style(tree):
    (head,) = tree.all("head")
    order = [item for item in head.inside if not isinstance(item, str)]
    assert [item.tag for item in order[:2]] == ["meta", "meta"]
    assert order[0].attributes == {"charset": "utf-8"}
    assert order[1].attributes["http-equiv"] == "Content-Security-Policy"


def test_the_same_card_gives_the_same_bytes(card, page):
    assert card.to_html() == page
    assert gcm.score("BEL", 2020).to_html() == page


def test_a_page_is_written_to_a_file_as_it_is_returned(card, page, tmp_path):
    path = card.to_html(tmp_path / "new" / "bel.html")
    assert path == tmp_path / "new" / "bel.html"
    assert path.read_bytes() == page.encode()


# Finding the source of a statement


def test_every_link_within_the_page_leads_to_one_place(any_tree):
    found = places(any_tree)
    wanted = {
        item.attributes["href"][1:] for item in any_tree.all("a") if item.attributes["href"].startswith("#")
    }
    assert {name: found[name] for name in wanted} == dict.fromkeys(wanted, 1)


def test_no_place_has_the_name_of_another(any_tree):
    assert [name for name, count in places(any_tree).items() if count > 1] == []


def test_every_reference_to_a_label_leads_to_one(any_tree):
    labels = {
        item.attributes[name]
        for item in any_tree.all()
        for name in ("aria-labelledby", "aria-describedby")
        if name in item.attributes
    }
    assert labels <= set(places(any_tree))


def test_a_mark_leads_to_the_place_in_the_source_that_its_letter_says(tree):
    for mark in tree.with_class("mark"):
        number, letter = re.fullmatch(r"\[(\d+)([a-z]+)\]", mark.text).groups()
        place = tree.by_id(mark.attributes["href"][1:])
        assert place.text.startswith(f"{letter}) ")
        assert place.parent.parent.attributes["id"] == f"s{number}"


def test_every_mark_in_the_working_beside_a_finding_and_a_recommendation_is_a_link(tree):
    places = [*tree.all("article"), tree.by_id("recommendations")]
    marks = Counter(re.findall(r"\[\d+[a-z]+\]", " ".join(item.text for item in places)))
    assert marks == Counter(item.text for place in places for item in marks_in(place))


def test_every_finding_has_a_mark(tree):
    facts = [item for timeline in tree.with_class("timeline") for item in timeline.all("li")]
    assert facts
    told = {item.attributes.get("id") for item in facts if marks_in(item)}
    bare = [item for item in facts if not marks_in(item)]
    assert [
        item.text for item in bare if [a.attributes["href"][1:] in told for a in item.all("a")] != [True]
    ] == []


def test_every_indicator_with_a_value_has_a_mark(tree):
    rows = [
        row
        for table in tree.with_class("rows")
        for row in table.all("tr")
        if not list(row.parent.all("thead"))
    ]
    # A region's marks stand with its reasons, in the working below the table.
    rows = [row for row in rows if row.attributes.get("class") != "regional"]
    # A row without a value is one cell with its status.
    valued = [row for row in rows if len(list(row.all("td"))) > 1 and next(row.all("td")).text != "–"]
    assert valued
    # Those of a level stand with its reasons, in the working too.
    told = {
        next(item.all("strong")).text
        for working in tree.with_class("working")
        for item in working.all("li")
        if marks_in(item)
    }
    assert [row.text for row in valued if not marks_in(row) and next(row.all("th")).text not in told] == []


def test_every_source_with_an_address_links_to_it(tree):
    for entry in (item for item in tree.all("li") if re.fullmatch(r"s\d+a?", item.attributes.get("id", ""))):
        for item in entry.all("a"):
            assert item.attributes["href"].split("/")[2].removeprefix("www.") == item.text


def test_the_numbers_before_the_sources_are_those_of_the_marks(tree):
    (listed,) = tree.with_class("sources")
    ids = [item.attributes["id"] for item in listed.inside if not isinstance(item, str)]
    # A source that is cited at one place is that place.
    assert [name.rstrip("a") for name in ids] == [f"s{number}" for number in range(1, len(ids) + 1)]


def test_every_tile_leads_to_its_objective_or_to_what_is_not_assessed(tree):
    (glance,) = tree.with_class("glance")
    for number, tile in enumerate(glance.all("a"), start=1):
        target = tree.by_id(tile.attributes["href"][1:])
        assert f"Objective {number}:" in target.text if target.tag == "article" else target.tag == "section"


# Reading it


def test_the_page_says_its_language_and_direction(tree):
    (html,) = tree.all("html")
    assert html.attributes == {"lang": "en", "dir": "ltr"}


def test_the_title_names_country_year_and_framework(tree):
    assert [item.text for item in tree.all("title")] == ["Belgium 2020: GCM scorecard"]


def test_the_title_of_a_source_says_its_own_language(tree):
    languages = {item.attributes.get("lang") for item in tree.all("cite")}
    assert {None, "nl", "fr"} <= languages
    assert "en" not in languages  # the page's own


def test_no_heading_level_is_skipped_and_the_first_is_the_only_one_of_its_level(any_tree):
    levels = [int(item.tag[1]) for item in any_tree.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_no_heading_and_no_list_is_empty(any_tree):
    empty = [
        item
        for item in any_tree.all(
            "h1", "h2", "h3", "h4", "h5", "p", "ul", "ol", "dl", "dd", "dt", "th", "a", "caption"
        )
        if not item.text
    ]
    assert [(item.tag, item.attributes, item.parent.tag, item.parent.attributes) for item in empty] == []


def test_the_first_page_gives_the_date_the_result_and_the_reason_before_anything_else(card, tree):
    (header,) = tree.all("header")
    scored = sum(item.status == "scored" for item in card.results)
    said = [
        "As of 31 December 2020",
        "no score",
        f"No overall score: {scored} of 23 objectives are scored, at least 12 are needed.",
    ]
    assert [sentence for sentence in said if sentence not in header.text] == []


def test_each_objective_is_at_a_glance_once_with_its_number(tree):
    (glance,) = tree.with_class("glance")
    assert [int(item.text) for item in glance.with_class("number")] == list(range(1, 24))


def test_a_colour_stands_beside_a_shape_and_its_own_word(any_tree):
    # What a band means may name another; its own word stands first.
    for item in any_tree.with_class("legend")[0].all("li"):
        (sign,) = item.with_class("sign")
        assert BANDS & set(sign.attributes["class"].split()) == BANDS & {next(item.all("strong")).text}
    for table in any_tree.with_class("glance") + any_tree.with_class("rows"):
        for sign in table.with_class("sign"):
            assert BANDS & set(sign.attributes["class"].split()) == BANDS & set(sign.text.split())


def test_each_band_has_a_shape_of_its_own(tree):
    codes = [item.attributes["class"].split()[1] for item in tree.with_class("legend")[0].with_class("sign")]
    shapes = {re.sub(r"var\(--\w+\)|background: ;", "", drawn(tree, code)) for code in codes}
    assert len(shapes) == len(codes) == 6


def drawn(tree, code: str) -> str:
    """Return how the style sheet draws the sign of a class, the size that all share aside."""
    style = next(tree.all("style")).text
    rules = re.findall(r"(\.sign[^{}]*)\{([^{}]*)\}", style)
    return " ".join(what for which, what in rules if re.search(rf"\.{code}\b", which))


def test_a_picture_is_described_or_hidden_from_those_who_cannot_see_it(any_tree):
    for picture in any_tree.all("svg"):
        if picture.parent.tag == "svg":
            continue  # a part of the picture around it
        described = picture.attributes.get("role") == "img" and picture.attributes.get("aria-label")
        assert bool(described) != (picture.attributes.get("aria-hidden") == "true")


def test_every_table_says_what_its_columns_are(any_tree):
    for table in any_tree.all("table"):
        (head,) = table.all("thead")
        assert [item.attributes.get("scope") for item in head.all("th")] == ["col"] * len(
            list(head.all("th"))
        )
        for row in next(table.all("tbody")).all("tr"):
            cells = sum(int(item.attributes.get("colspan") or 1) for item in row.all("td", "th"))
            assert cells == len(list(head.all("th")))


def test_a_table_that_scrolls_can_be_reached_and_named_without_a_mouse(tree):
    for box in tree.with_class("scroll"):
        assert (box.attributes["tabindex"], box.attributes["role"]) == ("0", "region")
        assert box.attributes["aria-label"]


def test_the_first_link_skips_to_the_objectives(tree):
    first = next(tree.all("a"))
    assert (first.attributes["class"], first.attributes["href"]) == ("skip", "#objectives")


def test_objectives_without_evidence_are_listed_as_not_assessed_and_never_as_failed(card, tree):
    section = tree.by_id("not-assessed")
    assert "not assessed is not failed" in section.text
    silent = [str(item.objective.number) for item in card.results if not item.has_something]
    assert [next(row.all("td")).text for row in next(section.all("tbody")).all("tr")] == silent


def test_the_page_says_how_to_make_it_again(tree):
    (footer,) = tree.all("footer")
    assert 'gcmscore.score("BEL", 2020, profile="core")' in footer.text
    assert f"gcmscore {gcm.__version__}" in footer.text


def test_what_a_card_of_later_knowledge_is_made_of_is_in_the_call_that_makes_it_again(read_page):
    card = gcm.score("BEL", 2020, known_by="2021-06-30")
    (footer,) = read_page(card.to_html()).all("footer")
    call = re.search(r"gcmscore\.score\(.*?\)", footer.text).group()
    again = eval(call, {"gcmscore": gcm})
    assert again.to_html() == card.to_html()


# A language that is translated in part


@pytest.fixture
def french_tree(card, french, read_page):
    return read_page(card.to_html(lang="fr"))


def test_a_text_that_falls_back_to_english_says_so(french_tree):
    marked = [item for item in french_tree.all("span") if item.attributes.get("lang") == "en"]
    for tag, said in [
        ("a", "Skip to the objectives"),
        ("h2", "Sources"),
        ("th", "Indicator"),
        ("dt", "Coverage"),
    ]:
        assert (tag, said) in [(item.parent.tag, item.text) for item in marked]


def test_a_text_that_is_translated_and_what_is_evidence_are_not_marked(french_tree):
    marked = " ".join(item.text for item in french_tree.all("span") if item.attributes.get("lang") == "en")
    assert "Au 31 décembre 2020" in french_tree.text
    assert "Au 31 décembre 2020" not in marked
    (title,) = french_tree.all("h1")
    assert (title.text, list(title.all())) == ("Belgique 2020", [])


def test_no_attribute_and_no_title_holds_the_mark_of_a_language(french_tree):
    values = [value or "" for item in french_tree.all() for value in item.attributes.values()]
    assert [value for value in values if "<" in value or ">" in value] == []
    assert [item.text for item in french_tree.all("title")] == ["Belgique 2020: GCM scorecard"]


def test_a_page_in_one_language_marks_nothing_but_sources(tree):
    assert {item.tag for item in tree.all() if "lang" in item.attributes} == {"html", "cite"}


# In a notebook


def test_a_card_shows_itself_in_a_notebook_as_a_fragment_without_style_and_script(card, read_page):
    shown = read_page(card._repr_html_())
    assert card._repr_html_() == card_fragment(card, "en")
    assert not {item.tag for item in shown.all()} & {"html", "head", "body", "style", "script"}


def test_what_a_notebook_shows_has_the_reason_and_the_scored_objectives(card, read_page):
    text = read_page(card._repr_html_()).text
    scored = [item.objective.short_name for item in card.results if item.status == "scored"]
    assert f"No overall score: {len(scored)} of 23 objectives are scored" in text
    assert "Remittances" in scored
    assert [name for name in scored if name not in text] == []


def test_what_a_notebook_shows_leaves_out_no_objective(card, read_page):
    text = read_page(card._repr_html_()).text
    unassessed = re.search(r"not assessed: ([0-9, ]+)", text)[1].split(", ")
    numbers = [str(item.objective.number) for item in card.results if item.status == "not_assessed"]
    assert [number.strip() for number in unassessed] == numbers
    others = [item.objective.short_name for item in card.results if item.status != "not_assessed"]
    assert [name for name in others if name not in text] == []
