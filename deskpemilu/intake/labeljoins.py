"""Labels of several words that are one label.

Comes in: items. Goes out: items in which `suara sah dan tidak sah` is the total, and `DPT L+P` the DPT.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item
from deskpemilu.intake.vocabulary import INVALID, TOTAL, VALID

_JOINTS = frozenset(("&", "+", "dan", "dn", "plus", "serta"))


def merge_totals(items: list[Item]) -> list[Item]:
    """`suara sah dan tidak sah` is one label, the total; `DPT L+P` and `DPT (L+P)` are the DPT."""
    merged: list[Item] = []
    for item in items:
        if item.kind == "row" and len(merged) > 1 and merged[-2].kind == "row":
            joint, label = merged[-1], merged[-2]
            if item.value == INVALID and label.value == VALID and joint.text in _JOINTS:
                merged.pop()
                label.value, label.end = TOTAL, item.end
                continue
            if item.value == "part_p" and label.value == "part_l" and joint.text == "+":
                del merged[-2:]
                continue
        merged.append(item)
    return merged
