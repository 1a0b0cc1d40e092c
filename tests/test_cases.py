"""Cases anybody can add without reading Python: ``data/cases/*.yaml`` says what goes in and comes out."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

import gcmscore as gcm
from gcmscore._yaml import read_yaml

FILES = sorted((Path(__file__).parent / "data" / "cases").glob("*.yaml"))
SECTIONS = ("observations", "assessments", "ratifications", "ratification_lists")
ASKED = {"country", "year", "profile", *SECTIONS}


def cases():
    for path in FILES:
        document = read_yaml(path, path.name)
        assert document.problems == []
        yield from (pytest.param(case, id=f"{path.stem}: {case['name']}") for case in document.data)


def evidence_file(given, compact):
    """Complete the records with what every record needs and no case is about."""
    cited = set()

    def complete(section, record):
        sources = record.get("sources", ["case"])
        cited.update(sources)
        more = {"country": given["country"]} if section != "ratification_lists" else {}
        if section == "observations":
            more["unit"] = compact.indicators[record["indicator"]].unit
        if section == "assessments":
            more |= {"rationale": "As the case has it.", "would_change": "Another case.", "coder": "A. Coder"}
        return {**more, **record, "sources": [{"id": name, "locator": "this case"} for name in sources]}

    records = {name: [complete(name, record) for record in given.get(name, [])] for name in SECTIONS}
    # Later than anything a case is about: a source cannot show what happened after it.
    common = {"title": "A case", "publisher": "A test", "date": "2030", "kind": "statistic", "language": "en"}
    return {"sources": [{"id": name, **common} for name in sorted(cited)], **records}


def agrees(found, expected):
    if expected is None or isinstance(expected, str):
        return found == expected or (expected is None and found != found)
    return not math.isnan(found) and abs(found - expected) <= 0.005 + 1e-9


@pytest.mark.parametrize("case", list(cases()))
def test_a_case_comes_out_as_written(case, compact, tmp_path):
    assert set(case) == {"name", "input", "output"}
    given, expected = case["input"], case["output"]
    assert set(given) <= ASKED
    content = evidence_file(given, compact)
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    card = gcm.score(
        given["country"],
        given["year"],
        evidence=gcm.load_evidence(tmp_path),
        profile=given.get("profile", "core"),
    )
    wanted = {("indicators", name): row for name, row in expected.get("indicators", {}).items()}
    if objective := dict(expected.get("objective", {})):
        wanted[("objectives", objective.pop("number"))] = objective
    assert wanted
    wrong = {
        (key, name): (found, value)
        for (frame, key), row in wanted.items()
        for name, value in row.items()
        if not agrees(found := getattr(card, frame).loc[(given["country"], given["year"], key), name], value)
    }
    assert wrong == {}, "found and expected"


def test_no_two_cases_share_a_name():
    names = [case.id for case in cases()]
    assert sorted(names) == sorted(set(names))
