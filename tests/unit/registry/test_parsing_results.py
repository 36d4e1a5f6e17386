"""Result files: forms, rows without votes, and the contest that a file speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskpemilu.registry.importers import results
from deskpemilu.registry.importers.report import FileRefused, Report
from tests.unit.registry.tables import places, table

TPS = {"1607012001001", "1607012001002"}
BALLOTS = {"ppwp": ("1", "2", "3"), "pkwkk": ("1", "2"), "pkwkp": ("1", "2"), "pdprdk": ("1", "5", "5.3")}


def _parse(tmp_path: Path, text: str) -> results.ParsedResults:
    return results.parse(table(tmp_path, text, results.REQUIRED), tps=TPS, ballots=BALLOTS)


def test_a_line_of_sirekaps_table_becomes_a_form(tmp_path: Path) -> None:
    """Its DPTb and non-DPT rows are pindahan and tambahan; what is no row is ignored."""
    text = (
        "kode_tps,desa,suara_01,suara_02,suara_03,suara_sah,suara_tidak_sah,pemilih_dpt_l,"
        "pengguna_dptb_j,pengguna_non_dpt_j,ts\n1607012001001,X,39,118.0,17,174,4,97,0,4,2024-02-15\n"
    )
    parsed = _parse(tmp_path, text)
    (line,) = parsed.rows
    assert line.contest == "ppwp"
    assert line.form.votes == {"1": 39, "2": 118, "3": 17}
    assert line.form.rows == {
        "suara_sah": 174,
        "suara_tidak_sah": 4,
        "pemilih_dpt_l": 97,
        "pengguna_pindahan_j": 0,
        "pengguna_tambahan_j": 4,
    }
    assert parsed.notes == ["Berkas tanpa kolom contest; nomor urutnya hanya cocok dengan ppwp."]


def test_a_line_without_votes_is_counted_not_refused(tmp_path: Path) -> None:
    """Also when its administrative part is filled."""
    text = "kode_tps,suara_01,suara_02,suara_03,suara_sah\n1607012001001,,,,162\n1607012001002,0,0,1,1\n"
    parsed = _parse(tmp_path, text)
    assert (parsed.without_votes, len(parsed.rows), parsed.refused) == (1, 1, [])


def test_a_contest_column_decides(tmp_path: Path) -> None:
    """One file may hold several contests; blank columns of the longer ballot are no votes."""
    text = "contest,kode_tps,suara_01,suara_02,suara_03\nppwp,1607012001001,1,2,3\npkwkk,1607012001001,4,5,\n"
    assert [(line.contest, line.form.votes) for line in _parse(tmp_path, text).rows] == [
        ("ppwp", {"1": 1, "2": 2, "3": 3}),
        ("pkwkk", {"1": 4, "2": 5}),
    ]


def test_candidates_of_a_party_are_read(tmp_path: Path) -> None:
    """`suara_05.03` is candidate 3 of party 5."""
    (line,) = _parse(tmp_path, "kode_tps,contest,suara_05,suara_05.03\n1607012001001,pdprdk,7,9\n").rows
    assert line.form.votes == {"5": 7, "5.3": 9}


@pytest.mark.parametrize("columns", ["suara_01,suara_02", "suara_01,suara_02,suara_03,suara_04", "jumlah"])
def test_a_contest_that_cannot_be_told_refuses_the_file(tmp_path: Path, columns: str) -> None:
    """Two contests with two pairs, four numbers that no ballot has, no votes at all: never guessed."""
    with pytest.raises(FileRefused):
        _parse(tmp_path, f"kode_tps,{columns}\n1607012001001,{'1,' * columns.count(',')}1\n")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1607012001003,ppwp,1,2,3", "kode_tps"),
        ("1607012001,ppwp,1,2,3", "kode_tps"),
        ("1607012001001,dpd,1,2,3", "contest"),
        ("1607012001001,ppwp,1,-2,3", "suara_02"),
        ("1607012001001,ppwp,1,l2,3", "suara_02"),
        ("1607012001001,pkwkk,1,2,3", "suara_03"),
    ],
)
def test_a_wrong_cell_is_refused(tmp_path: Path, row: str, column: str) -> None:
    """Line and column."""
    assert places(_parse(tmp_path, f"kode_tps,contest,suara_01,suara_02,suara_03\n{row}\n").refused) == [
        (2, column)
    ]


def test_a_tps_twice_is_refused(tmp_path: Path) -> None:
    """For the same contest."""
    rows = "1607012001001,1,2,3\n1607012001001,1,2,3\n"
    assert places(_parse(tmp_path, f"kode_tps,suara_01,suara_02,suara_03\n{rows}").refused) == [
        (3, "kode_tps")
    ]


def test_the_text_report_shows_the_first_refusals_and_how_many_more(tmp_path: Path) -> None:
    """Fifty are read by nobody twice; JSON holds them all."""
    rows = "".join(f"1607012009{n:03d},1,2,3\n" for n in range(1, 71))
    parsed = _parse(tmp_path, f"kode_tps,suara_01,suara_02,suara_03\n{rows}")
    report = Report("results", 70, refused=tuple(parsed.refused))
    text = report.as_text()
    assert "ditolak 70" in text
    assert text.count("kolom kode_tps") == 50
    assert "dan 20 penolakan lagi" in text
    assert len(report.as_json()["refused"]) == 70
