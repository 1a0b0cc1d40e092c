"""The rules of records: whether what they name exists, and whether they fit each other."""

from __future__ import annotations

from collections.abc import Mapping

from gcmscore.checking.rule import Rule

_ELSEWHERE = "A record that points nowhere is counted nowhere."


def _error(title: str, why: str, example: str, remedy: str) -> Rule:
    return Rule("error", title, why, example, remedy)


def _column(name: str, accepted: str, example: str) -> Rule:
    return _error(
        f"A cell of the column `{name}` is not accepted.",
        _ELSEWHERE,
        example,
        f"Write {accepted}.",
    )


RECORD_RULES: Mapping[str, Rule] = {
    "contradiction": _error(
        "Two figures of one period, series and edition differ, or one ratification has two dates.",
        "Nothing could tell which of the two counts.",
        "0.44 and 0.43 % of GNI for 2018, both from the table of April 2019",
        "Give each its series or edition, or mark the right one with `override: reason`.",
    ),
    "country": _error(
        "A country or region is not in the country table, or lies in another country.",
        "A record of an unknown place is counted nowhere, one of another country in the wrong place.",
        "`country: BE`",
        "Write an ISO 3166 code such as BEL, or BE-VLG for a region of that country.",
    ),
    "date_order": _error(
        "Dates of a treaty stand in an order that cannot be.",
        "Who was bound, and since when, is a matter of law; one of the days is wrong.",
        "a State party before the treaty was adopted",
        "Look the day up in the depositary's list.",
    ),
    "duplicate": _error(
        "One id or key stands for two records.",
        "Whoever cites it could mean either.",
        "two sources with the id `annual-report-2020`",
        "Give one of them another id, or remove it.",
    ),
    "finding_too_late": _error(
        "An assessment rests on a finding dated after it ended.",
        "What had not happened yet cannot have been judged.",
        "an assessment until May 2019 that rests on a report of June 2019",
        "Rest on findings of its time, or correct the dates.",
    ),
    "kind": _error(
        "A record answers a question of another kind.",
        "Levels answer rubrics, figures answer measures; the one cannot stand for the other.",
        "an assessment of `oda_gni_share`, which is a figure",
        "Take the kind of record that the indicator asks for.",
    ),
    "no_anchor": _error(
        "A level is given for a side on which the rubric says nothing.",
        "Without an anchor two coders have nothing to agree on.",
        "`law: 2` on a rubric of practice alone",
        "Leave that side out.",
    ),
    "order": _error(
        "Indicators are not sorted by objective.",
        "A reader looks for a question under its objective.",
        "a question of objective 1 below one of objective 2",
        "Sort them.",
    ),
    "overlap": _error(
        "Two assessments of one indicator hold at the same time.",
        "A country has one level a day.",
        "one from 2018 without an end, the next from April 2019",
        "End the earlier one on the day before the later begins.",
    ),
    "range": _error(
        "A value lies outside what its unit or key allows.",
        "Such a value is a mistake of typing or of the unit.",
        "120 % of a population that cannot exceed it",
        "Correct the value, or its unit.",
    ),
    "region": _error(
        "A country's level is above that of a region it rests on, or the region has none.",
        "What a resident can count on everywhere is what the least generous region grants.",
        "level 2 for BEL over level 1 of BE-VLG",
        "Take the lower level, or assess the region.",
    ),
    "source_too_old": _error(
        "No source cited is as late as what it is cited for.",
        "A document cannot show what happened after it was written.",
        "a figure for the whole of 2019 from a report of October 2019",
        "Cite the source that shows it, or correct the period.",
    ),
    "supersession_loop": _error(
        "Findings supersede each other in a circle.",
        "None of them would be the last word.",
        "a supersedes b, b supersedes a",
        "Let only the newer one supersede.",
    ),
    "supersession_order": _error(
        "A finding supersedes a later one.",
        "What came first cannot overtake what came after.",
        "a report of 2018 that supersedes one of 2019",
        "Let the newer one supersede the older.",
    ),
    "unit": _error(
        "A figure is in another unit than its indicator.",
        "Thousands read as persons, or shares as per cent, make a score a thousand times wrong.",
        "`unit: percent` where the indicator counts in `percent_of_oda`",
        "Convert the figure, or correct the unit.",
    ),
    "unknown_group": _error(
        "An indicator applies to a group of countries that is not defined.",
        "It could not be told whom the question is asked of.",
        "`applies_to: [donors]`",
        "Define the group in `groups.yaml`, or take one that exists.",
    ),
    "unknown_reference": _error(
        "A record names something that is not defined.",
        _ELSEWHERE,
        "`findings: [a-fact]` where no finding has that id",
        "Take the name that the message proposes, or define it.",
    ),
    "unknown_source": _error(
        "A record cites a source that the folder lacks.",
        "A figure that cannot be traced is not evidence.",
        "`id: anual-report-2020`",
        "Add it under `sources:`, or correct the id.",
    ),
    # Columns of tables
    "corridor": _column("corridor", "the ISO code of the other country", "`CDO` for the Congo"),
    "date": _column("date", "2020, 2020-10 or 2020-10-22", "`2010-13`"),
    "edition": _column("edition", "the date of the published table", "`second`"),
    "indicator": _column("indicator", "the id of an indicator, also as the file's name", "`oda_gni_shar`"),
    "instrument": _column("instrument", "the id of a treaty, also as the file's name", "`opact`"),
    "locator": _column("locator", "page, paragraph, table or row", "an empty cell"),
    "missing": _error(
        "A table's column `missing` is not accepted, or a text that must be translated is not.",
        "The absence of a figure is itself a fact and needs one name.",
        "`unknown` in the column `missing`",
        "Write `not_published`, leave the row out, or translate the text.",
    ),
    "period": _column("period", "2020, 2020-Q3, 2020-10, 2020-10-22 or 2018-08/2019-04", "`2018-13`"),
    "source": _column("source", "the id of a source of this folder", "`anual-report-2020`"),
    "status": _column("status", "party, signed or none", "`partly`"),
    "status_as_of": _column("status_as_of", "the day for which the list was read", "an empty cell"),
}
