"""Words what compared cards were asked: the questions in common with their answers, and what drops out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gcmscore.compact import Compact
from gcmscore.comparison import Comparison
from gcmscore.definitions import Indicator
from gcmscore.render.comparison_view import Answer, Omission, Question, Questions
from gcmscore.render.notes import Notes
from gcmscore.render.rows import worded_treaties
from gcmscore.render.text import Text, Wording
from gcmscore.scoring.results import IndicatorResult, ObjectiveResult


def worded_questions(
    comparison: Comparison, labels: Sequence[str], wording: Wording, notes: Notes
) -> tuple[Questions, ...]:
    """Return the questions of every objective that is asked about.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    labels : sequence of str
        What each card is called.
    wording : Wording
        The language.
    notes : Notes
        Numbers the sources.
    """
    return _Asked(comparison, labels, wording, notes).groups()


class _Asked:
    def __init__(self, comparison: Comparison, labels: Sequence[str], wording: Wording, notes: Notes) -> None:
        self.comparison, self.labels = comparison, labels
        self.wording, self.notes, self.t = wording, notes, wording.text
        self.compact = comparison.cards[0].compact

    def groups(self) -> tuple[Questions, ...]:
        groups = (self._group(results) for results in self.comparison.by_objective)
        return tuple(group for group in groups if group.common or group.omitted)

    def _group(self, results: tuple[ObjectiveResult, ...]) -> Questions:
        by_card = [{item.id: item for item in result.indicators} for result in results]
        asked = [name for name in by_card[0] if name in self.comparison.asked]
        common = [name for name in asked if name in self.comparison.common]
        objective = results[0].objective
        return Questions(
            objective.number,
            self.wording.content(objective.short_name),
            self.t("compare.counted", common=len(common), asked=len(asked)),
            tuple(self._question([items[name] for items in by_card]) for name in common),
            tuple(self._omission([items[name] for items in by_card]) for name in asked if name not in common),
        )

    def _question(self, items: Sequence[IndicatorResult]) -> Question:
        indicator = items[0].indicator
        heading = worded_heading(self.wording, self.compact, indicator)
        return Question(heading, tuple(self._answer(item) for item in items))

    def _answer(self, item: IndicatorResult) -> Answer:
        period = self.wording.period(item.selection.period) if item.selection.period else ""
        if period and item.indicator.kind != "measure":
            period = self.t("table.since", date=period)
        value: str = worded_value(self.wording, self.compact, item)
        if item.indicator.kind == "measure":
            value = self.wording.amount(item.value, self.compact.units[item.indicator.unit].decimals)
        return Answer(value, period, self.notes.pairs(item.citations))

    def _omission(self, items: Sequence[IndicatorResult]) -> Omission:
        lacks = [None if item.status == "scored" else self.t(f"status.{item.status}") for item in items]
        name = self.wording.content(items[0].indicator.name)
        return Omission(name, worded_lacks(lacks, self.labels, self.wording))


def worded_heading(wording: Wording, compact: Compact, indicator: Indicator) -> Text:
    """Return the name of an indicator, with the unit of its figures.

    Parameters
    ----------
    wording : Wording
        The language.
    compact : Compact
        Has the units.
    indicator : Indicator
        What is asked.
    """
    name = wording.content(indicator.name)
    if indicator.kind != "measure":
        return name
    unit = wording.content(compact.units[indicator.unit].symbol)
    return wording.joined([name, " ", unit] if unit.startswith("(") else [name, " (", unit, ")"], "")


def worded_lacks(lacks: Sequence[str | None], labels: Sequence[str], wording: Wording) -> Text:
    """Return what is lacking on which cards; what is lacking on all of them is said once.

    Parameters
    ----------
    lacks : sequence of str or None
        What each card lacks; None where it lacks nothing.
    labels : sequence of str
        What each card is called.
    wording : Wording
        The language.
    """
    cards: dict[str, list[str]] = {}
    for lack, label in zip(lacks, labels, strict=True):
        if lack is not None:
            cards.setdefault(lack, []).append(label)
    reasons = [
        wording.joined([lack, wording.text("compare.on_all")], " ")
        if len(found) == len(labels)
        else wording.labelled(lack, wording.joined(found))
        for lack, found in cards.items()
    ]
    return wording.joined(reasons, wording.text("sign.semicolon"))


def worded_value(wording: Wording, compact: Compact, item: IndicatorResult) -> Text:
    """Return the answer to a question in words: a figure, levels or treaty status; or why there is none.

    Parameters
    ----------
    wording : Wording
        The language.
    compact : Compact
        Has the units and the treaties.
    item : IndicatorResult
        The question and its answer.
    """
    if item.value is None:
        return wording.text(f"status.{item.status}")
    treaties = item.selection.treaties
    if treaties:
        alone = wording.text(f"treaty.{treaties[0][1]}")
        return alone if len(treaties) == 1 else wording.joined([worded_treaties(wording, compact, item)])
    if item.indicator.kind == "rubric":
        chosen = item.selection
        return worded_answer(wording, item.indicator, item.value, chosen.law, chosen.practice)
    unit = compact.units[item.indicator.unit]
    return wording.joined([wording.quantity(item.value, unit.decimals, wording.content(unit.symbol))])


def worded_answer(
    wording: Wording,
    indicator: Indicator,
    value: float,
    law: float | None = None,
    practice: float | None = None,
) -> Text:
    """Return the level of a rubric with its sides, or a treaty's status; of several treaties their share.

    Parameters
    ----------
    wording : Wording
        The language.
    indicator : Indicator
        A rubric or an instrument.
    value : float
        A level from 0 to 4, or a share from 0 to 1.
    law, practice : float or None
        The sides of a level; None or NaN where one is not known.
    """
    if indicator.kind == "instrument":
        if len(indicator.instruments) > 1:
            return wording.joined([wording.percent(value)])
        return wording.text("treaty." + {0.0: "none", 1.0: "party"}.get(value, "signed"))
    told = [
        wording.joined([wording.text(f"table.{name}"), wording.amount(level)], " ")
        for name, level in (("law", law), ("practice", practice))
        if level is not None and not math.isnan(level)
    ]
    level = wording.text("table.level", level=wording.amount(value))
    return wording.joined([level, " (", wording.joined(told), ")"], "") if told else level
