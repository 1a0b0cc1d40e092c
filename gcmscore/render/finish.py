"""Finishes a PDF as the engine wrote it: joins its inner links and packs its objects.

The engine sets a page twice when links in it lead to labels, since it reads out the page they lead to, and
it stores the tags of a tagged PDF one by one, uncompressed. So templates write an inner link as an address of
our own (``document.typ.j2``), which leads nowhere until this module has joined it, and all objects move into
compressed streams (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Name, Object, ObjectStreamMode, Pdf, String

SIGN = "\N{RIGHTWARDS ARROW}"
OTHER_END = {"mark": "place", "place": "mark"}


@dataclass(frozen=True)
class _Link:
    """An inner link: what it does (``mark`` or ``place``), the name that joins both, and where it stands."""

    annotation: Object
    kind: str
    name: str
    words: str
    spot: Array


def finished(document: bytes) -> bytes:
    """Return a PDF with its inner links joined and its objects packed; the same input gives the same bytes.

    A mark leads to the place of its name, and a place back to the first mark that leads to it. A link whose
    other end is not in the document leads to itself.

    Parameters
    ----------
    document : bytes
        A PDF as the engine wrote it.
    """
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        _join(list(_links(pdf)))
        pdf.save(packed, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def _links(pdf: Pdf) -> Iterator[_Link]:
    """Yield the inner links in the order of the pages."""
    for page in pdf.pages:
        for annotation in page.obj.get(Name.Annots, ()):
            address = bytes(annotation.A.URI).decode() if Name.A in annotation else ""
            if address.startswith(SIGN):
                kind, name, words = address.removeprefix(SIGN).split(" ", 2)
                # To the point: a large report has thousands of places, and nobody sees their decimals.
                annotation.Rect = Array([round(edge) for edge in annotation.Rect])
                left, _, _, top = annotation.Rect
                yield _Link(annotation, kind, name, words, Array([page.obj, Name.XYZ, left, top, 0]))


def _join(links: list[_Link]) -> None:
    spots: dict[tuple[str, str], Array] = {}
    for link in links:
        spots.setdefault((link.kind, link.name), link.spot)
    for link in links:
        del link.annotation[Name.A]
        link.annotation[Name.Dest] = spots.get((OTHER_END[link.kind], link.name), link.spot)
        link.annotation[Name.Contents] = String(link.words)
