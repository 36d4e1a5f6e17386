"""From Meta's payload to envelopes and statuses. Pure.

Comes in: a parsed payload and the time it was received. Goes out: one envelope a message, whatever
its type, and one status a delivery report. Refuses nothing; the raw delivery is kept beside.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.foreign import identifier, moment, objects, text_at
from deskpemilu.channels.statuses import Status
from deskpemilu.channels.whatsapp.errors import sentence_of
from deskpemilu.channels.whatsapp.payloads import Change, Contact, changes_of

CHANNEL = "whatsapp"
ID_LIMIT, SENDER_LIMIT, KIND_LIMIT = 160, 80, 20
TIME_NOTE = "Waktu kirim tidak terbaca; dipakai waktu terima."
_NOT_DIGIT = re.compile(r"\D")
_PHONE = re.compile(r"\+?[\d ()-]+")
# Where the words of each type stand, the first that is there counts.
WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "text": (("text", "body"),),
    "button": (("button", "text"), ("button", "payload")),
    "interactive": (
        ("interactive", "button_reply", "title"),
        ("interactive", "list_reply", "title"),
        ("interactive", "nfm_reply", "body"),
    ),
    "reaction": (("reaction", "emoji"),),
    "order": (("order", "text"),),
    "system": (("system", "body"),),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a delivery held."""

    envelopes: tuple[Envelope, ...]
    statuses: tuple[Status, ...]


def read(payload: Mapping[str, Any], *, received_at: datetime) -> Parsed:
    """All messages and statuses of a delivery, in its order. Fields other than messages stay raw."""
    envelopes: list[Envelope] = []
    statuses: list[Status] = []
    for change in changes_of(payload):
        if change.field == "messages":
            envelopes += [_envelope(change, message, received_at) for message in change.messages]
            statuses += [_status(item, received_at) for item in change.statuses if text_at(item, "id")]
        elif change.field == "smb_message_echoes":
            envelopes += [_envelope(change, message, received_at, echo=True) for message in change.echoes]
    return Parsed(tuple(envelopes), tuple(statuses))


def _envelope(
    change: Change, message: dict[str, Any], received_at: datetime, *, echo: bool = False
) -> Envelope:
    index = _contact_index(change, message)
    contact = change.contacts[index] if index is not None and not echo else Contact()
    kind = text_at(message, "type") or "unknown"
    sent_at = moment(message.get("timestamp"))
    payload = {"field": change.field, "phone_number_id": change.phone_number_id, "message": message}
    if index is not None:
        payload["contact"] = change.raw_contacts[index]
    if sent_at is None:
        payload["note"] = TIME_NOTE
    return Envelope(
        channel=CHANNEL,
        external_id=identifier(text_at(message, "id") or _digest(message), ID_LIMIT),
        sender=_sender(message, contact),
        sent_at=sent_at or received_at,
        text=words_of(message),
        kind="echo" if echo else kind[:KIND_LIMIT],
        sender_name=contact.name or (f"@{contact.username}" if contact.username else ""),
        group=text_at(message, "group_id"),
        payload=payload,
        reply_to=identifier(_reply_to(message, kind), ID_LIMIT),
        forwarded=_forwarded(message),
    )


def words_of(message: Mapping[str, Any]) -> str:
    """What the person wrote or chose, as text; "" where there are no words."""
    kind = text_at(message, "type")
    if kind == "edit":
        inner = message.get("edit")
        new = inner.get("message") if isinstance(inner, dict) else None
        # One level only: an edit of an edit arrives as the edit of the original.
        return words_of(new) if isinstance(new, dict) and text_at(new, "type") != "edit" else ""
    if kind == "location":
        lines = (text_at(message, "location", "name"), text_at(message, "location", "address"))
        return "\n".join(line for line in lines if line)
    if kind == "contacts":
        names = (text_at(item, "name", "formatted_name") for item in objects(message.get("contacts")))
        return "\n".join(name for name in names if name)
    paths = WORDS.get(kind, ((kind, "caption"), (kind, "body"), (kind, "text")))
    return next((found for path in paths if (found := text_at(message, *path))), "")


def _contact_index(change: Change, message: Mapping[str, Any]) -> int | None:
    """Which contact of the change wrote this message: by phone, by id, or the only one there is."""
    phone, user_id = text_at(message, "from"), text_at(message, "from_user_id")
    for index, contact in enumerate(change.contacts):
        if (phone and contact.wa_id == phone) or (user_id and contact.user_id == user_id):
            return index
    return 0 if len(change.contacts) == 1 and len(change.messages) == 1 else None


def _sender(message: Mapping[str, Any], contact: Contact) -> str:
    """Digits of the phone; without one the business-scoped id; "" when neither is told."""
    told = text_at(message, "from") or contact.wa_id
    if _PHONE.fullmatch(told):
        return identifier(_NOT_DIGIT.sub("", told), SENDER_LIMIT)
    return identifier(told or text_at(message, "from_user_id") or contact.user_id, SENDER_LIMIT)


def _reply_to(message: Mapping[str, Any], kind: str) -> str:
    """Id of the message that this one answers, reacts to, edits or takes back."""
    if kind in {"edit", "revoke"}:
        return text_at(message, kind, "original_message_id")
    if kind == "reaction":
        return text_at(message, "reaction", "message_id")
    return text_at(message, "context", "id") or text_at(message, "context", "message_id")


def _forwarded(message: Mapping[str, Any]) -> bool:
    context = message.get("context")
    return isinstance(context, dict) and True in (
        context.get("forwarded"),
        context.get("frequently_forwarded"),
    )


def _status(item: Mapping[str, Any], received_at: datetime) -> Status:
    status = text_at(item, "status")
    error = next(objects(item.get("errors")), None)
    return Status(
        provider_id=identifier(text_at(item, "id"), ID_LIMIT),
        status=status,
        at=moment(item.get("timestamp")) or received_at,
        error=_reason(error) if error is not None or status == "failed" else "",
        mark=text_at(item, "biz_opaque_callback_data"),
        in_group=text_at(item, "recipient_type") == "group",
    )


def _reason(error: Mapping[str, Any] | None) -> str:
    code = text_at(error, "code")
    detail = text_at(error, "error_data", "details") or text_at(error, "title") or text_at(error, "message")
    return sentence_of(int(code) if code.isdecimal() and len(code) < 10 else None, detail)


def _digest(message: Mapping[str, Any]) -> str:
    """Stands in for an id that is missing: the same message again has the same one."""
    canonical = json.dumps(message, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256-{hashlib.sha256(canonical.encode()).hexdigest()}"
