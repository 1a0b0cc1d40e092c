"""Problems as SARIF 2.1.0, the form in which code hosts show them at the line of a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gcmscore import __version__
from gcmscore._clean import clean
from gcmscore.checking.rule import Rule
from gcmscore.checking.rules import RULES
from gcmscore.errors import Problem

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub refuses a file with more results.
MOST_RESULTS = 25_000
# What GitHub calls the three severities when it sorts results.
_RANKS = {"error": "error", "warning": "warning", "note": "recommendation"}


def sarif(problems: Sequence[Problem], folder: Path, base: Path, rules_address: str = "") -> dict[str, Any]:
    """Return problems as a SARIF log, ready for JSON.

    Parameters
    ----------
    problems : sequence of Problem
        What was found; paths are relative to the folder.
    folder : Path
        The folder that was checked.
    base : Path
        The top folder of the project: addresses of files begin there.
    rules_address : str
        Where docs/checks.md can be read, without a fragment; without it rules have their help and no link.

    Returns
    -------
    dict
        At most 25,000 results, errors first, and a notice in the run when there were more.

    Examples
    --------
    >>> log = sarif([Problem("a.yaml", 3, "period", "is wrong", "write 2020", "form")], Path("x"), Path())
    >>> log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    'x/a.yaml'
    """
    # The gravest are kept.
    kept = sorted(problems, key=lambda item: list(_RANKS).index(item.severity))[:MOST_RESULTS]
    kept = list(problems) if len(kept) == len(problems) else kept
    codes = sorted({problem.code for problem in kept})
    inside = folder.resolve().relative_to(base.resolve())
    driver = {
        "name": "gcmscore",
        "semanticVersion": __version__,
        "rules": [_rule(code, rules_address) for code in codes],
    }
    results = [_result(problem, codes.index(problem.code), inside) for problem in kept]
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if len(kept) < len(problems):
        told = f"{len(problems):,} results; only the gravest {MOST_RESULTS:,} are here"
        notices = [{"level": "warning", "message": {"text": told}}]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notices}]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, address: str) -> dict[str, Any]:
    rule = RULES[code]
    link = {"helpUri": f"{address}#{code}"} if address else {}
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("_")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title} {rule.why}"},
        **link,
        "help": {"text": _plain(_help(rule)), "markdown": _help(rule)},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"problem.severity": _RANKS[rule.severity], "tags": ["evidence"]},
    }


def _help(rule: Rule) -> str:
    return f"{rule.title}\n\n{rule.why}\n\nExample: {rule.example}\n\n{rule.remedy}"


def _plain(text: str) -> str:
    return text.replace("`", "").replace("*", "")


def _result(problem: Problem, index: int, inside: Path) -> dict[str, Any]:
    uri = quote((inside / problem.path).as_posix())
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"},
            # A problem of a whole file is shown at its head; a workbook has no lines.
            "region": {"startLine": max(problem.line, 1)},
        }
    }
    if problem.cell:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.cell, "kind": "cell"}]
    elif problem.field:
        location["logicalLocations"] = [{"fullyQualifiedName": clean(problem.field), "kind": "member"}]
    told = f"{problem.field}: {problem.message}" if problem.field else problem.message
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.severity,
        "message": {"text": clean(f"{told}; {problem.remedy}" if problem.remedy else told)},
        "locations": [location],
    }
