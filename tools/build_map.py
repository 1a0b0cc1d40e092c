"""Write reports/world-110m.json, the world map of the charts, from Natural Earth.

The borders come from ``tools/raw/world-110m.topojson`` (``countries-110m.json`` of the npm package
world-atlas 2.0.2, which is Natural Earth 4.1.0 at 1:110m, public domain). That scale leaves the smallest
States out: they get a dot, whose place is the middle of their largest island or area at 1:10m. Those places
are kept in ``tools/raw/positions.csv``; ``--positions countries-10m.json`` of that package writes them anew.

Natural Earth draws who controls an area on the ground. Four areas are taken out of the States that it draws
them with, so that none is given a State's colour, and stand alone:

- Crimea, drawn with the Russian Federation. The General Assembly called upon States not to recognise a change
  of its status (A/RES/68/262, 27 March 2014).
- Western Sahara, most of it drawn with Morocco. It has been on the United Nations' list of Non-Self-Governing
  Territories since 1963 and has a code of its own (ESH, 732). Its northern limit is the parallel
  27°40' north, from the coast to 8°40' west (A. S. Reyner, "Morocco's International Boundaries: A Factual
  Background", Journal of Modern African Studies 1 (1963), doi:10.1017/S0022278X00001725; International
  Boundary Study No. 9, United States Department of State, 1961).
- Jammu and Kashmir: the parts held by India, Pakistan and China alike, Aksai Chin among them.
- Abyei, between the Sudan and South Sudan.

The last two are laid over the States, with the outlines of Natural Earth's disputed areas at 1:50m, whose
attribute for the view of the United Nations gives them to no State (``tools/raw/disputed_areas.csv``: file
ne_50m_admin_0_breakaway_disputed_areas, nvkelso/natural-earth-vector, commit
117488dc884bad03366ff727eca013e434615127). Maps of the World Health Organization leave them, and Western
Sahara, grey as well.

Northern Cyprus and Somaliland, without an ISO code, and Kosovo, the Falkland Islands (Malvinas), Palestine
and Taiwan, with a code in the country table, are areas of their own in Natural Earth already. The West Bank
is drawn; Gaza, East Jerusalem and the Golan Heights cannot be told at this scale. French Guiana is drawn with
France, of which it is part.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BORDERS = ROOT / "tools" / "raw" / "world-110m.topojson"
POSITIONS = ROOT / "tools" / "raw" / "positions.csv"
DISPUTED = ROOT / "tools" / "raw" / "disputed_areas.csv"
COUNTRIES = ROOT / "evidence" / "countries.csv"
MAP = ROOT / "reports" / "world-110m.json"

SOURCE = (
    "Natural Earth 4.1.0, 1:110m and 1:10m, by way of the npm package world-atlas 2.0.2; "
    "Natural Earth's disputed areas, 1:50m; public domain; changed, see tools/build_map.py"
)
RADIUS = 6371.0088
SMALLEST_AREA = 15_000.0
"""Square kilometres; what is drawn smaller gets a dot as well, since its colour could not be told."""
LARGEST_LISTED = 30_000.0
"""Square kilometres at 1:10m up to which a position is listed."""
NAMED = {"Kosovo": "XKX"}
"""Areas to which Natural Earth gives no ISO number and the country table a code."""
LEFT_OUT = {"Antarctica"}
IN_CRIMEA = (34.4, 45.3)
NORTH_OF_WESTERN_SAHARA = 27 + 40 / 60
STEPS = 10
"""Coordinates are kept in tenths of a degree: a third of a pixel on a map of 1200 pixels."""

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]
Areas = Mapping[str, tuple[str, list[Polygon]]]


def arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """Return the arcs of a quantised topology in degrees."""
    (step_x, step_y), (from_x, from_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x, y, points = 0, 0, []
        for right, up in arc:
            x, y = x + right, y + up
            points.append((x * step_x + from_x, y * step_y + from_y))
        decoded.append(points)
    return decoded


def ring_of(places: Sequence[int], decoded: Sequence[Ring]) -> Ring:
    """Join arcs to a closed ring; the complement of an arc's number means that it runs backwards."""
    points: Ring = []
    for place in places:
        arc = decoded[place] if place >= 0 else decoded[~place][::-1]
        points += arc[1:] if points else arc
    return points


def polygons(topology: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Polygon]]]:
    """Yield ISO number (empty when there is none), name and polygons of each area."""
    decoded = arcs(topology)
    for area in topology["objects"]["countries"]["geometries"]:
        parts = {"Polygon": [area.get("arcs")], "MultiPolygon": area.get("arcs")}.get(area["type"], [])
        shapes = [[ring_of(places, decoded) for places in part] for part in parts]
        yield area.get("id", ""), area["properties"]["name"], shapes


