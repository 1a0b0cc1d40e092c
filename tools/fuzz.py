"""Gives every reader files that nobody meant to write, and sees that it ends with a word.

``python tools/fuzz.py`` tries 100,000 inputs, some on each reader, in as many processes as there are
processors; ``--inputs 2000 --reader workbook`` tries fewer on one. Good files are changed a little or a lot:
bytes cut out, doubled or put in, cells and records exchanged. What ends in anything but a list of problems
or an error of the library, takes longer than ``LONGEST`` or makes a process larger than ``LARGEST`` is a
failure, and the smallest such input is printed.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import click
import openpyxl
import pandas as pd
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore._table_check import parsed_table
from gcmscore._yaml import Document, parse_yaml
from gcmscore.compact import framework_problems
from gcmscore.render.templates import TEMPLATES
from gcmscore.render.theme import read_theme

INPUTS, AT_ONCE = 100_000, 2_000
LONGEST = 5.0  # seconds of processor time
LARGEST = 1_500  # MB
Files = Mapping[str, bytes]

NASTY = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"x" * 3_000, b"[" * 200, b"9" * 400),
    *(
        text.encode()
        for text in (
            *(
                "\r",
                "\r\n",
                "\t",
                '"',
                "'",
                ",",
                ";",
                "\n\n",
                "%",
                "@",
                "&a ",
                "*a",
                "<<: ",
                "? ",
                "- ",
                ": ",
            ),
            *("{", "[", "|\n", "---\n", "!!python/object:os.system ", "!x ", "NO", "~", "1e999", "-0", "010"),
            *("0x1F", ".nan", "1_000", "3,5", "2020-02-30", "9999", "=1+1", "../../etc/passwd"),
            *("javascript:alert(1)", "<script>", "\u202e", "\u200b", "e\u0301", "\U0001f600"),
        )
    ),
)
SOURCE = (
    b"  - {id: report, title: T, publisher: P, date: 2020-10, kind: official, language: en, accessed: 2021}\n"
)
EVIDENCE = (
    b"country: BEL\nsources:\n"
    + SOURCE
    + b"""observations:
  - {indicator: oda_gni_share, period: 2018, value: 0.44, unit: percent_of_gni,
     sources: [{id: report, locator: p}]}
assessments:
  - indicator: child_immigration_detention
    law: 1
    practice: 2
    from: 2018-08-11
    until: 2019-04-03
    rationale: "R."
    findings: [fact]
    would_change: W.
    coder: A
    second_coder: {coder: B, law: 2}
    sources: [{id: report, locator: p}]
ratifications:
  - {instrument: opcat, status: signed, date: 2005, status_as_of: 2020, sources: [{id: report, locator: p}]}
ratification_lists:
  - {instrument: opcat, status_as_of: 2020, complete: true, sources: [{id: report, locator: p}]}
findings:
  - id: fact
    date: 2019
    statement: >-
      It happened.
    objectives: [13]
    actions: [13h]
    stance: mixed
    stage: practice
    recommendation: {text: T, addressee: A}
    sources: [{id: report, locator: p}]
replies:
  - {who: M, date: 2021, reason: context, text: T., objective: 13, sources: [{id: report, locator: p}]}
"""
)
GROUPS = b"""members:
  title: Members
  members: [{country: BEL, from: 2001, until: 2020}, {country: NLD}]
  sources: [{id: report, locator: p}]
many:
  title: Many
  any_of: [{indicator: oda_gni_share, at_least: 0.7}]
  sources: [{id: report, locator: p}]
"""
TABLE = b"""country,period,value,unit,source,locator,low,high,sex,note
BEL,2018,0.44,percent_of_gni,report,table 1,0.4,0.5,,
NLD,2018-Q3,0.62,percent_of_gni,report,"table 1, row 2",,,female,"two
lines"
"""
TREATIES = b"""country,status,date,source,locator,status_as_of
BEL,signed,2005-10-24,report,row 1,2020
NLD,party,2010-09-28,report,row 2,2020
"""
SILENCES = b"""silence:
  - code: no_access_date
    path: a.yaml
    reason: The source is a printed book that does not change.
    until: 2030
