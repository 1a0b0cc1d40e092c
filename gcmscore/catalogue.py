"""What there is to know of a framework, an objective or an indicator, as labelled statements.

A terminal, a notebook and the documentation show the same statements; none of them knows the models.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gcmscore._clean import clean
from gcmscore.compact import Compact
from gcmscore.definitions import Crosswalk, Indicator, Objective, Reference

_KINDS = {
    "measure": "a published figure",
    "rubric": "a level from 0 to 4, read from documents",
    "instrument": "treaty status: party counts 1, signed a part of it, neither 0",
}
_VALUES = {
    "total": "the undivided figure; figures of parts never take its place",
    "mean": "the mean of the parts by {by}, all of one period; at least {minimum}",
    "share_above": "the share of the parts by {by} above {above:g}, all of one period; at least {minimum}",
}
_UN_LIST = {"unknown": None, "yes": "corresponds to an entry of it", "no": "not in it"}
_INDENT = 4

# Sections as they are put together: a heading, then rows, or labels and what they say, if anything.
_Parts = list[tuple[str, Iterable["Row | tuple[str, object]"]]]


@dataclass(frozen=True)
class Row:
    """A label, what it says and where that can be read."""

    label: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class Section:
    """Rows under a heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Description:
    """A thing by name, the sentence that says what it is, and its sections."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]


def describe_compact(compact: Compact) -> Description:
    """Describe a framework: what it is, its objectives and how many questions each has.

    Parameters
    ----------
    compact : Compact
        The framework.
    """
    framework = compact.framework
    about = {
        "adopted": framework.adopted,
        "edition": f"{compact.edition}, with {len(compact.indicators)} indicators",
        "crosswalks": ", ".join(compact.crosswalks),
    }
    objectives = [
        (str(number), f"{item.short_name} ({_counts(compact, number)})")
        for number, item in compact.objectives.items()
    ]
    profiles = [(name, profile.description) for name, profile in compact.profiles.items()]
    document = Row("document", framework.symbol or framework.url or "", framework.url)
    sections: _Parts = [("", [document, *about.items()]), ("Profiles", profiles), ("Objectives", objectives)]
    return Description(framework.short_name, framework.title, framework.legal_nature, _sections(sections))


def describe_objective(objective: Objective, compact: Compact | None = None) -> Description:
    """Describe an objective: what it asks for, and with a framework also how it is scored.

    Parameters
    ----------
    objective : Objective
        The objective.
    compact : Compact, optional
        The framework it is of; without it, indicators and correspondences are left out.
    """
    place = {
        "short name": objective.short_name,
        "paragraph": objective.paragraph,
        "round table": objective.round_table,
        "note": objective.note,
        "edition": None if compact is None else compact.edition,
    }
    actions = [(f"{objective.number}{letter}", text) for letter, text in objective.actions.items()]
    sections: _Parts = [("", place.items()), ("Actions, a menu to draw from", actions)]
    if compact is not None:
        scored = [item for item in compact.members("full", objective.number) if item.role == "scored"]
        shown = [
            item
            for item in compact.indicators.values()
            if item not in scored and objective.number in (item.objective, *item.also)
        ]
        sections += [
            ("Indicators", [(item.id, f"{item.name} ({_tags(item)})") for item in scored]),
            ("Shown beside them, not scored here", [(item.id, item.name) for item in shown]),
            ("Corresponds to", list(_correspondences(objective.number, compact))),
        ]
    checked = [(key.replace("_", " "), text) for key, text in objective.verification.items()]
    sections.append(("How this was checked", checked))
    name = f"Objective {objective.number}"
    return Description(name, objective.title, objective.commitment or "", _sections(sections))


def describe_indicator(indicator: Indicator, compact: Compact | None = None) -> Description:
    """Describe an indicator, field by field, in words.

    Parameters
    ----------
    indicator : Indicator
        The indicator.
    compact : Compact, optional
        The framework it is of; without it, units, treaties and sources stand by their ids.
    """
    unit = indicator.unit if compact is None else compact.units[indicator.unit].symbol
    sections: _Parts = [
        ("", _place(indicator, compact)),
        ("Actions it answers to", _actions(indicator, compact)),
        ("Scale", _scale(indicator, unit)),
        ("Levels", _levels(indicator)),
        ("Treaties", _treaties(indicator, compact)),
        ("Figures" if indicator.kind == "measure" else "Documents", _figures(indicator)),
        ("Limits", _limits(indicator)),
        ("Sources", [_source(place, item, compact) for place, item in enumerate(indicator.sources, 1)]),
    ]
    question = "" if indicator.question == indicator.name else indicator.question
    return Description(indicator.id, indicator.name, question, _sections(sections))


def text_lines(description: Description, width: int = 100) -> Iterator[str]:
    """Yield a description line by line, wrapped for a terminal.

    Parameters
    ----------
    description : Description
        What to show.
    width : int
        Columns of the terminal.
    """
    yield from _wrapped(f"{description.name}: {description.title}", width, "")
    if description.lead:
        yield from _wrapped(description.lead, width, "")
    for section in description.sections:
        yield ""
        if section.heading:
            yield section.heading
        column = _column((row.label for row in section.rows), width)
        for row in section.rows:
            text = f"{row.text} <{row.url}>" if row.url else row.text
            yield from _wrapped(text, width, " " * (_INDENT + column), row.label)


def list_objectives(compact: Compact, width: int = 100) -> Iterator[str]:
    """Yield a line or more for each objective: number, title, how many actions and indicators.

    Parameters
    ----------
    compact : Compact
        The framework.
    width : int
        Columns of the terminal.
    """
    for number, objective in compact.objectives.items():
        yield from _wrapped(objective.title, width, " " * 5, f"{number:>3}", 0)
        yield f"     {len(objective.actions)} actions; {_counts(compact, number)}"


def list_indicators(indicators: Iterable[Indicator], compact: Compact, width: int = 100) -> Iterator[str]:
    """Yield the indicators under the heading of their objective, a line or more each.

    Parameters
    ----------
    indicators : iterable of Indicator
        Which, in the order of the framework.
    compact : Compact
        The framework.
    width : int
        Columns of the terminal.
    """
    chosen = list(indicators)
    column = _column((item.id for item in chosen), width)
    number = 0
    for item in chosen:
        if item.objective != number:
            if number:
                yield ""
            number = item.objective
            yield f"{number}  {clean(compact.objectives[number].short_name)}"
        text = f"{item.name} ({_tags(item)})"
        yield from _wrapped(text, width, " " * (_INDENT + column), item.id)


def found(indicators: Iterable[Indicator], search: str) -> list[Indicator]:
    """Return the indicators in whose definition every word of a search stands or begins a word.

    Parameters
    ----------
    indicators : iterable of Indicator
        Where to look.
    search : str
        Words or codes, such as ``detention children`` or ``10.7.2``, in any case and order.
    """
    words = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in search.split()]
    texts = ((item, " ".join((*_texts(item.model_dump()), *item.codes))) for item in indicators)
    return [item for item, text in texts if all(word.search(text) for word in words)]


def cited(reference: Reference, compact: Compact | None = None) -> str:
    """Return a reference in one line: document (its id, without a framework), place, what it is cited for."""
    supports = f" ({reference.supports})" if reference.supports else ""
    title = reference.source
    if compact is not None:
        source = compact.sources[reference.source]
        title = f"{source.title}, {source.publisher}, {source.date}"
    return f"{title}: {reference.locator}{supports}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _column(labels: Iterable[str], width: int) -> int:
    # Where labels would take more than two fifths of a line, the longer ones stand on lines of their own.
    return min(max(map(len, labels), default=0), 2 * width // 5) + 2


def _source(place: int, reference: Reference, compact: Compact | None) -> Row:
    url = None if compact is None else compact.sources[reference.source].url
    return Row(str(place), cited(reference, compact), url)


def _sections(parts: _Parts) -> tuple[Section, ...]:
    made = ((heading, [_row(row) for row in rows]) for heading, rows in parts)
    filled = (Section(heading, tuple(row for row in rows if row.text)) for heading, rows in made)
    return tuple(section for section in filled if section.rows)


def _row(given: Row | tuple[str, object]) -> Row:
    if isinstance(given, Row):
        return given
    label, text = given
    return Row(label, "" if text is None else str(text))


def _wrapped(text: str, width: int, hanging: str, label: str = "", indent: int = _INDENT) -> Iterator[str]:
    first = f"{' ' * indent}{label} ".ljust(len(hanging)) if label else hanging
    if len(first) > len(hanging):
        yield first.rstrip()
        first = hanging
    yield from textwrap.wrap(
        clean(text),
        max(width, len(hanging) + 30),
        initial_indent=first,
        subsequent_indent=hanging or "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _counts(compact: Compact, number: int) -> str:
    scored = [item for item in compact.members("full", number) if item.role == "scored"]
    core = [item for item in scored if "core" in item.profiles]
    word = "indicator" if len(scored) == 1 else "indicators"
    return f"{len(scored)} scored {word}" + (f", {len(core)} of them core" if core else "")


def _tags(indicator: Indicator) -> str:
    role = () if indicator.role == "scored" else ("context, not scored",)
    provisional = ("provisional",) if indicator.provisional else ()
    return ", ".join((indicator.kind, *role, *indicator.profiles, *provisional))


def _correspondences(number: int, compact: Compact) -> Iterator[tuple[str, str]]:
    for name, crosswalk in compact.crosswalks.items():
        lines = list(_lines(number, crosswalk))
        if lines:
            yield name, "; ".join(lines)


def _lines(number: int, crosswalk: Crosswalk) -> Iterator[str]:
    for entry in crosswalk.entries:
        if number in entry.objectives:
            yield f"{entry.code} {entry.title}"


def _place(indicator: Indicator, compact: Compact | None) -> list[tuple[str, object]]:
    names = {
        number: "" if compact is None else f", {compact.objectives[number].short_name}"
        for number in (indicator.objective, *indicator.also)
    }
    scored = "scored" if indicator.role == "scored" else "context: shown, never scored"
    return [
        ("objective", f"{indicator.objective}{names[indicator.objective]}"),
        ("also shown under", "; ".join(f"{number}{names[number]}" for number in indicator.also)),
        ("kind", f"{_KINDS[indicator.kind]}; {scored}"),
        ("speaks of", ", ".join(indicator.aspects)),
        ("asked of", "members of " + " or ".join(indicator.applies_to) if indicator.applies_to else "all"),
        ("profiles", ", ".join(("full", *indicator.profiles))),
        ("weight", f"{indicator.weight:g}"),
        ("edition", None if compact is None else compact.edition),
        (
            "provisional",
            "yes: its marks or its definition are likely to change" if indicator.provisional else None,
        ),
    ]


def _actions(indicator: Indicator, compact: Compact | None) -> list[tuple[str, object]]:
    if compact is None:
        return [("actions", ", ".join(indicator.actions))]
    return [(name, compact.objectives[int(name[:-1])].actions[name[-1]]) for name in indicator.actions]


def _scale(indicator: Indicator, unit: str) -> list[tuple[str, object]]:
    goalposts, bands, target = indicator.goalposts, indicator.bands, indicator.target
    rows: list[tuple[str, object]] = [("unit", unit)]
    worst, best = indicator.scale
    if indicator.role == "scored":
        how = ", by equal factors" if goalposts is not None and goalposts.scale == "log" else ""
        rows.append(("0 and 100", f"{worst:g} scores 0, {best:g} scores 100{how}"))
    if goalposts is not None:
        provisional = " These goalposts are provisional." if goalposts.provisional else ""
        rows.append(("why", f"{goalposts.reason}{provisional}"))
    if bands is not None:
        green, red = ("from", "below") if best > worst else ("up to", "above")
        reason = f". {bands.reason}" if bands.reason else ""
        rows.append(("bands", f"green {green} {bands.green:g}, red {red} {bands.red:g}{reason}"))
    if target is not None:
        by = f" by {target.by}" if target.by else ""
        rows.append(("target", f"{target.value:g}{by}: {target.source}"))
    elif indicator.role == "scored":
        rows.append(("target", "none given"))
    return rows


def _levels(indicator: Indicator) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for number, level in sorted((indicator.levels or {}).items()):
        rows += [(f"{number}, law", level.law), (f"{number}, practice", level.practice)]
    if indicator.evidence is not None:
        rows.append(("evidence, law", indicator.evidence.law))
        rows.append(("evidence, practice", indicator.evidence.practice))
    return [*rows, ("moves up", indicator.moves_up)]


def _treaties(indicator: Indicator, compact: Compact | None) -> list[tuple[str, object]]:
    if compact is None:
        return [("treaties", ", ".join(indicator.instruments))]
    treaties = [compact.instruments[name] for name in indicator.instruments]
    return [(item.short_name, f"{item.title}, {item.adopted}") for item in treaties]


def _figures(indicator: Indicator) -> list[tuple[str, object]]:
    rule = indicator.values
    parts = _VALUES[rule.how].format(by=rule.by, above=rule.above or 0, minimum=rule.minimum)
    source = f"from the figures of {rule.of}" if rule.of else ""
    codes = [
        f"{name} {code if isinstance(code, str) else ' '.join(code)}"
        for name, code in indicator.codes.items()
    ]
    return [
        ("published by" if indicator.kind == "measure" else "custodian", indicator.custodian),
        ("where", indicator.access),
        *((f"series {place}", item.title) for place, item in enumerate(indicator.series, 1)),
        ("value", ", ".join(filter(None, (parts, source))))
        if indicator.kind == "measure"
        else ("value", None),
        ("codes", ", ".join(codes)),
        ("stale after", f"{indicator.max_age} years"),
    ]


def _limits(indicator: Indicator) -> list[tuple[str, object]]:
    return [
        ("what it does not show", indicator.caveat),
        ("how it could be gamed", indicator.gaming),
        ("checked", indicator.verified),
        ("United Nations' list", _UN_LIST[indicator.un_gcm]),
    ]
