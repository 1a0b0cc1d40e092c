"""What is missing, what it would add: the foretold coverage and status are those the engine then gives."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations, zip_longest
from math import comb
from time import perf_counter

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore._gap_search import WhatIf
from gcmscore._gap_text import _NEEDS, _WHY
from gcmscore.cli import main
from gcmscore.coverage_gaps import WHY
from gcmscore.records import Assessment, Observation, Ratification

CITED = [{"id": "made-up", "locator": "page 1"}]


def answers(indicator, country, year):
    """Return records that answer all that an indicator asks, of the last period of a year."""
    common = {"country": country, "sources": CITED}
    if indicator.kind == "rubric":
        sides = {"law": 2 if indicator.has_law else None, "practice": 2 if indicator.has_practice else None}
        words = {"rationale": "Made up.", "would_change": "Nothing.", "coder": "A test"}
        record = {"indicator": indicator.id, "from": f"{year}-12-31", **sides, **words, **common}
        return [Assessment.model_validate(record)]
    if indicator.kind == "instrument":
        dated = {"status": "party", "date": f"{year}-12-30", "status_as_of": f"{year}-12-31"}
        records = ({"instrument": name, **dated, **common} for name in indicator.instruments)
        return [Ratification.model_validate(record) for record in records]
    by, number = indicator.values.by, indicator.values.minimum
    parts = [{}] if by is None else [{by: f"part {place}"} for place in range(number)]
    figure = {"indicator": indicator.observed_as, "period": f"{year}-12-31", "value": 1.0} | common
    figure |= {"unit": indicator.unit, "override": "Made up for a test."}
    return [Observation.model_validate({**figure, "disaggregation": part}) for part in parts]


def answered(make, card, names):
    """Return a card's evidence with made-up answers to some indicators."""
    records = [
        record
        for name in names
        for record in answers(card.compact.indicators[name], card.country.iso3, card.year)
    ]
    source = make.source("made-up", date=str(card.year))
    return card.evidence | make.evidence(source, *records)


def scored_again(make, card, names):
    return gcm.score(
        card.country.iso3, card.year, evidence=answered(make, card, names), compact=card.compact,
        profile=card.profile, method=card.method,
    )  # fmt: skip


def small(make, *indicators, records=(), objectives=1, year=2020, **more):
    compact = make.compact(*indicators, objectives=objectives)
    evidence = make.evidence(*records)
    return gcm.gaps("BEL", year, compact=compact, evidence=evidence, profile="full", **more)


# Arithmetic that a reader can redo


def test_a_gap_says_what_its_answer_would_add(make):
    found = small(
        make, make.measure("a"), make.measure("b", weight=3), make.measure("c"),
        records=[make.figure("a", 10)],
    )  # fmt: skip
    told = [(gap.indicator.id, gap.weight, gap.now.coverage, gap.then.coverage) for gap in found.items]
    assert told == [("b", 0.6, 0.2, 0.8), ("c", 0.2, 0.2, 0.4)]
    assert [gap.makes_scored for gap in found.items] == [True, False]
    assert found.best == {1: (("b",),)}


def test_what_makes_an_objective_scored_comes_before_what_adds_more(make):
    heavy = [make.measure(name, objective=2, weight=2) for name in ("d", "e", "f", "g")]
    light = [make.measure("a"), make.measure("b"), make.measure("c"), make.measure("h")]
    found = small(make, *light, *heavy, records=[make.figure("a", 1)], objectives=2)
    assert [gap.indicator.id for gap in found.items[:4]] == ["b", "c", "h", "d"]
    assert (found.overall.lacking, found.overall.objectives, found.overall.answers) == (1, (1,), 1)


def test_a_stale_value_has_a_day_since_when_it_no_longer_counted(make):
    (gap,) = small(make, make.measure("a", max_age=3), records=[make.figure("a", 1, "2015")]).items
    assert (gap.why, gap.since.isoformat()) == ("stale", "2019-01-01")
    for year, number in ((2018, 0), (2019, 1)):
        found = small(make, make.measure("a"), records=[make.figure("a", 1, "2015")], year=year)
        assert len(found.items) == number


