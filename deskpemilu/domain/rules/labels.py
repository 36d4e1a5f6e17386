"""Names of the form's rows as a person finds them on paper."""

from __future__ import annotations

from collections.abc import Mapping

from deskpemilu.domain.contests import CONTESTS, party_of
from deskpemilu.domain.form import party_of_sum_row

# The block of votes as one row, and one vote inside it: how findings name what is not a row by name.
VOTES = "votes"
CHOICE = "choice:"

_BASES = {
    "pemilih_dpt": "Pemilih DPT (I.A)",
    "pengguna_dpt": "Pengguna DPT (I.B.1)",
    "pengguna_pindahan": "Pengguna DPTb (I.B.2)",
    "pengguna_tambahan": "Pengguna DPK (I.B.3)",
    "pengguna_total": "Jumlah pengguna (I.B.4)",
    "disabilitas": "Pemilih disabilitas (III)",
}
_SINGLES = {
    "surat_diterima": "Surat suara diterima (II.1)",
    "surat_digunakan": "Surat suara digunakan (II.2)",
    "surat_dikembalikan": "Surat suara dikembalikan (II.3)",
    "surat_tidak_digunakan": "Surat suara tidak digunakan (II.4)",
    "suara_sah": "Suara sah (V.A)",
    "suara_tidak_sah": "Suara tidak sah (V.B)",
    "suara_total": "Jumlah suara (V.C)",
}
_PARTS = {"l": " L", "p": " P", "j": ""}


def label_of(row: str, contest: str = "", labels: Mapping[str, str] | None = None) -> str:
    """A row, the block of votes or one choice in words: `choice:2` → `suara nomor 2`.

    `labels` overrides by row name or, for rows split into L, P and J, by the name without the part.
    """
    if row == VOTES:
        return "Perolehan suara (IV)"
    if row.startswith(CHOICE):
        return _choice_label(row.removeprefix(CHOICE), contest)
    if (party := party_of_sum_row(row)) is not None:
        return f"Jumlah suara partai {party} (IV)"
    own = labels or {}
    if row in own:
        return own[row]
    base, _, part = row.rpartition("_")
    if base in _BASES and part in _PARTS:
        return own.get(base, _BASES[base]) + _PARTS[part]
    return _SINGLES.get(row, row)


def _choice_label(key: str, contest: str) -> str:
    info = CONTESTS.get(contest)
    if info is None or not info.legislative:
        return f"Suara nomor {key}"
    party, _, candidate = key.partition(".")
    return f"Suara calon {candidate} partai {party}" if candidate else f"Suara partai {party_of(key)}"
