"""What the camera wrote into a picture: when, where, by which device. Pure.

Every value is what the file claims. A tag that is missing, of another type or out of range is left
out; nothing here raises.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d|Z")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Camera:
    """`taken_at` is ISO without zone unless the file tells one; place in degrees; None where unknown."""

    taken_at: str = ""
    lat: float | None = None
    lon: float | None = None
    device: str = ""


def words_of(taken_at: str) -> str:
    """`14-02-2024 18.20 (UTC+07:00)`; the zone only where the camera told one."""
    try:
        at = datetime.fromisoformat(taken_at)
    except ValueError:
        return ""
    zone = f" (UTC{at.isoformat()[-6:]})" if at.tzinfo else ""
    return f"{at:%d-%m-%Y %H.%M}{zone}"


def camera_of(image: Image.Image) -> Camera:
    """Read the EXIF of an opened picture."""
    try:
        exif = image.getexif()
        detail: Mapping[int, Any] = exif.get_ifd(ExifTags.IFD.Exif)
        gps: Mapping[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # a damaged EXIF block must not cost the picture
        return Camera()
    place = _place(gps)
    return Camera(
        taken_at=_taken(detail, exif),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        device=_device(exif),
    )


def _taken(detail: Mapping[int, Any], exif: Mapping[int, Any]) -> str:
    base = ExifTags.Base
    raw = detail.get(base.DateTimeOriginal) or detail.get(base.DateTimeDigitized) or exif.get(base.DateTime)
    found = _TIME.match(_text(raw))
    if found is None:
        return ""
    try:
        at = datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return ""
    offset = _text(detail.get(base.OffsetTimeOriginal) or detail.get(base.OffsetTime))
    return at.isoformat() + (offset if _OFFSET.fullmatch(offset) else "")


def _place(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    tags = ExifTags.GPS
    lat = _degrees(gps.get(tags.GPSLatitude), _text(gps.get(tags.GPSLatitudeRef)), "S", 90)
    lon = _degrees(gps.get(tags.GPSLongitude), _text(gps.get(tags.GPSLongitudeRef)), "W", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return lat, lon


def _degrees(parts: object, ref: str, negative: str, limit: int) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
        value = whole + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not math.isfinite(value) or value > limit:
        return None
    return round(-value if ref.upper().startswith(negative) else value, 6)


def _device(exif: Mapping[int, Any]) -> str:
    make, model = (_text(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    both = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return both.strip()[:120]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    plain = str(value or "").replace("\x00", " ")
    return _SPACES.sub(" ", "".join(sign for sign in plain if sign.isprintable())).strip()
