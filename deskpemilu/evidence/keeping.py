"""Making a kept original visible: shown copies into the store, pages and likenesses into rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import transaction

from deskpemilu.evidence.looking import Seen, SeenPage
from deskpemilu.evidence.lookout import Lookout
from deskpemilu.evidence.looks import Looks, as_array, distance, near, same_picture
from deskpemilu.evidence.models import Likeness, Original, Page
from deskpemilu.evidence.stores import NotThere, Store, StoreDown, shown_key

SCREEN, SMALL = "layar", "kecil"
MOST_COMPARED = 12
OVERLAP = 200  # rows of a transaction that ended late may have lower ids than those read already


class Memory:
    """Looks of all pages: read once, then only what is new. For one thread."""

    def __init__(self) -> None:
        self._last = 0
        self._places: list[tuple[str, int]] = []
        self._looks: Looks = as_array([])

    def candidates(self, looks: Sequence[str], own: str) -> list[tuple[str, int, int]]:
        """(digest, page, bits) of pages of other originals that look like this one, nearest first."""
        self._catch_up()
        found: dict[tuple[str, int], int] = {}
        for look in looks:
            for at in near(look, self._looks):
                place = self._places[at]
                bits = distance(look, self._looks[at].tobytes().hex())
                found[place] = min(bits, found.get(place, bits))
        ordered = sorted(found.items(), key=lambda item: item[1])
        return [(digest, page, bits) for (digest, page), bits in ordered if digest != own]

    def _catch_up(self) -> None:
        known = set(self._places)
        rows = Page.objects.filter(pk__gt=self._last - OVERLAP).exclude(look="").order_by("pk")
        new = [
            (pk, (digest, number), look)
            for pk, digest, number, look in rows.values_list("pk", "original_id", "number", "look")
            if (digest, number) not in known
        ]
        if new:
            self._places += [place for _, place, _ in new]
            self._looks = np.concatenate([self._looks, as_array([look for *_, look in new])])
            self._last = max(self._last, *(pk for pk, *_ in new))


def show(store: Store, lookout: Lookout, memory: Memory, digest: str, data: bytes) -> Original:
    """Look at an original unless that was done; its row as it is then. Raises StoreDown."""
    original = Original.objects.get(digest=digest)
    if original.state != Original.State.NEW:
        return original
    seen = lookout.look_at(data, original.media_type)
    for number, page in enumerate(seen.pages, start=1):
        store.put(shown_key(digest, number, SCREEN), page.screen)
        store.put(shown_key(digest, number, SMALL), page.small)
    likenesses = list(_likenesses(store, memory, digest, seen.pages))
    with transaction.atomic():
        _write(original, seen, likenesses)
    return original


def _write(original: Original, seen: Seen, likenesses: Sequence[Likeness]) -> None:
    Page.objects.bulk_create(
        [
            Page(
                original=original,
                number=number,
                width=page.width,
                height=page.height,
                look=page.looks[0] if page.looks else "",
            )
            for number, page in enumerate(seen.pages, start=1)
        ],
        ignore_conflicts=True,
    )
    Likeness.objects.bulk_create(likenesses, ignore_conflicts=True)
    original.state = Original.State.UNREADABLE if seen.problem else Original.State.SHOWN
    original.problem = seen.problem
    camera = seen.camera
    original.taken_at, original.device = camera.taken_at, camera.device
    original.lat, original.lon = camera.lat, camera.lon
    original.save(update_fields=["state", "problem", "taken_at", "device", "lat", "lon"])


def _likenesses(store: Store, memory: Memory, digest: str, pages: Sequence[SeenPage]) -> Iterator[Likeness]:
    """Other originals that show the same picture, each once."""
    found: set[str] = set()
    for page in pages:
        for other, number, bits in memory.candidates(page.looks, digest)[:MOST_COMPARED]:
            if other not in found and _same(store, page.screen, other, number):
                found.add(other)
                one, two = sorted((digest, other))
                yield Likeness(one_id=one, other_id=two, distance=bits)


def _same(store: Store, screen: bytes, other: str, number: int) -> bool:
    try:
        return same_picture(screen, store.get(shown_key(other, number, SCREEN)))
    except (NotThere, StoreDown):
        # The copy cannot be read now: a look alone is no proof.
        return False
