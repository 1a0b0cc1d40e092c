"""One theme for both formats: what a folder may say differently, and what is said to who says it wrongly."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import pytest

import gcmscore as gcm
from gcmscore.render.templates import TEMPLATES, load_templates
from gcmscore.render.theme import SHAPE_CONTRAST, TEXT_CONTRAST, contrast

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
ORDER = ["limits", "sections", "recommendations", "unassessed", "method", "sources"]


def png(width: int, height: int) -> bytes:
    """Return a black picture; a height or width that is none is written all the same."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height) if width * height < 10_000 else b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def alternatives(node) -> list[str]:
    """Return what is read aloud in place of the pictures of a PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [said for item in node for said in alternatives(item)]
    if not isinstance(node, dict):
        return []
    below = alternatives(node["/K"]) if "/K" in node else []
    return [str(node["/Alt"]), *below] if "/Alt" in node else below


@pytest.fixture
def theme(tmp_path):
    """Read a theme of one's own, with files beside it."""

    def read(text: str, **files: str | bytes):
        (tmp_path / "theme.yaml").write_text(text, encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_templates(tmp_path).theme

    return read


@pytest.fixture
def refused(theme):
    """Read a theme that is wrong in one place; return what is said of it, from the line on."""

    def read(text: str, **files: str | bytes) -> str:
        with pytest.raises(gcm.InvalidDataError) as caught:
            theme(text, **files)
        (problem,) = caught.value.problems
        return str(problem).partition("theme.yaml:")[2]

    return read


# What it says


def test_what_a_theme_leaves_out_is_as_shipped(theme):
    shipped, own = load_templates().theme, theme('colours: {light: {ink: "#000"}}\n')
    assert own.colours.light.ink == "#000000"
    assert own.colours.light.model_copy(update={"ink": shipped.colours.light.ink}) == shipped.colours.light
    assert (own.colours.dark, own.fonts, own.logo, own.order) == (
        shipped.colours.dark,
        shipped.fonts,
        shipped.logo,
        shipped.order,
    )


def test_both_formats_have_the_colours_of_the_theme(theme, tmp_path, small):
    theme('colours: {light: {link: "#7a2048"}, dark: {link: "#ffccdd"}}\n')
    page = small.to_html(templates=tmp_path)
    light, dark = page.index("--link: #7a2048"), page.index("--link: #ffccdd")
    assert light < page.index("@media screen and (prefers-color-scheme: dark)") < dark
    from gcmscore.render import pdf
    from gcmscore.render.text import Wording
    from gcmscore.render.views import view_of

    wording = Wording("en")
    name, view = view_of(small, wording)
    source = pdf._source(view, wording, name, load_templates(tmp_path))
    assert 'rgb("#7a2048")' in source
    assert "#ffccdd" not in source


def test_the_style_sheet_and_the_templates_name_no_colour_of_their_own():
    allowed = {"#fff", "#000"}
    named = [
        f"{path.name}: {found}"
        for path in sorted(TEMPLATES.rglob("*.*"))
        # A map has a palette of its own, in which shades and hatches tell its areas apart.
        if path.suffix in (".css", ".j2") and not path.name.startswith("world.")
        for found in re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?![\w-])", path.read_text("utf-8"))
        if found not in allowed
    ]
    assert named == []


def test_fonts_of_the_page_are_names_in_quotes_and_generic_ones_without(theme):
    css = theme("fonts: {page: [Source Serif 4, serif]}\n").css
    assert '--fonts: "Source Serif 4", serif;' in css


def test_behind_the_fonts_of_the_pdf_stand_the_shipped_ones(theme):
    assert theme("fonts: {pdf: [My Sans]}\n").fonts.pdf == ("My Sans", "Noto Sans", "Noto Sans Arabic")


def test_a_font_that_is_in_no_file_is_named_when_a_pdf_is_made(theme, tmp_path, small):
    theme("fonts: {pdf: [My Sans]}\n")
    with pytest.raises(
        gcm.GcmscoreError, match=r"no file in fonts/ has the font 'My Sans'; there are Noto Sans"
    ):
        small.to_pdf(templates=tmp_path)


