"""What single records cannot show: which records contradict each other, and which, however close, do not.

The wording of each problem is in ``data/invalid``; here is where the line between right and wrong runs.
"""

from __future__ import annotations

from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore._consistency import Consistency, Entry, contradictory_rows
from gcmscore._yaml import Document
from gcmscore.countries import countries
from gcmscore.definitions import Instrument
from gcmscore.observations import frame_of
from gcmscore.records import Assessment, Finding, Observation, Ratification, Source

SECTIONS = {
    "findings": Finding,
    "observations": Observation,
    "assessments": Assessment,
    "ratifications": Ratification,
}
TREATY = Instrument.model_validate({"title": "A convention", "short_name": "Treaty", "adopted": "1951-07"})
NAMES = "abcde"
days = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.fixture(scope="module")
def problems(make):
    """Check records against each other; every source is of the end of 2030 unless one is given."""

    def found(*records) -> list[tuple[str, str]]:
        given_sources = {item.id: item for item in records if isinstance(item, Source)}
        sources = {"yearbook": make.source(date="2030"), **given_sources}
        document = Document("evidence.yaml")
        entries = {name: [] for name in SECTIONS}
        for name, kind in SECTIONS.items():
            for item in (item for item in records if isinstance(item, kind)):
                entries[name].append(Entry(item, document, (name, len(entries[name]))))
        Consistency(entries, sources, {"convention": TREATY}, countries()).check()
        return sorted((item.field, item.code) for item in document.problems)

    return found


@pytest.fixture(scope="module")
def contradictions(make):
    """Return the problems among figures."""

    def found(*figures, **dates) -> list:
        sources = {
            "yearbook": make.source(),
            **{name: make.source(name, text) for name, text in dates.items()},
        }
        rows = [(figure, "test.yaml", line) for line, figure in enumerate(figures, start=1)]
        return contradictory_rows(frame_of(rows), sources)

    return found


# What supersedes what


def test_a_chain_is_no_loop(make, problems):
    chain = [
        make.finding("c", "2020", supersedes=["b"]),
        make.finding("b", "2019", supersedes=["a"]),
        make.finding("a", "2018"),
    ]
    assert problems(*chain) == []


def test_two_ways_to_the_same_older_finding_are_no_loop(make, problems):
    records = [
        make.finding("d", supersedes=["b", "c"]),
        make.finding("b", supersedes=["a"]),
        make.finding("c", supersedes=["a"]),
        make.finding("a"),
    ]
    assert problems(*records) == []


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8))
def test_a_loop_is_found_exactly_when_the_findings_cannot_be_put_in_an_order(make, problems, links):
    older = {name: tuple(dict.fromkeys(b for a, b in links if a == name)) for name in NAMES}
    found = problems(*(make.finding(name, supersedes=older[name]) for name in NAMES))
    assert {code for _, code in found} <= {"supersession_loop"}
    try:
        TopologicalSorter(older).prepare()
    except CycleError:
        assert found
    else:
        assert found == []


def test_one_loop_is_one_problem_and_two_loops_are_two(make, problems):
    links = {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["e"], "e": ["c"]}
    found = problems(*(make.finding(name, supersedes=older) for name, older in links.items()))
    assert found == [
        ("findings.0.supersedes", "supersession_loop"),
        ("findings.2.supersedes", "supersession_loop"),
    ]


@pytest.mark.parametrize(
    ("newer", "older"),
    [("2019", "2019"), ("2019", "2019-12-31"), ("2019-01-01", "2019"), ("2019-05", "2018")],
)
def test_dates_that_leave_the_order_open_are_no_contradiction(make, problems, newer, older):
    assert problems(make.finding("b", newer, supersedes=["a"]), make.finding("a", older)) == []


