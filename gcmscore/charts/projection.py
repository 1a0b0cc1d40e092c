"""The world map: prepared borders, and a projection that keeps areas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.path import Path as Outline
from numpy.typing import ArrayLike, NDArray

from gcmscore._frozen import Frozen
from gcmscore._resources import DATA_ROOT

MAP_FILE = DATA_ROOT / "reports" / "world-110m.json"
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_TENTHS = 10.0


def equal_earth(longitude: ArrayLike, latitude: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x and y of places on the Equal Earth map, on which equal areas are equally large.

    Parameters
    ----------
    longitude, latitude : array_like of float
        Degrees, −180 to 180 and −90 to 90. Missing stays missing.

    Returns
    -------
    tuple of ndarray of float
        x from −2.71 to 2.71 and y from −1.32 to 1.32, in radii of the Earth taken as a sphere.

    Notes
    -----
    With sin θ = (√3/2) sin φ: x = 2√3 λ cos θ / (3 (9 A₄ θ⁸ + 7 A₃ θ⁶ + 3 A₂ θ² + A₁)) and
    y = A₄ θ⁹ + A₃ θ⁷ + A₂ θ³ + A₁ θ. B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection",
    International Journal of Geographical Information Science 33 (2019), doi:10.1080/13658816.2018.1504949.

    Examples
    --------
    >>> [round(float(number), 4) for number in equal_earth(180, 0)]
    [2.7066, 0.0]
    """
    turn, rise = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(rise))
    slope = 9 * _A4 * theta**8 + 7 * _A3 * theta**6 + 3 * _A2 * theta**2 + _A1
    x = 2 * np.sqrt(3) * turn * np.cos(theta) / (3 * slope)
    return x, _A4 * theta**9 + _A3 * theta**7 + _A2 * theta**3 + _A1 * theta


@lru_cache(maxsize=1)
def areas() -> tuple[tuple[str, Outline], ...]:
    """Return (ISO3 code, outline) of each area of the map; an area without a code has an empty one."""
    return tuple((item["country"], _outline(item["rings"])) for item in _prepared()["areas"])


@lru_cache(maxsize=1)
def dots() -> Mapping[str, tuple[float, float]]:
    """Return code → place of the countries that are too small for their outline to show."""
    places = _prepared()["dots"]
    x, y = equal_earth(*(np.array(list(places.values())).T / _TENTHS))
    return Frozen({code: (float(a), float(b)) for code, a, b in zip(places, x, y, strict=True)})


@lru_cache(maxsize=1)
def members() -> frozenset[str]:
    """Return the codes among the dots whose countries are members of the United Nations."""
    return frozenset(_prepared()["members"])


def sphere() -> Outline:
    """Return the outline of the whole map."""
    side = np.linspace(-90, 90, 181)
    edge = np.concatenate([side, side[::-1]])
    return Outline(np.column_stack(equal_earth(np.repeat([-180.0, 180.0], len(side)), edge)))


def _outline(rings: list[list[int]]) -> Outline:
    corners, codes = [], []
    for ring in rings:
        points = np.array(ring, float).reshape(-1, 2) / _TENTHS
        corners.append(np.column_stack(equal_earth(points[:, 0], points[:, 1])))
        middle = [Outline.LINETO] * (len(points) - 2)
        codes += [Outline.MOVETO, *middle, Outline.CLOSEPOLY]
    return Outline(np.concatenate(corners), codes)


@lru_cache(maxsize=1)
def _prepared() -> dict[str, Any]:
    return dict(json.loads(MAP_FILE.read_text(encoding="utf-8")))
