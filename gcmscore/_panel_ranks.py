"""Ranks on common questions, distances to targets and to the best, and medians of peers (design rule 6)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gcmscore.definitions import Indicator
from gcmscore.errors import InvalidRequestError
from gcmscore.scoring.aggregate import aggregate
from gcmscore.scoring.arrays import Bools, Floats, Words, any_along, pick
from gcmscore.scoring.columns import gaps, shown_indicators
from gcmscore.scoring.many import ManyEngine
from gcmscore.uncertainty import Uncertainty, uncertain

# Two scores this close are equal: nothing ranks on the last bits of a sum (design rule 9).
_DECIMALS = 9
_WHY = {
    "coverage": "not ranked: the common questions carry too little of what applies",
    "single_indicator": "not ranked: one question is too few",
    "law_only": "not ranked: no question on practice",
}


@dataclass(frozen=True, eq=False)
class Field:
    """Who is ranked together: one year, and the positions of the countries."""

    engine: ManyEngine
    year: int
    countries: Sequence[int]

    @property
    def index(self) -> pd.Index[str]:
        """Their codes."""
        return pd.Index([self.engine.grid.codes[place] for place in self.countries], name="country")

    def answered(self, members: Sequence[Indicator]) -> Bools:
        """Tell who has a value that counts for which indicator, shape (countries, indicators)."""
        at = self.engine.at(members)
        return self.engine.available[list(self.countries), self.year][:, at]

    def scores(self, objective: int, only: Sequence[str]) -> tuple[Floats, Words]:
        """Return each one's score on the given questions, and why there is none."""
        judged = self.engine.judgement(objective, only)
        rows = list(self.countries)
        return judged.score[rows, self.year], judged.reason[rows, self.year]


def common_questions(field: Field, objective: int, on: Sequence[str] | None) -> list[str]:
    """Return the questions on which an objective is ranked.

    Parameters
    ----------
    field : Field
        Who is ranked.
    objective : int
        Its number.
    on : sequence of str, optional
        Ids of scored indicators of the objective. By default those that at least half of the countries with
        any value on the objective have answered.

    Raises
    ------
    InvalidRequestError
        If one of ``on`` is not scored under the objective in this profile.
    """
    members = [item for item in field.engine.scored_members(objective) if comparable(field.engine, item)]
    if on is not None:
        known = [item.id for item in members]
        if unknown := [name for name in on if name not in known]:
            listed = ", ".join(known) or "none"
            raise InvalidRequestError(
                f"objective {objective} has no question {unknown[0]!r} here; it has {listed}"
            )
        return list(dict.fromkeys(on))
    answered = field.answered(members)
    some = answered[answered.any(axis=1)]
    return (
        [item.id for item, share in zip(members, some.mean(axis=0), strict=True) if share >= 0.5]
        if len(some)
        else []
    )


def comparable(engine: ManyEngine, indicator: Indicator) -> bool:
    """Tell whether countries compare on an indicator: not on treaties of which only parties are listed."""
    whole = {item.instrument for item in engine.evidence.pack.ratification_lists if item.complete}
    return indicator.kind != "instrument" or whole.issuperset(indicator.instruments)


