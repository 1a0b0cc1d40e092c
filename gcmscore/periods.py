"""Dates and periods as people write them in evidence: whole, or known only to the month or the year."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_YEAR = re.compile(r"([0-9]{4})")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

PERIOD_FORMS = "write 2020, 2020-Q3, 2020-10, 2020-10-22 or 2018-08/2019-04"
DATE_FORMS = "write 2020, 2020-10 or 2020-10-22"


@lru_cache(maxsize=65536)
def period_bounds(text: str) -> tuple[date, date]:
    """Return the first and the last day of a period.

    Parameters
    ----------
    text : str
        A year (``2020``), quarter (``2020-Q3``), month (``2020-10``), day (``2020-10-22``) or two of them
        joined by a slash (``2018-08/2019-04``).

    Returns
    -------
    tuple of date
        First and last day, both included.

    Raises
    ------
    ValueError
        If the text is no period, names a day that does not exist or ends before it begins.

    Examples
    --------
    >>> period_bounds("2020-Q3")
    (datetime.date(2020, 7, 1), datetime.date(2020, 9, 30))
    """
    first, slash, last = text.partition("/")
    if slash:
        start, end = _simple_bounds(first)[0], _simple_bounds(last)[1]
        if end < start:
            raise ValueError(f"{text!r} ends before it begins")
        return start, end
    return _simple_bounds(text)


def _simple_bounds(text: str) -> tuple[date, date]:
    if match := _QUARTER.fullmatch(text):
        year, quarter = int(match[1]), int(match[2])
        return date(year, 3 * quarter - 2, 1), _last_of_month(year, 3 * quarter)
    return _date_bounds(text, "period")


def _date_bounds(text: str, what: str) -> tuple[date, date]:
    if len(text) == 10 and text[4] == text[7] == "-":
        try:  # most dates are whole days, which the standard library reads fastest
            return (day := date.fromisoformat(text)), day
        except ValueError:
            pass
    try:
        if match := _DAY.fullmatch(text):
            day = date(int(match[1]), int(match[2]), int(match[3]))
            return day, day
        if match := _MONTH.fullmatch(text):
            year, month = int(match[1]), int(match[2])
            return date(year, month, 1), _last_of_month(year, month)
        if match := _YEAR.fullmatch(text):
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
    raise ValueError(f"{text!r} is not a {what}")


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@lru_cache(maxsize=65536)
def first_day(text: str) -> date:
    """Return the earliest day a possibly partial date can mean.

    Examples
    --------
    >>> first_day("2019-04")
    datetime.date(2019, 4, 1)
    """
    return _date_bounds(text, "date")[0]


@lru_cache(maxsize=65536)
def last_day(text: str) -> date:
    """Return the latest day a possibly partial date can mean.

    Examples
    --------
    >>> last_day("2019-04")
    datetime.date(2019, 4, 30)
    """
    return _date_bounds(text, "date")[1]


def _year_as_text(value: object) -> object:
    # An unquoted year is an integer in YAML; no other number is a date.
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    return value


def _checked_date(value: object) -> object:
    if not isinstance(value, str):
        value = _year_as_text(value)
    if isinstance(value, str):
        first_day(value)
    return value


def _checked_period(value: object) -> object:
    value = _year_as_text(value)
    if isinstance(value, str):
        period_bounds(value)
    return value


# An editor reads an unquoted year as a number, and so does the schema it is given.
_WRITTEN_YEAR = {"type": "integer", "minimum": 1000, "maximum": 9999}
_WRITTEN_DATE = {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
_WRITTEN_PART = r"[0-9]{4}(-Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?"
_WRITTEN_PERIOD = {"type": "string", "pattern": rf"^{_WRITTEN_PART}(/{_WRITTEN_PART})?$"}

PartialDate = Annotated[
    str, BeforeValidator(_checked_date), WithJsonSchema({"anyOf": [_WRITTEN_DATE, _WRITTEN_YEAR]})
]
Period = Annotated[
    str, BeforeValidator(_checked_period), WithJsonSchema({"anyOf": [_WRITTEN_PERIOD, _WRITTEN_YEAR]})
]
