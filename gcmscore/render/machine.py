"""Results as JSON by a published schema: nothing formatted, nothing cleaned, what is missing is null."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
from pydantic import BaseModel

from gcmscore import __version__
from gcmscore._printed import Exported
from gcmscore._result_models import COMPARISON, SCORECARD
from gcmscore.comparison import Comparison
from gcmscore.records import Finding, Reply
from gcmscore.render.build import LIMITS
from gcmscore.render.comparison import LIMITS as _COMPARED
from gcmscore.render.resting import uses
from gcmscore.render.text import FALLBACK, wording_in
from gcmscore.scorecard import Card

_SURROGATE = re.compile("[\ud800-\udfff]")


def as_json(shown: Exported) -> str:
    """Return a card or a comparison as JSON, the keys in the order of its schema.

    Parameters
    ----------
    shown : Card or Comparison
        What was scored.

    Raises
    ------
    TypeError
        If there is no schema of such a thing.
    """
    if isinstance(shown, Card):
        made = _scorecard(shown)
    elif isinstance(shown, Comparison):
        made = _comparison(shown)
    else:
        raise TypeError(f"there is no schema of {type(shown).__name__}")
    text = json.dumps(_plain(made), ensure_ascii=False, allow_nan=False, indent=2)
    # Half a character cannot be written as UTF-8, but JSON can name it.
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"


def _scorecard(card: Card) -> dict[str, Any]:
    total, working = card.total, [card.explain(item.objective.number).to_dict() for item in card.results]
    return {
        **_head(SCORECARD, card, [f"limit.{name}" for name in LIMITS]),
        **card.to_dict(),
        "country_name": card.country.name(),
        "overall_interval": _ends(*card.intervals[None]) if None in card.intervals else None,
        "overall_bounds": _ends(total.bound_low, total.bound_high),
        "units": _units(card),
        "working": working,
        "findings": _once(record for item in card.results for record in item.findings),
        "replies": _once(record for item in card.results for record in item.replies),
        "sources": _sources(card, working),
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {**_head(COMPARISON, comparison.cards[0], _COMPARED), **comparison.to_dict()}


def _head(schema: str, card: Card, limits: Iterable[str]) -> dict[str, Any]:
    english = wording_in(FALLBACK)
    return {
        "schema": schema,
        "generator": {"name": "gcmscore", "version": __version__},
        "digests": {"framework": card.compact.digest, "evidence": card.evidence.digest},
        "limits": [english.text(name) for name in limits],
    }


def _ends(low: float, high: float) -> dict[str, float]:
    return {"low": low, "high": high}


def _units(card: Card) -> dict[str, Any]:
    used = {item.indicator.unit for result in card.results for item in result.indicators}
    names = ("symbol", "decimals", "minimum", "maximum")
    units = card.compact.units
    return {name: {key: getattr(units[name], key) for key in names} for name in sorted(used)}


def _once(records: Iterable[Finding | Reply]) -> list[Finding | Reply]:
    return list({record.id: record for record in records}.values())


def _sources(card: Card, working: Iterable[Mapping[str, Any]]) -> dict[str, BaseModel]:
    """Return what the card rests on and what was passed over, by id."""
    known, cited = card.evidence.pack.sources, {name for use in uses(card) for name, _ in use.citations}
    passed = {
        source["id"]
        for told in working
        for item in told["indicators"]
        for record in item["passed_over"]
        for source in record["sources"]
    }
    return {name: known[name] for name in sorted(cited | passed)}


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(by_alias=True))
    if isinstance(value, Mapping):
        return {str(key): _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inside) for inside in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value
