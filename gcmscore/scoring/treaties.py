"""Where States stand towards treaties, for all countries and years at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from gcmscore.definitions import Indicator, Instrument
from gcmscore.periods import first_day, last_day
from gcmscore.records import Ratification, RatificationList, Source
from gcmscore.scoring.arrays import Bools, Floats, Ints
from gcmscore.scoring.choices import (
    AVAILABLE,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    STALE,
    Choices,
    Grid,
    cites_primary,
    objects,
    ordinals,
)
from gcmscore.scoring.method import Method

_NOTHING = -1


@dataclass(frozen=True, eq=False)
class Standing:
    """Where States stand towards one treaty.

    Attributes
    ----------
    credit : ndarray of float64, shape (countries, years)
        1 for a party, less for a signatory, 0 for neither.
    decides : ndarray of int64, shape (countries, years)
        Position in ``basis`` of what shows it; -1 where nothing does.
    seen : ndarray of float64, shape (countries, 1)
        The last year in which the status was read.
    basis : sequence of Ratification or RatificationList
        The records and, last, the newest complete list.
    """

    credit: Floats
    decides: Ints
    seen: Floats
    basis: Sequence[Ratification | RatificationList]


def standing(
    records: Sequence[Ratification], lists: Sequence[RatificationList], grid: Grid, method: Method
) -> Standing:
    """Return the status of one treaty for each country and year.

    Parameters
    ----------
    records : sequence of Ratification
        Of this treaty.
    lists : sequence of RatificationList
        The complete lists of it: a State that is not in them is taken as ``none``.
    grid : Grid
        Countries and years.
    method : Method
        Says what a signature counts.
    """
    worth = {"party": 1.0, "signed": method.signed_credit, "none": 0.0}
    where = grid.place
    # Of records of one day and status the first counts, which the reversal leaves at the end.
    kept = [item for item in reversed(records) if item.country in where]
    kept.sort(key=lambda item: (last_day(item.date or "1000"), worth[item.status]))
    whole = max(lists, key=lambda item: last_day(item.status_as_of), default=None)
    country = np.array([where[item.country] for item in kept], dtype=np.int64)
    acted = ordinals([first_day(item.date) if item.date else date.min for item in kept])
    credit = np.array([*(worth[item.status] for item in kept), 0.0])
    best = _last(country, acted[:, None] <= grid.days, grid)
    # Who signed later was neither before. Who joined later may have signed, who left later was bound, and
    # nobody says since when: that is no answer.
    signed = np.array([item.status == "signed" for item in kept], dtype=bool)
    order = np.lexsort((signed, -acted))
    soonest = _last(country[order], acted[order, None] > grid.days, grid)
    later = np.append(np.where(signed[order], order, _NOTHING), _NOTHING)[soonest]
    seen = np.full(len(grid.codes), np.nan)
    if whole is not None:
        # Only a State can join; of a territory, absence from a list says nothing.
        listed = np.array([code in grid.states for code in grid.codes], dtype=bool)
        later = np.where(listed[:, None] & (soonest < 0), len(kept), later)
        seen[listed] = last_day(whole.status_as_of).year
    decides = np.where(best >= 0, best, later)
    read = np.array([last_day(item.status_as_of).year for item in kept], dtype=np.float64)
    np.fmax.at(seen, country, read)
    basis: list[Ratification | RatificationList] = [*kept]
    if whole is not None:
        basis.append(whole)
    return Standing(np.where(best >= 0, credit[best], 0.0), decides, seen[:, None], basis)


def _last(country: Ints, holds: Bools, grid: Grid) -> Ints:
    """Return by country and year the position of the last record that holds, -1 where none does."""
    record, year = np.nonzero(holds)
    last = np.full((len(grid.codes), len(grid.years)), _NOTHING)
    np.maximum.at(last, (country[record], year), record)
    return last


def choose_treaties(
    into: Choices, place: int, indicator: Indicator, adopted: Mapping[str, Instrument],
    standings: Mapping[str, Standing], sources: Mapping[str, Source], grid: Grid,
) -> None:  # fmt: skip
    """Fill in the share of an indicator's treaties that States are bound by.

    Parameters
    ----------
    into : Choices
        Filled at ``place`` of its last axis.
    place : int
        Position of the indicator.
    indicator : Indicator
        Its instruments; only those adopted by the day count.
    adopted : mapping
        The framework's instruments.
    standings : mapping
        Where States stand, by instrument.
    sources : mapping
        Sources by id.
    grid : Grid
        Countries and years.
    """
    names = indicator.instruments
    exists = ordinals([first_day(adopted[name].adopted) for name in names])[:, None] <= grid.days
    parts = [standings[name] for name in names]
    decides = np.stack([part.decides for part in parts])
    there = np.broadcast_to(exists[:, None, :], decides.shape)
    known = (~there | (decides >= 0)).all(axis=0) & there.any(axis=0)
    count = np.maximum(there.sum(axis=0), 1)
    age = np.where(there, [np.maximum(np.array(grid.years) - part.seen, 0) for part in parts], np.nan)
    oldest = np.where(known, np.nan_to_num(age).max(axis=0), np.nan)
    credit = np.where(there, [part.credit for part in parts], 0.0).sum(axis=0) / count
    fresh = np.where(oldest > indicator.max_age, STALE, AVAILABLE)
    into.status[..., place] = np.where(
        known, fresh, np.where(there.any(axis=0), NOT_ASSESSED, NOT_APPLICABLE)
    )
    into.value[..., place] = np.where(known, credit, np.nan)
    into.age[..., place] = oldest
    # From the last treaty to the first, so that the first one's source stands.
    for part, counts in reversed(list(zip(parts, exists, strict=True))):
        _fill_basis(into, place, part, known & counts, sources)


def _fill_basis(
    into: Choices, place: int, part: Standing, where: Bools, sources: Mapping[str, Source]
) -> None:
    if not part.basis:
        return
    at = part.decides[where]
    into.source_id[..., place][where] = objects([item.sources[0].id for item in part.basis])[at]
    into.primary[..., place][where] |= np.array([cites_primary(item, sources) for item in part.basis])[at]
    dates = objects([item.date if isinstance(item, Ratification) else None for item in part.basis])[at]
    stands = into.period[..., place][where]
    # The earliest date of those the share rests on, as text: ISO dates sort as they are written.
    into.period[..., place][where] = [
        min((text for text in pair if text), default=None) for pair in zip(stands, dates, strict=True)
    ]
