"""Matches the records of two bodies of evidence by what they are about, and says what became of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import pandas as pd

from gcmscore._packs import Pack
from gcmscore.observations import DIMENSIONS, Figure, figures_of
from gcmscore.records import Group, Record

KINDS = ("added", "changed", "withdrawn", "redated", "renamed")
TYPES = (
    *("observation", "assessment", "ratification", "finding", "reply"),
    *("source", "ratification_list", "group"),
)
_DATES = {
    "observation": {"period"},
    "assessment": {"from", "until", "confirmed"},
    "ratification": {"date", "status_as_of"},
    "ratification_list": {"status_as_of"},
    "finding": {"date"},
    "reply": {"date"},
    "source": {"date", "accessed"},
    "group": set(),
}
_SUBJECT = ("indicator", "country", "period", "parts")
# What makes two records the same, tried one after the other; None stands for all that is no date and no id.
_KEYS: Mapping[str, tuple[tuple[str, ...] | None, ...]] = {
    "observation": ((*_SUBJECT, "series", "source"), (*_SUBJECT, "source"), None),
    "assessment": (("country", "indicator", "from"), None, ("country", "indicator")),
    "ratification": (
        ("country", "instrument", "status", "date"), ("country", "instrument", "status"),
        ("country", "instrument"),
    ),
    "ratification_list": (("instrument", "status_as_of"), ("instrument",)),
    "finding": (("id",), None),
    "reply": (("country", "objective", "indicator", "date", "who", "reason"), None),
    "source": (("id",), None),
    "group": (("id",),),
}  # fmt: skip
_FIGURE_COLUMNS = (
    "indicator", "country", "period", "value", "unit", "low", "high", "series", "edition", *DIMENSIONS,
    "missing", "override", "citations", "note",
)  # fmt: skip
# A figure is told by its own fields; its citations are its sources.
_FIGURE_FIELDS = tuple(item.name for item in fields(Figure) if item.name not in ("end", "pack", "citations"))
_AS_TEXT = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
Evidenced = Figure | Record


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, as it stands in the files, before and after; None where it was not given."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RecordChange:
    """One record that is new, gone or other than it was.

    Attributes
    ----------
    kind : str
        ``added``, ``changed``, ``withdrawn``, ``redated`` (only dates or periods moved) or ``renamed`` (only
        the id is another).
    record_type : str
        ``observation``, ``assessment``, ``ratification``, ``finding``, ``reply``, ``source``,
        ``ratification_list`` or ``group``.
    id : str
        Of the later record, or of the earlier one when there is no later.
    before, after : Figure, Record or None
        The record on either side.
    fields : tuple of FieldChange
        What differs; empty for what was added or withdrawn.
    """

    kind: str
    record_type: str
    id: str
    before: Evidenced | None
    after: Evidenced | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def record(self) -> Evidenced:
        """The later record; the earlier one when there is no later."""
        found = self.after if self.after is not None else self.before
        assert found is not None  # a change has a record on one side at least
        return found

    @property
    def country(self) -> str | None:
        """The country or region it is about; None for sources, lists and groups."""
        return getattr(self.record, "country", None)

    @property
    def date(self) -> str:
        """The day, year or period of the record, as written; empty where it has none."""
        names = ("period", "since", "date", "status_as_of")
        return next((str(found) for name in names if (found := getattr(self.record, name, None))), "")

    def field(self, name: str) -> FieldChange | None:
        """Return what became of a field, None where it stayed."""
        return next((item for item in self.fields if item.name == name), None)


@dataclass(frozen=True, eq=False)
class _Entry:
    id: str
    record: Evidenced
    content: Mapping[str, Any]


def record_changes(
    before: Pack, after: Pack, groups: tuple[Mapping[str, Group], Mapping[str, Group]]
) -> Iterator[RecordChange]:
    """Yield what became of every record that is not the same on both sides; their order does not matter.

    Parameters
    ----------
    before, after : Pack
        The records of two bodies of evidence.
    groups : tuple of mapping
        Groups of countries of one's own, on either side.
    """
    sources = list(_compared("source", _models(before.sources.values()), _models(after.sources.values()), {}))
    renamed = {"sources": _renamed(sources)}
    findings = list(_compared("finding", _models(before.findings), _models(after.findings), renamed))
    renamed["findings"] = _renamed(findings)
    yield from (*sources, *findings)
    old, new = _figures(before.observations, after.observations)
    yield from _compared("observation", old, new, renamed)
    for kind, name in (
        ("assessment", "assessments"),
        ("ratification", "ratifications"),
        ("ratification_list", "ratification_lists"),
        ("reply", "replies"),
    ):
        old, new = (_models(getattr(pack, name)) for pack in (before, after))
        yield from _compared(kind, old, new, renamed)
    yield from _compared("group", _groups(groups[0]), _groups(groups[1]), renamed)


def _groups(groups: Mapping[str, Group]) -> list[_Entry]:
    return [_Entry(name, item, {"id": name, **_content(item)}) for name, item in groups.items()]


def _renamed(changes: Iterable[RecordChange]) -> dict[str, str]:
    found = (item.field("id") for item in changes if item.before is not None and item.after is not None)
    return {field.before: field.after for field in found if field is not None}


def _models(records: Iterable[Record]) -> list[_Entry]:
    return [
        _Entry(str(item.id), item, _content(item))  # type: ignore[attr-defined]  # every kind has an id
        for item in records
    ]


def _content(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True)


def _figures(before: pd.DataFrame, after: pd.DataFrame) -> tuple[list[_Entry], list[_Entry]]:
    """Return the figures that are not the same on both sides; most tables are large and alike."""
    rows = [_rows(frame) for frame in (before, after)]
    counts = [Counter(side) for side in rows]
    left = [counts[0] - counts[1], counts[1] - counts[0]]
    found = []
    for frame, side, surplus in zip((before, after), rows, left, strict=True):
        places = []
        for place, row in enumerate(side):
            if surplus[row] > 0:
                surplus[row] -= 1
                places.append(place)
        found.append([_figure(item) for item in figures_of(frame.iloc[places])])
    return found[0], found[1]


def _rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    columns = [frame[name].astype(object) for name in _FIGURE_COLUMNS]
    return list(zip(*(column.where(column.notna(), None).tolist() for column in columns), strict=True))


def _figure(item: Figure) -> _Entry:
    # Not ``asdict``, which copies every value deeply: of 25,000 figures that took most of the time.
    content = {name: getattr(item, name) for name in _FIGURE_FIELDS}
    content["parts"] = dict(item.parts)
    content["sources"] = [{"id": name, "locator": place} for name, place in item.citations]
    named = [item.country, item.indicator, item.period, *(value for _, value in item.parts)]
    return _Entry(".".join([*named, item.citations[0][0]]).lower(), item, content)


def _compared(
    kind: str, before: Sequence[_Entry], after: Sequence[_Entry], renamed: Mapping[str, Mapping[str, str]]
) -> Iterator[RecordChange]:
    old, new = [_under_new_names(item, renamed) for item in before], list(after)
    # Figures that are alike were left out before; only new names of sources make more of them so.
    if kind != "observation" or any(renamed.values()):
        old, new = _without_alike(old, new)
    for names in _KEYS[kind]:
        key = partial(_token, names=names, left_out=_DATES[kind] | {"id"})
        pairs, old, new = _paired(old, new, key, first=names is _KEYS[kind][0])
        for one, other in pairs:
            yield _changed(kind, one, other)
    yield from (RecordChange("withdrawn", kind, item.id, item.record, None) for item in old)
    yield from (RecordChange("added", kind, item.id, None, item.record) for item in new)


def _under_new_names(item: _Entry, renamed: Mapping[str, Mapping[str, str]]) -> _Entry:
    """Return an entry that calls sources and findings by their later names: a new name is no new ground."""
    if not any(renamed.values()):
        return item
    content = dict(item.content)
    if "sources" in content:
        names = renamed.get("sources", {})
        content["sources"] = [
            {**source, "id": names.get(source["id"], source["id"])} for source in content["sources"]
        ]
    for name in {"findings", "supersedes"} & content.keys():
        names = renamed.get("findings", {})
        content[name] = [names.get(finding, finding) for finding in content[name]]
    return _Entry(item.id, item.record, content)


def _token(item: _Entry, names: tuple[str, ...] | None, left_out: set[str]) -> Hashable:
    if names is None:
        return _AS_TEXT({name: value for name, value in item.content.items() if name not in left_out})
    return tuple(_part(item.content, name) for name in names)


def _part(content: Mapping[str, Any], name: str) -> str | None:
    value = (content.get("sources") or [{}])[0].get("id") if name == "source" else content[name]
    return value if value is None or isinstance(value, str) else _AS_TEXT(value)


def _without_alike(before: list[_Entry], after: list[_Entry]) -> tuple[list[_Entry], list[_Entry]]:
    texts = [[_AS_TEXT(item.content) for item in side] for side in (before, after)]
    shared = Counter(texts[0]) & Counter(texts[1])
    left = []
    for side, written in zip((before, after), texts, strict=True):
        spare, kept = Counter(shared), []
        for item, text in sorted(zip(side, written, strict=True), key=lambda pair: pair[1]):
            if spare[text]:
                spare[text] -= 1
            else:
                kept.append(item)
        left.append(kept)
    return left[0], left[1]


def _paired(
    before: list[_Entry], after: list[_Entry], key: Callable[[_Entry], Hashable], *, first: bool
) -> tuple[list[tuple[_Entry, _Entry]], list[_Entry], list[_Entry]]:
    """Return pairs of one key, and what is left; past the first key only where nobody could mix them up."""
    sides: list[dict[Hashable, list[_Entry]]] = [{}, {}]
    for found, side in zip(sides, (before, after), strict=True):
        for item in side:
            found.setdefault(key(item), []).append(item)
    pairs: list[tuple[_Entry, _Entry]] = []
    for name in (name for name in sides[0] if name in sides[1]):
        alike = [sides[0][name], sides[1][name]]
        if first or len(alike[0]) == len(alike[1]) == 1:
            pairs += zip(*alike, strict=False)
    taken = {id(item) for pair in pairs for item in pair}
    left = [[item for item in side if id(item) not in taken] for side in (before, after)]
    return pairs, left[0], left[1]


def _changed(kind: str, before: _Entry, after: _Entry) -> RecordChange:
    names = dict.fromkeys([*before.content, *after.content])
    fields = tuple(
        FieldChange(name, before.content.get(name), after.content.get(name))
        for name in names
        if before.content.get(name) != after.content.get(name)
    )
    changed = {item.name for item in fields}
    what = "renamed" if changed == {"id"} else "redated" if changed <= _DATES[kind] else "changed"
    return RecordChange(what, kind, after.id, before.record, after.record, fields)
