"""What a framework consists of, as checked models: objectives, indicators, units, treaties, profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from gcmscore.periods import PartialDate

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
ActionReference = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*[a-z]$")]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[!#-;=?-~]+$")]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Kind = Literal["measure", "rubric", "instrument"]
Role = Literal["scored", "context"]
Aspect = Literal["law", "policy", "practice", "outcome"]
Dimension = Literal["sex", "age", "migration_status", "corridor"]

RUBRIC_WORST, RUBRIC_BEST = 0, 4


class Definition(BaseModel):
    """Base of all definitions: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Framework(Definition):
    """What the set of objectives is called and where it comes from."""

    id: Slug
    title: Text
    short_name: Text
    symbol: Text | None = None
    adopted: PartialDate | None = None
    url: WebAddress | None = None
    legal_nature: Text


class Objective(Definition):
    """One objective: its official title, its place in the text and what it asks for, in our own words."""

    number: Annotated[int, Field(ge=1, strict=True)]
    id: Slug
    title: Text
    short_name: Text
    paragraph: Whole | None = None
    commitment: Text
    actions: Mapping[Annotated[str, StringConstraints(pattern=r"^[a-z]$")], Text]
    round_table: Whole | None = None
    note: Text | None = None
    verification: Mapping[str, Text] = Field(default_factory=dict)


class Unit(Definition):
    """How a value is counted, and the range in which it can lie at all."""

    symbol: Text
    minimum: Number | None = None
    maximum: Number | None = None
    decimals: Annotated[int, Field(ge=0, le=6, strict=True)] = 1

    def contains(self, value: float) -> bool:
        """Tell whether a value is possible in this unit."""
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )

    @property
    def range_text(self) -> str:
        """The possible range in words."""
        low = "no lower limit" if self.minimum is None else f"{self.minimum:g}"
        high = "no upper limit" if self.maximum is None else f"{self.maximum:g}"
        return f"{low} to {high}"


class Instrument(Definition):
    """A treaty whose status counts."""

    title: Text
    short_name: Text
    adopted: PartialDate
    url: WebAddress | None = None


class Profile(Definition):
    """A named subset of the indicators."""

    title: Text
    description: Text


class Goalposts(Definition):
    """The raw values that mean 0 and 100, the same for every country of an edition, and why."""

    worst: Number
    best: Number
    reason: Text
    provisional: StrictBool = False

    @model_validator(mode="after")
    def _apart(self) -> Goalposts:
        if self.worst == self.best:
            raise ValueError("worst and best are equal")
        return self


class Bands(Definition):
    """The raw values at which green and red begin; yellow meets orange halfway."""

    green: Number
    red: Number
    reason: Text | None = None


class Target(Definition):
    """What has been promised, by when and where; it never moves the score."""

    value: Number
    by: Whole | None = None
    source: Text


class Series(Definition):
    """One published run of figures that can feed an indicator; earlier in the list ranks first."""

    id: Slug
    title: Text
    note: Text | None = None


class ValueRule(Definition):
    """How several disaggregated values of one period become the indicator's value.

    ``total`` takes undivided values only; ``mean`` and ``share_above`` take values by ``by`` only, so that
    totals and parts never alternate. ``of`` names the indicator whose observations are used, when another's.
    """

    how: Literal["total", "mean", "share_above"] = "total"
    by: Dimension | None = None
    of: Slug | None = None
    above: Number | None = None
    minimum: Annotated[int, Field(ge=1, strict=True)] = 1

    @model_validator(mode="after")
    def _complete(self) -> ValueRule:
        if (self.how == "total") != (self.by is None):
            raise ValueError("'by' is needed for mean and share_above, and only for them")
        if (self.how == "share_above") != (self.above is not None):
            raise ValueError("'above' is needed for share_above, and only for it")
        return self


class Level(Definition):
    """What has to hold in law, and in practice, for a rubric level."""

    law: Text | None = None
    practice: Text | None = None


