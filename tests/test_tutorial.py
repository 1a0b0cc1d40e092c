"""The tutorial, followed to the letter from its first line to its last."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore.cli import main

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
STEP = re.compile(r"(?:^`(?P<file>[\w/.-]+)`\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder of a reader who did all that the page says, and what she saw beside what it shows."""
    folder = tmp_path_factory.mktemp("reader")
    seen: list[tuple[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        said, last = "", Path()
        for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
            if step["file"]:
                last = folder / step["file"]
                last.write_text(step["text"], encoding="utf-8")
            elif step["kind"] == "yaml":
                before = last.read_text(encoding="utf-8")
                start = before.rindex(step["text"].splitlines()[0])
                last.write_text(before[:start] + step["text"], encoding="utf-8")
            elif step["kind"] == "console":
                for line in step["text"].splitlines():
                    said = CliRunner().invoke(main, shlex.split(line)[1:]).output
                    assert "Error" not in said
            else:
                seen.append((said, step["text"]))
    return folder, seen


def test_the_reader_sees_what_the_page_shows(followed):
    _, seen = followed
    assert len(seen) == 2
    for said, shown in seen:
        assert said == shown


def test_the_reader_has_one_record_of_each_kind(followed):
    folder, _ = followed
    pack = gcm.load_evidence(folder / "my-evidence").pack
    assert [len(pack.observations), len(pack.findings), len(pack.assessments)] == [1, 1, 1]
    assert [str(problem) for problem in gcm.check(folder / "my-evidence")] == []


def test_the_reader_has_a_scorecard_that_rests_on_them(followed):
    folder, _ = followed
    page = (folder / "build" / "MEX-2021.html").read_text(encoding="utf-8")
    assert "may not hold children in migration" in page
    assert "what holds while age is disputed was not read" in page
    assert (folder / "build" / "MEX-2021.pdf").read_bytes().startswith(b"%PDF")


def test_the_figure_is_the_one_that_ships(followed):
    folder, _ = followed
    (mine,) = gcm.load_evidence(folder / "my-evidence").observations["value"]
    shipped = gcm.load_evidence().observations
    of_mexico = shipped[(shipped["country"] == "MEX") & (shipped["period"] == "2025-Q1")]
    assert mine in set(of_mexico["value"])
