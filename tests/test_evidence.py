"""Bodies of evidence: loading, joining, tables, and that nothing changes them."""

from __future__ import annotations

import copy
import pickle
import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

import gcmscore as gcm
from gcmscore import Evidence, InvalidDataError

SOURCE = {
    "id": "mine",
    "title": "My table",
    "publisher": "Me",
    "date": "2021-03",
    "kind": "statistic",
    "language": "en",
}
FRAMES = ("observations", "assessments", "ratifications", "findings", "replies", "sources")


def table(**columns):
    rows = {
        "indicator": ["oda_gni_share"] * 3,
        "country": ["BEL", "NLD", "FRA"],
        "period": ["2019"] * 3,
        "value": [0.41, 0.59, 0.44],
        "unit": ["percent_of_gni"] * 3,
    }
    return pd.DataFrame({**rows, **columns})


def problems(frame, **more):
    with pytest.raises(InvalidDataError, match=r"problems? found") as caught:
        Evidence.from_frame(frame, source=SOURCE, **more)
    return [str(problem) for problem in caught.value.problems]


# From a table


def test_a_table_becomes_evidence():
    evidence = Evidence.from_frame(table(), source=SOURCE)
    assert evidence.observations[["country", "value"]].values.tolist() == [
        ["BEL", 0.41],
        ["NLD", 0.59],
        ["FRA", 0.44],
    ]
    assert evidence.sources.loc["mine", "publisher"] == "Me"


def test_columns_can_have_other_names():
    frame = table().rename(columns={"country": "iso", "period": "year", "value": "share"})
    names = {"iso": "country", "year": "period", "share": "value"}
    evidence = Evidence.from_frame(frame, source=SOURCE, columns=names)
    assert evidence.observations["value"].tolist() == [0.41, 0.59, 0.44]


@pytest.mark.parametrize(
    "years", [[2019] * 3, [2019.0] * 3, np.array([2019] * 3), pd.array([2019] * 3, dtype="Int64")]
)
def test_years_may_be_numbers(years):
    evidence = Evidence.from_frame(table(period=years), source=SOURCE)
    assert evidence.observations["period"].tolist() == ["2019"] * 3
    assert evidence.observations["end"].tolist() == [pd.Timestamp(2019, 12, 31)] * 3


def test_numbers_may_be_text():
    evidence = Evidence.from_frame(table(value=["0.41", "0.59", "0.44"]), source=SOURCE)
    assert evidence.observations["value"].tolist() == [0.41, 0.59, 0.44]


def test_the_index_of_a_table_does_not_matter():
    frame = table().set_axis(["a", "b", "b"])
    assert Evidence.from_frame(frame, source=SOURCE).observations["value"].tolist() == [0.41, 0.59, 0.44]


def test_a_table_is_not_changed_by_reading_it():
    frame = table()
    Evidence.from_frame(frame, source=SOURCE)
    pd.testing.assert_frame_equal(frame, table())


def test_a_table_can_be_scored():
    evidence = gcm.load_evidence() | Evidence.from_frame(table(), source=SOURCE)
    frame = gcm.score("NLD", 2020, evidence=evidence).indicators
    assert frame.loc[("NLD", 2020, "oda_gni_share"), "score"] == pytest.approx(100 * 0.59 / 0.7)
    assert frame.loc[("NLD", 2020, "oda_gni_share"), "source_id"] == "mine"


def test_a_table_of_corridors_can_be_scored():
    frame = pd.DataFrame({"corridor": ["MAR", "TUR", "COD"], "value": [5.0, 6.0, 10.0]})
    frame = frame.assign(
        indicator="remittance_cost_sending", country="NLD", period="2020-Q3", unit="percent_of_amount"
    )
    card = gcm.score("NLD", 2020, evidence=Evidence.from_frame(frame, source=SOURCE))
    assert card.indicators.loc[("NLD", 2020, "remittance_cost_sending"), "value"] == pytest.approx(
        (5 + 6 + 10) / 3
    )


def test_every_wrong_row_of_a_table_is_reported_at_once():
    frame = table(
        country=["BLE", "NLD", "FRA"],
        period=["2019", "2019-13", "2019"],
        value=[0.41, 0.59, "n.a."],
    )
    assert problems(frame) == [
        "DataFrame:2: country: 'BLE' is not in the country table; an ISO 3166 code",
        "DataFrame:3: period: '2019-13' is not a period; "
        "write 2020, 2020-Q3, 2020-10, 2020-10-22 or 2018-08/2019-04",
        "DataFrame:4: value: 'n.a.' is not a number; a plain number such as 0.44",
    ]


