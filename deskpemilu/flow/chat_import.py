"""A WhatsApp chat export into the inbox; from there its messages take the main road like any others.

The same or a longer export of a chat brings only what is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from deskpemilu.audit.services import Actor
from deskpemilu.channels import inbox
from deskpemilu.channels.chat_export import adapter
from deskpemilu.channels.chat_export.archive import open_export
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.flow.chat_photos import announce_from, photos_in
from deskpemilu.registry.importers.report import Report
from deskpemilu.registry.models import Election
from deskpemilu.registry.writers.prepared import Prepared, Source

KIND = "chat"
UNNAMED = "tanpa nama"
_CHUNK = 400


def prepare(source: Source, election: Election | None) -> Prepared:
    """Read an export and compare it with the inbox. Raises FileRefused."""
    archive = open_export(source.path, name=source.name)
    export = adapter.read(
        archive.text,
        chat=_chat_name(source, archive.chat),
        zone=timezone.get_default_timezone(),
        order=source.date_order,
        media=archive.media,
        election_code=election.code if election else "",
    )
    known, photos = _known(export.envelopes), photos_in(export.envelopes, archive.media)
    left_out = export.notices + export.deleted + export.empty
    report = Report(
        kind=KIND,
        read=len(export.envelopes) + left_out,
        new=len(export.envelopes) - known,
        unchanged=known + left_out,
        notes=(*_notes(export), *_of_photos(sum(map(len, photos.values())))),
    )

    def write(actor: Actor, now: datetime) -> None:
        inbox.accept(export.envelopes, now=now)
        announce_from(source.path, photos, now=now)

    return Prepared(report, write)


def _chat_name(source: Source, from_file: str) -> str:
    """What tells conversations apart: named by the person, else by the file, else all unnamed as one."""
    return source.chat.strip() or from_file or UNNAMED


def _known(envelopes: Sequence[Envelope]) -> int:
    """How many of the messages are in the inbox already."""
    ids = [envelope.external_id for envelope in envelopes]
    return sum(
        InboxMessage.objects.filter(channel=adapter.CHANNEL, external_id__in=ids[at : at + _CHUNK]).count()
        for at in range(0, len(ids), _CHUNK)
    )


def _of_photos(count: int) -> list[str]:
    return [f"{count} foto di dalam zip ikut disimpan sebagai bukti TPS."] if count else []


def _notes(export: adapter.Export) -> list[str]:
    notes = []
    if export.envelopes:
        sent = sorted(envelope.sent_at for envelope in export.envelopes)
        first, last = (at.strftime("%d-%m-%Y %H.%M") for at in (sent[0], sent[-1]))
        notes.append(f"Percakapan “{export.chat}”, {first} sampai {last}.")
    if export.chat == UNNAMED:
        notes.append("Nama percakapan tidak ada pada nama berkas. Lebih baik sebutkan nama grupnya.")
    for count, what in (
        (export.notices, "pemberitahuan aplikasi dilewati"),
        (export.deleted, "pesan yang sudah dihapus pengirimnya dilewati"),
        (export.edited, "pesan pernah disunting; yang terbaca isi terakhirnya"),
        (export.media, "pesan berupa lampiran; yang dibaca hanya keterangannya"),
    ):
        if count:
            notes.append(f"{count} {what}.")
    return notes
