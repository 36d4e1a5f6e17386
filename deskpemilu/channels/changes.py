"""What a provider says about a sender rather than for one: a number that was changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.channels.foreign import text_at
from deskpemilu.channels.models import InboxMessage

CHANGED = "user_changed_number"
_MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A person's WhatsApp account goes by another number from now on."""

    old: str
    new: str


def number_changed(message: InboxMessage) -> NumberChange | None:
    """The change that a `system` message tells of, None for any other message.

    `wa_id` is what the Cloud API documents, `new_wa_id` what it sent earlier.
    """
    if message.kind != "system":
        return None
    told = message.payload.get("message") if isinstance(message.payload, dict) else None
    if text_at(told, "system", "type") != CHANGED:
        return None
    new = text_at(told, "system", "wa_id") or text_at(told, "system", "new_wa_id")
    digits = new.lstrip("+")
    if not digits.isdigit() or len(digits) > _MOST_DIGITS or digits == message.sender:
        return None
    return NumberChange(message.sender, digits)