def test_a_wrong_unit_and_an_impossible_value_are_reported_beside_a_wrong_country():
    frame = table(
        country=["BLE", "NLD", "FRA"],
        value=[0.41, 120, 0.44],
        unit=["percent_of_gni", "percent_of_gni", "percent"],
    )
    assert problems(frame) == [
        "DataFrame:2: country: 'BLE' is not in the country table; an ISO 3166 code",
        "DataFrame:3: value: 120 % of GNI cannot be; 0 to 100",
        "DataFrame:4: unit: 'percent' is not its unit; write 'percent_of_gni'",
    ]


def test_the_same_mistake_in_many_rows_is_reported_once_with_their_number():
    assert problems(table(unit=["percent"] * 3)) == [
        "DataFrame:2: unit: 'percent' is not its unit (and in 2 more rows); write 'percent_of_gni'"
    ]


def test_an_unknown_indicator_names_the_nearest():
    assert problems(table(indicator=["oda_gni_shar"] * 3)) == [
        "DataFrame:2: indicator: 'oda_gni_shar' is not defined (and in 2 more rows); "
        "did you mean 'oda_gni_share'?"
    ]


@pytest.mark.parametrize("column", ["indicator", "country", "period", "value", "unit"])
def test_a_missing_column_is_named(column):
    (problem,) = problems(table().drop(columns=column))
    assert problem.startswith(f"DataFrame:1: {column}: the column is missing; needed are ")


def test_a_column_nobody_knows_is_named_with_those_that_are_known():
    (problem,) = problems(table(remark="checked"))
    assert problem.startswith("DataFrame:1: remark: unknown column; optional are indicator, low, high, ")


@pytest.mark.parametrize("values", [
    [0.41, None, 0.44],
    [0.41, np.nan, 0.44],
    ["0.41", None, "0.44"],
    pd.Series([0.41, None, 0.44], dtype="object"),
    pd.array([0.41, None, 0.44], dtype="Float64"),
    [0.41, pd.NA, 0.44],
])  # fmt: skip
def test_an_empty_value_is_reported_however_pandas_writes_it(values):
    assert problems(table(value=values)) == [
        "DataFrame:3: value: an empty cell is not a number; a plain number such as 0.44"
    ]


@pytest.mark.parametrize("periods", [["2019", None, "2019"], pd.array([2019, None, 2019], dtype="Int64")])
def test_an_empty_period_is_reported_however_pandas_writes_it(periods):
    (problem,) = problems(table(period=periods))
    assert problem.startswith("DataFrame:3: period: an empty cell is not a period; ")


def test_two_figures_for_one_key_are_reported():
    assert problems(table(country=["BEL", "NLD", "BEL"])) == [
        "DataFrame:4: oda_gni_share of BEL for 2019 is there twice; one row a key and source"
    ]


def test_low_value_and_high_must_rise():
    (problem,) = problems(table(low=[0.40, 0.60, 0.40], high=[0.50, 0.65, 0.50]))
    assert problem.startswith("DataFrame:3: ")
    assert "low, value and high must be in rising order" in problem


def test_an_unknown_series_names_the_nearest():
    assert problems(table(series=["oecd_dac_net_flow"] * 3)) == [
        "DataFrame:2: series: 'oecd_dac_net_flow' is not defined (and in 2 more rows); "
        "did you mean 'oecd_dac_net_flows'?"
    ]


def test_a_source_with_a_mistake_is_reported_like_any_other_mistake():
    with pytest.raises(InvalidDataError, match="publisher"):
        Evidence.from_frame(
            table(), source={key: value for key, value in SOURCE.items() if key != "publisher"}
        )


def test_an_empty_table_is_evidence_of_nothing():
    assert len(Evidence.from_frame(table().iloc[:0], source=SOURCE).observations) == 0


# Joining


def one_figure(make, value, period="2020", **more):
    return make.evidence(make.figure("pupils", value, period, **more))


def test_joining_replaces_equal_keys_by_those_of_the_right(make):
    joined = one_figure(make, 40) | one_figure(make, 60)
    assert joined.observations["value"].tolist() == [60]


@pytest.mark.parametrize("difference", [
    {"period": "2019"}, {"country": "NLD"}, {"sources": ["other"]}, {"disaggregation": {"sex": "women"}},
    {"disaggregation": {"corridor": "MAR"}},
])  # fmt: skip
def test_figures_that_differ_in_any_part_of_the_key_stay_side_by_side(make, difference):
    joined = one_figure(make, 40) | one_figure(make, 60, **difference)
    assert joined.observations["value"].tolist() == [60, 40]


