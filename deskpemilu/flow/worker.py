"""The worker: takes messages down the main road, sends replies, gives signs of life.

Several may run, on one machine or more. A worker's name holds its machine and process, so that what
a dead one had claimed is given back as soon as another looks.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.db import close_old_connections

from deskpemilu.channels import inbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.flow.garbage import collect_rarely
from deskpemilu.flow.models import Heartbeat
from deskpemilu.flow.pipeline import Batch, Clock, Prepared, prepare, run_batch, take
from deskpemilu.flow.reading import ReadAhead

log = structlog.get_logger(__name__)
IDLE_SECONDS = 0.1
BEAT_EVERY = timedelta(seconds=10)
LOOK_FOR_DEAD_EVERY = timedelta(seconds=5)


def worker_name() -> str:
    """`host:pid:random`, at most 40 characters."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid4().hex[:6]}"


def release_dead(*, now: datetime) -> int:
    """Give back what workers hold that are gone: of this machine by their process, of others by age."""
    claims = inbox.unfinished().filter(state=InboxMessage.State.CLAIMED)
    names = set(claims.values_list("claim", flat=True).distinct())
    released = sum(inbox.release(name) for name in names if is_dead(name))
    return released + inbox.release_stale(now=now)


def is_dead(name: str) -> bool:
    """Whether a name is that of a process of this machine which is gone."""
    host, _, rest = name.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname()[:20] or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def drain(
    ahead: ReadAhead,
    *,
    worker: str,
    clock: Clock,
    limit: int,
    on_batch: Callable[[Batch], None] | None = None,
) -> None:
    """Work until nothing waits, reading the next batch in a second process while one is written."""
    collect_rarely()
    waiting = _claim_ahead(ahead, worker, clock, limit)
    while waiting is not None:
        following = _claim_ahead(ahead, worker, clock, limit)
        batch = take(waiting, worker=worker, clock=clock)
        if on_batch is not None:
            on_batch(batch)
        waiting = following or _claim_ahead(ahead, worker, clock, limit)


def _claim_ahead(ahead: ReadAhead, worker: str, clock: Clock, limit: int) -> Prepared | None:
    """The next batch, being read; batches of one worker are written in the order they were claimed."""
    messages = inbox.claim(limit, worker=worker, now=clock())
    if not messages:
        return None
    prepared = prepare(messages)
    prepared.read = ahead.start(prepared.jobs)
    return prepared


def _something_waits() -> bool:
    """Whether a message waits."""
    return inbox.unfinished().filter(state=InboxMessage.State.NEW).exists()


def is_due(last: datetime, every: timedelta, now: datetime) -> bool:
    """Whether it is time again; also when the clock was set back since."""
    return not timedelta(0) <= now - last < every


class Worker:
    """A worker's loop. `also` is called at every turn, `stored` when messages were worked on."""

    def __init__(self, *, clock: Clock, limit: int, also: Callable[[datetime], bool] | None = None) -> None:
        self.name = worker_name()
        self.clock = clock
        self.limit = limit
        self.also = also
        self.stored: Callable[[], None] | None = None
        self.started_at = clock()
        self.stopping = False
        self._fell = False
        self._beat_at = self._looked_at = datetime.min.replace(tzinfo=self.started_at.tzinfo)

    def stop(self) -> None:
        """Finish the batch at hand, then end."""
        self.stopping = True

    def run(self) -> None:
        """Work until stopped. A fault of the database is waited out, never the end."""
        collect_rarely()
        while not self.stopping:
            try:
                busy = self.step()
            except Exception:
                log.exception("worker_step_failed", worker=self.name)
                close_old_connections()
                busy, self._fell = False, True
                time.sleep(2)
            if not busy:
                time.sleep(IDLE_SECONDS)
        inbox.release(self.name)
        Heartbeat.objects.filter(worker=self.name).delete()

    def step(self) -> bool:
        """One turn; whether there was anything to do."""
        now = self.clock()
        if self._fell:
            inbox.release(self.name)  # what was claimed before the fault, and never worked on
            self._fell = False
        if is_due(self._beat_at, BEAT_EVERY, now):
            self._beat(now)
        if is_due(self._looked_at, LOOK_FOR_DEAD_EVERY, now):
            release_dead(now=now)
            self._looked_at = now
        # A look is cheap; a claim takes the inbox's turn, also where nothing waits.
        busy = _something_waits() and self._work()
        if busy and self.stored is not None:
            self.stored()
        if self.also is not None:
            busy = self.also(now) or busy
        return busy

    def _work(self) -> bool:
        return len(run_batch(worker=self.name, clock=self.clock, limit=self.limit)) > 0

    def _beat(self, now: datetime) -> None:
        Heartbeat.objects.update_or_create(
            worker=self.name, defaults={"at": now, "started_at": self.started_at}
        )
        Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
        self._beat_at = now
