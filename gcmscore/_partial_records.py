"""Keeps of a record that broke its form what can still be looked at, so that all is told at once."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from gcmscore._yaml import Document, Location
from gcmscore.records import Citation, Cited, Record

# The fields that make up the id of a record of each section; the ids of assessments need not differ.
KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "sources": ("id",),
    "observations": ("country", "indicator", "period", "disaggregation", "sources"),
    "ratifications": ("country", "instrument", "status", "date", "status_as_of"),
    "ratification_lists": ("instrument", "status_as_of"),
    "findings": ("id",),
    "replies": ("country", "objective", "indicator", "date", "who", "reason"),
}


def sound_part(
    model: type[Record], data: Mapping[Any, Any], document: Document, place: Location
) -> tuple[Record, frozenset[str]]:
    """Return what is sound of a record that broke its form, and the names of the fields that are not.

    A broken field is not there at all, or has its default; of a list, the sound items are there. Rules
    between sound fields that could not be looked at so far are recorded as problems.

    Parameters
    ----------
    model : type
        The model that the record did not fit.
    data : mapping
        Plain values as read.
    document : Document
        The file they come from.
    place : tuple
        Where in the file the record stands.
    """
    values: dict[str, Any] = {}
    broken: set[str] = set()
    for name, info in model.model_fields.items():
        key = info.alias if info.alias in data else name
        refused = (*place, key) in document.refused
        if key not in data and not info.is_required():
            continue
        kept, whole = ({}, False) if refused or key not in data else _salvaged(model, name, data[key])
        values |= kept or ({name: ()} if get_origin(info.annotation) is tuple else {})
        if not whole:
            broken.add(name)
    record = model.model_construct(set(values), **values)
    if isinstance(record, Cited):
        broken |= _tell_rules(record, model.model_fields.keys() - broken, document, place)
    return record, frozenset(broken)


def _tell_rules(record: Cited, sound: Set[str], document: Document, place: Location) -> set[str]:
    where = (document.line_of(place), document.place_name(place))
    known = {item.message for item in document.problems if (item.line, item.field) == where}
    unsure: set[str] = set()
    for message, *names in record.broken_rules(sound):
        unsure |= set(names)
        # The first one may be what kept the record from being read.
        if message not in known:
            document.problem(place, message, "", "rule")
    return unsure


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    # A class getitem takes the marks only as one tuple with the type.
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return TypeAdapter(kind)


def _accepted(model: type[BaseModel], name: str, given: Any) -> dict[str, Any]:
    """Return a field with its checked value, nothing when it is not accepted."""
    try:
        return {name: _adapter(model, name).validate_python(given)}
    except ValidationError:
        return {}


def _salvaged(model: type[BaseModel], name: str, given: Any) -> tuple[dict[str, Any], bool]:
    """Return a field with what is sound of its value, nothing when nothing is, and whether all is."""
    if kept := _accepted(model, name, given):
        return kept, True
    annotation = model.model_fields[name].annotation
    origin = get_origin(annotation)
    if origin is tuple and get_args(annotation)[0] is Citation:
        cited = [_part(Citation, item) for item in given] if isinstance(given, list) else []
        # No check looks at a locator: with every id, the sources of a record are known.
        return {name: tuple(cited)}, bool(cited) and all(item.id for item in cited)
    if origin is tuple and isinstance(given, list):
        items = [_accepted(model, name, [item]).get(name, ()) for item in given]
        return {name: tuple(found for item in items for found in item)}, False
    if origin is Mapping and isinstance(given, dict):
        pairs = [_accepted(model, name, {key: item}).get(name, {}) for key, item in given.items()]
        return {name: {key: item for pair in pairs for key, item in pair.items()}}, False
    parts = [item for item in get_args(annotation) if isinstance(item, type) and issubclass(item, BaseModel)]
    return ({name: _part(parts[0], given)} if parts else {}), False


def _part(model: type[BaseModel], given: Any) -> Any:
    """Return a part of a record, in which what broke its form is empty."""
    data = given if isinstance(given, dict) else {}
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        kept = _accepted(model, name, data[name]) if name in data else {}
        values |= kept or ({name: ""} if info.is_required() else {})
    return model.model_construct(**values)
