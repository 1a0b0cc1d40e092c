"""The formulas, as pure functions on arrays, and the rules that apply them to evidence."""

from gcmscore.scoring.aggregate import aggregate, bounds, capped_weights, coverage
from gcmscore.scoring.bands import band_points, bands, objective_bands
from gcmscore.scoring.normalise import normalise

__all__ = [
    "aggregate",
    "band_points",
    "bands",
    "bounds",
    "capped_weights",
    "coverage",
    "normalise",
    "objective_bands",
]