class Indicator(Definition):
    """One question about a country, how the answer is counted and what a score of 0 and of 100 mean."""

    id: Slug
    name: Text
    question: Text
    objective: Whole
    also: tuple[Whole, ...] = ()
    actions: tuple[ActionReference, ...] = ()
    kind: Kind
    role: Role = "scored"
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    unit: Slug
    goalposts: Goalposts | None = None
    bands: Bands | None = None
    target: Target | None = None
    series: tuple[Series, ...] = ()
    values: ValueRule = ValueRule()
    levels: Mapping[int, Level] | None = None
    instruments: tuple[Slug, ...] = ()
    applies_to: tuple[Slug, ...] = ()
    profiles: tuple[Slug, ...] = ()
    weight: Annotated[float, Field(gt=0, strict=True, allow_inf_nan=False)] = 1.0
    max_age: Annotated[int, Field(ge=0, strict=True)]
    codes: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    custodian: Text
    access: Text
    caveat: Text | None = None
    verified: Text | None = None
    un_gcm: Literal["unknown", "yes", "no"] = "unknown"
    provisional: StrictBool = False

    @model_validator(mode="after")
    def _kind_is_complete(self) -> Indicator:
        wrong = list(self._missing_parts())
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _missing_parts(self) -> list[str]:
        wrong = []
        scored_measure = self.kind == "measure" and self.role == "scored"
        if scored_measure != (self.goalposts is not None):
            wrong.append("'goalposts' are needed for a scored measure, and only for one")
        if (self.role == "scored") != (self.bands is not None):
            wrong.append("'bands' are needed for a scored indicator, and only for one")
        if (self.kind == "rubric") != (self.levels is not None):
            wrong.append("'levels' are needed for a rubric, and only for one")
        if (self.kind == "instrument") != bool(self.instruments):
            wrong.append("'instruments' are needed for an instrument indicator, and only for one")
        if self.levels is not None and set(self.levels) != set(range(RUBRIC_WORST, RUBRIC_BEST + 1)):
            wrong.append("'levels' must be exactly 0, 1, 2, 3 and 4")
        if self.levels is not None and not (self.has_law or self.has_practice):
            wrong.append(
                "'levels' need an anchor for law at every level, for practice at every level, or both"
            )
        if self.bands is not None and not self._bands_lie_in_order():
            wrong.append("'bands' must run from worst through red and green to best")
        return wrong

    def _bands_lie_in_order(self) -> bool:
        if self.bands is None or (self.kind == "measure" and self.goalposts is None):
            return True
        worst, best = self.scale
        marks = [worst, self.bands.red, self.bands.green, best]
        return marks == sorted(marks, reverse=worst > best)

    @property
    def scale(self) -> tuple[float, float]:
        """The raw values that mean 0 and 100: goalposts, rubric levels 0–4 or a share of instruments 0–1."""
        if self.goalposts is not None:
            return self.goalposts.worst, self.goalposts.best
        return (RUBRIC_WORST, RUBRIC_BEST) if self.kind == "rubric" else (0.0, 1.0)

    @property
    def has_law(self) -> bool:
        """Whether every rubric level has an anchor for law."""
        return bool(self.levels) and all(level.law for level in (self.levels or {}).values())

    @property
    def has_practice(self) -> bool:
        """Whether every rubric level has an anchor for practice."""
        return bool(self.levels) and all(level.practice for level in (self.levels or {}).values())

    @property
    def unobserved(self) -> str | None:
        """Why figures filed under this indicator would never be read, None when they are."""
        if self.kind != "measure":
            return f"{self.id} is a {self.kind}, no measure"
        return None if self.observed_as == self.id else f"{self.id} is computed from {self.observed_as}"

    @property
    def observed_as(self) -> str:
        """The indicator whose observations are read: its own, unless its rule names another."""
        return self.values.of or self.id
