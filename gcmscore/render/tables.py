"""Writes frames as CSV or Parquet: numbers as numbers, and no text that a spreadsheet would run."""

from __future__ import annotations

import io
import re
from typing import Any, Literal, get_args

import pandas as pd

from gcmscore._extras import extra
from gcmscore._printed import Tabled
from gcmscore.errors import InvalidRequestError
from gcmscore.render.frames import frames_of
from gcmscore.render.workbook import FORMULA_SIGNS

TableFormat = Literal["csv", "parquet"]
FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def table_files(shown: Tabled, kind: str) -> dict[str, bytes]:
    """Return the files of all tables of a thing, by name.

    Parameters
    ----------
    shown : Card, Comparison or Panel
        What was scored.
    kind : {"csv", "parquet"}
        How they are written.

    Raises
    ------
    InvalidRequestError
        If they cannot be written so.
    MissingExtraError
        If pyarrow is not installed and Parquet is asked for.
    """
    if kind not in FORMATS:
        raise InvalidRequestError(f"format={kind!r} is unknown; one of {', '.join(map(repr, FORMATS))}")
    if kind == "parquet":
        extra("pyarrow", "parquet", "writing Parquet")
    written = _csv if kind == "csv" else _parquet
    return {f"{name}.{kind}": written(frame) for name, frame in frames_of(shown).items()}


def _csv(frame: pd.DataFrame) -> bytes:
    safe = frame.copy()
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.StringDtype):
            said = [neutral(value) if isinstance(value, str) else None for value in frame[name]]
            safe[name] = pd.array(said, dtype="string")
    text: Any = safe.to_csv(index=False, lineterminator="\n")
    return bytes(text.encode())


def neutral(text: str) -> str:
    """Return a text as a cell of a CSV file: with an apostrophe before it when it could be run.

    A plain number stays as it is. Of a text that begins with apostrophes and could otherwise be run, one
    more is put before it: who takes off one has every text as it was.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> neutral("=1+1"), neutral("-5"), neutral("'=1+1"), neutral("It's")
    ("'=1+1", '-5', "''=1+1", "It's")
    """
    runs = text.lstrip("' ").startswith(FORMULA_SIGNS)
    return f"'{text}" if runs and not _NUMBER.fullmatch(text) else text


def _parquet(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content, engine="pyarrow", index=False)
    return content.getvalue()
