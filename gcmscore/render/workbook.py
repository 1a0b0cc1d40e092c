"""Writes tables as an Excel workbook in which text is text, whatever it begins with."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from gcmscore._clean import clean
from gcmscore._extras import extra
from gcmscore.render.archives import settled
from gcmscore.render.sheets import Book, Cell, Sheet
from gcmscore.render.templates import load_templates
from gcmscore.render.theme import contrast

# What a spreadsheet takes for the beginning of a formula, or a reader of its text may: OWASP, CSV injection.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Limits of the format: letters of a cell, counted in halves of UTF-16, and links of a table.
_MOST_LETTERS, _MOST_LINKS = 32_767, 60_000
# Written as it stands, a spreadsheet would read _x0041_ as the letter A.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Codes of the format for sizes of paper, and how many letters each holds side by side.
_A3, _A4, _LETTERS_OF_A3, _LETTERS_OF_A4 = 8, 9, 360, 250
# A row is at most so high, in points; a line of it takes so much.
_HIGHEST, _LINE = 409, 15
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.7, "footer": 0.3}
# Letters that the button of a filter takes of a head.
_BUTTON = 2
_FONT = "Calibri"


def workbook(book: Book) -> bytes:
    """Return tables as the bytes of a workbook, the same for the same tables.

    Parameters
    ----------
    book : Book
        The tables.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    """
    return settled(_Writer(book).written(), book.year)


def fitting(text: str, cut: str, most: int = _MOST_LETTERS) -> str:
    """Return a text that a cell can hold: whole, or cut where it says so.

    Parameters
    ----------
    text : str
        Any text without control characters.
    cut : str
        What stands where it was cut.
    most : int
        How many letters a cell holds, those beyond U+FFFF counted twice.

    Examples
    --------
    >>> fitting("0123456789", "…", 6), fitting("012345", "…", 6)
    ('01234…', '012345')
    """
    if _halves(text) <= most:
        return text
    kept = text.encode("utf-16-le")[: 2 * (most - _halves(cut))].decode("utf-16-le", "ignore")
    return kept + cut


def _height(cells: Sequence[Cell], sheet: Sheet, taken: int) -> float:
    """Return how high a row must be for all of its words to show, as near as usual letters tell."""
    lines = [
        sum(broken(line, _room(column.width) - taken) for line in cell.value.split("\n"))
        for cell, column in zip(cells, sheet.columns, strict=True)
        if isinstance(cell.value, str)
    ]
    return min(_HIGHEST, _LINE * max(lines, default=1) + 1)


def _room(width: float) -> int:
    # A column is so many figures wide; letters are a little narrower, and the edges take some.
    return int(1.05 * width - 1.5)


def broken(line: str, room: int) -> int:
    """Return on how many lines a text stands where so many letters stand beside each other.

    Parameters
    ----------
    line : str
        Words without line ends.
    room : int
        Letters; a longer word is broken where the line ends.

    Examples
    --------
    >>> broken("one two three", 8), broken("one two", 3), broken("0123456789", 4)
    (2, 2, 3)
    """
    room = max(1, room)
    if _breadth(line) <= room:
        return 1
    # More lines than a row can have need not be counted.
    lines, left = 1, room
    for word in line[: room * _HIGHEST // _LINE].split(" "):
        length = _breadth(word)
        if length > left < room:
            lines, left = lines + 1, room
        if length > room:
            lines, length = lines + (length - 1) // room, (length - 1) % room + 1
        left -= length + 1
    return lines


def _breadth(line: str) -> int:
    return len(line) if line.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)


def _halves(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class _Writer:
    def __init__(self, book: Book) -> None:
        self.book = book
        purpose = "writing a workbook"
        self.openpyxl = extra("openpyxl", "excel", purpose)
        self.styles = extra("openpyxl.styles", "excel", purpose)
        self.links = extra("openpyxl.worksheet.hyperlink", "excel", purpose)
        self.letter = extra("openpyxl.utils", "excel", purpose).get_column_letter
        self.colours = load_templates().theme.colours.light
        self.looks: dict[tuple[str, bool, bool, bool, str], Any] = {}

    def written(self) -> bytes:
        file = self.openpyxl.Workbook()
        file.remove(file.active)
        properties = file.properties
        properties.title, properties.language = clean(self.book.title), self.book.lang
        properties.creator = properties.lastModifiedBy = None
        for sheet in self.book.sheets:
            self._sheet(file.create_sheet(sheet.name), sheet)
        file.active.sheet_view.tabSelected = True
        content = io.BytesIO()
        file.save(content)
        return content.getvalue()

    def _sheet(self, page: Any, sheet: Sheet) -> None:
        heads = [Cell(column.head) for column in sheet.columns]
        for row, cells in enumerate([heads, *sheet.rows], start=1):
            for column, cell in enumerate(cells, start=1):
                self._cell(page, row, column, cell, heading=row == 1)
            # Not every program works out by itself how high wrapped words are.
            page.row_dimensions[row].height = _height(cells, sheet, _BUTTON if row == 1 else 0)
        for place, column_head in enumerate(sheet.columns, start=1):
            page.column_dimensions[self.letter(place)].width = column_head.width
        last = f"{self.letter(len(sheet.columns))}{len(sheet.rows) + 1}"
        page.auto_filter.ref = f"A1:{last}"
        # The number and name of a row stay in sight, those of a source too.
        page.freeze_panes = "A2" if sheet.code in ("method", "evidence") else "C2"
        page.sheet_view.rightToLeft = self.book.direction == "rtl"
        self._printed(page, sheet)

    def _printed(self, page: Any, sheet: Sheet) -> None:
        printed = [column.width for column in sheet.columns if column.printed]
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = _A4 if sum(printed) <= _LETTERS_OF_A4 else _A3
        page.print_area = f"A1:{self.letter(len(printed))}{len(sheet.rows) + 1}"
        page.sheet_properties.pageSetUpPr.fitToPage = True
        for side, inches in _MARGINS.items():
            setattr(page.page_margins, side, inches)
        # Letters that nobody could read are worse than a second page beside the first.
        page.page_setup.fitToWidth = -(-int(sum(printed)) // _LETTERS_OF_A3)
        page.page_setup.fitToHeight = 0
        page.print_title_rows, page.print_options.gridLines = "1:1", True
        if page.page_setup.fitToWidth > 1:
            page.print_title_cols = "A:B"
        page.oddFooter.left.text = f"{self.book.short_title} · {sheet.name}"
        page.oddFooter.right.text = "&P / &N"

    def _cell(self, page: Any, row: int, column: int, cell: Cell, heading: bool) -> None:
        if cell.value is None and not heading:
            return
        place = page.cell(row, column)
        quoted = isinstance(cell.value, str) and self._words(place, cell.value)
        if not isinstance(cell.value, str):
            place.value = cell.value
        if cell.address is not None or cell.source is not None:
            self._link(page, place, cell)
        self._dress(place, cell, heading, quoted)

    def _words(self, place: Any, value: str) -> bool:
        """Write words, and tell whether they must be marked as such."""
        said = fitting(clean(value), self.book.cut)
        place.value = _ESCAPED.sub("_x005F_", said)
        # Whatever it looks like, a formula or an error, it is words.
        place.data_type = "s"
        return said.startswith(FORMULA_SIGNS)

    def _link(self, page: Any, place: Any, cell: Cell) -> None:
        if len(page._hyperlinks) >= _MOST_LINKS:
            return
        link = self.links.Hyperlink(ref=place.coordinate, target=cell.address)
        if cell.source is not None:
            (target,) = (sheet.name for sheet in self.book.sheets if sheet.code == "sources")
            link.location = "'{}'!A{}".format(target.replace("'", "''"), cell.source + 1)
        place.hyperlink = link

    def _dress(self, place: Any, cell: Cell, heading: bool, quoted: bool) -> None:
        linked = cell.address is not None or cell.source is not None
        key = (
            "heading" if heading else cell.band or "",
            isinstance(cell.value, str),
            linked,
            quoted,
            cell.form,
        )
        if key not in self.looks:
            for name, style in self._look(cell, heading, linked).items():
                setattr(place, name, style)
            place.quotePrefix = quoted
            if not isinstance(cell.value, str):
                place.number_format = cell.form
            self.looks[key] = place._style
        # To set each part of a look anew would take three quarters of the time.
        place._style = self.looks[key]

    def _look(self, cell: Cell, heading: bool, linked: bool) -> Mapping[str, Any]:
        styles, colours = self.styles, self.colours
        side = {"horizontal": "left", "indent": 1} if isinstance(cell.value, str) else {}
        look = {"alignment": styles.Alignment(wrap_text=True, vertical="top", **side)}
        ground = colours.ink if heading else getattr(colours, cell.band) if cell.band else None
        if ground is not None:
            ink = max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground))
            look["fill"] = styles.PatternFill("solid", fgColor=ground.lstrip("#"))
            look["font"] = styles.Font(name=_FONT, size=11, color=ink.lstrip("#"), bold=True)
        elif linked:
            look["font"] = styles.Font(
                name=_FONT, size=11, color=colours.link.lstrip("#"), underline="single"
            )
        return look
