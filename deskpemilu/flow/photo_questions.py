"""Asking a sender where a photo belongs, once, when neither its words nor their reports tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from deskpemilu.channels import outbox
from deskpemilu.channels.envelope import Reply
from deskpemilu.evidence.models import Photo

PATIENCE = timedelta(minutes=3)  # people write the text after the photo
TOO_LATE = timedelta(hours=2)
QUESTION = (
    "📷 Foto diterima dan disimpan, tetapi belum jelas untuk TPS mana.\n"
    "Balas foto ini (geser ke kanan) dengan: foto, nama desa, nomor TPS. Contoh: foto Mariana TPS 7"
)


def ask_where(*, now: datetime) -> int:
    """Put questions about photos without a place into the outbox; how many. One a sender and round."""
    rows = Photo.objects.filter(
        tps=None,
        set_aside=False,
        how="",  # not one that a person took off its place
        asked_at=None,
        source="whatsapp",
        person__isnull=False,
        message__group="",
        state=Photo.State.KEPT,
        created_at__range=(now - TOO_LATE, now - PATIENCE),
    )
    photos = list(rows.select_related("message").order_by("pk")[:200])
    if not photos:
        return 0
    last = {photo.sender: photo for photo in photos}
    with transaction.atomic():
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(asked_at=now)
        replies = [
            Reply("whatsapp", sender, QUESTION, f"photo-where:{photo.message_id}", photo.message_id)
            for sender, photo in last.items()
        ]
        return outbox.queue(replies, now=now)
