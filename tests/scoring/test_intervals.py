"""What the runs of a framework's scores rest on, and the ends of its intervals."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import gcmscore as gcm
from gcmscore.definitions import Unit
from gcmscore.scoring.intervals import indicator_ends, matrix_of, objective_ends, overall_ends, single_ends
from gcmscore.scoring.streams import crossed, keys_of

NAN = np.nan
METHOD = gcm.Method(draws=60, seed=4)
MARKS = {"worst": 1, "best": 100, "scale": "log", "reason": "A test."}


@pytest.fixture(scope="module")
def engine(make):
    """Two countries and years; objective 1 has four kinds of indicator, 2 one on a log scale, 3 none."""
    compact = make.compact(
        make.measure("pupils", weight=3), make.rubric("rights"), make.treaty_status("treaties"),
        make.measure("size", role="context"),
        make.measure("income", goalposts=MARKS, bands={"red": 2, "green": 50}, objective=2),
        make.measure("rent", 60, 20, unit="percent", objective=2), objectives=3,
    )  # fmt: skip
    units = {**compact.units, "percent": Unit(symbol="%", minimum=0, maximum=100)}
    records = [
        make.figure("pupils", 40, low=30, high=45), make.level("rights", "2020", law=3, practice=2),
        make.treaty("convention", "party", "2000"), make.figure("size", 7),
        make.figure("income", 10, low=5, high=20), make.figure("rent", 30, unit="percent"),
        make.figure("pupils", 10, country="NLD"),
    ]  # fmt: skip
    world = {"compact": dataclasses.replace(compact, units=units), "evidence": make.evidence(*records)}
    method = METHOD.replace(overall_floor=0.3)
    return gcm.score_panel([2019, 2020], ["NLD", "BEL"], **world, profile="full", method=method).engine


# By position of country and year: NLD 2019, NLD 2020, BEL 2019, BEL 2020.
BELGIUM = np.array([3])


def test_a_matrix_has_the_scored_indicators_of_the_objectives_and_their_ranges(engine):
    matrix = matrix_of(engine, [1], BELGIUM)
    assert matrix.values.tolist() == [[40, 2, 1]]
    assert matrix.low.tolist() == [[30, 1.5, 1]]
    assert matrix.high.tolist() == [[45, 2.5, 1]]
    assert (matrix.worst.tolist(), matrix.best.tolist()) == ([0, 0, 0], [100, 4, 1])
    # Rubric levels and treaty status are what is asked, and no choice.
    assert matrix.movable.tolist() == [True, False, False]
    assert matrix.limits.tolist() == [[-np.inf, 0, 0], [np.inf, 4, 1]]
    # Weights 3 and 1; treaty status, 1 of 5, is below its limit.
    np.testing.assert_allclose(matrix.weights, [[0.6, 0.2, 0.2]])


def test_what_counts_in_factors_is_put_into_logarithms(engine):
    matrix = matrix_of(engine, [2], BELGIUM)
    np.testing.assert_allclose(np.exp(matrix.low[0, 0]), 5)
    np.testing.assert_allclose(
        np.exp([matrix.values[0, 0], matrix.high[0, 0], matrix.best[0]]), [10, 20, 100]
    )
    assert matrix.worst.tolist() == [0, 60]
    assert (matrix.values[0, 1], matrix.best[1]) == (30, 20)
    assert matrix.limits[:, 1].tolist() == [0, 100]


def test_objectives_are_groups_in_their_order(engine):
    matrix = matrix_of(engine, [2, 3, 1], BELGIUM)
    assert matrix.groups.tolist() == [0, 0, 2, 2, 2]
    assert matrix.places.tolist() == [[0, 1, -1], [-1, -1, -1], [2, 3, 4]]


def test_what_is_not_scored_has_neither_value_nor_weight(engine):
    matrix = matrix_of(engine, [1, 2], np.array([0, 1, 3]))
    # The Netherlands answer one question of five in weight, and none of the other objective.
    assert np.isnan(matrix.values).tolist() == [[True] * 5, [True] * 5, [False] * 5]
    assert (matrix.weights[:2] == 0).all()


def test_streams_belong_to_countries_indicators_and_objectives_and_not_to_years(engine):
    matrix = matrix_of(engine, [1], np.array([0, 1, 2, 3]))
    levels_and_treaties = matrix.unit_keys[:, 1:].T.tolist()
    assert levels_and_treaties == [keys_of(["NLD", "NLD", "BEL", "BEL"], 4).tolist()] * 2
    assert matrix.item_keys.tolist() == keys_of(["pupils", "rights", "treaties"], 4).tolist()
    assert matrix.group_keys.tolist() == keys_of(["objective 1"], 4).tolist()
    assert crossed(matrix.unit_keys[3:, 1], matrix.item_keys[1:2]) == crossed(
        keys_of(["BEL"], 4), keys_of(["rights"], 4)
    )


def test_a_figure_with_a_range_errs_anew_in_each_period(make):
    figures = [make.figure("places", 50, period=str(year), low=40, high=60) for year in (2019, 2020)]
    compact = make.compact(make.measure("places"), make.measure("homes"))
    evidence = make.evidence(*figures, make.figure("homes", 50, period="2019"))
    options = {"compact": compact, "evidence": evidence, "profile": "full"}
    found = gcm.compare(["BEL@2019", "BEL@2020"], **options).uncertainty(1, vary=["evidence"])
    # Were the two figures off together, neither year would ever be ahead.
    assert 0.4 < found.ahead().iloc[0, 1] < 0.6
    assert (found.runs.scores[:, 0] != found.runs.scores[:, 1]).mean() > 0.9


def test_on_common_questions_only_these_count(engine):
    matrix = matrix_of(engine, [1], BELGIUM, frozenset({"pupils", "rights"}))
    np.testing.assert_allclose(matrix.weights, [[0.75, 0.25, 0]])
    assert np.isnan(matrix.values[0, 2])
    inside = objective_ends(engine, frozenset({"pupils", "rights"}))
    assert (inside[0][1, 1, 0], inside[1][1, 1, 0]) != (
        objective_ends(engine)[0][1, 1, 0], objective_ends(engine)[1][1, 1, 0]
    )  # fmt: skip


def test_ends_have_the_shape_of_the_scores_and_hold_them(engine):
    low, high = objective_ends(engine)
    scores = np.stack([engine.judgement(number).score for number in (1, 2, 3)], axis=-1)
    assert low.shape == high.shape == scores.shape == (2, 2, 3)
    assert (np.isnan(low) == np.isnan(scores)).all()
    assert (np.isnan(high) == np.isnan(scores)).all()
    assert (~np.isnan(scores)).sum() == 2
    there = ~np.isnan(scores)
    assert (low[there] < scores[there]).all()
    assert (scores[there] < high[there]).all()


def test_indicators_have_ends_where_they_have_scores(engine):
    low, high = indicator_ends(engine)
    scores = engine.scores
    assert (np.isnan(low) == np.isnan(scores)).all()
    places = {item.id: place for place, item in enumerate(engine.indicators)}
    ends = {name: (low[1, 1, place], high[1, 1, place]) for name, place in places.items()}
    assert ends["treaties"] == (100, 100)
    assert np.isnan(ends["size"]).all()
    assert ends["pupils"][0] < 40 < ends["pupils"][1]
    assert 37.5 <= ends["rights"][0] < 50 < ends["rights"][1] <= 62.5


def test_an_overall_score_has_ends_only_where_it_is_given(engine):
    low, high = overall_ends(engine, np.array([[NAN, NAN], [NAN, 50.0]]))
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [[True, True], [True, False]]
    assert low[1, 1] <= 50 <= high[1, 1]


def test_an_end_is_widened_to_hold_what_was_published(engine):
    low, high = overall_ends(engine, np.array([[NAN, NAN], [NAN, 1.0]]))
    assert low[1, 1] == 1
    low, high = overall_ends(engine, np.array([[NAN, NAN], [NAN, 99.0]]))
    assert high[1, 1] == 99


def test_nothing_scored_has_no_ends(make):
    panel = gcm.score_panel(
        [2020], ["BEL"], compact=make.compact(make.measure()), evidence=make.evidence(), profile="full"
    )
    for ends in (objective_ends(panel.engine), indicator_ends(panel.engine)):
        assert np.isnan(ends).all()


def test_one_country_and_year_has_its_ends_by_name(engine, make):
    compact, evidence = engine.compact, engine.evidence
    card = gcm.score("BEL", 2020, compact=compact, evidence=evidence, profile="full", method=engine.method)
    found = card.intervals
    assert set(found) == {1, 2, "pupils", "rights", "treaties", "income", "rent", None}
    low, high = objective_ends(engine)
    assert found[2] == (pytest.approx(low[1, 1, 1], abs=1e-9), pytest.approx(high[1, 1, 1], abs=1e-9))
    assert set(single_ends(card._many, None)) == set(found) - {None}
