"""Tables with a column a TPS: a heading `TPS 01 03 05` and one line a label under it.

Comes in: the lines of a message. Goes out: the same figures as one block a TPS, or nothing where a line
does not fit the heading.
"""

from __future__ import annotations

from itertools import pairwise

from deskpemilu.intake.cells import labelled
from deskpemilu.intake.items import Item, TpsAnchor


def turned(lines: list[list[Item]], at: int) -> tuple[list[Item], int] | None:
    """A heading `TPS 01 03 05` with one line a label under it: one block a TPS."""
    numbers = _tps_columns(lines[at])
    if len(numbers) < 2:
        return None
    rows: list[tuple[list[Item], list[Item]]] = []
    used, named = 1, False
    while at + used < len(lines):
        line = lines[at + used]
        content = [i for i in line if i.kind not in ("nl", "s", "unit")]
        if not content:
            used += 1
            continue
        row = _label_row(content, len(numbers))
        if row is None and content[0].kind in ("row", "ch", "intro") and len(content) > 1:
            return None
        if row is None:
            break
        named = named or row[0][0].kind != "n"
        rows.append(row)
        used += 1
    if len(rows) < 2 or not named:
        return None
    out: list[Item] = []
    end = next((i for i in reversed(lines[at]) if i.kind == "nl"), None)
    for index, number in enumerate(numbers):
        out.append(number.like("tps", TpsAnchor((number.number,)), "tps"))
        for label, cells in rows:
            out += labelled([label[-1]], [cells[index]])
        if end is not None:
            out.append(end.like("nl", None, "\n"))
    return out, used


def _tps_columns(line: list[Item]) -> list[Item]:
    """The TPS numbers of a heading line that holds nothing else."""
    found: list[Item] = []
    seen = False
    for item in line:
        if item.kind == "tps" and isinstance(item.value, TpsAnchor) and not item.value.doubt:
            seen = True
            found += [item.like("n", number, str(number)) for number in item.value.numbers]
        elif item.kind == "n" and seen and not item.words:
            found.append(item)
        elif item.kind == "w" and item.text in ("tps", "notps"):
            seen = True
        elif item.kind not in ("nl", "s", "intro", "unit"):
            return []
    values = [item.number for item in found]
    rising = all(a < b for a, b in pairwise(values))
    return found if seen and rising else []


def _label_row(content: list[Item], width: int) -> tuple[list[Item], list[Item]] | None:
    """(label items, figures) of a line `Paslon 01 | 126 | 39`."""
    label: list[Item] = []
    at = 0
    if content[0].kind == "intro":
        at = 1
    if at < len(content) and content[at].kind in ("row", "ch", "n") and not content[at].words:
        label = content[: at + 1]
        at += 1
        if label[-1].kind == "n" and at < len(content) and content[at].kind == "ch":
            label.append(content[at])
            at += 1
    cells = content[at:]
    if not label or len(cells) != width or any(cell.kind not in ("n", "d") for cell in cells):
        return None
    return label, cells
