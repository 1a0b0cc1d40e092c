"""The command line: what each command prints, how it ends, and that a mistake costs one sentence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore import country_record
from gcmscore.cli import main
from gcmscore.schemas import schema

COMMANDS = sorted(main.commands)
CARD_COMMANDS = [["report", "BEL"], ["score", "BEL"], ["explain", "BEL", "13"]]
NAMES = [" ".join(command) for command in CARD_COMMANDS]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="gcmscore")
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert "Traceback" not in result.output
        return result

    return call


@pytest.fixture
def refused(run, tmp_path):
    """Run a command that must end with a code, say nothing on standard output and write nothing."""

    def call(code: int, *arguments: object) -> str:
        before = sorted(tmp_path.rglob("*"))
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (code, "")
        assert sorted(tmp_path.rglob("*")) == before
        return result.stderr

    return call


def own_evidence(folder: Path, value: object = 0.5) -> Path:
    folder.mkdir()
    source = "{id: mine, title: T, publisher: P, date: 2020-02-01, kind: ngo, language: en}"
    cited = "sources: [{id: mine, locator: p. 1}]"
    series = "series: oecd_dac_grant_equivalent"
    figure = (
        f"{{indicator: oda_gni_share, period: 2019, value: {value}, unit: percent_of_gni, {series}, {cited}}}"
    )
    (folder / "evidence.yaml").write_text(
        f"country: BEL\nsources:\n- {source}\nobservations:\n- {figure}\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def plan(data) -> list[object]:
    """The options of a little framework, where the country and its evidence are not the point."""
    folder = data / "frameworks" / "three_objectives"
    return ["--framework", folder, "--evidence", folder / "evidence"]


# Help


def test_the_commands_are_those_that_were_promised():
    promised = {"report", "score", "compare", "explain", "check", "objectives", "indicators", "countries"}
    assert set(COMMANDS) >= promised


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_command(run, option):
    shown = run(option)
    assert shown.exit_code == 0
    assert [name for name in COMMANDS if name not in shown.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_shows_examples_that_begin_as_they_are_typed(run, name):
    shown = run(name, "--help")
    assert shown.exit_code == 0
    examples = [line.strip() for line in shown.stdout.partition("Examples:")[2].splitlines() if line.strip()]
    assert examples
    assert [line for line in examples if not line.startswith(f"gcmscore {name}")] == []


# The examples of the others begin with evidence of one's own.
@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("check", "convert", "diff")])
def test_the_examples_of_a_command_work(run, engine_once, name):
    for example in main.commands[name].epilog.splitlines()[2:]:
        assert run(*example.split()[1:]).exit_code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained(name):
    options = [option for option in main.commands[name].params if option.param_type_name == "option"]
    assert [option.name for option in options if not getattr(option, "help", None)] == []


def test_the_version_is_the_one_of_the_package(run):
    assert run("--version").stdout == f"gcmscore, version {gcm.__version__}\n"


# report


def test_report_writes_both_formats_and_says_where(run, tmp_path, plan):
    result = run("report", "BEL", "--year", "2020", "--out", "build", *plan)
    assert result.exit_code == 0
    assert result.stdout.split() == [str(Path("build", "BEL-2020.html")), str(Path("build", "BEL-2020.pdf"))]
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == ["BEL-2020.html", "BEL-2020.pdf"]


def test_report_writes_what_the_card_gives(run, tmp_path, shelf):
    run("report", "FRA", "--year", "2020")
    assert (tmp_path / "FRA-2020.html").read_bytes() == shelf.page("FRA-2020").encode()
    assert (tmp_path / "FRA-2020.pdf").read_bytes() == shelf.pdf("FRA-2020")


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_report_writes_only_the_format_asked_for(run, tmp_path, plan, name):
    assert run("report", "BEL", "--year", "2020", "--format", name, *plan).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"BEL-2020.{name}"]


def test_report_replaces_what_it_wrote_before(run, tmp_path):
    (tmp_path / "BEL-2020.html").write_text("old", encoding="utf-8")
    assert run("report", "BEL", "--year", "2020", "--format", "html").exit_code == 0
    assert (tmp_path / "BEL-2020.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_report_lays_out_by_a_folder_of_ones_own(run, tmp_path, plan):
    (tmp_path / "mine" / "parts").mkdir(parents=True)
    (tmp_path / "mine" / "parts" / "limits.html.j2").write_text("Mine: {{ view.country }}", encoding="utf-8")
    run("report", "BEL", "--year", "2020", "--format", "html", "--templates", "mine", *plan)
    assert "Mine: Belgium" in (tmp_path / "BEL-2020.html").read_text(encoding="utf-8")


def test_report_of_several_countries_writes_them_and_an_index(run, tmp_path, plan):
    options = ["--year", "2020", "--format", "html", "--out", "build", *plan]
    first = run("report", "BEL", "NLD", *options)
    assert (first.exit_code, first.stdout) == (0, f"{Path('build', 'index.html')}\n")
    assert first.stderr == "2 files written\n"
    names = ["BEL-2020.html", "NLD-2020.html", "index.html", "reports.json"]
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == names
    assert run("report", "BEL", "NLD", *options).stderr == "0 files written, 2 kept\n"


def test_report_of_all_is_of_every_member_of_the_united_nations(run, monkeypatch, tmp_path):
    asked = []

    def report(year, out, countries, **options):
        asked.append((year, out, countries, options["formats"], options["jobs"], options["lang"]))
        return gcm.Reports(Path("index.html"), (), (), {})

    monkeypatch.setattr("gcmscore.render.batch.report", report)
    assert run("report", "--all", "--year", "2020", "--jobs", "3", "--lang", "fr").exit_code == 0
    assert asked == [(2020, Path(), None, ("html", "pdf"), 3, "fr")]


def test_report_names_at_the_end_who_failed_and_why(run, monkeypatch, plan):
    from gcmscore.render import formats

    def fail(card, *more):
        raise gcm.GcmscoreError("x.html.j2:3: no" if card.country.iso3 == "NLD" else "y.html.j2:1: no")

    monkeypatch.setattr(formats, "page", fail)
    result = run("report", "BEL", "NLD", "KEN", "--year", "2020", "--format", "html", *plan)
    assert (result.exit_code, result.stdout) == (1, "index.html\n")
    assert result.stderr.splitlines() == [
        "0 files written",
        "failed: BEL, KEN: y.html.j2:1: no",
        "failed: NLD: x.html.j2:3: no",
    ]


def test_report_shows_progress_on_a_terminal(run, monkeypatch, plan):
    monkeypatch.setattr(
        "click.testing._NamedTextIOWrapper.isatty", lambda self: self.name == "<stderr>", raising=False
    )
    result = run("report", "BEL", "NLD", "--year", "2020", "--format", "html", *plan)
    assert "\r1 of 2: BEL\r2 of 2: NLD\n" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name a country such as BEL, or write --all"),
        (["BEL", "--all"], "name countries or write --all, not both"),
        (["BEL", "BEL"], "gcmscore: name each country once, and at least one"),
        (["BEL", "BLE"], "gcmscore: unknown country 'BLE'; did you mean BEL"),
        (["BEL", "--templates", "none"], "gcmscore: there is no folder of templates at none"),
        (["BEL", "NLD", "--templates", "none"], "gcmscore: there is no folder of templates at none"),
        (["BEL", "NLD", "--lang", "tlh"], "gcmscore: unknown language 'tlh'"),
        (["BEL", "--format", "doc"], "Invalid value for '--format'"),
    ],
)
def test_a_report_that_cannot_be_meant_ends_with_2_and_is_said(refused, arguments, said):
    assert said in refused(2, "report", *arguments, "--year", "2020")


def test_a_wrong_template_or_theme_ends_with_a_sentence_and_writes_nothing(refused, tmp_path, plan):
    (tmp_path / "mine" / "parts").mkdir(parents=True)
    limits = tmp_path / "mine" / "parts" / "limits.html.j2"
    limits.write_text("\n{{ view.contry }}", encoding="utf-8")
    options = ["--year", "2020", "--templates", "mine", *plan]
    place = Path("mine", "parts", "limits.html.j2")
    assert refused(2, "report", "BEL", *options).startswith(f"gcmscore: {place}:2: there is no 'contry' here")
    limits.unlink()
    (tmp_path / "mine" / "theme.yaml").write_text("colours: {light: {ink: blue}}\n", encoding="utf-8")
    said = refused(1, "report", "BEL", *options)
    assert f"{Path('mine', 'theme.yaml')}:1: colours.light.ink: 'blue' is not a colour" in said


# score and explain


def test_score_prints_the_reason_and_every_objective(run, shelf):
    shown = run("score", "BEL", "--year", "2020").stdout
    assert shelf.card("BEL-2020").overall_reason in shown
    assert "of 23 objectives scored, at least 12 needed" in shown
    assert "Belgium, 31 December 2020, profile core" in shown
    table = shown.partition("objective ")[2]
    numbers = [line.split()[0] for line in table.splitlines() if line[:3].strip().isdigit()]
    assert numbers == [str(number) for number in range(1, 24)]


def test_score_as_json_is_the_card_as_plain_values(run):
    shown = json.loads(run("score", "BEL", "--year", "2020", "--json").stdout)
    assert shown == json.loads(json.dumps(gcm.score("BEL", 2020).to_dict()))
    assert shown["overall"] is None
    assert len(shown["objectives"]) == 23


def test_no_json_has_a_number_that_is_none(run):
    for command in CARD_COMMANDS[1:]:
        shown = run(*command, "--year", "2020", "--json").stdout
        assert json.loads(shown, parse_constant=pytest.fail)


def test_score_takes_the_profile(run):
    assert (
        json.loads(run("score", "BEL", "--year", "2020", "--profile", "full", "--json").stdout)["profile"]
        == "full"
    )


def test_score_takes_the_day_by_which_sources_were_known(run):
    shown = json.loads(run("score", "BEL", "--year", "2020", "--known-by", "2020-06", "--json").stdout)
    assert shown["known_by"] == "2020-06-30"


def test_evidence_of_ones_own_ranks_before_the_shipped(run, tmp_path):
    own_evidence(tmp_path / "mine")
    options = ["--year", "2019", "--json"]
    told = []
    for more in ([], ["--evidence", "mine"]):
        shown = json.loads(run("score", "BEL", *options, *more).stdout)
        (figure,) = [item for item in shown["indicators"] if item["indicator"] == "oda_gni_share"]
        told.append((figure["value"], figure["source_id"]))
    assert told == [(0.40918, "oecd-dac-dac1"), (0.5, "mine")]


def test_explain_prints_the_working_down_to_the_source(run):
    shown = run("explain", "BEL", "13", "--year", "2020").stdout
    assert shown == f"{gcm.score('BEL', 2020).explain(13)}\n"
    assert "be-gcm-review-2020" in shown or "objective 13, paragraph 1" in shown


def test_explain_as_json_is_the_working_as_plain_values(run):
    shown = json.loads(run("explain", "BEL", "20", "--year", "2020", "--json").stdout)
    assert shown == json.loads(json.dumps(gcm.score("BEL", 2020).explain(20).to_dict()))


# compare


def test_compare_prints_the_comparison(run):
    result = run("compare", "BEL@2018", "BEL@2020")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{gcm.compare(['BEL@2018', 'BEL@2020'])}\n"
    assert result.stdout.startswith("BEL 2018, BEL 2020; profile core, edition ")


def test_compare_gives_the_year_to_those_without_one_of_their_own(run):
    shown = run("compare", "BEL@2018", "NLD", "--year", "2020").stdout
    assert shown.startswith("BEL 2018, NLD 2020; ")


def test_a_brief_comparison_ends_where_the_changes_begin(run):
    brief = run("compare", "BEL@2018", "BEL@2020", "--brief").stdout
    whole = run("compare", "BEL@2018", "BEL@2020").stdout
    assert whole.startswith(brief)
    assert whole.removeprefix(brief).lstrip().startswith("Belgium, from 2018 to 2020\n")


def test_compare_as_json_is_the_comparison_as_plain_values(run):
    result = run("compare", "BEL@2018", "BEL@2020", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    shown = json.loads(result.stdout, parse_constant=pytest.fail)
    assert shown == json.loads(json.dumps(gcm.compare(["BEL@2018", "BEL@2020"]).to_dict()))
    assert [(step["from"], step["to"]) for step in shown["differences"]] == [("BEL 2018", "BEL 2020")]


def test_compare_writes_a_page_beside_what_it_prints_and_says_where(run, tmp_path):
    result = run("compare", "BEL", "NLD", "--year", "2020", "--html", "build/both.html", "--json")
    assert (result.exit_code, result.stderr) == (0, f"{Path('build', 'both.html')}\n")
    assert json.loads(result.stdout)["basis"] == "common"
    assert (tmp_path / "build" / "both.html").read_bytes() == gcm.compare(
        ["BEL", "NLD"], 2020
    ).to_html().encode()


def test_compare_lays_out_by_a_folder_of_ones_own(run, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "style.css").write_text("/* mine */", encoding="utf-8")
    run("compare", "KEN", "UGA", "--year", "2020", "--html", "both.html", "--templates", "mine")
    assert "/* mine */" in (tmp_path / "both.html").read_text(encoding="utf-8")


def test_compare_shows_own_scores_when_asked(run):
    shown = run("compare", "BEL", "NLD", "--year", "2020", "--basis", "own")
    assert shown.exit_code == 0
    assert "nothing is ranked" in shown.stdout
    read = json.loads(run("compare", "BEL", "NLD", "--year", "2020", "--basis", "own", "--json").stdout)
    assert read["basis"] == "own"


def test_compare_takes_profile_knowledge_and_evidence_of_ones_own(run, tmp_path):
    own_evidence(tmp_path / "mine")
    options = ["--profile", "full", "--known-by", "2020-06", "--evidence", "mine"]
    shown = json.loads(run("compare", "BEL@2018", "BEL@2020", *options, "--json").stdout)
    assert {(card["profile"], card["known_by"]) for card in shown["cards"]} == {("full", "2020-06-30")}
    (figure,) = [item for item in shown["cards"][1]["indicators"] if item["indicator"] == "oda_gni_share"]
    assert (figure["value"], figure["source_id"]) == (0.5, "mine")


def test_compare_works_with_another_framework(run, plan):
    result = run("compare", "BEL@2020", "BEL@2021", *plan)
    assert result.exit_code == 0
    assert "from 2020 to 2021" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["BEL", "--year", "2020"],
            "gcmscore: one card is no comparison; name two or more, such as BEL@2018 BEL@2020",
        ),
        (["BEL@2020", "BEL@2020"], "gcmscore: BEL@2020 is named twice; name different cards"),
        (["BEL@2020", "BEL", "--year", "2020"], "gcmscore: BEL@2020 is named twice; name different cards"),
        (["BEL", "NLD"], "gcmscore: 'BEL' has no year; write BEL@2020, or give a year"),
        (["BEL@2018", "NLD"], "gcmscore: 'NLD' has no year; write NLD@2020, or give a year"),
        (["BEL@soon", "NLD@2020"], "gcmscore: 'BEL@soon' is not a code and a year; write BEL@2018"),
        (["BEK", "NLD", "--year", "2020"], "gcmscore: unknown country 'BEK'; did you mean "),
        (["BEL@1500", "NLD@2020"], "gcmscore: 1500 is not a year"),
        (["BEL@2018", "BEL@2020", "--profile", "cor"], "gcmscore: unknown profile 'cor'; did you mean core?"),
        (["BEL@2018", "BEL@2020", "--known-by", "soon"], "gcmscore: known_by: "),
        ([], "Usage: gcmscore compare"),
        (["BEL@2018", "BEL@2020", "--basis", "all"], "Usage: gcmscore compare"),
        (["BEL", "NLD", "--year", "soon"], "Usage: gcmscore compare"),
    ],
)
def test_what_cannot_be_compared_ends_with_2_and_is_said(refused, arguments, said):
    assert refused(2, "compare", *arguments).startswith(said)


def test_a_page_of_a_comparison_that_cannot_be_written_ends_with_2(refused, tmp_path):
    (tmp_path / "build").write_text("not a folder", encoding="utf-8")
    said = refused(2, "compare", "BEL@2018", "BEL@2020", "--html", "build/both.html")
    assert "cannot be written" in said


def test_evidence_that_breaks_a_rule_is_not_compared(refused, tmp_path):
    own_evidence(tmp_path / "mine", value="NO")
    said = refused(1, "compare", "BEL@2018", "BEL@2020", "--evidence", "mine")
    assert said.startswith("1 problem found:\n  mine/evidence.yaml:5: observations.0.value: ")


# check


def test_check_finds_nothing_wrong_with_sound_evidence(run, tmp_path):
    result = run("check", own_evidence(tmp_path / "mine"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("0 errors, 0 warnings, ")


def test_check_finds_nothing_wrong_with_the_shipped_evidence_and_framework(run):
    root = Path(__file__).resolve().parent.parent
    assert [run("check", folder).exit_code for folder in (root / "evidence", root)] == [0, 0]


def test_check_ends_with_1_and_names_file_line_and_remedy(run, tmp_path):
    result = run("check", own_evidence(tmp_path / "mine", value="NO"))
    assert result.exit_code == 1
    assert result.stdout.startswith("evidence.yaml:5: observations.0.value: ")
    assert result.stdout.endswith(" [type]\n")
    assert result.stderr.startswith("1 error, 0 warnings, 0 notes in ")


def test_check_as_json_is_a_list_of_problems(run, tmp_path):
    folder = own_evidence(tmp_path / "mine", value="NO")
    result = run("check", folder, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [problem.to_dict() for problem in gcm.validate(folder)]


def test_check_as_json_of_sound_evidence_is_an_empty_list(run, tmp_path):
    result = run("check", own_evidence(tmp_path / "mine"), "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


# lists


def test_objectives_lists_all_and_shows_one_with_its_actions_and_indicators(run, compact):
    listed = " ".join(run("objectives").stdout.split())
    assert [item.title for item in compact.objectives.values() if item.title not in listed] == []
    shown = " ".join(run("objectives", "13").stdout.split())
    assert [text for text in compact.objectives[13].actions.values() if text not in shown] == []
    assert [item.id for item in compact.members("full", 13) if item.id not in shown] == []


def names_listed(result) -> list[str]:
    return [line.split()[0] for line in result.stdout.splitlines() if re.match(r"    [a-z]", line)]


@pytest.mark.parametrize("columns", ["60", "80", "85", "110"])
def test_a_name_stands_apart_from_its_words_however_narrow_the_terminal(run, compact, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert names_listed(run("indicators")) == list(compact.indicators)


def test_indicators_lists_all_or_those_of_an_objective_a_profile_or_a_search(run, compact):
    assert names_listed(run("indicators")) == list(compact.indicators)
    assert names_listed(run("indicators", "--objective", "20")) == [
        item.id for item in compact.members("full", 20)
    ]
    assert names_listed(run("indicators", "--objective", "20", "--profile", "core")) == [
        item.id for item in compact.members("core", 20)
    ]
    assert names_listed(run("indicators", "--search", "SI_RMT_COST_SND")) == ["remittance_cost_sending"]


def test_a_search_that_finds_nothing_says_so(run, compact):
    result = run("indicators", "--search", "unicorn")
    assert (result.exit_code, result.stdout.strip()) == (0, "")
    assert f"0 of {len(compact.indicators)} indicators" in result.stderr


def test_an_indicator_is_shown_with_its_question_and_its_levels(run, compact):
    shown = " ".join(run("indicators", "alternatives_to_detention").stdout.split())
    indicator = compact.indicators["alternatives_to_detention"]
    assert indicator.question in shown
    assert " ".join(indicator.levels[4].law.split()) in shown


@pytest.mark.parametrize("command", [["objectives"], ["objectives", "2"], ["indicators", "permit_days"]])
def test_another_framework_can_be_read_in_the_same_way(run, data, command):
    folder = data / "frameworks" / "three_objectives"
    assert run(*command, "--framework", folder).exit_code == 0


def test_an_objective_can_be_given_by_its_id(run):
    assert run("objectives", "detention").stdout == run("objectives", "13").stdout


@pytest.mark.parametrize(("given", "said"), [
    ("detenton", "unknown objective 'detenton'; did you mean detention"),
    ("99", "unknown objective 99; there are 1 to 23"),
    ("\u00b2", "unknown objective '\u00b2'"),
    ("9" * 5000, "unknown objective '9"),
])  # fmt: skip
def test_an_objective_that_does_not_exist_is_refused_in_a_sentence(refused, given, said):
    assert said in refused(2, "objectives", given)


@pytest.mark.parametrize(("arguments", "said"), [
    (["13"], "did you mean --objective 13"),
    (["opcat", "--objective", "20"], "leave out --objective"),
    (["opcat", "--profile", "core"], "leave out --objective"),
])  # fmt: skip
def test_options_that_make_no_sense_with_an_id_are_refused(refused, arguments, said):
    assert said in refused(2, "indicators", *arguments)


def test_a_framework_that_is_checked_takes_no_other_framework(refused, data):
    folder = data / "frameworks" / "three_objectives"
    assert "is a framework itself" in refused(2, "check", folder, "--framework", folder)


def test_schema_lists_the_kinds_of_file_and_prints_one(run):
    listed = [line.split()[0] for line in run("schema").stdout.splitlines()]
    files = ["objective", "indicators", "crosswalks", "evidence", "groups", "check"]
    assert listed == [*files, "scorecard", "comparison"]
    assert json.loads(run("schema", "objective").stdout) == schema("objective")


def test_an_unknown_schema_is_wrong_usage(refused):
    assert "unknown schema 'evidnce'; did you mean evidence?" in refused(2, "schema", "evidnce")


def test_countries_finds_a_name_in_any_language(run):
    assert run("countries", "belg").stdout == "BEL  Belgium\n"
    assert "DEU" in run("countries", "allemagne").stdout


@pytest.mark.parametrize("search", ["south korea", "Corée du Sud", "republic of korea"])
def test_countries_finds_a_state_by_a_name_that_the_table_does_not_give(run, search):
    assert "KOR  Republic of Korea" in run("countries", search).stdout.splitlines()


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize(("search", "hint"), [
    ("BGE", "did you mean "),
    ("Belgim", "did you mean BEL (Belgium)"),
    ("BE-VLG", "it is a region of BEL (Belgium)"),
    ("be-vlg", "it is a region of BEL (Belgium)"),
    ("XX-VLG", "gcmscore countries lists all of them"),
    ("ZZZ", "gcmscore countries lists all of them"),
])  # fmt: skip
def test_what_no_country_matches_ends_with_2_and_the_way_on(refused, search, hint, more):
    assert f"gcmscore: no country matches {search!r}; {hint}" in refused(2, "countries", search, *more)


@pytest.mark.parametrize(("arguments", "key"), [
    (["objectives"], "objectives"),
    (["objectives", "13"], "objectives"),
    (["indicators"], "indicators"),
    (["indicators", "opcat"], "indicators"),
])  # fmt: skip
def test_definitions_as_json_are_records_with_their_framework_and_edition(run, compact, arguments, key):
    found = json.loads(run(*arguments, "--json").stdout)
    assert (found["framework"], found["edition"]) == ("gcm", compact.edition)
    assert found[key]
    assert all(isinstance(item, dict) for item in found[key])


def test_countries_as_json_are_a_list_of_records(run):
    assert {"iso3", "en"} <= set(json.loads(run("countries", "belg", "--json").stdout)[0])


# countries: what is known of one


@pytest.fixture(scope="module")
def belgium():
    """What is known of Belgium as of 2020: the text with its line breaks taken out, and the values."""
    told = [
        CliRunner().invoke(main, ["countries", "BEL", "--year", "2020", *more]) for more in ([], ["--json"])
    ]
    assert [(result.exit_code, result.stderr) for result in told] == [(0, ""), (0, "")]
    return " ".join(told[0].stdout.split()), json.loads(told[1].stdout, parse_constant=pytest.fail)


def known(told, name):
    return next(entry for entry in told["indicators"] if entry["indicator"] == name)


def told_of(make, indicators, records, width=100):
    """Return the lines on a country of which only these records are known, and its values."""
    card = make.card(indicators, records)
    return list(country_record.lines(card, width)), country_record.record(card)


def test_a_country_begins_with_its_region_its_income_its_groups_and_the_day(belgium, compact):
    text, told = belgium
    assert text.startswith(
        "BEL Belgium (Western Europe, high income) Groups: donor, destination, origin, oecd, eu, "
        f"gcm_in_favour Ages as of 31 December 2020; edition {compact.edition}: 1 Data: "
    )
    assert told["groups"] == ["donor", "destination", "origin", "oecd", "eu", "gcm_in_favour"]
    assert (told["as_of"], told["profile"], told["income"]) == ("2020-12-31", "full", "H")


def test_a_known_figure_stands_with_its_period_its_age_and_who_published_it(belgium):
    text, told = belgium
    assert (
        "oda_gni_share: 0.4783 % of GNI (2020, 0 of at most 3 years old). Organisation for Economic" in text
    )
    aid = known(told, "oda_gni_share")
    assert (aid["status"], aid["value"], aid["period"], aid["age"]) == ("scored", 0.47831, "2020", 0)
    assert aid["sources"] == [
        {
            "id": "oecd-dac-dac1",
            "publisher": "Organisation for Economic Co-operation and Development",
            "date": "2026-04",
            "locator": "ODA as a percentage of GNI, grant equivalent, donor and year",
            "licence": "CC BY 4.0",
        }
    ]


def test_a_preliminary_figure_and_a_share_alike_licence_are_said(run):
    told = " ".join(run("countries", "BEL", "--year", "2025").stdout.split())
    assert "oda_gni_share: 0.37 % of GNI (2025, 0 of at most 3 years old), preliminary. Organ" in told
    assert "Project, University of Gothenburg (CC BY-SA 4.0)" in told


def test_what_is_too_old_is_said_to_be_and_still_shown(run, belgium):
    assert "oda_ldc_share_of_oda: 31.7 % of ODA (2018, 2 of at most 3 years old). Federal" in belgium[0]
    later = " ".join(run("countries", "BEL", "--year", "2022").stdout.split())
    old = "oda_ldc_share_of_oda: 31.7 % of ODA (2018, 4 of at most 3 years old), too old to count. Federal"
    assert old in later
    told = json.loads(run("countries", "BEL", "--year", "2022", "--json").stdout)
    assert known(told, "oda_ldc_share_of_oda")["status"] == "stale"


def test_context_is_said_to_be_context(belgium):
    text, told = belgium
    assert re.search(
        r"immigrant_stock: \d+ persons \(2020, 0 of at most 10 years old\), context\. United", text
    )
    stock = known(told, "immigrant_stock")
    assert (stock["role"], stock["status"]) == ("context", "context")


def test_a_level_and_treaties_are_told_in_their_own_words(belgium):
    text, told = belgium
    assert "detention_last_resort: level 1 of 4 (" in text
    assert (
        "opcat: opcat signed (2005-10-24, status read 0 of at most 10 years ago). United Nations Treaty"
        in text
    )
    assert "nonrefoulement_treaties: cat party, ced party (status read 0 of at most 10 years ago). " in text
    assert known(told, "nonrefoulement_treaties")["treaties"] == {"cat": "party", "ced": "party"}


def test_several_treaties_share_no_date_and_a_list_has_none(make):
    asked = [make.treaty_status("both", "first", "second"), make.treaty_status("listed", "third")]
    records = [
        make.treaty("first", "party", date="1999-06-25", status_as_of="2018"),
        make.treaty("second", "signed", date="2004", status_as_of="2019"),
        make.whole_list("third", "2017"),
    ]
    lines, told = told_of(make, asked, records)
    assert "   both: first party, second signed (status read 2 of at most 3 years ago). An office" in lines
    assert "   listed: third none (status read 3 of at most 3 years ago). An office" in lines
    assert known(told, "both")["period"] == "1999-06-25"


def test_a_level_is_told_with_its_beginning_and_when_it_was_confirmed(make):
    asked = [make.rubric("checked"), make.rubric("unchecked")]
    records = [
        make.level("checked", "2014-12-01", law=2, confirmed="2018-03"),
        make.level("unchecked", "2017-05", law=1),
    ]
    lines, told = told_of(make, asked, records)
    assert (
        "   checked: level 2 of 4 (since 2014-12-01, confirmed 2 of at most 3 years ago). An office" in lines
    )
    assert "   unchecked: level 1 of 4 (since 2017-05, 3 of at most 3 years ago). An office" in lines
    assert [(entry["period"], entry["age"]) for entry in told["indicators"]] == [
        ("2014-12-01", 2),
        ("2017-05", 3),
    ]


def test_the_questions_answered_are_counted_by_objective_and_in_all(belgium):
    text, told = belgium
    answered = [entry for entry in told["indicators"] if entry["period"] or entry["sources"]]
    of_remittances = [entry for entry in told["indicators"] if entry["objective"] == 20]
    shown = [entry for entry in answered if entry["objective"] == 20]
    assert f" 20 Remittances: {len(shown)} of {len(of_remittances)} questions " in text
    assert text.endswith(
        f" {len(answered)} of {len(told['indicators'])} questions that apply; {told['findings']} findings."
    )
    assert 0 < len(shown) < len(of_remittances)
    assert told["findings"] > 0


def test_the_values_are_those_of_the_card_of_all_questions(belgium):
    card = gcm.score("BEL", 2020, profile="full")
    asked = card.indicators[card.indicators["status"] != "not_applicable"].reset_index()
    assert [entry["indicator"] for entry in belgium[1]["indicators"]] == asked["indicator"].tolist()
    assert [entry["status"] for entry in belgium[1]["indicators"]] == asked["status"].tolist()
    scored = asked[asked["status"] == "scored"].set_index("indicator")["value"].to_dict()
    assert {
        entry["indicator"]: entry["value"]
        for entry in belgium[1]["indicators"]
        if entry["status"] == "scored"
    } == scored


def test_every_question_has_the_same_keys_and_what_is_known_has_a_source(belgium):
    keys = ["objective", "indicator", "name", "role", "status", "value", "unit", "treaties", "period", "age"]
    entries = belgium[1]["indicators"]
    assert {tuple(entry) for entry in entries} == {(*keys, "max_age", "notes", "sources")}
    assert [
        entry["indicator"] for entry in entries if entry["value"] is not None and not entry["sources"]
    ] == []
    sources = [source for entry in entries for source in entry["sources"]]
    assert all(set(source) == {"id", "publisher", "date", "locator", "licence"} for source in sources)
    assert all(source["publisher"] and source["locator"] for source in sources)


def test_a_country_without_a_year_is_told_as_of_this_one(run):
    assert f"Ages as of 31 December {date.today().year}; edition " in run("countries", "BEL").stdout


def test_small_letters_name_a_country_too(run):
    lower, upper = (run("countries", name, "--year", "2020").stdout for name in ("nld", "NLD"))
    assert lower == upper
    assert upper.startswith("NLD  Netherlands (Kingdom of the) (Western Europe, high income)\n")


def test_three_letters_that_are_no_code_are_searched_for_in_the_names(run):
    assert run("countries", "elg").stdout == "BEL  Belgium\n"


@pytest.mark.parametrize("search", [["belg"], ["ZZZ"], []])
def test_a_year_without_a_country_is_refused(refused, search):
    assert "--year goes with one country; give its three-letter code" in refused(
        2, "countries", *search, "--year", "2020"
    )


def test_a_year_far_from_now_is_refused_for_a_country_too(refused):
    assert "1800 is not a year" in refused(2, "countries", "BEL", "--year", "1800")


def test_a_territory_of_which_almost_nothing_is_known_shows_that_little(run):
    text = run("countries", "BES", "--year", "2020").stdout
    told = json.loads(run("countries", "BES", "--year", "2020", "--json").stdout)
    values = {
        entry["indicator"]: entry["value"] for entry in told["indicators"] if entry["role"] == "context"
    }
    assert {name for name, value in values.items() if value is not None} == {"population_census"}
    assert text.startswith("BES  Caribbean Netherlands (Caribbean)\nGroups: none\n")
    assert " questions that apply; 0 findings.\n" in text
    assert (told["groups"], told["income"], told["findings"]) == ([], None, 0)


def test_of_a_country_without_any_record_nothing_is_told_but_the_number_of_questions(make):
    lines, told = told_of(make, [make.measure("one"), make.measure("two")], [])
    # Of the groups that rest on a figure (destination, origin) nothing is claimed either.
    assert lines == [
        "BEL  Belgium (Western Europe, high income)",
        "Groups: donor, oecd, eu, gcm_in_favour",
        "Ages as of 31 December 2020; edition test:",
        "",
        "0 of 2 questions that apply; 0 findings.",
    ]
    assert [(entry["status"], entry["value"]) for entry in told["indicators"]] == [("not_assessed", None)] * 2


def test_what_is_not_published_and_what_contradicts_itself_is_said(make):
    silent = make.figure("one", None, "2019", missing="not_published")
    pair = [make.figure("two", 1), make.figure("two", 2, sources=["other"])]
    lines, told = told_of(make, [make.measure("one"), make.measure("two")], [silent, *pair])
    assert [entry["status"] for entry in told["indicators"]] == ["not_published", "conflict"]
    assert "   one: no value (2019, 1 of at most 3 years old), said not to be published. An office" in lines
    (contradicted,) = [line for line in lines if line.startswith("   two: no value")]
    assert ", sources contradict each other. An office" in contradicted


def test_what_does_not_apply_to_a_country_is_not_among_its_questions(run):
    told = json.loads(run("countries", "MLI", "--year", "2020", "--json").stdout)
    assert not [entry for entry in told["indicators"] if entry["indicator"] == "oda_gni_share"]


def test_the_lines_fit_the_terminal(make):
    shown, _ = told_of(make, [make.measure()], [make.figure("pupils", 5)], 48)
    assert max(map(len, shown)) <= 48
    assert shown[-4:-2] == ["   pupils: 5 units (2020, 0 of at most 3 years", "      old). An office"]


# Mistakes


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
def test_an_unknown_country_ends_with_2_and_the_nearest_names(refused, command):
    said = refused(2, command[0], "BEK", *command[2:], "--year", "2020")
    assert said.startswith("gcmscore: unknown country 'BEK'; did you mean ")
    assert "BEL" in said


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
def test_an_unknown_profile_ends_with_2_and_the_nearest_names(refused, command):
    said = refused(2, *command, "--year", "2020", "--profile", "cor")
    assert said == "gcmscore: unknown profile 'cor'; did you mean core?\n"


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
@pytest.mark.parametrize("day", ["soon", "2020-13", "2020-02-30", "01/02/2020", ""])
def test_a_known_by_that_is_no_date_ends_with_2(refused, command, day):
    assert refused(2, *command, "--year", "2020", "--known-by", day).startswith("gcmscore: known_by: ")


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
@pytest.mark.parametrize("year", ["1899", "2101", "-5"])
def test_a_year_far_from_now_ends_with_2(refused, command, year):
    assert f"{year} is not a year" in refused(2, *command, "--year", year)


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
@pytest.mark.parametrize("year", [["--year", "soon"], ["--year", "2020.5"]])
def test_a_year_that_is_none_ends_with_2_and_the_usage(refused, command, year):
    said = refused(2, *command, *year)
    assert said.startswith(f"Usage: gcmscore {command[0]}")
    assert "--year" in said


def test_a_report_needs_a_year_and_a_card_takes_this_one(run, refused):
    assert "Missing option '--year'" in refused(2, "report", "BEL")
    assert f"31 December {date.today().year}" in run("score", "BEL").stdout


@pytest.mark.parametrize("number", ["24", "0", "-1"])
def test_an_unknown_objective_ends_with_2(refused, number):
    assert "objective" in refused(2, "explain", "BEL", "--year", "2020", "--", number)
    assert "objective" in refused(2, "objectives", "--", number)
    assert "objective" in refused(2, "indicators", "--objective", number)


def test_an_unknown_indicator_ends_with_2_and_the_nearest_names(refused):
    said = refused(2, "indicators", "oda_gni")
    assert said == "gcmscore: unknown indicator 'oda_gni'; did you mean oda_gni_share or oda_ldc_gni_share?\n"


def test_an_unknown_profile_of_a_list_ends_with_2(refused):
    assert "unknown profile 'globe'; did you mean global?" in refused(2, "indicators", "--profile", "globe")


@pytest.mark.parametrize("language", ["xx", "", "../en", "EN", "en/../en"])
def test_an_unknown_language_ends_with_2_and_writes_nothing(refused, language):
    assert "unknown language" in refused(2, "report", "BEL", "--year", "2020", "--lang", language)


@pytest.mark.parametrize(
    ("written", "hint"),
    [(name, "there are en, fr, nl") for name in ("frr", "NL", "de", "tlh")],
)
def test_an_unknown_language_is_told_all_there_are(refused, written, hint):
    said = refused(2, "report", "BEL", "--year", "2020", "--lang", written)
    assert said == f"gcmscore: unknown language {written!r}; {hint}\n"


def test_a_comparison_without_a_page_has_no_language(refused):
    said = refused(2, "compare", "BEL@2018", "BEL@2020", "--lang", "fr")
    assert "--lang is the language of what --html, --pdf, --xlsx and --docx write" in said


@pytest.mark.parametrize(
    ("command", "page"),
    [
        (("report", "BEL", "--year", "2020", "--format", "html"), "BEL-2020.html"),
        (("compare", "BEL@2018", "BEL@2020", "--html", "page.html"), "page.html"),
        (("report", "--objective", "20", "--year", "2020", "--format", "html"), "objective-20-2020.html"),
    ],
    ids=["scorecard", "comparison", "objective"],
)
def test_a_report_is_written_in_the_language_asked_for(run, tmp_path, command, page):
    assert run(*command, "--lang", "fr").exit_code == 0
    written = (tmp_path / page).read_text(encoding="utf-8")
    assert '<html lang="fr" dir="ltr">' in written
    assert "Envois de fonds" in written


def test_an_unknown_format_ends_with_2(refused):
    assert "'odt'" in refused(2, "report", "BEL", "--year", "2020", "--format", "odt")


def test_an_unknown_command_ends_with_2(refused):
    assert "No such command 'scor'" in refused(2, "scor", "BEL")


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
def test_a_missing_folder_of_evidence_ends_with_2_and_is_named(refused, command):
    assert "nowhere" in refused(2, *command, "--year", "2020", "--evidence", "nowhere")


def test_a_missing_folder_of_a_framework_ends_with_2_and_is_named(refused):
    options = ["--framework", "nowhere", "--evidence", "nowhere"]
    assert "nowhere" in refused(2, "score", "BEL", "--year", "2020", *options)


def test_a_missing_folder_to_check_ends_with_2(refused):
    assert "'nowhere' does not exist" in refused(2, "check", "nowhere")


def test_a_framework_without_evidence_of_its_own_ends_with_2(refused, tmp_path):
    root = Path(__file__).resolve().parent.parent
    assert "--framework needs --evidence" in refused(2, "score", "BEL", "--year", "2020", "--framework", root)


@pytest.mark.parametrize("command", CARD_COMMANDS, ids=NAMES)
def test_evidence_that_breaks_a_rule_ends_with_1_and_every_problem(refused, tmp_path, command):
    own_evidence(tmp_path / "mine", value="NO")
    said = refused(1, *command, "--year", "2020", "--evidence", "mine")
    assert said.startswith("1 problem found:\n  mine/evidence.yaml:5: observations.0.value: ")


# Places that cannot be written to


@pytest.fixture
def old_report(tmp_path):
    """A file where a folder is wanted: nobody, the administrator included, can write below it."""
    place = tmp_path / "build"
    place.write_text("not a folder", encoding="utf-8")
    return place


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_folder_that_cannot_be_made_ends_with_2_and_leaves_everything_as_it_was(
    refused, old_report, below, plan
):
    said = refused(2, "report", "BEL", "--year", "2020", "--out", old_report / below, *plan)
    assert said.startswith("gcmscore: ")
    assert "cannot be written" in said
    assert old_report.read_text(encoding="utf-8") == "not a folder"


@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.fsync", "pathlib.Path.replace"])
def test_a_disk_that_fails_leaves_the_old_file_and_no_other(refused, monkeypatch, tmp_path, plan, step):
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "BEL-2020.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr(step, fail)
    assert "No space left on device" in refused(2, "report", "BEL", "--year", "2020", *plan)
    assert (tmp_path / "BEL-2020.html").read_text(encoding="utf-8") == "old"


# As a program


def program(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gcmscore", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=60)


def test_the_program_runs_as_a_module(tmp_path):
    done = program("--version", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"gcmscore, version {gcm.__version__}\n")


def test_a_mistake_shows_no_traceback_and_keeps_standard_output_clean(tmp_path):
    done = program("score", "XYZ", "--year", "2020", "--json", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("gcmscore: unknown country 'XYZ'")
    assert "Traceback" not in done.stderr


def test_json_on_standard_output_is_nothing_but_json(tmp_path):
    done = program("score", "BEL", "--year", "2020", "--json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["country"] == "BEL"


def test_help_loads_nothing_heavy(tmp_path):
    program_text = (
        "import sys\nfrom gcmscore.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program_text], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert {"pandas", "numpy", "matplotlib", "pydantic", "jinja2", "typst", "babel"} & set(
        done.stdout.split()
    ) == set()
