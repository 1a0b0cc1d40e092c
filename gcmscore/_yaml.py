"""A YAML reader that never guesses and remembers where everything stood.

PyYAML turns ``NO`` into ``False``, ``010`` into ``8`` and keeps the last of two equal keys. In evidence about
States each of these is an error of fact, so this reader resolves only what YAML 1.2's core schema calls a
number, ``true``, ``false`` or ``null``; all else stays text, and what could be read two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gcmscore.errors import Problem

MAXIMUM_BYTES = 20_000_000
MAXIMUM_DEPTH = 30

Location = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
# No two neighbouring parts share a character, so a long text is read through once.
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9_]+(\.[0-9]*)?|0[xob][0-9a-fA-F_]+|[-+]?[0-9]+(\.[0-9]*)?_[0-9_.]*|[-+]?\.(inf|nan)", re.I
)
# The C parser reports the tag "!", which makes any scalar text, as no tag at all.
_TEXT_TAG = re.compile(r"(&\S+\s+)?!(\s|$)")
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


class _EventLoader(yaml.CSafeLoader):
    """PyYAML's C parser, used for its events alone: nothing of its value resolution is kept."""


@dataclass
class Document:
    """What one YAML file says, with the line of every key and item.

    Attributes
    ----------
    path : str
        Name of the file as shown to the reader.
    data : object
        Plain Python values; None when the file could not be read.
    lines : dict
        Line (from 1) of each location, a tuple of keys and positions.
    problems : list of Problem
        Everything that was wrong with the file as YAML.
    refused : set
        Locations whose value was refused as YAML: whatever is said of them later is the same mistake.
    """

    path: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[Location] = field(default_factory=set)

    def line_of(self, location: Iterable[str | int]) -> int:
        """Return the line of a location, or of its nearest parent that has one."""
        place = tuple(location)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, location: Iterable[str | int], message: str, remedy: str, code: str) -> None:
        """Record a problem at a location of this file, unless what stands there was refused already."""
        place = tuple(location)
        if self.refused and any(place[:depth] in self.refused for depth in range(len(place) + 1)):
            return
        name = self.place_name(place)
        self.problems.append(Problem(self.path, self.line_of(place), name, message, remedy, code))

    @staticmethod
    def place_name(location: Iterable[str | int]) -> str:
        """Return a location as problems show it."""
        return ".".join(str(part) for part in location)


def read_yaml(path: Path, name: str | None = None) -> Document:
    """Read one YAML file strictly; problems are collected, not raised.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        How to call it in problems; its path by default.

    Returns
    -------
    Document
        Data, lines and problems. ``data`` is None when nothing could be read.
    """
    document = Document(name or str(path))
    text = read_text(path, document)
    if text is not None:
        _Builder(text, document).build()
    return document


def read_text(path: Path, document: Document) -> str | None:
    """Read a file as UTF-8 text, recording a problem when it is too large or encoded otherwise."""
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            document.problem((), f"the file has {size:,} bytes", f"at most {MAXIMUM_BYTES:,}", "too_large")
            return None
        raw = path.read_bytes()
    except OSError as error:
        document.problem((), f"cannot be read ({error.strerror})", "a readable file", "unreadable")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 (byte 0x{raw[error.start]:02X})"
        document.problems.append(
            Problem(document.path, line, "", message, "save the file as UTF-8", "encoding")
        )
        return None


def _syntax_remedy(message: str) -> str:
    hints = {
        "mapping values are not allowed": "put a text that holds a colon in quotes",
        "cannot start any token": "blanks instead of tabs, and quotes around a text that begins with a sign",
        "violates indentation": "blanks instead of tabs",
        "unexpected end of stream": "close the quote or bracket",
    }
    found = [hint for words, hint in hints.items() if words in message]
    return found[0] if found else "correct the syntax"


