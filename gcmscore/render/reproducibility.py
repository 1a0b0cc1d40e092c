"""What a report says of its making: the framework and who translated it, and the call that makes it again."""

from __future__ import annotations

from collections.abc import Sequence

from gcmscore import __version__
from gcmscore.compact import Compact
from gcmscore.objective_report import ObjectiveReport
from gcmscore.panel import Panel
from gcmscore.render.text import FALLBACK, Text, Wording
from gcmscore.scorecard import Card


def reproducibility(
    card: Card | ObjectiveReport, wording: Wording, function: str, arguments: Sequence[str], then: str = ""
) -> Text:
    """Return the line for a card, for a comparison of which it is one, or for the report on an objective.

    Parameters
    ----------
    card : Card or ObjectiveReport
        Gives the edition, the profile, the method and the fingerprints.
    wording : Wording
        The language.
    function : str
        Name of the public function that made the result.
    arguments : sequence of str
        Its own arguments, as code.
    then : str
        What is called on its result, as code.
    """
    return wording.text(
        "card.reproducibility",
        version=__version__,
        edition=card.compact.edition,
        profile=card.profile,
        method=wording.text("method.default") if card.method.is_default else repr(card.method.changes()),
        framework=card.compact.digest[:12],
        evidence=card.evidence.digest[:12],
        call=f"gcmscore.{function}({', '.join([*arguments, *_options(card)])}){then}",
    )


def worded_framework(compact: Compact, wording: Wording) -> tuple[Text, ...]:
    """Return what kind of promise a framework is and, in a translated report, whose translation it is.

    Parameters
    ----------
    compact : Compact
        The framework.
    wording : Wording
        The language.
    """
    nature = wording.content(compact.framework.legal_nature)
    return (nature,) if wording.language == FALLBACK else (nature, _translated(compact, wording))


def _translated(compact: Compact, wording: Wording) -> Text:
    titles = [wording.translation(objective.title) for objective in compact.objectives.values()]
    official = [title.source for title in titles if title is not None and title.source]
    if not official:
        return wording.text("method.translated")
    source = ", ".join(sorted(set(official)))
    return wording.text("method.official", source=source, official=len(official), total=len(titles))


def _options(card: Card | ObjectiveReport) -> list[str]:
    parts = [f'profile="{card.profile}"']
    if card.known_by is not None:
        parts.append(f'known_by="{card.known_by.isoformat()}"')
    if not card.method.is_default:
        changed = ", ".join(f"{name}={value!r}" for name, value in card.method.changes().items())
        parts.append(f"method=gcmscore.Method().replace({changed})")
    # Own evidence or an own framework cannot be named in a line, but that they were used must be.
    owned = (("evidence", card.own_evidence), ("compact", card.own_compact))
    return parts + [f"{name}=…" for name, own in owned if own]


def listed(panel: Panel) -> list[str]:
    """Return the countries of a panel as an argument; none when they are all members of the United Nations.

    Parameters
    ----------
    panel : Panel
        Countries scored together.
    """
    table = panel.evidence.country_table
    if panel.codes == tuple(code for code, item in table.items() if item.un_member):
        return []
    return ["[" + ", ".join(f'"{code}"' for code in panel.codes) + "]"]
