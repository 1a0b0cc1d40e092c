"""Names what the languages lack, and stamps translations with the fingerprint of their English.

``python tools/translations.py`` lists what is missing, stale or wrong in ``locale/``. ``--missing fr`` prints
what ``locale/fr/compact.yaml`` lacks, in English, ready to be translated; ``--stamp fr`` says of every
translation without a fingerprint, in both files, that it fits the English as it is now.
"""

from __future__ import annotations

import json
import re

import click

from gcmscore._resources import DATA_ROOT
from gcmscore.compact import Compact, load_compact
from gcmscore.render.interface import (
    FALLBACK,
    INTERFACE_FILE,
    english_stamps,
    interface_problems,
    languages,
)
from gcmscore.render.translations import (
    TRANSLATION_FILE,
    fingerprint,
    read_translations,
    translatable,
    translation_problems,
)


@click.command()
@click.option("--missing", metavar="LANG", help="Print what this language lacks.")
@click.option("--stamp", metavar="LANG", help="Stamp this language's entries that have no stamp.")
def main(missing: str | None, stamp: str | None) -> None:
    """List what is missing, stale or wrong in the languages; print or stamp one's translations."""
    compact = load_compact()
    if missing:
        click.echo(skeleton(missing, compact), nl=False)
    if stamp:
        for name, made in ((INTERFACE_FILE, stamped_sentences), (TRANSLATION_FILE, stamped)):
            path = DATA_ROOT / "locale" / stamp / name
            path.write_text(made(stamp, path.read_text(encoding="utf-8"), compact), encoding="utf-8")
    if missing or stamp:
        return
    found = [line for language in languages() if language != FALLBACK for line in lacks(language, compact)]
    click.echo("\n".join(found) or "Nothing is missing or stale.")
    raise SystemExit(1 if found else 0)


def lacks(language: str, compact: Compact) -> list[str]:
    """Return one line for each text of a language that is missing, stale or wrong."""
    return [str(item) for item in (*interface_problems(language), *translation_problems(language, compact))]


def skeleton(language: str, compact: Compact) -> str:
    """Return the entries that a language lacks, with their English as the text."""
    entries, _ = read_translations(language)
    lacking = {key: text for key, text in translatable(compact).items() if key not in entries}
    return "".join(
        f"{key}:\n  text: {json.dumps(text, ensure_ascii=False)}\n" for key, text in lacking.items()
    )


def stamped(language: str, text: str, compact: Compact) -> str:
    """Return the translations of a language, each entry without a stamp stamped."""
    entries, document = read_translations(language)
    english = translatable(compact)
    lines = text.split("\n")
    # From the last line up, so that the lines above keep their numbers.
    for key in sorted(entries, key=lambda name: document.lines[(name,)], reverse=True):
        if entries[key].translates is None and key in english:
            lines.insert(document.lines[(key,)], f'  translates: "{fingerprint(english[key])}"')
    return "\n".join(lines)


def stamped_sentences(language: str, text: str, _compact: Compact) -> str:
    """Return the catalogue of a language, each sentence without a stamp stamped."""
    stamps = english_stamps()
    lacking = {item.field for item in interface_problems(language) if item.code == "unstamped"}

    def line(found: re.Match[str]) -> str:
        return f"#. translates: {stamps[found[1]]}\n{found[0]}" if found[1] in lacking else found[0]

    return re.sub(r'^msgid "(.+)"$', line, text, flags=re.M)


if __name__ == "__main__":
    main()
