"""The rules of good evidence: what is said, at which line, and what is left in peace."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore._consistency import Entry
from gcmscore._resources import DATA_ROOT
from gcmscore._yaml import Document
from gcmscore.checking.advice import advice
from gcmscore.checking.figures import SERIES_APART, TENFOLD
from gcmscore.checking.rules import RULES
from gcmscore.checks import checked
from gcmscore.compact import framework_problems

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2021, 6, 1)
COPY = b"what was read"
CLEAN = """\
country: BEL
sources:
  - {id: report, title: Report, publisher: Monitor, date: 2020-03, kind: monitor, language: en, \
url: "https://example.org/r", accessed: 2020-04}
  - {id: act, title: Act, publisher: Gazette, date: 2019-01-10, kind: law, language: en}
findings:
  - {id: held, date: 2020-01, statement: S., objectives: [13], stance: challenge, stage: practice,
     sources: [{id: report, locator: p. 1}]}
  - {id: voted, date: 2019-01-10, statement: S., objectives: [13], stance: advance, stage: adopted,
     sources: [{id: act, locator: art. 1}]}
assessments:
  - indicator: child_immigration_detention
    law: 3
    practice: 1
    from: 2020-01
    rationale: The law bars it, and practice does not follow.
    findings: [held, voted]
    would_change: A count.
    coder: A
    sources: [{id: report, locator: p. 1}, {id: act, locator: art. 1}]
"""
SOURCES = """\
country: BEL
sources:
  - {id: report, title: Report, publisher: Monitor, date: 2020-03, kind: law, language: en}
  - {id: other, title: Other, publisher: Ministry, date: 2020-05, kind: law, language: en}
  - {id: again, title: Report, publisher: monitor, date: 2020-12, kind: law, language: en}
observations:
"""


def figure(value: float, period: str = "2019", source: str = "report", **more: object) -> str:
    """Return a figure of 2019 on two lines."""
    parts = {"indicator": "immigrant_stock", "unit": "persons", "period": period, "value": value, **more}
    keys = ", ".join(f"{name}: {text}" for name, text in parts.items())
    return f"  - {{{keys},\n     sources: [{{id: {source}, locator: t}}]}}\n"


def of_other_years(*values: float) -> str:
    return "".join(figure(value, str(2010 + place)) for place, value in enumerate(values))


@pytest.fixture
def folder(tmp_path):
    """Write files, and return their folder."""

    def write(text: str = CLEAN, **files: str | bytes) -> Path:
        for name, content in {"mine.yaml": text, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def said(folder: Path, today: date = TODAY) -> list[str]:
    return [f"{item.severity}: {item} [{item.code}]" for item in gcm.check(folder, today=today)]


def changed(*pairs: tuple[str, str], text: str = CLEAN) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


# Assessments, sources, dates


def test_nothing_is_said_of_clean_evidence(folder):
    assert said(folder()) == []


LATER = """\
  - {id: freed, date: 2020-02, statement: S., objectives: [13], stance: advance, stage: practice,
     supersedes: [held], sources: [{id: report, locator: p. 2}]}
