"""Finishes a PDF as the engine wrote it: joins its inner links and packs its objects.

The engine sets a page twice when links in it lead to labels, since it reads out the page they lead to, and
it stores the tags of a tagged PDF one by one, uncompressed. So templates write an inner link as an address of
our own (``document.typ.j2``), which leads nowhere until this module has joined it, and most objects move into
compressed streams (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SIGN = "\N{RIGHTWARDS ARROW}"
_PER_STREAM = 2000
_TENTHS = re.compile(rb"(\d\.\d)\d+")
_LINK = re.compile(
    rb"(<</Type/Annot/Subtype/Link/Rect\[(\S+) \S+ \S+ (\S+)\]/Border\[0 0 0\](?:/QuadPoints\[[^\]]*\])?)"
    rb"/A<</Type/Action/S/URI/URI<%s([0-9A-F]+)>>>(/F 4/StructParent \d+)/Contents<[0-9A-F]+>>>"
    % SIGN.encode().hex().upper().encode()
)


@dataclass(frozen=True)
class _File:
    """The head of a PDF, its objects by number and the entries of its trailer."""

    head: bytes
    objects: dict[int, bytes]
    trailer: bytes


@dataclass(frozen=True)
class _Link:
    """An inner link: what it does (``mark`` or ``place``), the name that joins both, and where it stands."""

    number: int
    kind: str
    name: str
    words: str
    before: bytes
    after: bytes
    spot: bytes


def finished(document: bytes) -> bytes:
    """Return a PDF with its inner links joined and its objects packed.

    A mark leads to the place of its name, and a place back to the first mark that leads to it. A link whose
    other end is not in the document leads to itself.

    Parameters
    ----------
    document : bytes
        A PDF as the engine wrote it, with one table of references.
    """
    file = _read(document)
    file.objects.update(_rounded(file.objects))
    file.objects.update(_joined(list(_links(file.objects))))
    return _packed(file)


def _read(document: bytes) -> _File:
    start = int(document[document.rindex(b"startxref") + 9 :].split()[0])
    _, _, table = document[start:].partition(b"\n")
    count = int(table.split(b"\n", 1)[0].split()[1])
    rows = table[table.index(b"\n") + 1 :]
    found = (rows[20 * number : 20 * number + 20] for number in range(count))
    offsets = sorted((int(row[:10]), number) for number, row in enumerate(found) if row[17:18] == b"n")
    ends = [offset for offset, _ in offsets[1:]] + [start]
    objects = {
        number: document[document.index(b"obj\n", offset) + 4 : document.rindex(b"\nendobj", offset, end)]
        for (offset, number), end in zip(offsets, ends, strict=True)
    }
    trailer = document[document.rindex(b"trailer\n<<") + 10 : document.rindex(b">>\nstartxref")]
    return _File(document[: offsets[0][0]], objects, trailer)


def _rounded(objects: dict[int, bytes]) -> dict[int, bytes]:
    """Return the links with their places to a tenth of a point: thousands of digits that nobody sees."""
    rounded = {}
    for number, body in objects.items():
        if body.startswith(b"<</Type/Annot"):
            place, action, rest = body.partition(b"/A<<")
            rounded[number] = _TENTHS.sub(rb"\1", place) + action + rest
    return rounded


def _links(objects: dict[int, bytes]) -> Iterator[_Link]:
    """Yield the inner links in the order of the pages."""
    (pages,) = (body for body in objects.values() if body.startswith(b"<</Type/Pages"))
    for page in _numbers(pages, b"/Kids["):
        for number in _numbers(objects[page], b"/Annots["):
            if said := _LINK.fullmatch(objects[number]):
                before, left, top, address, after = said.groups()
                kind, name, words = bytes.fromhex(address.decode()).decode().split(" ", 2)
                spot = b"[%d 0 R/XYZ %s %s 0]" % (page, left, top)
                yield _Link(number, kind, name, words, before, after, spot)


def _numbers(body: bytes, key: bytes) -> list[int]:
    _, _, rest = body.partition(key)
    return [int(number) for number in rest.partition(b"]")[0].replace(b"0 R", b"").split()]


def _joined(links: list[_Link]) -> dict[int, bytes]:
    spots: dict[tuple[str, str], bytes] = {}
    for link in links:
        spots.setdefault((link.kind, link.name), link.spot)
    other = {"mark": "place", "place": "mark"}
    joined = {}
    for link in links:
        goal = spots.get((other[link.kind], link.name), link.spot)
        joined[link.number] = b"%s/Dest%s%s/Contents%s>>" % (link.before, goal, link.after, _text(link.words))
    return joined


def _text(words: str) -> bytes:
    if words.isascii() and not set(words) & set("()\\"):
        return b"(%s)" % words.encode()
    return b"<%s>" % ("\ufeff" + words).encode("utf-16-be").hex().upper().encode()


def _packed(file: _File) -> bytes:
    streams = {number: body for number, body in file.objects.items() if body.endswith(b"endstream")}
    loose = [(number, body) for number, body in file.objects.items() if number not in streams]
    # Objects of a kind beside each other are packed smaller.
    loose.sort(key=lambda item: (item[1][:16], item[0]))
    following = max(file.objects) + 1
    rows: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for first in range(0, len(loose), _PER_STREAM):
        group = loose[first : first + _PER_STREAM]
        rows.update({number: (2, following, place) for place, (number, _) in enumerate(group)})
        streams[following] = _object_stream(group)
        following += 1
    parts, length = [file.head], len(file.head)
    for number, body in streams.items():
        rows[number] = (1, length, 0)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        length += len(parts[-1])
    rows[following] = (1, length, 0)
    trailer = re.sub(rb"/Size \d+", b"/Size %d" % (following + 1), file.trailer)
    table = _differences([rows.get(number, (0, 0, 65535)) for number in range(following + 1)])
    entries = b"/Type/XRef/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>"
    references = _stream(entries + trailer, table)
    parts.append(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (following, references, length))
    return b"".join(parts)


def _differences(rows: list[tuple[int, int, int]]) -> bytes:
    """Return rows as their differences (the filter "Up" of PNG): most follow the one above."""
    above, parts = bytes(7), []
    for kind, place, within in rows:
        row = kind.to_bytes(1) + place.to_bytes(4) + within.to_bytes(2)
        parts.append(b"\x02" + bytes((new - old) % 256 for new, old in zip(row, above, strict=True)))
        above = row
    return b"".join(parts)


def _object_stream(group: list[tuple[int, bytes]]) -> bytes:
    index, place = [], 0
    for number, body in group:
        index.append(b"%d %d" % (number, place))
        place += len(body) + 1
    head = b" ".join(index) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return _stream(entries, head + b"\n".join(body for _, body in group))


def _stream(entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%s/Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (entries, len(packed), packed)