def unrolled(ring: Ring) -> Ring:
    """Return a ring without jumps at 180°: behind it longitudes go on beyond 180 or below −180.

    Examples
    --------
    >>> unrolled([(179.0, 0.0), (-179.0, 0.0), (179.0, 1.0)])
    [(179.0, 0.0), (181.0, 0.0), (179.0, 1.0)]
    """
    turns, points = 0, [ring[0]]
    for (before, _), (x, y) in pairwise(ring):
        turns += (x - before < -180) - (x - before > 180)
        points.append((x + 360 * turns, y))
    return points


def clipped(ring: Ring, limit: float, side: int) -> Ring:
    """Return the part of a ring on one side of a meridian (Sutherland and Hodgman, 1974).

    Examples
    --------
    >>> clipped([(178.0, 0.0), (182.0, 0.0), (182.0, 2.0), (178.0, 2.0), (178.0, 0.0)], 180, 1)
    [(180.0, 0.0), (182.0, 0.0), (182.0, 2.0), (180.0, 2.0), (180.0, 0.0)]
    """
    points: Ring = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        inside0, inside1 = (x0 - limit) * side >= 0, (x1 - limit) * side >= 0
        if inside0 != inside1:
            points.append((float(limit), y0 + (y1 - y0) * (limit - x0) / (x1 - x0)))
        if inside1:
            points.append((x1, y1))
    return [*points, points[0]] if points else []


def turned(ring: Ring) -> Ring:
    """Return a ring with longitude and latitude exchanged."""
    return [(y, x) for x, y in ring]


def contains(ring: Ring, place: Point) -> bool:
    """Tell whether a place lies in a ring, by the number of its sides that lie east of it.

    Examples
    --------
    >>> square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
    >>> contains(square, (1.0, 1.0)), contains(square, (3.0, 1.0))
    (True, False)
    """
    east, north = place
    sides = (
        (y0 > north) != (y1 > north) and east < x0 + (x1 - x0) * (north - y0) / (y1 - y0)
        for (x0, y0), (x1, y1) in pairwise(ring)
    )
    return sum(sides) % 2 == 1


def joined(one: Ring, two: Ring) -> Ring:
    """Return the ring around two rings that run the same way and share one run of sides.

    Examples
    --------
    >>> joined([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], [(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)])
    [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1), (0, 0)]
    """
    sides = {**dict.fromkeys(pairwise(one)), **dict.fromkeys(pairwise(two))}
    onward = dict(side for side in sides if side[::-1] not in sides)
    points = [next(iter(onward))]
    while len(points) <= len(onward):
        points.append(onward[points[-1]])
    return points


def cut(ring: Ring) -> Iterator[Ring]:
    """Yield a ring in parts that lie between −180 and 180, so that none runs across the whole map."""
    whole = unrolled(ring)
    for turn in (-1, 0, 1):
        shifted = [(x - 360 * turn, y) for x, y in whole]
        part = clipped(clipped(shifted, -180, 1), 180, -1)
        if abs(area(part)) > 0:
            yield part


def area(ring: Ring) -> float:
    """Return the area in km² that a ring encloses on the sphere, negative when it runs the other way.

    The ring is projected to Lambert's equal-area cylinder, x = λ and y = sin φ, where the shoelace formula
    gives areas of the unit sphere.
    """
    plane = [(math.radians(x), math.sin(math.radians(y))) for x, y in ring]
    doubled = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(plane))
    return doubled / 2 * RADIUS**2


def middle(ring: Ring) -> Point:
    """Return the centre of gravity of a ring, in degrees."""
    whole, x, y, doubled = unrolled(ring), 0.0, 0.0, 0.0
    for (x0, y0), (x1, y1) in pairwise(whole):
        cross = x0 * y1 - x1 * y0
        x, y, doubled = x + (x0 + x1) * cross, y + (y0 + y1) * cross, doubled + cross
    return (x / (3 * doubled) + 180) % 360 - 180, y / (3 * doubled)


def countries() -> list[dict[str, str]]:
    """Return the rows of the country table."""
    with COUNTRIES.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def codes() -> dict[int, str]:
    """Return ISO number → ISO3 code of the country table."""
    return {int(row["m49"]): row["iso3"] for row in countries() if row["m49"]}


def code_of(number: str, name: str, known: Mapping[int, str]) -> str:
    """Return the ISO3 code of an area, empty where it has none."""
    return known.get(int(number), "") if number else NAMED.get(name, "")


