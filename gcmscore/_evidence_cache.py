"""Keeps checked evidence in a folder, so that the next process need not read and check it again.

An entry is named by a fingerprint of everything it depends on: the evidence, the framework, the country
table, the groups, this library's code, and the versions of Python and of the libraries beneath. It is never
out of date: whoever changes one of them looks for another name. It holds data only and nothing that runs;
records are checked again by their models. What is damaged or of somebody else is not used.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pydantic
from pydantic import BaseModel, ConfigDict, TypeAdapter

import gcmscore
from gcmscore._collector import collector_paused
from gcmscore._evidence_files import SHIPPED_FOLDER, EvidenceFiles
from gcmscore._packs import Kept, Pack
from gcmscore.compact import Compact, built_in_digest
from gcmscore.countries import GROUP_FILE, countries
from gcmscore.observations import COLUMNS, assembled, objects
from gcmscore.records import (
    Assessment,
    Finding,
    Group,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
)

VARIABLE = "GCMSCORE_CACHE"
# Raised with every change of what an entry holds.
_FORMAT = 2
_MARK = b"gcmscore evidence\n"
_KEPT = 8
_NUMBERS = ("value", "low", "high")
_WHOLE = ("pack", "line")
_TEXTS = tuple(name for name in COLUMNS if name not in (*_NUMBERS, *_WHOLE, "end", "citations"))


class _Later(Sequence[Kept]):
    """Records that are made when they are first asked for."""

    def __init__(self, model: type[Kept], count: int, text: bytes) -> None:
        self._model, self._count, self._text = model, count, text

    @cached_property
    def _made(self) -> tuple[Kept, ...]:
        with collector_paused():
            return TypeAdapter(tuple[self._model, ...]).validate_json(self._text)  # type: ignore[name-defined]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Kept]:
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        return self._made == (other._made if isinstance(other, _Later) else other)

    def __hash__(self) -> int:
        return hash(self._made)

    def __repr__(self) -> str:
        return repr(self._made)

    @overload
    def __getitem__(self, place: int) -> Kept: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Kept, ...]: ...
    def __getitem__(self, place: int | slice) -> Kept | tuple[Kept, ...]:
        return self._made[place]


class _Contents(BaseModel):
    """What an entry holds beside numbers and records."""

    model_config = ConfigDict(extra="forbid")

    texts: dict[str, list[str]]
    citations: list[tuple[tuple[str, str], ...]]
    numbers: list[str]
    counts: dict[str, int]
    sources: tuple[Source, ...]
    groups: dict[str, Group]


_SECTIONS: Mapping[str, type[Record]] = {
    "assessments": Assessment,
    "ratifications": Ratification,
    "ratification_lists": RatificationList,
    "findings": Finding,
    "replies": Reply,
}


def cache_folder(wanted: bool | str | Path) -> Path | None:
    """Return the folder that evidence is kept in, None when none is wanted or known.

    Parameters
    ----------
    wanted : bool, str or Path
        A folder, True for the customary one, or False for none unless ``GCMSCORE_CACHE`` names one.
    """
    if not isinstance(wanted, bool):
        return Path(wanted)
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return _customary_folder() if wanted else None


def _customary_folder() -> Path | None:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) / "gcmscore" / "Cache" if local else None
    # The standard says that a relative path in XDG_CACHE_HOME is to be ignored.
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named / "gcmscore"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "gcmscore"


def cache_key(files: EvidenceFiles, compact: Compact | None) -> str | None:
    """Return the fingerprint of everything that checked evidence depends on, None when it cannot be read.

    Parameters
    ----------
    files : EvidenceFiles
        The folder of evidence.
    compact : Compact, optional
        The framework; the built-in one by default, which need not be read for this.
    """
    try:
        parts = [
            json.dumps([_FORMAT, gcmscore.__version__, *_versions()]),
            _code(),
            built_in_digest() if compact is None else _content(compact),
            countries().digest,
            (SHIPPED_FOLDER / GROUP_FILE).read_text(encoding="utf-8"),
            files.outline,
        ]
    except OSError:
        return None
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _versions() -> list[str]:
    return [sys.version, sys.byteorder, pd.__version__, np.__version__, pydantic.VERSION]


@lru_cache(maxsize=1)
def _code() -> str:
    total = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def _content(compact: Compact) -> str:
    # A framework need not come from files: what it says is looked at, not what it calls itself.
    total = hashlib.sha256()
    for part in vars(compact).values():
        items = part.items() if hasattr(part, "items") else [("", part)]
        for name, item in items:
            text = item.model_dump_json() if isinstance(item, BaseModel) else str(item)
            total.update(json.dumps([str(name), text]).encode())
        total.update(b"\n")
    return total.hexdigest()


def load(folder: Path, key: str) -> tuple[Pack, dict[str, Group]] | None:
    """Return the records and groups kept under a key, None when there are none or they are damaged."""
    path = _entry(folder, key)
    try:
        content = path.read_bytes()
        head, body = content[: len(_MARK) + 32], memoryview(content)[len(_MARK) + 32 :]
        if head != _MARK + hashlib.sha256(body).digest():
            return None
        with collector_paused():
            found = _unpacked(_arrays(body))
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    with suppress(OSError):
        os.utime(path)  # the entries used last are kept
    return found


def store(folder: Path, key: str, pack: Pack, groups: dict[str, Group]) -> None:
    """Keep records and groups under a key; a folder that cannot be written to keeps nothing."""
    parts = _packed(pack, groups)
    outline = json.dumps({name: [part.dtype.str, part.shape] for name, part in parts.items()}).encode()
    body = b"".join([len(outline).to_bytes(4, "big"), outline, *(part.tobytes() for part in parts.values())])
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix="evidence-", suffix=".part", dir=folder)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(_MARK + hashlib.sha256(body).digest() + body)
            Path(name).replace(_entry(folder, key))
        except OSError:
            Path(name).unlink()
        _drop_oldest(folder)


def _entry(folder: Path, key: str) -> Path:
    return folder / f"evidence-{key}.kept"


def _arrays(body: memoryview) -> dict[str, npt.NDArray[Any]]:
    place = int.from_bytes(body[:4], "big") + 4
    found = {}
    for name, (kind, shape) in json.loads(body[4:place].tobytes()).items():
        found[name] = np.frombuffer(body, kind, math.prod(shape), place).reshape(shape)
        place += found[name].nbytes
    return found


def _drop_oldest(folder: Path) -> None:
    entries = [*folder.glob("evidence-*.kept"), *folder.glob("evidence-*.part")]
    aged = sorted(entries, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in aged[_KEPT:]:
        path.unlink(missing_ok=True)


def _packed(pack: Pack, groups: dict[str, Group]) -> dict[str, npt.NDArray[Any]]:
    frame = pack.observations
    # Columns in which nothing stands are left out.
    coded = {name: pd.factorize(frame[name]) for name in (*_TEXTS, "citations") if frame[name].notna().any()}
    numbers = [name for name in _NUMBERS if frame[name].notna().any()]
    contents = _Contents(
        texts={name: list(known) for name, (_, known) in coded.items() if name != "citations"},
        citations=list(coded["citations"][1]) if coded else [],
        numbers=numbers,
        sources=tuple(pack.sources.values()),
        groups=groups,
        counts={name: len(getattr(pack, name)) for name in _SECTIONS},
    )
    # Missing is 0, so that the codes of most columns fit into two bytes.
    codes = np.array([codes + 1 for codes, _ in coded.values()], dtype=np.uint32)
    whole = frame[list(_WHOLE)].to_numpy(dtype=np.int64).T
    return {
        "codes": codes.astype(np.uint16) if codes.size and codes.max() < 2**16 else codes,
        "numbers": frame[numbers].to_numpy(dtype=np.float64).T,
        "whole": whole.astype(np.int32) if whole.size and whole.max() < 2**31 else whole,
        "end": frame["end"].to_numpy(),
        "contents": _bytes(contents.model_dump_json(by_alias=True, exclude_unset=True)),
        **{name: _bytes(_written(getattr(pack, name))) for name in _SECTIONS},
    }


def _written(records: Sequence[Record]) -> str:
    return f"[{','.join(record.model_dump_json(by_alias=True, exclude_unset=True) for record in records)}]"


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _unpacked(arrays: dict[str, npt.NDArray[Any]]) -> tuple[Pack, dict[str, Group]]:
    contents = _Contents.model_validate_json(arrays["contents"].tobytes())
    end = arrays["end"]
    known: dict[str, Sequence[Any]] = {**contents.texts, "citations": contents.citations}
    # One block of memory for all of them: the system hands out a large one far faster than many.
    block = np.empty((len(_TEXTS) + 1, len(end)), dtype=object)
    columns: dict[str, npt.NDArray[Any]] = dict(zip((*_TEXTS, "citations"), block, strict=True))
    for name in columns.keys() - known.keys():
        columns[name].fill(None)
    for (name, values), codes in zip(known.items(), arrays["codes"], strict=len(end) > 0):
        np.take(objects([None, *values]), codes, out=columns[name], mode="clip")
    columns |= {name: np.full(len(end), np.nan) for name in _NUMBERS}
    columns |= dict(zip(contents.numbers, arrays["numbers"].copy(), strict=True))
    columns |= dict(zip(_WHOLE, arrays["whole"].astype(np.int64), strict=True))
    records: dict[str, Any] = {
        name: _Later(model, contents.counts[name], arrays[name].tobytes())
        for name, model in _SECTIONS.items()
    }
    sources = {source.id: source for source in contents.sources}
    pack = Pack(observations=assembled({**columns, "end": end.copy()}), sources=sources, **records)
    return pack, contents.groups
