"""Tables in Parquet give the same evidence as in CSV, and the same words about the same mistakes."""

from __future__ import annotations

import sys
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import gcmscore as gcm
from gcmscore import _parquet_tables

SOURCES = """\
sources:
  - {id: yearbook, title: Yearbook, publisher: Office, date: 2023-05, kind: statistic, language: en}
"""
FIGURES = {
    "country": ["KEN", "BEL", "NLD"],
    "period": ["2019", "2020", "2021"],
    "value": [0.1, 0.44, 0.5],
    "unit": ["percent_of_gni"] * 3,
    "source": ["yearbook"] * 3,
    "locator": ["row 1", "row 2", "row 3"],
}


@pytest.fixture
def lay(tmp_path):
    """Lay a table into a folder with a source, and return the folder."""
    (tmp_path / "sources.yaml").write_text(SOURCES, "utf-8")

    def save(columns, name="oda_gni_share.parquet"):
        table = columns if isinstance(columns, pa.Table) else pa.table(columns)
        parquet.write_table(table, tmp_path / name)
        return tmp_path

    return save


def told(folder):
    return [str(problem) for problem in gcm.validate(folder)]


def test_a_table_gives_the_same_figures_as_in_csv(lay, tmp_path):
    folder = lay(FIGURES)
    assert told(folder) == []
    mine = gcm.load_evidence(folder).observations
    (folder / "oda_gni_share.parquet").unlink()
    pd.DataFrame(FIGURES).to_csv(folder / "oda_gni_share.csv", index=False)
    theirs = gcm.load_evidence(folder).observations
    pd.testing.assert_frame_equal(mine.drop(columns=["path", "line"]), theirs.drop(columns=["path", "line"]))
    assert mine["line"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("periods", "read"),
    [
        (pa.array([2019, 2020, 2021], pa.int16()), ["2019", "2020", "2021"]),
        (pa.array([2019.0, 2020.0, 2021.0]), ["2019", "2020", "2021"]),
        (pa.array([date(2019, 1, 31), date(2020, 2, 1), date(2021, 3, 1)]),
         ["2019-01-31", "2020-02-01", "2021-03-01"]),
        (pa.array([datetime(2019, 1, 31), datetime(2020, 2, 1), datetime(2021, 3, 1)]),
         ["2019-01-31", "2020-02-01", "2021-03-01"]),
        (pa.array(["2019", "2020", "2020"]).dictionary_encode(), ["2019", "2020", "2020"]),
        (pa.array(["2019", "2020", "2020"], pa.large_string()), ["2019", "2020", "2020"]),
    ],
    ids=range(6),
)  # fmt: skip
def test_periods_may_be_numbers_days_or_text(lay, periods, read):
    folder = lay(FIGURES | {"period": periods})
    assert told(folder) == []
    assert gcm.load_evidence(folder).observations["period"].tolist() == read


def test_an_empty_cell_is_missing_and_an_empty_row_is_passed_over(lay):
    columns = {name: [*cells, None, None] for name, cells in FIGURES.items()}
    columns = {name: pa.array(cells) for name, cells in columns.items()} | {"note": ["", None, "n", None, ""]}
    folder = lay(columns)
    assert told(folder) == []
    assert gcm.load_evidence(folder).observations["note"].tolist() == [None, None, "n"]


def test_a_table_of_treaties_is_read_as_one(lay):
    rows = {
        "country": ["KEN"], "status": ["party"], "date": [date(1997, 2, 21)], "status_as_of": [2020],
        "source": ["yearbook"], "locator": ["Kenya"],
    }  # fmt: skip
    folder = lay(rows, "cat.parquet")
    assert told(folder) == []
    (status,) = gcm.load_evidence(folder).pack.ratifications
    assert (status.instrument, status.date, status.status_as_of) == ("cat", "1997-02-21", "2020")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"country": ["KEN", "BEL", "NDL"]}, "oda_gni_share.parquet!row 3: country: 'NDL' is not in the"),
        ({"value": ["0,1", "0.44", "0.5"]},
         "oda_gni_share.parquet!row 1: value: '0,1' is not a number; a plain number such as 0.44"),
        ({"value": [0.1, float("inf"), 0.5]}, "oda_gni_share.parquet!row 2: value: inf is not a number"),
        ({"value": [0.1, None, 0.5]}, "oda_gni_share.parquet!row 2: value: an empty cell is not a number"),
        ({"value": [True, False, True]}, "oda_gni_share.parquet!row 1: value: is of the type bool; a number"),
        ({"period": [datetime(2020, 1, 1, 9)] * 3},
         "oda_gni_share.parquet!row 1: period: is a date with a time of day; a number, text"),
        ({"note": [None, [1], None]}, "oda_gni_share.parquet!row 2: note: is of the type list; a number"),
        ({"source": ["yearbook", "yearbok", None]},
         "oda_gni_share.parquet!row 2: source: 'yearbok' is not defined; did you mean 'yearbook'?"),
        ({"period": ["2019", "2025", "2021"]},
         "oda_gni_share.parquet!row 2: period: the source 'yearbook' is of 2023-05, before the end of 2025"),
        ({"colour": ["a", "b", "c"]}, "oda_gni_share.parquet:1: colour: unknown column; optional are"),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_mistake_is_named_with_its_row(lay, changed, said):
    lines = told(lay(FIGURES | changed))
    assert [line for line in lines if line.startswith(said)] != [], lines


def test_figures_that_stand_in_two_files_are_named(lay):
    folder = lay(FIGURES)
    pd.DataFrame(FIGURES).to_csv(folder / "oda_gni_share.csv", index=False)
    assert told(folder)[0] == (
        "oda_gni_share.parquet!row 1: oda_gni_share of KEN for 2019 is there twice; one row a key and source"
    )


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"country,period\n"])
def test_what_is_no_parquet_file_is_refused(lay, tmp_path, content):
    (tmp_path / "figures.parquet").write_bytes(content)
    (line,) = told(tmp_path)
    assert line.startswith("figures.parquet: is damaged or no Parquet file (")


@pytest.mark.parametrize(
    ("name", "limit", "said"),
    [
        ("MAXIMUM_ROWS", 2, "oda_gni_share.parquet: the file has 3 rows; at most 2"),
        ("MAXIMUM_COLUMNS", 5, "oda_gni_share.parquet: the file has 6 columns; at most 5"),
        ("MAXIMUM_UNPACKED", 9, "bytes when unpacked; at most 9"),
    ],
)
def test_a_table_beyond_the_limits_is_refused_by_what_its_end_says(lay, monkeypatch, name, limit, said):
    monkeypatch.setattr(_parquet_tables, name, limit)
    (line,) = told(lay(FIGURES))
    assert said in line


def test_a_long_text_that_repeats_is_counted_each_time_before_it_is_laid_out(lay):
    """Half a million times 20,000 characters would be ten gigabytes."""
    rows = 500_000
    once = {name: pa.array([cells[0]]).take(pa.array([0] * rows)) for name, cells in FIGURES.items()}
    long = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * 20_000]))
    assert told(lay(once | {"locator": long})) == [
        "oda_gni_share.parquet: the file has 10,014,500,000 characters; at most 200,000,000"
    ]


def test_without_the_library_the_way_to_it_is_told(lay, monkeypatch):
    folder = lay(FIGURES)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(
        ImportError, match=r"reading oda_gni_share.parquet needs more: pip install 'gcmscore\[pa"
    ):
        gcm.validate(folder)
