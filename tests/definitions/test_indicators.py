"""The indicators as they ship."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from gcmscore.scoring import bands

ROOT = Path(__file__).resolve().parents[2]
# Words that are a legal term where they stand, and no leave to judge.
LEGAL_TERMS = {"trafficking_identification": "reasonable grounds"}


@pytest.fixture(scope="module")
def indicators(compact):
    return list(compact.indicators.values())


@pytest.fixture(scope="module")
def scored(indicators):
    return [item for item in indicators if item.role == "scored"]


def names(items):
    return [item.id for item in items]


@pytest.mark.parametrize("document", ["README.md", "METHODOLOGY.md", "CHANGELOG.md"])
def test_documents_name_the_edition_that_ships_and_the_changelog_begins_with_it(compact, document):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"\bedition \(?([0-9]{4}\.[0-9]+)", text)
    assert named[0] == compact.edition
    assert document == "CHANGELOG.md" or set(named) == {compact.edition}


def test_profiles_are_full_core_and_global(compact):
    assert set(compact.profiles) == {"full", "core", "global"}


def test_indicators_are_sorted_by_objective(indicators):
    numbers = [item.objective for item in indicators]
    assert numbers == sorted(numbers)


def test_there_are_at_least_100_indicators(indicators):
    assert len(indicators) >= 100


def test_every_objective_has_at_least_three_scored_indicators_in_the_core(compact):
    few = {
        number: names(members)
        for number in compact.objectives
        if len(members := [item for item in compact.members("core", number) if item.role == "scored"]) < 3
    }
    assert few == {}


def test_every_objective_asks_about_practice_or_outcome_in_the_core(compact):
    silent = [
        number
        for number in compact.objectives
        if not any(
            {"practice", "outcome"} & set(item.aspects)
            for item in compact.members("core", number)
            if item.role == "scored"
        )
    ]
    assert silent == []


@pytest.mark.parametrize("field", ["id", "name", "question"])
def test_no_two_indicators_share_a_text(indicators, field):
    counts = Counter(getattr(item, field) for item in indicators)
    assert [text for text, count in counts.items() if count > 1] == []


def test_context_indicators_are_in_no_profile_but_full(indicators):
    assert names(item for item in indicators if item.role == "context" and item.profiles) == []


def test_the_global_profile_has_figures_and_treaties_and_no_rubric(compact):
    assert names(item for item in compact.members("global") if item.kind == "rubric") == []


def test_every_action_an_indicator_names_is_one_of_its_objective_or_of_those_it_is_also_shown_under(
    indicators,
):
    strange = {
        item.id: reference
        for item in indicators
        for reference in item.actions
        if int(reference[:-1]) not in (item.objective, *item.also)
    }
    assert strange == {}


def test_every_scored_indicator_answers_to_an_action(scored):
    assert names(item for item in scored if not item.actions) == []


def test_an_indicator_is_not_also_shown_under_its_own_objective(indicators):
    assert names(item for item in indicators if item.objective in item.also) == []


def test_every_group_a_question_applies_to_is_defined(indicators, shipped):
    strange = {item.id: name for item in indicators for name in item.applies_to if name not in shipped.groups}
    assert strange == {}


def test_every_question_ends_with_a_question_mark(indicators):
    assert names(item for item in indicators if not item.question.endswith("?")) == []


def test_every_indicator_says_what_it_does_not_show(indicators):
    assert names(item for item in indicators if not item.caveat) == []


def test_every_goalpost_lies_within_its_unit(compact, scored):
    outside = [
        item.id for item in scored for mark in item.scale if not compact.units[item.unit].contains(mark)
    ]
    assert outside == []


def test_every_target_lies_within_its_unit(compact, indicators):
    outside = [
        item.id
        for item in indicators
        if item.target and not compact.units[item.unit].contains(item.target.value)
    ]
    assert outside == []


def test_the_best_value_is_green_and_the_worst_is_not(scored):
    wrong = {
        item.id: found
        for item in scored
        if (found := bands(item.scale, item.bands.green, item.bands.red).tolist())[1] != "green"
        or found[0] == "green"
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "field", ["custodian", "access", "caveat", "gaming", "verified", "sources", "actions"]
)
def test_every_scored_indicator_is_complete(scored, field):
    assert names(item for item in scored if not getattr(item, field)) == []


@pytest.mark.parametrize("field", ["custodian", "access", "caveat", "verified", "sources"])
def test_every_indicator_says_where_it_comes_from(indicators, field):
    assert names(item for item in indicators if not getattr(item, field)) == []


def test_bands_say_why(scored):
    assert names(item for item in scored if not item.bands.reason) == []


def test_goalposts_say_why_for_both_ends(scored):
    silent = [
        item.id
        for item in scored
        if item.goalposts and not all(f"{end}: " in item.goalposts.reason for end in ("Best", "Worst"))
    ]
    assert silent == []


def test_goalposts_that_no_document_fixes_are_marked_provisional_or_proposed(scored):
    # A worst mark is a norm, the natural end of the unit, a percentile of what was published, or a proposal.
    grounds = re.compile(
        r"propos|natural|percentile|SDG|no |none|neither|nothing|nobody|answers|classes", re.I
    )
    unfounded = [
        item.id
        for item in scored
        if item.goalposts
        and not item.goalposts.provisional
        and not grounds.search(item.goalposts.reason.partition("Worst: ")[2])
    ]
    assert unfounded == []


def test_a_percentile_is_given_with_its_years_and_its_number_of_countries(scored):
    years, countries = (
        re.compile(r"\b(?:19|20)[0-9]{2}\b"),
        re.compile(r"n = [0-9]+|[0-9]+ (?:\w+ )?countries"),
    )
    vague = [
        item.id
        for item in scored
        if item.goalposts
        and "5th percentile" in item.goalposts.reason
        and not (years.search(item.goalposts.reason) and countries.search(item.goalposts.reason))
    ]
    assert vague == []


def test_an_indicator_with_provisional_goalposts_is_provisional(scored):
    assert (
        names(item for item in scored if item.goalposts and item.goalposts.provisional > item.provisional)
        == []
    )


def test_every_measure_that_is_scored_names_its_series_or_the_indicator_it_is_computed_from(scored):
    bare = [item.id for item in scored if item.kind == "measure" and not (item.series or item.values.of)]
    assert bare == []


def test_remittance_costs_are_scored_from_15_to_3(compact):
    for name in ("remittance_cost_sending", "remittance_cost_receiving"):
        assert compact.indicators[name].scale == (15, 3)


def test_every_rubric_says_what_evidence_it_needs_and_what_moves_a_country_up(indicators):
    rubrics = [item for item in indicators if item.kind == "rubric"]
    assert names(item for item in rubrics if not (item.evidence and item.moves_up)) == []


def test_no_anchor_leaves_the_level_to_taste(indicators):
    vague = re.compile(r"\b(?:(?:adequate|sufficient|effective|appropriate|reasonable)(?:ly)?|largely)\b")
    found = [
        f"{item.id}, level {number}, {side}: {match[0]}"
        for item in indicators
        for number, level in (item.levels or {}).items()
        for side in ("law", "practice")
        for match in vague.finditer((getattr(level, side) or "").replace(LEGAL_TERMS.get(item.id, "\0"), ""))
    ]
    assert found == []


@pytest.mark.parametrize("name", [
    "returns_carried_out",
    "entry_refusals",
    "detected_trafficking_victims",
    "migrant_deaths_recorded",
    "child_immigration_detention_count",
    "immigrant_stock",
    "naturalisation_rate",
    "naturalisation_residence_years",
    "permanent_inflows",
    "temporary_inflows",
    "resettlement_arrivals",
    "refugees_hosted",
])  # fmt: skip
def test_what_has_no_valid_direction_is_shown_and_never_scored(compact, name):
    assert compact.indicators[name].role == "context"


@pytest.mark.parametrize("name", ["trafficking_tier", "population_census", "statistical_legislation"])
def test_one_governments_view_and_what_says_nothing_of_migration_is_shown_and_never_scored(compact, name):
    assert compact.indicators[name].role == "context"


def test_a_score_never_rests_on_share_alike_figures_and_their_licence_is_said(indicators):
    shared = [item for item in indicators if "vdem" in item.codes]
    assert names(shared) == ["freedom_to_leave", "access_to_justice", "freedom_from_forced_labour"]
    assert names(item for item in shared if item.role == "scored" or "CC BY-SA 4.0" not in item.access) == []


def test_a_governments_own_answers_are_shown_and_never_scored(indicators):
    own = [item for item in indicators if item.unit in ("inquiry_answer", "policy_class")]
    assert names(item for item in own if item.role == "scored") == []


def test_every_domain_of_the_inquiry_is_shown_once(indicators):
    classes = [item for item in indicators if item.unit == "policy_class"]
    domains = [item.codes["sdg_10_7_2"] for item in classes if "sdg_10_7_2" in item.codes]
    assert sorted(domains) == [f"D{number}" for number in range(1, 7)]


def test_no_two_indicators_of_cost_share_a_series(compact):
    costs = [item for item in compact.indicators.values() if item.unit == "percent_of_amount"]
    counts = Counter(series.id for item in costs for series in item.series)
    assert [name for name, count in counts.items() if count > 1] == []
    assert names(item for item in costs if "global" in item.profiles) == ["remittance_cost_receiving_wdi"]


def test_only_what_was_verified_is_said_to_be_on_the_united_nations_list(indicators):
    assert names(item for item in indicators if item.un_gcm != "unknown") == ["local_authorities_involved"]


def test_no_indicator_is_called_official(indicators):
    told = [item.id for item in indicators if re.search(r"official (GCM )?indicator", item.model_dump_json())]
    assert told == []


def test_every_source_is_used_and_no_document_is_listed_twice(compact, indicators):
    cited = {reference.source for item in indicators for reference in item.sources}
    for crosswalk in compact.crosswalks.values():
        cited |= {reference.source for reference in (crosswalk.source, *crosswalk.sources)}
        cited |= {reference.source for entry in crosswalk.entries for reference in entry.sources}
    assert sorted(set(compact.sources) - cited) == []
    counts = Counter((item.title, item.date, item.url) for item in compact.sources.values())
    assert [title for (title, *_), count in counts.items() if count > 1] == []


def test_every_indicator_has_a_decision(compact):
    decisions = (ROOT / "docs" / "indicator-decisions.md").read_text(encoding="utf-8")
    assert [name for name in compact.indicators if f"`{name}`" not in decisions] == []


def test_the_changelog_says_in_which_edition_every_indicator_came_and_went(compact):
    added, removed = Counter(), set()
    for section in re.split(
        r"^## Indicator edition ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.M
    )[1:]:
        parts = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", section, flags=re.M | re.S))
        assert set(parts) >= {"Added"}, section[:10]
        added.update(re.findall(r"^- `(\w+)`", parts["Added"], flags=re.M))
        removed |= set(re.findall(r"^- `(\w+)`", parts.get("Removed", ""), flags=re.M))
    assert sorted(set(added) - removed) == sorted(compact.indicators)
    assert [name for name, count in added.items() if count > 1] == []


def test_rubrics_have_five_levels_and_every_anchor_is_its_own(indicators):
    repeated = {
        item.id: side
        for item in indicators
        if item.levels
        for side in ("law", "practice")
        if len({anchor for level in item.levels.values() if (anchor := getattr(level, side))}) not in (0, 5)
    }
    assert repeated == {}


def test_the_aspects_of_a_rubric_fit_the_sides_it_has(indicators):
    wrong = {
        item.id: item.aspects
        for item in indicators
        if item.kind == "rubric"
        and (
            item.has_practice != ("practice" in item.aspects)
            or item.has_law != bool({"law", "policy"} & set(item.aspects))
        )
    }
    assert wrong == {}


def test_treaty_status_speaks_of_law_alone(indicators):
    assert names(item for item in indicators if item.kind == "instrument" and item.aspects != ("law",)) == []


def test_rubrics_and_treaties_are_counted_in_levels_and_shares(indicators):
    expected = {"rubric": "level", "instrument": "share"}
    wrong = {item.id: item.unit for item in indicators if item.unit != expected.get(item.kind, item.unit)}
    assert wrong == {}


def test_what_is_computed_from_another_indicators_figures_reads_them_by_the_same_parts(compact, indicators):
    wrong = [
        item.id
        for item in indicators
        if item.values.of and item.values.by != compact.indicators[item.values.of].values.by
    ]
    assert wrong == []


def test_series_of_an_indicator_are_told_apart(indicators):
    repeated = [item.id for item in indicators if len({one.id for one in item.series}) != len(item.series)]
    assert repeated == []


def test_every_unit_and_every_treaty_is_used(compact, indicators):
    assert sorted(set(compact.units) - {item.unit for item in indicators}) == []
    assert sorted(set(compact.instruments) - {name for item in indicators for name in item.instruments}) == []


def test_the_colours_of_treaty_status_are_those_that_the_reason_names(compact):
    words = {"party": 1.0, "signed": 0.25, "neither": 0.0}
    wrong = [
        f"{item.id}: {word} is {found}"
        for item in compact.indicators.values()
        if item.kind == "instrument" and item.role == "scored" and len(item.instruments) == 1
        for word, value in words.items()
        if (found := str(bands(value, item.bands.green, item.bands.red)))
        not in next(part for part in item.bands.reason.lower().split(",") if word in part)
    ]
    assert wrong == []
