"""Why a score moved: the points of everything that changed between two cards of one country."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from gcmscore._bridge_path import CAUSES, Contribution, Stages, contributions, turning_point
from gcmscore._bridge_steps import State, split, way
from gcmscore._clean import clean
from gcmscore.compact import Compact
from gcmscore.errors import InvalidRequestError
from gcmscore.scorecard import Card
from gcmscore.scoring.engine import Engine
from gcmscore.scoring.results import ObjectiveResult

__all__ = ["CAUSES", "Bridge", "Contribution", "ObjectiveBridge", "bridge"]

# Two scores this close are equal (design rule 9); what moved one to the other cancels out.
_EQUAL = 1e-9
_COLUMNS = ["before", "after", "change", *CAUSES]


@dataclass(frozen=True, eq=False)
class ObjectiveBridge:
    """What moved the score of one objective.

    Attributes
    ----------
    number : int
        The objective's.
    before, after : ObjectiveResult or None
        The objective on either card; None where its edition has no such objective.
    contributions : tuple of Contribution
        In the order of the steps. Their points add up to ``change``; an objective that is scored on one card
        only has none.
    turned_by : str or None
        For such an objective, the cause (one of ``CAUSES``) by which it gained or lost its score.
    """

    number: int
    before: ObjectiveResult | None
    after: ObjectiveResult | None
    contributions: tuple[Contribution, ...]
    turned_by: str | None = None

    @property
    def scores(self) -> tuple[float, float]:
        """The score on either card; NaN without one."""
        before, after = (math.nan if item is None else item.score for item in (self.before, self.after))
        return before, after

    @property
    def change(self) -> float:
        """Points from the earlier score to the later one; NaN when one of them is missing."""
        before, after = self.scores
        return after - before

    @property
    def causes(self) -> Mapping[str, float]:
        """Points by cause, each of ``CAUSES``; NaN without a change."""
        empty = math.nan if math.isnan(self.change) else 0.0
        return {
            cause: sum((item.points for item in self.contributions if item.cause == cause), empty)
            for cause in CAUSES
        }

    def shares_of(self, points: float, objectives: int) -> Mapping[str, float]:
        """Divide the points by which it moved the mean over objectives among the causes.

        Parameters
        ----------
        points : float
            What it moved the overall score by.
        objectives : int
            How many are scored on both cards; where causes cancel out, each counts its share among these.
        """
        if self.turned_by is not None:
            return {cause: points if cause == self.turned_by else 0.0 for cause in CAUSES}
        worth = points / self.change if abs(self.change) > _EQUAL else 1 / objectives
        return {cause: worth * value for cause, value in self.causes.items()}


@dataclass(frozen=True, eq=False, repr=False)
class Bridge:
    """Why the score of a country moved from one card to another; ``str()`` tells it.

    Attributes
    ----------
    before, after : Card
        The two cards.
    parts : tuple of ObjectiveBridge
        The objectives with a score on one card at least in which anything changed, by rising number.

    Examples
    --------
    >>> from gcmscore import score
    >>> found = bridge(score("BEL", 2018), score("BEL", 2020))
    >>> found.objectives.loc[2, ["before", "new_data", "after"]].round(1).tolist()
    [62.4, 3.4, 65.9]
    """

    before: Card
    after: Card
    parts: tuple[ObjectiveBridge, ...]

    @property
    def objectives(self) -> pd.DataFrame:
        """One row an objective: ``before``, ``after``, ``change`` and the points of each cause.

        Index ``objective``; float64. An objective that is scored on one card only has NaN for the change and
        the causes.
        """
        rows = [
            {"before": item.scores[0], "after": item.scores[1], "change": item.change, **item.causes}
            for item in self.parts
        ]
        index = pd.Index([item.number for item in self.parts], name="objective", dtype="int64")
        return pd.DataFrame(rows, index, _COLUMNS, dtype="float64")

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a contribution: what changed, its points, and values, scores and shares on either side.

        ``indicator`` is None for what concerns an objective as a whole; ``points`` is NaN in objectives that
        are scored on one card only.
        """
        rows = [
            {"objective": part.number, **_row(item)} for part in self.parts for item in part.contributions
        ]
        return pd.DataFrame(rows, columns=["objective", *_row(Contribution("", ""))])

    @property
    def overall(self) -> pd.DataFrame:
        """Points of the overall score, one row an objective; empty where ``overall_reason`` says why.

        Index ``objective``; columns as of ``objectives``, where ``change`` and the causes are points of the
        overall. A row ``mean`` is added where the rule for the mean over objectives changed.
        """
        rows = {} if self.overall_reason is not None else dict(self._overall_rows())
        index = pd.Index(list(rows), name="objective", dtype="object" if "mean" in rows else "int64")
        return pd.DataFrame(list(rows.values()), index, _COLUMNS, dtype="float64")

    @property
    def overall_reason(self) -> str | None:
        """Why the overall score has no points; None when it has."""
        lacks = []
        for card in (self.before, self.after):
            if card.total.imputed:
                lacks.append(f"{card.year}: it rests on scores of other countries, which no card holds")
            elif card.overall is None:
                lacks.append(f"{card.year}: {card.overall_reason}")
        return "; ".join(lacks) or None

    def _overall_rows(self) -> Iterator[tuple[int | str, dict[str, float]]]:
        old, new = _scores(self.before), _scores(self.after)
        rules, steps = split(old, way(old, new), _means(self.before, self.after, "overall_mean"))
        for part in self.parts:
            points = sum(step.points.get(str(part.number), 0.0) for step in steps)
            causes = part.shares_of(points, len(old.keys() & new.keys()))
            before, after = part.scores
            yield part.number, {"before": before, "after": after, "change": sum(causes.values()), **causes}
        if rules:
            yield "mean", {"change": rules, **dict.fromkeys(CAUSES, 0.0), "method": rules}

    def to_dict(self) -> dict[str, Any]:
        """Return the bridge as plain values, ready for JSON; NaN becomes None."""
        return {
            "country": self.after.country.iso3,
            "profile": self.after.profile,
            "before": _side(self.before),
            "after": _side(self.after),
            "causes": CAUSES,
            "overall_reason": self.overall_reason,
            "overall": [
                {"objective": number, **_plain(row)} for number, row in self.overall.to_dict("index").items()
            ],
            "objectives": [
                {
                    "objective": part.number,
                    "turned_by": part.turned_by,
                    **_plain(row),
                    "contributions": [_plain(_row(item)) for item in part.contributions],
                }
                for part, row in zip(self.parts, self.objectives.to_dict("records"), strict=True)
            ],
        }

    def text(self, width: int = 100) -> str:
        """Return it in sentences.

        Parameters
        ----------
        width : int
            Columns of the terminal.
        """
        from gcmscore._bridge_text import lines

        return clean("\n".join(lines(self, width)))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return (
            f"<Bridge {self.after.country.iso3} {self.before.year} to {self.after.year}, "
            f"profile {self.after.profile}: {len(self.parts)} objectives>"
        )


