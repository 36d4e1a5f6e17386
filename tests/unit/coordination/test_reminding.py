"""When reminders go out, and to whom: never in quiet hours, never to somebody who reported or said stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskpemilu.coordination.reminding import (
    REASONS,
    Candidate,
    Schedule,
    Verdict,
    due_slot,
    is_quiet,
    next_slot,
    verdict_of,
    window_open,
)

WIB = ZoneInfo("Asia/Jakarta")
ZONES = [WIB, ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")]
START = datetime(2024, 2, 14, 15, 0, tzinfo=WIB)
NIGHT = Schedule(
    starts_at=START,
    ends_at=START + timedelta(hours=24),
    interval=timedelta(minutes=90),
    most=4,
    gap=timedelta(minutes=60),
    recent=timedelta(minutes=20),
    quiet_from=time(23, 30),
    quiet_until=time(5, 0),
)
moments = st.datetimes(datetime(2024, 2, 14), datetime(2024, 2, 17)).map(lambda at: at.replace(tzinfo=UTC))
clocks = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
schedules = st.builds(
    Schedule,
    starts_at=moments,
    ends_at=moments,
    interval=st.integers(10, 600).map(lambda minutes: timedelta(minutes=minutes)),
    most=st.integers(1, 10),
    gap=st.integers(0, 300).map(lambda minutes: timedelta(minutes=minutes)),
    recent=st.integers(0, 120).map(lambda minutes: timedelta(minutes=minutes)),
    quiet_from=clocks,
    quiet_until=clocks,
)


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    """A time of the night, WIB."""
    return datetime(2024, 2, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (at(14, 59), None),
        (at(15), at(15)),
        (at(15, 29), at(15)),
        (at(15, 31), None),  # a server that was off does not catch up half an hour later
        (at(16, 30), at(16, 30)),
        (at(22, 35), at(22, 30)),
        (at(23, 30), None),
        (at(0, 5, 15), None),
        (at(5, 0, 15), None),  # the slot of 04.30 was in the quiet hours: it is over, not late
        (at(6, 0, 15), at(6, 0, 15)),
        (at(15, 0, 15), at(15, 0, 15)),
        (at(15, 1, 15), None),
    ],
)
def test_a_slot_is_due_once_its_time_has_come(now: datetime, slot: datetime | None) -> None:
    """And over half an hour later, in quiet hours and after the end."""
    assert due_slot(NIGHT, now, WIB) == slot


@given(schedule=schedules, now=moments, zone=st.sampled_from(ZONES))
def test_nothing_is_due_in_quiet_hours_or_outside_the_plan(
    schedule: Schedule, now: datetime, zone: ZoneInfo
) -> None:
    """Whatever the plan and the zone; and a slot is always a multiple of the interval, not in the future."""
    slot = due_slot(schedule, now, zone)
    if slot is None:
        return
    assert schedule.starts_at <= slot <= now <= schedule.ends_at
    assert (slot - schedule.starts_at) % schedule.interval == timedelta(0)
    clock = now.astimezone(zone).time()
    begin, end = schedule.quiet_from, schedule.quiet_until
    inside = begin <= clock < end if begin <= end else not (end <= clock < begin)
    assert not inside
    assert not is_quiet(schedule, slot, zone)


@given(schedule=schedules, now=moments, zone=st.sampled_from(ZONES))
def test_the_next_slot_becomes_due_when_its_time_comes(
    schedule: Schedule, now: datetime, zone: ZoneInfo
) -> None:
    """What the page announces is what happens."""
    slot = next_slot(schedule, now, zone)
    if slot is not None:
        assert slot > now or slot == schedule.starts_at
        assert due_slot(schedule, slot, zone) == slot


@given(schedule=schedules, first=moments, zone=st.sampled_from(ZONES))
def test_one_slot_has_one_name(schedule: Schedule, first: datetime, zone: ZoneInfo) -> None:
    """Two looks a few seconds apart find the same slot or the second finds a later one: never an earlier."""
    one, two = due_slot(schedule, first, zone), due_slot(schedule, first + timedelta(seconds=20), zone)
    if one and two:
        assert two >= one


ASKED = Candidate("p", 3, number="6281200000001", channel="whatsapp", last_in=at(17))


@pytest.mark.parametrize(
    ("who", "verdict"),
    [
        (ASKED, Verdict.SEND),
        (replace(ASKED, open_forms=0), Verdict.DONE),
        (replace(ASKED, stopped=True), Verdict.STOPPED),
        (replace(ASKED, talking=True), Verdict.TALKING),
        (replace(ASKED, last_in=at(19, 50)), Verdict.WROTE),
        (replace(ASKED, last_in=at(19, 40)), Verdict.SEND),
        (replace(ASKED, promised_at=at(20, 1)), Verdict.PROMISED),
        (replace(ASKED, promised_at=at(19, 59)), Verdict.SEND),
        (replace(ASKED, number="", channel=""), Verdict.NO_NUMBER),
        (replace(ASKED, wrong_number=True), Verdict.WRONG),
        (replace(ASKED, channel=""), Verdict.CALL),
        (replace(ASKED, sent=4), Verdict.ENOUGH),
        (replace(ASKED, sent=3, last_reminder=at(19, 1)), Verdict.TOO_SOON),
        (replace(ASKED, sent=3, last_reminder=at(19)), Verdict.SEND),
    ],
)
def test_each_person_has_one_verdict_with_a_reason(who: Candidate, verdict: Verdict) -> None:
    """At 20.00."""
    assert verdict_of(NIGHT, who, at(20)) is verdict
    assert REASONS[verdict]


candidates = st.builds(
    Candidate,
    person=st.just("p"),
    open_forms=st.integers(0, 5),
    number=st.sampled_from(["", "6281200000001"]),
    channel=st.sampled_from(["", "whatsapp", "sms"]),
    last_in=st.none() | moments,
    last_reminder=st.none() | moments,
    sent=st.integers(0, 12),
    stopped=st.booleans(),
    wrong_number=st.booleans(),
    talking=st.booleans(),
    promised_at=st.none() | moments,
)


@given(schedule=schedules, who=candidates, now=moments)
def test_nobody_is_reminded_who_must_not_be(schedule: Schedule, who: Candidate, now: datetime) -> None:
    """Complete, stopped, just wrote, just reminded, reminded enough, promised: whatever else holds."""
    if verdict_of(schedule, who, now) is not Verdict.SEND:
        return
    assert who.open_forms > 0
    assert not who.stopped
    assert not who.talking
    assert not who.wrong_number
    assert who.number
    assert who.channel
    assert who.sent < schedule.most
    assert who.last_in is None or now - who.last_in >= schedule.recent
    assert who.last_reminder is None or now - who.last_reminder >= schedule.gap
    assert who.promised_at is None or who.promised_at <= now


def test_whatsapp_is_open_a_little_less_than_a_day() -> None:
    """What waits in the outbox for a quarter of an hour must still be inside."""
    assert window_open(at(20, 1), at(19, 30, 15))
    assert not window_open(at(19, 40), at(19, 30, 15))
    assert not window_open(None, at(19))
