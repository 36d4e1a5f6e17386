"""The conversation with one sender: what they wrote and what went back, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.flow.message_rights import inside, visible
from deskpemilu.web.pages.inbox.bubble import Piece, pieces
from deskpemilu.web.pages.inbox.listing import data_of

LAST = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble. `mine` is the sender's own; `state` of a reply is what became of it."""

    at: datetime
    bubble: tuple[Piece, ...]
    mine: bool
    state: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, oldest first."""

    name: str
    lines: tuple[Line, ...]


def conversation(sender: str, areas: Sequence[str]) -> Talk | None:
    """What readers of these areas may see of it; None when that is nothing."""
    rows = InboxMessage.objects.filter(visible(areas), sender=sender).select_related("reading__person")
    seen = [message for message in rows.order_by("-pk")[:LAST] if inside(data_of(message), areas)]
    if not seen:
        return None
    replies = OutboxMessage.objects.filter(recipient=sender)
    if "" not in areas:
        replies = replies.filter(in_reply_to__in=[message.pk for message in seen])
    lines = [Line(message.received_at, tuple(pieces(message.text, ())), mine=True) for message in seen]
    lines += [
        Line(reply.created_at, tuple(pieces(reply.text, ())), mine=False, state=reply.state)
        for reply in replies.order_by("-pk")[:LAST]
    ]
    person = next((m.reading.person for m in seen if hasattr(m, "reading") and m.reading.person), None)
    name = person.name if person else seen[0].sender_name or "Nomor tidak dikenal"
    return Talk(name, tuple(sorted(lines, key=lambda line: (line.at, not line.mine))[-LAST:]))
