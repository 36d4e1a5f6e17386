"""A schematic map from the centres of regions, where no boundaries were imported: pure.

Each region gets the ground that is nearer to its centre than to any other (its Voronoi cell),
inside a smooth hull around all centres. A cell is the hull cut by the halving lines to every other
centre: with the few dozen regions of a page this needs no triangulation, and one, two or
collinear centres are no special case.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from deskpemilu.web.map_geometry import Point, Ring

CORNERS = 28
SMALLEST_RADIUS = 0.01  # degrees, about a kilometre: the hull around a single centre


def schematic(centres: Mapping[str, Point]) -> dict[str, list[Ring]]:
    """Rings in degrees by region code. Of several regions with one centre only the first has a cell."""
    distinct: dict[Point, str] = {}
    for code, centre in centres.items():
        distinct.setdefault(centre, code)
    points = list(distinct)
    if not points:
        return {}
    hull = smooth_hull(points)
    return {distinct[point]: [cell] for point in points if len(cell := _cell(point, points, hull)) >= 3}


def smooth_hull(points: Sequence[Point]) -> Ring:
    """Convex hull of circles around the points, with a radius of about half a typical distance."""
    radius = max(SMALLEST_RADIUS, 0.75 * _typical_distance(points))
    rim = [
        (x + radius * math.cos(angle), y + radius * math.sin(angle))
        for x, y in points
        for angle in (2 * math.pi * i / CORNERS for i in range(CORNERS))
    ]
    return convex_hull(rim)


def _typical_distance(points: Sequence[Point]) -> float:
    """Median distance of a point to its nearest neighbour; 0 for a single point."""
    nearest = sorted(min((math.dist(a, b) for b in points if b != a), default=0.0) for a in points)
    return nearest[len(nearest) // 2]


def convex_hull(points: Sequence[Point]) -> Ring:
    """Convex hull, counter-clockwise (Andrew's monotone chain)."""
    ordered = sorted(set(points))

    def half(sequence: Sequence[Point]) -> Ring:
        chain: Ring = []
        for point in sequence:
            while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cell(centre: Point, points: Sequence[Point], hull: Ring) -> Ring:
    cell = hull
    for other in points:
        if other != centre:
            cell = _nearer(cell, centre, other)
    return cell


def _nearer(ring: Ring, here: Point, there: Point) -> Ring:
    """The part of a convex ring that is nearer to `here` than to `there` (Sutherland–Hodgman)."""
    nx, ny = there[0] - here[0], there[1] - here[1]
    middle = (here[0] + there[0]) / 2 * nx + (here[1] + there[1]) / 2 * ny
    kept: Ring = []
    for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        side_a, side_b = a[0] * nx + a[1] * ny - middle, b[0] * nx + b[1] * ny - middle
        if side_a <= 0:
            kept.append(a)
        if (side_a < 0 < side_b) or (side_b < 0 < side_a):
            along = side_a / (side_a - side_b)
            # Rounded, so that two neighbours write their common corner alike.
            kept.append((round(a[0] + along * (b[0] - a[0]), 9), round(a[1] + along * (b[1] - a[1]), 9)))
    return kept
