"""Writes the list of rules in docs/checks.md from the rules themselves: ``python tools/checks_page.py``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gcmscore.checking.rule import Rule
from gcmscore.checking.rules import GROUPS, RULES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
BEGIN, END = "<!-- rules: made by tools/checks_page.py -->\n", "<!-- end of rules -->\n"
SEVERITIES = ("error", "warning", "note")


def with_rules(text: str) -> str:
    """Return the page with the list of rules made anew.

    Parameters
    ----------
    text : str
        The page as it is.
    """
    head, _, rest = text.partition(BEGIN)
    _, _, foot = rest.partition(END)
    return f"{head}{BEGIN}\n{rules()}\n{END}{foot}"


def rules() -> str:
    """Return every rule: first a table of all codes, then a section each."""
    order = sorted(RULES, key=lambda code: (SEVERITIES.index(RULES[code].severity), code))
    rows = [f"| [`{code}`](#{code}) | {RULES[code].severity} | {RULES[code].title} |" for code in order]
    table = "\n".join(["| Code | Severity | What it says |", "| --- | --- | --- |", *rows])
    sections = [f"## {title}\n\n{section(group)}" for title, group in GROUPS.items()]
    return "\n\n".join(["## All codes", table, *sections]) + "\n"


def section(group: Mapping[str, Rule]) -> str:
    """Return the rules of a group, by code."""
    return "\n\n".join(entry(code, group[code]) for code in sorted(group))


def entry(code: str, rule: Rule) -> str:
    """Return what is to be said of one rule."""
    parts = [
        f"### {code}",
        f"*{rule.severity.capitalize()}.* {rule.title}",
        f"Why it matters: {rule.why}",
        f"Example: {rule.example}.",
        f"How to mend it: {rule.remedy}",
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(with_rules(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