assessments:"""
# One mistake each: what is replaced, by what, and all that is said.
MISTAKES = {
    "assessment without finding": (
        [("    findings: [held, voted]\n", ""), ("stage: practice", "stage: practice, note: Kept.")],
        ["warning: mine.yaml:11: assessments.0.findings: rests on no finding; write the facts as findings "
         "and name their ids under findings: [assessment_without_finding]"],
    ),
    "announcement as practice": (
        [("findings: [held, voted]", "findings: [voted]"), ("law: 3", "law: 2")],
        ["warning: mine.yaml:13: assessments.0.practice: 1 rests only on what was adopted, not on what was "
         "done; cite a finding of the stage practice, or leave practice out [announced_as_practice]"],
    ),
    "announcement as law": (
        [("findings: [held, voted]", "findings: [voted]"), ("    practice: 1\n", ""),
         ("stage: adopted", "stage: announced")],
        ["warning: mine.yaml:12: assessments.0.law: 3 rests only on what was announced; cite a finding of "
         "the stage adopted or in_force, or lower the level [announced_as_law]"],
    ),
    "gap of which practice is not spoken": (
        [("The law bars it, and practice does not follow.", "The law bars it.")],
        ["warning: mine.yaml:15: assessments.0.rationale: law 3 and practice 1 lie far apart, and the "
         "rationale does not speak of practice; say what each level rests on [unexplained_gap]"],
    ),
    "gap of which neither is spoken": (
        [("The law bars it, and practice does not follow.", "As read.")],
        ["warning: mine.yaml:15: assessments.0.rationale: law 3 and practice 1 lie far apart, and the "
         "rationale does not speak of law or of practice; say what each level rests on [unexplained_gap]"],
    ),
    "gap without a finding on practice": (
        [("stage: practice", "stage: in_force")],
        ["warning: mine.yaml:16: assessments.0.findings: law 3 and practice 1 lie far apart, and no finding "
         "cited shows practice; cite a finding of the stage practice [unexplained_gap]"],
    ),
    "superseded evidence still used": (
        [("assessments:", LATER), ("    from: 2020-01\n", "    from: 2020-01\n    confirmed: 2020-04\n"),
         ("date: 2020-03", "date: 2020-03-31"),
         ("{id: act, locator: art. 1}]\n", "{id: act, locator: art. 1}, {id: late, locator: p. 1}]\n"),
         ("findings:\n  -", "  - {id: late, title: T, publisher: P, date: 2020-05, kind: law, language: en}\n"
          "findings:\n  -")],
        ["warning: mine.yaml:20: assessments.0.findings: 'held' was superseded by 'freed', known by "
         "2020-03-31; rest on 'freed' too, and see whether the level holds [superseded_evidence]"],
    ),
    "unused source": (
        [("findings:\n  -", "  - {id: spare, title: T, publisher: P, date: 2020, kind: law, language: en}\n"
          "findings:\n  -")],
        ["note: mine.yaml:5: sources.2: no record cites 'spare'; cite it or remove it [unused_source]"],
    ),
    "source without access date": (
        [(", accessed: 2020-04", "")],
        ["note: mine.yaml:3: sources.0: has an address and no date of access; add accessed: with the day on "
         "which it was read [no_access_date]"],
    ),
    "source read before it was published": (
        [("accessed: 2020-04", "accessed: 2020-02")],
        ["warning: mine.yaml:3: sources.0.accessed: was read on 2020-02, before its date, 2020-03; give the "
         "date of the version that was read [accessed_too_early]"],
    ),
    "source of the future": (
        [("date: 2020-03,", "date: 2021-07,"), ("accessed: 2020-04", "accessed: 2021-08")],
        ["warning: mine.yaml:3: sources.0.accessed: 2021-08 is after today, 2021-06-01; the day on which it "
         "happened or was read [future_date]",
         "warning: mine.yaml:3: sources.0.date: 2021-07 is after today, 2021-06-01; the day on which it "
         "happened or was read [future_date]"],
    ),
    "finding and assessment of the future": (
        [("date: 2020-03,", "date: 2021-06,"), ("accessed: 2020-04", "accessed: 2021-06"),
         ("date: 2020-01,", "date: 2021-06-02,"), ("from: 2020-01", "from: 2021-06-30")],
        ["warning: mine.yaml:6: findings.0.date: 2021-06-02 is after today, 2021-06-01; the day on which it "
         "happened or was read [future_date]",
         "warning: mine.yaml:14: assessments.0.from: 2021-06-30 is after today, 2021-06-01; the day on which "
         "it happened or was read [future_date]"],
    ),
    "fingerprint of no kept copy": (
        [("accessed: 2020-04", f"accessed: 2020-04, sha256: {'a' * 64}")],
        ["note: mine.yaml:3: sources.0.sha256: no copy of 'report' is kept; keep it as kept/report.* "
         "[kept_copy_missing]"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_at_its_line(name, folder):
    pairs, expected = MISTAKES[name]
    assert said(folder(changed(*pairs))) == expected


IN_ORDER = {
    "level 0 on a promise": [("findings: [held, voted]", "findings: [voted]"), ("law: 3", "law: 1"),
                             ("practice: 1", "practice: 0"), ("stage: practice", "stage: practice, note: K")],
    "a gap of one level": [("law: 3", "law: 2"), ("The law bars it, and practice does not follow.", "Read.")],
    "a gap explained in French": [
        ("country: BEL", "country: BEL\nlanguage: fr"),
        ("The law bars it, and practice does not follow.", "La loi l’interdit, la pratique diffère.")],
    "a gap explained in a language without a list": [
        ("country: BEL", "country: BEL\nlanguage: fi"),
        ("The law bars it, and practice does not follow.", "Laki kieltää sen.")],
    "a law, which does not change": [("kind: law", 'kind: law, url: "https://a.org"')],
    "superseded and rested on both": [
        ("assessments:", LATER), ("findings: [held, voted]", "findings: [held, voted, freed]")],
    "superseded later than the level was seen": [("assessments:", LATER)],
}  # fmt: skip


@pytest.mark.parametrize("name", IN_ORDER)
def test_what_is_in_order_is_left_in_peace(name, folder):
    assert said(folder(changed(*IN_ORDER[name]))) == []


def test_a_country_that_rests_on_its_regions_needs_no_finding(folder):
    own = CLEAN[CLEAN.index("  - indicator:") :]
    country = changed(("    findings: [held, voted]\n", "    regions: [BE-VLG]\n"), text=own)
    region = changed(("  - indicator", "  - country: BE-VLG\n    indicator"), text=own)
    assert said(folder(CLEAN.replace(own, country + region))) == []


def test_a_source_of_a_group_is_used(folder):
    cited = changed(
        ("findings:\n  -", "  - {id: members, title: T, publisher: P, date: 2020, kind: law, language: en}\n"
         "findings:\n  -")
    )  # fmt: skip
    groups = (DATA_ROOT / "evidence" / "groups.yaml").read_text(encoding="utf-8")
    groups = re.sub(r"\{id: [\w.-]+,", "{id: members,", groups)
    assert said(folder(cited, **{"groups.yaml": groups})) == []


# Kept copies


def with_fingerprint(content: bytes = COPY) -> str:
    return changed(("accessed: 2020-04", f"accessed: 2020-04, sha256: {hashlib.sha256(content).hexdigest()}"))


def test_a_kept_copy_that_is_the_same_is_left_in_peace(folder):
    assert said(folder(with_fingerprint(), **{"kept/report.tar.gz": COPY})) == []


def test_a_kept_copy_that_was_changed_is_an_error_of_the_check_alone(folder):
    place = folder(with_fingerprint(), **{"kept/report.pdf": b"another"})
    found = hashlib.sha256(b"another").hexdigest()
    assert said(place) == [
        f"error: mine.yaml:3: sources.0.sha256: kept/report.pdf is another file: its fingerprint is {found}; "
        "restore the copy, or read the new one and correct what cites it [kept_copy_changed]"
    ]
    assert gcm.validate(place) == []


@pytest.mark.parametrize("name", ["kept/reprot.pdf", "kept/act.html", "kept/report-2.pdf"])
def test_a_kept_copy_of_no_fingerprint_is_named(name, folder):
    assert said(folder(**{name: COPY})) == [
        f"note: {name}: is the copy of no source that gives a sha256; name it after the id of its source, "
        "and give that its sha256 [kept_copy_unknown]"
    ]


def test_of_two_copies_the_one_that_was_read_counts(folder):
    place = folder(with_fingerprint(), **{"kept/report.pdf": COPY, "kept/report.txt": b"its words"})
    assert [(item.code, item.path) for item in gcm.check(place, today=TODAY)] == [
        ("kept_copy_unknown", "kept/report.txt")
    ]


def test_a_kept_copy_that_is_a_folder_cannot_be_read(folder):
    place = folder(with_fingerprint())
    (place / "kept" / "report.html").mkdir(parents=True)
    assert said(place) == [
        "error: mine.yaml:3: sources.0.sha256: kept/report.html cannot be read; a readable file [unreadable]"
    ]


def test_kept_copies_silences_and_what_tools_hide_are_no_evidence(folder):
    place = folder()
    before = gcm.load_evidence(place).digest
    folder(**{"kept/table.csv": "a,b\n1,2\n", "kept/page.yaml": "?", "check.yaml": "silence: []\n"})
    folder(**{".pre-commit-config.yaml": "repos: []\n", ".github/evidence.yml": "on: push\n"})
    assert (gcm.validate(place), gcm.load_evidence(place).digest) == ([], before)


# Figures


FIGURES = {
    "jump of the newest": (
        of_other_years(400, 410, 4200),
        ["warning: mine.yaml:11: observations.2.value: immigrant_stock of BEL for 2012: 4200 is at least ten "
         "times its neighbour, 410 in 2011; look at the source, and at the unit [jump]"],
    ),
    "one that both neighbours contradict": (
        of_other_years(400, 30, 410, 415),
        ["warning: mine.yaml:9: observations.1.value: immigrant_stock of BEL for 2011: 30 is a tenth or less "
         "of its neighbours, 400 in 2010 and 410 in 2012; look at the source, and at the unit [jump]"],
    ),
    "two publishers of one series": (
        figure(400) + figure(420, source="other"),
        ["warning: mine.yaml:9: observations.1.value: immigrant_stock of BEL for 2019: 420 (other) and 400 "
         "(report) at mine.yaml:7 are 5 % apart; see whether both count the same thing, and which of them "
         "measured it [sources_differ]"],
    ),
    "two series": (
        figure(400, series="undesa") + figure(500, source="other"),
        ["warning: mine.yaml:9: observations.1.value: immigrant_stock of BEL for 2019: 500 (no series) and "
         "400 (undesa) at mine.yaml:7 are 20 % apart; see whether both count the same thing, and which of "
         "them measured it [series_differ]"],
    ),
    "two pairs of one kind": (
        figure(400) + figure(440, "2018") + figure(420, source="other") + figure(500, "2018", "other"),
        ["warning: mine.yaml:13: observations.3.value: immigrant_stock of BEL for 2018: 500 (other) and 440 "
         "(report) at mine.yaml:9 are 12 % apart (and 1 more pair); see whether both count the same "
         "thing, and which of them measured it [sources_differ]"],
    ),
}  # fmt: skip


def figures_said(folder: Path) -> list[str]:
    """Return what is said, but for sources and age."""
    return [line for line in said(folder) if not re.search(r"\[(unused_source|stale_evidence)\]$", line)]


@pytest.fixture
def undesa(compact):
    (series, *_) = compact.indicators["immigrant_stock"].series
    return series.id


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_that_stands_out_is_named(name, folder, undesa):
    text, expected = FIGURES[name]
    text = text.replace("undesa", undesa)
    assert figures_said(folder(SOURCES + text)) == [line.replace("undesa", undesa) for line in expected]


PLAUSIBLE = {
    "less than ten times": of_other_years(400, 3999),
    "of few digits": of_other_years(3, 45),
    "many years apart": figure(400, "2010") + figure(4100, "2019"),
    "a month beside a year": figure(4000, "2018") + figure(300, "2019-01"),
    "from nothing": of_other_years(0, 4000),
    "parts of a total": figure(4000, "2018") + figure(30, "2019", disaggregation="{sex: female}"),
    "confirmed by another": of_other_years(400, 4200) + figure(4150, "2011", "other", series="undesa"),
    "rounded": figure(400.4) + figure(400, source="other"),
    "within margins": figure(400, low=380, high=430) + figure(425, source="other"),
    "revised": figure(400) + figure(430, source="again"),
    "marked to win": figure(400) + figure(500, source="other", override="The other is a typing error."),
    "series nearly alike": figure(400, series="undesa") + figure(430, source="other"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_a_figure_that_can_be_explained_is_left_in_peace(name, folder, undesa):
    assert figures_said(folder(SOURCES + PLAUSIBLE[name].replace("undesa", undesa))) == []


def test_on_a_scale_without_a_true_zero_nothing_is_ten_times_another(folder):
    text = SOURCES + of_other_years(0.2, 2.5).replace("immigrant_stock", "freedom_to_leave")
    assert figures_said(folder(text.replace("unit: persons", "unit: latent_scale"))) == []


def table(*values: float, countries: int = 10) -> str:
    """Return a table of migrants in so many countries; of Belgium these, of the others one figure each."""
    codes = ["NLD", "FRA", "DEU", "LUX", "GBR", "ESP", "PRT", "ITA", "AUT"][: countries - 1]
    rows = [f"BEL,{2010 + place},{value}" for place, value in enumerate(values)]
    rows += [f"{code},2010,4000" for code in codes]
    return "country,period,value,unit,source,locator\n" + "".join(f"{row},persons,report,t\n" for row in rows)


@pytest.mark.parametrize(("values", "countries", "lines"), [
    ((400, 4200), 9, [3]),
    ((400, 4200), 10, []),
    ((400, 410, 4200, 4300), 10, []),
    ((400, 4200, 410), 10, [3]),
])  # fmt: skip
def test_in_a_table_that_nobody_types_only_what_both_neighbours_contradict_is_named(
    values, countries, lines, folder
):
    place = folder(
        SOURCES.removesuffix("observations:\n"),
        **{"immigrant_stock.csv": table(*values, countries=countries)},
    )
    found = [item for item in gcm.check(place, today=TODAY) if item.code == "jump"]
    assert [(item.path, item.line, item.field) for item in found] == [
        ("immigrant_stock.csv", line, "value") for line in lines
    ]


@settings(max_examples=20)
@given(st.lists(st.integers(1, 10**7), min_size=2, max_size=6))
def test_a_jump_is_named_only_between_neighbours_ten_times_apart(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("figures")
    (folder / "mine.yaml").write_text(SOURCES + of_other_years(*values), encoding="utf-8")
    lines = [item.line for item in gcm.check(folder, today=TODAY) if item.code == "jump"]
    apart = [
        place
        for place in range(1, len(values))
        if max(values[place - 1 : place + 1]) >= TENFOLD * min(values[place - 1 : place + 1])
        and min(values[place - 1 : place + 1]) >= TENFOLD
    ]
    # A figure that both neighbours contradict is named once.
    assert {(line - 7) // 2 for line in lines} <= set(apart)
    assert bool(lines) == bool(apart)


# What has grown old


def test_a_level_that_was_last_seen_too_long_ago_is_noted(folder, compact):
    limit = compact.indicators["child_immigration_detention"].max_age
    place = folder()
    assert said(place, date(2020 + limit, 12, 31)) == []
    assert said(place, date(2021 + limit, 1, 1)) == [
        "note: mine.yaml:14: assessments.0.from: child_immigration_detention was last seen in 2020 and "
        f"counts for {limit} years; look for newer evidence, or confirm it [stale_evidence]"
    ]


def test_only_the_newest_figure_of_a_country_can_be_too_old(folder, compact):
    limit = compact.indicators["immigrant_stock"].max_age
    place = folder(SOURCES + figure(400, "2010") + figure(410, "2019", "other"))
    aged = {year: said(place, date(year + limit, 1, 1)) for year in (2019, 2020)}
    assert [item for item in aged[2019] if "stale" in item] == []
    assert [item for item in aged[2020] if "stale" in item] == [
        "note: mine.yaml:9: observations.1.period: the newest figure of BEL is of 2019 and counts for "
        f"{limit} years; look for a newer one [stale_evidence]"
    ]


def test_a_total_of_what_is_counted_by_its_parts_is_told_unless_the_parts_are_there(tmp_path):
    def lines(*parts):
        rows = "".join(
            "  - {indicator: remittance_cost_sending, period: 2020, value: 12.5, unit: percent_of_amount, "
            f"{part}sources: [{{id: ours, locator: page 1}}]}}\n"
            for part in parts
        )
        source = "{id: ours, title: Ours, publisher: We, date: 2021, kind: ngo, language: en, accessed: 2021}"
        text = f"country: GHA\nsources:\n  - {source}\nobservations:\n{rows}"
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return said(tmp_path, date(2021, 1, 1))

    part = "disaggregation: {corridor: NGA}, "
    assert lines(part) == lines("", part) == []
    assert lines("") == [
        "warning: mine.yaml:5: observations.0.disaggregation: remittance_cost_sending is counted by "
        "corridor, and the figures of GHA are not told apart; give each figure its corridor under "
        "disaggregation, as the source lists them [total_alone]"
    ]


def test_a_table_that_has_grown_old_is_noted_once(folder):
    place = folder(SOURCES.removesuffix("observations:\n"), **{"immigrant_stock.csv": table(400)})
    (line,) = [item for item in said(place, date(2060, 1, 1)) if "stale" in item]
    assert line.startswith(
        "note: immigrant_stock.csv:2: period: the newest figure of BEL is of 2010 and counts"
    )
    assert "(and 9 more countries)" in line


def test_a_list_of_states_that_has_grown_old_is_noted(folder):
    cited = "sources: [{id: report, locator: t}]"
    treaty = f"{{instrument: opcat, status: signed, date: 2005-10-24, status_as_of: 2020-03, {cited}}}"
    whole = f"{{instrument: opcat, status_as_of: 2020-03, complete: true, {cited}}}"
    text = SOURCES.replace("observations:", f"ratifications:\n  - {treaty}")
    assert "ratifications.0.status_as_of: opcat was read for 2020-03 and counts" in str(
        said(folder(text), date(2060, 1, 1))
    )
    text += f"ratification_lists:\n  - {whole}\n"
    found = [item for item in said(folder(text), date(2060, 1, 1)) if "stale" in item]
    assert [item.split(" and counts")[0] for item in found] == [
        "note: mine.yaml:9: ratification_lists.0.status_as_of: the list of opcat is of 2020-03"
    ]


# Silences


def silence(**parts: object) -> str:
    reason = {"reason": "Looked at by two of us, and right as it stands."}
    entry = "".join(f"    {name}: {text}\n" for name, text in {**reason, **parts}.items())
    return f"silence:\n  -\n{entry}"


UNUSED = {"code": "assessment_without_finding"}
WITHOUT = [("    findings: [held, voted]\n", "")]
HELD = "bel.child_immigration_detention.2020-01"


@pytest.mark.parametrize("more", [
    {}, {"path": "mine.yaml"}, {"path": "'*.yaml'"}, {"record": HELD}, {"record": HELD.upper()},
    {"field": "findings"}, {"field": "assessments.0.findings"}, {"until": "2021-06"}, {"until": 2021},
])  # fmt: skip
def test_a_silence_silences_what_it_names(more, folder):
    place = folder(changed(*WITHOUT), **{"check.yaml": silence(**UNUSED, **more)})
    found = checked(place, today=TODAY)
    assert found.problems == ()
    assert [item.code for item in found.silenced] == ["assessment_without_finding"]


@pytest.mark.parametrize("more", [
    {"path": "other.yaml"}, {"record": "bel"}, {"field": "ings"}, {"code": "unused_source"},
])  # fmt: skip
def test_a_silence_of_something_else_silences_nothing(more, folder):
    place = folder(changed(*WITHOUT), **{"check.yaml": silence(**{**UNUSED, **more})})
    assert said(place) == [
        "note: check.yaml:3: silence.0: silences nothing; remove it [silence_unused]",
        *MISTAKES["assessment without finding"][1],
    ]


def test_a_silence_past_its_day_no_longer_counts(folder):
    place = folder(changed(*WITHOUT), **{"check.yaml": silence(**UNUSED, until="2021-05")})
    assert said(place) == [
        "note: check.yaml:5: silence.0.until: ended on 2021-05; look again: mend it, or give a later day "
        "[silence_expired]",
        *MISTAKES["assessment without finding"][1],
    ]


SHORT = "string should have at least 20 characters [type]"
MISTAKES_OF_SILENCES = [
    (silence(code="unit"), "4: silence.0.code: 'unit' is the code of an error, and errors cannot be "
     "silenced; mend the error [silence_of_error]"),
    (silence(code="unused_sorce"), "4: silence.0.code: 'unused_sorce' is no code; did you mean "
     "'unused_source'? [unknown_reference]"),
    (silence(code="jump", reason="ok"), f"3: silence.0.reason: 'ok' is not accepted; {SHORT}"),
    (silence(code="jump", reason=f"'{' ' * 22}'"),
     f"3: silence.0.reason: '{' ' * 22}' is not accepted; {SHORT}"),
    ("silence:\n  - code: jump\n", "2: silence.0.reason: is missing; add 'reason' [missing_key]"),
    (silence(code="jump", paths="a"), "5: silence.0.paths: unknown key; did you mean 'path'? accepted are "
     "code, field, path, reason, record, until [unknown_key]"),
    ("silences: []\n", "1: silences: unknown key; accepted is silence [unknown_key]"),
    ("silence: jump\n", "1: silence: must be a list of silences; - code: … [type]"),
    ("- jump\n", "1: check.yaml must be a mapping of keys; key: value lines [not_a_mapping]"),
    ("silence: [\n", "2: is not valid YAML: did not find expected node content; correct the syntax [syntax]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES_OF_SILENCES)
def test_a_mistake_in_the_file_of_silences_is_an_error_of_the_check_alone(text, expected, folder):
    place = folder(**{"check.yaml": text})
    assert said(place) == [f"error: check.yaml:{expected}"]
    assert gcm.validate(place) == []


def test_a_changed_copy_cannot_be_silenced(folder):
    place = folder(
        with_fingerprint(), **{"kept/report.pdf": b"another", "check.yaml": silence(code="kept_copy_changed")}
    )
    assert [item.code for item in gcm.check(place, today=TODAY)] == ["silence_of_error", "kept_copy_changed"]


# Errors beside advice


def test_what_could_be_read_is_looked_at_beside_errors_and_nothing_is_concluded_from_what_is_missing(folder):
    text = changed(*WITHOUT, ("stance: advance, stage: adopted", "stance: advance, stage: decreed"))
    codes = [
        item.code for item in gcm.check(folder(text, **{"check.yaml": silence(code="jump")}), today=TODAY)
    ]
    assert codes == ["not_accepted", "assessment_without_finding"]


INVALID = [
    folder
    for folder in sorted((ROOT / "tests" / "data" / "invalid").iterdir())
    if not folder.name.startswith("framework-")
]


@pytest.mark.parametrize("folder", INVALID, ids=lambda folder: folder.name)
def test_everything_that_validate_finds_is_there_and_advice_is_marked_as_such(folder):
    found, errors = gcm.check(folder, today=TODAY), gcm.validate(folder)
    assert [item for item in found if item.severity == "error"] == errors
    assert [item for item in found if item.severity != RULES[item.code].severity] == []


def fingerprints(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@settings(max_examples=20)
@given(st.sets(st.sampled_from(sorted(MISTAKES))))
def test_a_check_changes_no_file_whatever_it_finds(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("unchanged")
    for place, name in enumerate(sorted(names)):
        inner = folder / str(place)
        inner.mkdir()
        (inner / "mine.yaml").write_text(changed(*MISTAKES[name][0]), encoding="utf-8")
    (folder / "check.yaml").write_text(silence(code="jump"), encoding="utf-8")
    before = fingerprints(folder)
    assert gcm.check(folder, today=TODAY)
    assert fingerprints(folder) == before


class Sheet(Document):
    """A document whose problems have a cell, as a workbook's have."""

    def problem(self, location, message, remedy, code):
        super().problem(location, message, remedy, code)
        self.problems[-1] = replace(self.problems[-1], line=0, cell="assessments!H7")


