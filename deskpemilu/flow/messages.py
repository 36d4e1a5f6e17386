"""What staff do with a message: store what they understood of it, ask, set aside, read again.

One transaction each: may → lock → write → audit; figures go through `intake.store.enter_form`, by
the same rules as the road, and the totals are summed again. Raises `Refused` with a sentence,
PermissionDenied outside the person's area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from deskpemilu.accounts.access import access_of
from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.channels import inbox, outbox
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.models import InboxMessage
from deskpemilu.channels.owners import owners_of_senders
from deskpemilu.domain.form import CountForm
from deskpemilu.domain.roles import Act
from deskpemilu.flow.message_rights import message_for
from deskpemilu.intake import store
from deskpemilu.intake.decide import Effect
from deskpemilu.intake.models import PendingQuestion, StoredReading, Submission
from deskpemilu.intake.reading import Kind
from deskpemilu.intake.store import Stored
from deskpemilu.registry.models import Contest, Election, Tps
from deskpemilu.tally import totals
from deskpemilu.verification.notices import Place, entered
from deskpemilu.verification.workflow import Refused

REPLY_CHANNELS = frozenset({"whatsapp", "sms"})
MOST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Figures:
    """What staff understood: a TPS (13 digits), a contest code and the form."""

    tps_code: str
    contest: str
    form: CountForm


def store_reading(
    *, actor: Person, message_id: int, election: Election, figures: Sequence[Figures], now: datetime
) -> list[Stored]:
    """Store the figures that staff read in a message, and tell its sender."""
    if not figures:
        raise Refused("Belum ada angka yang diisi. Isi TPS, pemilihan, dan angkanya.")
    with transaction.atomic():
        totals.lock(election.pk)
        message = _taken(actor, message_id)
        reporter = _reporter_of(message)
        stored = [_store_one(actor, reporter, message, election, each, now) for each in figures]
        totals.resum({key for each in stored for key in each.touched})
        totals.bump([election.pk])
        _handled(actor, message, now, "inbox.stored", region=figures[0].tps_code, election=election)
        replies = [_told(message, each, now) for each in stored]
        outbox.queue([reply for reply in replies if reply is not None], now=now)
    return stored


def _reporter_of(message: InboxMessage) -> Person | None:
    """The registered sender of a message: it stays their report, which they may correct."""
    owner = owners_of_senders([message.sender]).get(message.sender)
    return Person.objects.filter(pk=owner.person_id).first() if owner is not None else None


def _is_correction(message: InboxMessage) -> bool:
    reading = getattr(message, "reading", None)
    return reading is not None and reading.kind == Kind.CORRECTION.value


def _store_one(
    actor: Person,
    reporter: Person | None,
    message: InboxMessage,
    election: Election,
    figures: Figures,
    now: datetime,
) -> Stored:
    decision = access_of(actor).may(Act.WORK_INBOX, figures.tps_code)
    if not decision:
        raise PermissionDenied(decision.reason)
    tps = Tps.objects.select_related("desa__parent").filter(election=election, code=figures.tps_code).first()
    if tps is None:
        raise Refused(f"TPS {figures.tps_code[10:]} tidak ada di desa itu. Periksa desa dan nomor TPS.")
    contest = (
        Contest.objects.select_related("election").filter(election=election, code=figures.contest).first()
    )
    if contest is None:
        raise Refused("Pilih pemilihan yang dilaporkan.")
    if not figures.form.votes:
        raise Refused(f"Angka perolehan TPS {tps.number:03d} belum diisi.")
    if Submission.objects.filter(message=message, tps=tps, contest=contest).exists():
        raise Refused(f"Pesan ini sudah tersimpan sebagai laporan TPS {tps.number:03d}.")
    return store.enter_form(
        actor=actor,
        tps=tps,
        contest=contest,
        form=figures.form,
        # A RALAT that staff understood corrects the sender's own report, as one that was read does.
        origin="correction" if reporter is not None and _is_correction(message) else "entry",
        reason=f"Dibaca dari pesan oleh {actor.name}",
        now=now,
        message=message,
        reporter=reporter,
    )


def set_aside(*, actor: Person, message_id: int, now: datetime, report: bool) -> None:
    """Mark a message as dealt with: looked at (`report`), or not a report at all."""
    with transaction.atomic():
        message = _taken(actor, message_id)
        _handled(actor, message, now, "inbox.reviewed" if report else "inbox.no_report")


def ask(*, actor: Person, message_id: int, text: str, now: datetime) -> None:
    """Send one question to the sender; the answer comes as a message of its own."""
    question = text.strip()
    if not question:
        raise Refused("Tuliskan pertanyaan yang akan dikirim.")
    if len(question) > MOST_TEXT:
        raise Refused(f"Pertanyaan terlalu panjang. Paling banyak {MOST_TEXT} huruf.")
    with transaction.atomic():
        message = _taken(actor, message_id)
        if not _reachable(message):
            raise Refused("Pengirim pesan ini tidak dapat dibalas dari desk. Hubungi lewat telepon.")
        key = f"ask:{message.pk}:{int(now.timestamp())}"
        outbox.queue([Reply(message.channel, message.sender, question, key, message.pk)], now=now)
        _handled(actor, message, now, "inbox.asked")


def read_again(*, actor: Person, message_id: int, now: datetime) -> None:
    """Let the road take a message again, for example after an import or with a new version."""
    with transaction.atomic():
        message = _taken(actor, message_id, again=True)
        if Submission.objects.filter(message=message).exists():
            raise Refused("Pesan ini sudah menjadi laporan. Ubah angkanya lewat halaman verifikasi.")
        if not inbox.retry([message.pk]):
            raise Refused("Pesan ini sedang dibaca. Tunggu sebentar, lalu muat ulang halaman.")
        entry = Entry("inbox.read_again", subject=f"message:{message.pk}", region=_region(message))
        record(actor=actor, entries=[entry], now=now)


def _taken(actor: Person, message_id: int, *, again: bool = False) -> InboxMessage:
    """The message, locked, if the person may work on it and nobody has done so before."""
    areas = access_of(actor).areas(Act.WORK_INBOX)
    if not areas:
        raise PermissionDenied(
            "Peran Anda tidak mencakup tindakan ini. Hubungi administrator desk bila perlu."
        )
    InboxMessage.objects.select_for_update().filter(pk=message_id).first()
    message = message_for(message_id, areas)
    if message is None:
        raise PermissionDenied("Pesan ini di luar wilayah tugas Anda.")
    reading = getattr(message, "reading", None)
    if not again and reading is not None and reading.handled_at is not None:
        raise Refused("Pesan ini sudah ditangani petugas lain. Muat ulang halaman untuk melihat hasilnya.")
    return message


def _handled(
    actor: Person,
    message: InboxMessage,
    now: datetime,
    act: str,
    *,
    region: str = "",
    election: Election | None = None,
) -> None:
    """Close the message: its reading is handled, its open question needs no answer any more."""
    reading, _ = StoredReading.objects.get_or_create(
        message=message,
        defaults={"kind": "other", "outcome": "note", "created_at": now, "election": election},
    )
    reading.handled_at = now
    reading.region = reading.region or region
    reading.save(update_fields=["handled_at", "region"])
    PendingQuestion.objects.filter(message=message, closed_at=None).update(closed_at=now)
    if message.state == InboxMessage.State.FAILED:
        InboxMessage.objects.filter(pk=message.pk).update(state=InboxMessage.State.DONE, done_at=now)
    entry = Entry(act, subject=f"message:{message.pk}", region=reading.region)
    record(actor=actor, entries=[entry], now=now)


def _region(message: InboxMessage) -> str:
    reading = getattr(message, "reading", None)
    return reading.region if reading is not None else ""


def _reachable(message: InboxMessage) -> bool:
    return message.channel in REPLY_CHANNELS and bool(message.sender) and not message.group


def _told(message: InboxMessage, stored: Stored, now: datetime) -> Reply | None:
    """What the sender is told of a stored form; None where no reply can go."""
    if not _reachable(message):
        return None
    tps, version = stored.count.tps, stored.submission
    kecamatan = tps.desa.parent.name if tps.desa.parent else ""
    place = Place(stored.count.contest.short, kecamatan, tps.desa.name, tps.code)
    waits = stored.effect in (Effect.HELD, Effect.CONFLICT, Effect.REQUESTED)
    text = entered(place, version.votes, version.rows, waits=waits)
    return Reply(message.channel, message.sender, text, f"entered:{message.pk}:{version.pk}", message.pk)
