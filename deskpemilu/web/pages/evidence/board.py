"""What the list of photos and the page of one photo show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from deskpemilu.accounts.access import Access
from deskpemilu.domain.roles import Act
from deskpemilu.evidence.models import Likeness, Photo
from deskpemilu.flow.photo_places import suggestions
from deskpemilu.registry.models import Election, Region, Tps
from deskpemilu.web.pages.evidence.seen import listed

PAGE_SIZE = 24
MOST_SUGGESTED = 4
LATE = timedelta(minutes=2)
State = Photo.State
# Key in the address → name of the tab.
TABS = {
    "tempat": "Belum ditempatkan",
    "macet": "Belum tersimpan",
    "mirip": "Foto kembar",
    "semua": "Semua",
    "sisih": "Disisihkan",
}


def condition(tab: str, now: datetime) -> Q:
    """Which photos stand under a tab."""
    stuck = Q(state=State.REFUSED) | Q(state=State.WAITING, created_at__lt=now - LATE)
    settled = Q(state=State.KEPT) | stuck & ~Q(code="gone")  # not what is just being fetched and read
    return {
        "tempat": Q(tps=None, set_aside=False) & settled,
        "macet": stuck & Q(set_aside=False),
        "mirip": Q(original__in=_twins(), set_aside=False),
        "sisih": Q(set_aside=True),
    }.get(tab, Q(set_aside=False))


def _twins() -> QuerySet[Photo, str | None]:
    """Originals that hang on two TPS, or look like another one that hangs on another TPS."""
    placed = Photo.objects.filter(set_aside=False).exclude(tps=None).exclude(original=None)
    twice = placed.values("original_id").annotate(n=Count("tps_id", distinct=True)).filter(n__gt=1)
    alike = Likeness.objects.values_list("one_id", flat=True).union(
        Likeness.objects.values_list("other_id", flat=True)
    )
    digests = {row["original_id"] for row in twice} | set(alike)
    return Photo.objects.filter(original_id__in=digests).values_list("original_id", flat=True)


@dataclass(frozen=True, slots=True)
class Card:
    """A photo of the list, and TPS that its sender may have meant."""

    photo: Photo
    suggested: Sequence[Tps]


@dataclass(frozen=True, slots=True)
class Board:
    """A page of the list."""

    tab: str
    tabs: Sequence[tuple[str, str, int]]
    page: Page[Photo]
    cards: Sequence[Card]

    @staticmethod
    def load(rows: QuerySet[Photo], access: Access, *, tab: str, number: str, now: datetime) -> Board:
        """Read it; an unknown tab is the first."""
        tab = tab if tab in TABS else "tempat"
        counts = rows.aggregate(**{key: Count("pk", filter=condition(key, now)) for key in TABS})
        wanted = rows.filter(condition(tab, now)).select_related(
            "original", "message__reading", "person", "tps__desa__parent", "contest", "taken_from__desa"
        )
        wanted = wanted.prefetch_related("original__pages").order_by("-pk")
        page = Paginator(wanted, PAGE_SIZE).get_page(number)
        photos = listed(access, list(page.object_list))
        return Board(tab, [(k, name, counts[k]) for k, name in TABS.items()], page, cards_of(photos, access))


def cards_of(photos: Sequence[Photo], access: Access) -> list[Card]:
    """Photos with suggestions that this person may choose."""
    without = [photo for photo in photos if photo.tps_id is None]
    ids = suggestions(without) if without else {}
    tps = Tps.objects.select_related("desa__parent").in_bulk({pk for found in ids.values() for pk in found})
    cards = []
    for photo in photos:
        found = [tps[pk] for pk in ids.get(photo.pk, ()) if pk in tps]
        may = [each for each in found if access.may(Act.CORRECT, each.code)]
        cards.append(Card(photo, may[:MOST_SUGGESTED]))
    return cards


@dataclass(frozen=True, slots=True)
class Choice:
    """Places that a person may hang a photo on: desa in their areas, contests of the election."""

    desa: Sequence[Region]
    election: Election | None

    @staticmethod
    def load(election: Election | None, access: Access) -> Choice:
        """Read them."""
        if election is None:
            return Choice((), None)
        inside = Q(pk__in=[])
        for area in access.areas(Act.CORRECT):
            inside |= Q(code__startswith=area)
        rows = Region.objects.filter(inside, tps__election=election).select_related("parent").distinct()
        return Choice(list(rows.order_by("code")), election)
