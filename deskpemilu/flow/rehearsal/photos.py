"""Photos of the rehearsed night, drawn only when they are fetched. Loaded on a demo alone."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.utils import timezone

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.taking import Bytes
from deskpemilu.flow.rehearsal.paper import Sheet, photograph

MIDDLE = (-2.6, 104.75)


def draw(photo: Photo, limit: int) -> Bytes:
    """The bytes of a photo by its name."""
    try:
        code, place, contest, seed, votes, invalid = photo.media_id.split("|")
        figures = [(key, int(value)) for key, _, value in (part.partition("=") for part in votes.split(","))]
        rows = [*figures, ("Suara sah", sum(v for _, v in figures)), ("Suara tidak sah", int(invalid))]
    except ValueError:
        return Bytes(sentence="Nama foto latihan ini tidak dapat dibaca.", code="gone")
    sheet = Sheet(CONTESTS[contest].short, f"{place}, TPS {code[10:]}", [(_label(k), v) for k, v in rows])
    taken_at = timezone.localtime(photo.sent_at - timedelta(minutes=3))
    return Bytes(photograph(sheet, seed=f"{seed}:{code}:{contest}", taken_at=taken_at, at=_spot(code)))


def _label(key: str) -> str:
    return f"Nomor urut {key}" if key.isdigit() else key


def _spot(code: str) -> tuple[float, float]:
    """Somewhere in the middle of the kabupaten; it means nothing."""
    chance = Random(code[:10])
    return MIDDLE[0] + chance.uniform(-0.3, 0.3), MIDDLE[1] + chance.uniform(-0.4, 0.4)
