"""What holds for any numbers, tried on many."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.scoring import aggregate, band_points, bands, bounds, capped_weights, coverage, normalise
from gcmscore.scoring.aggregate import MEANS
from gcmscore.scoring.bands import objective_bands
from gcmscore.scoring.trend import trend

COUNT = 4
BANDS = ["red", "orange", "yellow", "green"]
values = st.floats(-1e6, 1e6, allow_nan=False)
scores = st.one_of(st.floats(0, 100), st.just(math.nan))
weights = st.floats(0.01, 100)
rows = st.lists(st.tuples(scores, weights), min_size=1, max_size=8)
known_rows = st.lists(st.tuples(st.floats(0, 100), weights), min_size=1, max_size=8)
means = st.sampled_from([*MEANS])
marks = st.integers(-100, 100)
# What is known of each of four indicators in one country: nothing, or a value of some year.
answers = st.lists(
    st.one_of(st.none(), st.tuples(st.integers(-20, 120), st.integers(2015, 2022))),
    min_size=COUNT,
    max_size=COUNT,
)
weight_lists = st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=COUNT, max_size=COUNT)

# Scoring a whole country takes longer than a formula, so fewer are tried.
of_an_objective = settings(max_examples=15)


@pytest.fixture(scope="module")
def judge(make):
    """Score four indicators, three measures and a treaty status, from what is known of each."""

    def judged(
        known, weight_list=(1.0,) * COUNT, factor=1.0, country="BEL", others=(), order=None, method=None
    ):
        heavy = [weight * factor for weight in weight_list]
        names = [f"count_{number}" for number in range(COUNT - 1)]
        indicators = [make.measure(name, weight=weight) for name, weight in zip(names, heavy, strict=False)]
        indicators.append(make.treaty_status("treaty", weight=heavy[-1]))
        records = [
            *of_country(make, names, known, country),
            *(record for code, more in others for record in of_country(make, names, more, code)),
        ]
        if order is not None:
            order.shuffle(records)
        evidence = make.evidence(*records)
        compact = make.compact(*indicators)
        card = gcm.score(country, 2020, compact=compact, evidence=evidence, profile="full", method=method)
        return card.objective(1)

    return judged


def of_country(make, names, known, country):
    for name, answer in zip(names, known, strict=False):
        if answer is not None:
            yield make.figure(name, answer[0], str(answer[1]), country=country)
    if known[-1] is not None:
        status = ["none", "signed", "party"][known[-1][0] % 3]
        date = None if status == "none" else "2000"
        yield make.treaty("convention", status, date, as_of=str(known[-1][1]), country=country)


def same(left, right):
    return left == pytest.approx(right, nan_ok=True)


# Formulas


@given(value=values, worst=values, best=values)
def test_a_normalised_value_lies_between_0_and_100(value, worst, best):
    assume(abs(worst - best) > 1e-6)
    assert 0 <= normalise(value, worst, best) <= 100


@given(value=values, more=st.floats(0, 1e6), worst=values, best=values)
def test_a_value_closer_to_the_best_never_scores_less(value, more, worst, best):
    assume(abs(worst - best) > 1e-6)
    better = value + math.copysign(more, best - worst)
    assert normalise(better, worst, best) >= normalise(value, worst, best)


@given(value=values, worst=values, best=values)
def test_turning_the_goalposts_round_turns_the_score_round(value, worst, best):
    assume(abs(worst - best) > 1e-6)
    assert float(normalise(value, best, worst)) == pytest.approx(
        100 - float(normalise(value, worst, best)), abs=1e-6
    )


@given(
    score=st.floats(1, 100),
    shares=st.lists(weights, min_size=1, max_size=8),
    how=st.sampled_from(["arithmetic", "geometric"]),
)
def test_the_mean_of_equal_scores_is_that_score(score, shares, how):
    assert float(aggregate([score] * len(shares), shares, how)) == pytest.approx(score)


@given(known_rows)
def test_a_mean_lies_between_the_lowest_and_the_highest(items):
    found, shares = zip(*items, strict=True)
    assert min(found) - 1e-9 <= aggregate(found, shares) <= max(found) + 1e-9


@given(known_rows)
def test_the_geometric_mean_is_never_above_the_arithmetic_of_scores_of_at_least_1(items):
    found, shares = zip(*items, strict=True)
    lifted = np.maximum(found, 1)
    assert aggregate(lifted, shares, "geometric") <= aggregate(lifted, shares) + 1e-9


@given(rows, st.floats(0.01, 100))
def test_weights_are_proportions(items, factor):
    found, shares = zip(*items, strict=True)
    scaled = np.multiply(shares, factor)
    assert same(float(aggregate(found, scaled)), float(aggregate(found, shares)))
    assert same(float(coverage(found, scaled)), float(coverage(found, shares)))


@given(rows)
def test_bounds_contain_the_mean(items):
    found, shares = zip(*items, strict=True)
    low, high = bounds(found, shares)
    mean = aggregate(found, shares)
    assert 0 <= low <= high <= 100 + 1e-9
    assert math.isnan(mean) or low - 1e-9 <= mean <= high + 1e-9


@given(rows)
def test_the_width_of_the_bounds_is_what_is_not_covered(items):
    found, shares = zip(*items, strict=True)
    low, high = bounds(found, shares)
    assert float(high - low) == pytest.approx(100 * (1 - float(coverage(found, shares))), abs=1e-9)


@given(items=st.lists(st.tuples(weights, st.booleans()), min_size=1, max_size=8), share=st.floats(0.05, 0.95))
def test_capped_weights_hold_the_cap_and_never_grow(items, share):
    given_weights, capped = (np.array(column) for column in zip(*items, strict=True))
    found = capped_weights(given_weights, capped, share)
    assert (found <= given_weights).all()
    assert (found[~capped] == given_weights[~capped]).all()
    assert capped.all() or found[capped].sum() <= share * found.sum() + 1e-9


@given(
    value=st.floats(-50, 150),
    more=st.floats(0, 100),
    marks=st.lists(st.integers(0, 100), min_size=4, max_size=4, unique=True),
)
def test_a_better_value_never_has_fewer_points_nor_a_worse_band(value, more, marks):
    worst, red, green, best = sorted(marks)
    assert band_points(value + more, worst, red, green, best) >= band_points(value, worst, red, green, best)
    before, after = (BANDS.index(bands(item, green, red).item()) for item in (value, value + more))
    assert after >= before


@given(known_rows)
def test_harmonic_geometric_and_arithmetic_means_rise_in_this_order(items):
    found, shares = zip(*items, strict=True)
    low, middle, high = (aggregate(np.maximum(found, 1), shares, how) for how in reversed(MEANS))
    assert low <= middle + 1e-9
    assert middle <= high + 1e-9


@given(rows, means, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_no_mean_depends_on_the_scale_of_weights_or_the_order_of_scores(items, how, factor, random):
    mixed = random.sample(items, len(items))
    (found, shares), (others, moved) = (zip(*pairs, strict=True) for pairs in (items, mixed))
    expected = float(aggregate(found, shares, how))
    assert same(float(aggregate(others, np.multiply(moved, factor), how)), expected)


@given(rows, means, st.integers(0, 7), st.floats(0, 100))
def test_no_mean_falls_when_a_score_rises(items, how, place, more):
    found, shares = (np.array(column) for column in zip(*items, strict=True))
    better = np.where(np.arange(len(found)) == place % len(found), np.minimum(found + more, 100), found)
    before, after = aggregate(found, shares, how), aggregate(better, shares, how)
    assert math.isnan(before) == math.isnan(after)
    assert math.isnan(before) or after >= before - 1e-9


@given(rows, means, st.integers(0, 7), st.floats(0, 100))
def test_one_more_score_never_lowers_coverage_nor_widens_the_bounds(items, how, place, score):
    found, shares = (np.array(column) for column in zip(*items, strict=True))
    place %= len(found)
    assume(math.isnan(found[place]))
    more = np.where(np.arange(len(found)) == place, score, found)
    assert coverage(more, shares) > coverage(found, shares)
    (low, high), (lower, upper) = bounds(more, shares, how), bounds(found, shares, how)
    assert lower - 1e-9 <= low <= high + 1e-9
    assert high <= upper + 1e-9


@given(rows, means)
def test_bounds_contain_every_mean(items, how):
    found, shares = zip(*items, strict=True)
    (low, high), mean = bounds(found, shares, how), aggregate(found, shares, how)
    assert 0 <= low <= high + 1e-9 <= 100 + 1e-6
    assert math.isnan(mean) or low - 1e-9 <= mean <= high + 1e-9


@given(green=marks, red=marks)
def test_a_value_on_a_border_has_the_better_band_and_one_just_beyond_the_worse(green, red):
    assume(green != red)
    down = -1e-6 if green > red else 1e-6
    for border, better, worse in (
        (green, "green", "yellow"), ((green + red) / 2, "yellow", "orange"), (red, "orange", "red"),
    ):  # fmt: skip
        assert bands([border, border + down], green, red).tolist() == [better, worse]


@given(st.lists(st.integers(0, 300), min_size=3, max_size=3, unique=True), st.booleans())
def test_points_on_a_cut_have_the_better_band_and_just_below_the_worse(cuts, red):
    cuts = tuple(cut / 100 for cut in sorted(cuts, reverse=True))
    for place, cut in enumerate(cuts):
        step = int(red)
        found = [objective_bands([points], [1], [red], cuts).item() for points in (cut, cut - 1e-6)]
        assert found == [BANDS[max(3 - place - step, 0)], BANDS[max(2 - place - step, 0)]]


@given(st.integers(0, 60), st.integers(2015, 2024), st.integers(3, 6), st.integers(70, 100))
def test_a_trend_on_a_border_has_the_better_word_and_just_below_the_worse(first, year, years, green):
    last_year = year + years
    needed = (green - first) / (2030 - year) * years
    assume(first + needed < green)
    for growth, better, worse in (
        (needed, "on_track", "moderately_improving"), (needed / 2, "moderately_improving", "stagnating"),
        (0, "stagnating", "decreasing"), (green - first, "on_track", "on_track"),
    ):  # fmt: skip
        ends = np.array([first + growth, first + growth - 1e-6])
        assert trend(first, ends, year, last_year, green).tolist() == [better, worse]


# An objective


@of_an_objective
@given(answers, weight_lists)
def test_a_score_lies_between_0_and_100_and_within_its_bounds(judge, known, weight_list):
    found = judge(known, weight_list)
    mean = found.score if found.status == "scored" else found.indicative
    assert 0 <= found.bound_low <= found.bound_high <= 100 + 1e-9
    assert math.isnan(mean) or found.bound_low - 1e-9 <= mean <= found.bound_high + 1e-9


@of_an_objective
@given(answers)
def test_a_score_and_an_indicative_mean_never_stand_together(judge, known):
    found = judge(known)
    assert (found.status == "scored") == (not math.isnan(found.score))
    assert (found.status == "insufficient") == (not math.isnan(found.indicative))
    assert (found.reason is None) == (found.status == "scored")
    assert (found.band is None) == (found.status != "scored")


@of_an_objective
@given(answers, st.integers(0, COUNT - 1), st.integers(0, 100), weight_lists)
def test_adding_evidence_never_lowers_coverage(judge, known, place, value, weight_list):
    more = [(value, 2020) if number == place else answer for number, answer in enumerate(known)]
    assert judge(more, weight_list).coverage >= judge(known, weight_list).coverage - 1e-12


@of_an_objective
@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(judge, known, random):
    before, after = judge(known), judge(known, order=random)
    assert same((before.score, before.indicative), (after.score, after.indicative))
    assert (before.status, before.reason, before.band) == (after.status, after.reason, after.band)


@of_an_objective
@given(answers, answers)
def test_what_is_known_of_other_countries_does_not_matter(judge, known, elsewhere):
    alone, among_others = judge(known), judge(known, others=[("NLD", elsewhere), ("FRA", elsewhere[::-1])])
    assert same((alone.score, alone.coverage), (among_others.score, among_others.coverage))


@of_an_objective
@given(answers)
def test_a_country_is_scored_by_its_evidence_and_not_by_its_name(judge, known):
    assert same(judge(known, country="BEL").score, judge(known, country="NLD").score)


@of_an_objective
@given(answers, weight_lists, st.sampled_from([0.1, 3.0, 10.0]))
def test_scaling_all_weights_changes_nothing(judge, known, weight_list, factor):
    before, after = judge(known, weight_list), judge(known, weight_list, factor)
    assert same((before.score, before.coverage), (after.score, after.coverage))
    assert (before.status, before.reason, before.band) == (after.status, after.reason, after.band)


@of_an_objective
@given(answers, st.integers(0, COUNT - 2), st.integers(0, 50), weight_lists)
def test_a_better_value_never_lowers_the_score(judge, known, place, more, weight_list):
    assume(known[place] is not None)
    value, year = known[place]
    better = [(value + more, year) if number == place else answer for number, answer in enumerate(known)]
    before, after = judge(known, weight_list), judge(better, weight_list)
    assert math.isnan(before.score) == math.isnan(after.score)
    assert math.isnan(before.score) or after.score >= before.score - 1e-9


@of_an_objective
@given(answers, weight_lists)
def test_shares_of_the_score_add_up_to_1_and_contributions_to_the_score(judge, known, weight_list):
    found = judge(known, weight_list)
    assume(found.n > 0)
    mean = found.score if found.status == "scored" else found.indicative
    assert sum(item.effective_weight for item in found.indicators) == pytest.approx(1)
    assert sum(item.contribution for item in found.indicators) == pytest.approx(mean)


@of_an_objective
@given(answers, weight_lists)
def test_weights_do_not_depend_on_which_values_exist(judge, known, weight_list):
    nothing = judge([None] * COUNT, weight_list)
    assert [item.weight for item in judge(known, weight_list).indicators] == [
        item.weight for item in nothing.indicators
    ]


@of_an_objective
@given(answers, st.floats(0, 1), st.floats(0, 1))
def test_a_lower_floor_never_takes_a_score_away(judge, known, one, other):
    low, high = sorted((one, other))
    strict, lenient = (judge(known, method=gcm.Method(coverage_floor=floor)) for floor in (high, low))
    assert strict.status != "scored" or lenient.status == "scored"


# A framework and its evidence in files

COUNTRIES = ("BEL", "NLD", "FRA")
RUNS = {"draws": 24, "minimum_indicators": 1, "coverage_floor": 0.3, "overall_floor": 0.5}
of_a_framework = settings(max_examples=6)
# Goalposts either way round, of whole numbers between which figures, some beyond them, fall.
indicator_parts = st.fixed_dictionaries(
    {
        "objective": st.integers(1, 3),
        "marks": st.tuples(st.integers(0, 20), st.integers(60, 100)),
        "falls": st.booleans(),
        "weight": st.sampled_from([0.5, 1.0, 2.0]),
        "values": st.lists(
            st.one_of(st.none(), st.integers(-10, 120)), min_size=len(COUNTRIES), max_size=len(COUNTRIES)
        ),
        "spread": st.integers(0, 10),
    }
)
frameworks = st.lists(indicator_parts, min_size=3, max_size=6).filter(
    lambda items: {item["objective"] for item in items} == {1, 2, 3}
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write a framework and what is known to files, and score its countries from them."""

    def score(items, factor=1.0, turned=False, countries=COUNTRIES, **rules) -> gcm.Panel:
        folder = tmp_path_factory.mktemp("plan")
        named = [(f"count_{place}", item) for place, item in enumerate(items)]
        write_framework(folder, sorted(named, key=lambda pair: pair[1]["objective"]), factor, turned)
        write_evidence(folder / "evidence", named)
        compact = gcm.load_compact(folder)
        evidence = gcm.load_evidence(folder / "evidence", compact=compact)
        method = gcm.Method(**RUNS | rules)
        return gcm.score_panel(
            [2020], countries, compact=compact, evidence=evidence, profile="full", method=method
        )

    return score


