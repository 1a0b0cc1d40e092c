"""Lines of a terminal: wrapped at words, continued under their beginning, addresses left whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gcmscore._clean import clean

# Narrower than this, a line holds hardly a word beside its indent.
_LEAST = 24


def wrapped(text: str, width: int | None, first: str = "", following: str | None = None) -> Iterator[str]:
    """Yield a text line by line.

    Parameters
    ----------
    text : str
        Any text; its line breaks become spaces.
    width : int or None
        Columns of the terminal; None for one line, however long.
    first : str
        What stands before the first line.
    following : str, optional
        What stands before the others; as many spaces as ``first`` is long by default.

    Examples
    --------
    >>> list(wrapped("one two three four five six seven", 30, "1. "))
    ['1. one two three four five six', '   seven']
    """
    hanging = " " * len(first) if following is None else following
    words = " ".join(clean(text).split())
    if width is None:
        yield first + words
        return
    yield from textwrap.wrap(
        words,
        max(width, len(hanging) + _LEAST, len(first) + _LEAST),
        initial_indent=first,
        subsequent_indent=hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )
