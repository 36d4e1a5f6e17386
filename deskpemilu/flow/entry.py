"""A typed form, from the last Enter to the totals: one transaction.

`check` says what the rules and the clerk's own look at the words find; `send` stores, re-sums what
was touched and tells open pages. Either all of it happens or nothing. The election's turn is taken
first, as the main road does.

Raises `intake.entry.EntryRefused` (a sentence for the person) and PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.states import Generation
from deskpemilu.intake import entry
from deskpemilu.intake.entry import EntryRefused, Sent
from deskpemilu.intake.entry_queries import findings_of
from deskpemilu.registry.models import Contest, Tps
from deskpemilu.tally import totals


def check(tps: Tps, contest: Contest, form: CountForm, words: Mapping[str, int]) -> tuple[Finding, ...]:
    """What is to be said of a form before it is sent."""
    found, spoken = findings_of(tps.code, contest, form, words)
    return (*found, *spoken)


def send(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest,
    generation: Generation,
    form: CountForm,
    words: Mapping[str, int],
    key: UUID,
    now: datetime,
    copied: int | None = None,
) -> Sent:
    """Store a typed form. `tps` with its desa, `contest` with its election; `copied` as in `entry.submit`."""
    if not form.votes and not form.rows:
        raise EntryRefused("Belum ada angka yang diisi. Isi sesuai C.Hasil, lalu kirim.")
    _, spoken = findings_of(tps.code, contest, form, words)
    with transaction.atomic():
        totals.lock(contest.election_id)
        sent = entry.submit(
            actor=actor,
            tps=tps,
            contest=contest,
            generation=generation,
            form=form,
            key=key,
            now=now,
            further=spoken,
            copied=copied,
        )
        if sent.stored is not None:
            totals.resum(sent.stored.touched)
            totals.bump([contest.election_id])
    return sent
