"""The check as people and machines call it: command, SARIF, pre-commit hook, GitHub action, and its page."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

import gcmscore as gcm
from gcmscore.checking.rules import RULES
from gcmscore.checking.sarif import sarif
from gcmscore.cli import main
from gcmscore.errors import Problem

ROOT = Path(__file__).resolve().parent.parent
# An old figure (a note) and a promise coded as practice (a warning).
PROMISE = """\
country: BEL
sources:
  - {id: plan, title: Plan, publisher: Ministry, date: 2020-05, kind: law, language: en}
findings:
  - {id: told, date: 2020-05, statement: S., objectives: [13], stance: advance, stage: announced,
     sources: [{id: plan, locator: p. 4}]}
assessments:
  - {indicator: child_immigration_detention, practice: 2, from: 2020-05, rationale: R., findings: [told],
     would_change: W., coder: A, sources: [{id: plan, locator: p. 4}]}
observations:
  - {indicator: immigrant_stock, period: 2000, value: 850000, unit: persons,
     sources: [{id: plan, locator: p. 5}]}
"""
WARNING = (
    "mine.yaml:8: warning: assessments.0.practice: 2 rests only on what was announced, not on what was done; "
    "cite a finding of the stage practice, or leave practice out [announced_as_practice]\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object):
        result = CliRunner().invoke(main, ["check", *map(str, arguments)], prog_name="gcmscore")
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        return result

    return call


def evidence(folder: Path, text: str = PROMISE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


# The command


def test_advice_says_how_much_it_weighs_and_the_last_line_counts(run, tmp_path):
    evidence(tmp_path / "mine")
    result = run("mine")
    assert (result.exit_code, result.stdout) == (0, WARNING)
    assert result.stderr.startswith("0 errors, 1 warning, ")
    assert " notes (--severity note shows all) in mine (Evidence: 1 observations, 1 assess" in result.stderr


@pytest.mark.parametrize(("arguments", "shown"), [
    ((), {"warning"}),
    (("--severity", "error"), set()),
    (("--severity", "warning"), {"warning"}),
    (("--severity", "note"), {"warning", "note"}),
])  # fmt: skip
def test_what_weighs_less_than_asked_is_counted_and_not_shown(run, tmp_path, arguments, shown):
    found = json.loads(run(evidence(tmp_path / "mine"), "--json", *arguments).stdout)
    assert {item["severity"] for item in found} == shown


@pytest.mark.parametrize(("text", "arguments", "code"), [
    (PROMISE, (), 0),
    (PROMISE, ("--strict",), 1),
    (PROMISE, ("--strict", "--severity", "error"), 1),
    (PROMISE.replace("stage: announced", "stage: practice"), ("--strict",), 0),
    (PROMISE.replace("country: BEL", "country: BLE"), (), 1),
])  # fmt: skip
def test_errors_end_with_1_and_warnings_when_strict(run, tmp_path, text, arguments, code):
    assert run(evidence(tmp_path / "mine", text), *arguments).exit_code == code


def test_problems_are_sorted_by_file_and_line(run, tmp_path):
    evidence(tmp_path / "mine" / "b", PROMISE.replace("country: BEL", "contry: BEL"))
    evidence(tmp_path / "mine" / "a", PROMISE.replace("country: BEL", "contry: BEL"))
    found = json.loads(run("mine", "--json", "--severity", "note").stdout)
    places = [(item["path"], item["line"]) for item in found]
    assert places == sorted(places)
    assert {path for path, _ in places} == {"a/mine.yaml", "b/mine.yaml"}


def test_json_is_what_python_gives(run, tmp_path):
    folder = evidence(tmp_path / "mine")
    found = [item.to_dict() for item in gcm.check(folder)]
    for arguments in (("--json",), ("--format", "json")):
        assert json.loads(run(folder, "--severity", "note", *arguments).stdout) == found


def test_what_is_silenced_is_counted(run, tmp_path):
    folder = evidence(tmp_path / "mine")
    text = "silence:\n  - {code: announced_as_practice, reason: The plan is law by now.}\n"
    (folder / "check.yaml").write_text(text, encoding="utf-8")
    result = run("mine")
    assert (result.exit_code, result.stdout) == (0, "")
    assert ", 1 silenced" in result.stderr


def test_a_framework_goes_through_the_same_outputs(run):
    folder = ROOT / "tests" / "data" / "invalid" / "framework-with-an-unknown-unit"
    text, plain, log = (run(folder, "--format", name) for name in ("text", "json", "sarif"))
    assert [text.exit_code, plain.exit_code, log.exit_code] == [1, 1, 1]
    (problem,) = json.loads(plain.stdout)
    assert text.stdout == f"{Problem(**problem)} [{problem['code']}]\n"
    (result,) = json.loads(log.stdout)["runs"][0]["results"]
    assert result["ruleId"] == problem["code"]
    assert text.stderr.startswith("1 error, 0 warnings, 0 notes in ")


# SARIF

# What GitHub's documentation asks of a file, beside the form that SARIF 2.1.0 prescribes.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "properties": {
        "id": {"type": "string", "maxLength": 255},
        "name": {"type": "string", "maxLength": 255, "pattern": "^[A-Z][A-Za-z0-9]*$"},
        "shortDescription": {**TEXT, "properties": {"text": {"type": "string", "maxLength": 1024}}},
        "fullDescription": {**TEXT, "properties": {"text": {"type": "string", "maxLength": 1024}}},
        "help": {**TEXT, "required": ["text", "markdown"]},
        "helpUri": {"type": "string", "pattern": "^https?://"},
        "defaultConfiguration": {"properties": {"level": {"enum": ["error", "warning", "note"]}}},
        "properties": {
            "properties": {
                "problem.severity": {"enum": ["error", "warning", "recommendation"]},
                "tags": {"type": "array", "maxItems": 20},
            }
        },
    },
    "additionalProperties": False,
}
PLACE = {
    "type": "object",
    "required": ["artifactLocation", "region"],
    "properties": {
        "artifactLocation": {
            "required": ["uri"],
            "properties": {
                # Relative to the top folder, with / and percent signs, never climbing out.
                "uri": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[A-Za-z0-9%._~/-]+$"},
                "uriBaseId": {"const": "%SRCROOT%"},
            },
            "additionalProperties": False,
        },
        "region": {
            "required": ["startLine"],
            "properties": {"startLine": {"type": "integer", "minimum": 1}},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning", "note"]},
        "message": TEXT,
        "locations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "required": ["physicalLocation"],
                "properties": {
                    "physicalLocation": PLACE,
                    "logicalLocations": {
                        "type": "array",
                        "items": {
                            "required": ["fullyQualifiedName", "kind"],
                            "properties": {"kind": {"enum": ["cell", "member"]}},
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
DRIVER = {
    "required": ["name", "semanticVersion", "rules"],
    "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}},
}
LOG = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "$schema": {"type": "string", "pattern": r"sarif-2\.1\.0\.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": DRIVER}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def sound(log: dict[str, Any]) -> dict[str, Any]:
    """Return the run of a log after its form was checked."""
    assert [error.message for error in Draft202012Validator(LOG).iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def test_sarif_names_the_line_from_the_top_folder(run, tmp_path):
    evidence(tmp_path / "my evidence" / "KEN")
    found = run("my evidence", "--format", "sarif", "--severity", "note")
    log = sound(json.loads(found.stdout))
    places = [item["locations"][0]["physicalLocation"] for item in log["results"]]
    assert {item["artifactLocation"]["uri"] for item in places} == {"my%20evidence/KEN/mine.yaml"}
    assert 8 in [item["region"]["startLine"] for item in places]
    assert [item["level"] for item in log["results"]].count("warning") == 1
    assert found.exit_code == 0


def test_sarif_holds_as_many_results_as_are_taken_and_says_that_there_were_more(tmp_path, monkeypatch):
    monkeypatch.setattr("gcmscore.checking.sarif.MOST_RESULTS", 2)
    weights = [("jump", "warning"), ("type", "error"), ("stale_evidence", "note"), ("form", "error")]
    problems = [Problem("a.yaml", 1, "", "is wrong", "", code, weight) for code, weight in weights]
    (run,) = sarif(problems, tmp_path, tmp_path)["runs"]
    assert [item["ruleId"] for item in run["results"]] == ["type", "form"]
    assert [item["id"] for item in run["tool"]["driver"]["rules"]] == ["form", "type"]
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == "4 results; only the gravest 2 are here"
    assert "invocations" not in sarif(problems[:2], tmp_path, tmp_path)["runs"][0]


@pytest.mark.parametrize("form", ["text", "sarif"])
def test_one_file_is_checked_alone(form, run, tmp_path):
    folder = evidence(tmp_path / "mine")
    (folder / "broken.yaml").write_text("nonsense", encoding="utf-8")
    (folder / "check.yaml").write_text("nonsense", encoding="utf-8")
    done = run("mine/mine.yaml", "--format", form)
    assert (done.exit_code, "nonsense" in done.stdout, "broken" in done.stdout) == (0, False, False)
    assert ("mine/mine.yaml" if form == "sarif" else "mine.yaml:") in done.stdout
    assert gcm.validate(folder / "mine.yaml") == []
    assert len(gcm.load_evidence(folder / "mine.yaml").sources) > 0


def test_a_file_that_is_no_evidence_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("words", encoding="utf-8")
    with pytest.raises(gcm.GcmscoreError, match=r"notes\.txt is not a folder of evidence; it is YAML in"):
        gcm.validate(tmp_path / "notes.txt")


def test_sarif_of_sound_evidence_has_no_result(run, tmp_path):
    text = PROMISE.replace("stage: announced", "stage: practice")
    log = sound(json.loads(run(evidence(tmp_path / "mine", text), "--format", "sarif").stdout))
    assert (log["results"], log["tool"]["driver"]["rules"]) == ([], [])


def test_sarif_begins_at_the_base(run, tmp_path):
    folder = evidence(tmp_path / "project" / "data" / "mine")
    (tmp_path / "elsewhere").mkdir()
    for base, uri in ((tmp_path / "project", "data/mine/mine.yaml"), (folder, "mine.yaml")):
        log = sound(json.loads(run(folder, "--format", "sarif", "--base", base).stdout))
        (result,) = log["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
    refused = run(folder, "--format", "sarif", "--base", tmp_path / "elsewhere")
    assert refused.exit_code == 2
    assert "does not lie in" in refused.stderr


def test_sarif_of_a_folder_elsewhere_begins_at_that_folder(run, tmp_path, monkeypatch):
    folder = evidence(tmp_path / "mine")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (result,) = sound(json.loads(run(folder, "--format", "sarif").stdout))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "mine.yaml"


def test_sarif_links_each_rule_to_its_section(run, tmp_path):
    address = "https://example.org/docs/checks.md"
    found = run(evidence(tmp_path / "mine"), "--format", "sarif", "--rules-address", address)
    (rule,) = sound(json.loads(found.stdout))["tool"]["driver"]["rules"]
    assert rule["helpUri"] == f"{address}#announced_as_practice"
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert "\n### announced_as_practice\n" in page


def test_sarif_says_cells_whole_files_and_hidden_characters_as_they_can_be_shown(tmp_path):
    problems = [
        Problem("a.xlsx", 0, "period", "is wrong", "write 2020", "form", cell="findings!C7"),
        Problem(".", 0, "", "holds no evidence", "", "empty"),
        Problem("é.yaml", 0, "", "holds a \u202e sign", "remove it", "character"),
    ]
    log = sound(sarif(problems, tmp_path / "x", tmp_path))
    workbook, folder, hidden = log["results"]
    assert workbook["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "findings!C7", "kind": "cell"}
    ]
    assert folder["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x"
    assert "logicalLocations" not in folder["locations"][0]
    assert hidden["message"]["text"] == "holds a  sign; remove it"
    assert hidden["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x/%C3%A9.yaml"


@pytest.mark.parametrize("code", RULES)
def test_every_rule_can_be_told_in_sarif(code, tmp_path):
    problem = Problem("a.yaml", 1, "", "is wrong", "", code, RULES[code].severity)
    (rule,) = sound(sarif([problem], tmp_path, tmp_path))["tool"]["driver"]["rules"]
    assert "`" not in rule["help"]["text"]


# The page


@pytest.fixture(scope="module")
def page_maker():
    spec = importlib.util.spec_from_file_location("checks_page", ROOT / "tools" / "checks_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_lists_the_rules_as_they_are(page_maker):
    shown = page_maker.PAGE.read_text(encoding="utf-8")
    assert shown == page_maker.with_rules(shown), "run: make checks"


def test_the_page_has_a_section_for_every_code(page_maker):
    sections = re.findall(r"^### (\w+)$", page_maker.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(sections) == sorted(RULES)


def test_the_example_of_the_page_says_what_is_shown(run, tmp_path, page_maker):
    text = page_maker.PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"^`my-evidence/detention\.yaml`\n\n```yaml\n(.*?)^```$", text, re.M | re.S)
    (shown,) = re.findall(r"^```text\n(.*?)^```$", text, re.M | re.S)
    folder = tmp_path / "my-evidence"
    folder.mkdir()
    (folder / "detention.yaml").write_text(example, encoding="utf-8")
    assert run("my-evidence").stdout == shown


def test_the_silences_of_the_page_fit_their_schema(tmp_path, page_maker):
    from gcmscore.schemas import schema

    text = page_maker.PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(# yaml-language-server.*?)^```$", text, re.M | re.S)
    assert list(Draft202012Validator(schema("check")).iter_errors(yaml.safe_load(example))) == []
    (evidence(tmp_path / "mine") / "check.yaml").write_text(example, encoding="utf-8")
    codes = [item.code for item in gcm.check(tmp_path / "mine") if item.path == "check.yaml"]
    assert set(codes) <= {"silence_unused", "silence_expired"}


# The pre-commit hook and the action


@pytest.fixture
def commands(tmp_path) -> dict[str, str]:
    """Return an environment in which ``gcmscore`` is this checkout's, ``python -m pip`` only writes down."""
    folder = tmp_path / "commands"
    folder.mkdir()
    pip = tmp_path / "pip.txt"
    library, interpreter = shlex.quote(str(ROOT)), shlex.quote(sys.executable)
    scripts = {
        "gcmscore": f'PYTHONPATH={library} exec {interpreter} -m gcmscore "$@"',
        "python": f'echo "$@" >> {shlex.quote(str(pip))}',
    }
    for name, line in scripts.items():
        path = folder / name
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}


