"""What an indicator takes as its value, in the arrays of many countries and years: cell by cell, by hand."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from gcmscore.scoring.candidates import candidates, rows_of
from gcmscore.scoring.choices import STATUSES, Choices, Grid, choose_measures, course, standing
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method

NAN = math.nan
SOURCES = {"survey": ("2000", "academic"), "press": ("2018-06", "media"), "office": ("2010", "official")}
SERIES = [
    {"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "broken", "title": "C", "continuous": False},
]  # fmt: skip
BY_SEX = {"how": "mean", "by": "sex", "minimum": 2}
ABOVE = {"how": "share_above", "by": "sex", "above": 30}


def evidence_of(make, *bodies):
    """Return the evidence of records that are described: kind, positional and named arguments."""
    sources = [make.source(name, day, kind) for name, (day, kind) in SOURCES.items()]
    parts = [
        make.evidence(*sources, *(getattr(make, kind)(*given, **more) for kind, given, more in body))
        for body in bodies
    ]
    joined = parts[0]
    for part in parts[1:]:
        joined |= part
    return joined


def engine_of(make, indicators, *bodies, codes=("BEL",), years=(2020,), method=None, adopted=None):
    evidence, compact = evidence_of(make, *bodies), make.compact(*indicators)
    if adopted:
        treaties = {
            name: item.model_copy(update={"adopted": adopted.get(name, item.adopted)})
            for name, item in compact.instruments.items()
        }
        compact = dataclasses.replace(compact, instruments=treaties)
    grid = Grid.of(evidence, codes, years)
    return ManyEngine(compact, evidence, grid, "full", method or Method())


def cells(make, indicator, *bodies, names=("status", "value", "age", "period", "source_id"), **more):
    """Return by country and year what is said of one indicator, NaN as None."""
    found = engine_of(make, [indicator], *bodies, **more).choices
    columns = {name: getattr(found, name)[..., 0].ravel().tolist() for name in names}
    if "status" in columns:
        columns["status"] = [STATUSES[place] for place in columns["status"]]
    rows = zip(*columns.values(), strict=True)
    return [tuple(None if item != item else item for item in row) for row in rows]


def figure(value, period="2020", **more):
    missing = {"missing": "not_published"} if value is None else {}
    return "figure", ("pupils", value, period), {**more, **missing}


def part(name, value, period="2020", **more):
    return figure(value, period, disaggregation={"sex": name}, **more)


def level(since, law=None, practice=None, **more):
    sides = {name: side for name, side in (("law", law), ("practice", practice)) if side is not None}
    return "level", ("rights", since), {**sides, **more}


def act(status, day=None, as_of="2020", instrument="convention", **more):
    return "treaty", (instrument, status, day), {"as_of": as_of, **more}


def whole(as_of, instrument="convention", **more):
    return "whole_list", (instrument, as_of), more


SURVEY, PRESS = {"sources": ["survey"]}, {"sources": ["press"]}

# Measures: in a first body of evidence, in a second one that ranks before it, and what follows for 2020.

FIGURES = {
    "the_latest_period": (
        [figure(1, "2019", series="a"), figure(2, series="b", **SURVEY)], [],
        ("available", 2, 0, "2020", "survey"),
    ),
    "a_period_keeps_its_age": (
        [figure(1, "2018-07/2019-06")], [], ("available", 1, 1, "2018-07/2019-06", "yearbook"),
    ),
    "of_periods_ending_together_the_longer": (
        [figure(1, "2020-Q4"), figure(2, **SURVEY), figure(3, "2020-12", **PRESS)], [],
        ("available", 2, 0, "2020", "survey"),
    ),
    "the_earlier_series": (
        [figure(1, series="b"), figure(2, series="a", **SURVEY)], [], ("available", 2, 0, "2020", "survey"),
    ),
    "a_series_before_none": (
        [figure(1), figure(2, series="b", **SURVEY)], [], ("available", 2, 0, "2020", "survey"),
    ),
    "a_series_nobody_listed_is_as_good_as_none": (
        [figure(1, series="stray"), figure(2, **SURVEY)], [], ("conflict", None, 0, "2020", "yearbook"),
    ),
    "series_before_body": (
        [figure(1, series="a")], [figure(2, series="b", **SURVEY)], ("available", 1, 0, "2020", "yearbook"),
    ),
    "body_before_edition": (
        [figure(1, series="a", edition="2021")], [figure(2, series="a", edition="2019", **SURVEY)],
        ("available", 2, 0, "2020", "survey"),
    ),
    "the_newer_edition": (
        [figure(1, edition="2019"), figure(2, edition="2019-02", **SURVEY)], [],
        ("available", 2, 0, "2020", "survey"),
    ),
    "an_edition_before_the_date_of_a_source": (
        [figure(1, edition="2019"), figure(2, **PRESS)], [], ("available", 1, 0, "2020", "yearbook"),
    ),
    "without_an_edition_the_newest_source": (
        [figure(1, sources=["office"]), figure(2, sources=["survey", "press"])], [],
        ("available", 2, 0, "2020", "survey"),
    ),
    "equals_that_contradict": (
        [figure(1), figure(2, **SURVEY)], [], ("conflict", None, 0, "2020", "yearbook"),
    ),
    "equals_that_agree": ([figure(1), figure(1, **SURVEY)], [], ("available", 1, 0, "2020", "yearbook")),
    "three_of_which_two_agree": (
        [figure(1), figure(1, **SURVEY), figure(2, edition="2000", sources=["office"])], [],
        ("conflict", None, 0, "2020", "yearbook"),
    ),
    "a_contradiction_of_an_older_period": (
        [figure(1, "2019"), figure(2, "2019", **SURVEY), figure(3)], [],
        ("available", 3, 0, "2020", "yearbook"),
    ),
    "an_old_contradiction": (
        [figure(1, "2010"), figure(2, "2010", **SURVEY)], [], ("conflict", None, 10, "2010", "yearbook"),
    ),
    "an_override": (
        [figure(1, "2018", override="Corrected.", **SURVEY), figure(2)], [],
        ("available", 1, 2, "2018", "survey"),
    ),
    "an_override_of_the_last_day": (
        [figure(1, "2020-12-31", override="Corrected."), figure(2)], [],
        ("available", 1, 0, "2020-12-31", "yearbook"),
    ),
    "an_override_yet_to_come": (
        [figure(1), figure(2, "2021", override="Corrected.")], [], ("available", 1, 0, "2020", "yearbook"),
    ),
    "the_latest_override": (
        [figure(1, "2018", override="A."), figure(2, "2019", override="B."), figure(3)], [],
        ("available", 2, 1, "2019", "yearbook"),
    ),
    "a_period_yet_to_end": (
        [figure(1, "2019"), figure(2, "2020-07/2021-06")], [], ("available", 1, 1, "2019", "yearbook"),
    ),
    "as_old_as_permitted": ([figure(1, "2017")], [], ("available", 1, 3, "2017", "yearbook")),
    "older_than_permitted": ([figure(1, "2016")], [], ("stale", 1, 4, "2016", "yearbook")),
    "nothing": ([], [], ("not_assessed", None, None, None, None)),
    "silence": ([figure(None, **SURVEY)], [], ("not_published", None, 0, "2020", "survey")),
    "silence_as_old_as_permitted": (
        [figure(None, "2017")], [], ("not_published", None, 3, "2017", "yearbook"),
    ),
    "old_silence": ([figure(None, "2016")], [], ("stale", None, 4, "2016", "yearbook")),
    "the_latest_silence": (
        [figure(None, "2019", **SURVEY), figure(None, "2018")], [],
        ("not_published", None, 1, "2019", "survey"),
    ),
    "of_silences_ending_together_the_longer": (
        [figure(None, "2019-Q4", **SURVEY), figure(None, "2019")], [],
        ("not_published", None, 1, "2019", "yearbook"),
    ),
    "of_equal_silences_the_first": (
        [figure(None, "2019", **SURVEY), figure(None, "2019")], [],
        ("not_published", None, 1, "2019", "survey"),
    ),
    "silence_after_an_outdated_value": (
        [figure(1, "2015"), figure(None, "2018", **SURVEY)], [], ("not_published", None, 2, "2018", "survey"),
    ),
    "silence_before_an_outdated_value": (
        [figure(1, "2016"), figure(None, "2015", **SURVEY)], [], ("stale", 1, 4, "2016", "yearbook"),
    ),
    "silence_on_the_period_of_an_outdated_value": (
        [figure(1, "2016"), figure(None, "2016", **SURVEY)], [], ("stale", 1, 4, "2016", "yearbook"),
    ),
    "silence_after_a_value_that_counts": (
        [figure(1, "2018"), figure(None, **SURVEY)], [], ("available", 1, 2, "2018", "yearbook"),
    ),
    "silence_after_a_contradiction": (
        [figure(1, "2010"), figure(2, "2010", **SURVEY), figure(None)], [],
        ("conflict", None, 10, "2010", "yearbook"),
    ),
    "a_part_is_no_total": (
        [part("female", 1), figure(2, "2019")], [], ("available", 2, 1, "2019", "yearbook"),
    ),
    "another_country": ([figure(1, country="NLD")], [], ("not_assessed", None, None, None, None)),
    "a_region": ([figure(1, country="BE-VLG")], [], ("not_assessed", None, None, None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), FIGURES.values(), ids=FIGURES)
def test_a_figure_is_found(make, first, second, expected):
    assert cells(make, make.measure(series=SERIES), first, second) == [expected]


PARTS = {
    "the_mean": (BY_SEX, [part("female", 1), part("male", 2)], ("available", 1.5, 0, "2020")),
    "too_few": (
        BY_SEX, [part("female", 1), part("female", 3, "2019"), part("male", 4, "2019")],
        ("available", 3.5, 1, "2019"),
    ),
    "the_same_part_twice_is_one": (
        BY_SEX, [part("female", 1), part("female", 1, **SURVEY)], ("not_assessed", None, None, None),
    ),
    "of_one_period": (
        BY_SEX, [part("female", 1), part("male", 2, "2019")], ("not_assessed", None, None, None),
    ),
    "of_one_length": (
        BY_SEX, [part("female", 1), part("male", 2, "2020-Q4")], ("not_assessed", None, None, None),
    ),
    "a_total_is_no_part": (
        BY_SEX, [figure(9), part("female", 1, "2019"), part("male", 2, "2019")],
        ("available", 1.5, 1, "2019"),
    ),
    "parts_of_parts_are_none": (
        BY_SEX,
        [figure(9, disaggregation={"sex": "female", "age": "0-17"}), part("female", 1), part("male", 2)],
        ("available", 1.5, 0, "2020"),
    ),
    "parts_by_something_else": (
        BY_SEX, [figure(value, disaggregation={"age": age}) for value, age in ((1, "0-17"), (2, "18-64"))],
        ("not_assessed", None, None, None),
    ),
    "the_best_of_each": (
        BY_SEX, [part("female", 1, series="b"), part("female", 3, series="a", **SURVEY), part("male", 2)],
        ("available", 2.5, 0, "2020"),
    ),
    "a_contradiction": (
        BY_SEX, [part("female", 1), part("male", 2), part("male", 3, **SURVEY)],
        ("conflict", None, 0, "2020"),
    ),
    "a_contradiction_where_there_are_too_few": (
        BY_SEX,
        [part("female", 1), part("female", 2, **SURVEY), part("female", 3, "2019"), part("male", 4, "2019")],
        ("conflict", None, 0, "2020"),
    ),
    "the_share_above": (
        ABOVE, [part("female", 30), part("male", 31), part("other", 40), part("girls", 2)],
        ("available", 50, 0, "2020"),
    ),
    "the_share_above_of_one": (ABOVE, [part("female", 31)], ("available", 100, 0, "2020")),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "records", "expected"), PARTS.values(), ids=PARTS)
def test_parts_are_taken_together(make, rule, records, expected):
    indicator = make.measure(series=SERIES, values=rule)
    assert cells(make, indicator, records, names=("status", "value", "age", "period")) == [expected]


RANGE = ("value", "low", "high")


def test_a_value_lies_between_what_its_publisher_says(make):
    pair = [part("female", 10, low=8, high=15), part("male", 20)]
    for rule, records, expected in (
        (None, [figure(10)], (10, 10, 10)),
        (None, [figure(10, low=8, high=15)], (10, 8, 15)),
        (None, [figure(10, low=8)], (10, 8, 10)),
        (BY_SEX, pair, (15, (8 + 20) / 2, (15 + 20) / 2)),
        ({**ABOVE, "above": 12}, pair, (50, 50, 100)),
        ({**ABOVE, "above": 9}, pair, (100, 50, 100)),
    ):
        indicator = make.measure(**({"values": rule} if rule else {}))
        assert cells(make, indicator, records, names=RANGE) == [expected]


def test_nothing_lies_between_where_nothing_counts(make):
    contradiction = [figure(1, low=0, high=2), figure(2, **SURVEY)]
    assert cells(make, make.measure(), contradiction, names=RANGE) == [(None, None, None)]
    assert cells(make, make.measure(), [figure(None)], names=RANGE) == [(None, None, None)]


@pytest.mark.parametrize(("sources", "primary"), [
    (["yearbook"], True), (["survey"], False), (["press", "office"], True), (["press", "survey"], False),
])  # fmt: skip
def test_what_rests_on_a_primary_source_is_marked(make, sources, primary):
    found = [
        cells(make, indicator, [record], names=("primary",))
        for indicator, record in (
            (make.measure(), figure(1, sources=sources)),
            (make.rubric(), level("2020", 1, sources=sources)),
            (make.treaty_status(), act("party", "2000", sources=sources)),
        )
    ]
    assert found == [[(primary,)]] * 3


def test_of_parts_one_primary_source_is_enough(make):
    for other, primary in (("office", True), ("press", False)):
        records = [part("female", 1, **SURVEY), part("male", 2, sources=[other])]
        assert cells(make, make.measure(values=BY_SEX), records, names=("primary",)) == [(primary,)]


def test_what_is_silent_rests_on_no_primary_source(make):
    assert cells(make, make.measure(), [figure(None)], names=("primary",)) == [(False,)]


# Several countries, years and measures


def test_every_country_and_year_has_its_own_value(make):
    records = [figure(1, "2016"), figure(2, "2019")]
    records += [figure(3, "2019", country="NLD"), figure(4, country="NLD")]
    found = cells(
        make, make.measure(), records, names=("status", "value", "age"), codes=("NLD", "BEL"),
        years=(2015, 2016, 2018, 2019, 2020, 2024),
    )  # fmt: skip
    none = ("not_assessed", None, None)
    assert found == [
        *(none, none, none, ("available", 3, 0), ("available", 4, 0), ("stale", 4, 4)),
        *(none, ("available", 1, 0), ("available", 1, 2), ("available", 2, 0), ("available", 2, 1)),
        ("stale", 2, 5),
    ]


def test_measures_that_read_the_same_figures_have_rules_of_their_own(make):
    above = {"how": "share_above", "by": "sex", "above": 15}
    indicators = [
        make.measure("other"),
        make.measure(values=BY_SEX),
        make.measure("dear", values={**above, "of": "pupils"}, max_age=1),
        make.measure("cheap", values={**above, "above": 25, "of": "pupils"}, max_age=0),
    ]
    records = [part("female", 10, "2018"), part("male", 20, "2018"), ("figure", ("other", 7, "2020"), {})]
    found = engine_of(make, indicators, records, codes=("NLD", "BEL"), years=(2018, 2019, 2020)).choices
    values = [[NAN, 15, 50, 0], [NAN, 15, 50, 0], [7, 15, 50, 0]]
    assert np.array_equal(found.value[1], values, equal_nan=True)
    words = [[STATUSES[place] for place in row] for row in found.status[1].tolist()]
    assert words == [
        ["not_assessed", "available", "available", "available"],
        ["not_assessed", "available", "available", "stale"],
        ["available", "available", "stale", "stale"],
    ]
    assert (found.status[0] == STATUSES.index("not_assessed")).all()


# Trends


def ends_of(make, records, year=2020, method=None, series=SERIES, **more):
    """Return the first and the last figure of a trend as (year, value), or None."""
    engine = engine_of(make, [make.measure(series=series, **more)], records, years=(year,), method=method)
    first, last, start, end = (side.item() for side in engine.choices.ends)
    return None if start != start else ((start, first), (end, last))


YEARS = [figure(year - 2000, str(year), series="a") for year in (2014, 2015, 2016, 2018, 2020)]


@pytest.mark.parametrize(("rules", "begin"), [
    ({}, 2015), ({"trend_start": 2016}, 2016), ({"trend_start": 2000}, 2014), ({"trend_years": (3, 4)}, 2016),
    ({"trend_years": (3, 5)}, 2015), ({"trend_years": (4, 10)}, 2015), ({"trend_years": (2, 2)}, 2018),
    ({"trend_years": (5, 9)}, 2015), ({"trend_years": (6, 9)}, None), ({"trend_start": 2019}, None),
])  # fmt: skip
def test_a_trend_begins_where_the_method_lets_it(make, rules, begin):
    expected = None if begin is None else ((begin, begin - 2000), (2020, 20))
    assert ends_of(make, YEARS, method=Method(**rules)) == expected


def test_a_trend_stays_within_one_unbroken_series(make):
    first, last = figure(1, "2015", series="a"), figure(5, series="a")
    whole_trend = ((2015, 1), (2020, 5))
    assert ends_of(make, [first, last]) == whole_trend
    assert ends_of(make, [first, figure(5, series="b")]) is None
    assert ends_of(make, [figure(1, "2015", series="broken"), figure(5, series="broken")]) is None
    assert ends_of(make, [figure(1, "2015"), figure(5)]) == whole_trend
    assert ends_of(make, [figure(1, "2015"), figure(5, **SURVEY)]) is None
    # A publisher's series is one wherever it was found; so is a source that is cited after another.
    assert ends_of(make, [first, figure(5, series="a", **SURVEY)]) == whole_trend
    assert ends_of(make, [first, figure(5, series="a", country="NLD")]) is None
    assert ends_of(make, [first, figure(5, series="a", override="So it is.")]) is None
    assert ends_of(make, [figure(1, "2015", series="a", note="preliminary"), last]) is None
    assert ends_of(make, [first, figure(5, series="a", note="preliminary")]) is None
    assert ends_of(make, [first, figure(5, series="a", note="provisional")]) == whole_trend


def test_a_mean_has_a_trend_over_the_same_parts_alone(make):
    def pair(period, *names, **more):
        return [part(name, 10 * place, period, **more) for place, name in enumerate(names, start=1)]

    rule = {"values": {**BY_SEX, "minimum": 1}}
    kept = ((2015, 10), (2020, 10))
    same, other = pair("2015", "female", "male"), pair("2015", "female", "girls")
    assert ends_of(make, [*same, *pair("2020", "male", "female")], **rule) == ((2015, 15), (2020, 15))
    assert ends_of(make, [*other, *pair("2020", "male", "female")], **rule) is None
    assert ends_of(make, [*pair("2015", "female"), *pair("2020", "male", "female")], **rule) is None
    assert ends_of(make, [*pair("2015", "female"), *pair("2020", "female")], **rule) == kept
    assert ends_of(make, [*pair("2015", "female"), *pair("2020", "male")], **rule) is None
    assert ends_of(make, [*same, *pair("2020", "female", "male", **SURVEY)], **rule) is None


def test_the_course_of_a_series_is_every_observation_up_to_the_one_that_stands(make):
    evidence = evidence_of(make, [*YEARS, figure(19, "2019", series="b"), figure(22, "2022", series="a")])
    indicator = make.measure(series=SERIES)
    grid = Grid.of(evidence, ["BEL"], [2018, 2020])
    known = candidates(evidence, [indicator], grid.codes)
    at = standing(known, 1, grid)[0, 0]
    assert course(known, at[0], 2015) == ((2015, 15), (2016, 16), (2018, 18))
    assert course(known, at[1], 2016) == ((2016, 16), (2018, 18), (2020, 20))


def test_where_nothing_is_known_nothing_stands(make):
    evidence, indicator = make.evidence(), make.measure()
    grid = Grid.of(evidence, ["BEL", "NLD"], [2020])
    known = candidates(evidence, [indicator], grid.codes)
    assert standing(known, 1, grid).tolist() == [[[-1], [-1]]]
    into = Choices.empty((2, 1, 1))
    choose_measures(into, np.array([0]), known, np.array([3]), grid, Method())
    assert (into.status == STATUSES.index("not_assessed")).all() and np.isnan(into.value).all()


def test_observations_are_made_into_arrays_once(make):
    evidence = make.evidence(make.figure("pupils", 1))
    assert rows_of(evidence) is rows_of(evidence)


# Rubrics

SIDES = ("status", "value", "law", "practice", "low", "high", "age", "period")
SECOND = {"second_coder": {"coder": "B", "law": 3}}
LEVELS = {
    "the_lower_side": ([level("2019", 3, 1)], [], ("available", 1, 3, 1, 0.5, 1.5, 1, "2019")),
    "law_alone": ([level("2019", 3)], [], ("available", 3, 3, None, 2.5, 3.5, 1, "2019")),
    "practice_alone": ([level("2019", None, 2)], [], ("available", 2, None, 2, 1.5, 2.5, 1, "2019")),
    "no_lower_than_0": ([level("2019", 0)], [], ("available", 0, 0, None, 0, 0.5, 1, "2019")),
    "no_higher_than_4": ([level("2019", 4)], [], ("available", 4, 4, None, 3.5, 4, 1, "2019")),
    "the_one_in_force": (
        [level("2016", 1, until="2018"), level("2019", 3)], [],
        ("available", 3, 3, None, 2.5, 3.5, 1, "2019"),
    ),
    "until_the_last_day": (
        [level("2018", 1, until="2020-12-31")], [], ("available", 1, 1, None, 0.5, 1.5, 2, "2018"),
    ),
    "until_the_day_before": (
        [level("2018", 1, until="2020-12-30")], [], ("not_assessed", *[None] * 7),
    ),
    "from_the_last_day": (
        [level("2020-12-31", 1)], [], ("available", 1, 1, None, 0.5, 1.5, 0, "2020-12-31"),
    ),
    "from_the_day_after": ([level("2021", 1)], [], ("not_assessed", *[None] * 7)),
    "confirmed_anew": (
        [level("2010", 1, confirmed="2017-06")], [], ("available", 1, 1, None, 0.5, 1.5, 3, "2010"),
    ),
    "confirmed_too_long_ago": (
        [level("2010", 1, confirmed="2016")], [], ("stale", 1, 1, None, 0.5, 1.5, 4, "2010"),
    ),
    "confirmed_later": (
        [level("2010", 1, confirmed="2023")], [], ("available", 1, 1, None, 0.5, 1.5, 0, "2010"),
    ),
    "the_second_body": (
        [level("2018", 1)], [level("2019", 3)], ("available", 3, 3, None, 2.5, 3.5, 1, "2019"),
    ),
    "two_coders_close_together": (
        [level("2019", 2, **SECOND)], [], ("available", 2.5, 2.5, None, 2, 3, 1, "2019"),
    ),
    "two_coders_too_far_apart": (
        [level("2019", 1, 1, **SECOND)], [], ("conflict", None, None, None, None, None, 1, "2019"),
    ),
    "one_who_settles": (
        [level("2019", 1, **SECOND, adjudicated={"by": "C", "reason": "Read.", "law": 2})], [],
        ("available", 2, 2, None, 1, 3, 1, "2019"),
    ),
    "a_side_that_only_the_second_coded": (
        [level("2019", None, 4, **SECOND)], [], ("available", 3, 3, 4, 2.5, 3.5, 1, "2019"),
    ),
    "a_region": ([level("2019", 1, country="BE-VLG")], [], ("not_assessed", *[None] * 7)),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), LEVELS.values(), ids=LEVELS)
def test_a_level_is_found(make, first, second, expected):
    assert cells(make, make.rubric(), first, second, names=SIDES) == [expected]


def test_how_far_a_coder_may_be_off_is_a_rule_of_the_method(make):
    records = [level("2019", 2)]
    found = cells(make, make.rubric(), records, names=RANGE, method=Method(level_spread=1.0))
    assert found == [(2, 1, 3)]


def test_rubrics_of_several_countries_and_years_are_told_apart(make):
    indicators = [make.rubric(), make.measure(), make.rubric("duties", max_age=1)]
    records = [
        level("2018", 1, **SURVEY),
        level("2020", 2, country="NLD"),
        ("level", ("duties", "2018"), {"law": 3}),
        ("level", ("unknown", "2018"), {"law": 4}),
    ]
    found = engine_of(make, indicators, records, codes=("NLD", "BEL"), years=(2018, 2020)).choices
    expected = [[[NAN, NAN, NAN], [2, NAN, NAN]], [[1, NAN, 3], [1, NAN, 3]]]
    assert np.array_equal(found.value, expected, equal_nan=True)
    assert [STATUSES[place] for place in found.status[1, :, 2]] == ["available", "stale"]
    assert found.source_id[1, :, 0].tolist() == ["survey", "survey"]
    assert found.source_id[:, 1, 2].tolist() == [None, "yearbook"]


# Treaties

TREATIES = {
    "a_party": ([act("party", "2000")], [], ("available", 1, 0, "2000", "yearbook")),
    "a_signatory": ([act("signed", "2000")], [], ("available", 0.25, 0, "2000", "yearbook")),
    "one_that_stayed_away": ([act("none")], [], ("available", 0, 0, None, "yearbook")),
    "signed_and_joined_on_one_day": (
        [act("party", "2000", **SURVEY), act("signed", "2000")], [], ("available", 1, 0, "2000", "survey"),
    ),
    "joined_after_signing": (
        [act("party", "2005"), act("signed", "2000", **SURVEY)], [], ("available", 1, 0, "2005", "yearbook"),
    ),
    "one_that_withdrew": (
        [act("party", "2000"), act("none", "2010", **SURVEY)], [], ("available", 0, 0, "2010", "survey"),
    ),
    "joined_on_the_last_day": (
        [act("party", "2020-12-31")], [], ("available", 1, 0, "2020-12-31", "yearbook"),
    ),
    "joined_the_day_after": ([act("party", "2021-01-01")], [], ("not_assessed", None, None, None, None)),
    "one_that_will_withdraw": (
        [act("none", "2022", as_of="2023")], [], ("not_assessed", None, None, None, None),
    ),
    "one_that_will_join_and_is_in_no_whole_list": (
        [act("party", "2022", as_of="2023"), whole("2023")], [], ("not_assessed", None, None, None, None),
    ),
    "one_that_will_sign": (
        [act("signed", "2022", as_of="2023")], [], ("available", 0, 0, "2022", "yearbook"),
    ),
    "one_that_will_join_by_the_first_of_two_acts": (
        [act("party", "2023", as_of="2023", **SURVEY), act("signed", "2022", as_of="2023")], [],
        ("available", 0, 0, "2022", "yearbook"),
    ),
    "one_that_will_sign_and_is_known_to_have_stayed_away": (
        [act("none", **SURVEY), act("signed", "2022", as_of="2023")], [], ("available", 0, 0, None, "survey"),
    ),
    "one_of_which_nothing_is_known": ([], [], ("not_assessed", None, None, None, None)),
    "one_that_is_not_in_a_whole_list": ([whole("2020")], [], ("available", 0, 0, None, "yearbook")),
    "one_that_is_not_in_a_list_with_gaps": (
        [whole("2020", complete=False)], [], ("not_assessed", None, None, None, None),
    ),
    "a_list_as_old_as_permitted": ([whole("2017")], [], ("available", 0, 3, None, "yearbook")),
    "an_old_list": ([whole("2016")], [], ("stale", 0, 4, None, "yearbook")),
    "a_list_of_later": ([whole("2022")], [], ("available", 0, 0, None, "yearbook")),
    "the_newest_of_two_lists": ([whole("2018"), whole("2016")], [], ("available", 0, 2, None, "yearbook")),
    "a_record_as_old_as_its_newest_list": (
        [act("party", "2000", as_of="2010"), whole("2019")], [], ("available", 1, 1, "2000", "yearbook"),
    ),
    "an_old_list_and_a_newer_record": (
        [act("none", as_of="2019"), whole("2010")], [], ("available", 0, 1, None, "yearbook"),
    ),
    "an_old_record": ([act("party", "2000", as_of="2016")], [], ("stale", 1, 4, "2000", "yearbook")),
    "one_act_that_two_records_show": (
        [act("party", "2000", **SURVEY), act("party", "2000", as_of="2018")], [],
        ("available", 1, 0, "2000", "survey"),
    ),
    "the_second_body": (
        [act("party", "2000")], [act("signed", "2001", **SURVEY)], ("available", 0.25, 0, "2001", "survey"),
    ),
    "another_country": ([act("party", "2000", country="NLD")], [], ("not_assessed", None, None, None, None)),
    "another_treaty": (
        [act("party", "2000", instrument="other")], [], ("not_assessed", None, None, None, None),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), TREATIES.values(), ids=TREATIES)
def test_where_a_state_stands_is_found(make, first, second, expected):
    assert cells(make, make.treaty_status(), first, second) == [expected]


def test_what_a_signature_counts_is_a_rule_of_the_method(make):
    records = [act("signed", "2000")]
    found = cells(make, make.treaty_status(), records, names=("value",), method=Method(signed_credit=0.5))
    assert found == [(0.5,)]


def test_states_and_territories_stand_each_for_itself_in_every_year(make):
    records = [
        whole("2019"),
        act("signed", "2010", country="NLD", **SURVEY),
        act("party", "2018-06", country="NLD"),
        act("party", "2000", as_of="2015", country="MAC"),
    ]
    found = cells(
        make, make.treaty_status(), records, names=("status", "value", "age", "period", "source_id"),
        codes=("MAC", "BEL", "NLD"), years=(2005, 2017, 2020, 2023),
    )  # fmt: skip
    assert found == [
        ("available", 1, 0, "2000", "yearbook"),
        ("available", 1, 2, "2000", "yearbook"),
        ("stale", 1, 5, "2000", "yearbook"),
        ("stale", 1, 8, "2000", "yearbook"),
        *[("available", 0, age, None, "yearbook") for age in (0, 0, 1)],
        ("stale", 0, 4, None, "yearbook"),
        ("available", 0, 0, "2010", "survey"),
        ("available", 0.25, 0, "2010", "survey"),
        ("available", 1, 0, "2018-06", "yearbook"),
        ("available", 1, 3, "2018-06", "yearbook"),
    ]


PAIR = ("treaties", "convention", "protocol")


def test_several_treaties_are_their_share_as_old_as_the_oldest(make):
    records = [
        act("party", "2005", as_of="2018", **SURVEY),
        act("signed", "2000", as_of="2019", instrument="protocol", **PRESS),
    ]
    names = ("status", "value", "age", "period", "source_id", "primary")
    assert cells(make, make.treaty_status(*PAIR), records, names=names) == [
        ("available", (1 + 0.25) / 2, 2, "2000", "survey", False)
    ]
    records[1] = act("none", as_of="2019", instrument="protocol")
    assert cells(make, make.treaty_status(*PAIR), records, names=names) == [
        ("available", 0.5, 2, "2005", "survey", True)
    ]
    assert cells(make, make.treaty_status(*PAIR), records[:1], names=names) == [
        ("not_assessed", None, None, None, None, False)
    ]


def test_a_treaty_counts_from_the_day_on_which_it_was_adopted(make):
    records = [act("party", "2005", **SURVEY), act("signed", "2018", instrument="protocol", as_of="2018")]
    found = cells(
        make, make.treaty_status(*PAIR), records, names=("status", "value", "age", "source_id"),
        years=(2004, 2006, 2017, 2018), adopted={"convention": "2005", "protocol": "2018-12-31"},
    )  # fmt: skip
    assert found == [
        ("not_applicable", None, None, None),
        ("available", 1, 0, "survey"),
        ("available", 1, 0, "survey"),
        ("available", (1 + 0.25) / 2, 0, "survey"),
    ]
