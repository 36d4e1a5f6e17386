"""A consistent copy of the whole desk in one file, while the desk runs.

The database first, as of one moment; then the photos, which are never deleted, so that everything the
copy of the database speaks of is there, also those of a store elsewhere (photo_archive.py). The file
appears under its name only when it is complete.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from deskpemilu.audit.services import PROGRAM, Entry, record
from deskpemilu.evidence.stores import FOLDER, UNFINISHED, StoreDown, the_store
from deskpemilu.flow import archive, photo_archive, snapshot
from deskpemilu.flow.archive import DATABASE_OF, KEY, MEDIA, BackupRefused, Manifest, Progress

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its manifest and the size of the file."""

    manifest: Manifest
    size: int


def back_up(
    path: Path, *, now: datetime, photos: bool = True, on_progress: Progress = lambda _: None
) -> Made:
    """Write the backup and record that it was taken. Raises BackupRefused; then no file is left.

    `photos` False leaves out those that lie in another store (S3): for the hour in which it is down.
    """
    _refuse_taken(path)
    try:
        if not snapshot.holds_desk():
            raise BackupRefused("Belum ada desk di tempat ini. Periksa DESK_DATA_DIR dan DESK_DATABASE_URL.")
        about = Manifest(settings.VERSION, connection.vendor, snapshot.schema(), now.isoformat())
        about = replace(about, photos="all" if photos else "none")
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            unfinished = Path(folder) / "cadangan"
            database = Path(folder) / DATABASE_OF[about.kind]
            snapshot.take(database)
            missing: list[str] = []
            files: Iterable[tuple[str, Path | bytes]] = chain(
                [(database.name, database)], _key(), _media(), _others(missing, photos)
            )
            manifest = archive.write(unfinished, about, files, on_progress=on_progress, missing=missing)
            _give_name(unfinished, path)
    except StoreDown as down:
        raise BackupRefused(
            f"{down} Tidak ada berkas cadangan yang dibuat. Ulangi nanti, atau cadangkan tanpa foto dahulu: "
            "desk backup --no-photos."
        ) from down
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise BackupRefused(f"{_why(error)} Tidak ada berkas cadangan yang dibuat.") from error
    made = Made(manifest, path.stat().st_size)
    data = {"file": path.name, "bytes": made.size, "members": len(manifest.members)}
    data |= {"photos": manifest.photos, "missing": len(manifest.missing)}
    record(actor=PROGRAM, entries=[Entry("desk.backup", data=data)], now=now)
    return made


def sizes() -> int:
    """About how many bytes a backup will read, for showing how far it is."""
    known = snapshot.sqlite_file().stat().st_size if connection.vendor == "sqlite" else 0
    known += photo_archive.size_of_all() if photo_archive.elsewhere(the_store()) else 0
    return known + sum(file.stat().st_size for _, file in _media())


def _refuse_taken(path: Path) -> None:
    if os.path.lexists(path):
        raise BackupRefused(f"{path.name} sudah ada dan tidak ditimpa. Pilih nama lain.")
    if not path.parent.is_dir():
        raise BackupRefused(f"Folder {path.parent} tidak ada. Buat dahulu, atau pilih folder lain.")


def _key() -> Iterator[tuple[str, Path]]:
    """The signing key, unless it is given by a setting."""
    path = Path(settings.DATA_DIR) / KEY
    if path.is_file():
        yield KEY, path


def _media() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        # What is just being written bears a name only when it is complete.
        unfinished = UNFINISHED in file.relative_to(root).parts
        if file.is_file() and not file.is_symlink() and not unfinished:
            yield f"{MEDIA}/{file.relative_to(root).as_posix()}", file


def _others(missing: list[str], wanted: bool) -> Iterator[tuple[str, bytes]]:
    """Photos of a store elsewhere, but for those that lie in the folder too (it was the store before)."""
    store = the_store()
    if not wanted or not photo_archive.elsewhere(store):
        return
    here = {name for name, _ in _media()}
    for name, data in photo_archive.photos_of(store, missing):
        if name not in here:
            yield name, data
    missing[:] = [key for key in missing if f"{MEDIA}/{FOLDER}/{key}" not in here]


def _give_name(unfinished: Path, path: Path) -> None:
    """Give the complete file its name, never in place of another one, for good."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        _refuse_taken(path)
    except OSError:  # a disk that knows no links
        _refuse_taken(path)
        unfinished.rename(path)
    with suppress(OSError):  # some systems cannot sync a folder
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _why(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    if getattr(error, "errno", None) in FULL or "disk is full" in first:
        return "Ruang disk tidak cukup untuk cadangan. Kosongkan ruang atau pilih disk lain."
    if isinstance(error, PermissionError):
        return f"Tidak ada izin menulis ({first})."
    return f"Cadangan gagal: {first}."
