"""The report on one objective: the countries of a panel ranked on it, and who is not ranked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from gcmscore._printed import Printed
from gcmscore.compact import Compact, load_compact
from gcmscore.evidence import Evidence, load_evidence
from gcmscore.panel import Panel
from gcmscore.scoring.method import Method
from gcmscore.uncertainty import Uncertainty


@dataclass(frozen=True, eq=False, repr=False)
class ObjectiveReport(Printed):
    """One objective in one year, for all countries of a panel.

    Attributes
    ----------
    panel : Panel
        Its countries.
    objective : int
        Number of the objective.
    year : int
        As of 31 December of this year.
    table : DataFrame
        The ranking, as :meth:`gcmscore.Panel.ranks` returns it.

    Examples
    --------
    >>> from gcmscore import score_panel
    >>> score_panel([2024]).report(20)
    <ObjectiveReport 20, 2024, profile global: 73 of 193 countries ranked>
    """

    panel: Panel
    objective: int
    year: int
    table: pd.DataFrame

    @cached_property
    def uncertainty(self) -> Uncertainty | None:
        """How far scores and ranks hold; None where nobody is ranked on all questions."""
        if self.table["rank_low"].isna().all():
            return None
        return self.panel.uncertainty(self.objective, self.year)

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids of the indicators that the ranking rests on."""
        return tuple(self.table.attrs["questions"])

    @property
    def compact(self) -> Compact:
        """The framework."""
        return self.panel.compact

    @property
    def evidence(self) -> Evidence:
        """What was known on the day, where a day is named."""
        return self.panel.engine.evidence

    @property
    def profile(self) -> str:
        """Which indicators."""
        return self.panel.profile

    @property
    def method(self) -> Method:
        """By which rules."""
        return self.panel.method

    @property
    def known_by(self) -> date | None:
        """Only sources dated by this day count."""
        return self.panel.known_by

    @property
    def own_compact(self) -> bool:
        """Whether another framework than the built-in one was used."""
        return self.compact.digest != load_compact().digest

    @property
    def own_evidence(self) -> bool:
        """Whether anything but the shipped evidence was used; ``known_by`` alone does not count."""
        return self.panel.evidence.digest != load_evidence().digest

    def __repr__(self) -> str:
        ranked = int(self.table["rank"].notna().sum())
        return (
            f"<ObjectiveReport {self.objective}, {self.year}, profile {self.profile}: "
            f"{ranked} of {len(self.table)} countries ranked>"
        )
