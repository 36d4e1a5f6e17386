"""The count form C.Hasil of one TPS and contest: its rows by name and its votes.

Rows are stored by name, never by their number on paper: the order of section II changed
between 2019 and 2024. Names follow Sirekap where it has one; `pindahan` and `tambahan`
stand for what elections call DPTb/DPPh and DPK/DPTb (see docs/glossary.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SPLIT_ROWS = (
    "pemilih_dpt",
    "pengguna_dpt",
    "pengguna_pindahan",
    "pengguna_tambahan",
    "pengguna_total",
    "disabilitas",
)
SINGLE_ROWS = (
    "surat_diterima",
    "surat_digunakan",
    "surat_dikembalikan",
    "surat_tidak_digunakan",
    "suara_sah",
    "suara_tidak_sah",
    "suara_total",
)
ROW_NAMES: tuple[str, ...] = (
    *(f"{row}_{part}" for row in SPLIT_ROWS for part in ("l", "p", "j")),
    *SINGLE_ROWS,
)
# DPR and DPRD: section IV ends each party's list with its sum, stored as `jumlah_partai_<number>`.
PARTY_SUM = "jumlah_partai_"


def party_sum_row(party: str) -> str:
    """Name of the row that holds the sum of a party's line and candidates."""
    return PARTY_SUM + party


def party_of_sum_row(row: str) -> str | None:
    """Ballot number of the party whose sum the row holds, None for any other row."""
    number = row.removeprefix(PARTY_SUM)
    return number if number != row and number.isascii() and number.isdigit() else None


@dataclass(frozen=True, slots=True)
class CountForm:
    """What is known of one C.Hasil: `rows` by name, `votes` by choice key; a blank is absent.

    Counts are whole numbers of people, ballots or votes, never negative.
    """

    rows: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, int] = field(default_factory=dict)

    def row(self, name: str) -> int | None:
        """The figure of a row, None where it is blank."""
        return self.rows.get(name)

    @property
    def votes_sum(self) -> int:
        """Sum of the votes that are known."""
        return sum(self.votes.values())


def impossible_rows(rows: Mapping[str, int]) -> tuple[str, ...]:
    """Names in `rows` that no form has, or whose figure is negative."""
    return tuple(
        name
        for name, figure in rows.items()
        if figure < 0 or (name not in ROW_NAMES and party_of_sum_row(name) is None)
    )
