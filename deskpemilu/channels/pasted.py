"""What staff paste from a group: the messages in it, each with its writer where one is shown. Pure.

    [15.20, 14/2/2024] Nama: teks      copied in the browser or on a computer
    [14/2, 15.20] Nama: teks           several messages copied on a phone: no year
    14/02/24 15.20 - Nama: teks        a part of an export

Comes in: pasted text. Goes out: pieces, then envelopes. Refuses nothing but emptiness: text without
headers is one message. Of a day written two ways the one is taken that lies nearest before now.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from deskpemilu.channels.chat_export.adapter import CHANNEL, GROUP_LIMIT, SENDER_LIMIT, Ids, identity_of
from deskpemilu.channels.chat_export.headers import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, clock_of, moment
from deskpemilu.channels.chat_export.headers import sender_and_words as split_sender
from deskpemilu.channels.chat_export.wording import MARKS, Kind, content_of, plain
from deskpemilu.channels.envelope import Envelope

TEXT_LIMIT = 200_000
NO_TIME = "Waktu kirim tidak tercantum; dipakai waktu tempel."
SLACK = timedelta(days=1)  # clocks of phones are not exact, and zones differ
_CLOCK = (
    r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2}))?(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
)
_DAY = r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})(?:[/.-](?P<c>\d{2,4}))?"
_HEADERS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"\[{_CLOCK}, {_DAY}\] (?P<rest>.*)",
        rf"\[{_DAY},? {_CLOCK}\] (?P<rest>.*)",
        rf"{_DAY},? {_CLOCK} [-–] (?P<rest>.*)",
    )
)


class PasteRefused(ValueError):
    """Nothing that could be a message, with a sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message of a paste. `shown` is the name or number before the words, "" without header.

    `at` is a time of the phone's clock, None where none (or an impossible one) is shown.
    """

    text: str
    shown: str = ""
    at: datetime | None = None
    medium: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    line: int
    date: tuple[str, str, str]
    clock: tuple[int, int, int]
    shown: str
    words: str


def pieces_of(text: str, *, now: datetime) -> tuple[Piece, ...]:
    """The messages in a pasted text; `now` is a time of the desk's clock, without zone.

    Raises PasteRefused for nothing but blanks, or more than a person pastes.
    """
    if not plain(text).strip():
        raise PasteRefused("Belum ada teks. Salin pesan dari WhatsApp, lalu tempel di sini.")
    if len(text) > TEXT_LIMIT:
        raise PasteRefused("Teks terlalu panjang. Untuk percakapan panjang, gunakan impor ekspor chat.")
    lines = text.replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heads = [head for number, line in enumerate(lines) if (head := _head(number, line)) is not None]
    if not heads:
        return (Piece("\n".join(lines).strip()),)
    return tuple(piece for piece in _pieces(lines, heads, now) if piece.text or piece.medium)


def envelopes_of(
    pieces: Sequence[Piece],
    *,
    key: str,
    chat: str,
    zone: tzinfo,
    now: datetime,
    sender: str = "",
    senders: Mapping[str, str] | None = None,
    election_code: str = "",
) -> tuple[Envelope, ...]:
    """Envelopes of pieces, with the senders that staff chose.

    `senders` gives the sender for a shown name; `sender` the one for all that show none; otherwise
    a shown phone number or name stands. Ids of messages with a header are those of the chat export
    of `chat`, so pasting and importing the same message counts once. Without a header the id is made
    of `key`, the one of the page that was sent: sending it twice is once, pasting it again is again.
    `now` is aware.
    """
    chosen = senders or {}
    ids = Ids(chat)
    made = []
    for number, piece in enumerate(pieces):
        shown_sender, name = identity_of(piece.shown)
        own = chosen.get(piece.shown) or (shown_sender if piece.shown else "") or sender
        made.append(
            Envelope(
                channel=CHANNEL,
                external_id=_id_of(piece, ids, shown_sender) or _keyed(key, number, piece.text),
                sender=own[:SENDER_LIMIT],
                sent_at=piece.at.replace(tzinfo=zone) if piece.at else now,
                text=piece.text,
                kind=piece.medium or "text",
                sender_name=name,
                group=chat[:GROUP_LIMIT],
                payload=_payload(piece),
                election_code=election_code,
            )
        )
    return tuple(made)


def _id_of(piece: Piece, ids: Ids, sender: str) -> str:
    """The id that the chat's export gives this message; "" when its time is not known."""
    if piece.at is None:
        return ""
    return ids.next(at=piece.at, sender=sender, words=piece.text, medium=bool(piece.medium))


def _payload(piece: Piece) -> dict[str, Any]:
    payload: dict[str, Any] = {"pasted": True, "shown": piece.shown}
    return payload if piece.at else payload | {"note": NO_TIME}


def _head(number: int, line: str) -> _Head | None:
    bare = plain(line.lstrip(MARKS)[:60]) + line.lstrip(MARKS)[60:]
    for pattern in _HEADERS:
        if found := pattern.fullmatch(bare):
            clock = clock_of(found["hour"], found["minute"], found["second"], found["half"])
            shown, words = split_sender(found["rest"])
            if clock is not None and shown:
                return _Head(number, (found["a"], found["b"], found["c"] or ""), clock, shown, words)
    return None


def _pieces(lines: Sequence[str], heads: Sequence[_Head], now: datetime) -> Iterator[Piece]:
    before = "\n".join(lines[: heads[0].line]).strip()
    if before:
        yield Piece(before)
    order = _order(heads, now)
    ends = [head.line for head in heads[1:]] + [len(lines)]
    for head, end in zip(heads, ends, strict=True):
        words = "\n".join([head.words, *lines[head.line + 1 : end]])
        content = content_of(words, marks_its_own=False)
        if content.kind is not Kind.DELETED:
            yield Piece(content.text, head.shown, _at(head, order, now), content.medium)


def _order(heads: Sequence[_Head], now: datetime) -> str:
    """Day first, unless only month first gives days that exist and are not to come, or nearer ones."""
    if len(heads[0].date[0]) == 4:
        return YEAR_FIRST

    def far(order: str) -> timedelta:
        found = [_at(head, order, now) for head in heads]
        known = [at for at in found if at is not None]
        return now - max(known) if len(known) == len(found) else timedelta.max

    return MONTH_FIRST if far(MONTH_FIRST) < far(DAY_FIRST) else DAY_FIRST


def _at(head: _Head, order: str, now: datetime) -> datetime | None:
    """The moment of a header; without a year the last such day; None when it is none, or to come."""
    year = head.date[2]
    years = [year] if year else [f"{now.year:04d}", f"{now.year - 1:04d}"]
    for candidate in years:
        at = moment((head.date[0], head.date[1], candidate), head.clock, order)
        if at is not None and at <= now + SLACK:
            return at
    return None


def _keyed(key: str, number: int, text: str) -> str:
    digest = hashlib.sha256(f"{key}\n{number}\n{text}".encode()).hexdigest()
    return f"paste-{digest}"
