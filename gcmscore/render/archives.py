"""Office files are archives of parts: writes them again without the hour, so that the same is the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first day that such an archive can name.
_DAY = (1980, 1, 1, 0, 0, 0)
_STAMPS = re.compile(
    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)", re.DOTALL
)


def settled(
    content: bytes, year: int, changes: Mapping[str, Callable[[bytes], bytes]] | None = None
) -> bytes:
    """Return an office file whose bytes depend on what it says alone.

    Parameters
    ----------
    content : bytes
        The file.
    year : int
        It says of itself that it was made on the last day of this year.
    changes : mapping, optional
        By name of a part, what is made of it.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _STAMPS.sub(rb"\g<1>%04d-12-31T00:00:00Z\g<2>" % year, part)
            if changes is not None and entry.filename in changes:
                part = changes[entry.filename](part)
            kept = ZipInfo(entry.filename, _DAY)
            kept.compress_type, kept.external_attr = ZIP_DEFLATED, 0o600 << 16
            new.writestr(kept, part)
    return made.getvalue()