@pytest.mark.parametrize(
    ("newer", "older"), [("2018", "2019"), ("2019-04", "2019-05"), ("2018-12-31", "2019")]
)
def test_a_finding_cannot_supersede_one_that_is_surely_later(make, problems, newer, older):
    found = problems(make.finding("b", newer, supersedes=["a"]), make.finding("a", older))
    assert found == [("findings.0.supersedes", "supersession_order")]


# A source cannot show what happened after it


@given(days, days)
def test_a_finding_needs_a_source_of_its_day_or_later(make, problems, happened, published):
    source = make.source(date=published.isoformat())
    found = problems(make.finding(date=happened.isoformat()), source)
    assert found == ([] if happened <= published else [("findings.0.date", "source_too_old")])


@given(days, st.integers(0, 400), st.sampled_from([4, 7]), st.booleans())
def test_a_date_known_less_precisely_never_makes_a_problem(
    make, problems, happened, later, length, of_source
):
    published = (happened + timedelta(later)).isoformat()
    said = happened.isoformat()
    texts = (said, published[:length]) if of_source else (said[:length], published)
    assert problems(make.finding(date=texts[0]), make.source(date=texts[1])) == []


def test_one_source_that_is_late_enough_is_enough(make, problems):
    records = [make.source("early", "2010"), make.source("late", "2020-06")]
    assert problems(make.finding(date="2020", sources=["early", "late"]), *records) == []
    assert problems(make.finding(date="2020", sources=["early"]), *records) == [
        ("findings.0.date", "source_too_old")
    ]


def test_a_law_says_itself_when_it_enters_into_force(make, problems):
    law = make.source("act", "2019", kind="law")
    assert problems(make.finding(date="2020-07", stage="in_force", sources=["act"]), law) == []


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("practice", "law"),
        ("adopted", "law"),
        ("announced", "law"),
        ("in_force", "official"),
        ("in_force", "ngo"),
    ],
)
def test_nothing_but_a_law_about_its_entry_into_force_may_be_older(make, problems, stage, kind):
    source = make.source("act", "2019", kind=kind)
    found = problems(make.finding(date="2020-07", stage=stage, sources=["act"]), source)
    assert found == [("findings.0.date", "source_too_old")]


@pytest.mark.parametrize(
    ("period", "published", "sound"),
    [
        ("2019", "2019-12-31", True),
        ("2019", "2019-12-30", False),
        ("2019", "2019", True),
        ("2019-Q3", "2019-10", True),
        ("2019-Q3", "2019-08", False),
    ],
)
def test_a_figure_needs_a_source_of_the_end_of_its_period(make, problems, period, published, sound):
    found = problems(make.figure("pupils", 5, period), make.source(date=published))
    assert found == ([] if sound else [("observations.0.period", "source_too_old")])


def test_that_nothing_is_published_can_be_said_only_after_the_period_too(make, problems):
    silence = make.figure("pupils", None, "2019", missing="not_published")
    assert problems(silence, make.source(date="2018")) == [("observations.0.period", "source_too_old")]


def test_an_assessment_needs_a_source_of_its_confirmation_and_else_of_its_beginning(make, problems):
    source = make.source(date="2018")
    assert problems(make.level(since="2018", law=1), source) == []
    assert problems(make.level(since="2019", law=1), source) == [("assessments.0.from", "source_too_old")]
    confirmed = make.level(since="2015", confirmed="2019", law=1)
    assert problems(confirmed, source) == [("assessments.0.confirmed", "source_too_old")]


def test_a_treaty_status_needs_a_source_of_its_day(make, problems):
    treaty = make.treaty("convention", "party", "2019-05-02", as_of="2020")
    assert problems(treaty, make.source(date="2019-05-02")) == []
    assert problems(treaty, make.source(date="2019-05-01")) == [("ratifications.0.date", "source_too_old")]


def test_a_source_that_is_not_known_is_not_said_to_be_old_as_well(make, problems):
    assert problems(make.finding(sources=["nowhere"])) == []


# What an assessment rests on, and when it holds


