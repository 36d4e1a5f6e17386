"""Doubts that no list of phrases holds: hearsay with a slip of the finger, and *to be continued*.

Comes in: items of a message and an index. Goes out: whether that word makes the figures hearsay, or an
interim count that goes on; which other voting (PSU, PSL, PSS, HSU) a text names.
`doubtwords.py` holds the phrases as people spell them; here are their shapes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from deskpemilu.domain.states import GENERATION_NAMES
from deskpemilu.intake.generationwords import named_generation
from deskpemilu.intake.items import Item
from deskpemilu.intake.ordinary import ORDINARY

_HEARSAY = (
    "quickcount",
    "exitpoll",
    "hitungcepat",
    "survei",
    "survey",
    "polling",
    "perkiraan",
    "prakiraan",
    "prediksi",
    "estimasi",
    "taksiran",
    "proyeksi",
    "simulasi",
    "elektabilitas",
)
_LONG = 7  # from so many letters on two slips still leave the word recognisable
_WORDS = frozenset(("w", "to", "hedge", "blank", "unit"))
_LATER = frozenset(
    ("nanti", "ntar", "entar", "besok", "nti", "nnti", "mengko", "engke", "bentar", "sebentar")
)
_GOES_ON = ("lanjut", "dilanjut", "disambung", "sambung", "sisa", "diterus", "bersambung", "nyambung")
_OTHER_VOTES = ("psu", "psl", "pss", "hsu", "p.s", "h.s", "ulang", "lanjutan", "susulan")
_PAIR_SHORT = re.compile(r"\bpsl\b[ .:]*(?:no\w*[ .:]*)?(?:urut[ .:]*)?(?=\d)")  # `psl 1`: *paslon 1*
_INTERIM_ENDS = frozenset(("menyusul", "nyusul", "susulan", "dulu", "dl", "dlu"))


def is_hearsay_slip(items: Sequence[Item], at: int) -> bool:
    """`QUICK QOUNT`, `Quick Cuont`, `survai`, `perkiran`: a word of estimates, misspelt."""
    if items[at].kind != "w":
        return False
    word = items[at].text
    if word not in ORDINARY and _is_near_hearsay(word):
        return True
    after = at + 1
    if after < len(items) and items[after].kind == "s" and items[after].text in "-.,":
        after += 1
    joined = after < len(items) and items[after].kind == "w"
    return joined and _is_near_hearsay(word + items[after].text)


@lru_cache(maxsize=16384)
def _is_near_hearsay(word: str) -> bool:
    if len(word) < 5:
        return False
    for right in _HEARSAY:
        allowed = 2 if len(right) >= _LONG else 1
        if OSA.distance(word, right, score_cutoff=allowed) <= allowed:
            return True
    return False


_HOPES = frozenset(("semoga", "smoga", "moga", "mudahan", "mugi", "mugia", "muga", "mugo"))
_FIGURED = frozenset(("n", "d", "ch", "tps", "place"))


def is_hope(items: Sequence[Item], at: int) -> bool:
    """`semoga TPS 3 01 90 02 80`: wished, not counted; `semoga lancar` is a courtesy."""
    if items[at].text not in _HOPES:
        return False
    end = at
    while end < len(items) and end - at < 8 and items[end].kind != "nl":
        end += 1
    return any(item.kind in _FIGURED for item in items[at:end])


def goes_on_later(items: Sequence[Item], at: int) -> bool:
    """`hasil sementara, lanjut nanti`: an interim count with a word of what is still to come.

    *Hasil sementara* alone is a title; `gubernur lanjut nanti`, `tps lain lanjut nanti` speak of others.
    """
    word = items[at].text
    if items[at].kind not in _WORDS:
        return False
    if _is_interim(word):
        near = _words_of_line(items, at)
        return any(w in _LATER or w in _INTERIM_ENDS or _is_going_on(w) for w in near)
    if word not in _LATER:
        return False
    line = _line(items, at)
    if any(i.kind == "contest" or (i.kind == "w" and i.text == "tps") for i in line):
        return False
    return any(_is_going_on(w) for w in _words_of_line(items, at))


@lru_cache(maxsize=8192)
def _is_interim(word: str) -> bool:
    return word in ("smntr", "smtr", "smntara") or (
        len(word) >= 7 and OSA.distance(word, "sementara", score_cutoff=2) <= 2
    )


@lru_cache(maxsize=8192)
def _is_going_on(word: str) -> bool:
    if word.startswith(_GOES_ON):
        return True
    return len(word) >= 5 and OSA.distance(word, "lanjut", score_cutoff=1) <= 1


def _line(items: Sequence[Item], at: int) -> Sequence[Item]:
    """The line of an item; of a long one only what stands near."""
    start, end = at, at
    while start > 0 and at - start < 12 and items[start - 1].kind != "nl":
        start -= 1
    while end < len(items) and end - at < 12 and items[end].kind != "nl":
        end += 1
    return items[start:end]


def _words_of_line(items: Sequence[Item], at: int) -> list[str]:
    return [i.text for i in _line(items, at) if i.kind in _WORDS and i is not items[at]]


def other_vote(text: str) -> str:
    """The voting or count that a normalised text names beside the regular one (`PSU`), or nothing."""
    if not any(part in text for part in _OTHER_VOTES):
        return ""
    named = named_generation(_PAIR_SHORT.sub(" ", text))
    return GENERATION_NAMES[named.generation] if named is not None else ""
