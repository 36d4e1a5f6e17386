"""From an SMS to an envelope. Pure.

Comes in: the gateway's JSON body, or what Gammu SMSD puts into the environment. Goes out: one
envelope. Refuses, with a sentence, a body without id, sender or text. The words stay as they came:
coded formats (`KK#…`) are the reader's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from deskpemilu.accounts.phones import PhoneRefused, normalise_number
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.foreign import NotJson, identifier, parse, text_at

CHANNEL = "sms"
ID_LIMIT, SENDER_LIMIT = 160, 80
MOST_PARTS = 255  # more than this an SMS cannot have
TIME_NOTE = "Waktu terima dari gerbang SMS tidak terbaca; dipakai waktu masuk."


class SmsRefused(ValueError):
    """An SMS that cannot be taken, with a sentence that says what is missing."""


def from_body(body: bytes, *, received_at: datetime, zone: tzinfo) -> Envelope:
    """The SMS in a gateway's body `{"id","from","text","received_at"}`. Raises SmsRefused.

    A `received_at` without an offset is a time of the desk's zone; one that is missing or no ISO
    8601 time is replaced by `received_at`, with a note in the payload.
    """
    try:
        content = parse(body)
    except NotJson as error:
        raise SmsRefused(
            f"Isi kiriman {error}. Kirim objek JSON dengan id, from, text, received_at."
        ) from None
    for key in ("id", "from", "text"):
        if not text_at(content, key).strip():
            raise SmsRefused(f"“{key}” kosong atau bukan teks. Isi id, from, dan text.")
    sent_at = _time(content.get("received_at"), zone)
    payload: dict[str, Any] = dict(content)
    if sent_at is None:
        payload["note"] = TIME_NOTE
    return Envelope(
        channel=CHANNEL,
        external_id=identifier(text_at(content, "id").strip(), ID_LIMIT),
        sender=sender_of(text_at(content, "from")),
        sent_at=sent_at or received_at,
        text=text_at(content, "text"),
        payload=payload,
    )


def from_gammu(environment: Mapping[str, str], ids: Sequence[str], *, received_at: datetime) -> Envelope:
    """The SMS that Gammu SMSD reports to RunOnReceive. Raises SmsRefused.

    `ids` are the arguments SMSD appends (row ids or file names). SMSD runs the command again when it
    took too long, so the external id is made of what stays the same then: ids, sender, parts. Without
    ids (service `null`) the reference numbers and the five minutes it came in stand in for them.
    """
    # The environment may hold bytes that are no UTF-8; Python hands them on as half surrogates.
    environment = {
        key: value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for key, value in environment.items()
        if key.startswith(("SMS_", "DECODED_", "PHONE_ID"))
    }
    count = _count(environment, "SMS_MESSAGES")
    if count == 0:
        raise SmsRefused(
            "SMS_MESSAGES tidak ada. Perintah ini dijalankan oleh RunOnReceive milik Gammu SMSD."
        )
    parts = {
        f"SMS_{n}_{key}": environment.get(f"SMS_{n}_{key}", "")
        for n in range(1, count + 1)
        for key in ("NUMBER", "TEXT", "CLASS", "REFERENCE")
    }
    sender = parts["SMS_1_NUMBER"].strip()
    if not sender:
        raise SmsRefused("SMS_1_NUMBER kosong: pengirim SMS tidak diketahui.")
    words = _words(environment, count)
    once = list(ids) or [parts["SMS_1_REFERENCE"], str(int(received_at.timestamp()) // 300)]
    return Envelope(
        channel=CHANNEL,
        external_id=_digest([environment.get("PHONE_ID", ""), *once, sender, words]),
        sender=sender_of(sender),
        sent_at=received_at,
        text=words,
        payload={"gammu": {key: value for key, value in parts.items() if value}, "ids": list(ids)},
    )


def sender_of(number: str) -> str:
    """Digits with country code; a name (`TELKOMSEL`) or short code as it is."""
    try:
        return normalise_number(number)
    except PhoneRefused:
        return identifier(number.strip(), SENDER_LIMIT)


def _words(environment: Mapping[str, str], count: int) -> str:
    """The decoded text of a long SMS where SMSD put it together, else its parts one after the other."""
    decoded = _count(environment, "DECODED_PARTS")
    joined = "".join(environment.get(f"DECODED_{n}_TEXT", "") for n in range(1, decoded + 1))
    return joined or "".join(environment.get(f"SMS_{n}_TEXT", "") for n in range(1, count + 1))


def _count(environment: Mapping[str, str], key: str) -> int:
    value = environment.get(key, "0").strip()
    return min(int(value), MOST_PARTS) if value.isascii() and value.isdigit() else 0


def _time(value: object, zone: tzinfo) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _digest(parts: Sequence[str]) -> str:
    raw = json.dumps(parts, ensure_ascii=True).encode()
    return f"gammu-{hashlib.sha256(raw).hexdigest()}"
