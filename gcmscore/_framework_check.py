"""Checks whether what a framework's files name is defined, on the entries as written.

An entry with a mistake of its own is checked all the same, so that nobody repairs one to be told of the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from gcmscore._indicator_rules import RUBRIC_BEST, RUBRIC_WORST
from gcmscore._yaml import Document, Location
from gcmscore.definitions import Objective, Unit
from gcmscore.errors import nearest_names

_ACTION = re.compile(r"([1-9][0-9]{0,3})([a-z])")
_MARKS = {"goalposts": ("worst", "best"), "bands": ("green", "red"), "target": ("value",)}
# In which unit a kind is counted: its range is the kind's own.
_RANGES = {"rubric": (RUBRIC_WORST, RUBRIC_BEST, "level"), "instrument": (0, 1, "share")}


@dataclass(frozen=True)
class References:
    """What a framework defines, and where each definition is written.

    Parameters
    ----------
    objectives : mapping of int to Objective
        Those that could be read.
    all_objectives : bool
        Whether every objective could be read; otherwise none is looked up.
    names : mapping of str to sequence of str
        For each section of the indicator file the ids that stand there, sound or not.
    units : mapping of str to Unit
        The sound units.
    codes : mapping of str to sequence of str
        For each crosswalk its codes.
    figures : sequence of str
        The ids of the measures whose figures are filed under them.
    """

    objectives: Mapping[int, Objective]
    all_objectives: bool
    names: Mapping[str, Sequence[str]]
    units: Mapping[str, Unit]
    codes: Mapping[str, Sequence[str]]
    figures: Sequence[str]

    def check_indicator(self, entry: Mapping[str, Any], document: Document, place: Location) -> None:
        """Check every name that an indicator's entry holds."""
        for key in ("objective", "also"):
            self._check_objectives(_listed(entry.get(key), int), document, (*place, key))
        self._check_actions(_listed(entry.get("actions"), str), document, (*place, "actions"))
        for key, section in (("unit", "units"), ("instruments", "instruments"), ("profiles", "profiles")):
            self._check_names(section, _listed(entry.get(key), str), document, (*place, key))
        self._check_sources(entry.get("sources"), document, (*place, "sources"))
        self._check_range(entry, document, place)
        self._check_codes(entry.get("codes"), document, place)
        other = _mapping(entry.get("values")).get("of")
        if isinstance(other, str) and other not in self.figures:
            remedy = _nearest(other, self.figures, "the id of a measure that is not computed itself")
            document.problem(
                (*place, "values", "of"), f"{other!r} is not defined", remedy, "unknown_reference"
            )

    def check_crosswalk(self, entry: Mapping[str, Any], document: Document, place: Location) -> None:
        """Check every name that a crosswalk's entry holds, and that no code stands there twice."""
        self._check_sources([entry.get("source")], document, (*place, "source"))
        self._check_sources(entry.get("sources"), document, (*place, "sources"))
        seen: set[str] = set()
        for position, line in enumerate(_listed(entry.get("entries"), dict)):
            here = (*place, "entries", position)
            code = line.get("code")
            if isinstance(code, str) and code in seen:
                document.problem((*here, "code"), f"{code!r} is used twice", "one entry a code", "duplicate")
            seen.add(str(code))
            self._check_objectives(_listed(line.get("objectives"), int), document, (*here, "objectives"))
            self._check_actions(_listed(line.get("actions"), str), document, (*here, "actions"))
            self._check_sources(line.get("sources"), document, (*here, "sources"))

    def _check_objectives(self, numbers: Iterable[int], document: Document, place: Location) -> None:
        for number in numbers:
            if self.all_objectives and number not in self.objectives:
                remedy = f"one of {', '.join(map(str, sorted(self.objectives)))}"
                document.problem(place, f"there is no objective {number}", remedy, "unknown_reference")

    def _check_actions(self, actions: Iterable[str], document: Document, place: Location) -> None:
        for action in actions:
            found = _ACTION.fullmatch(action)
            if found is None or not self.all_objectives:
                continue
            objective = self.objectives.get(int(found[1]))
            if objective is None or found[2] not in objective.actions:
                message, remedy = f"there is no action {action}", _actions_of(objective, found[1])
                document.problem(place, message, remedy, "unknown_reference")

    def _check_names(self, section: str, names: Iterable[str], document: Document, place: Location) -> None:
        for name in names:
            if name not in self.names[section]:
                remedy = _nearest(name, self.names[section], f"define it under {section}: in indicators.yaml")
                document.problem(place, f"{name!r} is not defined", remedy, "unknown_reference")

    def _check_sources(self, entries: object, document: Document, place: Location) -> None:
        cited = (item.get("source") for item in _listed(entries, dict))
        self._check_names("sources", [name for name in cited if isinstance(name, str)], document, place)

    def _check_range(self, entry: Mapping[str, Any], document: Document, place: Location) -> None:
        unit = self.units.get(str(entry.get("unit")))
        if unit is None:
            return
        low, high, name = _RANGES.get(str(entry.get("kind")), (unit.minimum, unit.maximum, ""))
        if (unit.minimum, unit.maximum) != (low, high):
            article = "an" if entry["kind"] == "instrument" else "a"
            message = f"{article} {entry['kind']} is counted from {low} to {high}, not in {entry['unit']}"
            own = f"let the unit {name} run from {low} to {high}, or leave it out"
            remedy = own if entry["unit"] == name else f"write {name!r}"
            document.problem((*place, "unit"), message, remedy, "unit")
        for key, names in _MARKS.items():
            for mark in names:
                value = _mapping(entry.get(key)).get(mark)
                if isinstance(value, int | float) and isfinite(value) and not unit.contains(value):
                    message = f"{value:g} lies outside the unit {entry['unit']}"
                    document.problem((*place, key, mark), message, unit.range_text, "range")

    def _check_codes(self, codes: object, document: Document, place: Location) -> None:
        for name, given in _mapping(codes).items():
            for code in _listed(given, str):
                if name in self.codes and code not in self.codes[name]:
                    remedy = _nearest(code, self.codes[name], "add it to crosswalks.yaml")
                    message = f"{code!r} is not in the crosswalk {name}"
                    document.problem((*place, "codes", name), message, remedy, "unknown_reference")


def _listed(value: object, kind: type[Any]) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, kind) and not isinstance(item, bool)]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _nearest(name: str, known: Sequence[str], otherwise: str) -> str:
    nearest = nearest_names(name, known, limit=1)
    return f"did you mean {nearest[0]!r}?" if nearest else otherwise


def _actions_of(objective: Objective | None, number: str) -> str:
    if objective is None:
        return f"there is no objective {number}"
    letters = [f"{objective.number}{letter}" for letter in objective.actions]
    return f"one of {', '.join(letters)}" if letters else f"objective {number} lists no actions"
