"""Figures, shares, times and codes as Indonesian officials write them: pure.

Comes in: numbers, fractions, aware datetimes. Goes out: text. Nothing here reads the clock; the
caller says what time it is.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

NONE = "–"
NBSP = "\u00a0"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}

ROMAN = re.compile(r"[IVX]+|OKU|DKI|DI")

Figure = int | float | Decimal


def figure(value: Figure | None, decimals: int = 0) -> str:
    """A figure with thousands dots and decimal comma: 323074 → "323.074"; None → "–"."""
    if value is None:
        return NONE
    text = f"{value:,.{decimals}f}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".").replace("-", "−")


def share(fraction: Figure | None, decimals: int = 1) -> str:
    """A fraction as per cent: 0.586 → "58,6 %" with a space that does not break."""
    return NONE if fraction is None else f"{figure(100 * fraction, decimals)}{NBSP}%"


def day(on: date, *, today: date) -> str:
    """A day: "14 Feb", with the year when it is not this one."""
    text = f"{on.day}{NBSP}{MONTHS[on.month - 1]}"
    return text if on.year == today.year else f"{text}{NBSP}{on.year}"


def zone_name(zone: tzinfo) -> str:
    """WIB, WITA or WIT; the zone's own name elsewhere."""
    return ZONES.get(str(zone), str(zone))


def clock(at: datetime | None, *, now: datetime, zone: tzinfo) -> str:
    """A time today "18.42 WIB", yesterday "kemarin 18.42", else "12 Feb 18.42"."""
    if at is None:
        return NONE
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = f"{local:%H.%M}"
    if local.date() == today:
        return f"{time}{NBSP}{zone_name(zone)}"
    if local.date() == today - timedelta(days=1):
        return f"kemarin{NBSP}{time}"
    return f"{day(local.date(), today=today)}{NBSP}{time}"


def full_time(at: datetime, *, zone: tzinfo) -> str:
    """Day, date, year and time to the second: "Rabu 14 Feb 2024 18.42.07 WIB"."""
    local = at.astimezone(zone)
    return (
        f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year} "
        f"{local:%H.%M.%S} {zone_name(zone)}"
    )


def age(at: datetime | None, *, now: datetime) -> str:
    """How long ago: "baru saja", "12 menit", "3 jam", "2 hari"."""
    if at is None:
        return NONE
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < 60:
        return "baru saja"
    for size, word in ((86_400, "hari"), (3_600, "jam"), (60, "menit")):
        if seconds >= size:
            return f"{seconds // size}{NBSP}{word}"
    return NONE


def place(name: str) -> str:
    """A region's name as it is read: "KABUPATEN BANYUASIN" → "Kabupaten Banyuasin", "SUNGSANG II" stays II.

    A name that is not all capitals is left as it was written.
    """
    if not name.isupper():
        return name
    return " ".join(word if ROMAN.fullmatch(word) else word.capitalize() for word in name.split())


def masked_number(number: str) -> str:
    """A phone number with only its last four digits: "62812000111" → "••••0111"."""
    return f"••••{number[-4:]}" if number else NONE
