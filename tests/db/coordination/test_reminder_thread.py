"""The thread that reminds: on time, once, through faults, and ended when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from deskpemilu.accounts.models import Person
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.coordination import reminder_services
from deskpemilu.coordination.models import ReminderRound
from deskpemilu.flow import reminders
from deskpemilu.flow.reminders import Reminders
from deskpemilu.registry.models import Election
from tests.db.coordination.conftest import NOW, writes
from tests.db.coordination.test_reminders import VALUES, WIB

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A night's waiting in hundredths of a second."""
    monkeypatch.setattr(reminders, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(reminders, "FAULT_SECONDS", 0.02)


@pytest.fixture
def begin() -> Iterator[Callable[..., Reminders]]:
    """Starts a thread; all of them are ended after the test."""
    begun: list[Reminders] = []

    def start(clock: Callable[[], datetime] = lambda: NOW) -> Reminders:
        begun.append(Reminders(clock=clock))
        begun[-1].start()
        return begun[-1]

    yield start
    for thread in begun:
        thread.stop()
    for thread in begun:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread that does not end keeps the program from ending"


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "never came true"
        time.sleep(0.01)


def test_it_asks_for_what_is_due_by_the_clock_again_and_again(
    monkeypatch: pytest.MonkeyPatch, begin: Callable[..., Reminders]
) -> None:
    """With the time of each look, not of its start."""
    asked: list[datetime] = []
    times = iter(NOW + n * timedelta(minutes=1) for n in range(10_000))

    def due(*, now: datetime, **_: Any) -> list[ReminderRound]:
        asked.append(now)
        return []

    monkeypatch.setattr(reminders, "remind_due", due)
    begin(lambda: next(times))
    _until(lambda: len(asked) >= 3)
    assert asked[:3] == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]


def test_a_fault_is_waited_out(monkeypatch: pytest.MonkeyPatch, begin: Callable[..., Reminders]) -> None:
    """A database that is locked once, or a bug in one round, does not end the reminders of the night."""
    faults: list[Exception] = [OperationalError("database is locked"), RuntimeError("odd")]
    done = threading.Event()

    def due(**_: Any) -> list[ReminderRound]:
        if faults:
            raise faults.pop()
        done.set()
        return []

    monkeypatch.setattr(reminders, "remind_due", due)
    begin()
    assert done.wait(PATIENCE)


def test_it_ends_at_once_while_it_waits(
    monkeypatch: pytest.MonkeyPatch, begin: Callable[..., Reminders]
) -> None:
    """Nobody waits a quarter of a minute for a desk to close."""
    monkeypatch.setattr(reminders, "LOOK_EVERY", 3600.0)
    looked = threading.Event()

    def due(**_: Any) -> list[ReminderRound]:
        looked.set()
        return []

    monkeypatch.setattr(reminders, "remind_due", due)
    thread = begin()
    assert looked.wait(PATIENCE)
    thread.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_two_processes_remind_once(
    election: Election,
    staf: Person,
    desa_operator: Person,
    kecamatan_operator: Person,
    begin: Callable[..., Reminders],
) -> None:
    """Two threads, as in two processes, over many looks at one time: one round, one text a person."""
    writes("6281200000101", at=NOW - timedelta(hours=2))
    writes("6281200000102", at=NOW - timedelta(hours=2))
    reminder_services.change_plan(actor=staf, election=election, values=VALUES, now=NOW, zone=WIB)
    reminder_services.switch(actor=staf, election=election, on=True, now=NOW, zone=WIB)
    looks = threading.Semaphore(0)

    def clock() -> datetime:
        looks.release()
        return NOW

    begin(clock)
    begin(clock)
    for _ in range(12):
        assert looks.acquire(timeout=PATIENCE)
    _until(ReminderRound.objects.exists)
    texts = OutboxMessage.objects.filter(dedupe_key__startswith="remind:")
    assert ReminderRound.objects.count() == 1
    assert sorted(texts.values_list("recipient", flat=True)) == ["6281200000101", "6281200000102"]
