"""Translations of what a framework says, each beside the hash of its English, so that what is stale shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from gcmscore._resources import DATA_ROOT
from gcmscore._validation import validate
from gcmscore._yaml import Document, as_mapping, read_yaml
from gcmscore.compact import Compact
from gcmscore.countries import shipped_groups
from gcmscore.definitions import Definition, Text
from gcmscore.errors import Problem, nearest_names

TRANSLATION_FILE = "compact.yaml"
STAMPING = "python tools/translations.py --stamp"


class Translation(Definition):
    """One text of a framework in another language."""

    text: Text
    translates: Text | None = None
    """The fingerprint of the English it was made from; once that has changed, the text is not used."""
    source: Text | None = None
    """The document this wording is taken from; without one the translation is this project's."""


@lru_cache(maxsize=10_000)
def fingerprint(english: str) -> str:
    """Return the mark of an English text, by which its translations know that it has not changed.

    Parameters
    ----------
    english : str
        The text.

    Examples
    --------
    >>> fingerprint("Data")
    'cec3a9b8'
    """
    return hashlib.sha256(english.encode()).hexdigest()[:8]


def translatable(compact: Compact) -> dict[str, str]:
    """Return every text that a language translates, of a framework and of the groups it asks, by key.

    Parameters
    ----------
    compact : Compact
        The framework.

    Examples
    --------
    >>> from gcmscore.compact import load_compact
    >>> translatable(load_compact())["objectives.13.short_name"]
    'Alternatives to detention'
    """
    return dict(_texts(compact))


def _texts(compact: Compact) -> Iterator[tuple[str, str]]:
    for field in ("title", "short_name", "legal_nature"):
        yield f"framework.{field}", getattr(compact.framework, field)
    for name, profile in compact.profiles.items():
        yield f"profiles.{name}.title", profile.title
    for name, unit in compact.units.items():
        yield f"units.{name}.symbol", unit.symbol
    for name, instrument in compact.instruments.items():
        yield f"instruments.{name}.short_name", instrument.short_name
    for name, group in shipped_groups().items():
        yield f"groups.{name}.title", group.title
    for number, objective in compact.objectives.items():
        yield f"objectives.{number}.title", objective.title
        yield f"objectives.{number}.short_name", objective.short_name
        if objective.commitment:
            yield f"objectives.{number}.commitment", objective.commitment
    for name, indicator in compact.indicators.items():
        yield f"indicators.{name}.name", indicator.name
        yield f"indicators.{name}.question", indicator.question


def read_translations(language: str) -> tuple[dict[str, Translation], Document]:
    """Return a language's translations by key, and their file with all that is wrong with it.

    Parameters
    ----------
    language : str
        A folder of ``locale/``; without translations in it there are none.
    """
    path = DATA_ROOT / "locale" / language / TRANSLATION_FILE
    document = Document(f"locale/{language}/{TRANSLATION_FILE}")
    if not path.exists():
        return {}, document
    document = read_yaml(path, document.path)
    entries = as_mapping(document, "translations")
    read = {str(key): validate(Translation, entry, document, (key,)) for key, entry in entries.items()}
    return {key: entry for key, entry in read.items() if entry is not None}, document


def translation_problems(language: str, compact: Compact) -> list[Problem]:
    """Return what is missing, stale, unknown or wrong in a language's translations of a framework.

    Parameters
    ----------
    language : str
        A folder of ``locale/``.
    compact : Compact
        The framework.

    Examples
    --------
    >>> from gcmscore.compact import load_compact
    >>> translation_problems("nl", load_compact())
    []
    """
    english = translatable(compact)
    entries, document = read_translations(language)
    chosen: dict[str, str] = {}
    for key, entry in entries.items():
        if key not in english:
            remedy = " or ".join(nearest_names(key, list(english))) or "a key such as objectives.1.title"
            document.problem((key,), "no text of the framework has this key", remedy, "unknown_key")
            continue
        _check(key, entry, english[key], document)
        if chosen.setdefault(english[key], entry.text) != entry.text:
            message = f"{english[key]!r} is translated in two ways"
            document.problem((key,), message, f"{chosen[english[key]]!r} in both places", "two_translations")
    for key, text in english.items():
        if key not in entries and (key,) not in document.lines:
            document.problem((key,), "is missing", f"a translation of {text!r}", "missing")
    return document.problems


def _check(key: str, entry: Translation, english: str, document: Document) -> None:
    if entry.translates is None:
        message = "does not say which English it translates"
        document.problem((key,), message, f"{STAMPING} once it fits {english!r}", "unstamped")
    elif entry.translates != fingerprint(english):
        message = "the English has changed since"
        remedy = f"a text for {english!r}, without its line 'translates', then {STAMPING}"
        document.problem((key, "translates"), message, remedy, "stale")
