"""Many countries and years at once give what a card gives for each of them, cell by cell."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.countries import countries
from gcmscore.errors import InvalidRequestError
from gcmscore.periods import first_day

CODES = ("BEL", "NLD")
YEARS = (2016, 2019, 2021)
# Each example scores six cards; what a formula is tried on fifty times is tried here on fewer.
of_worlds = settings(max_examples=6)
# Twenty runs tell as well as a thousand whether a card and a panel have the same intervals.
FEW_DRAWS = gcm.Method(draws=20)
METHODS = {
    "default": gcm.Method(),
    "exploratory": gcm.Method.exploratory(),
    "own": gcm.Method(
        coverage_floor=0.3, instrument_share=0.5, signed_credit=0.5, coder_tolerance=0, overall_floor=0.2,
        band_cuts=(2.5, 2.0, 0.5), red_steps_down=False, trend_start=2014, trend_years=(1, 4),
        trend_deadline=2025, trend_share=0.5,
    ),
    "another_index": gcm.Method.exploratory().replace(
        objective_mean="geometric", overall_mean="harmonic", overall_floor=0.0, overall_indicator_floor=0.05,
        objective_imputation="continent", band_rule="two_worst", band_floor=0.6, instrument_share=1.0,
    ),
}  # fmt: skip


def agree(panel):
    """Hold both tables and the overall score of a panel against the cards of its countries and years."""
    # A figure of many parts may be added up in another order: that moves its last bit and nothing else.
    close = {"rtol": 1e-12, "atol": 1e-9}
    cards = [panel.card(code, year) for code in panel.codes for year in panel.years]
    for name in ("objectives", "indicators"):
        tables = [getattr(card, name) for card in cards]
        pd.testing.assert_frame_equal(getattr(panel, name), pd.concat(tables), **close)
        assert all(getattr(panel, name).attrs == item.attrs for item in tables)
    keys = ["score", "scored", "needed", "total", "coverage", "bound_low", "bound_high"]
    keys += ["answered", "asked", "imputed"]
    totals = [[getattr(card.total, key) for key in keys] for card in cards]
    expected = pd.DataFrame(totals, index=panel.overall.index, columns=keys)
    ends = [card.intervals.get(None, (np.nan, np.nan)) for card in cards]
    for place, name in ((1, "low"), (2, "high")):
        expected.insert(place, name, [pair[place - 1] for pair in ends])
    pd.testing.assert_frame_equal(panel.overall, expected.astype(panel.overall.dtypes), **close)


# The shipped evidence


# Rich and poor in evidence, donor, origin and destination, large and very small, with and without a vote.
WORLD = ("BEL", "NLD", "FRA", "GBR", "USA", "NGA", "PHL", "TUR", "SSD", "PRK", "TUV", "MAC")


def test_a_panel_of_the_shipped_evidence_is_made_of_its_cards():
    agree(gcm.score_panel([2012, 2016, 2018, 2020, 2026], WORLD, profile="full", method=FEW_DRAWS))


@pytest.mark.parametrize("profile", ["core", "global"])
def test_every_profile_of_the_shipped_evidence_is_scored_alike(profile):
    agree(gcm.score_panel([2018, 2026], WORLD[::3], profile=profile))


@pytest.mark.parametrize("method", ["exploratory", "own", "another_index"])
def test_every_method_scores_the_shipped_evidence_alike(method):
    agree(gcm.score_panel([2018, 2022], WORLD[1::3], profile="full", method=METHODS[method]))


def test_what_was_known_by_a_day_is_the_same_for_one_and_for_many():
    years, codes = [2018, 2020], ["BEL", "NGA"]
    panel = gcm.score_panel(years, codes, profile="core", known_by="2021-06-30")
    agree(panel)
    assert not panel.indicators.equals(gcm.score_panel(years, codes, profile="core").indicators)


# Made-up worlds


SOURCES = {
    "yearbook": ("2000", "statistic"),
    "survey": ("2000", "academic"),
    "press": ("2018-06", "media"),
    "report": ("2020-02-29", "official"),
}
PERIODS = (
    "2013", "2014-Q4", "2015", "2015-Q4", "2016", "2016-12-31", "2017", "2018", "2018-07/2019-06", "2019",
    "2019-Q4", "2019-12", "2020", "2020-01/2020-12", "2020-07/2020-12", "2021", "2022",
)  # fmt: skip
DATES = (
    "1990", "2014-05", "2015", "2016-12-31", "2017", "2018", "2018-01-01", "2019-06", "2020-12", "2023",
)  # fmt: skip
PARTS = (
    {}, {}, {}, {"sex": "female"}, {"sex": "male"}, {"sex": "other"}, {"corridor": "DEU"},
    {"corridor": "MAR"}, {"corridor": "TUR"}, {"sex": "female", "age": "0-17"}, {"age": "0-17"},
)  # fmt: skip
VALUES = (0, 10, 25, 25, 40, 50, 60, 75, 75.5, 100, -20, 130)
GROUPS = {
    "early": {"members": [{"country": "BEL", "until": "2018"}, {"country": "NLD", "from": "2019-06"}]},
    "twice": {
        "members": [{"country": "BEL", "until": "2016-12-30"}, {"country": "BEL", "from": "2021-12-31"}]
    },
    "large": {"any_of": [{"indicator": "size", "at_least": 50}, {"indicator": "total", "at_least": 75}]},
    "coded": {"any_of": [{"indicator": "rights", "at_least": 2}]},
    "bound": {"any_of": [{"indicator": "treaties", "at_least": 0.5}]},
    "unknown": {"any_of": [{"indicator": "nowhere", "at_least": 1}]},
    "large_or_unknown": {
        "any_of": [{"indicator": "size", "at_least": 50}, {"indicator": "nowhere", "at_least": 1}]
    },
}
for _group in GROUPS.values():
    _group |= {"title": "A group", "sources": [{"id": "yearbook", "locator": "list"}]}

applies = st.lists(st.sampled_from([*GROUPS]), max_size=2, unique=True)
codes = st.sampled_from([*CODES, "BE-VLG"])
cited = st.lists(st.sampled_from([*SOURCES]), min_size=1, max_size=2, unique=True)
levels = st.sampled_from([None, 0, 1, 2, 3, 4])
dates = st.sampled_from(DATES)

figure_parts = st.fixed_dictionaries(
    {
        "country": codes,
        "period": st.sampled_from(PERIODS),
        "value": st.sampled_from([*VALUES, None]),
        "series": st.sampled_from(["a", "a", "b", None, "stray"]),
        "disaggregation": st.sampled_from(PARTS),
        "sources": cited,
        "edition": st.sampled_from([None, None, None, "2019", "2021-03"]),
        "override": st.sampled_from([None, None, None, None, None, "It is right."]),
    }
)
coded_levels = st.fixed_dictionaries({"law": levels, "practice": levels})
level_parts = st.fixed_dictionaries(
    {
        "country": codes,
        "days": st.lists(dates, min_size=3, max_size=3).map(lambda days: sorted(days, key=first_day)),
        "given": st.sampled_from(["", "until", "confirmed", "both"]),
        "levels": coded_levels,
        "second": st.one_of(st.none(), coded_levels),
        "settled": st.one_of(st.none(), st.none(), coded_levels),
        "sources": cited,
    }
)
treaty_parts = st.fixed_dictionaries(
    {
        "country": codes,
        "instrument": st.sampled_from(["convention", "protocol", "charter", "pact"]),
        "status": st.sampled_from(["party", "party", "signed", "none"]),
        "date": st.one_of(st.none(), dates),
        "as_of": dates,
        "sources": cited,
    }
)
list_parts = st.tuples(st.sampled_from(["convention", "protocol", "charter"]), dates, st.booleans())


def measures(make, more):
    """Measures of every rule there is, each with the groups and weight that were drawn for it."""
    series = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
    women = {"how": "mean", "by": "sex", "minimum": 2}
    above = {"how": "share_above", "by": "corridor", "above": 30}
    ages = {"of": "women", "how": "mean", "by": "age"}
    most, least = ({"value": value, "source": "A plan"} for value in (60, 20))
    return [
        make.measure("total", series=series, target=most, **more("total")),
        make.measure("falling", 100, 0, target=least, max_age=1, **more("falling")),
        make.measure("women", series=series, values=women, **more("women")),
        make.measure("corridors", values=above, aspects=["policy"], objective=2, **more("corridors")),
        make.measure("again", 20, 60, values={"of": "total"}, max_age=0, objective=2, **more("again")),
        make.measure("ages", values=ages, **more("ages")),
        make.measure("size", role="context", max_age=9, also=[2], objective=3),
    ]


def answered(make, drawn):
    """Figures of the given parts, the rest in order."""
    names = ("total", "falling", "women", "corridors", "size")
    for name, parts in drawn:
        value = parts["value"]
        missing = {"missing": "not_published"} if value is None else {}
        more = {key: item for key, item in parts.items() if key not in ("value", "period")}
        yield make.figure(names[name], value, parts["period"], **more, **missing)


def coded(make, drawn):
    """Levels of the given parts; a side that the rubric does not have is left out."""
    for name, parts in drawn:
        sides = {"rights": ("law", "practice"), "rules": ("law",), "deeds": ("practice",)}[name]

        def on(side_levels, sides=sides):
            return {side: side_levels[side] for side in sides if side_levels[side] is not None}

        first = on(parts["levels"]) or {sides[0]: 2}
        since, confirmed, until = parts["days"]
        more = {"confirmed": confirmed} if parts["given"] in ("confirmed", "both") else {}
        more |= {"until": until} if parts["given"] in ("until", "both") else {}
        if parts["second"] is not None:
            more["second_coder"] = {"coder": "B", **on(parts["second"])}
        if parts["settled"] is not None:
            more["adjudicated"] = {"by": "C", "reason": "Read.", **on(parts["settled"])}
        yield make.level(name, since, country=parts["country"], sources=parts["sources"], **first, **more)


def joined(make, drawn, lists):
    """Treaty status of the given parts, and statements that a list is whole."""
    for parts in drawn:
        parts = dict(parts)
        instrument, status, day = (parts.pop(name) for name in ("instrument", "status", "date"))
        if status != "none":
            day = day or "2017"
        yield make.treaty(instrument, status, day, **parts)
    for instrument, as_of, complete in lists:
        yield make.whole_list(instrument, as_of, complete)


def adopting(compact, **adopted):
    """Return a framework whose treaties were adopted on other days."""
    known = compact.instruments
    changed = {name: known[name].model_copy(update={"adopted": day}) for name, day in adopted.items()}
    return dataclasses.replace(compact, instruments={**known, **changed})


def world(make, figures=(), codings=(), treaties=(), lists=(), later=(), groups=None, weights=None):
    """Return a framework of four objectives and what is known, in one body of evidence or in two."""

    def more(name):
        return {
            "applies_to": (groups or {}).get(name, []),
            "weight": (weights or {}).get(name, 1.0),
            "profiles": ["core"] if name in ("total", "rights", "treaties") else [],
        }

    indicators = [
        *measures(make, more),
        make.rubric("rights", **more("rights")),
        make.rubric("rules", ("law",), objective=2, max_age=1, **more("rules")),
        make.rubric("deeds", ("practice",), objective=2, **more("deeds")),
        make.treaty_status("treaties", "convention", "protocol", **more("treaties")),
        make.treaty_status("young", "protocol", "charter", objective=2, max_age=1, **more("young")),
        make.treaty_status("pacts", "pact", objective=3, **more("pacts")),
    ]
    adopted = {"protocol": "2017-06", "charter": "2019", "pact": "2022"}
    compact = adopting(make.compact(*indicators, objectives=4), **adopted)
    sources = [make.source(name, day, kind) for name, (day, kind) in SOURCES.items()]
    records = [*answered(make, figures), *coded(make, codings), *joined(make, treaties, lists)]
    evidence = make.evidence(*sources, *records, groups=GROUPS)
    if later:
        others = [*coded(make, codings[::2]), *joined(make, treaties[::2], lists[::2])]
        evidence |= make.evidence(*sources, *answered(make, later), *others)
    return compact, evidence


def panel_of(compact, evidence, method="default", **more):
    rules = {"profile": "full", "method": METHODS[method]} | more
    return gcm.score_panel(YEARS, CODES, compact=compact, evidence=evidence, **rules)


MEASURES = ("total", "falling", "women", "corridors", "again", "ages")
ALL = (*MEASURES, "rights", "rules", "deeds", "treaties", "young", "pacts")
KNOWN_BY = (None, "1999", "2000", "2018-06", "2019", "2020-03")
methods = st.sampled_from([*METHODS])
figures = st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 2, 2, 3, 4]), figure_parts), max_size=25)
rubrics = st.sampled_from(["rights", "rights", "rules", "deeds"])
codings = st.lists(st.tuples(rubrics, level_parts), max_size=8)
treaties = st.lists(treaty_parts, max_size=10)
lists = st.lists(list_parts, max_size=4)
asked = st.dictionaries(st.sampled_from(ALL), applies, max_size=4)
weights = st.dictionaries(st.sampled_from(ALL), st.sampled_from([0.1, 0.7, 2.0, 3.0]), max_size=4)


@of_worlds
@given(figures, figures.map(lambda items: items[:8]), methods)
def test_figures_are_chosen_and_judged_alike(make, drawn, later, method):
    agree(panel_of(*world(make, drawn, later=later), method))


@of_worlds
@given(codings, methods)
def test_levels_are_chosen_and_judged_alike(make, drawn, method):
    agree(panel_of(*world(make, codings=drawn), method))


@of_worlds
@given(treaties, lists, methods)
def test_treaty_status_is_read_alike(make, drawn, whole, method):
    agree(panel_of(*world(make, treaties=drawn, lists=whole), method))


@of_worlds
@given(figures, codings, treaties, lists, asked, weights, methods, st.sampled_from(["full", "full", "core"]))
def test_groups_weights_and_profiles_decide_alike(
    make, drawn, coding, treaty, whole, groups, weight, method, profile
):
    made = world(make, drawn, coding, treaty, whole, groups=groups, weights=weight)
    agree(panel_of(*made, method, profile=profile))


@of_worlds
@given(figures, codings, treaties, lists, figures.map(lambda items: items[:8]), st.sampled_from(KNOWN_BY))
def test_two_bodies_of_evidence_as_known_by_a_day_are_weighed_alike(
    make, drawn, coding, treaty, whole, later, day
):
    agree(panel_of(*world(make, drawn, coding, treaty, whole, later), known_by=day))


# One rule each, by hand


SERIES = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
BY_SEX = {"how": "mean", "by": "sex", "minimum": 2}
ABOVE = {"how": "share_above", "by": "sex", "above": 30}


def said(value, period="2020", **more):
    """Return a figure yet to be made, or the statement that there is none."""
    missing = {"missing": "not_published"} if value is None else {}
    return "figure", ("pupils", value, period), {**more, **missing}


def of(sex, value, period="2020", **more):
    return said(value, period, disaggregation={"sex": sex}, **more)


def level(since, law=None, practice=None, **more):
    sides = {name: side for name, side in (("law", law), ("practice", practice)) if side is not None}
    return "level", ("rights", since), {**sides, **more}


def act(status, day=None, as_of="2020", **more):
    return "treaty", ("convention", status, day), {"as_of": as_of, **more}


def whole(as_of):
    return "whole_list", ("convention", as_of), {}


SURVEY = {"sources": ["survey"]}
MISSED = {"coder": "B", "law": 3}
# What is known of 2020 in a first body of evidence and in a second that ranks before it; what follows.
RULES = {
    "the_latest_period": ([said(1, "2019", series="a"), said(2, series="b")], [], 2),
    "of_periods_ending_together_the_longer": ([said(1, "2020-Q4"), said(2), said(3, "2020-12")], [], 2),
    "the_earlier_series": ([said(1, series="b"), said(2, series="a", **SURVEY)], [], 2),
    "a_series_before_none": ([said(1), said(2, series="b", **SURVEY)], [], 2),
    "series_before_body": ([said(1, series="a")], [said(2, series="b", **SURVEY)], 1),
    "body_before_edition": (
        [said(1, series="a", edition="2021")], [said(2, series="a", edition="2019", **SURVEY)], 2,
    ),
    "the_newer_edition": (
        [said(1, series="a", edition="2019"), said(2, series="a", edition="2021", **SURVEY)], [], 2,
    ),
    "without_an_edition_the_newest_source": ([said(1), said(2, sources=["press"])], [], 2),
    "the_second_body_replaces_an_equal_key": ([said(1)], [said(2)], 2),
    "equals_that_contradict": ([said(1), said(2, **SURVEY)], [], "conflict"),
    "equals_that_agree": ([said(1), said(1, **SURVEY)], [], 1),
    "a_contradiction_of_an_older_period": ([said(1, "2019"), said(2, "2019", **SURVEY), said(3)], [], 3),
    "an_override": ([said(1, "2018", override="Corrected."), said(2)], [], 1),
    "the_latest_override": ([said(1, "2018", override="A."), said(2, "2019", override="B."), said(3)], [], 2),
    "an_override_yet_to_come": ([said(1), said(2, "2021", override="Corrected.")], [], 1),
    "a_period_yet_to_end": ([said(1, "2019"), said(2, "2020-07/2021-06")], [], 1),
    "as_old_as_permitted": ([said(1, "2017")], [], 1),
    "older_than_permitted": ([said(1, "2016")], [], "stale"),
    "silence": ([said(None)], [], "not_published"),
    "old_silence": ([said(None, "2016")], [], "stale"),
    "silence_after_an_outdated_value": ([said(1, "2015"), said(None, "2018")], [], "not_published"),
    "silence_on_the_period_of_an_outdated_value": (
        [said(1, "2016"), said(None, "2016", **SURVEY)], [], "stale",
    ),
    "silence_after_a_value_that_counts": ([said(1, "2018"), said(None)], [], 1),
    "silence_after_a_contradiction": (
        [said(1, "2010"), said(2, "2010", **SURVEY), said(None)], [], "conflict",
    ),
    "a_part_is_no_total": ([of("female", 1), said(2, "2019")], [], 2),
}  # fmt: skip
PARTS_RULES = {
    "the_mean_of_parts": (BY_SEX, [of("female", 1), of("male", 2)], 1.5),
    "too_few_parts": (BY_SEX, [of("female", 1), of("female", 3, "2019"), of("male", 4, "2019")], 3.5),
    "parts_from_one_period": (BY_SEX, [of("female", 1), of("male", 2, "2019")], "not_assessed"),
    "a_total_is_no_part": (BY_SEX, [said(9), of("female", 1, "2019"), of("male", 2, "2019")], 1.5),
    "the_best_of_each_part": (
        BY_SEX, [of("female", 1, series="b"), of("female", 3, series="a", **SURVEY), of("male", 2)], 2.5,
    ),
    "a_part_on_which_two_contradict": (
        BY_SEX, [of("female", 1), of("male", 2), of("male", 3, **SURVEY)], "conflict",
    ),
    "a_contradiction_where_parts_are_too_few": (
        BY_SEX,
        [of("female", 1), of("female", 2, **SURVEY), of("female", 3, "2019"), of("male", 4, "2019")],
        "conflict",
    ),
    "the_share_above": (ABOVE, [of("female", 30), of("male", 31), of("other", 40), of("girls", 2)], 50),
}  # fmt: skip
LEVELS = {
    "the_lower_side": ([level("2019", 3, 1)], [], 1),
    "law_alone": ([level("2019", 3)], [], 3),
    "the_one_in_force": ([level("2016", 1, until="2018"), level("2019", 3)], [], 3),
    "until_the_last_day": ([level("2018", 1, until="2020-12-31")], [], 1),
    "until_the_day_before": ([level("2018", 1, until="2020-12-30")], [], "not_assessed"),
    "from_the_last_day": ([level("2020-12-31", 1)], [], 1),
    "confirmed_anew": ([level("2010", 1, confirmed="2017-06")], [], 1),
    "not_confirmed": ([level("2016", 1)], [], "stale"),
    "confirmed_later": ([level("2010", 1, confirmed="2023")], [], 1),
    "the_second_body": ([level("2018", 1)], [level("2019", 3)], 3),
    "two_coders_close_together": ([level("2019", 2, second_coder=MISSED)], [], 2.5),
    "two_coders_too_far_apart": ([level("2019", 1, 1, second_coder=MISSED)], [], "conflict"),
    "one_who_settles": (
        [level("2019", 1, second_coder=MISSED, adjudicated={"by": "C", "reason": "Read.", "law": 2})], [], 2,
    ),
    "a_side_that_only_the_second_coded": ([level("2019", None, 4, second_coder=MISSED)], [], 3),
    "a_region": ([level("2019", 1, country="BE-VLG")], [], "not_assessed"),
}  # fmt: skip
TREATIES = {
    "a_party": ([act("party", "2000")], [], 1),
    "a_signatory": ([act("signed", "2000")], [], 0.25),
    "signed_and_joined_on_one_day": ([act("signed", "2000"), act("party", "2000")], [], 1),
    "joined_after_signing": ([act("party", "2005"), act("signed", "2000")], [], 1),
    "one_that_withdrew": ([act("party", "2000"), act("none", "2010")], [], 0),
    "one_that_will_withdraw": ([act("none", "2022", as_of="2023")], [], "not_assessed"),
    "one_that_will_withdraw_from_a_whole_list": (
        [act("none", "2022", as_of="2023"), whole("2020")], [], "not_assessed",
    ),
    "one_that_will_join_and_may_have_signed": ([act("party", "2022", as_of="2023")], [], "not_assessed"),
    "one_that_will_join_and_is_in_no_whole_list": (
        [act("party", "2022", as_of="2023"), whole("2023")], [], "not_assessed",
    ),
    "one_that_will_sign": ([act("signed", "2022", as_of="2023")], [], 0),
    "one_that_will_join_by_the_first_of_two_acts": (
        [act("party", "2023", as_of="2023", **SURVEY), act("signed", "2022", as_of="2023")], [], 0,
    ),
    "one_that_is_in_no_list": ([], [], "not_assessed"),
    "one_that_is_not_in_a_whole_list": ([whole("2020")], [], 0),
    "an_old_list": ([whole("2016")], [], "stale"),
    "the_newest_of_two_lists": ([whole("2016"), whole("2018")], [], 0),
    "a_record_as_old_as_its_newest_list": ([act("party", "2000", as_of="2010"), whole("2019")], [], 1),
    "an_old_list_and_a_newer_record": ([act("none", as_of="2019"), whole("2010")], [], 0),
    "one_act_that_two_records_show": ([act("party", "2000", **SURVEY), act("party", "2000")], [], 1),
    "the_second_body": ([act("party", "2000")], [act("signed", "2001")], 0.25),
}  # fmt: skip


def made(make, described):
    for kind, values, more in described:
        yield getattr(make, kind)(*values, **more)


def alike(make, indicator, first, second, expected):
    """Hold card and panel together on two bodies of evidence, and against what is to follow for 2020."""
    sources = [make.source(name, day, kind) for name, (day, kind) in SOURCES.items()]
    evidence = make.evidence(*sources, *made(make, first))
    evidence |= make.evidence(*sources, *made(make, second))
    compact = make.compact(indicator)
    rules = {"compact": compact, "evidence": evidence, "profile": "full", "method": FEW_DRAWS}
    panel = gcm.score_panel([2020, 2022], ["BEL"], **rules)
    agree(panel)
    row = panel.indicators.loc[("BEL", 2020, indicator.id)]
    assert expected == (row["status"] if isinstance(expected, str) else row["value"])


@pytest.mark.parametrize(("first", "second", "expected"), RULES.values(), ids=RULES)
def test_a_figure_counts_alike(make, first, second, expected):
    alike(make, make.measure(series=SERIES), first, second, expected)


@pytest.mark.parametrize(("rule", "records", "expected"), PARTS_RULES.values(), ids=PARTS_RULES)
def test_parts_are_taken_together_alike(make, rule, records, expected):
    alike(make, make.measure(series=SERIES, values=rule), records, [], expected)


@pytest.mark.parametrize(("first", "second", "expected"), LEVELS.values(), ids=LEVELS)
def test_a_level_counts_alike(make, first, second, expected):
    alike(make, make.rubric(), first, second, expected)


@pytest.mark.parametrize(("first", "second", "expected"), TREATIES.values(), ids=TREATIES)
def test_a_treaty_counts_alike(make, first, second, expected):
    alike(make, make.treaty_status(), first, second, expected)


# Corners


def test_a_profile_without_indicators_scores_nothing_alike(make):
    agree(panel_of(make.compact(make.measure()), make.evidence(make.figure("pupils", 3)), profile="core"))


def test_a_framework_without_indicators_scores_nothing_alike(make):
    agree(panel_of(make.compact(objectives=2), make.evidence()))


def test_without_evidence_nothing_is_assessed_alike(make):
    agree(panel_of(make.compact(make.measure(), make.rubric(), make.treaty_status()), make.evidence()))


def test_where_nothing_applies_there_is_no_coverage_and_no_bound_alike(make):
    nobody = {"nobody": {**GROUPS["unknown"], "members": [], "any_of": None}}
    indicators = [make.measure(applies_to=["nobody"]), make.rubric(applies_to=["nobody"])]
    panel = panel_of(make.compact(*indicators), make.evidence(make.figure("pupils", 3), groups=nobody))
    agree(panel)
    assert panel.overall["coverage"].eq(0).all()
    assert panel.overall["bound_low"].isna().all()


def test_the_mean_of_many_parts_is_added_up_alike(make):
    records = [
        make.figure("pupils", 1 / 3 + place / 10, disaggregation={"corridor": code})
        for place, code in enumerate(list(countries())[:60])
    ]
    compact = make.compact(make.measure(values={"how": "mean", "by": "corridor"}))
    agree(panel_of(compact, make.evidence(*records)))


def test_treaty_status_without_any_weight_is_alike(make):
    compact = make.compact(make.treaty_status(), make.measure("one"), make.measure("two"))
    records = [make.figure("one", 1), make.figure("two", 2), make.treaty("convention", "party", "2000")]
    agree(gcm.score_panel(YEARS, CODES, compact=compact, evidence=make.evidence(*records), profile="full",
                          method=gcm.Method(instrument_share=0.0)))  # fmt: skip


@pytest.mark.parametrize("year", [1900, 2100])
def test_the_first_and_the_last_year_are_scored_alike(make, year):
    compact = make.compact(make.measure(max_age=999), make.rubric(), make.treaty_status())
    records = [make.figure("pupils", 3, "1899"), make.level(law=2, since="1900-12-31")]
    records += [make.treaty("convention", "none", None)]
    agree(gcm.score_panel([year], CODES, compact=compact, evidence=make.evidence(*records), profile="full"))


def test_a_stale_figure_decides_on_a_group_alike(make):
    group = {"grown": {**GROUPS["unknown"], "any_of": [{"indicator": "size", "at_least": 50}]}}
    size = make.measure("size", role="context", max_age=1)
    compact = make.compact(size, make.measure(applies_to=["grown"]))
    records = [make.figure("size", 60, "2010"), make.figure("size", 40, "2010", country="NLD")]
    panel = panel_of(compact, make.evidence(*records, make.figure("pupils", 5), groups=group))
    agree(panel)
    assert panel.indicators.loc[("NLD", 2016, "pupils"), "status"] == "not_applicable"
    assert panel.indicators.loc[("BEL", 2016, "pupils"), "status"] == "not_assessed"


@pytest.mark.parametrize("order", [1, -1], ids=["known_first", "unknown_first"])
def test_who_meets_none_of_two_conditions_is_outside_only_where_both_are_known_alike(make, order):
    conditions = [{"indicator": "size", "at_least": 50}, {"indicator": "wealth", "at_least": 50}][::order]
    group = {"grown": {**GROUPS["unknown"], "any_of": conditions}}
    context = [make.measure(name, role="context") for name in ("size", "wealth")]
    compact = make.compact(*context, make.measure(applies_to=["grown"]))
    records = [make.figure("size", 40, "2019", country=code) for code in CODES]
    records.append(make.figure("wealth", 40, "2019", country="NLD"))
    panel = panel_of(compact, make.evidence(*records, groups=group))
    agree(panel)
    assert panel.indicators.loc[("BEL", 2019, "pupils"), "status"] == "not_assessed"
    assert panel.indicators.loc[("NLD", 2019, "pupils"), "status"] == "not_applicable"


def test_a_group_that_does_not_exist_is_refused_alike(make):
    compact, evidence = make.compact(make.measure(applies_to=["nowhere"])), make.evidence()
    for call in (lambda: gcm.score("BEL", 2020, compact=compact, evidence=evidence, profile="full"),
                 lambda: panel_of(compact, evidence).indicators):  # fmt: skip
        with pytest.raises(InvalidRequestError, match="there is no country group 'nowhere'"):
            call()


def of_a_territory(make, *records):
    """Hold card and panel together on a territory and a State, under a whole list of 2019."""
    evidence = make.evidence(make.whole_list("convention", "2019"), *records)
    compact = make.compact(make.treaty_status())
    panel = gcm.score_panel([2020], ["MAC", "BEL"], compact=compact, evidence=evidence, profile="full")
    agree(panel)
    return panel.indicators["status"].tolist()


def test_a_territory_that_is_in_no_list_is_not_assessed_alike(make):
    assert of_a_territory(make) == ["not_assessed", "scored"]


def test_a_list_does_not_renew_what_was_read_of_a_territory_alike(make):
    old = make.treaty("convention", "party", "2000", as_of="2010", country="MAC")
    assert of_a_territory(make, old) == ["stale", "scored"]


def test_a_group_by_a_treaty_that_does_not_exist_yet_is_not_known_alike(make):
    group = {"bound": {**GROUPS["unknown"], "any_of": [{"indicator": "treaties", "at_least": 0.5}]}}
    compact = make.compact(make.treaty_status(), make.measure(applies_to=["bound"]))
    agree(panel_of(adopting(compact, convention="2018"), make.evidence(groups=group)))


def test_a_signature_and_an_accession_of_one_later_day_rest_on_the_same_source_alike(make):
    records = [
        make.treaty("convention", "signed", "2023", sources=["press"]),
        make.treaty("convention", "party", "2023", sources=["yearbook"]),
    ]
    sources = [make.source("press", "2018-06", "media")]
    agree(panel_of(make.compact(make.treaty_status()), make.evidence(*sources, *records)))
