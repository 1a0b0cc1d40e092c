"""The five kinds of evidence and their sources, as checked models.

A *finding* is a dated fact; an *assessment* is a judgement that rests on findings; neither replaces the
other. Every record names its sources with a locator (page, paragraph, table).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from gcmscore._indicator_rules import RUBRIC_BEST, RUBRIC_WORST
from gcmscore.definitions import (
    ActionReference,
    Dimension,
    Number,
    Slug,
    Text,
    WebAddress,
    Whole,
)
from gcmscore.periods import PartialDate, Period, first_day, last_day

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3})$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
RubricLevel = Annotated[int, Field(ge=RUBRIC_WORST, le=RUBRIC_BEST, strict=True)]
SourceKind = Literal["statistic", "law", "ruling", "official", "monitor", "academic", "ngo", "media"]
Stance = Literal["advance", "challenge", "mixed"]
Stage = Literal["announced", "adopted", "in_force", "practice", "suspended", "annulled", "withdrawn"]


class Record(BaseModel):
    """Base of all evidence: frozen, and an unknown key is an error."""

    # The line under a field is what an editor shows for it, through the JSON Schema.
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )


class Source(Record):
    """Where something was published."""

    id: Identifier
    """By which the records cite it."""
    title: Text
    """As published; in square brackets, a description where no title was visible."""
    publisher: Text
    """Who answers for it."""
    date: PartialDate
    """The date of the version that was read."""
    url: WebAddress | None = None
    """Where it was read."""
    kind: SourceKind
    """Statistic, law, ruling, official and monitor count as primary."""
    language: Language
    """Code of the language it is written in, such as nl."""
    licence: Text | None = None
    """The publisher's terms, when they are stated."""
    accessed: PartialDate | None = None
    """When it was read."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    """Fingerprint of a kept copy."""
    note: Text | None = None
    """Anything a reader must know, such as that only a summary was read."""


class Citation(Record):
    """A source and the place in it."""

    id: Identifier
    """Id of a source."""
    locator: Text
    """Page, paragraph, article or cell."""


class Cited(Record):
    """Base of every record that rests on sources."""

    country: CountryCode
    """ISO 3166 code, BEL or BE-VLG; may be given once at the top of the file."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where it can be read, each with its place."""
    note: Text | None = None
    """Anything a reader must know."""

    @model_validator(mode="after")
    def _keeps_its_rules(self) -> Self:
        for message, *_ in self.broken_rules(type(self).model_fields.keys()):
            raise ValueError(message)
        return self

    def broken_rules(self, sound: Set[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is wrong between sound fields, and which of them cannot be relied on."""
        yield from ()

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The ids of its sources, in the order written."""
        return tuple(citation.id for citation in self.sources)


class Worded(Cited):
    """Base of every record that says something in somebody's words."""

    language: Language = "en"
    """Code of the language it is written in; may be given once at the top of the file."""


class Observation(Cited):
    """One published figure, or the published fact that there is none."""

    indicator: Slug
    """Id of an indicator."""
    period: Period
    """2020, 2020-Q3, 2020-10, 2020-10-22, or two of them as 2018-08/2019-04."""
    value: Number | None = None
    """The figure, as its source shows it."""
    unit: Slug
    """The indicator's unit, repeated so that a figure in another is noticed."""
    low: Number | None = None
    """Lower end of what the publisher gives as possible."""
    high: Number | None = None
    """Upper end of what the publisher gives as possible."""
    series: Slug | None = None
    """One of the indicator's series; the earlier in its list ranks first."""
    edition: PartialDate | None = None
    """When this figure was published."""
    disaggregation: Mapping[Dimension, Text] = Field(default_factory=dict)
    """What part of the total it is, such as {sex: female}."""
    missing: Literal["not_published"] | None = None
    """That a source says no figure is published."""
    override: Text | None = None
    """Why it must win over all others."""

    def broken_rules(self, sound: Set[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is wrong between sound fields, and which of them cannot be relied on."""
        if {"value", "missing"} <= sound and (self.value is None) == (self.missing is None):
            yield ("needs either a value or 'missing: not_published'",)
        ends = [self.low if "low" in sound else None, self.value, self.high if "high" in sound else None]
        given = [number for number in ends if number is not None]
        if "value" in sound and self.value is not None and given != sorted(given):
            yield "low, value and high must be in rising order", "low", "high"

    @property
    def id(self) -> str:
        """Its key in one word."""
        parts = [self.country, self.indicator, self.period, *self.disaggregation.values(), self.sources[0].id]
        return ".".join(parts).lower()


class SecondCoding(Record):
    """The levels a second coder gave, working from the rubric alone."""

    coder: Text
    """Who gave them."""
    law: RubricLevel | None = None
    """Level of the law."""
    practice: RubricLevel | None = None
    """Level of practice."""


class Adjudication(Record):
    """The levels settled on after two coders disagreed, by whom and why."""

    by: Text
    """Who settled it."""
    reason: Text
    """Why so."""
    law: RubricLevel | None = None
    """Level of the law."""
    practice: RubricLevel | None = None
    """Level of practice."""


class Assessment(Worded):
    """A rubric level for law, practice or both, held over a stretch of time, with its reasons."""

    indicator: Slug
    """Id of an indicator with a rubric."""
    law: RubricLevel | None = None
    """Level of the law."""
    practice: RubricLevel | None = None
    """Level of practice."""
    since: PartialDate = Field(alias="from")
    """The first day it holds for."""
    until: PartialDate | None = None
    """The last day it holds for; open where it is not given."""
    confirmed: PartialDate | None = None
    """When it was last checked and found unchanged."""
    rationale: Text
    """Why this level, and why not the one above."""
    findings: tuple[Identifier, ...] = ()
    """Ids of the findings it rests on."""
    regions: tuple[CountryCode, ...] = ()
    """The regions whose levels it rests on; it takes no more than their lowest."""
    would_change: Text
    """The document, figure or rule that would move the level."""
    coder: Text
    """Who gave the levels."""
    second_coder: SecondCoding | None = None
    adjudicated: Adjudication | None = None

    def broken_rules(self, sound: Set[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is wrong between sound fields, and which of them cannot be relied on."""
        if {"law", "practice"} <= sound and self.law is None and self.practice is None:
            yield ("needs a level for law, for practice or for both",)
        begin = first_day(self.since) if "since" in sound else None
        until = self.until if "until" in sound else None
        confirmed = self.confirmed if "confirmed" in sound else None
        if begin is not None and until is not None and last_day(until) < begin:
            yield f"'until' ({until}) lies before 'from' ({self.since})", "until"
            until = None  # nothing lies between the two
        if begin is not None and confirmed is not None and last_day(confirmed) < begin:
            yield f"'confirmed' ({confirmed}) lies before 'from' ({self.since})", "confirmed"
        if until is not None and confirmed is not None and first_day(confirmed) > last_day(until):
            yield f"'confirmed' ({confirmed}) lies after 'until' ({until})", "confirmed"

    @property
    def id(self) -> str:
        """Its key in one word."""
        return f"{self.country}.{self.indicator}.{self.since}".lower()


class Ratification(Cited):
    """Where a State stands towards a treaty, and since when."""

    instrument: Slug
    """Id of a treaty."""
    status: Literal["party", "signed", "none"]
    """Where the State stands on the day of the list."""
    date: PartialDate | None = None
    """The day of the act; for none, of the withdrawal."""
    status_as_of: PartialDate
    """The day for which the list of States was read."""

    def broken_rules(self, sound: Set[str]) -> Iterator[tuple[str, ...]]:
        """Yield what is wrong between sound fields, and which of them cannot be relied on."""
        if {"status", "date"} <= sound and self.status != "none" and self.date is None:
            yield "'date' is needed for party and signed; for none it is the day of withdrawal", "date"

    @property
    def id(self) -> str:
        """Its key in one word."""
        return f"{self.country}.{self.instrument}.{self.status}.{self.date or self.status_as_of}".lower()


class RatificationList(Record):
    """A statement that a list of a treaty's States is whole, up to a date."""

    instrument: Slug
    """Id of a treaty."""
    status_as_of: PartialDate
    """The day for which the list was read."""
    complete: StrictBool
    """Whether a State that is not in it is no party."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @property
    def id(self) -> str:
        """Its key in one word."""
        return f"{self.instrument}.{self.status_as_of}"


class Recommendation(Record):
    """What somebody (``by``) asks somebody to do."""

    text: Text
    """What is asked."""
    addressee: Text
    """Of whom it is asked."""
    by: Text | None = None
    """Who asks it."""


class Finding(Worded):
    """A dated fact about law, policy or practice, in our own words."""

    id: Identifier
    """By which assessments and other findings name it."""
    date: PartialDate
    """The day of the fact."""
    statement: Text
    """What happened or holds, in our own words."""
    objectives: Annotated[tuple[Whole, ...], Field(min_length=1)]
    """Numbers of the objectives it concerns."""
    actions: tuple[ActionReference, ...] = ()
    """Actions it concerns, such as 13h."""
    stance: Stance
    """Whether it brings the country nearer to what was agreed, or further away."""
    stage: Stage
    """An announcement is not law, and law is not practice."""
    jurisdiction: CountryCode | None = None
    """The region it concerns, when not the whole country."""
    recommendation: Recommendation | None = None
    """What its source asks for."""
    supersedes: tuple[Identifier, ...] = ()
    """Ids of the findings it takes the place of."""

    @property
    def region(self) -> str | None:
        """The region within its country that it concerns, None when it concerns the country as a whole."""
        places = (self.jurisdiction, self.country)
        return next((place for place in places if place is not None and "-" in place), None)


class Reply(Worded):
    """A comment by the assessed party or another, shown beside the score and never moving it."""

    who: Text
    """Who comments."""
    date: PartialDate
    """The day of the comment."""
    reason: Literal["corrected", "outdated", "not_applicable", "disputed", "context"]
    """What it says of the evidence."""
    text: Text
    """The comment, shown beside the score and never moving it."""
    objective: Whole
    """Number of the objective it concerns."""
    indicator: Slug | None = None
    """Id of the indicator it concerns, when it is one."""

    @property
    def id(self) -> str:
        """Its key in one word."""
        what = self.indicator or self.objective
        return f"{self.country}.{what}.{self.date}.{self.who}.{self.reason}".lower().replace(" ", "-")


class GroupMember(Record):
    """A country's membership of a group, from one day to another, both included."""

    country: CountryCode
    since: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None


class Threshold(Record):
    """One condition of a numeric rule: an indicator's latest value is at least so much."""

    indicator: Slug
    at_least: Number


class Group(Record):
    """A set of countries: dated members, or a rule over figures of which one has to hold."""

    title: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    members: tuple[GroupMember, ...] | None = None
    any_of: tuple[Threshold, ...] | None = None
    known_from: PartialDate | None = None
    """The day before which nobody's membership is known, as of a list that names no beginnings."""
    note: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Group:
        if (self.members is None) == (self.any_of is None):
            raise ValueError("needs either 'members' or 'any_of'")
        return self


# The sections of an evidence file, and the model each of their entries is checked against.
SECTIONS: Mapping[str, type[Record]] = {
    "sources": Source,
    "observations": Observation,
    "assessments": Assessment,
    "ratifications": Ratification,
    "ratification_lists": RatificationList,
    "findings": Finding,
    "replies": Reply,
}
