"""The threads beside the worker: they look at once when told, wait what waits, and survive faults."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections

from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.flow import refresher
from deskpemilu.flow.worker import Worker
from deskpemilu.insight import schedule
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest, Election
from tests.db.insight.conftest import EVENING, come_in, shown, stations_of

NOW = EVENING + timedelta(hours=3)
E, P, A = Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES
SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_the_thread_shows_a_new_report_after_few_looks(
    contest: Contest, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real thread with a connection of its own; looks are counted, not seconds."""
    stations = stations_of(election)
    come_in(contest, stations[:30])
    looks = threading.Semaphore(0)
    clock = iter(NOW + n * SECOND for n in range(1000))

    def one_look(*, now: datetime) -> int:
        try:
            return schedule.refresh(now=now, stopwatch=lambda: 0.0)
        finally:
            looks.release()

    monkeypatch.setattr(refresher, "refresh", one_look)
    monkeypatch.setattr(refresher, "LOOK_EVERY", 0.01)
    thread = refresher.Refresher(clock=lambda: next(clock))
    thread.start()
    try:
        for waited_for, more in ((30, stations[30:31]), (31, stations[31:33]), (33, [])):
            for _ in range(3):
                assert looks.acquire(timeout=30)
                if shown(contest) == waited_for:
                    break
            assert shown(contest) == waited_for
            if more:
                come_in(contest, more, start=NOW)
                while looks.acquire(blocking=False):
                    pass
    finally:
        thread.stop()
        thread.join(30)
        close_old_connections()
    assert not thread.is_alive()


def test_a_nudge_is_heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that comes while a look goes on; without one the thread would sleep for minutes here."""
    looks, going_on = threading.Semaphore(0), threading.Event()

    def one_look(*, now: datetime) -> int:
        looks.release()
        assert going_on.wait(30)
        return 0

    monkeypatch.setattr(refresher, "refresh", one_look)
    monkeypatch.setattr(refresher, "LOOK_EVERY", 300.0)
    thread = refresher.Refresher(clock=lambda: NOW)
    thread.start()
    try:
        assert looks.acquire(timeout=30)
        thread.nudge()
        going_on.set()
        assert looks.acquire(timeout=30)
        thread.nudge()
        assert looks.acquire(timeout=30)
    finally:
        thread.stop()
        thread.join(30)
    assert not thread.is_alive()


def test_a_fault_is_waited_out_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds at first: a database that is busy for a moment must not stop the figures for a minute."""
    waits: list[float] = []

    def broken(*, now: datetime) -> int:
        raise RuntimeError("uji")

    thread = refresher.Refresher(clock=lambda: NOW)

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 7:
            thread.stop()
        return False

    monkeypatch.setattr(refresher, "refresh", broken)
    monkeypatch.setattr(thread._stop_now, "wait", wait)
    thread.run()
    assert waits == [2, 4, 8, 16, 32, 60, 60]


def test_what_waits_is_begun_when_it_is_due() -> None:
    """Not later, and without spinning."""
    assert refresher._until(None, NOW) == refresher.LOOK_EVERY
    assert refresher._until(NOW + 0.1 * SECOND, NOW) == pytest.approx(0.1)
    assert refresher._until(NOW + 9 * SECOND, NOW) == refresher.LOOK_EVERY
    assert refresher._until(NOW - SECOND, NOW) == refresher.SHORTEST


@pytest.mark.django_db(transaction=True)
def test_the_worker_tells_when_it_worked_on_something_and_only_then(election: Election) -> None:
    """And it looks before it claims: where nothing waits the inbox's turn is not taken."""
    told: list[str] = []
    worker = Worker(clock=lambda: NOW, limit=10)
    worker.stored = lambda: told.append("ada")
    assert not worker.step()
    assert told == []
    message = Envelope(channel="whatsapp", external_id="n1", sender="628120000001", sent_at=NOW, text="halo")
    inbox.accept([message], now=NOW)
    assert worker.step()
    assert told == ["ada"]
    assert not worker.step()
    assert told == ["ada"]
