"""Words how far scores and ranks hold: ladders of cards or countries, and what their runs varied."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gcmscore.render.comparison_view import Ladder, Rung, Runs
from gcmscore.render.rows import worded_interval, worded_strip
from gcmscore.render.text import Text, Wording, alphabetical
from gcmscore.render.view import Band
from gcmscore.scoring.arrays import Floats
from gcmscore.scoring.robustness import ahead
from gcmscore.uncertainty import Uncertainty

# Two scores this close are equal (design rule 9).
EQUAL = 1e-9


def worded_ladder(
    found: Uncertainty,
    names: Mapping[str, str],
    bands: Mapping[str, Band],
    wording: Wording,
    title: tuple[int | None, str],
    ranked: bool,
) -> Ladder:
    """Return scores with their intervals, by rank or by year.

    Parameters
    ----------
    found : Uncertainty
        The scores and the runs.
    names : mapping of str to str
        What each label is called.
    bands : mapping of str to Band
        The band of each label, where it has one.
    wording : Wording
        The language.
    title : tuple of (int or None, str)
        Number and name of the objective; without a number, of a mean.
    ranked : bool
        Whether the labels compete: years of one country do not.
    """
    table = found.table.sort_index()
    if ranked:
        # Who shares a rank stands by name.
        named = table.assign(name=[alphabetical(names[str(label)]) for label in table.index])
        table = named.sort_values(["rank", "name"], kind="stable")
    draws = dict(zip(found.labels, found.runs.scores.T, strict=True))
    # Of countries each and the one below it are compared, of years each and the one before it.
    order = [str(label) for label in table.index]
    others = [*order[1:], None] if ranked else [None, *order[:-1]]
    rungs = []
    for label, other, row in zip(order, others, table.to_dict("records"), strict=True):
        ends, places = (row["low"], row["high"]), (row["rank_low"], row["rank_high"])
        rungs.append(
            Rung(
                label=names[label],
                rank=str(row["rank"]) if ranked else "",
                ranks="–".join(map(str, places)) if ranked and places[0] < places[1] else "",
                score=wording.number(row["score"]),
                interval=worded_interval(wording, ends),
                strip=worded_strip(wording, row["score"], ends),
                band=bands.get(label),
                ahead=_ahead(draws[label], draws[other], wording) if other is not None else "",
            )
        )
    return Ladder(*title, ranked, tuple(rungs))


def _ahead(first: Floats, second: Floats, wording: Wording) -> Text:
    if not (np.abs(first - second) > EQUAL).any():
        return wording.text("compare.equal")
    return wording.text("compare.ahead_in", share=wording.percent(float(ahead(first, second))))


def worded_runs(found: Uncertainty, wording: Wording) -> Runs:
    """Return in sentences what the intervals are, what the runs varied and what they held.

    Parameters
    ----------
    found : Uncertainty
        The scores and the runs.
    wording : Wording
        The language.
    """
    method, plan = found.runs.plan.method, found.runs.plan
    low, high = method.interval
    spreads = {
        "weights": wording.percent(method.weight_spread),
        "goalposts": wording.percent(method.goalpost_shift),
        "evidence": wording.amount(method.level_spread),
    }
    number = wording.number(len(found.runs.scores), 0)
    fixed = [wording.text("runs.fixed")]
    if "evidence" in plan.held:
        fixed.insert(0, wording.text("runs.no_range"))
    return Runs(
        wording.text("runs.interval", runs=number, share=wording.percent(high - low)),
        tuple(wording.text(f"runs.{name}", spread=spreads.get(name, "")) for name in plan.varied),
        wording.joined(fixed, " "),
    )
