"""Slips of the pen: whether one figure is another with a digit swapped, changed, lost or added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Slip(StrEnum):
    """How a written figure came out of the right one."""

    TRANSPOSITION = "transposition"  # 198 for 189
    ONE_DIGIT = "one_digit"  # 198 for 148
    MISSING_DIGIT = "missing_digit"  # 19 for 198
    EXTRA_DIGIT = "extra_digit"  # 1198 for 198


@dataclass(frozen=True, slots=True)
class Suspect:
    """The figure that most likely is the wrong one, and what it would have to be."""

    row: str
    written: int
    right: int


def likely_slip(written: int, right: int) -> Slip | None:
    """The slip that makes `written` out of `right`, None where no single one does.

    A figure of one digit proves nothing (any is one digit away from any other), so ONE_DIGIT
    needs at least two digits, and a lost or added digit must leave at least one beside it.
    """
    if written == right or written < 0 or right < 0:
        return None
    w, r = str(written), str(right)
    if len(w) == len(r):
        return _same_length(w, r)
    if len(w) + 1 == len(r):
        return Slip.MISSING_DIGIT if w != "0" and _loses_one(r, w) else None
    if len(w) == len(r) + 1:
        return Slip.EXTRA_DIGIT if r != "0" and _loses_one(w, r) else None
    return None


def _same_length(w: str, r: str) -> Slip | None:
    wrong = [i for i, (a, b) in enumerate(zip(w, r, strict=True)) if a != b]
    if len(wrong) == 1:
        return Slip.ONE_DIGIT if len(w) > 1 else None
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        return Slip.TRANSPOSITION if w[i] == r[j] and w[j] == r[i] else None
    return None


def _loses_one(longer: str, shorter: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
