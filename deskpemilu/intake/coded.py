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
        return items
    at = places[-1] + 2
    if at >= len(items) or items[at - 1].text != "#" or items[at].kind != "n":
        return items
    number = items[at]
    if number.words or not 1 <= int(str(number.value)) <= _LAST_TPS:
        return items
    decoded = list(items)
    anchor = Item.__new__(Item)
    for name in Item.__slots__:
        setattr(anchor, name, getattr(number, name))
    anchor.kind, anchor.value = "tps", TpsAnchor((int(str(number.value)),))
    decoded[at] = anchor
    return decoded
