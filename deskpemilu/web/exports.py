"""Tables as files, CSV and XLSX, each saying what it is, who took it and when.

Comes in: a `Table` of plain cells. Goes out: bytes. A text that a spreadsheet would take for a
formula is never written as one: names of places and people come from outside.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse

Cell = str | int | float | None
INTERNAL = "DATA INTERNAL – BUKAN HASIL RESMI KPU"
SHAPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 42


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be taken out. `about` are lines above it; `shares` numbers of columns that are fractions."""

    title: str
    about: Sequence[str]
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shares: frozenset[int] = frozenset()


def guarded(cell: Cell) -> Cell:
    """A text that begins like a formula gets an apostrophe before it; anything else stays."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def taken_by(name: str, at: datetime, zone: str) -> str:
    """The line that says who took a table and when; `at` in the desk's own time."""
    return f"Diunduh oleh {name} pada {at:%d-%m-%Y %H.%M} {zone}"


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the letters right."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in (INTERNAL, table.title, *table.about):
        writer.writerow([guarded(line)])
    writer.writerow([])
    writer.writerow([guarded(cell) for cell in table.head])
    writer.writerows([guarded(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """One sheet; what it is stands above the table, on every printed page and in the properties."""
    import xlsxwriter  # noqa: PLC0415 (heavy)

    out = io.BytesIO()
    # Text is text: nothing that comes from outside becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": table.title, "comments": " · ".join((INTERNAL, *table.about))})
        sheet = book.add_worksheet("Tabel")
        bold, strong = (
            book.add_format({"bold": True}),
            book.add_format({"bold": True, "font_color": "#A01F19"}),
        )
        figure, share = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "0.0%"})
        sheet.write_string(0, 0, INTERNAL, strong)
        sheet.write_string(1, 0, table.title, bold)
        for at, line in enumerate(table.about, start=2):
            sheet.write_string(at, 0, line)
        first = len(table.about) + 3
        sheet.write_row(first, 0, table.head, book.add_format({"bold": True, "bottom": 1, "text_wrap": True}))
        for at, row in enumerate(table.rows, start=first + 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write_number(at, column, cell, share if column in table.shares else figure)
        for column in range(len(table.head)):
            sheet.set_column(column, column, _width(table, column))
        sheet.freeze_panes(first + 1, 2)
        sheet.repeat_rows(first)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{INTERNAL}&R{_plain(table.title)}")
        sheet.set_footer(f"&L{_plain(table.about[-1] if table.about else '')}&R&P/&N")
    return out.getvalue()


def _width(table: Table, column: int) -> int:
    longest = max((len(str(row[column])) for row in table.rows if row[column] is not None), default=0)
    return max(9, min(_WIDEST, longest + 2))


def _plain(text: str) -> str:
    """Text for a page header, where & is a command."""
    return text.replace("&", "&&")[:120]


def file_name(*parts: str, at: datetime, shape: str) -> str:
    """desk-pemilu_<parts>_20240214-1842.csv, only letters that every system takes."""
    words = [re.sub(r"[^a-z0-9-]+", "-", part.lower()).strip("-") for part in parts if part]
    return f"desk-pemilu_{'_'.join(words)}_{at:%Y%m%d-%H%M}.{shape}"


def answer(table: Table, *, shape: str, name: str) -> HttpResponse:
    """The table as a download. Raises Http404 for a shape that is not in SHAPES."""
    if shape not in SHAPES:
        raise Http404("Bentuk berkas ini tidak tersedia; yang ada: CSV dan XLSX.")
    content = as_csv(table) if shape == "csv" else as_xlsx(table)
    response = HttpResponse(content, content_type=SHAPES[shape])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
