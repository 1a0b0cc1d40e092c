"""The working of a score, from the objective down to the paragraph of a source."""

from __future__ import annotations

import json
import os
import re

import pytest
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore import _see_commands
from gcmscore.cli import main
from gcmscore.explain import PASSED, REASONS, TRENDS
from gcmscore.scoring.trend import TRENDS as DIRECTIONS


@pytest.fixture(scope="module")
def card(shelf):
    return shelf.card("BEL-2020")


@pytest.fixture(scope="module")
def remittances(card):
    return card.explain(20)


def indicator(working, name):
    return next(item for item in working.to_dict()["indicators"] if item["id"] == name)


def test_it_begins_with_the_country_the_day_and_the_objective(remittances):
    lines = str(remittances).splitlines()
    assert lines[0] == "Belgium, 31 December 2020: objective 20"
    assert "profile core" in lines[2] and f"edition {gcm.load_compact().edition}" in lines[2]


@pytest.mark.parametrize(("objective", "formula"), [
    (2, "100 · (0.4783 − 0) / (0.7 − 0) = 68.33"),
    (2, "100 · (31.7 − 0) / (50 − 0) = 63.40"),
    (13, "100 · (2 − 0) / (4 − 0) = 50.00"),
    (20, "100 · (7.985 − 15) / (3 − 15) = 58.46"),
    (20, "100 · (100 − 100) / (0 − 100) = 0.00"),
])  # fmt: skip
def test_it_writes_the_formula_with_its_numbers(card, objective, formula):
    assert formula in str(card.explain(objective))


def test_it_lists_the_parts_of_a_mean(remittances):
    working = indicator(remittances, "remittance_cost_sending")["working"]
    assert working.startswith("unweighted mean of 4 by corridor: ")
    assert all(part in working for part in ("DZA 10.08", "COD 8.87", "MAR 5.05", "TUR 7.94"))


def test_it_counts_the_parts_of_a_share(remittances):
    assert indicator(remittances, "remittance_corridors_above_5")["working"].startswith(
        "4 of 4 above 5 by corridor: "
    )


def test_it_says_which_side_of_a_rubric_counts(card):
    detention = card.explain(13)
    assert indicator(detention, "child_immigration_detention")["working"].startswith(
        "the lower of law and practice"
    )
    assert indicator(detention, "detention_data_published")["working"].startswith("practice alone")


def test_every_value_leads_to_a_source_with_a_locator(card):
    for number in (2, 13, 20):
        for item in card.explain(number).to_dict()["indicators"]:
            if item["score"] is not None:
                sources = [source for record in item["basis"] for source in record["sources"]]
                assert sources and all(source["locator"] and source["title"] for source in sources), item[
                    "id"
                ]


def test_a_score_can_be_followed_to_the_notice_of_a_court_ruling(card):
    text = str(card.explain(13))
    assert "notice of 4 April 2019" in text
    assert "notice of 1 October 2020" in text


def test_contributions_add_up_to_the_score(card):
    for number in (2, 13, 20):
        working = card.explain(number).to_dict()
        assert sum(item["contribution"] for item in working["indicators"]) == pytest.approx(
            working["score"]
        ), number


def test_what_was_passed_over_stands_with_its_reason(card):
    (passed,) = [
        item
        for item in indicator(card.explain(2), "oda_ldc_share_of_oda")["passed_over"]
        if item["value"] == 37.1
    ]
    assert passed["reason"] == "lower_series"
    assert passed["reason_text"] == "another series ranks first"
    assert passed["sources"][0]["id"] == "be-gcm-review-2020"


def test_what_is_passed_over_is_printed_too(card):
    assert "passed over, another series ranks first: figure 37.1 for 2018" in str(card.explain(2))


@pytest.fixture(scope="module")
def aid_of_2018(shelf):
    """The working of objective 2 for 2018, in which three publishers' figures of Belgium's aid stand."""
    return shelf.card("BEL-2018").explain(2)


