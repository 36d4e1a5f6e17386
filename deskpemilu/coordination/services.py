"""Writes of coordination: calls, marks of no signal, who wants no reminders, earlier nights.

may → lock → pure decision → write → audit. Raises Refused with a sentence, PermissionDenied
outside a person's areas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from deskpemilu.accounts.access import Access, access_of
from deskpemilu.accounts.models import Grant, Person, Phone
from deskpemilu.audit.services import PROGRAM, Entry, record
from deskpemilu.coordination.curve import parse_curve
from deskpemilu.coordination.models import Call, EarlierNight, OptOut, SignalMark
from deskpemilu.coordination.promise import promised_time
from deskpemilu.coordination.queries import CLAIM_LASTS
from deskpemilu.coordination.stopwords import START
from deskpemilu.domain.codes import DESA, TPS
from deskpemilu.domain.roles import Act, Role
from deskpemilu.registry.models import Election

# Whoever works with senders may ring them: staff of the desk, a camat their own people, an administrator.
CALL_ACTS = (Act.WORK_INBOX, Act.VERIFY, Act.MANAGE_PEOPLE)
UNDO_WITHIN = timedelta(seconds=60)
TWICE = timedelta(seconds=10)
CALLED_ROLES = (Role.OPERATOR.value, Role.CAMAT.value)
Outcome = Call.Outcome
OUTCOMES = (
    Outcome.ANSWERED,
    Outcome.PROMISED,
    Outcome.NO_ANSWER,
    Outcome.NO_SIGNAL,
    Outcome.WRONG_NUMBER,
    Outcome.WRITTEN,
)


class Refused(ValueError):
    """Something that cannot be done now, with a sentence."""


def call_areas(access: Access) -> tuple[str, ...]:
    """Areas whose people somebody may call, and whose numbers they see."""
    areas = sorted({area for act in CALL_ACTS for area in access.areas(act)}, key=len)
    return tuple(a for at, a in enumerate(areas) if not any(a.startswith(outer) for outer in areas[:at]))


def may_call(access: Access, areas: Sequence[str]) -> bool:
    """Whether somebody may call a person who works in these areas: one of them overlaps their own."""
    return any(
        mine.startswith(theirs) or theirs.startswith(mine) for mine in call_areas(access) for theirs in areas
    )


def ensure_may_call(actor: Person, person: Person) -> None:
    """Raise PermissionDenied unless the actor may call the person."""
    rows = Grant.objects.filter(person=person, revoked_at=None, role__in=CALLED_ROLES)
    if not may_call(access_of(actor), list(rows.values_list("area", flat=True))):
        raise PermissionDenied("Petugas ini di luar wilayah tugas Anda.")


@transaction.atomic
def begin_call(*, actor: Person, person: Person, election: Election, number: str = "", now: datetime) -> Call:
    """Claim a person before ringing them. One's own claim is given again; a colleague's is refused."""
    ensure_may_call(actor, person)
    _expire(person, now=now)
    going = Call.objects.filter(person=person, outcome="").select_related("caller").first()
    if going is not None:
        return _own_or_refused(going, actor)
    if number and not Phone.objects.filter(person=person, number=number, active=True).exists():
        raise Refused("Nomor ini bukan lagi nomor petugas tersebut. Muat ulang halaman.")
    try:
        with transaction.atomic():
            call = Call.objects.create(
                election=election, person=person, caller=actor, number=number, started_at=now
            )
    except IntegrityError:  # a colleague was faster by a blink
        return _own_or_refused(Call.objects.select_related("caller").get(person=person, outcome=""), actor)
    _note(actor, "call.begin", call, {}, now)
    return call


def _own_or_refused(going: Call, actor: Person) -> Call:
    if going.caller_id == actor.pk:
        return going
    raise Refused(f"{going.person.name} sedang dihubungi oleh {going.caller.name}. Pilih petugas lain.")


def _expire(person: Person, *, now: datetime) -> None:
    """Free a person whom somebody claimed and forgot."""
    Call.objects.filter(person=person, outcome="", started_at__lt=now - CLAIM_LASTS).update(
        outcome=Outcome.RELEASED, ended_at=now
    )


@transaction.atomic
def finish_call(
    *,
    actor: Person,
    person: Person,
    election: Election,
    outcome: str,
    promised: str = "",
    note: str = "",
    now: datetime,
    zone: tzinfo,
) -> Call:
    """Record what came of a call, begun or not. Raises Refused, PromiseRefused."""
    if outcome not in OUTCOMES:
        raise Refused("Pilih salah satu hasil panggilan.")
    at = promised_time(promised, now=now, zone=zone) if outcome == Outcome.PROMISED else None
    if (said := _said_already(actor, person, outcome, note, now=now)) is not None:
        return said
    call = begin_call(actor=actor, person=person, election=election, now=now)
    call.outcome, call.promised_at, call.note = outcome, at, note.strip()[:300]
    call.ended_at = now
    call.save(update_fields=["outcome", "promised_at", "note", "ended_at"])
    data = {"outcome": outcome, "promised_at": at.isoformat() if at else None}
    _note(actor, "call.finish", call, data, now)
    return call


def _said_already(actor: Person, person: Person, outcome: str, note: str, *, now: datetime) -> Call | None:
    """The same outcome by the same caller a moment ago: a button pressed twice is one call."""
    last = Call.objects.filter(person=person, caller=actor, undone_at=None).order_by("-pk").first()
    if last is None or (last.outcome, last.note) != (outcome, note.strip()[:300]) or last.ended_at is None:
        return None
    return last if now - last.ended_at < TWICE else None


@transaction.atomic
def release_call(*, actor: Person, person: Person, now: datetime) -> bool:
    """Let go of a person whom one did not ring after all; whether there was a claim."""
    call = Call.objects.select_for_update().filter(person=person, caller=actor, outcome="").first()
    if call is None:
        return False
    call.outcome, call.ended_at = Outcome.RELEASED, now
    call.save(update_fields=["outcome", "ended_at"])
    _note(actor, "call.release", call, {}, now)
    return True


@transaction.atomic
def undo_call(*, actor: Person, call_id: int, now: datetime) -> Call:
    """Take back one's own outcome within a minute. Raises Refused."""
    call = (
        Call.objects.select_for_update(of=("self",))
        .select_related("person", "election")
        .filter(pk=call_id)
        .first()
    )
    if call is None or call.caller_id != actor.pk or not call.outcome or call.undone_at is not None:
        raise Refused("Catatan panggilan ini bukan milik Anda atau sudah diurungkan.")
    ensure_may_call(actor, call.person)
    if call.ended_at is None or now - call.ended_at > UNDO_WITHIN:
        raise Refused("Sudah lewat satu menit. Catat hasil panggilan yang baru.")
    call.undone_at = now
    call.save(update_fields=["undone_at"])
    _note(actor, "call.undo", call, {"outcome": call.outcome}, now)
    return call


