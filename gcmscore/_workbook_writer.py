"""Writes records into a workbook that guides who fills it in: drop-downs, help at each column, plain text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gcmscore._extras import extra
from gcmscore._workbook_fields import CITATIONS, FILE, Field, citation_fields, cites, fields_of, keys_of
from gcmscore._workbook_parts import MAXIMUM_CHARACTERS, column_name
from gcmscore._workbook_records import LISTS, READ_ME, SEPARATOR
from gcmscore.compact import Compact
from gcmscore.countries import CountryTable
from gcmscore.errors import InvalidRequestError
from gcmscore.records import SECTIONS

PURPOSE = "writing a workbook"
_FEWEST_CITATIONS = 2
_ROOM = 1_000  # rows under the last one that have drop-downs
_MARKED = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDTHS = {"date": 13, "number": 11, "whole": 9, "flag": 10, "words": 26, "wholes": 14}
_FREE, _SHORT = 46, 20
# Columns whose drop-down is a list of names, and those in which several may stand.
_LISTED = {
    "country": "country", "jurisdiction": "country", "regions": "country", "indicator": "indicator",
    "unit": "unit", "instrument": "treaty", "objective": "objective", "objectives": "objective",
}  # fmt: skip
_OPEN = ("country", "jurisdiction", "regions", "objectives", "findings", "supersedes")
_FILE_HELP = "The YAML file that the record came from or is to go to. Optional: a name such as findings.yaml."

Lists = Mapping[str, Sequence[str]]


def lists_of(compact: Compact, country_table: CountryTable) -> dict[str, list[str]]:
    """Return the names that drop-downs offer, as a framework and a country table have them."""
    return {
        "indicator": list(compact.indicators),
        "objective": [str(number) for number in compact.objectives],
        "unit": list(compact.units),
        "treaty": list(compact.instruments),
        "country": list(country_table),
    }


def columns_of(section: str, citations: int) -> list[Field]:
    """Return the columns of a sheet: the fields as people write them, the sources, the file."""
    order = {name: place for place, name in enumerate(keys_of(section))}
    fields = sorted(fields_of(section), key=lambda item: order[item.path[0]])
    last = [item for item in fields if item.name == "note"]
    cited = [
        Field((CITATIONS, str(number), *item.path), "text", number == 1, (), item.about, item.accepted)
        for number in range(1, citations + 1)
        for item in (citation_fields() if cites(section) else ())
    ]
    file = Field((FILE,), "text", False, (), *_FILE_HELP.split(". Optional: "))
    return [*(item for item in fields if item not in last), *cited, *last, file]


def workbook(
    records: Mapping[str, Sequence[Mapping[str, Any]]],
    lists: Lists,
    read_me: Iterable[Sequence[str]],
) -> bytes:
    """Return a workbook with a sheet for each kind of record.

    Parameters
    ----------
    records : mapping
        Section → its records as plain values; the key ``file`` says where one came from.
    lists : mapping
        Names for the drop-downs, and whatever else is kept beside the records; a column each.
    read_me : iterable of sequences of str
        The rows of the first sheet.

    Raises
    ------
    InvalidRequestError
        If a text is longer than a cell can hold.
    """
    made = extra("openpyxl", "excel", PURPOSE).Workbook()
    first = made.active
    first.title = READ_ME
    for number, cells in enumerate(read_me, start=1):
        _fill(first, number, cells)
    for column, width in (("A", 34), ("B", 100), ("C", 16)):
        first.column_dimensions[column].width = width
    for section in SECTIONS:
        _Sheet(made.create_sheet(section), section, records.get(section, ())).write(lists)
    names = made.create_sheet(LISTS)
    for place, (name, items) in enumerate(lists.items(), start=1):
        for row, item in enumerate([name, *items], start=1):
            put(names.cell(row, place), item)
        names.column_dimensions[column_name(place)].width = 30
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _fill(sheet: Any, row: int, cells: Sequence[str]) -> None:
    alignment = extra("openpyxl.styles", "excel", PURPOSE).Alignment(wrap_text=True, vertical="top")
    for column, text in enumerate(cells, start=1):
        cell = sheet.cell(row, column)
        put(cell, text)
        cell.alignment = alignment


def put(cell: Any, value: Any) -> None:
    """Write a value into a cell; a text stays text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", _MARKED.sub("_x005F_x", value))
    if len(text) > MAXIMUM_CHARACTERS:
        message = f"a text of {len(text):,} characters does not fit into a cell, which takes at most"
        raise InvalidRequestError(f"{message} {MAXIMUM_CHARACTERS:,}: {text[:60]!r}…")
    cell.value = text
    cell.data_type = "s"  # not a formula, nor the word of an error
    cell.number_format = "@"


