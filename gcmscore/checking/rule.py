"""What a rule of the check says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from gcmscore.errors import Severity


@dataclass(frozen=True)
class Rule:
    """One rule, in words for whoever broke it.

    Attributes
    ----------
    severity : {"error", "warning", "note"}
        How much it weighs.
    title : str
        What it means that the rule was broken.
    why : str
        Why it matters, to a lawyer or a statistician.
    example : str
        What breaks it.
    remedy : str
        How to mend it.
    """

    severity: Severity
    title: str
    why: str
    example: str
    remedy: str