def test_what_is_said_not_to_be_published_and_what_contradicts_itself_are_told_apart(make):
    silent = make.figure("a", None, missing="not_published")
    two = [make.figure("b", 1), make.figure("b", 2, sources=["other"])]
    found = small(make, make.measure("a"), make.measure("b"), records=[silent, *two])
    assert {gap.indicator.id: gap.why for gap in found.items} == {"a": "not_published", "b": "conflict"}
    assert "no figure is published" in str(found) and "contradict" in str(found)
    told = {gap["indicator"]: gap["on_record"] for gap in found.to_dict()["gaps"]}
    assert [source["id"] for source in told["b"]] == ["yearbook", "other"]


def test_an_objective_with_law_alone_lacks_practice_and_not_coverage(make):
    rubrics = [make.rubric("r"), make.rubric("s")]
    found = small(make, *rubrics, records=[make.level("r", law=2), make.level("s", law=3)])
    assert [(gap.indicator.id, gap.why, gap.gain, gap.makes_scored) for gap in found.items] == [
        ("r", "practice_missing", 0.0, True), ("s", "practice_missing", 0.0, True),
    ]  # fmt: skip
    assert found.best == {1: (("r",), ("s",))}
    assert "needs one answer on practice or outcome" in str(found)


def test_a_rubric_that_asks_for_the_law_alone_lacks_no_practice(make):
    found = small(make, make.rubric("r", sides=("law",)), records=[make.level("r", law=2)])
    assert found.items == () and found.best == {1: ()}
    assert "no set of answers within this profile" in " ".join(str(found).split())


def test_figures_that_answer_two_indicators_are_one_answer(make):
    cost = make.measure("cost", values={"how": "mean", "by": "corridor"})
    above = make.measure("above", values={"how": "share_above", "by": "corridor", "above": 5, "of": "cost"})
    found = small(make, cost, above, make.measure("other"), make.measure("more"))
    assert {gap.indicator.id: gap.together for gap in found.items}["cost"] == ("above",)
    assert found.best[1][0] == ("cost", "above")
    assert found.unscored[0].answers == 1


def test_treaty_status_carries_a_quarter_at_most_and_cannot_do_alone(make):
    found = small(make, make.treaty_status("t"), make.measure("a"))
    by_id = {gap.indicator.id: gap for gap in found.items}
    assert by_id["t"].weight == pytest.approx(0.25) and by_id["a"].weight == pytest.approx(0.75)
    assert by_id["a"].then.reason == "single_indicator"
    assert found.best == {1: (("t", "a"),)} or found.best == {1: (("a", "t"),)}


def test_what_is_not_applicable_or_context_is_no_gap(make):
    treaty = make.treaty_status("t")
    compact = make.compact(make.measure("size", role="context"), treaty)
    found = gcm.gaps("BEL", 1950, compact=compact, evidence=make.evidence(), profile="full")
    assert found.items == () and found.unscored == ()


def test_the_overall_score_takes_the_objectives_that_lack_the_fewest_answers(make):
    asked = [make.measure(f"m{objective}{place}", objective=objective) for objective in (1, 2, 3, 4)
             for place in range(objective + 1)]  # fmt: skip
    found = small(make, *asked, objectives=4)
    assert (found.overall.scored, found.overall.needed, found.overall.lacking) == (0, 2, 2)
    assert (found.overall.objectives, found.overall.answers) == ((1, 2), 4)
    assert "nearest are objectives 1, 2, with 4 answers in all" in " ".join(str(found).split())
    assert small(make, *asked, objectives=4, objective=3).overall == found.overall


