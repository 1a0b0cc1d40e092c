"""Reads a framework's folder and checks its files against each other, collecting every problem."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gcmscore._frozen import Frozen
from gcmscore._validation import validate
from gcmscore._yaml import Document, Location, as_mapping, read_yaml
from gcmscore.definitions import (
    Crosswalk,
    Definition,
    Framework,
    Indicator,
    Instrument,
    Objective,
    Profile,
    Publication,
    Reference,
    Unit,
)
from gcmscore.errors import InvalidDataError, nearest_names

INDICATOR_FILE = "indicators.yaml"
CROSSWALK_FILE = "crosswalks.yaml"
OBJECTIVE_FOLDER = "objectives"
# The sections of indicators.yaml that map an id to an entry, and the model of the entries.
SECTIONS: Mapping[str, type[Definition]] = {
    "profiles": Profile,
    "units": Unit,
    "instruments": Instrument,
    "sources": Publication,
}
KEYS = ("edition", "framework", *SECTIONS, "indicators")


@dataclass(frozen=True, repr=False)
class Content:
    """What a framework's files say, checked."""

    framework: Framework
    edition: str
    objectives: Mapping[int, Objective]
    indicators: Mapping[str, Indicator]
    profiles: Mapping[str, Profile]
    units: Mapping[str, Unit]
    instruments: Mapping[str, Instrument]
    sources: Mapping[str, Publication]
    crosswalks: Mapping[str, Crosswalk]
    digest: str


def framework_files(root: Path) -> list[Path]:
    """Return the files a framework consists of, whether they exist or not."""
    return [root / INDICATOR_FILE, *sorted((root / OBJECTIVE_FOLDER).glob("*.yaml")), root / CROSSWALK_FILE]


def digest_of(files: Iterable[Path]) -> str:
    """Return the fingerprint (SHA-256) of files by name and content; a missing one counts by its name."""
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode())
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


