"""Finds the tables that a workbook of a thing has."""

from __future__ import annotations

from gcmscore._printed import Exported
from gcmscore.comparison import Comparison
from gcmscore.render.card_sheets import card_book
from gcmscore.render.comparison_sheets import comparison_book
from gcmscore.render.text import wording_in
from gcmscore.render.workbook import workbook
from gcmscore.scorecard import Card


def excel(shown: Exported, language: str) -> bytes:
    """Return a card or a comparison as a workbook.

    Parameters
    ----------
    shown : Card or Comparison
        What was scored.
    language : str
        Of the interface.

    Raises
    ------
    TypeError
        If there is no workbook of such a thing.
    """
    wording = wording_in(language)
    if isinstance(shown, Card):
        return workbook(card_book(shown, wording))
    if isinstance(shown, Comparison):
        return workbook(comparison_book(shown, wording))
    raise TypeError(f"there is no workbook of {type(shown).__name__}")
