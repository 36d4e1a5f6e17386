"""Whether originals are still what was stored: their bytes against their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from deskpemilu.evidence.models import Original, Photo
from deskpemilu.evidence.stores import NotThere, Store, original_key

NAMED = 5


def first_damaged(store: Store, *, newest: int | None = None) -> str | None:
    """Digest of an original that is missing or differs, None when all are whole. Raises StoreDown.

    `newest`: look at so many of the latest only, for reading all of them takes a while.
    """
    return next(_damaged(store, newest), None)


def damaged(store: Store, *, newest: int | None = None) -> list[str]:
    """Digests of all originals that are missing or differ, the newest first. Raises StoreDown."""
    return list(_damaged(store, newest))


def _damaged(store: Store, newest: int | None) -> Iterator[str]:
    rows = Original.objects.order_by("-stored_at").values_list("digest", flat=True)
    for digest in rows[:newest] if newest is not None else rows.iterator(chunk_size=500):
        try:
            data = store.get(original_key(digest))
        except NotThere:
            yield digest
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            yield digest


def said_of(digests: Sequence[str]) -> str:
    """Which originals are not whole, and on which TPS they hang, as a sentence."""
    shown = list(digests[:NAMED])
    rows = Photo.objects.filter(original_id__in=shown).exclude(tps=None).order_by("pk")
    places = dict(rows.values_list("original_id", "tps__code"))
    names = [f"{each[:12]} (TPS {places[each]})" if each in places else each[:12] for each in shown]
    more = f", dan {len(digests) - NAMED} lainnya" if len(digests) > NAMED else ""
    return f"{len(digests)} foto asli hilang atau berubah: {', '.join(names)}{more}."
