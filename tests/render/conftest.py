"""Cards and what is made of them, once for all tests of this folder."""

from __future__ import annotations

import io
import re
import shutil
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from html.parser import HTMLParser
from itertools import cycle
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError
from pypdf import PdfReader

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.records import (
    Assessment,
    Finding,
    Observation,
    Ratification,
    Record,
    Reply,
    Source,
    Stage,
    Stance,
)
from gcmscore.render import interface, text, translations
from gcmscore.render.html import card_fragment, comparison_fragment, laid_out
from gcmscore.render.index import index_view
from gcmscore.render.templates import TEMPLATES, load_templates
from gcmscore.render.text import Wording, languages

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
    parent: Element | None = field(default=None, repr=False)
    inside: list[Element | str] = field(default_factory=list, repr=False)

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

    def holds(self, text: str) -> bool:
        """Tell whether a text is there whole, or in two parts: columns that go on overleaf cut each other."""
        if text in self.plain:
            return True
        # The longest beginning that is there: what begins with one that is missing is missing too.
        cut = bisect_left(range(len(text)), True, key=lambda place: text[:place] not in self.plain) - 1
        return text[cut:] in self.plain

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
def locale(tmp_path, monkeypatch):
    """A folder of languages to change, with English in it, from which texts are read."""
    folder = tmp_path / "locale"
    shutil.copytree(DATA_ROOT / "locale" / "en", folder / "en")
    found = [*vars(interface).values(), *vars(text).values()]
    caches = [item for item in found if hasattr(item, "cache_clear")]
    for reader in (interface, translations):
        monkeypatch.setattr(reader, "DATA_ROOT", tmp_path)
    for item in caches:
        item.cache_clear()
    yield folder
    for item in caches:
        item.cache_clear()


@pytest.fixture
def french(locale):
    """A language of which only a few texts are translated, and nothing that a framework says."""
    catalogue = locale / "fr" / "interface.po"
    catalogue.parent.mkdir()
    catalogue.write_text(FRENCH, encoding="utf-8")
    return Wording("fr")


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


# One of everything: what a report can show, made of texts that a test chooses.

Words = Callable[[str], str]
_CITED = [{"id": "yearbook", "locator": "page 1"}]
# Each kind of record with every field that takes a text.
RECORDS: tuple[tuple[type[Record], dict[str, Any]], ...] = (
    (Source, {"id": "yearbook", "title": "T", "publisher": "P", "date": "2000", "language": "en",
              "kind": "statistic", "licence": "L", "accessed": "2021", "note": "N", "url": "https://example.org/"}),
    (Source, {"id": "gazette", "title": "T", "publisher": "P", "date": "2000", "language": "ar",
              "kind": "law"}),
    *((Observation, {"country": country, "indicator": f"measure_{place}", "value": value + shift,
                     "unit": "amount", "period": str(year), "note": "N", "override": "O", "sources": _CITED})
      for country, shift in (("BEL", 0), ("NLD", 5), ("FRA", -4))
      for place, value in enumerate((10, 12, 40, 45, 60, 62, 90, 92, 50, 51))
      for year in ((2015, 2020) if place % 2 else (2019,))),
    *((Assessment, {"country": country, "indicator": "rights", "from": "2019", "law": 3, "practice": 1,
                    "rationale": "R", "would_change": "W", "coder": "C", "findings": ["practice-advance"],
                    "second_coder": {"coder": "S", "law": 2, "practice": 1}, "note": "N", "language": "fr",
                    "adjudicated": {"by": "A", "reason": "R", "law": 3, "practice": 1}, "sources": _CITED})
      for country in ("BEL", "BE-VLG", "NLD", "FRA")),
    (Ratification, {"country": "BEL", "instrument": "convention", "status": "signed", "date": "2018",
                    "status_as_of": "2020", "note": "N", "sources": _CITED}),
    *((Finding, {"id": f"{stage}-{stance}", "country": "BEL", "date": f"20{10 + day:02}", "statement": "S",
                 "objectives": [1], "stance": stance, "stage": stage, "note": "N", "language": "ar",
                 "recommendation": {"text": "T", "addressee": "A", "by": "B"} if stance != "mixed" else None,
                 "supersedes": ["announced-advance"] if stage == "annulled" else [],
                 "jurisdiction": "BE-VLG" if stance == "mixed" else None,
                 "sources": [{"id": "gazette", "locator": "L"}, *_CITED]})
      for day, (stage, stance) in enumerate(zip(get_args(Stage), cycle(get_args(Stance)), strict=False))),
    (Reply, {"country": "BEL", "who": "W", "date": "2020", "reason": "disputed", "text": "T", "objective": 1,
             "note": "N", "sources": _CITED}),
)  # fmt: skip


