"""Messages with photos, sent down the road of a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.models import Photo
from deskpemilu.flow.media import announce_new
from deskpemilu.flow.pipeline import run_batch

NOW = datetime(2024, 2, 14, 11, 0, tzinfo=UTC)
OPERATOR = "628120000001"
_ids = count(1)


def at(minutes: float) -> datetime:
    """Some minutes from NOW."""
    return NOW + timedelta(minutes=minutes)


def image(
    media_id: str,
    caption: str = "",
    *,
    minutes: float = 0,
    sender: str = OPERATOR,
    sha256: str = "",
    **more: Any,
) -> Envelope:
    """A photo by WhatsApp."""
    medium = {"id": media_id, "mime_type": "image/jpeg", "sha256": sha256, "caption": caption}
    payload = {"message": {"type": "image", "image": medium}}
    return Envelope(
        "whatsapp", f"wamid.{next(_ids)}", sender, at(minutes), caption, "image", payload=payload, **more
    )


def words(text: str, *, minutes: float = 0, sender: str = OPERATOR, **more: Any) -> Envelope:
    """A message of words."""
    return Envelope("whatsapp", f"wamid.{next(_ids)}", sender, at(minutes), text, **more)


def result(tps: int, first: int = 118, desa: str = "Mekar Sari") -> str:
    """A report that every reader understands."""
    return f"PILPRES\nDesa {desa} TPS {tps}\n01 = {first}\n02 = 74\n03 = 9\nTidak sah = 2"


def send(*envelopes: Envelope, minutes: float = 0) -> list[InboxMessage]:
    """Accept messages, work on them, announce their photos."""
    inbox.accept(envelopes, now=at(minutes))
    run_batch(worker="test", clock=lambda: at(minutes), limit=100)
    announce_new(after=0, now=at(minutes))
    ids = [envelope.external_id for envelope in envelopes]
    return list(InboxMessage.objects.filter(external_id__in=ids).order_by("pk"))


def photo_of(message: InboxMessage) -> Photo:
    """The photo of a message, as it is now."""
    return Photo.objects.select_related("tps", "contest", "original").get(message=message)
