"""A small run of tools/fuzz.py: broken files end with a word, for every reader."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "fuzz", Path(__file__).resolve().parent.parent / "tools" / "fuzz.py"
)
fuzz = sys.modules["fuzz"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)


@pytest.mark.parametrize("name", list(fuzz.READERS))
def test_files_that_nobody_meant_to_write_end_with_a_word(name):
    assert fuzz.tried(name, 25) >= 20


def test_a_crash_is_noticed(monkeypatch):
    broken = fuzz.Reader(fuzz.READERS["yaml"].files, lambda folder: 1 / 0, 1)
    monkeypatch.setitem(fuzz.READERS, "yaml", broken)
    with pytest.raises(ZeroDivisionError):
        fuzz.tried("yaml", 5)


def test_the_shares_add_up_to_all_inputs():
    assert sum(reader.share for reader in fuzz.READERS.values()) == 100
