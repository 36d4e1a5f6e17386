"""Outlines of regions: a GeoJSON FeatureCollection with `properties.kode` and `properties.nama`.

Pure. `line` of a refusal is the number of the feature. Refuses what is no polygon or multipolygon,
rings that are not closed, positions outside Indonesia, a code twice, a region that is not known.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from deskpemilu.domain.codes import TPS, parse_code
from deskpemilu.registry.importers.report import FileRefused, Parsed, Refused
from deskpemilu.registry.importers.tps import EAST, NORTH, SOUTH, WEST

KIND = "boundaries"
_RING = 4  # a triangle that ends where it began
_DIMENSIONS = (2, 3)

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class BoundaryLine:
    """A region's outline, and its centre as (lat, lon)."""

    line: int
    code: str
    name: str
    geometry: Mapping[str, Any]
    centre: tuple[float, float]


class _Wrong(ValueError):
    """What is wrong with a feature: column, value, reason."""

    def __init__(self, column: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, _showable(value), reason


def _showable(value: object) -> str:
    """Text that a screen can show: JSON may hold half a character."""
    return str(value)[:120].encode("utf-8", "replace").decode("utf-8")


def read(path: Path) -> list[Any]:
    """The features of a file. Raises FileRefused."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileRefused(f"Berkas “{path.name}” tidak dapat dibuka: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise FileRefused("Berkas ini bukan GeoJSON (teks UTF-8).") from error
    except json.JSONDecodeError as error:
        raise FileRefused("Berkas ini bukan GeoJSON yang sah.", line=error.lineno) from error
    except (ValueError, RecursionError) as error:  # figures of thousands of digits, endless nesting
        raise FileRefused("Berkas ini bukan GeoJSON yang sah.") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        raise FileRefused("Berkas ini bukan GeoJSON FeatureCollection.", column="type")
    if not features:
        raise FileRefused("Berkas tidak berisi satu pun batas wilayah.", column="features")
    return features


def parse(features: Sequence[Any], *, known: Container[str]) -> Parsed[BoundaryLine]:
    """Outlines of the regions that are known."""
    parsed: Parsed[BoundaryLine] = Parsed()
    seen: dict[str, int] = {}
    for line, feature in enumerate(features, start=1):
        try:
            boundary = _boundary(line, feature)
            if boundary.code not in known:
                raise _Wrong("kode", boundary.code, "Wilayah ini tidak ada dalam daftar wilayah desk.")
            first = seen.setdefault(boundary.code, line)
            if first != line:
                raise _Wrong("kode", boundary.code, f"Wilayah ini sudah ada pada bidang ke-{first}.")
        except _Wrong as wrong:
            parsed.refused.append(Refused(line, wrong.column, wrong.value, wrong.reason))
            continue
        parsed.rows.append(boundary)
    return parsed


def _boundary(line: int, feature: object) -> BoundaryLine:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise _Wrong("properties", "", "Bidang ini tidak mempunyai properties.kode dan properties.nama.")
    text = _showable(properties.get("kode") or "")
    try:
        code = parse_code(text)
    except ValueError as error:
        raise _Wrong("kode", text, str(error)) from None
    if len(code) == TPS:
        raise _Wrong("kode", text, "Batas wilayah paling rendah adalah desa/kelurahan.")
    assert isinstance(feature, dict)
    geometry: Any = feature.get("geometry")
    rings = list(_rings(geometry))
    for ring in rings:
        _check_ring(ring)
    # Foreign members (bbox, crs) are dropped: the row keeps what a map needs.
    kept = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return BoundaryLine(line, code, _showable(properties.get("nama") or ""), kept, _centre(rings))


def _rings(geometry: Any) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Wrong("geometry", kind or "", "Bentuk harus Polygon atau MultiPolygon.")
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons:
        raise _Wrong("geometry", kind, "Bentuk tidak mempunyai titik.")
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Wrong("geometry", kind, "Bentuk tidak mempunyai titik.")
        yield from polygon


def _check_ring(ring: object) -> None:
    if not isinstance(ring, list) or len(ring) < _RING:
        raise _Wrong("geometry", "", f"Garis batas harus terdiri atas paling sedikit {_RING} titik.")
    for position in ring:
        if not _in_indonesia(position):
            raise _Wrong("geometry", position, "Titik harus [bujur, lintang] di wilayah Indonesia.")
    if ring[0] != ring[-1]:
        raise _Wrong(
            "geometry", ring[-1], "Garis batas tidak tertutup: titik akhir harus sama dengan titik awal."
        )


def _in_indonesia(position: object) -> bool:
    if not isinstance(position, list) or len(position) not in _DIMENSIONS:
        return False
    if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in position):
        return False
    # Compared as they are: a figure of a thousand digits is no float, but is no degree either.
    return bool(WEST <= position[0] <= EAST and SOUTH <= position[1] <= NORTH)


def _centre(rings: Sequence[Ring]) -> tuple[float, float]:
    """Centroid of the largest ring (shoelace formula), as (lat, lon)."""
    area, lon, lat = max((_moments(ring) for ring in rings), key=lambda moments: abs(moments[0]))
    if not area:
        return rings[0][0][1], rings[0][0][0]
    return round(lat / (3 * area), 6), round(lon / (3 * area), 6)


def _moments(ring: Ring) -> tuple[float, float, float]:
    """Twice the signed area and the first moments, measured from the ring's first point."""
    # Far from the origin the products of degrees would lose the digits that matter.
    x0, y0 = ring[0][0], ring[0][1]
    area = x_moment = y_moment = 0.0
    for one, two in pairwise(ring):
        x1, y1, x2, y2 = one[0] - x0, one[1] - y0, two[0] - x0, two[1] - y0
        cross = x1 * y2 - x2 * y1
        area += cross
        x_moment += (x1 + x2) * cross
        y_moment += (y1 + y2) * cross
    return area, x_moment + 3 * area * x0, y_moment + 3 * area * y0
