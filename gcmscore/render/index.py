"""The page that lists the scorecards of a folder."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gcmscore.panel import Panel
from gcmscore.render.reproducibility import listed, reproducibility
from gcmscore.render.text import Text, Wording, alphabetical

# What everybody calls them, in any language.
_NAMES: Mapping[str, str] = {"xlsx": "Excel", "docx": "Word", "json": "JSON"}


@dataclass(frozen=True)
class FileLink:
    """A file of a country: its format in a word, and its name."""

    label: str
    name: str


@dataclass(frozen=True)
class IndexRow:
    """One country: its files, and what its scorecard begins with."""

    country: Text
    files: tuple[FileLink, ...]
    overall: str
    scored: str
    coverage: str


@dataclass(frozen=True)
class IndexView:
    """The list of the scorecards of a folder, ready to be laid out."""

    lang: str
    direction: str
    title: str
    subtitle: str
    as_of: str
    countries: str
    rows: tuple[IndexRow, ...]
    reproducibility: str


def file_name(code: str, year: int, format_: str) -> str:
    """Return the name of a country's scorecard in a format."""
    return f"{code}-{year}.{format_}"


def index_view(panel: Panel, there: Collection[str], wording: Wording) -> IndexView:
    """Return the list of a panel's countries in its one year.

    Parameters
    ----------
    panel : Panel
        The countries; all are listed, by name.
    there : collection of str
        Names of the files that are there.
    wording : Wording
        The language.
    """
    card = panel.card(panel.codes[0])
    totals: dict[Any, Any] = panel.overall.to_dict("index")
    rows = [_row(code, panel, totals[code, card.year], there, wording) for code in panel.codes]
    framework = panel.compact.framework
    return IndexView(
        lang=wording.language,
        direction=wording.direction,
        title=wording.text("index.title", year=card.year),
        subtitle=wording.content(framework.title),
        as_of=wording.text("card.as_of", day=wording.day(card.as_of)),
        countries=wording.text("index.countries", len(rows)),
        rows=tuple(sorted(rows, key=lambda row: alphabetical(row.country))),
        reproducibility=reproducibility(card, wording, "report", [str(card.year), '"…"', *listed(panel)]),
    )


def _row(
    code: str, panel: Panel, total: Mapping[Any, Any], there: Collection[str], wording: Wording
) -> IndexRow:
    labels = {"html": wording.text("index.page"), "pdf": wording.text("index.document"), **_NAMES}
    links = (FileLink(label, file_name(code, panel.years[0], ending)) for ending, label in labels.items())
    return IndexRow(
        country=wording.country(panel.evidence.country_table[code]),
        files=tuple(link for link in links if link.name in there),
        overall=_overall(total, wording),
        scored=wording.text("index.share", scored=int(total["scored"]), total=int(total["total"])),
        coverage=wording.percent(total["coverage"]),
    )


def _overall(total: Mapping[Any, Any], wording: Wording) -> str:
    if not math.isnan(total["score"]):
        score, low, high = (wording.number(total[name]) for name in ("score", "low", "high"))
        return wording.text("index.interval", score=score, low=low, high=high)
    enough = total["scored"] >= total["needed"]
    counts = {name: int(total[name]) for name in ("needed", "answered", "asked")}
    return wording.text("index.few" if enough else "index.none", **counts)
