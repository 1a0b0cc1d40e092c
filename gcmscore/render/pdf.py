"""The scorecard as a tagged PDF (PDF/UA-1), set by Typst from the same view as the page."""

from __future__ import annotations

import json
import re
import tempfile
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from jinja2 import Environment, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from gcmscore._clean import clean
from gcmscore._printed import Printed
from gcmscore.errors import RenderError
from gcmscore.render.finish import finished
from gcmscore.render.templates import TEMPLATES, Templates, load_templates, parts, rendered
from gcmscore.render.text import Wording, wording_in
from gcmscore.render.views import view_of

FONTS = TEMPLATES / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONGEST_TOKEN = 40
_BREAK = "\u200b"
_LONG_TOKEN = re.compile(rf"[^ ]{{{LONGEST_TOKEN + 1},}}")


class _Literal(Markup):
    """A Typst literal that a filter has made already."""


def document(printed: Printed, language: str = "en", templates: str | Path | None = None) -> bytes:
    """Return a tagged PDF; the same input gives the same bytes.

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
        If a template is wrong, with its file and line, or the engine refuses the document.

    Notes
    -----
    Characters that the shipped fonts lack are replaced by U+FFFD and listed on the last page.
    """
    wording, loaded = wording_in(language), load_templates(templates)
    name, view = view_of(printed, wording)
    source = _source(view, wording, name, loaded)
    return _compile(source, datetime(view.year, 12, 31, tzinfo=UTC), _fonts(loaded))


def _source(view: Any, wording: Wording, name: str = "scorecard", templates: Templates | None = None) -> str:
    # Printing fills ``lost``; the template names what it holds at the very end.
    environment = _environment(templates or load_templates())
    return rendered(environment, f"{name}.typ.j2", view=view, t=wording.text, lost={})


@lru_cache(maxsize=4)
def _environment(templates: Templates) -> Environment:
    environment = templates.environment(_finalize, keep_trailing_newline=True)
    environment.filters.update(
        address=_address,
        bytes=_bytes,
        codes=_codes,
        fields=_fields,
        own_language=_own_language,
        picture=_picture,
    )
    return environment


@pass_context
def _finalize(context: Context, value: Any) -> Markup:
    return _literal(value, context["lost"])


@pass_context
def _address(context: Context, address: str) -> _Literal:
    # A link's target must stay as it is; what is shown needs glyphs. The engine breaks it after a delimiter.
    target = clean(address)
    longest = max(len(part) for part in re.split(r"[^\w%]", target))
    shown = (_printable if longest > LONGEST_TOKEN else _covered)(target, context["lost"])
    return _Literal(f"link({_quoted(target)}, {_quoted(shown)})")


def _bytes(content: bytes) -> _Literal:
    return _Literal(f"bytes(({', '.join(map(str, content))},))")


@pass_context
def _picture(context: Context, world: Any) -> _Literal:
    """Return the map of the page as a picture; what it holds is escaped as in the page."""
    page = context.environment.overlay(finalize=escape)
    drawn: Any = page.get_template("parts/world.svg.j2").module
    return _Literal(_quoted(str(drawn.world(world))))


@pass_context
def _fields(context: Context, value: Any) -> _Literal:
    """Return a flat dataclass as a Typst dictionary."""
    pairs = (f"{item.name}: {_literal(getattr(value, item.name), context['lost'])}" for item in fields(value))
    return _Literal(f"({', '.join(pairs)})")


def _codes(characters: Iterable[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters))


@pass_context
def _own_language(context: Context, value: Any) -> Any:
    """Mark a text that is not in the language of the document; for content, not for titles and targets."""
    found = parts(value, context["view"].lang)
    if not any(language for _, language in found):
        return value
    literals = [(_literal(text, context["lost"]), language) for text, language in found]
    marked = (f"text(lang: {_quoted(code)}, {text})" if code else str(text) for text, code in literals)
    return _Literal(f"({' + '.join(marked)})")


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
    if isinstance(value, Undefined):
        str(value)  # raises, and says which name is not there
    if not isinstance(value, str):
        raise RenderError(f"a template prints a {type(value).__name__}; print its fields instead")
    return Markup(_quoted(_printable(clean(value), lost)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", " ")
    return f'"{escaped}"'


def _printable(text: str, lost: dict[str, None]) -> str:
    return _LONG_TOKEN.sub(_breakable, _covered(text, lost))


def _covered(text: str, lost: dict[str, None]) -> str:
    if not text.isascii():
        missing = [character for character in set(text) if not covered(character)]
        lost.update(dict.fromkeys(missing))
        text = text.translate(dict.fromkeys(map(ord, missing), REPLACEMENT)) if missing else text
    return text


def _breakable(token: re.Match[str]) -> str:
    return _BREAK.join(token[0][start : start + 12] for start in range(0, len(token[0]), 12))


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


@lru_cache(maxsize=4)
def _fonts(templates: Templates) -> Any:
    folders = [str(folder / "fonts") for folder in templates.folders if (folder / "fonts").is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    unknown = [name for name in templates.theme.fonts.pdf if name not in fonts.families()]
    if unknown:
        known = ", ".join(fonts.families())
        raise RenderError(f"fonts.pdf: no file in fonts/ has the font {unknown[0]!r}; there are {known}")
    return fonts


def _compile(source: str, timestamp: datetime, fonts: Any = None) -> bytes:
    # An empty root and empty package folders: the document can read nothing but itself.
    with tempfile.TemporaryDirectory(prefix="gcmscore-") as empty:
        try:
            document = typst.compile(
                source.encode(),
                root=empty,
                font_paths=fonts or _fonts(load_templates()),
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=timestamp,
                package_path=str(Path(empty)),
                package_cache_path=str(Path(empty)),
            )
        except typst.TypstError as error:
            raise RenderError(f"the PDF engine refused the document: {error}") from error
    return finished(bytes(document))
