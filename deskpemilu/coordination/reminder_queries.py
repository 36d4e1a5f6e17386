"""Reading what reminders need: the plan, who owes what, which channel takes a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from deskpemilu.channels import sending
from deskpemilu.coordination.missing import Board, Station, loads, open_forms
from deskpemilu.coordination.models import Reminder, ReminderPlan, ReminderRound
from deskpemilu.coordination.queries import Worker, board_of, contacts_of, team_of
from deskpemilu.coordination.reminding import Candidate, Schedule, Verdict, verdict_of, window_open
from deskpemilu.coordination.standing import NO_CONTACT, Contact
from deskpemilu.coordination.wording import reminder
from deskpemilu.registry.models import Election

FIRST_HOUR = time(15, 0)  # two hours after the polls have closed
PLAN_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Gates:
    """Ways that are open beside WhatsApp's 24 hours: an SMS gateway, an approved template."""

    sms: bool
    template: bool


@dataclass(frozen=True, slots=True)
class Intended:
    """What a round does about one person. `text` only where a message goes out."""

    worker: Worker
    candidate: Candidate
    verdict: Verdict
    text: str = ""


def plan_of(election: Election, *, now: datetime, zone: tzinfo) -> ReminderPlan:
    """The plan of an election; an unsaved one, switched off, where nobody has made one."""
    found = ReminderPlan.objects.filter(election=election).select_related("changed_by").first()
    if found is not None:
        return found
    day = election.date or now.astimezone(zone).date()
    starts = datetime.combine(day, FIRST_HOUR, tzinfo=zone).astimezone(UTC)
    return ReminderPlan(election=election, starts_at=starts, ends_at=starts + PLAN_LASTS, changed_at=now)


def schedule_of(plan: ReminderPlan) -> Schedule:
    """The plan as the pure code needs it."""
    return Schedule(
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        interval=timedelta(minutes=plan.interval_minutes),
        most=plan.most,
        gap=timedelta(minutes=plan.gap_minutes),
        recent=timedelta(minutes=plan.recent_minutes),
        quiet_from=plan.quiet_from,
        quiet_until=plan.quiet_until,
    )


def intended(election: Election, schedule: Schedule, *, now: datetime, zone: tzinfo) -> list[Intended]:
    """What a round would do now about everybody who is responsible for a form that is not in."""
    whole = (election.area_id,)
    board, team = board_of(election, whole, today=now.astimezone(zone).date()), team_of(whole)
    owed, _ = loads(board, team.duties(election, whole))
    contacts = contacts_of(election, team.operators.values(), now=now)
    gates = Gates(sms="sms" not in sending.missing_keys(), template=sending.template_ready())
    rows = []
    for person, stations in owed.items():
        worker, contact = team.operators[person], contacts.get(person, NO_CONTACT)
        who = candidate_of(worker, contact, stations, now=now, gates=gates)
        verdict = verdict_of(schedule, who, now)
        text = _text(board, stations, election) if verdict is Verdict.SEND else ""
        rows.append(Intended(worker, who, verdict, text))
    return sorted(rows, key=lambda row: (row.verdict is not Verdict.SEND, row.verdict, row.worker.name))


def _text(board: Board, stations: list[Station], election: Election) -> str:
    return reminder(stations, board.contests, board.names, election=election.name)


def candidate_of(
    worker: Worker, contact: Contact, stations: list[Station], *, now: datetime, gates: Gates
) -> Candidate:
    """A person as the verdict needs them, with the number and channel that take a message now."""
    number, channel = _way(worker, contact, now=now, gates=gates)
    return Candidate(
        person=worker.id,
        open_forms=open_forms(stations),
        number=number,
        channel=channel,
        last_in=contact.last_in,
        last_reminder=contact.last_reminder,
        sent=contact.reminded,
        stopped=contact.stopped,
        wrong_number=contact.wrong_number,
        talking=contact.talking is not None,
        promised_at=contact.promised_at,
    )


def _way(worker: Worker, contact: Contact, *, now: datetime, gates: Gates) -> tuple[str, str]:
    """The number to write to and its channel; no channel where every message would be refused."""
    if not worker.numbers:
        return "", ""
    if contact.last_in_channel == "sms" and gates.sms:
        return contact.last_in_number, "sms"
    windows: Mapping[str, datetime] = contact.windows
    open_numbers = {number: at for number, at in windows.items() if window_open(at, now)}
    if open_numbers:
        return max(open_numbers, key=lambda number: open_numbers[number]), "whatsapp"
    number = next((each for each in worker.numbers if each == contact.last_in_number), worker.numbers[0])
    return number, "whatsapp" if gates.template else ""


def rounds_of(election: Election) -> list[ReminderRound]:
    """The last rounds, newest first."""
    rows = ReminderRound.objects.filter(election=election).select_related("started_by")
    return list(rows.order_by("-slot")[:12])


def to_call_of(round_: ReminderRound) -> list[Reminder]:
    """Those whom a round could not write to, with the reason."""
    rows = Reminder.objects.filter(round=round_).exclude(verdict=Verdict.SEND.value)
    return list(rows.select_related("person").order_by("person__name"))