def bridge(before: Card, after: Card) -> Bridge:
    """Return why a country's score moved from one card to another, in points that add up.

    Parameters
    ----------
    before, after : Card
        Two cards of one country, framework and profile. They may differ in year, evidence, ``known_by``,
        edition and method.

    Returns
    -------
    Bridge
        Frozen. Empty when nothing changed. An objective scored on one card only has causes and no points.

    Raises
    ------
    InvalidRequestError
        If they are not two cards, or cards of two countries, frameworks or profiles, or were recomputed on
        the common questions of a comparison.

    Notes
    -----
    The way leads over hypothetical cards: the earlier evidence under the later rules (``method``), then in
    the later edition (``edition``, ``weight``, ``goalpost``), then answer by answer to the later evidence:
    those lost, weights that shift because a question began or ceased to apply, those changed, those gained.
    Each step is exact; in another order the same sum would be divided otherwise. A lost or gained answer
    counts by its distance from the mean m of the answers on both sides, ``∓ e (s − m)`` with its share e; a
    changed one by ``e Δs``. The rule of the order is this project's; under other means than the arithmetic
    see :func:`gcmscore.scoring.aggregate.change_contributions`.

    Examples
    --------
    >>> from gcmscore import score
    >>> found = bridge(score("BEL", 2018), score("BEL", 2020))
    >>> found.indicators.loc[0, ["indicator", "cause"]].tolist()
    ['oda_gni_share', 'new_data']
    """
    _check(before, after)
    redefined = _redefined(before.compact, after.compact)
    means = _means(before, after, "objective_mean")
    parts = []
    for number, stages in _stages(before, after).items():
        if not (stages.scored[0] or stages.scored[-1]):
            continue
        found = contributions(stages, means, redefined)
        turned_by = turning_point(stages, found)
        if found or turned_by:
            parts.append(ObjectiveBridge(number, stages.before, stages.after, found, turned_by))
    return Bridge(before, after, tuple(parts))


