"""The documents the evidence began from: nothing is left out without a reason, and nothing is copied."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import gcmscore as gcm
from gcmscore.observations import DIMENSIONS
from gcmscore.records import Assessment, Finding

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = Path(__file__).parent / "data" / "documents"
TABLE = ROOT / "evidence" / "BEL" / "README.md"
RUN = 7  # words in a row that two people do not write alike by chance
NAMES = (
    "Committee on the Rights of the Child",
    "Commissioner General for Refugees and Stateless Persons",
)


def paragraphs() -> list[tuple[str, str]]:
    with (DOCUMENTS / "paragraphs.csv").open(encoding="utf-8", newline="") as file:
        return [(row["document"], row["paragraph"]) for row in csv.DictReader(file)]


def mapped() -> list[tuple[str, str, tuple[str, ...], str]]:
    """Return the rows of the README: document, paragraph, the records it became, and what is said besides."""
    rows, document = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"### `(.+)`.*", line):
            document = heading[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if document and len(cells) == 3 and cells[0] not in ("Paragraph", "---"):
            rows.append((document, cells[0], tuple(re.findall(r"`([^`]+)`", cells[1])), cells[2]))
    return rows


def citing() -> dict[str, set[str]]:
    """Return record id → the sources it cites, of findings, figures and ratifications."""
    pack = gcm.load_evidence().pack
    found = {record.id: set(record.source_ids) for record in (*pack.findings, *pack.ratifications)}
    for row in pack.observations.to_dict("records"):
        parts = [row[name] for name in DIMENSIONS if isinstance(row[name], str)]
        name = ".".join([row["country"], row["indicator"], row["period"], *parts, row["source_id"]]).lower()
        found[name] = {source for source, _ in row["citations"]}
    return found


def test_every_paragraph_of_every_document_has_its_row():
    assert [(document, paragraph) for document, paragraph, _, _ in mapped()] == paragraphs()


def test_a_paragraph_became_records_or_the_table_says_why_not():
    assert [row[:2] for row in mapped() if not row[2] and not row[3]] == []


def test_a_record_named_in_the_table_cites_the_document():
    cited = citing()
    wrong = [
        (document, paragraph, name)
        for document, paragraph, names, _ in mapped()
        for name in names
        if document not in cited.get(name, set())
    ]
    assert wrong == []


@pytest.mark.parametrize("document", sorted({document for document, _ in paragraphs()}))
def test_a_finding_that_cites_a_document_stands_in_the_table(document):
    named = {name for each, _, names, _ in mapped() if each == document for name in names}
    findings = [finding.id for finding in gcm.load_evidence().pack.findings if document in finding.source_ids]
    assert [name for name in findings if name not in named] == []


def own_texts() -> Iterator[tuple[str, str]]:
    pack = gcm.load_evidence().pack
    records: tuple[Finding | Assessment, ...] = (*pack.findings, *pack.assessments)
    for record in records:
        asked = record.recommendation.text if isinstance(record, Finding) and record.recommendation else ""
        told = (
            [record.statement, asked]
            if isinstance(record, Finding)
            else [record.rationale, record.would_change]
        )
        for text in (*told, record.note or ""):
            yield record.id, text


def fingerprints(text: str) -> Iterator[tuple[str, str]]:
    for name in NAMES:  # what a body is called cannot be said otherwise
        text = text.replace(name, "|")
    words = re.findall(r"[^\W_]+|\|", unicodedata.normalize("NFC", text).casefold())
    for position in range(len(words) - RUN + 1):
        run = " ".join(words[position : position + RUN])
        yield hashlib.sha256(run.encode()).hexdigest()[:12], run


def test_no_record_repeats_seven_words_in_a_row_of_a_document():
    # Only fingerprints of the documents are kept: they are not this project's to publish.
    known = set((DOCUMENTS / "seven_words.txt").read_text(encoding="utf-8").split())
    copied = [
        (name, run) for name, text in own_texts() for digest, run in fingerprints(text) if digest in known
    ]
    assert copied == []


def test_the_fingerprints_would_notice_a_copied_sentence():
    known = set((DOCUMENTS / "seven_words.txt").read_text(encoding="utf-8").split())
    sentence = "Remittance costs in Belgium remain substantially higher than the target of 3%."
    assert {digest for digest, _ in fingerprints(sentence)} <= known
