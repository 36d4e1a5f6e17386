"""The shipped list of regions, and what it says when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskpemilu.registry.regions import ListedRegion, RegionListMissing, around


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "provinces.csv").write_text("code,name\n16,Sumatera Selatan\n17,Bengkulu\n")
    (tmp_path / "regencies.csv").write_text(
        "code,province_code,name\n16.07,16,Kabupaten  Uji\n16.08,16,Lain\n"
    )
    (tmp_path / "districts.csv").write_text(
        "code,regency_code,name\n16.07.01,16.07,Satu\n16.08.01,16.08,Dua\n"
    )
    (tmp_path / "villages.csv").write_text("code,district_code,name\n16.07.01.2001,16.07.01,Mekar\n")
    return tmp_path


def test_an_area_comes_with_what_is_above_and_below_it(tmp_path: Path) -> None:
    """Parents first, neighbours left out, spaces tidied."""
    assert around("1607", _folder(tmp_path)) == (
        ListedRegion("16", "Sumatera Selatan"),
        ListedRegion("1607", "Kabupaten Uji"),
        ListedRegion("160701", "Satu"),
        ListedRegion("1607012001", "Mekar"),
    )


def test_an_area_that_is_not_listed_has_nothing(tmp_path: Path) -> None:
    """Not even its province."""
    assert around("1699", _folder(tmp_path)) == ()


def test_without_the_list_it_says_how_to_get_it(tmp_path: Path) -> None:
    """The sentence names the command."""
    with pytest.raises(RegionListMissing, match="make setup"):
        around("1607", tmp_path / "kosong")