def test_a_font_of_ones_own_is_found_in_the_folder(theme, tmp_path, small):
    theme("fonts: {pdf: [Noto Sans]}\n", fonts__own_ttf=(TEMPLATES / "fonts/NotoSans-Bold.ttf").read_bytes())
    assert small.to_pdf(templates=tmp_path).startswith(b"%PDF-")


def test_the_parts_come_in_the_order_of_the_theme(theme, tmp_path, small, read_page):
    theme("order: [sources, method, sections, recommendations, unassessed, limits]\n")
    said = read_page(small.to_html(templates=tmp_path)).text
    assert said.index("How it is scored") < said.index("does not say")
    usual = read_page(small.to_html()).text
    assert usual.index("does not say") < usual.index("How it is scored")


def test_a_part_of_ones_own_can_stand_among_the_others(theme, tmp_path, small, read_page, read_pdf):
    theme(
        f"order: [foreword, {', '.join(ORDER)}]\n",
        parts__foreword_html_j2="<section><h2>Foreword to {{ view.country }}</h2></section>",
        parts__foreword_typ_j2="== #{{ 'Foreword to ' ~ view.country }}\n",
    )
    assert "Foreword to Belgium" in read_page(small.to_html(templates=tmp_path)).text
    assert "Foreword to Belgium" in read_pdf(small.to_pdf(templates=tmp_path)).text


# Contrast


def test_contrast_is_what_the_guidelines_define():
    # Luminance of #777777: ((119/255 + 0.055) / 1.055) ** 2.4 = 0.1845; (1 + 0.05) / (0.1845 + 0.05) = 4.48
    assert contrast("#777777", "#ffffff") == contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shipped_colours_keep_the_contrast_that_is_asked_of_others(scheme):
    colours = getattr(load_templates().theme.colours, scheme)
    for ground in (colours.paper, colours.panel):
        assert (
            min(contrast(getattr(colours, name), ground) for name in ("ink", "soft", "link")) >= TEXT_CONTRAST
        )
        shapes = ("green", "yellow", "orange", "red", "none")
        assert min(contrast(getattr(colours, name), ground) for name in shapes) >= SHAPE_CONTRAST


