"""The sentences of reports in their languages; one is used while the English it was made from stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from gettext import c2py

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from gcmscore._resources import DATA_ROOT
from gcmscore.errors import Problem, nearest_names
from gcmscore.render.translations import STAMPING, fingerprint

FALLBACK = "en"
INTERFACE_FILE = "interface.po"
_STAMP = "translates: "
# A text, or its forms where it counts something.
Sentence = str | tuple[str, ...]


def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.parent.name for path in (DATA_ROOT / "locale").glob(f"*/{INTERFACE_FILE}")))


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Catalog:
    with (DATA_ROOT / "locale" / language / INTERFACE_FILE).open("rb") as file:
        return read_po(file, locale=language)


def _messages(language: str) -> Mapping[str, Message]:
    """Return what a catalogue has for each key, translated or not."""
    found = {item.id if isinstance(item.id, str) else item.id[0]: item for item in _catalogue(language)}
    return {key: message for key, message in found.items() if key}


def _sentence(message: Message) -> Sentence:
    said = message.string or ""
    return said if isinstance(said, str) else tuple(said)


def _stamp(message: Message) -> str | None:
    """Return the fingerprint of the English that a translation says it was made from."""
    said = (comment.strip() for comment in message.auto_comments)
    return next((one.removeprefix(_STAMP) for one in said if one.startswith(_STAMP)), None)


@lru_cache(maxsize=1)
def english_stamps() -> Mapping[str, str]:
    """Return the fingerprint of every English sentence, by key."""
    return {key: fingerprint("\n".join(_forms(message))) for key, message in _messages(FALLBACK).items()}


def _forms(message: Message) -> tuple[str, ...]:
    said = _sentence(message)
    return (said,) if isinstance(said, str) else said


@lru_cache(maxsize=8)
def interface_texts(language: str) -> Mapping[str, Sentence]:
    """Return the sentences of a language by key, without those that are empty, doubtful or stale.

    Parameters
    ----------
    language : str
        A folder of ``locale/``.

    Examples
    --------
    >>> interface_texts("en")["stances.advance"]
    ('{count} advance', '{count} advances')
    """
    stamps = english_stamps()
    return {
        key: _sentence(message)
        for key, message in _messages(language).items()
        if all(_forms(message)) and not message.fuzzy and _stamp(message) in (None, stamps.get(key))
    }


@lru_cache(maxsize=8)
def plural_rule(language: str) -> Callable[[int], int]:
    """Return which form of a sentence goes with a count."""
    return c2py(_catalogue(language).plural_expr)


def interface_problems(language: str) -> list[Problem]:
    """Return what is missing, doubtful, stale or unknown in a language's catalogue.

    Parameters
    ----------
    language : str
        A folder of ``locale/``.

    Examples
    --------
    >>> interface_problems("nl")
    []
    """
    path = f"locale/{language}/{INTERFACE_FILE}"
    return [Problem(path, *parts) for parts in _wrong(language)]


def _wrong(language: str) -> Iterator[tuple[int, str, str, str, str]]:
    english, stamps, own = _messages(FALLBACK), english_stamps(), _messages(language)
    for key, message in own.items():
        line = message.lineno or 0
        if key not in english:
            remedy = " or ".join(nearest_names(key, list(english))) or "remove it"
            yield line, key, "no report says this", remedy, "unknown_key"
        elif message.fuzzy or not all(_forms(message)):
            yield line, key, "is doubtful or empty", f"a translation of {_english(english[key])}", "doubtful"
        elif _stamp(message) is None:
            remedy = f"{STAMPING} once it fits {_english(english[key])}"
            yield line, key, "does not say which English it translates", remedy, "unstamped"
        elif _stamp(message) != stamps[key]:
            remedy = f"a text for {_english(english[key])}, without its line '#. translates', then {STAMPING}"
            yield line, key, "the English has changed since", remedy, "stale"
    for key in english:
        if key not in own:
            yield 0, key, "is missing", f"a translation of {_english(english[key])}", "missing"


def _english(message: Message) -> str:
    return " / ".join(map(repr, _forms(message)))
