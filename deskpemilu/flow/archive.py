"""The file of a backup: a .tar.gz whose manifest.json tells the size and SHA-256 of every member.

Members: the database (`desk.sqlite3` or `desk.pgdump`), `secret.key`, everything below `media/`, and
last the manifest, so that one pass writes the file and one pass checks it. Nothing here knows Django.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST, KEY, MEDIA = "manifest.json", "secret.key", "media"
DATABASE_OF = {"sqlite": "desk.sqlite3", "postgresql": "desk.pgdump"}
FORMAT = 1
LEVEL = 3  # the slower levels win a few per cent and cost minutes on a desk's only core
BLOCK = 1 << 20
BROKEN = "Berkas cadangan rusak atau tidak lengkap"

Progress = Callable[[int], None]


class BackupRefused(RuntimeError):
    """A backup or a restore that cannot be carried out; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: program version, kind of database (and schema), when, and its members.

    `photos`: "all", or "none" where it was taken without them; `missing`: keys of photos that the store
    did not have, or not whole, when the backup was taken.
    """

    version: str
    kind: str
    schema: str
    created_at: str
    members: tuple[Member, ...] = ()
    photos: str = "all"
    missing: tuple[str, ...] = ()

    def as_bytes(self) -> bytes:
        """JSON for people and for `manifest_of`."""
        rows = [asdict(member) for member in self.members]
        content = {"format": FORMAT, "program": "deskpemilu", **asdict(self), "members": rows}
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    def holds(self, name: str) -> bool:
        """Whether there is a member of that name."""
        return any(member.name == name for member in self.members)


def manifest_of(content: bytes) -> Manifest:
    """Read a manifest. Raises BackupRefused when it is none, or of a format that came later."""
    try:
        row: dict[str, Any] = json.loads(content)
        if row["format"] > FORMAT:
            raise BackupRefused(
                "Cadangan ini dibuat oleh program yang lebih baru. Perbarui program, lalu ulangi."
            )
        members = tuple(Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in row["members"])
        about = {key: str(row[key]) for key in ("version", "kind", "schema", "created_at")}
        lost = tuple(str(key) for key in row.get("missing", ()))
        photos = str(row.get("photos", "all"))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{BROKEN}: {MANIFEST} tidak dapat dibaca.") from error
    if about["kind"] not in DATABASE_OF:
        raise BackupRefused(f"{BROKEN}: jenis basis data “{about['kind']}” tidak dikenal.")
    return Manifest(**about, members=members, photos=photos, missing=lost)


class _Hashed:
    """A file that is being read, its SHA-256, and how far it is."""

    def __init__(self, file: IO[bytes], on_progress: Progress) -> None:
        self._file, self._on_progress = file, on_progress
        self.sha256 = hashlib.sha256()

    def read(self, size: int = BLOCK) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.sha256.update(data)
        self._on_progress(len(data))
        return data


def write(
    path: Path,
    about: Manifest,
    files: Iterable[tuple[str, Path | bytes]],
    *,
    on_progress: Progress,
    missing: Sequence[str] = (),
) -> Manifest:
    """Write (member name, file or bytes) and the manifest to a new file, down to the disk.

    `missing` is read when all files are written: what was found to be missing on the way. Raises OSError.
    """
    members = []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it holds the key
    with os.fdopen(handle, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=LEVEL) as tar:
            for name, source in files:
                with suppress(FileNotFoundError):  # an upload that was thrown away meanwhile
                    members.append(_add(tar, name, source, on_progress))
            full = replace(about, members=tuple(members), missing=tuple(missing))
            content = full.as_bytes()
            tar.addfile(_info(MANIFEST, len(content)), io.BytesIO(content))
        raw.flush()
        os.fsync(raw.fileno())
    return full


def _add(tar: tarfile.TarFile, name: str, source: Path | bytes, on_progress: Progress) -> Member:
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        # A photo that grows while it is copied: as much as there was at first.
        size = len(source) if isinstance(source, bytes) else os.fstat(file.fileno()).st_size
        info = _info(name, size)
        hashed = _Hashed(file, on_progress)
        tar.addfile(info, hashed)
    return Member(name, info.size, hashed.sha256.hexdigest())


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def unpack(path: Path, folder: Path, *, on_progress: Progress) -> Manifest:
    """Every member into a folder, and only if all of them are as the manifest says.

    Raises BackupRefused for a file that is damaged, cut off, or holds what no backup holds.
    """
    found: dict[str, Member] = {}
    try:
        with gzip.open(path) as whole, tarfile.open(fileobj=whole, mode="r:") as tar:
            for info in tar:
                if info.name in found or not _expected(info):
                    raise BackupRefused(f"{BROKEN}: isi “{info.name[:80]}” tidak dikenal.")
                found[info.name] = _extract(tar, info, folder, on_progress)
            while whole.read(BLOCK):  # to the very end: its checksum tells a file that was cut off
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupRefused(f"{BROKEN} ({error}). Gunakan cadangan lain.") from error
    if found.pop(MANIFEST, None) is None:
        raise BackupRefused(f"{BROKEN}: {MANIFEST} tidak ada. Gunakan cadangan lain.")
    manifest = manifest_of((folder / MANIFEST).read_bytes())
    _compare(manifest, found)
    return manifest


def _expected(info: tarfile.TarInfo) -> bool:
    """A plain file of a known name, never a way out of the folder."""
    parts = PurePosixPath(info.name).parts
    if not info.isreg() or info.name.startswith("/") or ".." in parts:
        return False
    known = {MANIFEST, KEY, *DATABASE_OF.values()}
    return info.name in known or (len(parts) > 1 and parts[0] == MEDIA)


def _extract(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path, on_progress: Progress) -> Member:
    source = tar.extractfile(info)
    assert source is not None, "a plain file has content"
    target = folder / info.name
    target.parent.mkdir(parents=True, exist_ok=True)
    hashed = _Hashed(source, on_progress)
    with target.open("xb") as file:
        while block := hashed.read(BLOCK):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
        size = file.tell()
    return Member(info.name, size, hashed.sha256.hexdigest())


def _compare(manifest: Manifest, found: dict[str, Member]) -> None:
    told = {member.name: member for member in manifest.members}
    for name in sorted({*told, *found}):
        if told.get(name) != found.get(name):
            raise BackupRefused(f"{BROKEN}: “{name}” berbeda dari manifest. Gunakan cadangan lain.")
    if DATABASE_OF[manifest.kind] not in told:
        raise BackupRefused(f"{BROKEN}: basis datanya tidak ada. Gunakan cadangan lain.")
