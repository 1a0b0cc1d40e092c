"""Every table of a card, a comparison and a panel as a frame whose columns keep their types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from gcmscore import __version__
from gcmscore._clean import clean
from gcmscore._printed import Tabled
from gcmscore.compact import Compact
from gcmscore.comparison import Comparison
from gcmscore.evidence import Evidence
from gcmscore.observations import DIMENSIONS, Figure
from gcmscore.panel import Panel
from gcmscore.records import Assessment, Finding, Ratification, Reply
from gcmscore.render.resting import Use, uses
from gcmscore.scorecard import Card

Frames = dict[str, pd.DataFrame]
# What is a number in the tables of records; all else there is text.
_NUMBERS: Mapping[str, Any] = {
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "law": "Int64",
    "practice": "Int64",
}
_USED = ("record", "use", "country", "indicator", "objectives")
_FIGURES = (
    *("period", "value", "unit", "low", "high", "series", "edition", *DIMENSIONS),
    *("missing", "override", "note"),
)
_ASSESSMENTS = (
    *("since", "until", "confirmed", "law", "practice", "rationale", "would_change", "coder", "findings"),
    *("language", "note"),
)
_TREATIES = ("instrument", "status", "date", "status_as_of", "note")
_FINDINGS = (
    *("date", "stance", "stage", "statement", "jurisdiction", "actions", "recommendation", "addressee"),
    *("recommended_by", "supersedes", "language", "note"),
)
_REPLIES = ("who", "date", "reason", "text", "language", "note")
_CITED = ("record", "source_id", "locator")
_SOURCES = ("id", "title", "publisher", "date", "url", "kind", "language", "licence", "accessed", "note")


def frames_of(shown: Tabled) -> Frames:
    """Return the tables of a thing by name, with ``about`` first, which says what they are tables of.

    Parameters
    ----------
    shown : Card, Comparison or Panel
        What was scored.

    Raises
    ------
    TypeError
        If there are no tables of such a thing.

    Examples
    --------
    >>> from gcmscore import score
    >>> list(frames_of(score("BEL", 2020)))[:4]
    ['about', 'objectives', 'indicators', 'observations']
    """
    if isinstance(shown, Card):
        return _card(shown)
    if isinstance(shown, Comparison):
        return _comparison(shown)
    if isinstance(shown, Panel):
        return _panel(shown)
    raise TypeError(f"there are no tables of {type(shown).__name__}")


def _card(card: Card) -> Frames:
    used = uses(card)
    kinds = {kind: [use for use in used if use.kind == kind] for kind in _RECORDS}
    records = {name: _records(kinds[kind], columns) for kind, (name, columns) in _RECORDS.items()}
    pairs = [(use.id, *pair) for use in used for pair in use.citations]
    cited = pd.DataFrame(pairs, columns=list(_CITED)).drop_duplicates(ignore_index=True)
    return {
        "about": _about(card, (card.country.iso3,), (card.year,)),
        **_scores(card, card.compact),
        **records,
        "citations": _typed(cited),
        "sources": _sources(card.evidence, cited["source_id"]),
    }


def _comparison(shown: Comparison) -> Frames:
    first = shown.cards[0]
    codes = tuple(dict.fromkeys(card.country.iso3 for card in shown.cards))
    years = tuple(sorted({card.year for card in shown.cards}))
    scored = _scores(shown, first.compact)
    indicators = scored["indicators"]
    indicators["in_common"] = indicators["indicator"].isin(shown.common)
    wide = shown.wide().reset_index()
    mean = shown.mean.rename("mean").rename_axis("card").reset_index()
    about = pd.concat(
        [_about(first, codes, years), _pairs({"basis": shown.basis, "mean": str(shown.mean.name)})],
        ignore_index=True,
    )
    return {
        "about": about,
        **scored,
        "scores": wide,
        "means": mean,
        "sources": _sources(first.evidence, indicators["source_id"]),
    }


def _panel(panel: Panel) -> Frames:
    scored = _scores(panel, panel.compact)
    return {
        "about": _about(panel, panel.codes, panel.years),
        **scored,
        "overall": _typed(panel.overall.reset_index()),
        "countries": _typed(panel.countries.reset_index()),
        "sources": _sources(panel.evidence, scored["indicators"]["source_id"]),
    }


def _scores(shown: Card | Comparison | Panel, compact: Compact) -> Frames:
    """Return both frames as they are, each with the name of what a row is about behind."""
    objectives, indicators = shown.objectives.reset_index(), shown.indicators.reset_index()
    objectives["name"] = objectives["objective"].map(
        {number: item.short_name for number, item in compact.objectives.items()}
    )
    indicators["name"] = indicators["indicator"].map(
        {name: item.name for name, item in compact.indicators.items()}
    )
    return {"objectives": _typed(objectives), "indicators": _typed(indicators)}


def _about(shown: Card | Panel, codes: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    years = tuple(years)
    return _pairs(
        {
            "countries": " ".join(codes),
            "years": " ".join(map(str, years)),
            "as_of": f"{max(years)}-12-31",
            "framework": shown.compact.framework.id,
            "edition": shown.compact.edition,
            "profile": shown.profile,
            "method": repr(shown.method.changes()) if shown.method.changes() else "default",
            "known_by": shown.known_by.isoformat() if shown.known_by else "",
            "framework_digest": shown.compact.digest,
            "evidence_digest": shown.evidence.digest,
            "gcmscore": __version__,
        }
    )


def _pairs(told: Mapping[str, str]) -> pd.DataFrame:
    return _typed(pd.DataFrame({"key": list(told), "value": list(told.values())}))


def _records(used: Iterable[Use], columns: tuple[str, ...]) -> pd.DataFrame:
    names = (*_USED, *columns)
    rows = [[row.get(name) for name in names] for row in map(_row, used)]
    frame = pd.DataFrame(rows, columns=list(names), dtype="object")
    for name in columns:
        if name in _NUMBERS:
            frame[name] = frame[name].astype(_NUMBERS[name])
    return _typed(frame)


def _row(use: Use) -> dict[str, Any]:
    record = use.record
    row: dict[str, Any] = {
        "record": use.id,
        "use": use.use,
        "indicator": use.indicator,
        "objectives": " ".join(map(str, use.objectives)),
        "country": getattr(record, "country", None),
    }
    names = {Figure: _FIGURES, Assessment: _ASSESSMENTS, Finding: _FINDINGS, Reply: _REPLIES}
    row |= {name: getattr(record, name, None) for name in names.get(type(record), _TREATIES)}
    if isinstance(record, Figure):
        row |= dict(record.parts)
    elif isinstance(record, Finding):
        asked = record.recommendation
        row |= {"supersedes": " ".join(record.supersedes), "actions": " ".join(map(str, record.actions))}
        row |= {"recommendation": asked.text if asked else None}
        row |= {
            "addressee": asked.addressee if asked else None,
            "recommended_by": asked.by if asked else None,
        }
    elif isinstance(record, Assessment):
        row |= {"findings": " ".join(record.findings)}
    elif not isinstance(record, Ratification | Reply):
        # A list that is whole says of who is not on it that there is nothing.
        row |= {"status": "none"}
    return row


_RECORDS = {
    "figure": ("observations", _FIGURES),
    "assessment": ("assessments", _ASSESSMENTS),
    "treaty": ("treaties", _TREATIES),
    "finding": ("findings", _FINDINGS),
    "reply": ("replies", _REPLIES),
}


def _sources(evidence: Evidence, names: pd.Series[Any]) -> pd.DataFrame:
    known, cited = evidence.pack.sources, dict.fromkeys(names.dropna())
    rows = [[getattr(known[name], column) for column in _SOURCES] for name in cited if name in known]
    return _typed(pd.DataFrame(rows, columns=list(_SOURCES), dtype="object"))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts are harmless, and typed as text even where none is given."""
    typed = frame.copy()
    for name in frame.columns:
        if frame[name].dtype == object or isinstance(frame[name].dtype, pd.StringDtype):
            said = [clean(value) if isinstance(value, str) else None for value in frame[name]]
            typed[name] = pd.array(said, dtype="string")
    return typed
