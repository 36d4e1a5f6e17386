"""How fast a night comes in: shares of the expected forms by clock time. Pure.

Hours count from 00.00 of the voting day in the desk's zone and go on past 24 after midnight.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

STEP = 1 / 6  # ten minutes
MOST_HOURS = 120.0
MOST_POINTS = 2000
Point = tuple[float, float]


class CurveRefused(ValueError):
    """A file that is no curve, with a sentence."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Share of the expected forms in by hour; never falls."""

    name: str
    points: tuple[Point, ...]

    def at(self, hour: float) -> float:
        """The share at an hour: that of the last point before it; 0 before the first."""
        place = bisect_left(self.points, (hour, 2.0))
        return self.points[place - 1][1] if place else 0.0

    def hour_of(self, share: float) -> float | None:
        """The first hour at which the share was reached, None if it never was."""
        return next((hour for hour, reached in self.points if reached >= share), None)


def voting_day(times: Sequence[datetime], planned: date | None, zone: tzinfo) -> date | None:
    """The day from which hours count: the planned one, unless everything came in on other days."""
    days = sorted(at.astimezone(zone).date() for at in times)
    if planned is not None and (not days or any(planned <= day <= planned + timedelta(3) for day in days)):
        return planned
    return days[0] if days else None


def hour_of(at: datetime, day: date, zone: tzinfo) -> float:
    """Hours since 00.00 of a day in the zone."""
    return (at - datetime.combine(day, time(), tzinfo=zone)).total_seconds() / 3600


def curve_of(name: str, times: Iterable[datetime], expected: int, *, day: date, zone: tzinfo) -> Curve:
    """The curve of arrival times, one point every ten minutes in which something came in."""
    counted: dict[int, int] = {}
    for at in times:
        hour = min(max(hour_of(at, day, zone), 0.0), MOST_HOURS)
        bucket = int(hour / STEP + 1e-9) + 1  # in by the end of its ten minutes
        counted[bucket] = counted.get(bucket, 0) + 1
    points, total = [], 0
    for bucket in sorted(counted):
        total += counted[bucket]
        points.append((round(bucket * STEP, 4), total / expected if expected else 0.0))
    return Curve(name, tuple(points))


def parse_curve(content: bytes) -> tuple[Point, ...]:
    """Points of a CSV `hour,share`. Raises CurveRefused naming the line.

    `hour` is 19.30, 19:30 or hours with a decimal comma or point beyond doubt ("25:30" is 01.30 on the next
    day); `share` is a fraction up to 1 or has a % sign. Hours rise, shares do not fall.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CurveRefused("Berkas bukan teks UTF-8. Simpan sebagai CSV UTF-8, lalu unggah lagi.") from None
    rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != ["hour", "share"]:
        raise CurveRefused("Baris pertama harus berbunyi hour,share.")
    points: list[Point] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        point = _point(row, line)
        if points and (point[0] <= points[-1][0] or point[1] < points[-1][1]):
            raise CurveRefused(f"Baris {line}: jam harus naik dan bagian tidak boleh turun.")
        points.append(point)
    if not 2 <= len(points) <= MOST_POINTS:
        raise CurveRefused(f"Kurva memerlukan 2 sampai {MOST_POINTS} baris; berkas ini berisi {len(points)}.")
    return tuple(points)


def _point(row: Sequence[str], line: int) -> Point:
    if len(row) < 2:
        raise CurveRefused(f"Baris {line}: tulis jam dan bagian, misalnya 19.30,0.42.")
    hour, share = _hour(row[0].strip()), _share(row[1].strip())
    if hour is None or not 0 <= hour <= MOST_HOURS:
        raise CurveRefused(
            f"Baris {line}: jam “{row[0].strip()}” tidak terbaca. Tulis misalnya 19.30 atau 25.30."
        )
    if share is None or not 0 <= share <= 1:
        raise CurveRefused(
            f"Baris {line}: bagian “{row[1].strip()}” tidak terbaca. Tulis misalnya 0.42 atau 42 %."
        )
    return hour, share


def _hour(text: str) -> float | None:
    hours, sign, minutes = text.replace(":", ".").partition(".")
    if not hours.isdigit() or (sign and not (minutes.isdigit() and len(minutes) == 2)):
        return None
    return int(hours) + int(minutes) / 60 if sign and int(minutes) < 60 else (None if sign else float(hours))


def _share(text: str) -> float | None:
    percent = text.endswith("%")
    try:
        value = float(text.rstrip("% ").replace(",", "."))
    except ValueError:
        return None
    return value / 100 if percent else value


def clock_of(hour: float) -> str:
    """An hour as a clock shows it: 25.5 → "01.30"."""
    minutes = round(hour * 60)
    return f"{minutes // 60 % 24:02d}.{minutes % 60:02d}"
