"""Regions into the registry. A name that changes stays as another spelling, so that reading knows both."""

from __future__ import annotations

from datetime import datetime

from deskpemilu.audit.services import Actor
from deskpemilu.domain.codes import level_of, parent_of
from deskpemilu.registry.importers import regions as importer
from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.regions import RegionLine, same_name
from deskpemilu.registry.models import Region
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_BATCH = 500


def prepare(source: Source) -> Prepared:
    """Read a file and compare it with the stored regions. Raises FileRefused."""
    table = read_table(source.path, importer.REQUIRED)
    known = set(Region.objects.values_list("code", flat=True))
    parsed = importer.parse(table, known=known)
    if parsed.refused:
        return refused(importer.KIND, len(table.rows) + len(table.refused), parsed.refused)
    stored = Region.objects.in_bulk([line.code for line in parsed.rows if line.code in known])
    changes, new, changed = [], [], []
    for line in parsed.rows:
        row = stored.get(line.code)
        if row is None:
            new.append(_new(line))
            changes.append(Change.NEW)
        elif _update(row, line):
            changed.append(row)
            changes.append(Change.CHANGED)
        else:
            changes.append(Change.UNCHANGED)

    def write(actor: Actor, now: datetime) -> None:
        Region.objects.bulk_create(new, batch_size=_BATCH)
        Region.objects.bulk_update(changed, ["name", "aliases"], batch_size=_BATCH)

    return prepared(importer.KIND, changes, write, notes=parsed.notes)


def _new(line: RegionLine) -> Region:
    return Region(
        code=line.code,
        name=line.name,
        level=level_of(line.code).value,
        parent_id=parent_of(line.code),
        aliases=list(line.aliases),
    )


def _update(row: Region, line: RegionLine) -> bool:
    """Put the file's name and spellings on a row; whether anything changed."""
    before = (row.name, list(row.aliases))
    spellings = [*row.aliases, *line.aliases]
    if not same_name(row.name, line.name):
        spellings.append(row.name)
        row.name = line.name
    row.aliases = _distinct(spellings, row.name)
    return before != (row.name, row.aliases)


def _distinct(spellings: list[str], name: str) -> list[str]:
    kept: list[str] = []
    for spelling in spellings:
        if not any(same_name(spelling, other) for other in (*kept, name)):
            kept.append(spelling)
    return kept