def test_advice_on_a_record_of_a_workbook_names_its_cell_and_leaves_its_errors_alone(make):
    sheet = Sheet("pack.xlsx")
    sheet.problem(("findings", 0), "is wrong", "", "type")
    found = advice(
        Entry(make.level(law=2), sheet, ("assessments", 0)), "law", "is high", "", "announced_as_law"
    ).problem
    assert str(found) == "pack.xlsx!assessments!H7: assessments.0.law: is high"
    assert found.severity == "warning"
    assert len(sheet.problems) == 1


# The shipped evidence


def test_the_shipped_evidence_gives_no_warning_and_every_silence_of_it_holds():
    found = checked(DATA_ROOT / "evidence", today=date(2026, 12, 31))
    assert [str(item) for item in found.problems if item.severity != "note"] == []
    assert [str(item) for item in found.problems if item.code.startswith("silence")] == []
    assert found.silenced


# The catalogue


REPORTING = {
    *("problem", "Problem", "_problem", "_refuse", "rows", "_add"),
    *("WorkbookError", "advice", "figure_advice", "_note"),
}


def literal_codes() -> set[str]:
    """Return the codes that stand in calls that report a problem, or at the end of what is to be reported."""
    found = set()
    for path in (ROOT / "gcmscore").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            last = None
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                # A column's code is its name.
                reports = name in REPORTING and not (name == "_refuse" and path.stem == "_workbook_parts")
                last = node.args[-1] if reports else node.args[0] if name == "each" else None
            elif isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple):
                last = node.value.elts[-1] if path.stem in ("_validation", "interface") else None
            if isinstance(last, ast.Constant) and isinstance(last.value, str):
                found.add(last.value)
    return found


