"""The records of one body of evidence, how two of them are joined and what was known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import pandas as pd

from gcmscore.observations import empty_frame, with_citations, without_replaced
from gcmscore.periods import last_day
from gcmscore.records import (
    Assessment,
    Finding,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
)

Kept = TypeVar("Kept", bound=Record)


@dataclass(frozen=True)
class Pack:
    """The records of one body of evidence, best-ranking first."""

    observations: pd.DataFrame = field(default_factory=empty_frame)
    assessments: Sequence[Assessment] = ()
    ratifications: Sequence[Ratification] = ()
    ratification_lists: Sequence[RatificationList] = ()
    findings: Sequence[Finding] = ()
    replies: Sequence[Reply] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


def joined(mine: Pack, theirs: Pack) -> Pack:
    """Return the records of both; those of the right one replace equal keys and rank first."""
    return Pack(
        observations=without_replaced(mine.observations, theirs.observations),
        assessments=_joined(mine.assessments, theirs.assessments),
        ratifications=_joined(mine.ratifications, theirs.ratifications),
        ratification_lists=_joined(mine.ratification_lists, theirs.ratification_lists),
        findings=_joined(mine.findings, theirs.findings),
        replies=_joined(mine.replies, theirs.replies),
        sources={**mine.sources, **theirs.sources},
    )


def known_by(pack: Pack, day: date) -> Pack:
    """Return the records that rest on a source which was surely out on a day, citing only such sources."""
    known = {name for name, source in pack.sources.items() if last_day(source.date) <= day}
    return replace(
        pack,
        observations=with_citations(pack.observations, known),
        assessments=_resting_on(pack.assessments, known, day),
        ratifications=_resting_on(pack.ratifications, known, day),
        ratification_lists=_resting_on(pack.ratification_lists, known, day),
        findings=_resting_on(pack.findings, known, day),
        replies=_resting_on(pack.replies, known, day),
        sources={name: source for name, source in pack.sources.items() if name in known},
    )


def record_id(record: Record) -> str:
    """Return the id of a record of any kind."""
    return str(record.id)  # type: ignore[attr-defined]  # every kind of evidence has an id


def _joined(mine: Sequence[Kept], theirs: Sequence[Kept]) -> tuple[Kept, ...]:
    replaced = {_key(record) for record in theirs}
    return (*theirs, *(record for record in mine if _key(record) not in replaced))


def _key(record: Record) -> str:
    if isinstance(record, Ratification):
        # Whoever states a treaty's status anew replaces all that was said of it before.
        return f"{record.country}.{record.instrument}"
    return record_id(record)


def _resting_on(records: Sequence[Kept], known: set[str], day: date) -> tuple[Kept, ...]:
    kept = []
    for record in records:
        cited = record.sources  # type: ignore[attr-defined]  # every kind of evidence has sources
        left = tuple(citation for citation in cited if citation.id in known)
        if left:
            later = {
                name: day.isoformat()
                for name in ("confirmed", "status_as_of")
                if getattr(record, name, None) is not None and last_day(getattr(record, name)) > day
            }
            changed = later or len(left) < len(cited)
            kept.append(record.model_copy(update={"sources": left, **later}) if changed else record)
    return tuple(kept)
