"""Reading photos: of a form, in bulk for replies, and what is remarkable about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from deskpemilu.channels.models import InboxMessage
from deskpemilu.evidence.models import Likeness, Photo

CHUNK = 400
Form = tuple[int, int]  # tps id, contest id


@dataclass(frozen=True, slots=True)
class Notice:
    """Something remarkable about the photos of a TPS, shaped like a finding. `other_*` are 0 and "" for a
    place that the reader may not see."""

    code: str
    severity: str
    text: str
    photo_id: int
    other_id: int
    other_tps: str


def photos_of(tps_id: int, contest_id: int | None = None) -> list[Photo]:
    """Photos of a TPS, oldest first; with a contest those of it and those of no known contest."""
    rows = Photo.objects.filter(tps_id=tps_id, set_aside=False)
    if contest_id is not None:
        rows = rows.filter(Q(contest_id=contest_id) | Q(contest=None))
    return list(_whole(rows))


def photos_of_message(message_id: int) -> list[Photo]:
    """Photos that a message brought."""
    return list(_whole(Photo.objects.filter(message_id=message_id)))


def _whole(rows: QuerySet[Photo]) -> QuerySet[Photo]:
    """With everything that the viewer shows; `revoked`: its sender deleted the message meanwhile."""
    taken_back = InboxMessage.objects.filter(
        sender=OuterRef("sender"), kind="revoke", reply_to=OuterRef("message__external_id")
    )
    rows = rows.annotate(revoked=Exists(taken_back)).select_related(
        "original", "contest", "person", "placed_by", "tps__desa"
    )
    return rows.prefetch_related("original__pages").order_by("sent_at", "pk")


def has_photo(forms: Iterable[Form]) -> set[Form]:
    """Those of the forms for which a photo came, kept already or on its way. One statement a chunk.

    A photo of a TPS whose contest nobody told counts for every contest of it.
    """
    wanted = set(forms)
    tps_ids = sorted({tps_id for tps_id, _ in wanted})
    found: set[Form] = set()
    for at in range(0, len(tps_ids), CHUNK):
        rows = Photo.objects.filter(tps_id__in=tps_ids[at : at + CHUNK], set_aside=False)
        rows = rows.exclude(state=Photo.State.REFUSED)
        pairs: set[tuple[int | None, int | None]] = set(rows.values_list("tps_id", "contest_id").distinct())
        found |= {form for form in wanted if form in pairs or (form[0], None) in pairs}
    return found


def notices_of(
    tps_id: int, contest_id: int | None = None, *, sees: Callable[[str], bool] = lambda _: False
) -> list[Notice]:
    """The same picture on another TPS, by its bytes or by its look; one notice a photo and TPS.

    `sees`: whether the reader may see the TPS of a code; any other is not named.
    """
    mine = Photo.objects.filter(tps_id=tps_id, set_aside=False).exclude(original=None)
    if contest_id is not None:
        mine = mine.filter(Q(contest_id=contest_id) | Q(contest=None))
    own = {str(digest): pk for pk, digest in mine.order_by("-pk").values_list("pk", "original_id")}
    if not own:
        return []
    like = {digest: (digest, 0) for digest in own} | _alike(own)
    others = Photo.objects.filter(original_id__in=like, set_aside=False)
    others = others.exclude(tps=None).exclude(tps_id=tps_id).select_related("tps__desa", "contest")
    notices: dict[tuple[int, str], Notice] = {}
    for other in others.order_by("pk"):
        assert other.tps is not None
        mine_digest, distance = like[str(other.original_id)]
        photo_id = own[mine_digest]
        seen = sees(other.tps.code)
        key = (photo_id, other.tps.code if seen else "")
        notices.setdefault(key, _notice(photo_id, other, same=distance == 0, seen=seen))
    return list(notices.values())


def with_notices(tps_ids: Iterable[int]) -> set[int]:
    """Those of the TPS about whose photos there is a notice; few of them have a twin, so it is cheap."""
    wanted = set(tps_ids)
    twins = set(Likeness.objects.values_list("one_id", flat=True))
    twins |= set(Likeness.objects.values_list("other_id", flat=True))
    placed = Photo.objects.filter(set_aside=False).exclude(tps=None).exclude(original=None)
    shared = placed.values("original_id").annotate(places=Count("tps_id", distinct=True)).filter(places__gt=1)
    twins |= {row["original_id"] for row in shared}
    found = placed.filter(original_id__in=twins).values_list("tps_id", flat=True).distinct()
    return {tps_id for tps_id in found if tps_id in wanted and notices_of(tps_id)}


def _alike(own: dict[str, int]) -> dict[str, tuple[str, int]]:
    """Other originals that look like one of these: digest → (ours, distance + 1)."""
    rows = Likeness.objects.filter(Q(one_id__in=own) | Q(other_id__in=own))
    found: dict[str, tuple[str, int]] = {}
    for one, other, distance in rows.values_list("one_id", "other_id", "distance"):
        ours, theirs = (one, other) if one in own else (other, one)
        if theirs not in own:
            found[theirs] = (ours, distance + 1)
    return found


def _notice(photo_id: int, other: Photo, *, same: bool, seen: bool) -> Notice:
    assert other.tps is not None
    what = "Foto yang sama persis" if same else "Foto yang tampak sama"
    if not seen:
        text = f"{what} juga terpasang pada TPS di luar wilayah Anda. Periksa; bila perlu hubungi staf desk."
        return Notice("same_photo", "periksa", text, photo_id, 0, "")
    contest = f" ({other.contest.short})" if other.contest else ""
    place = f"TPS {other.tps.number:03d} {other.tps.desa.name}{contest}"
    text = f"{what} juga terpasang pada {place}. Periksa foto mana yang salah tempat."
    return Notice("same_photo", "periksa", text, photo_id, other.pk, other.tps.code)
