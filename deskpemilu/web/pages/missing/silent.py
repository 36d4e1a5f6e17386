"""How many operators are silent, for the dashboard: looked up anew at most every quarter of a minute.

A wall asks with every change of the count; an hour's silence is not a matter of seconds.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from deskpemilu.coordination import standing
from deskpemilu.coordination.missing import loads
from deskpemilu.coordination.queries import begun_at, board_of, contacts_of, team_of
from deskpemilu.coordination.standing import NO_CONTACT, Contact
from deskpemilu.domain.codes import DESA
from deskpemilu.registry.models import Election

KEEP = timedelta(seconds=15)
Key = tuple[int, datetime]
_kept: dict[Key, tuple[datetime, tuple[frozenset[str], ...]]] = {}


def silent_count(election: Election, area: str, *, now: datetime) -> int:
    """Operators who owe a form of an area (not below desa) and sent nothing for an hour."""
    key = (election.pk, election.created_at)
    kept = _kept.get(key)
    if kept is None or not timedelta(0) <= now - kept[0] < KEEP:
        kept = (now, _silent(election, now=now))
        _kept.clear()
        _kept[key] = kept
    return sum(any(desa.startswith(area[:DESA]) for desa in owed) for owed in kept[1])


def _silent(election: Election, *, now: datetime) -> tuple[frozenset[str], ...]:
    """The desa that each silent operator owes something of."""
    begun = begun_at(election)
    if begun is None or now - begun < standing.SILENT_AFTER:
        return ()
    whole = (election.area_id,)
    team = team_of(whole)
    owed, _ = loads(board_of(election, whole, today=timezone.localdate(now)), team.duties(election, whole))
    contacts = contacts_of(election, [team.operators[key] for key in owed], now=now)
    return tuple(
        frozenset(station.code[:DESA] for station in stations)
        for person, stations in owed.items()
        if _counts(contacts.get(person, NO_CONTACT), begun, now)
    )


def _counts(contact: Contact, begun: datetime, now: datetime) -> bool:
    """As the list of people counts: not those who promised or are being called."""
    state = standing.standing(contact, 1, begun=begun, now=now)
    quiet = standing.is_silent(contact, begun=begun, now=now)
    return quiet and state not in (standing.PROMISED, standing.TALKING)
