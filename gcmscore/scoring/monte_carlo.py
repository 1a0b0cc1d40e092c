"""Scores computed a thousand times, under other weights, goalposts, means and figures (design rule 9)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from joblib import Parallel, delayed

from gcmscore.scoring.aggregate import MEANS, restored, transformed
from gcmscore.scoring.arrays import Floats, Ints
from gcmscore.scoring.method import Method
from gcmscore.scoring.normalise import normalise
from gcmscore.scoring.plans import Matrix, Plan
from gcmscore.scoring.robustness import quantiles, ranks
from gcmscore.scoring.scenarios import Scenario, moved, other_mean
from gcmscore.scoring.streams import Keys, crossed, uniforms

# Draws that are computed together. It never depends on memory or workers: sums of another shape can differ
# in their last bits.
_BLOCK = 100
_DECIMALS = 9
# Numbers of one table that is held whole.
_HELD = 2**20
# Numbers of one table that fit the fast memory of a processor.
_TILE = 2**18


@dataclass(frozen=True, eq=False)
class Runs:
    """What a run gave.

    Attributes
    ----------
    plan : Plan
        What was varied.
    scores : ndarray of float64, shape (draws, units)
        The mean over groups; NaN for a unit without any.
    """

    plan: Plan
    scores: Floats

    @cached_property
    def ranks(self) -> Floats:
        """Rank of each unit in each draw, 1 the best: shape (draws, units); NaN for a unit without score."""
        return ranks(self.scores)

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Low and high end of each unit's interval: shape (units,)."""
        return _pair(quantiles(self.scores, self.plan.method.interval, axis=0))

    @property
    def rank_ends(self) -> tuple[Floats, Floats]:
        """Best and worst rank of each unit over the interval: shape (units,)."""
        return _pair(quantiles(self.ranks, self.plan.method.interval, axis=0))


def _pair(ends: Floats) -> tuple[Floats, Floats]:
    low, high = np.asarray(np.round(ends, _DECIMALS), dtype=np.float64)
    return low, high


def run(matrix: Matrix, plan: Plan) -> Runs:
    """Compute scores once for each draw of a plan.

    Parameters
    ----------
    matrix : Matrix
        What is scored.
    plan : Plan
        See :func:`planned`.

    Returns
    -------
    Runs
        The same for a seed whatever the number of workers. Blocks of draws go through joblib, so that
        ``joblib.parallel_config`` says where they are computed.
    """
    draws = np.arange(plan.method.draws, dtype=np.int64)
    return Runs(plan, run_at(matrix, plan, draws % len(plan.scenarios), draws, draws))


def run_at(matrix: Matrix, plan: Plan, numbers: Ints, weights: Ints, evidence: Ints) -> Floats:
    """Compute scores at chosen points of what can vary.

    Parameters
    ----------
    matrix : Matrix
        What is scored.
    plan : Plan
        See :func:`planned`.
    numbers, weights, evidence : ndarray of int64, shape (points,)
        Which of the plan's scenarios, which draw of the weights and which of the values.

    Returns
    -------
    ndarray of float64, shape (points, units)
        The mean over groups; NaN for a unit without any.
    """
    blocks = _blocks(plan, numbers)
    found = Parallel()(
        delayed(_block)(matrix, plan, number, weights[rows], evidence[rows]) for number, rows in blocks
    )
    scores = np.empty((len(numbers), len(matrix.values)))
    for (_, rows), part in zip(blocks, found, strict=True):
        scores[rows] = part
    return scores


def _blocks(plan: Plan, numbers: Ints) -> list[tuple[int, Ints]]:
    """Return which points are computed together, each time with the number of their scenario."""
    return [
        (number, rows)
        for number in range(len(plan.scenarios))
        for rows in _pieces(np.flatnonzero(numbers == number), _BLOCK)
    ]


