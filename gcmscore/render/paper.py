"""A Word document in the making: headings, paragraphs, lists and tables whose looks are styles alone."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from textwrap import shorten
from typing import Any

from babel import Locale, UnknownLocaleError

from gcmscore._clean import clean
from gcmscore._extras import extra
from gcmscore.render.archives import settled
from gcmscore.render.paper_parts import PURPOSE
from gcmscore.render.paper_styles import (
    BANDS,
    BELOW,
    DENSE_STYLE,
    SPACED,
    TABLE_STYLE,
    dressed,
)
from gcmscore.render.templates import parts
from gcmscore.render.text import MISSING
from gcmscore.render.view import Band, Note

# What stands in a paragraph: words, and marks, links and bands among them.
Piece = str | Note | Band | tuple[Any, ...]
Rows = Iterable[Sequence[Sequence[Piece] | str]]
# Of a sheet of A4 between its margins, upright and on its side, in twentieths of a point.
_WIDTH, _WIDE = 9638, 14570
# What a letter takes of the foot of a page.
_SIGN = 120
# What a cell has that has nothing.
_NOTHING = ("", MISSING, [""], [MISSING])
# A table of more columns than these has smaller letters.
_ROOMY = 8


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
        self.name = lru_cache(maxsize=None)(extra("docx.oxml.ns", "word", PURPOSE).qn)
        self.document = extra("docx", "word", PURPOSE).Document()
        self.body = self.document.element.body
        # The properties of the section end a document: they are put back at the end.
        self.section = self.body.sectPr
        self.grow = extra("lxml.etree", "word", PURPOSE).SubElement
        self.bookmarks = 0
        self.styles: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        # A table came last: what follows it keeps a distance.
        self.below = False
        dressed(self.document, language, clean(title), wide=wide)
        self._foot(shorten(clean(footer), self.width // _SIGN, placeholder=" …"))
        self.body.remove(self.section)

    # Blocks

    def heading(self, said: str, level: int, anchor: str | None = None, *, new_page: bool = False) -> None:
        """Add a heading of a level, 0 for the title, and where asked on a new page."""
        style = "Title" if level == 0 else f"Heading {level}"
        paragraph = self._paragraph(self.body, [said], style, anchor)
        self.below = False
        if new_page:
            self._element("w:pageBreakBefore", paragraph[0])

    def paragraph(self, *pieces: Piece, style: str = "Normal", anchor: str | None = None) -> None:
        """Add a paragraph."""
        self._paragraph(self.body, pieces, self._spaced(style), anchor)

    def bullets(self, lines: Iterable[Sequence[Piece] | str]) -> None:
        """Add a list, an item a line."""
        for line in lines:
            self._paragraph(self.body, [line] if isinstance(line, str) else line, self._spaced("List Bullet"))

    def table(
        self, heads: Sequence[str], widths: Sequence[float], rows: Rows, *, optional: Iterable[int] = ()
    ) -> None:
        """Add a table whose first row is repeated on every page; widths are shares of the page.

        The last cell of a row that has fewer takes the place of those it lacks. Optional columns are left
        out where no row has anything in them; the column before them takes their place.
        """
        rows, columns = [list(row) for row in rows], len(heads)
        empty = {place for place in optional if _is_empty(place, rows, columns)}
        widths = _handed_on(widths, empty)
        heads, *rows = (_without(row, empty, columns) for row in (heads, *rows))
        whole = sum(widths)
        wide = [round(self.width * width / whole) for width in widths]
        self._keep_with_next()
        table = self._element("w:tbl", self.body)
        look, dense = self._element("w:tblPr", table), " Dense" if len(heads) > _ROOMY else ""
        self._element("w:tblStyle", look, val=DENSE_STYLE if dense else TABLE_STYLE)
        self._element("w:tblW", look, w=str(sum(wide)), type="dxa")
        self._element("w:tblLayout", look, type="fixed")
        self._element("w:tblLook", look, val="0020", firstRow="1", noHBand="1", noVBand="1")
        grid = self._element("w:tblGrid", table)
        for width in wide:
            self._element("w:gridCol", grid, w=str(width))
        self._row(table, heads, wide, f"Table Head{dense}")
        for row in rows:
            self._row(table, row, wide, f"Table Text{dense}")
        self.below = True

    def written(self) -> bytes:
        """Return the document."""
        self.body.append(self.section)
        content = io.BytesIO()
        self.document.save(content)
        return settled(content.getvalue(), self.year)

    # Their parts

    def _keep_with_next(self) -> None:
        """Keep the last paragraph on the page of the table that comes; other styles do so themselves."""
        if self.below:
            raise ValueError("two tables in a row would become one")
        look = self.body[-1][0]
        if look[0].get(self.name("w:val")) == self._style("Normal"):
            self._element("w:keepNext", look)

    def _row(
        self, table: Any, cells: Sequence[Sequence[Piece] | str], wide: Sequence[int], style: str
    ) -> None:
        row = self._element("w:tr", table)
        look = self._element("w:trPr", row)
        self._element("w:cantSplit", look)
        if style.startswith("Table Head"):
            self._element("w:tblHeader", look)
        spans = [1] * (len(cells) - 1) + [len(wide) - len(cells) + 1]
        for place, (said, span) in enumerate(zip(cells, spans, strict=True)):
            cell = self._element("w:tc", row)
            measures = self._element("w:tcPr", cell)
            self._element("w:tcW", measures, w=str(sum(wide[place : place + span])), type="dxa")
            if span > 1:
                self._element("w:gridSpan", measures, val=str(span))
            self._paragraph(cell, [said] if isinstance(said, str) else said, style)

    def _spaced(self, style: str) -> str:
        spaced = f"{style} {BELOW}" if self.below and style in SPACED else style
        self.below = False
        return spaced

    def _paragraph(self, parent: Any, pieces: Iterable[Piece], style: str, anchor: str | None = None) -> Any:
        paragraph = self._element("w:p", parent)
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
            kind = extra("docx.opc.constants", "word", PURPOSE).RELATIONSHIP_TYPE.HYPERLINK
            # Names of one's own: to look for a free one would take longer with every address.
            self.addresses[address] = f"rIdLink{len(self.addresses) + 1}"
            self.document.part.rels.add_relationship(kind, address, self.addresses[address], is_external=True)
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

    def _element(self, name: str, parent: Any, /, **attributes: str) -> Any:
        named = {self.name(f"w:{key}"): value for key, value in attributes.items()}
        return self.grow(parent, self.name(name), named)

    def _style(self, name: str) -> str:
        if name not in self.styles:
            self.styles[name] = self.document.styles[name].style_id
        return self.styles[name]

    def _foot(self, said: str) -> None:
        length = extra("docx.shared", "word", PURPOSE).Twips
        right = extra("docx.enum.text", "word", PURPOSE).WD_TAB_ALIGNMENT.RIGHT
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


def _is_empty(place: int, rows: Sequence[Sequence[Any]], columns: int) -> bool:
    return all(row[place] in _NOTHING for row in rows if len(row) == columns)


def _handed_on(widths: Sequence[float], empty: Collection[int]) -> list[float]:
    """Return the widths of the columns that stay: each takes those of the empty ones behind it.

    Examples
    --------
    >>> _handed_on([30, 20, 10, 10], {1, 3})
    [50, 20]
    """
    kept: list[float] = []
    for place, width in enumerate(widths):
        if place in empty:
            kept[-1] += width
        else:
            kept.append(width)
    return kept


def _without(row: Sequence[Any], empty: Collection[int], columns: int) -> list[Any]:
    """Return the cells of a row, those left out that are empty in every one that has them all."""
    whole = len(row) == columns
    return [cell for place, cell in enumerate(row) if not (whole and place in empty)]


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
