"""The photos of a chat export: its zip is kept on this machine until each of them is in the store.

The same or a longer export of a chat brings only what is new; one that comes with media brings the
photos of messages that an export without media had brought before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from deskpemilu.channels.chat_export.adapter import CHANNEL
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.attachments import Attachment, attachments_of
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.services import announce
from deskpemilu.evidence.stores import StoreDown, the_spool

CHUNK = 400
AGAIN = "Impor ulang berkas ekspor yang sama setelah itu."


def photos_in(envelopes: Iterable[Envelope], files: Mapping[str, int]) -> dict[str, tuple[Attachment, ...]]:
    """Photos that really lie in an export, by the id of their message."""
    found = {}
    for envelope in envelopes:
        media = attachments_of(envelope.channel, envelope.kind, envelope.payload)
        if here := tuple(medium for medium in media if medium.file_name in files):
            found[envelope.external_id] = here
    return found


def announce_from(path: Path, wanted: Mapping[str, Sequence[Attachment]], *, now: datetime) -> None:
    """Announce the photos of an export whose messages are in the inbox; keep its file for them.

    When there is no room for the file the photos are shown as not kept, with what to do.
    """
    if not wanted:
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = f"titip/{digest[:2]}/{digest}"
    found = [
        (message, medium) for message in _messages(list(wanted)) for medium in wanted[message.external_id]
    ]
    announce(found, now=now, spool=key)
    try:
        the_spool().take_in(key, path)
    except StoreDown as down:
        rows = Photo.objects.filter(spool=key, original=None)
        rows.update(state=Photo.State.REFUSED, code="gone", reason=f"{down} {AGAIN}"[:300])


def _messages(ids: Sequence[str]) -> list[InboxMessage]:
    found: list[InboxMessage] = []
    for at in range(0, len(ids), CHUNK):
        rows = InboxMessage.objects.filter(channel=CHANNEL, external_id__in=ids[at : at + CHUNK])
        found += rows.order_by("pk")
    return found
