"""Takes a workbook (XLSX) apart within stated limits, and says of each cell what stands in it.

Nothing is unpacked to disk, and of the many parts a workbook can have only those with cells are read. Before
that, each is gone through once piece by piece, so that a small file cannot become a large one in memory.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NoReturn
from xml.etree import ElementTree
from xml.parsers import expat

from gcmscore._letters import letters

MAXIMUM_UNPACKED = 100_000_000
MAXIMUM_RATIO = 200
MAXIMUM_PARTS = 2_000
MAXIMUM_MARKS = 5_000_000
MAXIMUM_DEPTH = 50
MAXIMUM_TEXT = 100_000_000
# What Excel itself allows.
MAXIMUM_CHARACTERS, MAXIMUM_COLUMNS, MAXIMUM_ROWS = 32_767, 16_384, 1_048_576

_SMALL = 1_000_000  # below this a high ratio is only a file with much in it that repeats
_OLD_FORM = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, ElementTree.ParseError, EOFError, OSError),
    *(LookupError, NotImplementedError, OverflowError, RuntimeError, ValueError),
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
# The number formats that have no text in the file: dates with a day, dates without, times, percentages.
_DAYS, _MONTHS, _TIMES, _PERCENT = {14, 15, 16, 22}, {17}, {18, 19, 20, 21, 45, 46, 47}, {9, 10}

# What nobody sees at the ends of a cell; what else is space in some sense may be meant.
_BLANKS = " \t\n\r\u00a0"

ErrorText = tuple[str, str, str]


class WorkbookError(ValueError):
    """A workbook that cannot be read: what is wrong, what is accepted, and the rule's short name."""

    def __init__(self, message: str, remedy: str, code: str) -> None:
        super().__init__(message, remedy, code)
        self.told: ErrorText = (message, remedy, code)


@dataclass(frozen=True)
class Refused:
    """A cell whose content is not taken: what it shows, what is wrong with it and what is accepted."""

    shown: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Day:
    """A cell that Excel keeps as a date."""

    text: str


Cell = str | float | bool | Day | Refused


@dataclass
class Row:
    """A row with its number; cells by column, counted from 1, the empty ones left out."""

    number: int
    hidden: bool
    cells: dict[int, Cell]