class _Sheet:
    """Writes one sheet of records."""

    def __init__(self, sheet: Any, section: str, records: Sequence[Mapping[str, Any]]) -> None:
        self.sheet, self.section, self.records = sheet, section, records
        cited = [len(record.get(CITATIONS, ())) for record in records]
        self.columns = columns_of(section, max([*cited, _FEWEST_CITATIONS]))

    def write(self, lists: Lists) -> None:
        styles = extra("openpyxl.styles", "excel", PURPOSE)
        self._write_header(styles)
        wrapped = styles.Alignment(wrap_text=True, vertical="top")
        for row, record in enumerate(self.records, start=2):
            for place, column in enumerate(self.columns, start=1):
                value = cell_value(record, column)
                if value is not None:
                    cell = self.sheet.cell(row, place)
                    put(cell, value)
                    cell.alignment = wrapped
        self.sheet.freeze_panes = "A2"
        for place, column in enumerate(self.columns, start=1):
            self._offer(column_name(place), column, lists)

    def _write_header(self, styles: Any) -> None:
        comments = extra("openpyxl.comments", "excel", PURPOSE)
        for place, column in enumerate(self.columns, start=1):
            cell = self.sheet.cell(1, place)
            put(cell, column.name)
            cell.font = styles.Font(bold=column.needed, italic=not column.needed)
            cell.fill = styles.PatternFill("solid", fgColor="E8EDF2")
            several = " Separate several with semicolons." if column.kind in ("words", "wholes") else ""
            cell.comment = comments.Comment(column.help + several, "gcmscore", height=110, width=320)
            dimension = self.sheet.column_dimensions[column_name(place)]
            free = _FREE if column.accepted == "text" and len(column.path) == 1 else _SHORT
            dimension.width = max(_WIDTHS.get(column.kind, free), len(column.name) + 3)
            if column.kind not in ("number", "whole", "flag"):
                dimension.number_format = "@"

    def _offer(self, letters: str, column: Field, lists: Lists) -> None:
        """Add a drop-down to a column, where there is something to choose from."""
        formula = self._choices(column, lists)
        if formula is None:
            return
        validation = extra("openpyxl.worksheet.datavalidation", "excel", PURPOSE)
        rule = validation.DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.showErrorMessage = column.name not in _OPEN
        rule.errorTitle, rule.error = column.name, f"Accepted: {column.accepted}"[:220]
        rule.add(f"{letters}2:{letters}{len(self.records) + 1 + _ROOM}")
        self.sheet.add_data_validation(rule)

    def _choices(self, column: Field, lists: Lists) -> str | None:
        last = len(self.records) + 1 + _ROOM
        if column.kind == "flag":
            return '"TRUE,FALSE"'
        if column.choices:
            return f'"{",".join(column.choices)}"'
        if column.path[0] == CITATIONS and column.path[-1] == "id":
            return f"sources!$A$2:$A${10 * _ROOM}"
        if column.name in ("findings", "supersedes"):
            place = next(n for n, item in enumerate(columns_of("findings", 1), 1) if item.name == "id")
            return f"findings!${column_name(place)}$2:${column_name(place)}${10 * last}"
        name = _LISTED.get(column.name, "")
        if not lists.get(name):
            return None
        letters = column_name(list(lists).index(name) + 1)
        return f"{LISTS}!${letters}$2:${letters}${len(lists[name]) + 1}"


def cell_value(record: Mapping[str, Any], column: Field) -> Any:
    """Return what stands in a record's cell, None when nothing does.

    Examples
    --------
    >>> from gcmscore._workbook_fields import fields_of
    >>> cell_value({"objectives": [13, 14]}, next(f for f in fields_of("findings") if f.name == "objectives"))
    '13; 14'
    """
    if column.path[0] == CITATIONS:
        cited, place = record.get(CITATIONS, ()), int(column.path[1]) - 1
        return cited[place].get(column.path[2]) if place < len(cited) else None
    value: Any = record
    for part in column.path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return f"{SEPARATOR} ".join(map(str, value)) if isinstance(value, list) else value
