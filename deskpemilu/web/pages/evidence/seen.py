"""Who may see which photo: whoever may see its TPS; one without a place, whoever may read its message, or
may correct the TPS from which a person took it.

Everything that hands out a photo, its copies or its original asks here.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from deskpemilu.accounts.access import Access
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.queries import Notice, notices_of
from deskpemilu.flow.message_rights import inside, message_for, visible
from deskpemilu.registry.models import Tps

REFUSED = "Foto ini tidak ada, atau di luar wilayah tugas Anda."
SEEING = (Act.SEE_TPS, Act.READ_INBOX, Act.REPORT)


def photo_for(access: Access, photo_id: int) -> Photo:
    """The photo if this person may see it. Raises PermissionDenied, the same for one that is not there."""
    rows = Photo.objects.select_related(
        "original", "tps__desa__parent", "contest", "person", "message", "taken_from__desa"
    )
    photo = rows.prefetch_related("original__pages").filter(pk=photo_id).first()
    if photo is None or not may_see(access, photo):
        raise PermissionDenied(REFUSED)
    return photo


def may_see(access: Access, photo: Photo) -> bool:
    """Whether a person may see a photo."""
    if photo.tps is not None:
        return bool(access.may(Act.SEE_TPS, photo.tps.code))
    if _taken(access, photo):
        return True
    return photo.person_id == access.person.pk or reads(access, photo)


def handles(access: Access, photo: Photo) -> bool:
    """Whether a person may say where a photo without a place belongs."""
    return _taken(access, photo) or reads(access, photo)


def taken_from(access: Access, photo: Photo) -> Tps | None:
    """The TPS from which a waiting photo was taken, for somebody who may see that TPS."""
    place = photo.taken_from
    return place if place is not None and access.may(Act.SEE_TPS, place.code) else None


def reads(access: Access, photo: Photo) -> bool:
    """Whether a person reads the message that brought a photo."""
    areas = access.areas(Act.READ_INBOX)
    if photo.message_id is None or not areas:
        return "" in areas
    return message_for(photo.message_id, areas) is not None


def photos_for(access: Access) -> QuerySet[Photo]:
    """Photos that this person may list: of their TPS, and without a place of their senders.

    A message that speaks of several areas is left out by `listed`.
    """
    placed = Q(pk__in=[])
    for area in access.areas(Act.SEE_TPS):
        placed |= Q(tps__code__startswith=area)
    areas = access.areas(Act.READ_INBOX)
    messages = InboxMessage.objects.filter(visible(areas)).values("pk")
    unplaced = Q(tps=None, message__in=messages) if areas else Q(pk__in=[])
    for area in access.areas(Act.CORRECT):
        unplaced |= Q(tps=None, taken_from__code__startswith=area)
    return Photo.objects.filter(placed | unplaced)


def listed(access: Access, photos: Sequence[Photo]) -> list[Photo]:
    """Those of a page of the list that may really be shown."""
    areas = access.areas(Act.READ_INBOX)
    return [
        photo
        for photo in photos
        if photo.tps_id is not None or _taken(access, photo) or _inside(photo, areas)
    ]


def _taken(access: Access, photo: Photo) -> bool:
    return photo.taken_from is not None and bool(access.may(Act.CORRECT, photo.taken_from.code))


def _inside(photo: Photo, areas: Sequence[str]) -> bool:
    reading = getattr(photo.message, "reading", None) if photo.message else None
    return "" in areas or inside(reading.data if reading else {}, areas)


def notices_for(access: Access, tps_id: int, contest_id: int | None = None) -> list[Notice]:
    """What is remarkable about the photos of a TPS, without naming places that the person may not see."""
    return notices_of(tps_id, contest_id, sees=lambda code: bool(access.may(Act.SEE_TPS, code)))
