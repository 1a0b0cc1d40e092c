"""Interface texts, numbers and dates in a language; what has no translation comes in English and says so."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from gcmscore._resources import DATA_ROOT
from gcmscore._rounding import rounded
from gcmscore.errors import UnknownLanguageError
from gcmscore.periods import first_day, period_bounds

FALLBACK = "en"
MISSING = "–"


class Text(str):
    """A piece of text that knows its language, so that a page can mark what is not in its own."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, value: str, lang: str) -> Text:
        """Make a text of a language."""
        text = super().__new__(cls, value)
        text.lang = lang
        return text


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.parent.name for path in (DATA_ROOT / "locale").glob("*/interface.po")))


def _catalogue_path(language: str) -> Path:
    return DATA_ROOT / "locale" / language / "interface.po"


@lru_cache(maxsize=8)
def _messages(language: str) -> dict[str, str | tuple[str, ...]]:
    with _catalogue_path(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        name = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if name and message.string and not message.fuzzy:
            found[str(name)] = (
                tuple(message.string) if isinstance(message.string, (list, tuple)) else str(message.string)
            )
    return found


@lru_cache(maxsize=8)
def _plural_rule(language: str) -> Callable[[int], int]:
    with _catalogue_path(language).open("rb") as file:
        return c2py(str(read_po(file, locale=language).plural_expr))


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
        for language in (self.language, FALLBACK):
            message = _messages(language).get(key)
            if message is not None:
                break
        else:
            raise KeyError(f"locale/{FALLBACK}/interface.po has no text for {key!r}")
        if isinstance(message, tuple):
            message = message[_plural_rule(language)(count or 0)]
        filled = {"count": self.number(count, 0) if count is not None else "", **values}
        return Text(message.format(**filled), language)

    def number(self, value: float | None, decimals: int = 1) -> str:
        """Return a number with a fixed count of decimals, a dash when there is none."""
        if value is None or math.isnan(value):
            return MISSING
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded(value, decimals), format=pattern, locale=self.locale)

    def amount(self, value: float | None, decimals: int = 1) -> str:
        """Return a number with at most so many decimals, a dash when there is none."""
        if value is None or math.isnan(value):
            return MISSING
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        return format_decimal(rounded(value, decimals), format=pattern, locale=self.locale)

    def quantity(self, value: float | None, decimals: int, symbol: str) -> str:
        """Return a number with at most so many decimals, and its unit behind a no-break space."""
        amount = self.amount(value, decimals)
        return amount if amount == MISSING else f"{amount}\N{NO-BREAK SPACE}{symbol}"

    def percent(self, share: float | None) -> str:
        """Return a share from 0 to 1 as whole percent."""
        if share is None or math.isnan(share):
            return MISSING
        whole = rounded(100 * share, 0) / 100
        return format_percent(whole, format="0%" if self.language == "en" else None, locale=self.locale)

    def day(self, day: date) -> str:
        """Return a whole date."""
        return format_date(day, "d MMMM y", locale=self.locale)

    def partial_date(self, text: str) -> str:
        """Return a date as far as it is known: the year, the month or the day."""
        first = first_day(text)
        return {4: str(first.year), 7: format_date(first, "MMMM y", locale=self.locale)}.get(
            len(text)
        ) or self.day(first)

    def period(self, text: str) -> str:
        """Return a period: a year, a quarter, a month, a day or a stretch between two of them."""
        if "/" in text:
            return "–".join(self.period(part) for part in text.split("/"))
        if "Q" in text:
            return format_skeleton("yQQQ", period_bounds(text)[0], locale=self.locale)
        return self.partial_date(text)
