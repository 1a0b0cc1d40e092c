"""What hinders people, looked for in a real browser on one of everything: WCAG 2.2 AA, and no mouse needed.

``python tools/browser.py PAGE…`` does the same for any page, as large as it may be.
"""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest

from gcmscore.render.text import languages

ON_PAPER = 680  # pixels between the margins of A4
NARROW, WIDE = 320, 1280
# Every element that a key must reach, in the order of the page; those in a closed part wait until it is open.
REACHABLE = """() => [...document.querySelectorAll('a[href], summary, button, input, select, [tabindex]')]
    .filter(item => item.checkVisibility()).map((item, number) => (item.dataset.place = number))"""
FOCUSED = """() => {
    const item = document.activeElement, style = getComputedStyle(item);
    return [Number(item.dataset.place), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1];
}"""
# What stands beyond the right edge, where nothing scrolls to it.
CUT = """() => [...document.querySelectorAll('body *')]
    .filter(item => item.checkVisibility() && !item.closest('.scroll, .skip, svg'))
    .filter(item => item.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(item => item.tagName + ' ' + item.textContent.trim().slice(0, 60))"""
# The widest spacing that a reader may set (WCAG 1.4.12).
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; ' +
        'word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [sheet];
}"""


# What a reader sees or can open, each piece of text apart.
SAID = """() => {
    const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    const said = [];
    while (texts.nextNode()) said.push(texts.currentNode.data);
    return said.join(' ');
}"""


@pytest.fixture(scope="module")
def opened(showing, plain):
    """Opens a page by its name, in a language and in a window of a width."""
    return lambda name, language="en", width=WIDE: showing(plain.page(name, language), width)


# Contrast takes most of the time to measure: each width and each scheme is looked at whole, once.
@pytest.mark.parametrize(("width", "scheme"), [
    (WIDE, "light"), (NARROW, "dark"),
    *(pytest.param(*pair, marks=pytest.mark.large) for pair in [(WIDE, "dark"), (NARROW, "light")]),
])  # fmt: skip
def test_axe_finds_nothing_on_a_page_narrow_and_wide_light_and_dark(shown, width, scheme, opened):
    with opened(shown, width=width) as window:
        window.page.emulate_media(color_scheme=scheme)
        assert window.findings() == []


# The colours are the same in every language.
@pytest.mark.parametrize("language", [code for code in languages() if code != "en"])
def test_axe_finds_nothing_else_in_another_language(own_page, language, opened):
    found = []
    with opened(own_page, language) as window:
        for width in (NARROW, WIDE):
            window.page.set_viewport_size({"width": width, "height": 900})
            found += [(width, line) for line in window.findings(without="color-contrast")]
    assert found == []


BAD = {
    "color-contrast": '<p style="color: #999">Pale words</p>',
    "target-size": '<p style="font-size: 6px"><a href="#a">a</a><br><a href="#b">b</a></p>',
    "image-alt": '<img src="data:," style="width: 9px">',
    "html-has-lang": "<p>Words</p>",
    "heading-order": "<h1>One</h1><h3>Three</h3>",
    "empty-table-header": "<table><tr><th></th><td>1</td></tr></table>",
    "svg-img-alt": '<svg role="img"><rect width="9" height="9"/></svg>',
    "link-name": '<a href="#x"><svg aria-hidden="true"></svg></a>',
}


def test_axe_finds_what_is_wrong_on_a_bad_page(showing):
    page = f"<!doctype html><html><title>Bad</title><main>{''.join(BAD.values())}</main></html>"
    with showing(page) as window:
        found = {line.partition(": ")[0] for line in window.findings()}
    assert set(BAD) - found == set()


@pytest.mark.parametrize(("scheme", "pale"), [("light", "#999"), ("dark", "#555")])
def test_axe_finds_pale_words_in_a_page(scheme, pale, opened):
    with opened("index") as window:
        window.page.emulate_media(color_scheme=scheme)
        window.page.evaluate("pale => { document.querySelector('h1').style.color = pale }", pale)
        assert [line.partition(": ")[0] for line in window.findings()] == ["color-contrast"]


# Keyboard


def test_a_key_reaches_every_link_in_the_order_of_the_page_and_shows_where_it_is(own_page, opened):
    with opened(own_page) as window:
        places = window.page.evaluate(REACHABLE)
        reached = []
        for _ in places:
            window.page.keyboard.press("Tab")
            reached.append(window.page.evaluate(FOCUSED))
    assert len(places) > 2
    assert reached == [[place, True] for place in places]


def test_no_element_takes_the_keyboard_out_of_order(shown, plain, read_page):
    places = {item.attributes.get("tabindex", "0") for item in read_page(plain.page(shown)).all()}
    assert places == {"0"}


# Width, spacing, paper


def cut(window) -> list[str]:
    """What stands beyond the right edge, and that the page scrolls sideways when it does."""
    wide = window.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return ["scrolls sideways"] * wide + window.page.evaluate(CUT)


def test_a_page_is_cut_nowhere_at_any_width_and_on_paper_and_nothing_moves(own_page, language, opened):
    found = []
    with opened(own_page, language) as window:
        assert window.page.evaluate("document.getAnimations().length") == 0
        for width, media in ((NARROW, "screen"), (768, "screen"), (WIDE, "screen"), (ON_PAPER, "print")):
            window.page.set_viewport_size({"width": width, "height": 900})
            window.page.emulate_media(media=media)
            found += [(width, media, what) for what in cut(window)]
    assert found == []


def test_a_page_with_the_widest_spacing_of_words_neither_scrolls_sideways_nor_is_cut(own_page, opened):
    with opened(own_page, width=NARROW) as window:
        window.page.evaluate(SPACED)
        assert cut(window) == []


def words(text: str) -> set[str]:
    # A font may draw f and i as one sign.
    return set(re.findall(r"\w+", normalize("NFKC", text)))


def test_every_word_of_a_page_is_printed(own_page, opened, read_pdf):
    with opened(own_page) as window:
        said = window.page.evaluate(SAID)
        pages = read_pdf(window.page.pdf(format="A4")).reader.pages
    printed = " ".join(page.extract_text() for page in pages)
    assert words(said) - words(printed) == set()


def test_colours_that_a_reader_forces_leave_every_sign_visible(opened):
    with opened("scorecard") as window:
        window.page.emulate_media(forced_colors="active")
        assert window.findings(only="color-contrast") == []
