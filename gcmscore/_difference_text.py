"""Sentences on what changed between two bodies of evidence, fit to be read aloud."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gcmscore._difference_words import SCORE_STATUS, fields_told, fragment, listed, number_text
from gcmscore._rounding import rounded
from gcmscore._wrapping import wrapped
from gcmscore.observations import Figure

if TYPE_CHECKING:
    from gcmscore._record_changes import RecordChange
    from gcmscore.evidence_differences import EvidenceDifference, ScoreChange

# As many figures of one table are told one by one; more are summed up.
_TOLD_EACH = 3
_WORDS = {
    "added": "added",
    "changed": "changed",
    "withdrawn": "withdrawn",
    "redated": "re-dated",
    "renamed": "renamed",
}
_SOURCES = "Sources, lists of States and groups of countries"
_SEVERAL = "Figures of several countries"


def lines(found: EvidenceDifference, width: int | None) -> Iterator[str]:
    """Yield the comparison line by line.

    Parameters
    ----------
    found : EvidenceDifference
        What changed.
    width : int or None
        Columns of the terminal; None for one line a sentence.
    """
    counts = [f"{number} {_WORDS[kind]}" for kind, number in found.counts.items() if number]
    records = "1 record differs" if len(found) == 1 else f"{len(found)} records differ"
    if counts:
        yield from wrapped(f"{records}: {', '.join(counts)}.", width)
    else:
        yield "The two bodies of evidence say the same."
    for heading, sentences in _sections(found):
        yield ""
        yield from wrapped(heading, width)
        for sentence in sentences:
            yield from wrapped(sentence, width, "- ")
    if found.years:
        yield ""
        yield from _score_lines(found, width)


def _sections(found: EvidenceDifference) -> Iterator[tuple[str, list[str]]]:
    tables = _tables(found.changes)
    wide = {key for key, items in tables.items() if len({item.country for item in items}) > 1}
    told: set[object] = set()
    sections: dict[str, list[str]] = {}
    for item in found.changes:
        key = _table(item)
        if key not in tables:
            sections.setdefault(_heading(item, found), []).append(_sentence(item, found))
        elif key not in told:
            told.add(key)
            place = _SEVERAL if key in wide else _heading(item, found)
            sections.setdefault(place, []).append(_summed(tables[key], found))
    last = [name for name in (_SEVERAL, _SOURCES) if name in sections]
    for name in [*(name for name in sections if name not in last), *last]:
        yield name, sections[name]


def _table(item: RecordChange) -> object:
    record = item.record
    return (record.indicator, record.citations[0][0]) if isinstance(record, Figure) else None


def _tables(changes: Iterable[RecordChange]) -> dict[object, list[RecordChange]]:
    """Return the figures of one indicator and source, where they are too many to tell each."""
    found: dict[object, list[RecordChange]] = {}
    for item in changes:
        if (key := _table(item)) is not None:
            found.setdefault(key, []).append(item)
    return {key: items for key, items in found.items() if len(items) > _TOLD_EACH}


def _heading(item: RecordChange, found: EvidenceDifference) -> str:
    return _SOURCES if item.country is None else _place(item.country, found)


def _place(code: str, found: EvidenceDifference) -> str:
    table = found.after.country_table
    return table[code].name() if code in table else f"{table.region_name(code)} ({code})"


def _about(item: RecordChange, found: EvidenceDifference) -> str:
    from gcmscore.evidence_differences import objective_of

    number = objective_of(item, found.compact)
    record: Any = item.record
    names = [] if number is None else [f"Objective {number}"]
    if (indicator := getattr(record, "indicator", None)) is not None:
        known = found.compact.indicators.get(indicator)
        names.append(indicator if known is None else known.name)
    elif item.record_type in ("ratification", "ratification_list"):
        treaty = found.compact.instruments.get(record.instrument)
        names.append(record.instrument if treaty is None else treaty.short_name)
    return ", ".join(names)


def _sentence(item: RecordChange, found: EvidenceDifference) -> str:
    about = _about(item, found)
    said = fragment(item) if item.kind in ("added", "withdrawn") else fields_told(item)
    cited = _cited(item, found)
    text = f"{about}: {said}" if about else said[:1].upper() + said[1:]
    end = "" if text.endswith((".", "?", "!")) else "."
    return f"{text}{end}{cited}"


def _cited(item: RecordChange, found: EvidenceDifference) -> str:
    """Return who is cited for something new, and where in it; for the rest the fields say it."""
    if item.kind != "added" and item.record_type != "observation":
        return ""
    record: Any = item.record
    pairs = (
        record.citations
        if isinstance(record, Figure)
        else [(source.id, source.locator) for source in getattr(record, "sources", ())]
    )
    side = found.before if item.after is None else found.after
    told = [f"{_publisher(name, side)}, {locator}" for name, locator in pairs]
    edition = f", edition {record.edition}" if getattr(record, "edition", None) else ""
    return f" ({'; '.join(told)}{edition})" if told else ""


def _publisher(name: str, side: Any) -> str:
    source = side.pack.sources.get(name)
    return name if source is None else f"{source.publisher} {source.date}"


def _summed(items: Sequence[RecordChange], found: EvidenceDifference) -> str:
    first: Any = items[0].record
    counts = Counter(item.kind for item in items)
    parts = [f"{counts[kind]} {word}" for kind, word in _WORDS.items() if counts[kind]]
    parts[0] = parts[0].replace(" ", " figures " if sum(counts.values()) > 1 else " figure ", 1)
    side = found.before if items[0].after is None else found.after
    editions = {item.record.edition for item in items if isinstance(item.record, Figure)}
    source = side.pack.sources.get(first.citations[0][0])
    who = first.citations[0][0] if source is None else source.publisher
    edition = f", edition {editions.pop()}" if len(editions) == 1 and None not in editions else ""
    about = f"{_about(items[0], found)} [{first.indicator}]"
    moved = [(abs(after - before), item, before, after) for item, before, after in _values(items)]
    if not moved:
        return f"{about}: {', '.join(parts)} ({who}{edition})."
    _, item, before, after = max(moved, key=lambda entry: entry[0])
    record: Any = item.record
    unit = found.compact.units[record.unit].symbol if record.unit in found.compact.units else record.unit
    place = " ".join([record.country, record.period, *(value for _, value in record.parts)])
    told = f"the largest change: {place} from {number_text(before)} to {number_text(after)} {unit}"
    return f"{about}: {', '.join(parts)} ({who}{edition}); {told}."


def _values(items: Iterable[RecordChange]) -> Iterator[tuple[RecordChange, float, float]]:
    for item in items:
        before, after = (getattr(side, "value", None) for side in (item.before, item.after))
        if before is not None and after is not None and before != after:
            yield item, before, after


def _score_lines(found: EvidenceDifference, width: int | None) -> Iterator[str]:
    years = listed([str(year) for year in found.years])
    if not found.scores:
        yield from wrapped(f"No score of {years} moves.", width)
        return
    yield from wrapped(f"What it does to scores of {years}, by the same framework and rules", width)
    for item in found.scores:
        yield from wrapped(_score_sentence(item, found), width, "- ")


def _score_sentence(item: ScoreChange, found: EvidenceDifference) -> str:
    what = "overall"
    if item.objective is not None:
        what = f"objective {item.objective}, {found.compact.objectives[item.objective].short_name}"
    states = [
        f"{rounded(score, 1)}" if not math.isnan(score) else _status(status)
        for status, score in ((item.status_before, item.before), (item.status_after, item.after))
    ]
    moved = "" if math.isnan(item.change) else f" ({'+' if item.change > 0 else ''}{_points(item.change)})"
    return f"{_place(item.country, found)} {item.year}, {what}: from {states[0]} to {states[1]}{moved}."


def _points(change: float) -> str:
    points = rounded(change, 1)
    return str(points).replace("-", "−") if points else ("less than 0.1" if change > 0 else "−less than 0.1")


def _status(status: str) -> str:
    return SCORE_STATUS.get(status, status.replace("_", " "))
