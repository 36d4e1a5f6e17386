"""Whatever a file holds, it is read or refused with a sentence; nothing else comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deskpemilu.registry.importers import boundaries, choices, dapil, people, regions, results, tps
from deskpemilu.registry.importers.choices import Ballot, Party
from deskpemilu.registry.importers.reading_files import Row, Table, read_table
from deskpemilu.registry.importers.report import FileRefused

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "1607012001001",
            "16.07.01",
            "1",
            "0",
            "-1",
            "1.0",
            "9" * 400,
            "1,6E+12",
            "nan",
            "inf",
            "1e400",
            "ppwp",
            "pdprdk",
            "operator",
            "081200012345",
            "5.3",
            "A|B",
            "|",
            "ya",
            "²",
            "١٢",
        ]
    ),
    st.text(max_size=12),
)
KNOWN = {"16", "1607", "160701", "1607012001", "1607012001001"}
BALLOTS = {
    "ppwp": Ballot(legislative=False, lines={("", "1"): ("Satu", "A")}),
    "pdprdk": Ballot(legislative=True, parties={"5": Party("5", "Lima", "L")}),
}
PARSERS: dict[str, tuple[tuple[str, ...], Any]] = {
    "tps": (
        ("kode_tps", "dpt_l", "dpt_p", "alamat", "lat", "lon", "khusus"),
        lambda table: tps.parse(table, area="1607", area_name="x", desa=KNOWN, cap=300),
    ),
    "regions": (("kode", "nama", "alias"), lambda table: regions.parse(table, known=KNOWN)),
    "dapil": (
        ("contest", "dapil", "kode_wilayah", "nama", "kursi"),
        lambda table: dapil.parse(table, area="1607", area_name="x", contests=("ppwp",), known=KNOWN),
    ),
    "choices": (
        ("contest", "dapil", "number", "party", "name", "aliases"),
        lambda table: choices.parse(table, ballots=BALLOTS),
    ),
    "people": (("name", "phone", "role", "scope", "nip"), lambda table: people.parse(table, known=KNOWN)),
    "results": (
        ("kode_tps", "contest", "suara_01", "suara_02", "suara_sah", "pengguna_dptb_l"),
        lambda table: results.parse(table, tps=KNOWN, ballots={"ppwp": ("1", "2"), "pdprdk": ("5",)}),
    ),
}


@pytest.mark.parametrize("kind", PARSERS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_rows_are_taken_or_refused_by_line(kind: str, data: st.DataObject) -> None:
    """Each refusal names a line of the file, and a refused line is never also taken."""
    columns, parse = PARSERS[kind]
    lines = data.draw(st.lists(st.tuples(*[CELLS] * len(columns)), min_size=1, max_size=4))
    table = Table(
        columns, [Row(at, dict(zip(columns, line, strict=True))) for at, line in enumerate(lines, 2)]
    )
    parsed = parse(table)
    known_lines = {row.line for row in table.rows} | {0}
    assert {item.line for item in parsed.refused} <= known_lines
    assert all(item.reason for item in parsed.refused)
    if kind != "choices":  # a nickname is compared only after both of its lines were taken
        assert not {item.line for item in parsed.refused} & {row.line for row in parsed.rows}
    json.dumps([item.as_json() for item in parsed.refused])


@given(data=st.binary(max_size=300))
@example(b"kode;nama\r\n16;\xef\xbb\xbfx")
@example(b"PK\x03\x04")
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    """No other error leaves the reader."""
    file = tmp_path / "berkas"
    file.write_bytes(data)
    try:
        table = read_table(file, ("kode",))
    except FileRefused:
        return
    assert "kode" in table.columns


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["properties", "geometry", "kode", "nama", "type", "coordinates"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(features=st.lists(JSON, max_size=3), coordinates=JSON)
@example(features=[], coordinates=[[[10**400, 1], [1, 2], [2, 3], [10**400, 1]]])
@example(features=[{"properties": {"kode": "\ud800"}}], coordinates=[])
@settings(max_examples=80, deadline=None)
def test_any_json_is_an_outline_or_refused(features: list[Any], coordinates: Any) -> None:
    """And every refusal can be shown."""
    features = [
        *features,
        {"properties": {"kode": "1607"}, "geometry": {"type": "Polygon", "coordinates": coordinates}},
    ]
    parsed = boundaries.parse(features, known=KNOWN)
    assert len(parsed.rows) + len(parsed.refused) == len(features)
    json.dumps([item.as_json() for item in parsed.refused], ensure_ascii=False).encode()
