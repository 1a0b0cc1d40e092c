"""What an audit found, in sentences: only what holds as published and in at least 95 % of the runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from gcmscore._audit_tables import Ranking, parts, strictly_ahead
from gcmscore._rounding import rounded
from gcmscore.scoring.consistency import FEWEST_UNITS, REDUNDANT
from gcmscore.uncertainty import FIXED

SURE = 0.95
_SHARE = f"{100 * SURE:g} %"
NARROW = 10
# So many names, or pairs of them, are written out.
_LISTED = 12
_PAIRS = 4
_PARTS = {
    "top_third": "In the top third",
    "bottom_third": "In the bottom third",
    "better_half": "Ahead of the median",
    "worse_half": "Behind the median",
}
_FACTORS = {
    "weights": "the weights",
    "goalposts": "the goalposts",
    "means": "the choice of mean",
    "evidence": "the ranges of the evidence",
}
_WARNINGS = {
    "negative": "{item} runs against the rest of {parent}: correlation {value}.",
    "silent": "{item} is silent in {parent}: the rest hardly moves with it, correlation {value}.",
}


def sentences(ranking: Ranking, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Return what was found in one ranking.

    Parameters
    ----------
    ranking : Ranking
        What was looked at.
    tables : dict of DataFrame
        ``intervals``, ``sensitivity``, ``leave_one_out`` and ``consistency`` of it.
    """
    shown = tables["intervals"]
    return [
        *_head(ranking),
        *_positions(ranking, shown),
        *_neighbours(ranking, shown["rank"]),
        *_widths(shown, ranking.plan.method.interval),
        *_factor(tables["sensitivity"]),
        *_weightiest(tables["leave_one_out"]),
        *_coherence(tables["consistency"]),
        f"Varied: {'; '.join(ranking.uncertainty.varied.values()) or 'nothing'}.",
        not_varied(ranking),
    ]


def subject(ranking: Ranking) -> str:
    """Return what is ranked, in words that can begin a sentence."""
    if ranking.mean:
        listed = ", ".join(map(str, ranking.objectives))
        return f"Mean of objective{'s' if len(ranking.objectives) > 1 else ''} {listed}, {ranking.year}"
    name = ranking.panel.compact.objective(ranking.objectives[0]).short_name
    return f"Objective {ranking.objectives[0]} ({name}), {ranking.year}"


def _head(ranking: Ranking) -> Iterator[str]:
    count, method = len(ranking.placed), ranking.plan.method
    yield (
        f"{subject(ranking)}: {count} of {ranking.compared} countries are ranked, on "
        f"{len(ranking.questions)} questions that all of them answer: {', '.join(ranking.questions)}."
    )
    yield (
        f"Scores were computed {method.draws} times (seed {method.seed}). What follows about countries holds "
        f"as published and in at least {_SHARE} of these runs."
    )


def _positions(ranking: Ranking, shown: pd.DataFrame) -> Iterator[str]:
    """Tell who surely stands where; among too few, thirds and halves say nothing."""
    count, fewest = len(shown), ranking.panel.method.percentile_minimum
    if count < fewest:
        yield f"Among fewer than {fewest} countries nothing is said about thirds and halves."
        return
    published = parts(ranking.uncertainty.scores)
    for part, words in _PARTS.items():
        sure = shown.index[(shown[part] >= SURE) & published[part]]
        room = count // (3 if "third" in part else 2)
        listed = _listed([_name(ranking, code) for code in sure], _LISTED)
        yield f"{words}: {listed or 'nobody for sure'} ({len(sure)} for {room} places)."


def _name(ranking: Ranking, code: str) -> str:
    return ranking.panel.evidence.country_table[code].name()


