"""What documents of every kind say in the same way: facts, results and sources, as pieces of a paragraph."""

from __future__ import annotations

from gcmscore.render.paper import Piece
from gcmscore.render.text import Wording
from gcmscore.render.view import Fact, SourceEntry

_SHOWN = ("http://", "https://")


def fact_pieces(fact: Fact, wording: Wording) -> list[Piece]:
    """Return a label and what it says.

    Parameters
    ----------
    fact : Fact
        Label, text and marks.
    wording : Wording
        The language.
    """
    return [("strong", f"{fact.label}{wording.text('sign.colon')}", None), fact.text, *fact.notes]


def source_pieces(entry: SourceEntry, wording: Wording) -> list[Piece]:
    """Return a source with its places, each of which marks lead to.

    Parameters
    ----------
    entry : SourceEntry
        The source.
    wording : Wording
        The language.
    """
    t = wording.text
    told = [entry.publisher, entry.date, entry.kind, t("source.in", language=entry.language)]
    told += [t("source.accessed", date=entry.accessed)] if entry.accessed else []
    said: list[Piece] = [f"{entry.number}.\t", ("strong", entry.title, None), ". ", wording.joined(told)]
    if entry.licence:
        said.append(wording.joined((", ", t("source.licence"), " ", entry.licence), ""))
    said.append(". ")
    if entry.url is not None:
        known = entry.url.startswith(_SHOWN)
        said += [("outer", entry.url, entry.url) if known else entry.url, " "]
    for order, place in enumerate(entry.places):
        said.append("; " if order else "")
        told_place = wording.joined((f"[{entry.number}{place.letter}] ", place.locator), "")
        said.append(("bookmark", told_place, place.anchor))
    return said
