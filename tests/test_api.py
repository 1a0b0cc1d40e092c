"""The names that other people's notebooks rely on."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore import errors

PUBLIC = {
    "Audit", "Bridge", "Card", "Compact", "Comparison", "Evidence", "EvidenceDifference", "Gaps",
    "GcmscoreError", "InvalidDataError", "Method", "Panel", "Problem", "Reports", "audit", "bridge",
    "charts", "check", "compare", "convert", "crosswalk", "diff", "gaps", "load_compact", "load_evidence",
    "new_evidence", "report", "score", "score_panel", "scoring", "validate",
}  # fmt: skip
OBJECTIVE_COLUMNS = [
    "score", "low", "high", "bound_low", "bound_high", "indicative", "coverage", "coverage_full", "n",
    "status", "reason", "band", "trend", "confidence",
]  # fmt: skip
INDICATOR_COLUMNS = {
    "score", "low", "high", "status", "reason", "band", "trend", "confidence",
    "value", "unit", "period", "age", "target", "gap", "level", "law", "practice", "weight",
    "effective_weight", "source_id",
}  # fmt: skip
HEAVY = {"pandas", "numpy", "matplotlib", "pydantic", "jinja2", "typst", "babel", "yaml", "click", "joblib"}


def loaded_by(*steps: str) -> list[set[str]]:
    program = "\n".join(["import sys", *(f"{step}\nprint(*sys.modules)" for step in steps)])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [set(line.split()) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def card(shelf):
    return shelf.card("BEL-2020")


# Names


def test_the_public_names_are_those_that_are_documented():
    assert set(gcm.__all__) == PUBLIC
    assert len(gcm.__all__) == len(PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert inspect.getdoc(getattr(gcm, name))


def test_all_public_names_are_listed_and_can_be_imported_at_once():
    names: dict[str, object] = {}
    exec("from gcmscore import *", names)
    assert set(names) >= PUBLIC
    assert set(dir(gcm)) >= PUBLIC


def test_the_tables_of_a_card_carry_its_edition_and_profile():
    card = gcm.score("BEL", 2020)
    for table in (card.objectives, card.indicators):
        assert table.attrs == {"edition": card.compact.edition, "profile": "core"}


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'scores'"):
        _ = gcm.scores


@pytest.mark.parametrize("name", ["normalise", "aggregate", "bands"])
def test_the_formulas_are_public(name):
    assert callable(getattr(gcm.scoring, name))


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (gcm.score, ["country", "year", "evidence", "compact", "profile", "method", "known_by"]),
        (gcm.load_compact, ["path"]),
        (gcm.validate, ["path"]),
        (gcm.check, ["path", "compact"]),
        (gcm.Card.to_html, ["self", "path", "lang"]),
        (gcm.Card.to_pdf, ["self", "path", "lang"]),
        (gcm.Card.explain, ["self", "objective"]),
        (gcm.scoring.normalise, ["values", "worst", "best"]),
        (gcm.scoring.aggregate, ["scores", "weights", "how"]),
    ],
    ids=lambda item: getattr(item, "__name__", ""),
)
def test_a_function_takes_what_was_promised(function, names):
    given = list(inspect.signature(function).parameters)
    assert given[: len(names)] == names or set(names) <= set(given)


# Imports


@pytest.fixture(scope="module")
def loaded():
    """What is loaded after each step of a program that asks for more and more."""
    steps = {
        "imported": "import gcmscore",
        "compact": "gcmscore.load_compact()",
        "scored": "card = gcmscore.score('BEL', 2020); card.overall",
        "page": "card.to_html()",
    }
    return dict(zip(steps, loaded_by(*steps.values()), strict=True))


def test_importing_the_library_loads_nothing_heavy(loaded):
    assert HEAVY & loaded["imported"] == set()


def test_loading_the_compact_needs_no_pandas_and_no_matplotlib(loaded):
    assert {"pandas", "matplotlib", "jinja2", "typst"} & loaded["compact"] == set()


def test_scoring_needs_no_matplotlib_and_no_templates(loaded):
    assert {"matplotlib", "jinja2", "typst"} & loaded["scored"] == set()


def test_a_page_needs_no_pdf_engine_and_no_matplotlib(loaded):
    assert "jinja2" in loaded["page"]
    assert {"matplotlib", "typst"} & loaded["page"] == set()


# Frames


def test_the_objectives_of_a_card_have_the_promised_columns_and_index(card):
    assert list(card.objectives.columns) == OBJECTIVE_COLUMNS
    assert list(card.objectives.index.names) == ["country", "year", "objective"]
    assert [key[2] for key in card.objectives.index] == list(range(1, 24))


def test_the_indicators_of_a_card_have_the_promised_columns_and_index(card):
    assert set(card.indicators.columns) - {"objective"} == INDICATOR_COLUMNS
    assert list(card.indicators.index.names) == ["country", "year", "indicator"]


@pytest.mark.parametrize("table", ["objectives", "indicators"])
def test_what_has_a_score_has_an_interval_that_holds_it_and_nothing_else_has_one(card, table):
    frame = getattr(card, table)
    scored = frame["score"].notna()
    assert (frame["low"].notna() == scored).all() and (frame["high"].notna() == scored).all()
    assert (frame["low"] <= frame["score"])[scored].all() and (frame["score"] <= frame["high"])[scored].all()
    assert (frame["low"] >= 0)[scored].all() and (frame["high"] <= 100)[scored].all()


@pytest.mark.parametrize(
    "name", ["observations", "assessments", "ratifications", "findings", "replies", "sources"]
)
def test_evidence_gives_each_kind_of_record_as_one_frame(shipped, name):
    assert isinstance(getattr(shipped, name), pd.DataFrame)


@pytest.mark.parametrize("name", ["objectives", "indicators"])
def test_a_frame_that_is_changed_changes_no_card(card, name):
    frame = getattr(card, name)
    frame["score"] = 1.0
    assert not getattr(card, name)["score"].eq(1.0).any()


@pytest.mark.parametrize("name", ["card", "compact", "shipped", "method"])
def test_what_a_score_rests_on_cannot_be_changed(request, name):
    thing = gcm.Method() if name == "method" else request.getfixturevalue(name)
    with pytest.raises(AttributeError):
        thing.year = 2021


def test_a_card_without_an_overall_score_gives_none_and_the_reason(make):
    card = make.card([make.measure(objective=3)], [])
    assert (card.overall, card.overall_reason) == (None, "0 of 3 objectives scored, at least 2 needed")


# Errors


LEAVES = [
    item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, gcm.GcmscoreError)
]


@pytest.mark.parametrize(
    "error", [item for item in LEAVES if item is not gcm.GcmscoreError], ids=lambda error: error.__name__
)
def test_an_error_of_the_library_is_also_the_built_in_it_resembles(error):
    assert issubclass(error, (ValueError, LookupError, RuntimeError, OSError, ImportError))


@pytest.mark.parametrize(
    ("call", "nearest"),
    [
        (lambda: gcm.score("BLE", 2020), "BEL"),
        (lambda: gcm.score("BLG", 2020), "BEL"),
        (lambda: gcm.score("Belgium", 2020), "BEL"),
        (lambda: gcm.load_compact().indicator("oda_gni"), "oda_gni_share"),
        (lambda: gcm.score("BEL", 2020, profile="ful"), "full"),
    ],
    ids=["country", "country by letters of its name", "country by its name", "indicator", "profile"],
)
def test_an_unknown_name_is_answered_with_the_nearest(call, nearest):
    with pytest.raises(LookupError, match=nearest):
        call()


def test_every_module_can_be_imported_and_says_what_it_is_for():
    from pkgutil import walk_packages

    for module in walk_packages(gcm.__path__, "gcmscore."):
        if not module.name.endswith("__main__"):
            assert importlib.import_module(module.name).__doc__
