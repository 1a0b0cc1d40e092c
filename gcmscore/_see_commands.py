"""The commands that show what a score rests on: its working, its gaps, what changed in the evidence."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gcmscore._list_commands import examples, number_of
from gcmscore._rule_options import card_options, rule_options, rules, scored

if TYPE_CHECKING:
    from gcmscore.evidence_differences import EvidenceDifference

# Longer lines are hard to read, narrower ones hold hardly a word; a wish for either is granted.
_WIDEST, _NARROWEST = 110, 40

_width_option = click.option(
    "--width",
    type=click.IntRange(min=_NARROWEST),
    help="Wrap to so many columns. Without it, to those of the terminal; what is piped is not fitted to one.",
)
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")


def _columns(width: int | None) -> int | None:
    """Return the columns to wrap to; None for a pipe, whose text must not depend on somebody's window."""
    if width is not None or not sys.stdout.isatty():
        return width
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def _print_json(plain: dict[str, Any]) -> None:
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))


@click.command(
    epilog=examples(
        "gcmscore explain BEL 13 --year 2020",
        "gcmscore explain BEL 13 --year 2020 --width 80",
        "gcmscore explain BEL 13 --year 2020 --json",
    )
)
@click.argument("country")
@click.argument("objective")
@card_options
@_width_option
@_json_option
def explain(country: str, objective: str, width: int | None, as_json: bool, **options: Any) -> None:
    """Print how one objective's score came about, down to page and paragraph.

    COUNTRY is a three-letter code such as BEL, OBJECTIVE a number or an id such as detention. In a terminal,
    and with --width, lines are wrapped, sources numbered, and of what did not count only the outline is told.
    A pipe gets all of it.
    """
    card = scored(country, **options)
    working = card.explain(number_of(card.compact, objective))
    columns = _columns(width)
    if as_json:
        _print_json(working.to_dict())
    else:
        click.echo(str(working) if columns is None else working.text(columns))


@click.command(
    epilog=examples(
        "gcmscore gaps BEL --year 2026",
        "gcmscore gaps BEL --year 2026 --objective 13",
        "gcmscore gaps KEN --year 2024 --profile global --json",
    )
)
@click.argument("country")
@click.option("--year", type=int, show_default="this year", help="As of 31 December of this year.")
@click.option(
    "--objective",
    metavar="NUMBER",
    help="Only this objective, with the question, levels, documents and series of each gap.",
)
@rule_options
@_width_option
@_json_option
def gaps(
    country: str, year: int | None, objective: str | None, width: int | None, as_json: bool, **options: Any
) -> None:
    """List what is missing, what would raise coverage most, and where such data is published.

    COUNTRY is a three-letter code such as BEL. What is missing is missing in the evidence that was read; it
    says nothing of the State.
    """
    from gcmscore.coverage_gaps import gaps as found_gaps

    given = rules(**options)
    number = None if objective is None else number_of(given["compact"], objective)
    found = found_gaps(country, date.today().year if year is None else year, objective=number, **given)
    if as_json:
        _print_json(found.to_dict())
    else:
        click.echo(found.text(_columns(width) or 80))


@click.command(
    epilog=examples(
        "gcmscore diff before after",
        "gcmscore diff before after --country BEL --year 2024 --year 2026",
        "gcmscore diff before after --json",
    )
)
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--country", metavar="CODE", help="Only what concerns this country and its regions.")
@click.option(
    "--year", "years", type=int, multiple=True, help="Also say which scores of this year move. Repeatable."
)
@click.option("--profile", default="core", show_default=True, help="Which indicators the scores rest on.")
@click.option(
    "--with-shipped", is_flag=True, help="Score both in front of the shipped evidence, not by themselves."
)
@click.option("--framework", type=click.Path(path_type=Path), help="The framework the evidence speaks of.")
@_width_option
@_json_option
def diff(
    before: Path,
    after: Path,
    country: str | None,
    years: tuple[int, ...],
    profile: str,
    with_shipped: bool,
    framework: Path | None,
    width: int | None,
    as_json: bool,
) -> None:
    """Compare two folders of evidence by what they say, in sentences that can be read aloud.

    The order of records, files and comments do not matter. Ends with 0 whether anything differs or not.
    """
    from gcmscore.compact import load_compact
    from gcmscore.evidence import load_evidence
    from gcmscore.evidence_differences import diff as compared

    if with_shipped and framework is not None:
        raise click.UsageError("--with-shipped goes with the built-in framework only")
    found: EvidenceDifference = compared(before, after, load_compact(framework))
    if country is not None:
        found = found.about(country)
    if years:
        base = load_evidence() if with_shipped else None
        codes = None if country is None else [found.after.country_table.find(country).iso3]
        found = found.with_scores(years, codes, profile=profile, base=base)
    if as_json:
        _print_json(found.to_dict())
    else:
        click.echo(found.text(_columns(width)))


@click.command(
    epilog=examples(
        "gcmscore bridge BEL 2018 2020",
        "gcmscore bridge BEL 2018 2020 --width 80",
        "gcmscore bridge BEL 2018 2020 --json",
    )
)
@click.argument("country")
@click.argument("before", type=int)
@click.argument("after", type=int)
@rule_options
@_width_option
@_json_option
def bridge(country: str, before: int, after: int, width: int | None, as_json: bool, **options: Any) -> None:
    """Say why a country's score moved from one year to another, in points that add up.

    COUNTRY is a three-letter code such as BEL; BEFORE and AFTER are years.
    """
    from gcmscore.bridges import bridge as bridged

    found = bridged(*(scored(country, year, **options) for year in (before, after)))
    columns = _columns(width)
    if as_json:
        _print_json(found.to_dict())
    else:
        click.echo(str(found) if columns is None else found.text(columns))
