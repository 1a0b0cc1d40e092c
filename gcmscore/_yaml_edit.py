"""Changes single records within the text of a YAML file and leaves every other character as it was.

The places come from the parser; no line is written anew that does not have to be, so comments, order, quotes
and line ends of all the rest stay. What cannot be changed in place is written anew as a whole record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from gcmscore._merging import Changes
from gcmscore._workbook_fields import SAID_ONCE, keys_of, said_once
from gcmscore._yaml_text import field_lines, quoted, record_lines, value_text

Values = Mapping[str, Any]


@dataclass
class YamlText:
    """The text of a file of evidence, and the changes that are to be made to it.

    Parameters
    ----------
    text : str
        The file, without a byte order mark and with line feeds only.
    """

    text: str
    _changes: list[tuple[int, int, str]] = field(default_factory=list)

    @cached_property
    def _top(self) -> yaml.MappingNode | None:
        node = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        return node if isinstance(node, yaml.MappingNode) and not node.flow_style else None

    @property
    def in_blocks(self) -> bool:
        """Whether its top level is written line by line, so that it can be changed in place."""
        return self._top is not None or not self.text.strip()

    @cached_property
    def _sections(self) -> dict[str, tuple[Any, Any]]:
        return {} if self._top is None else {key.value: (key, value) for key, value in self._top.value}

    def _items(self, section: str) -> list[Any]:
        value = self._sections[section][1] if section in self._sections else None
        return list(value.value) if isinstance(value, yaml.SequenceNode) else []

    def change(self, section: str, position: int, before: Values, after: Values) -> None:
        """Change the fields of a record that differ."""
        item = self._items(section)[position]
        known = {key.value: (key, value) for key, value in item.value}
        first = item.value[0][0].value if item.value else None
        if item.flow_style or not known or (first in before and first not in after):
            self._write_anew(section, item, after)
            return
        indent = item.start_mark.column
        added = ""
        for key in keys_of(section):
            if before.get(key) == after.get(key):
                continue
            if key not in after:
                self._drop_field(*known[key])
            elif key in known:
                written = value_text(section, key, after[key], indent)
                self._replace_value(*known[key], written)
            else:
                added += field_lines(section, key, after[key], indent)
        if added:
            self._insert_after(item, added)

    def has(self, section: str) -> bool:
        """Tell whether there is such a section."""
        return section in self._sections

    def remove(self, section: str, positions: Sequence[int]) -> None:
        """Take records away, of a section that keeps or gets others."""
        items = self._items(section)
        for position in positions:
            start = self.text.rfind("\n", 0, items[position].start_mark.index) + 1
            self._changes.append((start, self._line_end(_end(items[position], self.text)), ""))

    def append(self, section: str, records: Sequence[Values]) -> None:
        """Add records at the end of a section, which is begun where there is none."""
        items = self._items(section)
        if items and not self._sections[section][1].flow_style:
            indent = self._dash(items[-1])
            self._insert_after(items[-1], "".join(record_lines(section, item, indent) for item in records))
            return
        lines = "".join(record_lines(section, item, 2) for item in records)
        if section in self._sections:
            self._replace_value(*self._sections[section], f"\n{lines}".removesuffix("\n"))
        else:
            gap = "\n" if self.text.strip() else ""
            start = len(self.text)
            missing = "" if not self.text or self.text.endswith("\n") else "\n"
            self._changes.append((start, start, f"{missing}{gap}{section}:\n{lines}"))

    def rewrite(self, section: str, records: Sequence[Values]) -> None:
        """Write a section anew: one that is between brackets, or that has no record left."""
        lines = "".join(record_lines(section, item, 2) for item in records)
        key, value = self._sections[section]
        self._replace_value(key, value, f"\n{lines}".removesuffix("\n") if records else " []")

    def is_in_brackets(self, section: str) -> bool:
        """Tell whether the records of a section stand between brackets."""
        return section in self._sections and bool(self._sections[section][1].flow_style)

    def result(self) -> str:
        """Return the text with all changes made."""
        text = self.text
        # From the end, so that earlier places keep their meaning; of two at one place, the later first.
        for _, (start, end, new) in sorted(enumerate(self._changes), key=lambda item: (item[1][0], item[0]))[
            ::-1
        ]:
            text = text[:start] + new + text[end:]
        return text

    def _dash(self, item: yaml.Node) -> int:
        start = self.text.rfind("\n", 0, item.start_mark.index) + 1
        return self.text.index("-", start) - start

    def _line_end(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end + 1

    def _insert_after(self, node: yaml.Node, lines: str) -> None:
        place = self._line_end(_end(node, self.text))
        missing = "" if self.text[:place].endswith("\n") else "\n"
        self._changes.append((place, place, missing + lines))

    def _replace_value(self, key: yaml.Node, value: yaml.Node, written: str) -> None:
        colon = self.text.index(":", key.end_mark.index)
        self._changes.append((colon + 1, max(_end(value, self.text), colon + 1), written))

    def _drop_field(self, key: yaml.Node, value: yaml.Node) -> None:
        start = self.text.rfind("\n", 0, key.start_mark.index) + 1
        self._changes.append((start, self._line_end(_end(value, self.text)), ""))

    def _write_anew(self, section: str, item: yaml.Node, values: Values) -> None:
        start = self.text.rfind("\n", 0, item.start_mark.index) + 1
        lines = record_lines(section, values, self._dash(item))
        self._changes.append((start, self._line_end(_end(item, self.text)), lines))


def _end(node: yaml.Node, text: str) -> int:
    """Return where a node's own text ends: the comments and empty lines behind it belong to what follows."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last, text)
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip())


