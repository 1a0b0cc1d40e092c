"""What a card is set against: its peers, its own past, and which results stand out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gcmscore as gcm
from gcmscore.render.glance import Glance
from gcmscore.render.standing import FEWEST, Move, Moves, clear_of_others, moves_of, peers_of
from gcmscore.render.text import Wording


@pytest.mark.parametrize(
    ("intervals", "above", "below"),
    [
        ({1: (60, 70), 2: (30, 45), 3: (20, 40)}, (1,), ()),
        ({1: (60, 70), 2: (58, 65), 3: (20, 40), 4: (5, 25), 5: (5, 35)}, (1, 2), ()),
        ({1: (60, 70), 2: (58, 65), 3: (20, 40), 4: (5, 25)}, (), ()),
        ({1: (60, 70), 2: (41, 59), 3: (20, 40)}, (1,), (3,)),
        ({1: (60, 70), 2: (60, 70), 3: (60, 70)}, (), ()),
        ({1: (60, 70), 2: (10, 60), 3: (10, 60)}, (), ()),
        ({1: (60, 70)}, (), ()),
        ({1: (90, 95), 2: (90, 95), 3: (90, 95), 4: (90, 95), 5: (0, 5)}, (), (5,)),
    ],
    ids=[
        "one above",
        "two above",
        "half",
        "both ends",
        "all alike",
        "touching",
        "alone",
        "too many share a place",
    ],
)
def test_only_what_leaves_a_gap_to_all_others_stands_out(intervals, above, below):
    found = clear_of_others(intervals)
    assert tuple(map(sorted, found)) == (list(above), list(below))


ENDS = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda pair: (min(pair), max(pair)))


@given(st.dictionaries(st.integers(1, 23), ENDS, max_size=8))
def test_what_stands_out_leaves_a_gap_whatever_the_intervals(intervals):
    above, below = clear_of_others(intervals)
    for one in above:
        assert all(intervals[one][0] > intervals[other][1] for other in intervals.keys() - set(above))
    for one in below:
        assert all(intervals[one][1] < intervals[other][0] for other in intervals.keys() - set(below))


def test_peers_are_the_countries_of_the_same_income_group_without_the_country_itself():
    card = gcm.score("PRT", 2020, profile="global")
    panel = gcm.score_panel([2020])
    high = [code for code in panel.codes if panel.countries.at[code, "income"] == "H" and code != "PRT"]
    values = [panel.indicators["value"].loc[code, 2020].get("oda_gni_share", float("nan")) for code in high]
    known = sorted(value for value in values if value == value)
    middle = len(known) // 2
    median = known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
    found = peers_of(card)
    assert found.group == "H"
    assert found.medians["oda_gni_share"] == (pytest.approx(median), len(known))


def test_where_no_other_country_has_a_value_there_is_no_median(make):
    assert dict(peers_of(make.card([make.measure()], [make.figure("pupils", 50)])).medians) == {}


def test_a_territory_has_no_peers():
    listed = gcm.load_evidence().country_table
    code = next(code for code, item in listed.items() if not item.un_member)
    assert peers_of(gcm.score(code, 2020, profile="global")).group is None


def test_no_median_rests_on_one_or_two_countries():
    assert all(count >= FEWEST for _, count in peers_of(gcm.score("BEL", 2020)).medians.values())


def moved(make, before, after):
    indicators = [make.rubric(name, ("practice",)) for name in ("rights", "duties")]
    records = [
        record
        for name in ("rights", "duties")
        for record in (
            make.level(name, practice=before, since="2015", until="2018"),
            make.level(name, practice=after, since="2019"),
        )
    ]
    return moves_of(make.card(indicators, records))


def test_a_score_that_rose_on_the_same_questions_moved(make):
    found = moved(make, 1, 3)
    assert found == Moves(2016, (Move(1, 25.0, 75.0, True),))


def test_a_score_that_stayed_did_not_move(make):
    assert moved(make, 2, 2) == Moves(2016, (Move(1, 50.0, 50.0, False),))


def test_a_question_answered_in_one_year_only_is_not_compared(make):
    indicators = [make.rubric(name, ("practice",)) for name in ("rights", "duties")]
    records = [make.level(name, practice=3, since="2019") for name in ("rights", "duties")]
    assert moves_of(make.card(indicators, records)).compared == ()


def test_the_shipped_card_names_what_stands_out_and_how_firmly():
    card = gcm.score("BEL", 2020)
    strongest, weakest, since = Glance(card, Wording("en")).standouts()
    scored = {item.objective.number: item.score for item in card.results if item.status == "scored"}
    assert strongest.objectives[0].number == max(scored, key=scored.get)
    assert weakest.objectives[0].number == min(scored, key=scored.get)
    assert since.label == "Moved since 2016"


def test_of_two_objectives_none_is_called_the_strongest(make):
    records = [make.figure("pupils", 20), make.figure("teachers", 30)]
    (extremes, _) = Glance(
        make.card([make.measure(), make.measure("teachers")], records), Wording("en")
    ).standouts()
    assert extremes.text == "1 objective is scored, too few to say which stands out."
