"""What an audit looks at in one ranking: how far ranks hold, what moves them, and what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gcmscore._panel_ranks import Field, uncertain_ranks
from gcmscore.panel import Panel
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats, Ints
from gcmscore.scoring.consistency import (
    Coefficients,
    correlations,
    cronbach_alpha,
    flags,
    parent_correlations,
    redundant_pairs,
)
from gcmscore.scoring.intervals import matrix_of
from gcmscore.scoring.monte_carlo import run, run_at
from gcmscore.scoring.plans import Matrix, Plan, planned
from gcmscore.scoring.robustness import ranks
from gcmscore.scoring.sensitivity import means_without, rank_shift, sobol_indices, sobol_samples
from gcmscore.uncertainty import Uncertainty

# Coordinates from 0 to 1 become numbers of draws: so many that hardly any comes twice.
_DRAWS = 2**40


@dataclass(frozen=True, eq=False)
class Ranking:
    """Those who are ranked together on all questions of one objective, or of several and their mean.

    Attributes
    ----------
    panel : Panel
        Holds them.
    year : int
        As of 31 December of it.
    objectives : tuple of int
        One, or those whose mean is ranked.
    mean : bool
        Whether it is a mean over objectives, be it of one.
    questions : tuple of str
        Ids of the indicators that they are ranked on.
    placed : tuple of str
        Their codes, best first.
    compared : int
        How many countries the ranking was asked of.
    """

    panel: Panel
    year: int
    objectives: tuple[int, ...]
    mean: bool
    questions: tuple[str, ...]
    placed: tuple[str, ...]
    compared: int

    @property
    def key(self) -> int | str:
        """The number of the objective, or ``mean``."""
        return "mean" if self.mean else self.objectives[0]

    @cached_property
    def uncertainty(self) -> Uncertainty:
        """Their scores in a thousand runs."""
        panel = self.panel
        field = Field(panel.engine, panel.years.index(self.year), range(len(panel.codes)))
        return uncertain_ranks(field, self.placed, self.objectives, self.questions)

    @property
    def plan(self) -> Plan:
        """What these runs varied."""
        return self.uncertainty.runs.plan

    @cached_property
    def units(self) -> Ints:
        """Their positions: ``country · years + year``."""
        grid = self.panel.engine.grid
        places = np.array([grid.place[code] for code in self.placed], dtype=np.int64)
        return places * len(grid.years) + grid.years.index(self.year)

    @cached_property
    def matrix(self) -> Matrix:
        """What their scores rest on."""
        return matrix_of(self.panel.engine, self.objectives, self.units, frozenset(self.questions))

    def asked(self, objective: int) -> list[str]:
        """Return the questions under an objective, in the framework's order."""
        members = self.panel.engine.scored_members(objective)
        return [item.id for item in members if item.id in self.questions]

    def items(self, objective: int, left_out: str | None = None) -> tuple[Floats, Floats]:
        """Return scores of an objective's questions and their shares, shape (units, questions).

        The shares are those of the rules: treaty status is limited anew when another question is left out.
        """
        engine = self.panel.engine
        members = engine.scored_members(objective)
        found = engine.ratings(members, [name for name in self.questions if name != left_out])
        inside = [place for place, item in enumerate(members) if item.id in self.questions]
        scores, shares = (side.reshape(-1, len(members))[self.units] for side in (found.scores, found.shares))
        return scores[:, inside], shares[:, inside]

    def mean_of(self, objective: int, left_out: str | None = None) -> Floats:
        """Return the mean of an objective's questions; NaN for whom none is left."""
        return aggregate(*self.items(objective, left_out), self.panel.method.objective_mean)

    @cached_property
    def means(self) -> Floats:
        """The means of all objectives: shape (units, objectives)."""
        return np.column_stack([self.mean_of(number) for number in self.objectives])


def intervals(ranking: Ranking) -> pd.DataFrame:
    """Return scores and ranks with their ends, and the share of runs spent in each part of the ranking."""
    frame = ranking.uncertainty.table.rename_axis("country")
    shares = {name: inside.mean(axis=0) for name, inside in parts(ranking.uncertainty.runs.scores).items()}
    return frame.assign(**shares)


def parts(scores: Floats) -> dict[str, Bools]:
    """Tell who is in the top third, the better half, the worse half and the bottom third.

    Equal ones share all their places: they are in a part when it has room for all of them.

    Examples
    --------
    >>> found = parts(np.array([90.0, 70, 70, 30, 20, 10]))
    >>> [found[name].nonzero()[0].tolist() for name in ("top_third", "better_half", "bottom_third")]
    [[0], [0, 1, 2], [4, 5]]
    """
    count = scores.shape[-1]
    best, worst = ranks(scores), 1.0 + count - ranks(-scores)
    return {
        "top_third": worst <= count // 3,
        "better_half": worst <= count // 2,
        "worse_half": best > count - count // 2,
        "bottom_third": best > count - count // 3,
    }


def strictly_ahead(scores: Floats) -> Floats:
    """Return the share of runs in which one is ahead of another, ties not counted: shape (units, units).

    Scores have the shape (draws, units) and are rounded to nine decimals.

    Examples
    --------
    >>> strictly_ahead(np.array([[60.0, 50], [50, 50], [40, 50], [70, 50]])).tolist()
    [[0.0, 0.5], [0.25, 0.0]]
    """
    draws = np.round(scores, 9)
    return np.asarray((draws[:, :, None] > draws[:, None, :]).mean(axis=0), dtype=np.float64)


