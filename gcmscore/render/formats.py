"""Writes a scorecard in any format that is one file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from gcmscore.render.books import excel
from gcmscore.render.html import page
from gcmscore.render.machine import as_json
from gcmscore.render.pdf import document
from gcmscore.render.word import word
from gcmscore.scorecard import Card

Format = Literal["html", "pdf", "xlsx", "docx", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def scorecard_in(format: Format, card: Card, language: str, templates: str | Path | None) -> bytes:
    """Return a scorecard as the content of a file.

    Parameters
    ----------
    format : {"html", "pdf", "xlsx", "docx", "json"}
        Its format, by the ending of its name.
    card : Card
        The scored country.
    language : str
        Of the interface; JSON has none.
    templates : str or Path, optional
        A folder of one's own templates, for page and PDF.
    """
    if format == "html":
        return page(card, language, templates).encode()
    if format == "pdf":
        return document(card, language, templates)
    if format == "xlsx":
        return excel(card, language)
    return word(card, language) if format == "docx" else as_json(card).encode()