def test_what_ages_out_next_year_is_listed_with_what_then_remains(make):
    records = [make.figure("a", 1, "2017"), make.figure("b", 1, "2020")]
    found = small(make, make.measure("a"), make.measure("b"), records=records)
    (item,) = found.ageing
    assert (item.item.id, item.day.isoformat()) == ("a", "2021-01-01")
    assert (item.now.status, item.then.status, item.then.coverage) == ("scored", "insufficient", 0.5)
    later = small(make, make.measure("a"), make.measure("b"), records=records, year=2021)
    assert [(gap.indicator.id, gap.since.isoformat()) for gap in later.items] == [("a", "2021-01-01")]


def test_a_figure_that_is_on_record_and_does_not_count_is_not_called_nothing(make):
    asked = make.measure("cost", values={"how": "mean", "by": "corridor"})
    told = " ".join(str(small(make, asked, records=[make.figure("cost", 1)])).split())
    assert "What is on record does not count: not by corridor; this indicator takes corridors." in told
    assert "Nothing is on record." not in told


def test_sets_of_any_answers_are_told_in_one_line(make):
    told = str(small(make, *(make.measure(name) for name in "abcd")))
    assert "any 2 of its 4 missing answers" in told and "a + b" not in told


def test_an_assessment_that_ends_next_year_is_listed_from_the_day_after(make):
    records = [make.level("r", law=2, practice=2, until="2021-03"), make.figure("a", 1)]
    found = small(make, make.rubric("r"), make.measure("a"), records=records)
    (item,) = found.ageing
    assert (item.item.id, item.day.isoformat(), item.why) == ("r", "2021-04-01", "ended")
    assert (item.now.status, item.then.status) == ("scored", "insufficient")
    assert "ends; from 2021-04-01 none is on record" in " ".join(str(found).split())
    # A year later it is a gap that says so.
    (gap,) = small(make, make.rubric("r"), make.measure("a"), records=records, year=2021).items
    assert (gap.why, gap.since.isoformat()) == ("not_assessed", "2021-04-01")


@pytest.mark.parametrize("until", ["2021", "2021-12-31", "2022-06", None])
def test_an_assessment_that_still_holds_at_the_end_of_next_year_does_not_age(make, until):
    record = make.level("r", law=2, practice=2, until=until)
    assert small(make, make.rubric("r", max_age=5), records=[record]).ageing == ()


def test_what_has_a_successor_on_record_does_not_age(make):
    first, second = make.level("r", law=2, until="2021-03"), make.level("r", "2021-04", law=2)
    figures = [make.figure("a", 1, "2017"), make.figure("a", 2, "2021")]
    asked = [make.rubric("r"), make.measure("a", max_age=3)]
    assert small(make, *asked, records=[first, second, *figures]).ageing == ()


def test_an_objective_with_forty_unlike_indicators_is_searched_in_bounded_time(make):
    asked = [make.measure(f"m{place:02d}", weight=1 + place / 100) for place in range(40)]
    began = perf_counter()
    (item,) = small(make, *asked).unscored
    # Of 131 billion sets of 19, trying one by one would take years.
    assert perf_counter() - began < 10
    assert (item.answers, len(item.sets), item.number, item.all_counted) == (19, 5, 1000, False)
    weights = {one.id: one.weight for one in asked}
    assert all(sum(weights[name] for name in names) >= sum(weights.values()) / 2 for names in item.sets)
    told = " ".join(str(small(make, *asked)).split())
    assert "of more than 1,000 such sets in all" in told


def test_forty_like_indicators_are_counted_exactly(make):
    (item,) = small(make, *(make.measure(f"m{place:02d}") for place in range(40))).unscored
    assert (item.answers, item.number, item.all_counted) == (20, comb(40, 20), True)


def test_a_complete_card_has_no_gaps(make):
    found = small(make, make.measure("a"), make.measure("b"), records=[make.figure(name, 1) for name in "ab"])
    assert (found.items, found.unscored, found.overall.lacking) == ((), (), 0)
    assert "None." in str(found)


# Laws