def sensitivity(ranking: Ranking) -> pd.DataFrame:
    """Return what each factor does to the average shift of ranks, one row a factor that varies."""
    matrix, plan, scores = ranking.matrix, ranking.plan, ranking.uncertainty.scores
    names = list(plan.varied)
    columns: dict[str, Floats] = {}
    if names:
        samples = sobol_samples(len(names), plan.method.draws, plan.method.seed)
        shifts = rank_shift(scores, run_at(matrix, plan, *_points(plan, samples.points)))
        found = sobol_indices(*samples.split(shifts), seed=plan.method.seed)
        columns = {
            "S1": found.first, "S1_low": found.first_low, "S1_high": found.first_high,
            "ST": found.total, "ST_low": found.total_low, "ST_high": found.total_high,
        }  # fmt: skip
    alone = [rank_shift(scores, run(matrix, planned(matrix, plan.method, [name])).scores) for name in names]
    columns["alone"] = np.array([shift.mean() for shift in alone])
    return pd.DataFrame(columns, index=pd.Index(names, name="factor"))


def _points(plan: Plan, points: Floats) -> tuple[Ints, Ints, Ints]:
    """Turn coordinates from 0 to below 1 into scenarios, draws of weights and draws of values."""
    means = 1 + ("means" in plan.varied)
    sizes = {"goalposts": len(plan.scenarios) // means, "means": means, "weights": _DRAWS, "evidence": _DRAWS}
    found = {name: np.zeros(len(points), dtype=np.int64) for name in sizes}
    for name, coordinates in zip(plan.varied, points.T, strict=True):
        found[name] = (coordinates * sizes[name]).astype(np.int64)
    return found["goalposts"] * means + found["means"], found["weights"], found["evidence"]


def leave_one_out(ranking: Ranking) -> pd.DataFrame:
    """Return what leaving out one question, or one objective of a mean, does to the ranks.

    Means are those of the method; its floors are not asked, so that one question is enough.
    """
    how = ranking.panel.method.overall_mean
    changed: dict[tuple[str, str], Floats] = {}
    for place, number in enumerate(ranking.objectives):
        for name in ranking.asked(number):
            means = ranking.means.copy()
            means[:, place] = ranking.mean_of(number, left_out=name)
            changed["indicator", name] = aggregate(means, how=how)
    if ranking.mean:
        for number, rest in zip(ranking.objectives, means_without(ranking.means, how=how), strict=True):
            changed["objective", f"objective {number}"] = rest
    published = aggregate(ranking.means, how=how)
    shifts = [_shift(ranking.placed, published, scores) for scores in changed.values()]
    mean, largest, most = zip(*shifts, strict=True)
    columns = {
        "kind": [kind for kind, _ in changed], "mean_shift": mean, "largest_shift": largest,
        "moves_most": most,
    }  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index([name for _, name in changed], name="left_out"))


def _shift(codes: Sequence[str], published: Floats, changed: Floats) -> tuple[float, float, str | None]:
    """Return the mean and the largest shift of ranks, and who moves most: None where several do."""
    both = np.where(np.isnan(changed), np.nan, published)
    moved = np.abs(ranks(changed) - ranks(both))
    if np.isnan(moved).all():
        return np.nan, np.nan, None
    largest = float(np.nanmax(moved))
    most = np.flatnonzero(moved == largest)
    return float(rank_shift(published, changed)), largest, codes[most[0]] if len(most) == 1 else None


def consistency(ranking: Ranking) -> pd.DataFrame:
    """Return whether questions belong to their objective, and objectives to their mean; one row an item."""
    method = ranking.panel.method
    tables = [
        _coherence(
            f"objective {number}", ranking.asked(number), *ranking.items(number), method.objective_mean
        )
        for number in ranking.objectives
    ]
    if ranking.mean:
        names = [f"objective {number}" for number in ranking.objectives]
        tables.append(_coherence("mean", names, ranking.means, np.ones(len(names)), method.overall_mean))
    return pd.concat(tables).rename_axis("item")


def _coherence(parent: str, names: Sequence[str], scores: Floats, weights: Floats, how: str) -> pd.DataFrame:
    alpha, own = cronbach_alpha(scores), parent_correlations(scores, weights, how)
    columns = {
        "parent": parent, "n": own.units, "correlation": own.values, "flag": flags(own.values),
        "redundant_with": _partners(names, correlations(scores, scores)),
        "reason": own.reasons, "alpha": float(alpha.values),
        "alpha_reason": alpha.reasons.item(),
    }  # fmt: skip
    return pd.DataFrame(columns, index=list(names))


def _partners(names: Sequence[str], found: Coefficients) -> list[str | None]:
    """Return for each item those so alike that they count twice."""
    pairs = redundant_pairs(found.values)
    partners = [
        [names[other] for pair in pairs for one, other in (pair, pair[::-1]) if one == place]
        for place in range(len(names))
    ]
    return [", ".join(others) or None for others in partners]
