"""The command line: the same names as the Python functions, a plain word for every mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import click

from gcmscore import __version__
from gcmscore._check_command import check
from gcmscore._clean import clean
from gcmscore._convert_command import convert
from gcmscore._list_commands import countries, examples, indicators, objectives, schema
from gcmscore._new_command import new
from gcmscore._report_command import report
from gcmscore._rounding import rounded
from gcmscore._rule_options import card_options, rule_options, rules, scored, templates_option
from gcmscore._see_commands import bridge, diff, explain, gaps
from gcmscore.errors import GcmscoreError, InvalidDataError

PROBLEMS_FOUND, WRONG_USAGE, INTERRUPTED = 1, 2, 130


class _Commands(click.Group):
    """A group whose commands turn every error of the library into a message and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except InvalidDataError as error:
            click.echo(str(error), err=True)
            context.exit(PROBLEMS_FOUND)
        except GcmscoreError as error:
            click.echo(f"gcmscore: {error}", err=True)
            context.exit(WRONG_USAGE)
        except KeyboardInterrupt:
            click.echo("gcmscore: stopped; every file that was written is whole", err=True)
            context.exit(INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gcmscore")
def main() -> None:
    """Score a country against the Global Compact for Migration, and show the working."""


@main.command(epilog=examples("gcmscore score BEL --year 2020", "gcmscore score BEL --year 2020 --json"))
@click.argument("country")
@card_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def score(country: str, as_json: bool, **options: Any) -> None:
    """Print a country's score, objective by objective.

    COUNTRY is a three-letter code such as BEL.
    """
    card = scored(country, **options)
    if as_json:
        click.echo(json.dumps(card.to_dict(), ensure_ascii=False, indent=2))
        return
    overall = card.overall_reason or f"overall {rounded(card.overall or 0.0, 1)}"
    edition = card.compact.edition
    click.echo(f"{card.country.name()}, {card.as_of:%d %B %Y}, profile {card.profile}, edition {edition}")
    click.echo(f"{overall}; coverage {rounded(100 * card.coverage, 0)}%")
    click.echo()
    click.echo(
        f"{'':>3} {'objective':<36} {'score':>6} {'interval':>12}  {'band':<7} {'coverage':>8}  status"
    )
    for item in card.results:
        score_text = str(rounded(item.score, 1)) if item.status == "scored" else "–"
        ends = "–".join(str(rounded(end, 1)) for end in card.intervals.get(item.objective.number, ()))
        status = (
            f"{item.status.replace('_', ' ')}{f' ({item.reason})' if item.status == 'insufficient' else ''}"
        )
        click.echo(
            f"{item.objective.number:>3} {clean(item.objective.short_name):<36} {score_text:>6} {ends:>12}  "
            f"{item.band or '–':<7} {f'{rounded(100 * item.coverage, 0)}%':>8}  {status}"
        )


@main.command(
    epilog=examples(
        "gcmscore compare BEL@2018 BEL@2020 BEL@2026",
        "gcmscore compare BEL NLD --year 2026 --html build/compared.html --docx build/compared.docx",
    )
)
@click.argument("countries", nargs=-1, required=True)
@click.option("--year", type=int, help="As of 31 December of this year, for countries without an own one.")
@click.option(
    "--basis",
    type=click.Choice(["common", "own"]),
    default="common",
    show_default=True,
    help="Compare on the questions that all answer, or show each card's own scores, never ranked.",
)
@rule_options
@click.option("--brief", is_flag=True, help="Leave out what changed from one year to the next.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write it as an HTML page.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also write it as a PDF.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Also write it as an Excel workbook.")
@click.option("--docx", type=click.Path(path_type=Path), help="Also write it as a Word document.")
@click.option("--lang", show_default="en", help="Language of what is written.")
@templates_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def compare(
    countries: tuple[str, ...],
    year: int | None,
    basis: Literal["common", "own"],
    brief: bool,
    html: Path | None,
    pdf: Path | None,
    xlsx: Path | None,
    docx: Path | None,
    lang: str | None,
    templates: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Set cards side by side and say what changed, on which evidence.

    COUNTRIES are codes such as BEL, each with a year of its own when written BEL@2018.
    """
    from gcmscore.comparison import compare as compared
    from gcmscore.side_by_side import lines

    named = [path for path in (html, pdf, xlsx, docx) if path is not None]
    if lang is not None and not named:
        raise click.UsageError("--lang is the language of what --html, --pdf, --xlsx and --docx write")
    if len(set(named)) < len(named):
        raise click.UsageError("two of --html, --pdf, --xlsx and --docx name the same file")
    comparison = compared(countries, year, basis=basis, **rules(**options))
    for path, print_it in ((html, comparison.to_html), (pdf, comparison.to_pdf)):
        if path is not None:
            click.echo(print_it(path, lang=lang or "en", templates=templates), err=True)
    for path, export in ((xlsx, comparison.to_excel), (docx, comparison.to_word)):
        if path is not None:
            click.echo(export(path, lang=lang or "en"), err=True)
    if as_json:
        click.echo(json.dumps(comparison.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(clean("\n".join(lines(comparison, brief=brief))))


for command in (
    report,
    check,
    explain,
    diff,
    gaps,
    bridge,
    new,
    convert,
    objectives,
    indicators,
    schema,
    countries,
):
    main.add_command(command)
