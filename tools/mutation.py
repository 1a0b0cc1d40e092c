"""Measures what the tests of scoring notice: changes one thing in the code at a time and runs them.

``make mutation`` does it for every module of ``gcmscore/scoring``, ``make mutation MODULES="bands trend"``
for some. It works on a copy under ``build/`` and ends with a table; ``mutmut results`` and ``mutmut show
NAME`` there tell what each survivor changed.
"""

from __future__ import annotations

import fnmatch
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import libcst as cst

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "mutation"
NEEDED = (
    *("gcmscore", "tests", "objectives", "evidence", "schemas", "locale", "reports"),
    *("indicators.yaml", "crosswalks.yaml", "pyproject.toml"),
)
# How mutmut codes a change that all tests passed, and one that no test came near.
SURVIVED, UNTESTED = 0, 33


def copied() -> None:
    """Copy what the tests of scoring need; the checkout itself stays as it is."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, COPY / name)


def types_kept() -> None:
    """Leave out changes of ``dtype``: an array of numbers is one with and without it."""
    from mutmut.mutation import mutators

    def kept(node: cst.Call) -> Iterator[cst.Call]:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "astype":
            return
        for changed in mutators.operator_arg_removal(node):
            if types(changed) == types(node):
                yield changed

    operators = mutators.mutation_operators
    place = operators.index((cst.Call, mutators.operator_arg_removal))
    operators[place] = (cst.Call, kept)


def types(call: cst.Call) -> list[str]:
    """Return the source of the ``dtype`` arguments of a call."""
    named = [item for item in call.args if item.keyword is not None and item.keyword.value == "dtype"]
    return [cst.Module([]).code_for_node(item.value) for item in named]


def table(modules: Sequence[str]) -> Iterator[str]:
    """Give a row a module: how many changes there were, and how many of them some test noticed."""
    total: Counter[str] = Counter()
    yield "| Module | Changes | Noticed | Share |"
    yield "| --- | --- | --- | --- |"
    for path in sorted((COPY / "mutants" / "gcmscore" / "scoring").glob("*.py.meta")):
        name = path.name.removesuffix(".py.meta")
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        tried = [code for code in codes if code is not None]
        if tried and any(fnmatch.fnmatch(name, module) for module in modules):
            noticed = sum(code not in (SURVIVED, UNTESTED) for code in tried)
            total.update(changes=len(tried), noticed=noticed)
            yield f"| `{name}` | {len(tried)} | {noticed} | {noticed / len(tried):.0%} |"
    share = total["noticed"] / max(1, total["changes"])
    yield f"| all of these | {total['changes']} | {total['noticed']} | {share:.0%} |"


def main(modules: Sequence[str]) -> None:
    """Measure some modules of scoring, or all of them."""
    copied()
    os.chdir(COPY)
    types_kept()
    from mutmut.__main__ import cli

    chosen = list(modules) or ["*"]
    names = [f"gcmscore.scoring.{module}.*" for module in chosen]
    cli(["run", "--max-children", str(os.cpu_count()), *names], standalone_mode=False)
    print("\n" + "\n".join(table(chosen)))


if __name__ == "__main__":
    main(sys.argv[1:])
