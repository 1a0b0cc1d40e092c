"""The view of a card: every statement leads to a source, and nothing is shown as more than it is."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from time import perf_counter

import pytest

import gcmscore as gcm
from gcmscore._letters import letters
from gcmscore.records import Citation
from gcmscore.render.build import scorecard_view
from gcmscore.render.notes import Notes
from gcmscore.render.text import MISSING, Wording
from gcmscore.render.timeline import opening
from gcmscore.render.view import Note, ScorecardView

BANDS = {"green", "yellow", "orange", "red"}
ENGLISH = Wording("en")


def viewed(card: gcm.Card) -> ScorecardView:
    return scorecard_view(card, ENGLISH)


def all_of(kind: type, value: object) -> list:
    """Return everything of a kind inside a view, in order."""
    found = [value] if isinstance(value, kind) else []
    if dataclasses.is_dataclass(value):
        parts = [getattr(value, item.name) for item in dataclasses.fields(value)]
    else:
        parts = list(value) if isinstance(value, tuple) else []
    return found + [item for part in parts for item in all_of(kind, part)]


@pytest.fixture(scope="module")
def view(card):
    return viewed(card)


@pytest.fixture(
    scope="module",
    params=["BEL-2018", "BEL-2020", "BEL-2026", "FRA-2020", "CIV-2015"],
)
def any_card(request, shelf):
    return shelf.card(request.param)


@pytest.fixture(scope="module")
def any_view(any_card):
    return viewed(any_card)


def section(view: ScorecardView, number: int):
    (found,) = [item for item in view.sections if item.number == number]
    return found


def rows(view: ScorecardView) -> dict[str, object]:
    return {row.statement: row for item in view.sections for line in item.timelines for row in line.rows}


# Sources


def test_a_mark_leads_to_a_place_in_a_numbered_source(any_view):
    places = {
        place.anchor: (source.number, place.letter) for source in any_view.sources for place in source.places
    }
    for note in all_of(Note, any_view):
        number, letter = places[note.anchor]
        assert note.mark == f"{number}{letter}"


def test_a_mark_leads_to_a_place_in_a_source(view):
    places = [place.anchor for source in view.sources for place in source.places]
    assert {note.anchor for note in all_of(Note, view)} == set(places)
    assert len(places) == len(set(places))


def test_sources_are_numbered_in_the_order_in_which_they_are_met(any_view):
    met = list(dict.fromkeys(int(re.match(r"\d+", note.mark).group()) for note in all_of(Note, any_view)))
    assert [source.number for source in any_view.sources] == list(range(1, len(any_view.sources) + 1))
    assert set(met) == {source.number for source in any_view.sources}


def test_every_source_is_cited_and_has_its_places_in_order(any_view):
    for source in any_view.sources:
        assert [place.letter for place in source.places] == [
            letters(place) for place in range(len(source.places))
        ]
        assert source.places


def test_every_finding_has_a_note(any_view):
    told = {row.anchor for row in rows(any_view).values() if row.notes}
    bare = {said: row.elsewhere for said, row in rows(any_view).items() if not row.notes}
    assert [said for said, place in bare.items() if place is None or place.anchor not in told] == []


def test_a_finding_of_two_objectives_is_told_in_full_once(make):
    beginning = "In the year 2019 a monitor counted how many children were in the schools of the coast"
    long = f"{beginning} and elsewhere, and found few of them."
    records = [make.finding("both", statement=long, objectives=[1, 2], note="A note."), make.finding("one")]
    card = make.card([make.measure(), make.measure("second", objective=2)], records)
    seen = scorecard_view(card, ENGLISH)
    first, _ = seen.sections[0].timelines[0].rows
    (again,) = seen.sections[1].timelines[0].rows
    assert (first.statement, first.note, len(first.notes), first.elsewhere) == (long, "A note.", 1, None)
    assert again.statement == f"{beginning} and …"
    assert (again.date, again.stage, again.stance) == (first.date, first.stage, first.stance)
    assert (again.note, again.notes, again.elsewhere.text) == (None, (), "in full under objective 1")
    assert again.elsewhere.anchor == first.anchor


@pytest.mark.parametrize(
    ("statement", "opening_words"),
    [("Short.", "Short."), ("w" * 300, "w" * 90 + " …"), ("w " * 45 + "over", ("w " * 44 + "w …"))],
)
def test_a_long_statement_is_cut_after_a_word_where_it_has_words(statement, opening_words):
    assert opening(statement) == opening_words


def test_every_indicator_with_a_value_has_a_note(any_view):
    bare = [
        row.name
        for item in any_view.sections
        for row in (*item.rows, *item.context)
        if row.value != MISSING and not row.notes and not any(fact.notes for fact in row.working)
    ]
    assert bare == []


def test_the_sources_of_a_level_stand_once_with_its_reasons(any_view):
    for item in any_view.sections:
        for row in item.rows:
            told = [note for fact in row.working for note in fact.notes]
            assert set(told).isdisjoint(row.notes)


def test_a_figure_that_was_passed_over_for_its_source_has_its_own_note(view):
    said = [fact for row in section(view, 2).rows for fact in row.working if fact.label == "Also published"]
    assert [("37.1" in fact.text, len(fact.notes)) for fact in said] == [(True, 1)]


def test_the_marks_of_a_finding_lead_to_the_places_its_record_names(view, shipped):
    places = {
        place.anchor: (source.title, place.locator) for source in view.sources for place in source.places
    }
    records = {item.statement: item for item in shipped.pack.findings}
    for said, row in rows(view).items():
        if row.elsewhere:
            continue  # its marks stand where it is told in full
        (record,) = [item for statement, item in records.items() if said.startswith(statement)]
        cited = [(shipped.pack.sources[citation.id].title, citation.locator) for citation in record.sources]
        assert [places[note.anchor] for note in row.notes] == cited


def test_two_records_at_one_place_of_a_source_share_a_mark(make):
    notes = Notes({"yearbook": make.source()}, ENGLISH)
    cited = [Citation(id="yearbook", locator=place) for place in ("p. 1", "p. 2", "p. 1")]
    assert [note.mark for note in notes.marks(cited)] == ["1a", "1b", "1a"]


def test_ten_thousand_sources_are_numbered_at_once(make):
    names = [f"source-{number}" for number in range(10_000)]
    notes = Notes(dict.fromkeys(names, make.source()), ENGLISH)
    start = perf_counter()
    marks = notes.pairs([(name, "p. 1") for name in names] + [(names[0], f"p. {n}") for n in range(10_000)])
    assert perf_counter() - start < 0.5
    assert [marks[9_999].mark, marks[10_000].mark, marks[10_001].mark] == ["10000a", "1b", "1a"]


@pytest.mark.parametrize(
    ("position", "said"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba"), (701, "zz"), (702, "aaa")]
)
def test_places_go_on_after_z(position, said):
    assert letters(position) == said


# Findings


def test_every_finding_of_an_objective_up_to_the_year_is_shown_once(any_card, any_view):
    shown = {item.number: sum(len(line.rows) for line in item.timelines) for item in any_view.sections}
    known = Counter(
        number
        for finding in any_card.evidence.about(any_card.country.iso3).findings
        if finding.date[:4] <= str(any_card.year)
        for number in finding.objectives
    )
    assert {number: count for number, count in shown.items() if count} == dict(known)


def test_findings_are_counted_by_stance_in_one_order(any_view):
    for item in any_view.sections:
        found = Counter(row.stance.code for line in item.timelines for row in line.rows)
        said = [f"{found[stance]} {stance}" for stance in ("advance", "challenge", "mixed") if found[stance]]
        assert re.sub(r"(advance|challenge)s", r"\1", item.counts) == " · ".join(said)


def test_an_announcement_and_a_rule_in_force_are_told_apart_by_word_and_code(make):
    stages = ["announced", "adopted", "in_force", "practice", "suspended", "annulled", "withdrawn"]
    records = [make.finding(stage.replace("_", "-"), stage=stage, statement=stage) for stage in stages]
    view = viewed(make.card([make.measure()], records))
    found = rows(view)
    assert [found[stage].stage.code for stage in stages] == stages
    assert [found[stage].stage.word for stage in stages] == [stage.replace("_", " ") for stage in stages]


def test_the_promise_of_2020_to_hold_no_children_is_shown_as_an_announcement(view):
    (promise,) = [
        row for said, row in rows(view).items() if "minors may not be held in closed centres" in said
    ]
    assert (promise.stage.code, promise.stage.word) == ("announced", "announced")


def test_the_decree_of_2018_is_marked_as_overtaken_in_2020_and_not_in_2018(view):
    def decree(shown):
        (row,) = [
            row for said, row in rows(shown).items() if said.startswith("The royal decree of 22 July 2018")
        ]
        return row.superseded

    assert (decree(viewed(gcm.score("BEL", 2018))), decree(view)) == (None, "overtaken, 4 April 2019")


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2019", "2019"),
        ("2019-05", "May 2019"),
        ("2019-05-02", "2 May 2019"),
        ("2020-12-31", "31 December 2020"),
    ],
)
def test_the_date_of_what_overtook_a_finding_is_as_precise_as_it_is_known(make, date, said):
    records = [
        make.finding("old", date="2018"),
        make.finding("new", date=date, supersedes=["old"], statement="New."),
    ]
    overtaken = rows(viewed(make.card([make.measure()], records)))["It happened."].superseded
    assert overtaken.endswith(f" {said}")
    assert not overtaken.endswith(f"1 January {said}")


def test_a_finding_overtaken_twice_shows_the_first_time(make):
    records = [
        make.finding("old", date="2017"),
        make.finding("first", date="2018-03", supersedes=["old"], statement="First."),
        make.finding("second", date="2021-03", supersedes=["old"], statement="Second."),
    ]
    assert "March 2018" in rows(viewed(make.card([make.measure()], records)))["It happened."].superseded


def test_what_lies_after_the_year_overtakes_nothing(make):
    records = [
        make.finding("old", date="2018"),
        make.finding("new", date="2021", supersedes=["old"], statement="New."),
    ]
    assert rows(viewed(make.card([make.measure()], records)))["It happened."].superseded is None


def test_a_reply_is_shown_with_its_source_and_moves_nothing(make):
    records = [make.figure("pupils", 50), make.figure("teachers", 50)]
    measures = [make.measure(), make.measure("teachers")]
    before, after = (
        viewed(make.card(measures, records)),
        viewed(make.card(measures, [*records, make.reply()])),
    )
    (reply,) = section(after, 1).replies
    assert (reply.who, reply.reason, reply.text, [note.mark for note in reply.notes]) == (
        "The ministry",
        "disputed",
        "No.",
        ["1a"],
    )
    assert section(before, 1).score == section(after, 1).score == "50.0"


def test_a_reply_to_an_objective_without_any_other_record_is_shown_too(make):
    view = viewed(make.card([make.measure()], [make.reply()]))
    assert [reply.text for item in view.sections for reply in item.replies] == ["No."]


# Never more than there is


def test_each_objective_has_one_tile_and_stands_in_one_list(any_view):
    assert [tile.number for tile in any_view.tiles] == list(range(1, 24))
    assert sorted([item.number for item in (*any_view.sections, *any_view.unassessed)]) == list(range(1, 24))


def test_a_tile_leads_to_the_section_of_its_objective_when_there_is_one(any_view):
    anchors = {item.number: item.anchor for item in any_view.sections}
    assert [tile.anchor for tile in any_view.tiles] == [
        anchors.get(tile.number, "not-assessed") for tile in any_view.tiles
    ]


def test_only_a_scored_objective_has_a_colour_and_a_score(any_card, any_view):
    for result, tile in zip(any_card.results, any_view.tiles, strict=True):
        scored = result.status == "scored"
        assert (tile.band.code in BANDS, tile.score != "") == (scored, scored)
    for item in any_view.sections:
        scored = item.band.code in BANDS
        assert (item.score != MISSING, item.strip.score is not None) == (scored, scored)


def test_too_little_evidence_shows_no_colour_and_no_score_and_says_why(make):
    view = viewed(
        make.card(
            [make.measure(), make.measure("teachers"), make.measure("books")], [make.figure("pupils", 90)]
        )
    )
    (tile,), (item,) = view.tiles, view.sections
    assert (tile.band.code, tile.score) == ("insufficient", "")
    assert (item.band.code, item.band.word, item.score, item.strip.score) == (
        "insufficient",
        "too little evidence",
        MISSING,
        None,
    )
    assert item.headline.startswith("No score: ")
    assert "90.0, is shown for information and counts nowhere" in item.headline


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, ("", "", "")),
        ({"a": 50}, ("only 33% covered", "33%", "")),
        ({"a": 50, "b": 60}, ("", "67%", "")),
        ({"a": 10, "b": 60, "c": 60}, ("", "100%", "a band down")),
    ],
    ids=["nothing", "too little", "enough", "one in red"],
)
def test_a_tile_says_what_its_result_stands_on_or_lacks(make, known, said):
    measures = [make.measure(name) for name in "abc"]
    view = viewed(make.card(measures, [make.figure(name, value) for name, value in known.items()]))
    (tile,) = view.tiles
    assert (tile.lack, tile.coverage, tile.note) == said


@pytest.mark.parametrize(
    ("period", "said"), [("2020", "too few values"), ("2010", "out of date")], ids=["one", "old"]
)
def test_a_tile_says_that_there_is_one_value_or_none_of_late(make, period, said):
    assert viewed(make.card([make.measure()], [make.figure("pupils", 50, period)])).tiles[0].lack == said


def test_law_without_practice_is_too_little_evidence_too(make):
    indicators = [make.rubric(name, ("law",)) for name in ("rights", "duties")]
    records = [make.level(name, law=1) for name in ("rights", "duties")]
    view = viewed(make.card(indicators, records))
    item = section(view, 1)
    assert (item.band.code, item.score) == ("insufficient", MISSING)
    assert view.tiles[0].lack == "law only, no practice"


def test_without_an_overall_score_none_is_shown_and_the_reason_is_given(make):
    indicators = [make.measure("one"), make.measure("two"), make.measure("far", objective=3)]
    view = viewed(make.card(indicators, [make.figure("one", 50), make.figure("two", 70)]))
    assert (view.score, view.band.code, view.strip.score) == (MISSING, "insufficient", None)
    assert view.headline == "No overall score: 1 of 3 objectives are scored, at least 2 are needed."


def test_an_overall_score_is_shown_with_the_number_of_objectives_behind_it(make):
    records = [make.figure("pupils", 50), make.figure("teachers", 70)]
    view = viewed(make.card([make.measure(), make.measure("teachers")], records))
    assert (view.score, view.band.code, view.strip.score) == ("60.0", "scored", 60)
    assert view.headline == "Overall 60.0 of 100, the mean of 1 of 1 objectives."


def test_an_overall_score_of_nothing_is_a_score(make):
    records = [make.figure("pupils", 0), make.figure("teachers", 0)]
    view = viewed(make.card([make.measure(), make.measure("teachers")], records))
    assert (view.score, view.strip.score, view.strip.alternative) == (
        "0.0",
        0,
        "Score 0.0 on a scale from 0 to 100, interval 0.0 to 9.1",
    )


def test_an_indicator_without_a_value_shows_a_dash_and_why(view):
    (row,) = [row for row in section(view, 2).rows if row.name.startswith("Development assistance kept free")]
    assert (row.value, row.period, row.score, row.band.code, row.notes) == (
        MISSING,
        MISSING,
        MISSING,
        "not_assessed",
        (),
    )


@pytest.mark.parametrize(
    ("records", "status", "said"),
    [
        (
            [("pupils", 50, "2010", {})],
            "stale",
            "The latest value, 50 units for 2010, is 10 years old; this indicator allows 3.",
        ),
        (
            [("pupils", None, "2019", {"missing": "not_published"})],
            "not_published",
            "A source says that no figure is published for 2019.",
        ),
    ],
    ids=["stale", "not_published"],
)
def test_a_value_that_does_not_count_says_why(make, records, status, said):
    figures = [make.figure(name, value, period, **more) for name, value, period, more in records]
    view = viewed(
        make.card([make.measure(), make.measure("teachers")], [*figures, make.figure("teachers", 50)])
    )
    (row,) = [row for row in section(view, 1).rows if row.name == "Pupils"]
    assert (row.value, row.band.code, row.score) == (MISSING, status, MISSING)
    assert said in [fact.text.replace("\u00a0", " ") for fact in row.working]


def test_law_and_practice_are_both_shown_and_the_lower_counts(make):
    records = [make.level(law=4, practice=1), make.figure("pupils", 50)]
    (row,) = [
        row
        for row in section(viewed(make.card([make.measure(), make.rubric()], records)), 1).rows
        if row.name == "Rights"
    ]
    assert [(side.name, side.level) for side in row.sides] == [("law", "4"), ("practice", "1")]
    assert [side.anchor for side in row.sides] == ["Step 4.", "Step 1."]
    assert (row.value, row.score) == ("level 1", "25.0")


def test_law_without_practice_leaves_practice_open(make):
    records = [make.level(law=4), make.figure("pupils", 50)]
    (row,) = [
        row
        for row in section(viewed(make.card([make.measure(), make.rubric()], records)), 1).rows
        if row.name == "Rights"
    ]
    assert [(side.name, side.level) for side in row.sides] == [("law", "4")]


def test_a_treaty_is_shown_by_its_status_and_not_as_a_number(view):
    (row,) = [row for row in section(view, 13).rows if "Optional Protocol" in row.name]
    assert (row.value, row.score) == ("OPCAT: signed, not party", "25.0")


def test_context_stands_apart_and_has_no_score(make):
    records = [make.figure("pupils", 50), make.figure("weather", 20)]
    item = section(viewed(make.card([make.measure(), make.measure("weather", role="context")], records)), 1)
    assert ([row.name for row in item.rows], [row.name for row in item.context]) == (["Pupils"], ["Weather"])
    assert (item.context[0].value, item.context[0].score, item.context[0].band.word) == (
        "20\u00a0units",
        MISSING,
        "context",
    )


def test_the_formula_of_an_indicator_gives_its_score(view):
    for item in view.sections:
        for row in item.rows:
            for fact in (fact for fact in row.working if fact.label == "Score"):
                value, worst, best, worst_again, score = map(
                    float,
                    re.match(
                        r"100 · \(([-\d.,]+) − ([-\d.]+)\) / \(([-\d.]+) − ([-\d.]+)\) = ([-\d.]+),",
                        fact.text,
                    ).groups(),
                )
                assert worst == worst_again
                assert min(max(100 * (value - worst) / (best - worst), 0), 100) == pytest.approx(
                    score, abs=0.006
                )
                assert float(row.score) == pytest.approx(score, abs=0.051)


def test_the_points_of_an_objective_add_up_to_its_score(view):
    for item in view.sections:
        points = [
            float(found)
            for row in item.rows
            for fact in row.working
            for found in re.findall(r"([\d.]+) points\.", fact.text)
        ]
        if item.band.code in BANDS:
            assert sum(points) == pytest.approx(float(item.score), abs=0.06)


def test_rules_that_were_changed_are_named_before_all_others(make):
    card = gcm.score("BEL", 2020, method=gcm.Method().replace(coverage_floor=0.25))
    assert (
        viewed(card).method[0]
        == "This card was not scored by the default rules. Changed: coverage_floor = 0.25."
    )


def test_the_day_by_which_sources_were_known_is_shown():
    facts = {fact.label: fact.text for fact in viewed(gcm.score("BEL", 2020, known_by="2020-06-30")).summary}
    assert facts["Only sources dated by"] == "30 June 2020"


def test_the_limits_are_always_the_same_seven(any_view):
    assert len(any_view.limits) == 7
    assert "What is not assessed is not failed" in " ".join(any_view.limits)


def test_the_same_card_gives_the_same_view(card, view):
    assert viewed(card) == view


def test_an_old_statement_that_nothing_is_published_shows_no_value_it_never_had(make):
    silence = make.figure("cost", None, period="2005", missing="not_published")
    card = make.card([make.measure("cost")], [silence, make.finding()])
    (section,) = scorecard_view(card, Wording("en")).sections
    assert section.rows[0].band.code == "stale"
    assert [fact.text for fact in section.rows[0].working] == [
        "A source says that no figure is published for 2005."
    ]


def test_a_part_that_lost_is_named_with_its_corridor(make):
    rule = {"how": "mean", "by": "corridor"}
    series = [{"id": "own", "title": "Own"}, {"id": "cited", "title": "Cited"}]
    figures = [
        make.figure("cost", value, disaggregation={"corridor": "MAR"}, series=name, sources=[name])
        for name, value in (("own", 5), ("cited", 7))
    ]
    card = make.card([make.measure("cost", values=rule, series=series)], [*figures, make.finding()])
    (section,) = scorecard_view(card, Wording("en")).sections
    assert any(fact.text.startswith("Morocco 7") for fact in section.rows[0].working)
