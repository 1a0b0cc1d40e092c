"""The pages of the documentation site that are made from the data; ``make docs`` builds the site itself."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

import gcmscore as gcm

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("pages", ROOT / "docs" / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    pages.write(folder)
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_every_objective_has_a_page_with_a_card_for_each_of_its_indicators(written, compact, pages):
    for number in compact.objectives:
        page = written[f"objective-{number:02d}.md"]
        labels = re.findall(r"^\(indicator-[\w-]+\)=$", page, re.MULTILINE)
        assert labels == [f"({pages.label(item.id)})=" for item in compact.members("full", number)]


def test_a_card_shows_every_level_of_a_rubric(pages, compact):
    indicator = compact.indicators["alternatives_to_detention"]
    card = pages.card(indicator, compact)
    missing = [
        text
        for level in indicator.levels.values()
        for text in (level.law, level.practice)
        if text and pages.escaped(text) not in card
    ]
    assert missing == []


def test_every_crosswalk_is_a_table_with_all_its_codes(pages, written, compact):
    for crosswalk in compact.crosswalks.values():
        assert pages.escaped(crosswalk.title) in written["crosswalks.md"]
        assert pages.escaped(compact.edition) in written["crosswalks.md"]
        codes = [pages.escaped(entry.code) for entry in crosswalk.entries]
        assert [code for code in codes if f"| {code} |" not in written["crosswalks.md"]] == []


def test_the_methodology_takes_its_numbers_from_the_method(pages, written):
    assert "<!--" not in written["methodology.md"]
    assert "| `coverage_floor` | 0.5 | 9 |" in written["methodology.md"]
    shown = "at least 0.5<!-- coverage_floor --> of it, cut at 2<!-- band_cuts.0 -->, (1)<!-- band_cuts -->"
    other = gcm.Method().replace(coverage_floor=0.75, band_cuts=(2.5, 1.5, 1.0))
    assert pages.with_rules(shown, other) == "at least 0.75 of it, cut at 2.5, (2.5, 1.5, 1.0)"


def test_links_to_documents_lead_to_their_pages_and_other_files_are_only_named(pages):
    text = "[how](METHODOLOGY.md#2-the-scale), [who](docs/your-own-framework.md), [data](indicators.yaml)"
    path = ROOT / "README.md"
    assert pages.with_links(text, path) == (
        "[how](_generated/methodology.md#2-the-scale), [who](your-own-framework.md), data"
    )
    assert pages.with_links(text, path, "") == (
        "[how](methodology.md#2-the-scale), [who](../your-own-framework.md), data"
    )


def test_nothing_in_the_data_is_markup(pages):
    assert pages.escaped("a|b *c* <d> [e](f) `g` #h") == r"a\|b \*c\* \<d\> \[e\]\(f\) \`g\` \#h"
