"""Rules of sources and dates: read when, used where, kept as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gcmscore._consistency import Entry
from gcmscore._evidence_files import KEPT_FOLDER
from gcmscore.checking.advice import Advice, Body, advice
from gcmscore.checking.rules import RULES
from gcmscore.errors import Problem
from gcmscore.periods import first_day, last_day
from gcmscore.records import SECTIONS, Cited, RatificationList, Source

# What stands at such a publisher's address tomorrow need not be what stands there today.
CHANGING = ("statistic", "official", "monitor", "ngo", "media")
_DATES = ("date", "accessed", "since", "confirmed", "status_as_of")


def source_advice(body: Body) -> Iterator[Advice]:
    """Return what is to be said of the sources.

    Parameters
    ----------
    body : Body
        What was read.
    """
    used = _used(body)
    for entry, source in body.of("sources", Source):
        if source.url is not None and source.accessed is None and source.kind in CHANGING:
            remedy = "add accessed: with the day on which it was read"
            yield advice(entry, "", "has an address and no date of access", remedy, "no_access_date")
        if source.accessed is not None and last_day(source.accessed) < first_day(source.date):
            message = f"was read on {source.accessed}, before its date, {source.date}"
            remedy = "give the date of the version that was read"
            yield advice(entry, "accessed", message, remedy, "accessed_too_early")
        if body.whole and source.id not in used:
            yield advice(entry, "", f"no record cites {source.id!r}", "cite it or remove it", "unused_source")


def date_advice(body: Body) -> Iterator[Advice]:
    """Return what is dated after today.

    Parameters
    ----------
    body : Body
        What was read.
    """
    for section in SECTIONS:
        for entry in body.entries[section]:
            for name in _DATES:
                given = getattr(entry.record, name, None)
                if given is not None and first_day(given) > body.today:
                    yield _future(entry, name, given, body.today)


def _future(entry: Entry, name: str, given: str, today: date) -> Advice:
    key = "from" if name == "since" else name
    message = f"{given} is after today, {today}"
    return advice(entry, key, message, "the day on which it happened or was read", "future_date")


def _used(body: Body) -> set[str]:
    cited = {name for pairs in body.observations["citations"].drop_duplicates() for name, _ in pairs}
    for section in SECTIONS:
        for entry in body.entries[section]:
            if isinstance(entry.record, Cited | RatificationList):
                cited |= {citation.id for citation in entry.record.sources}
    return cited | {citation.id for group in body.groups.values() for citation in group.sources}


def kept_advice(body: Body) -> Iterator[Advice]:
    """Return what is to be said of the copies kept of sources, in the folder ``kept/``.

    Parameters
    ----------
    body : Body
        What was read.
    """
    copies = _copies(body)
    for entry, source in body.of("sources", Source):
        kept = copies.pop(source.id, [])
        if source.sha256 is None:
            copies.setdefault("", []).extend(kept)
        elif not kept:
            message, remedy = f"no copy of {source.id!r} is kept", f"keep it as {KEPT_FOLDER}/{source.id}.*"
            yield advice(entry, "sha256", message, remedy, "kept_copy_missing")
        else:
            yield from _compared(entry, source, kept)
    if body.whole:
        for path in sorted(path for paths in copies.values() for path in paths):
            yield _unknown(path)


def _copies(body: Body) -> dict[str, list[Path]]:
    """Return the kept copies by the id of their source; under no id those that belong to none."""
    folder = body.root / KEPT_FOLDER
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue  # what a system leaves behind
        names = [name for name in body.sources if path.name.startswith(f"{name}.")]
        found.setdefault(max(names, key=len, default=""), []).append(path)
    return found


def _compared(entry: Entry, source: Source, kept: list[Path]) -> Iterator[Advice]:
    """Return what is to be said of the copies of one source: one must be what was read, and only one can."""
    prints = {path: _fingerprint(path) for path in kept}
    for path, found in prints.items():
        name = f"{KEPT_FOLDER}/{path.name}"
        if found is None:
            yield advice(entry, "sha256", f"{name} cannot be read", "a readable file", "unreadable")
        elif found != source.sha256 and source.sha256 in prints.values():
            yield _unknown(path)
        elif found != source.sha256:
            message = f"{name} is another file: its fingerprint is {found}"
            remedy = "restore the copy, or read the new one and correct what cites it"
            yield advice(entry, "sha256", message, remedy, "kept_copy_changed")


def _fingerprint(path: Path) -> str | None:
    try:
        # A pipe or a device would be waited for.
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _unknown(path: Path) -> Advice:
    message = "is the copy of no source that gives a sha256"
    remedy = "name it after the id of its source, and give that its sha256"
    code = "kept_copy_unknown"
    name = f"{KEPT_FOLDER}/{path.name}"
    return Advice(Problem(name, 0, "", message, remedy, code, RULES[code].severity), path.name)
