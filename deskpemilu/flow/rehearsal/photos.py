"""Photos of the rehearsed night: named by what stands on them, drawn only when they are fetched.

A name is `tps|contest|seed|key=votes,…|invalid`; the collector hands it back as the id of a medium. On a
desk that is no demo nothing of this is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from deskpemilu.domain.contests import CONTESTS
from deskpemilu.evidence.models import Photo
from deskpemilu.evidence.taking import Bytes
from deskpemilu.flow.rehearsal.paper import Sheet, photograph
from deskpemilu.flow.rehearsal.plan import Counted
from deskpemilu.registry.models import Region

LIKELY = {"ppwp": 0.08}
SELDOM = 0.01
MISREAD, ELSEWHERE, WORDLESS = 0.05, 0.03, 0.15  # wrong figure, another TPS's photo, no caption


def name_of(paper: Counted, seed: str) -> str:
    """The name of a photo of a paper."""
    votes = ",".join(f"{key}={figure}" for key, figure in paper.votes.items())
    return f"{paper.tps.code}|{paper.contest}|{seed}|{votes}|{paper.invalid}"


def draw(photo: Photo, limit: int) -> Bytes:
    """The bytes of a photo by its name."""
    try:
        code, contest, seed, votes, invalid = photo.media_id.split("|")
        figures = [(key, int(value)) for key, _, value in (part.partition("=") for part in votes.split(","))]
        rows = [*figures, ("Suara sah", sum(v for _, v in figures)), ("Suara tidak sah", int(invalid))]
    except ValueError:
        return Bytes(sentence="Nama foto latihan ini tidak dapat dibaca.", code="gone")
    place = _place(code)
    sheet = Sheet(CONTESTS[contest].short, f"{place} TPS {code[10:]}", [(_label(k), v) for k, v in rows])
    taken_at = photo.sent_at - timedelta(minutes=3)
    return Bytes(photograph(sheet, seed=f"{seed}:{code}:{contest}", taken_at=taken_at, at=_spot(code)))


def _label(key: str) -> str:
    return f"Nomor urut {key}" if key.isdigit() else key


def _place(code: str) -> str:
    names = dict(Region.objects.filter(code__in=(code[:6], code[:10])).values_list("code", "name"))
    return f"{names.get(code[:10], code[:10])}, {names.get(code[:6], code[:6])},"


def _spot(code: str) -> tuple[float, float] | None:
    """Somewhere around the middle of the kecamatan."""
    region = Region.objects.filter(code=code[:6]).first()
    if region is None or region.lat is None or region.lon is None:
        return None
    chance = Random(code)
    return region.lat + chance.uniform(-0.05, 0.05), region.lon + chance.uniform(-0.05, 0.05)


class Camera:
    """Decides which reports of the story come with a photo, and what is wrong with a few of them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._last = ""

    def shoot(self, paper: Counted, texts: Sequence[str]) -> tuple[str, bool]:
        """(name of the photo, whether it is sent without words), ("", False) for most reports."""
        chance = Random(f"{self.seed}:{paper.tps.code}:{paper.contest}:photo")
        if len(texts) != 1 or chance.random() >= LIKELY.get(paper.contest, SELDOM):
            return "", False
        fate = chance.random()
        name = name_of(_misread(paper, chance) if fate < MISREAD else paper, str(self.seed))
        if MISREAD <= fate < MISREAD + ELSEWHERE and self._last:
            name = self._last
        self._last = name
        return name, chance.random() < WORDLESS


def _misread(paper: Counted, chance: Random) -> Counted:
    """The paper says something else than the message."""
    key = chance.choice(list(paper.votes))
    return replace(
        paper, votes={**paper.votes, key: max(0, paper.votes[key] + chance.choice((-30, -3, 3, 30)))}
    )
