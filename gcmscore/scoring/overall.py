"""From objectives to one score, and when there is none (design rule 5), for many countries and years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gcmscore.countries import Country
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats, Ints, pick
from gcmscore.scoring.method import Method

PARTS = ("score", "coverage", "bound_low", "bound_high")


def overall(
    parts: dict[str, Floats],
    asked: Bools,
    answered: Ints,
    questions: Ints,
    method: Method,
    lent: Floats | None = None,
) -> dict[str, Any]:
    """Average the scored objectives over the last axis, if they and the answers behind them are enough.

    Enough is a share of all objectives, applicable or not; coverage and bounds leave out those that do not
    apply, and take one without indicators as missing.

    Parameters
    ----------
    parts : dict of ndarray of float64, shape (..., objectives)
        ``score``, ``coverage``, ``bound_low`` and ``bound_high`` of each objective.
    asked : ndarray of bool, shape (..., objectives)
        Whether the objective applies.
    answered, questions : ndarray of int64, shape (...)
        How many scored indicators have a value, and how many apply.
    method : Method
        The rules.
    lent : ndarray of float64, shape (..., objectives), optional
        What an objective without a score takes in its place; NaN for nothing.

    Returns
    -------
    dict of ndarray, shape (...)
        The fields of ``OverallResult``; the score is NaN where there is none.
    """
    total = parts["score"].shape[-1]
    there = ~np.isnan(parts["score"])
    scored = there.sum(axis=-1)
    needed = max(1, math.ceil(round(method.overall_floor * total, 9)))
    filled = parts["score"] if lent is None else np.where(there, parts["score"], lent)
    enough = enough_answers(answered, questions, method)
    stands = (scored >= needed) & enough
    means = {
        name: aggregate(np.where(asked, parts[name], np.nan), how=method.overall_mean)
        for name in ("bound_low", "bound_high")
    }
    return {
        "score": np.where(stands, aggregate(filled, how=method.overall_mean), np.nan),
        "reason": pick(scored < needed, "too_few_objectives", pick(enough, None, "too_few_indicators")),
        "scored": scored.astype(np.int64),
        "needed": np.full(scored.shape, needed),
        "total": np.full(scored.shape, total),
        "coverage": np.nan_to_num(aggregate(np.where(asked, parts["coverage"], np.nan))),
        **means,
        "answered": answered,
        "asked": questions,
        "imputed": (~there & ~np.isnan(filled) & stands[..., None]).sum(axis=-1),
    }


def enough_answers(answered: Ints, questions: Ints, method: Method) -> Bools:
    """Tell whether the indicators with a value are enough for an overall score.

    Examples
    --------
    >>> enough_answers(np.array([79, 80]), np.array([100, 100]), Method(overall_indicator_floor=0.8)).tolist()
    [False, True]
    """
    return np.asarray(np.round(answered - method.overall_indicator_floor * questions, 9) >= 0)


def lent_scores(scores: Floats, regions: Sequence[str | None], lends: Bools) -> Floats:
    """Return the unweighted mean score of each country's region, by year and objective.

    Parameters
    ----------
    scores : ndarray of float64, shape (countries, years, objectives)
        NaN is missing.
    regions : sequence of str or None
        Each country's region; None for none, which lends and borrows nothing.
    lends : ndarray of bool, shape (countries, years)
        Whether a country has enough answers of its own to count in the mean.

    Returns
    -------
    ndarray of float64, shape (countries, years, objectives)
        NaN where nobody in the region has a score.

    Notes
    -----
    SDG Index, Detailed Methodological Paper (2018), section 2.4, for goals that are missing.

    Examples
    --------
    >>> scores = np.array([40.0, 60.0, np.nan, 10.0]).reshape(4, 1, 1)
    >>> lent_scores(scores, ["Asia", "Asia", "Asia", None], np.ones((4, 1), dtype=bool)).ravel().tolist()
    [50.0, 50.0, 50.0, nan]
    """
    names = sorted({name for name in regions if name})
    belongs = np.array([[name == region for region in regions] for name in names], dtype=np.float64)
    counted = ~np.isnan(scores) & lends[..., None]
    shape = (len(names), *scores.shape[1:])
    number, total = (
        np.tensordot(belongs.reshape(len(names), len(regions)), values, axes=1).reshape(shape)
        for values in (counted.astype(np.float64), np.where(counted, scores, 0.0))
    )
    means = np.concatenate([total / np.where(number > 0, number, np.nan), np.full((1, *shape[1:]), np.nan)])
    return np.asarray(means[[names.index(name) if name else -1 for name in regions]])


def region_of(country: Country, level: str) -> str | None:
    """Return the region of a country at a level of ``Method.objective_imputation``; None where it has none.

    Examples
    --------
    >>> from gcmscore.countries import countries
    >>> [region_of(countries()["NGA"], level) for level in ("continent", "subregion", "region")]
    ['Africa', 'Sub-Saharan Africa', 'Western Africa']
    """
    if level == "continent":
        return country.region or None
    if level == "region":
        return country.intermediate_region or country.subregion or None
    return getattr(country, level) or None
