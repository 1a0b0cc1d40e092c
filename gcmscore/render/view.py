"""What a scorecard shows, with every text already worded: the one view model that feeds all formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A mark that leads to a source and the place in it, such as 4b."""

    mark: str
    anchor: str


@dataclass(frozen=True)
class Band:
    """How a result is shown: a code for colour and shape, and the word that says the same."""

    code: str
    word: str


@dataclass(frozen=True)
class Strip:
    """Positions on the 0–100 scale; None where there is none.

    ``low`` and ``high`` end the interval, ``bound_low`` and ``bound_high`` what missing values could do;
    ``median`` is that of the peers.
    """

    score: float | None
    alternative: str
    low: float | None = None
    high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None
    median: float | None = None
    target: float | None = None


@dataclass(frozen=True)
class Sign:
    """A code that has a shape, and the word that says the same."""

    code: str
    word: str


@dataclass(frozen=True)
class Named:
    """An objective that something is said of."""

    number: int
    name: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Tile:
    """One objective at a glance; ``lack`` says why there is no score, ``note`` why the band is one lower."""

    number: int
    name: str
    anchor: str
    band: Band
    score: str
    interval: str
    strip: Strip
    lack: str
    trend: Sign | None
    confidence: Sign | None
    coverage: str
    note: str


@dataclass(frozen=True)
class Standout:
    """What stands out on a card: a label, how firmly it is known, and the objectives it is said of."""

    label: str
    text: str
    objectives: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A label, what it says and where that stands."""

    label: str
    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Side:
    """Law or practice of a rubric: the level, how full it is of 4, and what that level asks for."""

    name: str
    level: str
    full: float
    anchor: str | None


@dataclass(frozen=True)
class RegionalRow:
    """What is assessed in one region, beside the country's own value."""

    place: str
    value: str
    period: str
    sides: tuple[Side, ...]
    working: tuple[Fact, ...]


@dataclass(frozen=True)
class IndicatorRow:
    """One line of an objective's indicator table; ``elsewhere`` says under which objective it is scored."""

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
    trend: Sign | None
    sides: tuple[Side, ...]
    median: str
    peers: str
    confidence: str
    working: tuple[Fact, ...]
    notes: tuple[Note, ...]
    regional: tuple[RegionalRow, ...] = ()
    elsewhere: Named | None = None


@dataclass(frozen=True)
class Stage:
    """How far a thing has come: a code for the sign, and the word that says the same."""

    code: str
    word: str


@dataclass(frozen=True)
class FindingRow:
    """One dated fact; told in full once, ``elsewhere`` when that is under another objective."""

    date: str
    stance: Stage
    stage: Stage
    statement: str
    note: str | None
    recommendation: str | None
    superseded: str | None
    notes: tuple[Note, ...]
    anchor: str | None = None
    elsewhere: Named | None = None


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
    name: str
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
    site: str | None
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
    trends: tuple[Sign, ...]
    reading: tuple[str, ...]
    standouts: tuple[Standout, ...]
    stages: tuple[Stage, ...]
    sections: tuple[Section, ...]
    recommendations: tuple[Recommendations, ...]
    unassessed: tuple[Unassessed, ...]
    limits: tuple[str, ...]
    method: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    reproducibility: str
