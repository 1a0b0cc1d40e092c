"""What the keys of an indicator must have in common, as functions that name every breach."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

RUBRIC_WORST, RUBRIC_BEST = 0, 4
KINDS, ROLES = ("measure", "rubric", "instrument"), ("scored", "context")
PARTS = ("goalposts", "bands", "levels", "evidence", "moves_up", "instruments")


def wrong_parts(kind: object, role: object, given: Collection[str]) -> Iterator[str]:
    """Yield what an indicator of a kind and role lacks, or has and must not have.

    Parameters
    ----------
    kind, role : object
        As written; one that is not known asks for nothing.
    given : collection of str
        Those of the keys ``PARTS`` that are there.

    Examples
    --------
    >>> list(wrong_parts("rubric", "scored", ["bands"]))
    ["a rubric needs 'levels', such as {0: {law: …, practice: …}, 1: …}"]
    """
    if kind not in KINDS or role not in ROLES:
        return
    scored = role == "scored"
    rules = {
        "goalposts": ("a scored measure", kind == "measure" and scored, "{worst: 0, best: 100, reason: …}"),
        "bands": ("a scored indicator", scored, "{green: …, red: …}"),
        "levels": ("a rubric", kind == "rubric", "{0: {law: …, practice: …}, 1: …}"),
        "instruments": ("an instrument indicator", kind == "instrument", "[the ids of treaties]"),
    }
    for name, (who, needed, example) in rules.items():
        if needed and name not in given:
            yield f"{who} needs {name!r}, such as {example}"
        elif not needed and name in given:
            yield f"{name!r} is for {who} only"
    for name in ("evidence", "moves_up"):
        if name in given and kind != "rubric":
            yield f"{name!r} is for a rubric only"


def wrong_order(worst: float, red: float, green: float, best: float) -> Iterator[str]:
    """Yield why marks do not run from worst through red and green to best, in whichever direction.

    Examples
    --------
    >>> list(wrong_order(15, 7, 3, 3))
    []
    """
    marks = [worst, red, green, best]
    if marks != sorted(marks, reverse=worst > best):
        found = f"worst {worst:g}, red {red:g}, green {green:g}, best {best:g}"
        yield f"'bands' must run from worst through red and green to best; they are {found}"


def wrong_sides(
    levels: Mapping[int, Collection[str]], aspects: Collection[str], evidence: Collection[str] | None
) -> Iterator[str]:
    """Yield where the sides of a rubric, law and practice, do not fit its levels, aspects or evidence.

    Parameters
    ----------
    levels : mapping of int to collection of str
        The sides that have an anchor, by level.
    aspects : collection of str
        What the indicator says it speaks of.
    evidence : collection of str or None
        The sides of which ``evidence`` speaks; None when there is none.
    """
    expected = range(RUBRIC_WORST, RUBRIC_BEST + 1)
    if odd := sorted(set(levels) ^ set(expected)):
        yield f"'levels' must be exactly 0, 1, 2, 3 and 4; look at {_listed(odd)}"
    sides = {side for anchors in levels.values() for side in anchors}
    gaps = [
        f"{side} at {number}"
        for side in sorted(sides)
        for number in expected
        if side not in levels.get(number, (side,))
    ]
    if gaps or not sides:
        missing = f"; missing: {_listed(gaps)}" if gaps else ""
        yield f"'levels' need an anchor for law at every level, for practice at every level, or both{missing}"
    spoken = {"law": bool({"law", "policy"} & set(aspects)), "practice": "practice" in aspects}
    for side, named in spoken.items():
        word = "law or policy" if side == "law" else side
        if side in sides and not named:
            yield f"'aspects' must name {word}: 'levels' have anchors for {side}"
        if side not in sides and named:
            yield f"'aspects' name {word}: 'levels' have no anchors for {side}"
    if evidence is not None and set(evidence) != sides:
        yield f"'evidence' must speak of the sides that 'levels' have: {_listed(sorted(sides))}"


def _listed(items: Sequence[object]) -> str:
    return ", ".join(map(str, items))