@st.composite
def frameworks(draw):
    """Return (kind, weight, answered) for each of a few indicators, and a floor of coverage."""
    kinds = st.sampled_from(["measure", "both", "law", "practice", "treaty"])
    states = st.sampled_from(["none", "full", "half", "stale"])
    parts = st.tuples(kinds, st.sampled_from([0.5, 1.0, 2.0]), states)
    return draw(st.lists(parts, min_size=1, max_size=5)), draw(st.sampled_from([0.3, 0.5, 0.8]))


def built(make, parts, floor):
    indicators, records = [], []
    for place, (kind, weight, state) in enumerate(parts):
        name = f"i{place}"
        when = "2010" if state == "stale" else "2020"
        if kind == "measure":
            indicators.append(make.measure(name, weight=weight))
            found = [make.figure(name, 5, when)]
        elif kind == "treaty":
            indicators.append(make.treaty_status(name, f"treaty_{name}", weight=weight))
            found = [make.treaty(f"treaty_{name}", "party", "1990", as_of=when)]
        else:
            sides = ("law", "practice") if kind == "both" else (kind,)
            indicators.append(make.rubric(name, sides=sides, weight=weight))
            coded = sides[:1] if state == "half" else sides
            found = [make.level(name, when, **dict.fromkeys(coded, 2))]
        records += [] if state == "none" else found
    return small(make, *indicators, records=records, method=gcm.Method(coverage_floor=floor))


@settings(max_examples=25)
@given(frameworks())
def test_every_gap_of_a_small_framework_does_what_was_foretold(make, framework):
    found = built(make, *framework)
    for gap in found.items:
        then = scored_again(make, found.card, [gap.indicator.id]).objective(1)
        assert (then.status, then.reason) == (gap.then.status, gap.then.reason), gap.indicator.id
        assert then.coverage == pytest.approx(gap.then.coverage)


@settings(max_examples=25)
@given(frameworks())
def test_the_best_sets_are_enough_and_no_smaller_set_is(make, framework):
    found = built(make, *framework)
    for item in found.unscored:
        names = [gap.indicator.id for gap in found.items]
        what = WhatIf(item.result, found.card.method)
        enough = [
            set(picked)
            for size in range(1, len(names) + 1)
            for picked in combinations(names, size)
            if what.forecast(picked).status == "scored"
        ]
        least = min(map(len, enough), default=0)
        smallest = [names for names in enough if len(names) == least]
        assert item.number == len(smallest) and item.answers == least
        assert all(set(names) in smallest for names in item.sets)
        for names in item.sets:
            assert scored_again(make, found.card, names).objective(1).status == "scored"


# The shipped evidence


@pytest.fixture(scope="module")
def belgium():
    return gcm.gaps("BEL", 2026)


@pytest.fixture(scope="module")
def belgium_alone(belgium):
    """The same card on Belgium's own figures, which are joined with others much faster."""
    evidence = belgium.card.evidence
    own = evidence.observations.query("country == 'BEL'")
    pack = replace(evidence.pack, observations=own.reset_index(drop=True))
    return gcm.score("BEL", 2026, evidence=replace(evidence, pack=pack))


def test_every_gap_of_belgium_does_what_was_foretold(make, belgium, belgium_alone):
    assert belgium_alone.objectives.equals(belgium.card.objectives)
    by_objective = {}
    for gap in belgium.items:
        by_objective.setdefault(gap.indicator.objective, []).append(gap)
    # One gap of each objective at a time: no answer of one moves another objective.
    for gaps in zip_longest(*by_objective.values()):
        asked = [gap for gap in gaps if gap is not None]
        card = scored_again(make, belgium_alone, [gap.indicator.id for gap in asked])
        for gap in asked:
            then = card.objective(gap.indicator.objective)
            assert (then.status, then.reason) == (gap.then.status, gap.then.reason), gap.indicator.id
            assert then.coverage == pytest.approx(gap.then.coverage), gap.indicator.id


