"""A time that somebody named on the phone: a clock ("21.30") or minutes from now ("30 menit"). Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

LONGEST = timedelta(hours=18)
_CLOCK = re.compile(r"(?:pukul|jam|pkl)?\s*(\d{1,2})\s*(?:[.:]\s*(\d{2}))?", re.IGNORECASE)
_LATER = re.compile(r"\+?\s*(\d{1,3})\s*(?:menit|mnt|m)", re.IGNORECASE)


class PromiseRefused(ValueError):
    """A text that names no time to come, with a sentence."""


def promised_time(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """When it will be that time next: "21.30", "2130", "jam 9", "30 menit". Raises PromiseRefused."""
    words = text.strip()
    if later := _LATER.fullmatch(words):
        return now + timedelta(minutes=int(later[1]))
    if words.isdigit() and len(words) == 4:
        words = f"{words[:2]}.{words[2:]}"
    clock = _CLOCK.fullmatch(words)
    if clock is None or int(clock[1]) > 23 or int(clock[2] or 0) > 59:
        raise PromiseRefused(f"Waktu “{text.strip()}” tidak terbaca. Tulis misalnya 21.30 atau 30 menit.")
    local = now.astimezone(zone)
    at = local.replace(hour=int(clock[1]), minute=int(clock[2] or 0), second=0, microsecond=0)
    if at <= local:
        at += timedelta(days=1)
    if at - local > LONGEST:
        raise PromiseRefused(
            f"Pukul {clock[1]}.{clock[2] or '00'} sudah lewat. Tulis waktu yang akan datang."
        )
    return at
