"""Tables as files: what a spreadsheet opens is what the page showed, and nothing runs in it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from deskpemilu.web.exports import INTERNAL, Table, as_csv, as_xlsx, file_name, guarded, taken_by

TABLE = Table(
    title="Pemilu 2024 · Presiden · Kab. Uji",
    about=["Hitungan diterima.", "Diunduh oleh Rahma & Co pada 14-02-2024 18.42 WIB"],
    head=["Kode", "Nama", "Masuk (%)", "1 PAGI"],
    rows=[["16.07.01", "=HYPERLINK(1)", 0.586, 323074], ["16.07.02", "@Muara", 0.0, None]],
    shares=frozenset({2}),
)


@pytest.mark.parametrize("text", ["=1+1", "+62812", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_looks_like_a_formula_is_shown_as_text(text: str) -> None:
    """An apostrophe keeps spreadsheets from computing it."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["Mekar Sari", "", 12, -5, 0.5, None])
def test_everything_else_stays_as_it_is(cell: str | int | float | None) -> None:
    """Negative numbers too: a number is no formula."""
    assert guarded(cell) == cell


def test_csv_says_what_it_is_and_who_took_it() -> None:
    """Then an empty line, the head, the rows."""
    lines = list(csv.reader(io.StringIO(as_csv(TABLE).decode("utf-8-sig"))))
    assert lines[0] == [INTERNAL]
    assert "Rahma & Co" in lines[3][0]
    assert lines[5] == list(TABLE.head)
    assert lines[6] == ["16.07.01", "'=HYPERLINK(1)", "0.586", "323074"]
    assert lines[7] == ["16.07.02", "'@Muara", "0.0", ""]


def test_xlsx_holds_numbers_as_numbers_and_no_formula() -> None:
    """Read back by another library."""
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(TABLE)))
    sheet = book.active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == INTERNAL
    assert rows[5] == list(TABLE.head)
    assert rows[6] == ["16.07.01", "=HYPERLINK(1)", 0.586, 323074]
    assert sheet["B7"].data_type == "s"
    assert sheet["C7"].number_format == "0.0%"
    assert INTERNAL in sheet.oddHeader.left.text
    assert "Rahma && Co" in sheet.oddFooter.left.text, "a single & would be a command"
    parts = zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in parts


def test_an_empty_table_is_still_a_file() -> None:
    """With its head."""
    empty = Table("Kosong", [], ["Kode", "Nama"], [])
    assert b"Kode,Nama" in as_csv(empty)
    assert openpyxl.load_workbook(io.BytesIO(as_xlsx(empty))).active.max_row == 4


def test_file_names_take_only_plain_letters() -> None:
    """Whatever an election is called."""
    at = datetime(2024, 2, 14, 18, 42)
    name = file_name("Pemilu/2024 é", "ppwp", "", "1607", at=at, shape="csv")
    assert name == "desk-pemilu_pemilu-2024_ppwp_1607_20240214-1842.csv"
    assert taken_by("Rahma", at, "WIB") == "Diunduh oleh Rahma pada 14-02-2024 18.42 WIB"