def ranked(field: Field, objective: int, on: Sequence[str] | None = None) -> pd.DataFrame:
    """Return ranks on one objective, on the questions that all who are ranked answer.

    Parameters
    ----------
    field : Field
        Who is ranked.
    objective : int
        Its number.
    on : sequence of str, optional
        As in :func:`common_questions`.
    """
    names = common_questions(field, objective, on)
    members = [field.engine.compact.indicators[name] for name in names]
    answered = field.answered(members)
    n, full = answered.sum(axis=1), np.asarray(answered.all(axis=1) & bool(names))
    score, reason = field.scores(objective, names)
    score = np.where(full, np.round(score, _DECIMALS), np.nan)
    rank, gap = _places(score), (score.max(initial=-np.inf, where=~np.isnan(score)) - score)
    floor = field.engine.method.rank_floor * len(names)
    partial = ~full & (n > 0) & (np.round(n - floor, _DECIMALS) >= 0)
    for pattern in np.unique(answered[partial], axis=0):
        these = partial & (answered == pattern).all(axis=1)
        shared = [name for name, held in zip(names, pattern, strict=True) if held]
        alike, why = field.scores(objective, shared)
        rank[these], gap[these] = _placed(alike[these], alike[full & (rank > 0)])
        score[these], reason[these] = np.round(alike[these], _DECIMALS), why[these]
    applies = field.engine.applies[list(field.countries), field.year]
    asked = any_along(applies[:, field.engine.at(members)])
    found = zip(asked, full | partial, n, score, reason, strict=True)
    note = [_note(*row, names=names) for row in found]
    frame = pd.DataFrame(
        {
            "rank": _whole(rank, field), "score": score, "gap": np.maximum(gap, 0.0),
            "percentile": _percentiles(rank, full, field.engine.method.percentile_minimum),
            "n": n.astype(np.int64), "of": len(names), "oldest": _oldest(field, members), "note": note,
        },
        index=field.index,
    )  # fmt: skip
    frame.attrs = {**_attributes(field), "objective": objective, "questions": names}
    placed = frame.index[full & ~np.isnan(rank)]
    return _sorted(_with_ends(frame, field, placed, [objective]))


def _with_ends(
    frame: pd.DataFrame, field: Field, placed: pd.Index[str], objectives: Sequence[int]
) -> pd.DataFrame:
    """Put the intervals of scores and ranks into a table; NA for whom is not ranked on all questions."""
    ends = pd.DataFrame(columns=["rank_low", "rank_high", "low", "high"], dtype="float64")
    if len(placed):
        ends = uncertain_ranks(field, list(placed), objectives, frame.attrs["questions"]).table
    ends = ends.reindex(frame.index).astype({"rank_low": "Int64", "rank_high": "Int64"})
    for place, name in ((1, "rank_low"), (2, "rank_high"), (4, "low"), (5, "high")):
        frame.insert(place, name, ends[name])
    return frame


def uncertain_ranks(
    field: Field, placed: Sequence[str], objectives: Sequence[int], questions: Sequence[str],
    vary: Collection[str] | None = None,
) -> Uncertainty:  # fmt: skip
    """Return how far the scores and ranks of those who are ranked together hold.

    Parameters
    ----------
    field : Field
        Who is compared.
    placed : sequence of str
        Codes of those who are ranked.
    objectives : sequence of int
        One, or those whose mean is ranked.
    questions : sequence of str
        Ids of the indicators that they are ranked on.
    vary : collection of str, optional
        Among ``weights``, ``goalposts``, ``means`` and ``evidence``.
    """
    grid = field.engine.grid
    units = np.array([grid.place[code] for code in placed], dtype=np.int64) * len(grid.years) + field.year
    alone = len(objectives) == 1
    what = f"objective {objectives[0]}" if alone else f"mean of {len(objectives)} objectives"
    return uncertain(
        field.engine, units, objectives, list(placed), f"{what}, {grid.years[field.year]}",
        only=frozenset(questions), vary=vary,
    )  # fmt: skip


