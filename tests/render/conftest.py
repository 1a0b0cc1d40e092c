"""Cards and what is made of them, once for all tests of this folder."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.render import text as module
from gcmscore.render.text import Wording

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


FRENCH = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "card.as_of"
msgstr "Au {day}"

#, fuzzy
msgid "overall.no_score"
msgstr "un brouillon"

msgid "heading.sources"
msgstr ""

msgid "working.mean"
msgid_plural "working.mean"
msgstr[0] "{count} valeur : {listed}."
msgstr[1] "Moyenne de {count} valeurs : {listed}."
"""


@dataclass
class Element:
    """One element of a page, with what it holds."""

    tag: str
    attributes: dict[str, str | None]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Return every element below, in the order of the page; only those of some tags when given."""
        for item in self.inside:
            if isinstance(item, Element):
                if not tags or item.tag in tags:
                    yield item
                yield from item.all(*tags)

    def with_class(self, name: str) -> list[Element]:
        return [item for item in self.all() if name in (item.attributes.get("class") or "").split()]

    @cached_property
    def anchored(self) -> dict[str, list[Element]]:
        """All elements below that have an id, by it; a tree that was read does not change."""
        found: dict[str, list[Element]] = {}
        for item in self.all():
            if "id" in item.attributes:
                found.setdefault(item.attributes["id"], []).append(item)
        return found

    def by_id(self, name: str) -> Element:
        (found,) = self.anchored.get(name, [])
        return found

    @property
    def text(self) -> str:
        """All text below, runs of white space as one blank."""
        return one_line("".join(self.pieces()))

    def pieces(self) -> Iterator[str]:
        for item in self.inside:
            if isinstance(item, str):
                yield item
            else:
                yield from item.pieces()


class _Reader(HTMLParser):
    """Builds the tree and refuses what does not nest, so that broken markup cannot hide."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("root", {})

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        element = Element(tag, dict(attrs), self.here)
        self.here.inside.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attrs):
        self.here.inside.append(Element(tag, dict(attrs), self.here))

    def handle_endtag(self, tag):
        assert tag == self.here.tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.inside.append(data)


def parsed(page: str) -> Element:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is left open"
    return reader.root


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def without_space(text: str) -> str:
    """Return a text without white space and invisible break points, which a PDF sets as it likes."""
    return re.sub(r"[\s\u00ad\u200b-\u200d]+", "", text)


@dataclass
class Document:
    """A PDF that is read; its text, which takes longest, when it is asked for."""

    content: bytes

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in self.reader.pages]

    @cached_property
    def text(self) -> str:
        """The text of all pages without the footers, which would cut a sentence that goes on overleaf."""
        return "\n".join(page.strip().rpartition("\n")[0] for page in self.pages)

    @cached_property
    def plain(self) -> str:
        return without_space(self.text)

    @cached_property
    def links(self) -> list[dict]:
        notes = [note.get_object() for page in self.reader.pages for note in page.get("/Annots", [])]
        return [note for note in notes if note["/Subtype"] == "/Link"]

    @property
    def addresses(self) -> list[str]:
        return [link["/A"]["/URI"] for link in self.links if "/A" in link]


@pytest.fixture(scope="session")
def trees(shelf):
    """The page of a name of the shelf, read once."""
    return cache(lambda name: parsed(shelf.page(name)))


@pytest.fixture(scope="session")
def documents(shelf):
    """The PDF of a name of the shelf, read once."""
    return cache(lambda name: Document(shelf.pdf(name)))


@pytest.fixture(scope="session")
def card(shelf) -> gcm.Card:
    return shelf.card("BEL-2020")


@pytest.fixture(scope="session")
def page(shelf) -> str:
    return shelf.page("BEL-2020")


@pytest.fixture(scope="session")
def tree(trees) -> Element:
    return trees("BEL-2020")


@pytest.fixture(scope="session")
def pdf(documents) -> Document:
    return documents("BEL-2020")


@pytest.fixture(scope="session")
def small(make) -> gcm.Card:
    """A card of one page, where any card will do: two indicators, a finding, and no other country."""
    indicators = [make.measure(), make.rubric()]
    return make.card(indicators, [make.figure("pupils", 50), make.level(law=2, practice=1), make.finding()])


@pytest.fixture
def french(tmp_path, monkeypatch):
    """A second language of which only a few texts are translated."""
    shutil.copytree(DATA_ROOT / "locale", tmp_path / "locale")
    catalogue = tmp_path / "locale" / "fr" / "interface.po"
    catalogue.parent.mkdir(exist_ok=True)
    catalogue.write_text(FRENCH, encoding="utf-8")
    caches = [item for item in vars(module).values() if hasattr(item, "cache_clear")]
    monkeypatch.setattr(module, "DATA_ROOT", tmp_path)
    for item in caches:
        item.cache_clear()
    yield Wording("fr")
    for item in caches:
        item.cache_clear()


# Helpers as fixtures: tests cannot import from this file.


@pytest.fixture(scope="session")
def read_page():
    return parsed


@pytest.fixture(scope="session")
def read_pdf():
    return Document


@pytest.fixture(scope="session")
def squeezed():
    return one_line


@pytest.fixture(scope="session")
def unspaced():
    return without_space
