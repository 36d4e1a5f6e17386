"""Tables of D.Hasil as people hold them: our template, Excel copies of the form, recaps, and wrong ones."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from deskpemilu.exchange import dhasil_template
from deskpemilu.exchange.dhasil import Dhasil, parse
from deskpemilu.exchange.grids import Grid, read_grids
from deskpemilu.registry.importers.report import FileRefused
from tests.unit.exchange.places import lexicon

FORM = """
MODEL D.HASIL KECAMATAN-PPWP;;;;;
KECAMATAN : Betung;;;;;
DESA/KELURAHAN : Mekar Sari;;;;;
NO;URAIAN;;TPS 001;TPS 2;JUMLAH AKHIR
1;2;3;4;5;6
A;Jumlah Pemilih dalam Daftar Pemilih Tetap (DPT);LK;100;110;210
;;PR;105;95;200
;;JML;205;205;410
B;DATA PENGGUNA HAK PILIH;;;;
1;Jumlah pengguna hak pilih dalam Daftar Pemilih Tetap (DPT);LK;80;90;170
;;PR;82;81;163
;;JML;162;171;333
2;Jumlah pengguna hak pilih dalam Daftar Pemilih Tambahan (DPTb);JML;1;-;1
4;Jumlah pengguna hak pilih (B.1 + B.2 + B.3);JML;163;171;334
II;Jumlah surat suara yang diterima, termasuk surat suara cadangan 2% dari DPT (2+3+4);;210;210;420
;Jumlah surat suara yang tidak digunakan/tidak terpakai, termasuk sisa surat suara cadangan;;47;39;86
IV;PEROLEHAN SUARA PASANGAN CALON;;;;
1;Pasangan Satu;;40;50;90
2;Pasangan Dua;;100;1.10;
"""


def read(text: str, *codes: str) -> Dhasil:
    rows = [line.split(";") for line in text.strip().splitlines()]
    return parse([Grid("", [[cell.strip() for cell in row] for row in rows])], lexicon(*codes))


def form(text: str) -> str:
    """The form with its last, broken line replaced."""
    return "\n".join(FORM.strip().splitlines()[:-1]) + f"\n{text.strip()}"


def test_a_copy_of_the_form_is_read_by_its_words() -> None:
    """Rows by what they say, L and P below each other, a dash for nothing, the last sum as the desa's."""
    found = read(
        form("2;Pasangan Dua;;100;110;210\n3;Pasangan Tiga;;20;8;28\nV;Jumlah seluruh suara sah;;160;168;328")
    )
    assert found.refused == []
    assert found.notes == []
    by_code = {each.code: each.form for each in found.forms}
    assert set(by_code) == {"1607052001001", "1607052001002", "1607052001"}
    first = by_code["1607052001001"]
    assert first.votes == {"1": 40, "2": 100, "3": 20}
    assert first.rows == {
        "pemilih_dpt_l": 100, "pemilih_dpt_p": 105, "pemilih_dpt_j": 205,
        "pengguna_dpt_l": 80, "pengguna_dpt_p": 82, "pengguna_dpt_j": 162,
        "pengguna_pindahan_j": 1, "pengguna_total_j": 163,
        "surat_diterima": 210, "surat_tidak_digunakan": 47, "suara_sah": 160,
    }  # fmt: skip
    assert "pengguna_pindahan_j" not in by_code["1607052001002"].rows
    assert by_code["1607052001"].votes == {"1": 90, "2": 210, "3": 28}


def test_a_figure_that_is_none_is_refused_with_its_cell() -> None:
    """1.10 is neither 110 nor 1,10."""
    found = read(FORM)
    assert [(each.column, each.value) for each in found.refused] == [("E19", "1.10")]


