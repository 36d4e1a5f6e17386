"""Parts of a block: one contest each.

Comes in: a block. Goes out: its items cut at the contest headings; where a single contest is named, the
whole block is its part.
"""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.intake.items import Item
from deskpemilu.intake.segment import Block

_LATER = frozenset(
    "menyusul nyusul belum blm nanti besok akan setelah sesudah menunggu tunggu susulan".split()
)


@dataclass(slots=True)
class Part:
    """Items about one contest; None where the message names none."""

    contest: str | None
    items: list[Item]


def parts_of(block: Block) -> list[Part]:
    """The parts of a block that hold numbers."""
    headings = _headings(block.items)
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
        if parts[-1].contest == contest and not _numbers(parts[-1].items):
            parts[-1].items = parts[-1].items + block.items[at:end]
        else:
            parts.append(Part(contest, block.items[at:end]))
    return [part for part in parts if _numbers(part.items)]


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
