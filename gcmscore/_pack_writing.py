"""Writes files of a folder of evidence together, or none, and by one program at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gcmscore._evidence_files import WRITING
from gcmscore.errors import InvalidRequestError, OutputError
from gcmscore.render.output import write, write_all


def write_pack(folder: Path, contents: Mapping[str, bytes], known: Mapping[str, bytes]) -> list[Path]:
    """Write files of a folder, unless another program writes there or has changed one of them.

    All are laid into a folder of their own first. A power cut leaves that folder behind, so that nobody reads
    without a word what is half-way between old and new.

    Parameters
    ----------
    folder : Path
        The folder of evidence; made when it is not there.
    contents : mapping
        File name → what it will hold.
    known : mapping
        File name → what it held when it was read; without those that were not there.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InvalidRequestError
        If another program is writing there, or a file is not as it was known; nothing is written then.
    OutputError
        If a place cannot be written to; all is as it was then.
    """
    targets = {folder / name: content for name, content in contents.items()}
    stage = _stage(folder)
    try:
        changed = [name for name in contents if _held(folder / name) != known.get(name)]
    except BaseException:
        stage.rmdir()  # nothing was begun
        raise
    if not changed:
        _write(targets, {folder / name: content for name, content in known.items()}, stage)
    stage.rmdir()
    if changed:
        names = ", ".join(changed)
        raise InvalidRequestError(f"{names} was changed meanwhile; nothing was written; try again")
    return list(targets)


def _stage(folder: Path) -> Path:
    """Return the folder in which files are laid until all are there; only one program can make it."""
    stage = folder / WRITING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage.mkdir()
    except FileExistsError:
        raise InvalidRequestError(
            f"{folder} is being written by another program; nothing was written; wait for it. If none is "
            f"running, one was cut off: delete the folder {stage} and try again"
        ) from None
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror}); choose another place") from error
    return stage


def _held(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise OutputError(f"{path} cannot be read ({error.strerror}); nothing was written") from error


def _write(targets: Mapping[Path, bytes], known: Mapping[Path, bytes], stage: Path) -> None:
    try:
        write_all(targets, stage)
    except BaseException:
        # One of several could not be replaced: open in another program, say. Those that were go back; should
        # that fail as well, the stage stays and tells.
        for path in targets:
            if path in known:
                _put_back(path, known[path])
            elif path.is_file():
                path.unlink()
        stage.rmdir()
        raise


def _put_back(path: Path, content: bytes) -> None:
    if _held(path) != content:
        write(path, content)
