"""What a scorecard shows, with every text already worded: the one view model that feeds all formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A mark that leads to a source and the place in it, such as 4b."""

    mark: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Band:
    """How a result is shown: a code for colour and shape, and the word that says the same."""

    code: str
    word: str


@dataclass(frozen=True)
class Strip:
    """Positions on the 0–100 scale; None where there is none."""

    score: float | None
    low: float | None
    high: float | None
    alternative: str


@dataclass(frozen=True)
class Tile:
    """One objective at a glance."""

    number: int
    name: str
    anchor: str
    band: Band
    score: str
    footing: str


@dataclass(frozen=True)
class Fact:
    """A label, what it says and where that stands."""

    label: str
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class LevelRow:
    """What one level of a rubric asks for."""

    level: str
    law: str | None
    practice: str | None


@dataclass(frozen=True)
class RegionalRow:
    """What is assessed in one region, beside the country's own value."""

    place: str
    value: str
    period: str
    law: str | None
    practice: str | None
    working: tuple[Fact, ...]


@dataclass(frozen=True)
class IndicatorRow:
    """One line of an objective's indicator table; ``levels`` is the scale that a rubric is read from."""

    id: str
    name: str
    question: str
    band: Band
    value: str
    period: str
    target: str
    gap: str
    score: str
    strip: Strip
    law: str | None
    practice: str | None
    confidence: str
    working: tuple[Fact, ...]
    notes: tuple[Note, ...]
    regional: tuple[RegionalRow, ...] = ()
    levels: tuple[LevelRow, ...] = ()


@dataclass(frozen=True)
class Stage:
    """How far a thing has come: a code for the sign, and the word that says the same."""

    code: str
    word: str


@dataclass(frozen=True)
class FindingRow:
    """One dated fact."""

    date: str
    stance: Stage
    stage: Stage
    statement: str
    note: str | None
    recommendation: str | None
    superseded: str | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Timeline:
    """The findings of an objective about the country as a whole, or about one region, by date."""

    title: str
    regional: bool
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class RecommendationRow:
    """What was recommended, by whom and when, and the objective it belongs to."""

    date: str
    text: str
    by: str | None
    objectives: tuple[tuple[int, str], ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Recommendations:
    """What one addressee was asked to do, by date."""

    addressee: str
    rows: tuple[RecommendationRow, ...]


@dataclass(frozen=True)
class ReplyRow:
    """A comment of the assessed party or another."""

    who: str
    date: str
    reason: str
    text: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Section:
    """One objective with evidence."""

    number: int
    anchor: str
    title: str
    name: str
    commitment: str | None
    band: Band
    score: str
    strip: Strip
    headline: str
    facts: tuple[Fact, ...]
    rows: tuple[IndicatorRow, ...]
    context: tuple[IndicatorRow, ...]
    counts: str
    timelines: tuple[Timeline, ...]
    replies: tuple[ReplyRow, ...]


@dataclass(frozen=True)
class Unassessed:
    """One objective without evidence, and why."""

    number: int
    title: str
    reason: str


@dataclass(frozen=True)
class Place:
    """A place in a source that a note leads to."""

    letter: str
    anchor: str
    locator: str


@dataclass(frozen=True)
class SourceEntry:
    """One numbered source."""

    number: int
    anchor: str
    title: str
    publisher: str
    date: str
    kind: str
    language: str
    language_code: str
    url: str | None
    accessed: str | None
    licence: str | None
    places: tuple[Place, ...]


@dataclass(frozen=True)
class ScorecardView:
    """A country's scorecard, ready to be laid out."""

    lang: str
    direction: str
    title: str
    country: str
    year: int
    subtitle: str
    as_of: str
    headline: str
    score: str
    band: Band
    strip: Strip
    summary: tuple[Fact, ...]
    tiles: tuple[Tile, ...]
    legend: tuple[Band, ...]
    stages: tuple[Stage, ...]
    sections: tuple[Section, ...]
    recommendations: tuple[Recommendations, ...]
    unassessed: tuple[Unassessed, ...]
    limits: tuple[str, ...]
    method: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    reproducibility: str
