"""How published values become an indicator's values: small functions that either convert or say why not.

Each takes the published values of one country and period as text, in the order of the recipe's series, None
where there is none, and returns the value to write. ``LeftOut`` names the reason why nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

Published = Sequence[str | None]
Conversion = Callable[[Published], Decimal]
# Shares computed here keep four decimals, as many as the tables they are computed from.
_RATIO_PLACES = Decimal("0.0001")


class LeftOut(Exception):
    """Why a published value is not written."""


def _numbers(values: Published) -> list[Decimal]:
    """Return the values as numbers, all of which have to be there."""
    if any(value is None for value in values):
        raise LeftOut("one of the series it is made of has no value")
    return [Decimal(value) for value in values if value is not None]


def as_published(values: Published) -> Decimal:
    """Return the value unchanged.

    Examples
    --------
    >>> as_published(["0.43024"])
    Decimal('0.43024')
    """
    (value,) = _numbers(values)
    return value


def cost(values: Published) -> Decimal:
    """Return a cost unchanged, unless it is zero or below.

    Where the official and the market rate of exchange part, a transfer can seem to cost less than nothing;
    such a figure shows the rates and no price, and lies outside the unit's range. Nor is a mean of exactly
    zero a price.

    Examples
    --------
    >>> cost(["-9.47111"])
    Traceback (most recent call last):
    world.conversions.LeftOut: negative cost, where official and market exchange rates part
    >>> cost(["0.0"])
    Traceback (most recent call last):
    world.conversions.LeftOut: cost of exactly zero, which is no price
    """
    value = as_published(values)
    if value < 0:
        raise LeftOut("negative cost, where official and market exchange rates part")
    if value == 0:
        raise LeftOut("cost of exactly zero, which is no price")
    return value


def corridor_cost(values: Published) -> Decimal:
    """Return the cost of a corridor, unless it is zero, below zero or above the amount sent."""
    value = cost(values)
    if value > 100:
        raise LeftOut("cost above the amount sent, where official and market exchange rates part")
    return value


def above_zero(values: Published) -> Decimal:
    """Return the value unchanged, unless it is zero.

    For tables in which zero also stands where nothing was recorded or told apart.

    Examples
    --------
    >>> above_zero(["0"])
    Traceback (most recent call last):
    world.conversions.LeftOut: zero, which in this table may mean not recorded or not told apart
    """
    value = as_published(values)
    if value == 0:
        raise LeftOut("zero, which in this table may mean not recorded or not told apart")
    return value


def sign_turned(values: Published) -> Decimal:
    """Return the value with its sign turned, for a gap that is published the other way round.

    Examples
    --------
    >>> sign_turned(["-3.2"]), sign_turned(["0.0"])
    (Decimal('3.2'), Decimal('0.0'))
    """
    return Decimal(0) - as_published(values)


def total(values: Published) -> Decimal:
    """Return the sum of categories, all of which have to be published.

    Examples
    --------
    >>> total(["10", "0", "2"])
    Decimal('12')
    """
    return sum(_numbers(values), Decimal(0))


def ratio(values: Published) -> Decimal:
    """Return the first rate over the second, to four decimals.

    Examples
    --------
    >>> ratio(["4.52", "4.12"])
    Decimal('1.0971')
    """
    first, second = _numbers(values)
    if first == 0 or second == 0:
        raise LeftOut("one of the two rates is zero, which gives no ratio to read")
    return (first / second).quantize(_RATIO_PLACES, ROUND_HALF_EVEN)


def yes_counted(values: Published) -> Decimal:
    """Return how many of several yes/no answers are yes, all of which have to be there.

    Examples
    --------
    >>> yes_counted(["1.0", "0.0"])
    Decimal('1')
    """
    numbers = _numbers(values)
    if not set(numbers) <= {Decimal(0), Decimal(1)}:
        raise ValueError(f"{numbers} are not answers of yes or no")
    return sum(numbers, Decimal(0)).to_integral_value()


def policy_class(values: Published) -> Decimal:
    """Return a class of 1 to 4.

    Examples
    --------
    >>> policy_class(["3.0"])
    Decimal('3')
    """
    return _coded(values, {code: code for code in range(1, 5)})


def both_freedoms(values: Published) -> Decimal:
    """Return how many of the two freedoms a GLOBALCIT code for dual citizenship gives.

    0 neither, 1 only those who acquire another citizenship, 2 only immigrants, 3 both.

    Examples
    --------
    >>> [int(both_freedoms([code])) for code in ("0.0", "1.0", "2.0", "3.0")]
    [0, 1, 1, 2]
    """
    return _coded(values, {0: 0, 1: 1, 2: 1, 3: 2})


def nationality_provisions(values: Published) -> Decimal:
    """Return how many of three provisions nationality law holds, from five GLOBALCIT codes.

    A01a and A01b, descent in the country and abroad: one when neither has code 4, a restriction by sex.
    A03a, foundlings, and A03b, children born stateless: one each when there is a provision. Where A02a is 1,
    everyone born in the country is a national, and both are met without a provision of their own.

    Examples
    --------
    >>> nationality_provisions(["1.0", "4.0", "0.0", "1.0", "1.0"])
    Decimal('2')
    >>> nationality_provisions(["1.0", "1.0", "1.0", "0.0", "0.0"])
    Decimal('3')
    """
    at_home, abroad, born_here, foundlings, stateless = _numbers(values)
    mothers = 4 not in (at_home, abroad)
    return Decimal(mothers + (1 in (foundlings, born_here)) + (1 in (stateless, born_here)))


def tier(values: Published) -> Decimal:
    """Return a tier of the United States' reports on trafficking: 1, 2, 2.5 (Watch List) or 3.

    Examples
    --------
    >>> tier(["2.0"]), tier(["2.5"])
    (Decimal('2'), Decimal('2.5'))
    """
    value = as_published(values)
    if value not in (1, 2, Decimal("2.5"), 3):
        raise ValueError(f"{value} is no tier")
    return value if value % 1 else value.to_integral_value()


def _coded(values: Published, codes: dict[int, int]) -> Decimal:
    value = as_published(values)
    if value not in codes:
        raise ValueError(f"{value} is not one of the codes {sorted(codes)}")
    return Decimal(codes[int(value)])


def plain_number(number: Decimal, unit: str) -> str:
    """Return a figure in plain decimal, a count of persons as a whole number.

    Examples
    --------
    >>> plain_number(Decimal("2349032.0"), "persons"), plain_number(Decimal("20.01"), "percent")
    ('2349032', '20.01')
    """
    if unit == "persons":
        if number != number.to_integral_value():
            raise ValueError(f"{number} is not a whole number of persons")
        number = number.to_integral_value()
    return format(number, "f")
