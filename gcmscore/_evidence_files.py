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
_READ = (".yaml", ".xlsx", ".csv", ".parquet")
# What somebody may take for evidence and this reader does not read; silence would drop her work.
_UNREAD = (".yml", ".json", ".tsv", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".feather")
ACCEPTED = "YAML in *.yaml, workbooks in *.xlsx, tables in *.csv or *.parquet"
# Where files are laid while they are written; it stays when that is cut off.
WRITING = ".gcmscore-writing"
# What Excel lays beside a workbook while it is open.
_LOCK = "~$"


class EvidenceFiles:
    """What a folder of evidence holds, or one file alone, as if nothing stood beside it.

    Parameters
    ----------
    root : Path
        The folder or the file.

    Raises
    ------
    InvalidRequestError
        If there is no such folder, and no such file of evidence.
    """

    def __init__(self, root: Path) -> None:
        self.alone = root.resolve() if root.is_file() and root.suffix.lower() in (*_READ, *_UNREAD) else None
        if self.alone is None and not root.is_dir():
            told = f"; it is {ACCEPTED}" if root.is_file() else ""
            raise InvalidRequestError(f"{root} is not a folder of evidence{told}")
        self.root = root.resolve() if self.alone is None else self.alone.parent
        self._contents: dict[Path, bytes] = {}

    @cached_property
    def paths(self) -> list[Path]:
        """Everything in the folder, at any depth, by name, without links that lead out of it or nowhere."""
        stray = dict(self.stray)
        return [path for path in self._found if path not in stray and not path.name.startswith(_LOCK)]

    @cached_property
    def _found(self) -> list[Path]:
        if self.alone is not None:
            return [self.alone]
        return sorted(path for path in self.root.rglob("*") if not self._is_apart(path))

    def _is_apart(self, path: Path) -> bool:
        """Tell whether a path is no evidence, but something that only the check or a tool looks at."""
        parts = path.relative_to(self.root).parts
        # A name that begins with a dot is hidden from people: settings of an editor, of git, of pre-commit.
        return parts[0] in (CHECK_FILE, KEPT_FOLDER) or any(part.startswith(".") for part in parts)

    @cached_property
    def stray(self) -> list[tuple[Path, str]]:
        """Links that are not followed, each with what is wrong with it."""
        links = [path for path in self._found if path.is_symlink()]
        told = [(path, self._astray(path)) for path in links]
        return [(path, message) for path, message in told if message]

    def _astray(self, path: Path) -> str:
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):  # a loop is a RuntimeError before Python 3.13
            return "is a link that leads nowhere or in a circle"
        if real in path.parents:
            return "is a link to a folder that it stands in"
        return "" if real.is_relative_to(self.root) else "is a link that leads out of the folder"

    @property
    def unfinished(self) -> bool:
        """Whether files are being written there, or were until that was cut off."""
        return (self.root / WRITING).exists()

    def holds(self, name: str) -> bool:
        """Tell whether there is a file of this name in the folder itself."""
        return self.root / name in self.paths and (self.root / name).is_file()

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

    def _kept(self, path: Path) -> bytes:
        if path not in self._contents:
            self._contents[path] = path.read_bytes()
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
        own = [name for name in _TABLES if self.holds(name)]
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
        return json.dumps([*self._fingerprint, [self.name(path) for path in self.unread()], len(self.stray)])

    @cached_property
    def _fingerprint(self) -> tuple[str, list[tuple[str, int]]]:
        total, sizes = hashlib.sha256(), []
        for path in self.paths:
            if path.suffix in _READ and path.is_file():
                name = self.name(path)
                total.update(name.encode())
                size = path.stat().st_size
                if path in self._contents or size <= MAXIMUM_BYTES:
                    content = self._kept(path)
                    total.update(content)
                    size = len(content)
                sizes.append((name, size))  # of a file that is too large to be read, no more is known
        return total.hexdigest(), sizes
