"""Reads a logo: a small picture that may come from anybody and must bring nothing with it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from gcmscore._yaml import Document, Location

LARGEST_LOGO = 100_000
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 4_000_000
_SVG = "http://www.w3.org/2000/svg"
# What fetches or runs something: a picture needs none of it.
_FOREIGN = ("script", "foreignObject", "iframe", "set", "animate", "handler", "listener")
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """A picture.

    Attributes
    ----------
    kind : {"svg", "png"}
        Its format.
    content : bytes
        The file.
    alternative : str
        What is read aloud in its place.
    """

    kind: Literal["svg", "png"]
    content: bytes
    alternative: str

    @property
    def address(self) -> str:
        """The picture as an address that holds it; a browser runs nothing in a picture."""
        media = "image/svg+xml" if self.kind == "svg" else "image/png"
        return f"data:{media};base64,{base64.b64encode(self.content).decode()}"


def read_logo(path: Path, alternative: str, document: Document, place: Location) -> Logo | None:
    """Read a logo; record a problem and return None when it cannot be used.

    Parameters
    ----------
    path : Path
        The file, in the folder of the theme.
    alternative : str
        What is read aloud in its place.
    document : Document
        The theme that names it; problems are added to it.
    place : tuple
        Where in the theme it is named.
    """
    content, wrong = _content(path, Path(document.path).parent)
    if not wrong and content.startswith(_PNG):
        wrong = _wrong_png(content)
        logo = Logo("png", content, alternative)
    else:
        wrong = wrong or _wrong_svg(content)
        logo = Logo("svg", content, alternative)
    if wrong:
        remedy = f"a PNG or a plain SVG of at most {LARGEST_LOGO // 1000} kB in the folder of the theme"
        document.problem(place, f"{path.name} {wrong}", remedy, "logo")
        return None
    return logo


def _content(path: Path, folder: Path) -> tuple[bytes, str]:
    if not path.resolve().is_relative_to(folder.resolve()):
        return b"", "lies outside the folder"
    try:
        if path.stat().st_size > LARGEST_LOGO:
            return b"", f"has {path.stat().st_size:,} bytes"
        return path.read_bytes(), ""
    except OSError as error:
        return b"", f"cannot be read ({error.strerror})"


def _wrong_png(content: bytes) -> str:
    width, height = (int.from_bytes(content[start : start + 4]) for start in (16, 20))
    if not 0 < width * height <= _MOST_PIXELS:
        return f"has {width} by {height} pixels"
    return ""


def _wrong_svg(content: bytes) -> str:
    reader, wrong, opened = expat.ParserCreate(namespace_separator=" "), list[str](), list[str]()

    def begins(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not opened and (space, local) != (_SVG, "svg"):
            wrong.append("is neither a PNG nor an SVG")
        opened.append(local)
        if local in _FOREIGN:
            wrong.append(f"holds <{local}>")
        wrong.extend(filter(None, (_wrong_attribute(key, value) for key, value in attributes.items())))

    def declares(*_: object) -> None:
        wrong.append("holds a document type, which can hide entities")

    def says(text: str) -> None:
        if _OUTSIDE.search(text):
            wrong.append("points to something outside itself")

    reader.StartElementHandler, reader.StartDoctypeDeclHandler, reader.CharacterDataHandler = (
        begins, declares, says,
    )  # fmt: skip
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        return wrong[0] if wrong else "is neither a PNG nor an SVG"
    return wrong[0] if wrong else ""


def _wrong_attribute(name: str, value: str) -> str:
    local = name.rpartition(" ")[2]
    if local.lower().startswith("on"):
        return f"holds the attribute {local}"
    inside = value.strip().startswith(("#", "data:image/png;", "data:image/jpeg;"))
    if (local in ("href", "src") and not inside) or _OUTSIDE.search(value):
        return "points to something outside itself"
    return ""
