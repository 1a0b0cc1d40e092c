"""How far a score can be relied on, by a rule that can be recomputed by hand (METHODOLOGY.md, Confidence)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gcmscore.definitions import Aspect
from gcmscore.records import Source

LEVELS = ("low", "medium", "high")
PRIMARY_KINDS = frozenset({"statistic", "law", "ruling", "official", "monitor"})
COVERAGE_WANTED = 0.75


def indicator_confidence(
    citations: Iterable[tuple[str, str]], sources: Mapping[str, Source], age: int, max_age: int
) -> str:
    """Return high, medium or low from a value's sources and age.

    Parameters
    ----------
    citations : iterable of (source id, locator)
        What the value rests on.
    sources : mapping
        Sources by id.
    age, max_age : int
        Age of the value and the age at which it turns stale, in years.

    Returns
    -------
    str
        One step is lost when no source is primary (statistic, law, ruling, official, monitor), one when the
        value is past half its permitted age.

    Examples
    --------
    >>> indicator_confidence([], {}, age=3, max_age=3)
    'low'
    """
    primary = any(sources[name].kind in PRIMARY_KINDS for name, _ in citations if name in sources)
    return LEVELS[2 - (not primary) - (2 * age > max_age)]


def objective_confidence(
    shares: Sequence[float], levels: Sequence[str], aspects: Sequence[Iterable[Aspect]], coverage: float
) -> str:
    """Return high, medium or low for a scored objective.

    Parameters
    ----------
    shares : sequence of float
        Effective weights of the available indicators.
    levels : sequence of str
        Their confidence.
    aspects : sequence of iterable of str
        Their aspects (law, policy, practice, outcome).
    coverage : float
        Share of the applicable weight with a value.

    Returns
    -------
    str
        It starts from the weighted mean of the indicators' confidence (low 0, medium 1, high 2, rounded to
        the nearest, a half downwards). One step is lost when the coverage is below 0.75, one when either
        the rules (law, policy) or the facts (practice, outcome) are not covered at all.

    Examples
    --------
    >>> objective_confidence([0.5, 0.5], ["high", "high"], [["law"], ["practice"]], 0.8)
    'high'
    """
    mean = sum(share * LEVELS.index(level) for share, level in zip(shares, levels, strict=True)) / sum(shares)
    mean = round(mean, 9)
    start = 2 if mean > 1.5 else 1 if mean > 0.5 else 0
    covered = {aspect for group in aspects for aspect in group}
    one_sided = not ({"law", "policy"} & covered and {"practice", "outcome"} & covered)
    return LEVELS[max(0, start - (round(coverage - COVERAGE_WANTED, 9) < 0) - one_sided)]
