"""Loads a framework: its objectives and indicators, checked together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from gcmscore._frozen import Frozen
from gcmscore._resources import DATA_ROOT
from gcmscore._validation import validate
from gcmscore._yaml import Document, Location, as_mapping, read_yaml
from gcmscore.definitions import Definition, Framework, Indicator, Instrument, Objective, Profile, Unit
from gcmscore.errors import (
    InvalidDataError,
    InvalidRequestError,
    Problem,
    UnknownIndicatorError,
    UnknownObjectiveError,
    UnknownProfileError,
    nearest_names,
)

INDICATOR_FILE = "indicators.yaml"
OBJECTIVE_FOLDER = "objectives"
_SECTIONS = ("edition", "framework", "profiles", "units", "instruments", "indicators")

Item = TypeVar("Item", bound=Definition)


@dataclass(frozen=True, repr=False)
class Compact:
    """A framework: what is asked of States and how the answers are counted.

    Attributes
    ----------
    framework : Framework
        Its name, symbol and legal nature.
    edition : str
        Edition of the indicator set; every output carries it.
    objectives : mapping of int to Objective
        By number, rising.
    indicators : mapping of str to Indicator
        By id, in the order of the file.
    profiles : mapping of str to Profile
        Named subsets of the indicators; ``full`` always exists.
    units : mapping of str to Unit
        How values are counted.
    instruments : mapping of str to Instrument
        Treaties whose status counts.
    digest : str
        Fingerprint (SHA-256) of the files it was read from.

    Examples
    --------
    >>> compact = load_compact()
    >>> compact.objectives[13].short_name
    'Alternatives to detention'
    """

    framework: Framework
    edition: str
    objectives: Mapping[int, Objective]
    indicators: Mapping[str, Indicator]
    profiles: Mapping[str, Profile]
    units: Mapping[str, Unit]
    instruments: Mapping[str, Instrument]
    digest: str

    def __repr__(self) -> str:
        counts = f"{len(self.objectives)} objectives, {len(self.indicators)} indicators"
        return f"<Compact {self.framework.short_name}, edition {self.edition}: {counts}>"

    def indicator(self, name: str) -> Indicator:
        """Return an indicator by id; an unknown one raises with the nearest ids."""
        if name not in self.indicators:
            raise UnknownIndicatorError(name, list(self.indicators))
        return self.indicators[name]

    def objective(self, number: int) -> Objective:
        """Return an objective by number; an unknown one raises."""
        if number not in self.objectives:
            raise UnknownObjectiveError(number, [str(known) for known in self.objectives])
        return self.objectives[number]

    def members(self, profile: str, objective: int | None = None) -> tuple[Indicator, ...]:
        """Return the indicators of a profile, all of them or one objective's.

        Parameters
        ----------
        profile : str
            ``full`` for every indicator, or a profile's id.
        objective : int, optional
            Only indicators scored under this objective.

        Raises
        ------
        UnknownProfileError
            If there is no such profile; the nearest ones are named.
        """
        if profile not in self.profiles:
            raise UnknownProfileError(profile, list(self.profiles))
        return tuple(
            indicator
            for indicator in self.indicators.values()
            if (profile == "full" or profile in indicator.profiles)
            and (objective is None or indicator.objective == objective)
        )


def load_compact(path: str | Path | None = None) -> Compact:
    """Load a framework: the Global Compact for Migration, or any folder of the same shape.

    Parameters
    ----------
    path : str or Path, optional
        A folder with ``indicators.yaml`` and ``objectives/NN-slug.yaml``. Without it, the built-in Compact.

    Returns
    -------
    Compact
        Frozen; the built-in one is read once.

    Raises
    ------
    InvalidDataError
        If anything is wrong; every problem with its file and line.

    Examples
    --------
    >>> load_compact().indicators["oda_gni_share"].goalposts.best
    0.7
    """
    return _load(DATA_ROOT if path is None else Path(path))


@lru_cache(maxsize=4)
def _load_once(root: Path, _fingerprint: str) -> Compact:
    return _Reader(root).read()


def _load(root: Path) -> Compact:
    # The built-in files do not change while a process runs; another folder may, so its content is the key.
    if not root.is_dir():
        raise InvalidRequestError(f"{root} is not a folder of a framework")
    if root == DATA_ROOT:
        return _load_once(root, "built in")
    return _load_once(root.resolve(), _digest(_files(root)))


def framework_problems(path: str | Path) -> list[Problem]:
    """Return every problem of a framework's folder, none when it loads.

    Parameters
    ----------
    path : str or Path
        The folder.
    """
    try:
        load_compact(path)
    except InvalidDataError as error:
        return list(error.problems)
    return []


def _files(root: Path) -> list[Path]:
    return [root / INDICATOR_FILE, *sorted((root / OBJECTIVE_FOLDER).glob("*.yaml"))]


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode())
        if path.is_file():
            total.update(path.read_bytes())
    return total.hexdigest()


class _Reader:
    """Reads a framework's files and checks them against each other, collecting every problem."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents: list[Document] = []
        # References to objectives are looked up only when every objective could be read.
        self.all_objectives = True

    def read(self) -> Compact:
        files = _files(self.root)
        self.main = self._open(files[0])
        parts = as_mapping(self.main, INDICATOR_FILE)
        if not parts:
            self._raise_problems()
        for key in set(parts) - set(_SECTIONS):
            self.main.problem((key,), "unknown key", f"accepted are {', '.join(_SECTIONS)}", "unknown_key")
        framework = validate(Framework, parts.get("framework"), self.main, ("framework",))
        edition = self._edition(parts)
        full = Profile(title="Full", description="Every indicator of the edition.")
        self.objectives = self._objectives(files[1:])
        self.profiles = {"full": full, **self._section(Profile, parts, "profiles")}
        self.units = self._section(Unit, parts, "units")
        self.instruments = self._section(Instrument, parts, "instruments")
        self.indicators = self._indicators(parts)
        self._check_indicators()
        self._raise_problems()
        assert framework is not None  # else a problem was raised
        return Compact(
            framework=framework,
            edition=edition,
            objectives=Frozen(dict(sorted(self.objectives.items()))),
            indicators=Frozen({indicator.id: indicator for _, indicator in self.indicators}),
            profiles=Frozen(self.profiles),
            units=Frozen(self.units),
            instruments=Frozen(self.instruments),
            digest=_digest(files),
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

    def _section(self, model: type[Item], parts: Mapping[str, Any], key: str) -> dict[str, Item]:
        entries = parts.get(key) or {}
        if not isinstance(entries, dict):
            self.main.problem((key,), "must be a mapping from id to entry", "id: {…}", "type")
            return {}
        checked = {name: validate(model, entry, self.main, (key, name)) for name, entry in entries.items()}
        return {name: item for name, item in checked.items() if item is not None}

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
            if self.all_objectives:
                self._check_objectives(indicator, place)
            self._check_names(indicator, place)
            other = indicator.values.of
            if other is not None and other not in known:
                self._unknown((*place, "values", "of"), f"{other!r} is not defined", "an indicator's id")
        self._check_order()

    def _unknown(self, place: Location, message: str, remedy: str) -> None:
        self.main.problem(place, message, remedy, "unknown_reference")

    def _check_objectives(self, indicator: Indicator, place: Location) -> None:
        for key, numbers in (("objective", (indicator.objective,)), ("also", indicator.also)):
            for number in numbers:
                if number not in self.objectives:
                    remedy = f"one of {', '.join(map(str, sorted(self.objectives)))}"
                    self._unknown((*place, key), f"there is no objective {number}", remedy)
        for reference in indicator.actions:
            objective = self.objectives.get(int(reference[:-1]))
            if objective is None or reference[-1] not in objective.actions:
                remedy = "an action of a loaded objective, such as 13h"
                self._unknown((*place, "actions"), f"there is no action {reference}", remedy)

    def _check_names(self, indicator: Indicator, place: Location) -> None:
        for key, section, defined, names in (
            ("unit", "units", self.units, (indicator.unit,)),
            ("instruments", "instruments", self.instruments, indicator.instruments),
            ("profiles", "profiles", self.profiles, indicator.profiles),
        ):
            for name in names:
                if name not in defined:
                    nearest = nearest_names(name, list(defined))
                    remedy = f"did you mean {nearest[0]!r}?" if nearest else f"define it under {section}:"
                    self._unknown((*place, key), f"{name!r} is not defined", remedy)

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
