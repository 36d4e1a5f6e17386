"""Outlines of regions as SVG paths: pure.

Comes in: GeoJSON geometries by region code (degrees, longitude first). Goes out: a `Drawing` whose
paths are whole numbers in a view box `WIDTH` units wide. Neighbours keep their common border,
since each border is simplified once (see `simplified`). Refuses geometry that is no polygon.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
WIDTH = 1000
MARGIN = 12
MAX_CHARACTERS = 140_000
FIRST_TOLERANCE = 0.6


@dataclass(frozen=True, slots=True)
class Shape:
    """A region's path data, the point inside it for its label, and the room (width, height) there."""

    path: str
    label: Point
    room: Point


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes by region code in a view box of `width` × `height` units."""

    width: int
    height: int
    shapes: Mapping[str, Shape]


def draw(geometries: Mapping[str, Mapping[str, Any]]) -> Drawing:
    """Project, simplify and write the outlines; coarser until all paths fit MAX_CHARACTERS.

    Raises ValueError for a geometry that is neither Polygon nor MultiPolygon.
    """
    rings = {code: rings_of(geometry) for code, geometry in geometries.items()}
    return draw_rings({code: parts for code, parts in rings.items() if parts})


def draw_rings(rings: Mapping[str, Sequence[Ring]]) -> Drawing:
    """The same from rings in degrees."""
    if not rings:
        return Drawing(WIDTH, 0, {})
    place, height = projection(point for parts in rings.values() for ring in parts for point in ring)
    placed = {code: [[place(point) for point in ring] for ring in parts] for code, parts in rings.items()}
    tolerance = FIRST_TOLERANCE
    while True:
        coarse = simplified(placed, tolerance)
        paths = {code: path_of(parts) for code, parts in coarse.items()}
        if sum(map(len, paths.values())) <= MAX_CHARACTERS or tolerance > WIDTH / 20:
            break
        tolerance *= 2
    shapes = {code: Shape(paths[code], *label_place(placed[code])) for code in placed}
    return Drawing(WIDTH, height, shapes)


def rings_of(geometry: Mapping[str, Any]) -> list[Ring]:
    """All rings of a Polygon or MultiPolygon, open (the first point not repeated), outer rings first."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates", [])
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"Batas wilayah berjenis “{kind}” tidak dapat digambar; perlu Polygon.")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]
    return [opened(ring) for ring in rings if len(opened(ring)) >= 3]


def opened(ring: Ring) -> Ring:
    """The ring without its repeated last point."""
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


class Projection:
    """Equirectangular with longitudes scaled by the cosine of the middle latitude; y grows downwards."""

    def __init__(self, west: float, north: float, squeeze: float, scale: float) -> None:
        self.west, self.north, self.squeeze, self.scale = west, north, squeeze, scale

    def __call__(self, point: Point) -> Point:
        """Degrees to view box units."""
        x = (point[0] - self.west) * self.squeeze * self.scale + MARGIN
        return x, (self.north - point[1]) * self.scale + MARGIN


def projection(points: Iterable[Point]) -> tuple[Projection, int]:
    """A projection that fits the points into WIDTH units, and the height they then need."""
    xs, ys = zip(*points, strict=True)
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    squeeze = max(math.cos(math.radians((south + north) / 2)), 0.05)
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    # A region much higher than wide would fill the screen: its height is bounded, too.
    scale = min((WIDTH - 2 * MARGIN) / wide, 1.2 * WIDTH / high)
    left = west - (WIDTH - 2 * MARGIN - wide * scale) / 2 / (squeeze * scale)
    return Projection(left, north, squeeze, scale), round(high * scale + 2 * MARGIN)


def simplified(shapes: Mapping[str, Sequence[Ring]], tolerance: float) -> dict[str, list[Ring]]:
    """Every ring by Douglas–Peucker, border by border.

    A ring is cut where the set of rings that share its points changes; each piece between two cuts
    is simplified in one direction, so two neighbours get the same line and no gap opens between them.
    """
    owners: dict[Point, set[int]] = defaultdict(set)
    numbered = [(code, ring) for code, parts in shapes.items() for ring in parts]
    for number, (_, ring) in enumerate(numbered):
        for point in ring:
            owners[point].add(number)
    result: dict[str, list[Ring]] = {code: [] for code in shapes}
    for code, ring in numbered:
        coarse = _simplified_ring(ring, owners, tolerance)
        if len(coarse) >= 3:
            result[code].append(coarse)
    for code, parts in shapes.items():
        # An islet smaller than the tolerance may vanish, a region never.
        if not result[code] and parts:
            result[code].append(max(parts, key=lambda ring: abs(area_of(ring))))
    return result


