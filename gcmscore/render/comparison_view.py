"""What a comparison shows, with every text already worded."""

from __future__ import annotations

from dataclasses import dataclass

from gcmscore.render.view import Band, Fact, Note, SourceEntry, Stage, Strip


@dataclass(frozen=True)
class Cell:
    """One objective on one card, on all its own evidence."""

    score: str
    interval: str
    band: Band
    footing: str


@dataclass(frozen=True)
class Row:
    """One objective on all cards."""

    number: int
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Total:
    """A card as a whole: its overall score, on how many objectives it rests, and what is covered."""

    score: str
    scored: str
    coverage: str


@dataclass(frozen=True)
class Unscored:
    """An objective without a score on any card, and why."""

    number: int
    name: str
    why: str


@dataclass(frozen=True)
class Glance:
    """The cards side by side, each on all its own evidence; ``kind`` tells what their labels are."""

    lang: str
    kind: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    unscored: tuple[Unscored, ...]
    totals: tuple[Total, ...]
    silent: str
    legend: tuple[Band, ...]
    common: str
    shared: str


@dataclass(frozen=True)
class Rung:
    """One card or country on a ladder; ``ranks`` has both ends of the interval of its rank."""

    label: str
    rank: str
    ranks: str
    score: str
    interval: str
    strip: Strip
    band: Band | None
    ahead: str


@dataclass(frozen=True)
class Ladder:
    """Scores on the same questions: the best first, or the years of a country in their order."""

    number: int | None
    name: str
    ranked: bool
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Runs:
    """What the intervals are, what the runs varied and what they held."""

    interval: str
    varied: tuple[str, ...]
    fixed: str


@dataclass(frozen=True)
class Answer:
    """What is known of a question on one card; without a value, why there is none."""

    value: str
    period: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Question:
    """A question that is answered on every card; the unit of its figures stands in its name."""

    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Omission:
    """A question that drops out of the comparison, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Questions:
    """The questions of one objective: those in common, and those that drop out."""

    number: int
    name: str
    count: str
    common: tuple[Question, ...]
    omitted: tuple[Omission, ...]


@dataclass(frozen=True)
class Event:
    """A finding that a change rests on, or that happened in between."""

    date: str
    stage: Stage
    stance: Stage
    statement: str
    place: str | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Change:
    """One indicator that stands otherwise; ``share`` is its points in those of the largest, −1 to 1."""

    name: str
    before: str
    after: str
    reason: str
    points: str
    share: float | None
    events: tuple[Event, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class ObjectiveChange:
    """One objective that stands otherwise, or in which something happened.

    The points of ``changes`` add up to ``points``, before rounding.
    """

    number: int
    anchor: str | None
    name: str
    before: Cell
    after: Cell
    points: str
    causes: str
    changes: tuple[Change, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Step:
    """From one card to the next of the same country."""

    title: str
    before: str
    after: str
    overall: str
    objectives: tuple[ObjectiveChange, ...]


@dataclass(frozen=True)
class ComparisonView:
    """A comparison, ready to be laid out."""

    lang: str
    direction: str
    title: str
    subtitle: str
    year: int
    as_of: str
    facts: tuple[Fact, ...]
    glance: Glance
    mean: Ladder | None
    ladders: tuple[Ladder, ...]
    fell: str
    runs: Runs | None
    questions: tuple[Questions, ...]
    limits: tuple[str, ...]
    steps: tuple[Step, ...]
    points: tuple[str, ...]
    method: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    reproducibility: str
