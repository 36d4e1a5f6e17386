"""Chance that anybody can recompute: one SHA-256 ticket per TPS from a public seed.

    ticket(seed, code) = SHA-256 of the text "<seed>/<code>" in UTF-8, read as a fraction of 2^256
The smallest tickets are drawn first. A larger sample keeps the smaller one, a replacement is the next ticket
of the same stratum, and nobody who knows the seed only after the frame was fixed can steer it.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from deskpemilu.insight.arrays import Floats

SEED_SEPARATOR = "-"


def public_seed(parts: Sequence[str]) -> str:
    """The seed of a ceremony: what each person entered, in order of entry, outer spaces taken off."""
    cleaned = [part.strip() for part in parts]
    if not cleaned or any(not part for part in cleaned):
        raise ValueError("Setiap peserta undian harus mengisi bagian benihnya.")
    return SEED_SEPARATOR.join(cleaned)


def ticket(seed: str, code: str) -> str:
    """The ticket of one TPS as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}/{code}".encode()).hexdigest()


def fraction(hexadecimal: str) -> float:
    """A ticket as a number in (0, 1): its first 52 bits and a half."""
    return (int(hexadecimal[:13], 16) + 0.5) / 2.0**52


def ticket_fractions(seed: str, codes: Sequence[str]) -> Floats:
    """(n,) tickets of many TPS as numbers in (0, 1)."""
    if not seed.strip():
        raise ValueError("Benih undian tidak boleh kosong.")
    return np.array([fraction(ticket(seed, code)) for code in codes], dtype=np.float64)
