"""The command that turns YAML into a workbook and a workbook into YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from gcmscore._list_commands import examples


@click.command(
    epilog=examples(
        "gcmscore convert my-evidence --to xlsx --out pack.xlsx",
        "gcmscore convert pack.xlsx --to yaml --out my-evidence",
    )
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--to", type=click.Choice(["xlsx", "yaml"]), required=True, help="What it becomes.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The workbook, or the folder of YAML files."
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace the workbook; into YAML, let the workbook win where both were changed.",
)
def convert(source: Path, to: Literal["xlsx", "yaml"], out: Path, overwrite: bool) -> None:
    """Turn a folder of YAML into a workbook, or a workbook back into YAML.

    Nothing is lost. Into a folder that has files, only records that differ are changed, and comments stay.
    """
    from gcmscore.conversion import convert as converted

    done = converted(source, out, to=to, overwrite=overwrite)
    for path in done.written:
        click.echo(path)
    if done.left:
        click.echo(f"not in the workbook, and still to be kept: {', '.join(done.left)}", err=True)
    changed = (
        f", {len(done.written)} {'file' if len(done.written) == 1 else 'files'} changed"
        if to == "yaml"
        else ""
    )
    click.echo(f"{done.records} records{changed}", err=True)