def _note(actor: Person, act: str, call: Call, data: Mapping[str, object], now: datetime) -> None:
    entry = Entry(act, subject=f"call:{call.pk}", data={"person": str(call.person_id), **data})
    record(actor=actor, entries=[entry], now=now)


@transaction.atomic
def mark_signal(
    *, actor: Person, election: Election, code: str, note: str = "", reached: bool = False, now: datetime
) -> None:
    """Mark a desa or TPS that no signal reaches, or (`reached`) take the mark away."""
    if len(code) not in (DESA, TPS) or not code.startswith(election.area_id):
        raise Refused("Tanda tanpa sinyal berlaku untuk satu desa atau satu TPS.")
    if not any(access_of(actor).may(act, code) for act in CALL_ACTS):
        raise PermissionDenied("Wilayah ini di luar wilayah tugas Anda.")
    living = SignalMark.objects.filter(election=election, code=code, cleared_at=None)
    if reached:
        changed = living.update(cleared_by=actor, cleared_at=now)
    else:
        _, made = SignalMark.objects.get_or_create(
            election=election,
            code=code,
            cleared_at=None,
            defaults={"note": note.strip()[:200], "marked_by": actor, "marked_at": now},
        )
        changed = int(made)
    if changed:
        act = "signal.clear" if reached else "signal.mark"
        record(actor=actor, entries=[Entry(act, subject=f"election:{election.code}", region=code)], now=now)


def wish_reminders(
    *, person_id: UUID, message_id: int | None, wish: str, said_at: datetime, now: datetime
) -> bool:
    """A person's own BERHENTI or MULAI; whether that changed anything. Runs in the caller's transaction.

    An older message that is worked on later (out of order, or read again) changes nothing.
    """
    last = OptOut.objects.filter(person_id=person_id).order_by("-at", "-pk").first()
    living = last is not None and last.ended_at is None
    if wish == START:
        if last is None or not living or said_at < last.at:
            return False
        last.ended_at = said_at
        last.save(update_fields=["ended_at"])
    else:
        if living or (last is not None and last.ended_at is not None and said_at <= last.ended_at):
            return False
        OptOut.objects.create(person_id=person_id, message_id=message_id, at=said_at)
    act = "reminders.start" if wish == START else "reminders.stop"
    entry = Entry(act, subject=f"person:{person_id}", data={"message": message_id})
    record(actor=PROGRAM, entries=[entry], now=now)
    return True


@transaction.atomic
def add_night(
    *, actor: Person, election: Election, name: str, file_name: str, content: bytes, now: datetime
) -> EarlierNight:
    """Keep the curve of an earlier night. Raises CurveRefused, Refused."""
    ensure_staff(actor, election)
    points = parse_curve(content)
    label = name.strip()[:80]
    if not label:
        raise Refused("Beri nama malam itu, misalnya Pemilu 2019.")
    EarlierNight.objects.filter(election=election, name=label, removed_at=None).update(removed_at=now)
    night = EarlierNight.objects.create(
        election=election,
        name=label,
        points=[list(point) for point in points],
        file_name=file_name[:200],
        added_by=actor,
        added_at=now,
    )
    data = {"name": label, "points": len(points)}
    record(actor=actor, entries=[Entry("curve.add", f"election:{election.code}", data=data)], now=now)
    return night


@transaction.atomic
def remove_night(*, actor: Person, election: Election, night_id: int, now: datetime) -> bool:
    """Take an earlier night off the page; the row stays. Whether there was one."""
    ensure_staff(actor, election)
    rows = EarlierNight.objects.filter(Q(pk=night_id), election=election, removed_at=None)
    done = bool(rows.update(removed_at=now))
    if done:
        data = {"night": night_id}
        record(actor=actor, entries=[Entry("curve.remove", f"election:{election.code}", data=data)], now=now)
    return done


def ensure_staff(actor: Person, election: Election) -> None:
    """Raise PermissionDenied for whoever is not staff or administrator of the whole election."""
    access = access_of(actor)
    if not any(access.may(act, election.area_id) for act in (Act.WORK_INBOX, Act.MANAGE_REGISTRY)):
        raise PermissionDenied(
            "Pengaturan ini berlaku untuk seluruh pemilihan. Hanya staf atau administrator seluruh desk "
            "yang dapat mengubahnya."
        )
