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
from gcmscore.errors import InvalidRequestError

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
    frame = table(series=["oecd_dac_grant_equivalent"] * 3)
    evidence = gcm.load_evidence() | Evidence.from_frame(frame, source=SOURCE)
    frame = gcm.score("NLD", 2019, evidence=evidence).indicators
    assert frame.loc[("NLD", 2019, "oda_gni_share"), "score"] == pytest.approx(100 * 0.59 / 0.7)
    assert frame.loc[("NLD", 2019, "oda_gni_share"), "source_id"] == "mine"


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


@pytest.mark.parametrize("source", ["My table", None, ["mine"]])
def test_a_source_that_is_no_mapping_is_refused_with_the_fields_that_are_needed(source):
    with pytest.raises(
        InvalidRequestError, match="mapping with id, title, publisher, date, kind, language, or a Source"
    ):
        Evidence.from_frame(table(), source=source)


@pytest.mark.parametrize("name", ["evidence", "compact"])
def test_what_is_no_evidence_or_framework_is_named_by_its_type_only(name):
    for score in (gcm.score, lambda _, year, **more: gcm.score_panel([year], **more)):
        with pytest.raises(InvalidRequestError) as caught:
            score("BEL", 2020, **{name: table()})
        told = f"{name}= takes what load_{name}() returns, not DataFrame"
        way = "; Evidence.from_frame makes it of a table" if name == "evidence" else ""
        assert str(caught.value) == told + way


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
    assert getattr(shipped, name).equals(before)


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
        ".: holds no evidence; YAML in *.yaml, workbooks in *.xlsx, tables in *.csv or *.parquet"
    ]


def test_a_folder_of_ones_own_is_joined_to_the_shipped_one(tmp_path, shipped):
    (tmp_path / "sources.yaml").write_text(
        "sources: [{id: mine, title: T, publisher: P, date: 2021, kind: official, language: en}]\n",
        encoding="utf-8",
    )
    (tmp_path / "oda_gni_share.csv").write_text(
        "country,period,value,unit,series,source,locator\n"
        "BEL,2019,0.4,percent_of_gni,oecd_dac_grant_equivalent,mine,table 1\n",
        encoding="utf-8",
    )
    joined = shipped | gcm.load_evidence(tmp_path)
    frame = gcm.score("BEL", 2019, evidence=joined).indicators
    assert frame.loc[("BEL", 2019, "oda_gni_share"), "value"] == 0.4
    assert len(joined.findings) == len(shipped.findings)


# Tables of figures


HEADER = "country,period,value,unit,series,source,locator,note"


@pytest.fixture
def folder(tmp_path):
    """Write a folder with one source and these files; the source is called mine."""

    def write(**files):
        (tmp_path / "sources.yaml").write_text(
            "sources: [{id: mine, title: T, publisher: P, date: 2021, kind: official, language: en}]\n",
            encoding="utf-8",
        )
        for name, lines in files.items():
            text = lines if isinstance(lines, str) else "\n".join([*lines, ""])
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return write


