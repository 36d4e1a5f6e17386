"""Reading expected forms, the people responsible for them, and the contact with these people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count as CountRows
from django.db.models import Max, Min, Q, QuerySet

from deskpemilu.accounts.models import Grant, Phone
from deskpemilu.channels.models import InboxMessage, OutboxMessage
from deskpemilu.coordination.missing import KIND_OF, LATER, MISSING, Ballot, Board, Duties, Station
from deskpemilu.coordination.models import Call, OptOut, Reminder, SignalMark
from deskpemilu.coordination.reminding import Verdict
from deskpemilu.coordination.standing import Contact, Talk
from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.domain.roles import Role
from deskpemilu.intake.models import Count, Submission
from deskpemilu.registry.models import Contest, Election, Region, Revote, Tps

CLAIM_LASTS = timedelta(minutes=10)  # whoever closed the page without an outcome holds nobody for ever
REMINDER_KEY = "remind:"


def within_any(areas: Iterable[str], field_name: str) -> Q:
    """Rows whose code begins with one of the areas; ("",) is everything, () is nothing."""
    wanted = Q(pk__in=[])
    for area in areas:
        wanted |= Q(**{f"{field_name}__startswith": area}) if area else Q(pk__isnull=False)
    return wanted


def ballots_of(election: Election) -> tuple[Ballot, ...]:
    """The contests of an election in ballot order. One statement."""
    rows = Contest.objects.filter(election=election).order_by("order")
    return tuple(Ballot(*row) for row in rows.values_list("pk", "code", "short"))


def board_of(election: Election, areas: Sequence[str], *, today: date) -> Board:
    """Every expected form of these areas and where it stands. Five statements, whatever the size."""
    contests = ballots_of(election)
    place = {ballot.pk: at for at, ballot in enumerate(contests)}
    tps = Tps.objects.filter(within_any(areas, "code"), election=election).order_by("code")
    found = list(tps.values_list("pk", "code"))
    kinds = {pk: [MISSING] * len(contests) for pk, _ in found}
    counts = Count.objects.filter(
        within_any([area[:DESA] for area in areas], "desa_code"), contest_id__in=list(place), counts=True
    )
    for tps_id, contest_id, state in counts.values_list("tps_id", "contest_id", "state").iterator(2000):
        row = kinds.get(tps_id)
        if row is not None:
            row[place[contest_id]] = KIND_OF[state]
    for tps_id, contest_id in _later_votes(election, today):
        row = kinds.get(tps_id)
        if row is not None and row[place[contest_id]] == MISSING:
            row[place[contest_id]] = LATER
    stations = tuple(Station(pk, code, tuple(kinds[pk])) for pk, code in found)
    return Board(contests, stations, _names(stations, election))


def _later_votes(election: Election, today: date) -> list[tuple[int, int]]:
    """TPS and contests whose counting vote is on a day to come. One statement.

    Only the newest decision says so: that an earlier one, which counts no more, has a day to come does not
    excuse anybody from the form that is expected now.
    """
    rows = Revote.objects.filter(election=election, withdrawn_at=None)
    newest: dict[tuple[int, int], date | None] = {}
    for tps, contest, day in rows.order_by("date", "pk").values_list("tps_id", "contest_id", "voting_date"):
        newest[tps, contest] = day
    return [form for form, day in newest.items() if day is not None and day > today]


def _names(stations: Sequence[Station], election: Election) -> dict[str, str]:
    """Names of the regions above these TPS."""
    if not stations:
        return {}
    within = stations[0].code[:KECAMATAN]
    one = all(station.code.startswith(within) for station in stations)
    rows = Region.objects.filter(code__startswith=within if one else election.area_id)
    return {election.area_id: election.area.name, **dict(rows.values_list("code", "name"))}


@dataclass(slots=True)
class Worker:
    """Somebody who reports: name, areas, numbers (the one written from last comes first later)."""

    id: str
    name: str
    role: str
    areas: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Team:
    """The operators of some areas, and the camat above them."""

    operators: Mapping[str, Worker]
    camat: Mapping[str, Worker]

    def duties(self, election: Election, areas: Sequence[str]) -> Duties:
        """Who is responsible for which TPS. One statement."""
        pairs = [(worker.id, area) for worker in self.operators.values() for area in worker.areas]
        return Duties(pairs, habits_of(election, areas))


def team_of(areas: Sequence[str]) -> Team:
    """Operators and camat whose areas overlap these. Two statements."""
    overlap = Q(pk__in=[])
    for area in areas:
        above = [area[:length] for length in (0, 2, 4, 6, 10, 13) if length <= len(area)]
        overlap |= Q(area__startswith=area) | Q(area__in=above)
    wanted = [Role.OPERATOR.value, Role.CAMAT.value]
    rows = Grant.objects.filter(overlap, role__in=wanted, revoked_at=None, person__is_active=True)
    people: dict[str, dict[str, Worker]] = {role: {} for role in wanted}
    for person_id, name, role, area in rows.order_by("area", "person__name").values_list(
        "person_id", "person__name", "role", "area"
    ):
        key = str(person_id)
        worker = people[role].setdefault(key, Worker(key, name, role))
        worker.areas.append(area)
    _add_numbers(list(people[Role.OPERATOR.value].values()) + list(people[Role.CAMAT.value].values()))
    return Team(people[Role.OPERATOR.value], people[Role.CAMAT.value])


def habits_of(election: Election, areas: Sequence[str]) -> dict[int, set[str]]:
    """By TPS, who sent the forms that stand. One statement."""
    rows = Count.objects.filter(
        within_any([area[:DESA] for area in areas], "desa_code"),
        contest__election=election,
        counts=True,
        submission__reporter__isnull=False,
    )
    found: dict[int, set[str]] = defaultdict(set)
    for tps_id, person_id in rows.order_by().values_list("tps_id", "submission__reporter_id").distinct():
        found[tps_id].add(str(person_id))
    return found


def _add_numbers(workers: Sequence[Worker]) -> None:
    by_id: dict[str, list[Worker]] = defaultdict(list)
    for worker in workers:
        by_id[worker.id].append(worker)
    rows = Phone.objects.filter(person_id__in=list(by_id), active=True).order_by("pk")
    for person_id, number in rows.values_list("person_id", "number"):
        for worker in by_id[str(person_id)]:
            worker.numbers.append(number)


def contacts_of(election: Election, workers: Iterable[Worker], *, now: datetime) -> dict[str, Contact]:
    """What is known of the contact with these people. Six statements, whatever their number."""
    people = {worker.id: worker for worker in workers}
    owner = {number: worker.id for worker in people.values() for number in worker.numbers}
    last_in, windows = _last_in(owner)
    last_out = _last_out(owner)
    open_calls, last_calls = _calls(election, people, now=now)
    reminded = _reminded(election, people)
    opted = OptOut.objects.filter(person_id__in=list(people), ended_at=None)
    stopped = {str(pk) for pk in opted.values_list("person_id", flat=True)}
    found = {}
    for person in people:
        came, went, count = last_in.get(person), last_out.get(person), reminded.get(person)
        found[person] = Contact(
            last_in=came[0] if came else None,
            last_in_text=came[1] if came else "",
            last_in_number=came[2] if came else "",
            last_in_channel=came[3] if came else "",
            last_out=went[0] if went else None,
            last_out_state=went[1] if went else "",
            talking=open_calls.get(person),
            last=last_calls.get(person),
            stopped=person in stopped,
            reminded=count[0] if count else 0,
            last_reminder=count[1] if count else None,
            windows=windows.get(person, {}),
        )
    return found


Came = tuple[datetime, str, str, str]


def _last_in(owner: Mapping[str, str]) -> tuple[dict[str, Came], dict[str, dict[str, datetime]]]:
    """The last message of each person; and by person and number, when WhatsApp last brought one."""
    newest = InboxMessage.objects.filter(sender__in=list(owner), channel__in=["whatsapp", "sms"])
    pks = (
        newest.order_by().values("sender", "channel").annotate(last=Max("pk")).values_list("last", flat=True)
    )
    rows = InboxMessage.objects.filter(pk__in=list(pks))
    last: dict[str, Came] = {}
    windows: dict[str, dict[str, datetime]] = defaultdict(dict)
    for at, text, sender, channel in rows.values_list("received_at", "text", "sender", "channel"):
        person = owner[sender]
        if channel == "whatsapp":
            windows[person][sender] = at
        if person not in last or at > last[person][0]:
            last[person] = (at, text, sender, channel)
    return last, windows


def _last_out(owner: Mapping[str, str]) -> dict[str, tuple[datetime, str]]:
    rows = OutboxMessage.objects.filter(recipient__in=list(owner)).order_by()
    pks = rows.values("recipient").annotate(last=Max("pk")).values_list("last", flat=True)
    last: dict[str, tuple[datetime, str]] = {}
    found = OutboxMessage.objects.filter(pk__in=list(pks))
    for recipient, at, state in found.values_list("recipient", "created_at", "state"):
        person = owner[recipient]
        if person not in last or at > last[person][0]:
            last[person] = (at, state)
    return last


def _calls(
    election: Election, people: Collection[str], *, now: datetime
) -> tuple[dict[str, Talk], dict[str, Talk]]:
    """The call that is going on with each person, and the last finished one of this election."""
    rows = Call.objects.filter(person_id__in=list(people), undone_at=None)
    rows = rows.exclude(outcome=Call.Outcome.RELEASED).select_related("caller")
    wanted = rows.filter(Q(election=election) | Q(outcome="")).order_by("pk")
    going: dict[str, Talk] = {}
    last: dict[str, Talk] = {}
    for call in wanted:
        if call.outcome:
            last[str(call.person_id)] = talk_of(call)
        elif now - call.started_at < CLAIM_LASTS:
            going[str(call.person_id)] = talk_of(call)
    return going, last


def talk_of(call: Call) -> Talk:
    """A call as the pure code needs it."""
    return Talk(
        pk=call.pk,
        caller_id=str(call.caller_id),
        caller=call.caller.name,
        outcome=call.outcome,
        at=call.ended_at or call.started_at,
        promised_at=call.promised_at,
        note=call.note,
        number=call.number,
    )


def _reminded(election: Election, people: Collection[str]) -> dict[str, tuple[int, datetime]]:
    rows = Reminder.objects.filter(
        round__election=election, person_id__in=list(people), verdict=Verdict.SEND.value
    )
    counted = rows.order_by().values("person_id").annotate(many=CountRows("pk"), last=Max("at"))
    return {str(row["person_id"]): (row["many"], row["last"]) for row in counted}


def reported_by(election: Election, people: Iterable[str], areas: Sequence[str]) -> dict[str, int]:
    """How many of the forms that stand now each of these people sent, inside the areas."""
    rows = Count.objects.filter(
        within_any([area[:DESA] for area in areas], "desa_code"),
        contest__election=election,
        counts=True,
        submission__reporter_id__in=list(people),
    )
    counted = rows.order_by().values("submission__reporter_id").annotate(many=CountRows("pk"))
    return {str(row["submission__reporter_id"]): row["many"] for row in counted}


def signal_marks(election: Election) -> dict[str, SignalMark]:
    """Desa and TPS that no signal reaches, by code."""
    rows = SignalMark.objects.filter(election=election, cleared_at=None).select_related("marked_by")
    return {row.code: row for row in rows}


def calls_with(election: Election, person: UUID | str) -> list[Call]:
    """Calls with a person in this election, newest first, those undone too."""
    rows = Call.objects.filter(election=election, person_id=person).exclude(outcome="")
    return list(rows.select_related("caller").order_by("-pk")[:30])


def calls_in(election: Election, areas: Sequence[str], *, now: datetime) -> QuerySet[Call]:
    """Calls to people who work in these areas, newest first; those let go of or forgotten are left out."""
    team = team_of(areas)
    rows = Call.objects.filter(election=election, person_id__in=[*team.operators, *team.camat])
    over = Q(outcome=Call.Outcome.RELEASED) | Q(outcome="", started_at__lt=now - CLAIM_LASTS)
    return rows.exclude(over).select_related("person", "caller").order_by("-pk")


def begun_at(election: Election) -> datetime | None:
    """When the first report of the election came in; before that nobody is silent."""
    at: datetime | None = Submission.objects.filter(contest__election=election).aggregate(
        at=Min("created_at")
    )["at"]
    return at
