"""Two figures digit by digit, as in the boxes of the form, with the digits that differ marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deskpemilu.exchange.beside import Row
from deskpemilu.exchange.compare import boxes
from deskpemilu.exchange.wording import figure_label
from deskpemilu.web.formatting import figure


@dataclass(frozen=True, slots=True)
class Digit:
    """One box: its digit, whether the other side has another there, whether it only fills up."""

    digit: str
    differs: bool
    filling: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure on both sides. `difference` is theirs minus ours."""

    name: str
    label: str
    ours: int | None
    theirs: int | None
    ours_boxes: Sequence[Digit]
    theirs_boxes: Sequence[Digit]
    detail: str = ""

    @property
    def difference(self) -> int:
        """Theirs minus ours; a blank counts as nothing."""
        return (self.theirs or 0) - (self.ours or 0)

    @property
    def differs(self) -> bool:
        """Whether both sides state another figure (a blank row is no other figure)."""
        return self.ours != self.theirs and (self.name[0].isdigit() or None not in (self.ours, self.theirs))


def pair(name: str, contest: str, ours: int | None, theirs: int | None, detail: str = "") -> Pair:
    """A figure with its boxes; one that a side leaves blank has none there."""
    left, right = boxes(ours or 0, theirs or 0)
    return Pair(
        name,
        figure_label(name, contest),
        ours,
        theirs,
        () if ours is None else _digits(left, right, ours),
        () if theirs is None else _digits(right, left, theirs),
        detail,
    )


def _digits(mine: str, other: str, figure: int) -> tuple[Digit, ...]:
    filling = len(mine) - len(str(figure))
    return tuple(
        Digit(digit, digit != there, at < filling)
        for at, (digit, there) in enumerate(zip(mine, other, strict=True))
    )


def differing(row: Row, contest: str) -> list[Pair]:
    """The figures of a row that differ, in the order of the form."""
    ours = {**row.mine.form.rows, **row.mine.form.votes} if row.mine else {}
    theirs = {**row.theirs.form.rows, **row.theirs.form.votes} if row.theirs else {}
    return [pair(name, contest, ours.get(name), theirs.get(name)) for name in row.judgement.difference]


def signed(number: int) -> str:
    """A difference with its sign and thousands dots."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{figure(abs(number))}"
