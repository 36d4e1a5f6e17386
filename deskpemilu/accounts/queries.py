"""Reading people, rights and phones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.accounts.policy import Right
from deskpemilu.domain.roles import ACTS_OF, Act, Role


def rights_of(person: Person) -> tuple[Right, ...]:
    """Living grants of an active person."""
    if not person.is_active:
        return ()
    grants = Grant.objects.filter(person=person, revoked_at=None)
    return tuple(Right(Role(g.role), g.area, g.sees_totals) for g in grants)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a phone number belongs to, and for which regions they report."""

    person_id: UUID
    name: str
    scope: tuple[str, ...]


def owners_of_numbers(numbers: Iterable[str]) -> dict[str, Owner]:
    """Active people by phone number (digits); unknown numbers are absent. Two statements."""
    phones = list(
        Phone.objects.filter(number__in=set(numbers), active=True, person__is_active=True).select_related(
            "person"
        )
    )
    # A person may have several phones; each is a sender of its own with the same scope.
    scopes: dict[UUID, set[str]] = {phone.person_id: set() for phone in phones}
    for grant in Grant.objects.filter(person_id__in=scopes, revoked_at=None):
        if Act.REPORT in ACTS_OF[Role(grant.role)]:
            scopes[grant.person_id].add(grant.area)
    return {
        phone.number: Owner(phone.person_id, phone.person.name, tuple(sorted(scopes[phone.person_id])))
        for phone in phones
    }
