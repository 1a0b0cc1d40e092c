"""Looks at a ranking as an auditor of composite indicators would: how far it holds, and what moves it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from gcmscore._audit_tables import Ranking, consistency, intervals, leave_one_out, sensitivity
from gcmscore._audit_text import sentences
from gcmscore._clean import clean
from gcmscore.errors import InvalidRequestError
from gcmscore.panel import Among, Panel

_TABLES: dict[str, Callable[[Ranking], pd.DataFrame]] = {
    "intervals": intervals,
    "ahead": lambda ranking: ranking.uncertainty.ahead().rename_axis("country"),
    "sensitivity": sensitivity,
    "leave_one_out": leave_one_out,
    "consistency": consistency,
}
# What its sentences rest on.
_TOLD = ("intervals", "sensitivity", "leave_one_out", "consistency")
# With fewer, a share of 95 % hangs on a handful of runs.
FEWEST_DRAWS = 100


@dataclass(frozen=True, eq=False, repr=False)
class Audit:
    """What an audit of one or several rankings found.

    The first level of every table is ``objective``: a number, or ``mean`` for the mean over objectives.

    Attributes
    ----------
    rankings : tuple of Ranking
        What was looked at.

    Examples
    --------
    >>> from gcmscore import audit, score_panel
    >>> found = audit(score_panel([2024], "region == 'Western Africa'"), 20)
    >>> found.intervals.loc[20].iloc[0][["rank", "rank_low", "rank_high"]].astype(int).tolist()
    [1, 1, 1]
    """

    rankings: tuple[Ranking, ...]

    @property
    def intervals(self) -> pd.DataFrame:
        """One row a country, best first: scores and ranks with their ends, and how sure its part is.

        ``score``, ``low``, ``high`` (0–100), ``rank``, ``rank_low`` (the better), ``rank_high``; then the
        shares of the runs (0–1) in which it is in the ``top_third``, the ``better_half`` (ahead of the
        median), the ``worse_half`` and the ``bottom_third``, all that are equal with it included.
        """
        return self._table("intervals")

    @property
    def ahead(self) -> pd.DataFrame:
        """The share of runs (0–1) in which the row is ahead of the column; ties count half.

        NaN where the column is not ranked on that objective.
        """
        return self._table("ahead")

    @property
    def sensitivity(self) -> pd.DataFrame:
        """One row a factor that varies; the outcome is the average shift of ranks from the published ones.

        First-order index ``S1`` and total index ``ST`` (shares of the outcome's variance, 0–1 up to the error
        of estimation; NaN where it does not vary), with the 5th and 95th percentile of 1,000 bootstrap
        samples, and the mean outcome when the factor varies ``alone``, in ranks.
        """
        return self._table("sensitivity")

    @property
    def leave_one_out(self) -> pd.DataFrame:
        """One row a question, and in a mean an objective, that is left out.

        By the published means, were fewer questions enough: no floor of the rules is asked again. ``kind``,
        the mean and the largest shift in rank (``mean_shift``, ``largest_shift``; NaN where nothing is left),
        and the country that ``moves_most``, missing when several do.
        """
        return self._table("leave_one_out")

    @property
    def consistency(self) -> pd.DataFrame:
        """One row a question, and in a mean an objective, beside the ``parent`` that it is part of.

        Over ``n`` countries: ``correlation`` with the rest of the parent, ``flag`` (``negative`` up to −0.4,
        ``silent`` up to 0.3), ``redundant_with`` (correlation above 0.9), the ``reason`` why there is none;
        and Cronbach's ``alpha`` of the parent with its ``alpha_reason``.
        """
        return self._table("consistency")

    @property
    def summary(self) -> list[str]:
        """What was found, in sentences."""
        return [sentence for found in self._sentences for sentence in found]

    @cached_property
    def _sentences(self) -> list[list[str]]:
        return [
            sentences(ranking, {name: self._tables(name)[place] for name in _TOLD})
            for place, ranking in enumerate(self.rankings)
        ]

    @cached_property
    def _made(self) -> dict[str, list[pd.DataFrame]]:
        return {}

    def _tables(self, name: str) -> list[pd.DataFrame]:
        if name not in self._made:
            self._made[name] = [_TABLES[name](ranking) for ranking in self.rankings]
        return self._made[name]

    def _table(self, name: str) -> pd.DataFrame:
        return pd.concat(
            self._tables(name), keys=[ranking.key for ranking in self.rankings], names=["objective"]
        )

    def __str__(self) -> str:
        lines = [
            line
            for head, *rest in self._sentences
            for line in (
                *textwrap.wrap(head, 100),
                *(
                    line
                    for each in rest
                    for line in textwrap.wrap(each, 100, initial_indent="- ", subsequent_indent="  ")
                ),
            )
        ]
        return clean("\n".join(lines))

    def __repr__(self) -> str:
        told = ", ".join(
            f"{'the mean' if ranking.mean else f'objective {ranking.key}'} ({len(ranking.placed)} countries)"
            for ranking in self.rankings
        )
        return f"<Audit of {told}, {self.rankings[0].year}>"


def audit(
    panel: Panel,
    objective: int | None = None,
    year: int | None = None,
    *,
    among: Among = None,
    on: str | Sequence[str] | None = None,
) -> Audit:
    """Audit a ranking: how far scores and ranks hold, what moves them, and which questions belong together.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    objective : int, optional
        Its number. Without it the mean over the objectives that all compared have scored; where they share
        none, every objective on which countries are ranked, one after the other.
    year : int, optional
        The last one by default.
    among : str or sequence of str, optional
        A rule over ``panel.countries``, or codes; all by default.
    on : str or sequence of str, optional
        Questions to rank on, as in ``panel.ranks``.

    Returns
    -------
    Audit
        Of those who are ranked on all questions; who is only placed beside them is left out.

    Raises
    ------
    InvalidRequestError
        If it is no panel, its method has fewer than 100 draws, fewer than two countries are ranked, or
        ``panel.ranks`` refuses the arguments.

    Notes
    -----
    OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 4 and 7. The runs are those of
    ``panel.uncertainty``; indices by :func:`gcmscore.scoring.sensitivity.sobol_indices` from as many points
    as there are draws, so that the model is run draws · (factors + 2) times. All from ``method.seed``: the
    same panel gives the same audit; under another seed shares and counts in the summary move a little.

    Examples
    --------
    >>> from gcmscore import score_panel
    >>> found = audit(score_panel([2024]), 20)
    >>> found.leave_one_out.loc[20, "mean_shift"].round(1).to_dict()
    {'remittance_cost_receiving_wdi': 5.3, 'account_ownership': 20.5}
    """
    if not isinstance(panel, Panel):
        raise InvalidRequestError(
            f"an audit takes a Panel, not {type(panel).__name__}; score_panel(…) makes one"
        )
    if panel.method.draws < FEWEST_DRAWS:
        raise InvalidRequestError(
            f"an audit takes at least {FEWEST_DRAWS} draws, this panel has {panel.method.draws}: score it "
            f"with method=Method(draws=…), at least {FEWEST_DRAWS}"
        )
    if objective is not None or on is not None:
        found = [_ranking(panel, objective, year, among, on)]
    else:
        found = _rankings(panel, year, among)
    kept = tuple(ranking for ranking in found if len(ranking.placed) > 1)
    if not kept:
        raise InvalidRequestError(
            "there is no ranking to audit: fewer than two countries answer all questions that they are "
            "ranked on; panel.ranks(objective) says why"
        )
    return Audit(kept)


def _rankings(panel: Panel, year: int | None, among: Among) -> list[Ranking]:
    """Return the ranking on the mean; where no objective is shared, that on each objective."""
    try:
        return [_ranking(panel, None, year, among, None)]
    except InvalidRequestError:
        numbers = [number for number in panel.compact.objectives if panel.engine.scored_members(number)]
        return [_ranking(panel, number, year, among, None) for number in numbers]


def _ranking(
    panel: Panel, objective: int | None, year: int | None, among: Among, on: str | Sequence[str] | None
) -> Ranking:
    frame = panel.ranks(objective, year, among=among, on=on)
    return Ranking(
        panel=panel,
        year=frame.attrs["year"],
        objectives=tuple(frame.attrs["objectives"]) if objective is None else (objective,),
        mean=objective is None,
        questions=tuple(frame.attrs["questions"]),
        placed=tuple(frame.index[frame["rank_low"].notna()]),
        compared=len(frame),
    )
