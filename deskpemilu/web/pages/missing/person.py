"""Everything about one person who owes forms: what, contact, calls, ways to reach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from deskpemilu.accounts.access import Access
from deskpemilu.coordination.missing import RETURNED, Station
from deskpemilu.coordination.models import Call
from deskpemilu.coordination.queries import calls_with, reported_by
from deskpemilu.coordination.services import OUTCOMES, UNDO_WITHIN
from deskpemilu.coordination.wording import chat_text
from deskpemilu.domain.codes import DESA, KECAMATAN
from deskpemilu.registry.models import Election
from deskpemilu.web.context import desk_name
from deskpemilu.web.formatting import place
from deskpemilu.web.pages.missing.sight import Person, Sight, look, one_of

OUTCOME_LABELS = {
    Call.Outcome.ANSWERED: "Dijawab",
    Call.Outcome.PROMISED: "Akan kirim pukul …",
    Call.Outcome.NO_ANSWER: "Tidak dijawab",
    Call.Outcome.NO_SIGNAL: "Tidak ada sinyal",
    Call.Outcome.WRONG_NUMBER: "Nomor salah",
    Call.Outcome.WRITTEN: "Dikirimi WhatsApp",
}


@dataclass(frozen=True, slots=True)
class OwedTps:
    """A TPS that somebody owes: its contests by name, those returned marked."""

    code: str
    number: int
    contests: Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class OwedDesa:
    """A desa of which forms are owed; `marked`: no signal reaches it."""

    code: str
    name: str
    kecamatan: str
    tps: Sequence[OwedTps]
    marked: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The panel of one person."""

    person: Person
    desa: Sequence[OwedDesa]
    contests: int
    reported: int
    ways: Sequence[tuple[str, str]]  # number, address of the chat with its text
    calls: Sequence[Call]
    undo: Call | None
    undo_seconds: int
    outcomes: Sequence[tuple[str, str]]
    mine: bool  # the call that is going on is the viewer's own
    partners: Sequence[str]


def detail(access: Access, election: Election, person_id: UUID, *, now: datetime) -> Detail:
    """The panel of an operator of the viewer's areas. Raises Http404."""
    sight = look(access, election, now=now)
    found = one_of(access, sight, str(person_id), now=now)
    if found is None:
        raise Http404("Petugas ini bukan operator di wilayah Anda.")
    calls = calls_with(election, person_id) if found.callable else []
    undo = next((call for call in calls[:1] if _may_undo(call, access, now)), None)
    talking = found.contact.talking
    return Detail(
        person=found,
        desa=_desa(found, sight),
        contests=len(sight.board.contests),
        reported=reported_by(election, [found.worker.id], sight.areas).get(found.worker.id, 0),
        ways=_ways(found, sight, now) if found.callable else (),
        calls=calls,
        undo=undo,
        undo_seconds=int((UNDO_WITHIN - (now - (undo.ended_at or now))).total_seconds()) if undo else 0,
        outcomes=[(outcome.value, OUTCOME_LABELS[outcome]) for outcome in OUTCOMES],
        mine=talking is not None and talking.caller_id == str(access.person.pk),
        partners=_partners(found, sight),
    )


def _may_undo(call: Call, access: Access, now: datetime) -> bool:
    return (
        call.undone_at is None
        and call.caller_id == access.person.pk
        and call.ended_at is not None
        and call.outcome != Call.Outcome.RELEASED
        and timedelta(0) <= now - call.ended_at <= UNDO_WITHIN
    )


def _desa(person: Person, sight: Sight) -> list[OwedDesa]:
    groups: dict[str, list[Station]] = {}
    for station in person.owed:
        groups.setdefault(station.code[:DESA], []).append(station)
    names = sight.board.names
    return [
        OwedDesa(
            code=code,
            name=place(names.get(code, code)),
            kecamatan=place(names.get(code[:KECAMATAN], "")),
            tps=[_tps(station, sight) for station in stations],
            marked=sight.marks[code].note or "tanpa sinyal" if code in sight.marks else "",
        )
        for code, stations in sorted(groups.items())
    ]


def _tps(station: Station, sight: Sight) -> OwedTps:
    contests = [(sight.board.contests[at].short, station.kinds[at] == RETURNED) for at in station.open]
    return OwedTps(station.code, station.number, contests)


def _ways(person: Person, sight: Sight, now: datetime) -> list[tuple[str, str]]:
    """Each number with the address that opens a chat with the text already written."""
    text = chat_text(
        person.worker.name,
        person.owed,
        sight.board.contests,
        {code: place(name) for code, name in sight.board.names.items()},
        desk=desk_name(sight.election),
        now=now,
        zone=timezone.get_current_timezone(),
    )
    return [(number, f"https://wa.me/{number}?text={quote(text)}") for number in person.numbers]


def _partners(person: Person, sight: Sight) -> list[str]:
    """Others who are responsible for the same TPS."""
    keys = {key for station in person.owed for key in sight.duties.responsible(station)}
    return sorted(sight.team.operators[key].name for key in keys - {person.worker.id})
