"""Writes of the reminders: the plan, a round, taking back what has not gone out yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Any

from django.db import transaction

from deskpemilu.accounts.models import Person
from deskpemilu.audit.services import PROGRAM, Actor, Entry, record
from deskpemilu.channels import outbox
from deskpemilu.channels.envelope import Reply
from deskpemilu.channels.models import OutboxMessage
from deskpemilu.coordination.models import Reminder, ReminderPlan, ReminderRound
from deskpemilu.coordination.queries import REMINDER_KEY
from deskpemilu.coordination.reminder_queries import Intended, intended, plan_of, schedule_of
from deskpemilu.coordination.reminding import TO_CALL, Verdict, due_slot, is_quiet
from deskpemilu.coordination.services import Refused, ensure_staff
from deskpemilu.registry.models import Election

QUIET_NOTE = "Pengingat dibatalkan: jam tenang sudah mulai."
OFF_NOTE = "Pengingat dibatalkan: pengingat dimatikan."
LATE_NOTE = "Pengingat dibatalkan: terlambat terkirim, sudah ada giliran berikutnya."
_FIELDS = (
    "starts_at",
    "ends_at",
    "interval_minutes",
    "most",
    "gap_minutes",
    "recent_minutes",
    "quiet_from",
    "quiet_until",
)


@transaction.atomic
def change_plan(
    *, actor: Person, election: Election, values: dict[str, Any], now: datetime, zone: tzinfo
) -> ReminderPlan:
    """Set the schedule. Does not switch anything on. Raises Refused."""
    ensure_staff(actor, election)
    plan = _locked(election, now=now, zone=zone)
    for name in _FIELDS:
        setattr(plan, name, values[name])
    if plan.ends_at <= plan.starts_at:
        raise Refused("Waktu selesai harus sesudah waktu mulai.")
    plan.changed_by, plan.changed_at = actor, now
    plan.save()
    data = {name: _plain(values[name]) for name in _FIELDS}
    record(actor=actor, entries=[Entry("reminders.plan", f"election:{election.code}", data=data)], now=now)
    return plan


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | time) else value


@transaction.atomic
def switch(*, actor: Person, election: Election, on: bool, now: datetime, zone: tzinfo) -> ReminderPlan:
    """Switch reminders on or off; off also takes back what still waits in the outbox."""
    ensure_staff(actor, election)
    plan = _locked(election, now=now, zone=zone)
    if plan.enabled == on and plan.pk and not plan._state.adding:
        return plan
    plan.enabled, plan.changed_by, plan.changed_at = on, actor, now
    plan.save()
    taken_back = 0 if on else _take_back(election, note=OFF_NOTE)
    act = "reminders.on" if on else "reminders.off"
    data = {"taken_back": taken_back}
    record(actor=actor, entries=[Entry(act, f"election:{election.code}", data=data)], now=now)
    return plan


def _locked(election: Election, *, now: datetime, zone: tzinfo) -> ReminderPlan:
    found = ReminderPlan.objects.select_for_update().filter(election=election).first()
    return found or plan_of(election, now=now, zone=zone)


def remind_due(*, now: datetime, zone: tzinfo) -> list[ReminderRound]:
    """Work on every plan that has a slot due, once a slot; take back what would ring in quiet hours."""
    done = []
    for plan in ReminderPlan.objects.filter(enabled=True, election__active=True).select_related(
        "election__area"
    ):
        schedule = schedule_of(plan)
        if is_quiet(schedule, now, zone):
            _take_back(plan.election, note=QUIET_NOTE)
            continue
        slot = due_slot(schedule, now, zone)
        if slot is None or ReminderRound.objects.filter(election=plan.election, slot=slot).exists():
            continue
        if (made := _round(PROGRAM, plan, slot, now=now, zone=zone)) is not None:
            done.append(made)
    return done


def remind_now(*, actor: Person, election: Election, now: datetime, zone: tzinfo) -> ReminderRound:
    """A round because somebody asked for it: the same rules, outside quiet hours only. Raises Refused."""
    ensure_staff(actor, election)
    plan = plan_of(election, now=now, zone=zone)
    if is_quiet(schedule_of(plan), now, zone):
        raise Refused(
            "Sekarang jam tenang. Pengingat tidak dikirim; hubungi petugas lewat telepon bila mendesak."
        )
    made = _round(actor, plan, now.replace(second=0, microsecond=0), now=now, zone=zone)
    if made is None:
        raise Refused("Pengingat baru saja dikirim. Tunggu sebentar, lalu lihat hasilnya di bawah.")
    return made


def _round(
    actor: Actor, plan: ReminderPlan, slot: datetime, *, now: datetime, zone: tzinfo
) -> ReminderRound | None:
    """One round in one transaction; None when another worker has made it."""
    election = plan.election
    with transaction.atomic():
        started_by = actor if isinstance(actor, Person) else None
        made, is_new = ReminderRound.objects.get_or_create(
            election=election, slot=slot, defaults={"at": now, "started_by": started_by}
        )
        if not is_new:
            return None
        _take_back(election, note=LATE_NOTE)
        rows = intended(election, schedule_of(plan), now=now, zone=zone)
        _write(made, rows, now=now)
        counted = Counter(row.verdict for row in rows)
        made.sent = counted[Verdict.SEND]
        made.to_call = sum(counted[verdict] for verdict in TO_CALL)
        made.left_out = len(rows) - made.sent - made.to_call
        made.save(update_fields=["sent", "to_call", "left_out"])
        data = {"slot": slot.isoformat(), **{verdict.value: many for verdict, many in counted.items()}}
        record(
            actor=actor, entries=[Entry("reminders.round", f"election:{election.code}", data=data)], now=now
        )
    return made


def _write(made: ReminderRound, rows: Sequence[Intended], *, now: datetime) -> None:
    """Messages to the outbox and one row for each that was written to or must be called."""
    kept = [row for row in rows if row.verdict is Verdict.SEND or row.verdict in TO_CALL]
    sent = [row for row in kept if row.verdict is Verdict.SEND]
    outbox.queue(
        [Reply(row.candidate.channel, row.candidate.number, row.text, _key(made, row)) for row in sent],
        now=now,
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                round=made,
                person_id=row.worker.id,
                channel=row.candidate.channel,
                number=row.candidate.number,
                forms=row.candidate.open_forms,
                verdict=row.verdict.value,
                dedupe_key=_key(made, row) if row.verdict is Verdict.SEND else "",
                at=now,
            )
            for row in kept
        ],
        batch_size=500,
    )


def _key(made: ReminderRound, row: Intended) -> str:
    """One reminder a person and slot, whoever works on it."""
    return f"{REMINDER_KEY}{made.election_id}:{row.worker.id}:{made.slot:%Y%m%dT%H%MZ}"


def _take_back(election: Election, *, note: str) -> int:
    """Reminders that have not gone out yet never do."""
    waiting = OutboxMessage.objects.filter(
        state=OutboxMessage.State.QUEUED, dedupe_key__startswith=f"{REMINDER_KEY}{election.pk}:"
    )
    ids = list(waiting.values_list("pk", flat=True)[:2000])
    return outbox.cancel(ids, note=note) if ids else 0
