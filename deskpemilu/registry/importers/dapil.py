"""Electoral districts: `contest,dapil,kode_wilayah[,nama,kursi]`, one row a district and region.

Pure. Rows of regions beside the desk's area, or of contests that the election does not hold, are
left out and counted (lists are often of a whole province); a file without any row for the desk is
refused, as is a region in two districts.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass

from deskpemilu.domain.codes import DESA, KABUPATEN, KECAMATAN, PROVINSI, dotted, within
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.registry.importers.cells import Cells
from deskpemilu.registry.importers.reading_files import Table
from deskpemilu.registry.importers.report import Parsed, Refused

KIND = "dapil"
REQUIRED = ("contest", "dapil", "kode_wilayah")
_CODE_LENGTH, _NAME_LENGTH, _MOST_SEATS = 20, 120, 1000


@dataclass(frozen=True, slots=True)
class DapilLine:
    """A region of a district; `name` "" and `seats` None where the file does not say."""

    line: int
    contest: str
    dapil: str
    area: str
    name: str
    seats: int | None


def parse(
    table: Table, *, area: str, area_name: str, contests: Collection[str], known: Container[str]
) -> Parsed[DapilLine]:
    """Rows for a desk's area. `contests` of the election; `known`: region codes that are stored."""
    parsed: Parsed[DapilLine] = Parsed(refused=list(table.refused))
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    elsewhere = 0
    for row in table.rows:
        cells = Cells(row, parsed.refused)
        line = _line(cells)
        if not cells.sound:
            continue
        beside = not (within(line.area, area) or within(area, line.area))
        if beside or line.contest not in contests:
            elsewhere += 1
            continue
        if line.area not in known:
            cells.refuse("kode_wilayah", f"Wilayah {dotted(line.area)} tidak ada dalam daftar wilayah.")
        first = seen.setdefault((line.contest, line.area), (line.dapil, row.line))
        if first != (line.dapil, row.line):
            cells.refuse(
                "kode_wilayah", f"Wilayah ini sudah ditulis pada baris {first[1]}, dapil {first[0]}."
            )
        if cells.sound:
            parsed.rows.append(line)
    if elsewhere and not parsed.rows and not parsed.refused:
        reason = f"Tidak ada baris untuk pemilihan ini di {area_name} ({dotted(area)}). Periksa berkasnya."
        parsed.refused.append(Refused(0, "kode_wilayah", "", reason))
    elif elsewhere:
        parsed.notes.append(f"{elsewhere} baris wilayah atau jenis pemilihan lain dilewati.")
    return parsed


def _line(cells: Cells) -> DapilLine:
    contest = cells.required("contest").lower()
    if contest and contest not in CONTESTS:
        cells.refuse("contest", f"Jenis pemilihan tidak dikenal. Pilih: {', '.join(CONTESTS)}.")
    dapil = cells.required("dapil")
    if len(dapil) > _CODE_LENGTH:
        cells.refuse("dapil", f"Kode dapil paling panjang {_CODE_LENGTH} huruf.")
    code = cells.code("kode_wilayah", (PROVINSI, KABUPATEN, KECAMATAN, DESA), "wilayah")
    if len(cells.text("nama")) > _NAME_LENGTH:
        cells.refuse("nama", f"Nama paling panjang {_NAME_LENGTH} huruf.")
    seats = cells.count("kursi")
    if seats is not None and seats > _MOST_SEATS:
        cells.refuse("kursi", f"Jumlah kursi satu dapil paling banyak {_MOST_SEATS}.")
    return DapilLine(cells.line, contest, dapil, code, cells.text("nama"), seats)
