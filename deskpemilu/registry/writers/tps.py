"""TPS into the registry. A TPS that the file does not name stays: import never removes one."""

from __future__ import annotations

from datetime import datetime

from deskpemilu.audit.services import Actor
from deskpemilu.domain.codes import DESA, is_special_tps
from deskpemilu.registry.importers import tps as importer
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.tps import TpsLine
from deskpemilu.registry.models import Election, Region, Tps
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_FIELDS = ("dpt_l", "dpt_p", "address", "lat", "lon", "special")
_BATCH = 1000


def prepare(source: Source, election: Election) -> Prepared:
    """Read a file and compare it with the election's TPS. Raises FileRefused."""
    table = read_table(source.path, importer.REQUIRED, synonyms=importer.SYNONYMS)
    desa = set(
        Region.objects.filter(level="desa", code__startswith=election.area_id).values_list("code", flat=True)
    )
    cap = max(election.contests.values_list("cap", flat=True), default=0)
    parsed = importer.parse(table, area=election.area_id, area_name=election.area.name, desa=desa, cap=cap)
    if parsed.refused:
        return refused(importer.KIND, len(table.rows) + len(table.refused), parsed.refused)
    stored = {row.code: row for row in Tps.objects.filter(election=election)}
    changes: list[Change] = []
    rows: list[Tps] = []
    for line in parsed.rows:
        change, row = _compare(line, stored.pop(line.code, None), election)
        changes.append(change)
        if change is not Change.UNCHANGED:
            rows.append(row)
    notes = list(parsed.notes)
    if stored:
        notes.append(f"{len(stored)} TPS yang sudah ada tidak disebut dalam berkas dan tetap disimpan.")

    def write(actor: Actor, now: datetime) -> None:
        Tps.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["election", "code"],
            update_fields=_FIELDS,
        )

    return prepared(importer.KIND, changes, write, notes=notes)


def _compare(line: TpsLine, row: Tps | None, election: Election) -> tuple[Change, Tps]:
    """The row as it will be. What the file leaves blank is not known there and stays as it is."""
    if row is None:
        special = is_special_tps(line.code) if line.special is None else line.special
        return Change.NEW, Tps(
            election=election,
            code=line.code,
            desa_id=line.code[:DESA],
            dpt_l=line.dpt_l,
            dpt_p=line.dpt_p,
            address=line.address,
            lat=line.lat,
            lon=line.lon,
            special=special,
        )
    before = [getattr(row, name) for name in _FIELDS]
    given = (line.dpt_l, line.dpt_p, line.address or None, line.lat, line.lon, line.special)
    for name, value in zip(_FIELDS, given, strict=True):
        if value is not None:
            setattr(row, name, value)
    same = before == [getattr(row, name) for name in _FIELDS]
    return (Change.UNCHANGED if same else Change.CHANGED), row
