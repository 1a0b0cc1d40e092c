"""Words the first page: every objective in a line, what stands out, and what is not assessed."""

from __future__ import annotations

from collections.abc import Sequence

from gcmscore.render.rows import (
    worded_band,
    worded_footing,
    worded_interval,
    worded_strip,
    worded_trend,
)
from gcmscore.render.standing import Move, Moves, clear_of_others, moves_of
from gcmscore.render.text import Wording
from gcmscore.render.view import Band, Named, Sign, Standout, Tile
from gcmscore.scorecard import Card
from gcmscore.scoring.bands import BANDS
from gcmscore.scoring.results import ObjectiveResult
from gcmscore.scoring.trend import TRENDS


class Glance:
    """Words what a card says in ten seconds.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    """

    def __init__(self, card: Card, wording: Wording) -> None:
        self.card = card
        self.wording = wording
        self.t = wording.text

    def tile(self, item: ObjectiveResult, linked: bool) -> Tile:
        """Return one objective in a line; ``linked`` tells whether it has a section of its own."""
        objective, wording, scored = item.objective, self.wording, item.status == "scored"
        interval = self.card.intervals.get(objective.number)
        looked_at = item.coverage > 0
        return Tile(
            number=objective.number,
            name=wording.content(objective.short_name),
            anchor=f"objective-{objective.number}" if linked else "not-assessed",
            band=worded_band(wording, item.band, item.status),
            score=wording.number(item.score) if scored else "",
            interval=worded_interval(wording, interval),
            strip=worded_strip(wording, item.score, interval, (item.bound_low, item.bound_high)),
            lack="" if scored else worded_footing(wording, item),
            trend=worded_trend(wording, item.trend) if scored else None,
            confidence=self._confidence(item) if scored else None,
            coverage=wording.percent(item.coverage) if looked_at else "",
            note=self.t("tile.down") if item.stepped_down else "",
        )

    def _confidence(self, item: ObjectiveResult) -> Sign | None:
        level = item.confidence
        return None if level is None else Sign(level, self.t(f"confidence.{level}"))

    def legend(self) -> tuple[Band, ...]:
        """Return the bands, best first, and what stands where there is no score."""
        statuses = ["insufficient", "not_assessed"]
        if any(item.status == "not_applicable" for item in self.card.results):
            statuses.append("not_applicable")
        colours = [worded_band(self.wording, code, "scored") for code in reversed(BANDS)]
        return (*colours, *(worded_band(self.wording, None, status) for status in statuses))

    def trends(self) -> tuple[Sign, ...]:
        """Return the directions that occur on this card, best first."""
        found = {item.trend for item in self.card.results}
        found |= {row.trend for item in self.card.results for row in item.indicators}
        return tuple(Sign(code, self.t(f"trend.{code}")) for code in reversed(TRENDS) if code in found)

    def reading(self) -> tuple[str, ...]:
        """Return how scale, interval, coverage and trend are to be read."""
        low, high = self.card.method.interval
        share = self.wording.percent(high - low)
        names = ["scale", "interval", "coverage"]
        if not any(item.trend for item in self.card.results):
            names.append("no_trend")
        return tuple(self.t(f"reading.{name}", share=share) for name in names)

    def standouts(self) -> tuple[Standout, ...]:
        """Return what holds whatever the choices of method: strongest, weakest, moved."""
        scored = [item for item in self.card.results if item.status == "scored"]
        if not scored:
            return ()
        return (*self._extremes(scored), self._moved(moves_of(self.card)))

    def _extremes(self, scored: Sequence[ObjectiveResult]) -> tuple[Standout, ...]:
        intervals = {item.objective.number: self.card.intervals[item.objective.number] for item in scored}
        falling = sorted(scored, key=lambda item: (-item.score, item.objective.number))
        if len(scored) < 3:
            return (Standout(self.t("standout.extremes"), self.t("standout.too_few", len(scored))),)
        said = []
        ends = zip(
            ("strongest", "weakest"), clear_of_others(intervals), (falling[0], falling[-1]), strict=True
        )
        for name, clear, end in ends:
            text = self.t(f"standout.{name}_clear" if clear else f"standout.{name}_not_clear")
            shown = [item for item in scored if item.objective.number in clear] or [end]
            said.append(
                Standout(self.t(f"standout.{name}"), text, tuple(self._named(item) for item in shown))
            )
        return tuple(said)

    def _named(self, item: ObjectiveResult) -> Named:
        wording, number = self.wording, item.objective.number
        interval = worded_interval(wording, self.card.intervals.get(number))
        score = self.t("standout.score", score=wording.number(item.score), interval=interval)
        return Named(number, wording.content(item.objective.short_name), score, f"objective-{number}")

    def _moved(self, moves: Moves) -> Standout:
        label, compared = self.t("standout.moved", year=moves.since), len(moves.compared)
        certain = [move for move in moves.compared if move.certain]
        if not compared:
            return Standout(label, self.t("standout.none_compared", year=moves.since))
        if not certain:
            return Standout(label, self.t("standout.none_moved", compared))
        return Standout(label, self.t("standout.common", compared), tuple(map(self._move, certain)))

    def _move(self, move: Move) -> Named:
        number, wording = move.objective, self.wording
        before, after = wording.number(move.before), wording.number(move.after)
        way = "risen" if move.after > move.before else "fallen"
        name = wording.content(self.card.objective(number).objective.short_name)
        text = self.t(f"standout.{way}", before=before, after=after)
        own = wording.number(self.card.objective(number).score)
        if own != after:
            # Fewer questions were answered in both years than in this one.
            text = wording.joined((text, self.t("standout.otherwise", score=own)), "")
        return Named(number, name, text, f"objective-{number}")
