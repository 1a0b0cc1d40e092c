"""Words what changed from one card to the next of a country, in points that add up, and on which evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from gcmscore._rounding import rounded
from gcmscore.bridges import Contribution, ObjectiveBridge, bridge
from gcmscore.differences import Difference, ObjectiveDifference
from gcmscore.records import Finding
from gcmscore.render.comparison_view import Cell, Change, Event, ObjectiveChange, Step
from gcmscore.render.notes import Notes
from gcmscore.render.questions import worded_value
from gcmscore.render.text import Text, Wording
from gcmscore.render.timeline import worded_stage, worded_stance
from gcmscore.scorecard import Card
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult

# Points this small are the rounding of a sum.
_NOTHING = 1e-9


def worded_points(wording: Wording, points: float) -> str:
    """Return points with their sign, a minus as it is printed; empty where there are none.

    Parameters
    ----------
    wording : Wording
        The language.
    points : float
        NaN where there is nothing to subtract.

    Examples
    --------
    >>> worded_points(Wording("fr"), -3.42), worded_points(Wording("en"), 0.01)
    ('−3,4', '0.0')
    """
    if math.isnan(points):
        return ""
    number = rounded(points, 1)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + wording.number(abs(points))


class Changes:
    """Words the steps between the cards of a country.

    Parameters
    ----------
    wording : Wording
        The language.
    notes : Notes
        Numbers the sources.
    cell : callable
        Words an objective on a card.
    """

    def __init__(self, wording: Wording, notes: Notes, cell: Callable[[ObjectiveResult, Card], Cell]) -> None:
        self.wording, self.notes, self.cell = wording, notes, cell
        self.t = wording.text

    def step(self, before: Card, after: Card, items: Iterable[ObjectiveDifference]) -> Step:
        """Return what changed from one card to the next, worded.

        Parameters
        ----------
        before, after : Card
            Two cards of a country.
        items : iterable of ObjectiveDifference
            What stands otherwise on the later one.
        """
        moved = {part.number: part for part in bridge(before, after).parts}
        country = self.wording.country(after.country)
        return Step(
            title=self.t("compare.step", country=country, before=before.year, after=after.year),
            before=str(before.year),
            after=str(after.year),
            overall=self._overall(before, after),
            objectives=tuple(
                self._objective(item, moved.get(item.after.objective.number), before, after) for item in items
            ),
        )

    def _overall(self, before: Card, after: Card) -> Text:
        if before.overall is None or after.overall is None:
            return self.t("compare.no_overall", before=before.year, after=after.year)
        return self.t(
            "compare.overall_moved",
            before=self.wording.number(before.overall),
            after=self.wording.number(after.overall),
            points=worded_points(self.wording, after.overall - before.overall),
        )

    def _objective(
        self, item: ObjectiveDifference, moved: ObjectiveBridge | None, before: Card, after: Card
    ) -> ObjectiveChange:
        told = {finding.id for change in item.indicators for finding in change.findings}
        objective = item.after.objective
        anchor = f"change-{after.country.iso3}-{after.year}-{objective.number}"
        return ObjectiveChange(
            number=objective.number,
            anchor=anchor if item.indicators or item.events else None,
            name=self.wording.content(objective.short_name),
            before=self.cell(item.before, before),
            after=self.cell(item.after, after),
            points=worded_points(self.wording, item.after.score - item.before.score),
            causes=self._causes(moved),
            changes=tuple(self._changes(item, moved, after)),
            events=tuple(self._event(finding, after) for finding in item.events if finding.id not in told),
        )

    def _causes(self, moved: ObjectiveBridge | None) -> Text:
        if moved is None:
            return Text("", self.wording.language)
        if moved.turned_by is not None:
            return self.t("compare.turned_by", cause=self.t(f"cause.{moved.turned_by}"))
        found = [(cause, points) for cause, points in moved.causes.items() if abs(points) > _NOTHING]
        listed = (
            self.wording.joined([self.t(f"cause.{cause}"), worded_points(self.wording, points)], " ")
            for cause, points in found
        )
        return self.wording.joined(listed, self.t("sign.semicolon"))

    def _changes(
        self, item: ObjectiveDifference, moved: ObjectiveBridge | None, card: Card
    ) -> Iterable[Change]:
        points = _points_of(moved.contributions if moved is not None else ())
        largest = max((abs(value) for value in points.values()), default=0.0)
        for change in item.indicators:
            yield self._change(change, points.pop(change.after.id, math.nan), largest, card)
        # A share shifts where another question began or ceased to apply; the answer itself stands.
        by_id = {found.id: found for found in item.after.indicators}
        for name, value in points.items():
            stands = by_id[name]
            same = Difference(stands, stands, "share")
            yield self._change(same, value, largest, card)

    def _change(self, change: Difference, points: float, largest: float, card: Card) -> Change:
        known = not math.isnan(points) and largest > _NOTHING
        return Change(
            name=self.wording.content(change.after.indicator.name),
            before=self._state(change.before, card),
            after=self._state(change.after, card),
            reason=self.t(f"change.{change.reason}"),
            points=worded_points(self.wording, points),
            share=round(points / largest, 3) if known else None,
            events=tuple(self._event(finding, card) for finding in change.findings),
            notes=self.notes.pairs(change.citations),
        )

    def _state(self, item: IndicatorResult, card: Card) -> Text:
        said = worded_value(self.wording, card.compact, item)
        if item.value is None or item.indicator.kind != "measure" or not item.selection.period:
            return said
        return self.wording.joined([said, " (", self.wording.period(item.selection.period), ")"], "")

    def _event(self, finding: Finding, card: Card) -> Event:
        table = card.evidence.country_table
        return Event(
            date=self.wording.partial_date(finding.date),
            stage=worded_stage(self.wording, finding.stage),
            stance=worded_stance(self.wording, finding.stance),
            statement=Text(finding.statement, finding.language),
            place=self.wording.region(table, finding.region) if finding.region else None,
            notes=self.notes.marks(finding.sources),
        )


def _points_of(contributions: Iterable[Contribution]) -> dict[str, float]:
    """Return the points by indicator; of one that changed and whose share shifted, both together."""
    points: dict[str, float] = {}
    for item in contributions:
        if item.item is not None and not math.isnan(item.points):
            points[item.item.id] = points.get(item.item.id, 0.0) + item.points
    return points