def _placed(scores: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Return the place of scores among others on the same questions, and the points to the best of them."""
    own, against = np.round(scores, _DECIMALS), np.round(others, _DECIMALS)
    ahead = (against > own[:, None]).sum(axis=1)
    return np.where(np.isnan(own), np.nan, 1.0 + ahead), against.max(initial=-np.inf) - own


def _places(score: Floats) -> Floats:
    """Return the place of each score, 1 the highest; equals share one, NaN has none."""
    return np.array(pd.Series(score).rank(method="min", ascending=False), dtype=np.float64)


def _whole(rank: Floats, field: Field) -> pd.Series[int]:
    return pd.Series(rank, index=field.index).astype("Int64")


def _oldest(field: Field, members: Sequence[Indicator]) -> pd.Series[int]:
    """Return the age in years of the oldest value that a rank rests on."""
    at, rows = field.engine.at(members), list(field.countries)
    age = np.where(field.engine.available, field.engine.choices.age, np.nan)[rows, field.year][:, at]
    return pd.DataFrame(age, index=field.index).max(axis=1).astype("Int64")


def _note(asked: bool, compared: bool, n: int, score: float, reason: str | None, names: Sequence[str]) -> str:
    of = len(names)
    if not of:
        return "not ranked: no question that enough countries answer"
    if not asked:
        return "not asked: the questions are for other countries"
    if not np.isnan(score):
        return "" if n == of else f"placed on {n} of {of} questions"
    if compared and reason in _WHY:
        return f"{_WHY[reason]} ({', '.join(names)})"
    return f"not ranked: {n} of {of}"


def _percentiles(rank: Floats, full: Bools, fewest: int) -> Floats:
    """Return the share of the other ranked countries that stand lower, equals half; NaN among too few."""
    placed = full & ~np.isnan(rank)
    count = int(placed.sum())
    if count < fewest:
        return np.full(len(rank), np.nan)
    lower = np.array([(rank[placed] > own).sum() for own in rank])
    equal = np.array([(rank[placed] == own).sum() - 1 for own in rank])
    return np.where(placed, 100.0 * (lower + equal / 2) / max(count - 1, 1), np.nan)


def _attributes(field: Field) -> dict[Hashable, Any]:
    engine = field.engine
    return {
        "edition": engine.compact.edition,
        "profile": engine.profile,
        "year": engine.grid.years[field.year],
    }


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    placed = frame.reset_index().sort_values(
        ["rank", "n", "country"], ascending=[True, False, True], kind="stable"
    )
    ordered = placed.set_index("country")
    ordered.attrs = frame.attrs
    return ordered


def ranked_on_mean(field: Field) -> pd.DataFrame:
    """Return ranks on the mean over the objectives that all have scored on their common questions.

    Parameters
    ----------
    field : Field
        Who is ranked.

    Raises
    ------
    InvalidRequestError
        If there is no such objective.
    """
    numbers = list(field.engine.compact.objectives)
    tables = {number: ranked(field, number) for number in numbers}
    shared = {
        number: item["score"].reindex(field.index)
        for number, item in tables.items()
        if item["score"].notna().all() and (item["n"] == item["of"]).all()
    }
    if not shared:
        raise InvalidRequestError(
            f"no objective is scored for all {len(field.index)} countries on questions that all answer; "
            "rank fewer countries, or one objective"
        )
    mean = np.round(aggregate(pd.DataFrame(shared), how=field.engine.method.overall_mean), _DECIMALS)
    score, rank = pd.Series(mean, index=field.index), _places(mean)
    everyone = np.ones(len(score), dtype=bool)
    fewest = field.engine.method.percentile_minimum
    frame = pd.DataFrame(
        {
            "rank": _whole(rank, field), "score": score, "gap": score.max() - score,
            "percentile": _percentiles(rank, everyone, fewest), "n": len(shared), "of": len(numbers),
            "oldest": pd.DataFrame({number: tables[number]["oldest"] for number in shared})
            .max(axis=1).reindex(field.index),
            "note": f"mean of {len(shared)} of {len(numbers)} objectives",
        }
    )  # fmt: skip
    questions = [name for number in shared for name in tables[number].attrs["questions"]]
    frame.attrs = {**_attributes(field), "objectives": list(shared), "questions": questions}
    return _sorted(_with_ends(frame, field, field.index, list(shared)))


def gap_table(field: Field) -> pd.DataFrame:
    """Return the distance of each value to its target and to the best of those compared.

    Parameters
    ----------
    field : Field
        Who is compared.
    """
    engine = field.engine
    shown = [item for item in shown_indicators(engine) if item.role == "scored" and comparable(engine, item)]
    at, rows = engine.at(shown), list(field.countries)
    value = np.where(engine.available, engine.choices.value, np.nan)[rows, field.year][:, at]
    merit = -gaps(value, shown, np.zeros(len(shown)))
    ahead = np.where(np.isnan(merit), -np.inf, merit)
    place = ahead.argmax(axis=0)
    best, alone = value[place, np.arange(len(shown))], (ahead == ahead.max(axis=0)).sum(axis=0) == 1
    index = pd.MultiIndex.from_product(
        [field.index, [item.id for item in shown]], names=["country", "indicator"]
    )
    columns = {
        "objective": [item.objective for item in shown],
        "value": value,
        "period": engine.choices.period[rows, field.year][:, at],
        "age": engine.choices.age[rows, field.year][:, at],
        "unit": np.array([item.unit for item in shown], dtype=object),
        "target": [np.nan if item.target is None else item.target.value for item in shown],
        "gap": gaps(value, shown),
        "best": best,
        "best_country": pick(alone, field.index.to_numpy(dtype=object)[place], None),
        "gap_to_best": gaps(value, shown, best),
    }
    flat = {name: np.broadcast_to(item, value.shape).ravel() for name, item in columns.items()}
    frame = pd.DataFrame(flat, index=index)
    frame = frame[frame["value"].notna()].astype({"age": "Int64"})
    frame.attrs = _attributes(field)
    return frame


def peer_table(field: Field, own: int) -> pd.DataFrame:
    """Return one country's values beside the median of the others, by indicator.

    Parameters
    ----------
    field : Field
        Its peers; the country itself is left out of them.
    own : int
        Position of the country.
    """
    engine, others = field.engine, [place for place in field.countries if place != own]
    shown = [item for item in shown_indicators(engine) if comparable(engine, item)]
    at = engine.at(shown)
    value = np.where(engine.available, engine.choices.value, np.nan)[:, field.year][:, at]
    scores = np.round(engine.scores[:, field.year][:, at], _DECIMALS)
    known = pd.DataFrame(value[others], dtype="float64")
    lower = (scores[others] < scores[own]).sum(axis=0) + (scores[others] == scores[own]).sum(axis=0) / 2
    n = known.notna().sum().to_numpy()
    enough = (n >= engine.method.percentile_minimum) & ~np.isnan(scores[own])
    frame = pd.DataFrame(
        {
            "objective": [item.objective for item in shown],
            "value": value[own],
            "period": pick(~np.isnan(value[own]), engine.choices.period[own, field.year, at], None),
            "unit": [item.unit for item in shown],
            "median": known.median().to_numpy(),
            "n": n.astype(np.int64),
            "percentile": np.where(enough, 100.0 * lower / np.maximum(n, 1), np.nan),
        },
        index=pd.Index([item.id for item in shown], name="indicator"),
    )
    frame.attrs = _attributes(field)
    return frame


def peer_scores(field: Field, own: int) -> pd.DataFrame:
    """Return one country's score beside the median of the others, by objective, on the common questions.

    Parameters
    ----------
    field : Field
        Its peers; the country itself is left out of them.
    own : int
        Position of the country.
    """
    code = field.engine.grid.codes[own]
    everyone = Field(field.engine, field.year, sorted({own, *field.countries}))
    tables = {number: ranked(everyone, number) for number in field.engine.compact.objectives}
    rows = []
    for item in tables.values():
        others = item["score"].drop(code)[(item["n"] == item["of"]).drop(code)]
        rows.append(
            (item["score"][code], others.dropna().median(), int(others.notna().sum()), item["note"][code])
        )
    frame = pd.DataFrame(
        rows, columns=["score", "median", "n", "note"], index=pd.Index(tables, name="objective")
    )
    frame.attrs = _attributes(field)
    return frame