def test_the_working_of_2018_holds_the_oecds_the_united_nations_and_the_bureaus_aid(aid_of_2018):
    aid = indicator(aid_of_2018, "oda_gni_share")
    told = [
        (record["series"], round(record["value"], 2), record["value"], record.get("reason"))
        for record in [*aid["basis"], *aid["passed_over"]]
        if record["period"] == "2018"
    ]
    assert told == [
        ("oecd_dac_grant_equivalent", 0.43, 0.43024, None),
        ("unsd_grant_equivalent", 0.43, 0.43024, "lower_series"),
        ("national_statistics", 0.44, 0.44, "lower_series"),
    ]
    assert (aid["value"], aid["score"]) == (0.43024, pytest.approx(100 * 0.43024 / 0.7))


def test_it_prints_which_aid_of_2018_counted_and_why_the_others_did_not(aid_of_2018):
    aid, _, _ = str(aid_of_2018).partition("\n2. ")
    counted, *passed = re.split(r"\n   (?=rests on|passed over)", aid)[1:]
    assert counted.startswith(
        "rests on: figure 0.4302 for 2018\n      series: oecd_dac_grant_equivalent\n"
        "      source: Organisation for Economic Co-operation and Development, "
    )
    united_nations, bureau = [
        text for text in passed if text.startswith("passed over, another series ranks first: ")
    ]
    assert united_nations.startswith(
        "passed over, another series ranks first: figure 0.4302 for 2018\n"
        "      series: unsd_grant_equivalent\n      source: United Nations Statistics Division, "
    )
    assert bureau.startswith("passed over, another series ranks first: figure 0.44 for 2018\n")
    assert "\n      series: national_statistics\n      source: Federal Planning Bureau, " in bureau
    assert "100 · (0.4302 − 0) / (0.7 − 0) = 61.46" in aid


def test_the_net_flows_up_to_2017_are_never_mixed_with_the_grant_equivalents_from_2018_on(aid_of_2018):
    aid = indicator(aid_of_2018, "oda_gni_share")
    records = [*aid["basis"], *aid["passed_over"]]
    assert {record["series"] for record in records if record["period"] < "2018"} == {
        "oecd_dac_net_flows",
        "unsd_net_flows",
    }
    assert {record["series"] for record in records if record["period"] >= "2018"} == {
        "oecd_dac_grant_equivalent",
        "unsd_grant_equivalent",
        "national_statistics",
    }
    assert aid["trend"] is None


def test_figures_of_one_series_note_and_source_are_printed_together(make):
    measure = make.measure(series=[{"id": "count", "title": "A"}, {"id": "survey", "title": "B"}])
    records = [
        make.figure("pupils", 9, "2020", series="count"),
        make.figure("pupils", 1, "2017", series="count"),
        make.figure("pupils", 2, "2018", series="count"),
        make.figure("pupils", 3, "2018", series="survey"),
        make.figure("pupils", 4, "2019", series="count", note="preliminary"),
    ]
    lines = [line.strip() for line in str(make.card([measure], records).explain(1)).splitlines()]
    assert [line for line in lines if line.startswith(("rests on", "passed over", "series", "note"))] == [
        "rests on: figure 9 for 2020",
        "series: count",
        "passed over, a later period counts: figure 1 for 2017; figure 2 for 2018",
        "series: count",
        "passed over, a later period counts: figure 3 for 2018",
        "series: survey",
        "passed over, a later period counts: figure 4 for 2019",
        "note: preliminary",
        "series: count",
    ]


def test_a_figure_without_a_series_prints_none(make):
    assert "series:" not in str(make.card([make.measure()], [make.figure("pupils", 9)]).explain(1))


def test_a_trend_is_printed_with_its_word_and_its_two_ends(aid_of_2018):
    share = indicator(aid_of_2018, "oda_ldc_share_of_oda")
    ends = {"word": "decreasing", "first": 32.0, "last": 31.7, "from": 2015, "to": 2018}
    assert {name: share["trend"][name] for name in ends} == ends
    assert "   trend: decreasing, from 32 (2015) to 31.7 (2018)\n" in str(aid_of_2018)


