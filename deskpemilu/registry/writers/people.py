"""People into the accounts, by the services of accounts: no password, so nobody can sign in uninvited.

A person is found by phone number. The file decides the areas of the roles it names: areas of such
a role that it no longer states are revoked. Roles that it does not name stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from rapidfuzz import fuzz

from deskpemilu.accounts import services as accounts
from deskpemilu.accounts.bulk import Newcomer, create_people
from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.audit.services import Actor, Program
from deskpemilu.domain.roles import Role
from deskpemilu.registry.importers import people as importer
from deskpemilu.registry.importers.people import PersonLine
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import Refused
from deskpemilu.registry.models import Region, Tps
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_SAME_PERSON = 60  # of 100: titles and added names pass, another name does not
_CHUNK = 400
_USERNAME_LENGTH = 50


@dataclass(slots=True)
class _Wanted:
    """A person as the file describes them, over all their lines, and what is stored of them."""

    name: str
    phone: str
    details: dict[str, str]
    roles: dict[Role, set[str]]
    person: Person | None = None
    grants: dict[tuple[str, str], Grant] = field(default_factory=dict)

    @property
    def missing(self) -> list[tuple[Role, str]]:
        """Roles and areas to be granted."""
        wanted = ((role, area) for role, areas in self.roles.items() for area in sorted(areas))
        return [(role, area) for role, area in wanted if (role.value, area) not in self.grants]

    @property
    def surplus(self) -> list[Grant]:
        """Living grants of the named roles that the file no longer states."""
        named = {role.value: areas for role, areas in self.roles.items()}
        return [row for (role, area), row in self.grants.items() if role in named and area not in named[role]]

    @property
    def other_details(self) -> dict[str, str]:
        """Details that differ from what is stored."""
        given = {"name": self.name, **self.details}
        return {key: value for key, value in given.items() if getattr(self.person, key) != value}

    @property
    def change(self) -> Change:
        """What the file does to this person."""
        if self.person is None:
            return Change.NEW
        differs = self.other_details or self.missing or self.surplus
        return Change.CHANGED if differs else Change.UNCHANGED


def prepare(source: Source) -> Prepared:
    """Read a file and compare it with the people who are stored. Raises FileRefused."""
    table = read_table(source.path, importer.REQUIRED)
    known = set(Region.objects.values_list("code", flat=True))
    known.update(Tps.objects.values_list("code", flat=True))
    parsed = importer.parse(table, known=known)
    people = _gather(parsed.rows)
    _find(people)
    refusals = parsed.refused + [
        refusal for line in parsed.rows if (refusal := _another_owner(line, people[line.phone]))
    ]
    if refusals:
        return refused(importer.KIND, len(table.rows) + len(table.refused), refusals)
    revoked = sum(len(wanted.surplus) for wanted in people.values())
    notes = [f"{revoked} penugasan lama yang tidak disebut lagi akan dicabut."] if revoked else []

    def write(actor: Actor, now: datetime) -> None:
        assert isinstance(actor, Person | Program)
        # Two numbers of one known person lead to the same entry.
        distinct = {id(wanted): wanted for wanted in people.values()}.values()
        newcomers = _newcomers(wanted for wanted in distinct if wanted.person is None)
        create_people(actor=actor, newcomers=newcomers, now=now)
        for wanted in distinct:
            if wanted.person is not None and wanted.change is Change.CHANGED:
                _change(wanted, wanted.person, actor, now)

    return prepared(importer.KIND, [people[line.phone].change for line in parsed.rows], write, notes=notes)


def _gather(lines: Iterable[PersonLine]) -> dict[str, _Wanted]:
    people: dict[str, _Wanted] = {}
    for line in lines:
        wanted = people.setdefault(line.phone, _Wanted(line.name, line.phone, {}, {}))
        wanted.details |= dict(line.details)
        wanted.roles.setdefault(line.role, set()).update(line.scope)
    return people


def _find(people: dict[str, _Wanted]) -> None:
    """Attach the stored person and living grants to each."""
    numbers = sorted(people)
    by_person: dict[UUID, _Wanted] = {}
    for at in range(0, len(numbers), _CHUNK):
        rows = Phone.objects.filter(number__in=numbers[at : at + _CHUNK], active=True).select_related(
            "person"
        )
        for phone in rows:
            _attach(people, phone, by_person)
    ids = list(by_person)
    for at in range(0, len(ids), _CHUNK):
        for grant in Grant.objects.filter(person_id__in=ids[at : at + _CHUNK], revoked_at=None):
            by_person[grant.person_id].grants[grant.role, grant.area] = grant


def _attach(people: dict[str, _Wanted], phone: Phone, by_person: dict[UUID, _Wanted]) -> None:
    """Name the owner of a number; two numbers of one person are one person."""
    wanted = people[phone.number]
    first = by_person.setdefault(phone.person_id, wanted)
    if first is not wanted:
        for role, areas in wanted.roles.items():
            first.roles.setdefault(role, set()).update(areas)
        first.details |= wanted.details
        people[phone.number] = first
    first.person = phone.person


def _another_owner(line: PersonLine, wanted: _Wanted) -> Refused | None:
    """A number that belongs to somebody of quite another name must be taken from them first."""
    person = wanted.person
    if person is None or fuzz.token_set_ratio(person.name.lower(), line.name.lower()) >= _SAME_PERSON:
        return None
    reason = (
        f"Nomor ini tercatat milik {person.name}. Lepaskan dahulu dari petugas itu, atau samakan namanya."
    )
    return Refused(line.line, "phone", f"…{line.phone[-4:]}", reason)


def _newcomers(people: Iterable[_Wanted]) -> list[Newcomer]:
    taken = set(Person.objects.values_list("username", flat=True))
    return [
        Newcomer(
            username=_username(wanted.name, taken),
            name=wanted.name,
            number=wanted.phone,
            roles=tuple(wanted.missing),
            details=tuple(wanted.details.items()),
        )
        for wanted in people
    ]


def _change(wanted: _Wanted, person: Person, actor: Person | Program, now: datetime) -> None:
    for role, area in wanted.missing:
        accounts.grant(actor=actor, person=person, role=role, area=area, now=now)
    for grant in wanted.surplus:
        accounts.revoke(actor=actor, grant=grant, now=now)
    details = {"name": wanted.name, **wanted.details}
    accounts.change_details(actor=actor, person=person, details=details, now=now)


def _username(name: str, taken: set[str]) -> str:
    """A free user name made of a name: `budi.santoso`, then `budi.santoso2` …"""
    words = re.findall(r"[a-z0-9]+", name.lower())
    base = ".".join(words)[:_USERNAME_LENGTH].strip(".")
    base = base if len(base) >= 3 else f"petugas.{base}".strip(".")
    username, number = base, 1
    while username in taken:
        number += 1
        username = f"{base}{number}"
    taken.add(username)
    return username
