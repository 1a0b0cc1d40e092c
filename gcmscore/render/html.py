"""The scorecard as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gcmscore._clean import clean
from gcmscore.catalogue import Description
from gcmscore.comparison import Comparison
from gcmscore.render.build import scorecard_view
from gcmscore.render.comparison import ComparisonView, comparison_view
from gcmscore.render.templates import TEMPLATES, foreign, template_environment
from gcmscore.render.text import Wording
from gcmscore.render.view import ScorecardView
from gcmscore.scorecard import Card


def scorecard_html(card: Card, language: str = "en") -> str:
    """Return a card as a self-contained page: no script, no font, no picture from elsewhere.

    Parameters
    ----------
    card : Card
        The scored country.
    language : str
        Language of the interface.

    Raises
    ------
    UnknownLanguageError
        If there is no catalogue for it.
    """
    return _render("scorecard.html.j2", card, language)


def card_fragment(card: Card, language: str = "en") -> str:
    """Return what a notebook shows of a card: headline, scored objectives and how to go on."""
    return _render("notebook.html.j2", card, language)


def comparison_html(comparison: Comparison, language: str = "en") -> str:
    """Return a comparison as a self-contained page, as :func:`scorecard_html` does a card.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    language : str
        Language of the interface.

    Raises
    ------
    UnknownLanguageError
        If there is no catalogue for it.
    """
    wording = Wording(language)
    return _rendered("comparison.html.j2", comparison_view(comparison, wording), wording)


def comparison_fragment(comparison: Comparison, language: str = "en") -> str:
    """Return what a notebook shows of a comparison: the cards side by side and what they have in common."""
    wording = Wording(language)
    return _rendered("notebook_comparison.html.j2", comparison_view(comparison, wording), wording)


def description_fragment(description: Description) -> str:
    """Return what a notebook shows of a framework, an objective or an indicator."""
    return _environment().get_template("notebook_description.html.j2").render(view=description)


def _render(template: str, card: Card, language: str) -> str:
    wording = Wording(language)
    return _rendered(template, scorecard_view(card, wording), wording)


def _rendered(template: str, view: ScorecardView | ComparisonView, wording: Wording) -> str:
    style = _style()
    return (
        _environment()
        .get_template(template)
        .render(view=view, t=wording.text, style=Markup(style), style_hash=_fingerprint(style))
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = template_environment(_finalize)
    environment.filters["own_language"] = _own_language
    return environment


def _finalize(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@pass_context
def _own_language(context: Context, value: Any) -> Any:
    """Mark a text that is not in the language of the page; for the content of elements, not attributes."""
    language = foreign(value, context["view"].lang)
    return value if language is None else Markup('<span lang="{}">{}</span>').format(language, clean(value))


@lru_cache(maxsize=1)
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def _fingerprint(style: str) -> Markup:
    # The page's policy admits this one style sheet and nothing else.
    digest = hashlib.sha256(style.encode()).digest()
    return Markup(f"sha256-{base64.b64encode(digest).decode()}")
