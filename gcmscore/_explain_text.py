"""The working of one objective for a terminal: headings, hanging indents, sources numbered at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gcmscore._rounding import rounded
from gcmscore._wrapping import wrapped
from gcmscore.explain import TRENDS, shown
from gcmscore.scoring.select import Selection

if TYPE_CHECKING:
    from gcmscore.explain import Explanation
    from gcmscore.records import Source
    from gcmscore.scoring.results import IndicatorResult

# More figures than these are given as a range; str() and JSON have each of them.
_FIGURES_LISTED = 6
_Record = Mapping[str, Any]


class _Notes:
    """Numbers sources in the order in which they are first cited."""

    def __init__(self) -> None:
        self.sources: dict[str, Mapping[str, Any]] = {}

    def cited(self, sources: Sequence[Mapping[str, Any]]) -> str:
        places: dict[str, None] = {}
        for source in sources:
            self.sources.setdefault(source["id"], source)
            number = list(self.sources).index(source["id"]) + 1
            places[f"[{number}] {source['locator']}"] = None
        return "; ".join(places)


def lines(explanation: Explanation, width: int) -> Iterator[str]:
    """Yield the working line by line.

    Parameters
    ----------
    explanation : Explanation
        The working of an objective.
    width : int
        Columns of the terminal.
    """
    working, card = explanation.to_dict(), explanation.card
    notes = _Notes()
    yield from wrapped(f"{card.country.name()}, {card.as_of:%d %B %Y}", width)
    yield from wrapped(f"Objective {working['objective']}: {working['title']}", width, "", "  ")
    yield from wrapped(f"profile {card.profile}, edition {card.compact.edition}", width)
    yield ""
    yield from _headline(explanation, working, width)
    facts = {item["id"]: item for item in working["findings"]}
    results = {item.id: item for item in explanation.result.indicators}
    for place, item in enumerate(working["indicators"], 1):
        yield ""
        yield from _indicator(place, item, results[item["id"]], facts, notes, width)
    if notes.sources:
        yield from _heading("Sources", width)
        size = len(str(len(notes.sources))) + 3
        for place, source in enumerate(notes.sources.values(), 1):
            known = card.evidence.pack.sources[source["id"]]
            yield from _source(f"[{place}]".ljust(size), source, known, width)


def _heading(text: str, width: int, mark: str = "-") -> Iterator[str]:
    yield ""
    yield text
    yield mark * min(len(text), width)


def _headline(explanation: Explanation, working: _Record, width: int) -> Iterator[str]:
    covered = f"{rounded(100 * working['coverage'], 0)}%, {working['n']} with a value"
    if working["score"] is None:
        status = working["status"].replace("_", " ").capitalize()
        yield from wrapped(f"{status}: {working['reason_text'] or 'it does not apply'}", width, "", "  ")
        if working["indicative"] is not None:
            mean = rounded(working["indicative"], 1)
            yield from wrapped(f"partial mean {mean}, which is not a score", width, "  ")
        yield from wrapped(f"coverage {covered}", width, "  ")
        return
    names = ("score", "low", "high", "bound_low", "bound_high")
    score, low, high, least, most = (rounded(working[name], 1) for name in names)
    told = [working["band"] or "no band", *([TRENDS[working["trend"]]] if working["trend"] else [])]
    first, last = explanation.card.method.interval
    yield from wrapped(f"Score {score} ({', '.join(told)}), confidence {working['confidence']}", width)
    runs = f"in {last - first:.0%} of the runs under other weights, goalposts and levels"
    yield from wrapped(f"{low} to {high} {runs}", width, "  ")
    missing = f"; {least} or {most} if what is missing were 0 or 100" if least != most else ""
    yield from wrapped(f"coverage {covered}{missing}", width, "  ")


def _indicator(
    place: int,
    item: _Record,
    result: IndicatorResult,
    facts: Mapping[str, _Record],
    notes: _Notes,
    width: int,
) -> Iterator[str]:
    yield from _title(f"{place}. {item['name']} [{item['id']}]", width)
    yield from wrapped(_value(item, result), width, "   ")
    yield from _sides(result.selection, width)
    if item["score"] is not None:
        yield from wrapped(item["working"], width, "   ", "     ")
        share, points = rounded(100 * item["effective_weight"], 1), rounded(item["contribution"], 2)
        yield from wrapped(f"{share}% of the objective's mean, {points} points of it", width, "   ", "     ")
    if item["trend"] is not None:
        yield from wrapped(_trend(item["trend"]), width, "   ", "     ")
    if item["basis"]:
        yield from wrapped("Rests on", width, "   ")
        yield from _records(item["basis"], facts, notes, width, full=True)
    for reason, records in _by_reason(item["passed_over"]).items():
        yield from wrapped(f"Passed over: {reason}", width, "   ", "     ")
        yield from _records(records, facts, notes, width, full=False)
    for region in item["regional"]:
        named = f"{region['name']} ({region['region']})"
        yield from wrapped(f"Beside it, not counted: {named}", width, "   ", "     ")
        yield from _records(region["basis"], facts, notes, width, full=False)


def _title(text: str, width: int) -> Iterator[str]:
    titled = list(wrapped(text, width, "", "   "))
    yield from titled
    yield "~" * max(len(line) for line in titled)


def _value(item: _Record, result: IndicatorResult) -> str:
    if item["value"] is None and item["score"] is None:
        return _capital(item["status"].replace("_", " "))
    unit = "" if result.indicator.kind == "rubric" else f" {item['unit']}"
    level = "level " if result.indicator.kind == "rubric" else ""
    years = "1 year old" if item["age"] == 1 else f"{item['age']} years old"
    dated = f" ({item['period']}, {years})" if item["period"] else ""
    if item["score"] is None:
        status = item["status"].replace("_", " ")
        return f"{_capital(status)}: {level}{shown(item['value'])}{unit}{dated}"
    return f"{_capital(level)}{shown(item['value'])}{unit}{dated} → score {rounded(item['score'], 2)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sides(chosen: Selection, width: int) -> Iterator[str]:
    """Tell which side says what, and which of them counts."""
    law, practice = chosen.law, chosen.practice
    told = [
        f"{name}: level {shown(level)}" for name, level in (("law", law), ("practice", practice))
        if level is not None
    ]  # fmt: skip
    if law is not None and practice is not None:
        told.append("both alike" if law == practice else f"{'law' if law < practice else 'practice'} counts")
    if told:
        yield from wrapped("; ".join(told), width, "   ")


def _trend(trend: _Record) -> str:
    ends = f"{shown(trend['first'])} ({trend['from']}) to {shown(trend['last'])} ({trend['to']})"
    line = trend["projection"]
    ahead = ""
    if line is not None and line["possible"]:
        held = ""
        if line["low"] is not None:
            held = f" ({shown(line['low'])} to {shown(line['high'])} at {line['level']:.0%})"
        ahead = f"; straight on, {shown(line['value'])} in {line['year']}{held}"
    return f"trend: {TRENDS[trend['word']]}, from {ends}{ahead}"


def _by_reason(records: Sequence[_Record]) -> dict[str, list[_Record]]:
    found: dict[str, list[_Record]] = {}
    for record in records:
        found.setdefault(record["reason_text"], []).append(record)
    return found


def _records(
    records: Sequence[_Record], facts: Mapping[str, _Record], notes: _Notes, width: int, *, full: bool
) -> Iterator[str]:
    """Tell records; figures of one series and source together, reasons only of what counts."""
    alike: dict[str, list[_Record]] = {}
    for record in records:
        key = repr([record.get(name) for name in ("series", "note", "sources")])
        alike.setdefault(key if record["kind"] == "figure" else repr(record), []).append(record)
    for group in alike.values():
        first = group[0]
        yield from wrapped(_told(group), width, "   - ", "     ")
        told = ("rationale", "would_change", "note") if full else ("note",)
        for name, label in (("rationale", "why"), ("would_change", "would change it"), ("note", "note")):
            if name in told and first.get(name):
                yield from wrapped(first[name], width, f"     {label}: ", "       ")
        if first.get("series"):
            yield from wrapped(first["series"], width, "     series: ", "       ")
        if full:
            for name in first.get("findings", ()):
                yield from _fact(name, facts, notes, width)
        yield from wrapped(notes.cited(first["sources"]), width, "     sources: ", "       ")


def _fact(name: str, facts: Mapping[str, _Record], notes: _Notes, width: int) -> Iterator[str]:
    if (fact := facts.get(name)) is None:
        yield from wrapped(name, width, "     fact: ", "       ")
        return
    cited = notes.cited(fact["sources"])
    yield from wrapped(f"{fact['statement']} ({cited})", width, f"     fact of {fact['date']}: ", "       ")


def _told(group: Sequence[_Record]) -> str:
    first = group[0]
    if first["kind"] == "assessment":
        levels = [f"{side} {first[side]}" for side in ("law", "practice") if first[side] is not None]
        until = f" until {first['until']}" if first["until"] else ""
        confirmed = f", confirmed {first['confirmed']}" if first["confirmed"] else ""
        return f"{', '.join(levels)}, from {first['from']}{until}{confirmed}; coded by {first['coder']}"
    if first["kind"] != "figure":
        return f"treaty {first['instrument']}: {first['treaty_status']} {first['date'] or ''}".rstrip()
    if len(group) <= _FIGURES_LISTED:
        return "; ".join(_figure(record) for record in group)
    values = [record["value"] for record in group if record["value"] is not None]
    periods = sorted(record["period"] for record in group)
    ends = f", {shown(min(values))} to {shown(max(values))}" if values else ""
    return f"{len(group)} figures for {periods[0]} to {periods[-1]}{ends}"


def _figure(record: _Record) -> str:
    parts = "".join(f", {name} {value}" for name, value in record["parts"].items())
    value = "not published" if record["value"] is None else shown(record["value"])
    return f"{record['period']}{parts}: {value}"


def _source(number: str, source: Mapping[str, Any], known: Source, width: int) -> Iterator[str]:
    title = f"{source['publisher']}: {source['title']} ({source['date']})"
    yield from wrapped(title, width, number)
    if "-SA" in (source["licence"] or ""):
        binds = f"licence: {source['licence']}, which binds whoever passes the figure on"
        yield from wrapped(binds, width, " " * len(number))
    if source["url"]:
        yield from wrapped(source["url"], width, " " * len(number))
    read = f"read {known.accessed}" if known.accessed else ""
    kept = f"kept copy: SHA-256 {known.sha256}" if known.sha256 else ""
    if read or kept:
        yield from wrapped("; ".join(filter(None, (read, kept))), width, " " * len(number))
