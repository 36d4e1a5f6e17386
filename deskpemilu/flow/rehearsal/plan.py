"""The invented night as plain data: TPS, voters and votes, from a seed. Pure.

Places and the number of TPS per kecamatan are real (banyuasin.json); DPT and every vote are drawn
by chance and mean nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

MEAN_DPT = {"pemilu2024": 245, "pilkada2024": 452}
CAP = {"pemilu2024": 300, "pilkada2024": 600}


@dataclass(frozen=True, slots=True)
class TpsPlan:
    """A TPS of the story: its code and registered voters."""

    code: str
    dpt_l: int
    dpt_p: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands on the paper of a TPS and contest: votes by choice key, invalid ones, voters."""

    tps: TpsPlan
    contest: str
    votes: Mapping[str, int]
    invalid: int

    @property
    def valid(self) -> int:
        """Sum of the votes."""
        return sum(self.votes.values())

    @property
    def total(self) -> int:
        """All votes cast."""
        return self.valid + self.invalid


def places() -> dict[str, Any]:
    """The facts that are real: kecamatan with centre and number of TPS per election."""
    text = resources.files(__package__).joinpath("banyuasin.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def plan_tps(
    desa: Mapping[str, Sequence[str]], sizes: Mapping[str, int], election: str, seed: int
) -> list[TpsPlan]:
    """Spread each kecamatan's TPS over its desa, every desa with at least one, and draw the DPT.

    `desa` maps kecamatan to its desa codes, `sizes` kecamatan to its number of TPS.
    """
    chance = Random(f"{seed}:{election}:tps")
    plans = []
    for kecamatan, codes in sorted(desa.items()):
        for code, count in zip(codes, _spread(sizes[kecamatan], len(codes), chance), strict=True):
            plans += [_tps(f"{code}{number:03d}", election, chance) for number in range(1, count + 1)]
    return plans


def _spread(total: int, places_: int, chance: Random) -> list[int]:
    weights = [chance.gammavariate(2.0, 1.0) for _ in range(places_)]
    counts = [1] * places_
    for _ in range(max(0, total - places_)):
        counts[chance.choices(range(places_), weights)[0]] += 1
    return counts


def _tps(code: str, election: str, chance: Random) -> TpsPlan:
    size = min(CAP[election], max(60, round(chance.gauss(MEAN_DPT[election], MEAN_DPT[election] / 6))))
    left = round(size * chance.uniform(0.46, 0.54))
    return TpsPlan(code, left, size - left)


class Ballots:
    """Draws the paper of any TPS and contest; the same each time for the same seed."""

    def __init__(self, choices: Mapping[str, Sequence[str]], seed: int) -> None:
        """`choices`: keys in ballot order by contest."""
        self.choices = choices
        self.seed = seed
        self._leaning: dict[tuple[str, str], list[float]] = {}

    def count(self, tps: TpsPlan, contest: str) -> Counted:
        """The paper of one TPS and contest."""
        chance = Random(f"{self.seed}:{tps.code}:{contest}")
        turnout = min(0.97, max(0.45, Random(f"{self.seed}:{tps.code}").gauss(0.8, 0.07)))
        voters = round((tps.dpt_l + tps.dpt_p) * turnout)
        # Ballots of the regional and national lists are spoilt far more often than the president's.
        spoilt = {"ppwp": 0.025, "pdpd": 0.16}.get(contest, 0.07)
        invalid = min(voters, round(voters * max(0.0, chance.gauss(spoilt, spoilt / 3))))
        leaning = self._place(tps.code[:6], contest)
        weights = [chance.gammavariate(max(weight * 40, 0.2), 1.0) for weight in leaning]
        return Counted(tps, contest, self._share(voters - invalid, weights, contest), invalid)

    def _place(self, kecamatan: str, contest: str) -> list[float]:
        key = (kecamatan, contest)
        if key not in self._leaning:
            everywhere = Random(f"{self.seed}:{contest}")
            here = Random(f"{self.seed}:{kecamatan}:{contest}")
            base = [everywhere.gammavariate(1.2, 1.0) for _ in self.choices[contest]]
            mixed = [weight * here.gammavariate(12.0, 1 / 12) for weight in base]
            self._leaning[key] = [weight / sum(mixed) for weight in mixed]
        return self._leaning[key]

    def _share(self, valid: int, weights: Sequence[float], contest: str) -> dict[str, int]:
        total = sum(weights)
        figures = [int(valid * weight / total) for weight in weights]
        figures[max(range(len(weights)), key=weights.__getitem__)] += valid - sum(figures)
        return dict(zip(self.choices[contest], figures, strict=True))
