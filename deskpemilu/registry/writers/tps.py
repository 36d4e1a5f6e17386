"""TPS into the registry. A TPS that the file does not name stays: import never removes one.

Nor does it open one that was closed or merged into another, and a line with the code that a TPS had
before it was moved is about that TPS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from deskpemilu.audit.services import Actor
from deskpemilu.domain.codes import DESA, is_special_tps
from deskpemilu.registry.importers import tps as importer
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.tps import TpsLine
from deskpemilu.registry.models import Election, Region, Tps, TpsAlias
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_FIELDS = ("dpt_l", "dpt_p", "address", "lat", "lon", "special")
_BATCH = 1000
_SHOWN = 20


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
    stored = {row.code: row for row in Tps.every.filter(election=election)}
    lines, notes = _about_present(parsed.rows, stored, election)
    changes = [Change.UNCHANGED] * (len(parsed.rows) - len(lines))
    rows: list[Tps] = []
    for line in lines:
        change, row = _compare(line, stored.pop(line.code, None), election)
        changes.append(change)
        if change is not Change.UNCHANGED:
            rows.append(row)
    notes = [*parsed.notes, *notes]
    stored = {code: row for code, row in stored.items() if row.closed_at is None}
    if stored:
        notes.append(f"{len(stored)} TPS yang sudah ada tidak disebut dalam berkas dan tetap disimpan.")

    def write(actor: Actor, now: datetime) -> None:
        Tps.every.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["election", "code"],
            update_fields=_FIELDS,
        )

    return prepared(importer.KIND, changes, write, notes=notes)


def _about_present(
    rows: Sequence[TpsLine], stored: Mapping[str, Tps], election: Election
) -> tuple[list[TpsLine], list[str]]:
    """Lines of TPS that are open, under the code they have now; sentences on the others."""
    moved = dict(TpsAlias.objects.filter(election=election).values_list("code", "tps__code"))
    named: set[str] = {line.code for line in rows}
    taken: set[str] = set()
    lines, notes = [], []
    for line in rows:
        code = moved.get(line.code, line.code) if line.code not in stored else line.code
        row = stored.get(code)
        if row is not None and row.closed_at is not None:
            notes.append(f"Baris {line.line} dilewati: TPS {code} sudah ditutup atau digabung.")
        elif code != line.code and code in named | taken:
            notes.append(f"Baris {line.line} dilewati: {line.code} adalah kode lama TPS {code}.")
        else:
            if code != line.code:
                notes.append(f"Baris {line.line}: kode lama {line.code} dibaca sebagai TPS {code}.")
            taken.add(code)
            lines.append(replace(line, code=code))
    return lines, notes[:_SHOWN] + (
        [f"… dan {len(notes) - _SHOWN} catatan lagi."] if len(notes) > _SHOWN else []
    )


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
