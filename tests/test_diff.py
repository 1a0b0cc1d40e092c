"""Two bodies of evidence compared by what they say, in sentences and by laws."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.cli import main
from gcmscore.evidence_differences import diff

TABLES = {
    "observations": "observation",
    "assessments": "assessment",
    "ratifications": "ratification",
    "findings": "finding",
    "replies": "reply",
    "sources": "source",
}


@pytest.fixture
def compact(make):
    """A framework whose names the sentences use."""
    return make.compact(
        make.measure("pupils"), make.rubric("rights"), make.treaty_status("treaties"), make.measure("aid")
    )


@pytest.fixture
def told(make, compact):
    """Return the sentences on two lists of records."""

    def call(before, after):
        found = diff(make.evidence(*before), make.evidence(*after), compact)
        return [line[2:] for line in str(found).splitlines() if line.startswith("- ")]

    return call


def kinds(make, before, after):
    found = diff(make.evidence(*before), make.evidence(*after))
    return [(item.kind, item.record_type) for item in found.changes]


# What became of a record


def test_an_assessment_that_moved_is_told_with_its_reasons(make, told):
    before = make.level(since="2023-01-01", law=3, practice=1)
    after = make.level(since="2024-07-20", law=3, practice=2, rationale="The law is in force.")
    assert told([before], [after]) == [
        "Objective 1, Rights: practice from 1 to 2 from 2024-07-20 (was 2023-01-01). "
        "Because: The law is in force."
    ]


def test_an_assessment_of_which_only_dates_moved_is_re_dated(make, told):
    before, after = make.level(law=1), make.level(law=1, confirmed="2022")
    assert kinds(make, [before], [after]) == [("redated", "assessment")]
    assert told([before], [after]) == ["Objective 1, Rights: assessment from 2020: confirmed 2022 added."]
    moved = make.level(since="2021", law=1)
    assert kinds(make, [before], [moved]) == [("redated", "assessment")]


def test_a_new_assessment_beside_a_kept_one_is_added(make, told):
    kept, new = make.level(law=1, until="2020-12-31"), make.level(since="2021", law=2, practice=1)
    assert told([kept], [kept, new]) == [
        "Objective 1, Rights: new assessment, law 2 and practice 1 from 2021. Because: Read. "
        "(An office 2000, page 1)"
    ]


def test_a_figure_that_changed_names_value_before_and_after(make, told):
    before, after = make.figure("pupils", 4.5), make.figure("pupils", 5, edition="2026-04")
    assert told([before], [after]) == [
        "Objective 1, Pupils: figure for 2020: value 5 (was 4.5), edition 2026-04 added. "
        "(An office 2000, page 1, edition 2026-04)"
    ]


def test_a_figure_whose_period_alone_is_another_is_re_dated(make):
    assert kinds(make, [make.figure("pupils", 4)], [make.figure("pupils", 4, "2019")]) == [
        ("redated", "observation")
    ]


def test_a_figure_of_another_series_is_one_figure_that_changed(make):
    pair = [make.figure("pupils", 4, series=name) for name in ("one", "two")]
    assert kinds(make, pair[:1], pair[1:]) == [("changed", "observation")]


def test_many_figures_of_one_table_are_summed_up(make, told):
    years = [str(year) for year in range(2010, 2016)]
    before = [make.figure("pupils", 1, year, country="DNK") for year in years[:4]]
    after = [make.figure("pupils", 1 + place, year, country="DNK", edition="2026-04")
             for place, year in enumerate(years)]  # fmt: skip
    assert told(before, after) == [
        "Objective 1, Pupils [pupils]: 2 figures added, 4 changed (An office, edition 2026-04); the largest "
        "change: DNK 2013 from 1 to 4 units."
    ]


def test_figures_of_several_countries_stand_in_a_section_of_their_own(make, compact):
    after = [make.figure("pupils", 1, country=code) for code in ("BEL", "DNK", "FRA", "NLD")]
    text = str(diff(make.evidence(make.source("yearbook")), make.evidence(*after), compact))
    assert text == (
        "4 records differ: 4 added.\n\nFigures of several countries\n"
        "- Objective 1, Pupils [pupils]: 4 figures added (An office)."
    )


def test_treaty_status_is_told_as_what_it_was_and_is(make, told):
    before = make.treaty("convention", "signed", "2001")
    after = make.treaty("convention", "party", "2003")
    assert told([before], [after]) == ["Objective 1, Treaty: party (was signed only), date 2003 (was 2001)."]


def test_a_finding_under_another_id_is_renamed_and_what_cites_it_is_the_same(make):
    before = [make.finding("a-fact"), make.level(law=1, findings=["a-fact"])]
    after = [make.finding("the-fact"), make.level(law=1, findings=["the-fact"])]
    assert kinds(make, before, after) == [("renamed", "finding")]


def test_a_source_under_another_id_is_renamed_and_what_cites_it_is_the_same(make, told):
    before = [make.source("a"), make.figure("pupils", 1, sources=["a"]), make.finding(sources=["a"])]
    renamed = make.source("b", title="The a")
    after = [renamed, make.figure("pupils", 1, sources=["b"]), make.finding(sources=["b"])]
    assert kinds(make, before, after) == [("renamed", "source")]
    assert told(before, after) == ["Source [b]: now called b (was a)."]


def test_what_was_withdrawn_says_what_it_said(make, told):
    reply = make.reply()
    assert told([reply, make.finding()], [make.finding()]) == [
        "Objective 1: withdrawn: reply of 2020 by The ministry (disputed): No."
    ]


def test_lists_and_groups_are_compared_too(make, compact):
    group = {
        "title": "Some",
        "sources": [{"id": "yearbook", "locator": "x"}],
        "members": [{"country": "BEL"}],
    }
    before = make.evidence(make.whole_list("convention", "2020"), groups={"some": group})
    after = make.evidence(make.whole_list("convention", "2021"))
    found = diff(before, after, compact)
    assert [(item.kind, item.record_type) for item in found.changes] == [
        ("redated", "ratification_list"), ("withdrawn", "group"),
    ]  # fmt: skip
    assert "Sources, lists of States and groups of countries" in str(found)


def test_changes_are_ordered_by_country_objective_type_and_date(make):
    after = [
        make.finding("late", "2021", objectives=[3]),
        make.finding("early", "2019", objectives=[3]),
        make.finding("other", "2022", objectives=[2]),
        make.finding("first", "2022", country="AUT"),
    ]
    found = diff(make.evidence(make.source("yearbook")), make.evidence(*after))
    assert [item.id for item in found.changes] == ["first", "other", "early", "late"]


def test_the_same_evidence_says_the_same(shipped):
    found = diff(shipped, shipped)
    assert (len(found), str(found)) == (0, "The two bodies of evidence say the same.")


def test_an_unknown_kind_is_refused_with_the_known_ones(make):
    with pytest.raises(gcm.GcmscoreError, match="added, changed, withdrawn, redated, renamed"):
        diff(make.evidence(), make.evidence()).of("lost")


def test_table_and_plain_values_hold_every_change(make):
    before, after = make.level(law=1), make.level(law=2, practice=1)
    found = diff(make.evidence(before), make.evidence(after))
    assert found.to_frame()[["kind", "field", "before", "after"]].values.tolist() == [
        ["changed", "law", 1, 2], ["changed", "practice", None, 1],
    ]  # fmt: skip
    assert json.loads(json.dumps(found.to_dict()))["changes"][0]["fields"][0] == {
        "name": "law", "before": 1, "after": 2,
    }  # fmt: skip


# Scores


def test_scores_that_move_are_told_with_by_how_much(make):
    compact = make.compact(make.measure("pupils"), make.measure("aid"))
    records = [make.figure("aid", 50), make.figure("pupils", 50)]
    before, after = make.evidence(*records), make.evidence(records[0], make.figure("pupils", 60))
    found = diff(before, after, compact).with_scores([2020], profile="full")
    assert [(item.objective, item.before, item.after) for item in found.scores] == [
        (1, 50, 55),
        (None, 50, 55),
    ]
    assert "Belgium 2020, objective 1, Aim: from 50.0 to 55.0 (+5.0)." in str(found)
    lost = diff(before, make.evidence(records[0]), compact).with_scores([2020], profile="full")
    assert "objective 1, Aim: from 50.0 to no score (too few indicators)." in str(lost)
    assert "No score of 2015 moves." in str(diff(before, after, compact).with_scores([2015], profile="full"))


def test_scores_are_those_of_the_cards(shipped):
    own = shipped.observations.query("country == 'BEL'").reset_index(drop=True)
    later = replace(shipped, pack=replace(shipped.pack, observations=own))
    earlier = later.known_by(date(2024, 12, 31))
    found = diff(earlier, later).about("BEL").with_scores([2024], ["BEL"])
    assert {"BEL"} == {item.country for item in found.scores}
    for side, evidence in (("before", earlier), ("after", later)):
        card = gcm.score("BEL", 2024, evidence=evidence)
        for item in found.scores:
            if item.objective is not None:
                assert getattr(item, side) == pytest.approx(card.objective(item.objective).score, nan_ok=True)


# Laws


def records(make):
    figures = st.builds(
        lambda country, period, value, series, name: make.figure(
            "pupils", value, period, country=country, series=series, sources=[name]
        ),
        st.sampled_from(["BEL", "NLD"]), st.sampled_from(["2019", "2020"]), st.sampled_from([1.0, 2.0]),
        st.sampled_from([None, "one"]), st.sampled_from(["a", "b"]),
    )  # fmt: skip
    levels = st.builds(
        lambda since, law, until: make.level(since=since, law=law, until=until),
        st.sampled_from(["2018", "2019", "2020"]), st.integers(0, 2), st.sampled_from([None, "2020"]),
    )  # fmt: skip
    treaties = st.builds(
        lambda status, date: make.treaty("convention", status, date),
        st.sampled_from(["party", "signed"]), st.sampled_from(["2001", "2002"]),
    )  # fmt: skip
    findings = st.builds(
        lambda name, date, text: make.finding(name, date, statement=text),
        st.sampled_from(["f", "g", "h"]), st.sampled_from(["2001", "2002"]),
        st.sampled_from(["This.", "That."]),
    )  # fmt: skip
    replies = st.builds(lambda date: make.reply(date), st.sampled_from(["2001", "2002"]))
    return st.lists(
        st.one_of(figures, levels, treaties, findings, replies), max_size=8,
        unique_by=lambda item: (type(item), item.id),
    )  # fmt: skip


def counted(found, kind):
    return Counter((item.record_type, item.id) for item in found.of(kind))


@settings(max_examples=10)
@given(st.data())
def test_the_laws_of_a_comparison_hold(make, data):
    one, other = (data.draw(records(make)) for _ in range(2))
    before, after = make.evidence(*one), make.evidence(*other)
    found, back = diff(before, after), diff(after, before)
    assert len(diff(before, before)) == 0
    assert counted(found, "added") == counted(back, "withdrawn")
    assert counted(found, "withdrawn") == counted(back, "added")
    assert len(found) == len(back)
    for name, kind in TABLES.items():
        gained = sum(item.record_type == kind for item in found.of("added"))
        lost = sum(item.record_type == kind for item in found.of("withdrawn"))
        assert len(getattr(after, name)) == len(getattr(before, name)) + gained - lost, name
    shuffled = make.evidence(*data.draw(st.permutations(one)))
    assert len(diff(before, shuffled)) == 0
    again = diff(shuffled, make.evidence(*data.draw(st.permutations(other))))
    assert again.changes == found.changes and str(again) == str(found)


# The command


HEAD = """\
# {comment}
country: BEL
sources:
- {{id: act, title: The act, publisher: The parliament, date: 2024-12-01, kind: law, language: en}}
"""
FINDING = """\
- {{id: be-act, date: 2024-07-20, statement: The act is in force., objectives: [13], stance: advance,
   stage: in_force, sources: [{{id: act, locator: article 1}}]}}
