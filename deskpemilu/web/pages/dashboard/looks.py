"""A look at totals is an act: recorded, but not at every refresh of a wall."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskpemilu.accounts.models import Person
from deskpemilu.audit.models import Record
from deskpemilu.audit.services import Entry, record
from deskpemilu.registry.models import Contest

EVERY = timedelta(minutes=10)
_noted: dict[tuple[str, int, str], datetime] = {}


def note_look(person: Person, contest: Contest, region: str, *, now: datetime) -> None:
    """Record that somebody looks at a region's totals, once in ten minutes."""
    key = (person.audit_id, contest.pk, region)
    if (last := _noted.get(key)) is not None and timedelta(0) <= now - last < EVERY:
        return
    subject = f"contest:{contest.pk}"
    recent = Record.objects.filter(
        act="look_totals", subject=subject, actor_id=person.audit_id, region=region, at__gt=now - EVERY
    )
    if not recent.exists():
        entry = Entry("look_totals", subject, region, {"contest": contest.code})
        record(actor=person, entries=[entry], now=now)
    _noted[key] = now
