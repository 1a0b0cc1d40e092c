"""The check of a folder of evidence: what keeps it from being read, and what should be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gcmscore._evidence_files import CHECK_FILE, EvidenceFiles
from gcmscore._evidence_reader import EvidenceReader
from gcmscore._yaml import Document
from gcmscore.checking.advice import Advice, Body
from gcmscore.checking.figures import figure_rules
from gcmscore.checking.judgements import judgement_advice
from gcmscore.checking.publications import date_advice, kept_advice, source_advice
from gcmscore.checking.silences import Silences, read_silences
from gcmscore.compact import Compact, load_compact
from gcmscore.errors import Problem
from gcmscore.evidence import Evidence


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes
    ----------
    problems : tuple of Problem
        Errors and advice, sorted by file and line.
    silenced : tuple of Problem
        The advice that ``check.yaml`` answers.
    evidence : Evidence or None
        What the folder holds; None when it cannot be read.
    """

    problems: tuple[Problem, ...]
    silenced: tuple[Problem, ...]
    evidence: Evidence | None


def check(path: str | Path, *, compact: Compact | None = None, today: date | None = None) -> list[Problem]:
    """Check a folder of evidence: all that ``validate`` finds, and advice on what should be looked at.

    Advice has the severity ``warning`` or ``note`` and keeps nothing from being read; a file ``check.yaml``
    in the folder silences it where somebody has looked and says why. A kept copy of a source that was changed
    is an error. Every code is explained in docs/checks.md. No file is changed.

    Parameters
    ----------
    path : str or Path
        The folder, or one file, which is read alone: without its folder's other files and ``check.yaml``.
    compact : Compact, optional
        The framework the evidence speaks of; the built-in one by default.
    today : date, optional
        The day as of which evidence is old, or in the future; the present one by default.

    Returns
    -------
    list of Problem
        Sorted by file and line; empty when there is nothing to say.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> source = "{id: mine, title: T, publisher: P, date: 2020-02, kind: law, language: en}"
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mine.yaml").write_text(f"sources: [{source}]", encoding="utf-8")
    ...     print(*check(folder))
    mine.yaml:1: sources.0: no record cites 'mine'; cite it or remove it
    """
    return list(checked(path, compact=compact, today=today).problems)


def checked(path: str | Path, *, compact: Compact | None = None, today: date | None = None) -> Checked:
    """Check a folder of evidence, and return also what was silenced and what was read.

    Parameters
    ----------
    path, compact, today
        As for ``check``.
    """
    day = date.today() if today is None else today
    reader = EvidenceReader(EvidenceFiles(Path(path)), compact or load_compact())
    pack = reader.read()
    errors = reader.problems
    body = Body(
        entries=reader.entries,
        observations=pack.observations,
        sources=pack.sources,
        groups=reader.own_groups,
        compact=reader.compact,
        root=reader.files.root,
        today=day,
        whole=not errors,
    )
    alone = reader.files.alone is not None
    silences = Silences((), Document(CHECK_FILE)) if alone else read_silences(body.root)
    given, silenced = silences.apply(_advice(body, alone), day, body.whole)
    evidence = None if errors else Evidence(pack, reader.country_table, reader.own_groups, reader.digest)
    return Checked(
        problems=tuple(sorted([*errors, *silences.problems, *(item.problem for item in given)])),
        silenced=tuple(sorted(item.problem for item in silenced)),
        evidence=evidence,
    )


def _advice(body: Body, alone: bool) -> Iterator[Advice]:
    yield from judgement_advice(body)
    yield from source_advice(body)
    yield from date_advice(body)
    if not alone:
        yield from kept_advice(body)
    yield from figure_rules(body)
