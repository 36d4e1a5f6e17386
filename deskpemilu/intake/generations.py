"""Which counts count: writing `Count.counts` after a decision of KPU or a change of a TPS.

The only other writer of counts beside `store.py`. Its caller holds the election's turn and re-sums
what was touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from deskpemilu.domain.generations import counting
from deskpemilu.domain.states import CountState, Generation
from deskpemilu.intake.models import Count
from deskpemilu.registry.models import Tps
from deskpemilu.registry.revotes import decisions_of

CHUNK = 400


def recount(tps_ids: Iterable[int], *, now: datetime) -> set[tuple[int, str]]:
    """Make the right generation count in these TPS, none in a closed one; (contest, desa) to re-sum.

    A decided generation gets its count at once, as missing: it is expected from the decision on.
    """
    ids = sorted(set(tps_ids))
    touched: set[tuple[int, str]] = set()
    for at in range(0, len(ids), CHUNK):
        touched |= _recount(ids[at : at + CHUNK], now)
    return touched


def _recount(tps_ids: list[int], now: datetime) -> set[tuple[int, str]]:
    stations = {row.pk: row for row in Tps.every.filter(pk__in=tps_ids)}
    decisions = decisions_of(tps_ids)
    wanted = {key: counting(found).value for key, found in decisions.items()}
    rows = list(Count.objects.filter(tps_id__in=tps_ids))
    off, on = [], []
    for row in rows:
        station = stations[row.tps_id]
        generation = wanted.get((row.tps_id, row.contest_id), Generation.REGULER.value)
        counts = station.closed_at is None and row.generation == generation
        if row.counts and not counts:
            off.append(row)
        elif counts and not row.counts:
            on.append(row)
    new = _expected(wanted, {(row.tps_id, row.contest_id, row.generation) for row in rows}, stations, now)
    # One generation counts at most (a constraint): the old one steps down first.
    Count.objects.filter(pk__in=[row.pk for row in off]).update(counts=False)
    Count.objects.filter(pk__in=[row.pk for row in on]).update(counts=True)
    Count.objects.bulk_create(new)
    return {(row.contest_id, row.desa_code) for row in (*off, *on, *new)}


def misplaced(election_id: int) -> list[str]:
    """TPS (and contest) of which another generation counts than was decided, or which count though they
    are closed; [] when all is right."""
    again = Tps.every.filter(revotes__isnull=False, election_id=election_id).values_list("pk", flat=True)
    wanted = {key: counting(found).value for key, found in decisions_of(again).items()}
    rows = Count.objects.filter(contest__election_id=election_id).values_list(
        "tps_id", "contest_id", "generation", "counts", "tps__closed_at", "tps__code", "contest__code"
    )
    wrong = []
    for tps, contest, generation, counts, closed, code, short in rows.iterator(chunk_size=2000):
        right = wanted.get((tps, contest), Generation.REGULER.value)
        if counts != (closed is None and generation == right):
            wrong.append(f"{code} {short} {generation}")
    return sorted(wrong)


def _expected(
    wanted: dict[tuple[int, int], str],
    there: set[tuple[int, int, str]],
    stations: dict[int, Tps],
    now: datetime,
) -> list[Count]:
    return [
        Count(
            tps_id=tps_id,
            contest_id=contest_id,
            generation=generation,
            counts=stations[tps_id].closed_at is None,
            desa_code=stations[tps_id].desa_id,
            state=CountState.MISSING.value,
            changed_at=now,
        )
        for (tps_id, contest_id), generation in wanted.items()
        if generation != Generation.REGULER.value and (tps_id, contest_id, generation) not in there
    ]
