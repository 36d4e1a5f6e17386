"""Cutting a message into blocks of one TPS heading.

Comes in: items. Goes out: blocks in order, each with its TPS numbers, the places and contests named for
it, and its items. A heading holds for the blocks under it until another one of its kind comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from deskpemilu.intake.items import Item, Mention, TpsAnchor

_HEADING_KINDS = frozenset(("place", "mark", "contest", "w", "unit", "s", "intro", "to", "x"))


def is_figure(item: Item) -> bool:
    """A number that nothing explains yet."""
    return item.kind in ("n", "d") and not item.hint


@dataclass(slots=True)
class Block:
    """One TPS heading and what stands under it."""

    anchor: TpsAnchor | None
    items: list[Item]
    places: list[Mention] = field(default_factory=list)
    contests: list[str] = field(default_factory=list)
    inherited_places: list[Mention] = field(default_factory=list)
    inherited_contests: list[str] = field(default_factory=list)
    anchor_item: Item | None = None

    @property
    def has_numbers(self) -> bool:
        return any(is_figure(item) for item in self.items)


@dataclass(slots=True)
class Segments:
    """The blocks of a message and the items before the first of them."""

    preamble: list[Item]
    blocks: list[Block]
    tangled: bool = False
    totals: list[Item] = field(default_factory=list)


def segment(items: list[Item]) -> Segments:
    """Blocks by TPS anchors; anchors may stand before or after their figures, not both."""
    anchors = [at for at, item in enumerate(items) if item.kind == "tps"]
    if not anchors:
        return Segments([], [_block(items, None)])
    if _same_anchor(items, anchors):
        return Segments([], [_block(items, items[anchors[0]])])
    starts = _starts(items, anchors)
    before = items[: starts[0]]
    if any(is_figure(item) for item in before):
        return _anchors_last(items, anchors)
    blocks = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(items)
        blocks.append(_block(items[start:end], items[anchors[index]]))
    _inherit(_block(before, None), blocks)
    return Segments(before, blocks, totals=_cut_totals(blocks))


def _cut_totals(blocks: list[Block]) -> list[Item]:
    """Take the closing line `JML: 01=208 02=294 TS=8` off the last of several blocks."""
    if len(blocks) < 2:
        return []
    items = blocks[-1].items
    for at in range(len(items) - 1, 0, -1):
        if items[at - 1].kind != "nl":
            continue
        line = items[at:]
        end = next((i for i, item in enumerate(line) if item.kind == "nl"), len(line))
        line = line[:end]
        if line and line[0].kind == "row" and line[0].value in ("sum", "suara_total"):
            if sum(item.kind in ("n", "d") for item in line) >= 2:
                blocks[-1].items = [*items[:at], *items[at + end :]]
                return [
                    item
                    for item in line[1:]
                    if not (item.kind == "s" and item.text in ":=|" and item is line[1])
                ]
            return []
    return []


def _same_anchor(items: list[Item], anchors: list[int]) -> bool:
    first = items[anchors[0]].value
    return all(items[at].value == first for at in anchors) and (
        len(anchors) == 1 or not _figures_between(items, anchors)
    )


def _figures_between(items: list[Item], anchors: list[int]) -> bool:
    """Whether figures follow more than one of the anchors: two reports of one TPS (two contests)."""
    bounds = [*anchors, len(items)]
    parts = [items[bounds[i] : bounds[i + 1]] for i in range(len(anchors))]
    return sum(any(item.kind in ("n", "d") for item in part) for part in parts) > 1


def _block(items: list[Item], anchor: Item | None) -> Block:
    block = Block(anchor.value if anchor is not None and isinstance(anchor.value, TpsAnchor) else None, items)
    block.anchor_item = anchor
    for item in items:
        if item.kind == "place" and isinstance(item.value, Mention):
            block.places.append(item.value)
        elif item.kind == "contest":
            block.contests.append(str(item.value))
    return block


def _starts(items: list[Item], anchors: list[int]) -> list[int]:
    """Where each block begins: at the heading (place, contest) that leads to its anchor."""
    starts = []
    floor = 0
    for at in anchors:
        start = at
        while start > floor and _leads(items, start - 1, at):
            start -= 1
        starts.append(_without_leading_lines(items, start, at))
        floor = at + 1
    return starts


def _leads(items: list[Item], index: int, anchor: int) -> bool:
    """Whether an item belongs to the heading of an anchor further on."""
    item = items[index]
    if item.kind in ("n", "d", "row", "ch", "hedge", "blank", "tps"):
        return False
    if item.kind == "nl":
        return _line_is_heading(items, index)
    return item.kind in _HEADING_KINDS and not (item.kind == "s" and item.text in ";")


def _line_is_heading(items: list[Item], end: int) -> bool:
    """Whether the line that ends at `end` names a place or a contest and holds no figure."""
    start = end
    while start > 0 and items[start - 1].kind != "nl":
        start -= 1
    line = items[start:end]
    if not line:
        return start > 0 and any(i.kind in ("place", "contest") for i in _line_before(items, start - 1))
    return any(i.kind in ("place", "contest") for i in line) and all(i.kind in _HEADING_KINDS for i in line)


def _line_before(items: list[Item], end: int) -> list[Item]:
    start = end
    while start > 0 and items[start - 1].kind != "nl":
        start -= 1
    line = items[start:end]
    return line if all(i.kind in _HEADING_KINDS for i in line) else []


def _without_leading_lines(items: list[Item], start: int, anchor: int) -> int:
    """A heading starts at the beginning of a line, or at a place on the same line."""
    if start == 0 or items[start - 1].kind == "nl" or items[start].kind == "nl":
        return start
    for index in range(start, anchor):
        if items[index].kind in ("nl", "place", "mark", "contest"):
            return index
    return anchor


def _anchors_last(items: list[Item], anchors: list[int]) -> Segments:
    """Figures first, the TPS after them."""
    if len(anchors) == 1:
        return Segments([], [_block(items, items[anchors[0]])])
    blocks, start = [], 0
    for index, at in enumerate(anchors):
        end = at + 1
        limit = anchors[index + 1] if index + 1 < len(anchors) else len(items)
        while end < limit and items[end].kind != "nl":
            end += 1
        if any(item.kind in ("n", "d") for item in items[at + 1 : end]):
            return Segments([], [_block(items, items[anchors[0]])], tangled=True)
        blocks.append(_block(items[start:end], items[at]))
        start = end
    if any(item.kind in ("n", "d") for item in items[start:]):
        return Segments([], [_block(items, items[anchors[0]])], tangled=True)
    _inherit(_block([], None), blocks)
    return Segments([], blocks)


def _inherit(heading: Block, blocks: list[Block]) -> None:
    """Hand headings down: a desa to the blocks that name none, a contest likewise."""
    places, contests = heading.places, heading.contests
    for block in blocks:
        block.inherited_places = places
        block.inherited_contests = contests
        if block.places:
            places = _handed_down(block, places)
        if block.contests:
            contests = list(dict.fromkeys(block.contests))


def _handed_down(block: Block, places: list[Mention]) -> list[Mention]:
    """What the next block may lean on: this one's desa, and regions named on lines of their own."""
    own_line = _mentions_on_own_lines(block.items)
    above = [m for m in places if not _may_be_desa(m)]
    if not any(_may_be_desa(m) for m in block.places):
        return [*places, *block.places]
    named = [m for m in block.places if _may_be_desa(m) or any(m is o for o in own_line)]
    beside = [m for m in block.places if not any(m is n for n in named)]
    for mention in beside:
        mention.beside = True
    return [*above, *named, *beside]


def _mentions_on_own_lines(items: list[Item]) -> list[Mention]:
    """Regions of lines that hold neither a TPS nor a desa nor figures."""
    found: list[Mention] = []
    line: list[Item] = []
    for item in [*items, None]:
        if item is None or item.kind == "nl":
            mentions = [i.value for i in line if i.kind == "place" and isinstance(i.value, Mention)]
            plain = not any(i.kind in ("tps", "n", "d") for i in line)
            if plain and not any(_may_be_desa(m) for m in mentions):
                found += mentions
            line = []
        else:
            line.append(item)
    return found


def _may_be_desa(mention: Mention) -> bool:
    return mention.level in ("", "desa") and any(len(code) == 10 for code in mention.codes)