"""
LEVEL = """\
- indicator: child_immigration_detention
  from: {since}
  law: 3
  practice: {practice}
  rationale: The act holds.
  would_change: Another act.
  coder: A
  findings: [be-act]
  sources: [{{id: act, locator: article 1}}]
"""


def written(folder, practice, since, comment="Evidence"):
    parts = ["findings:\n", FINDING.format(), "assessments:\n", LEVEL.format(practice=practice, since=since)]
    folder.mkdir(parents=True, exist_ok=True)
    text = HEAD.format(comment=comment) + "".join(parts)
    (folder / "evidence.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folders(tmp_path):
    return written(tmp_path / "a", 1, "2024-07-20"), written(tmp_path / "b", 2, "2024-08-01")


def run(*arguments):
    result = CliRunner().invoke(main, [str(item) for item in arguments], prog_name="gcmscore")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def test_two_folders_are_told_in_sentences(folders):
    assert run("diff", *folders).stdout.splitlines() == [
        "1 record differs: 1 changed.",
        "",
        "Belgium",
        "- Objective 13, Immigration detention of children: practice from 1 to 2 from 2024-08-01 (was "
        "2024-07-20). Because: The act holds.",
    ]


def test_order_files_and_comments_do_not_matter(tmp_path, folders):
    same = written(tmp_path / "c", 1, "2024-07-20", comment="Another comment")
    text = (same / "evidence.yaml").read_text(encoding="utf-8")
    top, rest = text.split("findings:\n", 1)
    findings, assessments = rest.split("assessments:\n")
    (same / "evidence.yaml").write_text(f"{top}assessments:\n{assessments}", encoding="utf-8")
    (same / "more.yaml").write_text(f"country: BEL\nfindings:\n{findings}", encoding="utf-8")
    assert run("diff", folders[0], same).stdout == "The two bodies of evidence say the same.\n"


def test_the_command_says_which_scores_move(folders):
    shown = run("diff", *folders, "--year", "2024", "--with-shipped", "--country", "BEL").stdout
    assert "What it does to scores of 2024, by the same framework and rules" in shown
    assert "Belgium 2024, objective 13" in shown


def test_the_command_wraps_to_a_width_and_gives_json(folders):
    shown = run("diff", *folders, "--width", "60").stdout
    assert max(map(len, shown.splitlines())) <= 60 and "\n  " in shown
    plain = json.loads(run("diff", *folders, "--json").stdout)
    assert plain["counts"] == {"added": 0, "changed": 1, "withdrawn": 0, "redated": 0, "renamed": 0}


def test_only_what_concerns_a_country_is_told_when_asked(folders):
    assert "Belgium" not in run("diff", *folders, "--country", "NLD").stdout
    assert run("diff", *folders, "--country", "BLE").exit_code == 2


def test_a_folder_with_problems_ends_with_one_and_says_which(folders):
    (folders[1] / "evidence.yaml").write_text("country: BEL\nfindings: 3\n", encoding="utf-8")
    result = run("diff", *folders)
    assert result.exit_code == 1 and "evidence.yaml" in result.stderr


def test_a_folder_that_is_not_there_is_wrong_usage(folders, tmp_path):
    assert run("diff", folders[0], tmp_path / "lost").exit_code == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_an_earlier_state_of_a_repository_is_compared_as_the_page_shows(tmp_path):
    repository = tmp_path / "ours"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(repository)]

    def call(*arguments):
        subprocess.run([*git, *arguments], check=True, capture_output=True)

    written(repository / "evidence", 1, "2024-07-20")
    call("init", "--quiet")
    call("add", ".")
    call("commit", "--quiet", "-m", "One")
    written(repository / "evidence", 2, "2024-07-20")
    call("worktree", "add", "--detach", str(tmp_path / "then"), "HEAD")
    shown = run("diff", tmp_path / "then" / "evidence", repository / "evidence").stdout
    assert "practice from 1 to 2. Because: The act holds." in shown
