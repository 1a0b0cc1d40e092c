"""Text from evidence loses what could mislead or break a report, and nothing that carries meaning."""

from __future__ import annotations

from unicodedata import category, is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore._clean import clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "<b> & \" ' {{ x }} #y $z$ \\ \u00a0 end",
        "line\nline\ttab",
        "Türkiye, Łódź, Ελλάδα, Украина, 中国, 대한민국",
        "الهجرة الآمنة",
        "می‌خواهم",  # the zero-width non-joiner is spelling in Persian
        "क्‍ष",  # and the joiner in Hindi
        "\U0001f600",
        "\u0600\u0661 \u06dd\u0661",  # Arabic signs that are drawn around a number
        "한국",
    ],
)
def test_ordinary_text_stays_as_it_is(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    "character",
    [
        *"\x00\x01\x07\x08\x0b\x0c\r\x1b\x1f\x7f\x80\x85\x9f",
        *"\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffb",
        *"\u00ad\u034f\u115f\u1160\u17b4\u180e\u180f\u2064\u206a\u3164\uffa0\ufe0f",
        *"\U0001d173\U000e0001\U000e0041\U000e007f\U000e0100\U000e01ef",
        *"\ufffe\uffff",
        "\ud800",
        "\udfff",
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_a_character_that_steers_or_hides_is_dropped(character):
    assert clean(f"a{character}b") == "ab"


@pytest.mark.parametrize("character", ["\u2028", "\u2029"])
def test_a_separator_of_lines_or_paragraphs_becomes_a_space(character):
    assert clean(f"a{character}b") == "a b"


def test_of_all_format_characters_only_joiners_and_signs_around_a_number_stay():
    formats = [character for character in map(chr, range(0x110000)) if category(character) == "Cf"]
    kept = {f"{ord(character):04X}" for character in formats if character in clean(f"\u0645{character}")}
    signs = {"0600", "0601", "0602", "0603", "0604", "0605", "06DD", "070F", "0890", "0891", "08E2"}
    assert kept == {"200C", "200D", "110BD", "110CD"} | signs


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
@pytest.mark.parametrize("letter", ["", "a", "é", "ệ", "я", "ω", " "])
def test_a_joiner_behind_a_letter_that_joins_nothing_is_dropped(letter, joiner):
    assert clean(f"{letter}{joiner}b") == f"{letter}b"


def test_many_joiners_are_one():
    assert clean("\u0645\u200c\u200c\u200d\u0646") == "\u0645\u200c\u0646"


def test_a_pile_of_marks_ends_after_the_eighth():
    assert clean("Z" + "\u0351" * 1000 + "algo") == "Z" + "\u0351" * 8 + "\ufffdalgo"


@pytest.mark.parametrize("letter", ["Z", "\u0645", "\u05d0", "\u0e01", "!", ""])
@pytest.mark.parametrize("between", ["", "\u200b", "\u0e31"])
def test_a_pile_of_marks_on_any_letter_has_nine_signs_at_most(letter, between):
    assert len(clean(letter + f"\u0489{between}" * 50)) <= len(letter) + 9


def test_the_tallest_letter_of_tibetan_stays_whole():
    assert (
        clean("\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82 x")
        == "\u0f67\u0f90\u0fb5\u0fa8\u0fb3\u0fba\u0fbc\u0fbb\u0f82 x"
    )


def test_a_letter_and_its_accent_become_one_character():
    assert clean("Cafe\u0301") == "Caf\u00e9"


def test_an_accent_stays_on_its_letter_when_something_hidden_stood_between():
    assert clean("e\u200b\u0301") == "\u00e9"


@given(st.text())
def test_any_text_is_clean_after_once(text):
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_no_text_keeps_a_control_character_or_a_lone_surrogate(text):
    assert [
        letter for letter in clean(text) if category(letter) in ("Cc", "Cs") and letter not in "\n\t"
    ] == []


@given(st.text())
def test_any_text_is_composed_and_can_be_written_down(text):
    assert is_normalized("NFC", clean(text))
    assert clean(text).encode().decode() == clean(text)
