"""Whose a sender is, as the inbox asks staff: an unknown sender, or a number that was changed."""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.accounts.access import Access
from deskpemilu.channels.changes import NumberChange, number_changed
from deskpemilu.channels.models import Address, InboxMessage
from deskpemilu.domain.roles import Act
from deskpemilu.flow.senders import BINDABLE, Reporter, reporters


@dataclass(frozen=True, slots=True)
class Binding:
    """What may be decided about the sender of a message. `people` to choose from, or a `change`, or
    `bound`: staff said whose this id is, and may take it back."""

    people: tuple[Reporter, ...] = ()
    change: NumberChange | None = None
    bound: bool = False


def binding_of(message: InboxMessage, access: Access) -> Binding | None:
    """What staff may decide about the sender; None where there is nothing to decide."""
    areas = access.areas(Act.WORK_INBOX)
    reading = getattr(message, "reading", None)
    if not areas or reading is None or message.channel not in BINDABLE or message.group:
        return None
    change = number_changed(message)
    if change is not None:
        return Binding(change=change) if reading.person_id and reading.handled_at is None else None
    if reading.person_id is None and message.sender:
        return Binding(people=tuple(reporters(areas)))
    if message.sender and not message.sender.isdigit():
        bound = Address.objects.filter(sender=message.sender, active=True).exists()
        return Binding(bound=True) if bound else None
    return None
