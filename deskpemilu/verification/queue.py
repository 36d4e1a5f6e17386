"""What to look at next, and why: the order of a camat's queue. Pure.

Comes in: the open forms of somebody's area, as plain data, and the time. Goes out: the same forms
in the order in which looking at them helps most, each with the reasons as short phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from deskpemilu.domain.states import CountState

LATE_AFTER = timedelta(minutes=60)
# A sum that was left out and worked out from what was written says nothing against the form.
COMPUTED = frozenset({"valid_computed", "total_computed"})
BIG_SHARE = 0.1  # the tenth of the TPS with most voters counts as big


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open form: `since` is when it last changed; `warnings` counts findings above INFO; `seen` is
    the mark by which an act proves that nothing has happened since (workflow.mark)."""

    count_id: int
    tps_code: str
    contest: str
    contest_order: int
    state: CountState
    since: datetime
    blocking: bool = False
    requested: bool = False
    recall: bool = False
    warnings: int = 0
    findings: int = 0
    dpt: int | None = None
    later: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """A form in its place in the queue, and why it stands there."""

    item: Waiting
    why: tuple[str, ...]


def big_from(items: Sequence[Waiting]) -> int | None:
    """The number of voters from which a TPS counts as big among these; None when all are alike."""
    sizes = sorted(item.dpt for item in {item.tps_code: item for item in items}.values() if item.dpt)
    if not sizes:
        return None
    limit = sizes[min(len(sizes) - 1, int(len(sizes) * (1 - BIG_SHARE)))]
    return limit if limit > sizes[0] else None


def order(items: Iterable[Waiting], *, now: datetime) -> list[Next]:
    """Hard findings first, then conflicts, disputes and requests, then warnings, big, late, waiting longest.

    What somebody put off (`later`) comes last. Equal forms stand in the order of their TPS codes,
    so that a queue does not shuffle between two looks.
    """
    waiting = list(items)
    big = big_from(waiting)

    def key(item: Waiting) -> tuple[object, ...]:
        return (
            item.later,
            _class(item),
            not _is_big(item, big),
            now - item.since < LATE_AFTER,
            item.since,
            item.tps_code,
            item.contest_order,
        )

    return [Next(item, _why(item, big=big, now=now)) for item in sorted(waiting, key=key)]


def _class(item: Waiting) -> int:
    if item.blocking or item.state is CountState.HELD:
        return 0
    if item.state in (CountState.CONFLICT, CountState.DISPUTED):
        return 1
    if item.requested or item.recall:
        return 2
    return 3 if item.warnings else 4


def _is_big(item: Waiting, big: int | None) -> bool:
    return big is not None and item.dpt is not None and item.dpt >= big


def _why(item: Waiting, *, big: int | None, now: datetime) -> tuple[str, ...]:
    reasons = []
    if item.later:
        reasons.append("ditunda")
    if item.state is CountState.DISPUTED:
        reasons.append("dipersoalkan")
    if item.recall:
        reasons.append("penarikan diminta")
    if item.blocking or item.state is CountState.HELD:
        reasons.append("hitungan tidak cocok")
    if item.state is CountState.CONFLICT:
        reasons.append("dua laporan berbeda")
    elif item.requested:
        reasons.append("ada permintaan perubahan")
    if item.warnings and not item.blocking:
        reasons.append("1 peringatan" if item.warnings == 1 else f"{item.warnings} peringatan")
    if _is_big(item, big):
        reasons.append(f"TPS besar, {item.dpt} pemilih")
    waited = now - item.since
    if waited >= LATE_AFTER:
        reasons.append(f"menunggu {span(waited)}")
    return tuple(reasons)


def span(waited: timedelta) -> str:
    """A length of time as people say it: `12 menit`, `3 jam`, `2 hari`."""
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} menit"
    return f"{minutes // 60} jam" if minutes < 2880 else f"{minutes // 1440} hari"


def telling(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings that a person has to look at before vouching: all but the computed sums."""
    return [finding for finding in findings if finding["code"] not in COMPUTED]


def position(queue: Sequence[Next], count_id: int) -> int | None:
    """Where a count stands in the queue, from 0; None when it is not in it."""
    return next((at for at, entry in enumerate(queue) if entry.item.count_id == count_id), None)