def test_a_projection_stands_beside_the_trend_with_its_interval(aid_of_2018):
    line = indicator(aid_of_2018, "oda_ldc_share_of_oda")["trend"]["projection"]
    assert (line["year"], line["level"], line["observations"]) == (2030, 0.9, 4)
    assert line["low"] == 0  # a share cannot fall below 0, whatever the line says
    assert line["low"] < line["value"] < line["high"]
    said = "   a straight line through its 4 observations leads to 31.6 in 2030, 0 to 75.5896 at 90% if the"
    assert said in str(aid_of_2018)


def test_two_observations_give_a_trend_and_no_projection(make):
    records = [make.figure("pupils", value, year) for value, year in ((40, "2016"), (50, "2020"))]
    shown = make.card([make.measure()], records).explain(1)
    assert indicator(shown, "pupils")["trend"]["projection"] is None
    assert "straight line" not in str(shown)


def test_observations_on_one_line_have_no_interval(make):
    records = [
        make.figure("pupils", value, year) for value, year in ((40, "2010"), (50, "2015"), (60, "2020"))
    ]
    card = make.card([make.measure()], records, method=gcm.Method(trend_start=2010))
    said = "3 observations leads to 80 in 2030, without an interval, since all lie on it, if the course"
    assert said in str(card.explain(1))


def test_a_line_that_leaves_what_is_possible_is_called_so():
    # 2017, 2021 and 2024: from 89 % with an account by 1.1 points a year.
    shown = gcm.score("CYP", 2024, profile="global").explain(20)
    assert "3 observations leaves what is possible before 2030: the course cannot stay straight" in str(shown)
    assert indicator(shown, "account_ownership")["trend"]["projection"]["possible"] is False


def test_an_assessment_comes_with_its_reasons_and_what_would_change_it(card):
    (record,) = indicator(card.explain(13), "alternatives_to_detention")["basis"]
    assert record["rationale"].startswith("Law 1: ")
    assert record["would_change"]
    assert "be-13-return-homes-2020" in record["findings"]


def test_an_insufficient_objective_says_why_and_shows_no_score(make):
    measures = [make.measure(name) for name in "abcde"]
    working = make.card(measures, [make.figure("a", 20), make.figure("b", 30)]).explain(1)
    assert working.to_dict()["score"] is None
    assert working.reason_text == "the available indicators carry less than 50% of the applicable weight"
    assert working.reason_text in str(working)
    assert "25.0" in str(working)


def test_the_reason_names_the_floor_that_was_asked_for(make):
    measures = [make.measure(name) for name in "abcd"]
    records = [make.figure("a", 20), make.figure("b", 30)]
    card = make.card(measures, records, method=gcm.Method(coverage_floor=0.6))
    assert (
        card.explain(1).reason_text == "the available indicators carry less than 60% of the applicable weight"
    )


def test_an_objective_with_outdated_values_shows_them_and_says_so(make):
    working = make.card([make.measure()], [make.figure("pupils", 0.44, "2010")]).explain(1)
    assert working.to_dict()["reason"] == "stale"
    assert "older than its indicator allows" in str(working)
    assert "stale: 0.44" in str(working)


def test_a_clipped_value_says_so(make):
    card = make.card([make.measure()], [make.figure("pupils", 120)])
    assert "= 100.00, clipped at the goalpost" in str(card.explain(1))


def test_every_objective_can_be_explained(card):
    assert [number for number in card.compact.objectives if not str(card.explain(number)).strip()] == []


def test_as_plain_values_it_is_strict_json(card):
    for number in card.compact.objectives:
        json.dumps(card.explain(number).to_dict(), allow_nan=False)


# Every reason has its words


def reasons_of(make, cards):
    return {
        item.reason
        for card in cards
        for result in card.results
        for one in result.indicators
        for item in one.selection.passed_over
    }


