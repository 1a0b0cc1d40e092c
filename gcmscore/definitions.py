"""What a framework consists of, as checked models: objectives, indicators, units, treaties, profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from gcmscore._indicator_rules import (
    PARTS,
    RUBRIC_BEST,
    RUBRIC_WORST,
    wrong_order,
    wrong_parts,
    wrong_sides,
)
from gcmscore.periods import PartialDate

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
ActionReference = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[a-z]$")]
_WEB = r"^https?://[!$-.0-;=A-\[\]-~]+([/?#][!#-;=?-~]*)?$"
WebAddress = Annotated[str, StringConstraints(pattern=_WEB, max_length=2000)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Kind = Literal["measure", "rubric", "instrument"]
Role = Literal["scored", "context"]
Aspect = Literal["law", "policy", "practice", "outcome"]
Dimension = Literal["sex", "age", "migration_status", "corridor", "category"]


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if repeated := sorted({str(value) for value in values if values.count(value) > 1}):
        raise ValueError(f"names {', '.join(repeated)} more than once")
    return values


# Naming a treaty twice would count it twice.
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_distinct)]
Numbers = Annotated[tuple[Whole, ...], AfterValidator(_distinct)]
Actions = Annotated[tuple[ActionReference, ...], AfterValidator(_distinct)]


class Definition(BaseModel):
    """Base of all definitions: frozen, and an unknown key is an error."""

    # The line under a field is what an editor shows for it, through the JSON Schema.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Framework(Definition):
    """What the set of objectives is called and where it comes from."""

    id: Slug
    title: Text
    short_name: Text
    symbol: Text | None = None
    """The number of its document, such as A/RES/73/195."""
    adopted: PartialDate | None = None
    url: WebAddress | None = None
    legal_nature: Text
    """What kind of promise it is; printed on every report, since it decides what a low score means."""


class Objective(Definition):
    """One objective: its official title, its place in the text and what it asks for, in our own words."""

    number: Annotated[int, Field(ge=1, strict=True)]
    id: Slug
    """The file is named after number and id: 13-detention.yaml; an _ becomes a dash."""
    title: Text
    """The official heading, word for word."""
    short_name: Text = Field(default_factory=lambda data: data.get("title", ""))
    """This project's short form, for tiles and charts; the title where it is not given."""
    paragraph: Whole | None = None
    """Its paragraph in the framework's text."""
    commitment: Text | None = None
    """What States commit to, in our own words."""
    actions: Mapping[Annotated[str, StringConstraints(pattern=r"^[a-z]$")], Text] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    """The lettered actions in our own words; indicators and findings cite one as 13h."""
    round_table: Whole | None = None
    """The round table of the review forum that deals with it."""
    note: Text | None = None
    """What a reader must know, such as two wordings of a heading."""
    verification: Mapping[str, Text] = Field(default_factory=dict)
    """For each key, against what it was checked, or that it is unverified."""

    def __repr__(self) -> str:
        return f"<Objective {self.number}: {self.short_name}>"

    def _repr_html_(self) -> str:
        from gcmscore.catalogue import describe_objective
        from gcmscore.render.html import description_fragment

        return description_fragment(describe_objective(self))


class Unit(Definition):
    """How a value is counted, and the range in which it can lie at all."""

    symbol: Text
    """What stands behind the number."""
    minimum: Number | None = None
    """The least value that is possible at all; none when there is no lower limit."""
    maximum: Number | None = None
    """The largest value that is possible at all; none when there is no upper limit."""
    decimals: Annotated[int, Field(ge=0, le=6, strict=True)] = 1
    """How many decimals are printed; scores are computed from the full value."""

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
    """The raw value that means 0; what lies beyond is clipped."""
    best: Number
    """The raw value that means 100; what lies beyond is clipped."""
    scale: Literal["linear", "log"] = "linear"
    """Whether equal steps count alike between the ends, or equal factors, as for income."""
    reason: Text
    """Why each end lies where it does, with what was published on it: "Best: … Worst: …"."""
    provisional: StrictBool = False
    """True where an end waits for a norm or for data."""

    @model_validator(mode="after")
    def _apart(self) -> Goalposts:
        if self.worst == self.best:
            raise ValueError(f"worst and best are both {self.worst:g}; give two different ends")
        if self.scale == "log" and min(self.worst, self.best) <= 0:
            raise ValueError("worst and best must lie above 0 on a log scale")
        return self


