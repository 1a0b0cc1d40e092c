"""The two long tables of cards and panels: their columns and the type of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

OBJECTIVE_COLUMNS = (
    "score", "low", "high", "bound_low", "bound_high", "indicative", "coverage", "coverage_full", "n",
    "status", "reason", "band", "trend", "confidence",
)  # fmt: skip
INDICATOR_COLUMNS = (
    "objective", "score", "low", "high", "status", "reason", "band", "trend", "confidence", "value", "unit",
    "period", "age", "target", "gap", "level", "law", "practice", "weight", "effective_weight", "source_id",
)  # fmt: skip
_TEXTS = ("status", "reason", "band", "trend", "confidence", "unit", "period", "source_id")
_WHOLE = {"n": "int64", "objective": "int64", "age": "Int64"}
# What pandas makes of text: its own type from version 3 on, objects before.
_TEXT = pd.Series(["text"]).dtype


def table(
    columns: Mapping[str, Any], names: Sequence[str], index: pd.MultiIndex, edition: str, profile: str
) -> pd.DataFrame:
    """Return a table with the named columns, each of its type; one that is not given is missing throughout.

    Parameters
    ----------
    columns : mapping
        Values by name, each as long as the index; None and NaN are missing.
    names : sequence of str
        The columns, in order.
    index : MultiIndex
        Country, year, and objective or indicator.
    edition, profile : str
        Kept in ``attrs``: tables of different editions or profiles do not belong together.
    """
    size = len(index)
    typed = {name: _typed(name, columns.get(name, np.full(size, np.nan))) for name in names}
    frame = pd.DataFrame(typed, index=index)
    frame.attrs = {"edition": edition, "profile": profile}
    return frame


def _typed(name: str, values: Any) -> Any:
    if name in _TEXTS:
        # Few words stand in many cells: each is converted once.
        codes, words = pd.factorize(np.asarray(values, dtype=object))
        return pd.Series(words, dtype="object").astype(_TEXT).array.take(codes, allow_fill=True)
    if name == "age":
        return pd.array(values, dtype="Int64")
    return np.asarray(values, dtype=_WHOLE.get(name, "float64"))
