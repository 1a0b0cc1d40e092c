"""Between what scores lie when what could be otherwise is otherwise (design rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from gcmscore.definitions import Indicator
from gcmscore.scoring.arrays import Bools, Floats, Ints
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.monte_carlo import group_ends, item_ends, run
from gcmscore.scoring.normalise import scale_of
from gcmscore.scoring.plans import Matrix, planned
from gcmscore.scoring.robustness import holding
from gcmscore.scoring.streams import Keys, keys_of

Ends = tuple[Floats, Floats]


def matrix_of(
    engine: ManyEngine, objectives: Sequence[int], units: Ints, only: Collection[str] | None = None
) -> Matrix:
    """Return what the scores of some objectives rest on, in some countries and years.

    Parameters
    ----------
    engine : ManyEngine
        Has the values.
    objectives : sequence of int
        Numbers; a group each. One that is not scored for a unit carries no weight there.
    units : ndarray of int64
        Positions of countries and years: ``country · years + year``.
    only : collection of str, optional
        Ids of the indicators that count in a comparison.
    """
    shares = [_shares(engine, number, only)[units] for number in objectives]
    chosen = {number: engine.scored_members(number) for number in objectives}
    return _matrix(engine, chosen, units, np.concatenate(shares, axis=1))


def _matrix(
    engine: ManyEngine, chosen: Mapping[int, Sequence[Indicator]], units: Ints, weights: Floats
) -> Matrix:
    items = [item for members in chosen.values() for item in members]
    seed, places, choices = engine.method.seed, engine.at(items), engine.choices
    sides = (_flat(side, units)[:, places] for side in (choices.value, choices.low, choices.high))
    values, low, high = (_in_steps(side, items) for side in sides)
    values = np.where(weights > 0, values, np.nan)
    worst, best = _in_steps(
        np.array([item.scale for item in items], dtype=np.float64).reshape(-1, 2).T, items
    )
    return Matrix(
        values=values,
        low=np.where(np.isnan(low), values, low),
        high=np.where(np.isnan(high), values, high),
        worst=worst,
        best=best,
        movable=np.array([item.kind == "measure" for item in items], dtype=bool),
        limits=_in_steps(_limits(engine, items), items),
        weights=weights,
        groups=np.repeat(np.arange(len(chosen)), [len(members) for members in chosen.values()]),
        unit_keys=_unit_keys(engine, items, units, (low < values) | (high > values)),
        item_keys=keys_of([item.id for item in items], seed),
        group_keys=keys_of([f"objective {number}" for number in chosen], seed),
    )


def _unit_keys(engine: ManyEngine, items: Sequence[Indicator], units: Ints, uncertain: Bools) -> Keys:
    """Return the streams by which values vary: a country's, and of a figure that of its period too.

    A coder who was off by half a level last year is so this year; a survey of another year errs anew.
    """
    grid, seed = engine.grid, engine.method.seed
    codes = units // len(grid.years)
    figures = np.array([item.kind == "measure" for item in items], dtype=bool)
    keys = np.repeat(keys_of(grid.codes, seed)[codes][:, None], len(items), axis=1)
    row, item = np.nonzero(uncertain & figures)
    periods = engine.choices.period[codes[row], units[row] % len(grid.years), engine.at(items)[item]]
    keys[row, item] = keys_of(
        (f"{grid.codes[code]} {period}" for code, period in zip(codes[row], periods, strict=True)), seed
    )
    return keys


def _in_steps(table: Floats, items: Sequence[Indicator]) -> Floats:
    """Return a table whose last axis is items with logarithms where equal factors count alike."""
    factors = np.array([scale_of(item) == "log" for item in items], dtype=bool)
    # What is not above 0 lies beyond any goalpost; so does the least number there is.
    return np.where(factors, np.log(np.maximum(table, np.finfo(np.float64).tiny)), table)


def _rows(cells: Floats) -> Floats:
    """Return a table with a row a country and year."""
    return cells.reshape(cells.shape[0] * cells.shape[1], cells.shape[2])


def _flat(cells: Floats, units: Ints) -> Floats:
    return _rows(cells)[units]


def _limits(engine: ManyEngine, chosen: Sequence[Indicator]) -> Floats:
    units = [engine.compact.units[item.unit] for item in chosen]
    low = [-np.inf if unit.minimum is None else unit.minimum for unit in units]
    high = [np.inf if unit.maximum is None else unit.maximum for unit in units]
    return np.array([low, high], dtype=np.float64).reshape(2, len(units))


def _shares(engine: ManyEngine, number: int, only: Collection[str] | None) -> Floats:
    """Return each indicator's share of the objective's score: shape (units, members); 0 where not scored."""
    members = engine.scored_members(number)
    if not members:
        return np.zeros((len(engine.grid.codes) * len(engine.grid.years), 0))
    ratings = engine.rated(number) if only is None else engine.ratings(members, only)
    assert ratings is not None  # it has members
    scored = engine.judgement(number, only).status == "scored"
    return np.where(scored[..., None], ratings.shares, 0.0).reshape(-1, len(members))


def objective_ends(engine: ManyEngine, only: Collection[str] | None = None) -> Ends:
    """Return the low and high end of each objective's interval.

    Parameters
    ----------
    engine : ManyEngine
        What was scored.
    only : collection of str, optional
        Ids of the indicators that count in a comparison.

    Returns
    -------
    tuple of ndarray of float64, shape (countries, years, objectives)
        The shares ``method.interval`` of the runs, widened to contain the score; NaN where it is not scored.
    """
    numbers = list(engine.compact.objectives)
    scores = np.stack([engine.judgement(number, only).score for number in numbers], axis=-1)
    known = ~np.isnan(scores.reshape(-1, len(numbers)))
    units, places = np.flatnonzero(known.any(axis=1)), np.flatnonzero(known.any(axis=0))
    ends = np.full((2, *known.shape), np.nan)
    if len(units):
        matrix = matrix_of(engine, [numbers[place] for place in places], units, only)
        ends[:, units[:, None], places] = group_ends(matrix, planned(matrix, engine.method))
    return holding(ends.reshape(2, *scores.shape), scores)


def overall_ends(engine: ManyEngine, scores: Floats, only: Collection[str] | None = None) -> Ends:
    """Return the low and high end of the overall score's interval.

    Parameters
    ----------
    engine : ManyEngine
        What was scored.
    scores : ndarray of float64, shape (countries, years)
        Overall scores; NaN where there is none.
    only : collection of str, optional
        Ids of the indicators that count in a comparison.
    """
    units = np.flatnonzero(~np.isnan(scores.ravel()))
    ends = np.full((2, scores.size), np.nan)
    if len(units):
        matrix = matrix_of(engine, list(engine.compact.objectives), units, only)
        ends[:, units] = run(matrix, planned(matrix, engine.method)).ends
    return holding(ends.reshape(2, *scores.shape), scores)


def indicator_ends(engine: ManyEngine) -> Ends:
    """Return the low and high end of each indicator's score, over its value's range and goalposts.

    Parameters
    ----------
    engine : ManyEngine
        What was scored.

    Returns
    -------
    tuple of ndarray of float64, shape (countries, years, indicators)
        NaN where there is no score.
    """
    scores = engine.scores
    flat = _rows(scores)
    units = np.flatnonzero(~np.isnan(flat).all(axis=1))
    chosen = {number: engine.scored_members(number) for number in engine.compact.objectives}
    places = engine.at([item for members in chosen.values() for item in members])
    matrix = _matrix(engine, chosen, units, (~np.isnan(flat[units][:, places])).astype(np.float64))
    ends = np.full((2, *flat.shape), np.nan)
    ends[:, units[:, None], places] = item_ends(matrix, planned(matrix, engine.method))
    return holding(ends.reshape(2, *scores.shape), scores)


def single_ends(
    engine: ManyEngine, overall: float | None, only: Collection[str] | None = None
) -> dict[int | str | None, tuple[float, float]]:
    """Return the intervals of one country and year: by objective number, indicator id, and None for overall.

    Parameters
    ----------
    engine : ManyEngine
        Of one country and year.
    overall : float or None
        The overall score.
    only : collection of str, optional
        Ids of the indicators that count in a comparison.
    """
    whole = np.array([[np.nan if overall is None else overall]])
    sides = zip(
        objective_ends(engine, only), indicator_ends(engine), overall_ends(engine, whole, only), strict=True
    )
    lows, highs = (np.concatenate([part.ravel() for part in side]).tolist() for side in sides)
    keys = [*engine.compact.objectives, *(item.id for item in engine.indicators), None]
    return {key: (low, high) for key, low, high in zip(keys, lows, highs, strict=True) if low == low}