def codes_of_invalid_folders() -> set[str]:
    folders = sorted((ROOT / "tests" / "data" / "invalid").iterdir())
    framework = [
        item for folder in folders if "framework-" in folder.name for item in framework_problems(folder)
    ]
    evidence = [
        item for folder in folders if "framework-" not in folder.name for item in gcm.validate(folder)
    ]
    return {item.code for item in [*framework, *evidence]}


def codes_of_this_file() -> set[str]:
    return set(re.findall(r"\[(\w+)\]\"?", Path(__file__).read_text(encoding="utf-8"))) & set(RULES)


@pytest.fixture(scope="module")
def used() -> set[str]:
    return literal_codes() | codes_of_invalid_folders()


def test_every_code_that_a_problem_can_carry_is_documented(used):
    words = {word for word in used if re.fullmatch(r"[a-z][a-z0-9_]*", word)}
    assert sorted(words - set(RULES)) == []


def test_every_documented_code_is_used(used):
    # A column's code is its name, which `each` takes; sources_differ and series_differ are chosen by a rule.
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "gcmscore").rglob("*.py")
        if "_rules" not in path.stem
    )
    assert sorted(code for code in set(RULES) - used if f'"{code}"' not in source) == []


def test_every_rule_of_good_evidence_is_broken_by_a_test():
    from gcmscore.checking.advice_rules import ADVICE_RULES

    assert sorted(set(ADVICE_RULES) - codes_of_this_file()) == []


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_in_sentences_what_it_means_why_and_how_to_mend_it(code):
    rule = RULES[code]
    for text in (rule.title, rule.why, rule.remedy):
        assert text[0].isupper() or text[0] == "`"
        assert text.endswith(".")
    assert rule.example and not rule.example.endswith(".")


def test_advice_has_no_severity_of_an_error_but_for_what_cannot_be_silenced():
    from gcmscore.checking.advice_rules import ADVICE_RULES

    errors = {code for code, rule in ADVICE_RULES.items() if rule.severity == "error"}
    assert errors == {"kept_copy_changed", "silence_of_error"}
    assert SERIES_APART < 1
