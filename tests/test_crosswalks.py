"""Crosswalks: how other systems correspond to the objectives."""

from __future__ import annotations

import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore.errors import UnknownCrosswalkError

NAMES = ("sdg", "sdg_10_7_2", "imrf", "guiding_principles", "mipex", "mgi")


def test_the_compact_has_six_crosswalks(compact):
    assert set(compact.crosswalks) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_crosswalk_is_a_tidy_table_with_a_source_in_every_row(name):
    table = gcm.crosswalk(name)
    assert list(table) == ["code", "title", "objective", "actions", "indicator", "source", "locator", "note"]
    assert table["objective"].dtype == "Int64"
    assert table[["code", "title", "source", "locator"]].notna().all().all()
    assert not table.duplicated(["code", "objective", "indicator"]).any()
    assert table.attrs["basis"] and table.attrs["custodian"]
    assert table.attrs["edition"] == gcm.load_compact().edition


def test_a_code_of_no_objective_in_particular_keeps_its_row_and_says_why():
    table = pd.concat([gcm.crosswalk(name) for name in NAMES])
    alone = table[table["objective"].isna()]
    assert len(alone) and alone["note"].notna().all()


def test_a_row_joins_a_code_an_objective_and_an_indicator():
    table = gcm.crosswalk("sdg").set_index(["code", "objective"])
    assert set(table.loc[("10.c.1", 20), "indicator"]) >= {
        "remittance_cost_sending",
        "remittance_cost_receiving",
    }
    assert table.loc[("17.2.1", 2), "indicator"].notna().all()


def test_the_round_tables_are_those_of_the_objectives(compact):
    table = gcm.crosswalk("imrf")
    rows = zip(table["objective"], table["code"], strict=True)
    expected = {number: str(item.round_table) for number, item in compact.objectives.items()}
    assert dict(rows) == expected


def test_the_inquiry_has_six_domains_of_five_questions():
    codes = gcm.crosswalk("sdg_10_7_2")["code"].unique().tolist()
    assert sorted(codes) == sorted(
        [f"D{domain}" for domain in range(1, 7)]
        + [f"D{domain}.{letter}" for domain in range(1, 7) for letter in "abcde"]
    )


def test_a_domain_corresponds_to_the_objectives_of_its_questions(compact):
    by_code = {entry.code: set(entry.objectives) for entry in compact.crosswalks["sdg_10_7_2"].entries}
    for domain in (f"D{number}" for number in range(1, 7)):
        questions = [found for code, found in by_code.items() if code.startswith(f"{domain}.")]
        assert by_code[domain] == set().union(*questions)


def test_the_compact_has_ten_guiding_principles_and_mipex_eight_areas(compact):
    assert [entry.code for entry in compact.crosswalks["guiding_principles"].entries] == list("abcdefghij")
    assert len(compact.crosswalks["mipex"].entries) == 8
    assert len(compact.crosswalks["mgi"].entries) == 6


def test_an_indicator_stands_under_an_objective_that_its_code_corresponds_to(compact):
    elsewhere = [
        f"{item.id}: {name} {code} corresponds to {', '.join(map(str, entries[code].objectives))}"
        for item in compact.indicators.values()
        for name, given in item.codes.items()
        if name in compact.crosswalks
        and (entries := {entry.code: entry for entry in compact.crosswalks[name].entries})
        for code in ([given] if isinstance(given, str) else given)
        if entries[code].objectives and item.objective not in entries[code].objectives
    ]
    assert elsewhere == []


def test_an_action_of_a_line_is_one_of_its_objectives(compact):
    strange = [
        f"{name} {entry.code}: {action}"
        for name, crosswalk in compact.crosswalks.items()
        for entry in crosswalk.entries
        for action in entry.actions
        if int(action[:-1]) not in entry.objectives
    ]
    assert strange == []


def test_an_unknown_crosswalk_names_the_known_ones():
    with pytest.raises(UnknownCrosswalkError, match="unknown crosswalk 'sgd'; did you mean sdg"):
        gcm.crosswalk("sgd")


def test_a_framework_without_crosswalks_has_none(data):
    plan = gcm.load_compact(data / "frameworks" / "three_objectives")
    assert dict(plan.crosswalks) == {}
    with pytest.raises(UnknownCrosswalkError):
        gcm.crosswalk("sdg", plan)
