"""What counts as won, per contest, as data."""

from dataclasses import dataclass
from enum import StrEnum


class WinningKind(StrEnum):
    """How a contest of pairs is won."""

    PLURALITY = "suara_terbanyak"
    MAJORITY = "lebih_dari_separuh"
    PRESIDENT = "lebih_dari_separuh_dan_sebaran"


@dataclass(frozen=True)
class WinningRule:
    """One contest's rule with its source."""

    kind: WinningKind
    source: str
    spread_share: float = 0.0
    """Share needed in a province, for the president."""
    spread_provinces: float = 0.0
    """More than this fraction of the provinces must have it."""


PLURALITY = WinningRule(WinningKind.PLURALITY, "UU 10/2016 Pasal 107 dan 109")
JAKARTA = WinningRule(WinningKind.MAJORITY, "UU 2/2024 Pasal 10 ayat (2) dan (3)")
PRESIDENT = WinningRule(WinningKind.PRESIDENT, "UU 7/2017 Pasal 416", spread_share=0.20, spread_provinces=0.5)
JAKARTA_REGION = "31"

WINNING_RULES = {"ppwp": PRESIDENT, "pkwkp": PLURALITY, "pkwkk": PLURALITY}


FIRST = {"ppwp": 1, "pkwkp": 1, "pkwkk": 1, "pdpd": 4}
"""How many choices are decided by having most votes; seats of parties are not."""


def winners_of(contest: str) -> int:
    """How many of a contest's choices win by having most votes; ValueError where seats are divided."""
    if contest not in FIRST:
        raise ValueError("Pemilihan ini membagi kursi kepada partai; bandingkan TPS demi TPS.")
    return FIRST[contest]


def rule_for(contest: str, region: str) -> WinningRule:
    """The rule of a contest in a region; the governor of Jakarta needs more than half."""
    if contest == "pkwkp" and region.replace(".", "").startswith(JAKARTA_REGION):
        return JAKARTA
    if contest not in WINNING_RULES:
        raise ValueError(
            f"Pemilihan {contest} diputuskan dengan pembagian kursi, bukan dengan satu pemenang."
        )
    return WINNING_RULES[contest]
