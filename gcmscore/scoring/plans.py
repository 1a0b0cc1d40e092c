"""What is scored many times over, what a run of it varies, and what it holds (design rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.arrays import Bools, Floats, Ints
from gcmscore.scoring.method import Method
from gcmscore.scoring.scenarios import Scenario, scenarios
from gcmscore.scoring.streams import Keys

VARIED = ("weights", "goalposts", "means", "evidence")


@dataclass(frozen=True, eq=False)
class Matrix:
    """What is scored: units by items, the items in groups (countries, indicators, objectives).

    Attributes
    ----------
    values : ndarray of float64, shape (units, items)
        Raw values; NaN is missing.
    low, high : ndarray of float64, shape (units, items)
        Between what the value can lie; equal to it where nothing says otherwise.
    worst, best : ndarray of float64, shape (items,)
        Goalposts.
    movable : ndarray of bool, shape (items,)
        Whether the goalposts are a choice.
    limits : ndarray of float64, shape (2, items)
        Least and largest possible value.
    weights : ndarray of float64, shape (units, items)
        Within the group.
    groups : ndarray of int64, shape (items,)
        Number of each item's group, from 0.
    unit_keys, item_keys, group_keys : ndarray of uint64
        Streams of random numbers; those of units of the shape (units,), or (units, items) where one unit's
        values are not off together.
    """

    values: Floats
    low: Floats
    high: Floats
    worst: Floats
    best: Floats
    movable: Bools
    limits: Floats
    weights: Floats
    groups: Ints
    unit_keys: Keys
    item_keys: Keys
    group_keys: Keys

    def __sizeof__(self) -> int:
        # What hands tables to other machines asks how large they are, and sends a large one only once.
        tables: list[Floats] = [getattr(self, item.name) for item in fields(self)]
        return object.__sizeof__(self) + sum(table.nbytes for table in tables)

    @cached_property
    def uncertain(self) -> Bools:
        """Where a value has a range."""
        return np.asarray((self.low < self.values) | (self.high > self.values))

    @cached_property
    def places(self) -> Ints:
        """Items by group, -1 beyond a group's end: shape (groups, largest group)."""
        sizes = np.bincount(self.groups, minlength=len(self.group_keys))
        places = np.full((len(sizes), int(sizes.max(initial=0))), -1)
        order = np.argsort(self.groups, kind="stable")
        within = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places[self.groups[order], within] = order
        return places


@dataclass(frozen=True, eq=False)
class Plan:
    """What a run varies and what it holds.

    Attributes
    ----------
    method : Method
        Number of draws, seed, ranges.
    varied : tuple of str
        Among ``VARIED``.
    held : mapping
        The others, and why they stay as they are.
    scenarios : tuple of Scenario
        Draw number d is computed under scenario d modulo their number.
    """

    method: Method
    varied: tuple[str, ...]
    held: Mapping[str, str]
    scenarios: tuple[Scenario, ...]


def planned(matrix: Matrix, method: Method, vary: Collection[str] | None = None) -> Plan:
    """Return the plan of a run.

    Parameters
    ----------
    matrix : Matrix
        What is scored.
    method : Method
        Its numbers.
    vary : collection of str, optional
        Among ``VARIED``; everything that can be varied here by default.

    Raises
    ------
    InvalidRequestError
        If something is named that does not exist, or that cannot vary here; nothing is passed over silently.
    """
    fixed = _fixed(matrix, method)
    wanted = VARIED if vary is None else tuple([vary] if isinstance(vary, str) else vary)
    for name in wanted:
        if name not in VARIED:
            raise InvalidRequestError(f"vary={name!r} is unknown; one of {', '.join(VARIED)}")
        if vary is not None and name in fixed:
            raise InvalidRequestError(f"vary={name!r} has nothing to vary: {fixed[name]}")
    still = [name for name in VARIED if name in fixed or name not in wanted]
    held = {name: fixed.get(name, "not asked to vary") for name in still}
    varied = tuple(name for name in VARIED if name not in held)
    # Not what can vary here: one objective is scored under the same scenarios alone and beside others.
    chosen = scenarios(goalposts="goalposts" in wanted, means="means" in wanted)
    return Plan(method, varied, held, chosen)


def _fixed(matrix: Matrix, method: Method) -> dict[str, str]:
    """Return what cannot vary, and why.

    It is asked of the items, not of who has a value: what else is scored must not change a unit's interval.
    """
    single = None if len(matrix.groups) > 1 else "there is one item, and nothing to weigh it against"
    reasons = {
        "weights": single or (None if method.weight_spread > 0 else "weight_spread is 0"),
        "goalposts": (None if method.goalpost_shift > 0 else "goalpost_shift is 0")
        if matrix.movable.any()
        else "they define what is asked: rubric levels, treaty status",
        "means": single,
        "evidence": None if matrix.uncertain.any() else "no value here has a range",
    }
    return {name: reason for name, reason in reasons.items() if reason is not None}
