"""From one mean to another: answers are lost, weighed anew, changed and gained; their points add up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import cycle, islice, pairwise
from typing import NamedTuple

from gcmscore.scoring.aggregate import aggregate, change_contributions

KINDS = ("lost", "share", "value", "gained")
# Stands for the answers where there are none, so that a mean exists on every step of the way.
NOBODY = ""

State = Mapping[str, tuple[float, float]]
"""What a mean is taken of: score and weight by name."""


class Step(NamedTuple):
    """What a step does, one of ``KINDS``, and the points by name."""

    kind: str
    points: Mapping[str, float]


def way(old: State, new: State) -> list[State]:
    """Return two states with those between them: answers are lost, weighed anew, changed and gained.

    Examples
    --------
    >>> [len(state) for state in way({"a": (10.0, 1.0), "b": (20.0, 1.0)}, {"b": (30.0, 2.0)})]
    [2, 1, 1, 1, 1]
    """
    kept = [name for name in old if name in new]
    return [
        old,
        {name: old[name] for name in kept},
        {name: (old[name][0], new[name][1]) for name in kept},
        {name: new[name] for name in kept},
        new,
    ]


def split(first: State, states: Sequence[State], means: tuple[str, str]) -> tuple[float, list[Step]]:
    """Split the change from one mean to another into points.

    Parameters
    ----------
    first : mapping of str to (score, weight)
        What the earlier mean is taken of; not empty.
    states : sequence of mappings
        What it is taken of under the later rules, and then the states of one or more ways; the last is not
        empty.
    means : tuple of str
        How the mean is taken before and after.

    Returns
    -------
    tuple of float and list of Step
        The points of the rules alone, and every step; all of them add up to the change.

    Notes
    -----
    A step that loses or gains answers: ``∓ e (f(x) − f(m))`` with the share e and m the mean of those who
    stay; one that weighs anew or changes them: ``Δ(e (f(x) − c))``. Both are turned into points as in
    :func:`gcmscore.scoring.aggregate.change_contributions`. A state without answers lies midway between its
    neighbours.

    Examples
    --------
    >>> old, new = {"a": (60.0, 1.0), "b": (40.0, 1.0)}, {"a": (70.0, 1.0)}
    >>> rules, steps = split(old, way(old, new), ("arithmetic", "arithmetic"))
    >>> [(step.kind, dict(step.points)) for step in steps if any(step.points.values())]
    [('lost', {'b': 10.0}), ('value', {'a': 10.0})]
    """
    start = _mean(first, means[0])
    levels = _without_gaps([start, *(_mean(state, means[1]) for state in states)])
    whole = [state or {NOBODY: (level, 1.0)} for state, level in zip(states, levels[1:], strict=True)]
    rules = _mean(whole[0], means[1]) - start
    pairs = list(pairwise(whole))
    kinds = islice(cycle(KINDS), len(pairs))
    return rules, [
        Step(kind, _points(kind, *pair, means[1])) for kind, pair in zip(kinds, pairs, strict=True)
    ]


def _points(kind: str, old: State, new: State, how: str) -> dict[str, float]:
    names = list({**old, **new})
    sides = [[state.get(name, (math.nan, 0.0)) for name in names] for state in (old, new)]
    (before, weights), (after, weights_after) = (tuple(zip(*side, strict=True)) for side in sides)
    if kind in ("share", "value"):
        points = change_contributions(before, after, weights, weights_after, how)
        return dict(zip(names, points.tolist(), strict=True))
    if old.keys() == new.keys():
        return {}
    staying = min(old, new, key=lambda state: 0 if NOBODY in state else len(state))
    points = change_contributions(before, after, weights, weights_after, how, around=_mean(staying, how))
    # What those who stay gain in share adds up to nothing around their own mean.
    return {name: value for name, value in zip(names, points.tolist(), strict=True) if name not in staying}


def _mean(state: State, how: str) -> float:
    if not state:
        return math.nan
    scores, weights = zip(*state.values(), strict=True)
    return float(aggregate(scores, weights, how))


def _without_gaps(levels: Sequence[float]) -> list[float]:
    """Return levels with each run of NaN put midway between its neighbours; both ends are known."""
    known = [place for place, level in enumerate(levels) if not math.isnan(level)]
    filled = list(levels)
    for one, other in pairwise(known):
        filled[one + 1 : other] = [(levels[one] + levels[other]) / 2] * (other - one - 1)
    return filled
