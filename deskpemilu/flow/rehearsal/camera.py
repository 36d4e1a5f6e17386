"""Which reports of the rehearsed night come with a photo, and what is wrong with a few of them. Pure.

A photo is named by what stands on it, `tps|place|contest|seed|key=votes,…|invalid`; it is drawn when somebody
fetches it (photos.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from deskpemilu.flow.rehearsal.plan import Counted
from deskpemilu.flow.rehearsal.styles import Place

LIKELY = {"ppwp": 0.08}
SELDOM = 0.01
MISREAD, ELSEWHERE, WORDLESS = 0.05, 0.03, 0.15  # wrong figure, another TPS's photo, no caption


def name_of(paper: Counted, place: Place, seed: str) -> str:
    """The name of a photo of a paper."""
    votes = ",".join(f"{key}={figure}" for key, figure in paper.votes.items())
    where = f"{place.desa}, {place.kecamatan}"[:60].replace("|", " ")
    return f"{paper.tps.code}|{where}|{paper.contest}|{seed}|{votes}|{paper.invalid}"


class Camera:
    """Decides which reports of the story come with a photo, and what is wrong with a few of them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._last = ""

    def shoot(self, paper: Counted, place: Place, texts: Sequence[str]) -> tuple[str, bool]:
        """(name of the photo, whether it is sent without words), ("", False) for most reports."""
        chance = Random(f"{self.seed}:{paper.tps.code}:{paper.contest}:photo")
        if len(texts) != 1 or chance.random() >= LIKELY.get(paper.contest, SELDOM):
            return "", False
        fate = chance.random()
        name = name_of(_misread(paper, chance) if fate < MISREAD else paper, place, str(self.seed))
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
