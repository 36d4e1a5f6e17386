"""Missing forms as files: people to call, or every TPS that owes a form. Who took them is on the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.accounts.models import Person as Account
from deskpemilu.audit.services import Entry, record
from deskpemilu.coordination.missing import OPEN, WAITING, Station
from deskpemilu.coordination.models import Call
from deskpemilu.domain.codes import DESA, KECAMATAN, dotted
from deskpemilu.web.exports import Cell, Table, taken_by
from deskpemilu.web.formatting import masked_number, place, zone_name
from deskpemilu.web.pages.missing.listing import STATES, Wanted, people_rows
from deskpemilu.web.pages.missing.sight import Person, Sight

PEOPLE_HEAD = (
    "Petugas",
    "Nomor",
    "Formulir belum",
    "TPS",
    "Desa/kelurahan",
    "Keadaan",
    "Pesan terakhir",
    "Telepon terakhir",
    "Oleh",
    "Hasil",
    "Janji",
    "Catatan",
)
TPS_HEAD = (
    "Kode TPS",
    "Kecamatan",
    "Desa/kelurahan",
    "TPS",
    "Belum",
    "Dikembalikan",
    "Menunggu keputusan",
    "Petugas",
    "Nomor",
)
STATE_WORDS = {
    "overdue": "janji lewat",
    "silent": "diam lebih dari 60 menit",
    "tried": "baru dihubungi",
    "active": "aktif",
    "promised": "berjanji",
    "talking": "sedang dihubungi",
}


def table_of(request: DeskRequest, sight: Sight, wanted: Wanted, *, now: datetime) -> Table:
    """The table of the view: people, or TPS."""
    zone = timezone.get_current_timezone()
    local = now.astimezone(zone)
    about = [
        f"{sight.election.name} · keadaan {local:%d-%m-%Y %H.%M} {zone_name(zone)}",
        *([f"Saringan petugas: {STATES[wanted.state][0]}"] if wanted.view == "petugas" else []),
        taken_by(request.user.name, local, zone_name(zone)),
    ]
    if wanted.view == "petugas":
        rows = [_person_row(person, sight) for person in people_rows(sight, wanted)]
        return Table("Petugas yang formulirnya belum masuk", about, PEOPLE_HEAD, rows)
    tps = [_tps_row(station, sight) for station in sight.board.stations if _owes(station)]
    return Table("TPS yang formulirnya belum lengkap", about, TPS_HEAD, tps)


def _owes(station: Station) -> bool:
    return any(kind in OPEN or kind == WAITING for kind in station.kinds)


def _numbers(numbers: Sequence[str], *, full: bool) -> str:
    # A plus sign would be taken for a formula.
    return ", ".join(number if full else masked_number(number) for number in numbers)


def _person_row(person: Person, sight: Sight) -> tuple[Cell, ...]:
    contact, last = person.contact, person.contact.last if person.callable else None
    desa = sorted(
        {sight.board.names.get(station.code[:DESA], station.code[:DESA]) for station in person.owed}
    )
    return (
        person.worker.name,
        _numbers(person.numbers, full=person.callable),
        person.forms,
        len(person.owed),
        ", ".join(place(name) for name in desa),
        STATE_WORDS[person.state],
        _time(contact.last_in),
        _time(last.at if last else None),
        last.caller if last else "",
        Call.Outcome(last.outcome).label if last else "",
        _time(last.promised_at if last else None),
        last.note if last else "",
    )


def _tps_row(station: Station, sight: Sight) -> tuple[Cell, ...]:
    names = sight.board.names
    people = [sight.team.operators[key] for key in sight.duties.responsible(station)]
    callable_ = {person.worker.id for person in sight.people if person.callable}
    return (
        dotted(station.code),
        place(names.get(station.code[:KECAMATAN], "")),
        place(names.get(station.code[:DESA], "")),
        station.number,
        *(_contests(station, sight, kind) for kind in ("missing", "returned", WAITING)),
        ", ".join(worker.name for worker in people),
        "; ".join(_numbers(worker.numbers, full=worker.id in callable_) for worker in people),
    )


def _contests(station: Station, sight: Sight, kind: str) -> str:
    found = [ballot.short for at, ballot in enumerate(sight.board.contests) if station.kinds[at] == kind]
    return ", ".join(found)


def _time(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y %H.%M}" if at else ""


def note_export(person: Account, sight: Sight, wanted: Wanted, rows: int, *, now: datetime) -> None:
    """Put on the record who took the list."""
    data = {"view": wanted.view, "rows": rows, "contest": wanted.contest}
    region = wanted.area or sight.election.area_id
    entry = Entry("missing.export", f"election:{sight.election.code}", region, data)
    record(actor=person, entries=[entry], now=now)


def note_numbers(person: Account, sight: Sight, people: int, *, now: datetime) -> None:
    """Put on the record who took the numbers."""
    entry = Entry("missing.numbers", f"election:{sight.election.code}", data={"people": people})
    record(actor=person, entries=[entry], now=now)
