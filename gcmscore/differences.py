"""What changed between two cards, and the evidence that changed it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gcmscore.periods import first_day, last_day
from gcmscore.records import Assessment, Finding
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

REASONS = {
    "first_value": "has a value for the first time",
    "value_again": "has a value that counts, where the earlier one did not",
    "later_figure": "a later figure counts",
    "revised_figure": "another figure of the same period counts, revised or from another source",
    "reassessed": "another assessment holds",
    "treaty_status": "the treaty status changed",
    "treaty_adopted": "a treaty was adopted since and is asked about",
    "out_of_date": "the latest value is older than the indicator allows",
    "no_value": "no value holds any more",
    "applicability": "it began or ceased to apply",
}


@dataclass(frozen=True)
class Difference:
    """One indicator that stands otherwise on a later card than on an earlier one.

    Attributes
    ----------
    before, after : IndicatorResult
        The indicator on either card.
    reason : str
        One of ``REASONS``.
    findings : tuple of Finding
        For an assessed indicator, the facts that the later assessment rests on and the earlier did not; when
        its value went out of date, none.
    """

    before: IndicatorResult
    after: IndicatorResult
    reason: str
    findings: tuple[Finding, ...] = ()

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """(source id, locator) of what the later value rests on; of the earlier one when there is none."""
        return self.after.citations or self.before.citations

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON; NaN becomes None."""
        return {
            "indicator": self.after.id,
            "reason": self.reason,
            "reason_text": REASONS[self.reason],
            **{
                f"{name}_{when}": _plain(getattr(item, name))
                for when, item in (("before", self.before), ("after", self.after))
                for name in ("status", "value", "score")
            },
            "findings": [finding.id for finding in self.findings],
            "sources": [{"id": name, "locator": locator} for name, locator in self.citations],
        }


@dataclass(frozen=True)
class ObjectiveDifference:
    """One objective on two cards of a country: its results, what changed, and what happened in between.

    Attributes
    ----------
    before, after : ObjectiveResult
        The objective on either card.
    indicators : tuple of Difference
        The indicators that stand otherwise.
    events : tuple of Finding
        Findings dated after the earlier card and up to the later one. They explain nothing by themselves: an
        assessment has to point at them.
    """

    before: ObjectiveResult
    after: ObjectiveResult
    indicators: tuple[Difference, ...]
    events: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON; NaN becomes None."""
        return {
            "objective": self.after.objective.number,
            **{
                f"{name}_{when}": _plain(getattr(item, name))
                for when, item in (("before", self.before), ("after", self.after))
                for name in ("status", "reason", "score", "band", "coverage")
            },
            "indicators": [item.to_dict() for item in self.indicators],
            "events": [item.id for item in self.events],
        }


def differences(before: Card, after: Card) -> tuple[ObjectiveDifference, ...]:
    """Return what changed between two cards of one country, objective by objective.

    Parameters
    ----------
    before, after : Card
        Two cards of the same country, framework and profile; ``after`` is the later one.

    Returns
    -------
    tuple of ObjectiveDifference
        Objectives in which an indicator changed or something happened; the others are left out.

    Examples
    --------
    >>> from gcmscore import score
    >>> changed = differences(score("BEL", 2018), score("BEL", 2020))
    >>> 13 in [item.after.objective.number for item in changed]
    True
    """
    found = []
    for old, new in zip(before.results, after.results, strict=True):
        changed = tuple(_changed(old, new, after))
        known = {item.id for item in old.findings}
        events = tuple(item for item in new.findings if item.id not in known)
        if changed or events or old.status != new.status:
            found.append(ObjectiveDifference(old, new, changed, events))
    return tuple(found)


def _changed(old: ObjectiveResult, new: ObjectiveResult, card: Card) -> Iterator[Difference]:
    earlier = {item.id: item for item in old.indicators}
    for item in new.indicators:
        before = earlier[item.id]
        reason = reason_of(before, item)
        if reason is not None:
            yield Difference(before, item, reason, _new_grounds(before, item, card))


def reason_of(before: IndicatorResult, after: IndicatorResult) -> str | None:
    """Return why an indicator stands otherwise on a later card, one of ``REASONS``; None where it stands."""
    if "not_applicable" in (before.status, after.status):
        return "applicability" if before.status != after.status else None
    if after.value is None:
        if before.value is None:
            return None
        return "out_of_date" if after.status == "stale" else "no_value"
    if before.value is None:
        return "first_value" if before.status == "not_assessed" else "value_again"
    if before.selection.basis == after.selection.basis:
        return None
    if after.indicator.kind == "rubric":
        levels = [(one.value, one.selection.law, one.selection.practice) for one in (before, after)]
        return "reassessed" if levels[0] != levels[1] else None
    if after.indicator.kind == "instrument":
        return _treaty_reason(before, after)
    return "later_figure" if before.selection.period != after.selection.period else "revised_figure"


def _treaty_reason(before: IndicatorResult, after: IndicatorResult) -> str | None:
    old, new = dict(before.selection.treaties), dict(after.selection.treaties)
    if any(new[name] != status for name, status in old.items()):
        return "treaty_status"
    return "treaty_adopted" if old.keys() != new.keys() else None


def _new_grounds(before: IndicatorResult, after: IndicatorResult, card: Card) -> tuple[Finding, ...]:
    if after.value is None:
        return ()
    known = set(_findings_of(before))
    named = [name for name in _findings_of(after) if name not in known]
    dossier = {item.id: item for item in card.evidence.about(card.country.iso3).findings}
    found = [dossier[name] for name in named if name in dossier]
    of_the_time = [item for item in found if first_day(item.date) <= card.as_of]
    return tuple(sorted(of_the_time, key=lambda item: (last_day(item.date), item.id)))


def _findings_of(item: IndicatorResult) -> Iterable[str]:
    return (
        name for record in item.selection.basis if isinstance(record, Assessment) for name in record.findings
    )


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