def dump(path: Path, content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")  # which is YAML too


def write_framework(folder: Path, named, factor, turned) -> None:
    plan = {"id": "plan", "title": "A plan", "short_name": "Plan", "adopted": 2019, "legal_nature": "A plan."}
    for number in (1, 2, 3):
        texts = {"number": number, "id": f"aim_{number}", "title": f"Aim {number}", "short_name": "Aim"}
        content = {**texts, "commitment": "To do it.", "actions": {"a": "Do it."}}
        dump(folder / f"objectives/{number:02}-aim-{number}.yaml", content)
    given = [indicator(name, item, factor) for name, item in named]
    if turned:
        given.sort(key=lambda item: (item["objective"], -int(item["id"].split("_")[1])))
    units = {"amount": {"symbol": "units"}}
    profiles = {"core": {"title": "Core", "description": "Some."}}
    content = {"edition": "1", "framework": plan, "profiles": profiles, "units": units, "indicators": given}
    dump(folder / "indicators.yaml", content)


def indicator(name, item, factor):
    worst, best = reversed(item["marks"]) if item["falls"] else item["marks"]
    goalposts = {"worst": worst, "best": best, "reason": "A test."}
    bands = {"green": worst + (best - worst) * 3 / 4, "red": worst + (best - worst) / 4}
    words = {"name": name, "question": "How many?", "custodian": "An office", "access": "A yearbook"}
    return {
        "id": name, **words, "objective": item["objective"], "kind": "measure", "aspects": ["outcome"],
        "unit": "amount", "goalposts": goalposts, "bands": bands, "weight": item["weight"] * factor,
        "max_age": 3,
    }  # fmt: skip


def write_evidence(folder: Path, named) -> None:
    source = {"id": "yearbook", "title": "Yearbook", "publisher": "An office", "date": 2020}
    cited = {"unit": "amount", "sources": [{"id": "yearbook", "locator": "p. 1"}]}
    figures = [
        {"indicator": name, "country": code, "period": 2020, "value": value, **cited}
        | {"low": value - item["spread"], "high": value + item["spread"]}
        for name, item in named
        for code, value in zip(COUNTRIES, item["values"], strict=True)
        if value is not None
    ]
    content = {"sources": [{**source, "kind": "statistic", "language": "en"}], "observations": figures}
    dump(folder / "figures.yaml", content)


def alike(found, expected, columns):
    found, expected = (table[columns].astype(float).sort_index() for table in (found, expected))
    pd.testing.assert_frame_equal(found, expected, rtol=0, atol=1e-8)


def tables(panel):
    return panel.indicators, panel.objectives, panel.overall


ENDS = ["score", "low", "high"]


@of_a_framework
@given(frameworks, means, means)
def test_all_scores_lie_within_their_intervals_and_these_within_0_to_100(written, items, within, across):
    for table in tables(written(items, objective_mean=within, overall_mean=across)):
        shown = table[ENDS][table["score"].notna()].astype(float)
        assert ((shown >= 0) & (shown <= 100 + 1e-9)).all(axis=None)
        assert (shown["low"] <= shown["score"]).all()
        assert (shown["score"] <= shown["high"]).all()
        assert table[ENDS][table["score"].isna()].isna().all(axis=None)


@of_a_framework
@given(frameworks, means)
def test_bounds_contain_the_scores_of_objectives(written, items, within):
    table = written(items, objective_mean=within).objectives
    shown = table[table["score"].notna()][["bound_low", "score", "bound_high"]].astype(float)
    assert (shown["bound_low"] <= shown["score"] + 1e-9).all()
    assert (shown["score"] <= shown["bound_high"] + 1e-9).all()


@of_a_framework
@given(frameworks, st.sampled_from([0.1, 7.0]))
def test_scaling_the_weights_of_a_framework_changes_nothing(written, items, factor):
    for before, after in zip(tables(written(items)), tables(written(items, factor)), strict=True):
        alike(after, before, ENDS)


@of_a_framework
@given(frameworks, st.permutations(COUNTRIES))
def test_the_order_of_countries_and_of_indicators_changes_nothing(written, items, order):
    for before, after in zip(
        tables(written(items)), tables(written(items, turned=True, countries=order)), strict=True
    ):
        alike(after, before, ENDS)


@of_a_framework
@given(frameworks, st.integers(0, 5), st.integers(1, 60), means, means)
def test_an_improved_value_lowers_no_score_anywhere(written, items, place, more, within, across):
    place %= len(items)
    chosen = items[place]
    assume(chosen["values"][0] is not None)
    step = -more if chosen["falls"] else more
    better = {**chosen, "values": [chosen["values"][0] + step, *chosen["values"][1:]]}
    changed = [*items[:place], better, *items[place + 1 :]]
    rules = {"objective_mean": within, "overall_mean": across}
    for before, after in zip(tables(written(items, **rules)), tables(written(changed, **rules)), strict=True):
        old, new = (table["score"].astype(float) for table in (before, after))
        assert (old.isna() == new.isna()).all()
        assert (new.fillna(0) >= old.fillna(0) - 1e-9).all()
        others = new.drop("BEL", level="country")
        pd.testing.assert_series_equal(others, old.drop("BEL", level="country"))


@of_a_framework
@given(frameworks, st.integers(0, 5), st.integers(0, 100))
def test_one_more_figure_lowers_no_coverage(written, items, place, value):
    place %= len(items)
    chosen = items[place]
    more = {**chosen, "values": [value, *chosen["values"][1:]]}
    changed = [*items[:place], more, *items[place + 1 :]]
    for before, after in zip(tables(written(items))[1:], tables(written(changed))[1:], strict=True):
        assert (after["coverage"] >= before["coverage"] - 1e-12).all()


@of_a_framework
@given(frameworks)
def test_geometric_scores_are_never_above_arithmetic_ones_where_nothing_is_lifted_to_1(written, items):
    both = [written(items, objective_mean=how) for how in ("arithmetic", "geometric")]
    plain, strict = (panel.objectives["score"].astype(float) for panel in both)
    assert (plain.isna() == strict.isna()).all()
    scores = both[0].indicators.astype({"score": float})
    least = scores.groupby(["country", "year", "objective"])["score"].min()
    assert (strict <= plain + 1e-9)[plain.notna() & (least >= 1)].all()
