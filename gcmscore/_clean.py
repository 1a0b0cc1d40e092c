"""Makes evidence harmless as text: no control characters, no hidden direction changes, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides can make a sentence read as its opposite, invisible characters hide words or split
# them for a search, and variation selectors only choose between pictures of a sign. What stays of the format
# characters (Cf): the joiners U+200C and U+200D, which are spelling in Persian and Indic scripts, and the
# signs that are drawn around a number, such as U+06DD.
_DROPPED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # controls, lone surrogates, no characters
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # format, direction
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # layout of scripts and scores
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers
    "\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "]"
)
_SEPARATOR = re.compile("[\u2028\u2029]")


def clean(text: str) -> str:
    """Return a text without control and invisible characters, composed (NFC).

    Line feeds, tabs and the zero-width joiners stay; line and paragraph separators become spaces.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> clean("a" + chr(0x202E) + "b" + chr(0) + "c")
    'abc'
    >>> clean("a" + chr(0x2028) + "b" + chr(0xAD) + "c")
    'a bc'
    """
    if text.isascii() and not _DROPPED.search(text):
        return text
    return unicodedata.normalize("NFC", _DROPPED.sub("", _SEPARATOR.sub(" ", text)))
