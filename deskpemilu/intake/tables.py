"""Tables and paired lists rewritten as labelled figures, and the numbers of list lines set aside.

Comes in: items. Goes out: items in which every row of a table reads `TPS n`, `label = figure` …, so that
the other grammars and the segmentation see nothing new. What does not fit a heading exactly is left
as it stands, and will be asked about.
"""

from __future__ import annotations

from deskpemilu.intake.cells import is_sequence, labelled
from deskpemilu.intake.items import Item, TpsAnchor
from deskpemilu.intake.turned import turned
from deskpemilu.intake.vocabulary import MARK_PATTERNS, expand_all

_CELL_SIGNS = frozenset("|/,;-:&")
_DESA_HEADS = frozenset(phrase[0] for phrase in expand_all(MARK_PATTERNS["desa"]) if len(phrase) == 1)
_TPS_HEADS = frozenset(("tps", "notps"))
_HEADS = _DESA_HEADS | _TPS_HEADS
_HEADED = frozenset(("row", "ch", "tps"))
_LABELS = frozenset(("n", "ch", "row", "intro"))
_LINE_HEADS = frozenset(("row", "mark", "place", "tps", "contest", "intro"))


def rewrite(items: list[Item]) -> list[Item]:
    """Lists, paired labels and tables made plain."""
    lines = _lines(items)
    if len(lines) == 1 and len(items) < 6:
        return items
    _set_list_numbers_aside(lines)
    out: list[Item] = []
    at = 0
    while at < len(lines):
        if _is_plain(lines[at]):
            out += lines[at]
            at += 1
            continue
        paired = _paired(lines, at)
        if paired is not None:
            new, used = paired
            out += new
            at += used
            continue
        tabled = turned(lines, at) or _table(lines, at)
        if tabled is not None:
            new, used = tabled
            out += new
            at += used
            continue
        out += lines[at]
        at += 1
    return out


def _lines(items: list[Item]) -> list[list[Item]]:
    """Items by line; each line keeps its line end."""
    lines: list[list[Item]] = []
    start = 0
    for at, item in enumerate(items, 1):
        if item.kind == "nl":
            lines.append(items[start:at])
            start = at
    if start < len(items):
        lines.append(items[start:])
    return lines


def _is_plain(line: list[Item]) -> bool:
    """Whether a cheap look finds no label of a heading, and no first ballot number of a list."""
    first = True
    for item in line:
        kind = item.kind
        if kind == "n":
            if first and item.number == 1:
                return False
            first = False
        elif kind in _HEADED or item.text in _HEADS:
            return False
    return True


def _set_list_numbers_aside(lines: list[list[Item]]) -> None:
    """`1. Kecamatan: …`, `5) DPT: …`: the number only counts lines."""
    for line in lines:
        at = 1 if line[0].kind == "s" and line[0].text in "-•*" else 0
        if len(line) < at + 3 or line[at].kind != "n" or line[at].width not in (1, 2):
            continue
        mark = line[at + 1]
        if mark.kind != "s" or mark.text not in ".)" or mark.gap:
            continue
        after = next((i for i in line[at + 2 :] if i.kind != "s"), line[at + 2])
        bare = not any(i.kind in ("n", "d") for i in line[at + 2 :])
        if after.kind in _LINE_HEADS or (bare and after.kind in ("w", "unit", "blank", "hedge", "to")):
            line[at].kind, line[at].value = "x", "list"


# paired lists ------------------------------------------------------------------------------------


def _paired(lines: list[list[Item]], at: int) -> tuple[list[Item], int] | None:
    """`01/02/TS = 212/97/4`, on one line or over two."""
    line = lines[at]
    found = _label_group(line)
    if found is None:
        return None
    start, end, labels = found
    step = end
    while step < len(line) and line[step].kind == "s" and line[step].text in "=:)":
        step += 1
    bound = step > end
    used, rest = 1, line[step:]
    if not bound and (not rest or rest[0].kind == "nl") and at + 1 < len(lines):
        used, rest = 2, lines[at + 1]
    elif not bound:
        return None
    cells, after = _figures(rest)
    if len(cells) != len(labels):
        return None
    return [*line[:start], *labelled(labels, cells), *rest[after:]], used


