"""Evidence that tries to become markup, code or a trick of typography arrives as plain text in both formats.

The texts are in ``tests/data/hostile``; what is said here is only what a reader gets to see of them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from unicodedata import normalize

import pytest

import gcmscore as gcm
from gcmscore._clean import clean
from gcmscore.render.html import card_fragment

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 9  # 306 letters
LONG_STATEMENT = " ".join(f"word{number:04d}" for number in range(2225))  # 20,024 characters
LOST = "\N{REPLACEMENT CHARACTER}"

# What a finding of the folder reads, by its id, when it does not arrive just as it is written.
READ_IN_BOTH = {
    "bidi": "Permitted denied and isolated and marked.",
    "zero-width": "unlawful hides nothing.",
    "emoji": "A family \U0001f468\u200d\U0001f469\u200d\U0001f467, a flag \U0001f1e7\U0001f1ea, "
    "a thumb \U0001f44d\U0001f3fd and a heart \u2764.",
    "private": "Private \ue000, tag , separator line paragraph, softhyphen, thin space, hard space.",
    "combining": "Caf\u00e9 and Z\u0351\u0352\u0357\u0300\u0301\u0302\u0303\u0304\ufffdalgo.",
    "lines": "First line. = Not a heading - not a list Indented.",
}
READ_IN_THE_PDF = {
    "chinese": f"The review says {LOST * 2} and {LOST * 2} and {LOST * 2}.",
    "scripts": f"Ελληνικά, Кириллица, Tiếng Việt, İstanbul, Łódź, fi, ½, №, ‰, {LOST}, €, ₺.",
}
# Text extraction does not give these back letter by letter; they have tests of their own.
READ_OTHERWISE = ("combining", "emoji", "arabic", "private")
# What stands in other fields than a statement.
FIELDS = {
    "note of a figure": 'Note: </dd></dl><script>alert("note")</script> {{ config }} #read("/etc/passwd")',
    "rationale": 'Rationale: <!-- --> ]] #image("x.svg") {# comment #} \\#{ 1/0 }',
    "what would change it": 'Change: </textarea><iframe src="//example.org"> #eval("1") ``` $ sum $',
    "recommendation": 'Recommendation: <script>alert("asked")</script> #panic("asked") {% endraw %}',
    "addressee": "Recommended to <Addressee> {{ 7*7 }}:",
    "who replies": 'Ministry <of> #eval("who")',
    "reply": "Reply: </bdi><style>*{display:none}</style> {{ view }} #set page(width: 1pt)",
    "title": '<i>Title</i> </cite><script>alert("title")</script> {{ 7*7 }} #panic("title") \\" ]',
    "publisher": "Publisher & Sons <img src=x onerror=alert(1)> $p$ *bold* [x](y) @hostile",
    "locator": '<td>Table 1</td> {% raise "locator" %} #sys.version',
    "address": "https://example.org/a?b=1&c=%3Cscript%3E#panic('url')\\\\{{7*7}}",
}


@pytest.fixture(scope="module")
def evidence():
    return gcm.load_evidence(Path(__file__).parents[1] / "data" / "hostile")


@pytest.fixture(scope="module")
def statements(evidence) -> dict[str, str]:
    return dict(zip(evidence.findings["id"], evidence.findings["statement"], strict=True))


@pytest.fixture(scope="module")
def hostile(evidence) -> gcm.Card:
    return gcm.score("BEL", 2020, evidence=evidence)


@pytest.fixture(scope="module")
def hostile_page(hostile) -> str:
    return hostile.to_html()


@pytest.fixture(scope="module")
def hostile_tree(hostile_page, read_page):
    return read_page(hostile_page)


@pytest.fixture(scope="module")
def hostile_pdf(hostile, read_pdf):
    return read_pdf(hostile.to_pdf())


NAMES = [
    "script", "picture", "import", "panic", "mathematics", "escapes", "jinja", "bidi", "zero-width",
    "combining", "emoji", "chinese", "arabic", "scripts", "private", "false-mark", "lines", "link",
]  # fmt: skip


def test_every_statement_of_the_folder_is_looked_at(statements):
    assert list(statements) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_reads_in_the_page_as_it_was_written(name, statements, hostile_tree, squeezed):
    expected = READ_IN_BOTH.get(name, squeezed(normalize("NFC", statements[name])))
    assert expected in hostile_tree.text


@pytest.mark.parametrize("name", [name for name in NAMES if name not in READ_OTHERWISE])
def test_a_statement_reads_in_the_pdf_as_it_was_written(name, statements, hostile_pdf, unspaced):
    expected = READ_IN_THE_PDF.get(name) or READ_IN_BOTH.get(name) or statements[name]
    assert unspaced(expected) in hostile_pdf.plain


@pytest.mark.parametrize("text", list(FIELDS.values())[:-1], ids=list(FIELDS)[:-1])
def test_any_other_field_reads_in_the_page_as_it_was_written(text, hostile_tree):
    assert text in hostile_tree.text


@pytest.mark.parametrize("text", FIELDS.values(), ids=list(FIELDS))
def test_any_other_field_reads_in_the_pdf_as_it_was_written(text, hostile_pdf, unspaced):
    assert unspaced(text) in hostile_pdf.plain


def test_hostile_evidence_adds_no_kind_of_element_and_of_attribute_to_the_page(hostile_tree, tree):
    def kinds(root):
        return {(item.tag, name) for item in root.all() for name in [None, *item.attributes]}

    replies = {("li", None), ("ul", "class"), ("div", None)}
    assert kinds(hostile_tree) <= kinds(tree) | replies


def test_hostile_evidence_leaves_one_style_and_no_script_no_frame_and_no_picture(hostile_tree):
    names = [
        item.tag for item in hostile_tree.all("script", "style", "iframe", "img", "object", "link", "base")
    ]
    assert names == ["style"]


def test_a_false_mark_in_a_statement_is_no_link(hostile_tree):
    assert "[99z]" not in [link.text for link in hostile_tree.all("a")]


def test_what_a_notebook_shows_of_a_hostile_card_is_well_formed(hostile, read_page):
    assert list(read_page(card_fragment(hostile)).all("script")) == []


def test_no_invisible_character_reaches_the_page(hostile_page):
    assert (
        re.findall(
            "[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\U000e0041]",
            hostile_page,
        )
        == []
    )


def test_a_word_with_accents_is_composed_and_keeps_its_letters_in_the_pdf(hostile_pdf):
    assert "Café and Z" in hostile_pdf.text
    assert "algo." in hostile_pdf.text


def test_arabic_words_keep_their_letters_in_the_pdf(hostile_pdf):
    said = re.search(r"The words (.*?) in a sentence", hostile_pdf.text, re.DOTALL).group(1)
    assert set(said) - set(" \n") <= set("الهجرة الآمنة والمنظمة")
    assert LOST not in said


@pytest.mark.parametrize("start", ["A family ", "a flag ", "a thumb ", "and a heart ", "Private "])
def test_what_no_font_has_is_shown_as_a_replacement_in_the_pdf(start, hostile_pdf):
    assert re.search(re.escape(start) + LOST, hostile_pdf.text)


@pytest.mark.parametrize("code", ["U+1F468", "U+1F44D", "U+2764", "U+79FB", "U+C774", "U+2192", "U+E000"])
def test_what_was_replaced_is_listed_on_the_last_page_of_the_pdf(code, hostile_pdf):
    listed = hostile_pdf.pages[-1].partition("Characters that the fonts of this document lack")[2]
    assert code in re.findall(r"U\+[0-9A-F]+", listed)


def test_a_character_that_the_fonts_have_is_not_listed_as_replaced(hostile_pdf):
    listed = re.findall(r"U\+([0-9A-F]+)", hostile_pdf.pages[-1])
    assert [code for code in listed if chr(int(code, 16)) in "éΕЛếİŁźﬁ½№‰€₺ة"] == []


def test_a_pdf_without_replaced_characters_has_no_such_note(pdf):
    assert "Characters that the fonts" not in pdf.text


def test_the_pdf_of_hostile_evidence_links_to_the_address_as_it_was_written(hostile_pdf):
    assert hostile_pdf.addresses == [FIELDS["address"]]


def test_hostile_evidence_gives_the_same_bytes_twice(hostile, hostile_page, hostile_pdf):
    assert (hostile.to_html(), hostile.to_pdf()) == (hostile_page, hostile_pdf.content)


# The same evidence in a comparison


@pytest.fixture(scope="module")
def hostile_comparison(evidence) -> gcm.Comparison:
    return gcm.compare(["BEL@2018", "BEL@2020"], evidence=evidence)


@pytest.fixture(scope="module")
def compared_page(hostile_comparison) -> str:
    return hostile_comparison.to_html()


@pytest.fixture(scope="module")
def compared_tree(compared_page, read_page):
    return read_page(compared_page)


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_reads_in_a_comparison_as_it_was_written(name, statements, compared_tree, squeezed):
    expected = READ_IN_BOTH.get(name, squeezed(normalize("NFC", statements[name])))
    assert expected in compared_tree.text


@pytest.mark.parametrize("name", ["title", "publisher", "locator"])
def test_a_source_reads_in_a_comparison_as_it_was_written(name, compared_tree):
    assert FIELDS[name] in compared_tree.text


def test_hostile_evidence_adds_no_kind_of_element_and_of_attribute_to_a_comparison(compared_tree, tree):
    def kinds(root):
        return {(item.tag, name) for item in root.all() for name in [None, *item.attributes]}

    assert kinds(compared_tree) <= kinds(tree)


def test_a_comparison_of_hostile_evidence_has_one_style_and_runs_and_fetches_nothing(compared_tree):
    names = ("script", "style", "iframe", "img", "object", "embed", "form", "link", "base")
    assert [item.tag for item in compared_tree.all(*names)] == ["style"]
    (policy,) = [item for item in compared_tree.all("meta") if "http-equiv" in item.attributes]
    assert policy.attributes["http-equiv"] == "Content-Security-Policy"
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'sha256-")


def test_a_comparison_of_hostile_evidence_leads_only_to_the_address_as_it_was_written(compared_tree):
    outward = [item.attributes["href"] for item in compared_tree.all("a")]
    assert {href for href in outward if not href.startswith("#")} == {FIELDS["address"]}
    assert "[99z]" not in [link.text for link in compared_tree.all("a")]


def test_no_invisible_character_reaches_a_comparison(compared_page):
    assert (
        re.findall("[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0041]", compared_page)
        == []
    )


def test_hostile_evidence_is_compared_to_the_same_bytes_twice(hostile_comparison, compared_page):
    assert hostile_comparison.to_html() == compared_page


@pytest.fixture(scope="module")
def hostile_names(make, read_page):
    """A comparison of a framework whose own names are hostile, in the page and in a notebook."""
    said = FIELDS["title"]
    indicators = [make.measure(name).model_copy(update={"name": f"{said} {name}"}) for name in ("one", "two")]
    figures = [make.figure(name, 40, year) for name in ("one", "two") for year in ("2017", "2019")]
    comparison = gcm.compare(
        ["BEL@2018", "BEL@2020"],
        compact=make.compact(*indicators),
        evidence=make.evidence(*figures),
        profile="full",
    )
    return [read_page(page) for page in (comparison.to_html(), comparison._repr_html_())]


def test_a_hostile_name_of_an_indicator_reads_in_a_comparison_as_it_was_written(hostile_names):
    page, fragment = hostile_names
    assert page.text.count(f"{FIELDS['title']} one") == 2  # as a common question, and as what changed
    assert [
        list(item.all("script", "i", "cite", "img")) for item in (fragment, next(page.all("article")))
    ] == [[], []]


# Texts too long to be kept in a file


@pytest.fixture(scope="module")
def long_card(make) -> gcm.Card:
    """A card with a word of 306 letters in every field of a record, and a statement of 20,000 characters."""
    recommendation = {"text": f"Text{LONG_WORD}", "addressee": f"Addressee{LONG_WORD}"}
    records = [
        make.source(
            "long",
            title=f"Title{LONG_WORD}",
            publisher=f"Publisher{LONG_WORD}",
            url=f"https://example.org/{LONG_WORD}",
        ),
        make.finding(
            "word", statement=f"Statement{LONG_WORD}", recommendation=recommendation, sources=["long"]
        ),
        make.finding("words", statement=LONG_STATEMENT, note=f"Note{LONG_WORD}", stance="mixed"),
        make.reply(who=f"Who{LONG_WORD}", text=f"Reply{LONG_WORD}"),
        make.figure("pupils", 50, sources=["long"], note=f"Figure{LONG_WORD}"),
        make.level(law=2, practice=1, rationale=f"Rationale{LONG_WORD}", would_change=f"Change{LONG_WORD}"),
    ]
    words = {"name": f"Name{LONG_WORD}", "question": f"Question{LONG_WORD}"}
    return make.card([make.measure("pupils").model_copy(update=words), make.rubric()], records)


LONG_FIELDS = [
    "Text", "Addressee", "Title", "Publisher", "https://example.org/", "Statement", "Note", "Who", "Reply",
    "Figure", "Rationale", "Change", "Name", "Question",
]  # fmt: skip


@pytest.fixture(scope="module")
def long_tree(long_card, read_page):
    return read_page(long_card.to_html())


@pytest.fixture(scope="module")
def long_pdf(long_card, read_pdf):
    return read_pdf(long_card.to_pdf())


@pytest.mark.parametrize("field", [field for field in LONG_FIELDS if "://" not in field])
def test_a_word_of_300_letters_is_whole_in_the_page(field, long_tree):
    assert f"{field}{LONG_WORD}" in long_tree.text


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_a_word_of_300_letters_is_whole_in_the_pdf(field, long_pdf, unspaced):
    assert f"{field}{LONG_WORD}" in long_pdf.plain


def test_a_word_of_300_letters_stays_within_the_page_of_the_pdf(long_pdf):
    assert max(len(line) for page in long_pdf.pages for line in page.splitlines()) < 180


def test_a_long_address_is_linked_as_it_is_written(long_tree, long_pdf):
    outward = {link.attributes["href"] for link in long_tree.all("a")}
    assert {href for href in outward if not href.startswith("#")} == {f"https://example.org/{LONG_WORD}"}
    assert set(long_pdf.addresses) == {f"https://example.org/{LONG_WORD}"}


def test_a_statement_of_20000_characters_is_whole_in_the_page(long_tree):
    assert LONG_STATEMENT in long_tree.text


def test_a_statement_of_20000_characters_is_whole_in_the_pdf(long_pdf, unspaced):
    assert unspaced(LONG_STATEMENT) in long_pdf.plain


ENDLESS = {
    "words": "word " * 200_000 + "end",
    "one word": "x" * 999_997 + "end",
    "signs that no font has": "\u79fb\u6c11 " * 333_332 + "end",
    "marks": "e" + "\u0301" * 999_996 + "end",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_statement_of_a_million_characters_is_whole_in_the_page(kind, make):
    card = make.card([make.measure()], [make.finding(statement=ENDLESS[kind])])
    assert clean(ENDLESS[kind]) in card.to_html()


@pytest.fixture(scope="module")
def crowd(make) -> gcm.Card:
    """A card of ten thousand findings."""
    said = [make.finding(f"fact-{number}", statement=f"Fact {number}.") for number in range(10_000)]
    return make.card([make.measure()], said)


def test_ten_thousand_findings_are_all_in_the_page(crowd, read_page):
    assert len(re.findall(r"Fact \d+\.", read_page(crowd.to_html()).text)) == 10_000


@pytest.mark.large
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_statement_of_a_million_characters_is_set(kind, make, read_pdf):
    card = make.card([make.measure()], [make.finding(statement=ENDLESS[kind])])
    assert "end" in read_pdf(card.to_pdf()).text


@pytest.mark.large
def test_ten_thousand_findings_are_all_set(crowd, read_pdf):
    assert len(re.findall(r"Fact\s+\d+\.", read_pdf(crowd.to_pdf()).text)) == 10_000


# Addresses that would run something


def with_address(folder: Path, address: str) -> Path:
    lines = ["sources:", "  - id: bad", "    title: A title", "    publisher: A publisher", "    date: 2020"]
    lines += [f"    url: {json.dumps(address)}", "    kind: ngo", "    language: en"]
    (folder / "sources.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "//example.org/x",
        "example.org",
        "#source-1",
        "https://",
        "https://example.org/a b",
        'https://example.org/" onclick="alert(1)',
        "https://example.org/<script>",
        "https://example.org/\u202egpj.exe",
        "https://example.org@evil.test/",
        "https://name:secret@example.org/",
        "https://example.org\\@evil.test/",
        "https://ex\u0430mple.org/",
        "mailto:a@example.org",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_an_address_that_is_no_plain_web_address_is_refused_with_its_line(address, tmp_path):
    (problem,) = gcm.validate(with_address(tmp_path, address))
    assert (problem.path, problem.line, problem.field) == ("sources.yaml", 6, "sources.0.url")
    assert "http" in problem.remedy or "2000 characters" in problem.remedy


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=1&c=%20#d",
        "http://example.org:8080",
        "https://example.org/@name?to=a@example.org",
    ],
)
def test_a_plain_web_address_is_accepted(address, tmp_path):
    assert gcm.validate(with_address(tmp_path, address)) == []
