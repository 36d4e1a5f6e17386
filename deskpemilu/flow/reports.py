"""A form that a person fills in on their phone: one transaction from the raw report to the totals.

The report is first stored in the inbox like any message, once for its key (the browser makes it), so
that sending twice is one report; then it goes through `intake.store.enter_form` by the same rules as
a message that was read. Raises `Refused` with a sentence, PermissionDenied outside the person's area.

A phone without signal sends hours after the typing. What it knew of the form when the figures were
typed comes along as a `Basis`: figures typed before somebody else's report, or before a decision of
KPU, must not pass for a correction of what the typing person has never seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.channels import inbox
from deskpemilu.channels.envelope import Envelope
from deskpemilu.channels.models import InboxMessage
from deskpemilu.channels.webform.adapter import Place, envelope_of
from deskpemilu.domain.contests import choice_order
from deskpemilu.domain.findings import Finding
from deskpemilu.domain.form import ROW_NAMES, CountForm
from deskpemilu.domain.generations import Decision, in_order
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import GENERATION_TITLES, CountState
from deskpemilu.intake import store
from deskpemilu.intake.acts import NEEDS_PERSON
from deskpemilu.intake.book import book_of
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.forms import fingerprint
from deskpemilu.intake.models import Count, StoredReading, Submission
from deskpemilu.intake.reading import Kind, Outcome
from deskpemilu.intake.store import Stored
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.registry.revotes import decisions_of
from deskpemilu.tally import totals
from deskpemilu.verification.workflow import Refused

WAITED = timedelta(minutes=5)
_KEY = re.compile(r"^[A-Za-z0-9-]{16,40}$")


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a report. `repeated`: the very same one had arrived before, nothing was stored."""

    effect: Effect | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """What was known when the figures were typed.

    `known`: the form's `standing` then; "" where nobody can say. `earlier_keys`: keys of one's own
    sends of this form whose answer never came, and which these figures replace. `typed`: when.
    """

    known: str = ""
    earlier_keys: tuple[str, ...] = ()
    typed: datetime | None = None


def standing(decisions: Sequence[Decision], count: Count | None) -> str:
    """How a form stands, in a few characters: another decision, version or return is another standing."""
    decision = in_order(decisions)[-1].order if decisions else 0
    version = count.submission_id or 0 if count else 0
    returned = "k" if count and count.state == CountState.RETURNED else ""
    return f"{decision}.{version}{returned}"


_UNKNOWN = Basis()


def findings_of(tps: Tps, contest: Contest, form: CountForm) -> tuple[Finding, ...]:
    """What the rules say of a form before it is sent."""
    return book_of(contest.election).check(tps.code, contest.code, form)


def report_form(
    *,
    actor: Person,
    tps: Tps,
    contest: Contest,
    form: CountForm,
    key: str,
    now: datetime,
    basis: Basis = _UNKNOWN,
) -> Reported:
    """Store a report typed by a person. `tps` with its desa, `contest` with its election."""
    decision = access_of(actor).may(Act.REPORT, tps.code)
    if not decision:
        raise PermissionDenied(decision.reason)
    if not _KEY.match(key):
        raise Refused("Halaman ini terlalu lama terbuka. Muat ulang halaman, lalu kirim kembali.")
    if not form.votes:
        raise Refused("Angka perolehan suara belum diisi.")
    decisions = decisions_of([tps.pk]).get((tps.pk, contest.pk), [])
    envelope = _envelope(actor, tps, contest, form, key, now, basis.typed)
    with transaction.atomic():
        totals.lock(contest.election_id)
        new = inbox.accept([envelope], now=now).new_ids
        if not new:
            return Reported(None, repeated=True)
        _refuse_before_the_day(decisions, now)
        message = InboxMessage.objects.get(pk=new[0])
        origin = _origin(actor, tps, contest, decisions, basis)
        stored = _store(actor, tps, contest, form, origin, message, now)
        _keep(actor, contest.election, tps, form, stored, message, now)
        totals.resum(stored.touched)
        totals.bump([contest.election_id])
    return Reported(stored.effect)


def _refuse_before_the_day(decisions: Sequence[Decision], now: datetime) -> None:
    """What is typed today cannot be the result of a revote that has not been held."""
    newest = in_order(decisions)[-1] if decisions else None
    if newest is None:
        return
    day = newest.voting or newest.decided
    if timezone.localtime(now).date() < day:
        title = GENERATION_TITLES[newest.generation].lower()
        raise Refused(
            f"Untuk TPS ini KPU memutuskan {title} pada {day:%d-%m-%Y}. Hasilnya dapat dilaporkan "
            "sejak tanggal itu; untuk hasil sebelumnya hubungi staf desk. Belum ada yang disimpan."
        )


