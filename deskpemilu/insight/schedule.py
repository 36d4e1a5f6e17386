"""Runs that the program makes by itself: where something changed, and not too often.

Quick count and projection follow new data within 15 seconds where a computation is quick, as it is for a
kabupaten; a large desk rests longer, so that computing never takes more than a small part of the machine.

What a process has looked at is remembered here only to save work; the stored runs decide.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from deskpemilu.domain.codes import PROVINSI
from deskpemilu.domain.contests import CONTESTS, ContestCode
from deskpemilu.insight import queries, services
from deskpemilu.insight.answers import LEVEL
from deskpemilu.insight.models import Run
from deskpemilu.registry.models import Contest
from deskpemilu.registry.queries import current_elections
from deskpemilu.tally.models import LiveVersion
from deskpemilu.tally.queries import RECEIVED

log = structlog.get_logger(__name__)
RETRY = timedelta(minutes=1)
State = tuple[int, int, int]  # live version, register's revision, sample
_looked: dict[tuple[int, Run.Kind], tuple[State, datetime]] = {}
_took: dict[tuple[int, Run.Kind], timedelta] = {}
REST = 40
"""A computation that takes long comes seldom: it rests so many times as long as it took."""


def refresh(*, now: datetime, stopwatch: Callable[[], float] = monotonic) -> int:
    """Compute what is due; how many runs were stored. A kind that cannot be computed yet is left."""
    stored = 0
    for election in current_elections():
        live = LiveVersion.objects.filter(election=election).values_list("number", flat=True).first() or 0
        for contest in Contest.objects.filter(election=election).select_related("election__area"):
            for kind in kinds_of(contest):
                begun = stopwatch()
                stored += _refresh(contest, kind, (live, election.revision), now=now)
                if _looked.get((contest.pk, kind), (None, None))[1] == now:
                    _took[contest.pk, kind] = timedelta(seconds=stopwatch() - begun)
    return stored


def kinds_of(contest: Contest) -> tuple[Run.Kind, ...]:
    """Kinds of runs that make sense for a contest: seats of the DPD only where the desk is a province's."""
    kinds = (Run.Kind.ESTIMATE, Run.Kind.PROJECTION, Run.Kind.ANOMALIES)
    province = len(contest.election.area_id) == PROVINSI
    seats = CONTESTS[contest.code].legislative or (contest.code == ContestCode.PDPD and province)
    return (*kinds, Run.Kind.SEATS) if seats else kinds


def _pause(contest: Contest, kind: Run.Kind) -> timedelta:
    """How long after one computation the next may begin."""
    return max(services.EVERY[kind], REST * _took.get((contest.pk, kind), timedelta(0)))


def _refresh(contest: Contest, kind: Run.Kind, changed: tuple[int, int], *, now: datetime) -> bool:
    """Compute one kind if it is due; whether a run was stored."""
    sample = queries.latest_sample_id(contest) if kind is Run.Kind.ESTIMATE else 0
    if sample is None:
        return False
    state = (*changed, sample)
    seen = _looked.get((contest.pk, kind))
    pause = _pause(contest, kind)
    if seen is not None and (seen[0] == state or now - seen[1] < pause):
        return False
    last = queries.latest_run(contest, kind)
    if last is not None and last.made_at <= now < last.made_at + pause:
        return False
    _looked[contest.pk, kind] = (state, now)
    try:
        return services.compute_if_new(contest, kind, last, now=now, count=RECEIVED, level=LEVEL)
    except ValueError as error:
        # Something is missing that a person brings (choices, districts): look again soon.
        _looked[contest.pk, kind] = (state, now - pause + RETRY)
        log.debug("insight_waits", contest=contest.code, kind=kind.value, why=str(error))
        return False
