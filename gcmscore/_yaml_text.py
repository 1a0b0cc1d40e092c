"""Writes records as YAML that people read: one key a line, long text folded, quotes only where needed."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from gcmscore._workbook_fields import CITATIONS, fields_of, keys_of

WIDTH = 105
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_PLAIN = re.compile(r"[^\W\d_][^\n#:\"]*|https?://[^\s#,\[\]{}\"]+")
_DATE = re.compile(r"[0-9]{4}[-0-9Q/]*")
_CONSTANTS = ("null", "true", "false")


def record_lines(section: str, values: Mapping[str, Any], indent: int) -> str:
    """Return a record as an item of its section's list, its dash at an indent.

    Examples
    --------
    >>> print(record_lines("ratification_lists", {"instrument": "cat", "status_as_of": "2020"}, 2), end="")
      - instrument: cat
        status_as_of: 2020
    """
    keys = [key for key in keys_of(section) if key in values]
    lines = "".join(field_lines(section, key, values[key], indent + 2) for key in keys)
    return f"{' ' * indent}- {lines[indent + 2 :]}"


def field_lines(section: str, key: str, value: Any, indent: int) -> str:
    """Return a field with its value, its key at an indent."""
    return f"{' ' * indent}{key}:{value_text(section, key, value, indent)}\n"


def value_text(section: str, key: str, value: Any, indent: int) -> str:
    """Return what stands behind the colon of a field: on the same line, or on those below."""
    if key == CITATIONS:
        return "".join(f"\n{' ' * (indent + 2)}- {_flow(item)}" for item in value)
    if isinstance(value, Mapping):
        inner = indent + 2
        parts = [f"\n{' ' * inner}{name}:{_scalar(item, inner)}" for name, item in value.items()]
        return "".join(parts)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f" [{', '.join(_item(item) for item in value)}]"
    dated = {item.name for item in fields_of(section) if item.kind == "date"}
    return f" {value}" if key in dated and _DATE.fullmatch(str(value)) else _scalar(value, indent)


def _flow(citation: Mapping[str, Any]) -> str:
    return f"{{{', '.join(f'{key}: {_item(value)}' for key, value in citation.items())}}}"


def _item(value: Any) -> str:
    """Return a value as it may stand between brackets."""
    if isinstance(value, str):
        return value if _WORD.fullmatch(value) and value.lower() not in _CONSTANTS else quoted(value)
    return _number(value)


def _scalar(value: Any, indent: int) -> str:
    if not isinstance(value, str):
        return f" {_number(value)}"
    if "\n" in value:
        return _block(value, indent)
    if len(value) > WIDTH - indent - 12 and value.isprintable() and value == " ".join(value.split()):
        space = " " * (indent + 2)
        lines = textwrap.wrap(value, WIDTH - indent - 2, break_long_words=False, break_on_hyphens=False)
        return f" >-\n{space}" + f"\n{space}".join(lines)
    plain = value.isprintable() and _PLAIN.fullmatch(value) and value.lower() not in _CONSTANTS
    return f" {value}" if plain and value == value.strip() else f" {quoted(value)}"


def _block(text: str, indent: int) -> str:
    lines = text.split("\n")
    if all(line.isprintable() and line == line.strip() for line in lines) and lines[0] and lines[-1]:
        space = " " * (indent + 2)
        return " |-" + "".join(f"\n{space}{line}" if line else "\n" for line in lines)
    return f" {quoted(text)}"


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def quoted(text: str) -> str:
    """Return a text in double quotes, whatever it holds."""
    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(character: str) -> str:
    code = ord(character)
    if character.isprintable():
        return character
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