def test_every_reason_for_passing_a_record_over_has_words(make):
    mean = {"how": "mean", "by": "corridor", "minimum": 2}
    part = {"disaggregation": {"corridor": "MAR"}}
    silent = make.figure("pupils", None, "2019", missing="not_published")
    series = make.measure(series=[{"id": "own_count", "title": "A"}])
    dimensions = ("corridor", "sex", "age", "migration_status", "category")
    by = {name: {"how": "mean", "by": name} for name in dimensions}
    cards = [
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, "2019"), make.figure("pupils", 2), make.figure("pupils", 3, "2021")],
        ),
        make.card([make.measure()], [make.figure("pupils", 1, **part), make.figure("pupils", 2)]),
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, override="So."), make.figure("pupils", 2, sources=["b"])],
        ),
        make.card([make.measure(values=mean)], [make.figure("pupils", 1, **part)]),
        make.card(
            [series], [make.figure("pupils", 1, series="own_count"), make.figure("pupils", 2, sources=["b"])]
        ),
        make.card([make.measure()], [make.figure("pupils", 1), make.figure("pupils", 1, sources=["b"])]),
        make.card(
            [make.measure()],
            [make.figure("pupils", 1, edition="2021"), make.figure("pupils", 2, sources=["b"])],
        ),
        make.card([make.measure()], [make.figure("pupils", 1, "2010"), silent]),
        make.card([make.rubric()], [make.level(since="2018", until="2019", law=1)]),
        make.card([make.rubric()], [make.level(since="2018", law=1), make.level(since="2019", law=2)]),
        *[make.card([make.measure(values=rule)], [make.figure("pupils", 1)]) for rule in by.values()],
    ]
    assert reasons_of(make, cards) == set(PASSED)
    assert all(str(card.explain(1)) for card in cards)


# Green begins at 75 of 100. From 10 in 2015 that takes (75 − 10) / (2030 − 2015) = 4.33 a year.
@pytest.mark.parametrize(("word", "last"), [
    ("on_track", 10 + 5 * 5),  # 5 a year
    ("moderately_improving", 10 + 5 * 3),  # 3 a year, more than half of 4.33
    ("stagnating", 10 + 5 * 1),
    ("decreasing", 10 - 5 * 1),
])  # fmt: skip
def test_every_word_of_a_trend_has_text_that_is_printed_with_the_indicator_and_the_objective(
    make, word, last
):
    measures = [make.measure(name, series=[{"id": "count", "title": "A"}]) for name in ("one", "two")]
    records = [
        make.figure(name, value, period, series="count")
        for name in ("one", "two")
        for period, value in (("2015", 10), ("2020", last))
    ]
    working = make.card(measures, records).explain(1)
    text = TRENDS[word]
    assert text == word.replace("_", " ")
    assert working.to_dict()["trend"] == word
    assert f"{working.result.band}, {text}), confidence" in str(working)
    assert str(working).count(f"   trend: {text}, from 10 (2015) to {last} (2020)\n") == 2


def test_the_words_of_trends_are_those_a_trend_can_have():
    assert set(TRENDS) == set(DIRECTIONS)


def not_common(make):
    """Return Belgium on the questions that it and the Netherlands answer: none."""
    records = [make.figure("pupils", 1), make.figure("teachers", 1, country="NLD")]
    compact = make.compact(make.measure("pupils"), make.measure("teachers"))
    compared = gcm.compare(
        ["BEL", "NLD"], 2020, compact=compact, evidence=make.evidence(*records), profile="full"
    )
    return compared.counted[0]


def test_every_reason_for_having_no_score_has_words(make):
    law = [make.rubric(f"rights_{number}", ("law",)) for number in range(2)]
    pair = [make.measure("one"), make.measure("two")]
    cards = {
        "coverage": make.card([*pair, make.measure("three")], [make.figure("one", 1)]),
        "single_indicator": make.card(pair, [make.figure("one", 1)]),
        "law_only": make.card(law, [make.level(f"rights_{number}", law=1) for number in range(2)]),
        "no_evidence": make.card(pair, []),
        "stale": make.card(pair, [make.figure("one", 1, "2010")]),
        "not_common": not_common(make),
        "no_indicator": make.card([make.measure("size", role="context")], []),
    }
    assert {name: card.explain(1).result.reason for name, card in cards.items()} == {
        name: name for name in cards
    }
    assert set(cards) == set(REASONS)
    assert all(card.explain(1).reason_text for card in cards.values())


