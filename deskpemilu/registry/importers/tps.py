"""TPS of an election: `kode_tps,dpt_l,dpt_p[,alamat,lat,lon,khusus]`.

Pure. Refuses a TPS outside the desk's area, of a desa that is not known, written twice, or with a
DPT that is no count. A blank DPT is unknown, not zero. KPU's own names of the DPT columns are taken too.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from deskpemilu.domain.codes import DESA, TPS, dotted, tps_number, within
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import Parsed

KIND = "tps"
REQUIRED = ("kode_tps", "dpt_l", "dpt_p")
SYNONYMS = {"pemilih_dpt_l": "dpt_l", "pemilih_dpt_p": "dpt_p"}
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5  # Indonesia
_ADDRESS_LENGTH = 200
_NAMED = 5


@dataclass(frozen=True, slots=True)
class TpsLine:
    """A TPS of the file; None and "" are what the file does not say."""

    line: int
    code: str
    dpt_l: int | None
    dpt_p: int | None
    address: str
    lat: float | None
    lon: float | None
    special: bool | None


def parse(table: Table, *, area: str, area_name: str, desa: Container[str], cap: int) -> Parsed[TpsLine]:
    """Rows of the file for a desk's area with its known desa. `cap`: voters a TPS may have."""
    parsed: Parsed[TpsLine] = Parsed(refused=list(table.refused))
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        code = cells.code("kode_tps", (TPS,), "TPS")
        if code:
            _check_place(cells, code, area, area_name, desa)
            if (first := seen.setdefault(code, row.line)) != row.line:
                cells.refuse("kode_tps", f"TPS ini sudah ditulis pada baris {first}.")
        line = _line(cells, code)
        if cells.sound:
            parsed.rows.append(line)
    parsed.notes += _notes(parsed.rows, cap)
    return parsed


def _check_place(cells: Cells, code: str, area: str, area_name: str, desa: Container[str]) -> None:
    if not within(code, area):
        cells.refuse("kode_tps", f"TPS ini di luar wilayah desk, {area_name} ({dotted(area)}).")
    elif code[:DESA] not in desa:
        cells.refuse(
            "kode_tps",
            f"Desa/kelurahan {dotted(code[:DESA])} tidak ada dalam daftar wilayah. "
            "Periksa kodenya, atau impor dahulu wilayahnya (regions).",
        )
    elif tps_number(code) == 0:
        cells.refuse("kode_tps", "Nomor TPS dimulai dari 001.")


def _line(cells: Cells, code: str) -> TpsLine:
    left, right = cells.count("dpt_l"), cells.count("dpt_p")
    if cells.sound and (left is None) != (right is None):
        cells.refuse(
            "dpt_l" if left is None else "dpt_p", "Isi DPT laki-laki dan perempuan, atau kosongkan keduanya."
        )
    lat, lon = cells.coordinate("lat", SOUTH, NORTH), cells.coordinate("lon", WEST, EAST)
    if cells.sound and (lat is None) != (lon is None):
        cells.refuse("lat" if lat is None else "lon", "Isi lat dan lon, atau kosongkan keduanya.")
    if len(cells.text("alamat")) > _ADDRESS_LENGTH:
        cells.refuse("alamat", f"Alamat paling panjang {_ADDRESS_LENGTH} huruf.")
    return TpsLine(cells.line, code, left, right, cells.text("alamat"), lat, lon, cells.flag("khusus"))


def _notes(rows: list[TpsLine], cap: int) -> list[str]:
    notes = []
    known = [
        (row.dpt_l + row.dpt_p, row.code) for row in rows if row.dpt_l is not None and row.dpt_p is not None
    ]
    over = sorted((item for item in known if item[0] > cap), reverse=True)
    if over:
        named = ", ".join(f"{code} ({dpt})" for dpt, code in over[:_NAMED])
        more = " …" if len(over) > _NAMED else ""
        notes.append(
            f"{len(over)} TPS mempunyai DPT lebih dari {cap}: {named}{more}. Cocokkan dengan daftar KPU."
        )
    if len(known) < len(rows):
        blank = len(rows) - len(known)
        notes.append(f"{blank} TPS tanpa DPT; pemeriksaan terhadap DPT tidak dapat dilakukan di sana.")
    return notes
