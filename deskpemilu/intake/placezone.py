"""Words that stand where a place name stands and are none the lexicon knows.

Comes in: the items of a block. Goes out: mentions without codes: the matcher corrects the spelling or
the desk asks. A word beside a TPS or a place name is explained like a number is: known or ordinary.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from deskpemilu.domain.codes import DESA
from deskpemilu.intake.items import Item, Mention
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.placewords import QUALIFIERS, ROMAN

_MAX_RUN = 4
_STRAY = frozenset("cdefgkqrwz")  # no label and no usual short word: a slip in the numeral of a name
_ALSO_PLAIN = frozenset(["baru", "lama", "dalam", "luar", "atas", "bawah", "besar", "kecil"])


def unknown_mentions(items: list[Item], vocabulary: AbstractSet[str], *, desa_named: bool) -> list[Mention]:
    """Unknown names beside the TPS anchors and place names of a block."""
    found: list[Mention] = []
    for at, item in enumerate(items):
        if item.kind not in ("tps", "place"):
            continue
        if isinstance(item.value, Mention) and item.value.weak:
            # `Sei Kimah Baru`: after an unknown word, *Baru* is the end of its name
            if (before := _run_before(items, at - 1, loose=False)) is not None:
                found.append(Mention((), f"{before.text} {item.value.text}"))
            continue
        if (mention := _run_after(items, at + 1, loose=not desa_named)) is not None:
            found.append(mention)
        before = _run_before(items, at - 1, loose=not desa_named)
        if before is None:
            continue
        if item.kind == "place" and before.text.split()[-1] not in vocabulary:
            continue
        if item.kind == "tps" and desa_named:
            continue
        found.append(before)
    return found


def mark_anchored(items: list[Item]) -> None:
    """Tell the mentions that stand right beside a TPS, a sign between them allowed, and the words near."""
    for at, item in enumerate(items):
        if item.kind != "place" or not isinstance(item.value, Mention):
            continue
        item.value.near = (_loose_word(items, at, -1), _loose_word(items, at, 1))
        for step in (1, -1):
            near = at + step
            if 0 <= near < len(items) and items[near].kind in ("s", "nl"):
                near += step
            if 0 <= near < len(items) and items[near].kind == "tps":
                item.value.anchored = True


def _loose_word(items: list[Item], at: int, step: int) -> str:
    """The word beside a name that belongs to nothing, one sign between them allowed (`Melati) Ulu`)."""
    near = at + step
    if 0 <= near < len(items) and items[near].kind == "s":
        near += step
    return items[near].text if 0 <= near < len(items) and items[near].kind in ("w", "unit", "to") else ""


def names_desa(mentions: list[Mention]) -> bool:
    """Whether one of the mentions may be a desa."""
    return any(len(code) == DESA for m in mentions if m.level in ("", "desa") for code in m.codes)


def _is_unknown(item: Item) -> bool:
    word = item.text.replace("'", "")
    return item.kind == "w" and word.isalpha() and item.text not in ORDINARY and len(word) > 1


def _is_qualifier(items: list[Item], at: int) -> bool:
    """`Melati Barat`: a word that makes another name of the one before it; `baru selesai` does not."""
    item = items[at]
    if item.kind != "w" or not (item.text in QUALIFIERS or item.text in _STRAY) or not item.gap:
        return False
    if len(item.text) < 3:
        return item.text in ROMAN or item.text in _STRAY
    after = items[at + 1] if at + 1 < len(items) else None
    return not (
        item.text in _ALSO_PLAIN and after is not None and after.kind in ("w", "hedge", "blank", "unit")
    )


def _run_after(items: list[Item], at: int, *, loose: bool) -> Mention | None:
    if loose and at < len(items) and items[at].kind == "s" and items[at].text in "-,/.:;|":
        at += 1
    words: list[str] = []
    while at < len(items) and len(words) < _MAX_RUN and (_is_unknown(items[at]) or _is_qualifier(items, at)):
        words.append(items[at].text)
        at += 1
    if not words or (at < len(items) and items[at].kind == "s" and items[at].text == ":" and loose):
        return Mention((), " ".join(words)) if words else None
    return Mention((), " ".join(words))


def _run_before(items: list[Item], at: int, *, loose: bool) -> Mention | None:
    if loose and at >= 0 and items[at].kind == "s" and items[at].text in "-,/.:|":
        at -= 1
    if loose and at >= 0 and items[at].kind == "nl":
        at -= 1
    words: list[str] = []
    while at >= 0 and len(words) < _MAX_RUN and _is_unknown(items[at]):
        words.insert(0, items[at].text)
        at -= 1
    return Mention((), " ".join(words)) if words else None
