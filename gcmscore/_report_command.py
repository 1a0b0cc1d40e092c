"""The command that writes reports: scorecards of one country, of several, of all; or one objective."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from click.core import ParameterSource

from gcmscore._list_commands import examples, number_of
from gcmscore._rule_options import rule_options, rules, scored, templates_option

if TYPE_CHECKING:
    from gcmscore.objective_report import ObjectiveReport
    from gcmscore.render.batch import Reports
    from gcmscore.render.formats import Format
    from gcmscore.scorecard import Card

SOME_FAILED = 1
PRINTED = ("html", "pdf")
EXPORTED = ("xlsx", "docx", "json")
TABLES = ("csv", "parquet")


@click.command(
    epilog=examples(
        "gcmscore report BEL --year 2020 --out build",
        "gcmscore report BEL --year 2020 --format pdf",
        "gcmscore report BEL --year 2020 --out build --format xlsx --format docx",
        "gcmscore report KEN PRT --year 2024 --out build --format html --format xlsx",
        "gcmscore report KEN PRT --year 2024 --out build --format csv --profile global",
        "gcmscore report --objective 20 --year 2024 --out build",
    )
)
@click.argument("countries", nargs=-1)
@click.option("--year", type=int, required=True, help="As of 31 December of this year.")
@rule_options
@click.option("--all", "everyone", is_flag=True, help="Every member of the United Nations.")
@click.option(
    "--objective",
    metavar="NUMBER",
    help="Instead one report on this objective, with all or these countries ranked; profile global unless "
    "another is named.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="this folder",
    help="Folder to write to.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([*PRINTED, *EXPORTED, *TABLES]),
    help="Only this format; html and pdf without. May be repeated. csv and parquet write a folder of tables, "
    "one for all countries; --objective has html and pdf.",
)
@click.option("--lang", default="en", show_default=True, help="Language of the interface.")
@templates_option
@click.option("--jobs", type=int, default=-1, show_default="one a processor", help="How many processes.")
def report(
    countries: tuple[str, ...],
    everyone: bool,
    objective: str | None,
    formats: tuple[str, ...],
    year: int,
    out: Path,
    lang: str,
    templates: Path | None,
    jobs: int,
    **options: Any,
) -> None:
    """Write scorecards as HTML and PDF, or as workbooks, documents and data.

    COUNTRIES are three-letter codes such as BEL. Several are written with a page that lists them; files that
    are there already, made from the same, are kept. Ends with 1 when a country failed.
    """
    layout = {"lang": lang, "templates": templates}
    _check_formats(formats, objective)
    if objective is not None:
        ranked = _objective(objective, countries, year, options)
        _write(ranked, out / f"objective-{ranked.objective}-{year}", formats, layout)
        return
    if countries and everyone:
        raise click.UsageError("name countries or write --all, not both")
    if not countries and not everyone:
        raise click.UsageError("name a country such as BEL, or write --all")
    if len(countries) == 1:
        card = scored(countries[0], year, **options)
        _write(card, out / f"{card.country.iso3}-{year}", formats, layout)
        return
    codes, chosen = list(countries) or None, rules(**options)
    tables = tuple(name for name in formats if name in TABLES)
    files = tuple(name for name in formats if name not in TABLES)
    _tables(codes, year, out, tables, chosen)
    if files or not tables:
        _many(codes, year, out, files, layout | {"jobs": jobs} | chosen)


def _check_formats(formats: tuple[str, ...], objective: str | None) -> None:
    for name in formats:
        if objective is not None and name not in PRINTED:
            raise click.UsageError(
                f"--format {name} is for scorecards; with --objective there are html and pdf"
            )


def _objective(
    objective: str, countries: tuple[str, ...], year: int, options: dict[str, Any]
) -> ObjectiveReport:
    from gcmscore.panels import score_panel

    # The default profile of a card has questions that documents of one country answer, and few others.
    if click.get_current_context().get_parameter_source("profile") is ParameterSource.DEFAULT:
        options = options | {"profile": "global"}
    panel = score_panel([year], countries or None, **rules(**options))
    return panel.report(number_of(panel.compact, objective))


def _write(
    printed: Card | ObjectiveReport, path: Path, formats: tuple[str, ...], layout: dict[str, Any]
) -> None:
    from gcmscore.render.output import write_all

    # All formats are made before the first is written, so that no new page lies beside an old document.
    made = {name: _made(printed, name, path, layout) for name in formats or PRINTED}
    write_all({target: content for files in made.values() for target, content in files.items()})
    for name, files in made.items():
        first = next(iter(files))
        click.echo(first.parent if name in TABLES else first)


def _made(
    printed: Card | ObjectiveReport, name: str, path: Path, layout: dict[str, Any]
) -> dict[Path, bytes]:
    """Return what a format consists of: one file beside others, or a folder of tables."""
    target = path.with_name(f"{path.name}.{name}")
    if name in PRINTED:
        content = (printed.to_html if name == "html" else printed.to_pdf)(**layout)
        return {target: content.encode() if isinstance(content, str) else bytes(content)}
    card = cast("Card", printed)
    if name in TABLES:
        from gcmscore.render.tables import table_files

        folder = path.with_name(f"{path.name}-{name}")
        return {folder / file: content for file, content in table_files(card, name).items()}
    from gcmscore.render.formats import scorecard_in

    return {target: scorecard_in(cast("Format", name), card, layout["lang"], layout["templates"])}


def _tables(
    codes: list[str] | None, year: int, out: Path, formats: tuple[str, ...], options: dict[str, Any]
) -> None:
    """Write the tables of several countries: one of each kind, in which every row names its country."""
    if not formats:
        return
    from gcmscore.panels import score_panel
    from gcmscore.render.output import write_all
    from gcmscore.render.tables import table_files

    panel = score_panel([year], codes, **options)
    folders = {out / f"panel-{year}-{name}": table_files(panel, name) for name in formats}
    write_all({folder / file: made for folder, files in folders.items() for file, made in files.items()})
    for folder in folders:
        click.echo(folder)


def _many(
    codes: list[str] | None, year: int, out: Path, formats: tuple[Any, ...], options: dict[str, Any]
) -> None:
    from gcmscore.render.batch import USUAL
    from gcmscore.render.batch import report as reported

    # Progress is for who sits before a terminal; a log needs only the end.
    watched = sys.stderr.isatty()
    progress = _progress(count(1)) if watched else None
    made = reported(year, out, codes, formats=formats or USUAL, progress=progress, **options)
    if watched:
        click.echo(err=True)
    click.echo(made.index)
    _summary(made)


def _progress(numbers: Iterator[int]) -> Callable[[str, int], None]:
    def show(code: str, total: int) -> None:
        click.echo(f"\r{next(numbers)} of {total}: {code}", nl=False, err=True)

    return show


def _summary(made: Reports) -> None:
    kept = f", {len(made.kept)} kept" if made.kept else ""
    count = len(made.written)
    click.echo(f"{count} file{'' if count == 1 else 's'} written{kept}", err=True)
    reasons: dict[str, list[str]] = defaultdict(list)
    for code, reason in made.failed.items():
        reasons[reason].append(code)
    for reason, codes in reasons.items():
        click.echo(f"failed: {', '.join(sorted(codes))}: {reason}", err=True)
    if reasons:
        sys.exit(SOME_FAILED)
