"""What became of one record, in words: its fields before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gcmscore._rounding import rounded

if TYPE_CHECKING:
    from gcmscore._record_changes import FieldChange, RecordChange

SCORE_STATUS = {
    "not_assessed": "not assessed",
    "not_assessed: no_evidence": "not assessed (nothing on record)",
    "not_assessed: stale": "not assessed (all on record too old)",
    "insufficient: coverage": "no score (too little coverage)",
    "insufficient: single_indicator": "no score (too few indicators)",
    "insufficient: law_only": "no score (law alone)",
    "not_applicable": "not applicable",
}
_TREATY = {"party": "party", "signed": "signed only", "none": "neither party nor signatory"}
# Words of these are too long to be read aloud twice; the new ones are read.
_PROSE = {
    "rationale": "the reasons",
    "statement": "the statement",
    "would_change": "what would change it",
    "text": "the comment",
    "note": "the note",
    "title": "the title",
    "recommendation": "the recommendation",
}
_NAMES = {
    "would_change": "what would change it",
    "second_coder": "second coder",
    "status_as_of": "status as of",
    "adjudicated": "adjudication",
    "url": "address",
    "sha256": "fingerprint",
    "parts": "disaggregation",
}


def fragment(item: RecordChange) -> str:
    """Return what a record that was added or withdrawn says.

    Parameters
    ----------
    item : RecordChange
        The change.
    """
    record: Any = item.record
    new = item.kind == "added"
    said: str = _TELLERS[item.record_type](record)
    if item.record_type == "assessment" and new:
        return f"new assessment, {said}. Because: {record.rationale}"
    if item.record_type == "finding" and new:
        return f"new finding of {record.date} [{item.id}]: {record.statement}"
    return f"{'new' if new else 'withdrawn:'} {said}"


def fields_told(item: RecordChange) -> str:
    """Return what became of the fields of a record that stands on both sides.

    Parameters
    ----------
    item : RecordChange
        The change.
    """
    head = _HEADS[item.record_type](item)
    told = _fields(item)
    if item.field("from") and any(item.field(side) for side in ("law", "practice")):
        # The level and since when it holds are one thing: "practice from 1 to 2 from 2024-07-20".
        levels = [text for text in told if text.startswith(("law from", "practice from"))]
        told = [f"{' and '.join(levels)} {told[len(levels)]}", *told[len(levels) + 1 :]]
    return f"{head}{', '.join(told)}{_because(item)}"


def _fields(item: RecordChange) -> list[str]:
    """Return a phrase a field; levels first, then dates."""
    order = {name: place for place, name in enumerate(("law", "practice", "value", "status", "from", "date"))}
    left_out = {"rationale"} if _because(item) else set()
    fields = [field for field in item.fields if field.name not in left_out]
    ordered = sorted(fields, key=lambda field: order.get(field.name, len(order)))
    return [_field(field, item) for field in ordered]


def _because(item: RecordChange) -> str:
    """Return the reasons of a level that moved."""
    record: Any = item.after
    if item.record_type == "assessment" and (item.field("law") or item.field("practice")):
        return f". Because: {record.rationale}"
    return ""


def _field(field: FieldChange, item: RecordChange) -> str:
    name, before, after = field.name, field.before, field.after
    if name in ("law", "practice"):
        one, other = ("not assessed" if level is None else str(level) for level in (before, after))
        return f"{name} from {one} to {other}"
    if name == "from":
        return f"from {after} (was {before})"
    if name == "status" and item.record_type == "ratification":
        return f"{_TREATY[after]} (was {_TREATY[before]})"
    if name in ("sources", "findings", "supersedes", "regions"):
        return _members(name, before or [], after or [])
    if name in _PROSE and isinstance(after, str):
        return f"{_PROSE[name]} {'added' if before is None else 'now'}: {after.rstrip('.')}"
    if name == "id":
        return f"now called {after} (was {before})"
    known = _NAMES.get(name, name.replace("_", " "))
    if before is None or after is None:
        return f"{known} {_plain(after)} added" if before is None else f"{known} {_plain(before)} dropped"
    return f"{known} {_plain(after)} (was {_plain(before)})"


def _members(name: str, before: Sequence[Any], after: Sequence[Any]) -> str:
    """Return which sources or findings are new, gone, or cited at another place."""
    places = [
        {item["id"]: item["locator"] for item in side} if name == "sources" else dict.fromkeys(side)
        for side in (before, after)
    ]
    old, new = places
    moved = [f"{key} at {new[key]} (was {old[key]})" for key in new if key in old and new[key] != old[key]]
    words_of = {"sources": ("now cites", "no longer cites")}
    gained, lost = words_of.get(name, (f"{name} added:", f"{name} dropped:"))
    parts = [
        (gained, [key for key in new if key not in old]),
        (lost, [key for key in old if key not in new]),
        (gained, moved),
    ]
    told = [f"{words} {listed(keys)}" for words, keys in parts if keys]
    return ", ".join(told) or f"{name} in another order"


def _plain(value: Any) -> str:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, Mapping):
        told = (f"{name} {_plain(part)}" for name, part in value.items() if part is not None)
        return "; ".join(told) or "none"
    if isinstance(value, list | tuple):
        return listed([_plain(part) for part in value]) or "none"
    return "none" if value is None else str(value)


def number_text(value: float) -> str:
    """Return a number without an exponent and without zeros behind the point.

    Examples
    --------
    >>> number_text(0.710)
    '0.71'
    """
    return f"{rounded(value, 6):f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def listed(words: Iterable[str]) -> str:
    """Return words as a list that can be read.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _figure(record: Any) -> str:
    parts = "".join(f", {name.replace('_', ' ')} {value}" for name, value in record.parts)
    value = "that nothing is published" if record.value is None else number_text(record.value)
    return f"figure for {record.period}{parts}: {value}"


