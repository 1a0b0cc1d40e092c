"""Translations of what a framework says: used while their English stands, named when they do not fit it."""

from __future__ import annotations

import importlib.util
import re

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.render.interface import interface_problems, interface_texts
from gcmscore.render.text import Text, Wording, languages
from gcmscore.render.translations import fingerprint, translatable, translation_problems

TRANSLATED = [language for language in languages() if language != "en"]
ENGLISH = "Alternatives to detention"


@pytest.fixture
def compact() -> gcm.Compact:
    return gcm.load_compact()


@pytest.fixture
def write(locale):
    """Write a language's translations and return its wording."""

    def written(text: str, language: str = "de") -> Wording:
        folder = locale / language
        folder.mkdir()
        (folder / "compact.yaml").write_text(text, encoding="utf-8")
        catalogue = (locale / "en" / "interface.po").read_text(encoding="utf-8")
        (folder / "interface.po").write_text(catalogue, encoding="utf-8")
        return Wording(language)

    return written


def entry(key: str, text: str, english: str) -> str:
    return f'{key}:\n  translates: "{fingerprint(english)}"\n  text: {text}\n'


def problems(compact: gcm.Compact, code: str) -> list[str]:
    return [str(item) for item in translation_problems("de", compact) if item.code == code]


# What is used


def test_a_text_comes_in_the_language_when_its_english_still_stands(write):
    wording = write(entry("objectives.13.short_name", "Alternativen zur Haft", ENGLISH))
    said = wording.content(ENGLISH)
    assert (said, said.lang) == ("Alternativen zur Haft", "de")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing is translated"),
        pytest.param(
            entry("objectives.13.short_name", "Alternativen", "The old name"), id="of another English"
        ),
        pytest.param("objectives.13.short_name:\n  text: Alternativen\n", id="of no English in particular"),
    ],
)
def test_a_text_without_a_translation_that_fits_comes_in_english_and_says_so(write, text):
    said = write(text or "{}\n").content(ENGLISH)
    assert (said, said.lang) == (ENGLISH, "en")


def test_a_framework_of_ones_own_takes_the_translations_of_the_texts_it_shares(write):
    wording = write(entry("units.persons.symbol", "Personen", "persons"))
    assert wording.quantity(1200, 0, wording.content("persons")) == "1.200\N{NO-BREAK SPACE}Personen"
    assert wording.content("newcomers").lang == "en"


def test_a_language_without_translations_of_the_framework_has_only_its_interface(french, compact):
    assert french.content(ENGLISH).lang == "en"
    assert len(translation_problems("fr", compact)) == len(translatable(compact))


def test_a_file_that_cannot_be_read_is_named_with_its_line(write):
    wording = write("objectives.13.short_name:\n  txt: Alternativen\n")
    with pytest.raises(gcm.InvalidDataError, match=r"locale/de/compact\.yaml:2: .*txt: unknown key"):
        wording.content(ENGLISH)


# The sentences of the interface


@pytest.fixture
def say(locale):
    """Write a catalogue of one sentence, as it stands under its key."""

    def written(comment: str, key: str = "card.skip", said: str = "Zu den Zielen") -> Wording:
        (locale / "de").mkdir()
        head = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        text = f'{head}{comment}msgid "{key}"\nmsgstr "{said}"\n'
        (locale / "de" / "interface.po").write_text(text, encoding="utf-8")
        return Wording("de")

    return written


def said_of(code: str) -> list[str]:
    return [str(item) for item in interface_problems("de") if item.code == code]


FITS = f"#. translates: {fingerprint('Skip to the objectives')}\n"
STALE = "#. translates: 00000000\n"
DOUBTFUL = (f"{FITS}#, fuzzy\n", "Zu den Zielen")


@pytest.mark.parametrize("comment", [FITS, ""], ids=["stamped", "not stamped yet"])
def test_a_sentence_comes_in_the_language_while_its_english_stands(say, comment):
    assert say(comment).text("card.skip").lang == "de"


