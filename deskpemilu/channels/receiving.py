"""Storing deliveries: raw bytes, messages and statuses together, or nothing.

Comes in: deliveries whose signature was checked. Goes out: nothing; returning means committed.
The same delivery again changes nothing. One that cannot be read is kept raw and put before a
person, so that the provider may be told "received".
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asgiref.sync import sync_to_async
from django.db import DatabaseError, DataError, IntegrityError

from deskpemilu.channels import inbox, statuses
from deskpemilu.channels.batcher import GroupCommit
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import Delivery, InboxMessage
from deskpemilu.channels.statuses import Status
from deskpemilu.channels.write_turn import write_turn

BROKEN, ECHO = "broken", "echo"
UNSTORABLE = "Isi kiriman tidak dapat disimpan sebagai pesan; kiriman aslinya tersimpan."


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery. `broken` is the sentence about one that could not be read."""

    channel: str
    body: bytes
    received_at: datetime
    envelopes: tuple[Envelope, ...] = ()
    statuses: tuple[Status, ...] = ()
    broken: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes as they came."""
        return hashlib.sha256(self.body).hexdigest()


def store(batch: Sequence[Incoming]) -> None:
    """Write deliveries with all they hold in one transaction.

    A lone delivery whose content no column takes is stored raw and put before a person.
    """
    try:
        _store(batch)
    except (DataError, IntegrityError, ValueError, OverflowError):
        if len(batch) != 1:
            raise
        _store([replace(batch[0], envelopes=(), statuses=(), broken=UNSTORABLE)])


def _store(batch: Sequence[Incoming]) -> None:
    with write_turn():
        Delivery.objects.bulk_create(
            [
                Delivery(
                    channel=item.channel, digest=item.digest, body=item.body, received_at=item.received_at
                )
                for item in batch
            ],
            ignore_conflicts=True,
        )
        envelopes = [envelope for item in batch for envelope in item.envelopes]
        if envelopes:
            accepted = inbox.accept(envelopes, now=batch[-1].received_at)
            _leave_unread(envelopes, accepted.new_ids, now=batch[-1].received_at)
        for item in batch:
            if item.broken:
                _put_before_a_person(item)
        statuses.record([status for item in batch for status in item.statuses])


def _leave_unread(envelopes: Sequence[Envelope], new_ids: Sequence[int], *, now: datetime) -> None:
    """Keep the desk's own words out of the reading: an echo is what a colleague wrote from our number."""
    if any(envelope.kind == ECHO for envelope in envelopes):
        InboxMessage.objects.filter(pk__in=new_ids, kind=ECHO).update(
            state=InboxMessage.State.DONE, done_at=now
        )


def _put_before_a_person(item: Incoming) -> None:
    """A message without words, set aside with the reason and the digest of the raw delivery."""
    envelope = Envelope(
        channel=item.channel,
        external_id=f"{BROKEN}-{item.digest}",
        sender="",
        sent_at=item.received_at,
        kind=BROKEN,
        payload={"delivery": item.digest, "note": item.broken},
    )
    accepted = inbox.accept([envelope], now=item.received_at)
    InboxMessage.objects.filter(pk__in=accepted.new_ids).update(
        state=InboxMessage.State.FAILED, error=item.broken
    )


_group: GroupCommit[Incoming] | None = None


def commit_in_groups() -> None:
    """Let this process share commits among requests; called once by a web process (asgi.py)."""
    global _group  # noqa: PLW0603 - one committing thread a process
    _group = _group or GroupCommit(store, name="deliveries")


async def hand_in(item: Incoming) -> None:
    """Store one delivery and return when it is committed. Raises DatabaseError or Crowded.

    In a process that does not commit in groups (tests, scripts) it is written at once.
    """
    if _group is None:
        await sync_to_async(store)([item])
    else:
        await asyncio.wrap_future(_group.submit(item))


__all__ = ["DatabaseError", "Incoming", "commit_in_groups", "hand_in", "store"]
