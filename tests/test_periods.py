"""Dates and periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from gcmscore.periods import PartialDate, Period, first_day, last_day, period_bounds

DATE, PERIOD = TypeAdapter(PartialDate), TypeAdapter(Period)


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2020", date(2020, 1, 1), date(2020, 12, 31)),
    ("2020-Q1", date(2020, 1, 1), date(2020, 3, 31)),
    ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30)),
    ("2020-Q4", date(2020, 10, 1), date(2020, 12, 31)),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
    ("2020-10-22", date(2020, 10, 22), date(2020, 10, 22)),
    ("2018-08/2019-04", date(2018, 8, 1), date(2019, 4, 30)),
    ("2018/2019-Q2", date(2018, 1, 1), date(2019, 6, 30)),
    ("2020-02-29/2020-02-29", date(2020, 2, 29), date(2020, 2, 29)),
])  # fmt: skip
def test_a_period_has_a_first_and_a_last_day(text, first, last):
    assert period_bounds(text) == (first, last)


@pytest.mark.parametrize("text", ["2020-02-30", "2019-02-29", "2020-13", "2020-00", "2020-01-00", "0000"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match=f"'{text}' is not a day of the calendar"):
        period_bounds(text)


@pytest.mark.parametrize("text", [
    "", "soon", "20", "202", "20201", "2020-1", "2020-1-1", "2020-Q5", "2020-Q0", "2020-q3", "2020Q3",
    "20200101", " 2020", "2020 ", "2020\n", "2020-", "/", "2020/", "/2020", "2019/2020/2021", "2020–2021",
    "-2020", "1 May 2020",
    "٢٠٢٠", "２０２０",
])  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a period"):
        period_bounds(text)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="'2019-04/2018-08' ends before it begins"):
        period_bounds("2019-04/2018-08")


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ("2019-04", date(2019, 4, 1), date(2019, 4, 30)),
    ("2019-04-04", date(2019, 4, 4), date(2019, 4, 4)),
])  # fmt: skip
def test_a_date_known_in_part_can_mean_several_days(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize("text", ["2020-Q3", "2018/2019", "soon"])
def test_a_quarter_or_a_stretch_is_a_period_and_no_date(text):
    with pytest.raises(ValueError, match="is not a date"):
        first_day(text)


def test_a_year_without_quotes_becomes_text():
    assert DATE.validate_python(2020) == "2020"
    assert PERIOD.validate_python(2020) == "2020"


@pytest.mark.parametrize("value", [True, 2020.0, 20200101, 999, None, date(2020, 1, 1)])
def test_nothing_else_that_is_no_text_is_a_date(value):
    with pytest.raises(ValidationError, match="Input should be a valid string"):
        DATE.validate_python(value)


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_two_days_in_order_are_a_period_with_those_ends(one, other):
    first, last = sorted((one, other))
    assert period_bounds(f"{first}/{last}") == (first, last)


@given(st.text(alphabet="0123456789-Q/ é", max_size=14))
def test_any_text_is_a_period_or_refused_with_a_value_error(text):
    try:
        first, last = period_bounds(text)
    except ValueError:
        return
    assert first <= last
