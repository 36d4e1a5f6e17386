"""Lines that are one label and its figure: `01 = 212`, `No urut 3 : 87`, `PKB: 12`, `TS : 4`.

Comes in: a line of a normalised text. Goes out: its items, from the memory of how the same label was read
before. A ballot has some twenty labels and a night some hundred thousand such lines, so only the figure
is new. What may depend on the figure is never kept here, and is read word by word each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deskpemilu.intake import othernumbers
from deskpemilu.intake.items import Item
from deskpemilu.intake.tokens import LINE, NUMBER, SIGN, Token

# What stands before the figure, the figure, and what follows it on the line. Neither a place's name nor
# a label goes on after `=`, `:` or one of these verbs, so the figure has no part in reading what is before.
_ENTRY = re.compile(
    r"(?m)^((?:[^\d\n]*(?:\d{1,2}[^\d\n]*)?(?:[=:]|memperoleh|mendapat|meraih|sebanyak)"
    r"|[ \t]*\d{1,2}[ \t]*-)[ \t]*)"
    r"(\d{1,3})([ \t]*(?:suara)?[ \t]*)$"
)
_LABELS = frozenset(("n", "row", "ch", "intro", "unit", "w"))
_KEPT = _LABELS | {SIGN, "to", "blank"}
_MOST = 20_000  # labels kept

Label = tuple[str, str]
# of each item: kind, text, start, end, gap, value, number, width; at the figure's place all but its value
Known = tuple[str, str, int, int, bool, object, int, int]


def entries_of(text: str) -> Iterator[tuple[int, str, Label, str]]:
    """(start, line, label, figure) of the lines of a text that are an entry and no more."""
    for found in _ENTRY.finditer(text):
        line, before, figure, behind = found.group(0, 1, 2, 3)
        yield found.start(), line, (before, behind), figure


class EntryMemory:
    """How the labels of lines were read, for one lexicon."""

    def __init__(self) -> None:
        self._known: dict[Label, tuple[Known, ...]] = {}

    def knows(self, label: Label) -> tuple[Known, ...] | None:
        """How a label was read: nothing inside when it must be read each time, None when it is new."""
        return self._known.get(label)

    def learn(self, label: Label, tokens: list[Token], items: Sequence[Item], offset: int) -> None:
        """Keep how a line was read, when its figure can have had no part in it."""
        if len(self._known) >= _MOST:
            self._known.clear()
        start = offset + len(label[0])
        at = next((at for at, token in enumerate(tokens) if token.start == start), -1)
        self._known[label] = ()
        if at < 0 or tokens[at].kind != NUMBER or not othernumbers.is_plain(tokens, at):
            return
        kept = all(i.kind in _KEPT and not i.words and not i.hint for i in items if i.kind != LINE)
        before = [i for i in items if i.start < start and i.kind != SIGN]
        if not kept or not before or before[-1].kind not in _LABELS or tokens[at] not in items:
            return
        self._known[label] = tuple(
            (
                item.kind,
                item.text,
                item.start - offset - (item.start > start) * tokens[at].width,
                item.end - offset - (item.start >= start) * tokens[at].width,
                item.gap,
                item.value,
                item.number,
                item.width,
            )
            for item in items
            if item.kind != LINE
        )


def remembered(known: Sequence[Known], label: Label, figure: str, offset: int) -> list[Item]:
    """The items of a line whose label is known."""
    items = []
    at = len(label[0])
    value = int(figure)
    for kind, text, start, end, gap, known_value, number, width in known:
        item = Item(kind, text, offset + start, offset + end, gap)
        item.value, item.number, item.width = known_value, number, width
        if start == at and kind == NUMBER:
            item.text, item.value, item.number, item.width = figure, value, value, len(figure)
            item.end += len(figure)
            offset += len(figure)
        items.append(item)
    return items
