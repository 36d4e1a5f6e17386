"""Parts of a block: one contest each.

Comes in: a block. Goes out: its items cut at the contest headings; where a single contest is named, the
whole block is its part.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from deskpemilu.intake.items import Item
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.segment import Block

_LATER = frozenset(
    [
        "menyusul",
        "nyusul",
        "belum",
        "blm",
        "nanti",
        "besok",
        "akan",
        "setelah",
        "sesudah",
        "menunggu",
        "tunggu",
        "susulan",
    ]
)


@dataclass(slots=True)
class Part:
    """Items about one contest; None where the message names none."""

    contest: str | None
    items: list[Item]
    unclear: bool = False
    addressed: bool = False  # the contest may be the office of somebody addressed: `pak, bupati`


def parts_of(block: Block) -> list[Part]:
    """The parts of a block that hold numbers."""
    headings = _headings(block.items)
    parts = _parts(block, headings)
    for part in parts:
        part.addressed = any(i.kind == "contest" and i.hint for i in part.items)
    return parts


def _parts(block: Block, headings: list[int]) -> list[Part]:
    if any(_torn(block.items, at) for at in headings):
        return [Part("?", block.items)]
    named = list(dict.fromkeys(str(block.items[at].value) for at in headings))
    inherited = list(dict.fromkeys(block.inherited_contests))
    if not named:
        contest = inherited[0] if len(inherited) == 1 else None if not inherited else "?"
        return [Part(contest, block.items)]
    if len(named) == 1:
        return [Part(named[0], block.items)]
    parts = [Part(inherited[0] if inherited else None, block.items[: headings[0]])]
    for index, at in enumerate(headings):
        end = headings[index + 1] if index + 1 < len(headings) else len(block.items)
        contest = str(block.items[at].value)
        if parts[-1].contest == contest:
            parts[-1].items = parts[-1].items + block.items[at:end]
        else:
            parts.append(Part(contest, block.items[at:end]))
    return [part for part in parts if _numbers(part.items)]


_UNTOLD = ("dprd?", "leg?")  # which of them, the next word may say
_TELLING = frozenset(["i", "ii", "provinsi", "prov", "propinsi", "kabupaten", "kab", "kota"])
_MOST_SIGNS = 3


def _torn(items: list[Item], at: int) -> bool:
    """`DPR DII`, `DPRD, II`, `DPRD Kabupaetn`: what follows the contest may be the rest of its name."""
    contest = str(items[at].value)
    if contest in _UNTOLD and _rest_follows(items, at):
        return True
    after = items[at + 1] if at + 1 < len(items) else None
    torn = contest.startswith("pdpr") or contest in _UNTOLD
    return after is not None and torn and after.kind == "w" and after.gap and after.text not in ORDINARY


def _rest_follows(items: list[Item], at: int) -> bool:
    """Whether signs or a line end stand between *DPRD* and a word that says which one."""
    step = at + 1
    while step < len(items) and step - at <= _MOST_SIGNS and items[step].kind in ("s", "nl"):
        step += 1
    if step >= len(items) or items[step].text not in _TELLING:
        return False
    # the address on the next line: `Kab Banyuasin`
    return items[step].kind == "w" or (items[step].kind == "mark" and items[step - 1].kind != "nl")


_CONTEST_WORDS = tuple(
    """
    pilpres presiden dpr dpd dprd dprri gubernur pilgub bupati pilbup walikota pilwako pilwali ppwp
    capres cabup cagub
    """.split()  # noqa: SIM905
)


_LONG_CONTEST_WORDS = tuple(word for word in _CONTEST_WORDS if len(word) > 3)


@lru_cache(maxsize=8192)
def is_contest_slip(word: str) -> bool:
    """Whether an unknown word is a contest's name with a slip of the finger (`pdr`, `gubenur`)."""
    if len(word) < 3 or word in ORDINARY:
        return False
    if any(word.startswith(right) or word.endswith(right) for right in _LONG_CONTEST_WORDS):
        return True  # `PilgubDesa`, `hasilBupati`
    if len(word) > 4 and word.endswith(("bup", "gub")):
        return True  # `ndanbup`
    for right in _CONTEST_WORDS:
        allowed = 1 if len(right) < 6 or word[0] not in right[:2] else 2
        if (word[0] in right[:2] or len(right) > 5) and 0 < OSA.distance(
            word, right, score_cutoff=allowed
        ) <= allowed:
            return True
    return False


_TORN = frozenset((*_CONTEST_WORDS, "bup", "gub"))  # `bu p`, `guber nur`
_CONTESTS_JOINED = ("dprri", "dpdri", "dprdprov", "dprdkab", "dprdkota", "dprdprovinsi", "dprdkabupaten")


def has_contest_slip(items: list[Item]) -> bool:
    """Whether a word, or two beside each other (`dr ri`), are a contest's name with a slip of the finger."""
    for at, item in enumerate(items):
        if item.kind != "w":
            continue
        after = items[at + 1] if at + 1 < len(items) else None
        if is_contest_slip(item.text) or (item.text in ("bp", "bu") and _heads_a_line(items, at)):
            return True
        if after is not None and after.text in ("-", ".", "/") and at + 2 < len(items):
            after = items[at + 2]  # `dp-ri`
        beside = item.text + after.text if after is not None and after.text.isalpha() else ""
        if beside in _TORN or (beside and _is_near_joined(beside)):
            return True
    return False


def _heads_a_line(items: list[Item], at: int) -> bool:
    """`bp` alone or over a place, `bu` over a place: *bup* without a letter, for no name follows."""
    before, after = items[at - 1] if at else None, items[at + 1] if at + 1 < len(items) else None
    if after is None or not (before is None or before.kind == "nl"):
        return False
    marked = after.kind == "mark" or after.text in ("desa", "ds", "kel", "kelurahan", "kec", "kecamatan")
    return marked or (items[at].text == "bp" and after.kind in ("nl", "tps", "s"))


@lru_cache(maxsize=8192)
def _is_near_joined(word: str) -> bool:
    return word[0] in "dp" and any(
        0 < OSA.distance(word, right, score_cutoff=1) <= 1 for right in _CONTESTS_JOINED
    )


def _numbers(items: list[Item]) -> bool:
    return any(item.kind in ("n", "d") for item in items)


def _headings(items: list[Item]) -> list[int]:
    """Contest words that head figures; `gubernur menyusul` heads nothing."""
    found = []
    for at, item in enumerate(items):
        if item.kind != "contest":
            continue
        clause = []
        for later in items[at + 1 : at + 6]:
            if later.kind == "nl" or later.kind in ("n", "d"):
                break
            clause.append(later)
        if not any(c.kind == "blank" or c.text in _LATER for c in clause):
            found.append(at)
    return found
