"""Where a photo hangs, by a person's hand: put on a TPS, taken off, set aside; undone within a minute.

Every act is checked and audited here. What a person did the program never changes by itself. Raises
PermissionDenied outside the person's area and PhotoRefused, with a sentence, for what cannot be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.dateparse import parse_datetime

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import record
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.services import PhotoRefused, ensure_any, placed_entry
from deskpemilu.registry.models import Contest, Tps

UNDO_WINDOW = timedelta(seconds=60)
# Where a photo is: what an act changes and its undo brings back.
PLACE = ("tps_id", "contest_id", "election_id", "how", "set_aside", "taken_from_id")


def move(
    *,
    actor: Person,
    photo_id: int,
    tps: Tps,
    contest: Contest | None,
    reason: str,
    sees_unplaced: bool,
    now: datetime,
) -> Photo:
    """Hang a photo on a TPS by hand; taking it off another one needs a reason.

    `sees_unplaced`: the caller found that this person may see the photo where it has no place.
    """
    ensure_any(actor, (Act.CORRECT,), tps.code)
    if contest is not None and contest.election_id != tps.election_id:
        raise PhotoRefused("Pemilihan dan TPS ini tidak dari pemilu yang sama.")
    with transaction.atomic():
        photo = _locked(actor, photo_id, sees_unplaced=sees_unplaced)
        wanted = (tps.pk, contest.pk if contest else None, False)
        if (photo.tps_id, photo.contest_id, photo.set_aside) == wanted:
            return photo
        if photo.tps_id not in (None, tps.pk) and not reason.strip():
            raise PhotoRefused("Tuliskan alasan foto dipindahkan dari TPS ini.")
        what = {"from": photo.tps.code if photo.tps else None, "contest": contest.code if contest else None}
        was = _place(photo)
        photo.tps, photo.contest, photo.election_id = tps, contest, tps.election_id
        photo.how, photo.set_aside, photo.taken_from = "person", False, None
        _write(photo, actor, was, now)
        entry = placed_entry("photo.moved", photo, {**what, "reason": reason.strip()[:300]})
        record(actor=actor, entries=[entry], now=now)
    return photo


def take_off(*, actor: Person, photo_id: int, reason: str, now: datetime) -> Photo:
    """Take a photo off its TPS: it waits for a place again, and the program does not hang it by itself."""
    with transaction.atomic():
        photo = _locked(actor, photo_id, sees_unplaced=True)
        if photo.tps is None:
            raise PhotoRefused("Foto ini sudah tidak terpasang pada TPS mana pun.")
        if not reason.strip():
            raise PhotoRefused("Tuliskan alasan foto dilepas dari TPS ini.")
        entry = placed_entry("photo.taken_off", photo, {"reason": reason.strip()[:300]})
        was = _place(photo)
        photo.taken_from, photo.tps, photo.contest = photo.tps, None, None
        photo.how, photo.set_aside = "person", False
        _write(photo, actor, was, now)
        record(actor=actor, entries=[entry], now=now)
    return photo


def put_aside(
    *, actor: Person, photo_id: int, aside: bool, reason: str, sees_unplaced: bool, now: datetime
) -> Photo:
    """Say that a photo shows no form (it stays, out of the way), or take that back."""
    with transaction.atomic():
        photo = _locked(actor, photo_id, sees_unplaced=sees_unplaced)
        if photo.tps_id is not None and aside and not reason.strip():
            raise PhotoRefused("Tuliskan alasan foto disisihkan.")
        was = _place(photo)
        photo.set_aside = aside
        _write(photo, actor, was, now, placed=False)
        act = "photo.set_aside" if aside else "photo.taken_back"
        record(actor=actor, entries=[placed_entry(act, photo, {"reason": reason.strip()[:300]})], now=now)
    return photo


def undo(*, actor: Person, photo_id: int, now: datetime) -> Photo:
    """Take back one's own last act on a photo within a minute, if nothing happened to it since."""
    with transaction.atomic():
        photo = _locked(actor, photo_id, sees_unplaced=True)
        if not photo.change or photo.change["became"] != _place(photo):
            raise PhotoRefused("Tidak ada tindakan yang dapat diurungkan pada foto ini.")
        if photo.change["by"] != str(actor.pk):
            raise PhotoRefused("Tindakan terakhir dilakukan orang lain dan hanya dapat diurungkan olehnya.")
        if not can_undo(photo, actor, now):
            raise PhotoRefused(
                f"Batas waktu urungkan {UNDO_WINDOW.seconds} detik sudah lewat. Pindahkan foto bila perlu."
            )
        back: Mapping[str, Any] = photo.change["was"]
        before = Tps.every.filter(pk=back["tps_id"]).first()
        for place in (before, photo.taken_from):
            if place is not None:
                ensure_any(actor, (Act.CORRECT,), place.code)
        entry = placed_entry("photo.undone", photo, {"back_to": before.code if before else None})
        for name in PLACE:
            setattr(photo, name, back[name])
        photo.change = {}
        photo.save(update_fields=[*(name.removesuffix("_id") for name in PLACE), "change"])
        record(actor=actor, entries=[entry], now=now)
    return photo


def can_undo(photo: Photo, person: Person, now: datetime) -> bool:
    """Whether an undo button makes sense (the undo itself checks everything)."""
    if not photo.change or photo.change["by"] != str(person.pk) or photo.change["became"] != _place(photo):
        return False
    at = parse_datetime(photo.change["at"])
    return at is not None and now - at <= UNDO_WINDOW


def _place(photo: Photo) -> dict[str, Any]:
    return {name: getattr(photo, name) for name in PLACE}


def _write(
    photo: Photo, actor: Person, was: Mapping[str, Any], now: datetime, *, placed: bool = True
) -> None:
    """Write the new place, by whom, and what it was before."""
    fields = [name.removesuffix("_id") for name in PLACE]
    if placed:
        photo.placed_at, photo.placed_by = now, actor
        fields += ["placed_at", "placed_by"]
    photo.change = {"by": str(actor.pk), "at": now.isoformat(), "was": dict(was), "became": _place(photo)}
    photo.save(update_fields=[*fields, "change"])


def _locked(actor: Person, photo_id: int, *, sees_unplaced: bool) -> Photo:
    rows = Photo.objects.select_for_update(of=("self",)).select_related("tps", "taken_from")
    photo = rows.filter(pk=photo_id).first()
    if photo is None:
        raise PhotoRefused("Foto ini tidak ada lagi.")
    if photo.tps is not None:
        ensure_any(actor, (Act.CORRECT,), photo.tps.code)
    elif not sees_unplaced:
        raise PermissionDenied("Foto ini di luar wilayah tugas Anda.")
    return photo
