"""Turns what pydantic refuses into problems with a line, a plain sentence and a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gcmscore._hints import meant
from gcmscore._yaml import Document, Location
from gcmscore.errors import nearest_names
from gcmscore.periods import DATE_FORMS, PERIOD_FORMS

Model = TypeVar("Model", bound=BaseModel)

_ADDRESS = r"^https?://[!$-.0-;=A-\[\]-~]+([/?#][!#-;=?-~]*)?$"
_COUNTRY = "^([A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3})$"
# The pattern of a field says little to a lawyer; these say the same in words.
_PATTERN_WORDS = {
    "^[a-z][a-z0-9_]*$": "lower-case letters, digits and _, beginning with a letter",
    "^[a-z0-9][a-z0-9._-]*$": "lower-case letters, digits, dot, dash and _",
    "^[1-9][0-9]{0,3}[a-z]$": "an objective's number and an action's letter, such as 13h",
    _ADDRESS: (
        "an address that begins with http:// or https://, without a blank and without a name before an @"
    ),
    _COUNTRY: "an ISO 3166 code such as BEL, or BE-VLG for a region",
    "^[a-z]{2,3}$": "a language code such as en",
    "^[a-z]$": "one lower-case letter",
    "^[0-9a-f]{64}$": "64 hexadecimal digits",
}

_TYPE_WORDS = {
    "tuple_type": "a list such as [a, b]",
    "list_type": "a list such as [a, b]",
    "mapping_type": "keys with values",
    "dict_type": "keys with values",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a plain number such as 0.44",
    "float_parsing": "a plain number such as 0.44",
    "finite_number": "a finite number",
    "bool_type": "true or false",
}
_LIMIT_WORDS = {"greater_than_equal": "at least", "less_than_equal": "at most", "greater_than": "more than"}


def validate(model: type[Model], data: object, document: Document, location: Location) -> Model | None:
    """Check one record against its model; record every problem and return None when there is any.

    Parameters
    ----------
    model : type
        The pydantic model.
    data : object
        Plain values as read.
    document : Document
        The file they come from; problems are added to it.
    location : tuple
        Where in the file the record stands.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        inner = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
        for detail in details:
            if detail["type"] == "too_short" and detail["loc"] in inner:
                continue  # the list has items; what is wrong with them is said on its own
            if detail["type"] == "default_factory_not_called":
                continue  # a default taken from another field, whose mistake is said on its own
            place, message, remedy, code = _explain(dict(detail), model)
            document.problem(location + place, message, remedy, code)
        return None


def form_in_words(metadata: Iterable[Any]) -> str:
    """Return in words what the marks of an annotation accept, empty when they say nothing of it."""
    limits = [item for info in metadata for item in getattr(info, "metadata", (info,))]
    ends = [getattr(item, name, None) for name in ("ge", "le") for item in limits]
    if len(numbers := [end for end in ends if end is not None]) == 2:
        return f"a whole number from {numbers[0]} to {numbers[1]}"
    patterns = [getattr(item, "pattern", None) for item in limits]
    return next((_PATTERN_WORDS[item] for item in patterns if item in _PATTERN_WORDS), "")


