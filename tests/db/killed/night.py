"""Run as a program of its own: an ingest whose worker is killed N times; prints what the desk holds.

    python -m tests.db.killed.night KILLS SEED [WORKERS]

With WORKERS the messages are accepted at once and so many workers take them down the road together.

Uses the database of the environment (an empty one). Messages come in overlapping slices, as a
provider repeats deliveries; each child process accepts a slice and works, until it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")

import django

django.setup()

from django.db import connection
from django.utils import timezone

from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.config.database import bring_up_to_date
from deskpemilu.domain.roles import Role
from deskpemilu.flow.pipeline import run_batch
from deskpemilu.flow.worker import release_dead, worker_name
from deskpemilu.intake.models import Confirmation, Submission
from deskpemilu.registry.models import Election, Tps
from deskpemilu.tally import totals
from deskpemilu.tally.models import Total
from tests.builders import NOW, make_election
from tests.people import person

OPERATORS = [f"6281200000{n:02d}" for n in range(10)]
SLICE, OVERLAP = 3, 8


def envelopes(election: Election) -> list[Envelope]:
    """Three messages a TPS: a report, its correction, a confirmation."""
    made: list[Envelope] = []
    for at, tps in enumerate(Tps.objects.filter(election=election).select_related("desa").order_by("code")):
        sender = OPERATORS[at % len(OPERATORS)]
        first, second = 60 + at % 40, 40 + at % 30
        place = f"desa {tps.desa.name} kec {tps.desa.parent.name} TPS {tps.number}"  # type: ignore[union-attr]
        figures = f"PILPRES {place}\n01 = {first}\n02 = {second}\n03 = 20\ntidak sah = 3"
        texts = [figures, f"RALAT\n{figures.replace(f'01 = {first}', f'01 = {first - 1}')}", "BENAR"]
        made += [Envelope("whatsapp", f"{tps.code}-{n}", sender, NOW, text) for n, text in enumerate(texts)]
    return made


def child(messages: Sequence[Envelope]) -> None:
    """Accept a slice and work until killed."""
    inbox.accept(messages, now=timezone.now())
    release_dead(now=timezone.now())
    worker = worker_name()
    while run_batch(worker=worker, clock=timezone.now, limit=4):
        pass


def start(messages: Sequence[Envelope]) -> int:
    """A child at work; its process id."""
    # The two processes must not share a connection, nor a pool of them.
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    pid = os.fork()
    if pid == 0:
        try:
            child(messages)
        finally:
            os._exit(0)
    return pid


def killed_once(messages: Sequence[Envelope], seconds: float) -> bool:
    """Whether the child was still at work when it was killed."""
    pid = start(messages)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def together(messages: Sequence[Envelope], workers: int) -> int:
    """Several workers at once, each repeating part of the deliveries; how many messages they finished."""
    inbox.accept(messages, now=timezone.now())
    for pid in [start(messages[at::workers]) for at in range(workers)]:
        os.waitpid(pid, 0)
    return InboxMessage.objects.filter(state="done").count()


def finish(messages: Sequence[Envelope]) -> None:
    """Everything that is left, undisturbed."""
    release_dead(now=timezone.now())
    inbox.accept(messages, now=timezone.now())
    worker = worker_name()
    while run_batch(worker=worker, clock=timezone.now, limit=50):
        pass


def holds(election: Election) -> dict[str, Any]:
    """What the desk holds at the end."""
    return {
        "totals": {
            f"{t.contest.code}:{t.region_id}": [t.tps_in, t.tps_held, t.received]
            for t in Total.objects.select_related("contest").order_by("contest", "region")
        },
        "messages": InboxMessage.objects.filter(state="done").count(),
        "left": InboxMessage.objects.exclude(state="done").count(),
        "versions": Submission.objects.count(),
        "confirmations": Confirmation.objects.count(),
        "replies": OutboxMessage.objects.count(),
        "differences": totals.compare(election),
    }


def main(kills: int, seed: int, workers: int = 0) -> None:
    """Set up, disturb, finish, print."""
    bring_up_to_date()
    election = make_election(kecamatan=2, desa=3, tps=12)
    totals.rebuild(election)
    for number in OPERATORS:
        person(Role.OPERATOR, "1607", phone=number)
    messages, chance, at_work = envelopes(election), Random(seed), 0
    if workers:
        at_work = together(messages, workers)
    for _ in range(kills):
        # Deliveries come in order: the next few, and some of those before once more.
        stored = InboxMessage.objects.count()
        piece = messages[max(0, stored - OVERLAP) : stored + SLICE]
        at_work += killed_once(piece, chance.uniform(0.0, 0.12))
    finish(messages)
    print(json.dumps({"at_work": at_work, **holds(election)}))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
