"""The results of many countries and years as columns of the two long tables, and of the overall score."""

from __future__ import annotations

from typing import Any

import numpy as np

from gcmscore.definitions import Indicator
from gcmscore.scoring.arrays import Floats, pick
from gcmscore.scoring.choices import STATUSES
from gcmscore.scoring.confidence import LEVELS
from gcmscore.scoring.intervals import indicator_ends, objective_ends, overall_ends
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.overall import PARTS, enough_answers, lent_scores, overall, region_of

Columns = dict[str, Any]
_JUDGED = (
    "score",
    "bound_low",
    "bound_high",
    "indicative",
    "coverage",
    "n",
    "status",
    "reason",
    "band",
    "confidence",
)


def objective_columns(engine: ManyEngine) -> Columns:
    """Return the columns of the objectives, by country, year and objective.

    Parameters
    ----------
    engine : ManyEngine
        What computes them.
    """
    numbers = list(engine.compact.objectives)
    judged = [engine.judgement(number) for number in numbers]
    columns = {name: _flat([getattr(item, name) for item in judged]) for name in _JUDGED}
    columns["coverage_full"] = _flat([engine.coverage_full(number) for number in numbers])
    columns["trend"] = _flat([engine.objective_trend(number) for number in numbers])
    return columns


def indicator_interval_columns(engine: ManyEngine) -> Columns:
    """Return the intervals of the indicators, by country, year and indicator of the profile.

    Parameters
    ----------
    engine : ManyEngine
        What computes them.
    """
    at = engine.at(shown_indicators(engine))
    low, high = (end[..., at].ravel() for end in indicator_ends(engine))
    return {"low": low, "high": high}


def objective_interval_columns(engine: ManyEngine) -> Columns:
    """Return the intervals of the objectives, by country, year and objective.

    Parameters
    ----------
    engine : ManyEngine
        What computes them.
    """
    low, high = objective_ends(engine)
    return {"low": low.ravel(), "high": high.ravel()}


def _flat(parts: list[Any]) -> Any:
    return np.stack(parts, axis=-1).ravel()


def overall_columns(engine: ManyEngine) -> Columns:
    """Return the columns of the overall score, by country and year (design rule 5).

    Parameters
    ----------
    engine : ManyEngine
        What computes them.
    """
    judged = [engine.judgement(number) for number in engine.compact.objectives]
    parts = {name: np.stack([getattr(item, name) for item in judged], axis=-1) for name in PARTS}
    asked = np.stack([item.status != "not_applicable" for item in judged], axis=-1)
    answered, questions = engine.answers
    method, lent = engine.method, None
    if method.objective_imputation != "none":
        table = engine.evidence.country_table
        regions = [region_of(table[code], method.objective_imputation) for code in engine.grid.codes]
        lent = lent_scores(parts["score"], regions, enough_answers(answered, questions, method))
    found = overall(parts, asked, answered, questions, method, lent)
    # What other countries lend is not varied: an interval without it would say too little.
    low, high = overall_ends(engine, np.where(found["imputed"] > 0, np.nan, found["score"]))
    columns = {"score": found.pop("score"), "low": low, "high": high, **found}
    return {name: np.asarray(values).ravel() for name, values in columns.items() if name != "reason"}


def shown_indicators(engine: ManyEngine) -> list[Indicator]:
    """Return the indicators of the profile in the order of the tables."""
    numbers = engine.compact.objectives
    return [item for number in numbers for item in engine.compact.members(engine.profile, number)]


def indicator_columns(engine: ManyEngine) -> Columns:
    """Return the columns of the indicators, by country, year and indicator of the profile.

    Parameters
    ----------
    engine : ManyEngine
        What computes them.
    """
    shown = shown_indicators(engine)
    at = engine.at(shown)
    chosen, applies, available = engine.choices, engine.applies[..., at], engine.available[..., at]
    scored = np.array([item.role == "scored" for item in shown], dtype=bool)
    status = pick(applies, np.array(STATUSES, dtype=object)[chosen.status[..., at]], "not_applicable")
    value = np.where(available, chosen.value[..., at], np.nan)
    weights, shares = _weights(engine)
    columns = {
        "objective": np.broadcast_to([item.objective for item in shown], value.shape),
        "score": engine.scores[..., at],
        "status": pick(available, pick(scored, "scored", "context"), status),
        "reason": pick(available, None, status),
        "band": engine.bands[..., at],
        "trend": engine.trends[..., at],
        "confidence": pick(available, np.array(LEVELS, dtype=object)[engine.confidence[..., at]], None),
        "value": value,
        "unit": np.broadcast_to(np.array([item.unit for item in shown], dtype=object), value.shape),
        "period": pick(applies, chosen.period[..., at], None),
        "age": np.where(applies, chosen.age[..., at], np.nan),
        "target": np.broadcast_to(_targets(shown), value.shape),
        "gap": gaps(value, shown),
        "level": np.where([item.kind == "rubric" for item in shown], value, np.nan),
        "law": np.where(available, chosen.law[..., at], np.nan),
        "practice": np.where(available, chosen.practice[..., at], np.nan),
        "weight": weights[..., at],
        "effective_weight": shares[..., at],
        "source_id": pick(applies, chosen.source_id[..., at], None),
    }
    return {name: np.asarray(values).ravel() for name, values in columns.items()}


def _targets(shown: list[Indicator]) -> Floats:
    return np.array([np.nan if item.target is None else item.target.value for item in shown])


def gaps(values: Floats, shown: list[Indicator], to: Floats | None = None) -> Floats:
    """Return how much is missing to a value, by default the target, in raw units; negative beyond it.

    Parameters
    ----------
    values : ndarray of float64, shape (..., n)
        Raw values; NaN is missing.
    shown : list of Indicator
        The n indicators.
    to : ndarray of float64, optional
        What is compared with, broadcast against ``values``.
    """
    less_is_better = np.array([item.role == "scored" and item.scale[0] > item.scale[1] for item in shown])
    wanted = _targets(shown) if to is None else to
    return np.where(less_is_better, values - wanted, wanted - values)


def _weights(engine: ManyEngine) -> tuple[Floats, Floats]:
    """Return each indicator's weight in its objective, and its share of the objective's score."""
    shape = engine.available.shape
    weights, shares = np.zeros(shape), np.zeros(shape)
    for number in engine.compact.objectives:
        if (ratings := engine.rated(number)) is not None:
            at = engine.at(engine.scored_members(number))
            weights[..., at], shares[..., at] = ratings.weights, ratings.shares
    return weights, shares
