"""The page that lists the scorecards of a folder."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gcmscore.panel import Panel
from gcmscore.render.reproducibility import listed, reproducibility
from gcmscore.render.text import Text, Wording, alphabetical


@dataclass(frozen=True)
class IndexRow:
    """One country: its files, None where there is none, and what its scorecard begins with."""

    country: Text
    page: str | None
    document: str | None
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
    names = [file_name(code, panel.years[0], format_) for format_ in ("html", "pdf")]
    page, document = (name if name in there else None for name in names)
    return IndexRow(
        country=wording.country(panel.evidence.country_table[code]),
        page=page,
        document=document,
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
