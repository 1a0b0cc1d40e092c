"""Intervals from a figure in a file to card, panel and comparison; what a run varied, and what it held."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore.errors import InvalidRequestError

CODES = ("BEL", "NLD", "FRA")
FEW = gcm.Method(draws=120, seed=5)
# Hours of course offered (0 to 400), days to a permit (130 to 40) and the share who are told why (0 to 100).
BELGIUM = """
sources:
  - {id: yearbook, title: Yearbook, publisher: An office, date: 2021, kind: statistic, language: en}
observations:
  - indicator: language_level
    country: BEL
    period: 2021
    value: 55
    low: 48
    high: 69
    unit: percent
    sources: [{id: yearbook, locator: p. 1}]
  - indicator: course_hours
    country: BEL
    period: 2021
    value: 200
    unit: hours
    sources: [{id: yearbook, locator: p. 2}]
"""


@pytest.fixture(scope="module")
def world(make):
    """Three objectives of which the third asks nothing; three countries, two of them close to each other."""
    compact = make.compact(
        make.measure("pupils"), make.measure("places", 50, 0), make.rubric("rights"),
        make.measure("homes", objective=2), make.measure("beds", objective=2), objectives=3,
    )  # fmt: skip
    values = {
        "BEL": (60, 20, 3, 50, 70, 2), "NLD": (58, 21, 3, 52, 69, 3), "FRA": (20, 45, 1, 10, 5, 0),
    }  # fmt: skip
    names = ("pupils", "places", "rights", "homes", "beds")
    records = []
    for code, row in values.items():
        law, figures = row[2], [value for place, value in enumerate(row[:5]) if place != 2]
        found = zip([name for name in names if name != "rights"], figures, strict=True)
        for name, value in found:
            spread = {"low": value - 6, "high": value + 3} if name == "homes" else {}
            records += [make.figure(name, value, year, country=code, **spread) for year in ("2019", "2020")]
        records.append(make.level("rights", "2019", law=law, practice=law, country=code))
    return {"compact": compact, "evidence": make.evidence(*records)}


@pytest.fixture(scope="module")
def panel(world):
    return gcm.score_panel([2019, 2020], CODES, **world, profile="full", method=FEW)


@pytest.fixture(scope="module")
def card(world):
    return gcm.score("BEL", 2020, **world, profile="full", method=FEW)


@pytest.fixture(scope="module")
def comparison(world):
    return gcm.compare(list(CODES), 2020, **world, profile="full", method=FEW)


# From a file


@pytest.fixture
def plan(tmp_path, data):
    """The national plan of the tests, with Belgian figures of which one has a range."""
    (tmp_path / "figures.yaml").write_text(textwrap.dedent(BELGIUM), encoding="utf-8")
    compact = gcm.load_compact(data / "frameworks" / "three_objectives")
    return {"compact": compact, "evidence": gcm.load_evidence(tmp_path, compact=compact)}


def test_a_range_in_a_file_is_an_interval_on_the_card(plan):
    method = gcm.Method(draws=4000, goalpost_shift=0.0, interval=(0.0, 1.0))
    row = gcm.score("BEL", 2021, **plan, method=method).indicators.loc[("BEL", 2021, "language_level")]
    # Goalposts 20 and 90: 48 is 40 %, 55 is 50 %, 69 is 70 % of the way.
    assert row["score"] == 50
    assert row["low"] == pytest.approx(40, abs=0.05)
    assert row["high"] == pytest.approx(70, abs=0.05)


def test_a_figure_without_a_range_has_the_interval_of_its_goalposts(plan):
    frame = gcm.score("BEL", 2021, **plan).indicators
    # 200 of 400: worst 0, best 360 or 440; worst cannot go below 0 hours, and 40 is nearer.
    low, high = frame.loc[("BEL", 2021, "course_hours"), ["low", "high"]]
    assert (low, high) == (pytest.approx(100 * 160 / 360), pytest.approx(100 * 200 / 360))


def test_the_same_stands_on_card_panel_and_comparison(plan):
    card = gcm.score("BEL", 2021, **plan)
    panel = gcm.score_panel([2021], ["BEL", "NLD"], profile="core", **plan)
    compared = gcm.compare(["BEL@2021", "BEL@2022"], **plan)
    for frame in (panel.objectives, compared.objectives):
        pd.testing.assert_frame_equal(
            frame.loc[[("BEL", 2021, 1)], ["low", "high"]].reset_index(drop=True).astype(float),
            card.objectives.loc[[("BEL", 2021, 1)], ["low", "high"]].reset_index(drop=True).astype(float),
            atol=1e-9, check_exact=False,
        )  # fmt: skip
    assert card.objectives.loc[("BEL", 2021, 1), "low"] < card.objectives.loc[("BEL", 2021, 1), "high"]


# On cards and panels


def test_a_card_and_a_panel_agree(panel):
    for code in CODES:
        card = panel.card(code, 2020)
        for name in ("objectives", "indicators"):
            mine, whole = getattr(card, name)[["low", "high"]], getattr(panel, name)[["low", "high"]]
            pd.testing.assert_frame_equal(mine, whole.loc[mine.index], rtol=0, atol=1e-9)
        low, high = card.intervals[None]
        assert panel.overall.loc[(code, 2020), ["low", "high"]].tolist() == [
            pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9)
        ]  # fmt: skip


def test_intervals_hold_the_scores(panel):
    for frame in (panel.objectives, panel.indicators, panel.overall):
        shown = frame[frame["score"].notna()]
        assert len(shown) > 3
        assert (shown["low"] <= shown["score"]).all()
        assert (shown["score"] <= shown["high"]).all()
        assert frame.loc[frame["score"].isna(), ["low", "high"]].isna().all(axis=None)


def test_an_objective_without_questions_leaves_the_overall_score_its_interval(card):
    low, high = card.intervals[None]
    assert card.objectives.loc[("BEL", 2020, 3), "status"] == "not_assessed"
    assert low < card.overall - 1
    assert high > card.overall + 1


def test_an_objective_s_interval_does_not_depend_on_who_else_is_scored(world, panel):
    alone = gcm.score_panel([2020], ["NLD"], **world, profile="full", method=FEW)
    expected = panel.objectives.loc[alone.objectives.index, ["low", "high"]]
    pd.testing.assert_frame_equal(alone.objectives[["low", "high"]], expected, rtol=0, atol=1e-9)


def test_the_same_levels_a_year_later_have_the_same_interval(panel):
    rows = panel.objectives.loc["BEL"][["score", "low", "high"]]
    np.testing.assert_allclose(
        rows.loc[2019].loc[1].astype(float), rows.loc[2020].loc[1].astype(float), atol=1e-9
    )


def test_another_seed_moves_the_ends_and_not_the_scores(world, card):
    other = gcm.score("BEL", 2020, **world, profile="full", method=FEW.replace(seed=24))
    assert other.overall == card.overall
    assert other.intervals[1] != card.intervals[1]
    again = gcm.score("BEL", 2020, **world, profile="full", method=FEW)
    assert again.intervals == card.intervals


def test_nothing_varied_leaves_no_width(world):
    still = gcm.Method(weight_spread=0.0, goalpost_shift=0.0, level_spread=0.0, draws=24)
    frame = gcm.score("BEL", 2020, **world, profile="full", method=still).indicators
    for name in ("pupils", "places", "rights", "beds"):
        low, score, high = frame.loc[("BEL", 2020, name), ["low", "score", "high"]]
        assert low == score == high


# Rubrics


def rubric(make, spread=0.5, **level):
    method = gcm.Method(draws=4000, level_spread=spread, interval=(0.0, 1.0))
    card = make.card([make.rubric("rights")], [make.level("rights", "2020", **level)], method=method)
    return card.indicators.loc[("BEL", 2020, "rights"), ["low", "score", "high"]].tolist()


@pytest.mark.parametrize(
    ("level", "spread", "ends"),
    [
        ({"law": 2, "practice": 2}, 0.5, (37.5, 50, 62.5)),
        ({"law": 2}, 1.0, (25, 50, 75)),
        ({"law": 4, "practice": 4}, 0.5, (87.5, 100, 100)),
        ({"law": 0, "practice": 3}, 0.5, (0, 0, 12.5)),
        ({"law": 2, "practice": 2}, 0.0, (50, 50, 50)),
        # The other coder was one level off: the mean, 2.5, lies between 2 and 3.
        ({"law": 2, "second_coder": {"coder": "B", "law": 3}}, 0.25, (50, 62.5, 75)),
        ({"law": 2, "second_coder": {"coder": "B", "law": 3}}, 1.0, (37.5, 62.5, 87.5)),
        # Settled at 1 although one coder said 4.
        (
            {"law": 1, "second_coder": {"coder": "B", "law": 4},
             "adjudicated": {"by": "C", "reason": "Read.", "law": 1}},
            0.5, (12.5, 25, 100),
        ),
        # Settled on a side that nobody had coded.
        (
            {"practice": 4, "adjudicated": {"by": "C", "reason": "Read.", "law": 1, "practice": 4}},
            0.5, (12.5, 25, 37.5),
        ),
        # The lower side may turn out to be the other one.
        ({"law": 3, "practice": 3}, 1.5, (37.5, 75, 100)),
    ],
)  # fmt: skip
def test_a_level_may_be_off_by_half_a_level_or_as_far_as_coders_were_apart(make, level, spread, ends):
    assert rubric(make, spread, **level) == [pytest.approx(end, abs=0.05) for end in ends]


# Figures of many parts and on a log scale


def test_the_range_of_a_mean_of_parts_is_the_mean_of_their_ranges(make):
    item = make.measure("pupils", values={"how": "mean", "by": "sex", "minimum": 2})
    parts = [("female", 40, {"low": 30, "high": 44}), ("male", 60, {})]
    records = [
        make.figure("pupils", value, disaggregation={"sex": sex}, **more) for sex, value, more in parts
    ]
    method = gcm.Method(draws=4000, goalpost_shift=0.0, interval=(0.0, 1.0))
    row = make.card([item], records, method=method).indicators.loc[("BEL", 2020, "pupils")]
    # (40 + 60) / 2, between (30 + 60) / 2 and (44 + 60) / 2.
    assert [row["low"], row["score"], row["high"]] == [
        pytest.approx(45, abs=0.05), 50, pytest.approx(52, abs=0.05)
    ]  # fmt: skip


def test_goalposts_on_a_log_scale_move_by_factors(make):
    marks = {"worst": 100, "best": 10_000, "scale": "log", "reason": "A test."}
    item = make.measure("income", goalposts=marks, bands={"red": 300, "green": 3000})
    other = make.measure("pupils")
    method = gcm.Method(goalpost_shift=0.25)
    figures = [make.figure("income", 1000), make.figure("pupils", 50)]
    frame = make.card([item, other], figures, method=method).indicators
    # A quarter of two powers of ten is half a power: 10^2.5 to 10^4 puts 10^3 at a third of the way.
    for name in ("income", "pupils"):
        low, score, high = frame.loc[("BEL", 2020, name), ["low", "score", "high"]]
        assert (low, score, high) == (pytest.approx(100 / 3), pytest.approx(50), pytest.approx(200 / 3))


# Uncertainty


def test_the_table_has_scores_and_ranks_with_their_ends(comparison):
    table = comparison.uncertainty(1).table
    assert list(table.columns) == ["score", "low", "high", "rank", "rank_low", "rank_high"]
    assert table.index.tolist() == ["BEL 2020", "NLD 2020", "FRA 2020"]
    # (60 + 60 + 75) / 3, (58 + 58 + 75) / 3 and (20 + 10 + 25) / 3.
    assert table["score"].tolist() == [pytest.approx(65), pytest.approx(191 / 3), pytest.approx(55 / 3)]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table[["rank_low", "rank_high"]].values.tolist() == [[1, 2], [1, 2], [3, 3]]
    assert ((table["low"] <= table["score"]) & (table["score"] <= table["high"])).all()


def test_who_is_ahead_adds_up_to_1(comparison):
    shares = comparison.uncertainty(1).ahead()
    assert (shares.index == shares.columns).all()
    np.testing.assert_allclose(shares + shares.T, 1)
    assert shares.loc["BEL 2020", "FRA 2020"] == 1
    assert 0.05 < shares.loc["NLD 2020", "BEL 2020"] < 0.95


def test_a_run_says_what_it_varied_over_which_ranges_and_what_it_held(comparison):
    found = comparison.uncertainty(1)
    assert list(found.varied) == ["weights", "goalposts", "means", "evidence"]
    assert found.varied["weights"] == "each weight by up to ±25%, independently"
    assert "moved by 10% of their range" in found.varied["goalposts"]
    assert found.varied["evidence"].startswith("rubric levels by up to ±0.5,")
    assert dict(found.held) == {}
    alone = comparison.uncertainty(1, vary="weights")
    assert list(alone.varied) == ["weights"]
    assert dict(alone.held) == dict.fromkeys(("goalposts", "means", "evidence"), "not asked to vary")


def test_it_prints_its_ranges_and_what_it_held(comparison):
    text = " ".join(str(comparison.uncertainty(1, vary=["weights", "goalposts"])).split())
    assert text.startswith("objective 1, on common questions: 120 runs, seed 5;")
    assert "intervals hold those from 5 % to 95 %" in text
    assert "FRA 2020: 18.3 (" in text
    assert ", rank 3 (3 to 3)" in text
    assert "varied: each weight by up to ±25%, independently; goalposts of measures" in text
    assert "held: means (not asked to vary); evidence (not asked to vary); which indicators there are" in text
    assert repr(comparison.uncertainty(1)).endswith("objective 1, on common questions: 3 scores, 120 runs>")


def test_one_card_has_no_ranks_to_print(card):
    text = str(card.uncertainty(1))
    assert "BEL 2020: 65.0 (" in text
    assert "rank" not in text


def test_the_interval_of_a_card_is_that_of_its_uncertainty(card):
    found = card.uncertainty(2).table.loc["BEL 2020"]
    assert card.intervals[2] == (pytest.approx(found["low"]), pytest.approx(found["high"]))


def test_without_an_objective_it_is_the_mean_of_those_that_all_have(comparison, panel):
    found = comparison.uncertainty()
    assert found.what == "mean of 2 of 3 objectives, on common questions"
    assert found.scores.tolist() == pytest.approx(comparison.mean.tolist())
    assert panel.uncertainty(year=2020).scores.tolist() == pytest.approx(comparison.mean.tolist())


def test_the_mean_over_objectives_is_the_method_s(world):
    method = FEW.replace(overall_mean="geometric")
    compared = gcm.compare(list(CODES), 2020, **world, profile="full", method=method)
    assert compared.uncertainty().scores.tolist() == pytest.approx(compared.mean.tolist())


def test_ranks_of_a_panel_have_ends(panel):
    frame, found = panel.ranks(1, 2020), panel.uncertainty(1, 2020).table
    columns = ["rank", "rank_low", "rank_high", "score", "low", "high"]
    assert list(frame.columns[:6]) == columns
    pd.testing.assert_frame_equal(frame[columns], found[columns], check_names=False, check_dtype=False)
    assert frame.loc["FRA", ["rank_low", "rank_high"]].tolist() == [3, 3]
    assert frame.loc["BEL", ["rank_low", "rank_high"]].tolist() == [1, 2]


def test_ranks_and_intervals_are_the_same_whoever_else_is_asked_for_when_the_questions_are(panel, world):
    # The interval of a score rests on the country alone, its rank on whom it is ranked with.
    two = gcm.score_panel([2020], CODES[:2], **world, profile="full", method=FEW).ranks(1)
    pd.testing.assert_frame_equal(
        two[["low", "high"]].astype(float),
        panel.ranks(1, 2020).loc[two.index, ["low", "high"]].astype(float), rtol=0, atol=1e-9,
    )  # fmt: skip


# What cannot be asked


def test_what_is_absent_cannot_be_varied(make, world):
    items = [make.measure("pupils"), make.measure("places", objective=1)]
    card = make.card(items, [make.figure("pupils", 40), make.figure("places", 30)])
    with pytest.raises(
        InvalidRequestError, match="vary='evidence' has nothing to vary: no value here has a range"
    ):
        card.uncertainty(1, vary=["weights", "evidence"])
    with pytest.raises(InvalidRequestError, match="vary='weather' is unknown; one of weights, goalposts"):
        card.uncertainty(1, vary="weather")


def test_an_objective_without_a_score_has_no_interval_to_ask_for(card, comparison):
    with pytest.raises(
        InvalidRequestError, match="objective 3: there is no score whose interval could be asked for"
    ):
        card.uncertainty(3)
    with pytest.raises(
        InvalidRequestError, match="no score that all compared have; objectives that all have: 1, 2"
    ):
        comparison.uncertainty(3)


def test_where_nobody_is_ranked_nothing_can_be_uncertain(world):
    panel = gcm.score_panel([2012], CODES, **world, profile="full", method=FEW)
    with pytest.raises(InvalidRequestError, match="nobody is ranked here on questions that all"):
        panel.uncertainty(1)
