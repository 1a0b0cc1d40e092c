"""Two bodies of evidence compared by what they say: what was added, changed, withdrawn, and what follows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gcmscore._record_changes import KINDS, TYPES, FieldChange, RecordChange, record_changes
from gcmscore.compact import Compact, load_compact
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Evidence, load_evidence
from gcmscore.panels import score_panel

if TYPE_CHECKING:
    from gcmscore.scoring.method import Method

__all__ = ["EvidenceDifference", "FieldChange", "RecordChange", "ScoreChange", "diff"]

# Two scores this close are equal (design rule 9).
_EQUAL = 1e-9
# What concerns these can concern every country.
_OF_ALL = ("ratification_list", "group")
_AFTER_ALL = "~"


@dataclass(frozen=True)
class ScoreChange:
    """A score that is another under the later evidence, by the same framework and rules.

    Attributes
    ----------
    country, year
        Whose, as of 31 December of which year.
    objective : int or None
        Which objective; None for the overall score.
    status_before, status_after : str
        ``scored`` or why not, such as ``insufficient: law_only``.
    before, after : float
        The score on either side; NaN without one.
    """

    country: str
    year: int
    objective: int | None
    status_before: str
    status_after: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points from the earlier to the later score; NaN when one is missing."""
        return self.after - self.before


@dataclass(frozen=True, eq=False, repr=False)
class EvidenceDifference:
    """What is other in one body of evidence than in another; ``str()`` says it in sentences.

    Attributes
    ----------
    before, after : Evidence
        The two.
    compact : Compact
        The framework of which they speak.
    changes : tuple of RecordChange
        By country, objective, type of record and date.
    scores : tuple of ScoreChange
        What ``with_scores`` found; empty before.
    years : tuple of int
        The years for which it was asked.

    Examples
    --------
    >>> evidence = load_evidence()
    >>> len(diff(evidence, evidence).changes)
    0
    """

    before: Evidence
    after: Evidence
    compact: Compact
    changes: tuple[RecordChange, ...]
    scores: tuple[ScoreChange, ...] = ()
    years: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, kind: str) -> tuple[RecordChange, ...]:
        """Return the changes of one kind.

        Parameters
        ----------
        kind : str
            ``added``, ``changed``, ``withdrawn``, ``redated`` or ``renamed``.
        """
        if kind not in KINDS:
            raise InvalidRequestError(f"there are no {kind!r} records; one of {', '.join(KINDS)}")
        return tuple(item for item in self.changes if item.kind == kind)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records were added, changed, withdrawn, re-dated and renamed."""
        return {kind: len(self.of(kind)) for kind in KINDS}

    def about(self, country: str) -> EvidenceDifference:
        """Return what concerns one country and its regions.

        Parameters
        ----------
        country : str
            ISO3 code.
        """
        place = self.after.country_table.find(country).iso3
        kept = tuple(item for item in self.changes if self._state(item.country) == place)
        scores = tuple(item for item in self.scores if item.country == place)
        return replace(self, changes=kept, scores=scores)

    def with_scores(
        self,
        years: Iterable[int],
        countries: Iterable[str] | None = None,
        *,
        profile: str = "core",
        method: Method | None = None,
        base: Evidence | None = None,
    ) -> EvidenceDifference:
        """Return the same with the scores that move.

        Parameters
        ----------
        years : iterable of int
            As of 31 December of each.
        countries : iterable of str, optional
            ISO3 codes; by default those with a change, or all members of the United Nations when a list of
            States or a group of countries changed.
        profile, method
            As in :func:`gcmscore.score`.
        base : Evidence, optional
            Evidence behind both sides, such as the shipped one behind a folder of your own.

        Examples
        --------
        >>> evidence = load_evidence()
        >>> diff(evidence, evidence).with_scores([2020], ["BEL"]).scores
        ()
        """
        asked = self._countries() if countries is None else list(countries)
        when = tuple(sorted(set(years)))
        if asked == [] or not when:
            return replace(self, scores=(), years=when)
        sides = [side if base is None else base | side for side in (self.before, self.after)]
        panels = [
            score_panel(when, asked, evidence=side, compact=self.compact, profile=profile, method=method)
            for side in sides
        ]
        frames = [(panel.objectives, panel.overall) for panel in panels]
        return replace(self, scores=tuple(_moved(*frames)), years=when)

    def _countries(self) -> list[str] | None:
        if any(item.record_type in _OF_ALL for item in self.changes):
            return None
        named = {self._state(item.country) for item in self.changes if item.record_type != "source"}
        return sorted(code for code in named if code in self.after.country_table)

    def _state(self, code: str | None) -> str:
        place = None if code is None else self.after.country_table.of_region(code)
        return "" if place is None else place.iso3

    def to_frame(self) -> pd.DataFrame:
        """Return one row a changed field, or a record that was added or withdrawn."""
        rows = [
            {**_head(item, self.compact), "field": field.name, "before": field.before, "after": field.after}
            for item in self.changes
            for field in item.fields or (FieldChange("", None, None),)
        ]
        # Values of a field are of any type: a missing one must not turn levels into fractions.
        frame = pd.DataFrame(rows, columns=[*_HEAD, "field", "before", "after"], dtype="object")
        return frame.astype({"objective": "Int64"})

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, ready for JSON; NaN becomes None."""
        return {
            "edition": self.compact.edition,
            "counts": dict(self.counts),
            "changes": [
                {
                    **_head(item, self.compact),
                    "fields": [
                        {"name": field.name, "before": field.before, "after": field.after}
                        for field in item.fields
                    ],
                }
                for item in self.changes
            ],
            "years": list(self.years),
            "scores": [_score_row(item) for item in self.scores],
        }

    def text(self, width: int | None = None) -> str:
        """Return it in sentences.

        Parameters
        ----------
        width : int, optional
            Columns of the terminal; without it, one line a sentence.
        """
        from gcmscore._difference_text import lines

        return "\n".join(lines(self, width))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        told = ", ".join(f"{number} {kind}" for kind, number in self.counts.items() if number)
        return f"<EvidenceDifference: {told or 'nothing'}>"


