"""JSON Schemas of the files people write and of the JSON of results, made from models.

An editor that knows the schema of a file shows what each key means and marks mistakes while one types.
The loader remains the judge: a schema sees one file at a time, so it cannot know where a reference leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gcmscore import _framework_reader as framework
from gcmscore import records
from gcmscore._result_models import ComparisonPart, Scorecard
from gcmscore.checking.silences import SilenceFile
from gcmscore.definitions import Crosswalk, Framework, Indicator, Objective
from gcmscore.errors import UnknownSchemaError

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"pattern": "^[a-z][a-z0-9_]*$"}
NAMES: Mapping[str, str] = {
    "objective": "objectives/NN-name.yaml: one objective",
    "indicators": "indicators.yaml: edition, framework, profiles, units, treaties, sources and indicators",
    "crosswalks": "crosswalks.yaml: how other systems correspond to the objectives",
    "evidence": "a file of evidence: observations, assessments, ratifications, findings, replies, sources",
    "groups": "groups.yaml: the groups of countries that questions apply to",
    "check": "check.yaml: advice on a folder of evidence that was looked at and answered",
    "scorecard": "the JSON of a scorecard, as Card.to_json and gcmscore report --format json write it",
    "comparison": "the JSON of a comparison, as Comparison.to_json writes it",
}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of file.

    Parameters
    ----------
    name : str
        ``objective``, ``indicators``, ``crosswalks``, ``evidence``, ``groups`` or ``check``; of results
        ``scorecard`` or ``comparison``.

    Returns
    -------
    dict
        Plain values, ready for JSON. Every object is closed: an unknown key is an error.

    Raises
    ------
    UnknownSchemaError
        If there is no such kind of file; the known ones are named.

    Examples
    --------
    >>> schema("objective")["required"]
    ['number', 'id', 'title']
    """
    if name not in NAMES:
        raise UnknownSchemaError(name, list(NAMES))
    return {"$schema": _DIALECT, **_MAKERS[name](), "title": NAMES[name]}


def _objective() -> dict[str, Any]:
    return Objective.model_json_schema()


def _indicators() -> dict[str, Any]:
    parts, definitions = _references(Framework, Indicator, *framework.SECTIONS.values())
    definitions["Indicator"]["allOf"] = _rules_by_kind()
    properties = {
        "edition": {"type": "string", "minLength": 1, "description": "Carried by every output."},
        "framework": parts[Framework],
        **{key: _entries(parts[model]) for key, model in framework.SECTIONS.items()},
        "indicators": {"type": "array", "items": parts[Indicator]},
    }
    return _closed(properties, ["edition", "framework", "indicators"], definitions)


def _crosswalks() -> dict[str, Any]:
    parts, definitions = _references(Crosswalk)
    return {**_entries(parts[Crosswalk]), "$defs": definitions}


def _evidence() -> dict[str, Any]:
    parts, definitions = _references(*records.SECTIONS.values())
    for definition in definitions.values():
        # A file may name its country once for all of its records.
        if "country" in definition.get("required", ()):
            definition["required"].remove("country")
    properties = {
        "country": {**_COUNTRY, "description": "The country of every record that names none itself."},
        "language": {**_LANGUAGE, "description": "The language of every record that names none itself."},
        **{key: {"type": "array", "items": parts[model]} for key, model in records.SECTIONS.items()},
    }
    return _closed(properties, [], definitions)


def _groups() -> dict[str, Any]:
    parts, definitions = _references(records.Group)
    return _closed({"groups": _entries(parts[records.Group])}, ["groups"], definitions)


def _check() -> dict[str, Any]:
    return SilenceFile.model_json_schema()


def _scorecard() -> dict[str, Any]:
    return Scorecard.model_json_schema()


def _comparison() -> dict[str, Any]:
    return ComparisonPart.model_json_schema()


_COUNTRY = {"type": "string", "pattern": "^([A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3})$"}
_LANGUAGE = {"type": "string", "pattern": "^[a-z]{2,3}$"}
_MAKERS = {
    "objective": _objective,
    "indicators": _indicators,
    "crosswalks": _crosswalks,
    "evidence": _evidence,
    "groups": _groups,
    "check": _check,
    "scorecard": _scorecard,
    "comparison": _comparison,
}


def _references(*models: type[BaseModel]) -> tuple[dict[type[BaseModel], Any], dict[str, Any]]:
    places, shared = models_json_schema([(model, "validation") for model in models])
    return {model: places[model, "validation"] for model in models}, shared["$defs"]


def _entries(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": _NAME, "additionalProperties": item}


def _closed(properties: dict[str, Any], required: list[str], definitions: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
        "$defs": definitions,
    }


def _rules_by_kind() -> list[dict[str, Any]]:
    # What Indicator checks across fields, in the schema's own words.
    measure = {"properties": {"kind": {"const": "measure"}}}
    context = {"properties": {"role": {"const": "context"}}, "required": ["role"]}
    scored_measure = {**measure, "not": context}
    return [
        {"if": scored_measure, "then": {"required": ["goalposts"]}},
        {"if": context, "then": _without("goalposts", "bands"), "else": {"required": ["bands"]}},
        {
            "if": {"properties": {"kind": {"const": "rubric"}}},
            "then": {"required": ["levels"]},
            "else": _without("levels", "evidence", "moves_up"),
        },
        {
            "if": {"properties": {"kind": {"const": "instrument"}}},
            "then": {"required": ["instruments"]},
            "else": _without("instruments"),
        },
    ]


def _without(*names: str) -> dict[str, Any]:
    return {"properties": dict.fromkeys(names, False)}
