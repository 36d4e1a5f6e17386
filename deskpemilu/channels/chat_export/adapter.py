"""From a chat export to envelopes that are the same whenever the chat is exported again. Pure.

Comes in: the text of an export. Goes out: one envelope a message, and counts of what was left out.
The external id is made of chat, minute, sender, words and the how-manieth such message it is, so a
second or a longer export of the same chat brings only what is new. A medium counts by its caption,
since an export with media names the file and one without does not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from deskpemilu.channels.chat_export.headers import Entry, ExportRefused, entries
from deskpemilu.channels.chat_export.wording import Content, Kind, content_of, is_notice, plain
from deskpemilu.channels.envelope import Envelope

CHANNEL = "chat"
SENDER_LIMIT, NAME_LIMIT, GROUP_LIMIT = 80, 150, 120
_PHONE = re.compile(r"\+\d[\d ().\u2010-\u2015-]{6,24}")
_NOT_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Export:
    """The messages of an export, and how many entries were no message of a person.

    `notices` are the app's own lines (encryption, joined, left), `empty` messages without words or
    medium (view once). `media` and `edited` are among the envelopes.
    """

    chat: str
    envelopes: tuple[Envelope, ...]
    notices: int = 0
    deleted: int = 0
    empty: int = 0
    media: int = 0
    edited: int = 0


class Ids:
    """External ids of messages, counting repeats of the same minute, sender and words."""

    def __init__(self, chat: str) -> None:
        """`chat` is part of every id."""
        self._chat = plain(chat).strip().casefold()
        self._seen: Counter[str] = Counter()

    def next(self, *, at: datetime, sender: str, words: str, medium: bool) -> str:
        """The id of the next message; `at` is a time of the phone's clock, without zone."""
        minute = at.strftime("%Y-%m-%dT%H:%M")
        key = json.dumps([self._chat, minute, sender, "m" if medium else "t", " ".join(words.split())])
        digest = hashlib.sha256(key.encode()).hexdigest()
        self._seen[digest] += 1
        return f"chat-{digest}-{self._seen[digest]}"


def read(
    text: str,
    *,
    chat: str,
    zone: tzinfo,
    order: str = "",
    now: datetime | None = None,
    media: Mapping[str, int] | None = None,
    election_code: str = "",
) -> Export:
    """Read an export whose phone's clock showed the time of `zone`.

    `chat` names the conversation (part of every id); `order` is "dmy", "mdy", or "" to find out;
    `now` excludes dates to come; `media` are name and size of files that came with it. Raises
    ExportRefused, and OrderUnknown when only a person can tell day from month.
    """
    if not chat.strip():
        raise ExportRefused("Nama percakapan belum diisi. Tulis nama grup seperti di WhatsApp.")
    not_after = now.astimezone(zone).replace(tzinfo=None, hour=23, minute=59, second=59) if now else None
    style, found = entries(text, order=order, not_after=not_after)
    ids, counts = Ids(chat), Counter[str]()
    envelopes: list[Envelope] = []
    for entry in found:
        if not entry.sender or _notice_with_colon(entry.sender):
            counts["notices"] += 1
            continue
        content = content_of(entry.words, marks_its_own=style.iphone)
        kept = content.kind is Kind.MEDIA or (content.kind is Kind.WORDS and content.text != "")
        counts[_count_of(content)] += 1
        counts["edited"] += kept and content.edited
        if kept:
            envelopes.append(_envelope(entry, content, ids, chat=chat, zone=zone, media=media or {}))
    return Export(
        chat=chat,
        envelopes=tuple(replace(envelope, election_code=election_code) for envelope in envelopes),
        **{name: counts[name] for name in ("notices", "deleted", "empty", "media", "edited")},
    )


def identity_of(shown: str) -> tuple[str, str]:
    """(sender, name) of what stands before the words: digits of a phone, else the contact's name."""
    name = plain(shown).strip().removeprefix("~").strip()
    sender = _NOT_DIGIT.sub("", name) if _PHONE.fullmatch(name) else name
    return sender[:SENDER_LIMIT], name[:NAME_LIMIT]


def _count_of(content: Content) -> str:
    match content.kind:
        case Kind.MEDIA:
            return "media"
        case Kind.DELETED:
            return "deleted"
        case Kind.NOTICE:
            return "notices"
    return "words" if content.text else "empty"


def _notice_with_colon(sender: str) -> bool:
    """Whether "sender" is the start of a notice that quotes a name with a colon in it."""
    return any(quote in sender for quote in '"“”') and is_notice(sender)


def _envelope(
    entry: Entry, content: Content, ids: Ids, *, chat: str, zone: tzinfo, media: Mapping[str, int]
) -> Envelope:
    sender, name = identity_of(entry.sender)
    medium = content.kind is Kind.MEDIA
    payload: dict[str, Any] = {"line": entry.line, "shown": entry.sender, "words": entry.words}
    if content.file:
        payload |= {"file": content.file, "size": media.get(content.file)}
    if content.edited:
        payload["edited"] = True
    return Envelope(
        channel=CHANNEL,
        external_id=ids.next(at=entry.at, sender=sender, words=content.text, medium=medium),
        sender=sender,
        sent_at=entry.at.replace(tzinfo=zone),
        text=content.text,
        kind=content.medium if medium else "text",
        sender_name=name,
        group=chat[:GROUP_LIMIT],
        payload=payload,
    )
