"""Runs that the program makes by itself: where something changed, and not too often.

Quick count and projection follow new data within a second or so where a computation is quick, as it is for a
kabupaten: what was read stays in memory, and only new reports are read. A large desk rests longer: after each
round those that follow rest four times as long as it took of the processor's time, so that following never
takes more than a fifth of one processor.

What a process has looked at is remembered here only to save work; the stored runs decide.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import thread_time

import structlog

from deskpemilu.domain.codes import PROVINSI
from deskpemilu.domain.contests import CONTESTS, ContestCode
from deskpemilu.insight import queries, services
from deskpemilu.insight.answers import LEVEL
from deskpemilu.insight.memory import Memory
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest
from deskpemilu.tally.queries import RECEIVED

log = structlog.get_logger(__name__)
FOLLOWING = frozenset({Run.Kind.ESTIMATE, Run.Kind.PROJECTION})
"""Kinds that follow the data; the others come at their own pace."""
ROUND = timedelta(seconds=1)
"""All that follow are computed together, at most so often."""
RETRY = timedelta(minutes=1)
State = tuple[int, int, int]  # live version, register's revision, sample
_looked: dict[tuple[int, Run.Kind], tuple[State, datetime]] = {}
_took: dict[tuple[int, Run.Kind], timedelta] = {}
_signs_seen: list[queries.Signs] = []
_due: dict[str, datetime] = {}
_memory = Memory()
REST = 40
"""A computation that does not follow rests so many times as long as it took."""
FOLLOWING_REST = 4
"""After a round of those that follow, all of them rest so many times as long as it took."""


def forget() -> None:
    """Remember nothing of what was looked at."""
    _looked.clear()
    _took.clear()
    _signs_seen.clear()
    _due.clear()
    _memory.forget()


def refresh(*, now: datetime, stopwatch: Callable[[], float] = thread_time) -> int:
    """Compute what is due; how many runs were stored. A kind that cannot be computed yet is left.

    Where nothing changed since the last time and nothing waits, three small questions are all it costs.
    """
    signs = queries.signs()
    if _signs_seen == [signs] and not ("next" in _due and now >= _due["next"]):
        return 0
    _memory.freshen(now)
    _due.pop("next", None)
    followed: list[float] = []
    stored = 0
    live = queries.live_versions()
    contests = Contest.objects.filter(election__active=True).select_related("election__area")
    samples = queries.latest_samples()
    for contest in contests.order_by("election_id", "order"):
        changed = (live.get(contest.election_id, 0), contest.election.revision)
        for kind in kinds_of(contest):
            sample = samples.get(contest.pk) if kind is Run.Kind.ESTIMATE else 0
            if sample is None or _looked.get((contest.pk, kind), (None,))[0] == (*changed, sample):
                continue
            begun = stopwatch()
            stored += _refresh(contest, kind, (*changed, sample), now=now)
            if _looked.get((contest.pk, kind), (None, None))[1] == now:
                took = stopwatch() - begun
                _took[contest.pk, kind] = timedelta(seconds=took)
                followed += [took] if kind in FOLLOWING else []
    if followed:
        _due["rest"] = now + max(ROUND, (FOLLOWING_REST + 1) * timedelta(seconds=sum(followed)))
    _signs_seen[:] = [signs]
    return stored


def kinds_of(contest: Contest) -> tuple[Run.Kind, ...]:
    """Kinds of runs that make sense for a contest: seats of the DPD only where the desk is a province's."""
    kinds = (Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES)
    province = len(contest.election.area_id) == PROVINSI
    seats = CONTESTS[contest.code].legislative or (contest.code == ContestCode.PDPD and province)
    return (*kinds, Run.Kind.SEATS) if seats else kinds


def _pause(contest: Contest, kind: Run.Kind) -> timedelta:
    """How long after one computation the next of its kind may begin."""
    if kind in FOLLOWING:
        return services.EVERY[kind]
    return max(services.EVERY[kind], REST * _took.get((contest.pk, kind), timedelta(0)))


def _waits(contest: Contest, kind: Run.Kind, last: Run | None, *, now: datetime) -> bool:
    """Whether it is too early for a kind that something changed for; then it is noted when its time comes."""
    pause, seen = _pause(contest, kind), _looked.get((contest.pk, kind))
    earliest = [now]
    if seen is not None:
        earliest.append(seen[1] + pause)
    if last is not None and last.made_at <= now:
        earliest.append(last.made_at + pause)
    if kind in FOLLOWING and "rest" in _due:
        earliest.append(_due["rest"])
    begin = max(earliest)
    if begin > now:
        _due["next"] = min(begin, _due.get("next", begin))
    return begin > now


def _refresh(contest: Contest, kind: Run.Kind, state: State, *, now: datetime) -> bool:
    """Compute one kind if it is due; whether a run was stored."""
    if _waits(contest, kind, None, now=now):
        return False
    last = queries.latest_mark(contest, kind)
    if _waits(contest, kind, last, now=now):
        return False
    _looked[contest.pk, kind] = (state, now)
    try:
        return services.compute_if_new(
            contest, kind, last, now=now, count=RECEIVED, level=LEVEL, memory=_memory
        )
    except ValueError as error:
        # Something is missing that a person brings (choices, districts): look again soon.
        pause = _pause(contest, kind)
        _looked[contest.pk, kind] = (state, now - pause + min(pause, RETRY))
        log.debug("insight_waits", contest=contest.code, kind=kind.value, why=str(error))
        return False
