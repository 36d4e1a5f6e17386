"""Meta's webhook payload as plain values.

Comes in: parsed JSON, whatever it is. Goes out: the parts this program knows. What is unknown, of
another type than documented, or missing is passed over here and kept in the raw delivery: Meta
adds fields and types without notice, and a refusal would be delivered again for days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deskpemilu.channels.foreign import objects, text_at


@dataclass(frozen=True, slots=True)
class Contact:
    """Who wrote: phone and business-scoped id, either of which may be missing."""

    wa_id: str = ""
    user_id: str = ""
    name: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One `entry[].changes[]`: its field and the lists this program reads."""

    field: str
    phone_number_id: str = ""
    contacts: tuple[Contact, ...] = ()
    messages: tuple[dict[str, Any], ...] = ()
    echoes: tuple[dict[str, Any], ...] = ()
    statuses: tuple[dict[str, Any], ...] = ()
    raw_contacts: tuple[dict[str, Any], ...] = ()


def changes_of(payload: Mapping[str, Any]) -> Iterator[Change]:
    """Every change of every entry, in order."""
    for entry in objects(payload.get("entry")):
        for change in objects(entry.get("changes")):
            value = change.get("value")
            value = value if isinstance(value, dict) else {}
            raw_contacts = tuple(objects(value.get("contacts")))
            yield Change(
                field=text_at(change, "field") or "messages",
                phone_number_id=text_at(value, "metadata", "phone_number_id"),
                contacts=tuple(_contact(item) for item in raw_contacts),
                messages=tuple(objects(value.get("messages"))),
                echoes=tuple(objects(value.get("message_echoes"))),
                statuses=tuple(objects(value.get("statuses"))),
                raw_contacts=raw_contacts,
            )


def _contact(item: Mapping[str, Any]) -> Contact:
    return Contact(
        wa_id=text_at(item, "wa_id"),
        user_id=text_at(item, "user_id"),
        name=text_at(item, "profile", "name"),
        username=text_at(item, "profile", "username"),
    )
