"""What somebody who wrote a value in another form probably meant: told, and never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import get_close_matches

from gcmscore.periods import first_day, period_bounds

_DAY_OR_MONTH_FIRST = re.compile(r"([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[./ -]([0-9]{1,2})(?:[./ -]([0-9]{1,2}))?")
_QUARTER = re.compile(r"(?:([0-9]{4})[ /-]?Q([1-4])|Q([1-4])[ /-]?([0-9]{4}))", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{4}) ?[-–] ?([0-9]{4})")
_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_MONTH_IN_WORDS = ("%B %Y", "%b %Y")
_DECIMAL_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_PERCENT = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ?%")
_THOUSANDS = 3
_LONGEST = 60


def meant(given: object, kind: str, choices: Sequence[str] = ()) -> str:
    """Return ``did you mean …? `` with what was probably meant; empty when nothing can be told.

    Parameters
    ----------
    given : object
        What was written.
    kind : str
        ``date``, ``period``, ``number``, ``code`` (capital letters), ``address`` or ``word``.
    choices : sequence of str
        The words that are accepted.

    Examples
    --------
    >>> meant("31/12/2024", "date"), meant("12,5", "number"), meant("in force", "word", ["in_force"])
    ("did you mean '2024-12-31'? ", 'did you mean 12.5? ', "did you mean 'in_force'? ")
    >>> meant("03/04/2024", "date")
    "did you mean '2024-04-03' or '2024-03-04'? "
    """
    if not isinstance(given, str) or len(given) > _LONGEST:
        return ""
    text = " ".join(given.split())
    found = dict.fromkeys(_guesses(text, kind, choices))
    shown = [item if kind == "number" else repr(item) for item in found]
    return f"did you mean {' or '.join(shown)}? " if shown else ""


def _guesses(text: str, kind: str, choices: Sequence[str]) -> Iterator[str]:
    if kind == "word":
        # Of few words, the one that is merely the nearest may say the opposite: planned is not annulled.
        folded = {item.casefold(): item for item in choices}
        near = get_close_matches(re.sub(r"[ -]", "_", text).casefold(), folded, n=1, cutoff=0.8)
        yield from (folded[item] for item in near)
    elif kind == "number":
        yield from _numbers(text)
    elif kind == "code" and re.fullmatch(r"[A-Za-z]{3}|[A-Za-z]{2}-[A-Za-z0-9]{1,3}", text):
        yield text.upper()
    elif kind == "address" and re.fullmatch(r"www\.[^ @]+", text):
        yield f"https://{text}"
    elif kind in ("date", "period"):
        if kind == "period":
            yield from filter(_is_period, _periods(text))
        yield from filter(_is_date, _dates(text.replace(",", " ").replace("  ", " ")))


def _numbers(text: str) -> Iterator[str]:
    if match := _DECIMAL_COMMA.fullmatch(text):
        yield f"{match[1]}.{match[2]}"
        if len(match[2]) == _THOUSANDS:
            yield f"{match[1]}{match[2]}"
    if match := _PERCENT.fullmatch(text.replace(",", ".")):
        yield match[1]


def _dates(text: str) -> Iterator[str]:
    if match := _DAY_OR_MONTH_FIRST.fullmatch(text):
        one, other, year = (int(part) for part in match.groups())
        yield f"{year}-{other:02d}-{one:02d}"
        # With dots, and in most of the world, the day comes first; with slashes it may not.
        if "." not in text:
            yield f"{year}-{one:02d}-{other:02d}"
    if match := _YEAR_FIRST.fullmatch(text):
        yield "-".join([match[1], *(f"{int(part):02d}" for part in match.groups()[1:] if part)])
    for forms, length in ((_IN_WORDS, 10), (_MONTH_IN_WORDS, 7)):
        for form in forms:
            try:
                yield datetime.strptime(text, form).date().isoformat()[:length]
            except ValueError:
                continue


def _periods(text: str) -> Iterator[str]:
    if match := _QUARTER.fullmatch(text):
        yield f"{match[1] or match[4]}-Q{match[2] or match[3]}"
    if match := _YEARS.fullmatch(text):
        yield f"{match[1]}/{match[2]}"


def _is_date(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True


def _is_period(text: str) -> bool:
    try:
        period_bounds(text)
    except ValueError:
        return False
    return True
