"""How reports look: colours, fonts, logo and the order of the parts, read from theme.yaml and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from gcmscore._validation import validate
from gcmscore._yaml import Document, Location, as_mapping, read_yaml
from gcmscore.definitions import Definition, Text
from gcmscore.errors import InvalidDataError
from gcmscore.render.logo import Logo, read_logo

THEME_FILE = "theme.yaml"
# Web Content Accessibility Guidelines 2.2, AA: criterion 1.4.3 for text, 1.4.11 for shapes.
TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0
_TEXTS, _GROUNDS = ("ink", "soft", "link"), ("paper", "panel")
_SHAPES = ("green", "yellow", "orange", "red", "none")
# A logo is drawn for paper: on a dark screen it keeps a light ground.
_LOGO = ".logo img { max-width: 18rem; height: 3.5rem; background: #fff; object-fit: contain; }\n"
# Names of a style sheet that are no names of fonts and stand without quotes.
_GENERIC = ("system-ui", "sans-serif", "serif", "monospace")


def _colour(value: object) -> str:
    if value is None:
        raise ValueError(
            'has no colour; put it in quotes, such as "#1b2430": what follows a bare # is a comment'
        )
    if not isinstance(value, str) or not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        raise ValueError(f'{value!r} is not a colour; write it as "#1b2430"')
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def _font(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}", value):
        raise ValueError(f"{value!r} is not the name of a font; letters, digits, blanks and dashes")
    return value


Colour = Annotated[str, BeforeValidator(_colour)]
Families = Annotated[tuple[Annotated[str, AfterValidator(_font)], ...], Field(min_length=1)]


class Colours(Definition):
    """One set of colours, as six hexadecimal digits each."""

    ink: Colour
    soft: Colour
    line: Colour
    paper: Colour
    panel: Colour
    link: Colour
    green: Colour
    yellow: Colour
    orange: Colour
    red: Colour
    none: Colour


class Schemes(Definition):
    """The colours of paper and light screens, and those of screens set to dark."""

    light: Colours
    dark: Colours


class Fonts(Definition):
    """Names of fonts in the order of preference: on the reader's system, and in the files of the PDF."""

    page: Families
    pdf: Families


class LogoFile(Definition):
    """Where the logo is, and what is read aloud in its place."""

    file: Text
    alternative: Text


class _ThemeFile(Definition):
    colours: Schemes
    fonts: Fonts
    logo: LogoFile | None
    order: tuple[Text, ...]


@dataclass(frozen=True)
class Theme:
    """How reports look.

    Attributes
    ----------
    colours : Schemes
        Light and dark.
    fonts : Fonts
        Of the page and of the PDF.
    logo : Logo, optional
        A picture at the top of every report.
    order : tuple of str
        The parts that follow the first page of a scorecard.
    """

    colours: Schemes
    fonts: Fonts
    logo: Logo | None
    order: tuple[str, ...]

    @property
    def css(self) -> str:
        """The colours and fonts as variables of a style sheet; print is always light."""
        families = ", ".join(name if name in _GENERIC else f'"{name}"' for name in self.fonts.page)
        light, dark = (_variables(colours) for colours in (self.colours.light, self.colours.dark))
        return (
            f":root {{ color-scheme: light dark; --fonts: {families}; {light} }}\n"
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        ) + ("" if self.logo is None else _LOGO)


def _variables(colours: Colours) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours)


def read_theme(shipped: Path, own: Path | None = None) -> Theme:
    """Return the theme of the shipped templates, with what a folder of one's own says otherwise.

    Parameters
    ----------
    shipped : Path
        The folder of the shipped templates.
    own : Path, optional
        A folder that may have a ``theme.yaml`` too; what it leaves out is as shipped.

    Raises
    ------
    InvalidDataError
        If anything is wrong; every problem with its file and line.
    """
    folder = own if own is not None and (own / THEME_FILE).is_file() else shipped
    document = read_yaml(folder / THEME_FILE)
    said = as_mapping(document, "a theme")
    usual = as_mapping(read_yaml(shipped / THEME_FILE), "a theme")
    file = None if document.problems else validate(_ThemeFile, _merged(usual, said), document, ())
    logo = None
    if file is not None:
        _check_order(file.order, usual["order"], (shipped, folder), document)
        for name, colours in file.colours:
            _check_contrast(name, colours, document)
        if file.logo is not None:
            logo = read_logo(folder / file.logo.file, file.logo.alternative, document, ("logo", "file"))
    if file is None or document.problems:
        raise InvalidDataError(document.problems)
    # What a font of one's own lacks, the shipped ones have.
    shipped_fonts = [name for name in usual["fonts"]["pdf"] if name not in file.fonts.pdf]
    fonts = file.fonts.model_copy(update={"pdf": (*file.fonts.pdf, *shipped_fonts)})
    return Theme(file.colours, fonts, logo, file.order)


def _merged(usual: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(usual[key], value)
        for key, value in said.items()
        if isinstance(value, dict) and isinstance(usual.get(key), dict)
    }
    return {**usual, **said, **both}


def _check_order(
    order: Sequence[str], usual: Sequence[str], folders: Sequence[Path], document: Document
) -> None:
    for place, name in enumerate(order):
        files = [f"parts/{name}.html.j2", f"parts/{name}.typ.j2"]
        if name in order[:place]:
            document.problem(("order", place), f"{name!r} comes twice", "each part once", "repeated")
        elif not all(any((folder / file).is_file() for folder in folders) for file in files):
            remedy = f"one of {', '.join(usual)}, or a part of your own in {' and '.join(files)}"
            document.problem(("order", place), f"there is no part {name!r}", remedy, "unknown_part")
    for name in usual:
        if name not in order:
            remedy = f"add it; an empty parts/{name}.html.j2 and .typ.j2 of your own leave it out"
            document.problem(("order",), f"{name!r} is missing", remedy, "missing_part")


def _check_contrast(scheme: str, colours: Colours, document: Document) -> None:
    for names, needed in ((_TEXTS, TEXT_CONTRAST), (_SHAPES, SHAPE_CONTRAST)):
        for name in names:
            front = getattr(colours, name)
            found, ground = min((contrast(front, getattr(colours, ground)), ground) for ground in _GROUNDS)
            if found < needed:
                back = getattr(colours, ground)
                # What the file at hand says is what its author can correct.
                places: list[Location] = [("colours", scheme, key) for key in (name, ground)]
                document.problem(
                    next((place for place in places if place in document.lines), places[0]),
                    f"{name} {front} on {ground} {back} has a contrast of {_floored(found)} to 1",
                    f"at least {needed} to 1, such as {_nearest(front, back, needed)} for {name}",
                    "contrast",
                )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as the WCAG define it.

    Parameters
    ----------
    one, other : str
        Colours such as ``#1b2430``.

    Examples
    --------
    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _floored(ratio: float) -> float:
    # 4.496 is no 4.5.
    return int(100 * ratio) / 100


def _nearest(front: str, back: str, needed: float) -> str:
    """Return the colour nearest to one, towards black or white, that stands out against a ground."""
    parts = [int(front[start : start + 2], 16) for start in (1, 3, 5)]
    for step in range(1, 101):
        for end in (0, 255):
            mixed = "#" + "".join(f"{round(part + (end - part) * step / 100):02x}" for part in parts)
            if contrast(mixed, back) >= needed:
                return mixed
    raise AssertionError("black or white stands out against every colour")
