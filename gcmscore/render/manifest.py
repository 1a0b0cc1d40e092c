"""What a folder of reports was made from, so that a run that was broken off need not begin anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gcmscore.render.output import write

MANIFEST_FILE = "reports.json"


@dataclass
class Manifest:
    """The files of a folder, each with what it was made from and its own fingerprint.

    Attributes
    ----------
    folder : Path
        Where they are.
    entries : dict
        By name of a file: the ``key`` of all that went into it, and the ``sha256`` of what came out.
    """

    folder: Path
    entries: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Manifest:
        """Return what a folder says of itself; nothing when it says nothing that can be read."""
        try:
            read = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            entries = {
                str(name): {key: str(entry[key]) for key in ("key", "sha256")} for name, entry in read.items()
            }
        except (OSError, ValueError, AttributeError, TypeError, KeyError):
            # Whoever cannot tell makes the files again.
            entries = {}
        return cls(folder, dict(entries))

    def has(self, name: str, key: str) -> bool:
        """Tell whether a file is there, made from the same, and as it was written."""
        entry = self.entries.get(name, {})
        if entry.get("key") != key:
            return False
        try:
            return fingerprint((self.folder / name).read_bytes()) == entry["sha256"]
        except OSError:
            return False

    def edited(self, name: str) -> bool:
        """Tell whether a file is there and is no longer what was written."""
        entry = self.entries.get(name)
        try:
            return entry is not None and fingerprint((self.folder / name).read_bytes()) != entry["sha256"]
        except OSError:
            return False

    def add(self, made: Mapping[str, str], key: str) -> None:
        """Note files that were made, by name and fingerprint."""
        self.entries.update({name: {"key": key, "sha256": digest} for name, digest in made.items()})
        text = json.dumps(self.entries, indent=1, sort_keys=True)
        write(self.folder / MANIFEST_FILE, f"{text}\n".encode())


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()
