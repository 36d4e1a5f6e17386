"""On which TPS a photo hangs, from what its sender wrote around it. Pure.

Comes in: what messages say about places, seen from the photo. Goes out: a placement, or None: it is
never chosen between two. In this order: the photo's own words; the message it answers, or words that
answer it; the one TPS the sender wrote about shortly before; the one TPS they write about soon after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Said:
    """What one message says of places. `forms`: (tps id, contest id or None).

    `firm`: it is a report or a photo of those places, not a mere mention, which only makes doubtful
    what another message says; `unclear`: it speaks of a TPS that nobody has made out yet.
    """

    at: datetime
    forms: frozenset[tuple[int, int | None]] = frozenset()
    firm: bool = True
    unclear: bool = False

    def __bool__(self) -> bool:
        return bool(self.forms) or self.unclear


@dataclass(frozen=True, slots=True)
class Around:
    """A photo and what was said: by itself, by the message it answers, by answers to it, and by its
    sender's other messages."""

    at: datetime
    own: Said | None
    answered: Said | None = None
    answers: Sequence[Said] = ()
    others: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a photo hangs and why (evidence.models.HOW)."""

    tps_id: int
    contest_id: int | None
    how: str


def place(around: Around, window: timedelta) -> Placement | None:
    """The one place of a photo."""
    for said, how in ((_together(around.answers), "reply"), (around.own, "caption")):
        if said:
            return _one([said], how)
    if around.answered:
        return _one([around.answered], "reply")
    before = [said for said in around.others if around.at - window <= said.at <= around.at]
    after = [said for said in around.others if around.at < said.at <= around.at + window]
    near, how = (before, "recent") if any(before) else (after, "next")
    return _one(near, how) if any(said.firm and said.forms for said in near) else None


def candidates(around: Around, window: timedelta) -> list[int]:
    """TPS that a person may have to choose from, nearest in time first."""
    near = [said for said in around.others if abs(said.at - around.at) <= 6 * window]
    near.sort(key=lambda said: abs(said.at - around.at))
    said = [one for one in (*around.answers, around.own, around.answered, *near) if one]
    return list(dict.fromkeys(tps_id for one in said for tps_id, _ in sorted(one.forms, key=str)))


def _together(said: Iterable[Said]) -> Said | None:
    """The last answer that names a place."""
    return max((one for one in said if one), key=lambda one: one.at, default=None)


def _one(said: Iterable[Said], how: str) -> Placement | None:
    """A placement when everything said is about one TPS; with the contest when that is one too."""
    said = list(said)
    forms = {form for one in said for form in one.forms}
    tps = {tps_id for tps_id, _ in forms}
    if len(tps) != 1 or any(one.unclear for one in said):
        return None
    contests = {contest for _, contest in forms if contest is not None}
    return Placement(tps.pop(), contests.pop() if len(contests) == 1 else None, how)