def _check(before: Card, after: Card) -> None:
    for card in (before, after):
        if not isinstance(card, Card):
            raise InvalidRequestError(
                f"a bridge joins two Cards, not {type(card).__name__}; score(…) or panel.card(…) makes one"
            )
        if card.only is not None:
            raise InvalidRequestError(
                "a bridge joins cards on all their evidence; these rest on the common questions of a "
                "comparison, take comparison.cards instead"
            )
    for what, one, other, way_out in (
        ("country", before.country.iso3, after.country.iso3, "compare(…) sets countries side by side"),
        ("framework", before.compact.framework.id, after.compact.framework.id, "score both against one"),
        ("profile", before.profile, after.profile, "score both with one profile="),
    ):
        if one != other:
            raise InvalidRequestError(
                f"a bridge joins two cards of one {what}, these are of {one!r} and {other!r}; {way_out}"
            )


def _stages(before: Card, after: Card) -> dict[int, Stages]:
    """Return every objective of either card on its way from the one to the other."""
    ruled = before if before.method == after.method else _rescored(before, before.compact, after)
    framed = ruled if before.compact is after.compact else _rescored(before, after.compact, after)
    by_number = [
        {item.objective.number: item for item in card.results} for card in (before, ruled, framed, after)
    ]
    numbers = sorted({number for known in by_number for number in known})
    return {number: Stages(*(known.get(number) for known in by_number)) for number in numbers}


def _rescored(card: Card, compact: Compact, later: Card) -> Card:
    """Return a card that nobody drew up: its evidence under the later rules, and against a framework."""
    # Who belongs to a group is evidence; a group that only the later edition asks for is defined there.
    evidence, groups = card.evidence, later.evidence.own_groups
    if groups.keys() - evidence.own_groups.keys():
        evidence = replace(evidence, own_groups={**groups, **evidence.own_groups})
    engine = Engine(compact, evidence, card.country.iso3, card.year, card.profile, later.method)
    results = engine.results()
    return replace(card, compact=compact, method=later.method, results=results, total=engine.overall(results))


def _redefined(before: Compact, after: Compact) -> frozenset[str]:
    """Return the indicators whose values in two editions mean different things."""
    # Within an edition the wording of a level may be corrected, as long as it changes no answer.
    parts = ["kind", "unit"] + (["levels"] if before.edition != after.edition else [])
    return frozenset(
        name
        for name in before.indicators.keys() & after.indicators.keys()
        if any(
            getattr(before.indicators[name], part) != getattr(after.indicators[name], part) for part in parts
        )
    )


def _means(before: Card, after: Card, rule: str) -> tuple[str, str]:
    return getattr(before.method, rule), getattr(after.method, rule)


def _scores(card: Card) -> State:
    return {str(item.objective.number): (item.score, 1.0) for item in card.results if item.status == "scored"}


def _row(item: Contribution) -> dict[str, Any]:
    sides = {"before": item.before, "after": item.after}
    citations = [side.citations for side in (item.after, item.before) if side is not None and side.citations]
    source, locator = citations[0][0] if citations else (None, None)
    return {
        "indicator": None if item.item is None else item.item.id,
        "cause": item.cause,
        "reason": item.reason,
        "points": item.points,
        **{
            f"{name}_{when}": math.nan if side is None or getattr(side, name) is None else getattr(side, name)
            for name in ("value", "score")
            for when, side in sides.items()
        },
        "source_id": source,
        "locator": locator,
    }


def _side(card: Card) -> dict[str, Any]:
    return {
        "year": card.year,
        "known_by": card.known_by.isoformat() if card.known_by else None,
        "edition": card.compact.edition,
        "method": card.method.changes(),
        "overall": card.overall,
        "overall_reason": card.overall_reason,
    }


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): None if isinstance(value, float) and math.isnan(value) else value
        for name, value in row.items()
    }
