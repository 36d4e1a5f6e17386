"""A backup put back into an empty place, and the proof that it is whole.

Everything is unpacked beside the place and every checksum compared before anything is put there; what
fails half-way is taken away again.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from deskpemilu.audit.models import Record
from deskpemilu.audit.services import PROGRAM, Entry, record, verify
from deskpemilu.evidence import integrity
from deskpemilu.evidence.models import Original
from deskpemilu.evidence.stores import StoreDown, the_store
from deskpemilu.flow import archive, photo_archive, snapshot
from deskpemilu.flow.archive import DATABASE_OF, KEY, MEDIA, BackupRefused, Manifest, Progress
from deskpemilu.registry.models import Election
from deskpemilu.tally import totals

KIND_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(path: Path, *, on_progress: Progress = lambda _: None) -> Manifest:
    """Put a backup back where there is no desk yet. Raises BackupRefused; then the place is as it was.

    The database comes back as it was backed up: migrate it afterwards, then `prove` it.
    """
    place = Path(settings.DATA_DIR)
    try:
        _refuse_taken()
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix=".pulih-") as name:
            folder = Path(name)
            manifest = archive.unpack(path, folder, on_progress=on_progress)
            _refuse_unfit(manifest, folder)
            _put_elsewhere(folder)
            _put(manifest, folder)
    except StoreDown as down:
        raise BackupRefused(
            f"Pemulihan gagal: {down} Tempat ini tetap kosong; foto yang sudah sampai di penyimpanan tidak "
            "dikirim dua kali bila diulangi."
        ) from down
    except (OSError, DatabaseError) as error:
        raise BackupRefused(f"Pemulihan gagal: {error}. Tempat ini tetap kosong.") from error
    return manifest


@dataclass(frozen=True, slots=True)
class Proof:
    """One line about what was restored, and whether it is well."""

    good: bool
    text: str


def prove(manifest: Manifest, *, now: datetime) -> list[Proof]:
    """The audit chain and all totals of the restored desk; records that it was restored."""
    broken = verify()
    proofs = [
        Proof(True, f"Rantai audit utuh: {Record.objects.count()} catatan.")
        if broken is None
        else Proof(False, f"Rantai audit putus pada catatan #{broken}.")
    ]
    for election in Election.objects.order_by("code"):
        differences = totals.compare(election)
        text = (
            f"{len(differences)} jumlah berbeda: {differences[0]}" if differences else "semua jumlah cocok."
        )
        proofs.append(Proof(not differences, f"Pemilihan {election.code}: {text}"))
    proofs += _photos()
    if manifest.photos == "none":
        proofs.append(Proof(True, "Cadangan ini dibuat tanpa foto; foto tetap dibaca dari penyimpanannya."))
    data = {"created_at": manifest.created_at, "version": manifest.version}
    record(actor=PROGRAM, entries=[Entry("desk.restored", data=data)], now=now)
    return proofs


def _photos() -> list[Proof]:
    """Every original against its digest; nothing where there are none."""
    count = Original.objects.count()
    try:
        damaged = integrity.damaged(the_store())
    except StoreDown as down:
        return [Proof(False, f"Foto tidak dapat diperiksa: {down}")]
    if damaged:
        return [Proof(False, integrity.said_of(damaged))]
    return [Proof(True, f"Foto: {count} berkas asli utuh.")] if count else []


def _refuse_taken() -> None:
    if snapshot.holds_desk():
        where = snapshot.sqlite_file() if connection.vendor == "sqlite" else f"skema {snapshot.schema()}"
        raise BackupRefused(
            f"Tempat ini sudah berisi desk ({where}). Pulihkan ke DESK_DATA_DIR dan basis data yang kosong."
        )
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise BackupRefused(f"Folder {media} sudah berisi berkas. Pindahkan dahulu, lalu ulangi.")


def _refuse_unfit(manifest: Manifest, folder: Path) -> None:
    if _parts(manifest.version) > _parts(settings.VERSION):
        raise BackupRefused(
            f"Cadangan ini dari Desk Pemilu {manifest.version}, program ini {settings.VERSION}. "
            "Perbarui program, lalu ulangi."
        )
    if manifest.kind != connection.vendor:
        raise BackupRefused(
            f"Cadangan ini dari {KIND_NAMES[manifest.kind]}, tetapi DESK_DATABASE_URL menunjuk "
            f"{KIND_NAMES.get(connection.vendor, connection.vendor)}. Sesuaikan, lalu ulangi."
        )
    if manifest.schema != snapshot.schema():
        raise BackupRefused(
            f"Cadangan ini dari skema “{manifest.schema}”. Isi DESK_DATABASE_SCHEMA={manifest.schema}, "
            "lalu ulangi."
        )
    key, kept = folder / KEY, Path(settings.DATA_DIR) / KEY
    if key.exists() and kept.exists() and key.read_bytes() != kept.read_bytes():
        raise BackupRefused(f"{kept} berisi kunci lain. Pindahkan dahulu, lalu ulangi.")


def _parts(version: str) -> tuple[int, ...]:
    """A version as numbers: `1.10.0` comes after `1.9.3`."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def _put_elsewhere(folder: Path) -> None:
    """Photos into the store of this desk, where that is none of its folders; before anything else."""
    store = the_store()
    if photo_archive.elsewhere(store):
        photo_archive.put_photos(folder / MEDIA, store)


def _put(manifest: Manifest, folder: Path) -> None:
    """Photos and key first: where the database is, there is a desk."""
    media, key = Path(settings.MEDIA_ROOT), Path(settings.DATA_DIR) / KEY
    with ExitStack() as undo:
        if (folder / MEDIA).exists():
            if media.exists():
                media.rmdir()
            undo.callback(shutil.rmtree, media, ignore_errors=True)
            media.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / MEDIA, media)
        if manifest.holds(KEY) and not key.exists():
            undo.callback(key.unlink, missing_ok=True)
            shutil.move(folder / KEY, key)
            key.chmod(0o600)
        snapshot.put_back(folder / DATABASE_OF[manifest.kind])
        undo.pop_all()
