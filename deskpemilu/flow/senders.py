"""Whose a sender is: staff bind an unknown one to a person, or carry a person over to a new number.

One transaction each: may → lock → write → audit. Whoever owns a number may report for every region of
that person, so both acts need the right to work on messages of all those regions. Raises `Refused`
with a sentence, PermissionDenied outside the actor's area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import inbox
from deskpemilu.channels.changes import NumberChange, number_changed
from deskpemilu.channels.models import Address, InboxMessage
from deskpemilu.channels.owners import REPORTERS, owners_of_senders
from deskpemilu.domain.roles import Act
from deskpemilu.flow.message_rights import message_for
from deskpemilu.intake.models import StoredReading
from deskpemilu.registry.models import Region
from deskpemilu.verification.workflow import Refused

BINDABLE = frozenset({"whatsapp", "sms"})
MOST_READ_AGAIN = 200


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody a sender may be, with a label that tells namesakes apart."""

    pk: UUID
    label: str


def reporters(areas: Sequence[str]) -> list[Reporter]:
    """People who report for regions inside these areas, also those without a number yet."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(area__startswith=area)
    grants = Grant.objects.filter(inside, revoked_at=None, role__in=REPORTERS, person__is_active=True)
    rows = list(grants.order_by("person__name", "area").values_list("person_id", "person__name", "area"))
    codes = {area for _, _, area in rows}
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    found: dict[UUID, Reporter] = {}
    for pk, name, area in rows:
        found.setdefault(pk, Reporter(pk, f"{name} · {names.get(area, area or 'seluruh wilayah')}"))
    return list(found.values())


def bind(*, actor: Person, message_id: int, person_id: str, now: datetime) -> int:
    """An unknown sender is this person; their messages that wait are read again. How many those are."""
    with transaction.atomic():
        message = _message(actor, message_id)
        if message.channel not in BINDABLE or not message.sender or message.group:
            raise Refused(
                "Pengirim pesan ini tidak dapat dikaitkan. Hanya pengirim WhatsApp dan SMS langsung."
            )
        if owners_of_senders([message.sender]):
            raise Refused("Pengirim ini sudah terdaftar. Muat ulang halaman.")
        person = _person(actor, person_id)
        _give(actor, person, message.sender, now)
        waiting = _waiting_of(message.sender)
        inbox.retry(waiting)
        entry = Entry("sender.bound", subject=f"person:{person.pk}", data={"message": message.pk})
        record(actor=actor, entries=[entry], now=now)
    return len(waiting)


def carry_over(*, actor: Person, message_id: int, now: datetime) -> NumberChange:
    """WhatsApp says that a number was changed: the new one belongs to the person, the old one does not."""
    with transaction.atomic():
        message = _message(actor, message_id)
        change = number_changed(message)
        if change is None:
            raise Refused("Pesan ini bukan pemberitahuan ganti nomor.")
        owner = owners_of_senders([change.old]).get(change.old)
        if owner is None:
            raise Refused("Nomor lama tidak lagi terdaftar pada siapa pun; kaitkan nomor barunya bila perlu.")
        person = _person(actor, str(owner.person_id))
        Phone.objects.filter(number=change.old, active=True).update(active=False)
        Address.objects.filter(sender=change.old, active=True).update(active=False)
        _give(actor, person, change.new, now)
        _close(message, now)
        inbox.retry(_waiting_of(change.new))
        entry = Entry("sender.number_changed", subject=f"person:{person.pk}", data={"message": message.pk})
        record(actor=actor, entries=[entry], now=now)
    return change


def unbind(*, actor: Person, message_id: int, now: datetime) -> None:
    """An id was bound to the wrong person: from now on it belongs to nobody. What it brought stays."""
    with transaction.atomic():
        message = _message(actor, message_id)
        address = Address.objects.filter(sender=message.sender, active=True).first()
        if address is None:
            raise Refused("Pengirim ini tidak terkait dengan siapa pun. Muat ulang halaman.")
        person = _person(actor, str(address.person_id))
        Address.objects.filter(pk=address.pk).update(active=False)
        entry = Entry("sender.unbound", subject=f"person:{person.pk}", data={"message": message.pk})
        record(actor=actor, entries=[entry], now=now)


def _give(actor: Person, person: Person, sender: str, now: datetime) -> None:
    if not sender.isdigit():
        Address.objects.create(person=person, sender=sender, bound_by=actor, bound_at=now)
        return
    taken = Phone.objects.select_for_update().filter(number=sender, active=True).first()
    if taken is not None and taken.person_id != person.pk:
        raise Refused(
            "Nomor ini sudah milik orang lain. Minta administrator memeriksanya pada halaman Petugas."
        )
    if taken is None:
        Phone.objects.create(person=person, number=sender)


def _message(actor: Person, message_id: int) -> InboxMessage:
    areas = access_of(actor).areas(Act.WORK_INBOX)
    InboxMessage.objects.select_for_update().filter(pk=message_id).first()
    message = message_for(message_id, areas) if areas else None
    if message is None:
        raise PermissionDenied("Pesan ini di luar wilayah tugas Anda.")
    return message


def _person(actor: Person, person_id: str) -> Person:
    """The person, if the actor may work on messages of every region they report for."""
    try:
        key = UUID(person_id)
    except ValueError:
        raise Refused("Pilih petugas dari daftar.") from None
    person = Person.objects.filter(pk=key, is_active=True).first()
    grants = Grant.objects.filter(person_id=key, revoked_at=None, role__in=REPORTERS)
    areas = list(grants.values_list("area", flat=True))
    if person is None or not areas:
        raise Refused("Orang ini belum menjadi pelapor. Minta administrator memberi peran lebih dahulu.")
    access = access_of(actor)
    for area in areas:
        decision = access.may(Act.WORK_INBOX, area)
        if not decision:
            raise PermissionDenied(decision.reason)
    return person


def _waiting_of(sender: str) -> list[int]:
    """Messages of a sender nobody knew, which nobody has dealt with."""
    rows = StoredReading.objects.filter(
        message__sender=sender, person=None, handled_at=None, message__submissions=None
    )
    return list(rows.order_by("pk").values_list("message_id", flat=True)[:MOST_READ_AGAIN])


def _close(message: InboxMessage, now: datetime) -> None:
    StoredReading.objects.filter(message=message).update(handled_at=now)
