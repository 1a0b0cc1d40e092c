"""The columns of a workbook's tables: the text of each head, and how wide it is in letters."""

from __future__ import annotations

from collections.abc import Sequence

from gcmscore.render.sheets import Column
from gcmscore.render.text import Wording

Heads = tuple[tuple[str, float], ...]
OBJECTIVES: Heads = (
    ("column.number", 6), ("table.objective", 26), ("table.title", 42), ("table.result", 15),
    ("table.why", 21), ("table.score", 9), ("column.interval_low", 10), ("column.interval_high", 10),
    ("table.band", 11), ("table.trend", 14), ("table.confidence", 13), ("fact.coverage", 12),
    ("fact.coverage_full", 12), ("column.answered", 12), ("column.bound_low", 11),
    ("column.bound_high", 11), ("column.indicative", 13),
)  # fmt: skip
INDICATORS: Heads = (
    ("column.number", 6), ("table.indicator", 32), ("compare.question", 44), ("column.status", 15),
    ("table.score", 9), ("column.interval_low", 10), ("column.interval_high", 10), ("table.band", 11),
    ("table.value", 11), ("column.unit", 15), ("column.words", 30), ("column.law", 8),
    ("column.practice", 10), ("table.period", 12), ("table.target", 11), ("column.gap", 12),
    ("table.trend", 14), ("column.source", 10), ("column.also", 18),
)  # fmt: skip
INDICATORS_ASIDE: Heads = (
    ("column.age", 9), ("column.by", 11), ("table.confidence", 13), ("column.weight", 9),
    ("column.share", 11), ("column.id", 32),
)  # fmt: skip
EVIDENCE: Heads = (
    ("column.kind", 14), ("table.objective", 11), ("table.indicator", 26), ("column.place", 14),
    ("column.date", 12), ("column.said", 70), ("column.stance", 13), ("timeline.legend", 13),
    ("table.value", 11), ("column.unit", 15), ("column.law", 8), ("column.practice", 10),
    ("column.use", 18), ("column.source", 10), ("column.also", 18), ("column.locator", 40),
)  # fmt: skip
EVIDENCE_ASIDE: Heads = (
    ("column.until", 12), ("column.confirmed", 12), ("column.language", 9), ("column.recommendation", 60),
    ("working.would_change", 70), ("working.note", 60), ("column.who", 24), ("column.id", 34),
)  # fmt: skip
SOURCES: Heads = (
    ("column.number", 6), ("table.title", 48), ("column.publisher", 28), ("column.dated", 12),
    ("column.source_kind", 17), ("column.language", 13), ("column.places", 44), ("column.address", 60),
    ("column.accessed", 12),
)  # fmt: skip
SOURCES_ASIDE: Heads = (("column.licence", 20), ("column.id", 30))
METHOD: Heads = (("column.about", 34), ("column.said", 110), ("table.value", 14))


def headed(wording: Wording, heads: Sequence[tuple[str, float]], aside: Heads = ()) -> tuple[Column, ...]:
    """Return columns, worded; those aside stay off paper, which is narrow.

    Parameters
    ----------
    wording : Wording
        The language.
    heads, aside : sequence of (str, float)
        Key of the text, and width.
    """
    return (
        *(Column(wording.text(key), width) for key, width in heads),
        *(Column(wording.text(key), width, printed=False) for key, width in aside),
    )
