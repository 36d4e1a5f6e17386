"""A small election for tests: two kecamatan, desa of the same name, TPS, three kinds of ballots."""

from __future__ import annotations

from deskpemilu.registry.lexicon import ChoiceEntry, ContestEntry, Lexicon, RegionEntry

PAIRS = tuple(ChoiceEntry(str(n), f"Pasangan {n}") for n in (1, 2, 3))
PARTIES = tuple(
    entry
    for party in (1, 5)
    for entry in (
        ChoiceEntry(str(party), f"Partai Uji {party}", f"PU{party}"),
        *(ChoiceEntry(f"{party}.{n}", f"Caleg {party}-{n}") for n in (1, 2)),
    )
)


def contest(code: str, ballot: tuple[ChoiceEntry, ...]) -> ContestEntry:
    return ContestEntry(code=code, name=code, cap=300, choices={"": ballot})


def lexicon(*codes: str) -> Lexicon:
    """Kecamatan 160705 and 160710, each with desa Mekar Sari and Betung Barat (only the first)."""
    ballots = {"ppwp": PAIRS, "pdpr": PARTIES, "pdpd": PAIRS, "pkwkk": PAIRS[:2], "pkwkp": PAIRS}
    regions = {
        "1607": "Banyuasin",
        "160705": "Betung",
        "1607052001": "Mekar Sari",
        "1607052002": "Betung Barat",
        "160710": "Talang Kelapa",
        "1607102001": "Mekar Sari",
    }
    desa = [code for code in regions if len(code) == 10]
    return Lexicon(
        election="pemilu2024",
        area="1607",
        contests={code: contest(code, ballots[code]) for code in (codes or ("ppwp", "pdpr", "pdpd"))},
        regions={code: RegionEntry(code, name) for code, name in regions.items()},
        tps={f"{code}{n:03d}": 200 for code in desa for n in (1, 2, 3)},
    )
