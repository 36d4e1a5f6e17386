"""Two forms of the same TPS and contest beside each other: what differs, and how it came about. Pure.

Comes in: our form and theirs (None or without votes: not there). Goes out: a class, the differences
(theirs minus ours) and what explains them. A row is compared only where both state it; a choice that
one side leaves blank counts as 0 there, since a blank line of a ballot is a line without votes.

A *digit slip* is one figure with one digit misread, lost, added or exchanged with its neighbour, as
written into the form's boxes (three digits: 025 and 825 differ in one). Sums that follow the slip by
the same amount belong to it. A *swapped pair* is two choices whose figures stand in each other's line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from deskpemilu.domain.contests import choice_order, party_of
from deskpemilu.domain.form import CountForm, party_of_sum_row, party_sum_row
from deskpemilu.domain.rules.slips import Slip, likely_slip

ROWS = ("suara_sah", "suara_tidak_sah", "suara_total", "pengguna_total_j")
BOXES = 3  # digits of a figure on C.Hasil
# What a row's slip carries along, when the sums were computed from it.
_FOLLOWERS = {
    "suara_tidak_sah": frozenset({"suara_total", "pengguna_total_j"}),
    "suara_sah": frozenset({"suara_total", "pengguna_total_j"}),
    "suara_total": frozenset({"pengguna_total_j"}),
    "pengguna_total_j": frozenset[str](),
}
_OF_VOTES = frozenset({"suara_sah", "suara_total", "pengguna_total_j"})


class Kind(StrEnum):
    """How the two sides stand to each other."""

    EQUAL = "equal"
    DIGIT_SLIP = "digit_slip"
    SWAPPED_PAIR = "swapped_pair"
    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    OTHER = "other"


DIFFERING = (Kind.DIGIT_SLIP, Kind.SWAPPED_PAIR, Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The class of a TPS. `difference` is theirs minus ours by choice key or row name.

    `detail` explains: {"figure", "slip"} of a digit slip, {"pair": [a, b]} of a swap.
    """

    kind: Kind
    difference: Mapping[str, int] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


def judge(ours: CountForm | None, theirs: CountForm | None) -> Judgement | None:
    """Compare two forms; None where neither side has votes."""
    here = ours if ours and ours.votes else None
    there = theirs if theirs and theirs.votes else None
    if here and there:
        return _both(here, there)
    if here or there:
        return Judgement(Kind.MISSING_THERE if here else Kind.MISSING_HERE)
    return None


def _both(ours: CountForm, theirs: CountForm) -> Judgement:
    votes = _vote_differences(ours, theirs)
    rows = _row_differences(ours, theirs)
    if not votes and not rows:
        return Judgement(Kind.EQUAL)
    difference = {**votes, **rows}
    if (pair := _swapped(ours, theirs, votes, rows)) is not None:
        return Judgement(Kind.SWAPPED_PAIR, difference, {"pair": list(pair)})
    if (found := _slipped(ours, theirs, votes, rows)) is not None:
        figure, slip = found
        return Judgement(Kind.DIGIT_SLIP, difference, {"figure": figure, "slip": slip.value})
    return Judgement(Kind.OTHER, difference)


def figures(form: CountForm | None) -> dict[str, int] | None:
    """Votes and the rows that are compared, as one mapping; None for a form that is not there."""
    if form is None:
        return None
    votes = {key: form.votes[key] for key in sorted(form.votes, key=choice_order)}
    return {**votes, **{row: form.rows[row] for row in ROWS if row in form.rows}}


def _vote_differences(ours: CountForm, theirs: CountForm) -> dict[str, int]:
    keys = sorted({*ours.votes, *theirs.votes}, key=choice_order)
    found = {key: theirs.votes.get(key, 0) - ours.votes.get(key, 0) for key in keys}
    return {key: figure for key, figure in found.items() if figure}


def _row_differences(ours: CountForm, theirs: CountForm) -> dict[str, int]:
    names = [*(row for row in ours.rows if party_of_sum_row(row)), *ROWS]
    return {
        row: theirs.rows[row] - ours.rows[row]
        for row in names
        if row in ours.rows and row in theirs.rows and theirs.rows[row] != ours.rows[row]
    }


def _swapped(
    ours: CountForm, theirs: CountForm, votes: Mapping[str, int], rows: Mapping[str, int]
) -> tuple[str, str] | None:
    """The two choices that stand in each other's line, when nothing else differs."""
    if len(votes) != 2:
        return None
    a, b = votes
    exchanged = ours.votes.get(a) == theirs.votes.get(b) and ours.votes.get(b) == theirs.votes.get(a)
    sums = {party_sum_row(party_of(a)): votes[a], party_sum_row(party_of(b)): votes[b]}
    carried = all(sums.get(row) == figure for row, figure in rows.items())
    return (a, b) if exchanged and carried else None


def _slipped(
    ours: CountForm, theirs: CountForm, votes: Mapping[str, int], rows: Mapping[str, int]
) -> tuple[str, Slip] | None:
    """The one figure whose digits slipped, when it explains everything that differs."""
    if len(votes) > 1:
        return None
    root = next(iter(votes), None) or next((row for row in _FOLLOWERS if row in rows), None)
    if root is None:  # only sums of parties differ
        root = next(iter(rows))
    amount = votes.get(root, rows.get(root, 0))
    followers = (_OF_VOTES | {party_sum_row(party_of(root))}) if root in votes else _FOLLOWERS.get(root, ())
    others = {row: figure for row, figure in rows.items() if row != root}
    if any(row not in followers or figure != amount for row, figure in others.items()):
        return None
    mine, other = {**ours.rows, **ours.votes}.get(root), {**theirs.rows, **theirs.votes}.get(root)
    slip = None if mine is None or other is None else digit_slip(other, mine)
    return None if slip is None else (root, slip)


def digit_slip(written: int, right: int) -> Slip | None:
    """The slip of one digit that makes `written` out of `right`, as in the form's boxes."""
    if written == right:
        return None
    w, r = boxes(written, right)
    wrong = [at for at, (a, b) in enumerate(zip(w, r, strict=True)) if a != b]
    if len(wrong) == 1:
        return Slip.ONE_DIGIT
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        if w[i] == r[j] and w[j] == r[i]:
            return Slip.TRANSPOSITION
    return likely_slip(written, right)


def boxes(one: int, other: int) -> tuple[str, str]:
    """Both figures with leading zeros, at least as many digits as the form has boxes."""
    width = max(BOXES, len(str(one)), len(str(other)))
    return str(one).zfill(width), str(other).zfill(width)
