"""A TPS added, merged, moved, closed or opened again while the desk is at work: one transaction each.

What is expected, what counts and what is read follow at once: the registry row, the counts' desa and
generation, findings that depend on the DPT, the totals, and what readers know of the election. Every
change says why, is recorded, and can be taken back as long as nothing else has changed the TPS since.
Nothing is ever deleted: forms of a TPS that was closed or merged away stay with it, and count in no total.

Whoever may import the registry (MANAGE_REGISTRY) may do it. Raises `Refused` with a sentence, and
PermissionDenied outside the person's area.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from deskpemilu.accounts.models import Grant, Person
from deskpemilu.audit.services import Entry, record
from deskpemilu.domain.codes import DESA, TPS, is_special_tps, parse_code, tps_code
from deskpemilu.domain.roles import Act
from deskpemilu.intake.entry_models import EntryPlan
from deskpemilu.intake.generations import recount
from deskpemilu.intake.models import Count
from deskpemilu.intake.moves import readings_follow
from deskpemilu.intake.recheck import recheck
from deskpemilu.registry.models import Election, Region, Tps, TpsAlias, TpsChange
from deskpemilu.registry.services import ensure, touch
from deskpemilu.tally import totals
from deskpemilu.verification.workflow import Refused

ADD, MERGE, MOVE, CLOSE, REOPEN = "add", "merge", "move", "close", "reopen"
KIND_NAMES = {
    ADD: "ditambah",
    MERGE: "digabung",
    MOVE: "dipindah",
    CLOSE: "ditutup",
    REOPEN: "dibuka kembali",
}
_FIELDS = ("code", "desa_id", "dpt_l", "dpt_p", "closed_at", "merged_into_id")
MOST_VOTERS = 100_000


@dataclass(slots=True)
class _Plan:
    """A change that was decided on: the TPS as they will be, and as they were."""

    kind: str
    text: str
    stations: list[Tps]
    before: dict[str, dict[str, Any]]
    former: dict[str, Tps] = field(default_factory=dict)  # alias code -> TPS


def add(
    *,
    actor: Person,
    election: Election,
    desa: str,
    number: int,
    dpt_l: int | None,
    dpt_p: int | None,
    reason: str,
    now: datetime,
) -> TpsChange:
    """A TPS that the register did not have."""
    place = _desa(election, desa)
    if not 1 <= number <= 999:
        raise Refused("Nomor TPS adalah 1 sampai 999.")
    _refuse_voters(dpt_l, dpt_p)
    code = tps_code(place.code, number)

    def plan() -> _Plan:
        _refuse_taken(election, code)
        row = Tps(election=election, code=code, desa=place, dpt_l=dpt_l, dpt_p=dpt_p)
        row.special = is_special_tps(code)
        row.save()
        return _Plan(ADD, f"TPS {number:03d} {place.name} ditambah", [row], {})

    return _carry_out(actor, election, [code], plan, reason, now)


def merge(
    *, actor: Person, election: Election, code: str, into: str, reason: str, now: datetime
) -> TpsChange:
    """A TPS whose voters vote in another one of the same desa from now on."""

    def plan() -> _Plan:
        row, target = _open(election, code), _open(election, into)
        if row.pk == target.pk:
            raise Refused("TPS tidak dapat digabung dengan dirinya sendiri. Pilih TPS tujuan yang lain.")
        if row.desa_id != target.desa_id:
            raise Refused("Penggabungan hanya di dalam satu desa. Pindahkan dahulu TPS itu ke desa tujuan.")
        before = _snapshot([row, target])
        row.closed_at, row.merged_into = now, target
        if row.dpt is not None and target.dpt is not None:
            assert row.dpt_l is not None
            assert row.dpt_p is not None
            target.dpt_l, target.dpt_p = (target.dpt_l or 0) + row.dpt_l, (target.dpt_p or 0) + row.dpt_p
        text = f"TPS {row.number:03d} digabung ke TPS {target.number:03d} {row.desa.name}"
        return _Plan(MERGE, text, [row, target], before)

    return _carry_out(actor, election, [code, into], plan, reason, now)


def move(
    *, actor: Person, election: Election, code: str, desa: str, number: int, reason: str, now: datetime
) -> TpsChange:
    """A TPS that belongs to another desa (or has another number); its old code still finds it."""
    place = _desa(election, desa)
    if not 1 <= number <= 999:
        raise Refused("Nomor TPS adalah 1 sampai 999.")
    new_code = tps_code(place.code, number)

    def plan() -> _Plan:
        row = _open(election, code)
        if row.code == new_code:
            raise Refused("TPS itu sudah memakai kode tersebut. Tidak ada yang diubah.")
        _refuse_taken(election, new_code, but=row)
        before, old = _snapshot([row]), row.code
        text = f"TPS {row.number:03d} {row.desa.name} menjadi TPS {number:03d} {place.name}"
        row.code, row.desa = new_code, place
        return _Plan(MOVE, text, [row], before, {old: row})

    return _carry_out(actor, election, [code, new_code], plan, reason, now)


def close(*, actor: Person, election: Election, code: str, reason: str, now: datetime) -> TpsChange:
    """A TPS that is not held: nothing is expected of it, and nothing of it is counted."""

    def plan() -> _Plan:
        row = _open(election, code)
        before = _snapshot([row])
        row.closed_at = now
        return _Plan(CLOSE, f"TPS {row.number:03d} {row.desa.name} ditutup", [row], before)

    return _carry_out(actor, election, [code], plan, reason, now)


def reopen(*, actor: Person, election: Election, code: str, reason: str, now: datetime) -> TpsChange:
    """A TPS that was closed (or merged away) is held after all. Voters that a merger moved stay moved."""

    def plan() -> _Plan:
        row = _tps(election, code)
        if row.closed_at is None:
            raise Refused(f"TPS {row.code} tidak ditutup. Tidak ada yang diubah.")
        before = _snapshot([row])
        row.closed_at, row.merged_into = None, None
        return _Plan(REOPEN, f"TPS {row.number:03d} {row.desa.name} dibuka kembali", [row], before)

    return _carry_out(actor, election, [code], plan, reason, now)


def undo(*, actor: Person, election: Election, change_id: int, now: datetime) -> TpsChange:
    """Take a change back, if the TPS are still as it left them."""
    with transaction.atomic():
        totals.lock(election.pk)
        change = TpsChange.objects.filter(election=election, pk=change_id).first()
        if change is None or change.undone_at is not None:
            raise Refused("Perubahan ini sudah dibatalkan atau tidak ada. Muat ulang halaman.")
        rows = {str(row.pk): row for row in Tps.every.filter(pk__in=[int(key) for key in change.after])}
        for code in sorted({row.code for row in rows.values()}):
            ensure(actor, [Act.MANAGE_REGISTRY], code)
        if {key: _as_json(row) for key, row in rows.items()} != change.after:
            raise Refused(
                "TPS ini sudah diubah lagi sejak itu, sehingga tidak dapat dibatalkan begitu saja. "
                "Batalkan dahulu perubahan yang lebih baru, atau catat perubahan baru."
            )
        desa = {row.desa_id for row in rows.values()}
        former: dict[str, Tps] = {}
        for key, row in rows.items():
            _restore(row, change, key, former, now)
        change.undone_at, change.undone_by = now, actor
        change.save(update_fields=["undone_at", "undone_by"])
        _follow(actor, election, list(rows.values()), former, desa, change.text, now)
        record(actor=actor, entries=[_entry("tps.undo", change, change.text)], now=now)
    return change


def _restore(row: Tps, change: TpsChange, key: str, former: dict[str, Tps], now: datetime) -> None:
    before = change.before.get(key)
    if before is None:  # it was added: closing it is what takes it back, its forms stay
        row.closed_at = now
        return
    code = row.code
    for name, value in before.items():
        is_time = name == "closed_at" and value is not None
        setattr(row, name, datetime.fromisoformat(value) if is_time else value)
    if row.code != code:
        _refuse_taken(row.election, row.code, but=row)
        former[code] = row


def _carry_out(
    actor: Person, election: Election, codes: Iterable[str], plan: Any, reason: str, now: datetime
) -> TpsChange:
    if not reason.strip():
        raise Refused("Tuliskan alasan perubahan, misalnya nomor surat KPU.")
    with transaction.atomic():
        totals.lock(election.pk)
        for code in codes:
            ensure(actor, [Act.MANAGE_REGISTRY], _digits(code))
        made: _Plan = plan()
        main = made.stations[0]
        desa = {values["desa_id"] for values in made.before.values()}
        _follow(actor, election, made.stations, made.former, desa, made.text, now)
        change = TpsChange.objects.create(
            election=election,
            kind=made.kind,
            tps=main,
            other=made.stations[1] if len(made.stations) > 1 else None,
            text=made.text[:300],
            before=made.before,
            after={str(row.pk): _as_json(row) for row in made.stations},
            reason=reason.strip()[:300],
            person=actor,
            at=now,
        )
        record(actor=actor, entries=[_entry(f"tps.{made.kind}", change, reason)], now=now)
    return change


def _follow(
    actor: Person,
    election: Election,
    stations: Sequence[Tps],
    former: dict[str, Tps],
    desa: set[str],
    cause: str,
    now: datetime,
) -> None:
    """Write the TPS and let everything that depends on them follow. `desa`: where they lay before."""
    for row in stations:
        row.save()
        Count.objects.filter(tps=row).update(desa_code=row.desa_id)
    TpsAlias.objects.filter(election=election, code__in=[row.code for row in stations]).delete()
    for code, row in former.items():
        TpsAlias.objects.update_or_create(election=election, code=code, defaults={"tps": row, "since": now})
        _grants_follow(code, row.code)
        _plans_follow(election, code, row.code)
        readings_follow(election, code, row.code)
    ids = [row.pk for row in stations]
    recount(ids, now=now)
    touch(election)
    recheck(actor=actor, election=election, cause=cause, now=now, tps_ids=ids)
    totals.resize(election, desa | {row.desa_id for row in stations})


def _grants_follow(old: str, new: str) -> None:
    """Whoever was responsible for the TPS by its code still is."""
    for grant in Grant.objects.filter(area=old, revoked_at=None):
        twin = Grant.objects.filter(person=grant.person_id, role=grant.role, area=new, revoked_at=None)
        if not twin.exists():
            grant.area = new
            grant.save(update_fields=["area"])


def _plans_follow(election: Election, old: str, new: str) -> None:
    """A line of the plan of second entries that names the TPS still does."""
    for plan in EntryPlan.objects.filter(election=election, ended_at=None):
        if old in plan.areas:
            plan.areas = list(dict.fromkeys(new if area == old else area for area in plan.areas))
            plan.save(update_fields=["areas"])


def _snapshot(stations: Iterable[Tps]) -> dict[str, dict[str, Any]]:
    return {str(row.pk): _as_json(row) for row in stations}


def _as_json(row: Tps) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _FIELDS}
    return {**values, "closed_at": row.closed_at.isoformat() if row.closed_at else None}


def _entry(act: str, change: TpsChange, reason: str) -> Entry:
    data = {
        "text": change.text,
        "reason": reason.strip()[:300],
        "before": change.before,
        "after": change.after,
    }
    return Entry(act, subject=f"tps:{change.tps_id}", region=change.tps.code, data=data)


def _digits(code: str) -> str:
    try:
        return parse_code(code)
    except ValueError as error:
        raise Refused(str(error)) from error


def _tps(election: Election, code: str) -> Tps:
    wanted = _digits(code)
    rows = Tps.every.select_related("desa", "election").filter(election=election)
    row = rows.filter(code=wanted).first()
    row = row or rows.filter(aliases__code=wanted, aliases__election=election).first()
    if row is None or len(wanted) != TPS:
        raise Refused(f"TPS {code} tidak ada pada pemilihan ini. Periksa kodenya (13 angka).")
    return row


def _open(election: Election, code: str) -> Tps:
    row = _tps(election, code)
    if row.closed_at is not None:
        raise Refused(f"TPS {row.code} sudah ditutup atau digabung. Buka kembali dahulu bila perlu.")
    return row


def _desa(election: Election, code: str) -> Region:
    wanted = _digits(code)
    row = Region.objects.filter(code=wanted, code__startswith=election.area_id).first()
    if row is None or len(wanted) != DESA:
        raise Refused(f"Desa/kelurahan {code} tidak ada pada wilayah desk ini. Periksa kodenya (10 angka).")
    return row


def _refuse_taken(election: Election, code: str, *, but: Tps | None = None) -> None:
    """A code belongs to one TPS: the one that has it, or one that had it before."""
    holder = Tps.every.filter(election=election, code=code).first()
    if holder is not None and (but is None or holder.pk != but.pk):
        state = " (ditutup)" if holder.closed_at else ""
        raise Refused(f"TPS {code} sudah ada{state}. Pakai nomor lain, atau buka kembali TPS itu.")
    alias = TpsAlias.objects.filter(election=election, code=code).select_related("tps").first()
    if alias is not None and (but is None or alias.tps_id != but.pk):
        raise Refused(f"Kode {code} adalah kode lama TPS {alias.tps.code} yang dipindah. Pakai nomor lain.")


def _refuse_voters(dpt_l: int | None, dpt_p: int | None) -> None:
    if (dpt_l is None) != (dpt_p is None):
        raise Refused("Isi DPT laki-laki dan perempuan, atau kosongkan keduanya.")
    if any(figure is not None and not 0 <= figure <= MOST_VOTERS for figure in (dpt_l, dpt_p)):
        raise Refused("DPT adalah bilangan bulat 0 atau lebih. Periksa angkanya.")
