"""What a country's results are set against: the median of its peers, and its own results a while ago."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from gcmscore.compact import Compact
from gcmscore.evidence import Evidence
from gcmscore.panel import Panel
from gcmscore.panels import score_panel
from gcmscore.scorecard import Card
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method
from gcmscore.scoring.robustness import ahead
from gcmscore.uncertainty import uncertain

# The International Migration Review Forum meets every four years (A/RES/73/195, paragraph 49).
CYCLE = 4
# The median of one or two countries says who they are, not how peers stand.
FEWEST = 3


@dataclass(frozen=True)
class Peers:
    """The countries of the same income group of the World Bank.

    Attributes
    ----------
    group : str or None
        Code of the group; None where the country has none, and then nobody is its peer.
    medians : mapping of str to (float, int)
        By indicator the median of the others' values and over how many; left out below three.
    """

    group: str | None
    medians: Mapping[str, tuple[float, int]]


NO_PEERS = Peers(None, MappingProxyType({}))


@dataclass(frozen=True)
class Move:
    """An objective's scores in two years, on the questions that both years answer.

    Attributes
    ----------
    objective : int
        Its number.
    before, after : float
        Scores, 0 to 100.
    certain : bool
        Whether it moved the same way in 95 % of the runs that vary weights, goalposts, means and evidence
        (more exactly, in all outside ``method.interval``).
    """

    objective: int
    before: float
    after: float
    certain: bool


@dataclass(frozen=True)
class Moves:
    """How the scores of a country moved since an earlier year.

    Attributes
    ----------
    since : int
        The earlier year.
    compared : tuple of Move
        By number; objectives scored in both years.
    """

    since: int
    compared: tuple[Move, ...]


@dataclass(frozen=True)
class _World:
    """What a panel of the world depends on; evidence and framework are told apart by their fingerprints."""

    year: int
    profile: str
    method: Method
    digests: tuple[str, str]
    compact: Compact = field(compare=False)
    evidence: Evidence = field(compare=False)


@lru_cache(maxsize=2)
def _panel(world: _World) -> Panel:
    return score_panel(
        [world.year],
        evidence=world.evidence,
        compact=world.compact,
        profile=world.profile,
        method=world.method,
    )


@lru_cache(maxsize=4)
def peers_of(card: Card) -> Peers:
    """Return the medians of a country's income group in the same year, from the same evidence.

    Parameters
    ----------
    card : Card
        The country; a territory that is no member of the United Nations has no peers.
    """
    digests = (card.compact.digest, card.evidence.digest)
    world = _World(card.year, card.profile, card.method, digests, card.compact, card.evidence)
    panel = _panel(world)
    code, countries = card.country.iso3, panel.countries
    if code not in panel.codes or "income" not in countries:
        return NO_PEERS
    group = countries.at[code, "income"]
    if not isinstance(group, str):
        return NO_PEERS
    classes = countries["income"].to_dict()
    among = [name for name in panel.codes if classes[name] == group]
    table = panel.peers(code, among=among)
    known = table[table["n"] >= FEWEST]
    return Peers(group, dict(zip(known.index, zip(known["median"], known["n"], strict=True), strict=True)))


@lru_cache(maxsize=4)
def moves_of(card: Card) -> Moves:
    """Return how the objectives' scores moved over one review cycle of four years.

    Parameters
    ----------
    card : Card
        The later year; the earlier one is scored from the same evidence, by the same method.
    """
    since = card.year - CYCLE
    grid = Grid.of(card.evidence, (card.country.iso3,), (since, card.year))
    engine = ManyEngine(card.compact, card.evidence, grid, card.profile, card.method)
    both = engine.available[0].all(axis=0)
    common = {item.id for item, here in zip(engine.indicators, both, strict=True) if here}
    compared = []
    for number in card.compact.objectives:
        before, after = (float(value) for value in engine.judgement(number, common).score[0])
        if not math.isnan(before + after):
            certain = before != after and _certain(engine, number, common)
            compared.append(Move(number, before, after, certain))
    return Moves(since, tuple(compared))


def _certain(engine: ManyEngine, objective: int, common: Collection[str]) -> bool:
    years = [str(year) for year in engine.grid.years]
    found = uncertain(engine, np.arange(2), [objective], years, f"objective {objective}", only=common)
    low, high = engine.method.interval
    # Both years are drawn together, so that what is the same in both cannot make a difference.
    before, after = found.runs.scores.T
    risen = float(ahead(after, before))
    return risen >= high or risen <= low


def clear_of_others(
    intervals: Mapping[int, tuple[float, float]], most: int = 3
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return which results lie wholly above all others, and which wholly below.

    Parameters
    ----------
    intervals : mapping of int to (float, float)
        Low and high end by objective.
    most : int
        How many may share a place before they no longer stand out.

    Returns
    -------
    tuple of (above, below)
        The fewest objectives, and fewer than half of them, whose intervals leave a gap to all others; empty
        where the first gap comes later.

    Examples
    --------
    >>> clear_of_others({2: (60, 70), 7: (30, 45), 13: (20, 40)})
    ((2,), ())
    """
    falling = sorted(intervals, key=lambda number: (-intervals[number][0], number))
    rising = sorted(intervals, key=lambda number: (intervals[number][1], number))
    fewest = range(1, min(most, (len(intervals) - 1) // 2) + 1)
    above = (
        falling[:count]
        for count in fewest
        if intervals[falling[count - 1]][0] > max(intervals[other][1] for other in falling[count:])
    )
    below = (
        rising[:count]
        for count in fewest
        if intervals[rising[count - 1]][1] < min(intervals[other][0] for other in rising[count:])
    )
    return tuple(next(above, ())), tuple(next(below, ()))
