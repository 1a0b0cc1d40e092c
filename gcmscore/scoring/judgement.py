"""Whether the mean of an objective's indicators may stand as its score (design rule 4), for many at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gcmscore.scoring.aggregate import aggregate, bounds, coverage
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, any_along, pick
from gcmscore.scoring.bands import objective_bands, two_worst
from gcmscore.scoring.confidence import LEVELS, objective_confidence
from gcmscore.scoring.method import Method


@dataclass(frozen=True, eq=False)
class Ratings:
    """The indicators of one objective: arrays of one shape, whose last axis is the indicators.

    Attributes
    ----------
    asked : ndarray of bool
        It applies and is scored by definition.
    scores, weights, shares, points : ndarray of float64
        Score (NaN without a value), weight among those asked, share of the objective's score, band points.
    bands : ndarray of object
        Each one's own band, None without a value.
    instruments : ndarray of bool
        Treaty status, whose red takes nothing down.
    confidence : ndarray of int64
        Place in ``LEVELS``.
    rules, facts : ndarray of bool
        Whether the value speaks of law or policy, and of practice or outcome.
    stale, not_compared : ndarray of bool
        Why there is no value: too old, or not shared by all compared.
    """

    asked: Bools
    scores: Floats
    weights: Floats
    shares: Floats
    points: Floats
    bands: Words
    instruments: Bools
    confidence: Ints
    rules: Bools
    facts: Bools
    stale: Bools
    not_compared: Bools


@dataclass(frozen=True, eq=False)
class Judgement:
    """What follows for the objective: arrays without the axis of the indicators; see ``ObjectiveResult``."""

    status: Words
    reason: Words
    score: Floats
    indicative: Floats
    bound_low: Floats
    bound_high: Floats
    coverage: Floats
    n: Ints
    band: Words
    stepped_down: Bools
    confidence: Words


def judge(ratings: Ratings, method: Method) -> Judgement:
    """Decide whether the weighted mean of the indicators may stand as the objective's score.

    Parameters
    ----------
    ratings : Ratings
        The indicators of the objective that are scored by definition; at least one.
    method : Method
        The rules.

    Returns
    -------
    Judgement
        ``scored`` if the values carry enough of the applicable weight, are enough and speak of practice or
        outcome; ``insufficient`` with the first of these that fails; ``not_assessed`` without any value;
        ``not_applicable`` where nothing is asked.
    """
    asked = any_along(ratings.asked)
    available = ratings.asked & ~np.isnan(ratings.scores) & (ratings.weights > 0)
    n = available.sum(axis=-1)
    covered = coverage(ratings.scores, ratings.weights)
    failed = _failed(covered, n, any_along(available & ratings.facts), method)
    some = n > 0
    scored = some & np.asarray(pd.isna(failed))
    mean = aggregate(ratings.scores, ratings.shares, method.objective_mean)
    low, high = bounds(ratings.scores, ratings.weights, method.objective_mean)
    band, plain = _bands(ratings, available, n, covered, method)
    level = objective_confidence(
        ratings.shares, ratings.confidence, ratings.rules, ratings.facts, np.nan_to_num(covered)
    )
    return Judgement(
        status=_first((~asked, "not_applicable"), (~some, "not_assessed"), (~scored, "insufficient"),
                      (scored, "scored")),
        reason=pick(some, failed, _why_nothing(ratings, asked)),
        score=np.where(scored, mean, np.nan),
        indicative=np.where(some & ~scored, mean, np.nan),
        bound_low=np.where(asked, low, np.nan),
        bound_high=np.where(asked, high, np.nan),
        coverage=np.where(asked, covered, 0.0),
        n=n,
        band=pick(scored, band, None),
        stepped_down=scored & (n > 1) & (band != plain),
        confidence=pick(scored, np.array(LEVELS, dtype=object)[level], pick(some, "low", None)),
    )  # fmt: skip


def unasked(shape: tuple[int, ...]) -> Judgement:
    """Return the judgement on an objective without scored indicators: not assessed, it could be anything.

    Examples
    --------
    >>> unasked((1,)).reason.tolist()
    ['no_indicator']
    """
    none, nan = np.full(shape, None, dtype=object), np.full(shape, np.nan)
    return Judgement(
        status=np.full(shape, "not_assessed", dtype=object),
        reason=np.full(shape, "no_indicator", dtype=object),
        score=nan,
        indicative=nan,
        bound_low=np.zeros(shape),
        bound_high=np.full(shape, 100.0),
        coverage=np.zeros(shape),
        n=np.zeros(shape, dtype=np.int64),
        band=none,
        stepped_down=np.zeros(shape, dtype=bool),
        confidence=none,
    )


def _failed(covered: Floats, n: Ints, shows_practice: Bools, method: Method) -> Words:
    return _first(
        (np.round(np.nan_to_num(covered) - method.coverage_floor, 9) < 0, "coverage"),
        (n < method.minimum_indicators, "single_indicator"),
        (~shows_practice & method.practice_required, "law_only"),
    )


def _why_nothing(ratings: Ratings, asked: Bools) -> Words:
    return _first(
        (~asked, None),
        (any_along(ratings.asked & ratings.not_compared), "not_common"),
        (any_along(ratings.asked & ratings.stale), "stale"),
        (asked, "no_evidence"),
    )


def _bands(
    ratings: Ratings, available: Bools, n: Ints, covered: Floats, method: Method
) -> tuple[Words, Words]:
    """Return the bands with and without the step down for a red indicator; a single one keeps its own."""
    enough = np.round(np.nan_to_num(covered) - method.band_floor, 9) >= 0
    available = available & enough[..., None]
    points = np.where(available, ratings.points, np.nan)
    if method.band_rule == "two_worst":
        worst = two_worst(points)
        return worst, worst
    red = available & (ratings.bands == "red") & ~ratings.instruments
    weights, cuts = ratings.weights, method.band_cuts
    stepped = objective_bands(points, weights, red, cuts, method.red_steps_down)
    plain = objective_bands(points, weights, red, cuts, red_steps_down=False)
    own = np.take_along_axis(ratings.bands, available.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    single = enough & (n == 1)
    return pick(single, own, stepped), pick(single, own, plain)


def _first(*choices: tuple[Bools, str | None]) -> Words:
    """Return for each place the word of the first condition that holds, None where none does."""
    words: Words = np.full(choices[0][0].shape, None, dtype=object)
    for holds, word in reversed(choices):
        words = pick(holds, word, words)
    return words
