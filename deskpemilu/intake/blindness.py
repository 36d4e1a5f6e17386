"""From whom the first entry of a form is kept: whoever may still be asked to type its second one.

A form that the plan wants typed twice shows nothing of its first entry to people who may type it (REPORT)
and have neither given nor looked at it, on any page, export or answer that shows single forms. Whoever may
correct there (camat, staff) can look; that is audited, and their own entry is no second one any more.
Who only reads (leaders, auditors) sees it as ever. What people wrote in messages is not touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from deskpemilu.accounts.access import Access, access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.roles import Act
from deskpemilu.intake.entry_models import EntryLook
from deskpemilu.intake.entry_queries import waiting_seconds
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Election

SAID = "Angka isian pertama disembunyikan sampai formulir ini diisi dua orang."


@dataclass(frozen=True, slots=True)
class Hidden:
    """Forms whose first entry somebody does not see: (TPS id, contest id) → (TPS code, generation)."""

    forms: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.forms)

    def count(self, row: Count) -> bool:
        """Whether the figures of a count are kept from them."""
        return self._hides(row.tps_id, row.contest_id, row.generation)

    def version(self, row: Submission) -> bool:
        """Whether a version is kept from them."""
        return self._hides(row.tps_id, row.contest_id, row.generation)

    def codes(self, contest_id: int) -> frozenset[str]:
        """Codes of the TPS whose form of a contest is kept from them."""
        return frozenset(code for (_, contest), (code, _) in self.forms.items() if contest == contest_id)

    def _hides(self, tps_id: int, contest_id: int, generation: str) -> bool:
        return self.forms.get((tps_id, contest_id), ("", ""))[1] == generation


def hidden_from(
    access: Access, election: Election, *, inside: str = "", tps_ids: Collection[int] | None = None
) -> Hidden:
    """What is kept from a person, inside a region or TPS (code), or of these TPS. One statement where
    nothing is planned, seven otherwise."""
    areas = access.areas(Act.REPORT)
    if not areas:
        return Hidden()
    ids = waiting_seconds(access.person, election, areas, inside=inside, tps_ids=tps_ids)
    rows = Count.objects.filter(pk__in=ids) if ids else Count.objects.none()
    fields = rows.values_list("tps_id", "contest_id", "tps__code", "generation")
    return Hidden({(tps, contest): (code, generation) for tps, contest, code, generation in fields})


def look(*, actor: Person, count: Count, now: datetime) -> None:
    """Let somebody who may correct see a first entry; theirs is no second one from now on."""
    decision = access_of(actor).may(Act.CORRECT, count.tps.code)
    if not decision:
        raise PermissionDenied(decision.reason)
    form = {"tps": count.tps, "contest": count.contest, "generation": count.generation}
    with transaction.atomic():
        _, new = EntryLook.objects.get_or_create(**form, person=actor, defaults={"at": now})
        if new:
            data = {"contest": count.contest.code, "version": count.submission_id}
            entry = Entry("entry.look", f"count:{count.pk}", count.tps.code, data)
            record(actor=actor, entries=[entry], now=now)
