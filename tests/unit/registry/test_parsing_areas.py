"""Files of regions, districts and outlines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deskpemilu.registry.importers import boundaries, dapil, regions
from deskpemilu.registry.importers.report import FileRefused, Parsed
from tests.unit.registry.tables import places, table

KNOWN = {"16", "1607", "160701", "160702", "1607012001"}
SQUARE = [[[104.0, -3.0], [104.2, -3.0], [104.2, -2.8], [104.0, -2.8], [104.0, -3.0]]]


def _regions(tmp_path: Path, rows: str) -> Parsed[regions.RegionLine]:
    return regions.parse(table(tmp_path, "kode,nama,alias,lain\n" + rows, regions.REQUIRED), known=KNOWN)


def test_regions_come_parents_first_with_tidy_names(tmp_path: Path) -> None:
    """Capitals of an official list become a name; Roman numbers stay."""
    parsed = _regions(tmp_path, "16.07.09.2001,DESA BARU II,Baru Dua,x\n16.07.09,MUARA  UJI,,\n")
    assert [(line.code, line.name, line.aliases) for line in parsed.rows] == [
        ("160709", "Muara Uji", ()),
        ("1607092001", "Desa Baru II", ("Baru Dua",)),
    ]


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("1608012001,Desa,,", "kode", "16.08.01"),
        ("1607012001001,Desa,,", "kode", "seharusnya"),
        ("160709,,,", "nama", "harus diisi"),
        ("1607A,Desa,,", "kode", "angka"),
    ],
)
def test_a_wrong_region_is_refused(tmp_path: Path, row: str, column: str, says: str) -> None:
    """A desa hangs in the air without its kecamatan."""
    (refused,) = _regions(tmp_path, row + "\n").refused
    assert (refused.line, refused.column) == (2, column)
    assert says in refused.reason


def test_names_that_mean_the_same_are_the_same() -> None:
    """A list without “Kabupaten” does not rename the kabupaten."""
    assert regions.same_name("BANYUASIN", "Kabupaten Banyuasin")
    assert regions.same_name("PULAUBORANG", "Pulau Borang")
    assert not regions.same_name("Sungai Rengat", "Sungai Rengit")


def _dapil(tmp_path: Path, rows: str) -> Parsed[dapil.DapilLine]:
    return dapil.parse(
        table(tmp_path, "contest,dapil,kode_wilayah,nama,kursi\n" + rows, dapil.REQUIRED),
        area="1607",
        area_name="Kabupaten Uji",
        contests=("pdpr", "pdprdk"),
        known=KNOWN,
    )


def test_districts_of_the_desk_are_taken_and_others_left_out(tmp_path: Path) -> None:
    """A list of the whole province serves every kabupaten."""
    rows = "pdprdk,UJI 1,16.07.01,Uji 1,8\npdpr,1601,1607,,\npdpr,1601,1608,,\npkwkk,1607,1607,,\n"
    parsed = _dapil(tmp_path, rows)
    assert [(line.contest, line.dapil, line.area, line.seats) for line in parsed.rows] == [
        ("pdprdk", "UJI 1", "160701", 8),
        ("pdpr", "1601", "1607", None),
    ]
    assert parsed.notes == ["2 baris wilayah atau jenis pemilihan lain dilewati."]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("bupati,1,1607,,\n", (2, "contest")),
        ("pdpr,,1607,,\n", (2, "dapil")),
        ("pdpr,1,160799,,\n", (2, "kode_wilayah")),
        ("pdpr,1,kab,,\n", (2, "kode_wilayah")),
        ("pdpr,1,1608,,\n", (0, "kode_wilayah")),
        ("pdprdk,1,160701,,\npdprdk,2,160701,,\n", (3, "kode_wilayah")),
        ("pdprdk,1,160701,,-3\n", (2, "kursi")),
    ],
)
def test_a_wrong_district_is_refused(tmp_path: Path, rows: str, place: tuple[int, str]) -> None:
    """Among them a region in two districts, and a file of another kabupaten."""
    assert places(_dapil(tmp_path, rows).refused) == [place]


def _feature(
    kode: object = "16.07.01", kind: str = "Polygon", coordinates: object = SQUARE
) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates, "crs": "x"}
    return {"type": "Feature", "properties": {"kode": kode, "nama": "Satu"}, "geometry": geometry}


def test_polygons_and_multipolygons_are_taken_with_their_centre() -> None:
    """The centre of the larger part, exact for a square."""
    small = [[[105.0, -3.0], [105.1, -3.0], [105.1, -2.9], [105.0, -3.0]]]
    one, two = boundaries.parse(
        [_feature(), _feature("160702", "MultiPolygon", [small, SQUARE])], known=KNOWN
    ).rows
    assert one.centre == pytest.approx((-2.9, 104.1))
    assert two.centre == pytest.approx((-2.9, 104.1))
    assert set(one.geometry) == {"type", "coordinates"}


@pytest.mark.parametrize(
    ("feature", "column"),
    [
        (_feature("160799"), "kode"),
        (_feature("1607012001001"), "kode"),
        (_feature(None), "kode"),
        (_feature(kind="Point", coordinates=[104, -3]), "geometry"),
        (_feature(coordinates=[]), "geometry"),
        (_feature(coordinates=[SQUARE[0][:-1]]), "geometry"),
        (_feature(coordinates=[SQUARE[0][:2]]), "geometry"),
        (_feature(coordinates=[[[-3.0, 104.0], *SQUARE[0]]]), "geometry"),
        (_feature(coordinates=[[["a", "b"], *SQUARE[0]]]), "geometry"),
        ({"type": "Feature", "geometry": None}, "properties"),
        ("x", "properties"),
    ],
)
def test_a_wrong_outline_is_refused(feature: object, column: str) -> None:
    """Open rings, swapped degrees, points, unknown codes."""
    parsed = boundaries.parse([_feature("160702"), feature], known=KNOWN)
    assert places(parsed.refused) == [(2, column)]


def test_a_region_twice_is_refused() -> None:
    """The second outline would silently replace the first."""
    assert places(boundaries.parse([_feature(), _feature("160701")], known=KNOWN).refused) == [(2, "kode")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"type": "Feature"}',
        json.dumps({"type": "FeatureCollection"}),
        '{"type": "FeatureCollection", "features": []}',
        "[" * 100_000,
    ],
)
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    """With a sentence."""
    file = tmp_path / "batas.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused):
        boundaries.read(file)
