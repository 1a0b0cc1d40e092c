"""Many countries and years in one table, scored by the same rules as a card."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from gcmscore._country_rules import described, matching
from gcmscore._panel_ranks import (
    Field,
    gap_table,
    peer_scores,
    peer_table,
    ranked,
    ranked_on_mean,
    uncertain_ranks,
)
from gcmscore._printed import Tabled
from gcmscore._tables import INDICATOR_COLUMNS, OBJECTIVE_COLUMNS, table
from gcmscore.compact import Compact
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Evidence
from gcmscore.scorecard import Card, score
from gcmscore.scoring import columns
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.method import Method
from gcmscore.uncertainty import Uncertainty

if TYPE_CHECKING:
    from gcmscore.objective_report import ObjectiveReport

Among = str | Sequence[str] | None


@dataclass(frozen=True, eq=False, repr=False)
class Panel(Tabled):
    """Countries and years scored together.

    Attributes
    ----------
    codes : tuple of str
        The countries, by ISO3 code.
    years : tuple of int
        As of 31 December of each.
    profile, method, known_by
        Under which rules they were scored.

    Examples
    --------
    >>> from gcmscore import score_panel
    >>> panel = score_panel(years=[2018, 2020], countries=["BEL", "NLD"])
    >>> panel.wide("status").loc[("BEL", 2020), 2]
    'scored'
    """

    codes: tuple[str, ...]
    years: tuple[int, ...]
    profile: str
    method: Method
    known_by: date | None
    compact: Compact
    evidence: Evidence

    @cached_property
    def engine(self) -> ManyEngine:
        """What computes it."""
        evidence = self.evidence if self.known_by is None else self.evidence.known_by(self.known_by)
        grid = Grid.of(evidence, self.codes, self.years)
        return ManyEngine(self.compact, evidence, grid, self.profile, self.method)

    @property
    def objectives(self) -> pd.DataFrame:
        """One row a country, year and objective; the columns of ``Card.objectives``."""
        return self._objectives.copy()

    @cached_property
    def _objectives(self) -> pd.DataFrame:
        numbers, engine = list(self.compact.objectives), self.engine
        found = columns.objective_columns(engine) | columns.objective_interval_columns(engine)
        return self._table(found, OBJECTIVE_COLUMNS, numbers, "objective")

    @property
    def indicators(self) -> pd.DataFrame:
        """One row a country, year and indicator of the profile; the columns of ``Card.indicators``."""
        return self._indicators.copy()

    @cached_property
    def _indicators(self) -> pd.DataFrame:
        engine = self.engine
        names = [item.id for item in columns.shown_indicators(engine)]
        found = columns.indicator_columns(engine) | columns.indicator_interval_columns(engine)
        return self._table(found, INDICATOR_COLUMNS, names, "indicator")

    def _table(
        self, found: dict[str, Any], names: tuple[str, ...], keys: list[Any], level: str
    ) -> pd.DataFrame:
        index = pd.MultiIndex.from_product([self.codes, self.years, keys], names=["country", "year", level])
        return table(found, names, index, self.compact.edition, self.profile)

    @property
    def overall(self) -> pd.DataFrame:
        """One row a country and year: ``score`` (NaN when too few are ``scored``), interval and bounds."""
        index = pd.MultiIndex.from_product([self.codes, self.years], names=["country", "year"])
        frame = pd.DataFrame(columns.overall_columns(self.engine), index=index)
        frame.attrs = self._objectives.attrs
        return frame

    @property
    def countries(self) -> pd.DataFrame:
        """What a rule can ask about the countries, as of the last year: one row each.

        ``name``, ``continent``, ``subregion`` and ``region`` (the finest of the United Nations' M49, such as
        Western Africa), ``income`` (H, UM, LM, L; the World Bank's groups of fiscal year 2026 in every year),
        ``un_member``, ``lldc``, ``sids``, and a column a group. A country of which no figure says whether it
        is in a group counts as outside.
        """
        return described(self.engine, len(self.years) - 1)

    def where(self, rule: str, year: int | None = None) -> Panel:
        """Return the panel of those countries for which a rule holds.

        Parameters
        ----------
        rule : str
            Over the columns of :meth:`countries`, such as ``"region == 'Western Africa' and ldc"``.
        year : int, optional
            Groups are as of 31 December of this year; of the last one by default.

        Returns
        -------
        Panel
            Of the same years, profile and rules.

        Raises
        ------
        InvalidRequestError
            If the rule cannot be read, or no country of the panel satisfies it.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> score_panel([2020]).where("ldc and region == 'Western Africa'").codes[:3]
        ('BEN', 'BFA', 'GIN')
        """
        return replace(self, codes=tuple(self._among(rule, year)))

    def _among(self, among: Among, year: int | None) -> list[str]:
        if among is None:
            return list(self.codes)
        if isinstance(among, str):
            held = matching(among, described(self.engine, self._place(year)))
            if not held.any():
                raise InvalidRequestError(f"no country of this panel satisfies {among!r}")
            return [code for code, holds in zip(self.codes, held, strict=True) if holds]
        for code in among:
            self._known(code)
        if len(set(among)) < len(among) or not among:
            raise InvalidRequestError("among= names each country once, and at least one")
        return list(among)

    def _known(self, country: str) -> None:
        if country not in self.codes:
            place = self.evidence.country_table.find(country)
            raise InvalidRequestError(f"{place.iso3} ({place.name()}) is not in this panel")

    def _place(self, year: int | None) -> int:
        if year is None:
            return len(self.years) - 1
        if year not in self.years:
            raise InvalidRequestError(f"{year!r} is not in this panel; it has {_spoken(self.years)}")
        return self.years.index(year)

    def wide(self, column: str = "score") -> pd.DataFrame:
        """Return one column of ``objectives`` with a row a country and year and a column an objective.

        Parameters
        ----------
        column : str
            Any column of ``objectives``. Scores of two years can rest on different questions: whether a
            country moved is said by ``trend``, or by :func:`gcmscore.compare`.

        Raises
        ------
        InvalidRequestError
            If there is no such column.
        """
        if column not in OBJECTIVE_COLUMNS:
            raise InvalidRequestError(f"there is no column {column!r}; one of {', '.join(OBJECTIVE_COLUMNS)}")
        wide = self._objectives[column].unstack("objective")
        return wide.reindex(pd.MultiIndex.from_product([self.codes, self.years], names=wide.index.names))

    def card(self, country: str, year: int | None = None) -> Card:
        """Return the card of one country and year, with its working.

        Parameters
        ----------
        country : str
            ISO3 code.
        year : int, optional
            The last one by default.
        """
        self._known(country)
        alone = self.method.replace(objective_imputation="none")
        card = score(
            country, self.years[self._place(year)], evidence=self.evidence, compact=self.compact,
            profile=self.profile, method=alone, known_by=self.known_by,
        )  # fmt: skip
        if alone == self.method or card.overall is None:
            return replace(card, method=self.method)
        lent = self.overall.to_dict("index")[country, card.year]
        total = replace(card.total, score=lent["score"], imputed=lent["imputed"])
        return replace(card, method=self.method, total=total)

    def ranks(
        self, objective: int | None = None, year: int | None = None,
        *, among: Among = None, on: str | Sequence[str] | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Rank countries on one objective, or on the mean over objectives, on questions that all answer.

        Parameters
        ----------
        objective : int, optional
            Its number. Without it, the mean over the objectives that all compared have scored on common
            questions.
        year : int, optional
            The last one by default.
        among : str or sequence of str, optional
            A rule over :attr:`countries`, or codes; all by default.
        on : sequence of str, optional
            Indicators to rank on. By default those that at least half of the countries with any value on the
            objective have answered; ``attrs["questions"]`` lists them.

        Returns
        -------
        DataFrame
            Index country, best first: ``rank`` (Int64, equals share it, NA when not ranked), ``score``
            recomputed on the questions, both with the ends of their intervals (``rank_low`` is the better),
            ``gap`` in points to the best, ``percentile`` (share of the others that stand lower, equals
            counted half; NaN among fewer than eight), ``n`` answered ``of`` so many, the age in years of the
            ``oldest`` value, and ``note``. One who answers at least 80 % is placed among those who answer
            all, on what it answers, without an interval.

        Raises
        ------
        InvalidRequestError
            If an argument names what is not there, the profile scores nothing under the objective, or the
            mean has no objective to rest on.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> aid = score_panel([2020]).ranks(2, among="donor")
        >>> int(aid.loc["SWE", "rank"]), aid.attrs["questions"]
        (1, ['oda_gni_share', 'oda_ldc_gni_share'])
        """
        field = self._field(year, among)
        if objective is None:
            if on is not None:
                raise InvalidRequestError("on= goes with one objective; name it")
            return ranked_on_mean(field)
        self.compact.objective(objective)
        if not self.engine.scored_members(objective):
            raise InvalidRequestError(
                f"the profile {self.profile!r} scores nothing under objective {objective}; "
                "score the panel with another profile"
            )
        return ranked(field, objective, [on] if isinstance(on, str) else on)

    def uncertainty(
        self, objective: int | None = None, year: int | None = None, *, among: Among = None,
        on: str | Sequence[str] | None = None, vary: Collection[str] | None = None,
    ) -> Uncertainty:  # fmt: skip
        """Return how far scores and ranks hold, how often one is ahead of another, and what was varied.

        Parameters
        ----------
        objective, year, among, on
            As in :meth:`ranks`; those who are ranked on all questions are looked at.
        vary : collection of str, optional
            Among ``weights``, ``goalposts``, ``means`` and ``evidence``; all that can vary here by default.

        Raises
        ------
        InvalidRequestError
            As :meth:`ranks`; or nobody is ranked, or ``vary`` names what is not there to be varied.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> found = score_panel([2020]).uncertainty(2, among="donor")
        >>> float(found.ahead().loc["SWE", "USA"])
        1.0
        """
        field, frame = self._field(year, among), self.ranks(objective, year, among=among, on=on)
        placed = frame.index[frame["rank_low"].notna()]
        if placed.empty:
            raise InvalidRequestError("nobody is ranked here on questions that all answer")
        numbers = frame.attrs["objectives"] if objective is None else [objective]
        return uncertain_ranks(field, list(placed), numbers, frame.attrs["questions"], vary)

    def gaps(self, year: int | None = None, *, among: Among = None) -> pd.DataFrame:
        """Return how far each value lies from its target and from the best peer, in raw units.

        Parameters
        ----------
        year : int, optional
            The last one by default.
        among : str or sequence of str, optional
            A rule over :attr:`countries`, or codes; all by default.

        Returns
        -------
        DataFrame
            Index (country, indicator), only scored indicators with a value: ``objective``, ``value``,
            ``period``, ``age``, ``unit``, ``target``, ``gap`` (missing to the target, negative beyond it, NaN
            without one), ``best``, ``best_country`` (None where several share it) and ``gap_to_best``.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> gaps = score_panel([2020], ["BEL", "SWE"]).gaps()
        >>> gaps.loc[("BEL", "oda_gni_share"), ["gap", "gap_to_best"]].round(2).tolist()
        [0.22, 0.66]
        """
        return gap_table(self._field(year, among))

    def peers(
        self, country: str, year: int | None = None,
        *, among: Among = None, by: Literal["indicator", "objective"] = "indicator",
    ) -> pd.DataFrame:  # fmt: skip
        """Set one country beside the median of its peers.

        Parameters
        ----------
        country : str
            ISO3 code; it is left out of its own peers.
        year : int, optional
            The last one by default.
        among : str or sequence of str, optional
            The peers: a rule over :attr:`countries`, or codes; all by default.
        by : {"indicator", "objective"}
            Raw values by indicator, or scores by objective on the questions that all peers counted answer.

        Returns
        -------
        DataFrame
            The country's ``value`` or ``score``, the ``median`` of the others and over how many (``n``); by
            indicator also ``percentile``, the share of the others that score lower, NaN among fewer than
            eight; equals count half.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> peers = score_panel([2020]).peers("BEL", among="donor")
        >>> int(peers.loc["oda_gni_share", "n"])
        28
        """
        self._known(country)
        if by not in ("indicator", "objective"):
            raise InvalidRequestError(f"by={by!r} is unknown; one of 'indicator', 'objective'")
        field, own = self._field(year, among), self.codes.index(country)
        return peer_table(field, own) if by == "indicator" else peer_scores(field, own)

    def report(self, objective: int, year: int | None = None) -> ObjectiveReport:
        """Return the report on one objective: who is ranked, on which values, and who is not and why.

        Parameters
        ----------
        objective, year
            As in :meth:`ranks`, which says what is refused.

        Examples
        --------
        >>> from gcmscore import score_panel
        >>> score_panel([2024]).report(20)
        <ObjectiveReport 20, 2024, profile global: 73 of 193 countries ranked>
        """
        from gcmscore.objective_report import ObjectiveReport

        ranks = self.ranks(objective, year)
        return ObjectiveReport(self, objective, self.years[self._place(year)], ranks)

    def _field(self, year: int | None, among: Among) -> Field:
        return Field(self.engine, self._place(year), [*map(self.codes.index, self._among(among, year))])

    def __repr__(self) -> str:
        return (
            f"<Panel {len(self.codes)} countries, {_spoken(self.years)}, profile {self.profile}, "
            f"edition {self.compact.edition}>"
        )


def _spoken(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
