"""Silences: advice that somebody looked at and answered, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from gcmscore._evidence_files import CHECK_FILE
from gcmscore._validation import validate
from gcmscore._yaml import Document, as_mapping, parse_yaml, read_content
from gcmscore.checking.advice import Advice
from gcmscore.checking.rules import RULES
from gcmscore.definitions import Slug, Text
from gcmscore.errors import Problem, nearest_names
from gcmscore.periods import PartialDate, last_day
from gcmscore.records import Record

SECTION = "silence"
SHORTEST_REASON = 20


class Silence(Record):
    """One answer: which advice is not to be given, where, and why."""

    code: Slug
    """The code of the advice, as it stands in brackets behind it."""
    path: Text | None = None
    """The file it is given for, with * for any text; every file without."""
    record: Text | None = None
    """The id of the record it is given for; every record without."""
    field: Text | None = None
    """The key it is given for, such as confirmed; every key without."""
    reason: Annotated[Text, StringConstraints(min_length=SHORTEST_REASON)]
    """Why the evidence is right as it stands."""
    until: PartialDate | None = None
    """The last day on which it holds; for good where it is not given."""

    def covers(self, item: Advice) -> bool:
        """Tell whether it is an answer to an advice."""
        problem = item.problem
        return (
            self.code == problem.code
            and (self.path is None or fnmatchcase(problem.path, self.path))
            and (self.record is None or self.record.casefold() == item.record.casefold())
            and (self.field is None or f".{problem.field}".endswith(f".{self.field}"))
        )


@dataclass(frozen=True)
class Silences:
    """What ``check.yaml`` says.

    Attributes
    ----------
    items : tuple of Silence and int
        The sound silences, each with its position in the list.
    document : Document
        The file, with what is wrong with it.
    """

    items: Sequence[tuple[int, Silence]]
    document: Document

    def apply(self, advice: Iterable[Advice], today: date, whole: bool) -> tuple[list[Advice], list[Advice]]:
        """Divide advice into what is given and what is silenced, adding what the silences are worth.

        Parameters
        ----------
        advice : iterable of Advice
            Everything found.
        today : date
            The day on which a silence must hold.
        whole : bool
            Whether everything could be read, so that an idle silence is told from a mistake elsewhere.
        """
        holding = {
            place: item for place, item in self.items if item.until is None or last_day(item.until) >= today
        }
        given: list[Advice] = []
        silenced: list[Advice] = []
        idle = set(holding)
        for found in advice:
            covering = {
                place for place, item in holding.items() if _can_be_silenced(found) and item.covers(found)
            }
            idle -= covering
            (silenced if covering else given).append(found)
        for place, item in self.items:
            if place not in holding:
                remedy = "look again: mend it, or give a later day"
                given.append(self._note(place, "until", f"ended on {item.until}", remedy, "silence_expired"))
            elif place in idle and whole:
                given.append(self._note(place, "", "silences nothing", "remove it", "silence_unused"))
        return given, silenced

    def _note(self, place: int, field: str, message: str, remedy: str, code: str) -> Advice:
        document = Document(CHECK_FILE, lines=self.document.lines)
        document.problem((SECTION, place, field) if field else (SECTION, place), message, remedy, code)
        return Advice(replace(document.problems[0], severity=RULES[code].severity), f"{SECTION}.{place}")

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the file."""
        return self.document.problems


class SilenceFile(Record):
    """The file as a whole, for its schema."""

    silence: tuple[Silence, ...] = Field(default=())
    """Advice that was looked at and answered."""


def read_silences(root: Path) -> Silences:
    """Read the silences of a folder; a folder without ``check.yaml`` has none.

    Parameters
    ----------
    root : Path
        The folder of evidence.
    """
    document = Document(CHECK_FILE)
    path = root / CHECK_FILE
    if not path.exists() and not path.is_symlink():
        return Silences((), document)
    parse_yaml(read_content(path, document), document)
    parts = as_mapping(document, CHECK_FILE)
    for key in parts:
        if key != SECTION:
            document.problem((key,), "unknown key", f"accepted is {SECTION}", "unknown_key")
    entries = parts.get(SECTION)
    if entries is not None and not isinstance(entries, list):
        document.problem((SECTION,), "must be a list of silences", "- code: …", "type")
    items: list[tuple[int, Silence]] = []
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        item = validate(Silence, entry, document, (SECTION, place))
        if item is not None and _may_be_named(item.code, document, place):
            items.append((place, item))
    return Silences(tuple(items), document)


def _may_be_named(code: str, document: Document, place: int) -> bool:
    names = [name for name, rule in RULES.items() if rule.severity != "error"]
    if code in names:
        return True
    if code in RULES:
        message = f"{code!r} is the code of an error, and errors cannot be silenced"
        document.problem((SECTION, place, "code"), message, "mend the error", "silence_of_error")
        return False
    nearest = nearest_names(code, names, limit=1)
    remedy = f"did you mean {nearest[0]!r}?" if nearest else f"one of {', '.join(sorted(names))}"
    document.problem((SECTION, place, "code"), f"{code!r} is no code", remedy, "unknown_reference")
    return False


def _can_be_silenced(item: Advice) -> bool:
    return item.problem.severity != "error"
