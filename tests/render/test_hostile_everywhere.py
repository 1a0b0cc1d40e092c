"""Hostile words in every place that takes any text, in every format: they stay words.

The same framework and evidence are printed twice, in plain words and in hostile ones. What comes out must be
the same but for these words: the same elements, the same attributes, the same Typst code.
"""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import pytest
import yaml
from matplotlib.figure import Figure
from pypdf.generic import IndirectObject, NameObject

import gcmscore as gcm
from gcmscore._clean import clean
from gcmscore.render import pdf
from gcmscore.render.templates import load_templates
from gcmscore.render.text import Wording
from gcmscore.render.views import view_of

# No font of the PDF has the snowman, so that either document ends with a list of replaced characters.
PLAIN = "in plain words \N{SNOWMAN}"
LOST = "\N{REPLACEMENT CHARACTER}"
HOSTILE = {
    **yaml.safe_load((Path(__file__).parents[1] / "data" / "hostile_words.yaml").read_text(encoding="utf-8")),
    "length": [
        "Donaudampfschifffahrtsgesellschaft" * 9,
        "A" * 2000,
        *(sign * 300 for sign in "<&\"'\\{\u0301\u200d"),
        "https://example.org/" + "a/" * 500,
    ],
}


def said(kind: str) -> str:
    return " ".join([*HOSTILE[kind], "\N{SNOWMAN}"])


@pytest.fixture(scope="module", params=HOSTILE)
def kind(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def plain(everything):
    return everything(lambda place: f"{place} {PLAIN}")


@pytest.fixture(scope="module")
def hostile(everything, kind):
    """One of everything in the hostile words of a kind."""
    return everything(lambda place: f"{place} {said(kind)}")


# Pages


def spelt(tree, words: str):
    """Every element in order with its attributes, and every run of text, in words of a kind."""
    for item in tree.inside:
        if isinstance(item, str):
            yield " ".join(item.replace(PLAIN, words).split())
        else:
            attributes = {
                name: value and " ".join(value.replace(PLAIN, words).split())
                for name, value in item.attributes.items()
            }
            yield (item.tag, attributes)
            yield from spelt(item, words)


def test_a_page_of_hostile_words_is_the_page_of_plain_words_but_for_the_words(
    shown, plain, hostile, kind, read_page
):
    expected = spelt(read_page(plain.page(shown)), clean(said(kind)))
    found = spelt(read_page(hostile.page(shown)), "")
    for number, (wanted, there) in enumerate(zip(expected, found, strict=True)):
        assert there == wanted, f"piece {number}"


def test_words_of_a_test_stand_in_every_page(shown, plain):
    assert PLAIN in plain.page(shown)


def test_no_control_and_no_invisible_character_reaches_a_page(shown, hostile):
    hidden = {
        f"U+{ord(sign):04X}"
        for sign in set(hostile.page(shown))
        if category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }
    assert hidden <= {"U+000A", "U+0009", "U+200C", "U+200D"}


# PDF

LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# What makes a reader of a PDF do something, or hand on a file.
RUNNING = {
    "/AA", "/AcroForm", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/GoToR", "/ImportData", "/JS",
    "/JavaScript", "/Launch", "/Movie", "/OpenAction", "/Rendition", "/RichMedia", "/Sound", "/SubmitForm",
    "/XFA",
}  # fmt: skip
ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}


def source(printed) -> str:
    wording, templates = Wording("en"), load_templates()
    name, view = view_of(printed, wording)
    return pdf._source(view, wording, name, templates)


def literals(code: str) -> list[str]:
    """The texts that Typst reads in a source, without break points in long words and the list at the end."""
    found = [re.sub(r"\\(.)", lambda sign: ESCAPES[sign[1]], text) for text in LITERAL.findall(code)]
    return [text.replace("\u200b", "") for text in found if "U+2603" not in text]


def test_the_typst_code_of_hostile_words_is_that_of_plain_words_but_for_the_words(
    printed, plain, hostile, kind
):
    cleaned = clean(said(kind)).replace("\t", " ")
    words = "".join(sign if pdf.covered(sign) else LOST for sign in cleaned)
    expected, found = source(plain.report(printed)), source(hostile.report(printed))
    assert LITERAL.sub('""', found) == LITERAL.sub('""', expected)
    wanted = [text.replace(PLAIN.replace("\N{SNOWMAN}", LOST), words) for text in literals(expected)]
    assert literals(found) == wanted


