"""The reader never guesses, bounds what it reads and says where everything stood."""

from __future__ import annotations

import math
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcmscore import _yaml
from gcmscore._validation import validate
from gcmscore._yaml import read_yaml
from gcmscore.records import Source


@pytest.fixture
def read(tmp_path):
    def reading(text):
        path = tmp_path / "file.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml(path, "file.yaml")

    return reading


def codes(document):
    return [problem.code for problem in document.problems]


@pytest.mark.parametrize("text", ["NO", "no", "No", "yes", "Y", "n", "on", "off", "OFF"])
def test_a_word_that_old_yaml_took_for_true_or_false_stays_text(read, text):
    assert read(f"country: {text}").data == {"country": text}


def test_no_stays_norway_as_a_key_too(read):
    assert read("NO: Norway").data == {"NO": "Norway"}


@pytest.mark.parametrize("text", [
    "2018-12-19", "2018-12", "2020-Q3", "2018-08/2019-04", "12:30:45", "1:20", "0,44", "1 000", "4.", ".5",
    "=", "<<",
])  # fmt: skip
def test_dates_times_and_odd_numbers_stay_text(read, text):
    document = read(f"value: {text}")
    assert (document.data, document.problems) == ({"value": text}, [])


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("44", 44), ("-7", -7), ("+7", 7), ("0.44", 0.44), ("-0.5", -0.5), ("1e3", 1000.0),
    ("2.5E-1", 0.25),
])  # fmt: skip
def test_a_plain_number_is_a_number(read, text, value):
    found = read(f"value: {text}").data["value"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "value"), [
    ("true", True), ("False", False), ("TRUE", True), ("null", None), ("~", None), ("", None), ("Null", None),
])  # fmt: skip
def test_true_false_and_null_are_what_they_say(read, text, value):
    assert read(f"value: {text}").data == {"value": value}


@pytest.mark.parametrize("text", ["tRUE", "nULL"])
def test_in_odd_capitals_they_are_text(read, text):
    assert read(f"value: {text}").data == {"value": text}


@pytest.mark.parametrize("text", ["'0.44'", '"0.44"', '"true"', "'null'"])
def test_what_is_quoted_stays_text(read, text):
    assert read(f"value: {text}").data["value"] == text.strip("'\"")


