"""When reminders go out and who gets one: pure.

Comes in: the schedule, the time in the desk's zone, what is known of each person. Goes out: the slot
that is due, and a verdict for each person with its reason. Refuses nothing: whoever is not reminded
is left out with a reason that a page can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

LATE = timedelta(minutes=30)  # a slot missed by more (a server that was off) is over
WINDOW = timedelta(hours=24)
WINDOW_MARGIN = timedelta(minutes=15)  # what is queued now goes out a little later


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule of an election's reminders."""

    starts_at: datetime
    ends_at: datetime
    interval: timedelta
    most: int
    gap: timedelta
    recent: timedelta
    quiet_from: time
    quiet_until: time


class Verdict(StrEnum):
    """What is done about a person in one round."""

    SEND = "send"
    CALL = "call"  # a message would be refused: WhatsApp allows none 24 hours after the last one from them
    NO_NUMBER = "no_number"
    WRONG = "wrong_number"
    STOPPED = "stopped"
    WROTE = "wrote"
    PROMISED = "promised"
    TALKING = "talking"
    TOO_SOON = "too_soon"
    ENOUGH = "enough"
    DONE = "done"


TO_CALL = frozenset({Verdict.CALL, Verdict.NO_NUMBER, Verdict.WRONG})
REASONS: dict[Verdict, str] = {
    Verdict.SEND: "menerima pengingat",
    Verdict.CALL: "perlu ditelepon: belum menulis dalam 24 jam terakhir, WhatsApp tidak menerima pesan desk",
    Verdict.NO_NUMBER: "perlu dicari: belum ada nomor telepon",
    Verdict.WRONG: "perlu dicari: nomornya salah menurut panggilan terakhir",
    Verdict.STOPPED: "meminta berhenti diingatkan",
    Verdict.WROTE: "baru saja menulis",
    Verdict.PROMISED: "berjanji mengirim, waktunya belum lewat",
    Verdict.TALKING: "sedang dihubungi",
    Verdict.TOO_SOON: "pengingat sebelumnya belum lama",
    Verdict.ENOUGH: "sudah menerima pengingat sebanyak batasnya",
    Verdict.DONE: "semua formulirnya sudah masuk",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What matters of a person. `channel` "" where no message of ours would be taken."""

    person: str
    open_forms: int
    number: str = ""
    channel: str = ""
    last_in: datetime | None = None
    last_reminder: datetime | None = None
    sent: int = 0
    stopped: bool = False
    wrong_number: bool = False
    talking: bool = False
    promised_at: datetime | None = None


def is_quiet(schedule: Schedule, at: datetime, zone: tzinfo) -> bool:
    """Whether a moment lies in the quiet hours of the desk's own clock; equal ends mean none."""
    clock = at.astimezone(zone).time()
    begin, end = schedule.quiet_from, schedule.quiet_until
    if begin == end:
        return False
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def due_slot(schedule: Schedule, now: datetime, zone: tzinfo) -> datetime | None:
    """The slot to work on now: the latest one, unless it is over or it is quiet now or was then."""
    if not schedule.starts_at <= now <= schedule.ends_at or is_quiet(schedule, now, zone):
        return None
    passed = (now - schedule.starts_at) // schedule.interval
    slot = schedule.starts_at + passed * schedule.interval
    if now - slot > min(LATE, schedule.interval) or is_quiet(schedule, slot, zone):
        return None
    return slot


def next_slot(schedule: Schedule, now: datetime, zone: tzinfo) -> datetime | None:
    """The next slot after now that is not quiet, None when there is none any more."""
    passed = max(0, (now - schedule.starts_at) // schedule.interval + 1)
    slot = schedule.starts_at + passed * schedule.interval
    while slot <= schedule.ends_at:
        if not is_quiet(schedule, slot, zone):
            return slot
        slot += schedule.interval
    return None


def window_open(last_in: datetime | None, now: datetime) -> bool:
    """Whether WhatsApp takes a free text to somebody who last wrote then."""
    return last_in is not None and now - last_in < WINDOW - WINDOW_MARGIN


def verdict_of(schedule: Schedule, who: Candidate, now: datetime) -> Verdict:
    """What to do about a person; the first reason that holds."""
    reasons = (
        (who.open_forms <= 0, Verdict.DONE),
        (who.stopped, Verdict.STOPPED),
        (who.talking, Verdict.TALKING),
        (who.last_in is not None and now - who.last_in < schedule.recent, Verdict.WROTE),
        (who.promised_at is not None and who.promised_at > now, Verdict.PROMISED),
        (not who.number, Verdict.NO_NUMBER),
        (who.wrong_number, Verdict.WRONG),
        (not who.channel, Verdict.CALL),
        (who.sent >= schedule.most, Verdict.ENOUGH),
        (who.last_reminder is not None and now - who.last_reminder < schedule.gap, Verdict.TOO_SOON),
    )
    return next((verdict for holds, verdict in reasons if holds), Verdict.SEND)
