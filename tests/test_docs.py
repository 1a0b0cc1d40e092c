"""What the documents show works as shown, and what they point at is there."""

from __future__ import annotations

import dataclasses
import doctest
import re
import shlex
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
    path
    for path in {*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))}
    if "_generated" not in path.parts  # made by `make docs`
)
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A document may build something: a file's path on a line of its own, then what stands in the file.
FILE = re.compile(r"^`([\w/.-]+\.\w+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# On this page the blocks rest on those before them.
QUESTIONS = ROOT / "docs" / "comparing-countries.md"
# Followed from top to bottom in test_tutorial.py.
TUTORIAL = ROOT / "docs" / "tutorial.md"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files_of(path: Path) -> dict[str, str]:
    """Return the files that a document has its reader make."""
    return dict(FILE.findall(path.read_text(encoding="utf-8")))


def write_files(path: Path, folder: Path) -> bool:
    """Make the files that a document has its reader make; tell whether there are any."""
    files = files_of(path)
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return bool(files)


def blocks(*languages: str) -> list:
    """Return every block of some languages as a test parameter: its text, and the document it stands in."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match[1] in languages:
                line = text.count("\n", 0, match.start()) + 1
                found.append(pytest.param(match[2], path, id=f"{name(path)}:{line}"))
    return found


def commands() -> list:
    found: dict[str, object] = {}
    for block in blocks("console", "sh", "shell", "bash"):
        text, path = block.values
        if path == TUTORIAL:
            continue
        for line in [line.removeprefix("$ ").strip() for line in text.splitlines()]:
            # What several documents show alike is run once, under the name of the first.
            if line.startswith("gcmscore "):
                found.setdefault(line, pytest.param(line, path, id=f"{block.id} {line}"))
    return list(found.values())


def run(code: str, names: dict[str, object]) -> None:
    """Run a block; of one with prompts, compare what it prints. What it defines is added to the names."""
    if ">>>" not in code:
        exec(compile(code, "block", "exec"), names)
        return
    example = doctest.DocTestParser().get_doctest(code, names, "block", None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    results = runner.run(example, clear_globs=False)
    assert (results.failed, results.attempted > 0) == (0, True)
    names.update(example.globs)


@pytest.mark.parametrize(
    ("code", "path"), [block for block in blocks("python") if block.values[1] != QUESTIONS]
)
def test_a_block_of_python_runs_by_itself(code, path, monkeypatch, tmp_path):
    """It runs from the top folder, or where its document had the reader make files."""
    monkeypatch.chdir(tmp_path if write_files(path, tmp_path) else ROOT)
    before = {path.name for path in ROOT.iterdir()}
    run(code, {"__name__": "block"})
    # Another process may be the first to try examples of its own meanwhile.
    assert {path.name for path in ROOT.iterdir()} - {".hypothesis"} == before - {".hypothesis"}


def test_the_questions_of_analysts_have_the_answers_shown(monkeypatch, tmp_path):
    """The page is run from top to bottom, as a reader types it."""
    write_files(QUESTIONS, tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for match in BLOCK.finditer(QUESTIONS.read_text(encoding="utf-8")):
        if match[1] == "python":
            run(match[2], names)


def test_each_of_the_eleven_questions_is_answered_in_three_lines_and_says_what_it_does_not_say():
    _, *sections = re.split(r"^## (?=\d)", QUESTIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    questions = [section.split("\n## ")[0] for section in sections]
    assert [int(section.split(".")[0]) for section in questions] == list(range(1, 12))
    for section in questions:
        (code,) = [match[2] for match in BLOCK.finditer(section)]
        examples = doctest.DocTestParser().get_examples(code)
        lines = [line for example in examples for line in example.source.splitlines()]
        assert 1 <= len(lines) <= 3, section
        assert max(map(len, lines)) <= 120, section
        assert section.splitlines()[0].endswith("?"), section
        assert "**It says:**" in section and "**It does not say**" in section, section


@pytest.mark.parametrize(("line", "path"), commands())
def test_a_command_in_a_document_works(line, path, tmp_path, monkeypatch, engine_once):
    for folder in ("evidence", "objectives"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in ("indicators.yaml", "crosswalks.yaml"):
        shutil.copy(ROOT / file, tmp_path)
    write_files(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(line, comments=True)[1:]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


def test_a_framework_of_ones_own_takes_fifteen_lines_of_yaml():
    files = files_of(ROOT / "docs" / "your-own-framework.md")
    assert [Path(file).name for file in files] == ["indicators.yaml", "01-language.yaml", "02-housing.yaml"]
    assert sum(len(text.splitlines()) for text in files.values()) == 15


def test_what_the_framework_page_adds_fits_into_the_framework_it_began_with(tmp_path):
    path = ROOT / "docs" / "your-own-framework.md"
    write_files(path, tmp_path)
    _, _, _, more, crosswalks = re.findall(r"^```yaml\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S)
    main_file = tmp_path / "plan" / "indicators.yaml"
    sections, indicators = more.split("indicators:\n")
    main_file.write_text(f"{sections}\n{main_file.read_text('utf-8')}{indicators}", encoding="utf-8")
    (tmp_path / "plan" / "crosswalks.yaml").write_text(crosswalks, encoding="utf-8")
    plan = gcm.load_compact(tmp_path / "plan")
    assert [item.id for item in plan.members("full", 2)] == ["wait", "stay", "complaints", "joined"]
    assert gcm.crosswalk("league", plan)["indicator"].tolist() == ["complaints"]


def test_the_methodology_shows_the_rules_of_the_method():
    shown = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
    marks = re.compile(r"(\([^()]*\)|[\w.]+)<!-- (\w+)(?:\.(\d))? -->")
    method = gcm.Method()
    wrong, named = [], set()
    for text, field, position in marks.findall(shown):
        rule = getattr(method, field)
        rule = rule[int(position)] if position else rule
        named.add(field)
        if text not in (str(rule), f"{rule:g}" if isinstance(rule, float) else str(rule)):
            wrong.append(f"{field} is {rule}, shown as {text}")
    assert wrong == []
    assert named == {field.name for field in dataclasses.fields(method)}


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
