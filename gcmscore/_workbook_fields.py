"""The columns of a sheet of records, made from the models that check them."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from gcmscore._indicator_rules import RUBRIC_BEST, RUBRIC_WORST
from gcmscore._validation import form_in_words
from gcmscore.periods import DATE_FORMS, PERIOD_FORMS, PartialDate, Period
from gcmscore.records import SECTIONS, Citation, Cited, Record, RubricLevel, Worded

Kind = Literal["text", "number", "whole", "words", "wholes", "date", "flag"]
CITATIONS = "sources"
FILE = "file"
_WORDS: Mapping[Kind, str] = {
    "text": "text",
    "number": "a plain number such as 0.44",
    "whole": "a whole number",
    "words": "one or several",
    "wholes": "one or several numbers",
    "date": DATE_FORMS,
    "flag": "true or false",
}


@dataclass(frozen=True)
class Field:
    """One field of a record that a sheet has a column for.

    Attributes
    ----------
    path : tuple of str
        Its place in the record, such as ``("second_coder", "law")``.
    kind : str
        What stands in a cell.
    needed : bool
        Whether every record has it.
    choices : tuple of str
        The accepted words, where there are few.
    about : str
        What it is, from the model.
    accepted : str
        What may be written, in words.
    """

    path: tuple[str, ...]
    kind: Kind
    needed: bool
    choices: tuple[str, ...]
    about: str
    accepted: str

    @property
    def name(self) -> str:
        """What its column is called."""
        return ".".join(self.path)

    @property
    def help(self) -> str:
        """What it is and what is accepted, in one line."""
        about = f"{self.about.rstrip('.')}. " if self.about else ""
        return f"{about}{'Needed' if self.needed else 'Optional'}: {self.accepted}."


@cache
def fields_of(section: str) -> tuple[Field, ...]:
    """Return the fields of a section's records in the order of their model, citations left out.

    Examples
    --------
    >>> [field.name for field in fields_of("ratification_lists")]
    ['instrument', 'status_as_of', 'complete']
    """
    return tuple(_fields(SECTIONS[section], (), True))


@cache
def citation_fields() -> tuple[Field, ...]:
    """Return the fields of a citation: the id of a source and the place in it."""
    return tuple(_fields(Citation, (), True))


@cache
def cites(section: str) -> bool:
    """Tell whether the records of a section cite sources."""
    return CITATIONS in SECTIONS[section].model_fields


@cache
def keys_of(section: str) -> tuple[str, ...]:
    """Return the keys of a section's records in the order in which people write them.

    Examples
    --------
    >>> keys_of("ratifications")
    ('country', 'instrument', 'status', 'date', 'status_as_of', 'sources', 'note')
    """
    names = [info.alias or name for name, info in SECTIONS[section].model_fields.items()]
    last = [name for name in ("language", CITATIONS, "note") if name in names and section != "sources"]
    return (*(name for name in names if name not in last), *last)


def values_of(record: Record) -> dict[str, Any]:
    """Return what a record says as plain values under the keys of its file, without what is left open.

    The language of a record of words is always there, since a file may set another for all that say none.
    """
    values = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {**values, "language": record.language} if isinstance(record, Worded) else values


def fingerprint(values: Mapping[str, Any]) -> str:
    """Return a short mark of what a record says, by which a change is told."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


# What a file may say once for all of its records of a kind.
SAID_ONCE: Mapping[str, type[Record]] = {"country": Cited, "language": Worded}


def said_once(section: str) -> list[str]:
    """Return what a file may say once for all records of a section.

    Examples
    --------
    >>> said_once("sources"), said_once("findings")
    ([], ['country', 'language'])
    """
    return [name for name, base in SAID_ONCE.items() if issubclass(SECTIONS[section], base)]


def _fields(model: type[Record], before: tuple[str, ...], needed: bool) -> list[Field]:
    found: list[Field] = []
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        path = (*before, info.alias or name)
        hint, about = _given(hints[name]), info.description or ""
        wanted = needed and info.is_required()
        if name == CITATIONS and not before:
            continue
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            found += _fields(hint, path, False)  # type: ignore[arg-type]
        elif get_origin(hint) in (Mapping, dict):
            words = _choices(get_args(hint)[0])
            found += [Field((*path, word), "text", False, (), about, "text") for word in words]
        else:
            kind, choices = _kind(hint), _choices(hint)
            found.append(Field(path, kind, wanted, choices, about, _accepted(hint, kind, choices)))
    return found


def _given(hint: Any) -> Any:
    """Return what stands in a field when it is given."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(item for item in get_args(hint) if item is not type(None))
    return hint


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _kind(hint: Any) -> Kind:
    if hint in (PartialDate, Period):
        return "date"
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        return "wholes" if _kind(get_args(bare)[0]) == "whole" else "words"
    kinds: dict[Any, Kind] = {float: "number", int: "whole", bool: "flag"}
    return kinds.get(bare, "text")


def _choices(hint: Any) -> tuple[str, ...]:
    if hint == RubricLevel:
        return tuple(map(str, range(RUBRIC_WORST, RUBRIC_BEST + 1)))
    return tuple(map(str, get_args(hint))) if get_origin(hint) is Literal else ()


def _accepted(hint: Any, kind: Kind, choices: tuple[str, ...]) -> str:
    if choices and kind == "text":
        return f"one of {', '.join(choices)}" if len(choices) > 1 else choices[0]
    if hint == Period:
        return PERIOD_FORMS
    if kind in ("words", "wholes"):
        return _WORDS[kind]
    return form_in_words(getattr(hint, "__metadata__", ())) or _WORDS[kind]
