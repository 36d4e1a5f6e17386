"""The people a test needs: one who may, a colleague elsewhere, and a stranger."""

from __future__ import annotations

from itertools import count

from django.test import Client

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.domain.roles import TOTALS_BY_DEFAULT, Role

PASSWORD = "rahasia-sekali-1"
_numbers = count(1)


def person(
    role: Role | None = None,
    area: str = "",
    *,
    totals: bool | None = None,
    username: str = "",
    name: str = "",
    phone: str = "",
) -> Person:
    """A person with one grant (or none) and, if given, a phone."""
    at = next(_numbers)
    made = Person.objects.create_person(
        username=username or f"orang{at}", name=name or f"Orang Uji {at}", password=PASSWORD
    )
    if role is not None:
        sees = role in TOTALS_BY_DEFAULT if totals is None else totals
        Grant.objects.create(person=made, role=role.value, area=area, sees_totals=sees)
    if phone:
        Phone.objects.create(person=made, number=phone)
    return made


def sign_in(client: Client, who: Person) -> Client:
    """Sign a person in without going through the form."""
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