def _label_group(line: list[Item]) -> tuple[int, int, list[Item]] | None:
    """(start, end, labels) of labels parted by one and the same sign: `01/02/TS`."""
    for start, item in enumerate(line):
        kind = item.kind
        if kind not in _LABELS:
            continue
        if kind == "n" and (item.number != 1 or _is_figure_of(line, start)):
            return None
        labels, end, sign = _labels_from(line, start)
        if len(labels) >= 2 and sign and is_sequence(labels) and not _mostly_rows(labels):
            return start, end, labels
        if kind == "n":
            return None
    return None


def _is_figure_of(line: list[Item], at: int) -> bool:
    """`Anies : 1, Prabowo : 3.9`: the number is the figure of a name or row before it, and no label."""
    before = at - 1
    if before >= 0 and line[before].kind == "s" and line[before].text in "=:-.":
        before -= 1
    return before >= 0 and line[before].kind in ("ch", "row")


def _mostly_rows(labels: list[Item]) -> bool:
    return all(label.kind == "row" for label in labels) and len(labels) < 2


def _labels_from(line: list[Item], start: int) -> tuple[list[Item], int, str]:
    labels: list[Item] = []
    at, sign = start, ""
    while at < len(line):
        if line[at].kind == "intro" and at + 1 < len(line) and line[at + 1].kind == "n":
            at += 1
        if line[at].kind not in ("n", "ch", "row") or line[at].words:
            break
        labels.append(line[at])
        at += 1
        if (
            at < len(line)
            and line[at].kind == "s"
            and line[at].text in "/|-,&;"
            and sign in ("", line[at].text)
        ):
            follows = at + 1 < len(line) and line[at + 1].kind in ("n", "ch", "row", "intro")
            if not follows:
                break
            sign = line[at].text
            at += 1
        else:
            break
    return labels, at, sign


def _figures(rest: list[Item]) -> tuple[list[Item], int]:
    """Figures parted by one and the same sign up to the end of the line: (figures, index after)."""
    cells: list[Item] = []
    at, sign = 0, None
    while at < len(rest) and rest[at].kind != "nl":
        item = rest[at]
        if item.kind in ("n", "d"):
            cells.append(item)
        elif item.kind == "s" and item.text in "/|-,&;." and (sign is None or sign == item.text):
            if sign is None and not cells:
                return [], 0
            sign = item.text
        else:
            break
        at += 1
    closed = at >= len(rest) or rest[at].kind in ("nl", "row", "w", "unit") or rest[at].text in "(.,;"
    return (cells, at) if closed else ([], 0)


# tables ------------------------------------------------------------------------------------------


def _table(lines: list[list[Item]], at: int) -> tuple[list[Item], int] | None:
    """A heading line of labels and the rows of figures under it."""
    heading = _heading(lines[at])
    if heading is None:
        return None
    columns, has_desa = heading
    labels = [c for c in columns if c.kind in ("n", "ch", "row")]
    rows: list[tuple[list[Item], Item | None, list[Item], Item | None]] = []
    used = 1
    total: list[Item] | None = None
    while at + used < len(lines):
        line = lines[at + used]
        if not [i for i in line if i.kind not in ("nl", "s")]:
            used += 1
            continue
        row = _row(line, columns, len(labels), has_desa)
        if row is not None and has_desa and _number_out_of_place(lines[at], line, row[1]):
            row = None
        if row is None:
            total = _total_row(line, len(labels))
            used += 1 if total is not None else 0
            break
        rows.append(row)
        used += 1
    if not rows or (total is not None and not _adds_up(rows, total)):
        return None
    out: list[Item] = []
    for places, anchor, cells, end in rows:
        out += places
        if anchor is not None:
            out.append(anchor)
        out += labelled(labels, cells) if cells else []
        if end is not None:
            out.append(end)
    return out, used


