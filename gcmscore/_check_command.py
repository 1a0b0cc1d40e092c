"""The command that checks a folder of evidence or of a framework, for people, machines and code hosts."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from gcmscore._clean import clean
from gcmscore._list_commands import examples
from gcmscore.errors import Problem, Severity

if TYPE_CHECKING:
    from gcmscore.checks import Checked

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
Format = Literal["text", "json", "sarif"]


@click.command(
    epilog=examples(
        "gcmscore check my-evidence",
        "gcmscore check my-evidence --severity note",
        "gcmscore check my-evidence/pack.xlsx",
        "gcmscore check my-evidence --strict --format sarif > check.sarif",
        "gcmscore check my-framework --json",
    )
)
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--framework", type=click.Path(path_type=Path), help="The framework the evidence speaks of.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="Lines for people, JSON for a machine, SARIF for a code host.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="The least that is printed: errors alone, warnings too, or notes too.",
)
@click.option("--strict", is_flag=True, help="Let warnings end the command with 1, as errors do.")
@click.option(
    "--base",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="For SARIF: the project's top folder; this folder without, or FOLDER if it lies elsewhere.",
)
@click.option(
    "--rules-address",
    metavar="URL",
    default="",
    help="For SARIF: where docs/checks.md can be read, so that each rule has a link.",
)
def check(
    folder: Path,
    framework: Path | None,
    form: Format,
    as_json: bool,
    severity: Severity,
    strict: bool,
    base: Path | None,
    rules_address: str,
) -> None:
    """Check a folder of evidence or one file of it, or a framework, and print every problem.

    A file is read alone, without what stands beside it. A folder with indicators.yaml or objectives/ is read
    as a framework, any other as evidence. Errors keep a folder from being read; warnings and notes are
    advice, which check.yaml in the folder can silence with a reason. Ends with 1 when there are errors.
    """
    form = "json" if as_json else form
    around = folder.parent if folder.is_file() else folder
    top = _top(around, base)
    found, read = _found(folder, framework)
    shown = [item for item in found.problems if SEVERITIES.index(item.severity) <= SEVERITIES.index(severity)]
    for line in _printed(shown, form, around, top, rules_address):
        click.echo(line)
    if form == "text":
        click.echo(f"{_counted(found, severity)} in {folder}{read}", err=True)
    counts = Counter(item.severity for item in found.problems)
    if counts["error"] or (strict and counts["warning"]):
        sys.exit(1)


def _top(folder: Path, base: Path | None) -> Path:
    if base is not None and not folder.resolve().is_relative_to(base.resolve()):
        raise click.UsageError(f"{folder} does not lie in {base}; --base is a folder around it")
    here = Path.cwd()
    return base or (here if folder.resolve().is_relative_to(here.resolve()) else folder)


def _found(folder: Path, framework: Path | None) -> tuple[Checked, str]:
    """Return what is wrong with a folder, and what it holds when it could be read."""
    from gcmscore.checks import Checked, checked
    from gcmscore.compact import INDICATOR_FILE, OBJECTIVE_FOLDER, framework_problems, load_compact

    if (folder / INDICATOR_FILE).is_file() or (folder / OBJECTIVE_FOLDER).is_dir():
        if framework is not None:
            raise click.UsageError(f"{folder} is a framework itself; --framework is for a folder of evidence")
        problems = tuple(framework_problems(folder))
        read = "" if problems else f" ({repr(load_compact(folder)).strip('<>')})"
        return Checked(problems, (), None), read
    found = checked(folder, compact=load_compact(framework))
    return found, "" if found.evidence is None else f" ({repr(found.evidence).strip('<>')})"


def _printed(
    problems: Sequence[Problem], form: Format, folder: Path, top: Path, rules_address: str
) -> Iterator[str]:
    if form == "json":
        yield json.dumps([item.to_dict() for item in problems], ensure_ascii=False, indent=2)
    elif form == "sarif":
        from gcmscore.checking.sarif import sarif

        yield json.dumps(sarif(problems, folder, top, rules_address), ensure_ascii=False, indent=2)
    else:
        yield from map(_line, problems)


def _line(problem: Problem) -> str:
    """Return a problem as one line; advice says how much it weighs."""
    weight = "" if problem.severity == "error" else f"{problem.severity}: "
    field = f"{weight}{problem.field or problem.message}"
    weighed = replace(problem, field=field, message=problem.message if problem.field else "")
    return clean(f"{weighed} [{problem.code}]") if weight else f"{problem} [{problem.code}]"


def _counted(found: Checked, severity: Severity) -> str:
    counts = Counter(item.severity for item in found.problems)
    parts = [f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in SEVERITIES]
    parts += [f"{len(found.silenced)} silenced"] if found.silenced else []
    hidden = [name for name in SEVERITIES[SEVERITIES.index(severity) + 1 :] if counts[name]]
    hint = f" (--severity {hidden[-1]} shows all)" if hidden else ""
    return f"{', '.join(parts)}{hint}"
