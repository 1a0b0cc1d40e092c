"""A YAML reader that never guesses and remembers where everything stood.

PyYAML turns ``NO`` into ``False``, ``010`` into ``8`` and keeps the last of two equal keys. In evidence about
States each of these is an error of fact, so this reader resolves only what YAML 1.2's core schema calls a
number, ``true``, ``false`` or ``null``; all else stays text, and what could be read two ways is refused.
"""

from __future__ import annotations

import re
import stat
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
_MARKED = ("!", "&")
_NUMBER_BEGINS = frozenset("0123456789+-")
# How a constant or a number begins, an empty text among them.
_NOT_SURELY_TEXT = frozenset("~nNtTfF0123456789+-.") | {""}
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
        name, cell = self.place_name(place), self.cell_of(place)
        self.problems.append(Problem(self.path, self.line_of(place), name, message, remedy, code, cell=cell))

    def cell_of(self, location: Iterable[str | int]) -> str:
        """Return sheet and cell of a location in a workbook; empty for any other file."""
        return ""

    def where(self, location: Iterable[str | int]) -> str:
        """Return the file with the line of a location, or with its sheet and cell."""
        place = tuple(location)
        cell = self.cell_of(place)
        return f"{self.path}!{cell}" if cell else f"{self.path}:{self.line_of(place)}"

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
    parse_yaml(read_content(path, document), document)
    return document


def parse_yaml(content: bytes | None, document: Document) -> None:
    """Read what a YAML file holds into its document; None, when nothing could be read, says nothing."""
    text = None if content is None else decoded(content, document)
    if text is not None:
        _Builder(text, document).build()


def read_content(path: Path, document: Document) -> bytes | None:
    """Read a file as bytes, recording a problem when it is too large or cannot be read."""
    try:
        state = path.stat()
        if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            # Opening a pipe would wait for somebody to write into it.
            document.problem((), "is no ordinary file", "a readable file", "unreadable")
            return None
        if state.st_size > MAXIMUM_BYTES:
            message = f"the file has {state.st_size:,} bytes"
            document.problem((), message, f"at most {MAXIMUM_BYTES:,}", "too_large")
            return None
        return path.read_bytes()
    except OSError as error:
        document.problem((), f"cannot be read ({error.strerror})", "a readable file", "unreadable")
        return None


def decoded(content: bytes, document: Document) -> str | None:
    """Return bytes as UTF-8 text, recording a problem when they are encoded otherwise."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 (byte 0x{content[error.start]:02X})"
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
        self.lines = document.lines
        self.depth = 0

    def build(self) -> None:
        loader = _EventLoader(self.text)
        self.next: Callable[[], Any] = loader.get_event
        try:
            self.next()  # stream start
            if isinstance(self.next(), yaml.DocumentStartEvent):
                self.document.data = self._top(self.next())
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

    def _refuse(self, place: Location, message: str, remedy: str, code: str) -> None:
        self.document.problem(place, message, remedy, code)
        self.document.refused.add(place)

    def _refuse_tag(self, event: Any, place: Location) -> None:
        if event.tag == "!":
            return
        message, remedy = f"the tag {_shortened(event.tag)} is not accepted", "plain YAML without tags"
        if isinstance(event, yaml.ScalarEvent):
            self._refuse(place, message, remedy, "tag")
        else:  # what a tagged list or mapping holds is read as it stands, and has mistakes of its own
            self.document.problem(place, message, remedy, "tag")

    def _is_text(self, event: Any) -> bool:
        if not event.implicit[0]:
            return True
        index = event.start_mark.index
        return self.text[index : index + 1] in _MARKED and bool(_TEXT_TAG.match(self.text, index))

    def _top(self, event: Any) -> Any:
        self.lines[()] = event.start_mark.line + 1
        return self._value(event, ())

    def _value(self, event: Any, place: Location) -> Any:
        kind = type(event)
        if kind is yaml.AliasEvent:
            self._refuse(place, "aliases (*name) are not accepted", "write the value out", "alias")
            return None
        if event.tag is not None:
            self._refuse_tag(event, place)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, place)
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"nested deeper than {MAXIMUM_DEPTH} levels", problem_mark=event.start_mark
            )
        value = self._mapping(place) if kind is yaml.MappingStartEvent else self._sequence(place)
        self.depth -= 1
        return value

    def _scalar(self, event: Any, place: Location) -> Any:
        text: str = event.value
        # Most texts are told from numbers and constants by their first character.
        if text[:1] not in _NOT_SURELY_TEXT or self._is_text(event):
            return text
        if text.lower() in _CONSTANTS and text in (text.lower(), text.title(), text.upper()):
            return _CONSTANTS[text.lower()]
        if _INTEGER.fullmatch(text) and len(text) < 19:
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _AMBIGUOUS.fullmatch(text):
            remedy = "quote it as text or write a plain number"
            self._refuse(place, f"{_shortened(text)} can be read in two ways", remedy, "ambiguous")
        return text

    def _sequence(self, place: Location) -> list[Any]:
        items: list[Any] = []
        following, lines = self.next, self.lines
        while type(event := following()) is not yaml.SequenceEndEvent:
            inner = (*place, len(items))
            lines.setdefault(inner, event.start_mark.line + 1)
            items.append(self._value(event, inner))
        return items

    def _mapping(self, place: Location) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        following, lines = self.next, self.lines
        while type(event := following()) is not yaml.MappingEndEvent:
            key = self._key(event)
            inner = (*place, key)
            line = event.start_mark.line + 1
            if key in items:
                self._used_twice(inner, line)
            lines.setdefault(inner, line)
            if event.tag is not None:
                self._refuse_tag(event, inner)
            items[key] = self._value(following(), inner)
        return items

    def _used_twice(self, place: Location, line: int) -> None:
        message = f"the key is already used in line {self.lines[place]}"
        name = Document.place_name(place)
        self.document.problems.append(
            Problem(self.document.path, line, name, message, "keep one of the two", "duplicate_key")
        )

    def _key(self, event: Any) -> str | int:
        if type(event) is not yaml.ScalarEvent:
            raise yaml.MarkedYAMLError(problem="a key must be plain text", problem_mark=event.start_mark)
        text: str = event.value
        # A rubric's levels are whole numbers; every other key is text, so that NO stays Norway.
        if text[:1] in _NUMBER_BEGINS and len(text) < 19 and _INTEGER.fullmatch(text):
            return text if self._is_text(event) else int(text)
        return text


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def as_mapping(document: Document, what: str) -> Mapping[str, Any]:
    """Return a document's top level as a mapping, recording a problem when it is something else."""
    if isinstance(document.data, dict):
        return document.data
    if not document.problems:
        document.problem((), f"{what} must be a mapping of keys", "key: value lines", "not_a_mapping")
    return {}