def _assessment(record: Any) -> str:
    levels = [f"{side} {getattr(record, side)}" for side in ("law", "practice")
              if getattr(record, side) is not None]  # fmt: skip
    until = f" until {record.until}" if record.until else ""
    return f"{' and '.join(levels)} from {record.since}{until}"


def _ratification(record: Any) -> str:
    day = f" since {record.date}" if record.date else ""
    return f"status: {_TREATY[record.status]}{day}, as of {record.status_as_of}"


def _list(record: Any) -> str:
    whole = "complete" if record.complete else "incomplete"
    return f"list of States as of {record.status_as_of}, {whole}"


_TELLERS: Mapping[str, Callable[[Any], str]] = {
    "observation": _figure,
    "assessment": _assessment,
    "ratification": _ratification,
    "ratification_list": _list,
    "finding": lambda item: f"finding of {item.date} [{item.id}]: {item.statement}",
    "reply": lambda item: f"reply of {item.date} by {item.who} ({item.reason}): {item.text}",
    "source": lambda item: f"source [{item.id}]: {item.publisher}, {item.title} ({item.date})",
    "group": lambda item: f"group of countries: {item.title}",
}


def _of_figure(item: RecordChange) -> str:
    record: Any = item.after
    parts = "".join(f", {name.replace('_', ' ')} {value}" for name, value in record.parts)
    return f"figure for {record.period}{parts}: "


def _of_assessment(item: RecordChange) -> str:
    moved = item.field("law") or item.field("practice")
    record: Any = item.after
    return "" if moved else f"assessment from {record.since}: "


_HEADS: Mapping[str, Callable[[Any], str]] = {
    "observation": _of_figure,
    "assessment": _of_assessment,
    "ratification": lambda item: "",
    "ratification_list": lambda item: "list of States: ",
    "finding": lambda item: f"finding of {item.after.date} [{item.id}]: ",
    "reply": lambda item: f"reply by {item.after.who}: ",
    "source": lambda item: f"source [{item.id}]: ",
    "group": lambda item: f"group {item.id}: ",
}
