"""Messages from a file through the real road: inbox, then the pipeline until nothing waits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from deskpemilu.channels import inbox
from deskpemilu.channels.models import InboxMessage
from deskpemilu.flow.lines import BadLine, Line, parse_line
from deskpemilu.flow.pipeline import Batch, Clock
from deskpemilu.flow.reading import ReadAhead
from deskpemilu.flow.worker import drain, release_dead, worker_name
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.reading import Outcome

CHUNK = 2000
RECORDED = frozenset({Effect.RECORDED, Effect.COMPLETED, Effect.REPLACED})
HELD = frozenset({Effect.HELD, Effect.CONFLICT, Effect.REQUESTED})
WAIT_SECONDS = 0.2


@dataclass(slots=True)
class Ingested:
    """What an ingest did. `recorded` and `held` count reports, `asked` counts messages."""

    accepted: int = 0
    duplicates: int = 0
    recorded: int = 0
    asked: int = 0
    held: int = 0
    failed: int = 0
    bad: list[BadLine] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Add what a batch did."""
        self.failed += batch.failed
        for handled in batch.handled:
            effects = Counter(result.effect for result in handled.results)
            self.recorded += sum(effects[effect] for effect in RECORDED)
            self.held += sum(effects[effect] for effect in HELD)
            self.asked += handled.reading.outcome is Outcome.ASK

    def line(self) -> str:
        """The line that `desk ingest` prints."""
        return (
            f"accepted {self.accepted}, duplicates {self.duplicates}, recorded {self.recorded}, "
            f"asked {self.asked}, held {self.held}"
        )


def ingest(
    lines: Iterable[str],
    *,
    clock: Clock,
    limit: int,
    election: str = "",
    on_progress: Callable[[int], None] | None = None,
) -> Ingested:
    """Accept all lines, then work until none of them waits. Safe to repeat and to interrupt."""
    done = Ingested()
    with ReadAhead() as ahead:
        ahead.get_ready()
        _accept_all(lines, done, clock, election)
        release_dead(now=clock())
        _work(done, ahead, clock, limit, on_progress)
    return done


def _accept_all(lines: Iterable[str], done: Ingested, clock: Clock, election: str) -> None:
    waiting: list[Line] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        line = parse_line(text, number)
        if isinstance(line, BadLine):
            done.bad.append(line)
            continue
        waiting.append(line)
        if len(waiting) >= CHUNK:
            _accept(waiting, done, clock, election)
            waiting = []
    _accept(waiting, done, clock, election)


def _accept(lines: list[Line], done: Ingested, clock: Clock, election: str) -> None:
    now = clock()
    envelopes = [line.envelope(now=now, election=election) for line in lines]
    accepted = inbox.accept(envelopes, now=now)
    done.accepted += len(accepted.new_ids)
    done.duplicates += accepted.duplicates


def _work(
    done: Ingested, ahead: ReadAhead, clock: Clock, limit: int, on_progress: Callable[[int], None] | None
) -> None:
    worker = worker_name()

    def note(batch: Batch) -> None:
        done.add(batch)
        if on_progress is not None:
            on_progress(len(batch))

    state = InboxMessage.State
    while True:
        drain(ahead, worker=worker, clock=clock, limit=limit, on_batch=note)
        # Another worker may hold some; they come back if it dies.
        if not inbox.unfinished().filter(state__in=[state.NEW, state.CLAIMED]).exists():
            return
        release_dead(now=clock())
        time.sleep(WAIT_SECONDS)
