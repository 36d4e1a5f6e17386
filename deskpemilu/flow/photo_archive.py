"""Photos of a store that is no folder of this machine (S3), into a backup and out of one.

In the file they lie where a folder would have them (`media/foto/<key>`), so that a backup of a desk with
S3 also comes back as a desk with a folder, and the other way round. One photo at a time is in memory.
What is missing or changed in the store is named and left out; a store that does not answer, after a few
tries, stops the backup with a sentence.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from deskpemilu.evidence.keeping import SCREEN, SMALL
from deskpemilu.evidence.models import Original, Page
from deskpemilu.evidence.stores import (
    FOLDER,
    FolderStore,
    NotThere,
    Store,
    StoreDown,
    StoreRefuses,
    original_key,
    shown_key,
)
from deskpemilu.flow.archive import MEDIA

KINDS = ("asli", "tampil")
PAUSES = (1.0, 4.0, 15.0)  # seconds between tries
Sleep = Callable[[float], None]
T = TypeVar("T")


def elsewhere(store: Store) -> bool:
    """Whether the photos lie outside the media folder, which a backup walks by itself."""
    return not isinstance(store, FolderStore)


def size_of_all() -> int:
    """About how many bytes the originals are."""
    return sum(Original.objects.values_list("size", flat=True))


def photos_of(store: Store, missing: list[str], *, sleep: Sleep = time.sleep) -> Iterator[tuple[str, bytes]]:
    """(member name, bytes) of every original and its shown copies; the keys of what is not whole are
    added to `missing`. Raises StoreDown."""
    digests = Original.objects.order_by("stored_at", "digest").values_list("digest", flat=True)
    for digest in list(digests):
        key = original_key(digest)
        data = _got(store, key, sleep)
        if data is None or hashlib.sha256(data).hexdigest() != digest:
            missing.append(key)
        else:
            yield _member(key), data
        for number in Page.objects.filter(original_id=digest).values_list("number", flat=True):
            for size in (SCREEN, SMALL):
                shown = shown_key(digest, number, size)
                copy = _got(store, shown, sleep)
                if copy is None:
                    missing.append(shown)
                else:
                    yield _member(shown), copy


def put_photos(media: Path, store: Store, *, sleep: Sleep = time.sleep) -> int:
    """Put the photos of an unpacked backup into the store and take them out of the folder; how many.

    What the store holds already is left as it is, so that a restore that was cut off goes on. Raises
    StoreDown.
    """
    root, done = media / FOLDER, 0
    for kind in KINDS:
        for file in sorted((root / kind).rglob("*")):
            if file.is_file():
                _put(store, file.relative_to(root).as_posix(), file, sleep)
                done += 1
        shutil.rmtree(root / kind, ignore_errors=True)
    return done


def _put(store: Store, key: str, file: Path, sleep: Sleep) -> None:
    def act() -> None:
        if not store.holds(key):
            store.put(key, file.read_bytes())

    _patiently(act, sleep)


def _got(store: Store, key: str, sleep: Sleep) -> bytes | None:
    try:
        return _patiently(lambda: store.get(key), sleep)
    except NotThere:
        return None


def _patiently(act: Callable[[], T], sleep: Sleep) -> T:
    """Try a few times: a backup of many photos must not fail for one answer that was lost."""
    for pause in PAUSES:
        try:
            return act()
        except StoreRefuses:
            raise
        except StoreDown:
            sleep(pause)
    return act()


def _member(key: str) -> str:
    return f"{MEDIA}/{FOLDER}/{key}"