def _origin(actor: Person, tps: Tps, contest: Contest, decisions: Sequence[Decision], basis: Basis) -> str:
    """Whether figures correct what is held, or stand beside it because their writer never saw it.

    Raises `Refused` where they were typed before a decision of KPU or before the form was returned.
    """
    rows = Count.objects.filter(tps=tps, contest=contest, counts=True)
    count = rows.select_related("submission__message").first()
    held = count.submission if count else None
    now_standing = standing(decisions, count)
    if basis.known and basis.known != now_standing:
        _refuse_overtaken(basis.known, now_standing, count)
        if held is not None and not _knows(actor, held, basis):
            return "report"
    # Sending other figures for one's own TPS is what RALAT is in a message.
    return "correction" if held else "report"


def _refuse_overtaken(known: str, now_standing: str, count: Count | None) -> None:
    if known.partition(".")[0] != now_standing.partition(".")[0]:
        raise Refused(
            "Sejak angka ini diketik, ada keputusan KPU tentang pemungutan atau penghitungan ulang di "
            "TPS ini. Buka formulirnya, cocokkan dengan C.Hasil yang berlaku, lalu kirim lagi."
        )
    if count and count.state == CountState.RETURNED:
        raise Refused(
            f"Sejak angka ini diketik, laporan TPS ini dikembalikan: {count.reason}. "
            "Buka formulirnya, periksa dengan C.Hasil, lalu kirim lagi."
        )


def _knows(actor: Person, held: Submission, basis: Basis) -> bool:
    """Whether the version held is the person's own and older than the typing, or a send without answer."""
    if held.reporter_id != actor.pk:
        return False
    if basis.typed is None or basis.typed > held.created_at:
        return True
    ids = tuple(f"{actor.pk.hex[:8]}-{key}-" for key in basis.earlier_keys if _KEY.match(key))
    return bool(ids) and held.message is not None and held.message.external_id.startswith(ids)


def _store(
    actor: Person,
    tps: Tps,
    contest: Contest,
    form: CountForm,
    origin: str,
    message: InboxMessage,
    now: datetime,
) -> Stored:
    return store.enter_form(
        actor=actor,
        tps=tps,
        contest=contest,
        form=form,
        origin=origin,
        reason="Ralat lewat formulir web" if origin == "correction" else "",
        now=now,
        message=message,
    )


def _keep(
    actor: Person,
    election: Election,
    tps: Tps,
    form: CountForm,
    stored: Stored,
    message: InboxMessage,
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
            "spans": spans_of(message.text, form),
            "effects": [stored.effect.value],
        },
        created_at=now,
    )


def _envelope(
    actor: Person,
    tps: Tps,
    contest: Contest,
    form: CountForm,
    key: str,
    now: datetime,
    typed: datetime | None,
) -> Envelope:
    """The report as a message. Its key names the person and the figures too: the same key with other
    figures is another report and must not be taken for a repeat."""
    kecamatan = tps.desa.parent.name if tps.desa.parent else ""
    return envelope_of(
        key=f"{actor.pk.hex[:8]}-{key}-{fingerprint(form)[:12]}",
        place=Place(tps.code, tps.number, tps.desa.name, kecamatan),
        contest=contest.code,
        form=form,
        sender=str(actor.pk),
        sender_name=actor.name,
        sent_at=now,
        election_code=contest.election.code,
        note=_typed_note(typed, now),
    )


def _typed_note(typed: datetime | None, now: datetime) -> str:
    """A line of the message that says when figures were typed that waited for a signal; else ""."""
    if typed is None or not WAITED < now - typed < timedelta(days=30):
        return ""
    return f"Diketik {timezone.localtime(typed):%d-%m-%Y %H.%M} menurut jam HP, menunggu sinyal"


def spans_of(text: str, form: CountForm) -> list[dict[str, Any]]:
    """Where each figure stands in the text of a form: at the end of its line, votes before rows."""
    roles = [f"choice:{key}" for key in sorted(form.votes, key=choice_order)]
    roles += [f"row:{row}" for row in ROW_NAMES if row in form.rows]
    spans, at = [], 0
    for role, line in zip(["", *roles], text.split("\n"), strict=False):
        end = at + len(line)
        if role:
            start = at + line.rfind(" ") + 1
            spans.append({"start": start, "end": end, "role": role, "report": 0})
        at = end + 1
    return spans
