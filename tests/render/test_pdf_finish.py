"""A finished PDF says what the engine's said, in fewer bytes, and its inner links lead somewhere."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from gcmscore.render import pdf as module
from gcmscore.render.finish import finished

SOURCE = """
#set document(title: "A test")
#set text(font: ("Noto Sans", "Noto Sans Arabic"), fallback: false)
#set page(width: 100mm, height: 60mm, margin: 10mm)
#let mark(name, words) = link("→mark " + name + " " + words, words)
#let place-of(name, words) = link("→place " + name + " " + words, words)
= Title
#mark("s1", "[1a]") #mark("s2", "(Über) العربية") #mark("nowhere", "lost") #mark("s1", "again")
#pagebreak()
#place-of("alone", "alone") #link("https://example.org/a", "outside")
#v(10mm)
#place-of("s1", "a") and #place-of("s2", "b")
#table(columns: 2, table.header[x][y], ..range(60).map(str))
"""


@pytest.fixture(scope="module")
def engines():
    """What the engine makes of the source, before it is finished."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "finished", lambda document: document)
        return module._compile(SOURCE, datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def reader(engines):
    return PdfReader(io.BytesIO(finished(engines)))


@pytest.fixture(scope="module")
def links(reader):
    """The links by what is read aloud, and the number of the page that each is on."""
    return {
        note.get_object()["/Contents"]: (note.get_object(), number)
        for number, page in enumerate(reader.pages)
        for note in page.get("/Annots", [])
    }


def goal(reader, link) -> tuple[int, float]:
    """Return the page that a link leads to, and how high on it."""
    page, _, _, top, _ = link["/Dest"]
    return reader.get_page_number(page.get_object()), float(top)


@pytest.mark.parametrize(("mark", "place"), [("[1a]", "a"), ("again", "a"), ("(Über) العربية", "b")])
def test_a_mark_leads_to_the_top_of_its_place(mark, place, reader, links):
    target, page = links[place]
    assert goal(reader, links[mark][0]) == (page, float(target["/Rect"][3]))


def test_a_place_leads_back_to_its_first_mark(reader, links):
    first, page = links["[1a]"]
    assert goal(reader, links["a"][0]) == (page, float(first["/Rect"][3]))


@pytest.mark.parametrize("words", ["lost", "alone"])
def test_a_link_without_another_end_leads_to_itself(words, reader, links):
    link, page = links[words]
    assert goal(reader, link) == (page, float(link["/Rect"][3]))


def test_only_links_to_the_web_keep_an_address(links):
    kept = {words: link["/A"]["/URI"] for words, (link, _) in links.items() if "/A" in link}
    assert kept == {"https://example.org/a": "https://example.org/a"}


def test_a_link_keeps_its_place_among_the_tags(engines, links):
    tagged = {note["/StructParent"] for note, _ in links.values()}
    before = PdfReader(io.BytesIO(engines))
    assert tagged == {note["/StructParent"] for page in before.pages for note in page.get("/Annots", [])}


def tags(element) -> list:
    """Return the tree of tags: the kind of each with those below."""
    below = element.get("/K", [])
    below = below if isinstance(below, list) else [below]
    found = [item.get_object() for item in below]
    return [element.get("/S"), [tags(item) for item in found if hasattr(item, "get") and "/S" in item]]


def test_text_outline_and_tags_are_the_engines(engines, reader):
    before = PdfReader(io.BytesIO(engines))
    assert [page.extract_text() for page in reader.pages] == [page.extract_text() for page in before.pages]
    assert [item.title for item in reader.outline] == [item.title for item in before.outline] == ["Title"]
    assert reader.metadata == before.metadata
    trees = [tags(one.trailer["/Root"]["/StructTreeRoot"]) for one in (reader, before)]
    assert trees[0] == trees[1]
    assert str(trees[0]).count("'/Table'") == 1


def test_a_finished_document_is_less_than_half_as_long(engines):
    # The test's own is small; half of it are the fonts, which are packed already.
    fonts = sum(len(part) for part in engines.split(b"endobj") if b"/Length1" in part or b"OpenType" in part)
    assert len(finished(engines)) - fonts < (len(engines) - fonts) / 2


def test_the_same_document_is_finished_the_same(engines):
    assert finished(engines) == finished(engines)
