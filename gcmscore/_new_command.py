"""The command that begins something new: a pack of evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from gcmscore._list_commands import examples

_EXAMPLES = examples(
    "gcmscore new evidence KEN --dir my-evidence",
    "gcmscore new evidence KEN --dir my-evidence --format xlsx --profile global",
)


@click.group(epilog=_EXAMPLES)
def new() -> None:
    """Begin something new."""


@new.command(epilog=_EXAMPLES)
@click.argument("country")
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), required=True, help="Folder that the files go to."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["yaml", "xlsx"]),
    default="yaml",
    show_default=True,
    help="A YAML file for each kind of record, or one workbook with a sheet for each.",
)
@click.option("--profile", default="core", show_default=True, help="Whose open questions are listed.")
@click.option("--year", type=int, show_default="this year", help="Questions open at the end of this year.")
def evidence(
    country: str, folder: Path, form: Literal["yaml", "xlsx"], profile: str, year: int | None
) -> None:
    """Write a starter pack for a country, with help at every field and the questions that are open.

    COUNTRY is a three-letter code such as KEN. Files that are there already are never overwritten.
    """
    from gcmscore.starter import new_evidence

    for path in new_evidence(country, folder, format=form, profile=profile, year=year):
        click.echo(path)
    click.echo(f"to see what to fill in: gcmscore check {folder}", err=True)
