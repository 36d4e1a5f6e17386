"""The inbox as a queue: accept once, claim by conditional update, finish or set aside.

Accepting is one INSERT with a unique (channel, external id); a repeat changes nothing. A claim is
worth nothing by itself: whoever writes the results must still hold it at that moment (`finish`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from deskpemilu.channels import bulk
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, InboxTurn

State = InboxMessage.State
STALE = timedelta(minutes=2)
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a delivery: ids of the rows that are new, and how many were repeats."""

    new_ids: list[int]
    duplicates: int


class ClaimLost(RuntimeError):
    """Somebody else took over messages that were being worked on: write nothing."""


def accept(envelopes: Sequence[Envelope], *, now: datetime) -> Accepted:
    """Store messages; those that are here already stay as they are. One transaction."""
    unique: dict[tuple[str, str], Envelope] = {}
    for envelope in envelopes:
        unique.setdefault((envelope.channel, envelope.external_id), envelope)
    with transaction.atomic():
        new_ids = sorted(bulk.insert([_row(envelope, now) for envelope in unique.values()], ignore=True))
    return Accepted(new_ids, len(envelopes) - len(new_ids))


def _row(envelope: Envelope, now: datetime) -> InboxMessage:
    return InboxMessage(
        channel=envelope.channel,
        external_id=envelope.external_id,
        sender=envelope.sender,
        sender_name=envelope.sender_name[:150],
        group=envelope.group[:120],
        kind=envelope.kind,
        text=envelope.text,
        sent_at=envelope.sent_at,
        received_at=now,
        payload=dict(envelope.payload),
        election_code=envelope.election_code,
        reply_to=envelope.reply_to,
        forwarded=envelope.forwarded,
    )


def unfinished() -> QuerySet[InboxMessage]:
    """What is not done. Said beside every state looked for: only so does SQLite use its index."""
    return InboxMessage.objects.exclude(state=State.DONE)


def claim(limit: int, *, worker: str, now: datetime) -> list[InboxMessage]:
    """Take up to `limit` waiting messages, oldest first, in the order they came.

    Leaves out messages of senders that another worker is busy with, so that a correction is never
    read before what it corrects.
    """
    busy = unfinished().filter(state=State.CLAIMED, sender=OuterRef("sender"))
    busy = busy.exclude(sender="").exclude(claim=worker)
    with transaction.atomic():
        InboxTurn.objects.select_for_update().get_or_create(id=1)
        waiting = (
            unfinished()
            .filter(state=State.NEW)
            .exclude(Exists(busy))
            .order_by("pk")
            .values_list("pk", flat=True)[:limit]
        )
        ids = list(waiting)
        for at in range(0, len(ids), CHUNK):
            InboxMessage.objects.filter(pk__in=ids[at : at + CHUNK], state=State.NEW).update(
                state=State.CLAIMED, claim=worker, claimed_at=now
            )
    rows: list[InboxMessage] = []
    for at in range(0, len(ids), CHUNK):
        mine = InboxMessage.objects.filter(pk__in=ids[at : at + CHUNK], state=State.CLAIMED, claim=worker)
        rows += mine.order_by("pk")
    return rows


def finish(ids: Sequence[int], *, worker: str, now: datetime) -> None:
    """Mark messages as done, inside the transaction that writes their results.

    Raises ClaimLost when one of them is no longer claimed by this worker; the caller's
    transaction must then roll back.
    """
    changed = 0
    for at in range(0, len(ids), CHUNK):
        changed += InboxMessage.objects.filter(
            pk__in=ids[at : at + CHUNK], state=State.CLAIMED, claim=worker
        ).update(state=State.DONE, claim="", done_at=now, error="")
    if changed != len(ids):
        raise ClaimLost(f"{len(ids) - changed} messages are no longer claimed by {worker}")


def set_aside(message_id: int, *, worker: str, error: str) -> None:
    """Put a message that cannot be worked on aside, with the reason; the others go on."""
    InboxMessage.objects.filter(pk=message_id, state=State.CLAIMED, claim=worker).update(
        state=State.FAILED, claim="", error=error[:2000]
    )


def release(worker: str) -> int:
    """Give back what a worker holds; how many."""
    return unfinished().filter(state=State.CLAIMED, claim=worker).update(state=State.NEW, claim="")


def release_stale(*, now: datetime) -> int:
    """Give back what has been held for longer than any batch takes, or since a time that is yet to come."""
    held = unfinished().filter(state=State.CLAIMED)
    stale = held.filter(Q(claimed_at__lt=now - STALE) | Q(claimed_at__gt=now + STALE))
    return stale.update(state=State.NEW, claim="")


def retry(ids: Sequence[int]) -> int:
    """Let messages that were set aside, or done, be worked on again; how many."""
    return InboxMessage.objects.filter(pk__in=ids, state__in=[State.FAILED, State.DONE]).update(
        state=State.NEW, claim="", error=""
    )
