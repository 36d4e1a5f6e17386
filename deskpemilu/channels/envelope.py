"""One message as every channel hands it to the inbox, and one reply as it is handed to the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message in. `sender` is a phone number as digits with country code, or a channel's own id.

    `external_id` is unique within the channel for ever; `payload` is the channel's own form of it.
    """

    channel: str
    external_id: str
    sender: str
    sent_at: datetime
    text: str = ""
    kind: str = "text"
    sender_name: str = ""
    group: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    election_code: str = ""
    reply_to: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message out. One `dedupe_key` has one reply, however often its cause is worked on.

    `wait`: how long it stays in the outbox before it may go out.
    """

    channel: str
    recipient: str
    text: str
    dedupe_key: str
    in_reply_to_id: int | None = None
    wait: timedelta = timedelta(0)
