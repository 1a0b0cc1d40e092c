"""The JSON Schemas: made from the models, shipped, named in every file, and agreeing with the loader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gcmscore._yaml import read_yaml
from gcmscore.errors import UnknownSchemaError
from gcmscore.schemas import NAMES, schema

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(
    [
        ROOT / "indicators.yaml",
        ROOT / "crosswalks.yaml",
        *(ROOT / "objectives").glob("*.yaml"),
        *(ROOT / "evidence").rglob("*.yaml"),
    ]
)
INVALID = ROOT / "tests" / "data" / "invalid"
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


def title(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def named_schema(path: Path) -> Path:
    found = FIRST_LINE.match(path.read_text(encoding="utf-8"))
    assert found, f"{title(path)} does not begin with # yaml-language-server: $schema=…"
    return (path.parent / found[1]).resolve()


def plain(data: Any) -> Any:
    """Return data as a machine that knows only JSON sees it: every key is text."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    return [plain(item) for item in data] if isinstance(data, list) else data


def complaints(path: Path, name: str) -> list[str]:
    data = plain(read_yaml(path).data)
    return [error.message for error in Draft202012Validator(schema(name)).iter_errors(data)]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_schema_is_the_one_the_models_make(name):
    shipped = json.loads((ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    assert shipped == schema(name), "run: make schemas"


def test_no_other_schema_is_shipped():
    assert {path.stem for path in (ROOT / "schemas").iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_itself(name):
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("path", SHIPPED, ids=title)
def test_every_file_names_its_schema_and_fits_it(path):
    named = named_schema(path)
    assert named.is_file()
    assert complaints(path, named.stem) == []


@pytest.mark.parametrize(("name", "key"), [
    ("objective", "round_table"),
    ("indicators", "moves_up"),
    ("crosswalks", "basis"),
    ("evidence", "would_change"),
])  # fmt: skip
def test_an_editor_can_say_what_a_key_means(name, key):
    parts = [schema(name), *schema(name).get("$defs", {}).values()]
    assert [part for part in parts if part.get("properties", {}).get(key, {}).get("description")]


@pytest.mark.parametrize(("mistake", "file", "name"), [
    ("framework-with-a-context-indicator-that-has-goalposts", "indicators.yaml", "indicators"),
    ("framework-with-a-crosswalk-of-no-entries", "crosswalks.yaml", "crosswalks"),
    ("framework-with-a-measure-without-goalposts", "indicators.yaml", "indicators"),
    ("framework-with-a-rubric-that-lacks-a-level", "indicators.yaml", "indicators"),
    ("framework-with-a-rubric-without-levels", "indicators.yaml", "indicators"),
    ("framework-with-a-scored-indicator-without-bands", "indicators.yaml", "indicators"),
    ("framework-with-an-action-that-is-no-letter", "objectives/01-schools.yaml", "objective"),
    ("framework-with-an-edition-that-is-a-number", "indicators.yaml", "indicators"),
    ("framework-with-an-instrument-indicator-without-treaties", "indicators.yaml", "indicators"),
    ("framework-with-an-objective-without-title", "objectives/01-schools.yaml", "objective"),
    ("framework-with-an-unknown-key", "indicators.yaml", "indicators"),
    ("framework-with-evidence-asked-of-a-measure", "indicators.yaml", "indicators"),
    ("unknown-stage", "BEL/evidence.yaml", "evidence"),
    ("assessment-without-reasons", "BEL/evidence.yaml", "evidence"),
    ("period-that-is-none", "BEL/evidence.yaml", "evidence"),
    ("unknown-section", "BEL/evidence.yaml", "evidence"),
    ("rubric-level-five", "BEL/evidence.yaml", "evidence"),
])  # fmt: skip
def test_a_mistake_that_one_file_shows_is_marked_while_one_types(mistake, file, name):
    assert complaints(INVALID / mistake / file, name) != []


def test_an_unknown_kind_of_file_names_the_known_ones():
    with pytest.raises(UnknownSchemaError, match="unknown schema 'evidnce'; did you mean evidence"):
        schema("evidnce")
