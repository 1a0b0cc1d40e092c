"""What a workbook changes in the YAML files that it was made of, record by record, and what hinders it.

Three states of a record are compared: as it was when the workbook was made, as it is in the workbook, and as
it is in YAML now. Who changed it alone has her way; where both did, nobody is overruled unasked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gcmscore._workbook_fields import fingerprint

Values = Mapping[str, Any]
# Section, file, id, and the how manieth of that id.
Known = tuple[str, str, str, int]
_REMEDY = "make a new workbook and repeat the change, or let this one win with overwrite"


@dataclass(frozen=True)
class Kept:
    """A record that stands in YAML: its place in its section, and what it says."""

    position: int
    values: Values


@dataclass
class Changes:
    """What happens to one section of one file: by place what it was and becomes, what goes, what is added."""

    changed: dict[int, tuple[Values, Values]] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    added: list[Values] = field(default_factory=list)


@dataclass
class Merging:
    """Compares the three states.

    Parameters
    ----------
    theirs : mapping
        What stands in YAML now.
    mine : mapping
        What the workbook says, in its order.
    base : mapping
        The fingerprints of the records that the workbook was made of.
    files : collection of str
        The files that there are; a record of one that is not there is new, whatever the workbook was made of.
    overwrite : bool
        Whether the workbook wins over what was changed in YAML.
    """

    theirs: Mapping[Known, Kept]
    mine: Mapping[Known, Values]
    base: Mapping[Known, str]
    files: Collection[str]
    overwrite: bool
    conflicts: dict[Known, tuple[str, str]] = field(default_factory=dict)

    def changes(self) -> dict[tuple[str, str], Changes]:
        """Return what changes, by file and section, and take down what speaks against it."""
        found: dict[tuple[str, str], Changes] = {}
        new: dict[tuple[str, str], list[Values]] = {}
        for known, values in self.mine.items():
            place = (known[1], known[0])
            kept = self.theirs.get(known)
            if kept is None:
                if self._is_new(known, values):
                    new.setdefault(place, []).append(values)
            elif self._wins(known, values, kept.values):
                found.setdefault(place, Changes()).changed[kept.position] = (kept.values, values)
        gone = [known for known in self.theirs if known not in self.mine and self._goes(known)]
        for place in {**new, **{(known[1], known[0]): [] for known in gone}}:
            old = [self.theirs[known] for known in gone if (known[1], known[0]) == place]
            _pair(found.setdefault(place, Changes()), old, new.get(place, []))
        return found

    def _conflict(self, known: Known, message: str) -> bool:
        if not self.overwrite:
            self.conflicts[known] = (message, _REMEDY)
        return self.overwrite

    def _wins(self, known: Known, mine: Values, theirs: Values) -> bool:
        before = self.base.get(known)
        if mine == theirs or (before == fingerprint(mine) and not self.overwrite):
            return False
        if before is None or before == fingerprint(theirs):
            return True
        return self._conflict(known, f"{known[2]!r} was changed in {known[1]} since the workbook was made")

    def _is_new(self, known: Known, mine: Values) -> bool:
        before = self.base.get(known)
        if before is None or known[1] not in self.files:
            return True
        if before == fingerprint(mine) and not self.overwrite:
            return False
        return self._conflict(known, f"{known[2]!r} was taken out of {known[1]} since the workbook was made")

    def _goes(self, known: Known) -> bool:
        before = self.base.get(known)
        if before is None:  # the workbook never knew it
            return False
        if before == fingerprint(self.theirs[known].values):
            return True
        message = f"{known[2]!r} is taken out here, and was changed in {known[1]} since the workbook was made"
        return self._conflict(known, message)


def _pair(changes: Changes, old: Iterable[Kept], new: Iterable[Values]) -> None:
    """Take a new record for an old one whose key was corrected, when at least half of it is the same."""
    left = list(old)
    for values in new:
        alike = [kept for kept in left if _is_like(kept.values, values)]
        if alike:
            left.remove(alike[0])
            changes.changed[alike[0].position] = (alike[0].values, values)
        else:
            changes.added.append(values)
    changes.removed += [kept.position for kept in left]


def _is_like(one: Values, other: Values) -> bool:
    keys = one.keys() | other.keys()
    alike = [key for key in keys if one.get(key) == other.get(key)]
    return 2 * len(alike) >= len(keys)
