"""Results that keep their working: frozen, and made of what they rest on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from gcmscore.definitions import Aspect, Indicator, Objective
from gcmscore.observations import Figure
from gcmscore.records import Finding, Reply
from gcmscore.scoring.select import Selection

NAN = math.nan


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator of a country and year.

    Attributes
    ----------
    status : str
        ``scored``, ``context``, or why there is no value: ``not_applicable``, ``not_assessed``,
        ``not_published``, ``stale``, ``conflict``; in a comparison also ``not_compared``, when not all have
        one.
    score : float
        0 to 100; NaN without a value that counts.
    weight : float
        Its weight in the objective, after treaty status was capped.
    effective_weight : float
        Its share (0–1) of the objective's score; 0 without a value.
    contribution : float
        Points it adds to the objective's mean, whichever mean that is; they add up to it.
    gap : float
        Raw units still missing to the target; negative when it is exceeded, NaN without target or value.
    trend : str or None
        Its direction, None where there is none.
    ends : tuple of float
        First and last value of the trend, and their years; NaN without one.
    observed : tuple of (int, float)
        Year and value of every observation from the first to the last of the trend.
    regional : mapping
        Region → what is assessed there on the day; shown beside the country's value, never in its place.
    """

    indicator: Indicator
    status: str
    selection: Selection
    score: float = NAN
    points: float = NAN
    band: str | None = None
    weight: float = 0.0
    effective_weight: float = 0.0
    contribution: float = 0.0
    gap: float = NAN
    confidence: str | None = None
    trend: str | None = None
    ends: tuple[float, float, float, float] = (NAN, NAN, NAN, NAN)
    observed: tuple[tuple[int, float], ...] = ()
    regional: Mapping[str, Selection] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The indicator's id."""
        return self.indicator.id

    @property
    def value(self) -> float | None:
        """The raw value that counts, None where there is none."""
        return self.selection.value if self.status in ("scored", "context") else None

    @property
    def aspects(self) -> frozenset[Aspect]:
        """The aspects its value speaks of: of a rubric, only the sides that were coded."""
        if self.indicator.kind != "rubric":
            return frozenset(self.indicator.aspects)
        rules, facts = self.selection.law, self.selection.practice
        coded = {"law": rules, "policy": rules, "practice": facts, "outcome": facts}
        return frozenset(aspect for aspect in self.indicator.aspects if coded[aspect] is not None)

    @property
    def shows_practice(self) -> bool:
        """Whether its value speaks of practice or outcome, and not of law or policy alone."""
        return bool({"practice", "outcome"} & self.aspects)

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """(source id, locator) of everything the value rests on, each once."""
        found: dict[tuple[str, str], None] = {}
        for record in self.selection.basis:
            if isinstance(record, Figure):
                found.update(dict.fromkeys(record.citations))
            else:
                found.update(dict.fromkeys((citation.id, citation.locator) for citation in record.sources))
        return tuple(found)


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective of a country and year.

    Attributes
    ----------
    status : str
        ``scored``, ``insufficient``, ``not_assessed`` or ``not_applicable``.
    reason : str or None
        Why it is not scored: ``coverage``, ``single_indicator``, ``law_only``, or why it
        is not assessed: ``no_evidence``, ``stale``, ``no_indicator``, ``not_common``.
    also : tuple of IndicatorResult
        Indicators scored under another objective that matter here too: shown, never counted.
    score, indicative : float
        The weighted mean, in ``score`` when it may be relied on, else in ``indicative``; NaN otherwise.
    bound_low, bound_high : float
        The mean if every missing applicable indicator were 0, or 100.
    stepped_down : bool
        Whether a red indicator took the band one down.
    trend : str or None
        Its direction, None where too little of its weight has one.
    coverage, coverage_full : float
        Share of the applicable weight with a value: in the profile, and over all indicators.
    """

    objective: Objective
    status: str
    reason: str | None
    indicators: tuple[IndicatorResult, ...]
    findings: tuple[Finding, ...] = ()
    replies: tuple[Reply, ...] = ()
    also: tuple[IndicatorResult, ...] = ()
    score: float = NAN
    indicative: float = NAN
    bound_low: float = NAN
    bound_high: float = NAN
    coverage: float = 0.0
    coverage_full: float = 0.0
    n: int = 0
    band: str | None = None
    stepped_down: bool = False
    trend: str | None = None
    confidence: str | None = None

    @property
    def has_something(self) -> bool:
        """Whether there is anything to show: a value that counts, a region's, a finding or a reply."""
        regional = any(item.regional for item in self.indicators)
        return self.status != "not_assessed" or bool(self.findings or self.replies) or regional

    @property
    def scored_indicators(self) -> tuple[IndicatorResult, ...]:
        """The applicable indicators that can move the score."""
        return tuple(
            item
            for item in self.indicators
            if item.indicator.role == "scored" and item.status != "not_applicable"
        )


@dataclass(frozen=True)
class OverallResult:
    """The mean over a framework's objectives, or why there is none.

    Attributes
    ----------
    reason : str or None
        ``too_few_objectives`` or ``too_few_indicators``; None where there is a score.
    scored, needed, total : int
        Objectives that are scored, that must be, and all of the framework.
    answered, asked : int
        Scored indicators with a value, and all that apply.
    imputed : int
        Objectives that took the mean of the country's region; in panels only.
    """

    score: float | None
    reason: str | None
    scored: int
    total: int
    needed: int
    coverage: float
    bound_low: float
    bound_high: float
    answered: int = 0
    asked: int = 0
    imputed: int = 0

    @property
    def reason_text(self) -> str | None:
        """Why there is no score, in words; None when there is one."""
        if self.reason == "too_few_indicators":
            return f"{self.answered} of {self.asked} indicators have a value, too few for an overall score"
        if self.reason is not None:
            return f"{self.scored} of {self.total} objectives scored, at least {self.needed} needed"
        return None

    @property
    def counts(self) -> Mapping[str, int]:
        """Scored, needed and all objectives."""
        return {"scored": self.scored, "needed": self.needed, "total": self.total}
