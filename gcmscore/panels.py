"""Scores every country in every year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gcmscore.compact import Compact
from gcmscore.errors import InvalidRequestError
from gcmscore.evidence import Evidence
from gcmscore.panel import Among, Panel
from gcmscore.scorecard import checked_year, settled
from gcmscore.scoring.method import Method


def score_panel(
    years: Iterable[int],
    countries: Among = None,
    *,
    evidence: Evidence | None = None,
    compact: Compact | None = None,
    profile: str = "global",
    method: Method | None = None,
    known_by: str | date | None = None,
) -> Panel:
    """Score every country in every year.

    Parameters
    ----------
    years : iterable of int
        As of 31 December of each.
    countries : str or sequence of str, optional
        ISO3 codes; or a rule such as ``"region == 'Western Africa' and ldc"``, as of the last year, over the
        members of the United Nations. All of these by default.
    evidence, compact, method, known_by
        As in :func:`gcmscore.score`.
    profile : str
        Which indicators: ``global`` has those for which most of the world has figures.

    Returns
    -------
    Panel
        The same results as :func:`gcmscore.score` gives one by one.

    Raises
    ------
    UnknownCountryError, UnknownProfileError
        With the nearest known names.
    InvalidRequestError
        If no year is given, one is no year, a country is named twice or a rule cannot be read.

    Examples
    --------
    >>> panel = score_panel(range(2018, 2021), "donor")
    >>> panel.ranks(2, 2020)["rank"].notna().sum() > 20
    np.True_
    """
    if isinstance(years, int):
        raise InvalidRequestError(f"years={years!r} is one year; give several, such as [{years}]")
    compact, evidence, day = settled(evidence, compact, profile, known_by)
    when = tuple(sorted({checked_year(year) for year in years}))
    if not when:
        raise InvalidRequestError("no year is given; name at least one, such as [2020]")
    listed = evidence.country_table
    if countries is None or isinstance(countries, str):
        everyone = tuple(code for code, item in listed.items() if item.un_member)
        panel = Panel(everyone, when, profile, method or Method(), day, compact, evidence)
        return panel if countries is None else panel.where(countries)
    codes = tuple(listed.find(code).iso3 for code in countries)
    if len(set(codes)) < len(codes) or not codes:
        raise InvalidRequestError("name each country once, and at least one")
    return Panel(codes, when, profile, method or Method(), day, compact, evidence)