@pytest.fixture(scope="module")
def worst(everything):
    """One of everything in hostile words of all kinds at once; what is endless has tests of its own."""
    return everything(lambda place: " ".join([place, *(said(kind) for kind in HOSTILE if kind != "length")]))


def test_a_pdf_of_hostile_words_runs_opens_and_embeds_nothing(printed, worst, read_pdf):
    document = read_pdf(worst.report(printed).to_pdf())
    names, targets = set(), set()
    for number in range(1, document.reader.trailer["/Size"]):
        keys = [document.reader.get_object(number)]
        while keys:
            value = keys.pop()
            if isinstance(value, dict):
                names |= set(value) | {name for name in value.values() if isinstance(name, NameObject)}
                targets |= {value["/URI"]} if "/URI" in value else set()
                keys += [inner for inner in value.values() if not isinstance(inner, IndirectObject)]
            elif isinstance(value, list):
                keys += [inner for inner in value if not isinstance(inner, IndirectObject)]
    assert names & RUNNING == set()
    assert targets == {"https://example.org/"}


# Terminal, machines and charts

SPOKEN = {
    "explanation": lambda shown: str(shown.card.explain(1)),
    "comparison": lambda shown: str(shown.years),
    "bridge": lambda shown: str(gcm.bridge(shown.years.cards[0], shown.card)),
    "uncertainty": lambda shown: str(shown.countries.uncertainty(1)),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_a_terminal_is_given_no_control_and_no_invisible_character(name, hostile):
    hidden = {sign for sign in SPOKEN[name](hostile) if category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert hidden <= set("\n\t\u200c\u200d")


def bare(text: str) -> str:
    """Return the letters and signs alone: lines break where they must, in a pile of marks too."""
    return "".join(sign for sign in text if category(sign)[0] not in "CMZ" and sign != LOST)


def test_an_explanation_in_hostile_words_is_that_in_plain_words_but_for_the_words(plain, hostile, kind):
    expected = bare(str(plain.card.explain(1))).replace(bare(PLAIN), bare(clean(said(kind))))
    assert bare(str(hostile.card.explain(1))) == expected


def test_a_machine_reads_hostile_words_as_they_were_written(hostile, kind):
    told = json.dumps(hostile.card.explain(1).to_dict(), allow_nan=False, ensure_ascii=False).encode()
    first = json.loads(told)["indicators"][0]
    assert first["name"] == f"Indicator name {said(kind)}"
    assert first["basis"][0]["note"] == f"Observation note {said(kind)}"
    assert first["basis"][0]["sources"][0]["title"] == f"Source title {said(kind)}"


@pytest.fixture(scope="module")
def figures(everything):
    """One of everything in words for charts, which are short."""
    words = "$x^2$ 5 $ \\frac{1}{ $$ \\$ <a href='x'>&amp; --> ]]> \x1b[31m \u202e"
    return everything(lambda place: f"{place} {words}")


CHARTS = {
    "profile": lambda shown, ax: gcm.charts.profile(shown.card, ax=ax),
    "objectives": lambda shown, ax: gcm.charts.objectives(shown.card, ax=ax),
    "bridge": lambda shown, ax: gcm.charts.bridge(gcm.bridge(shown.years.cards[1], shown.card), 2, ax=ax),
    "heatmap": lambda shown, ax: gcm.charts.heatmap(shown.panel, ax=ax),
    "ranking": lambda shown, ax: gcm.charts.ranking(shown.panel, 1, ax=ax),
    "scatter": lambda shown, ax: gcm.charts.scatter(shown.panel, 1, 2, ax=ax),
    "trend": lambda shown, ax: gcm.charts.trend(shown.panel, "BEL", "measure_1", ax=ax),
    "world": lambda shown, ax: gcm.charts.world(shown.panel, 1, ax=ax),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_hostile_words_is_a_picture_without_script_and_link(name, figures):
    figure, file = Figure(), io.BytesIO()
    CHARTS[name](figures, figure.subplots())
    figure.savefig(file, format="svg")
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(file.getvalue()).iter()}
    assert tags & {"script", "a", "foreignObject", "image", "text"} == set()