"""
INDICATORS = b"""framework: {title: A plan, short_name: Plan, legal_nature: A plan.}
edition: "1"
indicators: []
"""
CITED = ("sources.1.id", "sources.1.locator")
SHEETS = {
    "sources": (
        ("id", "title", "publisher", "date", "kind", "language"),
        ("report", "T", "P", "2020-10", "official", "en"),
    ),
    "findings": (
        ("id", "country", "date", "statement", "objectives", "stance", "stage", *CITED),
        ("fact", "BEL", "2019", "It happened.", "13", "mixed", "practice", "report", "p. 1"),
    ),
}
CELLS = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(["=1+1", "#N/A", "3,5", "1; 2", "report; report", "2020-13", "from", "id", ""]),
)
THEME = (TEMPLATES / "theme.yaml").read_bytes()


@dataclass(frozen=True)
class Reader:
    """What is tried: files to begin with, what reads them, and how many of a hundred inputs it gets."""

    files: st.SearchStrategy[Files]
    read: Callable[[Path], object]
    share: int


@st.composite
def changed(draw: st.DrawFn, good: bytes) -> bytes:
    """Return a good file, changed in up to six places; or any bytes at all."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=120))
    content = good
    for _ in range(draw(st.integers(1, 6))):
        # By its share of the file: a workbook holds the time, and its length differs from one to the next.
        start = draw(st.integers(0, 10_000)) * len(content) // 10_000
        end = min(len(content), start + draw(st.integers(0, 40)))
        put_in = draw(st.sampled_from(NASTY) | st.binary(max_size=6) | st.just(content[start:end] * 2))
        content = content[:start] + put_in + content[end:]
    return content


def alone(name: str, good: bytes, **others: bytes) -> st.SearchStrategy[Files]:
    """Return a folder in which one file is changed and the others are good."""
    beside = {other.replace("__", "."): content for other, content in others.items()}
    return changed(good).map(lambda content: {**beside, name: content})


@st.composite
def changed_workbook(draw: st.DrawFn) -> Files:
    """Return a workbook with some cells exchanged, or with its bytes changed."""
    content = workbook(
        draw(st.dictionaries(st.tuples(st.integers(1, 4), st.integers(1, 9)), CELLS, max_size=4))
    )
    return {"pack.xlsx": draw(changed(content)) if draw(st.booleans()) else content}


@st.composite
def changed_parquet(draw: st.DrawFn) -> Files:
    """Return a Parquet file with some columns of another type or name, or with its bytes changed."""
    frame = pd.read_csv(io.BytesIO(TABLE), dtype={"period": str})
    for name in draw(st.lists(st.sampled_from(list(frame.columns)), max_size=3, unique=True)):
        if draw(st.booleans()):
            frame = frame.rename(columns={name: draw(st.text(max_size=6))})
        else:
            frame[name] = draw(st.sampled_from([1.5, True, None, b"x", pd.Timestamp(2020, 1, 1), "NO"]))
    content = frame.to_parquet() if frame.columns.is_unique else TABLE
    files = {"a.yaml": b"sources:\n" + SOURCE}
    return {**files, "oda_gni_share.parquet": draw(changed(content)) if draw(st.booleans()) else content}


