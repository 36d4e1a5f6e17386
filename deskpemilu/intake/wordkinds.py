"""Words that begin no phrase: what kind of item they are, and which label they may have been meant for.

Comes in: a word. Goes out: its kind; or the label that it is with one slip of the finger.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.vocabulary import CANON, CONNECTORS, UNITS

_LABEL_WORDS = (
    "total",
    "jumlah",
    "suara",
    "tidak",
    "paslon",
    "seluruh",
    "pemilih",
    "pengguna",
    "perolehan",
    "digunakan",
)


def word_kind(word: str) -> str:
    """What a word is that begins no phrase."""
    return "to" if word in CONNECTORS else "unit" if word in UNITS or CANON.get(word) in UNITS else "w"


@lru_cache(maxsize=8192)
def label_slip(word: str) -> str:
    """The label that an unknown word is with one slip of the finger (`jmulah`), or nothing."""
    if len(word) < 5 or word in ORDINARY or word in UNITS or word in CONNECTORS:
        return ""
    near = [right for right in _LABEL_WORDS if OSA.distance(word, right, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 else ""
