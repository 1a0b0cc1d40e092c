"""Every rule of scoring that somebody might want to set otherwise, in one frozen object."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.aggregate import MEANS

_SHARES = (
    *("coverage_floor", "instrument_share", "signed_credit", "overall_floor", "overall_indicator_floor"),
    *("band_floor", "trend_share", "rank_floor"),
)
_CHOICES = {
    "objective_mean": tuple(MEANS),
    "overall_mean": tuple(MEANS),
    "band_rule": ("mean", "two_worst"),
    "objective_imputation": ("none", "region", "subregion", "continent", "income"),
}


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
        Largest share (0–1) of an objective's applicable weight that treaty status may carry; 1 is no limit.
    signed_credit : float
        Credit (0–1) for a treaty that is signed and not ratified.
    coder_tolerance : int
        Rubric levels two coders may be apart for their mean to be used.
    objective_mean, overall_mean : {"arithmetic", "geometric", "harmonic"}
        Which mean an objective's score is of its indicators, and the overall score of the objectives.
    overall_floor : float
        Share (0–1) of a framework's objectives that must be scored for an overall score.
    overall_indicator_floor : float
        Share (0–1) of all indicators that apply and are scored that must have a value for an overall score.
    objective_imputation : {"none", "region", "subregion", "continent", "income"}
        Whether, in the overall score alone, an objective without a score takes the mean of the country's
        region, in panels only.
    band_rule : {"mean", "two_worst"}
        Whether an objective's band follows the weighted mean of its indicators or the two worst of them.
    band_floor : float
        Share (0–1) of an objective's applicable weight that must have a value for a band.
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
    draws : int
        How many times scores are computed anew for intervals.
    seed : int
        Where the random numbers of these runs begin; the same seed gives the same intervals.
    weight_spread : float
        Share (0 to below 1) by which each weight may be larger or smaller in a run.
    goalpost_shift : float
        Share (0 to below 0.5) of the range between worst and best by which scenarios move a goalpost.
    level_spread : float
        Rubric levels by which a coder may have been off, either way.
    interval : tuple of float
        Shares (0–1) of the runs that lie below the low and the high end of an interval.

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
    objective_mean: str = "arithmetic"
    overall_mean: str = "arithmetic"
    overall_floor: float = 0.5
    overall_indicator_floor: float = 0.0
    objective_imputation: str = "none"
    band_rule: str = "mean"
    band_floor: float = 0.0
    band_cuts: tuple[float, float, float] = (2.0, 1.5, 1.0)
    red_steps_down: bool = True
    trend_start: int = 2015
    trend_years: tuple[int, int] = (3, 10)
    trend_deadline: int = 2030
    trend_share: float = 0.75
    rank_floor: float = 0.8
    percentile_minimum: int = 8
    draws: int = 1000
    seed: int = 2018
    weight_spread: float = 0.25
    goalpost_shift: float = 0.1
    level_spread: float = 0.5
    interval: tuple[float, float] = (0.05, 0.95)

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
        for name, known in _CHOICES.items():
            if getattr(self, name) not in known:
                raise InvalidRequestError(
                    f"{name}={getattr(self, name)!r} is unknown; one of {', '.join(known)}"
                )
        if self.minimum_indicators < 1 or self.coder_tolerance < 0:
            raise InvalidRequestError("minimum_indicators must be at least 1 and coder_tolerance at least 0")
        if list(self.band_cuts) != sorted(self.band_cuts, reverse=True) or len(self.band_cuts) != 3:
            raise InvalidRequestError("band_cuts are three falling numbers: green, yellow, orange")
        if len(self.trend_years) != 2 or not 1 <= self.trend_years[0] <= self.trend_years[1]:
            raise InvalidRequestError("trend_years are two rising numbers of years, such as (3, 10)")
        self._check_runs()

    def _check_runs(self) -> None:
        if self.draws < 1 or self.seed < 0:
            raise InvalidRequestError("draws must be at least 1 and seed at least 0")
        if not (0 <= self.weight_spread < 1 and 0 <= self.goalpost_shift < 0.5 and self.level_spread >= 0):
            raise InvalidRequestError(
                "weight_spread is a share below 1, goalpost_shift below 0.5, level_spread at least 0"
            )
        if len(self.interval) != 2 or not 0 <= self.interval[0] < self.interval[1] <= 1:
            raise InvalidRequestError("interval is two rising shares of the runs, such as (0.05, 0.95)")

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
