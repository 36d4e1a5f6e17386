"""Runs that the program makes by itself: where something changed, and not too often.

Quick count and projection follow new data within a fraction of a second where a computation is quick, as it
is for a kabupaten: what was read stays in memory, only new reports are read, and a contest of which the same
versions count as before is passed over. A large desk rests longer: after each round those that follow rest
four times as long as it took of the processor's time, so that following never takes more than a fifth of one
processor.

What a process has looked at is remembered here only to save work; the stored runs decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
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
ROUND = timedelta(seconds=0.25)
"""All that follow are computed together, at most so often."""
RETRY = timedelta(minutes=1)
BACKWARDS = timedelta(seconds=1)
"""A clock that was set back further than this makes what is remembered worthless."""
REST = 40
"""A computation that does not follow rests so many times as long as it took."""
FOLLOWING_REST = 4
"""After a round of those that follow, all of them rest so many times as long as it took."""
State = tuple[int, int, int]  # live version, register's revision, sample
UNKNOWN: State = (-1, -1, -1)
_Key = tuple[int, Run.Kind]
_looked: dict[_Key, tuple[State, datetime]] = {}
_took: dict[_Key, timedelta] = {}
_signs_seen: list[queries.Signs] = []
_due: dict[str, datetime] = {}
_memory = Memory()


class _Stands:
    """What the newest run of each kind rests on, as far as this process made or found it.

    Where another process or a person stored a run meanwhile, nothing is known any more.
    """

    def __init__(self) -> None:
        self._basis: dict[_Key, object] = {}
        self._newest = 0

    def begin(self) -> None:
        """Before a round."""
        newest = queries.newest_run()
        if newest != self._newest:
            self.forget()
        self._newest = newest

    def end(self, stored: int) -> None:
        """After a round in which so many runs were stored: whether nobody else stored one."""
        newest, many = queries.runs_since(self._newest) if stored else (self._newest, 0)
        if many != stored:
            self.forget()
        self._newest = newest

    def same(self, key: _Key, basis: object) -> bool:
        """Whether a run that rests on just this is the newest."""
        return self._basis.get(key) == basis

    def keep(self, key: _Key, basis: object) -> None:
        """The newest run rests on this."""
        self._basis[key] = basis

    def forget(self) -> None:
        """Know nothing."""
        self._basis.clear()


_stands = _Stands()


@dataclass(frozen=True)
class _Round:
    """What a look found, asked for once for all contests."""

    now: datetime
    contests: Sequence[Contest]
    live: Mapping[int, int]
    samples: Mapping[int, int]

    @cached_property
    def read(self) -> Mapping[int, list[int]]:
        """Versions that count as received, by contest; asked for only where something may begin."""
        return queries.received_ids(self.contests)

    def state(self, contest: Contest, kind: Run.Kind) -> State | None:
        """What tells that a kind is to be looked at; None where it needs a sample and none was drawn."""
        sample = self.samples.get(contest.pk) if kind is Run.Kind.ESTIMATE else 0
        if sample is None:
            return None
        return (self.live.get(contest.election_id, 0), contest.election.revision, sample)

    def basis(self, contest: Contest, state: State) -> object:
        """All that quick count, projection and seats rest on: register, sample, earlier counts, versions."""
        others = [pair for pair in sorted(self.live.items()) if pair[0] != contest.election_id]
        return (state[1:], others, self.read[contest.pk])


def forget() -> None:
    """Remember nothing of what was looked at."""
    _looked.clear()
    _took.clear()
    _signs_seen.clear()
    _due.clear()
    _memory.forget()
    _stands.forget()


def next_due() -> datetime | None:
    """When something that waits may begin, None where nothing waits."""
    return _due.get("next")


def refresh(*, now: datetime, stopwatch: Callable[[], float] = thread_time) -> int:
    """Compute what is due; how many runs were stored. A kind that cannot be computed yet is left.

    Where nothing changed since the last time and nothing waits, three small questions are all it costs; while
    those that follow rest, nothing at all.
    """
    if now < _due.get("looked", now) - BACKWARDS:
        forget()
    _due["looked"] = now
    if now < _due.get("rest", now):
        _due["next"] = _due["rest"]
        return 0
    signs = queries.signs()
    if _signs_seen == [signs] and not ("next" in _due and now >= _due["next"]):
        return 0
    if _memory.freshen(now):
        _stands.forget()
    _due.pop("next", None)
    contests = queries.contests_followed()
    found = _Round(now, contests, queries.live_versions(), queries.latest_samples())
    _stands.begin()
    stored = _go_round(found, stopwatch)
    _stands.end(stored)
    _signs_seen[:] = [signs]
    return stored


def _go_round(found: _Round, stopwatch: Callable[[], float]) -> int:
    """Every kind of every contest that something changed for; how many runs were stored.

    Those that follow come first, then at most one other: a new report waits for no more than one of these.
    """
    followed: list[float] = []
    stored, other = 0, False
    pairs = [(contest, kind) for contest in found.contests for kind in kinds_of(contest)]
    for contest, kind in sorted(pairs, key=lambda pair: pair[1] not in FOLLOWING):
        state, key = found.state(contest, kind), (contest.pk, kind)
        if state is None or _looked.get(key, (None,))[0] == state:
            continue
        if other and not _waits(contest, kind, None, now=found.now):
            _due["next"] = found.now
            break
        begun = stopwatch()
        made = _refresh(contest, kind, state, found)
        if made is None:
            continue
        took = stopwatch() - begun
        _took[key] = timedelta(seconds=took)
        stored += made
        other = kind not in FOLLOWING
        followed += [] if other else [took]
    if followed:
        _due["rest"] = found.now + max(ROUND, (FOLLOWING_REST + 1) * timedelta(seconds=sum(followed)))
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
    begin = max(earliest)
    if begin > now:
        _due["next"] = min(begin, _due.get("next", begin))
    return begin > now


def _refresh(contest: Contest, kind: Run.Kind, state: State, found: _Round) -> bool | None:
    """Compute one kind if it is due; whether a run was stored, None where it is too early."""
    key, now = (contest.pk, kind), found.now
    if _waits(contest, kind, None, now=now):
        return None
    basis = None if kind is Run.Kind.ANOMALIES else found.basis(contest, state)
    if basis is not None and _stands.same(key, basis):
        _looked[key] = (state, _looked[key][1])
        return False
    last = queries.latest_mark(contest, kind)
    if last is not None and _waits(contest, kind, last, now=now):
        # Another process computed it, or this one before it was started anew: not asked again until then.
        _looked[key] = (_looked[key][0] if key in _looked else UNKNOWN, last.made_at)
        return None
    _looked[key] = (state, now)
    read = None if basis is None else found.read[contest.pk]
    try:
        made = services.compute_if_new(
            contest, kind, last, now=now, count=RECEIVED, level=LEVEL, memory=_memory, read=read
        )
    except ValueError as error:
        # Something is missing that a person brings (choices, districts): look again soon.
        pause = _pause(contest, kind)
        _looked[key] = (state, now - pause + min(pause, RETRY))
        log.debug("insight_waits", contest=contest.code, kind=kind.value, why=str(error))
        return False
    if basis is not None:
        _stands.keep(key, basis)
    return made
