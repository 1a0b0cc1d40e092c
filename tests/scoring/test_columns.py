"""The columns of the long tables, by country and year, from a small framework reckoned by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gcmscore.scoring.choices import Grid
from gcmscore.scoring.columns import (
    gaps,
    indicator_columns,
    indicator_interval_columns,
    objective_columns,
    objective_interval_columns,
    overall_columns,
)
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method

NAN = math.nan


@pytest.fixture(scope="module")
def engine(make):
    """Belgium and the Netherlands in 2019 and 2020; two objectives that are scored, one without indicators.

    Objective 1 has two measures, a treaty and the number of people as context; objective 2 a measure of which
    less is better and a rubric.
    """
    most, least = ({"value": value, "source": "A plan"} for value in (60, 20))
    indicators = [
        make.measure("pupils", target=most, weight=2.0),
        make.measure("schools", also=[2]),
        make.treaty_status("treaties"),
        make.measure("people", role="context"),
        make.measure("waiting", 100, 0, target=least, objective=2, max_age=1),
        make.rubric("rights", objective=2),
    ]
    records = [
        make.figure("pupils", 40, "2019"),
        make.figure("pupils", 50, "2020"),
        make.figure("schools", 80, "2019", sources=["survey"]),
        make.treaty("convention", "party", "2020-03"),
        make.figure("people", 7, "2019"),
        make.figure("waiting", 30, "2018"),
        make.level(since="2019", law=3, practice=2),
        make.figure("pupils", 20, "2020", country="NLD"),
    ]
    survey = make.source("survey", kind="academic")
    evidence = make.evidence(survey, *records)
    grid = Grid.of(evidence, ["BEL", "NLD"], [2019, 2020])
    return ManyEngine(make.compact(*indicators, objectives=3), evidence, grid, "full", Method(draws=20))


def rows(columns, name, width):
    """Return one column with a row a country and year, NaN as None."""
    cells = [None if item != item else item for item in columns[name].tolist()]
    return [cells[place : place + width] for place in range(0, len(cells), width)]


# By country and year: pupils, schools, treaties, people, waiting, rights.
INDICATORS = {
    "objective": [[1, 1, 1, 1, 2, 2]] * 4,
    "value": [
        [40, 80, None, 7, 30, 2], [50, 80, 1, 7, None, 2], [None] * 6, [20, *[None] * 5],
    ],
    "score": [
        [40, 80, None, None, 70, 50], [50, 80, 100, None, None, 50], [None] * 6, [20, *[None] * 5],
    ],
    "status": [
        ["scored", "scored", "not_assessed", "context", "scored", "scored"],
        ["scored", "scored", "scored", "context", "stale", "scored"],
        ["not_assessed"] * 6,
        ["scored", *["not_assessed"] * 5],
    ],
    # Between red at 25 and green at 75 yellow begins at 50; where less is better 30 is 70 of 100.
    "band": [
        ["orange", "green", None, None, "yellow", "yellow"],
        ["yellow", "green", "green", None, None, "yellow"],
        [None] * 6,
        ["red", *[None] * 5],
    ],
    "trend": [[None] * 6] * 4,
    "reason": [
        [None, None, "not_assessed", None, None, None],
        [None, None, None, None, "stale", None],
        ["not_assessed"] * 6,
        [None, *["not_assessed"] * 5],
    ],
    "confidence": [
        ["high", "medium", None, "high", "medium", "high"],
        ["high", "medium", "high", "high", None, "high"],
        [None] * 6,
        ["high", *[None] * 5],
    ],
    "unit": [["amount", "amount", "share", "amount", "amount", "level"]] * 4,
    "period": [
        ["2019", "2019", None, "2019", "2018", "2019"],
        ["2020", "2019", "2020-03", "2019", "2018", "2019"],
        [None] * 6,
        ["2020", *[None] * 5],
    ],
    "age": [[0, 0, None, 0, 1, 0], [0, 1, 0, 1, 2, 1], [None] * 6, [0, *[None] * 5]],
    "target": [[60, None, None, None, 20, None]] * 4,
    "gap": [
        [60 - 40, None, None, None, 30 - 20, None],
        [60 - 50, *[None] * 5],
        [None] * 6,
        [60 - 20, *[None] * 5],
    ],
    "level": [[None] * 5 + [2], [None] * 5 + [2], [None] * 6, [None] * 6],
    "law": [[None] * 5 + [3], [None] * 5 + [3], [None] * 6, [None] * 6],
    "practice": [[None] * 5 + [2], [None] * 5 + [2], [None] * 6, [None] * 6],
    "weight": [[2, 1, 1, 0, 1, 1]] * 4,
    "source_id": [
        ["yearbook", "survey", None, "yearbook", "yearbook", "yearbook"],
        ["yearbook", "survey", "yearbook", "yearbook", "yearbook", "yearbook"],
        [None] * 6,
        ["yearbook", *[None] * 5],
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), INDICATORS.items(), ids=INDICATORS)
def test_a_column_of_the_indicators(engine, name, expected):
    assert rows(indicator_columns(engine), name, 6) == expected


def test_what_has_a_value_shares_the_score(engine):
    shares = rows(indicator_columns(engine), "effective_weight", 6)
    assert np.array(shares) == pytest.approx(np.array([
        [2 / 3, 1 / 3, 0, 0, 0.5, 0.5], [0.5, 0.25, 0.25, 0, 0, 1], [0] * 6, [1, *[0] * 5],
    ]))  # fmt: skip


def test_the_columns_of_the_objectives(engine):
    found = objective_columns(engine)
    belgium = [(2 * 40 + 80) / 3, 60, None, (2 * 50 + 80 + 100) / 4, None, None]
    scores = [None if item != item else item for item in found["score"].tolist()]
    assert scores == pytest.approx([*belgium, *[None] * 6])
    assert found["n"].tolist() == [2, 2, 0, 3, 1, 0, 0, 0, 0, 1, 0, 0]
    assert found["coverage"].tolist() == pytest.approx([3 / 4, 1, 0, 1, 0.5, 0, 0, 0, 0, 0.5, 0, 0])
    assert found["coverage_full"].tolist() == pytest.approx(found["coverage"].tolist())
    assert found["status"].tolist() == [
        *("scored", "scored", "not_assessed"), *("scored", "insufficient", "not_assessed"),
        *["not_assessed"] * 3, *("insufficient", "not_assessed", "not_assessed"),
    ]  # fmt: skip
    assert found["trend"].tolist() == [None] * 12


def test_the_columns_of_the_overall_score(engine):
    found = overall_columns(engine)
    assert found["score"][0] == pytest.approx(((2 * 40 + 80) / 3 + 60) / 2)
    assert np.isnan(found["score"][1:]).all()
    assert found["scored"].tolist() == [2, 1, 0, 0]
    assert found["needed"].tolist() == [2] * 4
    assert found["total"].tolist() == [3] * 4
    assert found["answered"].tolist() == [4, 4, 0, 1]
    assert found["asked"].tolist() == [5] * 4
    assert found["imputed"].tolist() == [0] * 4
    assert found["coverage"].tolist() == pytest.approx([(0.75 + 1) / 3, (1 + 0.5) / 3, 0, 0.5 / 3])
    # What is missing at 0 and at 100: the treaty of objective 1, and all of objective 3.
    assert found["bound_low"][0] == pytest.approx(((2 * 40 + 80) / 4 + 60 + 0) / 3)
    assert found["bound_high"][0] == pytest.approx(((2 * 40 + 80 + 100) / 4 + 60 + 100) / 3)
    assert "reason" not in found
    assert found["low"][0] < found["score"][0] < found["high"][0]
    assert np.isnan(found["low"][1:]).all() and np.isnan(found["high"][1:]).all()


def test_an_interval_stands_where_a_score_does_and_holds_it(engine):
    for columns, scores in (
        (indicator_interval_columns(engine), indicator_columns(engine)["score"]),
        (objective_interval_columns(engine), objective_columns(engine)["score"]),
    ):
        known = ~np.isnan(scores)
        assert list(columns) == ["low", "high"]
        for end in columns.values():
            assert end.shape == scores.shape and (np.isnan(end) == ~known).all()
        assert (columns["low"][known] <= scores[known]).all()
        assert (scores[known] <= columns["high"][known]).all()


def test_what_can_only_be_as_it_is_has_no_width(engine):
    # A treaty is in force or not; a level may be half a step off, which is 12.5 points; a goalpost may move.
    found = indicator_interval_columns(engine)
    low, high = (np.array(rows(found, name, 6)[1]) for name in ("low", "high"))
    assert (low[2], high[2]) == (100, 100)
    assert 50 - 12.5 <= low[5] < 50 < high[5] <= 50 + 12.5
    assert low[0] < 50 < high[0] and low[1] < 80 < high[1]
    # The value of one objective alone is told from that of the other.
    low, high = (rows(objective_interval_columns(engine), name, 3)[0] for name in ("low", "high"))
    assert low[0] < (2 * 40 + 80) / 3 < high[0] and low[1] < 60 < high[1] and low[2] is None is high[2]


def test_what_does_not_apply_shows_nothing_and_counts_for_nothing(make):
    nobody = {"title": "Nobody", "members": [], "sources": [{"id": "yearbook", "locator": "list"}]}
    indicators = [
        make.measure("one"), make.measure("two"),
        make.rubric("rights", objective=2, applies_to=["nobody"]),
    ]  # fmt: skip
    records = [make.figure("one", 40), make.figure("two", 60), make.level(law=1, practice=1)]
    evidence = make.evidence(*records, groups={"nobody": nobody})
    grid = Grid.of(evidence, ["BEL"], [2020])
    engine = ManyEngine(make.compact(*indicators, objectives=2), evidence, grid, "full", Method(draws=9))
    found = indicator_columns(engine)
    assert found["status"].tolist() == ["scored", "scored", "not_applicable"]
    assert found["reason"].tolist() == [None, None, "not_applicable"]
    for name in ("period", "source_id", "confidence", "band"):
        assert found[name][2] is None
    for name in ("value", "score", "age", "level", "law", "practice", "gap"):
        assert np.isnan(found[name].astype(np.float64)[2])
    assert found["weight"].tolist() == [1, 1, 0]
    assert objective_columns(engine)["status"].tolist() == ["scored", "not_applicable"]
    total = overall_columns(engine)
    assert [total[name].item() for name in ("score", "coverage", "bound_low", "bound_high")] == [
        50,
        1,
        50,
        50,
    ]


def test_an_objective_moves_as_its_indicators_do(make):
    # From 50 to green at 75 in 15 years are 10 in six; objective 1 moves by 10, objective 2 falls.
    indicators = [make.measure(name, objective=1 + place // 2) for place, name in enumerate("abcd")]
    records = [
        make.figure(name, value, year)
        for name, pair in zip("abcd", ((50, 60), (50, 60), (50, 40), (50, 50)), strict=True)
        for value, year in zip(pair, ("2015", "2021"), strict=True)
    ]
    evidence = make.evidence(*records)
    grid = Grid.of(evidence, ["BEL"], [2021])
    engine = ManyEngine(make.compact(*indicators, objectives=2), evidence, grid, "full", Method(draws=9))
    assert objective_columns(engine)["trend"].tolist() == ["on_track", "decreasing"]
    assert indicator_columns(engine)["trend"].tolist() == ["on_track", "on_track", "decreasing", "stagnating"]


def test_what_neighbours_lend_stands_in_the_overall_score_without_an_interval(make):
    indicators = [make.measure("pupils"), make.measure("waiting", objective=2)]
    records = [
        make.figure("pupils", 40), make.figure("waiting", 60),
        make.figure("pupils", 20, country="NLD"), make.figure("pupils", 90, country="NGA"),
    ]  # fmt: skip
    evidence = make.evidence(*records)
    grid = Grid.of(evidence, ["NLD", "BEL", "NGA"], [2020])
    alone = Method.exploratory().replace(draws=9, overall_floor=0.5)
    lending = alone.replace(objective_imputation="continent")
    strict = lending.replace(overall_indicator_floor=0.6)
    for method, scores, imputed in (
        (alone, [20, (40 + 60) / 2, 90], [0, 0, 0]),
        (lending, [(20 + 60) / 2, 50, 90], [1, 0, 0]),
        # Who answers less than 60 % of the questions has no score and lends nothing.
        (strict, [NAN, 50, NAN], [0, 0, 0]),
    ):
        compact = make.compact(*indicators, objectives=2)
        found = overall_columns(ManyEngine(compact, evidence, grid, "full", method))
        assert np.array_equal(found["score"], scores, equal_nan=True)
        assert found["imputed"].tolist() == imputed
        assert (np.isnan(found["low"]) == (np.isnan(scores) | (np.array(imputed) > 0))).all()


def test_a_gap_is_what_is_missing_to_a_target_or_to_another_value(make):
    target = {"value": 60, "source": "A plan"}
    shown = [
        make.measure(target=target),
        make.measure("waiting", 100, 0, target=target),
        make.measure("size"),
    ]
    values = np.array([[50.0, 50.0, 50.0], [70.0, 80.0, NAN]])
    assert np.array_equal(gaps(values, shown), [[10, -10, NAN], [-10, 20, NAN]], equal_nan=True)
    other = np.array([55.0, 55.0, 55.0])
    assert np.array_equal(gaps(values, shown, other), [[5, -5, 5], [-15, 25, NAN]], equal_nan=True)
