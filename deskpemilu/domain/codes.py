"""Region and TPS codes, the two keys on which everything hangs.

A code is stored as digits and is hierarchical by prefix: provinsi 2, kabupaten/kota 4,
kecamatan 6, desa/kelurahan 10 digits (Kemendagri, used by KPU too); a TPS code is the
desa's code and a TPS number of 3 digits. People may write and are shown dots.
"""

from __future__ import annotations

import re
from enum import StrEnum

PROVINSI, KABUPATEN, KECAMATAN, DESA, TPS = 2, 4, 6, 10, 13
FIRST_SPECIAL_TPS = 901
_SPLITS = {PROVINSI: (2,), KABUPATEN: (2, 2), KECAMATAN: (2, 2, 2), DESA: (2, 2, 2, 4), TPS: (2, 2, 2, 4, 3)}
_SEPARATORS = re.compile(r"[.\s-]")


class Level(StrEnum):
    """Level of a region, named as officials name it."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KECAMATAN = "kecamatan"
    DESA = "desa"
    TPS = "tps"


_LEVELS = {
    PROVINSI: Level.PROVINSI,
    KABUPATEN: Level.KABUPATEN,
    KECAMATAN: Level.KECAMATAN,
    DESA: Level.DESA,
    TPS: Level.TPS,
}
LENGTHS = {level: length for length, level in _LEVELS.items()}


def parse_code(text: str) -> str:
    """Digits of a region or TPS code written with or without dots.

    Raises ValueError with a sentence when the text is not such a code.
    """
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"Kode wilayah “{text}” harus berupa angka, misalnya 16.07.05.2005.")
    if len(digits) not in _SPLITS:
        raise ValueError(
            f"Kode wilayah “{text}” terdiri atas {len(digits)} angka; yang sah 2 (provinsi), "
            "4 (kabupaten/kota), 6 (kecamatan), 10 (desa/kelurahan) atau 13 (TPS)."
        )
    return digits


def dotted(code: str) -> str:
    """The code as people read it: `1607052005` → `16.07.05.2005`."""
    parts, at = [], 0
    for width in _SPLITS.get(len(code), (len(code),)):
        parts.append(code[at : at + width])
        at += width
    return ".".join(parts)


def level_of(code: str) -> Level:
    """Level of a region or TPS code; ValueError for a code of another length."""
    try:
        return _LEVELS[len(code)]
    except KeyError:
        raise ValueError(f"Kode wilayah “{code}” tidak dikenal panjangnya.") from None


def parent_of(code: str) -> str | None:
    """Code of the region just above, None for a province."""
    lengths = sorted(_SPLITS)
    at = lengths.index(len(code))
    return code[: lengths[at - 1]] if at else None


def ancestors_of(code: str) -> tuple[str, ...]:
    """Codes above this one, nearest first."""
    return tuple(code[:n] for n in sorted(_SPLITS, reverse=True) if n < len(code))


def within(code: str, area: str) -> bool:
    """Whether a region or TPS lies in an area (or is that area)."""
    return code.startswith(area)


def tps_code(desa: str, number: int) -> str:
    """13-digit TPS code of TPS `number` (1..999) in a desa (10 digits)."""
    if len(desa) != DESA or not 1 <= number <= 999:
        raise ValueError(f"TPS {number} pada desa “{desa}” tidak dapat dijadikan kode.")
    return f"{desa}{number:03d}"


def tps_number(code: str) -> int:
    """The TPS number inside a TPS code."""
    return int(code[DESA:TPS])


def is_special_tps(code: str) -> bool:
    """Whether it is a *TPS khusus* (prison, hospital, plantation): numbers from 901."""
    return tps_number(code) >= FIRST_SPECIAL_TPS
