"""What the JSON of results is made of: kinds of values, and the working of an objective."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Score = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
RubricStep = Annotated[int, Field(ge=0, le=4)]
Count = Annotated[int, Field(ge=0)]
Iso3 = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Place = Annotated[str, Field(pattern="^([A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3})$")]
Day = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
PartialDay = Annotated[str, Field(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
Digest = Annotated[str, Field(min_length=1)]
Band = Literal["green", "yellow", "orange", "red"]
Trend = Literal["on_track", "moderately_improving", "stagnating", "decreasing"]
Confidence = Literal["high", "medium", "low"]
ObjectiveStatus = Literal["scored", "insufficient", "not_assessed", "not_applicable"]
IndicatorStatus = Literal[
    "scored", "context", "not_applicable", "not_assessed", "not_published", "stale", "conflict",
    "not_compared",
]  # fmt: skip
Lack = Literal[
    "coverage", "single_indicator", "law_only", "no_evidence", "stale", "no_indicator", "not_common"
]  # fmt: skip


class Part(BaseModel):
    """Base of all: closed, so that a slip of the pen in a key shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Cited(Part):
    """A source and the place in it."""

    id: str
    locator: str
    title: str
    publisher: str
    date: PartialDay
    licence: str | None
    url: str | None


class FigureBasis(Part):
    """A figure that a value rests on."""

    kind: Literal["figure"]
    sources: tuple[Cited, ...]
    period: str
    value: float | None
    """Null where a source says that none is published."""
    series: str | None
    parts: Mapping[str, str]
    note: str | None


class AssessmentBasis(Part):
    """An assessment that a level rests on."""

    kind: Literal["assessment"]
    sources: tuple[Cited, ...]
    since: PartialDay = Field(alias="from")
    until: PartialDay | None
    confirmed: PartialDay | None
    law: RubricStep | None
    practice: RubricStep | None
    rationale: str
    would_change: str
    coder: str
    findings: tuple[str, ...]


class TreatyBasis(Part):
    """The status of a treaty, or a whole list on which the country is not."""

    kind: Literal["ratification", "ratificationlist"]
    sources: tuple[Cited, ...]
    instrument: str
    treaty_status: str
    date: PartialDay | None


class PassedFigure(FigureBasis):
    """A figure that was looked at and did not decide."""

    reason: str
    reason_text: str


class PassedAssessment(AssessmentBasis):
    """An assessment that was looked at and did not decide."""

    reason: str
    reason_text: str


class PassedTreaty(TreatyBasis):
    """A treaty status that was looked at and did not decide."""

    reason: str
    reason_text: str


Basis = Annotated[FigureBasis | AssessmentBasis | TreatyBasis, Field(discriminator="kind")]
Passed = Annotated[PassedFigure | PassedAssessment | PassedTreaty, Field(discriminator="kind")]


class Region(Part):
    """What is assessed in a region: shown beside the country's value, never in its place."""

    region: Place
    name: str
    status: str
    law: float | None
    practice: float | None
    basis: tuple[Basis, ...]


class Projection(Part):
    """Where a straight line through the observations leads."""

    year: int
    level: Share
    observations: Count
    value: float
    possible: bool
    low: float | None
    high: float | None


class Course(Part):
    """A trend, and the observations at its ends."""

    word: Trend
    first: float
    last: float
    start: int = Field(alias="from")
    end: int = Field(alias="to")
    projection: Projection | None


class IndicatorWorking(Part):
    """How one indicator came to its score."""

    id: str
    name: str
    status: IndicatorStatus
    value: float | None
    unit: str
    """As it is printed."""
    period: str | None
    age: int | None
    law: float | None
    practice: float | None
    goalposts: tuple[float, float] | None
    score: Score | None
    weight: float
    effective_weight: Share
    contribution: float
    """Points that it adds to the objective's mean."""
    trend: Course | None
    working: str
    basis: tuple[Basis, ...]
    passed_over: tuple[Passed, ...]
    regional: tuple[Region, ...]


class FindingWorking(Part):
    """A fact that stands with an objective; the whole record is under ``findings`` of the card."""

    id: str
    date: PartialDay
    statement: str
    sources: tuple[Cited, ...]


class Working(Part):
    """What ``Card.explain`` says of an objective."""

    country: Iso3
    year: int
    profile: str
    edition: str
    objective: int
    title: str
    status: ObjectiveStatus
    reason: Lack | None
    reason_text: str | None
    score: Score | None
    indicative: Score | None
    bound_low: Score | None
    bound_high: Score | None
    coverage: Share
    coverage_full: Share
    low: Score | None
    high: Score | None
    n: Count
    band: Band | None
    trend: Trend | None
    confidence: Confidence | None
    indicators: tuple[IndicatorWorking, ...]
    findings: tuple[FindingWorking, ...]
