"""The rules of scoring as one object: what each may be, where its borders are, and what an error says."""

from __future__ import annotations

import dataclasses

import pytest

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.method import Method

SHARES = (
    *("coverage_floor", "instrument_share", "signed_credit", "overall_floor", "overall_indicator_floor"),
    *("band_floor", "trend_share", "rank_floor"),
)
COUNTS = "minimum_indicators must be at least 1 and coder_tolerance at least 0"
CUTS = "band_cuts are three falling numbers: green, yellow, orange"
YEARS = "trend_years are two rising numbers of years, such as (3, 10)"
RUNS = "draws must be at least 1 and seed at least 0"
SPREADS = "weight_spread is a share below 1, goalpost_shift below 0.5, level_spread at least 0"
ENDS = "interval is two rising shares of the runs, such as (0.05, 0.95)"


def refused(**changes):
    with pytest.raises(InvalidRequestError) as error:
        Method(**changes)
    return str(error.value)


@pytest.mark.parametrize("name", SHARES)
def test_a_share_lies_from_0_to_1(name):
    assert getattr(Method(**{name: 0.0}), name) == 0
    assert getattr(Method(**{name: 1.0}), name) == 1
    for value in (-0.01, 1.01):
        message = f"{name}={value!r} is out of range; give a share from 0 to 1"
        assert refused(**{name: value}) == message


@pytest.mark.parametrize("changes", [
    {"minimum_indicators": 1}, {"coder_tolerance": 0}, {"band_cuts": (3.0, 3.0, 0.0)},
    {"trend_years": (1, 1)}, {"draws": 1}, {"seed": 0}, {"weight_spread": 0.0}, {"weight_spread": 0.99},
    {"goalpost_shift": 0.0}, {"goalpost_shift": 0.49}, {"level_spread": 0.0}, {"interval": (0.0, 1.0)},
    {"coverage_floor": 1}, {"overall_mean": "harmonic"}, {"objective_imputation": "income"},
    {"band_rule": "two_worst"},
])  # fmt: skip
def test_the_last_value_that_is_accepted_is_accepted(changes):
    assert Method(**changes).changes() == changes


@pytest.mark.parametrize(("changes", "message"), [
    ({"minimum_indicators": 0}, COUNTS),
    ({"coder_tolerance": -1}, COUNTS),
    ({"band_cuts": (1.0, 1.5, 2.0)}, CUTS),
    ({"band_cuts": (2.0, 1.0)}, CUTS),
    ({"trend_years": (3, 4, 5)}, YEARS),
    ({"trend_years": (0, 5)}, YEARS),
    ({"trend_years": (5, 4)}, YEARS),
    ({"draws": 0}, RUNS),
    ({"seed": -1}, RUNS),
    ({"weight_spread": 1.0}, SPREADS),
    ({"weight_spread": -0.1}, SPREADS),
    ({"goalpost_shift": 0.5}, SPREADS),
    ({"goalpost_shift": -0.1}, SPREADS),
    ({"level_spread": -0.5}, SPREADS),
    ({"interval": (0.05, 0.5, 0.95)}, ENDS),
    ({"interval": (0.5, 0.5)}, ENDS),
    ({"interval": (-0.05, 0.95)}, ENDS),
    ({"interval": (0.05, 1.05)}, ENDS),
    ({"overall_mean": "median"}, "overall_mean='median' is unknown; one of arithmetic, geometric, harmonic"),
    ({"band_rule": "worst"}, "band_rule='worst' is unknown; one of mean, two_worst"),
    ({"coverage_floor": "half"}, "coverage_floor='half' is not a number, like 0.5"),
    ({"coverage_floor": True}, "coverage_floor=True is not a number, like 0.5"),
    ({"practice_required": 1}, "practice_required=1 is not a bool, like True"),
    ({"interval": [0.05, 0.95]}, "interval=[0.05, 0.95] is not a tuple, like (0.05, 0.95)"),
])  # fmt: skip
def test_what_a_rule_cannot_be_is_said(changes, message):
    assert refused(**changes) == message


@pytest.mark.parametrize("given", [10.5, True, "10"])
def test_a_whole_number_is_asked_for_where_the_rule_is_one(given):
    message = refused(draws=given)
    assert message.startswith(f"draws={given!r} is not a") and message.endswith(" int, like 1000")


def test_a_rule_that_does_not_exist_is_named_with_all_that_do():
    with pytest.raises(InvalidRequestError) as error:
        Method().replace(seed=1, floor=0.6)
    names = ", ".join(item.name for item in dataclasses.fields(Method))
    assert str(error.value) == f"Method has no rule 'floor'; rules are {names}"


def test_a_changed_rule_leaves_the_others_as_they_were():
    first = Method(seed=1)
    second = first.replace(draws=10)
    assert second.changes() == {"draws": 10, "seed": 1}
    assert first.changes() == {"seed": 1}
    assert not first.is_default and second.replace(draws=1000, seed=2018).is_default


def test_exploring_asks_for_no_more_than_one_value():
    changes = {"coverage_floor": 0.0, "minimum_indicators": 1, "practice_required": False}
    assert Method.exploratory().changes() == changes
