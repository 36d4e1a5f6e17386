"""TPS anchors: `TPS 3`, `TPS No. 003`, `TPS 1 s/d 3`, `TPS 1, 2 dan 3`, `TPS II`.

Comes in: tokens and the index of the word *TPS*. Goes out: the anchor as an item, with a doubt when its
number is written so that two may be meant (`3A`, `5/36`, `3.0`).
"""

from __future__ import annotations

from deskpemilu.intake.items import Item, TpsAnchor, typed
from deskpemilu.intake.placewords import ROMAN
from deskpemilu.intake.tokens import LINE, NUMBER, SIGN, WORD, Token

TPS_WORDS = frozenset(("tps", "tp5", "tpss", "ttps", "tpsnya", "notps", "nomortps"))
SKIP_TO_NUMBER = frozenset(".:-=#/")
_NUMBER_WORDS = frozenset(["no", "nomor", "nmr", "nomer", "urut", "ke", "nomr"])
_RANGE = frozenset(["sd", "sampai", "hingga", "smp", "dengan"])
_AND = frozenset(("&", ",", "dan", "+", "dn"))


def number_follows(tokens: list[Token], at: int) -> bool:
    while at < len(tokens) and tokens[at].kind == SIGN and tokens[at].text in SKIP_TO_NUMBER:
        at += 1
    return at < len(tokens) and (tokens[at].kind == NUMBER or tokens[at].text in _NUMBER_WORDS)


def tps_anchor(tokens: list[Token], at: int, found: list[Item]) -> int:
    """`TPS 3`, `TPS No. 003`, `TPS 1 s/d 3`, `TPS 1 dan 2`, `TPS II`; 0 when no number follows."""
    step, size = at + 1, len(tokens)
    while step < size and (
        (tokens[step].kind == SIGN and tokens[step].text in SKIP_TO_NUMBER)
        or (tokens[step].text == ")" and at > 0 and tokens[at - 1].text == "(")  # `(TPS) nomor 3`
        or (tokens[step].kind == WORD and tokens[step].text in _NUMBER_WORDS)
    ):
        step += 1
    if step >= size or tokens[step].kind == LINE:
        found.append(typed("w", None, tokens[at], tokens[at]))
        return at + 1
    first = tokens[step]
    value = first.number if first.kind in (NUMBER, "d") else ROMAN.get(first.text, -1)
    if value < 0 or len(first.text) > 30:
        found.append(typed("w", None, tokens[at], tokens[at]))
        return at + 1
    doubt = "letters" if first.kind == "d" else ""
    end = step + 1
    if end < size and tokens[end].kind == WORD and not tokens[end].gap and first.kind == NUMBER:
        doubt = "suffix"
        end += 1
    if _echo_follows(tokens, end):
        doubt = doubt or ("" if tokens[end + 1].number == value else "words")
        end += 3
    if _fraction_follows(tokens, end):
        doubt = "fraction"
    if _of_how_many(tokens, end):
        doubt = "slash"
    numbers, end = _tps_list(tokens, end, value)
    found.append(typed("tps", TpsAnchor(numbers, doubt), tokens[at], tokens[end - 1]))
    return end


def _echo_follows(tokens: list[Token], at: int) -> bool:
    """`TPS 02 (dua)`: the number once more in words."""
    if at + 2 >= len(tokens) or tokens[at].text != "(" or tokens[at + 2].text != ")":
        return False
    return tokens[at + 1].kind == NUMBER and tokens[at + 1].words


def _fraction_follows(tokens: list[Token], at: int) -> bool:
    """`TPS 3.0`: digits glued on by a dot or comma."""
    if at + 1 >= len(tokens) or tokens[at].text not in (".", ",") or tokens[at].gap:
        return False
    return tokens[at + 1].kind == NUMBER and not tokens[at + 1].gap


def _of_how_many(tokens: list[Token], at: int) -> bool:
    """`TPS 5/36`: two TPS, or the fifth of 36; not the first of more figures."""
    if at + 1 >= len(tokens) or tokens[at].text != "/" or tokens[at + 1].kind != NUMBER:
        return False
    return at + 2 >= len(tokens) or tokens[at + 2].text not in ("/", "-", ",")


def _dashed_range(tokens: list[Token], end: int, value: int) -> int:
    """The last TPS of `1-3` or `1 - 3` when that is a range and not the first of more figures; else 0."""
    if end + 1 >= len(tokens) or tokens[end].text not in ("-", "~") or tokens[end + 1].kind != NUMBER:
        return 0
    if tokens[end + 1].words:
        return 0
    last, after = tokens[end + 1].number, tokens[end + 2] if end + 2 < len(tokens) else None
    if not value < last <= value + 40:
        return 0
    return 0 if after is not None and after.kind == SIGN and after.text in "-/," else last


def _tps_list(tokens: list[Token], end: int, value: int) -> tuple[tuple[int, ...], int]:
    size = len(tokens)
    step = end
    if last := _dashed_range(tokens, end, value):
        return tuple(range(value, last + 1)), end + 2
    if step < size and tokens[step].text in _RANGE:
        step += 2 if step + 1 < size and tokens[step + 1].text == "dengan" else 1
    elif step < size and tokens[step].text == "s":
        while step < size and tokens[step].text in ("s", ".", "/", "d"):
            step += 1
    if step > end:
        if step < size and tokens[step].text in TPS_WORDS:
            step += 1
        if step < size and tokens[step].kind == NUMBER and value < tokens[step].number < value + 100:
            return tuple(range(value, tokens[step].number + 1)), step + 1
        return (value,), end
    return _tps_enumeration(tokens, end, value)


def _tps_enumeration(tokens: list[Token], end: int, value: int) -> tuple[tuple[int, ...], int]:
    """`1, 2 dan 3` up to the end of the line, ascending; else only the first number."""
    numbers, step, size = [value], end, len(tokens)
    while (
        step + 1 < size
        and tokens[step].text in _AND
        and tokens[step + 1].kind == NUMBER
        and not tokens[step + 1].words
        and numbers[-1] < tokens[step + 1].number <= numbers[-1] + 20
    ):
        numbers.append(tokens[step + 1].number)
        step += 2
    closed = step >= size or tokens[step].kind in (LINE, WORD) or tokens[step].text in ":."
    return (tuple(numbers), step) if len(numbers) > 1 and closed else ((value,), end)
