"""How a person who owes forms stands: silent, promised, being called. Pure: the order of a list to call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(minutes=60)
TRY_AGAIN = timedelta(minutes=30)
# What the states are called, in the order of urgency.
OVERDUE, SILENT, TRIED, ACTIVE, PROMISED, TALKING, DONE = (
    "overdue",
    "silent",
    "tried",
    "active",
    "promised",
    "talking",
    "done",
)
ORDER = (OVERDUE, SILENT, ACTIVE, TRIED, PROMISED, TALKING, DONE)


@dataclass(frozen=True, slots=True)
class Talk:
    """A call as this module needs it. `outcome` "" is going on."""

    pk: int
    caller_id: str
    caller: str
    outcome: str
    at: datetime
    promised_at: datetime | None = None
    note: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of the contact with a person. `last` is the last finished call."""

    last_in: datetime | None = None
    last_in_text: str = ""
    last_in_number: str = ""
    last_in_channel: str = ""
    last_out: datetime | None = None
    last_out_state: str = ""
    talking: Talk | None = None
    last: Talk | None = None
    stopped: bool = False
    reminded: int = 0
    last_reminder: datetime | None = None
    windows: dict[str, datetime] = field(default_factory=dict)  # number → last WhatsApp from it

    @property
    def promised_at(self) -> datetime | None:
        """When they said that they would send, if that was the last word."""
        return self.last.promised_at if self.last and self.last.outcome == "promised" else None

    @property
    def wrong_number(self) -> bool:
        """Whether the last call found that the number is not theirs, and nothing came since."""
        if self.last is None or self.last.outcome != "wrong_number":
            return False
        return self.last_in is None or self.last_in < self.last.at

    @property
    def no_signal(self) -> bool:
        """Whether the last call found no signal, and nothing came since."""
        if self.last is None or self.last.outcome != "no_signal":
            return False
        return self.last_in is None or self.last_in < self.last.at


NO_CONTACT = Contact()


def is_silent(contact: Contact, *, begun: datetime | None, now: datetime) -> bool:
    """Whether nothing came from a person for an hour since the count began."""
    if begun is None or now - begun < SILENT_AFTER:
        return False
    return contact.last_in is None or now - contact.last_in >= SILENT_AFTER


def standing(contact: Contact, open_forms: int, *, begun: datetime | None, now: datetime) -> str:
    """One word for how a person stands."""
    if not open_forms:
        return DONE
    if contact.talking is not None:
        return TALKING
    promised = contact.promised_at
    if promised is not None:
        return PROMISED if promised > now else OVERDUE
    if contact.last is not None and now - contact.last.at < TRY_AGAIN:
        return TRIED
    return SILENT if is_silent(contact, begun=begun, now=now) else ACTIVE


def urgency(state: str, contact: Contact, open_forms: int) -> tuple[int, int, float]:
    """Sort key: the most urgent state first, then most forms, then the longest silent."""
    last = contact.last_in.timestamp() if contact.last_in else 0.0
    return ORDER.index(state), -open_forms, last
