"""Writing people: accounts, phones, roles over regions, one-time links, API tokens.

Every service takes `actor` first: a person, or the program itself (a command on the server). A person
must hold MANAGE_PEOPLE over the area the act is about, so nobody gives away more than they have.
Raises AccountRefused with a sentence for input that cannot be used, PermissionDenied outside the
actor's area. Tokens are random, only their SHA-256 is stored, and the clear text is handed back once.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from deskpemilu.accounts.models import ApiToken, Grant, Invitation, Person, Phone
from deskpemilu.accounts.phones import PhoneRefused, normalise_number
from deskpemilu.accounts.policy import may
from deskpemilu.accounts.queries import rights_of
from deskpemilu.audit.services import PROGRAM, Entry, Program, record
from deskpemilu.domain.codes import dotted, parse_code
from deskpemilu.domain.roles import ROLE_NAMES, TOTALS_BY_DEFAULT, Act, Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
INVITATION_LIFE = timedelta(days=7)
FIRST_LINK_LIFE = timedelta(hours=24)
LONGEST_TOKEN = timedelta(days=366)
DETAILS = ("name", "nip", "bank", "account", "npwp")

Actor = Person | Program


class AccountRefused(ValueError):
    """Something about an account that cannot be done; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link's token in clear text, to be shown once, and when it ends."""

    token: str
    expires_at: datetime


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def ensure_may(actor: Actor, area: str) -> None:
    """PermissionDenied unless the actor may manage people in the area ("" = the whole desk)."""
    if isinstance(actor, Program):
        return
    decision = may(rights_of(actor), Act.MANAGE_PEOPLE, area)
    if not decision:
        raise PermissionDenied(decision.reason)


def ensure_may_person(actor: Actor, person: Person) -> None:
    """PermissionDenied unless every living grant of the person lies in the actor's area.

    A person without a grant is managed by whoever may manage people anywhere.
    """
    areas = list(Grant.objects.filter(person=person, revoked_at=None).values_list("area", flat=True))
    for area in areas:
        ensure_may(actor, area)
    if not areas and not isinstance(actor, Program):
        rights = rights_of(actor)
        if not any(may(rights, Act.MANAGE_PEOPLE, right.area) for right in rights):
            raise PermissionDenied(may(rights, Act.MANAGE_PEOPLE).reason)


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    username: str,
    name: str,
    now: datetime,
    role: Role | None = None,
    area: str = "",
    sees_totals: bool | None = None,
    phone: str = "",
    password: str | None = None,
) -> Person:
    """A new person, with a first role and phone where given. Without a password: by invitation only."""
    ensure_may(actor, area)
    person = Person(username=_free_username(username), name=_name(name), must_change_password=bool(password))
    if password is not None:
        _check_password(password, person)
    person.set_password(password)
    person.save()
    _note(actor, now, "person.created", person, area=area, data={"name": person.name})
    if role is not None:
        grant(actor=actor, person=person, role=role, area=area, sees_totals=sees_totals, now=now)
    if phone:
        add_phone(actor=actor, person=person, number=phone, now=now)
    return person


