"""Reading one figure where a label waits for it.

Comes in: items and the index of a number. Goes out: its value, the index after it, and a doubt when
its digits were parted (`1.5.4`), joined by thousands marks, negative, or made with letters.
"""

from __future__ import annotations

from deskpemilu.intake.items import Item
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.proposal import Doubt

VERBS = frozenset(
    """sebanyak sejumlah sebesar memperoleh mendapat mendapatkan meraih dapat dpt dapet mengantongi
    beroleh peroleh
    diperoleh mendulang menghasilkan hasilnya""".split()  # noqa: SIM905
)


_COMPARING = frozenset(["lebih", "kurang", "lbh", "krg", "an", "kurangnya", "lebihnya", "sekian", "plus"])


LONGEST_GROUP = 12  # of figures joined by signs: no message of a report holds a longer one


def glued_group(items: list[Item], at: int, signs: str) -> list[int]:
    """Indexes of numbers joined to the one at `at` by a sign without spaces around it."""
    group, index = [at], at
    while (
        len(group) < LONGEST_GROUP
        and index + 2 < len(items)
        and items[index + 1].kind == "s"
        and items[index + 1].text in signs
        and not items[index + 1].gap
        and items[index + 2].kind in ("n", "d")
        and not items[index + 2].gap
        and not items[index + 2].words
    ):
        index += 2
        group.append(index)
    return group


def figure_at(items: list[Item], at: int) -> tuple[int, int, Doubt | None]:  # noqa: PLR0911
    """(value, index after it, doubt or None) of the figure that starts at number `at`."""
    item = items[at]
    value = item.number
    if item.kind == "d":
        return value, at + 1, Doubt("letters", str(value))
    if item.words:
        return value, at + 1, _torn_words(items, at)
    group = glued_group(items, at, ".,")
    if len(group) > 1:
        return _grouped(items, group)
    spaced = _spaced_digits(items, at)
    if spaced:
        digits = "".join(str(items[i].value) for i in spaced)
        return int(digits), spaced[-1] + 1, Doubt("parted", digits)
    if odd := _odd_neighbour(items, at):
        return value, at + 1, Doubt("odd_sign", odd)
    if item.width > 3:
        return value, at + 1, Doubt("too_long", str(value))
    return value, at + 1, None


def _odd_neighbour(items: list[Item], at: int) -> str:
    """A letter or an odd sign grown onto the figure: `215K`, `12x`, `K215`, `21²`."""
    item = items[at]
    after = items[at + 1] if at + 1 < len(items) else None
    before = items[at - 1] if at else None
    if after is not None and not after.gap and (after.kind == "w" or after.text == "¤"):
        return f"{item.value}{after.text}"
    if before is not None and not item.gap and (before.kind == "w" or before.text == "¤"):
        return f"{before.text}{item.value}"
    if after is not None and after.kind == "w" and after.text in _COMPARING:
        return f"{item.value} {after.text}"
    return ""


def _torn_words(items: list[Item], at: int) -> Doubt | None:
    """A number in words beside a word that is none of the usual ones may have lost a piece."""
    for near in (at - 1, at + 1):
        if 0 <= near < len(items):
            word = items[near]
            if word.kind == "w" and word.text not in ORDINARY and word.text not in VERBS:
                return Doubt("words_unclear", f"{items[at].text} {word.text}")
    return None


def _grouped(items: list[Item], group: list[int]) -> tuple[int, int, Doubt | None]:
    parts = [items[i] for i in group]
    digits = "".join(str(p.value).zfill(p.width) for p in parts)
    if len(parts) > 3 and items[group[0] + 1].text == ",":
        return parts[0].number, group[0] + 1, None
    if len(parts) == 2 and parts[1].width == 3 and items[group[0] + 1].text == "." and parts[0].value:
        return int(digits[:18]), group[-1] + 1, Doubt("thousands", digits)
    if all(p.width == 1 for p in parts) or (len(parts) == 2 and parts[0].value == 0):
        return int(digits[:18]), group[-1] + 1, Doubt("parted", digits)
    if items[group[0] + 1].text == ",":
        # a comma without a space may also end the entry: the labels after it will tell
        return parts[0].number, group[0] + 1, None
    return int(digits[:18]), group[-1] + 1, Doubt("parted", items[group[0]].text)


def _spaced_digits(items: list[Item], at: int) -> list[int]:
    """Indexes of two or three single digits written apart, as in the boxes of the form."""
    run, index = [at], at + 1
    if items[at].width != 1:
        return []
    while index < len(items) and items[index].kind == "n" and items[index].width == 1 and items[index].gap:
        run.append(index)
        index += 1
    if not 2 <= len(run) <= 3:
        return []
    if index < len(items) and items[index].kind == "s" and items[index].text in "=:.-)":
        return []
    return run
