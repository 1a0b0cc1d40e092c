"""The commands that list what there is: objectives, indicators, countries, schemas."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gcmscore.errors import InvalidRequestError, UnknownObjectiveNameError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gcmscore.compact import Compact
    from gcmscore.countries import CountryTable


def examples(*lines: str) -> str:
    """Return the end of a command's help: what one can type."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def number_of(compact: Compact, objective: str) -> int:
    """Return the number of an objective given by number or id."""
    ids = {item.id: number for number, item in compact.objectives.items()}
    if re.fullmatch(r"-?[0-9]{1,9}", objective):
        return int(objective)
    if objective not in ids:
        raise UnknownObjectiveNameError(objective, list(ids))
    return ids[objective]


def _framework_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--framework", type=click.Path(path_type=Path), help="Another framework's folder; the GCM without."
    )(command)


def _columns() -> int:
    # A terminal wider than this makes lines too long to read.
    return min(shutil.get_terminal_size((100, 24)).columns, 110)


def _print_models(compact: Compact, key: str, models: Iterable[BaseModel]) -> None:
    plain = [item.model_dump(mode="json") for item in models]
    whole = {"framework": compact.framework.id, "edition": compact.edition, key: plain}
    click.echo(json.dumps(whole, ensure_ascii=False, indent=2))


@click.command(epilog=examples("gcmscore objectives", "gcmscore objectives 13"))
@click.argument("objective", required=False)
@_framework_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def objectives(objective: str | None, framework: Path | None, as_json: bool) -> None:
    """List the objectives, or show one with its actions and indicators.

    OBJECTIVE is a number, or its id such as detention.
    """
    from gcmscore.catalogue import describe_objective, list_objectives, text_lines
    from gcmscore.compact import load_compact

    compact = load_compact(framework)
    chosen = list(compact.objectives.values())
    if objective is not None:
        chosen = [compact.objective(number_of(compact, objective))]
    if as_json:
        _print_models(compact, "objectives", chosen)
    elif objective is None:
        click.echo("\n".join(list_objectives(compact, _columns())))
        click.echo(f"{len(chosen)} objectives, edition {compact.edition}", err=True)
    else:
        click.echo("\n".join(text_lines(describe_objective(chosen[0], compact), _columns())))


@click.command(
    epilog=examples(
        "gcmscore indicators",
        "gcmscore indicators opcat",
        "gcmscore indicators --objective 13 --profile core",
        "gcmscore indicators --search 10.7.2",
    )
)
@click.argument("name", required=False, metavar="[ID]")
@click.option("--objective", type=int, help="Only this objective's.")
@click.option("--profile", default="full", show_default=True, help="Only this profile's.")
@click.option(
    "--search",
    metavar="TEXT",
    help="Only those in whose definition every word of TEXT stands or begins a word.",
)
@_framework_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def indicators(
    name: str | None,
    objective: int | None,
    profile: str,
    search: str | None,
    framework: Path | None,
    as_json: bool,
) -> None:
    """List the indicators, or show everything about one."""
    from gcmscore.catalogue import describe_indicator, found, list_indicators, text_lines
    from gcmscore.compact import load_compact

    compact = load_compact(framework)
    if name and (objective is not None or search is not None or profile != "full"):
        raise click.UsageError("ID shows one indicator whole; leave out --objective, --profile and --search")
    if name and name.isdigit():
        raise click.UsageError(f"{name} is no indicator; did you mean --objective {name} or --search {name}?")
    chosen = [compact.indicator(name)] if name else found(compact.members(profile, objective), search or "")
    if as_json:
        _print_models(compact, "indicators", chosen)
    elif name:
        click.echo("\n".join(text_lines(describe_indicator(chosen[0], compact), _columns())))
    else:
        for line in list_indicators(chosen, compact, _columns()):
            click.echo(line)
        click.echo(
            f"{len(chosen)} of {len(compact.indicators)} indicators, edition {compact.edition}", err=True
        )


@click.command(epilog=examples("gcmscore schema", "gcmscore schema evidence"))
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of a kind of file, or list the kinds.

    An editor that reads YAML uses it when the first line of a file says
    "# yaml-language-server: $schema=evidence.json".
    """
    from gcmscore.schemas import NAMES
    from gcmscore.schemas import schema as made

    if name is not None:
        click.echo(json.dumps(made(name), ensure_ascii=False, indent=2))
        return
    for kind, title in NAMES.items():
        click.echo(f"{kind:<11} {title}")


@click.command(epilog=examples("gcmscore countries belg", "gcmscore countries BEL", "gcmscore countries"))
@click.argument("search", required=False)
@click.option("--year", type=int, help="As of 31 December of this year; the present one without.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a machine.")
def countries(search: str | None, year: int | None, as_json: bool) -> None:
    """List the countries whose name holds SEARCH, or show what is known of one.

    With a three-letter code: every value on record, how old it is and who published it.
    """
    from gcmscore._other_names import OTHER_NAMES
    from gcmscore.countries import countries as table

    if search is not None and search.upper() in table():
        _show_country(search.upper(), year, as_json)
        return
    if year is not None:
        raise click.UsageError("--year goes with one country; give its three-letter code")
    wanted = (search or "").casefold()
    found = [
        item
        for item in table().values()
        if any(
            wanted in text.casefold()
            for text in (item.iso3, *item.names.values(), *OTHER_NAMES.get(item.iso3, ()))
        )
    ]
    if not found:
        raise InvalidRequestError(f"no country matches {search!r}; {_instead(wanted.upper(), table())}")
    if as_json:
        listed = [{"iso3": item.iso3, **item.names} for item in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for item in found:
        click.echo(f"{item.iso3}  {item.name()}")


def _instead(search: str, table: CountryTable) -> str:
    """Return what somebody may have meant who found no country."""
    if (place := table.of_region(search)) is not None:
        return f"it is a region of {place.iso3} ({place.name()})"
    nearest = () if "-" in search else table.nearest(search)
    return f"did you mean {' or '.join(nearest)}?" if nearest else "gcmscore countries lists all of them"


def _show_country(code: str, year: int | None, as_json: bool) -> None:
    from gcmscore.country_record import lines, record
    from gcmscore.scorecard import score

    card = score(code, date.today().year if year is None else year, profile="full")
    if as_json:
        click.echo(json.dumps(record(card), ensure_ascii=False, indent=2))
        return
    for line in lines(card, _columns()):
        click.echo(line)
