"""Writes results so that a failure leaves the old file, or none, and never half of one."""

from __future__ import annotations

import os
import tempfile
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
    beside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(target)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        reason = _reason(target, error)
        raise OutputError(f"{target} cannot be written ({reason}); choose another place") from error
    return target


def _reason(target: Path, error: OSError) -> str:
    if target.is_dir():
        return "it is a folder"
    files = [folder for folder in target.parents if folder.exists() and not folder.is_dir()]
    return f"{files[0]} is a file, not a folder" if files else error.strerror or str(error)
