"""What must hold of the evidence that ships, whoever adds to it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.countries import is_member
from gcmscore.periods import first_day

ROOT = DATA_ROOT / "evidence"
RECORDS = ("assessments", "ratifications", "findings", "replies")


@pytest.fixture(scope="module")
def cited(shipped):
    """Every citation, with the record it belongs to."""
    found = [
        (f"{row['indicator']} {row['country']} {row['period']}", source, locator)
        for row in shipped.observations.to_dict("records")
        for source, locator in row["citations"]
    ]
    for name in RECORDS:
        for row in getattr(shipped, name).to_dict("records"):
            found += [(row["id"], item["id"], item["locator"]) for item in row["sources"]]
    return found


def test_it_has_no_problems():
    assert [str(problem) for problem in gcm.validate(ROOT)] == []


@pytest.fixture(scope="module")
def sources(shipped):
    return shipped.sources


def test_every_source_that_is_cited_exists(cited, sources):
    assert [(record, source) for record, source, _ in cited if source not in sources.index] == []


def test_every_source_of_a_group_exists(shipped, sources):
    lost = {
        name: citation.id
        for name, group in shipped.groups.items()
        for citation in group.sources
        if citation.id not in sources.index
    }
    assert lost == {}


def test_every_source_is_cited(cited, shipped):
    used = {source for _, source, _ in cited}
    used |= {citation.id for group in shipped.groups.values() for citation in group.sources}
    assert sorted(set(shipped.sources.index) - used) == []


def test_every_citation_says_where_in_the_source(cited):
    assert [(record, source) for record, source, locator in cited if not locator.strip()] == []


def test_no_source_was_read_before_it_was_published(shipped):
    dated = shipped.sources.dropna(subset="accessed")
    early = [
        name for name, row in dated.iterrows() if first_day(row["accessed"]) < first_day(row["date"][:7])
    ]
    assert early == []


def test_every_source_on_the_web_says_when_it_was_read_or_what_was_read_instead(shipped):
    web = shipped.sources.dropna(subset="url")
    assert sorted(web.index[web["accessed"].isna() & web["note"].isna()]) == []


def test_findings_are_facts_that_had_happened_when_their_sources_were_written(shipped, sources):
    late = []
    for row in shipped.findings.to_dict("records"):
        dates = [sources.loc[item["id"], "date"] for item in row["sources"]]
        if all(date[:4] < row["date"][:4] for date in dates):
            late.append(row["id"])
    assert late == []


def test_a_finding_does_not_supersede_a_later_one(shipped):
    dates = shipped.findings.set_index("id")["date"].map(first_day).to_dict()
    wrong = [
        (row["id"], older)
        for row in shipped.findings.to_dict("records")
        for older in row["supersedes"]
        if dates[older] >= dates[row["id"]]
    ]
    assert wrong == []


def test_an_assessment_rests_on_findings_about_the_objective_of_its_indicator(shipped, compact):
    objectives = shipped.findings.set_index("id")["objectives"].to_dict()
    strange = [
        (row["id"], name)
        for row in shipped.assessments.to_dict("records")
        for name in row["findings"]
        if compact.indicators[row["indicator"]].objective not in objectives[name]
    ]
    assert strange == []


def test_an_assessment_rests_on_no_finding_from_after_its_end(shipped):
    dates = shipped.findings.set_index("id")["date"].map(first_day).to_dict()
    wrong = [
        (row["id"], name)
        for row in shipped.assessments.to_dict("records")
        for name in row["findings"]
        if isinstance(row["until"], str) and dates[name] > first_day(row["until"])
    ]
    assert wrong == []


def test_an_assessment_says_why_it_is_not_a_level_higher(shipped):
    silent = [
        row["id"]
        for row in shipped.assessments.to_dict("records")
        if min(level for level in (row["law"], row["practice"]) if level == level and level is not None) < 4
        and "Not " not in row["rationale"]
    ]
    assert silent == []


def test_an_announcement_alone_is_no_law(shipped):
    stages = shipped.findings.set_index("id")["stage"].to_dict()
    lifted = [
        row["id"]
        for row in shipped.assessments.to_dict("records")
        if row["findings"] and {stages[name] for name in row["findings"]} == {"announced"}
    ]
    assert lifted == []


def test_belgium_has_evidence_on_objectives_2_13_and_20(shipped):
    findings = shipped.findings[shipped.findings["country"] == "BEL"]
    assert {number for numbers in findings["objectives"] for number in numbers} >= {2, 13, 20}


def test_the_four_corridors_are_those_of_the_review(shipped):
    frame = shipped.observations
    rows = frame[(frame["indicator"] == "remittance_cost_sending") & (frame["country"] == "BEL")]
    prices = rows.set_index("corridor")["value"].to_dict()
    assert prices == {"DZA": 10.08, "COD": 8.87, "MAR": 5.05, "TUR": 7.94}
    assert set(rows["period"]) == {"2020-Q3"}


def test_both_figures_for_the_poorest_countries_are_kept(shipped):
    frame = shipped.observations
    rows = frame[(frame["indicator"] == "oda_ldc_share_of_oda") & (frame["period"] == "2018")]
    assert dict(zip(rows["series"], rows["value"], strict=True)) == {
        "publisher_table": 31.7,
        "as_cited": 37.1,
    }


def test_lao_pdr_leaves_the_least_developed_countries_on_the_day_that_was_set(shipped):
    members = shipped.groups["ldc"].members
    days = (date(2026, 11, 23), date(2026, 11, 24))
    assert [is_member(members, "LAO", day) for day in days] == [True, False]
    assert all(is_member(members, country, days[1]) for country in ("BGD", "NPL"))


def test_no_finding_repeats_another(shipped):
    counts = Counter(shipped.findings["statement"])
    assert [text for text, count in counts.items() if count > 1] == []


def test_the_folder_of_a_country_holds_that_country_alone(shipped):
    frame = shipped.observations
    folders = frame["path"].str.extract(r"^([A-Z]{3})/")[0]
    inside = frame[folders.notna()]
    assert sorted(inside[inside["country"].str[:3] != folders.dropna()]["path"].unique()) == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("*.yaml")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_files_are_utf_8_with_plain_line_ends_and_no_trailing_space(path):
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
