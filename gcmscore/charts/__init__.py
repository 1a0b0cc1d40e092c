"""Pictures with matplotlib: each function takes the object first and ``ax=``, and returns the Axes.

Without ``ax`` a figure of a fitting size is made; no pyplot and no screen is needed. In a notebook the figure
of the result is shown: ``ranking(panel, 20).figure``.

A colour never stands alone: a band has a shape on dots, a letter in cells and a step of lightness on maps,
so that it can be told in greyscale. What has no value is drawn as what it is: not assessed, insufficient, too
old or not applicable.
"""

from gcmscore.charts.audits import leave_one_out, rank_intervals, sensitivity
from gcmscore.charts.cards import objectives, profile
from gcmscore.charts.maps import world
from gcmscore.charts.observed import trend
from gcmscore.charts.pairs import scatter
from gcmscore.charts.ranks import ranking
from gcmscore.charts.style import COLOURS, FILLS, GREY, MARKERS
from gcmscore.charts.tables import coverage, heatmap
from gcmscore.charts.waterfall import bridge

__all__ = [
    "COLOURS",
    "FILLS",
    "GREY",
    "MARKERS",
    "bridge",
    "coverage",
    "heatmap",
    "leave_one_out",
    "objectives",
    "profile",
    "rank_intervals",
    "ranking",
    "scatter",
    "sensitivity",
    "trend",
    "world",
]
