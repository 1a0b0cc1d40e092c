"""Every report as a PDF, in every language: complete, on paper as meant, nothing for checkers to find."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from pdfua import validate

import gcmscore as gcm
from gcmscore.render import pdf as module
from gcmscore.render.templates import load_templates
from gcmscore.render.text import Wording
from gcmscore.render.view import Band, Sign
from gcmscore.render.views import view_of

LANGUAGES = ["en", "fr", "nl"]
# Codes, places and addresses are for the layout; a class of the map or a strip stands in words elsewhere.
NOT_SAID = {"anchor", "code", "direction", "lang", "language_code", "mark", "outline", "site", "url"}
NOT_SAID |= {"alternative", "edge", "fill", "id", "kind", "label"}


def said(view: object, name: str = "") -> Iterator[str]:
    """Yield every text of a view that a reader must find in the document."""
    if isinstance(view, str):
        if name not in NOT_SAID and view not in ("", "–"):
            yield view
    elif isinstance(view, tuple):
        for item in view:
            yield from said(item, name)
    elif dataclasses.is_dataclass(view):
        for field in dataclasses.fields(view):
            yield from said(getattr(view, field.name), field.name)


@pytest.fixture(scope="module")
def things(shelf):
    compared = gcm.compare(["BEL@2018", "BEL@2020"])
    codes = ["BEL", "FRA", "KEN", "NLD", "PHL", "SEN", "PRT", "MAR", "GHA", "ITA"]
    ranked = gcm.score_panel([2024], codes, profile="global").report(20, 2024)
    return {
        "scorecard": shelf.card("FRA-2020"),
        "comparison": gcm.compare(["BEL", "NLD", "FRA"], 2020),
        "years": compared,
        "objective": ranked,
    }


@pytest.fixture(scope="module")
def views(things):
    return cache(lambda report, language: view_of(things[report], Wording(language))[1])


@pytest.fixture(scope="module")
def set_in(things, read_pdf):
    return cache(lambda report, language: read_pdf(things[report].to_pdf(lang=language)))


@pytest.mark.parametrize("report", ["comparison", "objective"])
def test_every_text_of_a_report_is_in_its_pdf(report, views, set_in, unspaced):
    document = set_in(report, "en")
    view = views(report, "en")
    if report == "comparison":
        view = dataclasses.replace(view, points=())  # they explain changes, which only years have
    footers = unspaced(" ".join(document.pages))  # the title stands there alone
    lost = [text for text in said(view) if not document.holds(unspaced(text))]
    assert [text for text in lost if unspaced(text) not in footers] == []


def test_every_change_of_a_country_is_in_the_pdf(views, set_in, unspaced):
    plain = unspaced(set_in("years", "en").plain)
    changes = [
        change for step in views("years", "en").steps for item in step.objectives for change in item.changes
    ]
    assert changes
    assert [change.name for change in changes if unspaced(change.name) not in plain] == []
    assert [change.points for change in changes if unspaced(change.points) not in plain] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ["scorecard", "comparison", "objective"])
def test_an_independent_checker_finds_nothing(report, language, set_in, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(set_in(report, language).content)
    assert [finding.message for finding in validate(path).findings] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", ["scorecard", "comparison", "objective"])
def test_nothing_that_the_interface_says_lacks_a_glyph(report, language, set_in):
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(set_in(report, language).pages)


@pytest.mark.parametrize("report", ["scorecard", "comparison", "years", "objective"])
def test_every_inner_link_leads_to_another_place(report, set_in):
    reader, stuck = set_in(report, "en").reader, []
    for page in reader.pages:
        for link in (note.get_object() for note in page.get("/Annots", [])):
            if "/Dest" in link:
                goal, _, left, top, _ = link["/Dest"]
                here = page.indirect_reference.idnum, link["/Rect"][0], link["/Rect"][3]
                if (goal.idnum, left, top) == here:
                    stuck.append(link["/Contents"])
    assert stuck == []


def full(view, wording):
    """Return a view in which every objective has all that a line of the first page can show."""
    trend = max((Sign(code, wording.text(f"trend.{code}")) for code in ("moderately_improving", "on_track")),
                key=lambda sign: len(sign.word))  # fmt: skip
    sure = Sign("medium", wording.text("confidence.medium"))
    tiles = tuple(
        dataclasses.replace(
            tile, band=Band("orange", wording.text("band.orange")), score=wording.number(41.7), lack="",
            interval=f"{wording.number(32.0)}–{wording.number(48.4)}", trend=trend, confidence=sure,
            coverage=wording.percent(1.0), note=wording.text("tile.down") if tile.number == 16 else "",
        )
        for tile in view.tiles
    )  # fmt: skip
    return dataclasses.replace(view, tiles=tiles)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("filled", [False, True])
def test_what_matters_first_fits_on_one_page(filled, language, shelf, read_pdf, unspaced):
    wording = Wording(language)
    view = view_of(shelf.card("BEL-2026"), wording)[1]
    view = full(view, wording) if filled else view
    # The rest is as long as it is; without it the engine is done in no time.
    short = dataclasses.replace(view, sections=(), recommendations=(), unassessed=(), sources=())
    first, second, *_ = read_pdf(
        module._compile(module._source(short, wording), datetime(2026, 1, 1, tzinfo=UTC))
    ).pages
    assert unspaced(view.reading[-1]) in unspaced(first)
    limits = unspaced(wording.text("heading.limits"))
    assert limits in unspaced(first) or unspaced(second).startswith(limits)


def test_a_map_has_an_alternative_with_its_counts(views, set_in):
    world = views("objective", "en").world
    root = set_in("objective", "en").reader.trailer["/Root"]

    def alternatives(element):
        if "/Alt" in element:
            yield element["/Alt"]
        below = element.get("/K", [])
        for item in below if isinstance(below, list) else [below]:
            if hasattr(item := item.get_object(), "get"):
                yield from alternatives(item)

    assert list(alternatives(root["/StructTreeRoot"])) == [world.alternative]


def test_bookmarks_name_the_sections_and_not_what_comes_in_each(set_in):
    def titles(entries):
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title.strip()]

    found = list(titles(set_in("scorecard", "en").reader.outline))
    assert len(found) == len(set(found))
    assert {"Sources", "How it is scored"} <= set(found)


def test_many_countries_are_set_on_wide_pages(read_pdf):
    codes = ["BEL", "NLD", "FRA", "DEU", "ITA", "ESP", "PRT"]
    wide = read_pdf(gcm.compare(codes, 2020, profile="global").to_pdf()).reader.pages[0].mediabox
    assert wide.width > wide.height


def test_a_picture_of_the_page_is_escaped_as_in_the_page(views):
    world = dataclasses.replace(views("objective", "en").world, alternative='"/><script>')
    environment = module._environment(load_templates())
    template = environment.from_string("{{ world | picture }}")
    drawn = template.render(world=world, lost={})
    assert "&#34;/&gt;&lt;script&gt;" in drawn


def test_the_largest_scorecard_is_below_its_size(documents):
    assert len(documents("BEL-2026").content) < 900_000
