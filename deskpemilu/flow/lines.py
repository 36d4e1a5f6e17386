"""Messages as JSON lines, as `desk read` and `desk ingest` take them: pure.

One object a line: id, channel, sender, sent_at, text; optional election; for reading only also
sender_scope and default_contest. Unknown keys are ignored. A line that is not such an object comes
out as `BadLine` with the reason, never as an exception.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.foreign import clean
from deskpemilu.domain.codes import parse_code
from deskpemilu.domain.contests import CONTESTS

CHANNELS = frozenset({"whatsapp", "sms", "web", "chat"})


@dataclass(frozen=True, slots=True)
class Line:
    """A message line. `scope` None: the line says nothing about the sender's regions."""

    id: str
    channel: str
    sender: str
    sent_at: datetime | None
    text: str
    election: str = ""
    scope: tuple[str, ...] | None = None
    default_contest: str | None = None

    def envelope(self, *, now: datetime, election: str = "") -> Envelope:
        """The message for the inbox; one without a time was sent now.

        `election` stands for one that the line does not name.
        """
        return Envelope(
            channel=self.channel,
            external_id=self.id,
            sender=self.sender,
            sent_at=self.sent_at or now,
            text=self.text,
            election_code=self.election or election,
            payload={"line": self.id},
        )


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, and why. `id` is given where it could be read."""

    number: int
    reason: str
    id: str | None = None


class _Unusable(ValueError):
    pass


def parse_line(text: str, number: int) -> Line | BadLine:
    """One line of input; `number` counts from 1."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return BadLine(number, "bukan JSON yang sah")
    if not isinstance(row, dict):
        return BadLine(number, "harus sebuah objek {…}")
    raw_id = row.get("id")
    known_id = clean(raw_id) if isinstance(raw_id, str) else None
    try:
        return _line(row)
    except _Unusable as error:
        return BadLine(number, str(error), known_id)


def _line(row: dict[str, Any]) -> Line:
    return Line(
        id=_id(row.get("id")),
        channel=_channel(row.get("channel")),
        sender=digits_of(_text(row, "sender")),
        sent_at=_time(row.get("sent_at")),
        text=_text(row, "text"),
        election=_election(row),
        scope=_scope(row.get("sender_scope")),
        default_contest=_contest(row.get("default_contest")),
    )


def digits_of(sender: str) -> str:
    """Digits with country code of a written phone number; another kind of id stays as it is."""
    compact = re.sub(r"[\s().-]", "", sender)
    if re.fullmatch(r"\+?\d{6,20}", compact):
        digits = compact.lstrip("+")
        return f"62{digits[1:]}" if digits.startswith("0") else digits
    return sender.strip()[:80]


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or len(value) > 160 or clean(value) != value:
        raise _Unusable("“id” harus teks sepanjang 1–160 karakter")
    return value


def _channel(value: object) -> str:
    if value is None:
        return "whatsapp"
    if value not in CHANNELS:
        raise _Unusable("“channel” harus whatsapp, sms, web, atau chat")
    return str(value)


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Unusable(f"“{key}” harus teks")
    # PostgreSQL cannot store NUL; nobody types it. No database stores half a surrogate pair.
    return str(clean(value.replace("\x00", "")))


def _election(row: dict[str, Any]) -> str:
    code = _text(row, "election")
    if len(code) > 40:
        raise _Unusable("“election” paling panjang 40 karakter")
    return code


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise _Unusable("“sent_at” harus waktu seperti 2024-02-14T15:20:00+07:00") from None
    if at.tzinfo is None:
        raise _Unusable("“sent_at” harus menyebut zona waktu, misalnya +07:00")
    try:
        at.astimezone(UTC)
    except OverflowError:
        raise _Unusable("“sent_at” di luar penanggalan") from None
    return at


def _scope(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise _Unusable("“sender_scope” harus daftar kode wilayah")
    try:
        return tuple(parse_code(str(code)) for code in value)
    except ValueError as error:
        raise _Unusable(str(error)) from None


def _contest(value: object) -> str | None:
    if value is None:
        return None
    if value not in CONTESTS:
        raise _Unusable(f"“default_contest” tidak dikenal; yang ada: {', '.join(CONTESTS)}")
    return str(value)
