"""Rounds the way people do by hand: a half goes up, away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, decimals: int) -> Decimal:
    """Return a number rounded half up from its decimal form, so that 7.985 becomes 7.99.

    Examples
    --------
    >>> str(rounded(7.985, 2)), str(rounded(31.25, 1)), str(rounded(-0.0, 1))
    ('7.99', '31.3', '0.0')
    """
    step = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP) + 0
