"""Words findings by date and place, and recommendations by addressee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gcmscore.periods import first_day
from gcmscore.records import Finding
from gcmscore.render.notes import Notes
from gcmscore.render.text import Text, Wording
from gcmscore.render.view import FindingRow, Named, RecommendationRow, Recommendations, Stage, Timeline
from gcmscore.scorecard import Card
from gcmscore.scoring.results import ObjectiveResult

STANCES = ("advance", "challenge", "mixed")
OPENING = 90
STAGES = ("announced", "adopted", "in_force", "practice", "suspended", "annulled", "withdrawn")


def worded_stance(wording: Wording, code: str) -> Stage:
    """Return which way a finding points, with its word."""
    return Stage(code, wording.text(f"stance.{code}"))


def worded_stage(wording: Wording, code: str) -> Stage:
    """Return how far a thing has come, with its word."""
    return Stage(code, wording.text(f"stage.{code}"))


def opening(statement: str) -> str:
    """Return the first words of a statement, with an ellipsis where more follow.

    Examples
    --------
    >>> opening("The law entered into force.")
    'The law entered into force.'
    """
    if len(statement) <= OPENING:
        return statement
    beginning = statement[:OPENING]
    return f"{(beginning.rpartition(' ')[0] or beginning).rstrip(' ,;:')} …"


class Timelines:
    """Words the findings of a card.

    Parameters
    ----------
    card : Card
        The scored country.
    wording : Wording
        The language.
    notes : Notes
        Numbers the sources.
    """

    def __init__(self, card: Card, wording: Wording, notes: Notes) -> None:
        self.card = card
        self.wording = wording
        self.notes = notes
        self.t = wording.text
        self.superseding: dict[str, list[Finding]] = {}
        for finding in card.evidence.pack.findings:
            for name in finding.supersedes:
                self.superseding.setdefault(name, []).append(finding)
        self.objectives: dict[str, list[int]] = {}
        for item in card.results:
            for finding in item.findings:
                self.objectives.setdefault(finding.id, []).append(item.objective.number)
        shared = (name for name, numbers in self.objectives.items() if len(numbers) > 1)
        self.anchors = {name: f"f{number}" for number, name in enumerate(shared, 1)}

    def stages(self, results: Iterable[ObjectiveResult]) -> tuple[Stage, ...]:
        """Return the stages that the card shows."""
        found = {finding.stage for item in results for finding in item.findings}
        return tuple(worded_stage(self.wording, code) for code in STAGES if code in found)

    def counts(self, findings: Sequence[Finding]) -> str:
        """Say how many findings of each stance there are; they are counted, never added up to a score."""
        found = [(code, sum(item.stance == code for item in findings)) for code in STANCES]
        return " · ".join(self.t(f"stances.{code}", number) for code, number in found if number)

    def timelines(self, item: ObjectiveResult) -> tuple[Timeline, ...]:
        """Return the country's findings and then those of each region, each by date."""
        table = self.card.evidence.country_table
        by_place: dict[str, list[Finding]] = {}
        for finding in item.findings:
            by_place.setdefault(finding.region or "", []).append(finding)
        national = self.wording.country(self.card.country)
        if len(by_place) > 1:
            national = self.t("timeline.national", country=national)
        return tuple(
            Timeline(
                self.wording.region(table, place) if place else national,
                bool(place),
                tuple(self._row(finding, item.objective.number) for finding in by_place[place]),
            )
            for place in sorted(by_place)
        )

    def _row(self, finding: Finding, number: int) -> FindingRow:
        first = self.objectives[finding.id][0]
        return self._full(finding) if number == first else self._again(finding, first)

    def _again(self, finding: Finding, number: int) -> FindingRow:
        """Return how a fact begins that an earlier objective tells in full, and where that is."""
        objective = self.card.compact.objectives[number]
        name = self.wording.content(objective.short_name)
        place = Named(number, name, self.t("finding.elsewhere", number=number), self.anchors[finding.id])
        return FindingRow(
            date=self.wording.partial_date(finding.date),
            stance=worded_stance(self.wording, finding.stance),
            stage=worded_stage(self.wording, finding.stage),
            statement=Text(opening(finding.statement), finding.language),
            note=None,
            recommendation=None,
            superseded=self._overtaken(finding),
            notes=(),
            elsewhere=place,
        )

    def _full(self, finding: Finding) -> FindingRow:
        def said(text: str) -> Text:
            return Text(text, finding.language)

        asked = finding.recommendation
        return FindingRow(
            date=self.wording.partial_date(finding.date),
            stance=worded_stance(self.wording, finding.stance),
            stage=worded_stage(self.wording, finding.stage),
            statement=said(finding.statement),
            note=said(finding.note) if finding.note else None,
            recommendation=self.t(
                "finding.recommendation", addressee=said(asked.addressee), text=said(asked.text)
            )
            if asked
            else None,
            superseded=self._overtaken(finding),
            notes=self.notes.marks(finding.sources),
            anchor=self.anchors.get(finding.id),
        )

    def _overtaken(self, finding: Finding) -> str | None:
        later = sorted(self.superseding.get(finding.id, []), key=lambda one: first_day(one.date))
        dates = [one.date for one in later if first_day(one.date) <= self.card.as_of]
        return self.t("finding.superseded", date=self.wording.partial_date(dates[0])) if dates else None

    def recommendations(self, results: Iterable[ObjectiveResult]) -> tuple[Recommendations, ...]:
        """Return what was recommended to each addressee, by date; each recommendation once."""
        places: dict[str, list[tuple[int, str]]] = {}
        asked: dict[str, Finding] = {}
        for item in results:
            for finding in item.findings:
                if finding.recommendation is not None:
                    asked[finding.id] = finding
                    number = item.objective.number
                    places.setdefault(finding.id, []).append((number, f"objective-{number}"))
        by_addressee: dict[str, list[RecommendationRow]] = {}
        for finding in sorted(asked.values(), key=lambda one: (first_day(one.date), one.id)):
            wanted = finding.recommendation
            assert wanted is not None  # only those were kept
            row = RecommendationRow(
                date=self.wording.partial_date(finding.date),
                text=Text(wanted.text, finding.language),
                by=Text(wanted.by, finding.language) if wanted.by else None,
                objectives=tuple(places[finding.id]),
                notes=self.notes.marks(finding.sources),
            )
            by_addressee.setdefault(Text(wanted.addressee, finding.language), []).append(row)
        return tuple(Recommendations(name, tuple(by_addressee[name])) for name in sorted(by_addressee))
