"""Score a country against the Global Compact for Migration, and show the working.

Nothing heavy is loaded until it is used: each public name is imported on first access.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gcmscore import charts, scoring
    from gcmscore.audits import Audit, audit
    from gcmscore.bridges import Bridge, bridge
    from gcmscore.compact import Compact, load_compact
    from gcmscore.comparison import Comparison, compare
    from gcmscore.conversion import convert
    from gcmscore.coverage_gaps import Gaps, gaps
    from gcmscore.crosswalks import crosswalk
    from gcmscore.errors import GcmscoreError, InvalidDataError, Problem
    from gcmscore.evidence import Evidence, load_evidence, validate
    from gcmscore.evidence_differences import EvidenceDifference, diff
    from gcmscore.panel import Panel
    from gcmscore.panels import score_panel
    from gcmscore.render.batch import Reports, report
    from gcmscore.scorecard import Card, score
    from gcmscore.scoring.method import Method
    from gcmscore.starter import new_evidence

__version__ = "0.1.0"

_HOMES = {
    "Audit": "gcmscore.audits",
    "Bridge": "gcmscore.bridges",
    "Card": "gcmscore.scorecard",
    "Compact": "gcmscore.compact",
    "Comparison": "gcmscore.comparison",
    "Evidence": "gcmscore.evidence",
    "EvidenceDifference": "gcmscore.evidence_differences",
    "Gaps": "gcmscore.coverage_gaps",
    "GcmscoreError": "gcmscore.errors",
    "InvalidDataError": "gcmscore.errors",
    "Method": "gcmscore.scoring.method",
    "Panel": "gcmscore.panel",
    "Problem": "gcmscore.errors",
    "Reports": "gcmscore.render.batch",
    "audit": "gcmscore.audits",
    "bridge": "gcmscore.bridges",
    "charts": "gcmscore",
    "compare": "gcmscore.comparison",
    "convert": "gcmscore.conversion",
    "crosswalk": "gcmscore.crosswalks",
    "diff": "gcmscore.evidence_differences",
    "gaps": "gcmscore.coverage_gaps",
    "load_compact": "gcmscore.compact",
    "load_evidence": "gcmscore.evidence",
    "new_evidence": "gcmscore.starter",
    "report": "gcmscore.render.batch",
    "score": "gcmscore.scorecard",
    "score_panel": "gcmscore.panels",
    "scoring": "gcmscore",
    "validate": "gcmscore.evidence",
}

__all__ = [
    "Audit",
    "Bridge",
    "Card",
    "Compact",
    "Comparison",
    "Evidence",
    "EvidenceDifference",
    "Gaps",
    "GcmscoreError",
    "InvalidDataError",
    "Method",
    "Panel",
    "Problem",
    "Reports",
    "audit",
    "bridge",
    "charts",
    "compare",
    "convert",
    "crosswalk",
    "diff",
    "gaps",
    "load_compact",
    "load_evidence",
    "new_evidence",
    "report",
    "score",
    "score_panel",
    "scoring",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES[name]
    value = import_module(f"{home}.{name}") if home == __name__ else getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
