"""A disk that is full, a database that is locked, a clock that is set back: nothing is lost or set aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from deskpemilu.audit.services import verify
from deskpemilu.channels import inbox, outbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.domain.roles import Role
from deskpemilu.flow import pipeline
from deskpemilu.flow.ingest import ingest
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.worker import Worker, is_due
from deskpemilu.intake.models import StoredReading, Submission
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from tests.builders import NOW, make_election
from tests.people import person

OPERATOR = "628120000001"
HOUR = timedelta(hours=1)


def _desk(tps: int = 6) -> Election:
    election = make_election(tps=tps)
    totals.rebuild(election)
    person(Role.OPERATOR, "1607", phone=OPERATOR)
    return election


def _reports() -> list[Envelope]:
    """A report for every TPS."""
    places = Tps.objects.select_related("desa__parent").order_by("code")
    return [
        Envelope(
            "whatsapp",
            f"bad-{tps.code}",
            OPERATOR,
            NOW,
            f"PILPRES desa {tps.desa.name} kec {tps.desa.parent.name} TPS {tps.number}\n"  # type: ignore[union-attr]
            "01 = 60\n02 = 90\n03 = 20\ntidak sah = 3",
        )
        for tps in places
    ]


def _states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in InboxMessage.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def _work() -> None:
    while run_batch(worker="uji", clock=lambda: NOW, limit=50):
        pass


@contextmanager
def _full_disk(pages: int) -> Iterator[None]:
    """The database may grow by so many pages and no further."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no room left in pages of its own either
        cursor.execute("PRAGMA page_count")
        (now,) = cursor.fetchone()
        cursor.execute("PRAGMA max_page_count")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {now + pages}")
        cursor.fetchone()
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")
            cursor.fetchone()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pages", [0, 5, 20, 35])
def test_a_disk_that_fills_up_in_the_middle_of_a_batch_costs_nothing(pages: int) -> None:
    """Nothing half-written, nothing set aside; with room again everything is counted once."""
    if connection.vendor != "sqlite":
        pytest.skip("a limit of SQLite")
    election = _desk(tps=30)
    inbox.accept(_reports(), now=NOW)
    with _full_disk(pages), pytest.raises(OperationalError, match="full"):
        _work()
    assert "failed" not in _states()
    assert Submission.objects.count() == InboxMessage.objects.filter(state="done").count()
    inbox.release("uji")
    _work()
    assert _states() == {"done": 120}
    assert Submission.objects.count() == OutboxMessage.objects.count() == 120
    assert totals.compare(election) == []
    assert verify() is None