class FrameworkReader:
    """Reads one folder.

    Parameters
    ----------
    root : Path
        The folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents: list[Document] = []
        # References to objectives are looked up only when every objective could be read.
        self.all_objectives = True

    def read(self) -> Content:
        """Read and check every file; raise InvalidDataError with all problems, if there are any."""
        self.main = self._open(self.root / INDICATOR_FILE)
        parts = as_mapping(self.main, INDICATOR_FILE)
        if not parts:
            self._raise_problems()
        for key in set(parts) - set(KEYS):
            self.main.problem((key,), "unknown key", f"accepted are {', '.join(KEYS)}", "unknown_key")
        framework = validate(Framework, parts.get("framework"), self.main, ("framework",))
        edition = self._edition(parts)
        self.objectives = self._objectives(sorted((self.root / OBJECTIVE_FOLDER).glob("*.yaml")))
        self.sections = {key: self._section(model, parts, key) for key, model in SECTIONS.items()}
        self.indicators = self._indicators(parts)
        self.crosswalks = self._crosswalks(self.root / CROSSWALK_FILE)
        self._check_indicators()
        self._raise_problems()
        assert framework is not None  # else a problem was raised
        full = Profile(title="Full", description="Every indicator of the edition.")
        return Content(
            framework=framework,
            edition=edition,
            objectives=Frozen(dict(sorted(self.objectives.items()))),
            indicators=Frozen({indicator.id: indicator for _, indicator in self.indicators}),
            profiles=Frozen({"full": full, **self.sections["profiles"]}),
            units=Frozen(self.sections["units"]),
            instruments=Frozen(self.sections["instruments"]),
            sources=Frozen(self.sections["sources"]),
            crosswalks=Frozen(self.crosswalks),
            digest=digest_of(framework_files(self.root)),
        )

    def _edition(self, parts: Mapping[str, Any]) -> str:
        edition = parts.get("edition")
        if not isinstance(edition, str):
            remedy = 'quoted text such as "2026.1"'
            self.main.problem(("edition",), f"{edition!r} is not a name", remedy, "type")
        return str(edition)

    def _open(self, path: Path) -> Document:
        document = read_yaml(path, path.relative_to(self.root).as_posix())
        self.documents.append(document)
        return document

    def _raise_problems(self) -> None:
        problems = [problem for document in self.documents for problem in document.problems]
        if problems:
            raise InvalidDataError(problems)

    def _objectives(self, files: Iterable[Path]) -> dict[int, Objective]:
        objectives: dict[int, Objective] = {}
        for path in files:
            document = self._open(path)
            parts = as_mapping(document, "an objective")
            objective = validate(Objective, parts, document, ()) if parts else None
            if objective is None:
                self.all_objectives = False
                continue
            if objective.number in objectives:
                message = f"{objective.number} is used twice"
                document.problem(("number",), message, "one file a number", "duplicate")
            expected = f"{objective.number:02d}-{objective.id.replace('_', '-')}.yaml"
            if path.name != expected:
                message = f"does not fit the file's name {path.name}"
                document.problem(("id",), message, expected, "file_name")
            objectives[objective.number] = objective
        if not objectives and self.all_objectives:
            remedy = f"{OBJECTIVE_FOLDER}/01-name.yaml"
            self.main.problem((), "the framework has no objective", remedy, "empty")
            self.all_objectives = False
        return objectives

    def _section(self, model: type[Definition], parts: Mapping[str, Any], key: str) -> dict[str, Any]:
        entries = parts.get(key) or {}
        if not isinstance(entries, dict):
            self.main.problem((key,), "must be a mapping from id to entry", "id: {…}", "type")
            return {}
        checked = {name: validate(model, entry, self.main, (key, name)) for name, entry in entries.items()}
        return {name: item for name, item in checked.items() if item is not None}

    def _crosswalks(self, path: Path) -> dict[str, Crosswalk]:
        if not path.is_file():
            return {}
        document = self._open(path)
        found: dict[str, Crosswalk] = {}
        for name, entry in as_mapping(document, CROSSWALK_FILE).items():
            crosswalk = validate(Crosswalk, entry, document, (name,))
            if crosswalk is not None:
                found[name] = crosswalk
                self._check_crosswalk(name, crosswalk, document)
        return found

    def _check_crosswalk(self, name: str, crosswalk: Crosswalk, document: Document) -> None:
        self._check_sources((crosswalk.source,), document, (name, "source"))
        self._check_sources(crosswalk.sources, document, (name, "sources"))
        codes: set[str] = set()
        for position, entry in enumerate(crosswalk.entries):
            place = (name, "entries", position)
            if entry.code in codes:
                remedy = "one entry a code"
                document.problem((*place, "code"), f"{entry.code!r} is used twice", remedy, "duplicate")
            codes.add(entry.code)
            self._check_objectives({"objectives": entry.objectives}, entry.actions, document, place)
            self._check_sources(entry.sources, document, (*place, "sources"))

    def _check_sources(self, references: Iterable[Reference], document: Document, place: Location) -> None:
        names = [reference.source for reference in references]
        self._check_names("sources", names, document, place)

    def _indicators(self, parts: Mapping[str, Any]) -> list[tuple[int, Indicator]]:
        entries = parts.get("indicators")
        if not isinstance(entries, list):
            self.main.problem(("indicators",), "must be a list of indicators", "- id: …", "type")
            return []
        found: list[tuple[int, Indicator]] = []
        for position, entry in enumerate(entries):
            indicator = validate(Indicator, entry, self.main, ("indicators", position))
            if indicator is None:
                continue
            if any(indicator.id == other.id for _, other in found):
                place = ("indicators", position, "id")
                self.main.problem(place, f"{indicator.id!r} is used twice", "one entry an id", "duplicate")
            found.append((position, indicator))
        return found

    def _check_indicators(self) -> None:
        known = {indicator.id for _, indicator in self.indicators}
        for position, indicator in self.indicators:
            place = ("indicators", position)
            numbers = {"objective": (indicator.objective,), "also": indicator.also}
            self._check_objectives(numbers, indicator.actions, self.main, place)
            self._check_names("units", (indicator.unit,), self.main, (*place, "unit"))
            self._check_range(indicator, place)
            for key in ("instruments", "profiles"):
                self._check_names(key, getattr(indicator, key), self.main, (*place, key))
            self._check_sources(indicator.sources, self.main, (*place, "sources"))
            self._check_codes(indicator, place)
            other = indicator.values.of
            if other is not None and other not in known:
                message, remedy = f"{other!r} is not defined", "an indicator's id"
                self.main.problem((*place, "values", "of"), message, remedy, "unknown_reference")
        self._check_order()

    def _check_objectives(
        self,
        numbers: Mapping[str, Iterable[int]],
        actions: Iterable[str],
        document: Document,
        place: Location,
    ) -> None:
        if not self.all_objectives:
            return
        for key, number in ((key, number) for key, values in numbers.items() for number in values):
            if number not in self.objectives:
                remedy = f"one of {', '.join(map(str, sorted(self.objectives)))}"
                message = f"there is no objective {number}"
                document.problem((*place, key), message, remedy, "unknown_reference")
        for reference in actions:
            objective = self.objectives.get(int(reference[:-1]))
            if objective is None or reference[-1] not in objective.actions:
                message, remedy = f"there is no action {reference}", _actions_of(objective)
                document.problem((*place, "actions"), message, remedy, "unknown_reference")

    def _check_names(self, section: str, names: Iterable[str], document: Document, place: Location) -> None:
        defined = ["full", *self.sections[section]] if section == "profiles" else [*self.sections[section]]
        for name in names:
            if name not in defined:
                nearest = nearest_names(name, defined)
                remedy = f"did you mean {nearest[0]!r}?" if nearest else f"define it under {section}:"
                document.problem(place, f"{name!r} is not defined", remedy, "unknown_reference")

    def _check_range(self, indicator: Indicator, place: Location) -> None:
        unit = self.sections["units"].get(indicator.unit)
        for key in ("goalposts", "bands", "target"):
            marks = getattr(indicator, key)
            for name in ("worst", "best", "green", "red", "value"):
                value = getattr(marks, name, None)
                if unit is not None and value is not None and not unit.contains(value):
                    message = f"{value:g} lies outside the unit {indicator.unit}"
                    self.main.problem((*place, key, name), message, unit.range_text, "range")

    def _check_codes(self, indicator: Indicator, place: Location) -> None:
        for name, given in indicator.codes.items():
            if name in self.crosswalks:
                known = [entry.code for entry in self.crosswalks[name].entries]
                for code in [given] if isinstance(given, str) else given:
                    if code not in known:
                        nearest = nearest_names(code, known, limit=1)
                        hint = f"did you mean {nearest[0]!r}?" if nearest else f"add it to {CROSSWALK_FILE}"
                        message = f"{code!r} is not in the crosswalk {name}"
                        self.main.problem((*place, "codes", name), message, hint, "unknown_reference")

    def _check_order(self) -> None:
        # Sorted by objective, so that a reader finds an indicator where she expects it.
        highest = 0
        for position, indicator in self.indicators:
            if indicator.objective < highest:
                message = f"belongs to objective {indicator.objective} but follows objective {highest}"
                self.main.problem(
                    ("indicators", position, "objective"), message, "sort by objective", "order"
                )
            highest = max(highest, indicator.objective)


def _actions_of(objective: Objective | None) -> str:
    letters = [f"{objective.number}{letter}" for letter in objective.actions] if objective else []
    return f"one of {', '.join(letters)}" if letters else "an action that a loaded objective lists"
