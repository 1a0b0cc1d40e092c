"""Numbers the sources of a report and the places cited in each, in the order in which they are met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from gcmscore._letters import letters
from gcmscore.records import Citation, Source
from gcmscore.render.text import FALLBACK, Text, Wording
from gcmscore.render.view import Note, Place, SourceEntry


class Notes:
    """Gives each cited place a mark: the source's number and, within it, a letter.

    Parameters
    ----------
    sources : mapping
        Sources by id.
    wording : Wording
        Language of kinds and dates.
    """

    def __init__(self, sources: Mapping[str, Source], wording: Wording) -> None:
        self.sources = sources
        self.wording = wording
        # The letter of each place cited, by source and locator, both in the order in which they are met.
        self._cited: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, int] = {}

    def marks(self, citations: Iterable[Citation]) -> tuple[Note, ...]:
        """Return the marks of a record's citations."""
        return self.pairs((citation.id, citation.locator) for citation in citations)

    def pairs(self, citations: Iterable[tuple[str, str]]) -> tuple[Note, ...]:
        """Return the marks of (source id, locator) pairs."""
        return tuple(self._mark(name, locator) for name, locator in citations)

    def _mark(self, name: str, locator: str) -> Note:
        number = self._numbers.setdefault(name, len(self._numbers) + 1)
        places = self._cited.setdefault(name, {})
        if locator not in places:
            places[locator] = letters(len(places))
        letter = places[locator]
        return Note(f"{number}{letter}", f"s{number}{letter}")

    def number(self, note: Note) -> int:
        """Return the number of the source that a mark leads to."""
        return int(note.mark.rstrip("abcdefghijklmnopqrstuvwxyz"))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the sources met so far, by number."""
        return tuple(self._numbers)

    def entries(self) -> tuple[SourceEntry, ...]:
        """Return the sources met so far, by number."""
        return tuple(self._entry(number, name) for name, number in self._numbers.items())

    def _entry(self, number: int, name: str) -> SourceEntry:
        source, wording = self.sources[name], self.wording
        language = wording.locale.languages.get(source.language, source.language)
        return SourceEntry(
            number=number,
            anchor=f"s{number}",
            title=source.title,
            publisher=source.publisher,
            date=wording.partial_date(source.date),
            kind=wording.text(f"kind.{source.kind}"),
            language=language,
            language_code=source.language,
            url=source.url,
            site=site_of(source.url) if source.url else None,
            accessed=wording.partial_date(source.accessed) if source.accessed else None,
            licence=Text(source.licence, FALLBACK) if source.licence else None,
            places=tuple(
                Place(letter, f"s{number}{letter}", Text(locator, FALLBACK))
                for locator, letter in self._cited[name].items()
            ),
        )


@lru_cache(maxsize=10_000)
def site_of(url: str) -> str:
    """Return the name of the site that an address leads to, or the address where it names none.

    Examples
    --------
    >>> site_of("https://eur-lex.europa.eu/eli/dir/2013/33/oj")
    'eur-lex.europa.eu'
    """
    return (urlsplit(url).hostname or url).removeprefix("www.")
