"""Uploaded files between preview and import: kept for a day in the data folder, named by chance.

Only the session that uploaded a file knows its name, so nobody imports or sees another's file.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.files import File

KEY = "import_upload"
KEPT = timedelta(days=1)
SUFFIXES = {".csv", ".xlsx", ".xls", ".json", ".geojson", ".txt", ".zip", ".jsonl", ".gz", ".tsv"}


@dataclass(frozen=True, slots=True)
class Upload:
    """What waits to be imported."""

    token: str
    kind: str
    election: str
    name: str
    chat: str = ""
    date_order: str = ""

    @property
    def about(self) -> dict[str, str]:
        """What the import is told besides the file itself."""
        return {"file_name": self.name, "chat": self.chat, "date_order": self.date_order}

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _folder() / self.token


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(
    session: SessionBase,
    file: File[bytes],
    *,
    kind: str,
    election: str,
    now: datetime,
    chat: str = "",
    date_order: str = "",
) -> Upload:
    """Store a file and remember it in the session; the one before it, and old ones of others, go."""
    forget(session)
    _sweep(_folder().iterdir(), now)
    name = file.name or "berkas"
    suffix = Path(name).suffix.lower()
    token = secrets.token_hex(16) + (suffix if suffix in SUFFIXES else "")
    upload = Upload(token, kind, election, name, chat, date_order)
    with upload.path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    session[KEY] = asdict(upload)
    return upload


def waiting(session: SessionBase) -> Upload | None:
    """The file that this session uploaded, None when there is none any more."""
    if (kept := session.get(KEY)) is None:
        return None
    upload = Upload(**kept)
    return upload if upload.path.is_file() else None


def forget(session: SessionBase) -> None:
    """Delete the session's file."""
    if upload := waiting(session):
        upload.path.unlink(missing_ok=True)
    session.pop(KEY, None)


def _sweep(paths: Iterable[Path], now: datetime) -> None:
    for path in paths:
        if path.stat().st_mtime < (now - KEPT).timestamp():
            path.unlink(missing_ok=True)
