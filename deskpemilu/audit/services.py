"""Writing to the audit log, and proving that it was not changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import transaction

from deskpemilu.audit.chain import GENESIS, first_broken, link
from deskpemilu.audit.models import Head, Record


class Actor(Protocol):
    """Whoever acts: a person, or the program itself."""

    @property
    def audit_id(self) -> str:
        """Stable id, "" for the program."""
        ...

    @property
    def audit_name(self) -> str:
        """Name as the log shows it."""
        ...

    @property
    def audit_source(self) -> str:
        """From where the act comes (address, device), "" where there is nothing to say."""
        ...


@dataclass(frozen=True, slots=True)
class Program:
    """The program itself as actor."""

    audit_name: str = "Sistem"
    audit_id: str = ""
    audit_source: str = ""


PROGRAM = Program()


@dataclass(frozen=True, slots=True)
class Entry:
    """One act to be recorded. `subject` names the thing ("submission:12", "region:1607")."""

    act: str
    subject: str = ""
    region: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def record(*, actor: Actor, entries: Sequence[Entry], now: datetime) -> list[Record]:
    """Append entries to the chain, in order. Must run inside the transaction of the act itself."""
    if not entries:
        return []
    with transaction.atomic():
        head, _ = Head.objects.select_for_update().get_or_create(id=1, defaults={"digest": GENESIS})
        rows = [_row(entry, actor, now) for entry in entries]
        for row in rows:
            head.number += 1
            row.number, row.previous = head.number, head.digest
            row.digest = head.digest = link(row.previous, row.content())
        Record.objects.bulk_create(rows, batch_size=500)
        head.save(update_fields=["number", "digest"])
    return rows


def _row(entry: Entry, actor: Actor, now: datetime) -> Record:
    return Record(
        at=now.astimezone(UTC),
        actor_id=actor.audit_id,
        actor=actor.audit_name[:150],
        act=entry.act,
        subject=entry.subject,
        region=entry.region,
        data={**entry.data, **({"acted_from": actor.audit_source} if actor.audit_source else {})},
    )


def verify() -> int | None:
    """Number of the first record that was changed, removed or inserted; None when the chain holds.

    Also compares the end with the head, so that cutting off the newest records shows.
    """
    broken = first_broken(_contents())
    if broken is not None:
        return broken
    head = Head.objects.filter(id=1).first()
    last = Record.objects.order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, GENESIS)
    if head is None:
        return 1 if last else None
    return None if (head.number, head.digest) == (number, digest) else number + 1


def _contents() -> Iterator[tuple[int, Mapping[str, Any], str, str]]:
    for row in Record.objects.order_by("number").iterator(chunk_size=2000):
        # Databases hand times back in UTC; the hash was made from UTC too.
        row.at = row.at.astimezone(UTC)
        yield row.number, row.content(), row.previous, row.digest
