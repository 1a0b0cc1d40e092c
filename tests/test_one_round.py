"""Every mistake of a folder is told at once, and mending one takes away its problems and no other."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

import gcmscore as gcm
from gcmscore._partial_records import sound_part
from gcmscore._yaml import Document
from gcmscore.records import SECTIONS

SOUND = """\
country: KEN
sources:
  - {id: report-2020, title: A report, publisher: An office, date: 2020-12, kind: monitor, language: en}
  - {id: law-2019, title: An act, publisher: Parliament, date: 2019-06, kind: law, language: en}
observations:
  - indicator: oda_gni_share
    period: 2019
    value: 0.4
    unit: percent_of_gni
    sources: [{id: report-2020, locator: p. 1}]
  - {indicator: oda_gni_share, period: 2018, value: 0.3, unit: percent_of_gni,
     note: Read., disaggregation: {sex: female},
     sources: [{id: report-2020, locator: p. 2}]}
findings:
  - id: act-passed
    date: 2019-06
    statement: An act was passed.
    objectives: [13, 7]
    actions: [13h]
    stance: advance
    stage: adopted
    sources:
      - {id: law-2019, locator: art. 1}
      - {id: report-2020, locator: p. 3}
  - id: act-applied
    date: 2020-01
    statement: The act is applied.
    objectives: [13]
    stance: advance
    stage: practice
    supersedes: [act-passed]
    sources: [{id: report-2020, locator: p. 4}]
assessments:
  - indicator: child_immigration_detention
    practice: 2
    from: 2020-01
    until: 2020-10
    confirmed: 2020-06
    rationale: It is applied.
    findings: [act-applied]
    would_change: A count.
    coder: Me
    sources: [{id: report-2020, locator: p. 5}]
ratifications:
  - instrument: icrmw
    status: party
    date: 2010-05-01
    status_as_of: 2020-12
    sources: [{id: report-2020, locator: p. 6}]
replies:
  - who: The ministry
    date: 2020-11
    reason: context
    text: It was long ago.
    objective: 13
    indicator: child_immigration_detention
    sources: [{id: report-2020, locator: p. 7}]
