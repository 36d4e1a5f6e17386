"""Coded messages with `#` between fields: `SUARA#BETUNG#LUBUK KARET#3#212#147#11#487`.

Comes in: items. Goes out: the same items with the field after the places turned into a TPS anchor, so
that the other grammars read the rest by order.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item, TpsAnchor

_FEWEST_FIELDS = 4
_LAST_TPS = 999


def decode(items: list[Item]) -> list[Item]:
    """Items of a coded message with its TPS field typed; other messages unchanged."""
    marks = [at for at, item in enumerate(items) if item.kind == "s" and item.text == "#"]
    if len(marks) < _FEWEST_FIELDS or any(item.kind == "tps" for item in items):
        return items
    places = [at for at, item in enumerate(items) if item.kind == "place"]
    if not places:
        _set_code_aside(items, marks)
        return items
    at = places[-1] + 2
    if at >= len(items) or items[at - 1].text != "#" or items[at].kind != "n":
        return items
    number = items[at]
    if number.words or not 1 <= number.number <= _LAST_TPS:
        return items
    decoded = list(items)
    decoded[at] = number.like("tps", TpsAnchor((number.number,)), number.text)
    return decoded


def _set_code_aside(items: list[Item], marks: list[int]) -> None:
    """`KK#abc12#pilpres#60#114#27#5`: digits inside the reporter's code are no figures."""
    contest = next((at for at, item in enumerate(items) if item.kind == "contest"), None)
    if contest is None or contest > marks[-_FEWEST_FIELDS + 1]:
        return
    for item in items[:contest]:
        if item.kind in ("n", "d"):
            item.kind, item.value = "x", "code"