@pytest.mark.parametrize(
    "text",
    ["010", "-010", "00.5", "0x1F", "0o17", "0b11", "1_000", "1_000.5", "1.000_5", ".inf", "-.INF", ".nan"],
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(read, text):
    document = read(f"value: {text}")
    assert codes(document) == ["ambiguous"]
    assert str(document.problems[0]) == (
        f"file.yaml:1: value: {text} can be read in two ways; quote it as text or write a plain number"
    )


@pytest.mark.parametrize("text", ["1_a", "_1", "1.2.3_4", "1__x", "0x", "v1_0"])
def test_what_no_reader_takes_for_a_number_stays_text(read, text):
    document = read(f"value: {text}")
    assert (document.data, document.problems) == ({"value": text}, [])


@pytest.mark.parametrize(
    "text",
    [
        "1" + "_" * 200_000 + "x",
        "1" + "_." * 100_000 + "x",
        "1." + "1_" * 100_000 + "x",
        "0" * 200_000 + "x",
        "0x" + "f" * 200_000 + "g",
        "1." + "0" * 200_000 + "x",
        "1e" + "9" * 200_000 + "x",
        "9" * 200_000,
    ],
    ids=lambda text: text[:4],
)
def test_a_scalar_of_200_kilobytes_is_read_at_once(read, text):
    start = perf_counter()
    assert read(f"value: {text}").problems == []
    assert perf_counter() - start < 1


def test_a_long_value_is_shortened_in_what_is_said_of_it(read):
    (problem,) = read("value: 1" + "_" * 200_000).problems
    assert len(str(problem)) < 200


@pytest.mark.parametrize(
    "text",
    ["! 0.44", "! '0.44'", "&x ! 0.44", "! &x 0.44", "!\n  0.44"],
)
def test_a_lone_exclamation_mark_makes_a_number_text(read, text):
    document = read(f"é: 1\nvalue: {text}")
    assert (document.data, document.problems) == ({"é": 1, "value": "0.44"}, [])


@pytest.mark.parametrize(("text", "value"), [
    ("! 010", "010"), ("! true", "true"), ("! null", "null"), ("!", ""), ("! [1]", [1]), ("&x 0.44", 0.44),
    ("a!", "a!"),
])  # fmt: skip
def test_it_makes_any_scalar_text_and_nothing_else(read, text, value):
    document = read(f"value: {text}")
    assert (document.data, document.problems) == ({"value": value}, [])


def test_it_makes_a_key_text_too(read):
    assert read("! 4: a\n4: b").data == {"4": "a", 4: "b"}


@pytest.mark.parametrize("text", ["'010'", "'.inf'"])
def test_in_quotes_it_is_accepted_as_text(read, text):
    assert read(f"value: {text}").problems == []


def test_a_very_long_row_of_digits_is_not_an_integer_without_end(read):
    assert read("value: " + "9" * 400).data["value"] == math.inf


def test_a_duplicate_key_names_both_lines(read):
    document = read("a: 1\nb: 2\na: 3\n")
    assert [str(problem) for problem in document.problems] == [
        "file.yaml:3: a: the key is already used in line 1; keep one of the two"
    ]


def test_a_duplicate_key_is_found_at_any_depth(read):
    document = read("levels:\n  - {law: 1, practice: 2}\n  - {law: 1, law: 2}\n")
    assert [(problem.line, problem.field) for problem in document.problems] == [(3, "levels.1.law")]


def test_the_same_key_in_two_records_is_no_duplicate(read):
    assert read("- {id: a}\n- {id: a}\n").problems == []


@pytest.mark.parametrize("text", ["a: &name [1]\nb: *name\n", "a: &name {b: *name}\n"])
def test_aliases_are_refused(read, text):
    assert codes(read(text)) == ["alias"]


def test_merge_keys_are_plain_keys(read):
    assert read("<<: {a: 1}").data == {"<<": {"a": 1}}


@pytest.mark.parametrize(
    "text", ["a: !!int '4'", "a: !!python/name:os.system x", "a: !mine [1]", "!!map {a: 1}"]
)
def test_tags_are_refused(read, text):
    assert codes(read(text)) == ["tag"]


def test_a_tag_on_a_key_is_refused_too(read):
    assert codes(read("!!int '4': a")) == ["tag"]


RECORD = "title: T\npublisher: &p P\ndate: 2020\nlanguage: en\n"


@pytest.mark.parametrize(("line", "code"), [
    ("kind: 010", "ambiguous"), ("kind: !!str x", "tag"), ("kind: *p", "alias"),
])  # fmt: skip
def test_a_value_that_the_reader_refused_is_not_refused_again_by_its_field(read, line, code):
    document = read(f"{RECORD}id: a\n{line}\n")
    assert validate(Source, document.data, document, ()) is None
    assert codes(document) == [code]


def test_a_refused_value_hides_no_mistake_of_another(read):
    document = read(f"{RECORD}id: 010\nkind: gossip\n")
    assert validate(Source, document.data, document, ()) is None
    assert [(problem.field, problem.code) for problem in document.problems] == [
        ("id", "ambiguous"),
        ("kind", "not_accepted"),
    ]


def test_a_tag_on_a_list_or_mapping_hides_no_mistake_inside(read):
    document = read(f"!!map\n{RECORD}id: a\nkind: gossip\n")
    assert validate(Source, document.data, document, ()) is None
    assert codes(document) == ["tag", "not_accepted"]


def test_a_tag_on_a_key_is_said_of_that_key(read):
    (problem,) = read("a: 1\n!!int '4': b\n").problems
    assert (problem.line, problem.field) == (2, "4")


def test_thirty_levels_are_read_and_thirty_one_are_not(read):
    assert read("[" * 30 + "]" * 30).problems == []
    document = read("a: 1\nb: " + "[" * 30 + "]" * 30)
    assert document.data is None
    assert [str(problem) for problem in document.problems] == [
        "file.yaml:2: is not valid YAML: nested deeper than 30 levels; correct the syntax"
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_hundred_thousand_levels_are_refused_and_not_a_crash(read, opening):
    assert codes(read(opening * 100_000)) == ["syntax"]


def test_a_file_that_is_too_large_is_not_read(read, monkeypatch):
    monkeypatch.setattr(_yaml, "MAXIMUM_BYTES", 1_000)
    document = read("a" * 1_001)
    assert [str(problem) for problem in document.problems] == [
        "file.yaml:1: the file has 1,001 bytes; at most 1,000"
    ]


def test_a_file_that_is_not_utf_8_names_the_line_and_the_byte(read):
    document = read("a: 1\nb: fédéral\n".encode("latin-1"))
    assert [str(problem) for problem in document.problems] == [
        "file.yaml:2: is not UTF-8 (byte 0xE9); save the file as UTF-8"
    ]


def test_a_byte_order_mark_does_no_harm(read):
    assert read("\ufeffa: fédéral".encode()).data == {"a": "fédéral"}


@pytest.mark.parametrize("lead", ["", "# général, évalué à l'été\n"])
def test_a_control_character_is_named_with_its_line(read, lead):
    document = read(f"{lead}a: 1\nb: \x07\n\n\n\n\n\n\n\n\n")
    assert [(problem.line, problem.message) for problem in document.problems] == [
        (lead.count("\n") + 2, "holds the character U+0007")
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1, 2\nb: 3", 2), ("a: 'b\nc", 2), ("a: 1\n\tb: 2", 2), ("a: b: c", 1)]
)
def test_a_mistake_of_syntax_names_its_line(read, text, line):
    document = read(text)
    assert codes(document) == ["syntax"]
    assert document.problems[0].line == line


def test_two_documents_in_one_file_are_refused(read):
    assert codes(read("a: 1\n---\na: 2\n")) == ["documents"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n"])
def test_an_empty_file_has_no_data_and_is_no_mistake_of_syntax(read, text):
    document = read(text)
    assert (document.data, document.problems) == (None, [])


def test_every_key_and_item_knows_its_line(read):
    document = read("a:\n  - x: 1\n    y: 2\n  - z: 3\n")
    places = {("a",): 1, ("a", 0, "x"): 2, ("a", 0, "y"): 3, ("a", 1, "z"): 4}
    assert {place: document.line_of(place) for place in places} == places


def test_a_place_without_a_line_takes_that_of_what_it_stands_in(read):
    assert read("a:\n  - x: 1\n").line_of(("a", 0, "missing", "deeper")) == 2


def test_a_file_that_does_not_exist_is_a_problem_and_not_a_crash(tmp_path):
    document = read_yaml(tmp_path / "lost.yaml", "lost.yaml")
    assert [str(problem) for problem in document.problems] == [
        "lost.yaml:1: cannot be read (No such file or directory); a readable file"
    ]


# Whatever stands in a file, the reader says what is wrong with it and raises nothing.

PIECES = st.sampled_from([
    "a", "b: ", "- ", "? ", ": ", "{", "}", "[", "]", ", ", "\n", "  ", "\t", "'", '"', "|\n", ">-\n", "#",
    "&x ", "*x",
    "!!int ", "! ", "%YAML 1.2\n", "---\n", "...\n", "010", ".nan", "1e999", "<<: ", "\x07", "\u2028", "é",
    "😀", "\ufeff", "\\",
])  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@settings(max_examples=400)
def test_text_made_of_yaml_raises_nothing(tmp_path_factory, text):
    assert_read(tmp_path_factory, text.encode())


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_any_text_raises_nothing(tmp_path_factory, text):
    assert_read(tmp_path_factory, text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=60))
@settings(max_examples=150)
def test_any_bytes_raise_nothing(tmp_path_factory, content):
    assert_read(tmp_path_factory, content)


def assert_read(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    document = read_yaml(path, "any.yaml")
    lines = content.count(b"\n") + content.count(b"\r") + 3
    assert all(1 <= problem.line <= lines + content.count("\u2028".encode()) for problem in document.problems)
    assert all("any.yaml:" in str(problem) for problem in document.problems)
