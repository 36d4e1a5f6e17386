"""THE MAIN ROAD: from waiting messages to counted votes. The only place that sequences the steps.

    inbox ──► read ──► act (match, check, decide) ──► store ──► tally ──► outbox

A batch is claimed, read in pure code outside any transaction, and written in one transaction that
ends by finishing the claim. A process that dies leaves either nothing or all of it. A message that
cannot be worked on is set aside, alone, with the reason; where the database cannot write, all wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from deskpemilu.audit.services import PROGRAM, record
from deskpemilu.channels import inbox, outbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.flow.gather import Desk, Job, NoElection, job_of
from deskpemilu.flow.keep import audit_entry, keep_readings, replies_of, say_photos
from deskpemilu.flow.reading import ReadMany, read_here
from deskpemilu.flow.wishes import heed_wishes
from deskpemilu.intake.acts import Handled, Incoming, act_on, keys_of
from deskpemilu.intake.memory import Memory
from deskpemilu.intake.reading import Reading
from deskpemilu.intake.store import Ledger
from deskpemilu.tally import totals

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]
PATIENCE = 2  # so many messages failing on the database one after the other: it is down, not they


@dataclass(slots=True)
class Batch:
    """What one batch did."""

    handled: list[Handled] = field(default_factory=list)
    failed: int = 0

    def __len__(self) -> int:
        return len(self.handled) + self.failed


def run_batch(*, worker: str, clock: Clock, limit: int) -> Batch:
    """Claim up to `limit` messages and take them down the road; an empty batch: nothing waits."""
    messages = inbox.claim(limit, worker=worker, now=clock())
    return take(prepare(messages), worker=worker, clock=clock) if messages else Batch()


@dataclass(slots=True)
class Prepared:
    """Claimed messages that can be read, and those that cannot, each with the reason."""

    jobs: list[Job]
    broken: list[tuple[InboxMessage, str]]
    read: ReadMany = read_here


def prepare(messages: Sequence[InboxMessage], read: ReadMany = read_here) -> Prepared:
    """Find out whose messages they are and of which election."""
    desk, ready = Desk.load(messages), Prepared([], [], read)
    for message in messages:
        try:
            ready.jobs.append(job_of(message, desk))
        except NoElection as error:
            ready.broken.append((message, str(error)))
    return ready


def take(prepared: Prepared, *, worker: str, clock: Clock) -> Batch:
    """Read and write a batch; if it cannot be written whole, one message after the other."""
    incoming, broken = _read(prepared)
    for message, error in broken:
        inbox.set_aside(message.pk, worker=worker, error=error)
    try:
        with transaction.atomic():
            return Batch(_write(incoming, worker=worker, now=clock()), failed=len(broken))
    except inbox.ClaimLost:
        # Another worker thought that this one had died and has them now; nothing was written.
        inbox.release(worker)
        return Batch(failed=len(broken))
    except Exception as error:
        log.warning("batch_failed", worker=worker, messages=len(incoming), error=type(error).__name__)
        return _take_one_by_one(incoming, Batch(failed=len(broken)), worker=worker, clock=clock)


def _read(prepared: Prepared) -> tuple[list[Incoming], list[tuple[InboxMessage, str]]]:
    incoming, broken = [], list(prepared.broken)
    for job, reading in zip(prepared.jobs, prepared.read(prepared.jobs), strict=True):
        # Whatever is wrong with this one message, the others must not wait for it.
        if isinstance(reading, Reading):
            incoming.append(job.with_reading(reading))
        else:
            log.error("message_failed", message=job.message.pk, error=reading)
            broken.append((job.message, reading))
    return incoming, broken


def _write(incoming: Sequence[Incoming], *, worker: str, now: datetime) -> list[Handled]:
    elections = sorted({item.book.election_id for item in incoming})
    for election_id in elections:
        totals.lock(election_id)
    ledger, memory = Ledger(now=now), Memory(now=now, window=timedelta(minutes=settings.JOIN_MINUTES))
    ledger.load(key for item in incoming for key in keys_of(item))
    memory.prepare(incoming)
    handled = [act_on(item, ledger, memory) for item in incoming]
    versions = list(ledger.new_versions)
    totals.resum(ledger.write(), tps_ids=ledger.written)
    say_photos(list(zip(incoming, handled, strict=True)))
    keep_readings(list(zip(incoming, handled, strict=True)), now=now)
    memory.write()
    replies = [*replies_of(list(zip(incoming, handled, strict=True))), *heed_wishes(incoming, now=now)]
    outbox.queue(replies, now=now)
    record(actor=PROGRAM, entries=audit_entry(incoming, versions), now=now)
    totals.bump(elections)
    inbox.finish([item.message.pk for item in incoming], worker=worker, now=now)
    return handled


def _take_one_by_one(incoming: Sequence[Incoming], batch: Batch, *, worker: str, clock: Clock) -> Batch:
    """After a batch failed: each message alone, so that only the one that fails is set aside.

    What fails on the database itself (disk full, locked, gone) is set aside only once another message has
    been written after it: else all are given back, and the fault goes to the caller, who waits.
    """
    doubtful: list[tuple[Incoming, Exception]] = []
    for item in incoming:
        try:
            with transaction.atomic():
                batch.handled += _write([item], worker=worker, now=clock())
        except inbox.ClaimLost:
            continue
        except (OperationalError, InterfaceError) as error:
            doubtful.append((item, error))
            if len(doubtful) >= PATIENCE:
                break
            continue
        except Exception as error:
            _set_aside(batch, [(item, error)], worker)
            continue
        _set_aside(batch, doubtful, worker)
        doubtful = []
    if doubtful:
        inbox.release(worker)
        raise doubtful[-1][1]
    return batch


def _set_aside(batch: Batch, failed: Sequence[tuple[Incoming, Exception]], worker: str) -> None:
    for item, error in failed:
        log.error("message_failed", message=item.message.pk, exc_info=error)
        inbox.set_aside(item.message.pk, worker=worker, error=f"{type(error).__name__}: {error}")
        batch.failed += 1