@transaction.atomic
def change_details(*, actor: Actor, person: Person, details: Mapping[str, str], now: datetime) -> Person:
    """Change name, NIP or bank details; the log names the fields, not their content."""
    ensure_may_person(actor, person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    changed = [key for key in DETAILS if key in details and details[key].strip() != getattr(person, key)]
    for key in changed:
        setattr(person, key, _name(details[key]) if key == "name" else details[key].strip())
    if changed:
        person.save(update_fields=changed)
        _note(actor, now, "person.changed", person, data={"fields": changed})
    return person


@transaction.atomic
def add_phone(*, actor: Actor, person: Person, number: str, now: datetime) -> Phone:
    """A phone whose messages count as this person's. One number has one living owner."""
    ensure_may_person(actor, person)
    try:
        digits = normalise_number(number)
    except PhoneRefused as error:
        raise AccountRefused(str(error)) from error
    owner = Phone.objects.select_for_update().filter(number=digits, active=True).first()
    if owner is not None:
        if owner.person_id == person.pk:
            return owner
        raise AccountRefused(
            f"Nomor …{digits[-4:]} sudah tercatat milik petugas lain. Lepaskan dulu dari petugas itu."
        )
    phone = Phone.objects.create(person=person, number=digits)
    _note(actor, now, "person.phone_added", person, data={"last4": digits[-4:]})
    return phone


@transaction.atomic
def remove_phone(*, actor: Actor, phone: Phone, now: datetime) -> None:
    """The number no longer speaks for the person; old messages keep their sender."""
    ensure_may_person(actor, phone.person)
    if Phone.objects.filter(pk=phone.pk, active=True).update(active=False):
        _note(actor, now, "person.phone_removed", phone.person, data={"last4": phone.number[-4:]})


@transaction.atomic
def grant(
    *,
    actor: Actor,
    person: Person,
    role: Role,
    area: str,
    now: datetime,
    sees_totals: bool | None = None,
) -> Grant:
    """A role over a region and everything below it ("" = the whole desk). The same again changes totals only.

    `sees_totals` None leaves the right to totals as it is usual for the role.
    """
    code = _area(area)
    ensure_may(actor, code)
    totals = role in TOTALS_BY_DEFAULT if sees_totals is None else sees_totals
    row, new = Grant.objects.select_for_update().get_or_create(
        person=person, role=role.value, area=code, revoked_at=None, defaults={"sees_totals": totals}
    )
    if not new and row.sees_totals == totals:
        return row
    if not new:
        row.sees_totals = totals
        row.save(update_fields=["sees_totals"])
    _note(actor, now, "person.granted", person, area=code, data={"role": role.value, "sees_totals": totals})
    return row


@transaction.atomic
def revoke(*, actor: Actor, grant: Grant, now: datetime) -> None:
    """Take a role away; the row stays. The last administrator of the whole desk cannot be revoked."""
    ensure_may(actor, grant.area)
    if _is_desk_administrator(grant) and not _other_administrators(grant.person):
        raise AccountRefused(
            "Ini administrator terakhir desk. Tunjuk administrator lain lebih dahulu, lalu cabut peran ini."
        )
    if Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now):
        _note(actor, now, "person.revoked", grant.person, area=grant.area, data={"role": grant.role})


@transaction.atomic
def set_active(*, actor: Actor, person: Person, active: bool, now: datetime) -> None:
    """Let a person in or keep them out; open sessions end with the next request."""
    ensure_may_person(actor, person)
    if not active and actor == person:
        raise AccountRefused("Anda tidak dapat menonaktifkan akun Anda sendiri. Minta administrator lain.")
    if not active and _holds_desk(person) and not _other_administrators(person):
        raise AccountRefused("Ini administrator terakhir desk. Tunjuk administrator lain lebih dahulu.")
    if Person.objects.filter(pk=person.pk).exclude(is_active=active).update(is_active=active):
        _note(actor, now, "person.activated" if active else "person.deactivated", person)


@transaction.atomic
def invite(*, actor: Actor, person: Person, now: datetime) -> Link:
    """A one-time link with which the person sets a password. Older unused links end."""
    ensure_may_person(actor, person)
    Invitation.objects.filter(person=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    link = _new_link(now, INVITATION_LIFE)
    Invitation.objects.create(token_hash=digest(link.token), person=person, expires_at=link.expires_at)
    _note(actor, now, "person.invited", person)
    return link


@transaction.atomic
def first_administrator_link(*, now: datetime) -> Link | None:
    """The one-time link that creates the first administrator; None when the desk already has one.

    Called by `desk up` at each start: an older link that was not used ends, so only the newest works.
    """
    if _living_administrators().exists():
        return None
    Invitation.objects.filter(first_administrator=True, used_at=None, expires_at__gt=now).update(
        expires_at=now
    )
    link = _new_link(now, FIRST_LINK_LIFE)
    Invitation.objects.create(
        token_hash=digest(link.token), first_administrator=True, expires_at=link.expires_at
    )
    record(actor=PROGRAM, entries=[Entry("desk.first_link")], now=now)
    return link


def open_invitation(token: str, *, now: datetime) -> Invitation:
    """The invitation of a link. Raises AccountRefused when it is unknown, used or over."""
    found = Invitation.objects.select_related("person").filter(token_hash=digest(token)).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise AccountRefused(
            "Tautan ini tidak berlaku: sudah dipakai, kedaluwarsa, atau salah salin. "
            "Minta tautan baru kepada administrator desk."
        )
    if found.person is not None and not found.person.is_active:
        raise AccountRefused("Akun untuk tautan ini nonaktif. Hubungi administrator desk.")
    return found


@transaction.atomic
def accept_invitation(
    *, token: str, password: str, now: datetime, username: str = "", name: str = ""
) -> Person:
    """Set the password; for the first administrator also make the person. The link is used up."""
    invitation = open_invitation(token, now=now)
    # The conditional update is the lock: of two clicks at once, one wins.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=now):
        raise AccountRefused("Tautan ini sudah dipakai. Minta tautan baru kepada administrator desk.")
    if invitation.first_administrator:
        return _first_administrator(username=username, name=name, password=password, now=now)
    assert invitation.person is not None
    person = Person.objects.select_for_update().get(pk=invitation.person.pk)
    set_password(person=person, password=password, now=now)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, now: datetime) -> None:
    """The person's own new password; open sessions elsewhere end."""
    _check_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    _note(person, now, "person.password_set", person)


