"""Writes the pages of the site that come from the data: one an objective, with a card an indicator."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from pathlib import Path

import gcmscore as gcm
from gcmscore.catalogue import Row, Section, cited, describe_compact, describe_indicator, describe_objective
from gcmscore.compact import Compact
from gcmscore.definitions import Indicator
from gcmscore.scoring.method import Method

ROOT = Path(__file__).resolve().parents[1]
# Documents of the repository that are pages of the site too, and what they are called there.
DOCUMENTS = {
    "METHODOLOGY.md": "methodology.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "evidence/README.md": "evidence.md",
    "objectives/README.md": "objectives.md",
    "reports/README.md": "templates.md",
}
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)")
# A value in a document, followed by the field of Method (and the position in it) that it comes from.
RULE = re.compile(r"(?P<shown>\([^()]*\)|[\w.]+)<!-- (?P<field>\w+)(?:\.(?P<position>\d))? -->")
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def write(folder: Path) -> None:
    """Write every page into a folder, anew.

    Parameters
    ----------
    folder : Path
        Where to; it is made if missing.
    """
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        old.unlink()
    compact = gcm.load_compact()
    pages = {
        "framework.md": framework_page(compact),
        **{f"objective-{number:02d}.md": objective_page(compact, number) for number in compact.objectives},
        "crosswalks.md": crosswalk_page(compact),
        **{page: document_page(ROOT / document) for document, page in DOCUMENTS.items()},
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def framework_page(compact: Compact) -> str:
    """Return the page on the framework: what it is, and where each objective's page is."""
    described = describe_compact(compact)
    listed = [f"objective-{number:02d}" for number in compact.objectives]
    rows = [
        (str(item.objective), linked(item.id), escaped(item.question), kind(item), ", ".join(item.profiles))
        for item in compact.indicators.values()
    ]
    parts = [
        f"# {escaped(described.title)}",
        escaped(described.lead),
        *(block(section) for section in described.sections if section.heading != "Objectives"),
        "## Objectives",
        fenced("toctree", [":maxdepth: 1", "", *listed]),
        "## Indicators",
        table(("Objective", "Indicator", "Question", "Kind", "Profiles"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def objective_page(compact: Compact, number: int) -> str:
    """Return the page of an objective: its text, then a card for each of its indicators."""
    described = describe_objective(compact.objectives[number], compact)
    parts = [
        f"# {number}. {escaped(compact.objectives[number].short_name)}",
        f"**{escaped(described.title)}**",
        escaped(described.lead),
        *(block(section, links=compact.indicators) for section in described.sections),
        *(card(indicator, compact) for indicator in compact.members("full", number)),
    ]
    return "\n\n".join(parts) + "\n"


def card(indicator: Indicator, compact: Compact) -> str:
    """Return an indicator's card; a rubric's levels are a table, law beside practice."""
    described = describe_indicator(indicator, compact)
    parts = [f"({label(indicator.id)})=", f"## {escaped(described.title)}", f"`{indicator.id}`"]
    parts.append(f"**{escaped(described.lead)}**")
    for section in described.sections:
        rows = tuple(row for row in section.rows if not row.label[0].isdigit() or section.heading != "Levels")
        if rows != section.rows:
            parts += [rubric_heading(section.heading), levels(indicator)]
            section = Section("", rows)
        parts.append(block(section, rubric=True))
    return "\n\n".join(parts)


def levels(indicator: Indicator) -> str:
    """Return the levels of a rubric as a table."""
    sides = [side for side in ("law", "practice") if getattr(indicator, f"has_{side}")]
    rows = [
        (str(number), *(escaped(getattr(level, side)) for side in sides))
        for number, level in sorted((indicator.levels or {}).items())
    ]
    return table(("Level", *(side.capitalize() for side in sides)), rows)


def crosswalk_page(compact: Compact) -> str:
    """Return the page of the crosswalks: a table each, with its source and who made it."""
    parts = [
        "# Crosswalks",
        f"How other systems correspond to the objectives; edition {escaped(compact.edition)}.",
        'In Python: `gcm.crosswalk("sdg")`.',
    ]
    for name, crosswalk in compact.crosswalks.items():
        origin = cited(crosswalk.source, compact)
        rows = [
            (
                entry.code,
                entry.title,
                ", ".join(map(str, entry.objectives)),
                " ".join(entry.actions),
                entry.note or "",
            )
            for entry in crosswalk.entries
        ]
        parts += [
            f"## {escaped(crosswalk.title)}",
            f"`{name}`. Codes and titles: {escaped(origin)}.",
            escaped(crosswalk.basis),
            escaped(crosswalk.caveat or ""),
            *(f"- {escaped(cited(reference, compact))}" for reference in crosswalk.sources),
            table(("Code", "Title", "Objectives", "Actions", "Note"), (map(escaped, row) for row in rows)),
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def document_page(path: Path) -> str:
    """Return a document of the repository as a page: numbers from ``Method``, links within the site."""
    return with_links(with_rules(path.read_text(encoding="utf-8"), Method()), path, "")


def with_links(text: str, path: Path, folder: str = "_generated/") -> str:
    """Return a document whose links to other documents lead to their pages; other files are only named.

    Parameters
    ----------
    text : str
        What the document says.
    path : Path
        Where it stands in the repository.
    folder : str
        Where the pages are, seen from the page it becomes.
    """

    def link(match: re.Match[str]) -> str:
        target = (path.parent / match[2]).resolve()
        name = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else ""
        if name in DOCUMENTS:
            return f"[{match[1]}]({folder}{DOCUMENTS[name]}{match[3] or ''})"
        if name.startswith("docs/") and name.endswith(".md"):
            return f"[{match[1]}]({'' if folder else '../'}{name.removeprefix('docs/')}{match[3] or ''})"
        return match[1]

    return LINK.sub(link, text)


def with_rules(text: str, method: Method) -> str:
    """Return a document whose marked values are those of a method, without the marks."""

    def value(match: re.Match[str]) -> str:
        found = getattr(method, match["field"])
        found = found if match["position"] is None else found[int(match["position"])]
        return str(found) if isinstance(found, bool | tuple | str) else f"{found:g}"

    return RULE.sub(value, text)


def block(section: Section, *, rubric: bool = False, links: Container[str] = ()) -> str:
    """Return a section as a heading and a list of labels with what they say."""
    heading = rubric_heading(section.heading) if rubric else f"## {escaped(section.heading)}"
    entries = (
        f"{linked(row.label) if row.label in links else escaped(row.label)}\n: {said(row)}"
        for row in section.rows
    )
    return "\n\n".join([*([heading] if section.heading else []), *entries])


def said(row: Row) -> str:
    """Return what a row says, as a link where it can be read elsewhere."""
    return f"[{escaped(row.text)}](<{row.url}>)" if row.url else escaped(row.text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def rubric_heading(text: str) -> str:
    """Return a heading that no list of contents shows."""
    return f"```{{rubric}} {escaped(text)}\n```"


def fenced(directive: str, lines: Iterable[str]) -> str:
    """Return a directive."""
    return "\n".join([f"```{{{directive}}}", *lines, "```"])


def linked(indicator: str) -> str:
    """Return a link to an indicator's card."""
    return f"[{escaped(indicator)}](#{label(indicator)})"


def kind(indicator: Indicator) -> str:
    """Return the kind of an indicator, and whether it is scored."""
    return indicator.kind if indicator.role == "scored" else f"{indicator.kind}, not scored"


def label(indicator: str) -> str:
    """Return the name under which an indicator's card can be linked to."""
    return f"indicator-{indicator.replace('_', '-')}"


def escaped(text: str) -> str:
    """Return a text in which no character means anything to Markdown."""
    return PUNCTUATION.sub(r"\\\1", text)
