"""The scenarios under which scores are computed anew: where the goalposts stand, and which mean is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gcmscore.scoring.arrays import Bools, Floats

# How far the worst and the best goalpost move towards the other one, in shifts.
_MOVES = {
    "goalposts as published": (0, 0),
    "best nearer": (0, 1),
    "best further": (0, -1),
    "worst nearer": (1, 0),
    "worst further": (-1, 0),
    "both nearer": (1, 1),
}


@dataclass(frozen=True)
class Scenario:
    """One way to score that somebody could defend.

    Attributes
    ----------
    name : str
        In words.
    worst, best : int
        By how many shifts the goalpost moves towards the other one; away from it when negative.
    other_mean : bool
        Whether the geometric mean takes the place of the arithmetic one, and the arithmetic one that of any
        other, within objectives and across them.
    """

    name: str
    worst: int
    best: int
    other_mean: bool


def scenarios(*, goalposts: bool = True, means: bool = True) -> tuple[Scenario, ...]:
    """Return the scenarios: six of goalposts, each under two means; only the published rules come first.

    Parameters
    ----------
    goalposts, means : bool
        Whether they vary; what does not stays as published.

    Examples
    --------
    >>> len(scenarios()), scenarios()[1].name, len(scenarios(goalposts=False))
    (12, 'goalposts as published, other mean', 2)
    """
    return tuple(
        Scenario(f"{name}, {'other' if other else 'own'} mean", worst, best, other)
        for name, (worst, best) in (_MOVES.items() if goalposts else [*_MOVES.items()][:1])
        for other in ((False, True) if means else (False,))
    )


def other_mean(name: str) -> str:
    """Return the mean that somebody else would take: geometric for arithmetic, arithmetic for any other.

    Examples
    --------
    >>> other_mean("arithmetic"), other_mean("harmonic")
    ('geometric', 'arithmetic')
    """
    return "geometric" if name == "arithmetic" else "arithmetic"


def moved(
    worst: ArrayLike, best: ArrayLike, scenario: Scenario, shift: float, movable: Bools, limits: Floats
) -> tuple[Floats, Floats]:
    """Return goalposts as a scenario sets them.

    Parameters
    ----------
    worst, best : array_like of float, shape (n,)
        As published.
    scenario : Scenario
        Says which of them moves, and where to.
    shift : float
        Share of the range between worst and best by which one moves.
    movable : ndarray of bool, shape (n,)
        Whether the goalposts are a choice; those of rubrics and treaty status are their definition.
    limits : ndarray of float64, shape (2, n)
        Least and largest value that is possible at all: no goalpost is moved beyond.

    Examples
    --------
    >>> import numpy as np
    >>> further = scenarios()[4]
    >>> limits = np.array([[0.0, 0.0], [100.0, np.inf]])
    >>> [side.tolist() for side in moved([0, 0], [100, 50], further, 0.1, np.array([True, True]), limits)]
    [[0.0, 0.0], [100.0, 55.0]]
    """
    low, high = np.asarray(worst, dtype=np.float64), np.asarray(best, dtype=np.float64)
    step = np.where(movable, shift * (high - low), 0.0)
    sides = (low + scenario.worst * step, high - scenario.best * step)
    # A goalpost that was published beyond the possible stays where it is.
    kept = [
        np.clip(side, np.minimum(limits[0], given), np.maximum(limits[1], given))
        for side, given in zip(sides, (low, high), strict=True)
    ]
    return kept[0], kept[1]