@pytest.mark.parametrize(
    ("until", "sound"), [(None, True), ("2019", True), ("2019-06-15", True), ("2019-05", False)]
)
def test_an_assessment_rests_on_findings_up_to_its_end(make, problems, until, sound):
    level = make.level(since="2015", until=until, law=1, findings=["a-fact"])
    found = problems(level, make.finding(date="2019-06"))
    assert found == ([] if sound else [("assessments.0.findings", "finding_too_late")])


def test_an_assessment_may_rest_on_what_was_before_it(make, problems):
    assert problems(make.level(since="2015", law=1, findings=["a-fact"]), make.finding(date="1999")) == []


spans = st.tuples(st.integers(2000, 2020), st.one_of(st.none(), st.integers(0, 5)))


@given(st.lists(spans, max_size=5))
def test_assessments_overlap_exactly_when_two_of_them_hold_on_one_day(make, problems, items):
    ends = [(since, None if length is None else since + length) for since, length in items]
    levels = [
        make.level(since=str(since), until=None if until is None else str(until), law=1)
        for since, until in ends
    ]
    shared = any(
        max(a, c) <= min(b if b is not None else 3000, d if d is not None else 3000)
        for (a, b), (c, d) in combinations(ends, 2)
    )
    found = problems(*levels)
    assert {code for _, code in found} == ({"overlap"} if shared else set())


def test_one_assessment_ends_the_day_before_the_next_begins(make, problems):
    levels = [make.level(since="2019-04-05", law=2), make.level(since="2018", until="2019-04-04", law=1)]
    assert problems(*levels) == []


def test_assessments_of_two_indicators_or_two_places_do_not_overlap(make, problems):
    levels = [make.level(law=1), make.level("duties", law=1), make.level(country="BE-VLG", law=1)]
    assert problems(*levels, make.level(country="NLD", law=1)) == []


# A country over its regions


