"""The one place that knows where the shipped data lives."""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_data"

# A wheel carries the data inside the package; a checkout and an editable install read the live folders.
DATA_ROOT: Path = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parents[1]
