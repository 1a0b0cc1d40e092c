"""From evidence to one value per indicator: what is eligible, what wins, and what was passed over and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from gcmscore.definitions import Indicator
from gcmscore.observations import Figure
from gcmscore.periods import first_day, last_day, period_bounds
from gcmscore.records import Assessment, Ratification, RatificationList
from gcmscore.scoring.method import Method

Status = Literal["available", "not_applicable", "not_assessed", "not_published", "stale", "conflict"]
Evidenced = Figure | Assessment | Ratification | RatificationList


@dataclass(frozen=True)
class PassedOver:
    """A record that was looked at and did not decide, with the reason."""

    record: Evidenced
    reason: str


@dataclass(frozen=True)
class Selection:
    """The value an indicator takes for a country and day, what it rests on, and what it does not.

    ``value`` is in raw units (a rubric's level, an instrument's share); None unless ``status`` is
    ``available`` or ``stale``.
    """

    status: Status
    value: float | None = None
    basis: tuple[Evidenced, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    period: str | None = None
    age: int | None = None
    law: float | None = None
    practice: float | None = None
    working: str = ""
    treaties: tuple[tuple[str, str], ...] = ()


def select_figures(
    indicator: Indicator, figures: Iterable[Figure], day: date, edition: Callable[[Figure], date]
) -> Selection:
    """Choose the value of a measure: latest period, then series, pack and edition.

    Parameters
    ----------
    indicator : Indicator
        Its rule says whether totals or parts are taken.
    figures : iterable of Figure
        The observations of one country under the indicator they are observed as.
    day : date
        Only periods that had ended by then are eligible.
    edition : callable
        The day a figure was published.
    """
    reasons = [(figure, _ineligible(indicator, figure, day)) for figure in figures]
    passed = [PassedOver(figure, reason) for figure, reason in reasons if reason]
    eligible = [figure for figure, reason in reasons if not reason]
    silent = [figure for figure in eligible if figure.missing]
    valued = [figure for figure in eligible if not figure.missing]
    if any(figure.override for figure in valued):
        passed += [PassedOver(figure, "overridden") for figure in valued if not figure.override]
        valued = [figure for figure in valued if figure.override]
    for _, group in groupby(sorted(valued, key=_recency, reverse=True), key=_recency):
        chosen, lost, tied = _one_each(indicator, list(group), edition)
        passed += lost
        if tied:
            age = day.year - tied[0].end.year
            return Selection("conflict", None, tuple(tied), tuple(passed), tied[0].period, age)
        if len(chosen) >= indicator.values.minimum:
            older = [figure for figure in valued if _recency(figure) < _recency(chosen[0])]
            passed += [PassedOver(figure, "older_period") for figure in older]
            return _valued(indicator, chosen, passed, silent, day)
        passed += [PassedOver(figure, "too_few_parts") for figure in chosen]
    if silent:
        return _silence(max(silent, key=_recency), passed, day, indicator.max_age)
    return Selection("not_assessed", passed_over=tuple(passed))


def _ineligible(indicator: Indicator, figure: Figure, day: date) -> str | None:
    if figure.end > day:
        return "later_period"
    by = indicator.values.by
    if figure.missing is None and [dimension for dimension, _ in figure.parts] != ([by] if by else []):
        return "not_total" if by is None else "not_by_" + by
    return None


def _recency(figure: Figure) -> tuple[date, int]:
    # Of two periods that end together the longer one says more: a year before its last quarter.
    start, end = period_bounds(figure.period)
    return end, (end - start).days


def _one_each(
    indicator: Indicator, candidates: Sequence[Figure], edition: Callable[[Figure], date]
) -> tuple[list[Figure], list[PassedOver], list[Figure]]:
    """Return the winner of each part, the losers, and the figures of a part that nothing tells apart."""
    names = [series.id for series in indicator.series]

    def rank(figure: Figure) -> tuple[int, int, int]:
        place = names.index(figure.series) if figure.series in names else len(names)
        return place, figure.pack, -edition(figure).toordinal()

    chosen: list[Figure] = []
    lost: list[PassedOver] = []
    ordered = sorted(candidates, key=lambda figure: (figure.parts, rank(figure)))
    for _, group in groupby(ordered, key=lambda figure: figure.parts):
        first, *others = list(group)
        tied = [figure for figure in others if rank(figure) == rank(first) and figure.value != first.value]
        if tied:
            return [], lost, [first, *tied]
        chosen.append(first)
        lost += [PassedOver(figure, _why_lost(rank(first), rank(figure))) for figure in others]
    return chosen, lost, []


def _why_lost(winner: tuple[int, int, int], loser: tuple[int, int, int]) -> str:
    reasons = ("lower_series", "lower_pack", "older_edition")
    return next((reason for reason, a, b in zip(reasons, winner, loser, strict=True) if a != b), "same_value")


def _valued(
    indicator: Indicator, chosen: list[Figure], passed: list[PassedOver], silent: list[Figure], day: date
) -> Selection:
    period, end = chosen[0].period, chosen[0].end
    age = day.year - end.year
    stale = age > indicator.max_age
    if stale and any(figure.end > end for figure in silent):
        latest = max(silent, key=_recency)
        passed = [*passed, *(PassedOver(figure, "stale") for figure in chosen)]
        return _silence(latest, passed, day, indicator.max_age)
    value, working = _combined(indicator, chosen)
    return Selection(
        "stale" if stale else "available", value, tuple(chosen), tuple(passed), period, age, working=working
    )


def _silence(figure: Figure, passed: Sequence[PassedOver], day: date, max_age: int) -> Selection:
    age = day.year - figure.end.year
    status: Status = "stale" if age > max_age else "not_published"
    return Selection(status, None, (figure,), tuple(passed), figure.period, age)


def _combined(indicator: Indicator, chosen: list[Figure]) -> tuple[float, str]:
    values = [figure.value for figure in chosen if figure.value is not None]
    rule = indicator.values
    listed = ", ".join(f"{figure.parts[0][1]} {figure.value:g}" for figure in chosen if figure.parts)
    if rule.how == "mean":
        return sum(values) / len(values), f"unweighted mean of {len(values)} by {rule.by}: {listed}"
    if rule.how == "share_above":
        assert rule.above is not None  # the model asks for it
        count = sum(value > rule.above for value in values)
        return 100 * count / len(
            values
        ), f"{count} of {len(values)} above {rule.above:g} by {rule.by}: {listed}"
    return values[0], ""


def select_assessment(
    indicator: Indicator, assessments: Iterable[Assessment], day: date, method: Method
) -> Selection:
    """Choose the rubric level in force on a day; the first body of evidence ranks first.

    The level is the lower of law and practice when both are known. Two coders: the adjudicated level, else
    their mean when they are at most ``method.coder_tolerance`` apart, else ``conflict``.
    """
    reasons = [(record, _not_in_force(record, day)) for record in assessments]
    in_force = [record for record, reason in reasons if not reason]
    passed = [PassedOver(record, reason) for record, reason in reasons if reason]
    passed += [PassedOver(record, "lower_pack") for record in in_force[1:]]
    if not in_force:
        return Selection("not_assessed", passed_over=tuple(passed))
    record = in_force[0]
    seen = min(last_day(record.confirmed or record.since), day)
    age = day.year - seen.year
    law, practice = side_level(record, "law", method), side_level(record, "practice", method)
    if law == "conflict" or practice == "conflict":
        return Selection("conflict", None, (record,), tuple(passed), record.since, age)
    status: Status = "stale" if age > indicator.max_age else "available"
    level = min(side for side in (law, practice) if side is not None)
    working = _LEVEL_WORDS[law is not None, practice is not None]
    return Selection(
        status, level, (record,), tuple(passed), record.since, age, law, practice, working=working
    )


_LEVEL_WORDS = {
    (True, True): "the lower of law and practice",
    (True, False): "law alone",
    (False, True): "practice alone",
}


def _not_in_force(record: Assessment, day: date) -> str | None:
    if first_day(record.since) > day:
        return "later_period"
    if record.until is not None and last_day(record.until) < day:
        return "no_longer_in_force"
    return None


def side_level(
    record: Assessment, side: Literal["law", "practice"], method: Method
) -> float | Literal["conflict"] | None:
    """Return the level of one side, None without one, ``conflict`` when coders are too far apart."""
    level: int | None = getattr(record, side)
    if record.adjudicated is not None and getattr(record.adjudicated, side) is not None:
        return float(getattr(record.adjudicated, side))
    second: int | None = getattr(record.second_coder, side) if record.second_coder is not None else None
    if level is None or second is None:
        only = second if level is None else level
        return None if only is None else float(only)
    return (level + second) / 2 if abs(level - second) <= method.coder_tolerance else "conflict"


def select_treaties(
    indicator: Indicator,
    instruments: Sequence[str],
    ratifications: Sequence[Ratification],
    lists: Sequence[RatificationList],
    day: date,
    method: Method,
) -> Selection:
    """Return the share of the given instruments a State is bound by: party 1, signed less, none 0.

    ``instruments`` are those of the indicator that existed on the day. The latest dated record counts. A
    State missing from a complete list is taken as ``none`` until the list is older than ``max_age``.
    """
    credit: Mapping[str, float] = {"party": 1.0, "signed": method.signed_credit, "none": 0.0}
    basis: list[Ratification | RatificationList] = []
    passed: list[PassedOver] = []
    statuses: list[tuple[str, str]] = []
    ages = []
    for instrument in instruments:
        records = [record for record in ratifications if record.instrument == instrument]
        whole = [item for item in lists if item.instrument == instrument and item.complete]
        best, later = _latest_status(records, credit, day)
        passed += [PassedOver(record, "later_period") for record in later]
        deciding = _deciding(best, later, whole)
        if deciding is None:
            return Selection("not_assessed", passed_over=tuple(passed))
        status = best.status if best else "none"
        basis.append(deciding)
        seen = max(last_day(text) for text in _status_days(records, whole))
        ages.append(max(0, day.year - seen.year))
        statuses.append((instrument, status))
    dates = [item.date for item in basis if isinstance(item, Ratification) and item.date]
    verdict: Status = "stale" if max(ages) > indicator.max_age else "available"
    return Selection(
        verdict,
        sum(credit[status] for _, status in statuses) / len(statuses),
        tuple(basis),
        tuple(passed),
        min(dates, default=None),
        max(ages),
        working=", ".join(f"{name} {status}" for name, status in statuses),
        treaties=tuple(statuses),
    )


def _status_days(records: Sequence[Ratification], whole: Sequence[RatificationList]) -> list[str]:
    return [record.status_as_of for record in records] + [item.status_as_of for item in whole]


def _latest_status(
    records: Sequence[Ratification], credit: Mapping[str, float], day: date
) -> tuple[Ratification | None, list[Ratification]]:
    """Return the record that counts on a day, and those dated after it."""
    later = [record for record in records if record.date is not None and first_day(record.date) > day]
    dated = [record for record in records if record not in later]
    best = max(
        dated, key=lambda record: (last_day(record.date or "1000"), credit[record.status]), default=None
    )
    return best, later


def _deciding(
    best: Ratification | None, later: Sequence[Ratification], whole: Sequence[RatificationList]
) -> Ratification | RatificationList | None:
    """Return what a status rests on: a record, a later signature, or a complete list without the State."""
    if best is not None or not later:
        return best or max(whole, key=lambda item: last_day(item.status_as_of), default=None)
    # Who signed later was neither before. Who joined later may have signed, who left later was bound, and
    # nobody says since when: that is no answer.
    soonest = min(first_day(record.date or "9999") for record in later)
    signed = [item for item in later if item.status == "signed" and first_day(item.date or "") == soonest]
    return max(signed, key=lambda record: last_day(record.date or "9999"), default=None)
