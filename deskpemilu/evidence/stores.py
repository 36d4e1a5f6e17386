"""Where bytes lie: a folder of this machine, or an S3-compatible store. One interface, two ways.

A key is `asli/ab/<digest>` (an original) or `tampil/ab/<digest>/<page>-layar.jpg` (a shown copy). `put`
returns only when the bytes are there for good; after a fault or a kill nothing half-written bears a
key. Raises StoreDown for everything that may pass (full disk, no answer), NotThere for a missing key.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings

FOLDER = "foto"
UNFINISHED = ".belum-selesai"
FORGOTTEN_SECONDS = 3600.0
RECENT_SECONDS = 600.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_KEY = re.compile(r"(?:asli|tampil|titip)/[0-9a-f]{2}/[0-9a-z./-]+")


class StoreDown(RuntimeError):
    """The store cannot be used now; the text is for staff."""


class StoreRefuses(StoreDown):
    """The store answers and will not: keys or names are wrong, trying again at once is no use."""


class NotThere(RuntimeError):
    """No bytes under this key."""


class Store(Protocol):
    """Keeps bytes under keys."""

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes; the same key again with the same content changes nothing."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes of a key."""
        ...

    def holds(self, key: str) -> bool:
        """Whether the key is there."""
        ...


def original_key(digest: str) -> str:
    """Key of an original."""
    return f"asli/{digest[:2]}/{digest}"


def shown_key(digest: str, page: int, size: str) -> str:
    """Key of a shown copy; `size` is `layar` or `kecil`."""
    return f"tampil/{digest[:2]}/{digest}/{page}-{size}.jpg"


class FolderStore:
    """Files below a folder, readable by the desk's account alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        """Write beside, down to the disk, then give it its name."""
        target = self._path(key)
        if target.exists() and target.stat().st_size == len(data):
            with suppress(OSError):
                os.utime(target)  # used again: `keys` must not take it for forgotten
            return
        unfinished = self.root / UNFINISHED / secrets.token_hex(12)
        try:
            for folder in (unfinished.parent, target.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_down(unfinished, data)
            unfinished.replace(target)
            _sync(target.parent)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise StoreDown(_why(error)) from error

    def get(self, key: str) -> bytes:
        """Read a file."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotThere(key) from None
        except OSError as error:
            raise StoreDown(_why(error)) from error

    def holds(self, key: str) -> bool:
        """Whether the file is there."""
        return self._path(key).is_file()

    def remove(self, key: str) -> None:
        """Delete a file; only for what waits on this machine until it is in another store."""
        self._path(key).unlink(missing_ok=True)

    def take_in(self, key: str, source: Path) -> None:
        """Copy a file of this machine, which may be larger than the memory."""
        target, unfinished = self._path(key), self.root / UNFINISHED / secrets.token_hex(12)
        try:
            for folder in (unfinished.parent, target.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(source, unfinished)
            _sync(unfinished)
            unfinished.replace(target)
            _sync(target.parent)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise StoreDown(_why(error)) from error

    def path_of(self, key: str) -> Path:
        """Where a file lies, for readers that need a path."""
        return self._path(key)

    def forgotten(self, kind: str) -> Iterator[str]:
        """Keys of a kind (`titip`) that nobody has written for a while."""
        for path in sorted((self.root / kind).glob("*/*")):
            if path.stat().st_mtime < time.time() - RECENT_SECONDS:
                yield path.relative_to(self.root).as_posix()

    def sweep(self) -> None:
        """Throw away what a killed process had not finished writing."""
        folder = self.root / UNFINISHED
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.root / _checked(key)


class S3Store:
    """Objects of a bucket. The library is imported with the first of them: it is large."""

    def __init__(self, *, bucket: str, prefix: str, url: str, region: str, key: str, secret: str) -> None:
        self.bucket, self.prefix = bucket, prefix.strip("/")
        self._made_of = (url, region, key, secret)
        self._client: Any = None

    def put(self, key: str, data: bytes) -> None:
        """One PUT; the store checks the digest of what arrived."""
        self._call("put_object", Key=self._name(key), Body=data, ChecksumAlgorithm="SHA256")

    def get(self, key: str) -> bytes:
        """One GET."""
        answer = self._call("get_object", Key=self._name(key))
        try:
            body: bytes = answer["Body"].read()
        except Exception as error:
            raise StoreDown("Penyimpanan foto (S3) terputus di tengah jalan.") from error
        return body

    def holds(self, key: str) -> bool:
        """One HEAD."""
        try:
            self._call("head_object", Key=self._name(key))
        except NotThere:
            return False
        return True

    def _name(self, key: str) -> str:
        return f"{self.prefix}/{_checked(key)}" if self.prefix else _checked(key)

    def _call(self, what: str, **arguments: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - heavy

        try:
            return getattr(self._made(), what)(Bucket=self.bucket, **arguments)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in {"404", "NoSuchKey", "NotFound"}:
                raise NotThere(str(arguments.get("Key"))) from None
            status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
            kind = StoreRefuses if status in {400, 401, 403} else StoreDown
            raise kind(f"Penyimpanan foto (S3) menolak: {code}. Periksa DESK_MEDIA_S3_*.") from error
        except (BotoCoreError, ValueError) as error:
            raise StoreDown(f"Penyimpanan foto (S3) tidak terhubung ({type(error).__name__}).") from error

    def _made(self) -> Any:
        if self._client is None:
            import boto3  # noqa: PLC0415 - heavy
            from botocore.config import Config  # noqa: PLC0415 - heavy

            url, region, key, secret = self._made_of
            config = Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": 1},
                s3={"addressing_style": "path"},
            )
            self._client = boto3.session.Session().client(
                "s3",
                endpoint_url=url or None,
                region_name=region,
                aws_access_key_id=key or None,
                aws_secret_access_key=secret or None,
                config=config,
            )
        return self._client


_made: dict[tuple[str, ...], Store] = {}


def the_store() -> Store:
    """The store of this desk's settings; one a process."""
    key = (settings.MEDIA_STORE, str(settings.MEDIA_ROOT), *settings.MEDIA_S3.values())
    if key not in _made:
        _made[key] = make_store(settings.MEDIA_STORE)
    return _made[key]


def make_store(where: str) -> Store:
    """A store by its setting: "" for the folder, or s3://bucket/prefix. Raises StoreDown for others."""
    if not where:
        return FolderStore(Path(settings.MEDIA_ROOT) / FOLDER)
    parts = urlsplit(where)
    if parts.scheme != "s3" or not parts.netloc:
        raise StoreDown(f"DESK_MEDIA_STORE “{where}” tidak dikenal. Tulis s3://nama-bucket/awalan.")
    return S3Store(bucket=parts.netloc, prefix=parts.path, **settings.MEDIA_S3)


def the_spool() -> FolderStore:
    """Where uploads wait on this machine while another store is down."""
    return FolderStore(Path(settings.MEDIA_ROOT) / FOLDER)


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key) or ".." in key:
        raise ValueError("not a key of the store")
    return key


def _write_down(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, last; some systems cannot do so with a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _FULL or not path.is_dir():
            raise
    finally:
        os.close(handle)


def _why(error: OSError) -> str:
    if error.errno in _FULL:
        return "Ruang disk untuk foto penuh. Kosongkan ruang; foto yang menunggu diambil sendiri."
    if isinstance(error, PermissionError):
        return "Tidak ada izin menulis ke folder foto. Periksa pemilik folder media."
    return f"Folder foto tidak dapat dipakai ({error.strerror or type(error).__name__})."