class _Builder:
    """Builds plain values from parser events, one pass, with a bound on depth and no aliases."""

    def __init__(self, text: str, document: Document) -> None:
        self.document = document
        self.text = text
        self.location: list[str | int] = []
        self.depth = 0

    def build(self) -> None:
        loader = _EventLoader(self.text)
        self.next: Callable[[], Any] = loader.get_event
        try:
            self.next()  # stream start
            if isinstance(self.next(), yaml.DocumentStartEvent):
                self.document.data = self._value(self.next())
                self.next()  # document end
                if not isinstance(self.next(), yaml.StreamEndEvent):
                    self.document.problem(
                        (), "holds more than one document", "one document a file", "documents"
                    )
        except yaml.MarkedYAMLError as error:
            self._syntax_error(error.problem or "cannot be parsed", error.problem_mark)
        except yaml.reader.ReaderError as error:
            found = yaml.reader.Reader.NON_PRINTABLE.search(self.text)
            code = ord(found[0]) if found else error.character
            character = f"U+{code:04X}" if isinstance(code, int) else str(code)
            line = self.text.count("\n", 0, found.start() if found else 0) + 1
            self.document.data = None
            self.document.problems.append(
                Problem(
                    self.document.path, line, "", f"holds the character {character}", "remove it", "character"
                )
            )
        finally:
            loader.dispose()

    def _syntax_error(self, message: str, mark: Any) -> None:
        self.document.data = None
        line = mark.line + 1 if mark else 1
        remedy = _syntax_remedy(message)
        self.document.problems.append(
            Problem(self.document.path, line, "", f"is not valid YAML: {message}", remedy, "syntax")
        )

    def _refuse(self, message: str, remedy: str, code: str) -> None:
        self.document.problem(self.location, message, remedy, code)
        self.document.refused.add(tuple(self.location))

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is None or event.tag == "!":
            return
        message, remedy = f"the tag {_shortened(event.tag)} is not accepted", "plain YAML without tags"
        if isinstance(event, yaml.ScalarEvent):
            self._refuse(message, remedy, "tag")
        else:  # what a tagged list or mapping holds is read as it stands, and has mistakes of its own
            self.document.problem(self.location, message, remedy, "tag")

    def _is_text(self, event: Any) -> bool:
        return not event.implicit[0] or bool(_TEXT_TAG.match(self.text, event.start_mark.index))

    def _value(self, event: Any) -> Any:
        self.document.lines.setdefault(tuple(self.location), event.start_mark.line + 1)
        if isinstance(event, yaml.AliasEvent):
            self._refuse("aliases (*name) are not accepted", "write the value out", "alias")
            return None
        self._refuse_tag(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested deeper than {MAXIMUM_DEPTH} levels", problem_mark=event.start_mark
            )
        value = self._mapping() if isinstance(event, yaml.MappingStartEvent) else self._sequence()
        self.depth -= 1
        return value

    def _scalar(self, event: Any) -> Any:
        text: str = event.value
        if self._is_text(event):
            return text
        if text.lower() in _CONSTANTS and text in (text.lower(), text.title(), text.upper()):
            return _CONSTANTS[text.lower()]
        if _INTEGER.fullmatch(text) and len(text) < 19:
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _AMBIGUOUS.fullmatch(text):
            remedy = "quote it as text or write a plain number"
            self._refuse(f"{_shortened(text)} can be read in two ways", remedy, "ambiguous")
        return text

    def _sequence(self) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            self.location.append(len(items))
            items.append(self._value(event))
            self.location.pop()
        return items

    def _mapping(self) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self._key(event)
            self.location.append(key)
            line = event.start_mark.line + 1
            if key in items:
                first = self.document.lines[tuple(self.location)]
                self.document.problems.append(
                    Problem(
                        self.document.path,
                        line,
                        ".".join(str(part) for part in self.location),
                        f"the key is already used in line {first}",
                        "keep one of the two",
                        "duplicate_key",
                    )
                )
            self.document.lines.setdefault(tuple(self.location), line)
            self._refuse_tag(event)
            items[key] = self._value(self.next())
            self.location.pop()
        return items

    def _key(self, event: Any) -> str | int:
        if not isinstance(event, yaml.ScalarEvent):
            raise yaml.MarkedYAMLError(problem="a key must be plain text", problem_mark=event.start_mark)
        # A rubric's levels are whole numbers; every other key is text, so that NO stays Norway.
        if len(event.value) < 19 and _INTEGER.fullmatch(event.value) and not self._is_text(event):
            return int(event.value)
        return str(event.value)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def as_mapping(document: Document, what: str) -> Mapping[str, Any]:
    """Return a document's top level as a mapping, recording a problem when it is something else."""
    if isinstance(document.data, dict):
        return document.data
    if not document.problems:
        document.problem((), f"{what} must be a mapping of keys", "key: value lines", "not_a_mapping")
    return {}
