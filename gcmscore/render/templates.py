"""Where the templates are, and how both formats read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gcmscore._resources import DATA_ROOT
from gcmscore.render.text import Text

TEMPLATES = DATA_ROOT / "reports" / "templates"


def template_environment(finalize: Callable[..., Any], *, keep_trailing_newline: bool = False) -> Environment:
    """Return an environment whose every printed value passes through ``finalize``."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
        keep_trailing_newline=keep_trailing_newline,
    )


def foreign(value: Any, language: str) -> str | None:
    """Return the language of an interface text that is not in the language of its page, None otherwise."""
    return value.lang if isinstance(value, Text) and value.lang != language else None