# In a terminal


@pytest.fixture(scope="module")
def detention(shelf):
    return shelf.card("BEL-2026").explain(13)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["BEL-2026", "BEL-2020"])
def test_no_line_is_wider_than_the_terminal_but_for_an_address(shelf, name, width):
    for number in (3, 13, 16, 20, 21):
        lines = shelf.card(name).explain(number).text(width).splitlines()
        assert [line for line in lines if len(line) > width and "http" not in line] == []


def test_it_tells_law_and_practice_and_which_counts(detention):
    text = detention.text(80)
    assert "   law: level 3; practice: level 2; practice counts" in text.splitlines()
    assert "- law 3, practice 2, from 2024-07-20, confirmed 2025-06-24" in text


def test_sources_are_numbered_where_cited_and_listed_once_at_the_end(detention):
    text = detention.text(80)
    body, _, listing = text.partition("\nSources\n-------\n")
    numbers = sorted({int(number) for number in re.findall(r"\[(\d+)\]", body)})
    listed = [int(number) for number in re.findall(r"^\[(\d+)\] ", listing, re.MULTILINE)]
    assert numbers == listed == list(range(1, len(listed) + 1))
    known = {
        source["url"]
        for item in detention.to_dict()["indicators"]
        for record in item["basis"]
        for source in record["sources"]
    }
    assert all(url in listing for url in known if url)


def test_it_leads_from_the_objective_to_the_paragraph(detention):
    text = " ".join(detention.text(80).split())
    assert "Score 31.3 (orange), confidence high" in text
    assert "fact of 2024-07-20: The law of 12 May 2024 on the return policy entered into force." in text
    assert "[2] families with minor children, paragraph 1, for the entry into force" in text


def test_many_figures_that_did_not_count_are_one_line_and_stand_in_full_elsewhere(shelf):
    working = shelf.card("KEN-2024").explain(20)
    assert "- 32 figures for 2016-Q2/2016-Q4 to 2023, 5.4902 to 12.446" in working.text(80)
    assert "figure 10.3686 for 2016-Q2/2016-Q4, corridor RWA" in str(working)


def test_an_objective_without_a_score_says_why_first(shelf):
    lines = shelf.card("BEL-2026").explain(5).text(110).splitlines()
    assert "Insufficient: no available indicator speaks of practice or outcome" in lines
    assert any(line.strip().startswith("partial mean") for line in lines)


@pytest.mark.parametrize(("given", "columns", "fitted"), [(None, 72, 72), (None, 300, 110), (60, 300, 60)])
def test_the_command_fits_lines_to_the_terminal(monkeypatch, given, columns, fitted):
    class Terminal:
        def isatty(self):
            return True

    size = os.terminal_size((columns, 24))
    monkeypatch.setattr(_see_commands.shutil, "get_terminal_size", lambda _: size)
    monkeypatch.setattr(_see_commands.sys, "stdout", Terminal())
    assert _see_commands._columns(given) == fitted


def test_the_command_takes_a_width(shelf):
    shown = CliRunner().invoke(main, ["explain", "BEL", "13", "--year", "2026", "--width", "72"])
    assert shown.stdout == shelf.card("BEL-2026").explain(13).text(72) + "\n"
    refused = CliRunner().invoke(main, ["explain", "BEL", "13", "--year", "2026", "--width", "9"])
    assert refused.exit_code == 2 and "40" in refused.output


def test_the_list_of_sources_says_when_one_was_read_and_which_copy_is_kept(make):
    compact = make.compact(make.measure("a"))
    source = make.source("yearbook", accessed="2026-11-02", sha256="0f" * 32)
    evidence = make.evidence(source, make.figure("a", 1))
    told = gcm.score("BEL", 2020, compact=compact, evidence=evidence, profile="full").explain(1).text(120)
    assert f"read 2026-11-02; kept copy: SHA-256 {'0f' * 32}" in told