def _simplified_ring(ring: Ring, owners: Mapping[Point, set[int]], tolerance: float) -> Ring:
    count = len(ring)
    cuts = [
        i for i in range(count) if not owners[ring[i - 1]] == owners[ring[i]] == owners[ring[(i + 1) % count]]
    ]
    if len(cuts) < 2:
        # A ring that is one border: cut it at two points that do not depend on where it begins.
        first = min(range(count), key=lambda i: ring[i])
        cuts = sorted({first, max(range(count), key=lambda i: math.dist(ring[i], ring[first]))})
    coarse: Ring = []
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + count], strict=True):
        piece = [ring[i % count] for i in range(start, end + 1)]
        turned = piece[0] > piece[-1]
        line = douglas_peucker(piece[::-1] if turned else piece, tolerance)
        coarse.extend((line[::-1] if turned else line)[:-1])
    return coarse


def douglas_peucker(line: Sequence[Point], tolerance: float) -> list[Point]:
    """The line without points nearer than `tolerance` to it (Douglas and Peucker 1973); ends stay."""
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        far, distance = 0, tolerance
        for i in range(first + 1, last):
            if (gap := _distance(line[i], line[first], line[last])) > distance:
                far, distance = i, gap
        if far:
            keep[far] = True
            stack += [(first, far), (far, last)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def _distance(point: Point, a: Point, b: Point) -> float:
    """Distance of a point from the segment a–b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    if dx == dy == 0:
        return math.dist(point, a)
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
    along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - a[0] - along * dx, point[1] - a[1] - along * dy)


def path_of(rings: Iterable[Ring]) -> str:
    """SVG path data with whole numbers, relative after the first point of each ring."""
    parts = []
    for ring in rings:
        at = (round(ring[0][0]), round(ring[0][1]))
        steps = [f"M{at[0]} {at[1]}"]
        for point in ring[1:]:
            to = (round(point[0]), round(point[1]))
            if to != at:
                steps.append(f"l{to[0] - at[0]} {to[1] - at[1]}")
                at = to
        parts.append("".join(steps) + "z")
    return "".join(parts)


def area_of(ring: Ring) -> float:
    """Signed area of a ring (shoelace)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def label_place(rings: Sequence[Ring]) -> tuple[Point, Point]:
    """Where a label has most room inside the largest ring: the point, and (width, height) around it.

    Tried are crosses: the middle of a stretch that a horizontal line cuts out, then the middle of the
    vertical stretch through it. What counts is the room to both sides of it, height double, since a
    label is about twice as wide as high.
    """
    ring = max(rings, key=lambda each: abs(area_of(each)))
    turned = [(point[1], point[0]) for point in ring]
    ys = [point[1] for point in ring]
    best, place, room = -1.0, ring[0], (0.0, 0.0)
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.25, 0.75):
        # A hair off the vertices' own heights, so that a line never runs along an edge.
        line = min(ys) + (max(ys) - min(ys)) * share + 1e-7
        for left, right in stretches(ring, line):
            x = (left + right) / 2 + 1e-7
            top, bottom = _around(turned, x, line)
            y = (top + bottom) / 2
            left_here, right_here = _around(ring, y, x)
            wide, high = 2 * min(x - left_here, right_here - x), bottom - top
            if (score := min(wide, 2 * high)) > best:
                best, place, room = score, (x, y), (wide, high)
    return place, room


def _around(ring: Ring, line: float, at: float) -> Point:
    """The stretch of a horizontal line that holds `at`; (at, at) where the line only touches the ring."""
    return next((part for part in stretches(ring, line) if part[0] <= at <= part[1]), (at, at))


def stretches(ring: Ring, y: float) -> list[Point]:
    """The parts (from, to) of a horizontal line that lie inside a ring."""
    crossings = sorted(_crossings(ring, y))
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _crossings(ring: Ring, y: float) -> list[float]:
    """Where a horizontal line cuts the ring."""
    return [
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (a[1] > y) != (b[1] > y)
    ]
