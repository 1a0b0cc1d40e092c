"""The score of one country in one year: a frozen card with its frames, its working and its reports."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex

import numpy as np
import pandas as pd

from gcmscore._printed import Edited, Exported, Printed
from gcmscore._rounding import rounded
from gcmscore._tables import INDICATOR_COLUMNS, OBJECTIVE_COLUMNS, table
from gcmscore.compact import Compact, load_compact
from gcmscore.countries import Country
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Evidence, load_evidence
from gcmscore.periods import DATE_FORMS, last_day
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.engine import Engine
from gcmscore.scoring.intervals import single_ends
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult, OverallResult

if TYPE_CHECKING:
    from gcmscore.explain import Explanation
    from gcmscore.uncertainty import Uncertainty

_NO_INTERVAL = (math.nan, math.nan)


@dataclass(frozen=True, eq=False, repr=False)
class Card(Printed, Exported, Edited):
    """A country's score as of 31 December of a year, with all that it rests on.

    Attributes
    ----------
    country : Country
        Whom it is about.
    year : int
        As of 31 December of this year.
    profile, method, known_by
        Under which rules it was scored.
    results : tuple of ObjectiveResult
        One an objective, by rising number.
    total : OverallResult
        The mean over objectives, or why there is none.

    Examples
    --------
    >>> card = score("BEL", 2020)
    >>> card.overall is None, card.overall_reason
    (True, '9 of 23 objectives scored, at least 12 needed')
    """

    country: Country
    year: int
    profile: str
    method: Method
    known_by: date | None
    compact: Compact
    evidence: Evidence
    results: tuple[ObjectiveResult, ...]
    total: OverallResult
    only: frozenset[str] | None = None

    @cached_property
    def _many(self) -> ManyEngine:
        grid = Grid.of(self.evidence, (self.country.iso3,), (self.year,))
        return ManyEngine(self.compact, self.evidence, grid, self.profile, self.method)

    @cached_property
    def intervals(self) -> Mapping[int | str | None, tuple[float, float]]:
        """Between what a score lies, by objective number, by indicator id, and for None the overall one.

        The ends of ``method.interval`` over runs that vary weights, goalposts, means and evidence; only what
        is scored has an interval. It says nothing of missing values, which the bounds are for.
        """
        # What other countries lend is not varied: an interval without it would say too little.
        return single_ends(self._many, None if self.total.imputed else self.overall, self.only)

    @property
    def as_of(self) -> date:
        """The day as of which the country is scored."""
        return date(self.year, 12, 31)

    @property
    def overall(self) -> float | None:
        """The mean of the scored objectives, 0 to 100; None when they are too few."""
        return self.total.score

    @property
    def overall_reason(self) -> str | None:
        """Why there is no overall score; None when there is one."""
        return self.total.reason_text

    @property
    def coverage(self) -> float:
        """Mean over all objectives of the share of applicable weight that has a value, 0 to 1."""
        return self.total.coverage

    @property
    def own_compact(self) -> bool:
        """Whether another framework than the built-in one was used."""
        return self.compact.digest != load_compact().digest

    @property
    def own_evidence(self) -> bool:
        """Whether anything but the shipped evidence was used; ``known_by`` alone does not count."""
        shipped = load_evidence()
        known = shipped if self.known_by is None else shipped.known_by(self.known_by)
        return self.evidence.digest != known.digest

    @property
    def objectives(self) -> pd.DataFrame:
        """One row an objective, index (country, year, objective); ``attrs`` has edition and profile."""
        columns = {name: [getattr(item, name, None) for item in self.results] for name in OBJECTIVE_COLUMNS}
        keys = [item.objective.number for item in self.results]
        ends = [self.intervals.get(key, _NO_INTERVAL) for key in keys]
        columns |= {"low": [low for low, _ in ends], "high": [high for _, high in ends]}
        return self._table(columns, OBJECTIVE_COLUMNS, keys, "objective")

    @property
    def indicators(self) -> pd.DataFrame:
        """One row an indicator of the profile, index (country, year, indicator)."""
        items = [item for result in self.results for item in result.indicators]
        rows = [self._indicator_row(item) for item in items]
        columns = {name: [row.get(name) for row in rows] for name in INDICATOR_COLUMNS}
        return self._table(columns, INDICATOR_COLUMNS, [item.id for item in items], "indicator")

    def _indicator_row(self, item: IndicatorResult) -> dict[str, Any]:
        chosen = item.selection
        has_value = item.value is not None
        target = item.indicator.target
        ends = self.intervals.get(item.id, _NO_INTERVAL) if item.status == "scored" else _NO_INTERVAL
        return {
            "low": ends[0],
            "high": ends[1],
            **{name: getattr(item, name) for name in ("score", "band", "confidence", "gap", "weight")},
            "trend": item.trend,
            "objective": item.indicator.objective,
            "effective_weight": item.effective_weight,
            "status": item.status,
            "reason": None if has_value else item.status,
            "value": item.value,
            "unit": item.indicator.unit,
            "period": chosen.period,
            "age": chosen.age,
            "target": target.value if target else None,
            "level": item.value if item.indicator.kind == "rubric" else None,
            "law": chosen.law if has_value else None,
            "practice": chosen.practice if has_value else None,
            "source_id": item.citations[0][0] if item.citations else None,
        }

    def _table(
        self, columns: dict[str, list[Any]], names: tuple[str, ...], keys: list[Any], level: str
    ) -> pd.DataFrame:
        index = pd.MultiIndex.from_product(
            [[self.country.iso3], [self.year], keys], names=["country", "year", level]
        )
        return table(columns, names, index, self.compact.edition, self.profile)

    def objective(self, number: int) -> ObjectiveResult:
        """Return the result of one objective, with its indicators and findings."""
        self.compact.objective(number)
        return next(item for item in self.results if item.objective.number == number)

    def explain(self, objective: int) -> Explanation:
        """Return the working of one objective: indicator, value, source.

        Parameters
        ----------
        objective : int
            Its number.

        Returns
        -------
        Explanation
            ``str()`` prints it; ``to_dict()`` gives the same as plain values.

        Examples
        --------
        >>> working = score("BEL", 2020).explain(20).to_dict()
        >>> round(working["indicators"][0]["score"], 2)
        58.46
        """
        from gcmscore.explain import Explanation

        return Explanation(self, self.objective(objective))

    def uncertainty(
        self, objective: int | None = None, *, vary: Collection[str] | None = None
    ) -> Uncertainty:
        """Return how far the score of one objective, or the overall one, holds, and what the runs varied.

        Parameters
        ----------
        objective : int, optional
            Its number; without it, the overall score.
        vary : collection of str, optional
            Among ``weights``, ``goalposts``, ``means`` and ``evidence``; all that can vary here by default.

        Raises
        ------
        InvalidRequestError
            If there is no such score, or ``vary`` names what is not there to be varied.

        Examples
        --------
        >>> list(score("BEL", 2020).uncertainty(13).varied)
        ['weights', 'means', 'evidence']
        """
        from gcmscore.uncertainty import uncertain

        label, units = f"{self.country.iso3} {self.year}", np.zeros(1, dtype=np.int64)
        if objective is None:
            what, chosen = "overall", [item for item in self.results if not math.isnan(item.score)]
            missing = self.overall is None or bool(self.total.imputed)
        else:
            what, chosen = f"objective {objective}", [self.objective(objective)]
            missing = math.isnan(chosen[0].score)
        if missing:
            raise InvalidRequestError(f"{what}: there is no score whose interval could be asked for")
        numbers = [item.objective.number for item in chosen]
        return uncertain(self._many, units, numbers, [label], what, only=self.only, vary=vary)

    def to_dict(self) -> dict[str, Any]:
        """Return the card as plain values, ready for JSON; NaN becomes None."""
        return {
            "country": self.country.iso3,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else None,
            "framework": self.compact.framework.id,
            "edition": self.compact.edition,
            "profile": self.profile,
            "method": self.method.changes(),
            "overall": self.overall,
            "overall_reason": self.overall_reason,
            "coverage": self.coverage,
            "objectives": _records(self.objectives),
            "indicators": _records(self.indicators),
        }

    def __repr__(self) -> str:
        result = self.overall_reason or f"overall {rounded(self.overall or 0.0, 1)}"
        return f"<Card {self.country.iso3} {self.year}, profile {self.profile}: {result}>"

    def _repr_html_(self) -> str:
        from gcmscore.render.html import card_fragment

        return card_fragment(self, "en")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.reset_index().drop(columns=["country", "year"]).astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def score(
    country: str,
    year: int,
    *,
    evidence: Evidence | None = None,
    compact: Compact | None = None,
    profile: str = "core",
    method: Method | None = None,
    known_by: str | date | None = None,
) -> Card:
    """Score a country as of 31 December of a year.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3 code, such as ``BEL``.
    year : int
        Evidence up to 31 December of this year counts.
    evidence : Evidence, optional
        The shipped evidence by default.
    compact : Compact, optional
        The Global Compact for Migration by default.
    profile : str
        Which indicators: ``core``, ``global``, ``full``, or another the framework defines.
    method : Method, optional
        The default rules unless given.
    known_by : str or date, optional
        Also drop what rests only on sources dated later than this.

    Returns
    -------
    Card
        Frozen. What has no value is missing, never 0.

    Raises
    ------
    UnknownCountryError, UnknownProfileError
        With the nearest known names.
    InvalidRequestError
        If the year is not between 1900 and 2100, or the method needs other countries.

    Examples
    --------
    >>> card = score("BEL", 2020)
    >>> card.objectives.loc[("BEL", 2020, 20), "status"]
    'scored'
    """
    compact, evidence, day = settled(evidence, compact, profile, known_by)
    place = evidence.country_table.find(country)
    year, method = checked_year(year), method or Method()
    if method.objective_imputation != "none":
        raise InvalidRequestError("objective_imputation needs other countries; take the card of a panel")
    known = evidence if day is None else evidence.known_by(day)
    engine = Engine(compact, known, place.iso3, year, profile, method)
    results = engine.results()
    return Card(place, year, profile, engine.method, day, compact, known, results, engine.overall(results))


def settled(
    evidence: Evidence | None, compact: Compact | None, profile: str, known_by: str | date | None
) -> tuple[Compact, Evidence, date | None]:
    """Return the framework, evidence and day that a request means, or raise for what cannot be meant."""
    for name, value, kind in (("compact", compact, Compact), ("evidence", evidence, Evidence)):
        if value is not None and not isinstance(value, kind):
            way = "; Evidence.from_frame makes it of a table" if isinstance(value, pd.DataFrame) else ""
            raise InvalidRequestError(
                f"{name}= takes what load_{name}() returns, not {type(value).__name__}"
                + (way if name == "evidence" else "")
            )
    compact = load_compact() if compact is None else compact
    if evidence is None:
        if compact.digest != load_compact().digest:
            raise InvalidRequestError("the shipped evidence speaks of another framework; give evidence=")
        evidence = load_evidence()
    compact.members(profile)
    return compact, evidence, _day(known_by)


def checked_year(year: SupportsIndex) -> int:
    """Return a year as a whole number, or raise when it is none."""
    # A year out of a table is a NumPy integer, which is as good as any.
    number = index(year) if isinstance(year, SupportsIndex) and not isinstance(year, bool) else 0
    if not 1900 <= number <= 2100:
        raise InvalidRequestError(f"{year!r} is not a year; give a whole number such as 2020")
    return number


def _day(known_by: str | date | None) -> date | None:
    if isinstance(known_by, datetime):
        return known_by.date()
    if known_by is None or isinstance(known_by, date):
        return known_by
    try:
        return last_day(str(known_by))
    except ValueError as error:
        raise InvalidRequestError(f"known_by: {error}; {DATE_FORMS}") from None
