"""How far scores and ranks hold: what a run varied, over which ranges, and what it held (design rule 9)."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from gcmscore._rounding import rounded
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Floats, Ints
from gcmscore.scoring.intervals import matrix_of
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.monte_carlo import Runs, run
from gcmscore.scoring.plans import planned
from gcmscore.scoring.robustness import ahead, holding, ranks

_VARIED = {
    "weights": "each weight by up to ±{weight_spread:.0%}, independently",
    "goalposts": "goalposts of measures as published, and moved by {goalpost_shift:.0%} of their range "
    "(the best nearer or further, the worst nearer or further, both nearer), never beyond what is possible",
    "means": "the published mean and the other one of arithmetic and geometric (scores below 1 count as 1)",
    "evidence": "rubric levels by up to ±{level_spread:g}, or as far as two coders were apart; figures "
    "between the low and the high end that their publisher gives",
}
_RANGES = ("weight_spread", "goalpost_shift", "level_spread")
# Nothing of this is ever varied.
FIXED = (
    "which indicators there are and to whom they apply",
    "treaty status",
    "which of several sources counts",
    "missing values (the bounds show what they could do)",
)


@dataclass(frozen=True, eq=False, repr=False)
class Uncertainty:
    """The scores of several countries or years in a thousand runs, each under other choices.

    Attributes
    ----------
    labels : tuple of str
        Who was scored, such as ``BEL`` or ``BEL 2020``.
    what : str
        What was scored.
    scores : ndarray of float64, shape (labels,)
        As published.
    runs : Runs
        The scores in each draw.

    Examples
    --------
    >>> from gcmscore import compare
    >>> found = compare(["KEN", "GHA"], 2024, profile="global").uncertainty(20)
    >>> found.table["rank"].tolist(), found.held["evidence"]
    ([2, 1], 'no value here has a range')
    """

    labels: tuple[str, ...]
    what: str
    scores: Floats
    runs: Runs

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row each: ``score``, ``low``, ``high``, ``rank``, ``rank_low`` (the better) and ``rank_high``.

        Scores are 0–100; an interval holds the published score and rank whatever the runs gave.
        """
        low, high = holding(self.runs.ends, self.scores)
        rank = ranks(self.scores)
        best, worst = holding(self.runs.rank_ends, rank)
        columns = {"score": self.scores, "low": low, "high": high, "rank": rank, "rank_low": best}
        frame = pd.DataFrame({**columns, "rank_high": worst}, index=list(self.labels))
        return frame.astype(dict.fromkeys(("rank", "rank_low", "rank_high"), "Int64"))

    def ahead(self) -> pd.DataFrame:
        """Return the share of runs (0–1) in which the row is ahead of the column; ties count half."""
        draws = self.runs.scores
        shares = ahead(draws[:, :, None], draws[:, None, :])
        return pd.DataFrame(shares, index=list(self.labels), columns=list(self.labels))

    @property
    def varied(self) -> Mapping[str, str]:
        """What the runs varied, and over which range."""
        method = self.runs.plan.method
        numbers = {name: getattr(method, name) for name in _RANGES}
        return {name: _VARIED[name].format(**numbers) for name in self.runs.plan.varied}

    @property
    def held(self) -> Mapping[str, str]:
        """What they could have varied and held, and why."""
        return self.runs.plan.held

    def __str__(self) -> str:
        method = self.runs.plan.method
        low, high = (f"{100 * share:g}" for share in method.interval)
        head = (
            f"{self.what}: {len(self.runs.scores)} runs, seed {method.seed}; "
            f"intervals hold those from {low} % to {high} %"
        )
        lines = [*textwrap.wrap(head, 100)]
        for label, row in self.table.iterrows():
            score, start, end = (rounded(row[name], 1) for name in ("score", "low", "high"))
            place = f", rank {row['rank']:.0f} ({row['rank_low']:.0f} to {row['rank_high']:.0f})"
            lines.append(f"  {label}: {score} ({start} to {end}){place if len(self.labels) > 1 else ''}")
        told = [("varied", "; ".join(self.varied.values()) or "nothing")]
        told += [("held", "; ".join([*(f"{name} ({why})" for name, why in self.held.items()), *FIXED]))]
        for word, text in told:
            lines += textwrap.wrap(f"{word}: {text}", 100, initial_indent="  ", subsequent_indent="    ")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Uncertainty of {self.what}: {len(self.labels)} scores, {len(self.runs.scores)} runs>"


def uncertain(
    engine: ManyEngine, units: Ints, objectives: Sequence[int], labels: Sequence[str], what: str,
    *, only: Collection[str] | None = None, vary: Collection[str] | None = None,
) -> Uncertainty:  # fmt: skip
    """Return how far the scores of some countries and years hold.

    Parameters
    ----------
    engine : ManyEngine
        What was scored.
    units : ndarray of int64
        Positions of countries and years: ``country · years + year``.
    objectives : sequence of int
        One, or those whose mean is taken.
    labels : sequence of str
        Name of each unit.
    what : str
        What is scored.
    only : collection of str, optional
        Ids of the indicators that count in a comparison.
    vary : collection of str, optional
        Among ``weights``, ``goalposts``, ``means`` and ``evidence``; all that can vary here by default.

    Raises
    ------
    InvalidRequestError
        If ``vary`` names what is not there to be varied.
    """
    matrix = matrix_of(engine, objectives, units, only)
    plan = planned(matrix, engine.method, vary)
    judged = [engine.judgement(number, only).score.ravel()[units] for number in objectives]
    scores = aggregate(np.stack(judged, axis=-1), how=engine.method.overall_mean)
    return Uncertainty(tuple(labels), what, scores, run(matrix, plan))
