"""Small frameworks and bodies of evidence made in memory, so that a test shows the numbers it is about."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import gcmscore as gcm
from gcmscore import Compact, Evidence
from gcmscore._evidence_reader import Pack
from gcmscore.countries import countries
from gcmscore.definitions import Framework, Indicator, Instrument, Objective, Profile, Unit
from gcmscore.observations import empty_frame, frame_of
from gcmscore.records import (
    Assessment,
    Finding,
    Group,
    Observation,
    Ratification,
    RatificationList,
    Record,
    Reply,
    Source,
)
from gcmscore.render import pdf

# The same examples on every run: a failure of one machine is a failure of all.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=30, database=None)
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end: the libraries and the tests."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


class Maker:
    """Makes indicators, records, frameworks and evidence; what a test does not name gets a plain default."""

    def measure(self, name: str = "pupils", worst: float = 0, best: float = 100, **more: Any) -> Indicator:
        bands = {"red": worst + (best - worst) / 4, "green": worst + (best - worst) * 3 / 4}
        scored = {"goalposts": {"worst": worst, "best": best, "reason": "A test."}, "bands": bands}
        if more.get("role") == "context":
            scored = {}
        return self._indicator(
            name, {"kind": "measure", "unit": "amount", "aspects": ["outcome"]} | scored | more
        )

    def rubric(
        self, name: str = "rights", sides: tuple[str, ...] = ("law", "practice"), **more: Any
    ) -> Indicator:
        parts = {
            "kind": "rubric",
            "unit": "level",
            "aspects": list(sides),
            "bands": {"green": 3, "red": 1},
            "levels": {level: dict.fromkeys(sides, f"Step {level}.") for level in range(5)},
        }
        return self._indicator(name, parts | more)

    def treaty_status(self, name: str = "treaties", *instruments: str, **more: Any) -> Indicator:
        parts = {
            "kind": "instrument",
            "unit": "share",
            "aspects": ["law"],
            "bands": {"green": 1, "red": 0.25},
            "instruments": list(instruments or ["convention"]),
        }
        return self._indicator(name, parts | more)

    def _indicator(self, name: str, parts: Mapping[str, Any]) -> Indicator:
        common = {
            "id": name,
            "name": name.capitalize(),
            "question": f"How many {name}?",
            "objective": 1,
            "max_age": 3,
            "custodian": "An office",
            "access": "A yearbook",
        }
        return Indicator.model_validate({**common, **parts})

    def compact(self, *indicators: Indicator, objectives: int = 1) -> Compact:
        words = {"short_name": "Aim", "commitment": "To do it.", "actions": {"a": "Do it."}}
        treaties = {name for indicator in indicators for name in indicator.instruments}
        known = {"title": "A treaty", "short_name": "Treaty", "adopted": "1951"}
        return Compact(
            framework=Framework(id="plan", title="A plan", short_name="Plan", legal_nature="A plan."),
            edition="test",
            objectives={
                number: Objective.model_validate(
                    {"number": number, "id": f"aim_{number}", "title": f"Aim {number}", **words}
                )
                for number in range(1, objectives + 1)
            },
            indicators={indicator.id: indicator for indicator in indicators},
            profiles={
                "full": Profile(title="Full", description="All."),
                "core": Profile(title="C", description="Some."),
            },
            units={
                "amount": Unit(symbol="units"),
                "level": Unit(symbol="level", minimum=0, maximum=4),
                "share": Unit(symbol="share", minimum=0, maximum=1),
            },
            instruments={name: Instrument.model_validate(known) for name in treaties},
            sources={},
            crosswalks={},
            digest="test",
        )

    def source(
        self, name: str = "yearbook", date: str = "2000", kind: str = "statistic", **more: Any
    ) -> Source:
        parts = {"id": name, "title": f"The {name}", "publisher": "An office", "date": date, "kind": kind}
        return Source.model_validate({**parts, "language": "en", **more})

    def figure(self, indicator: str, value: float | None, period: str = "2020", **more: Any) -> Observation:
        parts = {"indicator": indicator, "value": value, "period": period, "unit": "amount"}
        return Observation.model_validate(self._cited(parts, more))

    def level(self, indicator: str = "rights", since: str = "2020", **more: Any) -> Assessment:
        parts = {
            "indicator": indicator,
            "from": since,
            "rationale": "Read.",
            "would_change": "A law.",
            "coder": "A",
        }
        return Assessment.model_validate(self._cited(parts, more))

    def treaty(
        self, instrument: str, status: str, date: str | None = None, as_of: str = "2020", **more: Any
    ) -> Ratification:
        parts = {"instrument": instrument, "status": status, "date": date, "status_as_of": as_of}
        return Ratification.model_validate(self._cited(parts, more))

    def whole_list(self, instrument: str, as_of: str, complete: bool = True) -> RatificationList:
        parts = {"instrument": instrument, "status_as_of": as_of, "complete": complete}
        return RatificationList.model_validate({**parts, "sources": [{"id": "yearbook", "locator": "list"}]})

    def finding(self, name: str = "a-fact", date: str = "2020", **more: Any) -> Finding:
        parts = {
            "id": name,
            "date": date,
            "statement": "It happened.",
            "objectives": [1],
            "stance": "challenge",
        }
        return Finding.model_validate(self._cited({**parts, "stage": "practice"}, more))

    def reply(self, date: str = "2020", **more: Any) -> Reply:
        parts = {"who": "The ministry", "date": date, "reason": "disputed", "text": "No.", "objective": 1}
        return Reply.model_validate(self._cited(parts, more))

    def _cited(self, parts: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
        cited = more.get("sources", ["yearbook"])
        sources = [{"id": name, "locator": "page 1"} for name in cited]
        return {"country": "BEL", **parts, **more, "sources": sources}

    def evidence(self, *records: Record, groups: Mapping[str, Any] | None = None) -> Evidence:
        """Join records to evidence; a source that is cited and not given is a statistic of the year 2000."""
        given = {record.id: record for record in records if isinstance(record, Source)}
        cited = {citation.id for record in records for citation in getattr(record, "sources", ())}
        kinds = {
            "assessments": Assessment,
            "ratifications": Ratification,
            "ratification_lists": RatificationList,
            "findings": Finding,
            "replies": Reply,
        }
        figures = [(record, "test.yaml", 1) for record in records if isinstance(record, Observation)]
        pack = Pack(
            observations=frame_of(figures) if figures else empty_frame(),
            sources={**{name: self.source(name) for name in sorted(cited)}, **given},
            **{
                name: tuple(item for item in records if isinstance(item, kind))
                for name, kind in kinds.items()
            },  # type: ignore[arg-type]
        )
        checked = {name: Group.model_validate(group) for name, group in (groups or {}).items()}
        return Evidence(pack, countries(), checked, "test")

    def card(
        self, indicators: list[Indicator], records: list[Record], year: int = 2020, **more: Any
    ) -> gcm.Card:
        """Score Belgium against a framework of one objective that has these indicators, all of them asked."""
        objectives = max((indicator.objective for indicator in indicators), default=1)
        compact = self.compact(*indicators, objectives=objectives)
        evidence = self.evidence(*records, groups=more.pop("groups", None))
        return gcm.score("BEL", year, compact=compact, evidence=evidence, profile="full", **more)


class Shelf:
    """Cards of the shipped evidence and what is made of them, each made once for all tests.

    A name is a country and a year, and a profile when it is not the usual one: ``BEL-2020-full``.
    """

    def __init__(self) -> None:
        self.card, self.page, self.pdf = cache(self._card), cache(self._page), cache(self._pdf)

    def _card(self, name: str) -> gcm.Card:
        country, year, *profile = name.split("-")
        return gcm.score(country, int(year), profile="".join(profile) or "core")

    def _page(self, name: str) -> str:
        return self.card(name).to_html()

    def _pdf(self, name: str) -> bytes:
        return self.card(name).to_pdf()


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="session")
def _compiled():
    return cache(pdf._compile)


@pytest.fixture
def engine_once(_compiled, monkeypatch) -> None:
    """Let the PDF engine set a document once for all tests that only ask whether a command goes through."""
    monkeypatch.setattr(pdf, "_compile", _compiled)


@pytest.fixture(scope="session")
def data() -> Path:
    return Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def shipped() -> Evidence:
    return gcm.load_evidence()


@pytest.fixture(scope="session")
def compact() -> Compact:
    return gcm.load_compact()