def test_a_sum_that_does_not_add_up_is_kept_and_told() -> None:
    """On D.Hasil that is a finding; our copy must not correct it."""
    found = read(form("2;Pasangan Dua;;100;110;250"))
    assert found.refused == []
    assert len(found.notes) == 1
    assert found.notes[0].startswith(
        "F19: Suara nomor 2 di Mekar Sari tertulis 250, sedangkan kolomnya berjumlah 210"
    )
    desa = next(each for each in found.forms if each.code == "1607052001")
    assert desa.form.votes["2"] == 250


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("9;Pasangan Sembilan;;1;2;3", "tidak dikenal"),
        (";Jumlah suara apa;;1;2;3", "tidak dikenal"),
        ("2;Pasangan Dua;;-100;110;10", "bilangan bulat"),
        ("2;Pasangan Dua;;100;seratus;200", "bilangan bulat"),
        ("1;Pasangan Satu;;41;50;91", "sudah ditulis dengan angka lain (40)"),
    ],
)
def test_what_cannot_be_told_is_refused(line: str, reason: str) -> None:
    """An unknown row, a figure that is none, the same TPS twice."""
    found = read(form(line))
    assert found.refused
    assert reason in found.refused[0].reason


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("DESA/KELURAHAN : Mekar Sari\nURAIAN;TPS 001\nJumlah seluruh suara sah;5", "dipakai 2"),
        ("Kecamatan;Betung\nDesa;Tidak Ada\nURAIAN;TPS 001\nJumlah seluruh suara sah;5", "bukan desa"),
        ("Kode desa;16.07.99.2001\nURAIAN;TPS 001\nJumlah seluruh suara sah;5", "tidak ada dalam daftar"),
        ("URAIAN;TPS 001;TPS 002\nJumlah seluruh suara sah;5;6", "tidak disebut di atasnya"),
        (
            "Jenis pemilihan;pkwkk\nKode desa;16.07.05.2001\nURAIAN;TPS 001\n1;5",
            "tidak ada pada pemilihan ini",
        ),
    ],
)
def test_a_place_that_is_none_or_several_is_refused(head: str, reason: str) -> None:
    """Fourteen names of desa repeat in Banyuasin alone."""
    found = read(head)
    assert found.refused
    assert any(reason in each.reason for each in found.refused)
    assert found.forms == []


def test_a_contest_that_nobody_names_is_refused() -> None:
    """Unless the election has only one."""
    text = "Kode desa;1607052001\nURAIAN;TPS 001\nJumlah seluruh suara sah;5"
    assert "Jenis pemilihan tidak disebut" in read(text).refused[0].reason
    assert [each.contest for each in read(text, "ppwp").forms] == ["ppwp"]


def test_bare_numbers_under_the_word_tps_are_columns() -> None:
    """As on paper: one cell TPS over all of them, a carried sum that is nobody's vote."""
    found = read(
        "Kode desa;1607052001;;;\nJenis pemilihan;ppwp;;;\n;TPS;;;\nURAIAN;1;2;JUMLAH PINDAHAN;JUMLAH AKHIR\n"
        "Suara sah seluruhnya jumlah;5;6;99;11",
    )
    assert found.refused == []
    sums = {each.code: each.form.rows for each in found.forms}
    assert sums == {
        "1607052001001": {"suara_sah": 5},
        "1607052001002": {"suara_sah": 6},
        "1607052001": {"suara_sah": 11},
    }


def test_columns_of_desa_are_sums_of_desa_and_kecamatan() -> None:
    """The recap at the end of the form; it may contradict the desa's own sheet, and then says so."""
    found = read(
        "Jenis pemilihan;ppwp;;\nKecamatan;Betung;;\nURAIAN;Mekar Sari;Betung Barat;JUMLAH AKHIR\n"
        "1;90;10;100\nJumlah suara tidak sah;3;4;8"
    )
    assert found.refused == []
    sums = {each.code: (dict(each.form.votes), dict(each.form.rows)) for each in found.forms}
    assert sums["1607052001"] == ({"1": 90}, {"suara_tidak_sah": 3})
    assert sums["160705"] == ({"1": 100}, {"suara_tidak_sah": 8})
    assert len(found.notes) == 1
    assert "tertulis 8" in found.notes[0]


