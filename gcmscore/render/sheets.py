"""Tables of a workbook: typed cells, with what they lead to, before any file format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from gcmscore.periods import last_day

Value = str | int | float | date | None
# A spreadsheet counts days from here; earlier ones stay text.
_FIRST_DAY = date(1900, 3, 1)
SCORE, WHOLE, SHARE, DAY = "0.0", "0", "0%", "yyyy-mm-dd"


@dataclass(frozen=True)
class Cell:
    """One value of a table.

    Attributes
    ----------
    value : str, int, float, date or None
        None stays an empty cell.
    form : str
        How a number or day is shown, as spreadsheets write it.
    band : str, optional
        Code of the colour behind it; its word is the value.
    address : str, optional
        The web page it leads to.
    row : int, optional
        The number of the source it leads to.
    """

    value: Value
    form: str = ""
    band: str | None = None
    address: str | None = None
    source: int | None = None


@dataclass(frozen=True)
class Column:
    """The head of a column, how wide it is in letters, and whether it is printed on paper."""

    head: str
    width: float
    printed: bool = True


@dataclass(frozen=True)
class Sheet:
    """One table: a name, columns and rows."""

    code: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Book:
    """Several tables with a title; ``sources`` is the code of the table that numbers lead to."""

    title: str
    short_title: str
    lang: str
    direction: str
    year: int
    cut: str
    sheets: tuple[Sheet, ...] = field(default=())


def text(value: str | None) -> Cell:
    """Return a cell of words."""
    return Cell(value or None)


def number(value: float | None, form: str = SCORE) -> Cell:
    """Return a cell of a number, empty when there is none: what is missing is not 0."""
    # NaN is the only number unlike itself.
    return Cell(None if value is None or value != value else value, form)


def measured(value: float | None, decimals: int) -> Cell:
    """Return a cell of a value in its unit, shown with its decimals where it has any.

    Examples
    --------
    >>> measured(0.48, 2).form, measured(3.0, 2).form
    ('#,##0.00', '#,##0')
    """
    if value is None or value != value:
        return Cell(None)
    whole = decimals == 0 or float(value).is_integer()
    return Cell(value, "#,##0" if whole else "#,##0." + "0" * decimals)


def day(value: str | date | None) -> Cell:
    """Return a cell of a date: a day as a day, a year as a number, what is less exact as it was written.

    Examples
    --------
    >>> day("2020-10-22").value, day("2020").value, day("2018-08/2019-04").value
    (datetime.date(2020, 10, 22), 2020, '2018-08/2019-04')
    """
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value):
        return Cell(int(value), WHOLE)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = last_day(value) if last_day(value) >= _FIRST_DAY else value
    return Cell(value, DAY) if isinstance(value, date) else text(value)
