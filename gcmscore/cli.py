"""The command line: the same names as the Python functions, a plain word for every mistake."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from gcmscore import __version__
from gcmscore._list_commands import countries, examples, indicators, number_of, objectives, schema
from gcmscore._rounding import rounded
from gcmscore.errors import GcmscoreError, InvalidDataError

if TYPE_CHECKING:
    from gcmscore.scorecard import Card

PROBLEMS_FOUND, WRONG_USAGE = 1, 2


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


def _card_options(command: Callable[..., Any]) -> Callable[..., Any]:
    year = click.option("--year", type=int, required=True, help="As of 31 December of this year.")
    return _rule_options(year(command))


def _rule_options(command: Callable[..., Any]) -> Callable[..., Any]:
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


def _rules(
    framework: Path | None, folders: Sequence[Path], profile: str, known_by: str | None
) -> dict[str, Any]:
    """Return what ``score`` and ``compare`` take, from the options of the command line."""
    from gcmscore.compact import load_compact
    from gcmscore.evidence import load_evidence

    compact = load_compact(framework)
    # Shipped evidence speaks of the built-in framework; another one brings all of its own.
    packs = [load_evidence(folder, compact=compact) for folder in folders]
    if framework is None:
        packs.insert(0, load_evidence())
    elif not packs:
        raise click.UsageError("--framework needs --evidence: the shipped evidence speaks of the GCM")
    evidence = packs[0]
    for pack in packs[1:]:
        evidence = evidence | pack
    return {"evidence": evidence, "compact": compact, "profile": profile, "known_by": known_by}


def _score(country: str, year: int, **options: Any) -> Card:
    from gcmscore.scorecard import score

    return score(country, year, **_rules(**options))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gcmscore")
def main() -> None:
    """Score a country against the Global Compact for Migration, and show the working."""


@main.command(
    epilog=examples(
        "gcmscore report BEL --year 2020 --out build", "gcmscore report BEL --year 2020 --format pdf"
    )
)
@click.argument("country")
@_card_options
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
    type=click.Choice(["html", "pdf"]),
    help="Only this format. May be repeated.",
)
@click.option("--lang", default="en", show_default=True, help="Language of the interface.")
def report(country: str, out: Path, formats: tuple[str, ...], lang: str, **options: Any) -> None:
    """Write a country's scorecard as HTML and PDF.

    COUNTRY is a three-letter code such as BEL.
    """
    from gcmscore.render.output import write

    card = _score(country, **options)
    # All formats are made before the first is written, so that no new page lies beside an old document.
    makers: dict[str, Callable[..., Any]] = {"html": card.to_html, "pdf": card.to_pdf}
    made = {name: makers[name](lang=lang) for name in formats or tuple(makers)}
    for name, content in made.items():
        path = out / f"{card.country.iso3}-{card.year}.{name}"
        click.echo(write(path, content.encode() if isinstance(content, str) else content))


@main.command(epilog=examples("gcmscore score BEL --year 2020", "gcmscore score BEL --year 2020 --json"))
@click.argument("country")
@_card_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def score(country: str, as_json: bool, **options: Any) -> None:
    """Print a country's score, objective by objective.

    COUNTRY is a three-letter code such as BEL.
    """
    card = _score(country, **options)
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
            f"{item.objective.number:>3} {item.objective.short_name:<36} {score_text:>6} {ends:>12}  "
            f"{item.band or '–':<7} {f'{rounded(100 * item.coverage, 0)}%':>8}  {status}"
        )


@main.command(
    epilog=examples(
        "gcmscore compare BEL@2018 BEL@2020 BEL@2026",
        "gcmscore compare BEL NLD --year 2026 --html build/compared.html",
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
@_rule_options
@click.option("--brief", is_flag=True, help="Leave out what changed from one year to the next.")
@click.option("--html", type=click.Path(path_type=Path), help="Also write it as an HTML page.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def compare(
    countries: tuple[str, ...],
    year: int | None,
    basis: Literal["common", "own"],
    brief: bool,
    html: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Set cards side by side and say what changed, on which evidence.

    COUNTRIES are codes such as BEL, each with a year of its own when written BEL@2018.
    """
    from gcmscore.comparison import compare as compared
    from gcmscore.side_by_side import lines

    comparison = compared(countries, year, basis=basis, **_rules(**options))
    if html is not None:
        click.echo(comparison.to_html(html), err=True)
    if as_json:
        click.echo(json.dumps(comparison.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines(comparison, brief=brief)))


@main.command(
    epilog=examples("gcmscore explain BEL 13 --year 2020", "gcmscore explain BEL 13 --year 2020 --json")
)
@click.argument("country")
@click.argument("objective")
@_card_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def explain(country: str, objective: str, as_json: bool, **options: Any) -> None:
    """Print how one objective's score came about, down to page and paragraph.

    COUNTRY is a three-letter code such as BEL, OBJECTIVE a number or an id such as detention.
    """
    card = _score(country, **options)
    working = card.explain(number_of(card.compact, objective))
    click.echo(json.dumps(working.to_dict(), ensure_ascii=False, indent=2) if as_json else str(working))


@main.command(epilog=examples("gcmscore bridge BEL 2018 2020", "gcmscore bridge BEL 2018 2020 --json"))
@click.argument("country")
@click.argument("before", type=int)
@click.argument("after", type=int)
@_rule_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def bridge(country: str, before: int, after: int, as_json: bool, **options: Any) -> None:
    """Say why a country's score moved from one year to another, in points that add up.

    COUNTRY is a three-letter code such as BEL; BEFORE and AFTER are years.
    """
    from gcmscore.bridges import bridge as bridged
    from gcmscore.scorecard import score as scored

    rules = _rules(**options)
    found = bridged(*(scored(country, year, **rules) for year in (before, after)))
    click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2) if as_json else str(found))


@main.command(epilog=examples("gcmscore check my-evidence", "gcmscore check my-framework --json"))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--framework", type=click.Path(path_type=Path), help="The framework the evidence speaks of.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def check(folder: Path, framework: Path | None, as_json: bool) -> None:
    """Check a folder of evidence, or of a framework, and print every problem.

    A folder with indicators.yaml or objectives/ is read as a framework, any other as evidence. Ends with 1
    when there are problems.
    """
    from gcmscore.compact import framework_problems, load_compact
    from gcmscore.evidence import validate

    if _is_framework(folder):
        if framework is not None:
            raise click.UsageError(f"{folder} is a framework itself; --framework is for a folder of evidence")
        problems = framework_problems(folder)
    else:
        problems = validate(folder, compact=load_compact(framework))
    if as_json:
        click.echo(json.dumps([problem.to_dict() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(problem)
        read = "" if problems else f" ({_what_is_in(folder, framework)})"
        click.echo(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in {folder}{read}", err=True)
    if problems:
        sys.exit(PROBLEMS_FOUND)


def _is_framework(folder: Path) -> bool:
    from gcmscore.compact import INDICATOR_FILE, OBJECTIVE_FOLDER

    return (folder / INDICATOR_FILE).is_file() or (folder / OBJECTIVE_FOLDER).is_dir()


def _what_is_in(folder: Path, framework: Path | None) -> str:
    from gcmscore.compact import load_compact
    from gcmscore.evidence import load_evidence

    if _is_framework(folder):
        return repr(load_compact(folder)).strip("<>")
    return repr(load_evidence(folder, compact=load_compact(framework))).strip("<>")


for command in (objectives, indicators, schema, countries):
    main.add_command(command)
