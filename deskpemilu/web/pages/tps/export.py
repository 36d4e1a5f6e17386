"""The forms of one TPS as a file: a line for each row of each contest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from django.db import transaction
from django.utils import timezone

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.codes import dotted
from deskpemilu.intake.blindness import SAID
from deskpemilu.web.exports import Cell, Table, taken_by
from deskpemilu.web.formatting import zone_name
from deskpemilu.web.pages.tps.page import Card, Page
from deskpemilu.web.status import look_of

HEAD = ("Jenis pemilihan", "Keadaan", "Versi", "Baris", "Keterangan", "Angka")


def take(person: Person, page: Page) -> Table:
    """The table, and a record of who took it."""
    tps, now, zone = page.tps, timezone.now(), timezone.get_current_timezone()
    with transaction.atomic():
        record(actor=person, entries=[Entry("export_table", f"tps:{tps.pk}", tps.code)], now=now)
    return Table(
        title=f"{tps.election.name} · TPS {tps.number:03d} {tps.desa.name} ({dotted(tps.code)})",
        about=[f"DPT {tps.dpt if tps.dpt is not None else 'tidak diketahui'}.", _taken(person, now, zone)],
        head=HEAD,
        rows=[row for card in page.cards for row in _rows(card)],
    )


def _taken(person: Person, now: datetime, zone: tzinfo) -> str:
    return taken_by(person.name, now.astimezone(zone), zone_name(zone))


def _rows(card: Card) -> Iterator[list[Cell]]:
    state = look_of(card.state).word
    if card.hidden:
        yield [_contest(card), state, None, None, SAID, None]
        return
    if card.sheet is None or card.version is None:
        yield [_contest(card), state, None, None, None, None]
        return
    for row in card.sheet.rows:
        yield [_contest(card), state, card.version.version, row.label, row.detail or None, row.figure]


def _contest(card: Card) -> str:
    """The contest's name, and which voting where it is not the regular one that counts."""
    more = card.title.removeprefix(card.contest.short)
    return f"{card.contest.name}{more}" if card.counts else f"{card.contest.name}{more}, tidak dijumlahkan"
