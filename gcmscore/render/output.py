"""Writes results so that a failure leaves the old file, or none, and never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gcmscore.errors import OutputError


def write(path: str | Path, content: bytes) -> Path:
    """Write a file whole or not at all: beside its place first, then renamed into it.

    Parameters
    ----------
    path : str or Path
        Where it goes; missing folders are made.
    content : bytes
        What it holds.

    Raises
    ------
    OutputError
        If the place cannot be written to; nothing is left behind.
    """
    target = Path(path)
    write_all({target: content})
    return target


def write_all(contents: Mapping[Path, bytes], stage: Path | None = None) -> None:
    """Write several files: all are laid beside their places first, and none is renamed before all are there.

    Parameters
    ----------
    contents : mapping
        Path → what it holds; missing folders are made.
    stage : Path, optional
        A folder of the same disk to lay them in; beside each place by default.

    Raises
    ------
    OutputError
        If a place cannot be written to; nothing is left behind.
    """
    beside: dict[Path, Path] = {}
    target = Path()
    try:
        for target, content in contents.items():
            beside[target] = _laid(target, content, stage or target.parent)
        for target, laid in beside.items():
            laid.replace(target)
    except BaseException as error:
        for laid in beside.values():
            laid.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise  # Ctrl-C
        reason = _reason(target, error)
        raise OutputError(f"{target} cannot be written ({reason}); choose another place") from error


def _laid(target: Path, content: bytes, folder: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _reason(target: Path, error: OSError) -> str:
    if target.is_dir():
        return "it is a folder"
    files = [folder for folder in target.parents if folder.exists() and not folder.is_dir()]
    return f"{files[0]} is a file, not a folder" if files else error.strerror or str(error)
