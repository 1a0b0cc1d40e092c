"""A first pack of evidence to fill in: YAML with a comment at every key, or a workbook with drop-downs."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from gcmscore._pack_writing import write_pack
from gcmscore._workbook_fields import CITATIONS, Field, citation_fields, cites, fields_of, keys_of
from gcmscore._workbook_writer import lists_of, workbook
from gcmscore._yaml_text import WIDTH
from gcmscore.compact import Compact, load_compact
from gcmscore.countries import countries
from gcmscore.definitions import Indicator
from gcmscore.errors import InvalidRequestError
from gcmscore.records import SECTIONS
from gcmscore.scorecard import score

Form = Literal["yaml", "xlsx"]
FIRST_SOURCE = "my-first-source"
# The sections of each file, and the kind of question that its records answer.
_FILES = {
    "sources": (("sources",), ""),
    "observations": (("observations",), "measure"),
    "findings": (("findings",), ""),
    "assessments": (("assessments",), "rubric"),
    "ratifications": (("ratifications", "ratification_lists"), "instrument"),
    "replies": (("replies",), ""),
}
_OPEN = ("not_assessed", "stale", "conflict", "not_published")


@dataclass(frozen=True)
class _Pack:
    """What a starter pack is about."""

    name: str
    iso3: str
    profile: str
    year: int
    questions: tuple[Indicator, ...]

    def of_kind(self, kind: str) -> list[Indicator]:
        return [item for item in self.questions if item.kind == kind]


def new_evidence(
    country: str,
    folder: str | Path,
    *,
    format: Form = "yaml",
    profile: str = "core",
    year: int | None = None,
    compact: Compact | None = None,
) -> list[Path]:
    """Write a starter pack for a country: evidence to fill in, and the questions that wait for an answer.

    Checking a fresh pack says what to fill in first: the title, publisher, date and kind of its first source.

    Parameters
    ----------
    country : str
        Its ISO 3166-1 alpha-3 code, such as ``KEN``.
    folder : str or Path
        Where the files go; made when it is not there.
    format : {"yaml", "xlsx"}
        A YAML file for each kind of record, or one workbook with a sheet for each.
    profile : str
        Whose questions are listed.
    year : int, optional
        The questions are those that the shipped evidence leaves open at its end; this year by default.
    compact : Compact, optional
        The framework whose questions are listed; of another than the built-in one all are.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InvalidRequestError
        If one of the files is there already; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in new_evidence("KEN", folder)]  # doctest: +NORMALIZE_WHITESPACE
    ['sources.yaml', 'observations.yaml', 'findings.yaml', 'assessments.yaml', 'ratifications.yaml',
     'replies.yaml']
    """
    if format not in get_args(Form):
        raise InvalidRequestError(f"format={format!r} is not known; one of {', '.join(get_args(Form))}")
    pack = _pack(country, profile, year or date.today().year, compact)
    whole = compact or load_compact()
    if format == "xlsx":
        contents = {f"{pack.iso3}.xlsx": _workbook(pack, whole)}
    else:
        contents = {f"{name}.yaml": _file(name, pack).encode() for name in _FILES}
    targets = [Path(folder) / name for name in contents]
    if there := [path.name for path in targets if path.exists() or path.is_symlink()]:
        named = ", ".join(there)
        raise InvalidRequestError(f"{folder} has {named} already; nothing was written; name another folder")
    return write_pack(Path(folder), contents, {})


def _pack(country: str, profile: str, year: int, compact: Compact | None) -> _Pack:
    if compact is None:
        card = score(country, year, profile=profile)
        items = [item for result in card.results for item in result.indicators]
        questions = tuple(item.indicator for item in items if item.status in _OPEN)
        return _Pack(card.country.name(), card.country.iso3, profile, year, questions)
    place = countries()[country]
    return _Pack(place.name(), place.iso3, "full", year, tuple(compact.indicators.values()))


def _about(section: str) -> str:
    text = inspect.getdoc(SECTIONS[section]) or ""
    return text.splitlines()[0]


# YAML


def _file(name: str, pack: _Pack) -> str:
    sections, kind = _FILES[name]
    first = name == "sources"
    lines = [f"# {pack.name}: {name}. {_about(sections[0])}"]
    if first:
        lines += [
            *_told("Give each source an id of your own; the records cite it with a page, paragraph or table.")
        ]
    else:
        lines += ["# Take away '# ' in front of a record's lines, and fill it in.", f"country: {pack.iso3}"]
    for section in sections:
        written = list(_section(section, pack, kind))
        lines += ["", *(written if first else map(_commented, written))]
    lines += _questions(pack, kind)
    return "\n".join(lines) + "\n"


def _commented(line: str) -> str:
    return f"# {line}".rstrip()


def _told(text: str, indent: int = 0) -> list[str]:
    space = " " * indent
    return [f"{space}# {line}" for line in textwrap.wrap(text, WIDTH - indent)]


def _section(section: str, pack: _Pack, kind: str) -> Iterator[str]:
    """Yield a section with one record: what is needed as keys, all else in comments."""
    yield f"{section}:"
    order = {name: place for place, name in enumerate(keys_of(section))}
    fields = sorted(fields_of(section), key=lambda item: (order[item.path[0]], item.path[:1]))
    dash, seen = "- ", set[str]()
    for name in keys_of(section):
        if name == CITATIONS and cites(section):
            yield from _citations(dash)
        for field in [item for item in fields if item.path[0] == name and name != "country"]:
            if field.needed:
                brackets = " In brackets, as [13, 14]." if field.kind == "wholes" else ""
                yield from _told(field.help + brackets, 2 if dash == "- " else 4)
                yield f"  {dash}{field.name}: {_first(section, field, pack, kind)}".rstrip()
                dash = "  "
            else:
                yield from _optional(field, seen)


def _citations(dash: str) -> Iterator[str]:
    for field in citation_fields():
        yield from _told(f"{field.path[-1]}: {field.help}", 4)
    yield f"  {dash}{CITATIONS}:"
    yield f'      - {{id: {FIRST_SOURCE}, locator: ""}}'


def _optional(field: Field, seen: set[str]) -> Iterator[str]:
    value = " []" if field.kind in ("words", "wholes") else ""
    top, *inner = field.path
    if inner and top not in seen:
        yield f"    # {top}:"
        seen.add(top)
    # What several parts have in common is said once.
    if field.about not in seen or not field.about:
        brackets = " In brackets, as [a, b]." if value else ""
        yield from _told(field.help + brackets, 4)
    if inner:
        seen.add(field.about)
    yield f"    # {'  ' if inner else ''}{field.path[-1]}:{value}"


def _first(section: str, field: Field, pack: _Pack, kind: str) -> str:
    """Return what can be filled in already: the first open question and its unit, the example's source."""
    asked = pack.of_kind(kind)
    known: dict[str, Any] = {"id": FIRST_SOURCE if section == "sources" else "", "language": "en"}
    if asked:
        known |= {"indicator": asked[0].id, "unit": asked[0].unit, "instrument": ""}
    return str(known.get(field.name) or "")


