"""THE MAIN ROAD: from waiting messages to counted votes. The only place that sequences the steps.

    inbox ──► read ──► act (match, check, decide) ──► store ──► tally ──► outbox

A batch is claimed, read in pure code outside any transaction, and written in one transaction that
ends by finishing the claim. A process that dies leaves either nothing or all of it. A message that
cannot be worked on is set aside, alone, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import transaction

from deskpemilu.audit.services import PROGRAM, record
from deskpemilu.channels import inbox, outbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.flow.gather import Desk, read_message
from deskpemilu.flow.keep import audit_entry, keep_readings, replies_of
from deskpemilu.intake.acts import Handled, Incoming, act_on, keys_of
from deskpemilu.intake.memory import Memory
from deskpemilu.intake.store import Ledger
from deskpemilu.tally import totals

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


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
    if not messages:
        return Batch()
    try:
        return _take(messages, worker=worker, clock=clock)
    except inbox.ClaimLost:
        # Another worker thought that this one had died and has them now; nothing was written.
        inbox.release(worker)
        return Batch()
    except Exception as error:
        log.warning("batch_failed", worker=worker, messages=len(messages), error=type(error).__name__)
        return _take_one_by_one(messages, worker=worker, clock=clock)


def _take(messages: Sequence[InboxMessage], *, worker: str, clock: Clock) -> Batch:
    now = clock()
    desk = Desk.load(messages)
    incoming, broken = _read_all(messages, desk)
    with transaction.atomic():
        handled = _write(incoming, worker=worker, now=now)
    for message, error in broken:
        inbox.set_aside(message.pk, worker=worker, error=error)
    return Batch(handled, failed=len(broken))


def _read_all(
    messages: Sequence[InboxMessage], desk: Desk
) -> tuple[list[Incoming], list[tuple[InboxMessage, str]]]:
    incoming: list[Incoming] = []
    broken: list[tuple[InboxMessage, str]] = []
    for message in messages:
        try:
            incoming.append(read_message(message, desk))
        except Exception as error:
            # Whatever is wrong with this one message, the others must not wait for it.
            log.exception("message_failed", message=message.pk)
            broken.append((message, f"{type(error).__name__}: {error}"))
    return incoming, broken


def _write(incoming: Sequence[Incoming], *, worker: str, now: datetime) -> list[Handled]:
    elections = sorted({item.book.election_id for item in incoming})
    for election_id in elections:
        totals.lock(election_id)
    ledger, memory = Ledger(now=now), Memory(now=now)
    ledger.load(key for item in incoming for key in keys_of(item))
    memory.load(
        {item.message.sender for item in incoming if item.message.sender},
        {item.owner.person_id for item in incoming if item.owner},
    )
    handled = [act_on(item, ledger, memory) for item in incoming]
    versions = list(ledger.new_versions)
    totals.resum(ledger.write())
    memory.write()
    keep_readings(list(zip(incoming, handled, strict=True)), now=now)
    outbox.queue(replies_of(list(zip(incoming, handled, strict=True))), now=now)
    record(actor=PROGRAM, entries=audit_entry(incoming, versions), now=now)
    totals.bump(elections)
    inbox.finish([item.message.pk for item in incoming], worker=worker, now=now)
    return handled


def _take_one_by_one(messages: Sequence[InboxMessage], *, worker: str, clock: Clock) -> Batch:
    """After a batch failed: each message alone, so that only the one that fails is set aside."""
    batch = Batch()
    for message in messages:
        try:
            one = _take([message], worker=worker, clock=clock)
        except inbox.ClaimLost:
            continue
        except Exception as error:
            log.exception("message_failed", message=message.pk)
            inbox.set_aside(message.pk, worker=worker, error=f"{type(error).__name__}: {error}")
            batch.failed += 1
        else:
            batch.handled += one.handled
            batch.failed += one.failed
    return batch