def changed_text(
    content: bytes,
    records: Mapping[str, Sequence[Values]],
    sections: Mapping[str, Changes],
    shared: Mapping[str, Any],
) -> tuple[bytes, dict[str, list[Values]]]:
    """Return a file with its records changed, and what it should say then.

    Parameters
    ----------
    content : bytes
        The file; empty for a new one.
    records : mapping
        Section → what its records say.
    sections : mapping
        Section → what changes.
    shared : mapping
        What the file says once for all of its records.
    """
    wanted = {section: _after(items, sections.get(section, Changes())) for section, items in records.items()}
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    windows = "\r\n" in text
    file = YamlText(text.replace("\r\n", "\n"))
    if not file.in_blocks or not text.strip():
        new = _whole_file(wanted)
    else:
        for section, changes in sections.items():
            _apply(file, section, changes, wanted[section], shared)
        new = file.result()
    return mark + (new.replace("\n", "\r\n") if windows else new).encode(), wanted


def _after(items: Sequence[Values], changes: Changes) -> list[Values]:
    kept = [
        changes.changed.get(position, (values, values))[1]
        for position, values in enumerate(items)
        if position not in changes.removed
    ]
    return [*kept, *changes.added]


def _apply(
    file: YamlText, section: str, changes: Changes, wanted: Sequence[Values], shared: Mapping[str, Any]
) -> None:
    if not wanted or file.is_in_brackets(section):
        if file.has(section) or wanted:
            file.rewrite(section, [_own(section, item, shared) for item in wanted])
        return
    for position, (before, after) in changes.changed.items():
        file.change(section, position, _own(section, before, shared), _own(section, after, shared))
    file.remove(section, changes.removed)
    if changes.added:
        file.append(section, [_own(section, item, shared) for item in changes.added])


def _own(section: str, values: Values, shared: Mapping[str, Any]) -> Values:
    """Return what a record has to say itself in a file that says some things once for all."""
    told = {"country": shared.get("country"), "language": shared.get("language") or "en"}
    known = {name: told[name] for name in said_once(section)}
    return {key: value for key, value in values.items() if key not in known or value != known[key]}


def _whole_file(records: Mapping[str, Sequence[Values]]) -> str:
    shared = {}
    for name in SAID_ONCE:
        sections = [section for section in records if name in said_once(section)]
        said = {item[name] for section in sections for item in records[section]}
        if len(said) == 1:
            shared[name] = said.pop()
    head = {name: value for name, value in shared.items() if (name, value) != ("language", "en")}
    parts = [
        f"{section}:\n" + "".join(record_lines(section, _own(section, item, shared), 2) for item in items)
        for section, items in records.items()
        if items
    ]
    first = "".join(
        f"{name}: {quoted(value) if name == 'language' else value}\n" for name, value in head.items()
    )
    return "\n".join([*([first] if first else []), *parts])
