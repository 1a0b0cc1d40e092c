"""Letters in place of numbers: of the places in a source, of the columns of a sheet."""

from __future__ import annotations


def letters(position: int) -> str:
    """Return a, b, …, z, aa, ab and so on for 0, 1 and so on.

    Examples
    --------
    >>> letters(0), letters(27)
    ('a', 'ab')
    """
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
