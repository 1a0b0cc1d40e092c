"""Reads a framework's folder and checks its files against each other, collecting every problem."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from gcmscore._collector import collector_paused
from gcmscore._framework_check import References
from gcmscore._frozen import Frozen
from gcmscore._indicator_rules import PARTS, RUBRIC_BEST, RUBRIC_WORST, wrong_parts
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
_ID = re.compile(r"[a-z][a-z0-9_]*")
KEYS = ("edition", "framework", *SECTIONS, "indicators")
# What a framework has without writing it; units of rubrics and treaties leave nothing to decide.
_BUILT_IN: Mapping[str, Mapping[str, Definition]] = {
    "profiles": {"full": Profile(title="Full", description="Every indicator of the edition.")},
    "units": {
        "level": Unit(symbol="level", minimum=RUBRIC_WORST, maximum=RUBRIC_BEST, decimals=0),
        "share": Unit(symbol="of the listed treaties", minimum=0, maximum=1, decimals=2),
    },
}


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
    return [root / INDICATOR_FILE, *objective_files(root), root / CROSSWALK_FILE]


def objective_files(root: Path) -> list[Path]:
    """Return the files of the objectives, by name."""
    return sorted((root / OBJECTIVE_FOLDER).glob("*.yaml"))


def unread_files(root: Path) -> list[tuple[Path, str]]:
    """Return files whose names are surely slips of the pen, each with the name that was meant."""
    known = [INDICATOR_FILE, CROSSWALK_FILE]
    found = []
    for path in sorted(root.glob("*.[yY]*[mM][lL]")):
        nearest = get_close_matches(path.with_suffix(".yaml").name.lower(), known, cutoff=0.8)
        if path.name not in known and nearest:
            found.append((path, nearest[0]))
    for path in sorted((root / OBJECTIVE_FOLDER).glob("*.[yY]*[mM][lL]")):
        if path.suffix != ".yaml":
            found.append((path, f"{OBJECTIVE_FOLDER}/{path.with_suffix('.yaml').name}"))
    return found


def digest_of(root: Path) -> str:
    """Return the fingerprint (SHA-256) of a framework's files, by name and content."""
    total = hashlib.sha256()
    for path in [*framework_files(root), *(path for path, _ in unread_files(root))]:
        content = path.read_bytes() if path.is_file() else None
        size = -1 if content is None else len(content)
        total.update(os.fsencode(path.name) + f"\0{size}\0".encode())
        total.update(content or b"")
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
        self.main = Document(INDICATOR_FILE)

    def read(self) -> Content:
        """Read and check every file; raise InvalidDataError with all problems, if there are any."""
        with collector_paused():
            return self._read()

    def _read(self) -> Content:
        self._check_unread()
        self.main = self._open(self.root / INDICATOR_FILE)
        parts = self._parts()
        framework = validate(Framework, parts.get("framework"), self.main, ("framework",))
        edition = self._edition(parts)
        objectives, complete = self._objectives(objective_files(self.root))
        sections = {key: self._section(model, parts, key) for key, model in SECTIONS.items()}
        indicators = self._indicators(parts)
        crosswalks, document = self._crosswalks(self.root / CROSSWALK_FILE)
        references = References(
            objectives=objectives,
            all_objectives=complete,
            names={key: [*sections[key], *_written(parts.get(key))] for key in SECTIONS},
            units=sections["units"],
            codes={name: [entry.code for entry in item.entries] for name, item in crosswalks.items()},
            figures=[str(entry.get("id")) for entry in _entries(parts) if _has_figures(entry)],
        )
        self._check_references(references, parts, document)
        self._raise_problems()
        assert framework is not None  # else a problem was raised
        whole = {key: Frozen(items) for key, items in sections.items()}
        return Content(
            framework=framework,
            edition=edition,
            objectives=Frozen(dict(sorted(objectives.items()))),
            indicators=Frozen({indicator.id: indicator for indicator in indicators}),
            crosswalks=Frozen(crosswalks),
            digest=digest_of(self.root),
            **whole,
        )

    def _parts(self) -> Mapping[str, Any]:
        parts = as_mapping(self.main, INDICATOR_FILE)
        if not parts:
            self._raise_problems()
        for key in set(parts) - set(KEYS):
            nearest = nearest_names(str(key), KEYS, limit=1)
            hint = f"did you mean {nearest[0]!r}? " if nearest else ""
            self.main.problem((key,), "unknown key", f"{hint}accepted are {', '.join(KEYS)}", "unknown_key")
        return parts

    def _check_unread(self) -> None:
        for path, meant in unread_files(self.root):
            document = Document(path.relative_to(self.root).as_posix())
            document.problem((), "is not read", f"name it {meant}", "file_name")
            self.documents.append(document)

    def _edition(self, parts: Mapping[str, Any]) -> str:
        edition = parts.get("edition")
        if edition is None:
            self.main.problem(("edition",), "is missing", 'add edition: "1"', "missing_key")
        elif not isinstance(edition, str) or not edition.strip() or not edition.isprintable():
            self.main.problem(("edition",), "must be text", 'a name in quotes, such as "2026.1"', "type")
        return str(edition)

    def _open(self, path: Path) -> Document:
        name = path.relative_to(self.root).as_posix()
        document = read_yaml(path, name) if path.exists() else Document(name)
        if not path.exists():
            document.problem((), "is missing", "a framework's folder has it", "missing_file")
        self.documents.append(document)
        return document

    def _raise_problems(self) -> None:
        problems = [problem for document in self.documents for problem in document.problems]
        if problems:
            raise InvalidDataError(problems)

    def _objectives(self, files: Sequence[Path]) -> tuple[dict[int, Objective], bool]:
        """Return the sound objectives, and whether they are all."""
        found: dict[int, Objective] = {}
        complete = bool(files)
        for path in files:
            document = self._open(path)
            parts = as_mapping(document, "an objective")
            objective = validate(Objective, parts, document, ()) if isinstance(document.data, dict) else None
            if objective is None:
                complete = False
                continue
            if objective.number in found:
                message = f"{objective.number} is used twice"
                document.problem(("number",), message, "one file a number", "duplicate")
            if any(objective.id == other.id for other in found.values()):
                document.problem(("id",), f"{objective.id!r} is used twice", "one file an id", "duplicate")
            expected = f"{objective.number:02d}-{objective.id.replace('_', '-')}.yaml"
            if path.name != expected:
                message = f"number and id do not fit the file's name {path.name}"
                document.problem((), message, f"name it {expected}, or correct them", "file_name")
            found[objective.number] = objective
        if not files:
            remedy = f"{OBJECTIVE_FOLDER}/01-name.yaml"
            self.main.problem((), "the framework has no objective", remedy, "empty")
        return found, complete

    def _section(self, model: type[Definition], parts: Mapping[str, Any], key: str) -> dict[str, Any]:
        entries = {} if parts.get(key) is None else parts[key]
        if not isinstance(entries, dict):
            self.main.problem((key,), "must be a mapping from id to entry", "id: {…}", "type")
            entries = {}
        _check_ids(entries, self.main, (key,))
        checked = {name: validate(model, entry, self.main, (key, name)) for name, entry in entries.items()}
        sound = {name: item for name, item in checked.items() if item is not None}
        return {**_BUILT_IN.get(key, {}), **sound}

    def _check_references(
        self, references: References, parts: Mapping[str, Any], crosswalks: Document | None
    ) -> None:
        for position, entry in enumerate(_entries(parts)):
            if isinstance(entry, dict):
                references.check_indicator(entry, self.main, ("indicators", position))
        if crosswalks is not None and isinstance(crosswalks.data, dict):
            for name, entry in crosswalks.data.items():
                if isinstance(entry, dict):
                    references.check_crosswalk(entry, crosswalks, (name,))

    def _crosswalks(self, path: Path) -> tuple[dict[str, Crosswalk], Document | None]:
        if not path.exists() and not path.is_symlink():
            return {}, None
        document = self._open(path)
        entries = as_mapping(document, CROSSWALK_FILE)
        _check_ids(entries, document, ())
        checked = {name: validate(Crosswalk, entry, document, (name,)) for name, entry in entries.items()}
        return {name: item for name, item in checked.items() if item is not None}, document

    def _indicators(self, parts: Mapping[str, Any]) -> list[Indicator]:
        if not isinstance(parts.get("indicators"), list):
            self.main.problem(("indicators",), "must be a list of indicators", "- id: …", "type")
        found: list[Indicator] = []
        highest = 0
        for position, entry in enumerate(_entries(parts)):
            place = ("indicators", position)
            indicator = self._indicator(entry, place)
            if indicator is None:
                continue
            if any(indicator.id == other.id for other in found):
                remedy = "one entry an id"
                self.main.problem((*place, "id"), f"{indicator.id!r} is used twice", remedy, "duplicate")
            # Sorted by objective, so that a reader finds an indicator where she expects it.
            if indicator.objective < highest:
                message = f"belongs to objective {indicator.objective} but follows objective {highest}"
                self.main.problem((*place, "objective"), message, "sort by objective", "order")
            highest = max(highest, indicator.objective)
            found.append(indicator)
        return found

    def _indicator(self, entry: object, place: Location) -> Indicator | None:
        before = len(self.main.problems)
        indicator = validate(Indicator, entry, self.main, place)
        whole = self.main.place_name(place)
        said = any(problem.field == whole for problem in self.main.problems[before:])
        # The model looks at what its keys have in common only once each of them is sound.
        if indicator is None and isinstance(entry, dict) and not said:
            given = [name for name in PARTS if entry.get(name)]
            for message in wrong_parts(entry.get("kind"), entry.get("role", "scored"), given):
                self.main.problem(place, message, "", "rule")
        return indicator


def _check_ids(entries: Mapping[Any, Any], document: Document, place: Location) -> None:
    for name in entries:
        if not isinstance(name, str) or not _ID.fullmatch(name):
            remedy = "lower-case letters, digits and _, beginning with a letter"
            document.problem((*place, name), f"{name!r} is not accepted as an id", remedy, "form")


def _entries(parts: Mapping[str, Any]) -> list[Any]:
    entries = parts.get("indicators")
    return entries if isinstance(entries, list) else []


def _has_figures(entry: object) -> bool:
    values = entry.get("values") if isinstance(entry, dict) else None
    computed = isinstance(values, dict) and "of" in values
    return isinstance(entry, dict) and entry.get("kind") == "measure" and not computed


def _written(entries: object) -> list[str]:
    return [str(name) for name in entries] if isinstance(entries, dict) else []
