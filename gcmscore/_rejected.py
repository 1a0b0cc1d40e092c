"""Remembers what could not be read, so that whoever cites it is not told of a mistake that is not hers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Rejected:
    """What may be in files, sections and records that could not be read.

    Attributes
    ----------
    ids : set
        Section and id of records that broke their form.
    mentioned : set of str
        Texts of records whose id is not known: one of them may be it.
    texts : list of str
        What files hold that could not be read as records.
    anything : bool
        Whether there is a file of which nothing is known.
    """

    ids: set[tuple[str, str]] = field(default_factory=set)
    mentioned: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    anything: bool = False

    def __contains__(self, named: tuple[str, str]) -> bool:
        """Tell whether a record of this section and id may be among what could not be read."""
        name = named[1]
        return (
            self.anything
            or named in self.ids
            or name in self.mentioned
            or any(name in text for text in self.texts)
        )

    def add_record(self, section: str, entry: dict[Any, Any]) -> None:
        """Take up a record that broke its form."""
        if isinstance(name := entry.get("id"), str | int):
            self.ids.add((section, str(name)))
        else:
            self.mentioned |= {value for value in entry.values() if isinstance(value, str)}

    def add_entries(self, entries: object) -> None:
        """Take up what stands where no records were expected, or not in this form."""
        items = entries if isinstance(entries, list) else [entries]
        for item in items:
            if isinstance(item, dict):
                self.mentioned |= {str(key) for key in item}
                self.mentioned |= {value for value in item.values() if isinstance(value, str)}

    def add_file(self, content: bytes | None) -> None:
        """Take up a file of text that could not be read, None when not even its bytes could be."""
        if content is None:
            self.anything = True
        else:
            self.texts.append(content.decode("utf-8", errors="replace"))


@dataclass(frozen=True)
class Citable(Collection[str]):
    """The ids of sources that a table may cite without a mistake of its own."""

    known: Collection[str]
    rejected: Rejected

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a source of this id, or may be one."""
        return name in self.known or ("sources", str(name)) in self.rejected

    def __iter__(self) -> Iterator[str]:
        """Go through the ids that are surely there."""
        return iter(self.known)

    def __len__(self) -> int:
        """Count the ids that are surely there."""
        return len(self.known)