def _listed(words: Sequence[str], most: int) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _neighbours(ranking: Ranking, rank: pd.Series[int]) -> Iterator[str]:
    """Tell which order of ranks holds: between neighbours, and from which distance on always."""
    own, codes = rank.to_numpy(dtype=np.int64), list(rank.index)
    shared = int(rank.duplicated(keep=False).sum())
    if shared:
        yield f"{shared} of {len(own)} countries share their rank with another."
    level = np.unique(own, return_inverse=True)[1]
    # Who shares a rank is a neighbour of everybody at the next one: the alphabet picks nobody.
    neighbours = level[None, :] - level[:, None] == 1
    if not neighbours.any():
        return
    holds = strictly_ahead(ranking.uncertainty.runs.scores) >= SURE
    unsure = np.argwhere(neighbours & ~holds)
    names = [" and ".join(_name(ranking, codes[place]) for place in pair) for pair in unsure]
    listed = f": {_listed(names, _PAIRS)}" if names else ""
    yield (
        f"{len(names)} of {neighbours.sum()} pairs of neighbours in rank cannot be told apart: their order "
        f"does not hold in {_SHARE} of the runs{listed}."
    )
    apart = own[None, :] - own[:, None]
    needed = 1 + int(apart.max(initial=0, where=(apart > 0) & ~holds))
    if 1 < needed <= apart.max():
        yield f"Any two countries that lie {needed} or more ranks apart can be told apart."


def _widths(shown: pd.DataFrame, interval: tuple[float, float]) -> Iterator[str]:
    """Tell how many ranks are narrow; among nine countries none could be anything else."""
    count, runs = len(shown), f"{100 * (interval[1] - interval[0]):g} %"
    if count >= NARROW:
        narrow = int((shown["rank_high"] - shown["rank_low"] + 1 < NARROW).sum())
        share = rounded(100 * narrow / count, 0)
        yield (
            f"{narrow} of {count} countries ({share} %) have a rank interval ({runs} of the runs) under "
            f"{NARROW} places."
        )


def _factor(table: pd.DataFrame) -> Iterator[str]:
    """Tell which choice moves ranks most, if its band is clear of the others."""
    if table.empty:
        return
    if table["ST"].isna().all():
        yield "The average shift of ranks is the same in all runs: no choice explains it."
        return
    ordered = table.sort_values("ST", ascending=False, kind="stable")
    first, others = ordered.iloc[0], ordered.iloc[1:]
    name = _FACTORS[str(ordered.index[0])]
    if others.empty:
        yield f"Only {name} could vary."
    elif first["ST_low"] > others["ST_high"].max():
        value, low, high = (rounded(first[key], 2) for key in ("ST", "ST_low", "ST_high"))
        yield (
            f"Why ranks shift more in one run than in another is explained best by {name}: total index "
            f"{value} ({low} to {high}), clear of all others."
        )
    else:
        yield "No one choice explains best why ranks shift: the bands of the total indices overlap."


def _weightiest(table: pd.DataFrame) -> Iterator[str]:
    """Tell without which item ranks shift most, if it is one."""
    shift = table["mean_shift"]
    most = table.index[shift == shift.max()]
    if len(most) == 1 and shift.max() > 0:
        yield (
            f"By the published means, were fewer questions enough, ranks rest most on {most[0]}: without it "
            f"countries shift by {rounded(shift.max(), 1)} ranks on average."
        )


def _coherence(table: pd.DataFrame) -> Iterator[str]:
    """Tell which items do not fit into what they are part of, or say the same twice."""
    for item, row in table[table["flag"].notna()].iterrows():
        value = str(rounded(row["correlation"], 2)).replace("-", "−")
        yield _WARNINGS[row["flag"]].format(item=item, parent=row["parent"], value=value)
    for item, row in table[table["redundant_with"].notna()].iterrows():
        yield f"{item} says nearly the same as {row['redundant_with']}: correlation above {REDUNDANT:g}."
    few = table["reason"] == "too_few"
    if few.any():
        yield (
            f"Whether {_listed(list(table.index[few]), _LISTED)} fit where they stand cannot be said: "
            f"it takes {FEWEST_UNITS} countries."
        )
    if table[["flag", "redundant_with", "reason"]].isna().all(axis=None):
        yield "No item works against, hardly moves with, or repeats another of what it is part of."


def not_varied(ranking: Ranking) -> str:
    """Return what was held fixed in every run, and why."""
    held = [f"{name} ({why})" for name, why in ranking.plan.held.items()]
    return f"Not varied: {'; '.join([*held, *FIXED, 'who is ranked'])}."