def test_text_that_cannot_be_read_is_refused_with_a_colour_that_could(refused):
    said = refused('colours:\n  light:\n    panel: "#ffffff"\n    soft: "#777777"\n')
    assert said.startswith("4: colours.light.soft: soft #777777 on p")
    assert "#ffffff has a contrast of 4.47 to 1; at least 4.5 to 1" in said
    (proposed,) = re.findall(r"such as (#\w+) for soft", said)
    assert contrast(proposed, "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


def test_a_ground_that_swallows_what_stands_on_it_is_named_where_it_was_written(theme):
    with pytest.raises(gcm.InvalidDataError) as caught:
        theme('colours:\n  dark:\n    panel: "#b4bfcb"\n')
    problems = caught.value.problems
    assert {(problem.line, problem.field) for problem in problems} == {(3, "colours.dark.panel")}
    swallowed = [problem.message.split()[0] for problem in problems]
    assert swallowed == ["green", "ink", "link", "none", "orange", "red", "soft", "yellow"]


# Mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colours: {light: {ink: blue}}", "1: colours.light.ink: 'blue' is not a colour; write it as "),
        ("colours:\n  light:\n    ink: #1b2430", "3: colours.light.ink: has no colour; put it in quotes"),
        ("colours: {light: {inc: '#000000'}}", "1: colours.light.inc: unknown key; did you mean 'ink'?"),
        ("color: {}", "1: color: unknown key; did you mean 'colours'?"),
        ("fonts: {page: ['x; } body { color: red']}", "1: fonts.page.0: 'x; } body { color: red' is not the"),
        ("fonts: {page: []}", "1: fonts.page: is empty; at least one entry"),
        ("order: [limits]\norder: [limits]", "2: order: "),
        (f"order: [{', '.join(ORDER[:-1])}]", "1: order: 'sources' is missing; add it; an empty parts/"),
        (f"order: [{', '.join(ORDER)}, limits]", "1: order.6: 'limits' comes twice; each part once"),
        (f"order: [{', '.join(ORDER)}, ../../x]", "1: order.6: there is no part '../../x'; one of limits, "),
        ("- a list", "1: a theme must be a mapping of keys"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_line_field_and_remedy(refused, text, said):
    assert refused(f"{text}\n").startswith(said)


def test_all_mistakes_come_at_once(theme):
    with pytest.raises(gcm.InvalidDataError) as caught:
        theme("colours: {light: {ink: blue, soft: 3}}\nlogo: {file: x.svg}\n")
    assert [problem.field for problem in caught.value.problems] == [
        "colours.light.ink",
        "colours.light.soft",
        "logo.alternative",
    ]


# The logo


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [("logo_svg", LOGO, "image/svg+xml"), ("logo_png", png(3, 2), "image/png")],
    ids=["svg", "png"],
)
def test_a_logo_stands_in_both_formats_with_its_words(
    theme, tmp_path, small, read_page, read_pdf, name, content, media
):
    file = name.replace("_", ".")
    theme(f"logo: {{file: {file}, alternative: The Observatory}}\n", **{name: content})
    page = small.to_html(templates=tmp_path)
    (picture,) = read_page(page).all("img")
    head, _, encoded = picture.attributes["src"].partition(",")
    assert (picture.attributes["alt"], head) == ("The Observatory", f"data:{media};base64")
    assert base64.b64decode(encoded) == (content.encode() if isinstance(content, str) else content)
    assert "img-src data:" in page
    document = read_pdf(small.to_pdf(templates=tmp_path)).reader
    assert "The Observatory" in alternatives(document.trailer["/Root"]["/StructTreeRoot"])


def test_without_a_logo_the_page_admits_no_picture(small):
    page = small.to_html()
    assert "img-src" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (LOGO.replace("<circle", "<script>alert(1)</script><circle"), "holds <script>"),
        (LOGO.replace("<circle", '<circle onload="alert(1)"'), "holds the attribute onload"),
        (
            LOGO.replace("<circle", '<image href="http://example.org/x.png"/><circle'),
            "points to something outside",
        ),
        (
            LOGO.replace("<circle", '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="/x.svg"/><circle'),
            "points to",
        ),
        (
            LOGO.replace("<circle", '<circle style="fill: url(//example.org/x)"'),
            "points to something outside",
        ),
        (LOGO.replace("<circle", "<style>@import 'x.css'</style><circle"), "points to something outside"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + LOGO, "holds a document type"),
        (LOGO.replace("</svg>", ""), "is neither a PNG nor an SVG"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'></html>", "is neither a PNG nor an SVG"),
        (b"GIF89a", "is neither a PNG nor an SVG"),
        (png(60_000, 60_000), "has 60000 by 60000 pixels"),
        (LOGO + " " * 100_000, "has 100,093 bytes"),
    ],
    ids=[
        *(
            "script",
            "event",
            "image",
            "use",
            "url",
            "import",
            "entity",
            "cut",
            "html",
            "gif",
            "bomb",
            "large",
        ),
    ],
)
def test_a_logo_that_could_do_harm_is_refused(refused, content, said):
    found = refused("logo: {file: logo.svg, alternative: A}\n", logo_svg=content)
    assert found.startswith(f"1: logo.file: logo.svg {said}")
    assert found.endswith("; a PNG or a plain SVG of at most 100 kB in the folder of the theme")


def test_a_logo_may_draw_on_its_own_parts(theme):
    drawn = LOGO.replace(
        "<circle", '<defs><path id="a" d="M0 0"/></defs><use href="#a"/><circle fill="url(#b)"'
    )
    assert theme("logo: {file: logo.svg, alternative: A}\n", logo_svg=drawn).logo.kind == "svg"


@pytest.mark.parametrize(
    ("file", "said"), [("none.svg", "cannot be read"), ("../secret.svg", "lies outside the folder")]
)
def test_a_logo_that_is_not_in_the_folder_is_refused(refused, tmp_path, file, said):
    (tmp_path.parent / "secret.svg").write_text(LOGO, encoding="utf-8")
    assert said in refused(f"logo: {{file: {file}, alternative: A}}\n")
