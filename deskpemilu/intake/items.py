"""Typed tokens: what each word and number of a message is, before anything is decided.

Kinds: numbers (`n`, doubtful ones `d`), row labels (`row`), choice names (`ch`), introducers (`intro`),
contests, place marks and mentions, TPS anchors, units, connectors (`to`), blanks, hedges, signs (`s`), line
ends (`nl`), other words (`w`), and numbers explained as something else (`x`).
"""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.intake.tokens import Token


@dataclass(slots=True)
class Mention:
    """A place in the text: every region it may mean, the level its mark demands, and its words."""

    codes: tuple[str, ...]
    text: str
    level: str = ""
    weak: bool = False
    beside: bool = False  # written beside another desa: holds for that one only
    anchored: bool = False  # written right beside a TPS


@dataclass(slots=True)
class TpsAnchor:
    """TPS numbers named at one point; `doubt` when the number has a suffix (`3A`)."""

    numbers: tuple[int, ...]
    doubt: str = ""


class Item:
    """One typed piece: `kind`, `value`, place in the text, `gap` before it, a `hint` for numbers."""

    __slots__ = (
        "alternative",
        "end",
        "gap",
        "hint",
        "kind",
        "number",
        "start",
        "text",
        "value",
        "width",
        "words",
    )

    def __init__(self, kind: str, value: object, first: Token, last: Token) -> None:
        self.kind = kind
        self.value = value
        self.start = first.start
        self.end = last.end
        self.gap = first.gap
        self.text = first.text
        self.hint = ""
        self.number = -1
        self.width = 0
        self.words = False
        self.alternative: object = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.value if self.value is not None else self.text}>"
