"""Where a message names its places, TPS and contests, as spans of the original text.

Comes in: items, and the items that each report was read from. Goes out: the reading with spans of role
"place", "tps" and "contest" beside those of its figures; a heading that serves several reports belongs
to the whole message (report None).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter

from deskpemilu.intake.drafts import Draft
from deskpemilu.intake.items import Item, Mention
from deskpemilu.intake.normalise import Normalised
from deskpemilu.intake.reading import Reading, Span

_ROLES = frozenset(("place", "tps", "contest"))


def with_headings(
    reading: Reading, items: Sequence[Item], normal: Normalised, drafts: Sequence[Draft] = ()
) -> Reading:
    """The reading with spans of its places, TPS and contests, in the order of the text."""
    found = list(reading.spans)
    headings = _headings(items, drafts)
    owners, leaning = _owners(drafts, {id(first) for first, _, _ in headings}), _handed_down(drafts)
    for first, last, role in headings:
        start, end = normal.original(first.start, last.end)
        if start < end <= normal.length and not _overlaps(found, start, end):
            own = owners.get(id(first), [])
            shared = len(own) != 1 or leaning.get(role, -1) > own[0]
            found.append(Span(start, end, role, None if shared else own[0]))
    return reading.with_spans(tuple(sorted(found, key=_in_text)))


_in_text = attrgetter("start", "end")


def _headings(items: Sequence[Item], drafts: Sequence[Draft]) -> list[tuple[Item, Item, str]]:
    """(first item, last item, role) of each heading; names that were read with another spelling too."""
    found = [
        (item, item, item.kind)
        for item in items
        if item.kind in _ROLES and not (isinstance(item.value, Mention) and item.value.weak)
    ]
    for written in {draft.place.corrected[0] for draft in drafts if draft.place.corrected is not None}:
        words = written.split()
        for at in range(len(items) - len(words) + 1):
            run = items[at : at + len(words)]
            if [i.text for i in run] == words and all(i.kind == "w" for i in run):
                found.append((run[0], run[-1], "place"))
    return found


def _overlaps(taken: Sequence[Span], start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for span in taken)


def _owners(drafts: Sequence[Draft], wanted: AbstractSet[int]) -> dict[int, list[int]]:
    """Indices of the reports that were read from each wanted item, by the item's identity."""
    owners: dict[int, list[int]] = {}
    if len(drafts) == 1:
        source = drafts[0].source
        return {one: [0] for one in wanted if any(id(item) == one for item in source)}
    for index, draft in enumerate(drafts):
        for item in draft.source:
            if id(item) in wanted:
                owners.setdefault(id(item), []).append(index)
    return owners


def _handed_down(drafts: Sequence[Draft]) -> dict[str, int]:
    """The last report that names no place (or contest) of its own, by kind: it leans on one above."""
    last: dict[str, int] = {}
    if len(drafts) == 1:
        return last
    for index, draft in enumerate(drafts):
        kinds = {item.kind for item in draft.source}
        last |= {kind: index for kind in ("place", "contest") if kind not in kinds}
    return last
