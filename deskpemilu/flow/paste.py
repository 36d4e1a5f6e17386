"""What staff paste from a group: read without storing first, then taken in like any other messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person, Phone
from deskpemilu.accounts.queries import Owner
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.owners import owners_of_senders
from deskpemilu.domain.roles import Act
from deskpemilu.flow.gather import sender_of
from deskpemilu.flow.message_rights import REPORTERS
from deskpemilu.intake.book import Book, book_of
from deskpemilu.intake.read import read
from deskpemilu.intake.reading import Reading
from deskpemilu.registry.models import Election, Region


@dataclass(frozen=True, slots=True)
class Preview:
    """One pasted message as it would be read: whose it is (None: not in the register)."""

    envelope: Envelope
    owner: Owner | None
    reading: Reading


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody in whose name a message can be pasted."""

    number: str
    name: str
    label: str


def reporters(areas: Sequence[str]) -> list[Reporter]:
    """Registered reporters of these areas, each with a label that tells namesakes apart."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(person__grants__area__startswith=area)
    role = Q(person__grants__revoked_at=None, person__grants__role__in=REPORTERS)
    rows = Phone.objects.filter(inside, role, active=True, person__is_active=True)
    found = rows.values_list("number", "person__name", "person__grants__area").order_by(
        "person__name", "number"
    )
    names = dict(Region.objects.filter(code__in={area for _, _, area in found}).values_list("code", "name"))
    seen: dict[str, Reporter] = {}
    for number, name, area in found:
        place = names.get(area, area or "seluruh wilayah")
        seen.setdefault(number, Reporter(number, name, f"{name} · {place} · {number[-4:]}"))
    return list(seen.values())


def preview(envelopes: Sequence[Envelope], election: Election) -> list[Preview]:
    """Each message as it would be read now. Writes nothing."""
    book = book_of(election)
    owners = owners_of_senders(envelope.sender for envelope in envelopes)
    return [_preview(envelope, owners.get(envelope.sender), book) for envelope in envelopes]


def _preview(envelope: Envelope, owner: Owner | None, book: Book) -> Preview:
    return Preview(envelope, owner, read(envelope.text, book.lexicon, sender_of(owner, book)))


def take_in(*, actor: Person, envelopes: Sequence[Envelope], now: datetime) -> inbox.Accepted:
    """Store pasted messages; those that are here already stay as they are."""
    if not access_of(actor).areas(Act.WORK_INBOX):
        raise PermissionDenied(
            "Peran Anda tidak mencakup tindakan ini. Hubungi administrator desk bila perlu."
        )
    with transaction.atomic():
        accepted = inbox.accept(envelopes, now=now)
        data = {"messages": len(accepted.new_ids), "repeats": accepted.duplicates}
        record(actor=actor, entries=[Entry("inbox.pasted", data=data)], now=now)
    return accepted
