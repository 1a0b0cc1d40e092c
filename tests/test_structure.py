"""The shape of the code: small modules and functions, imports in one direction, nothing of one machine."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "gcmscore").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 30

# Each stage imports only from itself and from those before it.
STAGES = (
    (
        *("errors", "_extras", "_resources", "_letters", "_clean", "_frozen", "_rounding", "_collector"),
        *("periods", "_hints", "_yaml", "_validation"),
        *("_printed", "_wrapping"),
    ),
    ("_indicator_rules", "definitions", "_framework_check", "_framework_reader", "compact"),
    ("crosswalks", "catalogue"),
    (
        *("records", "_other_names", "countries", "observations", "_packs"),
        *("_evidence_files", "_table_check"),
        *(
            "_plain_tables",
            "_rejected",
            "_partial_records",
            "_consistency",
            "_record_check",
            "_treaty_tables",
            "_evidence_reader",
        ),
        *("_workbook_parts", "_workbook_fields", "_workbook_records", "_parquet_tables"),
        *("_evidence_cache", "evidence"),
    ),
    ("checking", "checks"),
    ("_result_parts", "_result_models", "schemas"),
    ("scoring",),
    ("_tables", "uncertainty", "scorecard", "explain", "_explain_text", "country_record"),
    ("_smallest_sets", "_gap_search", "_ageing", "_gap_text", "coverage_gaps"),
    (
        *("differences", "side_by_side", "comparison"),
        *("_bridge_steps", "_bridge_path", "_bridge_text", "bridges"),
    ),
    ("_country_rules", "_panel_ranks", "panel", "panels", "objective_report"),
    ("_record_changes", "_difference_words", "_difference_text", "evidence_differences"),
    ("_audit_tables", "_audit_text", "audits"),
    ("charts",),
    ("render",),
    ("_workbook_writer", "_yaml_text", "_pack_writing", "starter", "_merging", "_yaml_edit", "conversion"),
    (
        *("_rule_options", "_list_commands", "_report_command", "_see_commands", "_new_command"),
        *("_check_command", "_convert_command", "cli"),
    ),
    ("__main__",),
)
SKIPPED = {
    ".git",
    ".venv",
    ".ruff_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".hypothesis",
    "build",
    "_generated",
    "dist",
    "__pycache__",
}
MACHINE = re.compile(rf"(?<![\w.:/-])/({'|'.join(['home', 'root', 'tmp', 'Users', 'work'])})/\w")


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def stage(module: str) -> int:
    top = module.split(".")[1]
    (found,) = [number for number, names in enumerate(STAGES) if top in names] or [None]
    assert found is not None, f"{module} belongs to no stage; give it one in STAGES"
    return found


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return the module itself and everything in it."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@cache
def imported(path: Path) -> set[str]:
    """Return the modules of the package that a module imports when it is loaded."""
    known = {dotted(module) for module in MODULES}
    found = set()
    for node in nodes(path)[0].body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & known) or {node.module}
    return {name for name in found if name in known and name != "gcmscore"}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_function_fits_on_a_screen(path):
    assert {
        item.name: body_lines(item) for item in functions(path) if body_lines(item) > LONGEST_FUNCTION
    } == {}


@pytest.mark.parametrize("path", [path for path in MODULES if dotted(path) != "gcmscore"], ids=dotted)
def test_a_module_imports_only_from_its_own_stage_and_those_before(path):
    name = dotted(path)
    assert [other for other in imported(path) if stage(other) > stage(name)] == []


def test_importing_the_package_itself_imports_no_other_module():
    assert imported(ROOT / "gcmscore" / "__init__.py") == set()


def test_no_module_imports_itself_by_a_detour():
    TopologicalSorter({dotted(path): imported(path) for path in MODULES}).prepare()


def test_no_module_uses_relative_imports():
    relative = [
        dotted(path)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_the_engine_does_not_know_how_many_objectives_the_compact_has():
    numbers = [
        f"{dotted(path)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value == 23
    ]
    assert numbers == []


def project_files() -> Iterator[Path]:
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(set(below) - SKIPPED)
        for path in (Path(folder, name) for name in names if name not in SKIPPED):
            if path.is_file() and path.suffix not in (".ttf", ".png"):
                yield path


def test_no_file_names_a_place_on_one_machine():
    named = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files()
        for match in MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []
