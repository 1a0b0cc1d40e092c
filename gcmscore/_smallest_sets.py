"""The smallest choices of answers that carry an objective: exact, and without trying every set.

What an objective takes is a sum of weights, a number of indicators and one word on practice. How much weight
so many answers can carry at most is found once, group by group; the search then enters only where what is
still lacking can be reached. So the first choices are found in a time that grows with the square of the
number of answers, however many sets there are: of 40 answers, 20 can be picked in 138 billion ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gcmscore.scoring.arrays import Floats

# Coverage is compared with its floor to so many decimals, as where an objective is judged.
_DECIMALS = 9


@dataclass(frozen=True)
class Alike:
    """Answers of which any does as well as another.

    Attributes
    ----------
    size : int
        How many there are.
    coverage : float
        What each adds to the coverage of its objective.
    indicators : int
        How many indicators each gives a value.
    practice : bool
        Whether each speaks of practice or outcome.
    """

    size: int
    coverage: float
    indicators: int
    practice: bool


@dataclass(frozen=True)
class Lack:
    """What an objective without a score lacks: coverage, indicators with a value, a word on practice."""

    coverage: float
    indicators: int
    practice: bool

    def after(self, group: Alike, picked: int) -> Lack:
        """Return what is lacking with some answers of a group."""
        return Lack(
            self.coverage - picked * group.coverage,
            max(0, self.indicators - picked * group.indicators),
            self.practice and not (picked and group.practice),
        )


def smallest_choices(groups: Sequence[Alike], lack: Lack) -> Iterator[tuple[int, ...]]:
    """Yield choices that leave nothing lacking, the smallest first: how many answers of each group.

    Parameters
    ----------
    groups : sequence of Alike
        The answers.
    lack : Lack
        What is lacking.

    Examples
    --------
    >>> heavy, light = Alike(1, 0.3, 1, False), Alike(3, 0.2, 1, True)
    >>> next(smallest_choices([heavy, light], Lack(0.5, 2, True)))
    (1, 1)
    """
    most = _most_coverage(groups, lack.indicators)
    for size in range(1, sum(group.size for group in groups) + 1):
        yield from _choices(groups, lack, size, most)


def _most_coverage(groups: Sequence[Alike], indicators: int) -> list[Floats]:
    """Return for each group the most that it and those behind it can add.

    By indicators and practice still lacking, and by number of answers; minus infinity where they cannot.
    """
    total = sum(group.size for group in groups)
    last = np.full((indicators + 1, 2, total + 1), -np.inf)
    last[0, 0, 0] = 0.0
    found = [last]
    for group in reversed(groups):
        behind, best = found[-1], np.full_like(last, -np.inf)
        for picked in range(group.size + 1):
            left = np.maximum(np.arange(indicators + 1) - picked * group.indicators, 0)
            practice = [0, 0 if picked and group.practice else 1]
            there = behind[left][:, practice, : total + 1 - picked] + picked * group.coverage
            best[:, :, picked:] = np.maximum(best[:, :, picked:], there)
        found.append(best)
    return found[::-1]


def _choices(
    groups: Sequence[Alike], lack: Lack, size: int, most: Sequence[Floats]
) -> Iterator[tuple[int, ...]]:
    stack: list[tuple[tuple[int, ...], Lack, int]] = [((), lack, size)]
    while stack:
        chosen, lacking, left = stack.pop()
        reachable = most[len(chosen)][lacking.indicators, int(lacking.practice), left]
        if round(reachable - lacking.coverage, _DECIMALS) < 0 or reachable == -np.inf:
            continue
        if len(chosen) == len(groups):
            yield chosen
            continue
        group = groups[len(chosen)]
        for picked in range(min(group.size, left) + 1):
            stack.append(((*chosen, picked), lacking.after(group, picked), left - picked))
