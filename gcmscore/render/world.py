"""A map of the world as a picture of lines: each class of countries one path, its legend in words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from gcmscore.charts.maps import ABSENT, DISPUTED, UNSETTLED
from gcmscore.charts.projection import areas, dots, members, sphere
from gcmscore.charts.style import FILLS, REASONS, rows_at
from gcmscore.panel import Panel
from gcmscore.render.objective_view import Land, WorldMap
from gcmscore.render.text import Wording

# The part of the projection that is shown, and how finely: without Antarctica, some two thousand steps wide.
_LEFT, _RIGHT, _TOP, _BOTTOM = -2.75, 2.75, 1.33, -1.13
_STEPS = 2000 / (_RIGHT - _LEFT)
_CLASSES = (*FILLS, *REASONS, ABSENT, DISPUTED)


def world_map(panel: Panel, objective: int, year: int, wording: Wording) -> WorldMap:
    """Return a map of the bands of an objective, every member of the United Nations visible.

    Parameters
    ----------
    panel : Panel
        Scored countries.
    objective : int
        Its number.
    year : int
        One of the panel's.
    wording : Wording
        The language.

    Notes
    -----
    The areas and what is disputed are those of :func:`gcmscore.charts.world`.
    """
    classes = _classes(panel, objective, year)
    shown = {code: name for code, name in classes.items() if code not in UNSETTLED or name not in REASONS}
    counts = {name: sum(found == name for found in shown.values()) for name in _CLASSES}
    lands = tuple(_land(name, shown, counts[name], wording) for name in _CLASSES)
    drawn = tuple(land for land in lands if land.outline or land.places)
    told = (
        wording.text("map.counted", name=land.word, count=land.count)
        for land in drawn
        if land.code not in (ABSENT, DISPUTED)
    )
    return WorldMap(
        width=round((_RIGHT - _LEFT) * _STEPS),
        height=round((_TOP - _BOTTOM) * _STEPS),
        edge=_drawn(sphere()),
        lands=drawn,
        alternative=wording.text("map.alternative", classes=wording.joined(told)),
        borders=wording.text("map.borders"),
    )


def _classes(panel: Panel, objective: int, year: int) -> Mapping[str, str]:
    rows = rows_at(panel.objectives, year, "objective", objective)
    band, status = rows["band"].astype(object), rows["status"].astype(object)
    missing = status.where(status.isin(list(REASONS)), "not_assessed")
    return {str(code): str(name) for code, name in band.where(band.notna(), missing).items()}


def _class_of(code: str, shown: Mapping[str, str]) -> str:
    return shown.get(code, DISPUTED if code in UNSETTLED else ABSENT)


def _land(name: str, shown: Mapping[str, str], count: int, wording: Wording) -> Land:
    outlines = [outline for code, outline in areas() if _class_of(code, shown) == name]
    small = [
        _placed(np.array([place]))[0]
        for code, place in dots().items()
        if (code in members() or code in shown) and _class_of(code, shown) == name
    ]
    key = f"band.{name}" if name in FILLS else f"status.{name}"
    return Land(
        code=name,
        word=wording.text(f"map.{name}" if name in (ABSENT, DISPUTED) else key),
        fill=FILLS.get(name),
        count=count if name in shown.values() else None,
        outline="".join(_drawn(outline) for outline in outlines),
        places=tuple((int(x), int(y)) for x, y in small),
    )


def _placed(corners: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return places of the projection in steps from the upper left."""
    x, y = (corners[:, 0] - _LEFT) * _STEPS, (_TOP - corners[:, 1]) * _STEPS
    return np.rint(np.column_stack([x, y])).astype(np.int64)


def _drawn(outline: Outline) -> str:
    """Return an outline as the path of a picture: where each ring begins, then from corner to corner."""
    corners = _placed(np.asarray(outline.vertices, dtype=np.float64))
    codes = np.full(len(corners), Outline.LINETO) if outline.codes is None else np.asarray(outline.codes)
    starts = [0, *np.flatnonzero(codes[1:] == Outline.MOVETO) + 1, len(corners)]
    return "".join(_ring(corners[first:last]) for first, last in pairwise(starts))


def _ring(corners: NDArray[np.int64]) -> str:
    moves = [step for step in np.diff(corners, axis=0).tolist() if step != [0, 0]]
    if len(moves) < 2:
        return ""
    (x, y), steps = corners[0].tolist(), " ".join(f"{across} {down}" for across, down in moves)
    return f"M{x} {y}l{steps}z".replace(" -", "-")
