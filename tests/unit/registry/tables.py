"""Files for import tests, as text or as rows of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from deskpemilu.registry.importers.reading_files import Table, read_table
from deskpemilu.registry.importers.report import Refused


def table(tmp_path: Path, text: str, required: Sequence[str], **options: dict[str, str]) -> Table:
    """The table of a CSV text, read as the program reads it."""
    file = tmp_path / "berkas.csv"
    file.write_text(text, encoding="utf-8")
    return read_table(file, required, **options)


def workbook(tmp_path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """An XLSX file of these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    file = tmp_path / "berkas.xlsx"
    book.save(file)
    return file


def places(refused: Sequence[Refused]) -> list[tuple[int, str]]:
    """Where the refusals point: (line, column)."""
    return [(item.line, item.column) for item in refused]
