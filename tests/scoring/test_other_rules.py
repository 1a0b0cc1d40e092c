"""What the rules of other indices do: means, bands, floors, log scales and objectives that a region lends."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from pydantic import ValidationError

import gcmscore as gcm
from gcmscore.catalogue import describe_indicator
from gcmscore.errors import InvalidRequestError

FREE = gcm.Method.exploratory().replace(overall_floor=0.0)


def card_of(make, values, method=FREE, **more):
    """Score Belgium on measures from 0 to 100; None is no value."""
    measures = [make.measure(name, **more) for name in values]
    records = [make.figure(name, value) for name, value in values.items() if value is not None]
    return make.card(measures, records, method=method)


def panel_of(make, scores, method):
    """Score countries on one measure an objective: code → its values, None for none."""
    n = len(next(iter(scores.values())))
    names = [f"aim_{place}" for place in range(1, n + 1)]
    measures = [make.measure(name, objective=place) for place, name in enumerate(names, start=1)]
    records = [
        make.figure(name, value, country=code)
        for code, values in scores.items()
        for name, value in zip(names, values, strict=True)
        if value is not None
    ]
    compact, evidence = make.compact(*measures, objectives=n), make.evidence(*records)
    return gcm.score_panel(
        [2020], list(scores), compact=compact, evidence=evidence, profile="full", method=method
    )


# Means


@pytest.mark.parametrize(("mean", "score"), [
    ("arithmetic", (20 + 80) / 2), ("geometric", math.sqrt(20 * 80)), ("harmonic", 2 / (1 / 20 + 1 / 80)),
])  # fmt: skip
def test_an_objective_may_be_another_mean_of_its_indicators(make, mean, score):
    card = card_of(make, {"a": 20, "b": 80}, FREE.replace(objective_mean=mean))
    result = card.objective(1)
    assert result.score == pytest.approx(score)
    assert sum(item.contribution for item in result.indicators) == pytest.approx(score, abs=1e-9)


def test_bounds_follow_the_mean(make):
    card = card_of(make, {"a": 25, "b": None}, FREE.replace(objective_mean="geometric"))
    result = card.objective(1)
    assert (result.bound_low, result.bound_high) == pytest.approx((math.sqrt(25 * 1), math.sqrt(25 * 100)))


def test_the_overall_score_may_be_another_mean_of_the_objectives(make):
    panel = panel_of(make, {"BEL": [20, 80], "NLD": [50, 50]}, FREE.replace(overall_mean="geometric"))
    assert panel.overall["score"].tolist() == pytest.approx([40, 50])
    assert panel.card("BEL").overall == pytest.approx(40)
    assert panel.ranks()["score"].tolist() == pytest.approx([50, 40])


def test_a_comparison_takes_the_mean_of_the_method(make):
    panel = panel_of(make, {"BEL": [20, 80], "NLD": [50, 50]}, FREE.replace(overall_mean="geometric"))
    found = gcm.compare(
        ["BEL", "NLD"], 2020, compact=panel.compact, evidence=panel.evidence, profile="full",
        method=panel.method,
    )  # fmt: skip
    assert found.mean.tolist() == pytest.approx([40, 50])


# Bands


def test_the_two_worst_indicators_may_decide_on_the_band(make):
    # Red begins at 25 and green at 75: points 3, 3, 3, 0.4 and 0.8; their mean is 2.04.
    values = {"a": 100, "b": 100, "c": 100, "d": 10, "e": 20}
    bands = {
        rule: card_of(make, values, FREE.replace(band_rule=rule, red_steps_down=False)).objective(1).band
        for rule in ("mean", "two_worst")
    }
    assert bands == {"mean": "green", "two_worst": "red"}


def test_the_two_worst_take_nothing_down(make):
    result = card_of(make, {"a": 100, "b": 10}, FREE.replace(band_rule="two_worst")).objective(1)
    assert (result.band, result.stepped_down) == ("yellow", False)


@pytest.mark.parametrize(("floor", "band"), [(0.5, "green"), (0.51, None)])
def test_a_score_may_stand_without_a_band(make, floor, band):
    card = card_of(make, {"a": 100, "b": None}, FREE.replace(band_floor=floor))
    result = card.objective(1)
    assert (result.status, result.score, result.band) == ("scored", 100, band)
    assert ("no band: coverage" in str(card.explain(1))) == (band is None)
    assert card.to_html()


# Treaty status


def test_a_share_of_1_lets_treaties_weigh_what_they_weigh(make):
    indicators = [make.treaty_status(weight=3.0), make.measure()]
    records = [make.treaty("convention", "party", "2000"), make.figure("pupils", 0)]
    scores = {
        share: make.card(indicators, records, method=FREE.replace(instrument_share=share)).objective(1).score
        for share in (0.25, 1.0)
    }
    assert scores == {0.25: 25, 1.0: 75}


# Floors of the overall score


def test_too_few_indicators_make_no_overall_score(make):
    values = {"a": 10, "b": 20, "c": 30, "d": None}
    enough = card_of(make, values, FREE.replace(overall_indicator_floor=0.75))
    short = card_of(make, values, FREE.replace(overall_indicator_floor=0.76))
    assert enough.overall == 20
    assert short.overall is None
    assert short.overall_reason == "3 of 4 indicators have a value, too few for an overall score"
    assert (
        "No overall score: 3 of 4 indicators have a value, which is too few." in short.to_html()
        and short.total.reason == "too_few_indicators"
    )


def test_too_few_objectives_are_said_first(make):
    card = card_of(make, {"a": None}, FREE.replace(overall_indicator_floor=0.5))
    assert card.overall_reason == "0 of 1 objectives scored, at least 1 needed"


# Objectives that a region lends


LENDING = FREE.replace(objective_imputation="continent")


def test_a_missing_objective_takes_the_mean_of_the_continent(make):
    panel = panel_of(make, {"BEL": [40, None], "FRA": [60, 10], "NLD": [80, 30], "JPN": [0, 100]}, LENDING)
    overall = panel.overall
    assert overall["score"].tolist() == [(40 + (10 + 30) / 2) / 2, 35, 55, 50]
    assert overall["imputed"].tolist() == [1, 0, 0, 0]
    assert overall["scored"].tolist() == [1, 2, 2, 2]
    assert math.isnan(panel.objectives.loc[("BEL", 2020, 2), "score"])


def test_nobody_to_lend_means_nothing_is_lent(make):
    panel = panel_of(make, {"BEL": [40, None], "JPN": [0, 100]}, LENDING)
    assert panel.overall["score"].tolist() == [40, 50]
    assert panel.overall["imputed"].tolist() == [0, 0]


def test_who_answers_too_little_lends_nothing_and_has_no_score(make):
    scores = {"BEL": [40, None, 50, 60], "FRA": [None, 90, None, None], "NLD": [80, 30, 20, 10]}
    panel = panel_of(make, scores, LENDING.replace(overall_indicator_floor=0.7))
    assert panel.overall["score"].iloc[0] == (40 + 30 + 50 + 60) / 4
    assert math.isnan(panel.overall["score"].iloc[1])


@pytest.mark.parametrize(("level", "lent"), [("region", 20), ("subregion", 20), ("income", 30)])
def test_a_region_may_be_smaller_than_a_continent(make, level, lent):
    # Belgium and France are Western Europe, Spain is Southern Europe; all are of high income.
    scores = {"BEL": [40, None], "FRA": [60, 20], "ESP": [60, 40]}
    panel = panel_of(make, scores, FREE.replace(objective_imputation=level))
    assert panel.overall["score"].iloc[0] == (40 + lent) / 2


def test_the_card_of_a_panel_shows_what_was_lent(make):
    panel = panel_of(make, {"BEL": [40, None], "FRA": [60, 10]}, LENDING)
    card = panel.card("BEL")
    assert (card.overall, card.total.imputed, card.method) == (25, 1, LENDING)
    assert None not in card.intervals
    assert panel.overall[["low", "high"]].isna().all(axis=1).tolist() == [True, False]


def test_one_country_alone_can_borrow_from_nobody():
    with pytest.raises(
        InvalidRequestError, match="objective_imputation needs other countries; take the card"
    ):
        gcm.score("BEL", 2020, method=LENDING)


# Log scales


def log_measure(make, name="income", worst=1, best=10_000, **more):
    scale = {"worst": worst, "best": best, "reason": "A test.", "scale": "log"}
    return make.measure(name, goalposts=scale, bands={"red": 10, "green": 1000}, **more)


def test_a_measure_may_count_in_factors(make):
    card = make.card([log_measure(make)], [make.figure("income", 100)], method=FREE)
    assert card.objective(1).score == pytest.approx(50)
    assert "100 · (ln 100 − ln 1) / (ln 10000 − ln 1) = 50.00" in str(card.explain(1))
    assert "1 scores 0, 10000 scores 100, by equal factors" in str(
        describe_indicator(card.compact.indicators["income"])
    )


def test_the_trend_of_a_log_scale_counts_factors(make):
    # Green is 75: (75 − 25) / 15 = 3.33 a year are needed, and (50 − 25) / 4 = 6.25 were gained.
    records = [make.figure("income", 10, "2015"), make.figure("income", 100, "2019")]
    compact, evidence = make.compact(log_measure(make, max_age=5)), make.evidence(*records)
    options = {"compact": compact, "evidence": evidence, "profile": "full", "method": FREE}
    card = gcm.score("BEL", 2020, **options)
    assert card.objective(1).trend == "on_track"
    panel = gcm.score_panel([2020], ["BEL"], **options)
    pd.testing.assert_frame_equal(panel.indicators, card.indicators)
    pd.testing.assert_frame_equal(panel.objectives, card.objectives)


@pytest.mark.parametrize(("worst", "best"), [(0, 100), (100, -1)])
def test_the_ends_of_a_log_scale_lie_above_0(make, worst, best):
    with pytest.raises(ValidationError, match="worst and best must lie above 0 on a log scale"):
        log_measure(make, worst=worst, best=best)