def test_parties_and_candidates_follow_each_other() -> None:
    """A number is a candidate of the party above it."""
    found = read(
        "Jenis pemilihan;DPR RI;;\nKode desa;1607052001;;\nNO;URAIAN;TPS 001;JUMLAH\n1;Partai Uji 1;10;10\n"
        "1;Caleg 1-1;7;7\n2;Caleg 1-2;0;0\n;Jumlah suara sah partai politik dan calon;17;17\n"
        "5;PU5;3;3\n1;Caleg;2;2"
    )
    assert found.refused == []
    tps = next(each.form for each in found.forms if each.of_tps)
    assert tps.votes == {"1": 10, "1.1": 7, "1.2": 0, "5": 3, "5.1": 2}
    assert tps.rows == {"jumlah_partai_1": 17}


@pytest.mark.parametrize("contest", ["ppwp", "pdpr"])
@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_our_template_comes_back_as_it_was_filled_in(tmp_path: Path, contest: str, shape: str) -> None:
    """Every row of the form and every choice, in both shapes."""
    made = dhasil_template.blocks(lexicon(), contest, "160705")
    assert list(made) == ["Mekar Sari 2001", "Betung Barat 2002"]
    wanted: dict[str, dict[str, int]] = {}
    for name, block in made.items():
        for number, line in enumerate(block[6:]):
            for at in range(2, 5):
                line[at] = str(number * 10 + at)
                code = f"160705{name[-4:]}00{at - 1}"
                wanted.setdefault(code, {})[line[0]] = number * 10 + at
            line[5] = str(number * 30 + 9)
    path = tmp_path / f"dhasil.{shape}"
    path.write_bytes(dhasil_template.as_csv(made) if shape == "csv" else dhasil_template.as_xlsx(made))
    found = parse(read_grids(path), lexicon())
    assert (found.refused, found.notes) == ([], [])
    got = {each.code: {**each.form.rows, **each.form.votes} for each in found.forms if each.of_tps}
    assert got == wanted
    assert {each.code for each in found.forms if not each.of_tps} == {"1607052001", "1607052002"}


def test_an_empty_template_says_nothing() -> None:
    """Nothing is invented for cells left blank."""
    made = dhasil_template.blocks(lexicon(), "ppwp", "160705")
    grids = [Grid(name, block) for name, block in made.items()]
    assert parse(grids, lexicon()).forms == []
    with pytest.raises(ValueError, match="belum mempunyai TPS"):
        dhasil_template.blocks(lexicon(), "ppwp", "160799")


def test_numbers_outside_any_table_are_told() -> None:
    """A sheet of somebody's own sums is not swallowed silently."""
    found = read("Kode desa;1607052001\nJenis pemilihan;ppwp\ncatatan;12;13;14")
    assert found.forms == []
    assert "A3" in found.notes[0]


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    """Old Excel, broken ZIP, nothing at all."""
    for data in (b"\xd0\xcf\x11\xe0xxxx", b"PK\x03\x04xxxx", b"  \n", b"\xff\xfe\x00\x01"):
        path = tmp_path / "x.xlsx"
        path.write_bytes(data)
        with pytest.raises(FileRefused):
            read_grids(path)


def test_excel_cells_keep_whole_numbers(tmp_path: Path) -> None:
    """12.0 is 12, a formula is its result, a cell has its sheet's name in its address."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Mekar Sari"
    for row in (
        ["Kode desa", "1607052001"],
        ["Jenis pemilihan", "ppwp"],
        ["URAIAN", "TPS 001"],
        ["1", 12.0],
        ["2", 1.5],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "x.xlsx"
    path.write_bytes(out.getvalue())
    found = parse(read_grids(path), lexicon())
    assert [(each.column, each.value) for each in found.refused] == [("Mekar Sari!B5", "1.5")]


def test_a_line_that_may_number_columns_is_not_taken_for_votes() -> None:
    """1 2 3 under a head with one column of labels: column numbers, or choice 1 with 2 and 3 votes."""
    found = read("Jenis pemilihan;ppwp\nKode desa;1607052001\nURAIAN;TPS 001;TPS 002\n1;2;3\n2;40;50")
    assert [each.column for each in found.refused] == ["A4"]
    assert "nomor kolom" in found.refused[0].reason
