"""Reports, each as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from gcmscore._clean import clean
from gcmscore._collector import collector_paused
from gcmscore._printed import Printed
from gcmscore.catalogue import Description
from gcmscore.comparison import Comparison
from gcmscore.render.build import scorecard_view
from gcmscore.render.comparison import comparison_glance
from gcmscore.render.comparison_view import Glance
from gcmscore.render.index import IndexView
from gcmscore.render.templates import Templates, load_templates, parts, rendered
from gcmscore.render.text import Text, Wording, wording_in
from gcmscore.render.views import View, view_of
from gcmscore.scorecard import Card

# Statements stand once in a page: to keep them would only take memory.
_SHORT = 100


def page(printed: Printed, language: str = "en", templates: str | Path | None = None) -> str:
    """Return a self-contained page: no script, no font, no picture from elsewhere.

    Parameters
    ----------
    printed : Card, Comparison or ObjectiveReport
        What is shown.
    language : str
        Language of the interface.
    templates : str or Path, optional
        A folder whose files replace the shipped templates of the same name.

    Raises
    ------
    UnknownLanguageError
        If there is no catalogue for it.
    RenderError
        If a template is wrong, with its file and line.
    """
    wording, loaded = wording_in(language), load_templates(templates)
    # A page is made of many small things that hold no cycles.
    with collector_paused():
        name, view = view_of(printed, wording)
        return laid_out(name, view, wording, loaded)


def card_fragment(card: Card, language: str = "en") -> str:
    """Return what a notebook shows of a card: headline, scored objectives and how to go on."""
    wording = Wording(language)
    return laid_out("notebook", scorecard_view(card, wording), wording, load_templates())


def comparison_fragment(comparison: Comparison, language: str = "en") -> str:
    """Return what a notebook shows of a comparison: the cards side by side and what they have in common."""
    wording = Wording(language)
    return laid_out("notebook_comparison", comparison_glance(comparison, wording), wording, load_templates())


def description_fragment(description: Description) -> str:
    """Return what a notebook shows of a framework, an objective or an indicator."""
    return rendered(_environment(load_templates(), "en"), "notebook_description.html.j2", view=description)


def laid_out(name: str, view: View | Glance | IndexView, wording: Wording, templates: Templates) -> str:
    """Return a view as the page that the templates of a name make of it."""
    return rendered(_environment(templates, wording.language), f"{name}.html.j2", view=view, t=wording.text)


@lru_cache(maxsize=8)
def _environment(templates: Templates, language: str) -> Environment:
    environment = templates.environment(_finalize)
    environment.filters["own_language"] = partial(_own_language, here=language)
    style = templates.style
    environment.globals.update(style=Markup(style), style_hash=_fingerprint(style))
    return environment


def _finalize(value: Any) -> Markup:
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return _escaped(value) if len(value) <= _SHORT else escape(clean(value))
    return escape(value)


@lru_cache(maxsize=10_000)
def _escaped(text: str) -> Markup:
    # A page says most of its words, dates and numbers many times.
    return escape(clean(text))


def _own_language(value: Any, here: str) -> Any:
    """Mark what is not in the language of the page; for the content of elements, not attributes."""
    if not isinstance(value, Text) or not value.foreign_to(here):
        return value
    return Markup("").join(_marked(text, language) for text, language in parts(value, here))


def _marked(text: str, language: str | None) -> Markup:
    said = _finalize(text)
    return said if language is None else Markup(f'<span lang="{escape(language)}">{said}</span>')


def _fingerprint(style: str) -> Markup:
    # The page's policy admits this one style sheet and nothing else.
    digest = hashlib.sha256(style.encode()).digest()
    return Markup(f"sha256-{base64.b64encode(digest).decode()}")