@pytest.mark.parametrize(
    "comment", ["#. translates: 00000000\n", f"{FITS}#, fuzzy\n"], ids=["stale", "fuzzy"]
)
def test_a_stale_or_doubtful_sentence_comes_in_english_and_says_so(say, comment):
    said = say(comment).text("card.skip")
    assert (said, said.lang) == ("Skip to the objectives", "en")


def test_a_stale_sentence_is_named_with_its_line_and_the_english_of_today(say):
    say(STALE)
    assert said_of("stale") == [
        "locale/de/interface.po:7: card.skip: the English has changed since; "
        "a text for 'Skip to the objectives', without its line '#. translates', "
        "then python tools/translations.py --stamp"
    ]


def test_a_sentence_that_was_never_stamped_is_named(say):
    say("")
    assert said_of("unstamped") == [
        "locale/de/interface.po:6: card.skip: does not say which English it translates; "
        "python tools/translations.py --stamp once it fits 'Skip to the objectives'"
    ]


@pytest.mark.parametrize(
    ("comment", "said"), [(f"{FITS}#, fuzzy\n", "Zu"), (FITS, "")], ids=["fuzzy", "empty"]
)
def test_a_doubtful_or_empty_sentence_is_named(say, comment, said):
    say(comment, said=said)
    (found,) = said_of("doubtful")
    assert found.endswith("card.skip: is doubtful or empty; a translation of 'Skip to the objectives'")


def test_a_missing_sentence_is_named_with_all_forms_of_its_english(say):
    say(FITS)
    found = said_of("missing")
    assert len(found) == len(interface_texts("en")) - 1
    assert (
        "locale/de/interface.po: stances.advance: is missing; "
        "a translation of '{count} advance' / '{count} advances'" in found
    )


def test_a_sentence_no_report_says_is_named_with_the_nearest(say):
    say(FITS, key="card.skipp")
    (found,) = said_of("unknown_key")
    assert "card.skipp: no report says this; card.skip" in found


# What is named


def test_what_is_missing_is_named_with_its_english(write, compact):
    write("{}\n")
    found = problems(compact, "missing")
    assert len(found) == len(translatable(compact))
    assert (
        f"locale/de/compact.yaml:1: objectives.13.short_name: is missing; a translation of '{ENGLISH}'"
        in found
    )


def test_what_is_stale_is_named_with_the_english_of_today(write, compact):
    write(entry("objectives.13.short_name", "Alternativen", "The old name"))
    (found,) = problems(compact, "stale")
    assert found.startswith(
        "locale/de/compact.yaml:2: objectives.13.short_name.translates: the English has changed"
    )
    assert f"a text for '{ENGLISH}', without its line 'translates'" in found


def test_what_was_never_stamped_is_named(write, compact):
    write("objectives.13.short_name:\n  text: Alternativen\n")
    (found,) = problems(compact, "unstamped")
    assert "does not say which English it translates; python tools/translations.py --stamp" in found


def test_a_key_that_no_text_has_is_named_with_the_nearest(write, compact):
    write(entry("objectives.13.shortname", "Alternativen", ENGLISH))
    (found,) = problems(compact, "unknown_key")
    assert "no text of the framework has this key; objectives.13.short_name or " in found


def test_two_translations_of_one_english_are_named_since_only_one_can_be_used(write, compact):
    english = "(1 = yes, 0 = no)"
    write(
        entry("units.inquiry_answer.symbol", "(1 = ja, 0 = nein)", english)
        + entry("units.yes_no.symbol", "(ja 1, nein 0)", english)
    )
    (found,) = problems(compact, "two_translations")
    assert "units.yes_no.symbol: '(1 = yes, 0 = no)' is translated in two ways" in found


