"""Every rule of scoring that somebody might want to set otherwise, in one frozen object."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from gcmscore.errors import InvalidRequestError

_SHARES = (
    *("coverage_floor", "instrument_share", "signed_credit", "overall_floor"),
    *("trend_share", "rank_floor"),
)


@dataclass(frozen=True)
class Method:
    """The rules that turn evidence into scores; the defaults are those of METHODOLOGY.md.

    Parameters
    ----------
    coverage_floor : float
        Share (0–1) of an objective's applicable weight that must have a value for a score.
    minimum_indicators : int
        How many indicators must have a value for a score.
    practice_required : bool
        Whether one of them must speak of practice or outcome.
    instrument_share : float
        Largest share (0–1) of an objective's applicable weight that treaty status may carry.
    signed_credit : float
        Credit (0–1) for a treaty that is signed and not ratified.
    coder_tolerance : int
        Rubric levels two coders may be apart for their mean to be used.
    overall_floor : float
        Share (0–1) of a framework's objectives that must be scored for an overall score.
    band_cuts : tuple of float
        Where the objective's mean band points (0–3) turn green, yellow and orange.
    red_steps_down : bool
        Whether a red indicator that is no instrument takes the objective one band down.
    trend_start : int
        First year whose observations can begin a trend.
    trend_years : tuple of int
        Fewest and most years between the two observations of a trend.
    trend_deadline : int
        Year by which green is to be reached.
    trend_share : float
        Share (0–1) of an objective's applicable weight that must have a trend for the objective to have one.
    rank_floor : float
        Share (0–1) of the common questions a country must answer to be placed among those who answer all.
    percentile_minimum : int
        Fewest countries among which a percentile is given.

    Examples
    --------
    >>> Method().replace(coverage_floor=0.6).coverage_floor
    0.6
    """

    coverage_floor: float = 0.5
    minimum_indicators: int = 2
    practice_required: bool = True
    instrument_share: float = 0.25
    signed_credit: float = 0.25
    coder_tolerance: int = 1
    overall_floor: float = 0.5
    band_cuts: tuple[float, float, float] = (2.0, 1.5, 1.0)
    red_steps_down: bool = True
    trend_start: int = 2015
    trend_years: tuple[int, int] = (3, 10)
    trend_deadline: int = 2030
    trend_share: float = 0.75
    rank_floor: float = 0.8
    percentile_minimum: int = 8

    def __post_init__(self) -> None:
        for item in dataclasses.fields(self):
            given, default = getattr(self, item.name), item.default
            accepted = (int, float) if isinstance(default, float) else type(default)
            if not isinstance(given, accepted) or isinstance(given, bool) != isinstance(default, bool):
                kind = "a number" if isinstance(default, float) else f"a {type(default).__name__}"
                raise InvalidRequestError(f"{item.name}={given!r} is not {kind}, like {default!r}")
        for name in _SHARES:
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise InvalidRequestError(f"{name}={value!r} is out of range; give a share from 0 to 1")
        if self.instrument_share == 1:
            raise InvalidRequestError("instrument_share=1 is no limit; give a share below 1")
        if self.minimum_indicators < 1 or self.coder_tolerance < 0:
            raise InvalidRequestError("minimum_indicators must be at least 1 and coder_tolerance at least 0")
        if list(self.band_cuts) != sorted(self.band_cuts, reverse=True) or len(self.band_cuts) != 3:
            raise InvalidRequestError("band_cuts are three falling numbers: green, yellow, orange")
        if len(self.trend_years) != 2 or not 1 <= self.trend_years[0] <= self.trend_years[1]:
            raise InvalidRequestError("trend_years are two rising numbers of years, such as (3, 10)")

    def replace(self, **changes: Any) -> Method:
        """Return the method with some rules changed; an unknown rule is an error naming the known ones."""
        known = [item.name for item in dataclasses.fields(self)]
        if unknown := [name for name in changes if name not in known]:
            raise InvalidRequestError(f"Method has no rule {unknown[0]!r}; rules are {', '.join(known)}")
        return dataclasses.replace(self, **changes)

    @classmethod
    def exploratory(cls) -> Method:
        """Return a method for exploring: one indicator suffices, and it may speak of law alone."""
        return cls(minimum_indicators=1, practice_required=False, coverage_floor=0.0)

    @property
    def is_default(self) -> bool:
        """Whether no rule was changed."""
        return self == Method()

    def changes(self) -> dict[str, Any]:
        """Return the rules that differ from the defaults, by name."""
        default = Method()
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        return {name: value for name, value in values.items() if value != getattr(default, name)}
