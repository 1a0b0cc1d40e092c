"""A Word document in the making: headings, paragraphs, lists and tables whose looks are styles alone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

from gcmscore._clean import clean
from gcmscore._extras import extra
from gcmscore.render.archives import settled
from gcmscore.render.paper_styles import BANDS, TABLE_STYLE, dressed
from gcmscore.render.templates import parts
from gcmscore.render.view import Band, Note

# What stands in a paragraph: words, and marks, links and bands among them.
Piece = str | Note | Band | tuple[Any, ...]
Rows = Iterable[Sequence[Sequence[Piece] | str]]
# Of a sheet of A4 between its margins, upright and on its side, in twentieths of a point.
_WIDTH, _WIDE = 9638, 14570


class Paper:
    """Collects what a document says.

    Parameters
    ----------
    title, footer : str
        What it is called, and what stands at the foot of every page.
    language : str
        Of the interface.
    year : int
        It says of itself that it was made at the end of it.
    wide : bool
        Whether its pages lie on their side.
    """

    def __init__(self, title: str, footer: str, language: str, year: int, *, wide: bool = False) -> None:
        self.language, self.year, self.width = language, year, _WIDE if wide else _WIDTH
        purpose = "writing a Word document"
        self.make = extra("docx.oxml", "word", purpose).OxmlElement
        self.name = extra("docx.oxml.ns", "word", purpose).qn
        self.document = extra("docx", "word", purpose).Document()
        self.bookmarks = 0
        self.styles: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        dressed(self.document, language, clean(title), wide=wide)
        self._foot(clean(footer))

    # Blocks

    def heading(self, said: str, level: int, anchor: str | None = None) -> None:
        """Add a heading of a level, 0 for the title."""
        self._add(self._paragraph([said], "Title" if level == 0 else f"Heading {level}", anchor))

    def paragraph(self, *pieces: Piece, style: str = "Normal", anchor: str | None = None) -> None:
        """Add a paragraph."""
        self._add(self._paragraph(pieces, style, anchor))

    def bullets(self, lines: Iterable[Sequence[Piece] | str]) -> None:
        """Add a list, an item a line."""
        for line in lines:
            self._add(self._paragraph([line] if isinstance(line, str) else line, "List Bullet"))

    def table(
        self,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Rows,
    ) -> None:
        """Add a table whose first row is repeated on every page; widths are shares of the page.

        The last cell of a row that has fewer takes the place of those it lacks.
        """
        whole = sum(widths)
        wide = [round(self.width * width / whole) for width in widths]
        table = self._element("w:tbl")
        look = self._element("w:tblPr", table)
        self._element("w:tblStyle", look, val=TABLE_STYLE)
        self._element("w:tblW", look, w=str(sum(wide)), type="dxa")
        self._element("w:tblLayout", look, type="fixed")
        self._element("w:tblLook", look, val="0020", firstRow="1", noHBand="1", noVBand="1")
        grid = self._element("w:tblGrid", table)
        for width in wide:
            self._element("w:gridCol", grid, w=str(width))
        table.append(self._row(heads, wide, "Table Head"))
        for row in rows:
            table.append(self._row(row, wide, "Table Text"))
        self._add(table)
        # Two tables in a row would become one.
        self.paragraph(style="Table Text")

    def page_break(self) -> None:
        """Begin a new page."""
        paragraph = self._element("w:p")
        self._element("w:br", self._element("w:r", paragraph), type="page")
        self._add(paragraph)

    def written(self) -> bytes:
        """Return the document."""
        content = io.BytesIO()
        self.document.save(content)
        return settled(content.getvalue(), self.year)

    # Their parts

    def _row(self, cells: Sequence[Sequence[Piece] | str], wide: Sequence[int], style: str) -> Any:
        row = self._element("w:tr")
        look = self._element("w:trPr", row)
        self._element("w:cantSplit", look)
        if style == "Table Head":
            self._element("w:tblHeader", look)
        spans = [1] * (len(cells) - 1) + [len(wide) - len(cells) + 1]
        for place, (said, span) in enumerate(zip(cells, spans, strict=True)):
            cell = self._element("w:tc", row)
            measures = self._element("w:tcPr", cell)
            self._element("w:tcW", measures, w=str(sum(wide[place : place + span])), type="dxa")
            if span > 1:
                self._element("w:gridSpan", measures, val=str(span))
            cell.append(self._paragraph([said] if isinstance(said, str) else said, style))
        return row

    def _paragraph(self, pieces: Iterable[Piece], style: str, anchor: str | None = None) -> Any:
        paragraph = self._element("w:p")
        self._element("w:pStyle", self._element("w:pPr", paragraph), val=self._style(style))
        if anchor is not None:
            self._bookmark(paragraph, anchor)
        for piece in pieces:
            self._piece(paragraph, piece)
        return paragraph

    def _piece(self, paragraph: Any, piece: Piece) -> None:
        if isinstance(piece, str):
            self._runs(paragraph, piece)
        elif isinstance(piece, Note):
            self._runs(paragraph, " ")
            self._runs(self._inner(paragraph, piece.anchor), f"[{piece.mark}]", "Hyperlink")
        elif isinstance(piece, Band):
            known = piece.code in BANDS
            # A no-break space on either side, so that the colour is a frame around the word.
            said = f"\N{NO-BREAK SPACE}{piece.word}\N{NO-BREAK SPACE}" if known else piece.word
            self._runs(paragraph, said, f"Band {piece.code}" if known else None)
        else:
            kind, said, target = piece
            if kind == "bookmark":
                self._bookmark(paragraph, target)
                self._runs(paragraph, said)
            elif kind == "strong":
                self._runs(paragraph, said, "Strong")
            else:
                link = self._inner(paragraph, target) if kind == "inner" else self._outer(paragraph, target)
                self._runs(link, said, "Hyperlink")

    def _inner(self, paragraph: Any, anchor: str) -> Any:
        return self._element("w:hyperlink", paragraph, anchor=bookmark_name(anchor), history="1")

    def _outer(self, paragraph: Any, address: str) -> Any:
        if address not in self.addresses:
            kind = extra("docx.opc.constants", "word", "").RELATIONSHIP_TYPE.HYPERLINK
            self.addresses[address] = self.document.part.relate_to(address, kind, is_external=True)
        link = self._element("w:hyperlink", paragraph, history="1")
        link.set(self.name("r:id"), self.addresses[address])
        return link

    def _bookmark(self, paragraph: Any, anchor: str) -> None:
        self.bookmarks += 1
        number = str(self.bookmarks)
        self._element("w:bookmarkStart", paragraph, id=number, name=bookmark_name(anchor))
        self._element("w:bookmarkEnd", paragraph, id=number)

    def _runs(self, parent: Any, said: str, style: str | None = None) -> None:
        for text, language in parts(said, self.language):
            if text:
                self._run(parent, clean(text), style, language)

    def _run(self, parent: Any, text: str, style: str | None, language: str | None) -> None:
        run = self._element("w:r", parent)
        if style is not None or language is not None:
            look = self._element("w:rPr", run)
            if style is not None:
                self._element("w:rStyle", look, val=self._style(style))
            if language is not None:
                if right_to_left(language):
                    self._element("w:rtl", look)
                    self._element("w:lang", look, bidi=language)
                else:
                    self._element("w:lang", look, val=language, eastAsia=language)
        for number, line in enumerate(text.split("\n")):
            if number:
                self._element("w:br", run)
            for place, words in enumerate(line.split("\t")):
                if place:
                    self._element("w:tab", run)
                if words:
                    element = self._element("w:t", run)
                    element.text = words
                    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _element(self, name: str, parent: Any = None, /, **attributes: str) -> Any:
        element = self.make(name)
        for key, value in attributes.items():
            element.set(self.name(f"w:{key}"), value)
        if parent is not None:
            parent.append(element)
        return element

    def _style(self, name: str) -> str:
        if name not in self.styles:
            self.styles[name] = self.document.styles[name].style_id
        return self.styles[name]

    def _add(self, block: Any) -> None:
        # Before the properties of the section, which end a document.
        body = self.document.element.body
        body.insert(len(body) - 1, block)

    def _foot(self, said: str) -> None:
        length = extra("docx.shared", "word", "writing a Word document").Twips
        right = extra("docx.enum.text", "word", "writing a Word document").WD_TAB_ALIGNMENT.RIGHT
        stops = self.document.styles["Footer"].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(length(self.width), right)
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{said}\t")
        for place, code in enumerate(("PAGE", "NUMPAGES")):
            if place:
                paragraph.add_run(" / ")
            field = self._element("w:fldSimple", paragraph._p, instr=code)
            self._run(field, "1", None, None)


def bookmark_name(anchor: str) -> str:
    """Return a name of a place as Word allows it.

    Examples
    --------
    >>> bookmark_name("objective-13")
    'objective_13'
    """
    return anchor.replace("-", "_")


@lru_cache(maxsize=100)
def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left.

    Examples
    --------
    >>> right_to_left("ar"), right_to_left("nl"), right_to_left("xx")
    (True, False, False)
    """
    try:
        return Locale.parse(language).text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False
