"""What a provider says became of our messages: kept as it came, and shown on the message.

Statuses arrive out of order and more than once. A message's state only ever moves forward
(queued, sending, sent, delivered, read, failed), so an old "sent" changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from deskpemilu.channels.attempts import mark_of
from deskpemilu.channels.models import DeliveryStatus, OutboxMessage
from deskpemilu.channels.whatsapp.errors import WINDOW_CLOSED

State = OutboxMessage.State
CHUNK = 400
# Words of the provider, in the order of what they prove.
STATE_OF = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.READ,
    "failed": State.FAILED,
}
ORDER = (State.QUEUED, State.SENDING, State.SENT, State.DELIVERED, State.READ, State.FAILED)


@dataclass(frozen=True, slots=True)
class Status:
    """One status. `mark` is what we sent along (client.mark_of); `in_group` is one member's status."""

    provider_id: str
    status: str
    at: datetime
    error: str = ""
    mark: str = ""
    in_group: bool = False


def record(statuses: Sequence[Status]) -> None:
    """Store statuses, repeats once, and move the messages they name forward."""
    if not statuses:
        return
    DeliveryStatus.objects.bulk_create(
        [
            DeliveryStatus(
                provider_id=item.provider_id[:160],
                status=item.status[:20],
                at=item.at,
                error=item.error,
            )
            for item in statuses
        ],
        ignore_conflicts=True,
        batch_size=CHUNK,
    )
    _name_marked(statuses)
    _forward([item for item in statuses if not (item.in_group and item.status == "failed")])


def catch_up(provider_ids: Sequence[str]) -> None:
    """Apply statuses that arrived before we knew these provider ids."""
    rows = DeliveryStatus.objects.filter(provider_id__in=provider_ids)
    _forward([Status(row.provider_id, row.status, row.at, row.error) for row in rows])


def _name_marked(statuses: Sequence[Status]) -> None:
    """Give messages whose call was never answered the provider id that the status carries."""
    named = {_pk_of(item.mark): item for item in statuses if item.mark}
    named.pop(None, None)
    if not named:
        return
    unsure = OutboxMessage.objects.filter(
        pk__in=list(named), provider_id="", state__in=[State.QUEUED, State.SENDING]
    )
    for message in unsure:
        item = named[message.pk]
        if item.mark == mark_of(message.pk, message.dedupe_key):
            OutboxMessage.objects.filter(pk=message.pk, provider_id="").update(provider_id=item.provider_id)


def _pk_of(mark: str) -> int | None:
    head = mark.partition(":")[0]
    return int(head) if head.isdecimal() and len(head) < 19 else None


def _forward(statuses: Sequence[Status]) -> None:
    """Move messages to the furthest state; one UPDATE a state, one a failed message for its reason."""
    furthest: dict[str, Status] = {}
    for item in statuses:
        if item.status in STATE_OF and _rank(item) > _rank(furthest.get(item.provider_id)):
            furthest[item.provider_id] = item
    for state in (State.SENT, State.DELIVERED, State.READ):
        ids = [key for key, item in furthest.items() if STATE_OF[item.status] is state]
        if ids:
            _before(state).filter(provider_id__in=ids).update(state=state, claim="", error="")
    for key, item in furthest.items():
        if STATE_OF[item.status] is State.FAILED:
            _failed(_before(State.FAILED).filter(provider_id=key), item)


def _failed(messages: QuerySet[OutboxMessage], item: Status) -> None:
    """Give up a message, or send it once more as the approved template where only that is taken."""
    if item.error == WINDOW_CLOSED and settings.WHATSAPP_TEMPLATE:
        again = messages.filter(as_template=False)
        again.update(
            state=State.QUEUED, as_template=True, provider_id="", claim="", next_at=item.at, error=item.error
        )
    messages.update(state=State.FAILED, claim="", error=item.error)


def _rank(item: Status | None) -> int:
    return -1 if item is None else ORDER.index(STATE_OF[item.status])


def _before(state: State) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.exclude(provider_id="").filter(state__in=ORDER[: ORDER.index(state)])
