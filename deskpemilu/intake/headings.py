"""Where a message names its places, TPS and contests, as spans of the original text.

Comes in: items, and the items that each report was read from. Goes out: the reading with spans of role
"place", "tps" and "contest" beside those of its figures; a heading that serves several reports belongs
to the whole message (report None).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

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
    owners, leaning = _owners(drafts), _handed_down(drafts)
    taken = sorted((span.start, span.end) for span in found)
    for first, last, role in _headings(items, drafts):
        start, end = normal.original(first.start, last.end)
        if start < end <= normal.length and not _overlaps(taken, start, end):
            own = owners.get(id(first), [])
            shared = len(own) != 1 or leaning.get(role, -1) > own[0]
            found.append(Span(start, end, role, None if shared else own[0]))
            taken.append((start, end))
    return replace(reading, spans=tuple(sorted(found, key=lambda span: (span.start, span.end))))


def _headings(items: Sequence[Item], drafts: Sequence[Draft]) -> Iterable[tuple[Item, Item, str]]:
    """(first item, last item, role) of each heading; names that were read with another spelling too."""
    for item in items:
        weak = isinstance(item.value, Mention) and item.value.weak
        if item.kind in _ROLES and not weak:
            yield item, item, item.kind
    for written in {draft.place.corrected[0] for draft in drafts if draft.place.corrected is not None}:
        words = written.split()
        for at in range(len(items) - len(words) + 1):
            run = items[at : at + len(words)]
            if [i.text for i in run] == words and all(i.kind == "w" for i in run):
                yield run[0], run[-1], "place"


def _overlaps(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in taken)


def _owners(drafts: Sequence[Draft]) -> dict[int, list[int]]:
    """Indices of the reports that were read from each item, by the item's identity."""
    owners: dict[int, list[int]] = {}
    for index, draft in enumerate(drafts):
        for item in draft.source:
            owners.setdefault(id(item), []).append(index)
    return owners


def _handed_down(drafts: Sequence[Draft]) -> dict[str, int]:
    """The last report that names no place (or contest) of its own, by kind: it leans on one above."""
    last: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        kinds = {item.kind for item in draft.source}
        last |= {kind: index for kind in ("place", "contest") if kind not in kinds}
    return last
