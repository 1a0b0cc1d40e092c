"""Cards side by side: scores on the questions that all answer, and nothing ranked on any other."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.scorecard import OBJECTIVE_COLUMNS

COUNTRIES = ("BEL", "NLD", "FRA")
COUNT = 4
NAMES = [f"count_{number}" for number in range(COUNT)]
# What each of three countries answers to four questions; None is no answer.
answers = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=COUNT, max_size=COUNT),
    min_size=3,
    max_size=3,
)
weights = st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.0]), min_size=COUNT, max_size=COUNT)
# Scoring countries takes longer than a formula, so fewer are tried.
of_countries = settings(max_examples=8)
GIVERS = {
    "givers": {
        "title": "Givers",
        "members": [{"country": "NLD"}],
        "sources": [{"id": "yearbook", "locator": "list"}],
    }
}


@pytest.fixture(scope="module")
def compared(make):
    """Compare cards of a framework made of the given indicators on the given records."""

    def call(indicators, records, cards=("BEL@2020", "NLD@2020"), groups=None, **more) -> gcm.Comparison:
        objectives = max((indicator.objective for indicator in indicators), default=1)
        compact = make.compact(*indicators, objectives=objectives)
        evidence = make.evidence(*records, groups=groups)
        return gcm.compare(list(cards), compact=compact, evidence=evidence, **{"profile": "full"} | more)

    return call


@pytest.fixture(scope="module")
def tried(make, compared):
    """Compare countries by what each answers to four questions of one objective."""

    def call(known, weight_list=(1.0,) * COUNT, countries=COUNTRIES, **more) -> gcm.Comparison:
        indicators = [
            make.measure(name, weight=weight) for name, weight in zip(NAMES, weight_list, strict=True)
        ]
        records = [
            make.figure(name, value, country=country)
            for country, row in zip(COUNTRIES, known, strict=True)
            for name, value in zip(NAMES, row, strict=True)
            if value is not None
        ]
        return compared(indicators, records, [f"{country}@2020" for country in countries], **more)

    return call


def figures(make, **values):
    """Return figures by country: for each, one value a question in their order."""
    return [
        make.figure(name, value, country=country)
        for country, row in values.items()
        for name, value in zip(NAMES, row, strict=False)
        if value is not None
    ]


def measures(make, count, **more):
    return [make.measure(name, **more) for name in NAMES[:count]]


def common_score(comparison, country, number=1):
    (card,) = [card for card in comparison.counted if card.country.iso3 == country]
    return card.objective(number).score


# What is common


def test_common_is_what_all_answer_and_asked_what_any_is_asked(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    assert found.common == ("count_0", "count_1")
    assert found.asked == ("count_0", "count_1", "count_2")


def test_scores_are_recomputed_on_the_common_questions(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    assert common_score(found, "BEL") == pytest.approx((10 + 20) / 2)
    assert common_score(found, "NLD") == pytest.approx((50 + 60) / 2)


def test_each_country_keeps_its_own_card_beside_them(make, compared):
    records = figures(make, BEL=[10, 20, 90], NLD=[50, 60, None])
    found = compared(measures(make, 3), records)
    assert [card.objective(1).score for card in found.cards] == [(10 + 20 + 90) / 3, (50 + 60) / 2]
    assert found.cards[0].indicators.equals(make.card(measures(make, 3), records).indicators)


def test_what_is_out_of_date_in_one_country_is_not_common(make, compared):
    records = [
        *figures(make, BEL=[10, 20], NLD=[None, 60]),
        make.figure("count_0", 50, "2010", country="NLD"),
    ]
    assert compared(measures(make, 2), records).common == ("count_1",)


def test_context_is_never_common_and_never_asked(make, compared):
    indicators = [*measures(make, 1), make.measure("count_1", role="context")]
    found = compared(indicators, figures(make, BEL=[10, 20], NLD=[30, 40]))
    assert (found.common, found.asked) == (("count_0",), ("count_0",))


def test_what_does_not_apply_to_one_country_is_not_common_and_still_asked(make, compared):
    indicators = [*measures(make, 2), make.measure("count_2", applies_to=["givers"])]
    found = compared(indicators, figures(make, BEL=[10, 20, 30], NLD=[10, 20, 30]), groups=GIVERS)
    assert found.common == ("count_0", "count_1")
    assert found.asked == ("count_0", "count_1", "count_2")


def test_what_applies_to_nobody_compared_is_not_asked(make, compared):
    indicators = [*measures(make, 1), make.measure("count_1", applies_to=["givers"])]
    found = compared(indicators, [], ["BEL@2020", "FRA@2020"], groups=GIVERS)
    assert found.asked == ("count_0",)


def test_a_common_question_keeps_its_value_band_and_sources_and_another_keeps_its_evidence(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    own, counted = (cards[0].objective(1).indicators for cards in (found.cards, found.counted))
    alike = {"weight": 1, "effective_weight": 0, "contribution": 0}
    first, second = ([dataclasses.replace(item, **alike) for item in items[:2]] for items in (own, counted))
    assert first == second
    assert (counted[2].status, counted[2].value) == ("not_compared", None)
    assert math.isnan(counted[2].score)
    assert counted[2].selection == own[2].selection


# When an objective can be compared


def test_an_objective_is_not_compared_where_the_common_questions_carry_too_little_weight(make, compared):
    # Belgium is asked three questions of weight 1, 1 and 3; the two common ones carry 2 of 5.
    indicators = [*measures(make, 2), make.measure("count_2", weight=3)]
    found = compared(indicators, figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    assert found.shared == ()
    result = found.counted[0].objective(1)
    assert (result.status, result.reason) == ("insufficient", "coverage")
    assert result.coverage == pytest.approx((1 + 1) / (1 + 1 + 3))
    assert math.isnan(result.score)


def test_an_objective_of_which_nothing_is_common_says_so_and_not_that_there_is_no_evidence(make, compared):
    found = compared(measures(make, 4), figures(make, BEL=[10, 20, None, None], NLD=[None, None, 50, 60]))
    results = [card.objective(1) for card in found.counted]
    assert [(item.status, item.reason) for item in results] == [("not_assessed", "not_common")] * 2
    assert [card.objective(1).status for card in found.cards] == ["scored"] * 2


def test_an_objective_is_shared_when_every_card_has_a_score_on_the_common_questions(make, compared):
    indicators = [
        *measures(make, 2),
        make.measure("count_2", objective=2),
        make.measure("count_3", objective=2),
    ]
    found = compared(indicators, figures(make, BEL=[10, 20, 30, 40], NLD=[50, 60, 70, None]))
    assert found.shared == (1,)
    assert found.mean.name == "mean of 1 of 2 objectives"
    assert list(found.mean) == [15, 55]


def test_common_questions_leave_nothing_open_so_that_the_bounds_are_the_mean(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    result = found.counted[0].objective(1)
    assert (result.bound_low, result.bound_high) == (result.score, result.score)


# Weights


def treaty_case(make, compared, **more):
    """Return a case in which the third question applies to the Netherlands alone."""
    indicators = [
        *measures(make, 2),
        make.measure("count_2", applies_to=["givers"]),
        make.treaty_status("treaty_a"),
        make.treaty_status("treaty_b"),
    ]
    records = figures(make, BEL=[40, 40], NLD=[40, 40, 100])
    records += [make.treaty("convention", "party", "1990", country=country) for country in ("BEL", "NLD")]
    return compared(indicators, records, groups=GIVERS, **more)


def test_common_weights_are_the_same_for_all_even_when_not_all_are_asked_the_same(make, compared):
    found = treaty_case(make, compared)
    shares = found.indicators["effective_weight"]
    assert list(shares.loc["BEL"]) == list(shares.loc["NLD"])
    assert list(shares.loc["BEL"]) == pytest.approx([0.75 / 2, 0.75 / 2, 0, 0.25 / 2, 0.25 / 2])


def test_two_countries_that_answer_the_common_questions_alike_have_one_common_score(make, compared):
    found = treaty_case(make, compared)
    # The Netherlands' own card has a third measure, at 100; treaties carry a quarter of either.
    assert found.cards[0].objective(1).score == pytest.approx(0.75 * 40 + 0.25 * 100)
    assert found.cards[1].objective(1).score == pytest.approx(
        (40 + 40 + 100 + 0.5 * 100 + 0.5 * 100) / (1 + 1 + 1 + 1)
    )
    assert list(found.wide().loc[1]) == pytest.approx([0.75 * 40 + 0.25 * 100] * 2)
    assert list(found.ranks().loc[1]) == [1, 1]


def test_treaties_carry_at_most_a_quarter_of_the_common_questions(make, compared):
    # On the own card they carry a quarter of what is asked; here of what all answer.
    indicators = [*measures(make, 2), make.treaty_status("treaty_a"), make.treaty_status("treaty_b")]
    records = figures(make, BEL=[40, None], NLD=[80, 50])
    records += [make.treaty("convention", "party", "1990", country=country) for country in ("BEL", "NLD")]
    found = compared(indicators, records)
    assert common_score(found, "BEL") == pytest.approx(0.75 * 40 + 0.25 * 100)
    assert common_score(found, "NLD") == pytest.approx(0.75 * 80 + 0.25 * 100)


# Laws


@of_countries
@given(answers, weights)
def test_adding_a_country_never_enlarges_the_common_questions(tried, known, weight_list):
    two, three = (tried(known, weight_list, COUNTRIES[:count]) for count in (2, 3))
    assert set(three.common) <= set(two.common)
    assert set(three.asked) >= set(two.asked)
    assert set(three.shared) <= set(two.shared)


@of_countries
@given(answers, weights, st.permutations(COUNTRIES))
def test_the_order_of_the_countries_changes_no_score(tried, known, weight_list, order):
    before, after = tried(known, weight_list), tried(known, weight_list, order)
    for country in COUNTRIES:
        assert common_score(before, country) == pytest.approx(common_score(after, country), nan_ok=True)
    assert before.common == after.common
    assert list(after.labels) == [f"{country} 2020" for country in order]


@of_countries
@given(answers, st.integers(0, COUNT - 1), st.integers(0, 100))
def test_a_common_score_never_uses_what_another_country_does_not_answer(tried, known, place, value):
    """The Netherlands are silent on one question; whatever Belgium answers to it changes nothing."""
    silent = [known[0], [None if n == place else item for n, item in enumerate(known[1])], known[2]]
    changed = [[value if n == place else item for n, item in enumerate(known[0])], *silent[1:]]
    before, after = tried(silent), tried(changed)
    assert NAMES[place] not in after.common
    for country in COUNTRIES:
        assert common_score(before, country) == pytest.approx(common_score(after, country), nan_ok=True)


@of_countries
@given(answers, weights)
def test_only_common_questions_carry_weight_and_each_the_same_for_all(tried, known, weight_list):
    found = tried(known, weight_list)
    shares = found.indicators["effective_weight"].unstack("indicator")
    assert (shares.drop(columns=list(found.common)) == 0).all(axis=None)
    assert (shares.nunique() == 1).all()
    assert shares.sum(axis=1).to_list() == pytest.approx([1 if found.common else 0] * len(COUNTRIES))


@of_countries
@given(answers, weights)
def test_where_all_answer_everything_that_they_are_asked_the_common_scores_are_their_own(
    tried, known, weight_list
):
    whole = [[0 if item is None else item for item in row] for row in known]
    found = tried(whole, weight_list)
    assert list(found.wide().loc[1]) == pytest.approx([card.objective(1).score for card in found.cards])


@of_countries
@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=COUNT, max_size=COUNT), weights)
def test_a_country_beside_itself_without_a_change_has_its_own_scores(make, compared, known, weight_list):
    indicators = [make.measure(name, weight=weight) for name, weight in zip(NAMES, weight_list, strict=True)]
    found = compared(indicators, figures(make, BEL=known), ["BEL@2020", "BEL@2022"])
    own = [card.objective(1).score for card in found.cards]
    assert list(found.wide().loc[1]) == pytest.approx(own, nan_ok=True)
    assert own[0] == pytest.approx(own[1], nan_ok=True)
    assert [changed for _, _, changed in found.differences()] == [()]


@of_countries
@given(answers, weights)
def test_ranks_follow_the_scores_and_gaps_are_measured_from_the_best(tried, known, weight_list):
    found = tried(known, weight_list)
    shared, ranks, gaps = found.shared, found.ranks(), found.gaps()
    scores = found.wide().loc[list(shared)]
    for number in shared:
        row = scores.loc[number]
        # One is ranked after as many as are better by more than the last bits of a sum.
        assert list(ranks.loc[number]) == [1 + sum(other > score + 1e-9 for other in row) for score in row]
        assert list(gaps.loc[number]) == pytest.approx([max(row) - score for score in row])
    assert len(ranks) == (len(shared) + 1 if shared else 0)


# Ranks, gaps, peers


@pytest.fixture
def ranked(make, compared):
    """Belgium 15, the Netherlands 55, France 55."""
    records = figures(make, BEL=[10, 20], NLD=[50, 60], FRA=[60, 50])
    return compared(measures(make, 2), records, [f"{country}@2020" for country in COUNTRIES])


def test_equal_scores_share_a_rank_and_the_next_is_left_out(ranked):
    assert list(ranked.ranks().loc[1]) == [3, 1, 1]
    assert str(ranked.ranks().dtypes.iloc[0]) == "Int64"


def test_the_last_rank_is_that_of_the_mean_over_the_shared_objectives(make, compared):
    indicators = [
        *measures(make, 2),
        make.measure("count_2", objective=2),
        make.measure("count_3", objective=2),
    ]
    found = compared(indicators, figures(make, BEL=[10, 20, 90, 90], NLD=[50, 60, 30, 30])).ranks()
    # Belgium (15 + 90) / 2 = 52.5, the Netherlands (55 + 30) / 2 = 42.5
    assert found.values.tolist() == [[2, 1], [1, 2], [1, 2]]
    assert list(found.index) == [1, 2, "mean of 2 of 2 objectives"]


def test_nothing_is_ranked_on_the_last_bits_of_a_sum(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 30], NLD=[20, 30, 10]))
    one, other = found.wide().loc[1]
    assert one != other
    assert one == pytest.approx(other)
    assert list(found.ranks().loc[1]) == [1, 1]


def test_a_gap_is_what_is_missing_to_the_best(ranked):
    assert list(ranked.gaps().loc[1]) == [55 - 15, 0, 0]


def test_peers_are_the_median_of_the_others_and_how_many_they_are(ranked):
    assert ranked.peers("BEL").loc[1].to_dict() == {"median": 55, "n": 2}
    assert ranked.peers("NLD").loc[1].to_dict() == {"median": (15 + 55) / 2, "n": 2}


def test_where_no_other_country_is_compared_there_is_no_median(make, compared):
    found = compared(measures(make, 2), figures(make, BEL=[10, 20]), ["BEL@2020", "BEL@2021"]).peers("BEL")
    assert math.isnan(found.loc[1, "median"])
    assert found.loc[1, "n"] == 0
    assert found.dtypes.astype(str).to_dict() == {"median": "float64", "n": "int64"}


def test_peers_of_a_country_that_is_not_compared_are_refused_with_those_that_are(ranked):
    with pytest.raises(
        gcm.GcmscoreError, match="'DEU' is not compared; compared are BEL 2020, NLD 2020, FRA 2020"
    ):
        ranked.peers("DEU")


def test_where_nothing_is_shared_nothing_is_ranked(make, compared):
    found = compared(measures(make, 2), figures(make, BEL=[10, None], NLD=[None, 20]))
    assert found.ranks().empty
    assert found.gaps().empty
    assert found.mean.isna().all()
    assert found.mean.name == "mean of 0 of 1 objectives"


# The basis "own"


@pytest.fixture
def own(make, compared):
    return compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]), basis="own")


def test_on_the_basis_own_each_card_keeps_its_score(own):
    assert list(own.wide().loc[1]) == [(10 + 20 + 90) / 3, (50 + 60) / 2]
    assert own.counted is own.cards
    assert own.common == ("count_0", "count_1")


@pytest.mark.parametrize("ask", [lambda it: it.ranks(), lambda it: it.gaps(), lambda it: it.peers("BEL")])
def test_on_the_basis_own_nothing_is_ranked(own, ask):
    with pytest.raises(gcm.GcmscoreError, match="scores that rest on different questions are not ranked"):
        ask(own)


def test_on_the_basis_own_the_text_says_that_nothing_is_ranked(own):
    assert "Each card keeps its own questions: nothing is ranked." in str(own)
    assert "rank 1" not in str(own)


# Frames


def test_frames_hold_every_card_in_the_order_asked_for(ranked):
    assert list(ranked.objectives.index) == [("BEL", 2020, 1), ("NLD", 2020, 1), ("FRA", 2020, 1)]
    assert list(ranked.indicators.index.get_level_values("country").unique()) == list(COUNTRIES)
    assert list(ranked.wide().columns) == ["BEL 2020", "NLD 2020", "FRA 2020"]


@pytest.mark.parametrize("column", OBJECTIVE_COLUMNS)
def test_any_column_of_the_objectives_can_be_seen_side_by_side(ranked, column):
    expected = [card.objectives[column].iloc[0] for card in ranked.counted]
    assert [str(item) for item in ranked.wide(column).loc[1]] == [str(item) for item in expected]


def test_a_column_that_does_not_exist_names_those_that_do(ranked):
    with pytest.raises(gcm.GcmscoreError, match="there is no column 'scores'; one of score, low, high, "):
        ranked.wide("scores")


# Requests


@pytest.mark.parametrize(
    ("cards", "year", "message"),
    [
        (["BEL"], 2020, "one card is no comparison; name two or more, such as BEL@2018 BEL@2020"),
        ([], 2020, "name two or more, such as BEL@2018 BEL@2020"),
        ("BEL", 2020, "one card is no comparison"),
        (["BEL", "BEL"], 2020, "BEL@2020 is named twice; name different cards"),
        (["BEL@2020", "NLD", "BEL"], 2020, "BEL@2020 is named twice; name different cards"),
        (["BEL", "NLD"], None, "'BEL' has no year; write BEL@2020, or give a year"),
        (["BEL@2020", "NLD"], None, "'NLD' has no year; write NLD@2020, or give a year"),
        (["BEL@", "NLD@2020"], 2020, "'BEL@' is not a code and a year; write BEL@2018"),
        (["BEL@20", "NLD@2020"], 2020, "'BEL@20' is not a code and a year; write BEL@2018"),
        (["BEL@2020@2021", "NLD@2020"], 2020, "'BEL@2020@2021' is not a code and a year"),
        (["BEL@1500", "NLD@2020"], 2020, "1500 is not a year"),
        (["BEK", "NLD"], 2020, "unknown country 'BEK'; did you mean "),
        (["BE-VLG", "NLD"], 2020, "unknown country 'BE-VLG'"),
    ],
)
def test_a_request_that_cannot_be_compared_is_refused_in_words(make, compared, cards, year, message):
    with pytest.raises(gcm.GcmscoreError, match=message):
        gcm.compare(
            cards, year, compact=make.compact(make.measure()), evidence=make.evidence(), profile="full"
        )


def test_an_unknown_basis_names_those_that_are_known(make, compared):
    with pytest.raises(gcm.GcmscoreError, match="basis='all' is unknown; one of 'common', 'own'"):
        compared(measures(make, 2), [], basis="all")


def test_a_year_of_its_own_precedes_the_year_for_the_others(make, compared):
    found = compared(measures(make, 2), [], ["BEL@2018", "NLD", "BEL"], year=2020)
    assert found.labels == ("BEL 2018", "NLD 2020", "BEL 2020")


def test_the_same_rules_hold_for_all_cards(make, compared):
    method = gcm.Method.exploratory()
    records = [make.source("late", "2021"), *figures(make, BEL=[10], NLD=[20])]
    records.append(make.figure("count_1", 90, sources=["late"]))
    found = compared(measures(make, 2), records, method=method, known_by="2020-12-31")
    assert {card.method for card in found.cards} == {method}
    assert {str(card.known_by) for card in (*found.cards, *found.counted)} == {"2020-12-31"}
    assert list(found.wide().loc[1]) == [10, 20]


def test_a_comparison_cannot_be_changed(ranked):
    with pytest.raises(dataclasses.FrozenInstanceError):
        ranked.basis = "own"


# What it says of itself


def test_it_names_its_cards_and_how_much_they_have_in_common(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    assert repr(found) == "<Comparison BEL 2020, NLD 2020, basis common: 2 of 3 questions in common>"


def test_the_text_shows_own_scores_common_questions_and_ranks(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    lines = [" ".join(line.split()) for line in str(found).splitlines()]
    assert lines == [
        "BEL 2020, NLD 2020; profile full, edition test",
        "",
        "Each card on all its own evidence",
        "objective BEL 2020 NLD 2020",
        # Band points of 10, 20 and 90: 0.4, 0.8 and 2.6. Their mean of 1.27 is orange, a step down is red.
        "1 Aim 40.0 red* 55.0 yellow",
        "overall 40.0 55.0",
        "* one band down, because an indicator is red",
        "",
        "In common: 2 of 3 questions have a value on every card",
        "count_0, count_1",
        "on these alone BEL 2020 NLD 2020",
        "1 Aim 15.0 (rank 2) 55.0 (rank 1)",
        "mean of 1 of 1 objectives 15.0 55.0",
        "NLD 2020 is ahead of BEL 2020 in 100% of 1000 runs of this mean",
    ]


def test_years_of_one_country_are_set_side_by_side_and_not_ranked(make, compared):
    text = str(compared(measures(make, 2), figures(make, BEL=[10, 20]), ["BEL@2020", "BEL@2021"]))
    assert "15.0" in text
    assert "(rank" not in text


def test_the_text_says_why_nothing_is_ranked(make, compared):
    text = str(compared(measures(make, 2), figures(make, BEL=[10, None], NLD=[None, 20])))
    assert "In common: 0 of 2 questions have a value on every card" in text
    assert "On these alone no objective can be scored for all: nothing is ranked." in text


def test_the_text_counts_the_objectives_of_which_nothing_is_on_record(make, compared):
    indicators = [*measures(make, 2), make.measure("count_2", objective=3)]
    assert "2 other objectives: not assessed, and nothing on record" in str(
        compared(indicators, figures(make, BEL=[10, 20], NLD=[30, 40]))
    )


def test_the_text_says_what_an_objective_without_a_score_lacks(make, compared):
    text = str(compared(measures(make, 3), figures(make, BEL=[10, None, None], NLD=[30, 40, None])))
    assert ["1", "Aim", "too", "little", "known", "35.0", "orange"] in [
        line.split() for line in text.splitlines()
    ]


def test_the_text_names_the_objectives_with_too_few_questions_in_common(make, compared):
    indicators = [
        *measures(make, 2),
        make.measure("count_2", objective=2),
        make.measure("count_3", objective=2),
    ]
    text = str(compared(indicators, figures(make, BEL=[10, 20, 30, 40], NLD=[10, 20, 30, None])))
    assert "no score on these alone: 2 (short of questions or of practice on some card)" in text


def test_the_text_without_a_red_indicator_explains_no_step_down(make, compared):
    assert "one band down" not in str(compared(measures(make, 2), figures(make, BEL=[50, 60], NLD=[70, 80])))


@pytest.mark.parametrize("basis", ["common", "own"])
def test_as_plain_values_it_has_no_number_that_is_none(make, compared, basis):
    indicators = [*measures(make, 2), make.measure("count_2", objective=2)]
    found = compared(indicators, figures(make, BEL=[10, 20], NLD=[30, None]), basis=basis).to_dict()
    read = json.loads(json.dumps(found, allow_nan=False))
    assert read["basis"] == basis
    assert [card["country"] for card in read["cards"]] == ["BEL", "NLD"]
    assert (read["common"], read["asked"], read["shared_objectives"]) == (["count_0"], 3, [])
    assert read["mean"] == {"of": "mean of 0 of 2 objectives", "BEL 2020": None, "NLD 2020": None}


def test_as_plain_values_it_has_the_common_scores_and_their_mean(ranked):
    found = ranked.to_dict()
    assert found["scores"] == {"BEL 2020": {1: 15}, "NLD 2020": {1: 55}, "FRA 2020": {1: 55}}
    assert found["mean"] == {
        "of": "mean of 1 of 1 objectives",
        "BEL 2020": 15,
        "NLD 2020": 55,
        "FRA 2020": 55,
    }
    assert found["differences"] == []


def test_differences_go_by_country_and_year_in_whatever_order_the_cards_are_named(make, compared):
    records = [
        make.figure("count_0", year, str(year), country=country)
        for year in (2017, 2018, 2019)
        for country in ("BEL", "NLD")
    ]
    cards = ["BEL@2019", "NLD@2018", "BEL@2017", "NLD@2017", "BEL@2018"]
    found = compared([make.measure("count_0", best=3000)], records, cards)
    steps = [(old.country.iso3, old.year, new.year) for old, new, _ in found.differences()]
    assert steps == [("BEL", 2017, 2018), ("BEL", 2018, 2019), ("NLD", 2017, 2018)]


# What the counted cards can do


def test_a_card_on_the_common_questions_has_a_page_of_its_own(make, compared):
    found = compared(measures(make, 3), figures(make, BEL=[10, 20, 90], NLD=[50, 60, None]))
    assert "Belgium 2020" in found.counted[0].to_html()


def test_a_card_on_the_common_questions_explains_why_it_has_no_score(make, compared):
    found = compared(measures(make, 2), figures(make, BEL=[10, None], NLD=[None, 20]))
    assert found.counted[0].explain(1).reason_text


@pytest.mark.parametrize("code", [None, 56])
def test_a_code_that_is_no_text_is_refused_as_score_does(make, compared, code):
    with pytest.raises(gcm.GcmscoreError):
        compared(measures(make, 2), [], ["BEL", code], year=2020)
