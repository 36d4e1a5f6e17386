"""A form that a person fills in on their phone: one transaction from the raw report to the totals.

The report is first stored in the inbox like any message, once for its key (the browser makes it), so
that sending twice is one report; then it goes through `intake.store.enter_form` by the same rules as
a message that was read. Raises `Refused` with a sentence, PermissionDenied outside the person's area.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.intake import store
from deskpemilu.intake.acts import NEEDS_PERSON
from deskpemilu.intake.book import book_of
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.forms import fingerprint
from deskpemilu.intake.models import Count, StoredReading
from deskpemilu.intake.reading import Kind, Outcome
from deskpemilu.intake.store import Stored
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.workflow import Refused

_KEY = re.compile(r"^[A-Za-z0-9-]{16,64}$")
_SUMS = (("suara_sah", "Suara sah"), ("suara_tidak_sah", "Tidak sah"), ("suara_total", "Jumlah"))


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report. `repeated`: the very same one had arrived before, nothing was stored."""

    effect: Effect | None
    repeated: bool = False


def findings_of(tps: Tps, contest: Contest, form: CountForm) -> tuple[Finding, ...]:
    """What the rules say of a form before it is sent."""
    return book_of(contest.election).check(tps.code, contest.code, form)


def report_form(
    *, actor: Person, tps: Tps, contest: Contest, form: CountForm, key: str, now: datetime
) -> Reported:
    """Store a report typed by a person. `tps` with its desa, `contest` with its election."""
    decision = access_of(actor).may(Act.REPORT, tps.code)
    if not decision:
        raise PermissionDenied(decision.reason)
    if not _KEY.match(key):
        raise Refused("Halaman ini terlalu lama terbuka. Muat ulang halaman, lalu kirim kembali.")
    if not form.votes:
        raise Refused("Angka perolehan suara belum diisi.")
    text, spans = as_text(tps, contest, form)
    envelope = Envelope(
        channel="web",
        external_id=f"{actor.pk}:{key}:{fingerprint(form)[:12]}",
        sender=str(actor.pk),
        sender_name=actor.name,
        sent_at=now,
        text=text,
        kind="form",
        payload={
            "tps": tps.code,
            "contest": contest.code,
            "votes": dict(form.votes),
            "rows": dict(form.rows),
        },
        election_code=contest.election.code,
    )
    with transaction.atomic():
        totals.lock(contest.election_id)
        new = inbox.accept([envelope], now=now).new_ids
        if not new:
            return Reported(None, repeated=True)
        message = InboxMessage.objects.get(pk=new[0])
        stored = _store(actor, tps, contest, form, message, now)
        _keep(actor, contest.election, tps, stored, message, spans, now)
        totals.resum(stored.touched)
        totals.bump([contest.election_id])
    return Reported(stored.effect)


def _store(
    actor: Person, tps: Tps, contest: Contest, form: CountForm, message: InboxMessage, now: datetime
) -> Stored:
    earlier = Count.objects.filter(tps=tps, contest=contest, submission__isnull=False).exists()
    return store.enter_form(
        actor=actor,
        tps=tps,
        contest=contest,
        form=form,
        # Sending other figures for one's own TPS is what RALAT is in a message.
        origin="correction" if earlier else "report",
        reason="Ralat lewat formulir web" if earlier else "",
        now=now,
        message=message,
    )


def _keep(
    actor: Person,
    election: Election,
    tps: Tps,
    stored: Stored,
    message: InboxMessage,
    spans: list[dict[str, Any]],
    now: datetime,
) -> None:
    """The message is done; its reading is what was typed."""
    InboxMessage.objects.filter(pk=message.pk).update(state=InboxMessage.State.DONE, done_at=now)
    version = stored.submission
    report = {
        "tps_code": tps.code,
        "contest": message.payload["contest"],
        "votes": message.payload["votes"],
        "valid": version.rows.get("suara_sah"),
        "invalid": version.rows.get("suara_tidak_sah"),
        "total": version.rows.get("suara_total"),
        "dpt": None,
        "voters": None,
    }
    StoredReading.objects.create(
        message=message,
        election=election,
        kind=Kind.RESULT.value,
        outcome=Outcome.RECORD.value,
        region=tps.code,
        person=actor,
        needs_person=stored.effect in NEEDS_PERSON,
        data={
            "reports": [report],
            "findings": version.findings,
            "spans": spans,
            "effects": [stored.effect.value],
        },
        created_at=now,
    )


def as_text(tps: Tps, contest: Contest, form: CountForm) -> tuple[str, list[dict[str, Any]]]:
    """The form as a message that people can read, and where each figure stands in it."""
    head = f"{contest.short} · TPS {tps.number:03d} {tps.desa.name}"
    lines, spans = [head], []
    at = len(head) + 1
    figures = [
        (f"choice:{key}", key.zfill(2), form.votes[key]) for key in sorted(form.votes, key=choice_order)
    ]
    figures += [(f"row:{row}", label, form.rows[row]) for row, label in _SUMS if row in form.rows]
    for role, label, figure in figures:
        line = f"{label} = {figure}"
        start = at + len(line) - len(str(figure))
        spans.append({"start": start, "end": at + len(line), "role": role, "report": 0})
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), spans