@pytest.mark.parametrize(("national", "sound"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_country_takes_at_most_the_level_of_its_lowest_region(make, problems, national, sound):
    regions = [make.level(country="BE-VLG", law=3), make.level(country="BE-WAL", law=1)]
    found = problems(make.level(law=national, regions=["BE-VLG", "BE-WAL"]), *regions)
    assert found == ([] if sound else [("assessments.0.law", "region")])


def test_law_is_held_against_law_and_practice_against_practice(make, problems):
    flanders = make.level(country="BE-VLG", law=1, practice=3)
    assert problems(make.level(law=1, practice=3, regions=["BE-VLG"]), flanders) == []
    assert problems(make.level(law=2, practice=3, regions=["BE-VLG"]), flanders) == [
        ("assessments.0.law", "region")
    ]


def test_a_side_that_a_region_was_not_coded_on_sets_no_limit(make, problems):
    assert (
        problems(make.level(law=4, practice=2, regions=["BE-VLG"]), make.level(country="BE-VLG", practice=2))
        == []
    )


@pytest.mark.parametrize(
    ("since", "until", "sound"),
    [("2020", None, True), ("2010", "2020", True), ("2010", "2019", False), ("2020-02", None, False)],
)
def test_a_region_counts_when_its_assessment_holds_as_the_country_s_begins(
    make, problems, since, until, sound
):
    flanders = make.level(since=since, until=until, country="BE-VLG", law=1)
    found = problems(make.level(since="2020", law=1, regions=["BE-VLG"]), flanders)
    assert found == ([] if sound else [("assessments.0.regions", "region")])


def test_a_region_s_assessment_of_another_indicator_does_not_count(make, problems):
    flanders = make.level("duties", country="BE-VLG", law=1)
    assert problems(make.level(law=1, regions=["BE-VLG"]), flanders) == [("assessments.0.regions", "region")]


@pytest.mark.parametrize("code", ["NL-NH", "BEL", "NLD", "XX-AB"])
def test_only_a_region_of_the_country_itself_can_be_named(make, problems, code):
    found = problems(make.level(law=1, regions=[code]), make.level(law=1, country="NL-NH"))
    assert found == [("assessments.0.regions", "country")]


def test_a_country_that_names_no_region_is_not_held_to_any(make, problems):
    assert problems(make.level(law=4), make.level(country="BE-VLG", law=0)) == []


# Treaties


@pytest.mark.parametrize(
    ("day", "codes"),
    [("1951", []), ("1951-07", []), ("1951-06-30", ["date_order"]), ("1950", ["date_order"]), ("1960", [])],
)
def test_nobody_joined_a_treaty_before_it_was_adopted(make, problems, day, codes):
    found = problems(make.treaty("convention", "signed", day))
    assert found == [("ratifications.0.date", code) for code in codes]


@given(days, days)
def test_a_status_is_read_on_its_day_or_later(make, problems, joined, read):
    found = problems(make.treaty("convention", "party", joined.isoformat(), as_of=read.isoformat()))
    assert found == ([] if joined <= read else [("ratifications.0.status_as_of", "date_order")])


def test_signing_and_ratifying_on_two_days_is_no_contradiction(make, problems):
    steps = [make.treaty("convention", "signed", "1999"), make.treaty("convention", "party", "2005")]
    assert problems(*steps) == []


def test_one_step_on_two_days_is_a_contradiction(make, problems):
    steps = [make.treaty("convention", "party", "2005", sources=[name]) for name in ("yearbook", "list")]
    other = make.treaty("convention", "party", "2006")
    assert problems(*steps) == []
    assert problems(*steps, other) == [("ratifications.2.date", "contradiction")] * 2


def test_two_countries_join_on_days_of_their_own(make, problems):
    steps = [
        make.treaty("convention", "party", "2005"),
        make.treaty("convention", "party", "2006", country="NLD"),
    ]
    assert problems(*steps) == []


# Figures


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_two_figures_of_one_thing_contradict_each_other_unless_they_are_equal(
    make, contradictions, one, other
):
    found = contradictions(
        make.figure("pupils", one), make.figure("pupils", other, sources=["again"]), again="2000"
    )
    assert len(found) == (one != other)


@pytest.mark.parametrize(
    "other",
    [
        {"period": "2019"},
        {"country": "NLD"},
        {"disaggregation": {"sex": "women"}},
        {"series": "own"},
        {"edition": "2021-03"},
        {"sources": ["later"]},
        {"indicator": "teachers"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_figures_that_differ_in_what_they_are_about_or_when_they_were_published_stand_together(
    make, contradictions, other
):
    second = make.figure(**{"indicator": "pupils", "value": 6, **other})
    assert contradictions(make.figure("pupils", 5), second, later="2001") == []


def test_a_figure_that_is_marked_to_win_contradicts_nothing(make, contradictions):
    winner = make.figure("pupils", 6, override="The first is a misprint.", sources=["again"])
    assert contradictions(make.figure("pupils", 5), winner, again="2000") == []


def test_that_nothing_is_published_contradicts_no_figure(make, contradictions):
    silence = make.figure("pupils", None, missing="not_published", sources=["again"])
    assert contradictions(make.figure("pupils", 5), silence, again="2000") == []


def test_each_figure_that_differs_from_the_first_is_a_problem_of_its_own(make, contradictions):
    figures = [
        make.figure("pupils", value, sources=[name])
        for name, value in (("a", 5), ("b", 6), ("c", 5), ("d", 7))
    ]
    found = contradictions(*figures, a="2000", b="2000", c="2000", d="2000")
    assert [(item.line, item.code) for item in found] == [(2, "contradiction"), (4, "contradiction")]
    assert found[0].message == "pupils of BEL for 2020: 6 contradicts 5 at test.yaml:1"


def test_two_figures_that_are_both_marked_to_win_contradict_each_other(make, contradictions):
    figures = [
        make.figure("pupils", value, override="This one.", sources=[name])
        for name, value in (("a", 5), ("b", 6))
    ]
    assert len(contradictions(*figures, a="2000", b="2000")) == 1
