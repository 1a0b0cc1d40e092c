"""Interface texts, numbers and dates in a language; what has no translation comes in English and says so."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from gcmscore._rounding import rounded
from gcmscore.countries import Country, CountryTable
from gcmscore.errors import InvalidDataError, UnknownLanguageError
from gcmscore.periods import first_day, period_bounds
from gcmscore.render.interface import FALLBACK, Sentence, interface_texts, languages, plural_rule
from gcmscore.render.translations import Translation, fingerprint, read_translations

__all__ = ["FALLBACK", "MISSING", "Text", "Wording", "languages"]

MISSING = "–"
MINUS = "\N{MINUS SIGN}"


class Text(str):
    """A text that knows its language, so that a page can mark what is not in its own.

    Attributes
    ----------
    lang : str
        Its language; that of the sentence where evidence stands inside it.
    parts : tuple of Text
        What it consists of; itself alone unless it was put together.
    """

    __slots__ = ("_parts", "lang")
    lang: str
    _parts: tuple[Text, ...]

    def __new__(cls, value: str, lang: str, parts: tuple[Text, ...] = ()) -> Text:
        """Make a text of a language, whole or put together."""
        text = super().__new__(cls, value)
        text.lang = lang
        text._parts = parts
        return text

    @property
    def parts(self) -> tuple[Text, ...]:
        """Return what it consists of."""
        return self._parts or (self,)

    def foreign_to(self, language: str) -> bool:
        """Tell whether all or some of it is in another language."""
        return bool(self._parts) or self.lang != language


def _parts_of(value: object, language: str) -> tuple[Text, ...]:
    return value.parts if isinstance(value, Text) else (Text(str(value), language),)


def _put_together(said: str, language: str, parts: Iterable[Text]) -> Text:
    kept = tuple(part for part in parts if part)
    return Text(said, language, kept if any(part.lang != language for part in kept) else ())


def _message(key: str, language: str) -> tuple[Sentence, str]:
    """Return the pattern of a key, and the language that has it."""
    for name in (language, FALLBACK):
        message = interface_texts(name).get(key)
        if message is not None:
            return message, name
    raise KeyError(f"locale/{FALLBACK}/interface.po has no text for {key!r}")


@lru_cache(maxsize=4096)
def _plain(key: str, language: str) -> Text:
    """Return a text in which nothing is filled in; a page says most of them many times."""
    message, found = _message(key, language)
    first = message if isinstance(message, str) else message[plural_rule(found)(0)]
    return Text(first.format(count=""), found)


@lru_cache(maxsize=8)
def _content(language: str) -> dict[str, Translation]:
    """Return the translations of what frameworks say, by the fingerprint of their English."""
    entries, document = read_translations(language)
    if document.problems:
        raise InvalidDataError(document.problems)
    return {entry.translates: entry for entry in entries.values() if entry.translates is not None}


# A report says the same numbers and dates over and over, and working out how takes a while each time.
@lru_cache(maxsize=20_000)
def _decimal(value: float, decimals: int, digit: str, language: str) -> str:
    pattern = "#,##0" + ("." + digit * decimals if decimals else "")
    return format_decimal(rounded(value, decimals), format=pattern, locale=language).replace("-", MINUS)


@lru_cache(maxsize=1_000)
def _percent(share: float, language: str) -> str:
    whole = rounded(100 * share, 0) / 100
    return format_percent(whole, format="0%" if language == "en" else None, locale=language)


@lru_cache(maxsize=10_000)
def _date(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


class Wording:
    """Everything a report says that is not evidence, in one language.

    Parameters
    ----------
    language : str
        A language with a catalogue in ``locale/``.

    Raises
    ------
    UnknownLanguageError
        If there is none.
    """

    def __init__(self, language: str) -> None:
        if language not in languages():
            raise UnknownLanguageError(language, languages())
        self.language = language
        self.locale = Locale.parse(language)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.locale.text_direction

    def text(self, key: str, count: int | None = None, /, **values: Any) -> Text:
        """Return the text of a key, with values filled in and the plural that fits ``count``."""
        if count is None and not values:
            return _plain(key, self.language)
        message, language = _message(key, self.language)
        if isinstance(message, tuple):
            message = message[plural_rule(language)(count or 0)]
        filled = {"count": self.number(count, 0) if count is not None else "", **values}
        said = message.format(**filled)
        if not any(isinstance(value, Text) and value.foreign_to(language) for value in values.values()):
            return Text(said, language)
        pieces = (
            part
            for literal, name, _, _ in Formatter().parse(message)
            for piece in (literal, filled[name] if name else "")
            for part in _parts_of(piece, language)
        )
        return _put_together(said, language, pieces)

    def joined(self, items: Iterable[str], separator: str = ", ") -> Text:
        """Return several texts as one that still knows the language of each."""
        listed = [part for item in items for part in (separator, item)][1:]
        pieces = (part for item in listed for part in _parts_of(item, self.language))
        return _put_together("".join(listed), self.language, pieces)

    def labelled(self, label: str, said: str) -> Text:
        """Return a label and what is said under it, set apart as the language does."""
        return self.joined((label, said), self.text("sign.colon"))

    def content(self, english: str) -> Text:
        """Return a text of a framework: its translation, or the English that has none."""
        translation = self.translation(english)
        return Text(english, FALLBACK) if translation is None else Text(translation.text, self.language)

    def translation(self, english: str) -> Translation | None:
        """Return the translation of a text of a framework, None where there is none that fits."""
        return _content(self.language).get(fingerprint(english))

    def country(self, country: Country) -> Text:
        """Return a country's name: as the country table has it, as Unicode has it, or in English."""
        name = country.names.get(self.language) or self.locale.territories.get(country.iso2)
        return Text(name, self.language) if name else Text(country.name(), FALLBACK)

    def region(self, table: CountryTable, code: str) -> Text:
        """Return a region's name, in English where it has none in this language."""
        name = table.region_name(code, self.language)
        return Text(name, FALLBACK if name == table.region_name(code) else self.language)

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Return a number with a fixed count of decimals, a dash when there is none."""
        if value is None or math.isnan(value):
            return MISSING
        return _decimal(float(value), decimals, "0", self.language)

    def amount(self, value: float | None, decimals: int = 1) -> str:
        """Return a number with at most so many decimals, a dash when there is none."""
        if value is None or math.isnan(value):
            return MISSING
        return _decimal(float(value), decimals, "#", self.language)

    def quantity(self, value: float | None, decimals: int, symbol: str) -> Text:
        """Return a number with at most so many decimals, and its unit behind a no-break space."""
        amount = self.amount(value, decimals)
        return self.joined((amount,) if amount == MISSING else (amount, symbol), "\N{NO-BREAK SPACE}")

    def percent(self, share: float | None) -> str:
        """Return a share from 0 to 1 as whole percent."""
        if share is None or math.isnan(share):
            return MISSING
        return _percent(float(share), self.language)

    def day(self, day: date) -> str:
        """Return a whole date."""
        if day.day == 1:  # French and some others count the first day of a month and number the rest
            return str(self.text("date.first", month=_date(day, "MMMM y", self.language)))
        return _date(day, "d MMMM y", self.language)

    def partial_date(self, text: str) -> str:
        """Return a date as far as it is known: the year, the month or the day."""
        first = first_day(text)
        if len(text) == 4:
            return str(first.year)
        return _date(first, "MMMM y", self.language) if len(text) == 7 else self.day(first)

    def period(self, text: str) -> str:
        """Return a period: a year, a quarter, a month, a day or a stretch between two of them."""
        if "/" in text:
            return "–".join(self.period(part) for part in text.split("/"))
        if "Q" in text:
            return format_skeleton("yQQQ", period_bounds(text)[0], locale=self.locale)
        return self.partial_date(text)


@lru_cache(maxsize=8)
def wording_in(language: str) -> Wording:
    """Return the wording of a language, the same each time: what it worded once need not be worded again.

    Parameters
    ----------
    language : str
        A language with a catalogue in ``locale/``.

    Raises
    ------
    UnknownLanguageError
        If there is none.
    """
    return Wording(language)


def alphabetical(name: str) -> str:
    """Return what a name is sorted by: an accent is no letter of its own.

    Examples
    --------
    >>> sorted(["Zambia", "Éthiopie", "Fidji"], key=alphabetical)
    ['Éthiopie', 'Fidji', 'Zambia']
    """
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in letters if sign.isalnum() or sign == " ")
