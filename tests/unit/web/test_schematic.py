"""The schematic map: every region has the ground nearest to its centre."""

from __future__ import annotations

import math
import random

import pytest

from deskpemilu.web.map_geometry import area_of
from deskpemilu.web.schematic import convex_hull, schematic, smooth_hull


def inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    odd = False
    for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (a[1] > point[1]) != (b[1] > point[1]):
            odd ^= point[0] < a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    return odd


def test_every_point_lies_in_the_cell_of_its_nearest_centre() -> None:
    rng = random.Random(4)
    centres = {f"{i:06d}": (104 + rng.random(), -3 + rng.random()) for i in range(21)}
    cells = schematic(centres)
    assert set(cells) == set(centres)
    hull = smooth_hull(list(centres.values()))
    points = [(104 + rng.random(), -3 + rng.random()) for _ in range(300)]
    within = [point for point in points if inside(point, hull)]
    assert len(within) > 200
    for point in within:
        nearest = min(centres, key=lambda code: math.dist(centres[code], point))
        assert inside(point, cells[nearest][0])


def test_the_cells_fill_the_hull_without_overlap() -> None:
    rng = random.Random(5)
    centres = {str(i): (rng.random(), rng.random()) for i in range(12)}
    cells = schematic(centres)
    total = sum(abs(area_of(cell[0])) for cell in cells.values())
    assert total == pytest.approx(abs(area_of(smooth_hull(list(centres.values())))), rel=1e-6)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_or_collinear_centres_are_no_special_case(count: int) -> None:
    centres = {str(i): (104.0 + 0.2 * i, -2.5) for i in range(count)}
    cells = schematic(centres)
    assert len(cells) == count
    assert all(abs(area_of(cell[0])) > 0 for cell in cells.values())


def test_two_regions_with_one_centre_share_one_cell_and_nothing_breaks() -> None:
    assert set(schematic({"a": (104.0, -2.5), "b": (104.0, -2.5), "c": (104.4, -2.5)})) == {"a", "c"}


def test_without_centres_there_is_no_map() -> None:
    assert schematic({}) == {}


def test_the_hull_holds_every_point() -> None:
    rng = random.Random(6)
    points = [(rng.random(), rng.random()) for _ in range(50)]
    hull = convex_hull(points)
    assert area_of(hull) > 0
    assert all(inside(point, hull) or point in hull for point in points)
