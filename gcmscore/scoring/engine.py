"""Applies the rules to one country as of one day: evidence in, results with their working out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property

import numpy as np

from gcmscore.compact import Compact
from gcmscore.countries import is_member
from gcmscore.definitions import Indicator, Objective
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Dossier, Evidence
from gcmscore.observations import Figure
from gcmscore.periods import first_day
from gcmscore.records import Finding, Group, Threshold
from gcmscore.scoring.aggregate import capped_weights, contributions, coverage
from gcmscore.scoring.bands import band_points, bands
from gcmscore.scoring.candidates import candidates
from gcmscore.scoring.choices import Choices, Grid, choose_measures, course, standing
from gcmscore.scoring.confidence import LEVELS, indicator_confidence, is_primary
from gcmscore.scoring.judgement import Ratings, judge
from gcmscore.scoring.method import Method
from gcmscore.scoring.normalise import normalise, scale_of
from gcmscore.scoring.overall import PARTS, overall
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult, OverallResult
from gcmscore.scoring.select import Selection, select_assessment, select_figures, select_treaties
from gcmscore.scoring.trend import NO_ENDS, measures_facts, objective_trend, trend

Ends = tuple[float, float, float, float]
Course = tuple[tuple[int, float], ...]
_NONE: tuple[Ends, Course] = (NO_ENDS, ())


@dataclass(frozen=True, eq=False)
class Engine:
    """One country as of 31 December of one year, under one profile and method.

    ``only`` names the scored indicators that count in a comparison, the same for all compared; the others
    are ``not_compared``.
    """

    compact: Compact
    evidence: Evidence
    country: str
    year: int
    profile: str
    method: Method
    only: frozenset[str] | None = None

    @cached_property
    def _rated(self) -> dict[str, IndicatorResult]:
        return {}

    @cached_property
    def _groups(self) -> dict[str, bool | None]:
        return {}

    @property
    def day(self) -> date:
        """The day as of which the country is scored."""
        return date(self.year, 12, 31)

    @cached_property
    def _dossier(self) -> Dossier:
        return self.evidence.about(self.country)

    def results(self) -> tuple[ObjectiveResult, ...]:
        """Score every objective of the framework, by rising number."""
        return tuple(self._objective(item) for item in self.compact.objectives.values())

    def overall(self, results: Sequence[ObjectiveResult]) -> OverallResult:
        """Average the scored objectives, if they are enough of the framework's."""
        parts = {
            name: np.array([getattr(item, name) for item in results], dtype=np.float64) for name in PARTS
        }
        asked = np.array([item.status != "not_applicable" for item in results], dtype=bool)
        questions = [item for result in results for item in result.scored_indicators]
        answered = sum(not math.isnan(item.score) for item in questions)
        found = overall(parts, asked, np.array(answered), np.array(len(questions)), self.method)
        values = {name: value.item() for name, value in found.items()}
        return OverallResult(**values | {"score": None if math.isnan(values["score"]) else values["score"]})

    def _objective(self, objective: Objective) -> ObjectiveResult:
        members = self.compact.members(self.profile, objective.number)
        rated = [self._rate(indicator) for indicator in members]
        weighted = self._weighted(rated)
        shown = [item for item in self._dossier.findings if self._shows(item, objective)]
        findings = tuple(sorted(shown, key=lambda item: (first_day(item.date), item.id)))
        replies = tuple(
            item
            for item in self._dossier.replies
            if item.objective == objective.number and first_day(item.date) <= self.day
        )
        result = ObjectiveResult(objective, "not_assessed", "no_evidence", tuple(weighted), findings, replies)
        also = [item for item in self.compact.members(self.profile) if objective.number in item.also]
        result = replace(result, also=tuple(self._rate(item) for item in also))
        return self._judged(replace(result, coverage_full=self._coverage_full(objective)))

    def _shows(self, finding: Finding, objective: Objective) -> bool:
        return objective.number in finding.objectives and first_day(finding.date) <= self.day

    def _judged(self, result: ObjectiveResult) -> ObjectiveResult:
        """Decide whether the indicators' mean may stand as the objective's score (rule 4)."""
        items = [item for item in result.indicators if item.indicator.role == "scored"]
        if not items:
            return replace(result, reason="no_indicator", bound_low=0.0, bound_high=100.0)
        verdict = judge(ratings_of(items), self.method)
        values = {item.name: getattr(verdict, item.name).item() for item in fields(verdict)}
        result = replace(result, **values)
        if result.status == "scored":
            result = replace(result, trend=self._objective_trend(items))
        if self.only is not None and result.n:
            # Every value of a common set is there; nothing is missing that could move its mean.
            mean = result.indicative if math.isnan(result.score) else result.score
            result = replace(result, bound_low=mean, bound_high=mean)
        return result

    def _coverage_full(self, objective: Objective) -> float:
        rated = self._weighted([self._rate(item) for item in self.compact.members("full", objective.number)])
        items = [item for item in rated if item.weight > 0]
        if not items:
            return 0.0
        return float(coverage([item.score for item in items], [item.weight for item in items]))

    def _weighted(self, rated: Sequence[IndicatorResult]) -> list[IndicatorResult]:
        """Give weights by profile and applicability alone, then each available value its share."""
        counts = [item.indicator.role == "scored" and item.status != "not_applicable" for item in rated]
        given = [item.indicator.weight if count else 0.0 for item, count in zip(rated, counts, strict=True)]
        treaties = [item.indicator.kind == "instrument" for item in rated]
        weights = capped_weights(given, treaties, self.method.instrument_share)
        there = [
            0.0 if math.isnan(item.score) else float(weight)
            for item, weight in zip(rated, weights, strict=True)
        ]
        if self.only is not None:
            # Weights that depend on what else applies to one country would not be the same for another.
            shared = [0.0 if math.isnan(item.score) else item.indicator.weight for item in rated]
            there = capped_weights(shared, treaties, self.method.instrument_share).tolist()
        total = sum(there) or math.nan
        points = contributions([item.score for item in rated], there, self.method.objective_mean)
        return [
            replace(
                item, weight=float(weight), effective_weight=share / total if share else 0.0,
                contribution=float(added) if share else 0.0,
            )
            for item, weight, share, added in zip(rated, weights, there, points, strict=True)
        ]  # fmt: skip

    def _rate(self, indicator: Indicator) -> IndicatorResult:
        # Asked for twice: in the profile, and for the coverage of all indicators.
        if indicator.id not in self._rated:
            rated = self._rate_anew(indicator)
            self._rated[indicator.id] = replace(rated, regional=self._regional(indicator))
        return self._rated[indicator.id]

    def _regional(self, indicator: Indicator) -> dict[str, Selection]:
        assessments = self._dossier.regional.get(indicator.id, ())
        regions = sorted({item.country for item in assessments})
        found = {
            region: select_assessment(
                indicator, [item for item in assessments if item.country == region], self.day, self.method
            )
            for region in regions
        }
        return {region: item for region, item in found.items() if item.status != "not_assessed"}

    def _rate_anew(self, indicator: Indicator) -> IndicatorResult:
        if not self._applies(indicator) or (indicator.kind == "instrument" and not self._existing(indicator)):
            return IndicatorResult(indicator, "not_applicable", Selection("not_applicable"))
        selection = self._select(indicator)
        if self.only is not None and indicator.role == "scored" and indicator.id not in self.only:
            return IndicatorResult(indicator, "not_compared", selection)
        if selection.status != "available" or selection.value is None:
            return IndicatorResult(indicator, selection.status, selection)
        gap = self._gap(indicator, selection.value)
        result = IndicatorResult(indicator, "context", selection, gap=gap)
        primary = is_primary(result.citations, self.evidence.pack.sources)
        result = replace(
            result,
            confidence=LEVELS[int(indicator_confidence(primary, selection.age or 0, indicator.max_age))],
        )
        return self._scored(result, selection.value) if indicator.role == "scored" else result

    def _scored(self, result: IndicatorResult, value: float) -> IndicatorResult:
        indicator = result.indicator
        marks = indicator.bands
        assert marks is not None  # the model asks for them
        worst, best = indicator.scale
        scale = scale_of(indicator)
        ends, observed = self._courses.get(indicator.id, _NONE) if measures_facts(indicator) else _NONE
        first, last = (normalise(end, worst, best, clip=False, scale=scale) for end in ends[:2])
        goal = normalise(marks.green, worst, best, scale=scale)
        return replace(
            result,
            status="scored",
            score=float(normalise(value, worst, best, scale=scale)),
            points=float(band_points(value, worst, marks.red, marks.green, best)),
            band=bands(value, marks.green, marks.red).item(),
            trend=trend(first, last, *ends[2:], goal, self.method.trend_deadline).item(),
            ends=ends,
            observed=observed,
        )

    @cached_property
    def _courses(self) -> dict[str, tuple[Ends, Course]]:
        """First and last value of each measure's trend, their years, and every observation between them."""
        measures = [item for item in self.compact.indicators.values() if item.kind == "measure"]
        grid = Grid((self.country,), (self.year,))
        into = Choices.empty((1, 1, len(measures)))
        known = candidates(self.evidence, measures, grid.codes)
        limits = np.array([item.max_age for item in measures], dtype=np.int64)
        choose_measures(into, np.arange(len(measures)), known, limits, grid, self.method)
        found, at = np.stack(into.ends)[:, 0, 0], standing(known, len(measures), grid)[:, 0, 0]
        return {
            item.id: (tuple(ends.tolist()), course(known, place, int(ends[2])))
            for item, ends, place in zip(measures, found.T, at.tolist(), strict=True)
            if not np.isnan(ends).any()
        }

    def _objective_trend(self, items: Sequence[IndicatorResult]) -> str | None:
        ends = np.array([item.ends for item in items]).T
        worst, best = np.array([item.indicator.scale for item in items]).T
        scale = [scale_of(item.indicator) for item in items]
        greens = [item.indicator.bands.green for item in items if item.indicator.bands is not None]
        scored = tuple(normalise(side, worst, best, clip=False, scale=scale) for side in ends[:2])
        goal, method = normalise(greens, worst, best, scale=scale), self.method
        words = objective_trend(
            (*scored, ends[2], ends[3]), goal, [item.weight for item in items], method.trend_share,
            method.trend_deadline, method.objective_mean,
        )  # fmt: skip
        return words.item()  # type: ignore[no-any-return]

    def _gap(self, indicator: Indicator, value: float) -> float:
        if indicator.target is None:
            return math.nan
        less_is_better = indicator.role == "scored" and indicator.scale[0] > indicator.scale[1]
        return value - indicator.target.value if less_is_better else indicator.target.value - value

    def _applies(self, indicator: Indicator) -> bool:
        # Where no figure says whether a country belongs, it is asked: what is unknown must show as missing.
        answers = [self._belongs(name) for name in indicator.applies_to]
        return not answers or True in answers or None in answers

    def _existing(self, indicator: Indicator) -> list[str]:
        """Return the instruments that had been adopted by the day: nobody can join a treaty before."""
        treaties = self.compact.instruments
        return [name for name in indicator.instruments if first_day(treaties[name].adopted) <= self.day]

    def _belongs(self, name: str) -> bool | None:
        if name not in self._groups:
            known = self.evidence.groups
            if name not in known:
                raise InvalidRequestError(
                    f"there is no country group {name!r}; defined are {', '.join(known)}"
                )
            self._groups[name] = self._is_in(known[name])
        return self._groups[name]

    def _is_in(self, group: Group) -> bool | None:
        """Tell whether the country is in a group; None when it is a group by figures and none is known."""
        if group.members is not None:
            belongs = is_member(group.members, self.country, self.day)
            return belongs or (None if self.day < first_day(group.known_from or "0001") else False)
        answers = [self._reaches(rule) for rule in group.any_of or ()]
        return True if True in answers else None if None in answers else False

    def _reaches(self, rule: Threshold) -> bool | None:
        indicator = self.compact.indicators.get(rule.indicator)
        if indicator is None:
            return None
        value = self._select(indicator).value
        return None if value is None else value >= rule.at_least

    def _select(self, indicator: Indicator) -> Selection:
        dossier = self._dossier
        if indicator.kind == "measure":
            figures = dossier.figures.get(indicator.observed_as, ())
            return select_figures(indicator, figures, self.day, self._published)
        if indicator.kind == "rubric":
            assessments = dossier.assessments.get(indicator.id, ())
            return select_assessment(indicator, assessments, self.day, self.method)
        # Only a State can join; of a territory, absence from a list says nothing.
        is_state = self.evidence.country_table[self.country].un_member
        lists = self.evidence.pack.ratification_lists if is_state else ()
        if not (existing := self._existing(indicator)):
            return Selection("not_applicable")
        return select_treaties(indicator, existing, dossier.ratifications, lists, self.day, self.method)

    def _published(self, figure: Figure) -> date:
        if figure.edition is not None:
            return first_day(figure.edition)
        return max(first_day(self.evidence.pack.sources[name].date) for name, _ in figure.citations)


def ratings_of(items: Sequence[IndicatorResult]) -> Ratings:
    """Return the rated indicators of an objective as what its judgement takes.

    Parameters
    ----------
    items : sequence of IndicatorResult
        Those that are scored by definition; at least one.
    """
    return Ratings(
        asked=np.array([item.status != "not_applicable" for item in items]),
        scores=np.array([item.score for item in items]),
        weights=np.array([item.weight for item in items]),
        shares=np.array([item.effective_weight for item in items]),
        points=np.array([item.points for item in items]),
        bands=np.array([item.band for item in items], dtype=object),
        instruments=np.array([item.indicator.kind == "instrument" for item in items]),
        confidence=np.array([LEVELS.index(item.confidence or "low") for item in items]),
        rules=np.array([bool({"law", "policy"} & item.aspects) for item in items]),
        facts=np.array([item.shows_practice for item in items]),
        stale=np.array([item.status == "stale" for item in items]),
        not_compared=np.array([item.status == "not_compared" for item in items]),
    )
