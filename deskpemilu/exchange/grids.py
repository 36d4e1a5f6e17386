"""Sheets as grids of text with the address of each cell: XLSX (all sheets) or CSV.

Unlike an import table, a sheet of D.Hasil has no single header: blocks of rows stand under each other.
Refused (FileRefused): other formats, broken or too large files.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deskpemilu.registry.importers.reading_files import DELIMITERS, MAX_UNPACKED
from deskpemilu.registry.importers.report import FileRefused

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 400, 400


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name ("" for CSV) and its cells as text, row by row."""

    sheet: str
    rows: Sequence[Sequence[str]]

    def address(self, row: int, column: int) -> str:
        """Where a cell stands, as people find it: `Mariana!C12`; counted from 0."""
        letters, number = "", column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{row + 1}" if self.sheet else f"{letters}{row + 1}"


def read_grids(path: Path, name: str = "") -> list[Grid]:
    """All sheets of a workbook, or the one of a CSV file. Raises FileRefused."""
    label = name or path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(f"Berkas “{label}” tidak dapat dibuka: {error.strerror}.") from error
    if data.startswith(_OLD_EXCEL):
        raise FileRefused("Berkas Excel lama (.xls). Simpan sebagai .xlsx atau “CSV UTF-8”, lalu ulangi.")
    grids = _workbook(data) if data.startswith(_ZIP) else [_csv(data)]
    found = [grid for grid in grids if any(any(row) for row in grid.rows)]
    if not found:
        raise FileRefused("Berkas kosong.")
    return found


def _workbook(data: bytes) -> list[Grid]:
    import openpyxl  # noqa: PLC0415 - heavy

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise FileRefused("Isi berkas Excel terlalu besar. Bagi per kecamatan, lalu ulangi.")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        grids = []
        for sheet in book.worksheets[:MOST_SHEETS]:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)
            grids.append(Grid(sheet.title, [_trimmed([_text(value) for value in row]) for row in rows]))
    except FileRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever a broken workbook provokes: KeyError, ValueError, ParseError …
        reason = "Berkas Excel rusak atau bukan .xlsx. Simpan ulang dari Excel, lalu ulangi."
        raise FileRefused(reason) from error
    return grids


def _csv(data: bytes) -> Grid:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            "Huruf pada berkas bukan UTF-8. Simpan sebagai “CSV UTF-8”, lalu ulangi."
        ) from error
    if "\0" in text:
        raise FileRefused("Berkas ini bukan teks CSV atau XLSX.")
    delimiter = max(DELIMITERS, key=text.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused("Susunan CSV rusak (tanda kutip atau panjang isi).") from error
    return Grid("", [_trimmed([" ".join(cell.split()) for cell in row]) for row in rows[:MOST_ROWS]])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
