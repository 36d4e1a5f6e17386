"""Typed tokens: what each word and number of a message is, before anything is decided.

Kinds: numbers (`n`, doubtful ones `d`), row labels (`row`), choice names (`ch`), introducers (`intro`),
contests, place marks and mentions, TPS anchors, units, connectors (`to`), blanks, hedges, signs (`s`), line
ends (`nl`), other words (`w`), and numbers explained as something else (`x`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Mention:
    """A place in the text: every region it may mean, the level its mark demands, and its words."""

    codes: tuple[str, ...]
    text: str
    level: str = ""
    weak: bool = False
    beside: bool = False  # written beside another desa: holds for that one only
    anchored: bool = False  # written right beside a TPS
    near: tuple[str, str] = ("", "")  # the words right before and after it that belong to nothing


@dataclass(slots=True)
class TpsAnchor:
    """TPS numbers named at one point; `doubt` when the number has a suffix (`3A`)."""

    numbers: tuple[int, ...]
    doubt: str = ""


class Item:
    """One typed piece of a message; of `tokens.py` it comes as a mere number, word, sign or line end.

    `kind` and `value` say what it is; `text` and the place in the text, `gap` before it, `cell` when it
    opens another cell of a table. A number has its `number` and `width` (0 when it is in `words`), and a
    `hint` when something beside it may explain it.
    """

    __slots__ = ("cell", "end", "gap", "hint", "kind", "number", "start", "text", "value", "width", "words")

    def __init__(self, kind: str, text: str, start: int, end: int, gap: bool) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.gap = gap
        self.value: object = None
        self.number = -1
        self.width = end - start
        self.hint = ""
        self.words = False
        self.cell = False

    def __repr__(self) -> str:
        return f"<{self.kind} {self.value if self.value is not None else self.text}>"

    def like(self, kind: str, value: object, text: str) -> Item:
        """An item of another kind at the same place."""
        made = Item(kind, text, self.start, self.end, self.gap)
        made.value, made.number = value, value if isinstance(value, int) else -1
        made.width, made.hint, made.words = self.width, self.hint, self.words
        return made


def typed(kind: str, value: object, first: Item, last: Item) -> Item:
    """What a run of tokens is."""
    item = Item(kind, first.text, first.start, last.end, first.gap)
    item.value = value
    item.width = 0
    return item