def _explain(detail: Mapping[str, Any], model: type[BaseModel]) -> tuple[Location, str, str, str]:
    kind: str = detail["type"]
    place: Location = tuple(part for part in detail["loc"] if part != "[key]")
    context: Mapping[str, Any] = detail.get("ctx", {})
    given = detail.get("input")
    if kind == "extra_forbidden":
        return place, "unknown key", _accepted_keys(place, model), "unknown_key"
    if kind == "missing":
        return place, "is missing", f"add {place[-1]!r}{_choices(place, model)}", "missing_key"
    if given is None and kind.endswith(("_type", "_error")) and kind != "value_error":
        few = f"one of {context['expected']}" if "expected" in context else ""
        words = few or _forms_for(place) or _TYPE_WORDS.get(kind, "a value, or leave the key out")
        return place, "is empty", words, "type"
    if kind == "literal_error":
        words = f"{_meant_word(given, context['expected'])}one of {context['expected']}"
        return place, f"{given!r} is not accepted", words, "not_accepted"
    if kind == "string_pattern_mismatch":
        return place, f"{given!r} is not accepted", _form(place, given, context["pattern"]), "form"
    if kind == "value_error":
        return place, str(context["error"]), _dated(place, given), "rule"
    if kind == "too_short":
        return place, "is empty", "at least one entry", "empty"
    if kind in _LIMIT_WORDS:
        limit = next(iter(context.values()))
        return place, f"{given!r} is out of range", f"{_LIMIT_WORDS[kind]} {limit}", "range"
    if kind in ("model_type", "model_attributes_type"):
        return place, f"{_shown(given)} is not accepted", _example(place, model), "type"
    remedy = _forms_for(place) or _TYPE_WORDS.get(kind) or _plain(detail["msg"])
    hint = meant(given, "number") if kind.startswith(("float", "int")) else ""
    return place, f"{_shown(given)} is not accepted", f"{hint}{remedy}", "type"


def _dated(place: Location, given: object) -> str:
    forms = _forms_for(place)
    hint = meant(given, "period" if forms == PERIOD_FORMS else "date") if forms else ""
    return f"{hint}{forms}"


def _meant_word(given: object, expected: str) -> str:
    return meant(given, "word", re.findall(r"'([^']*)'", expected))


def _form(place: Location, given: object, pattern: str) -> str:
    """Return what a field with a pattern accepts, and where such names are found."""
    words = _PATTERN_WORDS.get(pattern, f"text like {pattern}")
    kinds = {_COUNTRY: "code", _ADDRESS: "address"}
    hint = meant(given, kinds[pattern]) if pattern in kinds else ""
    if pattern == _COUNTRY and not hint and isinstance(given, str) and given.isalpha() and len(given) > 3:
        words += f"; gcmscore countries {given!r} looks it up"
    if place[-1:] == ("indicator",):
        words += "; gcmscore indicators lists the ids"
    return f"{hint}{words}"


def _accepted_keys(place: Location, model: type[BaseModel]) -> str:
    keys = sorted(_keys_at(place, model))
    if not keys:
        return "remove it"
    nearest = nearest_names(str(place[-1]), keys, limit=1)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    return f"{hint}accepted are {', '.join(keys)}"


def _keys_at(place: Location, model: type[BaseModel]) -> list[str]:
    current: Any = model
    for part in place[:-1]:
        if isinstance(part, int):
            continue
        current = _field_model(current, str(part))
        if current is None:
            return []
    return [field.alias or name for name, field in current.model_fields.items()]


def _example(place: Location, model: type[BaseModel]) -> str:
    current: Any = model
    for part in place:
        current = current if isinstance(part, int) else _field_model(current, part)
        if current is None:
            return "keys with values"
    needed = [field.alias or name for name, field in current.model_fields.items() if field.is_required()]
    return f"keys with values, such as {{{', '.join(f'{name}: …' for name in needed)}}}"


def _choices(place: Location, model: type[BaseModel]) -> str:
    field = model.model_fields.get(str(place[-1])) if len(place) == 1 else None
    values = _literals(None if field is None else field.annotation)
    return f", one of {', '.join(values)}" if values else ""


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for argument in get_args(annotation) for value in _literals(argument)]


def _field_model(model: Any, name: str) -> Any:
    for field_name, field in model.model_fields.items():
        if name in (field_name, field.alias):
            return _find_model(field.annotation)
    return None


def _find_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _find_model(argument)) is not None:
            return found
    return None


def _forms_for(place: Location) -> str:
    name = place[-1] if place else ""
    if name == "period":
        return PERIOD_FORMS
    dated = ("date", "from", "until", "confirmed", "accessed", "edition", "adopted", "status_as_of")
    return DATE_FORMS if name in dated else ""


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:].removeprefix("Input ").replace("Input ", "")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
