"""Makes evidence harmless as text: no control characters, no hidden direction changes."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides can make a sentence read as its opposite; zero-width characters hide words,
# and variation selectors only choose between pictures of a sign.
_HIDDEN = re.compile(
    "[\u061c\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return a text without control, bidi-override and zero-width characters, composed (NFC).

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> clean("a" + chr(0x202E) + "b" + chr(0) + "c")
    'abc'
    """
    if text.isascii() and not _CONTROL.search(text):
        return text
    return unicodedata.normalize("NFC", _CONTROL.sub("", _HIDDEN.sub("", text)))
