"""What the law says about seats, as data: thresholds, and what decides a tie.

A tie rule that needs facts the desk does not have (spread over regions, a pleno, a lot) is never applied by
the program: the seat stays open and the rule is shown. ``certain`` is False where only a secondary source was
found.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class TieRule:
    """One step of deciding between equals."""

    code: str
    text: str
    source: str
    certain: bool = True


@dataclass(frozen=True)
class SeatRule:
    """How the seats of one contest are filled."""

    contest: str
    method: str
    """"sainte_lague" or "most_votes"."""
    threshold: Fraction
    """Share of the valid votes (of the whole country for DPR) a party needs to take part."""
    ties: tuple[TieRule, ...]
    seats: int | None = None
    """Fixed number of seats; None where the dapil says."""


MORE_VOTES = TieRule(
    "suara_sah_terbanyak",
    "Partai dengan jumlah suara sah lebih besar didahulukan.",
    "ringkasan tata cara Sainte-Laguë 2024 (sumber sekunder)",
    certain=False,
)
PLENO = TieRule(
    "keputusan_kpu",
    "Bila suara sah juga sama, keputusan ada pada KPU; kursi dibiarkan terbuka.",
    "ringkasan tata cara Sainte-Laguë 2024 (sumber sekunder)",
    certain=False,
)
CANDIDATE_SPREAD = TieRule(
    "persebaran_wilayah",
    "Calon dengan persebaran wilayah perolehan suara lebih luas secara berjenjang didahulukan.",
    "PKPU 6/2024, penetapan calon terpilih",
)
DPD_SPREAD = TieRule(
    "persebaran_kabupaten",
    "Calon dengan dukungan lebih merata di seluruh kabupaten/kota didahulukan.",
    "UU 7/2017 Pasal 423 ayat (2)",
)
LIST_ORDER = TieRule(
    "nomor_urut",
    "Partai berkursi tanpa calon yang bersuara: menurut nomor urut daftar calon tetap.",
    "PKPU 6/2024, penetapan calon terpilih",
)
PARTY_TIES = (MORE_VOTES, PLENO)

SEAT_RULES: dict[str, SeatRule] = {
    "pdpr": SeatRule("pdpr", "sainte_lague", Fraction(4, 100), PARTY_TIES),
    "pdprdp": SeatRule("pdprdp", "sainte_lague", Fraction(0), PARTY_TIES),
    "pdprdk": SeatRule("pdprdk", "sainte_lague", Fraction(0), PARTY_TIES),
    "pdpd": SeatRule("pdpd", "most_votes", Fraction(0), (DPD_SPREAD,), seats=4),
}
