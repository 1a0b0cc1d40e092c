"""The formulas, as pure functions on arrays, and the rules that apply them to evidence."""

from gcmscore.scoring.aggregate import (
    aggregate,
    bounds,
    capped_weights,
    change_contributions,
    contributions,
    coverage,
)
from gcmscore.scoring.bands import band_points, bands, objective_bands, two_worst
from gcmscore.scoring.consistency import correlations, cronbach_alpha, parent_correlations
from gcmscore.scoring.growth import compound_growth, projection
from gcmscore.scoring.normalise import (
    distance_to_target,
    normalise,
    percentile_goalposts,
    rank_scores,
    z_scores,
)
from gcmscore.scoring.robustness import ahead, quantiles, rank_intervals, ranks
from gcmscore.scoring.sensitivity import means_without, rank_shift, sobol_indices, sobol_samples
from gcmscore.scoring.trend import objective_trend, trend
from gcmscore.scoring.uncertainty import uncertainty

__all__ = [
    "aggregate",
    "ahead",
    "band_points",
    "bands",
    "bounds",
    "capped_weights",
    "change_contributions",
    "compound_growth",
    "contributions",
    "correlations",
    "coverage",
    "cronbach_alpha",
    "distance_to_target",
    "means_without",
    "normalise",
    "objective_bands",
    "objective_trend",
    "parent_correlations",
    "percentile_goalposts",
    "projection",
    "quantiles",
    "rank_intervals",
    "rank_scores",
    "rank_shift",
    "ranks",
    "sobol_indices",
    "sobol_samples",
    "trend",
    "two_worst",
    "uncertainty",
    "z_scores",
]
