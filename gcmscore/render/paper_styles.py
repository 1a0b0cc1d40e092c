"""The styles of a Word document: who edits one changes how all of it looks in one place."""

from __future__ import annotations

from typing import Any

from gcmscore._extras import extra
from gcmscore.render.paper_parts import PURPOSE, cleared
from gcmscore.render.templates import load_templates
from gcmscore.render.theme import Colours, contrast

FONT, TABLE_STYLE, DENSE_STYLE = "Calibri", "ScorecardTable", "ScorecardTableDense"
BANDS = ("green", "yellow", "orange", "red")
# What word processors call a language whose region they ask for.
_REGIONS = {"en": "en-GB", "fr": "fr-FR", "nl": "nl-NL"}
_SIZES = {"Title": 26, "Subtitle": 13, "Heading 1": 17, "Heading 2": 14, "Heading 3": 11.5, "Heading 4": 10.5}
# Styles that have a twin with room above, for what stands right below a table.
SPACED, BELOW = ("Normal", "Small", "List Bullet"), "Below Table"


def dressed(document: Any, language: str, title: str, *, wide: bool) -> None:
    """Give a new document its paper, styles, language and title, and no author.

    Parameters
    ----------
    document : Document
        Of python-docx.
    language : str
        Of the interface.
    title : str
        What it is called.
    wide : bool
        Whether its pages lie on their side.
    """
    cleared(document, _REGIONS.get(language, language))
    _page(document, wide)
    _properties(document, language, title)
    colours = load_templates().theme.colours.light
    _fonts(document, language)
    _headings(document, colours)
    _own_styles(document, colours)


def _page(document: Any, wide: bool) -> None:
    length = extra("docx.shared", "word", PURPOSE)
    section = document.sections[0]
    section.page_width, section.page_height = length.Mm(297 if wide else 210), length.Mm(210 if wide else 297)
    section.orientation = extra("docx.enum.section", "word", PURPOSE).WD_ORIENT(int(wide))
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, length.Mm(20))


def _properties(document: Any, language: str, title: str) -> None:
    properties = document.core_properties
    # The format holds no more of a title.
    properties.title, properties.language = title[:255], language
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.revision = 1


def _fonts(document: Any, language: str) -> None:
    name = extra("docx.oxml.ns", "word", PURPOSE).qn
    styles = document.styles.element
    for fonts in styles.iter(name("w:rFonts")):
        fonts.attrib.clear()
        for key in ("ascii", "hAnsi", "cs"):
            fonts.set(name(f"w:{key}"), FONT)
    for spoken in styles.iter(name("w:lang")):
        spoken.set(name("w:val"), _REGIONS.get(language, language))


def _headings(document: Any, colours: Colours) -> None:
    shared = extra("docx.shared", "word", PURPOSE)
    ink = shared.RGBColor.from_string(colours.ink.lstrip("#"))
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = shared.Pt(size), ink, False
        style.paragraph_format.keep_with_next = True
        if name.startswith("Heading"):
            style.paragraph_format.space_before = shared.Pt(size)
            style.paragraph_format.space_after = shared.Pt(4)
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = shared.Pt(10.5), shared.Pt(6)
    document.styles["List Bullet"].paragraph_format.space_after = shared.Pt(3)
    document.styles["Quote"].paragraph_format.keep_with_next = True


def _own_styles(document: Any, colours: Colours) -> None:
    shared = extra("docx.shared", "word", PURPOSE)
    kinds = extra("docx.enum.style", "word", PURPOSE).WD_STYLE_TYPE
    _own_paragraphs(document, colours)
    styles = document.styles
    styles.element.append(_table_style(colours, TABLE_STYLE, "Scorecard Table", 70))
    styles.element.append(_table_style(colours, DENSE_STYLE, "Scorecard Table Dense", 40))
    link = styles.add_style("Hyperlink", kinds.CHARACTER)
    link.font.color.rgb = shared.RGBColor.from_string(colours.link.lstrip("#"))
    link.font.underline = True
    for name in BANDS:
        _band(styles.add_style(f"Band {name}", kinds.CHARACTER), getattr(colours, name))


def _own_paragraphs(document: Any, colours: Colours) -> None:
    shared = extra("docx.shared", "word", PURPOSE)
    kinds = extra("docx.enum.style", "word", PURPOSE).WD_STYLE_TYPE
    styles = document.styles

    def paragraph(name: str, size: float, after: float, base: str = "Normal") -> Any:
        style = styles.add_style(name, kinds.PARAGRAPH)
        style.base_style, style.font.size = styles[base], shared.Pt(size)
        style.paragraph_format.space_after = shared.Pt(after)
        return style

    for dense, size in (("", 9), (" Dense", 7.5)):
        paragraph(f"Table Text{dense}", size, 1)
        head = paragraph(f"Table Head{dense}", min(size, 8.5), 1)
        head.font.bold = head.paragraph_format.keep_with_next = True
    paragraph("Lead", 12, 8).font.bold = True
    paragraph("Small", 8.5, 4).font.color.rgb = shared.RGBColor.from_string(colours.soft.lstrip("#"))
    paragraph("Above Table", 8.5, 4, "Small").paragraph_format.keep_with_next = True
    for name in SPACED:
        after = styles[name].paragraph_format.space_after.pt
        size = (styles[name].font.size or styles["Normal"].font.size).pt
        paragraph(f"{name} {BELOW}", size, after, name).paragraph_format.space_before = shared.Pt(8)
    source = paragraph("Source", 9, 4)
    source.paragraph_format.keep_together = True
    source.paragraph_format.left_indent, source.paragraph_format.first_line_indent = (
        shared.Mm(9),
        shared.Mm(-9),
    )


def _table_style(colours: Colours, code: str, name: str, margin: int) -> Any:
    """Return a style of tables: rules between rows, and a ground behind the heads."""
    parse = extra("docx.oxml", "word", PURPOSE).parse_xml
    space = extra("docx.oxml.ns", "word", PURPOSE).nsdecls("w")
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{colours.line.lstrip("#")}"'
    sides = "".join(
        f"<w:{side} {rule}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    room = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
    return parse(
        f'<w:style {space} w:type="table" w:customStyle="1" w:styleId="{code}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders><w:tblCellMar>{room}</w:tblCellMar></w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{colours.panel.lstrip("#")}"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _band(style: Any, colour: str) -> None:
    """Set words on a colour, in black or white, whichever stands out."""
    shared = extra("docx.shared", "word", PURPOSE)
    oxml = extra("docx.oxml", "word", PURPOSE)
    name = extra("docx.oxml.ns", "word", PURPOSE).qn
    ink = max(("000000", "FFFFFF"), key=lambda sign: contrast(f"#{sign.lower()}", colour))
    style.font.bold, style.font.color.rgb = True, shared.RGBColor.from_string(ink)
    ground = oxml.OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        ground.set(name(f"w:{key}"), value)
    style.element.get_or_add_rPr().append(ground)
