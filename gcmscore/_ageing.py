"""What no longer counts from a day on: values that grow too old, and assessments that end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gcmscore._gap_search import Forecast, WhatIf
from gcmscore.observations import Figure
from gcmscore.periods import first_day, last_day
from gcmscore.records import Assessment
from gcmscore.scoring.results import IndicatorResult


@dataclass(frozen=True, eq=False)
class Ageing:
    """A value that no longer counts from a coming year on, and what its objective would then be without it.

    Attributes
    ----------
    item : IndicatorResult
        The indicator as it stands on the card.
    day : date
        The first day on which it no longer counts.
    why : str
        ``stale`` when it is then older than its indicator allows, ``ended`` for an assessment that gives its
        last day itself and has no successor on record.
    now, then : Forecast
        The objective as it is, and as it would be without all its values that no longer count next year.
    """

    item: IndicatorResult
    day: date
    why: str
    now: Forecast
    then: Forecast

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {
            "objective": self.item.indicator.objective,
            "indicator": self.item.id,
            "period": self.item.selection.period,
            "why": self.why,
            "ages_out_on": self.day.isoformat(),
            "coverage": self.now.coverage,
            "coverage_without": self.then.coverage,
            "status": self.now.status,
            "status_without": self.then.status,
            "reason_without": self.then.reason,
        }


def ageing_of(what: WhatIf, year: int) -> Iterator[Ageing]:
    """Yield the values of an objective that the card of the next year no longer counts.

    Parameters
    ----------
    what : WhatIf
        The objective.
    year : int
        Of its card.
    """
    lost = [
        (item, *how)
        for item in what.result.scored_indicators
        if item.status == "scored" and (how := _lost_by(item, year))
    ]
    now, then = what.forecast(), what.forecast(emptied={item.id for item, _, _ in lost})
    for item, day, why in lost:
        yield Ageing(item, day, why, now, then)


def _lost_by(item: IndicatorResult, year: int) -> tuple[date, str] | None:
    day = date(min(year + 1, date.max.year), 12, 31)
    if _followed(item, day):
        return None
    ends = [last_day(record.until) for record in item.selection.basis
            if isinstance(record, Assessment) and record.until is not None]  # fmt: skip
    if ends and min(ends) < day and day.year > year:
        return min(ends) + timedelta(days=1), "ended"
    old = outdated_on(item, year)
    return None if old is None or old.year != day.year else (old, "stale")


def _followed(item: IndicatorResult, day: date) -> bool:
    """Return whether a record that is still to come takes over by a day."""
    coming = [passed.record for passed in item.selection.passed_over if passed.reason == "later_period"]
    return any(
        (isinstance(record, Figure) and record.end <= day)
        or (isinstance(record, Assessment) and first_day(record.since) <= day)
        for record in coming
    )


def outdated_on(item: IndicatorResult, year: int) -> date | None:
    """Return the first day of the first year in which a value is older than its indicator allows."""
    age = item.selection.age
    if age is None:
        return None
    return date(min(max(year - age + item.indicator.max_age + 1, 1), date.max.year), 1, 1)


def ended_on(item: IndicatorResult) -> date | None:
    """Return the day after the last assessment that held, None where none ended."""
    ended = [
        last_day(passed.record.until)
        for passed in item.selection.passed_over
        if passed.reason == "no_longer_in_force"
        and isinstance(passed.record, Assessment)
        and passed.record.until is not None
    ]
    return max(ended) + timedelta(days=1) if ended else None
