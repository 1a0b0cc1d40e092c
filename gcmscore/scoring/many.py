"""Applies the rules to many countries and years at once; ``engine`` does it for one and keeps the working."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gcmscore.compact import Compact
from gcmscore.definitions import Indicator
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Evidence
from gcmscore.periods import first_day, last_day
from gcmscore.records import Group
from gcmscore.scoring.aggregate import capped_weights, coverage
from gcmscore.scoring.arrays import Bools, Floats, Ints, Words, any_along, pick
from gcmscore.scoring.bands import band_points, bands
from gcmscore.scoring.candidates import candidates
from gcmscore.scoring.choices import (
    AVAILABLE,
    NOT_APPLICABLE,
    STALE,
    Choices,
    Grid,
    choose_assessments,
    choose_measures,
    ordinals,
)
from gcmscore.scoring.confidence import indicator_confidence
from gcmscore.scoring.judgement import Judgement, Ratings, judge, unasked
from gcmscore.scoring.method import Method
from gcmscore.scoring.normalise import normalise, scale_of
from gcmscore.scoring.treaties import choose_treaties, standing
from gcmscore.scoring.trend import measures_facts, objective_trend, trend

_UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class ManyEngine:
    """Countries and years scored together, under one profile and method.

    Every array has the shape (countries, years, ``indicators``), unless it says otherwise.
    """

    compact: Compact
    evidence: Evidence
    grid: Grid
    profile: str
    method: Method

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Those that are shown, can be scored or decide who is in a group, in the framework's order."""
        rules = {rule.indicator for group in self.evidence.groups.values() for rule in group.any_of or ()}
        shown = {item.id for item in self.compact.members(self.profile)} | rules
        everything = self.compact.indicators.values()
        return tuple(item for item in everything if item.role == "scored" or item.id in shown)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Position by indicator."""
        return {item.id: position for position, item in enumerate(self.indicators)}

    @cached_property
    def _shape(self) -> tuple[int, int, int]:
        return len(self.grid.codes), len(self.grid.years), len(self.indicators)

    @cached_property
    def choices(self) -> Choices:
        """What each indicator takes as its value, before it is asked to whom it applies."""
        into, pack = Choices.empty(self._shape), self.evidence.pack
        measures = [item for item in self.indicators if item.kind == "measure"]
        known = candidates(self.evidence, measures, self.grid.codes)
        limits = np.array([item.max_age for item in measures], dtype=np.int64)
        choose_measures(into, self.at(measures), known, limits, self.grid, self.method)
        rubrics = {
            item.id: (self.place[item.id], item.max_age) for item in self.indicators if item.kind == "rubric"
        }
        choose_assessments(into, rubrics, pack.assessments, pack.sources, self.grid, self.method)
        self._choose_treaties(into)
        return into

    def _choose_treaties(self, into: Choices) -> None:
        pack, treaties = self.evidence.pack, self.compact.instruments
        standings = {
            name: standing(
                [item for item in pack.ratifications if item.instrument == name],
                [item for item in pack.ratification_lists if item.instrument == name and item.complete],
                self.grid,
                self.method,
            )
            for name in treaties
        }
        for item in self.indicators:
            if item.kind == "instrument":
                place = self.place[item.id]
                choose_treaties(into, place, item, treaties, standings, pack.sources, self.grid)

    def at(self, items: Sequence[Indicator]) -> Ints:
        """Return the positions of indicators on the last axis."""
        return np.array([self.place[item.id] for item in items], dtype=np.int64)

    def belongs(self, name: str) -> Ints:
        """Tell whether each country is in a group at the end of each year: 1, 0, or -1 when it is not known.

        Raises
        ------
        InvalidRequestError
            If there is no such group.
        """
        if name not in self._groups:
            known = self.evidence.groups
            if name not in known:
                raise InvalidRequestError(
                    f"there is no country group {name!r}; defined are {', '.join(known)}"
                )
            self._groups[name] = self._membership(known[name])
        return self._groups[name]

    @cached_property
    def _groups(self) -> dict[str, Ints]:
        return {}

    def _membership(self, group: Group) -> Ints:
        found = np.zeros(self._shape[:2], dtype=np.int64)
        if group.members is not None:
            where = self.grid.place
            kept = [item for item in group.members if item.country in where]
            since = ordinals([first_day(item.since or "0001") for item in kept])
            until = ordinals([last_day(item.until or "9999") for item in kept])
            member, year = np.nonzero((since[:, None] <= self.grid.days) & (self.grid.days <= until[:, None]))
            found[np.array([where[item.country] for item in kept], dtype=np.int64)[member], year] = 1
            known = first_day(group.known_from or "0001").toordinal() <= self.grid.days
            return np.where(known | (found == 1), found, _UNKNOWN)
        for rule in group.any_of or ():
            place = self.place.get(rule.indicator)
            value = np.full(found.shape, np.nan) if place is None else self.choices.value[..., place]
            met = np.where(np.isnan(value), _UNKNOWN, value >= rule.at_least)
            found = np.where((found == 1) | (met == 1), 1, np.minimum(found, met))
        return found

    @cached_property
    def applies(self) -> Bools:
        """Whether an indicator is asked; where no figure says whether a country belongs, it is."""
        applies = np.ones(self._shape, dtype=bool)
        for groups in {item.applies_to for item in self.indicators if item.applies_to}:
            asked = any_along(np.array([self.belongs(name) != 0 for name in groups]), 0)
            same = [position for position, item in enumerate(self.indicators) if item.applies_to == groups]
            applies[..., same] = asked[..., None]
        return np.asarray(applies & (self.choices.status != NOT_APPLICABLE))

    @cached_property
    def available(self) -> Bools:
        """Whether an indicator applies and has a value that counts."""
        return np.asarray(self.applies & (self.choices.status == AVAILABLE))

    @cached_property
    def _scored(self) -> Bools:
        """By indicator: whether its definition gives it a score."""
        return np.array([item.role == "scored" for item in self.indicators], dtype=bool)

    def _marks(self, name: str) -> Floats:
        """Return one mark of every indicator: worst, red, green or best; of a context indicator any."""
        found = []
        for item in self.indicators:
            worst, best = item.scale if item.role == "scored" else (0.0, 1.0)
            red, green = (worst, best) if item.bands is None else (item.bands.red, item.bands.green)
            found.append({"worst": worst, "red": red, "green": green, "best": best}[name])
        return np.array(found, dtype=np.float64)

    @property
    def _scale(self) -> Words:
        """By indicator: whether equal steps or equal factors count alike."""
        return np.array([scale_of(item) for item in self.indicators], dtype=object)

    @cached_property
    def _counted(self) -> Bools:
        """Where there is a value that the profile scores; most of the table is empty, and is not computed."""
        members = {item.id for item in self._members}
        return np.asarray(
            self.available & np.array([item.id in members for item in self.indicators], dtype=bool)
        )

    @property
    def answers(self) -> tuple[Ints, Ints]:
        """How many indicators that the profile scores have a value, and how many apply, by country, year."""
        applies = self.applies[..., self.at(self._members)]
        return self._counted.sum(axis=-1), applies.sum(axis=-1)

    @property
    def _members(self) -> list[Indicator]:
        return [item for item in self.compact.members(self.profile) if item.role == "scored"]

    def _marked(self, *names: str) -> tuple[Floats, ...]:
        """Return the values that the profile scores, and some of their indicators' marks."""
        at = np.nonzero(self._counted)[-1]
        return self.choices.value[self._counted], *(self._marks(name)[at] for name in names)

    @cached_property
    def scores(self) -> Floats:
        """From 0 to 100; NaN without a value that the profile scores."""
        scores = np.full(self._shape, np.nan)
        scale = self._scale[np.nonzero(self._counted)[-1]]
        scores[self._counted] = normalise(*self._marked("worst", "best"), scale=scale)
        return scores

    @cached_property
    def points(self) -> Floats:
        """Band points from 0 to 3; NaN without a value that the profile scores."""
        points = np.full(self._shape, np.nan)
        points[self._counted] = band_points(*self._marked("worst", "red", "green", "best"))
        return points

    @cached_property
    def bands(self) -> Words:
        """Each indicator's own band; None without a value that the profile scores."""
        words: Words = np.full(self._shape, None, dtype=object)
        words[self._counted] = bands(*self._marked("green", "red"))
        return words

    @cached_property
    def confidence(self) -> Ints:
        """Place in ``LEVELS``; of no meaning without a value."""
        limits = np.array([item.max_age for item in self.indicators])
        return indicator_confidence(self.choices.primary, np.nan_to_num(self.choices.age), limits)

    @cached_property
    def _green(self) -> Floats:
        return normalise(self._marks("green"), self._marks("worst"), self._marks("best"), scale=self._scale)

    @cached_property
    def _trend_scores(self) -> tuple[Floats, Floats, Floats, Floats]:
        worst, best = self._marks("worst"), self._marks("best")
        shown = (
            self.available
            & self._scored
            & np.array([measures_facts(item) for item in self.indicators], dtype=bool)
        )
        first, last, start, end = (np.where(shown, side, np.nan) for side in self.choices.ends)
        first, last = (normalise(side, worst, best, clip=False, scale=self._scale) for side in (first, last))
        return first, last, start, end

    @cached_property
    def trends(self) -> Words:
        """The direction of each indicator; None where there is no trend."""
        return trend(*self._trend_scores, self._green, self.method.trend_deadline)

    def _sides(self, places: Ints) -> tuple[Bools, Bools]:
        """Return whether values speak of rules, and of facts; of a rubric only where that side is coded."""
        chosen = [self.indicators[place] for place in places]
        rubric = np.array([item.kind == "rubric" for item in chosen])
        found = []
        for names, level in (
            ({"law", "policy"}, self.choices.law),
            ({"practice", "outcome"}, self.choices.practice),
        ):
            named = np.array([bool(names & set(item.aspects)) for item in chosen])
            found.append(named & (~rubric | ~np.isnan(level[..., places])))
        return found[0] & self.available[..., places], found[1] & self.available[..., places]

    def _weights(self, members: Sequence[Indicator], counts: Bools) -> Floats:
        """Return the weights of those that count, with treaty status limited."""
        given = np.where(counts, [item.weight for item in members], 0.0)
        treaties = [item.kind == "instrument" for item in members]
        return capped_weights(given, treaties, self.method.instrument_share)

    def ratings(self, members: Sequence[Indicator], only: Collection[str] | None = None) -> Ratings:
        """Return the scored indicators of one objective as the judgement wants them.

        Parameters
        ----------
        members : sequence of Indicator
            Scored by definition, of one objective.
        only : collection of str, optional
            Ids of those that count in a comparison.
        """
        places = self.at(members)
        compared = np.array([only is None or item.id in only for item in members], dtype=bool)
        asked = self.applies[..., places]
        scores = np.where(compared, self.scores[..., places], np.nan)
        treaties = np.array([item.kind == "instrument" for item in members], dtype=bool)
        weights = self._weights(members, asked)
        there = np.where(np.isnan(scores), 0.0, weights)
        if only is not None:
            # Weights that depend on what else applies to one country would not be the same for another.
            there = self._weights(members, ~np.isnan(scores))
        total = there.sum(axis=-1, keepdims=True)
        rules, facts = self._sides(places)
        return Ratings(
            asked=asked,
            scores=scores,
            weights=weights,
            shares=there / np.where(total > 0, total, 1.0),
            points=np.where(compared, self.points[..., places], np.nan),
            bands=self.bands[..., places],
            instruments=np.broadcast_to(treaties, asked.shape),
            confidence=self.confidence[..., places],
            rules=rules,
            facts=facts,
            stale=self.choices.status[..., places] == STALE,
            not_compared=np.broadcast_to(~compared, asked.shape) & asked,
        )

    def scored_members(self, objective: int, profile: str | None = None) -> list[Indicator]:
        """Return the indicators of an objective that a profile, by default the panel's, scores."""
        members = self.compact.members(profile or self.profile, objective)
        return [item for item in members if item.role == "scored"]

    def judgement(self, objective: int, only: Collection[str] | None = None) -> Judgement:
        """Return what follows for one objective, by country and year.

        Parameters
        ----------
        objective : int
            Its number.
        only : collection of str, optional
            Ids of the indicators that count in a comparison.
        """
        if only is not None:
            members = self.scored_members(objective)
            return judge(self.ratings(members, only), self.method) if members else unasked(self._shape[:2])
        if objective not in self._judged:
            rated = self.rated(objective)
            self._judged[objective] = unasked(self._shape[:2]) if rated is None else judge(rated, self.method)
        return self._judged[objective]

    @cached_property
    def _judged(self) -> dict[int, Judgement]:
        return {}

    def rated(self, objective: int) -> Ratings | None:
        """Return the ratings of one objective, None when the profile scores nothing under it."""
        if objective not in self._rated:
            members = self.scored_members(objective)
            self._rated[objective] = self.ratings(members) if members else None
        return self._rated[objective]

    @cached_property
    def _rated(self) -> dict[int, Ratings | None]:
        return {}

    def objective_trend(self, objective: int) -> Words:
        """Return the direction of one objective, by country and year; None where it has no score or trend."""
        ratings, method = self.rated(objective), self.method
        if ratings is None:
            return np.full(self._shape[:2], None, dtype=object)
        places = self.at(self.scored_members(objective))
        first, last, start, end = (side[..., places] for side in self._trend_scores)
        words = objective_trend(
            (first, last, start, end), self._green[places], ratings.weights, method.trend_share,
            method.trend_deadline, method.objective_mean,
        )  # fmt: skip
        return pick(self.judgement(objective).status == "scored", words, None)

    def coverage_full(self, objective: int) -> Floats:
        """Return the share of the applicable weight with a value over all indicators of an objective."""
        members = self.scored_members(objective, "full")
        if not members:
            return np.zeros(self._shape[:2])
        places = self.at(members)
        weights = self._weights(members, self.applies[..., places])
        known = np.where(self.available[..., places], 0.0, np.nan)
        return np.nan_to_num(coverage(known, weights))