def _questions(pack: _Pack, kind: str) -> list[str]:
    asked = pack.of_kind(kind)
    if not asked:
        return []
    about = f"Questions of the profile {pack.profile} about {pack.name}"
    lines = ["", f"# {about} without an answer at the end of {pack.year} ({len(asked)}):"]
    for item in asked:
        unit = f" ({item.unit})" if kind == "measure" else ""
        treaties = f" ({', '.join(item.instruments)})" if kind == "instrument" else ""
        lines.append(f"#   {item.id}{unit}{treaties}: objective {item.objective}")
        lines += [f"#     {line}" for line in textwrap.wrap(item.question, WIDTH - 6)]
    return lines


# Workbook


def _workbook(pack: _Pack, compact: Compact) -> bytes:
    records = {"sources": [{"id": FIRST_SOURCE, "language": "en"}]}
    return workbook(records, lists_of(compact, countries()), _read_me(pack))


def _read_me(pack: _Pack) -> Iterator[tuple[str, ...]]:
    yield (f"Evidence on {pack.name}", "One sheet a kind of record, one row a record.")
    yield ("What a column asks for", "Point at its name in row 1. Names in bold are needed.")
    yield ("First", "Fill in the source in row 2 of the sheet sources; the records cite it by its id.")
    yield ("Country", f"Write {pack.iso3} in each row, or the code of a region.")
    yield ("Several words in one cell", "Separate them with semicolons.")
    yield (
        "Dates and periods",
        "Write 2020, 2020-10 or 2020-10-22. The cells are text, so that nothing changes them.",
    )
    yield ("Not taken", "Formulas, merged cells, hidden rows and decimal commas: the check names the cell.")
    yield ("Sheets", "Keep their names. This sheet and the sheet lists are not read as evidence.")
    for section in SECTIONS:
        yield (section, _about(section))
    if pack.questions:
        yield (f"Open questions, profile {pack.profile}, end of {pack.year}", "Question", "Sheet")
    sheets = {kind: sections[0] for sections, kind in _FILES.values() if kind}
    for item in pack.questions:
        yield (item.id, item.question, sheets[item.kind])
