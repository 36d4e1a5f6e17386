"""Indonesian number words, as people spell them: `seratus dua belas`, `se ratus`, `dualapan`.

Comes in: words. Goes out: the value and how many words it took. Digits said one after the other
(`satu lima empat`) are 154; anything that is not a number is refused.
"""

from __future__ import annotations

from functools import lru_cache

UNITS = {
    "nol": 0,
    "kosong": 0,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "ampat": 4,
    "lima": 5,
    "enam": 6,
    "anam": 6,
    "tujuh": 7,
    "tuju": 7,
    "delapan": 8,
    "dlapan": 8,
    "sembilan": 9,
    "smbilan": 9,
}
_TENS, _HUNDREDS, _TEENS = {"puluh", "pulu", "plh"}, {"ratus", "rts", "ratos"}, {"belas", "bls"}
_JOINED = {"sepuluh": 10, "sebelas": 11, "seblas": 11, "seratus": 100, "sratus": 100}
FRAGMENTS = frozenset(
    _TENS | _HUNDREDS | _TEENS | {"ribu", "blas"}
)  # words that are numbers only after another
_PIECES = sorted(
    [*UNITS, *_TENS, *_HUNDREDS, *_TEENS, *_JOINED, "ribu", "seribu", "se"], key=len, reverse=True
)
_STARTS = set(UNITS) | set(_JOINED) | {"se", "seribu"}


@lru_cache(maxsize=4096)
def _split(word: str) -> tuple[str, ...] | None:
    """A word as number words: `duaratus` → (`dua`, `ratus`); None when it is not made of them."""
    if word in UNITS or word in _JOINED or word in _TENS or word in _HUNDREDS or word in _TEENS:
        return (word,)
    if word in ("ribu", "seribu", "se"):
        return (word,)
    if len(word) < 6:
        return None
    parts: list[str] = []
    rest = word
    while rest:
        piece = next((p for p in _PIECES if rest.startswith(p)), None)
        if piece is None:
            return None
        parts.append(piece)
        rest = rest[len(piece) :]
    return tuple(parts)


@lru_cache(maxsize=16384)
def starts_number(word: str) -> bool:
    """Whether a word can be the first of a number."""
    split = _split(word)
    return split is not None and split[0] in _STARTS


def number_at(words: list[str], at: int) -> tuple[int, int] | None:
    """(value, words used) of the longest number that starts at `at`, or None.

    `kosong` counts only inside a number of several digits: alone it may mean *empty*.
    """
    pieces: list[str] = []
    ends: list[int] = []
    for index in range(at, len(words)):
        split = _split(words[index])
        if split is None or (index == at and split[0] not in _STARTS):
            break
        pieces.extend(split)
        ends.append(len(pieces))
    for used in range(len(ends), 0, -1):
        part = pieces[: ends[used - 1]]
        if part == ["kosong"]:
            continue
        value = _value(part)
        if value is not None:
            return value, used
    return None


def _value(pieces: list[str]) -> int | None:
    if len(pieces) > 1 and all(p in UNITS for p in pieces):
        return int("".join(str(UNITS[p]) for p in pieces)) if len(pieces) <= 3 else None
    if "ribu" in pieces or "seribu" in pieces:
        return _thousands(pieces)
    return _hundreds(pieces)


def _thousands(pieces: list[str]) -> int | None:
    cut = pieces.index("ribu") if "ribu" in pieces else pieces.index("seribu")
    head = 1 if pieces[cut] == "seribu" else _hundreds(pieces[:cut])
    tail = _hundreds(pieces[cut + 1 :]) if pieces[cut + 1 :] else 0
    return None if head is None or tail is None else head * 1000 + tail


def _hundreds(pieces: list[str]) -> int | None:
    """Value below 1000 by the grammar [digit ratus] [digit puluh | digit belas] [digit]."""
    total, at = 0, 0
    size = len(pieces)
    if size >= 2 and pieces[1] in _HUNDREDS and (pieces[0] in UNITS or pieces[0] == "se"):
        total, at = 100 * (1 if pieces[0] == "se" else UNITS[pieces[0]]), 2
    elif size and _JOINED.get(pieces[0]) == 100:
        total, at = 100, 1
    if at == size:
        return total if at else None
    return _below_hundred(pieces[at:], total)


def _below_hundred(pieces: list[str], total: int) -> int | None:
    size = len(pieces)
    first = pieces[0]
    unit = 1 if first == "se" else UNITS.get(first)
    if size >= 2 and unit is not None and pieces[1] in _TEENS:
        return total + 10 + unit if size == 2 else None
    if size >= 2 and unit is not None and pieces[1] in _TENS:
        total, rest = total + 10 * unit, pieces[2:]
        if not rest:
            return total
        return total + UNITS[rest[0]] if len(rest) == 1 and rest[0] in UNITS else None
    if first in _JOINED and _JOINED[first] < 100:
        rest = pieces[1:]
        return total + _JOINED[first] if not rest else None
    return total + UNITS[first] if size == 1 and first in UNITS else None