def test_the_nearest_objectives_of_belgium_bring_the_overall_score(make, belgium):
    overall = belgium.overall
    names = [name for number in overall.objectives for name in belgium.best[number][0]]
    then = scored_again(make, belgium.card, names)
    assert (then.total.scored, then.overall is not None) == (overall.needed, True)


def test_gaps_are_ordered_and_every_unvalued_indicator_is_among_them(belgium):
    keys = [(not gap.makes_scored, -round(gap.gain, 9)) for gap in belgium.items]
    assert keys == sorted(keys)
    table = belgium.card.indicators.query("status not in ('scored', 'context', 'not_applicable')")
    scored = {name for name in table.index.get_level_values("indicator")
              if belgium.card.compact.indicators[name].role == "scored"}  # fmt: skip
    assert {gap.indicator.id for gap in belgium.items if gap.why != "practice_missing"} == scored


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_asked_but_for_what_cannot_be_broken(belgium, width):
    for found in (belgium, gcm.gaps("BEL", 2026, objective=20)):
        wide = [line for line in found.text(width).splitlines() if len(line) > width]
        assert [line for line in wide if " " in line.strip()] == []


def test_the_words_blame_no_state(belgium):
    text = str(belgium).lower()
    assert not any(word in text for word in ("fail", "refus", "violat", "neglect"))
    assert "says nothing of the state" in text


def test_every_reason_has_its_words():
    assert set(WHY) == set(_WHY)
    assert {"coverage", "single_indicator", "law_only", "no_evidence", "stale", "no_indicator"} == set(_NEEDS)


def test_where_to_look_comes_with_each_gap():
    (remittances,) = [
        gap for gap in gcm.gaps("BEL", 2026, objective=20).to_dict()["gaps"]
        if gap["indicator"] == "remittance_cost_sending"
    ]  # fmt: skip
    where = remittances["where"]
    assert where["custodian"] == "World Bank, Remittance Prices Worldwide"
    assert where["series"][0]["id"] == "rpw_corridor_quarter"
    assert any(item["url"] for item in where["sources"])
    (treaty, *_) = [gap for gap in gcm.gaps("BEL", 2026, objective=9).to_dict()["gaps"]
                    if gap["kind"] == "instrument"]  # fmt: skip
    assert all(item["url"].startswith("https://") for item in treaty["where"]["treaties"])
    rubric = next(gap["where"] for gap in gcm.gaps("BEL", 2026, objective=1).to_dict()["gaps"]
                  if gap["kind"] == "rubric")  # fmt: skip
    assert [level["level"] for level in rubric["levels"]] == [0, 1, 2, 3, 4] and rubric["documents"]


def test_the_table_has_a_row_a_gap(belgium):
    table = belgium.to_frame()
    assert len(table) == len(belgium.items)
    assert table.attrs == {"edition": belgium.card.compact.edition, "profile": "core"}
    assert ((table["coverage_with"] - table["coverage"]) - table["gain"]).abs().max() < 1e-12


# The command


def run(*arguments):
    result = CliRunner().invoke(main, list(arguments), prog_name="gcmscore")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def test_the_command_prints_what_the_function_gives(belgium):
    assert run("gaps", "BEL", "--year", "2026").stdout == f"{belgium}\n"
    asked = json.loads(run("gaps", "BEL", "--year", "2026", "--json").stdout)
    assert asked == json.loads(json.dumps(belgium.to_dict()))


def test_the_command_takes_an_objective_by_name_and_a_width():
    shown = run("gaps", "BEL", "--year", "2026", "--objective", "detention", "--width", "60").stdout
    assert shown == gcm.gaps("BEL", 2026, objective=13).text(60) + "\n"
    assert "documents, practice:" in shown


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("BLE",), "BEL"), (("BEL", "--objective", "99"), "99"), (("BEL", "--profile", "ful"), "full")],
)
def test_a_mistake_is_told_in_a_sentence(arguments, word):
    result = run("gaps", *arguments)
    assert (result.exit_code, result.stdout) == (2, "") and word in result.stderr