"""

# What is written, what it is changed to, and the field and code of what is to be said of it.
MISTAKES = (
    ("country: KEN", "country: KNE", "country", "country"),
    ("title: A report,", "titel: A report,", "titel", "unknown_key"),
    ("kind: law,", "kind: laws,", "kind", "not_accepted"),
    ("date: 2019-06, kind", "date: 2019-13, kind", "date", "rule"),
    ("period: 2019", "period: 2019-Q5", "period", "rule"),
    ("unit: percent_of_gni\n", "unit: percent\n", "unit", "unit"),
    ("locator: p. 1}", "place: p. 1}", "locator", "missing_key"),
    ("value: 0.3", "value: zero", "value", "type"),
    ("percent_of_gni,", "percent,", "unit", "unit"),
    ("sex: female", "corridor: XXX", "disaggregation", "country"),
    ("id: report-2020, locator: p. 2", "id: report-2021, locator: p. 2", "id", "unknown_source"),
    ("statement: An act was passed.", "statment: An act was passed.", "statement", "missing_key"),
    ("objectives: [13, 7]", "objectives: [13, 99]", "objectives", "unknown_reference"),
    ("actions: [13h]", "actions: [13z]", "actions", "unknown_reference"),
    ("id: law-2019, locator", "id: law-2109, locator", "id", "unknown_source"),
    ("locator: p. 3}", "locator: ''}", "locator", "type"),
    ("date: 2020-01\n", "date: 2020-41\n", "date", "rule"),
    ("supersedes: [act-passed]", "supersedes: [act-past]", "supersedes", "unknown_reference"),
    ("stage: practice", "stage: practise", "stage", "not_accepted"),
    ("indicator: child_immigration_detention\n    practice", "indicator: child_detention\n    practice",
     "indicator", "unknown_reference"),
    ("until: 2020-10", "until: 2019-10", "", "rule"),
    ("findings: [act-applied]", "findings: [act-aplied]", "findings", "unknown_reference"),
    ("coder: Me", "codr: Me", "coder", "missing_key"),
    ("instrument: icrmw", "instrument: icmrw", "instrument", "unknown_reference"),
    ("status: party", "status: member", "status", "not_accepted"),
    ("reason: context", "reason: contxt", "reason", "not_accepted"),
    ("objective: 13", "objective: 77", "objective", "unknown_reference"),
    ("indicator: child_immigration_detention\n    sources", "indicator: child_detention\n    sources",
     "indicator", "unknown_reference"),
)  # fmt: skip


def made(*mistakes: tuple[str, str, str, str]) -> str:
    text = SOUND
    for right, wrong, _, _ in mistakes:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    return text


def told(folder: Path, text: str) -> set[str]:
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    found = [f"{item} [{item.code}]" for item in gcm.validate(folder)]
    assert len(set(found)) == len(found)
    return set(found)


def test_nothing_is_said_of_the_file_without_mistakes(tmp_path):
    assert told(tmp_path, SOUND) == set()


def line_of(wrong: str) -> int:
    text = made(*MISTAKES)
    return text[: text.index(wrong)].count("\n") + 1


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory) -> set[str]:
    return told(tmp_path_factory.mktemp("all"), made(*MISTAKES))


def test_a_file_of_many_mistakes_says_nothing_else(all_at_once):
    # A misspelled key is unknown, and its record lacks the right one.
    twice = [wrong for right, wrong, _, code in MISTAKES if code == "missing_key" or "titel" in wrong]
    assert len(all_at_once) == len(MISTAKES) + len(twice)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda item: item[1].split("\n")[0])
def test_mending_one_mistake_takes_away_its_problems_and_adds_none(mistake, all_at_once, tmp_path):
    left = told(tmp_path, made(*(item for item in MISTAKES if item is not mistake)))
    assert left < all_at_once
    gone = all_at_once - left
    assert len(gone) == (2 if mistake[3] == "missing_key" or "titel" in mistake[1] else 1)
    assert any(line.endswith(f"[{mistake[3]}]") for line in gone)
    # A key that is missing is said of the record as a whole, and so is a rule between its fields.
    if mistake[3] != "missing_key" and mistake[2] and "\n" not in mistake[1]:
        assert any(line.startswith(f"all.yaml:{line_of(mistake[1])}: ") for line in gone)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda item: item[1].split("\n")[0])
def test_a_mistake_alone_says_the_same_as_among_others(mistake, all_at_once, tmp_path):
    alone = told(tmp_path, made(mistake))
    assert alone and alone <= all_at_once


BROKEN = (None, [], {}, "?", 99.5, [{}], {"id": "?"}, ["?"])


@pytest.mark.parametrize("section", SECTIONS)
def test_any_field_can_be_broken_and_the_rest_is_looked_at(section, tmp_path):
    text = yaml.safe_load(SOUND)
    text.setdefault("ratification_lists", [
        {"instrument": "icrmw", "status_as_of": 2020, "complete": True,
         "sources": [{"id": "report-2020", "locator": "p. 8"}]},
    ])  # fmt: skip
    names = [info.alias or name for name, info in SECTIONS[section].model_fields.items()]
    # Whoever names a finding or a source of no id cannot be understood.
    for place, name in enumerate(sorted(set(names) - {"id"})):
        # A third of what can break a field, each time another one.
        for value in BROKEN[place % 3 :: 3]:
            records = [{**item, name: value} for item in text[section]]
            written = json.dumps({**text, section: records}, default=str, indent=1)
            (tmp_path / "all.yaml").write_text(written, encoding="utf-8")
            for problem in gcm.validate(tmp_path):
                assert f"{section}." in problem.field or problem.field in ("", section), problem


def test_of_a_list_the_sound_items_are_kept():
    entry = {"id": "a", "supersedes": ["b", "?", "c"], "sources": [{"id": "one"}, "two"]}
    record, broken = sound_part(SECTIONS["findings"], entry, Document("a.yaml"), ())
    assert (record.supersedes, [item.id for item in record.sources]) == (("b", "c"), ["one", ""])
    assert {"supersedes", "sources", "country", "stage"} <= broken and "id" not in broken


def test_the_country_at_the_head_is_looked_at_even_without_records(tmp_path):
    (said,) = told(tmp_path, "country: KNE\n")
    assert said.startswith("all.yaml:1: country: 'KNE' is not in the country table; did you mean KEN")


def test_a_wrong_head_is_told_once_and_not_at_each_record(tmp_path):
    (said,) = told(tmp_path, SOUND.replace("country: KEN", "country: Kenya"))
    assert said.startswith("all.yaml:1: country: 'Kenya' is not accepted")


@pytest.mark.parametrize(("right", "wrong"), [
    ("sources:\n  - {id: report-2020, title", "souces:\n  - {id: report-2020, title"),
    ("sources:\n  - {id: report-2020, title", "literature:\n  - {id: report-2020, title"),
    ("findings:\n  - id", "findigns:\n  - id"),
    ("  - {id: law-2019, title", "  - {ident: law-2019, title"),
])  # fmt: skip
def test_whoever_cites_what_was_misnamed_makes_no_mistake_of_hers(right, wrong, tmp_path):
    assert SOUND.count(right) == 1
    found = told(tmp_path, SOUND.replace(right, wrong))
    assert found and not [line for line in found if "unknown_source" in line or "unknown_reference" in line]


def test_whoever_cites_a_file_that_cannot_be_read_makes_no_mistake_of_hers(tmp_path):
    head, rest = SOUND.split("observations:", 1)
    (tmp_path / "sources.yaml").write_text(f"{head}  - [", encoding="utf-8")
    found = told(tmp_path, f"country: KEN\nobservations:{rest}".replace("id: law-2019", "id: law-2091"))
    assert sorted(line.rpartition("[")[2] for line in found) == ["syntax]", "unknown_source]"]


def test_rows_of_a_table_that_cite_a_rejected_source_are_sound(tmp_path):
    table = "country,period,value,unit,source,locator\nKEN,2017,0.2,percent_of_gni,report-2020,p. 1\n"
    (tmp_path / "oda_gni_share.csv").write_text(table, encoding="utf-8")
    (said,) = told(tmp_path, SOUND.replace("title: A report", "title: ''"))
    assert said.startswith("all.yaml:3: sources.0.title")


def test_a_figure_that_broke_its_form_is_held_against_others(tmp_path):
    table = "country,period,value,unit,source,locator\nKEN,2019,0.2,percent_of_gni,report-2020,p. 9\n"
    (tmp_path / "oda_gni_share.csv").write_text(table, encoding="utf-8")
    found = told(tmp_path, SOUND.replace("locator: p. 1}", "locator: ''}"))
    codes = sorted(line.rpartition("[")[2].rstrip("]") for line in found)
    assert {"contradiction", "duplicate"} & set(codes) and len(codes) >= 2


# Tables


HEAD = "country,period,value,unit,source,locator\n"
TABLE_SOURCES = "sources: [{id: book, title: T, publisher: P, date: 2021, kind: statistic, language: en}]\n"


def table_told(folder, text, name="oda_gni_share.csv"):
    (folder / "sources.yaml").write_text(TABLE_SOURCES, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    return [f"{item.line} {item.field} {item.code}" for item in gcm.validate(folder)]


def test_every_mistake_of_a_table_is_told_at_once(tmp_path):
    rows = [
        "BEL,2018,0.4,percent_of_gni,book,t. 1",
        "KNE,2018,0.4,percent_of_gni,book,t. 1",  # the country
        "BEL,2018-13,0.4,percent_of_gni,book,t. 1",  # the period
        "NLD,2018,0.4,percent_of_gni",  # two cells are missing
        "NLD,2018,much,percent_of_gni,boek,t. 1",  # the value and the source
        "BEL,2018,0.5,percent_of_gni,book,t. 2",  # contradicts the first row
        "FRA,2023,0.5,percent_of_gni,book,t. 3",  # after its source
    ]
    assert table_told(tmp_path, HEAD + "\n".join(rows)) == [
        *("3 country country", "4 period period", "5  csv", "6 source source", "6 value number"),
        *("7  duplicate", "7 value contradiction", "8 period source_too_old"),
    ]


@pytest.mark.parametrize("missing", ["country", "period", "value", "unit", "source", "locator"])
def test_a_column_that_is_missing_hides_no_mistake_of_another(missing, tmp_path):
    names = HEAD.strip().split(",")
    cells = dict(zip(names, ["KNE", "2018-13", "much", "percent", "boek", ""], strict=True))
    left = [name for name in names if name != missing]
    told = table_told(tmp_path, f"{','.join(left)}\n{','.join(cells[name] for name in left)}\n")
    wrong = {"country": "country", "period": "period", "value": "number", "unit": "unit", "source": "source",
             "locator": "locator"}  # fmt: skip
    assert sorted(told) == sorted(
        [f"1 {missing} missing_key", *(f"2 {name} {code}" for name, code in wrong.items() if name != missing)]
    )


def test_every_mistake_of_a_table_of_treaties_is_told_at_once(tmp_path):
    text = "country,status,date,status_as_of,source,locator\n"
    rows = [
        "KNE,party,2001,2021,book,p. 1",
        "BEL,joined,2001,2021,book,p. 1",
        "NLD,party,,2021,book,p. 1",
        "FRA,party,2022-01,2021,book,p. 1",
    ]
    told = table_told(tmp_path, text + "\n".join(rows), "icrmw.csv")
    assert told[:3] == ["2 country country", "3 status status", "4 date rule"]
    assert told[3:] and all(line.startswith("5 ") for line in told[3:])
    told = table_told(tmp_path, text.replace("date,", "", 1) + "KNE,joined,2021,book,p. 1", "icrmw.csv")
    assert told == ["1 date missing_key", "2 country country", "2 status status"]


def test_nothing_is_concluded_from_a_row_that_could_not_be_read(tmp_path):
    # The figure of 2020 may be meant by the second row: that of 2010 is not called the newest.
    rows = ["BEL,2010,0.4,percent_of_gni,book,t. 1", "BEL,2O20,0.4,percent_of_gni,book,t. 1"]
    table_told(tmp_path, HEAD + "\n".join(rows))
    told = [(item.code, item.line) for item in gcm.check(tmp_path, today=date(2021, 6, 1))]
    assert ("period", 3) in told and "stale_evidence" not in {code for code, _ in told}
    table_told(tmp_path, HEAD + rows[0])
    assert "stale_evidence" in {item.code for item in gcm.check(tmp_path, today=date(2021, 6, 1))}