# The languages that ship


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_a_framework_says_is_missing_or_stale_in_a_shipped_language(language, compact):
    assert [str(problem) for problem in translation_problems(language, compact)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_of_the_interface_is_missing_or_stale_in_a_shipped_language(language):
    assert [str(problem) for problem in interface_problems(language)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_that_counts_has_as_many_forms_as_its_language(language):
    with (DATA_ROOT / "locale" / language / "interface.po").open("rb") as file:
        forms = read_po(file, locale=language).num_plurals
    english, own = interface_texts("en"), interface_texts(language)
    counting = {key for key, said in english.items() if isinstance(said, tuple)}
    assert {key: len(said) for key, said in own.items() if isinstance(said, tuple)} == dict.fromkeys(
        counting, forms
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_shipped_language_keeps_no_english_in_place_of_a_translation(language, compact):
    wording = Wording(language)
    same = {text for text in translatable(compact).values() if wording.content(text) == text}
    # Signs and names that are the same everywhere; a sentence never is.
    assert [text for text in same if len(text.split()) > 4] == []


@pytest.mark.parametrize(("kind", "file"), [("yaml", "compact.yaml"), ("po", "interface.po")])
def test_the_example_of_a_translation_in_the_documents_is_one(kind, file):
    document = (DATA_ROOT / "CONTRIBUTING.md").read_text("utf-8")
    shown = re.findall(rf"^```{kind}\n(.*?)^```$", document, re.M | re.S)
    (translation,) = [text for text in shown if "translates: " in text]
    assert translation in (DATA_ROOT / "locale" / "fr" / file).read_text("utf-8")


# Texts put together


def test_a_sentence_keeps_the_language_of_what_is_filled_in(write):
    said = write("{}\n").text("finding.recommendation", addressee=Text("le ministre", "fr"), text="x")
    assert [(part, part.lang) for part in said.parts] == [
        ("Recommended to ", "de"),
        ("le ministre", "fr"),
        (": ", "de"),
        ("x", "de"),
    ]
    assert "".join(said.parts) == said


def test_a_sentence_in_one_language_is_one_part():
    wording = Wording("en")
    assert wording.text("card.as_of", day=Text("today", "en")).parts == ("As of today",)
    assert wording.text("card.as_of", day="today").parts == ("As of today",)


def test_a_list_keeps_the_language_of_each_item():
    said = Wording("nl").joined([Text("dekking", "nl"), Text("caveat", "en")])
    assert [(part, part.lang) for part in said.parts] == [("dekking", "nl"), (", ", "nl"), ("caveat", "en")]
    assert Wording("nl").joined([]) == ""


# The tool


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location(
        "translations_tool", DATA_ROOT / "tools" / "translations.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tool_names_what_a_language_lacks(tool, french, compact):
    lines = tool.lacks("fr", compact)
    assert any(": card.skip: is missing" in line for line in lines)
    assert any(": overall.no_score: is doubtful or empty" in line for line in lines)
    assert any("objectives.13.title: is missing" in line for line in lines)


def test_the_tool_says_when_nothing_is_missing(tool, locale):
    result = CliRunner().invoke(tool.main)
    assert (result.exit_code, result.output) == (0, "Nothing is missing or stale.\n")


def test_what_the_tool_prints_can_be_translated_and_stamped(tool, write, locale, compact, monkeypatch):
    monkeypatch.setattr(tool, "DATA_ROOT", locale.parent)
    write("{}\n")
    path = locale / "de" / "compact.yaml"
    path.write_text(
        "# Deutsch\n" + CliRunner().invoke(tool.main, ["--missing", "de"]).output, encoding="utf-8"
    )
    assert len(problems(compact, "unstamped")) == len(translatable(compact))
    assert CliRunner().invoke(tool.main, ["--stamp", "de"]).exit_code == 0
    assert [str(problem) for problem in translation_problems("de", compact)] == []
    assert re.findall(r"^#.*", path.read_text(encoding="utf-8"), re.M) == ["# Deutsch"]
    stamped = path.read_bytes()
    CliRunner().invoke(tool.main, ["--stamp", "de"])
    assert path.read_bytes() == stamped