def diff(
    before: Evidence | str | Path, after: Evidence | str | Path, compact: Compact | None = None
) -> EvidenceDifference:
    """Compare two bodies of evidence by what they say; order, files and comments do not matter.

    Parameters
    ----------
    before, after : Evidence, str or Path
        Evidence, or folders of it.
    compact : Compact, optional
        The framework of which they speak; the built-in one by default.

    Returns
    -------
    EvidenceDifference
        Frozen. ``len(after) = len(before) + added - withdrawn``, type by type.

    Raises
    ------
    InvalidDataError
        If a folder has problems.

    Notes
    -----
    Records are matched by what they are about: a figure by indicator, country, period, disaggregation, series
    and source; an assessment by country, indicator and first day, or by country and indicator when one is
    left on either side; findings and sources by id, or by content when only the id is another; treaty status
    by State, treaty, status and date. A renamed source or finding changes no record that cites it.

    Examples
    --------
    >>> evidence = load_evidence()
    >>> from datetime import date
    >>> found = diff(evidence.known_by(date(2024, 12, 31)), evidence)
    >>> len(found.of("added")) > len(found.of("withdrawn"))
    True
    """
    framework = load_compact() if compact is None else compact
    sides = [
        side if isinstance(side, Evidence) else load_evidence(side, compact=compact or framework)
        for side in (before, after)
    ]
    groups = (sides[0].own_groups, sides[1].own_groups)
    found = record_changes(sides[0].pack, sides[1].pack, groups)
    ordered = sorted(found, key=lambda item: _place(item, framework))
    return EvidenceDifference(sides[0], sides[1], framework, tuple(ordered))


def objective_of(item: RecordChange, compact: Compact) -> int | None:
    """Return the objective that a record speaks of first; None for what speaks of none."""
    record: Any = item.record
    indicator = compact.indicators.get(getattr(record, "indicator", None) or "")
    if indicator is not None:
        return indicator.objective
    if item.record_type in ("ratification", "ratification_list"):
        asked = (one.objective for one in compact.indicators.values() if record.instrument in one.instruments)
        return min(asked, default=None)
    if item.record_type == "finding":
        return int(record.objectives[0])
    return int(record.objective) if item.record_type == "reply" else None


def _place(item: RecordChange, compact: Compact) -> tuple[Any, ...]:
    number = objective_of(item, compact)
    after_all = math.inf if number is None else number
    kind = TYPES.index(item.record_type)
    return item.country or _AFTER_ALL, after_all, kind, item.date, item.id, KINDS.index(item.kind)


_HEAD = ("kind", "record_type", "id", "country", "objective", "indicator", "date")


def _head(item: RecordChange, compact: Compact) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in ("kind", "record_type", "id", "country", "date")},
        "objective": objective_of(item, compact),
        "indicator": getattr(item.record, "indicator", None),
    }


def _moved(
    before: tuple[pd.DataFrame, pd.DataFrame], after: tuple[pd.DataFrame, pd.DataFrame]
) -> Iterator[ScoreChange]:
    for old, new in zip(before, after, strict=True):
        for key, one, other in zip(old.index, _states(old), _states(new), strict=True):
            still = abs(other[1] - one[1]) <= _EQUAL or (math.isnan(one[1]) and math.isnan(other[1]))
            if one[0] != other[0] or not still:
                country, year, *objective = key
                number = int(objective[0]) if objective else None
                yield ScoreChange(country, int(year), number, one[0], other[0], one[1], other[1])


def _states(frame: pd.DataFrame) -> Iterator[tuple[str, float]]:
    for row in frame.to_dict("records"):
        score = float(row["score"])
        if "status" not in row:
            yield "scored" if not math.isnan(score) else "no overall score", score
            continue
        reason = row["reason"]
        why = f": {reason}" if isinstance(reason, str) else ""
        yield f"{row['status']}{why}", score


def _score_row(item: ScoreChange) -> dict[str, Any]:
    numbers = {name: getattr(item, name) for name in ("before", "after", "change")}
    return {
        **{name: getattr(item, name) for name in ("country", "year", "objective")},
        **{name: getattr(item, name) for name in ("status_before", "status_after")},
        **{name: None if math.isnan(value) else value for name, value in numbers.items()},
    }
