"""The scorecard as a tagged PDF (PDF/UA-1), set by Typst from the same view as the page."""

from __future__ import annotations

import json
import tempfile
from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gcmscore._clean import clean
from gcmscore.errors import RenderError
from gcmscore.render.build import scorecard_view
from gcmscore.render.templates import TEMPLATES, foreign, template_environment
from gcmscore.render.text import Wording
from gcmscore.scorecard import Card

FONTS = TEMPLATES / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST_TOKEN = 40
_BREAK = "\u200b"


class _Literal(Markup):
    """A Typst literal that a filter has made already."""


def scorecard_pdf(card: Card, language: str = "en") -> bytes:
    """Return a card as a PDF; the same card gives the same bytes.

    Parameters
    ----------
    card : Card
        The scored country.
    language : str
        Language of the interface.

    Raises
    ------
    RenderError
        If the engine refuses the document.

    Notes
    -----
    Characters that the shipped fonts lack are replaced by U+FFFD and listed on the last page.
    """
    wording = Wording(language)
    source = _source(scorecard_view(card, wording), wording)
    return _compile(source, datetime(card.year, 12, 31, tzinfo=UTC))


def _source(view: Any, wording: Wording) -> str:
    # Printing fills ``lost``; the template names what it holds at the very end.
    template = _environment().get_template("scorecard.typ.j2")
    return template.render(view=view, t=wording.text, lost={})


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = template_environment(_finalize, keep_trailing_newline=True)
    environment.filters.update(address=_address, codes=_codes, own_language=_own_language)
    return environment


@pass_context
def _finalize(context: Context, value: Any) -> Markup:
    return _literal(value, context["lost"])


def _address(address: str) -> _Literal:
    # A link's target must stay as it is: what is shown may break, what is followed may not.
    return _Literal(_quoted(clean(address)))


def _codes(characters: Iterable[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))


@pass_context
def _own_language(context: Context, value: Any) -> Any:
    """Mark a text that is not in the language of the document; for content, not for titles and targets."""
    language = foreign(value, context["view"].lang)
    if language is None:
        return value
    return _Literal(f"text(lang: {_quoted(language)}, {_literal(value, context['lost'])})")


def _literal(value: Any, lost: dict[str, None]) -> Markup:
    """Return any value as a Typst literal, so that no evidence can ever become markup."""
    if isinstance(value, _Literal):
        return value
    if value is None:
        return Markup("none")
    if isinstance(value, bool):
        return Markup("true" if value else "false")
    if isinstance(value, int | float):
        return Markup(repr(value))
    if not isinstance(value, str):
        raise RenderError(f"a template prints a {type(value).__name__}; print its fields instead")
    return Markup(_quoted(_printable(clean(value), lost)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", " ")
    return f'"{escaped}"'


def _printable(text: str, lost: dict[str, None]) -> str:
    if not text.isascii():
        for character in set(text):
            if not covered(character):
                lost[character] = None
                text = text.replace(character, REPLACEMENT)
    if len(text) <= LONGEST_TOKEN:
        return text
    return " ".join(_breakable(token) for token in text.split(" "))


def _breakable(token: str) -> str:
    if len(token) <= LONGEST_TOKEN:
        return token
    return _BREAK.join(token[start : start + 12] for start in range(0, len(token), 12))


def covered(character: str) -> bool:
    """Tell whether the fonts of the PDF have a character; line breaks and tabs count as covered."""
    if character in "\n\t":
        return True
    starts, ends = _coverage()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]


@lru_cache(maxsize=1)
def _coverage() -> tuple[list[int], list[int]]:
    stretches = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    return [first for first, _ in stretches], [last for _, last in stretches]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _compile(source: str, timestamp: datetime) -> bytes:
    # An empty root and empty package folders: the document can read nothing but itself.
    with tempfile.TemporaryDirectory(prefix="gcmscore-") as empty:
        try:
            document = typst.compile(
                source.encode(),
                root=empty,
                font_paths=_fonts(),
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=timestamp,
                package_path=str(Path(empty)),
                package_cache_path=str(Path(empty)),
            )
        except typst.TypstError as error:
            raise RenderError(f"the PDF engine refused the document: {error}") from error
    return bytes(document)
