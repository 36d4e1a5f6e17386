"""The grammars of order: `212/97/4`, `01/02/TS = 212/97/4`, columns of several TPS, coded `#` messages.

Comes in: the items of a block and a ballot. Goes out: proposals. Order means something only when the
number of figures fits the ballot exactly and further figures obey the form's sums.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item
from deskpemilu.intake.labelled import Labelled
from deskpemilu.intake.proposal import Ballot, Doubt, Proposal
from deskpemilu.intake.values import figure_at
from deskpemilu.intake.vocabulary import DPT, INVALID, TOTAL, VALID

_SEPARATORS = frozenset("/-,;|#.:")
_SKIPPED = frozenset(("unit", "w", "x", "place", "tps", "contest", "mark", "to"))


def positional(items: list[Item], ballot: Ballot) -> Proposal | None:
    """A first run of unlabelled figures in ballot order; what follows must carry labels."""
    run = first_run(items)
    if run is None:
        return None
    start, end, numbers, separator = run
    if any(it.kind in ("row", "ch", "intro") for it in items[:start]) or _is_half_said(numbers, separator):
        return None
    if _is_lone_digit(items, start, -1) or _is_lone_digit(items, end - 1, 1):
        return None  # `O, 19, 13, 7`: a letter is the first figure, and every other one would move up
    proposal = Proposal("positional")
    rows = _rows_in_order([n.number for n in numbers], len(ballot.order), separator)
    if rows is None or (separator != "#" and _looks_labelled(numbers, ballot, separator)):
        return None
    proposal.doubts += _run_doubts(numbers, separator)
    for at, label in enumerate([*(f"choice:{key}" for key in ballot.order), *rows]):
        proposal.put(label, numbers[at].number, numbers[at])
    rest = Labelled(items[end:], ballot, numeric=False).run()
    if rest.votes:
        return None
    _take_rows(proposal, rest)
    proposal.labels = len(numbers)
    return proposal


def _is_half_said(numbers: list[Item], separator: str) -> bool:
    """`seratus dua 77 tiga 66`: where a figure ends, and which are labels, nobody knows."""
    said = sum(number.words for number in numbers)
    return bool(said) and (said < len(numbers) or separator == " ")


_LOOKALIKE = frozenset("oil")


def _is_lone_digit(items: list[Item], at: int, step: int) -> bool:
    """Whether a letter that looks like a digit stands alone beside a run of figures."""
    at += step
    while 0 <= at < len(items) and (items[at].kind == "nl" or items[at].text in _SEPARATORS):
        at += step
    return 0 <= at < len(items) and items[at].kind == "w" and set(items[at].text) <= _LOOKALIKE


def _run_doubts(numbers: list[Item], separator: str) -> list[Doubt]:
    """Figures of a run that are written so that nobody should trust them."""
    doubts = [Doubt("letters", str(item.value)) for item in numbers if item.kind == "d"]
    doubts += [Doubt("too_long", str(item.value)) for item in numbers if item.kind == "n" and item.width > 3]
    if separator in ",." and all(n.width == 1 for n in numbers):
        doubts.append(Doubt("parted", "".join(str(n.value) for n in numbers)))
    return doubts


def _take_rows(proposal: Proposal, rest: Proposal) -> None:
    """Add the labelled rows that follow a run."""
    proposal.unexplained += rest.unexplained
    proposal.doubts += rest.doubts
    proposal.spans += rest.spans
    for name, value in rest.rows.items():
        if proposal.rows.setdefault(name, value) != value:
            proposal.doubts.append(Doubt("twice", f"{proposal.rows[name]} dan {value}"))


def first_run(items: list[Item]) -> tuple[int, int, list[Item], str] | None:
    """(start, end, numbers, separator) of the first run of figures parted by one and the same sign."""
    start = next((at for at, item in enumerate(items) if item.kind in ("n", "d")), None)
    if start is None:
        return None
    numbers, at, separator = [items[start]], start + 1, None
    while at < len(items):
        step = at
        while step < len(items) and items[step].kind == "s" and items[step].text in _SEPARATORS:
            step += 1
        if step - at > 1 or step >= len(items) or items[step].kind not in ("n", "d"):
            break
        sign = items[at].text if step > at else " "
        if separator is not None and sign != separator:
            break
        separator = sign
        numbers.append(items[step])
        at = step + 1
    return (start, at, numbers, separator) if separator is not None else None


def longest_run(items: list[Item]) -> int:
    """How many figures stand in the longest run parted by signs alone."""
    best = at = 0
    while at < len(items):
        if items[at].kind not in ("n", "d") or items[at].hint:
            at += 1
            continue
        run = first_run(items[at:])
        if run is None or run[0]:
            at += 1
            continue
        best = max(best, len(run[2]))
        at += run[1]
    return best


def _looks_labelled(numbers: list[Item], ballot: Ballot, separator: str) -> bool:
    """Whether the first figure may be a ballot number: then order alone cannot be trusted."""
    first = numbers[0]
    if first.words:
        return False
    value = first.number
    if value == 1 or (first.width == 2 and value < 10):
        return True
    return separator in " -.:" and str(value) in ballot.keys


def _rows_in_order(values: list[int], choices: int, separator: str) -> list[str] | None:  # noqa: PLR0911
    """Names of the figures after the votes, or None when no order fits them alone."""
    votes, rest = values[:choices], values[choices:]
    if choices < 2 or len(votes) < choices:
        return None
    summed = sum(votes)
    if len(rest) == 0:
        return []
    if len(rest) == 1:
        return _one_more(summed, rest[0])
    if len(rest) == 2:
        return _two_more(summed, rest, separator)
    if len(rest) == 3 and rest[0] == summed and rest[0] + rest[1] == rest[2]:
        return [f"row:{VALID}", f"row:{INVALID}", f"row:{TOTAL}"]
    if len(rest) == 3 and rest[1] == summed and rest[0] + rest[1] == rest[2]:
        return [f"row:{INVALID}", f"row:{VALID}", f"row:{TOTAL}"]
    return None


def _one_more(summed: int, figure: int) -> list[str] | None:
    """One figure more is the invalid votes, unless it is the sum of the votes."""
    if figure == summed:
        return [f"row:{VALID}"]
    # more invalid votes than a quarter of the valid ones is no figure to take from its place alone: it may
    # be the third pair of another contest
    return [f"row:{INVALID}"] if figure * 4 <= summed else None


def _two_more(summed: int, rest: list[int], separator: str) -> list[str] | None:
    fits: list[list[str]] = []
    if rest[0] == summed:
        fits.append([f"row:{VALID}", f"row:{INVALID}"])
    if rest[1] == summed + rest[0]:
        fits.append([f"row:{INVALID}", f"row:{TOTAL}"])
    if separator == "#" and rest[1] > summed + rest[0]:
        fits.append([f"row:{INVALID}", f"row:{DPT}"])
    return fits[0] if len(fits) == 1 else None


def columns(items: list[Item], ballot: Ballot, width: int) -> list[Proposal] | None:
    """`01 = 120, 131, 99` under a heading of `width` TPS: one proposal a TPS, or None."""
    proposals = [Proposal("columns") for _ in range(width)]
    at = 0
    while at < len(items):
        item = items[at]
        label, after = _column_label(items, at, ballot)
        if label is None:
            if item.kind in ("n", "d"):
                return None
            at += 1
            continue
        figures, at = _column_figures(items, after, width)
        if figures is None:
            return None
        for proposal, (value, source, doubt) in zip(proposals, figures, strict=True):
            proposal.put(label, value, source)
            proposal.labels += 1
            if doubt is not None:
                proposal.doubts.append(doubt)
    return proposals if proposals[0].votes else None


def _column_label(items: list[Item], at: int, ballot: Ballot) -> tuple[str | None, int]:
    item = items[at]
    after = at + 1
    if item.kind == "intro" and after < len(items) and items[after].kind == "n":
        item, after = items[after], after + 1
    label: str | None = None
    if item.kind == "row":
        label = f"row:{item.value}"
    elif item.kind == "ch":
        key = ballot.key_of(item.value)
        label = f"choice:{key}" if key else None
    elif item.kind == "n" and str(item.value) in ballot.keys:
        label = f"choice:{item.value}"
        if (
            after < len(items)
            and items[after].kind == "ch"
            and ballot.key_of(items[after].value) == str(item.value)
        ):
            after += 1
    while label and after < len(items) and items[after].kind == "s" and items[after].text in "=:|":
        after += 1
    bound = (
        label is None
        or item.kind != "n"
        or items[after - 1].text in ("=", ":", "|")
        or items[at].kind == "intro"
    )
    return (label, after) if bound else (None, at)


def _column_figures(
    items: list[Item], at: int, width: int
) -> tuple[list[tuple[int, Item, Doubt | None]] | None, int]:
    figures: list[tuple[int, Item, Doubt | None]] = []
    while at < len(items) and len(figures) < width:
        item = items[at]
        if item.kind in ("n", "d"):
            single = item.width <= 3 and item.kind == "n"
            doubt = None if single else Doubt("too_long", str(item.value))
            figures.append((item.number, item, doubt))
        elif item.kind not in ("s", "unit") and item.text not in ("dan",):
            break
        at += 1
    closed = at >= len(items) or items[at].kind in ("nl", "row", "ch", "intro") or items[at].text in ",;"
    return (figures, at) if len(figures) == width and closed else (None, at)


def number_label(items: list[Item], ballot: Ballot) -> Proposal | None:
    """`62 AMIN, 87 untuk paslon 2, 5 tidak sah`: every figure stands before its label."""
    proposal = Proposal("number_label")
    at = 0
    while at < len(items):
        item = items[at]
        if item.kind == "ch":
            return None
        if item.kind == "row":
            figure = _row_first(items, at)
            if figure is None:
                return None
            proposal.put(f"row:{item.value}", items[figure].number, items[figure])
            at = figure + 1
            continue
        if item.kind not in ("n", "d") or _is_list_mark(items, at):
            at += 1
            continue
        value, after, doubt = figure_at(items, at)
        label, following = _label_after(items, after, ballot)
        if label is None:
            if not item.hint:
                return None
            at = after
            continue
        if doubt is not None:
            proposal.doubts.append(doubt)
        proposal.put(label, value, item)
        proposal.labels += 1
        at = following
    return proposal if proposal.votes else None


def _is_list_mark(items: list[Item], at: int) -> bool:
    """`1. 62 AMIN`: the number of the line."""
    starts = at == 0 or items[at - 1].kind == "nl"
    follows = at + 2 < len(items) and items[at + 1].kind == "s" and items[at + 1].text in ".)"
    return starts and follows and items[at + 2].kind in ("n", "d") and items[at + 2].gap


def _row_first(items: list[Item], at: int) -> int | None:
    """Index of the figure of a row whose label comes first after all (`DPT 245`) and nothing else claims."""
    index = at + 1
    while index < len(items) and items[index].kind == "s" and items[index].text in "=:-.":
        index += 1
    if index >= len(items) or items[index].kind != "n" or items[index].width > 3:
        return None
    after = index + 1
    while after < len(items) and items[after].kind == "unit":
        after += 1
    free = after >= len(items) or items[after].kind in ("nl", "s", "w", "x")
    return index if free and not (after < len(items) and items[after].text in "(=:") else None


def _label_after(items: list[Item], at: int, ballot: Ballot) -> tuple[str | None, int]:
    bound = False
    while at < len(items) and (
        items[at].kind in ("unit", "to", "intro") or items[at].text in ("(", "=", "-", ":")
    ):
        bound = bound or items[at].kind in ("to", "intro")
        at += 1
    if at >= len(items):
        return None, at
    item = items[at]
    if item.kind == "row":
        return f"row:{item.value}", at + 1
    if item.kind == "ch":
        key = ballot.key_of(item.value)
        return (f"choice:{key}" if key else None), at + 1
    if bound and item.kind == "n" and str(item.value) in ballot.keys:
        return f"choice:{item.value}", at + 1
    return None, at