def _heading(line: list[Item]) -> tuple[list[Item], bool] | None:
    """The columns of a heading line, when it holds labels and nothing else."""
    if not _may_head(line):
        return None
    columns: list[Item] = []
    has_desa = False
    for item in line:
        if item.kind == "tps" and isinstance(item.value, TpsAnchor) and not columns:
            columns.append(item.like("w", None, "tps"))
            columns += [item.like("n", number, str(number)) for number in item.value.numbers]
        elif (item.kind in ("n", "ch", "row") and not item.words) or (
            item.kind == "w" and item.text in _TPS_HEADS
        ):
            columns.append(item)
        elif item.kind in ("w", "mark") and item.text in _DESA_HEADS:
            has_desa = True
        elif (item.kind == "w" and item.text in ("nama", "wilayah")) or item.kind == "intro":
            continue
        elif item.kind not in ("nl", "s") or (item.kind == "s" and item.text not in _CELL_SIGNS):
            return None
    labels = [c for c in columns if c.kind in ("n", "ch", "row")]
    votes = [c for c in labels if c.kind in ("n", "ch")]
    telling = has_desa or any(c.kind != "n" for c in columns)
    return (columns, has_desa) if telling and len(votes) >= 2 and is_sequence(labels) else None


def _may_head(line: list[Item]) -> bool:
    """Whether a cheap look finds a label in the line, a list from 1 on if any, and no foreign thing."""
    headed = False
    first = 1
    for item in line:
        kind = item.kind
        if kind in _HEADED or item.text in _HEADS:
            headed = True
            if kind == "tps":
                first = 0
        elif kind == "s":
            if item.text not in _CELL_SIGNS:
                return False
        elif kind == "n":
            if first == 1 != item.number:
                return False
            first = 0
        elif kind not in ("nl", "intro", "w"):
            return False
    return headed


def _row(
    line: list[Item], columns: list[Item], labels: int, has_desa: bool
) -> tuple[list[Item], Item | None, list[Item], Item | None] | None:
    """(places, TPS anchor, figures, line end) of a row that fits the heading exactly."""
    places = [i for i in line if i.kind in ("place", "mark")]
    anchors = [i for i in line if i.kind == "tps"]
    cells = [i for i in line if i.kind in ("n", "d")]
    blanks = [i for i in line if i.kind in ("blank", "hedge")]
    known = {"place", "mark", "tps", "n", "d", "blank", "nl", "s", "unit"}
    if any(i.kind not in known and not (i.kind == "hedge" and i.value == "unfinished") for i in line):
        return None
    end = line[-1] if line[-1].kind == "nl" else None
    if (
        has_desa
        and places
        and cells
        and len(cells) > labels + (not anchors)
        and line.index(cells[0]) < line.index(places[0])
    ):
        cells = cells[1:]  # a running number before the name of the desa
    wants_tps = any(c.kind == "w" for c in columns)
    anchor = anchors[0] if anchors else None
    if anchor is None and wants_tps:
        if not cells or cells[0].kind != "n" or cells[0].words or not 1 <= cells[0].number <= 999:
            return None
        anchor = cells[0].like("tps", TpsAnchor((cells[0].number,)), "tps")
        cells = cells[1:]
    dashes = not cells and sum(i.kind == "s" and i.text == "-" for i in line) >= labels
    if anchor is not None and not cells and (blanks or dashes):
        return places, anchor, [], end
    return (places, anchor, cells, end) if len(cells) == labels and not blanks else None


def _number_out_of_place(heading: list[Item], line: list[Item], anchor: Item | None) -> bool:
    """Whether the TPS stands before the desa where the heading has it behind: `1 Melati 2 …` may be row 1
    of Melati's TPS 2 as well as TPS 1 of Melati II."""
    tps = next((i for i, item in enumerate(heading) if item.text in _TPS_HEADS), -1)
    desa = next((i for i, item in enumerate(heading) if item.text in _DESA_HEADS), -1)
    place = next((item for item in line if item.kind == "place"), None)
    if anchor is None or place is None or tps < 0 or desa < 0:
        return False
    return desa < tps and anchor.start < place.start


def _total_row(line: list[Item], labels: int) -> list[Item] | None:
    """The figures of a closing line `JML | 329 | 424 | 14`."""
    first = next((i for i in line if i.kind != "s"), None)
    if first is None or first.kind != "row" or first.value not in ("sum", "suara_total"):
        return None
    cells = [i for i in line if i.kind in ("n", "d")]
    return cells if len(cells) == labels else None


def _adds_up(rows: list[tuple[list[Item], Item | None, list[Item], Item | None]], total: list[Item]) -> bool:
    sums = [0] * len(total)
    for _, _, cells, _ in rows:
        for index, cell in enumerate(cells):
            sums[index] += cell.number
    return sums == [cell.number for cell in total]
