"""What the JSON of results holds, typed: the published schemas of cards and comparisons come from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from gcmscore._result_parts import (
    Band,
    Confidence,
    Count,
    Day,
    Digest,
    IndicatorStatus,
    Iso3,
    Lack,
    ObjectiveStatus,
    Part,
    PartialDay,
    Place,
    Score,
    Share,
    Trend,
    Working,
)

SCORECARD, COMPARISON = "scorecard/1", "comparison/1"


class ObjectiveRow(Part):
    """One objective, as in the frame ``Card.objectives``."""

    objective: int
    score: Score | None
    """0 to 100; null when there is too little evidence for one, never 0 instead."""
    low: Score | None
    """Lower end of the interval of the score."""
    high: Score | None
    bound_low: Score | None
    """The mean if every missing applicable indicator were 0."""
    bound_high: Score | None
    """The mean if every missing applicable indicator were 100."""
    indicative: Score | None
    """The mean of what there is, where that is too little for a score: it counts nowhere."""
    coverage: Share
    """Share of the applicable weight with a value, in the profile."""
    coverage_full: Share
    """The same over all indicators of the framework."""
    n: Count
    """Indicators with a value."""
    status: ObjectiveStatus
    reason: Lack | None
    """Why there is no score."""
    band: Band | None
    trend: Trend | None
    confidence: Confidence | None


class IndicatorRow(Part):
    """One indicator, as in the frame ``Card.indicators``."""

    indicator: str
    objective: int
    score: Score | None
    low: Score | None
    high: Score | None
    status: IndicatorStatus
    reason: IndicatorStatus | None
    """The status again where there is no value."""
    band: Band | None
    trend: Trend | None
    confidence: Confidence | None
    value: float | None
    """In the unit; of a rubric the level, of treaties the share that is joined."""
    unit: str
    """A key of ``units``."""
    period: str | None
    """2020, 2020-Q3, 2020-10, 2020-10-22, or two of them with a slash between."""
    age: int | None
    """In years on the day of the card."""
    target: float | None
    gap: float | None
    """Units missing to the target, negative beyond it."""
    level: float | None
    law: float | None
    practice: float | None
    weight: Annotated[float, Field(ge=0)]
    effective_weight: Share
    """Share of the objective's result."""
    source_id: str | None


class CardPart(Part):
    """What ``Card.to_dict`` gives."""

    country: Iso3
    year: int
    as_of: Day
    known_by: Day | None
    """Sources dated later were not used; null when all were."""
    framework: str
    edition: str
    profile: str
    method: Mapping[str, Any]
    """The rules that differ from the default ones; empty when none does."""
    overall: Score | None
    overall_reason: str | None
    """Why there is no overall score."""
    coverage: Share
    objectives: tuple[ObjectiveRow, ...]
    indicators: tuple[IndicatorRow, ...]


class Generator(Part):
    """What wrote the file."""

    name: Literal["gcmscore"]
    version: str


class Digests(Part):
    """SHA-256 of what the score rests on."""

    framework: Digest
    evidence: Digest


class Ends(Part):
    """Both ends of a stretch of the scale."""

    low: Score | None
    high: Score | None


class UnitPart(Part):
    """How values are counted."""

    symbol: str
    decimals: Annotated[int, Field(ge=0, le=6)]
    minimum: float | None
    maximum: float | None


class SourcePlace(Part):
    """A source's id and the place in it."""

    id: str
    locator: str


class Asked(Part):
    """What was recommended to whom, and by whom."""

    text: str
    addressee: str
    by: str | None


class FindingPart(Part):
    """A dated fact, as it stands in the evidence."""

    country: Place
    sources: tuple[SourcePlace, ...]
    note: str | None
    language: str
    id: str
    date: PartialDay
    statement: str
    objectives: tuple[int, ...]
    actions: tuple[str, ...]
    stance: Literal["advance", "challenge", "mixed"]
    stage: Literal["announced", "adopted", "in_force", "practice", "suspended", "annulled", "withdrawn"]
    jurisdiction: Place | None
    recommendation: Asked | None
    supersedes: tuple[str, ...]


class ReplyPart(Part):
    """A comment, shown beside the score and never moving it."""

    country: Place
    sources: tuple[SourcePlace, ...]
    note: str | None
    language: str
    who: str
    date: PartialDay
    reason: Literal["corrected", "outdated", "not_applicable", "disputed", "context"]
    text: str
    objective: int
    indicator: str | None


class SourcePart(Part):
    """Where something was published."""

    id: str
    title: str
    publisher: str
    date: PartialDay
    url: str | None
    kind: Literal["statistic", "law", "ruling", "official", "monitor", "academic", "ngo", "media"]
    language: str
    licence: str | None
    accessed: PartialDay | None
    sha256: str | None
    note: str | None


class Scorecard(CardPart):
    """A country's scorecard with its working, as ``Card.to_json`` writes it."""

    schema_: Literal["scorecard/1"] = Field(alias="schema")
    """The name and version of this schema; another number is another shape."""
    generator: Generator
    country_name: str
    overall_interval: Ends | None
    overall_bounds: Ends
    """Where the mean would lie if all that is missing were 0, or 100."""
    digests: Digests
    limits: tuple[str, ...]
    """What the scorecard does not say; to be printed with it."""
    units: Mapping[str, UnitPart]
    working: tuple[Working, ...]
    """One an objective."""
    findings: tuple[FindingPart, ...]
    replies: tuple[ReplyPart, ...]
    sources: Mapping[str, SourcePart]


class IndicatorChange(Part):
    """One indicator that stands otherwise on the later card."""

    indicator: str
    reason: str
    reason_text: str
    status_before: IndicatorStatus
    value_before: float | None
    score_before: Score | None
    status_after: IndicatorStatus
    value_after: float | None
    score_after: Score | None
    findings: tuple[str, ...]
    sources: tuple[SourcePlace, ...]


class ObjectiveChange(Part):
    """One objective that stands otherwise, or in which something happened."""

    objective: int
    status_before: ObjectiveStatus
    reason_before: Lack | None
    score_before: Score | None
    band_before: Band | None
    coverage_before: Share
    status_after: ObjectiveStatus
    reason_after: Lack | None
    score_after: Score | None
    band_after: Band | None
    coverage_after: Share
    indicators: tuple[IndicatorChange, ...]
    events: tuple[str, ...]


class Step(Part):
    """From one card to the next of the same country."""

    before: str = Field(alias="from")
    after: str = Field(alias="to")
    objectives: tuple[ObjectiveChange, ...]


class ComparisonPart(Part):
    """Several cards on the questions that all answer, as ``Comparison.to_json`` writes them."""

    schema_: Literal["comparison/1"] = Field(alias="schema")
    """The name and version of this schema; another number is another shape."""
    generator: Generator
    digests: Digests
    limits: tuple[str, ...]
    """What the comparison does not say; to be printed with it."""
    cards: tuple[CardPart, ...]
    """Each country's own card, on all the evidence it has."""
    basis: Literal["common", "own"]
    common: tuple[str, ...]
    """The indicators that have a value on every card."""
    asked: Count
    scores: Mapping[str, Mapping[str, Score | None]]
    """By card, such as "BEL 2020", and by number of the objective: scores on the basis."""
    shared_objectives: tuple[int, ...]
    mean: Mapping[str, float | str | None]
    """By card, over the shared objectives; "of" says of how many."""
    differences: tuple[Step, ...]
