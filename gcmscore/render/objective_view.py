"""What the report on an objective shows, with every text already worded."""

from __future__ import annotations

from dataclasses import dataclass

from gcmscore.render.comparison_view import Answer, Ladder, Runs
from gcmscore.render.view import Fact, SourceEntry


@dataclass(frozen=True)
class Land:
    """The countries of one class: areas as the path of a picture, and dots for those too small to see.

    ``fill`` is None where the class is told by a hatch, ``count`` where it does not count countries.
    """

    code: str
    word: str
    fill: str | None
    count: int | None
    outline: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class WorldMap:
    """A map of the world, with what is said in its place."""

    width: int
    height: int
    edge: str
    lands: tuple[Land, ...]
    alternative: str
    borders: str


@dataclass(frozen=True)
class Asked:
    """An indicator of the objective: what it asks, and how its answers count."""

    name: str
    question: str
    ranked: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Values:
    """What one country answers, one answer a question of the ranking."""

    country: str
    rank: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Unranked:
    """Countries that are not ranked for one reason."""

    reason: str
    count: str
    countries: str


@dataclass(frozen=True)
class ObjectiveView:
    """The report on an objective, ready to be laid out."""

    lang: str
    direction: str
    title: str
    subtitle: str
    year: int
    number: int
    name: str
    objective: str
    commitment: str | None
    as_of: str
    headline: str
    facts: tuple[Fact, ...]
    world: WorldMap | None
    ladder: Ladder | None
    partial: str
    runs: Runs | None
    unranked: tuple[Unranked, ...]
    asked: tuple[Asked, ...]
    questions: tuple[str, ...]
    values: tuple[Values, ...]
    limits: tuple[str, ...]
    method: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    reproducibility: str