@transaction.atomic
def create_api_token(
    *, actor: Actor, person: Person, name: str, area: str, expires_at: datetime, now: datetime
) -> Link:
    """A bearer token bound to a person, an area and an expiry, handed back once."""
    code = _area(area)
    ensure_may(actor, code)
    ensure_may_person(actor, person)
    if not now < expires_at <= now + LONGEST_TOKEN:
        raise AccountRefused("Masa berlaku token paling lama satu tahun dari sekarang.")
    link = Link(secrets.token_urlsafe(32), expires_at)
    ApiToken.objects.create(
        person=person,
        name=_name(name)[:80],
        token_hash=digest(link.token),
        area=code,
        expires_at=expires_at,
    )
    _note(actor, now, "person.token_created", person, area=code, data={"name": name})
    return link


@transaction.atomic
def revoke_api_token(*, actor: Actor, token: ApiToken, now: datetime) -> None:
    """End a token now; again changes nothing."""
    ensure_may_person(actor, token.person)
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        _note(actor, now, "person.token_revoked", token.person, area=token.area, data={"name": token.name})


def _first_administrator(*, username: str, name: str, password: str, now: datetime) -> Person:
    if _living_administrators().exists():
        raise AccountRefused("Desk ini sudah mempunyai administrator. Masuk dengan akun Anda.")
    person = create_person(
        actor=PROGRAM,
        username=username,
        name=name,
        password=password,
        role=Role.ADMINISTRATOR,
        sees_totals=False,
        now=now,
    )
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    return person


def _living_administrators() -> QuerySet[Grant]:
    return Grant.objects.filter(
        role=Role.ADMINISTRATOR.value, area="", revoked_at=None, person__is_active=True
    )


def _is_desk_administrator(row: Grant) -> bool:
    return row.role == Role.ADMINISTRATOR.value and row.area == ""


def _holds_desk(person: Person) -> bool:
    return _living_administrators().filter(person=person).exists()


def _other_administrators(person: Person) -> bool:
    return _living_administrators().filter(~Q(person=person)).exists()


def _new_link(now: datetime, life: timedelta) -> Link:
    return Link(secrets.token_urlsafe(32), now + life)


def _free_username(text: str) -> str:
    username = text.strip().lower()
    if not USERNAME.fullmatch(username):
        raise AccountRefused(
            f"Nama pengguna “{text.strip()}” tidak dapat dipakai: 3–60 huruf kecil, angka, titik, "
            "garis bawah atau tanda hubung, tanpa spasi."
        )
    if Person.objects.filter(username=username).exists():
        raise AccountRefused(f"Nama pengguna “{username}” sudah dipakai. Pilih nama lain.")
    return username


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 150:
        raise AccountRefused("Nama harus diisi, paling panjang 150 huruf.")
    return name


def _area(text: str) -> str:
    """Digits of an area; "" stays the whole desk."""
    if not text.strip():
        return ""
    try:
        return parse_code(text.strip())
    except ValueError as error:
        raise AccountRefused(str(error)) from error


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AccountRefused(" ".join(error.messages)) from error


def _note(
    actor: Actor,
    now: datetime,
    act: str,
    person: Person,
    *,
    area: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    entry = Entry(act, subject=f"person:{person.pk}", region=area, data=dict(data or {}))
    record(actor=actor, entries=[entry], now=now)


def describe(row: Grant) -> str:
    """A grant as a sentence: "Camat untuk 16.07.05 dan semua di bawahnya; melihat perolehan suara"."""
    where = f"{dotted(row.area)} dan semua di bawahnya" if row.area else "seluruh wilayah desk"
    totals = "melihat" if row.sees_totals else "tidak melihat"
    return f"{ROLE_NAMES[Role(row.role)]} untuk {where}; {totals} jumlah perolehan suara"
