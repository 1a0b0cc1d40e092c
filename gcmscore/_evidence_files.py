"""The files of a folder of evidence, each read once: what is checked is what is fingerprinted and kept."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path

from gcmscore._resources import DATA_ROOT
from gcmscore._yaml import MAXIMUM_BYTES, Document, read_content
from gcmscore.countries import COUNTRY_FILE, GROUP_FILE, REGION_FILE
from gcmscore.errors import InvalidRequestError

SHIPPED_FOLDER = DATA_ROOT / "evidence"
# What belongs to the check of a folder and is no evidence: its silences, and copies of sources.
CHECK_FILE, KEPT_FOLDER = "check.yaml", "kept"
_TABLES = (COUNTRY_FILE, REGION_FILE)
_READ = (".yaml", ".csv")
# What somebody may take for evidence and this reader does not read; silence would drop her work.
_UNREAD = (".yml", ".json", ".tsv", ".xls", ".xlsx", ".ods", ".parquet")


class EvidenceFiles:
    """What a folder of evidence holds.

    Parameters
    ----------
    root : Path
        The folder.

    Raises
    ------
    InvalidRequestError
        If there is no such folder.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise InvalidRequestError(f"{root} is not a folder of evidence")
        self.root = root.resolve()
        self._contents: dict[Path, bytes] = {}

    @cached_property
    def paths(self) -> list[Path]:
        """Everything in the folder, at any depth, by name; without what only its check or a tool looks at."""
        return sorted(path for path in self.root.rglob("*") if not self._is_apart(path))

    def _is_apart(self, path: Path) -> bool:
        parts = path.relative_to(self.root).parts
        # A name that begins with a dot is hidden from people: settings of an editor, of git, of pre-commit.
        return parts[0] in (CHECK_FILE, KEPT_FOLDER) or any(part.startswith(".") for part in parts)

    def name(self, path: Path) -> str:
        """Return a file's name as problems show it."""
        return path.relative_to(self.root).as_posix()

    def ending_in(self, suffix: str) -> list[Path]:
        """Return the files with an ending, without those that have a meaning of their own."""
        apart = [self.root / name for name in (GROUP_FILE, *_TABLES)]
        return [path for path in self.paths if path.name.endswith(suffix) and path not in apart]

    def content(self, path: Path, document: Document) -> bytes | None:
        """Return what a file holds, recording a problem when it cannot be read; each is read once."""
        if path not in self._contents:
            content = read_content(path, document)
            if content is None:
                return None
            self._contents[path] = content
        return self._contents[path]

    def unread(self) -> list[Path]:
        """Return files that look like evidence and are not read."""
        endings = ((path, path.suffix.lower()) for path in self.paths)
        return [
            path
            for path, ending in endings
            if ending in _UNREAD or (ending in _READ and path.suffix != ending)
        ]

    def changed_tables(self) -> list[str]:
        """Return the names of tables of countries or regions that are not the shipped ones."""
        own = [name for name in _TABLES if (self.root / name).is_file()]
        return [
            name for name in own if (self.root / name).read_bytes() != (SHIPPED_FOLDER / name).read_bytes()
        ]

    @property
    def digest(self) -> str:
        """Fingerprint (SHA-256) of every file that is read."""
        return self._fingerprint[0]

    @property
    def outline(self) -> str:
        """Digest, names and sizes: with them it is said without doubt what the folder holds."""
        return json.dumps([*self._fingerprint, [self.name(path) for path in self.unread()]])

    @cached_property
    def _fingerprint(self) -> tuple[str, list[tuple[str, int]]]:
        total, sizes = hashlib.sha256(), []
        for path in self.paths:
            if path.suffix in _READ and path.is_file():
                name = self.name(path)
                content = self._contents[path] if path in self._contents else path.read_bytes()
                if len(content) <= MAXIMUM_BYTES:
                    self._contents[path] = content
                total.update(name.encode())
                total.update(content)
                sizes.append((name, len(content)))
        return total.hexdigest(), sizes
