"""Outlines into the registry; a region without a centre gets the one of its outline."""

from __future__ import annotations

from datetime import datetime

from deskpemilu.audit.services import Actor
from deskpemilu.registry.importers import boundaries as importer
from deskpemilu.registry.importers.regions import same_name
from deskpemilu.registry.models import Boundary, Region
from deskpemilu.registry.writers.prepared import Change, Prepared, Source, prepared, refused

_BATCH = 200
_NAMED = 5


def prepare(source: Source) -> Prepared:
    """Read a file and compare it with the stored outlines. Raises FileRefused."""
    features = importer.read(source.path)
    regions = {region.code: region for region in Region.objects.all()}
    parsed = importer.parse(features, known=regions)
    if parsed.refused:
        return refused(importer.KIND, len(features), parsed.refused)
    stored = Boundary.objects.in_bulk([line.code for line in parsed.rows])
    changes, rows, centres, renamed = [], [], [], []
    for line in parsed.rows:
        row, region = stored.get(line.code), regions[line.code]
        same = row is not None and row.geometry == line.geometry
        changes.append(Change.UNCHANGED if same else Change.CHANGED if row else Change.NEW)
        if not same:
            rows.append(Boundary(region=region, geometry=line.geometry, source=source.name[:200]))
        if region.lat is None:
            region.lat, region.lon = line.centre
            centres.append(region)
        if line.name and not same_name(line.name, region.name):
            renamed.append(f"{line.name} = {region.name}")

    def write(actor: Actor, now: datetime) -> None:
        Boundary.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["region"],
            update_fields=["geometry", "source"],
        )
        Region.objects.bulk_update(centres, ["lat", "lon"], batch_size=_BATCH)

    return prepared(importer.KIND, changes, write, notes=_notes(renamed))


def _notes(renamed: list[str]) -> list[str]:
    if not renamed:
        return []
    more = " …" if len(renamed) > _NAMED else ""
    return [
        f"{len(renamed)} nama pada berkas berbeda dari daftar wilayah (kode yang dipakai): "
        f"{'; '.join(renamed[:_NAMED])}{more}"
    ]
