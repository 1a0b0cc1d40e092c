"""What is known of one country: every value that counts on a day, how old it is and who published it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from gcmscore.countries import Country
from gcmscore.explain import shown
from gcmscore.observations import Figure
from gcmscore.records import Assessment
from gcmscore.scorecard import Card
from gcmscore.scoring.choices import Grid
from gcmscore.scoring.many import ManyEngine
from gcmscore.scoring.results import IndicatorResult

_SHORT = 40  # longer notes are in the JSON
_INCOMES = {"H": "high income", "UM": "upper middle income", "LM": "lower middle income", "L": "low income"}


def record(card: Card) -> dict[str, Any]:
    """Return what is known of a card's country as plain values, ready for JSON.

    Parameters
    ----------
    card : Card
        Of the profile whose questions are asked; ``full`` asks all.

    Returns
    -------
    dict
        ``country``, ``name``, ``region``, ``income``, ``groups``, ``as_of``, and ``indicators``: each that
        applies, with its value or None, status, period, age and limit of age in years, and its sources.

    Examples
    --------
    >>> from gcmscore import score
    >>> record(score("BEL", 2020, profile="full"))["region"]
    'Western Europe'
    """
    place = card.country
    items = [item for result in card.results for item in result.indicators]
    return {
        "country": place.iso3,
        "name": place.name(),
        "region": _region(place),
        "income": place.income or None,
        "groups": _groups(card),
        "as_of": card.as_of.isoformat(),
        "edition": card.compact.edition,
        "profile": card.profile,
        "indicators": [_entry(card, item) for item in items if item.status != "not_applicable"],
        "findings": len({item.id for result in card.results for item in result.findings}),
    }


def _region(place: Country) -> str | None:
    return place.intermediate_region or place.subregion or place.region or None


def _groups(card: Card) -> list[str]:
    grid = Grid.of(card.evidence, (card.country.iso3,), (card.year,))
    engine = ManyEngine(card.compact, card.evidence, grid, card.profile, card.method)
    return [name for name in card.evidence.groups if engine.belongs(name)[0, 0] == 1]


def _entry(card: Card, item: IndicatorResult) -> dict[str, Any]:
    chosen, sources = item.selection, card.evidence.pack.sources
    return {
        "objective": item.indicator.objective,
        "indicator": item.id,
        "name": item.indicator.name,
        "role": item.indicator.role,
        "status": item.status,
        "value": chosen.value,
        "unit": item.indicator.unit,
        "treaties": dict(chosen.treaties),
        "period": chosen.period,
        "age": chosen.age,
        "max_age": item.indicator.max_age,
        "notes": [record.note for record in chosen.basis if isinstance(record, Figure) and record.note],
        "sources": [
            {
                "id": name,
                "publisher": sources[name].publisher,
                "date": sources[name].date,
                "locator": locator,
                "licence": sources[name].licence,
            }
            for name, locator in item.citations
        ],
    }


def lines(card: Card, width: int) -> Iterator[str]:
    """Yield what is known of a card's country, for a terminal.

    Parameters
    ----------
    card : Card
        As for :func:`record`.
    width : int
        Columns of the terminal.
    """
    whole = record(card)
    about = ", ".join(filter(None, [whole["region"], _INCOMES.get(card.country.income)]))
    yield f"{whole['country']}  {whole['name']}{f' ({about})' if about else ''}"
    yield from textwrap.wrap(f"Groups: {', '.join(whole['groups']) or 'none'}", width)
    yield f"Ages as of 31 December {card.year}; edition {whole['edition']}:"
    for objective in card.compact.objectives.values():
        entries = [entry for entry in whole["indicators"] if entry["objective"] == objective.number]
        if known := [entry for entry in entries if entry["period"] or entry["sources"]]:
            yield ""
            yield f"{objective.number}  {objective.short_name}: {len(known)} of {len(entries)} questions"
            for entry in known:
                yield from _known_lines(card, entry, width)
    yield ""
    answered = sum(bool(entry["period"] or entry["sources"]) for entry in whole["indicators"])
    yield f"{answered} of {len(whole['indicators'])} questions that apply; {whole['findings']} findings."


def _known_lines(card: Card, entry: dict[str, Any], width: int) -> Iterator[str]:
    symbol = card.compact.units[entry["unit"]].symbol
    value = "no value" if entry["value"] is None else f"{shown(entry['value'])} {symbol}"
    if card.compact.indicators[entry["indicator"]].kind == "rubric" and entry["value"] is not None:
        value = f"level {shown(entry['value'])} of 4"
    if entry["treaties"]:
        value = ", ".join(f"{name} {status}" for name, status in entry["treaties"].items())
    known = _since(card, entry)
    told = {"stale": ", too old to count", "not_published": ", said not to be published"}
    state = told.get(
        entry["status"], "" if entry["status"] != "conflict" else ", sources contradict each other"
    )
    role = ", context" if entry["role"] == "context" else ""
    publishers = "; ".join(dict.fromkeys(source["publisher"] for source in entry["sources"]))
    notes = "".join(f", {note.rstrip('.')}" for note in entry["notes"] if len(note) <= _SHORT)
    # A share-alike licence binds whoever passes the figure on.
    shared = {source["licence"] for source in entry["sources"] if "-SA" in (source["licence"] or "")}
    licence = f" ({', '.join(sorted(shared))})" if shared else ""
    text = f"{entry['indicator']}: {value}{known}{state}{role}{notes}. {publishers}{licence}"
    yield from textwrap.wrap(
        text, width, initial_indent="   ", subsequent_indent="      ", break_on_hyphens=False
    )


def _since(card: Card, entry: dict[str, Any]) -> str:
    """Return of when an answer is and how old, as far as either is known, in brackets."""
    age = "" if entry["age"] is None else f"{entry['age']} of at most {entry['max_age']} years"
    kind, when = card.compact.indicators[entry["indicator"]].kind, entry["period"]
    if kind == "instrument":
        # The day on which one treaty was joined says nothing of another.
        when = when if len(entry["treaties"]) == 1 else None
        age = age and f"status read {age} ago"
    elif kind == "rubric":
        confirmed = "confirmed " if entry["indicator"] in _confirmed(card, entry["objective"]) else ""
        when, age = when and f"since {when}", age and f"{confirmed}{age} ago"
    else:
        age = age and f"{age} old"
    words = ", ".join(filter(None, (when, age)))
    return f" ({words})" if words else ""


def _confirmed(card: Card, objective: int) -> set[str]:
    """Return the indicators of an objective whose assessment was confirmed after it began."""
    return {
        item.id
        for item in card.objective(objective).indicators
        for basis in item.selection.basis
        if isinstance(basis, Assessment) and basis.confirmed
    }
