"""Outlines of regions: projection, simplification, labels, size."""

from __future__ import annotations

import itertools
import math
import random
import re

import pytest

from deskpemilu.web.map_geometry import (
    MAX_CHARACTERS,
    WIDTH,
    area_of,
    douglas_peucker,
    draw,
    label_place,
    projection,
    rings_of,
    simplified,
)


def square(west: float, south: float, side: float = 0.1) -> dict[str, object]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def wavy(
    start: tuple[float, float], end: tuple[float, float], n: int, seed: int
) -> list[tuple[float, float]]:
    rng = random.Random(seed)
    return [
        (
            start[0] + (end[0] - start[0]) * i / n + rng.uniform(-0.4, 0.4),
            start[1] + (end[1] - start[1]) * i / n + rng.uniform(-0.4, 0.4),
        )
        for i in range(1, n)
    ]


def test_a_line_keeps_its_ends_and_no_point_is_farther_away_than_the_tolerance() -> None:
    line = [(0.0, 0.0), *wavy((0, 0), (100, 0), 200, seed=1), (100.0, 0.0)]
    coarse = douglas_peucker(line, 0.5)
    assert coarse[0] == line[0]
    assert coarse[-1] == line[-1]
    assert len(coarse) < len(line)
    for point in line:
        near = min(_from_segment(point, a, b) for a, b in itertools.pairwise(coarse))
        assert near <= 0.5 + 1e-9


def _from_segment(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    length = math.dist(a, b)
    along = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / length**2
    along = min(1, max(0, along))
    return math.dist(p, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def test_neighbours_keep_their_common_border_so_that_no_gap_opens() -> None:
    border = [(50.0, 0.0), *wavy((50, 0), (50, 100), 80, seed=2), (50.0, 100.0)]
    left = [(0.0, 0.0), *border, (0.0, 100.0)]
    # The neighbour walks the same border the other way round and begins somewhere else.
    right = [(100.0, 100.0), *border[::-1], (100.0, 0.0)]
    coarse = simplified({"a": [left], "b": [right]}, 0.6)
    inner = {p for p in coarse["a"][0] if 40 < p[0] < 60}
    assert inner == {p for p in coarse["b"][0] if 40 < p[0] < 60}
    assert 2 <= len(inner) < len(border)
    total = abs(area_of(coarse["a"][0])) + abs(area_of(coarse["b"][0]))
    assert total == pytest.approx(100 * 100)


def test_a_square_stays_a_square_and_east_is_right_and_north_is_up() -> None:
    drawing = draw({"1": square(104.0, -3.0), "2": square(104.1, -2.9)})
    one, two = drawing.shapes["1"].label, drawing.shapes["2"].label
    assert two[0] > one[0]
    assert two[1] < one[1]
    assert drawing.width == WIDTH
    assert drawing.height == pytest.approx(WIDTH, rel=0.01)


def test_longitudes_shrink_with_the_cosine_of_the_latitude() -> None:
    place, _ = projection([(0.0, 59.0), (2.0, 61.0)])
    width = place((1.0, 60.0))[0] - place((0.0, 60.0))[0]
    height = place((0.0, 60.0))[1] - place((0.0, 61.0))[1]
    assert width / height == pytest.approx(0.5, abs=0.001)


def test_a_label_stands_inside_a_horseshoe() -> None:
    horseshoe = [
        (0.0, 0.0),
        (10.0, 0.0),
        (10.0, 10.0),
        (8.0, 10.0),
        (8.0, 2.0),
        (2.0, 2.0),
        (2.0, 10.0),
        (0.0, 10.0),
    ]
    (x, y), room = label_place([horseshoe])
    assert (0 < x < 2 or 8 < x < 10) if y > 2 else 0 < y < 2
    assert 0 < room[0] <= 10
    assert 0 < room[1] <= 10


def test_the_room_of_a_label_is_measured_where_it_stands() -> None:
    """In a tall box the width is the box's, not the map's."""
    (x, y), room = label_place([[(0.0, 0.0), (2.0, 0.0), (2.0, 30.0), (0.0, 30.0)]])
    assert (x, y) == pytest.approx((1, 15), abs=0.01)
    assert room == pytest.approx((2, 30))


def test_a_huge_outline_is_made_coarser_until_the_page_stays_light() -> None:
    rng = random.Random(3)
    ring = [
        [
            104 + (1 + rng.uniform(-0.01, 0.01)) * math.cos(a / 20000 * math.tau),
            -2 + math.sin(a / 20000 * math.tau),
        ]
        for a in range(20000)
    ]
    geometries = {
        str(i): {"type": "Polygon", "coordinates": [[[x + 3 * i, y] for x, y in ring]]} for i in range(3)
    }
    drawing = draw(geometries)
    assert sum(len(shape.path) for shape in drawing.shapes.values()) <= MAX_CHARACTERS
    assert all(shape.path.startswith("M") for shape in drawing.shapes.values())


def test_islands_come_along_and_a_tiny_region_never_vanishes() -> None:
    drawing = draw(
        {
            "big": {
                "type": "MultiPolygon",
                "coordinates": [
                    square(104.0, -3.0, 1.0)["coordinates"],
                    square(105.2, -3.0, 0.2)["coordinates"],
                ],
            },
            "tiny": square(105.6, -3.0, 0.0002),
        }
    )
    assert drawing.shapes["big"].path.count("M") == 2
    assert drawing.shapes["tiny"].path.count("M") == 1


def test_paths_are_whole_numbers_inside_the_view_box() -> None:
    drawing = draw({"1": square(104.0, -3.0), "2": square(104.3, -3.4)})
    for shape in drawing.shapes.values():
        assert re.fullmatch(r"(M\d+ \d+(l-?\d+ -?\d+)+z)+", shape.path)


def test_something_that_is_no_polygon_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="Point"):
        rings_of({"type": "Point", "coordinates": [104, -3]})


def test_no_geometry_is_an_empty_drawing() -> None:
    assert draw({}).shapes == {}
