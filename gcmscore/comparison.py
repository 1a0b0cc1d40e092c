"""Cards side by side: scores on the questions that all answer, and what changed from one to the next."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from gcmscore._clean import clean
from gcmscore._printed import Edited, Exported, Printed
from gcmscore._tables import OBJECTIVE_COLUMNS
from gcmscore.differences import ObjectiveDifference, differences
from gcmscore.errors import InvalidRequestError
from gcmscore.scorecard import Card, score
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.engine import Engine
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.results import ObjectiveResult
from gcmscore.uncertainty import Uncertainty, uncertain

Basis = Literal["common", "own"]
_REQUEST = re.compile(r"(?P<country>[^@]*)@(?P<year>[0-9]{4})")
# Two scores this close are equal: nothing ranks on the last bits of a sum (design rule 9).
_DECIMALS = 9


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Printed, Exported, Edited):
    """Several cards, compared on the questions that all of them answer.

    Attributes
    ----------
    cards : tuple of Card
        Each country's own card, on all the evidence it has.
    basis : {"common", "own"}
        What the frames show: scores recomputed on the common questions, or each card's own.
    common : tuple of str
        The scored indicators that apply to and have a value on every card.
    asked : tuple of str
        The scored indicators of the profile that apply to at least one of them.

    Examples
    --------
    >>> comparison = compare(["BEL", "NLD"], 2020)
    >>> len(comparison.common) < len(comparison.asked)
    True
    """

    cards: tuple[Card, ...]
    basis: Basis
    common: tuple[str, ...]
    asked: tuple[str, ...]

    @cached_property
    def counted(self) -> tuple[Card, ...]:
        """The cards on the basis: recomputed on the common questions, or as they are."""
        if self.basis == "own":
            return self.cards
        return tuple(_on(card, frozenset(self.common)) for card in self.cards)

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each card, such as ``BEL 2020``."""
        return tuple(f"{card.country.iso3} {card.year}" for card in self.cards)

    @property
    def by_objective(self) -> list[tuple[ObjectiveResult, ...]]:
        """Each objective's results on the cards' own evidence, in the order of the cards."""
        return list(zip(*(card.results for card in self.cards), strict=True))

    @property
    def objectives(self) -> pd.DataFrame:
        """The cards' objectives on the basis, index (country, year, objective)."""
        return pd.concat([card.objectives for card in self.counted])

    @property
    def indicators(self) -> pd.DataFrame:
        """The cards' indicators on the basis, index (country, year, indicator)."""
        return pd.concat([card.indicators for card in self.counted])

    def wide(self, column: str = "score") -> pd.DataFrame:
        """Return one column of ``objectives`` with a row an objective and a column a card.

        Parameters
        ----------
        column : str
            Any column of ``objectives``.

        Returns
        -------
        DataFrame
            Index ``objective``, columns such as ``BEL 2020`` in the order asked for; NaN is missing.

        Raises
        ------
        InvalidRequestError
            If there is no such column.
        """
        frames = [card.objectives for card in self.counted]
        if column not in frames[0]:
            raise InvalidRequestError(f"there is no column {column!r}; one of {', '.join(OBJECTIVE_COLUMNS)}")
        columns = [frame[column].droplevel(["country", "year"]) for frame in frames]
        return pd.concat(columns, axis=1, keys=list(self.labels))

    @cached_property
    def _scores(self) -> pd.DataFrame:
        return self.wide()

    @cached_property
    def shared(self) -> tuple[int, ...]:
        """The objectives in which every card has a score on the basis."""
        scores = self._scores
        return tuple(int(number) for number in scores.index[scores.notna().all(axis=1)])

    @property
    def mean(self) -> pd.Series:
        """Mean over the shared objectives, one a card; its name says of how many; NaN without any."""
        scores = self._scores
        of = f"mean of {len(self.shared)} of {len(scores)} objectives"
        mean = aggregate(scores.loc[list(self.shared)].T, how=self.cards[0].method.overall_mean)
        return pd.Series(mean, index=scores.columns, name=of)

    def gaps(self) -> pd.DataFrame:
        """Return how many points each card lies behind the best, per shared objective; 0 is the best.

        Raises
        ------
        InvalidRequestError
            On the basis ``own``.

        Examples
        --------
        >>> compare(["KEN", "GHA"], 2024, profile="global").gaps().loc[20].round(1).tolist()
        [0.5, 0.0]
        """
        scores = self._ranked().loc[list(self.shared)]
        return scores.rsub(scores.max(axis=1), axis=0)

    def ranks(self) -> pd.DataFrame:
        """Return ranks per shared objective and, last, on their mean; 1 is the highest, equals share it.

        Returns
        -------
        DataFrame
            Int64; empty when no objective is shared.

        Raises
        ------
        InvalidRequestError
            On the basis ``own``: scores that rest on different questions are not ranked.

        Examples
        --------
        >>> compare(["KEN", "GHA"], 2024, profile="global").ranks().loc[20].tolist()
        [2, 1]
        """
        scores = self._ranked().loc[list(self.shared)]
        if not self.shared:
            return scores.astype("Int64")
        table = pd.concat([scores, self.mean.to_frame().T])
        table.index.name = "objective"
        return table.round(_DECIMALS).rank(axis=1, method="min", ascending=False).astype("Int64")

    def uncertainty(
        self, objective: int | None = None, *, vary: Collection[str] | None = None
    ) -> Uncertainty:
        """Return how far the scores on the common questions hold, and how often each card is ahead.

        Parameters
        ----------
        objective : int, optional
            One of ``shared``; without it, the mean over all of these.
        vary : collection of str, optional
            Among ``weights``, ``goalposts``, ``means`` and ``evidence``; all that can vary here by default.

        Raises
        ------
        InvalidRequestError
            If the objective is not shared, the basis is ``own``, or ``vary`` names what is not there.

        Examples
        --------
        >>> found = compare(["KEN", "GHA"], 2024, profile="global").uncertainty(20)
        >>> float(found.ahead().loc["GHA 2024", "KEN 2024"].round(1))
        0.4
        """
        self._ranked()
        chosen = list(self.shared) if objective is None else [objective]
        if not chosen or not set(chosen) <= set(self.shared):
            listed = ", ".join(map(str, self.shared)) or "none"
            raise InvalidRequestError(f"no score that all compared have; objectives that all have: {listed}")
        grid = self._engine.grid
        places = [
            grid.place[card.country.iso3] * len(grid.years) + grid.years.index(card.year)
            for card in self.cards
        ]
        what = str(self.mean.name) if objective is None else f"objective {objective}"
        return uncertain(
            self._engine, np.array(places), chosen, self.labels, f"{what}, on common questions",
            only=frozenset(self.common), vary=vary,
        )  # fmt: skip

    @cached_property
    def _engine(self) -> ManyEngine:
        first = self.cards[0]
        codes = tuple(dict.fromkeys(card.country.iso3 for card in self.cards))
        grid = Grid.of(first.evidence, codes, sorted({card.year for card in self.cards}))
        return ManyEngine(first.compact, first.evidence, grid, first.profile, first.method)

    def peers(self, country: str) -> pd.DataFrame:
        """Return the median over the other countries' cards per objective, and over how many.

        Parameters
        ----------
        country : str
            One of those compared; its own cards are left out.

        Returns
        -------
        DataFrame
            Columns ``median`` (float64, NaN without a score) and ``n`` (int64).

        Examples
        --------
        >>> compare(["KEN", "GHA"], 2024, profile="global").peers("KEN").loc[20].round(1).tolist()
        [88.6, 1.0]
        """
        if country not in [card.country.iso3 for card in self.cards]:
            raise InvalidRequestError(f"{country!r} is not compared; compared are {', '.join(self.labels)}")
        others = [
            label for label, card in zip(self.labels, self.cards, strict=True) if card.country.iso3 != country
        ]
        scores = self._ranked()[others]
        return pd.DataFrame(
            {"median": scores.median(axis=1), "n": scores.notna().sum(axis=1).astype("int64")}
        )

    def _ranked(self) -> pd.DataFrame:
        if self.basis == "own":
            raise InvalidRequestError(
                "scores that rest on different questions are not ranked; use basis='common'"
            )
        return self._scores

    def differences(self) -> tuple[tuple[Card, Card, tuple[ObjectiveDifference, ...]], ...]:
        """Return what changed from each card to the next one of the same country, with the evidence.

        Returns
        -------
        tuple of (earlier card, later card, differences)
            By country, in the order of the years; empty when each country has one card.
        """
        by_country: dict[str, list[Card]] = {}
        for card in self.cards:
            by_country.setdefault(card.country.iso3, []).append(card)
        runs = [sorted(cards, key=lambda card: card.year) for cards in by_country.values()]
        return tuple((old, new, differences(old, new)) for run in runs for old, new in pairwise(run))

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, ready for JSON; NaN becomes None."""
        scores = self.wide().replace({np.nan: None})
        return {
            "cards": [card.to_dict() for card in self.cards],
            "basis": self.basis,
            "common": list(self.common),
            "asked": len(self.asked),
            "scores": {str(label): dict(column.items()) for label, column in scores.items()},
            "shared_objectives": list(self.shared),
            "mean": {"of": self.mean.name, **self.mean.replace({np.nan: None}).to_dict()},
            "differences": [
                {
                    "from": f"{old.country.iso3} {old.year}",
                    "to": f"{new.country.iso3} {new.year}",
                    "objectives": [item.to_dict() for item in changed],
                }
                for old, new, changed in self.differences()
            ],
        }

    def __str__(self) -> str:
        from gcmscore.side_by_side import lines

        return clean("\n".join(lines(self)))

    def __repr__(self) -> str:
        return (
            f"<Comparison {', '.join(self.labels)}, basis {self.basis}: "
            f"{len(self.common)} of {len(self.asked)} questions in common>"
        )

    def _repr_html_(self) -> str:
        from gcmscore.render.html import comparison_fragment

        return comparison_fragment(self, "en")


def compare(
    countries: Sequence[str], year: int | None = None, *, basis: Basis = "common", **options: Any
) -> Comparison:
    """Score several countries, or one in several years, and set them side by side.

    Parameters
    ----------
    countries : sequence of str
        Two or more codes, each alone (``BEL``) or with a year of its own (``BEL@2018``).
    year : int, optional
        As of 31 December of this year, for those without a year of their own.
    basis : {"common", "own"}
        Recompute scores on the questions that apply to and have a value for all, or leave each card as it is.
        ``own`` is never ranked.
    **options
        ``evidence``, ``compact``, ``profile``, ``method`` and ``known_by``, as in :func:`gcmscore.score`, the
        same for all.

    Returns
    -------
    Comparison
        Frozen. On the basis ``common`` an objective is scored for a country when the common questions carry
        enough of the weight that applies to it, as in a card; where they do not, its score is NaN.

    Raises
    ------
    UnknownCountryError, UnknownProfileError
        With the nearest known names.
    InvalidRequestError
        If fewer than two cards are asked for, one is asked for twice, or one has no year.

    Examples
    --------
    >>> compare(["BEL@2018", "BEL@2020", "BEL@2026"]).labels
    ('BEL 2018', 'BEL 2020', 'BEL 2026')
    """
    if basis not in ("common", "own"):
        raise InvalidRequestError(f"basis={basis!r} is unknown; one of 'common', 'own'")
    wanted = [_request(text, year) for text in ([countries] if isinstance(countries, str) else countries)]
    twice = [f"{code}@{when}" for place, (code, when) in enumerate(wanted) if (code, when) in wanted[:place]]
    if twice:
        raise InvalidRequestError(f"{twice[0]} is named twice; name different cards")
    if len(wanted) < 2:
        raise InvalidRequestError("one card is no comparison; name two or more, such as BEL@2018 BEL@2020")
    cards = tuple(score(code, when, **options) for code, when in wanted)
    answered = [
        {item.id: item.status for result in card.results for item in result.scored_indicators}
        for card in cards
    ]
    asked = [item.id for item in cards[0].compact.members(cards[0].profile) if item.role == "scored"]
    return Comparison(
        cards,
        basis,
        common=tuple(name for name in asked if all(each.get(name) == "scored" for each in answered)),
        asked=tuple(name for name in asked if any(name in each for each in answered)),
    )


def _request(text: str, year: int | None) -> tuple[str, int]:
    if not isinstance(text, str):
        raise InvalidRequestError(f"{text!r} is no code; write 'BEL' or 'BEL@2018'")
    if "@" in text:
        match = _REQUEST.fullmatch(text)
        if match is None:
            raise InvalidRequestError(f"{text!r} is not a code and a year; write BEL@2018")
        return match["country"], int(match["year"])
    if year is None:
        raise InvalidRequestError(f"{text!r} has no year; write {text}@2020, or give a year for all")
    return text, year


def _on(card: Card, only: frozenset[str]) -> Card:
    engine = Engine(
        card.compact, card.evidence, card.country.iso3, card.year, card.profile, card.method, only
    )
    results = engine.results()
    return replace(card, results=results, total=engine.overall(results), only=only)
