"""Many new people at once, in a handful of statements; each act stands in the log as if done alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.accounts.services import Actor, ensure_may
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.roles import TOTALS_BY_DEFAULT, Role

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody the desk does not know yet. `number` as accounts.phones writes it; `details` by field."""

    username: str
    name: str
    number: str
    roles: tuple[tuple[Role, str], ...]
    details: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def create_people(*, actor: Actor, newcomers: Sequence[Newcomer], now: datetime) -> list[Person]:
    """Make people without passwords, with their phone and roles; the usual right to totals.

    Raises PermissionDenied outside the actor's area, IntegrityError when a user name or number is taken.
    """
    for area in {area for one in newcomers for _, area in one.roles}:
        ensure_may(actor, area)
    people = [
        Person(username=one.username, name=one.name, password=make_password(None), **dict(one.details))
        for one in newcomers
    ]
    Person.objects.bulk_create(people, batch_size=_BATCH)
    pairs = list(zip(people, newcomers, strict=True))
    Phone.objects.bulk_create([Phone(person=person, number=one.number) for person, one in pairs], _BATCH)
    Grant.objects.bulk_create(
        [
            Grant(person=person, role=role.value, area=area, sees_totals=role in TOTALS_BY_DEFAULT)
            for person, one in pairs
            for role, area in one.roles
        ],
        _BATCH,
    )
    record(actor=actor, entries=[entry for pair in pairs for entry in _entries(*pair)], now=now)
    return people


def _entries(person: Person, one: Newcomer) -> list[Entry]:
    subject = f"person:{person.pk}"
    return [
        Entry("person.created", subject, one.roles[0][1] if one.roles else "", {"name": person.name}),
        *(
            Entry(
                "person.granted",
                subject,
                area,
                {"role": role.value, "sees_totals": role in TOTALS_BY_DEFAULT},
            )
            for role, area in one.roles
        ),
        Entry("person.phone_added", subject, data={"last4": one.number[-4:]}),
    ]
