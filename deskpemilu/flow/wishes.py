"""BERHENTI and MULAI of a batch: acted on in the batch's own transaction, each answered once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from deskpemilu.channels.envelope import Reply
from deskpemilu.coordination.services import wish_reminders
from deskpemilu.coordination.stopwords import START, wish_of
from deskpemilu.coordination.wording import STARTED, STOPPED
from deskpemilu.intake.acts import Incoming
from deskpemilu.intake.reading import Outcome

REPLY_CHANNELS = frozenset({"whatsapp", "sms"})


def heed_wishes(incoming: Iterable[Incoming], *, now: datetime) -> list[Reply]:
    """Stop or start reminders of those who ask for it; nothing is read from the database for others."""
    replies = []
    for item in incoming:
        message = item.message
        wish = wish_of(message.text) if item.owner is not None else ""
        if not wish or item.owner is None or item.reading.outcome is not Outcome.IGNORE:
            continue
        if message.group or message.channel not in REPLY_CHANNELS:
            continue
        changed = wish_reminders(
            person_id=item.owner.person_id,
            message_id=message.pk,
            wish=wish,
            said_at=message.received_at,
            now=now,
        )
        if changed:
            text = STARTED if wish == START else STOPPED
            replies.append(Reply(message.channel, message.sender, text, f"wish:{message.pk}", message.pk))
    return replies
