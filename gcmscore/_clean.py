"""Makes evidence harmless as text: no control characters, no hidden direction changes, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides can make a sentence read as its opposite, invisible characters hide words or split
# them for a search, and variation selectors only choose between pictures of a sign. What stays of the format
# characters (Cf): the signs that are drawn around a number, such as U+06DD, and the joiners U+200C and
# U+200D where they are spelling, as in Persian and Indic scripts, or hold a picture of several together:
# one, and not behind a letter of an alphabet that has no use for it.
_DROPPED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"  # controls, lone surrogates, no characters
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # format, direction
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # layout of scripts and scores
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers
    "\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors, tags
    "]"
)
_JOINERS = re.compile("(?:^|(?<=[\x00-\u058f\u1e00-\u1fff\u200c\u200d]))[\u200c\u200d]+")
_SEPARATOR = re.compile("[\u2028\u2029]")
# A pile of marks on one letter is drawn over the lines around it. Tibetan has the tallest in use, of eight.
_MOST_MARKS = 8
_NO_MARKS = "!-~\u2010-\u20cf\u2100-\u2bff\u3000-\u3029\U0001f000-\U0001faff"  # signs and pictures
_PILE = re.compile(rf"[^\w\s{_NO_MARKS}]{{{_MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """Return a text without control and invisible characters, composed (NFC).

    Line feeds, tabs and the zero-width joiners of scripts that need them stay; line and paragraph separators
    become spaces. Of more than eight marks on one letter, U+FFFD stands for the rest.

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
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", _SEPARATOR.sub(" ", text)))
    if not composed.isascii():
        composed = unicodedata.normalize("NFC", _JOINERS.sub("", composed))
    return _PILE.sub(_lowered, composed)


def _lowered(pile: re.Match[str]) -> str:
    """Return characters that may be marks, the ninth and later mark of a letter replaced by one sign."""
    kept: list[str] = []
    marks = 0
    for character in pile[0]:
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else marks if category == "Cf" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
        elif kept[-1] != "\N{REPLACEMENT CHARACTER}":
            kept.append("\N{REPLACEMENT CHARACTER}")
    return "".join(kept)
