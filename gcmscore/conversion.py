"""Evidence from YAML to a workbook and back, without loss: the same records, in the same files, in order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from gcmscore._consistency import Entry
from gcmscore._evidence_files import EvidenceFiles
from gcmscore._evidence_reader import EvidenceReader
from gcmscore._merging import Changes, Kept, Known, Merging, Values
from gcmscore._pack_writing import write_pack
from gcmscore._packs import record_id
from gcmscore._workbook_fields import FILE, fingerprint, values_of
from gcmscore._workbook_parts import sheets_of
from gcmscore._workbook_records import LISTS, WorkbookDocument
from gcmscore._workbook_writer import lists_of, workbook
from gcmscore._yaml import Document, Location
from gcmscore._yaml_edit import changed_text
from gcmscore.compact import load_compact
from gcmscore.countries import GROUP_FILE
from gcmscore.errors import InvalidDataError, InvalidRequestError, Problem
from gcmscore.records import Observation, Record
from gcmscore.render.output import write

To = Literal["xlsx", "yaml"]
# The column of the sheet ``lists`` that says what each record was when the workbook was made.
_BASE = "as it was"


@dataclass(frozen=True)
class Converted:
    """What a conversion wrote and left.

    Attributes
    ----------
    written : tuple of Path
        The files that are new or changed.
    records : int
        How many records there are.
    left : tuple of str
        Files of the folder that a workbook has no sheet for: tables, groups, other workbooks.
    """

    written: tuple[Path, ...]
    records: int
    left: tuple[str, ...]


def convert(source: str | Path, out: str | Path, *, to: To, overwrite: bool = False) -> Converted:
    """Turn the YAML files of a folder into one workbook, or a workbook into YAML files.

    Nothing is lost on the way there and back. Into a folder that has files already, only what differs is
    changed: comments stay, new records come at the end of their section, those taken out of the workbook go.

    Parameters
    ----------
    source : str or Path
        A folder of YAML, or a workbook.
    out : str or Path
        The workbook to write, or the folder of YAML to write into.
    to : {"xlsx", "yaml"}
        What it becomes.
    overwrite : bool
        Replace a workbook that is there already; into YAML, let the workbook win over what was changed there
        since it was made.

    Returns
    -------
    Converted
        What was written.

    Raises
    ------
    InvalidDataError
        If a record breaks its rules, or was changed in the workbook and in YAML as well.
    InvalidRequestError
        If the workbook is there already, or source and direction do not fit.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.yaml").write_text("ratifications: []")
    ...     convert(folder, Path(folder, "pack.xlsx"), to="xlsx").records
    0
    """
    if to not in get_args(To):
        raise InvalidRequestError(f"to={to!r} is not known; one of {', '.join(get_args(To))}")
    origin, target = Path(source), Path(out)
    if to == "xlsx":
        return _to_workbook(origin, target, overwrite)
    if not origin.is_file() or origin.suffix != ".xlsx":
        raise InvalidRequestError(f"{origin} is no workbook (*.xlsx); YAML is made of one workbook at a time")
    return _to_yaml(origin, target, overwrite)


def _reader(folder: Path) -> EvidenceReader:
    return EvidenceReader(EvidenceFiles(folder), load_compact())


def _check(problems: Sequence[Problem]) -> None:
    if problems:
        raise InvalidDataError(problems)


# To a workbook


def _to_workbook(folder: Path, target: Path, overwrite: bool) -> Converted:
    if target.suffix != ".xlsx":
        raise InvalidRequestError(f"{target.name} is no name for a workbook; it ends with .xlsx")
    if target.exists() and not overwrite:
        raise InvalidRequestError(
            f"{target} is there already; name another, or say that it may be overwritten"
        )
    if not folder.is_dir():
        raise InvalidRequestError(f"{folder} is not a folder of evidence; a workbook is made of all its YAML")
    reader = _reader(folder)
    reader.read_yaml_records()
    _check(reader.problems)
    records: dict[str, list[dict[str, Any]]] = {}
    base: list[str] = []
    counted: Counter[tuple[str, str, str]] = Counter()
    for section, entries in reader.entries.items():
        records[section] = [{**values_of(entry.record), FILE: entry.document.path} for entry in entries]
        for entry in entries:
            known = _known(section, entry.document.path, entry.record, counted)
            base.append(json.dumps([*known, fingerprint(values_of(entry.record))], ensure_ascii=False))
    lists = {**lists_of(reader.compact, reader.country_table), _BASE: base}
    content = workbook(records, lists, _read_me(folder.resolve().name, len(base)))
    return Converted((write(target, content),), len(base), _left(reader.files, target))


def _known(section: str, file: str, record: Record, counted: Counter[tuple[str, str, str]]) -> Known:
    if isinstance(record, Observation):  # a sheet has the parts of a figure in an order of its own
        record = record.model_copy(update={"disaggregation": dict(sorted(record.disaggregation.items()))})
    name = (section, file, record_id(record))
    counted[name] += 1
    return (*name, counted[name])


def _left(files: EvidenceFiles, target: Path) -> tuple[str, ...]:
    tables = [path for ending in (".csv", ".parquet", ".xlsx") for path in files.ending_in(ending)]
    groups = [files.root / GROUP_FILE] if files.holds(GROUP_FILE) else []
    return tuple(files.name(path) for path in [*groups, *tables] if path != target.resolve())


def _read_me(name: str, count: int) -> Iterable[tuple[str, ...]]:
    yield (f"Evidence of {name}", f"{count} records. One sheet a kind of record, one row a record.")
    yield ("What a column asks for", "Point at its name in row 1. Names in bold are needed.")
    yield ("The column file", "The YAML file of the record. Left empty, a new one joins others of its kind.")
    yield ("Back to YAML", "gcmscore convert, with this workbook and the folder; then make a new workbook.")
    yield ("Not taken", "Formulas, merged cells, hidden rows and decimal commas: the check names the cell.")
    yield ("Sheets", "Keep their names, and leave the sheet lists as it is.")


# To YAML


def _to_yaml(path: Path, folder: Path, overwrite: bool) -> Converted:
    rows = _reader(path.parent)
    rows.read_workbook_records(rows.files.root / path.name)
    _check(rows.problems)
    folder.mkdir(parents=True, exist_ok=True)
    there = _reader(folder)
    there.read_yaml_records()
    _check(there.problems)
    theirs, counted = {}, Counter[tuple[str, str, str]]()
    for section, entries in there.entries.items():
        for entry in entries:
            known = _known(section, entry.document.path, entry.record, counted)
            theirs[known] = Kept(int(entry.place[1]), values_of(entry.record))
    mine, places = _mine(rows, there)
    files = [document.path for document in there.documents]
    merging = Merging(theirs, mine, _base(path.read_bytes()), files, overwrite)
    changes = merging.changes()
    _check(
        [
            _conflict(rows.documents[0], places.get(known), *told, known)
            for known, told in merging.conflicts.items()
        ]
    )
    texts = {name: _changed_file(name, changes, there) for name in sorted({file for file, _ in changes})}
    written = write_pack(folder, texts, _as_read(there))
    return Converted(tuple(written), len(mine), ())


def _conflict(document: Document, place: Location | None, message: str, remedy: str, known: Known) -> Problem:
    cell = document.cell_of(place) if place else f"{known[0]}!A1"
    line = document.line_of(place) if place else 1
    return Problem(document.path, line, "", message, remedy, "conflict", cell=cell)


def _mine(rows: EvidenceReader, there: EvidenceReader) -> tuple[dict[Known, Values], dict[Known, Location]]:
    """Return what each row says by the file it belongs to, with its place in the workbook."""
    (document,) = rows.documents
    assert isinstance(document, WorkbookDocument)
    counted: Counter[tuple[str, str, str]] = Counter()
    mine: dict[Known, Values] = {}
    places: dict[Known, Location] = {}
    usual = _usual_files(there.entries)
    for section, entries in rows.entries.items():
        for entry in entries:
            place = (section, int(entry.place[1]))
            country = str(getattr(entry.record, "country", ""))
            file = document.files.get(place) or usual.get((section, country)) or usual.get((section, ""))
            file = file or f"{section}.yaml"
            if wrong := _wrong_file(file, there.files.root):
                document.problem(
                    (*place, FILE), f"{file!r} {wrong}", "a name such as BEL/findings.yaml", "file"
                )
            usual[section, country] = usual[section, ""] = file
            known = _known(section, file, entry.record, counted)
            mine[known], places[known] = values_of(entry.record), place
    _check(document.problems)
    return mine, places


def _usual_files(entries: Mapping[str, Sequence[Entry]]) -> dict[tuple[str, str], str]:
    """Return the last file with records of a section, by country and for all."""
    usual: dict[tuple[str, str], str] = {}
    for section, items in entries.items():
        for entry in items:
            usual[section, str(getattr(entry.record, "country", ""))] = entry.document.path
            usual[section, ""] = entry.document.path
    return usual


def _wrong_file(name: str, root: Path) -> str:
    parts = name.split("/")
    if not name.endswith(".yaml") or name == GROUP_FILE or not name.isprintable():
        return "is no name for a file of records"
    if any(part in ("", ".", "..") for part in parts) or "\\" in name or ":" in name:
        return "leads out of the folder"
    return "" if (root / name).resolve().is_relative_to(root) else "leads out of the folder"


def _base(content: bytes) -> dict[Known, str]:
    """Return the fingerprints of the records that a workbook was made of; none when it was made by hand."""
    found: dict[Known, str] = {}
    for sheet in sheets_of(content):
        if sheet.name == LISTS and sheet.rows:
            columns = [number for number, cell in sheet.rows[0].cells.items() if cell == _BASE]
            for row in sheet.rows[1:] if columns else ():
                if isinstance(text := row.cells.get(columns[0]), str):
                    section, file, name, number, mark = _five(text)
                    found[section, file, name, number] = mark
    return found


def _five(text: str) -> tuple[str, str, str, int, str]:
    try:
        section, file, name, number, mark = json.loads(text)
        return str(section), str(file), str(name), int(number), str(mark)
    except (ValueError, TypeError) as error:
        raise InvalidRequestError("the sheet lists was changed; make a new workbook") from error


def _changed_file(name: str, changes: Mapping[tuple[str, str], Changes], there: EvidenceReader) -> bytes:
    document = next((item for item in there.documents if item.path == name), None)
    old = b"" if document is None else there.files.content(there.files.root / name, document) or b""
    sections = {section: item for (file, section), item in changes.items() if file == name}
    records = {
        section: [values_of(entry.record) for entry in entries if entry.document is document]
        for section, entries in there.entries.items()
    }
    shared = document.data if document is not None and isinstance(document.data, dict) else {}
    text, wanted = changed_text(old, records, sections, shared)
    # Nothing is written that does not read as what was meant.
    again = EvidenceReader(there.files, there.compact)
    again.read_yaml(text, Document(name))
    read = {
        key: [values_of(entry.record) for entry in items] for key, items in again.entries.items() if items
    }
    if read != {key: items for key, items in wanted.items() if items}:
        raise InvalidRequestError(f"{name} cannot be changed without loss; change it by hand")
    return text


def _as_read(there: EvidenceReader) -> dict[str, bytes]:
    contents = {
        item.path: there.files.content(there.files.root / item.path, item) for item in there.documents
    }
    return {name: content for name, content in contents.items() if content is not None}
