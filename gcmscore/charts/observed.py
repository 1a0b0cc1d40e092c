"""One indicator of one country over time: what was observed, and what was promised."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MaxNLocator

from gcmscore.charts.style import COLOURS, INK, basis, beneath, drawn, mark, name_in, new_axes, title
from gcmscore.errors import InvalidRequestError
from gcmscore.observations import DIMENSIONS
from gcmscore.periods import period_bounds

if TYPE_CHECKING:
    from gcmscore.definitions import Indicator
    from gcmscore.panel import Panel

STYLES = (
    ("#1b4f72", "o"), ("#b9770e", "s"), ("#6c3483", "^"),
    ("#117864", "D"), ("#7b241c", "v"), ("#424949", "P"),
)  # fmt: skip
"""Colour and shape of each series, in the order of the indicator's series."""
_KEYS = ["series", "source_id", "period"]


def trend(panel: Panel, country: str, indicator: str, *, ax: Axes | None = None) -> Axes:
    """Draw what was observed of an indicator: never a carried value, and never a line across a break.

    Parameters
    ----------
    panel : Panel
        Scored countries and the evidence they rest on.
    country : str
        ISO3 code.
    indicator : str
        Id of a measure.
    ax : Axes, optional
        Where to draw; a new figure otherwise.

    Returns
    -------
    Axes
        A dot at each period, in the indicator's unit, hollow where the figure is preliminary; only dots of
        one series and source are joined; a series that ranks behind another is paler and larger. A dashed
        line is the target with its year, a dotted one the value at which green begins. An indicator that is
        the mean or a share of parts is drawn as that, over each period with enough of them.

    Raises
    ------
    UnknownIndicatorError, UnknownCountryError
        If the framework has no such indicator, or the panel no such country.
    InvalidRequestError
        If the indicator is no measure, nothing was observed, or it is no panel.

    Examples
    --------
    >>> import gcmscore
    >>> panel = gcmscore.score_panel(years=[2020], countries=["BEL", "NLD"])
    >>> trend(panel, "BEL", "oda_gni_share").get_ylabel()
    '% of GNI'
    """
    name = name_in(panel, country)
    definition = panel.compact.indicator(indicator)
    seen = _observed(panel, country, definition)
    ax = new_axes(ax, 8.0, 4.8)
    titles = {series.id: drawn(series.title) for series in definition.series}
    order = [*titles, *sorted(set(seen["series"]) - set(titles))]
    for place, series in enumerate(each for each in order if (seen["series"] == each).any()):
        _draw_series(ax, seen[seen["series"] == series], place, titles.get(series, series or "observed"))
    unit = panel.compact.units[definition.unit]
    ax.set_ylabel(drawn(unit.symbol))
    _draw_marks(ax, definition, seen)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.10g}"))
    ax.spines[["top", "right"]].set_visible(False)
    title(ax, f"{name}: {definition.name}", f"trend: {_word(panel, country, definition)}; {basis(panel)}")
    handles = ax.get_legend_handles_labels()[0]
    if seen["preliminary"].any():
        handles.append(mark("preliminary", "o", INK, markerfacecolor="white"))
    beneath(ax, handles, start=24, columns=1)
    return ax


def _observed(panel: Panel, country: str, definition: Indicator) -> pd.DataFrame:
    """Return x (years), value, low, high, series, source and whether preliminary of each observed period."""
    if definition.kind != "measure":
        raise InvalidRequestError(f"{definition.unobserved}; it has no figures")
    known = panel.evidence if panel.known_by is None else panel.evidence.known_by(panel.known_by)
    table, by = known.observations, definition.values.by
    of_it = (table["indicator"] == definition.observed_as) & (table["country"] == country)
    found = table[of_it & table["value"].notna()]
    parts = found[list(DIMENSIONS)].notna()
    found = found[parts.sum(axis=1) == 0 if by is None else parts[by] & (parts.sum(axis=1) == 1)]
    found = found.assign(**{name: found[name].fillna("").astype(str) for name in ("series", "edition")})
    found = found.assign(preliminary=found["note"].fillna("").astype(str) == "preliminary")
    if by is not None:
        found = _of_parts(found, definition)
    if found.empty:
        raise InvalidRequestError(f"nothing was observed of {definition.id} for {country} in this evidence")
    latest = found.sort_values([*_KEYS, "edition"]).drop_duplicates(_KEYS, keep="last")
    placed: pd.DataFrame = latest.assign(x=[_year(str(period)) for period in latest["period"]])
    return placed.sort_values(["series", "source_id", "x"])


