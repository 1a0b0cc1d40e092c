"""Rules that say which countries are meant: what they can ask, and that nothing in them is ever executed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore._country_rules import matching
from gcmscore.errors import InvalidRequestError

CODES = ("BEN", "HTI", "BEL", "VAT")


@pytest.fixture(scope="module")
def table():
    """Four countries, of which one has no income group and no number."""
    return pd.DataFrame(
        {
            "region": ["Western Africa", "Caribbean", "Western Europe", "Southern Europe"],
            "income": ["LM", "LM", "H", None],
            "number": [1.0, 2.0, 3.0, float("nan")],
            "ldc": [True, True, False, False],
            "donor": [False, False, True, False],
        },
        index=pd.Index(CODES, name="country"),
    )


@pytest.fixture
def who(table):
    def found(rule):
        holds = matching(rule, table)
        assert holds.dtype == bool
        assert len(holds) == len(table)
        return [code for code, one in zip(CODES, holds, strict=True) if one]

    return found


def refused(who, rule):
    with pytest.raises(InvalidRequestError) as caught:
        who(rule)
    return str(caught.value)


# What can be asked


def test_a_group_is_asked_by_its_name(who):
    assert who("ldc") == ["BEN", "HTI"]


def test_not_asks_for_the_others(who):
    assert who("not ldc") == ["BEL", "VAT"]
    assert who("not not ldc") == ["BEN", "HTI"]


def test_a_text_is_compared(who):
    assert who("region == 'Caribbean'") == ["HTI"]
    assert who('region == "Caribbean"') == ["HTI"]
    assert who("region != 'Caribbean'") == ["BEN", "BEL", "VAT"]


def test_and_needs_both_and_or_one_of_them(who):
    assert who("ldc and region == 'Caribbean'") == ["HTI"]
    assert who("donor or region == 'Caribbean'") == ["HTI", "BEL"]


def test_and_binds_more_closely_than_or_and_brackets_more_than_both(who):
    assert who("donor or ldc and region == 'Caribbean'") == ["HTI", "BEL"]
    assert who("(donor or ldc) and region == 'Caribbean'") == ["HTI"]
    assert who("not donor and ldc") == ["BEN", "HTI"]
    assert who("not (donor or ldc)") == ["VAT"]


def test_more_than_two_can_be_joined(who):
    assert who("donor or region == 'Caribbean' or region == 'Western Africa'") == ["BEN", "HTI", "BEL"]


@pytest.mark.parametrize("listed", ["['LM', 'H']", "('LM', 'H')", "{'LM', 'H'}"])
def test_in_asks_for_one_of_a_list(who, listed):
    assert who(f"income in {listed}") == ["BEN", "HTI", "BEL"]


def test_in_an_empty_list_is_nobody(who):
    assert who("income in []") == []


def test_not_in_asks_for_none_of_a_list(who):
    assert who("region not in ['Caribbean', 'Western Africa']") == ["BEL", "VAT"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("number < 2", ["BEN"]),
        ("number <= 2", ["BEN", "HTI"]),
        ("number > 2", ["BEL"]),
        ("number >= 2", ["HTI", "BEL"]),
        ("number == 2", ["HTI"]),
        ("number > -1", ["BEN", "HTI", "BEL"]),
    ],
)
def test_a_number_is_compared(who, rule, expected):
    assert who(rule) == expected


def test_yes_and_no_can_be_written_out(who):
    assert who("ldc == True") == ["BEN", "HTI"]
    assert who("ldc == False") == ["BEL", "VAT"]


def test_blanks_around_a_rule_do_not_matter(who):
    assert who("  ldc\n") == ["BEN", "HTI"]


# Missing values


@pytest.mark.parametrize("rule", ["income == 'H'", "income in ['LM', 'H']", "number < 9", "number >= 0"])
def test_a_missing_value_satisfies_no_rule(who, rule):
    assert "VAT" not in who(rule)


@pytest.mark.parametrize("rule", ["income != 'H'", "income not in ['H']", "number != 3"])
def test_a_missing_value_is_not_known_to_differ(who, rule):
    assert who(rule) == ["BEN", "HTI"]


# What is misspelt


def test_a_misspelt_column_is_named_with_the_nearest(who):
    message = refused(who, "regoin == 'Caribbean'")
    assert message == "there is no group or column 'regoin'; did you mean region?"


def test_an_unknown_column_without_a_near_one_is_answered_with_all(who):
    message = refused(who, "xyz")
    assert message == "there is no group or column 'xyz'; one of region, income, number, ldc, donor"


def test_a_misspelt_value_is_named_with_the_nearest(who):
    message = refused(who, "region == 'Carribean'")
    assert message == "no country here has region 'Carribean'; did you mean 'Caribbean'?"


def test_a_value_of_which_no_other_is_near_is_answered_with_all(who):
    assert refused(who, "income == 'rich'") == "no country here has income 'rich'; one of LM, H"


def test_a_misspelt_value_is_refused_when_it_is_denied_too(who):
    assert "did you mean 'Caribbean'?" in refused(who, "region != 'Carribean'")


@pytest.mark.parametrize("rule", ["region in ['Carribean', 'Western Africa']", "region not in ['Carribean']"])
def test_a_misspelt_value_of_a_list_is_refused(who, rule):
    assert "did you mean 'Caribbean'?" in refused(who, rule)


def test_a_text_column_alone_is_no_rule(who):
    assert refused(who, "region") == "region is no yes or no; compare it, as in region == '…'"


def test_a_value_without_quotes_is_refused(who):
    assert refused(who, "region == Caribbean") == "Caribbean needs quotes, or is no value"


def test_a_text_is_not_compared_with_a_number(who):
    assert refused(who, "region < 3") == "region cannot be compared with 3"


def test_a_text_does_not_equal_a_number(who):
    refused(who, "region == 3")


@pytest.mark.parametrize("rule", ["region == ['a', 'b', 'c', 'd']", "ldc == [True, False, True, True]"])
def test_a_list_is_for_in_and_not_compared_place_by_place(who, rule):
    refused(who, rule)


@pytest.mark.parametrize(
    "rule", ["region == ['a', 'b']", "region == {[]: 1}", "region in {[]}", "number > 1j"]
)
def test_a_value_that_cannot_be_compared_is_refused(who, rule):
    refused(who, rule)


# What is no rule


@pytest.mark.parametrize(
    "rule",
    ["", "   ", "ldc and", "region = 'Caribbean'", "ldc;ldc", "(ldc", "ldc\nldc", "region == 'x", "ldc\0"],
)
def test_what_cannot_be_read_is_refused_with_an_example(who, rule):
    message = refused(who, rule)
    assert message.startswith(f"{rule!r} is no rule for countries; write a rule such as")
    assert message.endswith("\"region == 'Western Africa' and ldc\"")


@pytest.mark.parametrize("rule", ["True", "1", "'ldc'", "None", "[ldc]", "ldc, donor", "-number", "~ldc"])
def test_what_is_neither_a_group_nor_a_comparison_is_refused(who, rule):
    assert "cannot be part of a rule" in refused(who, rule)


@pytest.mark.parametrize("rule", ["ldc & donor", "ldc | donor", "number + 1 > 2", "1 < number < 3"])
def test_arithmetic_and_chains_are_refused(who, rule):
    refused(who, rule)


@pytest.mark.parametrize("rule", ["'Caribbean' == region", "(ldc) is True", "number == number"])
def test_a_comparison_has_a_column_first_and_then_a_value(who, rule):
    refused(who, rule)


# Nothing is executed


EXECUTABLE = (
    "open('written', 'w')",
    "__import__('os').system('touch written')",
    "region == open('written', 'w')",
    "region in [open('written', 'w')]",
    "region == f'{open(0)}'",
    "region.str.len() > 3",
    "region.__class__",
    "ldc.__class__.__base__ == 1",
    "region[0] == 'a'",
    "(lambda: ldc)()",
    "lambda: ldc",
    "(ldc := donor)",
    "(found := open('written', 'w')) == 1",
    "[x for x in ldc]",
    "{x: 1 for x in ldc}",
    "(x for x in ldc)",
    "ldc if donor else ldc",
    "ldc or open('written', 'w')",
    "not open('written', 'w')",
    "await ldc",
    "region == 2 ** 99999999",
    "region == 'a' * 999999999",
    "__builtins__",
    "__import__",
    "self",
    "@ldc",
    "import os",
)


@pytest.mark.parametrize("rule", EXECUTABLE)
def test_what_could_be_executed_is_refused(who, rule, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(who, rule)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "rule",
    [
        "(" * 10_000 + "ldc" + ")" * 10_000,
        "number == " + "[" * 10_000 + "1" + "]" * 10_000,
        "number == " + "9" * 10_000,
    ],
    ids=["brackets", "lists", "digits"],
)
def test_a_rule_nested_beyond_reading_is_refused(who, rule):
    refused(who, rule)


@pytest.mark.parametrize(
    "rule",
    ["not " * 1_500 + "ldc", "not " * 10_000 + "ldc", "number == " + "-" * 1_500 + "1"],
    ids=["not", "more_not", "minus"],
)
def test_a_rule_nested_without_brackets_is_refused(who, rule):
    refused(who, rule)


def test_a_long_rule_that_is_not_nested_is_read(who):
    assert who(" or ".join(["ldc", "donor"] * 2_000)) == ["BEN", "HTI", "BEL"]


WORDS = (
    "ldc", "donor", "region", "income", "number", "and", "or", "not", "in", "==", "!=", "<", ">=", "(", ")",
    "'Caribbean'", "'H'", "1", "-1", "True", "None", ".", ":", "lambda",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_whatever_is_written_is_a_rule_or_is_refused(table, rule):
    try:
        holds = matching(rule, table)
    except InvalidRequestError:
        return
    assert (holds.dtype, holds.shape) == (bool, (len(table),))
