"""Imports of files: what each kind needs, looking first, and carrying out all or nothing.

`preview` reads and compares and writes nothing. `carry_out` does the same again inside one
transaction and then writes, so that what was previewed and what is written cannot differ silently.
A file with a single refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import IntegrityError, OperationalError, transaction

from deskpemilu.accounts.services import AccountRefused
from deskpemilu.audit.services import Actor
from deskpemilu.domain.roles import Act
from deskpemilu.flow import chat_import, kpu_import, result_import
from deskpemilu.flow.table_sizes import note_table_sizes
from deskpemilu.intake.recheck import recheck
from deskpemilu.registry.importers.report import FileRefused, Report
from deskpemilu.registry.models import Election
from deskpemilu.registry.services import ensure, note_import
from deskpemilu.registry.writers import boundaries, choices, dapil, people, regions, tps
from deskpemilu.registry.writers.prepared import Prepared, Source, file_refused
from deskpemilu.tally import totals

Prepare = Callable[[Source, Election | None], Prepared]


class ImportRefused(ValueError):
    """An import that cannot be begun, with a sentence."""


class Needs(StrEnum):
    """Whether a kind of import is about one election."""

    ELECTION = "election"
    MAYBE = "maybe"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of import. `acts`: one of these rights; `rebuilds`: the rows of totals depend on it;
    `rechecks`: what the rules say of stored forms depends on it."""

    name: str
    title: str
    prepare: Prepare
    needs: Needs = Needs.ELECTION
    acts: tuple[Act, ...] = (Act.MANAGE_REGISTRY,)
    rebuilds: bool = False
    rechecks: bool = False


def _of(prepare: Callable[[Source, Election], Prepared]) -> Prepare:
    def checked(source: Source, election: Election | None) -> Prepared:
        if election is None:
            raise ImportRefused("Impor ini memerlukan pemilihan. Pilih pemilihannya dahulu.")
        return prepare(source, election)

    return checked


def _free(prepare: Callable[[Source], Prepared]) -> Prepare:
    return lambda source, election: prepare(source)


# Staff bring in what a group wrote; so may whoever sets the desk up.
_CHAT = (Act.WORK_INBOX, Act.MANAGE_REGISTRY)
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("regions", "Wilayah", _free(regions.prepare), Needs.NOTHING, rebuilds=True),
        Kind("tps", "TPS", _of(tps.prepare), rebuilds=True, rechecks=True),
        Kind("dapil", "Daerah pemilihan", _of(dapil.prepare), rechecks=True),
        Kind("choices", "Pilihan pada surat suara", _of(choices.prepare), rechecks=True),
        Kind("people", "Petugas", _free(people.prepare), Needs.NOTHING, (Act.MANAGE_PEOPLE,)),
        Kind("boundaries", "Batas wilayah", _free(boundaries.prepare), Needs.NOTHING),
        Kind("results", "Hasil per TPS", _of(result_import.prepare)),
        Kind("sirekap", "Sirekap (pembanding)", _of(kpu_import.prepare_sirekap)),
        Kind("dhasil", "D.Hasil Kecamatan (pembanding)", _of(kpu_import.prepare_dhasil)),
        Kind("chat", "Ekspor percakapan WhatsApp", chat_import.prepare, Needs.MAYBE, _CHAT),
    )
}
LATER = ("logistics", "risks")


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises ImportRefused."""
    if name in LATER:
        raise ImportRefused(f"Impor “{name}” belum tersedia pada versi ini.")
    if name not in KINDS:
        raise ImportRefused(f"Jenis impor “{name}” tidak ada. Pilih: {', '.join(KINDS)}.")
    return KINDS[name]


def preview(
    kind: str,
    path: Path,
    election: Election | None = None,
    *,
    file_name: str = "",
    date_order: str = "",
    chat: str = "",
) -> Report:
    """What the import would do. Writes nothing. Raises ImportRefused."""
    return _prepare(kind_of(kind), Source(path, file_name or path.name, date_order, chat), election).report


def carry_out(
    *,
    actor: Actor,
    kind: str,
    path: Path,
    election: Election | None = None,
    file_name: str = "",
    date_order: str = "",
    chat: str = "",
    now: datetime,
) -> Report:
    """Import a file, all or nothing; `report.written` tells which. `file_name`: as the person named it.

    `date_order` and `chat` are for chat exports (writers.prepared.Source).
    Raises ImportRefused, and PermissionDenied for a person without the right.
    """
    what = kind_of(kind)
    scope = None if what.needs is Needs.NOTHING else election
    ensure(actor, what.acts, scope.area_id if scope else None)
    source = Source(path, file_name or path.name, date_order, chat)
    try:
        with transaction.atomic():
            return _carry_out(what, source, scope, actor=actor, now=now)
    except AccountRefused as error:
        return file_refused(kind, FileRefused(str(error))).report
    except OperationalError:
        reason = "Basis data sedang dipakai pekerjaan lain. Tidak ada yang disimpan; ulangi sebentar lagi."
        return file_refused(kind, FileRefused(reason)).report
    except IntegrityError:
        reason = (
            "Data berubah oleh pekerjaan lain pada saat yang sama. Tidak ada yang disimpan; ulangi impornya."
        )
        return file_refused(kind, FileRefused(reason)).report


def _carry_out(what: Kind, source: Source, scope: Election | None, *, actor: Actor, now: datetime) -> Report:
    for touched in _touched(what, scope):  # before the audit log's turn, as every writer of counts
        totals.lock(touched.pk)
    ready = _prepare(what, source, scope)
    if ready.write is None:
        return ready.report
    ready.write(actor, now)
    note_table_sizes(ready.report.new + ready.report.changed)
    report = _rechecked(what, ready.report.as_written(), scope, source, actor=actor, now=now)
    note_import(
        actor=actor,
        kind=what.name,
        election=scope,
        file_name=source.name,
        digest=kpu_import.digest_of(source.path),
        report=report.as_json(),
        now=now,
    )
    if what.rebuilds and (report.new or report.changed):
        for touched in _touched(what, scope):
            totals.rebuild(touched)
    return report


def _touched(what: Kind, scope: Election | None) -> list[Election]:
    """Elections whose counts or totals an import may write."""
    if scope is not None:
        return [scope] if what.needs is Needs.ELECTION else []
    return list(Election.objects.order_by("pk")) if what.rebuilds else []


def _rechecked(
    what: Kind, report: Report, election: Election | None, source: Source, *, actor: Actor, now: datetime
) -> Report:
    """Forms that are stored are checked against the register as it is now; the report says so."""
    if not what.rechecks or election is None or not (report.new or report.changed):
        return report
    done = recheck(actor=actor, election=election, cause=f"impor {what.title} {source.name}", now=now)
    if not done.changed:
        return report
    totals.resum(done.touched)
    totals.bump([election.pk])
    note = f"{done.changed} laporan yang sudah masuk kini mempunyai temuan lain"
    note += f" ({done.held} ditahan, {done.freed} dilepas)." if done.held or done.freed else "."
    return replace(report, notes=(*report.notes, note))


def _prepare(what: Kind, source: Source, election: Election | None) -> Prepared:
    try:
        return what.prepare(source, election)
    except FileRefused as error:
        return file_refused(what.name, error)
