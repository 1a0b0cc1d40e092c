"""The gaps of a card in words, and where the data that would close them is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import comb
from typing import TYPE_CHECKING, Any

from gcmscore._rounding import rounded
from gcmscore._wrapping import wrapped
from gcmscore.catalogue import cited
from gcmscore.compact import Compact
from gcmscore.definitions import Indicator
from gcmscore.explain import PASSED

if TYPE_CHECKING:
    from gcmscore._ageing import Ageing
    from gcmscore._gap_search import Forecast
    from gcmscore.coverage_gaps import Gap, Gaps, Unscored
    from gcmscore.scorecard import Card

_WHY = {
    "not_assessed": "Nothing is on record.",
    "stale": "The latest on record ({period}) is too old to count since {since}.",
    "not_published": "A source on record says that no figure is published.",
    "conflict": "The records contradict each other; one that says which holds would settle it.",
    "practice_missing": "The law is assessed, practice is not.",
}
_ENDED = "The assessment on record ended; from {since} there is none."
_NEEDS = {
    "coverage": "answers with {floor} of the weight",
    "single_indicator": "at least {minimum} indicators with a value",
    "law_only": "one answer on practice or outcome",
    "no_evidence": "a first answer",
    "stale": "answers that are not too old",
    "no_indicator": "a scored indicator, and this profile has none for it",
}


def where(indicator: Indicator, compact: Compact) -> dict[str, Any]:
    """Return where answers to an indicator are published, and what such an answer has to hold.

    Parameters
    ----------
    indicator : Indicator
        The indicator.
    compact : Compact
        Its framework.
    """
    treaties = {name: compact.instruments[name] for name in indicator.instruments}
    levels = sorted((indicator.levels or {}).items())
    evidence = indicator.evidence
    return {
        "question": indicator.question,
        "custodian": indicator.custodian,
        "access": indicator.access,
        "series": [{"id": item.id, "title": item.title} for item in indicator.series],
        "codes": {name: _listed(code) for name, code in indicator.codes.items()},
        "treaties": [
            {"id": name, "title": item.title, "url": item.url} for name, item in treaties.items()
        ],
        "levels": [{"level": level, "law": sides.law, "practice": sides.practice} for level, sides in levels],
        "documents": None if evidence is None else {"law": evidence.law, "practice": evidence.practice},
        "sources": [
            {
                "cited": cited(item, compact if item.source in compact.sources else None),
                "url": compact.sources[item.source].url if item.source in compact.sources else None,
            }
            for item in indicator.sources
        ],
    }  # fmt: skip


def told(gap: Gap, card: Card) -> dict[str, Any]:
    """Return what of a gap is more than numbers: what is on record all the same, and where to look.

    Parameters
    ----------
    gap : Gap
        The gap.
    card : Card
        Its card.
    """
    known = card.evidence.pack.sources
    on_record = [
        {"id": name, "locator": locator, "title": known[name].title, "publisher": known[name].publisher,
         "date": known[name].date, "url": known[name].url}
        for name, locator in gap.item.citations
    ]  # fmt: skip
    return {"on_record": on_record, "where": where(gap.indicator, card.compact)}


def _listed(code: str | tuple[str, ...]) -> list[str]:
    return [code] if isinstance(code, str) else list(code)


def lines(gaps: Gaps, width: int | None) -> Iterator[str]:
    """Yield the gaps of a card line by line.

    Parameters
    ----------
    gaps : Gaps
        What is missing.
    width : int or None
        Columns of the terminal; None for lines that are not wrapped.
    """
    yield from _head(gaps, width)
    yield from _section("Objectives without a score, and the fewest answers that would give one", width)
    for item in gaps.unscored:
        yield from _unscored(item, gaps, width)
    if not gaps.unscored:
        yield "None."
    yield from _listed_gaps(gaps, width)
    if gaps.ageing:
        yield from _section(
            f"No longer counted at the end of {gaps.card.year + 1}, unless it is renewed", width
        )
        for ageing in gaps.ageing:
            yield from _ageing(ageing, width)
    if gaps.items and gaps.objective is None:
        more = "With one objective asked for, each gap comes with its question, levels, documents and series."
        yield ""
        yield from wrapped(more, width)


def _head(gaps: Gaps, width: int | None) -> Iterator[str]:
    card = gaps.card
    asked = "" if gaps.objective is None else f", objective {gaps.objective}"
    rules = f"(profile {card.profile}, edition {card.compact.edition})"
    yield from wrapped(f"{card.country.name()}, {card.as_of:%d %B %Y}{asked}: what is missing {rules}", width)
    yield from wrapped("A gap is one of the evidence that was read; it says nothing of the State.", width)
    yield ""
    yield from _overall(gaps, width)


def _listed_gaps(gaps: Gaps, width: int | None) -> Iterator[str]:
    alone = [item for item in gaps.items if item.makes_scored]
    others = [item for item in gaps.items if not item.makes_scored]
    for heading, items in (
        ("One answer that makes an objective scored", alone),
        ("Other gaps, by what they add to coverage" if alone else "Gaps, by what they add", others),
    ):
        if items:
            yield from _section(heading, width)
            for gap in items:
                yield from _gap(gap, gaps, width)


def _section(heading: str, width: int | None) -> Iterator[str]:
    yield ""
    yield from wrapped(heading, width)
    yield "-" * min(len(heading), width or len(heading))


def _overall(gaps: Gaps, width: int | None) -> Iterator[str]:
    overall, card = gaps.overall, gaps.card
    text = f"{overall.scored} of {overall.total} objectives are scored, {overall.needed} are needed"
    if card.overall is not None:
        text += f" for an overall score, which is {rounded(card.overall, 1)}."
    elif not overall.lacking:
        text += f"; and yet: {card.overall_reason}."
    elif overall.objectives:
        numbers = ", ".join(map(str, overall.objectives))
        named = "objective" if len(overall.objectives) == 1 else "objectives"
        text += (
            f" for an overall score. It lacks {overall.lacking} more; nearest are {named} {numbers}, "
            f"with {_answers(overall.answers)} in all."
        )
    else:
        text += " for an overall score; this profile has not enough indicators for that."
    yield from wrapped(text, width)


def _unscored(item: Unscored, gaps: Gaps, width: int | None) -> Iterator[str]:
    result, method = item.result, gaps.card.method
    floor = f"{method.coverage_floor:.0%}"
    need = _NEEDS.get(result.reason or "", "more").format(floor=floor, minimum=method.minimum_indicators)
    head = f"{item.objective.number}. {item.objective.short_name}: coverage {_percent(result.coverage)}"
    yield from wrapped(f"{head}; needs {need}", width, "", "    ")
    if not item.sets:
        yield from wrapped("no set of answers within this profile would give it a score", width, "    ")
        return
    if item.all_counted and item.number == comb(item.missing, item.answers):
        # Whichever they are: the gaps are told one by one below, with their names.
        several = f"any {item.answers} of its {item.missing} missing answers"
        text = "the one answer that is missing" if item.missing == 1 else several
        yield from wrapped(text, width, "    ")
        return
    yield from wrapped(f"{_answers(item.answers)}:", width, "    ")
    for names in item.sets:
        yield from wrapped(" + ".join(names), width, "    - ")
    if item.number > len(item.sets):
        least = "" if item.all_counted else "more than "
        yield from wrapped(f"or another, of {least}{item.number:,} such sets in all", width, "    - ")


def _answers(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"


def _gap(item: Gap, gaps: Gaps, width: int | None) -> Iterator[str]:
    asked = item.indicator
    yield from wrapped(f"{asked.name} [{asked.id}]", width, f"{asked.objective:>2}. ")
    since = "" if item.since is None else item.since.isoformat()
    reason = _WHY[item.why]
    if item.why == "not_assessed":
        reason = _ENDED if since else _uncounted(item) or reason
    reason = reason.format(period=item.item.selection.period or "undated", since=since)
    share = f"It has {_percent(item.weight)} of the objective's weight."
    yield from wrapped(f"{reason} {share} {_effect(item.now, item.then)}", width, "    ")
    if item.together:
        yield from wrapped(f"The same figures answer {', '.join(item.together)}.", width, "    ")
    if gaps.objective is None:
        yield from wrapped(asked.custodian or "no custodian is named", width, "    from: ", " " * 10)
        return
    known = told(item, gaps.card)
    for source in known["on_record"]:
        text = f"{source['publisher']}: {source['title']} ({source['date']}), {source['locator']}"
        yield from wrapped(text, width, "    on record: ", " " * 6)
    yield from _details(known["where"], width)


def _uncounted(item: Gap) -> str:
    """Return why what is on record does not count; empty when nothing is."""
    passed = dict.fromkeys(passed.reason for passed in item.item.selection.passed_over)
    reasons = [PASSED[reason] for reason in passed if reason != "later_period"]
    return f"What is on record does not count: {'; '.join(reasons)}." if reasons else ""


def _effect(now: Forecast, then: Forecast, verb: str = "With it") -> str:
    moved = f"{verb} coverage goes from {_percent(now.coverage)} to {_percent(then.coverage)}"
    if now.coverage == then.coverage:
        moved = f"{verb} coverage stays at {_percent(now.coverage)}"
    if then.status == "scored":
        return f"{moved} and the objective {'stays' if now.status == 'scored' else 'is'} scored."
    if then.reason in _NEEDS and then.status == "insufficient":
        lacks = {"coverage": "too little coverage", "single_indicator": "too few indicators with a value",
                 "law_only": "no answer on practice or outcome"}[then.reason]  # fmt: skip
        return f"{moved}; the objective has {'still ' if now.status != 'scored' else ''}{lacks}."
    return f"{moved}; the objective then has no score."


def _details(known: Mapping[str, Any], width: int | None) -> Iterator[str]:
    rows: list[tuple[str, str | None]] = [
        ("question", known["question"]),
        ("from", known["custodian"]),
        ("where", known["access"]),
        *(("series", f"{item['title']} [{item['id']}]") for item in known["series"]),
        ("codes", "; ".join(f"{name} {' '.join(codes)}" for name, codes in known["codes"].items())),
        *(("treaty", " ".join(filter(None, (item["title"], item["url"])))) for item in known["treaties"]),
    ]
    for level in known["levels"]:
        rows += [(f"level {level['level']}, {side}", level[side]) for side in ("law", "practice")]
    for side, text in (known["documents"] or {}).items():
        rows.append((f"documents, {side}", text))
    rows += [
        ("defined by", " ".join(filter(None, (item["cited"], item["url"])))) for item in known["sources"]
    ]
    for label, text in rows:
        if text:
            yield from wrapped(text, width, f"    {label}: ", " " * 6)


def _ageing(item: Ageing, width: int | None) -> Iterator[str]:
    asked = item.item.indicator
    yield from wrapped(f"{asked.name} [{asked.id}]", width, f"{asked.objective:>2}. ")
    period, day = item.item.selection.period or "unknown date", item.day.isoformat()
    ends = {
        "ended": f"The assessment that holds from {period} ends; from {day} none is on record.",
        "stale": f"The value of {period} is too old from {day} on.",
    }[item.why]
    said = _effect(item.now, item.then, "Without what is listed here")
    yield from wrapped(f"{ends} {said}", width, "    ")


def _percent(share: float) -> str:
    return f"{rounded(100 * share, 0)}%"
