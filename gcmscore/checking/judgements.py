"""Rules of assessments: what a level rests on, and whether its reasons say what they must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gcmscore._consistency import Entry
from gcmscore.checking.advice import Advice, Body, advice
from gcmscore.periods import first_day, last_day
from gcmscore.records import Assessment, Finding, Ratification, RatificationList

WIDE_GAP = 2
# How the reasons name law and practice; of a language that is not here only the findings are looked at.
_WORDS: Mapping[str, tuple[str, str]] = {
    "de": (r"gesetz|recht", r"praxis"),
    "en": (r"\blaws?\b|\blegal|\bstatut", r"\bpractice"),
    "es": (r"\bley|\bderecho|\blegal", r"\bpráctica"),
    "fr": (r"\blois?\b|\bdroit|\blégal", r"\bpratique"),
    "nl": (r"\bwet|\brecht", r"praktijk"),
}


def judgement_advice(body: Body) -> Iterator[Advice]:
    """Return what is to be said of the assessments.

    Parameters
    ----------
    body : Body
        What was read.
    """
    findings = {finding.id: finding for _, finding in body.of("findings", Finding)}
    newer: dict[str, list[Finding]] = {}
    for finding in findings.values():
        for older in finding.supersedes:
            newer.setdefault(older, []).append(finding)
    for entry, record in body.of("assessments", Assessment):
        rests_on = [findings[name] for name in record.findings if name in findings]
        yield from _without_finding(entry, record)
        yield from _announced(entry, record, rests_on)
        yield from _unexplained_gap(entry, record, rests_on)
        yield from _superseded(body, entry, record, newer)
        yield from _stale(body, entry, record)
    yield from _stale_lists(body)
    yield from _stale_status(body)


def _without_finding(entry: Entry, record: Assessment) -> Iterator[Advice]:
    # A country's level may rest on those of its regions, which have findings of their own.
    if not record.findings and not record.regions:
        remedy = "write the facts as findings and name their ids under findings:"
        yield advice(entry, "findings", "rests on no finding", remedy, "assessment_without_finding")


def _announced(entry: Entry, record: Assessment, rests_on: Sequence[Finding]) -> Iterator[Advice]:
    stages = {finding.stage for finding in rests_on}
    if not stages or len(rests_on) < len(record.findings):
        return
    # Level 0 says that nothing more than words was found.
    if record.practice and stages <= {"announced", "adopted"}:
        message = (
            f"{record.practice} rests only on what was {' or '.join(sorted(stages))}, not on what was done"
        )
        remedy = "cite a finding of the stage practice, or leave practice out"
        yield advice(entry, "practice", message, remedy, "announced_as_practice")
    if record.law and stages == {"announced"}:
        message = f"{record.law} rests only on what was announced"
        remedy = "cite a finding of the stage adopted or in_force, or lower the level"
        yield advice(entry, "law", message, remedy, "announced_as_law")


def _unexplained_gap(entry: Entry, record: Assessment, rests_on: Sequence[Finding]) -> Iterator[Advice]:
    if record.law is None or record.practice is None or abs(record.law - record.practice) < WIDE_GAP:
        return
    gap = f"law {record.law} and practice {record.practice} lie far apart"
    text = f"{record.rationale} {record.note or ''}"
    words = zip(("law", "practice"), _WORDS.get(record.language, ("", "")), strict=True)
    unsaid = [side for side, pattern in words if not re.search(pattern, text, re.IGNORECASE)]
    if unsaid:
        message = f"{gap}, and the rationale does not speak of {' or of '.join(unsaid)}"
        yield advice(entry, "rationale", message, "say what each level rests on", "unexplained_gap")
    elif rests_on and all(finding.stage != "practice" for finding in rests_on):
        message = f"{gap}, and no finding cited shows practice"
        yield advice(entry, "findings", message, "cite a finding of the stage practice", "unexplained_gap")


def _superseded(
    body: Body, entry: Entry, record: Assessment, newer: Mapping[str, Sequence[Finding]]
) -> Iterator[Advice]:
    held = first_day(record.confirmed or record.since)
    for name in record.findings:
        for finding in newer.get(name, ()):
            known = _known(body, finding)
            if known is not None and known < held and finding.id not in record.findings:
                message = f"{name!r} was superseded by {finding.id!r}, known by {known}"
                remedy = f"rest on {finding.id!r} too, and see whether the level holds"
                yield advice(entry, "findings", message, remedy, "superseded_evidence")


def _known(body: Body, finding: Finding) -> date | None:
    """Return the day by which a finding was surely known, None when no source of it could be read."""
    dates = [last_day(body.sources[name].date) for name in finding.source_ids if name in body.sources]
    return min(dates, default=None)


def _stale(body: Body, entry: Entry, record: Assessment) -> Iterator[Advice]:
    indicator = body.compact.indicators.get(record.indicator)
    if indicator is None or record.until is not None:
        return
    field, seen = ("confirmed", record.confirmed) if record.confirmed else ("from", record.since)
    age = body.today.year - first_day(seen).year
    if age > indicator.max_age:
        message = f"{record.indicator} was last seen in {seen[:4]} and counts for {_years(indicator.max_age)}"
        yield advice(entry, field, message, "look for newer evidence, or confirm it", "stale_evidence")


def _stale_lists(body: Body) -> Iterator[Advice]:
    newest: dict[str, tuple[Entry, RatificationList]] = {}
    for entry, whole in body.of("ratification_lists", RatificationList):
        kept = newest.get(whole.instrument)
        if kept is None or last_day(kept[1].status_as_of) < last_day(whole.status_as_of):
            newest[whole.instrument] = entry, whole
    for instrument, (entry, whole) in newest.items():
        if (limit := _too_old(body, instrument, whole.status_as_of)) is not None:
            message = f"the list of {instrument} is of {whole.status_as_of} and counts for {_years(limit)}"
            yield advice(entry, "status_as_of", message, "read a newer list", "stale_evidence")


def _stale_status(body: Body) -> Iterator[Advice]:
    listed = {whole.instrument for _, whole in body.of("ratification_lists", RatificationList)}
    newest: dict[tuple[str, str], tuple[Entry, Ratification]] = {}
    for entry, record in body.of("ratifications", Ratification):
        key = record.country, record.instrument
        if key not in newest or last_day(newest[key][1].status_as_of) < last_day(record.status_as_of):
            newest[key] = entry, record
    old: dict[tuple[str, str], list[tuple[Entry, Ratification]]] = {}
    for entry, record in newest.values():
        # What a list says is said of the list.
        if (
            record.instrument not in listed
            and _too_old(body, record.instrument, record.status_as_of) is not None
        ):
            old.setdefault((entry.document.path, record.instrument), []).append((entry, record))
    for (_, instrument), found in old.items():
        entry, record = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        limit = _too_old(body, instrument, record.status_as_of) or 0
        message = f"{instrument} was read for {record.status_as_of} and counts for {_years(limit)}{more}"
        yield advice(entry, "status_as_of", message, "read the list of States anew", "stale_evidence")


def _too_old(body: Body, instrument: str, seen: str) -> int | None:
    """Return for how long a treaty's status counts when it is older than that for every question on it."""
    asked = [item.max_age for item in body.compact.indicators.values() if instrument in item.instruments]
    limit = max(asked, default=None)
    return limit if limit is not None and body.today.year - last_day(seen).year > limit else None


def _years(count: int) -> str:
    return f"{count} year{'' if count == 1 else 's'}"