PLAIN = [
    "BEL,2018,0.43,percent_of_gni,oecd_dac_grant_equivalent,mine,table 1,",
    'NLD,2018-06/2019-05,1e-1,percent_of_gni,,mine,"table 1, row 2",preliminary',
    'FRA,2018,0.2,percent_of_gni,unsd_net_flows,mine,"the ""second"" table",',
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_alike_whether_or_not_it_needs_the_careful_way(folder, ending):
    text = ending.join([HEADER, *PLAIN, ""])
    quick = gcm.load_evidence(folder(oda_gni_share=text)).observations
    # An empty line is harmless and is left to the careful way.
    careful = gcm.load_evidence(folder(oda_gni_share=text + ending)).observations
    pd.testing.assert_frame_equal(quick, careful, check_exact=True)
    assert quick[["line", "locator", "note", "series"]].values.tolist() == [
        [2, "table 1", None, "oecd_dac_grant_equivalent"],
        [3, "table 1, row 2", "preliminary", None],
        [4, 'the "second" table', None, "unsd_net_flows"],
    ]
    assert quick["citations"].tolist()[1] == (("mine", "table 1, row 2"),)
    assert quick["value"].tolist() == [0.43, 0.1, 0.2]


def test_the_order_of_the_columns_does_not_matter(folder):
    expected = gcm.load_evidence(folder(oda_gni_share=[HEADER, *PLAIN[:1]])).observations
    other = ["note,locator,value,source,series,unit,period,country"]
    other += [",table 1,0.43,mine,oecd_dac_grant_equivalent,percent_of_gni,2018,BEL"]
    read = gcm.load_evidence(folder(oda_gni_share=other)).observations
    pd.testing.assert_frame_equal(read, expected)


def test_a_line_break_within_a_cell_is_kept_and_lines_are_counted_as_an_editor_counts_them(folder):
    rows = [HEADER, 'BEL,2018,0.43,percent_of_gni,,mine,"table 1', 'row 3",', *PLAIN[1:2]]
    frame = gcm.load_evidence(folder(oda_gni_share=rows)).observations
    assert frame[["line", "locator"]].values.tolist() == [[2, "table 1\nrow 3"], [4, "table 1, row 2"]]


def test_a_mistake_behind_a_line_break_within_a_cell_has_its_own_line(folder):
    rows = [HEADER, 'BEL,2018,0.43,percent_of_gni,,mine,"table 1', 'row 3",', PLAIN[1].replace("NLD", "NDL")]
    (problem,) = gcm.validate(folder(oda_gni_share=rows))
    assert (problem.line, problem.field) == (4, "country")


@pytest.mark.parametrize("number", ["1_0", "٣", "0x1", "nan", "inf", "1e999", "1,5", "", "0.4 %"])
def test_what_is_no_plain_number_is_refused_on_either_way(folder, number):
    row = f'BEL,2018,"{number}",percent_of_gni,,mine,table 1,'
    for quoted in (row, row.replace('"', "") if "," not in number else row):
        (problem,) = gcm.validate(folder(oda_gni_share=[HEADER, quoted]))
        assert (problem.line, problem.field, problem.code) == (2, "value", "number")


def test_margins_may_stand_in_a_table(folder):
    header = "country,period,low,value,high,unit,source,locator"
    rows = [
        header,
        "BEL,2018,,0.43,0.5,percent_of_gni,mine,p. 1",
        "NLD,2018,0.5,0.6,,percent_of_gni,mine,p. 1",
    ]
    frame = gcm.load_evidence(folder(oda_gni_share=rows)).observations
    assert frame[["low", "high"]].fillna(-1).values.tolist() == [[-1, 0.5], [0.5, -1]]


def test_a_table_may_divide_by_category(folder):
    header = "country,period,value,unit,series,category,source,locator"
    row = "permanent_inflows,BEL,2018,{},persons,,{},mine,p. 1"
    rows = [f"indicator,{header}", row.format(9, ""), row.format(4, "work"), row.format(5, "family")]
    frame = gcm.load_evidence(folder(inflows=rows)).observations
    assert frame[["category", "value"]].values.tolist() == [[None, 9], ["work", 4], ["family", 5]]


def test_tables_stand_in_the_order_of_their_files(folder):
    row = "BEL,2018,0.43,percent_of_gni,,mine,table 1,"
    named = f"indicator,{HEADER}"
    frame = gcm.load_evidence(
        folder(a=[named, f"oda_gni_share,{row}"], b=[named, "", f"oda_gni_share,{row.replace('BEL', 'FRA')}"],
               c=[named, f"oda_gni_share,{row.replace('BEL', 'NLD')}"])
    ).observations  # fmt: skip
    assert frame["path"].tolist() == ["a.csv", "b.csv", "c.csv"]
    assert frame["line"].tolist() == [2, 3, 2]


@pytest.mark.parametrize(
    "change",
    [
        {"value": [0.41, 0.59, 0.45]},
        {"country": ["BEL", "NLD", "DEU"]},
        {"period": ["2019", "2019", "2018"]},
        {"note": [None, None, "checked"]},
        {"locator": ["table", "table", "page 2"]},
        {"low": [None, None, 0.4]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_fingerprint_of_a_table_follows_every_cell(change):
    same, other = (Evidence.from_frame(table(**columns), source=SOURCE).digest for columns in ({}, change))
    assert same == Evidence.from_frame(table(), source=SOURCE).digest
    assert other != same


def test_a_hundred_thousand_rows_keep_their_figures():
    years = pd.Series(range(1000, 1100)).repeat(1000).reset_index(drop=True)
    codes = sorted(gcm.load_evidence().country_table)[:200]
    frame = pd.DataFrame({"period": years, "country": codes * 500, "value": years / 2000})
    frame = frame.assign(
        indicator="oda_gni_share", unit="percent_of_gni", age=[str(n % 1000) for n in range(100_000)]
    )
    evidence = Evidence.from_frame(frame, source=SOURCE)
    assert len(evidence.observations) == 100_000
    assert evidence.observations["value"].sum() == pytest.approx(frame["value"].sum())


# Treaty tables


TREATY = "country,status,date,status_as_of,source,locator"
STATES = [
    "BEL,signed,2005-10-24,2020-12-31,mine,list",
    "NLD,party,2010-09-28,2020-12-31,mine,list",
    "DZA,none,,2020-12-31,mine,list",
]


def test_a_table_named_after_a_treaty_is_its_status(folder):
    evidence = gcm.load_evidence(folder(opcat=[TREATY, *STATES]))
    frame = evidence.ratifications[["country", "instrument", "status", "date", "status_as_of"]]
    assert frame.astype("object").where(frame.notna(), None).values.tolist() == [
        ["BEL", "opcat", "signed", "2005-10-24", "2020-12-31"],
        ["NLD", "opcat", "party", "2010-09-28", "2020-12-31"],
        ["DZA", "opcat", "none", None, "2020-12-31"],
    ]
    assert evidence.ratifications["sources"].tolist()[0] == [{"id": "mine", "locator": "list"}]
    assert len(evidence.observations) == 0


def test_a_treaty_table_may_name_the_treaty_in_a_column(folder):
    rows = [f"instrument,{TREATY},note", *(f"icrmw,{row},read twice" for row in STATES[:2])]
    evidence = gcm.load_evidence(folder(treaties=rows))
    assert evidence.ratifications[["instrument", "note"]].values.tolist() == [["icrmw", "read twice"]] * 2


def test_a_treaty_table_is_read_alike_whether_or_not_it_needs_the_careful_way(folder):
    quick = gcm.load_evidence(folder(opcat=[TREATY, *STATES])).pack.ratifications
    careful = gcm.load_evidence(folder(opcat=[TREATY, *STATES, ""])).pack.ratifications
    assert quick == careful
    assert [record.model_fields_set for record in quick] == [record.model_fields_set for record in careful]


def test_treaty_status_of_a_table_is_scored_like_that_of_a_record(folder):
    evidence = gcm.load_evidence() | gcm.load_evidence(
        folder(opcat=[TREATY, "BEL,party,2006,2020,mine,list"])
    )
    frame = gcm.score("BEL", 2020, evidence=evidence, profile="full").indicators
    assert frame.loc[("BEL", 2020, "opcat"), "score"] == 100


def test_a_treaty_table_and_a_record_that_say_the_same_are_a_mistake_with_the_line_of_the_table(folder):
    root = folder(opcat=[TREATY, *STATES])
    (root / "bel.yaml").write_text(
        "country: BEL\nratifications:\n  - {instrument: opcat, status: signed, date: 2005-10-24, "
        "status_as_of: 2020, sources: [{id: mine, locator: list}]}\n",
        encoding="utf-8",
    )
    (problem,) = gcm.validate(root)
    assert str(problem) == (
        "opcat.csv:2: 'bel.opcat.signed.2005-10-24' is already used at bel.yaml:3; the same record twice: "
        "delete one, or correct what they have in common"
    )


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("date", "2005-13-01", "'2005-13-01' is not a date"),
        ("status_as_of", "soon", "'soon' is not a date"),
        ("status_as_of", "", "an empty cell is not a date"),
        ("locator", "", "an empty cell is missing"),
        ("locator", '" "', "' ' is not accepted"),
        ("country", "BE-", "'BE-' is not accepted"),
        ("source", "main", "'main' is not defined; did you mean 'mine'?"),
        ("date", "2001", "2001 is before OPCAT was adopted"),
        ("date", "2021-02", "the status was read on 2020-12-31, before 2021-02"),
    ],
)
def test_a_mistake_in_a_treaty_table_is_said_with_its_column(folder, column, cell, said):
    cells = dict(
        zip(TREATY.split(","), ["BEL", "party", "2005-10-24", "2020-12-31", "mine", "list"], strict=True)
    )
    row = ",".join({**cells, column: cell}.values())
    found = gcm.validate(folder(opcat=[TREATY, *STATES[1:], row]))
    field = "status_as_of" if "status was read" in said else column
    assert [(problem.line, problem.field) for problem in found] == [(4, field)]
    assert said in str(found[0])


# The language of what records say


@pytest.fixture
def worded(tmp_path):
    """Findings of a file, by id, whose top and one of whose records may name a language."""

    def read(top: str) -> pd.DataFrame:
        facts = "".join(
            f"  - {{id: {name}, date: 2020, statement: Un fait., objectives: [13], stance: advance, "
            f"stage: adopted, sources: [{{id: mine, locator: page 1}}]{more}}}\n"
            for name, more in (("plain", ""), ("own", ", language: nl"))
        )
        source = f"sources:\n  - {SOURCE | {'language': 'de'}}\n"
        (tmp_path / "facts.yaml").write_text(
            f"{top}country: BEL\n{source}findings:\n{facts}", encoding="utf-8"
        )
        return gcm.load_evidence(tmp_path).findings.set_index("id")["language"]

    return read


@pytest.mark.parametrize(("top", "language"), [("", "en"), ("language: fr\n", "fr")])
def test_a_record_is_in_its_own_language_else_in_that_of_its_file_else_in_english(worded, top, language):
    assert worded(top).to_dict() == {"plain": language, "own": "nl"}


def test_the_language_of_a_file_is_not_that_of_its_sources(worded, tmp_path):
    worded("language: fr\n")
    assert gcm.load_evidence(tmp_path).sources["language"].to_dict() == {"mine": "de"}


def test_a_language_is_named_by_its_code(worded):
    with pytest.raises(
        InvalidDataError, match=r"language: 'French' is not accepted; a language code such as en"
    ):
        worded("language: French\n")