class Bands(Definition):
    """The raw values at which green and red begin; yellow meets orange halfway."""

    green: Number
    """At this raw value or better the indicator is green."""
    red: Number
    """Short of this raw value the indicator is red."""
    reason: Text | None = None


class Target(Definition):
    """What has been promised, by when and where; it never moves the score."""

    value: Number
    by: Whole | None = None
    """The year by which it is promised."""
    source: Text
    """Document and paragraph that name it."""


class Correspondence(Definition):
    """One line of another system, and the objectives it corresponds to."""

    code: Text
    title: Text
    objectives: Numbers
    """Empty where it corresponds to none in particular; the note says why."""
    actions: Actions = ()
    """The actions that say the same, where one really does."""
    note: Text | None = None
    sources: tuple[Reference, ...] = ()
    """What this line rests on, when not on the source of the whole."""


class Crosswalk(Definition):
    """How another system of goals, questions or themes corresponds to the objectives."""

    title: Text
    custodian: Text
    source: Reference
    """Where the other system's codes and titles are published."""
    sources: tuple[Reference, ...] = ()
    """What else basis and caveat rest on."""
    basis: Text
    """Who made the correspondence: where it is published, or that it is this project's reading."""
    caveat: Text | None = None
    """What the correspondence does not say."""
    entries: Annotated[tuple[Correspondence, ...], Field(min_length=1)]


class Series(Definition):
    """One published run of figures that can feed an indicator; earlier in the list ranks first."""

    id: Slug
    title: Text
    note: Text | None = None
    continuous: StrictBool = True
    """Whether its observations may be joined to a trend; false where the publisher's method drifts."""


class ValueRule(Definition):
    """How several disaggregated values of one period become the indicator's value.

    ``total`` takes undivided values only; ``mean`` and ``share_above`` take values by ``by`` only, so that
    totals and parts never alternate. ``of`` names the indicator whose observations are used, when another's.
    """

    how: Literal["total", "mean", "share_above"] = "total"
    by: Dimension | None = None
    """The dimension whose parts are taken."""
    of: Slug | None = None
    """The indicator whose observations are used, when it is another one."""
    above: Number | None = None
    """For share_above: the value that a part must exceed."""
    minimum: Annotated[int, Field(ge=1, strict=True)] = 1
    """How many parts a period must have."""

    @model_validator(mode="after")
    def _complete(self) -> ValueRule:
        if (self.how == "total") != (self.by is None):
            raise ValueError("'by' is needed for mean and share_above, and only for them")
        if (self.how == "share_above") != (self.above is not None):
            raise ValueError("'above' is needed for share_above, and only for it")
        return self