def write_positions(path: Path) -> None:
    """Write where the small countries lie, from a topology at 1:10m."""
    known = codes()
    areas: dict[str, tuple[float, Point]] = {}
    for number, name, shapes in polygons(json.loads(path.read_text(encoding="utf-8"))):
        code = code_of(number, name, known)
        outer = [unrolled(shape[0]) for shape in shapes]
        size = sum(abs(area(ring)) for ring in outer)
        # An area may come in several entries (Australia and its islands); the largest is the country.
        if code and size > areas.get(code, (0.0, (0.0, 0.0)))[0]:
            areas[code] = (size, middle(max(outer, key=lambda ring: abs(area(ring)))))
    with POSITIONS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("country", "longitude", "latitude", "area_km2"))
        for code, (size, (x, y)) in sorted(areas.items()):
            if size < LARGEST_LISTED:
                writer.writerow((code, f"{x:.2f}", f"{y:.2f}", f"{size:.0f}" if size >= 1 else f"{size:.2f}"))


def flat(ring: Ring) -> list[int]:
    """Return a ring as x0, y0, x1, y1, … in tenths of a degree, without points that fall together."""
    steps = [(round(x * STEPS), round(y * STEPS)) for x, y in ring]
    kept = [point for place, point in enumerate(steps) if not place or point != steps[place - 1]]
    return [number for point in kept for number in point] if len(kept) > 3 else []


def laid_over() -> dict[str, Ring]:
    """Return the outlines of the disputed areas that are drawn over States."""
    rings: dict[str, Ring] = {}
    with DISPUTED.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rings.setdefault(row["area"], []).append((float(row["longitude"]), float(row["latitude"])))
    return rings


def with_disputed_apart(found: Areas) -> Areas:
    """Return number and polygons by name, disputed areas taken out of States, as said at the top."""
    number, russia = found["Russia"]
    crimea = [shape for shape in russia if contains(shape[0], IN_CRIMEA)]
    morocco, sahara = found["Morocco"], found["W. Sahara"]
    across = turned(morocco[1][0][0])
    north, south = (turned(clipped(across, NORTH_OF_WESTERN_SAHARA, side)) for side in (1, -1))
    return {
        **found,
        "Russia": (number, [shape for shape in russia if shape not in crimea]),
        "Crimea": ("", crimea),
        "Morocco": (morocco[0], [[north]]),
        "W. Sahara": (sahara[0], [[joined(south, sahara[1][0][0])]]),
        **{name: ("", [[ring]]) for name, ring in laid_over().items()},
    }


def areas_of(topology: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Return the areas to draw, each with its rings, and the size of each country in km²."""
    known, drawn, sizes = codes(), [], {}
    found = {name: (number, shapes) for number, name, shapes in polygons(topology) if name not in LEFT_OUT}
    for name, (number, shapes) in with_disputed_apart(found).items():
        code = code_of(number, name, known)
        rings = [flat(part) for shape in shapes for ring in shape for part in cut(ring)]
        drawn.append({"country": code, "rings": [ring for ring in rings if ring]})
        sizes[code] = sum(abs(area(unrolled(shape[0]))) for shape in shapes)
    return sorted(drawn, key=lambda item: (item["country"], item["rings"])), sizes


def write_map() -> None:
    """Write the areas, one line of JSON each, and the dots; those of member States are always drawn."""
    drawn, sizes = areas_of(json.loads(BORDERS.read_text(encoding="utf-8")))
    with POSITIONS.open(encoding="utf-8", newline="") as stream:
        places = {row["country"]: row for row in csv.DictReader(stream)}
    dots = {
        code: [round(float(row["longitude"]) * STEPS), round(float(row["latitude"]) * STEPS)]
        for code, row in sorted(places.items())
        if sizes.get(code, 0.0) < SMALLEST_AREA
    }
    lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in drawn)
    head = f'"source": {json.dumps(SOURCE)},\n"unit": "1/{STEPS} degree",\n'
    members = [row["iso3"] for row in countries() if row["un_member"] == "True" and row["iso3"] in dots]
    dotted = [json.dumps(item, separators=(",", ":")) for item in (dots, members)]
    head += f'"dots": {dotted[0]},\n"members": {dotted[1]},\n'
    MAP.write_text(f'{{{head}"areas": [\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Write the map, and before that the positions when a topology at 1:10m is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--positions", type=Path, help="countries-10m.json of world-atlas 2.0.2")
    detailed: Path | None = parser.parse_args().positions
    if detailed is not None:
        write_positions(detailed)
    write_map()


if __name__ == "__main__":
    main()
