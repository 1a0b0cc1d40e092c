"""What the documents show works as shown, and what they point at is there."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore.cli import main

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("docs", "objectives", "evidence", "reports", "benchmarks")
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))}
)
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(*languages: str) -> list:
    """Return every block of some languages as a test parameter: where it stands, and its text."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match[1] in languages:
                line = text.count("\n", 0, match.start()) + 1
                found.append(pytest.param(match[2], id=f"{name(path)}:{line}"))
    return found


def commands() -> list:
    found: dict[str, object] = {}
    for block in blocks("console", "sh", "shell", "bash"):
        lines = [line.removeprefix("$ ").strip() for line in block.values[0].splitlines()]
        for line in lines:
            # What several documents show alike is run once, under the name of the first.
            if line.startswith("gcmscore "):
                found.setdefault(line, pytest.param(line, id=f"{block.id} {line}"))
    return list(found.values())


@pytest.mark.parametrize("code", blocks("python"))
def test_a_block_of_python_runs_by_itself_from_the_top_folder(code, monkeypatch):
    monkeypatch.chdir(ROOT)
    before = {path.name for path in ROOT.iterdir()}
    if ">>>" in code:
        example = doctest.DocTestParser().get_doctest(code, {}, "block", None, None)
        results = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(
            example
        )
        assert (results.failed, results.attempted > 0) == (0, True)
    else:
        exec(compile(code, "block", "exec"), {"__name__": "block"})
    assert {path.name for path in ROOT.iterdir()} == before


@pytest.mark.parametrize("line", commands())
def test_a_command_in_a_document_works(line, tmp_path, monkeypatch, engine_once):
    for folder in ("evidence", "objectives"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "indicators.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = line.partition("#")[0].split()[1:]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_link_to_a_file_leads_to_one(path):
    targets = [unquote(link.partition("#")[0]) for link in LINK.findall(path.read_text(encoding="utf-8"))]
    local = [target for target in targets if target and ":" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_mentions_every_command(command):
    assert re.search(rf"\bgcmscore {command}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("public", gcm.__all__)
def test_the_readme_mentions_every_public_name(public):
    assert re.search(rf"\b{public}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("target", ["make scorecard", "make test"])
def test_the_readme_names_the_two_commands_and_the_makefile_has_them(target):
    assert target in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{target.split()[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
