"""What a row's label or a sheet's title on D.Hasil means. Pure.

The words are those of Model D.HASIL KECAMATAN 2024 (domain notes, 3.1), with the shorter ones people
write. Nothing here guesses: a label that fits no row gives None, and the caller refuses its cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from deskpemilu.domain.form import ROW_NAMES, SPLIT_ROWS, party_of_sum_row

_WORDS = re.compile(r"[a-z0-9]+")
_PARTS = {
    "l": "l", "lk": "l", "laki": "l", "laki-laki": "l",
    "p": "p", "pr": "p", "perempuan": "p",
    "j": "j", "jml": "j", "jumlah": "j", "l+p": "j", "jumlah (l+p)": "j",
}  # fmt: skip
# Codes of contests as the form's title writes them, the longest first.
_TITLES: Sequence[tuple[str, str]] = (
    (r"dprd[\s.-]*(kab|kota)|dprd kabupaten", "pdprdk"),
    (r"dprd[\s.-]*prov", "pdprdp"),
    (r"\bppwp\b|presiden", "ppwp"),
    (r"\bdpd\b|perwakilan daerah", "pdpd"),
    (r"\bdpr\b(?!d)", "pdpr"),
    (r"gubernur", "pkwkp"),
    (r"bupati|wali ?kota", "pkwkk"),
)
_SIMPLE: Sequence[tuple[tuple[str, ...], tuple[str, ...], str]] = (
    # words that must be there, words that must not, row
    (("suara", "sah", "dan", "tidak"), (), "suara_total"),
    (("suara", "tidak", "sah"), (), "suara_tidak_sah"),
    (("seluruh", "suara", "sah"), ("partai",), "suara_sah"),
    (("jumlah", "suara", "sah"), ("partai", "calon"), "suara_sah"),
    (("surat", "suara", "tidak", "digunakan"), (), "surat_tidak_digunakan"),
    (("surat", "suara", "dikembalikan"), (), "surat_dikembalikan"),
    (("surat", "suara", "diterima"), (), "surat_diterima"),
    (("surat", "suara", "digunakan"), (), "surat_digunakan"),
)
_SPLIT: Sequence[tuple[tuple[str, ...], tuple[str, ...], str]] = (
    (("disabilitas",), (), "disabilitas"),
    (("pengguna", "tambahan"), (), "pengguna_pindahan"),
    (("pengguna", "dptb"), (), "pengguna_pindahan"),
    (("pengguna", "khusus"), (), "pengguna_tambahan"),
    (("pengguna", "dpk"), (), "pengguna_tambahan"),
    (("pengguna", "b"), (), "pengguna_total"),
    (("pengguna", "dpt"), (), "pengguna_dpt"),
    (("pengguna", "tetap"), (), "pengguna_dpt"),
    (("pengguna", "jumlah"), (), "pengguna_total"),
    (("pengguna", "hak", "pilih"), (), "pengguna_total"),
    (("pemilih", "dpt"), (), "pemilih_dpt"),
    (("pemilih", "tetap"), (), "pemilih_dpt"),
)


def part_of(text: str) -> str | None:
    """`l`, `p` or `j` where a cell says which part of a row it is."""
    return _PARTS.get(" ".join(text.lower().replace("(l+p)", "").split()) or "l+p") if text else None


def row_of(label: str, part: str | None) -> str | None:
    """Row name of a label of section I, II, III or V; None for anything else."""
    plain = label.strip().lower()
    if plain in ROW_NAMES or party_of_sum_row(plain):
        return plain
    words = set(_WORDS.findall(plain))
    for needed, without, row in _SIMPLE:
        if words.issuperset(needed) and not words & set(without):
            return row
    for needed, without, row in _SPLIT:
        if words.issuperset(needed) and not words & set(without):
            return f"{row}_{part or 'j'}"
    return None


def is_split(row: str) -> bool:
    """Whether a row has L, P and their sum."""
    return row.rpartition("_")[0] in SPLIT_ROWS


def contest_of(text: str) -> str | None:
    """Contest that a title or cell names, None where it names none or several."""
    plain = text.lower().strip()
    found = [code for pattern, code in _TITLES if plain == code or re.search(pattern, plain)]
    if plain in {code for _, code in _TITLES}:
        return plain
    return found[0] if found else None
