"""Writing about photos: announced, uploaded, placed by the program, tried again; limits changed.

What people do with where a photo hangs is in hanging.py.

Every act of a person is checked and audited here. Raises PermissionDenied outside the person's area
and PhotoRefused, with a sentence, for what cannot be done.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person, Phone
from deskpemilu.audit.services import PROGRAM, Entry, record
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.attachments import Attachment
from deskpemilu.evidence.limits import MEGABYTE, TYPES, Allowed, allowed
from deskpemilu.evidence.models import Limits, Photo
from deskpemilu.evidence.placing import Placement
from deskpemilu.evidence.stores import FolderStore, StoreDown
from deskpemilu.evidence.taking import refusal_of
from deskpemilu.registry.models import Contest, Tps

State = Photo.State
CHUNK = 400
_KEY = re.compile(r"^[A-Za-z0-9-]{16,60}$")
MOST_MEGABYTES, MOST_PHOTOS, MOST_MINUTES = 100, 200, 180


class PhotoRefused(RuntimeError):
    """What cannot be done with a photo, as a sentence."""


def announce(found: Sequence[tuple[InboxMessage, Attachment]], *, now: datetime, spool: str = "") -> int:
    """A row for each photo of a message that has none yet; how many are new.

    `spool`: the file of this machine in which they lie (a chat export); one that could not be read
    from an earlier file is then tried from this one.
    """
    if not found:
        return 0
    people = _people({message.sender for message, _ in found})
    rows = [_announced(message, medium, people.get(message.sender), spool, now) for message, medium in found]
    known = Photo.objects.filter(message__in={message.pk for message, _ in found})
    before = known.count()
    Photo.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    if spool:
        known.filter(original=None, media_id__in={medium.media_id for _, medium in found}).update(
            spool=spool, state=State.WAITING, next_at=now, code="", reason="", attempts=0
        )
    return known.count() - before


def _announced(
    message: InboxMessage, medium: Attachment, person: UUID | None, spool: str, now: datetime
) -> Photo:
    return Photo(
        message=message,
        media_id=medium.media_id,
        source=medium.source,
        file_name=medium.file_name,
        told_type=medium.media_type,
        told_digest=medium.digest,
        spool=spool,
        sent_at=message.sent_at,
        sender=message.sender,
        sender_name=message.sender_name,
        person_id=person,
        next_at=now,
        created_at=now,
    )


def _people(senders: Iterable[str]) -> dict[str, UUID]:
    rows = Phone.objects.filter(number__in=set(senders), active=True)
    return dict(rows.values_list("number", "person_id"))


def upload(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest | None,
    file_name: str,
    data: bytes,
    key: str,
    spool: FolderStore,
    now: datetime,
) -> Photo:
    """A photo that a person brings for a TPS. It is on this machine's disk when this returns.

    `key` is made by the page; the same file with the same key again is the same photo.
    """
    ensure_any(actor, (Act.REPORT, Act.CORRECT), tps.code)
    if not _KEY.match(key):
        raise PhotoRefused("Halaman ini terlalu lama terbuka. Muat ulang halaman, lalu kirim kembali.")
    if (refusal := refusal_of(data, limits := allowed())) is not None:
        raise PhotoRefused(refusal.sentence)
    digest = hashlib.sha256(data).hexdigest()
    media_id = f"{actor.pk.hex[:8]}-{key}-{digest[:16]}"
    if (known := Photo.objects.filter(message=None, media_id=media_id).first()) is not None:
        return known
    _refuse_too_many(tps, contest, limits)
    place = f"titip/{digest[:2]}/{digest}"
    try:
        spool.put(place, data)
    except StoreDown as down:
        raise PhotoRefused(f"Foto belum tersimpan. {down}") from down
    brought = {"spool": place, "file_name": file_name[-200:], "told_digest": digest}
    with transaction.atomic():
        photo, new = Photo.objects.get_or_create(
            message=None, media_id=media_id, defaults=brought | _placed_by(actor, tps, contest, now)
        )
        if new:
            record(actor=actor, entries=[_uploaded(photo, tps, contest)], now=now)
    return photo


def _uploaded(photo: Photo, tps: Tps, contest: Contest | None) -> Entry:
    about = {"digest": photo.told_digest, "contest": contest.code if contest else None}
    return Entry("photo.uploaded", f"photo:{photo.pk}", tps.code, about)


def _placed_by(actor: Person, tps: Tps, contest: Contest | None, now: datetime) -> dict[str, Any]:
    """Columns of a photo that a person brings to its place."""
    return {
        "source": "web",
        "sent_at": now,
        "sender": str(actor.pk),
        "sender_name": actor.name,
        "person": actor,
        "election_id": tps.election_id,
        "tps": tps,
        "contest": contest,
        "how": "form",
        "placed_at": now,
        "placed_by": actor,
        "next_at": now,
        "created_at": now,
    }


def _refuse_too_many(tps: Tps, contest: Contest | None, limits: Allowed) -> None:
    rows = Photo.objects.filter(tps=tps, contest=contest, set_aside=False).exclude(state=State.REFUSED)
    if rows.count() >= limits.max_photos:
        raise PhotoRefused(
            f"TPS ini sudah mempunyai {limits.max_photos} foto untuk pemilihan itu. Bila memang perlu lebih, "
            "minta administrator menaikkan batasnya."
        )


def place_found(found: Sequence[tuple[int, Placement]], *, now: datetime) -> list[Photo]:
    """Hang photos where reading found their place; those that somebody placed meanwhile stay."""
    placed = []
    with transaction.atomic():
        ids = [photo_id for photo_id, _ in found]
        rows = Photo.objects.select_for_update().filter(pk__in=ids, tps=None, set_aside=False, how="")
        photos = {photo.pk: photo for photo in rows}
        tps = Tps.objects.in_bulk([placement.tps_id for _, placement in found])
        for photo_id, placement in found:
            photo = photos.get(photo_id)
            if photo is None or placement.tps_id not in tps:
                continue
            photo.tps = tps[placement.tps_id]
            photo.election_id, photo.contest_id = photo.tps.election_id, placement.contest_id
            photo.how, photo.placed_at = placement.how, now
            photo.save(update_fields=["tps", "election", "contest", "how", "placed_at"])
            placed.append(photo)
        entries = [placed_entry("photo.placed", photo, {"how": photo.how}) for photo in placed]
        record(actor=PROGRAM, entries=entries, now=now)
    return placed


def try_again(*, actor: Person, photo_ids: Sequence[int], now: datetime) -> int:
    """Fetch photos that wait or were refused, now; how many. For whoever works on what is stuck."""
    if not access_of(actor).anywhere(Act.WORK_INBOX) and not access_of(actor).anywhere(Act.MANAGE_REGISTRY):
        raise PermissionDenied(
            "Peran Anda tidak mencakup tindakan ini. Hubungi administrator desk bila perlu."
        )
    with transaction.atomic():
        rows = Photo.objects.filter(pk__in=photo_ids, state__in=[State.WAITING, State.REFUSED])
        count = rows.update(state=State.WAITING, next_at=now, attempts=0, code="", claim="")
        if count:
            record(actor=actor, entries=[Entry("photo.retried", data={"count": count})], now=now)
    return count


def change_limits(*, actor: Person, limits: Allowed, now: datetime) -> Allowed:
    """Change what may come in, from now on; what the old limits refused is tried again."""
    ensure_any(actor, (Act.MANAGE_REGISTRY,), "")
    _refuse_strange(limits)
    with transaction.atomic():
        before = allowed()
        Limits.objects.update_or_create(
            id=1,
            defaults={
                "max_bytes": limits.max_bytes,
                "max_photos": limits.max_photos,
                "window_minutes": limits.window_minutes,
                "types": list(limits.types),
                "changed_at": now,
            },
        )
        again = Photo.objects.filter(state=State.REFUSED, code__in=("size", "type", "count")).update(
            state=State.WAITING, next_at=now, attempts=0, code=""
        )
        data = {"before": _as_json(before), "after": _as_json(limits), "tried_again": again}
        record(actor=actor, entries=[Entry("photo.limits", data=data)], now=now)
    return limits


def _refuse_strange(limits: Allowed) -> None:
    if not 1 <= limits.max_bytes // MEGABYTE <= MOST_MEGABYTES:
        raise PhotoRefused(f"Ukuran foto 1 sampai {MOST_MEGABYTES} MB.")
    if not 1 <= limits.max_photos <= MOST_PHOTOS:
        raise PhotoRefused(f"Banyaknya foto per TPS dan pemilihan 1 sampai {MOST_PHOTOS}.")
    if not 0 <= limits.window_minutes <= MOST_MINUTES:
        raise PhotoRefused(f"Jarak waktu 0 sampai {MOST_MINUTES} menit.")
    if not limits.types or set(limits.types) - TYPES.keys():
        raise PhotoRefused("Pilih sedikitnya satu jenis berkas.")


def opened_original(*, actor: Person, photo: Photo, now: datetime) -> None:
    """Note that somebody took the original with its camera data out of the desk."""
    record(actor=actor, entries=[placed_entry("photo.original", photo, {})], now=now)


def ensure_any(actor: Person, acts: Sequence[Act], area: str) -> None:
    """Whether a person may do one of the acts in an area. Raises PermissionDenied."""
    decisions = [access_of(actor).may(act, area) for act in acts]
    if not any(decisions):
        raise PermissionDenied(decisions[0].reason)


def placed_entry(act: str, photo: Photo, data: dict[str, object]) -> Entry:
    """A record about a photo, at the TPS on which it hangs."""
    region = photo.tps.code if photo.tps else ""
    return Entry(act, f"photo:{photo.pk}", region, {**data, "digest": photo.original_id or ""})


def _as_json(limits: Allowed) -> dict[str, object]:
    return {
        "max_mb": limits.megabytes,
        "max_photos": limits.max_photos,
        "window_minutes": limits.window_minutes,
        "types": list(limits.types),
    }
