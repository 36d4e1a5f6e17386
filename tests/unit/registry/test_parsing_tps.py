"""TPS files: what is taken, and every way in which one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskpemilu.registry.importers import tps
from deskpemilu.registry.importers.report import Parsed
from tests.unit.registry.tables import places, table

DESA = {"1607012001", "1607012002"}


def _parse(tmp_path: Path, text: str) -> Parsed[tps.TpsLine]:
    read = table(tmp_path, text, tps.REQUIRED, synonyms=tps.SYNONYMS)
    return tps.parse(read, area="1607", area_name="Kabupaten Uji", desa=DESA, cap=300)


def test_a_full_line_is_taken(tmp_path: Path) -> None:
    """Dotted codes, address, place and the mark of a special TPS."""
    text = (
        "kode_tps,dpt_l,dpt_p,alamat,lat,lon,khusus\n"
        "16.07.01.2001.001,120,125,Balai Desa,-2.93,104.91,\n1607012002901,,,,,,ya\n"
    )
    one, two = _parse(tmp_path, text).rows
    assert (one.code, one.dpt_l, one.dpt_p, one.address) == ("1607012001001", 120, 125, "Balai Desa")
    assert (one.lat, one.lon, one.special) == (-2.93, 104.91, None)
    assert (two.dpt_l, two.special) == (None, True)


def test_kpus_own_column_names_are_known(tmp_path: Path) -> None:
    """Sirekap's table has pemilih_dpt_l and pemilih_dpt_p."""
    (line,) = _parse(tmp_path, "kode_tps,pemilih_dpt_l,pemilih_dpt_p\n1607012001001,1,2\n").rows
    assert (line.dpt_l, line.dpt_p) == (1, 2)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("1608012001001,1,2,,", "kode_tps", "di luar wilayah desk"),
        ("1607992001001,1,2,,", "kode_tps", "tidak ada dalam daftar wilayah"),
        ("1607012001000,1,2,,", "kode_tps", "dimulai dari 001"),
        ("1607012001,1,2,,", "kode_tps", "13 angka"),
        ("16070120010011,1,2,,", "kode_tps", "14 angka"),
        ('"1,60701E+12",1,2,,', "kode_tps", "dibulatkan oleh Excel"),
        (",1,2,,", "kode_tps", "harus diisi"),
        ("1607012001001,-1,2,,", "dpt_l", "negatif"),
        ("1607012001001,1,dua,,", "dpt_p", "bilangan bulat"),
        ("1607012001001,1.5,2,,", "dpt_l", "bilangan bulat"),
        ("1607012001001,1,1607012001,,", "dpt_p", "terlalu besar"),
        ("1607012001001,,2,,", "dpt_l", "kosongkan keduanya"),
        ("1607012001001,1,2,-2.9,", "lon", "kosongkan keduanya"),
        ("1607012001001,1,2,-2.9,9", "lon", "Koordinat"),
        ("1607012001001,1,2,utara,104", "lat", "Koordinat"),
    ],
)
def test_a_wrong_cell_is_refused_by_name(tmp_path: Path, row: str, column: str, says: str) -> None:
    """Line, column, value and the reason."""
    parsed = _parse(tmp_path, f"kode_tps,dpt_l,dpt_p,lat,lon\n{row}\n")
    assert parsed.rows == []
    assert (2, column) in places(parsed.refused)
    assert any(says in item.reason for item in parsed.refused)


def test_a_tps_written_twice_is_refused_naming_the_first_line(tmp_path: Path) -> None:
    """The second one is refused."""
    parsed = _parse(tmp_path, "kode_tps,dpt_l,dpt_p\n1607012001001,1,2\n16.07.01.2001.001,1,2\n")
    assert places(parsed.refused) == [(3, "kode_tps")]
    assert "baris 2" in parsed.refused[0].reason


def test_a_file_of_another_kabupaten_has_every_line_refused(tmp_path: Path) -> None:
    """Not one of them slips through."""
    rows = "".join(f"1608012001{n:03d},1,2\n" for n in range(1, 61))
    parsed = _parse(tmp_path, f"kode_tps,dpt_l,dpt_p\n{rows}")
    assert len(parsed.refused) == 60
    assert parsed.rows == []


def test_a_large_or_blank_dpt_is_noted_not_hidden(tmp_path: Path) -> None:
    """The report says how many, and names the largest first."""
    text = "kode_tps,dpt_l,dpt_p\n1607012001001,160,150\n1607012001002,153130,130\n1607012001003,,\n"
    over, blank = _parse(tmp_path, text).notes
    assert over.startswith("2 TPS mempunyai DPT lebih dari 300: 1607012001002 (153260), 1607012001001 (310)")
    assert blank.startswith("1 TPS tanpa DPT")
