"""What photos may come in: the administrator's row, else the settings. Read each time it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from deskpemilu.evidence.models import Limits

MEGABYTE = 1_048_576
# Name on the settings page → media types; what an image really is decides its first bytes (sniff.py).
TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "webp": "image/webp",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """The limits as they are now. `types` are keys of TYPES."""

    max_bytes: int
    max_photos: int
    window_minutes: int
    types: tuple[str, ...]

    @property
    def window(self) -> timedelta:
        """How far apart photo and report of one sender may be."""
        return timedelta(minutes=self.window_minutes)

    @property
    def media_types(self) -> frozenset[str]:
        """Allowed media types."""
        return frozenset(TYPES[name] for name in self.types if name in TYPES)

    @property
    def megabytes(self) -> int:
        """The largest size, in whole MB."""
        return self.max_bytes // MEGABYTE


def defaults() -> Allowed:
    """What the settings say."""
    return Allowed(
        max_bytes=settings.PHOTO_MAX_MB * MEGABYTE,
        max_photos=settings.PHOTO_MAX_COUNT,
        window_minutes=settings.PHOTO_WINDOW_MINUTES,
        types=tuple(name for name in settings.PHOTO_TYPES if name in TYPES),
    )


def allowed() -> Allowed:
    """The limits that hold now. One statement."""
    row = Limits.objects.filter(id=1).first()
    if row is None:
        return defaults()
    return Allowed(row.max_bytes, row.max_photos, row.window_minutes, tuple(row.types))
