"""What a person does to messages out: send again now, or never. Each act is on the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import outbox


@transaction.atomic
def retry(*, actor: Person, ids: Sequence[int], now: datetime) -> int:
    """Send messages that wait, failed or were cancelled; how many."""
    done = outbox.retry(ids, now=now)
    return _noted(actor, "outbox.retry", ids, done, now)


@transaction.atomic
def cancel(*, actor: Person, ids: Sequence[int], now: datetime) -> int:
    """Never send messages that wait or failed; how many."""
    done = outbox.cancel(ids, note=f"Dibatalkan oleh {actor.name}.")
    return _noted(actor, "outbox.cancel", ids, done, now)


def _noted(actor: Person, act: str, ids: Sequence[int], done: int, now: datetime) -> int:
    if done:
        subject = f"outbox:{ids[0]}" if len(ids) == 1 else ""
        record(actor=actor, entries=[Entry(act, subject=subject, data={"messages": done})], now=now)
    return done