def workbook(cells: Mapping[tuple[int, int], object]) -> bytes:
    """Return a workbook of sources and findings in which some cells hold something else."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for (line, column), value in cells.items():
            sheet.cell(line, column).value = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def checked(folder: Path) -> None:
    """Check a folder of evidence; each problem is one line that says something."""
    for problem in gcm.validate(folder):
        line = str(problem)
        assert line.strip() and "\n" not in line, line


def advised(folder: Path) -> None:
    """Check a folder with all advice."""
    for problem in gcm.check(folder):
        assert "\n" not in str(problem), str(problem)


def framework_checked(folder: Path) -> None:
    """Check a folder of a framework."""
    for problem in framework_problems(folder):
        assert "\n" not in str(problem), str(problem)


def yaml_read(folder: Path) -> None:
    """Read YAML alone, which is many times faster than checking what it says."""
    document = Document("a.yaml")
    parse_yaml((folder / "a.yaml").read_bytes(), document)
    assert (
        document.problems
        or document.data is not None
        or not (folder / "a.yaml").read_bytes().removeprefix(BOM_UTF8).strip()
    )


def table_read(folder: Path) -> None:
    """Read the cells of a table alone."""
    document = Document("a.csv")
    text = (folder / "a.csv").read_bytes().decode("utf-8", "replace")
    table = parsed_table(text, document)
    assert document.problems or len(table.columns) > 1


def theme_read(folder: Path) -> None:
    """Read a theme of one's own."""
    read_theme(TEMPLATES, folder)


READERS: dict[str, Reader] = {
    "yaml": Reader(alone("a.yaml", EVIDENCE), yaml_read, 44),
    "cells": Reader(alone("a.csv", TABLE), table_read, 24),
    "evidence": Reader(alone("a.yaml", EVIDENCE), checked, 6),
    "figures": Reader(alone("oda_gni_share.csv", TABLE, a__yaml=b"sources:\n" + SOURCE), checked, 4),
    "treaties": Reader(alone("opcat.csv", TREATIES, a__yaml=b"sources:\n" + SOURCE), checked, 2),
    "groups": Reader(alone("groups.yaml", GROUPS, a__yaml=b"sources:\n" + SOURCE), checked, 2),
    "theme": Reader(alone("theme.yaml", THEME), theme_read, 2),
    "framework": Reader(alone("indicators.yaml", INDICATORS), framework_checked, 2),
    "silences": Reader(alone("check.yaml", SILENCES, a__yaml=EVIDENCE), advised, 2),
    "workbook": Reader(changed_workbook(), checked, 8),
    "parquet": Reader(changed_parquet(), checked, 4),
}


def tried(name: str, inputs: int, first: int = 0) -> int:
    """Try a reader on so many inputs; return how many it was."""
    reader, count = READERS[name], 0

    @seed(first)
    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(reader.files)
    def try_one(files: Files) -> None:
        nonlocal count
        count += 1
        with tempfile.TemporaryDirectory(prefix="gcmscore-fuzz-") as name:
            folder = Path(name)
            for path, content in files.items():
                (folder / path).write_bytes(content)
            start = time.process_time()
            try:
                reader.read(folder)
            except gcm.GcmscoreError as error:
                assert str(error).strip()
            assert time.process_time() - start < LONGEST

    try_one()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    assert held < LARGEST, f"{name}: the process holds {held:.0f} MB"
    return count


@click.command()
@click.option("--inputs", default=INPUTS, show_default=True, help="How many, over all readers.")
@click.option("--reader", "names", multiple=True, type=click.Choice(list(READERS)), help="Only this one.")
def main(inputs: int, names: tuple[str, ...]) -> None:
    """Try inputs on the readers, and print how many each got and how long it took."""
    chosen = names or tuple(READERS)
    total = sum(READERS[name].share for name in chosen)
    wanted = {name: -(-inputs * READERS[name].share // total) for name in chosen}
    runs = [
        (name, min(AT_ONCE, wanted[name] - first), first)
        for name in chosen
        for first in range(0, wanted[name], AT_ONCE)
    ]
    start = time.perf_counter()
    with get_context("fork").Pool(os.cpu_count()) as pool:
        counts = pool.starmap(tried, runs, chunksize=1)
    for name in chosen:
        click.echo(f"{name}: {sum(n for n, run in zip(counts, runs, strict=True) if run[0] == name):,}")
    click.echo(f"{sum(counts):,} inputs in {time.perf_counter() - start:.0f} s, no failure")


if __name__ == "__main__":
    main(sys.argv[1:])