class Sides(Definition):
    """What is said of the law, and what of practice: of one of them, or of both."""

    law: Text | None = None
    practice: Text | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The sides of which something is said."""
        return tuple(side for side in ("law", "practice") if getattr(self, side))


class Publication(Definition):
    """A document that definitions rest on."""

    title: Text
    publisher: Text
    date: PartialDate
    url: WebAddress | None = None


class Reference(Definition):
    """A publication and the place in it, with what it is cited for."""

    source: Slug
    locator: Text
    supports: Text | None = None


class Indicator(Definition):
    """One question about a country, how the answer is counted and what a score of 0 and of 100 mean."""

    id: Slug
    name: Text
    """What is counted, as it stands in tables."""
    question: Text = Field(default_factory=lambda data: data.get("name", ""))
    """The question about a country; the name where it is not given."""
    objective: Whole
    """The one objective under which it is scored."""
    also: Numbers = ()
    """Further objectives under which it is shown and not scored."""
    actions: Actions = ()
    """The actions it answers to, such as 13h."""
    kind: Kind
    """A measure is a figure, a rubric a level 0 to 4 read from documents, an instrument treaty status."""
    role: Role = "scored"
    """Context is shown and never scored: size is no merit."""
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1)]
    """Whether the answer speaks of law, policy, practice or outcome."""
    unit: Slug
    """One of the units of this file; level for a rubric, share for an instrument."""
    goalposts: Goalposts | None = None
    bands: Bands | None = None
    target: Target | None = None
    series: tuple[Series, ...] = ()
    values: ValueRule = ValueRule()
    levels: Mapping[Whole, Sides] | None = Field(default=None, json_schema_extra={"required": list("01234")})
    """A rubric's anchors: what must hold at each level from 0 to 4."""
    evidence: Sides | None = None
    """The documents a coder needs for each level of a rubric, and what does not suffice."""
    moves_up: Text | None = None
    """What would move a country up the levels of a rubric."""
    instruments: Slugs = ()
    """The treaties whose status counts."""
    applies_to: Slugs = ()
    """The groups of countries that are asked; every country where none is named."""
    profiles: Slugs = ()
    weight: Annotated[float, Field(gt=0, strict=True, allow_inf_nan=False)] = 1.0
    """Its weight in the mean of its objective."""
    max_age: Annotated[int, Field(ge=0, strict=True)]
    """The age in years beyond which a value is stale and no longer counts."""
    codes: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Its codes elsewhere; under the id of a crosswalk, codes of that crosswalk."""
    custodian: Text | None = None
    """Who publishes the figures, or who assesses."""
    access: Text | None = None
    """How anybody obtains what is needed."""
    caveat: Text | None = None
    """What it does not show; printed with every value."""
    gaming: Text | None = None
    """How it could be raised without anything changing for people, and what guards against that."""
    sources: tuple[Reference, ...] = ()
    """The documents on which question, goalposts, target and anchors rest."""
    verified: Text | None = None
    """What was checked, and what was not."""
    un_gcm: Literal["unknown", "yes", "no"] = "unknown"
    """Whether it is one of the United Nations' own list (A/79/590)."""
    provisional: StrictBool = False
    """True where its marks or its definition are likely to change."""

    @model_validator(mode="after")
    def _kind_is_complete(self) -> Indicator:
        wrong = list(wrong_parts(self.kind, self.role, [name for name in PARTS if getattr(self, name)]))
        if self.bands is not None and (self.kind != "measure" or self.goalposts is not None):
            worst, best = self.scale
            wrong += wrong_order(worst, self.bands.red, self.bands.green, best)
        if self.levels is not None:
            anchors = {number: level.given for number, level in self.levels.items()}
            evidence = None if self.evidence is None else self.evidence.given
            wrong += wrong_sides(anchors, self.aspects, evidence)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def scale(self) -> tuple[float, float]:
        """The raw values that mean 0 and 100: goalposts, rubric levels 0–4 or a share of instruments 0–1."""
        if self.goalposts is not None:
            return self.goalposts.worst, self.goalposts.best
        return (RUBRIC_WORST, RUBRIC_BEST) if self.kind == "rubric" else (0.0, 1.0)

    @property
    def has_law(self) -> bool:
        """Whether every rubric level has an anchor for law."""
        return self.levels is not None and all(level.law for level in self.levels.values())

    @property
    def has_practice(self) -> bool:
        """Whether every rubric level has an anchor for practice."""
        return self.levels is not None and all(level.practice for level in self.levels.values())

    @property
    def unobserved(self) -> str | None:
        """Why figures filed under this indicator would never be read, None when they are."""
        if self.kind != "measure":
            return f"{self.id} is {'an' if self.kind == 'instrument' else 'a'} {self.kind}, no measure"
        return None if self.observed_as == self.id else f"{self.id} is computed from {self.observed_as}"

    @property
    def observed_as(self) -> str:
        """The indicator whose observations are read: its own, unless its rule names another."""
        return self.values.of or self.id

    def __repr__(self) -> str:
        return f"<Indicator {self.id}: {self.name}>"

    def _repr_html_(self) -> str:
        from gcmscore.catalogue import describe_indicator
        from gcmscore.render.html import description_fragment

        return description_fragment(describe_indicator(self))