def loose(value: Any) -> Any:
    """Return a copy of nested plain values that can be changed."""
    if isinstance(value, Mapping):
        return {key: loose(inside) for key, inside in value.items()}
    return [loose(inside) for inside in value] if isinstance(value, list | tuple) else value


def filled(model: type[BaseModel], parts: dict[str, Any], words: Words, kept: tuple[str, ...] = ()) -> Any:
    """Return a record with words of a test wherever the model takes any text at all."""

    def tried(inside: Any, path: tuple[str | int, ...]) -> None:
        items = inside.items() if isinstance(inside, dict) else enumerate(inside)
        for key, value in list(items):
            if isinstance(value, dict | list):
                tried(value, (*path, key))
            elif isinstance(value, str) and key not in kept:
                inside[key] = words(" ".join(map(str, (model.__name__, *path, key))))
                try:
                    model.model_validate(whole)
                except ValidationError:
                    inside[key] = value

    whole = loose(parts)
    tried(whole, ())
    return model.model_validate(whole)


def framework_of(make: Any, words: Words) -> gcm.Compact:
    """Return seven objectives: one of each colour, too little evidence, none, and not applicable."""
    asked = {
        "caveat": "C",
        "gaming": "G",
        "verified": "V",
        "target": {"value": 95, "by": 2030, "source": "S"},
    }
    more = [*((place // 2 + 1, {}) for place in range(8)), (5, {}), (1, {"role": "context"})]
    indicators = [
        *(make.measure(f"measure_{place}", objective=objective, **(asked if not extra else {}), **extra)
          for place, (objective, extra) in enumerate(more)),
        make.rubric(objective=1, also=[2], moves_up="M", evidence={"law": "L", "practice": "P"}),
        make.treaty_status("treaties", "convention", objective=2),
        make.measure("silent", objective=6),
        make.measure("elsewhere", objective=7, applies_to=["coast"]),
    ]  # fmt: skip
    plain = make.compact(*indicators, objectives=7)

    def rewritten(items: Mapping[Any, Any]) -> dict[Any, Any]:
        dumps = {name: item.model_dump(exclude_none=True) for name, item in items.items()}
        return {name: filled(type(items[name]), parts, words, ("id",)) for name, parts in dumps.items()}

    changed = ("objectives", "indicators", "profiles", "units", "instruments")
    framework = filled(type(plain.framework), plain.framework.model_dump(exclude_none=True), words)
    # Results are remembered by the digest of what they were made of.
    plain = replace(plain, digest=words("framework digest"))
    return replace(plain, framework=framework, **{name: rewritten(getattr(plain, name)) for name in changed})


def evidence_of(make: Any, words: Words) -> gcm.Evidence:
    records = [filled(model, parts, words) for model, parts in RECORDS]
    members = {"title": words("Group title"), "sources": _CITED, "members": [{"country": "NLD"}]}
    return replace(make.evidence(*records, groups={"coast": members}), digest=words("evidence digest"))


@dataclass(frozen=True)
class Everything:
    """What can be printed of one of everything, by the name of what it is."""

    compact: gcm.Compact
    evidence: gcm.Evidence

    @cached_property
    def given(self) -> dict[str, Any]:
        few = gcm.Method(draws=100)
        return {"compact": self.compact, "evidence": self.evidence, "profile": "full", "method": few}

    @cached_property
    def card(self) -> gcm.Card:
        return gcm.score("BEL", 2020, **self.given)

    @cached_property
    def panel(self) -> gcm.Panel:
        return gcm.score_panel([2020], ["BEL", "FRA", "NLD"], **self.given)

    @cached_property
    def years(self) -> gcm.Comparison:
        return gcm.compare(["BEL@2015", "BEL@2018", "BEL@2020"], **self.given)

    @cached_property
    def countries(self) -> gcm.Comparison:
        return gcm.compare(["BEL", "FRA", "NLD"], 2020, **self.given)

    def report(self, name: str) -> Any:
        """Return what has a page and a PDF, by its name."""
        return PRINTED[name](self)

    @cached_property
    def page(self) -> Callable[..., str]:
        """Makes a whole page of a name, in a language, once."""
        return cache(self._page)

    def _page(self, name: str, language: str = "en") -> str:
        # What a notebook shows stands in the barest page there can be.
        if name in PRINTED:
            return self.report(name).to_html(lang=language)
        if name == "index":
            wording, there = Wording(language), ["BEL-2020.html", "BEL-2020.pdf", "NLD-2020.html"]
            return laid_out("index", index_view(self.panel, there, wording), wording, load_templates())
        head = f'<!doctype html><html lang="{language}"><title>Notebook</title><main><h1>Notebook</h1>'
        return f"{head}{FRAGMENTS[name](self, language)}</main></html>"


# A new report, page or thing shown in a notebook is named here, and every test of its kind runs over it too.
PRINTED: dict[str, Callable[[Everything], Any]] = {
    "scorecard": lambda shown: shown.card,
    "comparison of years": lambda shown: shown.years,
    "comparison of countries": lambda shown: shown.countries,
    "objective": lambda shown: shown.panel.report(1),
}
FRAGMENTS: dict[str, Callable[[Everything, str], str]] = {
    "card in a notebook": lambda shown, language: card_fragment(shown.card, language),
    "comparison in a notebook": lambda shown, language: comparison_fragment(shown.countries, language),
    "framework in a notebook": lambda shown, _: shown.compact._repr_html_(),
    "objective in a notebook": lambda shown, _: shown.compact.objectives[1]._repr_html_(),
    "indicator in a notebook": lambda shown, _: shown.compact.indicators["rights"]._repr_html_(),
}
PAGES = (*PRINTED, "index")
DOCUMENTS = [name for name in PRINTED if (TEMPLATES / f"{name.split()[0]}.typ.j2").exists()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for it over whatever has a page, a document, or is shown as HTML at all."""
    names = {"shown": (*PAGES, *FRAGMENTS), "own_page": PAGES, "printed": DOCUMENTS, "language": languages()}
    chosen = " ".join(str(mark.args[0]) for mark in metafunc.definition.iter_markers("parametrize"))
    for name, values in names.items():
        if name in metafunc.fixturenames and name not in chosen:
            metafunc.parametrize(name, values)


@pytest.fixture(scope="session")
def everything(make) -> Callable[[Words], Everything]:
    """One of everything, of the words that a test gives to each place."""
    return lambda words: Everything(framework_of(make, words), evidence_of(make, words))


@pytest.fixture(scope="session")
def plain(everything) -> Everything:
    """One of everything in harmless words."""
    return everything(lambda place: f"{place} in plain words")


@pytest.fixture(scope="module")
def showing():
    """Opens a page in Chromium; the browser runs as long as the tests of a file."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is missing; apt-get install chromium")
    sys.path.insert(0, str(DATA_ROOT / "tools"))
    import browser

    with browser.started() as chromium:
        yield lambda content, width=1280: browser.showing(chromium, content, width)
