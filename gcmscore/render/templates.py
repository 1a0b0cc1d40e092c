"""Where the templates are, how both formats read them, and where in them a mistake stands."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Expr
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gcmscore._resources import DATA_ROOT
from gcmscore.errors import InvalidRequestError, RenderError, nearest_names
from gcmscore.render.text import Text
from gcmscore.render.theme import THEME_FILE, Theme, read_theme

TEMPLATES = DATA_ROOT / "reports" / "templates"
STYLE_FILE = "style.css"
_SUFFIXES = (".j2", ".css", ".yaml", ".yml", ".svg", ".png", ".ttf", ".otf", ".json")
_MOST_FILES = 500

Stamps = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, eq=False)
class Templates:
    """The templates of a report: the shipped ones, or a folder that overrides some of them.

    Attributes
    ----------
    own : Path, optional
        The folder that overrides.
    theme : Theme
        Colours, fonts, logo and order.
    """

    own: Path | None
    theme: Theme

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where a file is looked for, the first that has it first."""
        return (TEMPLATES,) if self.own is None else (self.own, TEMPLATES)

    @property
    def style(self) -> str:
        """The style sheet of a page, the variables of the theme first."""
        path = TEMPLATES / STYLE_FILE
        if self.own is not None and (self.own / STYLE_FILE).is_file():
            path = _inside(self.own / STYLE_FILE, self.own)
        return self.theme.css + path.read_text(encoding="utf-8")

    @property
    def digest(self) -> str:
        """The fingerprint (SHA-256) of all files, by name and content."""
        total = hashlib.sha256()
        for folder in self.folders:
            for name in _names(folder):
                content = (folder / name).read_bytes()
                total.update(f"{name}\0{len(content)}\0".encode() + content)
        return total.hexdigest()

    def environment(
        self, finalize: Callable[..., Any], *, keep_trailing_newline: bool = False
    ) -> Environment:
        """Return an environment whose every printed value passes through ``finalize``, which escapes it."""
        # A template runs as code. Those that ship are ours; a folder may come from anybody.
        kind: type[Environment] = Environment if self.own is None else ImmutableSandboxedEnvironment
        own = [] if self.own is None else [_OwnFolder(self.own)]
        environment = kind(
            loader=ChoiceLoader([*own, FileSystemLoader(TEMPLATES)]),
            autoescape=True,
            undefined=_Unknown,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=finalize,
            keep_trailing_newline=keep_trailing_newline,
            auto_reload=False,
        )
        environment.code_generator_class = _FinalizedOnce
        environment.globals["theme"] = self.theme
        return environment


def load_templates(folder: str | Path | None = None) -> Templates:
    """Return the shipped templates, or those with a folder's files in place of theirs.

    Parameters
    ----------
    folder : str or Path, optional
        Files in it replace the shipped ones of the same name: ``theme.yaml``, ``style.css``, single parts.

    Raises
    ------
    InvalidRequestError
        If there is no such folder, or a file in it can only be a slip of the pen.
    InvalidDataError
        If the theme is wrong; every problem with its file and line.
    """
    own = None if folder is None else Path(folder)
    if own is not None and not own.is_dir():
        raise InvalidRequestError(f"there is no folder of templates at {own}")
    return _loaded(own, _stamps(TEMPLATES), () if own is None else _stamps(own))


@lru_cache(maxsize=4)
def _loaded(own: Path | None, shipped: Stamps, stamps: Stamps) -> Templates:
    known = [name for name, _, _ in shipped]
    for name, _, _ in stamps:
        nearest = get_close_matches(name, known, n=1, cutoff=0.9)
        if nearest and name not in known:
            raise InvalidRequestError(
                f"{own}: {name} replaces no template; {nearest[0]} may be meant, or choose another name"
            )
    if own is not None:
        _inside(own / THEME_FILE, own)
    return Templates(own, read_theme(TEMPLATES, own))


def _stamps(folder: Path) -> Stamps:
    found = []
    for name in _names(folder):
        status = (folder / name).stat()
        found.append((name, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _names(folder: Path) -> list[str]:
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = Path(place).relative_to(folder).as_posix()
        found += [name if inside == "." else f"{inside}/{name}" for name in files if name.endswith(_SUFFIXES)]
        if len(found) > _MOST_FILES:
            raise InvalidRequestError(
                f"{folder} holds more than {_MOST_FILES} files; name a folder that holds only templates"
            )
    return sorted(found)


class _OwnFolder(FileSystemLoader):
    """Reads the templates of a folder that may come from anybody."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        _inside(Path(path), Path(self.searchpath[0]))
        return source, path, fresh


def _inside(path: Path, folder: Path) -> Path:
    # A link that leads out would let a foreign folder print any file.
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InvalidRequestError(f"{path} is a link out of its folder; put the file itself there")
    return path


def rendered(environment: Environment, name: str, **values: Any) -> str:
    """Return what a template makes of some values.

    Parameters
    ----------
    environment : Environment
        Of :meth:`Templates.environment`.
    name : str
        The template.
    **values
        What it can print.

    Raises
    ------
    RenderError
        If the template is wrong, or asks for what is not there; with its file and line.
    """
    try:
        return environment.get_template(name).render(values)
    except Exception as error:
        # Whatever a template asks for in vain, its author sees the line and no traceback.
        place = _place(error)
        if place is None:
            raise
        raise RenderError(f"{place}: {_said(error)}") from error


def _place(error: Exception) -> str | None:
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    place, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return place


def _said(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    if isinstance(error, TemplateSyntaxError):
        return error.message or "wrong syntax"
    # str() of a KeyError would put quotes around the sentence.
    return str(error.args[0]) if error.args else type(error).__name__


class _FinalizedOnce(CodeGenerator):
    """Prints what ``finalize`` returns as it is, for that is escaped, whatever a template switches off."""

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        self.write(finalize.src)

    def _output_child_post(self, node: Expr, frame: Any, finalize: Any) -> None:
        self.write(")")


class _Unknown(StrictUndefined):
    """What a template asks for in vain; says which names there are."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, thing = self._undefined_name, self._undefined_obj
        if self._undefined_hint or not isinstance(name, str):
            return super()._undefined_message
        # A name of its own, not of a thing's: what every template is given.
        known = getattr(thing, "__dataclass_fields__", ("view", "t", "theme"))
        nearest = nearest_names(name, list(known))
        hint = f"; did you mean {' or '.join(nearest)}?" if nearest else ""
        return f"there is no {name!r} here{hint}"


def parts(value: Any, language: str) -> list[tuple[str, str | None]]:
    """Return the pieces of a text, each with its language where that is not the language of its page."""
    if not isinstance(value, Text):
        return [(value, None)]
    return [(part, part.lang if part.lang != language else None) for part in value.parts]
