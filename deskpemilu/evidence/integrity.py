"""Whether originals are still what was stored: their bytes against their digest."""

from __future__ import annotations

import hashlib

from deskpemilu.evidence.models import Original
from deskpemilu.evidence.stores import NotThere, Store, original_key


def first_damaged(store: Store, *, newest: int | None = None) -> str | None:
    """Digest of an original that is missing or differs, None when all are whole. Raises StoreDown.

    `newest`: look at so many of the latest only, for reading all of them takes a while.
    """
    rows = Original.objects.order_by("-stored_at").values_list("digest", flat=True)
    for digest in rows[:newest] if newest is not None else rows.iterator(chunk_size=500):
        try:
            data = store.get(original_key(digest))
        except NotThere:
            return digest
        if hashlib.sha256(data).hexdigest() != digest:
            return digest
    return None
