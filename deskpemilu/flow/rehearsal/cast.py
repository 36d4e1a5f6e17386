"""Invented people of the rehearsal: sign-ins, camat, operators with phones that cannot exist."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.domain.roles import TOTALS_BY_DEFAULT, Role

PASSWORD = "desk-demo-2024"  # noqa: S105 - printed by `desk demo`, for a desk that is thrown away
TPS_PER_OPERATOR = 25
FIRST: tuple[str, ...] = (
    "Ahmad",
    "Siti",
    "Budi",
    "Dewi",
    "Eko",
    "Fitri",
    "Gunawan",
    "Hasna",
    "Indra",
    "Joko",
    "Kartika",
)
FIRST += ("Lestari", "Mulyadi", "Nurul", "Oki", "Putri", "Rahmat", "Sari", "Taufik", "Umi", "Wahyu", "Yanti")
LAST = ("Contohwan", "Misalnya", "Umpama", "Andaikata", "Permisalan", "Ibarat", "Seumpama", "Rekaan")
VISITORS = "160705"  # the kecamatan of the camat and the operator whom a visitor may play
SIGN_INS: tuple[tuple[str, Role, str, str], ...] = (
    ("admin", Role.ADMINISTRATOR, "", "Administrator Kominfo (contoh)"),
    ("sekda", Role.PIMPINAN, "", "Sekretaris Daerah (contoh)"),
    ("staf", Role.STAF, "", "Staf Desk (contoh)"),
    ("camat.betung", Role.CAMAT, VISITORS, "Camat Betung (contoh)"),
    ("operator.betung", Role.OPERATOR, VISITORS, "Operator Betung (contoh)"),
    ("auditor", Role.AUDITOR, "", "Auditor Inspektorat (contoh)"),
)


def invent_name(chance: Random) -> str:
    """A name that nobody has."""
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def make_sign_ins() -> None:
    """One person per role who can sign in with PASSWORD."""
    for username, role, area, name in SIGN_INS:
        person = Person.objects.create_person(username=username, name=name, password=PASSWORD)
        Grant.objects.create(person=person, role=role.value, area=area, sees_totals=role in TOTALS_BY_DEFAULT)
        if role is Role.OPERATOR:
            Phone.objects.create(person=person, number="6281200009999")


def make_operators(kecamatan: Sequence[tuple[str, int]], chance: Random) -> dict[str, list[str]]:
    """Operators of each (kecamatan, number of TPS) with a phone; phone numbers by kecamatan."""
    people: list[Person] = []
    grants: list[Grant] = []
    phones: list[Phone] = []
    numbers: dict[str, list[str]] = {}
    for code, tps in kecamatan:
        numbers[code] = []
        for at in range(max(2, round(tps / TPS_PER_OPERATOR))):
            person = Person(username=f"op.{code}.{at + 1}", name=invent_name(chance))
            person.set_unusable_password()
            number = f"62812000{len(people) + 1:05d}"
            people.append(person)
            grants.append(Grant(person=person, role=Role.OPERATOR.value, area=code))
            phones.append(Phone(person=person, number=number))
            numbers[code].append(number)
    Person.objects.bulk_create(people)
    Grant.objects.bulk_create(grants)
    Phone.objects.bulk_create(phones)
    return numbers