@pytest.mark.django_db(transaction=True)
def test_an_ingest_on_a_full_disk_can_be_repeated() -> None:
    """What was accepted stays; the same file again brings the rest."""
    if connection.vendor != "sqlite":
        pytest.skip("a limit of SQLite")
    election = _desk(tps=30)
    lines = [
        json.dumps({"id": e.external_id, "sender": e.sender, "sent_at": str(NOW), "text": e.text})
        for e in _reports()
    ]
    with _full_disk(30), pytest.raises(OperationalError, match="full"):
        ingest(lines, clock=lambda: NOW, limit=50)
    ingest(lines, clock=lambda: NOW + HOUR, limit=50)
    assert _states() == {"done": 120}
    assert Submission.objects.count() == 120
    assert totals.compare(election) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_down_sets_nothing_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write fails, then none: all messages are given back, and then worked on once."""
    _desk()
    inbox.accept(_reports(), now=NOW)
    write = pipeline._write
    monkeypatch.setattr(pipeline, "_write", _raising(InterfaceError("gone")))
    with pytest.raises(InterfaceError):
        _work()
    assert _states() == {"new": 24}
    monkeypatch.setattr(pipeline, "_write", write)
    _work()
    assert _states() == {"done": 24}


@pytest.mark.django_db(transaction=True)
def test_one_message_that_the_database_refuses_is_set_aside_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others can be written, so it is not the database that is down."""
    _desk()
    inbox.accept(_reports(), now=NOW)
    write, bad = pipeline._write, InboxMessage.objects.order_by("pk")[3].pk

    def choosy(incoming: Any, **rest: Any) -> Any:
        if any(item.message.pk == bad for item in incoming):
            raise OperationalError("too much for one statement")
        return write(incoming, **rest)

    monkeypatch.setattr(pipeline, "_write", choosy)
    _work()
    assert _states() == {"done": 23, "failed": 1}
    assert InboxMessage.objects.get(pk=bad).error == "OperationalError: too much for one statement"


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_the_database_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked, locked, free: what it had claimed is not left lying."""
    _desk()
    inbox.accept(_reports(), now=NOW)
    write, locked = pipeline._write, iter([True] * 6)

    def at_first_locked(incoming: Any, **rest: Any) -> Any:
        if next(locked, False):
            raise OperationalError("database is locked")
        return write(incoming, **rest)

    waited: list[float] = []
    monkeypatch.setattr(pipeline, "_write", at_first_locked)
    monkeypatch.setattr(inbox, "release", _raising(OperationalError("database is locked"), inbox.release, 1))
    monkeypatch.setattr("deskpemilu.flow.worker.time.sleep", waited.append)
    worker = Worker(clock=lambda: NOW, limit=50)

    def stop_when_done(_: datetime) -> bool:
        if "new" not in _states():
            worker.stop()
        return False

    worker.also = stop_when_done
    worker.run()
    assert _states() == {"done": 24}
    assert 2 in waited


def _raising(error: Exception, after: Any = None, times: int | None = None) -> Any:
    """A function that raises, so many times, and then does what it should."""
    left = [times]

    def fails(*args: Any, **rest: Any) -> Any:
        if left[0] is None:
            raise error
        left[0] -= 1
        if left[0] < 0:
            return after(*args, **rest)
        raise error

    return fails


@pytest.mark.django_db
def test_a_claim_from_a_time_that_is_yet_to_come_is_given_back() -> None:
    """The clock was set back after its worker died on another machine."""
    _desk()
    inbox.accept(_reports()[:3], now=NOW)
    inbox.claim(10, worker="lain:1:abc", now=NOW + HOUR)
    assert inbox.release_stale(now=NOW) == 3
    inbox.claim(10, worker="lain:1:abc", now=NOW + timedelta(minutes=1))
    assert inbox.release_stale(now=NOW) == 0, "a clock that goes a minute ahead is no dead worker"


@pytest.mark.django_db
def test_a_reply_from_a_time_that_is_yet_to_come_is_given_back() -> None:
    """The same for what was being sent."""
    OutboxMessage.objects.create(
        channel="whatsapp",
        recipient=OPERATOR,
        text="x",
        dedupe_key="k",
        next_at=NOW,
        created_at=NOW,
        state="sending",
        claimed_at=NOW + HOUR,
    )
    assert outbox.release_stale(now=NOW) == 1


def test_what_is_done_every_so_often_is_done_after_the_clock_was_set_back() -> None:
    """Signs of life, and the look for dead workers."""
    every = timedelta(seconds=5)
    assert is_due(NOW, every, NOW + every)
    assert not is_due(NOW, every, NOW + every / 2)
    assert is_due(NOW, every, NOW - HOUR)


@pytest.mark.django_db
def test_a_clock_that_goes_back_counts_nothing_twice() -> None:
    """Reports, their repeats and a correction, an hour apart in the wrong direction."""
    election = _desk()
    times: list[datetime] = [NOW + HOUR, NOW, NOW - HOUR]
    report = _reports()[0]
    correction = Envelope(
        "whatsapp", "ralat", OPERATOR, NOW, f"RALAT\n{report.text.replace('01 = 60', '01 = 61')}"
    )
    for now, batch in zip(times, ([report], [report, correction], [correction]), strict=True):
        inbox.accept(batch, now=now)
        while run_batch(worker="uji", clock=lambda now=now: now, limit=50):  # type: ignore[misc]
            pass
    assert Submission.objects.count() == 2
    assert Submission.objects.order_by("-pk")[0].votes["1"] == 61
    assert totals.compare(election) == []


@pytest.mark.django_db
@pytest.mark.parametrize("length", [10_001, 1_000_000])
def test_a_message_of_a_million_letters_is_kept_and_put_before_a_person(length: int) -> None:
    """Whole, without holding up the one after it."""
    _desk()
    report = _reports()[0]
    text = f"{report.text}\n" * (length // len(report.text) + 1)
    inbox.accept([Envelope("whatsapp", "huge", OPERATOR, NOW, text), report], now=NOW)
    _work()
    assert InboxMessage.objects.get(external_id="huge").text == text
    reading = StoredReading.objects.get(message__external_id="huge")
    assert (reading.outcome, reading.needs_person) == ("note", True)
    assert "terlalu panjang" in OutboxMessage.objects.get(in_reply_to__external_id="huge").text
    assert Submission.objects.count() == 1
