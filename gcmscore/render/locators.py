"""Finds the place in its source of a value that a panel holds, which keeps the source alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gcmscore.definitions import Indicator
from gcmscore.evidence import Evidence
from gcmscore.records import Assessment, Ratification

Place = tuple[str, str]


class Locators:
    """The places that the values of some indicators stand in.

    Parameters
    ----------
    evidence : Evidence
        Where the values come from.
    indicators : sequence of Indicator
        Whose values.
    """

    def __init__(self, evidence: Evidence, indicators: Sequence[Indicator]) -> None:
        self._places: dict[tuple[str, str, str, str | None], str] = {}
        for indicator in indicators:
            for country, source, period, locator in _cited(evidence, indicator):
                self._places.setdefault((indicator.id, country, source, period), locator)

    def of(self, country: str, indicator: str, source: str | None, period: str | None) -> tuple[Place, ...]:
        """Return (source id, place in it) of a value; empty where the place is not known.

        Parameters
        ----------
        country : str
            ISO3 code.
        indicator : str
            Its id.
        source : str or None
            The source's id.
        period : str or None
            Of the value.
        """
        if source is None:
            return ()
        keys = ((indicator, where, source, when) for where in (country, "") for when in (period, None))
        found = next((self._places[key] for key in keys if key in self._places), None)
        return () if found is None else ((source, found),)


def _cited(evidence: Evidence, indicator: Indicator) -> Iterator[tuple[str, str, str | None, str]]:
    if indicator.kind == "measure":
        figures = evidence.observations
        own = figures[figures["indicator"] == (indicator.values.of or indicator.id)]
        yield from own[["country", "source_id", "period", "locator"]].itertuples(index=False, name=None)
        return
    pack = evidence.pack
    records: list[Assessment | Ratification] = [
        *(item for item in pack.assessments if item.indicator == indicator.id),
        *(item for item in pack.ratifications if item.instrument in indicator.instruments),
    ]
    for record in records:
        for citation in record.sources:
            yield record.country, citation.id, None, citation.locator
    # Who is missing in a list that is whole rests on the list itself.
    for listed in pack.ratification_lists:
        if listed.instrument in indicator.instruments:
            for citation in listed.sources:
                yield "", citation.id, None, citation.locator
