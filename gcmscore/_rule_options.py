"""Options that commands share: by which rules, on which evidence, of which framework."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gcmscore.errors import InvalidDataError

if TYPE_CHECKING:
    from gcmscore.compact import Compact
    from gcmscore.evidence import Evidence
    from gcmscore.scorecard import Card


def card_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what one year's card takes."""
    year = click.option(
        "--year",
        type=int,
        default=lambda: date.today().year,
        show_default="this year",
        help="As of 31 December of this year.",
    )
    return rule_options(year(command))


def rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every score takes, whatever the year."""
    for option in (
        click.option("--known-by", metavar="DATE", help="Drop what rests only on sources dated later."),
        click.option("--profile", default="core", show_default=True, help="Which indicators."),
        click.option(
            "--evidence",
            "folders",
            multiple=True,
            type=click.Path(path_type=Path),
            help="A folder of your own evidence, ranking before the shipped one. May be repeated.",
        ),
        click.option("--framework", type=click.Path(path_type=Path), help="Another framework's folder."),
    ):
        command = option(command)
    return command


templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="A folder whose files replace the shipped templates of the same name.",
)


def rules(
    framework: Path | None, folders: Sequence[Path], profile: str, known_by: str | None
) -> dict[str, Any]:
    """Return what ``score``, ``compare`` and ``report`` take, from the options of the command line."""
    from gcmscore.compact import load_compact
    from gcmscore.evidence import load_evidence

    compact = load_compact(framework)
    # Shipped evidence speaks of the built-in framework; another one brings all of its own.
    packs = [_loaded(folder, compact) for folder in folders]
    if framework is None:
        packs.insert(0, load_evidence())
    elif not packs:
        raise click.UsageError("--framework needs --evidence: the shipped evidence speaks of the GCM")
    evidence = packs[0]
    for pack in packs[1:]:
        evidence = evidence | pack
    return {"evidence": evidence, "compact": compact, "profile": profile, "known_by": known_by}


def _loaded(folder: Path, compact: Compact) -> Evidence:
    from gcmscore.evidence import load_evidence

    try:
        return load_evidence(folder, compact=compact)
    except InvalidDataError as error:
        # Several folders may be named: each problem says in which it is.
        raise InvalidDataError(
            replace(problem, path=(folder / problem.path).as_posix()) for problem in error.problems
        ) from error


def scored(country: str, year: int, **options: Any) -> Card:
    """Score a country by the options of the command line."""
    from gcmscore.scorecard import score

    if year > date.today().year:
        click.echo(f"{year} is in the future: evidence of today is taken as of its last day", err=True)
    return score(country, year, **rules(**options))