def _of_parts(found: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """Return the mean of the parts of each period, or the percentage of them above a value."""
    rule = definition.values
    counted = found if rule.above is None else found.assign(value=(found["value"] > rule.above) * 100.0)
    groups = counted.groupby([*_KEYS, "edition"])
    means = groups.agg(value=("value", "mean"), preliminary=("preliminary", "any"))
    result: pd.DataFrame = means[groups["value"].count() >= rule.minimum].reset_index()
    return result.assign(low=float("nan"), high=float("nan"))


def _year(period: str) -> float:
    """Return where a period lies on an axis of years, a whole year exactly at its number.

    Examples
    --------
    >>> _year("2020"), round(_year("2020-Q4"), 2)
    (2020.0, 2020.37)
    """
    first, last = period_bounds(period)
    middle = (first.toordinal() + last.toordinal() + 1) / 2
    year = date.fromordinal(int(middle)).year
    start, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return year + (middle - start) / (end - start) - 0.5


def _draw_series(ax: Axes, seen: pd.DataFrame, place: int, label: str) -> None:
    """Draw one series; one that ranks behind another is paler and larger, so that equal figures show."""
    colour, marker = STYLES[place % len(STYLES)]
    face, size, above = (_pale(colour) if place else colour), 6 + 2 * place, 3 - place / 10
    shape: dict[str, Any] = {"marker": marker, "markersize": size, "markerfacecolor": face}
    for _, run in seen.groupby("source_id", sort=True):
        ax.plot(run["x"], run["value"], color=colour, linewidth=1.2, label=label, zorder=above, **shape)
        label = "_"  # one entry a series in the legend
        early = run[run["preliminary"]]
        if len(early):
            # Over the dot that is there, so that the line goes on to it.
            ax.scatter(
                early["x"], early["value"], s=size**2, marker=marker, facecolor="white", edgecolor=colour,
                linewidth=1, zorder=above + 0.05,
            )  # fmt: skip
        wide = run[run["low"].notna() & run["high"].notna()]
        ax.vlines(wide["x"], wide["low"], wide["high"], color=colour, linewidth=1, alpha=0.6)


def _pale(colour: str) -> tuple[float, float, float]:
    red, green, blue = ((1 + part) / 2 for part in to_rgb(colour))
    return red, green, blue


def _draw_marks(ax: Axes, definition: Indicator, seen: pd.DataFrame) -> None:
    """Draw the target and the value at which green begins, with words at them."""
    target, lines, last = definition.target, [], float(seen["x"].max())
    if target is not None:
        by = f" by {target.by}" if target.by else ""
        lines.append((target.value, "--", INK, f"target {target.value:g}{by}"))
        last = max(last, target.by or last)
    if definition.bands is not None:
        green = definition.bands.green
        lines.append((green, ":", COLOURS["green"], f"green begins at {green:g}"))
    ax.set_xlim(float(seen["x"].min()) - 0.6, last + 0.6)
    for place, (value, style, colour, words) in enumerate(lines):
        under = place == 1 and value == lines[0][0]
        ax.axhline(value, linestyle=style, color=colour, linewidth=1.3, zorder=1)
        ax.annotate(
            words, (1, value), (-4, -3 if under else 3), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="top" if under else "bottom", ha="right", fontsize=8, color=colour,
        )  # fmt: skip
    ax.margins(y=0.12)


def _word(panel: Panel, country: str, definition: Indicator) -> str:
    """Return the word of the trend in the panel's last year, or that there is none."""
    if definition.role != "scored":
        return "none, shown as context"
    key = (country, int(panel.years[-1]), definition.id)
    found = panel.indicators["trend"].get(key)
    word = "none" if found is None or pd.isna(found) else str(found).replace("_", " ")
    return f"{word}, as of {key[1]}"