def test_the_right_side_stands_first_and_has_the_lower_pack(make):
    joined = one_figure(make, 40, "2018") | one_figure(make, 50, "2019") | one_figure(make, 60, "2020")
    assert joined.observations[["value", "pack"]].values.tolist() == [[60, 0], [50, 1], [40, 2]]


def test_joining_replaces_assessments_findings_and_replies_too(make):
    left = make.evidence(make.level(law=1), make.finding(statement="Old."), make.reply(text="Old."))
    right = make.evidence(make.level(law=3), make.finding(statement="New."), make.reply(text="New."))
    joined = left | right
    assert joined.assessments["law"].tolist() == [3]
    assert joined.findings["statement"].tolist() == ["New."]
    assert joined.replies["text"].tolist() == ["New."]


def test_one_source_id_for_two_sources_is_refused_because_records_would_change_hands(make):
    left, right = (make.evidence(make.source("yearbook", year)) for year in ("2001", "2002"))
    with pytest.raises(gcm.GcmscoreError, match="the source id 'yearbook' means two different things"):
        left | right


def test_groups_of_ones_own_survive_being_joined_with_evidence_that_has_none(make):
    cited = [{"id": "yearbook", "locator": "list"}]
    mine = make.evidence(groups={"donor": {"title": "D", "members": [{"country": "FRA"}], "sources": cited}})
    for joined in (mine | make.evidence(), make.evidence() | mine):
        assert [member.country for member in joined.groups["donor"].members] == ["FRA"]


def test_what_was_confirmed_later_is_confirmed_only_as_of_the_day_of_known_by(make):
    evidence = make.evidence(make.level(law=1, since="2010", confirmed="2024"))
    assert evidence.known_by(date(2013, 6, 30)).assessments["confirmed"].tolist() == ["2013-06-30"]


def test_everything_can_be_sent_to_another_process(shipped):
    card = gcm.score("BEL", 2020)
    again = pickle.loads(pickle.dumps(card))
    assert again.to_dict() == card.to_dict()
    assert copy.deepcopy(shipped).digest == shipped.digest


def test_joining_leaves_both_sides_as_they_were(make):
    left, right = one_figure(make, 40), one_figure(make, 60)
    before = (left.digest, right.digest)
    left | right
    assert left.observations["value"].tolist() == [40]
    assert right.observations["value"].tolist() == [60]
    assert (left.digest, right.digest) == before


def test_joining_with_nothing_changes_no_figure(make):
    evidence, nothing = one_figure(make, 40), make.evidence()
    for joined in (evidence | nothing, nothing | evidence):
        assert joined.observations["value"].tolist() == [40]


def test_joined_evidence_has_a_fingerprint_of_its_own_that_knows_the_order(make):
    left, right = one_figure(make, 40), Evidence.from_frame(table(), source=SOURCE)
    digests = {left.digest, right.digest, (left | right).digest, (right | left).digest}
    assert len(digests) == 4


def test_evidence_joins_with_evidence_only(make):
    with pytest.raises(TypeError, match="unsupported operand"):
        one_figure(make, 40) | {"value": 60}


# known_by


def test_known_by_drops_records_all_of_whose_sources_are_later(make):
    evidence = make.evidence(
        make.source("early", "2019-06"),
        make.source("late", "2021-06"),
        make.figure("pupils", 40, "2018", sources=["early"]),
        make.figure("pupils", 60, "2019", sources=["late"]),
        make.figure("pupils", 50, "2017", sources=["late", "early"]),
        make.level("rights", law=1, since="2018", sources=["early"]),
        make.level("rights", law=2, since="2019", sources=["late"]),
        make.treaty("convention", "party", "1990", sources=["late"]),
        make.finding("early-fact", sources=["early"]),
        make.finding("late-fact", sources=["late"]),
        make.reply(sources=["late"]),
    ).known_by(date(2020, 12, 31))
    assert sorted(evidence.observations["value"]) == [40, 50]
    assert evidence.assessments["law"].tolist() == [1]
    assert evidence.findings["id"].tolist() == ["early-fact"]
    assert (len(evidence.ratifications), len(evidence.replies)) == (0, 0)


@pytest.mark.parametrize(
    ("published", "known"), [("2020-12-31", True), ("2021-01-01", False), ("2020-12", True), ("2020", True)]
)
def test_known_by_counts_from_the_first_day_a_date_can_mean(make, published, known):
    evidence = make.evidence(make.source("yearbook", published), make.figure("pupils", 40))
    assert (len(evidence.known_by(date(2020, 12, 31)).observations) == 1) is known


