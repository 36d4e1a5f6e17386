"""What somebody sees of the missing forms: the part of the election in their areas, people, contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from deskpemilu.accounts.access import Access
from deskpemilu.coordination import missing, standing
from deskpemilu.coordination.missing import Board, Duties, Station
from deskpemilu.coordination.models import SignalMark
from deskpemilu.coordination.queries import (
    Team,
    Worker,
    begun_at,
    board_of,
    contacts_of,
    signal_marks,
    team_of,
)
from deskpemilu.coordination.reminding import window_open
from deskpemilu.coordination.services import call_areas
from deskpemilu.coordination.standing import NO_CONTACT, Contact
from deskpemilu.domain.codes import DESA
from deskpemilu.domain.roles import Act
from deskpemilu.registry.models import Election


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who owes forms: who, what, how they stand.

    `callable`: whoever looks may ring them and sees their numbers. `writable`: WhatsApp takes a
    message of the desk's now. `readable`: whoever looks may read all that they write.
    """

    worker: Worker
    contact: Contact
    state: str
    owed: Sequence[Station]
    forms: int
    returned: int
    silent: bool
    callable: bool
    writable: bool
    no_signal: bool
    readable: bool

    @property
    def numbers(self) -> Sequence[str]:
        """Numbers, the one written from last first."""
        last = self.contact.last_in_number
        return sorted(self.worker.numbers, key=lambda number: number != last)

    @property
    def urgency(self) -> tuple[int, int, float]:
        """Sort key."""
        return standing.urgency(self.state, self.contact, self.forms)


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything a page about missing forms is made of."""

    election: Election
    areas: Sequence[str]
    board: Board
    team: Team
    duties: Duties
    people: Sequence[Person]
    nobodys: Sequence[Station]
    marks: Mapping[str, SignalMark]
    begun: datetime | None


@dataclass(frozen=True, slots=True)
class _Eyes:
    """What decides how a person is shown, the same for all."""

    marks: Mapping[str, SignalMark]
    mine: Sequence[str]
    inbox: Sequence[str]
    begun: datetime | None
    now: datetime


def overlap(one: str, other: str) -> bool:
    """Whether two areas have something in common."""
    return one.startswith(other) or other.startswith(one)


def areas_of(access: Access, election: Election, act: Act) -> tuple[str, ...]:
    """Areas of the election in which an act is allowed."""
    here = election.area_id
    return tuple(area if area.startswith(here) else here for area in access.areas(act) if overlap(area, here))


def look(
    access: Access,
    election: Election,
    *,
    now: datetime,
    area: str = "",
    contest: str = "",
    act: Act = Act.SEE_PROGRESS,
) -> Sight:
    """What somebody sees of an area ("" = all of theirs) and a contest ("" = all)."""
    areas = (area,) if area else areas_of(access, election, act)
    board, team = board_of(election, areas, today=timezone.localdate(now)).only(contest), team_of(areas)
    duties = team.duties(election, areas)
    owed, nobodys = missing.loads(board, duties)
    contacts = contacts_of(election, [team.operators[key] for key in owed], now=now)
    eyes = _eyes(access, election, now)
    people = [
        _person(team.operators[key], contacts.get(key, NO_CONTACT), stations, eyes)
        for key, stations in owed.items()
    ]
    return Sight(election, areas, board, team, duties, people, nobodys, eyes.marks, eyes.begun)


def one_of(access: Access, sight: Sight, key: str, *, now: datetime) -> Person | None:
    """One operator of what is seen, also one who owes nothing any more; None for anybody else."""
    found = next((person for person in sight.people if person.worker.id == key), None)
    worker = sight.team.operators.get(key)
    if found is not None or worker is None:
        return found
    contact = contacts_of(sight.election, [worker], now=now)[key]
    return _person(worker, contact, (), _eyes(access, sight.election, now))


def _eyes(access: Access, election: Election, now: datetime) -> _Eyes:
    return _Eyes(
        marks=signal_marks(election),
        mine=call_areas(access),
        inbox=access.areas(Act.READ_INBOX),
        begun=begun_at(election),
        now=now,
    )


def _person(worker: Worker, contact: Contact, owed: Sequence[Station], eyes: _Eyes) -> Person:
    forms = missing.open_forms(owed)
    state = standing.standing(contact, forms, begun=eyes.begun, now=eyes.now)
    quiet = standing.is_silent(contact, begun=eyes.begun, now=eyes.now)
    return Person(
        worker=worker,
        contact=contact,
        state=state,
        owed=owed,
        forms=forms,
        returned=sum(kind == missing.RETURNED for station in owed for kind in station.kinds),
        silent=quiet and state not in (standing.PROMISED, standing.TALKING),
        callable=any(overlap(own, area) for own in eyes.mine for area in worker.areas),
        writable=any(window_open(at, eyes.now) for at in contact.windows.values()),
        no_signal=contact.no_signal
        or any(station.code in eyes.marks or station.code[:DESA] in eyes.marks for station in owed),
        readable=all(any(area.startswith(own) for own in eyes.inbox) for area in worker.areas),
    )
