"""Curves as SVG lines in a box of 1000 × 100 that stretches, and as a table by the hour. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from deskpemilu.coordination.curve import Curve, clock_of

WIDTH, HEIGHT = 1000.0, 100.0
MOST_ROWS = 36
NEARLY_ALL = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: `earlier` ones are drawn dashed."""

    name: str
    series: int
    points: str
    last: float
    earlier: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines between two hours, the marks below them, and the same as a table."""

    lines: Sequence[Line]
    marks: Sequence[tuple[float, str]]  # x in per cent, clock
    rows: Sequence[tuple[str, Sequence[float | None]]]


def chart_of(tonight: Sequence[Curve], earlier: Sequence[Curve], *, now_hour: float) -> Chart | None:
    """Tonight's curves beside earlier ones; None while nothing came in and there is nothing to compare."""
    drawn = [curve for curve in (*tonight, *earlier) if curve.points]
    if not drawn:
        return None
    first = floor(min(curve.points[0][0] for curve in drawn) - 1 / 6)
    last = max(first + 1, ceil(max(curve.points[-1][0] for curve in drawn)))
    last = min(last, first + 48)
    lines = [
        _line(curve, at + 1, first, last, until=min(now_hour, last), earlier=False)
        for at, curve in enumerate(tonight)
    ]
    lines += [
        _line(curve, len(tonight) + at + 1, first, last, until=last, earlier=True)
        for at, curve in enumerate(earlier)
    ]
    step = max(1, ceil((last - first) / 8))
    marks = [(100 * (hour - first) / (last - first), clock_of(hour)) for hour in range(first, last + 1, step)]
    return Chart(lines, marks, _rows(tonight, earlier, first, last, now_hour))


def _line(curve: Curve, series: int, first: int, last: int, *, until: float, earlier: bool) -> Line:
    """The curve as corners: level until the next ten minutes, then up; tonight's ends now."""

    def x(hour: float) -> float:
        return WIDTH * (hour - first) / (last - first)

    points = [(float(first), 0.0)]
    for hour, share in curve.points:
        if hour > last:
            break
        points += [(max(hour - 1 / 6, points[-1][0]), points[-1][1]), (hour, share)]
    if until > points[-1][0] and (earlier or curve.points):
        points.append((until, points[-1][1]))
    text = " ".join(f"{x(hour):.1f},{HEIGHT * (1 - share):.2f}" for hour, share in points)
    return Line(curve.name, (series - 1) % 8 + 1, text, points[-1][1], earlier)


def _rows(
    tonight: Sequence[Curve], earlier: Sequence[Curve], first: int, last: int, now_hour: float
) -> list[tuple[str, Sequence[float | None]]]:
    rows: list[tuple[str, Sequence[float | None]]] = []
    step = max(1, ceil((last - first) / MOST_ROWS))
    for hour in range(first + 1, last + 1, step):
        mine = [curve.at(hour + 1e-6) if hour <= now_hour else None for curve in tonight]
        rows.append((clock_of(hour), [*mine, *(curve.at(hour + 1e-6) for curve in earlier)]))
    return rows


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an earlier night did from where tonight stands; a fact about that night, no forecast."""

    name: str
    then: float  # its share at this hour
    minutes: int | None  # from tonight's share to nearly all


def comparisons(curve: Curve, earlier: Sequence[Curve], *, now_hour: float) -> list[Comparison]:
    """Tonight's curve beside each earlier one, at this hour."""
    share = curve.at(now_hour)
    found = []
    for other in earlier:
        here, there = other.hour_of(share), other.hour_of(NEARLY_ALL)
        minutes = (
            round(60 * (there - here)) if here is not None and there is not None and there > here else None
        )
        found.append(Comparison(other.name, other.at(now_hour), minutes if share >= 0.05 else None))
    return found
