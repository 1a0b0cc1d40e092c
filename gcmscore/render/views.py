"""Finds the view that shows a thing, and the name of the templates that lay it out."""

from __future__ import annotations

from functools import lru_cache

from gcmscore._printed import Printed
from gcmscore.comparison import Comparison
from gcmscore.objective_report import ObjectiveReport
from gcmscore.render.build import scorecard_view
from gcmscore.render.comparison import comparison_view
from gcmscore.render.comparison_view import ComparisonView
from gcmscore.render.objective import objective_view
from gcmscore.render.objective_view import ObjectiveView
from gcmscore.render.text import Wording
from gcmscore.render.view import ScorecardView
from gcmscore.scorecard import Card

View = ScorecardView | ComparisonView | ObjectiveView


# A page and a document of the same thing have the same view.
@lru_cache(maxsize=2)
def view_of(printed: Printed, wording: Wording) -> tuple[str, View]:
    """Return the name of a thing's templates and its view, worded in one language.

    Parameters
    ----------
    printed : Card, Comparison or ObjectiveReport
        What is shown.
    wording : Wording
        The language.

    Raises
    ------
    TypeError
        If there is no view of such a thing.
    """
    if isinstance(printed, Card):
        return "scorecard", scorecard_view(printed, wording)
    if isinstance(printed, Comparison):
        return "comparison", comparison_view(printed, wording)
    if isinstance(printed, ObjectiveReport):
        return "objective", objective_view(printed, wording)
    raise TypeError(f"there is no view of {type(printed).__name__}")