def _pieces(whole: Ints, size: int) -> list[Ints]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _block(matrix: Matrix, plan: Plan, number: int, draws: Ints, evidence: Ints) -> Floats:
    """Return the scores of some draws under one scenario: shape (draws, units)."""
    block = _Block(matrix, plan, plan.scenarios[number], draws, evidence)
    size = max(64, _TILE // max(1, len(matrix.group_keys) * len(draws)))
    scores = np.empty((len(draws), len(matrix.values)))
    for rows in _pieces(np.arange(len(matrix.values)), size):
        scores[:, rows] = block.scores(rows)
    return scores


def _factors(keys: Keys, draws: Ints, spread: float) -> Floats:
    return 1.0 + spread * (2.0 * uniforms(keys, draws) - 1.0)


class _Block:
    """Some draws under one scenario; units are taken a few at a time, as many as the fast memory holds."""

    def __init__(self, matrix: Matrix, plan: Plan, scenario: Scenario, draws: Ints, evidence: Ints) -> None:
        self.matrix, self.evidence = matrix, evidence
        method, places = plan.method, matrix.places
        spread = method.weight_spread if "weights" in plan.varied else 0.0
        self.worst, self.best = moved(
            matrix.worst, matrix.best, scenario, method.goalpost_shift, matrix.movable, matrix.limits
        )
        self.within, self.across = (
            MEANS[other_mean(name) if scenario.other_mean else name]
            for name in (method.objective_mean, method.overall_mean)
        )
        self.inside = places >= 0
        # A mean over one item is the item, whatever the mean: no floor lifts it.
        self.single = self.inside.sum(axis=1) == 1
        self.alone = self.single[matrix.groups]
        self.items = _factors(matrix.item_keys, draws, spread)
        # Matrix products are fast on tables that lie in one piece: (groups, draws, items of a group).
        self.by_group = np.ascontiguousarray(np.where(self.inside, self.items[:, places], 1.0).swapaxes(0, 1))
        self.groups = _factors(matrix.group_keys, draws, spread)
        self.noisy = "evidence" in plan.varied

    def scores(self, rows: Ints) -> Floats:
        """Return the mean over groups: shape (draws, rows)."""
        parts, counted = self.parts(rows)
        if len(parts) == 1:
            return np.asarray(self.means(np.where(counted[:, None], parts, np.nan))[0])
        if self.within != self.across or self.single.any():
            there = self.means(np.where(counted[:, None], parts, 1.0))
            parts = transformed(there, self.across) * counted[:, None]
        below = self.groups @ counted
        parts *= self.groups.T[:, :, None]
        return restored(parts.sum(axis=0) / np.where(below > 0, below, np.nan), self.across)

    def parts(self, rows: Ints) -> tuple[Floats, Floats]:
        """Return the transformed mean of each group (groups, draws, rows), and 1 where a unit has it."""
        matrix = self.matrix
        values = matrix.values[rows]
        missing = np.isnan(values)
        scores = np.where(missing, 1.0, normalise(values, self.worst, self.best))
        terms = np.where(self.alone, scores, transformed(scores, self.within))
        weights = np.where(missing, 0.0, matrix.weights[rows])
        shares = self._placed(weights)
        counted = shares.any(axis=1)
        above = self.by_group @ self._placed(terms * weights)
        if self.noisy:
            self._add_noise(above, rows, terms, weights)
        # A group without any value, or any item, must not divide by 0; it counts for nothing.
        shares[:, 0] = np.where(counted, shares[:, 0], 1.0)
        above /= self.by_group @ shares
        return above, np.asarray(counted, dtype=np.float64)

    def means(self, parts: Floats) -> Floats:
        """Return the means of groups from their transformed ones."""
        single = self.single[:, None, None]
        # A score of 0 has no way back from what was never transformed.
        return np.where(single, parts, restored(np.where(single, 1.0, parts), self.within))

    def _placed(self, table: Floats) -> Floats:
        """Return a table of units and items by group: shape (groups, items of a group, units)."""
        placed = np.where(self.inside[:, :, None], table.T[self.matrix.places], 0.0)
        return np.asarray(placed)

    def _add_noise(self, above: Floats, rows: Ints, terms: Floats, weights: Floats) -> None:
        """Replace the terms of uncertain values by what each draw takes them to be."""
        matrix = self.matrix
        uncertain = matrix.uncertain[rows] & (weights > 0)
        for item in np.flatnonzero(uncertain.any(axis=0)):
            here = np.flatnonzero(uncertain[:, item])
            drawn = _drawn(matrix, rows[here], int(item), self.evidence)
            scores = normalise(drawn, self.worst[item], self.best[item])
            drawn = scores if self.alone[item] else transformed(scores, self.within)
            change = (drawn - terms[here, item]) * weights[here, item]
            above[matrix.groups[item]][:, here] += self.items[:, item, None] * change


def _drawn(matrix: Matrix, rows: Ints, item: int, draws: Ints) -> Floats:
    """Return the values of one item in each draw: half of them below the published one, half above."""
    keys = matrix.unit_keys[rows, item] if matrix.unit_keys.ndim > 1 else matrix.unit_keys[rows]
    at = uniforms(crossed(keys, matrix.item_keys[item : item + 1]), draws)
    value, low, high = (side[rows, item] for side in (matrix.values, matrix.low, matrix.high))
    end = np.where(at < 0.5, low, high)
    return np.asarray(value + np.abs(2.0 * at - 1.0) * (end - value))


def group_ends(matrix: Matrix, plan: Plan) -> Floats:
    """Return the low and high end of the score of each group.

    Parameters
    ----------
    matrix : Matrix
        What is scored.
    plan : Plan
        See :func:`planned`.

    Returns
    -------
    ndarray of float64, shape (2, units, groups)
        NaN for a unit that has nothing of a group.
    """
    draws, groups = plan.method.draws, len(matrix.group_keys)
    units, back = _distinct(matrix)
    ends = np.full((2, len(units), groups), np.nan)
    for here in _pieces(np.arange(len(units)), max(1, _HELD // max(1, draws * groups))):
        rows = units[here]
        scores = np.empty((groups, draws, len(rows)))
        for number, drawn in _blocks(plan, np.arange(draws) % len(plan.scenarios)):
            block = _Block(matrix, plan, plan.scenarios[number], drawn, drawn)
            parts, counted = block.parts(rows)
            scores[:, drawn] = block.means(np.where(counted[:, None] > 0, parts, np.nan))
        ends[:, here] = quantiles(scores, plan.method.interval, axis=1).swapaxes(1, 2)
    return np.asarray(np.round(ends[:, back], _DECIMALS), dtype=np.float64)


def _distinct(matrix: Matrix) -> tuple[Ints, Ints]:
    """Return units of which no two have the same scores in every draw, and which of them each unit is like.

    Most of a country's figures count for several years: of years that are alike one is computed.
    """
    own = np.where(matrix.uncertain.any(axis=1), np.arange(len(matrix.values)), -1)
    table = np.hstack([np.nan_to_num(matrix.values, nan=np.inf), matrix.weights, own[:, None]])
    _, units, back = np.unique(table, axis=0, return_index=True, return_inverse=True)
    return units, back.reshape(-1)


def item_ends(matrix: Matrix, plan: Plan) -> Floats:
    """Return the low and high end of the score of each value, over its range and the scenarios of goalposts.

    Parameters
    ----------
    matrix : Matrix
        What is scored.
    plan : Plan
        See :func:`planned`.

    Returns
    -------
    ndarray of float64, shape (2, units, items)
        NaN where a value is missing.
    """
    method, draws = plan.method, np.arange(plan.method.draws, dtype=np.int64)
    unit, item = np.nonzero(~np.isnan(matrix.values))
    marks = [
        moved(matrix.worst, matrix.best, scenario, method.goalpost_shift, matrix.movable, matrix.limits)
        for scenario in plan.scenarios
    ]
    scores = np.array([normalise(matrix.values[unit, item], low[item], high[item]) for low, high in marks])
    ends = np.full((2, *matrix.values.shape), np.nan)
    # Where nothing else varies, each scenario's score stands for all draws under it.
    ends[:, unit, item] = _counted(scores, np.bincount(draws % len(marks), minlength=len(marks)), method)
    if "evidence" in plan.varied:
        worst, best = np.array(marks)[draws % len(marks)].transpose(1, 0, 2)
        for place in np.flatnonzero(matrix.uncertain.any(axis=0)):
            rows = np.flatnonzero(matrix.uncertain[:, place])
            values = _drawn(matrix, rows, int(place), draws)
            runs = normalise(values, worst[:, place, None], best[:, place, None])
            ends[:, rows, place] = quantiles(runs, method.interval, axis=0)
    return np.asarray(np.round(ends, _DECIMALS), dtype=np.float64)


def _counted(scores: Floats, counts: Ints, method: Method) -> Floats:
    """Return the ends of intervals of scores that each stand for so many draws: shape (2, values)."""
    order = np.argsort(scores, axis=0)
    upto, ranked = counts[order].cumsum(axis=0), np.take_along_axis(scores, order, axis=0)
    wanted = quantiles(np.arange(counts.sum(), dtype=np.float64), method.interval)
    places = [(upto <= place).sum(axis=0)[None] for place in wanted]
    return np.concatenate([np.take_along_axis(ranked, place, axis=0) for place in places])