@dataclass
class Sheet:
    """A sheet with what stands in it and what is hidden or merged."""

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def column_name(number: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> column_name(28)
    'AB'
    """
    return letters(number - 1).upper()


def sheets_of(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook.

    Raises
    ------
    WorkbookError
        If it is damaged, protected, larger than the limits, or no workbook at all.
    """
    if content[:4] == _OLD_FORM:
        message = "is protected by a password, or in the form of Excel 97 to 2003"
        raise WorkbookError(message, "save it without a password as an Excel workbook (*.xlsx)", "workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, len(content))
            return list(_Workbook(archive).sheets())
    except WorkbookError:
        raise
    except _BROKEN as error:
        reason = " ".join(str(error).split())[:80]
        _refuse(f"is damaged or no Excel workbook ({reason})")


def _refuse(message: str, remedy: str = "save it anew as an Excel workbook (*.xlsx)") -> NoReturn:
    raise WorkbookError(message, remedy, "workbook")


def _too_large(message: str, remedy: str) -> NoReturn:
    raise WorkbookError(message, remedy, "too_large")


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAXIMUM_PARTS:
        _too_large(f"has {len(parts):,} parts", f"at most {MAXIMUM_PARTS:,}")
    if unpacked > MAXIMUM_UNPACKED:
        _too_large(f"has {unpacked:,} bytes when unpacked", f"at most {MAXIMUM_UNPACKED:,}")
    if unpacked > max(_SMALL, MAXIMUM_RATIO * size):
        _too_large(f"unpacks to {unpacked // size} times its size", f"at most {MAXIMUM_RATIO} times")
    if len({part.filename for part in parts}) < len(parts):
        _refuse("has two parts of one name")
    if any(part.flag_bits & 1 for part in parts):
        _refuse("is protected by a password", "save it without a password")


class _Workbook:
    """Reads the parts of one workbook; every one is checked before it is read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.marks = 0
        self.characters = 0

    def sheets(self) -> Iterator[Sheet]:
        mains = [path for kind, path in self._related("").values() if kind == "officeDocument"]
        if not mains:
            _refuse("is no Excel workbook")
        main = mains[0]
        related = self._related(main)
        book = self._whole(main)
        settings = [item for item in book.iter() if _name(item) == "workbookPr"]
        self.since_1904 = any(item.get("date1904") in ("1", "true") for item in settings)
        parts = dict(related.values())
        self.styles = _styles(self._whole(parts["styles"])) if "styles" in parts else []
        strings = parts.get("sharedStrings")
        self.strings = [] if strings is None else [*map(_text_of, self._whole(strings))]
        for item in book.iter():
            if _name(item) == "sheet":
                marks = {_local(key): value for key, value in item.attrib.items()}
                sheet = Sheet(marks["name"], marks.get("state", "visible") != "visible")
                kind, path = related[marks["id"]]
                if kind == "worksheet":
                    self._fill(sheet, path)
                yield sheet

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(path)
        found = {}
        for item in self._whole(posixpath.join(folder, "_rels", f"{name}.rels")):
            target = posixpath.normpath(posixpath.join("/", folder, item.get("Target", "")))
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def _whole(self, path: str) -> ElementTree.Element:
        self._check(path)
        with self.archive.open(path) as part:
            return ElementTree.parse(part).getroot()

    def _check(self, path: str) -> None:
        """Go through a part piece by piece: a bomb is found before it is laid out in memory."""
        parser = expat.ParserCreate()
        depth = 0

        def start(*_: object) -> None:
            nonlocal depth
            depth += 1
            self.marks += 1
            if self.marks > MAXIMUM_MARKS or depth > MAXIMUM_DEPTH:
                _too_large("has more or deeper marks than a workbook of evidence", "split it by country")

        def end(*_: object) -> None:
            nonlocal depth
            depth -= 1

        def doctype(*_: object) -> None:
            _refuse(f"declares a document type in {path}")

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartDoctypeDeclHandler = doctype
        with self.archive.open(path) as part:
            while piece := part.read(65_536):
                parser.Parse(piece)
        parser.Parse(b"", True)

    def _fill(self, sheet: Sheet, path: str) -> None:
        self._check(path)
        number = 0
        with self.archive.open(path) as part:
            for _, item in ElementTree.iterparse(part):
                name = _name(item)
                if name == "row":
                    number = int(item.get("r", number + 1))
                    if row := self._row(item, number):
                        sheet.rows.append(row)
                    item.clear()
                elif name == "mergeCell":
                    sheet.merged.append(item.get("ref", ""))
                elif name == "col" and item.get("hidden") in ("1", "true"):
                    sheet.hidden_columns.append(range(int(item.get("min", 0)), int(item.get("max", 0)) + 1))

    def _row(self, item: ElementTree.Element, number: int) -> Row | None:
        if not 0 < number <= MAXIMUM_ROWS:
            _refuse(f"has a row of the number {number}")
        cells: dict[int, Cell] = {}
        column = 0
        for part in item:
            column = _column(part.get("r"), column + 1)
            if column in cells:
                _refuse(f"has the cell {column_name(column)}{number} twice")
            if (value := self._value(part)) not in (None, ""):
                cells[column] = value
        return Row(number, item.get("hidden") in ("1", "true"), cells) if cells else None

    def _value(self, item: ElementTree.Element) -> Any:
        parts = {_name(part): part for part in item}
        given = parts["v"].text or "" if "v" in parts else ""
        kind = item.get("t", "n")
        if "f" in parts:
            remedy = "write the value itself, which is what its source shows"
            return Refused(given or "a formula", "is a formula", remedy)
        if kind == "s":
            return self._counted(self.strings[int(given)]) if given else None
        if kind == "inlineStr":
            return self._counted(_text_of(parts["is"])) if "is" in parts else None
        if kind == "str":
            return self._counted(_decoded(given))
        if kind == "b":
            return given == "1" if given else None
        if kind == "e":
            return Refused(given, f"shows the error {given}", "the value, or an empty cell")
        if kind == "d":
            return _iso_day(given)
        return self._number(float(given), item.get("s")) if given else None

    def _counted(self, text: str) -> str:
        # One long text may be meant by a great many cells.
        self.characters += len(text)
        if len(text) > MAXIMUM_CHARACTERS or self.characters > MAXIMUM_TEXT:
            _too_large("has more text than a workbook of evidence", "split it by country")
        return text.strip(_BLANKS)

    def _number(self, number: float, style: str | None) -> Cell:
        if number != number or abs(number) == float("inf"):
            return Refused(str(number), "is not a finite number", "a number")
        place = int(style or 0)
        shown = self.styles[place] if place < len(self.styles) else "number"
        if shown == "percent":
            remedy = "format the cell as a number and write the figure in the indicator's unit"
            return Refused(str(number), f"is shown as a percentage ({number:g} or {100 * number:g}?)", remedy)
        return number if shown == "number" else _day(number, shown, self.since_1904)


def _day(number: float, shown: str, since_1904: bool) -> Cell:
    as_text = "format the cell as text and write it as 2020, 2020-10 or 2020-10-22"
    if shown == "time" or not number.is_integer():
        return Refused(f"{number:g}", "is a time, or a date with a time of day", as_text)
    # Excel takes 1900 for a leap year, so its first two months are a day off.
    if not (0 if since_1904 else 61) <= number < 2_900_000:
        return Refused(f"{number:g}", "is a date that Excel counts wrongly or not at all", as_text)
    day = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    text = (day + timedelta(days=number)).isoformat()
    if shown == "month":
        return Refused(text, f"is kept as {text} and shown without the day", as_text)
    return Day(text)


def _iso_day(text: str) -> Cell:
    day, _, time = text.partition("T")
    if time.strip("0:.Z"):
        remedy = "format the cell as text and write it as 2020-10-22"
        return Refused(text, "is a date with a time of day", remedy)
    return Day(day)


def _column(reference: str | None, following: int) -> int:
    column = following
    if reference is not None:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            _refuse(f"has a cell called {reference[:20]!r}")
        column = 0
        for letter in match[1]:
            column = 26 * column + ord(letter) - 64
    if column > MAXIMUM_COLUMNS:
        _refuse(f"has a column of the number {column}")
    return column


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _name(item: ElementTree.Element) -> str:
    return _local(item.tag)


def _text_of(item: ElementTree.Element) -> str:
    """Return a text that may be in several pieces; how it is pronounced is not part of it."""
    parts: list[str] = []
    for part in item:
        if _name(part) == "t":
            parts.append(part.text or "")
        elif _name(part) == "r":
            parts += [inner.text or "" for inner in part if _name(inner) == "t"]
    return _decoded("".join(parts))


def _decoded(text: str) -> str:
    return _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def _styles(root: ElementTree.Element) -> list[str]:
    """Return for each cell format how it shows a number: as number, percent, day, month or time."""
    codes = {
        int(item.get("numFmtId", 0)): item.get("formatCode", "")
        for item in root.iter()
        if _name(item) == "numFmt"
    }
    return [
        _shown(int(item.get("numFmtId", 0)), codes)
        for part in root
        if _name(part) == "cellXfs"
        for item in part
    ]


def _shown(number: int, codes: Mapping[int, str]) -> str:
    if number in codes:
        return _shown_by(codes[number])
    known = {"day": _DAYS, "month": _MONTHS, "time": _TIMES, "percent": _PERCENT}
    return next((name for name, numbers in known.items() if number in numbers), "number")


def _shown_by(code: str) -> str:
    # What stands in quotes or brackets is shown as it is, and only the first of the sections counts.
    plain = _QUOTED.sub("", code.split(";")[0]).lower().replace("general", "")
    if "d" in plain:
        return "day"
    if "y" in plain:
        return "month"
    if set("mhs") & set(plain):
        return "time"
    return "percent" if "%" in plain else "number"