def test_known_by_has_a_fingerprint_of_its_own(make):
    evidence = one_figure(make, 40)
    assert evidence.known_by(date(2020, 12, 31)).digest != evidence.digest


# Frozen


@pytest.mark.parametrize("name", FRAMES)
def test_changing_a_returned_frame_does_not_change_the_evidence(name, shipped):
    before = getattr(shipped, name)
    changed = getattr(shipped, name)
    for column in changed:
        changed[column] = None
    pd.testing.assert_frame_equal(getattr(shipped, name), before)


def test_changing_a_list_within_a_returned_frame_does_not_change_the_evidence(shipped):
    before = shipped.findings
    shipped.findings["sources"].iloc[0].clear()
    shipped.findings["objectives"].iloc[0].append(24)
    pd.testing.assert_frame_equal(shipped.findings, before)


def test_changing_a_returned_frame_does_not_change_the_next_score(make):
    compact, evidence = make.compact(make.measure()), one_figure(make, 40)
    frame = evidence.observations
    frame["value"] = 99.0
    card = gcm.score("BEL", 2020, compact=compact, evidence=evidence, profile="full")
    assert card.indicators["value"].tolist() == [40]


def test_evidence_cannot_be_changed(make):
    with pytest.raises(AttributeError, match="cannot assign to field 'digest'"):
        one_figure(make, 40).digest = "mine"


def test_every_frame_has_the_columns_of_its_records_even_when_empty(make):
    filled, empty = gcm.load_evidence(), make.evidence()
    assert {name: list(getattr(empty, name)) for name in FRAMES} == {
        name: list(getattr(filled, name)) for name in FRAMES
    }


def test_levels_that_were_not_coded_are_missing_and_the_others_whole(make):
    frame = make.evidence(make.level(law=3)).assessments
    assert frame["law"].dtype == frame["practice"].dtype == "Int64"
    assert frame["practice"].isna().all()


def test_evidence_shows_itself_in_a_line_or_two(shipped):
    assert len(repr(shipped)) < 500


# Folders


def test_the_fingerprint_of_a_folder_follows_its_content_and_not_its_place(data, tmp_path):
    little = data / "frameworks" / "three_objectives"
    plan = gcm.load_compact(little)
    shutil.copytree(little / "evidence", tmp_path / "copy")
    here, there = (gcm.load_evidence(path, compact=plan) for path in (little / "evidence", tmp_path / "copy"))
    assert here.digest == there.digest
    path = tmp_path / "copy" / "course_hours.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("300", "301"), encoding="utf-8")
    assert gcm.load_evidence(tmp_path / "copy", compact=plan).digest != here.digest


def test_a_folder_read_as_a_frame_keeps_file_and_line(data):
    little = data / "frameworks" / "three_objectives"
    frame = gcm.load_evidence(little / "evidence", compact=gcm.load_compact(little)).observations
    places = frame.loc[frame["indicator"] == "course_hours", ["path", "line"]].values.tolist()
    assert places == [["course_hours.csv", 2], ["course_hours.csv", 3]]


def test_a_table_in_a_folder_is_about_the_indicator_it_is_named_after(data):
    little = data / "frameworks" / "three_objectives"
    frame = gcm.load_evidence(little / "evidence", compact=gcm.load_compact(little)).observations
    assert frame.loc[frame["path"] == "course_hours.csv", "indicator"].unique().tolist() == ["course_hours"]


def test_a_folder_without_anything_in_it_is_a_mistake(tmp_path):
    assert [str(problem) for problem in gcm.validate(tmp_path)] == [
        ".: holds no evidence; YAML in *.yaml, tables in *.csv"
    ]


def test_a_folder_of_ones_own_is_joined_to_the_shipped_one(tmp_path, shipped):
    (tmp_path / "sources.yaml").write_text(
        "sources: [{id: mine, title: T, publisher: P, date: 2021, kind: official, language: en}]\n",
        encoding="utf-8",
    )
    (tmp_path / "oda_gni_share.csv").write_text(
        "country,period,value,unit,source,locator\nBEL,2019,0.42,percent_of_gni,mine,table 1\n",
        encoding="utf-8",
    )
    joined = shipped | gcm.load_evidence(tmp_path)
    frame = gcm.score("BEL", 2020, evidence=joined).indicators
    assert frame.loc[("BEL", 2020, "oda_gni_share"), "value"] == 0.42
    assert len(joined.findings) == len(shipped.findings)
