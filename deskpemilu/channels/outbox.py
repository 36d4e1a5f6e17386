"""The outbox as a queue: replies go in once by their cause, and out in order for each recipient.

Comes in: replies, inside the transaction that made them. Goes out: claimed messages, one a
recipient. Refuses nothing: a reply whose `dedupe_key` is here already changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from deskpemilu.channels import bulk
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.foreign import identifier
from deskpemilu.channels.models import OutboxMessage

State = OutboxMessage.State
CHUNK = 400
KEY_LIMIT = 120
# A message still "being sent" after this long belongs to a process that died: one call takes
# at most sending.CALL_SECONDS.
STALE = timedelta(minutes=3)
PERHAPS_SENT = "Proses berhenti ketika pesan ini dikirim; mungkin sudah sampai. Dikirim ulang. "


def queue(replies: Sequence[Reply], *, now: datetime) -> int:
    """Put replies into the outbox; one INSERT a batch, none for an empty list.

    Goes out: how many different causes were handed over (those already here included, since
    telling them apart would cost a second statement). A reply without recipient or text is left out.
    """
    rows = {
        reply.dedupe_key: OutboxMessage(
            channel=reply.channel,
            recipient=reply.recipient,
            text=reply.text,
            in_reply_to_id=reply.in_reply_to_id,
            dedupe_key=identifier(reply.dedupe_key, KEY_LIMIT),
            next_at=now + reply.wait,
            created_at=now,
        )
        for reply in reversed(replies)  # of two with one key the first stays
        if reply.recipient and reply.text
    }
    bulk.insert(list(reversed(rows.values())), ignore=True)
    return len(rows)


def claim(limit: int, *, channel: str, worker: str, now: datetime) -> list[OutboxMessage]:
    """Take up to `limit` due messages, oldest first and at most one a recipient.

    A message whose recipient still has an earlier unsent one is not taken, whatever its time: a
    correction must not arrive before what it corrects. Taking is a conditional UPDATE, so of two
    workers only one gets a message, on SQLite as on PostgreSQL.
    """
    earlier = OutboxMessage.objects.filter(
        channel=OuterRef("channel"),
        recipient=OuterRef("recipient"),
        pk__lt=OuterRef("pk"),
        state__in=[State.QUEUED, State.SENDING],
    )
    due = OutboxMessage.objects.filter(channel=channel, state=State.QUEUED, next_at__lte=now)
    ids = list(due.exclude(Exists(earlier)).order_by("pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    OutboxMessage.objects.filter(pk__in=ids, state=State.QUEUED, next_at__lte=now).update(
        state=State.SENDING, claim=worker, claimed_at=now, attempts=F("attempts") + 1
    )
    taken = OutboxMessage.objects.filter(pk__in=ids, state=State.SENDING, claim=worker)
    return list(taken.select_related("in_reply_to").order_by("pk"))


def release_stale(*, now: datetime) -> int:
    """Give back what a dead process was sending, with a note that it may have arrived; how many."""
    long_ago = Q(claimed_at__lt=now - STALE) | Q(claimed_at__gt=now + STALE)  # or the clock was set back
    return OutboxMessage.objects.filter(long_ago, state=State.SENDING).update(
        state=State.QUEUED, claim="", next_at=now, error=Value(PERHAPS_SENT)
    )


def give_back(ids: Sequence[int], *, worker: str, until: datetime) -> int:
    """Give back claimed messages that were not tried, for a later time; how many."""
    return OutboxMessage.objects.filter(pk__in=ids, state=State.SENDING, claim=worker).update(
        state=State.QUEUED, claim="", attempts=F("attempts") - 1, next_at=until
    )


def hold(channel: str, *, until: datetime, note: str) -> int:
    """Let every waiting message of a channel wait until a time, with the reason; how many."""
    return OutboxMessage.objects.filter(channel=channel, state=State.QUEUED, next_at__lt=until).update(
        next_at=until, error=note
    )


def retry(ids: Sequence[int], *, now: datetime) -> int:
    """Send waiting, failed or cancelled messages now (a person asked for it); how many."""
    again = [State.QUEUED, State.FAILED, State.CANCELLED]
    return OutboxMessage.objects.filter(pk__in=ids, state__in=again).update(
        state=State.QUEUED, next_at=now, attempts=0, claim="", error=""
    )


def overtake(message_ids: Sequence[int]) -> int:
    """Never send what still waits in answer to these messages: a later message has overtaken it."""
    waiting = OutboxMessage.objects.filter(in_reply_to__in=message_ids, state=State.QUEUED)
    return waiting.update(state=State.CANCELLED, error="Tidak jadi dikirim: sudah terjawab pesan berikutnya.")


def cancel(ids: Sequence[int], *, note: str) -> int:
    """Never send messages that wait or failed; how many."""
    return OutboxMessage.objects.filter(pk__in=ids, state__in=[State.QUEUED, State.FAILED]).update(
        state=State.CANCELLED, error=Concat(F("error"), Value(f" {note}"))
    )
