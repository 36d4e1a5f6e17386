"""What was said over time as lines with bands, and seats as a half circle: pure, numbers for SVG.

Comes in: moments with shares and intervals. Goes out: points in a box of 1000 x 100 that stretches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, cos, floor, pi, sin
from typing import Any

WIDTH, HEIGHT = 1000.0, 100.0
MOST_POINTS, MOST_LINES = 160, 4
STEP = 0.1
SERIES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A choice over time: its line and its band as SVG point lists."""

    key: str
    name: str
    series: int
    line: str
    band: str
    last: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines between two moments; `marks` are shares for the scale, from top to bottom."""

    lines: Sequence[Line]
    marks: Sequence[float]
    start: datetime
    end: datetime
    runs: int


def history(moments: Sequence[tuple[datetime, Mapping[str, Mapping[str, Any]]]]) -> Chart | None:
    """The leading choices over time; None with fewer than two moments."""
    if len(moments) < 2 or moments[0][0] == moments[-1][0]:
        return None
    shown = _thinned(moments)
    latest = shown[-1][1]
    keys = sorted(latest, key=lambda key: -latest[key]["share"])[:MOST_LINES]
    rows = [row[key] for _, row in shown for key in keys if key in row]
    low = floor(min(row["low"] for row in rows) / STEP) * STEP
    high = ceil(max(row["high"] for row in rows) / STEP) * STEP
    scale = _Scale(shown[0][0], shown[-1][0], low, max(high, low + STEP))
    order = list(latest)
    lines = [_line(key, order.index(key), shown, scale) for key in sorted(keys, key=order.index)]
    middle = (scale.low + scale.high) / 2
    return Chart(lines, (scale.high, middle, scale.low), shown[0][0], shown[-1][0], len(moments))


def _thinned(moments: Sequence[Any]) -> Sequence[Any]:
    if len(moments) <= MOST_POINTS:
        return moments
    step = (len(moments) - 1) / (MOST_POINTS - 1)
    return [moments[round(number * step)] for number in range(MOST_POINTS)]


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime
    low: float
    high: float

    def point(self, at: datetime, share: float) -> str:
        x = WIDTH * ((at - self.start) / (self.end - self.start))
        y = HEIGHT * (self.high - share) / (self.high - self.low)
        return f"{x:.1f},{y:.2f}"


def _line(key: str, number: int, moments: Sequence[Any], scale: _Scale) -> Line:
    rows = [(at, row[key]) for at, row in moments if key in row]
    upper = [scale.point(at, row["high"]) for at, row in rows]
    lower = [scale.point(at, row["low"]) for at, row in reversed(rows)]
    return Line(
        key=key,
        name=rows[-1][1]["name"],
        series=number % SERIES + 1,
        line=" ".join(scale.point(at, row["share"]) for at, row in rows),
        band=" ".join(upper + lower),
        last=rows[-1][1]["share"],
    )


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat of the hemicycle: its place in a box of 200 x 104, and whose it is."""

    x: float
    y: float
    series: int
    key: str


def hemicycle(seats: Sequence[tuple[str, int, int]], open_seats: int) -> list[Chair]:
    """Seats from left to right by party: (key, series, seats); open ones last, as series 0."""
    owners = [(key, series) for key, series, number in seats for _ in range(number)]
    owners += [("", 0)] * open_seats
    places = sorted(_places(len(owners)), key=lambda place: -place[0])
    return [
        Chair(100 + 96 * radius * cos(angle), 100 - 96 * radius * sin(angle), series, key)
        for (angle, radius), (key, series) in zip(places, owners, strict=True)
    ]


def _places(number: int) -> list[tuple[float, float]]:
    """(angle, radius) of each chair on rows whose lengths follow their radius."""
    rows = max(1, min(7, round((number / 6) ** 0.5)))
    radii = [1.0 - 0.13 * row for row in range(rows)]
    exact = [number * radius / sum(radii) for radius in radii]
    sizes = [int(size) for size in exact]
    for row in sorted(range(rows), key=lambda r: sizes[r] - exact[r])[: number - sum(sizes)]:
        sizes[row] += 1
    places = []
    for radius, size in zip(radii, sizes, strict=True):
        for seat in range(size):
            angle = pi / 2 if size == 1 else pi * (0.02 + 0.96 * seat / (size - 1))
            places.append((angle, radius))
    return places
