"""The line at the foot of a report: what it was made with, and the call that makes it again."""

from __future__ import annotations

from collections.abc import Sequence

from gcmscore import __version__
from gcmscore.render.text import Text, Wording
from gcmscore.scorecard import Card


def reproducibility(card: Card, wording: Wording, function: str, arguments: Sequence[str]) -> Text:
    """Return the line for a card, or for a comparison of which it is one.

    Parameters
    ----------
    card : Card
        Gives the edition, the profile, the method and the fingerprints.
    wording : Wording
        The language.
    function : str
        Name of the public function that made the result.
    arguments : sequence of str
        Its own arguments, as code.
    """
    return wording.text(
        "card.reproducibility",
        version=__version__,
        edition=card.compact.edition,
        profile=card.profile,
        method=wording.text("method.default") if card.method.is_default else repr(card.method.changes()),
        framework=card.compact.digest[:12],
        evidence=card.evidence.digest[:12],
        call=f"gcmscore.{function}({', '.join([*arguments, *_options(card)])})",
    )


def _options(card: Card) -> list[str]:
    parts = [f'profile="{card.profile}"']
    if card.known_by is not None:
        parts.append(f'known_by="{card.known_by.isoformat()}"')
    if not card.method.is_default:
        changed = ", ".join(f"{name}={value!r}" for name, value in card.method.changes().items())
        parts.append(f"method=gcmscore.Method().replace({changed})")
    # Own evidence or an own framework cannot be named in a line, but that they were used must be.
    owned = (("evidence", card.own_evidence), ("compact", card.own_compact))
    return parts + [f"{name}=…" for name, own in owned if own]
