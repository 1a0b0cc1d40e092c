"""A real browser shows each page with its style and asks nobody for anything, whatever its words are.

What hinders people is looked for in ``test_accessibility.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import gcmscore as gcm

HOSTILE = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "hostile_words.yaml").read_text(encoding="utf-8")
)
# Whatever a page could do when somebody moves over it, opens its parts or follows its links within it.
TOUCH = """() => {
    for (const item of document.querySelectorAll('*')) {
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error', 'animationstart'])
            item.dispatchEvent(new Event(kind, {bubbles: true}));
        if (item.matches('a[href^="#"], summary')) item.click();
    }
}"""
SCRIPT = "document.querySelectorAll('script, iframe, object, embed, form, base, link, [style]').length"


@pytest.fixture(scope="module")
def hostile(everything):
    """One of everything in all hostile words at once."""
    words = " ".join(word for kind in HOSTILE.values() for word in kind)
    return everything(lambda place: f"{place} {words}")


@pytest.fixture(scope="module")
def endless(everything):
    """One of everything in words too long for any line."""
    word = "Donaudampfschifffahrtsgesellschaft" * 9
    return everything(lambda place: f"{place} {word}")


def test_a_page_has_its_style_and_its_policy_blocks_nothing_of_it(own_page, plain, showing):
    with showing(plain.page(own_page)) as window:
        margin = window.page.evaluate("getComputedStyle(document.body).margin")
        pictures = window.page.evaluate("[...document.images].every(item => item.naturalWidth > 0)")
    assert (window.asked, window.told, margin, pictures) == ([], [], "0px", True)


def test_a_page_opens_from_a_file_too(tmp_path, showing):
    path = gcm.score("FRA", 2020).to_html(tmp_path / "FRA-2020.html")
    with showing("") as window:
        window.page.context.unroute_all()
        window.page.goto(path.as_uri())
        assert window.page.title().startswith("France 2020")
        assert window.page.evaluate("getComputedStyle(document.body).margin") == "0px"


def test_hostile_words_make_no_browser_ask_run_or_say_anything(shown, hostile, showing):
    with showing(hostile.page(shown)) as window:
        window.page.evaluate(TOUCH)
        assert window.page.evaluate(SCRIPT.replace(", [style]", "")) == 0
        assert window.page.url.partition("#")[0] == "http://report.test/"
    assert (window.asked, window.told) == ([], [])


def test_a_page_that_would_run_and_fetch_is_noticed(showing):
    with showing(
        '<p onmouseover="alert(1)">x</p><img src="//evil.test/x.png"><script>alert(2)</script>'
    ) as window:
        window.page.evaluate(TOUCH)
        assert window.page.evaluate(SCRIPT) == 1
    assert window.asked == ["http://evil.test/x.png"]
    assert {"dialog: 1", "dialog: 2"} < set(window.told)


def test_the_policy_stops_a_script_and_a_picture_that_got_into_a_page(plain, showing):
    page = plain.page("scorecard").replace(
        "</main>", '<script>alert(1)</script><img src="//evil.test/x.png" onerror="alert(2)"></main>'
    )
    with showing(page) as window:
        window.page.evaluate(TOUCH)
    assert window.asked == []
    assert [line for line in window.told if "Content Security Policy" not in line] == []
    assert len(window.told) >= 3


def test_a_word_of_300_letters_does_not_make_a_page_scroll_sideways(own_page, endless, showing):
    found = {}
    with showing(endless.page(own_page)) as window:
        for width in (320, 768, 1280):
            window.page.set_viewport_size({"width": width, "height": 900})
            found[width] = window.page.evaluate("document.documentElement.scrollWidth")
    assert found == {width: width for width in found}
