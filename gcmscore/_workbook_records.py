"""Reads records from the sheets of a workbook, as if they stood in a YAML file; each keeps its cell.

A sheet is named as a section of a YAML file, and its first row names the fields. Nothing is guessed: where a
cell can show something else than it holds, as with formulas, percentages and some dates, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gcmscore._hints import meant
from gcmscore._workbook_fields import CITATIONS, FILE, Kind, citation_fields, cites, fields_of
from gcmscore._workbook_parts import Cell, Day, Refused, Row, Sheet, WorkbookError, column_name, sheets_of
from gcmscore._yaml import Document, Location
from gcmscore.errors import Problem, nearest_names
from gcmscore.records import SECTIONS

READ_ME, LISTS = "read me", "lists"
SEPARATOR = ";"
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
# So many names of columns in common are no accident; `country` and `note` nearly all sections have.
_COLUMNS_TOLD = 4
_COMMA = re.compile(r"[-+]?[0-9][0-9 .\u00a0\u202f]*,[0-9]+")
_CITED = re.compile(r"sources\.([1-9][0-9]?)\.(\w+)")
# How our tables of figures call the parts of the only citation.
_SHORT = {"source": "sources.1.id", "locator": "sources.1.locator"}
_AS_TEXT = "format the cell as text and write it as it is to be read"


@dataclass
class WorkbookDocument(Document):
    """A workbook, whose problems name sheet and cell.

    Attributes
    ----------
    rows : dict
        Section → the row of each record.
    columns : dict
        Section → place within a record → column.
    cited : dict
        Section and position → for each citation the place of its columns.
    files : dict
        Section and position → the YAML file that a record came from, where the workbook says one.
    unread : set of str
        Texts of sheets that could not be read as they were meant: one of them may be the id of a record.
    """

    rows: dict[str, list[int]] = field(default_factory=dict)
    columns: dict[str, dict[Location, int]] = field(default_factory=dict)
    cited: dict[Location, list[int]] = field(default_factory=dict)
    files: dict[Location, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def line_of(self, location: Iterable[str | int]) -> int:
        """Return the row of a location, 1 for a sheet as a whole."""
        place: list[Any] = [*location, None, None]
        rows = self.rows.get(place[0], [])
        return rows[place[1]] if isinstance(place[1], int) and place[1] < len(rows) else 1

    def cell_of(self, location: Iterable[str | int]) -> str:
        """Return sheet and cell of a location, or of its nearest parent that has one."""
        place = tuple(location)
        if not place or place[0] not in self.columns:
            return ""
        columns, inner = self.columns[str(place[0])], self._columns_place(place)
        exact = [columns[inner[:depth]] for depth in range(len(inner), 0, -1) if inner[:depth] in columns]
        # The first column of what has several, such as the sources.
        begun = [number for known, number in columns.items() if inner and known[: len(inner)] == inner]
        return f"{place[0]}!{column_name([*exact, *begun, 1][0])}{self.line_of(place)}"

    def _columns_place(self, place: Location) -> Location:
        inner = place[2:]
        if len(inner) > 1 and inner[0] == CITATIONS and isinstance(inner[1], int):
            columns = self.cited.get(place[:2], [])
            if inner[1] < len(columns):
                return (CITATIONS, columns[inner[1]], *inner[2:])
        return inner

    @staticmethod
    def place_name(location: Iterable[str | int]) -> str:
        """Return the column of a location, or the sheet when it is meant as a whole."""
        place = list(location)
        inner = place[2:] if len(place) > 1 else place
        if inner[:1] == [CITATIONS]:
            inner = [item + 1 if isinstance(item, int) else item for item in inner]
            return ".".join(map(str, inner))
        return ".".join(item for item in inner if isinstance(item, str))

    def at_cell(self, cell: str, name: str, message: str, remedy: str, code: str) -> None:
        """Record a problem of a cell (``findings!C7``) that belongs to no record."""
        digits = re.sub(r".*?([0-9]*)$", r"\1", cell.rpartition("!")[2])
        line = int(digits or 1)
        self.problems.append(Problem(self.path, line, name, message, remedy, code, cell=cell))


def read_workbook(content: bytes | None, document: WorkbookDocument) -> None:
    """Read what a workbook holds into its document; None, when nothing could be read, says nothing."""
    if content is None:
        return
    try:
        sheets = sheets_of(content)
    except WorkbookError as error:
        document.problem((), *error.told)
        return
    document.data = {}
    for sheet in sheets:
        if not sheet.rows or sheet.name in (READ_ME, LISTS):
            continue
        if sheet.name not in SECTIONS or sheet.name in document.data:
            remedy = f"{_renamed(sheet)}accepted are {', '.join((*SECTIONS, READ_ME, LISTS))}"
            document.at_cell(f"{sheet.name}!A1", "", "unknown sheet", remedy, "unknown_key")
            document.unread |= _texts(sheet)
        else:
            document.data[sheet.name] = _Reader(sheet, document).entries()


def _renamed(sheet: Sheet) -> str:
    """Return which section the columns of an unknown sheet are those of, or which its name resembles."""
    names = {cell for cell in sheet.rows[0].cells.values() if isinstance(cell, str)}
    shared = {section: len(names & {item.name for item in fields_of(section)}) for section in SECTIONS}
    likeliest = max(shared, key=lambda section: shared[section])
    nearest = nearest_names(sheet.name, list(SECTIONS), limit=1)
    if shared[likeliest] >= _COLUMNS_TOLD and likeliest not in nearest:
        return f"its columns are those of {likeliest!r}: call it so; "
    return f"did you mean {nearest[0]!r}? " if nearest else ""


class _Reader:
    """Reads one sheet of records."""

    def __init__(self, sheet: Sheet, document: WorkbookDocument) -> None:
        self.sheet, self.document = sheet, document
        self.section = sheet.name
        self.names: dict[int, str] = {}
        self.kinds: Mapping[str, Kind] = {item.name: item.kind for item in fields_of(self.section)}
        self.places = document.columns.setdefault(self.section, {})
        self.rows = document.rows.setdefault(self.section, [])

    def entries(self) -> list[dict[str, Any]]:
        """Return what each row says, as a YAML file would."""
        header, *rows = self.sheet.rows
        if header.number != 1:
            self._problem("A1", "", "is empty", "the names of the fields in row 1", "header")
            return []
        self._read_header(header)
        if "id" in self.kinds and ("id",) not in self.places:
            self.document.unread |= _texts(self.sheet)
        self._check_shape(rows)
        return [self._record(position, row) for position, row in enumerate(rows)]

    def _problem(self, cell: str, name: str, message: str, remedy: str, code: str) -> None:
        self.document.at_cell(f"{self.section}!{cell}", name, message, remedy, code)

    def _read_header(self, header: Row) -> None:
        for column, cell in header.cells.items():
            name = _SHORT.get(cell, cell) if isinstance(cell, str) and cites(self.section) else cell
            place = self._place(name) if isinstance(name, str) else None
            where = f"{column_name(column)}1"
            if place is None:
                shown = cell.shown if isinstance(cell, Refused) else str(cell)
                self._problem(where, shown, "unknown column", self._accepted(shown), "unknown_key")
            elif place in self.places:
                self._problem(where, str(cell), "the column is there twice", "one column a field", "header")
            else:
                self.places[place] = column
                self.names[column] = str(name)

    def _place(self, name: str) -> Location | None:
        if name in self.kinds or name == FILE:
            return tuple(name.split("."))
        match = _CITED.fullmatch(name) if cites(self.section) else None
        known = {item.name for item in citation_fields()}
        return (CITATIONS, int(match[1]) - 1, match[2]) if match and match[2] in known else None

    def _accepted(self, name: str) -> str:
        cited = ["sources.1.id", "sources.1.locator"] if cites(self.section) else []
        known = [*self.kinds, *cited, FILE]
        nearest = nearest_names(name, known, limit=1)
        remark = "delete it, or write what it says under 'note'; " if "note" in known else ""
        hint = f"did you mean {nearest[0]!r}? " if nearest else remark
        return f"{hint}accepted are {', '.join(known)}"

    def _check_shape(self, rows: list[Row]) -> None:
        if self.sheet.hidden:
            self._problem("A1", "", "the sheet is hidden", "show it, or delete it", "hidden")
        for merged in self.sheet.merged[:20]:
            remedy = "undo it, and write each value in its own cell"
            self._problem(merged.split(":")[0], "", f"{merged} are merged into one cell", remedy, "merged")
        for row in rows:
            if row.hidden:
                self._problem(f"A{row.number}", "", "the row is hidden", "show it, or delete it", "hidden")
        hidden = {number for numbers in self.sheet.hidden_columns for number in numbers}
        for column in hidden & self.names.keys():
            where = f"{column_name(column)}1"
            self._problem(
                where, self.names[column], "the column is hidden", "show it, or delete it", "hidden"
            )

    def _record(self, position: int, row: Row) -> dict[str, Any]:
        self.rows.append(row.number)
        record: dict[str, Any] = {}
        cited: dict[int, dict[str, Any]] = {}
        for column, cell in row.cells.items():
            name = self.names.get(column, "")
            if not name:
                self._unnamed(column, row.number)
            elif match := _CITED.fullmatch(name):
                number, part = int(match[1]) - 1, str(match[2])
                place: Location = (CITATIONS, number, part)
                cited.setdefault(number, {})[part] = self._value(position, place, "text", cell)
            elif name == FILE:
                self.document.files[self.section, position] = self._value(position, (FILE,), "text", cell)
            else:
                place = tuple(name.split("."))
                _put(record, place, self._value(position, place, self.kinds[name], cell))
        if cited:
            record[CITATIONS] = [cited[number] for number in sorted(cited)]
            self.document.cited[self.section, position] = sorted(cited)
        return record

    def _unnamed(self, column: int, row: int) -> None:
        # What is wrong with a name in the header is said once.
        if column not in self.sheet.rows[0].cells:
            where = f"{column_name(column)}{row}"
            self._problem(where, "", "stands under no name", "name the column in row 1", "header")

    def _value(self, position: int, place: Location, kind: Kind, cell: Cell) -> Any:
        value = taken(cell, kind)
        if isinstance(value, Refused):
            where = f"{column_name(self.places[place])}{self.rows[position]}"
            name = self.document.place_name((self.section, position, *place))
            self._problem(where, name, value.message, value.remedy, "cell")
            self.document.refused.add((self.section, position, *place))
            return value.shown
        return value


def _texts(sheet: Sheet) -> set[str]:
    return {cell for row in sheet.rows for cell in row.cells.values() if isinstance(cell, str)}


def _put(record: dict[str, Any], place: Location, value: Any) -> None:
    for part in place[:-1]:
        record = record.setdefault(str(part), {})
    record[str(place[-1])] = value


def taken(cell: Cell, kind: Kind) -> Any:
    """Return what a cell says to a field of some kind, or why it is not taken.

    Examples
    --------
    >>> taken(2020.0, "text"), taken("13; 14", "wholes"), taken("0.44", "number")
    ('2020', [13, 14], 0.44)
    """
    if isinstance(cell, Day):
        told = Refused(cell.text, f"is kept as the date {cell.text}", _AS_TEXT)
        return cell.text if kind == "date" else told
    if isinstance(cell, bool):
        shown = str(cell).upper()
        return cell if kind == "flag" else Refused(shown, f"is the truth value {shown}", _AS_TEXT)
    if isinstance(cell, float):
        return _of_number(cell, kind)
    return _of_text(cell, kind) if isinstance(cell, str) else cell


def _of_number(number: float, kind: Kind) -> Any:
    if kind in ("number", "flag"):
        return number
    if not number.is_integer():
        told = Refused(f"{number:g}", f"is the number {number:g}", _AS_TEXT)
        return number if kind in ("date", "whole", "wholes") else told
    whole = int(number)
    lists: dict[Kind, Any] = {"wholes": [whole], "words": [str(whole)], "text": str(whole)}
    return lists.get(kind, whole)


def _of_text(text: str, kind: Kind) -> Any:
    if kind == "number" and _COMMA.fullmatch(text):
        remedy = f"{meant(text, 'number')}a number with a decimal point, such as 3.5"
        return Refused(text, f"{text[:40]!r} has a comma", remedy)
    if kind == "wholes" and _COMMA.fullmatch(text.replace(" ", "")):
        apart = "; ".join(text.replace(" ", "").split(","))
        return Refused(
            text, f"{text[:40]!r} has a comma", f"several numbers stand apart by semicolons: {apart[:40]}"
        )
    if kind == "number":
        return float(text) if _NUMBER.fullmatch(text) else text
    if kind == "flag":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind == "whole":
        return int(text) if _WHOLE.fullmatch(text) else text
    if kind in ("words", "wholes"):
        items = [item.strip() for item in text.split(SEPARATOR) if item.strip()]
        return items if kind == "words" else [int(item) if _WHOLE.fullmatch(item) else item for item in items]
    return text
