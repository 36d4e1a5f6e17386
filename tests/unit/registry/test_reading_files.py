"""CSV and XLSX files as people save them, and the ones that cannot be taken."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from deskpemilu.registry.importers.reading_files import read_table
from deskpemilu.registry.importers.report import FileRefused
from tests.unit.registry.tables import table, workbook

COLUMNS = ("kode", "nama")


def _cells(rows: object) -> list[tuple[int, str, str]]:
    return [(row.line, row.cells["kode"], row.cells["nama"]) for row in rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_usual_csv_reads_the_same(tmp_path: Path, separator: str, mark: str) -> None:
    """Comma, semicolon or tab; with or without a byte order mark; capitals and spaces in titles."""
    text = f"{mark} Kode {separator}NAMA\n16{separator}Sumatera Selatan\n"
    assert _cells(table(tmp_path, text, COLUMNS).rows) == [(2, "16", "Sumatera Selatan")]


def test_lines_are_the_files_own(tmp_path: Path) -> None:
    """Blank lines and cells of several lines do not shift the numbers that refusals name."""
    text = 'kode,nama\n\n16,"Sumatera\nSelatan"\n\n17,Bengkulu\n'
    assert [line for line, *_ in _cells(table(tmp_path, text, COLUMNS).rows)] == [3, 6]


def test_a_value_with_the_separator_stands_in_quotes(tmp_path: Path) -> None:
    """And a row with a surplus cell is refused by its line, not shifted."""
    read = table(tmp_path, 'kode,nama\n16,"Satu, Dua"\n17,Satu,Dua\n18,Tiga,\n', COLUMNS)
    assert _cells(read.rows) == [(2, "16", "Satu, Dua"), (4, "18", "Tiga")]
    assert [(item.line, item.value) for item in read.refused] == [(3, "Dua")]


def test_a_workbook_reads_like_csv(tmp_path: Path) -> None:
    """Numbers keep their digits, blank rows keep their place."""
    file = workbook(
        tmp_path, [["Kode", "Nama"], [1607011016001, "TPS"], [None, None], [16.07, None], [4.0, True]]
    )
    assert _cells(read_table(file, COLUMNS).rows) == [
        (2, "1607011016001", "TPS"),
        (4, "16.07", ""),
        (5, "4", "1"),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "kosong"),
        (b"\n \n", "kosong"),
        ("kode,nama\n16,Ogan \u00e9\n".encode("cp1252"), "UTF-8"),
        ("kode,nama\n16,Ogan\n".encode("utf-16"), "UTF-8"),
        (b"kode,nama\n16,a\0b\n", "bukan teks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (gzip.compress(b"kode,nama\n", mtime=0), "kompresi"),
        (b"PK\x03\x04 rusak", "rusak"),
        (b"kode,name\n16,x\n", "Kolom .nama. tidak ada"),
        (b"kode,nama,Kode\n16,x,17\n", "lebih dari sekali"),
        (b'kode,nama\n16,"x\n', "kutip"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, data: bytes, says: str) -> None:
    """Another encoding is never guessed: it would put wrong letters into names."""
    file = tmp_path / "berkas.csv"
    file.write_bytes(data)
    with pytest.raises(FileRefused, match=says):
        read_table(file, COLUMNS)


def test_the_refusal_names_the_line_of_the_wrong_letter(tmp_path: Path) -> None:
    """So that a person finds the cell."""
    file = tmp_path / "berkas.csv"
    file.write_bytes(b"kode,nama\n16,a\n17,\xe9\n")
    with pytest.raises(FileRefused) as caught:
        read_table(file, COLUMNS)
    assert caught.value.refused.line == 3


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Without a traceback."""
    with pytest.raises(FileRefused, match="tidak dapat dibuka"):
        read_table(tmp_path / "tidak-ada.csv", COLUMNS)


def test_a_workbook_with_an_outside_entity_is_refused(tmp_path: Path) -> None:
    """XML tricks do not reach the file system."""
    file, evil = workbook(tmp_path, [["kode", "nama"], ["16", "x"]]), tmp_path / "evil.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                trick = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
                data = trick + data.replace(b'<?xml version="1.0"?>', b"")
            new.writestr(name, data)
    with pytest.raises(FileRefused, match="rusak"):
        read_table(evil, COLUMNS)
