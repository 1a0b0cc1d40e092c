"""What is assessed in a region stands beside its country's value and never in its place."""

from __future__ import annotations

import math

import pytest

import gcmscore as gcm


@pytest.fixture(scope="module")
def rights(make):
    """Score Belgium on one rubric and return its result; three other values make the objective a score."""

    def call(*records, year=2020, **more):
        card = make.card([make.rubric(**more)], list(records), year)
        (item,) = card.objective(1).indicators
        return item

    return call


def flanders(make, **more):
    return make.level(**{"country": "BE-VLG", "law": 1, "practice": 1} | more)


def test_a_region_stands_beside_the_country_and_does_not_move_its_value(make, rights):
    alone = rights(make.level(law=3, practice=3))
    beside = rights(make.level(law=3, practice=3), flanders(make))
    assert (alone.value, alone.score) == (beside.value, beside.score) == (3, 75)
    assert alone.regional == {}
    assert (beside.regional["BE-VLG"].law, beside.regional["BE-VLG"].value) == (1, 1)


def test_a_region_is_no_answer_of_its_country(make, rights):
    item = rights(flanders(make))
    assert (item.status, item.value, list(item.regional)) == ("not_assessed", None, ["BE-VLG"])
    assert math.isnan(item.score)


def test_a_region_s_level_covers_nothing(make):
    card = make.card([make.rubric()], [flanders(make)])
    assert card.objective(1).coverage == card.objective(1).coverage_full == card.coverage == 0


def test_an_objective_with_nothing_but_a_region_s_level_has_something_to_show(make):
    assert make.card([make.rubric()], [flanders(make)]).objective(1).has_something
    assert not make.card([make.rubric()], []).objective(1).has_something


def test_regions_stand_in_the_order_of_their_codes(make, rights):
    records = [flanders(make, country=code) for code in ("BE-WAL", "BE-BRU", "BE-VLG")]
    assert list(rights(*records).regional) == ["BE-BRU", "BE-VLG", "BE-WAL"]


def test_a_region_of_another_country_does_not_stand_beside(make, rights):
    assert rights(flanders(make, country="NL-NH"), flanders(make, country="NLD")).regional == {}


@pytest.mark.parametrize(("year", "level"), [(2016, None), (2017, 1), (2018, 1), (2019, 3), (2020, 3)])
def test_a_region_s_level_is_the_one_that_held_on_the_day(make, rights, year, level):
    records = [flanders(make, since="2017", until="2018"), flanders(make, since="2019", law=3, practice=3)]
    found = rights(*records, year=year).regional
    assert [item.value for item in found.values()] == ([] if level is None else [level])


def test_a_region_s_level_grows_out_of_date_as_any_other(make, rights):
    assert rights(flanders(make, since="2015"), max_age=3).regional["BE-VLG"].status == "stale"


def test_two_coders_of_a_region_can_disagree(make, rights):
    item = rights(flanders(make, second_coder={"coder": "B", "law": 4}))
    assert item.regional["BE-VLG"].status == "conflict"


def test_a_region_s_level_of_another_indicator_stands_beside_that_one(make):
    card = make.card([make.rubric(), make.rubric("duties")], [flanders(make, indicator="duties")])
    assert {item.id: list(item.regional) for item in card.objective(1).indicators} == {
        "rights": [],
        "duties": ["BE-VLG"],
    }


def test_a_region_s_level_that_could_not_be_known_is_dropped(make):
    records = [make.source("late", "2021"), flanders(make, sources=["late"])]
    card = make.card([make.rubric()], records, known_by="2020-12-31")
    assert card.objective(1).indicators[0].regional == {}


def test_a_dossier_keeps_a_region_s_levels_apart(make):
    records = [
        make.level(law=3),
        flanders(make),
        make.level(country="NLD", law=0),
        flanders(make, country="NL-NH"),
    ]
    dossier = make.evidence(*records).about("BEL")
    assert [item.country for item in dossier.assessments["rights"]] == ["BEL"]
    assert [item.country for item in dossier.regional["rights"]] == ["BE-VLG"]


def test_a_country_without_regional_levels_has_none_in_its_dossier(make):
    assert make.evidence(make.level(law=3)).about("BEL").regional == {}


def test_the_working_tells_the_region_its_levels_and_that_they_are_not_counted(make):
    card = make.card([make.rubric()], [make.level(law=3, practice=3), flanders(make, practice=2)])
    text = str(card.explain(1))
    assert "beside it, Flanders (BE-VLG), law 1, practice 2, not counted" in text
    (region,) = card.explain(1).to_dict()["indicators"][0]["regional"]
    assert {key: region[key] for key in ("region", "name", "status", "law", "practice")} == {
        "region": "BE-VLG",
        "name": "Flanders",
        "status": "available",
        "law": 1,
        "practice": 2,
    }


def test_the_working_says_that_a_region_s_level_is_out_of_date(make):
    card = make.card([make.rubric(max_age=3)], [flanders(make, since="2015")])
    assert "stale" in str(card.explain(1)).partition("Flanders")[2]


def test_a_region_has_no_card_of_its_own(make):
    with pytest.raises(gcm.GcmscoreError, match="unknown country 'BE-VLG'"):
        gcm.score(
            "BE-VLG", 2020, compact=make.compact(make.rubric()), evidence=make.evidence(), profile="full"
        )
