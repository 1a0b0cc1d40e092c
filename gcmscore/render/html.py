"""The scorecard as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gcmscore._resources import DATA_ROOT
from gcmscore.render.build import scorecard_view
from gcmscore.render.clean import clean
from gcmscore.render.text import Wording
from gcmscore.scorecard import Card

TEMPLATES = DATA_ROOT / "reports" / "templates"


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


def _render(template: str, card: Card, language: str) -> str:
    wording = Wording(language)
    view = scorecard_view(card, wording)
    style = _style()
    return (
        _environment()
        .get_template(template)
        .render(view=view, t=wording.text, style=Markup(style), style_hash=_fingerprint(style))
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@lru_cache(maxsize=1)
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def _fingerprint(style: str) -> Markup:
    # The page's policy admits this one style sheet and nothing else.
    digest = hashlib.sha256(style.encode()).digest()
    return Markup(f"sha256-{base64.b64encode(digest).decode()}")