def shell(
    arguments: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return hook


@pytest.mark.parametrize(("text", "more", "code"), [
    (PROMISE, [], 0),
    (PROMISE, ["--strict"], 1),
    (PROMISE.replace("country: BEL", "country: BLE"), [], 1),
])  # fmt: skip
def test_the_hook_stops_a_commit_of_evidence_that_cannot_be_read(hook, text, more, code, tmp_path, commands):
    repository = evidence(tmp_path / "repository", text)
    hooks = repository / ".git" / "hooks"
    assert shell(["git", "init", "-q"], repository, commands).returncode == 0
    # As pre-commit calls it: the entry, then its arguments, without file names.
    call = " ".join([hook["entry"], *map(shlex.quote, [*hook["args"], *more])])
    (hooks / "pre-commit").write_text(f"#!/bin/sh\nexec {call}\n", encoding="utf-8")
    (hooks / "pre-commit").chmod(0o755)
    (repository / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")
    shell(["git", "add", "."], repository, commands)
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    done = shell(["git", *person, "commit", "-qm", "Evidence"], repository, commands)
    assert done.returncode == code, done.stderr
    assert "mine.yaml:8: warning: assessments.0.practice" in done.stdout + done.stderr


def test_the_hook_is_what_pre_commit_asks_for(hook):
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("gcmscore-check", "python", False)
    for name in ("BEL/13.yaml", "check.yaml", "world/opcat.csv", "pack.xlsx", "figures.parquet"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "README.md")


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def test_the_action_is_what_github_asks_for(action):
    assert {"name", "description", "runs", "inputs"} <= set(action)
    assert len(action["description"]) <= 125
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
    upload = action["runs"]["steps"][-1]
    assert upload["uses"].startswith("github/codeql-action/upload-sarif@")
    assert "always()" in upload["if"]


def test_no_value_of_a_user_becomes_part_of_a_script(action):
    assert [step["run"] for step in action["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_the_example_workflow_uses_inputs_that_the_action_has(action, page_maker):
    text = page_maker.PAGE.read_text(encoding="utf-8")
    (example,) = re.findall(r"^`\.github/workflows/evidence\.yml`\n\n```yaml\n(.*?)^```$", text, re.M | re.S)
    workflow = yaml.safe_load(example)
    used = workflow["jobs"]["check"]["steps"][-1]
    assert set(used["with"]) <= set(action["inputs"])
    assert workflow["permissions"]["security-events"] == "write"


class Runner:
    """Runs the steps of the action that are scripts, as GitHub does."""

    def __init__(self, action: dict[str, Any], folder: Path, environment: dict[str, str]) -> None:
        self.action = action
        self.workspace = folder / "workspace"
        self.environment = {
            **environment,
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_OUTPUT": str(folder / "output.txt"),
            "RUNNER_TEMP": str(folder),
        }
        self.output = folder / "output.txt"
        self.output.touch()

    def run(self, **inputs: str) -> list[subprocess.CompletedProcess[str]]:
        given = {name: item["default"] for name, item in self.action["inputs"].items()} | inputs
        known = {f"inputs.{name}": text for name, text in given.items()}
        known |= {"github.action_repository": "someone/gcmscore", "github.action_ref": "v0.1.0"}
        done = []
        for step in self.action["runs"]["steps"]:
            if "run" in step:
                own = {
                    name: known[re.fullmatch(r"\$\{\{ ([\w.]+) \}\}", text)[1]]
                    for name, text in step["env"].items()
                }
                command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
                done.append(shell(command, self.workspace, {**self.environment, **own}))
        return done


@pytest.fixture
def runner(action, tmp_path, commands) -> Runner:
    return Runner(action, tmp_path, commands)


@pytest.mark.parametrize(("text", "inputs", "code", "levels"), [
    (PROMISE, {}, 0, ["warning"]),
    (PROMISE, {"strict": "true"}, 1, ["warning"]),
    (PROMISE, {"severity": "error"}, 0, []),
    (PROMISE.replace("language: en", "language: English"), {"severity": "error"}, 1, ["error"]),
])  # fmt: skip
def test_the_action_checks_and_leaves_results_to_show(runner, text, inputs, code, levels):
    evidence(runner.workspace / "my evidence", text)
    installed, checked = runner.run(folder="my evidence", **inputs)
    assert (installed.returncode, checked.returncode) == (0, code), checked.stderr
    file = Path(runner.output.read_text(encoding="utf-8").strip().removeprefix("sarif="))
    log = sound(json.loads(file.read_text(encoding="utf-8")))
    assert [item["level"] for item in log["results"]] == levels
    for rule in log["tool"]["driver"]["rules"]:
        assert rule["helpUri"].startswith("https://github.com/someone/gcmscore/blob/v0.1.0/docs/checks.md#")
    for result in log["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == "my%20evidence/mine.yaml"
    assert "mine.yaml:" in checked.stdout or not levels
    assert " in my evidence" in checked.stderr


def test_the_action_called_wrongly_shows_no_results(runner):
    runner.workspace.mkdir()
    _, checked = runner.run(folder="nowhere")
    assert checked.returncode == 2
    assert "'nowhere' does not exist" in checked.stderr
    assert runner.output.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(("version", "asked"), [("", str(ROOT)), ("0.1.0", "gcmscore==0.1.0")])
def test_the_action_installs_itself_or_the_version_asked_for(runner, version, asked, tmp_path):
    evidence(runner.workspace)
    runner.run(version=version)
    assert (tmp_path / "pip.txt").read_text(encoding="utf-8") == f"-m pip install --quiet {asked}\n"
