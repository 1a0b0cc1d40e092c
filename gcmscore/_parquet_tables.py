"""Reads a Parquet file as a table of cells, the same as those of a CSV file, within stated limits."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from gcmscore._extras import extra
from gcmscore._yaml import Document
from gcmscore.errors import Problem

MAXIMUM_ROWS = 1_000_000
MAXIMUM_COLUMNS = 100
MAXIMUM_UNPACKED = 200_000_000
_NUMERIC = ("value", "low", "high")


def parquet_table(content: bytes, document: Document) -> pd.DataFrame | None:
    """Return the cells of a Parquet file, indexed by row from 1; None when there is any problem with it.

    Figures stay numbers, all else becomes text as a CSV file would have it; empty cells are None.

    Parameters
    ----------
    content : bytes
        The file.
    document : Document
        Its name, and the place for problems.
    """
    document.lines[()] = 0  # a file without lines
    parquet = extra("pyarrow.parquet", "parquet", f"reading {document.path}")
    arrow = extra("pyarrow", "parquet", f"reading {document.path}")
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        if not _within_limits(file, document):
            return None
        names = file.schema_arrow.names
        # What repeats is kept once: a small file may mean a long text a million times.
        texts = [item.name for item in file.schema_arrow if _is_text(arrow, item.type)]
        table = parquet.ParquetFile(io.BytesIO(content), read_dictionary=texts).read()
        if not _few_characters(table, document):
            return None
        columns = {name: _cells(table.column(place), name) for place, name in enumerate(names)}
    except (arrow.ArrowException, OSError, ValueError, TypeError, OverflowError) as error:
        reason = " ".join(str(error).split())[:80]
        document.problem((), f"is damaged or no Parquet file ({reason})", "write it anew", "parquet")
        return None
    frame = pd.DataFrame(columns, index=range(1, table.num_rows + 1), dtype="object")
    _check_cells(frame, document)
    return None if document.problems else frame.dropna(how="all")


def _within_limits(file: Any, document: Document) -> bool:
    found = file.metadata
    unpacked = sum(found.row_group(place).total_byte_size for place in range(found.num_row_groups))
    limits = {
        "rows": (found.num_rows, MAXIMUM_ROWS),
        "columns": (found.num_columns, MAXIMUM_COLUMNS),
        "bytes when unpacked": (unpacked, MAXIMUM_UNPACKED),
    }
    for name, (number, limit) in limits.items():
        if number > limit:
            document.problem((), f"the file has {number:,} {name}", f"at most {limit:,}", "too_large")
    names = file.schema_arrow.names
    if len(set(names)) < len(names):
        document.problem((), "has two columns of one name", "one name a column", "parquet")
    return not document.problems


def _few_characters(table: Any, document: Document) -> bool:
    """Tell whether the text of all cells together keeps the limit, a repeated one counted each time."""
    total = 0
    for column in table.columns:
        for chunk in column.chunks if hasattr(column.type, "index_type") else ():
            lengths = np.array([len(text or "") for text in chunk.dictionary.to_pylist()], dtype=np.int64)
            total += int(lengths[chunk.indices.drop_null().to_numpy()].sum())
    if total > MAXIMUM_UNPACKED:
        document.problem(
            (), f"the file has {total:,} characters", f"at most {MAXIMUM_UNPACKED:,}", "too_large"
        )
    return total <= MAXIMUM_UNPACKED


def _is_text(arrow: Any, kind: Any) -> bool:
    return bool(arrow.types.is_string(kind) or arrow.types.is_large_string(kind))


def _cells(column: Any, name: str) -> Any:
    """Return a column's cells; each of the values that repeat is made once."""
    if hasattr(column.type, "index_type"):
        merged = column.unify_dictionaries().combine_chunks()
        chunks = merged.chunks if hasattr(merged, "chunks") else [merged]
        parts = [_taken(chunk) for chunk in chunks]
        return np.concatenate(parts) if parts else np.empty(0, dtype=object)
    return np.fromiter((_cell(value, name) for value in column.to_pylist()), object, len(column))


def _taken(chunk: Any) -> Any:
    known = [None if value is None else _cell(value, "") for value in chunk.dictionary.to_pylist()]
    values = np.fromiter([*known, None], object, len(known) + 1)
    places = chunk.indices.to_pandas().fillna(len(known)).to_numpy().astype(np.intp)
    return values.take(places)


def _cell(value: Any, name: str) -> Any:
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, datetime):
        midnight = value.replace(tzinfo=None) == datetime(value.year, value.month, value.day)
        return value.date().isoformat() if midnight else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float) or name in _NUMERIC:
        return value
    return str(int(value)) if float(value).is_integer() else str(value)


def _check_cells(frame: pd.DataFrame, document: Document) -> None:
    """Record the first cell of each column that is neither text nor a number nor a day."""
    remedy = "a number, text, or a date such as 2020-10-22"
    for name, column in frame.items():
        for row, value in column.items():
            number = name in _NUMERIC and isinstance(value, int | float) and not isinstance(value, bool)
            if value is not None and not isinstance(value, str) and not number:
                time = isinstance(value, datetime)
                message = "is a date with a time of day" if time else f"is of the type {type(value).__name__}"
                place = (document.path, int(str(row)), str(name))
                document.problems.append(Problem(*place, message, remedy, "parquet"))
                break
